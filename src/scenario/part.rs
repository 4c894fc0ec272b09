//! The parts of a scenario that one built on another may have of its own.
//!
//! A part is what is taken over or left as a whole: a rate with all its years, the grants, the arrangements. Each lever
//! belongs to one part.

use std::sync::Arc;

use super::lever::{Lever, MonthKey, RateKey, Scope};
use super::{
    CountyLevers, Event, Grants, Interest, Mode, Pooling, ReplayFactor, Scenario, Stochastic, Subsidy, Yearly,
};
use crate::money::{Money, Persons, Rate};
use crate::month::Month;

/// A part of a scenario.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// Start, length and mode.
    Span,
    /// A rate, of all years.
    Rate(RateKey, Scope),
    /// A month of the year.
    Month(MonthKey, Scope),
    /// The collection factors of the months of the year.
    Season(Scope),
    /// 征缴任务 of a county.
    Target(Arc<str>),
    /// Average wage of a county.
    AverageWage(Arc<str>),
    /// Heads of a county for the wage formula.
    ShouldInsured(Arc<str>),
    /// Those who join or leave.
    Events,
    /// The factor of a column in a replay.
    Replay(ReplayFactor),
    /// Opening balance of the pool.
    OpeningPool,
    /// Opening balance of a county.
    OpeningCounty(Arc<str>),
    /// 专项补助: amounts, months and source.
    Grants,
    /// 同级财政补助
    Subsidy,
    /// Interest, on balances and on debt.
    Interest,
    /// 做实个人账户
    FundedRate,
    /// The arrangements with all their numbers.
    Pooling,
    /// Settings of stochastic runs.
    Stochastic,
}

/// What a scenario has in a part.
#[derive(PartialEq)]
enum Held<'a> {
    Span(Month, u32, Mode),
    Rates(Option<&'a Yearly<Rate>>),
    Amounts(Option<&'a Yearly<Money>>),
    Heads(Option<&'a Yearly<Persons>>),
    Season(Option<[Rate; 12]>),
    Number(Option<Rate>),
    Month(Option<u32>),
    Amount(Option<Money>),
    Events(&'a [Event]),
    Grants(Option<&'a Grants>),
    Subsidy(Option<&'a Subsidy>),
    Interest(Option<&'a Interest>),
    Pooling(&'a [Pooling]),
    Stochastic(Option<&'a Stochastic>),
}

impl Part {
    /// The part that a lever belongs to.
    pub fn of(lever: &Lever) -> Part {
        match lever {
            Lever::Rate(key, scope, _) => Part::Rate(*key, scope.clone()),
            Lever::Month(key, scope) => Part::Month(*key, scope.clone()),
            Lever::Season(_, scope) => Part::Season(scope.clone()),
            Lever::Target(county, _) => Part::Target(county.clone()),
            Lever::AverageWage(county, _) => Part::AverageWage(county.clone()),
            Lever::ShouldInsured(county, _) => Part::ShouldInsured(county.clone()),
            Lever::Replay(factor) => Part::Replay(*factor),
            Lever::OpeningPool => Part::OpeningPool,
            Lever::OpeningCounty(county) => Part::OpeningCounty(county.clone()),
            Lever::Grant(_) => Part::Grants,
            Lever::SubsidyThreshold | Lever::SubsidyRate => Part::Subsidy,
            Lever::Interest | Lever::DebtInterest => Part::Interest,
            Lever::FundedRate => Part::FundedRate,
            Lever::RemitShare(_)
            | Lever::RemitWageShare(_)
            | Lever::RemitRate(_)
            | Lever::SharingProvince(_)
            | Lever::SharingCity(_)
            | Lever::OvercollectionCredit(_) => Part::Pooling,
            Lever::EventContributors(_) | Lever::EventRetirees(_) => Part::Events,
        }
    }

    /// The key of its name in the locale files.
    pub fn text_key(&self) -> &'static str {
        use super::lever::When::Always;
        let nobody = || Arc::<str>::from("");
        match self {
            Part::Span => "part.span",
            Part::Events => "part.events",
            Part::Grants => "part.grants",
            Part::Subsidy => "part.subsidy",
            Part::Interest => "part.interest",
            Part::Pooling => "part.pooling",
            Part::Stochastic => "part.stochastic",
            Part::Rate(key, _) => Lever::Rate(*key, Scope::City, Always).spec().text_key,
            Part::Month(key, _) => Lever::Month(*key, Scope::City).spec().text_key,
            Part::Season(_) => Lever::Season(1, Scope::City).spec().text_key,
            Part::Target(_) => Lever::Target(nobody(), Always).spec().text_key,
            Part::AverageWage(_) => Lever::AverageWage(nobody(), Always).spec().text_key,
            Part::ShouldInsured(_) => Lever::ShouldInsured(nobody(), Always).spec().text_key,
            Part::Replay(factor) => Lever::Replay(*factor).spec().text_key,
            Part::OpeningPool => Lever::OpeningPool.spec().text_key,
            Part::OpeningCounty(_) => Lever::OpeningCounty(nobody()).spec().text_key,
            Part::FundedRate => Lever::FundedRate.spec().text_key,
        }
    }

    /// The county that it is of; `None` is the city.
    pub fn county(&self) -> Option<&Arc<str>> {
        match self {
            Part::Rate(_, Scope::County(name)) | Part::Month(_, Scope::County(name)) => Some(name),
            Part::Season(Scope::County(name)) => Some(name),
            Part::Target(name) | Part::AverageWage(name) | Part::ShouldInsured(name) => Some(name),
            Part::OpeningCounty(name) => Some(name),
            _ => None,
        }
    }

    /// As text, for the project file: `KEY[#COLUMN][@COUNTY]`.
    pub fn write(&self) -> String {
        let key = self.text_key();
        let key = key.split_once('.').map_or(key, |(_, key)| key);
        let column = match self {
            Part::Replay(factor) => format!("#{}", factor.field().key()),
            _ => String::new(),
        };
        let county = self.county().map_or_else(String::new, |county| format!("@{county}"));
        format!("{key}{column}{county}")
    }

    /// The part of a text; `None` where it names none.
    pub fn read(text: &str) -> Option<Part> {
        let (key, county) = match text.split_once('@') {
            Some((key, county)) => (key, Some(Arc::<str>::from(county))),
            None => (text, None),
        };
        if let Some(("replay", column)) = key.split_once('#') {
            return ReplayFactor::ALL.into_iter().find(|f| f.field().key() == column).map(Part::Replay);
        }
        let scope = || county.clone().map_or(Scope::City, Scope::County);
        if let Some(rate) = RateKey::ALL.into_iter().find(|k| k.key() == key) {
            return Some(Part::Rate(rate, scope()));
        }
        if let Some(month) = MonthKey::ALL.into_iter().find(|k| k.key() == key) {
            return Some(Part::Month(month, scope()));
        }
        let whole = [
            Part::Span,
            Part::Events,
            Part::Grants,
            Part::Subsidy,
            Part::Interest,
            Part::Pooling,
            Part::Stochastic,
            Part::OpeningPool,
            Part::FundedRate,
            Part::Season(scope()),
        ];
        let of_county = county.as_ref().map(|county| {
            let county = || county.clone();
            [
                Part::Target(county()),
                Part::AverageWage(county()),
                Part::ShouldInsured(county()),
                Part::OpeningCounty(county()),
            ]
        });
        whole.into_iter().chain(of_county.into_iter().flatten()).find(|part| part.write() == text)
    }

    fn held<'a>(&self, scenario: &'a Scenario) -> Held<'a> {
        let county = |name: &Arc<str>| scenario.county.get(&**name);
        match self {
            Part::Span => Held::Span(scenario.start, scenario.months, scenario.mode),
            Part::Rate(key, scope) => Held::Rates(scenario.rates_of(scope).and_then(|r| key.of(r).as_ref())),
            Part::Month(key, scope) => Held::Month(scenario.rates_of(scope).and_then(|r| key.of(r))),
            Part::Season(scope) => Held::Season(scenario.rates_of(scope).and_then(|r| r.season)),
            Part::Target(name) => Held::Amounts(county(name).and_then(|c| c.target.as_ref())),
            Part::AverageWage(name) => Held::Amounts(county(name).and_then(|c| c.average_wage.as_ref())),
            Part::ShouldInsured(name) => Held::Heads(county(name).and_then(|c| c.should_insured.as_ref())),
            Part::Events => Held::Events(&scenario.events),
            Part::Replay(factor) => Held::Number(scenario.replay.get(factor).copied()),
            Part::OpeningPool => Held::Amount(scenario.opening.pool),
            Part::OpeningCounty(name) => Held::Amount(scenario.opening.county.get(&**name).copied()),
            Part::Grants => Held::Grants(scenario.grants.as_ref()),
            Part::Subsidy => Held::Subsidy(scenario.subsidy.as_ref()),
            Part::Interest => Held::Interest(scenario.interest.as_ref()),
            Part::FundedRate => Held::Number(scenario.funded_rate),
            Part::Pooling => Held::Pooling(&scenario.pooling),
            Part::Stochastic => Held::Stochastic(scenario.stochastic.as_ref()),
        }
    }

    /// Whether two scenarios have the same here.
    pub fn is_same(&self, a: &Scenario, b: &Scenario) -> bool {
        self.held(a) == self.held(b)
    }

    /// Makes this part of a scenario what it is in another.
    pub fn copy(&self, from: &Scenario, into: &mut Scenario) {
        let of_county = |name: &Arc<str>| from.county.get(&**name);
        match self {
            Part::Span => (into.start, into.months, into.mode) = (from.start, from.months, from.mode),
            Part::Rate(key, scope) => {
                *key.of_mut(into.rates_of_mut(scope)) = from.rates_of(scope).and_then(|r| key.of(r).clone());
            }
            Part::Month(key, scope) => {
                *key.of_mut(into.rates_of_mut(scope)) = from.rates_of(scope).and_then(|r| key.of(r));
            }
            Part::Season(scope) => into.rates_of_mut(scope).season = from.rates_of(scope).and_then(|r| r.season),
            Part::Target(name) => county(into, name).target = of_county(name).and_then(|c| c.target.clone()),
            Part::AverageWage(name) => {
                county(into, name).average_wage = of_county(name).and_then(|c| c.average_wage.clone());
            }
            Part::ShouldInsured(name) => {
                county(into, name).should_insured = of_county(name).and_then(|c| c.should_insured.clone());
            }
            Part::Events => into.events.clone_from(&from.events),
            Part::Replay(factor) => match from.replay.get(factor) {
                Some(rate) => drop(into.replay.insert(*factor, *rate)),
                None => drop(into.replay.remove(factor)),
            },
            Part::OpeningPool => into.opening.pool = from.opening.pool,
            Part::OpeningCounty(name) => match from.opening.county.get(&**name) {
                Some(amount) => drop(into.opening.county.insert(name.to_string(), *amount)),
                None => drop(into.opening.county.remove(&**name)),
            },
            Part::Grants => into.grants.clone_from(&from.grants),
            Part::Subsidy => into.subsidy.clone_from(&from.subsidy),
            Part::Interest => into.interest.clone_from(&from.interest),
            Part::FundedRate => into.funded_rate = from.funded_rate,
            Part::Pooling => into.pooling.clone_from(&from.pooling),
            Part::Stochastic => into.stochastic.clone_from(&from.stochastic),
        }
        if let Some(name) = self.county()
            && into.county.get(&**name).is_some_and(|levers| *levers == CountyLevers::default())
        {
            into.county.remove(&**name);
        }
    }

    /// The parts in which two scenarios differ, in order.
    pub fn differing(a: &Scenario, b: &Scenario) -> Vec<Part> {
        let mut parts = vec![Part::Span, Part::Season(Scope::City)];
        parts.extend(RateKey::ALL.map(|key| Part::Rate(key, Scope::City)));
        parts.extend(MonthKey::ALL.map(|key| Part::Month(key, Scope::City)));
        parts.extend(ReplayFactor::ALL.map(Part::Replay));
        parts.extend([Part::Events, Part::OpeningPool, Part::Grants, Part::Subsidy, Part::Interest, Part::FundedRate]);
        parts.extend([Part::Pooling, Part::Stochastic]);
        for name in a.county.keys().chain(b.county.keys()) {
            let (name, scope) = (|| Arc::<str>::from(name.as_str()), || Scope::County(name.as_str().into()));
            parts.extend(RateKey::ALL.map(|key| Part::Rate(key, scope())));
            parts.extend(MonthKey::ALL.map(|key| Part::Month(key, scope())));
            parts.extend([Part::Season(scope()), Part::Target(name()), Part::AverageWage(name())]);
            parts.push(Part::ShouldInsured(name()));
        }
        let openings = a.opening.county.keys().chain(b.opening.county.keys());
        parts.extend(openings.map(|name| Part::OpeningCounty(name.as_str().into())));
        parts.retain(|part| !part.is_same(a, b));
        parts.sort();
        parts.dedup();
        parts
    }
}

fn county<'a>(scenario: &'a mut Scenario, name: &str) -> &'a mut CountyLevers {
    scenario.county.entry(name.to_owned()).or_default()
}
