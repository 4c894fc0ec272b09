//! The records of an xls: a kind, a size, and so many bytes, one after the other.

use std::io::{Cursor, Read};

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
