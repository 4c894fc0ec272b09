//! How long people by age take: 120 counties over thirty years, three groups of 1,140 months of age, on one core.
//!
//! `cargo bench --bench people`

mod support;

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use support::best_of;
use tongchou::journal::Keep;
use tongchou::scenario::Scenario;
use tongchou::simulation;
use tongchou::{dataset::Dataset, intake, scenario};

/// Counties of 20,000 to 140,000 contributors in their base month.
fn counties(count: usize) -> Dataset {
    let mut text = String::from("county,month,insured,contributors,retirees,base,collected,pension,balance\n");
    for n in 0..count {
        let heads = 20_000 + n * 1_000;
        let (insured, retirees) = (heads * 6 / 5, heads * 2 / 5);
        writeln!(text, "县{n},2024-12,{insured},{heads},{retirees},6000,30000000,60000000,0").unwrap();
    }
    intake::import("data.csv", text.as_bytes()).expect("rows without error").dataset
}

fn scenario(entrants: &str, months: u32) -> Scenario {
    let text = format!(
        "start = \"2025-01\"\nmonths = {months}\n[rates]\ncontributors_growth = \"0.01\"\n[people]\n\
         structure = \"sample\"\nmortality = \"cl_2010_2013\"\nentrants = {entrants}\nexit_rate = \"0.01\"\n\
         pause_rate = \"0.03\"\nreturn_rate = \"0.1\"\nearly = \"0.1\"\nlate = \"0.05\"\neligible = \"0.98\"\n"
    );
    scenario::file::read("bench.toml", &text).expect("the scenario is valid")
}

fn main() {
    for (count, months) in [(120, 360), (7, 360)] {
        let data = counties(count);
        for entrants in ["\"growth\"", "\"as_before\"", "2000"] {
            let scenario = scenario(entrants, months);
            let heads = best_of(5, || drop(simulation::people_of(&data, &scenario).expect("it runs")));
            // Each run of the same scenario anew: what was reckoned before is not taken.
            let whole = best_of(5, || {
                let fresh = self::scenario(entrants, months);
                drop(simulation::run(&data, &fresh, Keep::Books, &AtomicBool::new(false)).expect("it runs"));
            });
            println!(
                "{count} counties × {months} months, entrants {entrants}: heads {heads:.1?}, whole run {whole:.1?}"
            );
        }
    }
}
