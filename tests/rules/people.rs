//! People by age: what holds of every run, and what is said of wrong input.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use rust_decimal::Decimal;
use tongchou::answers::sensitivity::moved;
use tongchou::dataset::Dataset;
use tongchou::field::Field;
use tongchou::finding::{Finding, Findings};
use tongchou::fund::FundKind;
use tongchou::journal::{Keep, Kind};
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::people::cohort::Heads;
use tongchou::place::PlaceId;
use tongchou::report::words::asked::lever_name;
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::scenario::{Scenario, address};
use tongchou::simulation::{self, Failure, Run};
use tongchou::{intake, scenario};

fn data(contributors: i64, retirees: i64, insured: i64) -> Dataset {
    let text = format!(
        "county,month,insured,contributors,retirees,base,collected,pension,balance\n\
         甲,2024-12,{insured},{contributors},{retirees},6000,100000,{},9000000\n",
        retirees * 3000
    );
    intake::import("d.csv", text.as_bytes()).unwrap().dataset
}

fn scenario(text: &str, months: u32) -> Result<Scenario, Findings> {
    let head = format!("start = \"2025-01\"\nmonths = {months}\n");
    let people = "[people]\nstructure = \"sample\"\nmortality = \"cl_2010_2013\"\n";
    let (rates, people_text) = text.split_once("---\n").unwrap_or(("", text));
    scenario::file::read("s.toml", &format!("{head}{rates}{people}{people_text}"))
}

fn heads(data: &Dataset, text: &str, months: u32) -> Heads {
    let scenario = scenario(text, months).unwrap();
    let (everybody, _) = simulation::people_of(data, &scenario).unwrap();
    everybody[0].clone()
}

fn run(data: &Dataset, scenario: &Scenario) -> Run {
    let run = simulation::run(data, scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
    assert_eq!(run.audit(), []);
    run
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Who comes is who is there, has left or has died, to the millionth.
    #[test]
    fn people_in_are_people_out(
        contributors in 0i64..300_000, retirees in 0i64..90_000, paused in 0i64..50_000,
        rates in prop::array::uniform5(0u32..40), entrants in prop::sample::select(vec!["\"growth\"", "\"as_before\"", "700"]),
        policy in prop::sample::select(vec!["2024", "before"]),
    ) {
        let [exit, pause, back, early, late] = rates.map(|n| format!("0.{n:02}"));
        let text = format!(
            "[rates]\ncontributors_growth = \"0.02\"\n---\nexit_rate = \"{exit}\"\npause_rate = \"{pause}\"\n\
             return_rate = \"{back}\"\nearly = \"{early}\"\nlate = \"{late}\"\neligible = \"0.9\"\n\
             paused_eligible = \"0.7\"\nentrants = {entrants}\npolicy = \"{policy}\"\n"
        );
        let heads = heads(&data(contributors, retirees, contributors + paused), &text, 40);
        let at_outset: u64 = heads.pyramids[0].1.iter().flatten().flatten().sum();
        let mut before = at_outset;
        for now in &heads.months {
            let left = now.exits + now.not_eligible + now.deaths_contributors + now.deaths_paused + now.deaths_retirees;
            let after = now.contributors + now.paused + now.retirees;
            prop_assert_eq!(before + now.entrants, after + left);
            before = after;
        }
        let last: u64 = heads.pyramids.last().unwrap().1.iter().flatten().flatten().sum();
        let n = heads.pyramids.last().unwrap().0.since("2025-01".parse().unwrap()) as usize;
        prop_assert_eq!(last, heads.months[n].contributors + heads.months[n].paused + heads.months[n].retirees);
    }
}

const NOBODY_DIES: &str = "sex,age,q\nman,60,0\nwoman,60,0\n";

/// A scenario whose tables are given as texts.
fn with_tables(text: &str, months: u32, structure: &str, mortality: &str) -> Scenario {
    let text = text.replace("\"sample\"", "\"s.csv\"");
    let head =
        format!("start = \"2025-01\"\nmonths = {months}\n[people]\nstructure = \"s.csv\"\nmortality = \"m.csv\"\n");
    let mut scenario = scenario::file::read("s.toml", &format!("{head}{text}")).unwrap();
    let people = scenario.people.as_mut().unwrap();
    people.structure.fill(|_| Ok(structure.as_bytes().to_vec())).unwrap();
    people.mortality.fill(|_| Ok(mortality.as_bytes().to_vec())).unwrap();
    scenario
}

#[test]
fn where_nothing_happens_contributors_never_change() {
    let structure = "group,age,contributors,retirees\nman,20,1,0\nwoman_cadre,25,2,0\nman,70,0,1\n";
    let scenario = with_tables("entrants = 0\n", 60, structure, NOBODY_DIES);
    let (everybody, _) = simulation::people_of(&data(1000, 10, 1000), &scenario).unwrap();
    let contributors: Vec<u64> = everybody[0].months.iter().map(|now| now.contributors).collect();
    assert!(contributors.iter().all(|heads| *heads == contributors[0]), "{contributors:?}");
    assert!(contributors[0].abs_diff(1_000_000_000) < 3);
}

/// With growth the contributors are those of the growth of heads wherever somebody comes.
#[test]
fn growth_of_entry_keeps_the_growth_of_heads() {
    let data = data(60_000, 25_000, 60_000);
    let text = "[rates]\ncontributors_growth = [\"0.03\", \"0.01\"]\n---\nentrants = \"growth\"\npolicy = \"before\"\n";
    let by_age = run(&data, &scenario(text, 120).unwrap());
    let mut plain = scenario(text, 120).unwrap();
    plain.people = None;
    plain.own.values_mut().for_each(|said| said.retain(|key| !LeverKey::of_people().any(|of| of == key)));
    let by_growth = run(&data, &plain);
    let county = PlaceId::county(0);
    let mut equal = 0;
    for (n, now) in by_age.people.as_ref().unwrap().heads[0].months.iter().enumerate() {
        if now.entrants > 0 {
            let of = |run: &Run| run.row(n, county).persons(Field::Contributors);
            assert_eq!(of(&by_age), of(&by_growth), "{n}");
            equal += 1;
        }
    }
    assert!(equal > 60, "{equal}");
}

/// The reform delays retirement, and lowers the dependency ratio more where those who work longer keep nobody out.
#[test]
fn the_reform_lowers_the_ratio_and_more_so_as_before() {
    let data = data(60_000, 25_000, 60_000);
    let of = |policy: &str, entrants: &str, late: &str| {
        heads(
            &data,
            &format!("policy = \"{policy}\"\nentrants = \"{entrants}\"\nearly = \"0.1\"\nlate = \"{late}\"\n"),
            240,
        )
    };
    let ratio = |heads: &Heads| {
        let last = heads.months.last().unwrap();
        last.retirees as u128 * 1_000_000 / u128::from(last.contributors)
    };
    let before = of("before", "growth", "0.05");
    let (growth, as_before) = (of("2024", "growth", "0.05"), of("2024", "as_before", "0.05"));
    assert!(ratio(&growth) < ratio(&before), "{} {}", ratio(&growth), ratio(&before));
    assert!(ratio(&as_before) < ratio(&growth), "{} {}", ratio(&as_before), ratio(&growth));
    // Up to floors nobody retires earlier.
    let (mut retired, mut retired_before) = (0u64, 0u64);
    for (now, then) in as_before.months.iter().zip(&of("before", "as_before", "0.05").months) {
        (retired, retired_before) = (retired + now.retired, retired_before + then.retired);
        assert!(retired <= retired_before + 1_000, "{retired} {retired_before}");
    }
    // No man reaches the age in January and in June 2025.
    let men = |n: usize| as_before.new_in(n).iter().filter(|new| new.group.key() == "man" && new.age > 720).count();
    assert!(men(1) == 0 && men(2) > 0);
}

/// A lever of the money takes the heads that are known; one of the people reckons them anew.
#[test]
fn heads_are_reckoned_once_for_levers_that_do_not_touch_them() {
    let data = data(6_000, 2_500, 6_000);
    let text = "new_pension = \"formula\"\nwage = 6000\ndeath_grant = 20000\n[people.pension.man]\nyears = 30\nindex = 1\n\
                account = 90000\n[people.pension.woman_cadre]\nyears = 28\nindex = 1\naccount = 80000\n\
                [people.pension.woman_worker]\nyears = 22\nindex = 0.8\naccount = 50000\n";
    let first = scenario(text, 36).unwrap();
    let of = |scenario: &Scenario| {
        let run = run(&data, scenario);
        // What is posted for those who died and left is a part of other expenditure.
        let posted =
            |kinds: &[Kind]| run.journal.iter().filter(|p| kinds.contains(&p.kind)).map(|p| p.amount()).sum::<Money>();
        let other: Money = (0..run.months()).map(|n| run.money(n, PlaceId::county(0), Field::Other)).sum();
        assert_eq!(posted(&[Kind::Other, Kind::DeathGrant, Kind::Payout]), other);
        assert!(posted(&[Kind::DeathGrant]).is_positive() && posted(&[Kind::Payout]).is_positive());
        run.people.unwrap().heads
    };
    let heads = of(&first);
    let moved = |key: LeverKey, value: &str| {
        let mut changed = first.clone();
        assert!(Lever::of(key).set(&mut changed, Some(value.parse().unwrap())), "{key:?}");
        of(&changed)
    };
    for key in [LeverKey::PensionGrowth, LeverKey::CollectionRate, LeverKey::DeathGrant, LeverKey::PeopleWage] {
        assert!(Arc::ptr_eq(&moved(key, "0.5"), &heads), "{key:?}");
    }
    for key in [LeverKey::ExitRate, LeverKey::ContributorsGrowth, LeverKey::Late, LeverKey::MortalityImprovement] {
        assert_ne!(moved(key, "0.3"), heads, "{key:?}");
    }
    // Out of its range a lever can't be set, nor where there are no people.
    let mut changed = first.clone();
    assert!(!Lever::of(LeverKey::Early).set(&mut changed, Some("1".parse().unwrap())));
    assert!(Lever::of(LeverKey::Early).set(&mut changed, Some("0.7".parse().unwrap())));
    assert!(!Lever::of(LeverKey::Late).set(&mut changed, Some("0.31".parse().unwrap())));
    changed.people = None;
    assert!(!Lever::of(LeverKey::Late).set(&mut changed, Some("0.1".parse().unwrap())));
}

/// The same scenario of data whose counties have changed places: what is a county's own goes with it.
#[test]
fn heads_that_are_known_are_of_the_same_counties() {
    let data = |names: [&str; 2]| {
        let rows = names.map(|name| format!("{name},2024-12,6000,6000,2500,6000,100000,7500000,9000000\n"));
        let text =
            format!("county,month,insured,contributors,retirees,base,collected,pension,balance\n{}", rows.concat());
        intake::import("d.csv", text.as_bytes()).unwrap().dataset
    };
    let own =
        "county,group,age,contributors,retirees\n甲,man,30,9,0\n甲,man,70,0,1\n乙,woman_worker,40,9,0\n乙,man,60,0,1\n";
    let all = "group,age,contributors,retirees\nman,30,9,0\nman,70,0,1\n";
    let mortality = "sex,age,q\nman,60,0.02\nwoman,60,0.01\n";
    for (text, structure) in [("entrants = 0\n", own), ("entrants = 0\n[county.\"甲\".people]\nentrants = 900\n", all)]
    {
        let scenario = with_tables(text, 12, structure, mortality);
        let heads = |names| run(&data(names), &scenario).people.unwrap().heads;
        let (first, other) = (heads(["甲", "乙"]), heads(["乙", "甲"]));
        assert_ne!(first[0], first[1]);
        assert_eq!([&first[0], &first[1]], [&other[1], &other[0]], "{text}");
    }
}

/// Data by year are taken as by month, which is told; of a fund that is not reckoned ahead nobody's heads are, either.
#[test]
fn heads_without_money_are_reckoned_from_the_same_data_as_a_run() {
    let text = "county,month,insured,contributors,retirees,base,collected,pension,balance\n\
                甲,2024,7000,6000,2500,6000,1200000,90000000,9000000\n";
    let mut data = intake::import("d.csv", text.as_bytes()).unwrap().dataset;
    let scenario = scenario("", 12).unwrap();
    let (everybody, notes) = simulation::people_of(&data, &scenario).unwrap();
    assert_eq!(everybody[0].months, run(&data, &scenario).people.unwrap().heads[0].months);
    assert!(notes.iter().any(|note| note.code == "spread-evenly"), "{notes:?}");
    data.fund = FundKind::all().find(|fund| !fund.is_settled()).unwrap();
    assert_eq!(codes(&simulation::people_of(&data, &scenario).unwrap_err()), ["fund-not-settled"]);
}

/// Each lever of the people has a name by which it is found, and moves the money.
#[test]
fn every_lever_of_the_people_moves_something() {
    let data = data(6_000, 2_500, 7_000);
    let group = "years = [30]\nindex = 1\naccount = 90000\ndeemed_years = 2\ntransition_rate = \"0.01\"\n";
    let text = format!(
        "entrants = 400\nexit_rate = \"0.01\"\npause_rate = \"0.05\"\nreturn_rate = \"0.1\"\nearly = \"0.1\"\n\
         late = \"0.1\"\neligible = \"0.9\"\npaused_eligible = \"0.9\"\nmortality_improvement = \"0.01\"\n\
         new_pension = \"formula\"\nwage = 6000\ndeath_grant = 20000\naccount_rate = \"0.03\"\n\
         [people.pension.man]\n{group}[people.pension.woman_cadre]\n{group}[people.pension.woman_worker]\n{group}"
    );
    let scenario = scenario(&text, 30).unwrap();
    let spent = |scenario: &Scenario| -> Money {
        let run = run(&data, scenario);
        let county = PlaceId::county(0);
        let row = |n: usize, field: Field| run.money(n, county, field);
        (0..run.months()).map(|n| row(n, Field::Pension) + row(n, Field::Other) - row(n, Field::Collected)).sum()
    };
    let base = spent(&scenario);
    let of_people =
        address::of_city(&scenario).into_iter().filter(|lever| LeverKey::of_people().any(|key| key == lever.key));
    let levers: Vec<Lever> = of_people.collect();
    assert_eq!(levers.len(), LeverKey::of_people().count() + 2 * 5, "{levers:?}");
    for lever in levers {
        let name = address::write(&lever, &scenario);
        assert_eq!(address::read(&name, &scenario).as_ref(), Some(&lever), "{name}");
        let mut moved = scenario.clone();
        let value = lever.value(&scenario);
        assert!(lever.set(&mut moved, Some(value * Decimal::new(9, 1))), "{name}");
        assert_ne!(spent(&moved), base, "{name}");
        assert!(lever.set(&mut moved, Some(value)), "{name}");
        assert_eq!(spent(&moved), base, "{name}");
    }
    assert_eq!(address::read("pension_years#boy", &scenario), None);
}

/// The list of the fall of death rates runs from the year after the table's, 2013, wherever one of its years is named.
#[test]
fn the_fall_of_death_rates_has_its_years_from_the_tables() {
    let list = ["0.01", "0.01", "0.01", "0.02"].map(|rate| rate.parse::<Decimal>().unwrap());
    let first = scenario("mortality_improvement = [\"0.01\", \"0.01\", \"0.01\", \"0.02\"]\n", 24).unwrap();
    let of_2017 = address::read("mortality_improvement@2017", &first).unwrap();
    assert_eq!(
        (of_2017.value(&first), address::write(&of_2017, &first).as_str()),
        (list[3], "mortality_improvement@2017")
    );
    assert_eq!(address::read("mortality_improvement@2026", &first).map(|lever| lever.value(&first)), Some(list[3]));
    assert_eq!(
        ["2013", "2027"].map(|year| address::read(&format!("mortality_improvement@{year}"), &first)),
        [None, None]
    );
    assert!(lever_name(&of_2017, &first, Language::Chinese).contains("2017"));
    // One year is set alone: what comes after it stays as it was, to the last year of the run.
    let mut changed = first.clone();
    assert!(address::read("mortality_improvement@2020", &first).unwrap().set(&mut changed, Some(Decimal::ZERO)));
    let values = changed.root().rates(LeverKey::MortalityImprovement).unwrap().values().to_vec();
    assert_eq!(values, [&list[..], &[list[3], list[3], Decimal::ZERO, list[3]]].concat());
    // All years move by the same.
    let shifted = moved(&first, &Lever::of(LeverKey::MortalityImprovement), Decimal::new(1, 2)).unwrap();
    let values = shifted.root().rates(LeverKey::MortalityImprovement).unwrap().values().to_vec();
    assert_eq!(values, list.map(|rate| rate + Decimal::new(1, 2)));
    // So where the run is of one year, and the list is longer than that.
    let growth = scenario("[rates]\nwage_growth = [\"0.05\", \"0.06\"]\n---\n", 12).unwrap();
    let shifted = moved(&growth, &Lever::of(LeverKey::WageGrowth), Decimal::new(1, 2)).unwrap();
    assert_eq!(shifted.root().rates(LeverKey::WageGrowth).unwrap().values(), [Decimal::new(6, 2), Decimal::new(7, 2)]);
    let wrong = scenario("mortality_improvement = [\"0.01\", \"1.01\"]\n", 24).unwrap_err();
    assert_eq!(codes(&wrong), ["people-rate"]);
    assert!(wrong[0].facts.contains(&("year", "2015".into())), "{wrong:?}");
    // So has a group's list its own length.
    let group = "new_pension = \"formula\"\nwage = 6000\n[people.pension.man]\nyears = [30, 31, 32]\nindex = 1\naccount = [9, 8]\n";
    let of_group = scenario(group, 12).unwrap();
    let years = |name: &str| address::read(name, &of_group).map(|lever| lever.years(&of_group));
    let names = ["pension_years#man", "pension_index#man", "pension_account#man", "pension_years#woman_cadre"];
    assert_eq!(names.map(years), [3, 1, 2, 0].map(Some));
    let lever = address::read("pension_years#man", &of_group).unwrap();
    let shifted = moved(&of_group, &lever, Decimal::ONE).unwrap();
    let years = shifted.people.unwrap().pension[0].as_ref().unwrap().years.values().to_vec();
    assert_eq!(years, [31, 32, 33].map(Decimal::from));
    // Told from earlier the table stays; one without a year is the base month's.
    let list = "mortality_improvement = [\"0.01\", \"0.02\"]\n";
    let values = |mortality: &str| {
        let structure = "group,age,contributors,retirees\nman,30,1,0\nman,70,0,1\n";
        let earlier = with_tables(list, 24, structure, mortality).from_earlier("2023-01".parse().unwrap());
        earlier.root().rates(LeverKey::MortalityImprovement).unwrap().values().len()
    };
    assert_eq!([values(NOBODY_DIES), values("sex,age,q,year\nman,60,0,2013\nwoman,60,0,2013\n")], [4, 2]);
}

#[test]
fn people_and_mergers_are_written_and_read_back_equal() {
    let text = "policy = { man = { base = 700, from = \"2026-01\", every = 3, most = 24 }, \
                woman_cadre = { base = 650, from = \"2026-01\", every = 3, most = 24 }, \
                woman_worker = { base = 610, from = \"2026-02\", every = 1, most = 0 } }\n\
                entrants = [600, 0]\nexit_rate = [\"0.01\", \"0.02\"]\nmortality_improvement = \"-0.01\"\ndeath_grant = 5\n\
                entry_age = [16, 40]\nentry_groups = { man = 2 }\nwage = 7000\naccount_rate = \"0.03\"\n\
                [people.pension.woman_cadre]\nyears = [30, 31]\nindex = 1\naccount = [90000]\nrule = \"rule_1997\"\n\
                [county.\"甲\".people]\nentrants = \"growth\"\n[county.\"乙\"]\ntarget = 5\n[county.\"乙\".people]\nentrants = 7\n\
                [personal_account]\nfunded_rate = [0, \"0.03\"]\naccount_rate = \"0.04\"\n\
                [merger]\ncounty = \"甲\"\ncentres = 5\nleave_direct = [1, 2]\nper_head = \"8250.5\"\nenterprise = \"0.5\"\n\
                government = \"0.3\"\nfund = \"0.2\"\nmatching = true\nduration = 3\nreemployment = \"0.1\"\nbenefit = 300\n\
                fallback = \"0.4\"\ntop_up = 70\nleave_allowance = \"0.01\"\ncovered = \"0.8\"\n";
    let scenario = scenario(text, 12).unwrap();
    let written = scenario::file::write(&scenario);
    assert_eq!(scenario::file::read("again.toml", &written).unwrap(), scenario, "{written}");
    // One number and a list of one are not the same account.
    assert!(written.contains("account = [\"90000.00\"]"), "{written}");
}

/// As section 10.6 prints it.
#[test]
fn the_printed_example_is_read() {
    let text = "policy = \"2024\"\nentrants = \"as_before\"\nexit_rate = \"0.01\"\npause_rate = \"0.03\"\nreturn_rate = \"0.1\"\n\
                early = \"0.1\"\nlate = \"0.05\"\neligible = [\"1\", \"0.98\"]\nnew_pension = \"formula\"\nwage = \"6500\"\n\
                death_grant = \"40000\"\n[people.pension.man]\nyears = \"31\"\nindex = \"0.9\"\naccount = \"98000\"\n";
    let example = scenario(text, 24).unwrap();
    assert_eq!(scenario::file::read("again.toml", &scenario::file::write(&example)).unwrap(), example);
    let found = match simulation::run(&data(6_000, 2_500, 6_000), &example, Keep::Books, &AtomicBool::new(false)) {
        Err(Failure::Findings(findings)) => findings,
        _ => unreachable!("women retire"),
    };
    assert_eq!(codes(&found), ["people-pension-terms"]);
    assert!(found[0].facts.contains(&("key", "people.pension.woman_cadre".into())), "{found:?}");
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn what_is_wrong_with_the_settings_is_said() {
    for (text, expected) in [
        ("early = [\"0.1\", \"1\"]\n", vec!["people-rate"]),
        ("early = \"0.6\"\nlate = \"0.5\"\n", vec!["people-rate"]),
        ("eligible = \"1.1\"\n", vec!["people-rate"]),
        ("entry_age = [20, 50]\n", vec!["entry-age-late"]),
        ("entry_age = [30, 20]\n", vec!["scenario-value"]),
        ("entry_age = [14, 20]\n", vec!["scenario-value"]),
        ("entrants = \"all\"\n", vec!["scenario-value"]),
        ("entrants = \"1.5\"\n", vec!["scenario-value"]),
        ("policy = \"2025\"\n", vec!["scenario-value"]),
        ("[people.policy.man]\nbase = 720\nfrom = \"2025-01\"\nevery = 4\n", vec!["missing-key"; 3]),
        ("new_pension = \"formula\"\n", vec!["missing-key"; 2]),
        ("new_pension = \"formula\"\nwage = 1\n[people.pension.man]\nyears = 1\nindex = 1\n", vec!["missing-key"]),
        ("new_pension = \"formula\"\nwage = 1\n[people.pension]\n", vec!["missing-key"]),
        ("exits = 1\n", vec!["unknown-key"]),
        ("wage = [1, 2]\n", vec!["scenario-value"]),
    ] {
        let found = scenario(text, 24).err().unwrap_or_default();
        assert_eq!(codes(&found), expected, "{text}: {found:?}");
        assert!(found.iter().all(|finding| finding.origin.row.is_some()), "{text}");
    }
    // A lever takes no finer number than a file does.
    let mut fine = scenario(
        "new_pension = \"formula\"\nwage = 6000\n[people.pension.man]\nyears = 30\nindex = 1\naccount = 9\n",
        24,
    )
    .unwrap();
    for (name, stands, too_fine) in [
        ("exit_rate", "0.000000000000000001", "0.0000000000000000001"),
        ("pension_index#man", "0.000000000000000001", "0.0000000000000000001"),
        ("other_per_retiree", "0.000000000000000001", "0.0000000000000000001"),
        ("pension_account#man", "0.01", "0.001"),
        ("people_wage", "0.01", "0.001"),
    ] {
        let lever = address::read(name, &fine).unwrap();
        assert!(lever.set(&mut fine, Some(stands.parse().unwrap())), "{name}");
        assert!(!lever.set(&mut fine, Some(too_fine.parse().unwrap())), "{name}");
        assert_eq!(lever.value(&fine), stands.parse().unwrap(), "{name}");
    }
    assert_eq!(scenario::file::read("again.toml", &scenario::file::write(&fine)).unwrap(), fine);
    // Beside an own schedule the law's ages count where as many come as before.
    let own = "policy = { man = { base = 700, from = \"2026-01\", every = 3, most = 24 }, woman_cadre = { base = 700, \
               from = \"2026-01\", every = 3, most = 24 }, woman_worker = { base = 700, from = \"2026-02\", every = 1, most = 0 } }\n\
               entry_age = [20, 52]\n";
    assert_eq!(codes(&scenario(own, 24).unwrap_err()), ["entry-age-late"]);
    assert!(scenario(&format!("{own}entrants = \"growth\"\n"), 24).is_ok());
    let replay = "start = \"2024-12\"\nmonths = 1\nmode = \"replay\"\n[people]\nstructure = \"sample\"\nmortality = \"cl_2010_2013\"\n";
    assert_eq!(codes(&scenario::file::read("s.toml", replay).unwrap_err()), ["project-only"]);
    let alone = "start = \"2025-01\"\nmonths = 1\n[county.\"甲\".people]\nentrants = 5\n";
    assert_eq!(codes(&scenario::file::read("s.toml", alone).unwrap_err()), ["people-of-county-alone"]);
}

#[test]
fn what_is_wrong_with_a_run_is_said() {
    let of = |scenario: &Scenario, contributors: i64| match simulation::run(
        &data(contributors, 10, contributors),
        scenario,
        Keep::Books,
        &AtomicBool::new(false),
    ) {
        Err(Failure::Findings(findings)) => codes(&findings),
        Ok(run) => codes(&run.notes),
        Err(Failure::Stopped) => unreachable!(),
    };
    let empty = with_tables("", 3, "group,age,contributors,retirees\nman,70,0,1\n", NOBODY_DIES);
    assert_eq!(of(&empty, 100), ["structure-empty"]);
    assert!(!of(&empty, 0).contains(&"structure-empty"));
    let mut unread = empty.clone();
    unread.people.as_mut().unwrap().structure.file = None;
    assert_eq!(of(&unread, 100), ["people-file-unread"]);
    let own = "county,group,age,contributors,retirees\n甲,man,30,99,0\n甲,man,70,0,12\n丙,man,30,1,1\n";
    let far = with_tables("", 3, own, NOBODY_DIES);
    let said = of(&far, 100);
    assert!(said.contains(&"structure-far") && said.contains(&"structure-unknown-county"), "{said:?}");
    let young = "new_pension = \"formula\"\nwage = 6000\n[people.pension.man]\nyears = 14\nindex = 1\naccount = 1\n\
                 [people.pension.woman_cadre]\nyears = 14\nindex = 1\naccount = 1\n\
                 [people.pension.woman_worker]\nyears = 14\nindex = 1\naccount = 1\n";
    let structure = "group,age,contributors,retirees\nman,59,1,0\nman,70,0,1\n";
    assert_eq!(of(&with_tables(young, 12, structure, NOBODY_DIES), 100), ["people-pension-years"]);
    // Men alone retire by the terms of men alone; of a woman who retires nothing is known.
    let men = "new_pension = \"formula\"\nwage = 6000\n[people.pension.man]\nyears = 31\nindex = 1\naccount = 1\n";
    assert!(!of(&with_tables(men, 12, structure, NOBODY_DIES), 100).iter().any(|code| code.contains("pension")));
    let both = "group,age,contributors,retirees\nman,59,1,0\nwoman_cadre,54,1,0\nman,70,0,1\n";
    assert_eq!(of(&with_tables(men, 12, both, NOBODY_DIES), 100), ["people-pension-terms"]);
}

#[test]
fn without_shocks_the_paths_are_the_exact_run_and_a_shock_on_retirees_means_nothing() {
    use std::num::NonZeroUsize;
    use tongchou::simulation::{Progress, stochastic};
    let data = data(60_000, 25_000, 70_000);
    let of = |sd: &str| {
        let text = format!(
            "[rates]\ncontributors_growth = \"0.02\"\npension_growth = \"0.05\"\npension_paid_month = 7\nwage_growth = \"0.04\"\n\
             [stochastic]\npaths = 64\nseed = 3\n[stochastic.sd]\n{sd}---\ndeath_grant = 30000\nnew_pension = \"formula\"\n\
             wage = 6000\nearly = \"0.1\"\nlate = \"0.1\"\n[people.pension.man]\nyears = 30\nindex = 1\naccount = 90000\n\
             [people.pension.woman_cadre]\nyears = 28\nindex = 1\naccount = 80000\n\
             [people.pension.woman_worker]\nyears = 22\nindex = 0.8\naccount = 50000\n"
        );
        scenario(&text, 36).unwrap()
    };
    let exact = run(&data, &of("wage_growth = 0\n"));
    let spread = |sd: &str| {
        let one = NonZeroUsize::new(1).unwrap();
        stochastic::run(&data, &of(sd), one, &Progress::new()).unwrap()
    };
    let balance = |n: usize| exact.total(n, exact.places.root(), Field::Balance);
    // Nothing shocked, and next to nothing shocked: both are the exact run, the second unrounded.
    for (sd, most) in
        [("wage_growth = 0\n", 100), ("wage_growth = \"1e-15\"\npension_growth = \"1e-15\"\n", 10_000_000)]
    {
        let spread = spread(sd);
        for (n, month) in spread.months.iter().enumerate() {
            let [low, .., high] = month.totals[0];
            for end in [low, high] {
                assert!((end - balance(n)).abs().fen() <= most, "{sd} {n}: {end} {}", balance(n));
            }
        }
    }
    let shocked = spread("retirees_growth = \"0.1\"\n");
    assert!(shocked.notes.iter().any(|note| note.code == "people-retirees-shock"));
    assert!(shocked.months.iter().all(|month| month.totals[0][0] == month.totals[0][4]));
    let growing = spread("contributors_growth = \"0.05\"\n");
    let last = growing.months.last().unwrap().totals[0];
    assert!(last[4] > last[0]);
}
