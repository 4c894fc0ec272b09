//! Fields for what is written in words of its own: a month, a day, a list of numbers. What is half typed, or can't be taken,
//! stays in its draft until it is mended or given up by Escape.

use eframe::egui;
use rust_decimal::Decimal;

use super::draft::Draft;
use super::lever::parse_number;
use crate::month::Month;
use crate::report::words::period::{month_name, typed_month};
use crate::special_account::day::Day;
use crate::ui::state::Look;

/// Draws a field for a month, in words: 2026年3月; the month that was typed in any usual form, where it is another.
pub fn month_field(ui: &mut egui::Ui, look: Look, name: &str, now: Month) -> Option<Month> {
    let written = month_name(now, look.style.language);
    let width = if look.style.language.is_english() { 72.0 } else { 84.0 };
    typed(ui, look, (name, width), &written, "ui.not_a_month", typed_month).filter(|month| *month != now)
}

/// Draws a field for a day: 2026-03-31; the day that was typed, where it is another.
pub fn day_field(ui: &mut egui::Ui, look: Look, name: &str, now: Day) -> Option<Day> {
    typed(ui, look, (name, 96.0), &now.to_string(), "ui.not_a_day", Day::read).filter(|day| *day != now)
}

/// Draws a field for numbers with commas between them, none below zero; those that were typed, where they are others.
pub fn list_field(ui: &mut egui::Ui, look: Look, name: &str, now: &[Decimal]) -> Option<Vec<Decimal>> {
    let written: Vec<String> = now.iter().map(|number| number.normalize().to_string()).collect();
    let read = |text: &str| {
        let parts = text.split([',', '，', '、', ' ', '\t']).map(str::trim).filter(|part| !part.is_empty());
        let number = |part| parse_number(part).filter(|number| !number.is_sign_negative() || number.is_zero());
        parts.map(number).collect::<Option<Vec<Decimal>>>()
    };
    let width = (ui.available_width() - 16.0).max(120.0);
    typed(ui, look, (name, width), &written.join(", "), "ui.not_numbers", read).filter(|numbers| numbers != now)
}

fn typed<T>(
    ui: &mut egui::Ui,
    look: Look,
    (name, width): (&str, f32),
    written: &str,
    wrong: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let at = (ui.make_persistent_id(("typed", name)), name, width);
    let draft = Draft::show(ui, look.theme, at, || written.to_owned(), |text| read(text).is_some());
    if draft.is_wrong {
        draft.field.clone().on_hover_text(look.text(wrong));
    }
    let pressed = |key| ui.input(|i| i.key_pressed(key));
    if pressed(egui::Key::Escape) && (draft.field.has_focus() || draft.field.lost_focus()) {
        draft.drop(ui);
        return None;
    }
    if !draft.field.lost_focus() || !draft.is_typed {
        return None;
    }
    let taken = read(&draft.text);
    if taken.is_some() {
        draft.drop(ui);
    } else if pressed(egui::Key::Enter) {
        // What can't be taken is mended where it stands.
        draft.field.request_focus();
    }
    taken
}
