//! 标注副本: the sheets of an import as they stood, with what was found marked at its cells.
//!
//! A workbook whose first sheet lists the findings, each linked to its cell; then one sheet for each that was read, the
//! cells in question filled by severity and with a comment. A cell is a number where it was written as a plain one, and
//! a text everywhere else: what a file holds never becomes a formula. The same input makes the same bytes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Note, Url, Workbook, Worksheet, XlsxError,
};

use super::workbook_text::{Names, storable};
use crate::finding::{Finding, Origin, Severity};
use crate::locale::Language;
use crate::sheet::{Area, Sheet};

/// What a sheet of a workbook can hold.
const MOST_ROWS: usize = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// The most cells in all, since a workbook is made in memory: some 200 bytes a cell.
const MOST_CELLS: usize = 5_000_000;
/// A workbook can hold 65,530 links a sheet.
const MOST_LINKS: usize = 65_000;

/// The workbook's bytes.
///
/// # Errors
/// Where a sheet is larger than a workbook's can be, or the workbook can't be made.
pub fn marked_copy(sheets: &[Arc<Sheet>], findings: &[Finding], language: Language) -> Result<Vec<u8>, Finding> {
    let mut cells = 0;
    for sheet in sheets {
        cells += sheet.size();
        if sheet.height() > MOST_ROWS || sheet.most_columns() > MOST_COLUMNS || cells > MOST_CELLS {
            return Err(Finding::error("marked-copy-too-large", sheet.origin.clone()));
        }
    }
    let file = sheets.first().map_or_else(Origin::default, |sheet| Origin::file(&sheet.origin.file));
    workbook(sheets, findings, language)
        .map_err(|error| Finding::error("marked-copy-unmade", file).with("detail", error))
}

fn workbook(sheets: &[Arc<Sheet>], findings: &[Finding], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The bytes would otherwise differ by the time of day.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let names = sheet_names(sheets, language.text("marked.title"));
    let mut by_place: HashMap<(&str, Option<&str>), Vec<&Finding>> = HashMap::new();
    for finding in findings {
        by_place.entry(place(&finding.origin)).or_default().push(finding);
    }
    list(workbook.add_worksheet(), sheets, &names, findings, language)?;
    for (sheet, name) in sheets.iter().zip(&names) {
        let said = by_place.get(&place(&sheet.origin)).map(Vec::as_slice).unwrap_or_default();
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(name)?;
        copy(worksheet, sheet, said, language)?;
    }
    workbook.save_to_buffer()
}

/// File and sheet.
fn place(origin: &Origin) -> (&str, Option<&str>) {
    (&origin.file, origin.sheet.as_deref())
}

/// Where a finding's mark goes, from 0: its cell, or the first of its row where only that is known.
fn marked_cell(origin: &Origin) -> Option<(u32, u16)> {
    let row = origin.row?.checked_sub(1).filter(|row| (*row as usize) < MOST_ROWS)?;
    let column = origin.column.unwrap_or(1).checked_sub(1).filter(|column| (*column as usize) < MOST_COLUMNS)?;
    Some((row, column as u16))
}

/// The sheet that lists the findings.
fn list(
    worksheet: &mut Worksheet,
    sheets: &[Arc<Sheet>],
    names: &[String],
    findings: &[Finding],
    language: Language,
) -> Result<(), XlsxError> {
    const HEADINGS: [(&str, u32); 6] = [
        ("marked.severity", 8),
        ("marked.code", 22),
        ("marked.file", 26),
        ("marked.sheet", 16),
        ("marked.cell", 10),
        ("marked.message", 100),
    ];
    worksheet.set_name(language.text("marked.title"))?;
    let head = Format::new().set_bold().set_background_color("#EDEFF2");
    for ((key, width), column) in HEADINGS.into_iter().zip(0..) {
        worksheet.write_string_with_format(0, column, language.text(key), &head)?;
        worksheet.set_column_width(column, width)?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    let sheet_of: HashMap<_, _> = sheets.iter().zip(names).map(|(sheet, name)| (place(&sheet.origin), name)).collect();
    let top = Format::new().set_align(FormatAlign::Top);
    let wrapped = top.clone().set_text_wrap();
    // What does not fit into a sheet is in findings.json.
    for (finding, row) in findings.iter().take(MOST_ROWS - 1).zip(1..) {
        let severity = top.clone().set_background_color(colour(finding.severity));
        worksheet.write_string_with_format(row, 0, severity_text(finding, language), &severity)?;
        worksheet.write_string_with_format(row, 1, finding.code, &top)?;
        worksheet.write_string_with_format(row, 2, storable(&finding.origin.file), &top)?;
        worksheet.write_string_with_format(
            row,
            3,
            storable(finding.origin.sheet.as_deref().unwrap_or_default()),
            &top,
        )?;
        let written = finding.origin.cell().or_else(|| Some(finding.origin.row?.to_string())).unwrap_or_default();
        match (sheet_of.get(&place(&finding.origin)), marked_cell(&finding.origin)) {
            (Some(name), Some((at, column))) if (row as usize) < MOST_LINKS => {
                let cell = Origin::default().at(at + 1, u32::from(column) + 1).cell().unwrap_or_default();
                let link = Url::new(format!("internal:'{}'!{cell}", name.replace('\'', "''"))).set_text(written);
                worksheet.write_url(row, 4, link)?;
            }
            _ => {
                worksheet.write_string_with_format(row, 4, written, &top)?;
            }
        }
        worksheet.write_string_with_format(row, 5, storable(&finding.sentence(language)), &wrapped)?;
    }
    if !findings.is_empty() {
        worksheet.autofilter(0, 0, findings.len().min(MOST_ROWS - 1) as u32, 5)?;
    }
    Ok(())
}

/// A sheet as it stood, with its marks.
fn copy(worksheet: &mut Worksheet, sheet: &Sheet, said: &[&Finding], language: Language) -> Result<(), XlsxError> {
    let mut marks: BTreeMap<(u32, u16), Vec<&Finding>> = BTreeMap::new();
    for finding in said {
        if let Some(cell) = marked_cell(&finding.origin) {
            marks.entry(cell).or_default().push(finding);
        }
    }
    for area in merged(sheet) {
        worksheet.merge_range(area.top, area.left as u16, area.bottom, area.right as u16, "", &Format::new())?;
    }
    let mut formats = Formats::default();
    for row in 0..sheet.height() {
        for (column, text) in sheet.row(row).enumerate().filter(|(_, text)| !text.is_empty()) {
            let at = (row as u32, column as u16);
            let severity = marks.get(&at).and_then(|findings| worst(findings));
            let shape = Shape::of(text);
            match (plain_number(text), formats.of(severity, shape)) {
                (Some(number), None) => worksheet.write_number(at.0, at.1, number)?,
                (Some(number), Some(format)) => worksheet.write_number_with_format(at.0, at.1, number, format)?,
                (None, None) => worksheet.write_string(at.0, at.1, storable(text))?,
                (None, Some(format)) => worksheet.write_string_with_format(at.0, at.1, storable(text), format)?,
            };
        }
    }
    for (at, findings) in &marks {
        if sheet.cell(at.0 as usize, at.1 as usize).is_empty()
            && let Some(format) = formats.of(worst(findings), Shape::Plain)
        {
            worksheet.write_blank(at.0, at.1, format)?;
        }
        let lines: Vec<String> = findings
            .iter()
            .map(|f| format!("{} {}\n{}", severity_text(f, language), f.code, f.sentence(language)))
            .collect();
        let text = storable(&lines.join("\n\n"));
        // A line of the comment holds some 24 Chinese characters.
        let height = text.lines().map(|line| 1 + line.chars().count() as u32 / 24).sum::<u32>() * 18 + 20;
        let note = Note::new(text).add_author_prefix(false).set_author("").set_font_size(9).set_width(320);
        worksheet.insert_note(at.0, at.1, &note.set_height(height.min(600)))?;
    }
    for (column, width) in widths(sheet).into_iter().enumerate() {
        worksheet.set_column_width(column as u16, width)?;
    }
    Ok(())
}

fn worst(findings: &[&Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).min()
}

fn severity_text(finding: &Finding, language: Language) -> &str {
    language.text(match finding.severity {
        Severity::Error => "severity.error",
        Severity::Warning => "severity.warning",
        Severity::Note => "severity.note",
        Severity::Settled => "severity.settled",
    })
}

fn colour(severity: Severity) -> Color {
    Color::RGB(match severity {
        Severity::Error => 0xF6_D5D2,
        Severity::Warning => 0xFA_EBCB,
        Severity::Note | Severity::Settled => 0xDC_E9F5,
    })
}

/// What of a text its format keeps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Shape {
    /// Nothing: it is shown as it is.
    Plain,
    /// A number with so many decimals, the last of which would not be shown.
    Decimals(usize),
    /// A text that would become a formula if someone entered the cell and left it.
    Formula,
}

impl Shape {
    fn of(text: &str) -> Shape {
        if plain_number(text).is_some() {
            match text.split_once('.') {
                Some((_, decimals)) if decimals.ends_with('0') => Shape::Decimals(decimals.len()),
                _ => Shape::Plain,
            }
        } else if text.starts_with(['=', '+', '-', '@']) {
            Shape::Formula
        } else {
            Shape::Plain
        }
    }
}

/// The formats in use, made once.
#[derive(Default)]
struct Formats(HashMap<(Option<Severity>, Shape), Format>);

impl Formats {
    /// `None` for a cell that needs none.
    fn of(&mut self, severity: Option<Severity>, shape: Shape) -> Option<&Format> {
        if severity.is_none() && shape == Shape::Plain {
            return None;
        }
        Some(self.0.entry((severity, shape)).or_insert_with(|| {
            let mut format = Format::new();
            if let Some(severity) = severity {
                format = format.set_background_color(colour(severity));
            }
            match shape {
                Shape::Plain => format,
                Shape::Decimals(places) => format.set_num_format(format!("0.{}", "0".repeat(places))),
                Shape::Formula => format.set_quote_prefix(),
            }
        }))
    }
}

/// The number that a text is, where it is written as a spreadsheet would write it itself: `-12.50`, and not `0012`,
/// `1,234`, `+5` or anything of more digits than a spreadsheet keeps.
fn plain_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let plain = all_digits(whole) && all_digits(decimals) && (whole == "0" || !whole.starts_with('0'));
    (plain && whole.len() + decimals.len() <= 15).then(|| text.parse().ok()).flatten()
}

/// The merged areas that can be kept: inside the sheet, of more than one cell, not overlapping, and no larger than
/// headings are, since each of their cells is written.
fn merged(sheet: &Sheet) -> Vec<Area> {
    const MOST_CELLS: u64 = 4096;
    let mut taken: HashSet<(u32, u32)> = HashSet::new();
    let columns = sheet.most_columns() as u32;
    let mut kept = Vec::new();
    for area in &sheet.merged {
        let inside = area.top <= area.bottom
            && area.left <= area.right
            && (area.bottom as usize) < sheet.height()
            && area.right < columns;
        if !inside {
            continue;
        }
        let size = u64::from(area.bottom - area.top + 1) * u64::from(area.right - area.left + 1);
        if !(2..=MOST_CELLS).contains(&size) {
            continue;
        }
        let cells =
            || (area.top..=area.bottom).flat_map(|row| (area.left..=area.right).map(move |column| (row, column)));
        if cells().all(|cell| !taken.contains(&cell)) {
            taken.extend(cells());
            kept.push(*area);
        }
    }
    kept
}

/// Column widths by the first rows, a Chinese character being two wide. Titles, which run over, don't count.
fn widths(sheet: &Sheet) -> Vec<u32> {
    const ROWS: usize = 200;
    let mut widths = vec![8; sheet.most_columns()];
    for row in 0..sheet.height().min(ROWS) {
        if sheet.row(row).filter(|cell| !cell.is_empty()).count() < 2 {
            continue;
        }
        for (width, cell) in widths.iter_mut().zip(sheet.row(row)) {
            let wide = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>() + 2;
            *width = wide.clamp(*width, 40.max(*width));
        }
    }
    widths
}

/// A name for each sheet: its own, or its file's where that has none; as a workbook allows, and each only once.
fn sheet_names(sheets: &[Arc<Sheet>], taken: &str) -> Vec<String> {
    let mut names = Names::default();
    names.free(taken);
    sheets.iter().map(|sheet| names.free(sheet.origin.sheet.as_deref().unwrap_or(&sheet.origin.file))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_numbers() {
        for (text, number) in [("12", 12.0), ("-0.50", -0.5), ("0", 0.0), ("200401", 200_401.0)] {
            assert_eq!(plain_number(text), Some(number), "{text}");
        }
        for text in ["", "-", ".5", "5.", "007", "1,234", "+5", "1e5", "１２", "=1", "1234567890123456", "nan", " 1"]
        {
            assert_eq!(plain_number(text), None, "{text}");
        }
        assert_eq!(
            [Shape::of("1.50"), Shape::of("-1"), Shape::of("-")],
            [Shape::Decimals(2), Shape::Plain, Shape::Formula]
        );
    }

    #[test]
    fn sheets_have_names_that_a_workbook_takes() {
        let long = "很".repeat(40);
        let sheet = |file: &str, sheet: Option<&str>| {
            Arc::new(Sheet::new(Origin { sheet: sheet.map(Into::into), ..Origin::file(file) }))
        };
        let sheets = [
            sheet("a.xlsx", Some("检查结果")),
            sheet("b.xlsx", Some("a/b:[c]")),
            sheet("A_b__c_", None),
            sheet(&long, None),
            sheet(&long, None),
            sheet("'", None),
            sheet("history", None),
        ];
        let names = sheet_names(&sheets, "检查结果");
        let expected = [
            "检查结果 (2)",
            "a_b__c_",
            "A_b__c_ (2)",
            &"很".repeat(31),
            &format!("{} (2)", "很".repeat(27)),
            "_",
            "History_",
        ];
        assert_eq!(names, expected);
    }
}
