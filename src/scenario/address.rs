//! Levers by text, as commands and result files name them.
//!
//! `KEY[#N][@COUNTY][@YEAR]`: the key is the lever's, `#N` the calendar month of a season, the column of a replay
//! (`replay#collected`), or which of the entries or events (from 1; the last that has such a number where none is
//! given). Without a county it is the city's, without a year it is every year's.
//!
//! ```
//! use tongchou::scenario::{PlaceKey, Scenario, address, lever::{Lever, RateKey, When}};
//! let scenario = Scenario::new("", "2008-07".parse().unwrap(), 12);
//! let lever = Lever::Rate(RateKey::CollectionRate, PlaceKey::County("屯溪区".into()), When::Year(1));
//! assert_eq!(address::write(&lever, &scenario), "collection_rate@屯溪区@2009");
//! assert_eq!(address::read("collection_rate@屯溪区@2009", &scenario), Some(lever));
//! ```

use std::sync::Arc;

use super::PlaceKey;
use super::lever::{Lever, MonthKey, RateKey, When};
use super::{ReplayFactor, Scenario};

/// The key of a lever, which is also the end of its locale key `lever.…`.
pub fn key(lever: &Lever) -> &'static str {
    let text_key = lever.spec().text_key;
    text_key.strip_prefix("lever.").unwrap_or(text_key)
}

/// The text of a lever.
pub fn write(lever: &Lever, scenario: &Scenario) -> String {
    let (mut number, mut county, mut year) = (None, None, None);
    let mut at = |when: &When| {
        if let When::Year(n) = when {
            year = Some(scenario.start.year() + *n as i32);
        }
    };
    match lever {
        Lever::Rate(_, scope, when) => {
            at(when);
            county = scope.name().cloned();
        }
        Lever::Month(_, scope) => county = scope.name().cloned(),
        Lever::Season(month, scope) => {
            number = Some(month.to_string());
            county = scope.name().cloned();
        }
        Lever::Target(name, when) | Lever::AverageWage(name, when) | Lever::ShouldInsured(name, when) => {
            at(when);
            county = Some(name.clone());
        }
        Lever::Replay(factor) => number = Some(factor.field().key().to_owned()),
        Lever::OpeningCounty(name) => county = Some(name.clone()),
        Lever::Grant(when) => at(when),
        Lever::RemitShare(n)
        | Lever::RemitWageShare(n)
        | Lever::RemitRate(n)
        | Lever::SharingProvince(n)
        | Lever::SharingCity(n)
        | Lever::OvercollectionCredit(n)
        | Lever::EventContributors(n)
        | Lever::EventRetirees(n) => number = Some((n + 1).to_string()),
        Lever::OpeningPool
        | Lever::SubsidyThreshold
        | Lever::SubsidyRate
        | Lever::Interest
        | Lever::DebtInterest
        | Lever::FundedRate => {}
    }
    let number = number.map_or_else(String::new, |n| format!("#{n}"));
    let county = county.map_or_else(String::new, |c| format!("@{c}"));
    let year = year.map_or_else(String::new, |y| format!("@{y}"));
    format!("{}{number}{county}{year}", key(lever))
}

/// The lever of a text; `None` where it names none of this scenario's.
pub fn read(text: &str, scenario: &Scenario) -> Option<Lever> {
    let mut parts = text.split('@');
    let (key, number) = match parts.next()?.split_once('#') {
        Some((key, number)) => (key, Some(number)),
        None => (parts_key(text), None),
    };
    let (mut county, mut year) = (None, None);
    for part in parts {
        match part.parse::<i32>() {
            Ok(number) => {
                let n = usize::try_from(number - scenario.start.year()).ok()?;
                year = Some(n).filter(|n| *n < scenario.calendar_years());
                year?;
            }
            Err(_) => county = Some(Arc::<str>::from(part)),
        }
    }
    let scope = || county.clone().map_or(PlaceKey::Root, PlaceKey::County);
    let when = year.map_or(When::Always, When::Year);
    if let Some(rate) = RateKey::ALL.into_iter().find(|k| k.key() == key) {
        return Some(Lever::Rate(rate, scope(), when));
    }
    if let Some(month) = MonthKey::ALL.into_iter().find(|k| k.key() == key) {
        return Some(Lever::Month(month, scope()));
    }
    let entry = |made: fn(usize) -> Lever, count: usize| match number {
        Some(number) => number.parse::<usize>().ok()?.checked_sub(1).filter(|n| *n < count).map(made),
        None => (0..count).rev().map(made).find(|lever| lever.given(scenario).is_some()),
    };
    let (entries, events) = (scenario.pooling.len(), scenario.events.len());
    match key {
        "season" => {
            let month = number?.parse().ok().filter(|m| (1..=12).contains(m))?;
            Some(Lever::Season(month, scope()))
        }
        "target" => Some(Lever::Target(county?, when)),
        "average_wage" => Some(Lever::AverageWage(county?, when)),
        "should_insured" => Some(Lever::ShouldInsured(county?, when)),
        "replay" => ReplayFactor::ALL.into_iter().find(|f| Some(f.field().key()) == number).map(Lever::Replay),
        "opening_pool" => Some(Lever::OpeningPool),
        "opening_county" => Some(Lever::OpeningCounty(county?)),
        "grant" => Some(Lever::Grant(when)),
        "subsidy_threshold" => Some(Lever::SubsidyThreshold),
        "subsidy_rate" => Some(Lever::SubsidyRate),
        "interest" => Some(Lever::Interest),
        "debt_interest" => Some(Lever::DebtInterest),
        "funded_rate" => Some(Lever::FundedRate),
        "remit_share" => entry(Lever::RemitShare, entries),
        "remit_wage_share" => entry(Lever::RemitWageShare, entries),
        "remit_rate" => entry(Lever::RemitRate, entries),
        "sharing_province" => entry(Lever::SharingProvince, entries),
        "sharing_city" => entry(Lever::SharingCity, entries),
        "overcollection_credit" => entry(Lever::OvercollectionCredit, entries),
        "event_contributors" => entry(Lever::EventContributors, events),
        "event_retirees" => entry(Lever::EventRetirees, events),
        _ => None,
    }
}

fn parts_key(text: &str) -> &str {
    text.split('@').next().unwrap_or(text)
}

/// The levers that a scenario has for the whole city, those of its arrangements included: what is offered where nothing
/// is chosen. Months of the year are left out, for they can't be moved by a little.
pub fn of_city(scenario: &Scenario) -> Vec<Lever> {
    let mut levers: Vec<Lever> = match scenario.mode {
        super::Mode::Project => RateKey::ALL.map(|key| Lever::Rate(key, PlaceKey::Root, When::Always)).to_vec(),
        super::Mode::Replay => ReplayFactor::ALL.map(Lever::Replay).to_vec(),
    };
    levers.extend([Lever::OpeningPool, Lever::Grant(When::Always), Lever::SubsidyThreshold, Lever::SubsidyRate]);
    levers.extend([Lever::Interest, Lever::DebtInterest, Lever::FundedRate]);
    for n in 0..scenario.pooling.len() {
        levers.extend([Lever::RemitShare(n), Lever::RemitWageShare(n), Lever::RemitRate(n)]);
        levers.extend([Lever::SharingProvince(n), Lever::SharingCity(n), Lever::OvercollectionCredit(n)]);
    }
    // Rates and factors always hold; of the rest those that the scenario gives.
    levers.retain(|lever| matches!(lever, Lever::Rate(..) | Lever::Replay(_)) || lever.given(scenario).is_some());
    levers
}
