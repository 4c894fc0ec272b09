//! A chart that is not over categories, on its way to the screen: what it shows, and in which height.

use eframe::egui;
use egui::{Id, Painter, Rect, Response, Ui, vec2};

use super::menu;
use super::pen::Pen;
use crate::report::model::slide::Body;
use crate::report::words::number::Style;
use crate::ui::theme::Theme;

/// Something to be drawn.
#[must_use = "a chart is drawn by `show`"]
pub struct Drawing<'a, T> {
    pub(super) of: &'a T,
    pub(super) style: Style,
    pub(super) theme: &'a Theme,
    pub(super) height: f32,
}

impl<'a, T> Drawing<'a, T> {
    /// In a height, title and captions included.
    pub fn new(of: &'a T, style: Style, theme: &'a Theme, height: f32) -> Drawing<'a, T> {
        Drawing { of, style, theme, height }
    }

    /// The room for it; `None` where that is out of sight.
    pub(super) fn room(&self, ui: &mut Ui) -> Option<(Id, Painter, Rect)> {
        let (id, area) = ui.allocate_space(vec2(ui.available_width(), self.height));
        ui.is_rect_visible(area).then(|| (id, ui.painter_at(area.expand(4.0)), area))
    }

    /// Its menu.
    pub(super) fn menu(&self, ui: &Ui, response: &Response, number: Option<usize>, body: &dyn Fn() -> Body) {
        menu::ask(ui, response, number, body, || None);
    }

    pub(super) fn pen<'p>(&self, painter: &'p Painter) -> Pen<'p>
    where
        'a: 'p,
    {
        Pen { painter, theme: self.theme, style: self.style }
    }
}
