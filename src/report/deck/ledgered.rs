//! The pages of the special account: the ledgers held against each other, and the pool's money laid out in deposits.

use std::sync::Arc;

use super::budgeted::MadeOf;
use super::found::Found;
use super::rows::some_rows;
use super::{LadderChart, ReconcileChart};
use crate::answers::Desk;
use crate::finding::{Finding, Origin};
use crate::month::Month;
use crate::report::model::slide::{Body, MOST_ROWS};
use crate::report::views::context::Context;
use crate::report::views::deposits::deposits;
use crate::report::views::reconciliation::{Filter, accounts, is_sum, name_of, reconciliation};
use crate::report::{Figure, Sheet};
use crate::scenario::Scenario;
use crate::scenario::family::Id;
use crate::simulation::{Failure, stochastic};
use crate::special_account::account::Account;
use crate::special_account::ladder::{LadderAsked, Ladders, cautious};

/// What the pages are made from.
pub(super) struct AccountPages<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) account: &'a Arc<Account>,
    pub(super) ladders: &'a Arc<Ladders>,
    pub(super) desk: Desk<'a>,
    pub(super) found: &'a Found,
}

impl AccountPages<'_> {
    /// A page of 对账; an account that is not there any more stands for the first.
    ///
    /// # Errors
    /// Where a ledger is missing, or both have no entry; [`Failure::Stopped`].
    pub(super) fn reconciled(
        &self,
        name: &str,
        month: Option<Month>,
        chart: ReconcileChart,
    ) -> Result<MadeOf, Failure> {
        let language = self.context.language();
        let none = || Failure::from(Finding::error("slide-no-ledgers", Origin::default()));
        if !self.account.is_whole() {
            return Err(none());
        }
        let all = self.found.matchings.of((), || self.account.reconciled(self.desk.progress))?;
        if chart == ReconcileChart::Accounts {
            let made = accounts(language, &all, month).ok_or_else(none)?;
            return Ok(self.table(made.headline, String::new(), made.sheet, |_| true));
        }
        let matching = all.iter().find(|of| of.name == name).or(all.first()).ok_or_else(none)?;
        let filter = match chart {
            ReconcileChart::Unmatched => Filter::Open,
            ReconcileChart::Suspects => Filter::Suspects,
            _ => Filter::All,
        };
        let told = reconciliation(language, matching, month, filter, self.desk.progress)?.ok_or_else(none)?;
        let takeaway = told.suspects.first().map(|(sentence, _)| sentence.clone()).unwrap_or_default();
        // Of several accounts each page says which it is of.
        let of_account = |said: String| match all.len() {
            1 => said,
            _ => language.fill("reconcile.of_account", &[("account", &name_of(language, matching)), ("said", &said)]),
        };
        Ok(match chart {
            ReconcileChart::Statement => self.table(of_account(told.headline), takeaway, told.statement, is_sum),
            ReconcileChart::Open => self.table(of_account(told.open_said), String::new(), told.open, |_| true),
            ReconcileChart::Suspects => {
                self.table(of_account(told.suspects_said), takeaway, told.facing.sheet, |_| true)
            }
            _ => self.table(of_account(told.headline), takeaway, told.facing.sheet, |_| true),
        })
    }

    /// A table, of which a page shows the first rows of a kind.
    fn table(
        &self,
        title: String,
        takeaway: String,
        sheet: Sheet,
        shows: impl Fn(&[crate::report::Cell]) -> bool,
    ) -> MadeOf {
        let rows = (0..sheet.rows.len()).filter(|n| sheet.rows.len() <= MOST_ROWS || shows(&sheet.rows[*n]));
        let rows: Vec<usize> = rows.take(MOST_ROWS).collect();
        MadeOf { title, takeaway, body: Body::Sheet(some_rows(&sheet, &rows, self.context.language())), sheet }
    }

    /// A page of 存款结构.
    ///
    /// # Errors
    /// What keeps the scenario from running, or the ladder from being laid out; [`Failure::Stopped`].
    pub(super) fn laid(&self, id: Id, scenario: &Arc<Scenario>, chart: LadderChart) -> Result<MadeOf, Failure> {
        let work = || {
            let Desk { data, threads, progress } = self.desk;
            let (now, beside) = (self.ladders.offer(), self.ladders.beside.clone());
            let asked = LadderAsked { scenario: scenario.clone(), cautious: None, now, beside };
            let lowest = match asked.is_cautious() && scenario.stochastic.is_some() {
                true => Some(cautious(&stochastic::run(data, scenario, threads, progress)?)),
                false => None,
            };
            LadderAsked { cautious: lowest, ..asked }.answer(data, progress)
        };
        let answer = self.found.ladders.of(id, work)?;
        let told = deposits(self.context, scenario, &answer);
        // The mark goes on where the sentence would end.
        let takeaway = match told.mark.is_empty() {
            true => told.price.clone(),
            false => format!("{}{}", told.price.trim_end_matches(['。', '.', ' ']), told.mark),
        };
        let figure = |title: &String, figure: Figure, sheet: Sheet| MadeOf {
            title: title.clone(),
            takeaway: takeaway.clone(),
            body: Body::Figure(figure),
            sheet,
        };
        let table = |title: &String, sheet: Sheet| self.table(title.clone(), takeaway.clone(), sheet, |_| true);
        Ok(match chart {
            LadderChart::Ladder => figure(&told.headline, told.ladder.clone(), told.placements.clone()),
            LadderChart::Reserve => figure(&told.cost, told.by_reserve.clone(), told.beside.clone()),
            LadderChart::Placements => table(&told.headline, told.placements.clone()),
            LadderChart::Calendar => table(&told.due, told.calendar.clone()),
            LadderChart::Months => table(&told.headline, told.months.clone()),
            LadderChart::Beside => table(&told.headline, told.beside.clone()),
        })
    }
}
