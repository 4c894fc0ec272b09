//! What approved budgets leave to be paid ahead to each county, where a scenario says `prepay = "budget"`.
//!
//! Source: section 11.5 of the statements.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::form::Form;
use super::given::Given;
use super::kept::{Budget, Budgets};
use super::statement::{Version, Who};
use crate::dataset::Budgeted;
use crate::money::Money;
use crate::place::{PlaceId, Places};

/// max(0, pensions + death + other_expenditure − contributions) by line; `None` where pensions or contributions are not
/// budgeted. What is left blank of the others is nothing.
fn plan(amount: impl Fn(&str) -> Option<Money>) -> Option<Money> {
    let others: Money = ["death", "other_expenditure"].into_iter().filter_map(&amount).sum();
    Some((amount("pensions")? + others - amount("contributions")?).or_zero())
}

/// Of the budgets that a project keeps: of each year the copy that was approved last (批复稿), else the version 预算 as it
/// stands, with what was put in by hand.
pub fn of_project(budgets: &Budgets, places: &Places) -> Budgeted {
    let approved = budgets.approved();
    let budgets = budgets.iter().filter(|(_, version, _)| *version == Version::Budget);
    let now = budgets.map(|(year, _, budget)| (year, budget));
    let by_year: BTreeMap<i32, &Budget> = now.chain(approved).collect();
    let counties = || (0..places.counties()).map(|n| places.path(PlaceId::county(n)).clone());
    let all = by_year.into_iter().flat_map(|of| counties().map(move |county| (county, of)));
    let planned = |(county, (year, budget)): (Arc<str>, (i32, &Budget))| {
        let amount = |line: &str| {
            let told = budget.told(&county, line);
            told.entered.or(told.drawn)
        };
        plan(amount).map(|plan| ((county, year), plan))
    };
    all.filter_map(planned).collect()
}

/// Of the budgets of a file in the shape of `statement.csv`: its rows of the version `budget`.
pub fn of_file(given: &Given, form: &Form, places: &Places) -> Budgeted {
    let mut budgeted = BTreeMap::new();
    for ((who, year, version), statement) in &given.statements {
        let (Who::County(county), Version::Budget) = (who, version) else { continue };
        let amount = |line: &str| statement.cells[form.line(line)?].amount();
        if let Some(plan) = plan(amount) {
            budgeted.insert((places.path(*county).clone(), *year), plan);
        }
    }
    budgeted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_to_be_paid_ahead_is_never_below_zero_and_unknown_without_pensions() {
        let of = |given: &[(&str, i64)]| {
            let given = given.to_vec();
            plan(move |line| given.iter().find(|(id, _)| *id == line).map(|(_, yuan)| Money::from_yuan(*yuan)))
        };
        let yuan = |yuan| Some(Money::from_yuan(yuan));
        assert_eq!(of(&[("pensions", 100), ("contributions", 60), ("death", 3), ("other_expenditure", 2)]), yuan(45));
        assert_eq!(of(&[("pensions", 100), ("contributions", 160)]), yuan(0));
        assert_eq!(of(&[("contributions", 60), ("death", 3)]), None);
        assert_eq!(of(&[("pensions", 60), ("death", 3)]), None);
    }
}
