//! The program's own data file: UTF-8 CSV with the keys as header, money with two decimals, unknown as an empty cell.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::dataset::Dataset;
use crate::field::{Amount, Field};
use crate::fund::FundKind;
use crate::place::{PlaceColumns, PlaceId, Places};

/// Writes a dataset: counties in the order first seen, periods ascending within a county. Columns that the source did
/// not have are left out, so that reading the file gives the same data; needed ones are there, if empty. A column `fund`
/// is there where they are not of the enterprise employees' pension.
pub fn write(dataset: &Dataset) -> String {
    let fields: Vec<Field> = Field::ALL.into_iter().filter(|f| f.is_needed() || !dataset.absent.contains(f)).collect();
    let columns = dataset.places.columns();
    let is_other = dataset.fund != FundKind::PENSION;
    let fund = if is_other { format!("{},", dataset.fund.key()) } else { String::new() };
    let mut out = if is_other { "fund,".to_owned() } else { String::new() };
    out.push_str(&place_keys(columns).join(","));
    out.push_str(",month");
    for field in &fields {
        out.push(',');
        out.push_str(field.key());
    }
    out.push('\n');
    for (n, county) in dataset.counties.iter().enumerate() {
        let cells = place_cells(&dataset.places, PlaceId::county(n));
        for (period, row) in county.periods() {
            write!(out, "{fund}{cells},{period}").expect("writing to a string");
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

/// The keys of the place columns that data have, and of the county's.
pub fn place_keys(columns: PlaceColumns) -> Vec<&'static str> {
    let keys = [(columns.province, "province"), (columns.city, "city"), (true, "county")];
    keys.into_iter().filter(|(there, _)| *there).map(|(_, key)| key).collect()
}

/// A county's cells in those columns.
pub fn place_cells(places: &Places, county: PlaceId) -> String {
    let columns = places.columns();
    let own = quoted(places.name(county));
    match places.named(county) {
        Some(names) => {
            let above = [(columns.province, &names.province), (columns.city, &names.city)];
            let above = above.into_iter().filter(|(there, _)| *there).map(|(_, name)| quoted(name));
            above.chain([own]).collect::<Vec<Cow<'_, str>>>().join(",")
        }
        None => own.into_owned(),
    }
}

/// A CSV cell, quoted where it must be.
pub fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
