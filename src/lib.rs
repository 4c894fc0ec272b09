//! Tongchou (统筹): who pays what the counties of a pension pooling area lack, this month and under another arrangement.
//!
//! Data flow one way, and a module uses only those named above it:
//!
//! 1. [`locale`], [`money`], [`month`], [`pension`], [`threads`]: texts, exact money, calendar months, a new retiree's
//!    pension, work on several threads.
//! 2. [`place`]: counties, and what lies above them.
//! 3. [`finding`]: everything said about input, with file, sheet and cell.
//! 4. [`sheet`]: raw cells, as they stood in a file.
//! 5. [`dataset`]: counties and their histories; only from data without error.
//! 6. [`checks`]: what is strange about the figures of a fund.
//! 7. [`intake`]: files to datasets.
//! 8. [`sample`]: the shipped data, read as any file is.
//! 9. [`scenario`]: what is assumed; scenarios that build on each other, undo, the scenario file.
//! 10. [`journal`]: accounts and postings, the only way money moves; an independent audit.
//! 11. [`simulation`]: the months to come, and the settlement of each month.
//! 12. [`measures`]: gaps, ratios, months of cover.
//! 13. [`proposal`]: the scenarios a new project starts with, read off its data.
//! 14. [`answers`]: the lever's value that meets a goal, which lever matters most, why two scenarios differ.
//! 15. [`published`]: printed figures, and how the data give them back.
//! 16. [`report`]: neutral figures, sheets, derivations, slides, and the files made of them.
//! 17. [`session`]: the open project, its results off the drawing thread, files.
//! 18. [`command_line`] and [`ui`]: the two ways in.
//!
//! Absent on purpose: a network; a clock or an environment before `session`, where [`threads`] alone asks for one thing,
//! the number of processors, and no result shows it; floating point on any path that ends in a yuan of the books
//! (stochastic runs report quantiles); and egui anywhere but in `ui`.

#![warn(missing_docs)]

pub mod answers;
pub mod checks;
pub mod command_line;
pub mod dataset;
pub mod finding;
pub mod intake;
pub mod journal;
pub mod locale;
pub mod measures;
pub mod money;
pub mod month;
pub mod pension;
pub mod place;
pub mod proposal;
pub mod published;
pub mod report;
pub mod sample;
pub mod scenario;
pub mod session;
pub mod sheet;
pub mod simulation;
pub mod threads;
pub mod ui;
