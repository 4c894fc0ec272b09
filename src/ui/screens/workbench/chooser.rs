//! The scenario that a tab speaks of, to be chosen at the head of its panel.

use eframe::egui;

use super::Scene;
use crate::ui::state::{Action, choose};

/// Draws the drop-down of scenarios.
pub fn scenario(ui: &mut egui::Ui, scene: Scene<'_>, actions: &mut Vec<Action>) {
    let look = scene.look;
    let named: Vec<(usize, String)> = (scene.session.scenarios().iter().enumerate())
        .map(|(number, scenario)| match number {
            0 => (0, format!("{} · {}", look.text("scenario.base"), scenario.name)),
            _ => (number, scenario.name.clone()),
        })
        .collect();
    let width = (ui.available_width() - 16.0).max(120.0);
    if let Some(other) = choose(ui, look.text("scenario.shown"), width, &named, &scene.view.scenario) {
        actions.push(Action::Scenario(other));
    }
}
