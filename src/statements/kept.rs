//! Budgets as a project keeps them: by year and version what they were drawn up from, and what was put in by hand.
//!
//! A version is settled as 送审稿 or 批复稿, and a copy of it stays as it then was.
//!
//! Amounts that were drawn up stay as they were, whatever becomes of scenario and data; one put in by hand stands before
//! them, and both are kept.
//!
//! Source: model sections 11.2 and 11.4.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;

use super::flows::{Cell, DataFlows, RunFlows};
use super::form::{Fill, Form, LineKind};
use super::given::Given;
use super::own::{self, OwnForm};
use super::seal::{Seal, Stage};
use super::statement::{Key, Sources, Statement, Statements, Version, Who, years};
use super::watched::Watch;
use crate::dataset::{Dataset, Grain};
use crate::finding::{Finding, Origin, Severity};
use crate::fund::FundKind;
use crate::money::{Money, round_money};
use crate::place::Places;
use crate::scenario::Scenario;
use crate::scenario::family::Id;
use crate::simulation::Run;

/// Amounts by the key of whose they are and the line's id, as in files.
pub type Amounts = BTreeMap<(String, String), Money>;

/// What a budget was drawn up from.
#[derive(Clone, PartialEq, Debug)]
pub enum Made {
    /// The run of a scenario: its identity in the project, and the scenario as it then was.
    Run(Id, Arc<Scenario>),
    /// Last year's amounts, income and expenditure each grown by a rate.
    Growth([Decimal; 2]),
}

/// What was drawn up in one step.
#[derive(Clone, PartialEq, Debug)]
pub struct Drawn {
    /// From what.
    pub made: Made,
    /// The amounts of counties and pools; totals are reckoned.
    pub amounts: Amounts,
}

/// Who put an amount in, why, and when; texts as they were given, blank where they were not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hand {
    /// 经手人
    pub who: Arc<str>,
    /// 依据
    pub why: Arc<str>,
    /// The day.
    pub when: Arc<str>,
}

/// An amount that was put in, typed or out of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entered {
    /// The amount.
    pub amount: Money,
    /// By whom.
    pub hand: Hand,
    /// The cell of a file that it was read from.
    pub source: Option<Origin>,
}

/// What was put in, by the key of whose it is and the line's id.
pub type AllEntered = BTreeMap<(String, String), Entered>;

/// An amount to be put in; `None` gives the line back to what was drawn up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Put {
    /// Whose it is, as in files.
    pub who: String,
    /// The line's id.
    pub line: String,
    /// The amount.
    pub amount: Option<Money>,
    /// The cell of a file that it was read from.
    pub source: Option<Origin>,
}

impl Put {
    /// An amount that is typed.
    pub fn typed(who: impl Into<String>, line: impl Into<String>, amount: Option<Money>) -> Put {
        Put { who: who.into(), line: line.into(), amount, source: None }
    }
}

/// One version of a year's statements.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    /// What was drawn up, where anything was.
    pub drawn: Option<Arc<Drawn>>,
    /// What was put in by hand, before what was drawn up.
    pub entered: Arc<AllEntered>,
    /// As what it was settled; nothing of it changes before it is opened again.
    pub seal: Option<Seal>,
}

/// What is one and the same is so without a look at its amounts: screens ask in every frame.
impl PartialEq for Budget {
    fn eq(&self, other: &Budget) -> bool {
        let is_same = match (&self.drawn, &other.drawn) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
            (a, b) => a.is_none() && b.is_none(),
        };
        is_same && self.entered == other.entered && self.seal == other.seal
    }
}

/// A version as it once was.
#[derive(Clone, PartialEq, Debug)]
pub struct Filed {
    /// The calendar year.
    pub year: i32,
    /// Of which version it is a copy.
    pub version: Version,
    /// As what it was kept.
    pub seal: Seal,
    /// What it held.
    pub budget: Budget,
}

/// The budgets of a project, by year and version, and the drafts that were kept of them. Cheap to copy.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Budgets {
    now: BTreeMap<(i32, Version), Budget>,
    filed: Arc<Vec<Filed>>,
    watch: Arc<Watch>,
    forms: Arc<Vec<OwnForm>>,
    /// Those of funds of which the project has no figures.
    beside: Arc<BTreeMap<FundKind, Budgets>>,
}

/// Where an amount of a budget is from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Put in by hand.
    pub entered: Option<Money>,
    /// Drawn up.
    pub drawn: Option<Money>,
}

impl Budget {
    /// The scenario, as it then was, of whose run it was drawn up.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        match &self.drawn.as_ref()?.made {
            Made::Run(_, scenario) => Some(scenario),
            Made::Growth(_) => None,
        }
    }

    /// What is known of an amount.
    pub fn told(&self, who: &str, line: &str) -> Told {
        let at = (who.to_owned(), line.to_owned());
        Told {
            entered: self.entered.get(&at).map(|entered| entered.amount),
            drawn: self.drawn.as_ref().and_then(|drawn| drawn.amounts.get(&at).copied()),
        }
    }
}

impl Budgets {
    /// The budgets of a project file, and the drafts kept of them in the order in which that was done.
    pub fn new(now: impl IntoIterator<Item = ((i32, Version), Budget)>, filed: Vec<Filed>) -> Budgets {
        Budgets { now: now.into_iter().collect(), filed: Arc::new(filed), ..Budgets::default() }
    }

    /// An officer's own forms, in the order in which they were made.
    pub fn forms(&self) -> &[OwnForm] {
        &self.forms
    }

    /// The same with other forms.
    #[must_use]
    pub fn with_forms(&self, forms: Vec<OwnForm>) -> Budgets {
        Budgets { forms: Arc::new(forms), ..self.clone() }
    }

    /// The form by which a fund's budget of a year is drawn up: the officer's own before the shipped ones.
    pub fn form_of(&self, fund: FundKind, year: i32) -> Option<Arc<Form>> {
        own::of_year(&self.forms, fund.key(), year)
    }

    /// The funds without figures of which there is anything.
    pub fn beside(&self) -> impl Iterator<Item = (FundKind, &Budgets)> {
        self.beside.iter().map(|(fund, budgets)| (*fund, budgets))
    }

    /// Those of a fund without figures; of none, these themselves.
    pub fn at(&self, beside: Option<FundKind>) -> &Budgets {
        static NONE: LazyLock<Budgets> = LazyLock::new(Budgets::default);
        beside.map_or(self, |fund| self.beside.get(&fund).unwrap_or(&NONE))
    }

    /// The same with other budgets of a fund without figures; of none, these instead, beside what there is of such funds.
    #[must_use]
    pub fn put_at(&self, beside: Option<FundKind>, budgets: Budgets) -> Budgets {
        let Some(fund) = beside else { return Budgets { beside: self.beside.clone(), ..budgets } };
        let mut all = self.clone();
        let of_funds = Arc::make_mut(&mut all.beside);
        match budgets.is_empty() {
            true => drop(of_funds.remove(&fund)),
            false => drop(of_funds.insert(fund, budgets)),
        }
        all
    }

    /// All, by year and version.
    pub fn iter(&self) -> impl Iterator<Item = (i32, Version, &Budget)> {
        self.now.iter().map(|((year, version), budget)| (*year, *version, budget))
    }

    /// 重点关注: thresholds, and what the officer says.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// The same, watched otherwise.
    #[must_use]
    pub fn watching(&self, watch: Watch) -> Budgets {
        Budgets { watch: Arc::new(watch), ..self.clone() }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        let is_plain = self.forms.is_empty() && self.beside.is_empty() && *self.watch == Watch::default();
        self.now.is_empty() && self.filed.is_empty() && is_plain
    }

    /// One of them.
    pub fn of(&self, year: i32, version: Version) -> Option<&Budget> {
        self.now.get(&(year, version))
    }

    /// Those of a year and of the one before, and all drafts, whose numbers stay what they are.
    pub fn about(&self, year: i32) -> Budgets {
        let is_about = |of: i32| [year - 1, year].contains(&of);
        let now = self.now.iter().filter(|((of, _), _)| is_about(*of)).map(|(k, b)| (*k, b.clone()));
        Budgets { now: now.collect(), filed: self.filed.clone(), watch: self.watch.clone(), ..Budgets::default() }
    }

    /// What is known of an amount.
    pub fn told(&self, year: i32, version: Version, who: &str, line: &str) -> Told {
        self.of(year, version).map_or_else(Told::default, |budget| budget.told(who, line))
    }

    /// The budgets that were approved, as they then were, by year; of several of a year the last comes last.
    pub fn approved(&self) -> impl Iterator<Item = (i32, &Budget)> {
        let approved = self.filed.iter().filter(|f| f.version == Version::Budget && f.seal.stage == Stage::Approved);
        approved.map(|filed| (filed.year, &filed.budget))
    }

    /// Who put an amount in, and from where.
    pub fn entered(&self, year: i32, version: Version, who: &str, line: &str) -> Option<&Entered> {
        self.of(year, version)?.entered.get(&(who.to_owned(), line.to_owned()))
    }

    /// The same with a budget drawn up anew: what was put in by hand goes with what it stood before. A settled one stays.
    #[must_use]
    pub fn drawn(&self, year: i32, version: Version, drawn: Drawn) -> Budgets {
        let mut budgets = self.clone();
        if self.seal(year, version).is_none() {
            budgets.now.insert((year, version), Budget { drawn: Some(Arc::new(drawn)), ..Budget::default() });
        }
        budgets
    }

    /// The same with amounts put in by hand; `None` gives one back to what was drawn up. A settled one stays.
    #[must_use]
    pub fn with(&self, year: i32, version: Version, amounts: Vec<Put>, hand: &Hand) -> Budgets {
        let mut budgets = self.clone();
        if self.seal(year, version).is_some() {
            return budgets;
        }
        let budget = budgets.now.entry((year, version)).or_default();
        let entered = Arc::make_mut(&mut budget.entered);
        for Put { who, line, amount, source } in amounts {
            let at = (who, line);
            let as_drawn = budget.drawn.as_ref().and_then(|drawn| drawn.amounts.get(&at).copied());
            match amount.filter(|_| amount != as_drawn) {
                Some(amount) => entered.insert(at, Entered { amount, hand: hand.clone(), source }),
                None => entered.remove(&at),
            };
        }
        budgets.now.retain(|_, budget| *budget != Budget::default());
        budgets
    }

    /// The same without one of them; a settled one stays.
    #[must_use]
    pub fn without(&self, year: i32, version: Version) -> Budgets {
        let mut budgets = self.clone();
        if self.seal(year, version).is_none() {
            budgets.now.remove(&(year, version));
        }
        budgets
    }

    /// As statements, checked: totals and closing balances that were not put in are reckoned.
    pub fn given(&self, form: &Form, places: &Places) -> Given {
        let mut given = Given::default();
        let lines: HashMap<&str, usize> = form.lines.iter().map(|line| line.id.as_str()).zip(0..).collect();
        for (year, version, budget) in self.iter() {
            let drawn = budget.drawn.iter().flat_map(|drawn| &drawn.amounts);
            let entered = budget.entered.iter().map(|(at, entered)| (at, &entered.amount));
            // Amounts of one place follow each other.
            let mut before: Option<(&str, Option<Who>)> = None;
            for ((name, id), amount) in drawn.chain(entered) {
                let known = before.filter(|(known, _)| known == name).map(|(_, who)| who);
                let who = known.unwrap_or_else(|| Who::of_key(name, places));
                before = Some((name, who));
                let Some(who) = who else { continue };
                let Some(line) = lines.get(id.as_str()).copied() else {
                    let finding = Finding::new("outside-budget", Severity::Warning, Origin::file(name));
                    given.findings.push(finding.with("line", id).with("place", name));
                    continue;
                };
                let key = (who, year, version);
                let blank = || vec![Cell::Blank; form.lines.len()];
                let statement = given.statements.entry(key).or_insert_with(|| Statement {
                    months: 12,
                    cells: blank(),
                    struck_out: blank(),
                });
                statement.cells[line] = Cell::Known(*amount);
            }
        }
        given.is_of_project = true;
        let mut given = given.checked(form, places);
        given.statements.values_mut().for_each(|statement| roll(form, &mut statement.cells));
        given
    }
}

impl Budgets {
    /// The copies that were kept, in the order in which that was done.
    pub fn filed(&self) -> &[Filed] {
        &self.filed
    }

    /// As what a version is settled; `None` where it can be edited.
    pub fn seal(&self, year: i32, version: Version) -> Option<&Seal> {
        self.of(year, version)?.seal.as_ref()
    }

    /// The same with a copy of a version kept; as anything but a draft, the version itself is settled. Of a version that
    /// is settled already, or of none, nothing changes.
    #[must_use]
    pub fn sealed(&self, year: i32, version: Version, seal: Seal) -> Budgets {
        let mut budgets = self.clone();
        let Some(budget) = budgets.now.get_mut(&(year, version)).filter(|budget| budget.seal.is_none()) else {
            return budgets;
        };
        let copy = Filed { year, version, seal: seal.clone(), budget: budget.clone() };
        budget.seal = Some(seal).filter(|seal| seal.stage != Stage::Draft);
        Arc::make_mut(&mut budgets.filed).push(copy);
        budgets
    }

    /// The same with a settled version open again; the copy stays.
    #[must_use]
    pub fn opened(&self, year: i32, version: Version) -> Budgets {
        let mut budgets = self.clone();
        if let Some(budget) = budgets.now.get_mut(&(year, version)) {
            budget.seal = None;
        }
        budgets
    }

    /// The same with the budget taken on as 调整预算, to be edited. A revised one that is settled stays.
    #[must_use]
    pub fn carried_on(&self, year: i32) -> Budgets {
        let mut budgets = self.clone();
        if let (Some(budget), None) = (self.of(year, Version::Budget), self.seal(year, Version::Revised)) {
            budgets.now.insert((year, Version::Revised), Budget { seal: None, ..budget.clone() });
        }
        budgets
    }

    /// The same with a kept copy in the place of its version, to be edited; a settled version stays.
    #[must_use]
    pub fn restored(&self, copy: usize) -> Budgets {
        let mut budgets = self.clone();
        if let Some(filed) = self.filed.get(copy)
            && self.seal(filed.year, filed.version).is_none()
        {
            budgets.now.insert((filed.year, filed.version), filed.budget.clone());
        }
        budgets
    }

    /// The same without a kept copy.
    #[must_use]
    pub fn discarded(&self, copy: usize) -> Budgets {
        let mut budgets = self.clone();
        if copy < budgets.filed.len() {
            Arc::make_mut(&mut budgets.filed).remove(copy);
        }
        budgets
    }
}

impl Filed {
    /// Its statements, with those of the places above.
    pub fn statements(&self, form: &Form, sources: &Sources<'_>) -> Statements {
        let alone = Budgets::new([((self.year, self.version), self.budget.clone())], Vec::new());
        let mut statements = alone.given(form, sources.places).statements;
        sources.complete(&mut statements);
        statements
    }
}

/// closing = opening + surplus + borrowed + advanced − repaid − made_real, where it was not told.
fn roll(form: &Form, cells: &mut [Cell]) {
    let amount = |id: &str| form.line(id).and_then(|line| cells[line].amount());
    let Some(closing) = form.line("closing").filter(|line| cells[*line] == Cell::Blank) else { return };
    if let Some((opening, surplus)) = amount("opening").zip(amount("surplus")) {
        let moved = |id| amount(id).unwrap_or_default();
        let end = opening + surplus + moved("borrowed") + moved("advanced") - moved("repaid") - moved("made_real");
        cells[closing] = Cell::Known(end);
    }
}

/// Whether a line's amounts are kept: totals are reckoned, and so is the closing balance.
fn is_kept(form: &Form, line: usize) -> bool {
    let rolls = || form.line("opening").is_some() && form.line("surplus").is_some();
    !matches!(form.lines[line].fill, Fill::Sum(_) | Fill::Less(..)) && (form.lines[line].id != "closing" || !rolls())
}

/// What the statements of a year and version have of counties and pools.
fn amounts(form: &Form, places: &Places, statements: &Statements, year: i32, version: Version) -> Amounts {
    let kept: Vec<usize> = (0..form.lines.len()).filter(|line| is_kept(form, *line)).collect();
    let mut amounts = Vec::new();
    for ((who, of, v), statement) in statements {
        if (*of, *v) != (year, version) || matches!(who, Who::Whole(_)) {
            continue;
        }
        let name = who.key(places);
        for line in &kept {
            if let Some(amount) = statement.cells[*line].amount() {
                amounts.push(((name.clone(), form.lines[*line].id.clone()), amount));
            }
        }
    }
    amounts.into_iter().collect()
}

/// The budget of a calendar year that a run has; none where the run has not all its months.
pub fn of_run(form: &Form, data: &Dataset, run: &Run, year: i32) -> Amounts {
    let monthly = data.monthly();
    let drawn = sources(form, &monthly, data.grain, Some(run)).drawn_of(year);
    amounts(form, &data.places, &drawn, year, Version::Budget)
}

/// Last year's amounts, grown, the opening balance as last year closed: of each the final account, else what was put in as
/// carried out or is on record of all twelve months, else what was budgeted.
pub fn of_growth(
    form: &Form,
    data: &Dataset,
    budgets: &Budgets,
    [income, expenditure]: [Decimal; 2],
    year: i32,
) -> Amounts {
    let monthly = data.monthly();
    let sources = sources(form, &monthly, data.grain, None);
    let given = budgets.given(form, &data.places).statements;
    let last_year = given.keys().filter(|(_, of, _)| *of == year - 1).map(|(who, ..)| *who);
    let whos: BTreeSet<Who> = sources.counties().map(Who::County).chain(last_year).collect();
    let mut amounts = Amounts::new();
    for who in whos {
        let Some(last) = last_told(&sources, &given, who, year - 1) else { continue };
        let mut put = |line: usize, amount: Option<Money>| {
            let at = (who.key(&data.places), form.lines[line].id.clone());
            amounts.extend(amount.map(|amount| (at, amount)));
        };
        for (n, line) in form.lines.iter().enumerate().filter(|(n, _)| is_kept(form, *n)) {
            let rate = match line.kind {
                LineKind::Income => income,
                LineKind::Expenditure => expenditure,
                _ => continue,
            };
            let grown = |amount: Money| round_money(&[amount.into(), (Decimal::ONE + rate).into()], &[]);
            put(n, last[n].amount().and_then(grown));
        }
        if let Some((opening, closing)) = form.balances() {
            put(opening, last[closing].amount());
        }
    }
    amounts
}

/// What is told of a year that is over, line by line.
fn last_told(sources: &Sources<'_>, given: &Statements, who: Who, year: i32) -> Option<Vec<Cell>> {
    let of = |version| given.get(&(who, year, version)).map(|statement| &statement.cells);
    let recorded = Some(sources.record_of(who, year)).filter(|months| *months == (0..12));
    let recorded = recorded.and_then(|months| sources.actual_of(who, year, months));
    let recorded = recorded.as_ref().map(|statement| &statement.cells);
    let mut told = [of(Version::Final), of(Version::Actual), recorded].into_iter().flatten();
    let Some(first) = told.next().cloned() else {
        return of(Version::Revised).or_else(|| of(Version::Budget)).cloned();
    };
    Some(told.fold(first, |mut cells, next| {
        let blank = cells.iter_mut().zip(next).filter(|(cell, _)| **cell == Cell::Blank);
        blank.for_each(|(cell, next)| *cell = *next);
        cells
    }))
}

/// The statements of all years: what is on record as actuals, and a project's budgets with the sums of places.
pub fn on_record(form: &Form, data: &Dataset, budgets: &Budgets) -> Statements {
    let monthly = data.monthly();
    let sources = sources(form, &monthly, data.grain, None);
    let mut all = budgets.given(form, &data.places).statements;
    sources.complete(&mut all);
    for (key, statement) in sources.actuals(years(&monthly)) {
        // An account that was put in stands before what the data have.
        all.entry(key).or_insert(statement);
    }
    all
}

/// One statement: what a project's budgets have of it, else what is on record.
pub fn told_of(form: &Form, data: &Dataset, budgets: &Budgets, key: Key) -> Option<Statement> {
    let monthly = data.monthly();
    let sources = sources(form, &monthly, data.grain, None);
    let mut given = budgets.given(form, &data.places).statements;
    sources.complete(&mut given);
    let (who, year, version) = key;
    let recorded = || {
        let months =
            Some(sources.record_of(who, year)).filter(|months| !months.is_empty() && version == Version::Actual);
        sources.actual_of(who, year, months?)
    };
    given.remove(&key).or_else(recorded)
}

/// What statements are drawn from: data, by month, and a run.
pub(super) fn sources<'a>(form: &'a Form, monthly: &'a Dataset, grain: Grain, run: Option<&'a Run>) -> Sources<'a> {
    let flows = [DataFlows::of(monthly); 2];
    Sources::new(form, &monthly.places, flows, grain == Grain::Yearly, run.map(RunFlows::of))
}
