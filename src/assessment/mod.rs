//! Who did well, and what follows: trees of indicators, reward instead of subsidy, drawing whom to inspect, watching.
//!
//! Trees and rules are data (`assets/assessment`, `assets/policy/watch.toml`, or files of one's own). All of it is exact:
//! a value is a fraction until it is written.
//!
//! Source: model section 12.

pub mod agencies;
pub mod alert;
pub mod draft;
pub mod draw;
pub mod entered_table;
pub mod exact;
pub mod figure;
pub mod given;
pub mod kept;
pub mod responsibility;
pub mod reward;
pub mod scoring;
pub mod tree;
pub mod watch;
pub mod year;
