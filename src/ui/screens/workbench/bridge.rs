//! 差异分解: why do two scenarios differ? One group of levers after the other, from the one to the other.

use eframe::egui;

use super::measured::{self, Measured, Told, choose_row};
use crate::answers::{Quantity, Reading};
use crate::report::Sheet;
use crate::report::deck::{self, Shows};
use crate::report::views::context::Context;
use crate::report::views::waterfall::{Waterfall, waterfall};
use crate::scenario::family::Id;
use crate::session::asking::{Ask, Reply};
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::Tab;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Bridge;

/// What is chosen on it.
#[derive(Clone, PartialEq)]
pub struct BridgeChoice {
    /// The scenario that is gone out from; `None` is the base.
    from: Option<Id>,
    /// The scenario that is come to; `None` is the one shown.
    to: Option<Id>,
    measured: Measured,
}

impl Default for BridgeChoice {
    fn default() -> BridgeChoice {
        BridgeChoice { from: None, to: None, measured: Measured { quantity: Quantity::NetBalance, year: None } }
    }
}

/// The numbers of the two scenarios. Where the base is shown, it is gone to the next.
fn pair(choice: &BridgeChoice, scene: Scene<'_>) -> Option<[usize; 2]> {
    let number = |id: Option<Id>| id.and_then(|id| scene.session.family().position(id));
    let last = scene.session.scenarios().len().checked_sub(1)?;
    let from = number(choice.from).unwrap_or(0);
    let to = number(choice.to).unwrap_or(scene.number().max(1));
    Some([from.min(last), to.min(last)])
}

impl Page for Bridge {
    const ENTRY: PageEntry = PageEntry::tab::<Bridge>(Tab("tab.bridge"));

    type Choice = BridgeChoice;
    type Built = Told<Waterfall>;

    fn asks(choice: &BridgeChoice, scene: Scene<'_>) -> Vec<Ask> {
        let Some([from, to]) = pair(choice, scene) else { return Vec::new() };
        let (from, to) = (&scene.session.scenarios()[from], &scene.session.scenarios()[to]);
        vec![Ask::Bridge(from.clone(), to.clone(), choice.measured.reading(scene.view, to))]
    }

    fn build(choice: &BridgeChoice, scene: Scene<'_>, context: &Context<'_>) -> Told<Waterfall> {
        Told::new(scene, Bridge::asks(choice, scene).pop(), |answered, _| {
            let (Ask::Bridge(a, b, reading), Ok(Reply::Bridge(bridge))) = (&answered.ask, &answered.result) else {
                return None;
            };
            let [from, to] = pair(choice, scene)?;
            Some(waterfall(context, [(from, a), (to, b)], reading, bridge))
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        built.show(ui, scene, |ui, shown| {
            words::headline(ui, scene.look.theme, &shown.headline);
            ui.add_space(8.0);
            above::chart(ui, scene, &mut kept.tables[0], &shown.figure, 480.0);
            parts::table(ui, scene, "waterfall", &shown.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let Some([from, to]) = pair(&kept.choice, scene) else { return };
        let mut changed = kept.choice.clone();
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
        let measured = kept.choice.measured;
        if let Some(measured) = measured::chooser(ui, scene, measured, &scene.session.scenarios()[to]) {
            changed.measured = measured;
        }
        kept.change(|choice| *choice = changed);
    }

    fn sheet<'a>(&self, built: &'a Told<Waterfall>) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.sheet)
    }

    fn seen(&self, built: &Told<Waterfall>, choice: &BridgeChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let view = || {
            let [from, to] = pair(choice, scene)?;
            let reading = choice.measured.reading(scene.view, scene.session.scenarios().get(to)?);
            let [from, to] = [scene.session.member(from)?.id, scene.session.member(to)?.id];
            let Reading { quantity, place, period } = reading;
            Some(Shows::Bridge { from, to, quantity, place, period })
        };
        let shown = built.shown.as_ref().zip(view());
        shown.map_or_else(Vec::new, |(shown, shows)| deck::Page::all(&shows, 1, Some(&shown.sheet)))
    }
}
