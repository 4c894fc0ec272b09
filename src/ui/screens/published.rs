//! 核对: each published figure beside the same figure in the data; and the published tables themselves.

use eframe::egui;

use crate::published::pack;
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::report::views::{published, reference};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Screen, choose};
use crate::ui::table::TableView;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The screen: which of its tables is shown.
#[derive(Default)]
pub struct Published {
    shown: usize,
}

impl Page for Published {
    const ENTRY: PageEntry = PageEntry {
        is_there: |session| pack(session.data()).is_some(),
        ..PageEntry::screen::<Published>(Screen::PUBLISHED, Some("command.screen_published"), Icon::Published)
    };

    type Choice = ();
    /// The comparison, and then the published tables.
    type Built = Vec<Sheet>;

    fn build(_: &(), _: Scene<'_>, context: &Context<'_>) -> Vec<Sheet> {
        let sheets = published::sheet(context.observed, context.language()).into_iter();
        sheets.chain(reference::reference_tables(context.language())).collect()
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, sheets: &Vec<Sheet>, kept: &mut Kept<Self::Choice>) {
        let (look, shown) = (scene.look, &mut self.shown);
        *shown = (*shown).min(sheets.len().saturating_sub(1));
        let Some(sheet) = sheets.get(*shown) else { return };
        // The comparison's first note counts what agrees: that is the answer.
        let answer = sheet.notes.first().filter(|_| *shown == 0).unwrap_or(&sheet.title);
        words::headline(ui, look.theme, answer);
        ui.add_space(8.0);
        let titles: Vec<(usize, String)> = sheets.iter().enumerate().map(|(n, s)| (n, s.title.clone())).collect();
        if let Some(other) = choose(ui, look.text("published.table"), 420.0, &titles, shown) {
            *shown = other;
            kept.tables[0] = TableView::default();
        }
        words::caption(ui, look.theme, &sheet.source);
        ui.add_space(8.0);
        let name = format!("published {shown}");
        let version = scene.version.wrapping_mul(64).wrapping_add(*shown as u64);
        parts::table(ui, Scene { version, ..scene }, &name, sheet, &mut kept.tables[0]);
    }

    fn sheet<'a>(&self, sheets: &'a Vec<Sheet>) -> Option<&'a Sheet> {
        sheets.get(self.shown)
    }
}
