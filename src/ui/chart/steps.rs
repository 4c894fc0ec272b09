//! The bars of a waterfall: totals, steps up and down told apart by outline and sign, thin rules from one to the next.

use eframe::egui;
use egui::epaint::RectShape;
use egui::{Align2, Color32, Stroke, StrokeKind, pos2};

use super::marks::Marks;
use super::pen::Pen;
use crate::report::chart::layout::Step;
use crate::ui::theme::Theme;

/// The ground and the outline of a bar: totals in the series' colour, steps up filled, steps down only outlined. Red is
/// for none of them, since whether a step is for the worse is not known here.
pub(super) fn look(theme: &Theme, color: Color32, step: Step) -> (Color32, Color32) {
    match step {
        Step::Total => (color, color),
        Step::Up => (theme.wash(theme.blue, 0.62), theme.wash(theme.blue, 0.62)),
        Step::Down => (theme.wash(theme.muted, 0.14), theme.muted),
    }
}

/// Draws the bars of a series and the rules between them.
pub(super) fn draw(marks: &Marks<'_>, series: usize) {
    let rule = Stroke::new(1.0, marks.theme.muted);
    for category in 0..marks.layout.count() {
        let (Some(bar), Some(step)) = (marks.layout.bar(series, category), marks.layout.step(series, category)) else {
            continue;
        };
        let rect = marks.bar_rect(bar);
        let (fill, line) = look(marks.theme, marks.colors[series], step);
        marks.painter.add(RectShape::new(rect, 0, fill, Stroke::new(1.0, line), StrokeKind::Inside));
        if let Some(next) = marks.layout.bar(series, category + 1) {
            let y = marks.pixel(marks.at(0.0, bar.to).y);
            marks.painter.hline(rect.right()..=marks.at(next.left, 0.0).x, y, rule);
        }
    }
}

/// The value over each bar, steps with their sign; only where all of them have room.
pub(super) fn values(marks: &Marks<'_>, pen: &Pen<'_>, series: usize) {
    let frame = marks.transform.frame();
    let room = (marks.at(1.0, 0.0).x - marks.at(0.0, 0.0).x) - 4.0;
    let points = marks.layout.figure.series[series].points.iter().enumerate();
    let words: Vec<_> = points
        .filter_map(|(category, point)| {
            let (bar, step) = (marks.layout.bar(series, category)?, marks.layout.step(series, category)?);
            let value = point.value?;
            let text = if step == Step::Total { pen.style.plain(value) } else { pen.style.signed(value) };
            Some((bar, pen.caption(text, pen.theme.ink)))
        })
        .collect();
    if words.iter().any(|(_, words)| words.size().x > room) {
        return;
    }
    for (bar, words) in words {
        let at = marks.at(f64::midpoint(bar.left, bar.right), bar.top());
        if frame.expand(1.0).x_range().contains(at.x) {
            pen.scrap(&words, Align2::CENTER_BOTTOM, pos2(at.x, at.y - 2.0));
        }
    }
}
