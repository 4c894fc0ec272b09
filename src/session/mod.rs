//! The open project: its data, scenarios and results.

pub mod sample;
pub mod store;
