//! Where the files of an import are, when they were as they were read, and how they were read.

use std::path::PathBuf;

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

use crate::intake::Choices;
use crate::session::store::Stamp;

/// A file that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcePath {
    /// Where it is.
    pub path: PathBuf,
    /// As it was then; `None` where the system does not tell.
    pub stamp: Option<Stamp>,
}

/// The files of an import.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadFrom {
    /// The files.
    pub files: Vec<SourcePath>,
    /// How they were understood.
    pub choices: Choices,
}

/// Notes them in a project's head, where there are any.
pub(super) fn put(head: &mut DocumentMut, read_from: &[ReadFrom]) {
    if read_from.is_empty() {
        return;
    }
    let import = |ReadFrom { files, choices }: &ReadFrom| {
        let mut table = Table::new();
        let file = |SourcePath { path, stamp }: &SourcePath| {
            let mut file = InlineTable::new();
            file.insert("path", path.display().to_string().into());
            if let Some(Stamp { written, length }) = stamp {
                file.insert("written", written.to_string().into());
                file.insert("length", length.to_string().into());
            }
            file
        };
        table["file"] = value(files.iter().map(file).collect::<toml_edit::Array>());
        if *choices != Choices::default() {
            table["choices"] = value(choices.write("", &[]));
        }
        table
    };
    head["import"] = Item::ArrayOfTables(read_from.iter().map(import).collect::<ArrayOfTables>());
}

/// Out of a project's head; what is not understood is passed over.
pub(super) fn of(head: &DocumentMut) -> Vec<ReadFrom> {
    let imports = head.get("import").and_then(Item::as_array_of_tables).into_iter().flatten();
    let file = |file: &toml_edit::Value| {
        let file = file.as_inline_table()?;
        let text = |key: &str| file.get(key)?.as_str();
        let stamp = || Some(Stamp { written: text("written")?.parse().ok()?, length: text("length")?.parse().ok()? });
        Some(SourcePath { path: text("path")?.into(), stamp: stamp() })
    };
    let import = |table: &Table| {
        let files = table.get("file")?.as_array()?.iter().filter_map(file).collect();
        let choices = match table.get("choices").and_then(Item::as_str) {
            Some(text) => Choices::read(text).ok()?.2,
            None => Choices::default(),
        };
        Some(ReadFrom { files, choices })
    };
    imports.filter_map(import).collect()
}
