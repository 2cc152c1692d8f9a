//! The `everloop` binary; see the library of this crate.

fn main() -> std::process::ExitCode {
    everloop_cli::main()
}
