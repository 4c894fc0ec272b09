//! The window, with no display and no graphics card: what clicks, keys and files do, seen by the words on it.

mod gallery;
#[path = "../support/opened.rs"]
mod opened;
mod support;

mod about;
mod account_screen;
mod assessed;
mod blanks;
mod budget_screen;
mod budget_window;
mod by_keys;
mod chart_menus;
mod chart_notes;
mod compared;
mod fund_by_year;
mod help;
mod import_screen;
mod levels;
mod levers_by_key;
mod many_places;
mod months_read;
mod parts;
mod pictures;
mod programme_screen;
mod report_screen;
mod seen;
mod table_foot;
mod table_menus;
mod table_room;
mod whole;
mod workbench_answers;
mod workbench_compare;
mod workbench_doubt;
