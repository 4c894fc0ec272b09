//! People by age: one sex on either side, the youngest at the foot, with the ages of retirement across.

use crate::money::Persons;
use crate::report::chart::scale::Extent;
use crate::report::files::canvas::{Anchor, Canvas, cut, width_of};
use crate::report::files::tokens;
use crate::report::model::charts::{AgeMark, Pyramid};
use crate::report::words::number::{Style, grouped};
use crate::report::{Measured, Role};

const SMALL: f64 = 11.0;
/// The room between the sides, with the ages.
const MIDDLE: f64 = 40.0;
/// The room at either end, for half of a tick's number.
const EDGE: f64 = 24.0;

/// Draws people by age on a page of a size.
pub fn draw(canvas: &mut Canvas, pyramid: &Pyramid, style: Style, size: (f64, f64)) {
    let (top, foot) = (58.0, 22.0);
    if pyramid.rows.is_empty() || pyramid.most <= 0 || size.1 < top + foot + 40.0 {
        return super::nothing(canvas, style, size);
    }
    let unit = style.unit_name(Measured::Persons);
    let caption = style.language.fill("table.heading", &[("heading", &pyramid.title), ("unit", unit)]);
    canvas.text(0.0, 12.0, &cut(&caption, 12.0, size.0), 12.0, tokens::MUTED, Anchor::Start);
    let colours = [Role::Contributions, Role::Pensions].map(|role| tokens::wash(tokens::role(role), 80));
    let mut at = 0.0;
    for (part, colour) in pyramid.parts.iter().zip(colours) {
        canvas.rect(at, 22.0, 10.0, 10.0, colour);
        canvas.text(at + 14.0, 31.0, part, SMALL, tokens::INK, Anchor::Start);
        at += 14.0 + width_of(part, SMALL) + 16.0;
    }
    let extent = Extent::round(0.0, pyramid.most as f64, 3);
    let (height, wide) = ((size.1 - top - foot) / pyramid.rows.len() as f64, (size.0 - MIDDLE) / 2.0 - EDGE);
    let bottom = size.1 - foot;
    let x = |side: usize, heads: f64| {
        let out = heads / extent.high.max(1.0) * wide + MIDDLE / 2.0;
        size.0 / 2.0 + if side == 0 { -out } else { out }
    };
    for tick in extent.ticks() {
        let words = grouped(rust_decimal::Decimal::try_from(tick).unwrap_or_default(), 0);
        for side in 0..2 {
            let x = x(side, tick);
            canvas.line((x, top), (x, bottom), tokens::LINE, 0.75, "");
            canvas.text(x, bottom + 15.0, &words, SMALL, tokens::MUTED, Anchor::Middle);
        }
    }
    let first = pyramid.rows.first().map_or(0, |row| row.age * 12);
    let every = if height * 5.0 < 13.0 { 10 } else { 5 };
    for (n, row) in pyramid.rows.iter().enumerate() {
        let y = bottom - height * (n + 1) as f64;
        for (side, parts) in row.sides.iter().enumerate() {
            let mut from = 0;
            for (heads, colour) in parts.iter().zip(colours) {
                let (a, b) = (x(side, from as f64), x(side, (from + heads) as f64));
                from += heads;
                if *heads > 0 {
                    canvas.rect(a.min(b), y + height * 0.08, (b - a).abs(), height * 0.84, colour);
                }
            }
        }
        if row.age.is_multiple_of(every) {
            let middle = y + height / 2.0 + SMALL * 0.36;
            canvas.text(size.0 / 2.0, middle, &row.age.to_string(), SMALL, tokens::MUTED, Anchor::Middle);
        }
    }
    for (side, name) in pyramid.sides.iter().enumerate() {
        let middle = (x(side, 0.0) + x(side, extent.high)) / 2.0;
        canvas.text(middle, top - 6.0, name, SMALL, tokens::INK, Anchor::Middle);
    }
    let height_of = |mark: &AgeMark| bottom - (f64::from(mark.months) - f64::from(first)) / 12.0 * height;
    for mark in &pyramid.marks {
        let y = height_of(mark);
        if !(top..=bottom).contains(&y) {
            continue;
        }
        let outer = x(mark.side, extent.high);
        canvas.line((x(mark.side, 0.0), y), (outer, y), tokens::INK, 1.0, "4 3");
        // Close below another its words stand below the line.
        let above = |other: &&AgeMark| other.side == mark.side && other.months > mark.months;
        let is_close = pyramid.marks.iter().filter(above).any(|other| y - height_of(other) < 32.0);
        let words = if is_close { y + 12.0 } else { y - 4.0 };
        let anchor = if mark.side == 0 { Anchor::Start } else { Anchor::End };
        canvas.text(outer, words, &mark.label, SMALL, tokens::INK, anchor);
    }
    let spots = pyramid.noted.iter().filter_map(|noted| {
        let heads: Persons = pyramid.rows.get(noted.category)?.sides.get(noted.series)?.iter().sum();
        let at = (x(noted.series, heads as f64), bottom - height * (noted.category as f64 + 0.5));
        Some((at, noted.text.as_str()))
    });
    super::noted::draw(canvas, (0.0, top, size.0, bottom), spots);
}
