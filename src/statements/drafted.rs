//! A budget drawn up and followed: the statements of every place and version, their execution, and why they deviate.
//!
//! Source: model section 11.4.

use std::borrow::Cow;

use super::drivers::{Bridge, bridges};
use super::execution::{Execution, Plans, execution};
use super::flows::{DataFlows, RunFlows};
use super::form::Form;
use super::given::{Given, is_budget};
use super::statement::{Key, Sources, Statement, Statements, Who, years};
use crate::dataset::{Dataset, Grain};
use crate::finding::{Finding, Findings, Severity};
use crate::money::Money;
use crate::place::PlaceId;
use crate::simulation::Run;

/// What was drawn up, and what came of it.
#[derive(Debug)]
pub struct Drafted {
    /// All statements, in the order of files.
    pub statements: Statements,
    /// The execution of each budget.
    pub execution: Vec<Execution>,
    /// Why each deviates.
    pub bridges: Vec<Bridge>,
    /// What is to be said of the budgets: warnings.
    pub findings: Findings,
}

impl Drafted {
    /// Draws the budgets out of a run, or takes those given in its place, and follows them by what came.
    ///
    /// # Errors
    /// A county in `actual` that the data do not have.
    pub fn of(
        form: &Form,
        data: &Dataset,
        actual: &Dataset,
        run: Option<&Run>,
        given: Option<&Given>,
    ) -> Result<Drafted, Findings> {
        let actual = as_named_by(data, actual)?;
        let monthly = (data.monthly(), actual.monthly());
        let flows = [DataFlows::of(&monthly.0), DataFlows::of(&monthly.1)];
        let is_yearly = actual.grain == Grain::Yearly;
        let sources = Sources::new(form, &data.places, flows, is_yearly, run.map(RunFlows::of));
        let statements = if given.is_some() { sources.forecast() } else { sources.drawn() };
        let mut drafted = Drafted::followed(&sources, statements, given, None);
        drafted.statements.append(&mut sources.actuals(years(&monthly.1)));
        Ok(drafted)
    }

    /// Follows budgets, those given or those drawn, by what came of them: of one year, or of each.
    pub(super) fn followed(
        sources: &Sources<'_>,
        mut statements: Statements,
        given: Option<&Given>,
        only: Option<i32>,
    ) -> Drafted {
        if let Some(given) = given {
            let mut budgets = given.budgets();
            sources.complete(&mut budgets);
            statements.append(&mut budgets);
        }
        let budgets: Statements =
            statements.iter().filter(|((.., v), _)| is_budget(*v)).map(|(k, s)| (*k, s.clone())).collect();
        let mut budgeted: Vec<i32> = budgets.keys().map(|(_, year, _)| *year).collect();
        budgeted.sort_unstable();
        budgeted.dedup();
        budgeted.retain(|year| only.is_none_or(|only| only == *year));
        let plans = Plans::of(sources, &budgets);
        Drafted {
            execution: execution(sources, &plans, &budgeted),
            bridges: bridges(sources, &plans, &budgeted),
            findings: deficits(sources, &budgets, given),
            statements,
        }
    }
}

/// What came of it under the names that the data have for its counties.
///
/// # Errors
/// The counties that the data do not have.
fn as_named_by<'a>(data: &Dataset, actual: &'a Dataset) -> Result<Cow<'a, Dataset>, Findings> {
    let mut unknown = Findings::new();
    let mut named = Cow::Borrowed(actual);
    for (n, county) in actual.counties.iter().enumerate() {
        match data.places.find_as_in(&actual.places, PlaceId::county(n)) {
            Ok(known) if *data.places.path(known) == county.name => {}
            Ok(known) => named.to_mut().counties[n].name = data.places.path(known).clone(),
            Err(_) => {
                let origin = county.sources.first().map(|source| source.origin()).unwrap_or_default();
                unknown.push(Finding::error("actual-county-unknown", origin).with("county", &county.name));
            }
        }
    }
    if unknown.is_empty() { Ok(named) } else { Err(unknown) }
}

/// 量入为出: the budgets in which more goes out than comes in, hand-up of old balances left out.
fn deficits(sources: &Sources<'_>, budgets: &Statements, given: Option<&Given>) -> Findings {
    let Some(surplus) = sources.form.line("surplus") else { return Findings::new() };
    let deficit = |(key, statement): (&Key, &Statement)| {
        let (who, year, _) = *key;
        // Within a whole it passes from one fund to another.
        let handed_up = match (&sources.run, who) {
            (Some(flows), Who::County(place) | Who::Pool(place)) => flows.handed_up(place, year),
            _ => Money::ZERO,
        };
        let amount = Some(statement.cells[surplus].amount()? + handed_up).filter(|amount| amount.is_negative())?;
        let origin = given.map(|given| given.origin(*key, surplus, sources.places)).unwrap_or_default();
        let finding = Finding::new("budget-in-deficit", Severity::Warning, origin);
        Some(finding.with("place", who.key(sources.places)).with("year", year).with("amount", (-amount).grouped()))
    };
    budgets.iter().filter_map(deficit).collect()
}
