//! What a person works on, and undo takes back: the scenarios and the deck.

use crate::report::deck::Plan;
use crate::scenario::family::Family;

/// The scenarios and the deck of a project.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Work {
    /// The scenarios.
    pub family: Family,
    /// The deck.
    pub deck: Plan,
}

impl From<Family> for Work {
    fn from(family: Family) -> Work {
        Work { family, deck: Plan::default() }
    }
}
