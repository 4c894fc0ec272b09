//! 年度对比: what changed between two years, month by month.

use eframe::egui;

use crate::report::views::years::{FundByYear, Preset, TwoYears};
use crate::report::{Place, Subject};
use crate::ui::state::{Action, Look, YearsView, choose};
use crate::ui::table::TableView;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// What the screen shows.
pub enum Years<'a> {
    /// Two years.
    Two(&'a TwoYears),
    /// Every year of the fund.
    Fund(&'a FundByYear),
}

/// What can be chosen on it.
pub struct Choices<'a> {
    /// Which comparison is shown.
    pub view: YearsView,
    /// The two years.
    pub years: (i32, i32),
    /// The years on record.
    pub on_record: &'a [i32],
    /// The comparison one click away.
    pub preset: Option<&'a Preset>,
}

/// Draws the screen.
pub fn show(
    ui: &mut egui::Ui,
    look: Look,
    years: &Years<'_>,
    choices: &Choices<'_>,
    revision: u64,
    view: (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) {
    let headline = match years {
        Years::Two(two) => &two.headline,
        Years::Fund(fund) => &fund.headline,
    };
    words::headline(ui, look.theme, headline);
    ui.add_space(8.0);
    chooser(ui, look, choices, actions);
    ui.add_space(8.0);
    let height = ui.available_height();
    let why = view.1;
    match years {
        Years::Two(two) => {
            let tall = (height * 0.36).clamp(180.0, 360.0);
            super::chart(ui, look, &two.pensions, tall, why, actions);
            ui.add_space(8.0);
            let small = (height * 0.28).clamp(160.0, 280.0);
            super::charts(ui, look, &[&two.contributions, &two.shortfall_ratio], small, why, actions);
            ui.add_space(4.0);
            super::table(ui, look, "two years", &two.sheet, revision, view, actions);
        }
        Years::Fund(fund) => {
            super::chart(ui, look, &fund.figure, (height * 0.55).clamp(240.0, 480.0), why, actions);
            ui.add_space(8.0);
            super::table(ui, look, "fund by year", &fund.sheet, revision, view, actions);
        }
    }
}

fn chooser(ui: &mut egui::Ui, look: Look, choices: &Choices<'_>, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let (earlier, later) = choices.years;
        let mut kind = choices.view;
        let kinds = [(YearsView::Two, look.text("years.kind_two")), (YearsView::Fund, look.text("years.kind_fund"))];
        if segmented(ui, look.theme, look.text("screen.years"), &kinds, &mut kind) {
            actions.push(Action::Years(kind, earlier, later));
        }
        if choices.view == YearsView::Fund {
            return;
        }
        let named: Vec<(i32, String)> = choices.on_record.iter().map(|y| (*y, y.to_string())).collect();
        if let Some(year) = choose(ui, look.text("years.earlier"), 72.0, &named, &earlier) {
            actions.push(Action::Years(YearsView::Two, year, later));
        }
        ui.label(look.text("years.beside"));
        if let Some(year) = choose(ui, look.text("years.later"), 72.0, &named, &later) {
            actions.push(Action::Years(YearsView::Two, earlier, year));
        }
        if let Some(preset) = choices.preset {
            let place = match &preset.place {
                Place::City => look.text("place.city").to_owned(),
                Place::County(name) => name.to_string(),
            };
            let values = [("place", &*place), ("a", &*preset.earlier.to_string()), ("b", &*preset.later.to_string())];
            if ui.button(look.style.language.fill("years.preset", &values)).clicked() {
                actions.push(Action::Place(preset.place.clone()));
                actions.push(Action::Years(YearsView::Two, preset.earlier, preset.later));
            }
        }
    });
}
