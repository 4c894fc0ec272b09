//! Figures that are strange beside those of the periods before and after.

use super::{Found, Subject};
use crate::dataset::Grain;
use crate::field::{Field, Row};
use crate::finding::Severity;
use crate::money::{Money, ratio};

/// `outlier`: a number of heads that jumps.
///
/// In a month hardly a twentieth comes or goes; a fifth and fifty heads is a merger, a census or a mistake. In a year
/// it takes a half. A figure that jumps and comes back is told once; so is a new level.
pub(super) fn heads_jump(subject: &Subject<'_>, found: &mut Found<'_>) {
    const FEWEST: i64 = 50;
    let percent = match subject.grain {
        Grain::Monthly => 20,
        Grain::Yearly => 50,
    };
    // Against the smaller of the two, so that a fall is judged as the way back from it would be.
    let jumps = |a: i64, b: i64| (a - b).abs() > FEWEST && (a - b).abs() * 100 > a.min(b) * percent;
    for field in [Field::Insured, Field::Contributors, Field::Retirees] {
        // The last figure, and the one before a jump.
        let mut last: Option<i64> = None;
        let mut before_jump: Option<i64> = None;
        for (n, row) in subject.rows() {
            let Some(heads) = row.persons(field).filter(|_| !subject.slipped(n, field)) else { continue };
            let jumped = last.filter(|last| jumps(*last, heads));
            if let Some(before) = jumped
                && before_jump.is_none_or(|before| jumps(before, heads))
            {
                found.say(("outlier", Severity::Warning), subject, (n, field), |f| {
                    f.with("period", subject.period(n))
                        .with("found", heads)
                        .with("expected", before)
                        .with("change", change(heads.into(), before.into()))
                });
                before_jump = Some(before);
            } else {
                before_jump = None;
            }
            last = Some(heads);
        }
    }
}

/// `+35%`, or by how many times where there is hardly anything to compare with.
fn change(value: i128, expected: i128) -> String {
    match ratio((value - expected) * 100, expected, 0) {
        Some(percent) if value > expected => format!("+{percent}%"),
        Some(percent) => format!("{percent}%").replace('-', "−"),
        None => "…".to_owned(),
    }
}

/// `outlier`: pensions or contributions of a month far from the months around, and not so every year.
///
/// Each is compared with the median of three months before and three after, so that raises and growth don't count. What
/// is strange must be far from the usual by two measures: by the bounds below, and by eight of the county's own median
/// deviations, since a small county's contributions come in lumps and a large one's don't. The same month a year before
/// or after that is alike makes it a season. Pensions are taken without back-pay, of which a year may bring some.
pub(super) fn money_peaks(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.grain != Grain::Monthly || subject.county.len() < 12 {
        return;
    }
    let pension = |row: Row<'_>| Some(row.number(Field::Pension)? - row.number(Field::Backpay).unwrap_or_default());
    let collected = |row: Row<'_>| row.number(Field::Collected);
    // Pensions near double, or near half: two months paid in one. Contributions four times the usual, or a fifth.
    peaks(subject, Field::Pension, [550, 1800], &pension, found);
    peaks(subject, Field::Collected, [200, 4000], &collected, found);
}

fn peaks(
    subject: &Subject<'_>,
    field: Field,
    bounds: [i64; 2],
    value: &dyn Fn(Row<'_>) -> Option<i64>,
    found: &mut Found<'_>,
) {
    let values: Vec<Option<i64>> =
        subject.rows().map(|(n, row)| value(row).filter(|_| !subject.slipped(n, field))).collect();
    // What is within the bounds of every other month is within those of what is usual.
    let known = || values.iter().flatten();
    if let (Some(least), Some(most)) = (known().min(), known().max())
        && *least > 0
        && mille(*most, *least) < bounds[1]
        && mille(*least, *most) >= bounds[0]
    {
        return;
    }
    let usual: Vec<Option<i64>> = (0..values.len()).map(|n| around(&values, n)).collect();
    // Each month in thousandths of what is usual around it.
    let relative: Vec<Option<i64>> =
        values.iter().zip(&usual).map(|(value, usual)| Some(mille((*value)?, (*usual)?))).collect();
    let mut sorted: Vec<i64> = relative.iter().flatten().copied().collect();
    if sorted.len() < 12 {
        return;
    }
    let middle = median(&mut sorted);
    let mut deviations: Vec<i64> = sorted.iter().map(|r| r.saturating_sub(middle).saturating_abs()).collect();
    let deviation = median(&mut deviations).max(20);
    for (n, relative_now) in relative.iter().enumerate() {
        let (Some(now), Some(expected), Some(figure)) = (*relative_now, usual[n], values[n]) else { continue };
        let far = now.saturating_sub(middle).saturating_abs() > deviation.saturating_mul(8);
        let strange = (now < bounds[0] || now > bounds[1]) && far;
        let alike = |other: Option<i64>| {
            other.is_some_and(|other| {
                let (other, now) = (i128::from(other), i128::from(now));
                other * 2 <= now * 3 && now * 2 <= other * 3
            })
        };
        let year = |n: Option<usize>| n.and_then(|n| relative.get(n).copied().flatten());
        let seasonal = alike(year(n.checked_sub(12))) || alike(year(Some(n + 12)));
        if strange && !seasonal {
            let (figure, expected) = (i128::from(figure), i128::from(expected));
            found.say(("outlier", Severity::Warning), subject, (n, field), |f| {
                f.with("period", subject.period(n))
                    .with("found", subject.written(figure, field))
                    .with("expected", subject.written(expected, field))
                    .with("change", change(figure, expected))
            });
        }
    }
}

/// A value in thousandths of another, which is above zero; as far as they can be told.
fn mille(value: i64, of: i64) -> i64 {
    match value.checked_mul(1000) {
        Some(thousandfold) => thousandfold / of,
        None => i64::try_from(i128::from(value) * 1000 / i128::from(of)).unwrap_or(if value < 0 {
            i64::MIN
        } else {
            i64::MAX
        }),
    }
}

/// The median of up to three known values before a place and three after; at least three, and above zero.
fn around(values: &[Option<i64>], at: usize) -> Option<i64> {
    let mut near = [0; 6];
    let mut count = 0;
    let before = values[..at].iter().rev().take(3);
    for value in before.chain(values[at + 1..].iter().take(3)).flatten() {
        near[count] = *value;
        count += 1;
    }
    near[..count].sort_unstable();
    (count >= 3).then(|| near[count / 2]).filter(|median| *median > 0)
}

/// The middle one of values, the upper one of two; the values are not empty.
fn median(values: &mut [i64]) -> i64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable(middle).1
}

/// `repeated-value`: contributions and pensions both the same to the fen as the period before: a row copied on.
///
/// Round thousands of yuan are plans or come from a coarse unit, and may be alike.
pub(super) fn repeated(subject: &Subject<'_>, found: &mut Found<'_>) {
    let exact = |money: Money| money.is_positive() && money.fen() % Money::from_yuan(1000).fen() != 0;
    for (n, pair) in subject.pairs() {
        let (Some(collected), Some(pension)) = (pair[1].money(Field::Collected), pair[1].money(Field::Pension)) else {
            continue;
        };
        let same = pair[0].money(Field::Collected) == Some(collected) && pair[0].money(Field::Pension) == Some(pension);
        if same && exact(collected) && exact(pension) {
            let n = n + 1;
            found.say(("repeated-value", Severity::Warning), subject, (n, Field::Pension), |f| {
                f.with("period", subject.period(n))
                    .with("before", subject.period(n - 1))
                    .with("collected", subject.money(Field::Pension, collected))
                    .with("pension", subject.money(Field::Pension, pension))
            });
        }
    }
}

/// `target-varies`: the year's target, which each month repeats, is not the same in all of them.
pub(super) fn target_varies(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut first: Option<(usize, i32, Money)> = None;
    let mut told = None;
    for (n, row) in subject.rows() {
        let year = subject.period(n).year();
        let Some(target) = row.money(Field::Target).filter(|_| !subject.slipped(n, Field::Target)) else { continue };
        match first {
            Some((at, of, known)) if of == year => {
                if known != target && told != Some(year) {
                    told = Some(year);
                    found.say(("target-varies", Severity::Warning), subject, (n, Field::Target), |f| {
                        f.with("period", subject.period(n))
                            .with("year", year)
                            .with("found", subject.money(Field::Target, target))
                            .with("first", subject.money(Field::Target, known))
                            .with("before", subject.period(at))
                    });
                }
            }
            _ => first = Some((n, year, target)),
        }
    }
}
