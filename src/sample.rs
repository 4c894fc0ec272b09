//! 示例数据: the data that come with the program, each with what is printed of it, derived and reconstructed.
//!
//! An example is a data file in `assets/sample` and beside it a file of the same name that says where each of its
//! columns comes from.

use std::sync::LazyLock;

use toml_edit::{DocumentMut, Table};

use crate::dataset::{Dataset, Example};
use crate::field::Field;
use crate::intake;
use crate::listed::listed;
use crate::locale::Language;

/// How many files a line on sources names; of more it gives the first and how many they are.
const MOST_NAMED: usize = 3;

/// The file's name of Huangshan, as Why shows it.
pub const FILE: &str = "huangshan.csv";

/// Huangshan, with which the program opens.
pub fn load() -> Dataset {
    Example::Huangshan.load()
}

/// Where data come from, with 示例数据 where they are an example.
pub fn source_line(data: &Dataset, source: &str, language: Language) -> String {
    let files: Vec<&str> = source.split('、').collect();
    let many = (files.len() > MOST_NAMED)
        .then(|| language.fill("source.many", &[("first", files[0]), ("count", &files.len().to_string())]));
    let source = many.as_deref().unwrap_or(source);
    match data.example {
        Some(example) => language.fill("source.sample", &[("mark", example.mark(language)), ("source", source)]),
        None => language.fill("source.files", &[("source", source)]),
    }
}

/// Where a column of an example comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Provenance {
    /// In a word.
    pub kind: ProvenanceKind,
    /// In a sentence or two.
    pub note: &'static str,
}

listed! {
    /// How a column of an example came about.
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
        language.entry(&format!("published.provenance.{}", self.key())).map_or(self.key(), |(_, text)| text)
    }
}

impl Example {
    /// The example of a key.
    pub fn of_key(key: &str) -> Option<Example> {
        Example::ALL.into_iter().find(|example| example.key() == key)
    }

    /// The file's name, as Why shows it.
    pub const fn file(self) -> &'static str {
        match self {
            Example::Huangshan => FILE,
            Example::Provinces => "provinces.csv",
            Example::Liaoning => "liaoning.csv",
        }
    }

    /// Its data, marked as such.
    pub fn load(self) -> Dataset {
        let text: &[u8] = match self {
            Example::Huangshan => include_bytes!("../assets/sample/huangshan.csv"),
            Example::Provinces => include_bytes!("../assets/sample/provinces.csv"),
            Example::Liaoning => include_bytes!("../assets/sample/liaoning.csv"),
        };
        let mut dataset = intake::import(self.file(), text).expect("a shipped example is without error").dataset;
        dataset.example = Some(self);
        dataset
    }

    /// What a project on it is called.
    pub fn name(self, language: Language) -> &'static str {
        language.text_of(self.notes(), "name")
    }

    /// 示例数据, and in a few words how far it is.
    pub fn mark(self, language: Language) -> &'static str {
        language.text_of(self.notes(), "mark")
    }

    /// What it is and is not, in full.
    pub fn notice(self, language: Language) -> &'static str {
        language.text_of(self.notes(), "notice")
    }

    /// What its published figures are from.
    pub fn paper(self, language: Language) -> &'static str {
        language.text_of(self.notes(), "source")
    }

    /// Where one of its columns comes from; `None` of one that it does not have.
    pub fn provenance(self, field: Field, language: Language) -> Option<Provenance> {
        let columns = self.notes()["column"].as_array_of_tables().expect("a list of columns");
        let text = |table: &'static Table, key: &str| table[key].as_str().expect("a text");
        let column = columns.iter().find(|column| text(column, "key") == field.key())?;
        let word = text(column, "provenance");
        let kind = ProvenanceKind::ALL.into_iter().find(|kind| kind.key() == word);
        Some(Provenance { kind: kind.expect("one of three words"), note: language.text_of(column, "note") })
    }

    fn notes(self) -> &'static DocumentMut {
        static NOTES: LazyLock<[DocumentMut; Example::ALL.len()]> = LazyLock::new(|| {
            let files = [
                include_str!("../assets/sample/huangshan.toml"),
                include_str!("../assets/sample/provinces.toml"),
                include_str!("../assets/sample/liaoning.toml"),
            ];
            files.map(|text| text.parse().expect("the shipped file is valid TOML"))
        });
        &NOTES[self as usize]
    }
}
