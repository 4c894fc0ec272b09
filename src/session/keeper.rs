//! Keeps a copy of unsaved work, so that a crash loses at most the last seconds.
//!
//! Edits are handed over as whole projects. A thread waits for a second of quiet, though never longer than [`LONGEST`],
//! and writes the newest to the window's own file among the [`super::unsaved`] ones. Saving the project takes the copy
//! away. Where it can't be written, that is known until it can.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::jobs::{Wake, guarded};
use super::project::copied::{self, Copied};
use super::project::{self, ENDING, Project};
use super::store;
use super::unsaved::Claim;
use crate::finding::Finding;

/// So long nothing is edited before the copy is written.
const QUIET: Duration = Duration::from_secs(1);
/// So long it may wait while editing goes on.
const LONGEST: Duration = Duration::from_secs(5);
/// So long a program that breaks off waits for the copies to be written.
const LAST: Duration = Duration::from_secs(5);

/// What the keeper is told.
enum Word {
    Keep(Box<Copied>),
    Forget,
    SetAside(Box<Project>, PathBuf),
    /// Keep this work, which another window left behind in that file.
    Adopt(Box<Copied>, PathBuf),
    /// Write what is held now, and answer.
    Flush(Sender<()>),
}

/// The keepers of this program by their windows, for when it breaks off.
static ALL: Mutex<Vec<(Arc<str>, Sender<Word>)>> = Mutex::new(Vec::new());

/// Why the last copy could not be written; `None` where it could.
type Trouble = Arc<Mutex<Option<Finding>>>;

/// The keeper's thread; when its owner goes it writes what it still holds, and ends.
pub(super) struct Keeper {
    /// By what the window is known.
    window: Option<Arc<str>>,
    /// Where work is set aside.
    folder: Option<PathBuf>,
    words: Option<Sender<Word>>,
    thread: Option<std::thread::JoinHandle<()>>,
    trouble: Trouble,
}

impl Keeper {
    /// A keeper that writes into a folder; without one it keeps nothing. `wake` is called where it comes into trouble, or
    /// out of it.
    pub(super) fn start(folder: Option<&Path>, wake: Wake) -> Keeper {
        let trouble = Trouble::default();
        let none = |trouble| Keeper { window: None, folder: None, words: None, thread: None, trouble };
        let Some(folder) = folder else { return none(trouble) };
        let claim = match Claim::new(folder) {
            Ok(claim) => claim,
            Err(finding) => {
                *lock(&trouble) = Some(finding);
                return none(trouble);
            }
        };
        let aside = folder.parent().map(|parent| parent.join("kept"));
        let (words, heard) = channel::<Word>();
        let window: Arc<str> = claim.window().into();
        lock(&ALL).push((window.clone(), words.clone()));
        let told = trouble.clone();
        let thread = std::thread::spawn(move || Keeping { claim, held: None, trouble: told, wake }.listen(&heard));
        Keeper { window: Some(window), folder: aside, words: Some(words), thread: Some(thread), trouble }
    }

    /// By what the window is known; without a folder by its program alone.
    pub(super) fn window(&self) -> String {
        self.window.as_ref().map_or_else(|| std::process::id().to_string(), |window| window.to_string())
    }

    /// Writes work that is about to be replaced to a numbered file of its own, and takes the copy away; the file.
    pub(super) fn set_aside(&self, project: Project) -> Option<PathBuf> {
        let path = self.place_for(&project.name)?;
        self.tell(Word::SetAside(Box::new(project), path.clone()));
        Some(path)
    }

    /// A numbered file among those that work is set aside in.
    pub(super) fn place_for(&self, name: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        let is_plain = |c: &char| !r#"<>:"/\|?*"#.contains(*c) && !c.is_control();
        let name: String = name.chars().filter(is_plain).collect();
        (1..).map(|n| folder.join(format!("{name}-{n}.{ENDING}"))).find(|path| !path.exists())
    }

    pub(super) fn keep(&self, copied: Copied) {
        self.tell(Word::Keep(Box::new(copied)));
    }

    /// Keeps work that another window left behind in a file, which goes once the new copy is there.
    pub(super) fn adopt(&self, copied: Copied, left: PathBuf) {
        self.tell(Word::Adopt(Box::new(copied), left));
    }

    pub(super) fn forget(&self) {
        self.tell(Word::Forget);
    }

    /// Why unsaved work is not kept at the moment.
    pub(super) fn trouble(&self) -> Option<Finding> {
        lock(&self.trouble).clone()
    }

    fn tell(&self, word: Word) {
        if let Some(words) = &self.words {
            // The thread lives as long as its owner; a word after its end has nobody to hear it.
            words.send(word).ok();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        lock(&ALL).retain(|(window, _)| Some(window) != self.window.as_ref());
        self.words = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// What the thread knows.
struct Keeping {
    claim: Claim,
    /// Work that is not written yet, and since when.
    held: Option<(Box<Copied>, Instant)>,
    trouble: Trouble,
    wake: Wake,
}

impl Keeping {
    fn listen(mut self, heard: &Receiver<Word>) {
        loop {
            let wait = match &self.held {
                Some((_, since)) => QUIET.min(LONGEST.saturating_sub(since.elapsed())),
                None => Duration::from_secs(3600),
            };
            // Words that come without a pause must not put it off for ever.
            let word = if wait.is_zero() { Err(RecvTimeoutError::Timeout) } else { heard.recv_timeout(wait) };
            match word {
                Ok(Word::Keep(copied)) => self.hold(copied),
                Ok(Word::Forget) => {
                    self.held = None;
                    self.forget();
                    self.tell(None);
                }
                Ok(Word::SetAside(project, aside)) => {
                    self.held = None;
                    // The one copy goes only once the other is there.
                    if self.write(&aside, || project::write(&project)) {
                        self.forget();
                    }
                }
                Ok(Word::Adopt(copied, left)) => {
                    self.hold(copied);
                    if self.write_held() {
                        fs::remove_file(left).ok();
                    }
                }
                Ok(Word::Flush(done)) => {
                    self.write_held();
                    done.send(()).ok();
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.write_held();
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.write_held();
                    return;
                }
            }
        }
    }

    fn hold(&mut self, copied: Box<Copied>) {
        let since = self.held.as_ref().map_or_else(Instant::now, |(_, since)| *since);
        self.held = Some((copied, since));
    }

    /// Nothing to take away is as good as taken away.
    fn forget(&self) {
        fs::remove_file(self.claim.copy()).ok();
    }

    /// Writes what is held; whether it is there.
    fn write_held(&mut self) -> bool {
        let Some((copied, _)) = self.held.take() else { return false };
        self.write(&self.claim.copy(), || copied::write(&copied))
    }

    /// Writes a file; whether it is there.
    fn write(&self, path: &Path, bytes: impl FnOnce() -> Result<Vec<u8>, Finding>) -> bool {
        let folder = path.parent().unwrap_or(path);
        let write = || store::make_folder(folder).and_then(|()| bytes()).and_then(|bytes| store::write(path, &bytes));
        let written = guarded(write).and_then(|written| written);
        let is_there = written.is_ok();
        self.tell(written.err());
        is_there
    }

    fn tell(&self, trouble: Option<Finding>) {
        let changed = {
            let mut told = lock(&self.trouble);
            let changed = *told != trouble;
            *told = trouble;
            changed
        };
        if changed {
            (self.wake)();
        }
    }
}

/// Has every keeper write what it holds: the program breaks off.
pub(super) fn flush_all() {
    // Where the list itself is being changed there is no time to wait for it.
    let Ok(all) = ALL.try_lock().map(|all| all.clone()) else { return };
    let (done, ended) = channel();
    for (_, words) in all {
        words.send(Word::Flush(done.clone())).ok();
    }
    drop(done);
    let until = Instant::now() + LAST;
    while ended.recv_timeout(until.saturating_duration_since(Instant::now())).is_ok() {}
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
