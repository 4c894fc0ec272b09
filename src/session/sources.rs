//! The files that data came from: that one has changed on disk is noticed, and all of an import are read again.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::import::{SourceFile, named, prepare_as, read_all};
use super::project::{ReadFrom, SourcePath};
use super::store::{self, Stamp};
use super::{News, Session};
use crate::finding::{Finding, Origin, Severity};

/// Files are looked at no oftener.
const BETWEEN: Duration = Duration::from_secs(1);

/// What is known of the files on disk.
#[derive(Default)]
pub(super) struct Looking {
    /// When they were looked at last.
    last: Option<Instant>,
    /// Those that are not as they were read, as they are now.
    changed: Vec<(PathBuf, Stamp)>,
}

/// A file as it was read.
type Known = (PathBuf, Option<Stamp>);

impl Session {
    /// The files of the import under way, or else those of the project's data.
    fn source_files(&self) -> Vec<Known> {
        match self.draft() {
            Some(draft) => draft.files().iter().map(|file| (file.path.clone(), file.stamp)).collect(),
            None => {
                let files = self.open.read_from.iter().flat_map(|import| &import.files);
                files.map(|file| (file.path.clone(), file.stamp)).collect()
            }
        }
    }

    /// Looks, off the drawing thread and not too often, whether files have changed since they were read.
    pub fn look_at_files(&mut self) {
        if self.looking.last.is_some_and(|last| last.elapsed() < BETWEEN) {
            return;
        }
        let files = self.source_files();
        if files.is_empty() {
            return;
        }
        self.looking.last = Some(Instant::now());
        self.jobs.begin(move || {
            let now = |(path, read): Known| {
                let now = store::stamp(&path).filter(|now| read.is_some_and(|read| read != *now))?;
                Some((path, now))
            };
            let changed: Vec<(PathBuf, Stamp)> = files.into_iter().filter_map(now).collect();
            move |session: &mut Session, _| session.take_looked(changed)
        });
    }

    fn take_looked(&mut self, changed: Vec<(PathBuf, Stamp)>) {
        let is_new = changed.iter().any(|file| !self.looking.changed.contains(file));
        self.looking.changed = changed;
        let names = self.changed_files();
        if is_new && !names.is_empty() {
            self.revisions.all += 1;
            self.news.push(News::SourcesChanged(names));
        }
    }

    /// The names of the files of the import, or else of the project's data, that have changed since they were read.
    pub fn changed_files(&self) -> Vec<String> {
        let known = self.source_files();
        let is_changed = |(path, now): &&(PathBuf, Stamp)| {
            known.iter().any(|(known, read)| known == path && read.is_some_and(|read| read != *now))
        };
        self.looking.changed.iter().filter(is_changed).map(|(path, _)| store::name_of(path)).collect()
    }

    /// Whether it is known where the data came from.
    pub fn can_read_again(&self) -> bool {
        self.draft().is_some() || !self.open.read_from.is_empty()
    }

    /// Reads the files of the import again; or those of the project's data that have changed, as they were read before, to
    /// be joined to it.
    pub(super) fn read_again(&mut self) {
        if let Some(draft) = self.draft() {
            return self.import(draft.files().iter().map(|file| file.path.clone()).collect());
        }
        if !self.can_read_again() {
            return;
        }
        let is_there = |file: &&SourcePath| file.path.exists();
        let is_changed = |file: &SourcePath| store::stamp(&file.path).is_some_and(|now| file.stamp != Some(now));
        let imports = &self.open.read_from;
        let Some(ReadFrom { files, choices }) = imports.iter().find(|import| import.files.iter().any(is_changed))
        else {
            let mut files = imports.iter().flat_map(|import| &import.files);
            let at = |file: &SourcePath| Origin::file(&file.path.display().to_string());
            let finding = match files.clone().find(|file| !file.path.exists()) {
                Some(gone) => Finding::new("source-gone", Severity::Note, at(gone)),
                None => Finding::new("sources-unchanged", Severity::Note, files.next().map(at).unwrap_or_default()),
            };
            let news = News::Failed(finding.into());
            return self.news.push(news);
        };
        let (paths, choices) = (files.iter().filter(is_there).map(|file| file.path.clone()).collect(), choices.clone());
        let (named, known) = (named(paths, &[]), self.known());
        let names: Vec<&str> = named.iter().map(|(_, name)| name.as_str()).collect();
        self.begin_opening(names.join("、"), move |watch| {
            let files: Vec<SourceFile> = read_all(named, choices.encoding.as_deref(), watch);
            let prepared = prepare_as(files, choices, &known);
            move |session: &mut Session| session.take_prepared(prepared, false)
        });
    }
}
