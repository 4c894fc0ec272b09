//! The fiscal special account (财政专户): held against the bank, laid out in deposits, and what it lends to counties.
//!
//! `day` and `ledger` read the two ledgers, `account` is what a project keeps of them and `names` which accounts they are
//! of; `parties` tells which counterparties agree, `pairing` and `groups` find what belongs together, `matching` does so
//! rule by rule, `slips` says what looks like an error, and `statement` draws up the 余额调节表. `rates` reads what the
//! bank pays, `held` what is deposited already, `ladder` is what a project keeps of them; `flow` solves the flow along the
//! months, `least` keeps to the bank's least amounts, `fewest` makes few placements of it, and `deposits` lays out a
//! pool's money. `kinds` tells what entries are of
//! by their words, `lent` sums what counties had before grants arrived.
//!
//! Source: section 13.

pub mod account;
pub mod day;
pub mod deposits;
mod fewest;
mod flow;
mod groups;
pub mod held;
pub mod kinds;
pub mod ladder;
mod least;
pub mod ledger;
pub mod lent;
pub mod matching;
pub mod names;
mod pairing;
mod parties;
pub mod rates;
pub mod slips;
pub mod statement;

use crate::simulation::{Failure, Progress};
use matching::{Books, Decided, Matched};
use slips::Slips;

/// Two ledgers held against each other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reconciled {
    /// What belongs together.
    pub found: Matched,
    /// What of the rest looks like an error.
    pub slips: Slips,
}

impl Reconciled {
    /// Reconciles two ledgers; `days` is how far apart entries may be that nothing but their amount joins.
    /// What was decided by hand stands.
    ///
    /// # Errors
    /// [`Failure::Stopped`] where it was given up.
    pub fn of(books: &Books, days: i32, decided: &Decided, progress: &Progress) -> Result<Reconciled, Failure> {
        let found = matching::matched(books, days, decided, progress)?;
        let mut slips = Slips::find(books, &found, days);
        slips.erred.clone_from(&decided.erred);
        Ok(Reconciled { found, slips })
    }
}
