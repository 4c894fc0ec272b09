//! Levers by text, as commands and result files name them.
//!
//! `KEY[+][#N]`, with `@COUNTY` or `/PATH` of a place above counties, and `[@YEAR]`: the key is the lever's, `#N` the
//! calendar month of a season, the column of a replay (`replay#collected`), the group of people (`pension_years#man`), or
//! which of the entries or events (from 1; the last that has such a number where none is given). Without a place it is the
//! root's, without a year it is every year's; `+` moves by as much the places below that have a number of their own.
//!
//! ```
//! use tongchou::scenario::{Scenario, address, lever::{Lever, LeverKey, When}};
//! let scenario = Scenario::new("", "2008-07".parse().unwrap(), 12);
//! let lever = Lever::of(LeverKey::CollectionRate).county("屯溪区").when(When::Year(1));
//! assert_eq!(address::write(&lever, &scenario), "collection_rate@屯溪区@2009");
//! assert_eq!(address::read("collection_rate@屯溪区@2009", &scenario), Some(lever));
//! ```

use super::held::Kind;
use super::lever::{Kept, Lever, LeverKey, LeverUnit, Of, When};
use super::{Mode, PlaceKey, Scenario};
use crate::field::Field;
use crate::people::Group;
use crate::place::Reach;

/// The text of a lever.
pub fn write(lever: &Lever, scenario: &Scenario) -> String {
    let number = match lever.factor() {
        Some(factor) => Some(factor.key().to_owned()),
        None if lever.group_of_people().is_some() => lever.group_of_people().map(|group| group.key().to_owned()),
        None => [lever.month(), lever.entry().map(|n| n + 1), lever.event().map(|n| n + 1)]
            .into_iter()
            .find_map(|n| n.map(|n| n.to_string())),
    };
    let number = number.map_or_else(String::new, |n| format!("#{n}"));
    let year = match lever.when {
        When::Always => String::new(),
        When::Year(n) => format!("@{}", scenario.first_year(lever.key) + n as i32),
    };
    let below = if lever.reach == Reach::WithBelow { "+" } else { "" };
    format!("{}{below}{number}{}{year}", lever.key.key(), lever.place.suffix())
}

/// The lever of a text; `None` where it names none of this scenario's.
pub fn read(text: &str, scenario: &Scenario) -> Option<Lever> {
    let mut year = None;
    let mut named = Vec::new();
    for part in text.split('@') {
        match part.parse::<i32>() {
            Ok(number) if !named.is_empty() => year = Some(number),
            _ => named.push(part),
        }
    }
    let named = named.join("@");
    let (name, place) = PlaceKey::split(&named);
    let (name, number) = name.split_once('#').map_or((name, None), |(name, number)| (name, Some(number)));
    let (name, reach) = name.strip_suffix('+').map_or((name, Reach::Own), |name| (name, Reach::WithBelow));
    let key = LeverKey::ALL.iter().copied().find(|key| key.key() == name)?;
    let when = match year {
        Some(year) => {
            let n = usize::try_from(i32::checked_sub(year, scenario.first_year(key))?).ok();
            When::Year(n.filter(|n| *n < scenario.years_of(key))?)
        }
        None => When::Always,
    };
    let lever = Lever { reach, ..Lever::of(key).when(when) };
    let nth = |count: usize| match number {
        Some(number) => number.parse::<usize>().ok()?.checked_sub(1).filter(|n| *n < count),
        None => (0..count).rev().find(|n| lever.clone().nth(*n).given(scenario).is_some()),
    };
    Some(match lever.def().kept {
        Kept::Said(_, Of::Root) => lever,
        Kept::Said(Kind::Season, _) => lever.clone().at(place).nth(number.and_then(|_| nth(12))?),
        Kept::Said(_, of) => lever.at(Some(place).filter(|place| of.fits(place))?),
        Kept::Replay => Field::replayed().find(|field| Some(field.key()) == number).map(Lever::replay)?,
        Kept::Grant | Kept::Once(..) => lever,
        Kept::Entry(..) => lever.clone().nth(nth(scenario.pooling.len())?),
        Kept::Event(..) => lever.clone().nth(nth(scenario.events.len())?),
        Kept::Pension { .. } => lever.clone().nth(Group::of_key(number?)? as usize),
    })
}

/// The same as the window offers them: a rate of the whole moves the counties that have one of their own too.
pub fn of_all(scenario: &Scenario) -> Vec<Lever> {
    of_city(scenario).into_iter().map(|lever| lever.with_below(scenario)).collect()
}

/// The levers that a scenario has for the whole city, those of its arrangements included: what is offered where nothing
/// is chosen. Months of the year are left out, for they can't be moved by a little.
pub fn of_city(scenario: &Scenario) -> Vec<Lever> {
    let mut levers: Vec<Lever> = match scenario.mode {
        Mode::Project => LeverKey::rates().map(Lever::of).collect(),
        Mode::Replay => Field::replayed().map(Lever::replay).collect(),
    };
    let kept_once = |kept| matches!(kept, Kept::Said(_, Of::Root) | Kept::Grant | Kept::Once(..));
    let mut once: Vec<LeverKey> = LeverKey::ALL.iter().copied().filter(|key| kept_once(key.def().kept)).collect();
    // Group by group, amounts before rates.
    once.sort_by_key(|key| (key.def().group, key.def().unit != LeverUnit::Money));
    levers.extend(once.into_iter().map(Lever::of));
    for n in 0..scenario.pooling.len() {
        let entries = LeverKey::of_entries().map(|key| Lever::of(key).nth(n));
        let is_zero = |lever: &Lever| lever.given(scenario).is_none_or(|share| share.is_zero());
        levers.extend(entries.filter(|lever| lever.def().offered || !is_zero(lever)));
    }
    for key in LeverKey::of_people().filter(|key| matches!(key.def().kept, Kept::Pension { .. })) {
        levers.extend(Group::ALL.map(|group| Lever::of(key).nth(group as usize)));
    }
    // Rates and factors always hold; of the rest those that the scenario gives.
    levers.retain(|lever| lever.def().always_holds() || lever.given(scenario).is_some());
    levers
}

/// The levers that can be moved where a place is looked at: the whole's, then those of a county.
pub fn of_place(scenario: &Scenario, place: &PlaceKey) -> Vec<Lever> {
    let mut levers = of_all(scenario);
    if let (PlaceKey::County(name), Mode::Project) = (place, scenario.mode) {
        levers.extend(LeverKey::rates().map(|key| Lever::of(key).at(place.clone())));
        let own =
            [Lever::of(LeverKey::OpeningCounty).county(name.clone()), Lever::of(LeverKey::Target).county(name.clone())];
        levers.extend(own.into_iter().filter(|lever| lever.given(scenario).is_some()));
    }
    levers
}

/// Those that are moved one by one: of a county its own in place of the whole's of the same kind, each once.
pub fn moved(scenario: &Scenario, place: &PlaceKey) -> Vec<Lever> {
    let levers = of_place(scenario, place);
    let PlaceKey::County(_) = place else { return levers };
    let is_own = |lever: &Lever| lever.place == *place;
    let own: Vec<Lever> = levers.iter().filter(|lever| is_own(lever)).cloned().collect();
    let twice = |lever: &Lever| own.iter().any(|o| o.key == lever.key && o.when == lever.when);
    let mut moved: Vec<Lever> = Vec::new();
    for lever in levers.into_iter().filter(|lever| is_own(lever) || !twice(lever)) {
        if !moved.contains(&lever) {
            moved.push(lever);
        }
    }
    moved
}
