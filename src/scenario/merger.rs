//! `[merger]`, or several `[[merger]]`: the laid-off leave the re-employment centres, and draw unemployment insurance (并轨).
//!
//! Source: section 10.7 of the model.

use crate::money::{Money, Persons, Rate};

/// A county's merger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merger {
    /// Where.
    pub county: String,
    /// In the centres at the outset.
    pub centres: Persons,
    /// Drawing unemployment insurance at the outset, in their first month.
    pub unemployed: Persons,
    /// Drawing the minimum living allowance (低保) at the outset.
    pub allowance: Persons,
    /// Who leaves the centres, by month from the start.
    pub leave_centres: Vec<Persons>,
    /// Who leaves the enterprises without ever having been in a centre, by month from the start.
    pub leave_direct: Vec<Persons>,
    /// 经济补偿金 of each.
    pub per_head: Money,
    /// Who pays it: enterprise, government and fund; they sum to 1.
    pub shares: [Rate; 3],
    /// Whether the government pays only where the enterprise has raised a third.
    pub matching: bool,
    /// For how many months unemployment insurance is paid.
    pub duration: u32,
    /// Who finds work in the nth month of stay; the last repeats.
    pub reemployment: Vec<Rate>,
    /// 失业保险金 of each and month.
    pub benefit: Money,
    /// Who of the rest falls back on the allowance when the time is over.
    pub fallback: Rate,
    /// 低保补差 of each and month.
    pub top_up: Money,
    /// Who leaves the allowance, a month.
    pub leave_allowance: Rate,
    /// Who of those who found work pays contributions.
    pub covered: Rate,
}
