//! How long the measures of 3,000 counties over ten years take: read from text, and reckoned and put into words.
//!
//! `cargo bench --bench measures`

mod support;

use support::{COUNTIES, best_of, text};
use tongchou::intake;
use tongchou::measures::Fund;
use tongchou::report::files::results::of_measures;

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
