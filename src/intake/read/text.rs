//! Text tables: decoded, their dialect found, their records put into a sheet.
//!
//! A row stands where its line stands in the file, so that a place in a message is the line an editor shows; lines
//! without a record are empty rows.

use std::sync::Arc;

use super::dialect::detect;
use super::encoding::{Decoded, Doubt, decode};
use super::records::{Quoting, Sink, scan};
use super::{Contents, MOST_CELLS, Reading};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::sheet::Sheet;

/// How many characters are looked at to tell text from anything else.
const HEAD: usize = 4096;
/// The most findings about quotes that are left open.
const MOST_SAID: usize = 3;

/// Reads a text as one sheet.
pub(super) fn read(name: &str, bytes: &[u8], reading: &Reading) -> Result<Contents, Findings> {
    let origin = Origin::file(name);
    let error = |code| Findings::from(Finding::error(code, origin.clone()));
    if let Some(code) = foreign(bytes) {
        return Err(error(code));
    }
    let Some(Decoded { text, doubts }) = decode(bytes, reading.encoding) else {
        return Err(error(if is_binary(&String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)])) {
            "not-a-table"
        } else {
            "encoding-unknown"
        }));
    };
    // A mark in the encoding's own way, and the sign that ended files of DOS.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end_matches('\u{1a}');
    if is_binary(text) {
        return Err(error("not-a-table"));
    }
    // What only tells the delimiter is an empty line: the line end behind it is still there.
    let (dialect, told) = detect(text);
    let mut rows = Rows { sheet: Sheet::new(origin.clone()), column: 0, unclosed: Vec::new() };
    rows.sheet.reserve(text.len());
    scan(&text[told..], &dialect, &mut rows).map_err(|TooLarge| error("sheet-too-large"))?;
    let mut findings: Findings = doubts.into_iter().map(|doubt| said(doubt, &origin)).collect();
    for (row, column) in rows.unclosed {
        let found: String = rows.sheet.cell(row, column).chars().take(20).collect();
        let place = rows.sheet.at(row, column);
        findings.push(Finding::new("quote-unclosed", Severity::Warning, place).with("found", found));
    }
    Ok(Contents { sheets: vec![Arc::new(rows.sheet)], findings })
}

/// The code for a file of a known kind that is no text table.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const OTHERS: [&[u8]; 9] =
        [b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"MZ\x90", b"\x1f\x8b", b"{\\rtf"];
    if OTHERS.iter().any(|head| bytes.starts_with(head)) {
        return Some("not-a-table");
    }
    // Binary sheets from before workbooks, each starting with the record that says so.
    if [b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00"].iter().any(|head| bytes.starts_with(*head)) {
        return Some("old-workbook");
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).replace('\0', "").to_ascii_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    if !head.starts_with('<') {
        return None;
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Some("xml-workbook");
    }
    let page = ["<!doctype html", "<html", "<table", "<head", "<meta", "<style", "<body", "<div"];
    if page.iter().any(|tag| head.starts_with(tag)) || head.contains("<html") || head.contains("<table") {
        return Some("web-page");
    }
    head.starts_with("<?xml").then_some("not-a-table")
}

/// Whether characters stand in it that no text has.
fn is_binary(text: &str) -> bool {
    let (mut strange, mut all) = (0, 0);
    for c in text.chars().take(HEAD) {
        if c == '\0' {
            return true;
        }
        all += 1;
        strange += usize::from(c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1f'));
    }
    strange * 20 > all
}

fn said(doubt: Doubt, origin: &Origin) -> Finding {
    let warning = |code| Finding::new(code, Severity::Warning, origin.clone());
    match doubt {
        Doubt::Guessed { read, other } => {
            warning("encoding-doubtful").with("read", read.name()).with("other", other.name())
        }
        Doubt::Damaged { read, places, line } => {
            Finding { origin: origin.at_row(line as u32), ..warning("encoding-damaged") }
                .with("read", read.name())
                .with("count", places)
        }
        Doubt::CutShort => warning("text-cut-short"),
    }
}

struct TooLarge;

struct Rows {
    sheet: Sheet,
    column: usize,
    /// Row and column of cells whose quote is not closed.
    unclosed: Vec<(usize, usize)>,
}

impl Sink for Rows {
    type Stop = TooLarge;

    fn start(&mut self, line: usize) -> Result<(), TooLarge> {
        self.column = 0;
        while self.sheet.height() < line {
            self.sheet.end_row();
        }
        Ok(())
    }

    fn cell(&mut self, text: &str, quoting: Quoting) -> Result<(), TooLarge> {
        if quoting == Quoting::Unclosed && self.unclosed.len() < MOST_SAID {
            self.unclosed.push((self.sheet.height(), self.column));
        }
        if self.sheet.size() >= MOST_CELLS {
            return Err(TooLarge);
        }
        self.column += 1;
        self.sheet.push(text).map_err(|_| TooLarge)
    }

    fn end(&mut self) -> Result<(), TooLarge> {
        self.sheet.end_row();
        Ok(())
    }
}
