//! How a cell of a sheet follows from others of it, so that a spreadsheet can hold it as a live formula.
//!
//! A formula never makes a value: the program's own stands in the cell, and a formula that gives another is not written.

use rust_decimal::Decimal;

use super::{CellValue, Quantity, Sheet};
use crate::report::words::number::{MoneyUnit, Style};

/// A cell's place: row and column, from 0.
pub type At = (usize, usize);

/// What a cell is, said by other cells of the sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Formula {
    /// The sum of the cells from one corner to the other.
    Sum(At, At),
    /// The first less the second.
    Difference(At, At),
    /// The first by the second.
    Ratio(At, At),
}

impl Sheet {
    /// The formula of a cell where it gives the value that stands there.
    pub fn formula(&self, at: At) -> Option<Formula> {
        let own = self.formulas.iter().filter(|(row, column, _)| (*row, *column) == at).map(|(_, _, formula)| *formula);
        own.into_iter().find(|formula| self.agrees(at, *formula))
    }

    fn agrees(&self, at: At, formula: Formula) -> bool {
        // Ratios, and so their differences, are rounded to six places; sums of money and heads are exact.
        let near = |found: Decimal, stands: Decimal| (found - stands).abs() <= Decimal::new(1, 6);
        let Some(stands) = self.number(at) else { return false };
        match formula {
            Formula::Sum(from, to) => {
                let cells = (from.0..=to.0).flat_map(|row| (from.1..=to.1).map(move |column| (row, column)));
                let mut sum = Decimal::ZERO;
                for cell in cells {
                    // An unknown part makes a sum that is no sum.
                    let Some(next) = self.number(cell).and_then(|n| sum.checked_add(n)).filter(|_| cell != at) else {
                        return false;
                    };
                    sum = next;
                }
                sum == stands
            }
            Formula::Difference(a, b) => {
                let parts = self.number(a).zip(self.number(b));
                parts.and_then(|(a, b)| a.checked_sub(b)).is_some_and(|found| near(found, stands))
            }
            Formula::Ratio(a, b) => {
                let parts = self.number(a).zip(self.number(b));
                parts.and_then(|(a, b)| a.checked_div(b)).is_some_and(|found| near(found, stands))
            }
        }
    }

    fn number(&self, (row, column): At) -> Option<Decimal> {
        match self.rows.get(row)?.get(column)?.value {
            CellValue::Quantity(quantity) | CellValue::Change(quantity) => Some(match quantity {
                Quantity::Money(money) | Quantity::PerPerson(money) => money.to_decimal(),
                Quantity::Persons(persons) => Decimal::from(persons),
                Quantity::Ratio(number) | Quantity::Months(number) | Quantity::Number(number) => number,
            }),
            _ => None,
        }
    }

    /// By how much a ratio of two cells is multiplied to stand in the unit of its cell: money in 万元 by yuan a month,
    /// percent.
    pub fn ratio_factor(&self, at: At, a: At, b: At, style: Style) -> Decimal {
        let scale = |at: At| match self.rows.get(at.0).and_then(|row| row.get(at.1)).map(|cell| &cell.value) {
            Some(CellValue::Quantity(q) | CellValue::Change(q)) => match q {
                Quantity::Money(_) => match style.unit {
                    MoneyUnit::Yuan => Decimal::ONE,
                    MoneyUnit::TenThousand => Decimal::from(10_000),
                    MoneyUnit::HundredMillion => Decimal::from(100_000_000),
                },
                Quantity::Ratio(_) => Decimal::new(1, 2),
                _ => Decimal::ONE,
            },
            _ => Decimal::ONE,
        };
        scale(a) / scale(b) / scale(at)
    }
}
