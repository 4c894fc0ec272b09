//! What is doubtful about a workbook as a whole: what is hidden in it, what can't be read, what was never calculated.

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Origin, Severity, column_letters};

/// What is doubtful about a workbook.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Remark {
    /// A sheet that a spreadsheet program doesn't show; it was read.
    Hidden(String),
    /// A sheet that can't be read, beside others that can, and why.
    Unreadable(String, String),
    /// Spans of rows of a sheet that are not shown; they were read.
    HiddenRows(String, Vec<[u32; 2]>),
    /// Spans of columns of a sheet that are not shown; they were read.
    HiddenColumns(String, Vec<[u32; 2]>),
    /// Cells of a sheet whose formula has no value, since no spreadsheet program has calculated it.
    Uncalculated(String, Vec<(u32, u32)>),
}

impl Remark {
    /// The cells of formulas without a value that it is about.
    pub(super) fn uncalculated(&self, name: &str) -> Vec<Origin> {
        let Remark::Uncalculated(sheet, cells) = self else { return Vec::new() };
        let sheet = of_sheet(name, sheet);
        cells.iter().map(|(row, column)| sheet.at(row + 1, column + 1)).collect()
    }

    /// As a finding about the file of a name.
    pub fn finding(self, name: &str) -> Finding {
        match self {
            Remark::Hidden(sheet) => Finding::new("hidden-sheet", Severity::Note, of_sheet(name, &sheet)),
            Remark::Unreadable(sheet, detail) => {
                Finding::new("sheet-unreadable", Severity::Warning, of_sheet(name, &sheet)).with("detail", detail)
            }
            Remark::HiddenRows(sheet, rows) => {
                let first = rows.first().map_or(0, |[first, _]| first + 1);
                let origin = of_sheet(name, &sheet).at_row(first);
                Finding::new("hidden-row", Severity::Note, origin).with("rows", listed(&rows, |row| row.to_string()))
            }
            Remark::HiddenColumns(sheet, columns) => {
                let first = columns.first().map_or(0, |[first, _]| first + 1);
                let origin = of_sheet(name, &sheet).at(1, first);
                Finding::new("hidden-column", Severity::Note, origin).with("columns", listed(&columns, column_letters))
            }
            Remark::Uncalculated(sheet, cells) => {
                let (row, column) = cells.first().copied().unwrap_or_default();
                let origin = of_sheet(name, &sheet).at(row + 1, column + 1);
                Finding::new("formula-uncalculated", Severity::Warning, origin).with("count", cells.len())
            }
        }
    }
}

/// Of a file without sheets the name is empty.
pub(super) fn of_sheet(file: &str, sheet: &str) -> Origin {
    Origin { sheet: (!sheet.is_empty()).then(|| sheet.into()), ..Origin::file(file) }
}

/// Spans as officers write them: `6、8—10`; the first few of many.
fn listed(spans: &[[u32; 2]], name: impl Fn(u32) -> String) -> String {
    const MOST: usize = 10;
    let span = |[first, last]: &[u32; 2]| match first == last {
        true => name(first + 1),
        false => format!("{}—{}", name(first + 1), name(last + 1)),
    };
    let named: Vec<String> = spans.iter().take(MOST).map(span).collect();
    format!("{}{}", named.join("、"), if spans.len() > MOST { "……" } else { "" })
}
