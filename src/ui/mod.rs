//! The window: the only place that knows egui.
//!
//! [`app`] holds the session and what is looked at, and walks the list of [`screens`]; each is a page ([`page`]) that
//! knows little but the neutral types of [`crate::report`]: it makes figures, sheets and sentences of data and runs,
//! draws them, and hands back what was asked for as an action. [`command`] is the table of what can be asked for. Texts
//! come from the locale files, colours from [`theme`].

mod about;
mod above;
pub mod app;
mod bars;
mod blanks;
pub mod chart;
pub mod command;
mod compared;
mod concerns;
mod copying;
mod correcting;
mod dialogs;
pub mod findings;
pub mod fonts;
mod help;
pub mod inspector;
mod measure;
mod overlays;
mod page;
mod pages;
pub mod palette;
mod parts;
pub mod pointed;
mod progress;
pub mod purpose;
mod recovering;
mod regions;
pub mod room;
mod screens;
mod sharing;
pub mod state;
pub mod table;
pub mod theme;
mod tour;
mod welcome;
pub mod widgets;
pub mod window;
mod wishes;
pub mod witness;
