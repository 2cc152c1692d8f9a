//! Tests of the rules from outside: histories in, activations out, completions in, commands out.

mod live;
mod official;
mod replays;
