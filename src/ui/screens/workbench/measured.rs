//! What is read off the runs, as the tabs of the workbench choose it: scenario, measure, place and date.
//!
//! The place is that of the bar at the top, so that both always say the same. A date is a calendar year: the close of it
//! for what is held or owed, the whole of it for what runs up over a time.

use std::time::Duration;

use eframe::egui;

use crate::answers::{Quantity, Reading};
use crate::locale::Language;
use crate::month::{Month, Period};
use crate::report::views::context::Context;
use crate::report::words::asked;
use crate::report::words::period::period_name;
use crate::scenario::Scenario;
use crate::scenario::lever::Lever;
use crate::session::Session;
use crate::session::asking::{Answered, Ask};
use crate::ui::page::{Apart, Scene};
use crate::ui::progress;
use crate::ui::state::{Action, Look, View, choose};
use crate::ui::widgets::place_tree::{Choosable, choose_place};
use crate::ui::widgets::words;

/// The width of the names at the left of a panel's rows.
const NAMES: f32 = 84.0;

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measured {
    /// The measure.
    pub quantity: Quantity,
    /// The calendar year; `None` is the whole run, or its close.
    pub year: Option<i32>,
}

impl Measured {
    /// As a reading of the place that is looked at. A year that the run does not have counts for none.
    pub fn reading(self, view: &View, scenario: &Scenario) -> Reading {
        Reading {
            quantity: self.quantity,
            place: view.place.clone(),
            period: period(self.quantity, self.year, scenario),
        }
    }
}

/// The period of a year of a run, as a measure takes it.
pub fn period(quantity: Quantity, year: Option<i32>, scenario: &Scenario) -> Option<Period> {
    let year = year.filter(|year| years(scenario).contains(year))?;
    Some(if quantity.is_over_time() { Period::Year(year) } else { Period::Month(close_of(year, scenario)) })
}

/// The last month of a year within a run.
pub fn close_of(year: i32, scenario: &Scenario) -> Month {
    Month::december(year).min(scenario.end())
}

fn years(scenario: &Scenario) -> std::ops::RangeInclusive<i32> {
    scenario.start.year()..=scenario.end().year()
}

/// Levers with their names.
pub fn named(levers: Vec<Lever>, scenario: &Scenario, language: Language) -> Vec<(Lever, String)> {
    levers.into_iter().map(|lever| (lever.clone(), asked::lever_name(&lever, scenario, language))).collect()
}

/// The scenarios with their names, the base first.
pub fn scenarios(look: Look, session: &Session) -> Vec<(usize, String)> {
    let name = |(n, scenario): (usize, &std::sync::Arc<Scenario>)| {
        let base = if n == 0 { format!("{} · ", look.text("scenario.base")) } else { String::new() };
        (n, format!("{base}{}", scenario.name))
    };
    session.scenarios().iter().enumerate().map(name).collect()
}

/// A row of a panel: a name, and what is chosen beside it.
pub fn row<R>(ui: &mut egui::Ui, look: Look, name: &str, add: impl FnOnce(&mut egui::Ui) -> R) -> R {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        let (rect, _) = ui.allocate_exact_size(egui::vec2(NAMES, 26.0), egui::Sense::hover());
        let text = egui::RichText::new(name).color(look.theme.muted);
        let mut inside = ui
            .new_child(egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::left_to_right(egui::Align::Center)));
        inside.add(egui::Label::new(text).truncate());
        add(ui)
    })
    .inner
}

/// A row with a drop-down; the choice taken.
pub fn choose_row<T: PartialEq + Clone>(
    ui: &mut egui::Ui,
    look: Look,
    name: &str,
    choices: &[(T, String)],
    current: &T,
) -> Option<T> {
    row(ui, look, name, |ui| {
        let width = (ui.available_width() - 8.0).max(80.0);
        choose(ui, name, width, choices, current)
    })
}

/// Lets the scenario that is shown be chosen.
pub fn scenario_row(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let named = scenarios(look, scene.session);
    if let Some(other) = choose_row(ui, look, look.text("seek.scenario"), &named, &scene.number()) {
        scene.push(Action::Scenario(other));
    }
}

/// The same at the head of a panel, over its whole width.
pub fn scenario(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let width = (ui.available_width() - 16.0).max(120.0);
    let named = scenarios(look, scene.session);
    if let Some(other) = choose(ui, look.text("scenario.shown"), width, &named, &scene.number()) {
        scene.push(Action::Scenario(other));
    }
}

/// Lets the measure be chosen.
pub fn quantity_row(ui: &mut egui::Ui, look: Look, current: Quantity) -> Option<Quantity> {
    let named = Quantity::ALL.map(|quantity| (quantity, look.text(quantity.text_key()).to_owned()));
    choose_row(ui, look, look.text("seek.measure"), &named, &current)
}

/// Lets the place be chosen, here as in the bar at the top.
pub fn place_row(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let name = look.text("seek.place");
    let taken = row(ui, look, name, |ui| {
        let width = (ui.available_width() - 8.0).max(80.0);
        choose_place(ui, look, name, width, &scene.session.data().places, Choosable::All, &scene.view.place)
    });
    scene.extend(taken.map(Action::Place));
}

/// Lets the date be chosen: the years of the run, and all of it; what was taken.
pub fn year_row(
    ui: &mut egui::Ui,
    look: Look,
    quantity: Quantity,
    year: Option<i32>,
    scenario: &Scenario,
) -> Option<Option<i32>> {
    let language = look.style.language;
    let end = period_name(Period::Month(scenario.end()), language);
    let whole = if quantity.is_over_time() {
        look.text("seek.whole_run").to_owned()
    } else {
        language.fill("seek.last_month", &[("month", &end)])
    };
    let mut dates = vec![(None, whole)];
    for year in years(scenario) {
        let name = match quantity.is_over_time() {
            true => period_name(Period::Year(year), language),
            // The last month is there already.
            false if close_of(year, scenario) == scenario.end() => continue,
            false => language.fill("seek.year_end", &[("year", &year.to_string())]),
        };
        dates.push((Some(year), name));
    }
    let current = year.filter(|year| dates.iter().any(|(date, _)| *date == Some(*year)));
    choose_row(ui, look, look.text("seek.date"), &dates, &current)
}

/// Lets measure, place and date be chosen; what has changed of measure and date.
pub fn chooser(ui: &mut egui::Ui, scene: Scene<'_>, measured: Measured, scenario: &Scenario) -> Option<Measured> {
    let look = scene.look;
    let mut changed = measured;
    if let Some(quantity) = quantity_row(ui, look, measured.quantity) {
        changed.quantity = quantity;
    }
    place_row(ui, scene);
    if let Some(year) = year_row(ui, look, measured.quantity, measured.year, scenario) {
        changed.year = year;
    }
    (changed != measured).then_some(changed)
}

/// What a tab makes of the last answer to its question.
pub struct Told<T> {
    /// The question as it is chosen.
    pub ask: Option<Ask>,
    /// What was made of the answer, which may be that of an earlier question.
    pub shown: Option<T>,
    is_current: bool,
}

impl<T> Told<T> {
    /// Makes it of the last answer, where there is one; that is told whether it answers the question as it is chosen.
    pub fn new(scene: Scene<'_>, ask: Option<Ask>, made: impl FnOnce(&Answered, bool) -> Option<T>) -> Told<T> {
        let slot = ask.as_ref().map(|ask| (scene.session.slot(ask.topic()), ask));
        let is_current = slot.is_some_and(|(slot, ask)| slot.current(ask, scene.session.data()).is_some());
        let answered = slot.and_then(|(slot, _)| slot.answered.as_ref());
        Told { shown: answered.and_then(|answered| made(answered, is_current)), ask, is_current }
    }

    /// The same as a work of which nothing is borrowed.
    pub fn apart(
        scene: Scene<'_>,
        ask: Option<Ask>,
        made: impl FnOnce(&Answered, bool, &Context<'_>) -> Option<T> + Send + 'static,
    ) -> Apart<Told<T>> {
        let Told { shown: answered, ask, is_current } = Told::new(scene, ask, |answered, _| Some(answered.clone()));
        Box::new(move |context| {
            let shown = answered.and_then(|answered| made(&answered, is_current, context));
            Told { shown, ask, is_current }
        })
    }

    /// Says how the question stands, and draws what there is, muted while it is out of date.
    pub fn show(&self, ui: &mut egui::Ui, scene: Scene<'_>, draw: impl FnOnce(&mut egui::Ui, &T)) {
        let Some(ask) = &self.ask else { return };
        let muted = self.standing(ui, scene, ask);
        let Some(shown) = &self.shown else { return };
        ui.scope(|ui| {
            if muted {
                ui.multiply_opacity(0.45);
            }
            draw(ui, shown);
        });
    }

    /// Whether what is shown is to be muted: not where it is the answer, nor where the answer comes so soon that a change
    /// would only flicker.
    fn standing(&self, ui: &mut egui::Ui, scene: Scene<'_>, ask: &Ask) -> bool {
        const SOON: Duration = Duration::from_millis(300);
        if self.shown.is_some() && self.is_current {
            return false;
        }
        let slot = scene.session.slot(ask.topic());
        let asking = slot.asking.as_ref().filter(|asking| asking.ask == *ask);
        if let (Some(_), Some(asking)) = (&self.shown, asking)
            && let Some(rest) = SOON.checked_sub(asking.since.elapsed())
        {
            ui.ctx().request_repaint_after(rest);
            return false;
        }
        progress::asking(ui, scene, slot, ask);
        true
    }
}

/// A heading within a panel.
pub fn heading(ui: &mut egui::Ui, look: Look, key: &str) {
    words::section(ui, look.theme, look.text(key));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_its_close_or_all_of_it_and_one_beyond_the_run_is_none() {
        let scenario = Scenario::new("", Month::new(2008, 4).expect("a month"), 24);
        let at = |quantity, year| period(quantity, year, &scenario);
        assert_eq!(at(Quantity::Debt, Some(2008)), Some(Period::Month(Month::december(2008))));
        assert_eq!(at(Quantity::Debt, Some(2010)), Some(Period::Month(scenario.end())));
        assert_eq!(at(Quantity::Gap, Some(2009)), Some(Period::Year(2009)));
        assert_eq!([at(Quantity::Gap, None), at(Quantity::Gap, Some(2020))], [None, None]);
    }
}
