//! 核对: each published figure beside the same figure in the data; and the published tables themselves.

use eframe::egui;

use crate::report::{Sheet, Subject};
use crate::ui::state::{Action, Look, choose};
use crate::ui::table::TableView;
use crate::ui::widgets::words;

/// Draws the screen: `sheets` are the comparison and then the published tables, of which one is shown.
pub fn show(
    ui: &mut egui::Ui,
    look: Look,
    sheets: &[Sheet],
    shown: &mut usize,
    revision: u64,
    view: (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) {
    *shown = (*shown).min(sheets.len().saturating_sub(1));
    let Some(sheet) = sheets.get(*shown) else { return };
    // The comparison's first note counts what agrees: that is the answer.
    let answer = sheet.notes.first().filter(|_| *shown == 0).unwrap_or(&sheet.title);
    words::headline(ui, look.theme, answer);
    ui.add_space(8.0);
    let titles: Vec<(usize, String)> = sheets.iter().enumerate().map(|(n, s)| (n, s.title.clone())).collect();
    if let Some(other) = choose(ui, look.text("published.table"), 420.0, &titles, shown) {
        *shown = other;
        *view.0 = TableView::default();
    }
    words::caption(ui, look.theme, &sheet.source);
    ui.add_space(8.0);
    let name = format!("published {shown}");
    super::table(ui, look, &name, sheet, revision.wrapping_mul(64).wrapping_add(*shown as u64), view, actions);
}
