//! A page to be signed: what is agreed, a table that shows it, remarks, and lines to sign on.

use super::Sheet;

/// A page that somebody signs, for a PDF and a workbook.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SignedPage {
    /// Its heading.
    pub title: String,
    /// What stands below it, such as the period or the account; empty of nothing.
    pub under: String,
    /// What is agreed or stated, a paragraph each.
    pub paragraphs: Vec<String>,
    /// The table.
    pub sheet: Sheet,
    /// Remarks below the table.
    pub remarks: Vec<String>,
    /// Who signs: a column each, with its lines from top to bottom.
    pub signatures: Vec<Vec<String>>,
}
