//! Small sheets in the styles of officers, and what is read of them.
//!
//! A sheet is written with `|` between its cells. What is read is told by lines: a table's header, each value as
//! `names: headings (unit) = text`, and each row that has no values by what it is.

use std::sync::Arc;

use super::{LineKind, TableHints, tables, values};
use crate::finding::Origin;
use crate::sheet::{Area, Sheet};

fn sheet(text: &str) -> Sheet {
    let mut sheet = Sheet::new(Origin::file("a.xlsx"));
    for row in text.trim_matches('\n').lines() {
        for cell in row.split('|') {
            sheet.push(cell.trim()).unwrap();
        }
        sheet.end_row();
    }
    sheet
}

fn read_sheet(sheet: Sheet, hints: &TableHints) -> Vec<String> {
    let mut read = Vec::new();
    for table in tables(&Arc::new(sheet), hints) {
        read.push(format!("header {:?}", table.header));
        let mut told_of = Vec::new();
        let tell = |value: values::Value<'_>| -> Result<(), ()> {
            let path: Vec<&str> = value.column.path.iter().map(|h| h.text.as_str()).collect();
            let unit = value.unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
            told_of.push((value.origin.row, format!("{}{unit} = {}", path.join("/"), value.text)));
            Ok(())
        };
        values::each(&table, tell).unwrap();
        for line in &table.lines {
            let names: Vec<&str> = line.names.iter().map(String::as_str).collect();
            let own = told_of.iter().filter(|(row, _)| *row == Some(line.row as u32 + 1));
            let told: Vec<&str> = own.map(|(_, told)| told.as_str()).collect();
            match line.kind {
                LineKind::Blank => {}
                LineKind::Data => read.push(format!("{}: {}", names.join(","), told.join("; "))),
                kind => read.push(format!("{kind:?} {}: {}", names.join(","), told.join("; "))),
            }
        }
    }
    read
}

fn read(text: &str) -> Vec<String> {
    read_sheet(sheet(text), &TableHints::default())
}

#[test]
fn a_monthly_report_of_a_county() {
    let sheet = "
黄山市企业职工基本养老保险基金月报表 | | | | | |
2004年1月 | | | | | |
填报单位：黄山市社保局 | | | | 单位：万元 | |
区县 | 人数 | | 基金收入 | | 基金支出 |
 | 参保职工 | 离退休 | 征缴收入 | 财政补助 | 养老金 | 其他
合计 | 300 | 120 | 31.5 | 10 | 28 | 1
屯溪区 | 100 | 50 | 10.5 | 4 | 11 | 0
其中：市直 | 40 | 20 | 5.5 | 1 | 6 | 0
歙县 | 200 | 70 | 21.0 | 6 | 17 | 1
注：本表按实际到账数填报。 | | | | | |
制表人：张三 | | 审核人：李四 | | | 2004年2月5日 |
";
    assert_eq!(
        read(sheet),
        [
            "header 3..5",
            "Total 合计: 人数/参保职工 (万元) = 300; 人数/离退休 (万元) = 120; 基金收入/征缴收入 (万元) = 31.5; 基金收入/财政补助 (万元) = 10; 基金支出/养老金 (万元) = 28; 基金支出/其他 (万元) = 1",
            "屯溪区: 人数/参保职工 (万元) = 100; 人数/离退休 (万元) = 50; 基金收入/征缴收入 (万元) = 10.5; 基金收入/财政补助 (万元) = 4; 基金支出/养老金 (万元) = 11; 基金支出/其他 (万元) = 0",
            "OfWhich 其中：市直: 人数/参保职工 (万元) = 40; 人数/离退休 (万元) = 20; 基金收入/征缴收入 (万元) = 5.5; 基金收入/财政补助 (万元) = 1; 基金支出/养老金 (万元) = 6; 基金支出/其他 (万元) = 0",
            "歙县: 人数/参保职工 (万元) = 200; 人数/离退休 (万元) = 70; 基金收入/征缴收入 (万元) = 21.0; 基金收入/财政补助 (万元) = 6; 基金支出/养老金 (万元) = 17; 基金支出/其他 (万元) = 1",
            "Note 注：本表按实际到账数填报。: ",
            "Note 制表人：张三: ",
        ]
    );
}

#[test]
fn months_across() {
    let sheet = "
2004年征缴收入 单位：万元 | | | |
区县 | 1月 | 2月 | 3月 | 合计
屯溪区 | 1.5 | 2.5 | 3.5 | 7.5
歙  县 | 1 | 2 | - | 3
全市合计 | 2.5 | 4.5 | 3.5 | 10.5
";
    assert_eq!(
        read(sheet),
        [
            "header 1..2",
            "屯溪区: 1月 (万元) = 1.5; 2月 (万元) = 2.5; 3月 (万元) = 3.5; 合计 (万元) = 7.5",
            "歙县: 1月 (万元) = 1; 2月 (万元) = 2; 3月 (万元) = -; 合计 (万元) = 3",
            "Total 全市合计: 1月 (万元) = 2.5; 2月 (万元) = 4.5; 3月 (万元) = 3.5; 合计 (万元) = 10.5",
        ]
    );
}

#[test]
fn months_across_as_bare_numbers() {
    let sheet = "
区县 | 1 | 2 | 3 | 4
屯溪区 | 15 | 25 | 35 | 75
歙县 | 10 | 20 | 30 | 60
";
    assert_eq!(
        read(sheet),
        ["header 0..1", "屯溪区: 1 = 15; 2 = 25; 3 = 35; 4 = 75", "歙县: 1 = 10; 2 = 20; 3 = 30; 4 = 60",]
    );
}

#[test]
fn years_across() {
    let sheet = "
地区 | 2010 | 2011 | 2012
北京 | 1961 | 2018 | 2069
天津 | 1299 | 1354 | 1413
河北 | 7193 | 7240 | 7287
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "北京: 2010 = 1961; 2011 = 2018; 2012 = 2069",
            "天津: 2010 = 1299; 2011 = 1354; 2012 = 1413",
            "河北: 2010 = 7193; 2011 = 7240; 2012 = 7287",
        ]
    );
}

#[test]
fn years_over_indicators() {
    let sheet = "
表3-2 各省基金收支 | | | | |
 | 2010年 | | 2011年 |
地  区 | 基金收入（亿元） | 基金支出（亿元） | 基金收入（亿元） | 基金支出（亿元）
全国 | 13420 | 10555 | 16895 | 12765
北京 | 600 | 500 | 700 | 550
";
    assert_eq!(
        read(sheet),
        [
            "header 1..3",
            "Total 全国: 2010年/基金收入（亿元） (亿元) = 13420; 2010年/基金支出（亿元） (亿元) = 10555; 2011年/基金收入（亿元） (亿元) = 16895; 2011年/基金支出（亿元） (亿元) = 12765",
            "北京: 2010年/基金收入（亿元） (亿元) = 600; 2010年/基金支出（亿元） (亿元) = 500; 2011年/基金收入（亿元） (亿元) = 700; 2011年/基金支出（亿元） (亿元) = 550",
        ]
    );
}

#[test]
fn a_block_for_each_county() {
    let sheet = "
屯溪区 | |
月份 | 收入 | 支出
1月 | 10 | 9
2月 | 11 | 9
 | |
歙县 | |
月份 | 收入 | 支出
1月 | 20 | 19
2月 | 21 | 19
";
    assert_eq!(
        read(sheet),
        [
            "header 1..2",
            "1月: 收入 = 10; 支出 = 9",
            "2月: 收入 = 11; 支出 = 9",
            "header 6..7",
            "1月: 收入 = 20; 支出 = 19",
            "2月: 收入 = 21; 支出 = 19",
        ]
    );
}

#[test]
fn counties_as_sections() {
    let sheet = "
月份 | 收入 | 支出
屯溪区 | |
1月 | 10 | 9
2月 | 11 | 9
歙县 | |
1月 | 20 | 19
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "Heading 屯溪区: ",
            "1月: 收入 = 10; 支出 = 9",
            "2月: 收入 = 11; 支出 = 9",
            "Heading 歙县: ",
            "1月: 收入 = 20; 支出 = 19",
        ]
    );
}

#[test]
fn names_written_once() {
    let sheet = "
区县 | 年月 | 收入
屯溪区 | 2004.01 | 10
 | 2004.02 | 11
 | 小计 | 21
歙县 | 2004.01 | 20
 | 2004.02 | 21
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "屯溪区,2004.01: 收入 = 10",
            "屯溪区,2004.02: 收入 = 11",
            "Total 屯溪区,小计: 收入 = 21",
            "歙县,2004.01: 收入 = 20",
            "歙县,2004.02: 收入 = 21",
        ]
    );
}

#[test]
fn two_tables_side_by_side() {
    let sheet = "
城镇职工 | | | | 城乡居民 | |
区县 | 人数 | 收入 | | 区县 | 人数 | 收入
屯溪区 | 10 | 1.5 | | 屯溪区 | 30 | 2.5
歙县 | 20 | 3 | | 休宁县 | 40 | 4.5
";
    assert_eq!(
        read(sheet),
        [
            "header 1..2",
            "屯溪区: 人数 = 10; 收入 = 1.5",
            "歙县: 人数 = 20; 收入 = 3",
            "header 1..2",
            "屯溪区: 人数 = 30; 收入 = 2.5",
            "休宁县: 人数 = 40; 收入 = 4.5",
        ]
    );
}

#[test]
fn one_table_folded() {
    let sheet = "
地区 | 人数 | 地区 | 人数
屯溪区 | 10 | 休宁县 | 40
歙县 | 20 | 黟县 | 5
";
    assert_eq!(
        read(sheet),
        ["header 0..1", "屯溪区: 人数 = 10", "歙县: 人数 = 20", "header 0..1", "休宁县: 人数 = 40", "黟县: 人数 = 5",]
    );
}

#[test]
fn a_header_printed_on_each_page() {
    let sheet = "
区县 | 人数
屯溪区 | 10
 |
区县 | 人数
歙县 | 20
";
    assert_eq!(read(sheet), ["header 0..1", "屯溪区: 人数 = 10", "Heading 区县: ", "歙县: 人数 = 20",]);
}

#[test]
fn english() {
    let sheet = "
Table 1. Pension fund by province | | |
Unit: 10 000 yuan | | |
Region | Revenue | | Persons (10 000 persons)
 | Total | of which: contributions |
National Total | 300 | 250 | 1,234
Beijing | 100 | 90 | 234
Note: preliminary. | | |
";
    assert_eq!(
        read(sheet),
        [
            "header 2..4",
            "Total National Total: Revenue/Total (10 000 yuan) = 300; Revenue/of which: contributions (10 000 yuan) = 250; Persons (10 000 persons) (10 000 persons) = 1,234",
            "Beijing: Revenue/Total (10 000 yuan) = 100; Revenue/of which: contributions (10 000 yuan) = 90; Persons (10 000 persons) (10 000 persons) = 234",
            "Note Note: preliminary.: ",
        ]
    );
}

#[test]
fn numbered_columns() {
    let sheet = "
项目 | 行次 | 本月数 | 累计数
甲 | 乙 | 1 | 2
一、基金收入 | 1 | 100 | 1000
1.保险费收入 | 2 | 80 | 800
  其中：清欠 | 3 | 8 | 80
二、基金支出 | 4 | 90 | 900
";
    assert_eq!(
        read(sheet),
        [
            "header 0..2",
            "一、基金收入,1: 本月数 = 100; 累计数 = 1000",
            "1.保险费收入,2: 本月数 = 80; 累计数 = 800",
            "OfWhich 其中：清欠,3: 本月数 = 8; 累计数 = 80",
            "二、基金支出,4: 本月数 = 90; 累计数 = 900",
        ]
    );
}

#[test]
fn plain_csv_with_texts_between() {
    let sheet = "
name | city | amount | note | rate
张三 | 屯溪 | | 首次 | 1.5
李四 | 歙县 | 200 | | 2
王五 | 黟县 | 300 | 补报 | 3%
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "张三,屯溪: note = 首次; rate = 1.5",
            "李四,歙县: amount = 200; rate = 2",
            "王五,黟县: amount = 300; note = 补报; rate = 3%",
        ]
    );
}

#[test]
fn months_as_numbers() {
    let sheet = "
区县 | 年月 | 实缴（元）
屯溪区 | 200401 | １，０００．５
屯溪区 | 200402 | (1,200)
";
    assert_eq!(
        read(sheet),
        ["header 0..1", "屯溪区,200401: 实缴（元） (元) = １，０００．５", "屯溪区,200402: 实缴（元） (元) = (1,200)",]
    );
}

#[test]
fn nothing_but_numbers() {
    let sheet = "
1 | 2 | 3
4 | 5 | 6
7 | 8 | 10
";
    assert_eq!(read(sheet), ["header 0..0", ":  = 1;  = 2;  = 3", ":  = 4;  = 5;  = 6", ":  = 7;  = 8;  = 10",]);
}

#[test]
fn a_form_above_a_table() {
    let sheet = "
单位名称： | 黄山市社保局 |
联系电话： | 0559-2345678 |
 | |
区县 | 参保人数 | 基金结余（万元）
屯溪区 | 100 | 20
歙县 | 200 | 40
";
    assert_eq!(
        read(sheet),
        [
            "header 3..4",
            "屯溪区: 参保人数 = 100; 基金结余（万元） (万元) = 20",
            "歙县: 参保人数 = 200; 基金结余（万元） (万元) = 40",
        ]
    );
}

#[test]
fn a_unit_row_and_an_empty_column() {
    let sheet = "
 | | | |
 | 区县 | | 参保人数 | 基金收入
 | | | 人 | 万元
 | 屯溪区 | | 100 | 20.5
 | 歙县 | | 200 | 40
";
    assert_eq!(
        read(sheet),
        [
            "header 1..3",
            "屯溪区: 参保人数/人 (人) = 100; 基金收入/万元 (万元) = 20.5",
            "歙县: 参保人数/人 (人) = 200; 基金收入/万元 (万元) = 40",
        ]
    );
}

#[test]
fn a_second_table_with_other_headings() {
    let sheet = "
表一 收入 | |
区县 | 征缴收入 | 利息
屯溪区 | 10 | 1
歙县 | 20 | 2
资料来源：统计年鉴 | |
 | |
表二 支出 | |
单位：元 | |
区县 | 养老金 | 丧葬费
屯溪区 | 11 | 3
";
    assert_eq!(
        read(sheet),
        [
            "header 1..2",
            "屯溪区: 征缴收入 = 10; 利息 = 1",
            "歙县: 征缴收入 = 20; 利息 = 2",
            "Note 资料来源：统计年鉴: ",
            "header 8..9",
            "屯溪区: 养老金 (元) = 11; 丧葬费 (元) = 3",
        ]
    );
}

#[test]
fn three_header_rows() {
    let sheet = "
地区 | Region | 参保人数 | | | 基金收入 |
 | | 合计 | 职工 | | | #征缴
 | | | 企业 | 机关 | |
北京 | Beijing | 30 | 20 | 10 | 500 | 400
天津 | Tianjin | 15 | 10 | 5 | 250 | 200
";
    assert_eq!(
        read(sheet),
        [
            "header 0..3",
            "北京,Beijing: 参保人数/合计 = 30; 参保人数/职工/企业 = 20; 参保人数/职工/机关 = 10; 基金收入 = 500; 基金收入/#征缴 = 400",
            "天津,Tianjin: 参保人数/合计 = 15; 参保人数/职工/企业 = 10; 参保人数/职工/机关 = 5; 基金收入 = 250; 基金收入/#征缴 = 200",
        ]
    );
}

#[test]
fn excel_dates_down() {
    let sheet = "
日期 | 收入 | 支出
2004-01-01 | 10 | 9
2004-02-01 | 11 | 10
";
    assert_eq!(read(sheet), ["header 0..1", "2004-01-01: 收入 = 10; 支出 = 9", "2004-02-01: 收入 = 11; 支出 = 10",]);
}

#[test]
fn items_numbered_in_hanzi() {
    let sheet = "
2020年1-12月社会保险基金收支执行情况 | | |
编制单位：黄山市财政局 | | | 单位：万元
项目 | 预算数 | 执行数 | 完成（%）
一、基金收入 | 100000 | 98000 | 98.0%
其中：保险费收入 | 80000 | 79000 | 98.8%
财政补贴收入 | 15000 | 14000 | 93.3%
二、基金支出 | 90000 | 91000 | 101.1%
三、年末滚存结余 | | |
";
    assert_eq!(
        read(sheet),
        [
            "header 2..3",
            "一、基金收入: 预算数 (万元) = 100000; 执行数 (万元) = 98000; 完成（%） (%) = 98.0%",
            "OfWhich 其中：保险费收入: 预算数 (万元) = 80000; 执行数 (万元) = 79000; 完成（%） (%) = 98.8%",
            "财政补贴收入: 预算数 (万元) = 15000; 执行数 (万元) = 14000; 完成（%） (%) = 93.3%",
            "二、基金支出: 预算数 (万元) = 90000; 执行数 (万元) = 91000; 完成（%） (%) = 101.1%",
            "三、年末滚存结余: ",
        ]
    );
}

#[test]
fn a_matrix_of_years_and_months() {
    let sheet = "
 | | 2004年 | | 2005年 |
 | | 1月 | 2月 | 1月 | 2月
屯溪区 | 收入 | 1 | 2 | 3 | 4
 | 支出 | 1 | 1 | 2 | 2
歙县 | 收入 | 5 | 6 | 7 | 8
";
    assert_eq!(
        read(sheet),
        [
            "header 0..2",
            "屯溪区,收入: 2004年/1月 = 1; 2004年/2月 = 2; 2005年/1月 = 3; 2005年/2月 = 4",
            "屯溪区,支出: 2004年/1月 = 1; 2004年/2月 = 1; 2005年/1月 = 2; 2005年/2月 = 2",
            "歙县,收入: 2004年/1月 = 5; 2004年/2月 = 6; 2005年/1月 = 7; 2005年/2月 = 8",
        ]
    );
}

#[test]
fn rows_that_are_counted() {
    let sheet = "
序号 | 区县 | 1月 | 2月 | 全年合计
1 | 屯溪区 | 1 | 2 | 3
2 | 歙县 | 1 | 1 | 2
 | 合计 | 2 | 3 | 5
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "1,屯溪区: 1月 = 1; 2月 = 2; 全年合计 = 3",
            "2,歙县: 1月 = 1; 2月 = 1; 全年合计 = 2",
            "Total ,合计: 1月 = 2; 2月 = 3; 全年合计 = 5",
        ]
    );
}

#[test]
fn the_whole_country_by_years() {
    let sheet = "
地区 | 年份 | 参保人数(万人)
全国 | 2019 | 43488
全国 | 2020 | 45621
全国 | 2021 | 48075
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "全国,2019: 参保人数(万人) (万人) = 43488",
            "全国,2020: 参保人数(万人) (万人) = 45621",
            "全国,2021: 参保人数(万人) (万人) = 48075",
        ]
    );
}

#[test]
fn a_row_that_lacks_its_values() {
    let sheet = "
区县 | 征缴收入 | 养老金
屯溪区 | |
歙县 | 20 | 18
休宁县 | 未报 | 未报
黟县 | 5 | 4
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "屯溪区: ",
            "歙县: 征缴收入 = 20; 养老金 = 18",
            "休宁县: 征缴收入 = 未报; 养老金 = 未报",
            "黟县: 征缴收入 = 5; 养老金 = 4",
        ]
    );
}

#[test]
fn dashes_below_a_name_without_values_are_no_headings() {
    let sheet = "
地  区 | 参保人数
屯溪区 |
黄山区 | -
徽州区 | 0.00
";
    assert_eq!(read(sheet), ["header 0..1", "屯溪区: ", "黄山区: 参保人数 = -", "徽州区: 参保人数 = 0.00"]);
}

#[test]
fn a_continued_table() {
    let sheet = "
5-4 各地区情况 | |
地区 | 专利（件） | 收入（万元）
北京 | 10 | 1
 | |
5-4 续表 | |
单位：万元 | |
地区 | 支出（万元） | 结余（万元）
北京 | 4 | 3
";
    assert_eq!(
        read(sheet),
        [
            "header 1..2",
            "北京: 专利（件） (件) = 10; 收入（万元） (万元) = 1",
            "header 6..7",
            "北京: 支出（万元） (万元) = 4; 结余（万元） (万元) = 3",
        ]
    );
}

#[test]
fn one_row_of_values() {
    let sheet = "
 | 黄山市基本养老保险基金收支情况表 | |
年度 | 基金收入 | 基金支出 | 累计结余
2004 | 31234.56 | 28000 | 5000
";
    assert_eq!(read(sheet), ["header 1..2", "2004: 基金收入 = 31234.56; 基金支出 = 28000; 累计结余 = 5000",]);
}

#[test]
fn texts_only() {
    let sheet = "
区县 | 负责单位 | 联系人
屯溪区 | 社保中心 | 张三
歙县 | 社保局 | 李四
";
    assert_eq!(
        read(sheet),
        ["header 0..1", "屯溪区: 负责单位 = 社保中心; 联系人 = 张三", "歙县: 负责单位 = 社保局; 联系人 = 李四",]
    );
}

#[test]
fn county_and_year_across() {
    let sheet = "
年份 | 屯溪区 | | 歙县 |
 | 收入 | 支出 | 收入 | 支出
2004 | 10 | 9 | 20 | 19
2005 | 12 | 10 | 22 | 20
合计 | 22 | 19 | 42 | 39
";
    assert_eq!(
        read(sheet),
        [
            "header 0..2",
            "2004: 屯溪区/收入 = 10; 屯溪区/支出 = 9; 歙县/收入 = 20; 歙县/支出 = 19",
            "2005: 屯溪区/收入 = 12; 屯溪区/支出 = 10; 歙县/收入 = 22; 歙县/支出 = 20",
            "Total 合计: 屯溪区/收入 = 22; 屯溪区/支出 = 19; 歙县/收入 = 42; 歙县/支出 = 39",
        ]
    );
}

#[test]
fn a_header_on_two_lines_of_a_text_file() {
    let sheet = "
序号 | 地区 | 城镇职工基本养老保险 | | | 备注
 | | 参保人数 | 基金收入 | 基金支出 |
 | | （万人） | （亿元） | （亿元） |
1 | 安徽 | 900.5 | 700.1 | 600 |
2 | 江西 | 800 | 600 | 500 | 含省直
";
    assert_eq!(
        read(sheet),
        [
            "header 0..3",
            "1,安徽: 城镇职工基本养老保险/参保人数/（万人） (万人) = 900.5; 城镇职工基本养老保险/基金收入/（亿元） (亿元) = 700.1; 城镇职工基本养老保险/基金支出/（亿元） (亿元) = 600",
            "2,江西: 城镇职工基本养老保险/参保人数/（万人） (万人) = 800; 城镇职工基本养老保险/基金收入/（亿元） (亿元) = 600; 城镇职工基本养老保险/基金支出/（亿元） (亿元) = 500; 备注 = 含省直",
        ]
    );
}

#[test]
fn values_before_their_names() {
    let sheet = "
amount | county | month
10 | 屯溪区 | 2004-01
20 | 歙县 | 2004-02
";
    assert_eq!(read(sheet), ["header 0..1", "屯溪区,2004-01: amount = 10", "歙县,2004-02: amount = 20",]);
}

#[test]
fn no_header_but_names() {
    let sheet = "
屯溪区 | 10 | 9
歙县 | 20 | 19
";
    assert_eq!(read(sheet), ["header 0..0", "屯溪区:  = 10;  = 9", "歙县:  = 20;  = 19",]);
}

#[test]
fn blank_rows_within() {
    let sheet = "
区县 | 收入
 |
东部 | 30
 |
屯溪区 | 10
 |
歙县 | 20
";
    assert_eq!(read(sheet), ["header 0..1", "东部: 收入 = 30", "屯溪区: 收入 = 10", "歙县: 收入 = 20",]);
}

#[test]
fn indicators_down_years_across() {
    let sheet = "
指标 | 单位 | 2010年 | 2011年
参保人数 | 万人 | 100 | 110
  #离退休人数 | 万人 | 30 | 33
基金收入 | 亿元 | 50.5 | —
";
    assert_eq!(
        read(sheet),
        [
            "header 0..1",
            "参保人数,万人: 2010年 (万人) = 100; 2011年 (万人) = 110",
            "OfWhich #离退休人数,万人: 2010年 (万人) = 30; 2011年 (万人) = 33",
            "基金收入,亿元: 2010年 (亿元) = 50.5; 2011年 (亿元) = —",
        ]
    );
}

#[test]
fn merged_areas_are_read_in_each_of_their_cells() {
    let mut sheet = sheet(
        "
地区 | 年份 | 收入 | | 支出 | 备注
 | | 征缴 | 补助 | |
屯溪区 | 2004 | 1 | 2 | 3 | 甲
 | 2005 | 4 | 5 | 6 |
",
    );
    let area = |top, left, bottom, right| Area { top, left, bottom, right };
    sheet.merged = vec![
        area(0, 0, 1, 0),
        area(0, 1, 1, 1),
        area(0, 2, 0, 3),
        area(0, 4, 1, 4),
        area(0, 5, 1, 5),
        area(2, 0, 3, 0),
    ];
    assert_eq!(
        read_sheet(sheet, &TableHints::default()),
        [
            "header 0..2",
            "屯溪区,2004: 收入/征缴 = 1; 收入/补助 = 2; 支出 = 3; 备注 = 甲",
            "屯溪区,2005: 收入/征缴 = 4; 收入/补助 = 5; 支出 = 6",
        ]
    );
}

#[test]
fn what_an_officer_decides_goes_before_what_is_found() {
    let text = "
一月 | 二月
区县 | 收入
屯溪区 | 10
市本级 | 5
";
    let hints = TableHints {
        header: Some((1, 1)),
        labels: Some(vec![0]),
        kinds: vec![("市本级".to_owned(), LineKind::Total)],
        region: None,
    };
    assert_eq!(read_sheet(sheet(text), &hints), ["header 1..2", "屯溪区: 收入 = 10", "Total 市本级: 收入 = 5"]);
    let region = Some(Area { top: 1, left: 1, bottom: 2, right: 1 });
    let hints = TableHints { region, header: Some((1, 1)), ..TableHints::default() };
    assert_eq!(read_sheet(sheet(text), &hints), ["header 1..2", ": 收入 = 10"]);
}

#[test]
fn a_sheet_without_a_table_has_none() {
    for text in ["", "\n", "说明", "http://example.org", "第一段文字。\n第二段文字。"] {
        assert_eq!(read(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn values_are_written_with_their_headings_and_cells() {
    let text = "
单位：万元 |
区县 | 收入, 合计
屯溪区 | 1,234.50
";
    let mut out = Vec::new();
    for table in tables(&Arc::new(sheet(text)), &TableHints::default()) {
        values::write(&table, &mut out).unwrap();
    }
    assert_eq!(String::from_utf8(out).unwrap(), "a.xlsx,,B3,屯溪区,\"收入, 合计\",万元,1234.50\n");
}
