//! The project file: data with their sources, and scenarios, in one file, written whole or not at all.
//!
//! A zip archive of texts that any program can read: `project.toml`, `data.csv` (the data file), `sources.csv` (where
//! each row and cell stood, and its text), `findings.csv` (what was found), `corrections.csv` (what stands in the place of
//! single values of the data), `scenarios/001.toml`, … (scenario files), and of the steps of undo `steps.toml`
//! with the scenarios as they once were in `steps/0001.toml`, …; `deck.toml` is the report, and `budgets/0001.csv`, … are the
//! amounts of budgets, each set once, and `forms/0001.toml`, … an officer's own forms of them; `account.toml` tells of the
//! special account, whose ledgers stand in `account/0001.csv`, …, `deposits.toml` of its deposits; `assessment.toml` tells
//! of assessments, whose trees, rules and entries stand in `assessment/0001.toml`, `assessment/0002.csv`, …, and
//! `programmes.toml` of caps, channels and targets. Where scenarios name tables of people that are not shipped, these stand
//! in `tables/001.csv`, … with `tables.toml`, which says whose they are. Of each fund beside the one that is shown the same
//! stands in a folder of its own, `funds/unemployment/`, …

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;

use toml_edit::DocumentMut;
use zip::write::SimpleFileOptions;

use crate::checks;
use crate::dataset::{Corrections, Dataset, Example, RowSource, SourceCell, SourceCells};
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::fund::FundKind;
use crate::intake::{self, data_file};
use crate::locale::Language;
use crate::month::Period;
use crate::place::PlaceId;
use crate::proposal;
use crate::report::deck;
use crate::scenario::family::Family;
use crate::scenario::history::History;
use crate::scenario::{Scenario, file};
use crate::statements::own::OwnForm;
use budgets::AmountFiles;
use kept::Kept;

use super::standing::standing;
use super::work::Work;

mod account;
mod assessed;
mod budgets;
pub mod copied;
mod corrections;
mod files;
mod found;
mod kept;
mod ladders;
mod programmes;
mod steps;

pub use files::{ReadFrom, SourcePath};

/// What it is, and which scenarios it has.
const HEAD: &str = "project.toml";

/// What was found.
const FOUND: &str = "findings.csv";

/// What was corrected by hand.
const CORRECTIONS: &str = "corrections.csv";

/// What a project holds.
#[derive(Clone, Debug)]
pub struct Project {
    /// As shown.
    pub name: String,
    /// What is held of the fund that is shown.
    pub shown: Books,
    /// What is held of other funds, one each.
    pub others: Vec<Books>,
}

/// What is held of one fund: its figures, which are never added to another's, and what was made of them.
#[derive(Clone, Debug)]
pub struct Books {
    /// The observed data, as they were read: corrections are among the work.
    pub data: Arc<Dataset>,
    /// 资料来源: the files that the data came from.
    pub source: String,
    /// What was found in reading them, and in them.
    pub found: Findings,
    /// Where the files are, and how they were read.
    pub read_from: Vec<ReadFrom>,
    /// The scenarios, the deck and the corrections, and how they came to be so.
    pub work: History<Work>,
}

impl Books {
    /// Data of which nothing was found.
    pub fn new(data: Arc<Dataset>, source: String, work: History<Work>) -> Books {
        Books { data, source, found: Findings::new(), read_from: Vec::new(), work }
    }

    /// The data as they count: with the corrections that hold.
    pub fn corrected(&self) -> Arc<Dataset> {
        standing(&self.data, &[], &self.work.now().corrections).data
    }
}

/// The ending of project files.
pub const ENDING: &str = "tongchou";

/// Since format 4 there may be several funds, or another than the pension; a project without is of format 3 as before.
const FORMAT: i64 = 4;

/// The most bytes that a part may unpack to, and all of them together.
const MOST_OF_PART: u64 = 256 << 20;
const MOST_UNPACKED: u64 = 512 << 20;

/// The project as the bytes of its file; the same project gives the same bytes.
///
/// # Errors
/// One finding, where the archive can't be made.
pub fn write(project: &Project) -> Result<Vec<u8>, Finding> {
    write_with(project, &[])
}

/// The project with further parts, by name.
fn write_with(project: &Project, more: &[(&str, String)]) -> Result<Vec<u8>, Finding> {
    let failed =
        |error: &dyn std::fmt::Display| Finding::error("project-unwritable", Origin::default()).with("detail", error);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).map_err(|e| failed(&e))?;
        archive.write_all(text.as_bytes()).map_err(|e| failed(&e))
    };
    let mut head = DocumentMut::new();
    let is_plain = project.others.is_empty() && project.shown.data.fund == FundKind::PENSION;
    head["format"] = toml_edit::value(if is_plain { 3 } else { FORMAT });
    head["name"] = toml_edit::value(&project.name);
    write_books("", head, &project.shown, &mut put)?;
    for books in &project.others {
        write_books(&folder(books.data.fund), DocumentMut::new(), books, &mut put)?;
    }
    more.iter().try_for_each(|(name, text)| put(name, text))?;
    archive.finish().map(Cursor::into_inner).map_err(|e| failed(&e))
}

/// The folder of a fund beside the one that is shown.
fn folder(fund: FundKind) -> String {
    format!("funds/{}/", fund.key())
}

/// Writes what is held of one fund, in a folder.
fn write_books(
    folder: &str,
    mut head: DocumentMut,
    Books { data, source, found, read_from, work }: &Books,
    put: &mut impl FnMut(&str, &str) -> Result<(), Finding>,
) -> Result<(), Finding> {
    let mut put = |name: &str, text: &str| put(&format!("{folder}{name}"), text);
    head["source"] = toml_edit::value(source);
    head["sample"] = match data.example {
        None | Some(Example::Huangshan) => toml_edit::value(data.example.is_some()),
        Some(example) => toml_edit::value(example.key()),
    };
    if data.fund != FundKind::PENSION {
        head["fund"] = toml_edit::value(data.fund.key());
    }
    let mut kept = Kept::default();
    for (n, member) in work.now().family.members().iter().enumerate() {
        kept.put(&member.scenario, format!("scenarios/{:03}.toml", n + 1));
    }
    head["scenario"] = toml_edit::Item::ArrayOfTables(steps::tables(&work.now().family, &mut kept));
    if !work.now().budgets.is_empty() {
        head["budget"] = toml_edit::Item::ArrayOfTables(budgets::tables(&work.now().budgets, &mut kept));
    }
    let steps = steps::write(work, &mut kept);
    files::put(&mut head, read_from);
    put(HEAD, &head.to_string())?;
    put("data.csv", &data_file::write(data))?;
    put("sources.csv", &sources(data))?;
    put(FOUND, &found::write(found))?;
    if !work.now().corrections.is_empty() {
        put(CORRECTIONS, &corrections::write(&work.now().corrections))?;
    }
    put("deck.toml", &deck::file::write(&work.now().deck))?;
    put("steps.toml", &steps)?;
    for (name, text) in account::write(work).into_iter().chain(assessed::write(work)) {
        put(&name, &text)?;
    }
    if let Some(text) = ladders::write(work) {
        put(ladders::PART, &text)?;
    }
    if let Some(text) = programmes::write(work) {
        put(programmes::PART, &text)?;
    }
    for (name, text) in kept.files() {
        put(name, text)?;
    }
    for (name, text) in kept.tables() {
        put(&name, &text)?;
    }
    Ok(())
}

/// Whether bytes are a project file, be it a damaged one.
pub fn is_project(bytes: &[u8]) -> bool {
    /// The name of the first part, which stands behind the head of 30 bytes.
    const FIRST: &[u8] = HEAD.as_bytes();
    let begins_so = || bytes.get(30..30 + FIRST.len()) == Some(FIRST);
    let has_it = || zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|a| a.index_for_name(HEAD).is_some());
    bytes.starts_with(b"PK") && (begins_so() || has_it())
}

/// Reads a project file that is whole.
///
/// # Errors
/// What is wrong with it, with the part's name.
pub fn read(name: &str, bytes: &[u8]) -> Result<Project, Findings> {
    read_archive(&mut Archive::open(name, bytes)?)
}

/// Reads a project file, of a damaged one what is whole; and what is not.
///
/// # Errors
/// What is wrong with it, where not even the data are whole, or it was saved by a newer program.
pub fn open_archive(name: &str, bytes: &[u8]) -> Result<(Project, Findings), Findings> {
    let refused = match read(name, bytes) {
        Ok(project) => return Ok((project, Findings::new())),
        Err(refused) if refused[0].code == "project-newer" => return Err(refused),
        Err(refused) => refused,
    };
    let mut archive = Archive::salvaged(name, bytes);
    let Ok(project) = read_archive(&mut archive) else { return Err(refused) };
    let lost = archive.lost.unwrap_or_default().into_iter().collect::<Vec<&str>>().join("、");
    let found = Finding::new("project-part-lost", Severity::Warning, Origin::file(name)).with("parts", lost);
    Ok((project, found.into()))
}

fn read_archive(archive: &mut Archive<'_>) -> Result<Project, Findings> {
    let head = archive.document(HEAD)?;
    if !head.get("format").and_then(|f| f.as_integer()).is_some_and(|format| (1..=FORMAT).contains(&format)) {
        return Err(Finding::error("project-newer", Origin::file(archive.name)).into());
    }
    let shown = read_books(archive, "", &head)?;
    let beside = |fund: &FundKind| archive.has(&format!("{}{HEAD}", folder(*fund)));
    let funds: Vec<FundKind> = FundKind::all().filter(beside).collect();
    let mut others = Vec::new();
    for fund in funds {
        let head = archive.document(&format!("{}{HEAD}", folder(fund)));
        let books = head.and_then(|head| read_books(archive, &folder(fund), &head));
        others.extend(archive.spare("lost.fund", books)?);
    }
    Ok(Project { name: text_of(&head, "name"), shown, others })
}

fn text_of(head: &DocumentMut, key: &str) -> String {
    head.get(key).and_then(|t| t.as_str()).unwrap_or_default().to_owned()
}

/// Reads what is held of one fund, in a folder. Without its data there is nothing; whatever else is damaged may be spared.
fn read_books(archive: &mut Archive<'_>, folder: &str, head: &DocumentMut) -> Result<Books, Findings> {
    let part = |name: &str| format!("{folder}{name}");
    let fund = match head.get("fund").and_then(|fund| fund.as_str()) {
        Some(key) => FundKind::of_key(key).ok_or_else(|| archive.damaged(&format!("{}: {key}", part(HEAD))))?,
        None => FundKind::PENSION,
    };
    let mut dataset = intake::import_of(fund, "data.csv", archive.text(&part("data.csv"))?.as_bytes())?.dataset;
    // Written as true when there was but one.
    dataset.example = head.get("sample").and_then(|told| match told.as_str() {
        Some(key) => Example::of_key(key),
        None => told.as_bool()?.then_some(Example::Huangshan),
    });
    let sources = archive.text(&part("sources.csv"));
    let sources = sources.and_then(|text| put_sources(&mut dataset, &text).map_err(|e| archive.damaged(&e)));
    archive.spare("lost.sources", sources)?;
    let found = match archive.has(&part(FOUND)) {
        true => {
            let text = archive.text(&part(FOUND));
            archive.spare("lost.findings", text)?.map(|text| found::read(&text))
        }
        false => None,
    };
    // Before it was kept.
    let found = found.unwrap_or_else(|| checks::check(&dataset));
    let corrections = match archive.has(&part(CORRECTIONS)) {
        true => {
            let text = archive.text(&part(CORRECTIONS));
            archive.spare("lost.corrections", text)?.map(|text| corrections::read(&text)).unwrap_or_default()
        }
        false => Corrections::default(),
    };
    let (files, amounts) = read_files(archive, folder)?;
    let work = match head.get("scenario").and_then(|s| s.as_array_of_tables()) {
        Some(tables) => {
            let family =
                steps::family(tables, &files).ok_or_else(|| archive.damaged(&format!("{}: scenario", part(HEAD))));
            let family = archive.spare("lost.scenarios", family)?.unwrap_or_else(|| {
                let whole = files.iter().filter(|(name, _)| name.starts_with("scenarios/"));
                let whole: Vec<Arc<Scenario>> = whole.map(|(_, scenario)| scenario.clone()).collect();
                // The base at least.
                Family::of(if whole.is_empty() { proposal::scenarios(&dataset, Language::default()) } else { whole })
            });
            let deck = part("deck.toml");
            let text = archive.text(&deck);
            let deck = text.and_then(|text| deck::file::read(&text).ok_or_else(|| archive.damaged(&deck)));
            let deck = archive.spare("lost.deck", deck)?.unwrap_or_default();
            let budgets = budgets::read(head.get("budget"), &files, &amounts)
                .ok_or_else(|| archive.damaged(&format!("{}: budget", part(HEAD))));
            let budgets = archive.spare("lost.budgets", budgets)?.unwrap_or_default();
            let now = Work { family, deck, corrections, budgets, ..Work::default() };
            let steps = archive.document(&part("steps.toml")).and_then(|steps| {
                let read = steps::read(&steps, &files, &amounts).filter(|history| *history.now() == now);
                read.ok_or_else(|| archive.damaged(&part("steps.toml")))
            });
            archive.spare("lost.steps", steps)?.unwrap_or_else(|| History::new(now))
        }
        // Before format 3 the scenarios stood side by side.
        None => History::new(Family::of(files.into_values()).into()),
    };
    let work = match archive.has(&part(account::PART)) {
        true => {
            let read = account::read(archive, folder, work.clone());
            archive.spare("lost.account", read)?.unwrap_or(work)
        }
        false => work,
    };
    let work = match archive.has(&part(assessed::PART)) {
        true => {
            let read = assessed::read(archive, folder, work.clone());
            archive.spare("lost.assessed", read)?.unwrap_or(work)
        }
        false => work,
    };
    let work = match archive.has(&part(ladders::PART)) {
        true => {
            let read = ladders::read(archive, folder, work.clone());
            archive.spare("lost.deposits", read)?.unwrap_or(work)
        }
        false => work,
    };
    let work = match archive.has(&part(programmes::PART)) {
        true => {
            let read = programmes::read(archive, folder, work.clone());
            archive.spare("lost.programmes", read)?.unwrap_or(work)
        }
        false => work,
    };
    let read_from = files::of(head);
    Ok(Books { source: text_of(head, "source"), data: Arc::new(dataset), found, read_from, work })
}

/// Scenarios by the names of their files, and amounts of budgets by theirs.
type Files = (BTreeMap<String, Arc<Scenario>>, AmountFiles);

/// Reads the files that states of the work name.
fn read_files(archive: &mut Archive<'_>, folder: &str) -> Result<Files, Findings> {
    let part = |name: &str| format!("{folder}{name}");
    let (mut files, mut amounts) = (BTreeMap::new(), AmountFiles::default());
    let (scenarios, steps, tables) = (part("scenarios/"), part("steps/"), part(kept::TABLES));
    let whose = archive.has(&tables).then(|| archive.document(&tables)).transpose();
    let whose = archive.spare("lost.tables", whose)?.flatten();
    for path in archive.names.clone() {
        let own = || path[folder.len()..].to_owned();
        if path.starts_with(&part(kept::AMOUNTS)) {
            let text = archive.text(&path);
            let read = text.and_then(|text| budgets::amounts(&text).ok_or_else(|| archive.damaged(&path)));
            amounts.amounts.extend(archive.spare("lost.budgets", read)?.map(|read| (own(), read)));
        }
        if path.starts_with(&part(kept::FORMS)) {
            let read = archive.text(&path).map(|text| OwnForm::new(&text));
            amounts.forms.extend(archive.spare("lost.budgets", read)?.map(|read| (own(), read)));
        }
        if path.starts_with(&scenarios) || path.starts_with(&steps) {
            let read = scenario_of(archive, folder, &path, whose.as_ref());
            let key = if path.starts_with(&scenarios) { "lost.scenarios" } else { "lost.steps" };
            files.extend(archive.spare(key, read)?.map(|scenario| (own(), Arc::new(scenario))));
        }
    }
    Ok((files, amounts))
}

/// A scenario with the tables that it names, where `whose` knows which they are.
fn scenario_of(
    archive: &mut Archive<'_>,
    folder: &str,
    path: &str,
    whose: Option<&DocumentMut>,
) -> Result<Scenario, Findings> {
    let mut scenario = file::read(path, &archive.text(path)?)?;
    let table = |what: &str| {
        let table = whose?.get(&path[folder.len()..])?.get(what)?.as_str()?;
        Some(format!("{folder}{table}"))
    };
    if let Some(people) = &mut scenario.people {
        if let Some(table) = table("structure") {
            let text = archive.text(&table)?;
            people.structure.fill(|_| Ok(text.into_bytes()))?;
        }
        if let Some(table) = table("mortality") {
            let text = archive.text(&table)?;
            people.mortality.fill(|_| Ok(text.into_bytes()))?;
        }
    }
    Ok(scenario)
}

/// A project file that is being read.
struct Archive<'a> {
    /// As messages call it.
    name: &'a str,
    parts: Parts<'a>,
    /// The names of its parts.
    names: Vec<String>,
    /// How many bytes may still be unpacked.
    left: u64,
    /// What was not whole, by the keys of its words; `None` where all has to be.
    lost: Option<BTreeSet<&'static str>>,
}

enum Parts<'a> {
    /// As the directory at the end of the file tells.
    Listed(zip::ZipArchive<Cursor<&'a [u8]>>),
    /// As they stand one after the other, as far as they do.
    Found(HashMap<String, String>),
}

impl<'a> Archive<'a> {
    fn open(name: &'a str, bytes: &'a [u8]) -> Result<Archive<'a>, Findings> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(name, &"lost.directory"))?;
        let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        Ok(Archive { name, parts: Parts::Listed(archive), names, left: MOST_UNPACKED, lost: None })
    }

    /// Of which parts that are not whole are spared; without its directory, the parts up to the first that is damaged.
    fn salvaged(name: &'a str, bytes: &'a [u8]) -> Archive<'a> {
        if let Ok(archive) = Archive::open(name, bytes) {
            return Archive { lost: Some(BTreeSet::new()), ..archive };
        }
        let (mut rest, mut left) = (bytes, MOST_UNPACKED);
        let mut found = HashMap::new();
        while let Ok(Some(file)) = zip::read::read_zipfile_from_stream(&mut rest) {
            let Ok(part) = file.name().map(|name| name.into_owned()) else { break };
            let mut text = String::new();
            let most = MOST_OF_PART.min(left);
            if file.take(most + 1).read_to_string(&mut text).is_err() || text.len() as u64 > most {
                break;
            }
            left -= text.len() as u64;
            found.insert(part, text);
        }
        let names = found.keys().cloned().collect();
        Archive { name, parts: Parts::Found(found), names, left, lost: Some(BTreeSet::from(["lost.end"])) }
    }

    fn has(&self, part: &str) -> bool {
        self.names.iter().any(|name| name == part)
    }

    fn text(&mut self, part: &str) -> Result<String, Findings> {
        let name = self.name;
        let file = match &mut self.parts {
            Parts::Listed(archive) => archive.by_name(part).map_err(|_| damaged(name, &part))?,
            Parts::Found(found) => return found.get(part).cloned().ok_or_else(|| damaged(name, &part)),
        };
        let most = MOST_OF_PART.min(self.left);
        let mut text = String::new();
        file.take(most + 1).read_to_string(&mut text).map_err(|_| damaged(name, &part))?;
        if text.len() as u64 > most {
            let finding = Finding::error("project-too-large", Origin::file(name));
            return Err(finding
                .with("part", part)
                .with("most", MOST_OF_PART >> 20)
                .with("all", MOST_UNPACKED >> 20)
                .into());
        }
        self.left -= text.len() as u64;
        Ok(text)
    }

    fn document(&mut self, part: &str) -> Result<DocumentMut, Findings> {
        let text = self.text(part)?;
        text.parse().map_err(|_| self.damaged(&part))
    }

    /// What was read of something that the project can do without: `None` where it is not whole, and that is noted.
    fn spare<T>(&mut self, what: &'static str, read: Result<T, Findings>) -> Result<Option<T>, Findings> {
        match (read, &mut self.lost) {
            (Ok(read), _) => Ok(Some(read)),
            (Err(_), Some(lost)) => {
                lost.insert(what);
                Ok(None)
            }
            (Err(refused), None) => Err(refused),
        }
    }

    fn damaged(&self, detail: &dyn std::fmt::Display) -> Findings {
        damaged(self.name, detail)
    }
}

fn damaged(name: &str, detail: &dyn std::fmt::Display) -> Findings {
    Finding::error("project-unreadable", Origin::file(name)).with("detail", detail).into()
}

/// A line a row: county, period, place of the row, then place and text of each field's cell. A place is the file, the
/// sheet, row and column, each with a line of its own in the cell.
fn sources(dataset: &Dataset) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |line: &[String]| writer.write_record(line).expect("writing to memory");
    let mut header = ["county", "month", "place"].map(str::to_owned).to_vec();
    for field in Field::ALL {
        header.extend([format!("{}_place", field.key()), format!("{}_text", field.key())]);
    }
    put(&header);
    for (n, county) in dataset.counties.iter().enumerate() {
        let path = dataset.places.path(PlaceId::county(n));
        for ((period, _), source) in county.periods().zip(&county.sources) {
            let row = source.origin();
            let mut line = vec![path.to_string(), period.to_string(), place(&row, &Origin::default())];
            for field in Field::ALL {
                let cell = source.cell(field).map(|(origin, text)| (place(&origin, &row), text.to_owned()));
                let (place, text) = cell.unwrap_or_default();
                line.extend([place, text]);
            }
            put(&line);
        }
    }
    let bytes = writer.into_inner().expect("writing to memory");
    String::from_utf8(bytes).expect("only text was written")
}

/// `row:column`, after the file and the sheet on lines of their own where they are not those of `usual`.
pub(super) fn place(origin: &Origin, usual: &Origin) -> String {
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let cell = format!("{}:{}", number(origin.row), number(origin.column));
    if (&origin.file, &origin.sheet) == (&usual.file, &usual.sheet) {
        return cell;
    }
    format!("{}\n{}\n{cell}", origin.file, origin.sheet.as_deref().unwrap_or_default())
}

/// Places as they are written, with the names of files and sheets once each.
#[derive(Default)]
struct Origins(HashSet<Arc<str>>);

impl Origins {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let text: Arc<str> = text.into();
        self.0.insert(text.clone());
        text
    }

    /// Out of what [`place`] writes.
    fn read(&mut self, text: &str, usual: &Origin) -> Origin {
        let mut lines = text.rsplit('\n');
        let (row, column) = lines.next().and_then(|cell| cell.split_once(':')).unwrap_or_default();
        let (row, column) = (row.parse().ok(), column.parse().ok());
        let (file, sheet) = match (lines.next(), lines.next()) {
            (Some(sheet), Some(file)) => (self.shared(file), (!sheet.is_empty()).then(|| self.shared(sheet))),
            _ => (usual.file.clone(), usual.sheet.clone()),
        };
        Origin { file, sheet, row, column }
    }
}

fn put_sources(dataset: &mut Dataset, text: &str) -> Result<(), csv::Error> {
    let mut origins = Origins::default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers()?.clone();
    let column = |heading: &str| header.iter().position(|h| h == heading);
    // In the first format a row's cells all stood in one row of one sheet, and only their columns were told.
    let is_first_format = column("file").is_some();
    let place = if is_first_format { "column" } else { "place" };
    let fields = Field::ALL.map(|field| {
        let of = |what: &str| column(&format!("{}_{what}", field.key()));
        of(place).zip(of("text"))
    });
    for record in reader.records() {
        let record = record?;
        let cell = |heading: &str| column(heading).and_then(|n| record.get(n)).unwrap_or_default();
        let Ok(period) = cell("month").parse::<Period>() else { continue };
        let Some(place) = dataset.position(cell("county")) else { continue };
        let county = &mut dataset.counties[place];
        let Some(index) = county.periods().position(|(p, _)| p == period) else { continue };
        let row = match is_first_format {
            true => origins.read(&format!("{}\n{}\n{}:", cell("file"), cell("sheet"), cell("row")), &Origin::default()),
            false => origins.read(cell("place"), &Origin::default()),
        };
        let mut read = |(place, text): (usize, usize)| -> Option<SourceCell> {
            let at = record.get(place).filter(|at| !at.is_empty())?;
            let at = if is_first_format { format!("{}:{at}", cell("row")) } else { at.to_owned() };
            Some(SourceCell { origin: origins.read(&at, &row), text: record.get(text).unwrap_or_default().into() })
        };
        let cells = fields.iter().map(|columns| read((*columns)?)).collect();
        if let Some(source) = county.sources.get_mut(index) {
            *source = RowSource::cells(SourceCells { origin: row, cells });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::proposal;
    use crate::sample;

    #[test]
    fn a_project_comes_back_as_it_was() {
        let data = Arc::new(sample::load());
        let mut family = Family::of(proposal::scenarios(&data, crate::locale::Language::Chinese));
        let mut history = History::new(Work::from(family.clone()));
        family.derive(1, "再建一个");
        history.edit("新建", family.clone().into());
        let mut changed = crate::scenario::Scenario::clone(&family.members()[0].scenario);
        changed.months = 24;
        family.change(0, changed);
        history.edit("缩短", family.clone().into());
        let plan = deck::Plan { name: "简报".into(), ..deck::Plan::default() };
        family.set_note(2, "备注");
        family.set_standing(2, crate::scenario::family::Standing::Locked);
        history.edit("锁定", Work { family: family.clone(), deck: plan.clone(), ..Work::default() });
        // The tables that people by age are reckoned by are kept with the project, those that are shipped are not.
        let mut by_age = crate::scenario::Scenario::clone(&family.members()[0].scenario);
        let mut people = crate::scenario::people::People::new("本市.csv", "cl_2010_2013");
        people.structure.fill(|_| Ok("group,age,contributors,retirees\nman,30,1,0\nman,70,0,1\n".into())).unwrap();
        by_age.people = Some(people);
        family.add(Arc::new(by_age));
        history.edit("按年龄", Work { family, deck: plan, ..Work::default() });
        history.undo();
        history.undo();
        let found =
            vec![Finding::new("unit-untold", Severity::Warning, Origin::file("a.csv").at(3, 2)).with("count", 5)];
        let shown = Books { found, ..Books::new(data, sample::FILE.into(), history) };
        let project = Project { name: "黄山".into(), shown, others: Vec::new() };
        let bytes = write(&project).unwrap();
        assert!(is_project(&bytes));
        assert_eq!(bytes, write(&project).unwrap());
        let mut back = read("p.tongchou", &bytes).unwrap();
        let (kept, was) = (&back.shown, &project.shown);
        assert_eq!((&back.name, &kept.source, &kept.data), (&project.name, &was.source, &was.data));
        assert_eq!(kept.found, was.found);
        let states = |project: &Project| project.shown.work.states().into_iter().cloned().collect::<Vec<_>>();
        assert_eq!(states(&back), states(&project));
        assert_eq!(back.shown.work.labels(), project.shown.work.labels());
        assert_eq!(back.shown.work.position(), 2);
        let of = |state: &Work| state.family.members().last().unwrap().scenario.people.clone().unwrap();
        let (kept, was) = (of(back.shown.work.states()[4]), of(project.shown.work.states()[4]));
        assert_eq!(kept.structure.table().unwrap(), was.structure.table().unwrap());
        back.shown.work.go(0);
        assert_eq!(back.shown.work.now(), project.shown.work.states()[0]);
    }

    #[test]
    fn sources_of_the_first_format_are_read() {
        let mut data = sample::load();
        let before = data.counties[0].sources[0].clone();
        let county = &data.counties[0];
        let (origin, text) = before.cell(Field::Collected).unwrap();
        let mut line =
            vec![county.name.to_string(), county.first.to_string(), "旧.xlsx".into(), "表1".into(), "7".into()];
        for field in Field::ALL {
            let is_there = field == Field::Collected;
            line.extend([if is_there { "3" } else { "" }.to_owned(), if is_there { text } else { "" }.to_owned()]);
        }
        let fields = Field::ALL.map(|f| format!("{0}_column,{0}_text", f.key())).join(",");
        let sources = format!("county,month,file,sheet,row,{fields}\n{}\n", line.join(","));
        assert_ne!(origin.cell().unwrap(), "C7");
        put_sources(&mut data, &sources).unwrap();
        let (origin, raw) = data.counties[0].sources[0].cell(Field::Collected).unwrap();
        assert_eq!((origin.to_string().as_str(), raw), ("旧.xlsx '表1' C7", text));
        assert!(data.counties[0].sources[0].cell(Field::Pension).is_none());
        assert_eq!(data.counties[0].sources[1], sample::load().counties[0].sources[1]);
    }

    /// Columns are known by their headings: a column that is new, gone or elsewhere moves no other.
    #[test]
    fn sources_are_read_by_their_header() {
        let mut data = sample::load();
        let name = data.counties[0].name.clone();
        let sources = format!(
            "month,new_text,collected_text,county,new_place,place,pension_text,collected_place\n\
             2004-01,9,12.5,{name},1:9,\"旧.xlsx\n表1\n7:\",8,7:3\n"
        );
        put_sources(&mut data, &sources).unwrap();
        let source = &data.counties[0].sources[0];
        let (origin, raw) = source.cell(Field::Collected).unwrap();
        assert_eq!((origin.to_string().as_str(), raw), ("旧.xlsx '表1' C7", "12.5"));
        assert!(Field::ALL.into_iter().all(|f| f == Field::Collected || source.cell(f).is_none()));
    }

    #[test]
    fn a_damaged_project_says_so() {
        let shown = Books::new(Arc::new(sample::load()), String::new(), History::new(Work::default()));
        let project = Project { name: "x".into(), shown, others: Vec::new() };
        let mut bytes = write(&project).unwrap();
        bytes.truncate(bytes.len() / 2);
        assert_eq!(read("p.tongchou", &bytes).unwrap_err()[0].code, "project-unreadable");
    }
}
