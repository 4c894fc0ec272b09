//! 考核: counties scored by a tree of indicators, and what follows from it.

mod asked;
mod draw;
pub(in crate::ui) mod duties;
pub(super) mod entry;
mod evidence;
mod pick;
mod place;
mod ranking;
mod reward;
mod tree;
pub(super) mod watch;

use crate::ui::page::{Chooser, Page, PageEntry};
use crate::ui::state::Screen;
use crate::ui::widgets::icon::Icon;

/// The screen.
pub const ASSESS: PageEntry = PageEntry {
    key: Screen::ASSESS.0,
    command: Some("command.screen_assess"),
    icon: Icon::Assess,
    choosers: &[Chooser::Tabs],
    tabs: TABS,
    ..TABS[0]
};

/// All tabs from left to right.
const TABS: &[PageEntry] = &[
    ranking::Ranking::ENTRY,
    place::Place::ENTRY,
    entry::Entry::ENTRY,
    tree::Tree::ENTRY,
    reward::Reward::ENTRY,
    draw::Draw::ENTRY,
    duties::Duties::ENTRY,
    watch::Watch::ENTRY,
];
