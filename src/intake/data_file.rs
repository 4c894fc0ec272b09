//! The program's own data file: UTF-8 CSV with the keys as header, money with two decimals, unknown as an empty cell.

use std::fmt::Write as _;

use crate::dataset::Dataset;
use crate::field::{Amount, Field};

/// Writes a dataset: counties in the order first seen, periods ascending within a county. Columns that the source did
/// not have are left out, so that reading the file gives the same data; needed ones are there, if empty.
pub fn write(dataset: &Dataset) -> String {
    let fields: Vec<Field> = Field::ALL.into_iter().filter(|f| f.is_needed() || !dataset.absent.contains(f)).collect();
    let mut out = String::from("county,month");
    for field in &fields {
        out.push(',');
        out.push_str(field.key());
    }
    out.push('\n');
    for county in &dataset.counties {
        for (period, row) in county.periods() {
            write!(out, "{},{period}", quoted(&county.name)).expect("writing to a string");
            for field in &fields {
                out.push(',');
                match row.get(*field) {
                    Some(Amount::Persons(persons)) => write!(out, "{persons}").expect("writing to a string"),
                    Some(Amount::Money(money)) => write!(out, "{money}").expect("writing to a string"),
                    None => {}
                }
            }
            out.push('\n');
        }
    }
    out
}

/// A CSV cell, quoted where it must be.
pub fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
