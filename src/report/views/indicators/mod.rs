//! 考核: who stands where and why, a place's sheet leaf by leaf, what was entered, and the tree itself.
//!
//! Source: model section 12.1.

pub mod curve;
pub mod drawn;
pub mod entry;
pub mod page;
pub mod place;
pub mod ranking;
pub mod rewarded;
pub mod tree;
