//! The deposits of a project file: what the bank pays as `rates.toml` has it, and how ladders are laid out with it, of
//! every state.

use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::Archive;
use super::account::restored;
use crate::finding::Findings;
use crate::scenario::history::History;
use crate::session::work::Work;
use crate::special_account::ladder::{Ladders, Line, Offer};
use crate::special_account::rates::Rates;

/// What tells of them.
pub(super) const PART: &str = "deposits.toml";

/// The part; `None` where no state has any.
pub(super) fn write(history: &History<Work>) -> Option<String> {
    let states = history.states();
    if states.iter().all(|work| *work.ladders == Ladders::default()) {
        return None;
    }
    let mut tables = ArrayOfTables::new();
    let mut before: Option<&Arc<Ladders>> = None;
    for work in states {
        let table = match before.replace(&work.ladders) {
            Some(before) if *before == work.ladders => Table::from_iter([("same", value(true))]),
            _ => table(&work.ladders),
        };
        tables.push(table);
    }
    let mut document = DocumentMut::new();
    document["position"] = value(history.position() as i64);
    document["state"] = Item::ArrayOfTables(tables);
    Some(document.to_string())
}

fn table(ladders: &Ladders) -> Table {
    let mut table = Table::new();
    table["quotes"] = value(ladders.quotes.iter().map(Rates::write).collect::<Array>());
    let named = ladders.beside.iter().map(|(name, offer)| (name.as_str(), offer));
    let mut offers = ArrayOfTables::new();
    for (name, offer) in ladders.now.iter().map(|offer| ("", offer)).chain(named) {
        let mut one = Table::new();
        one["name"] = value(name);
        one["rates"] = value(offer.rates.write());
        one["reserve"] = value(offer.reserve.to_string());
        one["line"] = value(offer.line.key());
        offers.push(one);
    }
    table["has_now"] = value(ladders.now.is_some());
    table["ladder"] = Item::ArrayOfTables(offers);
    table
}

/// The history with the deposits in it.
pub(super) fn read(archive: &mut Archive<'_>, folder: &str, history: History<Work>) -> Result<History<Work>, Findings> {
    let part = format!("{folder}{PART}");
    let document = archive.document(&part)?;
    let mut all: Vec<Arc<Ladders>> = Vec::new();
    for table in document.get("state").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let ladders = match (table.contains_key("same"), all.last()) {
            (true, Some(before)) => before.clone(),
            _ => Arc::new(ladders(&part, table).ok_or_else(|| archive.damaged(&part))?),
        };
        all.push(ladders);
    }
    restored(history, &document, all, |work, ladders| work.ladders = ladders).ok_or_else(|| archive.damaged(&part))
}

fn ladders(part: &str, table: &Table) -> Option<Ladders> {
    let quotes = table.get("quotes")?.as_array()?.iter();
    let quotes = quotes.map(|text| Rates::read(part, text.as_str()?).ok()).collect::<Option<_>>()?;
    let mut offers: Vec<(String, Offer)> = Vec::new();
    for one in table.get("ladder").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let text = |key: &str| one.get(key).and_then(Item::as_str);
        let line = Line::BOTH.into_iter().find(|line| Some(line.key()) == text("line"))?;
        let reserve = text("reserve")?.parse::<Decimal>().ok()?;
        offers
            .push((text("name")?.to_owned(), Offer { rates: Rates::read(part, text("rates")?).ok()?, reserve, line }));
    }
    let has_now = table.get("has_now").and_then(Item::as_bool)? && !offers.is_empty();
    let now = has_now.then(|| offers.remove(0).1);
    Some(Ladders { now, quotes, beside: offers })
}
