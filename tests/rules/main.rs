//! What is reckoned: against settled cases, published figures, a second model of the rules, and what holds of every run.

#[path = "../support/worlds.rs"]
mod worlds;

mod alike;
mod answers;
mod assessment;
mod budgets;
mod cases;
mod edges;
mod known_truth;
mod people;
mod places;
mod properties;
mod published;
mod raises;
mod reconstruction;
mod reference_model;
mod retirement;
mod sample;
mod special_account;
mod statements;
mod uncertainty;
