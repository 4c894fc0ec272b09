//! 区县: what comes in, what goes out, and what is missing between.

use eframe::egui;

use crate::report::Subject;
use crate::report::views::county::CountyView;
use crate::ui::state::{Action, Look};
use crate::ui::table::TableView;
use crate::ui::widgets::words;

/// Draws the screen.
pub fn show(
    ui: &mut egui::Ui,
    look: Look,
    county: &CountyView,
    revision: u64,
    view: (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) {
    words::headline(ui, look.theme, &county.headline);
    ui.add_space(8.0);
    let height = ui.available_height();
    let why = view.1;
    super::chart(ui, look, &county.flows, (height * 0.42).clamp(200.0, 420.0), why, actions);
    ui.add_space(8.0);
    let small = (height * 0.26).clamp(150.0, 240.0);
    let figures = [&county.shortfall_ratio, &county.dependency, &county.balance];
    super::charts(ui, look, &figures, small, why, actions);
    ui.add_space(8.0);
    words::hairline(ui, look.theme);
    ui.add_space(4.0);
    super::table(ui, look, "county", &county.sheet, revision, view, actions);
}
