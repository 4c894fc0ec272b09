//! The pages of an assessment: the ranking and who moved most, the reward, the draw, and what is to be watched.

use std::sync::Arc;

use super::ScoresChart;
use super::budgeted::MadeOf;
use crate::answers::Desk;
use crate::assessment::alert::WatchAsked;
use crate::assessment::kept::Kept;
use crate::assessment::year::{ScoresAsked, YearScored};
use crate::finding::{Finding, Origin};
use crate::report::model::slide::Body;
use crate::report::views::context::Context;
use crate::report::views::indicators::page::Page;
use crate::report::views::indicators::{drawn, place, ranking, rewarded};
use crate::report::views::watched;
use crate::simulation::Failure;
use crate::statements::kept::Budgets;

/// What the pages of a year's assessment are made from.
pub(super) struct ScoredPages<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) kept: &'a Arc<Kept>,
    pub(super) budgets: &'a Budgets,
    pub(super) desk: Desk<'a>,
    pub(super) year: i32,
}

impl ScoredPages<'_> {
    /// A page.
    ///
    /// # Errors
    /// What is wrong with tree, rules or terms, or [`Failure::Stopped`].
    pub(super) fn made(&self, chart: ScoresChart) -> Result<MadeOf, Failure> {
        match chart {
            ScoresChart::Watch => return self.watched(),
            ScoresChart::Draw => {
                let made = drawn::drawn(self.context, &self.kept.draw, self.year)?;
                let takeaway = made.sheet.notes.first().cloned().unwrap_or_default();
                let [(_, again), ..] = made.again;
                let mut sheet = made.sheet.clone();
                // The hash has no room on a slide; the whole table has it.
                sheet.columns.pop();
                sheet.rows.iter_mut().for_each(|row| drop(row.pop()));
                sheet.notes = vec![again];
                return Ok(MadeOf { title: made.headline, takeaway, body: Body::Sheet(sheet), sheet: made.sheet });
            }
            _ => {}
        }
        let asked = ScoresAsked { kept: self.kept.clone(), year: self.year, budgets: self.budgets.clone() };
        let scored = asked.answer(self.desk.data)?;
        let page = Page { context: self.context, scored: &scored, is_example: self.kept.is_example };
        Ok(match chart {
            ScoresChart::Ranking => {
                let made = ranking::ranking(page, None);
                let takeaway = made.said.first().cloned().unwrap_or_default();
                MadeOf { title: made.headline, takeaway, body: Body::Figure(made.figure), sheet: made.sheet }
            }
            ScoresChart::Awards => {
                let made = ranking::ranking(page, None);
                let title = made.said.first().cloned().unwrap_or(made.headline);
                let takeaway = made.said.get(1).cloned().unwrap_or_default();
                let shown = ranking::without_parts(&made.sheet);
                MadeOf { title, takeaway, body: Body::Sheet(shown), sheet: made.sheet }
            }
            ScoresChart::Moved => self.moved(page, &scored)?,
            _ => {
                let made = rewarded::of_year(page, &self.kept.reward)?;
                let takeaway = made.sheet.notes.first().cloned().unwrap_or_default();
                MadeOf { title: made.headline, takeaway, body: Body::Figure(made.figure), sheet: made.sheet }
            }
        })
    }

    /// The place whose total changed most.
    fn moved(&self, page: Page<'_>, scored: &YearScored) -> Result<MadeOf, Failure> {
        let by = |n: &usize| {
            let (now, before) = (&scored.now().places[*n], &scored.before().places[*n]);
            let whole = now.rank.is_some() && before.rank.is_some();
            if whole { (now.total().number() - before.total().number()).abs() } else { -1 }
        };
        let most = (0..scored.now().places.len()).rev().max_by_key(by);
        let made = most.and_then(|n| place::place(page, scored.now().places[n].place));
        let made = made.ok_or_else(|| Failure::from(Finding::error("slide-no-scores", Origin::default())))?;
        let body = match made.figure {
            Some(figure) => Body::Figure(figure),
            None => Body::Sheet(made.sheet.clone()),
        };
        Ok(MadeOf { title: made.headline, takeaway: made.next.0, body, sheet: made.sheet })
    }

    fn watched(&self) -> Result<MadeOf, Failure> {
        let (kept, budgets) = (self.kept.clone(), self.budgets.clone());
        let asked = WatchAsked { kept, year: self.year, budgets, scenarios: Vec::new() };
        let found = asked.answer(self.desk.data, self.desk.progress)?;
        let made = watched::watched(watched::Page { context: self.context, watched: &found }, false);
        let takeaway = made.sheet.notes.first().cloned().unwrap_or_default();
        Ok(MadeOf { title: made.headline, takeaway, body: Body::Sheet(made.sheet.clone()), sheet: made.sheet })
    }
}
