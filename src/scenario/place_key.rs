//! Of which places a scenario speaks: texts, which a run binds to the places of its data.

use std::sync::Arc;

/// Of which place a scenario speaks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PlaceKey {
    /// The root of the places: for all that have nothing of their own.
    Root,
    /// A place above counties, by its path.
    Place(Arc<str>),
    /// A county, by its name or the end of its path.
    County(Arc<str>),
}

impl PlaceKey {
    /// The text that names it; `None` is the root.
    pub fn name(&self) -> Option<&Arc<str>> {
        match self {
            PlaceKey::Root => None,
            PlaceKey::Place(name) | PlaceKey::County(name) => Some(name),
        }
    }

    /// How it ends a text that names what is said of it: `@COUNTY`, or `/PATH` of a place above counties.
    pub(super) fn suffix(&self) -> String {
        match self {
            PlaceKey::Root => String::new(),
            PlaceKey::Place(path) => format!("/{path}"),
            PlaceKey::County(name) => format!("@{name}"),
        }
    }

    /// What a text names, and the place with which it ends.
    pub(super) fn split(text: &str) -> (&str, PlaceKey) {
        let (name, end) = text.split_at(text.find(['@', '/']).unwrap_or(text.len()));
        let place = match end.split_at_checked(1) {
            Some(("@", county)) => PlaceKey::County(county.into()),
            Some((_, path)) => PlaceKey::Place(path.into()),
            None => PlaceKey::Root,
        };
        (name, place)
    }

    /// The county that it is; `None` is a place above.
    pub fn county(&self) -> Option<&Arc<str>> {
        if let PlaceKey::County(name) = self { Some(name) } else { None }
    }
}

/// What holds for a county of one city, nearest first.
pub fn chain(county: impl Into<Arc<str>>) -> [PlaceKey; 2] {
    [PlaceKey::County(county.into()), PlaceKey::Root]
}

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
