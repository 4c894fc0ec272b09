//! The scenarios a new project starts with: the last year carried on, under each arrangement known by name.

pub mod base;
pub mod raise;

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::dataset::{County, Dataset, Example};
use crate::field::Field;
use crate::locale::Language;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::pension::Rule;
use crate::people::Group;
use crate::place::{Level, Places};
use crate::scenario::file;
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::people::{AccountBalance, GroupPension, NewPension, People, SAMPLE};
use crate::scenario::{Arrangement, Grants, Mode, Pooling, Scenario, Sharing, Subsidy, Yearly};

/// How far ahead they look.
const MONTHS: u32 = 60;

/// The base (county pooling, or what the sample's city did) and the other arrangements; and the last year on record
/// replayed under county pooling. Of a fund that is not reckoned ahead there are none.
pub fn scenarios(dataset: &Dataset, language: Language) -> Vec<Arc<Scenario>> {
    if !dataset.fund.is_settled() {
        return Vec::new();
    }
    if dataset.example == Some(Example::Liaoning) {
        return pilot(language);
    }
    let monthly = dataset.monthly();
    let Period::Month(last) = monthly.range().1 else { return Vec::new() };
    let carried = base::carried_on(&monthly, last, MONTHS);
    let start = carried.start;
    let named = |entries: Vec<Pooling>| {
        let highest = entries.last()?;
        let key = highest.arrangement().text_key_at(highest.level_in(&dataset.places), &dataset.places);
        let name = language.text(&key).to_owned();
        Some(Scenario { pooling: entries, name, ..carried.clone() })
    };
    let mut scenarios: Vec<Scenario> = arrangements(&monthly, start).into_iter().filter_map(named).collect();
    if last.month() == 12 {
        scenarios.push(replay_of(last.year(), Arrangement::County, &dataset.places, language));
    }
    scenarios.into_iter().map(Arc::new).collect()
}

/// Liaoning from 2001 without its pilot and with it, as the shipped scenario has it.
fn pilot(language: Language) -> Vec<Arc<Scenario>> {
    let text = include_str!("../assets/sample/liaoning_pilot.toml");
    let with = file::read("liaoning_pilot.toml", text).expect("the shipped scenario is without error");
    let named = |key: &str, scenario: Scenario| Scenario { name: language.text(key).to_owned(), ..scenario };
    let mut without = named("proposal.without_pilot", Scenario { mergers: Vec::new(), ..with.clone() });
    Lever::of(LeverKey::FundedRate).set(&mut without, None);
    vec![Arc::new(without), Arc::new(named("proposal.pilot", with))]
}

/// The arrangements worth a look, the base first: of one city each county alone, an adjustment fund and one fund; of
/// more, one fund in each place of the level below, an adjustment between them, and one fund for all.
fn arrangements(dataset: &Dataset, start: Month) -> Vec<Vec<Pooling>> {
    let places = &dataset.places;
    let root = places.level(places.root());
    let shared = |mut entries: Vec<Pooling>| {
        for entry in &mut entries {
            let level = entry.level_in(places);
            entry.sharing = (entry.arrangement() != Arrangement::County).then(|| Sharing::equal_from(level));
        }
        entries
    };
    let Some(below) = level_below_root(places) else {
        let mut order = vec![Arrangement::County, Arrangement::AdjustmentFund, Arrangement::Unified];
        if dataset.example == Some(Example::Huangshan) {
            order.rotate_right(1); // the city has pooled everything since 2005-09
        }
        return order.into_iter().map(|arrangement| shared(over_levels(arrangement, places, start))).collect();
    };
    // Between provinces money moves by wages and heads, where the wages are known.
    let last_wage = |county: &County| county.rows().next_back()?.money(Field::Base);
    let has_wages = dataset.counties.iter().all(|county| last_wage(county).is_some());
    let between = match root {
        Level::Nation if has_wages => Arrangement::NationalAdjustment,
        _ => Arrangement::AdjustmentFund,
    };
    let each = vec![Pooling { level: Some(below), ..Pooling::of(Arrangement::Unified, start) }];
    let all = [between, Arrangement::Unified].map(|arrangement| over_levels(arrangement, places, start));
    std::iter::once(each).chain(all).map(shared).collect()
}

/// The highest level below the root that has places above counties.
fn level_below_root(places: &Places) -> Option<Level> {
    let root = places.level(places.root());
    places.above_counties().map(|place| places.level(place)).filter(|level| *level < root).max()
}

/// An arrangement of the whole; one that only adjusts stands over one fund in each place of the level below.
fn over_levels(arrangement: Arrangement, places: &Places, from: Month) -> Vec<Pooling> {
    let adjusts = matches!(arrangement, Arrangement::AdjustmentFund | Arrangement::NationalAdjustment);
    let below = level_below_root(places).filter(|_| adjusts);
    let below = below.map(|level| Pooling { level: Some(level), ..Pooling::of(Arrangement::Unified, from) });
    below.into_iter().chain([Pooling::of(arrangement, from)]).collect()
}

/// A past year under an arrangement with its usual parts: the grants that arrived, no matching subsidy, no sharing.
pub fn replay_of(year: i32, arrangement: Arrangement, places: &Places, language: Language) -> Scenario {
    let root = places.level(places.root());
    let key = arrangement.text_key_at(root, places);
    let values = [("year", &*year.to_string()), ("arrangement", language.text(&key))];
    let name = language.fill("proposal.replay", &values);
    let mut scenario = Scenario::new(&name, Month::january(year), 12);
    scenario.mode = Mode::Replay;
    scenario.grants = Some(Grants { source: crate::scenario::GrantSource::Data, annual: None, months: Vec::new() });
    scenario.pooling = over_levels(arrangement, places, Month::january(year));
    scenario
}

/// The same, where it is asked for with matching subsidies by last year's gaps.
pub fn replay_with(
    year: i32,
    arrangement: Arrangement,
    subsidy: bool,
    places: &Places,
    language: Language,
) -> Scenario {
    let subsidy = subsidy.then(usual_subsidy);
    Scenario { subsidy, ..replay_of(year, arrangement, places, language) }
}

/// The last month of people by age: by then all of whom the later ages make wait have retired.
const BY_AGE_UNTIL: Month = Month::december(2055);

/// The same scenario with people by age: the shipped structure, of each county's size, the death rates of the United
/// Nations, the ages of 2024, told until 2055 where it is told for less.
pub fn by_age(scenario: &Scenario, language: Language) -> Scenario {
    let until = u32::try_from(BY_AGE_UNTIL.since(scenario.start) + 1).unwrap_or(0);
    Scenario {
        name: language.fill("proposal.by_age", &[("name", &scenario.name)]),
        months: scenario.months.max(until).min(Scenario::MOST_MONTHS),
        people: Some(People::new(SAMPLE, "wpp_2024")),
        ..scenario.clone()
    }
}

/// The same people with pensions by the rules of 2005, from what an invented mean of each group has paid at the wage of
/// the base month; a scenario without people by age gets them first.
pub fn by_rules(scenario: &Scenario, data: &Dataset, language: Language) -> Scenario {
    let mut scenario = if scenario.people.is_some() { scenario.clone() } else { by_age(scenario, language) };
    let last = |county: &County| county.rows().next_back()?.money(Field::Base);
    let bases: Vec<i128> = data.counties.iter().filter_map(last).map(Money::fen).collect();
    let mean = bases.iter().sum::<i128>() / i128::try_from(bases.len().max(1)).unwrap_or(1);
    let wage = Decimal::from(mean / 100);
    Lever::of(LeverKey::PeopleWage).set(&mut scenario, Some(wage));
    if let Some(people) = &mut scenario.people {
        people.new_pension = NewPension::Formula;
        for group in Group::ALL {
            // Years, years deemed, months of wage in the account: longer for those who work longer.
            let [years, deemed, saved] = match group {
                Group::Man => [33, 5, 16],
                Group::WomanCadre => [30, 3, 13],
                Group::WomanWorker => [25, 2, 9],
            };
            people.pension[group as usize].get_or_insert_with(|| GroupPension {
                years: Yearly::constant(Decimal::from(years)),
                index: Yearly::constant(Decimal::new(9, 1)),
                account: AccountBalance::Growing(Money::from_decimal(wage * Decimal::from(saved)).unwrap_or_default()),
                deemed_years: Yearly::constant(Decimal::from(deemed)),
                transition_rate: Yearly::constant(Decimal::new(12, 3)),
                rule: Yearly::constant(Rule::Of2005),
            });
        }
    }
    scenario
}

/// The matching subsidy by Huangshan's rule.
pub fn usual_subsidy() -> Subsidy {
    Subsidy { threshold: Money::from_yuan(1_000_000), rate: Decimal::new(3, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Keep;
    use crate::sample;
    use crate::simulation;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn each_proposed_scenario_of_the_sample_runs() {
        let data = sample::load();
        let scenarios = scenarios(&data, Language::Chinese);
        assert_eq!(scenarios.len(), 4);
        for scenario in scenarios {
            let run = simulation::run(&data, &scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
            assert_eq!(run.audit(), []);
        }
    }
}
