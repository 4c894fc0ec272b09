//! Tables that a scenario names, read from beside its file.

use std::path::Path;

use super::store;
use crate::finding::Findings;
use crate::scenario::Scenario;

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
