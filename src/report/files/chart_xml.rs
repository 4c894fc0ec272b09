//! A native chart as DrawingML, the same for slides and workbooks.
//!
//! What looks redundant is not: programs differ in what they assume where an element is absent (`delete`, `overlay`,
//! `varyColors`, the six `show…` of labels), so that each is written. Values stand in the caches as in the table that the
//! formulas name.

use std::fmt::Write as _;

use super::canvas;
use super::plan::{Axis, Drawn, Kind, Label, Layer, Plan};
use super::tokens::{self, Colour, hex};
use super::xml::{self, escaped, number};
use crate::finding::column_letters;

/// Where the chart's table stands, and how the chart is meant to be read.
pub struct Place<'a> {
    /// The sheet.
    pub sheet: &'a str,
    /// The row of the headings, from 0.
    pub row: u32,
    /// The column of the categories, from 0.
    pub column: u32,
    /// The relationship to a workbook of its own; `None` in a workbook.
    pub workbook: Option<&'a str>,
    /// Whether the ends of the axes are set; else they follow the numbers.
    pub fixed: bool,
    /// The chart's width and height in points.
    pub size: (f64, f64),
    /// The size of its text in hundredths of points.
    pub text: u32,
}

const CATEGORIES: u32 = 50_010;
const VALUES: u32 = 50_020;
const RIGHT_CATEGORIES: u32 = 50_030;
const RIGHT_VALUES: u32 = 50_040;

/// `xl/charts/chart1.xml` or `ppt/charts/chart1.xml`.
pub fn chart(plan: &Plan, place: &Place<'_>) -> String {
    let mut out = String::from(xml::HEAD);
    out.push_str(
        "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <c:date1904 val=\"0\"/><c:roundedCorners val=\"0\"/><c:chart>",
    );
    title(&mut out, plan, place);
    out.push_str("<c:autoTitleDeleted val=\"0\"/><c:plotArea>");
    layout(&mut out, plan, place);
    let mut index = 0;
    for layer in &plan.layers {
        self::layer(&mut out, plan, layer, place, &mut index);
    }
    axes(&mut out, plan, place);
    out.push_str("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>");
    legend(&mut out, plan, place);
    out.push_str("<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>");
    out.push_str("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>");
    text_properties(&mut out, place.text, tokens::INK);
    if let Some(id) = place.workbook {
        write!(out, "<c:externalData r:id=\"{id}\"><c:autoUpdate val=\"0\"/></c:externalData>").unwrap();
    }
    out.push_str("</c:chartSpace>");
    out
}

/// The properties of a run of text: size in hundredths of points, colour, typefaces.
fn run_properties(out: &mut String, tag: &str, size: u32, colour: Colour) {
    let face = tokens::TYPEFACE;
    write!(
        out,
        "<a:{tag} lang=\"zh-CN\" sz=\"{size}\" b=\"0\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>\
         <a:latin typeface=\"{face}\"/><a:ea typeface=\"{face}\"/></a:{tag}>",
        hex(colour)
    )
    .unwrap();
}

fn text_properties(out: &mut String, size: u32, colour: Colour) {
    out.push_str("<c:txPr><a:bodyPr rot=\"0\" vert=\"horz\"/><a:lstStyle/><a:p><a:pPr>");
    run_properties(out, "defRPr", size, colour);
    out.push_str("</a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>");
}

fn rich(out: &mut String, words: &str, size: u32, colour: Colour, align: &str) {
    out.push_str("<c:tx><c:rich><a:bodyPr rot=\"0\" wrap=\"none\"/><a:lstStyle/><a:p>");
    write!(out, "<a:pPr algn=\"{align}\">").unwrap();
    run_properties(out, "defRPr", size, colour);
    out.push_str("</a:pPr><a:r>");
    run_properties(out, "rPr", size, colour);
    write!(out, "<a:t>{}</a:t></a:r></a:p></c:rich></c:tx>", escaped(words)).unwrap();
}

fn title(out: &mut String, plan: &Plan, place: &Place<'_>) {
    out.push_str("<c:title>");
    rich(out, &plan.caption, place.text, tokens::MUTED, "l");
    out.push_str(
        "<c:layout><c:manualLayout><c:xMode val=\"edge\"/><c:yMode val=\"edge\"/><c:x val=\"0.004\"/><c:y val=\"0.008\"/>\
         </c:manualLayout></c:layout><c:overlay val=\"0\"/></c:title>",
    );
}

/// The plot with its labels stands under caption and legend, and leaves room for names at the ends of lines.
fn layout(out: &mut String, plan: &Plan, place: &Place<'_>) {
    if plan.lying {
        out.push_str("<c:layout/>");
        return;
    }
    let (width, height) = place.size;
    let text = f64::from(place.text) / 100.0;
    let right = (plan.margin * 850.0 * text / 11.0 / width).max(0.008);
    let top = (text * 2.2 + if plan.legend { text * 2.0 } else { 0.0 }) / height;
    let foot = if plan.across.is_some() { text * 2.0 / height } else { 0.008 };
    write!(
        out,
        "<c:layout><c:manualLayout><c:layoutTarget val=\"outer\"/><c:xMode val=\"edge\"/><c:yMode val=\"edge\"/>\
         <c:x val=\"0.004\"/><c:y val=\"{top:.4}\"/><c:w val=\"{:.4}\"/><c:h val=\"{:.4}\"/></c:manualLayout></c:layout>",
        (0.996 - right).max(0.2),
        (1.0 - top - foot).max(0.2)
    )
    .unwrap();
}

fn legend(out: &mut String, plan: &Plan, place: &Place<'_>) {
    if !plan.legend {
        return;
    }
    out.push_str("<c:legend><c:legendPos val=\"t\"/>");
    for (index, drawn) in plan.layers.iter().flat_map(|layer| &layer.drawn).enumerate() {
        if !drawn.in_legend {
            write!(out, "<c:legendEntry><c:idx val=\"{index}\"/><c:delete val=\"1\"/></c:legendEntry>").unwrap();
        }
    }
    if !plan.lying {
        let text = f64::from(place.text) / 100.0;
        let names = plan.layers.iter().flat_map(|layer| &layer.drawn).filter(|drawn| drawn.in_legend);
        let wide: f64 = names.map(|drawn| canvas::width_of(&plan.columns[drawn.column].name, text) + 4.6 * text).sum();
        let (width, height) = place.size;
        write!(
            out,
            "<c:layout><c:manualLayout><c:xMode val=\"edge\"/><c:yMode val=\"edge\"/><c:x val=\"0.004\"/>\
             <c:y val=\"{:.4}\"/><c:w val=\"{:.4}\"/><c:h val=\"{:.4}\"/></c:manualLayout></c:layout>",
            text * 2.0 / height,
            ((wide + text * 2.0) / width).min(0.98),
            text * 1.9 / height
        )
        .unwrap();
    }
    out.push_str("<c:overlay val=\"0\"/>");
    text_properties(out, place.text, tokens::INK);
    out.push_str("</c:legend>");
}

fn layer(out: &mut String, plan: &Plan, layer: &Layer, place: &Place<'_>, index: &mut usize) {
    let direction = if plan.lying { "bar" } else { "col" };
    let tag = match layer.kind {
        Kind::Areas => {
            out.push_str("<c:areaChart><c:grouping val=\"stacked\"/>");
            "areaChart"
        }
        Kind::Bars => {
            write!(out, "<c:barChart><c:barDir val=\"{direction}\"/><c:grouping val=\"clustered\"/>").unwrap();
            "barChart"
        }
        Kind::Stacked => {
            // In a tornado bars lie across each other; piled up, one would begin where the other ends.
            let grouping = if plan.lying && !piled(layer, plan) { "clustered" } else { "stacked" };
            write!(out, "<c:barChart><c:barDir val=\"{direction}\"/><c:grouping val=\"{grouping}\"/>").unwrap();
            "barChart"
        }
        Kind::Lines => {
            out.push_str("<c:lineChart><c:grouping val=\"standard\"/>");
            "lineChart"
        }
        Kind::Scatter => {
            out.push_str("<c:scatterChart><c:scatterStyle val=\"lineMarker\"/>");
            "scatterChart"
        }
    };
    out.push_str("<c:varyColors val=\"0\"/>");
    for drawn in &layer.drawn {
        series(out, plan, layer.kind, drawn, place, *index);
        *index += 1;
    }
    match layer.kind {
        Kind::Bars => {
            let gap = if layer.drawn.len() > 2 { 60 } else { 80 };
            write!(out, "<c:gapWidth val=\"{gap}\"/><c:overlap val=\"0\"/>").unwrap();
        }
        Kind::Stacked => {
            let gap = if plan.lying { 45 } else { 55 };
            write!(out, "<c:gapWidth val=\"{gap}\"/><c:overlap val=\"100\"/>").unwrap();
        }
        Kind::Lines => out.push_str("<c:marker val=\"1\"/>"),
        Kind::Areas | Kind::Scatter => {}
    }
    let (categories, values) = if layer.right { (RIGHT_CATEGORIES, RIGHT_VALUES) } else { (CATEGORIES, VALUES) };
    write!(out, "<c:axId val=\"{categories}\"/><c:axId val=\"{values}\"/></c:{tag}>").unwrap();
}

/// Whether a layer of bars from top to bottom is piled up: no row has two bars on the same side of zero.
fn piled(layer: &Layer, plan: &Plan) -> bool {
    let rows = layer.drawn.first().map_or(0, |drawn| drawn.rows.end);
    let same_side = |row: usize| {
        let values = layer.drawn.iter().filter_map(|d| plan.columns[d.column].values.get(row).copied().flatten());
        let (above, below) = values.fold((0, 0), |(a, b), v| (a + usize::from(v > 0.0), b + usize::from(v < 0.0)));
        above > 1 || below > 1
    };
    layer.drawn.iter().any(|drawn| drawn.colour.is_none()) || !(0..rows).any(same_side)
}

fn series(out: &mut String, plan: &Plan, kind: Kind, drawn: &Drawn, place: &Place<'_>, index: usize) {
    let column = &plan.columns[drawn.column];
    let letter = column_letters(place.column + 2 + drawn.column as u32);
    let sheet = format!("'{}'", place.sheet.replace('\'', "''"));
    let heading = place.row + 1;
    write!(
        out,
        "<c:ser><c:idx val=\"{index}\"/><c:order val=\"{index}\"/><c:tx><c:strRef><c:f>{}!${letter}${heading}</c:f>\
         <c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>{}</c:v></c:pt></c:strCache></c:strRef></c:tx>",
        escaped(&sheet),
        escaped(&column.name)
    )
    .unwrap();
    shape(out, kind, drawn, drawn.colour);
    let bars = matches!(kind, Kind::Bars | Kind::Stacked);
    if bars {
        out.push_str("<c:invertIfNegative val=\"0\"/>");
    }
    if matches!(kind, Kind::Lines | Kind::Scatter) {
        marker(out, drawn, drawn.colour.unwrap_or(tokens::INK));
    }
    if let (Some(from), Some(colour)) = (drawn.projected_from, drawn.colour) {
        let lighter = tokens::wash(colour, 50);
        for row in drawn.rows.clone().filter(|row| *row >= from && column.values[*row].is_some()) {
            write!(out, "<c:dPt><c:idx val=\"{row}\"/>").unwrap();
            if bars {
                out.push_str("<c:invertIfNegative val=\"0\"/>");
            } else if kind == Kind::Lines {
                marker(out, drawn, lighter);
            }
            out.push_str("<c:bubble3D val=\"0\"/>");
            shape(out, kind, drawn, Some(lighter));
            out.push_str("</c:dPt>");
        }
    }
    labels(out, plan, kind, drawn, place);
    let rows = (heading + 1 + drawn.rows.start as u32, heading + drawn.rows.end as u32);
    let range = |letter: &str| escaped(&format!("{sheet}!${letter}${}:${letter}${}", rows.0, rows.1));
    let (across, values) = if kind == Kind::Scatter { ("xVal", "yVal") } else { ("cat", "val") };
    let at = range(&column_letters(place.column + 1));
    let count = drawn.rows.len();
    write!(out, "<c:{across}>").unwrap();
    // Months on an axis of time are days, as their cells are.
    let days =
        plan.days.as_ref().map(|days| (month_format(plan), days.iter().map(|day| f64::from(*day)).collect::<Vec<_>>()));
    match days.or_else(|| Some(("General".to_owned(), plan.numbers.clone()?))) {
        Some((format, numbers)) => {
            write!(
                out,
                "<c:numRef><c:f>{at}</c:f><c:numCache><c:formatCode>{format}</c:formatCode><c:ptCount val=\"{count}\"/>"
            )
            .unwrap();
            for (n, row) in drawn.rows.clone().enumerate() {
                write!(out, "<c:pt idx=\"{n}\"><c:v>{}</c:v></c:pt>", number(numbers[row])).unwrap();
            }
            out.push_str("</c:numCache></c:numRef>");
        }
        None => {
            write!(out, "<c:strRef><c:f>{at}</c:f><c:strCache><c:ptCount val=\"{count}\"/>").unwrap();
            for (n, row) in drawn.rows.clone().enumerate() {
                write!(out, "<c:pt idx=\"{n}\"><c:v>{}</c:v></c:pt>", escaped(&plan.categories[row])).unwrap();
            }
            out.push_str("</c:strCache></c:strRef>");
        }
    }
    write!(
        out,
        "</c:{across}><c:{values}><c:numRef><c:f>{}</c:f><c:numCache><c:formatCode>{}</c:formatCode><c:ptCount val=\"{count}\"/>",
        range(&letter),
        escaped(&column.format)
    )
    .unwrap();
    for (n, row) in drawn.rows.clone().enumerate() {
        if let Some(value) = column.values[row] {
            write!(out, "<c:pt idx=\"{n}\"><c:v>{}</c:v></c:pt>", number(value)).unwrap();
        }
    }
    write!(out, "</c:numCache></c:numRef></c:{values}>").unwrap();
    if matches!(kind, Kind::Lines | Kind::Scatter) {
        out.push_str("<c:smooth val=\"0\"/>");
    }
    out.push_str("</c:ser>");
}

fn shape(out: &mut String, kind: Kind, drawn: &Drawn, colour: Option<Colour>) {
    let fill = |colour: Colour| format!("<a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>", hex(colour));
    out.push_str("<c:spPr>");
    match (kind, colour) {
        (_, None) => out.push_str("<a:noFill/><a:ln><a:noFill/></a:ln>"),
        (Kind::Lines | Kind::Scatter, Some(_)) if drawn.width <= 0.0 => {
            out.push_str("<a:ln w=\"19050\"><a:noFill/></a:ln>");
        }
        (Kind::Lines | Kind::Scatter, Some(colour)) => {
            let dash = drawn.dash.map_or(String::new(), |dash| format!("<a:prstDash val=\"{dash}\"/>"));
            let width = (drawn.width * 12_700.0) as u32;
            write!(out, "<a:ln w=\"{width}\" cap=\"rnd\">{}{dash}<a:round/></a:ln>", fill(colour)).unwrap();
        }
        (_, Some(colour)) => write!(out, "{}<a:ln><a:noFill/></a:ln>", fill(colour)).unwrap(),
    }
    out.push_str("</c:spPr>");
}

fn marker(out: &mut String, drawn: &Drawn, colour: Colour) {
    if !drawn.marked {
        out.push_str("<c:marker><c:symbol val=\"none\"/></c:marker>");
        return;
    }
    let size = if drawn.width > 0.0 { 5 } else { 9 };
    let colour = hex(colour);
    write!(
        out,
        "<c:marker><c:symbol val=\"circle\"/><c:size val=\"{size}\"/><c:spPr><a:solidFill><a:srgbClr val=\"{colour}\"/>\
         </a:solidFill><a:ln w=\"9525\"><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></a:ln></c:spPr></c:marker>"
    )
    .unwrap();
}

/// What a label shows; all six are written, since programs differ in what they take for granted.
fn shows(out: &mut String, value: bool, name: bool) {
    write!(
        out,
        "<c:showLegendKey val=\"0\"/><c:showVal val=\"{}\"/><c:showCatName val=\"0\"/><c:showSerName val=\"{}\"/>\
         <c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/>",
        u8::from(value),
        u8::from(name)
    )
    .unwrap();
}

fn labels(out: &mut String, plan: &Plan, kind: Kind, drawn: &Drawn, place: &Place<'_>) {
    if drawn.labels.is_empty() && drawn.shows.is_none() {
        return;
    }
    let piled = kind == Kind::Stacked && plan.layers.iter().any(|l| l.kind == kind && piled(l, plan));
    let level = drawn.width > 0.0 && drawn.width < 2.0;
    let position = match kind {
        Kind::Areas => None,
        Kind::Bars => Some("outEnd"),
        Kind::Stacked if piled => Some("inEnd"),
        Kind::Stacked => Some("outEnd"),
        Kind::Lines | Kind::Scatter => Some("t"),
    };
    let colour = drawn.colour.unwrap_or(tokens::INK);
    out.push_str("<c:dLbls>");
    for (row, label) in drawn.labels.iter().filter(|(row, _)| drawn.rows.len() > *row) {
        write!(out, "<c:dLbl><c:idx val=\"{row}\"/>").unwrap();
        let (name, words) = match label {
            Label::Name => (true, None),
            Label::Words(words) => (false, Some(words)),
        };
        let shown = if piled {
            tokens::WHITE
        } else if name {
            colour
        } else {
            tokens::INK
        };
        if let Some(words) = words {
            rich(out, words, place.text * 9 / 10, shown, "ctr");
        }
        out.push_str("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>");
        if name {
            text_properties(out, place.text, colour);
        }
        let at = if name && kind == Kind::Lines && (!level || plan.margin > 0.0) { Some("r") } else { position };
        if let Some(at) = at {
            write!(out, "<c:dLblPos val=\"{at}\"/>").unwrap();
        }
        shows(out, words.is_some(), name);
        out.push_str("</c:dLbl>");
    }
    let format = drawn.shows.as_deref().unwrap_or("General");
    write!(out, "<c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/>", escaped(format)).unwrap();
    out.push_str("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>");
    text_properties(out, place.text * 9 / 10, if piled { tokens::WHITE } else { tokens::INK });
    if let Some(position) = position {
        write!(out, "<c:dLblPos val=\"{position}\"/>").unwrap();
    }
    shows(out, drawn.shows.is_some(), false);
    out.push_str("</c:dLbls>");
}

fn axes(out: &mut String, plan: &Plan, place: &Place<'_>) {
    // Where anything is below zero, labels stand at the low end of the axis.
    let low = if plan.axis.extent.low < 0.0 { "low" } else { "nextTo" };
    match &plan.across {
        Some((axis, title)) => {
            values_axis(
                out,
                place,
                axis,
                &Side { id: CATEGORIES, crosses: VALUES, position: "b", at: "min", grid: false, between: None, title },
            );
            values_axis(
                out,
                place,
                &plan.axis,
                &Side {
                    id: VALUES,
                    crosses: CATEGORIES,
                    position: "l",
                    at: "min",
                    grid: true,
                    between: None,
                    title: "",
                },
            );
        }
        None => {
            let stride = plan.stride(place.size.0);
            categories_axis(out, plan, place, CATEGORIES, VALUES, false, low, stride);
            let between = if plan.edge_to_edge() { "midCat" } else { "between" };
            let (position, at) = if plan.lying { ("b", "max") } else { ("l", "autoZero") };
            let side =
                Side { id: VALUES, crosses: CATEGORIES, position, at, grid: true, between: Some(between), title: "" };
            values_axis(out, place, &plan.axis, &side);
            if let Some(right) = &plan.right {
                categories_axis(out, plan, place, RIGHT_CATEGORIES, RIGHT_VALUES, true, low, stride);
                let side = Side {
                    id: RIGHT_VALUES,
                    crosses: RIGHT_CATEGORIES,
                    position: "r",
                    at: "max",
                    grid: false,
                    between: Some(between),
                    title: "",
                };
                values_axis(out, place, right, &side);
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the two uses differ in all of them")]
fn categories_axis(
    out: &mut String,
    plan: &Plan,
    place: &Place<'_>,
    id: u32,
    crosses: u32,
    deleted: bool,
    labels: &str,
    stride: usize,
) {
    let (orientation, position) = if plan.lying { ("maxMin", "l") } else { ("minMax", "b") };
    let labels = if plan.lying { "low" } else { labels };
    let (tag, format) =
        if plan.days.is_some() { ("dateAx", month_format(plan)) } else { ("catAx", "General".to_owned()) };
    write!(
        out,
        "<c:{tag}><c:axId val=\"{id}\"/><c:scaling><c:orientation val=\"{orientation}\"/></c:scaling>\
         <c:delete val=\"{}\"/><c:axPos val=\"{position}\"/><c:numFmt formatCode=\"{format}\" sourceLinked=\"0\"/>\
         <c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"{labels}\"/>\
         <c:spPr><a:ln w=\"9525\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:ln></c:spPr>",
        u8::from(deleted),
        hex(tokens::MUTED)
    )
    .unwrap();
    text_properties(out, place.text, tokens::INK);
    write!(out, "<c:crossAx val=\"{crosses}\"/><c:crosses val=\"autoZero\"/><c:auto val=\"0\"/>").unwrap();
    if plan.days.is_some() {
        write!(
            out,
            "<c:lblOffset val=\"100\"/><c:baseTimeUnit val=\"months\"/><c:majorUnit val=\"{stride}\"/>\
             <c:majorTimeUnit val=\"months\"/></c:dateAx>"
        )
        .unwrap();
    } else {
        write!(
            out,
            "<c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/><c:tickLblSkip val=\"{stride}\"/>\
             <c:tickMarkSkip val=\"{stride}\"/><c:noMultiLvlLbl val=\"1\"/></c:catAx>"
        )
        .unwrap();
    }
}

/// How months are written on an axis of time.
fn month_format(plan: &Plan) -> String {
    escaped(&plan.month_format.replace('-', "\\-"))
}

/// An axis of values: its number, the axis that it crosses and where, and what it carries.
struct Side<'a> {
    id: u32,
    crosses: u32,
    position: &'a str,
    at: &'a str,
    grid: bool,
    between: Option<&'a str>,
    title: &'a str,
}

fn values_axis(out: &mut String, place: &Place<'_>, axis: &Axis, side: &Side<'_>) {
    write!(out, "<c:valAx><c:axId val=\"{}\"/><c:scaling><c:orientation val=\"minMax\"/>", side.id).unwrap();
    if place.fixed {
        let (low, high) = (number(tidy(axis.extent.low)), number(tidy(axis.extent.high)));
        write!(out, "<c:max val=\"{high}\"/><c:min val=\"{low}\"/>").unwrap();
    }
    write!(out, "</c:scaling><c:delete val=\"0\"/><c:axPos val=\"{}\"/>", side.position).unwrap();
    let line = |colour: Colour| {
        format!(
            "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:ln></c:spPr>",
            hex(colour)
        )
    };
    if side.grid {
        write!(out, "<c:majorGridlines>{}</c:majorGridlines>", line(tokens::LINE)).unwrap();
    }
    if !side.title.is_empty() {
        out.push_str("<c:title>");
        rich(out, side.title, place.text, tokens::MUTED, "ctr");
        out.push_str("<c:overlay val=\"0\"/></c:title>");
    }
    let scatter_foot = side.between.is_none() && !side.grid;
    write!(
        out,
        "<c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/><c:majorTickMark val=\"{}\"/><c:minorTickMark val=\"none\"/>\
         <c:tickLblPos val=\"{}\"/>",
        escaped(&axis.format),
        if scatter_foot { "out" } else { "none" },
        if scatter_foot { "low" } else { "nextTo" }
    )
    .unwrap();
    if scatter_foot {
        let muted = hex(tokens::MUTED);
        write!(out, "<c:spPr><a:ln w=\"9525\"><a:solidFill><a:srgbClr val=\"{muted}\"/></a:solidFill></a:ln></c:spPr>")
            .unwrap();
    } else {
        out.push_str("<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>");
    }
    text_properties(out, place.text, tokens::MUTED);
    write!(
        out,
        "<c:crossAx val=\"{}\"/><c:crosses val=\"{}\"/><c:crossBetween val=\"{}\"/>",
        side.crosses,
        side.at,
        side.between.unwrap_or("midCat")
    )
    .unwrap();
    if place.fixed {
        write!(out, "<c:majorUnit val=\"{}\"/>", number(tidy(axis.extent.step))).unwrap();
    }
    out.push_str("</c:valAx>");
}

/// Multiples of a step without the dust of binary fractions.
fn tidy(value: f64) -> f64 {
    let scale = 1e9;
    if value.abs() < 1e6 { (value * scale).round() / scale } else { value }
}
