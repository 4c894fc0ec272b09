//! A chart drawn from its plan: the same columns and layers that a native chart is made of.

use crate::report::chart::scale;
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
    let ticks = |axis: &Axis| {
        let labels = scale::ticks(axis.extent.low, axis.extent.high, axis.extent.step);
        labels.iter().map(|v| width_of(&tick(*v, axis), SMALL)).fold(0.0, f64::max) + 8.0
    };
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
    let piles: Vec<&Layer> = plan.layers.iter().collect();
    for layer in &piles {
        match layer.kind {
            Kind::Areas => frame.areas(canvas, layer),
            Kind::Bars => frame.bars(canvas, layer),
            Kind::Stacked => frame.stacked(canvas, layer),
            Kind::Lines | Kind::Scatter => frame.lines(canvas, layer),
        }
    }
    for layer in &piles {
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
        let span = axis.extent.high - axis.extent.low;
        if span > 0.0 { ((value - axis.extent.low) / span).clamp(-0.02, 1.02) } else { 0.0 }
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
            let span = (axis.extent.high - axis.extent.low).max(f64::MIN_POSITIVE);
            return self.left + (numbers[row] - axis.extent.low) / span * self.width;
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
        for value in scale::ticks(extent.low, extent.high, extent.step) {
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
            for value in scale::ticks(axis.extent.low, axis.extent.high, axis.extent.step) {
                let y = self.y(value, true) + 4.0;
                canvas.text(self.left + self.width + 6.0, y, &tick(value, axis), SMALL, tokens::MUTED, Anchor::Start);
            }
        }
        if let Some((axis, title)) = &plan.across {
            let foot = self.top + self.height;
            for value in scale::ticks(axis.extent.low, axis.extent.high, axis.extent.step) {
                let span = (axis.extent.high - axis.extent.low).max(f64::MIN_POSITIVE);
                let x = self.left + (value - axis.extent.low) / span * self.width;
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
        let mut below = vec![0.0; self.count()];
        for drawn in &layer.drawn {
            let known: Vec<Option<f64>> = (0..self.count()).map(|row| self.value(drawn, row)).collect();
            let above: Vec<f64> = below.iter().zip(&known).map(|(b, v)| b + v.unwrap_or(0.0)).collect();
            if let Some(colour) = drawn.colour {
                let rows: Vec<usize> = (0..self.count()).filter(|row| known[*row].is_some()).collect();
                for run in rows.chunk_by(|a, b| a + 1 == *b).filter(|run| run.len() > 1) {
                    let upper = run.iter().map(|&row| self.point(row, above[row], layer.right));
                    let lower = run.iter().rev().map(|&row| self.point(row, below[row], layer.right));
                    canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), colour);
                }
            }
            below = above;
        }
    }

    /// A bar from one value to another, in a slot of its category.
    fn bar(&self, canvas: &mut Canvas, row: usize, (from, to): (f64, f64), slot: (f64, f64), colour: tokens::Colour) {
        let start = self.middle(row) + (slot.0 - 0.5) * self.step();
        let breadth = slot.1 * self.step();
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

    fn bars(&self, canvas: &mut Canvas, layer: &Layer) {
        let each = 0.64 / layer.drawn.len().max(1) as f64;
        for (n, drawn) in layer.drawn.iter().enumerate() {
            for row in 0..self.count() {
                if let (Some(value), Some(colour)) = (self.value(drawn, row), self.colour(drawn, row)) {
                    self.bar(canvas, row, (0.0, value), (0.18 + each * n as f64, each * 0.94), colour);
                }
            }
        }
    }

    fn stacked(&self, canvas: &mut Canvas, layer: &Layer) {
        for row in 0..self.count() {
            for (drawn, from, to) in self.pile(layer, row) {
                if let Some(colour) = self.colour(drawn, row) {
                    self.bar(canvas, row, (from, to), (0.18, 0.64), colour);
                }
            }
        }
    }

    /// The bars of a category with where each begins and ends; in a tornado all begin at zero.
    fn pile<'b>(&self, layer: &'b Layer, row: usize) -> Vec<(&'b Drawn, f64, f64)> {
        let (mut above, mut below) = (0.0, 0.0);
        let footed = layer.drawn.iter().any(|drawn| drawn.colour.is_none());
        layer
            .drawn
            .iter()
            .filter_map(|drawn| {
                let value = self.value(drawn, row)?;
                let at = if value < 0.0 { &mut below } else { &mut above };
                let from = if self.plan.lying && !footed && self.crosses(layer) { 0.0 } else { *at };
                *at = from + value;
                Some((drawn, from, from + value))
            })
            .collect()
    }

    /// Whether two bars of one row lie on the same side of zero, so that they lie across each other.
    fn crosses(&self, layer: &Layer) -> bool {
        (0..self.count()).any(|row| {
            let values: Vec<f64> = layer.drawn.iter().filter_map(|d| self.value(d, row)).collect();
            values.iter().filter(|v| **v > 0.0).count() > 1 || values.iter().filter(|v| **v < 0.0).count() > 1
        })
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
                let value = self.end_of(layer, drawn, row, value);
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
                for row in drawn.rows.clone() {
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

    /// Where the drawn thing ends: for a bar on others, the end of the pile.
    fn end_of(&self, layer: &Layer, drawn: &Drawn, row: usize, value: f64) -> f64 {
        if layer.kind != Kind::Stacked {
            return value;
        }
        let pile = self.pile(layer, row);
        pile.into_iter().find(|(d, _, _)| d.column == drawn.column).map_or(value, |(_, _, to)| to)
    }
}
