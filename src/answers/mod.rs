//! Answers instead of trials: the value of a lever at which a measure meets a goal, which lever matters most, two levers
//! against one measure, and why two scenarios differ.
//!
//! Everything is read off the exact simulation; nothing is estimated. [`Reading`] says which number of a run is meant,
//! [`solve`] seeks a lever's value, [`sensitivity`] moves levers one by one, [`grid`] two together, [`bridge`] goes from
//! one scenario to another, [`compare`] sets several side by side, [`retirement`] sets the later ages of retirement beside
//! those of before, [`benefits`] the three rules of reckoning beside each other. [`question`] has the ready-made ones.
//!
//! All are pure functions of data and scenario with a flag to stop them, for a worker thread or a command.
//!
//! Source: model section 8.

pub mod benefits;
pub mod bridge;
pub mod compare;
pub mod grid;
pub mod question;
pub mod reading;
pub mod retirement;
pub mod sensitivity;
pub mod solve;

use std::num::NonZeroUsize;

use rust_decimal::Decimal;

pub use reading::{Quantity, Reading};

use std::sync::Arc;

use crate::dataset::Dataset;
use crate::finding::{Finding, Findings, Origin};
use crate::journal::Keep;
use crate::measures::Value;
use crate::scenario::lever::Lever;
use crate::scenario::{Scenario, address};
use crate::simulation::{self, Failure, Progress, side_by_side};

/// A measure against a lever's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// The lever's value.
    pub value: Decimal,
    /// The measure; `None` where the scenario can't run at this value, or the measure is unknown.
    pub reading: Option<Value>,
}

/// What every answer is sought with: the data, how many threads may work, and what tells of the work and ends it.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The data.
    pub data: &'a Arc<Dataset>,
    /// How many threads may work; the answer is the same on any number.
    pub threads: NonZeroUsize,
    /// Says how far the work is, and ends it.
    pub progress: &'a Progress,
}

/// A measure's value as a number: yuan, a ratio, or months.
pub fn number(value: Value) -> Decimal {
    match value {
        Value::Money(money) => money.to_decimal(),
        Value::Ratio(number) | Value::Months(number) => number,
    }
}

/// A reading, or what kept the scenario from running.
type Read = Result<Option<Value>, Findings>;

impl Desk<'_> {
    /// Runs a scenario and reads it.
    ///
    /// # Errors
    /// As [`simulation::run`].
    pub fn read(&self, scenario: &Scenario, reading: &Reading) -> Result<Option<Value>, Failure> {
        let run = simulation::run(self.data, scenario, Keep::Books, &self.progress.stop)?;
        Ok(reading.of(&run, self.data, scenario))
    }

    /// The same of many scenarios, each of which may fail by itself. `None` in the list is one that can't be made.
    fn read_all(&self, scenarios: &[Option<Scenario>], reading: &Reading) -> Result<Vec<Read>, Failure> {
        let work = || {
            |job: usize| match &scenarios[job] {
                None => Ok(Ok(None)),
                Some(scenario) => match self.read(scenario, reading) {
                    Ok(value) => Ok(Ok(value)),
                    Err(Failure::Findings(findings)) => Ok(Err(findings)),
                    Err(Failure::Stopped) => Err(Failure::Stopped),
                },
            }
        };
        side_by_side(scenarios.len(), self.threads, self.progress, work)?.into_iter().collect()
    }
}

/// The scenario with a lever at a value; `None` where the value can't stand there.
fn with(scenario: &Scenario, lever: &Lever, value: Decimal) -> Option<Scenario> {
    let mut changed = scenario.clone();
    lever.set(&mut changed, Some(value)).then_some(changed)
}

/// A value in units of a lever's last decimal, and back.
fn units(value: Decimal, places: u32) -> Option<i128> {
    let rounded = value.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let mut scaled = rounded;
    scaled.rescale(places);
    (scaled == rounded).then(|| scaled.mantissa())
}

fn value_of(units: i128, places: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(units, places).ok()
}

/// So many values from one to another, both among them, evenly spaced as far as the lever's decimals allow.
///
/// # Errors
/// The ends are the wrong way round or can't be values of the lever.
pub fn spaced(lever: &Lever, low: Decimal, high: Decimal, count: usize) -> Result<Vec<Decimal>, Failure> {
    let places = lever.def().places();
    let range = || Finding::error("lever-range", Origin::default()).with("low", low).with("high", high);
    let (Some(first), Some(last)) = (units(low, places), units(high, places)) else { return Err(range().into()) };
    if first >= last {
        return Err(range().into());
    }
    let steps = i128::try_from(count.max(2) - 1).unwrap_or(1);
    let mut spaced: Vec<Decimal> = (0..=steps)
        .filter_map(|n| value_of(first + ((last - first).checked_mul(n)? + steps / 2) / steps, places))
        .collect();
    spaced.dedup();
    Ok(spaced)
}

/// The error for a lever that a scenario has no place for.
fn absent(lever: &Lever, scenario: &Scenario) -> Failure {
    let name = address::write(lever, scenario);
    Finding::error("lever-absent", Origin::default()).with("lever", name).into()
}

/// The error for a measure that a run does not have.
fn unknown(reading: &Reading) -> Failure {
    Finding::error("reading-unknown", Origin::default()).with("reading", reading.quantity.text_key()).into()
}
