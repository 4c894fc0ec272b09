//! A [`Heat`] on screen: a measure against two levers, its break-even line and where the levers stand now.

use eframe::egui;
use egui::epaint::Mesh;
use egui::{Align2, Color32, Key, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2};

use super::drawing::Drawing;
use super::pen::{Pen, Swatch, tick_text};
use super::pointed::{By, pointed};
use super::tip::{Row, Tip};
use super::{ChartAction, menu, noted, nothing};
use crate::report::Quantity;
use crate::report::chart::contour::Field;
use crate::report::chart::scale;
use crate::report::model::charts::{Heat, Side};
use crate::report::model::points::Points;
use crate::report::model::slide::Body;
use crate::report::words::number;
use crate::ui::state::NoteOn;
use crate::ui::theme::Theme;
use crate::ui::witness;

/// A heat map to be drawn.
pub type HeatChart<'a> = Drawing<'a, Heat>;

/// The colour of a share of [`Field::share`]: amber below the level, blue above, so that readers who confuse red and
/// green tell them apart; paper at the level.
pub fn color(theme: &Theme, share: f64) -> Color32 {
    let hue = if share < 0.0 { theme.amber } else { theme.blue };
    theme.wash(hue, 0.06 + 0.84 * share.abs().min(1.0) as f32)
}

impl Drawing<'_, Heat> {
    /// Draws it. Its cells lead to no derivation, so that nothing is asked for.
    pub fn show(self, ui: &mut Ui) -> Option<ChartAction> {
        self.with_notes(ui, |chart, ui, on| chart.draw(ui, on))
    }

    fn draw(self, ui: &mut Ui, on: Option<NoteOn>) -> Option<ChartAction> {
        witness::tell(ui.ctx(), || Body::Heat(self.of.clone()));
        let (id, painter, area) = self.room(ui)?;
        let pen = self.pen(&painter);
        let area = pen.notes(area, &self.of.notes);
        let field = Field::new(self.of, self.style, ((self.height - 120.0) / 40.0).clamp(2.0, 8.0) as usize);
        if field.known() == 0 {
            nothing(ui, area, self.theme, self.style);
            return None;
        }
        let lines = field.break_even();
        let head = pen.head(area, &self.of.title, &pen.unit(self.of.measured), &self.key(&lines));
        let side = self.texts(&self.of.up);
        let left = pen.widest(side.iter().map(String::as_str)).max(24.0) + 12.0;
        let ticks: Vec<String> =
            field.extent.ticks().into_iter().map(|t| tick_text(t, field.extent.decimals())).collect();
        let scale_width = 16.0 + 12.0 + 8.0 + pen.widest(ticks.iter().map(String::as_str));
        let frame = Rect::from_min_max(
            pos2(area.left() + left, area.top() + head + 22.0),
            pos2(area.right() - scale_width - 4.0, area.bottom() - 44.0),
        );
        if !frame.is_positive() {
            return None;
        }
        let drawn = Drawn { chart: &self, field: &field, pen: &pen, frame };
        let response = ui.interact(frame, id.with("heat"), Sense::click());
        let (columns, rows) = (field.across.len(), field.up.len());
        let under = response.hover_pos().and_then(|at| drawn.cell_at(at));
        let start = rows.saturating_sub(1) * columns;
        let pointed = pointed(ui, &response, columns * rows, start, under, |at, key| {
            let (row, column) = (at / columns, at % columns);
            match key {
                Key::ArrowLeft => row * columns + column.saturating_sub(1),
                Key::ArrowRight => row * columns + (column + 1).min(columns - 1),
                Key::ArrowUp => (row + 1).min(rows - 1) * columns + column,
                _ => row.saturating_sub(1) * columns + column,
            }
        });
        menu::ask(ui, &response, on, &|| Body::Heat(self.of.clone()), || {
            let cell = pointed.map(|(at, _)| (at / columns, at % columns));
            cell.filter(|(row, column)| self.value(*row, *column).is_some())
        });
        drawn.cells();
        drawn.axes(&side);
        drawn.break_even(&lines);
        drawn.present();
        drawn.scale(&ticks);
        drawn.noted();
        if let Some((at, by)) = pointed {
            let cell = drawn.cell(at / columns, at % columns);
            painter.rect_stroke(cell, 0, Stroke::new(2.0, self.theme.ink), StrokeKind::Inside);
            let beside = (by == By::Keyboard).then(|| cell.right_center());
            self.tip(at / columns, at % columns).show(ui, &response, self.theme, self.style, beside);
        }
        if response.has_focus() {
            pen.focus(frame);
        }
        response.widget_info(|| {
            let words = self.spoken(pointed.map(|(at, _)| (at / columns, at % columns)));
            WidgetInfo::labeled(egui::Role::Figure, ui.is_enabled(), words)
        });
        None
    }

    /// The break-even line in words, which also say so where it doesn't run through the map.
    fn key(&self, lines: &[Vec<(f64, f64)>]) -> Vec<(Swatch, String)> {
        let Some(level) = &self.of.level else { return Vec::new() };
        if lines.is_empty() {
            let words = self.style.language.fill("chart.beyond", &[("label", &level.label)]);
            return vec![(Swatch::Line(self.theme.muted, 2.0, None), words)];
        }
        vec![(Swatch::Line(self.theme.ink, 2.5, None), level.label.clone())]
    }

    fn texts(&self, side: &Side) -> Vec<String> {
        side.values.iter().map(|q| self.style.plain(*q)).collect()
    }

    fn value(&self, row: usize, column: usize) -> Option<Quantity> {
        self.of.values.get(row)?.get(column).copied().flatten()
    }

    fn tip(&self, row: usize, column: usize) -> Tip {
        let (heat, style) = (self.of, self.style);
        let value = self.value(row, column);
        let mut rows = Vec::new();
        for (side, at) in [(&heat.across, column), (&heat.up, row)] {
            rows.push(Row::derived(side.name.clone(), style.full(side.values[at])));
        }
        if let Some((level, value)) = heat.level.as_ref().zip(value)
            && let Some(away) = value.minus(level.value).filter(|away| *away != value)
        {
            rows.push(Row::derived(format!("− {}", level.label), style.difference(away)));
        }
        let remarks = heat.noted_at((row, column)).map(str::to_owned).into_iter().collect();
        Tip { title: value.map_or(number::UNKNOWN.to_owned(), |v| style.full(v)), rows, remarks, ..Tip::default() }
    }

    /// The chart's name for those who listen.
    fn spoken(&self, cell: Option<(usize, usize)>) -> String {
        let (heat, style) = (self.of, self.style);
        let mut words = vec![heat.title.clone()];
        if let Some((row, column)) = cell {
            words.push(format!("{} {}", heat.across.name, style.full(heat.across.values[column])));
            words.push(format!("{} {}", heat.up.name, style.full(heat.up.values[row])));
            words.push(self.value(row, column).map_or(number::UNKNOWN.to_owned(), |v| style.full(v)));
        } else {
            words.extend([heat.across.name.clone(), heat.up.name.clone()]);
            words.extend(heat.level.as_ref().map(|l| l.label.clone()));
        }
        words.join(", ")
    }
}

struct Drawn<'a> {
    chart: &'a HeatChart<'a>,
    field: &'a Field,
    pen: &'a Pen<'a>,
    frame: Rect,
}

/// How far a value lies between the first and the last edge.
fn share(edges: &[f64], value: f64) -> f32 {
    match (edges.first(), edges.last()) {
        (Some(low), Some(high)) if high > low => ((value - low) / (high - low)) as f32,
        _ => 0.5,
    }
}

impl Drawn<'_> {
    fn x(&self, value: f64) -> f32 {
        self.frame.left() + self.frame.width() * share(&self.field.across_edges, value)
    }

    fn y(&self, value: f64) -> f32 {
        self.frame.bottom() - self.frame.height() * share(&self.field.up_edges, value)
    }

    fn cell(&self, row: usize, column: usize) -> Rect {
        let (x, y) = (&self.field.across_edges, &self.field.up_edges);
        Rect::from_min_max(pos2(self.x(x[column]), self.y(y[row + 1])), pos2(self.x(x[column + 1]), self.y(y[row])))
    }

    fn cell_at(&self, at: Pos2) -> Option<usize> {
        let columns = self.field.across.len();
        let column = (0..columns).find(|&c| at.x <= self.x(self.field.across_edges[c + 1]))?;
        let row = (0..self.field.up.len()).find(|&r| at.y >= self.y(self.field.up_edges[r + 1]))?;
        Some(row * columns + column)
    }

    fn noted(&self) {
        let (rows, columns) = (self.field.up.len(), self.field.across.len());
        let all = self.chart.of.noted.iter().filter(|noted| noted.series < rows && noted.category < columns);
        let spots = all.map(|noted| (self.cell(noted.series, noted.category).center(), noted.text.as_str()));
        noted::draw(self.pen, self.frame, spots);
    }

    /// The cells side by side; an unknown one is crossed out.
    fn cells(&self) {
        let theme = self.pen.theme;
        let mut mesh = Mesh::default();
        for (row, values) in self.field.values.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                let rect = self.cell(row, column);
                match value {
                    Some(value) => mesh.add_colored_rect(rect, color(theme, self.field.share(*value))),
                    None => {
                        let cross = Stroke::new(1.0, theme.line);
                        self.pen.painter.line_segment([rect.left_bottom(), rect.right_top()], cross);
                    }
                }
            }
        }
        self.pen.painter.add(mesh);
        self.pen.painter.rect_stroke(self.frame, 0, theme.hairline(), StrokeKind::Outside);
    }

    fn axes(&self, side: &[String]) {
        let (pen, frame, heat) = (self.pen, self.frame, self.chart.of);
        let foot: Vec<(f32, String)> =
            self.field.across.iter().map(|v| self.x(*v)).zip(self.chart.texts(&heat.across)).collect();
        pen.foot(frame, &foot);
        let side: Vec<(f32, String)> = self.field.up.iter().map(|v| self.y(*v)).zip(side.iter().cloned()).collect();
        pen.side(frame, &side);
        let muted = pen.theme.muted;
        let across = pen.narrow(&pen.with_unit(&heat.across.name, heat.across.measured), muted, frame.width());
        pen.put(&across, Align2::RIGHT_BOTTOM, pos2(frame.right(), frame.bottom() + 42.0));
        let up = pen.narrow(&pen.with_unit(&heat.up.name, heat.up.measured), muted, frame.width());
        pen.put(&up, Align2::LEFT_BOTTOM, pos2(frame.left() - 4.0, frame.top() - 3.0));
    }

    fn break_even(&self, lines: &[Vec<(f64, f64)>]) {
        let (pen, theme) = (self.pen, self.pen.theme);
        let placed: Vec<Vec<Pos2>> =
            lines.iter().map(|l| l.iter().map(|(x, y)| pos2(self.x(*x), self.y(*y))).collect()).collect();
        for line in &placed {
            pen.painter.add(Shape::line(line.clone(), Stroke::new(5.0, theme.paper.gamma_multiply(0.8))));
            pen.painter.add(Shape::line(line.clone(), Stroke::new(2.5, theme.ink)));
        }
        // Its words on the longest line, where they are furthest from the frame and from the crossing of today.
        let (Some(line), Some(level)) = (placed.first(), &self.chart.of.level) else { return };
        let words = pen.narrow(&level.label, theme.ink, self.frame.width() * 0.4);
        let now = self.now();
        let room = |at: &Pos2| {
            let rect = Rect::from_center_size(*at, words.size());
            let side = (rect.left() - self.frame.left()).min(self.frame.right() - rect.right());
            let level = (rect.top() - self.frame.top()).min(self.frame.bottom() - rect.bottom());
            let away = match now {
                (Some(x), _) if (x - at.x).abs() < rect.width() / 2.0 + 4.0 => -20.0,
                (_, Some(y)) if (y - at.y).abs() < rect.height() / 2.0 + 4.0 => -20.0,
                _ => 0.0,
            };
            side.min(level).min(40.0) + away
        };
        if let Some(at) = line.iter().max_by(|a, b| room(a).total_cmp(&room(b))).filter(|at| room(at) > -8.0) {
            pen.scrap(&words, Align2::CENTER_CENTER, *at);
        }
    }

    fn now(&self) -> (Option<f32>, Option<f32>) {
        (self.field.present.0.map(|v| self.x(v)), self.field.present.1.map(|v| self.y(v)))
    }

    /// Thin rules where the levers stand now, and a ring where they meet; the words stand above the map.
    fn present(&self) {
        let (pen, theme, frame, heat) = (self.pen, self.pen.theme, self.frame, self.chart.of);
        let (x, y) = self.now();
        let words = |value: Option<Quantity>| {
            let value = value.map(|v| pen.style.full(v)).unwrap_or_default();
            pen.caption(pen.style.language.fill("chart.present", &[("value", &value)]), theme.ink)
        };
        if let Some(x) = x {
            let x = pen.pixel(x);
            pen.dashed([pos2(x, frame.top()), pos2(x, frame.bottom())], theme.ink);
            let words = words(heat.across.present);
            // Clear of the name of the lever at the left.
            let name = pen.widest([pen.with_unit(&heat.up.name, heat.up.measured).as_str()]);
            let half = words.size().x / 2.0;
            let middle = x.max(frame.left() + name + 8.0 + half).min(frame.right() - half);
            pen.put(&words, Align2::CENTER_BOTTOM, pos2(middle, frame.top() - 3.0));
        }
        if let Some(y) = y {
            let y = pen.pixel(y);
            pen.dashed([pos2(frame.left(), y), pos2(frame.right(), y)], theme.ink);
            let words = words(heat.up.present);
            let above = y - words.size().y - 2.0 > frame.top();
            let (align, y) = if above { (Align2::RIGHT_BOTTOM, y - 2.0) } else { (Align2::RIGHT_TOP, y + 2.0) };
            pen.scrap(&words, align, pos2(frame.right() - 5.0, y));
        }
        if let (Some(x), Some(y)) = (x, y) {
            pen.painter.circle(pos2(x, y), 5.5, theme.paper, Stroke::new(2.0, theme.ink));
        }
    }

    /// What the colours stand for, at the right, with the level marked.
    fn scale(&self, ticks: &[String]) {
        let (pen, theme, extent) = (self.pen, self.pen.theme, self.field.extent);
        let bar = Rect::from_min_max(
            pos2(self.frame.right() + 16.0, self.frame.top()),
            pos2(self.frame.right() + 28.0, self.frame.bottom()),
        );
        let y = |value: f64| bar.bottom() - bar.height() * extent.share(value) as f32;
        let mut mesh = Mesh::default();
        const STRIPS: usize = 64;
        for strip in 0..STRIPS {
            let value = |i: usize| extent.of_share(i as f64 / STRIPS as f64);
            let (low, high) = (value(strip), value(strip + 1));
            let rect = Rect::from_min_max(pos2(bar.left(), y(high)), pos2(bar.right(), y(low)));
            mesh.add_colored_rect(rect, color(theme, self.field.share(f64::midpoint(low, high))));
        }
        pen.painter.add(mesh);
        pen.painter.rect_stroke(bar, 0, theme.hairline(), StrokeKind::Outside);
        let stride = scale::stride(4.0, bar.height() / ticks.len().max(1) as f32).max(1);
        for (value, text) in extent.ticks().into_iter().zip(ticks).step_by(stride) {
            let words = pen.caption(text.clone(), theme.muted);
            pen.put(&words, Align2::LEFT_CENTER, pos2(bar.right() + 6.0, y(value)));
        }
        if let Some(level) = self.field.level {
            let y = pen.pixel(y(level));
            pen.painter.hline(bar.left() - 4.0..=bar.right() + 1.0, y, Stroke::new(2.0, theme.ink));
        }
    }
}
