//! 目标责任: a year's target split over the units that answer for it, and what they reached month by month.
//!
//! Source: model section 11.7.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::table::{Shape, Table, whole_weights};
use crate::finding::{Finding, Findings};
use crate::money::{Money, Persons, instalment, split};
use crate::month::Month;
use crate::scenario::file::reader::{Reader, Section};
use crate::sheet::Sheet;

/// 责任单位
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Its weight, and the text of it, which is written as it was.
    pub weight: (Decimal, String),
}

/// What units reported: heads by unit and month, and counts of what earns a subsidy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Actuals {
    /// Heads by unit and month; nothing where the unit did not report.
    pub heads: HashMap<(usize, Month), Persons>,
    /// Counts by unit, in the order of the rules' subsidies.
    pub results: Vec<Vec<Persons>>,
    /// The last month in which any unit reported.
    pub last: Option<Month>,
}

/// The rules of a year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// The calendar year.
    pub year: i32,
    /// The year's target in heads.
    pub target: Persons,
    /// From how many months behind a unit is named.
    pub name_after: u32,
    /// Other targets to compare with, by name.
    pub compare: Vec<(String, Persons)>,
    /// Yuan for each result, by the column that counts it.
    pub subsidies: Vec<(String, Money)>,
}

/// A unit's target, and its plan by month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// Heads in the year.
    pub year: Persons,
    /// Heads in each month.
    pub months: [Persons; 12],
}

/// Where a unit stands at the end of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The unit's position.
    pub unit: usize,
    /// The month.
    pub month: Month,
    /// What was planned up to now.
    pub plan: Persons,
    /// What was reached up to now.
    pub actual: Persons,
    /// Its rank by completion; none without a target.
    pub rank: Option<usize>,
    /// How many months without a break, up to this one, it was below plan.
    pub behind: u32,
    /// Whether it is to be named.
    pub is_named: bool,
    /// Whether it did not report this month.
    pub is_silent: bool,
}

const UNITS: Shape = Shape { needed: &["unit", "weight"], known: &[], others: false };
const ACTUALS: Shape = Shape { needed: &["unit", "month", "amount"], known: &[], others: true };

/// Reads the units.
///
/// # Errors
/// All that is wrong, each with its cell.
pub fn units(sheet: &Sheet) -> Result<Vec<Unit>, Findings> {
    let mut table = Table::open(sheet, UNITS)?;
    let mut units: Vec<Unit> = Vec::new();
    for row in table.rows() {
        let name = table.name(row, "unit").unwrap_or_default();
        if !name.is_empty() && units.iter().any(|unit| unit.name == name) {
            table.error("row-twice", row, "unit");
        }
        let weight = table.weight(row, "weight");
        if weight == Some(None) {
            table.error("cell-blank", row, "weight");
        }
        let weight = (weight.flatten().unwrap_or_default(), table.text(row, "weight").to_owned());
        units.push(Unit { name: name.to_owned(), weight });
    }
    if units.is_empty() {
        table.findings.push(Finding::error("no-rows", sheet.origin.clone()));
    }
    if table.findings.is_empty() { Ok(units) } else { Err(table.findings) }
}

/// Reads what the units reported.
///
/// # Errors
/// All that is wrong, each with its cell: a unit that is not known, a month outside the year or reported twice, a result
/// for which the rules have no subsidy.
pub fn actuals(sheet: &Sheet, units: &[Unit], rules: &Rules) -> Result<Actuals, Findings> {
    let mut table = Table::open(sheet, ACTUALS)?;
    for column in table.others(ACTUALS) {
        if !rules.subsidies.iter().any(|(item, _)| *item == column) {
            let finding = Finding::error("targets-result-unknown", sheet.origin.at_row(1));
            table.findings.push(finding.with("column", column));
        }
    }
    let known: HashMap<&str, usize> = units.iter().enumerate().map(|(n, unit)| (unit.name.as_str(), n)).collect();
    let mut rows = HashSet::new();
    let mut actuals = Actuals { results: vec![vec![0; rules.subsidies.len()]; units.len()], ..Actuals::default() };
    for row in table.rows() {
        let name = table.name(row, "unit");
        let unit = name.and_then(|name| known.get(name).copied());
        if name.is_some() && unit.is_none() {
            table.error("targets-unit-unknown", row, "unit");
        }
        let month = table.month(row, "month");
        if month.is_some_and(|month| month.year() != rules.year) {
            table.error("targets-other-year", row, "month").facts.push(("year", rules.year.to_string()));
            continue;
        }
        let heads = table.count(row, "amount");
        let (Some(unit), Some(month), Some(heads)) = (unit, month, heads) else { continue };
        if !rows.insert((unit, month)) {
            table.error("row-twice", row, "month");
        }
        // The months to come of a table that is filled month by month are blank: nothing was reported of them.
        if let Some(heads) = heads {
            actuals.heads.insert((unit, month), heads);
            actuals.last = actuals.last.max(Some(month));
        }
        for (n, (item, _)) in rules.subsidies.iter().enumerate() {
            actuals.results[unit][n] += table.count(row, item).flatten().unwrap_or_default();
        }
    }
    if table.findings.is_empty() { Ok(actuals) } else { Err(table.findings) }
}

/// Reads the rules.
///
/// # Errors
/// All that is wrong, each with its line and column.
pub fn rules(file: &str, text: &str) -> Result<Rules, Findings> {
    let (mut reader, document) = Reader::open(file, text)?;
    let top = Section { table: document.as_table(), name: "", start: 0 };
    match read_rules(&mut reader, top) {
        Some(rules) if reader.findings.is_empty() => Ok(rules),
        _ => Err(reader.findings),
    }
}

fn read_rules(reader: &mut Reader<'_>, top: Section<'_>) -> Option<Rules> {
    reader.known(top, &["year", "target", "name_after", "compare", "subsidy"]);
    let year = super::year(reader, top);
    let target = reader.value(top, "target", "expected.heads", Reader::heads);
    let target = reader.required(top, "target", target);
    let months = |r: &Reader<'_>, v: &_| u32::try_from(r.heads(v)?).ok().filter(|months| (1..=12).contains(months));
    let name_after = reader.value(top, "name_after", "expected.months_behind", months);
    let name_after = reader.required(top, "name_after", name_after);
    let compare = named(reader, top, "compare", "expected.heads", Reader::heads);
    let subsidies = named(reader, top, "subsidy", "expected.amount", Reader::amount);
    Some(Rules { year: year?, target: target?, name_after: name_after?, compare, subsidies })
}

/// The values of a table by the officer's own names.
fn named<'r, T>(
    reader: &mut Reader<'r>,
    top: Section<'_>,
    key: &str,
    expected: &'static str,
    read: impl Fn(&Reader<'r>, &toml_edit::Value) -> Option<T>,
) -> Vec<(String, T)> {
    let Some(section) = reader.section(top, key) else { return Vec::new() };
    let names: Vec<&str> = section.table.iter().map(|(name, _)| name).collect();
    let value = |name: &str| Some((name.to_owned(), reader.value(section, name, expected, |r, v| read(r, v))?));
    names.into_iter().filter_map(value).collect()
}

/// Splits the year's target over the units by weight, and each unit's by month.
pub fn targets(units: &[Unit], rules: &Rules) -> Vec<Target> {
    let weights: Vec<Decimal> = units.iter().map(|unit| unit.weight.0).collect();
    let heads = |heads: Money| heads.fen() as Persons;
    let of_unit = |year: Money| Target {
        year: heads(year),
        months: std::array::from_fn(|n| heads(instalment(year, n as u32 + 1, 12))),
    };
    // Heads are split and spread as fen are.
    split(Money::from_fen(rules.target.into()), &whole_weights(&weights)).into_iter().map(of_unit).collect()
}

/// Where every unit stands: by month up to the last one reported, then by unit.
pub fn progress(targets: &[Target], actuals: &Actuals, rules: &Rules) -> Vec<Progress> {
    let mut all: Vec<Progress> = Vec::new();
    let Some(last) = actuals.last else { return all };
    let january = Month::january(rules.year);
    for n in 0..=last.since(january) {
        let month = january.plus(n);
        let start = all.len();
        for (unit, target) in targets.iter().enumerate() {
            let before = start.checked_sub(targets.len()).map(|first| &all[first + unit]);
            let reported = actuals.heads.get(&(unit, month)).copied();
            let actual = before.map_or(0, |before| before.actual) + reported.unwrap_or_default();
            let plan = target.months[..=n as usize].iter().sum();
            let behind = if actual < plan { before.map_or(0, |before| before.behind) + 1 } else { 0 };
            let (is_named, is_silent) = (behind >= rules.name_after, reported.is_none());
            all.push(Progress { unit, month, plan, actual, rank: None, behind, is_named, is_silent });
        }
        rank(&mut all[start..], targets);
    }
    all
}

/// Ranks a month's units by completion: ties share a rank, the next is as many further down.
fn rank(month: &mut [Progress], targets: &[Target]) {
    let mut order: Vec<usize> = (0..month.len()).filter(|unit| targets[*unit].year > 0).collect();
    let completion = |unit: usize, other: usize| -> Ordering {
        let (mine, others) = (i128::from(month[unit].actual), i128::from(month[other].actual));
        (others * i128::from(targets[unit].year)).cmp(&(mine * i128::from(targets[other].year)))
    };
    order.sort_by(|unit, other| completion(*unit, *other));
    let mut ranks = Vec::with_capacity(order.len());
    for (n, unit) in order.iter().enumerate() {
        let tie = n.checked_sub(1).filter(|before| completion(order[*before], *unit) == Ordering::Equal);
        ranks.push(tie.map_or(n + 1, |before| ranks[before]));
    }
    for (unit, rank) in order.into_iter().zip(ranks) {
        month[unit].rank = Some(rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Origin;

    fn rules_of(text: &str) -> Rules {
        rules("r.toml", text).unwrap_or_else(|f| panic!("{f:?}"))
    }

    const RULES: &str = "year = 2002\ntarget = 120\nname_after = 2\n[subsidy]\nhouse = \"5000\"\n";

    fn world(rows: &[&[&str]]) -> (Vec<Unit>, Rules, Result<Actuals, Findings>) {
        let sheet = Sheet::of(Origin::file("u.csv"), &[&["unit", "weight"], &["甲", "1"], &["乙", "1"], &["丙", "0"]]);
        let (units, rules) = (units(&sheet).unwrap(), rules_of(RULES));
        let mut all: Vec<&[&str]> = vec![&["unit", "month", "amount", "house"]];
        all.extend(rows);
        let read = actuals(&Sheet::of(Origin::file("a.csv"), &all), &units, &rules);
        (units, rules, read)
    }

    /// March was reported and February was not: it counts 0 for all, who are behind and silent in it.
    #[test]
    fn a_month_that_nobody_reported_is_there_with_nothing() {
        let (units, rules, read) = world(&[&["甲", "2002-01", "9", "1"], &["甲", "2002-03", "1", "2"]]);
        let (targets, actuals) = (targets(&units, &rules), read.unwrap());
        let all = progress(&targets, &actuals, &rules);
        assert_eq!(all.len(), 9);
        let first: Vec<_> =
            all.iter().filter(|p| p.unit == 0).map(|p| (p.plan, p.actual, p.behind, p.is_silent)).collect();
        assert_eq!(first, [(5, 9, 0, false), (10, 9, 1, true), (15, 10, 2, false)]);
        let second: Vec<_> = all.iter().filter(|p| p.unit == 1).map(|p| (p.rank, p.is_named)).collect();
        assert_eq!(second, [(Some(2), false), (Some(2), true), (Some(2), true)]);
        assert!(all.iter().filter(|p| p.unit == 2).all(|p| p.rank.is_none() && p.behind == 0));
        assert_eq!(actuals.results, [[3], [0], [0]]);
    }

    /// A table that is filled month by month has blank cells where nothing was reported yet: nobody is behind in March.
    #[test]
    fn a_blank_amount_is_not_reported() {
        let rows: [&[&str]; 5] = [
            &["甲", "2002-01", "9", "1"],
            &["乙", "2002-01", "", ""],
            &["甲", "2002-02", "0", ""],
            &["乙", "2002-02", "5", ""],
            &["甲", "2002-03", "", ""],
        ];
        let (units, rules, read) = world(&rows);
        let all = progress(&targets(&units, &rules), &read.unwrap(), &rules);
        let silent: Vec<_> = all.iter().filter(|p| p.unit < 2).map(|p| (p.month.month(), p.is_silent)).collect();
        assert_eq!(silent, [(1, false), (1, true), (2, false), (2, false)]);
        let twice = world(&[&["甲", "2002-01", "", ""], &["甲", "2002-01", "9", "1"]]).2;
        assert_eq!(twice.unwrap_err()[0].code, "row-twice");
    }

    #[test]
    fn equal_completion_shares_a_rank_and_the_next_is_skipped() {
        let (_, rules, _) = world(&[]);
        let of = |year| Target { year, months: [0; 12] };
        let targets = [of(30), of(60), of(7), of(0), of(10)];
        let heads = [(0, 10), (1, 20), (2, 1), (4, 9)];
        let january = Month::january(2002);
        let actuals = Actuals {
            heads: heads.into_iter().map(|(unit, heads)| ((unit, january), heads)).collect(),
            last: Some(january),
            ..Actuals::default()
        };
        let ranks: Vec<Option<usize>> = progress(&targets, &actuals, &rules).iter().map(|p| p.rank).collect();
        assert_eq!(ranks, [Some(2), Some(2), Some(4), None, Some(1)]);
    }

    #[test]
    fn what_is_wrong_is_told_at_its_cell() {
        let (_, _, read) = world(&[
            &["丁", "2002-01", "1", ""],
            &["甲", "2003-01", "1", ""],
            &["甲", "2002-1", "1", ""],
            &["甲", "2002-01", "1.5", ""],
            &["甲", "2002-02", "1", ""],
            &["甲", "2002-02", "-1", ""],
            &["甲", "2002-02", "2", ""],
        ]);
        let said: Vec<(String, &str)> = read.unwrap_err().iter().map(|f| (f.origin.cell().unwrap(), f.code)).collect();
        let expected = [
            ("A2", "targets-unit-unknown"),
            ("B3", "targets-other-year"),
            ("B4", "cell-not-month"),
            ("C5", "cell-not-count"),
            ("C7", "cell-not-count"),
            ("B8", "row-twice"),
        ];
        assert_eq!(said, expected.map(|(cell, code)| (cell.to_owned(), code)));
    }

    #[test]
    fn targets_add_up_to_the_whole() {
        let (units, rules, _) = world(&[]);
        let all = targets(&units, &rules);
        assert_eq!(all.iter().map(|t| t.year).sum::<Persons>(), rules.target);
        assert!(all.iter().all(|t| t.months.iter().sum::<Persons>() == t.year));
    }
}
