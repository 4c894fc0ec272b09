//! How a cell of a sheet follows from others of it, so that a spreadsheet can hold it as a live formula.
//!
//! A formula never makes a value: the program's own stands in the cell, and a formula that gives another is not written.

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
