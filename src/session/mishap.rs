//! When the program breaks off: a note says where, without anything of the data.

use std::panic::{self, Location, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, thread};

use super::standing::now;
use super::store;

/// How many notes are kept.
const MOST: usize = 10;
/// How the name of a note begins that nobody was told of, and of one that somebody was.
const NAMES: (&str, &str) = ("broke-", "told-");

/// The note that was written last.
static LAST: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on whatever breaks off is noted in a folder. Where it is the program itself that ends, `end` is called with the
/// note, if there is one.
pub fn watch(folder: Option<PathBuf>, end: impl Fn(Option<&Path>) + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |broke| {
        let note = folder.as_deref().and_then(|folder| write(folder, broke));
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = note.clone();
        // What breaks off on another thread ends its own work only, and is told where that is waited for.
        if thread::current().name() == Some("main") {
            end(note.as_deref());
        }
    }));
}

/// The note that was written last by this run.
pub fn last_note() -> Option<PathBuf> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The newest note of an earlier run that nobody was told of; from now on somebody was.
pub fn untold(folder: &Path) -> Option<PathBuf> {
    let mut notes = notes(folder);
    notes.retain(|path| store::name_of(path).starts_with(NAMES.0));
    let told = |path: PathBuf| {
        let to = path.with_file_name(store::name_of(&path).replacen(NAMES.0, NAMES.1, 1));
        fs::rename(&path, &to).ok().map(|()| to)
    };
    notes.into_iter().filter_map(told).collect::<Vec<_>>().pop()
}

/// All notes in a folder, the oldest first.
fn notes(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    found.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    found.sort_by_key(|path| store::name_of(path).split_once('-').map(|(_, time)| time.to_owned()));
    found
}

fn write(folder: &Path, broke: &PanicHookInfo<'_>) -> Option<PathBuf> {
    let time = now();
    let place = broke.location().map_or_else(|| "—".to_owned(), place);
    // Only what stands in the program's own text: what was put together may tell of somebody's data.
    let said = broke.payload().downcast_ref::<&str>().copied().unwrap_or("—");
    let thread = thread::current().name().unwrap_or("—").to_owned();
    let text = format!(
        "time: {time}\nversion: {}\nsystem: {} {}\nthread: {thread}\nplace: {place}\nsaid: {said}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
    );
    let name = format!("{}{}-{}.txt", NAMES.0, time.replace(' ', "_").replace(':', ""), std::process::id());
    let path = folder.join(name);
    store::make_folder(folder).ok()?;
    store::write(&path, text.as_bytes()).ok()?;
    for old in notes(folder).into_iter().rev().skip(MOST) {
        fs::remove_file(old).ok();
    }
    Some(path)
}

/// Where it broke off: the package and its file, without the folders of the machine that the program was made on.
fn place(at: &Location<'_>) -> String {
    let parts: Vec<&str> = at.file().split(['/', '\\']).collect();
    let from = parts.iter().rposition(|part| *part == "src").unwrap_or(0).saturating_sub(1);
    format!("{}:{}:{}", parts[from..].join("/"), at.line(), at.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_where_and_nothing_of_the_data() {
        let folder = tempfile::tempdir().unwrap();
        let before = panic::take_hook();
        watch(Some(folder.path().to_owned()), |_| {});
        let name = "歙县 1234567".to_owned();
        thread::spawn(move || panic!("{name}")).join().unwrap_err();
        panic::set_hook(before);
        let note = untold(folder.path()).unwrap();
        let text = fs::read_to_string(&note).unwrap();
        assert!(text.contains("mishap.rs:") && !text.contains("歙县"), "{text}");
        assert!(untold(folder.path()).is_none() && note.exists());
    }
}
