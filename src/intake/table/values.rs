//! The values of a table, each with the names of its row, the headings of its column, its unit and its cell.

use std::io::{self, Write};

use super::shape::bare;
use super::words::words;
use super::{Column, LineKind, Table};
use crate::finding::Origin;
use crate::intake::data_file::quoted;
use crate::intake::value::Number;

/// A cell of a table that is no name and no heading.
#[derive(Clone, PartialEq, Debug)]
pub struct Value<'a> {
    /// The names of its row, one a label column.
    pub row_names: &'a [String],
    /// Its column.
    pub column: &'a Column,
    /// What it is counted in: by the headings, else by the row's own column 单位, else by the titles.
    pub unit: Option<&'a str>,
    /// The cell as it stood, without spaces around it.
    pub text: &'a str,
    /// The cell.
    pub origin: Origin,
}

impl Value<'_> {
    /// The number in plain digits where the cell holds one, its text otherwise.
    pub fn plain(&self) -> String {
        match bare(self.text) {
            Some(Number::Known(number)) if self.text.len() <= 80 => number.to_string(),
            _ => self.text.to_owned(),
        }
    }
}

/// What a column of values is counted in by its headings, from the innermost.
pub fn unit_of_column(column: &Column) -> Option<String> {
    column.path.iter().rev().find_map(|heading| words().unit_of_heading(&heading.text))
}

/// What all of a table is counted in, by its titles: 万元 of `单位：万元`.
pub fn unit_of_titles(table: &Table) -> Option<String> {
    table
        .titles
        .clone()
        .flat_map(|row| table.sheet.row(row))
        .filter(|cell| !cell.trim().is_empty())
        .find_map(|cell| words().captioned_unit(cell))
}

/// The place among the label columns of one that gives the unit of each row.
pub fn unit_label(table: &Table) -> Option<usize> {
    let gives = |column: &Column| column.path.iter().any(|heading| words().is_unit_caption(&heading.text));
    let is_unit = |name: &str| !name.is_empty() && words().is_unit(name);
    // 单位 heads the names of organisations too.
    let units = |place: &usize| {
        let names = || table.lines.iter().filter_map(|line| line.names.get(*place)).filter(|name| !name.is_empty());
        names().take(20).filter(|name| is_unit(name)).count() * 2 > names().take(20).count()
    };
    table.labels.iter().position(gives).filter(units)
}

/// Calls for each value of a table that is not blank, row by row.
///
/// # Errors
/// Those of the call, which end it.
pub fn each<E>(table: &Table, mut call: impl FnMut(Value<'_>) -> Result<(), E>) -> Result<(), E> {
    let units: Vec<Option<String>> = table.values.iter().map(unit_of_column).collect();
    let of_titles = unit_of_titles(table);
    let unit_label = unit_label(table);
    let valued = |kind| matches!(kind, LineKind::Data | LineKind::Total | LineKind::OfWhich | LineKind::Place(_));
    for line in table.lines.iter().filter(|line| valued(line.kind)) {
        let of_row = unit_label.and_then(|place| line.names.get(place)).filter(|unit| !unit.is_empty());
        for (column, of_column) in table.values.iter().zip(&units) {
            let unit = of_column.as_ref().or(of_row).or(of_titles.as_ref());
            let text = table.sheet.cell(line.row, column.index).trim();
            if text.is_empty() {
                continue;
            }
            let origin = table.sheet.at(line.row, column.index);
            call(Value { row_names: &line.names, column, unit: unit.map(String::as_str), text, origin })?;
        }
    }
    Ok(())
}

/// The header of the file that [`write`] writes.
pub const HEADER: &str = "file,sheet,cell,row_heading,column_heading,unit,value";

/// Writes the values of a table as lines of CSV: file, sheet, cell, row heading, column heading, unit, value.
///
/// # Errors
/// Those of the writer.
pub fn write(table: &Table, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let headings: Vec<String> = table
        .values
        .iter()
        .map(|column| column.path.iter().map(|h| h.text.as_str()).collect::<Vec<_>>().join(" / "))
        .collect();
    let mut heading = headings.iter().zip(&table.values).cycle();
    each(table, |value| {
        // Values come in the order of the columns, some left out.
        let text = heading.find(|(_, column)| column.index == value.column.index).map_or("", |(text, _)| text.as_str());
        let names: Vec<&str> = value.row_names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        let cell = value.origin.cell().unwrap_or_default();
        let sheet = value.origin.sheet.as_deref().unwrap_or_default();
        let plain = value.plain();
        let cells =
            [&value.origin.file, sheet, &cell, &names.join(" / "), text, value.unit.unwrap_or_default(), &plain];
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                out.write_all(b",")?;
            }
            out.write_all(quoted(cell).as_bytes())?;
        }
        out.write_all(b"\n")
    })
}
