//! `[[transfer]]`: members who move (关系转移接续), and the money that may move with them.
//!
//! Inside a pool only the record and the account move; between pools, and where a pool still has it so, money does too.
//!
//! Source: section 11.8 of the statements.

use rust_decimal::Decimal;

use crate::money::{Money, Persons, Rate};
use crate::month::Month;

/// Members who move from one county to another, or to or from another pool.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// When.
    pub month: Month,
    /// The county that they leave, or [`Transfer::OUTSIDE`].
    pub from: String,
    /// The county that they come to, or [`Transfer::OUTSIDE`].
    pub to: String,
    /// How many.
    pub heads: Persons,
    /// What is counted for each, in yuan.
    pub per_head: Money,
    /// The part of it that is paid over.
    pub share: Rate,
    /// Days that each goes without insurance meanwhile.
    pub days: Persons,
    /// Whether money moves though both are in one pool.
    pub money: bool,
}

impl Transfer {
    /// What stands for another pool.
    pub const OUTSIDE: &str = "outside";

    /// Nobody yet, from a county to another.
    pub fn new(month: Month, from: &str, to: &str) -> Transfer {
        let (from, to) = (from.to_owned(), to.to_owned());
        Transfer { month, from, to, heads: 0, per_head: Money::ZERO, share: Decimal::ONE, days: 0, money: false }
    }

    /// Whether money moves: from or to another pool always.
    pub fn is_paid(&self) -> bool {
        self.money || self.from == Transfer::OUTSIDE || self.to == Transfer::OUTSIDE
    }
}
