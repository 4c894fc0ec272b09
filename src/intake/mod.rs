//! Files to datasets: bytes to sheets of raw cells, sheets to tables, tables to rows whose cells know where they stood.
//!
//! `read` opens a file by its content, `by_fund` takes of its sheets what is of the fund asked for. `long` knows the plain
//! form, `table` finds tables of any other shape, `meaning` understands what their headings, names and titles tell, `dated`
//! when they are, `places` which of them stand above counties, `lists` which are no counties at all; `cross` puts their
//! cells together, `spelling` makes one of a county's spellings, `gather` joins several tables, `sums` takes sums of months
//! apart, `totals` checks what they print below, and `reported` tells which of several files' counties are missing. Nothing
//! is guessed in silence: what is left out or doubtful is a [`Finding`], and every guess can be overruled by [`Choices`].

mod by_fund;
pub mod choices;
mod cross;
pub mod data_file;
mod dated;
mod entry;
mod gather;
pub mod headings;
mod identities;
mod lists;
mod long;
mod meaning;
mod places;
pub mod read;
mod remarks;
pub mod reported;
mod spelling;
mod sums;
pub mod table;
pub mod titled;
mod totals;
pub mod understood;
pub mod unit;
pub mod value;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

pub use choices::Choices;
pub use headings::field_of_heading;
pub use identities::without_identities;
pub use read::{Contents, Reading, sheets};
pub use understood::Understood;

use crate::checks::{self, Known};
use crate::dataset::{CountyRows, Dataset, Observed};
use crate::field::{Amount, Field, Values};
use crate::finding::{Finding, Findings, Origin, Severity, counted};
use crate::fund::FundKind;
use crate::sheet::Sheet;
use crate::threads;
use long::Printed;
use table::TableHints;
use unit::Unit;

/// A dataset with what is to be said about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// The data.
    pub dataset: Dataset,
    /// Warnings and notes.
    pub findings: Findings,
}

/// Everything that was made of some files: what the import screen shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// The tables that were found, in the order of the files and sheets.
    pub tables: Vec<Understood>,
    /// What is to be said, errors too.
    pub findings: Findings,
    /// The data; `None` where an error stands in the way.
    pub dataset: Option<Dataset>,
    /// Where one does: what could be read in spite of it, the rest unknown.
    pub partly: Option<Dataset>,
}

impl Import {
    /// The other funds of which there is something in the sheets too, in the order of their table.
    pub fn others(&self) -> Vec<FundKind> {
        let other = ["other-fund-rows", "other-fund-table"];
        let told =
            self.findings.iter().filter(|found| other.contains(&found.code)).filter_map(|found| found.fact("fund"));
        let funds: BTreeSet<FundKind> = told.filter_map(FundKind::of_text_key).collect();
        funds.into_iter().collect()
    }
}

/// Reads a file, whatever it is: the program's data file or an officer's table, in text or in a workbook.
///
/// `name` is the file's name without its folder, for messages.
///
/// # Errors
/// What keeps it from being read, each with its cell; warnings found on the way included.
pub fn import(name: &str, bytes: &[u8]) -> Result<Imported, Findings> {
    import_of(FundKind::PENSION, name, bytes)
}

/// The same of any fund.
///
/// # Errors
/// As above; a file that has nothing of the fund is one.
pub fn import_of(fund: FundKind, name: &str, bytes: &[u8]) -> Result<Imported, Findings> {
    let choices = Choices { fund, ..Choices::default() };
    imported(understand_contents(vec![read::read(name, bytes, &Reading::default())?], &choices, None))
}

/// Understands the contents of files as one set of data; what was doubtful in reading them comes first. Where they go on
/// from data that are there, counties are spelt as these spell them, and sums of several months are taken apart by the
/// months that these have.
pub fn understand_contents(files: Vec<Contents>, choices: &Choices, before: Option<&Dataset>) -> Import {
    let mut findings = Findings::new();
    let mut sheets = Vec::new();
    let mut uncalculated = HashSet::new();
    let several = files.len() > 1;
    for mut contents in files {
        findings.append(&mut contents.findings);
        sheets.append(&mut contents.sheets);
        uncalculated.extend(contents.uncalculated);
    }
    let mut import = understand_after(&sheets, choices, before);
    if threads::is_stopped() {
        return Import { tables: Vec::new(), findings: Findings::new(), dataset: None, partly: None };
    }
    if !uncalculated.is_empty() {
        // That a formula was not calculated is said of its sheet; that each of its cells is empty says no more.
        let is_empty = |f: &Finding| {
            ["missing-cell", "blank-row"].contains(&f.code) || f.facts.iter().any(|(_, v)| v == "check.missing-cell")
        };
        import.findings.retain(|finding| !(is_empty(finding) && uncalculated.contains(&finding.origin)));
    }
    findings.append(&mut import.findings);
    if let (true, Some(dataset)) = (several, import.dataset.as_ref().or(import.partly.as_ref())) {
        reported::missing(dataset, &mut findings);
    }
    Import { findings: counted(findings), ..import }
}

/// A value of a field as somebody types it, in this unit unless it carries its own (`120万`); `None` is unknown.
///
/// # Errors
/// The code of the finding that says what is wrong with it.
pub fn typed(field: Field, text: &str, unit: Unit) -> Result<Option<Amount>, &'static str> {
    let mut values = Values::default();
    entry::enter(&mut values, field, text, Some(unit), &Choices::default())?;
    Ok(values.row().get(field))
}

/// The data of an import without error.
///
/// # Errors
/// All that was found, where one of it is an error.
pub fn imported(import: Import) -> Result<Imported, Findings> {
    match import.dataset {
        Some(dataset) => Ok(Imported { dataset, findings: import.findings }),
        None => Err(import.findings),
    }
}

/// Understands the sheets of one file or of several as one set of data, of the fund that was chosen.
pub fn understand(sheets: &[Arc<Sheet>], choices: &Choices) -> Import {
    understand_after(sheets, choices, None)
}

fn understand_after(sheets: &[Arc<Sheet>], choices: &Choices, before: Option<&Dataset>) -> Import {
    let mut findings = Findings::new();
    let own: Vec<Arc<Sheet>> = sheets.iter().map(|s| by_fund::of_fund(s, choices.fund, &mut findings)).collect();
    let mut import = understand_own(&own, choices, before, findings);
    for table in &mut import.tables {
        if let Some(place) = own.iter().position(|sheet| Arc::ptr_eq(sheet, &table.sheet)) {
            table.sheet = sheets[place].clone();
        }
    }
    if choices.fund != FundKind::PENSION {
        by_fund::put_back(&mut import.findings, sheets, choices.fund);
    }
    import
}

fn understand_own(
    sheets: &[Arc<Sheet>],
    choices: &Choices,
    before: Option<&Dataset>,
    mut findings: Findings,
) -> Import {
    let mut reasons = Findings::new();
    let mut tables = Vec::new();
    let mut rows = Vec::new();
    let mut fields = Vec::new();
    let mut summaries = Vec::new();
    for sheet in sheets {
        if sheet.origin.sheet.as_ref().is_some_and(|name| choices.sheets_left_out.contains(&**name)) {
            continue;
        }
        match sheet_tables(sheet, choices, &mut summaries, &mut findings) {
            Ok(found) => {
                for (table, observations, known) in found {
                    fields.extend(known);
                    tables.push(table);
                    rows.push(observations);
                }
            }
            Err(reason) => reasons.push(reason),
        }
    }
    said_once(&mut findings, "unit-untold");
    let file = sheets.first().map_or_else(Origin::default, |sheet| Origin::file(&sheet.origin.file));
    if tables.is_empty() {
        if reasons.is_empty() {
            reasons.push(Finding::error("empty-file", file));
        }
        findings.append(&mut reasons);
        return Import { tables, findings, dataset: None, partly: None };
    }
    // Beside a table that was read, a sheet without one is worth a note, an empty one not even that; a file that gives
    // nothing at all may be the wrong one.
    for reason in reasons {
        if reason.code == "other-fund-table" {
            findings.push(Finding { severity: Severity::Note, ..reason });
            continue;
        }
        let of_the_file = tables.iter().any(|table: &Understood| table.sheet.origin.file == reason.origin.file);
        match of_the_file {
            true if reason.code == "empty-sheet" => {}
            true if reason.origin.sheet.as_deref().is_some_and(table::is_explaining) => {}
            true => findings.push(Finding::new("sheet-unread", Severity::Note, reason.origin)),
            false => findings.push(Finding::new("sheet-unread", Severity::Warning, reason.origin)),
        }
    }
    if threads::is_stopped() {
        return Import { tables, findings, dataset: None, partly: None };
    }
    let absent: Vec<Field> = Field::ALL.into_iter().filter(|field| !fields.contains(field)).collect();
    lacking(&tables, &absent, &mut findings);
    places::of_tables(&tables, &mut rows, &mut findings);
    if !tables.iter().all(Understood::is_data_file) {
        spelling::make_one(&mut rows, before, &mut findings);
    }
    let observations = gather::gather(rows, choices, &mut findings);
    let observations = sums::take_apart(observations, before, &mut findings);
    findings.extend(observations.counties().iter().filter(|rows| rows.county.len() > LONGEST_NAME).map(name_too_long));
    totals::check_summaries(&summaries, &observations, &mut findings);
    let read = dataset(observations, absent, choices.fund, file, &mut findings);
    let (dataset, partly) = if is_wrong(&findings) { (None, read) } else { (read, None) };
    Import { tables, findings, dataset, partly }
}

fn is_wrong(findings: &Findings) -> bool {
    findings.iter().any(|f| f.severity == Severity::Error)
}

/// No place has a name of more bytes than that; a cell that has may be the rest of a file.
const LONGEST_NAME: usize = 600;

fn name_too_long(rows: &CountyRows) -> Finding {
    let at = rows.rows().next().map_or_else(Origin::default, |row| row.source.origin());
    let begins: String = rows.county.chars().take(20).collect();
    Finding::error("name-too-long", at).with("found", begins).with("count", rows.county.chars().count())
}

/// Refuses what is of another fund.
fn of_other_fund(fund: FundKind, at: Origin) -> Finding {
    Finding::error("other-fund-table", at).with("fund", fund.text_key()).with("key", fund.key())
}

/// Makes one finding of those that tables have in common, at the first of them and with the counts of all.
fn said_once(findings: &mut Findings, code: &str) {
    let count = |finding: &Finding| finding.facts.iter().find(|(name, _)| *name == "count")?.1.parse::<usize>().ok();
    let of_code = |finding: &&Finding| finding.code == code;
    let all: usize = findings.iter().filter(of_code).filter_map(count).sum();
    let mut first = true;
    findings.retain(|finding| finding.code != code || std::mem::take(&mut first));
    if let Some(finding) = findings.iter_mut().find(|finding| finding.code == code) {
        finding.facts = vec![("count", all.to_string())];
    }
}

type Found = (Understood, Observed, Vec<Field>);

/// The tables of a sheet with their rows and fields; totals whose parts stand elsewhere come to the summaries.
fn sheet_tables(
    sheet: &Arc<Sheet>,
    choices: &Choices,
    summaries: &mut Vec<(Arc<Sheet>, Vec<Printed>)>,
    findings: &mut Findings,
) -> Result<Vec<Found>, Finding> {
    if let Some(refused) = lists::of_persons(sheet) {
        return Err(refused);
    }
    if let Some(mut understood) = long::find(sheet, choices, findings)? {
        let (observations, printed) = long::observations(&mut understood, choices, findings);
        summaries.push((sheet.clone(), totals::check(sheet, &observations, printed, findings)));
        let fields = understood.fields(&[]);
        return Ok(vec![(understood, observations, fields)]);
    }
    let place = sheet.origin.sheet.as_deref().unwrap_or_default();
    let hints = TableHints {
        header: choices.header.get(place).copied(),
        kinds: choices.rows.iter().map(|(name, kind)| (name.clone(), *kind)).collect(),
        ..TableHints::default()
    };
    let tables = table::tables(sheet, &hints);
    let mut found = Vec::new();
    let mut reason = None;
    let first_titles = tables.first().map_or(0..0, |table| table.titles.clone());
    for table in &tables {
        let mut said = Findings::new();
        let above = if table.titles == first_titles { 0..0 } else { first_titles.clone() };
        match meaning::understand(table, above, choices, &mut said) {
            Ok(mut understood) => {
                let (observations, printed) = cross::observations(table, &mut understood, choices, &mut said);
                summaries.push((sheet.clone(), totals::check(sheet, &observations, printed, &mut said)));
                let fields = understood.fields(&table.lines);
                findings.append(&mut said);
                found.push((understood, observations, fields));
            }
            Err(why) => reason = reason.or(Some(why)),
        }
    }
    if found.is_empty() {
        let empty = (0..sheet.height()).all(|row| sheet.is_blank(row));
        let code = if empty { "empty-sheet" } else { "no-header" };
        return Err(reason.unwrap_or_else(|| Finding::error(code, sheet.origin.clone())));
    }
    Ok(found)
}

/// Says which needed columns no table has. The program's own data file must have them; of other people's tables what
/// there is is read, and what they lack is unknown.
fn lacking(tables: &[Understood], absent: &[Field], findings: &mut Findings) {
    let lacking: Vec<Field> = absent.iter().copied().filter(|field| field.is_needed()).collect();
    let (Some(table), false) = (tables.first(), lacking.is_empty()) else { return };
    let header = table.sheet.origin.at_row(table.header.end.max(1) as u32);
    if tables.iter().all(Understood::is_data_file) {
        findings.extend(lacking.iter().map(|field| {
            let missing = Finding::error("missing-column", header.clone());
            missing.with("field", field.text_key()).with("key", field.key())
        }));
    } else {
        let columns: Vec<&str> = lacking.iter().map(|field| field.text_key()).collect();
        findings.push(Finding::new("absent-as-unknown", Severity::Warning, header).with("columns", columns.join("、")));
    }
}

/// What can be read of the rows, errors or not, with all that the checks say of it: cells that can't be read are unknown.
fn dataset(
    observations: Observed,
    absent: Vec<Field>,
    fund: FundKind,
    file: Origin,
    findings: &mut Findings,
) -> Option<Dataset> {
    if observations.is_empty() {
        if !is_wrong(findings) {
            let other = findings.iter().find(|found| found.code == "other-fund-rows");
            let other = other.and_then(|found| FundKind::of_text_key(found.fact("fund")?));
            let none = || Finding::error("no-rows", file.clone());
            findings.push(other.map_or_else(none, |other| of_other_fund(other, file.clone())));
        }
        return None;
    }
    let dataset = Dataset { fund, ..Dataset::as_far_as_known(observations, absent, findings)? };
    let zero: Vec<_> = dataset.absent.iter().filter(|f| f.is_zero_when_absent()).collect();
    if !zero.is_empty() {
        let keys: Vec<&str> = zero.iter().map(|f| f.text_key()).collect();
        findings.push(Finding::new("absent-as-zero", Severity::Note, file).with("columns", keys.join("、")));
    }
    let checked = checks::check_with(&dataset, &Known { unread: unread(findings), ..Known::default() });
    // Of a column in a unit that can't be its own, nothing more is to be said.
    let doubted = |f: &Finding| f.code == "unit-conflict";
    let fields: Vec<String> =
        findings.iter().filter(|f| doubted(f)).filter_map(|f| Some(f.fact("field")?.to_owned())).collect();
    findings.extend(
        checked.into_iter().filter(|f| !f.fact("field").is_some_and(|field| fields.iter().any(|f| f == field))),
    );
    Some(dataset)
}

/// The cells that were told to be unreadable.
fn unread(findings: &Findings) -> HashSet<Origin> {
    findings
        .iter()
        .filter(|f| f.severity == Severity::Error && f.origin.column.is_some())
        .map(|f| f.origin.clone())
        .collect()
}
