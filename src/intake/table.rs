//! The tables of a sheet: which rows are titles, header, values and notes, and which columns name the rows.
//!
//! Nothing here knows of pensions: a table is found by its shape. What its headings mean is `meaning`'s subject.

use std::ops::Range;
use std::sync::Arc;

use crate::sheet::Sheet;

/// A table found in a sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// The sheet that it stands in.
    pub sheet: Arc<Sheet>,
    /// The rows above the header that belong to it: titles, and lines such as 单位：万元.
    pub titles: Range<usize>,
    /// The header's rows; empty where the table has none.
    pub header: Range<usize>,
    /// The columns that name the rows, from left to right.
    pub labels: Vec<Column>,
    /// The columns that hold values, from left to right.
    pub values: Vec<Column>,
    /// The rows below the header in order, up to and with the notes.
    pub lines: Vec<Line>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The sheet's column, from 0.
    pub index: usize,
    /// Its headings from the outermost to the innermost, merged cells filled; none is empty and none repeats the one
    /// before.
    pub path: Vec<Heading>,
}

/// One cell of a header, with its text joined to one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// The text, without line ends and needless spaces.
    pub text: String,
    /// The row of the cell that holds it.
    pub row: usize,
    /// The column of the cell that holds it.
    pub column: usize,
}

/// A row below the header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The sheet's row, from 0.
    pub row: usize,
    /// What it is.
    pub kind: LineKind,
    /// The row's names, one a label column: merged cells and names written once above their rows are filled in.
    pub names: Vec<String>,
}

/// What a row below the header is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum LineKind {
    /// Values.
    Data,
    /// 合计、小计: the sum of others.
    Total,
    /// 其中: a part of the row above.
    OfWhich,
    /// A heading inside the table, or the header again.
    Heading,
    /// 注, 资料来源: text below the values.
    Note,
    /// Nothing.
    Blank,
}

/// What an officer has decided of a sheet's tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TableHints {
    /// The header's rows: the first, from 0, and how many.
    pub header: Option<(usize, usize)>,
}

impl TableHints {
    /// The hints that choices hold for a sheet.
    pub fn of(choices: &super::Choices, sheet: &Sheet) -> TableHints {
        let place = sheet.origin.sheet.as_deref().unwrap_or_default();
        TableHints { header: choices.header.get(place).copied() }
    }
}

/// The tables of a sheet.
pub fn tables(_sheet: &Arc<Sheet>, _hints: &TableHints) -> Vec<Table> {
    Vec::new()
}
