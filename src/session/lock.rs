//! Who is working on a project: a small file beside it, which says who, on which machine and since when.
//!
//! It is written anew every minute as long as it holds. One that was not for [`STALE`], by the clock of the disk that it
//! is on, or whose window on this machine is gone, counts no more.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use toml_edit::{DocumentMut, value};

use super::standing::now;
use super::{store, unsaved};

/// How often it is written anew.
const BEAT: Duration = Duration::from_secs(60);
/// Not written for so long, it was left behind.
const STALE: Duration = Duration::from_secs(300);

/// Who has a project.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holder {
    /// The person, as the system knows them; a key of words where that isn't a name.
    pub owner: String,
    /// The machine, in the same way.
    pub machine: String,
    /// Since when.
    pub since: String,
    /// The window: the program's number, and when it began.
    window: String,
}

impl Holder {
    /// The person at this machine, with a window.
    pub(super) fn here(window: String) -> Holder {
        let told = |names: [&str; 2]| names.iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
        let machine = fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned());
        let machine = machine.unwrap_or_else(|_| told(["COMPUTERNAME", "HOSTNAME"]));
        Holder { owner: told(["USERNAME", "USER"]), machine, since: String::new(), window }
    }

    /// As it is said to somebody here: keys of words stand for what is not known, or is here.
    pub(super) fn told(&self, here: &Holder) -> Holder {
        let is_here = !self.machine.is_empty() && self.machine == here.machine;
        let owner = match &*self.owner {
            owner if is_here && owner == here.owner => "lock.other_window",
            "" => "lock.somebody",
            owner => owner,
        };
        let machine = match &*self.machine {
            _ if is_here => "lock.this_machine",
            "" => "lock.other_machine",
            machine => machine,
        };
        Holder { owner: owner.into(), machine: machine.into(), ..self.clone() }
    }

    fn read(text: &str) -> Option<Holder> {
        let document: DocumentMut = text.parse().ok()?;
        let word = |key: &str| document.get(key).and_then(|item| item.as_str()).unwrap_or_default().to_owned();
        Some(Holder { owner: word("owner"), machine: word("machine"), since: word("since"), window: word("window") })
    }

    fn write(&self) -> String {
        let mut document = DocumentMut::new();
        for (key, word) in
            [("owner", &self.owner), ("machine", &self.machine), ("since", &self.since), ("window", &self.window)]
        {
            document[key] = value(word);
        }
        document.to_string()
    }

    /// Whether the window is known to be gone; of another machine nothing is known.
    fn is_gone(&self, here: &Holder, unsaved: Option<&Path>) -> bool {
        if self.machine != here.machine {
            return false;
        }
        let number = self.window.split('-').next().unwrap_or_default();
        // Numbers of Windows are none of the Linux that it may run on.
        let is_told = cfg!(target_os = "linux") && Path::new("/proc/self").exists();
        let has_ended = is_told && !Path::new("/proc").join(number).exists();
        has_ended || unsaved.and_then(|folder| unsaved::is_gone(folder, &self.window)) == Some(true)
    }
}

/// A project that is ours as long as this is there.
#[derive(Debug)]
pub(super) struct Lock {
    mark: Mark,
    /// Ends the thread when it goes.
    _beat: Sender<()>,
}

/// By what it is seen whether a lock is still ours: while a machine sleeps another may take it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    path: PathBuf,
    text: Arc<str>,
}

impl Mark {
    pub(super) fn holds(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|there| *there == *self.text)
    }
}

/// What became of a lock that was asked for.
#[derive(Debug)]
pub(super) enum Asked {
    Ours(Lock),
    /// Somebody else has it.
    Theirs(Holder),
    /// There can't be one: nothing can be written there.
    Without,
}

impl Lock {
    /// Asks for the lock of a project. `unsaved` is the folder in which windows of this machine are known.
    pub(super) fn ask(project: &Path, here: &Holder, unsaved: Option<&Path>) -> Asked {
        let path = beside(project);
        let taken = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let holder = Holder { since: now(), ..here.clone() };
        // No two are alike, also of one window.
        let text: Arc<str> = format!("{}taken = \"{taken}\"\n", holder.write()).into();
        match put(&path, &text) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let there = fs::read_to_string(&path).ok().and_then(|text| Holder::read(&text)).unwrap_or_default();
                let is_own = there.window == here.window && there.machine == here.machine;
                if !is_own && !there.is_gone(here, unsaved) && !is_stale(&path) {
                    return Asked::Theirs(there);
                }
                // In one step: of two who find it stale the later has it, and the other finds out.
                if store::write(&path, text.as_bytes()).is_err() {
                    return Asked::Without;
                }
                if fs::read_to_string(&path).is_ok_and(|there| *there != *text) {
                    return Asked::Theirs(there);
                }
            }
            Err(_) => return Asked::Without,
        }
        let (sender, ended) = channel::<()>();
        let mark = Mark { path, text };
        let own = mark.clone();
        std::thread::spawn(move || {
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                if own.holds() {
                    // What can't be written now may be in a minute.
                    store::write(&own.path, own.text.as_bytes()).ok();
                }
            }
        });
        Asked::Ours(Lock { mark, _beat: sender })
    }

    /// By what it is seen whether it is still ours.
    pub(super) fn mark(&self) -> Mark {
        self.mark.clone()
    }

    /// Whether it is the lock of this project.
    pub(super) fn is_of(&self, project: &Path) -> bool {
        self.mark.path == beside(project)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.mark.holds() {
            fs::remove_file(&self.mark.path).ok();
        }
    }
}

/// Where the lock of a project stands: beside the file itself, wherever a link to it is.
fn beside(project: &Path) -> PathBuf {
    let project = project.canonicalize().unwrap_or_else(|_| project.to_owned());
    project.with_file_name(format!(".~lock.{}#", store::name_of(&project)))
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}

/// Whether a lock was not written for long, by the clock of its disk.
fn is_stale(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|told| told.modified());
    let now = path.parent().map(tempfile::tempfile_in).and_then(|file| file.ok()?.metadata().ok()?.modified().ok());
    match (written, now) {
        (Ok(written), Some(now)) => now.duration_since(written).is_ok_and(|age| age > STALE),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(window: &str, machine: &str) -> Holder {
        Holder { owner: "王芳".into(), machine: machine.into(), since: String::new(), window: window.into() }
    }

    #[test]
    fn one_has_it_and_the_other_is_told_who() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("黄山.tongchou");
        fs::write(&project, "x").unwrap();
        let living = format!("{}-1", std::process::id());
        let (first, second) = (holder(&living, "甲"), holder("7-2", "乙"));
        let Asked::Ours(lock) = Lock::ask(&project, &first, None) else { panic!("it is free") };
        assert!(lock.mark().holds() && lock.is_of(&project));
        let Asked::Theirs(there) = Lock::ask(&project, &second, None) else { panic!("it is taken") };
        assert_eq!((there.owner.as_str(), there.machine.as_str()), ("王芳", "甲"));
        drop(lock);
        assert!(matches!(Lock::ask(&project, &second, None), Asked::Ours(_)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn whoever_is_not_known_by_name_is_told_all_the_same() {
        let here = holder("1-1", "这里");
        let told = |owner: &str, machine: &str| {
            let told = Holder { owner: owner.into(), ..holder("2-2", machine) }.told(&here);
            (told.owner, told.machine)
        };
        let pair = |owner: &str, machine: &str| (owner.to_owned(), machine.to_owned());
        assert_eq!(told("李娜", "别处"), pair("李娜", "别处"));
        assert_eq!(told("李娜", "这里"), pair("李娜", "lock.this_machine"));
        assert_eq!(told("王芳", "这里"), pair("lock.other_window", "lock.this_machine"));
        assert_eq!(told("", ""), pair("lock.somebody", "lock.other_machine"));
    }

    #[test]
    fn a_lock_that_was_left_behind_counts_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("a.tongchou");
        let path = beside(&project);
        fs::write(&path, holder("1-1", "别处").write()).unwrap();
        let here = holder("2-2", "这里");
        assert!(matches!(Lock::ask(&project, &here, None), Asked::Theirs(_)), "of another machine nothing is known");
        let before = std::time::SystemTime::now() - 2 * STALE;
        File::options().write(true).open(&path).unwrap().set_modified(before).unwrap();
        assert!(matches!(Lock::ask(&project, &here, None), Asked::Ours(_)));
        // A window of this machine that has ended.
        fs::write(&path, holder("999999999-1", "这里").write()).unwrap();
        let is_told = cfg!(target_os = "linux") && Path::new("/proc/self").exists();
        assert_eq!(matches!(Lock::ask(&project, &here, None), Asked::Ours(_)), is_told);
    }
}
