//! What is shown, before any screen or file format: neutral figures, sheets and derivations; and the files made of them.
//!
//! A [`Figure`] or a [`Sheet`] says what is shown, with series, units, titles, notes and source; the window and every
//! export render the same one, so that they can't disagree. Texts in them are ready to read, in the language asked for;
//! numbers are exact [`Quantity`] values, formatted by [`words::number`] where they are drawn. Each value carries the
//! [`Subject`] that explains it.
//!
//! From the ground up: [`model`] (the values), [`words`], [`chart`] (where things lie), [`views`] (what is shown),
//! [`why`] (how a value came about), [`files`] (what is written), [`deck`] (a project's slides).

pub mod chart;
pub mod deck;
pub mod files;
pub mod model;
pub mod views;
pub mod why;
pub mod words;

pub use model::{
    Band, Books, Category, Cell, CellValue, Column, Derivation, Direction, Figure, FundItem, Holder, Input, Key, Known,
    Lead, Level, Mark, Measured, Noted, Place, Point, PostingLine, Quantity, Role, RunningItem, Series, SettlementItem,
    Sheet, Subject, Tone,
};
