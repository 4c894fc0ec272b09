//! What is said of a value that was corrected by hand: the original with its cell, what stands instead, why, and by whom.

use rust_decimal::Decimal;

use super::context::amount;
use crate::dataset::{Change, Correction, unit_key, unit_told};
use crate::field::{Amount, Field, FieldUnit};
use crate::report::words::number::{Style, grouped};

/// `经手更正：原“约120”（月报.csv C4），改为 1,002 人；备注：电话核实；经手人：王芳；2026-11-29`
pub fn by_hand(correction: &Correction, style: Style) -> String {
    let language = style.language;
    let told = correction.told.text.trim();
    let text = if told.is_empty() { language.text("hand.blank") } else { told };
    let unit = match correction.told.amount {
        Some(Amount::Money(money)) => unit_told(&correction.told.text, money),
        _ => None,
    };
    let value = match correction.change {
        Change::Value(value) => exact(correction.field, value, unit, style),
        _ => String::new(),
    };
    let key = match correction.change {
        Change::Value(_) => "hand.line_value",
        Change::Unknown => "hand.line_unknown",
        Change::Accepted => "hand.line_accepted",
    };
    let place = correction.told.origin.to_string();
    let mut line = language.fill(key, &[("text", text), ("place", &place), ("value", &value)]);
    for (key, said) in [("hand.line_note", &correction.note), ("hand.line_who", &correction.who)] {
        if !said.is_empty() {
            line += &language.fill(key, &[("said", said)]);
        }
    }
    line + &language.fill("hand.line_when", &[("said", &correction.when)])
}

/// An amount of a field to the fen, in a unit of so many yuan, as its table has it, or else in the one that is shown.
pub fn exact(field: Field, value: Amount, unit: Option<i64>, style: Style) -> String {
    match (value, field.unit()) {
        (Amount::Money(money), FieldUnit::Yuan) => {
            let yuan = unit.unwrap_or(style.unit.yuan());
            let number = (money.to_decimal() / Decimal::from(yuan)).normalize();
            let places = number.scale().max(2);
            format!("{} {}", grouped(number, places), style.language.text(unit_key(yuan)))
        }
        (value, _) => style.full(amount(field, value)),
    }
}
