//! What a project keeps of the special account: the files of both ledgers, and what was matched or parted by hand. There may
//! be several accounts, each with ledgers of its own.
//!
//! Files of several months stand one after the other, so that what is open at the end of a month is matched in the next.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Reconciled;
use super::day::Day;
use super::kinds::Entered;
use super::ledger::{Keeper, Ledger, OfAccount};
use super::matching::{Books, Decided, Match};
use super::names::Names;
use super::statement::months;
use crate::finding::{Finding, Findings, Origin};
use crate::money::Money;
use crate::month::Month;
use crate::sheet::Sheet;
use crate::simulation::{Failure, Progress};

/// How far apart entries may be that nothing but their amount joins, where nobody says otherwise.
pub const USUAL_DAYS: i32 = 5;

/// What a file of a ledger has of one account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filed {
    /// Whose.
    pub keeper: Keeper,
    /// The file's name.
    pub name: String,
    /// The account's number or name; empty where the file tells none.
    pub account: String,
    /// The sheet as it stood there.
    pub sheet: Arc<Sheet>,
    /// What was read of it.
    pub ledger: Ledger,
    /// Its first day; `None` where it has no entry.
    pub first: Option<Day>,
    /// Its last day.
    pub last: Option<Day>,
    /// What its entries are of, by month.
    pub entered: Entered,
}

impl Filed {
    /// Reads the first sheet that has a ledger's form, and those of other accounts: what there is of each account.
    ///
    /// # Errors
    /// No such sheet, and each cell that is no date or no amount.
    pub fn read<'a>(
        name: &str,
        sheets: impl IntoIterator<Item = &'a Sheet>,
        keeper: Keeper,
    ) -> Result<Vec<Filed>, Findings> {
        let sheets: Vec<&Sheet> = sheets.into_iter().collect();
        if sheets.is_empty() {
            return Err(Finding::error("ledger-no-table", Origin::file(name)).into());
        }
        // A sheet of several accounts is kept once.
        let mut kept: Vec<(*const Sheet, Arc<Sheet>)> = Vec::new();
        let mut filed = |OfAccount { account, sheet, ledger }: OfAccount<'_>| {
            let at = std::ptr::from_ref(sheet);
            let known = kept.iter().find(|(of, _)| *of == at).map(|(_, sheet)| sheet.clone());
            let sheet = known.unwrap_or_else(|| {
                kept.push((at, Arc::new(sheet.clone())));
                kept[kept.len() - 1].1.clone()
            });
            let days = ledger.entries.iter().map(|entry| entry.day);
            let (first, last) = (days.clone().min(), days.max());
            let entered = Entered::of(&ledger.entries);
            Filed { keeper, name: name.to_owned(), account, sheet, ledger, first, last, entered }
        };
        Ok(Ledger::read(sheets, keeper)?.into_iter().map(&mut filed).collect())
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
    /// In which account, by its name then; empty where no file told any.
    pub account: String,
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
    /// What is said of each account, by its name; of others what is usual.
    pub said: BTreeMap<String, Said>,
    /// What was joined and parted by hand.
    pub by_hand: Vec<ByHand>,
    /// Other names of accounts, as an officer told them, each with the name of its account.
    pub same: BTreeMap<String, String>,
}

/// What is said of one account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Said {
    /// The balances before the first entry, bank and agency, for ledgers that print none.
    pub opening: [Money; 2],
    /// 收入户: no money is to be left at the end of a month.
    pub is_of_income: bool,
}

impl Default for Account {
    fn default() -> Account {
        Account {
            files: Vec::new(),
            days: USUAL_DAYS,
            said: BTreeMap::new(),
            by_hand: Vec::new(),
            same: BTreeMap::new(),
        }
    }
}

impl Account {
    /// The files of a ledger, the earliest first.
    pub fn files_of(&self, keeper: Keeper) -> Vec<&Arc<Filed>> {
        let mut files: Vec<&Arc<Filed>> = self.files.iter().filter(|file| file.keeper == keeper).collect();
        files.sort_by_key(|file| file.first);
        files
    }

    /// The files of a ledger of one account, the earliest first.
    pub fn files_in(&self, name: &str, keeper: Keeper) -> Vec<&Arc<Filed>> {
        let names = self.names();
        let at = names.all().iter().position(|of| of == name);
        self.files_of(keeper).into_iter().filter(|file| at.is_some() && names.of(&file.account) == at).collect()
    }

    /// The accounts that there are; one at least.
    pub fn names(&self) -> Names {
        Names::new(self.files.iter().map(|file| (file.keeper, &*file.account)), &self.same)
    }

    /// What is said of an account. What was said before any file told its name holds for the only one.
    pub fn said(&self, name: &str) -> Said {
        let said = self.said.get(name).or_else(|| {
            let is_only = self.names().all().len() == 1;
            self.said.get("").filter(|_| is_only)
        });
        said.copied().unwrap_or_default()
    }

    /// The same with something said of an account.
    pub fn saying(&self, name: &str, said: Said) -> Account {
        let mut account = self.clone();
        match said == Said::default() {
            true => account.said.remove(name),
            false => account.said.insert(name.to_owned(), said),
        };
        account
    }

    /// The same with several accounts told to be one: the first of them that is in the bank's ledger, else the first. What
    /// was done by hand in any of them, and said of it, stays.
    pub fn uniting(&self, names: &[&str]) -> Account {
        let is_of_bank = |name: &&&str| !self.files_in(name, Keeper::Bank).is_empty();
        let Some(&one) = names.iter().find(is_of_bank).or(names.first()) else { return self.clone() };
        let mut account = self.clone();
        for other in names.iter().copied().filter(|other| *other != one) {
            let said = account.said.remove(other).unwrap_or_default();
            let now = self.said(one);
            if now == Said::default() && said != now {
                account.said.insert(one.to_owned(), said);
            }
            let of_other = account.by_hand.iter_mut().filter(|by_hand| by_hand.account == other && !other.is_empty());
            of_other.for_each(|by_hand| one.clone_into(&mut by_hand.account));
            let of_other = account.same.values_mut().filter(|of| *of == other);
            of_other.for_each(|of| one.clone_into(of));
            account.same.insert(other.to_owned(), one.to_owned());
        }
        account
    }

    /// The same with an account being that of its own name alone.
    pub fn dividing(&self, name: &str) -> Account {
        let mut account = self.clone();
        account.same.retain(|_, of| of != name);
        account
    }

    /// What an account is called besides, as it was told.
    pub fn also(&self, name: &str) -> impl Iterator<Item = &str> {
        self.same.iter().filter(move |(_, of)| *of == name).map(|(other, _)| &**other)
    }

    /// The last month of which any file has an entry.
    pub fn last_month(&self) -> Option<Month> {
        self.files.iter().filter_map(|file| file.last).max().map(Day::month)
    }

    /// Whether there are several accounts, or were before they were told to be one.
    pub fn has_several(&self) -> bool {
        self.names().all().len() > 1 || !self.same.is_empty()
    }

    /// Whether there is a file of both ledgers.
    pub fn is_whole(&self) -> bool {
        Keeper::BOTH.into_iter().all(|keeper| self.files.iter().any(|file| file.keeper == keeper))
    }

    /// The same with a file, told by what it has of each account; one of the same name is replaced.
    pub fn with_file(&self, parts: Vec<Filed>) -> Account {
        let mut account = match parts.first() {
            Some(first) => self.without_file(first.keeper, &first.name),
            None => self.clone(),
        };
        account.files.extend(parts.into_iter().map(Arc::new));
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

    /// Both ledgers of an account, their files one after the other.
    pub fn books(&self, name: &str) -> Books {
        let opening = self.said(name).opening;
        let of = |keeper| {
            let mut files = self.files_in(name, keeper).into_iter();
            let mut ledger = files.next().map_or_else(Ledger::default, |file| file.ledger.clone());
            files.for_each(|file| ledger.extend(&file.ledger));
            Ledger { opening: opening[keeper as usize], ..ledger }
        };
        Books { bank: of(Keeper::Bank), agency: of(Keeper::Agency) }
    }

    /// What was decided by hand in an account, as far as its entries are still there.
    fn decided(&self, name: &str, books: &Books) -> Decided {
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
        for ByHand { deed, marks, .. } in self.by_hand.iter().filter(|by_hand| by_hand.is_in(name)) {
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

    /// Matches the two ledgers of every account.
    ///
    /// # Errors
    /// [`Failure::Stopped`] where it was given up.
    pub fn reconciled(self: &Arc<Account>, progress: &Progress) -> Result<Vec<Matching>, Failure> {
        let names = self.names();
        let of = |name: &String| {
            let books = self.books(name);
            let reconciled = Reconciled::of(&books, self.days, &self.decided(name, &books), progress)?;
            let files = Keeper::BOTH.map(|keeper| self.files_in(name, keeper).into_iter().cloned().collect());
            Ok(Matching { account: self.clone(), name: name.clone(), files, books, reconciled })
        };
        names.all().iter().map(of).collect()
    }
}

impl ByHand {
    /// Whether it was done in an account; before any file told a name, it may have been in each.
    fn is_in(&self, name: &str) -> bool {
        self.account.is_empty() || self.account == name
    }
}

/// An account with what belongs together in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matching {
    /// What the project keeps.
    pub account: Arc<Account>,
    /// Which of its accounts, by its name; empty where no file tells one.
    pub name: String,
    /// The files of its ledgers, the bank's and the agency's, the earliest first.
    pub files: [Vec<Arc<Filed>>; 2],
    /// Its ledgers.
    pub books: Books,
    /// What belongs together, and what looks like an error.
    pub reconciled: Reconciled,
}

impl Matching {
    /// The same account with open entries joined by hand.
    ///
    /// # Errors
    /// By how much the two sides differ: what belongs together comes to the same.
    pub fn joining(&self, entries: &[(Keeper, usize)], note: &str) -> Result<Account, Money> {
        let difference = difference(&self.books, entries);
        if !difference.is_zero() {
            return Err(difference);
        }
        Ok(self.with(Deed::Joined, entries, note))
    }

    /// The same with matched entries parted by hand.
    pub fn parting(&self, entries: &[(Keeper, usize)], note: &str) -> Account {
        self.with(Deed::Parted, entries, note)
    }

    /// The same with an error that is the bank's: its entry there.
    pub fn blaming(&self, entry: usize, note: &str) -> Account {
        self.with(Deed::Blamed, &[(Keeper::Bank, entry)], note)
    }

    /// The same with entries left to the rules again.
    pub fn releasing(&self, entries: &[(Keeper, usize)]) -> Account {
        let mut account = Account::clone(&self.account);
        for one in entries.iter().map(|entry| mark(&self.books, *entry)) {
            account.by_hand.retain_mut(|by_hand| match by_hand.deed {
                _ if !by_hand.is_in(&self.name) => true,
                Deed::Joined | Deed::Blamed => !by_hand.marks.contains(&one),
                Deed::Parted => {
                    by_hand.marks.retain(|mark| *mark != one);
                    !by_hand.marks.is_empty()
                }
            });
        }
        account
    }

    fn with(&self, deed: Deed, entries: &[(Keeper, usize)], note: &str) -> Account {
        let mut account = self.releasing(entries);
        let marks = entries.iter().map(|entry| mark(&self.books, *entry)).collect();
        account.by_hand.push(ByHand { deed, account: self.name.clone(), marks, note: note.trim().to_owned() });
        account
    }

    /// What was noted of an entry by hand.
    pub fn by_hand(&self, entry: (Keeper, usize)) -> Option<&ByHand> {
        let all = &self.account.by_hand;
        let mark = (!all.is_empty()).then(|| mark(&self.books, entry))?;
        all.iter().find(|by_hand| by_hand.is_in(&self.name) && by_hand.marks.contains(&mark))
    }

    /// The file that has an entry.
    pub fn file_of(&self, keeper: Keeper, entry: usize) -> Option<&Filed> {
        let mut before = 0;
        self.files[keeper as usize].iter().map(|file| &**file).find(|file| {
            before += file.ledger.entries.len();
            entry < before
        })
    }

    /// 收入户月末应无余额: the balances that are left at the ends of months, where the account is one of income.
    pub fn left_at_month_ends(&self) -> Vec<(Keeper, Month, Money)> {
        let is_of_income = self.account.said(&self.name).is_of_income;
        let months = if is_of_income { months(&self.books) } else { Vec::new() };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(keeper: Keeper, name: &str, text: &str) -> Vec<Filed> {
        let sheets = crate::intake::sheets(name, text.as_bytes()).unwrap();
        Filed::read(name, sheets.iter().map(|sheet| &**sheet), keeper).unwrap()
    }

    fn matchings(account: &Account) -> Vec<Matching> {
        Arc::new(account.clone()).reconciled(&Progress::new()).unwrap()
    }

    /// Both have two accounts; the agency writes the ends of their numbers.
    #[test]
    fn each_account_is_reconciled_on_its_own() {
        let bank = "账号,日期,收入,支出,余额\n34001111,2013-01-07,5,,105\n34002222,2013-01-07,5,,55\n34002222,2013-01-08,,9,46\n";
        let agency =
            "账号,日期,收入,支出,余额\n2222,2013-01-07,5,,55\n1111,2013-01-08,5,,105\n1111,2013-01-09,,1,104\n";
        let account = Account::default().with_file(filed(Keeper::Bank, "b.csv", bank)).with_file(filed(
            Keeper::Agency,
            "a.csv",
            agency,
        ));
        assert_eq!(account.names().all(), ["34001111", "34002222"]);
        let all = matchings(&account);
        let rows = |n: usize, keeper: Keeper| -> Vec<u32> {
            all[n].books.of(keeper).entries.iter().map(|entry| entry.row).collect()
        };
        assert_eq!([0, 1].map(|n| rows(n, Keeper::Bank)), [vec![2], vec![3, 4]]);
        assert_eq!([0, 1].map(|n| rows(n, Keeper::Agency)), [vec![3, 4], vec![2]]);
        assert!(all.iter().all(|matching| matching.reconciled.found.matches.len() == 1));
        let balances = [0, 1].map(|n| all[n].books.bank.balance(Day::new(2013, 1, 31).unwrap()).to_string());
        assert_eq!(balances, ["105.00", "46.00"]);
        // What is parted in one account is parted there alone, and is taken back there.
        let parted = all[1].parting(&[(Keeper::Bank, 0), (Keeper::Agency, 0)], "");
        let found =
            |account: &Account| matchings(account).iter().map(|m| m.reconciled.found.matches.len()).collect::<Vec<_>>();
        assert_eq!(found(&parted), [1, 0]);
        assert_eq!(found(&matchings(&parted)[0].releasing(&[(Keeper::Bank, 0)])), [1, 0]);
        assert_eq!(found(&matchings(&parted)[1].releasing(&[(Keeper::Bank, 0), (Keeper::Agency, 0)])), [1, 1]);
        let said = Said { opening: [Money::from_yuan(7), Money::ZERO], is_of_income: true };
        let saying = account.saying("34002222", said);
        assert_eq!([saying.said("34001111"), saying.said("34002222")], [Said::default(), said]);
        // The file that is there twice is one.
        assert_eq!(account.with_file(filed(Keeper::Bank, "b.csv", bank)).files.len(), 4);
    }

    /// One account, however each ledger calls it; and what was done before a name was told holds on.
    #[test]
    fn one_account_is_one_whatever_it_is_called() {
        let plain = "日期,收入,支出\n2013-01-07,5,\n";
        let named = "账号：34001111\n日期,收入,支出\n2013-01-07,5,\n";
        let both = |bank: &str, agency: &str| {
            Account::default().with_file(filed(Keeper::Bank, "b.csv", bank)).with_file(filed(
                Keeper::Agency,
                "a.csv",
                agency,
            ))
        };
        for (bank, agency, name) in [
            (plain, plain, ""),
            (named, plain, "34001111"),
            (plain, named, "34001111"),
            (named, &named.replace("34001111", "财政专户") as &str, "34001111"),
        ] {
            let all = matchings(&both(bank, agency));
            assert_eq!((all.len(), &*all[0].name), (1, name));
            assert_eq!(all[0].reconciled.found.matches.len(), 1);
        }
        let parted = matchings(&both(plain, plain))[0].parting(&[(Keeper::Bank, 0), (Keeper::Agency, 0)], "");
        let parted = parted.saying("", Said { is_of_income: true, ..Said::default() });
        let later = parted.with_file(filed(Keeper::Bank, "b2.csv", &named.replace("01-07", "02-07")));
        let all = matchings(&later);
        assert_eq!((all.len(), all[0].reconciled.found.matches.len()), (1, 0));
        assert!(later.said("34001111").is_of_income);
    }

    /// One ledger tells two accounts, the other none: nothing of it is put into either.
    #[test]
    fn files_that_tell_no_account_are_of_none_of_several() {
        let bank = "账号,日期,收入,支出\n34001111,2013-01-07,5,\n34002222,2013-01-07,5,\n";
        let account = Account::default().with_file(filed(Keeper::Bank, "b.csv", bank)).with_file(filed(
            Keeper::Agency,
            "a.csv",
            "日期,收入,支出\n2013-01-07,5,\n",
        ));
        let all = matchings(&account);
        let names: Vec<&str> = all.iter().map(|matching| &*matching.name).collect();
        assert_eq!(names, ["34001111", "34002222", ""]);
        assert!(all.iter().all(|matching| matching.reconciled.found.matches.is_empty()));
    }

    /// The bank tells numbers, the agency names: who says which are one has them matched, with what was done by hand.
    #[test]
    fn accounts_of_other_names_are_told_to_be_one_and_parted_again() {
        let bank = "账号,日期,收入,支出\n34001111,2013-01-07,5,\n34002222,2013-01-07,7,\n";
        let agency = "账户,日期,收入,支出\n基本户,2013-01-07,5,\n定期户,2013-01-07,7,\n";
        let account = Account::default().with_file(filed(Keeper::Bank, "b.csv", bank)).with_file(filed(
            Keeper::Agency,
            "a.csv",
            agency,
        ));
        let found = |account: &Account| -> Vec<(String, usize)> {
            matchings(account).into_iter().map(|m| (m.name, m.reconciled.found.matches.len())).collect()
        };
        let of = |all: &[(&str, usize)]| -> Vec<(String, usize)> {
            all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
        };
        assert_eq!(found(&account), of(&[("34001111", 0), ("34002222", 0), ("基本户", 0), ("定期户", 0)]));
        let income = Said { is_of_income: true, ..Said::default() };
        let one = account.saying("基本户", income).uniting(&["基本户", "34001111"]);
        assert_eq!(found(&one), of(&[("34001111", 1), ("34002222", 0), ("定期户", 0)]));
        assert_eq!((one.said("34001111"), one.also("34001111").collect::<Vec<_>>()), (income, vec!["基本户"]));
        let both = one.uniting(&["34002222", "定期户"]);
        assert_eq!(found(&both), of(&[("34001111", 1), ("34002222", 1)]));
        // What was parted by hand stays so in whatever the account is told to be besides.
        let parted = matchings(&both)[1].parting(&[(Keeper::Bank, 0), (Keeper::Agency, 0)], "");
        let all = parted.uniting(&["34002222", "34001111"]);
        assert_eq!(all.names().all(), ["34002222"]);
        assert_eq!((found(&all)[0].1, all.has_several()), (1, true));
        // An account that was told to be others leaves them again.
        assert_eq!(found(&both.dividing("34001111")), of(&[("34001111", 0), ("34002222", 1), ("基本户", 0)]));
    }
}
