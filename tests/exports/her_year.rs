//! A county office's year: January to October arrive as ten files of the agency, two of them cumulative, one with an
//! error, one corrected later; each is joined to the project, and what the October brief, its deck and its workbook say is
//! held against a reckoning of its own from the figures.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use crate::opened::{book, number};
use calamine::{Data, Reader as _};
use tongchou::answers::Desk;
use tongchou::dataset::Changed;
use tongchou::field::{Amount, Field};
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::report::deck::build::Order;
use tongchou::report::deck::parcel::{Form, Parcel};
use tongchou::report::deck::ready::Ready;
use tongchou::report::model::slide::Slide;
use tongchou::report::views::context::Context;
use tongchou::report::words::number::Style;
use tongchou::session::import::Taking;
use tongchou::session::{Command, News, Session};
use tongchou::simulation::Progress;

const COUNTIES: [&str; 3] = ["石桥县", "青河县", "临江区"];

/// The truth of a county in a month: contributors, retirees; due, collected, pensions and other expenditure in fen.
#[derive(Clone, Copy)]
struct Truth {
    contributors: i64,
    retirees: i64,
    due: i64,
    collected: i64,
    pension: i64,
    other: i64,
    balance: i64,
}

/// With a weak February, back-pay in July, 临江区 with more collected than paid, amounts that end in single fen.
fn truth(county: usize, year: i32, month: i32) -> Truth {
    let (n, at) = (county as i64, i64::from((year - 2025) * 12 + month - 1));
    let contributors = 20_000 + 5_000 * n + 13 * at;
    let retirees = 11_000 - 1_500 * n + 17 * at;
    let due = contributors * (96_017 + 311 * at);
    let rate = [78, 91, 97][county] - if month == 2 { 9 } else { 0 };
    let collected = due * rate / 100;
    let back_pay = if month == 7 { retirees * 21_003 } else { 0 };
    let pension = retirees * (212_051 + 97 * at + 3_000 * i64::from(month >= 7)) + back_pay;
    let other = 1_234_567 + 1_009 * at;
    let before = match at {
        0 => [25_000_000_003, 5_500_000_000, 9_000_000_001][county],
        _ if month == 1 => truth(county, year - 1, 12).balance,
        _ => truth(county, year, month - 1).balance,
    };
    Truth { contributors, retirees, due, collected, pension, other, balance: before + collected - pension - other }
}

/// A table of the agency: title, unit, headings, counties, sum, signature. Amounts in 万元 with as many decimals as a
/// fen needs.
fn table(title: &str, rows: &[(usize, Truth)]) -> String {
    let wan = |fen: i64| format!("{}.{:06}", fen / 1_000_000, fen % 1_000_000);
    let line = |name: &str, no: &str, t: Truth| {
        let [due, collected, pension, other, balance] = [t.due, t.collected, t.pension, t.other, t.balance].map(wan);
        format!("{no},{name},{},{},{due},{collected},{pension},{other},{balance}\n", t.contributors, t.retirees)
    };
    let mut text = format!(
        "{title},,,,,,,,\n制表单位：江州市社会保险中心,,,,,,,,单位：人、万元\n\
         序号,区县,缴费人数,离退休人数,应缴,实缴,基本养老金支出,其他支出,期末结余\n"
    );
    let mut sum = Truth { contributors: 0, retirees: 0, due: 0, collected: 0, pension: 0, other: 0, balance: 0 };
    for (no, (county, t)) in rows.iter().enumerate() {
        text.push_str(&line(COUNTIES[*county], &(no + 1).to_string(), *t));
        sum.contributors += t.contributors;
        sum.retirees += t.retirees;
        sum.due += t.due;
        sum.collected += t.collected;
        sum.pension += t.pension;
        sum.other += t.other;
        sum.balance += t.balance;
    }
    text.push_str(&line("合计", "", sum));
    text.push_str("负责人：,,复核：,,制表：,,,,\n");
    text
}

/// All counties of a month.
fn monthly(year: i32, month: i32) -> Vec<(usize, Truth)> {
    (0..COUNTIES.len()).map(|county| (county, truth(county, year, month))).collect()
}

/// From January to a month: heads at its end, amounts added up.
fn cumulative(year: i32, last: i32) -> Vec<(usize, Truth)> {
    let to_date = |county| {
        let mut sum = truth(county, year, last);
        for t in (1..last).map(|month| truth(county, year, month)) {
            sum.due += t.due;
            sum.collected += t.collected;
            sum.pension += t.pension;
            sum.other += t.other;
        }
        (county, sum)
    };
    (0..COUNTIES.len()).map(to_date).collect()
}

struct Office {
    folder: tempfile::TempDir,
    session: Session,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("data").join("unsaved.tongchou");
        let session = Session::new(Language::Chinese, Some(copy), Arc::new(|| {}));
        Office { folder, session }
    }

    /// Writes a file that the agency sends.
    fn sent(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("it is written");
        path
    }

    fn apply(&mut self, command: Command) -> Vec<News> {
        self.session.done(command)
    }

    /// Opens a file and joins it to the project, or makes it one: how many rows are new, and which figures changed.
    fn take(&mut self, path: PathBuf, taking: Taking) -> (usize, Vec<Changed>) {
        let told = self.apply(Command::Open(path));
        let Some(draft) = self.session.draft() else { panic!("{told:?}") };
        let found: Vec<String> = draft.made().findings.iter().map(|f| f.line(Language::Chinese)).collect();
        assert!(draft.is_ready(), "{found:?}");
        let told = self.apply(Command::AcceptImport(taking));
        let joined = told.iter().find_map(|news| if let News::Joined(joined) = news { Some(joined) } else { None });
        joined.map_or((0, Vec::new()), |joined| (joined.added, joined.changed.clone()))
    }
}

/// The tables of the year before, one below the other in one file, as the office has kept them.
fn year_before() -> String {
    let mut text = "区县,年月,缴费人数,离退休人数,应缴,实缴,基本养老金支出,其他支出,期末结余\n".to_owned();
    for month in 1..=12 {
        for (county, t) in monthly(2025, month) {
            let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
            let [due, collected, pension, other, balance] =
                [t.due, t.collected, t.pension, t.other, t.balance].map(yuan);
            let name = COUNTIES[county];
            let heads = format!("{},{}", t.contributors, t.retirees);
            text.push_str(&format!("{name},2025年{month}月,{heads},{due},{collected},{pension},{other},{balance}\n"));
        }
    }
    text
}

/// What 石桥县 collected more in August than the first report of it says, in fen.
const LATE: i64 = 1_234_567;

/// A month's report as it is right.
fn report(month: i32) -> String {
    match month {
        3 | 6 => table(&format!("2026年1-{month}月基金收支累计表"), &cumulative(2026, month)),
        _ => table(&format!("2026年{month}月基金收支月报表"), &monthly(2026, month)),
    }
}

/// August as it was first reported.
fn first_august() -> String {
    let mut rows = monthly(2026, 8);
    rows[0].1.collected -= LATE;
    rows[0].1.balance -= LATE;
    table("2026年8月基金收支月报表", &rows)
}

/// The office after its October report.
fn october() -> Office {
    let mut office = Office::new();
    let before = office.sent("江州市2025年.csv", &year_before());
    office.take(before, Taking::Anew);
    for month in 1..=10 {
        let name = format!("江州市2026年{month}月.csv");
        let text = match month {
            // An amount that is none keeps April out; the agency sends it again.
            4 => {
                let wrong = report(4).replacen(",青河县,", ",青河县,约", 1);
                let sent = office.sent("江州市2026年4月（初稿）.csv", &wrong);
                assert_eq!(office.apply(Command::Open(sent)), [News::Importing]);
                let draft = office.session.draft().expect("an import");
                let unread: Vec<String> = draft.made().findings.iter().map(|f| f.line(Language::Chinese)).collect();
                assert!(!draft.is_ready() && unread[0].contains("C5: 错误: 缴费人数的“约"), "{unread:?}");
                assert_eq!(office.apply(Command::DropImport), [News::ImportDropped]);
                report(4)
            }
            8 => first_august(),
            // The agency's September leaves the last sign of two names out.
            9 => report(9).replace("石桥县", "石桥").replace("青河县", "青河"),
            _ => report(month),
        };
        let sent = office.sent(&name, &text);
        let (added, changed) = office.take(sent, Taking::Join);
        assert_eq!((added, changed.len()), (3, 0), "{name}");
        if month == 8 {
            let sent = office.sent("江州市2026年8月（更正）.csv", &report(8));
            let (added, changed) = office.take(sent, Taking::Join);
            let late = |changed: &Changed| match (changed.old, changed.new) {
                (Amount::Money(old), Amount::Money(new)) => (new - old).fen() == i128::from(LATE),
                _ => false,
            };
            let fields: Vec<Field> = changed.iter().filter(|changed| late(changed)).map(|c| c.field).collect();
            assert_eq!((added, changed.len()), (0, 2));
            assert_eq!(fields, [Field::Collected, Field::Balance]);
            assert!(changed.iter().all(|c| &*c.county == "石桥县" && c.stands.file.contains("更正")));
        }
    }
    office
}

/// Sums over counties and months: what the figures of a brief are reckoned from.
#[derive(Clone, Copy, Default)]
struct Sums {
    contributors: i64,
    retirees: i64,
    due: i64,
    collected: i64,
    pension: i64,
    spent: i64,
    short: i64,
}

/// Of one county, or of all, from January to October or in October alone.
fn sums(county: Option<usize>, year: i32, months: std::ops::RangeInclusive<i32>) -> Sums {
    let mut sums = Sums::default();
    for n in (0..COUNTIES.len()).filter(|n| county.is_none_or(|county| county == *n)) {
        for t in months.clone().map(|month| truth(n, year, month)) {
            sums.contributors += t.contributors;
            sums.retirees += t.retirees;
            sums.due += t.due;
            sums.collected += t.collected;
            sums.pension += t.pension;
            sums.spent += t.pension + t.other;
            sums.short += (t.pension + t.other - t.collected).max(0);
        }
    }
    sums
}

/// Half away from zero.
fn divided(a: i64, by: i64) -> i64 {
    let (a, by) = (i128::from(a), i128::from(by));
    ((a.abs() * 2 + by) / (by * 2)) as i64 * a.signum() as i64
}

/// A number with separators, with so many decimals of what is given in its last place.
fn digits(value: i64, decimals: usize) -> String {
    let text = format!("{:0width$}", value.abs(), width = decimals + 1);
    let (whole, rest) = text.split_at(text.len() - decimals);
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0 { "−" } else { "" };
    if decimals == 0 { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

/// Fen as whole 万元.
fn wan(fen: i64) -> String {
    digits(divided(fen, 1_000_000), 0)
}

/// A share in ten-thousandths of a percent, as measures have it, said with one decimal.
fn percent(of: i64, by: i64) -> (i64, String) {
    let exact = (i128::from(of) * 2_000_000 / i128::from(by) + 1) / 2;
    (exact as i64, digits(divided(exact as i64, 1_000), 1))
}

impl Sums {
    fn gap(self) -> i64 {
        self.spent - self.collected
    }

    fn shortfall(self) -> (i64, String) {
        percent(self.short, self.spent)
    }

    fn dependency(self) -> (i64, String) {
        percent(self.retirees, self.contributors)
    }
}

/// 较…下降 0.6 个百分点, said of ratios before they are rounded.
fn moved(now: i64, then: i64) -> String {
    let direction = if now < then { "下降" } else { "上升" };
    format!("{direction} {} 个百分点", digits(divided((now - then).abs(), 1_000), 1))
}

fn sentence(place: &str, county: Option<usize>, period: &str, before: &str, months: (i32, i32)) -> String {
    let [now, then] = [2026, 2025].map(|year| sums(county, year, months.0..=months.1));
    let what = if now.gap() < 0 { "征缴多于支出" } else { "征缴收支缺口" };
    let (ratio, said) = now.shortfall();
    let against = moved(ratio, then.shortfall().0);
    format!("{period}{place}{what} {} 万元，短缺率 {said}%，较{before}{against}", wan(now.gap().abs()))
}

fn october_slides(office: &Office, ready: Ready) -> (Vec<Slide>, Order) {
    let data = office.session.data().clone();
    let source = office.session.source().to_owned();
    let context = Context { observed: &data, runs: &[], style: Style::default(), source: &source };
    let family = office.session.family().clone();
    let order = Order::alone(ready.alone(&context, &family), family, Style::default(), source);
    let progress = Progress::new();
    let made = order.slides(Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress }).expect("they run");
    (made.into_iter().map(|page| page.expect("it is made").slide).collect(), order)
}

#[test]
fn ten_files_make_the_ten_months() {
    let office = october();
    let data = office.session.data();
    assert_eq!(data.counties.len(), 3);
    for county in &data.counties {
        let n = COUNTIES.iter().position(|name| *name == &*county.name).expect("one of the three");
        assert_eq!(county.rows().len(), 22, "{}", county.name);
        for (at, row) in county.rows().enumerate() {
            let t = truth(n, 2025 + at as i32 / 12, at as i32 % 12 + 1);
            assert_eq!(row.number(Field::Contributors), Some(t.contributors), "{} {at}", county.name);
            assert_eq!(row.number(Field::Retirees), Some(t.retirees));
            for (field, fen) in [
                (Field::Due, t.due),
                (Field::Collected, t.collected),
                (Field::Pension, t.pension),
                (Field::Other, t.other),
                (Field::Balance, t.balance),
            ] {
                assert_eq!(row.money(field).map(Money::fen), Some(i128::from(fen)), "{} {at} {field:?}", county.name);
            }
        }
    }
}

#[test]
fn each_sentence_of_the_october_brief_is_what_the_figures_say() {
    let office = october();
    let (mut slides, _) = october_slides(&office, Ready::Monthly);
    slides.drain(..2);
    let [now, then] = [2026, 2025].map(|year| sums(None, year, 10..=10));
    let worst = (0..3).max_by_key(|n| sums(Some(*n), 2026, 10..=10).shortfall().0).expect("three counties");
    let name = COUNTIES[worst];
    let (month, before) = ("2026年10月", "2025年10月");
    let of_month = sentence("全市", None, "2026年10月", "2025年10月", (10, 10));
    let first = format!("{of_month}；最重的是{name}，短缺率 {}%", sums(Some(worst), 2026, 10..=10).shortfall().1);
    let over_time = |what: &str, [now, then]: [(i64, String); 2]| {
        let verb = if now.0 < then.0 { "降至" } else { "升至" };
        format!("全市{what}由2025年10月的 {} {verb}2026年10月的 {}", then.1, now.1)
    };
    let as_percent = |(exact, said): (i64, String)| (exact, format!("{said}%"));
    let balance = |year| {
        let fen = (0..3).map(|n| truth(n, year, 10).balance).sum();
        (fen, format!("{} 万元", wan(fen)))
    };
    let expected = [
        first,
        of_month.clone(),
        sentence(name, Some(worst), month, before, (10, 10)),
        over_time("短缺率", [now, then].map(|sums| as_percent(sums.shortfall()))),
        over_time("赡养率", [now, then].map(|sums| as_percent(sums.dependency()))),
        over_time("期末结余", [2026, 2025].map(balance)),
    ];
    let titles: Vec<&str> = slides.iter().map(|slide| slide.title.as_str()).collect();
    assert_eq!(titles[..expected.len()], expected);
    // 石桥县 collects 78 of a hundred in every month but February.
    let watched = "2026年10月预警红 4 项、黄 3 项：石桥县征缴率 78.0%（低于 90.0%，自2025年1月）";
    assert_eq!(titles[expected.len()..], [watched]);
    let hundredths = |fen: i64| digits(divided(fen, 10_000), 2);
    assert_eq!(
        slides[0].takeaway,
        format!(
            "征缴收支缺口 {} 万元，当月短缺 {} 万元，统筹后短缺 {} 万元，赡养率 {}%",
            hundredths(now.gap()),
            hundredths(now.short),
            hundredths(now.gap().max(0)),
            now.dependency().1
        )
    );
    for slide in &slides {
        assert_eq!(
            slide.source_line(),
            "资料来源：江州市2025年、基金收支月报表（江州市社会保险中心）、基金收支累计表（江州市社会保险中心），2025年1月至2026年10月"
        );
        // What is explained is of the month that is reported.
        assert!(slide.notes.contains("2026年10月") && !slide.notes.contains("2025年12月"), "{}", slide.notes);
    }
}

#[test]
fn each_sentence_of_two_years_is_of_the_same_ten_months() {
    let office = october();
    let (mut slides, _) = october_slides(&office, Ready::Annual);
    slides.drain(..2);
    let worst = (0..3).max_by_key(|n| sums(Some(*n), 2026, 1..=10).shortfall().0).expect("three counties");
    let name = COUNTIES[worst];
    let [now, then] = [2026, 2025].map(|year| sums(Some(worst), year, 1..=10));
    let grown = |what: &str, now: i64, then: i64| {
        let (share, verb) = (percent(now - then, then).1, if now < then { "下降" } else { "增长" });
        let a_month = wan(divided(now - then, 10));
        format!("2026年1—10月{name}{what} {} 万元，较2025年1—10月{verb} {share}%，月均多 {a_month} 万元", wan(now))
    };
    let (ten, before) = ("2026年1—10月", "2025年1—10月");
    let city = sentence("全市", None, ten, before, (1, 10));
    let [all, all_before] = [2026, 2025].map(|year| sums(None, year, 1..=10));
    let expected = [
        grown("基本养老金支出", now.pension, then.pension),
        grown("征缴收入", now.collected, then.collected),
        sentence(name, Some(worst), ten, before, (1, 10)),
        city.clone(),
        format!("{city}；最重的是{name}，短缺率 {}%", now.shortfall().1),
        format!(
            "2026年1—10月全市基金收入 {} 万元，支出 {} 万元，当年结余 {} 万元；收入较2025年1—10月增长 {}%",
            wan(all.collected),
            wan(all.spent),
            wan(-all.gap()),
            percent(all.collected - all_before.collected, all_before.collected).1
        ),
    ];
    let titles: Vec<&str> = slides.iter().map(|slide| slide.title.as_str()).collect();
    assert_eq!(titles, expected);
    for slide in &slides {
        assert!(!slide.notes.contains("2025年12月"), "{}", slide.notes);
    }
}

#[test]
fn the_workbook_has_each_countys_october() {
    let office = october();
    let (_, order) = october_slides(&office, Ready::Monthly);
    let progress = Progress::new();
    let data = office.session.data().clone();
    let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress };
    let (bytes, left_out) = Parcel { order, form: Form::Xlsx, page: None }.bytes(desk).expect("it is made");
    assert!(left_out.is_empty(), "{left_out:?}");
    let mut book = book(&bytes);
    let names = book.sheet_names();
    let mut met = 0;
    for sheet in names {
        let range = book.worksheet_range(&sheet).expect("it is there");
        let rows: Vec<&[Data]> = range.rows().collect();
        let text = |cell: &Data| cell.to_string().replace('\n', "");
        let Some(head) = rows.iter().position(|row| row.first().is_some_and(|cell| text(cell) == "区县")) else {
            continue;
        };
        let column = |heading: &str| {
            let found = rows[head].iter().position(|cell| text(cell).starts_with(heading));
            found.unwrap_or_else(|| panic!("{heading} in {:?}", rows[head]))
        };
        for (n, county) in COUNTIES.iter().enumerate() {
            let row = rows
                .iter()
                .find(|row| row.iter().any(|cell| text(cell) == *county))
                .unwrap_or_else(|| panic!("no row of {county} in {sheet}: {rows:?}"));
            let sums = sums(Some(n), 2026, 10..=10);
            let mut close = |heading: &str, expected: f64| {
                let found = number(row.get(column(heading))).unwrap_or_else(|| panic!("{heading} of {county}"));
                // A workbook's numbers are floats: as near as these tell a fen.
                assert!((found - expected).abs() < 1e-7, "{heading} of {county}: {found}, not {expected}");
                met += 1;
            };
            close("征缴收支缺口", sums.gap() as f64 / 1e6);
            close("期末结余", truth(n, 2026, 10).balance as f64 / 1e6);
            close("赡养率", sums.dependency().0 as f64 / 1e4);
            close("短缺率", sums.shortfall().0 as f64 / 1e4);
            close("征缴率", percent(sums.collected, sums.due).0 as f64 / 1e4);
        }
    }
    assert_eq!(met, 15);
}

#[test]
fn a_sum_is_no_month_of_a_project_that_has_none_before_it() {
    let mut office = Office::new();
    for month in 1..=2 {
        let sent = office.sent(&format!("{month}月.csv"), &report(month));
        office.take(sent, if month == 1 { Taking::Anew } else { Taking::Join });
    }
    let sent = office.sent("3月.csv", &report(3));
    assert_eq!(office.apply(Command::Open(sent)), [News::Importing]);
    assert!(office.session.draft().expect("an import").is_ready(), "January and February are in the project");
    let told = office.apply(Command::AcceptImport(Taking::Anew));
    let [News::Failed(findings)] = &told[..] else { panic!("{told:?}") };
    assert!(findings.iter().any(|found| found.code == "sum-not-apart"), "{findings:?}");
    assert!(office.session.draft().is_some(), "the import is still there, to be joined");
    assert_eq!(office.session.data().range().1.to_string(), "2026-02");
}
