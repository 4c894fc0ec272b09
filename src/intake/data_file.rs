//! The program's own data file: UTF-8 CSV with the keys as header, money with two decimals, unknown as an empty cell.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::dataset::Dataset;
use crate::field::{Amount, Field};
use crate::fund::FundKind;
use crate::list::guarded;
use crate::place::{PlaceColumns, PlaceId, Places};

/// Writes a dataset: counties in the order first seen, periods ascending within a county. Columns that the source did
/// not have are left out, so that reading the file gives the same data; needed ones are there, if empty. A column `fund`
/// is there where they are not of the enterprise employees' pension.
pub fn write(dataset: &Dataset) -> String {
    let mut out = Vec::new();
    write_to(dataset, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("it is put together of texts")
}

/// Writes it piece by piece.
///
/// # Errors
/// The writer's.
pub fn write_to(dataset: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let fields: Vec<Field> = Field::ALL.into_iter().filter(|f| f.is_needed() || !dataset.absent.contains(f)).collect();
    let columns = dataset.places.columns();
    let is_other = dataset.fund != FundKind::PENSION;
    let fund = if is_other { format!("{},", dataset.fund.key()) } else { String::new() };
    let keys = place_keys(columns).into_iter().chain(["month"]).chain(fields.iter().map(|field| field.key()));
    let keys: Vec<&str> = is_other.then_some("fund").into_iter().chain(keys).collect();
    writeln!(out, "{}", keys.join(","))?;
    for (n, county) in dataset.counties.iter().enumerate() {
        let cells = place_cells(&dataset.places, PlaceId::county(n));
        for (period, row) in county.periods() {
            write!(out, "{fund}{cells},{period}")?;
            for field in &fields {
                match row.get(*field) {
                    Some(Amount::Persons(persons)) => write!(out, ",{persons}")?,
                    Some(Amount::Money(money)) => write!(out, ",{money}")?,
                    None => out.write_all(b",")?,
                }
            }
            out.write_all(b"\n")?;
        }
    }
    Ok(())
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

/// A CSV cell, quoted where it must be, and guarded where a spreadsheet would run it.
pub fn quoted(text: &str) -> Cow<'_, str> {
    let text = guarded(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")).into() } else { text }
}
