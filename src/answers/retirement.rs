//! What the later retirement age does: a scenario with people by age, beside the same under the base ages of before.
//!
//! Both are whole runs, so that heads and money of either are as if it had been the scenario; nothing but the ages
//! differs. A scenario that has the ages of before itself stands beside those decided in 2024.
//!
//! Source: section 10.4 of the model.

use super::Desk;
use crate::finding::{Finding, Origin};
use crate::journal::Keep;
use crate::month::Month;
use crate::people::cohort::{Heads, Pyramid};
use crate::people::structure::COUNT;
use crate::place::{PlaceId, PlaceKey};
use crate::scenario::Scenario;
use crate::scenario::people::Policy;
use crate::simulation::{self, Failure, Run, side_by_side};

/// The people of a place, those of all its counties together, in μ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ages {
    /// Of the base month and each December after it.
    pub pyramids: Vec<(Month, Pyramid)>,
    /// By month of the run: those who become retirees, by group.
    pub new_retirees: Vec<[u64; 3]>,
}

impl Ages {
    fn of<'a>(counties: impl Iterator<Item = &'a Heads>, months: usize) -> Ages {
        let mut ages = Ages { pyramids: Vec::new(), new_retirees: vec![[0; 3]; months] };
        for heads in counties {
            for (n, groups) in ages.new_retirees.iter_mut().enumerate() {
                heads.new_in(n).iter().for_each(|new| groups[new.group as usize] += new.heads);
            }
            if ages.pyramids.is_empty() {
                ages.pyramids = heads.pyramids.iter().map(|(month, _)| (*month, nobody())).collect();
            }
            for ((_, sum), (_, own)) in ages.pyramids.iter_mut().zip(&heads.pyramids) {
                let (sums, parts) = (sum.as_flattened_mut().as_flattened_mut(), own.as_flattened().as_flattened());
                sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
            }
        }
        ages
    }
}

fn nobody() -> Pyramid {
    Box::new([[[0; 3]; COUNT]; 3])
}

/// What comes of one of the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// What was assumed.
    pub scenario: Scenario,
    /// What came of it, the books alone.
    pub run: Run,
    /// The people of the place.
    pub ages: Ages,
}

/// What comes of a scenario under both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retirement {
    /// Whose people they are.
    pub place: PlaceKey,
    /// Under the ages that rise.
    pub later: Side,
    /// Under those of before.
    pub before: Side,
}

/// Whether the question means anything of a scenario.
pub fn is_asked(scenario: &Scenario) -> bool {
    scenario.people.is_some() && scenario.mode == crate::scenario::Mode::Project
}

/// A scenario under the ages that rise, its own where they do, and under those of before.
fn pair(scenario: &Scenario) -> [Scenario; 2] {
    let under = |policy: Policy| {
        let mut scenario = scenario.clone();
        if let Some(people) = &mut scenario.people {
            people.policy = policy;
        }
        scenario
    };
    let own = scenario.people.as_ref().map_or(Policy::Before, |people| people.policy);
    [under(if own == Policy::Before { Policy::Of2024 } else { own }), under(Policy::Before)]
}

/// Runs both.
///
/// # Errors
/// A scenario without people by age, what keeps it from running, a place that the data lack; [`Failure::Stopped`].
pub fn retirement(desk: &Desk<'_>, scenario: &Scenario, place: &PlaceKey) -> Result<Retirement, Failure> {
    let unknown = || Finding::error("reading-unknown", Origin::default()).with("reading", "measure.gap");
    let at = desk.data.places.find(place).ok_or_else(unknown)?;
    let pair = pair(scenario);
    let run = || |job: usize| side(desk, pair[job].clone(), at);
    let sides = side_by_side(pair.len(), desk.threads, desk.progress, run)?;
    let mut sides = sides.into_iter();
    let mut next = || sides.next().unwrap_or(Err(Failure::Stopped));
    Ok(Retirement { place: place.clone(), later: next()?, before: next()? })
}

fn side(desk: &Desk<'_>, scenario: Scenario, at: PlaceId) -> Result<Side, Failure> {
    let run = simulation::run(desk.data, &scenario, Keep::Books, &desk.progress.stop)?;
    let (everybody, _) = simulation::people_of(desk.data, &scenario)?;
    let counties = desk.data.places.counties_of(at).iter().filter_map(|county| everybody.get(county.index()));
    let ages = Ages::of(counties, run.months());
    Ok(Side { scenario, run, ages })
}
