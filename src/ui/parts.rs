//! What pages are put together from: charts, tables and key figures of which a click asks why.

use eframe::egui;
use egui::{CursorIcon, RichText, Sense};

use super::chart::{Chart, ChartAction};
use super::page::{Kept, Scene};
use super::pointed::{self, Anchor};
use super::room::Room;
use super::state::{Action, Screen, Tab};
use super::table::{Table, TableAction, TableView};
use super::theme::Lettering;
use super::widgets::segmented::segmented;
use super::widgets::words::{KeyFigure, key_figures};
use crate::report::views::overview::Against;
use crate::report::{Figure, Key, Sheet};

/// Draws a chart; a click on it asks why. Its notes stand below the table that proves it.
pub fn chart(ui: &mut egui::Ui, scene: Scene<'_>, figure: &Figure, height: f32) {
    let chart = Chart::new(figure, scene.look.style, scene.look.theme, height).without_notes().explained(scene.why);
    if let Some(ChartAction::Explain(subject)) = chart.show(ui) {
        scene.push(Action::Explain(subject));
    }
}

/// Draws charts side by side, parted by space.
pub fn charts(ui: &mut egui::Ui, scene: Scene<'_>, figures: &[&Figure], height: f32) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 32.0;
        ui.columns(figures.len(), |columns| {
            for (column, figure) in columns.iter_mut().zip(figures) {
                chart(column, scene, figure, height);
            }
        });
    });
}

/// Draws a table under a name of its own; a click on a cell asks why. The answer is a row that was opened.
pub fn table(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, sheet: &Sheet, view: &mut TableView) -> Option<usize> {
    pointed::mark(ui.ctx(), Anchor::Table, ui.available_rect_before_wrap());
    let table = Table::new(name, sheet, scene.version, scene.look.style, scene.look.theme);
    match table.explained(scene.why).show(ui, view) {
        Some(TableAction::Explain(subject)) => scene.push(Action::Explain(subject)),
        Some(TableAction::Open(row)) => return Some(row),
        _ => {}
    }
    None
}

/// Draws the figures that a page is about; a click on one asks why.
pub fn keys(ui: &mut egui::Ui, scene: Scene<'_>, keys: &[Key]) {
    let figures: Vec<KeyFigure<'_>> = keys
        .iter()
        .map(|key| KeyFigure {
            caption: &key.label,
            value: &key.value.value,
            tone: key.value.tone,
            change: key.change.as_ref().map(|change| (key.against.as_str(), &change.value)),
            explains: key.value.subject.is_some(),
            explained: scene.why.is_some() && key.value.subject.as_ref() == scene.why,
        })
        .collect();
    let top = ui.cursor().min;
    let clicked = key_figures(ui, &figures, scene.look.style, scene.look.theme);
    pointed::mark(
        ui.ctx(),
        Anchor::Figures,
        egui::Rect::from_min_max(top, egui::pos2(ui.max_rect().right(), ui.cursor().top())),
    );
    if let Some(clicked) = clicked
        && let Some(subject) = &keys[clicked].value.subject
    {
        scene.push(Action::Explain(subject.clone()));
    }
}

/// Lets it be chosen what a period's figures stand beside, where there is a choice.
pub fn against(ui: &mut egui::Ui, scene: Scene<'_>, comparisons: &[Against], kept: &mut Kept<Against>) {
    if comparisons.len() < 2 {
        return;
    }
    let names: Vec<_> = comparisons.iter().map(|a| (*a, scene.look.text(a.text_key()))).collect();
    let mut against = kept.choice;
    if segmented(ui, scene.look.theme, scene.look.text("overview.compared_with"), &names, &mut against) {
        kept.change(|choice| *choice = against);
    }
    ui.add_space(4.0);
}

/// With what a projected number was reckoned, in a line that leads to where each assumption comes from; `before` stands in
/// front of it.
pub fn assumptions(ui: &mut egui::Ui, scene: Scene<'_>, line: &str) {
    let look = scene.look;
    let text = RichText::new(format!("{line}\u{a0}›")).font(Lettering::Caption.font()).color(look.theme.muted);
    let (said, label) = (line, egui::Label::new(text).sense(Sense::click()));
    // In a window that is not high it is one line: the whole is where it leads to.
    let line = ui.add(if Room::of(ui.ctx()).short { label.truncate() } else { label.wrap() });
    let line = line.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(look.text("assumptions.details"));
    line.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, said));
    if line.clicked() {
        scene.push(Action::Go(Screen::SCENARIO));
        scene.push(Action::Tab(Tab::ASSUMPTIONS));
    }
}
