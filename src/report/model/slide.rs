//! A slide and a deck before any file format: one finding a slide, said in its title, shown once, with its source.
//!
//! Nothing here reads a clock: the date is a text that the user gives.

use super::charts::{Curve, Flows, Heat, Pyramid};
use super::{Figure, Sheet};

/// The most rows of a sheet that a slide shows; a note says how many more there are.
pub const MOST_ROWS: usize = 8;

/// What a page of words is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spoken {
    /// The first page: what the deck is, and below by whom it is and when.
    Cover,
    /// Findings, numbered.
    Findings,
    /// Paragraphs.
    Text,
}

/// A page of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// What they are.
    pub spoken: Spoken,
    /// A line or a paragraph each.
    pub lines: Vec<String>,
    /// 资料来源; empty where nothing of it is of the data.
    pub source: String,
}

impl Words {
    /// Whether they stand on a page as its title alone does: a cover, or a section that begins.
    pub fn is_title(&self) -> bool {
        self.spoken == Spoken::Cover || (self.spoken == Spoken::Text && self.lines.is_empty())
    }
}

/// What a slide shows.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    /// A chart over categories.
    Figure(Figure),
    /// A table; of more than [`MOST_ROWS`] rows the first, and those that hold all together.
    Sheet(Sheet),
    /// A measure against a lever.
    Curve(Curve),
    /// A measure against two levers.
    Heat(Heat),
    /// Money between places.
    Flows(Flows),
    /// People by age.
    Pyramid(Pyramid),
    /// Words alone.
    Words(Words),
}

impl Body {
    /// What it shows, in words.
    pub fn title(&self) -> &str {
        match self {
            Body::Figure(figure) => &figure.title,
            Body::Sheet(sheet) => &sheet.title,
            Body::Curve(curve) => &curve.title,
            Body::Heat(heat) => &heat.title,
            Body::Flows(flows) => &flows.title,
            Body::Pyramid(pyramid) => &pyramid.title,
            Body::Words(_) => "",
        }
    }

    /// The notes that belong to it.
    pub fn notes(&self) -> &[String] {
        match self {
            Body::Figure(figure) => &figure.notes,
            Body::Sheet(sheet) => &sheet.notes,
            Body::Curve(curve) => &curve.notes,
            Body::Heat(heat) => &heat.notes,
            Body::Flows(flows) => &flows.notes,
            Body::Pyramid(_) | Body::Words(_) => &[],
        }
    }

    /// Where its numbers come from.
    pub fn source(&self) -> &str {
        match self {
            Body::Figure(figure) => &figure.source,
            Body::Sheet(sheet) => &sheet.source,
            Body::Curve(curve) => &curve.source,
            Body::Heat(heat) => &heat.source,
            Body::Flows(flows) => &flows.source,
            Body::Pyramid(pyramid) => &pyramid.source,
            Body::Words(words) => &words.source,
        }
    }
}

/// One finding.
#[derive(Clone, PartialEq, Debug)]
pub struct Slide {
    /// The finding, a sentence.
    pub title: String,
    /// What shows it.
    pub body: Body,
    /// What follows from it; empty where nothing is to be said.
    pub takeaway: String,
    /// What the speaker needs: derivation and sources.
    pub notes: String,
    /// The line on sources at the foot; where it is empty, the body's own.
    pub source: String,
    /// The date at the foot, as the user gives it; where it is empty, the deck's.
    pub date: String,
}

impl Slide {
    /// A finding with what shows it.
    pub fn new(title: impl Into<String>, body: Body) -> Slide {
        let title = title.into();
        Slide { title, body, takeaway: String::new(), notes: String::new(), source: String::new(), date: String::new() }
    }

    /// The line on sources: its own, or the body's.
    pub fn source_line(&self) -> &str {
        if self.source.is_empty() { self.body.source() } else { &self.source }
    }
}

/// The shape of the slides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Shape {
    /// 16 : 9
    #[default]
    Wide,
    /// 4 : 3
    Classic,
}

impl Shape {
    /// Width and height in points.
    pub const fn points(self) -> (f64, f64) {
        match self {
            Shape::Wide => (960.0, 540.0),
            Shape::Classic => (720.0, 540.0),
        }
    }
}

/// Slides that are shown together.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Deck {
    /// What the file says it is.
    pub name: String,
    /// In order.
    pub slides: Vec<Slide>,
    /// Their shape; a template of one's own has its own.
    pub shape: Shape,
    /// The date at the foot of every slide, as the user gives it.
    pub date: String,
    /// What stands at the foot before the source, such as the office's name.
    pub footer: String,
}

impl Deck {
    /// The date of a slide: its own, or the deck's.
    pub fn date_of<'a>(&'a self, slide: &'a Slide) -> &'a str {
        if slide.date.is_empty() { &self.date } else { &slide.date }
    }

    /// What stands at the foot of a slide: the deck's own words and the line on sources.
    pub fn foot_of(&self, slide: &Slide) -> String {
        let parts = [self.footer.as_str(), slide.source_line()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ·  ")
    }
}
