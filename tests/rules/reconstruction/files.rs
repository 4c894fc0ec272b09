//! The sample in its two shapes: the data file and the officer's monthly report.
//!
//! The spreadsheet takes numbers as doubles: each is a whole number of fen divided by one hundred,
//! which is correctly rounded and so the same everywhere. Its creation date is fixed, so that the
//! bytes are too.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::Row;

/// How a column is written.
#[derive(Clone, Copy)]
enum Kind {
    Heads,
    Money,
}

/// A numeric column: key, heading, kind, width in the sheet, value.
type Column = (&'static str, &'static str, Kind, f64, fn(&Row) -> i64);

const COLUMNS: [Column; 16] = [
    ("insured", "参保职工人数", Kind::Heads, 13.0, |row| row.insured),
    ("contributors", "缴费人数", Kind::Heads, 10.0, |row| row.contributors),
    ("retirees", "离退休人数", Kind::Heads, 11.0, |row| row.retirees),
    ("base", "月人均缴费基数", Kind::Money, 15.0, |row| row.base),
    ("due", "应缴基本养老保险费", Kind::Money, 19.0, |row| row.due),
    ("collected", "实缴（征收）基本养老保险费", Kind::Money, 26.0, |row| row.collected),
    ("pension", "基本养老金支出", Kind::Money, 16.0, |row| row.pension),
    ("backpay", "其中：补发", Kind::Money, 14.0, |row| row.backpay),
    ("other", "其他支出", Kind::Money, 13.0, |row| row.other),
    ("grant", "中央和省专项补助收入", Kind::Money, 21.0, |row| row.grant),
    ("subsidy", "同级财政补助收入", Kind::Money, 17.0, |row| row.subsidy),
    ("remitted", "上解统筹资金", Kind::Money, 15.0, |row| row.remitted),
    ("allocated", "统筹拨付资金", Kind::Money, 15.0, |row| row.allocated),
    ("interest", "利息收入", Kind::Money, 12.0, |row| row.interest),
    ("balance", "期末结余", Kind::Money, 15.0, |row| row.balance),
    ("target", "征缴任务", Kind::Money, 15.0, |row| row.target),
];

pub fn csv_bytes(rows: &[Row]) -> Vec<u8> {
    let mut text = String::from("county,month");
    for (key, ..) in COLUMNS {
        text.push(',');
        text.push_str(key);
    }
    text.push('\n');
    for row in rows {
        text.push_str(&format!("{},{}-{:02}", row.county, row.year, row.month));
        for (_, _, kind, _, value) in COLUMNS {
            let value = value(row);
            assert!(value >= 0, "{} {}-{:02}: an amount below zero", row.county, row.year, row.month);
            text.push_str(&match kind {
                Kind::Heads => format!(",{value}"),
                Kind::Money => format!(",{}.{:02}", value / 100, value % 100),
            });
        }
        text.push('\n');
    }
    text.into_bytes()
}

pub fn xlsx_bytes(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    const TITLE: &str = "黄山市企业职工基本养老保险基金月报（2004年1月至2007年12月）　示例数据（按公开年度数据重构）";
    const FIRST_DATA_ROW: u32 = 3;
    let last_column = COLUMNS.len() as u16 + 1;

    let title = Format::new().set_bold().set_font_name("宋体").set_font_size(16).set_align(FormatAlign::Center);
    let unit = Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::Right);
    let cell = Format::new().set_font_name("宋体").set_font_size(11).set_border(FormatBorder::Thin);
    let heading = cell.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    let heading = heading.set_align(FormatAlign::VerticalCenter).set_background_color("#DDE7F0");
    let date = cell.clone().set_num_format("yyyy\"年\"m\"月\"").set_align(FormatAlign::Center);
    let heads = cell.clone().set_num_format("#,##0");
    let money = cell.clone().set_num_format("#,##0.00");

    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2008, 3, 31)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("黄山市企业职工基本养老保险基金月报2004-2007")
            .set_subject("示例数据（按公开年度数据重构）")
            .set_creation_datetime(&made),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name("基金月报")?;
    sheet.merge_range(0, 0, 0, last_column, TITLE, &title)?;
    sheet.merge_range(1, 0, 1, last_column, "单位：人、元", &unit)?;
    sheet.write_string_with_format(2, 0, "区县", &heading)?;
    sheet.write_string_with_format(2, 1, "年月", &heading)?;
    sheet.set_column_width(0, 10)?;
    sheet.set_column_width(1, 12)?;
    for ((_, name, _, width, _), column) in COLUMNS.iter().zip(2..) {
        sheet.write_string_with_format(2, column, *name, &heading)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_row_height(2, 32)?;
    for (row, line) in rows.iter().zip(FIRST_DATA_ROW..) {
        let month = ExcelDateTime::from_ymd(row.year as u16, row.month as u8, 1)?;
        sheet.write_string_with_format(line, 0, row.county, &cell)?;
        sheet.write_datetime_with_format(line, 1, &month, &date)?;
        for ((_, _, kind, _, value), column) in COLUMNS.iter().zip(2..) {
            let value = value(row) as f64;
            match kind {
                Kind::Heads => sheet.write_number_with_format(line, column, value, &heads)?,
                Kind::Money => sheet.write_number_with_format(line, column, value / 100.0, &money)?,
            };
        }
    }
    sheet.set_freeze_panes(FIRST_DATA_ROW, 2)?;
    sheet.set_repeat_rows(0, 2)?;
    sheet.set_landscape();
    sheet.set_paper_size(8);
    sheet.set_print_fit_to_pages(1, 0);
    workbook.save_to_buffer()
}
