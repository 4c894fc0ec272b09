//! Finds the table in a sheet and understands its cells: long form, a row per county and period, one header row.
//!
//! Title rows above the header are passed over but for a unit (`单位：万元`), total rows are left out. Other layouts
//! (months across, several header rows) would be further ways to make a [`Table`].

use std::sync::Arc;

use rust_decimal::Decimal;

use super::columns::{Heading, field_of_heading, unit_factor};
use super::value::{Number, half_width, number, period};
use crate::dataset::{Field, FieldColumns, FieldUnit, Observation, Row, RowSource};
use crate::finding::{Finding, Findings, Severity};
use crate::money::{Money, Persons};
use crate::sheet::Sheet;

/// How many rows are searched for the header.
const HEADER_WITHIN: usize = 40;

/// A table found in a sheet.
pub(super) struct Table<'a> {
    sheet: &'a Arc<Sheet>,
    header: usize,
    county: usize,
    month: usize,
    /// Field, column (from 0), factor of its unit.
    fields: Vec<(Field, usize, i64)>,
}

/// Finds the header row.
///
/// # Errors
/// Why the sheet holds no table, or which needed column it lacks.
pub(super) fn find(sheet: &Arc<Sheet>) -> Result<Table<'_>, Finding> {
    let mut unit = None;
    for index in 0..sheet.height().min(HEADER_WITHIN) {
        let row = || sheet.row(index);
        let known: Vec<_> = row().map(|cell| field_of_heading(cell)).collect();
        let place = |heading| known.iter().position(|k| k.is_some_and(|(h, _)| h == heading));
        let (Some(county), Some(month)) = (place(Heading::County), place(Heading::Month)) else {
            unit = unit.or_else(|| row().find_map(unit_in));
            continue;
        };
        let mut fields: Vec<(Field, usize, i64)> = Vec::new();
        for (column, heading) in known.iter().enumerate() {
            let Some((Heading::Field(field), own)) = heading else { continue };
            if fields.iter().any(|(f, ..)| f == field) {
                let origin = sheet.origin.at(index as u32 + 1, column as u32 + 1);
                return Err(Finding::error("duplicate-column", origin).with("field", field.text_key()));
            }
            let factor = own.or(unit.filter(|_| field.unit() == FieldUnit::Yuan)).unwrap_or(1);
            fields.push((*field, column, factor));
        }
        if let Some(lacking) = Field::ALL.into_iter().find(|f| f.is_needed() && !fields.iter().any(|(g, ..)| g == f)) {
            return Err(Finding::error("missing-column", sheet.origin.at_row(index as u32 + 1))
                .with("field", lacking.text_key())
                .with("key", lacking.key()));
        }
        return Ok(Table { sheet, header: index, county, month, fields });
    }
    let code = if (0..sheet.height()).all(|row| sheet.is_blank(row)) { "empty-sheet" } else { "no-header" };
    Err(Finding::error(code, sheet.origin.clone()))
}

/// The factor of `单位：人、万元` in a row above the header.
fn unit_in(cell: &str) -> Option<i64> {
    let text = half_width(cell);
    let rest = text.split_once("单位:")?.1;
    rest.split([' ', '、', ',', ';']).filter_map(unit_factor).max()
}

impl Table<'_> {
    /// The fields that it has no column for.
    pub(super) fn absent(&self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|f| !self.fields.iter().any(|(g, ..)| g == f)).collect()
    }

    /// Its rows; what can't be understood is added to the findings.
    pub(super) fn observations(&self, findings: &mut Findings) -> Vec<Observation> {
        let sheet = self.sheet;
        for (column, heading) in sheet.row(self.header).enumerate() {
            let used = column == self.county || column == self.month || self.fields.iter().any(|f| f.1 == column);
            if !used && !heading.trim().is_empty() {
                let origin = self.sheet.origin.at(self.header as u32 + 1, column as u32 + 1);
                findings
                    .push(Finding::new("unknown-column", Severity::Warning, origin).with("heading", heading.trim()));
            }
        }
        let mut names: std::collections::HashMap<String, Arc<str>> = std::collections::HashMap::new();
        let mut observations = Vec::with_capacity(sheet.height());
        let mut columns = [None; Field::ALL.len()];
        for (field, column, _) in &self.fields {
            columns[*field as usize] = Some(*column as u32);
        }
        let columns = Arc::new(FieldColumns { sheet: sheet.clone(), columns });
        for index in self.header + 1..sheet.height() {
            let line = index as u32 + 1;
            let cell = |column: usize| sheet.cell(index, column).trim();
            let (county, month) = (cell(self.county), cell(self.month));
            if sheet.is_blank(index) || is_total(county) {
                continue;
            }
            if self.fields.iter().all(|(_, column, _)| cell(*column).is_empty()) {
                continue; // a footnote
            }
            if county.is_empty() {
                findings.push(Finding::error("county-blank", self.sheet.origin.at(line, self.county as u32 + 1)));
                continue;
            }
            let Some(period) = period(month) else {
                let origin = self.sheet.origin.at(line, self.month as u32 + 1);
                findings.push(Finding::error("not-a-month", origin).with("found", month).with("county", county));
                continue;
            };
            let county = names.entry(county.to_owned()).or_insert_with(|| county.into()).clone();
            let mut row = Row::default();
            for (field, column, factor) in &self.fields {
                let text = sheet.cell(index, *column);
                if let Err(code) = put(&mut row, *field, text, *factor) {
                    let origin = self.sheet.origin.at(line, *column as u32 + 1);
                    findings
                        .push(Finding::error(code, origin).with("found", text.trim()).with("field", field.text_key()));
                }
            }
            let source = RowSource::line(columns.clone(), index as u32);
            observations.push(Observation { county, period, row, source });
        }
        observations
    }
}

/// Whether a row's name says that it sums others.
fn is_total(name: &str) -> bool {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(name.as_str(), "合计" | "总计" | "小计" | "全市" | "全市合计" | "全省" | "全省合计" | "total" | "Total")
}

/// Puts a cell's text into a row.
///
/// # Errors
/// The code of what is wrong with it.
fn put(row: &mut Row, field: Field, text: &str, factor: i64) -> Result<(), &'static str> {
    let Some(number) = number(text) else { return Err("not-a-number") };
    let Number::Known(number) = number else { return Ok(()) };
    let number = number.checked_mul(Decimal::from(factor)).ok_or("number-too-large")?;
    if let Some(place) = row.persons_mut(field) {
        if !number.is_integer() {
            return Err("not-whole");
        }
        let heads = Persons::try_from(number).ok().filter(|p| p.abs() <= Money::MOST_PERSONS);
        let heads = heads.ok_or("number-too-large")?;
        if heads < 0 {
            return Err("heads-below-zero");
        }
        *place = Some(heads);
    } else if let Some(place) = row.money_mut(field) {
        // A number typed into a spreadsheet comes back with the noise of its binary form; the fen is not noise.
        let rounded = number.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        if (number - rounded).abs() > Decimal::new(1, 6) {
            return Err("finer-than-fen");
        }
        *place = Some(Money::from_decimal(rounded).ok_or("number-too-large")?);
    }
    Ok(())
}
