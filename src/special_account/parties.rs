//! Counterparties of two ledgers, and which of their names agree.
//!
//! Source: section 13.1.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::ledger::{Entry, Keeper};

/// The counterparties of both ledgers, each name once, and which of them agree.
pub struct Parties<'a> {
    of_bank: Vec<Option<usize>>,
    of_agency: Vec<Option<usize>>,
    names: Vec<&'a str>,
    known: HashMap<&'a str, usize>,
    /// By name the first that begins with the same three characters; `None` where it has fewer.
    beginnings: Vec<Option<usize>>,
    /// By name the other names within it, once anybody asked.
    within: Vec<OnceCell<Vec<usize>>>,
    /// How many bytes the names have, each length once.
    lengths: Vec<usize>,
}

/// How two counterparties stand to each other, in the order in which pairs are made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Both are known, and their names agree.
    Agree,
    /// One is not known.
    Unknown,
    /// Both are known, and their names do not agree.
    AtOdds,
}

impl<'a> Parties<'a> {
    /// The counterparties of the entries of the bank and of the agency.
    pub fn new(bank: &'a [Entry], agency: &'a [Entry]) -> Parties<'a> {
        let (mut known, mut names): (HashMap<&str, usize>, Vec<&str>) = Default::default();
        let mut number = |entry: &'a Entry| {
            let number = || {
                names.push(&entry.party);
                names.len() - 1
            };
            (!entry.party.is_empty()).then(|| *known.entry(&entry.party).or_insert_with(number))
        };
        let mut of = |entries: &'a [Entry]| entries.iter().map(&mut number).collect();
        let (of_bank, of_agency) = (of(bank), of(agency));
        let mut firsts: HashMap<&str, usize> = HashMap::new();
        let beginning = |(n, name): (usize, &&'a str)| Some(*firsts.entry(beginning(name)?).or_insert(n));
        let beginnings = names.iter().enumerate().map(beginning).collect();
        let within = names.iter().map(|_| OnceCell::new()).collect();
        let mut lengths: Vec<usize> = names.iter().map(|name| name.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Parties { of_bank, of_agency, names, known, beginnings, within, lengths }
    }

    /// The counterparty of an entry; `None` where it is unknown.
    pub fn of(&self, keeper: Keeper, n: usize) -> Option<usize> {
        match keeper {
            Keeper::Bank => self.of_bank[n],
            Keeper::Agency => self.of_agency[n],
        }
    }

    /// Whether two counterparties agree: their names are equal, one is within the other, or they begin with the same
    /// three characters.
    pub fn agree(&self, a: usize, b: usize) -> bool {
        let same_beginning = || self.beginnings[a].is_some() && self.beginnings[a] == self.beginnings[b];
        a == b || same_beginning() || self.within(a).contains(&b) || self.within(b).contains(&a)
    }

    /// The other names within a name.
    fn within(&self, n: usize) -> &[usize] {
        self.within[n].get_or_init(|| {
            let name = self.names[n];
            let shorter = &self.lengths[..self.lengths.partition_point(|length| *length < name.len())];
            let beginning = |at: usize| shorter.iter().filter_map(move |length| name.get(at..at + length));
            let mut within: Vec<usize> =
                (0..name.len()).flat_map(beginning).filter_map(|part| self.known.get(part).copied()).collect();
            within.sort_unstable();
            within.dedup();
            within
        })
    }

    /// How two entries' counterparties stand to each other.
    pub fn between(&self, (keeper, a): (Keeper, usize), (other, b): (Keeper, usize)) -> Standing {
        match (self.of(keeper, a), self.of(other, b)) {
            (Some(a), Some(b)) if self.agree(a, b) => Standing::Agree,
            (Some(_), Some(_)) => Standing::AtOdds,
            _ => Standing::Unknown,
        }
    }

    /// Whether two entries' counterparties are known and agree.
    pub fn are_one(&self, a: (Keeper, usize), b: (Keeper, usize)) -> bool {
        self.between(a, b) == Standing::Agree
    }
}

/// The first three characters of a name; `None` where it has fewer.
fn beginning(name: &str) -> Option<&str> {
    name.char_indices().nth(2).map(|(at, c)| &name[..at + c.len_utf8()])
}
