//! Many runs of one scenario with shocked rates: how sure a projection is.
//!
//! In each path and calendar year every rate with a standard deviation gets its value + sd × z, z standard normal,
//! independent by rate, year and path and common to all counties: a county with a value of its own has the same
//! deviation added to its own value. A shocked collection rate is kept in 0 to 1, a shocked growth at −0.9 or more; a
//! rate without a deviation is as in the exact run.
//!
//! Paths are binary floating point and unrounded, in fen. A flow that no shock reaches is the exact run's, so that with
//! every deviation zero a path differs from the exact run by the roundings of its postings alone. What comes out are
//! quantiles, not books.
//!
//! What is reported of a month, at its close:
//! - balance: of all counties and the pool; debt: likewise; gap: Σ(pension + other − collected) of all counties;
//! - a path is in debt where counties and pool together owe half a fen or more;
//! - its first shortage is the first month in which a county had to raise working capital or the city treasury had to
//!   advance money to the pool, half a fen or more in all, whether or not December's sharing paid it off again;
//! - quantiles are interpolated linearly between order statistics: at (paths − 1) × q, counted from 0.
//!
//! The draws of a path are ChaCha8's, keyed by the seed, with the path's number as stream: see [`normals`]. So neither
//! the number of threads nor the order of work matters.
//!
//! Where pools stand at several levels, or pay ahead, each path is an exact run of its own (`by_runs`).
//!
//! Of people by age the heads are those of the exact run, contributors scaled by their shocked growth.
//!
//! Source: model sections 7 and 10.5.

mod by_runs;
mod draw;
mod engine;
mod plan;
mod quantile;

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

pub use draw::normals;
use engine::{LANES, Lanes, OF_MONTH, Workplace};
use plan::Plan;

use super::{Failure, Progress, Run, side_by_side};
use crate::dataset::Dataset;
use crate::finding::{Finding, Origin, Severity};
use crate::journal::Keep;
use crate::listed::listed;
use crate::money::Money;
use crate::month::Month;
use crate::scenario::lever::LeverKey;
use crate::scenario::{Allocate, Mode, Scenario};

listed! {
    /// What is asked of the paths' quantiles.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Total, ALL, key -> &'static str;

    /// 结余合计, of counties and pool.
    Balance = "balance";
    /// 债务合计, of counties and pool.
    Debt = "debt";
    /// 征缴收支缺口, of all counties.
    Gap = "gap";
}

/// The 5, 25, 50, 75 and 95% quantiles of a measure over the paths.
pub type Quantiles = [Money; 5];

/// One month of many paths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthSpread {
    /// In the order of [`Total::ALL`].
    pub totals: [Quantiles; 3],
    /// How many paths are in debt.
    pub in_debt: u32,
    /// How many paths have their first shortage in this month.
    pub first_shortages: u32,
}

/// What came of the paths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spread {
    /// The first month.
    pub start: Month,
    /// How many paths.
    pub paths: u32,
    /// The months in order.
    pub months: Vec<MonthSpread>,
    /// What the exact run tells, for the person who reads the result.
    pub notes: Vec<Finding>,
}

/// The most paths × months that are kept at once: half a gigabyte.
pub const MOST_PATH_MONTHS: u64 = 20_000_000;

/// Runs a scenario's paths on so many threads.
///
/// # Errors
/// No `[stochastic]` part, too many paths for their months, shocks in a replay (whose flows no rate moves), and whatever
/// keeps the exact run from running; or [`Failure::Stopped`].
pub fn run(
    dataset: &Dataset,
    scenario: &Scenario,
    threads: NonZeroUsize,
    progress: &Progress,
) -> Result<Spread, Failure> {
    Paths::of(dataset, scenario, threads, progress)?.spread(threads, progress)
}

/// What is taken of each of a scenario's first paths, run to the fen with their postings; at most so many.
///
/// # Errors
/// No `[stochastic]` part, and whatever keeps a path from running; or [`Failure::Stopped`].
pub fn exact_paths<T: Send>(
    dataset: &Dataset,
    scenario: &Scenario,
    most: u32,
    threads: NonZeroUsize,
    progress: &Progress,
    take: impl Fn(&Run) -> T + Sync,
) -> Result<Vec<T>, Failure> {
    let missing = || Finding::error("missing-key", Origin::default()).with("key", "stochastic");
    let settings = scenario.stochastic.as_ref().ok_or_else(missing)?;
    let exact = super::run(dataset, scenario, Keep::Books, &progress.stop)?;
    let of = by_runs::Shaken { dataset, scenario, settings, exact: &exact, keep: Keep::Journal };
    by_runs::each(of, settings.paths.min(most), threads, progress, take)
}

/// Paths that were run, month by month.
pub struct Paths {
    exact: Run,
    count: usize,
    /// By block, month and total: one allocation, for threads that ask for memory all the time wait for each other.
    totals: Vec<f64>,
    /// By block: each path's first month of shortage, below zero where there is none.
    first_shortages: Vec<Lanes>,
}

impl Paths {
    /// Runs them; [`run`] without the quantiles.
    ///
    /// # Errors
    /// As [`run`].
    pub fn of(
        dataset: &Dataset,
        scenario: &Scenario,
        threads: NonZeroUsize,
        progress: &Progress,
    ) -> Result<Paths, Failure> {
        let error = |code, key: &str| Finding::error(code, Origin::default()).with("key", key);
        let settings = scenario.stochastic.as_ref().ok_or_else(|| error("missing-key", "stochastic"))?;
        let path_months = u64::from(settings.paths) * u64::from(scenario.months);
        if settings.paths == 0 || path_months > MOST_PATH_MONTHS {
            let most = MOST_PATH_MONTHS / u64::from(scenario.months);
            return Err(error("path-count", "stochastic.paths")
                .with("found", settings.paths)
                .with("months", scenario.months)
                .with("most", most)
                .into());
        }
        if scenario.mode == Mode::Replay && settings.sd.values().any(|sd| !sd.is_zero()) {
            return Err(error("project-only", "stochastic.sd").into());
        }
        let mut exact = super::run(dataset, scenario, Keep::Books, &progress.stop)?;
        if exact.people.is_some() {
            let is_shocked = |key: LeverKey| settings.sd.get(&key).is_some_and(|sd| !sd.is_zero());
            let note = |code| Finding::new(code, Severity::Note, Origin::default());
            if is_shocked(LeverKey::ContributorsGrowth) {
                exact.notes.push(note("people-contributors-shock"));
            }
            if is_shocked(LeverKey::RetireesGrowth) {
                exact.notes.push(note("people-retirees-shock"));
            }
        }
        // The lanes know one pool over all counties, none that pays ahead, and nobody who moves.
        let pools_below = exact.pooled.iter().any(|place| *place != exact.places.root());
        let pays_ahead = scenario.pooling.iter().any(|entry| entry.allocate == Allocate::Prepay);
        if pools_below || pays_ahead || !scenario.transfers.is_empty() {
            return by_runs::paths(dataset, scenario, settings, exact, threads, progress);
        }
        let plan = Plan::new(dataset, scenario, &exact)?;
        let count = settings.paths as usize;
        let stream = draw::Streams::new(settings.seed);
        let blocks = count.div_ceil(LANES);
        let mut totals = vec![0.0; blocks * exact.months() * OF_MONTH];
        let rooms: Vec<Mutex<&mut [f64]>> =
            totals.chunks_exact_mut(exact.months() * OF_MONTH).map(Mutex::new).collect();
        let first_shortages = side_by_side(blocks, threads, progress, || {
            let mut workplace = Workplace::new(&plan);
            let (plan, stream, rooms) = (&plan, &stream, &rooms);
            move |block| {
                let first = block * LANES;
                let mut room = rooms[block].lock().unwrap_or_else(PoisonError::into_inner);
                workplace.run(plan, stream, first, LANES.min(count - first), &mut room)
            }
        })?;
        drop(rooms);
        Ok(Paths { exact, count, totals, first_shortages })
    }

    /// Paths that were run one by one, each with the totals of its months and its first month of shortage.
    fn put_together(exact: Run, paths: &[(Vec<[f64; 3]>, Option<usize>)]) -> Paths {
        let of_block = exact.months() * OF_MONTH;
        let mut totals = vec![0.0; paths.len().div_ceil(LANES) * of_block];
        let mut first_shortages = vec![Lanes::of(-1.0); paths.len().div_ceil(LANES)];
        for (n, (months, first)) in paths.iter().enumerate() {
            let (block, lane) = (n / LANES, n % LANES);
            for (month, of_month) in months.iter().enumerate() {
                for (total, value) in of_month.iter().enumerate() {
                    totals[block * of_block + month * OF_MONTH + total * LANES + lane] = *value;
                }
            }
            if let Some(first) = first {
                first_shortages[block][lane] = *first as f64;
            }
        }
        Paths { exact, count: paths.len(), totals, first_shortages }
    }

    /// The quantiles and shares of every month.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub fn spread(self, threads: NonZeroUsize, progress: &Progress) -> Result<Spread, Failure> {
        let mut first_shortages = vec![0; self.exact.months()];
        let firsts = self.first_shortages.iter().flat_map(|block| block.iter());
        for month in firsts.take(self.count).filter(|month| **month >= 0.0) {
            first_shortages[*month as usize] += 1;
        }
        let (totals, count) = (&self.totals, self.count);
        let of_block = self.exact.months() * OF_MONTH;
        let first_shortages = &first_shortages;
        let months = side_by_side(self.exact.months(), threads, progress, || {
            let mut columns = <[quantile::Column; 3]>::default();
            let mut chooser = quantile::Chooser::default();
            move |month| {
                quantile::gather(totals, of_block, month, count, &mut columns);
                let debts = columns[Total::Debt as usize].values().iter();
                let in_debt = debts.filter(|debt| **debt >= engine::HALF_A_FEN).count() as u32;
                let quantiles = columns
                    .each_ref()
                    .map(|column| chooser.quantiles(column).map(|fen| Money::from_fen(fen.round() as i128)));
                MonthSpread { totals: quantiles, in_debt, first_shortages: first_shortages[month] }
            }
        })?;
        Ok(Spread { start: self.exact.start, paths: count as u32, months, notes: self.exact.notes })
    }
}
