//! Where the parts of a chart lie, before any screen or file format.

pub mod colours;
mod condensed;
pub mod contour;
pub mod layout;
pub mod sankey;
pub mod scale;
