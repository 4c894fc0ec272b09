//! What several benches begin with: many counties over ten years, and the best time of several runs.

#![allow(dead_code, reason = "each bench uses a part")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How many counties there are.
pub const COUNTIES: usize = 3_000;

/// The data file: months of ten years, each figure another.
pub fn text() -> String {
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

/// The shortest of so many runs.
pub fn best_of(runs: usize, mut work: impl FnMut()) -> Duration {
    let timed = (0..runs).map(|_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    });
    timed.min().unwrap_or_default()
}
