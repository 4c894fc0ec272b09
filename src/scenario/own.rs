//! What a scenario says of a place: rates, targets, wages, heads and balances of its own.
//!
//! A scenario is told without data. Its places are texts, which a run binds to the places of its data. A rate that is
//! not said of a place is that of the nearest place above it that has one.

use std::collections::BTreeMap;

use super::held::Held;
use super::table::LeverKey;
use super::{Scenario, Yearly};
use crate::money::{Money, PerHead, Persons, Rate};
use crate::place::PlaceKey;

/// What a scenario says of one place, by lever.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlaceLevers(BTreeMap<LeverKey, Held>);

static NOTHING: PlaceLevers = PlaceLevers(BTreeMap::new());

impl PlaceLevers {
    /// Nothing said at all.
    pub const NOTHING: &PlaceLevers = &NOTHING;

    /// What is said in one lever.
    pub fn held(&self, key: LeverKey) -> Option<&Held> {
        self.0.get(&key)
    }

    /// Says it, or nothing with `None`.
    pub fn hold(&mut self, key: LeverKey, held: Option<Held>) {
        match held {
            Some(held) => drop(self.0.insert(key, held)),
            None => drop(self.0.remove(&key)),
        }
    }

    /// All that is said, in the order of the levers.
    pub fn all(&self) -> impl Iterator<Item = (LeverKey, &Held)> {
        self.0.iter().map(|(key, held)| (*key, held))
    }

    /// All that is said, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = (LeverKey, &mut Held)> {
        self.0.iter_mut().map(|(key, held)| (*key, held))
    }

    /// Leaves only some levers.
    pub fn retain(&mut self, stays: impl Fn(LeverKey) -> bool) {
        self.0.retain(|key, _| stays(*key));
    }

    /// Rates by year.
    pub fn rates(&self, key: LeverKey) -> Option<&Yearly<Rate>> {
        if let Held::Rates(list) = self.held(key)? { Some(list) } else { None }
    }

    /// Yuan a head by year.
    pub fn per_head(&self, key: LeverKey) -> Option<&Yearly<PerHead>> {
        if let Held::PerHead(list) = self.held(key)? { Some(list) } else { None }
    }

    /// Amounts by year.
    pub fn amounts(&self, key: LeverKey) -> Option<&Yearly<Money>> {
        if let Held::Amounts(list) = self.held(key)? { Some(list) } else { None }
    }

    /// One amount.
    pub fn amount(&self, key: LeverKey) -> Option<Money> {
        if let Held::Amount(amount) = self.held(key)? { Some(*amount) } else { None }
    }

    /// Heads by year.
    pub fn heads(&self, key: LeverKey) -> Option<&Yearly<Persons>> {
        if let Held::Heads(list) = self.held(key)? { Some(list) } else { None }
    }

    /// A month of the year.
    pub fn month(&self, key: LeverKey) -> Option<u32> {
        if let Held::Month(month) = self.held(key)? { Some(*month) } else { None }
    }

    /// The factors of the months of the year.
    pub fn season(&self) -> Option<[Rate; 12]> {
        if let Held::Season(factors) = self.held(LeverKey::Season)? { Some(*factors) } else { None }
    }

    /// The opening balance, of a county or of the place's pool.
    pub fn opening(&self) -> Option<Money> {
        LeverKey::OPENING.into_iter().find_map(|key| self.amount(key))
    }

    /// The collection target of the `year`th calendar year.
    pub fn target_in(&self, year: usize) -> Option<Money> {
        self.amounts(LeverKey::Target).map(|list| *list.at(year))
    }

    /// The average wage of the `year`th calendar year.
    pub fn average_wage_in(&self, year: usize) -> Option<Money> {
        self.amounts(LeverKey::AverageWage).map(|list| *list.at(year))
    }

    /// The heads that should be insured in the `year`th calendar year.
    pub fn should_insured_in(&self, year: usize) -> Option<Persons> {
        self.heads(LeverKey::ShouldInsured).map(|list| *list.at(year))
    }

    /// The plan of prepayments of the `year`th calendar year.
    pub fn prepay_in(&self, year: usize) -> Option<Money> {
        self.amounts(LeverKey::Prepay).map(|list| *list.at(year))
    }
}

impl Scenario {
    /// What it says of a place itself.
    pub fn said(&self, place: &PlaceKey) -> &PlaceLevers {
        self.own.get(place).unwrap_or(&NOTHING)
    }

    /// What it says of the root.
    pub fn root(&self) -> &PlaceLevers {
        self.said(&PlaceKey::Root)
    }

    /// Changes what it says of a place; a place of which nothing is left is taken out.
    pub fn say<T>(&mut self, place: &PlaceKey, change: impl FnOnce(&mut PlaceLevers) -> T) -> T {
        let mut said = self.own.remove(place).unwrap_or_default();
        let answer = change(&mut said);
        if said != NOTHING {
            self.own.insert(place.clone(), said);
        }
        answer
    }
}
