//! What a person works on, and undo takes back: the scenarios, the deck, and corrections of the data.

use crate::dataset::Corrections;
use crate::report::deck::Plan;
use crate::scenario::family::Family;

/// The scenarios and the deck of a project, and the corrections of its data.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Work {
    /// The scenarios.
    pub family: Family,
    /// The deck.
    pub deck: Plan,
    /// 更正: what stands in the place of values that were read.
    pub corrections: Corrections,
}

impl From<Family> for Work {
    fn from(family: Family) -> Work {
        Work { family, ..Work::default() }
    }
}
