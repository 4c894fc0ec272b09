//! 测算假设: what the scenario assumes, each number with where it came from.

use eframe::egui;

use super::measured;
use crate::report::Sheet;
use crate::report::deck::{self, Shows};
use crate::report::views::assumptions::{Assumptions, assumptions};
use crate::report::views::context::Context;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::Tab;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Assumed;

impl Page for Assumed {
    const ENTRY: PageEntry = PageEntry::tab::<Assumed>(Tab::ASSUMPTIONS);

    type Choice = ();
    type Built = Option<Assumptions>;

    fn build(_: &(), scene: Scene<'_>, context: &Context<'_>) -> Option<Assumptions> {
        let number = scene.number();
        Some(assumptions(context, number, scene.session.member(number)?))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let Some(built) = built else { return };
        words::headline(ui, scene.look.theme, &built.line);
        ui.add_space(8.0);
        parts::table(ui, scene, "assumptions", &built.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        measured::scenario(ui, scene);
        words::hairline(ui, scene.look.theme);
        words::caption(ui, scene.look.theme, scene.look.text("assumptions.about"));
    }

    fn seen(&self, built: &Self::Built, _: &(), scene: Scene<'_>) -> Vec<deck::Page> {
        let shown = built.as_ref().and(scene.shown());
        shown.map(|scenario| deck::Page::new(Shows::Assumptions { scenario })).into_iter().collect()
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.as_ref().map(|built| &built.sheet)
    }
}
