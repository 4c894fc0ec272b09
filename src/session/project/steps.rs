//! The scenarios of a project file, the tables of people that they name, and the steps of undo that led to them.
//!
//! Each scenario that ever was is kept once, as a scenario file; a state of the project names the files of its members.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::super::work::Work;
use super::corrections;
use crate::people::mortality::Mortality;
use crate::people::structure::Structure;
use crate::report::deck;
use crate::scenario::family::{Family, Member, Standing};
use crate::scenario::history::History;
use crate::scenario::part::Part;
use crate::scenario::people::FromFile as _;
use crate::scenario::{Scenario, file};

/// Scenario files by name, each text once.
#[derive(Default)]
pub(super) struct Kept {
    files: Vec<(String, String)>,
    by_text: HashMap<String, String>,
    by_scenario: HashMap<*const Scenario, String>,
    /// By scenario file: the tables that it names, by what they are.
    tables: BTreeMap<String, Vec<TableOf>>,
}

/// What a table is of a scenario, and its bytes.
type TableOf = (&'static str, Arc<[u8]>);

/// Which table is which of a scenario's.
pub(super) const TABLES: &str = "tables.toml";

/// The tables of people that a scenario names and that are not shipped, by what they are.
fn tables_of(scenario: &Scenario) -> Vec<TableOf> {
    let Some(people) = &scenario.people else { return Vec::new() };
    let own = |is_shipped: bool, bytes: Option<&Arc<[u8]>>| bytes.filter(|_| !is_shipped).cloned();
    let structure = people.structure.file.as_ref().map(|(bytes, _)| bytes);
    let mortality = people.mortality.file.as_ref().map(|(bytes, _)| bytes);
    let found = [
        ("structure", own(Structure::shipped(&people.structure.name).is_some(), structure)),
        ("mortality", own(Mortality::shipped(&people.mortality.name).is_some(), mortality)),
    ];
    found.into_iter().filter_map(|(what, bytes)| Some((what, bytes?))).collect()
}

impl Kept {
    /// Keeps a scenario under a name, which is then the name of all that are written alike.
    pub(super) fn put(&mut self, scenario: &Arc<Scenario>, name: String) {
        let text = file::write(scenario);
        self.by_scenario.insert(Arc::as_ptr(scenario), name.clone());
        self.by_text.entry(text.clone()).or_insert_with(|| name.clone());
        let tables = tables_of(scenario);
        if !tables.is_empty() {
            self.tables.insert(name.clone(), tables);
        }
        self.files.push((name, text));
    }

    /// The name of the file that holds a scenario.
    fn name_of(&mut self, scenario: &Arc<Scenario>) -> String {
        if let Some(name) = self.by_scenario.get(&Arc::as_ptr(scenario)) {
            return name.clone();
        }
        if let Some(name) = self.by_text.get(&file::write(scenario)).cloned() {
            self.by_scenario.insert(Arc::as_ptr(scenario), name.clone());
            return name;
        }
        let name = format!("steps/{:04}.toml", self.files.len() + 1);
        self.put(scenario, name.clone());
        name
    }

    /// The tables of people, each once, with the file that says whose they are; none where no scenario names any.
    pub(super) fn tables(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        let mut whose = DocumentMut::new();
        for (scenario, tables) in &self.tables {
            for (what, bytes) in tables {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let known = files.iter().position(|(_, known)| *known == text);
                let n = known.unwrap_or_else(|| {
                    files.push((format!("tables/{:03}.csv", files.len() + 1), text));
                    files.len() - 1
                });
                whose[scenario.as_str()][*what] = value(files[n].0.as_str());
            }
        }
        if !files.is_empty() {
            files.push((TABLES.to_owned(), whose.to_string()));
        }
        files
    }

    /// Names and texts.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

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
        table
    };
    document["state"] = Item::ArrayOfTables(history.states().iter().map(state).collect());
    document.to_string()
}

/// The history; `None` where it is not whole.
pub(super) fn read(document: &DocumentMut, files: &BTreeMap<String, Arc<Scenario>>) -> Option<History<Work>> {
    let scenarios = |table: &Table| {
        Some(match table.get("scenario").map(Item::as_array_of_tables) {
            Some(tables) => family(tables?, files)?,
            None => Family::default(),
        })
    };
    let state = |table: &Table| {
        let deck = deck::file::read(table.get("deck")?.as_str()?)?;
        let corrections = table.get("corrections").and_then(Item::as_str).map(corrections::read).unwrap_or_default();
        Some(Work { family: scenarios(table)?, deck, corrections })
    };
    let states = document.get("state")?.as_array_of_tables()?.iter().map(state).collect::<Option<Vec<_>>>()?;
    let labels = document.get("labels")?.as_array()?.iter().map(|l| Some(l.as_str()?.to_owned()));
    let position = usize::try_from(document.get("position")?.as_integer()?).ok()?;
    History::restored(states, labels.collect::<Option<_>>()?, position)
}
