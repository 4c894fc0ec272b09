//! Where the parts of a chart lie, before any screen or file format.

mod condensed;
pub mod contour;
pub mod plotted;
pub mod sankey;
pub mod scale;
