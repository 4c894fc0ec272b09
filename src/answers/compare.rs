//! Several scenarios side by side: when money is first short, how deep the debt gets, and who pays.

use super::Desk;
use crate::dataset::Dataset;
use crate::journal::{Account, Keep, Kind, Posting};
use crate::measures::{Counties, Fund, Measure, Value};
use crate::money::Money;
use crate::month::{Month, Period};
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
    /// Working capital raised over the run, and for the city what the pool was advanced.
    pub borrowed: Money,
    /// 征缴收支缺口 over the run.
    pub gap: Money,
    /// Money from each level of government.
    pub governments: FromGovernments,
}

impl Outcome {
    /// What came of a run, of the city or of one county. `data` are those that the run continues: the observed months
    /// before it, then its own.
    pub fn of(run: &Run, data: &Dataset, scenario: &Scenario, set: Counties) -> Outcome {
        let (own, pooled) = match set {
            Counties::All => (0..run.counties.len(), true),
            Counties::One(index) => (index.min(run.counties.len())..(index + 1).min(run.counties.len()), false),
        };
        let books = |n: usize| run.books(n)[own.clone()].iter();
        let with_pool = |of_pool: Money| if pooled { of_pool } else { Money::ZERO };
        let owed = |n: usize| books(n).map(|b| b.debt).sum::<Money>() + with_pool(run.pool[n].debt);
        let raised = |n: usize| books(n).map(|b| b.borrowed).sum::<Money>() + with_pool(run.pool[n].advanced);
        let last = run.months().saturating_sub(1);
        let month = |n: usize| run.start.plus(n as i32);
        let mut outcome = Outcome {
            first_shortage: None,
            peak_debt: None,
            debt: Money::ZERO,
            balance: Money::ZERO,
            months_of_cover: None,
            borrowed: Money::ZERO,
            gap: Money::ZERO,
            governments: from_governments(&run.journal, set),
        };
        for n in 0..run.months() {
            let (debt, raised) = (owed(n), raised(n));
            if debt > outcome.peak_debt.map_or(Money::ZERO, |(peak, _)| peak) {
                outcome.peak_debt = Some((debt, month(n)));
            }
            if raised.is_positive() && outcome.first_shortage.is_none() {
                outcome.first_shortage = Some(month(n));
            }
            outcome.borrowed += raised;
            outcome.gap += run.flows(n)[own.clone()].iter().map(|f| f.expenditure() - f.collected).sum::<Money>();
            if n == last {
                outcome.debt = debt;
                outcome.balance = books(n).map(|b| b.closing).sum::<Money>() + with_pool(run.pool[n].closing);
            }
        }
        let fund = Fund { data, settled: Some((run, scenario)) };
        outcome.months_of_cover = fund.measure(Measure::MonthsOfCover, set, Period::Month(month(last)));
        outcome
    }
}

/// What governments paid for the city, or to one county's fund.
fn from_governments(journal: &[Posting], set: Counties) -> FromGovernments {
    let mut sums = FromGovernments::default();
    let meant = |posting: &Posting| match set {
        Counties::All => true,
        Counties::One(index) => {
            [posting.from, posting.to].iter().any(|account| account.county().is_some_and(|id| id.index() == index))
        }
    };
    for posting in journal.iter().filter(|posting| meant(posting)) {
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
            Ok(Outcome::of(&run, &run.dataset(desk.data), scenario, Counties::All))
        }
    };
    side_by_side(scenarios.len(), desk.threads, desk.progress, work)
}
