//! The table of a native chart in a worksheet, and the workbook that a chart on a slide carries with it.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::plan::{Helper, Plan};
use super::tokens;
use crate::finding::column_letters;
use crate::report::files::workbook_text::storable;

/// The sheet's name in a chart's own workbook.
pub const SHEET: &str = "数据";

/// A workbook that is the same on every day.
///
/// # Errors
/// What the writer says.
pub fn new_workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made).set_title(title));
    Ok(workbook)
}

/// The workbook of a chart on a slide.
///
/// # Errors
/// What the writer says.
pub fn of_chart(plan: &Plan) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook("")?;
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(SHEET)?;
    table(worksheet, plan, 0, 0)?;
    worksheet.set_freeze_panes(1, 1)?;
    workbook.save_to_buffer().map(super::pack::of_no_system)
}

/// Writes a chart's table with its headings at a row, the categories in a column; the row after it.
///
/// # Errors
/// What the writer says.
pub fn table(worksheet: &mut Worksheet, plan: &Plan, row: u32, column: u16) -> Result<u32, XlsxError> {
    let head = Format::new().set_bold().set_background_color(Color::RGB(tokens::HEAD)).set_text_wrap();
    let number_head = head.clone().set_align(FormatAlign::Right);
    let helping_head = number_head.clone().set_font_color(Color::RGB(tokens::MUTED));
    worksheet.write_string_with_format(row, column, &plan.corner, &head)?;
    let widest = plan.categories.iter().map(|c| wide(c)).max().unwrap_or(8);
    worksheet.set_column_width(column, widest.max(wide(&plan.corner)).clamp(10, 40))?;
    let count = plan.categories.len() as u32;
    let month = Format::new().set_num_format(plan.month_format).set_align(FormatAlign::Left);
    for (n, category) in (0..count).zip(&plan.categories) {
        if let Some(day) = plan.days.as_ref().and_then(|days| days.get(n as usize)) {
            worksheet.write_number_with_format(row + 1 + n, column, *day, &month)?;
            continue;
        }
        match plan.numbers.as_ref().and_then(|numbers| numbers.get(n as usize)) {
            Some(number) => worksheet.write_number(row + 1 + n, column, *number)?,
            None => worksheet.write_string(row + 1 + n, column, storable(category))?,
        };
    }
    for (n, values) in (1..).zip(&plan.columns) {
        let at = column + n;
        let format = Format::new().set_num_format(&values.format);
        let format = if values.helps { format.set_font_color(Color::RGB(tokens::MUTED)) } else { format };
        let heading = if values.helps { &helping_head } else { &number_head };
        worksheet.write_string_with_format(row, at, storable(&values.name), heading)?;
        worksheet.set_column_width(at, wide(&values.name).clamp(13, 30))?;
        for (down, value) in (row + 1..).zip(&values.values) {
            let Some(value) = *value else { continue };
            match values.formula {
                None => worksheet.write_number_with_format(down, at, value, &format)?,
                Some(helper) => {
                    let cell = |of: usize| format!("{}{}", column_letters(u32::from(column) + 2 + of as u32), down + 1);
                    let formula = match helper {
                        Helper::Least(a, b) => format!("=MIN({},{})", cell(a), cell(b)),
                        Helper::Excess(a, b) => format!("=MAX(0,{}-{})", cell(b), cell(a)),
                    };
                    let formula = Formula::new(formula).set_result(super::xml::number(value));
                    worksheet.write_formula_with_format(down, at, formula, &format)?
                }
            };
        }
    }
    Ok(row + 1 + count)
}

/// How wide a text is in a worksheet: a Chinese character is two.
pub fn wide(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>() + 2
}
