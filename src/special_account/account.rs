//! What a project keeps of the special account: the files of both ledgers, and what was matched or parted by hand.
//!
//! Files of several months stand one after the other, so that what is open at the end of a month is matched in the next.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Reconciled;
use super::day::Day;
use super::kinds::Entered;
use super::ledger::{Keeper, Ledger};
use super::matching::{Books, Decided, Match};
use super::statement::months;
use crate::finding::{Finding, Findings, Origin};
use crate::money::Money;
use crate::month::Month;
use crate::sheet::Sheet;
use crate::simulation::{Failure, Progress};

/// How far apart entries may be that nothing but their amount joins, where nobody says otherwise.
pub const USUAL_DAYS: i32 = 5;

/// A file of a ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filed {
    /// Whose.
    pub keeper: Keeper,
    /// The file's name.
    pub name: String,
    /// The sheet as it stood there.
    pub sheet: Sheet,
    /// What was read of it.
    pub ledger: Ledger,
    /// Its first day; `None` where it has no entry.
    pub first: Option<Day>,
    /// What its entries are of, by month.
    pub entered: Entered,
}

impl Filed {
    fn new(keeper: Keeper, name: &str, sheet: &Sheet, ledger: Ledger) -> Filed {
        let first = ledger.entries.iter().map(|entry| entry.day).min();
        let entered = Entered::of(&ledger.entries);
        Filed { keeper, name: name.to_owned(), sheet: sheet.clone(), ledger, first, entered }
    }

    /// Reads the first sheet that has a ledger's form.
    ///
    /// # Errors
    /// No such sheet, and each cell that is no date or no amount.
    pub fn read<'a>(
        name: &str,
        sheets: impl IntoIterator<Item = &'a Sheet>,
        keeper: Keeper,
    ) -> Result<Filed, Findings> {
        let mut none = None;
        for sheet in sheets {
            match Ledger::read([sheet], keeper, Money::ZERO) {
                Ok(ledger) => return Ok(Filed::new(keeper, name, sheet, ledger)),
                Err(found) if found.iter().any(|finding| finding.code == "ledger-no-table") => {
                    none.get_or_insert(found);
                }
                Err(found) => return Err(found),
            }
        }
        Err(none.unwrap_or_else(|| Finding::error("ledger-no-table", Origin::file(name)).into()))
    }
}

/// An entry as it is known again when its file was read anew.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Mark {
    /// Its ledger.
    pub keeper: Keeper,
    /// Its row.
    pub row: u32,
    /// Its day.
    pub day: Day,
    /// What it does to the balance.
    pub effect: Money,
}

/// What was done by hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Entries belong together.
    Joined,
    /// Entries that a rule matched, and that no rule is to match.
    Parted,
    /// What looks like an error is the bank's.
    Blamed,
}

impl Deed {
    /// All.
    pub const ALL: [Deed; 3] = [Deed::Joined, Deed::Parted, Deed::Blamed];

    /// `joined`, `parted` or `blamed`.
    pub const fn key(self) -> &'static str {
        match self {
            Deed::Joined => "joined",
            Deed::Parted => "parted",
            Deed::Blamed => "blamed",
        }
    }
}

/// Entries that were joined or parted by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ByHand {
    /// What was done.
    pub deed: Deed,
    /// Which entries.
    pub marks: Vec<Mark>,
    /// Why.
    pub note: String,
}

/// The account of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The files as they were read.
    pub files: Vec<Arc<Filed>>,
    /// How far apart entries may be that nothing but their amount joins.
    pub days: i32,
    /// The balances before the first entry, bank and agency, for ledgers that print none.
    pub opening: [Money; 2],
    /// 收入户: no money is to be left at the end of a month.
    pub is_of_income: bool,
    /// What was joined and parted by hand.
    pub by_hand: Vec<ByHand>,
}

impl Default for Account {
    fn default() -> Account {
        let (files, by_hand) = (Vec::new(), Vec::new());
        Account { files, days: USUAL_DAYS, opening: [Money::ZERO; 2], is_of_income: false, by_hand }
    }
}

impl Account {
    /// The files of a ledger, the earliest first.
    pub fn files_of(&self, keeper: Keeper) -> Vec<&Arc<Filed>> {
        let mut files: Vec<&Arc<Filed>> = self.files.iter().filter(|file| file.keeper == keeper).collect();
        files.sort_by_key(|file| file.first);
        files
    }

    /// Whether there is a file of both ledgers.
    pub fn is_whole(&self) -> bool {
        Keeper::BOTH.into_iter().all(|keeper| self.files.iter().any(|file| file.keeper == keeper))
    }

    /// The same with a file; one of the same name is replaced.
    pub fn with_file(&self, filed: Filed) -> Account {
        let mut account = self.without_file(filed.keeper, &filed.name);
        account.files.push(Arc::new(filed));
        account
    }

    /// The same without a file.
    pub fn without_file(&self, keeper: Keeper, name: &str) -> Account {
        let mut account = self.clone();
        account.files.retain(|file| (file.keeper, &*file.name) != (keeper, name));
        account
    }

    /// Whose ledgers files are, by their names; one whose name tells nothing is of the ledger that is still missing.
    pub fn told_apart<F>(&self, files: Vec<F>, name: impl Fn(&F) -> String) -> Vec<(Keeper, F)> {
        let mut missing: Vec<Keeper> = Keeper::BOTH.into_iter().filter(|of| self.files_of(*of).is_empty()).collect();
        let told: Vec<Option<Keeper>> = files.iter().map(|file| Keeper::of_name(&name(file))).collect();
        missing.retain(|keeper| !told.contains(&Some(*keeper)));
        let mut missing = missing.into_iter();
        let whose = |told: Option<Keeper>| told.or_else(|| missing.next()).unwrap_or(Keeper::Bank);
        told.into_iter().map(whose).collect::<Vec<_>>().into_iter().zip(files).collect()
    }

    /// Both ledgers, their files one after the other.
    pub fn books(&self) -> Books {
        let of = |keeper| {
            let mut files = self.files_of(keeper).into_iter();
            let mut ledger = files.next().map_or_else(Ledger::default, |file| file.ledger.clone());
            files.for_each(|file| ledger.extend(&file.ledger));
            Ledger { opening: self.opening[keeper as usize], ..ledger }
        };
        Books { bank: of(Keeper::Bank), agency: of(Keeper::Agency) }
    }

    /// The file that has an entry of the books.
    pub fn file_of(&self, keeper: Keeper, entry: usize) -> Option<&Filed> {
        let mut before = 0;
        self.files_of(keeper).into_iter().map(|file| &**file).find(|file| {
            before += file.ledger.entries.len();
            entry < before
        })
    }

    /// What was decided by hand, as far as its entries are still there.
    pub fn decided(&self, books: &Books) -> Decided {
        let mut decided = Decided::default();
        if self.by_hand.is_empty() {
            return decided;
        }
        let mut known: HashMap<Mark, usize> = HashMap::new();
        for keeper in Keeper::BOTH {
            for n in (0..books.of(keeper).entries.len()).rev() {
                known.insert(mark(books, (keeper, n)), n);
            }
        }
        for ByHand { deed, marks, .. } in &self.by_hand {
            let place = |mark: &Mark| Some((mark.keeper, *known.get(mark)?));
            let Some(places) = marks.iter().map(place).collect::<Option<BTreeSet<_>>>() else { continue };
            match deed {
                Deed::Parted => decided.parted.extend(places),
                Deed::Joined => decided.joined.push(joined(places)),
                Deed::Blamed => decided.erred.extend(places.into_iter().map(|(_, n)| n)),
            }
        }
        decided
    }

    /// The same with open entries joined by hand.
    ///
    /// # Errors
    /// By how much the two sides differ: what belongs together comes to the same.
    pub fn joining(&self, books: &Books, entries: &[(Keeper, usize)], note: &str) -> Result<Account, Money> {
        let difference = difference(books, entries);
        if !difference.is_zero() {
            return Err(difference);
        }
        Ok(self.with(Deed::Joined, books, entries, note))
    }

    /// The same with matched entries parted by hand.
    pub fn parting(&self, books: &Books, entries: &[(Keeper, usize)], note: &str) -> Account {
        self.with(Deed::Parted, books, entries, note)
    }

    /// The same with an error that is the bank's: its entry there.
    pub fn blaming(&self, books: &Books, entry: usize, note: &str) -> Account {
        self.with(Deed::Blamed, books, &[(Keeper::Bank, entry)], note)
    }

    /// The same with entries left to the rules again.
    pub fn releasing(&self, books: &Books, entries: &[(Keeper, usize)]) -> Account {
        let mut account = self.clone();
        for one in entries.iter().map(|entry| mark(books, *entry)) {
            account.by_hand.retain_mut(|by_hand| match by_hand.deed {
                Deed::Joined | Deed::Blamed => !by_hand.marks.contains(&one),
                Deed::Parted => {
                    by_hand.marks.retain(|mark| *mark != one);
                    !by_hand.marks.is_empty()
                }
            });
        }
        account
    }

    fn with(&self, deed: Deed, books: &Books, entries: &[(Keeper, usize)], note: &str) -> Account {
        let mut account = self.releasing(books, entries);
        let marks = entries.iter().map(|entry| mark(books, *entry)).collect();
        account.by_hand.push(ByHand { deed, marks, note: note.trim().to_owned() });
        account
    }

    /// What was noted of an entry by hand.
    pub fn by_hand(&self, books: &Books, entry: (Keeper, usize)) -> Option<&ByHand> {
        let mark = (!self.by_hand.is_empty()).then(|| mark(books, entry))?;
        self.by_hand.iter().find(|by_hand| by_hand.marks.contains(&mark))
    }

    /// Matches the two ledgers.
    ///
    /// # Errors
    /// [`Failure::Stopped`] where it was given up.
    pub fn reconciled(self: &Arc<Account>, progress: &Progress) -> Result<Matching, Failure> {
        let books = self.books();
        let reconciled = Reconciled::of(&books, self.days, &self.decided(&books), progress)?;
        Ok(Matching { account: self.clone(), books, reconciled })
    }
}

/// An account with what belongs together in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matching {
    /// The account.
    pub account: Arc<Account>,
    /// Its ledgers.
    pub books: Books,
    /// What belongs together, and what looks like an error.
    pub reconciled: Reconciled,
}

impl Matching {
    /// 收入户月末应无余额: the balances that are left at the ends of months, where the account is one of income.
    pub fn left_at_month_ends(&self) -> Vec<(Keeper, Month, Money)> {
        let months = if self.account.is_of_income { months(&self.books) } else { Vec::new() };
        let of = |keeper| {
            let left = move |month| (keeper, month, self.books.of(keeper).balance(Day::last_of(month)));
            months.iter().copied().map(left)
        };
        Keeper::BOTH.into_iter().flat_map(of).filter(|(.., left)| !left.is_zero()).collect()
    }
}

/// By how much the entries of the bank come to more than those of the agency; of one ledger alone what they come to.
pub fn difference(books: &Books, entries: &[(Keeper, usize)]) -> Money {
    let of = |of: Keeper| -> Money {
        entries.iter().filter(|(keeper, _)| *keeper == of).map(|(keeper, n)| books.entry(*keeper, *n).effect).sum()
    };
    of(Keeper::Bank) - of(Keeper::Agency)
}

fn mark(books: &Books, (keeper, n): (Keeper, usize)) -> Mark {
    let entry = books.entry(keeper, n);
    Mark { keeper, row: entry.row, day: entry.day, effect: entry.effect }
}

fn joined(places: BTreeSet<(Keeper, usize)>) -> Match {
    let of = |of: Keeper| places.iter().filter(|(keeper, _)| *keeper == of).map(|(_, n)| *n).collect();
    Match { rule: 0, bank: of(Keeper::Bank), agency: of(Keeper::Agency) }
}
