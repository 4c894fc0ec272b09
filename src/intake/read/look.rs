//! How a sheet looks in a spreadsheet program, as far as it changes what its cells mean: rows and columns that are not
//! shown, formulas that were never calculated, and numbers shown in a larger unit than they are stored in.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use rust_decimal::Decimal;

use super::remark::Remark;
use crate::intake::unit::{Counts, Unit};
use crate::sheet::{Sheet, TooLarge};

/// The most cells of a sheet of which it is kept that their formula was not calculated.
pub(super) const MOST_KEPT: usize = 10_000;

/// How one sheet looks. Rows and columns count from 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    /// Spans of rows that are not shown, in order.
    pub hidden_rows: Vec<[u32; 2]>,
    /// Spans of columns that are not shown, in order.
    pub hidden_columns: Vec<[u32; 2]>,
    /// Cells with a formula and without its value.
    pub uncalculated: Vec<(u32, u32)>,
    /// Cells with a formula and a zero, which some programs write instead of calculating.
    pub zeros: Vec<(u32, u32)>,
    /// How many formulas have any other value.
    pub calculated: usize,
    /// Cells whose number is shown in a larger unit.
    pub scaled: HashMap<(u32, u32), Scale>,
}

impl Look {
    /// Notes a row that is not shown.
    pub(super) fn hide_row(&mut self, row: u32) {
        match self.hidden_rows.last_mut() {
            Some([_, last]) if *last + 1 == row => *last = row,
            _ => self.hidden_rows.push([row, row]),
        }
    }

    /// Notes columns that are not shown.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        match self.hidden_columns.last_mut() {
            Some([_, before]) if *before + 1 == first => *before = last,
            _ => self.hidden_columns.push([first, last]),
        }
    }

    /// Notes a cell with a formula, and the number that is stored as its value.
    pub(super) fn formula(&mut self, place: (u32, u32), value: &str) {
        match value {
            "" if self.uncalculated.len() < MOST_KEPT => self.uncalculated.push(place),
            "0" if self.zeros.len() < MOST_KEPT => self.zeros.push(place),
            "" | "0" => {}
            _ => self.calculated += 1,
        }
    }

    /// The sheet as it looks, and what is to be said of it.
    pub(super) fn applied(self, sheet: Sheet) -> Result<(Sheet, Vec<Remark>), TooLarge> {
        if self.scaled.is_empty() && self.uncalculated.is_empty() {
            let remarks = self.remarks(&sheet);
            return Ok((sheet, remarks));
        }
        let empty: HashSet<(u32, u32)> = self.uncalculated.iter().copied().collect();
        let mut shown = Sheet::new(sheet.origin.clone());
        for row in 0..sheet.height() {
            for (column, text) in (0..).zip(sheet.row(row)) {
                let place = (row as u32, column);
                match self.scaled.get(&place).and_then(|scale| scale.shown(text)) {
                    _ if empty.contains(&place) => shown.push("")?,
                    Some(text) => shown.push(&text)?,
                    None => shown.push(text)?,
                }
            }
            shown.end_row();
        }
        shown.merged = sheet.merged;
        let remarks = self.remarks(&shown);
        Ok((shown, remarks))
    }

    /// What is to be said of a sheet that looks so: only of what stands in it.
    pub(super) fn remarks(self, sheet: &Sheet) -> Vec<Remark> {
        let name = sheet.origin.sheet.as_deref().unwrap_or_default();
        let mut remarks = Vec::new();
        let rows: Vec<[u32; 2]> = within(&self.hidden_rows, sheet.height() as u32, |row| !sheet.is_blank(row as usize));
        if !rows.is_empty() {
            remarks.push(Remark::HiddenRows(name.to_owned(), rows));
        }
        let used = |column| (0..sheet.height()).any(|row| !sheet.cell(row, column as usize).trim().is_empty());
        let columns = within(&self.hidden_columns, sheet.most_columns() as u32, used);
        if !columns.is_empty() {
            remarks.push(Remark::HiddenColumns(name.to_owned(), columns));
        }
        if !self.uncalculated.is_empty() {
            remarks.push(Remark::Uncalculated(name.to_owned(), self.uncalculated));
        }
        remarks
    }
}

/// The spans without what is empty at their ends, and without those that are empty.
fn within(spans: &[[u32; 2]], end: u32, used: impl Fn(u32) -> bool) -> Vec<[u32; 2]> {
    let shrunk = |[first, last]: &[u32; 2]| {
        let inside = *first..end.min(last.saturating_add(1));
        let start = inside.clone().find(|n| used(*n))?;
        Some([start, inside.rev().find(|n| used(*n))?])
    };
    spans.iter().filter_map(shrunk).collect()
}

/// A number format that shows a number in a larger unit than it is stored in, or names its unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Scale {
    /// Of how many tens the number shown is a part: 4 where 1205000 is shown as 120.5.
    tens: u32,
    /// The unit that the format writes behind the number, 万元.
    unit: Option<Unit>,
}

impl Scale {
    /// What a number format shows otherwise than it is stored; `None` where that is nothing.
    pub(super) fn of(format: &str) -> Option<Scale> {
        let mut signs = format.chars().peekable();
        let (mut tens, mut behind, mut literal) = (0, String::new(), false);
        // Commas since the last digit, and digits since a point that is only written.
        let (mut commas, mut moved, mut digits) = (0, 0, false);
        while let Some(sign) = signs.next() {
            let written: String = match sign {
                ';' => break,
                '"' => signs.by_ref().take_while(|c| *c != '"').collect(),
                '\\' | '!' => signs.next().into_iter().collect(),
                '[' => {
                    signs.by_ref().take_while(|c| *c != ']').for_each(drop);
                    continue;
                }
                '_' | '*' => {
                    signs.next();
                    continue;
                }
                '0' | '#' | '?' => {
                    digits = true;
                    commas = 0;
                    moved += u32::from(literal);
                    behind.clear();
                    continue;
                }
                ',' if digits => {
                    commas += 1;
                    continue;
                }
                '.' => {
                    // A true point: what follows are decimals.
                    tens += moved;
                    (moved, literal) = (0, false);
                    tens += 3 * std::mem::take(&mut commas);
                    continue;
                }
                // Dates, times, powers and fractions are no amounts.
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' | '%' | '/' | '@' => return None,
                other => other.to_string(),
            };
            if digits && written == "." {
                literal = true;
            } else if digits {
                behind.push_str(&written);
            }
        }
        tens += moved + 3 * commas;
        let unit = behind.trim_matches(|c: char| c.is_whitespace() || "()（）".contains(c));
        let unit = Unit::read(unit).filter(|unit| unit.counts != Counts::Other);
        (tens > 0 || unit.is_some()).then_some(Scale { tens, unit })
    }

    /// A stored number as it is shown, all its digits kept: `120.5万`. The unit stands behind it, the one that the format
    /// names or the one that it shortens by, so that the number is right under any heading.
    pub(super) fn shown(self, number: &str) -> Option<String> {
        let mut amount = Decimal::from_str(number).ok()?;
        let (tens, unit) = match self.unit {
            Some(unit) => (self.tens, unit.name()),
            None => match self.tens {
                ..3 => (self.tens, String::new()),
                3 => (3, "千".to_owned()),
                4..8 => (4, "万".to_owned()),
                8.. => (8, "亿".to_owned()),
            },
        };
        amount.set_scale(amount.scale() + tens).ok()?;
        Some(format!("{}{unit}", amount.normalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_shorten_numbers_are_known() {
        let shown = |format: &str, number: &str| Scale::of(format).and_then(|scale| scale.shown(number));
        for (format, expected) in [
            ("0!.0,", "120.5万"),
            ("0!.0,\"万元\"", "120.5万元"),
            ("0\\.0,_ ;[Red]\\-0\\.0,", "120.5万"),
            ("0\".\"0,", "120.5万"),
            ("0!.0000", "120.5万"),
            ("#,##0.00,", "1205千"),
            ("0.00,,\"百万元\"", "1.205百万元"),
            ("0!.00,,", "0.01205亿"),
            ("0.00,,", "120.5万"),
            ("0!.00", "12050"),
            ("0.00\"万元\"", "1205000万元"),
            ("#,##0\"元\"", "1205000元"),
            ("#,##0\"人\"", "1205000人"),
        ] {
            assert_eq!(shown(format, "1205000").as_deref(), Some(expected), "{format}");
        }
        for format in [
            "General",
            "0",
            "0.00",
            "#,##0.00",
            "#,##0_);(#,##0)",
            "￥#,##0.00",
            "yyyy\"年\"m\"月\"",
            "0%",
            "0.00E+00",
            "@",
            "_ * #,##0.00_ ;_ * \\-#,##0.00_ ",
            "0,000",
        ] {
            assert_eq!(Scale::of(format), None, "{format}");
        }
    }

    #[test]
    fn only_what_stands_in_hidden_rows_is_said() {
        let sheet = Sheet::of(crate::finding::Origin::file("a"), &[&["a", "", "b"], &[], &["", "", "1"], &["x"]]);
        let mut look = Look::default();
        [1, 2, 9].into_iter().for_each(|row| look.hide_row(row));
        look.hide_columns(1, 1);
        look.hide_columns(2, 16_383);
        let remarks = look.remarks(&sheet);
        assert_eq!(
            remarks,
            [Remark::HiddenRows(String::new(), vec![[2, 2]]), Remark::HiddenColumns(String::new(), vec![[2, 2]])]
        );
    }
}
