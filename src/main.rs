//! Arguments in, window or command out.

#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::Parser as _;
use tongchou::command_line::{Arguments, execute};

fn main() -> ExitCode {
    #[cfg(windows)]
    attach_console();
    let arguments = Arguments::parse();
    match arguments.command {
        Some(command) => execute(command, arguments.language),
        None => match tongchou::ui::window::open(arguments.project, arguments.language) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                eprintln!("{message}");
                ExitCode::from(1)
            }
        },
    }
}

/// A program with a window has no console of its own on Windows; started from one, its messages go there.
#[cfg(windows)]
fn attach_console() {
    unsafe extern "system" {
        fn AttachConsole(process: u32) -> i32;
    }
    const PARENT: u32 = u32::MAX;
    // SAFETY: the call takes a number and touches no memory of ours; without a parent's console it does nothing.
    unsafe { AttachConsole(PARENT) };
}
