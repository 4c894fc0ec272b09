//! A deck as a .pptx: native charts with their own workbooks, native tables, speaker notes.
//!
//! Every part is written here but the workbooks inside, which are `rust_xlsxwriter`'s. With a template its masters,
//! layouts and themes are kept and its slides left out. The same deck makes the same bytes.

mod ground;
mod sheet;
mod slide;
mod template;

use std::fmt::Write as _;

use self::ground::Ground;
use super::opc::{self, Relation, TYPE, content_types, core, relations};
use super::pack::Package;
use super::xml::{self, escaped};
use super::{Progress, unmade};
use crate::finding::{Finding, Origin};
use crate::report::model::slide::Deck;
use crate::report::words::number::Style;

/// The start of the content types of presentations.
const PRESENTATION: &str = "application/vnd.openxmlformats-officedocument.presentationml";
/// The namespaces of a slide.
const NAMESPACES: &str = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
                          xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                          xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";

/// A place on a slide, in English Metric Units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rect {
    x: i64,
    y: i64,
    w: i64,
    h: i64,
}

impl Rect {
    /// The inside of an `xfrm`.
    fn transform(self) -> String {
        format!("<a:off x=\"{}\" y=\"{}\"/><a:ext cx=\"{}\" cy=\"{}\"/>", self.x, self.y, self.w, self.h)
    }

    fn bottom(self) -> i64 {
        self.y + self.h
    }
}

/// What a deck is written upon.
struct Base {
    ground: Ground,
    /// Masters, layouts, themes and what they need, with content types.
    parts: Vec<(String, Vec<u8>, String)>,
    /// The inside of `p:sldMasterIdLst`.
    masters: String,
    /// The relationship of the notes master and its part, from `ppt/`.
    notes: (String, String),
    /// `p:notesSz` and what follows it.
    rest: String,
    /// The relationships of the presentation.
    relations: Vec<Relation>,
}

/// The deck's bytes.
///
/// `template` is somebody's own .pptx. `progress` is told how many slides of how many are done, and ends the work where
/// it returns false.
///
/// # Errors
/// Where the template can't be used, the work was ended, or the file can't be made.
pub fn write(
    deck: &Deck,
    style: Style,
    template: Option<&[u8]>,
    progress: &mut Progress<'_>,
) -> Result<Vec<u8>, Finding> {
    let base = match template {
        Some(bytes) => template::base(bytes).map_err(|reason| {
            let key = reason.key();
            let finding = Finding::error("template-unusable", Origin::default()).with("reason", key);
            finding.with("detail", reason.detail())
        })?,
        None => plain(deck),
    };
    package(deck, style, &base, progress)
}

/// The plain white ground.
fn plain(deck: &Deck) -> Base {
    let (ground, parts) = ground::plain(deck.shape);
    let mut parts: Vec<(String, Vec<u8>, String)> =
        parts.into_iter().map(|(name, bytes)| (name.clone(), bytes, content_type(&name))).collect();
    parts.extend(ground::notes_master().into_iter().map(|(name, bytes)| (name.clone(), bytes, content_type(&name))));
    let part = |name: &str, text: String| (name.to_owned(), text.into_bytes(), content_type(name));
    let head = xml::HEAD;
    parts.push(part("ppt/presProps.xml", format!("{head}<p:presentationPr {NAMESPACES}/>")));
    parts.push(part("ppt/viewProps.xml", format!("{head}<p:viewPr {NAMESPACES}/>")));
    parts.push(part(
        "ppt/tableStyles.xml",
        format!(
            "{head}<a:tblStyleLst xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
             def=\"{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}\"/>"
        ),
    ));
    Base {
        ground,
        parts,
        masters: "<p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/>".to_owned(),
        notes: ("rId2".to_owned(), "notesMasters/notesMaster900.xml".to_owned()),
        rest: "<p:notesSz cx=\"6858000\" cy=\"9144000\"/>".to_owned(),
        relations: vec![
            Relation::new("rId1", "slideMaster", "slideMasters/slideMaster1.xml"),
            Relation::new("rId2", "notesMaster", "notesMasters/notesMaster900.xml"),
            Relation::new("rId3", "theme", "theme/theme1.xml"),
            Relation::new("rId4", "presProps", "presProps.xml"),
            Relation::new("rId5", "viewProps", "viewProps.xml"),
            Relation::new("rId6", "tableStyles", "tableStyles.xml"),
        ],
    }
}

/// The content type of a part that is written here; empty where its ending says it.
fn content_type(name: &str) -> String {
    let kind = |of: &str| format!("{PRESENTATION}.{of}+xml");
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    match (folder, name) {
        (_, name) if !name.ends_with(".xml") => String::new(),
        ("ppt/theme", _) => "application/vnd.openxmlformats-officedocument.theme+xml".to_owned(),
        ("ppt/slideMasters", _) => kind("slideMaster"),
        ("ppt/slideLayouts", _) => kind("slideLayout"),
        ("ppt/notesMasters", _) => kind("notesMaster"),
        ("ppt/notesSlides", _) => kind("notesSlide"),
        ("ppt/slides", _) => kind("slide"),
        ("ppt/charts", _) => "application/vnd.openxmlformats-officedocument.drawingml.chart+xml".to_owned(),
        (_, "ppt/presentation.xml") => kind("presentation.main"),
        (_, "ppt/presProps.xml") => kind("presProps"),
        (_, "ppt/viewProps.xml") => kind("viewProps"),
        (_, "ppt/tableStyles.xml") => kind("tableStyles"),
        (_, "docProps/core.xml") => "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        (_, "docProps/app.xml") => "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
        _ => String::new(),
    }
}

fn package(deck: &Deck, style: Style, base: &Base, progress: &mut Progress<'_>) -> Result<Vec<u8>, Finding> {
    let mut written: Vec<(String, Vec<u8>, String)> = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>| {
        let kind = content_type(&name);
        written.push((name, bytes, kind));
    };
    let mut relations_of_deck: Vec<Relation> = base
        .relations
        .iter()
        .map(|r| Relation { id: r.id.clone(), kind: r.kind.clone(), target: r.target.clone(), external: r.external })
        .collect();
    let mut list = String::new();
    let total = deck.slides.len();
    for (n, slide) in (1..).zip(&deck.slides) {
        if !progress(n - 1, total) {
            return Err(Finding::error("export-stopped", Origin::default()));
        }
        let made = slide::make(deck, slide, n, style, &base.ground)?;
        let mut own = vec![
            Relation::new("rId1", "slideLayout", format!("../{}", slide::layout(slide, &base.ground))),
            Relation::new("rId2", "notesSlide", format!("../notesSlides/notesSlide{n}.xml")),
        ];
        if let Some((chart, workbook)) = made.chart {
            own.push(Relation::new("rId3", "chart", format!("../charts/chart{n}.xml")));
            add(format!("ppt/charts/chart{n}.xml"), chart.into_bytes());
            let book = Relation::new("rId1", "package", format!("../embeddings/Microsoft_Excel_Sheet{n}.xlsx"));
            add(format!("ppt/charts/_rels/chart{n}.xml.rels"), relations(&[book]).into_bytes());
            add(format!("ppt/embeddings/Microsoft_Excel_Sheet{n}.xlsx"), workbook);
        }
        if let Some(picture) = made.picture {
            own.push(Relation::new("rId3", "image", format!("../media/slide{n}.png")));
            add(format!("ppt/media/slide{n}.png"), picture);
        }
        add(format!("ppt/slides/slide{n}.xml"), made.slide.into_bytes());
        add(format!("ppt/slides/_rels/slide{n}.xml.rels"), relations(&own).into_bytes());
        add(format!("ppt/notesSlides/notesSlide{n}.xml"), slide::speaker_notes(slide).into_bytes());
        let own = [
            Relation::new("rId1", "notesMaster", format!("../{}", base.notes.1)),
            Relation::new("rId2", "slide", format!("../slides/slide{n}.xml")),
        ];
        add(format!("ppt/notesSlides/_rels/notesSlide{n}.xml.rels"), relations(&own).into_bytes());
        write!(list, "<p:sldId id=\"{}\" r:id=\"rIdSlide{n}\"/>", 255 + n).unwrap();
        relations_of_deck.push(Relation::new(format!("rIdSlide{n}"), "slide", format!("slides/slide{n}.xml")));
    }
    progress(total, total);
    let list = if list.is_empty() { list } else { format!("<p:sldIdLst>{list}</p:sldIdLst>") };
    let shape = match base.ground.size {
        (9_144_000, 6_858_000) => " type=\"screen4x3\"",
        _ => "",
    };
    let presentation = format!(
        "{}<p:presentation {NAMESPACES} saveSubsetFonts=\"1\"><p:sldMasterIdLst>{}</p:sldMasterIdLst>\
         <p:notesMasterIdLst><p:notesMasterId r:id=\"{}\"/></p:notesMasterIdLst>{list}\
         <p:sldSz cx=\"{}\" cy=\"{}\"{shape}/>{}</p:presentation>",
        xml::HEAD,
        base.masters,
        escaped(&base.notes.0),
        base.ground.size.0,
        base.ground.size.1,
        base.rest,
    );
    add("ppt/presentation.xml".to_owned(), presentation.into_bytes());
    add("ppt/_rels/presentation.xml.rels".to_owned(), relations(&relations_of_deck).into_bytes());
    add("docProps/core.xml".to_owned(), core(&deck.name).into_bytes());
    add("docProps/app.xml".to_owned(), app(total).into_bytes());
    let mut package = Package::default();
    package.add("[Content_Types].xml", content_types(base.parts.iter().chain(&written)));
    package.add("_rels/.rels", opc::top("ppt/presentation.xml"));
    for (name, bytes, _) in base.parts.iter().cloned().chain(written) {
        package.add(name, bytes);
    }
    package.write().map_err(unmade)
}

fn app(slides: usize) -> String {
    format!(
        "{}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>Tongchou</Application><Slides>{slides}</Slides><Notes>{slides}</Notes></Properties>",
        xml::HEAD
    )
}
