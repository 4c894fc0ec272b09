//! Which number of a run is meant: a quantity, of a place, at a date or over a time.

use std::ops::Range;

use crate::dataset::Dataset;
use crate::field::Field;
use crate::listed::listed;
use crate::measures::{Fund, Measure, Value};
use crate::money::Money;
use crate::month::Period;
use crate::place::{PlaceId, PlaceKey};
use crate::scenario::Scenario;
use crate::simulation::Run;

listed! {
    /// What can be read off a run.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Quantity, ALL, text_key -> &'static str;

    /// 期末结余; of the city counties and pool together.
    Balance = "quantity.balance";
    /// 净结余: the closing balance less the closing debt.
    NetBalance = "quantity.net_balance";
    /// 统筹基金期末结余
    PoolBalance = "quantity.pool_balance";
    /// 期末债务; of the city counties and pool together.
    Debt = "quantity.debt";
    /// 统筹基金期末债务
    PoolDebt = "quantity.pool_debt";
    /// Closing debt with all that sharing has paid off so far: what would be owed if nobody had stepped in.
    DebtBeforeSharing = "quantity.debt_before_sharing";
    /// The highest closing debt of a time.
    PeakDebt = "quantity.peak_debt";
    /// Working capital raised in a time, and for the city what the pool was advanced.
    Borrowed = "quantity.borrowed";
    /// 征缴收支缺口 of a time.
    Gap = "quantity.gap";
    /// 当月短缺 summed over a time.
    Shortfall = "quantity.shortfall";
    /// 可支付月数
    MonthsOfCover = "quantity.months_of_cover";
    /// How many months pass before the first in which money is borrowed; all of them where none is.
    MonthsToShortage = "quantity.months_to_shortage";
}

impl Quantity {
    /// The quantity of a key.
    pub fn from_key(key: &str) -> Option<Quantity> {
        Quantity::ALL.into_iter().find(|q| q.key() == key)
    }

    /// The key on the command line and in files.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("quantity.")
    }
}

impl Quantity {
    /// Whether it is taken over a time rather than at its close.
    pub const fn is_over_time(self) -> bool {
        matches!(
            self,
            Quantity::PeakDebt | Quantity::Borrowed | Quantity::Gap | Quantity::Shortfall | Quantity::MonthsToShortage
        )
    }

    /// Whether it is money that can't be below zero, so that none of it is the least there can be.
    pub const fn is_never_negative(self) -> bool {
        matches!(
            self,
            Quantity::Debt
                | Quantity::PoolDebt
                | Quantity::DebtBeforeSharing
                | Quantity::PeakDebt
                | Quantity::Borrowed
                | Quantity::Shortfall
        )
    }
}

/// A quantity of a place, at the close of a period or over it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// What.
    pub quantity: Quantity,
    /// Of the city or of a county; the pool's are the city's either way.
    pub place: PlaceKey,
    /// A month or a calendar year, as much of it as is simulated; `None` is the whole run. Of what is held or owed its
    /// close is meant.
    pub period: Option<Period>,
}

impl Reading {
    /// Of the city.
    pub fn of_city(quantity: Quantity, period: Option<Period>) -> Reading {
        Reading { quantity, place: PlaceKey::Root, period }
    }

    /// The same of the months that two scenarios both have, where one begins or ends elsewhere: over those months, or at
    /// their close. Where a period is asked for, or they have no month in common, as it is.
    pub fn of_both(&self, a: &Scenario, b: &Scenario) -> Reading {
        let (first, last) = (a.start.max(b.start), a.end().min(b.end()));
        if self.period.is_some() || (a.start, a.end()) == (b.start, b.end()) || last < first {
            return self.clone();
        }
        let period = if self.quantity.is_over_time() { Period::between(first, last) } else { Period::Month(last) };
        Reading { period: Some(period), ..self.clone() }
    }

    fn months(&self, run: &Run) -> Option<Range<usize>> {
        let Some(period) = self.period else { return Some(0..run.months()) };
        let first = period.first_month().max(run.start);
        let last = period.last_month().min(run.end());
        Some(run.position(first)?..run.position(last)? + 1).filter(|months| !months.is_empty())
    }

    /// Reads it off a run over observed data; `None` where the period or the county is not there, or it is unknown.
    pub fn of(&self, run: &Run, observed: &Dataset, scenario: &Scenario) -> Option<Value> {
        let months = self.months(run)?;
        let last = months.end - 1;
        let (place, root) = (run.places.find(&self.place)?, run.places.root());
        let debt = |n: usize| run.total(n, place, Field::Debt);
        let shortfall = |n: usize| {
            let of = |county: &PlaceId| run.gap(n, *county).or_zero();
            run.places.counties_of(place).iter().map(of).sum::<Money>()
        };
        Some(Value::Money(match self.quantity {
            Quantity::Balance => run.total(last, place, Field::Balance),
            Quantity::NetBalance => run.total(last, place, Field::Balance) - debt(last),
            Quantity::PoolBalance => run.pools(last, root, Field::Balance),
            Quantity::Debt => debt(last),
            Quantity::PoolDebt => run.pools(last, root, Field::Debt),
            Quantity::DebtBeforeSharing => {
                debt(last) + (0..=last).map(|n| run.total(n, place, Field::GapCovered)).sum()
            }
            Quantity::PeakDebt => months.map(debt).max()?,
            Quantity::Borrowed => months.map(|n| run.raised(n, place)).sum(),
            Quantity::Gap => months.map(|n| run.gap(n, place)).sum(),
            Quantity::Shortfall => months.map(shortfall).sum(),
            Quantity::MonthsOfCover => {
                let fund = Fund::of_run(observed, run, scenario);
                return fund.measure(Measure::MonthsOfCover, place, Period::Month(run.start.plus(last as i32)));
            }
            Quantity::MonthsToShortage => {
                let (first, all) = (months.start, months.len());
                let passed = months.clone().find(|n| run.raised(*n, place).is_positive()).map_or(all, |n| n - first);
                return Some(Value::Months(passed.into()));
            }
        }))
    }
}
