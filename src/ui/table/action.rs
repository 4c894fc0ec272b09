//! What can be asked for on a table.

use crate::report::Subject;

/// What was asked for on a table.
#[derive(Clone, PartialEq, Debug)]
pub enum TableAction {
    /// Why is this value what it is?
    Explain(Subject),
    /// A row was double-clicked, or Enter pressed on a cell that has nothing to explain: its number in the sheet.
    Open(usize),
    /// So many rows were copied.
    Copied(usize),
    /// A heading was clicked, where headings lead on instead of sorting.
    Heading(usize),
    /// A text was typed into a cell: row, column.
    Typed(usize, usize, String),
    /// Texts are to be put into cells at once: by row and column; and how many more found no cell to go to.
    Put(Vec<(usize, usize, String)>, usize),
    /// A value is to be corrected by hand: row, column.
    Correct(usize, usize),
    /// A cell is to follow again what it builds on: row, column.
    Follow(usize, usize),
}
