//! What a pointer on a chart shows: the rule through the category and one tooltip with every series of it.

use eframe::egui;
use egui::{Color32, Painter, Pos2, Rect, Stroke, pos2, vec2};
use egui_plot::{PlotPoint, PlotTransform};

use super::marks;
use super::pen::Swatch;
use super::tip::{Row, Tip};
use crate::report::chart::layout::{Layout, Step};
use crate::report::words::number::{self, Style};
use crate::report::words::period::category_name;
use crate::report::{Direction, Figure, Mark, Quantity};
use crate::ui::pointed::{self, Anchor};
use crate::ui::theme::Theme;

/// The ground behind a category's bars, or the rule through its points.
pub(super) fn ground(
    painter: &Painter,
    theme: &Theme,
    layout: &Layout<'_>,
    transform: &PlotTransform,
    category: usize,
) {
    let frame = transform.frame();
    let x = |v: f64| transform.position_from_point_x(v);
    if layout.has_bars() {
        let band = Rect::from_x_y_ranges(x(category as f64 - 0.5)..=x(category as f64 + 0.5), frame.y_range());
        painter.rect_filled(band, 0, theme.hover());
    } else {
        let x = painter.round_to_pixel_center(x(category as f64));
        painter.vline(x, frame.y_range(), Stroke::new(1.0, theme.wash(theme.muted, 0.8)));
    }
}

/// The rule through the category that is being explained.
pub(super) fn explained(painter: &Painter, theme: &Theme, transform: &PlotTransform, category: usize) {
    let frame = transform.frame();
    let x = painter.round_to_pixel_center(transform.position_from_point_x(category as f64));
    painter.vline(x, frame.y_range(), Stroke::new(1.0, theme.blue));
    // A cell or a key figure that says the same goes before it.
    if pointed::place(painter.ctx(), Anchor::Explained).is_none() {
        pointed::mark(painter.ctx(), Anchor::Explained, frame.with_min_x(x - 12.0).with_max_x(x + 12.0));
    }
    let foot = pos2(x, frame.bottom());
    let corners = vec![foot + vec2(-4.0, 0.0), foot + vec2(0.0, -6.0), foot + vec2(4.0, 0.0)];
    painter.add(egui::Shape::convex_polygon(corners, theme.blue, Stroke::NONE));
}

/// Dots on the lines at a category.
pub(super) fn points(
    painter: &Painter,
    theme: &Theme,
    layout: &Layout<'_>,
    transform: &PlotTransform,
    colors: &[Color32],
    category: usize,
) {
    for series in layout.lines() {
        if let Some(value) = layout.height(series, category) {
            let at = transform.position_from_point(&PlotPoint::new(category as f64, value));
            painter.circle(at, 3.5, theme.paper, Stroke::new(2.0, colors[series]));
        }
    }
}

/// How far a pointer is from a series at a category, in points; `None` where the series is unknown there.
pub(super) fn distance(
    layout: &Layout<'_>,
    transform: &PlotTransform,
    series: usize,
    category: usize,
    at: Pos2,
) -> Option<f32> {
    if let Some(bar) = layout.bar(series, category) {
        let rect = transform.rect_from_values(&PlotPoint::new(bar.left, bar.from), &PlotPoint::new(bar.right, bar.to));
        return Some(rect.distance_to_pos(at));
    }
    Some((transform.position_from_point_y(layout.height(series, category)?) - at.y).abs())
}

/// What is remarked of a category, and written at its points.
fn remarks(figure: &Figure, category: usize) -> Vec<String> {
    let remarks = figure.remarks.iter().filter(|(at, _)| *at == category).map(|(_, remark)| remark.clone());
    let noted = figure.noted.iter().filter(|noted| noted.category == category);
    let name = |series: usize| figure.series.get(series).map_or("", |series| &series.name);
    remarks.chain(noted.map(|noted| format!("{} {}", name(noted.series), noted.text))).collect()
}

/// What the tooltip of a category holds: the category in full, each series with its exact value, each band from its
/// lower to its upper edge, the difference of two, and the remarks.
pub(super) fn tip(layout: &Layout<'_>, theme: &Theme, style: Style, colors: &[Color32], category: usize) -> Tip {
    let figure = layout.figure;
    let mut rows = Vec::new();
    for (s, (series, &color)) in figure.series.iter().zip(colors).enumerate() {
        let value = series.points.get(category).and_then(|p| p.value);
        let name = name(series.mark, &series.name, style);
        let row = Row::value(marks::swatch(layout, s, color), &name, value, style);
        match (layout.step(s, category), value) {
            (Some(step @ (Step::Up | Step::Down)), Some(change)) => {
                let (fill, line) = marks::step_look(theme, color, step);
                rows.push(Row { swatch: Some(Swatch::Outlined(fill, line)), value: style.difference(change), ..row });
                if let Some(level) = reached(layout, s, category) {
                    rows.push(Row::derived(style.language.text("chart.reached").to_owned(), style.full(level)));
                }
            }
            _ => rows.push(row),
        }
    }
    for (b, band) in figure.bands.iter().enumerate() {
        let edge = |edge: &[Option<Quantity>]| edge.get(category).copied().flatten();
        let both = edge(&band.lower).zip(edge(&band.upper));
        rows.push(Row {
            swatch: Some(Swatch::Fill(marks::band_color(figure, theme, b))),
            name: band.name.clone(),
            value: both.map_or(number::UNKNOWN.to_owned(), |(low, high)| range(style, low, high)),
            known: both.is_some(),
        });
    }
    let two = figure.series.len() == 2 && figure.direction == Direction::Standing;
    let pair = figure.gap.or(two.then_some((0, 1)));
    if let Some((name, value)) = pair.and_then(|pair| difference(layout, category, pair)) {
        rows.push(Row::derived(name, style.difference(value)));
    }
    let projected = if layout.projected(category) { style.language.text("chart.projected") } else { "" };
    Tip {
        title: category_name(&figure.categories[category], style.language),
        aside: projected.to_owned(),
        rows,
        remarks: remarks(figure, category),
    }
}

/// A series' name, saying so where it is measured at the right.
pub(super) fn name(mark: Mark, name: &str, style: Style) -> String {
    if mark == Mark::RightLine { style.language.fill("chart.on_right", &[("name", name)]) } else { name.to_owned() }
}

/// From one value to another: `1,200.00 – 1,474.00 万元`.
pub(super) fn range(style: Style, low: Quantity, high: Quantity) -> String {
    format!("{} – {}", style.plain(low), style.full(high))
}

/// The level that a waterfall has reached after a step.
fn reached(layout: &Layout<'_>, series: usize, category: usize) -> Option<Quantity> {
    let points = layout.figure.series[series].points.get(..=category)?;
    let mut level = points.first()?.value?;
    for point in &points[1..] {
        level = level.plus(point.value?)?;
    }
    Some(level)
}

/// The second less the first, named as such.
fn difference(layout: &Layout<'_>, category: usize, (first, second): (usize, usize)) -> Option<(String, Quantity)> {
    let series = &layout.figure.series;
    let (first, second) = (series.get(first)?, series.get(second)?);
    let value = |s: &crate::report::Series| s.points.get(category)?.value;
    let difference = value(second)?.minus(value(first)?)?;
    Some((format!("{} − {}", second.name, first.name), difference))
}
