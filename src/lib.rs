//! Tongchou (统筹): who pays what the counties of a pension pooling area lack, this month and under another arrangement.
//!
//! Data flow one way, and a module uses only those named above it:
//!
//! 1. [`listed`], [`fund`], [`locale`], [`money`], [`month`], [`policy`], [`pension`], [`threads`], [`place`], [`field`]:
//!    lists of things with a row each, the insurances, texts, exact money, calendar months, the law by date, a new
//!    retiree's pension, work on several threads, places at every level, and the table of what is kept of each.
//! 2. [`finding`]: everything said about input, with file, sheet and cell.
//! 3. [`sheet`], [`list`]: raw cells, as they stood in a file; lists with named columns, with messages at row and column.
//! 4. [`dataset`]: counties and their histories; only from data without error.
//! 5. [`checks`]: what is strange about the figures of a fund.
//! 6. [`intake`]: files to datasets.
//! 7. [`sample`]: the shipped data, read as any file is.
//! 8. [`people`]: contributors and retirees by month of age: structures, death rates, retirement by the law, the cohorts' months.
//! 9. [`scenario`]: what is assumed; scenarios that build on each other, undo, the scenario file.
//! 10. [`journal`]: accounts and postings, the only way money moves; an independent audit.
//! 11. [`simulation`]: the months to come, and the settlement of each month.
//! 12. [`measures`]: gaps, ratios, months of cover.
//! 13. [`proposal`]: the scenarios a new project starts with, read off its data.
//! 14. [`answers`]: the lever's value that meets a goal, which lever matters most, why two scenarios differ, what the later
//!     retirement age does, and what new retirees get under each rule.
//! 15. [`statements`]: forms, budgets and their execution by line, the medical cap, channels of funding, targets by unit.
//! 16. [`assessment`]: trees of indicators, rewards, whom to inspect, what is to be watched.
//! 17. [`special_account`]: reconciled with the bank account by account, laid out in deposits, and what it lends.
//! 18. [`published`]: printed figures, and how the data give them back.
//! 19. [`report`]: neutral figures, sheets, derivations, slides, the written report, and the files made of them.
//! 20. [`help`]: the glossary, the guide, and the blank table to be filled.
//! 21. [`session`]: the open project, its results off the drawing thread, files.
//! 22. [`command_line`] and [`ui`]: the two ways in.
//!
//! Absent on purpose: a network; a clock or an environment before `session`, where [`threads`] alone asks for one thing,
//! the number of processors, and no result shows it; floating point on any path that ends in a yuan of the books
//! (stochastic runs report quantiles); and egui anywhere but in `ui`.

#![warn(missing_docs)]

pub mod answers;
pub mod assessment;
pub mod checks;
pub mod command_line;
pub mod dataset;
pub mod field;
pub mod finding;
pub mod fund;
pub mod help;
pub mod intake;
pub mod journal;
pub mod list;
mod listed;
pub mod locale;
pub mod measures;
pub mod money;
pub mod month;
pub mod pension;
pub mod people;
pub mod place;
pub mod policy;
pub mod proposal;
pub mod published;
pub mod report;
pub mod sample;
pub mod scenario;
pub mod session;
pub mod sheet;
pub mod simulation;
pub mod special_account;
pub mod statements;
pub mod threads;
pub mod ui;
