//! What holds of every run: no money lost, no order of counties, no month that knows how the run was cut.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::worlds::{Wish, World, read, run, texts, world};
use proptest::prelude::*;
use rust_decimal::Decimal;
use tongchou::dataset::{Dataset, Observation, RowSource};
use tongchou::field::{Field, Values};
use tongchou::journal::Kind;
use tongchou::measures::Fund;
use tongchou::money::{Money, instalment};
use tongchou::month::Month;
use tongchou::scenario::family::Family;
use tongchou::scenario::group::Group;
use tongchou::scenario::held::Held;
use tongchou::scenario::lever::{Lever, LeverKey, When};
use tongchou::scenario::part::Part;
use tongchou::scenario::{Balances, PlaceKey, Scenario, Yearly, address, file};
use tongchou::simulation::Run;

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// The second bookkeeper agrees: every account in every month, nothing below zero.
    #[test]
    fn no_money_is_lost(seed in any::<u64>(), places in any::<bool>()) {
        let world = world(seed, Wish { places, ..Wish::default() });
        if let Ok(run) = run(&world.dataset(), &world.scenario()) {
            prop_assert_eq!(run.audit(), []);
            for n in 0..run.months() {
                let sound = |place, field| !run.money(n, place, field).is_negative();
                prop_assert!(run.places.all().all(|p| sound(p, Field::Balance) && sound(p, Field::Debt)));
            }
            prop_assert!(run.journal.iter().all(|p| p.amount().is_positive()));
        }
    }

    /// Counties in another order get the same, but for the fen of ties.
    #[test]
    fn the_order_of_counties_decides_ties_alone(seed in any::<u64>(), places in any::<bool>()) {
        let (world, turned) = turned(seed, places);
        if let (Ok(a), Ok(b)) = (run(&world.dataset(), &world.scenario()), run(&turned, &world.scenario())) {
            let most = most_difference(&a, &b);
            prop_assert!(most <= 8 * a.months() as i128, "{} fen after {} months", most, a.months());
        }
    }

    #[test]
    fn a_scenario_is_written_and_read_back_equal(seed in any::<u64>(), places in any::<bool>()) {
        let scenario = world(seed, Wish { places, ..Wish::default() }).scenario();
        let written = file::write(&scenario);
        prop_assert_eq!(&read(&written), &scenario);
        prop_assert_eq!(file::write(&read(&written)), written);
    }

    /// Whatever is set, taken away or given back: the scenario can be read again, or it is as it was.
    #[test]
    fn what_is_reset_is_written_and_read_back_equal(steps in prop::collection::vec((0usize..3, any::<usize>(), 0usize..5), 1..25)) {
        let base = Arc::new(read(BY_AGE));
        let mut family = Family::of([base]);
        family.derive(0, "二");
        family.derive(1, "三");
        for (number, chosen, what) in steps {
            let member = &family.members()[number];
            let levers = all_levers(&member.scenario);
            let lever = levers[chosen % levers.len()].clone();
            let mut changed = Scenario::clone(&member.scenario);
            let own: Vec<Part> = member.own.iter().cloned().collect();
            match what {
                0 | 1 => drop(lever.set(&mut changed, None)),
                2 if lever.def().group == Group::People => drop(lever.set(&mut changed, Some(Decimal::new(6, 1)))),
                3 if !own.is_empty() => family.reset(number, &own[chosen % own.len()..][..1]),
                4 if chosen % 5 == 0 => {
                    changed.people = None;
                    changed.say(&PlaceKey::Root, |said| said.retain(|key| key.def().group != Group::People));
                }
                _ => {}
            }
            if what != 3 {
                family.change(number, changed);
            }
            for member in family.members() {
                let written = file::write(&member.scenario);
                let again = file::read("again.toml", &written);
                prop_assert_eq!(again.as_ref(), Ok(&*member.scenario), "{:?} {:?} {}", lever, what, written);
            }
        }
    }

    #[test]
    fn instalments_sum_to_the_amount(fen in 0i128..1_000_000_000_000_000, k in 1u32..40) {
        let paid: Vec<Money> = (1..=k).map(|j| instalment(Money::from_fen(fen), j, k)).collect();
        prop_assert_eq!(paid.iter().copied().sum::<Money>(), Money::from_fen(fen));
        let (least, most) = (paid.iter().min().unwrap(), paid.iter().max().unwrap());
        prop_assert!((*most - *least).fen() <= 1);
    }

    /// A run cut in two after a December without debt continues to the same books.
    #[test]
    fn a_run_cut_in_two_continues_the_same(seed in any::<u64>()) {
        if let Some((whole, cut)) = cut_in_two(seed) {
            prop_assert_eq!(whole, cut);
        }
    }
}

/// A scenario with people by age whose pensions are reckoned by the rules, a merger and accounts.
const BY_AGE: &str = r#"
start = "2025-01"
months = 36
[rates]
contribution_rate = "law"
wage_growth = ["0.05", "0.04"]
[county."甲".rates]
wage_growth = "0.03"
[grants]
annual = [5, 6]
months = [6]
[interest]
annual = "0.02"
debt = "0.05"
[subsidy]
threshold = 100
rate = "0.3"
[personal_account]
funded_rate = [0, "0.03"]
account_rate = "0.04"
[people]
structure = "sample"
mortality = "cl_2010_2013"
policy = { man = { base = 720, from = "2026-01", every = 3, most = 24 }, woman_cadre = { base = 700, from = "2026-01", every = 3, most = 24 }, woman_worker = { base = 690, from = "2026-02", every = 1, most = 0 } }
entrants = 600
entry_age = [20, 52]
early = ["0.3", "0.2"]
late = "0.1"
new_pension = "formula"
wage = 6000
[county."甲".people]
entrants = 5
[people.pension.man]
years = [30, 31]
index = 1
account = [90000]
[people.pension.woman_cadre]
years = 30
index = 1
account = 90000
[people.pension.woman_worker]
years = 30
index = 1
account = 90000
[[merger]]
county = "甲"
centres = 5
leave_centres = [1, 2]
per_head = 8250
enterprise = "0.5"
government = "0.3"
fund = "0.2"
duration = 3
reemployment = "0.1"
benefit = 300
fallback = "0.4"
top_up = 70
leave_allowance = "0.01"
covered = "0.8"
"#;

/// Every lever of it, of the whole and of a county.
fn all_levers(scenario: &Scenario) -> Vec<Lever> {
    let places = [PlaceKey::Root, PlaceKey::County("甲".into())];
    let of_places =
        places.iter().flat_map(|place| LeverKey::said_of(place).map(|key| Lever::of(key).at(place.clone())));
    address::of_city(scenario).into_iter().chain(of_places).collect()
}

/// A world, and its data with the counties in another order.
fn turned(seed: u64, places: bool) -> (World, Dataset) {
    let world = world(seed, Wish { places, ..Wish::default() });
    let data = world.dataset();
    let mut order: Vec<usize> = (0..data.counties.len()).rev().collect();
    let by = seed as usize % order.len();
    order.rotate_left(by);
    let turned = data.of_counties(&order);
    (world, turned)
}

/// The largest difference of two runs' books, counties matched by name; flows must be the same.
fn most_difference(a: &Run, b: &Run) -> i128 {
    let mut most = 0;
    let mut differ = |a: Money, b: Money| most = most.max((a - b).fen().abs());
    for n in 0..a.months() {
        for place in a.places.all() {
            let other = b.places.find(&a.places.key(place)).unwrap();
            for field in Field::EVERY {
                if field.spec().replayed {
                    assert_eq!(a.row(n, place).number(field), b.row(n, other).number(field));
                } else {
                    differ(a.money(n, place, field), b.money(n, other, field));
                }
            }
        }
    }
    most
}

/// Ties are rare: nearly always the order of the counties changes nothing at all.
#[test]
fn without_ties_the_order_of_counties_changes_nothing() {
    let (mut same, mut all) = (0, 0);
    for seed in 0..300 {
        let (world, turned) = turned(seed, seed % 2 == 1);
        if let (Ok(a), Ok(b)) = (run(&world.dataset(), &world.scenario()), run(&turned, &world.scenario())) {
            all += 1;
            same += usize::from(most_difference(&a, &b) == 0);
        }
    }
    assert!(same * 10 >= all * 9, "{same} of {all}");
}

/// The random worlds reach every kind of posting, so that what holds of them says something.
#[test]
fn random_worlds_post_every_kind() {
    let kinds = |places: bool| {
        let worlds = (0..200).map(|seed| world(seed, Wish { places, ..Wish::default() }));
        let runs = worlds.filter_map(|world| run(&world.dataset(), &world.scenario()).ok());
        runs.flat_map(|run| run.journal.iter().map(|p| p.kind).collect::<Vec<_>>()).collect::<BTreeSet<Kind>>()
    };
    // Who dies and who takes out an account is known of people by age alone: tests/rules/people.rs.
    let of_heads = || Kind::ALL.into_iter().filter(|kind| ![Kind::DeathGrant, Kind::Payout].contains(kind));
    assert_eq!(kinds(true), of_heads().collect());
    // Without places above the city nobody pays ahead, and no nation shares.
    let of_levels = [Kind::Settle, Kind::SettleBack, Kind::GapNation];
    assert_eq!(kinds(false), of_heads().filter(|kind| !of_levels.contains(kind)).collect());
}

fn constant<T: Clone>(list: &mut Yearly<T>) {
    *list = Yearly::constant(list.at(0).clone());
}

/// The same every year, heads level: what a run that begins later would assume too.
fn without_years(scenario: &mut Scenario) {
    for place in scenario.own.clone().keys() {
        scenario.say(place, |said| {
            said.retain(|key| !matches!(key, LeverKey::ContributorsGrowth | LeverKey::RetireesGrowth));
            for (_, held) in said.all_mut() {
                match held {
                    Held::Rates(list) => constant(list),
                    Held::PerHead(list) => constant(list),
                    Held::Amounts(list) => constant(list),
                    Held::Heads(list) => constant(list),
                    Held::Amount(_) | Held::Month(_) | Held::Season(_) | Held::Law | Held::Budget => {}
                }
            }
        });
    }
    if let Some(grants) = &mut scenario.grants {
        grants.annual.iter_mut().for_each(constant);
    }
    scenario.events.clear();
    scenario.transfers.clear();
}

/// The texts of a whole run, and those of its two halves put together; `None` where there is nothing to compare.
fn cut_in_two(seed: u64) -> Option<([String; 3], [String; 3])> {
    let world = world(seed, Wish { months: Some((14, 50)), plain: true, ..Wish::default() });
    let data = world.dataset();
    let mut scenario = world.scenario();
    without_years(&mut scenario);
    // A county without retirees keeps no pension per head in its data.
    let retirees =
        |c: &tongchou::dataset::County| c.rows().last().and_then(|r| r.persons(Field::Retirees)).unwrap_or(0);
    if data.counties.iter().any(|c| retirees(c) == 0) {
        return None;
    }
    let whole = run(&data, &scenario).ok()?;
    let december = |n: &usize| whole.start.plus(*n as i32).month() == 12 && n + 1 < whole.months();
    let free = |n: &usize| whole.total(*n, whole.places.root(), Field::Debt).is_zero();
    let last = (0..whole.months()).find(|n| december(n) && free(n))?;
    let first = run(&data, &Scenario { months: last as u32 + 1, ..scenario.clone() }).ok()?;
    let mut rest = Scenario { months: scenario.months - last as u32 - 1, ..scenario.clone() };
    rest.start = Month::january(whole.start.plus(last as i32).year() + 1);
    let opening = Some(Held::Amount(whole.money(last, whole.places.root(), Field::Balance)));
    rest.say(&PlaceKey::Root, |root| root.hold(LeverKey::OpeningPool, opening));
    // The entry in force has handed balances up once; to the second run it would be new.
    if let Some(entry) = rest.pooling.iter_mut().rev().find(|p| p.from < rest.start) {
        entry.balances = Balances::Keep;
    }
    let second = run(&continued(&data, &first, &scenario), &rest).ok()?;
    let (mut put_together, after) = (texts(&first), texts(&second));
    for (text, after) in put_together.iter_mut().zip(after) {
        text.push_str(after.split_once('\n').unwrap().1);
    }
    Some((texts(&whole), put_together))
}

/// Data that a run is the end of.
fn continued(data: &Dataset, run: &Run, scenario: &Scenario) -> Dataset {
    let fund = Fund::of_run(data, run, scenario);
    let mut rows = Vec::new();
    for county in fund.counties(data.places.root()) {
        let mut period = county.first();
        while period <= county.last() {
            let row = Values::from_row(county.row(period).expect("contiguous"));
            let county = county.county.name.clone();
            rows.push(Observation { county, names: None, period, since: None, row, source: RowSource::default() });
            period = period.next();
        }
    }
    Dataset::new(rows, Vec::new()).expect("rows without error")
}

#[test]
fn many_runs_can_be_cut_in_two() {
    assert!((0..300).filter(|seed| cut_in_two(*seed).is_some()).count() > 60);
}

/// Two counties, one in deficit; two years, the second the base of a projection or the matter of a replay.
fn two_counties(columns: &str, places: [&str; 2]) -> Dataset {
    let fields = "county,month,insured,contributors,retirees,base,due,collected,pension,backpay,other,grant,target";
    let mut text = format!("{columns}{fields}\n");
    for ((county, contributors, retirees), places) in [("甲县", 1000, 700), ("乙县", 3000, 800)].into_iter().zip(places)
    {
        for month in 0..24 {
            let month = Month::new(2006, 1).unwrap().plus(month);
            let due = contributors * 280;
            text += &format!(
                "{places}{county},{month},{},{contributors},{retirees},1000,{due},{},{},2000,3000,50000,2000000\n",
                contributors + 200,
                due * 9 / 10,
                retirees * 900 + 2000
            );
        }
    }
    World { data: text, scenario: String::new() }.dataset()
}

const PROJECTION: &str = r#"
start = "2008-01"
months = 36
[rates]
contribution_rate = "0.28"
collection_rate = "0.9"
contributors_growth = "0.01"
retirees_growth = "0.02"
wage_growth = "0.05"
wage_month = 4
pension_growth = "0.06"
pension_effective_month = 3
pension_paid_month = 8
other_per_retiree = "0.5"
season = ["1", "1", "1.1", "1", "1", "1", "0.9", "1", "1", "1", "1", "1"]
[county."甲县"]
target = "1000000"
average_wage = "1500"
should_insured = 1300
[[event]]
month = "2008-05"
county = "甲县"
contributors = -50
retirees = 30
[opening]
pool = "100000"
[opening.county]
"甲县" = "200000"
[grants]
annual = "900000"
months = [6, 11]
[subsidy]
threshold = "500000"
rate = "0.3"
[interest]
annual = "0.02"
debt = "0.05"
[personal_account]
funded_rate = "0.02"
[[pooling]]
from = "2008-01"
[[pooling]]
from = "2008-07"
remit = { share_of_collected = "0.05" }
allocate = "by_shortage"
[[pooling]]
from = "2009-01"
remit = { wage_formula = { wage_share = "0.9", rate = "0.03" } }
allocate = "per_retiree"
[[pooling]]
from = "2010-01"
remit = "all"
allocate = "full_need"
grants = "to_pool"
balances = "hand_up"
sharing = { province = "0.1", city = "0.4", county = "0.5" }
overcollection_credit = "0.2"
"#;

const REPLAY: &str = r#"
start = "2007-01"
months = 12
mode = "replay"
[replay]
collected = "1.1"
[[pooling]]
from = "2007-01"
remit = "all"
allocate = "full_need"
grants = "to_pool"
sharing = { province = "0", city = "0.5", county = "0.5" }
overcollection_credit = "0.1"
"#;

/// A city's pool that pays ahead, under its province.
const AHEAD: &str = r#"
start = "2008-01"
months = 24
[county."甲县"]
prepay = "3000000"
[opening.place]
"甲市" = "100000"
[[pooling]]
from = "2008-01"
level = "city"
remit = "all"
allocate = "prepay"
grants = "to_pool"
balances = "hand_up"
"#;

fn levers() -> Vec<(Lever, &'static str)> {
    let county: Arc<str> = "甲县".into();
    let mut levers: Vec<(Lever, &str)> = vec![
        (Lever::of(LeverKey::WageMonth), "9"),
        (Lever::of(LeverKey::PensionEffectiveMonth), "5"),
        (Lever::of(LeverKey::PensionPaidMonth), "10"),
        (Lever::of(LeverKey::WageMonth).at(PlaceKey::County(county.clone())), "11"),
        (Lever::of(LeverKey::Season).nth(2), "1.3"),
        (Lever::of(LeverKey::Season).at(PlaceKey::County(county.clone())).nth(5), "0.5"),
        (Lever::of(LeverKey::Target).county(county.clone()), "1200000"),
        (Lever::of(LeverKey::Target).county(county.clone()).when(When::Year(2)), "1100000"),
        (Lever::of(LeverKey::AverageWage).county(county.clone()), "1600"),
        (Lever::of(LeverKey::AverageWage).county(county.clone()).when(When::Year(1)), "1600"),
        (Lever::of(LeverKey::ShouldInsured).county(county.clone()), "1250"),
        (Lever::of(LeverKey::Prepay).county(county.clone()), "2500000"),
        (Lever::of(LeverKey::OpeningPlace).at(PlaceKey::Place("甲市".into())), "5"),
        (Lever::of(LeverKey::OpeningPool), "200000.01"),
        (Lever::of(LeverKey::OpeningCounty).county(county.clone()), "5"),
        (Lever::of(LeverKey::Grant), "950000"),
        (Lever::of(LeverKey::Grant).when(When::Year(1)), "1"),
        (Lever::of(LeverKey::SubsidyThreshold), "999999999"),
        (Lever::of(LeverKey::SubsidyRate), "0.4"),
        (Lever::of(LeverKey::Interest), "0.03"),
        (Lever::of(LeverKey::DebtInterest), "0.06"),
        (Lever::of(LeverKey::FundedRate), "0.03"),
        (Lever::of(LeverKey::RemitShare).nth(1), "0.06"),
        (Lever::of(LeverKey::RemitWageShare).nth(2), "0.8"),
        (Lever::of(LeverKey::RemitRate).nth(2), "0.02"),
        (Lever::of(LeverKey::SharingProvince).nth(3), "0.2"),
        (Lever::of(LeverKey::SharingCity).nth(3), "0.3"),
        (Lever::of(LeverKey::OvercollectionCredit).nth(3), "0.1"),
        (Lever::of(LeverKey::EventContributors), "-60"),
        (Lever::of(LeverKey::EventRetirees), "31"),
    ];
    for key in LeverKey::rates() {
        levers.push((Lever::of(key), "0.271"));
        levers.push((Lever::of(key).when(When::Year(1)), "0.271"));
        levers.push((Lever::of(key).at(PlaceKey::County(county.clone())).when(When::Year(2)), "0.271"));
    }
    levers.extend(Field::replayed().map(|f| (Lever::replay(f), "0.95")));
    levers
}

/// No lever is idle: another value changes what comes out, and taking the edit back gives the scenario back.
#[test]
fn every_lever_moves_something() {
    let (city, province) = (two_counties("", [""; 2]), two_counties("province,city,", ["甲省,甲市,", "甲省,乙市,"]));
    let mut moved = BTreeSet::new();
    for (lever, value) in levers() {
        let (data, text) = match lever.key {
            LeverKey::Replay => (&city, REPLAY),
            LeverKey::Prepay | LeverKey::OpeningPlace => (&province, AHEAD),
            _ => (&city, PROJECTION),
        };
        let scenario = read(text);
        let before = texts(&run(data, &scenario).unwrap());
        let mut changed = scenario.clone();
        assert!(lever.set(&mut changed, Some(value.parse::<Decimal>().unwrap())), "{lever:?}");
        assert_eq!(Ok(lever.value(&changed)), value.parse(), "{lever:?}");
        assert_ne!(changed, scenario, "{lever:?}");
        let after = texts(&run(data, &changed).unwrap());
        assert!(before != after, "{lever:?} moves nothing");
        assert_eq!(read(&file::write(&changed)), changed, "{lever:?}");
        moved.insert(lever.key);
    }
    let offered = LeverKey::ALL.iter().copied().filter(|key| key.def().offered);
    assert!(offered.eq(moved), "a lever is left out");
}
