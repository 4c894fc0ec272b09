//! Words and numbers as screens set them: the headline sentence, captions, key figures, hairlines.

use eframe::egui;
use egui::{Align, Color32, Response, RichText, Sense, WidgetInfo, pos2, vec2};

use crate::report::words::number::{Style, measured};
use crate::report::words::sheet_text::{full_text, value_text};
use crate::report::{CellValue, Quantity, Tone};
use crate::ui::pointed::{self, Anchor};
use crate::ui::room::Room;
use crate::ui::theme::{Lettering, STEP, Theme};
use crate::ui::widgets::tone::tone_mark;

/// The sentence that answers the screen's question; wraps, and can be marked and copied.
pub fn headline(ui: &mut egui::Ui, theme: &Theme, sentence: &str) -> Response {
    let (lettering, height) = Room::of(ui.ctx()).headline();
    let text = RichText::new(sentence).font(lettering.font()).color(theme.ink).line_height(Some(height));
    ui.add(egui::Label::new(text).wrap().selectable(true))
}

/// A caption or a note.
pub fn caption(ui: &mut egui::Ui, theme: &Theme, text: &str) -> Response {
    ui.add(egui::Label::new(RichText::new(text).font(Lettering::Caption.font()).color(theme.muted)).wrap())
}

/// A line across, which parts what belongs apart.
pub fn hairline(ui: &mut egui::Ui, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), ui.painter().round_to_pixel_center(rect.center().y), theme.hairline());
}

/// A heading within a panel, with room above.
pub fn section(ui: &mut egui::Ui, theme: &Theme, text: &str) {
    ui.add_space(STEP);
    caption(ui, theme, text);
}

/// A number that a screen is about, with what it is called and how it changed.
#[derive(Clone, Debug)]
pub struct KeyFigure<'a> {
    /// What it is called.
    pub caption: &'a str,
    /// The number.
    pub value: &'a CellValue,
    /// How it is to be read.
    pub tone: Tone,
    /// Against what it changed, and by how much: ("较2004年", −14.2 points).
    pub change: Option<(&'a str, &'a CellValue)>,
    /// Whether a click on it leads to Why.
    pub explains: bool,
    /// Whether that is being explained beside it.
    pub explained: bool,
}

impl KeyFigure<'_> {
    /// Draws it; the answer is clicked where Why is asked for.
    pub fn show(&self, ui: &mut egui::Ui, style: Style, theme: &Theme) -> Response {
        let color = if *self.value == CellValue::Unknown { theme.muted } else { theme.tone(self.tone) };
        let painter = ui.painter();
        let lay = |text: &str, lettering: Lettering, color: Color32| {
            painter.layout_no_wrap(text.to_owned(), lettering.font(), color)
        };
        let unit = match self.value {
            CellValue::Quantity(q @ Quantity::Ratio(_)) => style.unit_name(measured(*q)),
            CellValue::Quantity(q) | CellValue::Change(q) if !matches!(q, Quantity::Ratio(_)) => {
                style.unit_name(measured(*q))
            }
            _ => "",
        };
        let name = lay(self.caption, Lettering::Caption, theme.muted);
        // In a low window what it changed by stands beside the number where there is room, else below it.
        let low = Room::of(ui.ctx()).low;
        let lettering = if low { Lettering::Headline } else { Lettering::KeyFigure };
        let number = lay(&value_text(self.value, style), lettering, color);
        let unit = lay(unit, Lettering::Body, theme.muted);
        let against = self.change.map(|(against, change)| {
            let words = if against.is_empty() { String::new() } else { format!("{against} ") };
            (
                lay(&words, Lettering::Caption, theme.muted),
                lay(&full_text(change, style), Lettering::Caption, theme.ink),
            )
        });
        let mark = if matches!(self.tone, Tone::Warning | Tone::Trouble) { 14.0 } else { 0.0 };
        let own = mark + number.size().x + 6.0 + unit.size().x;
        let change = against.as_ref().map_or(0.0, |(a, b)| a.size().x + b.size().x);
        let is_beside = low && own + 8.0 + change <= ui.max_rect().width();
        let below = against.is_some() && !is_beside;
        let wide = if is_beside { own + 8.0 + change } else { own.max(change) }.max(name.size().x);
        let height = match (low, below) {
            (true, false) => 38.0,
            (true, true) => 54.0,
            (false, true) => 70.0,
            (false, false) => 52.0,
        };
        let sense = if self.explains { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(wide, height), sense);
        let painter = ui.painter();
        if self.explains && (response.hovered() || response.has_focus()) {
            painter.rect_filled(rect.expand2(vec2(8.0, 4.0)), 4, theme.hover());
        }
        if response.has_focus() {
            let stroke = egui::Stroke::new(1.5, theme.blue);
            painter.rect_stroke(rect.expand2(vec2(8.0, 4.0)), 4, stroke, egui::StrokeKind::Inside);
        }
        if self.explained {
            let foot = egui::Rect::from_min_max(pos2(rect.left(), rect.bottom() + 2.0), rect.max + vec2(0.0, 4.0));
            painter.rect_filled(foot, 0, theme.blue);
            pointed::mark(ui.ctx(), Anchor::Explained, rect);
        }
        painter.galley(rect.min, name, theme.muted);
        tone_mark(painter, theme, self.tone, pos2(rect.left() + 5.0, rect.top() + if low { 27.0 } else { 36.0 }));
        // Number and unit stand on one line: their letters hang from tops that differ with their sizes.
        let number_top = rect.top() + if low { 13.0 } else { 16.0 };
        let baseline = number_top + number.rows.first().map_or(0.0, ascent);
        let unit_top = baseline - unit.rows.first().map_or(0.0, ascent);
        let left = rect.left() + mark;
        let after = left + number.size().x + 6.0;
        painter.galley(pos2(left, number_top), number, color);
        painter.galley(pos2(after, unit_top), unit, theme.muted);
        if let Some((words, change)) = against {
            let beside = || pos2(rect.left() + own + 8.0, baseline - words.rows.first().map_or(0.0, ascent));
            let at = if is_beside { beside() } else { pos2(rect.left(), rect.bottom() - 17.0) };
            let width = words.size().x;
            painter.galley(at, words, theme.muted);
            painter.galley(at + vec2(width, 0.0), change, theme.ink);
        }
        response.widget_info(|| {
            let role = if self.explains { egui::Role::Button } else { egui::Role::Label };
            let mut words = format!("{} {}", self.caption, full_text(self.value, style));
            if let Some((against, change)) = self.change {
                words.push_str(&format!(", {against} {}", full_text(change, style)));
            }
            WidgetInfo::labeled(role, true, words)
        });
        pointed::explained(response, self.caption, style.language)
    }
}

fn ascent(row: &egui::epaint::text::PlacedRow) -> f32 {
    row.glyphs.first().map_or(0.0, |glyph| glyph.pos.y)
}

/// Key figures side by side, parted by space; the number of the one clicked.
pub fn key_figures(ui: &mut egui::Ui, figures: &[KeyFigure<'_>], style: Style, theme: &Theme) -> Option<usize> {
    let mut clicked = None;
    ui.with_layout(egui::Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
        let low = Room::of(ui.ctx()).low;
        ui.spacing_mut().item_spacing = if low { vec2(3.0 * STEP, 4.0) } else { vec2(5.0 * STEP, 2.0 * STEP) };
        for (i, figure) in figures.iter().enumerate() {
            if figure.show(ui, style, theme).clicked() {
                clicked = Some(i);
            }
        }
    });
    clicked
}
