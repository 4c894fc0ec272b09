//! 专户: the ledgers held against each other, what runs through the pool, and the pool's money laid out in deposits.

mod deposits;
mod reconcile;
mod running;

use crate::ui::page::{Chooser, Page, PageEntry};
use crate::ui::state::Screen;
use crate::ui::widgets::icon::Icon;

/// The screen.
pub const ACCOUNT: PageEntry = PageEntry {
    key: Screen::ACCOUNT.0,
    command: Some("command.screen_account"),
    icon: Icon::Account,
    choosers: &[Chooser::Tabs],
    tabs: TABS,
    ..TABS[0]
};

/// All tabs from left to right.
const TABS: &[PageEntry] = &[reconcile::Reconcile::ENTRY, running::Running::ENTRY, deposits::Deposits::ENTRY];
