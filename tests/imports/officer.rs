//! Sheets as agencies write them, each read rightly or refused with its reason; none is read wrongly in silence.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use tongchou::dataset::Dataset;
use tongchou::field::{Amount, Field};
use tongchou::finding::{Finding, Findings, Severity};
use tongchou::intake::choices::Holds;
use tongchou::intake::{self, Choices};
use tongchou::locale::Language;
use tongchou::sheet::Sheet;

fn kept(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/officer").join(name)).expect("a file of the tests")
}

fn sheets(name: &str, bytes: &[u8]) -> Vec<Arc<Sheet>> {
    intake::sheets(name, bytes).unwrap_or_else(|findings| panic!("{name}: {}", said(&findings)))
}

fn said(findings: &Findings) -> String {
    findings.iter().map(|f| f.line(Language::Chinese)).collect::<Vec<_>>().join("\n")
}

/// The data's values, a line a county and period, in whole yuan where they are whole.
fn rows(dataset: &Dataset) -> String {
    let mut out = String::new();
    for county in &dataset.counties {
        for (period, row) in county.periods() {
            write!(out, "{} {period}", county.name).unwrap();
            for field in Field::ALL.into_iter().filter(|field| !dataset.absent.contains(field)) {
                match row.get(field) {
                    Some(Amount::Persons(heads)) => write!(out, " {}={heads}", field.key()).unwrap(),
                    Some(Amount::Money(money)) => {
                        write!(out, " {}={}", field.key(), money.to_string().trim_end_matches(".00")).unwrap();
                    }
                    None => {}
                }
            }
            out.push('\n');
        }
    }
    out
}

/// What is read of some files, then the codes of what is said that matters.
fn read(files: &[(&str, &[u8])], choices: &Choices) -> String {
    let sheets: Vec<Arc<Sheet>> = files.iter().flat_map(|(name, bytes)| sheets(name, bytes)).collect();
    let import = intake::understand(&sheets, choices);
    let mut out = import.dataset.as_ref().map(rows).unwrap_or_default();
    let of_figures = |f: &Finding| Language::Chinese.has(&format!("check.{}", f.code));
    let matters = |f: &&Finding| f.severity != Severity::Note && f.code != "absent-as-unknown" && !of_figures(f);
    let codes: Vec<&str> = import.findings.iter().filter(matters).map(|f| f.code).collect();
    for finding in &import.findings {
        assert!(!finding.sentence(Language::English).contains("finding."), "{}", finding.code);
        assert!(!finding.sentence(Language::Chinese).contains(['{', '}']), "{}", finding.code);
    }
    out.push_str(&codes.join(" "));
    out.trim_end().to_owned()
}

/// Compares all and shows every difference at once.
fn compare(cases: &[(&str, &str, &str)]) {
    let mut wrong = String::new();
    for (name, text, expected) in cases {
        let got = read(&[(name, text.trim_start_matches('\n').as_bytes())], &Choices::default());
        let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
        if got != expected.join("\n") {
            write!(wrong, "\n== {name}\n{}\n-- got\n{got}\n-- expected\n{}\n", text.trim(), expected.join("\n"))
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn sheets_that_officers_sent_are_read_as_an_officer_reads_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/officer");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        let Some(stem) = name.strip_suffix(".expected.csv") else { continue };
        let expected = String::from_utf8(kept(&name)).expect("UTF-8");
        let own = [format!("{stem}.xlsx"), format!("{stem}.csv")];
        let file =
            own.iter().find(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/officer").join(file).exists());
        let file = file.expect("the file itself");
        let import = intake::import(file, &kept(file)).unwrap_or_else(|f| panic!("{file}: {}", said(&f)));
        let mut lines = expected.lines();
        let keys: Vec<&str> = lines.next().expect("a header").split(',').collect();
        let mut wanted = String::new();
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            write!(wanted, "{} {}", cells[0], cells[1]).unwrap();
            for (key, cell) in keys.iter().zip(&cells).skip(2) {
                write!(wanted, " {key}={}", cell.trim_end_matches(".00")).unwrap();
            }
            wanted.push('\n');
        }
        assert_eq!(rows(&import.dataset), wanted, "{file}");
        seen += 1;
    }
    assert_eq!(seen, 20);
    for (file, codes) in [
        ("11-cumulative-january-to-june.xlsx", "sum-not-apart"),
        ("24-roster-becomes-counties.xlsx", "list-of-persons"),
        ("25-enterprises-become-counties.xlsx", "list-of-firms"),
        ("30-other-insurance-as-pension.xlsx", "other-fund-table"),
        ("31-flow-of-heads-as-stock.xlsx", "no-field"),
    ] {
        assert_eq!(read(&[(file, &kept(file))], &Choices::default()), codes, "{file}");
    }
    let no_unit = read(&[("15-no-unit.xlsx", &kept("15-no-unit.xlsx"))], &Choices::default());
    assert!(no_unit.ends_with("unit-untold"), "{no_unit}");
    let total = read(&[("40.xlsx", &kept("40-false-total-mismatch.xlsx"))], &Choices::default());
    assert_eq!(total.lines().count(), 2, "{total}");
}

#[test]
fn times_in_titles_rows_and_names() {
    let read = "
        甲区 2007-01 collected=1205000
        乙县 2007-01 collected=805000";
    let both = "
        甲区 2007-01 collected=1205000
        甲区 2007-02 collected=1215000
        乙县 2007-01 collected=805000
        乙县 2007-02 collected=815000";
    let body = "区县,征缴收入（万元）\n甲区,120.5\n乙县,80.5\n";
    for (name, titles) in [
        ("月报.csv", "2007年1月基金月报,\n填报日期：2007年2月5日,\n"),
        ("月报.csv", "2007年1月基金月报,\n制表时间：,2007-02-05\n"),
        ("月报.csv", "2007年元月基金收支情况,\n打印日期:2007/2/5,单位：人民币万元\n"),
        ("月报.csv", "二○○七年一月份基金收支月报,\n"),
        ("月报.csv", "2007年基金月报（1月）,\n填表时间 2008年3月1日,\n"),
        ("月报.csv", "基金月报,\n2007 年 1 月 31 日,\n"),
        ("月报2007-01.csv", ""),
        ("基金月报_200701_终稿.csv", ""),
        ("07年1月.csv", ""),
        ("2007.01月报.csv", "编制日期：2007年2月3日,\n"),
    ] {
        compare(&[(name, &format!("{titles}{body}"), read)]);
    }
    // The day on which it was drawn up is no month's.
    compare(&[("月报.csv", &format!("填报日期：2007年2月5日,\n{body}"), "time-untold")]);
    compare(&[("月报.csv", &format!("2007年1、2月,\n{body}"), "time-untold")]);
    compare(&[
        (
            "a.csv",
            "2007年,\n区县,征缴收入（万元）\n1月份,\n甲区,120.5\n乙县,80.5\n2月份,\n甲区,121.5\n乙县,81.5\n",
            both,
        ),
        (
            "a.csv",
            "区县,征缴收入（万元）\n2007年1月,\n甲区,120.5\n乙县,80.5\n2007年2月,\n甲区,121.5\n乙县,81.5\n",
            both,
        ),
        (
            "a.csv",
            "2007年,\n区县,征缴收入（万元）\n一、元月,\n甲区,120.5\n乙县,80.5\n二、二月,\n甲区,121.5\n乙县,81.5\n",
            both,
        ),
        (
            "a.csv",
            "2007年各区县征缴收入,\n单位：万元,\n1月,\n区县,征缴收入\n甲区,120.5\n乙县,80.5\n\n2月,\n区县,征缴收入\n甲区,121.5\n乙县,81.5\n",
            both,
        ),
        (
            "a.csv",
            "各区县征缴收入,\n单位：万元,\n区县,征缴收入\n2006年,\n甲区,1400\n2007年度,\n甲区,1420\n",
            "甲区 2006 collected=14000000
            甲区 2007 collected=14200000",
        ),
        (
            "a.csv",
            "2007年各区县基金收支,,\n一、征缴收入（万元）,,\n区县,1月,2月\n甲区,120.5,121.5\n\n二、养老金支出（万元）,,\n区县,1月,2月\n甲区,130.5,131.5\n",
            "甲区 2007-01 collected=1205000 pension=1305000
            甲区 2007-02 collected=1215000 pension=1315000",
        ),
    ]);
}

#[test]
fn sums_of_months_are_taken_apart_or_asked_about() {
    let body = "单位：万元,,\n区县,征缴收入,期末结余\n甲区,120.5,300\n";
    for title in [
        "2007年1-6月",
        "2007年上半年",
        "2007年第一季度",
        "2007年1—6月份",
        "2007年6月末累计",
        "2007年6月（累计）",
        "截止2007年6月累计",
        "2007年前三季度",
        "2007年1月1日至6月30日",
    ] {
        let got = read(&[("表.csv", format!("{title}基金收支表,,\n{body}").as_bytes())], &Choices::default());
        assert_eq!(got, "sum-not-apart", "{title}");
    }
    let of = |months: &str, collected: &str, balance: &str| {
        format!(
            "2025年{months}收支情况表,,,\n单位：万元,,,\n区县,缴费人数（人）,征缴收入,期末结余\n甲县,5000,{collected},{balance}\n"
        )
    };
    let several = |files: &[(&str, &str, &str)]| {
        let texts: Vec<String> =
            files.iter().map(|(months, collected, balance)| of(months, collected, balance)).collect();
        let files: Vec<(&str, &[u8])> = texts.iter().map(|text| ("表.csv", text.as_bytes())).collect();
        read(&files, &Choices::default())
    };
    assert_eq!(
        several(&[("1月", "10", "70"), ("1-2月", "21", "69"), ("1-3月", "33", "68")]),
        "甲县 2025-01 contributors=5000 collected=100000 balance=700000\n\
         甲县 2025-02 contributors=5000 collected=110000 balance=690000\n\
         甲县 2025-03 contributors=5000 collected=120000 balance=680000"
    );
    // In any order; months told by themselves check the sums.
    assert_eq!(
        several(&[("1-3月", "33", "68"), ("2月", "11", "69"), ("1月", "10", "70"), ("一季度", "33", "68")]),
        "甲县 2025-01 contributors=5000 collected=100000 balance=700000\n\
         甲县 2025-02 contributors=5000 collected=110000 balance=690000\n\
         甲县 2025-03 contributors=5000 collected=120000 balance=680000"
    );
    assert!(several(&[("1月", "10", "70"), ("2月", "11", "69"), ("1-2月", "25", "69")]).ends_with("sum-mismatch"));
    assert!(several(&[("1月", "10", "70"), ("1-2月", "9", "69")]).ends_with("sum-falls"));
    // The whole year alone is the year.
    assert_eq!(several(&[("1-12月", "120", "70")]), "甲县 2025 contributors=5000 collected=1200000 balance=700000");
    // 本月 and 本年累计 side by side, in one file and in two.
    let both = "2025年2月收支表,,,,\n单位：万元,,,,\n区县,征缴收入,,基本养老金支出,\n,本月数,本年累计,本月数,本年累计\n甲县,11,21,12,30\n";
    let january = "2025年1月收支表,,,,\n单位：万元,,,,\n区县,征缴收入,,基本养老金支出,\n,本月数,本年累计,本月数,本年累计\n甲县,10,10,12,12\n";
    let months = "甲县 2025-01 collected=100000 pension=120000\n甲县 2025-02 collected=110000 pension=120000";
    assert_eq!(
        read(&[("一.csv", january.as_bytes()), ("二.csv", both.as_bytes())], &Choices::default()),
        format!("{months}\nsum-mismatch")
    );
    assert_eq!(
        read(&[("二.csv", both.as_bytes())], &Choices::default()),
        "甲县 2025-02 collected=110000 pension=120000"
    );
    compare(&[
        (
            "a.csv",
            "区县,年月,征缴收入（万元）,征缴收入累计（万元）\n甲县,2025-01,10,10\n甲县,2025-02,11,21\n甲县,2025-03,12,44\n",
            "甲县 2025-01 collected=100000
            甲县 2025-02 collected=110000
            甲县 2025-03 collected=120000
            sum-mismatch",
        ),
        (
            "a.csv",
            "区县,年月,本年累计征缴收入（万元）,期末结余（万元）\n甲县,2025年1月,10,70\n甲县,2025年1-2月,21,69\n甲县,2025年1-3月,33,68\n",
            "甲县 2025-01 collected=100000 balance=700000
            甲县 2025-02 collected=110000 balance=690000
            甲县 2025-03 collected=120000 balance=680000",
        ),
        ("2025年.csv", "单位：万元,,,,\n区县,1月,2月,3月,一季度\n甲县,10,11,12,33\n", "no-field"),
        (
            "2025年征缴收入.csv",
            "单位：万元,,,,\n区县,1月,1-2月,1-3月\n甲县,10,21,33\n",
            "甲县 2025-01 collected=100000
            甲县 2025-02 collected=110000
            甲县 2025-03 collected=120000",
        ),
        (
            "2025年征缴收入.csv",
            "单位：万元,,,,\n区县,1月,2月,3月,一季度,合计\n甲县,10,11,12,40,33\n",
            "甲县 2025-01 collected=100000
            甲县 2025-02 collected=110000
            甲县 2025-03 collected=120000
            sum-mismatch",
        ),
        ("2025年征缴收入.csv", "单位：万元,,,,\n区县,一季度,二季度\n甲县,10,11\n", "sum-not-apart sum-not-apart"),
    ]);
}

#[test]
fn more_forms_that_agencies_send() {
    compare(&[
        ("表.csv", "2025年基金月报,\n制表日期：2025年3月8日,\n单位：万元,\n区县,征缴收入\n甲县,10\n", "month-untold"),
        ("表.csv", "截至2025年6月底基金收支,\n单位：万元,\n区县,征缴收入\n甲县,10\n", "sum-not-apart"),
        ("表.csv", "截至2025年6月底,\n单位：万元,\n区县,期末结余\n甲县,10\n", "甲县 2025-06 balance=100000"),
        (
            "甲县.csv",
            "单位：万元,\n时间,征缴收入\n2024年,\n11月,10\n12月,11\n2025年,\n1月,12\n",
            "甲县 2024-11 collected=100000
            甲县 2024-12 collected=110000
            甲县 2025-01 collected=120000",
        ),
        (
            "2025年.csv",
            "单位：万元,,\n月份,区县,征缴收入\n1月,甲县,10\n,乙县,20\n2月,甲县,11\n,乙县,21\n",
            "甲县 2025-01 collected=100000
            甲县 2025-02 collected=110000
            乙县 2025-01 collected=200000
            乙县 2025-02 collected=210000",
        ),
        (
            "2025年.csv",
            "单位：万元,\n区县,征缴收入\n1月,\n甲县,10\n小计,10\n2月,\n甲县,11\n小计,11\n合计,21\n",
            "甲县 2025-01 collected=100000
            甲县 2025-02 collected=110000",
        ),
        (
            "2025年1月.csv",
            "单位：万元,,\n区县,险种,征缴收入\n甲县,养老保险,10\n甲县,失业保险,1\n乙县,养老保险,20\n乙县,工伤保险,2\n",
            "甲县 2025-01 collected=100000
            乙县 2025-01 collected=200000",
        ),
        (
            "2025年甲县.csv",
            "单位：万元,,\n险种,年月,征缴收入\n企业职工基本养老保险,2025-01,10\n失业保险,2025-01,1\n",
            "甲县 2025-01 collected=100000",
        ),
        (
            "甲县2025年1月.csv",
            "单位：万元,,\n项目,行次,金额\n一、基金收入合计,1,20\n1.基本养老保险费收入,2,18\n2.利息收入,3,2\n",
            "甲县 2025-01 collected=180000 interest=20000",
        ),
        (
            "表.csv",
            "2025年1月,,\n单位：万元,,\n区县,基金收入,其中：征缴收入,其中：财政补助\n甲县,15,10,5\n",
            "甲县 2025-01 collected=100000 subsidy=50000
            unknown-column",
        ),
        (
            "表.csv",
            "2025年1月,\n单位：万元,\n单位类型,征缴收入\n国有企业,10\n集体企业,20\n机关事业,3\n",
            "list-of-firms",
        ),
    ]);
    let got = read(&[("p04.xlsx", &kept("p04_budget.xlsx"))], &Choices::default());
    assert!(got.starts_with("某市 2025 collected=1180000000 pension=1520000000"), "{got}");
}

#[test]
fn published_sums_of_the_year_so_far_are_the_months_published_amounts() {
    let ytd = String::from_utf8(kept("mohrss_monthly_ytd.csv")).expect("UTF-8");
    let mut table = String::from("区县,年月,参保人数（万人）,基金收入本年累计（亿元）,基金支出本年累计（亿元）\n");
    for line in ytd.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (year, month) = cells[0].split_once('-').expect("a month");
        let months = if month == "01" { "1月".to_owned() } else { format!("1-{}月", month.trim_start_matches('0')) };
        writeln!(table, "甲国,{year}年{months},{},{},{}", cells[1], cells[2], cells[3]).unwrap();
    }
    let import = intake::import("月度.csv", table.as_bytes()).unwrap_or_else(|f| panic!("{}", said(&f)));
    let county = &import.dataset.counties[0];
    let differenced = String::from_utf8(kept("mohrss_monthly_differenced.csv")).expect("UTF-8");
    let mut compared = 0;
    for line in differenced.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let row = county.row(cells[0].parse().expect("a month")).expect("the month is there");
        for (field, cell) in [(Field::Collected, cells[1]), (Field::Pension, cells[2])] {
            let hundred_millions: f64 = cell.parse().expect("a number");
            let fen = row.money(field).expect("it is known").fen();
            assert_eq!(fen, (hundred_millions * 10.0).round() as i128 * 1_000_000_000, "{line}");
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn several_files_of_sums_make_months() {
    let bytes: Vec<Vec<u8>> = ["p02_1-3.xlsx", "p02_1-4.xlsx", "p02_1-5.xlsx"].map(kept).into();
    let files: Vec<(&str, &[u8])> = bytes.iter().map(|bytes| ("表.xlsx", bytes.as_slice())).collect();
    let got = read(&files, &Choices::default());
    assert!(
        got.contains(
            "甲县 2025-04 contributors=5000 retirees=2000 collected=10400000 pension=12200000 balance=78000000"
        ),
        "{got}"
    );
    assert!(
        got.contains(
            "甲县 2025-05 contributors=5000 retirees=2000 collected=10500000 pension=12250000 balance=77500000"
        ),
        "{got}"
    );
    assert!(got.contains("甲县 2025-03 contributors=5000 retirees=2000 balance=78500000\n"), "{got}");
    assert!(got.ends_with("sum-not-apart"), "{got}");
    assert_eq!(read(&files[..1], &Choices::default()), "sum-not-apart");
    let got = read(&[("p01.xlsx", &kept("p01_cumulative.xlsx"))], &Choices::default());
    assert!(
        got.contains(
            "甲县 2025-06 contributors=5000 retirees=2000 collected=10600000 pension=12300000 balance=77000000"
        ),
        "{got}"
    );
    assert_eq!(got.lines().count(), 18, "{got}");
    let got = read(&[("p03.xlsx", &kept("p03_both.xlsx"))], &Choices::default());
    assert!(got.starts_with("甲县 2025-05 collected=10500000 pension=12250000 balance=77500000\n"), "{got}");
    assert_eq!(got.lines().count(), 3, "{got}");
    let got = read(&[("p16.xlsx", &kept("p16_months_and_sum.xlsx"))], &Choices::default());
    assert_eq!(got.lines().count(), 13, "{got}");
    assert!(got.ends_with("unit-untold"), "{got}");
    let got = read(&[("p17.xlsx", &kept("p17_lastyear.xlsx"))], &Choices::default());
    assert!(got.starts_with("甲县 2025-04 collected=10400000 pension=12200000\n"), "{got}");
}

#[test]
fn units_wherever_they_are_told() {
    let read = "甲区 2007-01 collected=1205000 pension=1305000";
    let table = |above: &str, head: &str, row: &str, below: &str| {
        format!("2007年1月,,\n{above}区县,{head}\n甲区,{row}\n{below}")
    };
    let head = "征缴收入,养老金支出";
    for (above, head, row, below) in [
        ("金额单位：人民币万元,,\n", head, "120.5,130.5", ""),
        ("单位：人民币（万元）,,\n", head, "120.5,130.5", ""),
        ("货币单位:万元 人数单位:人,,\n", head, "120.5,130.5", ""),
        ("（金额单位：万元）,,\n", head, "120.5,130.5", ""),
        ("计量单位：人、万元,,\n", head, "120.5,130.5", ""),
        ("", head, "120.5,130.5", "注：本表金额单位为万元。,,\n"),
        ("", head, "120.5,130.5", "说明：以万元为单位。,,\n"),
        ("", head, "120.5,130.5", "备注：单位：万元,,\n"),
        ("", "征缴收入/万元,养老金支出/万元", "120.5,130.5", ""),
        ("", "征缴收入（万元）,养老金支出/万元", "120.5,130.5", ""),
        ("", "征缴收入万元,养老金支出-万元", "120.5,130.5", ""),
        ("", head, "￥120.5万元,130.5万", ""),
        ("", head, "1205000元,130.5万元", ""),
        ("", head, "1 205 000.00元,¥1305000元", ""),
        ("单位：万元,,\n", head, "￥120.5,130.5", ""),
    ] {
        compare(&[("表.csv", &table(above, head, row, below), read)]);
    }
    compare(&[
        ("表.csv", &table("", head, "1205000,1305000", ""), &format!("{read}\nunit-untold")),
        (
            "表.csv",
            &table("", "缴费人数,离退休人数", "1200人,3007 人", ""),
            "甲区 2007-01 contributors=1200 retirees=3007",
        ),
        (
            "表.csv",
            &table("", "缴费人数,征缴收入", "0.12万人,121.37万元", ""),
            "甲区 2007-01 contributors=1200 collected=1213700",
        ),
        ("表.csv", &table("", "缴费人数,征缴收入", "121.37万元,5元", ""), "type-error"),
        ("表.csv", "区县,年月,征缴收入\n甲区,2007-01,120.5\n注：金额单位万元,,\n", "甲区 2007-01 collected=1205000"),
        (
            "d.csv",
            "county,month,contributors,retirees,collected,pension\n甲区,2007-01,1,1,5,5\n",
            "甲区 2007-01 contributors=1 retirees=1 collected=5 pension=5",
        ),
    ]);
}

#[test]
fn counties_spelt_otherwise_are_one_and_it_is_said() {
    let months = |first: &str, second: &str| {
        let of =
            |month: &str, county: &str| format!("2007年{month}月,\n单位：万元,\n区县,征缴收入\n{county},1\n祁门县,2\n");
        let (first, second) = (of("1", first), of("2", second));
        read(&[("一.csv", first.as_bytes()), ("二.csv", second.as_bytes())], &Choices::default())
    };
    let one = |county: &str| {
        format!(
            "{county} 2007-01 collected=10000\n{county} 2007-02 collected=10000\n祁门县 2007-01 collected=20000\n祁门县 2007-02 collected=20000"
        )
    };
    for (first, second) in [
        ("歙县", "歙　县"),
        ("歙县", "1、歙县"),
        ("歙县", "（一）歙县"),
        ("歙县", "\u{feff}歙县"),
        ("歙\u{200b}县", "歙县*"),
    ] {
        assert_eq!(months(first, second), one("歙县"), "{first} {second}");
    }
    for (first, second, county) in [
        ("屯溪区", "屯溪", "屯溪区"),
        ("歙县", "黄山市歙县", "歙县"),
        ("安徽省黄山市歙县", "歙县", "歙县"),
        ("清原", "清原满族自治县", "清原满族自治县"),
        ("清原县", "清原满族自治县", "清原满族自治县"),
        ("黄山市屯溪区", "屯溪", "屯溪区"),
    ] {
        assert_eq!(months(first, second), format!("{}\ncounties-as-one", one(county)), "{first} {second}");
    }
    // Two of them in one month are two.
    let text = "2007年1月,\n单位：万元,\n区县,征缴收入\n黄山区,1\n黄山,2\n黄山市,3\n";
    assert!(read(&[("表.csv", text.as_bytes())], &Choices::default()).contains("黄山 2007-01"), "{text}");
    let text = "2007年1月,\n单位：万元,\n区县,征缴收入\n海州区,1\n海州,2\n";
    assert_eq!(read(&[("表.csv", text.as_bytes())], &Choices::default()).lines().count(), 2, "{text}");
    for name in ["附件2歙县.csv", "附件2：歙县2007年月报.csv", "2、歙县.csv", "黄山市歙县.csv"] {
        let got = read(&[(name, "年月,征缴收入（万元）\n2007-01,80.5\n".as_bytes())], &Choices::default());
        assert!(got.starts_with("歙县 2007-01 collected=805000"), "{name}: {got}");
    }
}

#[test]
fn lists_of_persons_and_of_firms_are_refused() {
    compare(&[
        (
            "册.csv",
            "序号,姓名,性别,参保时间,缴费基数\n1,甲某,男,1998-01,1200\n2,乙某,女,1998-01,1300\n",
            "list-of-persons",
        ),
        (
            "册.csv",
            "退休人员名单,,\n单位：元,,\n区县,身份证号码,养老金支出\n甲区,000000195001010000,1200\n",
            "list-of-persons",
        ),
        (
            "册.csv",
            "人员,号码,养老金支出,年月\n甲,000000195001010000,1,2007-01\n乙,00000019500101000X,1,2007-01\n丙,000000195001010001,1,2007-01\n",
            "list-of-persons",
        ),
        (
            "企.csv",
            "单位名称,年月,征缴收入（元）\n甲公司,2007-01,9000\n乙厂,2007-01,9100\n丙有限责任公司（分公司）,2007-01,5\n",
            "list-of-firms",
        ),
        ("企.csv", "2007年1月,\n参保单位,征缴收入（元）\n甲商场,9000\n乙医院,9100\n合计,18100\n", "list-of-firms"),
        ("企.csv", "2007年1月,\n单位,征缴收入（元）\n甲集团,9000\n乙银行,9100\n", "list-of-firms"),
        (
            "区.csv",
            "2007年1月,\n单位名称,征缴收入（元）\n甲区社保中心,9000\n乙县社保局,9100\n",
            "甲区社保中心 2007-01 collected=9000\n乙县社保局 2007-01 collected=9100",
        ),
    ]);
    let mut roster = String::from("姓名,身份证号,缴费基数\n");
    for n in 0..100_000 {
        writeln!(roster, "某{n},{:018},1200", n).unwrap();
    }
    let started = std::time::Instant::now();
    assert_eq!(read(&[("册.csv", roster.as_bytes())], &Choices::default()), "list-of-persons");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn headings_of_other_quantities_are_not_the_field() {
    let wrong = [
        "新增离退休人数",
        "死亡离退休人数",
        "本年新增参保人数",
        "缴费人数比上年增加",
        "退休人员月人均养老金",
        "养老金支出缺口",
        "基本养老保险费收入预算数",
        "补缴基本养老保险费收入",
        "其中：财政补助支出",
        "上年征缴收入",
        "征缴收入同比",
        "征缴收入增长%",
        "参保职工人数净增",
        "离退休人员医疗费",
        "领取待遇人数占参保人数比重",
        "企业欠缴基本养老保险费",
        "去年同期基本养老金支出",
        "参保职工工资总额",
        "人均基本养老金支出",
        "基本养老金支出计划",
        "离退休人员平均年龄",
        "养老保险费收入任务数",
    ];
    for heading in wrong {
        let text = format!("2007年1月,,\n单位：万元,,\n区县,期末结余,{heading}\n甲区,30,21\n");
        let got = read(&[("表.csv", text.as_bytes())], &Choices::default());
        assert!(got.lines().next() == Some("甲区 2007-01 balance=300000"), "{heading}: {got}");
    }
    compare(&[
        (
            "表.csv",
            "2007年12月预算执行情况,,,\n单位：万元,,,\n区县,征缴收入,,\n,年度预算,本年执行数,完成预算%\n甲区,2000,1205,60\n",
            "甲区 2007-12 collected=12050000",
        ),
        (
            "表.csv",
            "2007年1月,,,\n单位：万元,,,\n区县,征缴收入,,\n,本期,上年同期,增减%\n甲区,120.5,100,20.5\n",
            "甲区 2007-01 collected=1205000",
        ),
        (
            "表.csv",
            "2007年1月,,,\n单位：万元,,,\n项目,预算数,执行数,完成预算的%\n征缴收入,2000,120.5,6\n养老金支出,2100,130.5,6\n",
            "county-untold",
        ),
        (
            "甲区.csv",
            "2007年1月,,,\n单位：万元,,,\n项目,预算数,执行数,完成预算的%\n征缴收入,2000,120.5,6\n养老金支出,2100,130.5,6\n",
            "甲区 2007-01 collected=1205000 pension=1305000",
        ),
        (
            "表.csv",
            "区县,年月,指标,数值（万元）\n甲区,2007-01,征缴收入,120.5\n甲区,2007-01,养老金支出,130.5\n",
            "甲区 2007-01 collected=1205000 pension=1305000",
        ),
        (
            "表.csv",
            "2007年1月,,\n区县,科目,金额（元）\n甲区,征缴收入,1205000\n甲区,养老金支出,1305000\n",
            "甲区 2007-01 collected=1205000 pension=1305000",
        ),
        (
            "表.csv",
            "2011年,,\n,参保职工,离退休\n地区,人数,人数\n,万人,万人\n甲省,20,6\n乙省,10,4\n",
            "甲省 2011 insured=200000 retirees=60000
            乙省 2011 insured=100000 retirees=40000",
        ),
    ]);
}

#[test]
fn parts_of_a_row_are_no_counties_and_totals_are_of_their_own_field() {
    let two = "甲区 2007-01 collected=1205000
        乙县 2007-01 collected=805000";
    let table = |rows: &str| format!("2007年1月,\n单位：万元,\n区县,征缴收入\n{rows}");
    compare(&[
        ("表.csv", &table("甲区,120.5\n  其中：国有企业,20\n        集体企业,3\n        其他企业,1\n乙县,80.5\n"), two),
        ("表.csv", &table("甲区,120.5\n其中：国有企业,20\n集体企业,3\n乙县,80.5\n其中：机关,1\n合计,201\n"), two),
        ("表.csv", &table("甲区,120.5\n乙县,80.5\n合计,201\n其中：国有企业,20\n集体企业,181\n"), two),
        ("表.csv", &table("合计,201\n其中：甲区,120.5\n乙县,80.5\n"), two),
        (
            "表.csv",
            "2007年1月,,,\n单位：万元,,,\n项目,甲区,乙县,合计\n基金收入合计,127.5,87.5,215\n征缴收入,120.5,80.5,201\n利息收入,7,7,14\n",
            "甲区 2007-01 collected=1205000 interest=70000
            乙县 2007-01 collected=805000 interest=70000",
        ),
        ("表.csv", &table("甲区,120.5\n乙县,80.5\n合计,210\n"), &format!("{two}\ntotal-mismatch")),
    ]);
}

#[test]
fn another_funds_table_is_refused_and_a_choice_overrides_it() {
    let mixed = "2007年1月失业保险基金收支,,\n单位：万元,,\n区县,失业保险费收入,利息收入\n甲区,3.1,0.2\n";
    let plain = "失业保险基金,,\n单位：万元,,\n区县,年月,征缴收入\n甲区,2007-01,3.1\n";
    for text in [mixed, plain] {
        assert_eq!(read(&[("表.csv", text.as_bytes())], &Choices::default()), "other-fund-table", "{text}");
    }
    let own = "2007年1月失业保险与养老保险,,\n单位：万元,,\n区县,养老保险费收入,失业保险费收入\n甲区,3.1,0.2\n";
    assert_eq!(read(&[("表.csv", own.as_bytes())], &Choices::default()), "甲区 2007-01 collected=31000");
    let chosen =
        Choices { columns: [("利息收入".to_owned(), Holds::Field(Field::Interest))].into(), ..Choices::default() };
    let got = read(&[("表.csv", mixed.as_bytes())], &chosen);
    assert!(got.starts_with("甲区 2007-01 interest=2000"), "{got}");
    let sentence = Finding::error("other-fund-table", Default::default()).with("fund", "fund.unemployment");
    assert!(sentence.sentence(Language::Chinese).contains("选定项目"));
}

#[test]
fn what_is_collected_is_called_by_many_words() {
    for heading in ["征收", "征缴", "征收额", "征缴金额", "征收收入", "养老保险费征收（万元）"]
    {
        let table = format!("区县,年月,缴费人数,离退休人数,{heading},养老金支出\n甲县,2025-01,100,50,10,12\n");
        let import = intake::import("月报.csv", table.as_bytes()).unwrap_or_else(|f| panic!("{heading}: {}", said(&f)));
        assert!(!import.dataset.absent.contains(&Field::Collected), "{heading}");
    }
}

#[test]
fn a_wider_name_gives_way_to_the_fields_own_among_items_too() {
    let table = "企业养老保险月报表（2025年5月）,,\n填报单位：甲县社保局,,金额单位：元\n指标,代码,本月数\n缴费人数,1,10000\n\
        离退休人数,2,4000\n基金收入,3,1000000\n其中：征缴收入,4,900000\n基金支出,5,1100000\n其中：基本养老金支出,6,1090000\n";
    let import = intake::import("月报.csv", table.as_bytes()).unwrap_or_else(|f| panic!("{}", said(&f)));
    let row = import.dataset.counties[0].nth(0);
    let yuan = |field| row.money(field).map(|money| money.to_string());
    assert_eq!(yuan(Field::Collected).as_deref(), Some("900000.00"));
    assert_eq!(yuan(Field::Pension).as_deref(), Some("1090000.00"));
}

#[test]
fn a_county_may_be_called_by_its_office() {
    let table = "单位,年月,缴费人数,离退休人数,征缴收入,养老金支出\n甲县,2025-01,100,50,10,12\n\
        甲县社保局,2025-02,100,50,10,12\n乙区社会保险局,2025-01,100,50,10,12\n乙区社会保险局,2025-02,100,50,10,12\n";
    let import = intake::import("月报.csv", table.as_bytes()).unwrap_or_else(|f| panic!("{}", said(&f)));
    let names: Vec<&str> = import.dataset.counties.iter().map(|county| &*county.name).collect();
    // Where nothing else is said of the county, it is called as it is.
    assert_eq!(names, ["甲县", "乙区社会保险局"]);
    assert!(import.findings.iter().any(|found| found.code == "counties-as-one"), "{}", said(&import.findings));
}
