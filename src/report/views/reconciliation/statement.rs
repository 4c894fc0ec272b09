//! 余额调节表 as it is signed: both balances side by side, each with what only the other has.

use super::page::{Page, blank, money};
use crate::money::Money;
use crate::report::{Cell, CellValue, Column, Measured, Sheet, Tone};
use crate::special_account::ledger::Keeper;
use crate::special_account::slips::Slip;

/// A line of one side: what it is, its day, its amount.
type Line = [Cell; 3];

/// The statement of the page's day.
pub(super) fn statement(page: &Page<'_>) -> Sheet {
    let sides = Keeper::BOTH.map(|keeper| side(page, keeper));
    let [bank, agency] = &sides;
    let mut rows = Vec::new();
    for (of_bank, of_agency) in bank.iter().zip(agency) {
        // The parts begin at the same height on both sides.
        for n in 0..of_bank.len().max(of_agency.len()) {
            let line = |part: &[Line]| part.get(n).cloned().unwrap_or_else(|| [blank(), blank(), blank()]);
            rows.push(line(of_bank).into_iter().chain(line(of_agency)).collect());
        }
    }
    let unexplained = page.statement.unexplained();
    let mut notes = Vec::new();
    if !unexplained.is_zero() {
        notes.push(page.fill("reconcile.unexplained", &[("amount", &page.plain(unexplained))]));
    }
    notes.push(page.text("reconcile.signed"));
    let columns = |keeper| {
        [
            Column::new(page.keeper(keeper), Measured::Text),
            Column::new(page.text("reconcile.date"), Measured::Text),
            Column::new(page.text("reconcile.amount"), Measured::Yuan),
        ]
    };
    Sheet {
        title: page.fill("reconcile.statement_title", &[("day", &page.day_name(page.day))]),
        columns: Keeper::BOTH.into_iter().flat_map(columns).collect(),
        rows,
        totals: 1,
        notes,
        ..Sheet::default()
    }
}

/// One side: balance, what the other took in, what the other paid, errors, and the adjusted balance.
fn side(page: &Page<'_>, keeper: Keeper) -> [Vec<Line>; 5] {
    let (own, other) = match keeper {
        Keeper::Bank => (page.statement.bank, page.statement.agency),
        Keeper::Agency => (page.statement.agency, page.statement.bank),
    };
    let adjusted = match keeper {
        Keeper::Bank => page.statement.adjusted_bank(),
        Keeper::Agency => page.statement.adjusted_agency(),
    };
    let sum = |key: &str, amount: Money| [Cell::text(page.text(key)), blank(), money(amount)];
    let dated = |key: &str, amount| {
        let [name, _, amount] = sum(key, amount);
        [name, Cell::text(page.day.to_string()).toned(Tone::Muted), amount]
    };
    let keys: [&str; 5] = match keeper {
        Keeper::Bank => [
            "reconcile.bank_balance",
            "reconcile.agency_in_only",
            "reconcile.agency_out_only",
            "reconcile.bank_errors",
            "reconcile.adjusted",
        ],
        Keeper::Agency => [
            "reconcile.agency_balance",
            "reconcile.bank_in_only",
            "reconcile.bank_out_only",
            "reconcile.agency_errors",
            "reconcile.adjusted",
        ],
    };
    let with = |first: Line, items: Vec<Line>| std::iter::once(first).chain(items).collect();
    [
        vec![dated(keys[0], own.balance)],
        with(sum(keys[1], other.in_only), in_transit(page, keeper.other(), false)),
        with(sum(keys[2], other.out_only), in_transit(page, keeper.other(), true)),
        with(sum(keys[3], own.errors), errors(page, keeper)),
        vec![dated(keys[4], adjusted)],
    ]
}

/// Whether a row has a sum on either side, and not items alone.
pub fn is_sum(row: &[Cell]) -> bool {
    let is_named = |cell: &Cell| matches!(&cell.value, CellValue::Text(name) if !name.starts_with('\u{3000}'));
    [0, 3].iter().filter_map(|column| row.get(*column)).any(is_named)
}

fn item(words: String, day: String, amount: Money) -> Line {
    [Cell::text(format!("\u{3000}{words}")), Cell::text(day), money(amount)].map(|cell| cell.toned(Tone::Muted))
}

/// What only one ledger has, in or out.
fn in_transit(page: &Page<'_>, keeper: Keeper, is_out: bool) -> Vec<Line> {
    let of = page.in_transit().filter(|open| open.keeper == keeper).map(|open| page.entry(keeper, open.entry));
    let of = of.filter(|entry| entry.effect.is_negative() == is_out);
    of.map(|entry| item(page.about(entry), entry.day.to_string(), entry.effect.abs())).collect()
}

/// What corrects a ledger: an entry twice goes in the ledger that has it twice, every other error is the
/// agency's where nobody says that it is the bank's.
fn errors(page: &Page<'_>, keeper: Keeper) -> Vec<Line> {
    let line = |open: &crate::special_account::statement::Open| {
        let (entry, like) = (page.entry(open.keeper, open.entry), open.like?);
        let erred = page.matching.reconciled.slips.erred(open.keeper, open.entry, like);
        let other = page.entry(like.keeper, like.entry).effect;
        let amount = match like.slip {
            _ if erred != keeper => return None,
            Slip::Twice => -entry.effect,
            _ if erred == open.keeper => other - entry.effect,
            _ => entry.effect - other,
        };
        let words = format!("{} · {}", page.slip(like.slip), page.about(entry));
        Some(item(words, entry.day.to_string(), amount))
    };
    page.suspects().filter_map(line).collect()
}
