//! What is said of strange figures, one bad file a kind, with the whole sentence; nothing of good ones; and the copy of
//! the sheets in which the findings are marked.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx};
use tempfile::TempDir;
use tongchou::checks::{self, Known, MOST_OF_A_KIND};
use tongchou::finding::{Finding, Origin, Severity};
use tongchou::intake::{self, Choices};
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::report::files::marked::marked_copy;
use tongchou::report::files::results::findings_json;
use tongchou::sample;

/// The columns of the good file after county and month, with the letters under which spreadsheets show them.
const COLUMNS: [&str; 16] = [
    "insured",
    "contributors",
    "retirees",
    "base",
    "due",
    "collected",
    "pension",
    "backpay",
    "other",
    "grant",
    "subsidy",
    "remitted",
    "allocated",
    "interest",
    "balance",
    "target",
];

/// A good county of 26 months in heads and fen: it grows a little, and its books agree.
fn good() -> Vec<BTreeMap<&'static str, i64>> {
    (0..26)
        .map(|n| {
            let values = [
                1100 + n,
                1000 + n,
                400 + n,
                80_000,
                22_400 * (1000 + n),
                20_000_010 + 13_735 * n,
                18_000_035 + 41_111 * n,
                0,
                50_000,
                0,
                0,
                100_000,
                200_000,
                1_234,
                0,
                270_000_000,
            ];
            COLUMNS.into_iter().zip(values).collect()
        })
        .collect()
}

/// The file of the good county after some changes, from 2006-01: balances follow from the rest, then the second
/// changes are made.
fn file(changes: &[(usize, &str, i64)], afterwards: &[(usize, &str, &str)]) -> String {
    let mut rows = good();
    for (row, column, value) in changes {
        *rows[*row].get_mut(column).unwrap() = *value;
    }
    let mut balance = 50_000_000;
    for row in &mut rows {
        let income: i64 = ["collected", "grant", "subsidy", "allocated", "interest"].map(|c| row[c]).iter().sum();
        balance += income - row["pension"] - row["other"] - row["remitted"];
        row.insert("balance", balance);
    }
    let mut text = format!("county,month,{}\n", COLUMNS.join(","));
    for (n, row) in rows.iter().enumerate() {
        text += &format!("甲县,{}-{:02}", 2006 + n / 12, n % 12 + 1);
        for (c, column) in COLUMNS.into_iter().enumerate() {
            let value = match afterwards.iter().find(|(row, of, _)| *row == n && *of == column) {
                Some((_, _, value)) => (*value).to_owned(),
                None if c < 3 => row[column].to_string(),
                None => Money::from_fen(row[column].into()).to_string(),
            };
            text += &format!(",{value}");
        }
        text.push('\n');
    }
    text
}

fn said(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} | {}", f.code, f.line(Language::Chinese))).collect()
}

fn of(text: &str) -> Vec<String> {
    said(&intake::import("d.csv", text.as_bytes()).expect("the data are without error").findings)
}

#[test]
fn nothing_is_said_of_good_figures() {
    assert_eq!(of(&file(&[], &[])), [""; 0]);
    assert_eq!(said(&checks::check(&sample::load())), [""; 0]);
    let report = "assets/sample/黄山市企业职工基本养老保险基金月报2004-2007.xlsx";
    let report = fs::read(report).unwrap();
    assert_eq!(said(&intake::import("月报.xlsx", &report).unwrap().findings), [""; 0]);
}

#[test]
fn each_strange_figure_is_told_of() {
    let cases: Vec<(&str, String, &[&str])> = vec![
        (
            "a blank among figures",
            file(&[], &[(3, "collected", "")]),
            &[
                "missing-cell | d.csv H5: 警告: 甲县2006年4月的实缴基本养老保险费没有数，而这一行有别的数。没有它算不出缺口，请补上；确实没有发生的填 0。",
            ],
        ),
        (
            "an amount below zero",
            file(&[(3, "other", -50_000)], &[]),
            &[
                "negative-amount | d.csv K5: 警告: 甲县2006年4月的其他支出是负数（−500.00 元），测算不能用。如是冲销，请并入被冲销的那一期；结余透支的填 0；多写了负号的请改正。",
            ],
        ),
        (
            "an amount in 万元 among yuan",
            file(&[], &[(3, "pension", "18.12")]),
            &[
                "unit-slip | d.csv I5: 警告: 甲县2006年4月的基本养老金支出是 18.12，约为前后各期（181,644.79）的 1/10000 倍，疑似单位写错（元、千元、万元）或多写、漏写了零，请核对。",
            ],
        ),
        (
            "a nought too many",
            file(&[], &[(25, "retirees", "4250")]),
            &[
                "unit-slip | d.csv E27: 警告: 甲县2008年2月的离退休人数是 4,250，约为前后各期（423）的 10 倍，疑似单位写错（元、千元、万元）或多写、漏写了零，请核对。",
            ],
        ),
        (
            "a stretch of months in 千元",
            file(&[], &[(3, "due", "224.67"), (4, "due", "224.90"), (5, "due", "225.12")]),
            &[
                "unit-slip | d.csv G5: 警告: 甲县2006年4月—2006年6月的应缴基本养老保险费是 224.67，约为前后各期（225,344.00）的 1/1000 倍，疑似单位写错（元、千元、万元）或多写、漏写了零，请核对。",
            ],
        ),
        (
            "all in 万元",
            "county,month,contributors,retirees,collected,pension\n甲县,2006,1000,400,240,2160000\n".to_owned(),
            &[
                "absent-as-zero | d.csv: 提示: 表中没有“其中：补发、其他支出、中央和省专项补助收入、同级财政补助收入、上解统筹资金、统筹拨付资金、利息收入”，按未发生（0）处理；如有这些收支，请补上相应的列。",
                "unit-doubtful | d.csv E2: 警告: 甲县2006年的实缴基本养老保险费是 240.00 元，按缴费人数 1,000 人折合每人每月 0.02 元，不在 1—50,000 元之间。请核对金额的单位（元、千元、万元）和人数。",
            ],
        ),
        (
            "more contributors than insured",
            file(&[], &[(3, "insured", "1002")]),
            &[
                "heads-inconsistent | d.csv D5: 警告: 甲县2006年4月的缴费人数 1,003 多于参保职工人数 1,002，缴费的人应都已参保。请核对这两个数，看是否填错了列。",
            ],
        ),
        (
            "books that don't agree",
            file(&[], &[(25, "balance", "900000.00")]),
            &[
                "balance-mismatch | d.csv Q27: 警告: 甲县2008年2月的期末结余是 900,000.00 元，而期初结余加收入减支出是 944,342.34 元，相差 −44,342.34 元。请核对结余和各项收支；有借款、还款或做实个人账户的，可以不平。",
            ],
        ),
        (
            "more collected than was due",
            file(&[(20, "collected", 90_000_000)], &[]),
            &[
                "collected-above-due | d.csv H22: 警告: 甲县2007年9月的实缴 900,000.00 元是应缴 228,480.00 元的 394%，到本期累计的实缴也多于应缴。请核对这两个数；收回数据以前的欠费的，不必改。",
                "outlier | d.csv H22: 警告: 甲县2007年9月的实缴基本养老保险费是 900,000.00，邻近各期是 202,884.45，相差 +344%。请核对；确有变动的（人员划转、补发、清欠等）不必改。",
            ],
        ),
        (
            "due of another rate",
            file(&[(3, "due", 33_700_800)], &[]),
            &[
                "due-mismatch | d.csv G5: 警告: 甲县2006年4月的应缴是 337,008.00 元，而缴费人数 1,003 × 月人均缴费基数 800.00 元 × 28% 是 224,672.00 元（应缴折合缴费比例 42.0%）。请核对这三个数。",
            ],
        ),
        (
            "heads that jump and come back",
            file(&[], &[(3, "retirees", "520")]),
            &[
                "outlier | d.csv E5: 警告: 甲县2006年4月的离退休人数是 520，邻近各期是 402，相差 +29%。请核对；确有变动的（人员划转、补发、清欠等）不必改。",
            ],
        ),
        (
            "two months' pensions in one",
            file(&[(12, "pension", 37_000_000)], &[]),
            &[
                "outlier | d.csv I14: 警告: 甲县2007年1月的基本养老金支出是 370,000.00，邻近各期是 185,344.78，相差 +100%。请核对；确有变动的（人员划转、补发、清欠等）不必改。",
            ],
        ),
        (
            "a row copied on",
            file(&[(4, "collected", 20_041_215), (4, "pension", 18_123_368)], &[]),
            &[
                "repeated-value | d.csv I6: 警告: 甲县2006年5月的实缴（200,412.15 元）和基本养老金支出（181,233.68 元）与2006年4月完全相同，疑似照抄了上一期。请核对。",
            ],
        ),
        (
            "two targets in a year",
            file(&[(3, "target", 280_000_000)], &[]),
            &[
                "target-varies | d.csv R5: 警告: 甲县2006年的征缴任务不一致：2006年1月是 2,700,000.00 元，2006年4月是 2,800,000.00 元。征缴任务是全年数，各月应相同，请改为同一个数。",
            ],
        ),
    ];
    let mut wrong = String::new();
    for (name, text, expected) in &cases {
        let said = of(text);
        if said != *expected {
            wrong +=
                &format!("\n{name}\n  said\n    {}\n  expected\n    {}", said.join("\n    "), expected.join("\n    "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_base_is_held_against_last_years_wage_where_that_is_known() {
    let dataset = intake::import("d.csv", file(&[], &[]).as_bytes()).unwrap().dataset;
    let with = |wages: &[(i32, i64)]| {
        let average_wage = wages.iter().map(|(year, yuan)| (*year, Money::from_yuan(*yuan))).collect();
        said(&checks::check_with(&dataset, &Known { average_wage, ..Known::default() }))
    };
    // The base is 800 throughout. 60% of 1,333 is 799.80, of 1,334 it is 800.40; the data end in 2008-02.
    assert_eq!(with(&[(2005, 1333), (2006, 267), (2007, 1333)]), [""; 0]);
    assert_eq!(
        with(&[(2007, 1334)]),
        [
            "base-outside-band | d.csv F26: 警告: 甲县2008年1月的月人均缴费基数是 800.00 元，不在上年度职工月平均工资 1,334.00 元的 60%—300%（800.40—4,002.00 元）之内。请核对基数和平均工资。",
            "base-outside-band | d.csv F27: 警告: 甲县2008年2月的月人均缴费基数是 800.00 元，不在上年度职工月平均工资 1,334.00 元的 60%—300%（800.40—4,002.00 元）之内。请核对基数和平均工资。",
        ]
    );
    // 300% of 266 is 798.
    assert_eq!(with(&[(2007, 266)]).len(), 2);
}

#[test]
fn what_happens_in_a_fund_is_not_strange() {
    // A county at nought: what it lacks is lent to it, what comes in repays.
    let header = "county,month,contributors,retirees,collected,pension,backpay,other,grant,subsidy,remitted,allocated,interest,balance\n";
    let poor = "甲,2006-01,100,50,20000.01,30000.02,0,0,0,0,0,0,0,0\n甲,2006-02,100,50,20000.02,30000.05,0,0,0,0,0,0,0,0\n\
                甲,2006-03,100,50,20000.07,30000.01,0,0,25000,0,0,0,0,300\n甲,2006-04,100,50,20000.03,30000.07,0,0,0,0,0,0,0,0\n";
    assert_eq!(of(&format!("{header}{poor}")), [""; 0]);
    // Blank is unknown, and what needs it is not checked; a table in 万元 with two places is exact to 100 yuan.
    assert_eq!(of(&file(&[], &[(5, "interest", ""), (5, "balance", "1"), (6, "interest", "")])), [""; 0]);
    // Every December contributions come in for the whole year; back-pay is paid in one month.
    let seasonal = [(11, "collected", 100_000_000), (23, "collected", 103_000_000)];
    let backpay = [(9, "pension", 60_000_000), (9, "backpay", 41_500_000)];
    let due = [(11, "due", 112_232_000), (23, "due", 112_232_000)];
    let base = [(11, "base", 400_000), (23, "base", 400_000)];
    let all: Vec<(usize, &str, i64)> = [seasonal, backpay, due, base].concat();
    assert_eq!(of(&file(&all, &[])), [""; 0]);
}

#[test]
fn a_fault_of_most_rows_is_told_once() {
    let afterwards: Vec<(usize, &str, &str)> = (0..26).map(|n| (n, "insured", "900")).collect();
    let said = of(&file(&[], &afterwards));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("heads-inconsistent | d.csv D2: "), "{said:?}");
    assert_eq!(said[1], "more-in-county | d.csv D3: 提示: 甲县另有 25 处同样的问题：缴费人数多于参保人数。");
}

#[test]
fn no_more_than_a_hundred_of_a_kind_are_listed() {
    let mut text = "county,month,insured,contributors,retirees,collected,pension\n".to_owned();
    for county in 0..150 {
        text += &format!("县{county},2006-01,10,20,10,5000,5000\n");
    }
    let said = of(&text);
    assert_eq!(said.iter().filter(|s| s.starts_with("heads-inconsistent")).count(), MOST_OF_A_KIND);
    assert_eq!(
        said.last().unwrap(),
        "more-of-kind | d.csv D102: 警告: 另有 50 处同样的问题没有逐一列出：缴费人数多于参保人数。请改正已列出的，再检查一遍。"
    );
    // Eight rows a county, told once a county and as running through it, as long as there is room.
    let mut text = "county,month,insured,contributors,retirees,collected,pension\n".to_owned();
    for county in 0..300 {
        for month in 1..=8 {
            text += &format!("县{county},2006-{month:02},10,20,10,5000{month},5000{month}\n");
        }
    }
    let said = of(&text);
    let of_kind = |kind: &str| said.iter().filter(|said| said.starts_with(kind)).count();
    assert_eq!((of_kind("heads-inconsistent"), of_kind("more-in-county")), (MOST_OF_A_KIND, MOST_OF_A_KIND));
    assert!(said.last().unwrap().starts_with("more-of-kind | d.csv D802: 警告: 另有 1600 处"), "{:?}", said.last());
}

const TABLE: &str = "区县,年月,缴费人数,离退休人数,实缴,基本养老金支出,备注\n\
    甲县,2006-01,1000,400,200000.10,180000.00,=1+1\n甲县,2006-02,1000,400,,180000.30,@x\n";

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(part.name().unwrap().into_owned(), text);
    }
    parts
}

#[test]
fn the_marked_copy_has_the_cells_as_they_stood_and_what_was_found() {
    let sheets = intake::sheets("表.csv", TABLE.as_bytes()).unwrap();
    let import = intake::understand(&sheets, &Choices::default());
    let bytes = marked_copy(&sheets, &import.findings, Language::Chinese).unwrap();
    assert!(bytes == marked_copy(&sheets, &import.findings, Language::Chinese).unwrap(), "the bytes differ");

    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["检查结果", "表.csv"]);
    let copy = book.worksheet_range("表.csv").unwrap();
    for (row, line) in TABLE.lines().enumerate() {
        for (column, text) in line.split(',').enumerate() {
            let cell = copy.get_value((row as u32, column as u32)).cloned().unwrap_or_default();
            match cell {
                Data::Float(number) => assert_eq!(Ok(number), text.parse()),
                Data::String(kept) => assert_eq!(kept, text),
                Data::Empty => assert_eq!(text, ""),
                other => panic!("{other:?} at {row}, {column}"),
            }
        }
    }
    assert!(matches!(copy.get_value((1, 4)), Some(Data::Float(_))));
    assert_eq!(book.worksheet_formula("表.csv").unwrap().used_cells().count(), 0);
    let list = book.worksheet_range("检查结果").unwrap();
    assert_eq!(list.height(), 1 + import.findings.len());
    let line: Vec<String> =
        list.rows().find(|row| row[1] == "missing-cell").unwrap().iter().map(Data::to_string).collect();
    assert_eq!(line[..5], ["警告", "missing-cell", "表.csv", "", "E3"]);
    assert!(line[5].starts_with("甲县2006年2月的实缴"), "{}", line[5]);

    let parts = parts(&bytes);
    let comments: String =
        parts.iter().filter(|(name, _)| name.contains("comments")).map(|(_, t)| t.as_str()).collect();
    assert!(comments.contains("ref=\"E3\"") && comments.contains("missing-cell"), "{comments}");
    let list = &parts["xl/worksheets/sheet1.xml"];
    assert!(list.contains("location=\"&apos;表.csv&apos;!E3\"") || list.contains("location=\"'表.csv'!E3\""), "{list}");
    let styles = &parts["xl/styles.xml"];
    assert!(styles.contains("FAEBCB") && styles.contains("quotePrefix=\"1\""), "{styles}");
    assert!(!parts["xl/worksheets/sheet2.xml"].contains("<f>"));
}

/// Merged areas that overlap, findings outside the sheet, and texts that no workbook can hold.
#[test]
fn an_odd_sheet_is_copied_too() {
    let long = "长".repeat(40_000);
    let text = format!("a\u{1}b,\u{ffff},{long}\n");
    let sheets = intake::sheets("x[1].csv", text.as_bytes()).unwrap();
    let at = |row, column| Finding::error("type-error", sheets[0].origin.at(row, column)).with("found", "\u{0}<&>");
    let elsewhere = Finding::error("empty-file", Origin::file("y.csv"));
    let findings = [at(1, 1), at(9, 9), at(0, 0), at(u32::MAX, u32::MAX), elsewhere];
    let bytes = marked_copy(&sheets, &findings, Language::English).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["Findings", "x_1_.csv"]);
    assert_eq!(book.worksheet_range("Findings").unwrap().height(), 6);
    assert!(parts(&bytes).values().any(|part| part.contains("ref=\"I9\"")));
}

#[test]
fn findings_are_valid_json_whatever_they_hold() {
    let origin = Origin { sheet: Some("表\"1\"\\".into()), ..Origin::file("a\u{1}\tb.csv") }.at(2, 3);
    let findings = [Finding::new("type-error", Severity::Error, origin).with("found", "\u{7f}\u{2028}\r\n{x}")];
    let json = findings_json(&findings, Language::English);
    assert_eq!(
        json,
        "[\n  {\"severity\": \"error\", \"code\": \"type-error\", \"file\": \"a\\u0001\\u0009b.csv\", \
         \"sheet\": \"表\\\"1\\\"\\\\\", \"cell\": \"C2\", \"row\": 2, \"column\": 3, \"message\": \
         \"{field} \\\"\\u007f\u{2028}\\u000d\\n{x}\\\" is not a number. Leave unknown values blank.\"}\n]\n"
    );
}

#[test]
fn import_writes_the_marked_copy_even_of_what_is_refused() {
    let folder = TempDir::new().unwrap();
    let import = |table: &str, more: &[&str]| {
        fs::write(folder.path().join("t.csv"), table).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
        command.current_dir(folder.path()).args(["import", "t.csv", "--out", "d.csv", "--marked", "m.xlsx"]).args(more);
        let status = command.output().expect("the program starts").status.code();
        let written = ["d.csv", "m.xlsx"].map(|name| {
            let path = folder.path().join(name);
            path.exists() && fs::remove_file(path).is_ok()
        });
        (status, written)
    };
    assert_eq!(import(TABLE, &[]), (Some(0), [true, true]));
    assert_eq!(import(TABLE, &["--strict"]), (Some(1), [false, true]));
    assert_eq!(import(&TABLE.replace("1000", "约一千"), &[]), (Some(1), [false, true]));
    assert_eq!(import("", &[]), (Some(1), [false, true]));
}
