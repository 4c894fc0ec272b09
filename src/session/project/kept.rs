//! The files that a project's states name: scenarios, the tables of people that they name, amounts and forms of budgets,
//! each text once.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use toml_edit::{DocumentMut, value};

use crate::people::mortality::Mortality;
use crate::people::structure::Structure;
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
    /// How many files there are in the folders of budgets.
    counts: BTreeMap<&'static str, usize>,
}

/// What a table is of a scenario, and its bytes.
type TableOf = (&'static str, Arc<[u8]>);

/// The folder of the amounts of budgets.
pub(super) const AMOUNTS: &str = "budgets/";

/// The folder of forms of budgets.
pub(super) const FORMS: &str = "forms/";

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
    pub(super) fn name_of(&mut self, scenario: &Arc<Scenario>) -> String {
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

    /// The name of the file that holds amounts of a budget, each text once.
    pub(super) fn amounts(&mut self, text: String) -> String {
        self.once(AMOUNTS, "csv", text)
    }

    /// The name of the file that holds a form, each text once.
    pub(super) fn form(&mut self, text: &str) -> String {
        self.once(FORMS, "toml", text.to_owned())
    }

    fn once(&mut self, folder: &'static str, ending: &str, text: String) -> String {
        if let Some(name) = self.by_text.get(&text) {
            return name.clone();
        }
        let count = self.counts.entry(folder).or_default();
        *count += 1;
        let name = format!("{folder}{count:04}.{ending}");
        self.by_text.insert(text.clone(), name.clone());
        self.files.push((name.clone(), text));
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
