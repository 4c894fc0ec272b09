//! What of the open entries looks like an error, and which.
//!
//! Source: section 13.1.

use std::collections::{BTreeSet, HashMap};

use super::ledger::{Entry, Keeper};
use super::matching::{Books, MONTH, Matched};
use super::parties::Parties;
use crate::money::Money;

/// An error of a ledger, in the order in which they are looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Slip {
    /// The sign turned: in for out.
    Sign,
    /// A nought too many or too few.
    Tenfold,
    /// Two neighbouring digits exchanged.
    Swapped,
    /// Another amount under the same number.
    Amount,
    /// Entered twice, in the ledger that has it twice.
    Twice,
}

impl Slip {
    /// Its name in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Slip::Sign => "sign",
            Slip::Tenfold => "tenfold",
            Slip::Swapped => "swapped",
            Slip::Amount => "amount",
            Slip::Twice => "twice",
        }
    }
}

/// What an open entry looks like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Likeness {
    /// Which error.
    pub slip: Slip,
    /// In which ledger the other entry is.
    pub keeper: Keeper,
    /// The other entry's place there.
    pub entry: usize,
}

/// The errors by the open entries that look like them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Slips {
    of_bank: HashMap<usize, Likeness>,
    of_agency: HashMap<usize, Likeness>,
    /// Entries of the bank whose error is the bank's; without a word it is the agency's.
    pub(super) erred: BTreeSet<usize>,
}

impl Slips {
    /// What an entry looks like.
    pub fn of(&self, keeper: Keeper, n: usize) -> Option<Likeness> {
        match keeper {
            Keeper::Bank => self.of_bank.get(&n).copied(),
            Keeper::Agency => self.of_agency.get(&n).copied(),
        }
    }

    /// Whose ledger an open entry's error is to be corrected in; an entry twice is in the ledger that has it twice.
    pub fn erred(&self, keeper: Keeper, n: usize, like: Likeness) -> Keeper {
        let of_bank = if keeper == Keeper::Bank { n } else { like.entry };
        match like.slip {
            Slip::Twice => keeper,
            _ if self.erred.contains(&of_bank) => Keeper::Bank,
            _ => Keeper::Agency,
        }
    }

    fn add(&mut self, keeper: Keeper, n: usize, likeness: Likeness) {
        match keeper {
            Keeper::Bank => self.of_bank.insert(n, likeness),
            Keeper::Agency => self.of_agency.insert(n, likeness),
        };
    }

    /// Looks at what is left open of two ledgers.
    pub fn find(books: &Books, found: &Matched, days: i32) -> Slips {
        let parties = Parties::new(&books.bank.entries, &books.agency.entries);
        let search = Search { books, parties, days };
        let mut slips = Slips::default();
        let open = |keeper| -> Vec<usize> { found.open(books, keeper).collect() };
        let mut likely = Vec::new();
        let (of_bank, of_agency) = (open(Keeper::Bank), open(Keeper::Agency));
        for (n, other, near) in search.near(Keeper::Bank, &of_bank, Keeper::Agency, &of_agency, |_, _| true) {
            let (one, two) = (books.entry(Keeper::Bank, n), books.entry(Keeper::Agency, other));
            likely.extend(slip(one, two, near.by_number).map(|slip| (slip, near, n, other)));
        }
        likely.sort_unstable();
        for (slip, _, n, other) in likely {
            if slips.of(Keeper::Bank, n).is_none() && slips.of(Keeper::Agency, other).is_none() {
                slips.add(Keeper::Bank, n, Likeness { slip, keeper: Keeper::Agency, entry: other });
                slips.add(Keeper::Agency, other, Likeness { slip, keeper: Keeper::Bank, entry: n });
            }
        }
        for keeper in Keeper::BOTH {
            let open: Vec<usize> = open(keeper).into_iter().filter(|n| slips.of(keeper, *n).is_none()).collect();
            // A reversed entry is not there any more; of two open ones the later is the second.
            let stands = |n: &usize| found.of(keeper, *n).is_none_or(|of| of.rule != 6);
            let others: Vec<usize> = (0..books.of(keeper).entries.len()).filter(stands).collect();
            let mut twins: Vec<(usize, Near, usize)> = Vec::new();
            let is_twin = |n: usize, other: usize| {
                let same = books.entry(keeper, n).effect == books.entry(keeper, other).effect;
                same && (other < n || other > n && found.of(keeper, other).is_some())
            };
            let near = search.near(keeper, &open, keeper, &others, is_twin);
            twins.extend(near.into_iter().map(|(n, other, near)| (n, near, other)));
            twins.sort_unstable();
            twins.dedup_by_key(|(n, ..)| *n);
            for (n, _, entry) in twins {
                slips.add(keeper, n, Likeness { slip: Slip::Twice, keeper, entry });
            }
        }
        slips
    }
}

/// How near two entries are: those of one number first, then those of fewer days apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Near {
    by_number: bool,
    days: i32,
}

impl Ord for Near {
    fn cmp(&self, other: &Near) -> std::cmp::Ordering {
        (!self.by_number, self.days).cmp(&(!other.by_number, other.days))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Near) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

struct Search<'a> {
    books: &'a Books,
    parties: Parties<'a>,
    days: i32,
}

impl Search<'_> {
    /// The pairs out of those that may be that have one number within a month, or agreeing counterparties within the days.
    fn near(
        &self,
        keeper: Keeper,
        ones: &[usize],
        other: Keeper,
        others: &[usize],
        may: impl Fn(usize, usize) -> bool,
    ) -> Vec<(usize, usize, Near)> {
        let mut by_number: HashMap<&str, Vec<usize>> = HashMap::new();
        for n in others {
            let number = &*self.books.entry(other, *n).number;
            if !number.is_empty() {
                by_number.entry(number).or_default().push(*n);
            }
        }
        let day = |n: &usize| self.books.entry(other, *n).day;
        let mut by_day = others.to_vec();
        by_day.sort_by_key(day);
        let mut near = Vec::new();
        for n in ones {
            let entry = self.books.entry(keeper, *n);
            let apart = |m: &usize| entry.day.apart(day(m));
            let numbered = by_number.get(&*entry.number).into_iter().flatten();
            let numbered = numbered.filter(|m| apart(m) <= MONTH && may(*n, **m));
            near.extend(numbered.map(|m| (*n, *m, Near { by_number: true, days: apart(m) })));
            let from = by_day.partition_point(|m| entry.day.since(day(m)) > self.days);
            let window = by_day[from..].iter().take_while(|m| day(m).since(entry.day) <= self.days);
            let known = window.filter(|m| may(*n, **m) && self.parties.are_one((keeper, *n), (other, **m)));
            near.extend(known.map(|m| (*n, *m, Near { by_number: false, days: apart(m) })));
        }
        near
    }
}

/// The error that would make one of the other.
fn slip(one: &Entry, other: &Entry, by_number: bool) -> Option<Slip> {
    let (a, b) = (one.effect, other.effect);
    if a == -b {
        return Some(Slip::Sign);
    }
    if a.is_negative() != b.is_negative() || a == b {
        return None;
    }
    let (less, more) = (a.abs().min(b.abs()), a.abs().max(b.abs()));
    if less.fen().checked_mul(10) == Some(more.fen()) {
        Some(Slip::Tenfold)
    } else if are_swapped(less, more) {
        Some(Slip::Swapped)
    } else {
        by_number.then_some(Slip::Amount)
    }
}

/// Whether amounts differ by two neighbouring digits in each other's place.
fn are_swapped(less: Money, more: Money) -> bool {
    // 10 ^ n × (10 × a + b) and 10 ^ n × (10 × b + a) differ by 9 × 10 ^ n × (a − b).
    let mut unit = 1;
    while unit <= more.fen() {
        let digits = |fen: i128| (fen / unit % 10, fen / unit / 10 % 10, fen % unit, fen / unit / 100);
        let ((low, high, below, above), (other_low, other_high, other_below, other_above)) =
            (digits(less.fen()), digits(more.fen()));
        if (low, high, below, above) == (other_high, other_low, other_below, other_above) {
            return true;
        }
        unit *= 10;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_digits_are_exchanged() {
        let swapped = |a, b| are_swapped(Money::from_fen(a), Money::from_fen(b));
        assert!(swapped(113_180_174, 131_180_174) && swapped(13_100, 103_100));
        assert!(!swapped(123, 321) && !swapped(100, 200) && !swapped(1_230, 10_320));
    }
}
