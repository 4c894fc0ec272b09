//! Officers' tables that name provinces and cities in columns, rows, headings or sheets: what becomes of them.

use std::fmt::Write as _;

use tongchou::finding::Finding;
use tongchou::intake::choices::BlankPlace;
use tongchou::intake::table::LineKind;
use tongchou::intake::{self, Choices, data_file};
use tongchou::locale::Language;
use tongchou::place::Level;

/// Files by name and text.
type Files<'a> = &'a [(&'a str, &'a str)];

/// The data file that tables become, without the columns that nobody has, and what is said beside.
fn read(files: Files, choices: &Choices) -> String {
    let sheets: Vec<_> =
        files.iter().flat_map(|(name, text)| intake::sheets(name, text.trim_start().as_bytes()).unwrap()).collect();
    let import = intake::understand(&sheets, choices);
    let mut out = String::new();
    if let Some(data) = import.dataset {
        let written = data_file::write(&data);
        let rows: Vec<Vec<&str>> = written.lines().map(|line| line.split(',').collect()).collect();
        let told: Vec<usize> = (0..rows[0].len()).filter(|n| rows[1..].iter().any(|row| !row[*n].is_empty())).collect();
        for row in rows {
            let cells: Vec<&str> = told.iter().map(|n| row[*n].trim_end_matches(".00")).collect();
            writeln!(out, "{}", cells.join(",")).unwrap();
        }
    }
    let of_figures = |f: &Finding| Language::Chinese.has(&format!("check.{}", f.code));
    let said = |f: &&Finding| !f.code.starts_with("absent-") && f.code != "unit-untold" && !of_figures(f);
    for finding in import.findings.iter().filter(said) {
        writeln!(out, "{} {}", finding.code, finding.line(Language::Chinese)).unwrap();
    }
    out
}

/// Compares all and shows every difference at once.
fn compare(cases: &[(&str, Files, Choices, &str)]) {
    let mut wrong = String::new();
    for (name, files, choices, expected) in cases {
        let got = read(files, choices);
        if got.trim() != expected.trim() {
            write!(wrong, "\n== {name}\n-- got\n{}\n-- expected\n{}\n", got.trim(), expected.trim()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn rows_of_cities_among_their_counties() {
    let plain = Choices::default;
    let city_above = "
区县,缴费人数,离退休人数,征缴收入,养老金支出
南京市,300,90,1000,900
鼓楼区,200,60,700,500
玄武区,100,30,300,400
徐州市,170,50,600,610
鼓楼区,120,30,400,300
云龙区,50,20,200,310
昆山市,90,10,800,100
合计,560,150,2400,1610
";
    compare(&[
        (
            "cities above, two 鼓楼区, a county-level city behind the last",
            &[("2007年1月.csv", city_above)],
            plain(),
            "
city,county,month,contributors,retirees,collected,pension
南京市,鼓楼区,2007-01,200,60,700,500
南京市,玄武区,2007-01,100,30,300,400
徐州市,鼓楼区,2007-01,120,30,400,300
徐州市,云龙区,2007-01,50,20,200,310
,昆山市,2007-01,90,10,800,100
rows-as-places 2007年1月.csv A2: 提示: 有 2 行读作市或省（南京市、徐州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
county-behind-place 2007年1月.csv A8: 警告: “昆山市”排在市的各区县之后，而不在该市的合计之内，按不属于任何市读入。如属于该市，请核对它的合计。
",
        ),
        (
            "closed by subtotals, one of them wrong",
            &[(
                "2007年1月.csv",
                "
区县,缴费人数,征缴收入,养老金支出
鼓楼区,200,700,500
玄武区,100,300,400
南京市小计,300,1000,900
鼓楼区,120,400,300
云龙区,50,200,310
徐州市小计,170,600,611
合计,470,1600,1510
",
            )],
            plain(),
            "
city,county,month,contributors,collected,pension
南京市,鼓楼区,2007-01,200,700,500
南京市,玄武区,2007-01,100,300,400
徐州市,鼓楼区,2007-01,120,400,300
徐州市,云龙区,2007-01,50,200,310
rows-as-places 2007年1月.csv A4: 提示: 有 2 行读作市或省（南京市、徐州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
place-total-mismatch 2007年1月.csv D7: 警告: 徐州市的基本养老金支出写的是 611，所属各区县相加是 610，相差 1（元）。请核对这一行或各区县。
",
        ),
        (
            "the city's own name below its counties",
            &[(
                "2007年1月.csv",
                "
区县,缴费人数,征缴收入,养老金支出
鼓楼区,200,700,500
玄武区,100,300,400
南京市,300,1000,900
鼓楼区,120,400,300
云龙区,50,200,310
徐州市,170,600,610
",
            )],
            plain(),
            "
city,county,month,contributors,collected,pension
南京市,鼓楼区,2007-01,200,700,500
南京市,玄武区,2007-01,100,300,400
徐州市,鼓楼区,2007-01,120,400,300
徐州市,云龙区,2007-01,50,200,310
rows-as-places 2007年1月.csv A4: 提示: 有 2 行读作市或省（南京市、徐州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
",
        ),
        (
            "provinces over cities over counties, 市本级 and 省本级, by month",
            &[(
                "2007.csv",
                "
地区,年月,征缴收入,养老金支出
江苏省,2007-01,33,22
省本级,2007-01,3,2
南京市,2007-01,20,14
市本级,2007-01,8,4
鼓楼区,2007-01,12,10
徐州市,2007-01,10,6
市本级,2007-01,1,2
鼓楼区,2007-01,9,4
福建省,2007-01,11,9
福州市,2007-01,11,9
鼓楼区,2007-01,5,4
开发区,2007-01,6,5
江苏省,2007-02,34,23
省本级,2007-02,3,2
南京市,2007-02,21,15
市本级,2007-02,9,5
鼓楼区,2007-02,12,10
徐州市,2007-02,10,6
市本级,2007-02,1,2
鼓楼区,2007-02,9,4
福建省,2007-02,12,9
福州市,2007-02,12,9
鼓楼区,2007-02,6,4
开发区,2007-02,6,5
",
            )],
            plain(),
            "
province,city,county,month,collected,pension
江苏省,,省本级,2007-01,3,2
江苏省,,省本级,2007-02,3,2
江苏省,南京市,市本级,2007-01,8,4
江苏省,南京市,市本级,2007-02,9,5
江苏省,南京市,鼓楼区,2007-01,12,10
江苏省,南京市,鼓楼区,2007-02,12,10
江苏省,徐州市,市本级,2007-01,1,2
江苏省,徐州市,市本级,2007-02,1,2
江苏省,徐州市,鼓楼区,2007-01,9,4
江苏省,徐州市,鼓楼区,2007-02,9,4
福建省,福州市,鼓楼区,2007-01,5,4
福建省,福州市,鼓楼区,2007-02,6,4
福建省,福州市,开发区,2007-01,6,5
福建省,福州市,开发区,2007-02,6,5
rows-as-places 2007.csv A2: 提示: 有 10 行读作市或省（江苏省、江苏省/南京市、江苏省/徐州市、福建省、福建省/福州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
",
        ),
        (
            "names set in, months across, a county-level city among the counties, a blank city",
            &[(
                "2007年征缴收入.csv",
                "
地区,1月,2月,合计
合肥市,60,63,123
　瑶海区,30,31,61
　巢湖市,20,21,41
　肥东县,10,11,21
芜湖市,,,
　镜湖区,5,6,11
　无为市,7,8,15
",
            )],
            plain(),
            "
city,county,month,collected
合肥市,瑶海区,2007-01,30
合肥市,瑶海区,2007-02,31
合肥市,巢湖市,2007-01,20
合肥市,巢湖市,2007-02,21
合肥市,肥东县,2007-01,10
合肥市,肥东县,2007-02,11
芜湖市,镜湖区,2007-01,5
芜湖市,镜湖区,2007-02,6
芜湖市,无为市,2007-01,7
芜湖市,无为市,2007-02,8
rows-as-places 2007年征缴收入.csv A2: 提示: 有 2 行读作市或省（合肥市、芜湖市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
",
        ),
        (
            "county-level cities of one city stay counties",
            &[(
                "2007年1月.csv",
                "
区县,缴费人数,征缴收入,养老金支出
巢湖市,300,1000,910
庐江县,200,300,500
无为县,150,250,400
界首市,20,30,40
",
            )],
            plain(),
            "
county,month,contributors,collected,pension
巢湖市,2007-01,300,1000,910
庐江县,2007-01,200,300,500
无为县,2007-01,150,250,400
界首市,2007-01,20,30,40
",
        ),
        (
            "nearly a sum: nobody can tell",
            &[(
                "2007年1月.csv",
                "
区县,缴费人数,征缴收入,养老金支出
巢湖市,351,551,905
庐江县,200,300,500
无为县,150,250,400
",
            )],
            plain(),
            "
place-row-unclear 2007年1月.csv A2: 错误: 看不出“巢湖市”是区县（如县级市），还是其他行的合计。请点这一行的行号，选定“是数据”或“是市的合计”。
",
        ),
        (
            "chosen to be a city's sum",
            &[(
                "2007年1月.csv",
                "
区县,缴费人数,征缴收入,养老金支出
巢湖市,351,551,905
庐江县,200,300,500
无为县,150,250,400
",
            )],
            Choices { rows: [("巢湖市".to_owned(), LineKind::Place(Level::City))].into(), ..plain() },
            "
city,county,month,contributors,collected,pension
巢湖市,庐江县,2007-01,200,300,500
巢湖市,无为县,2007-01,150,250,400
rows-as-places 2007年1月.csv A2: 提示: 有 1 行读作市或省（巢湖市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
place-total-mismatch 2007年1月.csv B2: 警告: 巢湖市的缴费人数写的是 351，所属各区县相加是 350，相差 1（人）。请核对这一行或各区县。
place-total-mismatch 2007年1月.csv C2: 警告: 巢湖市的实缴基本养老保险费写的是 551，所属各区县相加是 550，相差 1（元）。请核对这一行或各区县。
place-total-mismatch 2007年1月.csv D2: 警告: 巢湖市的基本养老金支出写的是 905，所属各区县相加是 900，相差 5（元）。请核对这一行或各区县。
",
        ),
    ]);
}

#[test]
fn columns_of_places() {
    let plain = Choices::default;
    let once = "
市,区县,年月,征缴收入,养老金支出
南京市,鼓楼区,2007-01,700,500
,玄武区,2007-01,300,400
徐州市,鼓楼区,2007-01,400,300
,云龙区,2007-01,200,310
";
    compare(&[
        ("named once above the rows", &[("a.csv", once)], plain(), "
city,county,month,collected,pension
南京市,鼓楼区,2007-01,700,500
南京市,玄武区,2007-01,300,400
徐州市,鼓楼区,2007-01,400,300
徐州市,云龙区,2007-01,200,310
place-blank-filled a.csv A3: 警告: “市”列有 2 个空格，按与上一行相同读入；如表示区县不属于任何市（省直管），请在导入时选定。
"),
        ("chosen to mean none", &[("a.csv", once)], Choices { place_blank: Some(BlankPlace::None), ..plain() }, "
city,county,month,collected,pension
南京市,鼓楼区,2007-01,700,500
,玄武区,2007-01,300,400
徐州市,鼓楼区,2007-01,400,300
,云龙区,2007-01,200,310
city-blank a.csv A3: 提示: “市”列有 2 个空格，按区县不属于任何市（省直管）读入；如表示与上一行相同，请在导入时选定。
"),
        (
            "repeated, wide by month, with subtotals and a city without counties",
            &[(
                "2007年征缴收入.csv",
                "
省,市,区县,1月,2月
广东省,广州市,小计,30,32
广东省,广州市,越秀区,10,11
广东省,广州市,天河区,20,21
广东省,东莞市,,40,41
广东省,,顺德区,5,6
广东省,佛山市,小计,16,17
广东省,佛山市,市本级,7,8
广东省,佛山市,南海区,8,9
合计,,,90,95
",
            )],
            plain(),
            "
province,city,county,month,collected
广东省,广州市,越秀区,2007-01,10
广东省,广州市,越秀区,2007-02,11
广东省,广州市,天河区,2007-01,20
广东省,广州市,天河区,2007-02,21
广东省,,东莞市,2007-01,40
广东省,,东莞市,2007-02,41
广东省,,顺德区,2007-01,5
广东省,,顺德区,2007-02,6
广东省,佛山市,市本级,2007-01,7
广东省,佛山市,市本级,2007-02,8
广东省,佛山市,南海区,2007-01,8
广东省,佛山市,南海区,2007-02,9
city-blank 2007年征缴收入.csv B6: 提示: “市”列有 1 个空格，按区县不属于任何市（省直管）读入；如表示与上一行相同，请在导入时选定。
rows-as-places 2007年征缴收入.csv C2: 提示: 有 2 行读作市或省（广东省/广州市、广东省/佛山市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
place-total-mismatch 2007年征缴收入.csv D7: 警告: 广东省/佛山市的实缴基本养老保险费写的是 16，所属各区县相加是 15，相差 1（元）。请核对这一行或各区县。
total-mismatch 2007年征缴收入.csv E10: 警告: 实缴基本养老保险费的合计写的是 95，各行相加是 96，相差 -1（元）。请核对合计或各行。
",
        ),
    ]);
}

#[test]
fn headings_blocks_and_sheets() {
    let plain = Choices::default;
    compare(&[
        (
            "cities over their counties across, with a sum of each",
            &[(
                "2007年征缴收入.csv",
                "
月份,南京市,,,徐州市,,
,小计,鼓楼区,玄武区,小计,鼓楼区,云龙区
1月,30,10,20,7,3,4
2月,33,11,22,10,4,5
",
            )],
            plain(),
            "
city,county,month,collected
南京市,鼓楼区,2007-01,10
南京市,鼓楼区,2007-02,11
南京市,玄武区,2007-01,20
南京市,玄武区,2007-02,22
徐州市,鼓楼区,2007-01,3
徐州市,鼓楼区,2007-02,4
徐州市,云龙区,2007-01,4
徐州市,云龙区,2007-02,5
place-total-mismatch 2007年征缴收入.csv E4: 警告: 徐州市的实缴基本养老保险费写的是 10，所属各区县相加是 9，相差 1（元）。请核对这一行或各区县。
",
        ),
        (
            "cities before their counties across",
            &[(
                "2007年征缴收入.csv",
                "
月份,南京市,鼓楼区,玄武区,徐州市,鼓楼区,云龙区
1月,30,10,20,7,3,4
2月,33,11,22,9,4,5
",
            )],
            plain(),
            "
city,county,month,collected
南京市,鼓楼区,2007-01,10
南京市,鼓楼区,2007-02,11
南京市,玄武区,2007-01,20
南京市,玄武区,2007-02,22
徐州市,鼓楼区,2007-01,3
徐州市,鼓楼区,2007-02,4
徐州市,云龙区,2007-01,4
徐州市,云龙区,2007-02,5
rows-as-places 2007年征缴收入.csv B1: 提示: 有 2 行读作市或省（南京市、徐州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
",
        ),
        (
            "a block a county, under lines of cities",
            &[(
                "2007年.csv",
                "
月份,征缴收入,养老金支出
南京市:,,
鼓楼区:,,
1月,10,15
2月,11,16
玄武区:,,
1月,20,19
2月,21,18
徐州市:,,
鼓楼区:,,
1月,7,5
2月,8,6
",
            )],
            plain(),
            "
city,county,month,collected,pension
南京市,鼓楼区,2007-01,10,15
南京市,鼓楼区,2007-02,11,16
南京市,玄武区,2007-01,20,19
南京市,玄武区,2007-02,21,18
徐州市,鼓楼区,2007-01,7,5
徐州市,鼓楼区,2007-02,8,6
rows-as-places 2007年.csv A2: 提示: 有 2 行读作市或省（南京市、徐州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
",
        ),
        (
            "counties under lines of cities",
            &[(
                "2007年1月.csv",
                "
区县,征缴收入,养老金支出
一、南京市,,
鼓楼区,10,15
玄武区,20,19
二、徐州市,,
鼓楼区,7,5
云龙区,9,8
",
            )],
            plain(),
            "
city,county,month,collected,pension
南京市,鼓楼区,2007-01,10,15
南京市,玄武区,2007-01,20,19
徐州市,鼓楼区,2007-01,7,5
徐州市,云龙区,2007-01,9,8
rows-as-places 2007年1月.csv A2: 提示: 有 2 行读作市或省（南京市、徐州市）：所属区县归入其下，行中的数作为合计核对，不重复计算。如不对，请点行号改选。
",
        ),
        (
            "a file a city, and one without cities",
            &[
                ("南京市2007年1月.csv", "区县,缴费人数,征缴收入\n鼓楼区,200,700\n玄武区,100,300\n"),
                ("徐州市2007年1月.csv", "区县,缴费人数,征缴收入\n鼓楼区,120,400\n云龙区,50,200\n"),
                ("支出2007年1月.csv", "区县,养老金支出\n云龙区,310\n玄武区,400\n"),
            ],
            plain(),
            "
city,county,month,contributors,collected,pension
南京市,鼓楼区,2007-01,200,700,
南京市,玄武区,2007-01,100,300,400
徐州市,鼓楼区,2007-01,120,400,
徐州市,云龙区,2007-01,50,200,310
cities-by-table 南京市2007年1月.csv: 提示: 各表的区县按表名归入 2 个市（南京市、徐州市）。
",
        ),
    ]);
}

/// A workbook of a table: merged cells over the cities' rows, one county with a city of its own, one without.
#[test]
fn merged_cells_of_a_workbook() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["市", "区县", "征缴收入", "养老金支出"],
        ["南京市", "鼓楼区", "700", "500"],
        ["", "玄武区", "300", "400"],
        ["", "昆山市", "800", "100"],
        ["徐州市", "鼓楼区", "400", "300"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    sheet.merge_range(1, 0, 2, 0, "南京市", &rust_xlsxwriter::Format::new()).unwrap();
    let sheets = intake::sheets("2007年1月.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let data = intake::understand(&sheets, &Choices::default()).dataset.expect("data without error");
    let names: Vec<&str> = data.counties.iter().map(|county| &*county.name).collect();
    assert_eq!(names, ["南京市/鼓楼区", "南京市/玄武区", "昆山市", "徐州市/鼓楼区"]);
}
