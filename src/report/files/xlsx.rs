//! A workbook: a worksheet a table, native charts beside their numbers, assumptions and sources on sheets of their own.
//!
//! Numbers stand in the unit of their heading with all the digits that the program has (万元 with six decimals, so that
//! no fen is lost); number formats round them for reading. Sums, differences and ratios are live formulas where the sheet
//! says so, with the program's own value as their cached result. A text never becomes a formula.

use std::collections::HashSet;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart, ChartType, Color, ConditionalFormat2ColorScale, Format, FormatAlign, FormatBorder, Formula as Live, Note,
    Workbook as Writer, Worksheet, XlsxError,
};

use super::chart_xml::{self, Place};
use super::plan::{self, Plan};
use super::{MOST_PLACES, Progress, book, format, pack, tokens, unmade};
use crate::finding::{Finding, Origin, column_letters};
use crate::month::Period;
use crate::report::files::workbook_text::{Names, storable};
use crate::report::model::charts::{Flows, Heat};
use crate::report::model::formula::{At, Formula};
use crate::report::model::slide::Body;
use crate::report::words::number::{MoneyUnit, Style, UNKNOWN};
use crate::report::words::period::{period_name, since_name};
use crate::report::words::sheet_text;
use crate::report::{Cell, CellValue, Column, Known, Measured, Noted, Quantity, Sheet, Tone};

/// What a sheet of a workbook can hold.
const MOST_ROWS: usize = 1_048_570;
const MOST_COLUMNS: usize = 16_384;
/// The most cells in all, since a workbook is made in memory.
const MOST_CELLS: usize = 5_000_000;
/// A chart's width and height in points.
const CHART: (f64, f64) = (640.0, 340.0);

/// A workbook to be written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Workbook {
    /// What the file says it is.
    pub name: String,
    /// A worksheet each.
    pub pages: Vec<Page>,
    /// What was assumed; a sheet of its own.
    pub assumptions: Option<Sheet>,
    /// Where the numbers come from, a line each; those of the pages are added.
    pub sources: Vec<String>,
}

/// A worksheet.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// Its name; cut to what a workbook allows, and numbered where it is taken.
    pub name: String,
    /// What it holds: a table, or a chart beside its numbers.
    pub body: Body,
}

/// The workbook's bytes. `progress` is told how many worksheets of how many are done.
///
/// # Errors
/// Where a table is larger than a worksheet, the work was ended, or the file can't be made.
pub fn write(workbook: &Workbook, style: Style, progress: &mut Progress<'_>) -> Result<Vec<u8>, Finding> {
    let sheets = workbook.pages.iter().filter_map(|page| match &page.body {
        Body::Sheet(sheet) => Some(sheet),
        _ => None,
    });
    let mut cells = 0;
    for sheet in sheets.chain(&workbook.assumptions) {
        cells += sheet.rows.len() * sheet.columns.len();
        if sheet.rows.len() > MOST_ROWS || sheet.columns.len() > MOST_COLUMNS || cells > MOST_CELLS {
            return Err(Finding::error("export-too-large", Origin::default()).with("title", &sheet.title));
        }
    }
    let mut book = Book { writer: book::new_workbook(&workbook.name).map_err(unmade)?, style, charts: Vec::new() };
    let mut names = Names::default();
    let total = workbook.pages.len();
    for (n, page) in workbook.pages.iter().enumerate() {
        if !progress(n, total) {
            return Err(Finding::error("export-stopped", Origin::default()));
        }
        book.page(&names.free(&page.name), &page.body).map_err(unmade)?;
    }
    if let Some(assumptions) = &workbook.assumptions {
        let name = names.free(style.language.text("export.assumptions"));
        book.sheet(&name, assumptions).map_err(unmade)?;
    }
    let sources = sources(workbook, style);
    if !sources.is_empty() {
        book.lines(&names.free(style.language.text("export.sources")), &sources).map_err(unmade)?;
    }
    let bytes = book.finish()?;
    progress(total, total);
    Ok(bytes)
}

/// All sources, each once, and in which unit the numbers stand.
fn sources(workbook: &Workbook, style: Style) -> Vec<String> {
    let own = workbook.sources.iter().map(String::as_str);
    let pages = workbook.pages.iter().map(|page| page.body.source());
    let mut seen = HashSet::new();
    let mut lines: Vec<String> =
        own.chain(pages).filter(|s| !s.is_empty() && seen.insert(*s)).map(str::to_owned).collect();
    let unit = style.unit_name(Measured::Money);
    lines.push(style.language.fill("export.exact", &[("unit", unit)]));
    lines
}

struct Book {
    writer: Writer,
    style: Style,
    /// Each native chart in the order in which they were placed: its plan and where its table stands.
    charts: Vec<(Plan, String, u32, u32)>,
}

impl Book {
    fn page(&mut self, name: &str, body: &Body) -> Result<(), XlsxError> {
        let style = self.style;
        match body {
            Body::Sheet(sheet) => self.sheet(name, sheet),
            Body::Figure(figure) => {
                let figure = figure.condensed(MOST_PLACES, style.language);
                self.chart(name, &figure.title, plan::of_figure(&figure, style), &figure.notes, &figure.source)
            }
            Body::Curve(curve) => {
                self.chart(name, &curve.title, plan::of_curve(curve, style), &curve.notes, &curve.source)
            }
            Body::Heat(heat) => self.heat(name, heat),
            Body::Flows(flows) => {
                self.sheet(name, &flow_sheet(flows, style))?;
                // The amounts stand in the last column.
                self.comments(name, flows.noted.iter().map(|noted| ((noted.category, 3), &noted.text)))
            }
            Body::Words(words) => self.lines(name, &words.lines),
            Body::Pyramid(pyramid) => {
                self.sheet(name, &pyramid.sheet(style.language.text("retirement.years_of_age")))?;
                // Each side has two columns after that of the ages.
                let at = |noted: &Noted| (noted.category, 1 + 2 * noted.series);
                self.comments(name, pyramid.noted.iter().map(|noted| (at(noted), &noted.text)))
            }
        }
    }

    /// A chart beside its table.
    fn chart(
        &mut self,
        name: &str,
        title: &str,
        plan: Option<Plan>,
        notes: &[String],
        source: &str,
    ) -> Result<(), XlsxError> {
        let worksheet = self.writer.add_worksheet();
        worksheet.set_name(name)?;
        worksheet.write_string_with_format(0, 0, storable(title), &heading_format())?;
        worksheet.set_screen_gridlines(false);
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        let Some(plan) = plan else {
            worksheet.write_string(1, 0, self.style.language.text("export.nothing"))?;
            return below(worksheet, 3, notes, source);
        };
        let next = book::table(worksheet, &plan, 1, 0)?;
        worksheet.set_freeze_panes(2, 1)?;
        // A chart that stands in for the one that is put in its place when the file is finished.
        let mut chart = Chart::new(ChartType::Column);
        chart.add_series().set_values((name, 2, 1, 2, 1));
        chart.set_width((CHART.0 * 4.0 / 3.0) as u32).set_height((CHART.1 * 4.0 / 3.0) as u32);
        chart.set_alt_text(&plan.caption);
        worksheet.insert_chart(1, plan.columns.len() as u16 + 2, &chart)?;
        self.charts.push((plan, name.to_owned(), 1, 0));
        below(self.writer.worksheet_from_name(name)?, next + 1, notes, source)
    }

    fn heat(&mut self, name: &str, heat: &Heat) -> Result<(), XlsxError> {
        let style = self.style;
        let sheet = heat_sheet(heat, style);
        self.sheet(name, &sheet)?;
        let (rows, columns) = (heat.up.values.len() as u32, heat.across.values.len() as u16);
        if rows > 0 && columns > 0 {
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum_color(Color::RGB(tokens::wash(tokens::BLUE, 8)))
                .set_maximum_color(Color::RGB(tokens::wash(tokens::BLUE, 70)));
            self.writer.worksheet_from_name(name)?.add_conditional_format(2, 1, rows + 1, columns, &scale)?;
        }
        // The highest value stands first.
        let at = |noted: &Noted| Some(((rows as usize).checked_sub(noted.series + 1)?, noted.category + 1));
        self.comments(name, heat.noted.iter().filter_map(|noted| Some((at(noted)?, &noted.text))))
    }

    /// What was written at points of a chart that stands there as a table, as comments on its cells.
    fn comments<'t>(
        &mut self,
        name: &str,
        comments: impl Iterator<Item = ((usize, usize), &'t String)>,
    ) -> Result<(), XlsxError> {
        let worksheet = self.writer.worksheet_from_name(name)?;
        for ((row, column), text) in comments {
            let note = Note::new(storable(text)).add_author_prefix(false);
            worksheet.insert_note(row as u32 + 2, column as u16, &note)?;
        }
        Ok(())
    }

    fn sheet(&mut self, name: &str, sheet: &Sheet) -> Result<(), XlsxError> {
        let style = self.style;
        let worksheet = self.writer.add_worksheet();
        worksheet.set_name(name)?;
        worksheet.write_string_with_format(0, 0, storable(&sheet.title), &heading_format())?;
        let formats = Formats::new(sheet, style);
        let mut lines = 1;
        for column in 0..sheet.columns.len() {
            let text = sheet_text::heading(sheet, column, style);
            let head =
                if sheet.columns[column].measured == Measured::Text { &formats.head } else { &formats.number_head };
            worksheet.write_string_with_format(1, column as u16, storable(&text), head)?;
            let width = width(sheet, column, &text, style);
            worksheet.set_column_width(column as u16, width)?;
            lines = lines.max(book::wide(&text).div_ceil(width.max(1)));
            if sheet.columns[column].measured == Measured::Trend {
                // Small lines are the screen's; their place is kept, so that the other columns keep their letters.
                worksheet.set_column_hidden(column as u16)?;
            }
        }
        // A heading that takes several lines needs their height: not every program finds it by itself.
        worksheet.set_row_height(1, lines.clamp(1, 4) * 16)?;
        let mut live = vec![false; if sheet.formulas.is_empty() { 0 } else { sheet.rows.len() }];
        for (row, _, _) in &sheet.formulas {
            if let Some(row) = live.get_mut(*row) {
                *row = true;
            }
        }
        for (row, cells) in sheet.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().take(sheet.columns.len()) {
                let formula = live.get(row).filter(|live| **live).and_then(|_| sheet.formula((row, column)));
                let formula = formula.map(|formula| written(sheet, (row, column), formula, style));
                write_cell(worksheet, (row as u32 + 2, column as u16), cell, formula, &formats, style)?;
            }
        }
        worksheet.set_freeze_panes(2, sheet.frozen.min(sheet.columns.len()) as u16)?;
        worksheet.set_repeat_rows(0, 1)?;
        worksheet.set_footer("&C&P / &N");
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        let next = sheet.rows.len() as u32 + 3;
        below(worksheet, next, &sheet.notes, &sheet.source)
    }

    /// A sheet of lines.
    fn lines(&mut self, name: &str, lines: &[String]) -> Result<(), XlsxError> {
        let worksheet = self.writer.add_worksheet();
        worksheet.set_name(name)?;
        worksheet.set_column_width(0, 110)?;
        let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        worksheet.write_string_with_format(0, 0, name, &heading_format())?;
        for (row, line) in (1..).zip(lines) {
            worksheet.write_string_with_format(row, 0, storable(line), &format)?;
        }
        Ok(())
    }

    /// The bytes, with the charts as they are meant.
    fn finish(mut self) -> Result<Vec<u8>, Finding> {
        let bytes = self.writer.save_to_buffer().map_err(unmade)?;
        if self.charts.is_empty() {
            return Ok(bytes);
        }
        let charts = self.charts.iter().enumerate().map(|(n, (plan, sheet, row, column))| {
            let place =
                Place { sheet, row: *row, column: *column, workbook: None, fixed: false, size: CHART, text: 1000 };
            (format!("xl/charts/chart{}.xml", n + 1), chart_xml::chart(plan, &place))
        });
        pack::replaced(&bytes, charts.collect()).map_err(unmade)
    }
}

fn heading_format() -> Format {
    Format::new().set_bold().set_font_size(13).set_font_color(Color::RGB(tokens::INK))
}

/// Notes and source under a table.
fn below(worksheet: &mut Worksheet, row: u32, notes: &[String], source: &str) -> Result<(), XlsxError> {
    let muted = Format::new().set_font_color(Color::RGB(tokens::MUTED)).set_font_size(10);
    let lines = notes.iter().map(String::as_str).chain([source]).filter(|line| !line.is_empty());
    for (row, line) in (row..).zip(lines) {
        worksheet.write_string_with_format(row, 0, storable(line), &muted)?;
    }
    Ok(())
}

/// The formats of a sheet, made once.
struct Formats {
    head: Format,
    number_head: Format,
    /// By column, then by what a number is, how much of it is known, and how it is to be read.
    columns: Vec<[[[Format; 5]; 2]; 2]>,
    texts: [Format; 5],
    guarded: Format,
    month: Format,
    unknown: Format,
}

impl Formats {
    fn new(sheet: &Sheet, style: Style) -> Formats {
        let colour = |tone: Tone| Color::RGB(tokens::tone(tone));
        let head = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(tokens::HEAD))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(tokens::MUTED))
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let toned = |format: Format| {
            TONES.map(|tone| {
                let format = format.clone().set_font_color(colour(tone));
                if tone == Tone::Struck { format.set_font_strikethrough() } else { format }
            })
        };
        let of = |column: &Column| {
            let plain = format::cells(column.measured, style.unit);
            let change = format::changes(column.measured, style.unit);
            let known = |code: String| [code.clone(), format::partly(&code)];
            [plain, change].map(|code| known(code).map(|code| toned(Format::new().set_num_format(code))))
        };
        Formats {
            number_head: head.clone().set_align(FormatAlign::Right),
            head,
            columns: sheet.columns.iter().map(of).collect(),
            texts: toned(Format::new()),
            guarded: Format::new().set_quote_prefix(),
            month: Format::new()
                .set_num_format(style.language.text("export.month_format"))
                .set_align(FormatAlign::Left),
            unknown: Format::new().set_align(FormatAlign::Right).set_font_color(Color::RGB(tokens::MUTED)),
        }
    }
}

const TONES: [Tone; 5] = [Tone::Plain, Tone::Muted, Tone::Struck, Tone::Warning, Tone::Trouble];

fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formula: Option<String>,
    formats: &Formats,
    style: Style,
) -> Result<(), XlsxError> {
    let tone = TONES.iter().position(|tone| *tone == cell.tone).unwrap_or(0);
    let (quantity, change) = match &cell.value {
        CellValue::Empty | CellValue::Trend(_) => return Ok(()),
        CellValue::Unknown => {
            worksheet.write_string_with_format(row, column, UNKNOWN, &formats.unknown)?;
            return Ok(());
        }
        CellValue::Text(text) => {
            let runs = text.starts_with(['=', '+', '-', '@']);
            let format = if runs { &formats.guarded } else { &formats.texts[tone] };
            worksheet.write_string_with_format(row, column, storable(text), format)?;
            return Ok(());
        }
        // A month is its first day, so that a spreadsheet sorts it.
        CellValue::Period(Period::Month(month)) if month.year() >= 1901 => {
            worksheet.write_number_with_format(row, column, plan::day(*month), &formats.month)?;
            return Ok(());
        }
        CellValue::Period(period) => {
            worksheet.write_string(row, column, period_name(*period, style.language))?;
            return Ok(());
        }
        CellValue::Since(month) => {
            worksheet.write_string(row, column, since_name(*month, style.language))?;
            return Ok(());
        }
        CellValue::Quantity(quantity) => (*quantity, 0),
        CellValue::Change(quantity) => (*quantity, 1),
    };
    let format = &formats.columns[usize::from(column)][change][usize::from(cell.known == Known::Partly)][tone];
    let value = style.axis_value(quantity);
    match formula {
        Some(formula) => {
            let live = Live::new(formula).set_result(super::xml::number(value));
            worksheet.write_formula_with_format(row, column, live, format)?
        }
        None => worksheet.write_number_with_format(row, column, value, format)?,
    };
    Ok(())
}

/// A formula in the workbook's words; the sheet's first row is the third.
fn written(sheet: &Sheet, at: At, formula: Formula, style: Style) -> String {
    let cell = |(row, column): (usize, usize)| format!("{}{}", column_letters(column as u32 + 1), row + 3);
    match formula {
        Formula::Sum(from, to) => format!("=SUM({}:{})", cell(from), cell(to)),
        Formula::Difference(a, b) => format!("={}-{}", cell(a), cell(b)),
        Formula::Ratio(a, b) => {
            let factor = ratio_factor(sheet, at, [a, b], style);
            if factor == Decimal::ONE {
                format!("={}/{}", cell(a), cell(b))
            } else {
                format!("={}/{}*{}", cell(a), cell(b), factor.normalize())
            }
        }
    }
}

/// By how much a ratio of two cells is multiplied to stand in the unit of its cell: money in 万元 by yuan a month,
/// percent.
fn ratio_factor(sheet: &Sheet, at: At, [a, b]: [At; 2], style: Style) -> Decimal {
    let scale = |at: At| match sheet.rows.get(at.0).and_then(|row| row.get(at.1)).map(|cell| &cell.value) {
        Some(CellValue::Quantity(q) | CellValue::Change(q)) => match q {
            Quantity::Money(_) => match style.unit {
                MoneyUnit::Yuan => Decimal::ONE,
                MoneyUnit::TenThousand => Decimal::from(10_000),
                MoneyUnit::HundredMillion => Decimal::from(100_000_000),
            },
            Quantity::Ratio(_) => Decimal::new(1, 2),
            _ => Decimal::ONE,
        },
        _ => Decimal::ONE,
    };
    scale(a) / scale(b) / scale(at)
}

/// A column's width by its first rows.
fn width(sheet: &Sheet, column: usize, heading: &str, style: Style) -> u32 {
    let texts = sheet.rows.iter().take(200).filter_map(|row| row.get(column));
    let widest = texts.map(|cell| book::wide(&sheet_text::marked(cell, style))).max().unwrap_or(0);
    widest.max(book::wide(heading).min(22)).clamp(8, 60)
}

/// A heat map as a table: a row a value of the lever that goes up, the highest first.
fn heat_sheet(heat: &Heat, style: Style) -> Sheet {
    let words = |measured: Measured, name: &str, q: Quantity| match style.unit_name(measured) {
        "" => format!("{name} {}", style.plain(q)),
        _ => format!("{name} {}", style.full(q)),
    };
    let corner = Column::new(heat.up.name.clone(), Measured::Text);
    let across = heat
        .across
        .values
        .iter()
        .map(|q| Column::new(words(heat.across.measured, &heat.across.name, *q), heat.measured));
    let rows = heat.up.values.iter().enumerate().rev().map(|(n, q)| {
        let values = (0..heat.across.values.len())
            .map(|a| Cell::quantity(heat.values.get(n).and_then(|row| row.get(a).copied()).flatten(), None));
        [Cell::text(words(heat.up.measured, "", *q).trim().to_owned())].into_iter().chain(values).collect()
    });
    Sheet {
        title: heat.title.clone(),
        rows: rows.collect(),
        columns: [corner].into_iter().chain(across).collect(),
        frozen: 1,
        notes: heat.notes.clone(),
        source: heat.source.clone(),
        ..Sheet::default()
    }
}

/// Flows as a table: a row a flow.
fn flow_sheet(flows: &Flows, style: Style) -> Sheet {
    let text = |key: &str| style.language.text(key).to_owned();
    let name = |n: usize| flows.nodes.get(n).map_or(String::new(), |node| node.name.clone());
    let rows = flows.links.iter().map(|link| {
        vec![
            Cell::text(name(link.from)),
            Cell::text(name(link.to)),
            Cell::text(link.what.clone()),
            Cell::quantity(Some(link.amount), link.subject.clone()),
        ]
    });
    Sheet {
        title: flows.title.clone(),
        columns: vec![
            Column::new(text("export.from"), Measured::Text),
            Column::new(text("export.to"), Measured::Text),
            Column::new(text("export.what"), Measured::Text),
            Column::new(text("export.amount"), flows.measured),
        ],
        rows: rows.collect(),
        notes: flows.notes.clone(),
        source: flows.source.clone(),
        ..Sheet::default()
    }
}
