//! 预算执行: the plan by month, what came of it to date, and the deviation.
//!
//! Source: model section 11.4.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Add as _;
use std::rc::Rc;

use super::flows::Cell;
use super::form::Fill;
use super::statement::{Sources, Statement, Statements, Version, Who};
use crate::money::{Money, instalment, split};
use crate::month::Month;
use crate::place::PlaceId;

/// A line of a place in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Execution {
    /// Whose.
    pub who: Who,
    /// The month.
    pub month: Month,
    /// The line's position in the form.
    pub line: usize,
    /// Planned up to the month, of the months on record.
    pub plan: Money,
    /// What came of it up to the month; `None` where it is not known.
    pub actual: Option<Money>,
    /// The year's budget, against which progress is told; `None` for the surplus, that has none.
    pub budget: Option<Money>,
    /// Whether the deviation has a rate.
    pub is_rated: bool,
}

/// The plan of a fund or place by month of the year: a cell a line, blank where the line has none.
pub type Plan = [Vec<Cell>; 12];

/// The months of a year on record; `None` where it has not all twelve.
type LastYear = Option<Rc<Plan>>;

/// Plans by month, out of budgets.
#[derive(Debug)]
pub struct Plans<'a> {
    sources: &'a Sources<'a>,
    budgets: &'a Statements,
    planned: Vec<bool>,
    pools: Vec<PlaceId>,
    /// The plans made so far: a place asks for those of all below it.
    made: RefCell<HashMap<(Who, i32), Rc<Plan>>>,
    /// The months of last years that plans are spread by.
    last: RefCell<HashMap<(Who, i32), LastYear>>,
}

impl<'a> Plans<'a> {
    /// The plans of budgets, revised ones before first ones.
    pub fn of(sources: &'a Sources<'a>, budgets: &'a Statements) -> Plans<'a> {
        let pools = sources.wholes().collect();
        Plans {
            sources,
            budgets,
            planned: sources.form.planned(),
            pools,
            made: RefCell::default(),
            last: RefCell::default(),
        }
    }

    /// What a place is measured against in a year: the revised budget, else the budget.
    pub fn against(&self, who: Who, year: i32) -> Option<&'a Statement> {
        let of = |version| self.budgets.get(&(who, year, version));
        of(Version::Revised).or_else(|| of(Version::Budget))
    }

    /// The plan of whoever has a budget in a year. That of a place above adds up those of its counties and pools, less
    /// what is struck out; where not all its counties have one, its own budget is spread.
    pub fn plan(&self, who: Who, year: i32) -> Option<Rc<Plan>> {
        if let Some(made) = self.made.borrow().get(&(who, year)) {
            return Some(made.clone());
        }
        let plan = Rc::new(self.make(who, year)?);
        self.made.borrow_mut().insert((who, year), plan.clone());
        Some(plan)
    }

    fn make(&self, who: Who, year: i32) -> Option<Plan> {
        let own = self.against(who, year)?;
        let Who::Whole(place) = who else { return Some(self.spread(who, year, own)) };
        let counties = self.sources.places.counties_of(place);
        if !counties.iter().all(|county| self.against(Who::County(*county), year).is_some()) {
            return Some(self.spread(who, year, own));
        }
        let funds = self.sources.funds(place, &self.pools);
        let plans: Vec<(Who, Rc<Plan>)> =
            funds.into_iter().filter_map(|fund| Some((fund, self.plan(fund, year)?))).collect();
        if plans.is_empty() {
            return Some(self.spread(who, year, own));
        }
        Some(self.summed(place, year, &plans))
    }

    fn summed(&self, place: PlaceId, year: i32, plans: &[(Who, Rc<Plan>)]) -> Plan {
        let form = self.sources.form;
        let months = self.sources.run.as_ref().map_or(0..0, |flows| flows.months_of(year));
        std::array::from_fn(|m| {
            let mut cells = vec![Cell::Blank; form.lines.len()];
            for (line, cell) in cells.iter_mut().enumerate() {
                let amount = |(who, plan): &(Who, Rc<Plan>)| Some((*who, plan[m][line].amount()?));
                let amounts: Vec<(Who, Money)> = plans.iter().filter_map(amount).collect();
                if !amounts.is_empty() {
                    let total: Money = amounts.iter().map(|(_, amount)| *amount).sum();
                    let month = if months.len() == 12 { months.start + m..months.start + m + 1 } else { 0..0 };
                    *cell = Cell::Known(total - self.sources.inside(line, place, &amounts, month));
                }
            }
            self.reckoned(&mut cells);
            cells
        })
    }

    /// Spreads a budget over the months, line by line.
    fn spread(&self, who: Who, year: i32, budget: &Statement) -> Plan {
        let form = self.sources.form;
        let mut plan: Plan = std::array::from_fn(|_| vec![Cell::Blank; form.lines.len()]);
        for line in form.order().filter(|line| self.planned[*line]) {
            // A total given without its parts is spread itself.
            let is_spread = match &form.lines[line].fill {
                Fill::Sum(parts) => !parts.iter().any(|part| budget.cells[*part].amount().is_some()),
                Fill::Less(..) => false,
                Fill::Entered | Fill::From(_) | Fill::Lines(_) => true,
            };
            if let (true, Some(amount)) = (is_spread, budget.cells[line].amount()) {
                for (cells, part) in plan.iter_mut().zip(self.months(who, year, line, amount)) {
                    cells[line] = Cell::Known(part);
                }
            }
        }
        for cells in &mut plan {
            self.reckoned(cells);
        }
        plan
    }

    /// Reckons totals and differences of lines that have a plan; a total of which no part has one stays as it is.
    fn reckoned(&self, cells: &mut [Cell]) {
        let form = self.sources.form;
        for n in form.order() {
            match &form.lines[n].fill {
                _ if !self.planned[n] => cells[n] = Cell::Blank,
                Fill::Sum(parts) if parts.iter().any(|part| cells[*part].amount().is_some()) => {
                    cells[n] = parts.iter().map(|part| cells[*part]).fold(Cell::ZERO, Cell::add);
                }
                Fill::Less(from, less) => cells[n] = cells[*from].less(cells[*less]),
                Fill::Sum(_) | Fill::Entered | Fill::From(_) | Fill::Lines(_) => {}
            }
        }
    }

    /// An amount by month: by the run's months, else by last year's, else in twelfths.
    fn months(&self, who: Who, year: i32, line: usize, amount: Money) -> [Money; 12] {
        let weights = self.run_months(who, year, line).or_else(|| self.last_year(who, year - 1, line));
        match weights {
            Some(weights) => {
                let parts = split(amount.abs(), &weights);
                std::array::from_fn(|n| if amount.is_negative() { -parts[n] } else { parts[n] })
            }
            None => std::array::from_fn(|n| instalment(amount, n as u32 + 1, 12)),
        }
    }

    fn run_months(&self, who: Who, year: i32, line: usize) -> Option<[i128; 12]> {
        let flows = self.sources.run.as_ref()?;
        let months = flows.months_of(year);
        if months.len() < 12 {
            return None;
        }
        let form_line = &self.sources.form.lines[line];
        let weights: Option<Vec<i128>> = months.map(|n| Some(self.of_run(who, form_line, n)?.fen())).collect();
        weights?.try_into().ok().filter(|weights: &[i128; 12]| weights.iter().all(|weight| *weight >= 0))
    }

    fn of_run(&self, who: Who, line: &super::form::Line, n: usize) -> Option<Money> {
        let flows = self.sources.run.as_ref()?;
        match who {
            Who::County(place) | Who::Pool(place) => flows.line(line, place, n).amount(),
            Who::Whole(place) => {
                let funds = self.sources.places.with_below(place).iter();
                let all: Option<Money> = funds.map(|fund| flows.line(line, *fund, n).amount()).sum();
                Some(all? - flows.struck_out(line, place, n))
            }
        }
    }

    fn last_year(&self, who: Who, year: i32, line: usize) -> Option<[i128; 12]> {
        let months = self.months_of(who, year)?;
        let month = |cells: &Vec<Cell>| Some(cells[line].amount()?.fen()).filter(|fen| *fen >= 0);
        let weights: Option<Vec<i128>> = months.iter().map(month).collect();
        weights?.try_into().ok().filter(|weights: &[i128; 12]| weights.iter().sum::<i128>() > 0)
    }

    /// The twelve months of a year on record; `None` where it has not all of them.
    fn months_of(&self, who: Who, year: i32) -> LastYear {
        let months = || {
            if self.sources.is_yearly || self.sources.record_of(who, year) != (0..12) {
                return None;
            }
            let month = |n: u32| Some(self.sources.actual_of(who, year, n..n + 1)?.cells);
            let months: Vec<Vec<Cell>> = (0..12).map(month).collect::<Option<_>>()?;
            Some(Rc::new(months.try_into().ok()?))
        };
        self.last.borrow_mut().entry((who, year)).or_insert_with(months).clone()
    }

    /// The plan of a line over some months of a year; `None` where it has none.
    pub fn over(plan: &Plan, line: usize, months: std::ops::Range<u32>) -> Option<Money> {
        months.map(|n| plan[n as usize][line].amount()).sum()
    }
}

/// The execution of every budget of which something came, in the order of files.
pub fn execution(sources: &Sources<'_>, plans: &Plans<'_>, years: &[i32]) -> Vec<Execution> {
    let form = sources.form;
    let mut all = Vec::new();
    let whos = sources.counties().map(Who::County).chain(sources.wholes().map(Who::Whole));
    for (who, year) in whos.flat_map(|who| years.iter().map(move |year| (who, *year))) {
        let months = sources.record_of(who, year);
        let (Some(budget), false) = (plans.against(who, year), months.is_empty()) else { continue };
        let Some(plan) = plans.plan(who, year) else { continue };
        let told = if sources.is_yearly { months.end - 1..months.end } else { months.clone() };
        for n in told {
            let to_date = months.start..n + 1;
            let Some(actual) = sources.actual_of(who, year, to_date.clone()) else { continue };
            for line in 0..form.lines.len() {
                let Some(plan) = Plans::over(&plan, line, to_date.clone()) else { continue };
                let is_rated = !matches!(form.lines[line].fill, Fill::Less(..));
                all.push(Execution {
                    who,
                    month: Month::january(year).plus(n as i32),
                    line,
                    plan,
                    actual: actual.cells[line].amount(),
                    budget: budget.cells[line].amount().filter(|_| is_rated),
                    is_rated,
                });
            }
        }
    }
    all
}
