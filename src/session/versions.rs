//! 旧版本: what a project's file held before it was saved over, the last five of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};

use super::project::ENDING;
use super::standing::time_of;
use super::store;
use crate::finding::{Finding, Origin, Severity};

/// How many are kept.
const MOST: usize = 5;

/// Where former versions are kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Keeping {
    /// In a folder beside the project, which everybody sees who sees the project.
    pub beside: bool,
    /// Else among the user's own files; without them nowhere.
    pub own: Option<PathBuf>,
}

/// A former version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// Its file.
    pub path: PathBuf,
    /// When it was saved.
    pub when: String,
    /// In bytes.
    pub length: u64,
}

impl Keeping {
    /// The folder of a project's versions.
    fn folder(&self, project: &Path, beside: bool) -> Option<PathBuf> {
        let project = project.canonicalize().unwrap_or_else(|_| project.to_owned());
        let stem = project.file_stem()?.to_string_lossy().into_owned();
        if beside {
            return Some(project.with_file_name(format!("{stem}.versions")));
        }
        // Projects of one name in several folders have a folder each.
        let sum = Sha256::digest(project.to_string_lossy().as_bytes());
        let sum: String = sum.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Some(self.own.as_ref()?.join(format!("{stem}-{sum}")))
    }

    /// The former versions of a project, wherever they are, the newest first.
    pub fn of(&self, project: &Path) -> Vec<Version> {
        let folders = [true, false].into_iter().filter_map(|beside| self.folder(project, beside));
        let files = folders.flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        let mut found: Vec<(SystemTime, Version)> = Vec::new();
        for entry in files.filter(|entry| entry.path().extension().is_some_and(|ending| ending == ENDING)) {
            let Ok(told) = entry.metadata() else { continue };
            let written = told.modified().unwrap_or(UNIX_EPOCH);
            let version = Version { path: entry.path(), when: time_of(written), length: told.len() };
            found.push((written, version));
        }
        found.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| b.path.cmp(&a.path)));
        found.into_iter().map(|(_, version)| version).collect()
    }

    /// Keeps what a project's file holds, which is about to be saved over by `bytes`.
    ///
    /// # Errors
    /// A warning: the project itself can be saved all the same.
    pub(super) fn keep(&self, project: &Path, bytes: &[u8]) -> Result<(), Finding> {
        let Some(folder) = self.folder(project, self.beside) else { return Ok(()) };
        let Ok(former) = fs::read(project) else { return Ok(()) };
        let is_kept = |version: &Version| fs::read(&version.path).is_ok_and(|kept| kept == former);
        if former.is_empty() || former == bytes || self.of(project).first().is_some_and(is_kept) {
            return Ok(());
        }
        let written = fs::metadata(project).and_then(|told| told.modified()).unwrap_or_else(|_| SystemTime::now());
        let number = written.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let name = time_of(written).replace(' ', "_").replace(':', "");
        // What was saved within one tick of the clock keeps a name of its own.
        let named = |number| folder.join(format!("{name}-{number}.{ENDING}"));
        let path = (number..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(number));
        let put = || {
            store::make_folder(&folder)?;
            store::write(&path, &former)?;
            // It was saved when the project was, not now.
            let file = fs::File::options().write(true).open(&path);
            file.and_then(|file| file.set_modified(written)).ok();
            Ok(())
        };
        put().map_err(|refused: Finding| {
            let finding = Finding::new("version-not-kept", Severity::Warning, Origin::file(&store::name_of(project)));
            finding.with("detail", refused.fact("detail").unwrap_or_default())
        })?;
        let own = |version: &Version| version.path.parent() == Some(&folder);
        for old in self.of(project).into_iter().filter(own).skip(MOST) {
            fs::remove_file(old.path).ok();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_five_are_kept_where_they_are_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("黄山.tongchou");
        for beside in [false, true] {
            let keeping = Keeping { beside, own: Some(folder.path().join("own")) };
            for n in 0..8u8 {
                keeping.keep(&project, &[n]).unwrap();
                fs::write(&project, [n]).unwrap();
                keeping.keep(&project, &[n]).unwrap();
            }
            let kept: Vec<u8> = keeping.of(&project).iter().map(|v| fs::read(&v.path).unwrap()[0]).collect();
            let others = if beside { 5 } else { 0 };
            assert_eq!(kept.len(), 5 + others, "{kept:?}");
            assert_eq!(folder.path().join("黄山.versions").exists(), beside);
            fs::remove_file(&project).unwrap();
        }
    }
}
