//! The open project: its data and scenarios, what came of them, and the work under way; no egui.
//!
//! Screens read a [`Session`] and push [`Command`]s; only [`Session::apply`] changes it. A result belongs to the very
//! data and scenario it was run on: where either has been replaced since, it is not current.

mod accounts;
mod ages;
pub mod asking;
pub mod assessing;
#[cfg(windows)]
mod association;
pub mod beside;
pub mod budgeting;
pub mod choosing;
pub mod differences;
pub mod disk;
mod editing;
pub mod exporting;
pub mod folder;
pub mod forms;
pub mod import;
mod jobs;
mod keeper;
pub mod lock;
pub mod mishap;
pub mod preferences;
pub mod profiles;
mod programmes;
pub mod project;
pub mod reading;
mod sources;
pub mod standing;
pub mod store;
pub mod unsaved;
pub mod versions;
pub mod work;
pub mod worker;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::assessment::kept::{self, Kept};
use crate::dataset::{Budgeted, Corrections, Dataset, Example, Joined};
use crate::finding::{Finding, Findings, Origin};
use crate::fund::FundKind;
use crate::help::blank::{Blank, Given};
use crate::intake::Choices;
use crate::journal::Keep;
use crate::locale::Language;
use crate::report::Sheet;
use crate::report::deck::Plan;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::Form;
use crate::report::deck::ready::MadeFrom;
use crate::report::files::signed;
use crate::report::files::xlsx;
use crate::report::model::slide::Body;
use crate::report::views::context::Settled;
use crate::report::words::number::Style;
use crate::scenario::family::{Family, Member};
use crate::scenario::held::Held;
use crate::scenario::history::History;
use crate::scenario::lever::LeverKey;
use crate::scenario::{self, Scenario};
use crate::special_account::{self, account::Account, ladder::Ladders};
use crate::statements::ahead;
use crate::statements::kept::Budgets;
use crate::statements::programme::{Matter, Programmes};
use crate::{proposal, sample, threads};
use asking::{Ask, Slots, Topic};
use budgeting::Drawing;
use differences::Differences;
use disk::{Here, OnDisk, Saving};
pub use editing::Edit;
use exporting::Exporting;
use forms::{Collecting, Filling};
use import::{FindingsFile, ImportDesk, Known, Prepared, Taking};
pub use jobs::guarded;
use jobs::{Jobs, Ticket, Wake};
use keeper::Keeper;
use lock::Holder;
use project::{Books, Project, ReadFrom};
use reading::Watch;
use sources::Looking;
use standing::{Correcting, Standing, standing};
use unsaved::Left;
use versions::Keeping;
use work::Work;
use worker::{Outcome, Request, Worker};

/// Has every window write what it keeps of unsaved work: the program breaks off.
pub fn keep_all() {
    keeper::flush_all();
}

/// How many files are remembered.
const MOST_RECENT: usize = 8;

/// What a screen may ask for.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Open a project, a table or a scenario file.
    Open(PathBuf),
    /// Open again what was open before: a table as it is, where no error stands in the way.
    Reopen(PathBuf),
    /// Open a shipped example.
    OpenExample(Example),
    /// Show another fund of the project.
    ShowFund(FundKind),
    /// Write the project to its file, unless that was changed since, or to another.
    Save(PathBuf),
    /// Write the project to a file that was chosen for it.
    SaveAs(PathBuf),
    /// Read the project's file again instead of what is shown.
    Reload,
    /// Tell what differs between the project that is shown and the one in a file.
    Compare(PathBuf, Style),
    /// Show a former version, in the second file, in the place of the project of the first.
    OpenVersion(PathBuf, PathBuf),
    /// Take up unsaved work that another window left behind in this copy.
    Recover(PathBuf),
    /// Put it into a project file of its own.
    KeepBoth(PathBuf),
    /// Throw it away.
    Discard(PathBuf),
    /// Write a scenario to a scenario file.
    SaveScenario(usize, PathBuf),
    /// Read ledgers of the special account, or read them again.
    ReadLedgers(Vec<(special_account::ledger::Keeper, PathBuf)>),
    /// Read a file of an assessment.
    ReadAssessment(assessing::Reading, PathBuf),
    /// Read what is deposited already.
    ReadDeposits(PathBuf),
    /// Read tables and rules of the cap, the channels or the targets.
    ReadProgramme(Matter, Vec<PathBuf>),
    /// Write them, and what comes of them, into a folder.
    SaveProgramme(Matter, PathBuf),
    /// Read a table of ages for a scenario; one without people by age gets a scenario beside it that has them.
    ReadAges(usize, PathBuf),
    /// Write a text to a file: a table that was exported.
    Export(PathBuf, String),
    /// Write a blank table, to be filled, into a file.
    SaveBlank(Blank, Given, PathBuf),
    /// Write a table to a workbook.
    ExportSheet(PathBuf, Box<Sheet>, Style),
    /// Write pages to be signed: as a workbook, else as PDF.
    ExportSigned(PathBuf, exporting::ToSign, bool, Style),
    /// Make a file of a deck and write it.
    ExportDeck {
        /// Where to.
        path: PathBuf,
        /// The slides.
        order: Box<Order>,
        /// What kind of file.
        form: Form,
        /// Somebody's own .pptx as template.
        template: Option<PathBuf>,
    },
    /// Give up the file that is being made.
    CancelExport,
    /// Change a scenario.
    Edit(Edit),
    /// Fill somebody's own blank form with a budget year.
    FillForm(Box<Filling>),
    /// Read an officer's own form, of a fund with figures or of one beside, and keep it.
    ReadForm {
        /// The file.
        path: PathBuf,
        /// The fund that it must be of.
        fund: FundKind,
        /// The same, where the project has no figures of it.
        beside: Option<FundKind>,
    },
    /// Read filled forms into budgets.
    CollectForms(Box<Collecting>),
    /// 经手人 is another.
    Hand(String),
    /// Draw up a budget in one step.
    DrawBudget(Box<Drawing>),
    /// Take the last edit back.
    Undo,
    /// Do the last undone edit again.
    Redo,
    /// Go back or forth to where so many steps are done.
    GoTo(usize),
    /// Answer a question, where it is not answered yet.
    Ask(Ask),
    /// Answer it although it was given up.
    AskAgain(Ask),
    /// Give up the question of a topic.
    CancelAsk(Topic),
    /// Give up what is being opened, or done to the import.
    Cancel,
    /// Read tables for the import under way, or for a new one.
    Import(Vec<PathBuf>),
    /// Read the files of the import again, or those of the project's data.
    ReadAgain,
    /// Have Windows open projects with this program.
    #[cfg(windows)]
    Associate,
    /// Take a file out of the import.
    RemoveFile(usize),
    /// Choose how the import's tables are understood.
    Choose(Box<Choices>),
    /// Correct a value of the import by hand, or take that back.
    CorrectImport(Correcting),
    /// Take the last choice back.
    UndoChoice,
    /// Make it again.
    RedoChoice,
    /// Keep the choices under a name.
    SaveProfile(String),
    /// Write what was found in the import to a file.
    SaveFindings(PathBuf, FindingsFile),
    /// Take the import's data over.
    AcceptImport(Taking),
    /// Give the import up.
    DropImport,
    /// Take the import up again that was given up last.
    ResumeImport,
}

/// What a session has to tell the window.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// Other data are open.
    Opened,
    /// Another fund of the same project is shown.
    FundShown,
    /// Newer figures were joined to those there were.
    Joined(Arc<Joined>),
    /// What differs between the project that is shown and one in a file.
    Compared(Box<Differences>),
    /// There is an import to be looked at.
    Importing,
    /// Files of these names have changed on disk since they were read.
    SourcesChanged(Vec<String>),
    /// The import was given up.
    ImportDropped,
    /// Choices were kept under this name.
    ProfileSaved(String),
    /// A scenario file was added as the scenario of this number.
    ScenarioAdded(usize),
    /// Unsaved work made room for other, and is kept in this file.
    SetAside(PathBuf),
    /// Unsaved work of this name was thrown away, and can still be got back from this file.
    Discarded(String, PathBuf),
    /// A project's file is damaged beyond use.
    Damaged(PathBuf, Findings),
    /// A table of ages was read.
    AgesRead {
        /// The scenario that has it.
        scenario: usize,
        /// The file's name.
        name: String,
        /// What was assumed of it, and what is doubtful.
        said: Findings,
    },
    /// Something was done, and this is to be said of it.
    Said(String, Findings),
    /// Written to a file.
    Saved(PathBuf),
    /// Something did not work.
    Failed(Findings),
}

/// What is being read.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The file's name.
    pub name: String,
    /// Since when.
    pub since: Instant,
    /// How far it is, and what gives it up.
    pub watch: Watch,
    ticket: Ticket,
}

enum Read {
    Project(Box<disk::Opened>),
    Tables(Box<Prepared>),
    Scenario(Box<Scenario>),
}

/// What is open, whatever is worked on.
struct Opened {
    name: String,
    source: String,
    /// The project's file.
    file: Option<OnDisk>,
    /// The data as they were read, and what was found then.
    read: Arc<Dataset>,
    found: Findings,
    read_from: Vec<ReadFrom>,
    /// What stands in the place of single values, as it was last looked at; and what the data and findings are by it.
    corrections: Corrections,
    data: Arc<Dataset>,
    findings: Findings,
    /// The work that its file has.
    saved: Work,
    /// What is held of other funds, in the order of their table.
    others: Vec<Aside>,
    /// Whether the file lacks a fund's data that are here.
    has_new_data: bool,
}

/// What is held of a fund that is not shown.
struct Aside {
    books: Books,
    /// The work that the file has.
    saved: Work,
}

impl Aside {
    fn new(books: Books) -> Aside {
        let saved = books.work.now().clone();
        Aside { books, saved }
    }
}

impl Opened {
    /// A project that is opened, and its work.
    fn of(project: Project, file: Option<OnDisk>) -> (Opened, History<Work>) {
        let Project { name, shown, others } = project;
        let Books { data: read, source, found, read_from, work } = shown;
        let (saved, corrections) = (work.now().clone(), work.now().corrections.clone());
        let Standing { data, findings } = standing(&read, &found, &corrections);
        let others = others.into_iter().map(Aside::new).collect();
        let open = Opened {
            name,
            source,
            file,
            read,
            found,
            read_from,
            corrections,
            data,
            findings,
            saved,
            others,
            has_new_data: false,
        };
        (open, work)
    }
}

/// The scenarios and what came of them.
struct Runs {
    /// The family's scenarios, as they are run.
    scenarios: Vec<Arc<Scenario>>,
    outcomes: Vec<Option<Outcome>>,
    /// The scenario that was edited last: it is run first.
    edited: usize,
    worker: Worker,
}

/// Numbers that change with what is shown.
#[derive(Default)]
struct Revisions {
    all: u64,
    results: u64,
}

/// The open project.
pub struct Session {
    language: Language,
    open: Opened,
    /// The project or table that was opened or saved last.
    last: Option<PathBuf>,
    /// What was opened, saved or set aside, the newest first.
    recent: Vec<PathBuf>,
    hand: String,
    /// What was said of the forms that were filled or read last.
    said_of_forms: Findings,
    work: History<Work>,
    runs: Runs,
    slots: Slots,
    import: ImportDesk,
    opening: Option<Opening>,
    exporting: Option<Exporting>,
    jobs: Jobs,
    keeper: Keeper,
    here: Here,
    /// Work that other windows left behind.
    left: Vec<Left>,
    versions: Keeping,
    saving: Saving,
    /// When the project's file was looked at last.
    looked: Option<Instant>,
    looking: Looking,
    revisions: Revisions,
    news: Vec<News>,
}

impl Session {
    /// A session on the sample. `unsaved` is the folder in which windows keep unsaved work; `wake` is called from other
    /// threads when there is something to [`Session::poll`].
    pub fn new(language: Language, unsaved: Option<PathBuf>, wake: Wake) -> Session {
        let shown = Books::new(Arc::new(sample::load()), String::new(), History::new(Work::default()));
        let (open, work) = Opened::of(Project { name: String::new(), shown, others: Vec::new() }, None);
        let worker = Worker::start(wake.clone());
        let keeper = Keeper::start(unsaved.as_deref(), wake.clone());
        let here = Here { holder: Holder::here(keeper.window()), unsaved };
        let mut session = Session {
            language,
            open,
            last: None,
            recent: Vec::new(),
            hand: String::new(),
            said_of_forms: Findings::new(),
            work,
            runs: Runs { scenarios: Vec::new(), outcomes: Vec::new(), edited: 0, worker },
            slots: Slots::default(),
            import: ImportDesk::default(),
            opening: None,
            exporting: None,
            jobs: Jobs::new(wake),
            keeper,
            here,
            left: Vec::new(),
            versions: Keeping::default(),
            saving: Saving::default(),
            looked: None,
            looking: Looking::default(),
            revisions: Revisions::default(),
            news: Vec::new(),
        };
        session.show_example(Example::Huangshan);
        session
    }

    /// The project's name.
    pub fn name(&self) -> &str {
        &self.open.name
    }

    /// 资料来源: the files that the data came from.
    pub fn source(&self) -> &str {
        &self.open.source
    }

    /// The project's file.
    pub fn path(&self) -> Option<&Path> {
        self.open.file.as_ref().map(|file| &*file.path)
    }

    /// The project or table that was opened or saved last; `None` is the sample.
    pub fn opened(&self) -> Option<&Path> {
        self.last.as_deref()
    }

    /// What was opened, saved or set aside before, the newest first.
    pub fn recent(&self) -> &[PathBuf] {
        &self.recent
    }

    /// Takes over what an earlier run knew of.
    pub fn know_recent(&mut self, recent: Vec<PathBuf>) {
        self.recent = recent;
    }

    /// 经手人: who corrected by hand last.
    pub fn hand(&self) -> &str {
        &self.hand
    }

    /// Takes over who it was in an earlier run.
    pub fn know_hand(&mut self, hand: String) {
        self.hand = hand;
    }

    fn note_recent(&mut self, path: PathBuf) {
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(MOST_RECENT);
    }

    /// Keeps unsaved work that is about to be replaced, as a numbered copy.
    fn set_aside(&mut self) {
        if !self.is_changed() {
            return self.keeper.forget();
        }
        if let Some(path) = self.keeper.set_aside(self.project()) {
            self.note_recent(path.clone());
            self.news.push(News::SetAside(path));
        }
    }

    /// Whether there are edits that no file has.
    pub fn is_changed(&self) -> bool {
        *self.work.now() != self.open.saved
            || self.open.has_new_data
            || self.open.others.iter().any(|aside| *aside.books.work.now() != aside.saved)
    }

    /// The data as they were read, before anything was corrected by hand.
    pub fn read(&self) -> &Arc<Dataset> {
        &self.open.read
    }

    /// What was corrected by hand, whether it holds or the source has changed since.
    pub fn corrections(&self) -> &Corrections {
        &self.open.corrections
    }

    /// The fund that is shown.
    pub fn fund(&self) -> FundKind {
        self.open.data.fund
    }

    /// The other funds of the project: their data as they were read, and their budgets.
    pub fn other_funds(&self) -> impl Iterator<Item = (&Arc<Dataset>, &Budgets)> {
        self.open.others.iter().map(|aside| (&aside.books.data, &aside.books.work.now().budgets))
    }

    /// The funds of which the project holds figures, in the order of their table.
    pub fn funds(&self) -> Vec<FundKind> {
        let mut funds: Vec<FundKind> = self.held().map(|data| data.fund).collect();
        funds.sort_unstable();
        funds
    }

    /// The observed data, as they count: corrected where that was done by hand.
    pub fn data(&self) -> &Arc<Dataset> {
        &self.open.data
    }

    /// What was found in the data.
    pub fn findings(&self) -> &[Finding] {
        &self.open.findings
    }

    /// The scenarios, the base first.
    pub fn scenarios(&self) -> &[Arc<Scenario>] {
        &self.runs.scenarios
    }

    /// The scenarios with what is said of each: what it builds on, what is its own.
    pub fn family(&self) -> &Family {
        &self.work.now().family
    }

    /// The budgets, by year and version.
    pub fn budgets(&self) -> &Budgets {
        &self.work.now().budgets
    }

    /// The cap, the channels and the targets.
    pub fn programmes(&self) -> &Programmes {
        &self.work.now().programmes
    }

    /// The special account.
    pub fn account(&self) -> &Arc<Account> {
        &self.work.now().account
    }

    /// Assessments: what was changed of them, else what there is to begin with.
    pub fn assessed(&self) -> &Arc<Kept> {
        self.work.now().assessed.as_ref().unwrap_or_else(|| kept::proposed(self.data().example))
    }

    /// The deposits.
    pub fn ladders(&self) -> &Arc<Ladders> {
        &self.work.now().ladders
    }

    /// The deck as it is planned.
    pub fn deck(&self) -> &Plan {
        &self.work.now().deck
    }

    /// What decks are made from.
    pub fn decks_from(&self) -> MadeFrom<'_> {
        let (family, budgets) = (self.family(), self.budgets());
        MadeFrom { family, budgets, account: self.account(), ladders: self.ladders() }
    }

    /// The scenario of a number with what is said of it.
    pub fn member(&self, number: usize) -> Option<&Member> {
        self.family().members().get(number)
    }

    /// The labels of all steps, done and undone, in order; and how many of them are done.
    pub fn steps(&self) -> (Vec<&str>, usize) {
        (self.work.labels(), self.work.position())
    }

    /// What came last of the scenario of a number, current or not.
    pub fn outcome(&self, number: usize) -> Option<&Outcome> {
        self.runs.outcomes.get(number)?.as_ref()
    }

    /// Whether the outcome of a scenario is that of the scenario as it stands.
    pub fn is_current(&self, number: usize) -> bool {
        let (Some(scenario), Some(outcome)) = (self.scenarios().get(number), self.outcome(number)) else {
            return false;
        };
        Arc::ptr_eq(scenario, &outcome.scenario) && Arc::ptr_eq(&self.open.data, &outcome.data)
    }

    /// Whether a lever is being moved.
    pub fn is_dragging(&self) -> bool {
        self.work.is_dragging()
    }

    /// Whether the run of a scenario has its postings, where it is one that should have: not while a lever moves.
    fn has_postings(&self, number: usize) -> bool {
        self.work.is_dragging() || self.outcome(number).is_some_and(|outcome| outcome.keep == Keep::Journal)
    }

    /// The runs by scenario number; where a newer one is on its way, the one before.
    pub fn runs(&self) -> Vec<Option<Arc<Settled>>> {
        let run = |outcome: &Option<Outcome>| outcome.as_ref()?.result.clone().ok();
        self.runs.outcomes.iter().map(run).collect()
    }

    /// What is being read, if anything.
    pub fn opening(&self) -> Option<&Opening> {
        self.opening.as_ref()
    }

    /// The label of the step that undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.work.undo_label()
    }

    /// The label of the step that redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.work.redo_label()
    }

    /// A number that changes with data, scenarios and outcomes: what is made of them stays good while it stays.
    pub fn revision(&self) -> u64 {
        self.revisions.all
    }

    /// A number that changes with data and outcomes, but not with a lever that moves: what is made of outcomes alone
    /// stays good while it stays.
    pub fn results(&self) -> u64 {
        self.revisions.results
    }

    /// The language in which new scenarios are named.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Sets the language in which new scenarios are named.
    pub fn set_language(&mut self, language: Language) {
        self.language = language;
    }

    /// Does what was asked for.
    pub fn apply(&mut self, command: Command) {
        match command {
            Command::Open(path) if path.is_dir() => self.import(vec![path]),
            Command::Open(path) => self.open(path, false),
            Command::Reopen(path) => self.open(path, true),
            Command::OpenExample(example) => {
                self.give_up();
                self.drop_import();
                self.set_aside();
                self.last = None;
                self.show_example(example);
                self.news.push(News::Opened);
            }
            Command::ShowFund(fund) => self.show_fund(fund),
            Command::Save(path) => self.save(path, false),
            Command::SaveAs(path) => self.save(path, true),
            Command::Reload => self.reload(),
            Command::Compare(path, style) => self.compare(path, style),
            Command::OpenVersion(project, version) => self.open_version(project, version),
            Command::Recover(copy) => self.recover(copy),
            Command::KeepBoth(copy) => self.keep_both(copy),
            Command::Discard(copy) => self.discard(&copy),
            Command::SaveScenario(number, path) => self.save_scenario(number, path),
            Command::ReadAges(number, path) => self.read_ages(number, path),
            Command::Export(path, text) => self.write(path, move || Ok(text.into_bytes())),
            Command::SaveBlank(blank, given, path) => {
                let language = self.language;
                self.write(path, move || blank.workbook(&given, language));
            }
            Command::ExportSheet(path, sheet, style) => self.write(path, move || {
                let page = xlsx::Page { name: sheet.title.clone(), body: Body::Sheet(*sheet) };
                let workbook = xlsx::Workbook { pages: vec![page], ..xlsx::Workbook::default() };
                xlsx::write(&workbook, style, &mut |_, _| true)
            }),
            Command::ExportSigned(path, pages, as_workbook, style) => {
                let name = store::name_of(&path);
                self.write(path, move || {
                    let pages = pages.made();
                    match as_workbook {
                        true => signed::workbook(&name, &pages, style),
                        false => signed::pdf(&name, &pages, style),
                    }
                });
            }
            Command::ReadLedgers(files) => self.read_ledgers(files),
            Command::ReadAssessment(reading, path) => self.read_assessment(reading, path),
            Command::ReadDeposits(path) => self.read_deposits(path),
            Command::ReadProgramme(matter, files) => self.read_programme(matter, files),
            Command::SaveProgramme(matter, folder) => self.save_programme(matter, folder),
            Command::ExportDeck { path, order, form, template } => {
                self.export(path, *order, form, template);
            }
            Command::CancelExport => self.give_up_export(),
            Command::Edit(edit) => self.edit(edit),
            Command::FillForm(filling) => self.fill_form(*filling),
            Command::ReadForm { path, fund, beside } => self.read_form(path, fund, beside),
            Command::CollectForms(collecting) => self.collect_forms(*collecting),
            Command::Hand(hand) => self.hand = hand,
            Command::DrawBudget(drawing) => self.draw_budget(*drawing),
            Command::Undo => {
                self.work.undo();
                self.changed();
            }
            Command::Redo => {
                self.work.redo();
                self.changed();
            }
            Command::GoTo(position) => {
                self.work.go(position);
                self.changed();
            }
            Command::Ask(ask) => self.ask(ask),
            Command::AskAgain(ask) => self.ask_again(ask),
            Command::CancelAsk(topic) => self.cancel_asking(topic),
            Command::Cancel if self.opening.is_some() => self.give_up(),
            Command::Cancel => self.stop_work(),
            Command::Import(paths) => self.import(paths),
            Command::ReadAgain => self.read_again(),
            #[cfg(windows)]
            Command::Associate => self.associate(),
            Command::RemoveFile(number) => self.remove_file(number),
            Command::Choose(choices) => self.choose(*choices),
            Command::CorrectImport(correcting) => self.correct_import(correcting),
            Command::UndoChoice => self.undo_choice(false),
            Command::RedoChoice => self.undo_choice(true),
            Command::SaveFindings(path, form) => self.save_findings(path, form),
            Command::SaveProfile(name) => self.save_profile(&name),
            Command::AcceptImport(taking) => self.accept_import(taking),
            Command::DropImport => self.drop_import(),
            Command::ResumeImport => self.resume_import(),
        }
    }

    /// Takes in what other threads have finished; what there is to tell.
    pub fn poll(&mut self) -> Vec<News> {
        while let Some(outcome) = self.runs.worker.ready() {
            self.take(outcome);
        }
        while let Some(end) = self.jobs.ended() {
            end(self);
        }
        std::mem::take(&mut self.news)
    }

    /// Waits until every scenario has a current outcome and all work that was begun has ended: files are read and written,
    /// questions answered. For tests and for measuring.
    pub fn settle(&mut self) {
        const LONG: Duration = Duration::from_secs(180);
        loop {
            let all_ran = (0..self.scenarios().len()).all(|n| self.is_current(n) && self.has_postings(n));
            let ended = match (all_ran, self.jobs.is_under_way()) {
                (false, _) => self.runs.worker.wait(LONG).map(|outcome| self.take(outcome)),
                (true, true) => self.jobs.wait(LONG).map(|end| end(self)),
                (true, false) => return,
            };
            if ended.is_none() {
                return;
            }
        }
    }

    /// Does what is asked, waits until it is done, and tells what there is to tell; for tests and for measuring.
    pub fn done(&mut self, command: Command) -> Vec<News> {
        self.apply(command);
        self.settle();
        self.poll()
    }

    fn take(&mut self, outcome: Outcome) {
        if !Arc::ptr_eq(&outcome.data, &self.open.data) {
            return;
        }
        let place = self.runs.scenarios.iter().position(|s| Arc::ptr_eq(s, &outcome.scenario));
        if let Some(place) = place {
            self.runs.outcomes.resize(self.runs.scenarios.len(), None);
            self.runs.outcomes[place] = Some(outcome);
            self.revisions.all += 1;
            self.revisions.results += 1;
        }
    }

    fn show_example(&mut self, example: Example) {
        let (name, data) = (example.name(self.language).to_owned(), Arc::new(example.load()));
        let work = History::new(Family::of(proposal::scenarios(&data, self.language)).into());
        let shown = Books::new(data, example.file().to_owned(), work);
        self.show(Project { name, shown, others: Vec::new() }, None);
    }

    fn show(&mut self, project: Project, file: Option<OnDisk>) {
        (self.open, self.work) = Opened::of(project, file);
        self.begin_anew();
    }

    /// Looks at the data once more where they, or their corrections, are others than before.
    fn stand(&mut self) {
        self.open.corrections = self.work.now().corrections.clone();
        let Standing { data, findings } = standing(&self.open.read, &self.open.found, &self.open.corrections);
        (self.open.data, self.open.findings) = (data, findings);
        self.forget_answers();
    }

    /// Takes what approved budgets leave to be paid ahead into the data, where a scenario asks for it.
    fn take_budgets(&mut self) {
        let work = self.work.now();
        let pays_by_budget = |member: &Member| {
            let mut own = member.scenario.own.values();
            own.any(|said| said.held(LeverKey::Prepay) == Some(&Held::Budget))
        };
        let is_asked = work.family.members().iter().any(pays_by_budget);
        let budgeted = match is_asked {
            true => ahead::of_project(&work.budgets, &self.open.data.places),
            false => Budgeted::new(),
        };
        if budgeted != *self.open.data.budgeted {
            let budgeted = Arc::new(budgeted);
            self.open.data = Arc::new(Dataset { budgeted, ..Dataset::clone(&self.open.data) });
            self.forget_answers();
        }
    }

    /// Runs the scenarios of data that were not shown before.
    fn begin_anew(&mut self) {
        self.runs.edited = 0;
        self.forget_answers();
        self.take_budgets();
        self.list();
        self.runs.outcomes = vec![None; self.runs.scenarios.len()];
        self.run();
    }

    /// Shows another fund of the project; each has its own scenarios, deck and steps of undo.
    fn show_fund(&mut self, fund: FundKind) {
        let Some(place) = self.open.others.iter().position(|aside| aside.books.data.fund == fund) else { return };
        let Aside { books, saved } = self.open.others.remove(place);
        let Books { data, source, found, read_from, work } = books;
        let shown = Aside {
            books: Books {
                data: std::mem::replace(&mut self.open.read, data),
                source: std::mem::replace(&mut self.open.source, source),
                found: std::mem::replace(&mut self.open.found, found),
                read_from: std::mem::replace(&mut self.open.read_from, read_from),
                work: std::mem::replace(&mut self.work, work),
            },
            saved: std::mem::replace(&mut self.open.saved, saved),
        };
        self.stand();
        self.put_aside(shown);
        self.begin_anew();
        self.news.push(News::FundShown);
    }

    /// Holds figures of a fund beside those that are shown, instead of what was held of it.
    fn put_aside(&mut self, aside: Aside) {
        let others = &mut self.open.others;
        others.retain(|other| other.books.data.fund != aside.books.data.fund);
        others.push(aside);
        others.sort_by_key(|other| other.books.data.fund);
    }

    /// Lists the family's scenarios.
    fn list(&mut self) {
        self.runs.scenarios = self.work.now().family.members().iter().map(|m| m.scenario.clone()).collect();
    }

    /// Asks for every outcome that is not current, that of the scenario under the hand first.
    fn run(&mut self) {
        self.revisions.all += 1;
        if !self.work.is_dragging() {
            self.revisions.results += 1;
        }
        self.runs.outcomes.resize(self.runs.scenarios.len(), None);
        // While a lever moves its effect counts; postings are for those who ask why, once it stands.
        let keep = if self.work.is_dragging() { Keep::Books } else { Keep::Journal };
        let is_stale = |n: &usize| !self.is_current(*n) || !self.has_postings(*n);
        let mut stale: Vec<usize> = (0..self.runs.scenarios.len()).filter(is_stale).collect();
        stale.sort_by_key(|n| *n != self.runs.edited);
        let request =
            |n: usize| Request { data: self.open.data.clone(), scenario: self.runs.scenarios[n].clone(), keep };
        let requests: Vec<Request> = stale.into_iter().map(request).collect();
        if !requests.is_empty() {
            self.runs.worker.request(requests);
        }
    }

    fn changed(&mut self) {
        if self.work.now().corrections != self.open.corrections {
            self.stand();
        }
        self.take_budgets();
        // An outcome goes with its scenario, wherever that now stands; what replaces one in place inherits its
        // outcome until its own is there.
        self.list();
        let mut old = std::mem::take(&mut self.runs.outcomes);
        let mut outcomes: Vec<Option<Outcome>> = vec![None; self.runs.scenarios.len()];
        for (place, scenario) in self.runs.scenarios.iter().enumerate() {
            let own = old.iter_mut().find(|o| o.as_ref().is_some_and(|o| Arc::ptr_eq(&o.scenario, scenario)));
            outcomes[place] = own.and_then(Option::take);
        }
        for (place, outcome) in outcomes.iter_mut().enumerate() {
            if outcome.is_none() {
                *outcome = old.get_mut(place).and_then(Option::take);
            }
        }
        self.runs.outcomes = outcomes;
        self.run();
        self.keep();
    }

    fn project(&self) -> Project {
        Project {
            name: self.open.name.clone(),
            shown: Books {
                data: self.open.read.clone(),
                source: self.open.source.clone(),
                found: self.open.found.clone(),
                read_from: self.open.read_from.clone(),
                work: self.work.clone(),
            },
            others: self.open.others.iter().map(|aside| aside.books.clone()).collect(),
        }
    }

    /// Stops what is being read.
    fn give_up(&mut self) {
        if let Some(opening) = self.opening.take() {
            opening.watch.give_up();
        }
    }

    /// A piece of work has broken off: nothing waits for it any more.
    fn broke(&mut self, ticket: Ticket, finding: Finding) {
        self.opening.take_if(|opening| opening.ticket == ticket);
        self.exporting.take_if(|exporting| exporting.ticket == ticket);
        self.import.broke(ticket);
        self.slots.broke(ticket);
        self.revisions.all += 1;
        self.news.push(News::Failed(finding.into()));
    }

    /// Opens a file of any kind; `was_open` where it is the one that was open before.
    fn open(&mut self, path: PathBuf, was_open: bool) {
        let (name, known, here) = (store::name_of(&path), self.known(), self.here.clone());
        self.begin_opening(name, move |watch| {
            let read = read(&path, watch, &known, &here);
            move |session: &mut Session| match read {
                Err(findings) if findings.first().is_some_and(|found| found.code == "project-unreadable") => {
                    session.news.push(News::Damaged(path, findings));
                }
                Err(findings) => session.news.push(News::Failed(findings)),
                Ok(Read::Scenario(scenario)) => {
                    session.edit(Edit::Add(scenario));
                    session.news.push(News::ScenarioAdded(session.scenarios().len() - 1));
                }
                Ok(Read::Project(opened)) => session.show_opened(*opened),
                Ok(Read::Tables(prepared)) => session.take_prepared(*prepared, was_open),
            }
        });
    }

    /// Begins to read what is to be opened; what comes of it counts unless it was given up, or something else was opened
    /// since.
    fn begin_opening<E>(&mut self, name: String, read: impl FnOnce(&Watch) -> E + Send + 'static)
    where
        E: FnOnce(&mut Session) + Send + 'static,
    {
        self.give_up();
        let (since, watch) = (Instant::now(), Watch::of_window());
        let theirs = watch.clone();
        let ticket = self.jobs.begin(move || {
            let end = threads::stoppable(&theirs.stop, || read(&theirs));
            move |session: &mut Session, ticket| {
                if session.opening.take_if(|opening| opening.ticket == ticket).is_some() {
                    end(session);
                }
            }
        });
        self.opening = Some(Opening { name, since, watch, ticket });
    }

    /// Notes what the file has.
    fn note_saved(&mut self, project: &Project) {
        let held = || project.others.iter().chain([&project.shown]);
        for books in held() {
            let aside = self.open.others.iter_mut().find(|aside| aside.books.data.fund == books.data.fund);
            *aside.map_or(&mut self.open.saved, |aside| &mut aside.saved) = books.work.now().clone();
        }
        // Figures that came while it was written are not in it.
        let written = |data: &Arc<Dataset>| held().any(|books| Arc::ptr_eq(&books.data, data));
        let is_whole = self.held().all(written);
        self.open.has_new_data = !is_whole;
    }

    /// The data of the fund that is shown and of the others, as they were read.
    fn held(&self) -> impl Iterator<Item = &Arc<Dataset>> {
        self.open.others.iter().map(|aside| &aside.books.data).chain([&self.open.read])
    }

    fn save_scenario(&mut self, number: usize, path: PathBuf) {
        if let Some(scenario) = self.scenarios().get(number).cloned() {
            self.write(path.clone(), move || {
                beside::put(&scenario, path.parent().unwrap_or(Path::new("")))?;
                Ok(scenario::file::write(&scenario).into_bytes())
            });
        }
    }

    /// Makes a file's bytes and writes them.
    fn write(&mut self, path: PathBuf, bytes: impl FnOnce() -> Result<Vec<u8>, Finding> + Send + 'static) {
        self.jobs.begin(move || {
            let written = bytes().and_then(|bytes| store::write(&path, &bytes));
            move |session: &mut Session, _| session.tell_written(path, written)
        });
    }

    fn tell_written(&mut self, path: PathBuf, written: Result<(), Finding>) {
        self.news.push(match written {
            Ok(()) => News::Saved(path),
            Err(finding) => News::Failed(finding.into()),
        });
    }
}

fn read(path: &Path, watch: &Watch, known: &Known, here: &Here) -> Result<Read, Findings> {
    let (name, stamp) = (store::name_of(path), store::stamp(path));
    let bytes = store::read(path)?;
    // Whatever is left of it, what is called a project is no table.
    if project::is_project(&bytes) || path.extension().is_some_and(|ending| ending == project::ENDING) {
        return Ok(Read::Project(Box::new(disk::open(path, stamp, &bytes, here)?)));
    }
    if is_scenario(path) {
        let text = String::from_utf8(bytes)
            .map_err(|_| Findings::from(Finding::error("scenario-encoding", Origin::file(&name))))?;
        let mut scenario = scenario::file::read(&name, &text)?;
        beside::fill(&mut scenario, path.parent().unwrap_or(Path::new("")))?;
        return Ok(Read::Scenario(Box::new(scenario)));
    }
    Ok(Read::Tables(Box::new(import::prepare_one(path, &bytes, watch, known))))
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::lever::{Lever, LeverKey};

    fn session() -> Session {
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        session.settle();
        session
    }

    fn collection(session: &Session, value: &str, dragging: bool) -> Command {
        let lever = Lever::of(LeverKey::CollectionRate).with_below(&session.scenarios()[0]);
        let value = Some(value.parse().unwrap());
        Command::Edit(Edit::Lever { scenario: 0, lever, value, dragging })
    }

    #[test]
    fn a_drag_is_one_step_and_undo_restores_the_very_result() {
        let mut session = session();
        let before = session.runs()[0].clone().unwrap();
        for value in ["0.8", "0.7", "0.6"] {
            let edit = collection(&session, value, true);
            session.apply(edit);
        }
        session.settle();
        assert!(session.runs()[0].as_ref().unwrap().run.journal.is_empty());
        session.apply(Command::Edit(Edit::Release));
        assert!(session.is_changed());
        session.settle();
        assert!(!session.runs()[0].as_ref().unwrap().run.journal.is_empty());
        assert_ne!(session.runs()[0].as_ref().unwrap().run, before.run);
        session.apply(Command::Undo);
        session.settle();
        assert_eq!(session.runs()[0].as_ref().unwrap().run, before.run);
        assert!(session.undo_label().is_none());
        assert!(!session.is_changed());
        session.apply(Command::Redo);
        session.settle();
        assert_ne!(session.runs()[0].as_ref().unwrap().run, before.run);
    }

    #[test]
    fn a_project_is_saved_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("黄山.tongchou");
        let mut session = session();
        let edit = collection(&session, "0.8", false);
        session.apply(edit);
        session.apply(Command::Save(path.clone()));
        let wait = |session: &mut Session| loop {
            let news = session.poll();
            if !news.is_empty() {
                return news;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        assert_eq!(wait(&mut session), [News::Saved(path.clone())]);
        assert!(!session.is_changed());
        let family = session.family().clone();
        session.apply(Command::OpenExample(Example::Huangshan));
        assert_eq!(wait(&mut session), [News::Opened]);
        session.apply(Command::Open(path));
        assert_eq!(wait(&mut session), [News::Opened]);
        assert_eq!(*session.family(), family);
        assert_eq!(session.data().example, Some(Example::Huangshan));
        // What was done before it was saved can still be taken back.
        assert!(session.undo_label().is_some() && !session.is_changed());
        session.apply(Command::Undo);
        assert_eq!(
            session.scenarios()[0].root(),
            Session::new(Language::Chinese, None, Arc::new(|| {})).scenarios()[0].root()
        );
        session.apply(Command::Redo);
        assert!(!session.is_changed());
        session.apply(Command::Open(folder.path().join("gone.csv")));
        assert!(matches!(&wait(&mut session)[..], [News::Failed(_)]));
    }

    #[test]
    fn a_locked_scenario_refuses_edits_aloud() {
        let mut session = session();
        session.apply(Command::Edit(Edit::Stand(0, crate::scenario::family::Standing::Locked)));
        let before = session.family().clone();
        let edit = collection(&session, "0.8", false);
        session.apply(edit);
        assert_eq!(*session.family(), before);
        assert!(matches!(&session.poll()[..], [News::Failed(found)] if found[0].code == "scenario-locked"));
    }

    #[test]
    fn steps_have_names_and_can_be_gone_to() {
        let mut session = session();
        let first = session.family().clone();
        let edit = collection(&session, "0.8", false);
        session.apply(edit);
        session.apply(Command::Edit(Edit::Derive(1, "新".into())));
        session.apply(Command::Edit(Edit::Note(2, "说明".into())));
        let last = session.family().clone();
        let (labels, position) = session.steps();
        assert_eq!((labels.len(), position), (3, 3));
        assert!(labels[1].contains("新") && labels[2].contains("新"), "{labels:?}");
        session.apply(Command::GoTo(0));
        assert_eq!(*session.family(), first);
        session.apply(Command::GoTo(3));
        assert_eq!(*session.family(), last);
    }

    #[test]
    fn unsaved_work_survives() {
        let folder = tempfile::tempdir().unwrap();
        let copies = folder.path().join("unsaved");
        let mut session = Session::new(Language::Chinese, Some(copies.clone()), Arc::new(|| {}));
        let edit = collection(&session, "0.8", false);
        session.apply(edit);
        let scenarios = session.scenarios().to_vec();
        let mut other = Session::new(Language::Chinese, Some(copies.clone()), Arc::new(|| {}));
        other.look_for_left();
        assert!(other.left().is_empty(), "its window is still there");
        drop(session);
        let mut next = Session::new(Language::Chinese, Some(copies.clone()), Arc::new(|| {}));
        next.look_for_left();
        let [left] = next.left() else { panic!("{:?}", next.left()) };
        let copy = left.path.clone();
        other.look_for_left();
        assert!(other.left().is_empty(), "it is offered once");
        next.apply(Command::Recover(copy.clone()));
        assert_eq!(wait(&mut next), [News::Opened]);
        assert_eq!(next.scenarios(), scenarios);
        assert!(next.is_changed());
        drop(next);
        assert!(!copy.exists());
        other.look_for_left();
        let copy = other.left()[0].path.clone();
        other.apply(Command::KeepBoth(copy.clone()));
        assert!(matches!(&wait(&mut other)[..], [News::SetAside(kept)] if kept.exists()));
        assert!(other.left().is_empty() && !copy.exists());
    }

    fn wait(session: &mut Session) -> Vec<News> {
        loop {
            let news = session.poll();
            if !news.is_empty() {
                return news;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn of_two_windows_on_one_project_the_second_may_not_save_over_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("黄山.tongchou");
        let open = || Session::new(Language::Chinese, Some(folder.path().join("unsaved")), Arc::new(|| {}));
        let (mut first, mut second) = (open(), open());
        first.apply(Command::SaveAs(path.clone()));
        assert_eq!(wait(&mut first), [News::Saved(path.clone())]);
        second.apply(Command::Open(path.clone()));
        assert_eq!(wait(&mut second), [News::Opened]);
        assert!(matches!(&second.concerns()[..], [disk::Concern::Held(_)]));
        for command in [Command::Save(path.clone()), Command::SaveAs(path.clone())] {
            second.apply(command);
            assert!(matches!(&wait(&mut second)[..], [News::Failed(found)] if found[0].code == "project-held"));
        }
        drop(first);
        second.looked = None;
        second.look_at_project();
        assert!(matches!(&wait(&mut second)[..], [News::Failed(found)] if found[0].code == "project-free"));
        assert!(second.concerns().is_empty());
        // Somebody without this program writes it.
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.push(0);
        std::fs::write(&path, bytes).unwrap();
        let name = second.name().to_owned();
        second.apply(Command::Save(path.clone()));
        assert!(matches!(&wait(&mut second)[..], [News::Failed(found)] if found[0].code == "project-changed"));
        assert_eq!((second.concerns(), second.name()), (vec![disk::Concern::Changed], &*name));
        second.apply(Command::SaveAs(path.clone()));
        assert_eq!(wait(&mut second), [News::Saved(path.clone())]);
        assert!(second.concerns().is_empty());
        let edit = collection(&second, "0.8", false);
        second.apply(edit);
        second.apply(Command::Save(path.clone()));
        second.apply(Command::Save(path.clone()));
        assert_eq!(wait(&mut second)[0], News::Saved(path));
    }

    #[test]
    fn a_refused_save_leaves_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut session = session();
        let before = session.name().to_owned();
        session.apply(Command::SaveAs(folder.path().join("gone").join("新.tongchou")));
        assert!(matches!(&wait(&mut session)[..], [News::Failed(_)]));
        assert_eq!((session.name(), session.path()), (&*before, None));
    }
}
