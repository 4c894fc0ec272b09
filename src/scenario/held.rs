//! What can be said in one lever: numbers of a kind, by year or once.

use rust_decimal::Decimal;

use super::Yearly;
use crate::money::{Money, PerHead, Persons, Rate};

/// What can be said of a place in one lever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Rates by year.
    Rates,
    /// Yuan a head by year.
    PerHead,
    /// Amounts by year.
    Amounts,
    /// Heads by year.
    Heads,
    /// One amount.
    Amount,
    /// A month of the year.
    Month,
    /// Factors of the twelve months.
    Season,
}

impl Kind {
    /// Whether it may differ by calendar year.
    pub const fn is_yearly(self) -> bool {
        matches!(self, Kind::Rates | Kind::PerHead | Kind::Amounts | Kind::Heads)
    }
}

/// What is said of a place in one lever, by [`Kind`].
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are those of `Kind`")]
pub enum Held {
    Rates(Yearly<Rate>),
    PerHead(Yearly<PerHead>),
    Amounts(Yearly<Money>),
    Heads(Yearly<Persons>),
    Amount(Money),
    Month(u32),
    Season([Rate; 12]),
    /// 按批复预算: amounts that the approved budget of each year gives.
    Budget,
    /// 按规定: rates by what the law has in each month, of a lever with a parameter of the law.
    Law,
}

/// A number that has no decimals.
pub(super) fn whole(number: Decimal) -> Option<i64> {
    number.is_integer().then(|| i64::try_from(number).ok())?
}

impl Held {
    /// One number of a kind, in every year; `None` where it can't be of that kind.
    pub(super) fn of(kind: Kind, number: Decimal) -> Option<Held> {
        Some(match kind {
            Kind::Rates => Held::Rates(Yearly::constant(number)),
            Kind::PerHead => Held::PerHead(Yearly::constant(PerHead::new(number))),
            Kind::Amounts => Held::Amounts(Yearly::constant(Money::from_decimal(number)?)),
            Kind::Heads => Held::Heads(Yearly::constant(whole(number)?)),
            Kind::Amount => Held::Amount(Money::from_decimal(number)?),
            Kind::Month => Held::Month(u32::try_from(whole(number)?).ok().filter(|m| (1..=12).contains(m))?),
            Kind::Season => Held::Season([number; 12]),
        })
    }

    /// The number of the `year`th calendar year, of a season that of the `nth` month.
    pub(super) fn number(&self, year: usize, nth: usize) -> Option<Decimal> {
        match self {
            Held::Rates(list) => Some(*list.at(year)),
            Held::PerHead(list) => Some(list.at(year).yuan()),
            Held::Amounts(list) => Some(list.at(year).to_decimal()),
            Held::Heads(list) => Some(Decimal::from(*list.at(year))),
            Held::Amount(amount) => Some(amount.to_decimal()),
            Held::Month(month) => Some(Decimal::from(*month)),
            Held::Season(factors) => factors.get(nth).copied(),
            Held::Law | Held::Budget => None,
        }
    }

    /// Sets one calendar year to what another holds in every year.
    pub(super) fn set(&mut self, year: usize, value: Held, years: usize) {
        match (self, value) {
            (Held::Rates(list), Held::Rates(value)) => list.set(year, *value.at(0), years),
            (Held::PerHead(list), Held::PerHead(value)) => list.set(year, *value.at(0), years),
            (Held::Amounts(list), Held::Amounts(value)) => list.set(year, *value.at(0), years),
            (Held::Heads(list), Held::Heads(value)) => list.set(year, *value.at(0), years),
            (held, value) => *held = value,
        }
    }

    /// With the first year's value so many years more in front.
    pub(super) fn earlier(&mut self, years: usize) {
        match self {
            Held::Rates(list) => list.earlier(years),
            Held::PerHead(list) => list.earlier(years),
            Held::Amounts(list) => list.earlier(years),
            Held::Heads(list) => list.earlier(years),
            Held::Amount(_) | Held::Month(_) | Held::Season(_) | Held::Law | Held::Budget => {}
        }
    }

    /// How many years it tells of one by one; one where all are alike.
    pub fn years(&self) -> usize {
        match self {
            Held::Rates(list) => list.values().len(),
            Held::PerHead(list) => list.values().len(),
            Held::Amounts(list) => list.values().len(),
            Held::Heads(list) => list.values().len(),
            Held::Amount(_) | Held::Month(_) | Held::Season(_) | Held::Law | Held::Budget => 1,
        }
    }
}
