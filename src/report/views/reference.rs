//! Tables to show as they were printed.
//!
//! They are data: `assets/reference/*.toml`, whose cells are text and whose `rows_en` stand in for `rows` in English.

use toml_edit::{ArrayOfTables, DocumentMut, Table};

use crate::locale::Language;
use crate::report::{Cell, Column, Measured, Sheet};

const TABLES: [&str; 4] = [
    include_str!("../../../assets/reference/huangshan.toml"),
    include_str!("../../../assets/reference/liaoning.toml"),
    include_str!("../../../assets/reference/shenyang.toml"),
    include_str!("../../../assets/reference/guangxi.toml"),
];

/// The printed tables of Huangshan, Liaoning, Shenyang and Guangxi, as sheets.
pub fn reference_tables(language: Language) -> Vec<Sheet> {
    let of_file = |text: &str| tables_of(&parsed(text), "table").iter().map(|t| sheet(t, language)).collect::<Vec<_>>();
    TABLES.into_iter().flat_map(of_file).collect()
}

fn sheet(table: &Table, language: Language) -> Sheet {
    let unit = language.text_of(table, "unit");
    let column = |heading: &str| Column::new(heading, Measured::Text);
    let rows = table.get(&keyed("rows", language)).unwrap_or(&table["rows"]).as_array().expect("a list of rows");
    let columns = table[&keyed("columns", language)].as_value().expect("a list of headings");
    Sheet {
        title: language.text_of(table, "title").to_owned(),
        columns: cells(columns).into_iter().map(column).collect(),
        frozen: 1,
        rows: rows.iter().map(|row| cells(row).into_iter().map(Cell::text).collect()).collect(),
        notes: match unit {
            "" => Vec::new(),
            unit => vec![language.fill("published.unit_note", &[("unit", unit)])],
        },
        source: language.text_of(table, "source").to_owned(),
        ..Sheet::default()
    }
}

fn cells(row: &toml_edit::Value) -> Vec<&str> {
    row.as_array().expect("a list of cells").iter().map(|cell| cell.as_str().expect("cells are text")).collect()
}

fn parsed(text: &str) -> DocumentMut {
    text.parse().expect("the shipped file is valid TOML")
}

fn tables_of<'a>(document: &'a DocumentMut, key: &str) -> &'a ArrayOfTables {
    document[key].as_array_of_tables().expect("a list of tables")
}

fn keyed(key: &str, language: Language) -> String {
    format!("{key}_{}", language.code())
}
