//! Pages to be signed as PDF on A4, and as a workbook with a worksheet each.

use super::canvas::{Anchor, Canvas, cut, width_of, wrapped};
use super::{picture, tokens, xlsx};
use crate::finding::Finding;
use crate::report::model::signed::{Paper, SignedPage};
use crate::report::model::slide::Body;
use crate::report::words::number::Style;
use crate::report::words::sheet_text;
use crate::report::{Cell, CellValue, Measured, Sheet};

/// A4 in points, and its margins.
const A4: (f64, f64) = (595.0, 842.0);
const MARGIN: f64 = 56.0;
const ROW: f64 = 21.0;
/// How much room the signatures take.
const SIGN: f64 = 26.0;

/// The PDF of pages, each from a sheet of paper of its own on.
///
/// # Errors
/// Where the file can't be made.
pub fn pdf(name: &str, pages: &[SignedPage], style: Style) -> Result<Vec<u8>, Finding> {
    let drawn: Vec<String> = pages.iter().flat_map(|page| papers(page, style)).collect();
    picture::of_pages(name, &drawn, style)
}

/// The workbook of pages: the table with what is agreed above it, and the lines to sign on below.
///
/// # Errors
/// Where the file can't be made.
pub fn workbook(name: &str, pages: &[SignedPage], style: Style) -> Result<Vec<u8>, Finding> {
    let page = |page: &SignedPage| {
        let mut sheet = page.sheet.clone();
        sheet.title.clone_from(&page.title);
        let mut notes: Vec<String> = Vec::new();
        notes.extend((!page.under.is_empty()).then(|| page.under.clone()));
        notes.extend(page.paragraphs.iter().chain(&page.remarks).cloned());
        let most = page.signatures.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..most {
            let all = page.signatures.iter().map(|signs| signs.get(line).map_or("", String::as_str));
            notes.push(all.collect::<Vec<_>>().join("\u{3000}\u{3000}\u{3000}\u{3000}"));
        }
        sheet.notes = notes;
        let name = if page.name.is_empty() { &page.title } else { &page.name };
        xlsx::Page { name: name.clone(), body: Body::Sheet(sheet) }
    };
    let workbook =
        xlsx::Workbook { name: name.to_owned(), pages: pages.iter().map(page).collect(), ..xlsx::Workbook::default() };
    xlsx::write(&workbook, style, &mut |_, _| true)
}

/// The sheets of paper of a page, as SVG: one where it fits, else the table goes on.
fn papers(page: &SignedPage, style: Style) -> Vec<String> {
    let size = match page.paper {
        Paper::Upright => A4,
        Paper::Across => (A4.1, A4.0),
    };
    let inner = size.0 - 2.0 * MARGIN;
    let mut papers = Vec::new();
    let mut canvas = Canvas::new(size, &page.title);
    let mut y = MARGIN;
    for line in wrapped(&page.title, 17.0, inner, 3) {
        canvas.text(size.0 / 2.0, y + 17.0, &line, 17.0, tokens::INK, Anchor::Middle);
        y += 25.0;
    }
    if !page.under.is_empty() {
        canvas.text(size.0 / 2.0, y + 12.0, &page.under, 10.5, tokens::MUTED, Anchor::Middle);
        y += 20.0;
    }
    y += 10.0;
    for paragraph in &page.paragraphs {
        y += canvas.paragraph(MARGIN, y, inner, 12, &format!("\u{3000}\u{3000}{paragraph}"), 10.5, tokens::INK) + 4.0;
    }
    y += 8.0;
    let fitted = Fitted::of(&page.sheet, inner, style);
    let mut row = 0;
    if !page.sheet.columns.is_empty() {
        loop {
            y = fitted.heading(&mut canvas, y);
            while row < fitted.rows.len() && y + ROW < size.1 - MARGIN {
                fitted.row(&mut canvas, y, row);
                y += ROW;
                row += 1;
            }
            if row == fitted.rows.len() {
                break;
            }
            papers.push(std::mem::replace(&mut canvas, Canvas::new(size, &page.title)).finish());
            y = MARGIN;
        }
    }
    y += 10.0;
    let signing = page.signatures.iter().map(Vec::len).max().unwrap_or(0) as f64 * SIGN + 20.0;
    for remark in page.remarks.iter().chain([&page.sheet.source]).filter(|remark| !remark.is_empty()) {
        let height = wrapped(remark, 9.0, inner, 6).len() as f64 * 9.0 * 1.35;
        if y + height > size.1 - MARGIN {
            papers.push(std::mem::replace(&mut canvas, Canvas::new(size, &page.title)).finish());
            y = MARGIN;
        }
        y += canvas.paragraph(MARGIN, y, inner, 6, remark, 9.0, tokens::MUTED) + 3.0;
    }
    if y + signing > size.1 - MARGIN {
        papers.push(std::mem::replace(&mut canvas, Canvas::new(size, &page.title)).finish());
        y = MARGIN;
    }
    y += 20.0;
    let width = inner / page.signatures.len().max(1) as f64;
    for (n, signs) in page.signatures.iter().enumerate() {
        for (line, text) in signs.iter().enumerate() {
            let at = (MARGIN + width * n as f64, y + 14.0 + SIGN * line as f64);
            canvas.text(at.0, at.1, &cut(text, 10.5, width - 8.0), 10.5, tokens::INK, Anchor::Start);
        }
    }
    papers.push(canvas.finish());
    papers
}

/// A table's texts with the edges of its columns.
struct Fitted {
    /// How wide it is.
    inner: f64,
    size: f64,
    edges: Vec<f64>,
    right: Vec<bool>,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    totals: usize,
}

impl Fitted {
    /// As large as the width allows, and never larger than the text above.
    fn of(sheet: &Sheet, inner: f64, style: Style) -> Fitted {
        let text = |cell: &Cell| match &cell.value {
            CellValue::Trend(_) => String::new(),
            _ => sheet_text::marked(cell, style),
        };
        let headings: Vec<String> = (0..sheet.columns.len()).map(|n| sheet_text::heading(sheet, n, style)).collect();
        let rows: Vec<Vec<String>> = sheet.rows.iter().map(|row| row.iter().map(text).collect()).collect();
        let ems: Vec<f64> = (0..sheet.columns.len())
            .map(|n| {
                let texts = rows.iter().filter_map(|row| row.get(n)).chain([&headings[n]]);
                texts.map(|text| width_of(text, 1.0)).fold(0.0, f64::max).min(22.0) + 1.2
            })
            .collect();
        let whole: f64 = ems.iter().sum::<f64>().max(1.0);
        let size = (inner / whole).min(10.0);
        let (mut edges, mut at) = (vec![0.0], 0.0);
        for own in &ems {
            at += own / whole * inner;
            edges.push(at);
        }
        let right = sheet.columns.iter().map(|column| column.measured != Measured::Text).collect();
        Fitted { inner, size, edges, right, headings, rows, totals: sheet.totals }
    }

    fn texts(&self, canvas: &mut Canvas, y: f64, texts: &[String], colour: tokens::Colour) {
        for (n, text) in texts.iter().enumerate().take(self.right.len()) {
            // Words behind a number stand apart from it.
            let inset = if n > 0 && self.right[n - 1] && !self.right[n] { 16.0 } else { 4.0 };
            let (left, right) = (MARGIN + self.edges[n] + inset, MARGIN + self.edges[n + 1] - 4.0);
            let text = cut(text, self.size, right - left);
            let base = y + ROW / 2.0 + self.size * 0.36;
            match self.right[n] {
                true => canvas.text(right, base, &text, self.size, colour, Anchor::End),
                false => canvas.text(left, base, &text, self.size, colour, Anchor::Start),
            }
        }
    }

    fn heading(&self, canvas: &mut Canvas, y: f64) -> f64 {
        canvas.line((MARGIN, y), (MARGIN + self.inner, y), tokens::INK, 1.0, "");
        self.texts(canvas, y, &self.headings, tokens::MUTED);
        canvas.line((MARGIN, y + ROW), (MARGIN + self.inner, y + ROW), tokens::MUTED, 0.75, "");
        y + ROW
    }

    fn row(&self, canvas: &mut Canvas, y: f64, row: usize) {
        if row + self.totals >= self.rows.len() {
            canvas.rect(MARGIN, y, self.inner, ROW, tokens::wash(tokens::MUTED, 12));
        }
        self.texts(canvas, y, &self.rows[row], tokens::INK);
        canvas.line((MARGIN, y + ROW), (MARGIN + self.inner, y + ROW), tokens::LINE, 0.75, "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    #[test]
    fn a_long_table_goes_on_and_all_of_it_is_there() {
        let rows: Vec<Vec<Cell>> = (0..90).map(|n| vec![Cell::text(format!("第 {n} 行")), Cell::text("1")]).collect();
        let columns = vec![Column::new("项目", Measured::Text), Column::new("金额", Measured::Number)];
        let sheet = Sheet { columns, rows, ..Sheet::default() };
        let signatures = vec![vec!["甲方（盖章）".to_owned()], vec!["乙方（盖章）".to_owned()]];
        let page = SignedPage { title: "责任书".into(), sheet, signatures, ..SignedPage::default() };
        let papers = papers(&page, Style::default());
        assert_eq!(papers.len(), 3);
        for n in 0..90 {
            assert_eq!(papers.iter().filter(|paper| paper.contains(&format!(">第 {n} 行<"))).count(), 1);
        }
        assert!(papers[2].contains("乙方（盖章）"));
        let bytes = pdf("责任书", std::slice::from_ref(&page), Style::default()).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes.len() < 400_000, "{}", bytes.len());
        let across = super::papers(&SignedPage { paper: Paper::Across, ..page.clone() }, Style::default());
        assert!(across.len() > 3 && across.iter().all(|paper| paper.contains("width=\"842\"")), "{}", across[0]);
        assert!(workbook("责任书", &[page], Style::default()).unwrap().starts_with(b"PK"));
    }
}
