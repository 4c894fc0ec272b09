//! The most that can be gained where the bank takes money for some terms only from an amount on.
//!
//! So much or nothing is no flow any more. The flow that does not ask for it gains no less than any plan; where it places
//! too little, the term is in that month either left out, or given its least amount before all else. The branch that may
//! gain most is gone on with first, so that the first one that places too little nowhere is the best.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::fewest::{Placed, fewest};
use super::flow::{Arc, Flow};

/// A term that pays more than demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Its position among the bank's terms.
    pub term: usize,
    /// For how many months.
    pub months: usize,
    /// What a unit gains over all of it.
    pub gain: i128,
    /// How many units are taken at the least.
    pub least: i64,
}

/// Offers by their months; of as many months the one that gains most first, the next ones from a lower amount on.
pub struct Offers {
    by_months: BTreeMap<usize, Vec<Offer>>,
}

/// The month in which money is placed, and the one in which it is back.
type Bound = (usize, usize);

/// What was decided, and the flow that gains most by it.
#[derive(Clone, Debug)]
struct Branch {
    /// How many of the offers for these months are left out.
    left_out: BTreeMap<Bound, usize>,
    /// Where the least amount is placed before all else, and how much it is.
    given: BTreeMap<Bound, i64>,
    flow: Flow,
    gain: i128,
}

/// The plan that gains most.
#[derive(Clone, Debug)]
pub struct Best {
    /// What it gains.
    pub gain: i128,
    /// No plan gains more than this: what it gains itself, unless the search was given up.
    pub most: i128,
    branch: Branch,
}

/// How many arcs are looked at before the search is given up.
const ARCS: usize = 400_000;

impl Offers {
    /// Of those that there are; an amount for which another always gains as much is not among them.
    pub fn new(all: impl IntoIterator<Item = Offer>) -> Offers {
        let mut by_months: BTreeMap<usize, Vec<Offer>> = BTreeMap::new();
        for offer in all {
            by_months.entry(offer.months).or_default().push(offer);
        }
        for offers in by_months.values_mut() {
            offers.sort_by_key(|offer| (Reverse(offer.gain), offer.least));
            let mut taken_from = i64::MAX;
            offers.retain(|offer| {
                let is_kept = offer.least < taken_from;
                taken_from = taken_from.min(offer.least);
                is_kept
            });
        }
        Offers { by_months }
    }

    /// The plan that gains most of all that bind no more than `room`, month by month; a deposit is back by the last one.
    pub fn best(&self, room: &[i64]) -> Best {
        // By what they may gain, of equals the one found last.
        let mut open: BTreeMap<(i128, usize), Branch> = BTreeMap::new();
        let mut now = self.branch(room, BTreeMap::new(), BTreeMap::new());
        let (mut looked_at, mut found, mut most) = (0, 0, None);
        while let Some((bound, offer)) = self.too_small(&now, &now.placed(room.len())) {
            looked_at += now.flow.arcs().len();
            found += 2;
            if looked_at > ARCS {
                most = most.or(Some(now.gain));
            }
            let mut left_out = now.left_out.clone();
            *left_out.entry(bound).or_default() += 1;
            let without = self.branch(room, left_out, now.given.clone());
            if most.is_some() {
                now = without;
                continue;
            }
            let mut given = now.given.clone();
            given.insert(bound, offer.least);
            if left_beside(room, &given).iter().all(|left| *left >= 0) {
                let with = self.branch(room, now.left_out.clone(), given);
                open.insert((with.gain, found), with);
            }
            now = match open.last_entry() {
                Some(top) if top.key().0 >= without.gain => {
                    let top = top.remove();
                    open.insert((without.gain, found + 1), without);
                    top
                }
                _ => without,
            };
        }
        Best { gain: now.gain, most: most.unwrap_or(now.gain), branch: now }
    }

    /// The best of few placements: the month, the offer, how much.
    pub fn placements(&self, best: Best, months: usize) -> Vec<(usize, Offer, i64)> {
        let branch = best.branch;
        let few = branch.with_given(fewest(branch.flow.clone(), months));
        let placed = if self.too_small(&branch, &few).is_none() { few } else { branch.placed(months) };
        placed
            .into_iter()
            .filter_map(|(from, to, amount)| Some((from, self.offered(&branch.left_out, (from, to))?, amount)))
            .collect()
    }

    /// The first offer for these months that is not left out.
    fn offered(&self, left_out: &BTreeMap<Bound, usize>, bound: Bound) -> Option<Offer> {
        let offers = self.by_months.get(&(bound.1 - bound.0))?;
        offers.get(left_out.get(&bound).copied().unwrap_or_default()).copied()
    }

    fn branch(&self, room: &[i64], left_out: BTreeMap<Bound, usize>, given: BTreeMap<Bound, i64>) -> Branch {
        let left = left_beside(room, &given);
        let bounds = self
            .by_months
            .keys()
            .flat_map(|months| (0..room.len().saturating_sub(*months)).map(move |from| (from, from + months)));
        // A unit for a month that has no room would go nowhere.
        let has_room = |(from, to): &Bound| left[*from..*to].iter().all(|left| *left > 0);
        let arcs = bounds.filter(has_room).filter_map(|(from, to)| {
            let offer = self.offered(&left_out, (from, to))?;
            Some(Arc { from, to, gain: offer.gain })
        });
        let mut flow = Flow::new(&left, arcs);
        flow.improve();
        let of_given = given
            .iter()
            .filter_map(|(bound, amount)| Some(self.offered(&left_out, *bound)?.gain * i128::from(*amount)));
        let gain = flow.gain() + of_given.sum::<i128>();
        Branch { left_out, given, flow, gain }
    }

    /// Of what is less than its offer asks for what would gain most as its least amount.
    fn too_small(&self, branch: &Branch, placed: &[Placed]) -> Option<(Bound, Offer)> {
        let of = |(from, to, amount): &Placed| {
            let offer = self.offered(&branch.left_out, (*from, *to))?;
            (*amount < offer.least).then_some(((*from, *to), offer))
        };
        placed.iter().filter_map(of).max_by_key(|(_, offer)| offer.gain * i128::from(offer.least))
    }
}

/// What may be bound month by month beside what is given.
fn left_beside(room: &[i64], given: &BTreeMap<Bound, i64>) -> Vec<i64> {
    let mut left = room.to_vec();
    for ((from, to), amount) in given {
        left[*from..*to].iter_mut().for_each(|left| *left -= amount);
    }
    left
}

impl Branch {
    /// What is placed by its flow, over as many months, and what was given before.
    fn placed(&self, months: usize) -> Vec<Placed> {
        let arcs = self.flow.arcs().iter().zip(self.flow.amounts()).skip(months);
        self.with_given(
            arcs.filter(|(_, amount)| **amount > 0).map(|(arc, amount)| (arc.from, arc.to, *amount)).collect(),
        )
    }

    fn with_given(&self, placed: Vec<Placed>) -> Vec<Placed> {
        let mut all = self.given.clone();
        for (from, to, amount) in placed {
            *all.entry((from, to)).or_default() += amount;
        }
        all.into_iter().map(|((from, to), amount)| (from, to, amount)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Tries every amount for every offer in every month.
    fn tried(room: &mut [i64], offers: &[Offer], at: usize) -> i128 {
        let (month, offer) = (at / offers.len(), &offers[at % offers.len()]);
        if month >= room.len() {
            return 0;
        }
        let mut best = tried(room, offers, at + 1);
        let to = month + offer.months;
        if to < room.len() {
            let most = room[month..to].iter().copied().min().unwrap_or_default();
            for amount in offer.least.max(1)..=most {
                room[month..to].iter_mut().for_each(|left| *left -= amount);
                best = best.max(offer.gain * i128::from(amount) + tried(room, offers, at + 1));
                room[month..to].iter_mut().for_each(|left| *left += amount);
            }
        }
        best
    }

    fn offer() -> impl Strategy<Value = Offer> {
        (1usize..4, 1i128..9, 0i64..4).prop_map(|(months, gain, least)| Offer {
            term: 0,
            months,
            gain: gain * months as i128,
            least,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Nothing that can be tried gains more, and what is placed keeps to the room and to the least amounts.
        #[test]
        fn nothing_gains_more(room in prop::collection::vec(0i64..4, 1..6), all in prop::collection::vec(offer(), 1..4)) {
            let offers = Offers::new(all.iter().copied());
            let best = offers.best(&room);
            prop_assert_eq!(best.gain, best.most);
            prop_assert_eq!(best.gain, tried(&mut room.clone(), &all, 0));
            let gain = best.gain;
            let placed = offers.placements(best, room.len());
            let mut left = room.clone();
            for (from, offer, amount) in &placed {
                prop_assert!(*amount >= offer.least && from + offer.months < room.len());
                left[*from..from + offer.months].iter_mut().for_each(|left| *left -= amount);
            }
            prop_assert!(left.iter().all(|left| *left >= 0), "{:?}", placed);
            prop_assert_eq!(placed.iter().map(|(_, offer, amount)| offer.gain * i128::from(*amount)).sum::<i128>(), gain);
        }
    }
}
