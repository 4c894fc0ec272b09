//! What slides stand on when no template is given: a plain white master with two layouts, theme and notes master.
//!
//! The parts are files under `assets/slides`; places that depend on the slides' shape are `{name}` in them.

use super::Rect;
use crate::report::files::tokens::{self, hex};
use crate::report::model::slide::Shape;

/// Where things stand on a slide, in English Metric Units.
pub struct Ground {
    /// Width and height.
    pub size: (i64, i64),
    /// The layout's part name.
    pub layout: String,
    /// The title's width and height in points, and the size of its text where a template sets it.
    pub title: (f64, f64, Option<f64>),
    /// The layout of a cover and its number for what stands under the title; `None` where there is none.
    pub cover: Option<(String, Option<u32>)>,
    /// What is between title and foot.
    pub body: Rect,
    /// The layout's number for the takeaway; where it has none, a text of its own.
    pub takeaway: Option<u32>,
    /// The layout's numbers for footer, date and slide number.
    pub foot: [Option<u32>; 3],
    /// The places of footer, date and slide number where the layout has none.
    pub foot_places: [Rect; 3],
}

const POINT: i64 = 12_700;
const MARGIN: i64 = 40 * POINT;

/// A plain ground of a shape, with its parts.
pub fn plain(shape: Shape) -> (Ground, Vec<(String, Vec<u8>)>) {
    let (width, height) = shape.points();
    let (width, height) = (width as i64 * POINT, height as i64 * POINT);
    let inner = width - 2 * MARGIN;
    let rect = |x, y: i64, w, h: i64| Rect { x, y: y * POINT, w, h: h * POINT };
    let title = rect(MARGIN, 24, inner, 64);
    let takeaway = rect(MARGIN, 450, inner, 40);
    let foot = [
        rect(MARGIN, 504, inner - 190 * POINT, 22),
        rect(MARGIN + inner - 184 * POINT, 504, 134 * POINT, 22),
        rect(MARGIN + inner - 44 * POINT, 504, 44 * POINT, 22),
    ];
    let fill = |text: &str| {
        let mut text = text.to_owned();
        let places = [
            ("title", title),
            ("takeaway", takeaway),
            ("footer", foot[0]),
            ("date", foot[1]),
            ("number", foot[2]),
            ("rule", rect(MARGIN, 94, inner, 0)),
            ("footrule", rect(MARGIN, 500, inner, 0)),
            ("cover", rect(MARGIN, 170, inner, 90)),
            ("under", rect(MARGIN, 272, inner, 60)),
        ];
        for (name, place) in places {
            text = text.replace(&format!("{{{name}}}"), &place.transform());
        }
        coloured(&text).into_bytes()
    };
    let theme = fill(include_str!("../../../../assets/slides/theme.xml"));
    let parts = vec![
        ("ppt/theme/theme1.xml", theme),
        ("ppt/slideMasters/slideMaster1.xml", fill(include_str!("../../../../assets/slides/master.xml"))),
        ("ppt/slideMasters/_rels/slideMaster1.xml.rels", fill(include_str!("../../../../assets/slides/master.rels"))),
        ("ppt/slideLayouts/slideLayout1.xml", fill(include_str!("../../../../assets/slides/finding.xml"))),
        ("ppt/slideLayouts/_rels/slideLayout1.xml.rels", fill(include_str!("../../../../assets/slides/layout.rels"))),
        ("ppt/slideLayouts/slideLayout2.xml", fill(include_str!("../../../../assets/slides/cover.xml"))),
        ("ppt/slideLayouts/_rels/slideLayout2.xml.rels", fill(include_str!("../../../../assets/slides/layout.rels"))),
    ];
    let ground = Ground {
        size: (width, height),
        layout: "slideLayouts/slideLayout1.xml".to_owned(),
        cover: Some(("slideLayouts/slideLayout2.xml".to_owned(), Some(1))),
        title: ((inner / POINT) as f64, 64.0, None),
        body: rect(MARGIN, 102, inner, 392),
        takeaway: Some(13),
        foot: [Some(11), Some(10), Some(12)],
        foot_places: foot,
    };
    (ground, parts.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect())
}

/// The notes master and its theme, under numbers that no template has.
pub fn notes_master() -> Vec<(String, Vec<u8>)> {
    let theme = coloured(include_str!("../../../../assets/slides/theme.xml"));
    let notes = include_str!("../../../../assets/slides/notes.xml");
    let rels = include_str!("../../../../assets/slides/notes.rels");
    vec![
        ("ppt/theme/theme900.xml".to_owned(), theme.into_bytes()),
        ("ppt/notesMasters/notesMaster900.xml".to_owned(), notes.as_bytes().to_vec()),
        ("ppt/notesMasters/_rels/notesMaster900.xml.rels".to_owned(), rels.as_bytes().to_vec()),
    ]
}

/// A part with its colours and typeface.
fn coloured(text: &str) -> String {
    let colours = [("ink", tokens::INK), ("line", tokens::LINE), ("muted", tokens::MUTED), ("blue", tokens::BLUE)];
    let put = |text: String, (name, colour): (&str, _)| text.replace(&format!("{{#{name}}}"), &hex(colour));
    colours.into_iter().fold(text.replace("{face}", tokens::TYPEFACE), put)
}
