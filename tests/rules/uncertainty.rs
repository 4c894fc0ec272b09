//! Stochastic runs: without shocks they are the exact run; with them they spread as they must, the same on any threads.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::worlds::{Wish, read, run, world};
use tongchou::dataset::Dataset;
use tongchou::field::Field;
use tongchou::intake;
use tongchou::money::Money;
use tongchou::scenario::lever::{Lever, LeverKey, When};
use tongchou::scenario::{Mode, Scenario, Stochastic};
use tongchou::simulation::stochastic::{self, Spread, Total, normals};
use tongchou::simulation::{Failure, Progress, Run};

fn spread_on(threads: usize, data: &Dataset, scenario: &Scenario) -> Result<Spread, Failure> {
    stochastic::run(data, scenario, NonZeroUsize::new(threads).unwrap(), &Progress::new())
}

fn spread(data: &Dataset, scenario: &Scenario) -> Spread {
    spread_on(2, data, scenario).unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// Balance, debt and gap of a month of an exact run.
fn totals(run: &Run, n: usize) -> [Money; 3] {
    let root = run.places.root();
    [run.total(n, root, Field::Balance), run.total(n, root, Field::Debt), run.gap(n, root)]
}

/// The largest difference between a spread without shocks and the exact run, in fen.
fn most_difference(spread: &Spread, run: &Run) -> i128 {
    let mut most = 0;
    for (n, month) in spread.months.iter().enumerate() {
        for (quantiles, exact) in month.totals.iter().zip(totals(run, n)) {
            most = quantiles.iter().map(|q| (*q - exact).fen().abs()).fold(most, i128::max);
        }
        let owed = totals(run, n)[Total::Debt as usize];
        assert!(owed.fen() < 100 || month.in_debt == spread.paths, "month {n}: {owed}");
    }
    most
}

/// The first month in which the journal has working capital or an advance.
fn first_shortage(run: &Run) -> Option<usize> {
    (0..run.months()).find(|n| run.raised(*n, run.places.root()).is_positive())
}

fn without_shocks(scenario: &Scenario) -> Scenario {
    let sd = LeverKey::SHOCKED.map(|key| (key, "0".parse().unwrap())).into();
    Scenario { stochastic: Some(Stochastic { paths: 3, seed: 5, sd }), ..scenario.clone() }
}

#[test]
fn without_shocks_the_cases_are_the_exact_run_within_a_yuan() {
    let mut cases = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [root.join("tests/cases"), root.join("../shared/cases")] {
        let Ok(entries) = fs::read_dir(&folder) else {
            println!("skipped: no {}", folder.display());
            continue;
        };
        for case in entries.map(|e| e.unwrap().path()).filter(|p| p.join("scenario.toml").is_file()) {
            let text = |name: &str| fs::read_to_string(case.join(name)).unwrap();
            let data = intake::import("data.csv", text("data.csv").as_bytes()).unwrap().dataset;
            let scenario = without_shocks(&read(&text("scenario.toml")));
            let (spread, exact) = (spread(&data, &scenario), run(&data, &scenario).unwrap());
            let most = most_difference(&spread, &exact);
            println!("{}: {most} fen at most", case.display());
            assert!(most <= 100, "{}: {most} fen", case.display());
            let first: Vec<u32> = spread.months.iter().map(|m| m.first_shortages).collect();
            let expected = first_shortage(&exact).map(|n| (0..n).map(|_| 0).chain([3]).collect::<Vec<u32>>());
            match expected {
                Some(expected) => assert_eq!(first[..expected.len()], expected[..], "{}", case.display()),
                None => assert_eq!(first.iter().sum::<u32>(), 0),
            }
            cases += 1;
        }
    }
    assert!(cases >= 4);
}

/// Every arrangement, sharing, subsidy, grants and replay, over random worlds.
#[test]
fn without_shocks_random_worlds_are_the_exact_run_within_a_yuan() {
    let (mut ran, mut worst) = (0, 0);
    for seed in 0..400 {
        let world = world(seed, Wish::default());
        let (data, scenario) = (world.dataset(), without_shocks(&world.scenario()));
        match run(&data, &scenario) {
            Ok(exact) => {
                let most = most_difference(&spread(&data, &scenario), &exact);
                assert!(most <= 100, "world {seed}: {most} fen\n{}", world.scenario);
                worst = worst.max(most);
                ran += 1;
            }
            Err(failure) => assert_eq!(spread_on(1, &data, &scenario), Err(failure), "world {seed}"),
        }
    }
    println!("{ran} worlds, {worst} fen at most");
    assert!(ran > 200, "{ran}");
}

/// A shock so small that it moves nothing sends every flow through the unrounded rules of section 4: they must agree with
/// the exact ones to what rounding heads, bases and pensions can do.
#[test]
fn with_tiny_shocks_random_worlds_are_close_to_the_exact_run() {
    let mut ran = 0;
    for seed in 0..400 {
        let world = world(seed, Wish { plain: true, ..Wish::default() });
        let (data, mut scenario) = (world.dataset(), world.scenario());
        // A threshold that is met by a hair is met or not by rounding.
        scenario.subsidy = None;
        // Beyond these the kept range of a shocked rate moves it.
        let kept = |name: &str, year: usize| {
            let rate = |key: LeverKey| Lever::of(key).county(name).when(When::Year(year)).value(&scenario);
            rate(LeverKey::CollectionRate) <= "1".parse().unwrap()
        };
        let years = scenario.calendar_years();
        if !data.counties.iter().all(|c| (0..years).all(|y| kept(&c.name, y))) {
            continue;
        }
        let sd = LeverKey::SHOCKED.map(|key| (key, "0.000000000001".parse().unwrap())).into();
        scenario.stochastic = Some(Stochastic { paths: 2, seed: 5, sd });
        let Ok(exact) = run(&data, &scenario) else { continue };
        let spread = spread(&data, &scenario);
        let mut turnover = Money::ZERO;
        for (n, month) in spread.months.iter().enumerate() {
            // A person more or less in each county, and half a fen on each base and pension, month after month.
            for county in exact.counties() {
                let row = exact.row(n, county);
                let heads = [Field::Retirees, Field::Contributors].map(|f| row.persons(f).unwrap().max(1));
                let heads: i64 = heads.iter().sum();
                let turned_over = row.expenditure().unwrap() + row.money(Field::Collected).unwrap();
                let person = turned_over.fen() / i128::from(heads) + 200_000;
                turnover += Money::from_fen(person * 2 + i128::from(heads) * 4);
            }
            for (which, (quantiles, exact)) in month.totals.iter().zip(totals(&exact, n)).enumerate() {
                for quantile in quantiles {
                    let off = (*quantile - exact).abs();
                    assert!(
                        off <= turnover,
                        "world {seed} month {n} total {which}: {quantile} {exact}\n{}",
                        world.scenario
                    );
                }
            }
        }
        ran += 1;
    }
    println!("{ran} worlds");
    assert!(ran > 100, "{ran}");
}

const DATA: &str = "county,month,contributors,retirees,base,collected,pension,other,balance\n\
                    甲,2007-12,1000,500,1000,280000,200000,0,1000000\n乙,2007-12,2000,700,1000,560000,300000,0,500000\n";

fn data() -> Dataset {
    intake::import("d.csv", DATA.as_bytes()).unwrap().dataset
}

const MIXED: &str = "start = \"2008-04\"\nmonths = 30\n[rates]\ncollection_rate = \"0.8\"\nretirees_growth = \"0.09\"\n\
    pension_growth = \"0.12\"\nwage_growth = \"0.03\"\n[[pooling]]\nfrom = \"2008-04\"\nremit = \"all\"\n\
    allocate = \"full_need\"\ngrants = \"to_pool\"\nbalances = \"hand_up\"\n[stochastic]\npaths = 1000\nseed = 3\n\
    [stochastic.sd]\nwage_growth = \"0.03\"\ncollection_rate = \"0.05\"\nretirees_growth = \"0.02\"\n\
    contributors_growth = \"0.02\"\npension_growth = \"0.02\"\n";

fn mixed() -> (Dataset, Scenario) {
    let data = DATA.replace("2007-12", "2008-03");
    (intake::import("d.csv", data.as_bytes()).unwrap().dataset, read(MIXED))
}

#[test]
fn threads_change_nothing_and_seeds_do() {
    let (data, scenario) = mixed();
    let one = spread_on(1, &data, &scenario).unwrap();
    for threads in [2, 3, 7] {
        assert_eq!(spread_on(threads, &data, &scenario).unwrap(), one);
    }
    let other = Stochastic { seed: 4, ..scenario.stochastic.clone().unwrap() };
    assert_ne!(spread(&data, &Scenario { stochastic: Some(other), ..scenario }), one);
}

/// More paths go on where fewer stopped; every path is in one place of the distribution.
#[test]
fn shares_count_paths() {
    let (data, scenario) = mixed();
    let spread = spread(&data, &scenario);
    let short: u32 = spread.months.iter().map(|m| m.first_shortages).sum();
    assert!(short > 0 && short < spread.paths, "{short}");
    let last = spread.months.last().unwrap();
    assert!(last.in_debt > 0 && last.in_debt < spread.paths, "{}", last.in_debt);
    for month in &spread.months {
        assert!(month.totals.iter().all(|q| q.is_sorted()));
        assert!(month.totals[0][0] >= Money::ZERO && month.totals[1][0] >= Money::ZERO);
    }
}

/// With the collection rate alone shocked, the first month's gap is −due × (rate + sd × z): its quantiles are those of
/// the draws themselves.
#[test]
fn a_months_quantiles_follow_from_the_draws() {
    let text = "start = \"2008-01\"\nmonths = 1\n[rates]\ncollection_rate = \"0.7\"\n[county.\"乙\".rates]\n\
                collection_rate = \"0.5\"\n[stochastic]\npaths = 4001\nseed = 11\n[stochastic.sd]\ncollection_rate = \"0.1\"\n";
    let spread = spread(&data(), &read(text));
    let collection = LeverKey::SHOCKED.iter().position(|k| *k == LeverKey::CollectionRate).unwrap();
    let mut gaps: Vec<f64> = (0..4001)
        .map(|path| {
            let z = normals(11, path, 1)[0][collection];
            let rate = |own: f64| (own + 0.1 * z).clamp(0.0, 1.0);
            // 700 pensions of 428.57, rounded at the base point.
            499_999.0 - 280_000.0 * rate(0.7) - 560_000.0 * rate(0.5)
        })
        .collect();
    gaps.sort_by(f64::total_cmp);
    for (quantile, place) in spread.months[0].totals[Total::Gap as usize].iter().zip([200, 1000, 2000, 3000, 3800]) {
        let yuan = quantile.fen() as f64 / 100.0;
        assert!((yuan - gaps[place]).abs() < 0.006, "{yuan} {}", gaps[place]);
    }
}

/// Growth is kept at −0.9 or more, the collection rate in 0 to 1, however wild the shocks.
#[test]
fn shocked_rates_are_kept_in_range() {
    let text = "start = \"2008-01\"\nmonths = 24\n[stochastic]\npaths = 500\n[stochastic.sd]\ncollection_rate = 50\n\
                contributors_growth = 9\nretirees_growth = 9\nwage_growth = 9\npension_growth = 9\n";
    let spread = spread(&data(), &read(text));
    // At the utmost nothing is collected, or all that is due of the heads there can be.
    let gap = &spread.months[0].totals[Total::Gap as usize];
    assert!(gap[0] < Money::ZERO && gap[4] > Money::ZERO);
    assert!(spread.months.iter().all(|m| m.totals[0][0] >= Money::ZERO));
}

fn refused(text: &str) -> Vec<String> {
    match spread_on(1, &data(), &read(text)) {
        Err(Failure::Findings(findings)) => findings.iter().map(|f| f.code.to_owned()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_run_says_why() {
    let start = "start = \"2008-01\"\nmonths = 1200\n";
    assert_eq!(refused(start), ["missing-key"]);
    assert_eq!(refused(&format!("{start}[stochastic]\npaths = 900000\n")), ["path-count"]);
    let replay = "start = \"2007-12\"\nmonths = 1\nmode = \"replay\"\n[stochastic]\n[stochastic.sd]\nwage_growth = 1\n";
    assert_eq!(refused(replay), ["project-only"]);
    let calm = replay.replace("wage_growth = 1", "wage_growth = 0");
    assert_eq!(read(&calm).mode, Mode::Replay);
    assert_eq!(spread(&data(), &read(&calm)).months.len(), 1);
}

#[test]
fn a_run_told_to_stop_stops() {
    let (data, scenario) = mixed();
    let progress = Progress::new();
    progress.stop.store(true, Ordering::Relaxed);
    let stopped = stochastic::run(&data, &scenario, NonZeroUsize::MIN, &progress);
    assert_eq!(stopped, Err(Failure::Stopped));
}
