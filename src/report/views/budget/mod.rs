//! 预算: statements, their execution, why they deviate, their sums over places, and the paragraph of an account.
//!
//! Each view is made of a [`BudgetYear`](crate::statements::year::BudgetYear); nothing is reckoned here but changes and
//! rates.

pub mod account;
pub mod causes;
pub mod execution;
pub mod form;
pub mod funds;
pub mod page;
pub mod places;
pub mod reported;
pub mod statement;
pub mod versions;
pub mod watched;
