//! The program `handoff`.

use std::process::ExitCode;

use clap::Parser;
use handoff::cli::{self, Cli};

/// A quarter less processor time per request than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(Cli::parse()).await
}
