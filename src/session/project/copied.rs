//! A copy of unsaved work: a project file with a part more, which says where the project's own file is, when the copy was
//! made, and which tables were being imported.

use std::path::PathBuf;

use toml_edit::{DocumentMut, InlineTable, value};

use super::{Archive, Project, corrections, files, open_archive, write_with};
use crate::dataset::Corrections;
use crate::finding::{Finding, Findings};
use crate::session::project::ReadFrom;
use crate::session::store::Stamp;

const PART: &str = "copy.toml";

/// Work as it is kept.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The project.
    pub project: Project,
    /// What else is known.
    pub about: About,
}

/// What is known of kept work beside the project itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// As the project is called.
    pub name: String,
    /// The project's own file, and as it was when it was read or written last.
    pub file: Option<(PathBuf, Option<Stamp>)>,
    /// When it was kept.
    pub when: String,
    /// Whether there are edits that the file has not.
    pub is_changed: bool,
    /// The files of an import under way and how they are read, with what was corrected in it.
    pub import: Option<(ReadFrom, Corrections)>,
}

/// As the bytes of a file.
///
/// # Errors
/// As of a project.
pub fn write(Copied { project, about }: &Copied) -> Result<Vec<u8>, Finding> {
    let mut document = DocumentMut::new();
    document["name"] = value(&about.name);
    document["when"] = value(&about.when);
    document["changed"] = value(about.is_changed);
    if let Some((path, stamp)) = &about.file {
        let mut file = InlineTable::new();
        file.insert("path", path.display().to_string().into());
        if let Some(Stamp { written, length }) = stamp {
            file.insert("written", written.to_string().into());
            file.insert("length", length.to_string().into());
        }
        document["file"] = value(file);
    }
    if let Some((read_from, by_hand)) = &about.import {
        document["corrections"] = value(corrections::write(by_hand));
        files::put(&mut document, std::slice::from_ref(read_from));
    }
    write_with(project, &[(PART, document.to_string())])
}

/// What is known of kept work.
///
/// # Errors
/// What is wrong with the file.
pub fn about(name: &str, bytes: &[u8]) -> Result<About, Findings> {
    let mut archive = Archive::open(name, bytes)?;
    let document = archive.document(PART)?;
    let text = |key: &str| document.get(key).and_then(|item| item.as_str());
    let file = document.get("file").and_then(|file| file.as_inline_table()).and_then(|file| {
        let text = |key: &str| file.get(key)?.as_str();
        let stamp = || Some(Stamp { written: text("written")?.parse().ok()?, length: text("length")?.parse().ok()? });
        Some((PathBuf::from(text("path")?), stamp()))
    });
    let by_hand = text("corrections").map(corrections::read).unwrap_or_default();
    Ok(About {
        name: text("name").unwrap_or_default().to_owned(),
        file,
        when: text("when").unwrap_or_default().to_owned(),
        is_changed: document.get("changed").and_then(|told| told.as_bool()).unwrap_or(true),
        import: files::of(&document).pop().map(|read_from| (read_from, by_hand)),
    })
}

/// Kept work, and what of it was not whole.
///
/// # Errors
/// Where not even the data are.
pub fn read(name: &str, bytes: &[u8]) -> Result<(Copied, Findings), Findings> {
    let (project, lost) = open_archive(name, bytes)?;
    // Without the part the project itself is all there is.
    let about = about(name, bytes).unwrap_or_else(|_| About { is_changed: true, ..About::default() });
    Ok((Copied { project, about }, lost))
}
