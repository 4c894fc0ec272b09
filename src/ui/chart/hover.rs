//! What a pointer on a chart shows: the rule through the category and one tooltip with every series of it.

use eframe::egui;
use egui::{Align, Color32, Layout, Painter, Pos2, Rect, Sense, Stroke, Tooltip, pos2, vec2};
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
    tooltip.show(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
        ui.spacing_mut().interact_size.y = 16.0;
        let figure = plotted.figure;
        let caption = Lettering::Caption.font();
        let text = |text: &str, color: Color32| egui::RichText::new(text).font(caption.clone()).color(color);
        ui.horizontal(|ui| {
            ui.label(text(&figure.categories[category], theme.ink).font(Lettering::Table.font()));
            if plotted.projected(category) {
                ui.label(text(style.language.text("chart.projected"), theme.muted));
            }
        });
        let row = |ui: &mut egui::Ui, swatch: Option<(Color32, Mark)>, name: &str, value: &str, color: Color32| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let (rect, _) = ui.allocate_exact_size(vec2(10.0, 12.0), Sense::hover());
                match swatch {
                    Some((color, Mark::Line)) => {
                        ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(2.0, color));
                    }
                    Some((color, _)) => {
                        ui.painter().rect_filled(Rect::from_center_size(rect.center(), vec2(9.0, 9.0)), 0, color);
                    }
                    None => {}
                }
                ui.label(text(name, theme.ink));
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text(value, color)));
            ui.end_row();
        };
        egui::Grid::new("chart values").num_columns(2).spacing(vec2(24.0, 3.0)).min_row_height(16.0).show(ui, |ui| {
            for (series, &color) in figure.series.iter().zip(colors) {
                let value = series.points.get(category).and_then(|p| p.value);
                let (words, ink) =
                    value.map_or((number::UNKNOWN.to_owned(), theme.muted), |v| (style.full(v), theme.ink));
                row(ui, Some((color, series.mark)), &series.name, &words, ink);
            }
            let pair = figure.gap.or((figure.series.len() == 2).then_some((0, 1)));
            if let Some((name, value)) = pair.and_then(|pair| difference(plotted, category, pair)) {
                row(ui, None, &name, &difference_text(style, value), theme.ink);
            }
        });
        for (_, remark) in figure.remarks.iter().filter(|(at, _)| *at == category) {
            ui.label(text(remark, theme.muted));
        }
    });
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
