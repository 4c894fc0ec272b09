//! Figures whose categories run from top to bottom: bars to both sides of zero, as in a tornado.
//!
//! Bars share the row of their category; where two lie on the same side of zero, the longer is behind. There is no
//! second axis: what would be measured at the right stands in the tooltip.

use eframe::egui;
use egui::epaint::RectShape;
use egui::{Align2, Color32, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::noted::WIDEST;
use super::pen::{Pen, tick_text};
use super::pointed::{By, along, pointed};
use super::{Chart, ChartAction, hover, marks};
use crate::report::Mark;
use crate::report::chart::layout::{Layout, Medium};
use crate::report::chart::scale;
use crate::report::words::number;
use crate::report::words::period::category_names;

/// The widest that the names at the left get.
const WIDEST_NAME: f32 = 200.0;
/// The foot, with the ticks.
const FOOT: f32 = 26.0;

/// Draws a lying figure in an area.
pub(super) fn show(chart: &Chart<'_>, ui: &mut Ui, pen: &Pen<'_>, area: Rect) -> Option<ChartAction> {
    let theme = chart.theme;
    let figure = chart.figure;
    let layout = Layout::new(figure, chart.style, Medium::screen(area.width() - 120.0, 96.0));
    let colors = marks::colors(figure, theme);
    let key: Vec<_> = (0..figure.series.len())
        .filter(|_| figure.series.len() > 1)
        .map(|s| (marks::swatch(&layout, s, colors[s]), figure.series[s].name.clone()))
        .collect();
    let head = pen.head(area, &figure.title, &pen.unit(figure.measured), &key);
    let strip = if figure.levels.is_empty() { 4.0 } else { 20.0 };
    let narrowest = WIDEST_NAME.min(area.width() * 0.36);
    let names =
        pen.widest(category_names(&figure.categories, chart.style.language).iter().map(String::as_str)).min(narrowest);
    let frame = Rect::from_min_max(
        pos2(area.left() + names + 12.0, area.top() + head + strip),
        pos2(area.right() - 8.0, area.bottom() - FOOT),
    );
    if layout.count() == 0 || !frame.is_positive() {
        return None;
    }
    let rows = Rows::new(&layout, pen, frame);
    let inside = ui.new_child(UiBuilder::new().max_rect(area));
    let id = inside.make_persistent_id(("lying", super::key(figure)));
    let whole = Rect::from_min_max(pos2(area.left(), frame.top()), frame.max);
    let response = inside.interact(whole, id, Sense::click());
    let under = response.hover_pos().map(|at| rows.at(at.y));
    let pointed = pointed(ui, &response, layout.count(), 0, under, along);
    let row = pointed.map(|(row, _)| row);

    if let Some(row) = row {
        pen.painter.rect_filled(Rect::from_x_y_ranges(whole.x_range(), rows.range(row)), 0, theme.hover());
    }
    for tick in layout.extent.ticks() {
        let x = pen.pixel(rows.x(tick));
        pen.painter.vline(x, frame.y_range(), theme.hairline());
        let words = pen.caption(tick_text(tick, layout.extent.decimals()), theme.muted);
        pen.put(&words, Align2::CENTER_TOP, pos2(x, frame.bottom() + 7.0));
    }
    for category in 0..layout.count() {
        rows.bars(category, &colors);
    }
    if layout.extent.low <= 0.0 && layout.extent.high >= 0.0 {
        pen.painter.vline(pen.pixel(rows.x(0.0)), frame.y_range(), Stroke::new(1.0, theme.muted));
    }
    rows.names(narrowest);
    rows.levels();
    for category in 0..layout.count() {
        rows.values(category);
    }
    rows.noted();
    if let Some(row) = chart.explained_category().filter(|&c| c < layout.count()) {
        let tip = pos2(frame.left() + 1.0, rows.middle(row));
        let corners = vec![tip + vec2(-1.0, -4.0), tip + vec2(6.0, 0.0), tip + vec2(-1.0, 4.0)];
        pen.painter.add(egui::Shape::convex_polygon(corners, theme.blue, Stroke::NONE));
    }
    if let Some((row, by)) = pointed {
        let at = (by == By::Keyboard).then(|| pos2(rows.x(0.0), rows.range(row).max));
        hover::tip(&layout, theme, chart.style, &colors, row).show(ui, &response, theme, chart.style, at);
    }
    if response.has_focus() {
        pen.focus(whole);
    }
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Figure, ui.is_enabled(), chart.spoken(&layout, row)));
    let distance = |series, category, at| rows.distance(series, category, at);
    chart.menu(ui, &response, row, distance);
    chart.clicked(&response, row, distance)
}

/// The rows of the categories.
struct Rows<'a> {
    layout: &'a Layout<'a>,
    pen: &'a Pen<'a>,
    frame: Rect,
    /// Where the axis begins and ends, clear of the values at the ends of bars.
    left: f32,
    right: f32,
    height: f32,
    values: bool,
}

impl<'a> Rows<'a> {
    fn new(layout: &'a Layout<'a>, pen: &'a Pen<'a>, frame: Rect) -> Rows<'a> {
        let height = frame.height() / layout.count().max(1) as f32;
        let mut rows = Rows { layout, pen, frame, left: frame.left(), right: frame.right(), height, values: false };
        let (mut below, mut above) = (0.0f32, 0.0f32);
        for (series, values) in layout.values.iter().enumerate() {
            for (category, value) in values.iter().enumerate() {
                let (Some(value), Some(text)) = (value, rows.text(series, category)) else { continue };
                let width = pen.caption(text, pen.theme.ink).size().x + 8.0;
                if *value < 0.0 {
                    below = below.max(width);
                } else {
                    above = above.max(width);
                }
            }
            if layout.count() > 200 {
                break; // no row has room for a value anyway
            }
        }
        rows.values = height >= 15.0 && below + above < frame.width() * 0.5;
        if rows.values {
            rows.left += below;
            rows.right -= above;
        } else {
            rows.left += 12.0;
            rows.right -= 12.0;
        }
        rows
    }

    /// The value at the end of a bar.
    fn text(&self, series: usize, category: usize) -> Option<String> {
        Some(self.pen.style.plain(self.layout.figure.series[series].points.get(category)?.value?))
    }

    fn x(&self, value: f64) -> f32 {
        self.left + (self.right - self.left) * self.layout.extent.share(value) as f32
    }

    fn range(&self, row: usize) -> egui::Rangef {
        let top = self.frame.top() + self.height * row as f32;
        egui::Rangef::new(top, top + self.height)
    }

    fn middle(&self, row: usize) -> f32 {
        self.range(row).center()
    }

    fn at(&self, y: f32) -> usize {
        ((y - self.frame.top()) / self.height).max(0.0) as usize
    }

    fn bar(&self, series: usize, category: usize) -> Option<Rect> {
        let (from, to) = self.layout.span(series, category)?;
        let (a, b) = (self.x(from), self.x(to));
        let half = (self.height * 0.34).clamp(0.5, 14.0);
        let middle = self.middle(category);
        let mut rect = Rect::from_min_max(pos2(a.min(b), middle - half), pos2(a.max(b), middle + half));
        if rect.width() < 1.0 && from != to {
            rect.max.x = rect.min.x + 1.0; // small is not nothing
        }
        Some(rect)
    }

    /// The bars of a row, the longest first, and whether each lies over a longer one.
    fn row(&self, category: usize) -> Vec<(usize, Rect, bool)> {
        let mut bars: Vec<(usize, Rect)> =
            (0..self.layout.figure.series.len()).filter_map(|s| Some((s, self.bar(s, category)?))).collect();
        bars.sort_by(|a, b| b.1.width().total_cmp(&a.1.width()));
        let over = |i: usize| bars[..i].iter().any(|(_, longer)| longer.intersect(bars[i].1).width() > 1.0);
        bars.iter().enumerate().map(|(i, (series, rect))| (*series, *rect, over(i))).collect()
    }

    fn bars(&self, category: usize, colors: &[Color32]) {
        let (pen, theme) = (self.pen, self.pen.theme);
        for (series, rect, over) in self.row(category) {
            let color = colors[series];
            let rect = if over { rect.shrink2(vec2(0.0, rect.height() * 0.22)) } else { rect };
            let shape = if self.layout.projected(category) {
                let outline = Stroke::new(1.0, theme.wash(color, 0.8));
                RectShape::new(rect, 0, theme.wash(color, 0.38), outline, StrokeKind::Inside)
            } else {
                RectShape::filled(rect, 0, color)
            };
            pen.painter.add(shape);
        }
    }

    /// The values at the ends of the bars of a row; "—" where none is known.
    fn values(&self, category: usize) {
        if !self.values {
            return;
        }
        let (pen, theme, figure) = (self.pen, self.pen.theme, self.layout.figure);
        if self.layout.values.iter().all(|values| values[category].is_none()) {
            let words = pen.caption(number::UNKNOWN, theme.muted);
            pen.put(&words, Align2::LEFT_CENTER, pos2(self.x(0.0) + 4.0, self.middle(category)));
        }
        let row = self.row(category);
        let mut written: Vec<Rect> = Vec::new();
        for (series, rect, over) in &row {
            // Of a pile only the tooltip tells the parts, of two bars over each other the longer is written.
            let piled = figure.series[*series].mark == Mark::StackedBar && row.len() > 1;
            let Some(text) = self.text(*series, category).filter(|_| !over && !piled) else { continue };
            let words = pen.caption(text, theme.ink);
            let downwards = self.layout.values[*series][category].is_some_and(|v| v < 0.0);
            let (align, x) = if downwards {
                (Align2::RIGHT_CENTER, rect.left() - 4.0)
            } else {
                (Align2::LEFT_CENTER, rect.right() + 4.0)
            };
            let at = pos2(x, rect.center().y);
            if written.iter().all(|w| !w.intersects(align.anchor_size(at, words.size()))) {
                written.push(pen.scrap(&words, align, at));
            }
        }
    }

    /// The names at the left, thinned where rows are thinner than letters.
    fn names(&self, width: f32) {
        let stride = scale::stride(3.0, self.height).max(1);
        let names = category_names(&self.layout.figure.categories, self.pen.style.language);
        for (row, name) in names.iter().enumerate().step_by(stride) {
            let words = self.pen.narrow(name, self.pen.theme.ink, width);
            self.pen.put(&words, Align2::RIGHT_CENTER, pos2(self.frame.left() - 8.0, self.middle(row)));
        }
    }

    /// What is written at bars, behind their values.
    fn noted(&self) {
        let pen = self.pen;
        for noted in &self.layout.figure.noted {
            let Some(rect) = self.bar(noted.series, noted.category) else { continue };
            let value = self.text(noted.series, noted.category).filter(|_| self.values);
            let value = value.map_or(0.0, |text| pen.caption(text, pen.theme.ink).size().x + 8.0);
            let words = pen.narrow(&noted.text, pen.theme.ink, WIDEST);
            let left = (rect.right() + value + 4.0).min(self.frame.right() - words.size().x).max(self.frame.left());
            pen.scrap(&words, Align2::LEFT_CENTER, pos2(left, rect.center().y));
        }
    }

    fn levels(&self) {
        let pen = self.pen;
        for (level, value) in self.layout.levels() {
            let x = pen.pixel(self.x(value));
            if !self.frame.x_range().contains(x) {
                continue;
            }
            pen.dashed([pos2(x, self.frame.top()), pos2(x, self.frame.bottom())], pen.theme.ink);
            let words = pen.caption(level.label.clone(), pen.theme.muted);
            let half = words.size().x / 2.0;
            let middle = x.min(self.frame.right() - half).max(self.frame.left() + half);
            pen.put(&words, Align2::CENTER_BOTTOM, pos2(middle, self.frame.top() - 2.0));
        }
    }

    fn distance(&self, series: usize, category: usize, at: Pos2) -> Option<f32> {
        Some(self.bar(series, category)?.distance_to_pos(at))
    }
}
