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
        Ok(zip.finish()?.into_inner())
    }
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
    Ok(zip.finish()?.into_inner())
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
