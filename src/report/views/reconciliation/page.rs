//! What the parts of the page have in common: the day, what is open on it, and how entries are told.

use crate::locale::Language;
use crate::money::Money;
use crate::month::Month;
use crate::report::words::number::Style;
use crate::report::words::period::day_name;
use crate::report::{Cell, CellValue, Quantity};
use crate::special_account::account::Matching;
use crate::special_account::day::Day;
use crate::special_account::ledger::{Entry, Keeper};
use crate::special_account::slips::Slip;
use crate::special_account::statement::{Open, Statement, last_day, open_on};

/// An account on a day.
pub(super) struct Page<'a> {
    pub language: Language,
    pub matching: &'a Matching,
    /// The month that is looked at; `None` is the whole.
    pub month: Option<Month>,
    /// The end of the month, or the last day of all.
    pub day: Day,
    /// What is open then, bank before agency.
    pub open: Vec<Open>,
    pub statement: Statement,
}

impl<'a> Page<'a> {
    /// `None` where there is no entry at all.
    pub fn new(language: Language, matching: &'a Matching, month: Option<Month>) -> Option<Page<'a>> {
        let (books, of) = (&matching.books, &matching.reconciled);
        let last = last_day(books)?;
        let day = month.map_or(last, Day::last_of);
        let open = Keeper::BOTH.into_iter().flat_map(|keeper| open_on(books, &of.found, &of.slips, keeper, day));
        let statement = Statement::of(books, &of.found, &of.slips, day);
        Some(Page { language, matching, month, day, open: open.collect(), statement })
    }

    pub fn text(&self, key: &str) -> String {
        self.language.text(key).to_owned()
    }

    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.language.fill(key, values)
    }

    pub fn entry(&self, keeper: Keeper, n: usize) -> &'a Entry {
        self.matching.books.entry(keeper, n)
    }

    /// An amount without its unit.
    pub fn plain(&self, money: Money) -> String {
        Style { language: self.language, ..Style::default() }.plain(Quantity::Yuan(money))
    }

    pub fn keeper(&self, keeper: Keeper) -> String {
        self.text(match keeper {
            Keeper::Bank => "reconcile.bank",
            Keeper::Agency => "reconcile.agency",
        })
    }

    pub fn slip(&self, slip: Slip) -> String {
        self.text(match slip {
            Slip::Sign => "reconcile.slip_sign",
            Slip::Tenfold => "reconcile.slip_tenfold",
            Slip::Swapped => "reconcile.slip_swapped",
            Slip::Amount => "reconcile.slip_amount",
            Slip::Twice => "reconcile.slip_twice",
        })
    }

    /// What an entry was for, and with whom.
    pub fn about(&self, entry: &Entry) -> String {
        let parts = [entry.memo.trim(), &*entry.party];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { entry.number.clone() } else { parts.join(" · ") }
    }

    /// What looks like an error: a pair once, in both ledgers; what is in one twice by itself.
    pub fn suspects(&self) -> impl Iterator<Item = &Open> {
        self.open
            .iter()
            .filter(|open| open.like.is_some_and(|like| like.slip == Slip::Twice || open.keeper == Keeper::Bank))
    }

    /// What only one of the two has, and does not look like an error.
    pub fn in_transit(&self) -> impl Iterator<Item = &Open> {
        self.open.iter().filter(|open| open.like.is_none())
    }

    /// A day in a sentence or a title.
    pub fn day_name(&self, day: Day) -> String {
        day_name(day, self.language)
    }

    /// How many days an entry has been there.
    pub fn age(&self, entry: &Entry) -> i32 {
        self.day.since(entry.day)
    }

    /// Whether an entry is of a month before the one that is looked at.
    pub fn is_carried(&self, entry: &Entry) -> bool {
        self.month.is_some_and(|month| entry.day.month() < month)
    }

    /// The answer.
    pub fn headline(&self) -> String {
        let (bank, agency) = (self.statement.bank.balance, self.statement.agency.balance);
        let (transit, suspects) = (self.in_transit().count(), self.suspects().count());
        let unexplained = self.statement.unexplained();
        let said = [bank, agency, bank - agency, unexplained].map(|money| self.plain(money));
        let (day, transit_said, suspects_said) = (self.day_name(self.day), transit.to_string(), suspects.to_string());
        let values = [
            ("day", &*day),
            ("bank", &*said[0]),
            ("agency", &*said[1]),
            ("difference", said[2].trim_start_matches('−')),
            ("unexplained", said[3].trim_start_matches('−')),
            ("open", &*transit_said),
            ("suspects", &*suspects_said),
        ];
        let balances = if bank == agency { "reconcile.same" } else { "reconcile.differ" };
        let left = if transit + suspects == 0 { "reconcile.nothing_open" } else { "reconcile.left" };
        let adjusted = if unexplained.is_zero() { "reconcile.agrees" } else { "reconcile.disagrees" };
        let keys = if transit + suspects == 0 && unexplained.is_zero() {
            vec![balances, left]
        } else {
            vec![balances, left, adjusted]
        };
        keys.into_iter().map(|key| self.fill(key, &values)).collect()
    }
}

/// An amount as a cell.
pub(super) fn money(money: Money) -> Cell {
    Cell::quantity(Some(Quantity::Yuan(money)), None)
}

/// A cell with nothing in it.
pub(super) fn blank() -> Cell {
    Cell { value: CellValue::Empty, ..Cell::default() }
}
