//! Which entries of bank and agency belong together, rule by rule.
//!
//! Source: section 13.1.

use std::collections::{BTreeSet, HashMap};

use super::groups::{Found, Part, Parts, Way};
use super::ledger::{Entry, Keeper, Ledger};
use super::pairing::{Candidates, pairs};
use super::parties::{Parties, Standing};
use crate::money::Money;
use crate::simulation::{Failure, Progress};

/// Reversals and entries of one number are looked for within a month: voucher numbers restart then.
pub const MONTH: i32 = 31;

/// Entries that belong together, by their places in the ledgers, ascending.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Match {
    /// The rule that found it, 1 to 6; 0 where it was made by hand.
    pub rule: u8,
    /// Those of the bank.
    pub bank: Vec<usize>,
    /// Those of the agency.
    pub agency: Vec<usize>,
}

impl Match {
    /// Its entries in one ledger.
    pub fn of(&self, keeper: Keeper) -> &[usize] {
        match keeper {
            Keeper::Bank => &self.bank,
            Keeper::Agency => &self.agency,
        }
    }

    fn of_mut(&mut self, keeper: Keeper) -> &mut Vec<usize> {
        match keeper {
            Keeper::Bank => &mut self.bank,
            Keeper::Agency => &mut self.agency,
        }
    }
}

/// Two ledgers of one account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Books {
    /// The bank's.
    pub bank: Ledger,
    /// The agency's.
    pub agency: Ledger,
}

impl Books {
    /// One of the two.
    pub fn of(&self, keeper: Keeper) -> &Ledger {
        match keeper {
            Keeper::Bank => &self.bank,
            Keeper::Agency => &self.agency,
        }
    }

    /// An entry.
    pub fn entry(&self, keeper: Keeper, n: usize) -> &Entry {
        &self.of(keeper).entries[n]
    }
}

/// The matches in the order in which they are found, and of each ledger by entry in which of them it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Matched {
    /// Numbered as found.
    pub matches: Vec<Match>,
    of_bank: Vec<Option<usize>>,
    of_agency: Vec<Option<usize>>,
    /// The entries that stay open because more than one set makes them up.
    pub several: BTreeSet<(Keeper, usize)>,
}

impl Matched {
    /// The match of an entry; `None` where it is open, or has no amount.
    pub fn of(&self, keeper: Keeper, n: usize) -> Option<&Match> {
        let of = match keeper {
            Keeper::Bank => &self.of_bank,
            Keeper::Agency => &self.of_agency,
        };
        of[n].map(|number| &self.matches[number])
    }

    /// The entries of a ledger that have an amount and no match.
    pub fn open<'a>(&'a self, books: &'a Books, keeper: Keeper) -> impl Iterator<Item = usize> + 'a {
        let entries = &books.of(keeper).entries;
        (0..entries.len()).filter(move |n| self.of(keeper, *n).is_none() && !entries[*n].effect.is_zero())
    }

    fn add(&mut self, found: Match) {
        for (keeper, of) in Keeper::BOTH.into_iter().zip([&mut self.of_bank, &mut self.of_agency]) {
            for n in found.of(keeper) {
                of[*n] = Some(self.matches.len());
            }
        }
        self.matches.push(found);
    }
}

/// What was decided by hand before any rule is asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Decided {
    /// Entries that belong together.
    pub joined: Vec<Match>,
    /// Entries that no rule is to match.
    pub parted: BTreeSet<(Keeper, usize)>,
    /// Entries of the bank that look like an error, where it is the bank's.
    pub erred: BTreeSet<usize>,
}

/// Matches two ledgers; `days` is how far apart entries without a number may be.
///
/// # Errors
/// [`Failure::Stopped`] where it was given up.
pub fn matched(books: &Books, days: i32, decided: &Decided, progress: &Progress) -> Result<Matched, Failure> {
    let none = |keeper| vec![None; books.of(keeper).entries.len()];
    let mut found = Matched { of_bank: none(Keeper::Bank), of_agency: none(Keeper::Agency), ..Matched::default() };
    decided.joined.iter().for_each(|joined| found.add(joined.clone()));
    let parted = &decided.parted;
    let mut matcher = Matcher {
        books,
        parties: Parties::new(&books.bank.entries, &books.agency.entries),
        days,
        found,
        parted,
        progress,
        steps: 0,
    };
    let number = |entry: &'_ Entry| !entry.number.is_empty();
    matcher.pair(1, days.max(MONTH), None, |entry| number(entry).then_some((entry.effect, &*entry.number)))?;
    for (rule, days) in [(2, 0), (3, days)] {
        for standing in [Standing::Agree, Standing::Unknown, Standing::AtOdds] {
            matcher.pair(rule, days, Some(standing), |entry| Some((entry.effect, "")))?;
        }
    }
    matcher.one_against_several(4, Keeper::Bank)?;
    matcher.one_against_several(5, Keeper::Agency)?;
    for keeper in Keeper::BOTH {
        matcher.reversals(keeper);
        matcher.step()?;
    }
    let mut found = matcher.found;
    let several = std::mem::take(&mut found.several);
    found.several = several.into_iter().filter(|(keeper, n)| found.of(*keeper, *n).is_none()).collect();
    Ok(found)
}

struct Matcher<'a> {
    books: &'a Books,
    parties: Parties<'a>,
    days: i32,
    found: Matched,
    parted: &'a BTreeSet<(Keeper, usize)>,
    progress: &'a Progress,
    /// How many of all steps are done.
    steps: usize,
}

impl<'a> Matcher<'a> {
    /// Rule 1; rules 2 and 3 by counterparty; rules 4 and 5 in each way; rule 6 of both ledgers.
    const STEPS: usize = 1 + 2 * 3 + 2 * Way::ALL.len() + 2;

    /// A step is done.
    fn step(&mut self) -> Result<(), Failure> {
        self.steps += 1;
        self.progress.tell(self.steps, Matcher::STEPS);
        self.go_on()
    }

    fn go_on(&self) -> Result<(), Failure> {
        if self.progress.is_stopped() { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// The open entries of a ledger that a rule may match.
    fn open(&self, keeper: Keeper) -> impl Iterator<Item = usize> + '_ {
        self.found.open(self.books, keeper).filter(move |n| !self.parted.contains(&(keeper, *n)))
    }

    /// Pairs open entries of bank and agency that have the same key, at most so many days apart.
    fn pair<K: Fn(&'a Entry) -> Option<(Money, &'a str)>>(
        &mut self,
        rule: u8,
        days: i32,
        standing: Option<Standing>,
        key: K,
    ) -> Result<(), Failure> {
        let mut groups: HashMap<(Money, &str), [Vec<usize>; 2]> = HashMap::new();
        for (side, keeper) in Keeper::BOTH.into_iter().enumerate() {
            for n in self.open(keeper) {
                if let Some(key) = key(self.books.entry(keeper, n)) {
                    groups.entry(key).or_default()[side].push(n);
                }
            }
        }
        let mut found: Vec<(usize, usize)> = Vec::new();
        for [bank, agency] in groups.into_values().filter(|[bank, agency]| !bank.is_empty() && !agency.is_empty()) {
            self.go_on()?;
            let candidates = self.candidates((Keeper::Bank, &bank), (Keeper::Agency, &agency), days, |a, b| {
                let own = standing.map(|_| self.parties.between((Keeper::Bank, a), (Keeper::Agency, b)));
                own == standing
            });
            let mut pairs = pairs(&candidates, agency.len());
            if standing == Some(Standing::AtOdds) {
                // Who agrees or is unknown is paired already, so that these are all the candidates there are.
                let mut wanted = vec![0; agency.len()];
                candidates.iter().flatten().for_each(|(right, _)| wanted[*right] += 1);
                pairs.retain(|(left, right)| candidates[*left].len() == 1 && wanted[*right] == 1);
            }
            found.extend(pairs.into_iter().map(|(left, right)| (bank[left], agency[right])));
        }
        found.sort_unstable();
        for (bank, agency) in found {
            self.found.add(Match { rule, bank: vec![bank], agency: vec![agency] });
        }
        self.step()
    }

    /// Who may be paired with whom, out of entries of two ledgers, or of one, ascending.
    fn candidates(
        &self,
        (keeper, left): (Keeper, &[usize]),
        (other, right): (Keeper, &[usize]),
        days: i32,
        may: impl Fn(usize, usize) -> bool,
    ) -> Candidates {
        let day = |n: &usize| self.books.entry(other, right[*n]).day;
        let mut by_day: Vec<usize> = (0..right.len()).collect();
        by_day.sort_by_key(day);
        let of = |a: &usize| {
            let own = self.books.entry(keeper, *a).day;
            let from = by_day.partition_point(|n| own.since(day(n)) > days);
            let near = by_day[from..].iter().take_while(|n| day(n).since(own) <= days);
            let may = near.filter(|n| may(*a, right[**n]));
            let mut near: Vec<(usize, i32)> = may.map(|n| (*n, own.apart(day(n)))).collect();
            near.sort_unstable();
            near
        };
        left.iter().map(of).collect()
    }

    /// One open entry of a ledger against several of the other.
    fn one_against_several(&mut self, rule: u8, one: Keeper) -> Result<(), Failure> {
        for way in Way::ALL {
            let mut parts = self.parts(one.other());
            let ones: Vec<usize> = self.open(one).filter(|n| !self.found.several.contains(&(one, *n))).collect();
            for n in ones {
                self.go_on()?;
                let entry = self.books.entry(one, n);
                let of = &mut parts[usize::from(entry.effect.is_negative())];
                let near = (entry.day, self.days);
                match of.look(way, entry.effect.abs().fen(), near, |a, b| self.parties.agree(a, b)) {
                    Found::None => {}
                    Found::Several => {
                        self.found.several.insert((one, n));
                    }
                    Found::One(set) => {
                        of.take(&set);
                        let mut found = Match { rule, ..Match::default() };
                        *found.of_mut(one) = vec![n];
                        *found.of_mut(one.other()) = set;
                        self.found.add(found);
                    }
                }
            }
            self.step()?;
        }
        Ok(())
    }

    /// The open entries of a ledger by day and row, those in and those out.
    fn parts(&self, keeper: Keeper) -> [Parts<'a>; 2] {
        let mut parts: [Vec<Part<'a>>; 2] = Default::default();
        for n in self.open(keeper) {
            let books: &'a Books = self.books;
            let entry = books.entry(keeper, n);
            parts[usize::from(entry.effect.is_negative())].push(Part {
                entry: n,
                day: entry.day,
                amount: entry.effect.abs().fen(),
                number: &entry.number,
                party: self.parties.of(keeper, n),
                memo: &entry.memo,
            });
        }
        parts.map(Parts::new)
    }

    /// An entry and its reversal, both in one ledger.
    fn reversals(&mut self, keeper: Keeper) {
        const WORDS: [&str; 5] = ["冲", "退", "红", "撤", "更正"];
        let mut groups: HashMap<Money, [Vec<usize>; 2]> = HashMap::new();
        for n in self.open(keeper) {
            let effect = self.books.entry(keeper, n).effect;
            groups.entry(effect.abs()).or_default()[usize::from(effect.is_negative())].push(n);
        }
        let says_so = |entry: &Entry| WORDS.iter().any(|word| entry.memo.contains(word));
        let belong = |a: usize, b: usize| {
            let (one, other) = (self.books.entry(keeper, a), self.books.entry(keeper, b));
            let same_number = !one.number.is_empty() && one.number == other.number;
            same_number || self.parties.are_one((keeper, a), (keeper, b)) || says_so(one) || says_so(other)
        };
        let mut found: Vec<[usize; 2]> = Vec::new();
        for [into, out] in groups.into_values().filter(|[into, out]| !into.is_empty() && !out.is_empty()) {
            let candidates = self.candidates((keeper, &into), (keeper, &out), MONTH, belong);
            let pairs = pairs(&candidates, out.len());
            found.extend(pairs.into_iter().map(|(a, b)| [into[a].min(out[b]), into[a].max(out[b])]));
        }
        found.sort_unstable();
        for pair in found {
            let mut reversed = Match { rule: 6, ..Match::default() };
            *reversed.of_mut(keeper) = pair.to_vec();
            self.found.add(reversed);
        }
    }
}
