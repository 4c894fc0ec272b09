//! The values of everything that is shown: figures, sheets, slides, derivations, and what they are about.

pub mod charts;
mod derivation;
pub mod document;
mod figure;
pub mod formula;
pub mod points;
mod quantity;
mod sheet;
pub mod signed;
pub mod slide;
mod subject;

pub use derivation::{Derivation, Input, Lead, PostingLine};
pub use figure::{Band, Category, Direction, Figure, Level, Mark, Noted, Point, Role, Series};
pub use quantity::{Measured, Quantity};
pub use sheet::{Cell, CellValue, Column, Key, Known, Sheet, Tone};
pub use subject::{Books, FundItem, Holder, Place, RunningItem, SettlementItem, Subject};
