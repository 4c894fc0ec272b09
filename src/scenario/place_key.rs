//! Of which places a scenario speaks: texts, which a run binds to the places of its data.

use crate::place::PlaceKey;

/// Of which places a scenario says a lever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// Of any, for all below that have none of their own.
    All,
    /// Of counties and of the places above, each for itself; not of the root.
    Each,
    /// Of counties.
    Counties,
    /// Of places above counties, the root apart.
    Above,
    /// Of the root.
    Root,
}

impl Of {
    /// Whether it is said of a place.
    pub const fn fits(self, place: &PlaceKey) -> bool {
        match place {
            PlaceKey::Root => matches!(self, Of::All | Of::Root),
            PlaceKey::Place(_) => matches!(self, Of::All | Of::Each | Of::Above),
            PlaceKey::County(_) => matches!(self, Of::All | Of::Each | Of::Counties),
        }
    }
}
