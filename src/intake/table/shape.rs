//! What a cell looks like, and the part of a sheet that is being looked at.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::words::words;
use crate::intake::unit::measured;
use crate::intake::value::{self, Number, half_width};
use crate::sheet::{Area, Sheet};

/// What a cell looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// Nothing in it.
    Blank,
    /// A number, in any form that officers write.
    Number,
    /// A dash, 无 and the like: no number, in place of one.
    Dash,
    /// A year or a month that is no plain number: `2004年1月`.
    Time,
    /// Anything else.
    Text,
}

/// The most bytes of a number or a time: `二〇〇四年十二月三十一日` has 36, and spaces may stand between.
const LONGEST: usize = 80;

/// What a cell's text looks like.
pub(super) fn shape(cell: &str) -> Shape {
    let text = cell.trim();
    if text.is_empty() {
        return Shape::Blank;
    }
    // Numbers and times are short; a cell may hold pages.
    if text.len() > LONGEST {
        return Shape::Text;
    }
    match number(text) {
        Some(Number::Known(_)) => Shape::Number,
        Some(Number::Unknown) => Shape::Dash,
        None if words().is_placeholder(text) => Shape::Dash,
        None if value::when(text).is_some() => Shape::Time,
        None => Shape::Text,
    }
}

/// The number of a cell, whatever unit it carries.
pub(super) fn number(text: &str) -> Option<Number> {
    bare(text).or_else(|| measured(text).map(|(number, _)| number))
}

/// The number of a cell without a unit; a percentage is one.
pub(super) fn bare(text: &str) -> Option<Number> {
    value::number(text).or_else(|| {
        let bare = half_width(text);
        value::number(bare.trim().strip_suffix('%')?).filter(|n| *n != Number::Unknown)
    })
}

/// The number of a cell that holds one.
pub(super) fn known(text: &str) -> Option<Decimal> {
    if text.len() > LONGEST {
        return None;
    }
    match number(text)? {
        Number::Known(number) => Some(number),
        Number::Unknown => None,
    }
}

/// Whether a number may be a year, or a year and month in six digits.
pub(super) fn is_year_like(number: Decimal) -> bool {
    let Ok(whole) = i32::try_from(number) else { return false };
    number.is_integer()
        && ((1900..=2100).contains(&whole)
            || ((190_001..=210_012).contains(&whole) && (1..=12).contains(&(whole % 100))))
}

/// A part of a sheet: where tables are looked for.
#[derive(Clone, Debug)]
pub(super) struct Zone<'a> {
    pub(super) sheet: &'a Arc<Sheet>,
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

impl<'a> Zone<'a> {
    /// The cells of a row within the zone, with their columns. Cells beyond the row's end are blank, and left out.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, &'a str)> + Clone + use<'a> {
        let columns = self.columns.start..self.columns.end.min(self.sheet.width(row));
        let sheet = self.sheet;
        columns.map(move |column| (column, sheet.cell(row, column)))
    }

    /// The cells of a row that have text.
    pub(super) fn filled(&self, row: usize) -> impl Iterator<Item = (usize, &'a str)> + Clone + use<'a> {
        self.row(row).filter(|(_, cell)| !is_blank(cell))
    }

    pub(super) fn is_blank(&self, row: usize) -> bool {
        self.filled(row).next().is_none()
    }

    /// The rows with text from one on, in order.
    pub(super) fn filled_rows(&self, from: usize) -> impl Iterator<Item = usize> + use<'_, 'a> {
        (from..self.rows.end).filter(|row| !self.is_blank(*row))
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &'a str {
        if self.columns.contains(&column) && self.rows.contains(&row) { self.sheet.cell(row, column) } else { "" }
    }
}

/// Whether a cell has no text but spaces.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.bytes().next().is_none_or(|b| !b.is_ascii_graphic()) && cell.trim().is_empty()
}

/// The most cells that merged areas are spread over: a damaged file may name areas without end.
const MOST_SPREAD: usize = 1_000_000;

/// For each cell of a few rows that a merged area covers, the cell that holds its text.
pub(super) fn holders(merged: &[Area], rows: &Range<usize>, columns: &Range<usize>) -> HashMap<(usize, usize), Area> {
    let mut holders = HashMap::new();
    for area in merged {
        let down = (area.top as usize).max(rows.start)..(area.bottom as usize + 1).min(rows.end);
        for row in down {
            for column in (area.left as usize).max(columns.start)..(area.right as usize + 1).min(columns.end) {
                if holders.len() >= MOST_SPREAD {
                    return holders;
                }
                holders.insert((row, column), *area);
            }
        }
    }
    holders
}
