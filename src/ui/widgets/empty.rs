//! What stands where there is nothing to show: a quiet drawing, what is missing, and the next step in words.

use eframe::egui;
use egui::{Align, Layout, Painter, Pos2, RichText, Sense, Shape, Stroke, UiBuilder, pos2, vec2};

use crate::ui::theme::{Lettering, Theme};

/// What the drawing hints at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawing {
    /// Axes with nothing between.
    Chart,
    /// Ruled lines with nothing on them.
    Sheet,
    /// A file to be opened.
    File,
    /// A lens.
    Search,
    /// Something failed.
    Failed,
}

/// Fills the space there is; `next` says what to do.
pub fn show(ui: &mut egui::Ui, theme: &Theme, drawing: Drawing, what: &str, next: &str) {
    let area = ui.available_rect_before_wrap();
    ui.allocate_rect(area, Sense::hover());
    let wide = area.width().min(420.0);
    let text_height = if next.is_empty() { 24.0 } else { 48.0 };
    let picture = area.height() >= text_height + 72.0;
    let height = text_height + if picture { 56.0 } else { 0.0 };
    let top = area.center().y - height / 2.0;
    if picture {
        draw(ui.painter(), theme, drawing, pos2(area.center().x, top + 22.0));
    }
    let at = pos2(area.center().x - wide / 2.0, top + if picture { 56.0 } else { 0.0 });
    let words = egui::Rect::from_min_size(at, vec2(wide, text_height));
    let layout = Layout::top_down(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(words).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(RichText::new(what).font(Lettering::Body.font()).color(theme.ink));
        if !next.is_empty() {
            ui.label(RichText::new(next).font(Lettering::Caption.font()).color(theme.muted));
        }
    });
}

fn draw(painter: &Painter, theme: &Theme, drawing: Drawing, center: Pos2) {
    let quiet = Stroke::new(1.5, theme.wash(theme.muted, 0.6));
    let at = |x: f32, y: f32| center + vec2(x, y);
    let line = |points: &[Pos2]| painter.add(Shape::line(points.to_vec(), quiet));
    match drawing {
        Drawing::Chart => {
            line(&[at(-26.0, -18.0), at(-26.0, 18.0), at(26.0, 18.0)]);
            painter.extend(Shape::dashed_line(
                &[at(-20.0, 10.0), at(-6.0, 2.0), at(6.0, 6.0), at(24.0, -12.0)],
                quiet,
                3.0,
                3.0,
            ));
        }
        Drawing::Sheet => {
            for row in 0..4 {
                let y = -16.0 + 11.0 * row as f32;
                line(&[at(-26.0, y), at(26.0, y)]);
            }
            line(&[at(-8.0, -16.0), at(-8.0, 17.0)]);
        }
        Drawing::File => {
            line(&[at(4.0, -20.0), at(-15.0, -20.0), at(-15.0, 20.0), at(15.0, 20.0), at(15.0, -9.0), at(4.0, -20.0)]);
            line(&[at(4.0, -20.0), at(4.0, -9.0), at(15.0, -9.0)]);
            line(&[at(0.0, 11.0), at(0.0, -3.0)]);
            line(&[at(-5.0, 2.0), at(0.0, -3.0), at(5.0, 2.0)]);
        }
        Drawing::Search => {
            painter.circle_stroke(at(-3.0, -3.0), 13.0, quiet);
            line(&[at(6.5, 6.5), at(17.0, 17.0)]);
        }
        Drawing::Failed => {
            painter.circle_stroke(center, 18.0, quiet);
            painter.line_segment([at(0.0, -9.0), at(0.0, 3.0)], Stroke::new(2.0, quiet.color));
            painter.circle_filled(at(0.0, 9.0), 1.5, quiet.color);
        }
    }
}
