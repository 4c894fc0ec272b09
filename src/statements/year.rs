//! One budget year of a project: its statements, the execution, why it deviates, and what is to be said of it.
//!
//! Source: model sections 11.2 to 11.4.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::drafted::Drafted;
use super::drivers::Bridge;
use super::execution::Execution;
use super::flows::Cell;
use super::form::{Fill, Form};
use super::given::{Given, is_budget, reckon_blanks};
use super::kept::{Budgets, Filed, Told, sources};
use super::statement::{Key, Sources, Statement, Statements, Version, Who, years};
use crate::dataset::Dataset;
use crate::finding::{Finding, Findings, Severity};
use crate::fund::FundKind;
use crate::journal::Keep;
use crate::month::Month;
use crate::place::{PlaceId, Places};
use crate::scenario::{Mode, Scenario};
use crate::simulation::{self, Failure, Run};

/// What all of a budget year follows from, besides the data.
#[derive(Clone, PartialEq, Debug)]
pub struct YearAsked {
    /// The form.
    pub form: Arc<Form>,
    /// The calendar year.
    pub year: i32,
    /// The budgets of the year and of the one before.
    pub budgets: Budgets,
    /// The scenario by which the year's remaining months are reckoned.
    pub ahead: Option<Arc<Scenario>>,
    /// The fund, where it is one of which there are no figures: all of it is typed, or out of forms.
    pub beside: Option<FundKind>,
}

/// All that is known of a budget year.
#[derive(Clone, PartialEq, Debug)]
pub struct BudgetYear {
    /// The form.
    pub form: Arc<Form>,
    /// The calendar year.
    pub year: i32,
    /// The fund, where it is one of which there are no figures.
    pub beside: Option<FundKind>,
    /// The places, those of the data.
    pub places: Arc<Places>,
    /// The statements of the year and of those on record.
    pub statements: Statements,
    /// What the same months of the year before came to, of those of the year that is not over.
    pub alike: BTreeMap<Who, Statement>,
    /// The execution of the year's budget, by place and month.
    pub execution: Vec<Execution>,
    /// Why the year's budget deviates.
    pub bridges: Vec<Bridge>,
    /// The statements of each draft that was kept, in their order; none of those of the year before.
    pub filed: Vec<Statements>,
    /// What is to be said of the year's statements, each with its cell as origin.
    pub findings: Findings,
    workings: Workings,
}

/// What an answer is worked out from that an edit of budgets leaves as it is: so that the next one need not be.
#[derive(Clone, Default)]
struct Workings {
    /// The data and the form that all else is of; `None` keeps nothing.
    of: Option<(Arc<Dataset>, Arc<Form>)>,
    /// The runs that budgets were drawn up from.
    runs: Vec<(Arc<Scenario>, Arc<Run>)>,
    /// What is on record.
    actuals: Option<Arc<Statements>>,
    /// 预计执行 of a year, by a scenario.
    forecast: Option<(Arc<Scenario>, i32, Arc<Statements>)>,
}

/// They are no part of an answer.
impl PartialEq for Workings {
    fn eq(&self, _: &Workings) -> bool {
        true
    }
}

impl std::fmt::Debug for Workings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workings").finish_non_exhaustive()
    }
}

impl Workings {
    fn is_of(&self, data: &Arc<Dataset>, form: &Arc<Form>) -> bool {
        self.of.as_ref().is_some_and(|of| Arc::ptr_eq(&of.0, data) && of.1 == *form)
    }

    /// The run of a scenario, which has its postings.
    fn run(&mut self, data: &Dataset, scenario: &Arc<Scenario>, stop: &AtomicBool) -> Result<Arc<Run>, Failure> {
        if let Some((_, run)) = self.runs.iter().find(|(known, _)| known == scenario) {
            return Ok(run.clone());
        }
        let run = Arc::new(simulation::run(data, scenario, Keep::Journal, stop)?);
        // A first and a revised budget may have one each.
        self.runs.truncate(1);
        self.runs.insert(0, (scenario.clone(), run.clone()));
        Ok(run)
    }

    /// The actuals of every year on record.
    fn actuals(&mut self, recorded: &Sources<'_>, monthly: &Dataset) -> Arc<Statements> {
        self.actuals.get_or_insert_with(|| Arc::new(recorded.actuals(years(monthly)))).clone()
    }

    /// 预计执行: the months on record and the remaining ones of a run.
    fn forecast(&mut self, asked: &YearAsked, data: &Dataset, stop: &AtomicBool) -> Result<Arc<Statements>, Failure> {
        let Some(ahead) = &asked.ahead else { return Ok(Arc::default()) };
        if let Some((known, year, statements)) = &self.forecast
            && (known, *year) == (ahead, asked.year)
        {
            return Ok(statements.clone());
        }
        let run = remaining(ahead, data, asked.year).map(|ahead| simulation::run(data, &ahead, Keep::Journal, stop));
        let statements = match run {
            Some(Ok(run)) => {
                let monthly = data.monthly();
                let mut drawn = sources(&asked.form, &monthly, data.grain, Some(&run)).drawn_of(asked.year);
                drawn.retain(|(_, year, version), _| (*year, *version) == (asked.year, Version::Forecast));
                Arc::new(drawn)
            }
            Some(Err(Failure::Stopped)) => return Err(Failure::Stopped),
            Some(Err(Failure::Findings(_))) | None => Arc::default(),
        };
        self.forecast = Some((ahead.clone(), asked.year, statements.clone()));
        Ok(statements)
    }
}

impl YearAsked {
    /// Works it out.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub fn answer(&self, data: &Dataset, stop: &AtomicBool) -> Result<BudgetYear, Failure> {
        self.worked_out(data, stop, Workings::default())
    }

    /// The same after another answer: what was run and gathered for that one is taken over as far as it still holds.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub fn answer_after(
        &self,
        data: &Arc<Dataset>,
        stop: &AtomicBool,
        before: Option<&BudgetYear>,
    ) -> Result<BudgetYear, Failure> {
        let known = before.map(|before| &before.workings).filter(|workings| workings.is_of(data, &self.form));
        let anew = || Workings { of: Some((data.clone(), self.form.clone())), ..Workings::default() };
        self.worked_out(data, stop, known.cloned().unwrap_or_else(anew))
    }

    fn worked_out(&self, data: &Dataset, stop: &AtomicBool, workings: Workings) -> Result<BudgetYear, Failure> {
        let alone = self.beside.map(|fund| data.without_figures(fund));
        let mut workings = if alone.is_some() { Workings::default() } else { workings };
        let (form, data) = (&*self.form, alone.as_ref().unwrap_or(data));
        // A budget whose run is no more is spread by last year's months, as one without.
        let made = [Version::Revised, Version::Budget].into_iter().find_map(|version| self.made_of(version));
        let run_of_budget = match made.map(|scenario| workings.run(data, scenario, stop)) {
            Some(Err(Failure::Stopped)) => return Err(Failure::Stopped),
            made => made.and_then(Result::ok),
        };
        let given = self.budgets.given(form, &data.places);
        let monthly = data.monthly();
        let of_run = sources(form, &monthly, data.grain, run_of_budget.as_deref());
        let recorded = sources(form, &monthly, data.grain, None);
        let drafted = Drafted::followed(&of_run, Statements::new(), Some(&given), Some(self.year));
        let actuals = workings.actuals(&recorded, &monthly);
        let mut year = BudgetYear {
            form: self.form.clone(),
            year: self.year,
            beside: self.beside,
            places: data.places.clone(),
            statements: drafted.statements,
            alike: BTreeMap::new(),
            filed: Vec::new(),
            execution: drafted.execution,
            bridges: drafted.bridges,
            findings: given.findings.iter().chain(&drafted.findings).cloned().collect(),
            workings: Workings::default(),
        };
        year.statements.extend(actuals.iter().map(|(key, statement)| (*key, statement.clone())));
        let mut others = given.statements.clone();
        others.retain(|(.., version), _| !is_budget(*version));
        self.overlay(&mut others, &year.statements, &data.places);
        recorded.complete(&mut others);
        // Of places without their pool's own account the balances stay open.
        for (key, statement) in others.iter_mut().filter(|((who, ..), _)| matches!(who, Who::Whole(_))) {
            let Some(on_record) = year.statements.get(key) else { continue };
            let unknown = on_record.cells.iter().zip(&mut statement.cells).filter(|(cell, _)| **cell == Cell::Unknown);
            unknown.for_each(|(_, cell)| *cell = Cell::Unknown);
        }
        year.alike = year.alike_of(&recorded);
        year.filed = self.filed(&recorded, &of_run);
        let forecast = workings.forecast(self, data, stop)?;
        year.statements.extend(forecast.iter().map(|(key, statement)| (*key, statement.clone())));
        year.statements.append(&mut others);
        year.check_openings(&given);
        let of_year = self.year.to_string();
        year.findings.retain(|finding| finding.facts.iter().all(|(name, value)| *name != "year" || *value == of_year));
        year.workings = workings;
        Ok(year)
    }

    /// The scenario, as it then was, of whose run a version of the year was drawn up.
    fn made_of(&self, version: Version) -> Option<&Arc<Scenario>> {
        self.budgets.of(self.year, version)?.scenario()
    }

    /// The statements of drafts; what passed between places is told by the run where it is the draft's own.
    fn filed(&self, recorded: &Sources<'_>, of_run: &Sources<'_>) -> Vec<Statements> {
        let made = [Version::Revised, Version::Budget].into_iter().find_map(|version| self.made_of(version));
        let statements = |filed: &Filed| {
            let is_own = of_run.run.is_some() && filed.budget.scenario() == made;
            filed.statements(&self.form, if is_own { of_run } else { recorded })
        };
        let of_year = |filed: &Filed| if filed.year == self.year { statements(filed) } else { Statements::new() };
        self.budgets.filed().iter().map(of_year).collect()
    }

    /// What was put in of an account stands before what is on record of it, line by line; of counties of which nothing was
    /// put in, what is on record.
    fn overlay(&self, others: &mut Statements, recorded: &Statements, places: &Places) {
        let form = &*self.form;
        let of: BTreeSet<(i32, Version)> = others.keys().map(|(_, year, version)| (*year, *version)).collect();
        let counties = || (0..places.counties()).map(PlaceId::county);
        for ((year, version), county) in of.into_iter().flat_map(|of| counties().map(move |county| (of, county))) {
            let key = (Who::County(county), year, version);
            let Some(on_record) = recorded.get(&key) else { continue };
            let Some(put) = others.get_mut(&key) else {
                others.insert(key, on_record.clone());
                continue;
            };
            let name = key.0.key(places);
            for (n, cell) in put.cells.iter_mut().enumerate() {
                let line = &form.lines[n];
                let is_put = self.budgets.told(year, version, &name, &line.id);
                if is_put == Told::default() {
                    let is_sum = matches!(line.fill, Fill::Sum(_) | Fill::Less(..));
                    *cell = if is_sum { Cell::Blank } else { on_record.cells[n] };
                }
            }
            put.months = on_record.months;
            reckon_blanks(form, &mut put.cells);
        }
    }
}

/// The scenario, from the month after the data on, where that lies within the year.
pub fn remaining(ahead: &Scenario, data: &Dataset, year: i32) -> Option<Scenario> {
    let next = data.range().1.last_month().plus(1);
    if ahead.mode != Mode::Project || next.year() != year || next.month() == 1 {
        return None;
    }
    let mut scenario = ahead.from_earlier(next);
    scenario.start = next;
    scenario.months = scenario.months.max(13 - next.month());
    Some(scenario)
}

impl BudgetYear {
    /// A statement of the year.
    pub fn statement(&self, who: Who, version: Version) -> Option<&Statement> {
        self.statements.get(&(who, self.year, version))
    }

    /// The statement of the year before that counts: the final account, else the twelve months on record, else what was
    /// budgeted.
    pub fn before(&self, who: Who) -> Option<(Version, &Statement)> {
        let of = |version| Some((version, self.statements.get(&(who, self.year - 1, version))?));
        let whole = |told: &(Version, &Statement)| told.1.months == 12;
        of(Version::Final)
            .or_else(|| of(Version::Actual).filter(whole))
            .or_else(|| of(Version::Revised))
            .or_else(|| of(Version::Budget))
    }

    /// What the year's budget is: the revised one, else the first.
    pub fn against(&self, who: Who) -> Option<&Statement> {
        self.statement(who, Version::Revised).or_else(|| self.statement(who, Version::Budget))
    }

    /// The cell that a finding is at.
    pub fn at(&self, finding: &Finding) -> Option<(Who, usize)> {
        let who = Who::of_key(&finding.origin.file, &self.places)?;
        let line = (finding.origin.row? as usize).checked_sub(1)?;
        (line < self.form.lines.len()).then_some((who, line))
    }

    /// Who has a statement below or at a place: its pool where it has one, then the places directly below.
    pub fn parts(&self, place: PlaceId) -> Vec<Who> {
        let pool = Some(Who::Pool(place)).filter(|pool| self.statements.keys().any(|(who, ..)| who == pool));
        let below = self.places.below(place).iter();
        let who =
            |place: &PlaceId| if self.places.is_county(*place) { Who::County(*place) } else { Who::Whole(*place) };
        pool.into_iter().chain(below.map(who)).collect()
    }

    fn alike_of(&self, recorded: &Sources<'_>) -> BTreeMap<Who, Statement> {
        let actual = |(key, statement): (&Key, &Statement)| {
            let (who, of, version) = *key;
            let months = recorded.record_of(who, self.year);
            let before = recorded.record_of(who, self.year - 1);
            let is_part = (of, version) == (self.year, Version::Actual) && statement.months < 12;
            let is_there = is_part && before.start <= months.start && months.end <= before.end;
            is_there.then(|| Some((who, recorded.actual_of(who, self.year - 1, months)?))).flatten()
        };
        self.statements.iter().filter_map(actual).collect()
    }

    /// 上年结余 against what last year closed with, where the year before has no statement of the same version.
    fn check_openings(&mut self, given: &Given) {
        let Some((opening, closing)) = self.form.balances() else { return };
        let mut found = Findings::new();
        for (key, statement) in &given.statements {
            let (who, year, version) = *key;
            if year != self.year || given.statements.contains_key(&(who, year - 1, version)) {
                continue;
            }
            let last = [Version::Final, Version::Actual].map(|version| self.statements.get(&(who, year - 1, version)));
            let last = last.into_iter().flatten().find(|last| last.months == 12);
            let closed = last.map_or(Cell::Blank, |last| last.cells[closing]).amount();
            let Some((here, before)) = statement.cells[opening].amount().zip(closed).filter(|(a, b)| a != b) else {
                continue;
            };
            let origin = given.origin(*key, opening, &self.places);
            found.push(
                Finding::new("opening-mismatch", Severity::Warning, origin)
                    .with("place", who.key(&self.places))
                    .with("year", year)
                    .with("line", &self.form.lines[opening].names[0])
                    .with("found", here.grouped())
                    .with("expected", before.grouped())
                    .with("difference", (here - before).grouped()),
            );
        }
        self.findings.append(&mut found);
    }
}

/// The last month on record of a place's execution.
pub fn latest(execution: &[Execution], who: Who) -> Option<Month> {
    execution.iter().filter(|e| e.who == who).map(|e| e.month).max()
}
