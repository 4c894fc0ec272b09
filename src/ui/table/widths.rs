//! How wide the columns of a sheet want to be: as wide as the longest text of each. The cells are gone through once, row
//! by row as they lie, on all cores; few of their texts are laid out.

use std::collections::HashSet;

use eframe::egui::{self, Color32};

use super::super::theme::Lettering;
use super::{PADDING, TREND_WIDTH};
use crate::month::Period;
use crate::report::words::number::Style;
use crate::report::words::sheet_text::text_in_column;
use crate::report::{Cell, CellValue, Measured, Quantity, Sheet, Tone};
use crate::threads::each_of;

/// The most that texts may ask for.
const MOST_WIDTH: f32 = 320.0;

/// The least width of a column.
const LEAST_WIDTH: f32 = 56.0;

/// How many rows are looked at in one go.
const STRETCH: usize = 4_000;

/// Of many texts those that may be the widest: no shorter than three quarters of the longest, each once, for of two of
/// nearly one length the shorter may be the wider.
#[derive(Default)]
struct Long {
    longest: usize,
    texts: HashSet<String>,
}

impl Long {
    /// More of one length are not laid out.
    const MOST: usize = 64;

    fn take(&mut self, text: &str) {
        let own: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let is_near = own * 4 > self.longest * 3 && self.texts.len() < Long::MOST;
        if (own > self.longest || is_near) && !self.texts.contains(text) {
            self.longest = self.longest.max(own);
            self.texts.insert(text.to_owned());
        }
    }

    fn join(&mut self, other: &Long) {
        other.texts.iter().for_each(|text| self.take(text));
    }
}

/// What of a column may be its widest.
#[derive(Default)]
struct Extremes<'a> {
    /// Words, and among them numbers of many kinds: of those the largest need not be the longest.
    words: Long,
    mixed: Long,
    /// The largest number, and the largest below zero: decimals are the same all down a column, so they are the longest.
    numbers: [Option<(f64, &'a Cell)>; 2],
    /// The periods whose names were taken: there are few, in many rows.
    periods: HashSet<Period>,
    has_trend: bool,
    has_tone: bool,
}

impl<'a> Extremes<'a> {
    fn take(&mut self, cell: &'a Cell, measured: Measured, style: Style) {
        self.has_tone |= matches!(cell.tone, Tone::Own | Tone::Warning | Tone::Trouble);
        match &cell.value {
            CellValue::Text(text) if measured == Measured::Number => self.mixed.take(text),
            CellValue::Text(text) => self.words.take(text),
            CellValue::Period(period) if self.periods.insert(*period) => {
                self.words.take(&text_in_column(cell, style));
            }
            CellValue::Since(_) => self.words.take(&text_in_column(cell, style)),
            CellValue::Trend(_) => self.has_trend = true,
            CellValue::Quantity(_) | CellValue::Change(_) if measured == Measured::Number => {
                self.mixed.take(&text_in_column(cell, style));
            }
            CellValue::Quantity(quantity) | CellValue::Change(quantity) => self.number(size(*quantity), cell),
            _ => {}
        }
    }

    fn number(&mut self, value: f64, cell: &'a Cell) {
        let side = &mut self.numbers[usize::from(value < 0.0)];
        if side.is_none_or(|(most, _)| value.abs() > most) {
            *side = Some((value.abs(), cell));
        }
    }

    fn join(&mut self, other: &Extremes<'a>) {
        self.words.join(&other.words);
        self.mixed.join(&other.mixed);
        for (n, (value, cell)) in other.numbers.iter().enumerate().filter_map(|(n, most)| Some((n, (*most)?))) {
            self.number(if n == 0 { value } else { -value }, cell);
        }
        self.has_trend |= other.has_trend;
        self.has_tone |= other.has_tone;
    }
}

/// How large a number is beside others of its column.
fn size(quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Money(money) | Quantity::Yuan(money) | Quantity::PerPerson(money) => money.fen() as f64,
        Quantity::Persons(persons) => persons as f64,
        Quantity::Ratio(number) | Quantity::Months(number) | Quantity::Number(number) | Quantity::Marks(number, _) => {
            number.mantissa() as f64 / 10f64.powi(number.scale() as i32)
        }
    }
}

/// The width of each column, with the units that stand below their headings.
pub(super) fn natural(ui: &egui::Ui, sheet: &Sheet, units: &[&str], style: Style) -> Vec<f32> {
    let stretches: Vec<&[Vec<Cell>]> = sheet.rows.chunks(STRETCH).collect();
    let none = || sheet.columns.iter().map(|_| Extremes::default()).collect::<Vec<_>>();
    let found = each_of(&stretches, 1, |rows| {
        let mut all = none();
        for row in rows {
            for ((of, cell), column) in all.iter_mut().zip(row).zip(&sheet.columns) {
                of.take(cell, column.measured, style);
            }
        }
        all
    });
    let mut all = none();
    found.iter().for_each(|part| all.iter_mut().zip(part).for_each(|(of, part)| of.join(part)));
    let wide = |text: &str, lettering: Lettering| {
        ui.painter().layout_no_wrap(text.to_owned(), lettering.font(), Color32::PLACEHOLDER).size().x
    };
    let widest = |texts: &HashSet<String>| texts.iter().map(|t| wide(t, Lettering::Table)).fold(0.0, f32::max);
    let width = |(n, of): (usize, &Extremes<'_>)| {
        let named = wide(&sheet.columns[n].heading, Lettering::Table);
        let heading = named.max(wide(units[n], Lettering::Caption)) + 14.0;
        let numbers = of.numbers.iter().flatten().map(|(_, cell)| text_in_column(cell, style));
        let number =
            numbers.map(|t| wide(&t, Lettering::Table)).fold(widest(&of.mixed.texts).min(MOST_WIDTH), f32::max);
        let text = widest(&of.words.texts).min(MOST_WIDTH);
        let trend = if of.has_trend { TREND_WIDTH } else { 0.0 };
        let tone = if of.has_tone { 12.0 } else { 0.0 };
        (heading.max(number + tone).max(text + tone).max(trend) + 2.0 * PADDING).ceil().max(LEAST_WIDTH)
    };
    all.iter().enumerate().map(width).collect()
}
