//! The words on a chart: title and unit, legend, names at the ends of lines, levels, remarks.

use std::sync::Arc;

use eframe::egui;
use egui::{Align2, Color32, CornerRadius, Galley, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use egui_plot::PlotTransform;

use super::CategoryAxis;
use super::marks::{Dot, thickness};
use super::plotted::Plotted;
use crate::report::number::Style;
use crate::report::{Mark, scale};
use crate::ui::theme::{Lettering, Theme};

/// The widest that a name at a line's end gets.
const WIDEST_END: f32 = 132.0;

pub(super) struct Labels<'a> {
    pub(super) plotted: &'a Plotted<'a>,
    pub(super) painter: &'a Painter,
    pub(super) theme: &'a Theme,
    pub(super) colors: &'a [Color32],
    pub(super) style: Style,
    /// Whether the series are named.
    pub(super) names: bool,
}

impl Labels<'_> {
    fn caption(&self, text: impl Into<String>, color: Color32) -> Arc<Galley> {
        self.painter.layout_no_wrap(text.into(), Lettering::Caption.font(), color)
    }

    /// A caption cut off with "…" at a width.
    fn narrow(&self, text: &str, color: Color32, width: f32) -> Arc<Galley> {
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), Lettering::Caption.font(), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        self.painter.layout_job(job)
    }

    /// The lines named at their ends: three at most, where all else is named in the legend.
    fn named_at_end(&self) -> Vec<usize> {
        let lines: Vec<usize> = self.plotted.lines().collect();
        if lines.len() <= 3 && self.names { lines } else { Vec::new() }
    }

    /// What the names at the right take.
    pub(super) fn right_margin(&self) -> f32 {
        let names = self.named_at_end();
        let width = names
            .iter()
            .map(|&s| self.narrow(&self.plotted.figure.series[s].name, self.theme.ink, WIDEST_END).size().x)
            .fold(0.0, f32::max);
        if width > 0.0 { width + 12.0 } else { 8.0 }
    }

    /// Names each line behind its last known point.
    pub(super) fn ends(&self, transform: &PlotTransform) {
        let frame = transform.frame();
        let mut ends: Vec<(Pos2, usize)> = Vec::new();
        for series in self.named_at_end() {
            let last = self.plotted.values[series].iter().rposition(Option::is_some);
            let Some((i, value)) = last.and_then(|i| Some((i, self.plotted.values[series][i]?))) else { continue };
            let at = pos2(transform.position_from_point_x(i as f64), transform.position_from_point_y(value));
            if frame.expand(1.0).contains(at) {
                ends.push((at, series));
            }
        }
        let wanted: Vec<f32> = ends.iter().map(|(at, _)| at.y).collect();
        let placed = scale::apart(&wanted, 16.0, frame.top() - 8.0, frame.bottom() + 8.0);
        for ((at, series), y) in ends.into_iter().zip(placed) {
            let color = self.theme.legible(self.colors[series]);
            let name = self.narrow(&self.plotted.figure.series[series].name, color, WIDEST_END);
            let left = frame.right() + 6.0;
            // A thin lead where the name had to move away from its line, or the line ends early.
            if (y - at.y).abs() > 3.0 || left - at.x > 40.0 {
                let lead = Stroke::new(1.0, self.theme.wash(self.colors[series], 0.45));
                self.painter.line_segment([at + vec2(3.0, 0.0), pos2(left - 3.0, y)], lead);
            }
            self.painter.galley(pos2(left, y - name.size().y / 2.0), name, color);
        }
    }

    /// Title and unit on the left, the legend on the right or in a row of its own; returns the height taken.
    pub(super) fn head(&self, area: Rect, title: bool) -> f32 {
        let mut x = area.left();
        let mut height: f32 = 0.0;
        let legend = self.legend();
        let legend_width: f32 = legend.iter().map(|(_, g)| 22.0 + g.size().x + 14.0).sum::<f32>() - 14.0;
        let unit = self.style.unit_name(self.plotted.figure.measured);
        let unit = (!unit.is_empty() && self.names)
            .then(|| self.caption(self.style.language.fill("chart.unit", &[("unit", unit)]), self.theme.muted));
        let baseline = area.top() + 18.0;
        if title && !self.plotted.figure.title.is_empty() {
            let room = area.width() - unit.as_ref().map_or(0.0, |g| g.size().x + 12.0);
            let mut job = egui::text::LayoutJob::simple_singleline(
                self.plotted.figure.title.clone(),
                Lettering::Body.font(),
                self.theme.ink,
            );
            job.wrap = egui::text::TextWrapping::truncate_at_width(room);
            let galley = self.painter.layout_job(job);
            let width = galley.size().x;
            self.painter.galley(pos2(x, baseline - galley.size().y + 1.0), galley, self.theme.ink);
            x += width + 12.0;
            height = 24.0;
        }
        if let Some(unit) = unit {
            let width = unit.size().x;
            self.painter.galley(pos2(x, baseline - unit.size().y), unit, self.theme.muted);
            x += width + 16.0;
            height = 24.0;
        }
        if legend.is_empty() {
            return height;
        }
        let mut left = area.right() - legend_width;
        let mut middle = area.top() + 10.0;
        if left < x {
            left = area.left();
            middle += height;
            height += 20.0;
        }
        for (series, name) in legend {
            if left + 22.0 + name.size().x > area.right() && left > area.left() {
                left = area.left();
                middle += 20.0;
                height += 20.0;
            }
            self.key(series, pos2(left, middle));
            let at = pos2(left + 22.0, middle - name.size().y / 2.0);
            left += 22.0 + name.size().x + 14.0;
            self.painter.galley(at, name, self.theme.ink);
        }
        height.max(24.0)
    }

    fn legend(&self) -> Vec<(usize, Arc<Galley>)> {
        let named = self.named_at_end();
        let series = &self.plotted.figure.series;
        if series.len() == 1 || !self.names {
            return Vec::new(); // the title names it
        }
        (0..series.len())
            .filter(|s| !named.contains(s))
            .map(|s| (s, self.narrow(&series[s].name, self.theme.ink, 200.0)))
            .collect()
    }

    /// Every series with its key in one row, the unit at its end.
    pub(super) fn row(&self, area: Rect) {
        let unit = self.style.unit_name(self.plotted.figure.measured);
        if !unit.is_empty() {
            let unit = self.caption(self.style.language.fill("chart.unit", &[("unit", unit)]), self.theme.muted);
            let at = pos2(area.right() - unit.size().x, area.center().y - unit.size().y / 2.0);
            self.painter.galley(at, unit, self.theme.muted);
        }
        let mut left = area.left();
        for (series, named) in self.plotted.figure.series.iter().enumerate() {
            let name = self.narrow(&named.name, self.theme.ink, 160.0);
            self.key(series, pos2(left, area.center().y));
            let at = pos2(left + 22.0, area.center().y - name.size().y / 2.0);
            left += 22.0 + name.size().x + 14.0;
            self.painter.galley(at, name, self.theme.ink);
        }
    }

    fn key(&self, series: usize, left: Pos2) {
        let color = self.colors[series];
        match self.plotted.figure.series[series].mark {
            Mark::Line | Mark::RightLine => {
                let width = thickness(self.plotted.figure.series[series].role);
                self.painter.line_segment([left, left + vec2(16.0, 0.0)], Stroke::new(width, color));
                let line = self.plotted.lines().position(|s| s == series).unwrap_or(0);
                self.painter.add(Dot::of(line).shape(left + vec2(8.0, 0.0), color, self.theme));
            }
            Mark::Bar | Mark::StackedBar | Mark::Waterfall => {
                let rect = Rect::from_center_size(left + vec2(10.0, 0.0), vec2(10.0, 10.0));
                self.painter.rect_filled(rect, CornerRadius::ZERO, color);
            }
        }
    }

    /// The names of the categories below the plot.
    pub(super) fn categories(&self, transform: &PlotTransform, axis: &CategoryAxis<'_>) {
        let frame = transform.frame();
        let bounds = transform.bounds();
        for (category, name) in axis.named(bounds.min()[0], bounds.max()[0]) {
            let x = transform.position_from_point_x(category as f64);
            let name = self.caption(name, self.theme.muted);
            self.painter.galley(pos2(x - name.size().x / 2.0, frame.bottom() + 7.0), name, self.theme.muted);
        }
    }

    /// Names the gap inside its area, where there is room.
    pub(super) fn gap(&self, transform: &PlotTransform) {
        let Some((lower, upper)) = self.plotted.figure.gap else { return };
        if self.plotted.lines().count() > 3 {
            return;
        }
        let (Some(lower), Some(upper)) = (self.plotted.values.get(lower), self.plotted.values.get(upper)) else {
            return;
        };
        let words = self.caption(self.style.language.text("chart.gap"), self.theme.red);
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
            self.painter.rect_filled(rect.expand2(vec2(4.0, 0.0)), 2, self.theme.paper.gamma_multiply(0.88));
            self.painter.galley(rect.min, words, self.theme.red);
        }
    }

    /// Thin lines across, each with its words on a scrap of paper.
    pub(super) fn levels(&self, transform: &PlotTransform) {
        let frame = transform.frame();
        for level in &self.plotted.figure.levels {
            let y = transform.position_from_point_y(self.style.axis_value(level.value));
            if !frame.y_range().contains(y) {
                continue;
            }
            let ends = [pos2(frame.left(), y), pos2(frame.right(), y)];
            self.painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, self.theme.muted), 2.0, 3.0));
            let words = self.caption(&level.label, self.theme.muted);
            let size = words.size();
            let top = if y - size.y - 2.0 < frame.top() { y + 2.0 } else { y - size.y - 1.0 };
            let at = pos2(frame.left() + 6.0, top);
            self.painter.rect_filled(
                Rect::from_min_size(at, size).expand2(vec2(3.0, 0.0)),
                CornerRadius::ZERO,
                self.theme.paper.gamma_multiply(0.85),
            );
            self.painter.galley(at, words, self.theme.muted);
        }
    }

    /// The height of the strip above the plot that holds the remarks.
    pub(super) fn remark_strip(&self) -> f32 {
        let projected = self.plotted.figure.projected_from.is_some_and(|f| f > 0 && f < self.plotted.count());
        if self.plotted.figure.remarks.is_empty() && !projected { 6.0 } else { 20.0 }
    }

    /// Remarks in the strip above the plot, each led down to its spike and moved aside where two would collide; one that
    /// would have to go too far shows as a tick only and speaks in the tooltip.
    pub(super) fn remarks(&self, transform: &PlotTransform) {
        const FURTHEST: f32 = 64.0;
        let frame = transform.frame();
        let mut notes: Vec<(f32, f32, Arc<Galley>)> = Vec::new(); // where it is, where its middle should be, its words
        if let Some(from) = self.plotted.figure.projected_from.filter(|&f| f > 0 && f < self.plotted.count()) {
            let x = transform.position_from_point_x(from as f64 - 0.5);
            let words = self.caption(self.style.language.text("chart.projected"), self.theme.muted);
            notes.push((x, x + 4.0 + words.size().x / 2.0, words));
        }
        for (category, remark) in &self.plotted.figure.remarks {
            let Some(value) = (*category < self.plotted.count()).then(|| self.plotted.top(*category)).flatten() else {
                continue;
            };
            let x = self.painter.round_to_pixel_center(transform.position_from_point_x(*category as f64));
            if frame.x_range().contains(x) {
                let y = transform.position_from_point_y(value);
                let stroke = Stroke::new(1.0, self.theme.wash(self.theme.muted, 0.75));
                let lead = [pos2(x, frame.top() - 1.0), pos2(x, y - 4.0)];
                self.painter.extend(Shape::dashed_line(&lead, stroke, 2.0, 2.0));
                notes.push((x, x, self.narrow(remark, self.theme.muted, 160.0)));
            }
        }
        notes.retain(|(x, _, _)| frame.x_range().contains(*x));
        notes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = frame.left();
        for (x, wanted, words) in notes {
            let half = words.size().x / 2.0;
            let middle = wanted.min(frame.right() + 4.0 - half).max(free + half);
            if (middle - wanted).abs() > FURTHEST || middle + half > frame.right() + 8.0 {
                self.painter.vline(x, frame.top() - 6.0..=frame.top(), Stroke::new(2.0, self.theme.muted));
                continue;
            }
            free = middle + half + 8.0;
            let rect = Align2::CENTER_BOTTOM.anchor_size(pos2(middle, frame.top() - 2.0), words.size());
            self.painter.galley(rect.min, words, self.theme.muted);
        }
    }
}
