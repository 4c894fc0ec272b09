//! The months to come, or the months that were under another arrangement: flows first, then who pays what is lacking.
//!
//! [`run`] projects (or replays) each county's flows and settles them month by month. The same data and scenario give
//! the same run anywhere; the order of the counties matters only for the stated ties.
//!
//! [`stochastic`] runs many paths of one scenario with shocked rates.
//!
//! Source: model sections 2, 4 and 5.

mod growth;
mod jobs;
mod projection;
mod settlement;
pub mod stochastic;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use jobs::Progress;
pub(crate) use jobs::side_by_side;

use crate::dataset::{County, Dataset, Field, Grain, Row};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::journal::audit::{Discrepancy, MonthBooks, audit};
use crate::journal::{CountyBooks, Keep, PoolBooks, Posting};
use crate::money::{Money, Persons};
use crate::month::{Month, Period};
use crate::scenario::{Mode, PlaceKey, Scenario};

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

/// Runs a scenario over data, on what was known when it starts: a projection sees no month from its start on, a replay
/// all that there are.
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
    for place in scenario.own.keys() {
        let PlaceKey::County(name) = place else { continue };
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
        notes: notes.into_findings(dataset, scenario),
        flows,
        books: settled.books,
    })
}

/// Whether a run may know what the data say of a month: a projection is told from what had been when it starts.
fn is_known(scenario: &Scenario, month: Month) -> bool {
    scenario.mode == Mode::Replay || month < scenario.start
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

    fn into_findings(self, dataset: &Dataset, scenario: &Scenario) -> Vec<Finding> {
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
            let source = dataset.counties[county].source(Period::Month(month)).filter(|_| is_known(scenario, month));
            let origin = source.and_then(|s| s.cell(field).map(|(origin, _)| origin)).unwrap_or_default();
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

#[cfg(test)]
pub(crate) mod testing {
    //! Small runs for the modules' tests, from the texts of their files.

    use super::*;

    /// Runs a scenario over a data file; its name, start and months are part of the text.
    pub fn run(data: &str, scenario: &str) -> Result<Run, Findings> {
        let dataset = crate::intake::import("d.csv", data.as_bytes()).expect("the data are without error").dataset;
        let scenario = crate::scenario::file::read("s.toml", scenario).expect("the scenario is valid");
        match super::run(&dataset, &scenario, Keep::Journal, &AtomicBool::new(false)) {
            Ok(run) => {
                assert_eq!(run.audit(), []);
                Ok(run)
            }
            Err(Failure::Findings(findings)) => Err(findings),
            Err(Failure::Stopped) => unreachable!("nobody stops it"),
        }
    }

    /// The base month, December 2007, of counties that collect and pay so many yuan a month: one contributor, one
    /// retiree, at a contribution rate of 1.
    pub fn counties(rows: &[(&str, i64, i64, i64)]) -> String {
        let mut text = String::from("county,month,contributors,retirees,base,collected,pension,balance\n");
        for (name, collected, pension, balance) in rows {
            text += &format!("{name},2007-12,1,1,{collected},{collected},{pension},{balance}\n");
        }
        text
    }

    /// A month of a run, by its text.
    pub fn at(run: &Run, month: &str) -> usize {
        run.position(month.parse().expect("a month")).expect("a month of the run")
    }

    /// Yuan.
    pub fn yuan(text: &str) -> Money {
        Money::from_decimal(text.parse().expect("a number")).expect("whole fen")
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{at, counties, run, yuan};
    use super::*;
    use crate::scenario::GrantSource;

    #[test]
    fn yearly_data_are_spread_and_close_in_december() {
        let data = "county,month,contributors,retirees,base,collected,pension,balance\n\
                    甲,2006,10,5,100,1200,1000.07,77\n甲,2007,12,6,100,1200,1300,88.5\n";
        let projected = run(data, "start = \"2008-01\"\nmonths = 1\n").unwrap();
        let (flow, books) = (&projected.flows(0)[0], &projected.books(0)[0]);
        assert_eq!((flow.contributors, flow.retirees, books.opening), (12, 6, yuan("88.50")));
        // December's instalment: 1300.00 − 1191.67 = 108.33; a sixth of it is 18.055, so 18.06.
        assert_eq!(flow.pension, yuan("108.36"));
        let replayed = run(data, "start = \"2006-01\"\nmonths = 12\nmode = \"replay\"\n").unwrap();
        let pensions: Vec<String> = (0..12).map(|n| replayed.flows(n)[0].pension.to_string()).collect();
        assert_eq!(pensions[..4], ["83.34", "83.34", "83.34", "83.34"]);
        assert_eq!((0..12).map(|n| replayed.flows(n)[0].pension).sum::<Money>(), yuan("1000.07"));
        assert!(projected.notes.iter().any(|f| f.code == "spread-evenly"));
    }

    #[test]
    fn what_was_read_as_zero_is_told_once_a_field() {
        let data = "county,month,contributors,retirees,base,collected,pension,other,balance\n\
                    甲,2007-12,1,1,100,100,90,,5\n甲,2008-01,1,1,,100,90,,\n";
        let replayed = run(data, "start = \"2007-12\"\nmonths = 2\nmode = \"replay\"\n").unwrap();
        let told: Vec<(&str, &str, &str)> =
            replayed.notes.iter().map(|f| (f.code, f.facts[0].1.as_str(), f.facts[1].1.as_str())).collect();
        assert_eq!(
            told,
            [
                ("insured-as-contributors", "field.insured", "2"),
                ("read-as-zero", "field.base", "1"),
                ("read-as-zero", "field.due", "2"),
                ("read-as-zero", "field.other", "2"),
                ("read-as-zero", "field.balance", "1"),
            ]
        );
    }

    /// A scenario that starts within the record runs as it would have then.
    #[test]
    fn a_scenario_that_starts_before_the_datas_end_knows_nothing_later() {
        let then = "county,month,contributors,retirees,base,collected,pension,grant,balance\n\
                    甲,2007-11,1,1,100,100,90,,5\n";
        let since = format!("{then}甲,2007-12,9,9,100,900,810,7,95\n");
        let data = |text: &str| crate::intake::import("d.csv", text.as_bytes()).unwrap().dataset;
        let (then, dataset) = (data(then), data(&since));
        let scenario =
            |start: &str| crate::scenario::file::read("s.toml", &format!("start = \"{start}\"\nmonths = 2\n")).unwrap();
        let mut early = scenario("2007-12");
        early.grants = Some(crate::scenario::Grants { source: GrantSource::Data, ..Default::default() });
        let run = |data, scenario| super::run(data, scenario, Keep::Books, &AtomicBool::new(false));
        let told = run(&dataset, &early).unwrap();
        assert_eq!((told.flows(0)[0].contributors, told.books(0)[0].opening), (1, yuan("5")));
        assert_eq!(Ok(&told), run(&then, &early).as_ref());
        assert_eq!(told.dataset(&dataset), told.dataset(&then));
        assert!(run(&dataset, &scenario("2007-11")).is_err(), "nothing is on record before");
    }

    /// The run's own rows continue the observed ones; observed rows that the run replays give way.
    #[test]
    fn a_run_continues_its_data() {
        let text = counties(&[("甲", 100, 90, 5)]);
        let dataset = crate::intake::import("d.csv", text.as_bytes()).unwrap().dataset;
        let run = run(&text, "start = \"2008-01\"\nmonths = 3\n[rates]\ncontribution_rate = 1\n").unwrap();
        let continued = run.dataset(&dataset);
        assert_eq!(continued.counties[0].rows.len(), 4);
        assert_eq!(continued.counties[0].last(), Period::Month(run.end()));
        let row = continued.counties[0].month(run.end()).unwrap();
        assert_eq!((row.collected, row.balance), (Some(yuan("100")), Some(yuan("35"))));
        assert_eq!(run.books(at(&run, "2008-03"))[0].closing, yuan("35"));
    }

    #[test]
    fn a_run_stops_when_told_to() {
        let dataset = crate::intake::import("d.csv", counties(&[("甲", 1, 1, 1)]).as_bytes()).unwrap().dataset;
        let scenario = Scenario::new("s", "2008-01".parse().unwrap(), 12);
        assert_eq!(super::run(&dataset, &scenario, Keep::Books, &AtomicBool::new(true)), Err(Failure::Stopped));
    }
}
