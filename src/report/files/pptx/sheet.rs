//! A sheet as a native table: at most eight rows, figures at the right, hairlines and no boxes.

use std::fmt::Write as _;

use super::Rect;
use crate::report::Sheet;
use crate::report::files::tables::{self, Fitted};
use crate::report::files::tokens::{self, Colour, hex};
use crate::report::files::xml::escaped;
use crate::report::words::number::Style;

const POINT: i64 = 12_700;
/// The table's frame; `None` where there is nothing to show.
pub fn frame(sheet: &Sheet, style: Style, place: Rect, id: usize) -> Option<String> {
    let table = tables::fitted(sheet, style, place.w as f64 / POINT as f64);
    if table.columns.is_empty() {
        return None;
    }
    let widths = table.shares();
    let row_height = row_height(&table, place);
    let two = table.headings.iter().any(|heading| heading.contains('\n'));
    let head_height = if two { row_height * 3 / 2 } else { row_height };
    let mut out = format!(
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{id}\" name=\"table\" descr=\"{}\"/><p:cNvGraphicFramePr>\
         <a:graphicFrameLocks noGrp=\"1\"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><p:xfrm>{}</p:xfrm>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\"><a:tbl>\
         <a:tblPr firstRow=\"1\"/><a:tblGrid>",
        escaped(&sheet.title),
        Rect { h: row_height * table.rows.len() as i64 + head_height, ..place }.transform()
    );
    for share in &widths {
        write!(out, "<a:gridCol w=\"{}\"/>", (place.w as f64 * share) as i64).unwrap();
    }
    out.push_str("</a:tblGrid>");
    let size = (table.size * 100.0) as u32;
    let mut row = |cells: &mut dyn Iterator<Item = (&str, Colour)>, of: Of| {
        let height = if of == Of::Head { head_height } else { row_height };
        write!(out, "<a:tr h=\"{height}\">").unwrap();
        for ((text, colour), right) in cells.zip(table.right.iter()) {
            cell(&mut out, text, size, colour, *right, of);
        }
        out.push_str("</a:tr>");
    };
    row(&mut table.headings.iter().map(|h| (h.as_str(), tokens::MUTED)), Of::Head);
    for (n, texts) in table.rows.iter().enumerate() {
        let of = if n + table.totals >= table.rows.len() { Of::Total } else { Of::Row };
        row(&mut texts.iter().map(|(text, tone)| (text.as_str(), tokens::tone(*tone))), of);
    }
    out.push_str("</a:tbl></a:graphicData></a:graphic></p:graphicFrame>");
    Some(out)
}

fn row_height(table: &Fitted, place: Rect) -> i64 {
    let wanted = (table.size * 2.3) as i64 * POINT;
    wanted.min(place.h / (table.rows.len() as i64 + 2)).max(12 * POINT)
}

/// What a cell is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Head,
    Row,
    /// A row that holds the others together: on a ground of its own.
    Total,
}

fn cell(out: &mut String, text: &str, size: u32, colour: Colour, right: bool, of: Of) {
    let align = if right { "r" } else { "l" };
    let run = format!(
        "lang=\"zh-CN\" altLang=\"en-US\" sz=\"{size}\" b=\"0\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>",
        hex(colour)
    );
    let text = if text.is_empty() {
        format!("<a:endParaRPr {run}</a:endParaRPr>")
    } else {
        let lines = text.split('\n').map(|line| format!("<a:r><a:rPr {run}</a:rPr><a:t>{}</a:t></a:r>", escaped(line)));
        lines.collect::<Vec<_>>().join("<a:br/>")
    };
    let ground = match of {
        Of::Total => {
            format!("<a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>", hex(tokens::wash(tokens::MUTED, 12)))
        }
        _ => "<a:noFill/>".to_owned(),
    };
    let none = |side: &str| format!("<a:{side} w=\"0\"><a:noFill/></a:{side}>");
    let (line, width) = if of == Of::Head { (tokens::MUTED, 9525) } else { (tokens::LINE, 6350) };
    write!(
        out,
        "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn=\"{align}\"/>{text}</a:p></a:txBody>\
         <a:tcPr marL=\"50800\" marR=\"50800\" marT=\"25400\" marB=\"25400\" anchor=\"ctr\">{}{}{}\
         <a:lnB w=\"{width}\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:lnB>{ground}</a:tcPr></a:tc>",
        none("lnL"),
        none("lnR"),
        none("lnT"),
        hex(line)
    )
    .unwrap();
}
