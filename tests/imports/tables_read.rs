//! Officers' tables of many forms, each with the data file that it must become and what is said of it.

use std::fmt::Write as _;

use tongchou::field::Field;
use tongchou::finding::{Finding, Severity};
use tongchou::intake::choices::{Holds, Means, Settled};
use tongchou::intake::table::LineKind;
use tongchou::intake::{self, Choices, data_file};
use tongchou::locale::Language;

/// Files by name and text.
type Files<'a> = &'a [(&'a str, &'a str)];

/// What an import says: the data file's lines without the needed columns that nobody has, then errors and warnings.
fn read(files: Files, choices: &Choices) -> String {
    let sheets: Vec<_> =
        files.iter().flat_map(|(name, text)| intake::sheets(name, text.trim_start().as_bytes()).unwrap()).collect();
    let import = intake::understand(&sheets, choices);
    let mut out = import.dataset.map(|data| data_file::write(&data)).unwrap_or_default();
    // What is strange about the figures themselves has tests of its own; these are made up.
    let of_figures = |f: &Finding| Language::Chinese.has(&format!("check.{}", f.code));
    let said = |f: &&Finding| {
        f.severity != Severity::Note && !matches!(f.code, "absent-as-unknown" | "unit-untold") && !of_figures(f)
    };
    for finding in import.findings.iter().filter(said) {
        writeln!(out, "{} {}", finding.code, finding.line(Language::Chinese)).unwrap();
    }
    out
}

/// Compares all and shows every difference at once.
fn compare(cases: &[(&str, Files, &str)]) {
    let mut wrong = String::new();
    for (name, files, expected) in cases {
        let got = read(files, &Choices::default());
        if got.trim() != expected.trim() {
            write!(wrong, "\n== {name}\n-- got\n{}\n-- expected\n{}\n", got.trim(), expected.trim()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn officers_forms() {
    compare(&[
        (
            "three title rows, unit in 万元, two header rows, totals, of which, a footnote",
            &[(
                "月报.csv",
                "
黄山市企业职工基本养老保险基金收支情况月报,,,,,,
2004年1月,,,,,,
编制单位：市社保局,,,,,单位：人、万元,
区县,参保情况,,基金收支,,,备注
,缴费人数,离退休人数,征缴收入,养老金支出,其中：补发,
屯溪区,\"12,000\",\"6,000\",123.45,200.00,10.5,
黄山区,8000,3000,80.00,90.00,-,
其中：区直,100,50,1,1,-,
合计,20000,9000,203.45,290.00,10.5,
注：养老金含补发。,,,,,,
",
            )],
            "
county,month,contributors,retirees,collected,pension,backpay
屯溪区,2004-01,12000,6000,1234500.00,2000000.00,105000.00
黄山区,2004-01,8000,3000,800000.00,900000.00,
",
        ),
        (
            "months across for one field, county down, year in the title",
            &[(
                "征缴.csv",
                "
2004年各区县征缴收入（元）
区县,1月,2月,3月,合计
屯溪区,100,110,120,330
黄山区,50,60,70,180
合计,150,170,190,510
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,,,100.00,
屯溪区,2004-02,,,110.00,
屯溪区,2004-03,,,120.00,
黄山区,2004-01,,,50.00,
黄山区,2004-02,,,60.00,
黄山区,2004-03,,,70.00,
",
        ),
        (
            "items down, months across, one county, named by the file",
            &[(
                "屯溪区2004年.csv",
                "
项目,1月,2月
缴费人数（人）,12000,12010
离退休人数（人）,6000,6005
征缴收入（万元）,100.5,101
养老金支出（万元）,150,151.25
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,12000,6000,1005000.00,1500000.00
屯溪区,2004-02,12010,6005,1010000.00,1512500.00
",
        ),
        (
            "provinces down, years across, national form",
            &[(
                "分省年度数据.csv",
                "
数据库：分省年度数据
指标：城镇职工基本养老保险基金支出(亿元)
时间：最近3年
地区,2012年,2011年,2010年
北京市,500.12,400,300.5
天津市,300,250,200
数据来源：国家统计局
",
            )],
            "
county,month,contributors,retirees,collected,pension
北京市,2010,,,,30050000000.00
北京市,2011,,,,40000000000.00
北京市,2012,,,,50012000000.00
天津市,2010,,,,20000000000.00
天津市,2011,,,,25000000000.00
天津市,2012,,,,30000000000.00
",
        ),
        (
            "year and month in columns of their own, all numbers in officers' forms",
            &[(
                "a.csv",
                "
序号;单位名称;年份;月份;缴费人数;退休人数;实缴;养老金发放
1;屯溪区;2004;1;１２０００;6000;\"1,234.50\";（200.00）
2;屯溪区;2004;2;12000;6000;— ;300
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,12000,6000,1234.50,-200.00
屯溪区,2004-02,12000,6000,,300.00
",
        ),
        (
            "a block a county, one under another",
            &[(
                "2004年.csv",
                "
月份,缴费人数,离退休人数,征缴收入,养老金支出
屯溪区,,,,
1月,12000,6000,100,150
2月,12001,6001,101,151
黄山区,,,,
1月,8000,3000,80,90
2月,8001,3001,81,91
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,12000,6000,100.00,150.00
屯溪区,2004-02,12001,6001,101.00,151.00
黄山区,2004-01,8000,3000,80.00,90.00
黄山区,2004-02,8001,3001,81.00,91.00
",
        ),
        (
            "counties across over fields",
            &[(
                "2004.csv",
                "
月份,屯溪区,,黄山区,
,征缴收入,养老金支出,征缴收入,养老金支出
1月,100,150,80,90
2月,101,151,81,91
全年,201,301,161,181
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,,,100.00,150.00
屯溪区,2004-02,,,101.00,151.00
黄山区,2004-01,,,80.00,90.00
黄山区,2004-02,,,81.00,91.00
",
        ),
        (
            "county written once above its months",
            &[(
                "a.csv",
                "
区县,年月,缴费人数,离退休人数,征缴收入,养老金支出
屯溪区,2004年1月,12000,6000,100,150
,2004年2月,12001,6001,101,151
黄山区,2004年1月,8000,3000,80,90
,2004年2月,8001,3001,81,91
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,12000,6000,100.00,150.00
屯溪区,2004-02,12001,6001,101.00,151.00
黄山区,2004-01,8000,3000,80.00,90.00
黄山区,2004-02,8001,3001,81.00,91.00
",
        ),
        (
            "a total that is not the sum",
            &[(
                "2004年1月.csv",
                "
区县,缴费人数,离退休人数,征缴收入,养老金支出
屯溪区,12000,6000,100,150
黄山区,8000,3000,80,90
合计,20000,9000,181,240
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,12000,6000,100.00,150.00
黄山区,2004-01,8000,3000,80.00,90.00
total-mismatch 2004年1月.csv D4: 警告: 实缴基本养老保险费的合计写的是 181，各行相加是 180，相差 1（元）。请核对合计或各行。
",
        ),
        (
            "two files of one period each, a third with another field",
            &[
                ("2004年1月.csv", "区县,缴费人数,离退休人数,征缴收入\n屯溪区,12000,6000,100\n"),
                ("2004年2月.csv", "区县,缴费人数,离退休人数,征缴收入\n屯溪区,12001,6001,101\n"),
                ("支出2004.csv", "区县,年月,养老金支出\n屯溪区,2004-01,150\n屯溪区,2004-02,151\n"),
            ],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,12000,6000,100.00,150.00
屯溪区,2004-02,12001,6001,101.00,151.00
",
        ),
        (
            "two files that contradict each other",
            &[
                ("甲.csv", "区县,年月,征缴收入\n屯溪区,2004-01,100\n"),
                ("乙.csv", "区县,年月,征缴收入\n屯溪区,2004-01,100.5\n"),
            ],
            "
value-conflict 乙.csv C2: 错误: 屯溪区2004年1月的实缴基本养老保险费有两个不同的数：100.00（甲.csv C2）和 100.50。请改正其中一个，或选择以先读入的、后读入的为准。
",
        ),
        (
            "a yearbook's form: heads in 万人 with their sum, money in 亿元, wide names, English under Chinese",
            &[(
                "年鉴.csv",
                "
24-30 分地区城镇职工基本养老保险情况（2010年）,,,,,,
Basic Pension Insurance by Region (2010),,,,,,
,,,,,,
地  区,参保人数(万人),,,基金收支(亿元),,
Region,合计,参保职工,离退休人员,基金收入,基金支出,累计结余
全  国,1429.3,1075.4,353.9,974.7,737.1,797.4
东部地区,1429.3,1075.4,353.9,974.7,737.1,790
北  京,982.5,779.1,203.4,657.8,453.2,597.5
天  津,446.8,296.3,150.5,316.9,283.9,199.9
注：本表数据来源于人力资源和社会保障部。,,,,,,
",
            )],
            "
county,month,insured,contributors,retirees,collected,pension,balance
北京,2010,7791000,,2034000,65780000000.00,45320000000.00,59750000000.00
天津,2010,2963000,,1505000,31690000000.00,28390000000.00,19990000000.00
heading-guessed 年鉴.csv E5: 警告: “基金收入”按“实缴基本养老保险费”读入。请核对；不对时在导入界面改选。
heading-guessed 年鉴.csv F5: 警告: “基金支出”按“基本养老金支出”读入。请核对；不对时在导入界面改选。
",
        ),
        (
            "one province: items down, years across, the province in a line above",
            &[(
                "nbs.csv",
                "
数据库：分省年度数据
时间：最近3年
地区：安徽省
指标,2012年,2011年,2010年
城镇在岗职工参加养老保险人数(万人),588.5,540.5,490.6
城镇离退人员参加养老保险人数(万人),199.6,187.9,178.3
城镇职工基本养老保险基金支出(亿元),389.5,325.83,275.6
城镇职工平均工资(元),1,2,3
注：1.2010年起…
数据来源：国家统计局
",
            )],
            "
county,month,insured,contributors,retirees,collected,pension
安徽省,2010,4906000,,1783000,,27560000000.00
安徽省,2011,5405000,,1879000,,32583000000.00
安徽省,2012,5885000,,1996000,,38950000000.00
unknown-row nbs.csv A8: 警告: 不认识“城镇职工平均工资(元)”这一行，未读入；如是要用的数，请把行名改成规定的项目名。
",
        ),
        (
            "months across over fields, with a sum of each; one does not add up",
            &[(
                "2004.csv",
                "
区县,1月,,2月,,合计,
,征缴收入,养老金支出,征缴收入,养老金支出,征缴收入,养老金支出
屯溪区,1,2,3,4,4,6
黄山区,5,6,7,8,12,15
",
            )],
            "
county,month,contributors,retirees,collected,pension
屯溪区,2004-01,,,1.00,2.00
屯溪区,2004-02,,,3.00,4.00
黄山区,2004-01,,,5.00,6.00
黄山区,2004-02,,,7.00,8.00
total-mismatch 2004.csv G4: 警告: 基本养老金支出的合计写的是 15，各行相加是 14，相差 1（元）。请核对合计或各行。
",
        ),
        (
            "a part of a field is not the field; an amount below a field's name is; English says the Chinese again",
            &[(
                "2004.csv",
                "
区县,养老金支出,,征缴收入,其他支出
,离休,退休,金额,元
County,Veterans,Retirees,Collections,Other
屯溪区,1,2,3,4
黄山区,5,6,7,8
",
            )],
            "
county,month,contributors,retirees,collected,pension,other
屯溪区,2004,,,3.00,,4.00
黄山区,2004,,,7.00,,8.00
unknown-column 2004.csv B3: 警告: 不认识“养老金支出/离休/Veterans”这一列，未读入；如是要用的数，请在导入界面里为它选定项目。
unknown-column 2004.csv C3: 警告: 不认识“养老金支出/退休/Retirees”这一列，未读入；如是要用的数，请在导入界面里为它选定项目。
",
        ),
        (
            "two columns for one field",
            &[(
                "2004年1月.csv",
                "
区县,基金收支,,
,征缴收入,保险费收入,养老金支出
屯溪区,1,2,3
黄山区,4,5,6
",
            )],
            "
duplicate-column 2004年1月.csv C2: 错误: “实缴基本养老保险费”有两列，请只保留一列。
",
        ),
        (
            "months without a year",
            &[("收入.csv", "区县,1月,2月\n屯溪区,100,110\n")],
            "
year-untold 收入.csv B2: 错误: 只有月份，看不出是哪一年。请在标题、表名或文件名里写明年份，或在导入时选定。
",
        ),
    ]);
}

/// What is said of files under choices: code, place and sentence.
fn said(files: Files, choices: &Choices, code: &str) -> Vec<String> {
    let sheets: Vec<_> = files.iter().flat_map(|(name, text)| intake::sheets(name, text.as_bytes()).unwrap()).collect();
    let import = intake::understand(&sheets, choices);
    let of_code = import.findings.iter().filter(|f| f.code == code);
    of_code.map(|f| f.line(Language::Chinese)).collect()
}

#[test]
fn each_doubt_has_its_sentence() {
    let plain = Choices::default();
    let zero = Choices { dash: Means::Zero, ..Choices::default() };
    let first = Choices { conflicts: Settled::First, ..Choices::default() };
    let last = Choices { conflicts: Settled::Last, ..Choices::default() };
    let dashes = [("a.csv", "区县,年月,征缴收入,利息收入\n甲县,2004-01,1,-\n甲县,2004-02,2,无\n")];
    let two = [("甲.csv", "区县,年月,征缴收入\n甲县,2004-01,1\n"), ("乙.csv", "区县,年月,征缴收入\n甲县,2004-01,2\n")];
    let cases: [(&str, Files, &Choices, &str); 12] = [
        (
            "absent-as-unknown",
            &[("a.csv", "区县,年月,征缴收入,养老金支出\n甲县,2004-01,1,2\n")],
            &plain,
            "a.csv:1: 警告: 表中没有“缴费人数、离退休人数”，按未知处理：用到它们的指标是空的，情景测算也靠不住。请补上这些列，或连同有这些数的表一起读入。",
        ),
        (
            "county-untold",
            &[("2004年1月.csv", "征缴收入,养老金支出\n1,2\n3,4\n")],
            &plain,
            "2004年1月.csv:1: 错误: 看不出这张表是哪个区县的。请在表名、工作表名或文件名里写明，或在导入时选定。",
        ),
        (
            "time-untold",
            &[("a.csv", "区县,征缴收入,养老金支出\n甲县,1,2\n乙县,3,4\n")],
            &plain,
            "a.csv B2: 错误: 看不出这些数是哪年哪月的。请在表头、标题或文件名里写明，或在导入时选定。",
        ),
        (
            "year-untold",
            &[("a.csv", "区县,月份,征缴收入\n甲县,1月,2\n")],
            &plain,
            "a.csv B2: 错误: 只有月份，看不出是哪一年。请在标题、表名或文件名里写明年份，或在导入时选定。",
        ),
        (
            "unit-conflict",
            &[("a.csv", "区县,年月,缴费人数（万元）\n甲县,2004-01,1\n")],
            &plain,
            "a.csv C1: 错误: “缴费人数（万元）”按“缴费人数”读入，但它的单位是万元，对不上。请改正单位，或改选这一列的项目。",
        ),
        (
            "heading-guessed",
            &[("a.csv", "区县,年月,本月基本养老金支出\n甲县,2004-01,1\n")],
            &plain,
            "a.csv C1: 警告: “本月基本养老金支出”按“基本养老金支出”读入。请核对；不对时在导入界面改选。",
        ),
        (
            "dash-as-unknown",
            &dashes,
            &plain,
            "a.csv D2: 提示: 有 2 个单元格写的是“-”“—”“…”或“无”，按未知读入；如表示没有发生，请选择按 0 读入。",
        ),
        ("dash-as-zero", &dashes, &zero, "a.csv D2: 提示: 有 2 个单元格写的是“-”“—”“…”或“无”，已按选择作为 0 读入。"),
        (
            "rounded-to-fen",
            &[("a.csv", "区县,年月,征缴收入（万元）\n甲县,2004-01,1.2345678\n")],
            &plain,
            "a.csv C2: 警告: 有 1 个金额按表的单位比分还细，已四舍五入到分。",
        ),
        (
            "conflict-first",
            &two,
            &first,
            "乙.csv C2: 提示: 甲县2004年1月的实缴基本养老保险费有两个不同的数，已按选择用先读入的 1.00（甲.csv C2），未用 2.00。",
        ),
        (
            "conflict-last",
            &two,
            &last,
            "乙.csv C2: 提示: 甲县2004年1月的实缴基本养老保险费有两个不同的数，已按选择用后读入的 2.00，未用 1.00（甲.csv C2）。",
        ),
        (
            "sheet-unread",
            &[("甲.csv", "区县,年月,征缴收入\n甲县,2004-01,1\n"), ("说明.csv", "说明,电话\n请于五日前报送,5551234\n")],
            &plain,
            "说明.csv:1: 警告: 这张工作表里没有认得的表，未读入。",
        ),
    ];
    for (code, files, choices, expected) in cases {
        assert_eq!(said(files, choices, code), [expected], "{code}");
    }
}

#[test]
fn choices_overrule_guesses() {
    let data = |text: &str, choices: &Choices| read(&[("a.csv", text)], choices);
    // A column that nobody knows is given a field, one that was known is left out, the year and the county are told.
    let text = "月份,进账,养老金支出,实缴\n1月,1,5,9\n2月,2,6,9\n";
    let choices = Choices {
        columns: [("进账".to_owned(), Holds::Field(Field::Collected)), ("实缴".to_owned(), Holds::LeftOut)].into(),
        county: Some("甲县".into()),
        year: Some(2004),
        money_unit: Some("万元".into()),
        ..Choices::default()
    };
    assert_eq!(
        data(text, &choices),
        "county,month,contributors,retirees,collected,pension\n甲县,2004-01,,,10000.00,50000.00\n甲县,2004-02,,,20000.00,60000.00\n"
    );
    // The header's rows and a row's kind.
    let text = "区县,年月,征缴收入\n地区,时间,实缴\n甲县,2004-01,1\n直属,2004-01,2\n";
    let choices = Choices {
        header: [(String::new(), (1, 1))].into(),
        rows: [("直属".to_owned(), LineKind::OfWhich)].into(),
        ..Choices::default()
    };
    assert_eq!(data(text, &choices), "county,month,contributors,retirees,collected,pension\n甲县,2004-01,,,1.00,\n");
}

/// What is said of a table with faults of every stage, by code and cell.
fn told(text: &str) -> Vec<String> {
    let sheets = intake::sheets("月报.csv", text.as_bytes()).unwrap();
    let import = intake::understand(&sheets, &Choices::default());
    assert!(import.dataset.is_none() && import.partly.is_some(), "an error stands in the way");
    let line = |f: &Finding| format!("{} {}", f.code, f.origin.cell().unwrap_or_else(|| f.origin.to_string()));
    let mut lines: Vec<String> = import.findings.iter().filter(|f| f.severity != Severity::Note).map(line).collect();
    lines.sort();
    lines
}

/// A cell that can't be read hides neither the month that is missing nor the amount in a wrong unit, and the cell itself
/// is not called blank.
#[test]
fn all_that_is_wrong_is_said_at_once() {
    let mut plain = "单位：万元\n区县,年月,缴费人数,离退休人数,实缴,基本养老金支出\n".to_owned();
    let mut across = "2026年甲县养老保险月报\n单位：万元\n项目,1月,2月,3月,4月,5月,6月\n".to_owned();
    let mut fields = ["缴费人数", "离退休人数", "实缴", "基本养老金支出"].map(str::to_owned);
    for month in 1..=6 {
        let heads = if month == 2 { "约120".to_owned() } else { format!("{}", 1000 + month) };
        let collected = 120 + month;
        let pension = if month == 5 { 1_100_000 } else { 110 + month };
        if month != 4 {
            plain += &format!("甲县,2026-{month:02},{heads},500,{collected},{pension}\n");
        }
        let cells =
            [heads, "500".into(), collected.to_string(), if month == 4 { String::new() } else { pension.to_string() }];
        fields.iter_mut().zip(cells).for_each(|(line, cell)| *line += &format!(",{cell}"));
    }
    plain += "乙县,2026-01,100,50,12,13\n乙县,2026-02,,,,\n乙县,2026-03,102,50,12,13\n";
    assert_eq!(told(&plain), ["blank-row C9", "missing-month 月报.csv:6", "type-error C4", "unit-slip F6"]);
    across += &fields.join("\n");
    assert_eq!(told(&across), ["missing-cell E7", "type-error C4", "unit-slip F7"]);
    // The figures of a finding are in the table's unit, as they stand there.
    let sheets = intake::sheets("月报.csv", plain.as_bytes()).unwrap();
    let findings = intake::understand(&sheets, &Choices::default()).findings;
    let slip = findings.iter().find(|f| f.code == "unit-slip").unwrap().sentence(Language::Chinese);
    assert!(slip.contains("是 1,100,000，约为前后各期（113）的 10,000 倍"), "{slip}");
}
