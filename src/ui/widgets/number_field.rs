//! A field for one number in the unit shown: what is half typed stays in its draft until Enter or until it is left.

use eframe::egui;
use egui::Key;
use rust_decimal::Decimal;

use super::draft::Draft;
use super::lever::{factor, parse_number};
use crate::report::Measured;
use crate::report::words::number::{MoneyUnit, Style, grouped};
use crate::ui::theme::{Lettering, Theme};

/// A number that can be typed.
#[derive(Clone, Copy, Debug)]
pub struct NumberField<'a> {
    /// Its name, which tells it from the others in its panel.
    pub name: &'a str,
    /// What it is counted in: a ratio is 0.28 and shown as 28, money is in yuan and shown in the unit chosen.
    pub measured: Measured,
    /// Its value.
    pub value: Decimal,
    /// What may be typed.
    pub fits: fn(Decimal) -> bool,
}

impl NumberField<'_> {
    /// Draws it with its unit; the number that was typed, where it is another.
    pub fn show(&self, ui: &mut egui::Ui, style: Style, theme: &Theme) -> Option<Decimal> {
        let id = ui.make_persistent_id(("number", self.name));
        // An amount to the fen is long.
        let is_long = self.measured == Measured::Money && style.unit == MoneyUnit::Yuan;
        let (at, read) = ((id, self.name, if is_long { 128.0 } else { 72.0 }), |text: &str| self.read(text, style));
        let draft = Draft::show(ui, theme, at, || self.written(style), |text| read(text).is_some());
        if draft.is_wrong {
            draft.field.clone().on_hover_text(style.language.text("ui.not_a_number"));
        }
        let unit = style.unit_name(self.measured);
        if !unit.is_empty() {
            ui.label(egui::RichText::new(unit).font(Lettering::Caption.font()).color(theme.muted));
        }
        if !draft.field.lost_focus() {
            return None;
        }
        // What can't be taken goes back to what was there.
        draft.drop(ui);
        if ui.input(|i| i.key_pressed(Key::Escape)) || !draft.is_typed {
            return None;
        }
        read(&draft.text).filter(|value| *value != self.value)
    }

    fn read(&self, text: &str, style: Style) -> Option<Decimal> {
        let value = parse_number(text)?.checked_mul(factor(self.measured, style))?.normalize();
        (self.fits)(value).then_some(value)
    }

    fn written(&self, style: Style) -> String {
        let shown = (self.value / factor(self.measured, style)).round_dp(6).normalize();
        grouped(shown, shown.scale())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_the_unit_shown() {
        let style = Style::default();
        let field = |measured| NumberField {
            name: "",
            measured,
            value: Decimal::new(285, 3),
            fits: |v| v < Decimal::from(1_000_000),
        };
        assert_eq!(field(Measured::Ratio).written(style), "28.5");
        assert_eq!(field(Measured::Ratio).read("30", style), Some(Decimal::new(3, 1)));
        assert_eq!(field(Measured::Money).read("12.5", style), Some(Decimal::from(125_000)));
        assert_eq!(field(Measured::Money).read("1,000", style), None);
        assert_eq!(field(Measured::Number).read("三", style), None);
    }
}
