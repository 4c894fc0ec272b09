//! Workbooks: XLSX, XLSM, XLSB, XLS, ODS, and WPS's ET, which is one of them; told apart by what is inside.
//!
//! Cells are taken one by one where the reader gives them so, since dimensions can't be trusted. Numbers come in their
//! shortest exact form, dates as `YYYY-MM-DD`, with the time where there is one; a percentage is its number. The reader
//! panics on some damaged files, and takes any amount of memory on others: the first is caught here, the second takes a
//! process of its own.

use std::fmt::{Display, Write as _};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Cell, Data, DataRef, Dimensions, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, XlsOptions, Xlsb, Xlsx,
};
use serde::{Deserialize, Serialize};

use super::biff::{self, Compound};
use super::grid::Grid;
use super::locked::{self, Lock};
use super::look::Look;
use super::remark::{Remark, of_sheet};
use super::sheet_xml::{self, Beside};
use crate::finding::{Finding, Origin};
use crate::sheet::{Area, Sheet, TooLarge};
use crate::threads;

/// What is read of a workbook, in order.
#[derive(Debug)]
pub enum Part {
    /// A sheet, complete.
    Sheet(Sheet),
    /// Something to be said.
    Remark(Remark),
    /// How many rows were read so far.
    Rows(u64),
}

/// Why a workbook can't be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Problem {
    /// It has a password.
    Password,
    /// A sheet of this name is larger than any table.
    SheetTooLarge(String),
    /// It is damaged, and this is how.
    Damaged(String),
    /// It is an archive of something else.
    NotAWorkbook,
}

impl Problem {
    /// As a finding about the file of a name.
    pub fn finding(self, name: &str) -> Finding {
        match self {
            Problem::Password => Finding::error("password", Origin::file(name)),
            Problem::SheetTooLarge(sheet) => Finding::error("sheet-too-large", of_sheet(name, &sheet)),
            Problem::Damaged(detail) => {
                Finding::error("workbook-unreadable", Origin::file(name)).with("detail", detail)
            }
            Problem::NotAWorkbook => Finding::error("not-a-table", Origin::file(name)),
        }
    }
}

/// Where the parts of a workbook go; it may want no more.
pub type Receiver<'a> = dyn FnMut(Part) -> ControlFlow<()> + 'a;

/// Reads a workbook sheet by sheet.
///
/// # Errors
/// Why nothing more of it can be read.
pub fn read(name: &str, bytes: &[u8], receive: &mut Receiver<'_>) -> Result<(), Problem> {
    // A panic of the reader is an unreadable file, not the end of the program.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut sheets = Sheets { name, receive, rows: 0, good: 0, first: None };
        let unlocked;
        let bytes = match locked::unlock(bytes) {
            Lock::Open => bytes,
            Lock::Password => return Err(Problem::Password.into()),
            Lock::Unlocked(plain) => {
                unlocked = plain;
                &unlocked
            }
        };
        match open(bytes)? {
            Book::Xlsx(book) => sheets.xlsx(*book, bytes),
            Book::Xlsb(book) => sheets.xlsb(book),
            Book::Xls(book, looks) => sheets.xls(book, looks),
            Book::Ods(book) => sheets.ods(book),
        }?;
        match sheets.first.take() {
            Some(problem) if sheets.good == 0 => Err(problem),
            _ => Ok(()),
        }
    }));
    let problem = match read {
        Ok(Ok(()) | Err(Halt::Stopped)) => return Ok(()),
        Ok(Err(Halt::Problem(problem))) => return Err(problem),
        Err(panic) => panic,
    };
    let text = problem.downcast_ref::<String>().cloned();
    let text = text.or_else(|| problem.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    Err(Problem::Damaged(text.unwrap_or_default().lines().next().unwrap_or_default().to_owned()))
}

/// Why reading ends early.
enum Halt {
    Problem(Problem),
    /// The receiver wants no more.
    Stopped,
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Halt {
        Halt::Problem(problem)
    }
}

type Bytes<'a> = Cursor<&'a [u8]>;

enum Book<'a> {
    Xlsx(Box<Xlsx<Bytes<'a>>>),
    Xlsb(Xlsb<Bytes<'a>>),
    Xls(Xls<Bytes<'a>>, Vec<Look>),
    Ods(Ods<Bytes<'a>>),
}

fn damaged(error: impl Display) -> Problem {
    let text = error.to_string();
    if text.to_lowercase().contains("password") { Problem::Password } else { Problem::Damaged(text) }
}

fn open(bytes: &[u8]) -> Result<Book<'_>, Problem> {
    let cursor = Cursor::new(bytes);
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        if contains_utf16(bytes, "EncryptedPackage") || is_scrambled(bytes) {
            return Err(Problem::Password);
        }
        let mut options = XlsOptions::default();
        let book = Compound::open(cursor.clone()).ok().and_then(|mut file| biff::book(&mut file));
        let stream = book.map(|(_, stream)| stream).unwrap_or_default();
        if biff::is_of_97(&stream) {
            // Texts are UTF-16 since Excel 97, whatever code page a program has written down.
            options.force_codepage = Some(1200);
        }
        let looks = biff::looks(&stream);
        return Xls::new_with_options(cursor, options).map(|book| Book::Xls(book, looks)).map_err(
            |error| match error {
                calamine::XlsError::Cfb(error) if error.to_string().starts_with("Cannot find") => Problem::NotAWorkbook,
                other => damaged(other),
            },
        );
    }
    let archive = zip::ZipArchive::new(cursor.clone()).map_err(damaged)?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_lowercase()).collect();
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    if has("workbook.bin") {
        Xlsb::new(cursor).map(Book::Xlsb).map_err(damaged)
    } else if has("content.xml") && !has("[content_types].xml") {
        Ods::new(cursor).map(Book::Ods).map_err(|error| match error {
            calamine::OdsError::InvalidMime(_) | calamine::OdsError::FileNotFound("mimetype") => Problem::NotAWorkbook,
            other => damaged(other),
        })
    } else if names.iter().any(|name| name.contains("workbook") || name.contains("worksheets/")) || names.is_empty() {
        Xlsx::new(cursor).map(|book| Book::Xlsx(Box::new(book))).map_err(damaged)
    } else {
        Err(Problem::NotAWorkbook)
    }
}

fn contains_utf16(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Names of streams stand at even places.
    bytes.chunks_exact(2).enumerate().any(|(n, pair)| pair == &wide[..2] && bytes[2 * n..].starts_with(&wide))
}

/// Whether an xls is locked the old way, which the reader passes over: a FilePass record near its start.
fn is_scrambled(bytes: &[u8]) -> bool {
    let starts = bytes.chunks_exact(512).enumerate().filter(|(_, sector)| {
        sector.starts_with(b"\x09\x08\x10\x00\x00\x06\x05\x00")
            || sector.starts_with(b"\x09\x08\x08\x00\x00\x05\x05\x00")
    });
    starts.map(|(n, _)| &bytes[n * 512..]).any(|stream| {
        let mut at = 0;
        for _ in 0..6 {
            let Some(&[kind_low, kind_high, low, high]) = stream.get(at..at + 4) else { return false };
            if (kind_low, kind_high) == (0x2F, 0) {
                return true;
            }
            at += 4 + usize::from(u16::from_le_bytes([low, high]));
        }
        false
    })
}

/// Puts one sheet after the other together.
struct Sheets<'a, 'r> {
    name: &'a str,
    receive: &'a mut Receiver<'r>,
    rows: u64,
    good: usize,
    /// The first sheet's problem.
    first: Option<Halt>,
}

/// After how many rows it is said how many there were.
const TELL: u32 = 1024;

impl Sheets<'_, '_> {
    fn give(&mut self, part: Part) -> Result<(), Halt> {
        match (self.receive)(part) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Halt::Stopped),
        }
    }

    /// Takes a sheet's outcome: one that fails beside others is said, and the others are read.
    fn take(&mut self, sheet: &str, visible: SheetVisible, look: Look, read: Result<Sheet, Halt>) -> Result<(), Halt> {
        let too_large = |TooLarge| Problem::SheetTooLarge(sheet.to_owned()).into();
        match read.and_then(|read| look.applied(read).map_err(too_large)) {
            Ok((read, remarks)) => {
                self.good += 1;
                self.rows += read.height() as u64;
                if visible != SheetVisible::Visible {
                    self.give(Part::Remark(Remark::Hidden(sheet.to_owned())))?;
                }
                remarks.into_iter().try_for_each(|remark| self.give(Part::Remark(remark)))?;
                self.give(Part::Sheet(read))
            }
            Err(Halt::Problem(Problem::Damaged(detail))) => {
                let remark = Remark::Unreadable(sheet.to_owned(), detail.clone());
                self.first.get_or_insert(Problem::Damaged(detail).into());
                self.give(Part::Remark(remark))
            }
            Err(other) => Err(other),
        }
    }

    /// Fills a sheet from cells in any order.
    fn fill<'c, E: Display>(
        &mut self,
        sheet: &str,
        mut next: impl FnMut() -> Result<Option<Cell<DataRef<'c>>>, E>,
    ) -> Result<Grid, Halt> {
        let mut grid = Grid::new(of_sheet(self.name, sheet));
        let (mut buffer, mut told) = (String::new(), 0);
        while let Some(cell) = next().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let text = text_of(cell.get_value(), &mut buffer);
            grid.put(row, column, text).map_err(|TooLarge| Problem::SheetTooLarge(sheet.to_owned()))?;
            if grid.row() >= told + TELL {
                told = grid.row();
                self.give(Part::Rows(self.rows + u64::from(told)))?;
            }
        }
        Ok(grid)
    }

    fn xlsx(&mut self, mut book: Xlsx<Bytes<'_>>, bytes: &[u8]) -> Result<(), Halt> {
        let list = book.sheets_metadata().to_vec();
        // Merged areas stand behind all cells: asking for them reads a sheet twice, and most have none.
        threads::beside(
            || sheet_xml::beside(bytes),
            |beside| {
                let mut found = None;
                for calamine::Sheet { name, typ, visible } in list {
                    if typ != SheetType::WorkSheet {
                        continue;
                    }
                    let filled = match book.worksheet_cells_reader(&name) {
                        Ok(mut cells) => self.fill(&name, || cells.next_cell()),
                        Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
                        Err(error) => Err(damaged(error).into()),
                    };
                    let found = found.get_or_insert_with(|| {
                        beside().unwrap_or_else(|| Beside { merges: true, ..Beside::default() })
                    });
                    // Cells without their merged areas are better than none.
                    let merged = if found.merges && filled.is_ok() {
                        book.merge_cells_by_sheet_name(&name).unwrap_or_default()
                    } else {
                        Vec::new()
                    };
                    let look = found.looks.remove(&name).unwrap_or_default();
                    let sheet = filled.and_then(|grid| finish(grid, &name, &merged));
                    self.take(&name, visible, look, sheet)?;
                }
                Ok(())
            },
        )
    }

    fn xlsb(&mut self, mut book: Xlsb<Bytes<'_>>) -> Result<(), Halt> {
        for calamine::Sheet { name, typ, visible } in book.sheets_metadata().to_vec() {
            if typ != SheetType::WorkSheet {
                continue;
            }
            let filled = match book.worksheet_cells_reader(&name) {
                Ok(mut cells) => self.fill(&name, || cells.next_cell()),
                Err(error) => Err(damaged(error).into()),
            };
            let sheet = filled.and_then(|grid| finish(grid, &name, &[]));
            self.take(&name, visible, Look::default(), sheet)?;
        }
        Ok(())
    }

    fn xls(&mut self, mut book: Xls<Bytes<'_>>, looks: Vec<Look>) -> Result<(), Halt> {
        let mut looks = looks.into_iter();
        for calamine::Sheet { name, typ, visible } in book.sheets_metadata().to_vec() {
            let look = looks.next().unwrap_or_default();
            if typ != SheetType::WorkSheet {
                continue;
            }
            let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            let sheet = match book.worksheet_range(&name) {
                Ok(range) => self.range(&name, &range).and_then(|grid| finish(grid, &name, &merged)),
                Err(error) => Err(damaged(error).into()),
            };
            self.take(&name, visible, look, sheet)?;
        }
        Ok(())
    }

    fn ods(&mut self, mut book: Ods<Bytes<'_>>) -> Result<(), Halt> {
        for calamine::Sheet { name, visible, .. } in book.sheets_metadata().to_vec() {
            let sheet = match book.worksheet_range(&name) {
                Ok(range) => self.range(&name, &range).and_then(|grid| finish(grid, &name, &[])),
                Err(error) => Err(damaged(error).into()),
            };
            self.take(&name, visible, Look::default(), sheet)?;
        }
        Ok(())
    }

    fn range(&mut self, sheet: &str, range: &calamine::Range<Data>) -> Result<Grid, Halt> {
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = range.used_cells();
        self.fill(sheet, || {
            let next = cells.next().map(|(row, column, data)| {
                let at = (top.saturating_add(row as u32), left.saturating_add(column as u32));
                Cell::new(at, borrowed(data))
            });
            Ok::<_, std::convert::Infallible>(next)
        })
    }
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn finish(grid: Grid, sheet: &str, merged: &[Dimensions]) -> Result<Sheet, Halt> {
    let areas = merged.iter().filter(|area| area.start.0 <= area.end.0 && area.start.1 <= area.end.1);
    let areas = areas.map(|area| Area { top: area.start.0, left: area.start.1, bottom: area.end.0, right: area.end.1 });
    let read = grid.finish(areas.collect());
    read.map_err(|TooLarge| Problem::SheetTooLarge(sheet.to_owned()).into())
}

/// A cell's text; what has to be written is written into the buffer.
fn text_of<'t>(value: &'t DataRef<'_>, buffer: &'t mut String) -> &'t str {
    buffer.clear();
    match value {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => return text,
        DataRef::SharedString(text) => return text,
        DataRef::Int(number) => write_to(buffer, format_args!("{number}")),
        DataRef::Float(number) => write_to(buffer, format_args!("{number}")),
        DataRef::Bool(truth) => write_to(buffer, format_args!("{truth}")),
        DataRef::Error(error) => write_to(buffer, format_args!("{error}")),
        DataRef::DateTime(date) => write_date(date, buffer),
    }
    buffer
}

fn write_to(buffer: &mut String, text: std::fmt::Arguments<'_>) {
    buffer.write_fmt(text).expect("writing to a string");
}

/// A date, a date with a time, or a time; a duration counts its hours on beyond a day.
fn write_date(date: &ExcelDateTime, buffer: &mut String) {
    let value = date.as_f64();
    if date.is_duration() {
        let seconds = (value * 86_400.0).round();
        let (sign, seconds) = if seconds < 0.0 { ("-", -seconds as u64) } else { ("", seconds as u64) };
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return write_to(buffer, format_args!("{sign}{hours:02}:{minutes:02}:{:02}", seconds % 60));
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    if !(0.0..1.0).contains(&value) {
        write_to(buffer, format_args!("{year:04}-{month:02}-{day:02}"));
        if (hour, minute, second, milli) == (0, 0, 0, 0) {
            return;
        }
        buffer.push(' ');
    }
    write_to(buffer, format_args!("{hour:02}:{minute:02}:{second:02}"));
    if milli > 0 {
        write_to(buffer, format_args!(".{milli:03}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rust_xlsxwriter::{ExcelDateTime as Date, Format, Workbook};

    use super::*;
    use crate::intake::read::{Contents, Reading};

    fn contents(bytes: &[u8]) -> Contents {
        super::super::read("b.xlsx", bytes, &Reading::default()).unwrap()
    }

    fn rows(sheet: &Arc<Sheet>) -> Vec<Vec<&str>> {
        (0..sheet.height()).map(|row| sheet.row(row).collect()).collect()
    }

    #[test]
    fn cells_have_their_values_and_merged_areas_are_known() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("月报").unwrap();
        sheet.merge_range(0, 1, 1, 2, "屯溪区", &Format::new()).unwrap();
        sheet.write_number(2, 0, 0.1 + 0.2).unwrap();
        sheet.write_number_with_format(2, 1, 0.28, &Format::new().set_num_format("0%")).unwrap();
        sheet.write_boolean(2, 2, true).unwrap();
        let (day, time) = (Format::new().set_num_format("yyyy/m/d"), Format::new().set_num_format("yyyy/m/d hh:mm"));
        sheet.write_datetime_with_format(3, 0, Date::from_ymd(2004, 1, 31).unwrap(), &day).unwrap();
        let moment = Date::from_ymd(2004, 1, 31).unwrap().and_hms(8, 30, 0).unwrap();
        sheet.write_datetime_with_format(3, 1, moment, &time).unwrap();
        book.add_worksheet().set_name("底稿").unwrap().set_hidden(true).write_number(0, 0, 1234567.0).unwrap();
        let contents = contents(&book.save_to_buffer().unwrap());
        assert_eq!(
            rows(&contents.sheets[0]),
            [
                vec!["", "屯溪区"],
                vec![],
                vec!["0.30000000000000004", "0.28", "true"],
                vec!["2004-01-31", "2004-01-31 08:30:00"],
            ]
        );
        assert_eq!(contents.sheets[0].merged, [Area { top: 0, left: 1, bottom: 1, right: 2 }]);
        assert_eq!(rows(&contents.sheets[1]), [["1234567"]]);
        let codes: Vec<_> = contents.findings.iter().map(|f| (f.code, f.origin.to_string())).collect();
        assert_eq!(codes, [("hidden-sheet", "b.xlsx '底稿'".to_owned())]);
    }

    #[test]
    fn other_archives_are_no_workbooks() {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = out.finish().unwrap().into_inner();
        assert_eq!(read("a", &bytes, &mut |_| ControlFlow::Continue(())), Err(Problem::NotAWorkbook));
    }
}
