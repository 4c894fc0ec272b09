//! The window: the only place that knows egui.
//!
//! What is here knows nothing of the model but the neutral types of [`crate::report`]: it is handed figures, sheets,
//! derivations and findings, draws them, and hands back what was asked for as an action. Texts come from the locale
//! files, colours from [`theme`].

pub mod chart;
pub mod command;
pub mod findings;
pub mod fonts;
pub mod inspector;
pub mod palette;
pub mod search;
pub mod table;
pub mod theme;
pub mod widgets;
