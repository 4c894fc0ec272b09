//! Arguments in, window or command out.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod allocator;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use tongchou::command_line::parsing::{self, Unread};
use tongchou::command_line::{Arguments, execute, tell};
use tongchou::locale::Language;
use tongchou::session::{self, mishap, preferences, reading};

fn main() -> ExitCode {
    // Before anything else: a reader of one workbook has no console and no arguments.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == reading::ARGUMENT) {
        allocator::limit(reading::CHILD_MEMORY, reading::OUT_OF_MEMORY);
        return if reading::serve().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    // Where the system can't tell, workbooks are read in process, without limits.
    if let Ok(program) = std::env::current_exe() {
        reading::set_program(program);
    }
    #[cfg(windows)]
    attach_console();
    let arguments = match parsing::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(Unread::Asked(text)) => {
            // Where nobody listens any more, nothing is lost.
            write!(std::io::stdout(), "{text}").ok();
            return ExitCode::SUCCESS;
        }
        Err(Unread::Wrong(words)) => {
            tell(&words);
            return ExitCode::from(2);
        }
    };
    let (language, in_window) = (arguments.language.unwrap_or_default(), arguments.command.is_none());
    mishap::watch(preferences::notes(), move |note| {
        session::keep_all();
        let note = note.map_or_else(|| "—".to_owned(), |path| path.display().to_string());
        // Where it is the words themselves that broke, nobody must wait for them.
        let (sender, words) = std::sync::mpsc::channel();
        let fact = note.clone();
        std::thread::spawn(move || sender.send(language.fill("mishap.ends", &[("note", &fact)])));
        let message = words.recv_timeout(Duration::from_secs(2)).unwrap_or(note);
        tell(&message);
        // There the program has no console to say it on.
        if in_window && cfg!(windows) {
            tongchou::ui::window::say(&message);
        }
    });
    match arguments.command {
        Some(command) => execute(command, language),
        // A command that is misspelt looks like a file that is not there.
        None if arguments.project.as_ref().is_some_and(|path| !path.exists()) => missing(&arguments, language),
        None => {
            // It stays open for hours; a command soon ends.
            allocator::give_back();
            match tongchou::ui::window::open(arguments.project, arguments.language) {
                Ok(()) => ExitCode::SUCCESS,
                Err(message) => {
                    tell(&message);
                    ExitCode::from(1)
                }
            }
        }
    }
}

fn missing(arguments: &Arguments, language: Language) -> ExitCode {
    let name = arguments.project.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    tell(&language.fill("command_line.no_file", &[("name", &name)]));
    ExitCode::from(2)
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
