//! 情景: what would happen, beside the base.

use eframe::egui;

use crate::finding::{Finding, Severity};
use crate::report::Subject;
use crate::report::views::comparison::Comparison;
use crate::ui::state::{Action, Look};
use crate::ui::table::TableView;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::words;

/// What there is to show of a scenario.
pub enum Results<'a> {
    /// The run beside the base's, and what it has to tell.
    Ready(&'a Comparison, &'a [Finding]),
    /// Why there is none.
    Failed(&'a [Finding]),
    /// It is being run for the first time.
    Running,
}

/// Draws the screen.
pub fn show(
    ui: &mut egui::Ui,
    look: Look,
    results: &Results<'_>,
    is_current: bool,
    revision: u64,
    view: (&mut TableView, Option<&Subject>),
    actions: &mut Vec<Action>,
) {
    match results {
        Results::Running => {
            empty::show(ui, look.theme, Drawing::Chart, look.text("scenario.running"), "");
        }
        Results::Failed(findings) => {
            words::headline(ui, look.theme, look.text("scenario.failed"));
            ui.add_space(8.0);
            for finding in *findings {
                ui.label(finding.sentence(look.style.language));
            }
        }
        Results::Ready(comparison, notes) => {
            words::headline(ui, look.theme, &comparison.headline);
            // What changes how the whole run is to be read stands with it; the rest is behind the bottom line.
            for note in notes.iter().filter(|n| n.severity == Severity::Warning || n.code == "spread-evenly") {
                words::caption(ui, look.theme, &note.sentence(look.style.language));
            }
            if !is_current {
                words::caption(ui, look.theme, look.text("scenario.stale"));
            }
            ui.add_space(8.0);
            super::keys(ui, look, &comparison.keys, actions);
            ui.add_space(8.0);
            let why = view.1;
            let height = ui.available_height();
            super::chart(ui, look, &comparison.balance, (height * 0.38).clamp(150.0, 400.0), why, actions);
            ui.add_space(8.0);
            super::chart(ui, look, &comparison.debt, (height * 0.26).clamp(110.0, 300.0), why, actions);
            ui.add_space(4.0);
            super::table(ui, look, "comparison", &comparison.sheet, revision, view, actions);
        }
    }
}
