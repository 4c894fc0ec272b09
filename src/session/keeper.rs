//! Keeps a copy of unsaved work, so that a crash loses at most the last second.
//!
//! Edits are handed over as whole projects; a thread waits for a second of quiet and writes the newest one to a file
//! in the user's data folder. Saving the project takes the copy away.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::project::{self, ENDING, Project};
use super::store;

/// What the keeper is told.
enum Word {
    Keep(Box<Project>),
    Forget,
    SetAside(Box<Project>, PathBuf),
}

/// The keeper's thread; when its owner goes it writes what it still holds, and ends.
pub(super) struct Keeper {
    /// Where work is set aside.
    folder: Option<PathBuf>,
    words: Option<Sender<Word>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Keeper {
    /// A keeper that writes to `path`; without a path it keeps nothing.
    pub(super) fn start(path: Option<PathBuf>) -> Keeper {
        let Some(path) = path else { return Keeper { folder: None, words: None, thread: None } };
        let folder = path.parent().map(|folder| folder.join("kept"));
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
                    Ok(Word::SetAside(project, aside)) => {
                        held = None;
                        // The one copy goes only once the other is there.
                        if write(&aside, Some(project)) {
                            fs::remove_file(&path).ok();
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {
                        write(&path, held.take());
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        write(&path, held.take());
                        return;
                    }
                }
            }
        });
        Keeper { folder, words: Some(words), thread: Some(thread) }
    }

    /// Writes work that is about to be replaced to a numbered file of its own, and takes the copy away; the file.
    pub(super) fn set_aside(&self, project: Project) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        let is_plain = |c: &char| !r#"<>:"/\|?*"#.contains(*c) && !c.is_control();
        let name: String = project.name.chars().filter(is_plain).collect();
        let path = (1..).map(|n| folder.join(format!("{name}-{n}.{ENDING}"))).find(|path| !path.exists())?;
        self.tell(Word::SetAside(Box::new(project), path.clone()));
        Some(path)
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

/// Writes the copy; whether it is there. A copy that can't be written is no reason to disturb the work it is a copy of.
fn write(path: &std::path::Path, project: Option<Box<Project>>) -> bool {
    let Some(bytes) = project.and_then(|p| project::write(&p).ok()) else { return false };
    let folder = path.parent().map(store::make_folder);
    folder.is_none_or(|made| made.is_ok()) && store::write(path, &bytes).is_ok()
}
