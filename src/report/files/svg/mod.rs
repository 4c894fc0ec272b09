//! Pictures of figures, curves, heat maps, flows, people by age and whole slides as SVG, in the window's colours on white.
//!
//! The text names its font; `picture::outlines` makes outlines of it for other people's machines. Sizes are in points.

mod flows;
mod heat;
mod noted;
mod plan;
mod pyramid;
mod slide;

pub use slide::{numbered, picture, slide, stacked};

use super::canvas::{Anchor, Canvas};
use super::plan::{of_curve, of_figure};
use super::{MOST_PLACES, tokens};
use crate::report::Figure;
use crate::report::model::charts::{Curve, Flows, Heat, Pyramid};
use crate::report::words::number::Style;

/// A picture of a figure.
pub fn figure(figure: &Figure, style: Style, size: (f64, f64)) -> String {
    page(&figure.title, size, |canvas| draw_figure(canvas, figure, style, size))
}

/// A picture of a curve.
pub fn curve(curve: &Curve, style: Style, size: (f64, f64)) -> String {
    page(&curve.title, size, |canvas| draw_curve(canvas, curve, style, size))
}

/// A picture of a heat map.
pub fn heat(heat: &Heat, style: Style, size: (f64, f64)) -> String {
    page(&heat.title, size, |canvas| self::heat::draw(canvas, heat, style, size))
}

/// A picture of flows.
pub fn flows(flows: &Flows, style: Style, size: (f64, f64)) -> String {
    page(&flows.title, size, |canvas| self::flows::draw(canvas, flows, style, size))
}

/// A picture of people by age.
pub fn pyramid(pyramid: &Pyramid, style: Style, size: (f64, f64)) -> String {
    page(&pyramid.title, size, |canvas| self::pyramid::draw(canvas, pyramid, style, size))
}

fn page(title: &str, size: (f64, f64), draw: impl FnOnce(&mut Canvas)) -> String {
    let mut canvas = Canvas::new(size, title);
    draw(&mut canvas);
    canvas.finish()
}

fn draw_figure(canvas: &mut Canvas, figure: &Figure, style: Style, size: (f64, f64)) {
    match of_figure(&figure.condensed(MOST_PLACES, style.language), style) {
        Some(plan) => plan::draw(canvas, &plan, size),
        None => nothing(canvas, style, size),
    }
}

fn draw_curve(canvas: &mut Canvas, curve: &Curve, style: Style, size: (f64, f64)) {
    match of_curve(curve, style) {
        Some(plan) => plan::draw(canvas, &plan, size),
        None => nothing(canvas, style, size),
    }
}

fn nothing(canvas: &mut Canvas, style: Style, (width, height): (f64, f64)) {
    let text = style.language.text("export.nothing");
    canvas.text(width / 2.0, height / 2.0, text, 14.0, tokens::MUTED, Anchor::Middle);
}
