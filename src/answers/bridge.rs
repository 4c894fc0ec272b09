//! From one scenario to another, one group of levers at a time in a fixed order: why they differ.
//!
//! Each step's effect is the measure after it less the measure before it, so that the steps add up to the difference of
//! the two scenarios to the fen. The order matters to the single steps, as in every such account, and is always that of
//! [`Group::ALL`].

use super::{Desk, Reading, unknown};
use crate::measures::Value;
use crate::scenario::Scenario;
use crate::scenario::group::Group;
use crate::scenario::part::Part;
use crate::simulation::Failure;

/// Changes a group of levers in a scenario to what it is in another.
fn copy(group: Group, from: &Scenario, into: &mut Scenario) {
    for part in Part::differing(from, into).into_iter().filter(|part| part.group() == Some(group)) {
        part.copy(from, into);
    }
}

/// The way from one scenario to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bridge {
    /// The measure of the first.
    pub from: Value,
    /// Each group's effect; those in which the two don't differ are left out.
    pub steps: Vec<(Group, Value)>,
    /// The measure of the second.
    pub to: Value,
}

/// Goes from one scenario to another, over the months that both have, as [`Reading::of_both`] takes them.
///
/// # Errors
/// What keeps a scenario on the way from running, such as a replay's flows beyond the data; a measure that one of them
/// does not have; [`Failure::Stopped`].
pub fn bridge(desk: &Desk<'_>, from: &Scenario, to: &Scenario, reading: &Reading) -> Result<Bridge, Failure> {
    let mut way = vec![from.clone()];
    let mut groups = Vec::new();
    for group in Group::ALL {
        let mut next = way[way.len() - 1].clone();
        copy(group, to, &mut next);
        if next != way[way.len() - 1] {
            groups.push(group);
            way.push(next);
        }
    }
    let reading = &reading.of_both(from, to);
    let scenarios: Vec<Option<Scenario>> = way.into_iter().map(Some).collect();
    let mut values = Vec::with_capacity(scenarios.len());
    for read in desk.read_all(&scenarios, reading)? {
        values.push(read?.ok_or_else(|| unknown(reading))?);
    }
    let effects = values.windows(2).map(|pair| pair[1].less(pair[0]).ok_or_else(|| unknown(reading)));
    let effects: Vec<Value> = effects.collect::<Result<_, Failure>>()?;
    let steps = groups.into_iter().zip(effects).collect();
    Ok(Bridge { from: values[0], steps, to: values[values.len() - 1] })
}
