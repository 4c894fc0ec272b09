//! SVG made into PNG, into outlines that need no font, and decks made into PDF.
//!
//! Text is set in the embedded font and no other, so that a picture is the same on every machine.

use std::sync::{Arc, OnceLock};

use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree, WriteOptions, fontdb};

use super::{Progress, svg, unmade};
use crate::finding::{Finding, Origin};
use crate::report::model::slide::Deck;
use crate::report::words::number::Style;

/// The most pixels of a picture.
const MOST_PIXELS: f32 = 100e6;

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        let font: &'static [u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Subset.otf");
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        let family = fonts.faces().next().and_then(|face| Some(face.families.first()?.0.clone()));
        if let Some(family) = family {
            // Whatever family a text asks for in the end, this is what it is set in.
            fonts.set_sans_serif_family(family.as_str());
            fonts.set_serif_family(family);
        }
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}

fn tree(svg: &str) -> Result<Tree, Finding> {
    let options = usvg::Options { fontdb: fonts(), ..usvg::Options::default() };
    Tree::from_str(svg, &options).map_err(unmade)
}

/// A picture of an SVG, so many pixels a point: 1, 2 or 4 are usual.
///
/// # Errors
/// Where the SVG can't be read, or the picture would be too large.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, Finding> {
    drawn(svg, scale)?.encode_png().map_err(unmade)
}

/// A picture as it is shown on screen: width, height, and red, green, blue and opacity of each pixel.
///
/// # Errors
/// As [`png`].
pub fn pixels(svg: &str, scale: f32) -> Result<(usize, usize, Vec<u8>), Finding> {
    let pixmap = drawn(svg, scale)?;
    Ok((pixmap.width() as usize, pixmap.height() as usize, pixmap.take()))
}

fn drawn(svg: &str, scale: f32) -> Result<Pixmap, Finding> {
    let tree = tree(svg)?;
    let (width, height) = ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    let fits = scale.is_finite() && scale > 0.0 && width * height <= MOST_PIXELS;
    let pixmap = fits.then(|| Pixmap::new(width as u32, height as u32)).flatten();
    let mut pixmap = pixmap.ok_or_else(|| unmade(format!("{width} × {height}")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

/// An SVG whose text is outlines: the same on machines that lack the font.
///
/// # Errors
/// Where the SVG can't be read.
pub fn outlines(svg: &str) -> Result<String, Finding> {
    let options = WriteOptions { coordinates_precision: 3, indent: usvg::Indent::None, ..WriteOptions::default() };
    Ok(tree(svg)?.to_string(&options))
}

/// A deck as PDF, a page a slide, its text searchable.
///
/// # Errors
/// Where the work was ended, or the file can't be made.
pub fn pdf(deck: &Deck, style: Style, progress: &mut Progress<'_>) -> Result<Vec<u8>, Finding> {
    let mut document = document(&deck.name, style);
    let total = deck.slides.len();
    for number in 0..total {
        if !progress(number, total) {
            return Err(Finding::error("export-stopped", Origin::default()));
        }
        put(&mut document, &svg::slide(deck, number, style))?;
    }
    progress(total, total);
    document.finish().map_err(|error| unmade(format!("{error:?}")))
}

/// Pages drawn as SVG as one PDF, its text searchable.
///
/// # Errors
/// Where the file can't be made.
pub fn of_pages(name: &str, pages: &[String], style: Style) -> Result<Vec<u8>, Finding> {
    let mut document = document(name, style);
    for page in pages {
        put(&mut document, page)?;
    }
    document.finish().map_err(|error| unmade(format!("{error:?}")))
}

/// A PDF without pages, under a name.
fn document(name: &str, style: Style) -> krilla::Document {
    let mut document = krilla::Document::new();
    let language = if style.language.is_english() { "en" } else { "zh-CN" };
    document.set_metadata(
        Metadata::new().title(name.to_owned()).language(language.to_owned()).creator("Tongchou".to_owned()),
    );
    document
}

/// Adds a page that is drawn as SVG.
fn put(document: &mut krilla::Document, svg: &str) -> Result<(), Finding> {
    let tree = tree(svg)?;
    let size = krilla::geom::Size::from_wh(tree.size().width(), tree.size().height())
        .ok_or_else(|| unmade(tree.size().width()))?;
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.draw_svg(&tree, size, SvgSettings::default()).ok_or_else(|| unmade("svg"))?;
    surface.finish();
    page.finish();
    Ok(())
}
