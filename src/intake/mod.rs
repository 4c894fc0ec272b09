//! Files to datasets: bytes to sheets of raw cells, sheets to rows whose cells know where they stood.
//!
//! `read` opens a file by its content, `columns` knows the headings, `layout` finds the table in a sheet and
//! understands its cells, `data_file` writes the program's own data file. Nothing is guessed in silence: what is left
//! out or doubtful is a [`Finding`].

mod columns;
pub mod data_file;
mod layout;
pub mod read;
pub mod table;
pub mod value;

pub use columns::field_of_heading;
pub use read::{Contents, Reading, sheets};

use crate::dataset::Dataset;
use crate::finding::{Finding, Findings, Origin, Severity};

/// A dataset with what is to be said about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// The data.
    pub dataset: Dataset,
    /// Warnings and notes.
    pub findings: Findings,
}

/// Reads a file, whatever it is: the program's data file or an officer's table, in text or in a workbook.
///
/// `name` is the file's name without its folder, for messages.
///
/// # Errors
/// What keeps it from being read, each with its cell; warnings found on the way included.
pub fn import(name: &str, bytes: &[u8]) -> Result<Imported, Findings> {
    understand(name, read::read(name, bytes, &Reading::default())?)
}

/// Understands a file that was read.
///
/// # Errors
/// As [`import`].
pub fn understand(name: &str, contents: Contents) -> Result<Imported, Findings> {
    let Contents { sheets, mut findings } = contents;
    let mut tables = Vec::new();
    let mut reasons = Findings::new();
    for sheet in &sheets {
        match layout::find(sheet) {
            Ok(table) => tables.push(table),
            Err(reason) => reasons.push(reason),
        }
    }
    if tables.is_empty() {
        if reasons.is_empty() {
            reasons.push(Finding::error("empty-file", Origin::file(name)));
        }
        return Err(reasons);
    }
    let mut absent = tables[0].absent();
    let mut observations = Vec::new();
    for table in &tables {
        absent.retain(|field| table.absent().contains(field));
        observations.extend(table.observations(&mut findings));
    }
    if findings.iter().any(|f| f.severity == Severity::Error) {
        return Err(findings);
    }
    if observations.is_empty() {
        findings.push(Finding::error("no-rows", Origin::file(name)));
        return Err(findings);
    }
    match Dataset::new(observations, absent) {
        Ok(dataset) => {
            let zero: Vec<_> = dataset.absent.iter().filter(|f| f.is_zero_when_absent()).collect();
            if !zero.is_empty() {
                let keys: Vec<&str> = zero.iter().map(|f| f.text_key()).collect();
                let origin = Origin::file(name);
                findings.push(Finding::new("absent-as-zero", Severity::Note, origin).with("columns", keys.join("、")));
            }
            Ok(Imported { dataset, findings })
        }
        Err(errors) => {
            findings.extend(errors);
            Err(findings)
        }
    }
}
