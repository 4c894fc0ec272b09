//! 对账: bank and agency held against each other: the answer in a sentence, what looks like an error, both ledgers facing
//! each other, 余额调节表, and the open items with their age.
//!
//! Money is told in yuan to the fen, whatever the unit of other screens.

mod facing;
mod open;
mod page;
mod statement;

pub use facing::{Facing, Filter, Line, Selection, selection};
pub use page::yuan;

use std::sync::Arc;

use crate::locale::Language;
use crate::month::Month;
use crate::report::Sheet;
use crate::simulation::{Failure, Progress};
use crate::special_account::account::{Account, Matching};
use crate::special_account::statement::months;
use page::Page;

/// What is asked: two ledgers held against each other, and what is said of a month of them.
#[derive(Clone, PartialEq, Debug)]
pub struct ReconcileAsked {
    /// The account.
    pub account: Arc<Account>,
    /// The month that is looked at, `None` for the whole.
    pub month: Option<Month>,
    /// Which lines are shown.
    pub filter: Filter,
    /// In which language it is said.
    pub language: Language,
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// What belongs together.
    pub matching: Arc<Matching>,
    /// What is said of it; `None` where there is no entry at all.
    pub told: Option<Reconciliation>,
}

impl ReconcileAsked {
    /// Matches the ledgers, unless that was done for the answer before, and says what there is to say of the month.
    ///
    /// # Errors
    /// [`Failure::Stopped`] where it was given up.
    pub fn answer(&self, before: Option<&Answer>, progress: &Progress) -> Result<Answer, Failure> {
        let matching = match before.filter(|before| before.matching.account == self.account) {
            Some(before) => before.matching.clone(),
            None => Arc::new(self.account.reconciled(progress)?),
        };
        let told = reconciliation(self.language, &matching, self.month, self.filter, progress)?;
        Ok(Answer { matching, told })
    }
}

/// What is said of an account for a month, or for the whole of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Reconciliation {
    /// The answer.
    pub headline: String,
    /// What looks like an error, each with its line.
    pub suspects: Vec<(String, Option<usize>)>,
    /// What was found in the ledgers.
    pub findings: Vec<String>,
    /// Both ledgers facing each other.
    pub facing: Facing,
    /// 余额调节表
    pub statement: Sheet,
    /// 未达账项
    pub open: Sheet,
    /// The months to choose from.
    pub months: Vec<Month>,
}

/// What is said of an account at the end of a month, `None` for its last; of the lines those that a filter lets through.
/// `None` where there is no entry at all.
///
/// # Errors
/// [`Failure::Stopped`] where it was given up.
pub fn reconciliation(
    language: Language,
    matching: &Matching,
    month: Option<Month>,
    filter: Filter,
    progress: &Progress,
) -> Result<Option<Reconciliation>, Failure> {
    let Some(page) = Page::new(language, matching, month) else { return Ok(None) };
    let facing = facing::facing(&page, filter, progress)?;
    Ok(Some(Reconciliation {
        headline: page.headline(),
        suspects: open::suspects(&page, &facing),
        findings: open::findings(&page),
        statement: statement::statement(&page),
        open: open::open(&page),
        months: months(&matching.books),
        facing,
    }))
}

#[cfg(test)]
mod tests;
