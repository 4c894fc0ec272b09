//! Arguments in, window or command out.

use std::process::ExitCode;

use clap::Parser as _;
use tongchou::command_line::{Arguments, execute};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(command) => execute(command, arguments.language),
        None => ExitCode::SUCCESS,
    }
}
