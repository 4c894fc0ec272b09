//! Lays cells out as markup tells them: row after row, each over as many rows and columns as it spans.

use super::grid::Grid;
use crate::finding::Origin;
use crate::sheet::{Area, Sheet, TooLarge};

/// The most rows and columns that one cell spans, as browsers have it.
const MOST_DOWN: u32 = 65_534;
const MOST_ACROSS: u32 = 1_000;

/// A sheet under way.
pub(super) struct Spread {
    grid: Grid,
    merged: Vec<Area>,
    row: u32,
    next_row: u32,
    column: u32,
    /// The row from which each column is free of cells that reach down into it.
    free: Vec<u32>,
}

impl Spread {
    pub(super) fn new(origin: Origin) -> Spread {
        Spread { grid: Grid::new(origin), merged: Vec::new(), row: 0, next_row: 0, column: 0, free: Vec::new() }
    }

    /// Starts the next row, or the one of a number; the number.
    pub(super) fn start_row(&mut self, number: Option<u32>) -> u32 {
        self.row = number.unwrap_or(self.next_row);
        self.next_row = self.row.saturating_add(1);
        self.column = 0;
        self.row
    }

    /// Ends a table: what comes next stands below all of its cells.
    pub(super) fn end_table(&mut self) {
        let below = self.free.drain(..).max().unwrap_or(0);
        self.next_row = self.next_row.max(below);
    }

    /// Puts a cell into the next free column of the row, or into the one of a number; where it stands.
    pub(super) fn put(
        &mut self,
        column: Option<u32>,
        [down, across]: [u32; 2],
        text: &str,
    ) -> Result<(u32, u32), TooLarge> {
        let taken = |column: u32| self.free.get(column as usize).is_some_and(|free| *free > self.row);
        let mut left = column.unwrap_or(self.column);
        while taken(left) {
            left += 1;
        }
        let right = left.saturating_add(across.clamp(1, MOST_ACROSS) - 1);
        let bottom = self.row.saturating_add(down.clamp(1, MOST_DOWN) - 1);
        self.grid.put(self.row, left, text)?;
        if right >= super::grid::MOST_COLUMNS {
            return Err(TooLarge);
        }
        if (bottom, right) != (self.row, left) {
            self.merged.push(Area { top: self.row, left, bottom, right });
        }
        if bottom > self.row {
            self.free.resize(self.free.len().max(right as usize + 1), 0);
            self.free[left as usize..=right as usize].fill(bottom + 1);
        }
        self.column = right + 1;
        Ok((self.row, left))
    }

    pub(super) fn finish(self) -> Result<Sheet, TooLarge> {
        self.grid.finish(self.merged)
    }
}
