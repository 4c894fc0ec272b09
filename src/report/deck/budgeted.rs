//! The pages of a budget year: its statement, its execution, why it deviates, and how the places add up.

use super::BudgetChart;
use super::found::{Found, Reckoned};
use super::rows::some_rows;
use crate::answers::Desk;
use crate::finding::{Finding, Origin};
use crate::journal::Keep;
use crate::month::Month;
use crate::report::model::slide::{Body, MOST_ROWS, Spoken, Words};
use crate::report::views::budget::account::account;
use crate::report::views::budget::causes::{Explained, causes};
use crate::report::views::budget::execution::{Looked, Row, execution};
use crate::report::views::budget::page::{Page, who_of};
use crate::report::views::budget::places::places;
use crate::report::views::budget::statement::{Kept, statement};
use crate::report::views::budget::versions::versions;
use crate::report::views::budget::watched::watched;
use crate::report::views::context::Context;
use crate::report::{Place, Sheet};
use crate::scenario::family::{Family, Id};
use crate::simulation::{self, Failure};
use crate::statements::form::Form;
use crate::statements::kept::{self, Budgets, Drawn, Made};
use crate::statements::statement::Version;
use crate::statements::year::YearAsked;

/// A budget year of a place, with what its pages are made from.
pub(super) struct Budgeted<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) family: &'a Family,
    pub(super) budgets: &'a Budgets,
    pub(super) desk: Desk<'a>,
    pub(super) found: &'a Found,
    pub(super) year: i32,
    pub(super) place: &'a Place,
    pub(super) scenario: Id,
}

/// What a page shows.
pub(super) struct MadeOf {
    pub(super) title: String,
    pub(super) takeaway: String,
    pub(super) body: Body,
    /// The whole table; without a column where there is none.
    pub(super) sheet: Sheet,
}

fn nothing(why: &str) -> Failure {
    Finding::error("slide-no-budget", Origin::default()).with("why", why).into()
}

impl Budgeted<'_> {
    /// The year, with the budget as it is kept, else as the scenario makes it.
    fn reckoned(&self) -> Result<Reckoned, Failure> {
        let number = self.family.position(self.scenario);
        let number = number.ok_or_else(|| Finding::error("slide-no-scenario", Origin::default()))?;
        let scenario = self.family.members()[number].scenario.clone();
        let (data, stop, language) = (self.desk.data, &self.desk.progress.stop, self.context.language());
        let form = self.budgets.form_of(data.fund, self.year);
        let form = form.ok_or_else(|| nothing(language.text("budget.no_form")))?;
        let is_kept = [Version::Budget, Version::Revised].iter().any(|v| self.budgets.of(self.year, *v).is_some());
        let mut budgets = self.budgets.about(self.year);
        if !is_kept {
            let told = std::sync::Arc::new(scenario.from_earlier(Month::january(self.year)));
            let run = simulation::run(data, &told, Keep::Journal, stop)?;
            let amounts = kept::of_run(&form, data, &run, self.year);
            let drawn = Drawn { made: Made::Run(self.scenario, told), amounts };
            budgets = budgets.drawn(self.year, Version::Budget, drawn);
        }
        let asked = YearAsked { form, year: self.year, budgets, ahead: Some(scenario), beside: None };
        let year = asked.answer(data, stop)?;
        Ok(Reckoned { asked, year })
    }

    /// A page.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn made(&self, chart: BudgetChart) -> Result<MadeOf, Failure> {
        let reckoned = self.found.years.of((self.year, self.scenario), || self.reckoned())?;
        let Reckoned { asked, year } = &*reckoned;
        let (form, language) = (&year.form, self.context.language());
        let place = year.places.find(self.place).ok_or_else(|| nothing(&self.context.place_name(self.place)))?;
        let page = Page { context: self.context, year, who: who_of(year, place, false) };
        let version = match year.statement(page.who, Version::Revised) {
            Some(_) => Version::Revised,
            None => Version::Budget,
        };
        let kept = Kept { budgets: &asked.budgets, family: self.family };
        let said = |why: String| nothing(&why);
        Ok(match chart {
            BudgetChart::Statement => {
                let made = statement(page, kept, version, false);
                // The numbers of lines go before the lines do.
                let shown = without_first(self.shortened(&made.sheet, form, &made.lines));
                MadeOf { title: made.headline, takeaway: made.made, body: Body::Sheet(shown), sheet: made.sheet }
            }
            BudgetChart::Execution => {
                let made = execution(page, Looked::default(), asked.budgets.watch(), None).map_err(said)?;
                let takeaway = statement(page, kept, version, false).made;
                MadeOf { title: made.headline, takeaway, body: Body::Figure(made.figure), sheet: made.sheet }
            }
            BudgetChart::Lines => {
                let made = execution(page, Looked::default(), asked.budgets.watch(), None).map_err(said)?;
                let line = |row: &Row| if let Row::Line(line) = row { *line } else { 0 };
                let lines: Vec<usize> = made.rows.iter().map(line).collect();
                let body = Body::Sheet(self.shortened(&made.sheet, form, &lines));
                MadeOf { title: made.headline, takeaway: String::new(), body, sheet: made.sheet }
            }
            BudgetChart::Contributions | BudgetChart::Pensions => {
                let of_pensions = chart == BudgetChart::Pensions;
                let explained = if of_pensions { Explained::Pensions } else { Explained::Contributions };
                let made = causes(page, explained).map_err(said)?;
                let takeaway = language.text("budget.causes_about").to_owned();
                MadeOf { title: made.headline, takeaway, body: Body::Figure(made.figure), sheet: made.sheet }
            }
            BudgetChart::Versions => {
                let made = versions(page, &asked.budgets, [None, None]).map_err(said)?;
                let body = match made.figure {
                    Some(figure) => Body::Figure(figure),
                    None => Body::Sheet(without_first(self.shortened(&made.sheet, form, &made.lines))),
                };
                MadeOf { title: made.headline, takeaway: String::new(), body, sheet: made.sheet }
            }
            BudgetChart::Watched => {
                let made = watched(page, asked.budgets.watch()).map_err(said)?;
                // The farthest off, and how many more there are.
                let rows: Vec<usize> = made.worst_first.iter().copied().take(MOST_ROWS).collect();
                let shown = some_rows(&made.sheet, &rows, language);
                let more = made.sheet.rows.len() - rows.len();
                let takeaway = match more {
                    0 => String::new(),
                    _ => language.fill("budget.watched_more", &[("count", &more.to_string())]),
                };
                MadeOf { title: made.headline, takeaway, body: Body::Sheet(shown), sheet: made.sheet }
            }
            BudgetChart::Account => {
                let made = account(page).map_err(said)?;
                let source = self.context.source_line();
                let words = Words { spoken: Spoken::Text, lines: made.sentences, source };
                MadeOf {
                    title: made.headline,
                    takeaway: String::new(),
                    body: Body::Words(words),
                    sheet: Sheet::default(),
                }
            }
            BudgetChart::Places => {
                let made = places(page, version);
                let takeaway = made.sheet.notes.first().cloned().unwrap_or_default();
                MadeOf { title: made.headline, takeaway, body: Body::Sheet(made.sheet.clone()), sheet: made.sheet }
            }
        })
    }

    /// As many rows as a slide shows, in their order; each row is of a line of the form.
    fn shortened(&self, sheet: &Sheet, form: &Form, lines: &[usize]) -> Sheet {
        let rank = |row: &usize| FIRST.iter().position(|id| *id == form.lines[lines[*row]].id).unwrap_or(MOST_ROWS);
        let mut rows: Vec<usize> = (0..sheet.rows.len()).collect();
        rows.sort_by_key(rank);
        rows.truncate(MOST_ROWS);
        rows.sort_unstable();
        some_rows(sheet, &rows, self.context.language())
    }
}

/// The lines that a slide shows before others.
const FIRST: [&str; MOST_ROWS] =
    ["income", "expenditure", "surplus", "closing", "contributions", "pensions", "subsidy", "opening"];

/// Without its first column.
fn without_first(mut sheet: Sheet) -> Sheet {
    sheet.columns.remove(0);
    sheet.rows.iter_mut().for_each(|row| drop(row.remove(0)));
    sheet.frozen -= 1;
    sheet
}
