//! Bytes to sheets of raw cells, by content and not by the file's ending.
//!
//! `encoding` makes text of bytes, `dialect` finds what separates its cells, `records` splits it; `page` and `xml_book`
//! read web pages and XML spreadsheets. `workbook` reads XLSX, XLSB, XLS and ODS, `locked` opens those that nobody
//! locked, `look` knows what of their look matters, and `grid` puts their cells in order. A cell keeps its text as it
//! stood. Whoever opens files of unknown origin reads workbooks in a process of their own (`session::reading`), for they
//! can ask for any amount of memory and time.

mod biff;
mod dialect;
mod encoding;
mod grid;
mod locked;
mod look;
mod page;
mod records;
pub mod remark;
mod sheet_xml;
mod spread;
mod text;
pub mod workbook;
mod xml_book;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::finding::{Finding, Findings, Origin};
use crate::sheet::Sheet;
use remark::Remark;
use workbook::Part;

/// The most cells of one sheet.
pub const MOST_CELLS: usize = 20_000_000;

/// How a file is to be read; the default leaves it to the file.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Reading {
    /// A text's encoding.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

impl Reading {
    /// A reading in an encoding by its usual names: `gbk`, `utf-8`, `big5`; `None` where the name is none.
    pub fn in_encoding(name: &str) -> Option<Reading> {
        encoding_rs::Encoding::for_label(name.trim().as_bytes()).map(|encoding| Reading { encoding: Some(encoding) })
    }
}

/// What stands in a file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Contents {
    /// Its sheets; a text has one.
    pub sheets: Vec<Arc<Sheet>>,
    /// What is doubtful about them.
    pub findings: Findings,
    /// The cells that are empty only since nobody has calculated their formulas, which is said once.
    pub uncalculated: HashSet<Origin>,
}

impl Contents {
    /// Takes note of what a workbook of this name is remarked on.
    pub(crate) fn remark(&mut self, name: &str, remark: Remark) {
        self.uncalculated.extend(remark.uncalculated(name));
        self.findings.push(remark.finding(name));
    }
}

/// Whether bytes are a workbook or some other archive, to be told from text.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0") || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads a file, whatever it is.
///
/// # Errors
/// Why nothing can be read: empty, damaged, locked, too large, or of no known kind.
pub fn read(name: &str, bytes: &[u8], reading: &Reading) -> Result<Contents, Findings> {
    if bytes.is_empty() {
        return Err(Finding::error("empty-file", Origin::file(name)).into());
    }
    if !is_workbook(bytes) {
        return text::read(name, bytes, reading);
    }
    let mut contents = Contents::default();
    let read = workbook::read(name, bytes, &mut |part| {
        match part {
            Part::Sheet(sheet) => contents.sheets.push(Arc::new(sheet)),
            Part::Remark(remark) => contents.remark(name, remark),
            Part::Rows(_) => {}
        }
        ControlFlow::Continue(())
    });
    match read {
        Ok(()) => Ok(contents),
        Err(problem) => Err(problem.finding(name).into()),
    }
}

/// All sheets of a file; what is doubtful about them is left out.
///
/// # Errors
/// As [`read`].
pub fn sheets(name: &str, bytes: &[u8]) -> Result<Vec<Arc<Sheet>>, Findings> {
    read(name, bytes, &Reading::default()).map(|contents| contents.sheets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_by_mark_then_utf8_then_gb18030() {
        let written = "区县,年月\n屯溪区,2004-01\n";
        let (gbk, ..) = encoding_rs::GBK.encode(written);
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(written.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = format!("\u{feff}{written}");
        for bytes in [written.as_bytes(), &gbk, &utf16, marked.as_bytes()] {
            let sheets = sheets("a.csv", bytes).unwrap();
            assert_eq!(format!("{:?}", sheets[0]), r#"a.csv [["区县", "年月"], ["屯溪区", "2004-01"]]"#);
        }
        assert_eq!(sheets("a.csv", b"\xff\xff\xff").unwrap_err()[0].code, "encoding-unknown");
        assert_eq!(sheets("a.csv", b"").unwrap_err()[0].code, "empty-file");
        assert_eq!(sheets("a.xlsx", b"PK\x03\x04 not a zip").unwrap_err()[0].code, "workbook-unreadable");
    }

    #[test]
    fn rows_keep_their_line_numbers() {
        let sheets = sheets("a.csv", "a;b\n\n\n1;2\n".as_bytes()).unwrap();
        assert_eq!(sheets[0].height(), 4);
        assert_eq!(sheets[0].row(3).collect::<Vec<_>>(), ["1", "2"]);
        let lines = |text: &str| -> Vec<usize> {
            let sheets = super::sheets("a.csv", text.as_bytes()).unwrap();
            (0..sheets[0].height()).filter(|n| sheets[0].cell(*n, 0) == "x").collect()
        };
        assert_eq!(lines("a,b\r\n\r\nx,1\r\nx,2\r\n"), [2, 3]);
        assert_eq!(lines("a,b\n\"two\nlines\",0\nx,1\n\nx,2"), [3, 5]);
        assert_eq!(lines("\n\n缴费,b\n\nx,1\n"), [4]);
        assert_eq!(lines("a,b\rx,1\rx,2"), [1, 2]);
        assert_eq!(lines("sep=;\r\nx;1,5\r\nx;2,5"), [1, 2]);
    }
}
