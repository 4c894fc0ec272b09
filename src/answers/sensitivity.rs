//! Which lever matters most: each moved down and up by a step with the others held (敏感性分析, a tornado).
//!
//! A lever that has a list by year is moved in every year by the same step. A county with a value of its own keeps it
//! while the city's is moved, unless the lever reaches the places below.

use rust_decimal::Decimal;

use super::{Desk, Reading, unknown};
use crate::measures::Value;
use crate::scenario::Scenario;
use crate::scenario::lever::{Lever, LeverUnit, When};
use crate::simulation::Failure;

/// A lever and how far it is moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The lever.
    pub lever: Lever,
    /// How far, above zero.
    pub by: Decimal,
}

impl Step {
    /// By what is usual for its unit: a point of percent, a million yuan, and so on.
    pub fn usual(lever: Lever) -> Step {
        let by = match lever.def().unit {
            LeverUnit::Percent => Decimal::new(1, 2),
            LeverUnit::Money => Decimal::from(1_000_000),
            LeverUnit::YuanPerHead => lever.def().step().max(Decimal::ONE),
            LeverUnit::Persons => Decimal::ONE_HUNDRED,
            LeverUnit::CalendarMonth => Decimal::ONE,
            LeverUnit::Factor => Decimal::new(5, 2),
        };
        Step { lever, by }
    }
}

/// What moving a lever does to the measure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Swing {
    /// The lever and its step.
    pub step: Step,
    /// The measure's change with the lever a step lower; `None` where the lever can't go there.
    pub down: Option<Value>,
    /// With the lever a step higher.
    pub up: Option<Value>,
}

impl Swing {
    /// The larger of the two changes, without its sign.
    pub fn size(&self) -> Decimal {
        let size = |change: Option<Value>| change.map_or(Decimal::ZERO, |value| super::number(value).abs());
        size(self.down).max(size(self.up))
    }
}

/// The measure as it is, and each lever's swing, the largest first; equals stay in the order given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tornado {
    /// The measure of the scenario as it stands.
    pub base: Value,
    /// The swings.
    pub swings: Vec<Swing>,
}

/// The scenario with a lever moved, in every year by the same; `None` where it can't go there.
pub fn moved(scenario: &Scenario, lever: &Lever, by: Decimal) -> Option<Scenario> {
    let in_year = |year: usize| match lever.when {
        When::Always => lever.clone().when(When::Year(year)),
        When::Year(_) => lever.clone(),
    };
    let mut changed = scenario.clone();
    // A list may tell of more years than the run has.
    let years = scenario.years_of(lever.key).max(lever.years(scenario));
    let values: Vec<Decimal> = (0..years).map(|year| in_year(year).value(scenario)).collect();
    if values.iter().all(|value| *value == values[0]) {
        return lever.set(&mut changed, Some(values[0] + by)).then_some(changed);
    }
    let set = |(year, value): (usize, &Decimal)| in_year(year).set(&mut changed, Some(*value + by));
    values.iter().enumerate().all(set).then_some(changed)
}

/// Moves each lever by its step.
///
/// # Errors
/// What keeps the scenario itself from running, a measure it does not have; [`Failure::Stopped`].
pub fn sensitivity(
    desk: &Desk<'_>,
    scenario: &Scenario,
    steps: &[Step],
    reading: &Reading,
) -> Result<Tornado, Failure> {
    let base = desk.read(scenario, reading)?.ok_or_else(|| unknown(reading))?;
    let scenarios: Vec<Option<Scenario>> =
        steps.iter().flat_map(|s| [moved(scenario, &s.lever, -s.by), moved(scenario, &s.lever, s.by)]).collect();
    let reads = desk.read_all(&scenarios, reading)?;
    let change = |read: &super::Read| read.as_ref().ok().copied().flatten().and_then(|value| value.less(base));
    let mut swings: Vec<Swing> = steps
        .iter()
        .zip(reads.chunks(2))
        .map(|(step, pair)| Swing { step: step.clone(), down: change(&pair[0]), up: change(&pair[1]) })
        .collect();
    swings.sort_by_key(|swing| std::cmp::Reverse(swing.size()));
    Ok(Tornado { base, swings })
}
