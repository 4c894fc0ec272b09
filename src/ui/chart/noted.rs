//! What the officer wrote at points of a chart: rings with the words above them, or below where there is no room, clear of
//! each other.

use eframe::egui;
use egui::{Align2, Pos2, Rect, Stroke, pos2, vec2};

use super::pen::Pen;

/// The widest that the words get.
pub(super) const WIDEST: f32 = 220.0;

/// Draws the words at their places within a frame; what lies outside it is left out.
pub(super) fn draw<'t>(pen: &Pen<'_>, frame: Rect, spots: impl IntoIterator<Item = (Pos2, &'t str)>) {
    let theme = pen.theme;
    let mut taken: Vec<Rect> = Vec::new();
    for (at, text) in spots {
        if !frame.expand(1.0).contains(at) {
            continue;
        }
        let words = pen.narrow(text, theme.ink, WIDEST);
        let size = words.size();
        let half = size.x / 2.0 + 4.0;
        let middle = at.x.min(frame.right() - half).max(frame.left() + half);
        let above = at.y - 12.0 - size.y >= frame.top();
        let step = if above { -(size.y + 4.0) } else { size.y + 4.0 };
        let align = if above { Align2::CENTER_BOTTOM } else { Align2::CENTER_TOP };
        let first = pos2(middle, if above { at.y - 12.0 } else { at.y + 12.0 });
        let free = (0..4).map(|n| align.anchor_size(first + vec2(0.0, step * n as f32), size)).find(|place| {
            frame.expand(8.0).contains_rect(*place) && taken.iter().all(|other| !other.intersects(*place))
        });
        let place = free.unwrap_or_else(|| align.anchor_size(first, size));
        let end = if above { place.center_bottom() } else { place.center_top() };
        pen.painter.line_segment([at, end], Stroke::new(1.0, theme.muted));
        pen.painter.circle(at, 3.5, theme.paper, Stroke::new(1.5, theme.ink));
        taken.push(pen.scrap(&words, Align2::LEFT_TOP, place.min));
    }
}
