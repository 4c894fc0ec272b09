//! Tables and the cells in them, as they are shown on screen and in every file.

use rust_decimal::Decimal;

use super::formula::{At, Formula};
use super::{Measured, Quantity, Subject};
use crate::month::{Month, Period};

/// A value to be drawn: `None` is unknown.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cell {
    /// The value.
    pub value: CellValue,
    /// What explains it.
    pub subject: Option<Subject>,
    /// How it is to be read.
    pub tone: Tone,
    /// Whether all of it is known.
    pub known: Known,
    /// 更正: what is said of a value that was corrected by hand, the original first.
    pub by_hand: Option<Box<str>>,
    /// How much of the whole it is, from 0 to 1: a bar behind the number.
    pub bar: Option<f32>,
}

/// Whether all parts of a value are known; one of the known parts alone is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Known {
    /// All, or the value is unknown altogether.
    #[default]
    Wholly,
    /// Some are left out.
    Partly,
}

/// The content of a cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum CellValue {
    /// Not known: shown as "—".
    #[default]
    Unknown,
    /// Nothing to show: an empty cell.
    Empty,
    /// Words.
    Text(String),
    /// A month, a year, or several months: said in words, and in the order of time.
    Period(Period),
    /// A month and all that follow it.
    Since(Month),
    /// A number.
    Quantity(Quantity),
    /// A change: shown with its sign, ratios in points.
    Change(Quantity),
    /// A small line over time, without axes; `None` where unknown.
    Trend(Vec<Option<f64>>),
}

/// How a value is to be read; colour follows, never alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// Beside the point.
    Muted,
    /// Its own: it does not follow what it builds on.
    Own,
    /// What it would be, struck through.
    Struck,
    /// Worth a look.
    Warning,
    /// A gap, a shortfall, debt.
    Trouble,
}

impl CellValue {
    /// The number that it is, in yuan, heads, or a ratio of one.
    pub fn number(&self) -> Option<Decimal> {
        match *self {
            CellValue::Quantity(quantity) | CellValue::Change(quantity) => Some(match quantity {
                Quantity::Money(money) | Quantity::Yuan(money) | Quantity::PerPerson(money) => money.to_decimal(),
                Quantity::Persons(persons) => Decimal::from(persons),
                Quantity::Ratio(number)
                | Quantity::Months(number)
                | Quantity::Number(number)
                | Quantity::Marks(number, _) => number,
            }),
            _ => None,
        }
    }
}

impl Cell {
    /// A number, or unknown.
    pub fn quantity(value: Option<Quantity>, subject: Option<Subject>) -> Cell {
        Cell { value: value.map_or(CellValue::Unknown, CellValue::Quantity), subject, ..Cell::default() }
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { value: CellValue::Text(text.into()), ..Cell::default() }
    }

    /// A month, a year, or several months.
    pub fn period(period: Period) -> Cell {
        Cell { value: CellValue::Period(period), ..Cell::default() }
    }

    /// The months from the first to the last, or from the first on where no last one is told.
    pub fn span(first: Month, last: Option<Month>) -> Cell {
        let value = match last {
            Some(last) => CellValue::Period(Period::between(first, last)),
            None => CellValue::Since(first),
        };
        Cell { value, ..Cell::default() }
    }

    /// The same with a tone.
    pub fn toned(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }

    /// The same with a bar behind it: how much of the whole it is.
    pub fn barred(self, share: Option<f32>) -> Cell {
        Cell { bar: share.map(|share| share.clamp(0.0, 1.0)), ..self }
    }

    /// The same with what is left out of it.
    pub fn without<T>(self, left_out: &[T]) -> Cell {
        Cell { known: if left_out.is_empty() { Known::Wholly } else { Known::Partly }, ..self }
    }
}

/// A number that a screen is about, with how it changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Key {
    /// What it is called.
    pub label: String,
    /// The number.
    pub value: Cell,
    /// Its change; `None` where it is unknown, or the periods don't compare.
    pub change: Option<Cell>,
    /// Against what it changed: 较2006年.
    pub against: String,
}

/// A column of a sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Heading without unit.
    pub heading: String,
    /// What its numbers are.
    pub measured: Measured,
    /// What the column says, for a tooltip; empty where the heading says it.
    pub hint: String,
}

impl Column {
    /// One whose heading says it all.
    pub fn new(heading: impl Into<String>, measured: Measured) -> Column {
        Column { heading: heading.into(), measured, hint: String::new() }
    }
}

/// A table: what is shown of it on screen and in every file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// What it shows.
    pub title: String,
    /// Columns; the first `frozen` stay in place.
    pub columns: Vec<Column>,
    /// How many columns on the left stay in place.
    pub frozen: usize,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// How many of the last rows hold the others together: they stay at the end, whatever is sorted.
    pub totals: usize,
    /// Rows among the others that sum them up: they stand out.
    pub sums: Vec<usize>,
    /// Cells that follow from others, by row and column: live in a workbook.
    pub formulas: Vec<(usize, usize, Formula)>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

impl Sheet {
    /// Some of its rows, in the order told, as they stand; formulas speak of rows that are not there and stay behind.
    pub fn only(&self, rows: &[usize]) -> Sheet {
        let total = self.rows.len() - self.totals;
        Sheet {
            title: self.title.clone(),
            columns: self.columns.clone(),
            frozen: self.frozen,
            rows: rows.iter().map(|row| self.rows[*row].clone()).collect(),
            totals: rows.iter().rev().take_while(|row| **row >= total).count(),
            sums: (0..rows.len()).filter(|at| self.sums.contains(&rows[*at])).collect(),
            formulas: Vec::new(),
            notes: self.notes.clone(),
            source: self.source.clone(),
        }
    }

    /// Some of its rows and columns, in the order told; the frozen columns among them come first. Formulas go along where
    /// all cells that they speak of do.
    pub fn part(&self, rows: &[usize], columns: &[usize]) -> Sheet {
        let places = |count: usize, of: &[usize]| {
            let mut new = vec![None; count];
            of.iter().enumerate().for_each(|(at, old)| new[*old] = Some(at));
            new
        };
        let (rows_now, columns_now) = (places(self.rows.len(), rows), places(self.columns.len(), columns));
        let new = |(row, column): At| Some((*rows_now.get(row)?.as_ref()?, *columns_now.get(column)?.as_ref()?));
        let cell = |row: &usize, column: &usize| self.rows[*row].get(*column).cloned().unwrap_or_default();
        let formula = |(row, column, formula): &(usize, usize, Formula)| {
            let (row, column) = new((*row, *column))?;
            Some((row, column, formula.moved(new)?))
        };
        Sheet {
            columns: columns.iter().filter_map(|column| self.columns.get(*column).cloned()).collect(),
            frozen: columns.iter().filter(|column| **column < self.frozen).count(),
            rows: rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect(),
            formulas: self.formulas.iter().filter_map(formula).collect(),
            ..self.only(rows)
        }
    }

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
        self.rows.get(row)?.get(column)?.value.number()
    }
}
