//! How long 3,000 counties take by 34 indicators over three years, and the shipped watch rules over 120 months.
//!
//! `cargo bench --bench assessment`

mod support;

use support::{COUNTIES, best_of, text};
use tongchou::assessment::figure::Sources;
use tongchou::assessment::given::{Asked, Entered, Entry, Statement};
use tongchou::assessment::scoring::assess;
use tongchou::assessment::tree::{TEMPLATES, Tree};
use tongchou::assessment::watch::{self, watch};
use tongchou::finding::Origin;
use tongchou::intake;
use tongchou::measures::Fund;

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
