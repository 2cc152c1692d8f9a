//! Prints every machine's table and compares it with `transitions.txt` beside this file, so that the
//! picture in the repository is true.
