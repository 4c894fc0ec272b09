//! Statements: the lines of a form by place, year and version, drawn from a run, from the data, or read from a file.
//!
//! A pooling place has two: its pool's own account, and the whole below it, in which what passed between places inside
//! is struck out.
//!
//! Source: model sections 11.2 to 11.4.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::flows::{Cell, CountyFlows, DataFlows, RunFlows, over_months, reckon};
use super::form::{Fill, Form, LineKind, Transfer};
use crate::dataset::Dataset;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{PlaceColumns, PlaceId, Places};

/// Whose statement it is. In the order of files: counties, pools, places above.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Who {
    /// A county.
    County(PlaceId),
    /// The pool of a place above counties: its own account.
    Pool(PlaceId),
    /// A place above counties with all below it.
    Whole(PlaceId),
}

impl Who {
    /// Its name in files: a county's path, `pool` (in a tree `pool:PATH`), a place's path.
    pub fn key(self, places: &Places) -> String {
        match self {
            Who::Pool(_) if places.columns() == PlaceColumns::NONE => "pool".to_owned(),
            Who::Pool(place) => format!("pool:{}", places.path(place)),
            Who::County(place) | Who::Whole(place) => places.path(place).to_string(),
        }
    }

    /// Whom a name in a file means; a county may be called by the end of its path that is its own.
    pub fn of_key(key: &str, places: &Places) -> Option<Who> {
        let above = |path: &str| match **places.path(places.root()) == *path {
            true => Some(places.root()),
            false => places.find_above(path),
        };
        if places.columns() == PlaceColumns::NONE && key == "pool" {
            return Some(Who::Pool(places.root()));
        }
        let pool = key.strip_prefix("pool:").and_then(above).map(Who::Pool);
        let county = || places.find_county(key).ok().map(Who::County);
        pool.or_else(|| above(key).map(Who::Whole)).or_else(county)
    }

    /// The place.
    pub const fn place(self) -> PlaceId {
        let (Who::County(place) | Who::Pool(place) | Who::Whole(place)) = self;
        place
    }
}

/// Which set of values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Version {
    /// 预算
    #[default]
    Budget,
    /// 调整预算
    Revised,
    /// 执行
    Actual,
    /// 预计执行
    Forecast,
    /// 决算
    Final,
}

impl Version {
    /// All with their names in files.
    pub const ALL: [(&'static str, Version); 5] = [
        ("budget", Version::Budget),
        ("revised", Version::Revised),
        ("actual", Version::Actual),
        ("forecast", Version::Forecast),
        ("final", Version::Final),
    ];

    /// Its name in files.
    pub fn key(self) -> &'static str {
        Version::ALL[self as usize].0
    }

    /// The version of a name.
    pub fn of_key(key: &str) -> Option<Version> {
        Version::ALL.iter().find(|(known, _)| *known == key).map(|(_, version)| *version)
    }
}

/// Which statement.
pub type Key = (Who, i32, Version);

/// One statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// How many months it holds.
    pub months: u32,
    /// The cells of the form's lines.
    pub cells: Vec<Cell>,
    /// What was struck out of each line in a sum of places.
    pub struck_out: Vec<Cell>,
}

/// All statements, in the order of files.
pub type Statements = BTreeMap<Key, Statement>;

/// What statements are drawn from.
#[derive(Debug)]
pub struct Sources<'a> {
    /// The form.
    pub form: &'a Form,
    /// The places, those of the data.
    pub places: &'a Places,
    /// The data, by month.
    pub data: DataFlows<'a>,
    /// What came of it, by month.
    pub actual: DataFlows<'a>,
    /// Whether what came of it is known by year only.
    pub is_yearly: bool,
    /// The run of a scenario.
    pub run: Option<RunFlows<'a>>,
    recorded: Recorded,
    records: RefCell<HashMap<(Who, i32), MonthsOfYear>>,
}

/// The months of counties' years on record, as far as they were asked for.
type Recorded = RefCell<HashMap<(PlaceId, i32), Rc<YearOfMonths>>>;

/// The lines of each month of a year, totals not reckoned yet; `None` where it is not on record.
type YearOfMonths = [Option<Vec<Cell>>; 12];

/// The months of a year, by position from 0.
pub type MonthsOfYear = std::ops::Range<u32>;

impl<'a> Sources<'a> {
    /// Of data by month and what came of them, of places that are those of the data, and of a run.
    pub fn new(
        form: &'a Form,
        places: &'a Places,
        [data, actual]: [DataFlows<'a>; 2],
        is_yearly: bool,
        run: Option<RunFlows<'a>>,
    ) -> Sources<'a> {
        Sources {
            form,
            places,
            data,
            actual,
            is_yearly,
            run,
            recorded: Recorded::default(),
            records: RefCell::default(),
        }
    }

    /// The months of a county's year on record.
    fn recorded_of(&self, county: PlaceId, year: i32) -> Option<Rc<YearOfMonths>> {
        let flows = self.actual.county(self.places, county)?;
        let mut recorded = self.recorded.borrow_mut();
        let months = recorded.entry((county, year)).or_insert_with(|| {
            let month = |n: usize| {
                let month = Month::january(year).plus(n as i32);
                flows.row(month).map(|_| self.form.lines.iter().map(|line| flows.line(line, month)).collect())
            };
            Rc::new(std::array::from_fn(month))
        });
        Some(months.clone())
    }

    /// The counties, in data order.
    pub fn counties(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.places.counties()).map(PlaceId::county)
    }

    /// The places above counties, lowest first.
    pub fn wholes(&self) -> impl Iterator<Item = PlaceId> + use<> {
        self.places.above_counties()
    }

    /// The months of a year that a county has on record of what came of it.
    pub fn on_record(&self, county: PlaceId, year: i32) -> MonthsOfYear {
        on_record(self.actual.county(self.places, county), year)
    }

    /// The months of a year that all counties of a place have on record.
    pub fn all_on_record(&self, place: PlaceId, year: i32) -> MonthsOfYear {
        let ranges = self.places.counties_of(place).iter().map(|county| self.on_record(*county, year));
        ranges.reduce(|a, b| a.start.max(b.start)..a.end.min(b.end).max(a.start.max(b.start))).unwrap_or(0..0)
    }

    /// The months on record of whoever has actuals; a pool has none.
    pub fn record_of(&self, who: Who, year: i32) -> MonthsOfYear {
        if let Some(known) = self.records.borrow().get(&(who, year)) {
            return known.clone();
        }
        let months = match who {
            Who::County(county) => self.on_record(county, year),
            Who::Pool(_) => 0..0,
            Who::Whole(place) => self.all_on_record(place, year),
        };
        self.records.borrow_mut().insert((who, year), months.clone());
        months
    }

    /// The actual of months of a year, of a county or of a place as the sum of its counties.
    pub fn actual_of(&self, who: Who, year: i32, months: MonthsOfYear) -> Option<Statement> {
        let form = self.form;
        let of_county = |county: PlaceId| {
            let recorded = self.recorded_of(county, year)?;
            let unknown = vec![Cell::Unknown; form.lines.len()];
            let month = |n: u32| recorded.get(n as usize).and_then(Option::as_ref).unwrap_or(&unknown);
            let months: Vec<&Vec<Cell>> = months.clone().map(month).collect();
            Some(over_months(form, &months))
        };
        let (mut cells, struck_out) = match who {
            Who::County(county) => (of_county(county)?, vec![Cell::Blank; form.lines.len()]),
            Who::Pool(_) => return None,
            Who::Whole(place) => {
                let mut whole = Whole::new(form);
                for county in self.places.counties_of(place) {
                    let cells = of_county(*county)?;
                    whole.add(&cells, &cells);
                }
                whole.without_stocks(form);
                whole.split()
            }
        };
        reckon(form, &mut cells);
        Some(Statement { months: months.len() as u32, cells, struck_out })
    }

    /// The budgets and forecasts that a run gives: its whole calendar years, and a first year that the data complete.
    pub fn drawn(&self) -> Statements {
        let years = self.run.as_ref().map(|flows| (flows.run().start.year(), flows.run().end().year()));
        years
            .map_or_else(Statements::new, |(first, last)| (first..=last).flat_map(|year| self.drawn_of(year)).collect())
    }

    /// The forecast alone: the run's first year, where the data complete it.
    pub fn forecast(&self) -> Statements {
        let first = self.run.as_ref().map(|flows| flows.run().start.year());
        let mut all = first.map_or_else(Statements::new, |year| self.drawn_of(year));
        all.retain(|(.., version), _| *version == Version::Forecast);
        all
    }

    /// Those of one year.
    pub fn drawn_of(&self, year: i32) -> Statements {
        let mut all = Statements::new();
        let Some(flows) = &self.run else { return all };
        let run = flows.run();
        if (run.start.year()..=run.end().year()).contains(&year) {
            let months = flows.months_of(year);
            if months.len() == 12 {
                self.draw_budget(&mut all, flows, year);
            } else if year == run.start.year() && run.end() >= Month::december(year) {
                self.draw_forecast(&mut all, flows, year);
            }
        }
        all
    }

    fn draw_budget(&self, all: &mut Statements, flows: &RunFlows<'_>, year: i32) {
        let (form, key) = (self.form, |who| (who, year, Version::Budget));
        let own = |place| of_run(form, flows, place, year);
        for county in self.counties() {
            all.insert(key(Who::County(county)), Statement::new(form, 12, own(county)));
        }
        let pools = flows.pools();
        for pool in &pools {
            all.insert(key(Who::Pool(*pool)), Statement::new(form, 12, own(*pool)));
        }
        for place in self.wholes() {
            let mut whole = Whole::new(form);
            for fund in self.funds(place, &pools) {
                whole.add(&all[&key(fund)].cells, &[]);
            }
            whole.strike(form, flows, place, year);
            all.insert(key(Who::Whole(place)), whole.statement(form, 12));
        }
    }

    fn draw_forecast(&self, all: &mut Statements, flows: &RunFlows<'_>, year: i32) {
        let (form, key) = (self.form, |who| (who, year, Version::Forecast));
        let before = 0..flows.run().start.month() - 1;
        let mut recorded: Vec<Option<Vec<Cell>>> = Vec::new();
        for county in self.counties() {
            let county_flows = self.data.county(self.places, county).filter(|f| on_record(Some(*f), year).start == 0);
            let county_flows = county_flows.filter(|f| on_record(Some(*f), year).end >= before.end);
            let observed = county_flows.map(|flows| of_data(form, flows, year, before.clone()));
            if let Some(observed) = &observed {
                let months = [observed.clone(), of_run(form, flows, county, year)];
                let cells = over_months(form, &months);
                all.insert(key(Who::County(county)), Statement::new(form, 12, cells));
            }
            recorded.push(observed);
        }
        let is_whole = |place: &PlaceId| {
            let mut counties = self.places.counties_of(*place).iter();
            counties.all(|county| recorded[county.index()].is_some())
        };
        // Where the data do not complete the year of all counties it is a part of a year, for the pool too.
        let mut pools = flows.pools();
        pools.retain(is_whole);
        for pool in &pools {
            let mut cells = of_run(form, flows, *pool, year);
            for (cell, line) in cells.iter_mut().zip(&form.lines) {
                if super::flows::stock(line) == Some(super::form::Source::Opening) {
                    *cell = Cell::Unknown;
                }
            }
            all.insert(key(Who::Pool(*pool)), Statement::new(form, 13 - flows.run().start.month(), cells));
        }
        for place in self.wholes().filter(is_whole) {
            let mut whole = Whole::new(form);
            for fund in self.funds(place, &pools) {
                let observed = recorded.get(fund.place().index()).and_then(Option::as_ref);
                whole.add(&all[&key(fund)].cells, observed.map_or(&[], Vec::as_slice));
            }
            whole.strike(form, flows, place, year);
            all.insert(key(Who::Whole(place)), whole.statement(form, 12));
        }
    }

    /// The funds within a place: its counties, and the pools that there are, lowest first.
    pub fn funds(&self, place: PlaceId, pools: &[PlaceId]) -> Vec<Who> {
        let within = self.places.with_below(place).iter();
        let fund = |place: &PlaceId| match self.places.is_county(*place) {
            true => Some(Who::County(*place)),
            false => pools.contains(place).then_some(Who::Pool(*place)),
        };
        within.filter_map(fund).collect()
    }

    /// The actuals of every year on record.
    pub fn actuals(&self, years: std::ops::RangeInclusive<i32>) -> Statements {
        let mut all = Statements::new();
        for year in years {
            for who in self.counties().map(Who::County).chain(self.wholes().map(Who::Whole)) {
                let months = self.record_of(who, year);
                if months.is_empty() {
                    continue;
                }
                if let Some(statement) = self.actual_of(who, year, months) {
                    all.insert((who, year, Version::Actual), statement);
                }
            }
            // Thousands of counties have more in their months than in their years.
            self.recorded.borrow_mut().clear();
        }
        all
    }

    /// Whether a line is struck out in sums of places; what goes across, only where the run says what does.
    fn strikes(&self, line: &super::form::Line) -> bool {
        match line.transfer {
            Some(Transfer::Across) => self.run.as_ref().is_some_and(|flows| flows.strikes(line)),
            transfer => transfer.is_some(),
        }
    }

    /// What of the funds' line is paid or received between places inside a place above them, of amounts of a month or year.
    ///
    /// What goes down stays inside, as does what comes up. What a fund hands on or gets from above, does where its pool of
    /// those months is inside; without a run, of every fund but the place's own pool. What goes across, as in the run.
    pub fn inside(&self, line: usize, place: PlaceId, funds: &[(Who, Money)], months: std::ops::Range<usize>) -> Money {
        let line = &self.form.lines[line];
        if !self.strikes(line) {
            return Money::ZERO;
        }
        let within = |&(who, amount): &(Who, Money)| {
            let (flows, fund) = (self.run.as_ref(), who.place());
            match (line.transfer, line.kind) {
                (Some(Transfer::Across), _) => {
                    flows.map_or(Money::ZERO, |flows| flows.moved_within(line, fund, place, amount, months.clone()))
                }
                (Some(Transfer::Up), LineKind::Expenditure) | (Some(Transfer::Down), LineKind::Income) => flows
                    .and_then(|flows| flows.handed_within(line, fund, place, amount, months.clone()))
                    .unwrap_or(if who == Who::Pool(place) { Money::ZERO } else { amount }),
                _ => amount,
            }
        };
        funds.iter().map(within).sum()
    }

    /// Adds the statement of each place that a file does not have, where it has one of all its counties. A revised budget
    /// goes on with the first one of those that were not revised.
    pub fn complete(&self, given: &mut Statements) {
        let of: BTreeSet<(i32, Version)> = given.keys().map(|(_, year, version)| (*year, *version)).collect();
        let pools: Vec<PlaceId> = self.wholes().collect();
        for (year, version) in of {
            for place in self.wholes() {
                let first = (version == Version::Revised).then_some(Version::Budget);
                let own = |who: Who| given.get(&(who, year, version));
                let of = |who: Who| own(who).or_else(|| given.get(&(who, year, first?)));
                let counties = self.places.counties_of(place);
                let all_there = counties.iter().all(|county| of(Who::County(*county)).is_some());
                let mut funds = self.funds(place, &pools);
                let is_meant = own(Who::Whole(place)).is_none() && funds.iter().any(|fund| own(*fund).is_some());
                if !is_meant || !all_there {
                    continue;
                }
                funds.retain(|who| of(*who).is_some());
                let mut whole = Whole::new(self.form);
                for statement in funds.iter().filter_map(|fund| of(*fund)) {
                    whole.add(&statement.cells, &[]);
                }
                let months = self.run.as_ref().map_or(0..0, |flows| flows.months_of(year));
                for line in 0..self.form.lines.len() {
                    let amount = |who: &Who| Some((*who, of(*who)?.cells[line].amount()?));
                    let amounts: Vec<(Who, Money)> = funds.iter().filter_map(amount).collect();
                    if self.strikes(&self.form.lines[line]) && !amounts.is_empty() {
                        whole.struck_out[line] += Cell::Known(self.inside(line, place, &amounts, months.clone()));
                    }
                }
                let statement = whole.statement(self.form, 12);
                given.insert((Who::Whole(place), year, version), statement);
            }
        }
    }
}

/// The months of a year that a county has on record, by position from 0.
fn on_record(county: Option<CountyFlows<'_>>, year: i32) -> MonthsOfYear {
    let Some(county) = county else { return 0..0 };
    let there = |n: &u32| county.row(Month::january(year).plus(*n as i32)).is_some();
    let first = (0..12).find(there).unwrap_or(12);
    let end = (first..12).take_while(there).last().map_or(first, |last| last + 1);
    first..end
}

/// The lines of a county's months on record, totals not reckoned yet.
fn of_data(form: &Form, county: CountyFlows<'_>, year: i32, months: MonthsOfYear) -> Vec<Cell> {
    let month = |n: u32| -> Vec<Cell> {
        let month = Month::january(year).plus(n as i32);
        form.lines.iter().map(|line| county.line(line, month)).collect()
    };
    over_months(form, &months.map(month).collect::<Vec<_>>())
}

/// The lines of a fund in the months of a year that a run has, totals not reckoned yet.
fn of_run(form: &Form, flows: &RunFlows<'_>, place: PlaceId, year: i32) -> Vec<Cell> {
    let month = |n: usize| -> Vec<Cell> { form.lines.iter().map(|line| flows.line(line, place, n)).collect() };
    over_months(form, &flows.months_of(year).map(month).collect::<Vec<_>>())
}

impl Statement {
    /// Of one fund: nothing is struck out.
    fn new(form: &Form, months: u32, mut cells: Vec<Cell>) -> Statement {
        reckon(form, &mut cells);
        Statement { months, struck_out: vec![Cell::Blank; cells.len()], cells }
    }
}

/// A sum of places under way.
struct Whole {
    cells: Vec<Cell>,
    struck_out: Vec<Cell>,
}

impl Whole {
    fn new(form: &Form) -> Whole {
        let goes_up_or_down = |transfer| matches!(transfer, Some(Transfer::Up | Transfer::Down));
        let struck = |line: &super::form::Line| if goes_up_or_down(line.transfer) { Cell::ZERO } else { Cell::Blank };
        let struck_out = form.lines.iter().map(struck).collect();
        Whole { cells: vec![Cell::Blank; form.lines.len()], struck_out }
    }

    /// Adds a fund; of `inside`, its lines on record, all that goes between places is paid inside.
    fn add(&mut self, cells: &[Cell], inside: &[Cell]) {
        for (sum, cell) in self.cells.iter_mut().zip(cells) {
            *sum += *cell;
        }
        for (struck, cell) in self.struck_out.iter_mut().zip(inside).filter(|(struck, _)| **struck != Cell::Blank) {
            *struck += *cell;
        }
    }

    /// Notes what a run paid between places inside, in a year.
    fn strike(&mut self, form: &Form, flows: &RunFlows<'_>, place: PlaceId, year: i32) {
        for (struck, line) in self.struck_out.iter_mut().zip(&form.lines).filter(|(_, line)| flows.strikes(line)) {
            let within: Money = flows.months_of(year).map(|n| flows.struck_out(line, place, n)).sum();
            *struck += Cell::Known(within);
        }
    }

    /// The counties' balances are not the place's: its pool's are missing.
    fn without_stocks(&mut self, form: &Form) {
        for (cell, line) in self.cells.iter_mut().zip(&form.lines) {
            if super::flows::stock(line).is_some() {
                *cell = Cell::Unknown;
            }
        }
    }

    /// What is left, and what was struck out.
    fn split(mut self) -> (Vec<Cell>, Vec<Cell>) {
        for (cell, struck) in self.cells.iter_mut().zip(&self.struck_out) {
            *cell = cell.less(*struck);
        }
        (self.cells, self.struck_out)
    }

    fn statement(self, form: &Form, months: u32) -> Statement {
        let (mut cells, struck_out) = self.split();
        reckon(form, &mut cells);
        Statement { months, cells, struck_out }
    }
}

/// The years of data.
pub fn years(data: &Dataset) -> std::ops::RangeInclusive<i32> {
    let (first, last) = data.range();
    let year = |period: Period| period.year();
    year(first)..=year(last)
}

/// Consolidation over funds: a form whose lines are filled from lines of others, which are known by the form's and the
/// line's id. Funds are never added otherwise.
pub fn over_funds(form: &Form, mut of: impl FnMut(&str, &str) -> Cell) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; form.lines.len()];
    for (cell, line) in cells.iter_mut().zip(&form.lines) {
        if let Fill::Lines(lines) = &line.fill {
            *cell = lines.iter().map(|(form, line)| of(form, line)).fold(Cell::Blank, std::ops::Add::add);
        }
    }
    reckon(form, &mut cells);
    cells
}
