//! 核对: each published figure beside the same figure in the data; and the published tables themselves.

use eframe::egui;

use crate::published::pack;
use crate::report::Sheet;
use crate::report::deck::{self, Shows};
use crate::report::views::context::Context;
use crate::report::views::published;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Screen, choose};
use crate::ui::table::TableView;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The screen.
#[derive(Default)]
pub struct Published;

impl Page for Published {
    const ENTRY: PageEntry = PageEntry {
        is_there: |session| pack(session.data()).is_some(),
        ..PageEntry::screen::<Published>(Screen::PUBLISHED, Some("command.screen_published"), Icon::Published)
    };

    /// Which of its tables is shown.
    type Choice = usize;
    /// The comparison, and then the published tables; the one that is shown by its number.
    type Built = (usize, Vec<Sheet>);

    fn build(shown: &usize, _: Scene<'_>, context: &Context<'_>) -> (usize, Vec<Sheet>) {
        let sheets = published::tables(context);
        ((*shown).min(sheets.len().saturating_sub(1)), sheets)
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let (look, (shown, sheets)) = (scene.look, built);
        let Some(sheet) = sheets.get(*shown) else { return };
        words::headline(ui, look.theme, published::answer(*shown, sheet));
        ui.add_space(8.0);
        let titles: Vec<(usize, String)> = sheets.iter().enumerate().map(|(n, s)| (n, s.title.clone())).collect();
        if let Some(other) = choose(ui, look.text("published.table"), 420.0, &titles, shown) {
            kept.change(|choice| *choice = other);
            kept.tables[0] = TableView::default();
        }
        words::caption(ui, look.theme, &sheet.source);
        ui.add_space(8.0);
        parts::table(ui, scene, &format!("published {shown}"), sheet, &mut kept.tables[0]);
    }

    fn seen(&self, (shown, _): &Self::Built, _: &usize, _: Scene<'_>) -> Vec<deck::Page> {
        vec![deck::Page::new(Shows::Published { table: *shown })]
    }

    fn sheet<'a>(&self, (shown, sheets): &'a Self::Built) -> Option<&'a Sheet> {
        sheets.get(*shown)
    }
}
