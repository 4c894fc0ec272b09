//! Figures that must add up with others.

use super::{Found, Subject};
use crate::field::{Field, Row};
use crate::finding::Severity;
use crate::money::{Factor, Money, Rate, ratio, round_money};
use crate::policy;

/// `balance-mismatch`: opening balance + income − expenditure is not the closing balance.
///
/// A warning, since borrowing, repayment and personal accounts move balances too and have no column. A county whose
/// balance is nought lives on loans: what it lacks is lent to it, and what comes in first repays; so a period that
/// starts at nought, or would end below and ends at nought, tells nothing. Nor does a balance that never moves, which
/// is carried along and not kept.
pub(super) fn balance(subject: &Subject<'_>, found: &mut Found<'_>) {
    let moved = |pair: [Row<'_>; 2]| pair[0].money(Field::Balance) != pair[1].money(Field::Balance);
    if subject.county.len() > 3 && !subject.pairs().any(|(_, pair)| moved(pair)) {
        return;
    }
    let allowed = rounding(subject);
    for (n, pair) in subject.pairs() {
        let (row, n) = (pair[1], n + 1);
        let (Some(opening), Some(closing)) = (pair[0].money(Field::Balance), row.money(Field::Balance)) else {
            continue;
        };
        let Some(change) = row.surplus().map(Money::from_fen) else { continue };
        let expected = opening + change;
        let on_loan = opening.is_zero() || (closing.is_zero() && !expected.is_positive());
        if on_loan || (closing - expected).abs() <= allowed || subject.row_slipped(n) {
            continue;
        }
        found.say(("balance-mismatch", Severity::Warning), subject, (n, Field::Balance), |f| {
            f.with("period", subject.period(n))
                .with("found", subject.money(Field::Balance, closing))
                .with("expected", subject.money(Field::Balance, expected))
                .with("difference", subject.money(Field::Balance, closing - expected))
        });
    }
}

/// By how much ten rounded figures may miss each other: five of the last place that the county's amounts use. A table
/// in 万元 with two places is exact to 100 yuan only.
fn rounding(subject: &Subject<'_>) -> Money {
    let used = |row: Row<'_>| [Field::Collected, Field::Pension, Field::Balance].map(|field| row.money(field));
    let amounts = || subject.county.rows().flat_map(used).flatten();
    let mut place = 1;
    while place < 10_000_000 && amounts().all(|amount| amount.fen() % (place * 10) == 0) {
        place *= 10;
    }
    Money::from_fen(place * 5)
}

/// `collected-above-due`: half as much again was collected as was due, and more in all than was due up to then.
///
/// Arrears come in later than they were due, so that one period may well be above; their sum can't be, but for arrears
/// from before the data begin.
pub(super) fn collected_above_due(subject: &Subject<'_>, found: &mut Found<'_>) {
    let (mut collected_so_far, mut due_so_far) = (Money::ZERO, Money::ZERO);
    for (n, row) in subject.rows() {
        let (Some(collected), Some(due)) = (row.money(Field::Collected), row.money(Field::Due)) else { continue };
        if !due.is_positive() || subject.slipped(n, Field::Collected) || subject.slipped(n, Field::Due) {
            continue;
        }
        collected_so_far += collected;
        due_so_far += due;
        if collected.fen() * 2 > due.fen() * 3 && collected_so_far > due_so_far {
            let percent = ratio(collected.fen() * 100, due.fen(), 0).unwrap_or_default();
            found.say(("collected-above-due", Severity::Warning), subject, (n, Field::Collected), |f| {
                f.with("period", subject.period(n))
                    .with("found", subject.money(Field::Collected, collected))
                    .with("due", subject.money(Field::Collected, due))
                    .with("percent", percent)
            });
        }
    }
}

/// `due-mismatch`: what is due is not what contributors, base and rate make.
///
/// The common rate is that of the law in the row's first month, 28% until April 2019. A fifth above is allowed; below, a
/// fifth less than the 20% that the self-employed pay, which covers too the lower employers' rates of later years.
pub(super) fn due(subject: &Subject<'_>, found: &mut Found<'_>) {
    let parameters = (policy::parameter("contribution_rate"), policy::parameter("flexible_rate"));
    let (Some(common), Some(least)) = parameters else { return };
    for (n, row) in subject.rows() {
        let (Some(due), Some(contributors), Some(base)) =
            (row.money(Field::Due), row.persons(Field::Contributors), row.money(Field::Base))
        else {
            continue;
        };
        let payroll = base.fen() * i128::from(contributors) * subject.months();
        if payroll <= 0 || !due.is_positive() || subject.row_slipped(n) {
            continue;
        }
        let month = subject.period(n).first_month();
        let (Some(common), Some(least)) = (common.number_or_first(month), least.number_or_first(month)) else {
            continue;
        };
        let of_payroll = |rate: Rate, fifths: i128| {
            round_money(&[Factor::Whole(payroll), rate.into(), Factor::Whole(fifths)], &[Factor::Whole(5)])
        };
        let (Some(low), Some(high)) = (of_payroll(least, 4), of_payroll(common, 6)) else { continue };
        if (low..=high).contains(&due) {
            continue;
        }
        let Some(expected) = of_payroll(common, 5) else { continue };
        found.say(("due-mismatch", Severity::Warning), subject, (n, Field::Due), |f| {
            f.with("period", subject.period(n))
                .with("found", subject.money(Field::Due, due))
                .with("contributors", contributors)
                .with("base", base)
                .with("expected", subject.money(Field::Due, expected))
                .with("rate", ratio(due.fen() * 100, payroll, 1).unwrap_or_default())
        });
    }
}
