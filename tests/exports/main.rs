//! What is written: slides, workbooks, reports, projects and the files of commands, opened again.

#[path = "../support/opened.rs"]
mod opened;
mod support;

mod command_line;
mod decks;
mod her_year;
mod layout;
mod projects;
mod workbooks;
mod written;
