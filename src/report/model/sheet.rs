//! Tables and the cells in them, as they are shown on screen and in every file.

use super::formula::Formula;
use super::{Measured, Quantity, Subject};

/// A value to be drawn: `None` is unknown.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cell {
    /// The value.
    pub value: CellValue,
    /// What explains it.
    pub subject: Option<Subject>,
    /// How it is to be read.
    pub tone: Tone,
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
    /// Worth a look.
    Warning,
    /// A gap, a shortfall, debt.
    Trouble,
}

impl Cell {
    /// A number, or unknown.
    pub fn quantity(value: Option<Quantity>, subject: Option<Subject>) -> Cell {
        Cell { value: value.map_or(CellValue::Unknown, CellValue::Quantity), subject, tone: Tone::Plain }
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { value: CellValue::Text(text.into()), ..Cell::default() }
    }

    /// The same with a tone.
    pub fn toned(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
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
    /// Cells that follow from others, by row and column: live in a workbook.
    pub formulas: Vec<(usize, usize, Formula)>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}
