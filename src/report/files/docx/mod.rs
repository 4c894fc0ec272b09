//! A written report as a .docx in the form of an official document, its charts native and its tables tables.
//!
//! The page is that of GB/T 9704—2012: A4, 37 mm above, 35 mm below, 28 mm at the left and 26 mm at the right, 22 lines of
//! three-size 仿宋; the title in two-size 小标宋, headings in 黑体 and 楷体, page numbers outside at the foot.
//!
//! The few parts of WordprocessingML are written here beside those of slides, and share their charts, workbooks and
//! relationships: the crates that write .docx (`docx-rs`, MIT, kept; others are left or read only) have paragraphs,
//! tables and pictures, but no native chart, nor a way to put a part of one's own into the package. The same report makes
//! the same bytes.

mod blocks;

use self::blocks::Writer;
use super::opc::{self, Relation, content_types, core, relations};
use super::pack::Package;
use super::xml;
use super::{Progress, unmade};
use crate::finding::{Finding, Origin};
use crate::report::model::document::Document;
use crate::report::words::number::Style;

/// The start of the content types of written documents.
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// The width of the text, in points: 156 mm.
const WIDTH: f64 = 442.2;

/// The report's bytes. `progress` is told how many blocks of how many are done, and ends the work where it returns false.
///
/// # Errors
/// Where the work was ended, or the file can't be made.
pub fn write(document: &Document, style: Style, progress: &mut Progress<'_>) -> Result<Vec<u8>, Finding> {
    let mut writer = Writer::new(style);
    writer.front(document);
    let total = document.blocks.len();
    for (n, block) in document.blocks.iter().enumerate() {
        if !progress(n, total) {
            return Err(Finding::error("export-stopped", Origin::default()));
        }
        writer.block(block)?;
    }
    writer.back(document);
    progress(total, total);
    let Writer { text, mut parts, relations: mut own, .. } = writer;
    own.extend([
        Relation::new("rIdStyles", "styles", "styles.xml"),
        Relation::new("rIdSettings", "settings", "settings.xml"),
        Relation::new("rIdFonts", "fontTable", "fontTable.xml"),
        Relation::new("rIdOdd", "footer", "footer1.xml"),
        Relation::new("rIdEven", "footer", "footer2.xml"),
    ]);
    let mut add = |name: &str, text: String| parts.push((name.to_owned(), text.into_bytes(), content_type(name)));
    add("word/document.xml", whole(&text));
    add("word/_rels/document.xml.rels", relations(&own));
    add("word/styles.xml", include_str!("../../../../assets/written/styles.xml").to_owned());
    add("word/settings.xml", include_str!("../../../../assets/written/settings.xml").to_owned());
    add("word/fontTable.xml", include_str!("../../../../assets/written/fonts.xml").to_owned());
    let footer = |indent: &str, side: &str| {
        let text = include_str!("../../../../assets/written/footer.xml");
        text.replace("{indent}", indent).replace("{side}", side)
    };
    add("word/footer1.xml", footer("w:rightChars=\"100\" w:right=\"280\"", "right"));
    add("word/footer2.xml", footer("w:leftChars=\"100\" w:left=\"280\"", "left"));
    add("docProps/core.xml", core(&document.title));
    add(
        "docProps/app.xml",
        format!(
            "{}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
             <Application>Tongchou</Application></Properties>",
            xml::HEAD
        ),
    );
    let mut package = Package::default();
    package.add("[Content_Types].xml", content_types(parts.iter()));
    package.add("_rels/.rels", opc::top("word/document.xml"));
    for (name, bytes, _) in parts {
        package.add(name, bytes);
    }
    package.write().map_err(unmade)
}

/// The content type of a part; empty where its ending says it.
fn content_type(name: &str) -> String {
    let kind = |of: &str| format!("{WORD}.{of}+xml");
    match name {
        "word/document.xml" => kind("document.main"),
        "word/styles.xml" => kind("styles"),
        "word/settings.xml" => kind("settings"),
        "word/fontTable.xml" => kind("fontTable"),
        "word/footer1.xml" | "word/footer2.xml" => kind("footer"),
        "docProps/core.xml" => "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        "docProps/app.xml" => "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
        name if name.starts_with("word/charts/") && name.ends_with(".xml") => {
            "application/vnd.openxmlformats-officedocument.drawingml.chart+xml".to_owned()
        }
        _ => String::new(),
    }
}

/// `word/document.xml` of what stands in it, with the page.
fn whole(text: &str) -> String {
    format!(
        "{}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><w:body>{text}<w:sectPr>\
         <w:footerReference w:type=\"default\" r:id=\"rIdOdd\"/><w:footerReference w:type=\"even\" r:id=\"rIdEven\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" \
         w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/><w:pgNumType w:start=\"1\"/>\
         <w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr></w:body></w:document>",
        xml::HEAD
    )
}
