//! The project's file on disk: who has it, whether it changed since it was opened, and saving it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::lock::{Asked, Holder, Lock};
use super::project::copied::{About, Copied};
use super::project::{self, Project, ReadFrom, SourcePath};
use super::standing::now;
use super::store::{self, Stamp};
use super::unsaved::{self, Left};
use super::versions::{Keeping, Version};
use super::work::Work;
use super::{News, Session};
use crate::dataset::Corrections;
use crate::finding::{Finding, Findings, Origin, Severity};

/// The file is looked at no oftener.
const BETWEEN: Duration = Duration::from_secs(2);

/// The project's file.
#[derive(Debug)]
pub(super) struct OnDisk {
    pub(super) path: PathBuf,
    /// As it was when it was read or written last.
    stamp: Option<Stamp>,
    /// Ours, unless somebody else has it or there can't be one.
    lock: Option<Lock>,
    /// Who has it, where it is not ours.
    holder: Option<Holder>,
    /// Whether somebody has written it since.
    is_changed: bool,
}

impl OnDisk {
    /// A file, and who has it. To be asked before it is read.
    fn asked(path: &Path, here: &Here) -> OnDisk {
        let stamp = store::stamp(path);
        let (lock, holder) = match Lock::ask(path, &here.holder, here.unsaved.as_deref()) {
            Asked::Ours(lock) => (Some(lock), None),
            Asked::Theirs(holder) => (None, Some(holder)),
            Asked::Without => (None, None),
        };
        OnDisk { path: path.to_owned(), stamp, lock, holder, is_changed: false }
    }
}

/// Who works here, and where windows keep their unsaved work.
#[derive(Clone, Debug)]
pub(super) struct Here {
    pub(super) holder: Holder,
    pub(super) unsaved: Option<PathBuf>,
}

/// What stands in the way of saving, or of keeping what is not saved, as long as it does.
#[derive(Clone, PartialEq, Debug)]
pub enum Concern {
    /// Unsaved work is not kept: why.
    NotKept(Finding),
    /// Somebody else has the project: it can be read, and saved elsewhere.
    Held(Holder),
    /// The file was written by somebody else since it was opened.
    Changed,
}

/// A project file that was read.
pub(super) struct Opened {
    project: Project,
    file: OnDisk,
    /// What was not whole.
    lost: Findings,
}

/// Reads a project out of the bytes of its file, which was so before it was read.
pub(super) fn open(path: &Path, stamp: Option<Stamp>, bytes: &[u8], here: &Here) -> Result<Opened, Findings> {
    let (project, lost) = project::open_archive(&store::name_of(path), bytes)?;
    Ok(Opened { project, file: OnDisk { stamp, ..OnDisk::asked(path, here) }, lost })
}

/// What was written last, as it then was: whoever saves waits for the one before, and knows its file.
pub(super) type Saving = Arc<Mutex<Option<(PathBuf, Option<Stamp>)>>>;

fn turn(saving: &Saving) -> MutexGuard<'_, Option<(PathBuf, Option<Stamp>)>> {
    saving.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Somebody else has a project.
fn held(path: &Path, holder: &Holder, here: &Here) -> Finding {
    let Holder { owner, machine, since, .. } = &holder.told(&here.holder);
    let finding = Finding::error("project-held", Origin::file(&store::name_of(path)));
    finding.with("owner", owner).with("machine", machine).with("since", since)
}

impl Session {
    /// What there is to be said of the project's file and of the copy of unsaved work at the moment.
    pub fn concerns(&self) -> Vec<Concern> {
        let file = self.open.file.as_ref();
        let kept = self.keeper.trouble().map(Concern::NotKept);
        let held = file.and_then(|file| file.holder.as_ref());
        let held = held.map(|holder| Concern::Held(holder.told(&self.here.holder)));
        let changed = file.filter(|file| file.is_changed).map(|_| Concern::Changed);
        kept.into_iter().chain(held).chain(changed).collect()
    }

    /// Where former versions are kept.
    pub fn keep_versions(&mut self, keeping: Keeping) {
        self.versions = keeping;
    }

    /// Whether former versions are kept beside the project.
    pub fn keeps_versions_beside(&self) -> bool {
        self.versions.beside
    }

    /// The former versions of a project, the newest first.
    pub fn versions_of(&self, project: &Path) -> Vec<Version> {
        self.versions.of(project)
    }

    /// Looks for work that other windows left behind.
    pub fn look_for_left(&mut self) {
        self.left = self.here.unsaved.as_deref().map(unsaved::left).unwrap_or_default();
    }

    /// Work that other windows left behind, the newest first.
    pub fn left(&self) -> &[Left] {
        &self.left
    }

    /// Shows a project that was read.
    pub(super) fn show_opened(&mut self, opened: Opened) {
        let Opened { project, file, lost } = opened;
        self.drop_import();
        self.set_aside();
        self.last = Some(file.path.clone());
        self.note_recent(file.path.clone());
        // A damaged file is not to be saved over with what is left of it.
        let file = lost.is_empty().then_some(file);
        self.show(project, file);
        self.news.push(News::Opened);
        if !lost.is_empty() {
            self.news.push(News::Failed(lost));
        }
    }

    /// Hands the work over to be kept, or has the copy taken away where there is nothing in it that could be lost.
    pub(super) fn keep(&mut self) {
        match self.is_changed() || self.import_under_way().is_some() {
            true => self.keeper.keep(self.copied()),
            false => self.keeper.forget(),
        }
    }

    fn copied(&self) -> Copied {
        let file = self.open.file.as_ref().map(|file| (file.path.clone(), file.stamp));
        let about = About {
            name: self.open.name.clone(),
            file,
            when: now(),
            is_changed: self.is_changed(),
            import: self.import_under_way(),
        };
        Copied { project: self.project(), about }
    }

    /// The files of the import under way, how they are read, and what was corrected in it.
    fn import_under_way(&self) -> Option<(ReadFrom, Corrections)> {
        let draft = self.draft()?;
        let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let files = draft.files().iter().map(|file| SourcePath { path: whole(&file.path), stamp: file.stamp });
        let read_from = ReadFrom { files: files.collect(), choices: draft.choices().clone() };
        Some((read_from, draft.corrections().clone()))
    }

    /// Takes up work that a window left behind: it is as it was there, and is saved where it was to be.
    pub(super) fn recover(&mut self, copy: PathBuf) {
        let hold = self.take_left(&copy);
        let (here, name) = (self.here.clone(), store::name_of(&copy));
        self.begin_opening(name.clone(), move |_| {
            let read = store::read(&copy)
                .map_err(Findings::from)
                .and_then(|bytes| project::copied::read(&name, &bytes))
                .map(|(copied, lost)| {
                    let file = copied.about.file.as_ref().map(|(path, stamp)| {
                        let mut file = OnDisk::asked(path, &here);
                        file.is_changed = stamp.is_some() && file.stamp != *stamp;
                        file.stamp = *stamp;
                        file
                    });
                    (copied, file, lost)
                });
            move |session: &mut Session| {
                let (copied, file, lost) = match read {
                    Ok(read) => read,
                    Err(findings) => {
                        // Another time, perhaps: it is not thrown away.
                        session.left.extend(hold);
                        return session.news.push(News::Failed(findings));
                    }
                };
                session.set_aside();
                session.last = file.as_ref().map(|file| file.path.clone());
                session.show(copied.project, file);
                if copied.about.is_changed {
                    session.open.saved = Work::default();
                    session.open.has_new_data = true;
                }
                session.keeper.adopt(session.copied(), copy);
                session.news.push(News::Opened);
                if !lost.is_empty() {
                    session.news.push(News::Failed(lost));
                }
                if let Some((read_from, corrections)) = copied.about.import {
                    session.import_as(read_from, corrections);
                }
            }
        });
    }

    /// Throws left work away; it can still be got back until the next is.
    pub(super) fn discard(&mut self, copy: &Path) {
        if let Some(left) = self.take_left(copy) {
            let name = left.about.as_ref().map(|about| about.name.clone()).unwrap_or_default();
            if let Some(copy) = unsaved::discard(&left) {
                self.news.push(News::Discarded(name, copy));
            }
        }
    }

    /// Puts left work into a project file of its own, beside the one that it was made from.
    pub(super) fn keep_both(&mut self, copy: PathBuf) {
        let Some(left) = self.take_left(&copy) else { return };
        let about = left.about.clone().unwrap_or_default();
        let time = about.when.replace(':', "");
        let beside = about.file.as_ref().map(|(path, _)| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = self.language.fill("unsaved.beside", &[("name", &stem), ("when", &time)]);
            path.with_file_name(format!("{name}.{}", project::ENDING))
        });
        let aside = self.keeper.place_for(&about.name);
        self.jobs.begin(move || {
            let put = || {
                let (copied, _) = project::copied::read(&store::name_of(&copy), &store::read(&copy)?)?;
                let bytes = project::write(&copied.project)?;
                let beside = beside.filter(|path| !path.exists() && store::write(path, &bytes).is_ok());
                let path = match (beside, aside) {
                    (Some(path), _) => path,
                    (None, Some(path)) => {
                        store::make_folder(path.parent().unwrap_or(&path))?;
                        store::write(&path, &bytes)?;
                        path
                    }
                    (None, None) => return Err(Findings::new()),
                };
                std::fs::remove_file(&copy).ok();
                Ok(path)
            };
            let put = put();
            move |session: &mut Session, _| match put {
                Ok(path) => {
                    session.note_recent(path.clone());
                    session.news.push(News::SetAside(path));
                }
                Err(findings) => {
                    session.left.push(left);
                    session.news.push(News::Failed(findings));
                }
            }
        });
    }

    fn take_left(&mut self, copy: &Path) -> Option<Left> {
        let place = self.left.iter().position(|left| left.path == copy)?;
        Some(self.left.remove(place))
    }

    /// Shows a former version in the project's place; saving then makes it the newest.
    pub(super) fn open_version(&mut self, project: PathBuf, version: PathBuf) {
        let here = self.here.clone();
        self.begin_opening(store::name_of(&project), move |_| {
            let read = store::read(&version).map_err(Findings::from).and_then(|bytes| {
                let (mut read, lost) = project::open_archive(&store::name_of(&version), &bytes)?;
                read.name = project.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                Ok((read, lost))
            });
            let asked = read.is_ok().then(|| OnDisk::asked(&project, &here));
            move |session: &mut Session| match read {
                Err(findings) => session.news.push(News::Failed(findings)),
                Ok((read, lost)) => {
                    session.drop_import();
                    session.set_aside();
                    session.show(read, asked);
                    session.open.saved = Work::default();
                    session.open.has_new_data = true;
                    session.keep();
                    session.news.push(News::Opened);
                    if !lost.is_empty() {
                        session.news.push(News::Failed(lost));
                    }
                }
            }
        });
    }

    /// Reads the project's file again, instead of what is shown; unsaved work is kept aside.
    pub(super) fn reload(&mut self) {
        if let Some(path) = self.path().map(Path::to_owned) {
            self.open(path, false);
        }
    }

    /// Writes the project to a file; `anew` where that one was chosen, whatever stands in it.
    pub(super) fn save(&mut self, path: PathBuf, anew: bool) {
        let mut project = self.project();
        if let Some(stem) = path.file_stem() {
            project.name = stem.to_string_lossy().into_owned();
        }
        let own = self.open.file.as_ref().filter(|file| file.path == path);
        let holder = own.and_then(|file| file.holder.clone());
        let known = own.filter(|_| !anew).map(|file| (file.stamp, file.is_changed));
        let mark = own.and_then(|file| file.lock.as_ref()).map(Lock::mark);
        let (here, versions, saving) = (self.here.clone(), self.versions.clone(), self.saving.clone());
        self.jobs.begin(move || {
            let mut last = turn(&saving);
            let write = || {
                if let Some(holder) = holder {
                    return Err(held(&path, &holder, &here));
                }
                let now = store::stamp(&path);
                let is_last = last.as_ref().is_some_and(|(written, stamp)| *written == path && *stamp == now);
                let is_other = |(stamp, is_changed): (Option<Stamp>, bool)| {
                    is_changed || (stamp != now && stamp.is_some() && now.is_some())
                };
                if !is_last && known.is_some_and(is_other) {
                    return Err(Finding::error("project-changed", Origin::file(&store::name_of(&path))));
                }
                // A lock that was lost meanwhile is asked for again.
                let asked = (!mark.is_some_and(|mark| mark.holds())).then(|| OnDisk::asked(&path, &here));
                if let Some(holder) = asked.as_ref().and_then(|file| file.holder.as_ref()) {
                    return Err(held(&path, holder, &here));
                }
                let bytes = project::write(&project)?;
                let not_kept = versions.keep(&path, &bytes).err();
                store::write(&path, &bytes)?;
                let stamp = store::stamp(&path);
                *last = Some((path.clone(), stamp));
                Ok((asked, stamp, not_kept))
            };
            let written = write();
            drop(last);
            move |session: &mut Session, _| {
                let written = written.map(|(asked, stamp, not_kept)| {
                    session.take_saved(&project, &path, asked, stamp);
                    session.news.extend(not_kept.map(|finding| News::Failed(finding.into())));
                });
                if written.as_ref().is_err_and(|refused| refused.code == "project-changed") {
                    session.open.file.as_mut().into_iter().for_each(|file| file.is_changed = true);
                    session.revisions.all += 1;
                }
                session.tell_written(path, written);
            }
        });
    }

    /// Notes that the project stands in a file.
    fn take_saved(&mut self, project: &Project, path: &Path, asked: Option<OnDisk>, stamp: Option<Stamp>) {
        self.note_saved(project);
        self.open.name.clone_from(&project.name);
        let own = self.open.file.take().filter(|file| file.lock.as_ref().is_some_and(|lock| lock.is_of(path)));
        let mut file = match (own, asked) {
            (Some(own), None) => own,
            (own, asked) => {
                // The lock that was asked for anew is the file's, and the former must not take it away.
                drop(own);
                asked.unwrap_or(OnDisk { path: path.to_owned(), stamp, lock: None, holder: None, is_changed: false })
            }
        };
        (file.path, file.stamp, file.is_changed) = (path.to_owned(), stamp, false);
        self.open.file = Some(file);
        self.last = Some(path.to_owned());
        self.note_recent(path.to_owned());
        self.revisions.all += 1;
        self.keep();
    }

    /// Looks, off the drawing thread and not too often, whether the project's file has changed, and whether who had it has
    /// left it.
    pub fn look_at_project(&mut self) {
        if self.looked.is_some_and(|last| last.elapsed() < BETWEEN) {
            return;
        }
        let Some(file) = &self.open.file else { return };
        self.looked = Some(Instant::now());
        let (path, is_held, here) = (file.path.clone(), file.holder.is_some(), self.here.clone());
        let saving = self.saving.clone();
        self.jobs.begin(move || {
            let last = turn(&saving).clone();
            let now = store::stamp(&path).filter(|now| last != Some((path.clone(), Some(*now))));
            let asked = is_held.then(|| Lock::ask(&path, &here.holder, here.unsaved.as_deref()));
            move |session: &mut Session, _| {
                let Some(file) = session.open.file.as_mut().filter(|file| file.path == path) else { return };
                let before = (file.is_changed, file.holder.is_some());
                // What was saved since it was looked at has another stamp than then.
                let is_now = || store::stamp(&path) == now;
                if now.is_some() && file.stamp.is_some() && file.stamp != now && is_now() {
                    file.is_changed = true;
                }
                match asked {
                    Some(Asked::Ours(lock)) => (file.lock, file.holder) = (Some(lock), None),
                    Some(Asked::Theirs(holder)) => file.holder = Some(holder),
                    Some(Asked::Without) | None => {}
                }
                let after = (file.is_changed, file.holder.is_some());
                if after != before {
                    session.revisions.all += 1;
                    if before.1 && !after.1 {
                        let free = Finding::new("project-free", Severity::Note, Origin::file(&store::name_of(&path)));
                        session.news.push(News::Failed(free.into()));
                    }
                }
            }
        });
    }
}
