//! Data that name provinces and cities: what is read, what is refused, and what is said of each place.

use std::num::NonZeroUsize;

use crate::worlds::{World, read, run};
use tongchou::dataset::Dataset;
use tongchou::field::Field;
use tongchou::intake::{self, data_file};
use tongchou::measures::Fund;
use tongchou::place::{Level, PlaceKey};
use tongchou::report::files::results;
use tongchou::scenario::lever::LeverKey;
use tongchou::simulation::{Failure, Progress, stochastic};

/// Two 鼓楼区, a county directly under its province, and a month that one county lacks.
const DATA: &str = "省,市,区县,年月,缴费人数,离退休人数,月人均缴费基数,实缴,基本养老金支出,期末结余\n\
    江苏省,南京市,鼓楼区,2007-11,100,50,1000,20000,25000,5000\n\
    江苏省,南京市,鼓楼区,2007-12,100,50,1000,20000,25000,5000\n\
    江苏省,徐州市,鼓楼区,2007-12,80,60,900,15000,30000,1000\n\
    江苏省,,昆山市,2007-11,200,40,1500,60000,20000,90000\n\
    江苏省,,昆山市,2007-12,200,40,1500,60000,20000,90000\n\
    福建省,福州市,鼓楼区,2007-12,90,45,1100,19000,22000,3000\n";

fn data() -> Dataset {
    World { data: DATA.to_owned(), scenario: String::new() }.dataset()
}

fn refused(text: &str) -> Vec<&'static str> {
    let findings = intake::import("月报.csv", text.as_bytes()).expect_err("it is refused");
    findings.iter().filter(|f| f.severity == tongchou::finding::Severity::Error).map(|f| f.code).collect()
}

#[test]
fn counties_of_one_name_stay_apart() {
    let data = data();
    let names: Vec<&str> = data.counties.iter().map(|county| &*county.name).collect();
    assert_eq!(names, ["江苏省/南京市/鼓楼区", "江苏省/徐州市/鼓楼区", "江苏省/昆山市", "福建省/福州市/鼓楼区"]);
    assert_eq!(data.places.level(data.places.root()), Level::Nation);
    let kunshan = data.places.find(&PlaceKey::County("昆山市".into())).expect("its name is no other's");
    assert_eq!(data.places.above(kunshan), data.places.find_above("江苏省"));
    let written = data_file::write(&data);
    assert!(written.starts_with("province,city,county,month,"), "{written}");
    let again = World { data: written, scenario: String::new() }.dataset();
    assert_eq!((&again.places, again.range()), (&data.places, data.range()));
}

#[test]
fn names_that_make_no_tree_are_refused_where_they_stand() {
    assert_eq!(refused(&DATA.replace("福建省,", ",")), ["province-blank"]);
    assert_eq!(refused(&DATA.replace("徐州市", "徐/州市")), ["name-with-slash"]);
    assert_eq!(refused(&DATA.replace("昆山市", "南京市")), ["same-path"]);
}

#[test]
fn a_month_that_a_county_lacks_is_blank_for_the_places_above_it() {
    let data = data();
    let files = results::of_measures(&Fund::observed(&data));
    let text = |name: &str| {
        let mut text = Vec::new();
        let file = files.iter().find(|file| file.name == name).expect("the file");
        file.write(&mut text).expect("memory takes it");
        String::from_utf8(text).expect("UTF-8")
    };
    let of = |name: &str, start: &str| -> Vec<String> {
        let text = text(name);
        let line = text.lines().find(|line| line.starts_with(start)).expect("a line");
        line.split(',').skip(2).take(2).map(str::to_owned).collect()
    };
    // 25,000 − 20,000 + 30,000 − 15,000 + 20,000 − 60,000
    assert_eq!(of("place_month.csv", "江苏省,2007-12"), ["-20000.00", "20000.00"]);
    assert_eq!(of("place_month.csv", "江苏省,2007-11"), ["", ""]);
    assert_eq!(of("place_month.csv", "江苏省/南京市,2007-11"), ["5000.00", "5000.00"]);
    assert_eq!(of("place_year.csv", "江苏省,2007")[0], "1");
    let years = text("place_year.csv");
    let last = years.lines().last().expect("a line");
    assert!(last.starts_with("nation,2007,1,-17000.00,"), "{last}");
}

/// The data say which level an entry without one is for.
#[test]
fn two_entries_of_one_month_for_one_level_are_refused() {
    let entries = "[[pooling]]\nfrom = \"2008-01\"\n[[pooling]]\nfrom = \"2008-01\"\nlevel = \"nation\"\n";
    let of = |entries: &str| read(&format!("start = \"2008-01\"\nmonths = 1\n{entries}"));
    match run(&data(), &of(entries)) {
        Err(Failure::Findings(findings)) => assert_eq!(findings[0].code, "duplicate-pooling"),
        other => panic!("{other:?}"),
    }
    assert!(run(&data(), &of(&entries.replace("nation", "city"))).is_ok());
}

/// Three levels, each with a pool: no money is lost, and nobody reckons paths of what they don't know.
#[test]
fn each_level_pools() {
    let scenario = "start = \"2008-01\"\nmonths = 24\n[grants]\nannual = 1200000\nmonths = [3, 9]\n\
        [[pooling]]\nfrom = \"2008-01\"\nlevel = \"city\"\nallocate = \"prepay\"\n\
        [[pooling]]\nfrom = \"2008-07\"\nlevel = \"province\"\nremit = { share_of_collected = \"0.1\" }\n\
        allocate = \"full_need\"\n\
        sharing = { nation = \"0.5\", province = \"0.2\", city = \"0.2\", county = \"0.1\" }\n\
        [[pooling]]\nfrom = \"2009-01\"\nlevel = \"city\"\nremit = \"all\"\nallocate = \"full_need\"\n\
        [[pooling]]\nfrom = \"2009-01\"\nlevel = \"nation\"\nallocate = \"per_retiree\"\n\
        remit = { share_of_collected = \"0.03\" }\n";
    let prepay: String = ["江苏省/南京市/鼓楼区", "徐州市/鼓楼区", "福州市/鼓楼区"]
        .map(|county| format!("[county.\"{county}\"]\nprepay = 120000\n"))
        .concat();
    let scenario = read(&format!("{scenario}{prepay}"));
    let done = run(&data(), &scenario).unwrap_or_else(|failure| panic!("{failure:?}"));
    assert_eq!(done.audit(), []);
    let kinds: Vec<&str> = done.journal.iter().map(|posting| posting.kind.key()).collect();
    for kind in ["allocate", "settle", "advance", "gap_nation", "gap_province"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    // Without a deviation each path is the exact run; with one they differ, on any number of threads alike.
    let spread = |sd: &str, threads: usize| {
        let mut uncertain = scenario.clone();
        let sd = [(LeverKey::CollectionRate, sd.parse().expect("a rate"))].into();
        uncertain.stochastic = Some(tongchou::scenario::Stochastic { paths: 70, seed: 1, sd });
        let threads = NonZeroUsize::new(threads).expect("a thread");
        stochastic::run(&data(), &uncertain, threads, &Progress::new()).unwrap_or_else(|failure| panic!("{failure:?}"))
    };
    let root = done.places.root();
    for (n, month) in spread("0", 1).months.iter().enumerate() {
        let exact = [done.total(n, root, Field::Balance), done.total(n, root, Field::Debt), done.gap(n, root)];
        assert_eq!(month.totals, exact.map(|amount| [amount; 5]), "{n}");
    }
    let uncertain = spread("0.02", 2);
    assert_eq!(uncertain, spread("0.02", 1));
    let [low, .., high] = uncertain.months.last().expect("a month").totals[0];
    assert!(low < high, "{low} {high}");
}
