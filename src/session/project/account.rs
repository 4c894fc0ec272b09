//! The special account of a project file: the sheets of its ledgers, each once, and of every state which of them it has
//! and what was matched by hand.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::Archive;
use crate::finding::{Finding, Findings, Origin};
use crate::money::Money;
use crate::scenario::history::History;
use crate::session::work::Work;
use crate::sheet::Sheet;
use crate::special_account::account::{Account, ByHand, Deed, Filed, Mark, Said};
use crate::special_account::day::Day;
use crate::special_account::ledger::Keeper;

/// What tells of it.
pub(super) const PART: &str = "account.toml";

/// The parts by name; none where no state has anything of the account.
pub(super) fn write(history: &History<Work>) -> Vec<(String, String)> {
    let states = history.states();
    if states.iter().all(|work| *work.account == Account::default()) {
        return Vec::new();
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut known: HashMap<*const Sheet, String> = HashMap::new();
    let mut tables = ArrayOfTables::new();
    let mut before: Option<&Arc<Account>> = None;
    for work in states {
        let mut table = Table::new();
        if before.is_some_and(|before| *before == work.account) {
            table["same"] = value(true);
        } else {
            for file in &work.account.files {
                known.entry(Arc::as_ptr(&file.sheet)).or_insert_with(|| {
                    let name = format!("account/{:04}.csv", parts.len() + 1);
                    parts.push((name.clone(), cells(&file.sheet)));
                    name
                });
            }
            put(&mut table, &work.account, &known);
        }
        before = Some(&work.account);
        tables.push(table);
    }
    let mut document = DocumentMut::new();
    document["position"] = value(history.position() as i64);
    document["state"] = Item::ArrayOfTables(tables);
    parts.push((PART.to_owned(), document.to_string()));
    parts
}

fn put(table: &mut Table, account: &Account, known: &HashMap<*const Sheet, String>) {
    table["days"] = value(i64::from(account.days));
    // What is said of the account without a name stands where older programs look for it.
    put_said(table, account.said.get("").copied().unwrap_or_default());
    let said = account.said.iter().filter(|(name, _)| !name.is_empty()).map(|(name, said)| {
        let mut table = Table::new();
        table["name"] = value(name);
        put_said(&mut table, *said);
        table
    });
    table["account"] = Item::ArrayOfTables(said.collect());
    let file = |file: &Arc<Filed>| {
        let mut table = Table::new();
        table["ledger"] = value(file.keeper.key());
        table["name"] = value(&file.name);
        table["sheet"] = value(file.sheet.origin.sheet.as_deref().unwrap_or_default());
        table["cells"] = value(known.get(&Arc::as_ptr(&file.sheet)).map_or("", String::as_str));
        if !file.account.is_empty() {
            table["account"] = value(&file.account);
        }
        table
    };
    table["file"] = Item::ArrayOfTables(account.files.iter().map(file).collect());
    let hand = |by_hand: &ByHand| {
        let mut table = Table::new();
        table["deed"] = value(by_hand.deed.key());
        table["note"] = value(&by_hand.note);
        if !by_hand.account.is_empty() {
            table["account"] = value(&by_hand.account);
        }
        let entry = |mark: &Mark| format!("{} {} {} {}", mark.keeper.key(), mark.row, mark.day, mark.effect);
        table["entries"] = value(by_hand.marks.iter().map(entry).collect::<Array>());
        table
    };
    let same = account.same.iter().map(|(other, name)| {
        let mut table = Table::new();
        table["name"] = value(other);
        table["account"] = value(name);
        table
    });
    table["called"] = Item::ArrayOfTables(same.collect());
    table["hand"] = Item::ArrayOfTables(account.by_hand.iter().map(hand).collect());
}

fn put_said(table: &mut Table, said: Said) {
    table["income"] = value(said.is_of_income);
    for (keeper, opening) in Keeper::BOTH.into_iter().zip(said.opening) {
        table[&format!("opening_{}", keeper.key())] = value(opening.to_string());
    }
}

fn said(table: &Table) -> Said {
    let mut said =
        Said { is_of_income: table.get("income").and_then(Item::as_bool).unwrap_or_default(), ..Said::default() };
    for (keeper, opening) in Keeper::BOTH.into_iter().zip(&mut said.opening) {
        let told = table.get(&format!("opening_{}", keeper.key())).and_then(Item::as_str);
        *opening = told.and_then(money).unwrap_or_default();
    }
    said
}

/// The history with the account in it.
pub(super) fn read(archive: &mut Archive<'_>, folder: &str, history: History<Work>) -> Result<History<Work>, Findings> {
    let part = format!("{folder}{PART}");
    let document = archive.document(&part)?;
    let mut files: HashMap<String, Vec<Arc<Filed>>> = HashMap::new();
    let mut accounts: Vec<Arc<Account>> = Vec::new();
    for table in document.get("state").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let account = match (table.contains_key("same"), accounts.last()) {
            (true, Some(before)) => before.clone(),
            _ => Arc::new(account(archive, folder, table, &mut files)?),
        };
        accounts.push(account);
    }
    restored(history, &document, accounts, |work, account| work.account = account).ok_or_else(|| archive.damaged(&part))
}

/// The history with something put into each of its states; `None` where there is not enough of it.
pub(super) fn restored<T: Clone>(
    history: History<Work>,
    document: &DocumentMut,
    all: Vec<T>,
    put: impl Fn(&mut Work, T),
) -> Option<History<Work>> {
    let mut states: Vec<Work> = history.states().into_iter().cloned().collect();
    let is_of_it = states.len() == all.len();
    let position = document.get("position").and_then(Item::as_integer).and_then(|n| usize::try_from(n).ok());
    for (n, work) in states.iter_mut().enumerate() {
        // Steps that could not be read leave the last state alone.
        put(work, all.get(if is_of_it { n } else { position.unwrap_or(0) })?.clone());
    }
    let labels = history.labels().into_iter().map(str::to_owned).collect();
    History::restored(states, labels, history.position())
}

fn account(
    archive: &mut Archive<'_>,
    folder: &str,
    table: &Table,
    files: &mut HashMap<String, Vec<Arc<Filed>>>,
) -> Result<Account, Findings> {
    let mut account = Account::default();
    for of in table.get("file").and_then(Item::as_array_of_tables).into_iter().flatten() {
        let text = |key: &str| of.get(key).and_then(Item::as_str).unwrap_or_default();
        let part = format!("{folder}{}", text("cells"));
        if !files.contains_key(&part) {
            let keeper = keeper(text("ledger")).ok_or_else(|| archive.damaged(&part))?;
            let sheet = sheet(text("name"), text("sheet"), &archive.text(&part)?)?;
            let mut parts = Filed::read(text("name"), [&sheet], keeper)?;
            // A sheet by itself may not tell the account that its workbook did.
            if let ([only], Some(told)) = (&mut *parts, of.get("account").and_then(Item::as_str)) {
                told.clone_into(&mut only.account);
            }
            files.insert(part.clone(), parts.into_iter().map(Arc::new).collect());
        }
        let (parts, told) = (&files[&part], of.get("account").and_then(Item::as_str));
        match parts.iter().find(|filed| filed.account == told.unwrap_or_default()) {
            Some(filed) => account.files.push(filed.clone()),
            // Older programs kept a file of several accounts as one.
            None if told.is_none() => account.files.extend(parts.iter().cloned()),
            None => return Err(archive.damaged(&part)),
        }
    }
    account.days = table.get("days").and_then(Item::as_integer).and_then(|n| n.try_into().ok()).unwrap_or(account.days);
    let named = table.get("account").and_then(Item::as_array_of_tables).into_iter().flatten();
    let named = named.map(|table| (table.get("name").and_then(Item::as_str).unwrap_or_default(), said(table)));
    let all = std::iter::once(("", said(table))).chain(named);
    account.said =
        all.filter(|(_, said)| *said != Said::default()).map(|(name, said)| (name.to_owned(), said)).collect();
    let called = table.get("called").and_then(Item::as_array_of_tables).into_iter().flatten();
    account.same.extend(called.filter_map(|table| {
        let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
        Some((text("name")?, text("account")?))
    }));
    let hand = table.get("hand").and_then(Item::as_array_of_tables).into_iter().flatten();
    account.by_hand.extend(hand.filter_map(by_hand));
    Ok(account)
}

/// A line that is not understood is passed over: the rules then count, as if nothing had been done by hand.
fn by_hand(table: &Table) -> Option<ByHand> {
    let text = |key: &str| table.get(key).and_then(Item::as_str);
    let deed = Deed::ALL.into_iter().find(|deed| Some(deed.key()) == text("deed"))?;
    let marks = table.get("entries")?.as_array()?.iter().map(|entry| mark(entry.as_str()?));
    let account = text("account").unwrap_or_default().to_owned();
    Some(ByHand { deed, account, marks: marks.collect::<Option<_>>()?, note: text("note")?.to_owned() })
}

fn mark(text: &str) -> Option<Mark> {
    let mut parts = text.split(' ');
    let mut next = || parts.next();
    Some(Mark {
        keeper: keeper(next()?)?,
        row: next()?.parse().ok()?,
        day: Day::read(next()?)?,
        effect: money(next()?)?,
    })
}

fn keeper(key: &str) -> Option<Keeper> {
    Keeper::BOTH.into_iter().find(|keeper| keeper.key() == key)
}

fn money(text: &str) -> Option<Money> {
    Money::from_decimal(text.parse::<Decimal>().ok()?)
}

/// A sheet's cells as CSV, a line each row.
fn cells(sheet: &Sheet) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in 0..sheet.height() {
        let cells = sheet.row(row);
        // A line without any cell would be none when it is read.
        let written = if cells.len() == 0 { writer.write_record([""]) } else { writer.write_record(cells) };
        written.expect("writing to memory");
    }
    let bytes = writer.into_inner().expect("writing to memory");
    String::from_utf8(bytes).expect("only text was written")
}

fn sheet(file: &str, name: &str, text: &str) -> Result<Sheet, Findings> {
    let origin = Origin::file(file);
    let origin = Origin { sheet: (!name.is_empty()).then(|| name.into()), ..origin };
    let broken =
        |detail: &dyn std::fmt::Display| Finding::error("list-broken", Origin::file(file)).with("detail", detail);
    let mut sheet = Sheet::new(origin);
    for record in csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes()).records() {
        for cell in &record.map_err(|error| broken(&error))? {
            sheet.push(cell).map_err(|_| broken(&file))?;
        }
        sheet.end_row();
    }
    Ok(sheet)
}
