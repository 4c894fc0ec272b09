//! Lists in CSV files: rows by the names of their columns, with messages at row and column; and texts that a spreadsheet
//! would run, which stand in CSV files behind an apostrophe.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};

use crate::finding::{Finding, Findings, Origin};

/// A list as it stood in a file.
pub struct List {
    origin: Origin,
    columns: Vec<String>,
    rows: Vec<StringRecord>,
}

/// One row of a list.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    list: &'a List,
    cells: &'a StringRecord,
}

impl List {
    /// Reads a list that must have the columns `needed` and may have those `known`.
    ///
    /// # Errors
    /// Text that is not UTF-8 or no CSV; a column that is missing, not known or there twice; a row with more or fewer
    /// cells than the heading.
    pub fn read(file: &str, bytes: &[u8], needed: &[&str], known: &[&str]) -> Result<List, Findings> {
        let origin = Origin::file(file);
        let text = std::str::from_utf8(bytes).map_err(|_| Finding::error("scenario-encoding", origin.clone()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(mut record) => {
                    record.trim();
                    rows.push(record);
                }
                Err(error) => return Err(Finding::error("list-broken", origin).with("detail", error).into()),
            }
        }
        if rows.is_empty() {
            return Err(Finding::error("empty-file", origin).into());
        }
        let columns: Vec<String> = rows.remove(0).iter().map(str::to_owned).collect();
        let list = List { origin, columns, rows };
        let findings = list.check(needed, known);
        if findings.is_empty() { Ok(list) } else { Err(findings) }
    }

    fn check(&self, needed: &[&str], known: &[&str]) -> Findings {
        let mut findings = Findings::new();
        let all = || needed.iter().chain(known).copied();
        for (n, column) in self.columns.iter().enumerate() {
            let origin = self.origin.at(1, n as u32 + 1);
            if self.columns[..n].contains(column) {
                findings.push(Finding::error("list-column-twice", origin).with("column", column));
            } else if !all().any(|known| known == column) {
                let nearest = nearest(column, all());
                let finding = Finding::error("list-column-unknown", origin).with("column", column);
                findings.push(finding.with("nearest", nearest));
            }
        }
        for column in needed.iter().filter(|needed| !self.columns.iter().any(|column| column == *needed)) {
            findings.push(Finding::error("list-column-missing", self.origin.at_row(1)).with("column", column));
        }
        for line in self.lines().filter(|line| line.cells.len() != self.columns.len()) {
            let finding = Finding::error("list-row-uneven", line.origin()).with("cells", line.cells.len());
            findings.push(finding.with("columns", self.columns.len()));
        }
        findings
    }

    /// The file.
    pub fn origin(&self) -> Origin {
        self.origin.clone()
    }

    /// Its rows in order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|cells| Line { list: self, cells })
    }

    /// Whether it has a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }
}

impl<'a> Line<'a> {
    /// The text of a cell without the blanks around it; empty where there is no such column.
    pub fn text(&self, column: &str) -> &'a str {
        let position = self.list.columns.iter().position(|name| name == column);
        unguarded(position.and_then(|n| self.cells.get(n)).unwrap_or_default())
    }

    /// The row.
    pub fn origin(&self) -> Origin {
        self.list.origin.at_row(self.row())
    }

    /// A cell.
    pub fn at(&self, column: &str) -> Origin {
        match self.list.columns.iter().position(|name| name == column) {
            Some(n) => self.list.origin.at(self.row(), n as u32 + 1),
            None => self.origin(),
        }
    }

    fn row(&self) -> u32 {
        self.cells.position().map_or(0, |position| position.line() as u32)
    }

    /// A cell that does not hold what it should.
    pub fn wrong(&self, column: &str, expected: &'static str) -> Finding {
        let finding = Finding::error("list-value", self.at(column)).with("column", column);
        finding.with("found", self.text(column)).with("expected", expected)
    }
}

/// The name most like a text.
pub fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> String {
    let like = |name: &str| strsim::jaro_winkler(name, text);
    names.max_by(|a, b| like(a).total_cmp(&like(b))).unwrap_or_default().to_owned()
}

/// A text as it may stand in a CSV file that somebody opens in a spreadsheet: what that would take for a formula stands
/// behind an apostrophe. Numbers stay numbers.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let bare = text.trim_start_matches('\'');
    // So that reading takes no apostrophe away that was there.
    let has_apostrophe = bare.len() < text.len();
    if begins_formula(bare) && (has_apostrophe || !is_number(bare)) { format!("'{text}").into() } else { text.into() }
}

/// The text of a cell that may be [`guarded`].
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| begins_formula(rest.trim_start_matches('\''))).unwrap_or(text)
}

fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Whether a text that begins like a formula is a number, or a dash that stands for one.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%'))
        || text.bytes().all(|b| b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded_and_read_as_it_was() {
        for text in [
            "=1+1",
            "+cmd",
            "-甲",
            "@SUM(A1)",
            "'=1",
            "''-5",
            "'-5",
            "=",
            "=cmd|' /C calc'!A1",
            "＝1+1",
            "'＠a",
            "\t=1",
        ] {
            assert!(guarded(text).starts_with('\''), "{text}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["", "甲县", "-5", "-1,234.50", "+3%", "-", "--", "'", "'甲", "O'Neil", "—", "1-2"] {
            assert_eq!((&*guarded(text), unguarded(text)), (text, text));
        }
    }

    fn codes(text: &str) -> Vec<String> {
        let read = List::read("a.csv", text.as_bytes(), &["place", "value"], &["note"]);
        read.err().unwrap_or_default().iter().map(|f| format!("{} {}", f.origin, f.code)).collect()
    }

    #[test]
    fn what_is_wrong_with_a_list_is_said_at_its_place() {
        assert_eq!(codes("place,value\n甲县,1\n"), [""; 0]);
        assert_eq!(codes("\u{feff}place , value,note\n甲县,1,\n"), [""; 0]);
        assert_eq!(codes("place,valu\n甲县,1\n"), ["a.csv B1 list-column-unknown", "a.csv:1 list-column-missing"]);
        assert_eq!(codes("place,value,value\n甲县,1\n"), ["a.csv C1 list-column-twice", "a.csv:2 list-row-uneven"]);
        assert_eq!(codes(""), ["a.csv empty-file"]);
        assert_eq!(List::read("a.csv", b"\xff", &[], &[]).err().unwrap()[0].code, "scenario-encoding");
    }
}
