//! A [`Figure`] on screen: bars, lines, bands, steps, the gap between contributions and pensions. Charts that are not over
//! categories have modules of their own: [`curve`], [`heat`], [`flows`], [`pyramid`].
//!
//! egui_plot gives frame, grid, axes and zoom; the marks, the words and the one tooltip are drawn here, since a ledger
//! wants opaque bars on whole pixels, names at the ends of lines and exact values. A click asks for the derivation of
//! the nearest point. The wheel and dragging leave the chart alone unless [`Movement::Zoom`] is asked for.

pub mod curve;
mod drawing;
pub mod flows;
pub mod heat;
mod hover;
mod labels;
mod lying;
mod marks;
pub mod menu;
mod noted;
pub mod numbered;
mod pen;
mod pointed;
pub mod pyramid;
mod tip;

use std::hash::{Hash, Hasher};

use eframe::egui;
use egui::{Pos2, Rangef, Rect, Sense, UiBuilder, WidgetInfo, pos2};
use egui_plot::{AxisHints, GridInput, GridMark, HPlacement, Plot, PlotTransform, VPlacement};

use crate::locale::Language;
use crate::report::chart::layout::{Layout, Medium};
use crate::report::chart::scale;
use crate::report::deck::notes;
use crate::report::model::slide::Body;
use crate::report::words::number::Style;
use crate::report::words::period::{category_name, category_names};
use crate::report::{Direction, Figure, Mark, Subject};
use crate::ui::state::NoteOn;
use crate::ui::theme::{Lettering, Theme};
use crate::ui::widgets::empty;
use crate::ui::witness;
use labels::Labels;
use marks::Marks;
use pen::{Pen, tick_text};
use pointed::{By, along, pointed};

/// What was asked for on a chart.
#[derive(Clone, PartialEq, Debug)]
pub enum ChartAction {
    /// Why is this value what it is?
    Explain(Subject),
}

/// Whether the view of a chart can be moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Movement {
    /// Always the whole figure.
    #[default]
    Fixed,
    /// Wheel and drag zoom and move it along the categories; a double click shows all again.
    Zoom,
}

/// A figure to be drawn.
#[must_use = "a chart is drawn by `show`"]
pub struct Chart<'a> {
    figure: &'a Figure,
    style: Style,
    theme: &'a Theme,
    height: f32,
    notes: bool,
    names: bool,
    movement: Movement,
    explained: Option<&'a Subject>,
    number: Option<usize>,
}

/// Draws a figure with its title in a height; the most usual way.
pub fn show(ui: &mut egui::Ui, figure: &Figure, style: Style, theme: &Theme, height: f32) -> Option<ChartAction> {
    Chart::new(figure, style, theme, height).show(ui)
}

/// Names the series of charts that are drawn without names, in a row, with the unit.
pub fn legend(ui: &mut egui::Ui, figure: &Figure, style: Style, theme: &Theme) {
    let layout = Layout::new(figure, style, Medium::screen(0.0, 1.0));
    let colors = marks::colors(figure, theme);
    let (area, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 24.0), Sense::hover());
    let painter = ui.painter_at(area);
    let pen = Pen { painter: &painter, theme, style };
    let named = figure.series.iter().enumerate();
    let key: Vec<_> = named.map(|(s, series)| (marks::swatch(&layout, s, colors[s]), series.name.clone())).collect();
    pen.head(area, "", &pen.unit(figure.measured), &key);
    let names: Vec<&str> = figure.series.iter().map(|s| s.name.as_str()).collect();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, names.join(", ")));
}

impl<'a> Chart<'a> {
    /// A figure in a height, title and captions included.
    pub fn new(figure: &'a Figure, style: Style, theme: &'a Theme, height: f32) -> Chart<'a> {
        let (notes, names) = (true, true);
        Chart { figure, style, theme, height, notes, names, movement: Movement::Fixed, explained: None, number: None }
    }

    /// Without its notes.
    pub fn without_notes(self) -> Chart<'a> {
        Chart { notes: false, ..self }
    }

    /// Without the names of its series, where [`legend`] names those of several charts at once.
    pub fn nameless(self) -> Chart<'a> {
        Chart { names: false, ..self }
    }

    /// With a rule through the point that is being explained beside it.
    pub fn explained(self, subject: Option<&'a Subject>) -> Chart<'a> {
        Chart { explained: subject, ..self }
    }

    /// With a view that can be moved, or not.
    pub fn movement(self, movement: Movement) -> Chart<'a> {
        Chart { movement, ..self }
    }

    /// Draws it.
    pub fn show(self, ui: &mut egui::Ui) -> Option<ChartAction> {
        let (number, written) = numbered::next(ui.ctx());
        if written.is_empty() {
            return self.numbered(ui, number);
        }
        let figure = Figure { noted: notes::noted(&written, self.figure), ..self.figure.clone() };
        Chart { figure: &figure, ..self }.numbered(ui, number)
    }

    /// Draws it as one of a page's charts.
    fn numbered(mut self, ui: &mut egui::Ui, number: Option<usize>) -> Option<ChartAction> {
        self.number = number;
        witness::tell(ui.ctx(), || Body::Figure(self.figure.clone()));
        let (_, mut area) = ui.allocate_space(egui::vec2(ui.available_width(), self.height));
        if !ui.is_rect_visible(area) {
            return None;
        }
        let layout = Layout::new(self.figure, self.style, Medium::screen(self.height - 60.0, 48.0));
        if self.notes {
            let painter = ui.painter_at(area.expand(4.0));
            area = Pen { painter: &painter, theme: self.theme, style: self.style }.notes(area, &self.figure.notes);
        }
        if layout.known() == 0 {
            nothing(ui, area, self.theme, self.style);
            return None;
        }
        let painter = ui.painter_at(area.expand(4.0));
        let pen = Pen { painter: &painter, theme: self.theme, style: self.style };
        if self.figure.direction == Direction::Lying {
            return lying::show(&self, ui, &pen, area);
        }
        self.standing(ui, &pen, area, &layout)
    }

    /// Draws a figure whose categories run left to right.
    fn standing(&self, ui: &mut egui::Ui, pen: &Pen<'_>, area: Rect, layout: &Layout<'_>) -> Option<ChartAction> {
        let (painter, theme) = (pen.painter, self.theme);
        let colors = marks::colors(self.figure, theme);
        let labels = Labels { layout, pen: *pen, colors: &colors, names: self.names };
        let head = labels.head(area);
        let plot_area = Rect::from_min_max(
            pos2(area.left(), area.top() + head + labels.remark_strip()),
            pos2(area.right() - labels.right_margin(), area.bottom()),
        );
        let width = plot_area.width() - 56.0 - labels.right_axis();
        let axis = CategoryAxis::new(layout, self.style.language, ui, width);
        let foot = labels.foot(width / layout.count().max(1) as f32);
        let mut inside = ui.new_child(UiBuilder::new().max_rect(plot_area));
        let (response, transform) = self.plot(&mut inside, layout, plot_area, (foot, labels.right_axis()));

        let inner = painter.with_clip_rect(transform.frame().expand(1.0).intersect(painter.clip_rect()));
        let last = layout.count().saturating_sub(1);
        let under =
            response.hover_pos().map(|at| (transform.value_from_position(at).x.round().max(0.0) as usize).min(last));
        let pointed = pointed(ui, &response, layout.count(), last, under, along);
        let category = pointed.map(|(category, _)| category);
        if let Some(category) = category {
            hover::ground(&inner, theme, layout, &transform, category);
        }
        let marks = Marks { layout, transform: &transform, painter: &inner, theme, colors: &colors };
        marks.draw();
        if let Some(category) = self.explained_category().filter(|&c| c < layout.count()) {
            hover::explained(&inner, theme, &transform, category);
        }
        labels.categories(&transform, &axis);
        labels.gap(&transform);
        labels.levels(&transform);
        labels.remarks(&transform);
        labels.ends(&transform);
        labels.noted(&transform);
        for series in (0..colors.len()).filter(|&s| self.figure.series[s].mark == Mark::Waterfall) {
            marks.step_values(pen, series);
        }
        if let Some((category, by)) = pointed {
            hover::points(&inner, theme, layout, &transform, &colors, category);
            let frame = transform.frame();
            let middle = pos2(transform.position_from_point_x(category as f64), frame.center().y);
            let at = (by == By::Keyboard).then_some(middle);
            hover::tip(layout, theme, self.style, &colors, category).show(ui, &response, theme, self.style, at);
        }
        if response.has_focus() {
            pen.focus(*transform.frame());
        }
        response
            .widget_info(|| WidgetInfo::labeled(egui::Role::Figure, ui.is_enabled(), self.spoken(layout, category)));
        let distance = |s, category, at| hover::distance(layout, &transform, s, category, at);
        self.menu(ui, &response, category, distance);
        self.clicked(&response, category, distance)
    }

    /// The menu, whose note stands at the point of a category that is nearest to the pointer.
    fn menu(
        &self,
        ui: &egui::Ui,
        response: &egui::Response,
        category: Option<usize>,
        distance: impl Fn(usize, usize, Pos2) -> Option<f32>,
    ) {
        let body = || Body::Figure(self.figure.clone());
        menu::ask(ui, response, self.number.map(NoteOn::Shown), &body, || {
            let category = category?;
            let known = |s: &usize| self.figure.series[*s].points.get(category).is_some_and(|p| p.value.is_some());
            let mut known = (0..self.figure.series.len()).filter(known);
            let Some(at) = response.interact_pointer_pos() else { return Some((known.next()?, category)) };
            let near = known.filter_map(|s| Some((distance(s, category, at)?, s)));
            near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, s)| (s, category))
        });
    }

    /// The category of the point that is being explained.
    fn explained_category(&self) -> Option<usize> {
        let wanted = self.explained?;
        self.figure.series.iter().find_map(|s| s.points.iter().position(|p| p.subject.as_ref() == Some(wanted)))
    }

    /// The chart's name for those who listen: what it shows, of what, in which unit, and the values pointed at.
    fn spoken(&self, layout: &Layout<'_>, category: Option<usize>) -> String {
        let figure = self.figure;
        let mut words = vec![figure.title.clone()];
        let unit = self.style.unit_name(figure.measured);
        if !unit.is_empty() {
            words.push(self.style.language.fill("chart.unit", &[("unit", unit)]));
        }
        if let Some(i) = category.filter(|&i| i < layout.count()) {
            words.push(category_name(&figure.categories[i], self.style.language));
            let tip = hover::tip(layout, self.theme, self.style, &marks::colors(figure, self.theme), i);
            words.extend(tip.rows.iter().filter(|r| r.swatch.is_some()).map(|r| format!("{} {}", r.name, r.value)));
        } else {
            words.extend(figure.series.iter().map(|s| s.name.clone()));
            words.extend(figure.bands.iter().map(|b| b.name.clone()));
            let name = |category| category_name(category, self.style.language);
            words.extend(figure.categories.first().map(name));
            words.extend(figure.categories.last().filter(|_| layout.count() > 1).map(name));
        }
        words.join(", ")
    }

    fn plot(
        &self,
        ui: &mut egui::Ui,
        layout: &Layout<'_>,
        area: Rect,
        (foot, right_axis): (f32, f32),
    ) -> (egui::Response, PlotTransform) {
        let extent = layout.extent;
        let caption = Lettering::Caption.font();
        let decimals = extent.decimals();
        let left = layout.uses_left();
        let widest = extent
            .ticks()
            .into_iter()
            .map(|t| ui.painter().layout_no_wrap(tick_text(t, decimals), caption.clone(), self.theme.muted).size().x)
            .fold(24.0, f32::max);
        let hints = |placement, thickness| {
            AxisHints::new_y()
                .placement(placement)
                .min_thickness(thickness)
                .label_spacing(Rangef::new(0.5, 1.0))
                .tick_label_color(self.theme.muted)
                .tick_label_font(caption.clone())
        };
        let mut value_axes = vec![
            hints(HPlacement::Left, widest + 12.0)
                .formatter(move |mark, _| if left { tick_text(mark.value, decimals) } else { String::new() }),
        ];
        if let Some(right) = layout.right {
            // One grid for both axes: the right one has a round number wherever the left one has.
            let text = move |value: f64| tick_text(right.of_share(extent.share(value)), right.decimals());
            value_axes.push(hints(HPlacement::Right, right_axis).formatter(move |mark, _| text(mark.value)));
        }
        let category_axis =
            AxisHints::new_x().placement(VPlacement::Bottom).min_thickness(foot).formatter(|_, _| String::new()); // the names are drawn by `labels`, clear of the zero
        let movable = self.movement == Movement::Zoom;
        let count = layout.count().max(1) as f64;
        let id = ui.make_persistent_id(("chart", key(self.figure)));
        let plot = Plot::new(id)
            .id(id)
            .width(area.width())
            .height(area.height())
            .default_x_bounds(-0.5, count - 0.5)
            .default_y_bounds(extent.low, extent.high)
            .allow_zoom([movable, false])
            .allow_drag([movable, false])
            .allow_scroll([false, false])
            .allow_axis_zoom_drag(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(movable)
            .show_background(false)
            .show_crosshair(false)
            .show_x(false)
            .show_y(false)
            .show_grid([false, true])
            .grid_color(self.theme.line)
            .grid_fade(0.0)
            .grid_spacing(Rangef::new(0.5, 1.0))
            .cursor_color(egui::Color32::TRANSPARENT)
            .sense(if movable { Sense::click_and_drag() } else { Sense::click() })
            .x_grid_spacer(|_| Vec::new())
            .y_grid_spacer(move |input| grid_marks(input, extent.step))
            .custom_x_axes(vec![category_axis])
            .custom_y_axes(value_axes);
        let shape = (layout.count(), extent.low.to_bits(), extent.high.to_bits());
        let changed = ui.data_mut(|data| data.get_temp(id.with("shape")) != Some(shape));
        ui.data_mut(|data| data.insert_temp(id.with("shape"), shape));
        let shown = plot.show(ui, |plot| {
            // The bounds follow the figure, unless the view was moved.
            if !movable || changed {
                plot.set_auto_bounds([true, true]);
            }
        });
        (shown.response, shown.transform)
    }

    /// What a click or Enter asks for: the point of the category that is nearest to the pointer.
    fn clicked(
        &self,
        response: &egui::Response,
        category: Option<usize>,
        distance: impl Fn(usize, usize, Pos2) -> Option<f32>,
    ) -> Option<ChartAction> {
        if !response.clicked() {
            return None;
        }
        let category = category?;
        let explained = |s: usize| Some((s, self.figure.series[s].points.get(category)?.subject.clone()?));
        let mut candidates = (0..self.figure.series.len()).filter_map(explained);
        let subject = match response.interact_pointer_pos() {
            Some(at) => candidates
                .filter_map(|(s, subject)| Some((distance(s, category, at)?, subject)))
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, subject)| subject),
            None => candidates.next().map(|(_, subject)| subject),
        };
        subject.map(ChartAction::Explain)
    }
}

/// What stands where nothing is known.
fn nothing(ui: &mut egui::Ui, area: Rect, theme: &Theme, style: Style) {
    let mut inside = ui.new_child(UiBuilder::new().max_rect(area));
    let text = |key| style.language.text(key);
    empty::show(&mut inside, theme, empty::Drawing::Chart, text("chart.empty"), text("chart.empty_next"));
}

fn key(figure: &Figure) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    figure.title.hash(&mut hasher);
    hasher.finish()
}

/// Which categories are named on the axis, and how.
struct CategoryAxis {
    texts: Vec<String>,
    stride: usize,
}

impl CategoryAxis {
    fn new(layout: &Layout<'_>, language: Language, ui: &egui::Ui, width: f32) -> CategoryAxis {
        let figure = layout.figure;
        let category_width = width / layout.count().max(1) as f32;
        let stride_of = |texts: &[String]| {
            let widest =
                texts.iter().max_by_key(|t| t.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>());
            let galley = ui.painter().layout_no_wrap(
                widest.cloned().unwrap_or_default(),
                Lettering::Caption.font(),
                egui::Color32::PLACEHOLDER,
            );
            scale::stride(galley.size().x, category_width)
        };
        let stride = stride_of(&figure.ticks);
        // "1月" every twelve months says nothing: then the full names stand there.
        let shown: Vec<&String> = figure.ticks.iter().step_by(stride).collect();
        let repeats = stride > 1 && shown.len() > 1 && shown.iter().all(|t| *t == shown[0]);
        if repeats || figure.ticks.len() != figure.categories.len() {
            let names = category_names(&figure.categories, language);
            CategoryAxis { stride: stride_of(&names), texts: names }
        } else {
            CategoryAxis { texts: figure.ticks.clone(), stride }
        }
    }

    /// The categories named between two ends of the view, with their names.
    fn named(&self, low: f64, high: f64) -> impl Iterator<Item = (usize, &str)> + use<'_> {
        let last = self.texts.len() as f64 - 1.0;
        let (from, to) = (low.ceil().max(0.0), high.floor().min(last));
        // A view that was zoomed in has room for more names.
        let share = ((to - from + 1.0) / (last + 1.0)).clamp(0.0, 1.0);
        let stride = ((self.stride as f64 * share).ceil() as usize).max(1);
        let range = if to < from { 0..0 } else { from as usize..to as usize + 1 };
        range.filter(move |i| i % stride == 0).map(|i| (i, self.texts[i].as_str()))
    }
}

fn grid_marks(input: GridInput, step: f64) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    scale::ticks(low, high, step).into_iter().map(|value| GridMark { value, step_size: step }).collect()
}
