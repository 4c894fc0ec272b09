use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::SettlementItem;
use super::*;
use crate::dataset::{Change, Correction, Dataset};
use crate::field::Amount;
use crate::journal::Keep;
use crate::month::Month;
use crate::report::views::context::Settled;
use crate::report::views::data_sheet::{KEYS, data_sheet};
use crate::report::{Cell, Lead};
use crate::sample;
use crate::scenario::{Scenario, file};
use crate::{intake, simulation};

const STYLE: Style = Style { language: Language::Chinese, unit: MoneyUnit::TenThousand };

fn context<'a>(observed: &'a Dataset, runs: &'a [Option<Arc<Settled>>]) -> Context<'a> {
    Context { observed, runs, style: STYLE, source: sample::FILE }
}

fn county(name: &str) -> Place {
    Place::County(name.into())
}

fn settled(observed: &Dataset, scenario: Scenario) -> Settled {
    let run = simulation::run(observed, &scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
    Settled { scenario: Arc::new(scenario), run, observed: Arc::new(observed.clone()) }
}

/// People by age, pensions by the rules, and a merger, for any case.
const BY_AGE: &str = r#"
[people]
structure = "sample"
mortality = "cl_2010_2013"
pause_rate = "0.05"
new_pension = "formula"
wage = "2000"
death_grant = "5000"
[people.pension]
man = { years = 30, index = 1, account = 30000 }
woman_cadre = { years = 28, index = 1, account = 30000 }
woman_worker = { years = 22, index = "0.8", account = 20000 }
[merger]
county = "屯溪区"
leave_direct = [100]
per_head = 5000
enterprise = 1
government = 0
fund = 0
duration = 6
reemployment = "0.2"
benefit = 200
fallback = "0.1"
top_up = 50
leave_allowance = 0
covered = 1
"#;

fn case(name: &str) -> (Dataset, Vec<Option<Arc<Settled>>>) {
    case_with(name, "")
}

/// A case with more in its scenario.
fn case_with(name: &str, more: &str) -> (Dataset, Vec<Option<Arc<Settled>>>) {
    let file = |end| std::fs::read(format!("{}/tests/cases/{name}/{end}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let data = intake::import("data.csv", &file("data.csv")).unwrap().dataset;
    let text = String::from_utf8(file("scenario.toml")).unwrap();
    let scenario = file::read("scenario.toml", &format!("{text}{more}")).unwrap();
    let run = settled(&data, scenario);
    (data, vec![Some(Arc::new(run))])
}

fn every_measure() -> impl Iterator<Item = Measure> {
    Measure::OF_COUNTIES.into_iter().chain([Measure::PooledShortfall])
}

/// Follows every lead, each subject once; how many source cells it ends at.
fn follow(context: &Context<'_>, subject: &Subject, seen: &mut std::collections::HashSet<Subject>) -> usize {
    if !seen.insert(subject.clone()) {
        return 0;
    }
    let derivation = derivation(context, subject).unwrap_or_else(|| panic!("{subject:?} has a derivation"));
    for text in derivation.workings.iter().chain(&derivation.notes).chain([&derivation.rule, &derivation.title]) {
        assert!(!text.contains("why.") && !text.contains('{'), "{text}");
    }
    let mut cells = 0;
    for input in &derivation.inputs {
        match &input.leads_to {
            Lead::End => {}
            Lead::Source { .. } => cells += 1,
            Lead::Subject(next) => {
                let there = super::derivation(context, next).unwrap_or_else(|| panic!("{subject:?} → {next:?}"));
                assert_eq!(there.value, input.value, "{subject:?} → {next:?}");
                cells += follow(context, next, seen);
            }
        }
    }
    cells
}

#[test]
fn every_measure_of_the_sample_is_derived_with_its_value() {
    let data = sample::load();
    let context = context(&data, &[]);
    let fund = Fund::observed(&data);
    for place in [county("屯溪区"), county("黟县"), Place::Root] {
        for period in ["2004-01", "2007-05", "2007-12", "2004", "2007"].map(|p| p.parse::<Period>().unwrap()) {
            for measure in every_measure() {
                let subject = Subject::Measure { measure, place: place.clone(), period, books: Books::Data };
                let found = derivation(&context, &subject).unwrap();
                let value = fund.measure(measure, data.places.find(&place).unwrap(), period);
                assert_eq!(found.value, shown(value.map(Quantity::from)), "{subject:?}");
                assert_eq!(found.workings.is_empty(), value.is_none(), "{subject:?}");
                assert!(follow(&context, &subject, &mut Default::default()) > 0 || value.is_none(), "{subject:?}");
            }
        }
    }
}

#[test]
fn a_gap_is_followed_down_to_the_text_of_the_file() {
    let data = sample::load();
    let context = context(&data, &[]);
    let gap = Subject::Measure {
        measure: Measure::Gap,
        place: county("屯溪区"),
        period: Period::Year(2007),
        books: Books::Data,
    };
    let year = derivation(&context, &gap).unwrap();
    assert_eq!(year.title, "屯溪区2007年征缴收支缺口");
    assert!(year.rule.contains("基本养老金支出 + 其他支出 − 实缴"), "{}", year.rule);
    let next = |derivation: &Derivation, n: usize| match &derivation.inputs[n].leads_to {
        Lead::Subject(subject) => super::derivation(&context, subject).unwrap(),
        other => panic!("{other:?}"),
    };
    let pensions = next(&year, 0);
    assert_eq!(pensions.inputs.len(), 12);
    let march = next(&pensions, 2);
    let Lead::Source { origin, raw, county, period, field } = &march.inputs[0].leads_to else { panic!() };
    assert_eq!((&*origin.file, &**county, *field), (sample::FILE, "屯溪区", Field::Pension));
    assert_eq!(period.to_string(), "2007-03");
    let text = include_str!("../../../assets/sample/huangshan.csv");
    let line = text.lines().nth(origin.row.unwrap() as usize - 1).unwrap();
    assert!(line.contains("屯溪区") && line.contains("2007-03"), "{line}");
    assert_eq!(line.split(',').nth(origin.column.unwrap() as usize - 1), Some(raw.as_str()));
    assert!(march.notes.iter().any(|note| note.contains("示例数据")), "{:?}", march.notes);
}

#[test]
fn a_corrected_value_says_what_it_was_and_by_whom() {
    let read = intake::import(
        "d.csv",
        "county,month,contributors,retirees,collected,pension\n甲,2026-01,9,5,90.00,80.00\n".as_bytes(),
    );
    let read = read.unwrap().dataset;
    let (period, field) = ("2026-01".parse().unwrap(), Field::Collected);
    let correction = Correction {
        county: "甲".into(),
        period,
        field,
        change: Change::Value(Amount::Money(Money::from_yuan(95))),
        told: read.told("甲", period, field).unwrap(),
        note: "电话核实".into(),
        who: "王芳".into(),
        when: "2026-11-29".into(),
    };
    let (data, _) = read.corrected(&[correction].into_iter().collect());
    let context = context(&data, &[]);
    let gap = Subject::Measure { measure: Measure::Gap, place: county("甲"), period, books: Books::Data };
    assert_eq!(derivation(&context, &gap).unwrap().value, CellValue::Quantity(Quantity::Money(Money::from_yuan(-15))));
    let why = derivation(&context, &Subject::Cell { place: county("甲"), period, field, books: Books::Data }).unwrap();
    assert_eq!(why.value, CellValue::Quantity(Quantity::Money(Money::from_yuan(95))));
    // The original stays behind it, with its cell.
    assert_eq!(why.inputs[0].value, CellValue::Quantity(Quantity::Money(Money::from_yuan(90))));
    assert!(matches!(&why.inputs[0].leads_to, Lead::Source { raw, .. } if raw == "90.00"));
    let said = "经手更正：原“90.00”（d.csv E2），改为 95.00 元；备注：电话核实；经手人：王芳；2026-11-29";
    assert_eq!(why.notes[0], said);
    assert!(why.rule.starts_with("经手更正"), "{}", why.rule);
    let sheet = data_sheet(&context);
    let cell = &sheet.rows[0][KEYS + field as usize];
    assert_eq!(cell.by_hand.as_deref(), Some(said));
    assert_eq!(sheet.rows[0].last(), Some(&Cell::text(format!("实缴基本养老保险费 {said}"))));
    assert_eq!(sheet.notes, ["更正 1 处，以格角的记号标出，说明在最右一列。"]);
}

#[test]
fn a_rate_that_follows_the_law_names_the_document() {
    let data = "county,month,contributors,retirees,base,collected,pension,balance\n甲县,2017-12,10,1,1000,2800,500,0\n";
    let data = intake::import("d.csv", data.as_bytes()).unwrap().dataset;
    let text = "start = \"2018-01\"\nmonths = 108\n[rates]\ncontribution_rate = \"law\"\n";
    let runs = [Some(Arc::new(settled(&data, file::read("s.toml", text).unwrap())))];
    let context = context(&data, &runs);
    let rate = |month: &str| {
        let (period, books) = (month.parse().unwrap(), Books::Scenario(0));
        let due = Subject::Cell { place: county("甲县"), period, field: Field::Due, books };
        derivation(&context, &due).unwrap().inputs[2].value.clone()
    };
    let said = "按规定（28% → 24%，2019年5月起，国办发〔2019〕13号）";
    assert_eq!(rate("2019-04"), CellValue::Text(format!("28%，{said}")));
    assert_eq!(rate("2019-05"), CellValue::Text(format!("24%，{said}")));
}

#[test]
fn workings_are_in_the_unit_chosen_as_the_screen_has_it_and_exact() {
    let data = intake::import(
        "d.csv",
        "county,month,contributors,retirees,collected,pension,other\n甲县,2004-01,10,4,34400000,49140000,0.01\n"
            .as_bytes(),
    );
    let data = data.unwrap().dataset;
    let context = context(&data, &[]);
    let period = "2004-01".parse().unwrap();
    let subject = |measure| Subject::Measure { measure, place: county("甲县"), period, books: Books::Data };
    let gap = derivation(&context, &subject(Measure::Gap)).unwrap();
    assert_eq!(gap.workings, ["1,474.00 = 4,914.00 + 0.00 − 3,440.00"]);
    assert_eq!(gap.exact, ["1,474.000001 = 4,914.000000 + 0.000001 − 3,440.000000"]);
    let ratio = derivation(&context, &subject(Measure::ShortfallRatio)).unwrap();
    assert_eq!(ratio.workings, ["30.0% = 1,474.00 ÷ (4,914.00 + 0.00)"]);
    assert!(
        ratio.exact[0].starts_with("29.9959") && ratio.exact[0].ends_with("% = 1,474.000001 ÷ (4,914.00 + 0.000001)")
    );
    let rate = derivation(&context, &subject(Measure::CollectionRate)).unwrap();
    assert_eq!((rate.value, rate.workings.len()), (CellValue::Unknown, 0));
    assert!(rate.notes[0].contains("应缴"), "{:?}", rate.notes);
    let subsidy = Subject::Cell { place: county("甲县"), period, field: Field::Subsidy, books: Books::Data };
    let subsidy = derivation(&context, &subsidy).unwrap();
    assert!(subsidy.notes[0].contains("按未发生（0）计"), "{:?}", subsidy.notes);
}

#[test]
fn postings_add_up_to_the_books() {
    for name in ["five-years", "ten-years", "replay", "national"] {
        let (data, runs) = case(name);
        let context = context(&data, &runs);
        let run = &runs[0].as_ref().unwrap().run;
        let value = |holder: &Holder, month: Month, item| {
            let period = Period::Month(month);
            let subject = Subject::Settlement { scenario: 0, holder: holder.clone(), period, item };
            let derivation = derivation(&context, &subject).unwrap();
            let CellValue::Quantity(Quantity::Money(value)) = derivation.value else { panic!("{subject:?}") };
            if let SettlementItem::Posted(_) = item {
                assert_eq!(derivation.postings.iter().map(|p| p.amount).sum::<Money>(), value, "{subject:?}");
            }
            value
        };
        let months: Vec<Month> = run.month_range().collect();
        for (n, month) in months.into_iter().enumerate().step_by(5) {
            for county in run.counties().take(6) {
                let holder = Holder::with_below(run.places.key(county));
                let books = |field| run.money(n, county, field);
                let posted = |kind| value(&holder, month, SettlementItem::Posted(kind));
                assert_eq!(posted(Kind::Grant), books(Field::Grant));
                assert_eq!(posted(Kind::Subsidy), books(Field::Subsidy));
                assert_eq!(posted(Kind::Remit), books(Field::Remitted));
                assert_eq!(posted(Kind::Allocate), books(Field::Allocated));
                assert_eq!(posted(Kind::Borrow), books(Field::Borrowed));
                assert_eq!(posted(Kind::Repay), books(Field::Repaid));
                assert_eq!(value(&holder, month, SettlementItem::Opening), books(Field::Opening));
                assert_eq!(value(&holder, month, SettlementItem::Closing), books(Field::Balance));
                assert_eq!(value(&holder, month, SettlementItem::Debt), books(Field::Debt));
            }
            let pool = |item| value(&Holder::own(Place::Root), month, item);
            let books = |field| run.money(n, run.places.root(), field);
            assert_eq!(pool(SettlementItem::Posted(Kind::Allocate)), books(Field::AllocatedBelow));
            assert_eq!(pool(SettlementItem::Posted(Kind::Remit)), books(Field::RemittedBelow));
            assert_eq!(pool(SettlementItem::Closing), books(Field::Balance));
            assert_eq!(pool(SettlementItem::Debt), books(Field::Debt));
        }
    }
}

#[test]
fn every_lead_of_a_run_leads_on() {
    for (name, more) in [("five-years", ""), ("replay", ""), ("five-years", BY_AGE)] {
        let (data, runs) = case_with(name, more);
        let context = context(&data, &runs);
        let run = &runs[0].as_ref().unwrap().run;
        let books = Books::Scenario(0);
        let mut seen = std::collections::HashSet::new();
        let periods = [
            Period::Month(run.start),
            Period::Month(run.start.plus(10).min(run.end())),
            Period::Year(run.end().year()),
        ];
        for place in [run.places.key(PlaceId::county(0)), Place::Root] {
            for period in periods {
                for field in Field::ALL {
                    follow(&context, &Subject::Cell { place: place.clone(), period, field, books }, &mut seen);
                }
                for measure in every_measure() {
                    follow(&context, &Subject::Measure { measure, place: place.clone(), period, books }, &mut seen);
                }
            }
        }
        let second = Holder::with_below(run.places.key(PlaceId::county(1)));
        for holder in [Holder::own(Place::Root), second, Holder::with_below(Place::Root)] {
            let kinds = Kind::ALL.map(SettlementItem::Posted);
            for item in
                kinds.into_iter().chain([SettlementItem::Opening, SettlementItem::Closing, SettlementItem::Debt])
            {
                for period in periods {
                    let subject = Subject::Settlement { scenario: 0, holder: holder.clone(), period, item };
                    follow(&context, &subject, &mut seen);
                }
            }
        }
    }
}

#[test]
fn projected_flows_have_their_rule_with_the_numbers_put_in() {
    let (data, runs) = case("five-years");
    let context = context(&data, &runs);
    let run = &runs[0].as_ref().unwrap().run;
    let month = run.start.plus(3);
    let flow = run.row(3, PlaceId::county(0));
    let why = |field| {
        let place = run.places.key(PlaceId::county(0));
        derivation(&context, &Subject::Cell { place, period: Period::Month(month), field, books: Books::Scenario(0) })
            .unwrap()
    };
    let words = Why(&context, Decimals::All);
    let line = format!(
        "{} = {} × {} × 28.1%",
        words.yuan(flow.money(Field::Due).unwrap()),
        words.heads(flow.persons(Field::Contributors).unwrap()),
        words.yuan(flow.money(Field::Base).unwrap())
    );
    assert_eq!(why(Field::Due).workings, [line]);
    assert_eq!(
        why(Field::Collected).workings,
        [format!(
            "{} = {} × 63.5%",
            words.yuan(flow.money(Field::Collected).unwrap()),
            words.yuan(flow.money(Field::Due).unwrap())
        )]
    );
    let contributors = why(Field::Contributors);
    assert!(contributors.workings[0].ends_with("× (1 + −8.9% × 4/12)"), "{:?}", contributors.workings);
    assert!(!why(Field::Balance).postings.is_empty());
}

#[test]
fn what_is_not_there_has_no_derivation() {
    let (data, runs) = case("five-years");
    let context = context(&data, &runs);
    let period = Period::Year(2005);
    let outside = Period::Year(1950);
    for (place, period, books) in [
        (county("无此县"), period, Books::Data),
        (Place::Root, outside, Books::Data),
        (Place::Root, outside, Books::Scenario(0)),
        (Place::Root, period, Books::Scenario(7)),
    ] {
        let subject = Subject::Cell { place: place.clone(), period, field: Field::Pension, books };
        assert_eq!(derivation(&context, &subject), None);
        let subject = Subject::Measure { measure: Measure::Gap, place, period, books };
        assert_eq!(derivation(&context, &subject), None);
    }
    for (scenario, holder, period) in [
        (7, Holder::own(Place::Root), period),
        (0, Holder::own(Place::Root), outside),
        (0, Holder::with_below(Place::County("无此县".into())), period),
    ] {
        let item = SettlementItem::Closing;
        assert_eq!(derivation(&context, &Subject::Settlement { scenario, holder, period, item }), None);
    }
    assert_eq!(derivation(&context, &Subject::Published("none".into())), None);
}
