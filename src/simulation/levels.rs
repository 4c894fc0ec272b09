//! Which places pool in a month, by which arrangement, and who deals with whom.
//!
//! Source: model section 9.2.

use std::collections::HashSet;
use std::sync::Arc;

use super::bound::{Bound, known_above};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::Rate;
use crate::month::Month;
use crate::place::{Level, PlaceId, Places};
use crate::scenario::{Allocate, Balances, GrantsTo, Pooling, Remit, Scenario, Sharing};

/// A place whose entry of the month says anything but none, none, by_retirees, keep.
pub(super) struct Pool<'a> {
    pub place: PlaceId,
    pub entry: &'a Pooling,
    /// The nearest pooling places below, and the counties with none between, in data order.
    pub members: Vec<PlaceId>,
}

/// The arrangements of one month.
#[derive(Default)]
pub(super) struct Arrangements<'a> {
    /// The entry in force for each place above counties, from the lowest on.
    in_force: Vec<Option<&'a Pooling>>,
    /// The places that pool, lowest first.
    pub pools: Vec<Pool<'a>>,
}

impl<'a> Arrangements<'a> {
    pub(super) fn in_month(scenario: &'a Scenario, places: &Places, month: Month) -> Arrangements<'a> {
        let in_force: Vec<_> = places.above_counties().map(|place| entry(scenario, places, place, month)).collect();
        let mut arrangements = Arrangements { in_force, pools: Vec::new() };
        let is_pool: Vec<bool> =
            places.all().map(|place| arrangements.entry(places, place).is_some_and(pools)).collect();
        for place in places.above_counties().filter(|place| is_pool[place.index()]) {
            let Some(entry) = arrangements.entry(places, place) else { continue };
            let mut members = Vec::new();
            collect(places, place, &is_pool, &mut members);
            members.sort_unstable_by_key(|member| first_county(places, *member));
            arrangements.pools.push(Pool { place, entry, members });
        }
        arrangements
    }

    /// The entry in force for a place; `None` for counties.
    pub(super) fn entry(&self, places: &Places, place: PlaceId) -> Option<&'a Pooling> {
        self.in_force.get(place.index().checked_sub(places.counties())?).copied().flatten()
    }

    /// The pool that gets a county's grants: the highest above it that takes them.
    pub(super) fn grants_to(&self, places: &Places, county: PlaceId) -> Option<PlaceId> {
        let takes = |place: &PlaceId| {
            self.entry(places, *place).is_some_and(|entry| pools(entry) && entry.grants == GrantsTo::Pool)
        };
        places.upwards(county).filter(takes).last()
    }

    /// By whose entry a debt of a place's fund is shared: its own, else the nearest above.
    pub(super) fn sharing(&self, places: &Places, place: PlaceId) -> Option<(&'a Sharing, Rate)> {
        places.upwards(place).find_map(|place| {
            let entry = self.entry(places, place)?;
            Some((entry.sharing.as_ref()?, entry.overcollection_credit))
        })
    }
}

/// Whether an entry makes its place a pool.
pub(super) fn pools(entry: &Pooling) -> bool {
    (&entry.remit, entry.allocate, entry.grants, entry.balances)
        != (&Remit::None, Allocate::None, GrantsTo::ByRetirees, Balances::Keep)
}

/// The latest entry that names the place, else the latest for its level.
pub(super) fn entry<'a>(scenario: &'a Scenario, places: &Places, place: PlaceId, month: Month) -> Option<&'a Pooling> {
    let root_level = places.level(places.root());
    let begun = || scenario.pooling.iter().rev().filter(|entry| entry.from <= month);
    let named = |entry: &&Pooling| entry.place.as_ref().is_some_and(|path| is_named(places, place, path));
    let level = |entry: &&Pooling| entry.place.is_none() && entry.level.unwrap_or(root_level) == places.level(place);
    begun().find(named).or_else(|| begun().find(level))
}

fn is_named(places: &Places, place: PlaceId, path: &Arc<str>) -> bool {
    places.path(place) == path
}

fn collect(places: &Places, place: PlaceId, is_pool: &[bool], members: &mut Vec<PlaceId>) {
    for below in places.below(place) {
        if places.is_county(*below) || is_pool[below.index()] {
            members.push(*below);
        } else {
            collect(places, *below, is_pool, members);
        }
    }
}

/// By which places stand in data order.
pub(super) fn first_county(places: &Places, place: PlaceId) -> PlaceId {
    let mut first = place;
    while let Some(below) = places.below(first).first() {
        first = *below;
    }
    first
}

/// What is wrong with the entries where they meet the places.
///
/// # Errors
/// A level or a place that the tree lacks, a place with another's level, two entries of one month for the same places,
/// paying ahead over pools.
pub(super) fn check(bound: &Bound<'_>, notes: &mut Vec<Finding>) -> Result<(), Findings> {
    let (scenario, places) = (bound.scenario, &**bound.places);
    let mut findings = Findings::new();
    // Only the tree tells which level is meant where none is written.
    let for_whom = |entry: &Pooling| match &entry.place {
        Some(path) => (Some(path.clone()), None),
        None => (None, Some(entry.level.unwrap_or(places.level(places.root())))),
    };
    let mut met = HashSet::new();
    for entry in &scenario.pooling {
        if !met.insert((entry.from, for_whom(entry))) {
            findings.push(Finding::error("duplicate-pooling", Origin::default()).with("month", entry.from));
        }
        let said = |code| Finding::error(code, Origin::default()).with("from", entry.from);
        match (&entry.place, entry.level) {
            (Some(path), level) => match places.find_above(path) {
                None => findings.push(said("pooling-place").with("place", path).with("known", known_above(places))),
                Some(place) if level.is_some_and(|level| level != places.level(place)) => findings.push(
                    said("pooling-level-of-place").with("place", path).with("level", places.level(place).text_key()),
                ),
                Some(_) => {}
            },
            (None, Some(level)) if !places.above_counties().any(|place| places.level(place) == level) => {
                findings.push(said("pooling-level").with("level", level.text_key()));
            }
            _ => {}
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut begins: Vec<Month> = scenario.pooling.iter().map(|entry| entry.from.max(scenario.start)).collect();
    begins.sort_unstable();
    begins.dedup();
    let mut told: Vec<(PlaceId, PlaceId)> = Vec::new();
    for month in begins.into_iter().filter(|month| *month <= scenario.end()) {
        let arrangements = Arrangements::in_month(scenario, places, month);
        for pool in &arrangements.pools {
            let below = pool.members.iter().copied().filter(|member| !places.is_county(*member));
            for member in below {
                if pool.entry.allocate == Allocate::Prepay {
                    return Err(vec![
                        Finding::error("prepay-over-pool", Origin::default())
                            .with("place", places.path(pool.place))
                            .with("between", places.path(member))
                            .with("month", month),
                    ]);
                }
                let lower = arrangements.entry(places, member).map(|entry| &entry.remit);
                if pool.entry.remit == Remit::All && lower != Some(&Remit::All) && !told.contains(&(pool.place, member))
                {
                    told.push((pool.place, member));
                    notes.push(
                        Finding::new("pool-below-pools-less", Severity::Note, Origin::default())
                            .with("place", places.path(pool.place))
                            .with("below", places.path(member))
                            .with("month", month),
                    );
                }
            }
        }
    }
    Ok(())
}

/// The levels of governments from the nation down.
pub(super) const FROM_THE_TOP: [Level; 4] = [Level::Nation, Level::Province, Level::City, Level::County];
