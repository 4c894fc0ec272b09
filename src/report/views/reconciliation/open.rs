//! What is open with its age, what looks like an error in sentences, and what was found in the ledgers.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::facing::Facing;
use super::page::{Page, money};
use crate::month::Period;
use crate::report::words::period::period_name;
use crate::report::{Cell, Column, Measured, Quantity, Sheet, Tone};
use crate::special_account::account::Filed;
use crate::special_account::ledger::{Keeper, Oddity};
use crate::special_account::names::Names;
use crate::special_account::slips::Slip;
use crate::special_account::statement::Open;

/// What is open, in a sentence: how much, for how long, and how much of it from months before.
pub(super) fn open_said(page: &Page<'_>) -> String {
    let entries: Vec<_> = page.open.iter().map(|open| page.entry(open.keeper, open.entry)).collect();
    let Some(oldest) = entries.iter().map(|entry| page.age(entry)).max() else {
        return page.fill("reconcile.none_open", &[("day", &page.day_name(page.day))]);
    };
    let count = |count: usize| count.to_string();
    let (carried, oldest) = (entries.iter().filter(|entry| page.is_carried(entry)).count(), oldest.to_string());
    let (open, suspects, carried_said) =
        (count(page.in_transit().count()), count(page.suspects().count()), count(carried));
    let day = page.day_name(page.day);
    let values =
        [("day", &*day), ("open", &*open), ("suspects", &*suspects), ("days", &*oldest), ("carried", &*carried_said)];
    let said = page.fill("reconcile.open_said", &values);
    if carried == 0 { said } else { said + &page.fill("reconcile.open_carried", &values) }
}

/// What looks like an error, in a sentence: how much of each kind.
pub(super) fn suspects_said(page: &Page<'_>) -> String {
    let mut kinds: BTreeMap<Slip, usize> = BTreeMap::new();
    page.suspects().filter_map(|open| open.like).for_each(|like| *kinds.entry(like.slip).or_default() += 1);
    let day = page.day_name(page.day);
    if kinds.is_empty() {
        return page.fill("reconcile.none_suspect", &[("day", &day)]);
    }
    let kind = |(slip, count): (&Slip, &usize)| {
        page.fill("reconcile.suspects_of", &[("slip", &page.slip(*slip)), ("count", &count.to_string())])
    };
    let said: Vec<String> = kinds.iter().map(kind).collect();
    let said = said.join(&page.text("reconcile.account_comma"));
    let count = kinds.values().sum::<usize>().to_string();
    page.fill("reconcile.suspects_said", &[("day", &day), ("count", &count), ("kinds", &said)])
}

/// 未达账项: every open entry with its age, the oldest first.
pub(super) fn open(page: &Page<'_>) -> Sheet {
    let mut open: Vec<&Open> = page.open.iter().collect();
    open.sort_by_key(|open| (page.entry(open.keeper, open.entry).day, open.keeper, open.entry));
    let row = |open: &&Open| {
        let entry = page.entry(open.keeper, open.entry);
        let file = page.matching.file_of(open.keeper, open.entry);
        let like = match open.like {
            Some(like) => {
                let row = page.entry(like.keeper, like.entry).row.to_string();
                let values = [("slip", &*page.slip(like.slip)), ("ledger", &*page.keeper(like.keeper)), ("row", &*row)];
                Cell::text(page.fill("reconcile.like", &values)).toned(Tone::Warning)
            }
            None if page.is_carried(entry) => Cell::text(page.text("reconcile.carried_over")).toned(Tone::Muted),
            None => Cell::text(""),
        };
        vec![
            Cell::text(page.keeper(open.keeper)),
            Cell::text(entry.day.to_string()),
            Cell::text(page.about(entry)),
            money(entry.effect),
            Cell::quantity(Some(Quantity::Number(page.age(entry).into())), None),
            like,
            Cell::text(&entry.number),
            Cell::text(format!("{} : {}", file.map_or("", |file| &file.name), entry.row)).toned(Tone::Muted),
        ]
    };
    let columns = [
        ("reconcile.ledger", Measured::Text),
        ("reconcile.date", Measured::Text),
        ("reconcile.memo", Measured::Text),
        ("reconcile.amount", Measured::Yuan),
        ("reconcile.days", Measured::Number),
        ("reconcile.looks_like", Measured::Text),
        ("reconcile.number", Measured::Text),
        ("reconcile.row", Measured::Text),
    ];
    Sheet {
        title: page.fill("reconcile.open_title", &[("day", &page.day_name(page.day))]),
        columns: columns.map(|(key, measured)| Column::new(page.text(key), measured)).to_vec(),
        rows: open.iter().map(row).collect(),
        ..Sheet::default()
    }
}

/// What looks like an error, in sentences, each with its line.
pub(super) fn suspects(page: &Page<'_>, facing: &Facing) -> Vec<(String, Option<usize>)> {
    let places: HashMap<(Keeper, usize), usize> =
        facing.lines.iter().enumerate().flat_map(|(n, line)| line.entries().map(move |of| (of, n))).collect();
    let sentence = |open: &Open| {
        let (entry, like) = (page.entry(open.keeper, open.entry), open.like?);
        let other = page.entry(like.keeper, like.entry);
        let (slip, day, other_day) = (page.slip(like.slip), page.day_name(entry.day), page.day_name(other.day));
        let (amount, other_amount) = (page.plain(entry.effect), page.plain(other.effect));
        let (row, other_row) = (entry.row.to_string(), other.row.to_string());
        let (ledger, about) = (
            page.keeper(open.keeper),
            page.about(if entry.memo.len() + entry.party.len() > 0 { entry } else { other }),
        );
        let values = [
            ("slip", &*slip),
            ("ledger", &*ledger),
            ("about", &*about),
            ("day", &*day),
            ("other_day", &*other_day),
            ("amount", &*amount),
            ("other_amount", &*other_amount),
            ("row", &*row),
            ("other_row", &*other_row),
        ];
        let key = if like.slip == Slip::Twice { "reconcile.suspect_twice" } else { "reconcile.suspect" };
        Some((page.fill(key, &values), places.get(&(open.keeper, open.entry)).copied()))
    };
    page.suspects().filter_map(sentence).collect()
}

/// What was found in the ledgers: strange rows, and money left where none should be.
pub(super) fn findings(page: &Page<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let is_one_of_several = page.matching.account.names().all().len() > 1;
    for keeper in Keeper::BOTH {
        if is_one_of_several && page.matching.files[keeper as usize].is_empty() {
            let key = if page.matching.name.is_empty() { "reconcile.account_none" } else { "reconcile.account_lacks" };
            let values = [("ledger", &*page.keeper(keeper)), ("other", &*page.keeper(keeper.other()))];
            found.push(page.fill(key, &values));
            continue;
        }
        let ledger = page.matching.books.of(keeper);
        if ledger.opening.is_zero() && ledger.entries.iter().all(|entry| entry.printed.is_none()) {
            found.push(page.fill("reconcile.no_balance", &[("ledger", &page.keeper(keeper))]));
        }
        let files = &page.matching.files[keeper as usize];
        for pair in files.windows(2) {
            let [before, file] = pair else { continue };
            let Some((row, printed, expected)) = before.ledger.break_before(&file.ledger) else { continue };
            let (row, printed, expected) = (row.to_string(), page.plain(printed), page.plain(expected));
            let values = [
                ("name", &*file.name),
                ("row", &*row),
                ("before", &*before.name),
                ("printed", &*printed),
                ("expected", &*expected),
            ];
            found.push(page.fill("reconcile.file_break", &values));
        }
        for file in files {
            for (row, oddity) in &file.ledger.oddities {
                let key = match oddity {
                    Oddity::BalanceMismatch => "reconcile.balance_mismatch",
                    Oddity::BothSides => "reconcile.both_sides",
                    Oddity::NoAmount | Oddity::Several => "reconcile.no_amount",
                };
                found.push(page.fill(key, &[("name", &file.name), ("row", &row.to_string())]));
            }
        }
    }
    found.extend(other_number(page));
    for (keeper, month, left) in page.matching.left_at_month_ends() {
        let values = [
            ("ledger", &*page.keeper(keeper)),
            ("month", &*period_name(Period::Month(month), page.language)),
            ("left", &*page.plain(left)),
        ];
        found.push(page.fill("reconcile.income_left", &values));
    }
    found
}

/// Both ledgers tell a number, and not the same one, and nobody said that they are one account's.
fn other_number(page: &Page<'_>) -> Option<String> {
    if page.matching.account.also(&page.matching.name).next().is_some() {
        return None;
    }
    let [bank, agency] = &page.matching.files;
    let is_number = |account: &str| !account.is_empty() && account.chars().all(|c| c.is_ascii_digit());
    let told = |files: &[Arc<Filed>]| files.iter().map(|file| file.account.clone()).find(|account| is_number(account));
    let (bank, agency) = (told(bank)?, told(agency)?);
    let values = [("bank", &*bank), ("agency", &*agency)];
    (!Names::are_one(&bank, &agency)).then(|| page.fill("reconcile.account_other", &values))
}
