//! 预计全年的区间: what the lines of a year may come to, over exact runs of a scenario's random paths.
//!
//! The paths are those of 不确定性, with the same draws; of many the first ones are run, since each is a run to the fen.
//!
//! Source: model sections 7 and 11.4.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::form::Form;
use super::kept::sources;
use super::statement::{Version, Who};
use super::year::remaining;
use crate::dataset::Dataset;
use crate::money::Money;
use crate::scenario::Scenario;
use crate::simulation::{Failure, Progress, Run, stochastic};

/// The most paths that are run.
pub const MOST_PATHS: u32 = 200;

/// What is asked: the year and the scenario of its remaining months.
#[derive(Clone, PartialEq, Debug)]
pub struct RangeAsked {
    /// The form.
    pub form: Arc<Form>,
    /// The calendar year.
    pub year: i32,
    /// The scenario, which has a stochastic part.
    pub ahead: Arc<Scenario>,
}

/// What lines may come to by the year's end.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ranges {
    /// Over how many paths.
    pub paths: u32,
    /// The 5 and 95% quantiles by whose and line.
    pub of: BTreeMap<(Who, usize), [Money; 2]>,
}

impl RangeAsked {
    /// Runs the paths; without any where nothing of the year remains.
    ///
    /// # Errors
    /// What keeps one of them from running, or [`Failure::Stopped`].
    pub fn answer(&self, data: &Dataset, threads: NonZeroUsize, progress: &Progress) -> Result<Ranges, Failure> {
        let Some(scenario) = remaining(&self.ahead, data, self.year) else { return Ok(Ranges::default()) };
        let monthly = data.monthly();
        let amounts = |run: &Run| -> Vec<((Who, usize), Money)> {
            let drawn = sources(&self.form, &monthly, data.grain, Some(run)).drawn_of(self.year);
            let of_year =
                drawn.iter().filter(|((_, year, version), _)| (*year, *version) == (self.year, Version::Forecast));
            let lines = of_year.flat_map(|((who, ..), statement)| {
                let amount = |(line, cell): (usize, &super::flows::Cell)| Some(((*who, line), cell.amount()?));
                statement.cells.iter().enumerate().filter_map(amount).collect::<Vec<_>>()
            });
            lines.collect()
        };
        let paths = stochastic::exact_paths(data, &scenario, MOST_PATHS, threads, progress, amounts)?;
        let mut of: BTreeMap<(Who, usize), Vec<Money>> = BTreeMap::new();
        for ((who, line), amount) in paths.iter().flatten() {
            of.entry((*who, *line)).or_default().push(*amount);
        }
        let of = of.into_iter().map(|(at, mut amounts)| {
            amounts.sort_unstable();
            (at, [5, 95].map(|hundredths| quantile(&amounts, hundredths)))
        });
        Ok(Ranges { paths: paths.len() as u32, of: of.collect() })
    }
}

/// A quantile of sorted amounts, interpolated linearly between order statistics.
fn quantile(sorted: &[Money], hundredths: usize) -> Money {
    let place = (sorted.len() - 1) * hundredths;
    let (below, rest) = (sorted[place / 100], (place % 100) as i128);
    let above = sorted.get(place / 100 + 1).copied().unwrap_or(below);
    below + Money::from_fen((above - below).fen() * rest / 100)
}
