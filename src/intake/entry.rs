//! One cell's text put into a row: its number, times its unit, as heads or as money to the fen.

use rust_decimal::{Decimal, RoundingStrategy};

use super::choices::{Choices, Means};
use super::unit::{Unit, measured};
use super::value::{Number, plain};
use crate::field::{Amount, Field, FieldUnit, Values};
use crate::money::{Money, Persons};

/// What became of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entered {
    /// It is in the row.
    Value,
    /// It is in the row, rounded to the fen: the unit tells it finer.
    Rounded,
    /// The cell is empty.
    Blank,
    /// The cell holds a dash or 无.
    Dash,
    /// A mean over several months, which is none of theirs.
    MeanOfMonths,
    /// A county's name has signs that are none of it.
    NameCleaned,
    /// It is in the row, as 元, for no unit is told anywhere.
    UnitUntold,
}

/// Puts a cell's text into a row, in the unit that it carries, or that is told of it.
///
/// # Errors
/// The code of what is wrong with it.
pub(super) fn enter(
    row: &mut Values,
    field: Field,
    text: &str,
    unit: Option<Unit>,
    choices: &Choices,
) -> Result<Entered, &'static str> {
    if let Some(amount) = plain_amount(field, text, unit) {
        row.set(field, Some(amount));
        return Ok(match amount {
            Amount::Money(money) if unit.is_none() && !money.is_zero() => Entered::UnitUntold,
            _ => Entered::Value,
        });
    }
    let Some((read, own)) = measured(text) else { return Err("type-error") };
    if own.is_some_and(|own| !own.fits(field.unit())) {
        return Err("type-error");
    }
    let told = own.or(unit);
    let unit = told.unwrap_or(Unit::of(field));
    let (number, entered) = match read {
        Number::Known(number) => (number, Entered::Value),
        Number::Unknown => {
            let (means, entered) =
                if text.trim().is_empty() { (choices.blank, Entered::Blank) } else { (choices.dash, Entered::Dash) };
            if means == Means::Unknown {
                return Ok(entered);
            }
            (Decimal::ZERO, entered)
        }
    };
    let number = scaled(number, unit).ok_or("number-too-large")?;
    if field.unit() == FieldUnit::Persons {
        // A number typed into a spreadsheet comes back with the noise of its binary form.
        let whole = if number.scale() == 0 { number } else { number.round() };
        if number != whole && (number - whole).abs() > Decimal::new(1, 6) {
            return Err("not-whole");
        }
        let heads = Persons::try_from(whole).ok().filter(|p| p.abs() <= Money::MOST_PERSONS);
        let heads = heads.ok_or("number-too-large")?;
        if heads < 0 {
            return Err("heads-below-zero");
        }
        row.set(field, Some(Amount::Persons(heads)));
    } else {
        let rounded = match number.scale() {
            0..=2 => number,
            _ => number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero),
        };
        let finer = number.scale() > 2 && (number - rounded).abs() > Decimal::new(1, 6);
        if finer && unit.factor == 1 {
            return Err("finer-than-fen");
        }
        let money = Money::from_decimal(rounded).ok_or("number-too-large")?;
        row.set(field, Some(Amount::Money(money)));
        if finer {
            return Ok(Entered::Rounded);
        }
        if told.is_none() && !money.is_zero() && entered == Entered::Value {
            return Ok(Entered::UnitUntold);
        }
    }
    Ok(entered)
}

/// What most cells are: digits with a point at most, which come to whole heads or whole fen within the limits. All else
/// is left to be looked at.
fn plain_amount(field: Field, text: &str, unit: Option<Unit>) -> Option<Amount> {
    const MOST_PLACES: u32 = 6;
    let (digits, places) = plain(text).filter(|(_, places)| *places <= MOST_PLACES)?;
    let is_heads = field.unit() == FieldUnit::Persons;
    let whole =
        digits.checked_mul(unit.unwrap_or(Unit::of(field)).factor)?.checked_mul(if is_heads { 1 } else { 100 })?;
    let part = 10_i64.pow(places);
    let number = (whole % part == 0).then_some(whole / part)?;
    match is_heads {
        true => (number <= Money::MOST_PERSONS).then_some(Amount::Persons(number)),
        false => Some(Money::from_fen(number.into())).filter(|money| money.within_limit()).map(Amount::Money),
    }
}

/// A number in 元 or 人.
pub(super) fn scaled(number: Decimal, unit: Unit) -> Option<Decimal> {
    if unit.factor == 1 { Some(number) } else { number.checked_mul(Decimal::from(unit.factor)) }
}
