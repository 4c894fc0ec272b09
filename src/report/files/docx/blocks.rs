//! What stands in a written report, block by block: title, headings, paragraphs, charts, tables, signature.

use std::fmt::Write as _;

use super::{WIDTH, content_type};
use crate::finding::Finding;
use crate::report::Sheet;
use crate::report::files::chart_xml::{self, Place};
use crate::report::files::opc::{Relation, relations};
use crate::report::files::plan::{self, Plan};
use crate::report::files::tables::{self, Room};
use crate::report::files::xml::escaped;
use crate::report::files::{MOST_PLACES, book, picture, svg, unmade};
use crate::report::model::document::{Block, Document};
use crate::report::model::slide::Body;
use crate::report::words::number::Style;

/// English Metric Units of a point.
const POINT: f64 = 12_700.0;
/// The most rows of a table in the text; a longer one says how many it leaves out.
const MOST_ROWS: usize = 40;
/// The most rows of a table that stays on one page.
const SHORT: usize = 16;
/// A chart's height in points.
const CHART: f64 = 204.0;
/// A picture's height in points, where it has to be read cell by cell.
const PICTURE: f64 = 300.0;

/// Writes the text and the parts that it needs.
pub struct Writer {
    style: Style,
    /// The inside of the body.
    pub text: String,
    /// Charts, their workbooks, pictures, with their content types.
    pub parts: Vec<(String, Vec<u8>, String)>,
    /// The relationships of the document.
    pub relations: Vec<Relation>,
    drawn: usize,
}

impl Writer {
    /// An empty report.
    pub fn new(style: Style) -> Writer {
        Writer { style, text: String::new(), parts: Vec::new(), relations: Vec::new(), drawn: 0 }
    }

    /// Title and what it is of.
    pub fn front(&mut self, document: &Document) {
        self.line("Title", &document.title);
        if !document.of.is_empty() {
            let of = self.style.language.fill("written.of", &[("of", &document.of)]);
            self.line("Subtitle", &of);
        }
        self.line("BodyText", "");
    }

    /// Who signs, and when.
    pub fn back(&mut self, document: &Document) {
        let signed: Vec<&String> =
            [&document.unit, &document.date].into_iter().filter(|line| !line.is_empty()).collect();
        if signed.is_empty() {
            return;
        }
        self.line("BodyText", "");
        signed.into_iter().for_each(|line| self.line("Signature", line));
    }

    /// A block.
    ///
    /// # Errors
    /// Where a chart's workbook or a picture can't be made.
    pub fn block(&mut self, block: &Block) -> Result<(), Finding> {
        match block {
            Block::Heading(1, text) => self.line("Heading1", text),
            Block::Heading(_, text) => self.line("Heading2", text),
            Block::Paragraph(text) => text.lines().for_each(|line| self.line("BodyText", line)),
            Block::Chart { body, caption, notes } => {
                self.chart(body, caption)?;
                // Where the numbers come from stands on the same page.
                if notes.is_empty() {
                    self.line("Caption", caption)
                } else {
                    self.kept("Caption", caption)
                }
                self.notes(notes);
            }
            Block::Table { sheet, caption, notes } => {
                self.kept("Caption", caption);
                let more = self.table(sheet);
                self.notes(&[notes.clone(), more].concat());
            }
        }
        Ok(())
    }

    fn line(&mut self, style: &str, text: &str) {
        self.paragraph(style, "", text);
    }

    /// A line that stays with what follows it.
    fn kept(&mut self, style: &str, text: &str) {
        self.paragraph(style, "<w:keepNext/>", text);
    }

    fn paragraph(&mut self, style: &str, more: &str, text: &str) {
        write!(self.text, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{}</w:p>", run(text, "")).unwrap();
    }

    fn notes(&mut self, notes: &[String]) {
        notes.iter().for_each(|note| self.line("Note", note));
    }

    fn chart(&mut self, body: &Body, caption: &str) -> Result<(), Finding> {
        let style = self.style;
        let condensed = match body {
            Body::Figure(figure) => Some(figure.condensed(MOST_PLACES, style.language)),
            _ => None,
        };
        let native = match body {
            Body::Figure(_) => condensed.as_ref().and_then(|figure| plan::of_figure(figure, style)),
            Body::Curve(curve) => plan::of_curve(curve, style),
            _ => None,
        };
        if let Some(plan) = native {
            // Many rows from top to bottom need their height.
            let height =
                if plan.lying { CHART.max(plan.categories.len() as f64 * 15.0 + 70.0).min(520.0) } else { CHART };
            return self.native(&plan, height, caption);
        }
        let size = (WIDTH * 1.5, PICTURE * 1.5);
        let drawn = match body {
            Body::Heat(heat) => svg::heat(heat, style, size),
            Body::Flows(flows) => svg::flows(flows, style, size),
            Body::Pyramid(pyramid) => svg::pyramid(pyramid, style, size),
            _ => {
                self.line("Caption", style.language.text("export.nothing"));
                return Ok(());
            }
        };
        self.drawn += 1;
        let (n, name) = (self.drawn, format!("word/media/picture{}.png", self.drawn));
        self.parts.push((name.clone(), picture::png(&drawn, 2.0)?, String::new()));
        self.relations.push(Relation::new(format!("rIdDrawn{n}"), "image", format!("media/picture{n}.png")));
        let (cx, cy) = ((WIDTH * POINT) as i64, (PICTURE * POINT) as i64);
        let inside = format!(
            "<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:nvPicPr>\
             <pic:cNvPr id=\"{n}\" name=\"picture{n}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
             <a:blip r:embed=\"rIdDrawn{n}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>\
             <a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>\
             </a:prstGeom></pic:spPr></pic:pic></a:graphicData>"
        );
        self.drawing(n, caption, PICTURE, &inside);
        Ok(())
    }

    fn native(&mut self, plan: &Plan, height: f64, caption: &str) -> Result<(), Finding> {
        self.drawn += 1;
        let n = self.drawn;
        let size = (WIDTH, height);
        let place =
            Place { sheet: book::SHEET, row: 0, column: 0, workbook: Some("rId1"), fixed: true, size, text: 900 };
        let chart = format!("word/charts/chart{n}.xml");
        let workbook = format!("word/embeddings/Microsoft_Excel_Sheet{n}.xlsx");
        let own = Relation::new("rId1", "package", format!("../embeddings/Microsoft_Excel_Sheet{n}.xlsx"));
        let kind = content_type(&chart);
        self.parts.push((chart, chart_xml::chart(plan, &place).into_bytes(), kind));
        self.parts.push((
            format!("word/charts/_rels/chart{n}.xml.rels"),
            relations(&[own]).into_bytes(),
            String::new(),
        ));
        self.parts.push((workbook, book::of_chart(plan).map_err(unmade)?, String::new()));
        self.relations.push(Relation::new(format!("rIdDrawn{n}"), "chart", format!("charts/chart{n}.xml")));
        let inside = format!(
            "<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
             <c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rIdDrawn{n}\"/></a:graphicData>"
        );
        self.drawing(n, caption, height, &inside);
        Ok(())
    }

    fn drawing(&mut self, n: usize, caption: &str, height: f64, inside: &str) {
        let (cx, cy) = ((WIDTH * POINT) as i64, (height * POINT) as i64);
        write!(
            self.text,
            "<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing>\
             <wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>\
             <wp:docPr id=\"{n}\" name=\"drawn{n}\" descr=\"{}\"/><wp:cNvGraphicFramePr/><a:graphic>{inside}</a:graphic>\
             </wp:inline></w:drawing></w:r></w:p>",
            escaped(caption)
        )
        .unwrap();
    }

    /// A table, and what is to be said of what it leaves out.
    fn table(&mut self, sheet: &Sheet) -> Vec<String> {
        let language = self.style.language;
        let room = Room { width: WIDTH, rows: MOST_ROWS, sizes: &[10.5, 9.0, 8.0, 7.5, 6.5] };
        let table = tables::within(sheet, self.style, &room);
        if table.columns.is_empty() || table.rows.is_empty() {
            self.line("Caption", language.text("export.nothing"));
            return Vec::new();
        }
        let size = (table.size * 2.0) as u32;
        let widths: Vec<i64> = table.shares().iter().map(|share| (share * WIDTH * 20.0) as i64).collect();
        self.text.push_str(
            "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:jc w:val=\"center\"/><w:tblBorders>\
             <w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
             <w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
             <w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
             <w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>\
             <w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
        );
        for width in &widths {
            write!(self.text, "<w:gridCol w:w=\"{width}\"/>").unwrap();
        }
        self.text.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        // A short table stays on one page.
        let last = table.rows.len() - 1;
        let keeps = |row: usize| table.rows.len() <= SHORT && row < last;
        for (heading, width) in table.headings.iter().zip(&widths) {
            self.cell(heading, *width, ("center", true), size);
        }
        self.text.push_str("</w:tr>");
        for (row, texts) in table.rows.iter().enumerate() {
            self.text.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (((text, _), width), right) in texts.iter().zip(&widths).zip(&table.right) {
                self.cell(text, *width, (if *right { "right" } else { "left" }, keeps(row)), size);
            }
            self.text.push_str("</w:tr>");
        }
        self.text.push_str("</w:tbl>");
        let mut more = Vec::new();
        if sheet.rows.len() > MOST_ROWS {
            let (shown, rest) = (MOST_ROWS - table.totals, sheet.rows.len() - MOST_ROWS);
            let key = if table.totals == 0 { "export.more_rows" } else { "export.more_rows_and_total" };
            more.push(language.fill(key, &[("shown", &shown.to_string()), ("more", &rest.to_string())]));
        }
        if !table.left_out.is_empty() {
            let names = table.left_out.join(language.text("export.and"));
            more.push(language.fill("export.more_columns", &[("columns", &names)]));
        }
        more
    }

    /// A cell, where its text stands, and whether its row stays with the next.
    fn cell(&mut self, text: &str, width: i64, (align, keeps): (&str, bool), size: u32) {
        let keep = if keeps { "<w:keepNext/>" } else { "" };
        let size = format!("<w:rPr><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>");
        write!(
            self.text,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr>\
             <w:pStyle w:val=\"Cell\"/>{keep}<w:jc w:val=\"{align}\"/></w:pPr>{}</w:p></w:tc>",
            run(text, &size)
        )
        .unwrap();
    }
}

/// Text as a run, its lines one under another; nothing where there is no text.
fn run(text: &str, properties: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let lines: Vec<String> =
        text.lines().map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line))).collect();
    format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
}
