//! Several scenarios side by side: when money is first short, how deep the debt gets, and who pays.

use super::{Desk, Quantity, Reading};
use crate::journal::{Account, Keep, Kind, Posting};
use crate::measures::Value;
use crate::money::Money;
use crate::month::Month;
use crate::scenario::Scenario;
use crate::simulation::{self, Failure, Run, side_by_side};

/// What governments put in over a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FromGovernments {
    /// Matching subsidy, interest on working capital and sharing, from the counties' treasuries.
    pub county: Money,
    /// Sharing, from the city's treasury; its advances are debts and are not counted.
    pub city: Money,
    /// Sharing, from the province's treasury.
    pub province: Money,
    /// Grants of centre and province.
    pub upper: Money,
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
    /// Money from each level of government.
    pub governments: FromGovernments,
}

impl Outcome {
    fn of(run: &Run, desk: &Desk<'_>, scenario: &Scenario) -> Outcome {
        let owed = |n: usize| run.books(n).iter().map(|b| b.debt).sum::<Money>() + run.pool[n].debt;
        let short =
            |n: &usize| run.pool[*n].advanced.is_positive() || run.books(*n).iter().any(|b| b.borrowed.is_positive());
        let last = run.months() - 1;
        let month = |n: usize| run.start.plus(n as i32);
        let mut peak: Option<(Money, Month)> = None;
        for n in 0..run.months() {
            if owed(n) > peak.map_or(Money::ZERO, |(debt, _)| debt) {
                peak = Some((owed(n), month(n)));
            }
        }
        let cover = Reading::of_city(Quantity::MonthsOfCover, None);
        let held = run.books(last).iter().map(|b| b.closing).sum::<Money>() + run.pool[last].closing;
        Outcome {
            first_shortage: (0..run.months()).find(short).map(month),
            peak_debt: peak,
            debt: owed(last),
            balance: held,
            months_of_cover: cover.of(run, desk.data, scenario),
            governments: from_governments(&run.journal),
        }
    }
}

fn from_governments(journal: &[Posting]) -> FromGovernments {
    let mut sums = FromGovernments::default();
    for posting in journal {
        match posting.from {
            Account::CountyTreasury(_) => sums.county += posting.amount,
            Account::CityTreasury if posting.kind != Kind::Advance => sums.city += posting.amount,
            Account::ProvinceTreasury => sums.province += posting.amount,
            Account::Upper => sums.upper += posting.amount,
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
            Ok(Outcome::of(&run, desk, scenario))
        }
    };
    side_by_side(scenarios.len(), desk.threads, desk.progress, work)
}
