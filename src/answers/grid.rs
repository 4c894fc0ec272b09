//! Two levers against one measure, with the break-even line where the measure crosses a target.

use rust_decimal::Decimal;

use super::sensitivity::Step;
use super::{Desk, Reading, absent, number, spaced, with};
use crate::measures::Value;
use crate::scenario::lever::{Lever, LeverKey, LeverUnit};
use crate::scenario::{Mode, Scenario, address};
use crate::simulation::Failure;

/// A lever and the values it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Axis {
    /// The lever.
    pub lever: Lever,
    /// The lowest value.
    pub low: Decimal,
    /// The highest value.
    pub high: Decimal,
    /// How many values, at least two.
    pub count: usize,
}

impl Axis {
    /// About where the lever stands in a scenario: ten usual steps down and up, within what a slider offers.
    pub fn around(lever: Lever, scenario: &Scenario, count: usize) -> Axis {
        let (def, present) = (lever.def(), lever.value(scenario));
        let (step, steps) = match def.unit {
            LeverUnit::Money => (def.high() / Decimal::from(20), Decimal::TEN),
            LeverUnit::CalendarMonth => (Decimal::ONE, Decimal::ONE),
            _ => (Step::usual(lever.clone()).by, Decimal::TEN),
        };
        // From a whole number of steps, so that the ends are round.
        let middle = (present / step).floor() * step;
        let low = (middle - step * steps).max(def.low().min(present));
        let high = (middle + step * steps).min(def.high().max(present));
        let (low, high) = if low < high { (low, high) } else { (def.low(), def.high()) };
        Axis { lever, low, high, count }
    }

    /// The two that are looked at before others are chosen; `None` where a scenario has no two levers.
    pub fn usual_pair(scenario: &Scenario, count: usize) -> Option<[Axis; 2]> {
        let mut levers = match scenario.mode {
            Mode::Project => vec![Lever::of(LeverKey::CollectionRate), Lever::of(LeverKey::ContributorsGrowth)],
            Mode::Replay => address::of_city(scenario),
        }
        .into_iter()
        .map(|lever| Axis::around(lever.with_below(scenario), scenario, count));
        Some([levers.next()?, levers.next()?])
    }

    /// As text: `LEVER=LOW..HIGH`.
    pub fn write(&self, scenario: &Scenario) -> String {
        format!("{}={}..{}", address::write(&self.lever, scenario), self.low, self.high)
    }

    /// The lever, the lowest and the highest value of a text.
    pub fn parts(text: &str) -> Option<(&str, Decimal, Decimal)> {
        let (lever, range) = text.rsplit_once('=')?;
        let (low, high) = range.split_once("..")?;
        Some((lever, low.parse().ok()?, high.parse().ok()?))
    }

    /// What a text says, with so many values; `None` where it names no lever of the scenario.
    pub fn read(text: &str, scenario: &Scenario, count: usize) -> Option<Axis> {
        let (lever, low, high) = Axis::parts(text)?;
        Some(Axis { lever: address::read(lever, scenario)?, low, high, count })
    }
}

/// The measure over two levers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    /// The first lever's values.
    pub first: Vec<Decimal>,
    /// The second lever's values.
    pub second: Vec<Decimal>,
    /// By first value, then by second; `None` where the scenario can't run there.
    pub readings: Vec<Vec<Option<Value>>>,
}

impl Grid {
    /// Where the measure crosses a target: pairs of a first and a second value, of each first value in turn, the second
    /// interpolated linearly between neighbours to six decimals.
    pub fn break_even(&self, target: Decimal) -> Vec<(Decimal, Decimal)> {
        let mut line = Vec::new();
        for (first, readings) in self.first.iter().zip(&self.readings) {
            let over: Vec<Option<Decimal>> = readings.iter().map(|r| r.map(|value| number(value) - target)).collect();
            for (n, offs) in over.windows(2).enumerate() {
                let (Some(low), Some(high)) = (offs[0], offs[1]) else { continue };
                // A neighbour that is on the target counts once, with the pair that ends there, or begins the row.
                if high.is_zero() && !low.is_zero() {
                    line.push((*first, self.second[n + 1]));
                } else if n == 0 && low.is_zero() && !high.is_zero() {
                    line.push((*first, self.second[0]));
                } else if !low.is_zero() && !high.is_zero() && low.is_sign_negative() != high.is_sign_negative() {
                    let part = low / (low - high);
                    let between = self.second[n] + (self.second[n + 1] - self.second[n]) * part;
                    line.push((*first, between.round_dp(6)));
                }
            }
        }
        line
    }
}

/// Reads the measure at every pair of values.
///
/// # Errors
/// An axis that is none, a lever without a place in the scenario; what keeps the scenario from running where it runs at no
/// pair; [`Failure::Stopped`].
pub fn grid(
    desk: &Desk<'_>,
    scenario: &Scenario,
    first: &Axis,
    second: &Axis,
    reading: &Reading,
) -> Result<Grid, Failure> {
    let values = |axis: &Axis| spaced(&axis.lever, axis.low, axis.high, axis.count);
    let (firsts, seconds) = (values(first)?, values(second)?);
    for (axis, values) in [(first, &firsts), (second, &seconds)] {
        if !values.iter().any(|value| with(scenario, &axis.lever, *value).is_some()) {
            return Err(absent(&axis.lever, scenario));
        }
    }
    let mut scenarios = Vec::with_capacity(firsts.len() * seconds.len());
    for value in &firsts {
        let row = with(scenario, &first.lever, *value);
        scenarios.extend(seconds.iter().map(|v| row.as_ref().and_then(|row| with(row, &second.lever, *v))));
    }
    let mut reads = desk.read_all(&scenarios, reading)?;
    if reads.iter().all(|read| !matches!(read, Ok(Some(_)))) {
        let failed = reads.into_iter().find_map(Result::err);
        return Err(failed.map_or_else(|| super::unknown(reading), Failure::Findings));
    }
    let mut reads = reads.drain(..).map(|read| read.ok().flatten());
    let readings = firsts.iter().map(|_| reads.by_ref().take(seconds.len()).collect()).collect();
    Ok(Grid { first: firsts, second: seconds, readings })
}
