//! 归因: why do two scenarios differ? One group of levers after the other, from the one to the other.

use eframe::egui;

use super::measured::{self, Measured, choose_row};
use super::{Scene, Tables};
use crate::answers::Quantity;
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::report::views::waterfall::{Waterfall, waterfall};
use crate::scenario::family::Id;
use crate::session::Session;
use crate::session::asking::{Answered, Ask, Reply, Topic};
use crate::ui::screens;
use crate::ui::screens::workbench::Workbench;
use crate::ui::state::{Action, View};
use crate::ui::widgets::words;

/// What is chosen on the tab.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// The scenario that is gone out from; `None` is the base.
    from: Option<Id>,
    /// The scenario that is come to; `None` is the one shown.
    to: Option<Id>,
    measured: Measured,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice { from: None, to: None, measured: Measured { quantity: Quantity::Balance, year: None } }
    }
}

/// What it shows.
#[derive(Default)]
pub struct Built {
    ask: Option<Ask>,
    shown: Option<Box<Waterfall>>,
    is_current: bool,
}

impl Built {
    /// The table of the tab, for files.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.shown.as_ref().map(|shown| &shown.sheet)
    }
}

/// The numbers of the two scenarios. Where the base is shown, it is gone to the next.
fn pair(view: &View, session: &Session) -> Option<[usize; 2]> {
    let choice = &view.workbench.bridge;
    let number = |id: Option<Id>| id.and_then(|id| session.family().position(id));
    let last = session.scenarios().len().checked_sub(1)?;
    let shown = if view.scenario == 0 { 1 } else { view.scenario };
    let from = number(choice.from).unwrap_or(0);
    let to = number(choice.to).unwrap_or(shown);
    Some([from.min(last), to.min(last)])
}

/// The questions that it needs answered.
pub fn asks(view: &View, session: &Session) -> Vec<Ask> {
    let Some([from, to]) = pair(view, session) else { return Vec::new() };
    let (from, to) = (&session.scenarios()[from], &session.scenarios()[to]);
    let reading = view.workbench.bridge.measured.reading(view, to);
    vec![Ask::Bridge(from.clone(), to.clone(), reading)]
}

/// Makes what it shows.
pub fn build(view: &View, context: &Context<'_>, session: &Session) -> Built {
    let ask = asks(view, session).pop();
    let slot = session.slot(Topic::Bridge);
    let is_current = ask.as_ref().is_some_and(|ask| slot.current(ask, session.data()).is_some());
    let shown = match (&slot.answered, pair(view, session)) {
        (
            Some(Answered { ask: Ask::Bridge(a, b, reading), result: Ok(Reply::Bridge(bridge)), .. }),
            Some([from, to]),
        ) => Some(Box::new(waterfall(context, [(from, a), (to, b)], reading, bridge))),
        _ => None,
    };
    Built { ask, shown, is_current }
}

/// Draws it.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, built: &Built, tables: &mut Tables, actions: &mut Vec<Action>) {
    let Some(ask) = &built.ask else { return };
    let look = scene.look;
    let muted = measured::standing(ui, scene, ask, built.shown.as_ref().map(|_| built.is_current), actions);
    let Some(shown) = &built.shown else { return };
    ui.scope(|ui| {
        if muted {
            ui.multiply_opacity(0.45);
        }
        words::headline(ui, look.theme, &shown.headline);
        ui.add_space(8.0);
        let why = scene.view.why.last().filter(|_| scene.view.inspector);
        let height = (ui.available_height() * 0.54).clamp(200.0, 480.0);
        screens::chart(ui, look, &shown.figure, height, why, actions);
        ui.add_space(4.0);
        let table = (&mut tables[0], why);
        screens::table(ui, look, "waterfall", &shown.sheet, scene.revision, table, actions);
    });
}

/// Draws what can be chosen.
pub fn panel(ui: &mut egui::Ui, scene: Scene<'_>, actions: &mut Vec<Action>) {
    let look = scene.look;
    let Some([from, to]) = pair(scene.view, scene.session) else { return };
    let choice = &scene.view.workbench.bridge;
    let mut changed = choice.clone();
    let named = measured::scenarios(look, scene.session);
    let id = |number: usize| scene.session.member(number).map(|member| member.id);
    if let Some(taken) = choose_row(ui, look, look.text("waterfall.from"), &named, &from) {
        changed.from = id(taken);
    }
    if let Some(taken) = choose_row(ui, look, look.text("waterfall.to"), &named, &to) {
        changed.to = id(taken);
    }
    measured::row(ui, look, "", |ui| {
        if ui.button(look.text("waterfall.swap")).clicked() {
            (changed.from, changed.to) = (id(to), id(from));
        }
    });
    ui.add_space(8.0);
    if let Some(measured) = measured::chooser(ui, scene, choice.measured, &scene.session.scenarios()[to], actions) {
        changed.measured = measured;
    }
    if changed != *choice {
        let workbench = Workbench { bridge: changed, ..scene.view.workbench.clone() };
        actions.push(Action::Choose(Box::new(workbench)));
    }
}
