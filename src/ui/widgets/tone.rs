//! The signs that say a tone without its colour.

use eframe::egui;
use egui::{Color32, Shape, Stroke, vec2};

use crate::report::Tone;
use crate::ui::theme::Theme;

/// The sign that says a tone to those who don't see its colour: full for trouble, hollow for a warning,
/// a dot for what is its own.
pub(crate) fn tone_mark(painter: &egui::Painter, theme: &Theme, tone: Tone, center: egui::Pos2) {
    match tone {
        Tone::Plain | Tone::Muted | Tone::Struck => {}
        Tone::Own => {
            painter.circle_filled(center, 3.0, theme.blue);
        }
        Tone::Trouble => {
            painter.add(triangle(center, 4.0, true, theme.red));
        }
        Tone::Warning => {
            let points = vec![center + vec2(-3.5, 2.5), center + vec2(3.5, 2.5), center + vec2(0.0, -3.5)];
            painter.add(Shape::closed_line(points, Stroke::new(1.2, theme.legible(theme.amber))));
        }
    }
}

/// A full triangle.
pub(crate) fn triangle(center: egui::Pos2, radius: f32, down: bool, color: Color32) -> Shape {
    let sign = if down { 1.0 } else { -1.0 };
    Shape::convex_polygon(
        vec![
            center + vec2(-radius, -0.5 * radius * sign),
            center + vec2(radius, -0.5 * radius * sign),
            center + vec2(0.0, 0.75 * radius * sign),
        ],
        color,
        Stroke::NONE,
    )
}
