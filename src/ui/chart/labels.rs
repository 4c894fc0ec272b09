//! The words on a chart: title and unit, legend, names at the ends of lines, levels, remarks.

use std::sync::Arc;

use eframe::egui;
use egui::text::LayoutJob;
use egui::{Align, Align2, Color32, Galley, Pos2, Rect, Shape, Stroke, pos2, vec2};
use egui_plot::{PlotPoint, PlotTransform};

use super::pen::{Pen, Swatch, tick_text};
use super::{CategoryAxis, hover, marks, noted};
use crate::report::chart::layout::{Layout, Step};
use crate::report::chart::scale;
use crate::report::{Mark, Noted};
use crate::ui::theme::Lettering;

/// The widest that a name at a line's end gets.
const WIDEST_END: f32 = 132.0;

pub(super) struct Labels<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) pen: Pen<'a>,
    pub(super) colors: &'a [Color32],
    /// Whether series and unit are named.
    pub(super) names: bool,
}

impl Labels<'_> {
    /// The lines named at their ends: three at most, where all else is named in the legend.
    fn named_at_end(&self) -> Vec<usize> {
        let lines: Vec<usize> = self.layout.lines().collect();
        if lines.len() <= 3 && self.names { lines } else { Vec::new() }
    }

    /// What the names at the right take.
    pub(super) fn right_margin(&self) -> f32 {
        let names = self.named_at_end();
        let width = names
            .iter()
            .map(|&s| self.pen.narrow(&self.end_name(s), self.pen.theme.ink, WIDEST_END).size().x)
            .fold(0.0, f32::max);
        if width > 0.0 { width + 12.0 } else { 8.0 }
    }

    fn end_name(&self, series: usize) -> String {
        let series = &self.layout.figure.series[series];
        hover::name(series.mark, &series.name, self.pen.style)
    }

    /// How wide the axis at the right is, 0 where there is none.
    pub(super) fn right_axis(&self) -> f32 {
        let Some(right) = self.layout.right else { return 0.0 };
        let texts: Vec<String> = right.ticks().into_iter().map(|t| tick_text(t, right.decimals())).collect();
        self.pen.widest(texts.iter().map(String::as_str)) + 12.0
    }

    /// Names each line behind its last known point.
    pub(super) fn ends(&self, transform: &PlotTransform) {
        let frame = transform.frame();
        let mut ends: Vec<(Pos2, usize)> = Vec::new();
        for series in self.named_at_end() {
            let last = self.layout.values[series].iter().rposition(Option::is_some);
            let Some((i, value)) = last.and_then(|i| Some((i, self.layout.height(series, i)?))) else { continue };
            let at = pos2(transform.position_from_point_x(i as f64), transform.position_from_point_y(value));
            if !frame.expand(1.0).contains(at) {
                continue;
            }
            // A line that ends early is named where it ends: a lead to the edge would look like a line that goes on.
            if frame.right() - at.x > 80.0 {
                let color = self.pen.theme.legible(self.colors[series]);
                self.pen.scrap(
                    &self.pen.caption(self.end_name(series), color),
                    Align2::LEFT_BOTTOM,
                    at + vec2(6.0, -4.0),
                );
                continue;
            }
            ends.push((at, series));
        }
        let wanted: Vec<f32> = ends.iter().map(|(at, _)| at.y).collect();
        let placed = scale::apart(&wanted, 16.0, frame.top() - 8.0, frame.bottom() + 8.0);
        for ((at, series), y) in ends.into_iter().zip(placed) {
            let color = self.pen.theme.legible(self.colors[series]);
            let name = self.pen.narrow(&self.end_name(series), color, WIDEST_END);
            let left = frame.right() + 6.0 + self.right_axis();
            // A thin lead where the name had to move away from its line, or the line ends early.
            if (y - at.y).abs() > 3.0 || left - at.x > 40.0 + self.right_axis() {
                let lead = Stroke::new(1.0, self.pen.theme.wash(self.colors[series], 0.45));
                self.pen.painter.line_segment([at + vec2(3.0, 0.0), pos2(left - 3.0, y)], lead);
            }
            self.pen.painter.galley(pos2(left, y - name.size().y / 2.0), name, color);
        }
    }

    /// Title and unit on the left, the key on the right or in a row of its own; returns the height taken.
    pub(super) fn head(&self, area: Rect) -> f32 {
        let figure = self.layout.figure;
        let mut unit = if self.layout.uses_left() { self.pen.unit(figure.measured) } else { String::new() };
        if let Some(measured) = figure.right.filter(|_| self.layout.right.is_some()) {
            let right = self.pen.style.unit_name(measured);
            if !right.is_empty() {
                let right = self.pen.style.language.fill("chart.unit_right", &[("unit", right)]);
                unit = if unit.is_empty() { right } else { format!("{unit}  {right}") };
            }
        }
        if !self.names {
            return self.pen.head(area, &figure.title, "", &[]);
        }
        self.pen.head(area, &figure.title, &unit, &self.key())
    }

    /// What is named in the key: every series that isn't named elsewhere, steps up and down, bands.
    fn key(&self) -> Vec<(Swatch, String)> {
        let (figure, theme) = (self.layout.figure, self.pen.theme);
        let named = self.named_at_end();
        let mut key = Vec::new();
        // Of one series alone the title tells.
        if figure.series.len() > 1 {
            for (s, series) in figure.series.iter().enumerate().filter(|(s, _)| !named.contains(s)) {
                let name = hover::name(series.mark, &series.name, self.pen.style);
                key.push((marks::swatch(self.layout, s, self.colors[s]), name));
            }
        }
        if let Some(series) = figure.series.iter().position(|s| s.mark == Mark::Waterfall) {
            for (step, text) in [(Step::Up, "chart.up"), (Step::Down, "chart.down")] {
                let (fill, line) = marks::step_look(theme, self.colors[series], step);
                key.push((Swatch::Outlined(fill, line), self.pen.style.language.text(text).to_owned()));
            }
        }
        for (b, band) in figure.bands.iter().enumerate() {
            key.push((Swatch::Fill(marks::band_color(figure, theme, b)), band.name.clone()));
        }
        key
    }

    /// The name of a step: none can be left out, so that a long one takes two lines.
    fn cause(&self, category: usize, width: f32) -> Arc<Galley> {
        let figure = self.layout.figure;
        let name = figure.ticks.get(category).cloned().unwrap_or_else(|| figure.categories[category].to_string());
        let mut job = LayoutJob::simple(name, Lettering::Caption.font(), self.pen.theme.muted, (width - 6.0).max(12.0));
        job.wrap.max_rows = 2;
        job.halign = Align::Center;
        self.pen.painter.layout_job(job)
    }

    /// The height of the strip below the plot that holds the names of the categories, each so wide.
    pub(super) fn foot(&self, width: f32) -> f32 {
        let steps = self.layout.has_waterfall();
        let two = steps && (0..self.layout.count()).any(|category| self.cause(category, width).rows.len() > 1);
        if two { 42.0 } else { 26.0 }
    }

    /// The names of the categories below the plot.
    pub(super) fn categories(&self, transform: &PlotTransform, axis: &CategoryAxis) {
        let frame = transform.frame();
        let bounds = transform.bounds();
        if self.layout.has_waterfall() {
            let width = transform.dpos_dvalue_x() as f32;
            for category in 0..self.layout.count() {
                let x = transform.position_from_point_x(category as f64);
                self.pen.put(&self.cause(category, width), Align2::CENTER_TOP, pos2(x, frame.bottom() + 7.0));
            }
            return;
        }
        for (category, name) in axis.named(bounds.min()[0], bounds.max()[0]) {
            let x = transform.position_from_point_x(category as f64);
            let name = self.pen.caption(name, self.pen.theme.muted);
            self.pen.painter.galley(pos2(x - name.size().x / 2.0, frame.bottom() + 7.0), name, self.pen.theme.muted);
        }
    }

    /// Names the gap inside its area, where there is room.
    pub(super) fn gap(&self, transform: &PlotTransform) {
        let Some((lower, upper)) = self.layout.gap() else { return };
        if self.layout.lines().count() > 3 {
            return;
        }
        let (Some(lower), Some(upper)) = (self.layout.values.get(lower), self.layout.values.get(upper)) else {
            return;
        };
        let words = self.pen.caption(self.pen.style.language.text("chart.gap"), self.pen.theme.red);
        let y = |v: f64| transform.position_from_point_y(v);
        let half = words.size().x / 2.0 + 6.0;
        let reach = (half as f64 / transform.dpos_dvalue_x().abs().max(1e-9)).ceil() as usize;
        // The middle of the widest stretch that holds the words from edge to edge.
        let room = |i: usize| {
            let around = i.checked_sub(reach)?..i.checked_add(reach + 1)?;
            let (mut top, mut bottom) = (f32::NEG_INFINITY, f32::INFINITY);
            for j in around {
                top = top.max(y((*upper.get(j)?)?));
                bottom = bottom.min(y((*lower.get(j)?)?));
            }
            Some((bottom - top, (top + bottom) / 2.0))
        };
        let best = (0..lower.len()).filter_map(|i| Some((room(i)?, i))).max_by(|a, b| a.0.0.total_cmp(&b.0.0));
        let Some(((_, middle), category)) = best.filter(|((height, _), _)| *height > 20.0) else { return };
        let center = pos2(transform.position_from_point_x(category as f64), middle);
        let rect = Rect::from_center_size(center, words.size());
        if transform.frame().contains_rect(rect) {
            self.pen.painter.rect_filled(rect.expand2(vec2(4.0, 0.0)), 2, self.pen.theme.paper.gamma_multiply(0.88));
            self.pen.painter.galley(rect.min, words, self.pen.theme.red);
        }
    }

    /// Thin lines across, each with its words on a scrap of paper.
    pub(super) fn levels(&self, transform: &PlotTransform) {
        let frame = transform.frame();
        for (level, value) in self.layout.levels() {
            let y = transform.position_from_point_y(value);
            if !frame.y_range().contains(y) {
                continue;
            }
            self.pen.dashed([pos2(frame.left(), y), pos2(frame.right(), y)], self.pen.theme.muted);
            let words = self.pen.caption(&level.label, self.pen.theme.muted);
            let below = y - words.size().y - 2.0 < frame.top();
            let (align, y) = if below { (Align2::LEFT_TOP, y + 2.0) } else { (Align2::LEFT_BOTTOM, y - 1.0) };
            self.pen.scrap(&words, align, pos2(frame.left() + 6.0, y));
        }
    }

    /// What the officer wrote at points.
    pub(super) fn noted(&self, transform: &PlotTransform) {
        let place = |noted: &Noted| {
            let value = self.layout.height(noted.series, noted.category)?;
            Some(transform.position_from_point(&PlotPoint::new(noted.category as f64, value)))
        };
        let all = &self.layout.figure.noted;
        noted::draw(&self.pen, *transform.frame(), all.iter().filter_map(|n| Some((place(n)?, n.text.as_str()))));
    }

    /// The height of the strip above the plot that holds the remarks.
    pub(super) fn remark_strip(&self) -> f32 {
        let projected = self.layout.figure.projected_from.is_some_and(|f| f > 0 && f < self.layout.count());
        let steps = self.layout.has_waterfall();
        if self.layout.figure.remarks.is_empty() && !projected && !steps { 6.0 } else { 20.0 }
    }

    /// Remarks in the strip above the plot, each led down to its spike and moved aside where two would collide; one that
    /// would have to go too far shows as a tick only and speaks in the tooltip.
    pub(super) fn remarks(&self, transform: &PlotTransform) {
        const FURTHEST: f32 = 64.0;
        let frame = transform.frame();
        let mut notes: Vec<(f32, f32, Arc<Galley>)> = Vec::new(); // where it is, where its middle should be, its words
        if let Some(from) = self.layout.figure.projected_from.filter(|&f| f > 0 && f < self.layout.count()) {
            let x = transform.position_from_point_x(from as f64 - 0.5);
            let words = self.pen.caption(self.pen.style.language.text("chart.projected"), self.pen.theme.muted);
            notes.push((x, x + 4.0 + words.size().x / 2.0, words));
        }
        for (category, remark) in &self.layout.figure.remarks {
            let Some(value) = (*category < self.layout.count()).then(|| self.layout.top(*category)).flatten() else {
                continue;
            };
            let x = self.pen.pixel(transform.position_from_point_x(*category as f64));
            if frame.x_range().contains(x) {
                let y = transform.position_from_point_y(value);
                let stroke = Stroke::new(1.0, self.pen.theme.wash(self.pen.theme.muted, 0.75));
                let lead = [pos2(x, frame.top() - 1.0), pos2(x, y - 4.0)];
                self.pen.painter.extend(Shape::dashed_line(&lead, stroke, 2.0, 2.0));
                notes.push((x, x, self.pen.narrow(remark, self.pen.theme.muted, 160.0)));
            }
        }
        notes.retain(|(x, _, _)| frame.x_range().contains(*x));
        notes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = frame.left();
        for (x, wanted, words) in notes {
            let half = words.size().x / 2.0;
            let middle = wanted.min(frame.right() + 4.0 - half).max(free + half);
            if (middle - wanted).abs() > FURTHEST || middle + half > frame.right() + 8.0 {
                self.pen.painter.vline(x, frame.top() - 6.0..=frame.top(), Stroke::new(2.0, self.pen.theme.muted));
                continue;
            }
            free = middle + half + 8.0;
            let rect = Align2::CENTER_BOTTOM.anchor_size(pos2(middle, frame.top() - 2.0), words.size());
            self.pen.painter.galley(rect.min, words, self.pen.theme.muted);
        }
    }
}
