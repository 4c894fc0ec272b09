//! 专项: the medical cap, channels of funding, targets by unit, and members who move.

mod matter;
mod moved;
mod rules;

use crate::session::{Command, Edit};
use crate::statements::programme::{Given, Matter};
use crate::ui::page::{Chooser, PageEntry, Scene};
use crate::ui::state::Action;
use crate::ui::widgets::icon::Icon;

/// The screen.
pub const PROGRAMME: PageEntry = PageEntry {
    key: "screen.programme",
    command: Some("command.screen_programme"),
    icon: Icon::Programme,
    choosers: &[Chooser::Tabs],
    tabs: TABS,
    ..TABS[0]
};

/// All tabs from left to right.
const TABS: &[PageEntry] = &[matter::CAP, matter::CHANNELS, matter::TARGETS, moved::MOVED];

/// The keys of their names.
const MATTERS: [&str; Matter::ALL.len()] = ["tab.programme_cap", "tab.programme_channels", "tab.programme_targets"];

/// A change to a matter as a step.
fn change(scene: Scene<'_>, matter: Matter, given: Option<Given>, key: &str) {
    let (language, programmes) = (scene.look.style.language, scene.session.programmes().with(matter, given));
    let label = language.fill(key, &[("name", language.text(MATTERS[matter as usize]))]);
    scene.push(Action::Session(Command::Edit(Edit::Programmes(programmes, label))));
}
