//! The data as loaded: a row a county and period, unknown shown as unknown.

use super::context::{Context, amount};
use super::{Books, Cell, Column, Measured, Place, Sheet, Subject};
use crate::dataset::{Field, FieldUnit};
use crate::finding::Origin;
use crate::month::Period;

/// The columns that come before the fields.
pub const KEYS: usize = 2;

/// The sheet of all rows, in the order of the data file.
pub fn data_sheet(context: &Context) -> Sheet {
    let text = |key: &'static str| context.language().text(key).to_owned();
    let key = |heading| Column { heading, measured: Measured::Text, hint: String::new() };
    let mut columns = vec![key(text("data.county")), key(text("data.month"))];
    columns.extend(Field::ALL.map(|field| Column {
        heading: text(field.text_key()),
        measured: match field.unit() {
            FieldUnit::Persons => Measured::Persons,
            FieldUnit::Yuan => Measured::Money,
            FieldUnit::YuanPerMonth => Measured::PerPerson,
        },
        hint: if context.observed.absent.contains(&field) { text("data.absent") } else { String::new() },
    }));
    let mut rows = Vec::new();
    for county in &context.observed.counties {
        for (period, row) in county.periods() {
            let place = Place::County(county.name.clone());
            let mut cells = vec![Cell::text(&*county.name), Cell::text(period.to_string())];
            cells.extend(Field::ALL.map(|field| {
                let subject = Subject::Cell { place: place.clone(), period, field, books: Books::Data };
                Cell::quantity(row.get(field).map(|value| amount(field, value)), Some(subject))
            }));
            rows.push(cells);
        }
    }
    Sheet { title: String::new(), columns, frozen: KEYS, rows, notes: Vec::new(), source: context.source_line() }
}

/// The row and column of the sheet that show a county's field in a period.
pub fn place_of(context: &Context, county: &str, period: Period, field: Option<Field>) -> Option<(usize, usize)> {
    let mut row = 0;
    for candidate in &context.observed.counties {
        if &*candidate.name == county {
            let index = candidate.periods().position(|(p, _)| p == period)?;
            return Some((row + index, field.map_or(0, |f| KEYS + f as usize)));
        }
        row += candidate.rows.len();
    }
    None
}

/// The row and column that a finding's cell became, if it became one.
pub fn place_of_origin(context: &Context, origin: &Origin) -> Option<(usize, usize)> {
    let mut row = 0;
    for county in &context.observed.counties {
        for source in &county.sources {
            if source.origin.row == origin.row && source.origin.sheet == origin.sheet && origin.row.is_some() {
                let field = Field::ALL
                    .into_iter()
                    .find(|f| source.cell(*f).is_some_and(|(cell, _)| Some(cell.column) == origin.column));
                return Some((row, field.map_or(0, |f| KEYS + f as usize)));
            }
            row += 1;
        }
    }
    None
}
