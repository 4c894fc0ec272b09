//! 余额调节表: both balances of a day, each with what only the other has, and with the errors that look like such.
//!
//! Source: section 13.1.

use super::day::Day;
use super::ledger::{Entry, Keeper};
use super::matching::{Books, Match, Matched};
use super::slips::{Likeness, Slips};
use crate::money::Money;
use crate::month::Month;

/// One ledger's side of the statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Side {
    /// Its balance.
    pub balance: Money,
    /// Taken in by it alone, not yet by the other.
    pub in_only: Money,
    /// Paid by it alone, not yet by the other.
    pub out_only: Money,
    /// What corrects its errors.
    pub errors: Money,
}

/// The statement for a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Statement {
    /// The bank's side.
    pub bank: Side,
    /// The agency's side.
    pub agency: Side,
}

impl Statement {
    /// The statement for the end of a day.
    pub fn of(books: &Books, found: &Matched, slips: &Slips, day: Day) -> Statement {
        let mut statement = Statement::default();
        for keeper in Keeper::BOTH {
            let mut side = Side { balance: books.of(keeper).balance(day), ..Side::default() };
            for Open { entry: n, like, .. } in open_on(books, found, slips, keeper, day) {
                let entry = books.entry(keeper, n);
                match like {
                    None if entry.effect.is_negative() => side.out_only -= entry.effect,
                    None => side.in_only += entry.effect,
                    // The entry of the one who erred goes, and the other's comes.
                    Some(like) => {
                        let erred = slips.erred(keeper, n, like);
                        statement.side_mut(erred).errors += if erred == keeper { -entry.effect } else { entry.effect };
                    }
                }
            }
            *statement.side_mut(keeper) = Side { errors: statement.side_mut(keeper).errors, ..side };
        }
        statement
    }

    fn side_mut(&mut self, keeper: Keeper) -> &mut Side {
        match keeper {
            Keeper::Bank => &mut self.bank,
            Keeper::Agency => &mut self.agency,
        }
    }

    /// The bank's balance as it would be with all that only the agency has, and without its errors.
    pub fn adjusted_bank(&self) -> Money {
        self.bank.balance + self.agency.in_only - self.agency.out_only + self.bank.errors
    }

    /// The agency's balance as it would be with all that only the bank has, and without its errors.
    pub fn adjusted_agency(&self) -> Money {
        self.agency.balance + self.bank.in_only - self.bank.out_only + self.agency.errors
    }

    /// What remains between the two; never spread.
    pub fn unexplained(&self) -> Money {
        self.adjusted_bank() - self.adjusted_agency()
    }
}

/// An entry that is open on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Open {
    /// Its ledger.
    pub keeper: Keeper,
    /// Its place there.
    pub entry: usize,
    /// What it looks like by then.
    pub like: Option<Likeness>,
}

/// Whether all entries of a match are dated by a day.
pub fn is_dated(books: &Books, of: &Match, day: Day) -> bool {
    Keeper::BOTH.into_iter().all(|keeper| of.of(keeper).iter().all(|n| books.entry(keeper, *n).day <= day))
}

/// The entries of a ledger that are there by a day and open on it.
pub fn open_on<'a>(
    books: &'a Books,
    found: &'a Matched,
    slips: &'a Slips,
    keeper: Keeper,
    day: Day,
) -> impl Iterator<Item = Open> + 'a {
    let there = move |(_, entry): &(usize, &Entry)| entry.day <= day && !entry.effect.is_zero();
    let entries = books.of(keeper).entries.iter().enumerate().filter(there).map(|(n, _)| n);
    entries.filter(move |n| found.of(keeper, *n).is_none_or(|of| !is_dated(books, of, day))).map(move |entry| {
        // An error is none before the entry that it looks like is there.
        let like = slips.of(keeper, entry).filter(|like| books.entry(like.keeper, like.entry).day <= day);
        Open { keeper, entry, like }
    })
}

/// The months of two ledgers, from the first entry to the last.
pub fn months(books: &Books) -> Vec<Month> {
    let days = || Keeper::BOTH.into_iter().flat_map(|keeper| books.of(keeper).entries.iter().map(|entry| entry.day));
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Vec::new() };
    let last = last.month();
    std::iter::successors(Some(first.month()), |month| Some(month.next())).take_while(|month| *month <= last).collect()
}

/// The last day of either ledger.
pub fn last_day(books: &Books) -> Option<Day> {
    Keeper::BOTH.into_iter().flat_map(|keeper| books.of(keeper).entries.iter().map(|entry| entry.day)).max()
}
