//! The data as loaded: a row a county and period, unknown shown as unknown.

use std::sync::Arc;

use super::by_hand::by_hand;
use super::context::{Context, amount};
use crate::field::{Field, FieldUnit};
use crate::finding::Origin;
use crate::month::Period;
use crate::report::{Books, Cell, Column, Measured, Place, Sheet, Subject};

/// The columns that come before the fields.
pub const KEYS: usize = 2;

/// How many counties and rows there are, and from when to when.
pub fn headline(context: &Context) -> String {
    let data = context.observed;
    let rows: usize = data.counties.iter().map(|county| county.len()).sum();
    let (first, last) = data.range();
    let [first, last] = [first, last].map(|period| context.period_name(period));
    let (counties, rows) = (data.counties.len().to_string(), rows.to_string());
    let values = [("counties", &*counties), ("rows", &*rows), ("first", &*first), ("last", &*last)];
    context.language().fill("data.headline", &values)
}

/// The sheet of all rows, in the order of the data file; what was corrected by hand is told in a column of its own.
pub fn data_sheet(context: &Context) -> Sheet {
    let text = |key: &'static str| context.language().text(key).to_owned();
    let key = |heading| Column::new(heading, Measured::Text);
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
    let corrections = &context.observed.corrections;
    if !corrections.is_empty() {
        columns.push(key(text("hand.title")));
    }
    let mut rows = Vec::new();
    for county in &context.observed.counties {
        for (period, row) in county.periods() {
            let place = Place::County(county.name.clone());
            let mut cells = vec![Cell::text(&*county.name), Cell::period(period)];
            cells.extend(Field::ALL.map(|field| {
                let subject = Subject::Cell { place: place.clone(), period, field, books: Books::Data };
                let cell = Cell::quantity(row.get(field).map(|value| amount(field, value)), Some(subject));
                let correction = corrections.at(&county.name, period, field);
                Cell { by_hand: correction.map(|correction| by_hand(correction, context.style).into()), ..cell }
            }));
            if !corrections.is_empty() {
                let named = Field::ALL.into_iter().zip(&cells[KEYS..]);
                let said = named.filter_map(|(field, cell)| {
                    Some(format!("{} {}", context.language().text(field.text_key()), cell.by_hand.as_ref()?))
                });
                let said: Vec<String> = said.collect();
                cells.push(Cell::text(said.join(context.language().text("hand.between"))));
            }
            rows.push(cells);
        }
    }
    let count = [("count", &*corrections.len().to_string())];
    let note = (!corrections.is_empty()).then(|| context.language().fill("hand.all", &count));
    let notes = note.into_iter().collect();
    Sheet { columns, frozen: KEYS, rows, notes, source: context.source_line(), ..Sheet::default() }
}

/// The county, period and field that a cell of the sheet shows; `None` where it names a row.
pub fn value_at(context: &Context, row: usize, column: usize) -> Option<(Arc<str>, Period, Field)> {
    let mut above = 0;
    for county in &context.observed.counties {
        if row < above + county.len() {
            let field = Field::ALL.get(column.checked_sub(KEYS)?)?;
            return Some((county.name.clone(), county.first.plus((row - above) as i32), *field));
        }
        above += county.len();
    }
    None
}

/// The row and column of the sheet that show a county's field in a period.
pub fn place_of(context: &Context, county: &str, period: Period, field: Option<Field>) -> Option<(usize, usize)> {
    let mut row = 0;
    for candidate in &context.observed.counties {
        if &*candidate.name == county {
            let index = candidate.periods().position(|(p, _)| p == period)?;
            return Some((row + index, field.map_or(0, |f| KEYS + f as usize)));
        }
        row += candidate.len();
    }
    None
}

/// The row and column that a finding's cell became. A cell of the heading became none: it leads to the first row below
/// it, and a column that was not read to its neighbour on the left.
pub fn place_of_origin(context: &Context, origin: &Origin) -> Option<(usize, usize)> {
    let wanted = origin.row?;
    let sources = context.observed.counties.iter().flat_map(|county| &county.sources).enumerate();
    let (row, source) = sources
        .map(|(row, source)| (row, source, source.origin()))
        .filter(|(_, _, at)| at.sheet == origin.sheet && at.file == origin.file && at.row >= Some(wanted))
        .min_by_key(|(_, _, at)| at.row)
        .map(|(row, source, _)| (row, source))?;
    let column = |field: Field| source.cell(field).and_then(|(at, _)| at.column);
    let read = Field::ALL.into_iter().filter(|field| column(*field).is_some() && column(*field) <= origin.column);
    let field = read.max_by_key(|field| column(*field));
    Some((row, field.map_or(0, |f| KEYS + f as usize)))
}
