//! A plain table of a known shape: one heading row of keys, a row a thing, each cell with its place for messages.

use rust_decimal::Decimal;

use crate::finding::{Finding, Findings, Origin};
use crate::intake::value::{self, Number};
use crate::money::{Money, Persons};
use crate::month::Month;
use crate::sheet::Sheet;

/// Which columns a table has.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Columns that must be there.
    pub needed: &'static [&'static str],
    /// Columns that may be there.
    pub known: &'static [&'static str],
    /// Whether columns of other names may follow, each a thing of its own.
    pub others: bool,
}

/// A table that is being read: what is wrong is collected, and a wrong cell is `None`.
#[derive(Debug)]
pub struct Table<'a> {
    sheet: &'a Sheet,
    columns: Vec<String>,
    /// What was found wrong.
    pub findings: Findings,
}

/// A cell of a row: what stands there, and where.
#[derive(Clone, Copy, Debug)]
pub struct Row(usize);

impl<'a> Table<'a> {
    /// Reads the heading of a sheet.
    ///
    /// # Errors
    /// A column that is missing, unknown or there twice.
    pub fn open(sheet: &'a Sheet, shape: Shape) -> Result<Table<'a>, Findings> {
        let columns: Vec<String> = sheet.row(0).map(|cell| cell.trim().to_owned()).collect();
        let mut findings = Findings::new();
        for needed in shape.needed.iter().filter(|needed| !columns.iter().any(|column| column == *needed)) {
            findings.push(Finding::error("column-missing", sheet.origin.at_row(1)).with("column", needed));
        }
        for (n, column) in columns.iter().enumerate().filter(|(_, column)| !column.is_empty()) {
            if columns[..n].contains(column) {
                findings.push(Finding::error("column-twice", sheet.at(0, n)).with("column", column));
            }
            let known = shape.needed.iter().chain(shape.known).any(|known| known == column);
            if !known && !shape.others {
                let all: Vec<&str> = shape.needed.iter().chain(shape.known).copied().collect();
                findings.push(
                    Finding::error("column-unknown", sheet.at(0, n))
                        .with("column", column)
                        .with("known", all.join(", ")),
                );
            }
        }
        if findings.is_empty() { Ok(Table { sheet, columns, findings }) } else { Err(findings) }
    }

    /// The columns besides those of the shape, in the order of the file.
    pub fn others(&self, shape: Shape) -> Vec<String> {
        let of_shape = |column: &str| shape.needed.iter().chain(shape.known).any(|known| *known == column);
        self.columns.iter().filter(|column| !column.is_empty() && !of_shape(column)).cloned().collect()
    }

    /// The rows with anything in them.
    pub fn rows(&self) -> Vec<Row> {
        (1..self.sheet.height()).filter(|row| !self.sheet.is_blank(*row)).map(Row).collect()
    }

    /// The text of a cell; empty where the column is not there.
    pub fn text(&self, row: Row, column: &str) -> &'a str {
        let at = self.columns.iter().position(|known| known == column);
        at.map_or("", |at| self.sheet.cell(row.0, at).trim())
    }

    /// Where a cell stands.
    pub fn at(&self, row: Row, column: &str) -> Origin {
        match self.columns.iter().position(|known| known == column) {
            Some(at) => self.sheet.at(row.0, at),
            None => self.sheet.origin.at_row(row.0 as u32 + 1),
        }
    }

    /// Notes what is wrong with a cell.
    pub fn error(&mut self, code: &'static str, row: Row, column: &str) -> &mut Finding {
        let finding =
            Finding::error(code, self.at(row, column)).with("column", column).with("found", self.text(row, column));
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
    }

    /// A name, which must be there.
    pub fn name(&mut self, row: Row, column: &str) -> Option<&'a str> {
        let name = self.text(row, column);
        if name.is_empty() {
            self.error("cell-blank", row, column);
        }
        Some(name).filter(|name| !name.is_empty())
    }

    /// A number; `Some(None)` is a blank cell, `None` a wrong one.
    pub fn number(&mut self, row: Row, column: &str) -> Option<Option<Decimal>> {
        match value::number(self.text(row, column)) {
            Some(Number::Unknown) => Some(None),
            Some(Number::Known(number)) => Some(Some(number.normalize())),
            None => {
                self.error("cell-not-number", row, column);
                None
            }
        }
    }

    /// A number of zero or more, of which sums stay exact.
    pub fn weight(&mut self, row: Row, column: &str) -> Option<Option<Decimal>> {
        let number = self.number(row, column)?;
        if number.is_some_and(|number| number < Decimal::ZERO || number.scale() > 18 || number > WEIGHT_LIMIT) {
            self.error("cell-not-weight", row, column);
            return None;
        }
        Some(number)
    }

    /// Yuan to the fen.
    pub fn money(&mut self, row: Row, column: &str) -> Option<Option<Money>> {
        let Some(number) = self.number(row, column)? else { return Some(None) };
        let money = Money::from_decimal(number);
        if money.is_none() {
            self.error("cell-not-money", row, column);
        }
        money.map(Some)
    }

    /// Yuan to the fen, zero or more.
    pub fn amount(&mut self, row: Row, column: &str) -> Option<Option<Money>> {
        let money = self.money(row, column)?;
        if money.is_some_and(Money::is_negative) {
            self.error("cell-below-zero", row, column);
            return None;
        }
        Some(money)
    }

    /// Whole heads or pieces, zero or more.
    pub fn count(&mut self, row: Row, column: &str) -> Option<Option<Persons>> {
        let Some(number) = self.number(row, column)? else { return Some(None) };
        let count = number.is_integer().then(|| Persons::try_from(number).ok()).flatten();
        let count = count.filter(|count| (0..=Money::MOST_PERSONS).contains(count));
        if count.is_none() {
            self.error("cell-not-count", row, column);
        }
        count.map(Some)
    }

    /// A month, `YYYY-MM`.
    pub fn month(&mut self, row: Row, column: &str) -> Option<Month> {
        let month = self.text(row, column).parse().ok();
        if month.is_none() {
            self.error("cell-not-month", row, column);
        }
        month
    }
}

/// The largest weight, a trillion: with 18 decimals a hundred million of them still add up.
const WEIGHT_LIMIT: Decimal = Decimal::from_parts(0xd4a5_1000, 0xe8, 0, false, 0);

/// Decimal weights as whole ones in the same proportion.
pub fn whole_weights(weights: &[Decimal]) -> Vec<i128> {
    let scale = weights.iter().map(Decimal::scale).max().unwrap_or(0);
    weights.iter().map(|weight| weight.mantissa() * crate::money::power_of_ten(scale - weight.scale())).collect()
}
