//! Printed totals against the sum of their parts.
//!
//! A total may stand above its parts or below, and may be that of a group: it agrees where it is the sum of the whole
//! table, of the rows since the total before, or of the rows up to the next. Parts that were rounded to the table's
//! unit may sum to a little more or less.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::cross::printed_number;
use super::long::{Over, Printed};
use super::value::When;
use crate::dataset::{Observed, ObservedRow};
use crate::field::{Amount, Field, FieldUnit, Nature};
use crate::finding::{Finding, Findings, Severity};
use crate::month::Period;
use crate::place::CountyNames;
use crate::sheet::Sheet;

/// Says which of a table's printed totals is not the sum of the rows that were read. Those without any such row are given
/// back: they may sum what other tables hold.
pub(super) fn check(
    sheet: &Sheet,
    observations: &Observed,
    printed: Vec<Printed>,
    findings: &mut Findings,
) -> Vec<Printed> {
    let mut of_others = Vec::new();
    let rows: Vec<usize> = {
        let mut rows: Vec<usize> = printed.iter().map(|total| total.at.0).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    };
    for total in printed {
        let Some(amount) = printed_number(&total).filter(|_| is_summed(&total)) else { continue };
        let row_of = |o: &ObservedRow<'_>| Some(o.source.place(total.field).row? as usize - 1);
        let parts: Vec<(usize, Decimal)> =
            parts(&total, observations).filter_map(|(o, value)| Some((row_of(&o)?, value))).collect();
        if parts.is_empty() {
            of_others.push(total);
            continue;
        }
        let allowed = tolerance(&total, parts.len());
        let sum = |from: usize, to: usize| -> (usize, Decimal) {
            let inside = parts.iter().filter(|(row, _)| (from..to).contains(row));
            inside.fold((0, Decimal::ZERO), |(count, sum), (_, value)| (count + 1, sum + value))
        };
        let row = total.at.0;
        let before = rows.iter().rev().find(|r| **r < row).copied().unwrap_or(0);
        let after = rows.iter().find(|r| **r > row).copied().unwrap_or(usize::MAX);
        let of_place = matches!(total.over, Over::Place(..));
        let spans = [(0, usize::MAX), (before, row), (row, after)];
        let agrees = spans.into_iter().take(if of_place { 1 } else { 3 }).any(|(from, to)| {
            let (count, sum) = sum(from, to);
            count > 0 && (sum - amount).abs() <= allowed
        });
        // 合计 below several months' blocks may sum all of them.
        let sums_all = || {
            let all = observations.rows().filter(|o| o.since.is_none()).filter_map(|o| o.row.get(total.field));
            let money =
                all.filter_map(|amount| if let Amount::Money(m) = amount { Some(m.to_decimal()) } else { None });
            let (count, sum) = money.fold((0, Decimal::ZERO), |(count, sum), money| (count + 1, sum + money));
            let is_flow = total.field.spec().nature == Nature::Flow && !of_place;
            is_flow && (sum - amount).abs() <= tolerance(&total, count)
        };
        if !agrees && !sums_all() {
            findings.push(mismatch(sheet, &total, amount, sum(0, usize::MAX).1));
        }
    }
    of_others
}

/// Holds the totals of sheets without the rows that they sum, such as a summary beside the reports of the counties,
/// against what all tables give together; says of each sheet that agrees that it does.
pub(super) fn check_summaries(
    summaries: &[(Arc<Sheet>, Vec<Printed>)],
    observations: &Observed,
    findings: &mut Findings,
) {
    for (sheet, printed) in summaries {
        let (mut agreed, mut differ) = (0, Findings::new());
        for total in printed {
            let Some(amount) = printed_number(total) else { continue };
            let parts: Vec<Decimal> = parts(total, observations).map(|(_, value)| value).collect();
            let sum: Decimal = parts.iter().sum();
            if parts.is_empty() {
                continue;
            }
            if (sum - amount).abs() <= tolerance(total, parts.len()) {
                agreed += 1;
            } else {
                differ.push(mismatch(sheet, total, amount, sum));
            }
        }
        if agreed > 0 && differ.is_empty() {
            findings.push(Finding::new("summary-agrees", Severity::Note, sheet.origin.clone()).with("count", agreed));
        }
        findings.append(&mut differ);
    }
}

/// The rows that a total sums, with their values.
fn parts<'a>(total: &'a Printed, observations: &'a Observed) -> impl Iterator<Item = (ObservedRow<'a>, Decimal)> {
    observations.rows().filter(|o| matches(total, o)).filter_map(|o| {
        let value = match o.row.get(total.field)? {
            Amount::Persons(persons) => Decimal::from(persons),
            Amount::Money(money) => money.to_decimal(),
        };
        Some((o, value))
    })
}

/// What is said of a total that is another sum, in the table's own unit, as the officer sees the numbers there.
fn mismatch(sheet: &Sheet, total: &Printed, amount: Decimal, sum: Decimal) -> Finding {
    let unit = Decimal::from(total.unit.factor);
    let (sum, amount) = (sum / unit, amount / unit);
    let of_place = matches!(total.over, Over::Place(..));
    let code = if of_place { "place-total-mismatch" } else { "total-mismatch" };
    let finding = Finding::new(code, Severity::Warning, sheet.at(total.at.0, total.at.1))
        .with("field", total.field.text_key())
        .with("printed", amount.normalize())
        .with("sum", sum.normalize())
        .with("difference", (amount - sum).normalize())
        .with("unit", total.unit.text_key());
    match &total.over {
        Over::Place(_, names) => finding.with("place", names.joined()),
        _ => finding,
    }
}

/// Whether a total of the field over such parts is their sum: a mean base is not, nor a balance over months.
fn is_summed(total: &Printed) -> bool {
    match total.over {
        Over::Counties(_) | Over::Place(..) => total.field.unit() != FieldUnit::YuanPerMonth,
        Over::Months(..) => {
            total.field.unit() == FieldUnit::Yuan && !matches!(total.field, Field::Balance | Field::Target)
        }
    }
}

fn matches(total: &Printed, observation: &ObservedRow<'_>) -> bool {
    // The sum of several months is that of the same months.
    let same = |when: &When| {
        let is_flow = total.field.spec().nature == Nature::Flow;
        when.last().period() == Some(observation.period) && observation.since == when.since.filter(|_| is_flow)
    };
    match &total.over {
        Over::Counties(when) => same(when),
        Over::Place(when, place) => {
            let is_of = |names: &CountyNames| {
                names.province == place.province && (place.city.is_empty() || names.city == place.city)
            };
            same(when) && observation.of.names.as_deref().is_some_and(is_of)
        }
        Over::Months(county, year) => {
            *county == observation.of.county
                && observation.since.is_none()
                && year.is_none_or(|year| observation.period.year() == year)
                && matches!(observation.period, Period::Month(_))
        }
    }
}

/// Half of the last place for each part and for the total itself.
fn tolerance(total: &Printed, parts: usize) -> Decimal {
    let places = total.text.rsplit_once('.').map_or(0, |(_, places)| places.trim().len().min(10)) as u32;
    let unit = Decimal::from(total.unit.factor);
    if unit == Decimal::ONE {
        return Decimal::ZERO;
    }
    unit * Decimal::new(5, places + 1) * Decimal::from(parts as u64 + 1)
}
