//! One file a screen: each is handed what it shows and pushes what was asked for.

pub mod county;
pub mod data;
pub mod deck;
pub mod family;
pub mod import;
pub mod levers;
pub mod overview;
pub mod published;
pub mod scenario;
pub mod workbench;
pub mod years;

use eframe::egui;

use crate::report::{Figure, Key, Sheet, Subject};
use crate::ui::chart::{Chart, ChartAction};
use crate::ui::state::{Action, Look};
use crate::ui::table::{Table, TableAction, TableView};
use crate::ui::widgets::words::{KeyFigure, key_figures};

/// Draws a chart; a click on it asks why. Its notes stand below the table that proves it.
pub(crate) fn chart(
    ui: &mut egui::Ui,
    look: Look,
    figure: &Figure,
    height: f32,
    why: Option<&Subject>,
    actions: &mut Vec<Action>,
) {
    let shown = Chart::new(figure, look.style, look.theme, height).without_notes().explained(why).show(ui);
    if let Some(ChartAction::Explain(subject)) = shown {
        actions.push(Action::Explain(subject));
    }
}

/// Draws charts side by side, parted by space.
pub(crate) fn charts(
    ui: &mut egui::Ui,
    look: Look,
    figures: &[&Figure],
    height: f32,
    why: Option<&Subject>,
    actions: &mut Vec<Action>,
) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 32.0;
        ui.columns(figures.len(), |columns| {
            for (column, figure) in columns.iter_mut().zip(figures) {
                chart(column, look, figure, height, why, actions);
            }
        });
    });
}

/// Draws a table; a click on a cell asks why. The answer is a row that was opened.
pub(crate) fn table(
    ui: &mut egui::Ui,
    look: Look,
    name: &str,
    sheet: &Sheet,
    revision: u64,
    (view, why): (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) -> Option<usize> {
    match Table::new(name, sheet, revision, look.style, look.theme).explained(why).show(ui, view) {
        Some(TableAction::Explain(subject)) => actions.push(Action::Explain(subject)),
        Some(TableAction::Open(row)) => return Some(row),
        _ => {}
    }
    None
}

/// Draws the figures that a screen is about; a click on one asks why.
pub(crate) fn keys(ui: &mut egui::Ui, look: Look, keys: &[Key], actions: &mut Vec<Action>) {
    let figures: Vec<KeyFigure<'_>> = keys
        .iter()
        .map(|key| KeyFigure {
            caption: &key.label,
            value: &key.value.value,
            tone: key.value.tone,
            change: key.change.as_ref().map(|change| (key.against.as_str(), &change.value)),
            explains: key.value.subject.is_some(),
        })
        .collect();
    if let Some(clicked) = key_figures(ui, &figures, look.style, look.theme)
        && let Some(subject) = &keys[clicked].value.subject
    {
        actions.push(Action::Explain(subject.clone()));
    }
}
