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

impl Formula {
    /// The same where its cells stand at other places; `None` where one of them has none, or those of a sum stand apart.
    pub fn moved(self, to: impl Fn(At) -> Option<At>) -> Option<Formula> {
        Some(match self {
            Formula::Sum(from, last) => {
                let cells = (from.0..=last.0).flat_map(|row| (from.1..=last.1).map(move |column| (row, column)));
                let moved = cells.map(to).collect::<Option<Vec<At>>>()?;
                let rows = || moved.iter().map(|at| at.0);
                let columns = || moved.iter().map(|at| at.1);
                let (low, high) = ((rows().min()?, columns().min()?), (rows().max()?, columns().max()?));
                let room = (high.0 - low.0 + 1) * (high.1 - low.1 + 1);
                (room == moved.len()).then_some(Formula::Sum(low, high))?
            }
            Formula::Difference(a, b) => Formula::Difference(to(a)?, to(b)?),
            Formula::Ratio(a, b) => Formula::Ratio(to(a)?, to(b)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_goes_along_with_its_cells() {
        // Rows 0 to 2 turned round, row 3 left out.
        let to = |(row, column): At| (row < 3).then(|| (2 - row, column));
        assert_eq!(Formula::Sum((0, 1), (2, 1)).moved(to), Some(Formula::Sum((0, 1), (2, 1))));
        assert_eq!(Formula::Sum((0, 1), (3, 1)).moved(to), None);
        assert_eq!(Formula::Ratio((0, 1), (2, 1)).moved(to), Some(Formula::Ratio((2, 1), (0, 1))));
        let apart = |(row, column): At| Some((row * 2, column));
        assert_eq!(Formula::Sum((0, 1), (2, 1)).moved(apart), None);
    }
}
