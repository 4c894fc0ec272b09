//! How long a settled run takes: 120 counties over thirty years, everything on.
//!
//! `cargo bench --bench settlement` prints the median of several runs, without the journal (as a slider asks for) and
//! with it (as the result files need). One run on one core; aim: under 40 ms without the journal.
//!
//! Then one city of 3,000 counties for sixty months, as a lever that moves asks for: on all cores; aim: under 50 ms. Then
//! the whole nation, a pool at every level: 3,000 counties under 340 cities and 31 provinces, without the journal.
//! Aim: under a second, and twice that for twice the counties or twice the months.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use tongchou::dataset::Dataset;
use tongchou::intake;
use tongchou::journal::Keep;
use tongchou::month::Month;
use tongchou::scenario::{Scenario, file};
use tongchou::simulation;

const COUNTIES: usize = 120;
const MONTHS: usize = 360;
const RUNS: usize = 15;
const NATION: usize = 3000;

const SCENARIO: &str = r#"
start = "2008-01"
months = 360
[rates]
collection_rate = ["0.905", "0.9125", "0.92"]
contributors_growth = ["0.031", "0.0275", "0.011", "-0.004"]
retirees_growth = ["0.042", "0.0385", "0.031", "0.012"]
wage_growth = ["0.115", "0.093", "0.065"]
pension_growth = ["0.085", "0.0715", "0.05"]
pension_paid_month = 7
other_per_retiree = "1.55"
season = ["0.8", "0.85", "1.1", "1", "0.95", "1.3", "1", "1", "1.05", "1", "0.9", "1.05"]
[grants]
annual = ["720000000", "755000000.5", "801234567.89"]
months = [6, 11]
[subsidy]
threshold = "1000000"
rate = "0.3"
[interest]
annual = "0.0225"
debt = "0.05"
[personal_account]
funded_rate = "0.03"
[[pooling]]
from = "2008-01"
remit = "all"
allocate = "full_need"
grants = "to_pool"
balances = "hand_up"
sharing = { province = "0.15", city = "0.35", county = "0.5" }
overcollection_credit = "0.7"
"#;

/// In place of the pool of [`SCENARIO`].
const EACH_LEVEL: &str = r#"
[[pooling]]
from = "2008-01"
level = "city"
remit = "all"
allocate = "full_need"
balances = "hand_up"
sharing = { nation = "0.2", province = "0.2", city = "0.3", county = "0.3" }
[[pooling]]
from = "2008-01"
level = "province"
remit = { share_of_collected = "0.1" }
allocate = "by_shortage"
[[pooling]]
from = "2008-01"
level = "nation"
remit = { wage_formula = { wage_share = "0.9", rate = "0.03" } }
allocate = "per_retiree"
"#;

/// Counties one after another; where there are cities, as evenly in them as these are in 31 provinces.
fn data(counties: usize, cities: usize) -> Dataset {
    let above = if cities > 0 { "province,city," } else { "" };
    let mut text =
        format!("{above}county,month,insured,contributors,retirees,base,due,collected,pension,other,balance\n");
    for county in 0..counties {
        let city = county * cities / counties;
        let province = (city * 31).checked_div(cities);
        let above = province.map(|province| format!("省{province:02},市{city:03},")).unwrap_or_default();
        let contributors = 8_000 + county * 137 % 9_000;
        let retirees = 2_500 + county * 211 % 4_000;
        for month in 0..12 {
            let month = Month::january(2007).plus(month);
            let due = contributors * 1_102 * 28 / 100;
            text += &format!(
                "{above}县{county:03},{month},{},{contributors},{retirees},1102.37,{due},{},{},{},{}\n",
                contributors + 900,
                due * 9 / 10,
                retirees * 745,
                retirees * 2,
                1_000_000 + county * 7_919
            );
        }
    }
    intake::import("bench.csv", text.as_bytes()).expect("the data are without error").dataset
}

/// The median of several runs.
fn time(dataset: &Dataset, scenario: &Scenario, keep: Keep, runs: usize) -> Duration {
    let stop = AtomicBool::new(false);
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(simulation::run(black_box(dataset), black_box(scenario), keep, &stop).expect("it runs"));
            start.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

/// An adjustment fund with the usual parts and what every county has of its own.
fn adjusted() -> String {
    let rates = SCENARIO.split_once("[grants]").expect("grants").0;
    format!(
        "{rates}[[pooling]]\nfrom = \"2008-01\"\nremit = {{ share_of_collected = \"0.05\" }}\nallocate = \"by_shortage\"\n\
         sharing = {{ city = \"0.5\", county = \"0.5\" }}\n"
    )
}

/// Seconds for a nation of so many counties with a pool at every level, so many months.
fn nation(counties: usize, months: usize) -> f64 {
    let (before, _) = SCENARIO.split_once("[[pooling]]").expect("a pool");
    let text = before.replace("months = 360", &format!("months = {months}")) + EACH_LEVEL;
    let scenario = file::read("bench.toml", &text).expect("the scenario is valid");
    time(&data(counties, counties * 340 / NATION), &scenario, Keep::Books, 5).as_secs_f64()
}

fn main() {
    let (dataset, scenario) = (data(COUNTIES, 0), file::read("bench.toml", SCENARIO).expect("the scenario is valid"));
    for (name, keep) in [("without journal", Keep::Books), ("with journal", Keep::Journal)] {
        let time = time(&dataset, &scenario, keep, RUNS).as_secs_f64();
        let per_second = (COUNTIES * MONTHS) as f64 / time / 1e6;
        println!("{name:16} {:7.2} ms   {per_second:5.2} million county-months a second", time * 1e3);
    }
    for (name, scenario) in [("one fund", SCENARIO.to_owned()), ("adjustment fund", adjusted())] {
        let scenario = file::read("bench.toml", &scenario.replace("months = 360", "months = 60")).expect("it is valid");
        let time = time(&data(NATION, 0), &scenario, Keep::Books, RUNS).as_secs_f64();
        println!("{NATION} counties of one city, 60 months, as for a lever, {name}: {:.1} ms", time * 1e3);
    }
    let whole = nation(NATION, MONTHS);
    println!("{NATION} counties, each level pooling: {whole:.2} s");
    println!("against half the counties: {:.2} times", whole / nation(NATION / 2, MONTHS));
    println!("against half the months:   {:.2} times", whole / nation(NATION, MONTHS / 2));
}
