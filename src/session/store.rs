//! Files on disk, written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::finding::{Finding, Origin};

/// By what it is seen that a file on disk has changed: when it was written, in nanoseconds, and how long it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Since 1970.
    pub written: u128,
    /// In bytes.
    pub length: u64,
}

/// Reads a file whole.
///
/// # Errors
/// A finding that names the file and says what the system said.
pub fn read(path: &Path) -> Result<Vec<u8>, Finding> {
    fs::read(path).map_err(|error| failed("file-unreadable", path, &error))
}

/// Writes a file whole: into a temporary file beside it, then over it in one step. The old file stays where that fails.
///
/// # Errors
/// A finding that names the file and says what the system said.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Finding> {
    write_with(path, |file| file.write_all(bytes))
}

/// Writes a file piece by piece, as [`write`] does.
///
/// # Errors
/// A finding that names the file and says what the system said.
pub fn write_with(path: &Path, pieces: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Finding> {
    let write = || -> io::Result<()> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut buffered = BufWriter::new(file.as_file_mut());
        pieces(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        file.as_file().sync_all()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // A temporary file is its owner's alone; a result is an ordinary file.
            let mode = fs::metadata(path).map_or(0o644, |m| m.permissions().mode());
            file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        }
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| failed("file-unwritable", path, &error))
}

/// By what it is seen that a file has changed; `None` where it is gone, or the system does not tell.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let told = fs::metadata(path).ok()?;
    let written = told.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stamp { written: written.as_nanos(), length: told.len() })
}

/// Makes a folder with its parents.
///
/// # Errors
/// A finding that names the folder and says what the system said.
pub fn make_folder(path: &Path) -> Result<(), Finding> {
    fs::create_dir_all(path).map_err(|error| failed("file-unwritable", path, &error))
}

/// The file's name without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn failed(code: &'static str, path: &Path, error: &io::Error) -> Finding {
    Finding::error(code, Origin::file(&path.display().to_string())).with("detail", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_a_failure_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let gone = folder.path().join("gone").join("a.csv");
        assert_eq!(write(&gone, b"x").unwrap_err().code, "file-unwritable");
    }
}
