//! 预算: a year's statements by the official form, what came of them, why that differs, and how the places add up.

mod account;
mod asked;
mod causes;
mod draft;
mod execution;
pub mod forms;
pub mod own_form;
mod places;
mod versions;
mod watched;

use crate::ui::page::{Chooser, Page, PageEntry};
use crate::ui::state::Screen;
use crate::ui::widgets::icon::Icon;

/// The screen.
pub const BUDGET: PageEntry = PageEntry {
    key: Screen::BUDGET.0,
    command: Some("command.screen_budget"),
    icon: Icon::Budget,
    choosers: &[Chooser::Place, Chooser::Tabs],
    tabs: TABS,
    ..TABS[0]
};

/// All tabs from left to right.
const TABS: &[PageEntry] = &[
    draft::Draft::ENTRY,
    versions::Versions::ENTRY,
    execution::Execution::ENTRY,
    watched::Watched::ENTRY,
    causes::Causes::ENTRY,
    places::Places::ENTRY,
    account::Account::ENTRY,
    own_form::Form::ENTRY,
];
