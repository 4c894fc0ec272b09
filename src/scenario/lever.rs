//! Each number of a scenario by name: what a slider moves, what a solver seeks, what a table of scenarios compares.
//!
//! A [`LeverDef`] says what there is to know of each. A [`Lever`] is one of them at an address: which place's, which
//! year's, of which arrangement. Reading one that is not given answers with what holds instead, so that the interface
//! can mark what is overridden.

use rust_decimal::Decimal;

pub use super::place_key::Of;
pub use super::table::{Kept, LeverDef, LeverKey, LeverUnit, Unless, Use};

use super::group::Group;
use super::held::{Held, Kind, whole};
use super::people::GroupPension;
use super::table::amount;
use super::{Grants, Scenario, Yearly};
use crate::field::Field;
use crate::money::Money;
use crate::people;
use crate::place::{PlaceKey, Reach};

impl LeverKey {
    /// Its key in files.
    pub fn key(self) -> &'static str {
        let text_key = self.def().text_key;
        text_key.split_once('.').map_or(text_key, |(_, key)| key)
    }

    /// Those that a scenario says of a place, in the order of the file.
    pub fn said_of(place: &PlaceKey) -> impl Iterator<Item = LeverKey> {
        LeverKey::ALL.iter().copied().filter(|key| matches!(key.def().kept, Kept::Said(_, of) if of.fits(place)))
    }

    /// The rates: what holds for all below the place of which it is said, and may differ by year.
    pub fn rates() -> impl Iterator<Item = LeverKey> {
        let is_rate = |key: &LeverKey| matches!(key.def().kept, Kept::Said(kind, Of::All) if kind.is_yearly());
        LeverKey::ALL.iter().copied().filter(is_rate)
    }

    /// Those of the people by age, kept at the root.
    pub fn of_people() -> impl Iterator<Item = LeverKey> {
        LeverKey::ALL.iter().copied().filter(|key| key.def().group == Group::People)
    }

    /// Its key in its table of a scenario file, where another table may have the same.
    pub fn file_key(self) -> &'static str {
        self.key().trim_start_matches("people_")
    }

    /// Those of arrangements.
    pub fn of_entries() -> impl Iterator<Item = LeverKey> {
        LeverKey::ALL.iter().copied().filter(|key| matches!(key.def().kept, Kept::Entry(..)))
    }

    /// Those that stochastic runs may shock (model section 7).
    pub const SHOCKED: [LeverKey; 5] = [
        LeverKey::ContributorsGrowth,
        LeverKey::RetireesGrowth,
        LeverKey::WageGrowth,
        LeverKey::PensionGrowth,
        LeverKey::CollectionRate,
    ];

    /// Those that say an opening balance.
    pub const OPENING: [LeverKey; 3] = [LeverKey::OpeningCounty, LeverKey::OpeningPlace, LeverKey::OpeningPool];

    /// The parameter of the law that it may follow; most have none.
    pub const fn law(self) -> Option<&'static str> {
        match self {
            LeverKey::ContributionRate => Some("contribution_rate"),
            LeverKey::PensionGrowth => Some("pension_adjustment"),
            _ => None,
        }
    }

    /// Those that may follow the law.
    pub fn lawful() -> impl Iterator<Item = LeverKey> {
        LeverKey::ALL.iter().copied().filter(|key| key.law().is_some())
    }

    /// The number that holds where nothing is given, in itself.
    pub fn default(self) -> Decimal {
        match self.def().unless {
            Unless::Number(digits, places) => Decimal::new(digits, places),
            Unless::As(other) => other.default(),
        }
    }
}

/// Which year of a list: all, or the nth calendar year of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum When {
    /// The same in every year.
    Always,
    /// One calendar year, counted from the [first of the lever's list](Scenario::first_year).
    Year(usize),
}

/// The address of one number in a scenario.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Lever {
    /// Which number.
    pub key: LeverKey,
    /// Whose, where places may have it.
    pub place: PlaceKey,
    /// Whether places below that have a number of their own keep it, or are moved by as much.
    pub reach: Reach,
    /// Of which year, where it may differ by year.
    pub when: When,
    /// Of which arrangement or event, from 0; of which month of the year, from 0; of which field, by its
    /// position.
    pub nth: usize,
}

impl Lever {
    /// A lever of the root, in all years.
    pub const fn of(key: LeverKey) -> Lever {
        Lever { key, place: PlaceKey::Root, reach: Reach::Own, when: When::Always, nth: 0 }
    }

    /// The same of another place.
    pub fn at(self, place: PlaceKey) -> Lever {
        Lever { place, ..self }
    }

    /// The same of a county.
    pub fn county(self, name: impl Into<std::sync::Arc<str>>) -> Lever {
        self.at(PlaceKey::County(name.into()))
    }

    /// The same, moving by as much the places below that have a number of their own, where the scenario has such: what
    /// somebody expects who moves the whole.
    pub fn with_below(self, scenario: &Scenario) -> Lever {
        let reach = if self.below(scenario).next().is_some() { Reach::WithBelow } else { Reach::Own };
        Lever { reach, ..self }
    }

    /// The places below that have a number of their own.
    pub fn below<'a>(&'a self, scenario: &'a Scenario) -> impl Iterator<Item = &'a PlaceKey> {
        let is_rate = matches!(self.def().kept, Kept::Said(kind, Of::All) if kind.is_yearly());
        let is_below = |place: &PlaceKey| {
            let mut above = std::iter::successors(Some(place.above()), |p| (*p != PlaceKey::Root).then(|| p.above()));
            *place != PlaceKey::Root && above.any(|above| above == self.place)
        };
        let with_own = scenario.own.iter().filter(move |_| is_rate);
        with_own.filter(move |(place, said)| said.held(self.key).is_some() && is_below(place)).map(|(place, _)| place)
    }

    /// The same of other years; as it is, where it differs by none.
    pub fn when(self, when: When) -> Lever {
        if self.key.def().is_yearly() { Lever { when, ..self } } else { self }
    }

    /// The same of another arrangement, event, month of the year or column.
    pub fn nth(self, nth: usize) -> Lever {
        Lever { nth, ..self }
    }

    /// The factor of a column in a replay.
    pub fn replay(field: Field) -> Lever {
        Lever::of(LeverKey::Replay).nth(field as usize)
    }

    /// What there is to know of it.
    pub fn def(&self) -> &'static LeverDef {
        self.key.def()
    }

    /// The column that it scales in a replay.
    pub fn factor(&self) -> Option<Field> {
        let is_factor = |field: &Field| matches!(self.def().kept, Kept::Replay) && *field as usize == self.nth;
        Field::replayed().find(is_factor)
    }

    /// Which of the scenario's arrangements it is of, from 0; `None` where it is of none.
    pub fn entry(&self) -> Option<usize> {
        matches!(self.def().kept, Kept::Entry(..)).then_some(self.nth)
    }

    /// Which of the scenario's events it is of, from 0; `None` where it is of none.
    pub fn event(&self) -> Option<usize> {
        matches!(self.def().kept, Kept::Event(..)).then_some(self.nth)
    }

    /// Which group of people it is of; `None` where it is of none.
    pub fn group_of_people(&self) -> Option<people::Group> {
        let is_of_group = matches!(self.def().kept, Kept::Pension { .. });
        people::Group::ALL.get(self.nth).copied().filter(|_| is_of_group)
    }

    /// Which month of the year it is of, 1 to 12; `None` where it is of none.
    pub fn month(&self) -> Option<usize> {
        matches!(self.def().kept, Kept::Said(Kind::Season, _)).then_some(self.nth + 1)
    }

    /// The number given at this address; `None` where none is.
    pub fn given(&self, scenario: &Scenario) -> Option<Decimal> {
        let year = if let When::Year(n) = self.when { n } else { 0 };
        match self.def().kept {
            Kept::Said(..) => match scenario.said(&self.place).held(self.key)? {
                Held::Law => Some(scenario.by_law(self.key, scenario.first_month(year))),
                held => held.number(year, self.nth),
            },
            Kept::Replay => scenario.replay.get(&self.factor()?).copied(),
            Kept::Grant => scenario.grants.as_ref()?.annual.as_ref().map(|list| list.at(year).to_decimal()),
            Kept::Once(get, _) => get(scenario),
            Kept::Entry(of) => of(&mut scenario.pooling.get(self.nth)?.clone()).copied(),
            Kept::Event(of) => Some(Decimal::from(*of(&mut scenario.events.get(self.nth)?.clone()))),
            Kept::Pension { get, .. } => Some(get(self.group_pension(scenario)?, year)),
        }
    }

    /// Whether it follows the law at this address, by itself or by what is above.
    pub fn follows_law(&self, scenario: &Scenario) -> bool {
        let said = scenario.said(&self.place).held(self.key);
        match (said, &self.place) {
            (Some(held), _) => *held == Held::Law,
            (None, PlaceKey::Root) => false,
            (None, place) => self.clone().at(place.above()).follows_law(scenario),
        }
    }

    /// Whether the approved budgets give it at this address.
    pub fn follows_budget(&self, scenario: &Scenario) -> bool {
        matches!(self.def().kept, Kept::Said(..)) && scenario.said(&self.place).held(self.key) == Some(&Held::Budget)
    }

    /// Has it follow the law; one without a parameter of the law stays as it is.
    pub fn follow_law(&self, scenario: &mut Scenario) {
        if self.key.law().is_some() {
            scenario.say(&self.place, |said| said.hold(self.key, Some(Held::Law)));
        }
    }

    /// For how many years it is given one by one.
    pub fn years(&self, scenario: &Scenario) -> usize {
        match self.def().kept {
            Kept::Said(..) => scenario.said(&self.place).held(self.key).map_or(0, Held::years),
            Kept::Grant => {
                let annual = scenario.grants.as_ref().and_then(|grants| grants.annual.as_ref());
                annual.map_or(0, |list| list.values().len())
            }
            Kept::Pension { years, .. } => self.group_pension(scenario).map_or(0, years),
            _ => usize::from(self.given(scenario).is_some()),
        }
    }

    /// What the new retirees of its group have paid, where it is of such.
    fn group_pension<'a>(&self, scenario: &'a Scenario) -> Option<&'a GroupPension> {
        scenario.people.as_ref()?.pension.get(self.nth)?.as_ref()
    }

    /// What holds at this address where nothing is given: what the place above has where it is for all, else the default.
    pub fn fallback(&self, scenario: &Scenario) -> Decimal {
        let is_inherited = matches!(self.def().kept, Kept::Said(_, Of::All)) && self.place != PlaceKey::Root;
        match self.def().unless {
            _ if is_inherited => self.clone().at(self.place.above()).value(scenario),
            Unless::Number(digits, places) => Decimal::new(digits, places),
            Unless::As(key) => Lever { key, ..self.clone() }.value(scenario),
        }
    }

    /// The number in force at this address.
    pub fn value(&self, scenario: &Scenario) -> Decimal {
        self.given(scenario).unwrap_or_else(|| self.fallback(scenario))
    }

    /// Sets the number, or takes it away with `None`. False where the value can't stand at this address: out of its
    /// hard range, of [more decimals](LeverDef::decimals) than it may have, or an address that is not there; the scenario
    /// is then as it was.
    pub fn set(&self, scenario: &mut Scenario, value: Option<Decimal>) -> bool {
        let mut changed = scenario.clone();
        let done = self.put(&mut changed, value.map(|v| v.normalize())).is_some();
        if let (true, Reach::WithBelow, Some(value)) = (done, self.reach, value) {
            self.shift_below(&mut changed, scenario, value);
        }
        if done {
            *scenario = changed;
        }
        done
    }

    /// Moves those below in each year by as much as this moved from what it was; none of them below zero.
    fn shift_below(&self, changed: &mut Scenario, before: &Scenario, value: Decimal) {
        for place in self.below(before).cloned().collect::<Vec<_>>() {
            let own = Lever { place, reach: Reach::Own, ..self.clone() };
            let years = match self.when {
                When::Year(n) => n..n + 1,
                When::Always => 0..before.calendar_years(),
            };
            let moved = |n: usize| {
                let [from, of_all] = [&own, self].map(|lever| lever.clone().when(When::Year(n)).value(before));
                let moved = from + value - of_all;
                if from.is_sign_negative() { moved } else { moved.max(Decimal::ZERO) }
            };
            let moved: Vec<Decimal> = years.clone().map(moved).collect();
            if self.when == When::Always && moved.iter().all(|number| *number == moved[0]) {
                own.put(changed, Some(moved[0].normalize()));
                continue;
            }
            for (n, number) in years.zip(moved) {
                own.clone().when(When::Year(n)).put(changed, Some(number.normalize()));
            }
        }
    }

    /// What holds at a place that says nothing itself, year by year where the years differ.
    fn inherited(&self, kind: Kind, years: usize, scenario: &Scenario) -> Option<Held> {
        let of_year = |n| Held::of(kind, self.clone().when(When::Year(n)).fallback(scenario));
        let mut held = of_year(0)?;
        for n in 1..years {
            let next = of_year(n)?;
            if held.number(n, self.nth) != next.number(0, self.nth) {
                held.set(n, next, years);
            }
        }
        Some(held)
    }

    fn put(&self, scenario: &mut Scenario, value: Option<Decimal>) -> Option<()> {
        let is_below_zero = value.is_some_and(|v| v.is_sign_negative() && !v.is_zero());
        if is_below_zero && !self.def().signed || value.is_some_and(|value| value.scale() > self.def().decimals()) {
            return None;
        }
        let is_of_people = self.def().group == Group::People;
        if is_of_people && scenario.people.is_none() {
            return None;
        }
        let years = scenario.years_of(self.key);
        match self.def().kept {
            Kept::Said(Kind::Season, _) => {
                let mut factors: [Decimal; 12] = std::array::from_fn(|nth| self.clone().nth(nth).value(scenario));
                *factors.get_mut(self.nth)? = value.unwrap_or(Decimal::ONE);
                let held = (factors != [Decimal::ONE; 12]).then_some(Held::Season(factors));
                scenario.say(&self.place, |said| said.hold(self.key, held));
            }
            Kept::Said(kind, _) => {
                let held = match (value, self.when) {
                    (None, _) => None,
                    (Some(value), When::Always) => Some(Held::of(kind, value)?),
                    (Some(value), When::Year(n)) => {
                        let held = scenario.said(&self.place).held(self.key).cloned();
                        let held = held.or_else(|| self.inherited(kind, years, scenario))?;
                        // What followed the law keeps its numbers in the other years.
                        let by_law = |n| scenario.by_law(self.key, scenario.first_month(n));
                        let mut held = match held {
                            Held::Law => Held::Rates(Yearly::new((0..years).map(by_law).collect())?),
                            held => held,
                        };
                        held.set(n, Held::of(kind, value)?, years);
                        Some(held)
                    }
                };
                scenario.say(&self.place, |said| said.hold(self.key, held));
            }
            Kept::Replay => {
                let factor = self.factor()?;
                match value {
                    Some(rate) => drop(scenario.replay.insert(factor, rate)),
                    None => drop(scenario.replay.remove(&factor)),
                }
            }
            Kept::Grant => {
                let amount = amount(value)?;
                let grants = scenario.grants.get_or_insert_with(|| Grants { months: vec![6, 11], ..Grants::default() });
                match (amount, self.when) {
                    (None, _) => grants.annual = None,
                    (Some(amount), When::Always) => grants.annual = Some(Yearly::constant(amount)),
                    (Some(amount), When::Year(n)) => {
                        let annual = grants.annual.get_or_insert_with(|| Yearly::constant(Money::ZERO));
                        annual.set(n, amount, years);
                    }
                }
                if grants.annual.is_none() && grants.source == super::GrantSource::Plan {
                    scenario.grants = None;
                }
            }
            Kept::Once(_, put) => put(scenario, value)?,
            Kept::Entry(of) => {
                let entry = scenario.pooling.get_mut(self.nth)?;
                let before = entry.sharing.clone();
                *of(entry)? = value.or(self.def().zero_is_none.then_some(Decimal::ZERO))?;
                if let Some(sharing) = entry.sharing.as_mut().filter(|sharing| Some(&**sharing) != before.as_ref()) {
                    sharing.leave_the_rest_to_counties();
                }
            }
            Kept::Event(of) => *of(scenario.events.get_mut(self.nth)?) = whole(value?)?,
            Kept::Pension { put, .. } => {
                let group = scenario.people.as_mut()?.pension.get_mut(self.nth)?.as_mut()?;
                put(group, value?, if let When::Year(n) = self.when { Some(n) } else { None }, years)?;
            }
        }
        (!is_of_people || scenario.people_hold()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let mut scenario = Scenario::new("", "2026-11".parse().expect("a month"), 26);
        let rate = Lever::of(LeverKey::CollectionRate);
        assert!(rate.clone().set(&mut scenario, Some(Decimal::new(9, 1))));
        assert!(rate.clone().county("甲县").set(&mut scenario, Some(Decimal::new(7, 1))));
        assert!(rate.county("乙县").when(When::Year(1)).set(&mut scenario, Some(Decimal::new(95, 2))));
        scenario
    }

    fn of(county: &str, year: usize, scenario: &Scenario) -> String {
        Lever::of(LeverKey::CollectionRate)
            .county(county)
            .when(When::Year(year))
            .value(scenario)
            .normalize()
            .to_string()
    }

    #[test]
    fn the_whole_moves_those_below_by_as_much() {
        let mut moved = scenario();
        let whole = Lever::of(LeverKey::CollectionRate).with_below(&moved);
        assert_eq!((whole.reach, whole.below(&moved).count()), (Reach::WithBelow, 2));
        assert!(whole.set(&mut moved, Some(Decimal::new(92, 2))));
        assert_eq!([of("甲县", 0, &moved), of("乙县", 0, &moved), of("乙县", 1, &moved)], ["0.72", "0.92", "0.97"]);
        assert!(whole.set(&mut moved, Some(Decimal::new(9, 1))));
        assert_eq!(moved, scenario(), "and back");
        assert!(whole.clone().when(When::Year(2)).set(&mut moved, Some(Decimal::new(91, 2))));
        assert_eq!([of("甲县", 1, &moved), of("甲县", 2, &moved), of("乙县", 2, &moved)], ["0.7", "0.71", "0.91"]);
    }

    #[test]
    fn the_whole_by_itself_leaves_those_below() {
        let mut moved = scenario();
        assert!(Lever::of(LeverKey::CollectionRate).set(&mut moved, Some(Decimal::new(8, 1))));
        assert_eq!([of("甲县", 0, &moved), of("丙区", 0, &moved)], ["0.7", "0.8"]);
        let of_county = Lever::of(LeverKey::CollectionRate).county("甲县");
        assert_eq!(of_county.clone().with_below(&moved), of_county);
    }
}
