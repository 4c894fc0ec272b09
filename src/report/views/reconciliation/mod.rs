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

use crate::locale::Language;
use crate::month::Month;
use crate::report::Sheet;
use crate::special_account::account::Matching;
use crate::special_account::statement::months;
use page::Page;

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
pub fn reconciliation(
    language: Language,
    matching: &Matching,
    month: Option<Month>,
    filter: Filter,
) -> Option<Reconciliation> {
    let page = Page::new(language, matching, month)?;
    let facing = facing::facing(&page, filter);
    Some(Reconciliation {
        headline: page.headline(),
        suspects: open::suspects(&page, &facing),
        findings: open::findings(&page),
        statement: statement::statement(&page),
        open: open::open(&page),
        months: months(&matching.books),
        facing,
    })
}

#[cfg(test)]
mod tests;
