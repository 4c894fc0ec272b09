//! A sheet cut to what a page holds: eight rows, and as many columns as can be read.

use super::canvas::width_of;
use crate::report::model::slide::MOST_ROWS;
use crate::report::words::number::Style;
use crate::report::words::sheet_text;
use crate::report::{CellValue, Measured, Sheet, Tone};

/// A sheet's texts for a page.
pub struct Fitted {
    /// The columns of the sheet that are shown.
    pub columns: Vec<usize>,
    /// Their headings with units.
    pub headings: Vec<String>,
    /// The rows' texts.
    pub rows: Vec<Vec<(String, Tone)>>,
    /// How many of the last rows hold the others together.
    pub totals: usize,
    /// Which columns are figures, at the right.
    pub right: Vec<bool>,
    /// The widths in points that the texts need.
    pub widths: Vec<f64>,
    /// The size of the text in points.
    pub size: f64,
    /// The headings of the columns that don't fit.
    pub left_out: Vec<String>,
}

impl Fitted {
    /// Each column's share of the width.
    pub fn shares(&self) -> Vec<f64> {
        let total: f64 = self.widths.iter().sum::<f64>().max(1.0);
        self.widths.iter().map(|width| width / total).collect()
    }
}

/// What there is room for.
pub struct Room {
    /// The width in points.
    pub width: f64,
    /// The most rows.
    pub rows: usize,
    /// The sizes that text may have, the largest first.
    pub sizes: &'static [f64],
}

/// A sheet for a slide of a width.
pub fn fitted(sheet: &Sheet, style: Style, width: f64) -> Fitted {
    within(sheet, style, &Room { width, rows: MOST_ROWS, sizes: &[14.0, 13.0, 12.0, 11.0, 10.0] })
}

/// A sheet for a page: small lines over time are left out, and where there are too many columns the last; of too many rows
/// the first are there, and those that hold all together.
pub fn within(sheet: &Sheet, style: Style, room: &Room) -> Fitted {
    let width = room.width;
    let totals = sheet.totals.min(room.rows).min(sheet.rows.len());
    let first = (sheet.rows.len() - totals).min(room.rows - totals);
    let rows: Vec<usize> = (0..first).chain(sheet.rows.len() - totals..sheet.rows.len()).collect();
    let shown = |column: &usize| sheet.columns[*column].measured != Measured::Trend;
    let all: Vec<usize> = (0..sheet.columns.len()).filter(shown).collect();
    let cell = |row: &[crate::report::Cell], column: usize| match row.get(column) {
        Some(cell) => (sheet_text::marked(cell, style), cell_tone(cell)),
        None => (String::new(), Tone::Plain),
    };
    let measured = |column: usize| {
        let heading = two_lines(sheet, column, style);
        let texts: Vec<(String, Tone)> = rows.iter().map(|row| cell(&sheet.rows[*row], column)).collect();
        let lines = texts.iter().map(|(text, _)| text.as_str()).chain(heading.split('\n'));
        let ems = lines.map(|line| width_of(line, 1.0)).fold(0.0, f64::max) + 1.4;
        Shown { column, heading, texts, ems }
    };
    let mut columns: Vec<Shown> = all.iter().map(|&column| measured(column)).collect();
    let needed = |columns: &[Shown], size: f64| columns.iter().map(|shown| shown.ems * size).sum::<f64>();
    let least = room.sizes.last().copied().unwrap_or(10.0);
    let size = room.sizes.iter().copied().find(|&size| needed(&columns, size) <= width).unwrap_or(least);
    let mut left_out = Vec::new();
    while columns.len() > 2 && needed(&columns, size) > width {
        left_out.extend(columns.pop().map(|shown| sheet.columns[shown.column].heading.clone()));
    }
    left_out.reverse();
    let rows = (0..rows.len()).map(|row| columns.iter().map(|shown| shown.texts[row].clone()).collect()).collect();
    Fitted {
        right: columns.iter().map(|shown| sheet.columns[shown.column].measured != Measured::Text).collect(),
        widths: columns.iter().map(|shown| shown.ems * size).collect(),
        rows,
        totals,
        size,
        left_out,
        columns: columns.iter().map(|shown| shown.column).collect(),
        headings: columns.into_iter().map(|shown| shown.heading).collect(),
    }
}

/// A column with its texts, and how wide they are.
struct Shown {
    column: usize,
    heading: String,
    texts: Vec<(String, Tone)>,
    ems: f64,
}

/// A heading: in two lines where it is long, its unit on the second.
fn two_lines(sheet: &Sheet, column: usize, style: Style) -> String {
    let whole = sheet_text::heading(sheet, column, style);
    let name = &sheet.columns[column].heading;
    if width_of(&whole, 1.0) <= 5.0 {
        return whole;
    }
    let unit = whole.strip_prefix(name.as_str()).unwrap_or_default();
    if !unit.is_empty() && width_of(name, 1.0) <= 9.0 {
        return format!("{name}\n{unit}");
    }
    // Cut near the middle, behind a year or at a space where there is one.
    let chars: Vec<char> = whole.chars().collect();
    let middle = chars.len() / 2;
    let good = |n: &usize| chars[n - 1] == '年' || chars[*n] == ' ' || chars[n - 1] == '）' || chars[*n] == '（';
    let at = (1..chars.len()).filter(good).filter(|n| n.abs_diff(middle) <= 3).min_by_key(|n| n.abs_diff(middle));
    let (first, second) = chars.split_at(at.unwrap_or(middle));
    format!("{}\n{}", first.iter().collect::<String>().trim_end(), second.iter().collect::<String>().trim_start())
}

/// An unknown value is grey, whatever its cell's tone.
fn cell_tone(cell: &crate::report::Cell) -> Tone {
    if cell.value == CellValue::Unknown { Tone::Muted } else { cell.tone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Cell, Column, Measured, Quantity};

    #[test]
    fn what_is_partly_known_has_its_mark_on_a_page_and_in_a_workbook() {
        let cell = Cell::quantity(Some(Quantity::Ratio(rust_decimal::Decimal::new(5, 1))), None);
        let sheet = Sheet {
            columns: vec![Column::new("短缺率", Measured::Ratio)],
            rows: vec![vec![cell.clone()], vec![cell.clone().without(&[0]).toned(Tone::Trouble)]],
            ..Sheet::default()
        };
        let rows = fitted(&sheet, Style::default(), 900.0).rows;
        assert_eq!(rows, [[("50.0".to_owned(), Tone::Plain)], [("50.0*".to_owned(), Tone::Trouble)]]);
        // Of ten rows the last, which holds all together, stays.
        let many = Sheet { rows: vec![vec![cell.clone()]; 9], totals: 1, ..sheet.clone() };
        let whole = vec![cell.toned(Tone::Warning)];
        let many = Sheet { rows: many.rows.iter().cloned().chain([whole]).collect(), ..many };
        let cut = fitted(&many, Style::default(), 900.0);
        assert_eq!((cut.rows.len(), cut.totals, cut.rows[MOST_ROWS - 1][0].1), (MOST_ROWS, 1, Tone::Warning));
        assert_eq!(super::super::format::partly("#,##0.0;\"−\"#,##0.0"), "#,##0.0\"*\";\"−\"#,##0.0\"*\"");
    }
}
