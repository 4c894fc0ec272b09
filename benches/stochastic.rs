//! How long ten thousand paths take: 7 counties over 120 months under unified pooling, beside the same in NumPy.
//!
//! `cargo bench --bench stochastic` runs `stochastic_numpy.py` in the same session and prints the ratio; without Python
//! or NumPy it says so. Of several runs the fastest counts on both sides, for other work on the machine only ever adds.
//! Aim: ten times the NumPy program, near twice as fast on two cores.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;

use std::time::Instant;

use tongchou::dataset::Dataset;
use tongchou::intake;
use tongchou::journal::Keep;
use tongchou::scenario::{Scenario, file};
use tongchou::simulation::{self, Progress, stochastic};

const COUNTIES: usize = 7;
const MONTHS: usize = 120;
const PATHS: u64 = 10_000;
const RUNS: usize = 30;

/// The same numbers as in `stochastic_numpy.py`.
const SCENARIO: &str = r#"
start = "2008-01"
months = 120
[rates]
collection_rate = "0.9"
contributors_growth = "0.02"
retirees_growth = "0.05"
wage_growth = "0.10"
pension_growth = "0.1"
pension_paid_month = 7
other_per_retiree = "1.5"
[grants]
annual = "72000000"
months = [6, 11]
[interest]
annual = "0.0225"
[personal_account]
funded_rate = "0.03"
[opening]
pool = "8000000"
[[pooling]]
from = "2008-01"
remit = "all"
allocate = "full_need"
grants = "to_pool"
balances = "hand_up"
[stochastic]
paths = 10000
seed = 1
[stochastic.sd]
contributors_growth = "0.02"
retirees_growth = "0.01"
wage_growth = "0.03"
pension_growth = "0.02"
collection_rate = "0.03"
"#;

fn data() -> Dataset {
    let mut text = String::from("county,month,insured,contributors,retirees,base,collected,pension,balance\n");
    for county in 0..COUNTIES {
        let contributors = 8_000 + county * 1_370;
        let retirees = 2_500 + county * 411;
        let (pension, balance) = (retirees * 745, 1_000_000 + county * 7_919);
        text += &format!("县{county},2007-12,{contributors},{contributors},{retirees},1100,0,{pension},{balance}\n");
    }
    intake::import("bench.csv", text.as_bytes()).expect("the data are without error").dataset
}

/// The fastest of several runs, in seconds.
fn fastest<T>(mut work: impl FnMut() -> T) -> f64 {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64()
    };
    (0..RUNS).map(time).fold(f64::INFINITY, f64::min)
}

/// Seconds for the simulation, seconds with the quantiles, and the last line of its results.
fn numpy() -> Option<(f64, f64, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/stochastic_numpy.py");
    let output = Command::new("python3").arg(script).output().ok()?;
    if !output.status.success() {
        println!("skipped: NumPy: {}", String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default());
        return None;
    }
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_whitespace();
    let seconds = [words.next()?.parse().ok()?, words.next()?.parse().ok()?];
    Some((seconds[0], seconds[1], words.collect::<Vec<_>>().join(" ")))
}

fn main() {
    let (data, scenario) = (data(), file::read("bench.toml", SCENARIO).expect("the scenario is valid"));
    let progress = Progress::new();
    let threads = |n| NonZeroUsize::new(n).expect("at least one");
    let whole = |scenario: &Scenario, n| stochastic::run(&data, scenario, threads(n), &progress).expect("it runs");
    let paths = |n| stochastic::Paths::of(&data, &scenario, threads(n), &progress).expect("it runs");
    let county_months = (COUNTIES * MONTHS) as f64 * PATHS as f64 / 1e6;
    let line = |name: &str, seconds: f64| {
        println!("{name:40} {:8.2} ms {:8.1} million county-months a second", seconds * 1e3, county_months / seconds);
    };

    let (one, two) = (fastest(|| whole(&scenario, 1)), fastest(|| whole(&scenario, 2)));
    line("whole, 1 thread", one);
    line("whole, 2 threads", two);
    println!("{:40} {:8.2}", "2 threads are faster by", one / two);
    let (one_path, two_paths) = (fastest(|| paths(1)), fastest(|| paths(2)));
    line("paths without quantiles, 1 thread", one_path);
    line("paths without quantiles, 2 threads", two_paths);
    println!("{:40} {:8.2}", "2 threads are faster by", one_path / two_paths);

    let exact = fastest(|| simulation::run(&data, &scenario, Keep::Books, &progress.stop).expect("it runs"));
    let draws = fastest(|| {
        for path in 0..PATHS {
            black_box(stochastic::normals(1, path, scenario.calendar_years()));
        }
    });
    println!("where a thread's time goes:");
    for (name, seconds) in [
        ("the exact run", exact),
        ("draws", draws),
        ("simulation", one_path - draws - exact),
        ("quantiles and shares", one - one_path),
    ] {
        println!("  {name:38} {:8.2} ms {:7.1}%", seconds * 1e3, seconds / one * 100.0);
    }

    let last = whole(&scenario, 2).months.pop().expect("months");
    let medians = last.totals.map(|quantiles| quantiles[2].to_string()).join(" ");
    println!("medians of the last month, ours: {medians} {:.4} in debt", f64::from(last.in_debt) / PATHS as f64);
    if let Some((simulation, with_quantiles, result)) = numpy() {
        println!("medians of the last month, NumPy's: {result} in debt");
        line("NumPy, paths without quantiles", simulation);
        line("NumPy, whole", with_quantiles);
        println!("times NumPy's speed: paths {:.1}, whole {:.1}", simulation / two_paths, with_quantiles / two);
    }
}
