//! One bad file per finding: its code, its place, and the whole sentence as an officer reads it.
//!
//! And no file at all, however mangled, ends the program.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};
use std::num::NonZeroUsize;

use crate::worlds::{Wish, World, run, world};
use proptest::prelude::*;
use tongchou::answers::solve::{Aim, Goal, Search, solve};
use tongchou::answers::{Desk, Quantity, Reading};
use tongchou::finding::{Finding, Findings};
use tongchou::locale::Language;
use tongchou::scenario::file;
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::simulation::{Failure, Progress, stochastic};
use tongchou::{intake, scenario};

/// What is said of a bad file, one line a finding: code, then place and sentence as printed.
fn said(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} | {}", f.code, f.line(Language::Chinese))).collect()
}

fn of_data(name: &str, bytes: &[u8]) -> Vec<String> {
    said(&intake::import(name, bytes).map_or_else(|findings| findings, |imported| imported.findings))
}

fn of_scenario(text: &str) -> Vec<String> {
    said(&file::read("s.toml", text).err().unwrap_or_default())
}

/// A good data file: two counties, 2007-11 and 2007-12.
const GOOD: &str = "\
county,month,contributors,retirees,base,collected,pension,backpay,other
甲县,2007-11,100,50,1000,28000,30000,0,0
甲县,2007-12,100,50,1000,28000,30000,0,0
乙县,2007-11,200,60,1000,56000,36000,0,0
乙县,2007-12,200,60,1000,56000,36000,0,0
";

/// What is said of its columns, with whatever else is wrong: nothing waits until the rest is mended.
const ABSENT: &str = "absent-as-zero | d.csv: 提示: 表中没有“中央和省专项补助收入、同级财政补助收入、上解统筹资金、统筹拨付资金、利息收入”，按未发生（0）处理；如有这些收支，请补上相应的列。";

const START: &str = "start = \"2008-01\"\nmonths = 12\n";

fn of_run(data: &str, scenario: &str) -> Vec<String> {
    let data = World { data: data.to_owned(), scenario: String::new() }.dataset();
    let scenario = file::read("s.toml", scenario).unwrap_or_else(|f| panic!("{:?}", said(&f)));
    match run(&data, &scenario) {
        Ok(run) => said(&run.notes),
        Err(Failure::Findings(findings)) => said(&findings),
        Err(Failure::Stopped) => unreachable!("nobody stops it"),
    }
}

/// Compares each bad input's findings with what is to be said, and shows all that differ at once.
fn compare(cases: &[(&str, Vec<String>, &[&str])]) -> BTreeSet<String> {
    let mut wrong = String::new();
    let mut codes = BTreeSet::new();
    for (name, said, expected) in cases {
        codes.extend(said.iter().filter_map(|s| s.split(" | ").next().map(str::to_owned)));
        if said != expected {
            wrong +=
                &format!("\n{name}\n  said\n    {}\n  expected\n    {}", said.join("\n    "), expected.join("\n    "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    codes
}

/// The good data with one text replaced.
fn with(from: &str, to: &str) -> Vec<u8> {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1).into_bytes()
}

#[test]
fn the_good_file_is_good() {
    assert_eq!(of_data("d.csv", GOOD.as_bytes()), [ABSENT]);
    assert_eq!(of_scenario(START), [""; 0]);
}

#[test]
fn bad_data() {
    let whole = |from: &str, to: &str| of_data("d.csv", &with(from, to));
    let data = |from: &str, to: &str| {
        let mut said = whole(from, to);
        assert_eq!(said.pop().as_deref(), Some(ABSENT), "{to}");
        said
    };
    let second = "甲县,2007-12,100,50,1000,28000,30000,0,0";
    compare(&[
        (
            "a month missing inside a county",
            data("甲县,2007-11", "甲县,2007-09"),
            &[
                "missing-month | d.csv:3: 错误: 甲县从2007年9月直接到2007年12月，缺2007年10月，请补上缺的行；数不知道可以留空。",
            ],
        ),
        (
            "a county twice in one month",
            data("甲县,2007-12", "甲县,2007-11"),
            &["duplicate-row | d.csv:3: 错误: 甲县2007年11月出现了两次，前一次在 d.csv:2，请删去一行。"],
        ),
        (
            "pension below back-pay",
            data(second, "甲县,2007-12,100,50,1000,28000,30000,30000.01,0"),
            &[
                "backpay-above-pension | d.csv H3: 错误: 甲县2007年12月的补发（30,000.01 元）大于基本养老金支出（30,000.00 元）；养老金支出应含补发，请核对这两个数。",
            ],
        ),
        (
            "an amount finer than a fen",
            data(second, "甲县,2007-12,100,50,1000,28000.005,30000,0,0"),
            &["finer-than-fen | d.csv F3: 错误: 实缴基本养老保险费的“28000.005”比分还细，金额最多两位小数（元）。"],
        ),
        (
            "heads not whole",
            data(second, "甲县,2007-12,100.5,50,1000,28000,30000,0,0"),
            &["not-whole | d.csv C3: 错误: 缴费人数的“100.5”不是整数，人数应为整数。"],
        ),
        (
            "heads below zero",
            data(second, "甲县,2007-12,100,-50,1000,28000,30000,0,0"),
            &["heads-below-zero | d.csv D3: 错误: 离退休人数的“-50”小于 0，人数不能为负。"],
        ),
        (
            "text where a number belongs, twice",
            data(second, "甲县,2007-12,约100,50,1000,28000,三万,0,0"),
            &[
                "type-error | d.csv C3: 错误: 缴费人数的“约100”不是数；不知道请留空。",
                "type-error | d.csv G3: 错误: 基本养老金支出的“三万”不是数；不知道请留空。",
            ],
        ),
        (
            "a number too large",
            data(second, "甲县,2007-12,100,50,1000,28000,99999999999999999,0,0"),
            &["number-too-large | d.csv G3: 错误: 基本养老金支出的“99999999999999999”太大，请检查单位。"],
        ),
        (
            "months and years mixed",
            data("甲县,2007-12", "甲县,2007"),
            &[
                "mixed-grain | d.csv:3: 错误: 甲县的2007年与前面的行一个是月、一个是年；一个文件只能全是月度或全是年度数据。",
            ],
        ),
        (
            "not a month",
            data("甲县,2007-12", "甲县,2007-13"),
            &["not-a-month | d.csv B3: 错误: 甲县的年月“2007-13”看不懂，请写作 2004-01（月度）或 2004（年度）。"],
        ),
        (
            "no county's name",
            data("甲县,2007-12", ",2007-12"),
            &["county-blank | d.csv A3: 错误: 这一行有数，但没有写区县，请填上区县名称。"],
        ),
        (
            "a needed column missing",
            data("pension", "备注"),
            &[
                "unknown-column | d.csv G1: 警告: 不认识“备注”这一列，未读入；如是要用的数，请在导入界面里为它选定项目。",
                "missing-column | d.csv:1: 错误: 缺少“基本养老金支出”（pension）一列，没有它无法计算，请补上。",
            ],
        ),
        (
            "a column twice",
            whole("backpay", "养老金支出"),
            &["duplicate-column | d.csv H1: 错误: “基本养老金支出”有两列，请只保留一列。"],
        ),
        (
            "a column that nobody knows",
            whole("other", "备注"),
            &[
                "unknown-column | d.csv I1: 警告: 不认识“备注”这一列，未读入；如是要用的数，请在导入界面里为它选定项目。",
                "absent-as-zero | d.csv: 提示: 表中没有“其他支出、中央和省专项补助收入、同级财政补助收入、上解统筹资金、统筹拨付资金、利息收入”，按未发生（0）处理；如有这些收支，请补上相应的列。",
            ],
        ),
        (
            "a header and nothing below",
            of_data("d.csv", GOOD.lines().next().unwrap().as_bytes()),
            &["no-rows | d.csv: 错误: 表头下面没有数据行。"],
        ),
        (
            "no header",
            of_data("d.csv", "甲,乙\n1,2\n".as_bytes()),
            &["no-field | d.csv:1: 错误: 表头里没有认得的项目。请检查表头行，或在导入界面里为各列选定项目。"],
        ),
        ("an empty file", of_data("d.csv", b""), &["empty-file | d.csv: 错误: 文件是空的，请选另一个文件。"]),
        (
            "a text that is no table",
            said(&intake::table::tables_of_file("t.txt", "说明\n".as_bytes()).err().unwrap_or_default()),
            &[
                "no-table | t.txt: 错误: 没有找到表格：文件里没有一行一行的数值或文字。请确认选对了文件，或另存为带表头的工作表再读入。",
            ],
        ),
        ("blank lines only", of_data("d.csv", b"\n , \n"), &["empty-sheet | d.csv: 错误: 工作表是空的。"]),
        ("a mark and nothing else", of_data("d.csv", b"\xef\xbb\xbf"), &["empty-sheet | d.csv: 错误: 工作表是空的。"]),
        (
            "no known encoding",
            of_data("d.csv", b"\xff\xff\xff,\xff"),
            &[
                "encoding-unknown | d.csv: 错误: 认不出文件的文字编码。请选定编码再读入，或另存为 UTF-8 编码的 CSV，或 xlsx。",
            ],
        ),
        (
            "no text at all",
            of_data("d.csv", b"GIF89a\0\0\0"),
            &["not-a-table | d.csv: 错误: 这不是表格文件，请选 CSV、XLSX、XLS 或 ODS。"],
        ),
    ]);
}

/// A workbook with the good data.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("月报").unwrap();
    for (row, line) in GOOD.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row as u32, column as u16, number).unwrap(),
                Err(_) => sheet.write_string(row as u32, column as u16, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// A compound file as a spreadsheet program leaves it when it encrypts: the signature, and the stream's name.
fn encrypted() -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(1024, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn bad_workbooks() {
    let good = workbook();
    assert_eq!(intake::import("b.xlsx", &good).unwrap().dataset.counties.len(), 2);
    assert_eq!(
        of_data("b.xlsx", &encrypted()),
        [
            "password | b.xlsx: 错误: 文件有密码，读不了。请用 WPS 或 Excel 输入密码打开，在“文件”的“文档加密”（WPS）或“信息－保护工作簿”（Excel）中把密码删空，保存后再读入。"
        ]
    );
    let damaged = of_data("b.xlsx", &good[..good.len() / 2]);
    assert_eq!(
        damaged,
        [
            "workbook-unreadable | b.xlsx: 错误: 工作簿打不开：文件不完整或已损坏。请重新取得文件，或用表格软件打开后另存为 xlsx 再读入。"
        ]
    );
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("空表").unwrap();
    let empty = book.save_to_buffer().unwrap();
    assert_eq!(of_data("e.xlsx", &empty), ["empty-sheet | e.xlsx '空表': 错误: 工作表是空的。"]);
}

/// What is said of a file's reading alone.
fn of_reading(name: &str, bytes: &[u8]) -> Vec<String> {
    let read = intake::read::read(name, bytes, &intake::Reading::default());
    said(&read.map_or_else(|findings| findings, |contents| contents.findings))
}

#[test]
fn doubtful_texts() {
    let gbk = encoding_rs::GBK.encode("区县,年月,离退休人数\n屯溪区,2004年1月,1234\n").0.into_owned();
    let damaged = ["甲,乙\n丙丁戊己庚辛壬癸,1\n".as_bytes(), b"\xff,2\n"].concat();
    compare(&[
        (
            "letters with accents",
            of_reading("d.csv", b"name,city\nJos\xe9,M\xe1laga\nGarc\xeda,Le\xf3n\n"),
            &[
                "encoding-doubtful | d.csv: 警告: 按 windows-1252 编码读入，也可能是 gb18030。请核对文字；如有乱码，请选定编码重新读入，或另存为 UTF-8 编码的 CSV。",
            ],
        ),
        (
            "a byte that is no text",
            of_reading("d.csv", &damaged),
            &[
                "encoding-damaged | d.csv:3: 警告: 有 1 处不是 UTF-8 编码的文字，读作“�”，这是第一处。请核对这些单元格，或选定编码重新读入。",
            ],
        ),
        (
            "half a character at the end",
            of_reading("d.csv", &gbk[..19]),
            &[
                "text-cut-short | d.csv: 警告: 文件的最后一个字不完整，未读入；文件可能没有传完。请核对最后一行，必要时重新取得文件。",
            ],
        ),
        (
            "a quote that nothing closes",
            of_reading("d.csv", "a,b\n\"屯溪,1\n歙县,2\n".as_bytes()),
            &[
                "quote-unclosed | d.csv A2: 警告: “\"屯溪”开头的引号没有配对，按普通文字读入。请核对这一格，必要时补上引号。",
            ],
        ),
        (
            "a web page",
            of_reading("d.xls", "<html><body>登录超时</body></html>".as_bytes()),
            &[
                "web-page | d.xls: 错误: 这是网页（HTML），里面没有表格，可能是登录失效或下载出错的页面。请重新导出，或用表格软件打开后另存为 xlsx 再读入。",
            ],
        ),
        (
            "an XML spreadsheet",
            of_reading(
                "d.xls",
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
            ),
            &[
                "xml-workbook | d.xls: 错误: 这是 XML 表格（Excel 2003），里面没有工作表。请重新导出，或用表格软件打开后另存为 xlsx 再读入。",
            ],
        ),
        (
            "a sheet from before workbooks",
            of_reading("d.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00"),
            &["old-workbook | d.xls: 错误: 这是 Excel 4 或更早的表格，读不了。请用表格软件打开后另存为 xlsx 再读入。"],
        ),
    ]);
}

#[test]
fn doubtful_workbooks() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("甲").unwrap().write_string(0, 0, "好").unwrap();
    book.add_worksheet().set_name("乙").unwrap().set_hidden(true).write_string(0, 0, "x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let hidden = "hidden-sheet | b.xlsx '乙': 提示: 这张工作表是隐藏的，也读入了；如不该用，请在表格软件中删去。";
    assert_eq!(of_reading("b.xlsx", &bytes), [hidden]);
    // The same with the first sheet cut off in the middle.
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        part.truncate(if name.ends_with("sheet1.xml") { part.len() / 2 } else { part.len() });
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&part).unwrap();
    }
    let said = of_reading("b.xlsx", &out.finish().unwrap().into_inner());
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(
        said[0],
        "sheet-unreadable | b.xlsx '甲': 警告: 这张工作表已损坏，读不了，其余的已读入。请用表格软件打开后另存为 xlsx 再试。"
    );
    assert_eq!(said[1], hidden);
}

/// What a reader in a process of its own says when it is stopped; `tests/imports/reading.rs` stops some.
#[test]
fn stopped_workbooks() {
    let line = |finding: Finding| said(&[finding]);
    let origin = || tongchou::finding::Origin::file("b.xls");
    assert_eq!(
        line(Finding::error("workbook-too-slow", origin()).with("seconds", 10)),
        [
            "workbook-too-slow | b.xls: 错误: 工作簿读了 10 秒还没有读完，已停止。请删去不用的工作表和多余的行列，或另存为 CSV 再读入。"
        ]
    );
    assert_eq!(
        line(Finding::error("workbook-too-large", origin())),
        [
            "workbook-too-large | b.xls: 错误: 读这个工作簿所需的内存太多，已停止；常见的原因是表格下方或右方很远处有内容。请删去多余的行列，或另存为 CSV 再读入。"
        ]
    );
}

#[test]
fn bad_scenarios() {
    let after = |lines: &str| of_scenario(&format!("{START}{lines}"));
    compare(&[
        (
            "not TOML",
            of_scenario("start = 2008-"),
            &["scenario-syntax | s.toml:1:9: 错误: 文件的写法（TOML）有误：invalid date, expected month。"],
        ),
        (
            "nothing",
            of_scenario(""),
            &[
                "missing-key | s.toml:1:1: 错误: 缺少 start，请补上。",
                "missing-key | s.toml:1:1: 错误: 缺少 months，请补上。",
            ],
        ),
        (
            "an unknown key, with the nearest",
            after("[rates]\ncolection_rate = 1\n"),
            &["unknown-key | s.toml:4:1: 错误: 不认识 rates.colection_rate，是否应为 collection_rate？"],
        ),
        (
            "a rate that has no law",
            after("[rates]\ncollection_rate = \"law\"\n"),
            &[
                "rate-without-law | s.toml:4:19: 错误: rates.collection_rate 没有可按的规定，不能写 law；可以写 law 的有：contribution_rate, pension_growth。",
            ],
        ),
        (
            "an unknown table",
            after("[grant]\nannual = 1\n"),
            &["unknown-key | s.toml:3:2: 错误: 不认识 grant，是否应为 grants？"],
        ),
        (
            "an unknown key of a county",
            after("[county.\"甲县\".rates]\nseasons = 1\n"),
            &["unknown-key | s.toml:4:1: 错误: 不认识 county.甲县.rates.seasons，是否应为 season？"],
        ),
        (
            "shares that don't add up",
            after("[[pooling]]\nfrom = \"2008-01\"\nsharing = { province = 0.1, city = 0.5, county = 0.5 }\n"),
            &["shares-not-whole | s.toml:5:11: 错误: pooling.sharing 的三方比例合计为 1.1，应为 1。"],
        ),
        (
            "two entries in one month",
            after("[[pooling]]\nfrom = \"2008-01\"\n[[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\n"),
            &[
                "duplicate-pooling | s.toml:6:8: 错误: [[pooling]] 有两项都从2008年1月起执行，请合并，或改其中一项的 from。",
            ],
        ),
        (
            "an amount finer than a fen",
            after("[opening]\npool = \"0.005\"\n"),
            &[
                "scenario-value | s.toml:4:8: 错误: opening.pool 的值 \"0.005\" 不对，应为不小于 0 的金额，元，最多两位小数。",
            ],
        ),
        (
            "heads not whole",
            after("[[event]]\nmonth = \"2008-02\"\ncounty = \"甲县\"\nretirees = 1.5\n"),
            &["scenario-value | s.toml:6:12: 错误: event.retirees 的值 1.5 不对，应为整数，可以为负。"],
        ),
        (
            "heads below zero",
            after("[county.\"甲县\"]\nshould_insured = [100, -1]\n"),
            &[
                "scenario-value | s.toml:4:18: 错误: county.甲县.should_insured 的值 [100, -1] 不对，应为不小于 0 的整数。",
            ],
        ),
        (
            "a list where one value belongs",
            after("[subsidy]\nthreshold = [1, 2]\nrate = \"0.3\"\n"),
            &[
                "scenario-value | s.toml:4:13: 错误: subsidy.threshold 的值 [1, 2] 不对，应为不小于 0 的金额，元，最多两位小数。",
            ],
        ),
        (
            "an empty list",
            after("[rates]\nwage_growth = []\n"),
            &["scenario-value | s.toml:4:15: 错误: rates.wage_growth 的值 [] 不对，应为数，最多 18 位小数。"],
        ),
        (
            "a season of eleven",
            after("[rates]\nseason = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"),
            &[
                "scenario-value | s.toml:4:10: 错误: rates.season 的值 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] 不对，应为十二个系数的列表，一月至十二月。",
            ],
        ),
        (
            "a month that is none",
            of_scenario("start = \"2008-13\"\nmonths = 0\n"),
            &[
                "scenario-value | s.toml:1:9: 错误: start 的值 \"2008-13\" 不对，应为年月，写作 \"2008-01\"。",
                "scenario-value | s.toml:2:10: 错误: months 的值 0 不对，应为1 至 1200 的月数。",
            ],
        ),
        (
            "modes and choices",
            after(
                "mode = \"repeat\"\n[grants]\nsource = \"plans\"\nannual = 1\nmonths = [6, 6]\n[[pooling]]\nfrom = \"2008-01\"\nremit = \"some\"\nallocate = \"full\"\ngrants = \"pool\"\nbalances = \"give\"\n",
            ),
            &[
                "scenario-value | s.toml:3:8: 错误: mode 的值 \"repeat\" 不对，应为\"project\" 或 \"replay\"。",
                "scenario-value | s.toml:5:10: 错误: grants.source 的值 \"plans\" 不对，应为\"plan\" 或 \"data\"。",
                "scenario-value | s.toml:7:10: 错误: grants.months 的值 [6, 6] 不对，应为月份列表，每月 1 至 12，不重复，如 [6, 11]。",
                "scenario-value | s.toml:10:9: 错误: pooling.remit 的值 \"some\" 不对，应为\"none\"、\"all\"，或只含 share_of_collected 或 wage_formula 之一的一组键值。",
                "scenario-value | s.toml:11:12: 错误: pooling.allocate 的值 \"full\" 不对，应为\"none\"、\"by_shortage\"、\"per_retiree\" 或 \"full_need\"。",
                "scenario-value | s.toml:12:10: 错误: pooling.grants 的值 \"pool\" 不对，应为\"by_retirees\" 或 \"to_pool\"。",
                "scenario-value | s.toml:13:12: 错误: pooling.balances 的值 \"give\" 不对，应为\"keep\" 或 \"hand_up\"。",
            ],
        ),
        (
            "a share above one, and one left out",
            after("[[pooling]]\nfrom = \"2008-01\"\nsharing = { province = 1.1, city = 0 }\n"),
            &[
                "scenario-value | s.toml:5:24: 错误: pooling.sharing.province 的值 1.1 不对，应为0 至 1 的比例。",
                "missing-key | s.toml:5:11: 错误: 缺少 pooling.sharing.county，请补上。",
            ],
        ),
        (
            "a number where a table belongs",
            after("rates = 1\nevent = 2\nname = 3\n"),
            &[
                "scenario-value | s.toml:5:8: 错误: name 的值 3 不对，应为文字，写在引号里。",
                "scenario-value | s.toml:3:9: 错误: rates 的值 1 不对，应为一组键值（表）。",
                "scenario-value | s.toml:4:9: 错误: event 的值 2 不对，应为若干组键值（用 [[ ]] 开头的表）。",
            ],
        ),
        (
            "factors in a projection",
            after("[replay]\ncollected = \"1.1\"\n"),
            &["replay-only | s.toml:3:2: 错误: replay 只用于回溯测算（mode = \"replay\"），请删去，或改用回溯测算。"],
        ),
        (
            "grants of the data in a projection",
            after("[grants]\nsource = \"data\"\n"),
            &[
                "replay-only | s.toml:4:10: 错误: grants.source 只用于回溯测算（mode = \"replay\"），请删去，或改用回溯测算。",
            ],
        ),
        (
            "parts that mean nothing in a replay",
            after(
                "mode = \"replay\"\n[rates]\nwage_growth = 0.1\n[county.\"甲县\"]\ntarget = 5\n[[event]]\nmonth = \"2008-01\"\ncounty = \"甲县\"\n",
            ),
            &[
                "project-only | s.toml:8:1: 错误: event 只用于预测（mode = \"project\"）；回溯测算取数据中的数，请删去这一项。",
                "project-only | s.toml:5:15: 错误: rates.wage_growth 只用于预测（mode = \"project\"）；回溯测算取数据中的数，请删去这一项。",
                "project-only | s.toml:7:10: 错误: county.甲县.target 只用于预测（mode = \"project\"）；回溯测算取数据中的数，请删去这一项。",
            ],
        ),
        (
            "grants without amounts",
            after("[grants]\nmonths = [6]\n"),
            &["missing-key | s.toml:3:1: 错误: 缺少 grants.annual，请补上。"],
        ),
    ]);
}

#[test]
fn data_and_scenario_that_do_not_fit() {
    let after = |lines: &str| of_run(GOOD, &format!("{START}{lines}"));
    let note = "read-as-zero | 提示: 甲县、乙县从2007年12月起有 2 处期末结余未知，按 0 计。";
    compare(&[
        (
            "a start that the data don't reach",
            of_run(GOOD, "start = \"2008-02\"\nmonths = 1\n"),
            &[
                "base-point | 错误: 甲县的数据到2007年12月为止，而测算从2008年2月开始，数据的最后一个月应是2008年1月。请把开始月改为2008年1月，或补齐、截去数据。",
                "base-point | 错误: 乙县的数据到2007年12月为止，而测算从2008年2月开始，数据的最后一个月应是2008年1月。请把开始月改为2008年1月，或补齐、截去数据。",
            ],
        ),
        (
            "no base and nothing due",
            of_run(&GOOD.replacen("甲县,2007-12,100,50,1000", "甲县,2007-12,100,50,", 1), START),
            &[
                "base-point-value | data.csv E3: 错误: 甲县2007年12月的月人均缴费基数未知，或无法由应缴额推算（缴费人数、缴费比例不能为 0），不能据以测算。请在数据中补上。",
            ],
        ),
        (
            "paid before effective",
            after("[rates]\npension_effective_month = 7\npension_paid_month = 1\n"),
            &[
                "paid-before-effective | 错误: 甲县的调整待遇在 1 月发放，早于 7 月执行；发放月份不能早于执行月份。",
                "paid-before-effective | 错误: 乙县的调整待遇在 1 月发放，早于 7 月执行；发放月份不能早于执行月份。",
            ],
        ),
        (
            "an event outside the run",
            after("[[event]]\nmonth = \"2009-01\"\ncounty = \"甲县\"\nretirees = 1\n"),
            &["event-outside | 错误: 甲县的事件在2009年1月，不在测算期2008年1月至2008年12月之内，请改事件的月份。"],
        ),
        (
            "an event for a county that is not there",
            after("[[event]]\nmonth = \"2008-01\"\ncounty = \"丙县\"\nretirees = 1\n"),
            &["event-county | 错误: 事件（2008年1月）的区县“丙县”不在数据中；数据中有：甲县、乙县。"],
        ),
        (
            "a county of the scenario that is not there",
            after("[county.\"丙县\"]\ntarget = 1\n"),
            &[
                "unknown-county | 警告: 情景中写了“丙县”，数据中没有这个区县，这部分不起作用；数据中有：甲县、乙县。",
                "insured-as-contributors | 提示: 甲县、乙县从2007年12月起有 2 处参保职工人数未知，按缴费人数计。",
                note,
            ],
        ),
        (
            "no year before for the subsidy",
            after("[subsidy]\nthreshold = 1\nrate = 1\n"),
            &[
                "insured-as-contributors | 提示: 甲县、乙县从2007年12月起有 2 处参保职工人数未知，按缴费人数计。",
                note,
                "no-subsidy-base | 提示: 甲县、乙县2007年有月份没有数据，定不了当年缺口，2008年不计同级财政补助。",
            ],
        ),
        (
            "a replay beyond the data",
            of_run(GOOD, "start = \"2007-12\"\nmonths = 2\nmode = \"replay\"\n"),
            &[
                "replay-month | 错误: 甲县没有2008年1月的数据，无法回溯测算；该县数据从2007年11月到2007年12月。请改开始月或月数，或补齐数据。",
                "replay-month | 错误: 乙县没有2008年1月的数据，无法回溯测算；该县数据从2007年11月到2007年12月。请改开始月或月数，或补齐数据。",
            ],
        ),
        (
            "a replay without base under the wage formula",
            of_run(
                &GOOD.replacen("甲县,2007-12,100,50,1000", "甲县,2007-12,100,50,", 1),
                "start = \"2007-12\"\nmonths = 1\nmode = \"replay\"\n[[pooling]]\nfrom = \"2007-01\"\nremit = { wage_formula = { wage_share = 0.9, rate = 0.03 } }\n",
            ),
            &[
                "wage-unknown | data.csv E3: 错误: 甲县2007年12月的月人均缴费基数未知，无法按工资公式上解。请在数据中补上，或在情景中给出该县的 average_wage。",
            ],
        ),
        (
            "an amount below zero",
            after("[rates]\ncollection_rate = -0.5\n"),
            &[
                "amount-below-zero | 错误: 甲县2008年1月的实缴基本养老保险费小于 0（−14,000.00 元），请检查该县的数据和情景中的比率。",
                "amount-below-zero | 错误: 乙县2008年1月的实缴基本养老保险费小于 0（−28,000.00 元），请检查该县的数据和情景中的比率。",
            ],
        ),
        (
            "more into accounts than was collected",
            after("[personal_account]\nfunded_rate = 0.56\n"),
            &[
                "amount-below-zero | 错误: 甲县2008年1月的期末结余小于 0（−28,000.00 元），请检查该县的数据和情景中的比率。",
            ],
        ),
        (
            "a balance below zero",
            of_run(
                "county,month,contributors,retirees,base,collected,pension,balance\n甲县,2007-12,1,1,1,1,1,-5\n",
                START,
            ),
            &["amount-below-zero | 错误: 甲县2007年12月的期末结余小于 0（−5.00 元），请检查该县的数据和情景中的比率。"],
        ),
        (
            "growth beyond all bounds",
            of_run(
                "county,month,contributors,retirees,base,collected,pension,balance\n甲县,2007-12,1,1,1,1,1,5\n",
                "start = \"2008-01\"\nmonths = 1200\n[rates]\nretirees_growth = 999\n",
            ),
            &["amount-too-large | 错误: 甲县2011年1月的离退休人数超出可计算的范围，请检查数据的单位和情景中的比率。"],
        ),
        (
            "accounts without a contribution rate",
            after("[rates]\ncontribution_rate = 0\n[personal_account]\nfunded_rate = 0.03\n"),
            &[
                "contribution-rate-zero | 错误: 甲县2008年1月的缴费比例为 0，无法按比例做实个人账户。请改缴费比例，或去掉 [personal_account]。",
            ],
        ),
        (
            "yearly data are spread",
            of_run(
                "county,month,insured,contributors,retirees,base,collected,pension,balance\n甲县,2007,1,1,1,1,1,1,5\n",
                START,
            ),
            &["spread-evenly | 提示: 数据是年度的：各月按全年的十二分之一计，人数和基数取全年平均。"],
        ),
    ]);
}

/// What is said of a goal seek on the good data, twelve months long.
fn of_search(lever: Lever, low: &str, high: &str, period: Option<&str>) -> Vec<String> {
    let data = std::sync::Arc::new(World { data: GOOD.to_owned(), scenario: String::new() }.dataset());
    let scenario = file::read("s.toml", START).unwrap_or_else(|f| panic!("{:?}", said(&f)));
    let reading = Reading::of_city(Quantity::Debt, period.map(|p| p.parse().unwrap()));
    let number = |text: &str| text.parse().unwrap();
    let aim = Aim { reading, goal: Goal::AtMost, target: number("0") };
    let search = Search { lever, low: number(low), high: number(high), aim };
    let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &Progress::new() };
    match solve(&desk, &scenario, &search) {
        Err(Failure::Findings(findings)) => said(&findings),
        other => panic!("{other:?}"),
    }
}

/// What is said of stochastic runs on the good data.
fn of_paths(scenario: &str) -> Vec<String> {
    let data = World { data: GOOD.to_owned(), scenario: String::new() }.dataset();
    let scenario = file::read("s.toml", scenario).unwrap_or_else(|f| panic!("{:?}", said(&f)));
    match stochastic::run(&data, &scenario, NonZeroUsize::MIN, &Progress::new()) {
        Err(Failure::Findings(findings)) => said(&findings),
        other => panic!("{other:?}"),
    }
}

#[test]
fn questions_without_an_answer() {
    let collection = Lever::of(LeverKey::CollectionRate);
    compare(&[
        (
            "a lever that the scenario has no place for",
            of_search(Lever::of(LeverKey::RemitShare), "0", "1", None),
            &[
                "lever-absent | 错误: 情景中没有“remit_share#1”可以调整，或这些数值不合要求；请先在情景中设好这一部分，或换一个范围。",
            ],
        ),
        (
            "a range the wrong way round",
            of_search(collection.clone(), "1", "0.5", None),
            &["lever-range | 错误: 1 至 0.5 不是可用的范围；下限应小于上限，且不超出可计算的大小。"],
        ),
        (
            "a month outside the run",
            of_search(collection, "0.5", "1", Some("2009-01")),
            &["reading-unknown | 错误: 算不出“期末债务”：所选的时期不在测算期内，区县不在数据中，或有数未知。"],
        ),
        (
            "no path at all",
            of_scenario(&format!("{START}[stochastic]\npaths = 0\n")),
            &["scenario-value | s.toml:4:9: 错误: stochastic.paths 的值 0 不对，应为1 至 1000000 的条数。"],
        ),
        ("nothing said of paths", of_paths(START), &["missing-key | 错误: 缺少 stochastic，请补上。"]),
        (
            "too many paths for their months",
            of_paths("start = \"2008-01\"\nmonths = 1200\n[stochastic]\npaths = 20000\n"),
            &["path-count | 错误: stochastic.paths 为 20000 条；测算 1200 个月时最多 16666 条，请减少条数或月数。"],
        ),
        (
            "shocks in a replay",
            of_paths(
                "start = \"2007-11\"\nmonths = 2\nmode = \"replay\"\n[stochastic]\n[stochastic.sd]\nwage_growth = 1\n",
            ),
            &[
                "project-only | 错误: stochastic.sd 只用于预测（mode = \"project\"）；回溯测算取数据中的数，请删去这一项。",
            ],
        ),
    ]);
}

/// A valid file, mangled: bytes changed, cut out, doubled.
fn mangled(mut bytes: Vec<u8>, changes: &[(u8, prop::sample::Index, u8)]) -> Vec<u8> {
    for (what, place, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = place.index(bytes.len());
        match what % 5 {
            0 => bytes[at] = *byte,
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, *byte),
            3 => bytes.truncate(at),
            _ => {
                let end = (at + usize::from(*byte)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

/// The workbook with one of its parts mangled and put together again, so that the reader gets past the archive.
fn mangled_part(part: usize, changes: &[(u8, prop::sample::Index, u8)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook())).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let bytes = if n == part % 12 { mangled(bytes, changes) } else { bytes };
        out.start_file(file.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Whatever comes in, what comes out is data or errors that can be shown.
fn survives(result: Result<intake::Imported, Findings>) {
    if let Err(findings) = result {
        assert!(!findings.is_empty());
        for finding in findings {
            assert!(!finding.line(Language::English).is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600), head in 0usize..6) {
        let heads: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\xff\xfe", b"county,month\n", b"\xef\xbb\xbf"];
        survives(intake::import("x", &[heads[head], &bytes].concat()));
        let _ = scenario::file::read("x", &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_mangled_table_is_survived(
        seed in any::<u64>(),
        changes in prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let world = world(seed, Wish::default());
        survives(intake::import("x.csv", &mangled(world.data.into_bytes(), &changes)));
    }

    #[test]
    fn a_mangled_scenario_is_survived(
        seed in any::<u64>(),
        changes in prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let world = world(seed, Wish::default());
        let text = mangled(world.scenario.clone().into_bytes(), &changes);
        match scenario::file::read("x.toml", &String::from_utf8_lossy(&text)) {
            // What is read can be run, or says why not; and is written and read back.
            Ok(scenario) => {
                let _ = run(&world.dataset(), &scenario);
                prop_assert_eq!(scenario::file::read("y.toml", &scenario::file::write(&scenario)), Ok(scenario));
            }
            Err(findings) => prop_assert!(!findings.is_empty()),
        }
    }

    #[test]
    fn a_mangled_workbook_is_survived(
        part in 0usize..12,
        whole in any::<bool>(),
        changes in prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let bytes = if whole { mangled(workbook(), &changes) } else { mangled_part(part, &changes) };
        survives(intake::import("x.xlsx", &bytes));
    }
}

/// How many mangled inputs of each kind are tried: `INPUTS` in the environment, for a long run by hand.
fn cases() -> u32 {
    std::env::var("INPUTS").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}
