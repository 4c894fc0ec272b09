//! A lever of a scenario: its name, a slider whose rail shows the default, a field for the exact number, and a way back.
//!
//! What is half typed stays in the field's draft; only a number within bounds reaches the model, on Enter or when the
//! field is left. A drag tells each of its values as it goes, and says when it ends, so that it is one step of undo.

use eframe::egui;
use egui::{
    Align, EventFilter, Id, Key, Layout, Rect, Response, RichText, Sense, Stroke, UiBuilder, WidgetInfo, pos2, vec2,
};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::draft::Draft;
use super::icon::{Icon, icon_button};
use crate::money::Money;
use crate::report::Measured;
use crate::report::words::number::{Style, grouped};
use crate::ui::pointed;
use crate::ui::theme::{Lettering, Theme};

/// How wide the field is.
const FIELD: f32 = 84.0;

/// A lever as it stands.
#[derive(Clone, Debug)]
pub struct Lever<'a> {
    /// What tells it from every other lever on the screen.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it does, for a tooltip; may be empty.
    pub hint: &'a str,
    /// What it is counted in: a ratio is 0.28 and shown as 28 %, money is in yuan and shown in the unit chosen.
    pub measured: Measured,
    /// Its value.
    pub value: Decimal,
    /// The value without an override.
    pub default: Decimal,
    /// The smallest value.
    pub least: Decimal,
    /// The largest value.
    pub most: Decimal,
    /// From one value of the slider to the next; above zero.
    pub step: Decimal,
    /// The most decimals of a value.
    pub decimals: u32,
    /// Whether the scenario overrides the default.
    pub overridden: bool,
}

/// What was done to a lever.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum LeverAction {
    /// It has a new value; `dragging` while more may follow.
    Changed {
        /// The value.
        value: Decimal,
        /// Whether the pointer still holds it.
        dragging: bool,
    },
    /// The drag has ended.
    Released,
    /// Back to the default.
    Reset,
}

impl Lever<'_> {
    /// Draws it over the width there is.
    pub fn show(&self, ui: &mut egui::Ui, style: Style, theme: &Theme) -> Option<LeverAction> {
        self.show_following(ui, style, theme, None)
    }

    /// Draws it; its default is that of what it follows, in words, where it follows something.
    pub fn show_following(
        &self,
        ui: &mut egui::Ui,
        style: Style,
        theme: &Theme,
        follows: Option<&str>,
    ) -> Option<LeverAction> {
        let id = ui.make_persistent_id(("lever", self.key));
        let mut action = None;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if self.head(ui, style, theme, follows) {
                action = Some(LeverAction::Reset);
                ui.data_mut(|data| data.remove::<String>(id));
            }
            let height = 28.0;
            let width = ui.available_width();
            ui.allocate_ui_with_layout(vec2(width, height), Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let unit = style.unit_name(self.measured);
                let color = theme.muted;
                let galley = ui.painter().layout_no_wrap(unit.to_owned(), Lettering::Caption.font(), color);
                // One width for the usual units, so that the fields of all levers stand below each other.
                let usual = if !style.language.is_english() { 32.0 } else { 52.0 };
                let (rect, _) = ui.allocate_exact_size(vec2(galley.size().x.max(usual), height), Sense::hover());
                let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
                ui.painter().galley(at, galley, color);
                // The keyboard comes to the slider first, as the eye does.
                let rest = ui.available_rect_before_wrap();
                ui.allocate_rect(rest, Sense::hover());
                let field = Rect::from_min_max(pos2(rest.right() - FIELD, rest.top()), rest.max);
                let slider = Rect::from_min_max(rest.min, pos2(field.left() - 8.0, rest.bottom()));
                let (slider, moved) = self.slider(ui, slider, style, theme);
                action = moved.or(action);
                let mut inside = ui.new_child(UiBuilder::new().max_rect(field).layout(*ui.layout()));
                action = self.field(&mut inside, (id, slider), style, theme).or(action);
            });
            if let Some(problem) = self.problem(ui, id, style) {
                let text = RichText::new(problem).font(Lettering::Caption.font()).color(theme.legible(theme.amber));
                ui.label(text);
            }
        });
        action
    }

    fn head(&self, ui: &mut egui::Ui, style: Style, theme: &Theme, follows: Option<&str>) -> bool {
        let mut reset = false;
        let width = ui.available_width();
        ui.allocate_ui_with_layout(vec2(width, 28.0), Layout::right_to_left(Align::Center), |ui| {
            if self.overridden {
                let default = self.written(self.default, style);
                let name = match follows {
                    Some(words) => format!("{words} ({default})"),
                    None => {
                        let default = style.language.fill("ui.default", &[("value", &default)]);
                        format!("{} ({default})", style.language.text("ui.reset"))
                    }
                };
                reset = icon_button(ui, theme, Icon::Reset, &format!("{}: {name}", self.name), "").clicked();
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if self.overridden {
                    let (rect, _) = ui.allocate_exact_size(vec2(6.0, 20.0), Sense::hover());
                    ui.painter().circle_filled(rect.center(), 3.0, theme.blue);
                }
                let name = ui.add(egui::Label::new(RichText::new(self.name).color(theme.ink)).truncate());
                if self.hint.is_empty() {
                    pointed::explained(name, self.name, style.language);
                } else {
                    pointed::known(&name, self.name, style.language);
                    name.on_hover_text(self.hint);
                }
            });
        });
        reset
    }

    fn slider(&self, ui: &egui::Ui, rect: Rect, style: Style, theme: &Theme) -> (Id, Option<LeverAction>) {
        let response = ui.interact(rect, ui.make_persistent_id(("slider", self.key)), Sense::click_and_drag());
        let rail = rect.shrink2(vec2(7.0, 0.0));
        let y = ui.painter().round_to_pixel_center(rect.center().y);
        let x = |value: Decimal| rail.left() + rail.width() * self.share(value);
        let (value, default) = (x(self.value), x(self.default));
        let painter = ui.painter();
        let line = |from: f32, to: f32, color| {
            let rect = Rect::from_min_max(pos2(from.min(to), y - 1.5), pos2(from.max(to), y + 1.5));
            painter.rect_filled(rect, 1, color);
        };
        line(rail.left(), rail.right(), theme.wash(theme.muted, 0.32));
        line(default, value, theme.blue);
        painter.vline(painter.round_to_pixel_center(default), y - 6.0..=y + 6.0, Stroke::new(1.5, theme.muted));
        let grabbed = response.hovered() || response.dragged() || response.has_focus();
        let ground = if self.overridden { theme.blue } else { theme.wash(theme.muted, 0.85) };
        painter.circle(pos2(value, y), if grabbed { 7.0 } else { 6.0 }, ground, Stroke::new(2.0, theme.paper));
        if response.has_focus() {
            painter.circle_stroke(pos2(value, y), 9.0, Stroke::new(1.5, theme.blue));
        }
        let shown = self.shown(self.value, style).to_f64().unwrap_or_default();
        response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), shown, self.name));
        (response.id, self.moved(ui, &response, rail))
    }

    fn moved(&self, ui: &egui::Ui, response: &Response, rail: Rect) -> Option<LeverAction> {
        if response.drag_stopped() {
            return Some(LeverAction::Released);
        }
        if (response.dragged() || response.clicked())
            && let Some(at) = response.interact_pointer_pos()
        {
            let value = self.at(((at.x - rail.left()) / rail.width().max(1.0)).clamp(0.0, 1.0));
            let dragging = response.dragged();
            return (value != self.value).then_some(LeverAction::Changed { value, dragging });
        }
        if !response.has_focus() {
            return None;
        }
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let steps = ui.input(|i| {
            use egui::accesskit::Action;
            let presses = |key| i.num_presses(key) as i64;
            let asked = |action| i.num_accesskit_action_requests(response.id, action) as i64;
            presses(Key::ArrowRight) - presses(Key::ArrowLeft)
                + 10 * (presses(Key::PageUp) - presses(Key::PageDown))
                + asked(Action::Increment)
                - asked(Action::Decrement)
        });
        let value = (self.value + self.step * Decimal::from(steps)).clamp(self.least, self.most.max(self.least));
        (value != self.value).then_some(LeverAction::Changed { value, dragging: false })
    }

    /// The field; by Enter and Escape the keyboard goes from it to the slider, so that arrows go on from what was typed.
    fn field(&self, ui: &mut egui::Ui, (id, slider): (Id, Id), style: Style, theme: &Theme) -> Option<LeverAction> {
        let written = || self.written(self.value, style);
        let draft = Draft::show(ui, theme, (id, self.name, FIELD), written, |text| self.read(text, style).is_ok());
        let field = &draft.field;
        let is_wrong = draft.is_typed && self.read(&draft.text, style).is_err();
        let leaves = |key| ui.input(|i| i.key_pressed(key)) && field.lost_focus();
        if leaves(Key::Escape) || leaves(Key::Enter) && !is_wrong {
            ui.memory_mut(|memory| memory.request_focus(slider));
        } else if leaves(Key::Enter) {
            // What can't be taken is mended where it stands.
            field.request_focus();
        }
        if ui.input(|i| i.key_pressed(Key::Escape)) && (field.has_focus() || field.lost_focus()) {
            draft.drop(ui);
            return None;
        }
        if field.lost_focus() && draft.is_typed {
            let value = self.read(&draft.text, style).ok()?;
            draft.drop(ui);
            return (value != self.value).then_some(LeverAction::Changed { value, dragging: false });
        }
        None
    }

    /// What keeps the draft from being taken, in words.
    fn problem(&self, ui: &egui::Ui, id: Id, style: Style) -> Option<String> {
        let draft: String = ui.data(|data| data.get_temp(id))?;
        self.typed(&draft, style).err()
    }

    /// The value of a typed text, in the unit shown.
    ///
    /// # Errors
    /// What keeps it from being taken, in words.
    pub fn typed(&self, text: &str, style: Style) -> Result<Decimal, String> {
        self.read(text, style).map_err(|unfit| match unfit {
            Unfit::NotANumber => style.language.text("ui.not_a_number").to_owned(),
            Unfit::OutOfRange => style.language.fill(
                "ui.out_of_range",
                &[("least", &self.written(self.least, style)), ("most", &self.written(self.most, style))],
            ),
            Unfit::TooFine => style.language.text("ui.too_many_decimals").to_owned(),
        })
    }

    fn read(&self, text: &str, style: Style) -> Result<Decimal, Unfit> {
        let shown = parse_number(text).ok_or(Unfit::NotANumber)?;
        let value = shown.checked_mul(self.factor(style)).ok_or(Unfit::OutOfRange)?.normalize();
        match value {
            value if value < self.least || value > self.most => Err(Unfit::OutOfRange),
            value if value.scale() > self.decimals => Err(Unfit::TooFine),
            value => Ok(value),
        }
    }

    fn factor(&self, style: Style) -> Decimal {
        factor(self.measured, style)
    }

    fn shown(&self, value: Decimal, style: Style) -> Decimal {
        value / self.factor(style)
    }

    /// A value as the field shows it.
    pub fn written(&self, value: Decimal, style: Style) -> String {
        let shown = self.shown(value, style).normalize();
        let step = self.shown(self.step, style).normalize().scale();
        grouped(shown, shown.scale().max(step).min(6))
    }

    fn share(&self, value: Decimal) -> f32 {
        let span = self.most - self.least;
        if span <= Decimal::ZERO {
            return 0.0;
        }
        ((value - self.least) / span).to_f32().unwrap_or(0.0).clamp(0.0, 1.0)
    }

    /// The step nearest to a place on the rail.
    fn at(&self, share: f32) -> Decimal {
        if share >= 1.0 || self.step <= Decimal::ZERO {
            return if share >= 1.0 { self.most } else { self.least };
        }
        let steps = ((self.most - self.least) / self.step).to_f64().unwrap_or(0.0);
        let step = Decimal::from((f64::from(share) * steps).round() as i64);
        (self.least + self.step * step).clamp(self.least, self.most).normalize()
    }
}

/// Why a typed text isn't taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unfit {
    NotANumber,
    OutOfRange,
    TooFine,
}

/// How much one of the number shown is of the value: a hundredth of a ratio, ten thousand yuan.
pub fn factor(measured: Measured, style: Style) -> Decimal {
    match measured {
        Measured::Ratio => Decimal::new(1, 2),
        Measured::Money => Decimal::ONE / style.unit.scaled(Money::from_yuan(1)),
        _ => Decimal::ONE,
    }
}

/// A number as people type it: separators, full-width digits, a true minus, a percent sign.
pub fn parse_number(text: &str) -> Option<Decimal> {
    let mut plain = String::with_capacity(text.len());
    for c in text.trim().trim_end_matches(['%', '％']).chars() {
        match c {
            ',' | '，' | ' ' | '\u{3000}' | '_' => {}
            '−' | '－' | '–' => plain.push('-'),
            '．' | '。' => plain.push('.'),
            '＋' => plain.push('+'),
            '０'..='９' => plain.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            _ => plain.push(c),
        }
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::number::MoneyUnit;

    fn lever() -> Lever<'static> {
        Lever {
            key: "rate",
            name: "缴费费率",
            hint: "",
            measured: Measured::Ratio,
            value: Decimal::new(28, 2),
            default: Decimal::new(28, 2),
            least: Decimal::ZERO,
            most: Decimal::new(40, 2),
            step: Decimal::new(5, 3),
            decimals: 18,
            overridden: false,
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, number) in
            [("28", "28"), (" 28.5% ", "28.5"), ("１，２００", "1200"), ("−3", "-3"), ("1,474.25", "1474.25")]
        {
            assert_eq!(parse_number(text), number.parse().ok(), "{text}");
        }
        for text in ["", "-", "二十八", "1.2.3", "1e5x"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_typed_is_in_the_unit_shown_and_within_bounds() {
        let style = Style::default();
        assert_eq!(lever().read("28.5", style), Ok(Decimal::new(285, 3)));
        assert_eq!(lever().read("41", style), Err(Unfit::OutOfRange));
        assert_eq!(lever().read("2x", style), Err(Unfit::NotANumber));
        assert_eq!(lever().read("1.12345678901234567", style), Err(Unfit::TooFine));
        assert_eq!(lever().written(Decimal::new(28, 2), style), "28.0");
        let money =
            Lever { measured: Measured::Money, most: Decimal::from(1_000_000), step: Decimal::from(100), ..lever() };
        let style = Style { unit: MoneyUnit::TenThousand, ..style };
        assert_eq!(money.read("12.5", style), Ok(Decimal::from(125_000)));
        assert_eq!(money.written(Decimal::from(125_000), style), "12.50");
    }

    #[test]
    fn the_slider_stands_on_whole_steps() {
        assert_eq!(lever().at(0.0), Decimal::ZERO);
        assert_eq!(lever().at(0.706), Decimal::new(28, 2) + Decimal::new(5, 3) - Decimal::new(5, 3));
        assert_eq!(lever().at(1.0), Decimal::new(40, 2));
        assert_eq!(lever().share(Decimal::new(20, 2)), 0.5);
    }
}
