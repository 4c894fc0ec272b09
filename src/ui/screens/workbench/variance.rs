//! 实际对照: how far are the actuals from the scenario, by now?

use std::sync::Arc;

use eframe::egui;

use super::{Scene, Tables, chooser};
use crate::month::{Month, Period};
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::report::views::variance::{Item, Variance, variance};
use crate::scenario::Scenario;
use crate::session::{Command, Edit, Session};
use crate::ui::screens;
use crate::ui::state::{Action, View};
use crate::ui::widgets::words;

/// What is chosen on the tab.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choice {
    /// What is compared.
    pub item: Item,
}

/// What it shows.
pub struct Built {
    variance: Option<Variance>,
    /// The month from which the scenario could be told, in words.
    could_start: Option<(Month, String)>,
}

impl Built {
    /// The table of the tab, for files.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.variance.as_ref()?.sheet.as_ref()
    }
}

/// Makes what it shows.
pub fn build(view: &View, context: &Context<'_>, _session: &Session) -> Built {
    let variance = variance(context, view.scenario, &view.place, view.workbench.variance.item);
    let could_start = variance.as_ref().and_then(|shown| shown.could_start);
    let named = |month| (month, context.period_name(Period::Month(month)));
    Built { could_start: could_start.map(named), variance }
}

/// Draws it.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, built: &Built, tables: &mut Tables, actions: &mut Vec<Action>) {
    let look = scene.look;
    let Some(shown) = &built.variance else { return without_run(ui, scene) };
    words::headline(ui, look.theme, &shown.headline);
    if let (Some((start, name)), Some(scenario)) =
        (&built.could_start, scene.session.scenarios().get(scene.view.scenario))
    {
        ui.add_space(4.0);
        let values = [("start", name.as_str())];
        if ui.button(look.style.language.fill("variance.tell_earlier", &values)).clicked() {
            tell_earlier(scene, scenario, *start, name, actions);
        }
        words::caption(ui, look.theme, look.text("variance.tell_earlier_why"));
    }
    ui.add_space(8.0);
    let height = ui.available_height();
    let why = scene.view.why.last().filter(|_| scene.view.inspector);
    let Some((bars, sheet)) = shown.bars.as_ref().zip(shown.sheet.as_ref()) else {
        screens::chart(ui, look, &shown.figure, (height - 16.0).clamp(180.0, 460.0), why, actions);
        return;
    };
    screens::chart(ui, look, &shown.figure, (height * 0.38).clamp(170.0, 420.0), why, actions);
    ui.add_space(8.0);
    screens::chart(ui, look, bars, (height * 0.22).clamp(110.0, 240.0), why, actions);
    ui.add_space(4.0);
    screens::table(ui, look, "variance", sheet, scene.revision, (&mut tables[0], why), actions);
}

/// A copy of the scenario from an earlier month is added, and shown.
fn tell_earlier(scene: Scene<'_>, scenario: &Arc<Scenario>, start: Month, name: &str, actions: &mut Vec<Action>) {
    let mut earlier = scenario.from_earlier(start);
    let values = [("name", scenario.name.as_str()), ("start", name)];
    earlier.name = scene.look.style.language.fill("variance.earlier_name", &values);
    actions.push(Action::Session(Command::Edit(Edit::Add(Box::new(earlier)))));
    actions.push(Action::Scenario(scene.session.scenarios().len()));
}

/// The scenario is being run, or could not be.
fn without_run(ui: &mut egui::Ui, scene: Scene<'_>) {
    let outcome = scene.session.outcome(scene.view.scenario);
    match outcome.and_then(|outcome| outcome.result.as_ref().err()) {
        Some(findings) => super::failed(ui, scene.look, findings),
        None => drop(ui.label(scene.look.text("asking.working"))),
    }
}

/// Draws what can be chosen.
pub fn panel(ui: &mut egui::Ui, scene: Scene<'_>, actions: &mut Vec<Action>) {
    let look = scene.look;
    chooser::scenario(ui, scene, actions);
    words::hairline(ui, look.theme);
    words::section(ui, look.theme, look.text("variance.item"));
    let current = scene.view.workbench.variance.item;
    for item in Item::ALL {
        if ui.radio(item == current, look.text(item.text_key())).clicked() && item != current {
            let mut changed = scene.view.workbench.clone();
            changed.variance.item = item;
            actions.push(Action::Choose(Box::new(changed)));
        }
    }
    ui.add_space(8.0);
    words::caption(ui, look.theme, look.text("variance.rule"));
}
