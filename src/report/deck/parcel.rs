//! A planned deck, or one page of it, as the bytes of a file.

use std::sync::Arc;

use super::Page;
use super::build::{Made, MadePage, Order};
use super::written::document;
use crate::answers::Desk;
use crate::finding::{Finding, Findings, Origin};
use crate::report::Sheet;
use crate::report::files::{csv, docx, picture, pptx, svg, xlsx};
use crate::report::model::slide::{Body, Deck};
use crate::report::views::context::Context;
use crate::report::views::matrix::matrix;
use crate::report::words::number::Style;
use crate::scenario::family::Member;
use crate::simulation::Failure;

/// What kind of file is made.
#[derive(Clone, PartialEq, Debug)]
pub enum Form {
    /// Slides; on somebody's own template, where its bytes are given.
    Pptx(Option<Vec<u8>>),
    /// The slides as a written report.
    Docx,
    /// The slides as pages.
    Pdf,
    /// The charts and tables as worksheets.
    Xlsx,
    /// A picture of one page's chart, so many pixels a point.
    Png(u8),
    /// The same without pixels, its text as outlines.
    Svg,
    /// One page's table, with or without the mark by which spreadsheets know UTF-8.
    Csv(bool),
}

impl Form {
    /// The form that the ending of a file's name asks for.
    pub fn of_ending(ending: &str) -> Option<Form> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "pptx" => Form::Pptx(None),
            "docx" => Form::Docx,
            "pdf" => Form::Pdf,
            "xlsx" => Form::Xlsx,
            "png" => Form::Png(2),
            "svg" => Form::Svg,
            "csv" => Form::Csv(true),
            _ => return None,
        })
    }

    /// The ending of its files.
    pub const fn ending(&self) -> &'static str {
        match self {
            Form::Pptx(_) => "pptx",
            Form::Docx => "docx",
            Form::Pdf => "pdf",
            Form::Xlsx => "xlsx",
            Form::Png(_) => "png",
            Form::Svg => "svg",
            Form::Csv(_) => "csv",
        }
    }

    /// Whether it holds one page only.
    pub const fn is_of_page(&self) -> bool {
        matches!(self, Form::Png(_) | Form::Svg | Form::Csv(_))
    }
}

/// What is to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct Parcel {
    /// The slides.
    pub order: Order,
    /// What kind of file.
    pub form: Form,
    /// The page, where the form holds only one; `None` is all of them in one picture, one under another.
    pub page: Option<usize>,
}

impl Parcel {
    /// Makes the slides and writes them. Pages that can't be made are left out, and why is told beside the bytes.
    ///
    /// # Errors
    /// Where no page can be made, or the file can't; [`Failure::Stopped`].
    pub fn bytes(&self, desk: Desk<'_>) -> Result<(Vec<u8>, Findings), Failure> {
        let (pages, left_out) = self.pages(desk)?;
        let bytes = self.write(pages, desk)?;
        Ok((bytes, left_out))
    }

    /// Makes the slides, at least one, and says of those that can't be made why.
    fn pages(&self, desk: Desk<'_>) -> Result<(Vec<(Page, MadePage)>, Findings), Failure> {
        let mut order = self.order.clone();
        if let (true, Some(page)) = (self.form.is_of_page(), self.page) {
            order.plan.pages = order.plan.pages.get(page).cloned().into_iter().collect();
        }
        if order.plan.pages.is_empty() {
            return Err(Finding::error("deck-empty", Origin::default()).into());
        }
        let (mut pages, mut left_out) = (Vec::new(), Findings::new());
        for (page, made) in order.plan.pages.iter().zip(order.slides(desk)?) {
            match made {
                Ok(made) => pages.push((page.clone(), made)),
                Err(findings) => left_out.extend(findings),
            }
        }
        if pages.is_empty() {
            return Err(Failure::Findings(left_out));
        }
        Ok((pages, left_out))
    }

    fn write(&self, pages: Vec<(Page, MadePage)>, desk: Desk<'_>) -> Result<Vec<u8>, Failure> {
        let (style, plan) = (self.order.style, &self.order.plan);
        let mut told = |done: usize, all: usize| {
            desk.progress.tell(done, all);
            !desk.progress.is_stopped()
        };
        let made: Vec<&MadePage> = pages.iter().map(|(_, made)| made).collect();
        let slides = || made.iter().map(|made| made.slide.clone()).collect();
        let written = match &self.form {
            Form::Pptx(template) => {
                let deck = super::build::deck(plan, slides());
                pptx::write(&deck, style, template.as_deref(), &mut told)
            }
            Form::Docx => {
                let pages: Vec<(&Page, &MadePage)> = pages.iter().map(|(page, made)| (page, made)).collect();
                docx::write(&document(plan, &pages, style.language), style, &mut told)
            }
            Form::Pdf => {
                let deck = super::build::deck(plan, slides());
                picture::pdf(&deck, style, &mut told)
            }
            Form::Xlsx => xlsx::write(&workbook(&self.order, &made, desk), style, &mut told),
            Form::Png(scale) => picture::png(&pictured(&made, style), f32::from(*scale)),
            Form::Svg => picture::outlines(&pictured(&made, style)).map(String::into_bytes),
            Form::Csv(mark) => match &made[0].sheet {
                Some(sheet) => Ok(csv(sheet, style, *mark)),
                None => Err(Finding::error("page-no-table", Origin::default())),
            },
        };
        written.map_err(|finding| if desk.progress.is_stopped() { Failure::Stopped } else { finding.into() })
    }
}

/// A worksheet for each page's chart and for each table, once, and what the scenarios assume.
fn workbook(order: &Order, pages: &[&MadePage], desk: Desk<'_>) -> xlsx::Workbook {
    let mut written: Vec<xlsx::Page> = Vec::new();
    let mut tables: Vec<&Sheet> = Vec::new();
    for page in pages {
        let is_chart = match &page.slide.body {
            // Of people by age the table is the chart's own: once is enough, with what was written at its ages.
            Body::Pyramid(pyramid) => {
                let is_own =
                    |sheet: &&Sheet| sheet.columns.first().is_some_and(|ages| **sheet == pyramid.sheet(&ages.heading));
                let is_noted = !pyramid.noted.is_empty();
                tables.extend(page.sheet.as_ref().filter(|_| is_noted).filter(is_own));
                is_noted
            }
            // Words stand where they are shown.
            Body::Sheet(_) | Body::Words(_) => false,
            Body::Figure(_) | Body::Curve(_) | Body::Heat(_) | Body::Flows(_) => true,
        };
        if is_chart {
            let name = page.slide.body.title().to_owned();
            written.push(xlsx::Page { name, body: page.slide.body.clone() });
        }
        if let Some(sheet) = page.sheet.as_ref().filter(|sheet| !tables.contains(sheet)) {
            tables.push(sheet);
            written.push(xlsx::Page { name: sheet.title.clone(), body: Body::Sheet(sheet.clone()) });
        }
    }
    let assumptions = assumptions(order, desk);
    xlsx::Workbook { name: order.plan.name.clone(), pages: written, assumptions, sources: Vec::new() }
}

/// The levers of the scenarios that the pages speak of, side by side; `None` where they speak of none.
fn assumptions(order: &Order, desk: Desk<'_>) -> Option<Sheet> {
    let members = order.family.members();
    let shown: Vec<(usize, &Member)> = order.scenarios().into_iter().map(|n| (n, &members[n])).collect();
    if shown.is_empty() {
        return None;
    }
    let context = Context { observed: desk.data, runs: &[], style: order.style, source: &order.source };
    let follows = shown.iter().any(|(_, member)| member.on.is_some());
    let note = follows.then(|| context.text("export.follows").to_owned());
    // What the window says of its columns and keys has no place in a file.
    let sheet = matrix(&context, &shown, false).sheet;
    Some(Sheet { notes: note.into_iter().collect(), source: context.source_line(), ..sheet })
}

/// The pages in one picture, one under another; tables stand in it where there is no chart.
fn pictured(pages: &[&MadePage], style: Style) -> String {
    let is_chart = |page: &&&MadePage| !matches!(page.slide.body, Body::Sheet(_) | Body::Words(_));
    let mut pictures: Vec<String> = pages.iter().filter(is_chart).map(|page| chart(page, style)).collect();
    if pictures.is_empty() {
        pictures = pages.iter().map(|page| chart(page, style)).collect();
    }
    svg::stacked(&pictures)
}

/// The picture of a page: its chart with its title and source; of a table the whole slide.
fn chart(page: &MadePage, style: Style) -> String {
    match &page.slide.body {
        Body::Sheet(_) | Body::Words(_) => {
            let deck = Deck { slides: vec![page.slide.clone()], ..Deck::default() };
            svg::slide(&deck, 0, style)
        }
        _ => svg::picture(&page.slide, style),
    }
}

/// The picture of an order's pages as pixels, two a point, to be pasted.
///
/// # Errors
/// Where no page can be made, or they can't be drawn; [`Failure::Stopped`].
pub fn pasted(order: Order, desk: Desk<'_>) -> Result<Preview, Failure> {
    let parcel = Parcel { order, form: Form::Png(2), page: None };
    let (pages, _) = parcel.pages(desk)?;
    let made: Vec<&MadePage> = pages.iter().map(|(_, made)| made).collect();
    let (width, height, pixels) = picture::pixels(&pictured(&made, parcel.order.style), 2.0)?;
    Ok(Preview { width, height, pixels })
}

/// A slide as it will look, for the screen.
#[derive(Clone, PartialEq, Debug)]
pub struct Preview {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Red, green, blue and opacity of each pixel.
    pub pixels: Vec<u8>,
}

/// How many times smaller a slide is in a list.
const SMALLER: usize = 5;

impl Preview {
    /// The same so many times smaller, each pixel the mean of those it stands for.
    fn reduced(&self, times: usize) -> Preview {
        let (width, height) = (self.width / times, self.height / times);
        let mut pixels = Vec::with_capacity(width * height * 4);
        for y in 0..height {
            for x in 0..width {
                for channel in 0..4 {
                    let row = |dy: usize| ((y * times + dy) * self.width + x * times) * 4 + channel;
                    let sum: usize = (0..times)
                        .map(|dy| (0..times).map(|dx| usize::from(self.pixels[row(dy) + dx * 4])).sum::<usize>())
                        .sum();
                    pixels.push((sum / (times * times)) as u8);
                }
            }
        }
        Preview { width, height, pixels }
    }
}

/// Draws the slides that could be made. Those that are among `before` as they were are not drawn again.
///
/// # Errors
/// [`Failure::Stopped`].
pub fn previews(order: &Order, made: Vec<Made>, before: &[Shown], desk: Desk<'_>) -> Result<Vec<Shown>, Failure> {
    let plan = &order.plan;
    let mut shown = Vec::with_capacity(made.len());
    for (number, made) in made.into_iter().enumerate() {
        if desk.progress.is_stopped() {
            return Err(Failure::Stopped);
        }
        let picture = made.as_ref().ok().and_then(|page| {
            let svg = svg::numbered(&super::build::deck(plan, Vec::new()), &page.slide, number, order.style);
            let known = before.iter().find(|shown| shown.svg == svg);
            let known = known.and_then(|known| Some([known.picture.clone()?, known.small.clone()?]));
            let drawn = known.or_else(|| {
                let (width, height, pixels) = picture::pixels(&svg, 1.5).ok()?;
                let large = Preview { width, height, pixels };
                let small = large.reduced(SMALLER);
                Some([large, small].map(Arc::new))
            });
            Some((svg, drawn?))
        });
        let (svg, pictures) = picture.map_or((String::new(), None), |(svg, pictures)| (svg, Some(pictures)));
        let [picture, small] = pictures.map_or([None, None], |pictures| pictures.map(Some));
        shown.push(Shown { number, made, svg, picture, small });
    }
    Ok(shown)
}

/// A page as it was made and drawn.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its place in the plan.
    pub number: usize,
    /// What was made of it.
    pub made: Made,
    /// How it will look; `None` where it could not be made.
    pub picture: Option<Arc<Preview>>,
    /// The same for a list.
    pub small: Option<Arc<Preview>>,
    svg: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_picture_is_the_mean_of_what_it_stands_for() {
        let pixels = [0u8, 10, 20, 255, 100, 30, 40, 255, 50, 20, 60, 255, 50, 40, 80, 255].to_vec();
        let small = Preview { width: 2, height: 2, pixels }.reduced(2);
        assert_eq!((small.width, small.height, small.pixels), (1, 1, vec![50, 25, 50, 255]));
        assert_eq!(Preview { width: 3, height: 1, pixels: vec![0; 12] }.reduced(5).pixels, Vec::<u8>::new());
    }
}
