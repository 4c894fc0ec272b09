//! One slide: title, what shows it, takeaway, notes, foot.

use std::fmt::Write as _;

use super::ground::Ground;
use super::{NAMESPACES, Rect, sheet};
use crate::finding::Finding;
use crate::report::files::chart_xml::{self, Place};
use crate::report::files::plan::{self, Plan};
use crate::report::files::tokens::{self, Colour, hex};
use crate::report::files::xml::{self, escaped};
use crate::report::files::{MOST_PLACES, book, canvas, notes, picture, svg, unmade};
use crate::report::model::slide::{Body, Deck, Slide, Spoken, Words};
use crate::report::words::number::Style;

const POINT: i64 = 12_700;

/// The parts of a slide.
pub struct Made {
    /// The slide itself.
    pub slide: String,
    /// Its chart with the workbook.
    pub chart: Option<(String, Vec<u8>)>,
    /// Its picture.
    pub picture: Option<Vec<u8>>,
}

/// Writes a slide.
///
/// # Errors
/// Where a workbook or picture can't be made.
pub fn make(deck: &Deck, slide: &Slide, number: usize, style: Style, ground: &Ground) -> Result<Made, Finding> {
    let mut shapes = String::new();
    let mut id = 2;
    let mut next = || {
        id += 1;
        id
    };
    if let (Body::Words(words), Some((_, under))) = (&slide.body, cover_of(slide, ground)) {
        cover(&mut shapes, slide, words, *under, ground, &mut next);
        return Ok(Made { slide: whole(&shapes), chart: None, picture: None });
    }
    shapes.push_str(&title(slide, ground, next()));
    let (mut body, takeaway) = cut(ground.body, slide);
    let condensed = match &slide.body {
        Body::Figure(figure) => Some(figure.condensed(MOST_PLACES, style.language)),
        _ => None,
    };
    let notes = notes::of_body(&slide.body, condensed.as_ref(), style, body.w as f64 / POINT as f64);
    if !notes.is_empty() {
        let lines = lines(&notes, body.w as f64 / POINT as f64, 10.0);
        let height = (lines as i64 * 14 + 2) * POINT;
        body.h -= height + 4 * POINT;
        let at = Rect { x: body.x, y: body.bottom() + 4 * POINT, w: body.w, h: height };
        shapes.push_str(&text_box(next(), "note", &notes, at, 1000, tokens::MUTED, "l", "t"));
    }
    let (mut chart, mut drawn) = (None, None);
    let size = (body.w as f64 / POINT as f64, body.h as f64 / POINT as f64);
    let caption = slide.body.title();
    let native = |plan: Option<Plan>| -> Result<Option<(String, Vec<u8>)>, Finding> {
        let Some(plan) = plan else { return Ok(None) };
        let place =
            Place { sheet: book::SHEET, row: 0, column: 0, workbook: Some("rId1"), fixed: true, size, text: 1200 };
        Ok(Some((chart_xml::chart(&plan, &place), book::of_chart(&plan).map_err(unmade)?)))
    };
    match &slide.body {
        Body::Figure(_) => chart = native(condensed.as_ref().and_then(|figure| plan::of_figure(figure, style)))?,
        Body::Curve(curve) => chart = native(plan::of_curve(curve, style))?,
        Body::Sheet(table) => match sheet::frame(table, style, body, next()) {
            Some(frame) => shapes.push_str(&frame),
            None => shapes.push_str(&nothing(next(), body, style)),
        },
        Body::Heat(heat) => drawn = Some(svg::heat(heat, style, size)),
        Body::Flows(flows) => drawn = Some(svg::flows(flows, style, size)),
        Body::Words(words) => shapes.push_str(&spoken(words, body, next())),
        Body::Pyramid(pyramid) => drawn = Some(svg::pyramid(pyramid, style, size)),
    }
    if chart.is_some() {
        shapes.push_str(&chart_frame(next(), caption, &notes, body));
    } else if matches!(slide.body, Body::Figure(_) | Body::Curve(_)) {
        shapes.push_str(&nothing(next(), body, style));
    }
    let picture = match drawn {
        Some(drawn) => {
            shapes.push_str(&picture_frame(next(), caption, &notes, body));
            Some(picture::png(&drawn, 3.0)?)
        }
        None => None,
    };
    if let Some(place) = takeaway {
        shapes.push_str(&match ground.takeaway {
            Some(index) => placeholder(next(), "takeaway", "body", Some(index), &slide.takeaway, ""),
            None => text_box(next(), "takeaway", &slide.takeaway, place, 1600, tokens::BLUE, "l", "ctr"),
        });
    }
    foot(&mut shapes, deck, slide, number, ground, &mut next);
    Ok(Made { slide: whole(&shapes), chart, picture })
}

/// The slide of its shapes.
fn whole(shapes: &str) -> String {
    format!(
        "{}<p:sld {NAMESPACES}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/>\
         </p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/><a:chOff x=\"0\" y=\"0\"/>\
         <a:chExt cx=\"0\" cy=\"0\"/></a:xfrm></p:grpSpPr>{shapes}</p:spTree></p:cSld>\
         <p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>",
        xml::HEAD
    )
}

/// The layout of a cover, where a slide is one or begins a section and there is such a layout.
fn cover_of<'a>(slide: &Slide, ground: &'a Ground) -> Option<&'a (String, Option<u32>)> {
    let is_cover = matches!(&slide.body, Body::Words(words) if words.is_title());
    ground.cover.as_ref().filter(|_| is_cover)
}

/// The layout that a slide stands on.
pub fn layout<'a>(slide: &Slide, ground: &'a Ground) -> &'a str {
    cover_of(slide, ground).map_or(&ground.layout, |(layout, _)| layout)
}

/// The first page: title, what it is of, and at the foot who made it and when.
fn cover(
    shapes: &mut String,
    slide: &Slide,
    words: &Words,
    under: Option<u32>,
    ground: &Ground,
    next: &mut impl FnMut() -> usize,
) {
    shapes.push_str(&placeholder(next(), "title", "ctrTitle", None, &slide.title, ""));
    let below = [&slide.takeaway].into_iter().chain(&words.lines).filter(|line| !line.is_empty());
    let below = below.cloned().collect::<Vec<_>>().join("\n");
    if !below.is_empty() {
        shapes.push_str(&match under {
            Some(index) => placeholder(next(), "subtitle", "subTitle", Some(index), &below, ""),
            None => {
                let place = Rect { y: ground.body.bottom() - ground.body.h / 3, h: ground.body.h / 3, ..ground.body };
                text_box(next(), "subtitle", &below, place, 1800, tokens::MUTED, "l", "t")
            }
        });
    }
    if !slide.source_line().is_empty() {
        let place = Rect { y: ground.body.bottom() - 18 * POINT, h: 18 * POINT, ..ground.body };
        shapes.push_str(&text_box(next(), "source", slide.source_line(), place, 1000, tokens::MUTED, "l", "b"));
    }
}

/// Words in the place of the body: findings numbered, paragraphs as they are, as large as fits.
fn spoken(words: &Words, place: Rect, id: usize) -> String {
    let (width, height) = (place.w as f64 / POINT as f64, place.h as f64 / POINT as f64);
    let size = canvas::spoken_size(&words.lines, width - 28.0, height);
    let run = format!(
        "<a:rPr lang=\"zh-CN\" altLang=\"en-US\" sz=\"{}\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:rPr>",
        (size * 100.0) as u32,
        hex(tokens::INK)
    );
    let bullet = match words.spoken {
        Spoken::Findings => "<a:buFont typeface=\"+mj-lt\"/><a:buAutoNum type=\"arabicPeriod\"/>",
        Spoken::Text | Spoken::Cover => "<a:buNone/>",
    };
    let indent = if words.spoken == Spoken::Findings { " marL=\"355600\" indent=\"-355600\"" } else { "" };
    let paragraph = format!(
        "<a:pPr algn=\"l\"{indent}><a:lnSpc><a:spcPct val=\"120000\"/></a:lnSpc><a:spcBef><a:spcPts val=\"{}\"/></a:spcBef>\
         {bullet}</a:pPr>",
        (size * 60.0) as u32
    );
    let mut text = String::new();
    for line in &words.lines {
        write!(text, "<a:p>{paragraph}<a:r>{run}<a:t>{}</a:t></a:r></a:p>", escaped(line)).unwrap();
    }
    if text.is_empty() {
        text.push_str("<a:p><a:endParaRPr lang=\"zh-CN\"/></a:p>");
    }
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"words\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/></p:nvSpPr><p:spPr>\
         <a:xfrm>{}</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>\
         <a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"t\"><a:noAutofit/></a:bodyPr>\
         <a:lstStyle/>{text}</p:txBody></p:sp>",
        place.transform()
    )
}

/// The body's place and the takeaway's beneath it.
fn cut(all: Rect, slide: &Slide) -> (Rect, Option<Rect>) {
    if slide.takeaway.is_empty() {
        return (all, None);
    }
    let height = 44 * POINT;
    let body = Rect { h: all.h - height - 6 * POINT, ..all };
    (body, Some(Rect { y: all.bottom() - height, h: height, ..all }))
}

/// How many lines a text takes.
fn lines(text: &str, width: f64, size: f64) -> usize {
    (canvas::width_of(text, size) / (width * 0.97)).ceil().max(1.0) as usize
}

/// The title; in a template it keeps the template's size where the sentence fits.
fn title(slide: &Slide, ground: &Ground, id: usize) -> String {
    const SIZES: [f64; 8] = [40.0, 36.0, 32.0, 28.0, 24.0, 20.0, 18.0, 16.0];
    let (width, height, own) = ground.title;
    let fits = |size: &f64| lines(&slide.title, width - 16.0, *size) as f64 * size * 1.25 <= height;
    let size = match own {
        None => Some(canvas::titled(&slide.title, width).0),
        Some(own) if fits(&own) => None,
        Some(own) => Some(SIZES.into_iter().filter(|size| *size < own).find(fits).unwrap_or(14.0)),
    };
    let size = size.map_or(String::new(), |size| format!(" sz=\"{}\"", (size * 100.0) as u32));
    placeholder(id, "title", "title", None, &slide.title, &size)
}

/// Text in a place of the layout.
fn placeholder(id: usize, name: &str, kind: &str, index: Option<u32>, text: &str, attributes: &str) -> String {
    let index = index.map_or(String::new(), |index| format!(" idx=\"{index}\""));
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{name}\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>\
         <p:ph type=\"{kind}\"{index}/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{}</p:txBody></p:sp>",
        paragraphs(text, &format!("<a:rPr lang=\"zh-CN\" altLang=\"en-US\"{attributes}/>"), "")
    )
}

fn paragraphs(text: &str, run: &str, paragraph: &str) -> String {
    let mut out = String::new();
    for line in text.split('\n') {
        if line.trim().is_empty() {
            write!(out, "<a:p>{paragraph}<a:endParaRPr lang=\"zh-CN\"/></a:p>").unwrap();
        } else {
            write!(out, "<a:p>{paragraph}<a:r>{run}<a:t>{}</a:t></a:r></a:p>", escaped(line)).unwrap();
        }
    }
    out
}

#[expect(clippy::too_many_arguments, reason = "a text box is all of these")]
fn text_box(
    id: usize,
    name: &str,
    text: &str,
    place: Rect,
    size: u32,
    colour: Colour,
    align: &str,
    anchor: &str,
) -> String {
    let run = format!(
        "<a:rPr lang=\"zh-CN\" altLang=\"en-US\" sz=\"{size}\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:rPr>",
        hex(colour)
    );
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{name}\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/></p:nvSpPr><p:spPr>\
         <a:xfrm>{}</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>\
         <a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"{anchor}\"><a:noAutofit/></a:bodyPr>\
         <a:lstStyle/>{}</p:txBody></p:sp>",
        place.transform(),
        paragraphs(text, &run, &format!("<a:pPr algn=\"{align}\"/>"))
    )
}

/// A body without a single known number says so.
fn nothing(id: usize, place: Rect, style: Style) -> String {
    text_box(id, "empty", style.language.text("export.nothing"), place, 1400, tokens::MUTED, "ctr", "ctr")
}

fn chart_frame(id: usize, caption: &str, notes: &str, place: Rect) -> String {
    format!(
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{id}\" name=\"chart\" descr=\"{}\"/><p:cNvGraphicFramePr>\
         <a:graphicFrameLocks noGrp=\"1\"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><p:xfrm>{}</p:xfrm>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
         <c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rId3\"/></a:graphicData>\
         </a:graphic></p:graphicFrame>",
        escaped(&described(caption, notes)),
        place.transform()
    )
}

fn picture_frame(id: usize, caption: &str, notes: &str, place: Rect) -> String {
    format!(
        "<p:pic><p:nvPicPr><p:cNvPr id=\"{id}\" name=\"picture\" descr=\"{}\"/><p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/>\
         </p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId3\"/><a:stretch><a:fillRect/></a:stretch>\
         </p:blipFill><p:spPr><a:xfrm>{}</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:pic>",
        escaped(&described(caption, notes)),
        place.transform()
    )
}

fn described(caption: &str, notes: &str) -> String {
    if notes.is_empty() { caption.to_owned() } else { format!("{caption}  {notes}") }
}

fn foot(
    shapes: &mut String,
    deck: &Deck,
    slide: &Slide,
    number: usize,
    ground: &Ground,
    next: &mut impl FnMut() -> usize,
) {
    let foot = deck.foot_of(slide);
    let texts = [("ftr", foot.as_str(), "l"), ("dt", deck.date_of(slide), "r")];
    for ((kind, text, align), (index, place)) in texts.into_iter().zip(ground.foot.iter().zip(ground.foot_places)) {
        if text.is_empty() {
            continue;
        }
        // A long line of sources is set smaller rather than cut off.
        let width = place.w as f64 / POINT as f64;
        let size = if kind == "ftr" && canvas::width_of(text, 10.0) > width { 800 } else { 1000 };
        shapes.push_str(&match index {
            // Some programs don't take the look of footers from the layout; in a template it is the template's.
            Some(index) if ground.takeaway.is_some() => foot_text(next(), kind, *index, text, size, align),
            Some(index) if size == 800 => placeholder(next(), kind, kind, Some(*index), text, " sz=\"800\""),
            Some(index) => placeholder(next(), kind, kind, Some(*index), text, ""),
            None => text_box(next(), kind, text, place, 900, tokens::MUTED, align, "ctr"),
        });
    }
    let field = format!(
        "<a:p><a:fld id=\"{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}\" type=\"slidenum\"><a:rPr lang=\"zh-CN\"/>\
         <a:t>{number}</a:t></a:fld></a:p>"
    );
    if let Some(index) = ground.foot[2] {
        let id = next();
        write!(
            shapes,
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"number\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>\
             <p:ph type=\"sldNum\" idx=\"{index}\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{field}\
             </p:txBody></p:sp>"
        )
        .unwrap();
    }
}

/// A footer in its place, with its look written out.
fn foot_text(id: usize, kind: &str, index: u32, text: &str, size: u32, align: &str) -> String {
    let run = format!(
        "<a:rPr lang=\"zh-CN\" altLang=\"en-US\" sz=\"{size}\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>\
         <a:latin typeface=\"{}\"/><a:ea typeface=\"{1}\"/></a:rPr>",
        hex(tokens::MUTED),
        tokens::TYPEFACE
    );
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{kind}\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>\
         <p:ph type=\"{kind}\" idx=\"{index}\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{}</p:txBody></p:sp>",
        paragraphs(text, &run, &format!("<a:pPr algn=\"{align}\"/>"))
    )
}

/// What the speaker sees: the slide's notes, or its source where there are none.
pub fn speaker_notes(slide: &Slide) -> String {
    let text = if slide.notes.is_empty() { slide.source_line() } else { &slide.notes };
    format!(
        "{}<p:notes {NAMESPACES}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/>\
         </p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"slide\"/><p:cNvSpPr>\
         <a:spLocks noGrp=\"1\" noRot=\"1\" noChangeAspect=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"sldImg\"/></p:nvPr>\
         </p:nvSpPr><p:spPr/></p:sp><p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"notes\"/><p:cNvSpPr>\
         <a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>\
         <a:bodyPr/><a:lstStyle/>{}</p:txBody></p:sp></p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>\
         </p:notes>",
        xml::HEAD,
        paragraphs(text, "<a:rPr lang=\"zh-CN\" altLang=\"en-US\"/>", "")
    )
}
