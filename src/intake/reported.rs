//! Who has reported what: the counties and periods of several files, and which of them are missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::data_file::quoted;
use crate::dataset::{County, Dataset};
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::month::Period;

/// How many missing periods of a county are named.
const MOST_NAMED: usize = 6;

/// All periods of which any county has figures.
fn all(dataset: &Dataset) -> BTreeSet<Period> {
    dataset.counties.iter().flat_map(reported).map(|(period, _)| period).collect()
}

/// The periods of which a county has figures, with the files that they are from.
fn reported(county: &County) -> impl Iterator<Item = (Period, Vec<Arc<str>>)> {
    county.periods().zip(&county.sources).filter_map(|((period, row), source)| {
        let cells = Field::ALL.into_iter().filter(|field| row.get(*field).is_some());
        let mut files: Vec<Arc<str>> = cells.filter_map(|field| Some(source.cell(field)?.0.file)).collect();
        let any = !files.is_empty() || Field::ALL.into_iter().any(|field| row.get(field).is_some());
        files.sort();
        files.dedup();
        any.then_some((period, files))
    })
}

/// `unreported`: a county lacks periods that others have. That one inside its own is missing is an error elsewhere.
pub(super) fn missing(dataset: &Dataset, findings: &mut Findings) {
    let all = all(dataset);
    for county in &dataset.counties {
        let own: BTreeSet<Period> = reported(county).map(|(period, _)| period).collect();
        let missing: Vec<String> = all.difference(&own).map(Period::to_string).collect();
        if missing.is_empty() {
            continue;
        }
        let file = county
            .sources
            .first()
            .map_or_else(Origin::default, |source| Origin::file(&source.place(Field::Collected).file));
        let more = if missing.len() > MOST_NAMED { "……" } else { "" };
        findings.push(
            Finding::new("unreported", Severity::Warning, file)
                .with("county", &county.name)
                .with("missing", format!("{}{more}", missing[..missing.len().min(MOST_NAMED)].join("、")))
                .with("count", missing.len()),
        );
    }
}

/// A table of the counties by the periods, in CSV: the files that the figures are from.
///
/// The words head the first column, and stand where there is nothing.
pub fn table(dataset: &Dataset, [county, none]: [&str; 2]) -> String {
    let all = all(dataset);
    let mut out = String::from('\u{feff}') + county;
    for period in &all {
        write!(out, ",{period}").expect("writing to a string");
    }
    out.push('\n');
    for county in &dataset.counties {
        out += &quoted(&county.name);
        let own: BTreeMap<Period, Vec<Arc<str>>> = reported(county).collect();
        for period in &all {
            let files = own.get(period).map(|files| files.join("、"));
            out.push(',');
            out += &quoted(files.as_deref().unwrap_or(none));
        }
        out.push('\n');
    }
    out
}
