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
use super::form::{Fill, Form, Source};
use super::given::{Given, is_budget, reckon_blanks};
use super::kept::{Budgets, Filed, Told, sources};
use super::statement::{Key, Sources, Statement, Statements, Version, Who};
use crate::dataset::Dataset;
use crate::finding::{Finding, Findings, Severity};
use crate::journal::Keep;
use crate::month::Month;
use crate::place::{PlaceId, Places};
use crate::scenario::{Mode, Scenario};
use crate::simulation::{self, Failure, Run};

/// What all of a budget year follows from, besides the data.
#[derive(Clone, PartialEq, Debug)]
pub struct YearAsked {
    /// The form.
    pub form: &'static Form,
    /// The calendar year.
    pub year: i32,
    /// The budgets of the year and of the one before.
    pub budgets: Budgets,
    /// The scenario by which the year's remaining months are reckoned.
    pub ahead: Option<Arc<Scenario>>,
}

/// All that is known of a budget year.
#[derive(Clone, PartialEq, Debug)]
pub struct BudgetYear {
    /// The form.
    pub form: &'static Form,
    /// The calendar year.
    pub year: i32,
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
}

impl YearAsked {
    /// Works it out.
    ///
    /// # Errors
    /// A budget whose scenario can't be run any more, or [`Failure::Stopped`].
    pub fn answer(&self, data: &Dataset, stop: &AtomicBool) -> Result<BudgetYear, Failure> {
        let form = self.form;
        let run = |scenario: &Scenario| simulation::run(data, scenario, Keep::Journal, stop);
        // A budget whose run is no more is spread by last year's months, as one without.
        let made = [Version::Revised, Version::Budget].into_iter().find_map(|version| self.made_of(version));
        let run_of_budget = match made.map(|scenario| run(scenario)) {
            Some(Err(Failure::Stopped)) => return Err(Failure::Stopped),
            made => made.and_then(Result::ok),
        };
        let given = self.budgets.given(form, &data.places);
        let drafted = Drafted::of(form, data, data, run_of_budget.as_ref(), Some(&given))?;
        let mut year = BudgetYear {
            form,
            year: self.year,
            places: data.places.clone(),
            statements: drafted.statements,
            alike: BTreeMap::new(),
            filed: Vec::new(),
            execution: drafted.execution.into_iter().filter(|e| e.month.year() == self.year).collect(),
            bridges: drafted.bridges.into_iter().filter(|bridge| bridge.year == self.year).collect(),
            findings: given.findings.iter().chain(&drafted.findings).cloned().collect(),
        };
        year.statements.retain(|(.., version), _| *version != Version::Forecast);
        let monthly = data.by_month();
        let mut others = given.statements.clone();
        others.retain(|(.., version), _| !is_budget(*version));
        let recorded = sources(form, &monthly, data.grain, None);
        self.overlay(&mut others, &year.statements, &data.places);
        recorded.complete(&mut others);
        // Of places without their pool's own account the balances stay open.
        for (key, statement) in others.iter_mut().filter(|((who, ..), _)| matches!(who, Who::Whole(_))) {
            let Some(on_record) = year.statements.get(key) else { continue };
            let unknown = on_record.cells.iter().zip(&mut statement.cells).filter(|(cell, _)| **cell == Cell::Unknown);
            unknown.for_each(|(_, cell)| *cell = Cell::Unknown);
        }
        year.alike = year.alike_of(&recorded);
        year.filed = self.filed(&recorded, &monthly, data, run_of_budget.as_ref());
        let ahead = self.ahead.as_ref().and_then(|ahead| remaining(ahead, data, self.year));
        match ahead.map(|scenario| run(&scenario)) {
            Some(Ok(ahead)) => year.forecast(self, &monthly, data, &ahead),
            Some(Err(Failure::Stopped)) => return Err(Failure::Stopped),
            Some(Err(Failure::Findings(_))) | None => {}
        }
        year.statements.append(&mut others);
        year.check_openings(&given);
        let of_year = self.year.to_string();
        year.findings.retain(|finding| finding.facts.iter().all(|(name, value)| *name != "year" || *value == of_year));
        Ok(year)
    }

    /// The scenario, as it then was, of whose run a version of the year was drawn up.
    fn made_of(&self, version: Version) -> Option<&Arc<Scenario>> {
        self.budgets.of(self.year, version)?.scenario()
    }

    /// The statements of drafts; what passed between places is told by the run where it is the draft's own.
    fn filed(&self, recorded: &Sources<'_>, monthly: &Dataset, data: &Dataset, run: Option<&Run>) -> Vec<Statements> {
        let made = [Version::Revised, Version::Budget].into_iter().find_map(|version| self.made_of(version));
        let of_run = run.map(|run| sources(self.form, monthly, data.grain, Some(run)));
        let statements = |filed: &Filed| {
            let own = of_run.as_ref().filter(|_| filed.budget.scenario() == made);
            filed.statements(self.form, own.unwrap_or(recorded))
        };
        let of_year = |filed: &Filed| if filed.year == self.year { statements(filed) } else { Statements::new() };
        self.budgets.filed().iter().map(of_year).collect()
    }

    /// What was put in of an account stands before what is on record of it, line by line; of counties of which nothing was
    /// put in, what is on record.
    fn overlay(&self, others: &mut Statements, recorded: &Statements, places: &Places) {
        let form = self.form;
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

    /// 预计执行: the months on record and the remaining ones of a run.
    fn forecast(&mut self, asked: &YearAsked, monthly: &Dataset, data: &Dataset, ahead: &Run) {
        let drawn = sources(asked.form, monthly, data.grain, Some(ahead)).drawn_of(asked.year);
        let of_year = |key: &Key| key.1 == asked.year && key.2 == Version::Forecast;
        self.statements.extend(drawn.into_iter().filter(|(key, _)| of_year(key)));
    }

    /// 上年结余 against what last year closed with, where the year before has no statement of the same version.
    fn check_openings(&mut self, given: &Given) {
        let Some((opening, closing)) = self.form.filled_by(Source::Opening).zip(self.form.filled_by(Source::Closing))
        else {
            return;
        };
        let mut found = Findings::new();
        for (key, statement) in &given.statements {
            let (who, year, version) = *key;
            if year != self.year || given.statements.contains_key(&(who, year - 1, version)) {
                continue;
            }
            let last = self.statements.get(&(who, year - 1, Version::Actual)).filter(|last| last.months == 12);
            let closed = last.map_or(Cell::Blank, |last| last.cells[closing]).amount();
            let Some((here, before)) = statement.cells[opening].amount().zip(closed).filter(|(a, b)| a != b) else {
                continue;
            };
            let origin = given.origins.get(&(*key, opening)).cloned().unwrap_or_default();
            found.push(
                Finding::new("opening-mismatch", Severity::Warning, origin)
                    .with("place", who.key(&self.places))
                    .with("year", year)
                    .with("line", &self.form.lines[opening].names[0])
                    .with("found", here)
                    .with("expected", before)
                    .with("difference", here - before),
            );
        }
        self.findings.append(&mut found);
    }
}

/// The last month on record of a place's execution.
pub fn latest(execution: &[Execution], who: Who) -> Option<Month> {
    execution.iter().filter(|e| e.who == who).map(|e| e.month).max()
}
