//! Budgets as a project keeps them: by year and version what they were drawn up from, and what was put in by hand.
//!
//! Amounts that were drawn up stay as they were, whatever becomes of scenario and data; one put in by hand stands before
//! them, and both are kept.
//!
//! Source: model sections 11.2 and 11.4.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::flows::{Cell, DataFlows, RunFlows};
use super::form::{Fill, Form, LineKind, Source};
use super::given::Given;
use super::statement::{Key, Sources, Statement, Statements, Version, Who, years};
use crate::dataset::{Dataset, Grain};
use crate::finding::{Finding, Origin, Severity};
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

/// One version of a year's statements.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Budget {
    /// What was drawn up, where anything was.
    pub drawn: Option<Arc<Drawn>>,
    /// What was put in by hand, before what was drawn up.
    pub entered: Arc<Amounts>,
}

/// The budgets of a project, by year and version. Cheap to copy.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Budgets(BTreeMap<(i32, Version), Budget>);

/// Where an amount of a budget is from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// Put in by hand.
    pub entered: Option<Money>,
    /// Drawn up.
    pub drawn: Option<Money>,
}

impl Budgets {
    /// The budgets of a project file.
    pub fn new(all: impl IntoIterator<Item = ((i32, Version), Budget)>) -> Budgets {
        Budgets(all.into_iter().collect())
    }

    /// All, by year and version.
    pub fn iter(&self) -> impl Iterator<Item = (i32, Version, &Budget)> {
        self.0.iter().map(|((year, version), budget)| (*year, *version, budget))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of them.
    pub fn of(&self, year: i32, version: Version) -> Option<&Budget> {
        self.0.get(&(year, version))
    }

    /// Those of a year and of the one before.
    pub fn about(&self, year: i32) -> Budgets {
        Budgets(
            self.0.iter().filter(|((of, _), _)| [year - 1, year].contains(of)).map(|(k, b)| (*k, b.clone())).collect(),
        )
    }

    /// What is known of an amount.
    pub fn told(&self, year: i32, version: Version, who: &str, line: &str) -> Told {
        let Some(budget) = self.of(year, version) else { return Told::default() };
        let at = (who.to_owned(), line.to_owned());
        Told {
            entered: budget.entered.get(&at).copied(),
            drawn: budget.drawn.as_ref().and_then(|drawn| drawn.amounts.get(&at).copied()),
        }
    }

    /// The same with a budget drawn up anew: what was put in by hand goes with what it stood before.
    #[must_use]
    pub fn drawn(&self, year: i32, version: Version, drawn: Drawn) -> Budgets {
        let mut budgets = self.clone();
        budgets.0.insert((year, version), Budget { drawn: Some(Arc::new(drawn)), ..Budget::default() });
        budgets
    }

    /// The same with amounts put in by hand; `None` gives one back to what was drawn up.
    #[must_use]
    pub fn with(&self, year: i32, version: Version, amounts: Vec<(String, String, Option<Money>)>) -> Budgets {
        let mut budgets = self.clone();
        let budget = budgets.0.entry((year, version)).or_default();
        let entered = Arc::make_mut(&mut budget.entered);
        for (who, line, amount) in amounts {
            let at = (who, line);
            let as_drawn = budget.drawn.as_ref().and_then(|drawn| drawn.amounts.get(&at).copied());
            match amount.filter(|_| amount != as_drawn) {
                Some(amount) => entered.insert(at, amount),
                None => entered.remove(&at),
            };
        }
        budgets.0.retain(|_, budget| *budget != Budget::default());
        budgets
    }

    /// The same without one of them.
    #[must_use]
    pub fn without(&self, year: i32, version: Version) -> Budgets {
        let mut budgets = self.clone();
        budgets.0.remove(&(year, version));
        budgets
    }

    /// As statements, checked: totals and closing balances that were not put in are reckoned.
    pub fn given(&self, form: &Form, places: &Places) -> Given {
        let mut given = Given::default();
        for (year, version, budget) in self.iter() {
            let drawn = budget.drawn.iter().flat_map(|drawn| &drawn.amounts);
            for ((name, id), amount) in drawn.chain(budget.entered.iter()) {
                let Some(who) = Who::of_key(name, places) else { continue };
                let Some(line) = form.line(id) else {
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
        for key in given.statements.keys() {
            given.origins.extend((0..form.lines.len()).map(|line| ((*key, line), origin(*key, line, places))));
        }
        // Places above are summed, and may be in deficit.
        if let Some(surplus) = form.line("surplus") {
            for ((year, version), place) in self.0.keys().flat_map(|of| places.above_counties().map(move |p| (of, p))) {
                let key = (Who::Whole(place), *year, *version);
                given.origins.entry((key, surplus)).or_insert_with(|| origin(key, surplus, places));
            }
        }
        let mut given = given.checked(form, places);
        given.statements.values_mut().for_each(|statement| roll(form, &mut statement.cells));
        given
    }
}

/// Where an amount of a project's budget stands: the place, year and version, and the line as a row.
pub fn origin((who, year, version): Key, line: usize, places: &Places) -> Origin {
    let sheet = format!("{year} {}", version.key());
    Origin { sheet: Some(sheet.into()), row: Some(line as u32 + 1), ..Origin::file(&who.key(places)) }
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
    let mut amounts = Amounts::new();
    for ((who, of, v), statement) in statements {
        if (*of, *v) != (year, version) || matches!(who, Who::Whole(_)) {
            continue;
        }
        for (line, cell) in statement.cells.iter().enumerate().filter(|(line, _)| is_kept(form, *line)) {
            if let Some(amount) = cell.amount() {
                amounts.insert((who.key(places), form.lines[line].id.clone()), amount);
            }
        }
    }
    amounts
}

/// The budget of a calendar year that a run has; none where the run has not all its months.
pub fn of_run(form: &Form, data: &Dataset, run: &Run, year: i32) -> Amounts {
    let monthly = data.by_month();
    let drawn = sources(form, &monthly, data.grain, Some(run)).drawn();
    amounts(form, &data.places, &drawn, year, Version::Budget)
}

/// Last year's amounts of the counties that have all its months on record, grown, the opening balance as last year closed.
pub fn of_growth(form: &Form, data: &Dataset, [income, expenditure]: [Decimal; 2], year: i32) -> Amounts {
    let monthly = data.by_month();
    let sources = sources(form, &monthly, data.grain, None);
    let mut amounts = Amounts::new();
    for who in sources.counties().map(Who::County) {
        let last = Some(sources.record_of(who, year - 1)).filter(|months| *months == (0..12));
        let Some(last) = last.and_then(|months| sources.actual_of(who, year - 1, months)) else { continue };
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
            put(n, last.cells[n].amount().and_then(grown));
        }
        if let Some((opening, closing)) = form.filled_by(Source::Opening).zip(form.filled_by(Source::Closing)) {
            put(opening, last.cells[closing].amount());
        }
    }
    amounts
}

/// The statements of all years: what is on record as actuals, and a project's budgets with the sums of places.
pub fn on_record(form: &Form, data: &Dataset, budgets: &Budgets) -> Statements {
    let monthly = data.by_month();
    let sources = sources(form, &monthly, data.grain, None);
    let mut all = budgets.given(form, &data.places).statements;
    sources.complete(&mut all);
    for (key, statement) in sources.actuals(years(&monthly)) {
        // An account that was put in stands before what the data have.
        all.entry(key).or_insert(statement);
    }
    all
}

/// What statements are drawn from: data, by month, and a run.
pub(super) fn sources<'a>(form: &'a Form, monthly: &'a Dataset, grain: Grain, run: Option<&'a Run>) -> Sources<'a> {
    Sources {
        form,
        places: &monthly.places,
        data: DataFlows::of(monthly),
        actual: DataFlows::of(monthly),
        is_yearly: grain == Grain::Yearly,
        run: run.map(RunFlows::of),
    }
}
