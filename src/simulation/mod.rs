//! The months to come, or the months that were under another arrangement: flows first, then who pays what is lacking.
//!
//! [`run`] projects (or replays) each county's flows and settles them month by month. The same data and scenario give
//! the same run anywhere; the order of the counties matters only for the stated ties.
//!
//! [`stochastic`] runs many paths of one scenario with shocked rates.
//!
//! Source: model sections 2, 4 and 5.

pub mod accounts;
mod ahead;
mod bound;
mod course;
mod growth;
mod jobs;
mod levels;
pub mod merger;
mod moved;
pub mod people;
mod projection;
mod settlement;
mod sharing;
pub mod stochastic;
mod sums;
mod transfers;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use jobs::Progress;
pub(crate) use jobs::side_by_side;

use self::accounts::AccountYear;
pub use self::bound::Bound;
pub use self::course::{Blend, Course};
use self::merger::MergerMonth;
pub use self::moved::Moved;
use self::people::{Everybody, Given};
use self::projection::Projected;
use self::settlement::Settled;
use self::sums::Sums;
use crate::dataset::{Dataset, Grain};
use crate::field::{Field, Row};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::journal::audit::{Discrepancy, audit};
use crate::journal::{Books, Keep, Posting};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{PlaceId, Places, Whose};
use crate::scenario::{Mode, Remit, Scenario};

/// A settled run: the books of every place and month, its flows with what was posted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The first month.
    pub start: Month,
    /// The places, as in the data.
    pub places: Arc<Places>,
    /// The data by month, where those that it ran on are by year.
    pub spread: Option<Arc<Dataset>>,
    /// The places that pooled in some month, lowest first.
    pub pooled: Vec<PlaceId>,
    /// The journal in posting order; empty where it was not kept.
    pub journal: Vec<Posting>,
    /// What was read as zero, subsidies not fixed, rows spread: for the person who reads the result.
    pub notes: Vec<Finding>,
    /// The people by age, where the scenario has them.
    pub people: Option<PeopleRun>,
    /// The mergers, months ascending, within a month in the scenario's order.
    pub mergers: Vec<MergerMonth>,
    /// Members who moved, months ascending, within a month in the scenario's order.
    pub moved: Vec<Moved>,
    /// The same run without anybody moving, where somebody does and the journal is kept.
    pub without_moves: Option<Box<Run>>,
    /// The personal accounts, years ascending, within a year the counties; empty where none are made real.
    pub accounts: Vec<AccountYear>,
    /// Death grants and accounts taken out, month by month, in each county by county; empty without people by age.
    pub extras: Vec<[Money; 2]>,
    books: Books,
    sums: Sums,
}

/// The people of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeopleRun {
    /// By county, in data order.
    pub heads: Arc<Everybody>,
    /// By county and month: what the pensions of new retirees brought; empty where they get what the others get.
    pub blends: Vec<Vec<Blend>>,
}

impl Run {
    /// What is paid in a county in the `n`th month for those who died, and as accounts taken out: a part of `other`.
    pub fn extra(&self, n: usize, county: PlaceId) -> Money {
        let extra = self.extras.get(n * self.places.counties() + county.index());
        extra.map_or(Money::ZERO, |[grants, payouts]| *grants + *payouts)
    }

    /// What the pensions of a county's new retirees brought, month by month.
    pub fn new_pensions(&self, county: PlaceId) -> &[Blend] {
        self.people.as_ref().and_then(|people| people.blends.get(county.index())).map_or(&[], Vec::as_slice)
    }

    /// How many months.
    pub fn months(&self) -> usize {
        self.books.months()
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

    /// The counties, in data order.
    pub fn counties(&self) -> impl DoubleEndedIterator<Item = PlaceId> + ExactSizeIterator + Clone + use<> {
        (0..self.places.counties()).map(PlaceId::county)
    }

    /// The books of a place in the `n`th month.
    pub fn row(&self, n: usize, place: PlaceId) -> Row<'_> {
        self.books.row(n, place)
    }

    /// A money field of a place's own books in the `n`th month; zero where it is unknown.
    pub fn money(&self, n: usize, place: PlaceId, field: Field) -> Money {
        self.books.money(n, place, field)
    }

    /// The sum of a money field over the books meant, in the `n`th month; the unknown counts as zero.
    pub fn sum(&self, n: usize, whose: Whose, field: Field) -> Money {
        self.places.of(&whose).iter().map(|place| self.money(n, *place, field)).sum()
    }

    /// The sum of a money field over a place and all below it, pools with counties.
    pub fn total(&self, n: usize, place: PlaceId, field: Field) -> Money {
        let known = self.above(place).and_then(|above| self.sums.total(n, above, field));
        known.unwrap_or_else(|| self.places.with_below(place).iter().map(|p| self.money(n, *p, field)).sum())
    }

    /// The number of a place among those above counties.
    fn above(&self, place: PlaceId) -> Option<usize> {
        place.index().checked_sub(self.places.counties())
    }

    /// The sum of a money field over a place's pools: its own and those below.
    pub fn pools(&self, n: usize, place: PlaceId, field: Field) -> Money {
        let pools = self.places.with_below(place).iter().filter(|place| !self.places.is_county(**place));
        pools.map(|place| self.money(n, *place, field)).sum()
    }

    /// pension + other − collected of a place's counties in the `n`th month
    pub fn gap(&self, n: usize, place: PlaceId) -> Money {
        match self.above(place) {
            Some(above) => self.sums.gap(n, above),
            None => Money::from_fen(self.row(n, place).gap().unwrap_or_default()),
        }
    }

    /// What the own treasuries of a place's counties paid in the `n`th month: matching subsidies and parts of gaps.
    pub fn treasury(&self, n: usize, place: PlaceId) -> Money {
        match self.above(place) {
            Some(above) => self.sums.treasury(n, above),
            None => sums::treasury(&self.books, n, place),
        }
    }

    /// Working capital raised by a place's counties, with what its pools were advanced, in the `n`th month.
    pub fn raised(&self, n: usize, place: PlaceId) -> Money {
        self.total(n, place, Field::Borrowed) + self.total(n, place, Field::Advanced)
    }

    /// The journal of one month; empty where it was not kept.
    pub fn postings(&self, month: Month) -> &[Posting] {
        let from = self.journal.partition_point(|p| p.month < month);
        let to = self.journal.partition_point(|p| p.month <= month);
        &self.journal[from..to]
    }

    /// The independent audit of the books against the journal; empty where all agrees.
    pub fn audit(&self) -> Vec<Discrepancy> {
        audit(&self.places, self.start, &self.books, &self.journal)
    }
}

/// The pool into which a place hands everything up, directly or through pools between; `None` where it keeps its own.
pub fn pooled_into(scenario: &Scenario, places: &Places, place: PlaceId, month: Month) -> Option<PlaceId> {
    let above = places.upwards(place).skip(1);
    let mut into = None;
    for place in above {
        match levels::entry(scenario, places, place, month) {
            Some(entry) if entry.remit == Remit::All => into = Some(place),
            Some(entry) if levels::pools(entry) => break,
            _ => {}
        }
    }
    into
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

/// Runs a scenario over data. What they have of months from its start on is not known to it yet, but for a replay.
///
/// `stop` ends the run early when another thread sets it.
///
/// # Errors
/// A fund that is not reckoned ahead; findings that name county and month: no base point, a month missing in a replay, an event out of range, an amount
/// below zero or too large; or [`Failure::Stopped`].
pub fn run(dataset: &Dataset, scenario: &Scenario, keep: Keep, stop: &AtomicBool) -> Result<Run, Failure> {
    run_with(dataset, scenario, None, keep, stop)
}

/// The same with heads by age that were reckoned before.
fn run_with(
    dataset: &Dataset,
    scenario: &Scenario,
    given: Option<&Given>,
    keep: Keep,
    stop: &AtomicBool,
) -> Result<Run, Failure> {
    let mut notes = Notes::default();
    let spread = spread(dataset, &mut notes)?;
    let dataset = spread.as_deref().unwrap_or(dataset);
    let bound = Bound::new(scenario, &dataset.places, &mut notes.findings)?;
    let Projected { books, extras, people, mergers } = projection::flows(dataset, &bound, given, &mut notes)?;
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Stopped);
    }
    let settled = settlement::settle(dataset, &bound, (books, &extras), keep, stop, &mut notes)?;
    let Settled { books, pooled, journal, moved } = settled;
    let places = dataset.places.clone();
    notes.findings.extend(moved::notes(&moved, &places));
    let notes = notes.into_findings(dataset, scenario);
    let sums = Sums::of(&places, &books);
    let is_asked = !moved.is_empty() && keep == Keep::Journal;
    let still = is_asked.then(|| Scenario { transfers: Vec::new(), ..scenario.clone() });
    let still = still.map(|still| run_with(dataset, &still, given, Keep::Books, stop)).transpose()?;
    let mut run = Run {
        start: scenario.start,
        places,
        spread: spread.clone(),
        pooled,
        journal,
        notes,
        people,
        mergers,
        moved,
        without_moves: still.map(Box::new),
        accounts: Vec::new(),
        extras,
        books,
        sums,
    };
    run.accounts = accounts::accounts(&bound, &run)?;
    Ok(run)
}

/// The people by age of a scenario, month by month and with their ages, without the money.
///
/// # Errors
/// A fund that is not reckoned ahead; the scenario has none, or replays; what keeps their heads from being reckoned. Second come notes.
pub fn people_of(dataset: &Dataset, scenario: &Scenario) -> Result<(Arc<Everybody>, Vec<Finding>), Findings> {
    let mut notes = Notes::default();
    let spread = spread(dataset, &mut notes)?;
    let dataset = spread.as_deref().unwrap_or(dataset);
    let missing = || Finding::error("people-none", Origin::default());
    let settings = scenario.people.as_ref().filter(|_| scenario.mode == Mode::Project).ok_or_else(missing)?;
    let bound = Bound::new(scenario, &dataset.places, &mut notes.findings)?;
    let everybody = people::everybody(dataset, &bound, settings, true, &mut notes)?;
    notes.findings.extend(people::propose_eligible(&bound, settings));
    Ok((everybody, notes.findings))
}

/// The data by month where they are by year, which is told; nothing is reckoned ahead of a fund that is not settled.
fn spread(dataset: &Dataset, notes: &mut Notes) -> Result<Option<Arc<Dataset>>, Finding> {
    if !dataset.fund.is_settled() {
        let unsettled = Finding::error("fund-not-settled", Origin::default());
        return Err(unsettled.with("fund", dataset.fund.text_key()));
    }
    let is_yearly = dataset.grain == Grain::Yearly;
    Ok(is_yearly.then(|| {
        notes.findings.push(Finding::new("spread-evenly", Severity::Note, Origin::default()));
        Arc::new(dataset.by_month())
    }))
}

/// Whether a run may know what the data say of a month: a projection is told from what had been when it starts.
fn is_known(scenario: &Scenario, month: Month) -> bool {
    scenario.mode == Mode::Replay || month < scenario.start
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
    /// The counties as they were met, and which they are.
    counties: Vec<usize>,
    known: HashSet<usize>,
}

impl Zeros {
    fn of_county(&mut self, county: usize) {
        if self.known.insert(county) {
            self.counties.push(county);
        }
    }
}

impl Notes {
    /// An unknown value of a field read as zero (or, for the insured, as the contributors).
    fn read_as_zero(&mut self, field: Field, county: usize, month: Month) {
        let zeros = self.zeros.entry(field).or_default();
        zeros.count += 1;
        zeros.first.get_or_insert((county, month));
        zeros.of_county(county);
    }

    /// Takes in what was collected of counties that come behind those there are.
    fn append(&mut self, later: Notes) {
        self.findings.extend(later.findings);
        for (field, zeros) in later.zeros {
            let all = self.zeros.entry(field).or_default();
            all.count += zeros.count;
            all.first = all.first.or(zeros.first);
            zeros.counties.into_iter().for_each(|county| all.of_county(county));
        }
        for (year, counties) in later.no_subsidy {
            self.no_subsidy.entry(year).or_default().extend(counties);
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
    use super::testing::{counties, run, yuan};
    use super::*;

    const FIRST: PlaceId = PlaceId::county(0);

    #[test]
    fn yearly_data_are_spread_and_close_in_december() {
        let data = "county,month,contributors,retirees,base,collected,pension,balance\n\
                    甲,2006,10,5,100,1200,1000.07,77\n甲,2007,12,6,100,1200,1300,88.5\n";
        let projected = run(data, "start = \"2008-01\"\nmonths = 1\n").unwrap();
        let row = projected.row(0, FIRST);
        let heads = [Field::Contributors, Field::Retirees].map(|field| row.persons(field));
        assert_eq!((heads, row.money(Field::Opening)), ([Some(12), Some(6)], Some(yuan("88.50"))));
        // December's instalment: 1300.00 − 1191.67 = 108.33; a sixth of it is 18.055, so 18.06.
        assert_eq!(row.money(Field::Pension), Some(yuan("108.36")));
        let replayed = run(data, "start = \"2006-01\"\nmonths = 12\nmode = \"replay\"\n").unwrap();
        let pensions: Vec<Money> = (0..12).map(|n| replayed.money(n, FIRST, Field::Pension)).collect();
        assert_eq!(pensions[..4], [yuan("83.34"); 4]);
        assert_eq!(pensions.into_iter().sum::<Money>(), yuan("1000.07"));
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
    fn what_was_recorded_since_its_start_is_not_known_to_a_scenario() {
        let text = "county,month,contributors,retirees,base,collected,pension,balance\n\
                    甲,2007-11,1,1,100,100,90,5\n甲,2007-12,9,9,100,900,810,95\n";
        let then = text.lines().take(2).collect::<Vec<_>>().join("\n");
        let early = "start = \"2007-12\"\nmonths = 2\n";
        let now = run(text, early).unwrap();
        assert_eq!(now, run(&then, early).unwrap());
        assert_eq!(now.row(0, FIRST).persons(Field::Contributors), Some(1));
        assert_eq!(now.money(0, FIRST, Field::Opening), yuan("5"));
        let earlier = run(text, "start = \"2007-11\"\nmonths = 2\n").unwrap_err();
        assert_eq!(earlier[0].code, "base-point");
    }

    #[test]
    fn a_run_stops_when_told_to() {
        let dataset = crate::intake::import("d.csv", counties(&[("甲", 1, 1, 1)]).as_bytes()).unwrap().dataset;
        let scenario = Scenario::new("s", "2008-01".parse().unwrap(), 12);
        assert_eq!(super::run(&dataset, &scenario, Keep::Books, &AtomicBool::new(true)), Err(Failure::Stopped));
    }
}
