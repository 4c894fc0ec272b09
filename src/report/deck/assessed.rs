//! The pages of 考核 beside the year's ranking: a place's sheet, what was entered, the tree, who owes what, the agencies'
//! cost, and what is watched in scenarios and by which rules.

use std::sync::Arc;

use super::AssessedChart;
use super::budgeted::MadeOf;
use super::rows::some_rows;
use crate::answers::Desk;
use crate::assessment::alert::WatchAsked;
use crate::assessment::kept::Kept;
use crate::assessment::watch;
use crate::assessment::year::{ScoresAsked, YearScored, form_of};
use crate::finding::{Finding, Origin};
use crate::place::PlaceId;
use crate::proposal::usual_subsidy;
use crate::report::model::slide::{Body, MOST_ROWS};
use crate::report::views::agencies::agencies;
use crate::report::views::context::Context;
use crate::report::views::duties::{Told, duties};
use crate::report::views::indicators::page::{Names, Page, named};
use crate::report::views::indicators::{entry, place, tree};
use crate::report::views::watched;
use crate::report::{Books, CellValue, Place, Sheet};
use crate::scenario::family::{Family, Id, Standing};
use crate::simulation::Failure;
use crate::statements::kept::Budgets;

/// What the pages are made from.
pub(super) struct AssessedPages<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) family: &'a Family,
    pub(super) kept: &'a Arc<Kept>,
    pub(super) budgets: &'a Budgets,
    pub(super) desk: Desk<'a>,
    pub(super) year: i32,
    pub(super) place: &'a Place,
    pub(super) scenario: Option<Id>,
}

impl AssessedPages<'_> {
    /// A page.
    ///
    /// # Errors
    /// What is wrong with tree or rules, a scenario that is gone or can't be run, or [`Failure::Stopped`].
    pub(super) fn made(&self, chart: AssessedChart) -> Result<MadeOf, Failure> {
        match chart {
            AssessedChart::Place | AssessedChart::Leaves | AssessedChart::Next | AssessedChart::Entered => {
                self.scored(chart)
            }
            AssessedChart::Tree => {
                let (file, text) = self.kept.tree_text();
                let made = tree::tree(self.names(), &file, text);
                Ok(self.table(made.headline, String::new(), made.sheet))
            }
            AssessedChart::Duties => self.duties(),
            AssessedChart::Agencies => {
                let made = agencies(self.context, self.kept, self.year);
                Ok(self.table(made.headline, String::new(), made.sheet))
            }
            AssessedChart::Reached => self.reached(),
            AssessedChart::Rules => {
                let (file, text) = self.kept.rules_text();
                let rules = watch::read(file, text)?;
                let sheet = watched::rules(self.names(), &rules);
                Ok(self.table(sheet.title.clone(), sheet.notes.first().cloned().unwrap_or_default(), sheet))
            }
        }
    }

    fn names(&self) -> Names {
        Names { language: self.context.language(), form: form_of(self.desk.data, self.year) }
    }

    /// A table, of which a page shows the first rows.
    fn table(&self, title: String, takeaway: String, sheet: Sheet) -> MadeOf {
        let rows: Vec<usize> = (0..sheet.rows.len().min(MOST_ROWS)).collect();
        MadeOf { title, takeaway, body: Body::Sheet(some_rows(&sheet, &rows, self.context.language())), sheet }
    }

    /// The score curve of a leaf: of a place with its value, of the tree without; its table is the one that it stands
    /// beside.
    ///
    /// # Errors
    /// What is wrong with the tree, or that it has no such leaf.
    pub(super) fn score(&self, leaf: &str, beside: AssessedChart) -> Result<MadeOf, Failure> {
        let none = || Failure::from(Finding::error("slide-no-scores", Origin::default()));
        if beside == AssessedChart::Tree {
            let (file, text) = self.kept.tree_text();
            let made = tree::tree(self.names(), &file, text);
            let at = made.rows.iter().position(|row| row.id == leaf).ok_or_else(none)?;
            let curve = made.curves[at].clone().ok_or_else(none)?;
            let (id, rule) = (&made.rows[at].id, made.sheet.rows[at].get(5));
            let name = named(&made.rows[at].names, id, self.context.language());
            let rule =
                rule.and_then(|cell| if let CellValue::Text(text) = &cell.value { Some(text.clone()) } else { None });
            let (title, takeaway) = (format!("{id} {name}"), rule.unwrap_or_default());
            return Ok(MadeOf { title, takeaway, body: Body::Curve(curve), sheet: made.sheet });
        }
        let scored = self.scores()?;
        let page = self.page(&scored);
        let node = scored.tree.nodes.iter().position(|node| node.id == leaf).ok_or_else(none)?;
        let at = self.at(page).ok_or_else(none)?;
        let told = place::leaf(page, at, node).ok_or_else(none)?;
        let made = self.scored(beside)?;
        let title = format!("{} {}", page.place(at), told.title);
        Ok(MadeOf { title, takeaway: told.workings.join(" "), body: Body::Curve(told.curve), sheet: made.sheet })
    }

    fn scores(&self) -> Result<YearScored, Failure> {
        let asked = ScoresAsked { kept: self.kept.clone(), year: self.year, budgets: self.budgets.clone() };
        Ok(asked.answer(self.desk.data)?)
    }

    fn page<'s>(&'s self, scored: &'s YearScored) -> Page<'s> {
        Page { context: self.context, scored, is_example: self.kept.is_example }
    }

    /// The place that is looked at where it is assessed, else the first.
    fn at(&self, page: Page<'_>) -> Option<PlaceId> {
        let now = page.scored.now();
        let looked = page.scored.places.find(self.place);
        let first = now.order.first().map(|n| now.places[*n].place);
        now.places.iter().map(|assessed| assessed.place).find(|place| Some(*place) == looked).or(first)
    }

    fn scored(&self, chart: AssessedChart) -> Result<MadeOf, Failure> {
        let scored = self.scores()?;
        let page = self.page(&scored);
        if chart == AssessedChart::Entered {
            let made = entry::entry(page, self.kept);
            return Ok(self.table(made.headline, made.said.first().cloned().unwrap_or_default(), made.sheet));
        }
        let none = || Failure::from(Finding::error("slide-no-scores", Origin::default()));
        let made = self.at(page).and_then(|at| place::place(page, at)).ok_or_else(none)?;
        Ok(match (chart, made.figure) {
            (AssessedChart::Next, _) => self.table(made.next.0, made.headline, made.next.1),
            (AssessedChart::Place, Some(figure)) => {
                MadeOf { title: made.headline, takeaway: made.next.0, body: Body::Figure(figure), sheet: made.sheet }
            }
            _ => self.table(made.headline, made.next.0, made.sheet),
        })
    }

    fn duties(&self) -> Result<MadeOf, Failure> {
        let gone = || Failure::from(Finding::error("slide-no-scenario", Origin::default()));
        let books = match self.scenario {
            Some(id) => Books::Scenario(self.family.position(id).ok_or_else(gone)?),
            None => Books::Data,
        };
        if let Books::Scenario(number) = books
            && self.context.settled(number).is_none()
        {
            return Err(Finding::error("slide-no-run", Origin::default()).into());
        }
        let usual = usual_subsidy();
        let first = self.family.members().first().and_then(|member| member.scenario.subsidy.as_ref());
        let asked = ScoresAsked { kept: self.kept.clone(), year: self.year, budgets: self.budgets.clone() };
        // What is wrong with the tree keeps its incidents out, and nothing else.
        let scored = asked.answer(self.desk.data).ok();
        let made = duties(Told {
            context: self.context,
            kept: self.kept,
            year: self.year,
            books,
            rule: first.unwrap_or(&usual),
            scored: scored.as_ref(),
        });
        Ok(self.table(made.headline, String::new(), made.sheet))
    }

    /// When each level is first reached in the scenarios that are worked with.
    fn reached(&self) -> Result<MadeOf, Failure> {
        let live = self.family.members().iter().filter(|member| member.standing != Standing::Archived);
        let scenarios: Vec<_> = live.map(|member| member.scenario.clone()).collect();
        let names: Vec<(usize, String)> = scenarios.iter().enumerate().map(|(n, s)| (n, s.name.clone())).collect();
        let (kept, budgets) = (self.kept.clone(), self.budgets.clone());
        let asked = WatchAsked { kept, year: self.year, budgets, scenarios };
        let found = asked.answer(self.desk.data, self.desk.progress)?;
        let at = found.places.find(self.place).unwrap_or(found.places.root());
        let page = watched::Page { context: self.context, watched: &found };
        let (title, sheet) = watched::reached(page, at, &names);
        Ok(self.table(title, sheet.notes.first().cloned().unwrap_or_default(), sheet))
    }
}
