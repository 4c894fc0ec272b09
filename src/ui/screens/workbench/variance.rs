//! 实际对照: how far are the actuals from the scenario, by now?

use std::sync::Arc;

use eframe::egui;

use super::measured;
use crate::month::{Month, Period};
use crate::report::Sheet;
use crate::report::deck::{self, Shows};
use crate::report::views::context::Context;
use crate::report::views::variance::{Item, Variance as Shown, variance};
use crate::scenario::Scenario;
use crate::session::{Command, Edit};
use crate::ui::above::{self, Row};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::words;
use crate::ui::{parts, progress};

/// The tab; what is chosen on it is what is compared.
#[derive(Default)]
pub struct Variance;

/// What it shows.
pub struct VarianceBuilt {
    variance: Option<Shown>,
    /// The month from which the scenario could be told, in words.
    could_start: Option<(Month, String)>,
}

impl Page for Variance {
    const ENTRY: PageEntry = PageEntry::tab::<Variance>(Tab("tab.variance"));

    type Choice = Item;
    type Built = VarianceBuilt;

    fn build(item: &Item, scene: Scene<'_>, context: &Context<'_>) -> VarianceBuilt {
        let variance = variance(context, scene.number(), &scene.view.place, *item);
        let could_start = variance.as_ref().and_then(|shown| shown.could_start);
        let named = |month| (month, context.period_name(Period::Month(month)));
        VarianceBuilt { could_start: could_start.map(named), variance }
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let Some(shown) = &built.variance else { return without_run(ui, scene) };
        words::headline(ui, look.theme, &shown.headline);
        if let (Some((start, name)), Some(scenario)) = (&built.could_start, scene.scenario()) {
            ui.add_space(4.0);
            let values = [("start", name.as_str())];
            if ui.button(look.style.language.fill("variance.tell_earlier", &values)).clicked() {
                tell_earlier(scene, scenario, *start, name);
            }
            words::caption(ui, look.theme, look.text("variance.tell_earlier_why"));
        }
        ui.add_space(8.0);
        let height = ui.available_height();
        let Some((bars, sheet)) = shown.bars.as_ref().zip(shown.sheet.as_ref()) else {
            return parts::chart(ui, scene, &shown.figure, (height - 16.0).clamp(180.0, 460.0));
        };
        let rows = [
            Row { charts: vec![(look.text(kept.choice.text_key()), &shown.figure)], share: 38.0, most: 420.0 },
            Row { charts: vec![(&*bars.title, bars)], share: 22.0, most: 240.0 },
        ];
        above::charts(ui, scene, "variance", &mut kept.tables[0], &rows);
        parts::table(ui, scene, "variance", sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        measured::scenario(ui, scene);
        words::hairline(ui, look.theme);
        words::section(ui, look.theme, look.text("variance.item"));
        for item in Item::ALL {
            if ui.radio(item == kept.choice, look.text(item.text_key())).clicked() {
                kept.change(|choice| *choice = item);
            }
        }
        ui.add_space(8.0);
        words::caption(ui, look.theme, look.text("variance.rule"));
    }

    fn seen(&self, built: &VarianceBuilt, item: &Item, scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some(shown), Some(scenario)) = (&built.variance, scene.shown()) else { return Vec::new() };
        let shows = Shows::Variance { scenario, place: scene.view.place.clone(), item: *item };
        deck::Page::all(&shows, 1 + usize::from(shown.bars.is_some()), shown.sheet.as_ref())
    }

    fn sheet<'a>(&self, built: &'a VarianceBuilt) -> Option<&'a Sheet> {
        built.variance.as_ref()?.sheet.as_ref()
    }
}

/// A copy of the scenario from an earlier month is added, and shown.
fn tell_earlier(scene: Scene<'_>, scenario: &Arc<Scenario>, start: Month, name: &str) {
    let mut earlier = scenario.from_earlier(start);
    let values = [("name", scenario.name.as_str()), ("start", name)];
    earlier.name = scene.look.style.language.fill("variance.earlier_name", &values);
    scene.push(Action::Session(Command::Edit(Edit::Add(Box::new(earlier)))));
    scene.push(Action::Scenario(scene.session.scenarios().len()));
}

/// The scenario is being run, or could not be.
fn without_run(ui: &mut egui::Ui, scene: Scene<'_>) {
    let outcome = scene.session.outcome(scene.number());
    match outcome.and_then(|outcome| outcome.result.as_ref().err()) {
        Some(findings) => progress::failed(ui, scene.look, findings),
        None => drop(ui.label(scene.look.text("asking.working"))),
    }
}
