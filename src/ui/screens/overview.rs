//! 总览: where is it worst, and how long does the money last?

use eframe::egui;

use crate::report::views::overview::Overview;
use crate::report::{CellValue, Place, Subject};
use crate::ui::state::{Action, Look, Screen};
use crate::ui::table::TableView;
use crate::ui::widgets::words;

/// Draws the screen.
pub fn show(
    ui: &mut egui::Ui,
    look: Look,
    overview: &Overview,
    revision: u64,
    view: (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) {
    words::headline(ui, look.theme, &overview.headline);
    ui.add_space(12.0);
    super::keys(ui, look, &overview.keys, actions);
    ui.add_space(12.0);
    words::hairline(ui, look.theme);
    ui.add_space(8.0);
    if let Some(row) = super::table(ui, look, "overview", &overview.sheet, revision, view, actions)
        && let Some(CellValue::Text(name)) = overview.sheet.rows.get(row).and_then(|r| r.first()).map(|c| &c.value)
    {
        actions.push(Action::Place(Place::County(name.as_str().into())));
        actions.push(Action::Go(Screen::County));
    }
}
