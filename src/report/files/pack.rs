//! Parts in a zip file, written so that the same parts make the same bytes, and read without trust.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most bytes that a package read may unfold to.
const MOST_BYTES: u64 = 256 << 20;
/// The most parts.
const MOST_PARTS: usize = 20_000;

/// The parts of a package in the order in which they are written.
#[derive(Default)]
pub struct Package {
    parts: Vec<(String, Vec<u8>)>,
}

impl Package {
    /// Adds a part.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.parts.push((name.into(), bytes.into()));
    }

    /// The file's bytes, every part dated 1 January 1980.
    ///
    /// # Errors
    /// What the zip writer says.
    pub fn write(self) -> Result<Vec<u8>, zip::result::ZipError> {
        let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in self.parts {
            let packed = name.ends_with(".png") || name.ends_with(".xlsx");
            let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            zip.start_file(name, options.compression_method(method))?;
            zip.write_all(&bytes)?;
        }
        Ok(of_no_system(zip.finish()?.into_inner()))
    }
}

/// A zip file that doesn't tell on which system it was made, so that the same parts make the same bytes on every one. It
/// says Unix of each part, for the rights that stand beside it are Unix's.
pub fn of_no_system(mut bytes: Vec<u8>) -> Vec<u8> {
    const UNIX: u8 = 3;
    let number = |bytes: &[u8], at: usize, count: usize| -> Option<usize> {
        Some(bytes.get(at..at + count)?.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    // The end record holds where the list of parts begins; each entry of the list tells how long it is.
    let Some(end) = bytes.windows(4).rposition(|w| w == b"PK\x05\x06") else { return bytes };
    let Some(mut at) = number(&bytes, end + 16, 4) else { return bytes };
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02".as_slice()) {
        let lengths = [28, 30, 32].map(|offset| number(&bytes, at + offset, 2));
        let [Some(name), Some(extra), Some(comment)] = lengths else { break };
        bytes[at + 5] = UNIX;
        at += 46 + name + extra + comment;
    }
    bytes
}

/// A package with some of its parts put in place of others; the rest is taken over as it is packed.
///
/// # Errors
/// What the zip reader or writer says.
pub fn replaced(bytes: &[u8], parts: BTreeMap<String, String>) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        let name = file.name()?.to_string();
        match parts.get(&name) {
            Some(text) => {
                zip.start_file(name, options)?;
                zip.write_all(text.as_bytes())?;
            }
            None => zip.raw_copy_file(file)?,
        }
    }
    Ok(of_no_system(zip.finish()?.into_inner()))
}

/// The parts of a package by name; the reason where it can't be read.
///
/// # Errors
/// What is wrong with the file, as the zip reader says it.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    if archive.len() > MOST_PARTS {
        return Err(format!("{} parts", archive.len()));
    }
    let mut left = MOST_BYTES;
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| error.to_string())?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|error| error.to_string())?.trim_start_matches('/').to_owned();
        let mut content = Vec::new();
        // One byte more than is left tells a part that is too long from one that just fits.
        let read = file.take(left + 1).read_to_end(&mut content).map_err(|error| error.to_string())? as u64;
        left = left.checked_sub(read).ok_or_else(|| format!("> {} MB", MOST_BYTES >> 20))?;
        parts.insert(name, content);
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_made_on_another_system_is_the_same_file() {
        let mut package = Package::default();
        package.add("a.xml", "a");
        package.add("b.png", "PK\u{1}\u{2}");
        let ours = package.write().unwrap();
        let mut theirs = ours.clone();
        let list = theirs.windows(6).position(|w| w.starts_with(b"PK\x01\x02") && w[5] == 3).unwrap();
        theirs[list + 5] = 0;
        assert_eq!(of_no_system(theirs), ours);
        for damaged in [b"".to_vec(), b"PK\x05\x06".to_vec(), ours[ours.len() - 22..].to_vec()] {
            assert_eq!(of_no_system(damaged.clone()), damaged);
        }
    }
}
