//! 政策: the law in force in a month, with the document of each value.

use eframe::egui;

use crate::month::Month;
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::report::views::policy::{policy_months, policy_sheet};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Screen, choose};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The screen.
#[derive(Default)]
pub struct Policy;

/// What it shows.
pub struct PolicyBuilt {
    month: Month,
    headline: String,
    sheet: Sheet,
}

impl Page for Policy {
    const ENTRY: PageEntry = PageEntry {
        why: false,
        ..PageEntry::screen::<Policy>(Screen("screen.policy"), Some("command.screen_policy"), Icon::Policy)
    };

    /// The month; the last observed one where none is chosen.
    type Choice = Option<Month>;
    type Built = PolicyBuilt;

    fn build(chosen: &Option<Month>, scene: Scene<'_>, context: &Context<'_>) -> PolicyBuilt {
        let (first, last) = policy_months();
        let observed = scene.session.data().range().1.last_month();
        let month = chosen.unwrap_or(observed).clamp(first, last);
        let (headline, sheet) = policy_sheet(context.language(), month);
        PolicyBuilt { month, headline, sheet }
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &PolicyBuilt, kept: &mut Kept<Self::Choice>) {
        let PolicyBuilt { month, headline, sheet } = built;
        let look = scene.look;
        words::headline(ui, look.theme, headline);
        ui.add_space(8.0);
        let (first, last) = policy_months();
        let named = |n: i32| (n, n.to_string());
        let years: Vec<(i32, String)> = (first.year()..=last.year()).rev().map(named).collect();
        let months: Vec<(i32, String)> = (1..=12).map(named).collect();
        ui.horizontal(|ui| {
            ui.label(look.text("policy.date"));
            let (mut year, mut of_year) = (month.year(), month.month() as i32);
            if let Some(chosen) = choose(ui, look.text("policy.year"), 72.0, &years, &year) {
                year = chosen;
            }
            if let Some(chosen) = choose(ui, look.text("policy.month"), 52.0, &months, &of_year) {
                of_year = chosen;
            }
            let chosen = Month::new(year, of_year as u32).filter(|chosen| chosen != month);
            if chosen.is_some() {
                kept.change(|choice| *choice = chosen);
            }
        });
        ui.add_space(8.0);
        parts::table(ui, scene, "policy", sheet, &mut kept.tables[0]);
    }

    fn sheet<'a>(&self, built: &'a PolicyBuilt) -> Option<&'a Sheet> {
        Some(&built.sheet)
    }
}
