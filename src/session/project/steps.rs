//! The scenarios of a project file, the tables of people that they name, and the steps of undo that led to them.
//!
//! Each scenario that ever was is kept once, as a scenario file; a state of the project names the files of its members.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::super::work::Work;
use super::budgets::{self, AmountFiles};
use super::corrections;
use super::kept::Kept;
use crate::report::deck;
use crate::scenario::Scenario;
use crate::scenario::family::{Family, Member, Standing};
use crate::scenario::history::History;
use crate::scenario::part::Part;

/// A state as tables, one a member.
pub(super) fn tables(family: &Family, kept: &mut Kept) -> ArrayOfTables {
    family.members().iter().map(|member| table(member, kept)).collect()
}

fn table(member: &Member, kept: &mut Kept) -> Table {
    let mut table = Table::new();
    table["id"] = value(i64::from(member.id));
    table["file"] = value(kept.name_of(&member.scenario));
    if let Some(on) = member.on {
        table["builds_on"] = value(i64::from(on));
        table["own"] = value(member.own.iter().map(Part::write).collect::<Array>());
    }
    if !member.note.is_empty() {
        table["note"] = value(&member.note);
    }
    if member.standing != Standing::Open {
        table["standing"] = value(member.standing.key());
    }
    table
}

/// The state of tables; `None` where a file or a word is not there.
pub(super) fn family(tables: &ArrayOfTables, files: &BTreeMap<String, Arc<Scenario>>) -> Option<Family> {
    tables.iter().map(|table| member(table, files)).collect::<Option<Vec<_>>>().map(Family::new)
}

fn member(table: &Table, files: &BTreeMap<String, Arc<Scenario>>) -> Option<Member> {
    let text = |key: &str| table.get(key).and_then(Item::as_str);
    let id = |key: &str| table.get(key).map(|id| u32::try_from(id.as_integer()?).ok());
    let own = table.get("own").and_then(Item::as_array);
    let standing = match text("standing") {
        None => Standing::Open,
        Some(key) => Standing::ALL.into_iter().find(|s| s.key() == key)?,
    };
    Some(Member {
        id: id("id")??,
        on: match id("builds_on") {
            Some(on) => Some(on?),
            None => None,
        },
        own: own.into_iter().flatten().map(|part| Part::read(part.as_str()?)).collect::<Option<_>>()?,
        scenario: files.get(text("file")?)?.clone(),
        note: text("note").unwrap_or_default().to_owned(),
        standing,
    })
}

/// All states with the labels of the steps between them.
pub(super) fn write(history: &History<Work>, kept: &mut Kept) -> String {
    let mut document = DocumentMut::new();
    document["position"] = value(history.position() as i64);
    document["labels"] = value(history.labels().into_iter().collect::<Array>());
    let state = |work: &&Work| {
        let mut table = Table::new();
        table["scenario"] = Item::ArrayOfTables(tables(&work.family, kept));
        table["deck"] = value(deck::file::write(&work.deck));
        if !work.corrections.is_empty() {
            table["corrections"] = value(corrections::write(&work.corrections));
        }
        if !work.budgets.is_empty() {
            table["budget"] = Item::ArrayOfTables(budgets::tables(&work.budgets, kept));
        }
        table
    };
    document["state"] = Item::ArrayOfTables(history.states().iter().map(state).collect());
    document.to_string()
}

/// The history; `None` where it is not whole.
pub(super) fn read(
    document: &DocumentMut,
    files: &BTreeMap<String, Arc<Scenario>>,
    amounts: &AmountFiles,
) -> Option<History<Work>> {
    let scenarios = |table: &Table| {
        Some(match table.get("scenario").map(Item::as_array_of_tables) {
            Some(tables) => family(tables?, files)?,
            None => Family::default(),
        })
    };
    let state = |table: &Table| {
        let deck = deck::file::read(table.get("deck")?.as_str()?)?;
        let corrections = table.get("corrections").and_then(Item::as_str).map(corrections::read).unwrap_or_default();
        let budgets = budgets::read(table.get("budget"), files, amounts)?;
        Some(Work { family: scenarios(table)?, deck, corrections, budgets, ..Work::default() })
    };
    let states = document.get("state")?.as_array_of_tables()?.iter().map(state).collect::<Option<Vec<_>>>()?;
    let labels = document.get("labels")?.as_array()?.iter().map(|l| Some(l.as_str()?.to_owned()));
    let position = usize::try_from(document.get("position")?.as_integer()?).ok()?;
    History::restored(states, labels.collect::<Option<_>>()?, position)
}
