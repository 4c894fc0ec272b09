//! Sums of several months taken apart into months, as official figures are told: 1-3月, then 1-4月.
//!
//! What passed in a month is the year's sum up to it less the sum up to the month before. Where a month is told beside
//! its sum, the one checks the other; where the months before are not known, the sum is no month's and no year's
//! amount, and is left out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::unit::measured;
use super::value::{Number, When};
use crate::dataset::{Dataset, Observation, Observed, RowSource, SourceCell, SourceCells};
use crate::field::{Amount, Field, Nature, Values};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::CountyNames;

/// A sum of months of one field.
struct Sum {
    since: u32,
    month: u32,
    amount: Money,
    /// Half of the last place in which it was told.
    half: Decimal,
    cell: SourceCell,
}

/// What is known of one county's field in a year.
#[derive(Default)]
struct Year {
    names: Option<Arc<CountyNames>>,
    months: BTreeMap<u32, Money>,
    /// Months that were there before the tables: they are taken where a later month is asked for, and stay as they are.
    before: BTreeMap<u32, Money>,
    sums: Vec<Sum>,
}

/// Puts the months that sums of several tell in their places; months that the tables lack are those of the data before.
pub(super) fn take_apart(observed: Observed, before: Option<&Dataset>, findings: &mut Findings) -> Observed {
    if observed.rows().all(|row| row.since.is_none()) {
        return observed;
    }
    let (mut rows, sums): (Vec<_>, Vec<_>) = observed.into_rows().partition(|row| row.since.is_none());
    // The whole of a year alone is the year.
    let december = |row: &Observation| matches!(row.period, Period::Month(month) if month.month() == 12);
    if sums.iter().all(|row| december(row) && row.since == Some(1)) && rows.iter().all(december) {
        return years(rows, sums).into();
    }
    let mut years: BTreeMap<(Arc<str>, i32, usize), Year> = BTreeMap::new();
    for row in &sums {
        for field in flows() {
            let Some(Amount::Money(amount)) = row.row.row().get(field) else { continue };
            let (Period::Month(month), Some(since)) = (row.period, row.since) else { continue };
            let year = years.entry((row.county.clone(), month.year(), field as usize)).or_default();
            let (origin, text) = row.source.cell(field).unwrap_or((row.source.origin(), ""));
            let cell = SourceCell { origin, text: text.into() };
            year.names = row.names.clone();
            year.sums.push(Sum { since, month: month.month(), amount, half: half(amount, &cell.text), cell });
        }
    }
    let mut places: HashMap<(Arc<str>, Period), usize> =
        rows.iter().enumerate().map(|(n, row)| ((row.county.clone(), row.period), n)).collect();
    let mut told = Told::default();
    for ((county, number, field), mut year) in years {
        let field = Field::ALL[field];
        for month in 1..=12 {
            let period = Month::new(number, month).map(Period::Month);
            let row = period.and_then(|period| places.get(&(county.clone(), period)));
            if let Some(Amount::Money(amount)) = row.and_then(|n| rows[*n].row.row().get(field)) {
                year.months.insert(month, amount);
            }
            let known = before.and_then(|data| data.counties[data.position(&county)?].row(period?)?.money(field));
            year.before.extend(known.map(|amount| (month, amount)));
        }
        for (month, cell) in year.taken_apart(&county, number, field, &mut told, findings) {
            let Some(period) = Month::new(number, month).map(Period::Month) else { continue };
            let place = *places.entry((county.clone(), period)).or_insert_with(|| {
                let source = SourceCells { origin: cell.origin.clone(), cells: Vec::new() };
                rows.push(Observation {
                    county: county.clone(),
                    names: year.names.clone(),
                    period,
                    since: None,
                    row: Values::default(),
                    source: RowSource::cells(source),
                });
                rows.len() - 1
            });
            rows[place].row.set(field, year.months.get(&month).map(|amount| Amount::Money(*amount)));
            rows[place].source.put(field, cell);
        }
    }
    told.say(findings);
    rows.into()
}

fn flows() -> impl Iterator<Item = Field> {
    Field::ALL.into_iter().filter(|field| field.spec().nature == Nature::Flow)
}

/// Rows of whole years: their sums, and what stood at the end.
fn years(rows: Vec<Observation>, sums: Vec<Observation>) -> Vec<Observation> {
    let mut years: Vec<Observation> = Vec::new();
    let mut places: HashMap<(Arc<str>, i32), usize> = HashMap::new();
    for row in sums.into_iter().chain(rows) {
        let period = Period::Year(row.period.year());
        match places.get(&(row.county.clone(), row.period.year())) {
            None => {
                places.insert((row.county.clone(), row.period.year()), years.len());
                years.push(Observation { period, since: None, ..row });
            }
            Some(place) => {
                for field in Field::ALL {
                    if let (Some(value), Some((origin, text))) = (row.row.row().get(field), row.source.cell(field)) {
                        years[*place].row.set(field, Some(value));
                        years[*place].source.put(field, SourceCell { origin, text: text.into() });
                    }
                }
            }
        }
    }
    years
}

/// Half of the last place of a number as it was told.
fn half(amount: Money, text: &str) -> Decimal {
    match measured(text) {
        Some((Number::Known(number), _)) if !number.is_zero() => {
            let unit = (amount.to_decimal() / number).round();
            if unit == Decimal::ONE { Decimal::ZERO } else { unit * Decimal::new(5, number.scale() + 1) }
        }
        _ => Decimal::ZERO,
    }
}

impl Year {
    /// Fills in the months that the sums tell, and gives these with the cells that told them.
    fn taken_apart(
        &mut self,
        county: &str,
        year: i32,
        field: Field,
        told: &mut Told,
        findings: &mut Findings,
    ) -> Vec<(u32, SourceCell)> {
        let mut found = Vec::new();
        self.sums.sort_by_key(|sum| (sum.month, sum.since));
        for n in 0..self.sums.len() {
            let sum = &self.sums[n];
            // Less the longest sum that began with the same month.
            let before = self.sums[..n].iter().rev().find(|b| b.since == sum.since && b.month < sum.month);
            let (since, rest) = match before {
                Some(before) => (before.month + 1, sum.amount.to_decimal() - before.amount.to_decimal()),
                None => (sum.since, sum.amount.to_decimal()),
            };
            let finding = |code, severity| {
                Finding::new(code, severity, sum.cell.origin.clone())
                    .with("county", county)
                    .with("months", span(year, sum.since, sum.month))
                    .with("field", field.text_key())
            };
            let month = |m: &u32| self.months.get(m).or_else(|| self.before.get(m).filter(|_| *m < sum.month));
            let known: Vec<Decimal> = (since..=sum.month).filter_map(|m| month(&m)).map(|m| m.to_decimal()).collect();
            let unknown: Vec<u32> = (since..=sum.month).filter(|m| month(m).is_none()).collect();
            let rest = rest - known.iter().sum::<Decimal>();
            if rest < Decimal::ZERO && !unknown.is_empty() {
                let before = sum.amount.to_decimal() - rest;
                findings.push(finding("sum-falls", Severity::Warning).with("sum", sum.amount).with("before", before));
            }
            match unknown[..] {
                [] => {
                    told.used += 1;
                    let allowed = sum.half * Decimal::from(known.len() as u64 + 2);
                    if rest.abs() > allowed {
                        findings.push(
                            finding("sum-mismatch", Severity::Warning).with("sum", sum.amount).with("difference", rest),
                        );
                    }
                }
                [month] if month == sum.month => {
                    let Some(amount) = Money::from_decimal(rest) else { continue };
                    self.months.insert(month, amount);
                    told.used += 1;
                    told.apart.get_or_insert_with(|| sum.cell.origin.clone());
                    told.months += 1;
                    found.push((month, sum.cell.clone()));
                }
                // The month itself is told; what stands beside it sums months that are not there.
                _ if self.months.contains_key(&sum.month) => told.used += 1,
                _ => {
                    let at = (sum.cell.origin.file.clone(), sum.cell.origin.sheet.clone(), year, sum.since, sum.month);
                    told.left.entry(at).or_insert((sum.cell.origin.clone(), 0)).1 += 1;
                }
            }
        }
        found
    }
}

/// `2007-01—2007-06`.
fn span(year: i32, since: u32, month: u32) -> String {
    if since == month { format!("{year}-{month:02}") } else { format!("{year}-{since:02}—{year}-{month:02}") }
}

/// A table's sums of the same months.
type Place = (Arc<str>, Option<Arc<str>>, i32, u32, u32);

/// What became of the sums.
#[derive(Default)]
struct Told {
    used: usize,
    months: usize,
    apart: Option<Origin>,
    left: BTreeMap<Place, (Origin, usize)>,
}

impl Told {
    fn say(self, findings: &mut Findings) {
        if let Some(first) = self.apart {
            findings.push(Finding::new("sums-taken-apart", Severity::Note, first).with("count", self.months));
        }
        // Where nothing at all came of the sums they are asked for.
        let severity = if self.used == 0 { Severity::Error } else { Severity::Warning };
        for ((.., year, since, month), (origin, count)) in self.left {
            findings.push(
                Finding::new("sum-not-apart", severity, origin)
                    .with("months", span(year, since, month))
                    .with("last", month)
                    .with("count", count),
            );
        }
    }
}

/// Whether an amount of a field over several months is their sum; heads and what is left stand at the last of them, and
/// a mean over them is no month's.
pub(super) fn period_of(when: When, field: Field) -> Option<(Period, Option<u32>)> {
    let period = when.last().period()?;
    match (when.since, field.spec().nature) {
        (None, _) | (_, Nature::Stock | Nature::Heads | Nature::Annual) => Some((period, None)),
        (since, Nature::Flow) => Some((period, since)),
        (_, Nature::PerHead) => None,
    }
}
