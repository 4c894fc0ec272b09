//! A page to be signed: what is agreed, a table that shows it, remarks, and lines to sign on.

use super::Sheet;

/// How the paper of a page lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paper {
    /// Taller than wide.
    #[default]
    Upright,
    /// Wider than tall: for tables of many columns.
    Across,
}

/// A page that somebody signs, for a PDF and a workbook.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SignedPage {
    /// What its worksheet is called; empty where its heading says it.
    pub name: String,
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
    /// How the paper lies.
    pub paper: Paper,
    /// Who signs: a column each, with its lines from top to bottom.
    pub signatures: Vec<Vec<String>>,
}
