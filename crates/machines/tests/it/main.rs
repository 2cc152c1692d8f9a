//! Tests of the rules from outside: histories in, activations out, completions in, commands out.

mod changed_code;
mod live;
mod official;
mod replays;
mod simulation;
mod story;
mod tasks;
mod trimmings;
