//! Several tables put together by county and period: what one lacks the other has, and where both have a value that
//! differs, both sources are shown.

use std::collections::HashMap;
use std::sync::Arc;

use super::choices::{Choices, Settled};
use crate::dataset::{Observation, Observed, SourceCell};
use crate::field::{Amount, Field, Values};
use crate::finding::{Finding, Findings, Severity};
use crate::month::Period;
use crate::place::CountyNames;

/// All tables' rows as one list, in the order first seen.
pub(super) fn gather(mut tables: Vec<Observed>, choices: &Choices, findings: &mut Findings) -> Observed {
    if tables.len() > 1 {
        placed(&mut tables);
    }
    let mut tables = tables.into_iter();
    let first = tables.next().unwrap_or_default();
    if tables.len() == 0 {
        return first;
    }
    let mut gathered: Vec<Observation> = first.into_rows().collect();
    let key = |o: &Observation| (o.county.clone(), o.period, o.since);
    let mut places: HashMap<(Arc<str>, Period, Option<u32>), usize> = HashMap::new();
    for (place, observation) in gathered.iter().enumerate() {
        places.entry(key(observation)).or_insert(place);
    }
    for table in tables {
        // A row twice in one table is that table's fault, and is said of the dataset as a whole.
        let before = gathered.len();
        for observation in table.into_rows() {
            match places.get(&key(&observation)) {
                Some(place) if *place < before => {
                    join(&mut gathered[*place], &observation, choices.conflicts, findings)
                }
                _ => {
                    places.entry(key(&observation)).or_insert(gathered.len());
                    gathered.push(observation);
                }
            }
        }
    }
    gathered.into()
}

/// Gives a county without places above it those that another table names above the only one of its name.
fn placed(tables: &mut [Observed]) {
    let mut known: HashMap<Arc<str>, Option<Arc<CountyNames>>> = HashMap::new();
    for names in tables.iter().flat_map(Observed::counties).filter_map(|rows| rows.names.as_ref()) {
        let only = known.entry(names.county.clone()).or_insert_with(|| Some(names.clone()));
        if only.as_ref().is_some_and(|only| only != names) {
            *only = None;
        }
    }
    if known.is_empty() {
        return;
    }
    for table in tables {
        *table = std::mem::take(table).renamed(|rows| {
            if let (None, Some(Some(names))) = (&rows.names, known.get(&rows.county)) {
                (rows.county, rows.names) = (names.joined(), Some(names.clone()));
            }
        });
    }
}

fn join(into: &mut Observation, from: &Observation, settled: Settled, findings: &mut Findings) {
    for field in Field::ALL {
        if let Some((origin, text)) = from.source.cell(field) {
            fill(into, field, &from.row, SourceCell { origin, text: text.into() }, settled, findings);
        }
    }
}

/// Puts a field's value into a row that may have one already.
pub(super) fn fill(
    into: &mut Observation,
    field: Field,
    from: &Values,
    cell: SourceCell,
    settled: Settled,
    findings: &mut Findings,
) {
    let (old, new) = (into.row.row().get(field), from.row().get(field));
    let (Some(first), Some(second)) = (old, new) else {
        if old.is_none() && (new.is_some() || into.source.cell(field).is_none()) {
            into.row.set(field, new);
            into.source.put(field, cell);
        }
        return;
    };
    if first == second {
        return;
    }
    let (severity, code) = match settled {
        Settled::Asked => (Severity::Error, "value-conflict"),
        Settled::First => (Severity::Note, "conflict-first"),
        Settled::Last => (Severity::Note, "conflict-last"),
    };
    findings.push(
        Finding::new(code, severity, cell.origin.clone())
            .with("county", &into.county)
            .with("period", into.period)
            .with("field", field.text_key())
            .with("first", written(first))
            .with("second", written(second))
            .with("other", into.source.place(field)),
    );
    if settled == Settled::Last {
        into.row.set(field, new);
        into.source.put(field, cell);
    }
}

fn written(amount: Amount) -> String {
    match amount {
        Amount::Persons(persons) => persons.to_string(),
        Amount::Money(money) => money.to_string(),
    }
}
