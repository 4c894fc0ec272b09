//! The shipped sample is what the reconstruction makes, and gives back every published figure.
//!
//! The published figures are read from the shipped data file itself, by a few lines of arithmetic of
//! their own, so that neither the reconstruction nor the program vouches for them. After a change of
//! the reconstruction, run the tests once with `TONGCHOU_WRITE_SAMPLE=1` to write the files anew, and
//! look at the difference before committing it.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Once;

use rust_decimal::Decimal;
use tongchou::journal::Keep;
use tongchou::locale::Language;
use tongchou::report::views::context::{Context, Settled};
use tongchou::report::views::running::running;
use tongchou::report::why::derivation;
use tongchou::report::words::number::Style;
use tongchou::report::{Books, Cell, CellValue, Quantity};
use tongchou::special_account::kinds::Entered;

const DATA_FILE: &str = "huangshan.csv";
const REPORT: &str = "黄山市企业职工基本养老保险基金月报2004-2007.xlsx";
const COUNTIES: [&str; 7] = ["屯溪区", "徽州区", "黄山区", "歙县", "休宁县", "祁门县", "黟县"];
const YEARS: [&str; 4] = ["2004", "2005", "2006", "2007"];
const POOLING: &str = "2005-09";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/sample").join(name)
}

/// A shipped file; written first where the run asks for it.
fn shipped(name: &str) -> Vec<u8> {
    static WRITE: Once = Once::new();
    WRITE.call_once(|| {
        if std::env::var("TONGCHOU_WRITE_SAMPLE").is_ok_and(|value| value == "1") {
            let rows = crate::reconstruction::rows();
            std::fs::write(path(DATA_FILE), crate::reconstruction::csv_bytes(&rows))
                .expect("the data file can be written");
            let report = crate::reconstruction::xlsx_bytes(&rows).expect("the report can be made");
            std::fs::write(path(REPORT), report).expect("the report can be written");
        }
    });
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{}: {error}", path(name).display()))
}

#[test]
fn the_data_file_is_what_the_reconstruction_makes() {
    let made = crate::reconstruction::csv_bytes(&crate::reconstruction::rows());
    assert!(shipped(DATA_FILE) == made, "{DATA_FILE} differs; see the top of this file");
}

#[test]
fn the_report_is_what_the_reconstruction_makes() {
    let made = crate::reconstruction::xlsx_bytes(&crate::reconstruction::rows()).expect("the report can be made");
    assert!(parts(&shipped(REPORT)) == parts(&made), "{REPORT} differs; see the top of this file");
}

/// What is in an archive, whatever system made it.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut parts = BTreeMap::new();
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it is whole");
        parts.insert(file.name().expect("a name").into_owned(), bytes);
    }
    parts
}

// ---- Reading the data file -------------------------------------------------------------------

/// One row: persons in heads, money in fen.
struct Line {
    county: String,
    month: String,
    values: HashMap<String, i64>,
}

impl Line {
    fn get(&self, key: &str) -> i64 {
        *self.values.get(key).unwrap_or_else(|| panic!("no column {key}"))
    }

    fn expenditure(&self) -> i64 {
        self.get("pension") + self.get("other")
    }

    fn gap(&self) -> i64 {
        self.expenditure() - self.get("collected")
    }

    fn shortfall(&self) -> i64 {
        self.gap().max(0)
    }

    fn income(&self) -> i64 {
        self.get("collected") + self.get("grant") + self.get("subsidy") + self.get("interest")
    }

    /// What a county gets from the pool beyond the grants, less what it hands up.
    fn net_from_pool(&self) -> i64 {
        self.get("allocated") - self.get("remitted")
    }
}

struct Book(Vec<Line>);

impl Book {
    fn open() -> Self {
        let bytes = shipped(DATA_FILE);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let keys = reader.headers().expect("a header").clone();
        let lines = reader.records().map(|record| {
            let record = record.expect("a record");
            let values = keys.iter().zip(&record).skip(2).map(|(key, text)| (key.to_owned(), number(text)));
            Line { county: record[0].to_owned(), month: record[1].to_owned(), values: values.collect() }
        });
        Self(lines.collect())
    }

    /// The rows of a county ("" for all) from one month to another, both included. A year stands for
    /// its months.
    fn rows<'a>(&'a self, county: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a Line> {
        self.0.iter().filter(move |line| {
            (county.is_empty() || line.county == county)
                && (line.month.as_str() >= from)
                && (line.month.as_str() <= to || line.month.starts_with(to))
        })
    }

    fn sum(&self, county: &str, from: &str, to: &str, value: impl Fn(&Line) -> i64) -> i64 {
        self.rows(county, from, to).map(value).sum()
    }

    fn year(&self, county: &str, year: &str, value: impl Fn(&Line) -> i64) -> i64 {
        self.sum(county, year, year, value)
    }

    fn of(&self, key: &str, from: &str, to: &str) -> i64 {
        self.sum("", from, to, |line| line.get(key))
    }

    /// The months of a year in which the pool was running: first and last.
    fn pooled(year: &str) -> (&str, &str) {
        (if year == "2005" { POOLING } else { year }, year)
    }

    fn passed_down(&self, from: &str, to: &str) -> i64 {
        self.of("allocated", from, to) + self.of("grant", from, to)
    }

    fn kept(&self, from: &str, to: &str) -> i64 {
        self.of("remitted", from, to) + self.of("grant", from, to) - self.passed_down(from, to)
    }

    /// Allocated less remitted in the months of a year before its first grant.
    fn lent(&self, county: &str, year: &str) -> i64 {
        let first = self.rows("", year, year).filter(|line| line.get("grant") > 0).map(|line| line.month.as_str());
        let first = first.min().expect("grants arrive every year").to_owned();
        self.rows(county, year, year).filter(|line| line.month < first).map(Line::net_from_pool).sum()
    }
}

/// Persons as they are, money (always with two decimals) in fen.
fn number(text: &str) -> i64 {
    let (whole, fen) = text.split_once('.').unwrap_or((text, ""));
    assert!(fen.is_empty() || fen.len() == 2, "{text}: money has two decimals");
    format!("{whole}{fen}").parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

// ---- Printing as the paper prints ------------------------------------------------------------

/// Rounded half away from zero to `decimals` places: 26643, 1.7, 59.95.
fn print(numerator: i64, denominator: i64, decimals: u32) -> String {
    let (numerator, denominator) = (i128::from(numerator) * 10_i128.pow(decimals), i128::from(denominator));
    let sign = if numerator < 0 { "-" } else { "" };
    let units = (2 * numerator.abs() + denominator) / (2 * denominator);
    let digits = format!("{units:0>width$}", width = decimals as usize + 1);
    let (whole, places) = digits.split_at(digits.len() - decimals as usize);
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
}

fn wan(fen: i64) -> String {
    print(fen, 1_000_000, 0)
}

fn yi(fen: i64) -> String {
    print(fen, 10_000_000_000, 1)
}

fn percent(part: i64, whole: i64, decimals: u32) -> String {
    print(part * 100, whole, decimals)
}

fn growth(now: i64, before: i64, decimals: u32) -> String {
    percent(now - before, before, decimals)
}

// ---- The published figures -------------------------------------------------------------------

/// A figure as printed, and how it follows from the data.
type Figure = (&'static str, &'static str, fn(&Book) -> String);

const FIGURES: &[Figure] = &[
    ("table 1: new insured, 2004-2005", "8577", |b| new_insured(b).0.to_string()),
    ("table 1: new insured, 2006-2007", "15764", |b| new_insured(b).1.to_string()),
    ("table 1: new insured, change", "7187", |b| (new_insured(b).1 - new_insured(b).0).to_string()),
    ("table 1: new insured, change in %", "83.79", |b| growth(new_insured(b).1, new_insured(b).0, 2)),
    ("table 1: collected, 2004-2005", "26643", |b| wan(b.of("collected", "2004", "2005"))),
    ("table 1: collected, 2006-2007", "42615", |b| wan(b.of("collected", "2006", "2007"))),
    ("table 1: collected, change", "15972", |b| {
        wan(b.of("collected", "2006", "2007") - b.of("collected", "2004", "2005"))
    }),
    ("table 1: collected, change in %", "59.95", |b| {
        growth(b.of("collected", "2006", "2007"), b.of("collected", "2004", "2005"), 2)
    }),
    ("figure 1: Tunxi's pensions, 2004", "2540", |b| wan(b.year("屯溪区", "2004", |l| l.get("pension")))),
    ("figure 1: Tunxi's pensions, 2007", "4914", |b| wan(b.year("屯溪区", "2007", |l| l.get("pension")))),
    ("text: Tunxi's working capital, 2004", "1122", |b| wan(b.year("屯溪区", "2004", Line::shortfall))),
    ("figure 2: Tunxi's shortage, 2007", "1474", |b| wan(b.year("屯溪区", "2007", Line::shortfall))),
    ("figure 2: Tunxi's ratio, 2004, in %", "44.2", |b| tunxi_ratio(b, "2004")),
    ("figure 2: Tunxi's ratio, 2007, in %", "30.0", |b| tunxi_ratio(b, "2007")),
    ("figure 3: income, 2004", "1.7", |b| yi(b.year("", "2004", Line::income))),
    ("figure 3: income, 2007", "3.3", |b| yi(b.year("", "2007", Line::income))),
    ("figure 3: income, 2006 over 2005, in %", "26", |b| {
        growth(b.year("", "2006", Line::income), b.year("", "2005", Line::income), 0)
    }),
    ("figure 3: income, 2007 over 2005, in %", "43", |b| {
        growth(b.year("", "2007", Line::income), b.year("", "2005", Line::income), 0)
    }),
    ("figure 3: expenditure, 2006, in %", "31", |b| {
        growth(b.year("", "2006", Line::expenditure), b.year("", "2005", Line::expenditure), 0)
    }),
    ("figure 3: expenditure, 2007, in %", "16", |b| {
        growth(b.year("", "2007", Line::expenditure), b.year("", "2006", Line::expenditure), 0)
    }),
    ("figure 3: surplus, 2004", "0.1", |b| yi(b.year("", "2004", |l| l.income() - l.expenditure()))),
    ("figure 3: surplus, 2007", "0.4", |b| yi(b.year("", "2007", |l| l.income() - l.expenditure()))),
    ("text: retirees to contributors, 2004-01, in %", "40", |b| {
        percent(b.of("retirees", "2004-01", "2004-01"), b.of("contributors", "2004-01", "2004-01"), 0)
    }),
];

/// Table 2, 2005 to 2007 and the sums: handed up, grants, passed down, kept.
const TABLE_2: [(&str, [&str; 4]); 4] = [
    ("2005", ["3574", "2338", "2630", "3282"]),
    ("2006", ["12725", "6773", "17000", "2498"]),
    ("2007", ["17749", "6930", "21603", "3076"]),
    ("合计", ["34048", "16041", "41233", "8856"]),
];

/// Table 3, by county (黟县 is not in it), and the sums.
const TABLE_3: [(&str, [i64; 7], &str); 2] =
    [("2006", [417, 0, 342, 578, 0, 0, 0], "1337"), ("2007", [650, 94, 377, 0, 66, 122, 0], "1309")];

fn new_insured(book: &Book) -> (i64, i64) {
    let insured = |month| book.of("insured", month, month);
    (insured("2005-12") - insured("2004-01"), insured("2007-12") - insured("2005-12"))
}

fn tunxi_ratio(book: &Book, year: &str) -> String {
    percent(book.year("屯溪区", year, Line::shortfall), book.year("屯溪区", year, Line::expenditure), 1)
}

#[test]
fn every_printed_figure_comes_back() {
    let book = Book::open();
    let wrong: Vec<String> = FIGURES
        .iter()
        .map(|(name, printed, measure)| (name, *printed, measure(&book)))
        .filter(|(_, printed, measured)| printed != measured)
        .map(|(name, printed, measured)| format!("{name}: printed {printed}, in the data {measured}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pool_ran_as_table_2_says() {
    let book = Book::open();
    for (year, printed) in TABLE_2 {
        let (from, to) = if year == "合计" { (POOLING, "2007") } else { Book::pooled(year) };
        let measured = [
            wan(book.of("remitted", from, to)),
            wan(book.of("grant", from, to)),
            wan(book.passed_down(from, to)),
            wan(book.kept(from, to)),
        ];
        assert_eq!(measured, printed, "{year}");
    }
    assert_eq!(book.of("remitted", "2004-01", "2005-08") + book.of("allocated", "2004-01", "2005-08"), 0);
}

/// 专户 › 资金运行 shows the same month by month, its years are those of Table 2, and Why explains every figure.
#[test]
fn the_screen_shows_the_pool_as_table_2_has_it_and_explains_it() {
    let book = Book::open();
    let data = tongchou::sample::load();
    let context = Context { observed: &data, runs: &[], style: Style::default(), source: "d.csv" };
    let told = running(&context, Books::Data, &Entered::default()).unwrap();
    let fen = |cell: &Cell| match &cell.value {
        CellValue::Quantity(Quantity::Money(money)) => i64::try_from(money.fen()).unwrap(),
        other => panic!("{other:?}"),
    };
    let months: Vec<&str> = book.rows("屯溪区", POOLING, "2007").map(|line| &*line.month).collect();
    let rows: Vec<&Vec<Cell>> =
        told.sheet.rows.iter().enumerate().filter(|(n, _)| !told.sheet.sums.contains(n)).map(|(_, row)| row).collect();
    assert_eq!(rows.len(), months.len() + 1);
    for (month, row) in months.iter().zip(&rows) {
        let kept_in_all = book.kept(POOLING, month);
        let printed =
            [book.of("remitted", month, month), book.of("grant", month, month), book.passed_down(month, month)];
        let shown: Vec<i64> = row[1..6].iter().map(fen).collect();
        assert_eq!(shown[..3], printed, "{month}");
        assert_eq!(shown[3..], [book.kept(month, month), kept_in_all], "{month}");
    }
    let years = told.sheet.sums.iter().map(|n| &told.sheet.rows[*n]).chain(told.sheet.rows.last());
    for ((year, printed), row) in TABLE_2.into_iter().zip(years) {
        let shown: Vec<String> = row[1..5].iter().map(|cell| wan(fen(cell))).collect();
        assert_eq!(shown, printed, "{year}");
    }
    let mut explained = 0;
    for cell in told.sheet.rows.iter().flatten().filter(|cell| matches!(cell.value, CellValue::Quantity(_))) {
        let subject = cell.subject.as_ref().unwrap_or_else(|| panic!("{cell:?}"));
        let derivation = derivation(&context, subject).unwrap_or_else(|| panic!("{subject:?}"));
        assert_eq!(derivation.value, cell.value, "{subject:?}");
        assert!(!derivation.rule.is_empty() && !derivation.inputs.is_empty(), "{derivation:?}");
        explained += 1;
    }
    assert_eq!(explained, told.sheet.rows.len() * 5);
}

/// What a run's counties had of each other is explained to the fen as well, and what runs through its pool.
#[test]
fn what_a_run_lends_is_explained() {
    let data = std::sync::Arc::new(tongchou::sample::load());
    let scenarios = tongchou::proposal::scenarios(&data, Language::Chinese);
    let pooled = scenarios.iter().find(|scenario| !scenario.pooling.is_empty()).expect("one that pools");
    let stop = std::sync::atomic::AtomicBool::new(false);
    let run = tongchou::simulation::run(&data, pooled, Keep::Journal, &stop).unwrap();
    let settled = std::sync::Arc::new(Settled { observed: data.clone(), run, scenario: pooled.clone() });
    let runs = [Some(settled)];
    let context = Context { observed: &data, runs: &runs, style: Style::default(), source: "d.csv" };
    let told = running(&context, Books::Scenario(0), &Entered::default()).unwrap();
    let (_, lent) = told.lent.as_ref().unwrap();
    let mut explained = 0;
    for cell in told.sheet.rows.iter().chain(&lent.rows).flatten() {
        let Some(subject) = &cell.subject else { continue };
        let derivation = derivation(&context, subject).unwrap_or_else(|| panic!("{subject:?}"));
        assert_eq!(derivation.value, cell.value, "{subject:?}");
        explained += 1;
    }
    assert!(explained > told.sheet.rows.len() * 5, "{explained}");
}

#[test]
fn counties_were_lent_money_before_the_grants_as_table_3_says() {
    let book = Book::open();
    for (year, printed, total) in TABLE_3 {
        for (county, printed) in COUNTIES.into_iter().zip(printed) {
            let lent = book.lent(county, year).max(0);
            assert_eq!(wan(lent), printed.to_string(), "{county} {year}");
        }
        let sum: i64 = COUNTIES.into_iter().map(|county| book.lent(county, year).max(0)).sum();
        assert_eq!(wan(sum), total, "{year}");
    }
}

#[test]
fn tunxi_pays_as_figure_1_shows() {
    let book = Book::open();
    for (before, now) in book.rows("屯溪区", "2004", "2004").zip(book.rows("屯溪区", "2007", "2007")) {
        if before.get("backpay") == 0 && now.get("backpay") == 0 {
            let rise = now.get("pension") - before.get("pension");
            assert!((170_000_000..=230_000_000).contains(&rise), "{}: {rise} fen more than in 2004", now.month);
        }
    }
    for year in YEARS {
        let lines: Vec<&Line> = book.rows("屯溪区", year, year).collect();
        let jumps: Vec<&&Line> = lines.iter().filter(|line| line.get("backpay") > 0).collect();
        assert_eq!(jumps.len(), 1, "{year}: back-pay comes in a single month");
        let ordinary = lines.iter().filter(|line| line.get("backpay") == 0).map(|line| line.get("pension"));
        let highest = ordinary.max().expect("ordinary months");
        assert!(jumps[0].get("pension") * 100 > highest * 110, "{year}: the jump stands out");
        for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.get("backpay") == 0)) {
            let change = pair[1].get("pension") - pair[0].get("pension");
            assert!(change.abs() * 100 < 2 * pair[0].get("pension"), "{}: otherwise even", pair[1].month);
        }
    }
}

#[test]
fn tunxi_lacks_money_as_figure_2_shows() {
    let book = Book::open();
    for line in book.rows("屯溪区", "2004", "2007") {
        assert!(line.gap() > 0, "{}: contributions do not cover payments", line.month);
    }
    for line in book.rows("屯溪区", "2007", "2007") {
        let (lacking, paid) = (line.shortfall(), line.expenditure());
        assert!(lacking * 10 >= paid && lacking * 2 <= paid, "{}: between 10% and 50%", line.month);
    }
    for pair in YEARS.windows(2) {
        let [before, now] = [pair[0], pair[1]]
            .map(|year| (book.year("屯溪区", year, Line::shortfall), book.year("屯溪区", year, Line::expenditure)));
        assert!(i128::from(now.0) * i128::from(before.1) < i128::from(before.0) * i128::from(now.1), "{}", pair[1]);
    }
}

#[test]
fn the_fund_has_a_surplus_every_year_and_grants_over_40_million() {
    let book = Book::open();
    for year in YEARS {
        assert!(book.year("", year, |line| line.income() - line.expenditure()) > 0, "{year}");
        assert!(book.year("", year, |line| line.get("grant")) > 4_000 * 1_000_000, "{year}");
    }
}

// ---- The books ------------------------------------------------------------------------------

#[test]
fn the_data_file_holds_48_months_of_seven_counties_in_order() {
    let book = Book::open();
    let months: Vec<String> =
        YEARS.iter().flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}"))).collect();
    let expected = COUNTIES.iter().flat_map(|county| months.iter().map(move |month| (*county, month.as_str())));
    assert!(book.0.iter().map(|line| (line.county.as_str(), line.month.as_str())).eq(expected));
}

#[test]
fn every_month_closes_to_the_fen() {
    let book = Book::open();
    for county in COUNTIES {
        let lines: Vec<&Line> = book.rows(county, "2004", "2007").collect();
        for pair in lines.windows(2) {
            let line = pair[1];
            let closing = pair[0].get("balance") + line.income() - line.expenditure() + line.net_from_pool();
            let on_working_capital = county == "屯溪区" && line.month.as_str() < POOLING;
            let expected = if on_working_capital { 0 } else { closing };
            assert_eq!(line.get("balance"), expected, "{county} {}", line.month);
        }
    }
}

#[test]
fn each_column_keeps_its_rule() {
    let book = Book::open();
    for line in &book.0 {
        let name = format!("{} {}", line.county, line.month);
        let product = i128::from(line.get("contributors")) * i128::from(line.get("base")) * 28;
        assert_eq!(i128::from(line.get("due")), (product + 50) / 100, "{name}: due");
        assert!(line.get("collected") <= line.get("due"), "{name}: no more collected than due");
        assert!(line.get("contributors") <= line.get("insured"), "{name}: contributors are insured");
        assert!(line.get("backpay") <= line.get("pension"), "{name}: back-pay is part of the pensions");
        assert!(line.county != "屯溪区" || line.get("other") == 0, "{name}: Tunxi has no other expenditure");
        assert!(line.values.values().all(|&value| value >= 0), "{name}: nothing is below zero");
    }
    for county in COUNTIES {
        for year in YEARS {
            let mut targets: Vec<i64> = book.rows(county, year, year).map(|line| line.get("target")).collect();
            targets.dedup();
            assert_eq!(targets.len(), 1, "{county} {year}: one task a year");
        }
    }
}

/// The matching subsidy is in the subsidy from 2006: 30% of last year's gap where it is above 100 万元.
#[test]
fn the_subsidy_holds_the_matching_part() {
    let book = Book::open();
    for pair in YEARS.windows(2) {
        for county in COUNTIES {
            let gap = book.year(county, pair[0], Line::gap);
            let subsidy = book.year(county, pair[1], |line| line.get("subsidy"));
            if pair[1] == "2005" {
                assert_eq!(subsidy, 0, "{county}: no subsidy before 2006");
            } else if gap > 100_000_000 {
                assert!(subsidy * 10 >= gap * 3 && subsidy * 10 <= gap * 6, "{county} {}", pair[1]);
            } else {
                assert!(subsidy * 10 < gap * 3, "{county} {}: only the gap that is left", pair[1]);
            }
        }
    }
}

/// What the counties gain and what the pool keeps is what the fund gains.
#[test]
fn the_surplus_lies_with_the_counties_or_with_the_pool() {
    let book = Book::open();
    for year in ["2006", "2007"] {
        let of_the_fund = book.year("", year, |line| line.income() - line.expenditure());
        let of_the_counties = book.year("", year, |line| line.income() - line.expenditure() + line.net_from_pool());
        let (from, to) = Book::pooled(year);
        assert_eq!(of_the_fund, of_the_counties + book.kept(from, to), "{year}");
    }
}

/// Every column of each example says where it comes from, in both languages.
#[test]
fn every_column_has_its_provenance() {
    for name in ["huangshan", "provinces", "liaoning"] {
        let text = String::from_utf8(shipped(&format!("{name}.toml"))).expect("UTF-8");
        let notes: toml_edit::DocumentMut = text.parse().expect("TOML");
        let columns = notes["column"].as_array_of_tables().expect("a list of columns");
        let text = |table: &toml_edit::Table, key: &str| {
            let value = table.get(key).and_then(|item| item.as_str()).unwrap_or_default().to_owned();
            assert!(!value.is_empty(), "{key} is missing in {table}");
            value
        };
        let keys: Vec<String> = columns.iter().map(|column| text(column, "key")).collect();
        let data = shipped(&format!("{name}.csv"));
        let mut reader = csv::Reader::from_reader(data.as_slice());
        assert_eq!(keys, reader.headers().expect("a header").iter().collect::<Vec<_>>());
        for column in columns {
            let provenance = text(column, "provenance");
            assert!(["published", "derived", "reconstructed"].contains(&provenance.as_str()), "{provenance}");
            text(column, "note_zh");
            text(column, "note_en");
        }
    }
}

/// The provinces are the yearbook's, to the last printed digit; what is derived of them follows by its note.
#[test]
fn the_provinces_are_the_yearbooks() {
    let decimal = |text: &str| text.parse::<Decimal>().expect("a number");
    let mut series = csv::Reader::from_reader(include_bytes!("../series/provinces_2024.csv").as_slice());
    let printed: Vec<csv::StringRecord> = series.records().map(|line| line.expect("a line")).collect();
    let data = shipped("provinces.csv");
    let mut reader = csv::Reader::from_reader(data.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|line| line.expect("a line")).collect();
    assert_eq!((printed.len(), rows.len()), (32, 31), "the nation and its provinces");
    let (ten_thousand, hundred_million) = (Decimal::from(10_000), Decimal::from(100_000_000));
    for (printed, row) in printed.iter().skip(1).zip(&rows) {
        assert!(row[0].starts_with(&printed[0]), "{row:?}");
        let [insured, contributors, retirees, base, collected, pension, balance] =
            [3, 4, 5, 6, 7, 8, 9].map(|column| decimal(&row[column]));
        let of = |column: usize, unit: Decimal| decimal(&printed[column]) * unit;
        assert_eq!([insured, retirees], [of(2, ten_thousand), of(3, ten_thousand)], "{row:?}");
        assert_eq!([collected, pension, balance], [4, 5, 6].map(|column| of(column, hundred_million)), "{row:?}");
        assert_eq!(contributors, insured);
        let due = base * contributors * Decimal::from(12) * Decimal::new(24, 2);
        assert!((due - collected).abs() <= contributors * Decimal::new(24 * 12, 2) * Decimal::new(5, 3), "{row:?}");
    }
}
