//! The parts of a scenario that one built on another may have of its own.
//!
//! A part is what is taken over or left as a whole: a rate with all its years, the grants, the arrangements. Each lever
//! belongs to one part.

use super::group::Group;
use super::held::{Held, Kind};
use super::lever::{Kept, Lever, LeverKey};
use super::merger::Merger;
use super::own_law::OwnLaw;
use super::people::People;
use super::transfer::Transfer;
use super::{Event, Grants, Interest, Mode, PlaceKey, Pooling, Scenario, Stochastic, Subsidy};
use crate::field::Field;
use crate::money::Rate;
use crate::month::Month;

/// A part of a scenario.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// Start, length and mode.
    Span,
    /// What is said of a place in a lever, of all years and months.
    Said(LeverKey, PlaceKey),
    /// Those who join or leave.
    Events,
    /// The factor of a column in a replay.
    Replay(Field),
    /// An opening balance.
    Opening(LeverKey, PlaceKey),
    /// 专项补助: amounts, months and source.
    Grants,
    /// 同级财政补助
    Subsidy,
    /// Interest, on balances and on debt.
    Interest,
    /// Structure, death rates, retirement and entry of the people by age.
    People,
    /// 并轨
    Merger,
    /// 关系转移
    Transfers,
    /// The area's own values of the law.
    Law,
    /// The arrangements with all their numbers.
    Pooling,
    /// Settings of stochastic runs.
    Stochastic,
}

/// What a scenario has in a part.
#[derive(PartialEq)]
enum Has<'a> {
    Span(Month, u32, Mode),
    Said(Option<&'a Held>),
    Number(Option<Rate>),
    Events(&'a [Event]),
    Grants(Option<&'a Grants>),
    Subsidy(Option<&'a Subsidy>),
    Interest(Option<&'a Interest>),
    People(Option<&'a People>),
    Merger(&'a [Merger]),
    Transfers(&'a [Transfer]),
    Law(&'a [OwnLaw]),
    Pooling(&'a [Pooling]),
    Stochastic(Option<&'a Stochastic>),
}

impl Part {
    /// Those that are neither a place's nor a column's.
    const WHOLE: [Part; 11] = [
        Part::Span,
        Part::Events,
        Part::Grants,
        Part::Subsidy,
        Part::Interest,
        Part::People,
        Part::Merger,
        Part::Transfers,
        Part::Law,
        Part::Pooling,
        Part::Stochastic,
    ];

    /// The part that a lever belongs to.
    pub fn of(lever: &Lever) -> Part {
        match lever.def().kept {
            Kept::Said(..) => Part::said(lever.key, lever.place.clone()),
            Kept::Replay => lever.factor().map_or(Part::Span, Part::Replay),
            Kept::Grant => Part::Grants,
            Kept::Once(..) => {
                let of_group = |part: &Part| part.group() == Some(lever.def().group);
                Part::WHOLE.into_iter().find(of_group).expect("each group has a part")
            }
            Kept::Entry(..) => Part::Pooling,
            Kept::Event(..) => Part::Events,
            Kept::Pension { .. } => Part::People,
        }
    }

    /// What is said of a place in a lever.
    fn said(key: LeverKey, place: PlaceKey) -> Part {
        match key.def().kept {
            Kept::Said(Kind::Amount, _) => Part::Opening(key, place),
            _ => Part::Said(key, place),
        }
    }

    /// What a place may have of its own.
    fn of_place(place: &PlaceKey) -> impl Iterator<Item = Part> {
        LeverKey::said_of(place).map(|key| Part::said(key, place.clone()))
    }

    /// The key of its name in the locale files.
    pub fn text_key(&self) -> &'static str {
        match self {
            Part::Span => "part.span",
            Part::Events => "part.events",
            Part::Grants => "part.grants",
            Part::Subsidy => "part.subsidy",
            Part::Interest => "part.interest",
            Part::Pooling => "part.pooling",
            Part::Stochastic => "part.stochastic",
            Part::Said(key, _) | Part::Opening(key, _) => key.def().text_key,
            Part::Replay(_) => LeverKey::Replay.def().text_key,
            Part::People => "part.people",
            Part::Merger => "part.merger",
            Part::Transfers => "part.transfers",
            Part::Law => "part.law",
        }
    }

    /// The group that it is changed with; none are the settings of stochastic runs.
    pub fn group(&self) -> Option<Group> {
        Some(match self {
            Part::Span | Part::Replay(_) => Group::Span,
            Part::Said(key, _) | Part::Opening(key, _) => key.def().group,
            Part::Events | Part::Transfers => Group::Persons,
            Part::Grants => Group::Grants,
            Part::Subsidy => Group::Subsidy,
            Part::Interest => Group::Interest,
            Part::People => Group::People,
            Part::Merger => Group::Merger,
            Part::Law => Group::Contributions,
            Part::Pooling => Group::Pooling,
            Part::Stochastic => return None,
        })
    }

    /// The place that it is of; the root where it is of none.
    pub fn place(&self) -> &PlaceKey {
        match self {
            Part::Said(_, place) | Part::Opening(_, place) => place,
            _ => &PlaceKey::Root,
        }
    }

    /// As text, for the project file: `KEY[#COLUMN]`, with `@COUNTY` or `/PATH` of a place above counties.
    pub fn write(&self) -> String {
        let key = self.text_key();
        let key = key.split_once('.').map_or(key, |(_, key)| key);
        let column = match self {
            Part::Replay(factor) => format!("#{}", factor.key()),
            _ => String::new(),
        };
        format!("{key}{column}{}", self.place().suffix())
    }

    /// The part of a text; `None` where it names none.
    pub fn read(text: &str) -> Option<Part> {
        let (name, place) = PlaceKey::split(text);
        let said = LeverKey::said_of(&place).find(|key| key.key() == name);
        if let Some(key) = said {
            return Some(Part::said(key, place));
        }
        let others = Part::WHOLE.into_iter().chain(Field::replayed().map(Part::Replay));
        others.into_iter().find(|part| part.write() == text)
    }

    fn has<'a>(&self, scenario: &'a Scenario) -> Has<'a> {
        match self {
            Part::Span => Has::Span(scenario.start, scenario.months, scenario.mode),
            Part::Said(key, place) | Part::Opening(key, place) => Has::Said(scenario.said(place).held(*key)),
            Part::Events => Has::Events(&scenario.events),
            Part::Replay(factor) => Has::Number(scenario.replay.get(factor).copied()),
            Part::Grants => Has::Grants(scenario.grants.as_ref()),
            Part::Subsidy => Has::Subsidy(scenario.subsidy.as_ref()),
            Part::Interest => Has::Interest(scenario.interest.as_ref()),
            Part::People => Has::People(scenario.people.as_ref()),
            Part::Merger => Has::Merger(&scenario.mergers),
            Part::Transfers => Has::Transfers(&scenario.transfers),
            Part::Law => Has::Law(&scenario.law),
            Part::Pooling => Has::Pooling(&scenario.pooling),
            Part::Stochastic => Has::Stochastic(scenario.stochastic.as_ref()),
        }
    }

    /// Whether two scenarios have the same here.
    pub fn is_same(&self, a: &Scenario, b: &Scenario) -> bool {
        self.has(a) == self.has(b)
    }

    /// Makes this part of a scenario what it is in another.
    pub fn copy(&self, from: &Scenario, into: &mut Scenario) {
        match self {
            Part::Span => (into.start, into.months, into.mode) = (from.start, from.months, from.mode),
            Part::Said(key, place) | Part::Opening(key, place) => {
                into.say(place, |said| said.hold(*key, from.said(place).held(*key).cloned()));
            }
            Part::Events => into.events.clone_from(&from.events),
            Part::Replay(factor) => match from.replay.get(factor) {
                Some(rate) => drop(into.replay.insert(*factor, *rate)),
                None => drop(into.replay.remove(factor)),
            },
            Part::Grants => into.grants.clone_from(&from.grants),
            Part::Subsidy => into.subsidy.clone_from(&from.subsidy),
            Part::Interest => into.interest.clone_from(&from.interest),
            Part::People => into.people.clone_from(&from.people),
            Part::Merger => into.mergers.clone_from(&from.mergers),
            Part::Transfers => into.transfers.clone_from(&from.transfers),
            Part::Law => into.law.clone_from(&from.law),
            Part::Pooling => into.pooling.clone_from(&from.pooling),
            Part::Stochastic => into.stochastic.clone_from(&from.stochastic),
        }
    }

    /// The parts in which two scenarios differ, in order.
    pub fn differing(a: &Scenario, b: &Scenario) -> Vec<Part> {
        let mut parts = Part::WHOLE.to_vec();
        parts.extend(Field::replayed().map(Part::Replay));
        parts.extend(a.own.keys().chain(b.own.keys()).flat_map(Part::of_place));
        parts.retain(|part| !part.is_same(a, b));
        parts.sort();
        parts.dedup();
        parts
    }
}
