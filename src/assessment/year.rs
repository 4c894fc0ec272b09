//! One year of a project's assessment: scored by the tree in use, with the year before beside it.

use std::sync::Arc;

use super::figure::Sources;
use super::given::{Entered, Statement};
use super::kept::Kept;
use super::scoring::{Assessment, assess, out_of_range};
use super::tree::Tree;
use crate::dataset::Dataset;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::list::nearest;
use crate::measures::Fund;
use crate::place::Places;
use crate::statements::form::{self, Form};
use crate::statements::kept::{self as budgets, Budgets};

/// What a year's assessment follows from, besides the data.
#[derive(Clone, PartialEq, Debug)]
pub struct ScoresAsked {
    /// Tree, entries, lines.
    pub kept: Arc<Kept>,
    /// The calendar year.
    pub year: i32,
    /// The project's budgets.
    pub budgets: Budgets,
}

/// A year's assessment, and that of the year before by the same tree.
#[derive(Clone, Debug)]
pub struct YearScored {
    /// The calendar year.
    pub year: i32,
    /// The tree.
    pub tree: Tree,
    /// The places, those of the data.
    pub places: Arc<Places>,
    /// The year's and the year before's.
    pub of: [Assessment; 2],
    /// What was entered for each.
    pub entered: [Entered; 2],
    /// The statements' lines.
    pub statement: Statement,
    /// The form that names them.
    pub form: Option<&'static Form>,
    /// What is to be said of it, each with its place.
    pub findings: Findings,
}

impl YearScored {
    /// The year's.
    pub fn now(&self) -> &Assessment {
        &self.of[0]
    }

    /// The year before's.
    pub fn before(&self) -> &Assessment {
        &self.of[1]
    }

    /// Where its values are read off.
    pub fn sources<'a>(&'a self, data: &'a Dataset) -> Sources<'a> {
        Sources { fund: Fund::observed(data), entered: &self.entered[0], statement: &self.statement }
    }
}

/// The form in use in a year, of a data set's fund.
pub fn form_of(data: &Dataset, year: i32) -> Option<&'static Form> {
    let fund = data.fund.key();
    let any = || form::shipped().iter().find(|form| form.fund == fund && form.line("income").is_some());
    form::of_year(fund, year).or_else(any).map(|form| &**form)
}

/// The lines of the data, the project's budgets, and those that are kept beside them.
///
/// # Errors
/// What is wrong with the lines that are kept.
pub fn lines(data: &Dataset, kept: &Kept, budgets: &Budgets, year: i32) -> Result<Statement, Findings> {
    let mut statement = match &kept.statement {
        Some(text) => Statement::read("statement.csv", text.as_bytes())?,
        None => Statement::default(),
    };
    let Some(form) = form_of(data, year) else { return Ok(statement) };
    for ((who, of, version), told) in budgets::on_record(form, data, budgets) {
        let place = who.key(&data.places);
        for (line, cell) in form.lines.iter().zip(&told.cells) {
            if let Some(amount) = cell.amount() {
                statement.add(&place, (of, version.key()), &line.id, Some(amount));
            }
        }
    }
    Ok(statement)
}

impl ScoresAsked {
    /// Scores it.
    ///
    /// # Errors
    /// What is wrong with the tree or the lines, or that nothing in the data is of the tree's level.
    pub fn answer(&self, data: &Dataset) -> Result<YearScored, Findings> {
        let tree = self.kept.tree()?;
        let (file, _) = self.kept.tree_text();
        let places = &data.places;
        if !places.all().any(|place| places.level(place) == tree.level) {
            let finding = Finding::error("assessed-none", Origin::file(&file));
            return Err(finding.with("level", tree.level.text_key()).into());
        }
        let statement = lines(data, &self.kept, &self.budgets, self.year)?;
        let form = form_of(data, self.year);
        let mut findings = missing_lines(&tree, &file, &statement, form);
        let entered = [self.year, self.year - 1].map(|year| {
            let (entered, found) = self.kept.entered(&tree, year, places);
            findings.extend(found);
            entered
        });
        let of = [0, 1].map(|n| {
            let sources = Sources { fund: Fund::observed(data), entered: &entered[n], statement: &statement };
            let scored = assess(&tree, &sources, self.year - n as i32);
            findings.extend(out_of_range(&tree, places, &entered[n], &scored));
            scored
        });
        Ok(YearScored { year: self.year, tree, places: places.clone(), of, entered, statement, form, findings })
    }
}

/// The lines that the tree names and neither form nor statement has: what uses them is unknown.
fn missing_lines(tree: &Tree, file: &str, statement: &Statement, form: Option<&Form>) -> Findings {
    let known = || {
        let of_form = form.into_iter().flat_map(|form| form.lines.iter().map(|line| line.id.as_str()));
        of_form.chain(statement.lines().iter().map(String::as_str))
    };
    let mut missing: Vec<&str> = tree.lines().into_iter().filter(|line| !known().any(|known| known == *line)).collect();
    missing.sort_unstable();
    missing.dedup();
    let said = |line: &str| {
        let finding = Finding::new("statement-line-unknown", Severity::Warning, Origin::file(file));
        finding.with("line", line).with("nearest", nearest(line, known()))
    };
    missing.into_iter().map(said).collect()
}
