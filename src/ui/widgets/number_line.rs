//! A number on a line of its own: its name, a field, its unit, and a way back where there is one.
//!
//! What is half typed stays in the field's draft; only a number within bounds reaches the model, on Enter or when the
//! field is left. Escape drops the draft.

use eframe::egui;
use egui::{Align, Key, Layout, RichText, vec2};
use rust_decimal::Decimal;

use super::draft::Draft;
use super::icon::{Icon, icon_button};
use super::lever::parse_number;
use crate::locale::Language;
use crate::report::words::number::grouped;
use crate::ui::theme::{Lettering, Theme};

/// A number as it stands.
#[derive(Clone, Debug)]
pub struct NumberLine<'a> {
    /// What tells it from every other field on the screen.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What stands behind it.
    pub unit: &'a str,
    /// Its value, as shown.
    pub value: Decimal,
    /// The smallest value.
    pub least: Decimal,
    /// The largest value.
    pub most: Decimal,
    /// The most decimals.
    pub places: u32,
    /// What the way back leads to, where it leads anywhere.
    pub back_to: Option<Decimal>,
}

impl NumberLine<'_> {
    /// Draws it over the width there is; the number that was given.
    pub fn show(&self, ui: &mut egui::Ui, language: Language, theme: &Theme) -> Option<Decimal> {
        let id = ui.make_persistent_id(("number", self.key));
        let mut given = None;
        ui.allocate_ui_with_layout(vec2(ui.available_width(), 30.0), Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            // The same room with and without the way back, so that fields stand below each other.
            let room = vec2(24.0, 28.0);
            match self.back_to.filter(|value| *value != self.value) {
                Some(value) => {
                    let words = format!("{}: {}", self.name, language.text("ui.reset"));
                    if icon_button(ui, theme, Icon::Reset, &words, "").clicked() {
                        ui.data_mut(|data| data.remove::<String>(id));
                        given = Some(value);
                    }
                }
                None => drop(ui.allocate_exact_size(room, egui::Sense::hover())),
            }
            let unit = RichText::new(self.unit).font(Lettering::Caption.font()).color(theme.muted);
            ui.allocate_ui_with_layout(vec2(52.0, 20.0), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(52.0);
                ui.label(unit);
            });
            given = self.field(ui, id, theme).or(given);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(RichText::new(self.name).color(theme.ink)).truncate());
            });
        });
        given
    }

    fn field(&self, ui: &mut egui::Ui, id: egui::Id, theme: &Theme) -> Option<Decimal> {
        let (at, read) = ((id, self.name, 68.0), |text: &str| self.read(text));
        let draft = Draft::show(ui, theme, at, || self.written(), |text| read(text).is_some());
        if !draft.field.lost_focus() {
            return None;
        }
        draft.drop(ui);
        if ui.input(|i| i.key_pressed(Key::Escape)) {
            return None;
        }
        read(&draft.text).filter(|value| *value != self.value)
    }

    fn written(&self) -> String {
        let value = self.value.normalize();
        grouped(value, value.scale().min(self.places))
    }

    fn read(&self, text: &str) -> Option<Decimal> {
        let value = parse_number(text)?.normalize();
        (value.scale() <= self.places && value >= self.least && value <= self.most).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_within_bounds_are_taken() {
        let field = NumberLine {
            key: "paths",
            name: "次数",
            unit: "次",
            value: Decimal::from(10_000),
            least: Decimal::ONE,
            most: Decimal::from(20_000),
            places: 0,
            back_to: None,
        };
        assert_eq!(field.written(), "10,000");
        assert_eq!(field.read("１２,０００"), Some(Decimal::from(12_000)));
        for text in ["", "0", "20001", "1.5", "一万"] {
            assert_eq!(field.read(text), None, "{text}");
        }
        let points = Decimal::new(25, 1);
        assert_eq!(NumberLine { places: 2, value: points, ..field }.written(), "2.5");
    }
}
