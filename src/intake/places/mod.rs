//! The places above counties in people's tables: named in columns of their own, or in rows among the counties.
//!
//! `column` reads columns 省 and 市, `nest` tells the rows that stand for places. What is read so is said with its cell,
//! and a row of which nobody can tell is asked about.

mod column;
pub(super) mod nest;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use self::column::{Beside, Named};
use self::nest::{Amounts, Stand, decide};
pub(super) use self::nest::{Standing, level_of, may_be_above};
use super::choices::{BlankPlace, Choices};
use super::table::{LineKind, Table, is_total, one_line};
use super::understood::{Role, Told, Understood, Whole};
use super::unit::Unit;
use super::value::{Number, When, number};
use rust_decimal::Decimal;

use crate::dataset::{CountyRows, Observed};
use crate::field::{Field, FieldUnit};
use crate::finding::{Finding, Findings, Severity};
use crate::place::{CountyNames, Level};
use crate::sheet::Sheet;

/// How many names a finding lists.
const LISTED: usize = 6;

/// A row with values, and what its names and those above its block tell.
pub(super) struct Entry {
    /// The sheet's row.
    pub(super) row: usize,
    /// What stands in the county's column, merged cells filled.
    pub(super) county: String,
    /// Whether it sums others by its words, or was chosen to.
    pub(super) is_sum: bool,
    /// The province and the city that the lines above its block name.
    pub(super) above: [Arc<str>; 2],
    /// Time, field and unit.
    pub(super) told: Told,
}

/// What the rows of a table whose counties stand in a column stand for, by the sheet's row; nothing where no place above
/// counties is named. `lines` are those without values that name a place over the rows below them.
pub(super) fn of_rows(
    understood: &Understood,
    entries: &[Entry],
    lines: Vec<(usize, Standing)>,
    choices: &Choices,
    findings: &mut Findings,
) -> HashMap<usize, Standing> {
    let Some(rows) = Rows::new(understood, entries, choices) else { return HashMap::new() };
    for (column, named, level) in rows.above.iter().flatten() {
        say_blanks(rows.sheet, *column, named, *level, findings);
    }
    let (mut standings, behind) = rows.decided();
    standings.extend(lines);
    // A line above rows may have its name in another column.
    let cell = |row: usize| {
        let own = rows.sheet.row(row).position(|cell| !cell.trim().is_empty());
        let blank = rows.sheet.cell(row, rows.column).trim().is_empty();
        (row, own.filter(|_| blank).unwrap_or(rows.column))
    };
    say(rows.sheet, cell, &standings, &behind, findings);
    if standings.values().any(is_nested) { standings } else { HashMap::new() }
}

/// How many rows of a table in plain form tell whether it is more than that.
const LOOKED_AT: usize = 20_000;

/// Whether a table that looks like one in plain form has rows that stand for places, or leaves out their names.
pub(super) fn is_hidden(understood: &Understood, choices: &Choices, findings: &mut Findings) -> bool {
    let sheet = &understood.sheet;
    let of = |wanted: &Role| understood.columns.iter().find(|(_, role)| *role == wanted).map(|(column, _)| *column);
    let Some(county) = of(&Role::County).filter(|_| !understood.is_data_file()) else { return false };
    let times: Vec<usize> =
        understood.columns.iter().filter(|(_, role)| **role == Role::When).map(|(column, _)| *column).collect();
    let looked_at = || understood.body.clone().filter(|row| !sheet.is_blank(*row)).take(LOOKED_AT);
    let has_columns = understood.columns.values().any(|role| matches!(role, Role::Above(_)));
    let mut seen: HashSet<&str> = HashSet::new();
    let mut names = looked_at().map(|row| sheet.cell(row, county)).filter(|name| seen.insert(name));
    if !has_columns && !names.any(|name| may_be_above(name) || choices.rows.contains_key(name)) {
        return false;
    }
    let entry = |row: usize| {
        let county = one_line(sheet.cell(row, county));
        let time: Vec<&str> = times.iter().map(|column| sheet.cell(row, *column).trim()).collect();
        let told = Told { county: Some(time.join(" ").into()), ..Told::default() };
        Entry { row, is_sum: is_total(&county), county, above: Default::default(), told }
    };
    let entries: Vec<Entry> = looked_at().map(entry).collect();
    let Some(rows) = Rows::new(understood, &entries, choices) else { return false };
    if rows.above.iter().flatten().any(|(_, named, _)| named.leaves_out) {
        return true;
    }
    let (standings, _) = rows.decided();
    let hidden = |standing: &Standing| matches!(standing, Standing::Place(..) | Standing::Unclear);
    if standings.values().any(hidden) {
        return true;
    }
    for (column, named, level) in rows.above.iter().flatten() {
        say_blanks(sheet, *column, named, *level, findings);
    }
    false
}

fn is_nested(standing: &Standing) -> bool {
    match standing {
        Standing::County(names) => !names.province.is_empty() || !names.city.is_empty(),
        Standing::Place(..) | Standing::Unclear => true,
        Standing::Total => false,
    }
}

/// The rows of a table with the places that its columns name.
struct Rows<'a> {
    understood: &'a Understood,
    sheet: &'a Sheet,
    column: usize,
    entries: &'a [Entry],
    /// The columns of provinces and of cities.
    above: [Option<(usize, Named, Level)>; 2],
    choices: &'a Choices,
}

impl<'a> Rows<'a> {
    /// `None` where nothing names a place above counties.
    fn new(understood: &'a Understood, entries: &'a [Entry], choices: &'a Choices) -> Option<Rows<'a>> {
        let sheet = &understood.sheet;
        let of = |wanted: Role| understood.columns.iter().find(|(_, role)| **role == wanted).map(|(column, _)| *column);
        let column = of(Role::County)?;
        let beside = |entry: &'a Entry| Beside { row: entry.row, county: &entry.county, is_sum: entry.is_sum };
        let beside: Vec<Beside<'_>> = entries.iter().map(beside).collect();
        let province = of(Role::Above(Level::Province))
            .map(|of| (of, column::read(sheet, of, &beside, None, choices.place_blank), Level::Province));
        let over = province.as_ref().map(|(_, named, _)| named);
        let city = of(Role::Above(Level::City))
            .map(|of| (of, column::read(sheet, of, &beside, over, choices.place_blank), Level::City));
        let rows = Rows { understood, sheet, column, entries, above: [province, city], choices };
        let may_be = |name: &str| may_be_above(name) || matches!(rows.chosen(name), Some(LineKind::Place(_)));
        let mut seen: HashSet<&str> = HashSet::new();
        let named = rows.above.iter().any(Option::is_some)
            || entries.iter().any(|entry| entry.above.iter().any(|name| !name.is_empty()))
            || entries.iter().any(|entry| seen.insert(&entry.county) && may_be(&entry.county));
        named.then_some(rows)
    }

    fn chosen(&self, name: &str) -> Option<LineKind> {
        self.choices.rows.get(name).copied()
    }

    /// What each row stands for, and the rows of counties that stand behind a place's.
    fn decided(&self) -> (HashMap<usize, Standing>, Vec<usize>) {
        let (standings, behind) = decided(&self.lists(), |lists| self.amounts(lists));
        let row = |n: usize| self.entries[n].row;
        (standings.into_iter().map(|(n, standing)| (row(n), standing)).collect(), behind.into_iter().map(row).collect())
    }

    /// Rows of one time and field are a list; those of the same names belong together.
    fn lists(&self) -> Vec<Vec<List>> {
        let mut lists: Vec<List> = Vec::new();
        let mut known: HashMap<Listed, usize> = HashMap::new();
        for (n, entry) in self.entries.iter().enumerate() {
            let key = (entry.told.when, entry.told.field, entry.told.county.clone());
            let at = *known.entry(key).or_insert_with(|| {
                lists.push(List::default());
                lists.len() - 1
            });
            let above = |level: usize| {
                let named = self.above[level].as_ref().and_then(|(_, named, _)| named.names.get(&entry.row));
                named.unwrap_or(&entry.above[level]).clone()
            };
            lists[at].stands.push(Stand {
                name: entry.county.as_str().into(),
                indent: indent(self.sheet.cell(entry.row, self.column)),
                above: [above(0), above(1)],
                is_sum: entry.is_sum,
                chosen: self.chosen(&entry.county),
            });
            lists[at].entries.push(n);
        }
        alike(lists)
    }

    /// The amounts of lists of the same names, a column of the table after the other.
    fn amounts(&self, lists: &[List]) -> Amounts {
        let mut amounts = Amounts::new(lists[0].stands.len());
        for list in lists.iter().take(MOST_LISTS) {
            let told = list.entries.first().map(|n| &self.entries[*n].told);
            for (column, role) in &self.understood.columns {
                let Role::Value(by_column) = role else { continue };
                let field = by_column.field.or(told.and_then(|told| told.field)).or(self.understood.whole.field);
                // A mean is not the sum of others.
                let Some(field) = field.filter(|field| field.unit() != FieldUnit::YuanPerMonth) else { continue };
                let unit = by_column.unit.or(told.and_then(|told| told.unit));
                let unit = unit.or(self.understood.whole.unit(field)).unwrap_or(Unit::of(field));
                let of_entry = |n: &usize| match number(self.sheet.cell(self.entries[*n].row, *column)) {
                    Some(Number::Known(number)) => Some(number),
                    _ => None,
                };
                let column: Vec<_> = list.entries.iter().map(of_entry).collect();
                amounts.push(&column, unit.factor != 1);
            }
        }
        amounts
    }
}

/// What the rows of one list have in common: time and field, and the time as it stands.
type Listed = (When, Option<Field>, Option<Arc<str>>);

/// The names of one time and field, and their entries.
#[derive(Default)]
struct List {
    stands: Vec<Stand>,
    entries: Vec<usize>,
}

/// Lists of the same names together.
fn alike(lists: Vec<List>) -> Vec<Vec<List>> {
    let mut alike: Vec<Vec<List>> = Vec::new();
    let mut places: HashMap<Vec<Stand>, usize> = HashMap::new();
    for list in lists {
        match places.get(&list.stands) {
            Some(place) => alike[*place].push(list),
            None => {
                places.insert(list.stands.clone(), alike.len());
                alike.push(vec![list]);
            }
        }
    }
    alike
}

/// What each entry stands for, and the counties' that stand behind a place's.
fn decided(alike: &[Vec<List>], amounts: impl Fn(&[List]) -> Amounts) -> (HashMap<usize, Standing>, Vec<usize>) {
    let mut standings = HashMap::new();
    let mut behind = Vec::new();
    for lists in alike {
        let (decided, left) = decide(&lists[0].stands, &amounts(lists));
        behind.extend(left.iter().map(|n| lists[0].entries[*n]));
        for list in lists {
            standings.extend(list.entries.iter().copied().zip(decided.iter().cloned()));
        }
    }
    (standings, behind)
}

/// Reads the places that headings name: over their counties, or in columns of their own beside these.
pub(super) fn of_columns(
    table: &Table,
    columns: &mut BTreeMap<usize, Role>,
    whole: &Whole,
    choices: &Choices,
    findings: &mut Findings,
) {
    let nobody = || Arc::<str>::from("");
    let mut known: HashMap<(When, Option<Field>), usize> = HashMap::new();
    let mut lists: Vec<List> = Vec::new();
    for (column, role) in columns.iter() {
        let Role::Value(told) = role else { continue };
        let Some(county) = &told.county else { continue };
        let at = *known.entry((told.when, told.field)).or_insert_with(|| {
            lists.push(List::default());
            lists.len() - 1
        });
        let above = told.above.as_deref();
        lists[at].stands.push(Stand {
            name: county.clone(),
            indent: 0,
            above: [above.map_or_else(nobody, |a| a.province.clone()), above.map_or_else(nobody, |a| a.city.clone())],
            is_sum: is_total(county),
            chosen: choices.rows.get(&**county).copied(),
        });
        lists[at].entries.push(*column);
    }
    if !lists.iter().flat_map(|list| &list.stands).any(|s| may_be_above(&s.name) || s.above != [nobody(), nobody()]) {
        return;
    }
    let amounts = |lists: &[List]| {
        let mut amounts = Amounts::new(lists[0].stands.len());
        for list in lists.iter().take(MOST_LISTS) {
            for line in table.lines.iter().filter(|line| line.kind == LineKind::Data).take(MOST_LISTS) {
                let of_column = |column: &usize| match number(table.sheet.cell(line.row, *column)) {
                    Some(Number::Known(number)) => Some(number),
                    _ => None,
                };
                let row: Vec<_> = list.entries.iter().map(of_column).collect();
                amounts.push(&row, whole.money.is_some_and(|unit| unit.factor != 1));
            }
        }
        amounts
    };
    let (standings, behind) = decided(&alike(lists), amounts);
    if !standings.values().any(is_nested) {
        return;
    }
    let places: Vec<CountyNames> = standings
        .values()
        .filter_map(|standing| match standing {
            Standing::County(names) => Some(CountyNames { county: nobody(), ..names.clone() }),
            _ => None,
        })
        .collect();
    for (column, role) in columns.iter_mut() {
        match (standings.get(column), &role) {
            (Some(Standing::County(names)), Role::Value(told)) => {
                let above = Some(Arc::new(CountyNames { county: nobody(), ..names.clone() }));
                *role = Role::Value(Told { county: Some(names.county.clone()), above, ..told.clone() });
            }
            (Some(Standing::Place(_, names)), Role::Value(told)) => {
                *role = Role::Total(Told { county: None, above: Some(Arc::new(names.clone())), ..told.clone() });
            }
            // 小计 below the city's name.
            (None, Role::Total(told)) => {
                let is_it = |names: &&CountyNames| Some(&names.city) == told.county.as_ref();
                if let Some(names) = places.iter().find(is_it) {
                    let above = Some(Arc::new(names.clone()));
                    *role = Role::Total(Told { county: None, above, ..told.clone() });
                }
            }
            _ => {}
        }
    }
    let heading = |column: usize| {
        let own = table.values.iter().find(|value| value.index == column);
        let named =
            own.and_then(|own| own.path.iter().rev().find(|h| level_of(&h.text).is_some()).or(own.path.first()));
        named.map_or((table.header.start, column), |heading| (heading.row, heading.column))
    };
    say(&table.sheet, heading, &standings, &behind, findings);
}

/// What the lines above a table's blocks stand for, by the sheet's row; nothing where they name no place above counties.
pub(super) fn of_sections(
    table: &Table,
    understood: &Understood,
    sections: &[(usize, String, Vec<Entry>)],
    choices: &Choices,
    findings: &mut Findings,
) -> HashMap<usize, Standing> {
    if !sections.iter().any(|(_, name, _)| may_be_above(name)) {
        return HashMap::new();
    }
    let column = table.labels.first().map_or(0, |column| column.index);
    let mut cells: BTreeMap<(When, Option<Field>, usize), Vec<Option<Decimal>>> = BTreeMap::new();
    let mut list = List::default();
    for (n, (row, name, entries)) in sections.iter().enumerate() {
        list.stands.push(Stand {
            name: name.as_str().into(),
            indent: indent(table.sheet.cell(*row, column)),
            above: Default::default(),
            is_sum: is_total(name),
            chosen: choices.rows.get(name).copied(),
        });
        list.entries.push(*row);
        for entry in entries.iter().filter(|entry| !entry.is_sum) {
            for (column, role) in &understood.columns {
                let Role::Value(by_column) = role else { continue };
                let when = by_column.when.or(entry.told.when);
                let field = by_column.field.or(entry.told.field).or(understood.whole.field);
                let is_mean = field.is_none_or(|field| field.unit() == FieldUnit::YuanPerMonth);
                let Some(Number::Known(amount)) = number(table.sheet.cell(entry.row, *column)).filter(|_| !is_mean)
                else {
                    continue;
                };
                cells.entry((when, field, *column)).or_insert_with(|| vec![None; sections.len()])[n] = Some(amount);
            }
        }
    }
    let amounts = |_: &[List]| {
        let mut amounts = Amounts::new(sections.len());
        for column in cells.values().take(MOST_LISTS * 4) {
            amounts.push(column, understood.whole.money.is_some_and(|unit| unit.factor != 1));
        }
        amounts
    };
    let (standings, behind) = decided(&[vec![list]], amounts);
    if !standings.values().any(is_nested) {
        return HashMap::new();
    }
    say(&table.sheet, |row| (row, column), &standings, &behind, findings);
    standings
}

/// Puts the counties of several tables under the cities that these begin with, where they are of several cities.
pub(super) fn of_tables(tables: &[Understood], rows: &mut [Observed], findings: &mut Findings) {
    let names_counties = |table: &Understood| {
        let of_county = |role: &Role| match role {
            Role::County => true,
            Role::Value(told) => told.county.is_some(),
            _ => false,
        };
        table.columns.values().any(of_county)
    };
    let cities: Vec<Option<Arc<str>>> = tables
        .iter()
        .zip(rows.iter())
        .map(|(table, rows)| {
            let city = table.whole.city.clone().filter(|_| names_counties(table))?;
            let apart = |o: &CountyRows| o.county != city && o.names.as_ref().is_none_or(|names| names.city.is_empty());
            rows.counties().iter().all(apart).then_some(city)
        })
        .collect();
    let mut distinct: Vec<&Arc<str>> = Vec::new();
    for city in cities.iter().flatten() {
        if !distinct.contains(&city) {
            distinct.push(city);
        }
    }
    if distinct.len() < 2 {
        return;
    }
    for (city, rows) in cities.iter().zip(rows) {
        let Some(city) = city else { continue };
        *rows = std::mem::take(rows).renamed(|rows| {
            let own = rows.names.as_deref().cloned().unwrap_or_else(|| CountyNames::alone(rows.county.clone()));
            let names = CountyNames { city: city.clone(), ..own };
            (rows.county, rows.names) = (names.joined(), Some(Arc::new(names)));
        });
    }
    let names: Vec<&str> = distinct.iter().take(LISTED).map(|name| &***name).collect();
    let first =
        tables.iter().zip(&cities).find(|(_, city)| city.is_some()).map(|(table, _)| table.sheet.origin.clone());
    findings.push(
        Finding::new("cities-by-table", Severity::Note, first.unwrap_or_default())
            .with("names", names.join("、"))
            .with("count", distinct.len()),
    );
}

/// How many lists of the same names are compared: two years' months tell enough.
const MOST_LISTS: usize = 24;

/// How far a name is set in, in half-width spaces.
pub(super) fn indent(text: &str) -> usize {
    text.chars()
        .map_while(|c| Some(usize::from(c.is_whitespace()) * if c == '\u{3000}' { 2 } else { 1 }).filter(|n| *n > 0))
        .sum()
}

fn say_blanks(sheet: &Sheet, column: usize, named: &Named, level: Level, findings: &mut Findings) {
    let Some((means, first, count)) = named.blanks else { return };
    let (code, severity) = match (means, level) {
        (BlankPlace::SameAsAbove, _) => ("place-blank-filled", Severity::Warning),
        // A province is never left out: that is an error of its own.
        (BlankPlace::None, Level::City) => ("city-blank", Severity::Note),
        (BlankPlace::None, _) => return,
    };
    findings.push(
        Finding::new(code, severity, sheet.at(first, column)).with("level", level.text_key()).with("count", count),
    );
}

/// Says which rows were read as places, which counties as belonging to none, and what can't be told.
fn say(
    sheet: &Sheet,
    cell: impl Fn(usize) -> (usize, usize),
    standings: &HashMap<usize, Standing>,
    direct: &[usize],
    findings: &mut Findings,
) {
    let name = |n: usize| sheet.cell(cell(n).0, cell(n).1).trim();
    let origin = |n: usize| sheet.at(cell(n).0, cell(n).1);
    let sorted: BTreeMap<usize, &Standing> = standings.iter().map(|(row, standing)| (*row, standing)).collect();
    let mut places: Vec<(usize, Arc<str>)> = Vec::new();
    let mut unclear: Vec<&str> = Vec::new();
    for (row, standing) in sorted {
        match standing {
            Standing::Place(_, names) => places.push((row, names.joined())),
            Standing::Unclear => {
                if !unclear.contains(&name(row)) {
                    unclear.push(name(row));
                    findings.push(Finding::error("place-row-unclear", origin(row)).with("name", name(row)));
                }
            }
            Standing::County(_) | Standing::Total => {}
        }
    }
    let listed = |names: &[Arc<str>]| {
        let mut listed: Vec<&str> = Vec::new();
        for name in names {
            if listed.len() < LISTED && !listed.contains(&&**name) {
                listed.push(name);
            }
        }
        listed.join("、")
    };
    if let Some((first, _)) = places.first() {
        let names: Vec<Arc<str>> = places.iter().map(|(_, name)| name.clone()).collect();
        findings.push(
            Finding::new("rows-as-places", Severity::Note, origin(*first))
                .with("names", listed(&names))
                .with("count", places.len()),
        );
    }
    if let Some(first) = direct.iter().min() {
        let names: Vec<Arc<str>> = direct.iter().map(|row| name(*row).into()).collect();
        findings
            .push(Finding::new("county-behind-place", Severity::Warning, origin(*first)).with("names", listed(&names)));
    }
}
