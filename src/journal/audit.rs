//! A second bookkeeper: recomputes every balance and debt from the postings alone and compares them with the books.
//!
//! It shares no arithmetic with the settlement but addition. In every month, for every account that holds money:
//! opening + in − out = closing; what is owed is what was lent less what was repaid; every posting goes between
//! accounts that its kind allows.

use std::collections::HashMap;

use super::{Account, Books, Kind, Posting, Purse};
use crate::field::Field;
use crate::money::Money;
use crate::month::Month;
use crate::place::Places;

/// Where books and postings differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Discrepancy {
    /// The month; the run's first for an account that should not exist.
    pub month: Month,
    /// The account.
    pub account: Account,
    /// What does not agree.
    pub what: What,
    /// According to the postings.
    pub recomputed: Money,
    /// According to the books.
    pub booked: Money,
}

/// What an audit compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Opening equals the closing of the month before.
    Opening,
    /// Opening + in − out = closing.
    Closing,
    /// Lent − repaid = debt.
    Debt,
    /// A kind between accounts that it does not go between, or an amount not above zero.
    Posting,
    /// Below zero.
    Negative,
}

/// Audits the books of consecutive months against a journal; no discrepancy is an empty list.
pub fn audit(places: &Places, start: Month, books: &Books, journal: &[Posting]) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let mut held: HashMap<Account, Money> = HashMap::new();
    let mut owed: HashMap<Account, Money> = HashMap::new();
    let mut postings = journal.iter().peekable();
    for n in 0..books.months() {
        let month = start.plus(n as i32);
        let mut differ = |account, what, recomputed: Money, booked: Money| {
            if recomputed != booked {
                found.push(Discrepancy { month, account, what, recomputed, booked });
            }
        };
        for place in places.all() {
            let (account, opening) = (Account::fund(place), books.money(n, place, Field::Opening));
            differ(account, What::Opening, *held.entry(account).or_insert(opening), opening);
        }
        while let Some(posting) = postings.next_if(|p| p.month == month) {
            let amount = posting.amount();
            if !amount.is_positive() || !allowed(places, posting) {
                differ(posting.from, What::Posting, Money::ZERO, amount);
            }
            *held.entry(posting.from).or_default() -= amount;
            *held.entry(posting.to).or_default() += amount;
            match posting.kind {
                Kind::Borrow | Kind::Advance => *owed.entry(posting.to).or_default() += amount,
                Kind::Repay => *owed.entry(posting.from).or_default() -= amount,
                _ => {}
            }
        }
        for place in places.all() {
            let account = Account::fund(place);
            let (now, owes) = (held[&account], owed.get(&account).copied().unwrap_or_default());
            differ(account, What::Closing, now, books.money(n, place, Field::Balance));
            differ(account, What::Debt, owes, books.money(n, place, Field::Debt));
            differ(account, What::Negative, now.or_zero(), now);
            differ(account, What::Negative, owes.or_zero(), owes);
        }
    }
    if let Some(left) = postings.next() {
        found.push(Discrepancy {
            month: left.month,
            account: left.from,
            what: What::Posting,
            recomputed: Money::ZERO,
            booked: left.amount(),
        });
    }
    found
}

/// Whether a kind goes between two accounts (model sections 5 and 9).
fn allowed(places: &Places, posting: &Posting) -> bool {
    use Purse as P;
    let (from, to) = (posting.from, posting.to);
    let is_county = |account: Account| account.place().is_some_and(|place| places.is_county(place));
    let is_same = from.place() == to.place();
    let is_up = || match (from.place(), to.place()) {
        (Some(from), Some(to)) => from != to && places.upwards(from).any(|above| above == to),
        _ => false,
    };
    let is_down = || match (from.place(), to.place()) {
        (Some(from), Some(to)) => from != to && places.upwards(to).any(|above| above == from),
        _ => false,
    };
    match (posting.kind, from.purse(), to.purse()) {
        (Kind::HandUp | Kind::Remit, P::Fund, P::Fund) => is_up(),
        (Kind::SettleBack, P::Fund, P::Fund) => is_county(from) && is_up(),
        (Kind::Allocate, P::Fund, P::Fund) => is_down(),
        (Kind::Settle, P::Fund, P::Fund) => is_county(to) && is_down(),
        (Kind::Interest, P::Bank, P::Fund) | (Kind::Grant, P::CentralAndProvincialBudget, P::Fund) => true,
        (Kind::Contribution, P::Payers, P::Fund) => is_county(to),
        (Kind::Transfer, P::Fund, P::Fund) => from != to && is_county(from) && is_county(to),
        (Kind::Transfer, P::Fund, P::OtherPool) => is_county(from),
        (Kind::Transfer, P::OtherPool, P::Fund) => is_county(to),
        (Kind::Pension, P::Fund, P::Pensioners) => is_county(from),
        (Kind::Other | Kind::DeathGrant | Kind::Payout, P::Fund, P::Others) => is_county(from),
        (Kind::Advance, P::Treasury, P::Fund) | (Kind::Repay, P::Fund, P::Treasury) => is_same && !is_county(from),
        (Kind::DebtInterest, P::Treasury, P::Lender)
        | (Kind::PersonalAccount, P::Fund, P::PersonalAccounts)
        | (Kind::Subsidy, P::Treasury, P::Fund)
        | (Kind::Borrow, P::Lender, P::Fund)
        | (Kind::Repay, P::Fund, P::Lender) => is_same && is_county(from),
        // Governments above share, the pool's own, and those below a pool.
        (Kind::GapNation, P::NationTreasury, P::Fund) | (Kind::GapProvince, P::ProvinceTreasury, P::Fund) => true,
        (Kind::GapNation | Kind::GapProvince | Kind::GapCity, P::Treasury, P::Fund) => is_same || is_down() || is_up(),
        (Kind::GapCounty, P::Treasury, P::Fund) => is_county(from) && (is_same || is_up()),
        _ => false,
    }
}
