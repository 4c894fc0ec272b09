//! The parts of a scenario that one built on another may have of its own.
//!
//! A part is what is taken over or left as a whole: a rate with all its years, the grants, the arrangements. Each lever
//! belongs to one part.

use std::sync::Arc;

use super::lever::{Lever, MonthKey, RateKey};
use super::{Event, Grants, Interest, Mode, PlaceKey, Pooling, ReplayFactor, Scenario, Stochastic, Subsidy, Yearly};
use crate::money::{Money, Persons, Rate};
use crate::month::Month;

/// A part of a scenario.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// Start, length and mode.
    Span,
    /// A rate, of all years.
    Rate(RateKey, PlaceKey),
    /// A month of the year.
    Month(MonthKey, PlaceKey),
    /// The collection factors of the months of the year.
    Season(PlaceKey),
    /// 征缴任务 of a county.
    Target(PlaceKey),
    /// Average wage, for the wage formula.
    AverageWage(PlaceKey),
    /// Heads, for the wage formula.
    ShouldInsured(PlaceKey),
    /// 预拨计划 of a county.
    Prepay(PlaceKey),
    /// Those who join or leave.
    Events,
    /// The factor of a column in a replay.
    Replay(ReplayFactor),
    /// Opening balance: of the root's pool, of another place's, or of a county.
    Opening(PlaceKey),
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
            Lever::Target(county, _) => Part::Target(PlaceKey::County(county.clone())),
            Lever::AverageWage(county, _) => Part::AverageWage(PlaceKey::County(county.clone())),
            Lever::ShouldInsured(county, _) => Part::ShouldInsured(PlaceKey::County(county.clone())),
            Lever::Replay(factor) => Part::Replay(*factor),
            Lever::OpeningPool => Part::Opening(PlaceKey::Root),
            Lever::OpeningCounty(county) => Part::Opening(PlaceKey::County(county.clone())),
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
            Part::Rate(key, _) => Lever::Rate(*key, PlaceKey::Root, Always).spec().text_key,
            Part::Month(key, _) => Lever::Month(*key, PlaceKey::Root).spec().text_key,
            Part::Season(_) => Lever::Season(1, PlaceKey::Root).spec().text_key,
            Part::Target(_) => Lever::Target(nobody(), Always).spec().text_key,
            Part::AverageWage(_) => Lever::AverageWage(nobody(), Always).spec().text_key,
            Part::ShouldInsured(_) => Lever::ShouldInsured(nobody(), Always).spec().text_key,
            Part::Replay(factor) => Lever::Replay(*factor).spec().text_key,
            Part::Prepay(_) => "lever.prepay",
            Part::Opening(PlaceKey::Root) => Lever::OpeningPool.spec().text_key,
            Part::Opening(PlaceKey::Place(_)) => "lever.opening_place",
            Part::Opening(PlaceKey::County(_)) => Lever::OpeningCounty(nobody()).spec().text_key,
            Part::FundedRate => Lever::FundedRate.spec().text_key,
        }
    }

    /// The place that it is of; the root where it is of none.
    pub fn place(&self) -> &PlaceKey {
        match self {
            Part::Rate(_, place) | Part::Month(_, place) | Part::Season(place) => place,
            Part::Target(place) | Part::AverageWage(place) | Part::ShouldInsured(place) => place,
            Part::Prepay(place) | Part::Opening(place) => place,
            _ => &PlaceKey::Root,
        }
    }

    /// The county that it is of; `None` is a place above.
    pub fn county(&self) -> Option<&Arc<str>> {
        match self.place() {
            PlaceKey::County(name) => Some(name),
            PlaceKey::Root | PlaceKey::Place(_) => None,
        }
    }

    /// As text, for the project file: `KEY[#COLUMN]`, with `@COUNTY` or `/PATH` of a place above counties.
    pub fn write(&self) -> String {
        let key = self.text_key();
        let key = key.split_once('.').map_or(key, |(_, key)| key);
        let column = match self {
            Part::Replay(factor) => format!("#{}", factor.field().key()),
            _ => String::new(),
        };
        let place = match self.place() {
            PlaceKey::Root => String::new(),
            PlaceKey::Place(path) => format!("/{path}"),
            PlaceKey::County(name) => format!("@{name}"),
        };
        format!("{key}{column}{place}")
    }

    /// The part of a text; `None` where it names none.
    pub fn read(text: &str) -> Option<Part> {
        let end = text.find(['@', '/']).unwrap_or(text.len());
        let key = &text[..end];
        let place = match text[end..].split_at_checked(1) {
            Some(("@", name)) => PlaceKey::County(name.into()),
            Some((_, path)) => PlaceKey::Place(path.into()),
            None => PlaceKey::Root,
        };
        if let Some(("replay", column)) = key.split_once('#') {
            return ReplayFactor::ALL.into_iter().find(|f| f.field().key() == column).map(Part::Replay);
        }
        if let Some(rate) = RateKey::ALL.into_iter().find(|k| k.key() == key) {
            return Some(Part::Rate(rate, place));
        }
        if let Some(month) = MonthKey::ALL.into_iter().find(|k| k.key() == key) {
            return Some(Part::Month(month, place));
        }
        let whole = [
            Part::Span,
            Part::Events,
            Part::Grants,
            Part::Subsidy,
            Part::Interest,
            Part::Pooling,
            Part::Stochastic,
            Part::FundedRate,
        ];
        whole.into_iter().chain(Part::of_place(&place)).find(|part| part.write() == text)
    }

    /// What a place may have of its own.
    fn of_place(place: &PlaceKey) -> impl Iterator<Item = Part> {
        let rates = RateKey::ALL.into_iter().map(|key| Part::Rate(key, place.clone()));
        let months = MonthKey::ALL.into_iter().map(|key| Part::Month(key, place.clone()));
        let others = [Part::Season, Part::Target, Part::AverageWage, Part::ShouldInsured, Part::Prepay, Part::Opening];
        rates.chain(months).chain(others.map(|part| part(place.clone())))
    }

    fn held<'a>(&self, scenario: &'a Scenario) -> Held<'a> {
        let said = scenario.said(self.place());
        match self {
            Part::Span => Held::Span(scenario.start, scenario.months, scenario.mode),
            Part::Rate(key, _) => Held::Rates(key.of(&said.rates).as_ref()),
            Part::Month(key, _) => Held::Month(key.of(&said.rates)),
            Part::Season(_) => Held::Season(said.rates.season),
            Part::Target(_) => Held::Amounts(said.target.as_ref()),
            Part::AverageWage(_) => Held::Amounts(said.average_wage.as_ref()),
            Part::ShouldInsured(_) => Held::Heads(said.should_insured.as_ref()),
            Part::Prepay(_) => Held::Amounts(said.prepay.as_ref()),
            Part::Opening(_) => Held::Amount(said.opening),
            Part::Events => Held::Events(&scenario.events),
            Part::Replay(factor) => Held::Number(scenario.replay.get(factor).copied()),
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
        let place = self.place();
        let said = from.said(place);
        match self {
            Part::Span => (into.start, into.months, into.mode) = (from.start, from.months, from.mode),
            Part::Rate(key, _) => into.say(place, |s| key.of_mut(&mut s.rates).clone_from(key.of(&said.rates))),
            Part::Month(key, _) => into.say(place, |s| *key.of_mut(&mut s.rates) = key.of(&said.rates)),
            Part::Season(_) => into.say(place, |s| s.rates.season = said.rates.season),
            Part::Target(_) => into.say(place, |s| s.target.clone_from(&said.target)),
            Part::AverageWage(_) => into.say(place, |s| s.average_wage.clone_from(&said.average_wage)),
            Part::ShouldInsured(_) => into.say(place, |s| s.should_insured.clone_from(&said.should_insured)),
            Part::Prepay(_) => into.say(place, |s| s.prepay.clone_from(&said.prepay)),
            Part::Opening(_) => into.say(place, |s| s.opening = said.opening),
            Part::Events => into.events.clone_from(&from.events),
            Part::Replay(factor) => match from.replay.get(factor) {
                Some(rate) => drop(into.replay.insert(*factor, *rate)),
                None => drop(into.replay.remove(factor)),
            },
            Part::Grants => into.grants.clone_from(&from.grants),
            Part::Subsidy => into.subsidy.clone_from(&from.subsidy),
            Part::Interest => into.interest.clone_from(&from.interest),
            Part::FundedRate => into.funded_rate = from.funded_rate,
            Part::Pooling => into.pooling.clone_from(&from.pooling),
            Part::Stochastic => into.stochastic.clone_from(&from.stochastic),
        }
    }

    /// The parts in which two scenarios differ, in order.
    pub fn differing(a: &Scenario, b: &Scenario) -> Vec<Part> {
        let mut parts = vec![Part::Span, Part::Events, Part::Grants, Part::Subsidy, Part::Interest, Part::FundedRate];
        parts.extend([Part::Pooling, Part::Stochastic]);
        parts.extend(ReplayFactor::ALL.map(Part::Replay));
        parts.extend(a.own.keys().chain(b.own.keys()).flat_map(Part::of_place));
        parts.retain(|part| !part.is_same(a, b));
        parts.sort();
        parts.dedup();
        parts
    }
}
