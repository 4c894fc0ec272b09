//! 情景: what if? Several ways to ask it, each a tab: what comes of one scenario, what it assumes, its
//! numbers by year, several side by side,
//! the value that meets a goal, what matters most, why two differ, how sure it is, past years replayed, and actuals against
//! a scenario.

mod answers;
mod assumed;
mod bridge;
mod by_year;
mod compare;
pub(super) mod measured;
mod outcome;
mod pilot;
mod replay;
mod retirement;
mod sensitivity;
mod uncertainty;
mod variance;

use crate::ui::page::{Chooser, Page, PageEntry};
use crate::ui::state::Screen;
use crate::ui::widgets::icon::Icon;

/// The screen.
pub const WORKBENCH: PageEntry = PageEntry {
    key: Screen::SCENARIO.0,
    command: Some("command.screen_scenario"),
    icon: Icon::Scenario,
    choosers: &[Chooser::Place, Chooser::Tabs],
    tabs: TABS,
    is_there: |session| session.fund().is_settled(),
    ..TABS[0]
};

/// All tabs from left to right.
const TABS: &[PageEntry] = &[
    outcome::Outcome::ENTRY,
    assumed::Assumed::ENTRY,
    by_year::ByYear::ENTRY,
    compare::Compare::ENTRY,
    answers::Answers::ENTRY,
    sensitivity::Sensitivity::ENTRY,
    bridge::Bridge::ENTRY,
    retirement::Retirement::ENTRY,
    pilot::Pilot::ENTRY,
    uncertainty::Uncertainty::ENTRY,
    replay::Replay::ENTRY,
    variance::Variance::ENTRY,
];
