//! Puts the cells of a worksheet into a sheet, in whatever order they come.
//!
//! They come row by row from nearly every file and go straight into the sheet; what comes late waits and is merged in
//! at the end. Gaps count as cells, so that two cells at opposite corners don't fill the memory.

use std::collections::BTreeMap;

use super::MOST_CELLS;
use crate::finding::Origin;
use crate::sheet::{Area, Sheet, TooLarge};

/// The most rows and columns of a worksheet in any format.
const MOST_ROWS: u32 = 1 << 20;
pub(super) const MOST_COLUMNS: u32 = 1 << 14;

/// A sheet that is being filled.
pub(super) struct Grid {
    sheet: Sheet,
    row: u32,
    column: u32,
    late: BTreeMap<(u32, u32), String>,
}

impl Grid {
    pub(super) fn new(origin: Origin) -> Grid {
        Grid { sheet: Sheet::new(origin), row: 0, column: 0, late: BTreeMap::new() }
    }

    /// The row that was reached.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// Puts a cell; the last of several at one place counts.
    pub(super) fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), TooLarge> {
        if text.is_empty() {
            return Ok(());
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(TooLarge);
        }
        if (row, column) < (self.row, self.column) {
            self.late.insert((row, column), text.to_owned());
            return Ok(());
        }
        while self.row < row {
            self.sheet.end_row();
            (self.row, self.column) = (self.row + 1, 0);
        }
        if self.sheet.size() + (column - self.column) as usize >= MOST_CELLS {
            return Err(TooLarge);
        }
        while self.column < column {
            self.sheet.push("")?;
            self.column += 1;
        }
        self.sheet.push(text)?;
        self.column += 1;
        Ok(())
    }

    /// The sheet with its merged areas.
    pub(super) fn finish(mut self, merged: Vec<Area>) -> Result<Sheet, TooLarge> {
        if self.column > 0 {
            self.sheet.end_row();
        }
        let mut sheet = self.sheet;
        if !self.late.is_empty() {
            let late = std::mem::take(&mut self.late);
            let mut whole = Grid::new(sheet.origin.clone());
            for row in 0..sheet.height() {
                let number = row as u32;
                let mut cells: BTreeMap<u32, &str> = (0..).zip(sheet.row(row)).collect();
                cells.extend(late.range((number, 0)..(number + 1, 0)).map(|((_, column), text)| (*column, &**text)));
                for (column, text) in cells {
                    whole.put(number, column, text)?;
                }
            }
            sheet = whole.finish(Vec::new())?;
        }
        sheet.merged = merged;
        Ok(sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_in_any_order_and_gaps_are_bounded() {
        let mut grid = Grid::new(Origin::file("a"));
        for (row, column, text) in [(1, 1, "b"), (0, 2, "c"), (1, 0, "a"), (1, 1, "B"), (3, 0, "d"), (4, 0, "")] {
            grid.put(row, column, text).unwrap();
        }
        let sheet = grid.finish(Vec::new()).unwrap();
        assert_eq!(format!("{sheet:?}"), r#"a [["", "", "c"], ["a", "B"], [], ["d"]]"#);
        let mut grid = Grid::new(Origin::file("a"));
        grid.put(0, 0, "a").unwrap();
        grid.put(MOST_ROWS - 1, MOST_COLUMNS - 1, "b").unwrap();
        assert_eq!(grid.finish(Vec::new()).unwrap().height(), MOST_ROWS as usize);
        let mut grid = Grid::new(Origin::file("a"));
        let filled = (0..MOST_ROWS).find(|row| grid.put(*row, MOST_COLUMNS - 1, "x").is_err());
        assert_eq!(filled, Some(MOST_CELLS as u32 / MOST_COLUMNS));
    }
}
