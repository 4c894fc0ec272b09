//! The plain form: one header row, a row a county and period, a column a field.
//!
//! It is the data file's own form and that of most systems' output, and may have a million rows: they are read in
//! parts on all cores, each cell where it stands.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::choices::{Choices, Holds};
use super::dated;
use super::entry::{Entered, enter};
use super::headings::{Likeness, Named, above, named, parts, plain, said};
use super::lists::are_firms;
use super::meaning::{bare_month, city_of, is_sum, other_fund, unread};
use super::of_other_fund;
use super::places;
use super::remarks::Remarks;
use super::spelling::cleaned;
use super::sums::period_of;
use super::table::LineKind;
use super::understood::{Role, Told, Understood, Whole};
use super::unit::{Unit, units_told};
use super::value::{Number, Reach, When, number, when};
use crate::dataset::{FieldColumns, Observation, Observed, RowSource};
use crate::field::{Field, Nature, Values};
use crate::finding::{Counted, Finding, Findings, Severity};
use crate::fund::FundKind;
use crate::place::{CountyNames, Level};
use crate::sheet::Sheet;
use crate::threads;

/// How many rows are searched for the header.
const HEADER_WITHIN: usize = 40;

/// How many rows at the end are searched for notes.
const NOTES_WITHIN: usize = 8;

/// How many rows tell in which form the counties are named.
const LOOKED_AT: usize = 200;

/// How many rows one thread reads at least.
const PART: usize = 20_000;

/// Finds the header row of a table in plain form; `None` where the sheet holds none.
///
/// # Errors
/// One finding, where two columns are for one field.
pub(super) fn find(
    sheet: &Arc<Sheet>,
    choices: &Choices,
    findings: &mut Findings,
) -> Result<Option<Understood>, Finding> {
    let place = sheet.origin.sheet.as_deref().unwrap_or_default();
    let candidates = match choices.header.get(place) {
        Some((first, 1)) => *first..first + 1,
        Some(_) => return Ok(None),
        None => 0..sheet.height().min(HEADER_WITHIN),
    };
    for header in candidates {
        let named: Vec<Option<Named>> = sheet.row(header).map(|cell| exactly(cell, choices)).collect();
        let has = |wanted| named.contains(&Some(wanted));
        let fields = named.iter().filter(|n| matches!(n, Some(Named::Field(_)))).count();
        if !has(Named::County) || !has(Named::When) || fields == 0 || has(Named::Fields) {
            continue;
        }
        let understood = understand(sheet, header, choices);
        // Where the row below continues the header, or names are written once above their rows, it is another form.
        let names = |row: usize| {
            let of = |role: Role| {
                let mut columns = understood.columns.iter().filter(|(_, r)| **r == role);
                columns.all(|(column, _)| !sheet.cell(row, *column).trim().is_empty())
            };
            of(Role::County) && of(Role::When)
        };
        let merged = sheet.merged.iter().any(|area| area.top as usize <= header && header < area.bottom as usize);
        let first = (header + 1..sheet.height()).find(|row| !sheet.is_blank(*row));
        let other_form = first.is_some_and(|row| !names(row) && !is_named_somewhere(sheet, &understood, row));
        let own_form = understood.is_data_file();
        let is_split = !own_form && (times_once(sheet, &understood) || names_funds(sheet, header));
        if merged || other_form || is_split || is_named_once(sheet, &understood) {
            return Ok(None);
        }
        if places::is_hidden(&understood, choices, findings) {
            return Ok(None);
        }
        if !own_form {
            refused(sheet, header, &understood, choices)?;
        }
        check_headings(&understood, header, choices, findings)?;
        return Ok(Some(understood));
    }
    Ok(None)
}

/// Refuses a table of another fund, and one of firms.
fn refused(sheet: &Sheet, header: usize, understood: &Understood, choices: &Choices) -> Result<(), Finding> {
    let chosen = understood.headings.values().any(|key| choices.columns.contains_key(key));
    let funds = understood.columns.keys().map(|column| FundKind::named_in(&plain(sheet.cell(header, *column))));
    if let Some(fund) = other_fund(funds, sheet, 0..header, choices.fund).filter(|_| !chosen) {
        return Err(of_other_fund(fund, sheet.origin.at_row(1)));
    }
    let county = understood.columns.iter().find(|(_, role)| **role == Role::County).map_or(0, |(column, _)| *column);
    let rows = understood.body.clone().filter(|row| !sheet.is_blank(*row)).take(LOOKED_AT);
    let names = rows.map(|row| sheet.cell(row, county).trim()).filter(|name| !is_sum(name));
    match !choices.columns.contains_key(&understood.headings[&county]) && are_firms(names) {
        true => Err(Finding::error("list-of-firms", sheet.at(header, county))),
        false => Ok(()),
    }
}

/// Whether each county is named once, in the first of its rows, and its other rows leave the name out.
fn is_named_once(sheet: &Sheet, understood: &Understood) -> bool {
    let Some(county) = understood.columns.iter().find(|(_, r)| **r == Role::County).map(|(column, _)| *column) else {
        return false;
    };
    let rows = understood.body.clone().filter(|row| !sheet.is_blank(*row)).take(LOOKED_AT);
    let (mut last, mut blanks) = ("", 0);
    for name in rows.map(|row| sheet.cell(row, county).trim()) {
        if name.is_empty() {
            blanks += 1;
        } else if name == last {
            return false;
        } else {
            last = name;
        }
    }
    blanks > 0
}

/// Whether times are written once, in the first of their rows: every blank has a time above it and a county beside.
fn times_once(sheet: &Sheet, understood: &Understood) -> bool {
    let of = |wanted: Role| understood.columns.iter().find(|(_, r)| **r == wanted).map(|(column, _)| *column);
    let (Some(county), Some(time)) = (of(Role::County), of(Role::When)) else { return false };
    let rows = understood.body.clone().filter(|row| !sheet.cell(*row, county).trim().is_empty()).take(LOOKED_AT);
    let blanks = rows.filter(|row| sheet.cell(*row, time).trim().is_empty()).count();
    blanks >= 2 && !sheet.cell(understood.body.start, time).trim().is_empty()
}

/// Whether a column tells whose fund each row is.
fn names_funds(sheet: &Sheet, header: usize) -> bool {
    const NAMES: [&str; 6] = ["险种", "险种名称", "险种类型", "保险类型", "基金名称", "基金类型"];
    sheet.row(header).any(|heading| NAMES.contains(&plain(heading).as_str()))
}

/// A row with a county's name or a time, so that it is a row of the table with something left out.
fn is_named_somewhere(sheet: &Sheet, understood: &Understood, row: usize) -> bool {
    let named = |(column, role): (&usize, &Role)| match role {
        Role::County => !sheet.cell(row, *column).trim().is_empty(),
        Role::When => when(sheet.cell(row, *column)).is_some(),
        _ => false,
    };
    let plain_numbers = |(column, role): (&usize, &Role)| {
        matches!(role, Role::Value(_)) && !matches!(number(sheet.cell(row, *column)), Some(Number::Known(_)))
    };
    understood.columns.iter().any(named) && !understood.columns.iter().all(plain_numbers)
}

fn exactly(cell: &str, choices: &Choices) -> Option<Named> {
    if let Some(holds) = choices.columns.get(&Choices::heading_key([cell])) {
        return match holds {
            Holds::County => Some(Named::County),
            Holds::When => Some(Named::When),
            Holds::Fields => Some(Named::Fields),
            Holds::Field(field) => Some(Named::Field(*field)),
            Holds::Total | Holds::LeftOut => None,
        };
    }
    let said = said(cell);
    let read =
        named(&said.name).filter(|_| said.when == When::NEVER).filter(|read| read.likeness == Likeness::Exact)?;
    let is_flow = |field: Field| field.spec().nature == Nature::Flow;
    match read.named {
        Named::Field(field) if said.reach == Some(Reach::ToDate) && !is_flow(field) => None,
        named => Some(named),
    }
}

/// What a heading of a field tells of its values.
fn told_by(field: Field, heading: &str) -> Told {
    let said = said(heading);
    // The data file's own columns are in 元.
    let unit = said.unit.or((heading == field.key()).then(|| Unit::of(field)));
    Told { field: Some(field), unit, reach: said.reach, ..Told::default() }
}

fn understand(sheet: &Arc<Sheet>, header: usize, choices: &Choices) -> Understood {
    let mut whole = Whole::default();
    for row in (0..header).rev() {
        for cell in sheet.row(row) {
            for unit in units_told(cell) {
                whole.unit_told(unit);
            }
        }
    }
    for unit in notes(sheet).flat_map(units_told) {
        whole.unit_told(unit);
    }
    let name = sheet.origin.sheet.as_deref().unwrap_or(&sheet.origin.file);
    let (told, reach) = dated::told(sheet, std::slice::from_ref(&(0..header)), &[name]);
    (whole.when.year, whole.reach) = (choices.year.or(told.year), reach);
    let titles = (0..header).rev().flat_map(|row| sheet.row(row));
    let file = sheet.origin.file.rsplit_once('.').map_or(&*sheet.origin.file, |(stem, _)| stem);
    whole.city = city_of([name].into_iter().chain(titles).chain([file]));
    let chosen = |unit: &Option<String>| unit.as_deref().and_then(Unit::read);
    whole.money = chosen(&choices.money_unit).or(whole.money);
    whole.heads = chosen(&choices.heads_unit).or(whole.heads);
    let mut columns = BTreeMap::new();
    let mut headings = BTreeMap::new();
    // 省 and 市 are places above the counties where a column of its own names the county.
    let level = |heading: &str| match choices.columns.contains_key(&Choices::heading_key([heading])) {
        true => None,
        false => above(heading),
    };
    let is_county = |heading: &str| exactly(heading, choices) == Some(Named::County) && level(heading).is_none();
    let counties_apart = sheet.row(header).any(is_county);
    for (column, heading) in sheet.row(header).enumerate() {
        if heading.trim().is_empty() {
            continue;
        }
        if let Some(level) = level(heading).filter(|_| counties_apart)
            && !columns.values().any(|role| *role == Role::Above(level))
        {
            columns.insert(column, Role::Above(level));
            headings.insert(column, Choices::heading_key([heading]));
            continue;
        }
        let role = match exactly(heading, choices) {
            Some(Named::County) if !columns.values().any(|r| *r == Role::County) => Role::County,
            Some(Named::When) => Role::When,
            Some(Named::Field(field)) => Role::Value(told_by(field, heading)),
            Some(Named::County | Named::Fields | Named::Ordinal) => Role::LeftOut,
            None => match named(&said(heading).name) {
                Some(read) if !choices.columns.contains_key(&Choices::heading_key([heading])) => match read.named {
                    // A guess in another unit is none.
                    Named::Field(field) if parts(heading).1.is_none_or(|unit| unit.fits(field.unit())) => {
                        Role::Value(told_by(field, heading))
                    }
                    _ => Role::LeftOut,
                },
                _ => Role::LeftOut,
            },
        };
        columns.insert(column, role);
        headings.insert(column, Choices::heading_key([heading]));
    }
    // A guess gives way to a column that is sure of the same field.
    let sure: Vec<Field> = sheet.row(header).filter_map(|h| exactly(h, choices)).filter_map(field_named).collect();
    for (column, role) in &mut columns {
        if let Role::Value(Told { field: Some(field), .. }) = role
            && exactly(sheet.cell(header, *column), choices).is_none()
            && sure.contains(field)
        {
            *role = Role::LeftOut;
        }
    }
    Understood {
        sheet: sheet.clone(),
        titles: 0..header,
        header: header..header + 1,
        body: header + 1..sheet.height(),
        left_out: BTreeMap::new(),
        columns,
        headings,
        whole,
    }
}

/// The texts of the last rows that have no number.
fn notes(sheet: &Sheet) -> impl Iterator<Item = &str> {
    let rows = (0..sheet.height()).rev().take(NOTES_WITHIN);
    let is_note = |row: &usize| !sheet.row(*row).any(|cell| matches!(number(cell), Some(Number::Known(_))));
    rows.filter(is_note).flat_map(|row| sheet.row(row))
}

fn field_named(named: Named) -> Option<Field> {
    match named {
        Named::Field(field) => Some(field),
        _ => None,
    }
}

/// Says what headings are guessed, not known, in conflict with their unit, or there twice.
fn check_headings(
    understood: &Understood,
    header: usize,
    choices: &Choices,
    findings: &mut Findings,
) -> Result<(), Finding> {
    let sheet = &understood.sheet;
    let mut seen: Vec<(Field, bool)> = Vec::new();
    for (column, role) in &understood.columns {
        let heading = sheet.cell(header, *column).trim();
        let origin = sheet.at(header, *column);
        let chosen = choices.columns.contains_key(&understood.headings[column]);
        match role {
            Role::Value(Told { field: Some(field), unit, reach, .. }) => {
                // 本月 and 本年累计 may stand side by side.
                let column = (*field, *reach == Some(Reach::ToDate));
                if seen.contains(&column) {
                    return Err(Finding::error("duplicate-column", origin).with("field", field.text_key()));
                }
                seen.push(column);
                if let Some(unit) = unit.filter(|unit| !unit.fits(field.unit())) {
                    findings.push(
                        Finding::error("unit-conflict", origin.clone())
                            .with("heading", heading)
                            .with("field", field.text_key())
                            .with("unit", unit.text_key()),
                    );
                }
                if exactly(heading, choices).is_none() {
                    findings.push(
                        Finding::new("heading-guessed", Severity::Warning, origin)
                            .with("heading", heading)
                            .with("field", field.text_key()),
                    );
                }
            }
            Role::LeftOut if !chosen && exactly(heading, choices) != Some(Named::Ordinal) => {
                if let Some(severity) = unread(sheet, *column, understood.body.clone()) {
                    findings.push(Finding::new("unknown-column", severity, origin).with("heading", heading));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The rows of a table in plain form; what can't be understood is added to the findings, and the rows left out are
/// noted in the table.
pub(super) fn observations(
    understood: &mut Understood,
    choices: &Choices,
    findings: &mut Findings,
) -> (Observed, Vec<Printed>) {
    let sheet = &understood.sheet;
    let mut columns = [None; Field::ALL.len()];
    let mut columns_to_date = columns;
    let mut fields = Vec::new();
    for (column, role) in &understood.columns {
        if let Role::Value(Told { field: Some(field), unit, reach, .. }) = role {
            let (of, unit) = (*field as usize, unit.or(understood.whole.unit(*field)));
            let reach = reach.or(understood.whole.reach);
            // The cells of a row of 1-3月 are sums without their headings saying so.
            if reach != Some(Reach::Month) {
                let is_to_date = reach == Some(Reach::ToDate);
                columns_to_date[of] = columns_to_date[of].filter(|_| !is_to_date).or(Some(*column as u32));
            }
            if reach != Some(Reach::ToDate) || columns[of].is_none() {
                columns[of] = Some(*column as u32);
            }
            fields.push((*field, *column, unit, reach));
        }
    }
    let of = |wanted: &Role| -> Vec<usize> {
        understood.columns.iter().filter(|(_, role)| *role == wanted).map(|(column, _)| *column).collect()
    };
    let reader = Reader {
        sheet,
        choices,
        county: of(&Role::County).first().copied().unwrap_or(0),
        above: [Level::Province, Level::City].map(|level| of(&Role::Above(level)).first().copied()),
        when: of(&Role::When),
        fields,
        columns: FieldColumns { sheet: sheet.clone(), columns },
        columns_to_date: FieldColumns { sheet: sheet.clone(), columns: columns_to_date },
        outside: understood.whole.when,
        is_data_file: understood.is_data_file(),
    };
    let rows = understood.body.clone();
    let threads = threads::processors().get().min(rows.len() / PART + 1);
    let size = rows.len().div_ceil(threads).max(1);
    let parts: Vec<Range<usize>> = rows.clone().step_by(size).map(|from| from..(from + size).min(rows.end)).collect();
    let read = threads::each(parts.len(), |n| reader.part(parts[n].clone()));
    let mut observations = Observed::default();
    let mut printed = Vec::new();
    let mut remarks = Remarks::default();
    let mut left_out = BTreeMap::new();
    let mut said = Counted::default();
    for mut part in read {
        observations.append(part.observations);
        said.join(part.findings);
        printed.append(&mut part.printed);
        remarks.join(part.remarks);
        left_out.append(&mut part.left_out);
    }
    findings.append(&mut said.findings());
    remarks.say(choices, findings);
    understood.left_out = left_out;
    (observations, printed)
}

/// A total that a table prints.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Printed {
    /// Of which field.
    pub(super) field: Field,
    /// Over what.
    pub(super) over: Over,
    /// The number as it stands, before its unit.
    pub(super) text: String,
    /// Its unit.
    pub(super) unit: Unit,
    /// The sheet's row and column.
    pub(super) at: (usize, usize),
}

/// What a printed total sums.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Over {
    /// The counties, in a period.
    Counties(When),
    /// The counties of a place above them, in a period.
    Place(When, Arc<CountyNames>),
    /// A county's months of a year.
    Months(Arc<str>, Option<i32>),
}

struct Reader<'a> {
    sheet: &'a Arc<Sheet>,
    choices: &'a Choices,
    county: usize,
    /// The columns of province and city, where there are such.
    above: [Option<usize>; 2],
    when: Vec<usize>,
    fields: Vec<(Field, usize, Option<Unit>, Option<Reach>)>,
    columns: FieldColumns,
    /// Those of sums of the year so far.
    columns_to_date: FieldColumns,
    outside: When,
    is_data_file: bool,
}

#[derive(Default)]
struct Part {
    observations: Observed,
    findings: Counted,
    printed: Vec<Printed>,
    remarks: Remarks,
    left_out: BTreeMap<usize, LineKind>,
}

impl Reader<'_> {
    fn part(&self, rows: Range<usize>) -> Part {
        let sheet = self.sheet;
        let mut part = Part::default();
        // Each thread counts holders of its own.
        let [columns, columns_to_date] =
            [&self.columns, &self.columns_to_date].map(|columns| Arc::new(columns.clone()));
        let mut names: HashMap<Called<'_>, Name> = HashMap::new();
        let mut last: Option<(Called<'_>, Name)> = None;
        let mut times: HashMap<&str, Time> = HashMap::new();
        for row in rows {
            if threads::is_stopped() {
                break;
            }
            let county = sheet.cell(row, self.county).trim();
            let above = || self.above.map(|column| column.map_or("", |column| sheet.cell(row, column).trim()));
            let called = (county, (self.above != [None; 2]).then(above));
            // Rows mostly follow one another county by county.
            if last.as_ref().is_none_or(|(of, _)| *of != called) {
                last = Some((called, names.entry(called).or_insert_with(|| self.name(called)).clone()));
            }
            let Some((_, name)) = &last else { continue };
            let kind = name.kind;
            if sheet.is_blank(row) {
                part.left_out.insert(row, LineKind::Blank);
                continue;
            }
            if kind != LineKind::Data && kind != LineKind::Total {
                part.left_out.insert(row, kind);
                continue;
            }
            let (time, sums_months) = self.time(row, &mut times);
            if kind == LineKind::Total || name.is_sum || sums_months {
                part.left_out.insert(row, LineKind::Total);
                let over = match sums_months && !name.is_sum {
                    true => Over::Months(county.into(), time.and_then(|t| t.year)),
                    false => Over::Counties(time.unwrap_or_default()),
                };
                part.printed.extend(self.fields.iter().map(|(field, column, unit, _)| Printed {
                    field: *field,
                    over: over.clone(),
                    text: sheet.cell(row, *column).to_owned(),
                    unit: unit.unwrap_or(Unit::of(*field)),
                    at: (row, *column),
                }));
                continue;
            }
            if self.fields.iter().all(|(_, column, ..)| sheet.cell(row, *column).trim().is_empty()) && time.is_none() {
                part.left_out.insert(row, LineKind::Note);
                continue;
            }
            if county.is_empty() {
                part.findings.say("county-blank", || Finding::error("county-blank", sheet.at(row, self.county)));
                continue;
            }
            let Some((time, period)) = time.and_then(|time| Some((time, time.last().period()?))) else {
                let column = self.when.last().copied().unwrap_or(0);
                let found: Vec<&str> = self.when.iter().map(|c| sheet.cell(row, *c).trim()).collect();
                let code = match time {
                    Some(When { year: None, .. }) => "year-untold",
                    _ => "not-a-month",
                };
                part.findings.say(code, || {
                    Finding::error(code, sheet.at(row, column)).with("found", found.join(" ")).with("county", county)
                });
                continue;
            };
            if name.is_cleaned {
                part.remarks.note(Entered::NameCleaned, || sheet.at(row, self.county));
            }
            let (county, names) = (name.county.clone(), name.names.clone());
            let mut values = Values::default();
            let mut sums: Option<(u32, Values)> = None;
            for (field, column, unit, reach) in &self.fields {
                let text = sheet.cell(row, *column);
                let into = match period_of(time.reaching(*reach), *field) {
                    Some((_, None)) => &mut values,
                    Some((_, Some(since))) => &mut sums.get_or_insert((since, Values::default())).1,
                    None => {
                        part.remarks.note(Entered::MeanOfMonths, || sheet.at(row, *column));
                        continue;
                    }
                };
                match enter(into, *field, text, *unit, self.choices) {
                    Ok(entered) => part.remarks.note(entered, || sheet.at(row, *column)),
                    Err(code) => part.findings.say(code, || {
                        let finding = Finding::error(code, sheet.at(row, *column)).with("found", text.trim());
                        finding.with("field", field.text_key())
                    }),
                }
            }
            let observation = |since, row_values, columns: &Arc<FieldColumns>| {
                let source = RowSource::line(columns.clone(), row as u32);
                Observation { county: county.clone(), names: names.clone(), period, since, row: row_values, source }
            };
            if let Some((since, sums)) = sums {
                part.observations.push(observation(Some(since), sums, &columns_to_date));
            }
            if time.since.is_none() || values != Values::default() {
                part.observations.push(observation(None, values, &columns));
            }
        }
        part
    }

    /// What a county's name tells, looked up once a name.
    fn name(&self, (county, above): Called<'_>) -> Name {
        let kind = self.choices.rows.get(county).copied().unwrap_or(LineKind::Data);
        let is_sum = is_sum(county);
        let own = if self.is_data_file { county.into() } else { cleaned(county) };
        let is_cleaned = own != county;
        let Some([province, city]) = above else {
            return Name { county: own.into(), names: None, kind, is_sum, is_cleaned };
        };
        let names = CountyNames { province: province.into(), city: city.into(), county: own.into() };
        Name { county: names.joined(), names: Some(Arc::new(names)), kind, is_sum, is_cleaned }
    }

    /// The time that a row's cells tell together, and whether one of them says that the row sums months.
    fn time<'a>(&'a self, row: usize, known: &mut HashMap<&'a str, Time>) -> (Option<When>, bool) {
        let (mut time, mut sums): (Option<When>, bool) = (None, false);
        for column in &self.when {
            let text = self.sheet.cell(row, *column);
            let told = known.entry(text).or_insert_with(|| Time {
                when: when(text).or_else(|| bare_month(text).filter(|_| self.when.len() > 1)),
                is_sum: is_sum(text),
            });
            sums |= told.is_sum;
            if let Some(told) = told.when {
                time = Some(time.unwrap_or_default().or(told));
            }
        }
        (time.map(|time| time.or(When { month: None, since: None, ..self.outside })), sums)
    }
}

/// A county's name, and those of its province and city where there are columns for them.
type Called<'a> = (&'a str, Option<[&'a str; 2]>);

/// What a cell of the county's column tells.
#[derive(Clone)]
struct Name {
    county: Arc<str>,
    names: Option<Arc<CountyNames>>,
    kind: LineKind,
    is_sum: bool,
    is_cleaned: bool,
}

/// What a cell of a time's column tells.
struct Time {
    when: Option<When>,
    is_sum: bool,
}
