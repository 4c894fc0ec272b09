//! Members who moved in a run, and what could not be paid over for them.
//!
//! Source: section 11.8 of the statements.

use crate::finding::{Finding, Origin, Severity};
use crate::money::{Money, Persons};
use crate::month::Month;
use crate::place::{PlaceId, Places};
use crate::scenario::transfer::Transfer;

/// Members who moved in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// When.
    pub month: Month,
    /// The county that they left; `None` is another pool.
    pub from: Option<PlaceId>,
    /// The county that they came to; `None` is another pool.
    pub to: Option<PlaceId>,
    /// How many.
    pub heads: Persons,
    /// Days without insurance, of all of them.
    pub days: i128,
    /// What was to be paid over; zero where no money moves.
    pub due: Money,
    /// What was paid over.
    pub paid: Money,
}

impl Moved {
    /// What the payer could not pay.
    pub fn unpaid(&self) -> Money {
        self.due - self.paid
    }
}

/// What could not be paid over, for the person who reads the result.
pub(super) fn notes<'a>(moved: &'a [Moved], places: &'a Places) -> impl Iterator<Item = Finding> + 'a {
    moved.iter().filter(|moved| moved.unpaid().is_positive()).map(|moved| {
        Finding::new("transfer-unpaid", Severity::Warning, Origin::default())
            .with("county", moved.from.map_or(Transfer::OUTSIDE, |county| places.path(county)))
            .with("month", moved.month)
            .with("due", moved.due)
            .with("paid", moved.paid)
    })
}
