//! What a pointer on a chart shows: the rule through the category and one tooltip with every series of it.

use std::sync::Arc;

use eframe::egui;
use egui::{Color32, Galley, Painter, Pos2, Rect, Sense, Stroke, Tooltip, pos2, vec2};
use egui_plot::{PlotPoint, PlotTransform};

use super::By;
use super::plotted::Plotted;
use crate::money::Money;
use crate::report::number::{self, Style};
use crate::report::{Mark, Quantity};
use crate::ui::theme::{Lettering, Theme};

/// The ground behind a category's bars, or the rule through its points.
pub(super) fn ground(
    painter: &Painter,
    theme: &Theme,
    plotted: &Plotted<'_>,
    transform: &PlotTransform,
    category: usize,
) {
    let frame = transform.frame();
    let x = |v: f64| transform.position_from_point_x(v);
    if plotted.has_bars() {
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
    let foot = pos2(x, frame.bottom());
    let corners = vec![foot + vec2(-4.0, 0.0), foot + vec2(0.0, -6.0), foot + vec2(4.0, 0.0)];
    painter.add(egui::Shape::convex_polygon(corners, theme.blue, Stroke::NONE));
}

/// Dots on the lines at a category.
pub(super) fn points(
    painter: &Painter,
    theme: &Theme,
    plotted: &Plotted<'_>,
    transform: &PlotTransform,
    colors: &[Color32],
    category: usize,
) {
    for series in plotted.lines() {
        if let Some(value) = plotted.values[series].get(category).copied().flatten() {
            let at = transform.position_from_point(&PlotPoint::new(category as f64, value));
            painter.circle(at, 3.5, theme.paper, Stroke::new(2.0, colors[series]));
        }
    }
}

/// How far a pointer is from a series at a category, in points; `None` where the series is unknown there.
pub(super) fn distance(
    plotted: &Plotted<'_>,
    transform: &PlotTransform,
    series: usize,
    category: usize,
    at: Pos2,
) -> Option<f32> {
    let value = plotted.values[series].get(category).copied().flatten()?;
    if let Some(bar) = plotted.bar(series, category) {
        let rect = transform.rect_from_values(&PlotPoint::new(bar.left, bar.from), &PlotPoint::new(bar.right, bar.to));
        return Some(rect.distance_to_pos(at));
    }
    Some((transform.position_from_point_y(value) - at.y).abs())
}

/// The one tooltip: the category in full, each series with its exact value, the difference of two, and the remark.
#[expect(clippy::too_many_arguments, reason = "everything that a tooltip shows")]
pub(super) fn tooltip(
    ui: &egui::Ui,
    response: &egui::Response,
    plotted: &Plotted<'_>,
    transform: &PlotTransform,
    theme: &Theme,
    style: Style,
    colors: &[Color32],
    category: usize,
    by: By,
) {
    let frame = transform.frame();
    let middle = pos2(transform.position_from_point_x(category as f64), frame.center().y);
    let tooltip = Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), response.id, middle);
    let tooltip = if by == By::Pointer { tooltip.at_pointer().gap(14.0) } else { tooltip };
    tooltip.show(|ui| values(ui, plotted, theme, style, colors, category));
}

/// A line of the tooltip: what the series looks like, its name, its value.
type Row = (Option<(Color32, Mark)>, Arc<Galley>, Arc<Galley>);

/// What the tooltip holds, laid out by hand so that it has its size at once.
fn values(ui: &mut egui::Ui, plotted: &Plotted<'_>, theme: &Theme, style: Style, colors: &[Color32], category: usize) {
    const ROW: f32 = 20.0;
    const SWATCH: f32 = 18.0;
    let figure = plotted.figure;
    let lay = |text: &str, lettering: Lettering, color: Color32| {
        ui.painter().layout_no_wrap(text.to_owned(), lettering.font(), color)
    };
    let mut rows: Vec<Row> = Vec::new();
    for (series, &color) in figure.series.iter().zip(colors) {
        let value = series.points.get(category).and_then(|p| p.value);
        let (words, ink) = value.map_or((number::UNKNOWN.to_owned(), theme.muted), |v| (style.full(v), theme.ink));
        rows.push((
            Some((color, series.mark)),
            lay(&series.name, Lettering::Caption, theme.ink),
            lay(&words, Lettering::Caption, ink),
        ));
    }
    let pair = figure.gap.or((figure.series.len() == 2).then_some((0, 1)));
    if let Some((name, value)) = pair.and_then(|pair| difference(plotted, category, pair)) {
        let value = lay(&difference_text(style, value), Lettering::Caption, theme.ink);
        rows.push((None, lay(&name, Lettering::Caption, theme.muted), value));
    }
    let title = lay(&figure.categories[category], Lettering::Table, theme.ink);
    let projected = if plotted.projected(category) { style.language.text("chart.projected") } else { "" };
    let projected = lay(projected, Lettering::Caption, theme.muted);
    let remarks: Vec<_> = figure
        .remarks
        .iter()
        .filter(|(at, _)| *at == category)
        .map(|(_, remark)| ui.painter().layout(remark.clone(), Lettering::Caption.font(), theme.muted, 280.0))
        .collect();
    let widest = |pick: fn(&Row) -> f32| rows.iter().map(pick).fold(0.0, f32::max);
    let width = (SWATCH + widest(|r| r.1.size().x) + 24.0 + widest(|r| r.2.size().x))
        .max(title.size().x + 12.0 + projected.size().x)
        .max(remarks.iter().map(|r| r.size().x).fold(0.0, f32::max));
    let remark_height: f32 = remarks.iter().map(|r| r.size().y + 2.0).sum();
    let height = 24.0 + ROW * rows.len() as f32 + remark_height;
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let painter = ui.painter();
    let after = rect.left() + title.size().x + 12.0;
    let below = title.size().y - projected.size().y;
    painter.galley(rect.min, title, theme.ink);
    painter.galley(pos2(after, rect.top() + below), projected, theme.muted);
    let mut top = rect.top() + 24.0;
    for (swatch, name, value) in rows {
        let middle = top + ROW / 2.0;
        match swatch {
            Some((color, Mark::Line)) => {
                let y = painter.round_to_pixel_center(middle);
                painter.hline(rect.left()..=rect.left() + 11.0, y, Stroke::new(2.0, color));
            }
            Some((color, _)) => {
                let square = Rect::from_center_size(pos2(rect.left() + 5.5, middle), vec2(9.0, 9.0));
                painter.rect_filled(square, 0, color);
            }
            None => {
                painter.hline(rect.x_range(), painter.round_to_pixel_center(top), theme.hairline());
            }
        }
        painter.galley(pos2(rect.left() + SWATCH, middle - name.size().y / 2.0), name, theme.ink);
        painter.galley(pos2(rect.right() - value.size().x, middle - value.size().y / 2.0), value, theme.ink);
        top += ROW;
    }
    for remark in remarks {
        let height = remark.size().y + 2.0;
        painter.galley(pos2(rect.left(), top + 2.0), remark, theme.muted);
        top += height;
    }
}

/// The second less the first, named as such.
fn difference(plotted: &Plotted<'_>, category: usize, (first, second): (usize, usize)) -> Option<(String, Quantity)> {
    let series = &plotted.figure.series;
    let (first, second) = (series.get(first)?, series.get(second)?);
    let value = |s: &crate::report::Series| s.points.get(category)?.value;
    let difference = minus(value(second)?, value(first)?)?;
    Some((format!("{} − {}", second.name, first.name), difference))
}

/// One quantity less another of its kind.
pub(super) fn minus(a: Quantity, b: Quantity) -> Option<Quantity> {
    let money = |a: Money, b: Money| a - b;
    Some(match (a, b) {
        (Quantity::Money(a), Quantity::Money(b)) => Quantity::Money(money(a, b)),
        (Quantity::PerPerson(a), Quantity::PerPerson(b)) => Quantity::PerPerson(money(a, b)),
        (Quantity::Persons(a), Quantity::Persons(b)) => Quantity::Persons(a.checked_sub(b)?),
        (Quantity::Ratio(a), Quantity::Ratio(b)) => Quantity::Ratio(a.checked_sub(b)?),
        (Quantity::Months(a), Quantity::Months(b)) => Quantity::Months(a.checked_sub(b)?),
        (Quantity::Number(a), Quantity::Number(b)) => Quantity::Number(a.checked_sub(b)?),
        _ => return None,
    })
}

/// A difference with its sign and unit; ratios in points.
fn difference_text(style: Style, value: Quantity) -> String {
    let text = style.change(value);
    if matches!(value, Quantity::Ratio(_)) {
        return text;
    }
    let unit = style.unit_name(number::measured(value));
    if unit.is_empty() { text } else { format!("{text} {unit}") }
}
