//! 汇总: the places below a place added up, what passes between them struck out.

use eframe::egui;

use super::asked;
use crate::report::Sheet;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::places::{self, PlacesView};
use crate::report::views::context::Context;
use crate::session::asking::Ask;
use crate::statements::statement::Who;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::{Action, BudgetLook, Tab};
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Places;

impl Page for Places {
    const ENTRY: PageEntry = PageEntry::tab::<Places>(Tab("tab.budget_places"));

    type Choice = ();
    type Built = Told<PlacesView>;

    fn asks((): &(), scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().collect()
    }

    fn build((): &(), scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let version = scene.view.budget.version;
        asked::told(scene, context, |page, _| Some(places::places(page, version)))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<()>) {
        built.show(ui, scene, |ui, shown| {
            words::headline(ui, scene.look.theme, &shown.headline);
            ui.add_space(8.0);
            let opened = parts::table(ui, scene, "places", &shown.sheet, &mut kept.tables[0]);
            match opened.and_then(|row| shown.rows.get(row)) {
                Some(Who::County(place) | Who::Whole(place)) => {
                    scene.push(Action::Place(scene.session.data().places.key(*place)));
                }
                Some(Who::Pool(_)) => scene.push(Action::Budget(BudgetLook { own: true, ..scene.view.budget })),
                None => {}
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<()>) {
        asked::chooser(ui, scene, true);
        words::caption(ui, scene.look.theme, scene.look.text("budget.places_about"));
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.sheet)
    }

    fn shows((): &(), scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(scene, BudgetChart::Places)
    }
}
