//! Several scenarios side by side: when money is first short, how deep the debt gets, and who pays.

use std::ops::RangeInclusive;

use super::Desk;
use crate::field::Field;
use crate::journal::{DebtEffect, Keep, Posting, Purse};
use crate::measures::{Fund, Measure, Value};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{Level, PlaceId};
use crate::scenario::Scenario;
use crate::simulation::{self, Failure, Run, side_by_side};

/// What governments put in over a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FromGovernments {
    /// Matching subsidy, interest on working capital and sharing, from the counties' treasuries.
    pub county: Money,
    /// Sharing, from the city's treasury; its advances are debts and are not counted.
    pub city: Money,
    /// Sharing, from provinces' treasuries.
    pub province: Money,
    /// Sharing, from the nation's treasury.
    pub nation: Money,
    /// Grants of centre and province.
    pub upper: Money,
}

impl FromGovernments {
    fn of(&mut self, level: Level) -> &mut Money {
        match level {
            Level::County => &mut self.county,
            Level::City => &mut self.city,
            Level::Province => &mut self.province,
            Level::Nation => &mut self.nation,
        }
    }
}

/// One scenario's outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The first month in which a county borrows or the pool is advanced money; `None` where none does.
    pub first_shortage: Option<Month>,
    /// The highest closing debt of counties and pool together, and its first month; `None` where nothing is owed.
    pub peak_debt: Option<(Money, Month)>,
    /// Closing debt at the end.
    pub debt: Money,
    /// Closing balance at the end.
    pub balance: Money,
    /// Months of cover at the end.
    pub months_of_cover: Option<Value>,
    /// Working capital raised over the run, and for the city what the pool was advanced.
    pub borrowed: Money,
    /// 征缴收支缺口 over the run.
    pub gap: Money,
    /// Money from each level of government.
    pub governments: FromGovernments,
}

impl Outcome {
    /// What came of a run, at a place; `None` of a fund without a run.
    pub fn of(fund: &Fund<'_>, place: PlaceId) -> Option<Outcome> {
        let (run, _) = fund.settled?;
        Outcome::over(fund, place, (run.start, run.end()))
    }

    /// The same over some months of the run; `None` where it lacks the first or the last of them.
    pub fn over(fund: &Fund<'_>, place: PlaceId, (from, to): (Month, Month)) -> Option<Outcome> {
        let (run, _) = fund.settled?;
        let (first, last) = (run.position(from)?, run.position(to)?);
        let month = |n: usize| run.start.plus(n as i32);
        let mut outcome = Outcome {
            first_shortage: None,
            peak_debt: None,
            debt: Money::ZERO,
            balance: Money::ZERO,
            months_of_cover: None,
            borrowed: Money::ZERO,
            gap: Money::ZERO,
            governments: from_governments(run, place, from..=to),
        };
        for n in first..=last {
            let (debt, raised) = (run.total(n, place, Field::Debt), run.raised(n, place));
            if debt > outcome.peak_debt.map_or(Money::ZERO, |(peak, _)| peak) {
                outcome.peak_debt = Some((debt, month(n)));
            }
            if raised.is_positive() && outcome.first_shortage.is_none() {
                outcome.first_shortage = Some(month(n));
            }
            outcome.borrowed += raised;
            outcome.gap += run.gap(n, place);
            if n == last {
                outcome.debt = debt;
                outcome.balance = run.total(n, place, Field::Balance);
            }
        }
        outcome.months_of_cover = fund.measure(Measure::MonthsOfCover, place, Period::Month(month(last)));
        Some(outcome)
    }
}

/// What governments paid for a place's funds in some months.
fn from_governments(run: &Run, place: PlaceId, months: RangeInclusive<Month>) -> FromGovernments {
    let places = &run.places;
    let mut sums = FromGovernments::default();
    let is_below = |below: PlaceId| places.upwards(below).any(|above| above == place);
    let meant = |posting: &&Posting| {
        let concerns = || place == places.root() || posting.concerns(|account| account.place().is_some_and(is_below));
        months.contains(&posting.month) && concerns()
    };
    for posting in run.journal.iter().filter(meant) {
        // An advance is a debt, and is repaid.
        let is_debt = posting.kind.spec().debt != DebtEffect::None;
        match (posting.from.purse(), posting.from.place()) {
            (Purse::Treasury, Some(payer)) if !is_debt => *sums.of(places.level(payer)) += posting.amount(),
            (Purse::ProvinceTreasury, _) => sums.province += posting.amount(),
            (Purse::NationTreasury, _) => sums.nation += posting.amount(),
            (Purse::CentralAndProvincialBudget, _) => sums.upper += posting.amount(),
            _ => {}
        }
    }
    sums
}

/// Runs each scenario; one that can't run says why in its place.
///
/// # Errors
/// [`Failure::Stopped`].
pub fn compare(desk: &Desk<'_>, scenarios: &[Scenario]) -> Result<Vec<Result<Outcome, Failure>>, Failure> {
    let work = || {
        |job: usize| {
            let scenario = &scenarios[job];
            let run = simulation::run(desk.data, scenario, Keep::Journal, &desk.progress.stop)?;
            let outcome = Outcome::of(&Fund::of_run(desk.data, &run, scenario), run.places.root());
            outcome.ok_or(Failure::Stopped)
        }
    };
    side_by_side(scenarios.len(), desk.threads, desk.progress, work)
}
