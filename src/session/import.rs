//! An import under way: the files that were read, what was chosen, and what comes of it. The project stays as it is
//! until the import is accepted.
//!
//! Files are read and sheets understood off the drawing thread. A result belongs to the choices it was made with; where
//! those have been changed since, it is shown as the one before until the next is there.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::jobs::Ticket;
use super::profiles::{self, Profile};
use super::project::{Books, ReadFrom, SourcePath};
use super::reading::{self, Watch};
use super::standing::{Correcting, Standing, is_of_figures, standing};
use super::store::Stamp;
use super::{Aside, News, Session, folder, project, store};
use crate::checks;
use crate::dataset::{Correction, Corrections, Dataset, Joined};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::intake::read::is_workbook;
use crate::intake::titled::titled;
use crate::intake::{self, Choices, Contents, Import, Reading, Understood};
use crate::proposal;
use crate::report::files::marked::marked_copy;
use crate::report::files::results::findings_json;
use crate::report::views::import_sheet::{Counts, Marks};
use crate::scenario::family::Family;
use crate::scenario::history::History;
use crate::sheet::Sheet;
use crate::threads;

/// A file of an import.
#[derive(Clone, PartialEq, Debug)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// As findings name it: its name, with its folder's where two files share it.
    pub name: String,
    /// As it was on disk when it was read; `None` where the system does not tell.
    pub stamp: Option<Stamp>,
    /// What stands in it, or why it can't be read.
    pub contents: Result<Contents, Findings>,
}

/// What comes of files under choices.
#[derive(Clone, PartialEq, Debug)]
pub struct Made {
    /// The choices, and what was corrected by hand.
    pub chosen: Chosen,
    /// The sheets of all files that could be read.
    pub sheets: Vec<Arc<Sheet>>,
    /// The tables in them.
    pub tables: Vec<Understood>,
    /// What is to be said before anything is corrected, the gravest first; of files that can't be read too.
    pub found: Findings,
    /// What is to be said with the corrections, what they settle last.
    pub findings: Findings,
    /// How many findings there are.
    pub counts: Counts,
    /// Where they stand.
    pub marks: Marks,
    /// The data as they were read, as far as they could be.
    pub read: Option<Arc<Dataset>>,
    /// The data as they count, with the corrections; `None` where an error stands in the way.
    pub dataset: Option<Arc<Dataset>>,
    /// What the same files have of other funds.
    pub others: Vec<Arc<Dataset>>,
    /// The data joined to those of the open project, or why they don't fit; `None` where it has none of this fund.
    pub joined: Option<Result<Arc<Joined>, Findings>>,
    /// To which they were joined.
    into: Option<Arc<Dataset>>,
}

/// What is decided about an import by hand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chosen {
    /// How tables are understood.
    pub choices: Choices,
    /// What stands in the place of single values.
    pub corrections: Corrections,
}

/// How the data of an import are taken over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taking {
    /// Joined to the open project: its scenarios, deck and steps stay.
    Join,
    /// As a project of their own.
    Anew,
}

/// What is being done to a draft off the drawing thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Files of these names are read.
    Reading(String),
    /// The sheets are understood once more, under other choices.
    Understanding,
}

/// Work under way.
#[derive(Clone, Debug)]
pub struct Work {
    /// What.
    pub doing: Doing,
    /// Since when.
    pub since: Instant,
    /// How far it is, and what gives it up.
    pub watch: Watch,
    /// The files that are read.
    pending: Vec<PathBuf>,
    ticket: Ticket,
}

/// In which form findings are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindingsFile {
    /// 标注副本: the sheets as they stood, with the findings at their cells.
    MarkedCopy,
    /// A list in JSON.
    List,
}

/// An import that is neither accepted nor given up.
#[derive(Clone, Debug)]
pub struct Draft {
    files: Vec<SourceFile>,
    chosen: Chosen,
    made: Arc<Made>,
    past: Vec<Chosen>,
    future: Vec<Chosen>,
    profile: Option<Profile>,
    work: Option<Work>,
}

/// Where imports are worked on.
#[derive(Default)]
pub(super) struct ImportDesk {
    draft: Option<Draft>,
    /// The one that was given up last.
    dropped: Option<Draft>,
    /// The folder of profiles; without one there are none.
    pub(super) profiles: Option<PathBuf>,
}

impl ImportDesk {
    /// The work of this ticket has broken off: the choices go back to those whose result is shown.
    pub(super) fn broke(&mut self, ticket: Ticket) {
        let of_it = |draft: &&mut Draft| draft.work.as_ref().is_some_and(|work| work.ticket == ticket);
        if let Some(draft) = self.draft.as_mut().filter(of_it) {
            draft.give_up();
        }
    }
}

/// Files read and understood for the first time, with the profile that was found for them.
#[derive(Debug)]
pub(super) struct Prepared {
    files: Vec<SourceFile>,
    made: Made,
    profile: Option<Profile>,
}

impl Draft {
    fn new(prepared: Prepared) -> Draft {
        let Prepared { files, made, profile } = prepared;
        // Undo takes a profile away that was found without being asked for.
        let corrections = &made.chosen.corrections;
        let without = |_| Chosen { choices: Choices::default(), corrections: corrections.clone() };
        let past = profile.iter().map(without).collect();
        let chosen = made.chosen.clone();
        Draft { files, chosen, made: Arc::new(made), past, future: Vec::new(), profile, work: None }
    }

    /// The files, in the order in which they came.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The choices as they stand.
    pub fn choices(&self) -> &Choices {
        &self.chosen.choices
    }

    /// What was corrected by hand.
    pub fn corrections(&self) -> &Corrections {
        &self.chosen.corrections
    }

    /// What came last of files and choices.
    pub fn made(&self) -> &Arc<Made> {
        &self.made
    }

    /// What is being done, if anything.
    pub fn work(&self) -> Option<&Work> {
        self.work.as_ref()
    }

    /// The name of the profile by which the files are read, as long as nothing else was chosen.
    pub fn profile(&self) -> Option<&str> {
        self.profile
            .as_ref()
            .filter(|profile| profile.choices == self.chosen.choices)
            .map(|profile| profile.name.as_str())
    }

    /// Whether the data can be taken over.
    pub fn is_ready(&self) -> bool {
        self.work.is_none() && self.made.chosen == self.chosen && self.made.dataset.is_some()
    }

    /// Whether there is a choice to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a choice to make again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    fn choose(&mut self, chosen: Chosen) {
        if chosen != self.chosen {
            self.past.push(std::mem::replace(&mut self.chosen, chosen));
            self.future.clear();
        }
    }

    fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.chosen, before));
        }
    }

    fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.chosen, after));
        }
    }

    /// Goes back to the choices whose result is shown.
    fn give_up(&mut self) {
        if let Some(work) = self.work.take() {
            work.watch.give_up();
        }
        let made = &self.made.chosen;
        if let Some(at) = self.past.iter().rposition(|chosen| chosen == made) {
            self.past.truncate(at);
        } else if let Some(at) = self.future.iter().rposition(|chosen| chosen == made) {
            self.future.truncate(at);
        }
        self.chosen = made.clone();
    }

    /// Whether the program's own data file was read, and there is nothing to look at.
    fn opens_at_once(&self) -> bool {
        let own = |table: &Understood| ["county", "month"].iter().all(|key| table.headings.values().any(|h| h == key));
        let counts = self.made.counts;
        self.is_ready() && self.made.tables.iter().all(own) && counts.errors == 0 && counts.warnings == 0
    }
}

impl Made {
    /// What comes of files, and of joining it to the data of that fund among `there`.
    fn of(files: &[SourceFile], chosen: Chosen, there: &[Arc<Dataset>]) -> Made {
        let choices = &chosen.choices;
        let contents: Vec<Contents> = files.iter().filter_map(|file| file.contents.clone().ok()).collect();
        let sheets: Vec<Arc<Sheet>> = contents.iter().flat_map(|read| read.sheets.iter().cloned()).collect();
        let mut findings: Findings = files.iter().filter_map(|file| file.contents.clone().err()).flatten().collect();
        let before = |fund| there.iter().find(|there| there.fund == fund).map(|there| &**there);
        let mut import = Import { tables: Vec::new(), findings: Findings::new(), dataset: None, partly: None };
        if !contents.is_empty() {
            import = intake::understand_contents(contents.clone(), choices, before(choices.fund));
        }
        let of =
            |fund| intake::understand_contents(contents.clone(), &Choices { fund, ..choices.clone() }, before(fund));
        let mut others = Vec::new();
        for beside in import.others().into_iter().map(of) {
            // What is wrong with them keeps the fund that was chosen from nothing.
            let errors = beside.findings.into_iter().filter(|found| found.severity == Severity::Error);
            import.findings.extend(errors.map(|found| Finding { severity: Severity::Warning, ..found }));
            others.extend(beside.dataset.map(Arc::new));
        }
        findings.append(&mut import.findings);
        findings.sort_by_key(|finding| finding.severity);
        let found = findings;
        let read = import.dataset.or(import.partly).map(Arc::new);
        let standing = read.as_ref().map(|read| standing(read, &found, &chosen.corrections));
        let (dataset, findings) = match standing {
            Some(Standing { data, findings }) => (Some(data), findings),
            None => (None, found.clone()),
        };
        let counts = Counts::of(&findings);
        let marks = Marks::of(&findings, &sheets);
        let dataset = dataset.filter(|_| counts.errors == 0);
        let into = there.iter().find(|there| there.fund == choices.fund).cloned();
        let newer = dataset.as_ref().zip(read.as_ref());
        let joined = newer
            .zip(into.as_ref())
            .map(|((dataset, read), into)| into.joined_corrected(read, &dataset.corrections).map(Arc::new));
        let tables = import.tables;
        Made { chosen, sheets, tables, found, findings, counts, marks, read, dataset, others, joined, into }
    }

    /// Whether months or names of the open project may have gone into the data: a project of its own must do without.
    fn leans_on_others(&self) -> bool {
        let told = ["sums-taken-apart", "counties-as-one"];
        self.into.is_some() && self.found.iter().any(|found| told.contains(&found.code))
    }
}

/// Reads a file; a text in the encoding of this label, where one was chosen.
///
/// # Errors
/// What keeps it from being read.
fn read_file(path: &Path, name: &str, encoding: Option<&str>, watch: &Watch) -> Result<Contents, Findings> {
    contents_of(path, name, &store::read(path)?, encoding, watch)
}

fn contents_of(
    path: &Path,
    name: &str,
    bytes: &[u8],
    encoding: Option<&str>,
    watch: &Watch,
) -> Result<Contents, Findings> {
    if project::is_project(bytes) || super::is_scenario(path) {
        return Err(Finding::error("not-a-table", Origin::file(name)).into());
    }
    let chosen = encoding.filter(|_| !is_workbook(bytes)).and_then(Reading::in_encoding);
    reading::read(name, bytes, &chosen.unwrap_or_default(), watch)
}

/// Reads one file whose bytes are there already, and understands it.
pub(super) fn prepare_one(path: &Path, bytes: &[u8], watch: &Watch, known: &Known) -> Prepared {
    let name = store::name_of(path);
    let contents = contents_of(path, &name, bytes, None, watch);
    let stamp = store::stamp(path);
    prepare(vec![SourceFile { path: path.to_owned(), name, stamp, contents }], watch, known)
}

/// What is known before files are read.
pub(super) struct Known {
    /// The folder of profiles.
    profiles: Option<PathBuf>,
    /// The data of the open project as they were read, a set for each fund, with what was corrected in it.
    there: Vec<Arc<Dataset>>,
    corrections: Vec<Corrections>,
}

impl Known {
    /// What was corrected in the open project holds for the same value of a newer table, too.
    fn chosen(&self, choices: Choices) -> Chosen {
        let mut there = self.there.iter().zip(&self.corrections);
        let corrections =
            there.find(|(there, _)| there.fund == choices.fund).map(|(_, corrections)| corrections.clone());
        Chosen { choices, corrections: corrections.unwrap_or_default() }
    }
}

/// Files that are understood as it was chosen for them before.
pub(super) fn prepare_as(files: Vec<SourceFile>, choices: Choices, known: &Known) -> Prepared {
    let made = Made::of(&files, known.chosen(choices), &known.there);
    Prepared { files, made, profile: None }
}

fn prepare(mut files: Vec<SourceFile>, watch: &Watch, known: &Known) -> Prepared {
    let Known { profiles, there, .. } = known;
    let mut made = Made::of(&files, known.chosen(Choices::default()), there);
    // Tables that are all of one other fund are read as that fund's.
    if let (None, [only]) = (&made.dataset, &made.others[..]) {
        made = Made::of(&files, known.chosen(Choices { fund: only.fund, ..Choices::default() }), there);
    }
    let signature = profiles::signature(&made.tables, &made.sheets);
    let profile = profiles.as_deref().and_then(|folder| profiles::find(folder, &signature));
    let profile = profile.filter(|profile| profile.choices != made.chosen.choices);
    if let Some(profile) = &profile {
        if profile.choices.encoding.is_some() {
            read_again(&mut files, profile.choices.encoding.as_deref(), watch);
        }
        made = Made::of(&files, known.chosen(profile.choices.clone()), there);
    }
    Prepared { files, made, profile }
}

/// Reads the texts among the files in another encoding.
fn read_again(files: &mut [SourceFile], encoding: Option<&str>, watch: &Watch) {
    for file in files {
        let is_text = match &file.contents {
            Ok(contents) => contents.sheets.iter().all(|sheet| sheet.origin.sheet.is_none()),
            Err(_) => true,
        };
        if is_text {
            file.stamp = store::stamp(&file.path);
            file.contents = read_file(&file.path, &file.name, encoding, watch);
        }
    }
}

/// Names for files that are to be read beside those already there; one that is there already keeps its name.
pub fn named(paths: Vec<PathBuf>, there: &[SourceFile]) -> Vec<(PathBuf, String)> {
    let mut named: Vec<(PathBuf, String)> = Vec::new();
    for path in paths {
        if named.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let own = there.iter().find(|file| file.path == path).map(|file| file.name.clone());
        let name = own.unwrap_or_else(|| {
            let taken =
                |name: &str| there.iter().any(|file| file.name == name) || named.iter().any(|(_, known)| known == name);
            let mut name = store::name_of(&path);
            let mut folder = path.parent();
            while taken(&name) {
                // Up the folders until the names differ; two paths can't be the same all the way.
                let Some(part) = folder.and_then(Path::file_name) else { return path.display().to_string() };
                name = format!("{}/{name}", part.to_string_lossy());
                folder = folder.and_then(Path::parent);
            }
            name
        });
        named.push((path, name));
    }
    named
}

pub(super) fn read_all(named: Vec<(PathBuf, String)>, encoding: Option<&str>, watch: &Watch) -> Vec<SourceFile> {
    let read = |(path, name): (PathBuf, String)| {
        let stamp = store::stamp(&path);
        let contents = read_file(&path, &name, encoding, watch);
        SourceFile { path, name, stamp, contents }
    };
    named.into_iter().map(read).collect()
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

impl Session {
    /// The import under way, if any.
    pub fn draft(&self) -> Option<&Draft> {
        self.import.draft.as_ref()
    }

    /// Whether files are being read, or sheets understood.
    pub fn is_reading(&self) -> bool {
        self.opening.is_some() || self.import.draft.as_ref().is_some_and(|draft| draft.work.is_some())
    }

    /// Where profiles are kept; without a folder there are none.
    pub fn keep_profiles_in(&mut self, folder: Option<PathBuf>) {
        self.import.profiles = folder;
    }

    /// Reads files for the import under way, or for a new one.
    pub(super) fn import(&mut self, mut paths: Vec<PathBuf>) {
        // What is still being read for the import is read with them.
        if let Some(work) = self.import.draft.as_mut().and_then(|draft| draft.work.take()) {
            work.watch.give_up();
            paths.splice(..0, work.pending);
        }
        let (paths, passed_over) = folder::tables(paths);
        let there = self.import.draft.as_ref().map_or(&[][..], |draft| &draft.files);
        let named = named(paths, there);
        if named.is_empty() {
            if !passed_over.is_empty() {
                self.news.push(News::Failed(passed_over));
            }
            return self.make_where_needed();
        }
        let names = joined(named.iter().map(|(_, name)| name.as_str()));
        if self.import.draft.is_some() {
            self.give_up();
            return self.begin_work(Doing::Reading(names), named);
        }
        let known = self.known();
        self.begin_opening(names, move |watch| {
            let mut files = read_all(named, None, watch);
            if let Some(first) = files.iter_mut().find_map(|file| file.contents.as_mut().ok()) {
                first.findings.extend(passed_over);
            }
            let prepared = prepare(files, watch, &known);
            move |session: &mut Session| session.take_prepared(prepared, false)
        });
    }

    /// What is known before files are read. The sample is nobody's work: nothing is joined to it.
    pub(super) fn known(&self) -> Known {
        let others = self.open.others.iter().map(|aside| (&aside.books.data, &aside.books.work));
        let held = others.chain([(&self.open.read, &self.work)]).filter(|(data, _)| data.example.is_none());
        let (there, corrections) = held.map(|(data, work)| (data.clone(), work.now().corrections.clone())).unzip();
        Known { profiles: self.import.profiles.clone(), there, corrections }
    }

    /// Begins to read files, and to understand all sheets under the choices as they stand.
    fn begin_work(&mut self, doing: Doing, named: Vec<(PathBuf, String)>) {
        self.revisions.all += 1;
        let (since, watch) = (Instant::now(), Watch::of_window());
        let there = self.known().there;
        let Some(draft) = &mut self.import.draft else { return };
        let pending = named.iter().map(|(path, _)| path.clone()).collect();
        let (mut files, chosen, before) = (draft.files.clone(), draft.chosen.clone(), draft.made.clone());
        let theirs = watch.clone();
        let ticket = self.jobs.begin(move || {
            let encoding = chosen.choices.encoding.as_deref();
            if encoding != before.chosen.choices.encoding.as_deref() {
                read_again(&mut files, encoding, &theirs);
            }
            for file in read_all(named, encoding, &theirs) {
                match files.iter_mut().find(|known| known.path == file.path) {
                    Some(known) => *known = file,
                    None => files.push(file),
                }
            }
            let made = threads::stoppable(&theirs.stop, || Made::of(&files, chosen, &there));
            move |session: &mut Session, ticket| session.take_made(ticket, files, made)
        });
        draft.work = Some(Work { doing, since, watch, pending, ticket });
    }

    /// Takes a file out of the import; the last one ends it.
    pub(super) fn remove_file(&mut self, number: usize) {
        let Some(draft) = &mut self.import.draft else { return };
        if number >= draft.files.len() {
            return;
        }
        if draft.files.len() == 1 {
            return self.drop_import();
        }
        draft.files.remove(number);
        match draft.work.as_ref().is_some_and(|work| !work.pending.is_empty()) {
            true => self.import(Vec::new()),
            false => self.make(),
        }
    }

    pub(super) fn choose(&mut self, choices: Choices) {
        let known = self.known();
        let Some(draft) = &mut self.import.draft else { return };
        let chosen = match choices.fund == draft.choices().fund {
            true => Chosen { choices, corrections: draft.corrections().clone() },
            // What was corrected is of the other fund.
            false => known.chosen(choices),
        };
        draft.choose(chosen);
        self.make_where_needed();
    }

    /// Corrects a value of the import by hand, or takes a correction back.
    pub(super) fn correct_import(&mut self, correcting: Correcting) {
        self.note_hand(&correcting);
        let Some(draft) = &mut self.import.draft else { return };
        let Some(read) = &draft.made.read else { return };
        match correcting.applied(read, &draft.chosen.corrections) {
            Ok(corrections) => draft.choose(Chosen { corrections, ..draft.chosen.clone() }),
            Err(finding) => self.news.push(News::Failed(finding.into())),
        }
        self.make_where_needed();
    }

    pub(super) fn undo_choice(&mut self, again: bool) {
        let Some(draft) = &mut self.import.draft else { return };
        if again {
            draft.redo()
        } else {
            draft.undo()
        }
        self.make_where_needed();
    }

    /// Understands the sheets under the choices as they stand, unless that is what was done last, or other work is
    /// under way, whose end leads here again.
    fn make_where_needed(&mut self) {
        self.revisions.all += 1;
        let Some(draft) = &mut self.import.draft else { return };
        if draft.work.is_none() && draft.made.chosen != draft.chosen {
            self.make();
        }
        self.keep();
    }

    fn make(&mut self) {
        self.begin_work(Doing::Understanding, Vec::new());
    }

    /// Gives up what is being done to the import; the choices go back to those whose result is shown.
    pub(super) fn stop_work(&mut self) {
        if let Some(draft) = &mut self.import.draft {
            draft.give_up();
            self.revisions.all += 1;
        }
    }

    /// Takes in what came of files and choices.
    fn take_made(&mut self, ticket: u64, files: Vec<SourceFile>, made: Made) {
        let Some(draft) = &mut self.import.draft else { return };
        if draft.work.as_ref().is_none_or(|work| work.ticket != ticket) {
            return; // given up, or overtaken
        }
        draft.work = None;
        draft.files = files;
        let before = std::mem::replace(&mut draft.made, Arc::new(made));
        // A million rows take a while to be given back: not on the drawing thread.
        std::thread::spawn(move || drop(before));
        self.make_where_needed();
    }

    /// Takes in files read for the first time. The program's own data file opens at once where there is nothing to look
    /// at, and so do data that were open before; anything else is shown first.
    pub(super) fn take_prepared(&mut self, prepared: Prepared, were_open: bool) {
        if prepared.files.iter().all(|file| file.contents.is_err()) {
            self.news.push(News::Failed(prepared.made.findings));
            return;
        }
        let draft = Draft::new(prepared);
        let at_once = draft.opens_at_once() || (were_open && draft.is_ready());
        self.import.draft = Some(draft);
        self.revisions.all += 1;
        // What is open is never replaced unasked.
        let at_once = at_once && (were_open || self.data().example.is_some());
        if at_once {
            self.accept_import(Taking::Anew);
        } else {
            self.news.push(News::Importing);
            self.keep();
        }
    }

    /// Reads files as they were being read by a window that was broken off, with what had been corrected.
    pub(super) fn import_as(&mut self, read_from: ReadFrom, corrections: Corrections) {
        let ReadFrom { files, choices } = read_from;
        let paths = files.into_iter().map(|file| file.path).filter(|path| path.exists()).collect();
        let (named, known) = (named(paths, &[]), self.known());
        if named.is_empty() {
            return;
        }
        self.begin_opening(joined(named.iter().map(|(_, name)| name.as_str())), move |watch| {
            let files = read_all(named, choices.encoding.as_deref(), watch);
            let made = Made::of(&files, Chosen { choices, corrections }, &known.there);
            move |session: &mut Session| session.take_prepared(Prepared { files, made, profile: None }, false)
        });
    }

    /// The data of the import become those of the project, or are joined to them.
    pub(super) fn accept_import(&mut self, taking: Taking) {
        let Some(mut draft) = self.import.draft.take_if(|draft| draft.is_ready()) else { return };
        if taking == Taking::Anew && draft.made.leans_on_others() {
            let alone = Made::of(&draft.files, draft.made.chosen.clone(), &[]);
            if alone.dataset.is_none() {
                self.news.push(News::Failed(alone.findings));
                self.import.draft = Some(draft);
                return;
            }
            draft.made = Arc::new(alone);
        }
        let (Some(data), Some(read)) = (draft.made.dataset.clone(), draft.made.read.clone()) else { return };
        let Some(first) = draft.files.first() else { return };
        // Named by their titles; by their files where they have none.
        let source = titled(&draft.made.tables, self.language)
            .unwrap_or_else(|| joined(draft.files.iter().map(|file| file.name.as_str())));
        // A relative path would be another in another run.
        let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = |file: &SourceFile| SourcePath { path: whole(&file.path), stamp: file.stamp };
        let read_from = ReadFrom { files: draft.files.iter().map(path).collect(), choices: draft.choices().clone() };
        let work = |data: &Dataset| {
            let family = Family::of(proposal::scenarios(data, self.language));
            History::new(super::work::Work { corrections: data.corrections.clone(), ..family.into() })
        };
        let books = |data: &Arc<Dataset>| Books {
            read_from: vec![ReadFrom {
                choices: Choices { fund: data.fund, ..draft.choices().clone() },
                ..read_from.clone()
            }],
            ..Books::new(data.clone(), source.clone(), work(data))
        };
        let beside: Vec<Books> = draft.made.others.iter().map(books).collect();
        self.import.dropped = None;
        if let (Taking::Join, Some(Ok(joined))) = (taking, &draft.made.joined) {
            return self.join(joined.clone(), &source, read_from, &draft.made);
        }
        let shown = Books { found: draft.made.found.clone(), data: read, ..books(&data) };
        if taking == Taking::Join && self.data().example.is_none() && !self.funds().contains(&data.fund) {
            return self.add_fund(shown, beside);
        }
        let name = first.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        self.set_aside();
        self.show(project::Project { name, shown, others: beside }, None);
        let by_itself = draft.files.len() == 1 && draft.choices() == &Choices::default() && data.corrections.is_empty();
        self.last = by_itself.then(|| first.path.clone());
        if by_itself {
            self.note_recent(first.path.clone());
        }
        if !by_itself {
            // No one file gives these data back: until they are saved they are work that could be lost.
            self.open.saved = super::work::Work::default();
            self.keep();
        }
        self.news.push(News::Opened);
    }

    /// Joins newer figures to those of their fund. Scenarios, deck and steps stay as they are; what was corrected in the
    /// import is a step more, and what was found in these files before is replaced by what is found in them now.
    fn join(&mut self, joined: Arc<Joined>, source: &str, read_from: ReadFrom, made: &Made) {
        let fund = joined.dataset.fund;
        self.show_fund(fund);
        self.open.read = Arc::new(joined.dataset.clone());
        let is_of_these = |f: &Finding| made.sheets.iter().any(|sheet| sheet.origin.file == f.origin.file);
        self.open.found.retain(|f| !is_of_these(f) && !is_of_figures(f));
        self.open.found.extend(made.found.iter().filter(|f| !is_of_figures(f)).cloned());
        self.open.found.extend(checks::check(&joined.dataset));
        self.open.found.sort_by_key(|finding| finding.severity);
        if !self.open.source.split('、').any(|known| known == source) {
            self.open.source = format!("{}、{source}", self.open.source);
        }
        for known in &mut self.open.read_from {
            known.files.retain(|file| read_from.files.iter().all(|newer| newer.path != file.path));
        }
        self.open.read_from.retain(|known| !known.files.is_empty());
        self.open.read_from.push(read_from);
        self.open.has_new_data = true;
        let mut work = self.work.now().clone();
        for correction in made.dataset.iter().flat_map(|data| data.corrections.iter()) {
            let named = |position: usize| joined.dataset.counties[position].name.clone();
            let county = joined.dataset.position(&correction.county).map_or(correction.county.clone(), named);
            let known = work.corrections.at(&county, correction.period, correction.field);
            if known.is_none_or(|known| known.change != correction.change || !known.told.is_same(&correction.told)) {
                work.corrections.put(Correction { county, ..correction.clone() });
            }
        }
        let label = self.language.fill("edit.correct_import", &[("source", source)]);
        self.work.edit(&label, work);
        self.stand();
        self.keep();
        self.begin_anew();
        self.news.push(News::Joined(joined));
    }

    /// Takes figures of funds that the project has none of into it, and shows the first. Budgets that were typed of one
    /// before are its own from then on.
    fn add_fund(&mut self, first: Books, beside: Vec<Books>) {
        let (fund, there) = (first.data.fund, self.funds());
        let new = beside.into_iter().filter(|books| !there.contains(&books.data.fund));
        for books in std::iter::once(first).chain(new) {
            let budgets = self.budgets().at(Some(books.data.fund)).clone();
            let work = super::work::Work { budgets, ..books.work.now().clone() };
            self.put_aside(Aside::new(Books { work: History::new(work), ..books }));
        }
        self.open.has_new_data = true;
        self.keep();
        self.show_fund(fund);
    }

    /// Gives the import up; it can be taken up again until the next.
    pub(super) fn drop_import(&mut self) {
        if let Some(mut draft) = self.import.draft.take() {
            draft.give_up();
            self.import.dropped = Some(draft);
            self.revisions.all += 1;
            self.news.push(News::ImportDropped);
            self.keep();
        }
    }

    pub(super) fn resume_import(&mut self) {
        if let Some(draft) = self.import.dropped.take() {
            let there = self.known().there;
            let is_as_before = draft.made.into.as_ref().is_none_or(|into| there.iter().any(|d| Arc::ptr_eq(d, into)));
            self.import.draft = Some(draft);
            self.revisions.all += 1;
            self.news.push(News::Importing);
            if !is_as_before {
                self.make();
            }
        }
    }

    /// Writes what was found to a file.
    pub(super) fn save_findings(&mut self, path: PathBuf, form: FindingsFile) {
        let Some(made) = self.import.draft.as_ref().map(|draft| draft.made.clone()) else { return };
        let language = self.language;
        self.write(path, move || match form {
            FindingsFile::MarkedCopy => marked_copy(&made.sheets, &made.findings, language),
            FindingsFile::List => Ok(findings_json(&made.findings, language).into_bytes()),
        });
    }

    /// Keeps the choices under a name.
    pub(super) fn save_profile(&mut self, name: &str) {
        let (Some(draft), Some(folder)) = (&self.import.draft, self.import.profiles.clone()) else { return };
        let profile = Profile { name: name.trim().to_owned(), choices: draft.choices().clone() };
        let mut files = draft.files.clone();
        self.jobs.begin(move || {
            // It is looked for before anything is chosen, so that is how its headings are taken.
            if profile.choices.encoding.is_some() {
                read_again(&mut files, None, &Watch::of_window());
            }
            let made = Made::of(&files, Chosen::default(), &[]);
            let signature = profiles::signature(&made.tables, &made.sheets);
            let written = profiles::write(&folder, &profile, &signature).map(|_| ());
            move |session: &mut Session, _| session.take_profile(profile, written)
        });
    }

    fn take_profile(&mut self, profile: Profile, written: Result<(), Finding>) {
        match written {
            Ok(()) => {
                self.news.push(News::ProfileSaved(profile.name.clone()));
                if let Some(draft) = &mut self.import.draft {
                    draft.profile = Some(profile);
                    self.revisions.all += 1;
                }
            }
            Err(finding) => self.news.push(News::Failed(finding.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::super::Command;
    use super::*;
    use crate::field::Field;
    use crate::intake::choices::{Holds, Settled};
    use crate::locale::Language;
    use crate::money::Money;
    use crate::month::{Month, Period};

    const OFFICE: &str = "区县,年月,缴费人数,离退休人数,实缴,养老金支出,说明\n屯溪区,2004-01,100,50,12,13,7\n";

    struct Desk {
        folder: tempfile::TempDir,
        session: Session,
    }

    impl Desk {
        fn new() -> Desk {
            let folder = tempfile::tempdir().unwrap();
            let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
            session.keep_profiles_in(Some(folder.path().join("profiles")));
            Desk { folder, session }
        }

        fn file(&self, name: &str, text: &str) -> PathBuf {
            let path = self.folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        }

        /// Does what was asked for, and waits until it is done.
        fn apply(&mut self, command: Command) -> Vec<News> {
            self.session.apply(command);
            let mut news = self.session.poll();
            for _ in 0..2_000 {
                if !self.session.is_reading() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
                news.append(&mut self.session.poll());
            }
            news
        }

        fn choose(&mut self, change: impl FnOnce(&mut Choices)) {
            let mut choices = self.draft().choices().clone();
            change(&mut choices);
            self.apply(Command::Choose(Box::new(choices)));
        }

        fn draft(&self) -> &Draft {
            self.session.draft().expect("an import is under way")
        }

        fn codes(&self) -> Vec<&str> {
            self.draft().made().findings.iter().map(|f| f.code).collect()
        }

        fn collected(data: &Dataset) -> Option<Money> {
            data.counties[0].row(Period::Month(Month::january(2004)))?.money(Field::Collected)
        }
    }

    #[test]
    fn two_files_that_contradict_each_other_are_settled_by_the_officer() {
        let mut desk = Desk::new();
        let first = desk.file("a.csv", OFFICE);
        let second = desk.file("b.csv", &OFFICE.replace(",12,", ",14,"));
        let sample = desk.session.data().clone();
        assert_eq!(desk.apply(Command::Import(vec![first, second])), [News::Importing]);
        assert_eq!(desk.codes()[0], "value-conflict");
        assert!(!desk.draft().is_ready());
        desk.apply(Command::AcceptImport(Taking::Anew));
        assert!(Arc::ptr_eq(desk.session.data(), &sample), "an error stands in the way");
        desk.choose(|choices| choices.conflicts = Settled::Last);
        assert!(desk.draft().is_ready());
        assert_eq!(desk.apply(Command::AcceptImport(Taking::Anew)), [News::Opened]);
        assert!(desk.session.draft().is_none());
        assert_eq!(Desk::collected(desk.session.data()), Some(Money::from_yuan(14)));
        assert_eq!(desk.session.source(), "a.csv、b.csv");
        assert_eq!((desk.session.name(), desk.session.opened()), ("a", None));
        assert!(desk.session.is_changed(), "no one file gives these data back");
    }

    #[test]
    fn a_profile_is_used_for_the_next_file_of_the_form() {
        let mut desk = Desk::new();
        let first = desk.file("一月.csv", &OFFICE.replace("养老金支出,", "发放额甲,"));
        let second = desk.file("二月.csv", &OFFICE.replace("养老金支出,", "发放额甲,").replace("-01", "-02"));
        desk.apply(Command::Open(first));
        assert!(desk.draft().profile().is_none());
        desk.choose(|choices| {
            choices.columns.insert("发放额甲".into(), Holds::Field(Field::Pension));
            choices.columns.insert("说明".into(), Holds::LeftOut);
        });
        assert_eq!(desk.apply(Command::SaveProfile(" 月报 ".into())), []);
        let saved = loop {
            match desk.session.poll() {
                news if news.is_empty() => std::thread::sleep(Duration::from_millis(5)),
                news => break news,
            }
        };
        assert_eq!(saved, [News::ProfileSaved("月报".into())]);
        assert_eq!(desk.draft().profile(), Some("月报"));
        desk.apply(Command::DropImport);
        desk.apply(Command::Open(second));
        assert_eq!(desk.draft().profile(), Some("月报"));
        assert!(desk.draft().is_ready());
        assert!(!desk.codes().contains(&"unknown-column"));
        desk.apply(Command::UndoChoice);
        assert_eq!(desk.draft().profile(), None);
        assert!(desk.codes().contains(&"unknown-column"));
    }

    #[test]
    fn a_choice_is_taken_back_and_made_again() {
        let mut desk = Desk::new();
        let path = desk.file("a.csv", OFFICE);
        desk.apply(Command::Open(path));
        let before = desk.draft().made().clone();
        desk.choose(|choices| choices.money_unit = Some("万元".into()));
        assert_ne!(*desk.draft().made(), before);
        let after = desk.draft().made().clone();
        desk.apply(Command::UndoChoice);
        assert_eq!(*desk.draft().made(), before);
        assert!(!desk.draft().can_undo() && desk.draft().can_redo());
        desk.apply(Command::RedoChoice);
        assert_eq!(*desk.draft().made(), after);
        // Given up before it is done, a choice leaves what was shown.
        desk.session.apply(Command::Choose(Box::default()));
        desk.session.apply(Command::Cancel);
        assert_eq!(*desk.draft().choices(), after.chosen.choices);
        std::thread::sleep(Duration::from_millis(50));
        desk.session.poll();
        assert_eq!(*desk.draft().made(), after, "a late result is dropped");
    }

    #[test]
    fn the_data_file_opens_at_once_and_what_was_open_does_so_with_its_warnings() {
        let mut desk = Desk::new();
        let own = "county,month,contributors,retirees,collected,pension\n屯溪区,2004-01,10000,4000,5000000,6000000\n";
        let path = desk.file("own.csv", own);
        assert_eq!(desk.apply(Command::Open(path.clone())), [News::Opened]);
        assert_eq!(desk.session.opened(), Some(&*path));
        assert!(!desk.session.is_changed());
        let path = desk.file("office.csv", OFFICE);
        assert_eq!(desk.apply(Command::Reopen(path.clone())), [News::Opened]);
        assert_eq!(desk.apply(Command::Open(path)), [News::Importing]);
        assert_eq!(desk.apply(Command::DropImport), [News::ImportDropped]);
        assert_eq!(desk.apply(Command::ResumeImport), [News::Importing]);
        assert!(desk.draft().made().counts.warnings > 0, "{:?}", desk.codes());
    }

    #[test]
    fn files_are_added_and_removed_and_one_that_cannot_be_read_stands_in_the_way() {
        let mut desk = Desk::new();
        let first = desk.file("一/月报.csv", OFFICE);
        let second = desk.file("二/月报.csv", &OFFICE.replace("-01", "-02"));
        let broken = desk.file("坏.xlsx", "PK\u{3}\u{4}");
        desk.apply(Command::Open(first));
        desk.apply(Command::Import(vec![second, broken]));
        let names = |desk: &Desk| desk.draft().files().iter().map(|f| f.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&desk), ["月报.csv", "二/月报.csv", "坏.xlsx"]);
        assert_eq!(desk.codes()[0], "workbook-unreadable");
        assert!(!desk.draft().is_ready());
        desk.apply(Command::RemoveFile(2));
        assert!(desk.draft().is_ready());
        assert_eq!(desk.draft().made().dataset.as_ref().map(|d| d.counties[0].len()), Some(2));
        desk.apply(Command::RemoveFile(0));
        assert_eq!(names(&desk), ["二/月报.csv"]);
    }

    #[test]
    fn a_folder_is_read_as_its_tables() {
        let mut desk = Desk::new();
        let first = desk.file("报表/一/月报.csv", OFFICE);
        desk.file("报表/二/月报.csv", &OFFICE.replace("-01", "-02"));
        desk.file("报表/~$月报.xlsx", "lock");
        let folder = first.ancestors().nth(2).unwrap().to_owned();
        assert_eq!(desk.apply(Command::Import(vec![folder])), [News::Importing]);
        assert_eq!(desk.draft().files().len(), 2);
        assert!(desk.codes().contains(&"lock-files-skipped"), "{:?}", desk.codes());
    }

    #[test]
    fn what_was_found_is_written_out() {
        let mut desk = Desk::new();
        let path = desk.file("a.csv", OFFICE);
        desk.apply(Command::Open(path));
        for (name, form) in [("a.xlsx", FindingsFile::MarkedCopy), ("a.json", FindingsFile::List)] {
            let out = desk.folder.path().join(name);
            desk.session.apply(Command::SaveFindings(out.clone(), form));
            let news = loop {
                match desk.session.poll() {
                    news if news.is_empty() => std::thread::sleep(Duration::from_millis(5)),
                    news => break news,
                }
            };
            assert_eq!(news, [News::Saved(out.clone())]);
            let written = fs::read(&out).unwrap();
            assert!(written.starts_with(if form == FindingsFile::List { b"[" } else { b"P" }), "{name}");
        }
    }

    #[test]
    fn a_text_is_read_again_in_the_encoding_chosen() {
        let mut desk = Desk::new();
        let path = desk.folder.path().join("big5.csv");
        fs::write(&path, encoding_rs::BIG5.encode("縣區,年月\n屯溪區,2004-01\n").0).unwrap();
        desk.apply(Command::Open(path));
        assert_ne!(desk.draft().made().sheets[0].cell(1, 0), "屯溪區");
        desk.choose(|choices| choices.encoding = Some("big5".into()));
        assert_eq!(desk.draft().made().sheets[0].cell(1, 0), "屯溪區");
        desk.apply(Command::UndoChoice);
        assert_ne!(desk.draft().made().sheets[0].cell(1, 0), "屯溪區");
    }
}
