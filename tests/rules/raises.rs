//! The national raises of July 2024 and July 2025, 3% and 2% from January on, as the program reckons them from the months
//! before, beside what was paid by the ministry's own figures.

use std::sync::atomic::AtomicBool;

use tongchou::field::Field;
use tongchou::intake::import;
use tongchou::journal::Keep;
use tongchou::place::PlaceId;
use tongchou::scenario::file;
use tongchou::simulation;

/// What was paid in each month of a year, in 亿元, by the ministry's sums from January on.
fn paid(year: i32) -> Vec<f64> {
    let text = include_str!("../officer/mohrss_monthly_ytd.csv");
    let to_date: Vec<f64> = text
        .lines()
        .filter(|line| line.starts_with(&format!("{year}-")))
        .map(|line| line.split(',').nth(3).expect("the sum paid").parse().expect("a number"))
        .collect();
    let before = std::iter::once(0.0).chain(to_date.iter().copied());
    to_date.iter().zip(before).map(|(sum, before)| sum - before).collect()
}

/// What the program expects of July, from January to June, where pensions rise by `rate`.
fn expected(year: i32, rate: &str) -> f64 {
    let mut rows = "county,month,contributors,retirees,base,collected,pension\n".to_owned();
    for (n, month) in paid(year).iter().take(6).enumerate() {
        // How many are paid is not told by month; the raise is of what each gets.
        rows.push_str(&format!("某地,{year}-{:02},1000000,1000000,5000,0,{:.0}\n", n + 1, month * 1e8));
    }
    let data = import("d.csv", rows.as_bytes()).expect("it is read").dataset;
    let text = format!(
        "start = \"{year}-07\"\nmonths = 1\n[rates]\npension_growth = \"{rate}\"\npension_effective_month = 1\n\
         pension_paid_month = 7\n"
    );
    let scenario = file::read("s.toml", &text).expect("it is read");
    let run = simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).expect("it runs");
    run.money(0, PlaceId::county(0), Field::Pension).fen() as f64 / 1e10
}

#[test]
fn the_raises_of_2024_and_2025_come_within_two_percent() {
    for (year, rate) in [(2024, "0.03"), (2025, "0.02")] {
        let (july, reckoned) = (paid(year)[6], expected(year, rate));
        let off = reckoned / july - 1.0;
        assert!(off.abs() < 0.02, "{year}: {reckoned:.1} of {july:.1}, {:.1}% off", off * 100.0);
        // Without the raise it would be far off.
        let without = expected(year, "0") / july - 1.0;
        assert!(without < -0.1, "{year}: {without}");
    }
}
