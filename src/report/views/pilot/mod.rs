//! 做实个人账户、并轨: what the Liaoning pilot did, of any scenario that has it.
//!
//! Source: model section 10.7.

pub mod accounts;
pub mod merger;

use crate::report::{Figure, Sheet};

/// What is shown of one of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// What comes of it.
    pub headline: String,
    /// Side by side.
    pub figures: Vec<Figure>,
    /// Year by year, or month by month.
    pub sheet: Sheet,
}
