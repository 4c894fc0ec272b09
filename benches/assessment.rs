//! How long 3,000 counties take by 34 indicators over three years, and the shipped watch rules over 120 months.
//!
//! `cargo bench --bench assessment`

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use tongchou::assessment::figure::Sources;
use tongchou::assessment::given::{Asked, Entered, Entry, Statement};
use tongchou::assessment::scoring::assess;
use tongchou::assessment::tree::{TEMPLATES, Tree};
use tongchou::assessment::watch::{self, watch};
use tongchou::finding::Origin;
use tongchou::intake;
use tongchou::measures::Fund;

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
    let data = intake::import("data.csv", text().as_bytes()).expect("rows without error").dataset;
    let tree = TEMPLATES[2].replace("level = \"city\"", "level = \"county\"");
    let tree = Tree::read("guangxi.toml", &tree).expect("a tree without error");
    let mut entered = Entered::default();
    for county in data.places.counties_of(data.places.root()) {
        for (node, _) in tree.asked().into_iter().filter(|(_, asked)| *asked != Asked::Nothing) {
            let entry = Entry {
                value: Some(tongchou::assessment::exact::Exact::ONE),
                note: "".into(),
                origin: Origin::default(),
            };
            entered.add(*county, node, entry);
        }
    }
    let statement = Statement::default();
    let sources = Sources { fund: Fund::observed(&data), entered: &entered, statement: &statement };
    let scored = best_of(5, || {
        for year in 2023..2026 {
            assert_eq!(assess(&tree, &sources, year).places.len(), COUNTIES);
        }
    });
    let leaves = tree.leaves().count();
    println!("{COUNTIES} places × {leaves} indicators × 3 years: {scored:.2?}");
    let rules = watch::read("watch.toml", watch::SHIPPED).expect("rules without error");
    let watched = best_of(5, || assert!(!watch(&rules, &sources).is_empty()));
    println!("{} rules × {COUNTIES} places × 120 months: {watched:.2?}", rules.len());
}
