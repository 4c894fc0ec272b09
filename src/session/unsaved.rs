//! Copies of unsaved work among the user's own files: one for each window, and which of them a window left behind.
//!
//! A window holds a lock on a small file as long as it lives, whatever ends it. A copy whose lock is free was left behind.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::project::ENDING;
use super::project::copied::{self, About};
use super::store;
use crate::finding::Finding;

/// A lock younger than this may still be taken by the window that made it.
const YOUNG: Duration = Duration::from_secs(60);
/// The one copy that was thrown away last.
const DISCARDED: &str = "discarded";

/// A window's place among the copies; free again when it is dropped.
pub(super) struct Claim {
    folder: PathBuf,
    window: String,
    _lock: File,
}

impl Claim {
    /// A place that nobody has.
    ///
    /// # Errors
    /// Where nothing can be written into the folder.
    pub(super) fn new(folder: &Path) -> Result<Claim, Finding> {
        store::make_folder(folder)?;
        store::clear(folder);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let window = format!("{}-{since}", std::process::id());
        let path = lock_of(folder, &window);
        let refused = |error: std::io::Error| store::failed("file-unwritable", &path, &error);
        let lock = File::create_new(&path).map_err(refused)?;
        // Where the system has no locks, the copy is offered to the next window at worst.
        lock.try_lock().ok();
        Ok(Claim { folder: folder.to_owned(), window, _lock: lock })
    }

    /// By what it is known: the program's number and when it began.
    pub(super) fn window(&self) -> &str {
        &self.window
    }

    /// The file of its copy.
    pub(super) fn copy(&self) -> PathBuf {
        copy_of(&self.folder, &self.window)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.copy().exists() {
            fs::remove_file(lock_of(&self.folder, &self.window)).ok();
        }
    }
}

fn lock_of(folder: &Path, window: &str) -> PathBuf {
    folder.join(format!("{window}.lock"))
}

fn copy_of(folder: &Path, window: &str) -> PathBuf {
    folder.join(format!("{window}.{ENDING}"))
}

/// Whether the window of a lock in this folder is gone; `None` where the folder knows nothing of it.
pub(super) fn is_gone(folder: &Path, window: &str) -> Option<bool> {
    let lock = File::open(lock_of(folder, window)).ok()?;
    Some(lock.try_lock().is_ok())
}

/// Work that a window left behind.
#[derive(Clone, Debug)]
pub struct Left {
    /// The copy.
    pub path: PathBuf,
    /// What is known of it; `None` where the copy is damaged.
    pub about: Option<About>,
    /// Whether the project's own file was written after the copy's project was read from it.
    pub is_outdated: bool,
    /// Held, so that no other window offers the same.
    hold: Arc<File>,
}

impl PartialEq for Left {
    fn eq(&self, other: &Left) -> bool {
        self.path == other.path && Arc::ptr_eq(&self.hold, &other.hold)
    }
}

/// What other windows left behind in a folder, the newest first. Each is held until it is dropped.
pub(super) fn left(folder: &Path) -> Vec<Left> {
    let mut found: Vec<(SystemTime, Left)> = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let written = entry.metadata().and_then(|told| told.modified()).unwrap_or(UNIX_EPOCH);
        if let Some(window) = name.strip_suffix(".lock") {
            let is_young = written.elapsed().is_ok_and(|age| age < YOUNG);
            if !is_young && !copy_of(folder, window).exists() && is_gone(folder, window) == Some(true) {
                fs::remove_file(path).ok();
            }
            continue;
        }
        let Some(window) = name.strip_suffix(&format!(".{ENDING}")).filter(|window| *window != DISCARDED) else {
            continue;
        };
        let lock = File::options().create(true).append(true).open(lock_of(folder, window));
        let Some(lock) = lock.ok().filter(|lock| lock.try_lock().is_ok()) else { continue };
        let about = fs::read(&path).ok().and_then(|bytes| copied::about(&name, &bytes).ok());
        let file = about.as_ref().and_then(|about| about.file.as_ref());
        let is_outdated = file.is_some_and(|(path, stamp)| stamp.is_some() && store::stamp(path) != *stamp);
        found.push((written, Left { path, about, is_outdated, hold: Arc::new(lock) }));
    }
    found.sort_by_key(|(written, _)| std::cmp::Reverse(*written));
    found.into_iter().map(|(_, left)| left).collect()
}

/// Throws left work away; where it can be got back until the next is thrown away.
pub(super) fn discard(left: &Left) -> Option<PathBuf> {
    let discarded = left.path.with_file_name(format!("{DISCARDED}.{ENDING}"));
    fs::rename(&left.path, &discarded).ok().map(|()| discarded)
}
