//! The scenarios a new project starts with: the last year carried on, under each arrangement known by name.
//!
//! Every rate is taken from the last twelve months on record, rounded to a thousandth, and stands in the scenario to
//! be changed; nothing of it is a forecast.

use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::dataset::{County, Dataset, Example};
use crate::field::{Field, Row};
use crate::locale::Language;
use crate::measures::Fund;
use crate::money::{Money, PerHead, Rate, ratio};
use crate::month::{Month, Period};
use crate::place::{Level, Places};
use crate::scenario::held::Held;
use crate::scenario::lever::LeverKey;
use crate::scenario::{Arrangement, Grants, Mode, PlaceKey, PlaceLevers, Pooling, Scenario, Sharing, Subsidy, Yearly};

/// How far ahead they look.
const MONTHS: u32 = 60;

/// The base (county pooling, or what the sample's city did) and the other arrangements; and the last year on record
/// replayed under county pooling. Of a fund that is not reckoned ahead there are none.
pub fn scenarios(dataset: &Dataset, language: Language) -> Vec<Arc<Scenario>> {
    if !dataset.fund.is_settled() {
        return Vec::new();
    }
    let monthly = dataset.by_month();
    let Period::Month(last) = monthly.range().1 else { return Vec::new() };
    let carried = carried_on(&monthly, last);
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

fn carried_on(dataset: &Dataset, last: Month) -> Scenario {
    let fund = Fund::observed(dataset);
    let mut scenario = Scenario::new("", last.next(), MONTHS);
    let now = Period::Month(last);
    let before = Period::Month(last.plus(-12));
    let root = dataset.places.root();
    let heads = |period, field: Field| fund.sum(root, period, |r| r.persons(field).map(i128::from));
    let growth = |now: Option<i128>, before: Option<i128>| -> Option<Yearly<Rate>> {
        let (now, before) = (now?, before?);
        let rate = ratio(now - before, before, 3)?;
        Some(Yearly::constant(rate.clamp(Decimal::new(-2, 1), Decimal::new(3, 1)).normalize()))
            .filter(|_| !rate.is_zero())
    };
    let mut said = PlaceLevers::default();
    let mut say = |key, rates: Option<Yearly<Rate>>| said.hold(key, rates.map(Held::Rates));
    let of = |field: Field| growth(heads(now, field), heads(before, field));
    say(LeverKey::ContributorsGrowth, of(Field::Contributors));
    say(LeverKey::RetireesGrowth, of(Field::Retirees));
    // Per head, in fen: what a contributor's base and a pensioner's pension came to.
    let payroll = |r: Row<'_>| Some(r.money(Field::Base)?.fen() * i128::from(r.persons(Field::Contributors)?));
    let paid = |r: Row<'_>| Some((r.money(Field::Pension)? - r.money(Field::Backpay).unwrap_or_default()).fen());
    let per_head = |period, over: &dyn Fn(Row<'_>) -> Option<i128>, under: Field| {
        let over = fund.sum(root, period, over)?;
        ratio(over, heads(period, under)?, 0).and_then(|d| i128::try_from(d).ok())
    };
    let base = |period| per_head(period, &payroll, Field::Contributors);
    say(LeverKey::WageGrowth, growth(base(now), base(before)));
    let pension = |period| per_head(period, &paid, Field::Retirees);
    say(LeverKey::PensionGrowth, growth(pension(now), pension(before)));
    let year = |value: &dyn Fn(Row<'_>) -> Option<i128>| -> Option<i128> {
        (0..12).map(|n| fund.sum(root, Period::Month(last.plus(-n)), value)).sum()
    };
    let money = |field: Field| year(&|r| r.money(field).map(Money::fen));
    let collection = money(Field::Collected).zip(money(Field::Due)).and_then(|(c, d)| ratio(c, d, 3));
    say(LeverKey::CollectionRate, collection.map(|r| Yearly::constant(r.normalize())));
    let assessed = year(&payroll);
    let contribution = money(Field::Due).zip(assessed).and_then(|(d, a)| ratio(d, a, 3));
    say(LeverKey::ContributionRate, contribution.map(|r| Yearly::constant(r.normalize())));
    let other = money(Field::Other).zip(year(&|r| r.persons(Field::Retirees).map(i128::from)));
    let other = other.and_then(|(o, r)| ratio(o, r, 0)).map(|fen| fen / Decimal::ONE_HUNDRED);
    let other = other.filter(|o| !o.is_zero()).map(|o| Yearly::constant(PerHead::new(o.normalize())));
    said.hold(LeverKey::OtherPerRetiree, other.map(Held::PerHead));
    scenario.own.insert(PlaceKey::Root, said);
    scenario.grants = grants(&fund, last);
    scenario.subsidy = Some(usual_subsidy());
    scenario
}

/// The matching subsidy by Huangshan's rule.
pub fn usual_subsidy() -> Subsidy {
    Subsidy { threshold: Money::from_yuan(1_000_000), rate: Decimal::new(3, 1) }
}

/// The last twelve months' grants, to the ten thousand yuan, in the months in which they arrived.
fn grants(fund: &Fund<'_>, last: Month) -> Option<Grants> {
    let by_month: Vec<(u32, Money)> = (0..12)
        .filter_map(|n| {
            let month = last.plus(-n);
            Some((month.month(), fund.money(fund.places().root(), Period::Month(month), Field::Grant)?))
        })
        .filter(|(_, grant)| grant.is_positive())
        .collect();
    let sum: Money = by_month.iter().map(|(_, grant)| *grant).sum();
    let mut months: Vec<u32> = by_month.iter().map(|(month, _)| *month).collect();
    months.sort_unstable();
    let yuan = sum.to_decimal().round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    let ten_thousands =
        (yuan / Decimal::from(10_000)).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    let annual = Money::from_decimal(ten_thousands * Decimal::from(10_000))?;
    (!months.is_empty()).then(|| Grants { annual: Some(Yearly::constant(annual)), months, ..Grants::default() })
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
