//! Figures, sheets, slides and written reports as files: PPTX, DOCX, XLSX, SVG, PNG, PDF and CSV.
//!
//! Each writer takes neutral shapes and a [`Style`] and gives bytes; the caller puts them on disk. The same input makes
//! the same bytes: no clock, no random number, nothing of the machine. Native charts carry their numbers in the unit
//! shown, with every digit that the program has, so that no fen is lost; number formats do the rounding. What a chart
//! program can't draw is a picture: heat maps, flows and people by age.

pub mod account_files;
pub mod answer_files;
pub mod assessment_files;
mod book;
mod canvas;
mod chart_xml;
pub mod docx;
pub mod filled;
mod format;
pub mod marked;
mod notes;
mod opc;
mod pack;
pub mod picture;
mod plan;
pub mod pptx;
pub mod results;
pub mod signed;
pub mod statement_files;
pub mod svg;
mod tables;
pub mod tokens;
mod workbook_text;
pub mod xlsx;
mod xml;

use std::fmt::Display;

use crate::finding::{Finding, Origin};
use crate::report::Sheet;
use crate::report::words::number::Style;
use crate::report::words::sheet_text::comma_separated;

/// The most places that a chart shows; the rest are summed as 其他.
pub const MOST_PLACES: usize = 24;

/// Told how many pieces of how many are done; ends the work by returning false.
pub type Progress<'a> = dyn FnMut(usize, usize) -> bool + 'a;

/// A sheet as CSV in UTF-8, with the mark by which spreadsheets know that, or without.
pub fn csv(sheet: &Sheet, style: Style, mark: bool) -> Vec<u8> {
    let text = comma_separated(sheet, style);
    let mark: &[u8] = if mark { "\u{feff}".as_bytes() } else { &[] };
    [mark, text.as_bytes()].concat()
}

/// A file that can't be made, as the writer says it.
fn unmade(error: impl Display) -> Finding {
    Finding::error("export-unmade", Origin::default()).with("detail", error)
}
