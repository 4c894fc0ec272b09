//! How long the measures of 3,000 counties over ten years take: read from text, and reckoned and put into words.
//!
//! `cargo bench --bench measures`

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use tongchou::intake;
use tongchou::measures::Fund;
use tongchou::report::files::results::of_measures;

const COUNTIES: usize = 3_000;

/// Months of ten years, each figure another.
fn text() -> String {
    let mut text =
        String::from("county,month,insured,contributors,retirees,base,due,collected,pension,other,balance\n");
    for n in 0..COUNTIES {
        let mut balance = 40_000_000 + n as i64 * 1_003;
        for at in 0..120_i64 {
            let (year, month) = (2016 + at / 12, at % 12 + 1);
            let heads = 20_000 + n as i64 + at * 7;
            let (retirees, due) = (heads * 2 / 5, heads * 960 + at * 13);
            let (collected, pension) = (due * 9 / 10 + at % 100, retirees * (2_000 + at * 5));
            balance += collected - pension;
            let insured = heads * 21 / 20;
            writeln!(
                text,
                "县{n},{year}-{month:02},{insured},{heads},{retirees},4000,{due}.17,{collected}.03,{pension}.41,9001.5,{balance}"
            )
            .unwrap();
        }
    }
    text
}

fn best_of(runs: usize, mut work: impl FnMut()) -> Duration {
    let timed = (0..runs).map(|_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    });
    timed.min().unwrap_or_default()
}

fn main() {
    let text = text();
    let read = best_of(3, || drop(intake::import("data.csv", text.as_bytes()).expect("rows without error")));
    let data = intake::import("data.csv", text.as_bytes()).expect("rows without error").dataset;
    let fund = Fund::observed(&data);
    let reckoned = best_of(5, || {
        for file in of_measures(&fund) {
            file.write(&mut std::io::sink()).expect("it takes all");
        }
    });
    println!("{COUNTIES} counties × 120 months: read {read:.2?}, measures reckoned and written {reckoned:.2?}");
}
