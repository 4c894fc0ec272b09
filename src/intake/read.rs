//! Bytes to sheets of raw cells, by content and not by the file's ending.
//!
//! Text is read by its mark, then as UTF-8, then as GB18030; workbooks by calamine. A cell keeps its text as it stood.
//! Limits: a sheet of more than [`MOST_CELLS`] cells is refused.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Data, DataRef, Ods, Reader, Xls, Xlsb, Xlsx};

use crate::finding::{Finding, Findings, Origin};
use crate::sheet::Sheet;

/// The most cells of one sheet.
pub const MOST_CELLS: usize = 20_000_000;

/// All sheets of a file.
///
/// # Errors
/// One finding: empty, unreadable, or of no known kind.
pub fn sheets(name: &str, bytes: &[u8]) -> Result<Vec<Arc<Sheet>>, Findings> {
    let error = |code| Findings::from(Finding::error(code, Origin::file(name)));
    if bytes.is_empty() {
        return Err(error("empty-file"));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") || bytes.starts_with(b"PK") {
        // The workbook reader can panic on damaged files; that is an unreadable file, not the end of the program.
        let read = catch_unwind(AssertUnwindSafe(|| workbook(name, bytes)));
        return match read {
            Ok(Ok(sheets)) => Ok(sheets),
            Ok(Err(Unreadable::Password)) => Err(error("password")),
            Ok(Err(Unreadable::TooLarge(sheet))) => {
                Err(Finding::error("sheet-too-large", Origin { sheet: Some(sheet), ..Origin::file(name) }).into())
            }
            Ok(Err(Unreadable::Damaged(detail))) => {
                Err(Finding::error("workbook-unreadable", Origin::file(name)).with("detail", detail).into())
            }
            Err(_) => Err(Finding::error("workbook-unreadable", Origin::file(name)).with("detail", "panic").into()),
        };
    }
    let text = text_of(bytes).ok_or_else(|| error("encoding-unknown"))?;
    if text.chars().take(4096).any(|c| c == '\0') {
        return Err(error("not-a-table"));
    }
    let delimiter = delimiter(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut sheet = Sheet::new(Origin::file(name));
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|e| Finding::error("csv-unreadable", Origin::file(name)).with("detail", e))?;
        // Rows keep their line numbers: the reader passes over empty lines, and says where it was before them.
        let from = record.position().map_or(counted, |p| p.byte() as usize);
        let start = from + text[from..].bytes().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += text[counted..start].matches('\n').count();
        counted = start;
        while sheet.height() + 1 < line {
            sheet.end_row();
        }
        for cell in &record {
            sheet.push(cell).map_err(|_| error("sheet-too-large"))?;
        }
        sheet.end_row();
    }
    Ok(vec![Arc::new(sheet)])
}

/// By mark, then as UTF-8, then as GB18030; `None` where none fits.
fn text_of(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (!errors).then(|| text.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned),
    }
}

/// The commonest of comma, tab, semicolon and bar in the first lines.
fn delimiter(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(20).collect();
    let count = |d: char| head.iter().map(|l| l.matches(d).count()).sum::<usize>();
    let best = [',', '\t', ';', '|'].into_iter().rev().max_by_key(|d| count(*d));
    best.map_or(b',', |d| d as u8)
}

enum Unreadable {
    Password,
    TooLarge(Arc<str>),
    Damaged(String),
}

fn damaged(error: impl std::fmt::Display) -> Unreadable {
    let text = error.to_string();
    if text.to_lowercase().contains("password") { Unreadable::Password } else { Unreadable::Damaged(text) }
}

fn workbook(name: &str, bytes: &[u8]) -> Result<Vec<Arc<Sheet>>, Unreadable> {
    let cursor = || Cursor::new(bytes);
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        if contains_utf16(bytes, "EncryptedPackage") {
            return Err(Unreadable::Password);
        }
        return ranges(name, Xls::new(cursor()).map_err(damaged)?);
    }
    if let Ok(mut book) = Xlsx::new(cursor()) {
        let names = book.sheet_names();
        return names.into_iter().map(|sheet| xlsx_sheet(name, &mut book, &sheet)).collect();
    }
    if let Ok(book) = Xlsb::new(cursor()) {
        return ranges(name, book);
    }
    ranges(name, Ods::new(cursor()).map_err(damaged)?)
}

fn contains_utf16(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|w| w == wide)
}

/// Reads an xlsx sheet cell by cell: its dimensions are not trusted.
fn xlsx_sheet(file: &str, book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Arc<Sheet>, Unreadable> {
    let label: Arc<str> = sheet.into();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cells = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut size = 0usize;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => (*text).to_owned(),
            other => text(&Data::from(other.clone())),
        };
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        let line = &mut rows[row];
        if line.len() <= column {
            size += column + 1 - line.len();
            line.resize_with(column + 1, String::new);
        }
        if size > MOST_CELLS {
            return Err(Unreadable::TooLarge(label));
        }
        line[column] = text;
    }
    sheet_of(Origin { sheet: Some(label), ..Origin::file(file) }, &rows)
}

fn sheet_of(origin: Origin, rows: &[Vec<String>]) -> Result<Arc<Sheet>, Unreadable> {
    let label = origin.sheet.clone().unwrap_or_default();
    let mut sheet = Sheet::new(origin);
    for row in rows {
        for cell in row {
            sheet.push(cell).map_err(|_| Unreadable::TooLarge(label.clone()))?;
        }
        sheet.end_row();
    }
    Ok(Arc::new(sheet))
}

fn ranges<'a, R>(file: &str, mut book: R) -> Result<Vec<Arc<Sheet>>, Unreadable>
where
    R: Reader<Cursor<&'a [u8]>>,
    R::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    for sheet in book.sheet_names() {
        let label: Arc<str> = sheet.as_str().into();
        let range = book.worksheet_range(&sheet).map_err(damaged)?;
        let (height, width) = range.get_size();
        if height.saturating_mul(width) > MOST_CELLS {
            return Err(Unreadable::TooLarge(label));
        }
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = vec![Vec::new(); top as usize];
        for row in range.rows() {
            let mut line = vec![String::new(); left as usize];
            line.extend(row.iter().map(text));
            rows.push(line);
        }
        sheets.push(sheet_of(Origin { sheet: Some(label), ..Origin::file(file) }, &rows)?);
    }
    Ok(sheets)
}

/// A cell's text: numbers in their shortest exact form, dates as `YYYY-MM-DD`.
fn text(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
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
    }
}
