//! The window: the only place that knows egui.
//!
//! [`app`] holds the session and what is looked at; the screens and widgets know little but the neutral types of
//! [`crate::report`]: they are handed figures, sheets, derivations and findings, draw them, and hand back what was
//! asked for as an action. Texts come from the locale files, colours from [`theme`].

pub mod app;
mod bars;
pub mod chart;
pub mod command;
mod copying;
mod dialogs;
pub mod findings;
pub mod fonts;
pub mod inspector;
mod measure;
pub mod palette;
pub mod screens;
pub mod search;
pub mod state;
pub mod table;
pub mod theme;
pub mod widgets;
pub mod window;
