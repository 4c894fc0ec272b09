//! The months to come, or the months that were under another arrangement: flows first, then who pays what is lacking.
//!
//! [`run`] projects (or replays) each county's flows and settles them month by month. The same data and scenario give
//! the same run anywhere; the order of the counties matters only for the stated ties.
//!
//! Source: model sections 2, 4 and 5.

mod growth;
mod projection;
mod settlement;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::dataset::{County, Dataset, Field, Grain, Row};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::journal::audit::{Discrepancy, MonthBooks, audit};
use crate::journal::{CountyBooks, Keep, PoolBooks, Posting};
use crate::money::{Money, Persons};
use crate::month::{Month, Period};
use crate::scenario::Scenario;

/// What one county would collect and owe in one month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "the names are those of `Field`")]
pub struct Flow {
    pub insured: Persons,
    pub contributors: Persons,
    pub retirees: Persons,
    pub base: Option<Money>,
    pub due: Money,
    pub collected: Money,
    pub pension: Money,
    pub backpay: Money,
    pub other: Money,
    pub target: Option<Money>,
}

impl Flow {
    /// pension + other
    pub fn expenditure(&self) -> Money {
        self.pension + self.other
    }
}

/// A settled run: flows and books of every county and month, and of the pool.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The first month.
    pub start: Month,
    /// County names in data order.
    pub counties: Vec<Arc<str>>,
    /// The pool, a month each.
    pub pool: Vec<PoolBooks>,
    /// The journal in posting order; empty where it was not kept.
    pub journal: Vec<Posting>,
    /// What was read as zero, subsidies not fixed, rows spread: for the person who reads the result.
    pub notes: Vec<Finding>,
    flows: Vec<Flow>,
    books: Vec<CountyBooks>,
}

impl Run {
    /// How many months.
    pub fn months(&self) -> usize {
        self.pool.len()
    }

    /// The months in order.
    pub fn month_range(&self) -> impl DoubleEndedIterator<Item = Month> + use<> {
        let start = self.start;
        (0..self.months() as i32).map(move |n| start.plus(n))
    }

    /// The last month.
    pub fn end(&self) -> Month {
        self.start.plus(self.months() as i32 - 1)
    }

    /// The position of a month; `None` outside the run.
    pub fn position(&self, month: Month) -> Option<usize> {
        usize::try_from(month.since(self.start)).ok().filter(|n| *n < self.months())
    }

    fn span(&self, n: usize) -> Range<usize> {
        n * self.counties.len()..(n + 1) * self.counties.len()
    }

    /// The flows of the `n`th month, in data order.
    pub fn flows(&self, n: usize) -> &[Flow] {
        &self.flows[self.span(n)]
    }

    /// The counties' books of the `n`th month, in data order.
    pub fn books(&self, n: usize) -> &[CountyBooks] {
        &self.books[self.span(n)]
    }

    /// The journal of one month; empty where it was not kept.
    pub fn postings(&self, month: Month) -> &[Posting] {
        let from = self.journal.partition_point(|p| p.month < month);
        let to = self.journal.partition_point(|p| p.month <= month);
        &self.journal[from..to]
    }

    /// The independent audit of the books against the journal; empty where all agrees.
    pub fn audit(&self) -> Vec<Discrepancy> {
        let months = (0..self.months()).map(|n| MonthBooks {
            month: self.start.plus(n as i32),
            counties: self.books(n),
            pool: &self.pool[n],
        });
        audit(months, &self.journal)
    }

    /// The observed months before the run, followed by the run's own, as data: what measures are taken of.
    pub fn dataset(&self, observed: &Dataset) -> Dataset {
        let observed = observed.by_month();
        let county = |(c, name): (usize, &Arc<str>)| {
            let before = observed.position(name).map(|p| &observed.counties[p]);
            let kept = before.map_or(0, |county| match county.first {
                Period::Month(first) => self.start.since(first).clamp(0, county.rows.len() as i32) as usize,
                Period::Year(_) => 0,
            });
            let first = before.filter(|_| kept > 0).map_or(Period::Month(self.start), |county| county.first);
            let past = before.map_or(&[][..], |county| &county.rows[..kept]);
            let sources = before.map_or(&[][..], |county| &county.sources[..kept.min(county.sources.len())]);
            let own = (0..self.months()).map(|n| self.row(n, c));
            County {
                name: name.clone(),
                first,
                rows: past.iter().cloned().chain(own).collect(),
                sources: sources.to_vec(),
            }
        };
        let counties = self.counties.iter().enumerate().map(county).collect();
        Dataset { counties, grain: Grain::Monthly, absent: observed.absent, is_sample: observed.is_sample }
    }

    fn row(&self, n: usize, county: usize) -> Row {
        let (flow, books) = (&self.flows(n)[county], &self.books(n)[county]);
        Row {
            insured: Some(flow.insured),
            contributors: Some(flow.contributors),
            retirees: Some(flow.retirees),
            base: flow.base,
            due: Some(flow.due),
            collected: Some(flow.collected),
            pension: Some(flow.pension),
            backpay: Some(flow.backpay),
            other: Some(flow.other),
            grant: Some(books.grant),
            subsidy: Some(books.subsidy),
            remitted: Some(books.remitted),
            allocated: Some(books.allocated),
            interest: Some(books.interest),
            balance: Some(books.closing),
            target: flow.target,
        }
    }
}

/// Why there is no run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Data and scenario don't fit each other.
    Findings(Findings),
    /// It was told to stop.
    Stopped,
}

impl From<Findings> for Failure {
    fn from(findings: Findings) -> Failure {
        Failure::Findings(findings)
    }
}

impl From<Finding> for Failure {
    fn from(finding: Finding) -> Failure {
        Failure::Findings(vec![finding])
    }
}

/// Runs a scenario over data.
///
/// `stop` ends the run early when another thread sets it.
///
/// # Errors
/// Findings that name county and month: no base point, a month missing in a replay, an event out of range, an amount
/// below zero or too large; or [`Failure::Stopped`].
pub fn run(dataset: &Dataset, scenario: &Scenario, keep: Keep, stop: &AtomicBool) -> Result<Run, Failure> {
    let mut notes = Notes::default();
    let spread;
    let dataset = match dataset.grain {
        Grain::Monthly => dataset,
        Grain::Yearly => {
            notes.findings.push(Finding::new("spread-evenly", Severity::Note, Origin::default()));
            spread = dataset.by_month();
            &spread
        }
    };
    for name in scenario.county.keys().chain(scenario.opening.county.keys()) {
        if dataset.position(name).is_none() {
            notes.findings.push(
                Finding::new("unknown-county", Severity::Warning, Origin::default())
                    .with("county", name)
                    .with("known", names(dataset)),
            );
        }
    }
    let flows = projection::flows(dataset, scenario, &mut notes)?;
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Stopped);
    }
    let settled = settlement::settle(dataset, scenario, &flows, keep, stop, &mut notes)?;
    Ok(Run {
        start: scenario.start,
        counties: dataset.counties.iter().map(|c| c.name.clone()).collect(),
        pool: settled.pool,
        journal: settled.journal,
        notes: notes.into_findings(dataset),
        flows,
        books: settled.books,
    })
}

/// The counties' names, for messages; the first ten.
fn names(dataset: &Dataset) -> String {
    let names: Vec<&str> = dataset.counties.iter().take(10).map(|c| &*c.name).collect();
    names.join("、")
}

/// Collects what a run must tell: a line a field, not a line a month.
#[derive(Default)]
struct Notes {
    findings: Vec<Finding>,
    zeros: BTreeMap<Field, Zeros>,
    no_subsidy: BTreeMap<i32, Vec<usize>>,
}

/// Where unknown values of a field were read as zero.
#[derive(Default)]
struct Zeros {
    count: usize,
    first: Option<(usize, Month)>,
    counties: Vec<usize>,
}

impl Notes {
    /// An unknown value of a field read as zero (or, for the insured, as the contributors).
    fn read_as_zero(&mut self, field: Field, county: usize, month: Month) {
        let zeros = self.zeros.entry(field).or_default();
        zeros.count += 1;
        zeros.first.get_or_insert((county, month));
        if !zeros.counties.contains(&county) {
            zeros.counties.push(county);
        }
    }

    fn into_findings(self, dataset: &Dataset) -> Vec<Finding> {
        let name = |c: usize| dataset.counties[c].name.clone();
        let list = |counties: &[usize]| {
            let shown: Vec<Arc<str>> = counties.iter().take(5).map(|c| name(*c)).collect();
            if counties.len() > 5 {
                format!("{}…（{}）", shown.join("、"), counties.len())
            } else {
                shown.join("、")
            }
        };
        let mut findings = self.findings;
        for (field, zeros) in self.zeros {
            let Some((county, month)) = zeros.first else { continue };
            let code = if field == Field::Insured { "insured-as-contributors" } else { "read-as-zero" };
            let origin = dataset.counties[county]
                .source(Period::Month(month))
                .and_then(|s| s.cell(field).map(|(_, origin)| origin))
                .unwrap_or_default();
            findings.push(
                Finding::new(code, Severity::Note, origin)
                    .with("field", field.text_key())
                    .with("count", zeros.count)
                    .with("counties", list(&zeros.counties))
                    .with("month", month),
            );
        }
        for (year, counties) in self.no_subsidy {
            findings.push(
                Finding::new("no-subsidy-base", Severity::Note, Origin::default())
                    .with("year", year)
                    .with("before", year - 1)
                    .with("counties", list(&counties)),
            );
        }
        findings
    }
}

/// The error for an amount that a rule makes too large or below zero.
fn bad_amount(code: &'static str, field: Field, county: &str, month: Month) -> Finding {
    Finding::error(code, Origin::default()).with("field", field.text_key()).with("county", county).with("month", month)
}
