//! Drawing up a budget in one step: from a scenario's run, or from last year's amounts.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rust_decimal::Decimal;

use super::{Edit, News, Session};
use crate::finding::{Finding, Findings, Origin};
use crate::fund::FundKind;
use crate::journal::Keep;
use crate::month::Month;
use crate::simulation::{self, Failure};
use crate::statements::form::Form;
use crate::statements::kept::{self, Amounts, Drawn, Made};
use crate::statements::statement::Version;

/// What is to be drawn up.
#[derive(Clone, PartialEq, Debug)]
pub struct Drawing {
    /// The fund, where it is one of which there are no figures.
    pub beside: Option<FundKind>,
    /// The form.
    pub form: Arc<Form>,
    /// The calendar year.
    pub year: i32,
    /// The version that it becomes.
    pub version: Version,
    /// From what.
    pub from: DrawnFrom,
    /// The label of the step.
    pub label: String,
}

/// From what a budget is drawn up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DrawnFrom {
    /// The scenario of this number.
    Scenario(usize),
    /// Last year's amounts, income and expenditure each grown by a rate.
    Growth([Decimal; 2]),
}

impl Session {
    /// Draws up a budget off the drawing thread; it becomes a step of undo.
    pub(super) fn draw_budget(&mut self, drawing: Drawing) {
        if self.budgets().at(drawing.beside).seal(drawing.year, drawing.version).is_some() {
            let finding = Finding::error("budget-settled", Origin::default()).with("year", drawing.year);
            return self.news.push(News::Failed(Findings::from(finding)));
        }
        let (data, budgets) = (self.data().clone(), self.budgets().at(drawing.beside).about(drawing.year));
        let made = match drawing.from {
            DrawnFrom::Growth(rates) => Made::Growth(rates),
            DrawnFrom::Scenario(number) => {
                let (Some(member), Some(scenario)) = (self.member(number), self.scenarios().get(number)) else {
                    return;
                };
                // A scenario that begins later is told from the year's first month on.
                let scenario = scenario.from_earlier(Month::january(drawing.year));
                Made::Run(member.id, Arc::new(scenario))
            }
        };
        self.jobs.begin(move || {
            let amounts = match &made {
                Made::Growth(rates) => {
                    let alone = drawing.beside.map(|fund| data.without_figures(fund));
                    let data = alone.as_ref().unwrap_or(&data);
                    Ok(kept::of_growth(&drawing.form, data, &budgets, *rates, drawing.year))
                }
                Made::Run(_, scenario) => {
                    let run = simulation::run(&data, scenario, Keep::Journal, &AtomicBool::new(false));
                    run.map(|run| kept::of_run(&drawing.form, &data, &run, drawing.year))
                }
            };
            move |session: &mut Session, _| match amounts {
                Ok(amounts) if Arc::ptr_eq(&data, session.data()) => session.take_budget(&drawing, made, amounts),
                Ok(_) | Err(Failure::Stopped) => {}
                Err(Failure::Findings(findings)) => session.news.push(News::Failed(findings)),
            }
        });
    }

    fn take_budget(&mut self, drawing: &Drawing, made: Made, amounts: Amounts) {
        if amounts.is_empty() {
            let finding = match made {
                Made::Run(..) => Finding::error("budget-run-without-year", Origin::default()),
                Made::Growth(_) => Finding::error("budget-without-last-year", Origin::default()),
            };
            let finding = finding.with("year", drawing.year).with("last", drawing.year - 1);
            return self.news.push(News::Failed(Findings::from(finding)));
        }
        let budgets = self.budgets().at(drawing.beside).drawn(drawing.year, drawing.version, Drawn { made, amounts });
        let budgets = self.budgets().put_at(drawing.beside, budgets);
        self.edit(Edit::Budgets(Box::new(budgets), drawing.label.clone()));
    }
}
