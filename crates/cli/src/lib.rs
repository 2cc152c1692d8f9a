//! The `everloop` command. It reads arguments, opens the engine, serves it and stops it; it decides
//! nothing. The binary and the wheel's console script are both [`main_from`].

pub mod allocator;
mod args;
mod metrics;
mod serve;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser as _;

/// Runs the command with these arguments, the program's name first, and returns its exit code.
pub fn main_from(args: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    let args = match args::Args::try_parse_from(args::in_own_form(args)) {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too, and know their own stream and code.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(1);
        }
    };
    let args::Command::Server(server) = args.command;
    match server.options().and_then(serve::run_blocking) {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("everloop: {error:#}");
            1
        }
    }
}

/// The same for the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(main_from(std::env::args_os()))
}
