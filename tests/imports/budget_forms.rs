//! Forms of offices: a blank one is filled without anything else of it changing, and filled ones are read back.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rust_xlsxwriter::{Format, Formula, Workbook};
use tongchou::dataset::Dataset;
use tongchou::intake::sheets;
use tongchou::money::Money;
use tongchou::scenario::Scenario;
use tongchou::session::forms::fill;
use tongchou::session::reading::Watch;
use tongchou::statements::form::{self, Form};
use tongchou::statements::kept::{self, Budgets, Drawn, Hand, Made, Put};
use tongchou::statements::printed::{Collected, Meant};
use tongchou::statements::statement::{Version, Who};
use tongchou::statements::year::{BudgetYear, YearAsked};
use tongchou::{proposal, sample, simulation};

/// The lines of the form, as an office prints them; a blank amount is a formula.
const LINES: [(&str, &str); 14] = [
    ("一、上年结余", ""),
    ("二、收入合计", "=SUM(B8:B11)"),
    ("　　1．基本养老保险费收入", ""),
    ("　　2．财政补贴收入", ""),
    ("　　3．利息收入", ""),
    ("　　4．上级补助收入", ""),
    ("　　其中：省级补助", ""),
    ("三、支出合计", "=SUM(B14:B16)"),
    ("　　1．基本养老金支出", ""),
    ("　　2．其他支出", ""),
    ("　　3．上解上级支出", ""),
    ("四、本年收支结余", "=B7-B13"),
    ("五、年末滚存结余", ""),
    ("注：本表由经办机构填报。", ""),
];

/// A blank form with merged titles, formulas, formats, a sheet that reaches into it and one that does not.
fn blank() -> Vec<u8> {
    let mut book = Workbook::new();
    let money = Format::new().set_num_format("#,##0.00").set_bold();
    let percent = Format::new().set_num_format("0.0%");
    let sheet = book.add_worksheet().set_name("收支表").unwrap();
    sheet.merge_range(0, 0, 0, 3, "2008年企业职工基本养老保险基金收支预算表", &Format::new()).unwrap();
    sheet.write(1, 0, "编制单位：屯溪区社会保险局").unwrap();
    sheet.write(1, 3, "金额单位：万元").unwrap();
    for (column, words) in ["项　目", "2007年执行数", "2008年预算数", "完成预算%"].into_iter().enumerate()
    {
        sheet.merge_range(2, column as u16, 3, column as u16, words, &Format::new()).unwrap();
    }
    for (n, (name, formula)) in LINES.into_iter().enumerate() {
        let row = n as u32 + 5;
        sheet.write(row, 0, name).unwrap();
        for column in [1, 2] {
            match formula {
                "" => drop(sheet.write_blank(row, column, &money).unwrap()),
                formula => {
                    let letter = if column == 1 { formula.to_owned() } else { formula.replace('B', "C") };
                    sheet.write_formula_with_format(row, column, Formula::new(letter).set_result("7"), &money).unwrap();
                }
            }
        }
        sheet.write_blank(row, 3, &percent).unwrap();
    }
    let other = book.add_worksheet().set_name("汇总").unwrap();
    other.write_formula(0, 0, Formula::new("=收支表!C7*2").set_result("14")).unwrap();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "填表说明").unwrap();
    // Other programs leave the mark to calculate out.
    let mut all = parts(&book.save_to_buffer().unwrap());
    let workbook = all.get_mut("xl/workbook.xml").unwrap();
    *workbook = String::from_utf8(workbook.clone()).unwrap().replace(" fullCalcOnLoad=\"1\"", "").into_bytes();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in all {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut part = archive.by_index(n).unwrap();
            let name = part.name().unwrap().to_string();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

/// A sheet's text with all that may change taken out: the values of its cells.
fn without_values(xml: &[u8]) -> String {
    let mut text = String::from_utf8(xml.to_vec()).unwrap();
    while let Some(start) = text.find("<v>") {
        let end = start + text[start..].find("</v>").unwrap() + 4;
        text.replace_range(start..end, "");
    }
    text.replace("></c>", "/>")
}

/// The sample with a budget of 2008 drawn up.
fn budgeted(data: &Dataset) -> (Budgets, Arc<Scenario>) {
    let scenario = proposal::scenarios(data, Default::default())[0].clone();
    let run = simulation::run(data, &scenario, tongchou::journal::Keep::Journal, &AtomicBool::new(false)).unwrap();
    let amounts = kept::of_run(form::enterprise(), data, &run, 2008);
    let drawn = Drawn { made: Made::Run(0, scenario.clone()), amounts };
    (Budgets::default().drawn(2008, Version::Budget, drawn), scenario)
}

fn answered(data: &Dataset, year: i32, budgets: Budgets) -> BudgetYear {
    let asked = YearAsked { form: form::enterprise().clone(), year, budgets, ahead: None, beside: None };
    asked.answer(data, &AtomicBool::new(false)).unwrap()
}

fn amount(year: &BudgetYear, (who, of, version): (Who, i32, Version), line: &str) -> Option<Money> {
    year.statements.get(&(who, of, version))?.cells[form().line(line).unwrap()].amount()
}

fn form() -> &'static Form {
    form::enterprise()
}

#[test]
fn a_blank_form_is_filled_and_nothing_else_of_it_changes() {
    let data = sample::load();
    let (budgets, _) = budgeted(&data);
    let year = answered(&data, 2008, budgets);
    let county = Who::County(data.places.find_county("屯溪区").unwrap());
    let before = blank();
    let (filled, said) = fill("空表.xlsx", &before, &year, county, Version::Budget, &Watch::of_command()).unwrap();
    let (old, new) = (parts(&before), parts(&filled.bytes));
    assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
    let changed: Vec<&str> = old.iter().filter(|(name, bytes)| new[*name] != **bytes).map(|(n, _)| &**n).collect();
    assert_eq!(changed, ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]);
    for sheet in &changed[1..] {
        assert_eq!(without_values(&old[*sheet]), without_values(&new[*sheet]), "{sheet}");
    }
    let book = |parts: &BTreeMap<String, Vec<u8>>| String::from_utf8(parts["xl/workbook.xml"].clone()).unwrap();
    assert!(book(&new).contains("fullCalcOnLoad=\"1\""));
    let without_mark = |book: String| {
        let start = book.find("<calcPr").unwrap();
        let end = start + book[start..].find("/>").unwrap();
        book[..start].to_owned() + &book[end..]
    };
    assert_eq!(without_mark(book(&old)), without_mark(book(&new)));
    // No formula tells what it gave before.
    let sheet = String::from_utf8(new["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert!(sheet.contains("<f>SUM(C8:C11)</f>") && !sheet.contains("</f><v>"));
    let contents = sheets("filled.xlsx", &filled.bytes).unwrap();
    let at = |name: &str, column: usize| {
        let row = (0..contents[0].height()).find(|row| contents[0].cell(*row, 0).contains(name)).unwrap();
        let yuan = contents[0].cell(row, column).parse::<rust_decimal::Decimal>().unwrap()
            * rust_decimal::Decimal::from(10_000);
        Money::from_decimal(yuan.normalize()).unwrap()
    };
    for (name, line) in [
        ("基本养老保险费收入", "contributions"),
        ("财政补贴收入", "subsidy"),
        ("基本养老金支出", "pensions"),
        ("上年结余", "opening"),
        ("年末滚存结余", "closing"),
    ] {
        assert_eq!(Some(at(name, 2)), amount(&year, (county, 2008, Version::Budget), line), "{line}");
        assert_eq!(Some(at(name, 1)), amount(&year, (county, 2007, Version::Actual), line), "{line}");
    }
    // What has no place is said, with its cell.
    let said: Vec<String> = said.iter().map(|finding| finding.line(Default::default())).collect();
    assert!(said.iter().any(|line| line.contains("A12") && line.contains("省级补助")), "{said:?}");
    // What it says it is of is held against what it is filled with.
    let (_, said) =
        fill("空表.xlsx", &before, &year, Who::Whole(data.places.root()), Version::Budget, &Watch::of_command())
            .unwrap();
    assert!(said.iter().any(|finding| finding.code == "form-of-other"));
    let wrong = fill("文档.xlsx", b"PK\x03\x04 no", &year, county, Version::Budget, &Watch::of_command());
    assert!(wrong.is_err());
}

#[test]
fn a_filled_form_comes_back_to_the_fen() {
    let data = sample::load();
    let (budgets, _) = budgeted(&data);
    let year = answered(&data, 2008, budgets);
    let county = Who::County(data.places.find_county("屯溪区").unwrap());
    let (filled, _) = fill("表.xlsx", &blank(), &year, county, Version::Budget, &Watch::of_command()).unwrap();
    let mut collected = Collected::default();
    let meant = Meant { year: 2008, version: Version::Budget, who: None };
    let contents = sheets("表.xlsx", &filled.bytes).unwrap();
    collected.take("表.xlsx", contents.iter().map(|s| &**s), form(), &data.places, meant);
    assert_eq!(collected.whose.iter().collect::<Vec<_>>(), [&county]);
    let puts = &collected.amounts[&(2008, Version::Budget)];
    for line in ["contributions", "subsidy", "pensions", "opening", "closing", "other_expenditure"] {
        let put = puts.iter().find(|put| put.line == line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(put.amount, amount(&year, (county, 2008, Version::Budget), line));
        assert!(put.source.as_ref().unwrap().cell().unwrap().starts_with('C'));
    }
    assert!(collected.amounts.contains_key(&(2007, Version::Actual)));
}

/// The year's form as a city hands it in: three versions, the unit at the side, totals that its lines give are reckoned.
#[test]
fn the_budget_form_of_a_city_is_read() {
    let data = sample::load();
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/officer/p04_budget.xlsx")).unwrap();
    let root = Who::Whole(data.places.root());
    let mut collected = Collected::default();
    let meant = Meant { year: 2026, version: Version::Budget, who: Some(root) };
    let form = form::of_year("enterprise_pension", 2026).unwrap();
    collected.take("p04.xlsx", sheets("p04.xlsx", &bytes).unwrap().iter().map(|s| &**s), form, &data.places, meant);
    let of = |year, version, line: &str| {
        let puts: &Vec<Put> = &collected.amounts[&(year, version)];
        puts.iter().find(|put| put.line == line).and_then(|put| put.amount)
    };
    let wan = |wan: i64| Some(Money::from_yuan(wan * 10_000));
    assert_eq!(of(2025, Version::Budget, "contributions"), wan(120_000));
    assert_eq!(of(2025, Version::Actual, "pensions"), wan(152_000));
    assert_eq!(of(2026, Version::Budget, "central_in"), wan(17_000));
    assert_eq!(of(2026, Version::Budget, "sickness"), wan(320));
    assert_eq!(of(2026, Version::Budget, "closing"), wan(63_450));
    let lines: Vec<String> = collected.findings.iter().map(|f| f.line(Default::default())).collect();
    assert!(lines.iter().any(|line| line.contains("单位缴纳") && line.contains("A5")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("2026年预算数为2025年执行数的%")), "{lines:?}");
    let left = collected.without_sums(form, &data.places);
    let budget = &left.amounts[&(2026, Version::Budget)];
    assert!(budget.iter().all(|put| put.line != "income" && put.line != "expenditure"), "its lines give them");
    // Everything is as printed once it stands in a project.
    let budgets = Budgets::default().with(2026, Version::Budget, budget.clone(), &Hand::default());
    let given = budgets.given(form, &data.places);
    let statement = &given.statements[&(root, 2026, Version::Budget)];
    let income = statement.cells[form.line("income").unwrap()].amount();
    assert_eq!(income, wan(177_160));
    assert!(given.findings.is_empty(), "{:?}", given.findings);
}

/// Counties down, lines across, a budget beside the month: the budget is one of the year, the month's is none.
#[test]
fn counties_stand_down_and_lines_across() {
    let data = sample::load();
    let rows = "2008年基金预算执行情况,,,\n单位：万元,,,\n区县,征缴收入年度预算,征缴收入本月执行,征缴收入完成预算%\n屯溪区,2000,120.5,6\n歙县,1500,80.5,5.4\n丙县,1,1,1\n";
    let sheets = sheets("执行.csv", rows.as_bytes()).unwrap();
    let mut collected = Collected::default();
    let meant = Meant { year: 2008, version: Version::Budget, who: None };
    collected.take("执行.csv", sheets.iter().map(|s| &**s), form(), &data.places, meant);
    let puts = &collected.amounts[&(2008, Version::Budget)];
    let told: Vec<(&str, &str, Option<Money>)> = puts.iter().map(|put| (&*put.who, &*put.line, put.amount)).collect();
    let yuan = |yuan| Some(Money::from_yuan(yuan));
    assert_eq!(told, [("屯溪区", "contributions", yuan(20_000_000)), ("歙县", "contributions", yuan(15_000_000))]);
    let codes: Vec<&str> = collected.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["printed-column", "printed-place"]);
}

/// The published income of Shanghai's fund: its lines add up to the printed total in all six years.
#[test]
fn shanghais_six_years_add_up() {
    let data = sample::load();
    let root = Who::Whole(data.places.root());
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/series/shanghai_enterprise_pension_2015_2020.csv"
    ));
    let text = text.unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let years: Vec<&str> = rows[1..].iter().map(|row| row[0]).collect();
    assert_eq!(years, ["2015", "2016", "2017", "2018", "2019", "2020"]);
    // As a form has it: lines down, years across.
    let names = [
        (1, "收入小计"),
        (2, "保险费收入"),
        (3, "财政补贴收入"),
        (4, "利息收入"),
        (5, "委托投资收益"),
        (6, "其他收入"),
    ];
    let mut form_text = String::from("上海市企业职工基本养老保险基金决算,单位：亿元\n项目");
    years.iter().for_each(|year| form_text += &format!(",{year}年决算数"));
    for (column, name) in names {
        form_text += &format!("\n{name}");
        rows[1..].iter().for_each(|row| form_text += &format!(",{}", row[column]));
    }
    let form = form::of_year("enterprise_pension", 2020).unwrap();
    let meant = Meant { year: 2020, version: Version::Final, who: Some(root) };
    let mut collected = Collected::default();
    let read = sheets("上海.csv", form_text.as_bytes()).unwrap();
    collected.take("上海.csv", read.iter().map(|s| &**s), form, &data.places, meant);
    assert!(collected.findings.is_empty(), "{:?}", collected.findings);
    let printed: usize = collected.amounts.values().flatten().filter(|put| put.line == "income_own").count();
    assert_eq!((collected.amounts.len(), printed), (6, 6));
    let subsidy_kept = collected.without_sums(form, &data.places);
    let left = subsidy_kept.amounts.values().flatten().filter(|put| put.line == "income_own").count();
    assert_eq!(left, 0, "each total is what its lines give");
}

/// Fujian's printed balance of 2021 is 140.82 亿 below what rolls forward from 2020: that is said, and nothing is mended.
#[test]
fn fujians_roll_is_off_and_that_is_said() {
    let data = sample::load();
    let root = Who::Whole(data.places.root());
    let form = form::of_year("enterprise_pension", 2021).unwrap();
    let text = "福建省企业职工基本养老保险基金决算,单位：亿元,\n项目,2020年决算数,2021年决算数\n上年结余,703.39,562.49\n\
                收入合计,391.99,729.17\n支出合计,532.89,594.91\n年末滚存结余,562.49,555.93\n";
    let mut collected = Collected::default();
    let meant = Meant { year: 2021, version: Version::Final, who: Some(root) };
    collected.take(
        "福建.csv",
        sheets("福建.csv", text.as_bytes()).unwrap().iter().map(|s| &**s),
        form,
        &data.places,
        meant,
    );
    let collected = collected.without_sums(form, &data.places);
    let budgets = collected.amounts.into_iter().fold(Budgets::default(), |budgets, ((year, version), puts)| {
        budgets.with(year, version, puts, &Hand::default())
    });
    let given = budgets.given(form, &data.places);
    let found: Vec<_> = given.findings.iter().filter(|finding| finding.code == "closing-mismatch").collect();
    let fact = |name: &str| found[0].facts.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    assert_eq!(found.len(), 1, "{:?}", given.findings);
    assert_eq!((&*fact("year"), &*fact("difference")), ("2021", "−14,082,000,000.00"));
    let closing = given.statements[&(root, 2021, Version::Final)].cells[form.line("closing").unwrap()].amount();
    assert_eq!(closing, Some(Money::from_yuan(55_593_000_000)), "as printed");
}

/// How long the largest city takes: printed for who looks, and not asserted.
#[test]
fn large_budgets_are_quick() {
    use std::fmt::Write as _;
    let lines = [
        "contributions",
        "interest",
        "investment",
        "transfer_in",
        "other_income",
        "pensions",
        "death",
        "other_expenditure",
    ];
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let began = std::time::Instant::now();
        work();
        eprintln!("{what}: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    };
    for counties in [111, 3_000] {
        let mut text = String::from("区县,年月,缴费人数,离退休人数,月缴费基数,征缴收入,养老金支出\n");
        for county in 0..counties {
            for month in 1..=12 {
                writeln!(text, "第{county:04}县,2007-{month:02},10000,4000,1200,3360000,2400000").unwrap();
            }
        }
        let data = tongchou::intake::import("大.csv", text.as_bytes()).unwrap().dataset;
        if counties == 111 {
            let puts = |year: i64| -> Vec<Put> {
                let county = |n: usize| data.places.path(tongchou::place::PlaceId::county(n)).to_string();
                let of = |n| lines.map(|line| Put::typed(county(n), line, Some(Money::from_yuan(1_000_000 + year))));
                (0..counties).flat_map(of).collect()
            };
            let versions = [Version::Budget, Version::Revised, Version::Final];
            let mut budgets = versions.iter().fold(Budgets::default(), |budgets, version| {
                budgets.with(2007, *version, puts(2007), &Hand::default())
            });
            timed("111 counties, 3 versions: an edit with sums, checks and consolidation", &mut || {
                budgets = budgets.with(2007, Version::Budget, vec![puts(1)[0].clone()], &Hand::default());
                answered(&data, 2007, budgets.clone());
            });
        } else {
            let scenario = proposal::scenarios(&data, Default::default())[0].clone();
            let run = simulation::run(&data, &scenario, tongchou::journal::Keep::Journal, &AtomicBool::new(false));
            let run = run.unwrap();
            timed("3,000 counties: a budget from a finished run", &mut || {
                assert!(!kept::of_run(form(), &data, &run, 2008).is_empty());
            });
        }
    }
    let data = sample::load();
    let year = answered(&data, 2008, budgeted(&data).0);
    let county = Who::County(data.places.find_county("屯溪区").unwrap());
    let blank = blank();
    timed("filling a form", &mut || {
        fill("空表.xlsx", &blank, &year, county, Version::Budget, &Watch::of_command()).unwrap();
    });
}
