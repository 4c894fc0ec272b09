//! What the later retirement age does, as the tab and the slides tell it: against the settled cases, and that nothing
//! differs where nothing rises.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use rust_decimal::Decimal;
use tongchou::answers::Desk;
use tongchou::answers::retirement::{Retirement, retirement};
use tongchou::dataset::Dataset;
use tongchou::intake;
use tongchou::locale::Language;
use tongchou::money::ratio;
use tongchou::people::schedule;
use tongchou::report::views::context::Context;
use tongchou::report::views::retirement::{Item, Told};
use tongchou::report::words::number::Style;
use tongchou::report::{CellValue, Figure, Place, Quantity};
use tongchou::scenario::people::Policy;
use tongchou::scenario::{self, Scenario};
use tongchou::session::{Command, News, Session, beside};
use tongchou::simulation::Progress;

const CASES: [&str; 2] = ["reform-2024", "reform-before"];

fn case(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/people").join(name)
}

fn text(name: &str, file: &str) -> String {
    std::fs::read_to_string(case(name).join(file)).unwrap()
}

fn data() -> Arc<Dataset> {
    Arc::new(intake::import("data.csv", text(CASES[0], "data.csv").as_bytes()).unwrap().dataset)
}

fn scenario(name: &str) -> Scenario {
    let mut scenario = scenario::file::read("scenario.toml", &text(name, "scenario.toml")).unwrap();
    beside::fill(&mut scenario, &case(name)).unwrap();
    scenario
}

fn found(data: &Arc<Dataset>, scenario: &Scenario, place: &Place) -> Retirement {
    let progress = Progress::new();
    retirement(&Desk { data, threads: NonZeroUsize::MIN, progress: &progress }, scenario, place).unwrap()
}

fn told<'a>(data: &'a Dataset, found: &'a Retirement) -> Told<'a> {
    let context = Context { observed: data, runs: &[], style: Style::default(), source: "" };
    Told::new(&context, 0, found, Policy::Of2024).unwrap()
}

/// The rows of an expected file, each by its headings.
fn rows(name: &str, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = text(name, &format!("expected/{file}"));
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| head.iter().zip(line.split(',')).map(|(h, c)| ((*h).to_owned(), c.to_owned())).collect();
    lines.map(row).collect()
}

fn series(figure: &Figure, series: usize) -> Vec<Quantity> {
    figure.series[series].points.iter().map(|point| point.value.unwrap()).collect()
}

#[test]
fn heads_ages_and_months_are_those_of_the_settled_cases() {
    let data = data();
    for county in data.counties.iter().map(|county| county.name.clone()) {
        let place = Place::County(county.clone());
        let found = found(&data, &scenario(CASES[0]), &place);
        let told = told(&data, &found);
        let mine = |rows: Vec<BTreeMap<String, String>>| rows.into_iter().filter(|row| *row["county"] == *county);
        let dependency = told.figure(Item::Dependency);
        for (name, number) in [(CASES[0], 1), (CASES[1], 0)] {
            let heads: Vec<_> = mine(rows(name, "heads_month.csv")).collect();
            let sum = |year: &str, column: &str| -> i128 {
                let of_year = heads.iter().filter(|row| row["month"].starts_with(year));
                of_year.map(|row| row[column].parse::<i128>().unwrap()).sum()
            };
            let expected: Vec<Quantity> = told
                .years()
                .map(|year| {
                    let [retirees, contributors] = ["retirees", "contributors"].map(|c| sum(&year.to_string(), c));
                    Quantity::Ratio(ratio(retirees, contributors, 6).unwrap())
                })
                .collect();
            assert_eq!(series(&dependency, number), expected, "{county} {name}");
        }
        let heads = mine(rows(CASES[0], "heads_month.csv"));
        let retired: Vec<i64> = heads.map(|row| row["retired"].parse().unwrap()).collect();
        let ages = &found.later.ages;
        let new: Vec<i64> =
            ages.new_retirees.iter().map(|groups| tongchou::people::persons(groups.iter().sum())).collect();
        assert_eq!(new, retired, "{county}");
        // The pyramid of each December, three decimals of heads.
        for (month, pyramid) in &ages.pyramids {
            let expected = mine(rows(CASES[0], "pyramid.csv")).filter(|row| row["month"] == month.to_string());
            for row in expected {
                let group = tongchou::people::Group::of_key(&row["group"]).unwrap() as usize;
                let parts = pyramid[group][row["age"].parse::<usize>().unwrap() - 15];
                for (part, column) in parts.into_iter().zip(["contributors", "paused", "retirees"]) {
                    let given = (Decimal::from(part) / Decimal::from(1000))
                        .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
                    assert_eq!(given / Decimal::from(1000), row[column].parse().unwrap(), "{county} {month} {row:?}");
                }
            }
        }
    }
}

#[test]
fn no_man_retires_in_the_empty_months_and_the_sentence_says_so() {
    let data = data();
    let found = found(&data, &scenario(CASES[0]), &Place::Root);
    let told = told(&data, &found);
    let said = told.months_headline(2025);
    assert!(
        said.starts_with("2025年全市新增离退休 ") && said.ends_with("；1月、2月、7月、12月没有男职工退休"),
        "{said}"
    );
    let months = told.months(2025);
    let of_men = |n: usize| months.series[0].points[n].value;
    assert_eq!((of_men(1), of_men(6)), (Some(Quantity::Persons(0)), Some(Quantity::Persons(0))));
    assert!(told.headline(2029).starts_with("延迟退休使2029年全市征缴收支缺口减少 "), "{}", told.headline(2029));
    let title = told.title(Item::Dependency, 2029);
    assert!(title.starts_with("延迟退休使2029年全市赡养率降低 ") && title.contains(" 个百分点（"), "{title}");
    // A year beyond the run is its last.
    assert_eq!(told.headline(2100), told.headline(2029));
    assert_eq!(told.sheet().rows.len(), 5);
    assert_eq!(told.pyramid(2029).rows.len(), told.pyramid(2024).rows.len());
}

#[test]
fn nothing_differs_where_no_age_rises() {
    let data = data();
    let mut level = scenario(CASES[0]);
    level.people.as_mut().unwrap().policy = Policy::Own(schedule::before());
    let found = found(&data, &level, &Place::Root);
    assert_eq!(found.later.ages, found.before.ages);
    let told = told(&data, &found);
    for item in Item::ALL {
        let figure = told.figure(item);
        assert_eq!(series(&figure, 0), series(&figure, 1), "{item:?}");
    }
    assert!(told.headline(2029).contains("没有变化"), "{}", told.headline(2029));
    let changes = told.sheet().rows.into_iter().flatten().filter_map(|cell| match cell.value {
        CellValue::Change(Quantity::Money(money)) => Some(money.is_zero()),
        CellValue::Change(Quantity::Persons(heads)) => Some(heads == 0),
        CellValue::Change(Quantity::Ratio(ratio)) => Some(ratio.is_zero()),
        _ => None,
    });
    let changes: Vec<bool> = changes.collect();
    assert!(changes.len() == 25 && changes.into_iter().all(|none| none));
}

/// A scenario under the ages of before stands beside those of 2024, as the other way round.
#[test]
fn either_way_round_the_same_two_stand_side_by_side() {
    let data = data();
    let [a, b] = CASES.map(|name| found(&data, &scenario(name), &Place::Root));
    assert_eq!((&a.later.ages, &a.before.ages), (&b.later.ages, &b.before.ages));
    let [a, b] = [&a, &b].map(|found| series(&told(&data, found).figure(Item::Gap), 1));
    assert_eq!(a, b);
}

#[test]
fn a_table_of_ages_makes_a_scenario_and_goes_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("本市年龄.csv");
    let text = "年龄段,缴费人数,,,离退休人数,,\n,男,女干部,女工人,男,女干部,女工人\n20—39岁,400,200,200,0,0,0\n\
                40—59岁,400,150,100,0,50,200\n60岁及以上,0,0,0,300,150,150\n";
    std::fs::write(&table, text).unwrap();
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let before = session.scenarios().len();
    let told = session.done(Command::ReadAges(0, table));
    let read = told.iter().find_map(|news| match news {
        News::AgesRead { scenario, said, .. } => Some((*scenario, said.clone())),
        _ => None,
    });
    let (number, said) = read.unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!((number, session.scenarios().len()), (before, before + 1));
    let codes: Vec<&str> = said.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["ages-bands", "ages-open", "ages-far", "ages-far"], "the sample's heads are many more");
    let scenario = session.scenarios()[number].clone();
    let structure = &scenario.people.as_ref().unwrap().structure;
    assert_eq!(structure.name, "本市年龄（年龄结构）.csv");
    assert_eq!(structure.table().unwrap().cells().filter(|(_, _, cell)| !cell.contributors.is_zero()).count(), 120);
    // Its file is read again with the table beside it, which is not written over.
    let file = folder.path().join("按年龄.toml");
    session.done(Command::SaveScenario(number, file.clone()));
    let mut again = scenario::file::read("按年龄.toml", &std::fs::read_to_string(&file).unwrap()).unwrap();
    beside::fill(&mut again, folder.path()).unwrap();
    assert_eq!(again.people, scenario.people);
    std::fs::write(folder.path().join(&structure.name), "group,age,contributors,retirees\nman,30,1,1\n").unwrap();
    assert_eq!(beside::put(&scenario, folder.path()).unwrap_err().code, "table-differs");
    session.apply(Command::Undo);
    assert_eq!(session.scenarios().len(), before);
}
