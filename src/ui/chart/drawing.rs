//! A chart that is not over categories, on its way to the screen: what it shows, and in which height.

use eframe::egui;
use egui::{Id, Painter, Rect, Ui, vec2};

use super::numbered;
use super::pen::Pen;
use crate::report::deck::notes;
use crate::report::model::points::Points;
use crate::report::words::number::Style;
use crate::ui::state::NoteOn;
use crate::ui::theme::Theme;

/// Something to be drawn.
#[must_use = "a chart is drawn by `show`"]
pub struct Drawing<'a, T> {
    pub(super) of: &'a T,
    pub(super) style: Style,
    pub(super) theme: &'a Theme,
    pub(super) height: f32,
    pub(super) name: Option<(String, usize)>,
}

impl<'a, T> Drawing<'a, T> {
    /// In a height, title and captions included.
    pub fn new(of: &'a T, style: Style, theme: &'a Theme, height: f32) -> Drawing<'a, T> {
        Drawing { of, style, theme, height, name: None }
    }

    /// With a name by which what is written at its points is kept, where it stands beside a page; its number is that among
    /// the page's charts as they are exported.
    pub fn named(self, name: String, number: usize) -> Drawing<'a, T> {
        Drawing { name: Some((name, number)), ..self }
    }

    /// The room for it; `None` where that is out of sight.
    pub(super) fn room(&self, ui: &mut Ui) -> Option<(Id, Painter, Rect)> {
        let (id, area) = ui.allocate_space(vec2(ui.available_width(), self.height));
        ui.is_rect_visible(area).then(|| (id, ui.painter_at(area.expand(4.0)), area))
    }

    pub(super) fn pen<'p>(&self, painter: &'p Painter) -> Pen<'p>
    where
        'a: 'p,
    {
        Pen { painter, theme: self.theme, style: self.style }
    }
}

impl<T: Points + Clone> Drawing<'_, T> {
    /// Draws it with what is written at its points; `draw` is told which chart it is to those who write.
    pub(super) fn with_notes<R>(
        self,
        ui: &mut Ui,
        draw: impl FnOnce(Drawing<'_, T>, &mut Ui, Option<NoteOn>) -> R,
    ) -> R {
        let (on, written) = match &self.name {
            Some((name, number)) => (Some(NoteOn::Named(name.clone(), *number)), numbered::named(ui.ctx(), name)),
            None => {
                let (number, written) = numbered::next(ui.ctx());
                (number.map(NoteOn::Shown), written)
            }
        };
        if written.is_empty() {
            return draw(self, ui, on);
        }
        let mut of = self.of.clone();
        *of.noted_mut() = notes::noted(&written, &of);
        draw(Drawing { of: &of, name: self.name.clone(), ..self }, ui, on)
    }
}
