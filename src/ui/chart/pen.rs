//! What all charts write and draw alike: captions, the head with title, unit and key, ticks, scraps of paper.

use std::sync::Arc;

use eframe::egui;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, CornerRadius, Galley, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};
use rust_decimal::Decimal;

use crate::report::Measured;
use crate::report::chart::scale;
use crate::report::words::number::{self, Style};
use crate::ui::theme::{Lettering, Theme};

/// The shape that tells a line from others where colour alone would.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dot {
    Circle,
    Square,
    Triangle,
    Diamond,
    Ring,
    Cross,
}

impl Dot {
    /// Of the n-th line.
    pub(super) fn of(line: usize) -> Dot {
        [Dot::Circle, Dot::Square, Dot::Triangle, Dot::Diamond, Dot::Ring, Dot::Cross][line % 6]
    }

    pub(super) fn shape(self, center: Pos2, color: Color32, theme: &Theme) -> Shape {
        let r = 3.5;
        let polygon = |points: Vec<Pos2>| Shape::convex_polygon(points, color, Stroke::NONE);
        match self {
            Dot::Circle => Shape::circle_filled(center, r, color),
            Dot::Ring => Shape::Vec(vec![
                Shape::circle_filled(center, r, theme.paper),
                Shape::circle_stroke(center, r - 0.5, Stroke::new(1.5, color)),
            ]),
            Dot::Square => {
                Shape::rect_filled(Rect::from_center_size(center, vec2(6.0, 6.0)), CornerRadius::ZERO, color)
            }
            Dot::Triangle => polygon(vec![center + vec2(0.0, -4.0), center + vec2(4.0, 3.0), center + vec2(-4.0, 3.0)]),
            Dot::Diamond => polygon(vec![
                center + vec2(0.0, -4.5),
                center + vec2(4.5, 0.0),
                center + vec2(0.0, 4.5),
                center + vec2(-4.5, 0.0),
            ]),
            Dot::Cross => Shape::Vec(vec![
                Shape::line_segment([center - vec2(3.0, 3.0), center + vec2(3.0, 3.0)], Stroke::new(1.5, color)),
                Shape::line_segment([center + vec2(-3.0, 3.0), center + vec2(3.0, -3.0)], Stroke::new(1.5, color)),
            ]),
        }
    }
}

/// What a key shows beside a name.
#[derive(Clone, Copy)]
pub(super) enum Swatch {
    /// A line in a colour and thickness, with what tells it from others.
    Line(Color32, f32, Option<Dot>),
    /// An area.
    Fill(Color32),
    /// An area with an outline.
    Outlined(Color32, Color32),
}

/// Writes and draws on a chart.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub(super) painter: &'a Painter,
    pub(super) theme: &'a Theme,
    pub(super) style: Style,
}

impl Pen<'_> {
    pub(super) fn caption(&self, text: impl Into<String>, color: Color32) -> Arc<Galley> {
        self.painter.layout_no_wrap(text.into(), Lettering::Caption.font(), color)
    }

    /// A caption cut off with "…" at a width.
    pub(super) fn narrow(&self, text: &str, color: Color32, width: f32) -> Arc<Galley> {
        let mut job = LayoutJob::simple_singleline(text.to_owned(), Lettering::Caption.font(), color);
        job.wrap = TextWrapping::truncate_at_width(width);
        self.painter.layout_job(job)
    }

    /// Words with a point of theirs at `at`.
    pub(super) fn put(&self, words: &Arc<Galley>, align: Align2, at: Pos2) -> Rect {
        let rect = align.anchor_size(at, words.size());
        // Words set around their middle begin to the left of where they stand.
        self.painter.galley(rect.min - words.rect.min.to_vec2(), Arc::clone(words), self.theme.ink);
        rect
    }

    /// The same on a scrap of paper, so that what lies behind doesn't cross the words.
    pub(super) fn scrap(&self, words: &Arc<Galley>, align: Align2, at: Pos2) -> Rect {
        let rect = align.anchor_size(at, words.size());
        let paper = self.theme.paper.gamma_multiply(0.88);
        self.painter.rect_filled(rect.expand2(vec2(3.0, 0.0)), CornerRadius::same(2), paper);
        self.painter.galley(rect.min, Arc::clone(words), self.theme.ink);
        rect
    }

    /// A position in the middle of a pixel, for thin lines.
    pub(super) fn pixel(&self, position: f32) -> f32 {
        self.painter.round_to_pixel_center(position)
    }

    /// "单位：万元", or nothing for plain numbers.
    pub(super) fn unit(&self, measured: Measured) -> String {
        let unit = self.style.unit_name(measured);
        if unit.is_empty() { String::new() } else { self.style.language.fill("chart.unit", &[("unit", unit)]) }
    }

    /// A name with its unit: 单位缴费费率（%）.
    pub(super) fn with_unit(&self, name: &str, measured: Measured) -> String {
        let unit = self.style.unit_name(measured);
        if unit.is_empty() {
            return name.to_owned();
        }
        self.style.language.fill("table.heading", &[("heading", name), ("unit", unit)])
    }

    /// Title and unit on the left, the key on the right or in a row of its own; returns the height taken.
    pub(super) fn head(&self, area: Rect, title: &str, unit: &str, key: &[(Swatch, String)]) -> f32 {
        let mut x = area.left();
        let mut height: f32 = 0.0;
        let key: Vec<(Swatch, Arc<Galley>)> =
            key.iter().map(|(swatch, name)| (*swatch, self.narrow(name, self.theme.ink, 200.0))).collect();
        let key_width: f32 = key.iter().map(|(_, g)| 22.0 + g.size().x + 14.0).sum::<f32>() - 14.0;
        let unit = (!unit.is_empty()).then(|| self.caption(unit, self.theme.muted));
        let baseline = area.top() + 18.0;
        if !title.is_empty() {
            let room = area.width() - unit.as_ref().map_or(0.0, |g| g.size().x + 12.0);
            let mut job = LayoutJob::simple_singleline(title.to_owned(), Lettering::Body.font(), self.theme.ink);
            job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
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
        if key.is_empty() {
            return height;
        }
        let mut left = area.right() - key_width;
        let mut middle = area.top() + 10.0;
        if left < x {
            left = area.left();
            middle += height;
            height += 20.0;
        }
        for (swatch, name) in key {
            if left + 22.0 + name.size().x > area.right() && left > area.left() {
                left = area.left();
                middle += 20.0;
                height += 20.0;
            }
            self.swatch(swatch, pos2(left, middle), 16.0);
            let at = pos2(left + 22.0, middle - name.size().y / 2.0);
            left += 22.0 + name.size().x + 14.0;
            self.painter.galley(at, name, self.theme.ink);
        }
        height.max(24.0)
    }

    /// What stands before a name, from its left end on.
    pub(super) fn swatch(&self, swatch: Swatch, left: Pos2, width: f32) {
        // In the key a square stands nearer to its name than a line does.
        let (aside, side) = if width > 12.0 { (2.0, 10.0) } else { (0.0, 9.0) };
        let square = Rect::from_center_size(left + vec2(width / 2.0 + aside, 0.0), vec2(side, side));
        match swatch {
            Swatch::Line(color, thickness, dot) => {
                let y = self.pixel(left.y);
                self.painter.line_segment([pos2(left.x, y), pos2(left.x + width, y)], Stroke::new(thickness, color));
                if let Some(dot) = dot {
                    self.painter.add(dot.shape(left + vec2(width / 2.0, 0.0), color, self.theme));
                }
            }
            Swatch::Fill(color) => {
                self.painter.rect_filled(square, CornerRadius::ZERO, color);
            }
            Swatch::Outlined(fill, line) => {
                self.painter.rect(square, CornerRadius::ZERO, fill, Stroke::new(1.0, line), StrokeKind::Inside);
            }
        }
    }

    /// A thin dashed line, for levels and where things stand now.
    pub(super) fn dashed(&self, ends: [Pos2; 2], color: Color32) {
        self.painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, color), 2.0, 3.0));
    }

    /// Notes at the foot, one a line; what is left above them.
    pub(super) fn notes(&self, area: Rect, notes: &[String]) -> Rect {
        const LINE: f32 = 18.0;
        let above = area.with_max_y(area.bottom() - LINE * notes.len() as f32);
        for (i, note) in notes.iter().enumerate() {
            let words = self.narrow(note, self.theme.muted, area.width());
            self.put(&words, Align2::LEFT_TOP, pos2(area.left(), above.bottom() + LINE * i as f32 + 2.0));
        }
        above
    }

    /// The widest of some words.
    pub(super) fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> f32 {
        texts.into_iter().map(|t| self.caption(t, self.theme.muted).size().x).fold(0.0, f32::max)
    }

    /// Names of places along the foot, thinned to what fits: each the middle of its place, and its words.
    pub(super) fn foot(&self, frame: Rect, places: &[(f32, String)]) {
        let widest = self.widest(places.iter().map(|(_, t)| t.as_str()));
        let distance = frame.width() / places.len().max(1) as f32;
        let stride = scale::stride(widest, distance);
        for (x, text) in places.iter().step_by(stride.max(1)) {
            let words = self.caption(text.clone(), self.theme.muted);
            self.put(&words, Align2::CENTER_TOP, pos2(*x, frame.bottom() + 7.0));
        }
    }

    /// Names of places along the left, thinned to what fits.
    pub(super) fn side(&self, frame: Rect, places: &[(f32, String)]) {
        let stride = scale::stride(4.0, frame.height() / places.len().max(1) as f32);
        for (y, text) in places.iter().step_by(stride.max(1)) {
            let words = self.caption(text.clone(), self.theme.muted);
            self.put(&words, Align2::RIGHT_CENTER, pos2(frame.left() - 8.0, *y));
        }
    }

    /// The frame of what has the keyboard.
    pub(super) fn focus(&self, frame: Rect) {
        let stroke = Stroke::new(1.5, self.theme.blue);
        self.painter.rect_stroke(frame.expand(2.0), 2, stroke, StrokeKind::Outside);
    }
}

/// A tick's number.
pub(super) fn tick_text(value: f64, decimals: u32) -> String {
    Decimal::try_from(value).map_or_else(|_| String::new(), |v| number::grouped(v, decimals))
}
