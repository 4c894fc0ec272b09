//! A field for a month: 2026-03. What is half typed stays in its draft until Enter or until it is left.

use eframe::egui;

use super::draft::Draft;
use crate::month::Month;
use crate::ui::state::Look;

/// Draws it; the month that was typed, where it is another.
pub fn month_field(ui: &mut egui::Ui, look: Look, name: &str, now: Month) -> Option<Month> {
    let read = |text: &str| text.trim().parse::<Month>().ok();
    let at = (ui.make_persistent_id(("month", name)), name, 96.0);
    let draft = Draft::show(ui, look.theme, at, || now.to_string(), |text| read(text).is_some());
    if draft.is_wrong {
        draft.field.clone().on_hover_text(look.text("ui.not_a_month"));
    }
    if !draft.field.lost_focus() {
        return None;
    }
    draft.drop(ui);
    if ui.input(|i| i.key_pressed(egui::Key::Escape)) {
        return None;
    }
    read(&draft.text).filter(|month| *month != now)
}
