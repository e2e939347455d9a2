//! The program `handoff`.

use std::process::ExitCode;

/// A quarter less processor time per request than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    handoff::cli::main()
}
