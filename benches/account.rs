//! How long two ledgers take that are held against each other: a month of round amounts, and a year of large ledgers; and a
//! ladder of deposits over thirty years.
//!
//! `cargo bench --bench account`

mod support;

use std::time::Duration;

use support::best_of;
use tongchou::money::{Money, Rate};
use tongchou::month::Month;
use tongchou::simulation::Progress;
use tongchou::special_account::Reconciled;
use tongchou::special_account::day::Day;
use tongchou::special_account::deposits::{Course, gain, plan};
use tongchou::special_account::ledger::{Entry, Keeper, Ledger};
use tongchou::special_account::matching::{Books, Decided};
use tongchou::special_account::rates::{Rates, Term};

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Two ledgers of so many entries over so many months: nine of ten entries have their like in the other ledger up to
/// three days later, others are paid in one sum there, are in one ledger only, or are wrong. `round` has whole thousands
/// without numbers, so that many have one amount.
fn books(count: usize, months: u32, parties: u64, round: bool) -> Books {
    let mut dice = Dice(7);
    let first: Month = "2013-01".parse().expect("a month");
    let days = u64::from(months) * 28;
    let day = |at: u64| {
        let at = at.min(days - 1) as u32;
        let month = first.plus((at / 28) as i32);
        Day::new(month.year(), month.month(), at % 28 + 1).expect("a day")
    };
    let (mut bank, mut agency): (Vec<Entry>, Vec<Entry>) = (Vec::new(), Vec::new());
    let mut serial = 10_000;
    while bank.len() < count || agency.len() < count {
        let at = (bank.len() as u64 * days / count as u64).min(days - 1);
        let fen = match round {
            true => (dice.roll(60) as i64 + 1) * 10_000_000,
            false => dice.roll(90_000_000) as i64 + 100_000,
        };
        let fen = if dice.roll(3) == 0 { -fen } else { fen };
        serial += 1;
        let number = if round || dice.roll(3) == 0 { String::new() } else { serial.to_string() };
        let party = format!("{}县社会保险局", dice.roll(parties));
        let entry = |at: u64, fen: i64, memo: &str| Entry {
            row: 0,
            day: day(at),
            effect: Money::from_fen(fen.into()),
            number: number.clone(),
            party: party.clone(),
            memo: memo.to_owned(),
            printed: None,
        };
        match dice.roll(40) {
            0 => bank.push(entry(at, fen, "手续费")),
            1 => agency.push(entry(at, fen, "待付")),
            2 => {
                bank.push(entry(at, fen, "上解"));
                agency.push(entry(at, fen * 10, "上解"));
            }
            3 => {
                bank.push(entry(at, fen, "代发"));
                let part = fen / 3 / 100 * 100;
                for fen in [part, part, fen - 2 * part] {
                    agency.push(entry(at + 1, fen, "代发"));
                }
            }
            _ => {
                bank.push(entry(at + dice.roll(4), fen, "上解"));
                agency.push(entry(at, fen, "上解"));
            }
        }
    }
    let ledger = |mut entries: Vec<Entry>| {
        entries.truncate(count);
        entries.sort_by_key(|entry| entry.day);
        (2..).zip(&mut entries).for_each(|(row, entry)| entry.row = row);
        Ledger { entries, ..Ledger::default() }
    };
    Books { bank: ledger(bank), agency: ledger(agency) }
}

fn reconciled(runs: usize, books: &Books) -> (Duration, usize, usize) {
    let mut told = (0, 0);
    let took = best_of(runs, || {
        let found = Reconciled::of(books, 5, &Decided::default(), &Progress::new()).expect("nobody stops it");
        let open: usize = Keeper::BOTH.into_iter().map(|keeper| found.found.open(books, keeper).count()).sum();
        told = (found.found.matches.len(), open);
    });
    (took, told.0, told.1)
}

/// Thirty years of a pool whose balance swells and sinks, and eight terms.
fn ladder() -> (Month, Course, Rates) {
    let wan = |n: i64| Money::from_yuan(n * 10_000);
    let lowest = (0..360_i64).map(|n| wan(20_000 + n * 130 + (n * n * 7_919) % 9_000 - (n % 24) * 250)).collect();
    let spent = (0..360_i64).map(|n| (wan(24_000 + n * 40), 12)).collect();
    let terms = [1_u32, 3, 6, 12, 18, 24, 36, 60];
    let terms = terms.map(|months| Term::plain(months, Rate::new(171 + i64::from(months) * 5, 4)));
    let rates = Rates { demand: Rate::new(72, 4), terms: terms.into(), ..Rates::example() };
    ("2008-01".parse().expect("a month"), Course { lowest, spent }, rates)
}

fn main() {
    for (count, months, parties, round, name) in [
        (2_000, 1, 40, true, "round amounts of one month, 40 counterparties"),
        (2_000, 1, 1_500, true, "round amounts of one month, 1,500 counterparties"),
        (200_000, 12, 300, false, "amounts of a year, two of three with a number"),
        (200_000, 12, 3_000, true, "round amounts of a year, without numbers"),
    ] {
        let books = books(count, months, parties, round);
        let (took, matches, open) = reconciled(if count > 10_000 { 1 } else { 3 }, &books);
        println!("{count} × {count} entries, {name}: {took:.2?} ({matches} matches, {open} open)");
    }
    let (start, course, rates) = ladder();
    let reserve = 2.into();
    let took = best_of(5, || assert!(plan(start, &course, &rates, reserve).is_some()));
    println!("a ladder of 360 months × 8 terms: {took:.2?}");
    let took = best_of(5, || assert!(gain(start, &course, &rates, reserve).is_some()));
    println!("what it gains with another reserve: {took:.2?}");
}
