//! The small parts of every screen, one subject a file.

pub mod draft;
pub mod empty;
pub mod icon;
pub mod lever;
pub mod list;
pub mod notice;
pub mod number_field;
pub mod number_line;
pub mod period;
pub mod place_tree;
pub mod primary;
pub mod segmented;
pub(crate) mod tone;
pub mod typed_field;
pub mod words;
