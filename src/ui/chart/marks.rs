//! The drawn parts of a chart: bands, bars, lines, the gap, the rule where projection begins.

use std::collections::BTreeMap;

use eframe::egui;
use egui::epaint::{Mesh, RectShape};
use egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2};
use egui_plot::{PlotPoint, PlotTransform};

use super::pen::{Dot, Pen, Swatch};
use crate::report::chart::layout::{BarBox, Layout, Step, Thing};
use crate::report::chart::scale;
use crate::report::{Figure, Mark, Role};
use crate::ui::theme::Theme;

/// The colour of each series: its role's, thinned where a role comes again.
pub(super) fn colors(figure: &Figure, theme: &Theme) -> Vec<Color32> {
    let mut seen: Vec<Role> = Vec::new();
    figure
        .series
        .iter()
        .map(|series| {
            let before = seen.iter().filter(|r| **r == series.role).count();
            seen.push(series.role);
            theme.wash(theme.role(series.role), [1.0, 0.62, 0.4][before.min(2)])
        })
        .collect()
}

/// What stands for a series in the key and in the tooltip.
pub(super) fn swatch(layout: &Layout<'_>, series: usize, color: Color32) -> Swatch {
    match layout.slot(series) {
        Some(_) => Swatch::Fill(color),
        None => Swatch::Line(color, thickness(layout.figure.series[series].role), dot(layout, series)),
    }
}

/// What tells a line from others besides colour, where there are many lines or many runs.
pub(super) fn dot(layout: &Layout<'_>, series: usize) -> Option<Dot> {
    let nth = matches!(layout.figure.series[series].role, Role::Nth(n) if n >= 3);
    let line = layout.lines().position(|s| s == series)?;
    (nth || layout.lines().count() > 3).then(|| Dot::of(line))
}

/// The colour of a band where no other lies over it.
pub(super) fn band_color(figure: &Figure, theme: &Theme, band: usize) -> Color32 {
    // Bands of a role lie over each other, the widest first, and grow stronger.
    let role = figure.bands[band].role;
    let before = figure.bands[..band].iter().filter(|b| b.role == role).count();
    theme.wash(theme.role(role), BAND_SHARES[before.min(2)])
}

/// How strong a band is where it lies over so many others of its role.
const BAND_SHARES: [f32; 3] = [0.16, 0.32, 0.44];

/// The colour a band is drawn in, through which the grid and a wider band show: with them it comes to `band_color`.
fn band_glaze(figure: &Figure, theme: &Theme, band: usize) -> Color32 {
    let role = figure.bands[band].role;
    let before = figure.bands[..band].iter().filter(|b| b.role == role).count().min(2);
    let below = before.checked_sub(1).map_or(0.0, |i| BAND_SHARES[i]);
    theme.role(role).gamma_multiply(1.0 - (1.0 - BAND_SHARES[before]) / (1.0 - below))
}

/// How thick the line of a role is.
pub(super) fn thickness(role: Role) -> f32 {
    match role {
        Role::Earlier => 1.5,
        Role::Balance => 2.5,
        _ => 2.0,
    }
}

/// The ground and the outline of a waterfall's bar: totals in the series' colour, steps up filled, steps down only
/// outlined. Red is for none of them, since whether a step is for the worse is not known here.
pub(super) fn step_look(theme: &Theme, color: Color32, step: Step) -> (Color32, Color32) {
    match step {
        Step::Total => (color, color),
        Step::Up => (theme.wash(theme.blue, 0.62), theme.wash(theme.blue, 0.62)),
        Step::Down => (theme.wash(theme.muted, 0.14), theme.muted),
    }
}

/// Draws a figure's marks inside the frame of the plot.
pub(super) struct Marks<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) transform: &'a PlotTransform,
    pub(super) painter: &'a Painter,
    pub(super) theme: &'a Theme,
    pub(super) colors: &'a [Color32],
}

impl Marks<'_> {
    pub(super) fn draw(&self) {
        let area = |thing: &Thing| matches!(thing, Thing::Band(_) | Thing::Gap(..));
        let (areas, others): (Vec<Thing>, Vec<Thing>) = self.layout.things.iter().partition(|thing| area(thing));
        areas.into_iter().for_each(|thing| self.thing(thing));
        self.zero();
        others.into_iter().for_each(|thing| self.thing(thing));
        self.projection();
    }

    fn thing(&self, thing: Thing) {
        match thing {
            Thing::Band(band) => self.band(band),
            Thing::Gap(lower, upper) => self.gap(lower, upper),
            Thing::Series(series) => match self.layout.figure.series[series].mark {
                Mark::Bar | Mark::StackedBar => self.bars(series),
                Mark::Waterfall => self.steps(series),
                Mark::Line | Mark::RightLine => self.line(series, dot(self.layout, series)),
            },
            Thing::Level(_) => {} // drawn with its words by `labels`, over everything
        }
    }

    /// An area from category to category; where it stands alone it is a bar of its own.
    fn band(&self, band: usize) {
        let values = &self.layout.bands[band];
        let color = band_glaze(self.layout.figure, self.theme, band);
        let known = |i: usize| values.get(i).copied().flatten();
        let mut mesh = Mesh::default();
        for i in 0..values.len() {
            let Some((low, high)) = known(i) else { continue };
            let here = i as f64;
            let corners = match known(i + 1) {
                Some(next) => [(here, low), (here, high), (here + 1.0, next.1), (here + 1.0, next.0)],
                None if i.checked_sub(1).and_then(known).is_none() => {
                    [(here - 0.15, low), (here - 0.15, high), (here + 0.15, high), (here + 0.15, low)]
                }
                None => continue,
            };
            let first = mesh.vertices.len() as u32;
            for (x, y) in corners {
                mesh.colored_vertex(self.at(x, y), color);
            }
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first, first + 2, first + 3);
        }
        self.painter.add(mesh);
    }

    pub(super) fn at(&self, x: f64, y: f64) -> Pos2 {
        self.transform.position_from_point(&PlotPoint::new(x, y))
    }

    pub(super) fn pixel(&self, position: f32) -> f32 {
        self.painter.round_to_pixel_center(position)
    }

    fn zero(&self) {
        let y = self.transform.position_from_point_y(0.0);
        let frame = self.transform.frame();
        if frame.y_range().contains(y) {
            self.painter.hline(
                frame.x_range(),
                self.pixel(y),
                Stroke::new(1.0, self.theme.wash(self.theme.muted, 0.7)),
            );
        }
    }

    fn bars(&self, series: usize) {
        let color = self.colors[series];
        let stacked = self.layout.figure.series[series].mark == Mark::StackedBar;
        for category in 0..self.layout.count() {
            let Some(bar) = self.layout.bar(series, category) else { continue };
            let mut rect = self.bar_rect(bar);
            if stacked && rect.height() > 3.0 {
                rect.min.y += 1.0; // parts are told apart by a line of paper, not by colour alone
            }
            let shape = if self.layout.projected(category) {
                RectShape::new(
                    rect,
                    0,
                    self.theme.wash(color, 0.38),
                    Stroke::new(1.0, self.theme.wash(color, 0.8)),
                    StrokeKind::Inside,
                )
            } else {
                RectShape::filled(rect, 0, color)
            };
            self.painter.add(shape);
        }
    }

    /// A bar on whole pixels.
    pub(super) fn bar_rect(&self, bar: BarBox) -> Rect {
        let snap = |position: f32| {
            let scale = self.painter.pixels_per_point();
            (position * scale).round() / scale
        };
        let (a, b) = (self.at(bar.left, bar.from), self.at(bar.right, bar.to));
        let mut rect = Rect::from_min_max(
            pos2(snap(a.x), snap(a.y.min(b.y))),
            pos2(snap(b.x).max(snap(a.x) + 1.0), snap(a.y.max(b.y))),
        );
        if rect.width() > 6.0 {
            rect.max.x -= 1.0;
        }
        if rect.height() < 1.0 && bar.to != bar.from {
            rect.min.y = rect.max.y - 1.0; // small is not nothing
        }
        rect
    }

    /// The bars of a waterfall, with thin rules from one to the next.
    fn steps(&self, series: usize) {
        let rule = Stroke::new(1.0, self.theme.muted);
        for category in 0..self.layout.count() {
            let (Some(bar), Some(step)) = (self.layout.bar(series, category), self.layout.step(series, category))
            else {
                continue;
            };
            let rect = self.bar_rect(bar);
            let (fill, line) = step_look(self.theme, self.colors[series], step);
            self.painter.add(RectShape::new(rect, 0, fill, Stroke::new(1.0, line), StrokeKind::Inside));
            if let Some(next) = self.layout.bar(series, category + 1) {
                let y = self.pixel(self.at(0.0, bar.to).y);
                self.painter.hline(rect.right()..=self.at(next.left, 0.0).x, y, rule);
            }
        }
    }

    /// The value over each bar of a waterfall, steps with their sign; only where all of them have room.
    pub(super) fn step_values(&self, pen: &Pen<'_>, series: usize) {
        let frame = self.transform.frame();
        let room = (self.at(1.0, 0.0).x - self.at(0.0, 0.0).x) - 4.0;
        let points = self.layout.figure.series[series].points.iter().enumerate();
        let words: Vec<_> = points
            .filter_map(|(category, point)| {
                let (bar, step) = (self.layout.bar(series, category)?, self.layout.step(series, category)?);
                let value = point.value?;
                let text = if step == Step::Total { pen.style.plain(value) } else { pen.style.signed(value) };
                Some((bar, pen.caption(text, pen.theme.ink)))
            })
            .collect();
        if words.iter().any(|(_, words)| words.size().x > room) {
            return;
        }
        for (bar, words) in words {
            let at = self.at(f64::midpoint(bar.left, bar.right), bar.top());
            if frame.expand(1.0).x_range().contains(at.x) {
                pen.scrap(&words, Align2::CENTER_BOTTOM, pos2(at.x, at.y - 2.0));
            }
        }
    }

    fn line(&self, series: usize, dot: Option<Dot>) {
        let (color, values) = (self.colors[series], &self.layout.values[series]);
        let width = thickness(self.layout.figure.series[series].role);
        let known = |i: usize| self.layout.height(series, i).map(|v| self.at(i as f64, v));
        let (mut solid, mut dashed): (Vec<Pos2>, Vec<Pos2>) = (Vec::new(), Vec::new());
        for i in 0..=values.len() {
            let Some(point) = known(i) else {
                self.halo(&solid, width);
                self.halo(&dashed, width);
                self.stroke(&mut solid, color, width);
                self.dashes(&mut dashed, color, width);
                continue;
            };
            if self.layout.projected(i) {
                if dashed.is_empty() {
                    dashed.extend(solid.last().copied());
                    self.stroke(&mut solid, color, width);
                }
                dashed.push(point);
            } else {
                solid.push(point);
            }
        }
        let every = (values.len() / 12).max(1);
        for i in 0..values.len() {
            let Some(point) = known(i) else { continue };
            let alone = known(i + 1).is_none() && i.checked_sub(1).and_then(known).is_none();
            if let Some(dot) = dot.filter(|_| i % every == 0) {
                self.painter.add(dot.shape(point, color, self.theme));
            } else if alone {
                self.painter.circle_filled(point, 3.0, color);
            }
        }
    }

    /// A line over bars stands on a strip of paper.
    fn halo(&self, points: &[Pos2], width: f32) {
        if points.len() > 1 && self.layout.has_bars() {
            let stroke = Stroke::new(width + 3.0, self.theme.paper);
            self.painter.add(Shape::line(points.to_vec(), stroke));
        }
    }

    fn stroke(&self, points: &mut Vec<Pos2>, color: Color32, width: f32) {
        if points.len() > 1 {
            self.painter.add(Shape::line(std::mem::take(points), Stroke::new(width, color)));
        }
        points.clear();
    }

    fn dashes(&self, points: &mut Vec<Pos2>, color: Color32, width: f32) {
        if points.len() > 1 {
            let stroke = Stroke::new(width, self.theme.wash(color, 0.75));
            let mut shapes = Vec::new();
            Shape::dashed_line_many(points, stroke, 5.0, 3.0, &mut shapes);
            self.painter.extend(shapes);
        }
        points.clear();
    }

    /// The filled area between the two series of the gap, with hatching so that it isn't told by colour alone.
    fn gap(&self, lower: usize, upper: usize) {
        let mut mesh = Mesh::default();
        let mut hatching = Hatching::default();
        for piece in scale::gap_pieces(&self.layout.values[lower], &self.layout.values[upper]) {
            let projected = self.layout.projected(piece.right.0.ceil() as usize);
            let fill = self.theme.red.gamma_multiply(if projected { 0.11 } else { 0.2 });
            let corners = [
                self.at(piece.left.0, piece.left.1),
                self.at(piece.left.0, piece.left.2),
                self.at(piece.right.0, piece.right.2),
                self.at(piece.right.0, piece.right.1),
            ];
            let first = mesh.vertices.len() as u32;
            for corner in corners {
                mesh.colored_vertex(corner, fill);
            }
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first, first + 2, first + 3);
            hatching.add(&corners);
        }
        self.painter.add(mesh);
        let stroke = Stroke::new(1.0, self.theme.red.gamma_multiply(0.38));
        self.painter.extend(hatching.finish().into_iter().map(|ends| Shape::line_segment(ends, stroke)));
    }

    fn projection(&self) {
        let Some(from) = self.layout.figure.projected_from.filter(|&f| f > 0 && f < self.layout.count()) else {
            return;
        };
        let x = self.pixel(self.transform.position_from_point_x(from as f64 - 0.5));
        self.painter.vline(
            x,
            self.transform.frame().y_range(),
            Stroke::new(1.0, self.theme.wash(self.theme.muted, 0.7)),
        );
    }
}

/// Diagonal lines within convex pieces that lie side by side; a line that runs on into the next piece stays one.
#[derive(Default)]
struct Hatching {
    open: BTreeMap<i32, [Pos2; 2]>,
    done: Vec<[Pos2; 2]>,
}

impl Hatching {
    const DISTANCE: f32 = 9.0;

    fn add(&mut self, corners: &[Pos2; 4]) {
        let along = |p: &Pos2| p.x + p.y;
        let low = corners.iter().map(along).fold(f32::INFINITY, f32::min);
        let high = corners.iter().map(along).fold(f32::NEG_INFINITY, f32::max);
        if !(low.is_finite() && high.is_finite() && high - low < 20_000.0) {
            return;
        }
        for line in (low / Self::DISTANCE).ceil() as i32..=(high / Self::DISTANCE).floor() as i32 {
            let sum = line as f32 * Self::DISTANCE;
            let mut ends: Vec<Pos2> = Vec::with_capacity(4);
            for i in 0..4 {
                let (a, b) = (corners[i], corners[(i + 1) % 4]);
                let (from, to) = (along(&a) - sum, along(&b) - sum);
                if (from < 0.0) != (to < 0.0) {
                    ends.push(a + (b - a) * (from / (from - to)));
                }
            }
            ends.sort_by(|a, b| a.x.total_cmp(&b.x));
            let (Some(&left), Some(&right)) = (ends.first(), ends.last()) else { continue };
            match self.open.get_mut(&line) {
                Some(open) if (open[1] - left).length() < 0.75 => open[1] = right,
                Some(open) => {
                    self.done.push(*open);
                    *open = [left, right];
                }
                None => {
                    self.open.insert(line, [left, right]);
                }
            }
        }
    }

    fn finish(mut self) -> Vec<[Pos2; 2]> {
        self.done.extend(self.open.into_values());
        self.done.retain(|[a, b]| (*b - *a).length() > 1.0);
        self.done
    }
}
