//! The assessments of a project file: of every state which tree is in use and on what terms is rewarded and drawn; trees,
//! rules, and what was entered stand in files of their own, each text once.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::Archive;
use crate::assessment::kept::{Chosen, DrawTerms, Kept, RewardTerms, entries, written};
use crate::assessment::reward::Base;
use crate::finding::Findings;
use crate::money::Money;
use crate::scenario::history::History;
use crate::session::work::Work;

/// What tells of it.
pub(super) const PART: &str = "assessment.toml";

/// Texts by the names of their files, each once.
#[derive(Default)]
struct Texts(Vec<(String, String)>);

impl Texts {
    fn name_of(&mut self, text: &str, ending: &str) -> String {
        if let Some((name, _)) = self.0.iter().find(|(_, known)| known == text) {
            return name.clone();
        }
        let name = format!("assessment/{:04}.{ending}", self.0.len() + 1);
        self.0.push((name.clone(), text.to_owned()));
        name
    }
}

/// The parts by name; none where no state has anything of it.
pub(super) fn write(history: &History<Work>) -> Vec<(String, String)> {
    let states = history.states();
    if states.iter().all(|work| work.assessed.is_none()) {
        return Vec::new();
    }
    let (mut texts, mut tables) = (Texts::default(), ArrayOfTables::new());
    let mut before: Option<&Option<Arc<Kept>>> = None;
    for work in states {
        let mut table = Table::new();
        match &work.assessed {
            _ if before.is_some_and(|before| *before == work.assessed) => table["same"] = value(true),
            Some(kept) => put(&mut table, kept, &mut texts),
            None => {}
        }
        before = Some(&work.assessed);
        tables.push(table);
    }
    let mut document = DocumentMut::new();
    document["position"] = value(history.position() as i64);
    document["state"] = Item::ArrayOfTables(tables);
    texts.0.push((PART.to_owned(), document.to_string()));
    texts.0
}

fn put(table: &mut Table, kept: &Kept, texts: &mut Texts) {
    let (shipped, number) = match kept.chosen {
        Chosen::Shipped(n) => (true, n),
        Chosen::Own(n) => (false, n),
    };
    table[if shipped { "shipped" } else { "own" }] = value(number as i64);
    table["trees"] = value(kept.own.iter().map(|text| texts.name_of(text, "toml")).collect::<Array>());
    table["entered"] = value(texts.name_of(&written(&kept.entered), "csv"));
    table["example"] = value(kept.is_example);
    if let Some(lines) = &kept.statement {
        table["statement"] = value(texts.name_of(lines, "csv"));
    }
    if let Some(rules) = &kept.rules {
        table["rules"] = value(texts.name_of(rules, "toml"));
    }
    let RewardTerms { amount, least, base, award } = &kept.reward;
    table["amount"] = value(amount.to_string());
    table["least"] = value(least.to_string());
    table["base"] = value(base.key());
    table["award"] = value(award.iter().map(ToString::to_string).collect::<Array>());
    let DrawTerms { share, seed, last } = &kept.draw;
    table["share"] = value(share.to_string());
    table["seed"] = value(seed);
    table["last"] = value(last.iter().flat_map(|(city, county)| [city, county]).collect::<Array>());
}

/// The history with the assessments in it.
pub(super) fn read(archive: &mut Archive<'_>, folder: &str, history: History<Work>) -> Result<History<Work>, Findings> {
    let part = format!("{folder}{PART}");
    let document = archive.document(&part)?;
    let mut read: HashMap<String, Arc<str>> = HashMap::new();
    let mut states: Vec<Option<Arc<Kept>>> = Vec::new();
    for table in document.get("state").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let is_there = ["shipped", "own"].iter().any(|key| table.contains_key(key));
        let kept = match (table.contains_key("same"), states.last()) {
            (true, Some(before)) => before.clone(),
            _ if is_there => {
                let mut text = |name: &str| -> Result<Arc<str>, Findings> {
                    if let Some(text) = read.get(name) {
                        return Ok(text.clone());
                    }
                    let text: Arc<str> = archive.text(&format!("{folder}{name}"))?.into();
                    Ok(read.entry(name.to_owned()).or_insert(text).clone())
                };
                Some(Arc::new(kept(table, &mut text)?.ok_or_else(|| archive.damaged(&part))?))
            }
            _ => None,
        };
        states.push(kept);
    }
    let mut works: Vec<Work> = history.states().into_iter().cloned().collect();
    let is_of_it = works.len() == states.len();
    let position = document.get("position").and_then(Item::as_integer).and_then(|n| usize::try_from(n).ok());
    for (n, work) in works.iter_mut().enumerate() {
        // Steps that could not be read leave the last state alone.
        let kept = states.get(if is_of_it { n } else { position.unwrap_or(0) });
        work.assessed = kept.ok_or_else(|| archive.damaged(&part))?.clone();
    }
    let labels = history.labels().into_iter().map(str::to_owned).collect();
    History::restored(works, labels, history.position()).ok_or_else(|| archive.damaged(&part))
}

type Text<'a> = &'a mut dyn FnMut(&str) -> Result<Arc<str>, Findings>;

/// `None` where a word is not there.
fn kept(table: &Table, text: Text<'_>) -> Result<Option<Kept>, Findings> {
    let word = |key: &str| table.get(key).and_then(Item::as_str);
    let number = |key: &str| table.get(key).and_then(Item::as_integer).and_then(|n| usize::try_from(n).ok());
    let words = |key: &str| -> Vec<&str> {
        let array = table.get(key).and_then(Item::as_array);
        array.into_iter().flatten().filter_map(|word| word.as_str()).collect()
    };
    let money = |text: &str| Money::from_decimal(text.parse::<Decimal>().ok()?);
    let decimal = |key: &str| word(key)?.parse::<Decimal>().ok();
    let chosen = number("shipped").map(Chosen::Shipped).or_else(|| number("own").map(Chosen::Own));
    let mut own = Vec::new();
    for name in words("trees") {
        own.push(text(name)?);
    }
    let entered = match word("entered") {
        Some(name) => entries(name, text(name)?.as_bytes(), None)?,
        None => return Ok(None),
    };
    let mut of = |key: &str| word(key).map(&mut *text).transpose();
    let (statement, rules) = (of("statement")?, of("rules")?);
    let made = || {
        let award = words("award").into_iter().map(money).collect::<Option<Vec<Money>>>()?;
        let base = Base::of_key(word("base")?);
        let reward = RewardTerms { amount: money(word("amount")?)?, least: decimal("least")?, base, award };
        let pairs = words("last");
        let last = pairs.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect();
        let draw = DrawTerms { share: decimal("share")?, seed: word("seed")?.to_owned(), last };
        let is_example = table.get("example").and_then(Item::as_bool).unwrap_or_default();
        Some(Kept { chosen: chosen?, own, entered: Arc::new(entered), statement, is_example, reward, draw, rules })
    };
    Ok(made())
}
