//! The button of what is done most: filled, with a ring around it where it has the keyboard, which its own edge wouldn't show.

use eframe::egui;
use egui::{Button, Response, RichText, Stroke, StrokeKind, Vec2};

use crate::ui::theme::Theme;

/// Draws it, at least so large.
pub fn primary(ui: &mut egui::Ui, theme: &Theme, words: &str, size: Vec2, is_enabled: bool) -> Response {
    let button = Button::new(RichText::new(words).color(theme.paper)).fill(theme.blue).min_size(size);
    let response = ui.add_enabled(is_enabled, button);
    if response.has_focus() {
        let ring = response.rect.expand(2.5);
        ui.painter().rect_stroke(ring, 5, Stroke::new(1.5, theme.blue), StrokeKind::Outside);
    }
    response
}
