//! A heat map: a colour a cell, its number where it fits, and the line where the level runs.

use crate::report::files::canvas::{Anchor, Canvas, cut, width_of};
use crate::report::files::tokens::{self, Colour};
use crate::report::model::charts::{Heat, Side};
use crate::report::words::number::Style;
use crate::report::{Measured, Quantity};

const SMALL: f64 = 11.0;

/// Draws a heat map on a page of a size.
pub fn draw(canvas: &mut Canvas, heat: &Heat, style: Style, size: (f64, f64)) {
    let (columns, rows) = (heat.across.values.len(), heat.up.values.len());
    let value = |up: usize, across: usize| heat.values.get(up).and_then(|row| row.get(across).copied()).flatten();
    let number = |q: Quantity| Some(style.axis_value(q)).filter(|v| v.is_finite());
    let all: Vec<f64> =
        (0..rows).flat_map(|u| (0..columns).filter_map(move |a| value(u, a))).filter_map(number).collect();
    if all.is_empty() {
        return super::nothing(canvas, style, size);
    }
    let (low, high) = all.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let with_unit = |text: &str, measured: Measured| match style.unit_name(measured) {
        "" => text.to_owned(),
        unit => style.language.fill("table.heading", &[("heading", text), ("unit", unit)]),
    };
    let caption = with_unit(&heat.title, heat.measured);
    canvas.text(0.0, 12.0, &cut(&caption, 12.0, size.0), 12.0, tokens::MUTED, Anchor::Start);
    let labels = |side: &Side| side.values.iter().map(|q| style.plain(*q)).collect::<Vec<_>>();
    let (across, up) = (labels(&heat.across), labels(&heat.up));
    let left = up.iter().map(|t| width_of(t, SMALL)).fold(30.0, f64::max) + 10.0;
    let (top, foot) = (48.0, 42.0);
    let legend = 74.0;
    let cell = ((size.0 - left - legend).max(10.0) / columns as f64, (size.1 - top - foot).max(10.0) / rows as f64);
    let up_name = with_unit(&heat.up.name, heat.up.measured);
    canvas.text(0.0, 36.0, &up_name, SMALL, tokens::MUTED, Anchor::Start);
    let at = |up: usize, across: usize| (left + cell.0 * across as f64, top + cell.1 * (rows - 1 - up) as f64);
    let share = |v: f64| if high > low { (v - low) / (high - low) } else { 0.5 };
    for u in 0..rows {
        for a in 0..columns {
            let (x, y) = at(u, a);
            let Some(quantity) = value(u, a) else {
                canvas.rect(x, y, cell.0 - 1.0, cell.1 - 1.0, tokens::HEAD);
                canvas.text(x + cell.0 / 2.0, y + cell.1 / 2.0 + 4.0, "—", SMALL, tokens::MUTED, Anchor::Middle);
                continue;
            };
            let share = share(number(quantity).unwrap_or(low));
            canvas.rect(x, y, cell.0 - 1.0, cell.1 - 1.0, colour(share));
            let text = style.plain(quantity);
            if width_of(&text, SMALL) < cell.0 - 6.0 && cell.1 > 15.0 {
                let ink = if share > 0.45 { tokens::WHITE } else { tokens::INK };
                canvas.text(x + cell.0 / 2.0, y + cell.1 / 2.0 + 4.0, &text, SMALL, ink, Anchor::Middle);
            }
        }
    }
    if let Some(level) = &heat.level {
        let level = number(level.value).unwrap_or(f64::NAN);
        let above = |u: usize, a: usize| value(u, a).and_then(number).map(|v| v >= level);
        let differ = |a: Option<bool>, b: Option<bool>| matches!((a, b), (Some(a), Some(b)) if a != b);
        for u in 0..rows {
            for a in 0..columns {
                let (x, y) = at(u, a);
                if a + 1 < columns && differ(above(u, a), above(u, a + 1)) {
                    let x = x + cell.0 - 0.5;
                    canvas.line((x, y - 0.5), (x, y + cell.1 - 0.5), tokens::RED, 2.5, "");
                }
                if u + 1 < rows && differ(above(u, a), above(u + 1, a)) {
                    canvas.line((x - 0.5, y - 0.5), (x + cell.0 - 0.5, y - 0.5), tokens::RED, 2.5, "");
                }
            }
        }
        let label = heat.level.as_ref().map_or("", |level| &level.label);
        let x = (size.0 - legend - width_of(label, SMALL) - 24.0).max(left);
        canvas.line((x, 32.0), (x + 18.0, 32.0), tokens::RED, 2.5, "");
        canvas.text(x + 23.0, 36.0, label, SMALL, tokens::INK, Anchor::Start);
    }
    present(canvas, heat, style, cell, at);
    let bottom = top + cell.1 * rows as f64;
    let each = across.iter().map(|t| width_of(t, SMALL) + 8.0).fold(1.0, f64::max);
    let each = (each / cell.0).ceil().max(1.0) as usize;
    for (a, text) in across.iter().enumerate().step_by(each) {
        canvas.text(at(0, a).0 + cell.0 / 2.0, bottom + 15.0, text, SMALL, tokens::MUTED, Anchor::Middle);
    }
    let each = (15.0 / cell.1).ceil().max(1.0) as usize;
    for (u, text) in up.iter().enumerate().step_by(each) {
        canvas.text(left - 6.0, at(u, 0).1 + cell.1 / 2.0 + 4.0, text, SMALL, tokens::MUTED, Anchor::End);
    }
    let name = with_unit(&heat.across.name, heat.across.measured);
    canvas.text(left + cell.0 * columns as f64 / 2.0, bottom + 34.0, &name, SMALL, tokens::MUTED, Anchor::Middle);
    let inside = heat.noted.iter().filter(|noted| noted.series < rows && noted.category < columns);
    let spots = inside.map(|noted| {
        let (x, y) = at(noted.series, noted.category);
        // Beside the cell's number, in the corner where spreadsheets mark a comment.
        ((x + cell.0 - (cell.0 / 2.0).min(9.0), y + (cell.1 / 2.0).min(9.0)), noted.text.as_str())
    });
    // Those of the topmost cells stand above the map, and not on their numbers.
    super::noted::draw(canvas, (left, top - 18.0, left + cell.0 * columns as f64, bottom), spots);
    scale_bar(canvas, heat, style, (size.0 - legend + 14.0, top, bottom - top), &all);
}

/// From light to dark: the same to readers who confuse red and green.
fn colour(share: f64) -> Colour {
    tokens::wash(tokens::BLUE, 8 + (share.clamp(0.0, 1.0) * 92.0) as u32)
}

/// A frame around the cell where both levers stand in the scenario.
fn present(canvas: &mut Canvas, heat: &Heat, style: Style, cell: (f64, f64), at: impl Fn(usize, usize) -> (f64, f64)) {
    let nearest = |side: &Side| {
        let present = style.axis_value(side.present?);
        let distance = |q: &Quantity| (style.axis_value(*q) - present).abs();
        (0..side.values.len()).min_by(|&a, &b| distance(&side.values[a]).total_cmp(&distance(&side.values[b])))
    };
    if let (Some(a), Some(u)) = (nearest(&heat.across), nearest(&heat.up)) {
        let (x, y) = at(u, a);
        canvas.frame(x + 0.5, y + 0.5, cell.0 - 2.0, cell.1 - 2.0, tokens::WHITE, 4.0);
        canvas.frame(x + 0.5, y + 0.5, cell.0 - 2.0, cell.1 - 2.0, tokens::INK, 1.75);
    }
}

/// What the colours say, lowest at the foot.
fn scale_bar(canvas: &mut Canvas, heat: &Heat, style: Style, (x, y, height): (f64, f64, f64), all: &[f64]) {
    for n in 0..20 {
        let share = f64::from(n) / 19.0;
        canvas.rect(x, y + height * (1.0 - f64::from(n + 1) / 20.0), 8.0, height / 20.0 + 0.5, colour(share));
    }
    let known = || heat.values.iter().flatten().flatten().filter(|q| style.axis_value(**q).is_finite());
    let by = |a: &&Quantity, b: &&Quantity| style.axis_value(**a).total_cmp(&style.axis_value(**b));
    if let (Some(low), Some(high), true) = (known().min_by(by), known().max_by(by), all.len() > 1) {
        canvas.text(x + 12.0, y + 9.0, &cut(&style.plain(*high), 10.0, 50.0), 10.0, tokens::MUTED, Anchor::Start);
        canvas.text(x + 12.0, y + height, &cut(&style.plain(*low), 10.0, 50.0), 10.0, tokens::MUTED, Anchor::Start);
    }
}
