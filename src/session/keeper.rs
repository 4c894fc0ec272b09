//! Keeps a copy of unsaved work, so that a crash loses at most the last second.
//!
//! Edits are handed over as whole projects; a thread waits for a second of quiet and writes the newest one to a file
//! in the user's data folder. Saving the project takes the copy away.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::project::{self, Project};
use super::store;

/// What the keeper is told.
enum Word {
    Keep(Box<Project>),
    Forget,
}

/// The keeper's thread; when its owner goes it writes what it still holds, and ends.
pub(super) struct Keeper {
    words: Option<Sender<Word>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Keeper {
    /// A keeper that writes to `path`; without a path it keeps nothing.
    pub(super) fn start(path: Option<PathBuf>) -> Keeper {
        let Some(path) = path else { return Keeper { words: None, thread: None } };
        let (words, heard) = channel::<Word>();
        let thread = std::thread::spawn(move || {
            let mut held: Option<Box<Project>> = None;
            loop {
                let quiet = if held.is_some() { Duration::from_secs(1) } else { Duration::from_secs(3600) };
                match heard.recv_timeout(quiet) {
                    Ok(Word::Keep(project)) => held = Some(project),
                    Ok(Word::Forget) => {
                        held = None;
                        // Nothing to take away is as good as taken away.
                        fs::remove_file(&path).ok();
                    }
                    Err(RecvTimeoutError::Timeout) => write(&path, held.take()),
                    Err(RecvTimeoutError::Disconnected) => {
                        write(&path, held.take());
                        return;
                    }
                }
            }
        });
        Keeper { words: Some(words), thread: Some(thread) }
    }

    pub(super) fn keep(&self, project: Project) {
        self.tell(Word::Keep(Box::new(project)));
    }

    pub(super) fn forget(&self) {
        self.tell(Word::Forget);
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
        self.words = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Writes the copy. A copy that can't be written is no reason to disturb the work it is a copy of.
fn write(path: &std::path::Path, project: Option<Box<Project>>) {
    if let Some(bytes) = project.and_then(|p| project::write(&p).ok()) {
        let folder = path.parent().map(store::make_folder);
        if folder.is_none_or(|made| made.is_ok()) {
            store::write(path, &bytes).ok();
        }
    }
}
