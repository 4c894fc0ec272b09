//! A second bookkeeper: recomputes every balance and debt from the postings alone and compares them with the books.
//!
//! It shares no arithmetic with the settlement but addition. In every month, for every account that holds money:
//! opening + in − out = closing; what is owed is what was lent less what was repaid; every posting goes between
//! accounts that its kind allows.

use std::collections::HashMap;

use super::{Account, CountyBooks, CountyId, Kind, PoolBooks, Posting};
use crate::money::Money;
use crate::month::Month;

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

/// One month's books, as audited.
pub struct MonthBooks<'a> {
    /// The month.
    pub month: Month,
    /// Counties in data order.
    pub counties: &'a [CountyBooks],
    /// The pool.
    pub pool: &'a PoolBooks,
}

/// Audits the books of consecutive months against a journal; no discrepancy is an empty list.
pub fn audit<'a>(books: impl IntoIterator<Item = MonthBooks<'a>>, journal: &[Posting]) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let mut held: HashMap<Account, Money> = HashMap::new();
    let mut owed: HashMap<Account, Money> = HashMap::new();
    let mut postings = journal.iter().peekable();
    for month in books {
        let of = |id: usize| Account::County(CountyId(id as u32));
        let closings = month.counties.iter().enumerate().map(|(i, b)| (of(i), b.opening, b.closing, b.debt));
        let accounts: Vec<_> =
            closings.chain([(Account::Pool, month.pool.opening, month.pool.closing, month.pool.debt)]).collect();
        let mut differ = |account, what, recomputed: Money, booked: Money| {
            if recomputed != booked {
                found.push(Discrepancy { month: month.month, account, what, recomputed, booked });
            }
        };
        for (account, opening, ..) in &accounts {
            differ(*account, What::Opening, *held.entry(*account).or_insert(*opening), *opening);
        }
        while let Some(posting) = postings.next_if(|p| p.month == month.month) {
            if !posting.amount.is_positive() || !allowed(posting) {
                differ(posting.from, What::Posting, Money::ZERO, posting.amount);
            }
            *held.entry(posting.from).or_default() -= posting.amount;
            *held.entry(posting.to).or_default() += posting.amount;
            match posting.kind {
                Kind::Borrow | Kind::Advance => *owed.entry(posting.to).or_default() += posting.amount,
                Kind::Repay => *owed.entry(posting.from).or_default() -= posting.amount,
                _ => {}
            }
        }
        for (account, _, closing, debt) in accounts {
            let (now, owes) = (held[&account], owed.get(&account).copied().unwrap_or_default());
            differ(account, What::Closing, now, closing);
            differ(account, What::Debt, owes, debt);
            differ(account, What::Negative, now.or_zero(), now);
            differ(account, What::Negative, owes.or_zero(), owes);
        }
    }
    if let Some(left) = postings.next() {
        let posting = (Money::ZERO, left.amount);
        found.push(Discrepancy {
            month: left.month,
            account: left.from,
            what: What::Posting,
            recomputed: posting.0,
            booked: posting.1,
        });
    }
    found
}

/// Whether a kind goes between two accounts (model section 5).
fn allowed(posting: &Posting) -> bool {
    use Account as A;
    match (posting.kind, posting.from, posting.to) {
        (Kind::HandUp | Kind::Remit, A::County(_), A::Pool)
        | (Kind::Interest, A::Bank, A::County(_) | A::Pool)
        | (Kind::Contribution, A::Payers, A::County(_))
        | (Kind::Grant, A::Upper, A::County(_) | A::Pool)
        | (Kind::Advance, A::CityTreasury, A::Pool)
        | (Kind::Allocate, A::Pool, A::County(_))
        | (Kind::Pension, A::County(_), A::Pensioners)
        | (Kind::Other, A::County(_), A::Others)
        | (Kind::Repay, A::Pool, A::CityTreasury)
        | (Kind::GapProvince, A::ProvinceTreasury, A::County(_) | A::Pool)
        | (Kind::GapCity, A::CityTreasury, A::County(_) | A::Pool)
        | (Kind::GapCounty, A::CountyTreasury(_), A::Pool) => true,
        (Kind::DebtInterest, A::CountyTreasury(a), A::Lender(b))
        | (Kind::PersonalAccount, A::County(a), A::PersonalAccounts(b))
        | (Kind::Subsidy | Kind::GapCounty, A::CountyTreasury(a), A::County(b))
        | (Kind::Borrow, A::Lender(a), A::County(b))
        | (Kind::Repay, A::County(a), A::Lender(b)) => a == b,
        _ => false,
    }
}
