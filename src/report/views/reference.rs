//! Tables to show as they were printed, and where each column of the sample comes from.
//!
//! Both are data: `assets/reference/*.toml`, whose cells are text and whose `rows_en` stand in for `rows` in English, and
//! `assets/sample/columns.toml`.

use std::sync::OnceLock;

use toml_edit::{ArrayOfTables, DocumentMut, Table};

use crate::field::Field;
use crate::listed::listed;
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

/// Where a column of the sample comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Provenance {
    /// In a word.
    pub kind: ProvenanceKind,
    /// In a sentence or two.
    pub note: &'static str,
}

listed! {
    /// How a column of the sample came about.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum ProvenanceKind, ALL, key -> &'static str;

    /// 公布: printed as it stands.
    Published = "published";
    /// 推算: follows by rule or arithmetic from other columns.
    Derived = "derived";
    /// 重构: invented so that what is published of it comes back.
    Reconstructed = "reconstructed";
}

impl ProvenanceKind {
    /// Its name.
    pub fn name(self, language: Language) -> &'static str {
        let texts = language.texts();
        texts.get(&format!("published.provenance.{}", self.key())).map_or(self.key(), String::as_str)
    }
}

/// Where a column of the sample comes from.
pub fn provenance(field: Field, language: Language) -> Provenance {
    let columns = tables_of(sample_notes(), "column");
    let column = columns.iter().find(|column| text(column, "key") == field.key()).expect("every column has its note");
    let word = text(column, "provenance");
    let kind = ProvenanceKind::ALL.into_iter().find(|kind| kind.key() == word);
    Provenance { kind: kind.expect("one of three words"), note: language.text_of(column, "note") }
}

/// 示例数据: what the sample is and is not, in full.
pub fn sample_notice(language: Language) -> &'static str {
    language.text_of(sample_notes(), "notice")
}

/// The paper that the sample's published figures are from.
pub fn paper(language: Language) -> &'static str {
    language.text_of(sample_notes(), "source")
}

fn sample_notes() -> &'static DocumentMut {
    static NOTES: OnceLock<DocumentMut> = OnceLock::new();
    NOTES.get_or_init(|| parsed(include_str!("../../../assets/sample/columns.toml")))
}

fn parsed(text: &str) -> DocumentMut {
    text.parse().expect("the shipped file is valid TOML")
}

fn tables_of<'a>(document: &'a DocumentMut, key: &str) -> &'a ArrayOfTables {
    document[key].as_array_of_tables().expect("a list of tables")
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table[key].as_str().expect("a text")
}

fn keyed(key: &str, language: Language) -> String {
    format!("{key}_{}", language.code())
}
