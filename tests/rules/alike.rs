//! Like with like: each sentence and each comparison held against a reckoning of its own from the raw rows, on data with
//! seasons, peaks, surpluses, ten months of the last year, and one county alone.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tongchou::answers::Desk;
use tongchou::dataset::Dataset;
use tongchou::field::Field;
use tongchou::intake::import;
use tongchou::journal::Keep;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::place::PlaceId;
use tongchou::report::deck::build::Order;
use tongchou::report::deck::ready::Ready;
use tongchou::report::deck::{Of, Page, Plan, Shows};
use tongchou::report::views::comparison::comparison;
use tongchou::report::views::context::{Context, Settled};
use tongchou::report::views::county::county;
use tongchou::report::views::overview::{Against, overview, overview_beside};
use tongchou::report::views::side_by_side::{Against as Beside, side_by_side};
use tongchou::report::views::years::{fund_by_year, preset, two_years};
use tongchou::report::words::number::Style;
use tongchou::report::words::sheet_text::{marked, text_of, value_text};
use tongchou::report::{Books, CellValue, FundItem, Known, Place, Quantity, Sheet, Subject, Tone, why};
use tongchou::scenario::Scenario;
use tongchou::scenario::family::Family;
use tongchou::simulation::{self, Progress};

/// A row as it was made: county, year, month, collected and pension in yuan; the balance.
struct Raw {
    county: &'static str,
    year: i32,
    month: i32,
    collected: i64,
    pension: i64,
    balance: i64,
}

const COUNTIES: [&str; 3] = ["甲区", "乙县", "丙县"];

/// From January 2024 to October 2026: December strong and February weak in what is collected, back-pay in July, 丙县
/// with more collected than paid.
fn raw(counties: &[&'static str]) -> Vec<Raw> {
    let mut rows = Vec::new();
    for (n, county) in counties.iter().enumerate() {
        let mut balance = 90_000_000 - 20_000_000 * n as i64;
        for at in 0..34 {
            let (year, month) = (2024 + at / 12, at % 12 + 1);
            let season = match month {
                12 => 135,
                2 => 78,
                1 => 61,
                _ => 100,
            };
            let level = [10_000_000, 6_000_000, 9_000_000][n] + 31_237 * i64::from(at);
            let collected = level * season / 100;
            let pension =
                [13_000_000, 9_500_000, 7_700_000][n] + 40_011 * i64::from(at) + if month == 7 { 2_345_678 } else { 0 };
            balance += collected - pension;
            rows.push(Raw { county, year, month, collected, pension, balance });
        }
    }
    rows
}

fn data(rows: &[Raw]) -> Dataset {
    let mut text = "county,month,contributors,retirees,due,collected,pension,balance\n".to_owned();
    for r in rows {
        let (county, year, month) = (r.county, r.year, r.month);
        let due = r.collected + 500_000;
        text.push_str(&format!(
            "{county},{year}-{month:02},10000,5000,{due},{},{},{}\n",
            r.collected, r.pension, r.balance
        ));
    }
    import("月报.csv", text.as_bytes()).unwrap().dataset
}

fn context(data: &Dataset) -> Context<'_> {
    Context { observed: data, runs: &[], style: Style::default(), source: "月报.csv" }
}

/// Gap, shortfall and expenditure of some months, of one county or of all.
fn sums(rows: &[Raw], county: Option<&str>, year: i32, months: std::ops::RangeInclusive<i32>) -> (i64, i64, i64) {
    let within = |r: &&Raw| county.is_none_or(|c| c == r.county) && r.year == year && months.contains(&r.month);
    rows.iter().filter(within).fold((0, 0, 0), |(gap, short, spent), r| {
        let lack = r.pension - r.collected;
        (gap + lack, short + lack.max(0), spent + r.pension)
    })
}

/// 万元 without decimals, with separators.
fn spoken(yuan: i64) -> String {
    let whole = (yuan as f64 / 10_000.0).abs().round() as i64;
    let digits = whole.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} 万元")
}

fn share((_, short, spent): (i64, i64, i64)) -> f64 {
    (short as f64 / spent as f64 * 1e6).round() / 1e4
}

/// "2026年1—10月…征缴收支缺口 …，短缺率 …，较2025年1—10月上升 …".
fn sentence(place: &str, now: (i64, i64, i64), then: (i64, i64, i64), names: (&str, &str)) -> String {
    let moved = share(now) - share(then);
    let direction = if moved < 0.0 { "下降" } else { "上升" };
    let is_flat = moved.abs() < 0.05;
    let what = if now.0 < 0 { "征缴多于支出" } else { "征缴收支缺口" };
    let (gap, ratio) = (spoken(now.0), share(now));
    let moved = match is_flat {
        true => format!("与{}持平（{:.1} 个百分点）", names.1, moved.abs()),
        false => format!("较{}{direction} {:.1} 个百分点", names.1, moved.abs()),
    };
    format!("{}{place}{what} {gap}，短缺率 {ratio:.1}%，{moved}", names.0)
}

#[test]
fn ten_months_are_compared_with_ten() {
    let rows = raw(&COUNTIES);
    let data = data(&rows);
    let context = context(&data);
    let (now, then) = (sums(&rows, None, 2026, 1..=10), sums(&rows, None, 2025, 1..=10));
    let view = overview(&context, Books::Data, &Place::Root, Period::Year(2026), None);
    let expected = sentence("全市", now, then, ("2026年1—10月", "2025年1—10月"));
    assert!(view.headline.starts_with(&expected), "{}\n{expected}", view.headline);
    assert!(view.sheet.title.contains("2026年1—10月"), "{}", view.sheet.title);
    let gap = &view.keys[0];
    assert_eq!(gap.against, "较上年同期");
    let change = text_of(gap.change.as_ref().unwrap(), Style::default());
    assert_eq!(change, format!("+{:.2}", (now.0 - then.0) as f64 / 1e4).replace("+-", "−"));
    // A month beside the same month, a quarter beside the same quarter.
    for (period, name, before, months) in [
        ("2026-10", "2026年10月", "2025年10月", 10..=10),
        ("2026-04..2026-06", "2026年二季度", "2025年二季度", 4..=6),
        ("2025-03..2025-09", "2025年3—9月", "2024年3—9月", 3..=9),
        ("2025", "2025年", "2024年", 1..=12),
    ] {
        let period: Period = period.parse().unwrap();
        let view = overview(&context, Books::Data, &Place::Root, period, None);
        let of = |year| sums(&rows, None, year, months.clone());
        let expected = sentence("全市", of(period.year()), of(period.year() - 1), (name, before));
        assert!(view.headline.starts_with(&expected), "{}\n{expected}", view.headline);
    }
}

#[test]
fn a_county_is_compared_with_the_same_months_of_the_first_year() {
    let rows = raw(&COUNTIES);
    let data = data(&rows);
    let context = context(&data);
    for name in COUNTIES {
        let view = county(&context, Books::Data, &Place::County(name.into()), None);
        let of = |year| sums(&rows, Some(name), year, 1..=10);
        assert_eq!(view.headline, sentence(name, of(2026), of(2024), ("2026年1—10月", "2024年1—10月")));
        // Asked of a period, it speaks of that one.
        for (against, then, months) in
            [(Against::LastYear, "2025年二季度", (2025, 4..=6)), (Against::Before, "2026年一季度", (2026, 1..=3))]
        {
            let asked = Some(("2026-04..2026-06".parse().unwrap(), against));
            let view = county(&context, Books::Data, &Place::County(name.into()), asked);
            let now = sums(&rows, Some(name), 2026, 4..=6);
            let before = sums(&rows, Some(name), months.0, months.1);
            assert_eq!(view.headline, sentence(name, now, before, ("2026年二季度", then)));
            let change = text_of(view.keys[0].change.as_ref().unwrap(), Style::default());
            assert_eq!(change.replace(',', ""), format!("{:+.2}", (now.0 - before.0) as f64 / 1e4).replace('-', "−"));
        }
    }
    let found = preset(&context, Books::Data).unwrap();
    assert_eq!((found.place, found.earlier, found.later), (Place::County("乙县".into()), 2024, 2026));
}

#[test]
fn two_years_are_compared_over_the_months_that_both_have() {
    let rows = raw(&COUNTIES);
    let data = data(&rows);
    let place = Place::County("乙县".into());
    let years = two_years(&context(&data), Books::Data, &place, 2025, 2026);
    let of = |year| sums(&rows, Some("乙县"), year, 1..=10);
    assert_eq!(years.headline, sentence("乙县", of(2026), of(2025), ("2026年1—10月", "2025年1—10月")));
    let last: Vec<String> = years.sheet.rows[12].iter().map(|cell| text_of(cell, Style::default())).collect();
    assert_eq!(last[0], "1—10月");
    let paid = |year| of(year).2 as f64 / 1e4;
    let plain = |text: &str| text.replace([',', '+'], "").parse::<f64>().unwrap();
    for (column, expected) in [(1, paid(2025)), (2, paid(2026)), (3, paid(2026) - paid(2025))] {
        assert!((plain(&last[column]) - expected).abs() < 0.01, "{last:?}");
    }
    assert!(years.sheet.notes.iter().any(|note| note.contains("1—10月")), "{:?}", years.sheet.notes);
    assert!(years.sheet.notes.contains(&"末行只合计两年都有数的1—10月。".to_owned()), "{:?}", years.sheet.notes);
    let fund = fund_by_year(&context(&data), Books::Data, &Place::Root);
    let income = |year| -> i64 { rows.iter().filter(|r| r.year == year && r.month <= 10).map(|r| r.collected).sum() };
    let grown = (income(2026) - income(2024)) as f64 / income(2024) as f64 * 100.0;
    assert!(
        fund.headline.starts_with(&format!("2026年1—10月全市基金收入 {}", spoken(income(2026)))),
        "{}",
        fund.headline
    );
    assert!(fund.headline.ends_with(&format!("；收入较2024年1—10月增长 {grown:.1}%")), "{}", fund.headline);
    assert_eq!(fund.figure.ticks, ["2024年", "2025年", "2026年1—10月"]);
}

#[test]
fn why_compares_the_same_months() {
    let rows = raw(&COUNTIES);
    let data = data(&rows);
    let context = context(&data);
    let subject = Subject::Measure {
        measure: tongchou::measures::Measure::Gap,
        place: Place::County("乙县".into()),
        period: Period::Year(2026),
        books: Books::Data,
    };
    let derivation = why::derivation(&context, &subject).unwrap();
    let of = |year| sums(&rows, Some("乙县"), year, 1..=10).0;
    let change = of(2026) - of(2025);
    let rate = change as f64 / of(2025).abs() as f64 * 100.0;
    let expected = format!("与2025年1—10月相比：+{:.2} 万元（+", change as f64 / 1e4);
    let said = derivation.notes.iter().find_map(|note| note.strip_prefix(&expected)).expect(&expected);
    let said: f64 = said.trim_end_matches("%）").parse().unwrap();
    assert!((said - rate).abs() <= 0.051, "{said} {rate}");
    assert!(derivation.title.contains("2026年1—10月"), "{}", derivation.title);
    let subject = Subject::Fund { item: FundItem::Income, year: 2026, books: Books::Data };
    let derivation = why::derivation(&context, &subject).unwrap();
    assert!(derivation.title.contains("2026年1—10月"), "{}", derivation.title);
}

#[test]
fn only_the_months_that_both_years_have_are_compared() {
    // 2024 begins in March, so that of 2025 only March to December compare.
    let rows: Vec<Raw> = raw(&["甲区"]).into_iter().filter(|r| r.year > 2024 || r.month > 2).collect();
    let data = data(&rows);
    let view = overview(&context(&data), Books::Data, &Place::Root, Period::Year(2025), None);
    let of = |year| share(sums(&rows, None, year, 3..=12));
    let moved = of(2025) - of(2024);
    let direction = if moved < 0.0 { "下降" } else { "上升" };
    let expected = format!("，其中2025年3—12月较2024年3—12月{direction} {:.1} 个百分点", moved.abs());
    assert!(view.headline.starts_with("2025年甲区") && view.headline.ends_with(&expected), "{}", view.headline);
    assert_eq!(view.keys[0].against, "2025年3—12月较2024年3—12月");
}

#[test]
fn a_month_is_titled_beside_the_same_month_and_not_beside_a_peak() {
    let rows = raw(&COUNTIES);
    let data = Arc::new(data(&rows));
    let context = context(&data);
    let family = Family::of(Vec::new());
    let plan = Ready::Monthly.alone(&context, &family);
    let order = Order::alone(plan, family, Style::default(), String::new());
    let progress = Progress::new();
    let made = order.slides(Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress }).unwrap();
    // Before them stand a cover and what they find.
    let titles: Vec<String> = made.into_iter().skip(2).map(|page| page.unwrap().slide.title).collect();
    let of = |county: Option<&str>, year| sums(&rows, county, year, 10..=10);
    assert!(titles[0].starts_with(&sentence("全市", of(None, 2026), of(None, 2025), ("2026年10月", "2025年10月"))));
    let (first, last) = (share(of(None, 2024)), share(of(None, 2026)));
    let moved = if last < first { "降至" } else { "升至" };
    assert_eq!(titles[3], format!("全市短缺率由2024年10月的 {first:.1}% {moved}2026年10月的 {last:.1}%"));
    // All of it speaks of the brief's own month.
    let names = ("2026年10月", "2025年10月");
    assert_eq!(titles[1], sentence("全市", of(None, 2026), of(None, 2025), names));
    assert_eq!(titles[2], sentence("乙县", of(Some("乙县"), 2026), of(Some("乙县"), 2025), names));
    assert!(titles[5].contains("2024年10月") && titles[5].contains("2026年10月"), "{}", titles[5]);
}

fn settled(data: &Arc<Dataset>, name: &str, months: u32) -> Option<Arc<Settled>> {
    let scenario = Scenario::new(name, Month::new(2026, 11).unwrap(), months);
    let run = simulation::run(data, &scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
    Some(Arc::new(Settled { observed: data.clone(), run, scenario: Arc::new(scenario) }))
}

fn row<'a>(sheet: &'a Sheet, name: &str) -> &'a [tongchou::report::Cell] {
    let named = |row: &&Vec<tongchou::report::Cell>| text_of(&row[0], Style::default()) == name;
    sheet.rows.iter().find(named).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn runs_of_unequal_length_are_compared_over_the_months_that_all_have() {
    // Twice as much at the start, so that the balances outlast some months of the runs.
    let mut rows = raw(&COUNTIES);
    rows.iter_mut().for_each(|r| r.balance += 120_000_000);
    let data = Arc::new(data(&rows));
    let runs = [settled(&data, "甲案", 24), settled(&data, "乙案", 36)];
    let context = Context { runs: &runs, ..context(&data) };
    let [short, long] = runs.each_ref().map(|run| run.as_deref().unwrap());
    let root = data.places.root();
    let debt = |run: &Settled, n: usize| run.run.total(n, root, Field::Debt);
    let raised = |run: &Settled, months: usize| (0..months).map(|n| run.run.raised(n, root)).sum::<Money>();
    let beside = side_by_side(&context, &short.scenario, &[(0, &*short.scenario), (1, &*long.scenario)], &Place::Root);
    let sheet = beside.sheet(&context, Beside::Nothing);
    let money = |money: Money| CellValue::Quantity(Quantity::Money(money));
    for (column, run) in [(2, short), (3, long)] {
        assert_eq!(row(&sheet, "期末债务")[column].value, money(debt(run, 23)));
        assert_eq!(row(&sheet, "净结余")[column].value, money(run.run.total(23, root, Field::Balance) - debt(run, 23)));
    }
    assert!(sheet.notes[0].contains("2026年11月至2028年10月"), "{:?}", sheet.notes);
    assert_eq!(beside.headline(&context).matches("2028年10月").count(), 1, "{}", beside.headline(&context));
    let beside = comparison(&context, 0, 1, &Place::Root).unwrap();
    let key = |name: &str| beside.keys.iter().find(|key| key.label == name).unwrap();
    let net = |run: &Settled, n: usize| run.run.total(n, root, Field::Balance) - debt(run, n);
    assert_eq!(key("净结余").value.value, money(net(long, 35)));
    let change = |money: Money| CellValue::Change(Quantity::Money(money));
    assert_eq!(key("净结余").change.as_ref().unwrap().value, change(net(long, 23) - net(short, 23)));
    assert_eq!(key("净结余").against, "较基准（2026年11月至2028年10月）");
    assert_eq!(raised(short, 24), raised(long, 24));
    // The first and the last year of a run are called by the months that they have.
    let years: Vec<&CellValue> = beside.sheet.rows.iter().map(|row| &row[0].value).collect();
    let named: Vec<String> = years.iter().map(|year| value_text(year, Style::default())).collect();
    assert_eq!(named, ["2026年11—12月", "2027年", "2028年", "2029年1—10月"]);
    // The whole's money ends when all that is held does not cover what is owed, not when the first county borrows.
    let view = overview(&context, Books::Data, &Place::Root, Period::Year(2026), Some(1));
    let ends =
        |at: PlaceId| (0..36).find(|n| long.run.total(*n, at, Field::Debt) > long.run.total(*n, at, Field::Balance));
    let named = |n: Option<usize>| {
        n.map_or("—".to_owned(), |n| {
            let month = long.run.start.plus(n as i32);
            format!("{}年{}月", month.year(), month.month())
        })
    };
    let last = view.sheet.columns.len() - 1;
    assert_eq!(text_of(&row(&view.sheet, "全市")[last], Style::default()), named(ends(root)));
    let first = (0..3).filter_map(|n| ends(PlaceId::county(n))).min();
    assert!(first.is_some() && (ends(root).is_none() || ends(root) > first), "{first:?} {:?}", ends(root));
}

/// The same with a field unknown of some counties' months.
fn data_without(rows: &[Raw], field: Field, blank: &[(&str, i32, i32)]) -> Dataset {
    let mut text = "county,month,contributors,retirees,collected,pension,balance\n".to_owned();
    for r in rows {
        let is_blank = blank.contains(&(r.county, r.year, r.month));
        let cell = |of: Field, value: i64| if is_blank && of == field { String::new() } else { value.to_string() };
        let (collected, pension) = (cell(Field::Collected, r.collected), cell(Field::Pension, r.pension));
        let (county, year, month, balance) = (r.county, r.year, r.month, r.balance);
        text.push_str(&format!("{county},{year}-{month:02},10000,5000,{collected},{pension},{balance}\n"));
    }
    import("月报.csv", text.as_bytes()).unwrap().dataset
}

#[test]
fn one_unknown_month_is_left_out_and_named() {
    let rows = raw(&COUNTIES);
    // 乙县 of April 2026 without what was collected.
    let data = data_without(&rows, Field::Collected, &[("乙县", 2026, 4)]);
    let known = |county: Option<&str>, year: i32| {
        let kept = |r: &&Raw| county.is_none_or(|c| c == r.county) && !(r.county == "乙县" && r.month == 4);
        let rows = rows.iter().filter(|r| r.year == year && r.month <= 10).filter(kept);
        rows.fold((0, 0, 0), |(gap, short, spent), r| {
            let lack = r.pension - r.collected;
            (gap + lack, short + lack.max(0), spent + r.pension)
        })
    };
    let context = context(&data);
    let view = overview(&context, Books::Data, &Place::Root, Period::Year(2026), None);
    let (now, then) = (known(None, 2026), known(None, 2025));
    let lacks = "（缺乙县2026年4月实缴基本养老保险费）";
    let (before, after) = view.headline.split_once(lacks).unwrap_or_else(|| panic!("{}", view.headline));
    let expected = sentence("全市", now, then, ("2026年1—10月", "2025年1—10月"));
    assert!(format!("{before}{after}").starts_with(&expected), "{before}{after}\n{expected}");
    let gap = &view.keys[0];
    assert_eq!(text_of(&gap.value, Style::default()).replace(',', ""), format!("{:.2}", now.0 as f64 / 1e4));
    assert_eq!(gap.value.known, Known::Partly);
    let change = text_of(gap.change.as_ref().unwrap(), Style::default());
    assert_eq!(change, format!("+{:.2}", (now.0 - then.0) as f64 / 1e4));
    assert!(view.sheet.notes.iter().any(|note| note.contains(lacks)), "{:?}", view.sheet.notes);
    // One click leads to the cell.
    let derivation = why::derivation(&context, gap.value.subject.as_ref().unwrap()).unwrap();
    let first = &derivation.inputs[0];
    assert!(first.label.starts_with("乙县") && first.label.contains("2026年4月"), "{}", first.label);
    assert_eq!(derivation.value, gap.value.value);
    assert_eq!(preset(&context, Books::Data).unwrap().place, Place::County("乙县".into()));
    // Files stay strict: what needs an unknown value is unknown there.
    let fund = tongchou::measures::Fund::observed(&data);
    assert_eq!(fund.measure(tongchou::measures::Measure::Gap, data.places.root(), Period::Year(2026)), None);
}

#[test]
fn a_period_stands_beside_the_same_months_or_beside_those_just_before() {
    let rows = raw(&COUNTIES);
    let data = data(&rows);
    let context = context(&data);
    let period: Period = "2026-04..2026-06".parse().unwrap();
    for (against, name, (year, months)) in
        [(Against::LastYear, "2025年二季度", (2025, 4..=6)), (Against::Before, "2026年一季度", (2026, 1..=3))]
    {
        let view = overview_beside(&context, Books::Data, &Place::Root, period, None, against);
        let (now, then) = (sums(&rows, None, 2026, 4..=6), sums(&rows, None, year, months.clone()));
        let expected = sentence("全市", now, then, ("2026年二季度", name));
        assert!(view.headline.starts_with(&expected), "{}\n{expected}", view.headline);
        for county in COUNTIES {
            let then = sums(&rows, Some(county), year, months.clone());
            let cells = row(&view.sheet, county).iter();
            let shown: Vec<String> = cells.map(|cell| text_of(cell, Style::default()).replace(',', "")).collect();
            assert_eq!(shown[2], format!("{:.2}", then.0 as f64 / 1e4).replace('-', "−"));
            assert_eq!(shown[5], format!("{:.1}", share(then)));
        }
    }
}

#[test]
fn a_partly_known_figure_has_a_mark_of_its_own_beside_its_colour() {
    // 乙县's pension of September 2026 is unknown, and what it holds lasts less than a month.
    let mut rows = raw(&COUNTIES);
    rows.iter_mut().filter(|r| r.county == "乙县").for_each(|r| r.balance = 4_000_000);
    let data = data_without(&rows, Field::Pension, &[("乙县", 2026, 9)]);
    let context = context(&data);
    let view = overview(&context, Books::Data, &Place::Root, Period::Year(2026), None);
    let cover = &row(&view.sheet, "乙县")[6];
    assert_eq!((cover.tone, cover.known), (Tone::Trouble, Known::Partly));
    // 丙县 lacks nothing, and has no mark; cover under three months has a tone and none either.
    assert!(row(&view.sheet, "丙县").iter().all(|cell| cell.known == Known::Wholly));
    assert_eq!(view.sheet.notes, ["带 * 的数只计已知的（缺乙县2026年9月基本养老金支出）。"]);
    assert!(view.keys[0].label.ends_with('*') && !view.keys[3].label.ends_with('*'));
    assert_eq!(marked(cover, Style::default()), format!("{}*", text_of(cover, Style::default())));
}

#[test]
fn last_year_stands_beside_this_where_all_months_compare_and_says_what_it_lacks() {
    let mut rows = raw(&COUNTIES);
    // 丙县 begins in March 2025: of its 2026 two months have nothing to stand beside.
    rows.retain(|r| r.county != "丙县" || (r.year, r.month) >= (2025, 3));
    let data = data_without(&rows, Field::Collected, &[("乙县", 2026, 4), ("甲区", 2025, 6)]);
    let context = context(&data);
    let period = Period::Year(2026);
    let sheet = overview_beside(&context, Books::Data, &Place::Root, period, None, Against::LastYear).sheet;
    let text = |row: &[tongchou::report::Cell], column: usize| marked(&row[column], Style::default());
    // The month that is unknown on one side is left out of the other, and both are marked.
    for (county, blank) in [("乙县", 4), ("甲区", 6)] {
        let then = rows.iter().filter(|r| (r.county, r.year) == (county, 2025) && r.month <= 10 && r.month != blank);
        let gap = then.map(|r| r.pension - r.collected).sum::<i64>();
        let shown = text(row(&sheet, county), 2).replace([',', '*'], "").replace('−', "-");
        assert_eq!(shown, format!("{:.2}", gap as f64 / 1e4));
        for column in [2, 3, 5] {
            assert_eq!(row(&sheet, county)[column].known, Known::Partly, "{county} {column}");
        }
    }
    assert_eq!(row(&sheet, "甲区")[1].known, Known::Wholly);
    assert_eq!(sheet.notes.len(), 1);
    assert!(sheet.notes[0].contains("等2个数"), "{:?}", sheet.notes);
    // 丙县 and the whole have no last year of the same months; the heading's hint says why.
    for place in ["丙县", "全市"] {
        assert_eq!((text(row(&sheet, place), 2), text(row(&sheet, place), 5)), ("—".to_owned(), "—".to_owned()));
    }
    assert!(sheet.columns[2].hint.ends_with("只有部分月份可比的记“—”"), "{}", sheet.columns[2].hint);
    // No sum is live that is not the sum of what is shown above it.
    assert_eq!([1, 2, 3].map(|column| sheet.formula((3, column)).is_some()), [true, false, false]);
}

#[test]
fn of_yearly_rows_the_gap_s_share_of_last_year_stands_beside_this_year_s() {
    let text = "county,month,contributors,retirees,collected,pension\n甲县,2004,10,4,60,100\n甲县,2005,10,4,90,120\n";
    let data = import("d.csv", text.as_bytes()).unwrap().dataset;
    let view = overview_beside(&context(&data), Books::Data, &Place::Root, Period::Year(2005), None, Against::LastYear);
    assert_eq!(text_of(&view.sheet.rows[0][4], Style::default()), "25.0");
    assert_eq!(text_of(&view.sheet.rows[0][5], Style::default()), "40.0");
}

#[test]
fn only_a_month_a_quarter_and_a_half_year_stand_beside_those_just_before() {
    let data = data(&raw(&COUNTIES));
    let context = context(&data);
    let beside = |period: &str| {
        let period: Period = period.parse().unwrap();
        let view = overview_beside(&context, Books::Data, &Place::Root, period, None, Against::Before);
        (view.comparisons.len(), view.sheet.columns[2].heading.clone())
    };
    for period in ["2026-10", "2026-04..2026-06", "2025-07..2025-12"] {
        assert_eq!(beside(period), (2, "上期".to_owned()), "{period}");
    }
    // Ten months of 2026 are not held against the ten from March to December 2025.
    for period in ["2026", "2025", "2026-01..2026-10", "2025-12..2026-02", "2025-03..2025-08"] {
        assert_eq!(beside(period), (1, "上年同期".to_owned()), "{period}");
    }
}

#[test]
fn a_page_of_a_deck_keeps_what_it_is_compared_with() {
    let rows = raw(&COUNTIES);
    let data = Arc::new(data(&rows));
    let of = |against| {
        let period = "2026-04..2026-06".parse().unwrap();
        let shows = Shows::Overview { of: Of::Data, place: Place::Root, period, against };
        let plan = Plan { pages: vec![Page::new(shows)], ..Plan::default() };
        let order = Order::alone(plan, Family::of(Vec::new()), Style::default(), String::new());
        let progress = Progress::new();
        let made = order.slides(Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress }).unwrap();
        made.into_iter().next().unwrap().unwrap().slide.title
    };
    let now = sums(&rows, None, 2026, 4..=6);
    for (against, name, then) in [
        (Against::LastYear, "2025年二季度", sums(&rows, None, 2025, 4..=6)),
        (Against::Before, "2026年一季度", sums(&rows, None, 2026, 1..=3)),
    ] {
        let (title, expected) = (of(against), sentence("全市", now, then, ("2026年二季度", name)));
        assert!(title.starts_with(&expected), "{title}\n{expected}");
    }
}

#[test]
fn of_many_unknown_values_the_first_are_listed_and_said_to_be_so() {
    let mut text = "county,month,contributors,retirees,collected,pension\n".to_owned();
    for county in 0..120 {
        let collected = if county == 0 { "5" } else { "" };
        text.push_str(&format!("县{county},2026-01,10,4,{collected},7\n"));
    }
    let data = import("d.csv", text.as_bytes()).unwrap().dataset;
    let subject = Subject::Measure {
        measure: tongchou::measures::Measure::Gap,
        place: Place::Root,
        period: "2026-01".parse().unwrap(),
        books: Books::Data,
    };
    let derivation = why::derivation(&context(&data), &subject).unwrap();
    assert_eq!(derivation.inputs.len(), 100);
    let said = "只计已知的数；缺119个数，上面最前列出的是其中100个，点开可看。";
    assert!(derivation.notes.iter().any(|note| note == said), "{:?}", derivation.notes);
    // 19 of the unknown values and the three sums.
    assert!(derivation.notes.iter().any(|note| note == "另有 22 条"), "{:?}", derivation.notes);
}

#[test]
fn the_longest_run_of_common_months_is_not_called_all_of_them() {
    let mut rows = raw(&COUNTIES);
    // 丙县 is on record from March to June 2025 alone, so that January and February compare too, but not with the rest.
    rows.retain(|r| r.county != "丙县" || (r.year == 2025 && (3..=6).contains(&r.month)));
    let data = data(&rows);
    let years = two_years(&context(&data), Books::Data, &Place::Root, 2024, 2025);
    assert!(years.sheet.notes.contains(&"末行只合计两年连续可比的7—12月。".to_owned()), "{:?}", years.sheet.notes);
}
