//! Tables of any other form: months or counties across, fields down, several header rows, blocks under one another.
//!
//! Each cell's county, time and field are put together from its column, its row, the line above its block, and the
//! table as a whole.

use std::collections::HashMap;
use std::sync::Arc;

use super::choices::Choices;
use super::entry::enter;
use super::long::{Over, Printed};
use super::meaning::{Role, RowNames, Told, Understood, is_sum};
use super::remarks::Remarks;
use super::table::{Line, LineKind, Table};
use super::value::{Number, When, number, when};
use crate::dataset::{Observation, RowSource, SourceCell, SourceCells};
use crate::field::{Field, Values};
use crate::finding::{Finding, Findings, Severity};
use crate::month::Period;

/// The rows that a table's cells make, and the totals that it prints; what can't be understood is added to the
/// findings.
pub(super) fn observations(
    table: &Table,
    understood: &mut Understood,
    choices: &Choices,
    findings: &mut Findings,
) -> (Vec<Observation>, Vec<Printed>) {
    let mut crossing = Crossing {
        table,
        choices,
        rows: Vec::new(),
        places: HashMap::new(),
        printed: Vec::new(),
        remarks: Remarks::default(),
        section: Told::default(),
        untold: None,
        unknown_row: None,
    };
    let mut after_total = false;
    let known = understood.clone();
    let mut names = RowNames::new(table, &known);
    for line in &table.lines {
        let kind = line.names.iter().find_map(|name| choices.rows.get(name)).copied().unwrap_or(line.kind);
        let kind = match kind {
            // 其中 below a total names the parts of it, which are the rows that are wanted.
            LineKind::OfWhich if after_total || names.told(line).field.is_some() => LineKind::Data,
            kind => kind,
        };
        match kind {
            LineKind::Blank | LineKind::Note | LineKind::OfWhich => {}
            LineKind::Heading => crossing.section(line, &known),
            LineKind::Data | LineKind::Total => crossing.line(line, kind, &known, &mut names, findings),
        }
        if matches!(kind, LineKind::Data | LineKind::Total) {
            after_total = kind == LineKind::Total;
        }
        match kind {
            LineKind::Data => understood.left_out.remove(&line.row),
            kind => understood.left_out.insert(line.row, kind),
        };
    }
    if let Some((code, at)) = crossing.untold {
        findings.push(Finding::error(code, table.sheet.at(at.0, at.1)));
    }
    crossing.remarks.say(choices, findings);
    (trimmed(crossing.rows), crossing.printed)
}

struct Crossing<'a> {
    table: &'a Table,
    choices: &'a Choices,
    rows: Vec<Observation>,
    places: HashMap<(Arc<str>, Period), usize>,
    printed: Vec<Printed>,
    remarks: Remarks,
    /// What the line above the block told.
    section: Told,
    /// The first cell of which nothing tells when it is.
    untold: Option<(&'static str, (usize, usize))>,
    /// The row last said to be unknown.
    unknown_row: Option<usize>,
}

impl Crossing<'_> {
    /// A line inside the table that names the time or the county of the rows below it.
    fn section(&mut self, line: &Line, known: &Understood) {
        let Some(name) = line.names.iter().find(|name| !name.is_empty()) else { return };
        if let Some(when) = when(name) {
            self.section.when = when;
        } else if !known.columns.values().any(|role| *role == Role::County) {
            self.section.county = Some(name.as_str().into());
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
        let sums_months = self
            .table
            .labels
            .iter()
            .zip(&line.names)
            .any(|(column, name)| is_sum(name) && known.columns.get(&column.index) == Some(&Role::When));
        let sums_counties = !sums_months && (kind == LineKind::Total || by_row.county.as_deref().is_some_and(is_sum));
        // 东部地区 sums rows that nothing marks: it is left out, and can't be checked.
        let is_checked = line.names.iter().any(|name| is_sum(name) || name.ends_with('计'));
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
            let unit = by_column.unit.or(by_row.unit).unwrap_or_else(|| known.whole.unit(field));
            let when = by_column.when.or(by_row.when).or(self.section.when).or(known.whole.when);
            let county = by_row.county.clone().or(by_column.county.clone());
            let county = county.or_else(|| self.section.county.clone()).or_else(|| known.whole.county.clone());
            if sums || sums_counties || sums_months {
                let months_across =
                    known.columns.values().any(|role| matches!(role, Role::Value(told) if told.when != When::NEVER));
                let over = match county.filter(|_| !sums_counties && (sums_months || (sums && months_across))) {
                    Some(county) => Over::Months(county, when.year),
                    None => Over::Counties(when),
                };
                if !(sums && (sums_counties || sums_months)) && (sums || is_checked) {
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
            let Some(period) = when.period() else {
                if !text.trim().is_empty() {
                    let code = if when.month.is_some() { "year-untold" } else { "time-untold" };
                    self.untold.get_or_insert((code, at));
                }
                continue;
            };
            self.enter(field, text, unit, at, county, period, findings);
        }
    }

    /// Says once of a row with numbers that nobody knows which field it is.
    fn unknown_row(&mut self, line: &Line, known: &Understood, findings: &mut Findings) {
        let label = known.columns.iter().find(|(_, role)| **role == Role::Fields).map(|(column, _)| *column);
        if let Some(column) = label.filter(|_| self.unknown_row != Some(line.row)) {
            self.unknown_row = Some(line.row);
            let heading = self.table.sheet.cell(line.row, column).trim();
            findings.push(
                Finding::new("unknown-row", Severity::Warning, self.table.sheet.at(line.row, column))
                    .with("heading", heading),
            );
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a cell and what was told of it")]
    fn enter(
        &mut self,
        field: Field,
        text: &str,
        unit: super::unit::Unit,
        at: (usize, usize),
        county: Arc<str>,
        period: Period,
        findings: &mut Findings,
    ) {
        let sheet = &self.table.sheet;
        let origin = sheet.at(at.0, at.1);
        let place = *self.places.entry((county.clone(), period)).or_insert_with(|| {
            let cells = SourceCells { origin: sheet.origin.at_row(at.0 as u32 + 1), cells: Vec::new() };
            let source = RowSource::cells(cells);
            self.rows.push(Observation { county: county.clone(), names: None, period, row: Values::default(), source });
            self.rows.len() - 1
        });
        let mut value = Values::default();
        match enter(&mut value, field, text, unit, self.choices) {
            Ok(entered) => self.remarks.note(entered, || origin.clone()),
            Err(code) => {
                let finding = Finding::error(code, origin).with("found", text.trim()).with("field", field.text_key());
                findings.push(finding);
                return;
            }
        }
        let observation = &mut self.rows[place];
        let cell = SourceCell { origin, text: text.into() };
        super::gather::fill(observation, field, &value, cell, self.choices.conflicts, findings);
    }
}

/// Without the periods before a county's first number and after its last: the months of a form still to come.
fn trimmed(rows: Vec<Observation>) -> Vec<Observation> {
    let told = |o: &Observation| Field::ALL.into_iter().any(|f| o.row.row().get(f).is_some());
    let mut spans: HashMap<Arc<str>, (Period, Period)> = HashMap::new();
    for row in rows.iter().filter(|row| told(row)) {
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
