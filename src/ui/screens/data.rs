//! 数据: the table as loaded, with what was found in it beside.

use eframe::egui;

use crate::finding::Finding;
use crate::report::{Sheet, Subject};
use crate::ui::findings;
use crate::ui::state::{Action, Look};
use crate::ui::table::TableView;
use crate::ui::widgets::words;

/// Draws the screen; the number of the finding that was clicked.
pub fn show(
    ui: &mut egui::Ui,
    look: Look,
    (headline, sheet): (&str, &Sheet),
    found: &[Finding],
    revision: u64,
    view: (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) -> Option<usize> {
    words::headline(ui, look.theme, headline);
    ui.add_space(8.0);
    let mut clicked = None;
    if !found.is_empty() {
        let height = (found.len() as f32 * 52.0 + 8.0).min(ui.available_height() * 0.3);
        egui::ScrollArea::vertical().id_salt("findings").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            clicked = findings::show(ui, found, look.style.language, look.theme);
        });
        ui.add_space(8.0);
        words::hairline(ui, look.theme);
        ui.add_space(8.0);
    }
    super::table(ui, look, "data", sheet, revision, view, actions);
    clicked
}
