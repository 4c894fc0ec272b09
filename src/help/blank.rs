//! A blank table to be filled: the columns that are read, in the words by which they are read, and a sheet that explains
//! them. What is filled in is read back without a question.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::about;
use crate::field::{Field, FieldUnit};
use crate::finding::{Finding, Origin};
use crate::intake::headings::{Named, first_name};
use crate::locale::Language;

/// So many rows have the form of a table to be filled.
const ROWS: u32 = 400;
/// The row of the headings, counted from 0.
const HEADINGS: u32 = 2;

/// A column of the table.
struct Column {
    heading: String,
    unit: &'static str,
    is_needed: bool,
    told: String,
}

/// The workbook of a county's months: a sheet to be filled and one that explains the columns.
///
/// # Errors
/// Where the file can't be made.
pub fn workbook(language: Language) -> Result<Vec<u8>, Finding> {
    made(language).map_err(|error| Finding::error("export-unmade", Origin::default()).with("detail", error))
}

fn columns(language: Language) -> Vec<Column> {
    let text = |key: &str| language.text(key).to_owned();
    let key =
        |named, told: &str| Column { heading: heading(named, language), unit: "", is_needed: true, told: text(told) };
    let mut columns = vec![key(Named::County, "blank.county"), key(Named::When, "blank.month")];
    columns.extend(Field::ALL.into_iter().map(|field| {
        let unit = match field.unit() {
            FieldUnit::Persons => "unit.persons",
            FieldUnit::YuanPerMonth => "unit.yuan",
            FieldUnit::Yuan => "unit.ten_thousand",
        };
        let told = about(language.text(field.text_key()), language).map(|topic| topic.article(language));
        Column {
            heading: heading(Named::Field(field), language),
            unit,
            is_needed: field.is_needed(),
            told: told.and_then(|article| article.into_iter().next()).map_or_else(String::new, |part| part.text),
        }
    }));
    columns
}

/// The name by which a column is read: the first of the table of headings, or its key where English is spoken.
fn heading(named: Named, language: Language) -> String {
    first_name(named, language.is_english()).to_owned()
}

fn made(language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let columns = columns(language);
    fill(workbook.add_worksheet(), &columns, language)?;
    explain(workbook.add_worksheet(), &columns, language)?;
    workbook.save_to_buffer()
}

fn with_unit(column: &Column, language: Language) -> String {
    match column.unit {
        "" => column.heading.clone(),
        unit => language.fill("table.heading", &[("heading", &column.heading), ("unit", Language::Chinese.text(unit))]),
    }
}

/// The sheet to be filled.
fn fill(sheet: &mut Worksheet, columns: &[Column], language: Language) -> Result<(), XlsxError> {
    sheet.set_name(language.text("blank.sheet"))?;
    sheet.write_with_format(0, 0, language.text("blank.title"), &Format::new().set_bold().set_font_size(14))?;
    sheet.write_with_format(1, 0, language.text("blank.how"), &Format::new().set_font_color(Color::RGB(0x6B7685)))?;
    let heading = |needed: bool| {
        let color = if needed { Color::RGB(0xDCE8F3) } else { Color::RGB(0xF0F1F3) };
        let format = Format::new().set_bold().set_text_wrap().set_border(FormatBorder::Thin);
        format.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_background_color(color)
    };
    for (n, column) in (0u16..).zip(columns) {
        sheet.write_with_format(HEADINGS, n, with_unit(column, language), &heading(column.is_needed))?;
        sheet.set_column_width(n, if n < 2 { 12 } else { 16 })?;
        let cell = Format::new().set_border(FormatBorder::Hair).set_num_format(match (n, column.unit) {
            // A month stays as it was typed.
            (0 | 1, _) => "@",
            (_, "unit.persons") => "#,##0",
            _ => "#,##0.00####",
        });
        for row in 1..=ROWS {
            sheet.write_blank(HEADINGS + row, n, &cell)?;
        }
    }
    sheet.set_row_height(HEADINGS, 48)?;
    sheet.set_freeze_panes(HEADINGS + 1, 2)?;
    Ok(())
}

/// The sheet that explains the columns, a line each: as words down one column it is never taken for a table.
fn explain(sheet: &mut Worksheet, columns: &[Column], language: Language) -> Result<(), XlsxError> {
    sheet.set_name(language.text("blank.explained"))?;
    sheet.set_column_width(0, 120)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let rules = language.text("blank.rules").split('\n').map(str::to_owned);
    let told = columns.iter().map(|column| {
        let needed = language.text(if column.is_needed { "blank.needed" } else { "blank.not_needed" });
        let values = [("column", &*with_unit(column, language)), ("needed", needed), ("meaning", &column.told)];
        language.fill("blank.told", &values)
    });
    for (row, line) in (0u32..).zip(rules.chain([String::new()]).chain(told)) {
        sheet.write_with_format(row, 0, line, &wrapped)?;
    }
    Ok(())
}
