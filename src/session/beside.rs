//! Tables that a scenario names, read from beside its file and put there.

use std::path::Path;

use super::store;
use crate::finding::{Finding, Findings, Origin};
use crate::scenario::Scenario;
use crate::scenario::people::{FromFile, Named};

/// Reads the tables that a scenario names and that are not shipped; their names are relative to the folder.
///
/// # Errors
/// A file that can't be read, and what is wrong with it.
pub fn fill(scenario: &mut Scenario, folder: &Path) -> Result<(), Findings> {
    let Some(people) = &mut scenario.people else { return Ok(()) };
    let bytes = |name: &str| store::read(&folder.join(name));
    let read = [people.structure.fill(bytes), people.mortality.fill(bytes)];
    let findings: Findings = read.into_iter().filter_map(Result::err).flatten().collect();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Puts the tables that a scenario names and that are not shipped into a folder; one that is there stays as it is.
///
/// # Errors
/// A table of that name that is another, a file that can't be written.
pub fn put(scenario: &Scenario, folder: &Path) -> Result<(), Finding> {
    let Some(people) = &scenario.people else { return Ok(()) };
    put_one(&people.structure, folder)?;
    put_one(&people.mortality, folder)
}

fn put_one<T: FromFile>(named: &Named<T>, folder: &Path) -> Result<(), Finding> {
    let Some((bytes, _)) = named.file.as_ref().filter(|_| T::shipped(&named.name).is_none()) else { return Ok(()) };
    let path = folder.join(&named.name);
    match store::read(&path) {
        Ok(there) if there == **bytes => Ok(()),
        Ok(_) => Err(Finding::error("table-differs", Origin::file(&named.name)).with("name", &named.name)),
        Err(_) => store::write(&path, bytes),
    }
}
