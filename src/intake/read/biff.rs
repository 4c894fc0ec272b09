//! The records of an xls: a kind, a size, and so many bytes, one after the other.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use super::look::{Look, Scale};

/// An open compound file.
pub(super) type Compound<'a> = cfb::CompoundFile<Cursor<&'a [u8]>>;

/// A stream of a compound file, whole.
pub(super) fn stream_of(file: &mut Compound<'_>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.open_stream(name).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The stream of the workbook, and its name.
pub(super) fn book(file: &mut Compound<'_>) -> Option<(&'static str, Vec<u8>)> {
    ["/Workbook", "/Book"].into_iter().find_map(|name| Some((name, stream_of(file, name)?)))
}

/// Whether the workbook is one of Excel 97 or later.
pub(super) fn is_of_97(stream: &[u8]) -> bool {
    records(stream).next().is_some_and(|(_, first)| first.kind == BOF && first.word(0) == Some(0x0600))
}

/// How long a record's head is: its kind and its size.
pub(super) const HEAD: usize = 4;

/// Beginning of a substream: the workbook as a whole, then each sheet.
pub(super) const BOF: u16 = 0x0809;
/// Its end.
const EOF: u16 = 0x000A;
/// A row: its number, and whether it is shown.
const ROW: u16 = 0x0208;
/// Columns: the first, the last, and whether they are shown.
const COLUMNS: u16 = 0x007D;
/// A number format.
const FORMAT: u16 = 0x041E;
/// A style of cells.
const EXTENDED_FORMAT: u16 = 0x00E0;
/// Cells, each with its row, its column and its style.
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027E;
const SHORT_NUMBERS: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
/// The program has not calculated what it writes.
const UNCALCULATED: u16 = 0x005E;
/// The lock.
pub(super) const FILE_PASS: u16 = 0x002F;
/// A sheet's place, state and name.
pub(super) const BOUND_SHEET: u16 = 0x0085;

/// A record.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

impl Record<'_> {
    /// The number of two bytes at a place of its data.
    pub(super) fn word(self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.data.get(at..at + 2)?.try_into().ok()?))
    }
}

/// The records of a stream, each with its place, up to where one is cut off.
pub(super) fn records(stream: &[u8]) -> impl Iterator<Item = (usize, Record<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = stream.get(at..at + HEAD)?;
        let size = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let record =
            Record { kind: u16::from_le_bytes([head[0], head[1]]), data: stream.get(at + HEAD..at + HEAD + size)? };
        let place = at;
        at += HEAD + size;
        Some((place, record))
    })
}

/// How the sheets of a workbook look, in their order.
pub(super) fn looks(stream: &[u8]) -> Vec<Look> {
    let (mut places, mut formats, mut styles) = (Vec::new(), HashMap::new(), Vec::new());
    let of_97 = is_of_97(stream);
    for (_, record) in records(stream).take_while(|(_, record)| record.kind != EOF) {
        match record.kind {
            BOUND_SHEET => places.push(record.word(0).zip(record.word(2))),
            FORMAT if of_97 => {
                let scale = text_of_97(record.data.get(2..)).and_then(|format| Scale::of(&format));
                formats.extend(record.word(0).zip(scale));
            }
            EXTENDED_FORMAT => styles.push(record.word(2)),
            _ => {}
        }
    }
    let scales: Vec<Option<Scale>> = styles.iter().map(|format| formats.get(&(*format)?).copied()).collect();
    let sheet = |place: &Option<(u16, u16)>| {
        let at = place.map(|(low, high)| usize::from(low) | usize::from(high) << 16);
        at.and_then(|at| stream.get(at..)).map(|sheet| look(sheet, &scales)).unwrap_or_default()
    };
    let mut looks: Vec<Look> = places.iter().map(sheet).collect();
    // One formula with a value, and a spreadsheet program has calculated them: an empty text is then a value too.
    if looks.iter().any(|look| look.calculated > 0) {
        looks.iter_mut().for_each(|look| look.uncalculated.clear());
    }
    looks
}

/// How the sheet looks whose records begin here.
fn look(sheet: &[u8], scales: &[Option<Scale>]) -> Look {
    let mut look = Look::default();
    let (mut depth, mut told_uncalculated) = (0, false);
    for (_, record) in records(sheet) {
        match record.kind {
            BOF => depth += 1,
            EOF => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        // A chart inside has records of its own.
        let (1, Some(row), Some(column)) = (depth, record.word(0), record.word(2)) else { continue };
        let (row, column) = (u32::from(row), u32::from(column));
        let mut scaled = |column: u32, style: Option<u16>| {
            if let Some(Some(scale)) = style.and_then(|style| scales.get(usize::from(style))) {
                look.scaled.insert((row, column), *scale);
            }
        };
        match record.kind {
            ROW if record.word(12).is_some_and(|flags| flags & 0x20 != 0) => look.hide_row(row),
            COLUMNS if record.word(8).is_some_and(|flags| flags & 1 != 0) => look.hide_columns(row, column),
            NUMBER | SHORT_NUMBER => scaled(column, record.word(4)),
            SHORT_NUMBERS => {
                for n in 0..record.data.len().saturating_sub(6) / 6 {
                    scaled(column + n as u32, record.word(4 + 6 * n));
                }
            }
            FORMULA => {
                scaled(column, record.word(4));
                let value = record.data.get(6..14).unwrap_or_default();
                let text = match value {
                    [3, .., 0xFF, 0xFF] => "",
                    [0, 0, 0, 0, 0, 0, 0, 0] => "0",
                    _ => "1",
                };
                look.formula((row, column), text);
            }
            UNCALCULATED => told_uncalculated = true,
            _ => {}
        }
    }
    // The program says itself that it has not calculated: its zeros are none.
    if told_uncalculated && look.calculated == 0 {
        look.uncalculated.append(&mut look.zeros);
    }
    look
}

/// A text of Excel 97 and later: how long it is, how it is stored, its signs.
fn text_of_97(data: Option<&[u8]>) -> Option<String> {
    let [low, high, flags, rest @ ..] = data? else { return None };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    if flags & 1 == 0 {
        return Some(rest.get(..length)?.iter().map(|byte| char::from(*byte)).collect());
    }
    let wide: Vec<u16> =
        rest.get(..2 * length)?.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    Some(String::from_utf16_lossy(&wide))
}
