//! The cap, the channels and the targets of a project file: each text once, and of every state which of them it has.

use std::collections::HashMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::Archive;
use crate::finding::Findings;
use crate::scenario::history::History;
use crate::session::work::Work;
use crate::statements::programme::{Given, Matter, Programmes, rows, text};

/// What tells of them.
pub(super) const PART: &str = "programmes.toml";

/// The part; `None` where no state has anything of its own.
pub(super) fn write(history: &History<Work>) -> Option<String> {
    let states = history.states();
    if states.iter().all(|work| work.programmes == Programmes::default()) {
        return None;
    }
    let (mut texts, mut known) = (Array::new(), HashMap::<String, i64>::new());
    let mut number = |text: String| {
        *known.entry(text).or_insert_with_key(|text| {
            texts.push(text.as_str());
            texts.len() as i64 - 1
        })
    };
    let mut tables = ArrayOfTables::new();
    for work in states {
        let mut table = Table::new();
        for matter in Matter::ALL {
            if let Some(given) = work.programmes.own(matter) {
                let mut parts: Array = given.tables.iter().map(|rows| number(text(rows))).collect();
                parts.push(number(given.rules.clone()));
                table[matter.key()] = value(parts);
            }
        }
        tables.push(table);
    }
    let mut document = DocumentMut::new();
    document["position"] = value(history.position() as i64);
    document["text"] = value(texts);
    document["state"] = Item::ArrayOfTables(tables);
    Some(document.to_string())
}

/// The history with them in it.
pub(super) fn read(archive: &mut Archive<'_>, folder: &str, history: History<Work>) -> Result<History<Work>, Findings> {
    let part = format!("{folder}{PART}");
    let document = archive.document(&part)?;
    let texts: Vec<&str> =
        document.get("text").and_then(Item::as_array).into_iter().flatten().filter_map(|text| text.as_str()).collect();
    let given = |matter: Matter, parts: &Array| -> Option<Given> {
        let parts: Vec<&str> =
            parts.iter().map(|n| texts.get(usize::try_from(n.as_integer()?).ok()?).copied()).collect::<Option<_>>()?;
        let (rules, tables) = parts.split_last()?;
        let is_whole = tables.len() == matter.spec().tables.len();
        is_whole.then(|| Given { tables: tables.iter().map(|text| rows(text)).collect(), rules: (*rules).to_owned() })
    };
    let mut kept: Vec<Programmes> = Vec::new();
    for table in document.get("state").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let mut all = Programmes::default();
        for matter in Matter::ALL {
            if let Some(parts) = table.get(matter.key()).and_then(Item::as_array) {
                all = all.with(matter, Some(given(matter, parts).ok_or_else(|| archive.damaged(&part))?));
            }
        }
        kept.push(all);
    }
    let mut states: Vec<Work> = history.states().into_iter().cloned().collect();
    let is_of_it = states.len() == kept.len();
    let position = document.get("position").and_then(Item::as_integer).and_then(|n| usize::try_from(n).ok());
    for (n, work) in states.iter_mut().enumerate() {
        // Steps that could not be read leave the last state alone.
        let of = kept.get(if is_of_it { n } else { position.unwrap_or(0) });
        work.programmes = of.ok_or_else(|| archive.damaged(&part))?.clone();
    }
    let labels = history.labels().into_iter().map(str::to_owned).collect();
    History::restored(states, labels, history.position()).ok_or_else(|| archive.damaged(&part))
}
