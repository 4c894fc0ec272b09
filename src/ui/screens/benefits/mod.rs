//! 待遇: what a new retiree gets under the rules of 1997, 2001 and 2005.

mod person;
mod year;

use crate::ui::page::{Chooser, Page, PageEntry};
use crate::ui::widgets::icon::Icon;

/// The screen.
pub const BENEFITS: PageEntry = PageEntry {
    key: "screen.benefits",
    command: Some("command.screen_benefits"),
    icon: Icon::Benefits,
    choosers: &[Chooser::Place, Chooser::Tabs],
    tabs: TABS,
    ..TABS[0]
};

/// All tabs from left to right.
const TABS: &[PageEntry] = &[person::Person::ENTRY, year::Year::ENTRY];
