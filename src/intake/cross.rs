//! Tables of any other form: months or counties across, fields down, several header rows, blocks under one another.
//!
//! Each cell's county, time and field are put together from its column, its row, the line above its block, and the
//! table as a whole.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::choices::Choices;
use super::dated::when_inside;
use super::entry::{Entered, enter};
use super::headings::plain;
use super::long::{Over, Printed};
use super::meaning::{RowNames, is_sum};
use super::places::{self, Entry, Standing};
use super::remarks::Remarks;
use super::spelling::cleaned;
use super::sums::period_of;
use super::table::{Line, LineKind, Table, is_total};
use super::understood::{Role, Told, Understood};
use super::unit::Unit;
use super::value::{Number, When, number, when};
use crate::dataset::{Observation, Observed, RowSource, SourceCell, SourceCells};
use crate::field::{Field, Values};
use crate::finding::{Finding, Findings, Severity};
use crate::fund::FundKind;
use crate::month::Period;
use crate::place::{CountyNames, Level};

/// The rows that a table's cells make, and the totals that it prints; what can't be understood is added to the
/// findings.
pub(super) fn observations(
    table: &Table,
    understood: &mut Understood,
    choices: &Choices,
    findings: &mut Findings,
) -> (Observed, Vec<Printed>) {
    let known = understood.clone();
    let mut names = RowNames::new(table, &known);
    let kinds = kinds(table, &mut names, choices);
    let standings = standings(table, &known, &kinds, &mut names, choices, findings);
    let mut crossing = Crossing {
        table,
        choices,
        standings,
        rows: Vec::new(),
        places: HashMap::new(),
        printed: Vec::new(),
        remarks: Remarks::default(),
        section: Told::default(),
        section_stands: None,
        untold: None,
        unknown_row: None,
        unread: HashSet::new(),
    };
    for (line, kind) in table.lines.iter().zip(kinds) {
        match kind {
            LineKind::Blank | LineKind::Note | LineKind::OfWhich => {}
            LineKind::Heading => crossing.section(line, &known),
            LineKind::Data | LineKind::Total | LineKind::Place(_) => match other_fund(table, line, &known) {
                Some((fund, column)) => {
                    let heading = table.sheet.cell(line.row, column).trim();
                    findings.push(
                        Finding::new("other-fund", Severity::Note, table.sheet.at(line.row, column))
                            .with("fund", fund.text_key())
                            .with("heading", heading),
                    );
                }
                None => crossing.line(line, kind, &known, &mut names, findings),
            },
        }
        let kind = match crossing.standings.get(&line.row) {
            Some(Standing::Place(level, _)) => LineKind::Place(*level),
            _ => kind,
        };
        match kind {
            LineKind::Data => understood.left_out.remove(&line.row),
            kind => understood.left_out.insert(line.row, kind),
        };
    }
    if let Some((code, at)) = crossing.untold {
        findings.push(Finding::error(code, table.sheet.at(at.0, at.1)));
    }
    crossing.remarks.say(choices, findings);
    (trimmed(crossing.rows, &crossing.unread).into(), crossing.printed)
}

/// The other fund that a column of funds names for a line, and that column.
fn other_fund(table: &Table, line: &Line, known: &Understood) -> Option<(FundKind, usize)> {
    let labels = table.labels.iter().zip(&line.names);
    let mut left_out = labels.filter(|(column, _)| known.columns.get(&column.index) == Some(&Role::LeftOut));
    left_out.find_map(|(column, name)| Some((FundKind::other_in(&plain(name))?, column.index)))
}

/// What each line is, as chosen or as its names and those above it tell.
fn kinds(table: &Table, names: &mut RowNames<'_>, choices: &Choices) -> Vec<LineKind> {
    let (mut after_total, mut seen) = (false, false);
    let mut kind_of = |line: &Line| {
        let kind = line.names.iter().find_map(|name| choices.rows.get(name)).copied().unwrap_or(line.kind);
        let kind = match kind {
            // 其中 below a total names the parts of it, which are the rows that are wanted.
            LineKind::OfWhich if (after_total && !seen) || names.told(line).field.is_some() => LineKind::Data,
            kind => kind,
        };
        if matches!(kind, LineKind::Data | LineKind::Total) {
            after_total = kind == LineKind::Total;
            seen |= kind == LineKind::Data && !line.names.iter().any(|name| name.starts_with("其中"));
        }
        kind
    };
    table.lines.iter().map(&mut kind_of).collect()
}

/// What rows and the lines above blocks stand for, where places above the counties are named.
fn standings(
    table: &Table,
    known: &Understood,
    kinds: &[LineKind],
    names: &mut RowNames<'_>,
    choices: &Choices,
    findings: &mut Findings,
) -> HashMap<usize, Standing> {
    let label = table.labels.iter().position(|c| known.columns.get(&c.index) == Some(&Role::County));
    let by_column = known.columns.values().any(|role| matches!(role, Role::Value(told) if told.county.is_some()));
    let mut section = When::NEVER;
    let mut above: [Arc<str>; 2] = Default::default();
    let mut sections: Vec<(usize, String, Vec<Entry>)> = Vec::new();
    let (mut entries, mut lines) = (Vec::new(), Vec::new());
    for (line, kind) in table.lines.iter().zip(kinds) {
        match kind {
            LineKind::Heading => {
                let Some(name) = line.names.iter().find(|name| !name.is_empty()) else { continue };
                if let Some(when) = section_time(name, label.is_some()) {
                    section = when;
                    continue;
                }
                sections.push((line.row, plain(name).trim_end_matches(':').to_owned(), Vec::new()));
                let name = &sections[sections.len() - 1].1;
                let Some(level) = places::level_of(name) else { continue };
                match level {
                    Level::Province => above = [name.as_str().into(), Arc::default()],
                    _ => above[1] = name.as_str().into(),
                }
                let [province, city] = above.clone();
                lines
                    .push((line.row, Standing::Place(level, CountyNames { province, city, ..CountyNames::default() })));
            }
            LineKind::Data | LineKind::Total | LineKind::Place(_) if !sums_months(table, line, known) => {
                let told = names.told(line);
                let told = Told { county: None, when: told.when.or(section), ..told };
                let county = label.and_then(|label| line.names.get(label)).map(|name| cleaned(name).into_owned());
                let county = county.unwrap_or_default();
                let is_sum = *kind == LineKind::Total;
                let entry = Entry { row: line.row, county, is_sum, above: above.clone(), told };
                match sections.last_mut().filter(|_| label.is_none()) {
                    Some((.., entries)) => entries.push(entry),
                    None => entries.push(entry),
                }
            }
            _ => {}
        }
    }
    match label {
        Some(_) => places::of_rows(known, &entries, lines, choices, findings),
        None if by_column => HashMap::new(),
        None => places::of_sections(table, known, &sections, choices, findings),
    }
}

/// The time that a line inside a table names: alone, or in a longer text where its counties are named below it.
fn section_time(name: &str, counties_below: bool) -> Option<When> {
    let inside = || Some(when_inside(name)).filter(|when| counties_below && *when != When::NEVER);
    when(&plain(name)).or_else(inside)
}

/// Whether a line's time is 全年 or 合计.
fn sums_months(table: &Table, line: &Line, known: &Understood) -> bool {
    let mut names = table.labels.iter().zip(&line.names);
    names.any(|(column, name)| is_sum(name) && known.columns.get(&column.index) == Some(&Role::When))
}

struct Crossing<'a> {
    table: &'a Table,
    choices: &'a Choices,
    /// What rows stand for, where places above the counties are named.
    standings: HashMap<usize, Standing>,
    rows: Vec<Observation>,
    places: HashMap<(Arc<str>, Period, Option<u32>), usize>,
    printed: Vec<Printed>,
    remarks: Remarks,
    /// What the line above the block told.
    section: Told,
    /// What that line stands for, where it names a place or a county of one.
    section_stands: Option<Standing>,
    /// The first cell of which nothing tells when it is.
    untold: Option<(&'static str, (usize, usize))>,
    /// The row last said to be unknown.
    unknown_row: Option<usize>,
    /// The rows with a cell that can't be read.
    unread: HashSet<usize>,
}

impl Crossing<'_> {
    /// A line inside the table that names the time or the county of the rows below it.
    fn section(&mut self, line: &Line, known: &Understood) {
        let Some(name) = line.names.iter().find(|name| !name.is_empty()) else { return };
        let counties_below = known.columns.values().any(|role| *role == Role::County);
        if let Some(when) = section_time(name, counties_below) {
            // 1月 below 2007年 is of that year.
            self.section.when = when.or(When { month: None, since: None, ..self.section.when });
        } else if !known.columns.values().any(|role| *role == Role::County) {
            self.section.county = Some(name.as_str().into());
            self.section_stands = self.standings.get(&line.row).cloned();
        }
    }

    fn line(
        &mut self,
        line: &Line,
        kind: LineKind,
        known: &Understood,
        names: &mut RowNames<'_>,
        findings: &mut Findings,
    ) {
        let sheet = &self.table.sheet;
        let by_row = names.told(line);
        let sums_months = sums_months(self.table, line, known);
        // 基金收入合计 among the items of one county sums items, not counties.
        let of = |wanted: Role| {
            self.table
                .labels
                .iter()
                .zip(&line.names)
                .any(move |(column, name)| is_total(name) && known.columns.get(&column.index) == Some(&wanted))
        };
        if kind == LineKind::Total && of(Role::Fields) && !of(Role::County) && !sums_months {
            return;
        }
        let (place, own_names) = match self.standings.get(&line.row).or(self.section_stands.as_ref()) {
            Some(Standing::Place(_, names)) => (Some(Arc::new(names.clone())), None),
            Some(Standing::County(names)) => (None, Some(Arc::new(names.clone()))),
            _ => (None, None),
        };
        let sums_counties = !sums_months
            && (kind == LineKind::Total || place.is_some() || by_row.county.as_deref().is_some_and(is_sum));
        // 东部地区 sums rows that nothing marks: it is left out, and can't be checked.
        let is_checked = place.is_some() || line.names.iter().any(|name| is_sum(name) || name.ends_with('计'));
        let counties_across =
            known.columns.values().any(|role| matches!(role, Role::Value(told) if told.county.is_some()));
        let label = self.table.labels.iter().position(|c| known.columns.get(&c.index) == Some(&Role::County));
        let raw = label.and_then(|label| line.names.get(label)).filter(|_| kind == LineKind::Data);
        if raw.is_some_and(|raw| cleaned(raw) != raw.as_str()) {
            let column = self.table.labels[label.unwrap_or(0)].index;
            self.remarks.note(Entered::NameCleaned, || sheet.at(line.row, column));
        }
        for column in &self.table.values {
            let (by_column, sums) = match known.columns.get(&column.index) {
                Some(Role::Value(told)) => (told, false),
                Some(Role::Total(told)) => (told, true),
                _ => continue,
            };
            let at = (line.row, column.index);
            let text = sheet.cell(at.0, at.1);
            let Some(field) = by_column.field.or(by_row.field).or(known.whole.field) else {
                if !sums && matches!(number(text), Some(Number::Known(_))) {
                    self.unknown_row(line, known, findings);
                }
                continue;
            };
            let unit = by_column.unit.or(by_row.unit).or(known.whole.unit(field));
            let when = by_column.when.or(by_row.when).or(self.section.when).or(known.whole.when);
            let when = when.reaching(by_column.reach.or(by_row.reach).or(known.whole.reach));
            let from_titles = by_column.when.or(by_row.when).or(self.section.when) == When::NEVER;
            let month_untold = from_titles && known.whole.monthly && when.month.is_none();
            let by_heading = || {
                let county = by_column.county.clone()?;
                by_column.above.as_deref().map(|above| Arc::new(CountyNames { county, ..above.clone() }))
            };
            let own_names = own_names.clone().or_else(by_heading);
            let own = own_names.as_ref().map(|names| names.joined());
            let county = own.or_else(|| by_row.county.clone()).or_else(|| by_column.county.clone());
            let county = county.or_else(|| self.section.county.clone()).or_else(|| known.whole.county.clone());
            // With counties across, a row of 合计 sums the items beside it: nobody's parts.
            if kind == LineKind::Total && counties_across && !sums_months {
                continue;
            }
            if sums || sums_counties || sums_months {
                let months_across =
                    known.columns.values().any(|role| matches!(role, Role::Value(told) if told.when != When::NEVER));
                let by_column = by_column.above.clone().filter(|_| sums && by_column.county.is_none());
                let county = county.filter(|_| !sums_counties && (sums_months || (sums && months_across)));
                let over = match (place.clone().or(by_column), county) {
                    (Some(place), _) => Over::Place(when, place),
                    (None, Some(county)) => Over::Months(county, when.year),
                    (None, None) => Over::Counties(when),
                };
                if !(sums && (sums_counties || sums_months)) && (sums || is_checked) {
                    let unit = unit.unwrap_or(Unit::of(field));
                    self.printed.push(Printed { field, over, text: text.to_owned(), unit, at });
                }
                continue;
            }
            if text.trim().is_empty() && by_row == Told::default() {
                continue;
            }
            let Some(county) = county.filter(|county| !county.is_empty()) else {
                let label = known.columns.iter().find(|(_, role)| **role == Role::County).map_or(0, |(c, _)| *c);
                if !text.trim().is_empty() {
                    findings.push(Finding::error("county-blank", sheet.at(line.row, label)));
                    return;
                }
                continue;
            };
            let Some(period) = period_of(when, field).filter(|_| !month_untold) else {
                if when.since.is_some() && when.year.is_some() {
                    self.remarks.note(Entered::MeanOfMonths, || sheet.at(at.0, at.1));
                } else if !text.trim().is_empty() {
                    let code = match when.month {
                        Some(_) => "year-untold",
                        None if month_untold && when.year.is_some() => "month-untold",
                        None => "time-untold",
                    };
                    self.untold.get_or_insert((code, at));
                }
                continue;
            };
            self.enter(field, text, unit, at, (county, own_names), period, findings);
        }
    }

    /// Says once of a row with numbers that nobody knows which field it is.
    fn unknown_row(&mut self, line: &Line, known: &Understood, findings: &mut Findings) {
        let label = known.columns.iter().find(|(_, role)| **role == Role::Fields).map(|(column, _)| *column);
        if let Some(column) = label.filter(|_| self.unknown_row != Some(line.row)) {
            self.unknown_row = Some(line.row);
            let heading = self.table.sheet.cell(line.row, column).trim();
            let at = self.table.sheet.at(line.row, column);
            let found = match FundKind::other_in(&plain(heading)) {
                Some(fund) => Finding::new("other-fund", Severity::Note, at).with("fund", fund.text_key()),
                None => Finding::new("unknown-row", Severity::Warning, at),
            };
            findings.push(found.with("heading", heading));
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a cell and what was told of it")]
    fn enter(
        &mut self,
        field: Field,
        text: &str,
        unit: Option<Unit>,
        at: (usize, usize),
        (county, names): (Arc<str>, Option<Arc<CountyNames>>),
        (period, since): (Period, Option<u32>),
        findings: &mut Findings,
    ) {
        let sheet = &self.table.sheet;
        let origin = sheet.at(at.0, at.1);
        let place = *self.places.entry((county.clone(), period, since)).or_insert_with(|| {
            let cells = SourceCells { origin: sheet.origin.at_row(at.0 as u32 + 1), cells: Vec::new() };
            let source = RowSource::cells(cells);
            self.rows.push(Observation {
                county: county.clone(),
                names: names.clone(),
                period,
                since,
                row: Values::default(),
                source,
            });
            self.rows.len() - 1
        });
        let mut value = Values::default();
        match enter(&mut value, field, text, unit, self.choices) {
            Ok(entered) => self.remarks.note(entered, || origin.clone()),
            Err(code) => {
                let finding =
                    Finding::error(code, origin.clone()).with("found", text.trim()).with("field", field.text_key());
                findings.push(finding);
                self.unread.insert(place);
            }
        }
        let observation = &mut self.rows[place];
        let cell = SourceCell { origin, text: text.into() };
        super::gather::fill(observation, field, &value, cell, self.choices.conflicts, findings);
    }
}

/// Without the periods before a county's first number and after its last: the months of a form still to come.
fn trimmed(rows: Vec<Observation>, unread: &HashSet<usize>) -> Vec<Observation> {
    let told = |o: &Observation| Field::ALL.into_iter().any(|f| o.row.row().get(f).is_some());
    let mut spans: HashMap<Arc<str>, (Period, Period)> = HashMap::new();
    for (_, row) in rows.iter().enumerate().filter(|(n, row)| told(row) || unread.contains(n)) {
        let span = spans.entry(row.county.clone()).or_insert((row.period, row.period));
        *span = (span.0.min(row.period), span.1.max(row.period));
    }
    let inside = |o: &Observation| spans.get(&o.county).is_some_and(|(a, b)| (*a..=*b).contains(&o.period));
    rows.into_iter().filter(inside).collect()
}

/// The number that stands in a total's cell, in 元 or 人.
pub(super) fn printed_number(printed: &Printed) -> Option<rust_decimal::Decimal> {
    match number(&printed.text)? {
        Number::Known(n) => super::entry::scaled(n, printed.unit),
        Number::Unknown => None,
    }
}
