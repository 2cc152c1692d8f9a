//! The `everloop` binary; see the library of this crate.

/// Messages are many small allocations that one thread makes and another frees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    everloop_cli::allocator::give_back_soon();
    everloop_cli::main()
}
