//! Files on disk, written whole or not at all; and why the system refused, in words.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use tempfile::NamedTempFile;

use crate::finding::{Finding, Findings, Origin};

/// No file is read that is larger, in bytes: nothing of it would be understood within the memory of an office's machine.
pub const LARGEST: u64 = 512 << 20;
/// How names of temporary files begin and end.
const TEMPORARY: (&str, &str) = (".tongchou-", ".tmp");
/// A temporary file that was not written to for so long was left behind by a program that was ended.
const ABANDONED: Duration = Duration::from_secs(600);
/// How long is waited before a file that is held is tried again, in milliseconds.
const WAITS: [u64; 6] = [10, 20, 40, 80, 160, 320];
/// The folder of files that are all there, and are being moved to where they belong.
const WHOLE: &str = ".tongchou-whole";

/// By what it is seen that a file on disk has changed: when it was written, in nanoseconds, and how long it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Since 1970.
    pub written: u128,
    /// In bytes.
    pub length: u64,
}

/// Reads a file whole. What never ends, a pipe or a device, is refused.
///
/// # Errors
/// A finding that names the file and says why it can't be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Finding> {
    let refused = |error: io::Error| failed("file-unreadable", path, &error);
    let told = fs::metadata(path).map_err(refused)?;
    if !told.is_file() && !told.is_dir() {
        return Err(because("file-unreadable", path, "store.special"));
    }
    let mut bytes = Vec::new();
    // What tells no length may still go on for ever.
    let file = File::open(path).map_err(refused)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Finding::error("file-too-large", at(path)).with("most", LARGEST >> 20));
    }
    Ok(bytes)
}

/// Writes a file whole: into a temporary file beside it, then over it in one step. The old file stays where that fails.
/// Where the path is a link, what it leads to is written.
///
/// # Errors
/// A finding that names the file and says why it can't be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Finding> {
    write_with(path, |file| file.write_all(bytes))
}

/// Writes a file piece by piece, as [`write`] does.
///
/// # Errors
/// A finding that names the file and says why it can't be written.
pub fn write_with(path: &Path, pieces: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Finding> {
    let target = followed(path);
    let write = || -> io::Result<()> {
        let folder = folder_of(&target);
        clear(folder);
        let mut file = tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(folder)?;
        let mut buffered = BufWriter::new(file.as_file_mut());
        pieces(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        file.as_file().sync_all()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // A temporary file is its owner's alone; a result is an ordinary file.
            let mode = fs::metadata(&target).map_or(0o644, |m| m.permissions().mode());
            file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        }
        may_be_replaced(&target)?;
        put_in_place(file, &target)?;
        sync(folder);
        Ok(())
    };
    write().map_err(|error| failed("file-unwritable", path, &error))
}

/// Moves a temporary file over another.
fn put_in_place(mut file: NamedTempFile, target: &Path) -> io::Result<()> {
    for wait in WAITS {
        match file.persist(target) {
            Ok(_) => return Ok(()),
            Err(refused) if is_held(&refused.error) => file = refused.file,
            Err(refused) => return Err(refused.error),
        }
        std::thread::sleep(Duration::from_millis(wait));
    }
    file.persist(target).map(drop).map_err(|refused| refused.error)
}

/// Moves a file, as [`put_in_place`] does.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    for wait in WAITS {
        match fs::rename(from, to) {
            Err(error) if is_held(&error) => std::thread::sleep(Duration::from_millis(wait)),
            done => return done,
        }
    }
    fs::rename(from, to)
}

/// Whether somebody has a file open, who may be done in a moment: Windows doesn't replace what a scanner of viruses reads.
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && (error.kind() == io::ErrorKind::PermissionDenied || error.raw_os_error() == Some(32))
}

/// Writes the files of a folder, all or none. `fill` writes them into the folder that it is given; whatever else stands in
/// the folder stays.
///
/// A new folder appears in one step. In one that is there the files are moved once all of them are; where that is broken
/// off, the next to write there ends it.
///
/// # Errors
/// What `fill` says, or a finding that names the folder and says why it can't be written.
pub fn write_folder(folder: &Path, fill: impl FnOnce(&Path) -> Result<(), Finding>) -> Result<(), Finding> {
    let refused = |error: io::Error| failed("file-unwritable", folder, &error);
    let folder = std::path::absolute(folder).map_err(refused)?;
    let is_new = !folder.exists();
    let place = if is_new { folder_of(&folder) } else { &folder };
    make_folder(place)?;
    clear(place);
    if !is_new {
        settle(&folder).map_err(refused)?;
    }
    let staged = tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempdir_in(place).map_err(refused)?;
    // Who reads what is wrong knows the folder that was asked for, not where the files were first.
    let in_folder = |mut finding: Finding| {
        if let Ok(file) = Path::new(&*finding.origin.file).strip_prefix(staged.path()) {
            finding.origin.file = folder.join(file).to_string_lossy().into();
        }
        finding
    };
    fill(staged.path()).map_err(in_folder)?;
    let commit = || -> io::Result<()> {
        sync(staged.path());
        if is_new {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                fs::set_permissions(staged.path(), fs::Permissions::from_mode(0o755))?;
            }
            rename(staged.path(), &folder)?;
        } else {
            for entry in fs::read_dir(staged.path())? {
                may_be_replaced(&folder.join(entry?.file_name()))?;
            }
            rename(staged.path(), &folder.join(WHOLE))?;
            settle(&folder)?;
        }
        sync(place);
        Ok(())
    };
    commit().map_err(refused)
}

/// Moves files that are all there to where they belong.
fn settle(folder: &Path) -> io::Result<()> {
    let whole = folder.join(WHOLE);
    let entries = match fs::read_dir(&whole) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        rename(&entry.path(), &folder.join(entry.file_name()))?;
    }
    fs::remove_dir(whole)
}

/// A file that another program has open is not to be replaced half: Windows says so only when it is tried.
fn may_be_replaced(path: &Path) -> io::Result<()> {
    match cfg!(windows) && path.is_file() {
        true => File::options().write(true).open(path).map(drop),
        false => Ok(()),
    }
}

/// Takes away the temporary files in a folder that a program left behind when it was ended.
pub fn clear(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_temporary(&entry.file_name().to_string_lossy())) {
        let age = entry.metadata().and_then(|told| told.modified()).ok().and_then(|written| written.elapsed().ok());
        if age.is_some_and(|age| age > ABANDONED) {
            // What can't be taken away now will be another time.
            fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path())).ok();
        }
    }
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

/// What a link leads to, through several; the path itself where it is none.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // As many as systems follow.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&path) else { break };
        path = folder_of(&path).join(next);
    }
    path
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Has the system note on the disk what names stand in a folder. Some systems can't; the files are there all the same.
fn sync(folder: &Path) {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).ok();
    #[cfg(not(unix))]
    let _ = folder;
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
/// A finding that names the folder and says why it can't be made.
pub fn make_folder(path: &Path) -> Result<(), Finding> {
    fs::create_dir_all(path).map_err(|error| failed("file-unwritable", path, &error))
}

/// Whether two paths lead to the same file.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().ok();
    one == other || whole(one).is_some_and(|one| Some(one) == whole(other))
}

/// A result is not written over the file that it is made of.
///
/// # Errors
/// A finding that names the file.
pub fn keep_apart<'a>(out: &Path, mut read: impl Iterator<Item = &'a Path>) -> Result<(), Findings> {
    match read.any(|path| is_same(path, out)) {
        true => Err(Finding::error("out-is-input", at(out)).into()),
        false => Ok(()),
    }
}

/// The file's name without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn at(path: &Path) -> Origin {
    Origin::file(&path.display().to_string())
}

fn because(code: &'static str, path: &Path, cause: &str) -> Finding {
    Finding::error(code, at(path)).with("detail", cause)
}

/// A finding that says why the system refused.
pub(crate) fn failed(code: &'static str, path: &Path, error: &io::Error) -> Finding {
    because(code, path, cause(error, path))
}

/// The key of the words for why the system refused.
fn cause(error: &io::Error, path: &Path) -> &'static str {
    use io::ErrorKind as Kind;
    // Windows: another program has the file open, or a part of it.
    let is_open = |error: &io::Error| cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
    let told = fs::metadata(path).ok();
    match error.kind() {
        _ if is_open(error) => "store.open",
        _ if told.as_ref().is_some_and(|told| told.is_dir()) => "store.is_folder",
        Kind::NotFound => "store.gone",
        Kind::PermissionDenied if cfg!(windows) && told.is_some_and(|told| told.permissions().readonly()) => {
            "store.kept"
        }
        // Windows tells of a file in use also that access is denied; trying to open it tells which it is.
        Kind::PermissionDenied if File::options().append(true).open(path).is_err_and(|error| is_open(&error)) => {
            "store.open"
        }
        Kind::PermissionDenied => "store.denied",
        Kind::ResourceBusy | Kind::ExecutableFileBusy | Kind::Deadlock => "store.open",
        Kind::StorageFull => "store.full",
        Kind::QuotaExceeded => "store.quota",
        Kind::FileTooLarge => "store.large",
        Kind::ReadOnlyFilesystem => "store.read_only",
        Kind::IsADirectory | Kind::AlreadyExists | Kind::DirectoryNotEmpty => "store.is_folder",
        Kind::NotADirectory => "store.no_folder",
        Kind::InvalidFilename | Kind::InvalidInput => "store.name",
        Kind::NotConnected
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::StaleNetworkFileHandle
        | Kind::ConnectionAborted
        | Kind::ConnectionReset
        | Kind::BrokenPipe
        | Kind::TimedOut => "store.network",
        Kind::OutOfMemory => "store.memory",
        // Windows: the network's name, its path, a device that is not ready; a damaged disk.
        _ if cfg!(windows) && matches!(error.raw_os_error(), Some(53 | 59 | 64 | 67 | 1231)) => "store.network",
        _ if cfg!(windows) && error.raw_os_error() == Some(123) => "store.name",
        _ if error.raw_os_error() == Some(if cfg!(windows) { 1117 } else { 5 }) => "store.disk",
        _ => "store.other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

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

    #[test]
    fn who_reads_a_file_does_not_keep_it_from_being_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write(&path, b"0").unwrap();
        let reader = File::open(&path).unwrap();
        let done = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            drop(reader);
        });
        write(&path, b"1").unwrap();
        done.join().unwrap();
        assert_eq!(read(&path).unwrap(), b"1");
    }

    #[test]
    fn why_the_system_refused_is_said_in_words() {
        let path = Path::new("a.csv");
        for kind in [io::ErrorKind::NotFound, io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied] {
            for language in Language::ALL {
                let line = failed("file-unwritable", path, &kind.into()).line(language);
                assert!(!line.contains("os error") && !line.contains("store."), "{line}");
            }
        }
        let odd = failed("file-unwritable", path, &io::Error::from_raw_os_error(12_345)).line(Language::Chinese);
        assert!(!odd.contains("os error"), "{odd}");
    }

    #[test]
    fn what_a_program_left_behind_is_cleared_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (old, young) = (folder.path().join(".tongchou-a.tmp"), folder.path().join(".tongchou-b.tmp"));
        for path in [&old, &young] {
            fs::write(path, "x").unwrap();
        }
        let before = std::time::SystemTime::now() - 2 * ABANDONED;
        File::options().write(true).open(&old).unwrap().set_modified(before).unwrap();
        write(&folder.path().join("a.csv"), b"one").unwrap();
        assert!(!old.exists() && young.exists());
    }

    #[test]
    fn a_folder_has_all_files_or_none_and_keeps_what_else_it_has() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("result");
        let both = |text: &'static [u8]| {
            move |to: &Path| ["a.csv", "b.csv"].iter().try_for_each(|name| write(&to.join(name), text))
        };
        let broken = |to: &Path| {
            write(&to.join("a.csv"), b"three")?;
            Err(because("file-unwritable", &to.join("b.csv"), "store.full"))
        };
        let refused = write_folder(&folder, broken).unwrap_err();
        assert_eq!(*refused.origin.file, *folder.join("b.csv").to_string_lossy());
        assert!(!folder.exists());
        write_folder(&folder, both(b"one")).unwrap();
        fs::write(folder.join("own.txt"), "mine").unwrap();
        write_folder(&folder, both(b"two")).unwrap();
        write_folder(&folder, broken).unwrap_err();
        let there = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!([there("a.csv"), there("b.csv"), there("own.txt")], ["two", "two", "mine"]);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
        // A move that was broken off is ended before the next.
        fs::create_dir(folder.join(WHOLE)).unwrap();
        fs::write(folder.join(WHOLE).join("b.csv"), "four").unwrap();
        write_folder(&folder, |to| write(&to.join("a.csv"), b"five")).unwrap();
        assert_eq!([there("a.csv"), there("b.csv")], ["five", "four"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_and_what_never_ends_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.csv"), folder.path().join("link.csv"));
        std::os::unix::fs::symlink("a.csv", &link).unwrap();
        write(&link, b"one").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"one");
        for path in ["/dev/zero", "/dev/null"] {
            assert_eq!(read(Path::new(path)).unwrap_err().fact("detail"), Some("store.special"));
        }
        assert!(keep_apart(&link, [&*file].into_iter()).is_err() && is_same(&file, &file));
    }
}
