//! From one scenario to another, one group of levers at a time in a fixed order: why they differ.
//!
//! Each step's effect is the measure after it less the measure before it, so that the steps add up to the difference of
//! the two scenarios to the fen. The order matters to the single steps, as in every such account, and is always that of
//! [`Group::ALL`].

use std::collections::BTreeSet;

use super::{Desk, Reading, unknown};
use crate::measures::Value;
use crate::scenario::{PlaceKey, PlaceLevers, Rates, Scenario};
use crate::simulation::Failure;

/// A group of levers that are changed together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// 测算期间: start, months and mode, and the replay's factors.
    Span,
    /// 人数: growth of persons, and events.
    Persons,
    /// 征缴: contribution rate, collection rate, base and season.
    Contributions,
    /// 待遇: raises, and other expenditure.
    Benefits,
    /// 期初结余
    Opening,
    /// 专项补助
    Grants,
    /// 同级财政补助
    Subsidy,
    /// 利息
    Interest,
    /// 做实个人账户
    Accounts,
    /// 统筹办法, with targets and what the wage formula is given.
    Pooling,
}

impl Group {
    /// All, in the order in which they are changed.
    pub const ALL: [Group; 10] = [
        Group::Span,
        Group::Persons,
        Group::Contributions,
        Group::Benefits,
        Group::Opening,
        Group::Grants,
        Group::Subsidy,
        Group::Interest,
        Group::Accounts,
        Group::Pooling,
    ];

    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Group::Span => "span",
            Group::Persons => "persons",
            Group::Contributions => "contributions",
            Group::Benefits => "benefits",
            Group::Opening => "opening",
            Group::Grants => "grants",
            Group::Subsidy => "subsidy",
            Group::Interest => "interest",
            Group::Accounts => "accounts",
            Group::Pooling => "pooling",
        }
    }

    /// The key of its name in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Group::Span => "group.span",
            Group::Persons => "group.persons",
            Group::Contributions => "group.contributions",
            Group::Benefits => "group.benefits",
            Group::Opening => "group.opening",
            Group::Grants => "group.grants",
            Group::Subsidy => "group.subsidy",
            Group::Interest => "group.interest",
            Group::Accounts => "group.accounts",
            Group::Pooling => "group.pooling",
        }
    }

    /// Changes the group in a scenario to what it is in another.
    fn copy(self, from: &Scenario, into: &mut Scenario) {
        match self {
            Group::Span => {
                (into.start, into.months, into.mode) = (from.start, from.months, from.mode);
                into.replay.clone_from(&from.replay);
            }
            Group::Persons => into.events.clone_from(&from.events),
            Group::Contributions | Group::Benefits | Group::Opening => {}
            Group::Grants => into.grants.clone_from(&from.grants),
            Group::Subsidy => into.subsidy.clone_from(&from.subsidy),
            Group::Interest => into.interest.clone_from(&from.interest),
            Group::Accounts => into.funded_rate = from.funded_rate,
            Group::Pooling => into.pooling.clone_from(&from.pooling),
        }
        let places: BTreeSet<PlaceKey> = from.own.keys().chain(into.own.keys()).cloned().collect();
        for place in &places {
            into.say(place, |said| self.copy_said(from.said(place), said));
        }
    }

    fn copy_said(self, from: &PlaceLevers, into: &mut PlaceLevers) {
        match self {
            Group::Opening => into.opening = from.opening,
            Group::Pooling => {
                let (rates, opening) = (std::mem::take(&mut into.rates), into.opening);
                *into = PlaceLevers { rates, opening, ..from.clone() };
            }
            _ => self.copy_rates(&from.rates, &mut into.rates),
        }
    }

    fn copy_rates(self, from: &Rates, into: &mut Rates) {
        let from = from.clone();
        let kept = std::mem::take(into);
        *into = match self {
            Group::Persons => {
                Rates { contributors_growth: from.contributors_growth, retirees_growth: from.retirees_growth, ..kept }
            }
            Group::Contributions => Rates {
                contribution_rate: from.contribution_rate,
                collection_rate: from.collection_rate,
                wage_growth: from.wage_growth,
                wage_month: from.wage_month,
                season: from.season,
                ..kept
            },
            Group::Benefits => Rates {
                pension_growth: from.pension_growth,
                pension_effective_month: from.pension_effective_month,
                pension_paid_month: from.pension_paid_month,
                other_per_retiree: from.other_per_retiree,
                ..kept
            },
            _ => kept,
        };
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

/// Goes from one scenario to another.
///
/// # Errors
/// What keeps a scenario on the way from running, such as a replay's flows beyond the data; a measure that one of them
/// does not have; [`Failure::Stopped`].
pub fn bridge(desk: &Desk<'_>, from: &Scenario, to: &Scenario, reading: &Reading) -> Result<Bridge, Failure> {
    let mut way = vec![from.clone()];
    let mut groups = Vec::new();
    for group in Group::ALL {
        let mut next = way[way.len() - 1].clone();
        group.copy(to, &mut next);
        if next != way[way.len() - 1] {
            groups.push(group);
            way.push(next);
        }
    }
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
