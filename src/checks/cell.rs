//! Figures that are strange by themselves, or beside the others of their row.

use super::{Found, Subject};
use crate::field::{Field, Row};
use crate::finding::Severity;
use crate::money::round_money;
use crate::month::Period;
use crate::policy;

/// `missing-cell`: a figure that every measure needs is blank, in a row that has others.
///
/// A county that has none at all of a field lacks it for one reason, and is told so once.
pub(super) fn missing(subject: &Subject<'_>, found: &mut Found<'_>) {
    const CODE: (&str, Severity) = ("missing-cell", Severity::Warning);
    for field in Field::ALL.into_iter().filter(|field| field.is_needed() && !subject.absent.contains(field)) {
        let lacks = |(n, row): (usize, Row<'_>)| {
            row.get(field).is_none()
                && has_any(subject, row)
                && !subject.known.unread.contains(&subject.place(n, field))
        };
        let rows = subject.county.len();
        if rows > 1 && subject.rows().all(lacks) {
            found.say(CODE, subject, (0, field), |f| f.with("period", subject.span(0..rows)));
            continue;
        }
        for (n, _) in subject.rows().filter(|row| lacks(*row)) {
            found.say(CODE, subject, (n, field), |f| f.with("period", subject.period(n)));
        }
    }
}

/// `blank-row`: a row of which only county and period are told. It keeps its place, and every measure is unknown there.
pub(super) fn blank_row(subject: &Subject<'_>, found: &mut Found<'_>) {
    let read = |n: usize| subject.county.sources.get(n).is_some_and(|source| !source.is_nowhere());
    let unread = |n: usize| {
        let mut places = Field::ALL.into_iter().map(|field| subject.place(n, field));
        !subject.known.unread.is_empty() && places.any(|place| subject.known.unread.contains(&place))
    };
    for (n, _) in subject.rows().filter(|(n, row)| !has_any(subject, *row) && read(*n) && !unread(*n)) {
        found.say(("blank-row", Severity::Warning), subject, (n, Field::Contributors), |f| {
            f.with("period", subject.period(n))
        });
    }
}

/// Whether anything is known of a row: a column that the table lacks counts as zero in every row, and tells nothing.
fn has_any(subject: &Subject<'_>, row: Row<'_>) -> bool {
    Field::ALL.into_iter().any(|field| row.get(field).is_some() && !subject.absent.contains(&field))
}

/// `negative-amount`: an amount below zero, mostly a cancellation booked in another month than what it cancels.
pub(super) fn negative(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (n, row) in subject.rows() {
        for field in Field::ALL {
            let Some(amount) = row.money(field).filter(|amount| amount.is_negative()) else { continue };
            found.say(("negative-amount", Severity::Warning), subject, (n, field), |f| {
                f.with("period", subject.period(n)).with("found", subject.money(field, amount))
            });
        }
    }
}

/// `heads-inconsistent`: more contributors than insured, of whom they are a part.
pub(super) fn more_contributors_than_insured(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (n, row) in subject.rows() {
        let (Some(contributors), Some(insured)) = (row.persons(Field::Contributors), row.persons(Field::Insured))
        else {
            continue;
        };
        let slipped = subject.slipped(n, Field::Contributors) || subject.slipped(n, Field::Insured);
        if contributors > insured && !slipped {
            found.say(("heads-inconsistent", Severity::Warning), subject, (n, Field::Contributors), |f| {
                f.with("period", subject.period(n)).with("found", contributors).with("insured", insured)
            });
        }
    }
}

/// `base-outside-band`: the mean contribution base is outside the law's band, 60% to 300% of last year's average wage. The law
/// holds each single base within that band, so their mean can't be outside. Yearly and monthly rows alike: bases are a month's.
pub(super) fn base_outside_band(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.known.average_wage.is_empty() {
        return;
    }
    for (n, row) in subject.rows() {
        let period: Period = subject.period(n);
        let wage = subject.known.average_wage.get(&(period.year() - 1));
        let (Some(base), Some(wage)) = (row.money(Field::Base), wage) else { continue };
        let of_wage =
            |key| round_money(&[(*wage).into(), policy::number_or_first(key, period.last_month())?.into()], &[]);
        let (Some(low), Some(high)) = (of_wage("base_floor"), of_wage("base_ceiling")) else { continue };
        if (base < low || base > high) && !subject.slipped(n, Field::Base) {
            found.say(("base-outside-band", Severity::Warning), subject, (n, Field::Base), |f| {
                f.with("period", period).with("found", base).with("wage", wage).with("low", low).with("high", high)
            });
        }
    }
}
