//! 对账: bank and agency held against each other: the answer in a sentence, what looks like an error, both ledgers facing
//! each other, 余额调节表, and the open items with their age.
//!
//! Money is told in yuan to the fen, whatever the unit of other screens.

mod accounts;
mod facing;
mod open;
mod page;
mod signing;
mod statement;

pub use accounts::{Accounts, accounts, name_of};
pub use facing::{Facing, Filter, Line, Selection, selection};
pub use signing::Statements;
pub use statement::is_sum;

use std::sync::Arc;

use crate::locale::Language;
use crate::month::Month;
use crate::report::Sheet;
use crate::simulation::{Failure, Progress};
use crate::special_account::account::{Account, Matching};
use crate::special_account::statement::months;
use page::Page;

/// What is asked: the ledgers of every account held against each other, and what is said of a month of one.
#[derive(Clone, PartialEq, Debug)]
pub struct ReconcileAsked {
    /// What the project keeps.
    pub account: Arc<Account>,
    /// The account that is looked at, by its name; another one than there is stands for the first.
    pub name: Option<String>,
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
    /// What belongs together, account by account; one at least.
    pub matchings: Arc<Vec<Matching>>,
    /// Which of them is looked at.
    pub at: usize,
    /// What is said of it; `None` where there is no entry at all.
    pub told: Option<Reconciliation>,
    /// All accounts side by side, where there are several or were before they were told to be one.
    pub accounts: Option<Accounts>,
}

impl Answer {
    /// The account that is looked at.
    pub fn matching(&self) -> &Matching {
        &self.matchings[self.at]
    }
}

impl ReconcileAsked {
    /// Matches the ledgers, unless that was done for the answer before, and says what there is to say of the month.
    ///
    /// # Errors
    /// [`Failure::Stopped`] where it was given up.
    pub fn answer(&self, before: Option<&Answer>, progress: &Progress) -> Result<Answer, Failure> {
        let matchings = match before.filter(|before| before.matching().account == self.account) {
            Some(before) => before.matchings.clone(),
            None => Arc::new(self.account.reconciled(progress)?),
        };
        let at = matchings.iter().position(|of| Some(&of.name) == self.name.as_ref()).unwrap_or(0);
        let told = reconciliation(self.language, &matchings[at], self.month, self.filter, progress)?;
        let accounts = accounts(self.language, &matchings, self.month);
        Ok(Answer { matchings, at, told, accounts })
    }
}

/// What is said of an account for a month, or for the whole of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Reconciliation {
    /// The answer.
    pub headline: String,
    /// What is open, in a sentence.
    pub open_said: String,
    /// What looks like an error, in a sentence.
    pub suspects_said: String,
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
        open_said: open::open_said(&page),
        suspects_said: open::suspects_said(&page),
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
