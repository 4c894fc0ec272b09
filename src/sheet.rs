//! A sheet as it stood in its file: the text of each cell, and the areas of merged cells.
//!
//! All texts of a sheet lie one after the other in one string, so that a million rows cost little more than the file.
//! Rows and columns count from 0 here and from 1 in an [`Origin`], as spreadsheets show them.

use std::fmt;

use crate::finding::Origin;

/// A sheet of raw cells. A cell is `""` where there was nothing.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// File and sheet.
    pub origin: Origin,
    /// Areas of merged cells; their text is in the first cell.
    pub merged: Vec<Area>,
    text: String,
    /// Where each cell's text ends in `text`.
    ends: Vec<u32>,
    /// How many cells there are up to the end of each row.
    rows: Vec<u32>,
}

/// A rectangle of cells; both ends belong to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Area {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// The sheet holds more text or more cells than can be counted: 4 GiB, or 4 thousand million.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

impl Sheet {
    /// An empty sheet.
    pub fn new(origin: Origin) -> Sheet {
        Sheet { origin, ..Sheet::default() }
    }

    /// Makes room for so many bytes of text, where that is known beforehand.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve_exact(bytes);
    }

    /// Adds a cell to the row under way.
    ///
    /// # Errors
    /// Where the sheet can't hold it.
    pub fn push(&mut self, text: &str) -> Result<(), TooLarge> {
        let end = u32::try_from(self.text.len() + text.len()).map_err(|_| TooLarge)?;
        if self.ends.len() >= u32::MAX as usize {
            return Err(TooLarge);
        }
        self.text.push_str(text);
        self.ends.push(end);
        Ok(())
    }

    /// Ends the row under way; an empty one where nothing was pushed since the last.
    pub fn end_row(&mut self) {
        self.rows.push(self.ends.len() as u32);
    }

    /// Adds the rows of another sheet below those that are there.
    ///
    /// # Errors
    /// Where the sheet can't hold them.
    pub fn append(&mut self, below: &Sheet) -> Result<(), TooLarge> {
        let (text, cells) = (self.text.len() as u32, self.ends.len() as u32);
        u32::try_from(self.text.len() + below.text.len()).map_err(|_| TooLarge)?;
        u32::try_from(self.ends.len() + below.ends.len()).map_err(|_| TooLarge)?;
        self.text.push_str(&below.text);
        self.ends.extend(below.ends.iter().map(|end| text + end));
        self.rows.extend(below.rows.iter().map(|end| cells + end));
        Ok(())
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many cells a row has.
    pub fn width(&self, row: usize) -> usize {
        self.cells_of(row).len()
    }

    /// How many cells the widest row has.
    pub fn most_columns(&self) -> usize {
        (0..self.height()).map(|row| self.width(row)).max().unwrap_or(0)
    }

    /// How many cells there are, empty ones inside rows included.
    pub fn size(&self) -> usize {
        self.ends.len()
    }

    /// The text of a cell; empty outside the sheet too.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let cells = self.cells_of(row);
        if column < cells.len() { self.text_of(cells.start + column) } else { "" }
    }

    /// The texts of a row.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.cells_of(row).map(|n| self.text_of(n))
    }

    /// Whether a row has no text but spaces.
    pub fn is_blank(&self, row: usize) -> bool {
        self.row(row).all(|cell| cell.trim().is_empty())
    }

    /// Where a cell stands, as spreadsheets count.
    pub fn at(&self, row: usize, column: usize) -> Origin {
        self.origin.at(row as u32 + 1, column as u32 + 1)
    }

    fn cells_of(&self, row: usize) -> std::ops::Range<usize> {
        match self.rows.get(row) {
            Some(end) => row.checked_sub(1).map_or(0, |before| self.rows[before] as usize)..*end as usize,
            None => 0..0,
        }
    }

    fn text_of(&self, cell: usize) -> &str {
        let start = cell.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[cell] as usize]
    }
}

impl fmt::Debug for Sheet {
    /// The origin and the rows as lists of texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.origin)?;
        f.debug_list().entries((0..self.height()).map(|row| self.row(row).collect::<Vec<_>>())).finish()
    }
}

#[cfg(test)]
impl Sheet {
    /// A sheet of given rows.
    pub(crate) fn of(origin: Origin, rows: &[&[&str]]) -> Sheet {
        let mut sheet = Sheet::new(origin);
        for row in rows {
            for cell in *row {
                sheet.push(cell).unwrap();
            }
            sheet.end_row();
        }
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_where_they_were_put() {
        let sheet = Sheet::of(Origin::file("a.csv"), &[&["甲", "", "1"], &[], &["", "乙"]]);
        assert_eq!((sheet.height(), sheet.size(), sheet.most_columns()), (3, 5, 3));
        assert_eq!([sheet.cell(0, 0), sheet.cell(0, 2), sheet.cell(2, 1)], ["甲", "1", "乙"]);
        assert_eq!([sheet.cell(1, 0), sheet.cell(2, 2), sheet.cell(9, 9)], ["", "", ""]);
        assert_eq!((sheet.width(1), sheet.is_blank(1), sheet.is_blank(2)), (0, true, false));
        assert_eq!(sheet.at(2, 1).cell().unwrap(), "B3");
    }
}
