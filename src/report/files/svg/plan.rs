//! A chart stroked where its layout places it, in the looks that a native chart has.

use crate::report::files::canvas::{Anchor, Canvas, cut, width_of};
use crate::report::files::plan::{Axis, Drawn, Kind, Label, Layer, Plan};
use crate::report::files::tokens;
use crate::report::words::number::grouped;

const TEXT: f64 = 12.0;
const SMALL: f64 = 11.0;

/// Where the plot lies on the page, and how values become points.
struct Frame<'a> {
    plan: &'a Plan,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Draws a chart on a page of a size.
pub fn draw(canvas: &mut Canvas, plan: &Plan, (width, height): (f64, f64)) {
    canvas.text(0.0, TEXT, &cut(&plan.caption, TEXT, width), TEXT, tokens::MUTED, Anchor::Start);
    let mut top = TEXT * 2.0;
    if plan.legend {
        top += legend(canvas, plan, top, width);
    }
    let ticks =
        |axis: &Axis| axis.extent.ticks().iter().map(|v| width_of(&tick(*v, axis), SMALL)).fold(0.0, f64::max) + 8.0;
    let names = plan.categories.iter().map(|c| width_of(c, TEXT)).fold(0.0, f64::max);
    let left = if plan.lying { (names + 10.0).min(width * 0.4) } else { ticks(&plan.axis) };
    let ends = plan
        .layers
        .iter()
        .flat_map(|layer| &layer.drawn)
        .filter(|d| d.labels.iter().any(|(_, label)| matches!(label, Label::Name)))
        .map(|d| width_of(&plan.columns[d.column].name, SMALL) + 10.0)
        .fold(8.0, f64::max)
        .min(width * 0.3);
    let right = plan.right.as_ref().map_or(ends, |axis| ticks(axis).max(ends));
    let foot = if plan.across.is_some() { 40.0 } else { 22.0 };
    let frame =
        Frame { plan, left, top, width: (width - left - right).max(10.0), height: (height - top - foot).max(10.0) };
    frame.axes(canvas);
    for layer in &plan.layers {
        match layer.kind {
            Kind::Areas => frame.areas(canvas, layer),
            Kind::Bars | Kind::Stacked => frame.bars(canvas, layer),
            Kind::Lines | Kind::Scatter => frame.lines(canvas, layer),
        }
    }
    for layer in &plan.layers {
        frame.labels(canvas, layer);
    }
}

fn tick(value: f64, axis: &Axis) -> String {
    let value = rust_decimal::Decimal::try_from(value).unwrap_or_default();
    grouped(value, axis.extent.decimals())
}

/// The legend's rows; how high they are.
fn legend(canvas: &mut Canvas, plan: &Plan, top: f64, width: f64) -> f64 {
    let (mut x, mut y) = (0.0, top);
    for layer in &plan.layers {
        for drawn in layer.drawn.iter().filter(|drawn| drawn.in_legend) {
            let name = &plan.columns[drawn.column].name;
            let wide = width_of(name, SMALL) + 38.0;
            if x > 0.0 && x + wide > width {
                (x, y) = (0.0, y + 17.0);
            }
            let colour = drawn.colour.unwrap_or(tokens::INK);
            match layer.kind {
                Kind::Lines => {
                    canvas.line((x, y + 4.0), (x + 18.0, y + 4.0), colour, drawn.width, dashes(drawn.dash));
                    if drawn.marked {
                        canvas.dot((x + 9.0, y + 4.0), 3.0, colour);
                    }
                }
                Kind::Scatter => canvas.dot((x + 9.0, y + 4.0), 4.0, colour),
                _ => canvas.rect(x + 3.0, y - 1.0, 12.0, 10.0, colour),
            }
            canvas.text(x + 22.0, y + 8.0, name, SMALL, tokens::INK, Anchor::Start);
            x += wide;
        }
    }
    y - top + 22.0
}

fn dashes(dash: Option<&str>) -> &'static str {
    match dash {
        Some("dash") => "6 4",
        Some("lgDash") => "10 5",
        Some("sysDash") => "4 3",
        Some("sysDot") => "1.5 4",
        Some("dashDot") => "7 4 1.5 4",
        _ => "",
    }
}

impl Frame<'_> {
    /// How far along the axis a value lies, from 0 to 1.
    fn share(&self, value: f64, right: bool) -> f64 {
        let axis = if right { self.plan.right.as_ref().unwrap_or(&self.plan.axis) } else { &self.plan.axis };
        axis.extent.share(value).clamp(-0.02, 1.02)
    }

    fn count(&self) -> usize {
        self.plan.categories.len().max(1)
    }

    /// The breadth of a category.
    fn step(&self) -> f64 {
        (if self.plan.lying { self.height } else { self.width }) / self.count() as f64
    }

    /// The middle of a category.
    fn middle(&self, row: usize) -> f64 {
        if let (Some(numbers), Some((axis, _))) = (&self.plan.numbers, &self.plan.across) {
            return self.left + axis.extent.share(numbers[row]) * self.width;
        }
        if self.plan.lying {
            return self.top + self.step() * (row as f64 + 0.5);
        }
        if self.plan.edge_to_edge() {
            return self.left + self.width * row as f64 / (self.count() - 1).max(1) as f64;
        }
        self.left + self.step() * (row as f64 + 0.5)
    }

    fn y(&self, value: f64, right: bool) -> f64 {
        self.top + self.height * (1.0 - self.share(value, right))
    }

    fn point(&self, row: usize, value: f64, right: bool) -> (f64, f64) {
        (self.middle(row), self.y(value, right))
    }

    fn value(&self, drawn: &Drawn, row: usize) -> Option<f64> {
        self.plan.columns[drawn.column].values.get(row).copied().flatten()
    }

    fn axes(&self, canvas: &mut Canvas) {
        let plan = self.plan;
        let extent = plan.axis.extent;
        for value in extent.ticks() {
            let label = tick(value, &plan.axis);
            let zero = value.abs() < extent.step * 1e-6;
            let colour = if zero { tokens::MUTED } else { tokens::LINE };
            if plan.lying {
                let x = self.left + self.width * self.share(value, false);
                canvas.line((x, self.top), (x, self.top + self.height), colour, 0.75, "");
                canvas.text(x, self.top + self.height + 15.0, &label, SMALL, tokens::MUTED, Anchor::Middle);
            } else {
                let y = self.y(value, false);
                canvas.line((self.left, y), (self.left + self.width, y), colour, 0.75, "");
                canvas.text(self.left - 6.0, y + 4.0, &label, SMALL, tokens::MUTED, Anchor::End);
            }
        }
        if let Some(axis) = plan.right.as_ref().filter(|_| !plan.lying) {
            for value in axis.extent.ticks() {
                let y = self.y(value, true) + 4.0;
                canvas.text(self.left + self.width + 6.0, y, &tick(value, axis), SMALL, tokens::MUTED, Anchor::Start);
            }
        }
        if let Some((axis, title)) = &plan.across {
            let foot = self.top + self.height;
            for value in axis.extent.ticks() {
                let x = self.left + axis.extent.share(value) * self.width;
                canvas.line((x, foot), (x, foot + 4.0), tokens::MUTED, 0.75, "");
                canvas.text(x, foot + 16.0, &tick(value, axis), SMALL, tokens::MUTED, Anchor::Middle);
            }
            let middle = self.left + self.width / 2.0;
            canvas.text(middle, foot + 34.0, title, SMALL, tokens::MUTED, Anchor::Middle);
            return;
        }
        self.category_labels(canvas);
        if let Some(from) = self.projected_from().filter(|&n| n > 0 && !plan.lying) {
            let x = (self.middle(from - 1) + self.middle(from)) / 2.0;
            canvas.line((x, self.top), (x, self.top + self.height), tokens::MUTED, 0.75, "2 3");
        }
    }

    fn projected_from(&self) -> Option<usize> {
        self.plan.layers.iter().flat_map(|layer| &layer.drawn).find_map(|drawn| drawn.projected_from)
    }

    fn category_labels(&self, canvas: &mut Canvas) {
        let foot = self.top + self.height + 17.0;
        if self.plan.lying {
            let each = (14.0 / self.step()).ceil().max(1.0) as usize;
            for (row, name) in self.plan.categories.iter().enumerate().step_by(each) {
                let name = cut(name, TEXT, self.left - 8.0);
                canvas.text(self.left - 8.0, self.middle(row) + 4.0, &name, TEXT, tokens::INK, Anchor::End);
            }
            return;
        }
        let each = self.plan.stride(self.width);
        let (start, end) = (self.left - 30.0, self.left + self.width + 40.0);
        for (row, name) in self.plan.categories.iter().enumerate().step_by(each) {
            let half = width_of(name, SMALL) / 2.0;
            let x = self.middle(row).clamp(start + half, (end - half).max(start + half));
            canvas.text(x, foot, name, SMALL, tokens::INK, Anchor::Middle);
        }
    }

    fn areas(&self, canvas: &mut Canvas, layer: &Layer) {
        for drawn in &layer.drawn {
            let Some(colour) = drawn.colour else { continue };
            let known: Vec<(usize, (f64, f64))> =
                drawn.spans.iter().enumerate().filter_map(|(row, span)| Some((row, (*span)?))).collect();
            for run in known.chunk_by(|a, b| a.0 + 1 == b.0).filter(|run| run.len() > 1) {
                let upper = run.iter().map(|(row, span)| self.point(*row, span.1, layer.right));
                let lower = run.iter().rev().map(|(row, span)| self.point(*row, span.0, layer.right));
                canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), colour);
            }
        }
    }

    /// A bar from one value to another, in its slot of a category.
    fn bar(&self, canvas: &mut Canvas, drawn: &Drawn, row: usize) {
        let (Some(Some((from, to))), Some(colour)) = (drawn.spans.get(row).copied(), self.colour(drawn, row)) else {
            return;
        };
        let start = self.middle(row) - drawn.slot.0 * self.step();
        let breadth = drawn.slot.1 * self.step();
        if self.plan.lying {
            let (a, b) = (self.share(from, false), self.share(to, false));
            let x = self.left + self.width * a.min(b);
            canvas.rect(x, start, self.width * (a - b).abs(), breadth, colour);
        } else {
            let (a, b) = (self.y(from, false), self.y(to, false));
            canvas.rect(start, a.min(b), breadth, (a - b).abs(), colour);
        }
    }

    fn colour(&self, drawn: &Drawn, row: usize) -> Option<tokens::Colour> {
        let lighter = drawn.projected_from.is_some_and(|from| row >= from);
        drawn.colour.map(|colour| if lighter { tokens::wash(colour, 50) } else { colour })
    }

    /// Bars beside each other series by series, piles category by category.
    fn bars(&self, canvas: &mut Canvas, layer: &Layer) {
        if layer.kind == Kind::Bars {
            layer.drawn.iter().for_each(|drawn| (0..self.count()).for_each(|row| self.bar(canvas, drawn, row)));
        } else {
            (0..self.count()).for_each(|row| layer.drawn.iter().for_each(|drawn| self.bar(canvas, drawn, row)));
        }
    }

    fn lines(&self, canvas: &mut Canvas, layer: &Layer) {
        for drawn in &layer.drawn {
            let Some(colour) = drawn.colour else { continue };
            let rows: Vec<usize> = drawn.rows.clone().filter(|row| self.value(drawn, *row).is_some()).collect();
            let point = |row: usize| self.point(row, self.value(drawn, row).unwrap_or_default(), layer.right);
            let from = drawn.projected_from.unwrap_or(usize::MAX);
            for run in rows.chunk_by(|a, b| a + 1 == *b).filter(|_| drawn.width > 0.0) {
                let actual: Vec<_> = run.iter().filter(|&&row| row < from).map(|&row| point(row)).collect();
                // The projected part begins at the last actual point.
                let ahead: Vec<_> = run.iter().filter(|&&row| row + 1 >= from).map(|&row| point(row)).collect();
                canvas.polyline(&actual, colour, drawn.width, dashes(drawn.dash));
                canvas.polyline(&ahead, tokens::wash(colour, 50), drawn.width, dashes(drawn.dash));
                if run.len() == 1 {
                    canvas.dot(point(run[0]), 2.5, colour);
                }
            }
            if drawn.marked {
                let radius = if drawn.width > 0.0 { 3.0 } else { 5.0 };
                for row in rows {
                    let colour = if row >= from { tokens::wash(colour, 50) } else { colour };
                    canvas.dot(point(row), radius, colour);
                }
            }
        }
    }

    fn labels(&self, canvas: &mut Canvas, layer: &Layer) {
        for drawn in &layer.drawn {
            let name = &self.plan.columns[drawn.column].name;
            let colour = drawn.colour.unwrap_or(tokens::INK);
            for (n, label) in &drawn.labels {
                let row = drawn.rows.start + n;
                let Some(value) = self.value(drawn, row) else { continue };
                // Where the drawn thing ends: for a bar on others, the end of the pile.
                let value = drawn.spans.get(row).copied().flatten().map_or(value, |(_, to)| to);
                let (x, y) = self.point(row, value, layer.right);
                match label {
                    // A dot's name stands above it, a line's at its end.
                    Label::Name if drawn.width <= 0.0 => {
                        canvas.text(x, y - 9.0, name, SMALL, colour, Anchor::Middle);
                    }
                    Label::Name => canvas.text(x + 6.0, y + 4.0, name, SMALL, colour, Anchor::Start),
                    Label::Words(words) if self.plan.lying => {
                        let x = self.left + self.width * self.share(value, false) + 5.0;
                        canvas.text(x, self.middle(row) + 4.0, words, SMALL, tokens::INK, Anchor::Start);
                    }
                    Label::Words(words) => {
                        let half = width_of(words, SMALL) / 2.0;
                        let x = x.clamp(self.left + half, (self.left + self.width - half).max(self.left + half));
                        let y = if value < 0.0 {
                            y + 14.0
                        } else {
                            y - if drawn.width <= 0.0 && drawn.marked { 10.0 } else { 6.0 }
                        };
                        canvas.text(x, y, words, SMALL, tokens::INK, Anchor::Middle);
                    }
                }
            }
            if let Some(format) = &drawn.shows {
                let places =
                    format.split(';').next().and_then(|f| f.split_once('.')).map_or(0, |(_, d)| d.len() as u32);
                let said = |row: usize| drawn.labels.iter().any(|(n, _)| drawn.rows.start + n == row);
                for row in drawn.rows.clone().filter(|row| !said(*row)) {
                    let Some(value) = self.value(drawn, row) else { continue };
                    let text = grouped(rust_decimal::Decimal::try_from(value).unwrap_or_default(), places);
                    if self.plan.lying {
                        let x = self.left + self.width * self.share(value, false);
                        let (x, anchor) = if value < 0.0 { (x - 4.0, Anchor::End) } else { (x + 4.0, Anchor::Start) };
                        canvas.text(x, self.middle(row) + 4.0, &text, SMALL, tokens::INK, anchor);
                    } else {
                        let y = self.y(value, layer.right) + if value < 0.0 { 14.0 } else { -5.0 };
                        canvas.text(self.middle(row), y, &text, SMALL, tokens::INK, Anchor::Middle);
                    }
                }
            }
        }
    }
}
