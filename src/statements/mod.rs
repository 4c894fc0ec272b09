//! What officers plan, carry out and account for by line: budgets and their execution, the medical cap, targets.
//!
//! A plan stands against what came of it, by place, line and month. `table` and the scenario's reader take in the files;
//! `form` holds which lines there are and what fills them; `flows` gathers what a run or the data put into each line;
//! `own` and `own_draft` keep an officer's own; `statement` sums and consolidates, `given` reads what others made, `kept` holds what a project keeps, `seal` as what; `printed` knows the forms of offices; `execution` and
//! `drivers` compare, `watched` has what deviates too far, `range` how sure a forecast is, and `year` has all that is known
//! of one budget year; `programme` keeps caps, channels and targets.
//!
//! Source: model section 11.

pub mod ahead;
pub mod cap;
pub mod channels;
pub mod drafted;
pub mod drivers;
pub mod execution;
pub mod flows;
pub mod form;
pub mod funds;
pub mod given;
pub mod kept;
pub mod own;
pub mod own_draft;
pub mod printed;
pub mod programme;
pub mod range;
pub mod seal;
pub mod statement;
pub mod table;
pub mod targets;
pub mod watched;
pub mod year;

use crate::month::Month;
use crate::scenario::file::reader::{Reader, Section};

/// The calendar year of a file of rules, which must be told.
fn year(reader: &mut Reader<'_>, top: Section<'_>) -> Option<i32> {
    let year = reader.value(top, "year", "expected.calendar_year", |r, v| {
        i32::try_from(r.heads(v)?).ok().filter(|year| Month::new(*year, 1).is_some())
    });
    reader.required(top, "year", year)
}
