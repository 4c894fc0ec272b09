//! How long a settled run takes: 120 counties over thirty years, everything on.
//!
//! `cargo bench --bench settlement` prints the median of several runs, without the journal (as a slider asks for) and
//! with it (as the result files need). One run on one core; aim: under 40 ms without the journal.

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

fn data() -> Dataset {
    let mut text =
        String::from("county,month,insured,contributors,retirees,base,due,collected,pension,other,balance\n");
    for county in 0..COUNTIES {
        let contributors = 8_000 + county * 137 % 9_000;
        let retirees = 2_500 + county * 211 % 4_000;
        for month in 0..12 {
            let month = Month::january(2007).plus(month);
            let due = contributors * 1_102 * 28 / 100;
            text += &format!(
                "县{county:03},{month},{},{contributors},{retirees},1102.37,{due},{},{},{},{}\n",
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
fn time(dataset: &Dataset, scenario: &Scenario, keep: Keep) -> Duration {
    let stop = AtomicBool::new(false);
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(simulation::run(black_box(dataset), black_box(scenario), keep, &stop).expect("it runs"));
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn main() {
    let (dataset, scenario) = (data(), file::read("bench.toml", SCENARIO).expect("the scenario is valid"));
    for (name, keep) in [("without journal", Keep::Books), ("with journal", Keep::Journal)] {
        let time = time(&dataset, &scenario, keep).as_secs_f64();
        let per_second = (COUNTIES * MONTHS) as f64 / time / 1e6;
        println!("{name:16} {:7.2} ms   {per_second:5.2} million county-months a second", time * 1e3);
    }
}
