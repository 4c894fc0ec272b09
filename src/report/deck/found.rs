//! What several pages of a deck are made of, worked out once.

use std::cell::RefCell;
use std::sync::Arc;

use crate::answers::retirement::Retirement;
use crate::report::Place;
use crate::scenario::family::Id;
use crate::simulation::Failure;
use crate::special_account::account::Matching;
use crate::special_account::ladder;
use crate::statements::year::{BudgetYear, YearAsked};

/// What several pages are made of.
#[derive(Default)]
pub struct Found {
    /// By scenario and place.
    pub(super) retirements: Kept<(Id, Place), Retirement>,
    /// By calendar year and the scenario of its remaining months.
    pub(super) years: Kept<(i32, Id), Reckoned>,
    /// The accounts.
    pub(super) matchings: Kept<(), Vec<Matching>>,
    /// By scenario.
    pub(super) ladders: Kept<Id, ladder::Answer>,
}

/// What was worked out, by what it was asked of.
pub(super) struct Kept<K, V>(RefCell<Vec<(K, Arc<V>)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Kept(RefCell::default())
    }
}

impl<K: PartialEq, V> Kept<K, V> {
    /// What was found before, else what is worked out now.
    ///
    /// # Errors
    /// Those of `work`.
    pub(super) fn of(&self, key: K, work: impl FnOnce() -> Result<V, Failure>) -> Result<Arc<V>, Failure> {
        if let Some((_, found)) = self.0.borrow().iter().find(|(of, _)| *of == key) {
            return Ok(found.clone());
        }
        let found = Arc::new(work()?);
        self.0.borrow_mut().push((key, found.clone()));
        Ok(found)
    }
}

/// A budget year as it was reckoned for the pages.
pub(super) struct Reckoned {
    /// What was asked.
    pub(super) asked: YearAsked,
    /// What came of it.
    pub(super) year: BudgetYear,
}
