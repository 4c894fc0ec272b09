//! What a run or the data put into each line of a form: by fund and month, with what passed between places.
//!
//! Source: model section 11.3.

use std::ops::{Add, AddAssign};

use super::form::{Fill, Form, Line, LineKind, Source, Transfer};
use crate::dataset::Dataset;
use crate::field::{Field, Row};
use crate::journal::{Account, Kind, Posting, Purse};
use crate::money::{Money, round_money};
use crate::month::Month;
use crate::place::{PlaceId, Places};
use crate::simulation::Run;

/// What stands in a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Cell {
    /// Nothing was entered: blank, and nothing in sums.
    #[default]
    Blank,
    /// Not known: blank, and the sums above it too.
    Unknown,
    /// Exactly this.
    Known(Money),
}

impl Cell {
    /// Nothing.
    pub const ZERO: Cell = Cell::Known(Money::ZERO);

    /// What is known; unknown where it is `None`.
    pub fn of(money: Option<Money>) -> Cell {
        money.map_or(Cell::Unknown, Cell::Known)
    }

    /// The amount, where there is one.
    pub fn amount(self) -> Option<Money> {
        if let Cell::Known(money) = self { Some(money) } else { None }
    }

    /// Less another; what is not there is taken as nothing, what is not known is not.
    pub fn less(self, other: Cell) -> Cell {
        match (self, other) {
            (Cell::Unknown, _) | (_, Cell::Unknown) => Cell::Unknown,
            (cell, Cell::Blank) => cell,
            (Cell::Blank, Cell::Known(other)) => Cell::Known(-other),
            (Cell::Known(money), Cell::Known(other)) => Cell::Known(money - other),
        }
    }
}

impl Add for Cell {
    type Output = Cell;
    fn add(self, other: Cell) -> Cell {
        match (self, other) {
            (Cell::Unknown, _) | (_, Cell::Unknown) => Cell::Unknown,
            (Cell::Blank, cell) | (cell, Cell::Blank) => cell,
            (Cell::Known(money), Cell::Known(other)) => Cell::Known(money + other),
        }
    }
}

impl AddAssign for Cell {
    fn add_assign(&mut self, other: Cell) {
        *self = *self + other;
    }
}

/// Which way a posting goes, seen from a fund.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Into,
    OutOf,
}

/// The sources that pass between funds, and so go both ways.
const BETWEEN: [Source; 6] =
    [Source::Allocate, Source::SettleDown, Source::Remit, Source::HandUp, Source::SettleUp, Source::Transfer];

/// How many slots a fund's month has: one a source of postings, and the other way of those between funds.
const SLOTS: usize = Source::PersonalAccount as usize + 1 + BETWEEN.len();

fn between(source: Source) -> Option<usize> {
    BETWEEN.iter().position(|between| *between == source)
}

fn slot(source: Source, way: Way) -> usize {
    match between(source).filter(|_| way == Way::OutOf) {
        Some(between) => Source::PersonalAccount as usize + 1 + between,
        None => source as usize,
    }
}

/// The source that a kind of posting is.
fn source_of(kind: Kind) -> Option<Source> {
    Some(match kind {
        Kind::HandUp => Source::HandUp,
        Kind::Interest => Source::Interest,
        Kind::DebtInterest => return None,
        Kind::Contribution => Source::Contribution,
        Kind::Transfer => Source::Transfer,
        Kind::PersonalAccount => Source::PersonalAccount,
        Kind::Grant => Source::Grant,
        Kind::Subsidy => Source::Subsidy,
        Kind::Remit => Source::Remit,
        Kind::Advance => Source::Advance,
        Kind::Allocate => Source::Allocate,
        Kind::SettleBack => Source::SettleUp,
        Kind::Settle => Source::SettleDown,
        Kind::Borrow => Source::Borrow,
        Kind::Pension => Source::Pension,
        Kind::Other => Source::Other,
        Kind::DeathGrant => Source::DeathGrant,
        Kind::Payout => Source::Payout,
        Kind::Repay => Source::Repay,
        Kind::GapNation => Source::GapNation,
        Kind::GapProvince => Source::GapProvince,
        Kind::GapCity => Source::GapCity,
        Kind::GapCounty => Source::GapCounty,
    })
}

/// Where a line's money goes. What is neither income nor expenditure has sources that go one way only.
fn way(line: &Line) -> Way {
    if line.kind == LineKind::Expenditure { Way::OutOf } else { Way::Into }
}

/// All sources of a line; none where it is entered.
fn all_sources(line: &Line) -> impl Iterator<Item = Source> {
    let sources = if let Fill::From(from) = &line.fill { from.as_slice() } else { &[] };
    sources.iter().copied()
}

/// The sources of a line that a run or the data know of; none where it is entered.
fn sources(line: &Line) -> impl Iterator<Item = Source> {
    all_sources(line).filter(|source| source.is_known())
}

/// Money that went from one county to another, with members who moved.
#[derive(Debug)]
struct Across {
    month: usize,
    from: PlaceId,
    to: PlaceId,
    fen: i64,
}

/// What passed through every fund of a run, by month.
#[derive(Debug)]
pub struct RunFlows<'a> {
    run: &'a Run,
    /// By place and month.
    own: Vec<[i64; SLOTS]>,
    /// What passed between funds that both lie within a place above counties, by place and month.
    within: Vec<[i64; BETWEEN.len()]>,
    /// How many places up the pool is that a fund hands on to or gets from, by place and month; 0 where nothing passed.
    steps_up: Vec<[u8; BETWEEN.len()]>,
    /// What went across between two counties, in order of months.
    across: Vec<Across>,
    /// The balance of personal accounts made real in the run, by place and month.
    accounts: Vec<i64>,
}

impl<'a> RunFlows<'a> {
    /// Gathers the journal of a run, which must have been kept.
    pub fn of(run: &'a Run) -> RunFlows<'a> {
        let size = run.places.len() * run.months();
        let above = size - run.places.counties() * run.months();
        let (own, within) = (vec![[0; SLOTS]; size], vec![[0; BETWEEN.len()]; above]);
        let mut flows = RunFlows {
            run,
            own,
            within,
            steps_up: vec![[0; BETWEEN.len()]; size],
            across: Vec::new(),
            accounts: vec![0; size],
        };
        for posting in &run.journal {
            flows.take(posting);
        }
        for place in 0..run.places.len() {
            let mut balance = 0;
            for n in 0..run.months() {
                let at = place * run.months() + n;
                balance = flows.own[at][slot(Source::PersonalAccount, Way::Into)].saturating_add(balance);
                flows.accounts[at] = balance;
            }
        }
        flows
    }

    fn at(&self, place: PlaceId, month: usize) -> usize {
        place.index() * self.run.months() + month
    }

    fn take(&mut self, posting: &Posting) {
        let (Some(source), Some(n)) = (source_of(posting.kind), self.run.position(posting.month)) else { return };
        let fund = |account: Account| account.place().filter(|_| account.purse() == Purse::Fund);
        let (payer, payee) = (fund(posting.from), fund(posting.to));
        for (fund, way) in [(payer, Way::OutOf), (payee, Way::Into)] {
            if let Some(place) = fund {
                let at = self.at(place, n);
                self.own[at][slot(source, way)] = self.own[at][slot(source, way)].saturating_add(posting.fen());
            }
        }
        let (Some(payer), Some(payee), Some(between)) = (payer, payee, between(source)) else { return };
        match source {
            Source::Remit | Source::HandUp | Source::SettleUp => self.note_pool(between, payer, payee, n),
            Source::Allocate | Source::SettleDown => self.note_pool(between, payee, payer, n),
            _ => self.across.push(Across { month: n, from: payer, to: payee, fen: posting.fen() }),
        }
        let places = &self.run.places;
        for place in places.upwards(payee).filter(|place| !places.is_county(*place)) {
            if places.upwards(payer).any(|above| above == place) {
                let at = self.above(place, n);
                self.within[at][between] = self.within[at][between].saturating_add(posting.fen());
            }
        }
    }

    fn note_pool(&mut self, between: usize, fund: PlaceId, pool: PlaceId, n: usize) {
        let (at, steps) = (self.at(fund, n), self.run.places.upwards(fund).position(|above| above == pool));
        self.steps_up[at][between] = steps.map_or(0, |steps| steps as u8);
    }

    fn above(&self, place: PlaceId, month: usize) -> usize {
        (place.index() - self.run.places.counties()) * self.run.months() + month
    }

    /// The run.
    pub fn run(&self) -> &'a Run {
        self.run
    }

    /// A line of a place's own fund in a month of the run.
    pub fn line(&self, line: &Line, place: PlaceId, n: usize) -> Cell {
        let cell = |source: Source| match source {
            Source::Opening => Cell::Known(self.run.money(n, place, Field::Opening)),
            Source::Closing => Cell::Known(self.run.money(n, place, Field::Balance)),
            Source::Debt => Cell::Known(self.run.money(n, place, Field::Debt)),
            Source::BackPay => Cell::Known(self.run.money(n, place, Field::Backpay)),
            Source::Accounts => Cell::Known(fen(self.accounts[self.at(place, n)])),
            passed => Cell::Known(fen(self.own[self.at(place, n)][slot(passed, way(line))])),
        };
        let known = all_sources(line).filter(|source| self.knows(*source));
        known.map(cell).fold(Cell::Blank, Cell::add)
    }

    /// Whether the run knows of a source: who dies and who takes out an account is known of people by age alone, who
    /// moves where the scenario says it.
    pub fn knows(&self, source: Source) -> bool {
        match source {
            Source::DeathGrant | Source::Payout => self.run.people.is_some(),
            Source::Transfer => !self.run.moved.is_empty(),
            source => source.is_known(),
        }
    }

    /// Whether a line is struck out in sums of places; what goes across, only where the run knows what does.
    pub fn strikes(&self, line: &Line) -> bool {
        match line.transfer {
            Some(Transfer::Across) => all_sources(line).any(|source| between(source).is_some() && self.knows(source)),
            transfer => transfer.is_some(),
        }
    }

    /// What a line's amounts of all funds within a place above counties have of what passed between them.
    pub fn struck_out(&self, line: &Line, place: PlaceId, n: usize) -> Money {
        let within = &self.within[self.above(place, n)];
        let passed = all_sources(line).filter(|_| line.transfer.is_some()).filter_map(between);
        fen(passed.map(|between| within[between]).sum())
    }

    /// Of what a fund hands on to the pool above it, or gets from it, the part that stays within a place, of an amount of
    /// some months; `None` where nothing passed in them.
    pub fn handed_within(
        &self,
        line: &Line,
        fund: PlaceId,
        place: PlaceId,
        amount: Money,
        months: std::ops::Range<usize>,
    ) -> Option<Money> {
        let steps_to_place = self.run.places.upwards(fund).position(|above| above == place)?;
        let is_within = |steps: u8| usize::from(steps) <= steps_to_place;
        let (mut all, mut within) = (Money::ZERO, Money::ZERO);
        let mut last = None;
        for at in months.map(|n| self.at(fund, n)) {
            for (source, between) in all_sources(line).filter_map(|source| Some((source, between(source)?))) {
                let passed = fen(self.own[at][slot(source, way(line))]);
                all += passed;
                within += if is_within(self.steps_up[at][between]) { passed } else { Money::ZERO };
            }
            last = self.steps_up[at].into_iter().max().filter(|steps| *steps > 0).or(last);
        }
        let by_pool = || last.map(|steps| if is_within(steps) { amount } else { Money::ZERO });
        round_money(&[amount.into(), within.into()], &[all.into()]).or_else(by_pool)
    }

    /// Of what a fund pays or gets across, the part that stays within a place, of an amount of some months; nothing where
    /// nothing passed in them.
    pub fn moved_within(
        &self,
        line: &Line,
        fund: PlaceId,
        place: PlaceId,
        amount: Money,
        months: std::ops::Range<usize>,
    ) -> Money {
        let all: Money = months.clone().filter_map(|n| self.line(line, fund, n).amount()).sum();
        let [first, end] = [months.start, months.end].map(|n| self.across.partition_point(|moved| moved.month < n));
        let of_fund = self.across[first..end].iter().filter_map(|moved| match way(line) {
            Way::OutOf => (moved.from == fund).then_some((moved.to, moved.fen)),
            Way::Into => (moved.to == fund).then_some((moved.from, moved.fen)),
        });
        let within = fen(of_fund.filter(|(other, _)| self.is_within(*other, place)).map(|(_, fen)| fen).sum());
        round_money(&[amount.into(), within.into()], &[all.into()]).unwrap_or(Money::ZERO)
    }

    fn is_within(&self, fund: PlaceId, place: PlaceId) -> bool {
        self.run.places.upwards(fund).any(|above| above == place)
    }

    /// What a fund handed up in a year less what was handed up to it.
    pub fn handed_up(&self, place: PlaceId, year: i32) -> Money {
        let of = |n: usize| {
            let own = &self.own[self.at(place, n)];
            fen(own[slot(Source::HandUp, Way::OutOf)]) - fen(own[slot(Source::HandUp, Way::Into)])
        };
        self.months_of(year).map(of).sum()
    }

    /// The places above counties whose pools have a statement: those that pool in some month or hold something.
    pub fn pools(&self) -> Vec<PlaceId> {
        let run = self.run;
        let holds = |place: &PlaceId| {
            let held = |n, field| !run.money(n, *place, field).is_zero();
            run.pooled.contains(place) || (0..run.months()).any(|n| held(n, Field::Opening) || held(n, Field::Balance))
        };
        run.places.above_counties().filter(holds).collect()
    }

    /// The months of a calendar year that the run has, by position.
    pub fn months_of(&self, year: i32) -> std::ops::Range<usize> {
        let months = self.run.months() as i32;
        let first = Month::january(year).since(self.run.start).clamp(0, months);
        let end = Month::january(year + 1).since(self.run.start).clamp(0, months);
        first as usize..end as usize
    }
}

fn fen(fen: i64) -> Money {
    Money::from_fen(fen.into())
}

/// What the data have of every county, by month.
#[derive(Clone, Copy, Debug)]
pub struct DataFlows<'a> {
    data: &'a Dataset,
}

impl<'a> DataFlows<'a> {
    /// Of monthly data.
    pub fn of(data: &'a Dataset) -> DataFlows<'a> {
        DataFlows { data }
    }

    /// A county of these data by a county of a tree; `None` where they have no such county.
    pub fn county(&self, places: &Places, county: PlaceId) -> Option<CountyFlows<'a>> {
        let path = places.path(county);
        let at = match self.data.counties.get(county.index()) {
            Some(same) if same.name == *path => county.index(),
            // Data of the same places mostly have them in the same order, but need not.
            _ => self.data.counties.iter().position(|county| county.name == *path)?,
        };
        Some(CountyFlows { data: self.data, at })
    }
}

/// What the data have of one county.
#[derive(Clone, Copy, Debug)]
pub struct CountyFlows<'a> {
    data: &'a Dataset,
    at: usize,
}

impl<'a> CountyFlows<'a> {
    /// The row of a month.
    pub fn row(&self, month: Month) -> Option<Row<'a>> {
        self.data.counties[self.at].month(month)
    }

    /// A line in a month that is on record.
    pub fn line(&self, line: &Line, month: Month) -> Cell {
        let Some(row) = self.row(month) else { return Cell::Unknown };
        let cell = |source| self.source(source, way(line), row, month);
        sources(line).map(cell).fold(Cell::Blank, Cell::add)
    }

    fn source(&self, source: Source, way: Way, row: Row<'_>, month: Month) -> Cell {
        let field = |field| Cell::of(row.money(field));
        match source {
            Source::Contribution => field(Field::Collected),
            Source::Grant => field(Field::Grant),
            Source::Subsidy => field(Field::Subsidy),
            Source::Interest => field(Field::Interest),
            Source::Allocate if way == Way::Into => field(Field::Allocated),
            Source::Remit if way == Way::OutOf => field(Field::Remitted),
            Source::Pension => field(Field::Pension),
            Source::BackPay => field(Field::Backpay),
            Source::Other => field(Field::Other),
            Source::Opening => Cell::of(self.row(month.previous()).and_then(|row| row.money(Field::Balance))),
            Source::Closing => field(Field::Balance),
            Source::Borrow
            | Source::Advance
            | Source::Repay
            | Source::PersonalAccount
            | Source::Debt
            | Source::Accounts => Cell::Unknown,
            _ => Cell::ZERO,
        }
    }
}

/// Whether a line stands at a month's end or beginning: of several months it is the first's or the last's.
pub fn stock(line: &Line) -> Option<Source> {
    sources(line).find(|source| source.is_stock())
}

/// The lines of a span of months, out of each month's: what passed adds up, of stocks the opening of the first month
/// counts and the others of the last.
pub fn over_months<M: AsRef<[Cell]>>(form: &Form, months: &[M]) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; form.lines.len()];
    for month in months {
        for (cell, of_month) in cells.iter_mut().zip(month.as_ref()) {
            *cell += *of_month;
        }
    }
    for (n, line) in form.lines.iter().enumerate() {
        if let Some(source) = stock(line) {
            let of = if source == Source::Opening { months.first() } else { months.last() };
            cells[n] = of.map_or(Cell::Unknown, |cells| cells.as_ref()[n]);
        }
    }
    cells
}

/// Reckons the totals and differences of a form out of its other lines.
pub fn reckon(form: &Form, cells: &mut [Cell]) {
    for n in form.order() {
        match &form.lines[n].fill {
            Fill::Sum(parts) => cells[n] = parts.iter().map(|part| cells[*part]).fold(Cell::ZERO, Cell::add),
            Fill::Less(from, less) => cells[n] = cells[*from].less(cells[*less]),
            Fill::Entered | Fill::From(_) | Fill::Lines(_) => {}
        }
    }
}
