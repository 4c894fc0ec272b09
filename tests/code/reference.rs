//! The reference tables can be shown as they stand: one shape, both languages, no ragged row.
//!
//! What they say is taken from print and is not computed here, but where a table prints its own sums
//! they have to add up, so that a slip of the pen is found.

use std::collections::HashSet;
use std::path::PathBuf;

use toml_edit::{DocumentMut, Table};

const FILES: [&str; 4] = ["huangshan.toml", "liaoning.toml", "shenyang.toml", "guangxi.toml"];

fn tables() -> Vec<Table> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/reference");
    let read = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file: DocumentMut = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        file["table"].as_array_of_tables().expect("a list of tables").iter().cloned().collect::<Vec<_>>()
    };
    FILES.into_iter().flat_map(read).collect()
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(|item| item.as_str()).unwrap_or_else(|| panic!("{key} is missing in {table}"))
}

fn cells(value: &toml_edit::Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|cell| cell.as_str().expect("cells are text")).collect()
}

fn columns<'a>(table: &'a Table, key: &str) -> Vec<&'a str> {
    cells(table[key].as_value().expect("a list of headings"))
}

fn rows<'a>(table: &'a Table, key: &str) -> Option<Vec<Vec<&'a str>>> {
    let rows = table.get(key)?.as_array().expect("a list of rows");
    Some(rows.iter().map(cells).collect())
}

#[test]
fn every_table_has_the_same_shape() {
    let tables = tables();
    let mut ids = HashSet::new();
    for table in &tables {
        let id = text(table, "id");
        assert!(ids.insert(id), "{id} occurs twice");
        for key in ["title_zh", "title_en", "source_zh", "source_en"] {
            assert!(!text(table, key).is_empty(), "{id}: {key}");
        }
        assert_eq!(text(table, "unit_zh").is_empty(), text(table, "unit_en").is_empty(), "{id}: unit");
        let width = columns(table, "columns_zh").len();
        assert_eq!(columns(table, "columns_en").len(), width, "{id}: headings");
        let chinese = rows(table, "rows").expect("rows");
        let english = rows(table, "rows_en").unwrap_or_else(|| chinese.clone());
        assert!(!chinese.is_empty() && chinese.len() == english.len(), "{id}: rows");
        assert!(chinese.iter().chain(&english).all(|row| row.len() == width), "{id}: a ragged row");
        let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        for (row, other) in chinese.iter().zip(&english) {
            for (cell, translated) in row.iter().zip(other).skip(1) {
                let number = digits(cell) && cell.chars().all(|c| c.is_ascii_digit() || c == '.');
                assert!(!number || cell == translated, "{id}: {cell} became {translated}");
            }
        }
    }
}

#[test]
fn printed_sums_add_up() {
    let number = |cell: &str| cell.parse::<i64>().unwrap_or_else(|error| panic!("{cell}: {error}"));
    let tables = tables();
    for id in ["huangshan-table-2", "huangshan-table-3"] {
        let table = tables.iter().find(|table| text(table, "id") == id).expect("the table");
        let rows: Vec<Vec<i64>> = rows(table, "rows")
            .expect("rows")
            .iter()
            .map(|row| row[1..].iter().map(|cell| number(cell)).collect())
            .collect();
        let (total, years) = rows.split_last().expect("a row of sums");
        for (column, total) in total.iter().enumerate() {
            assert_eq!(years.iter().map(|row| row[column]).sum::<i64>(), *total, "{id}, column {column}");
        }
        for row in &rows {
            match row.as_slice() {
                [handed_up, grants, passed_down, kept] => assert_eq!(handed_up + grants - passed_down, *kept, "{id}"),
                [counties @ .., total] => assert_eq!(counties.iter().sum::<i64>(), *total, "{id}"),
                [] => panic!("{id}: an empty row"),
            }
        }
    }
}
