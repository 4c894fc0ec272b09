//! Figures in a wrong unit: off by a power of ten against the same county's others, or impossible for one head.
//!
//! 万元 taken for 元 is a factor of 10,000, 千元 one of 1,000; a nought too many or too few is one of 10. A factor of
//! some hundreds and more never happens to a fund from one period to the next, so there a whole stretch of rows may be
//! wrong (a file in another unit): the longest stretch of the county is taken as right. Factors of 10 and 100 do happen
//! to small funds; they are told only of single figures between neighbours that agree with each other.

use std::ops::Range;

use super::{Found, Subject, number};
use crate::dataset::County;
use crate::field::{Field, FieldUnit};
use crate::finding::Severity;
use crate::money::Money;

/// Fields that change little from period to period. Grants, subsidies and transfers come in lumps.
const STEADY: [Field; 8] = [
    Field::Insured,
    Field::Contributors,
    Field::Retirees,
    Field::Base,
    Field::Due,
    Field::Collected,
    Field::Pension,
    Field::Target,
];

/// Figures of one field that are ten to the `exponent` times what the others are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Slip {
    pub field: Field,
    pub rows: Range<usize>,
    exponent: i32,
    /// What the figures near it are.
    near: i128,
}

/// A known figure above zero: its row and what it is.
type Figure = (usize, i128);

/// The figures of a county that are in a wrong unit.
pub(super) fn slips(county: &County) -> Vec<Slip> {
    let mut slips = Vec::new();
    let mut figures: Vec<Figure> = Vec::with_capacity(county.len());
    for field in STEADY {
        if is_steady(county, field) {
            continue;
        }
        figures.clear();
        figures
            .extend(county.rows().enumerate().filter_map(|(n, row)| Some((n, number(row, field).filter(|n| *n > 0)?))));
        of_field(field, &figures, &mut slips);
    }
    slips
}

/// Whether all known figures above zero lie within eight times of each other, as nearly all do: then none is off by ten.
fn is_steady(county: &County, field: Field) -> bool {
    let figures = || county.rows().filter_map(|row| row.number(field)).filter(|number| *number > 0);
    let (least, most) = figures().fold((i64::MAX, 0), |(least, most), number| (least.min(number), most.max(number)));
    most / 8 < least
}

fn of_field(field: Field, figures: &[Figure], slips: &mut Vec<Slip>) {
    // Of two figures nobody knows which is wrong.
    if figures.len() >= 3 {
        stretches(field, figures, slips);
        singles(field, figures, slips);
    }
}

/// Stretches off by a thousand and more.
fn stretches(field: Field, figures: &[Figure], slips: &mut Vec<Slip>) {
    let mut level = 0;
    let mut stretches: Vec<(i32, Range<usize>)> = vec![(0, 0..1)];
    for n in 1..figures.len() {
        level += thousandfold(figures[n].1, figures[n - 1].1);
        match stretches.last_mut() {
            Some((last, range)) if *last == level => range.end = n + 1,
            _ => stretches.push((level, n..n + 1)),
        }
    }
    if stretches.len() == 1 {
        return;
    }
    let mut rows_at: Vec<(i32, usize)> = Vec::new();
    for (level, range) in &stretches {
        match rows_at.iter_mut().find(|(known, _)| known == level) {
            Some((_, rows)) => *rows += range.len(),
            None => rows_at.push((*level, range.len())),
        }
    }
    // The first of equally long ones.
    let Some((good, _)) = rows_at.into_iter().rev().max_by_key(|(_, rows)| *rows) else { return };
    for (at, (level, range)) in stretches.iter().enumerate().filter(|(_, (level, _))| *level != good) {
        let before = stretches[..at].iter().rev().find(|(level, _)| *level == good);
        let after = stretches[at + 1..].iter().find(|(level, _)| *level == good);
        let mut near: Vec<i128> = Vec::with_capacity(6);
        near.extend(before.iter().flat_map(|(_, r)| figures[r.clone()].iter().rev().take(3)).map(|f| f.1));
        near.extend(after.iter().flat_map(|(_, r)| figures[r.clone()].iter().take(3)).map(|f| f.1));
        near.sort_unstable();
        let near = near[near.len() / 2];
        // Steps that don't cancel out, such as 400-fold down and 200-fold up, tell nothing.
        if thousandfold(figures[range.start].1, near).signum() != (level - good).signum() {
            continue;
        }
        let rows = figures[range.start].0..figures[range.end - 1].0 + 1;
        slips.push(Slip { field, rows, exponent: level - good, near });
    }
}

/// Single figures off by ten or a hundred.
fn singles(field: Field, figures: &[Figure], slips: &mut Vec<Slip>) {
    for n in 0..figures.len() {
        let last = figures.len() - 1;
        let (inside, [a, b]) = match n {
            0 => (false, [1, 2]),
            n if n == last => (false, [n - 2, n - 1]),
            n => (true, [n - 1, n + 1]),
        };
        let (row, value) = figures[n];
        let (a, b) = (figures[a].1, figures[b].1);
        // Nearly all figures are near their neighbours: no need to look further.
        if (value < a.max(b) * 8 && a.min(b) < value * 8) || value.max(a) < least(field) {
            continue;
        }
        // At the end of a series, contributions may well be ten times the months before: arrears, a year's end.
        let tenfold = inside || field != Field::Collected;
        let exponent = [(1, [80, 125], 125, tenfold), (2, [60, 170], 170, true)].into_iter().find_map(
            |(exponent, band, agree, applies)| {
                let agrees = a.max(b) * 100 <= a.min(b) * agree;
                let over = |v: i128, n: i128| {
                    let times = n * 10i128.pow(exponent);
                    (times * band[0]..=times * band[1]).contains(&(v * 100))
                };
                match applies && agrees {
                    true if over(value, a) && over(value, b) => Some(exponent as i32),
                    true if over(a, value) && over(b, value) => Some(-(exponent as i32)),
                    _ => None,
                }
            },
        );
        let known = slips.iter().any(|slip| slip.field == field && slip.rows.contains(&row));
        if let Some(exponent) = exponent.filter(|_| !known) {
            slips.push(Slip { field, rows: row..row + 1, exponent, near: (a + b) / 2 });
        }
    }
}

/// Below this a factor of ten is a matter of a few heads or of a few hundred yuan.
fn least(field: Field) -> i128 {
    match field.unit() {
        FieldUnit::Persons => 200,
        FieldUnit::YuanPerMonth => Money::from_yuan(500).fen(),
        FieldUnit::Yuan => Money::from_yuan(5000).fen(),
    }
}

/// The power of ten between two figures above zero, where it is some hundreds and more; else 0.
fn thousandfold(figure: i128, other: i128) -> i32 {
    let (high, low, sign) = if figure >= other { (figure, other, 1) } else { (other, figure, -1) };
    if high < low * 300 {
        return 0;
    }
    // 3162 is half way, on the scale of powers, from a thousand to ten thousand.
    let mut exponent = 3;
    let mut bound = low * 3162;
    while high >= bound && exponent < 18 {
        exponent += 1;
        bound *= 10;
    }
    sign * exponent
}

/// `unit-slip`: a figure off by a power of ten against the county's others of the field.
pub(super) fn unit_slip(subject: &Subject<'_>, found: &mut Found<'_>) {
    for Slip { field, rows, exponent, near } in &subject.slips {
        let power = 10i128.pow(exponent.unsigned_abs());
        let times = if *exponent > 0 { power.to_string() } else { format!("1/{power}") };
        let value = number(subject.county.nth(rows.start), *field).unwrap_or_default();
        found.say(("unit-slip", Severity::Warning), subject, (rows.start, *field), |f| {
            f.with("period", subject.span(rows.clone()))
                .with("found", subject.written(value, *field))
                .with("times", times)
                .with("expected", subject.written(*near, *field))
        });
    }
}

/// `unit-doubtful`: an amount that no head can stand for. A mean pension below 50 yuan a month or above 50,000 has
/// not been paid in any year of these statistics; a contribution is bounded above alike, and below by a yuan, since
/// hardly anything may come in one month.
pub(super) fn unit_doubtful(subject: &Subject<'_>, found: &mut Found<'_>) {
    const BOUNDS: [(Field, Field, i64, i64); 3] = [
        (Field::Pension, Field::Retirees, 50, 50_000),
        (Field::Collected, Field::Contributors, 1, 50_000),
        (Field::Due, Field::Contributors, 5, 50_000),
    ];
    for (n, row) in subject.rows() {
        for (field, heads, low, high) in BOUNDS {
            let amount = match field {
                Field::Pension => {
                    row.money(Field::Pension).map(|pension| pension - row.money(Field::Backpay).unwrap_or_default())
                }
                field => row.money(field),
            };
            let (Some(amount), Some(persons)) = (amount.filter(|a| a.is_positive()), number(row, heads)) else {
                continue;
            };
            let each = |yuan: i64| Money::from_yuan(yuan).fen() * persons * subject.months();
            let outside = amount.fen() < each(low) || amount.fen() > each(high);
            if persons <= 0 || !outside || subject.slipped(n, field) || subject.slipped(n, heads) {
                continue;
            }
            let mean = Money::from_fen(amount.fen() / (persons * subject.months()));
            found.say(("unit-doubtful", Severity::Warning), subject, (n, field), |f| {
                f.with("period", subject.period(n))
                    .with("found", subject.money(field, row.money(field).unwrap_or_default()))
                    .with("heads", heads.text_key())
                    .with("persons", persons)
                    .with("each", mean)
                    .with("low", low)
                    .with("high", high)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i128]) -> Vec<(Range<usize>, i32)> {
        let figures: Vec<Figure> = values.iter().map(|yuan| yuan * 100).enumerate().collect();
        let mut slips = Vec::new();
        of_field(Field::Collected, &figures, &mut slips);
        slips.into_iter().map(|slip| (slip.rows, slip.exponent)).collect()
    }

    #[test]
    fn a_wrong_unit_is_found_wherever_it_stands() {
        let n = 1_000_000;
        assert_eq!(of(&[n, n + 5, 103, n - 9, n]), [(2..3, -4)]);
        assert_eq!(of(&[103, n + 5, n, n - 9, n]), [(0..1, -4)]);
        assert_eq!(of(&[n, n + 5, n, 95, 99]), [(3..5, -4)]);
        assert_eq!(of(&[n, n, n * 1100, n, n * 90, n, n * 10, n]), [(2..3, 3), (4..5, 2), (6..7, 1)]);
        assert_eq!(of(&[n, n, n, n / 100]), [(3..4, -2)]);
    }

    #[test]
    fn what_happens_to_a_fund_is_no_slip() {
        let n = 1_000_000;
        for fund in [
            [n, 2 * n, n, 7 * n, n, n].as_slice(),
            &[n, n, n, n, 10 * n],
            &[n, 10 * n, 3 * n, n],
            &[n, n / 400, n / 2, n, n, n],
            &[n, n * 10_000],
            &[n, 2 * n, 4 * n, 8 * n, 16 * n, 32 * n, 64 * n, 128 * n, 256 * n, 512 * n, 1024 * n],
        ] {
            assert_eq!(of(fund), [], "{fund:?}");
        }
    }
}
