//! What is read: officers' tables of every form, and what is said of them.

#[path = "../support/worlds.rs"]
mod worlds;

mod bounds;
mod budget_forms;
mod checks;
mod corrections;
mod forms;
mod funds;
mod monthly;
mod officer;
mod own_forms;
mod place_tables;
mod reading;
mod round_trip;
mod tables;
mod tables_read;
mod wrong_inputs;
