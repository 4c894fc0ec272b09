//! 执行: how far the year's budget is carried out, against the plan to date.

use std::sync::Arc;

use eframe::egui;

use super::{asked, watched};
use crate::month::Period;
use crate::report::Sheet;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::execution::{self, ExecutionView, Looked, Row};
use crate::report::views::context::Context;
use crate::report::words::period::period_name;
use crate::session::asking::{Ask, Reply, Topic};
use crate::statements::statement::Who;
use crate::statements::watched::Watch;
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{Told, choose_row};
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Execution {
    /// What the panel speaks of: the execution as it was shown last.
    shown: Option<Arc<ExecutionView>>,
}

impl Page for Execution {
    const ENTRY: PageEntry = PageEntry::tab::<Execution>(Tab("tab.budget_execution"));

    type Choice = Looked;
    type Built = Told<Result<Arc<ExecutionView>, String>>;

    fn asks(_: &Looked, scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().chain(asked::range(scene)).collect()
    }

    fn build(looked: &Looked, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let watch = asked::budgets(scene).watch();
        let range = asked::range(scene);
        let answered =
            range.as_ref().and_then(|ask| scene.session.slot(Topic::Range).current(ask, scene.session.data()));
        let ranges = match answered.map(|answered| &answered.result) {
            Some(Ok(Reply::Range(ranges))) => Some(&**ranges),
            _ => None,
        };
        asked::told(scene, context, |page, _| Some(execution::execution(page, *looked, watch, ranges).map(Arc::new)))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Looked>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(shown) => shown,
                Err(why) => {
                    self.shown = None;
                    return asked::nothing(ui, scene, why);
                }
            };
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(8.0);
            above::chart(ui, scene, &mut kept.tables[0], &shown.figure, 320.0);
            let ways = [(false, look.text("budget.by_line")), (true, look.text("budget.by_place"))];
            let mut by_place = kept.choice.by_place;
            if segmented(ui, look.theme, look.text("budget.rows"), &ways, &mut by_place) {
                kept.change(|choice| *choice = Looked { by_place, line: Some(shown.line), ..*choice });
            }
            ui.add_space(4.0);
            let opened = parts::table(ui, scene, "execution", &shown.sheet, &mut kept.tables[0]);
            match opened.and_then(|row| shown.rows.get(row)) {
                Some(Row::Line(line)) => kept.change(|choice| choice.line = Some(*line)),
                Some(Row::Place(Who::County(place) | Who::Whole(place))) => {
                    scene.push(Action::Place(scene.session.data().places.key(*place)));
                }
                Some(Row::Place(Who::Pool(_))) | None => {}
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Looked>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        asked::chooser(ui, scene, false);
        let Some(shown) = &self.shown else { return };
        let language = look.style.language;
        let months: Vec<_> =
            shown.months.iter().rev().map(|month| (*month, period_name(Period::Month(*month), language))).collect();
        if let Some(month) = choose_row(ui, look, look.text("budget.up_to"), &months, &shown.month) {
            kept.change(|choice| choice.month = Some(month));
        }
        if let Some(line) = choose_row(ui, look, look.text("budget.line"), &shown.lines, &shown.line) {
            kept.change(|choice| choice.line = Some(line));
        }
        words::hairline(ui, look.theme);
        words::section(ui, look.theme, look.text("budget.watch"));
        let watch = asked::budgets(scene).watch();
        if let Some(all) = watched::threshold(ui, scene, look.text("budget.threshold"), watch.all) {
            watched::edit(scene, Watch { all, ..watch.clone() });
        }
        let none = if watch.is_asked() { "budget.none_watched" } else { "budget.no_threshold" };
        if shown.watched.is_empty() {
            words::caption(ui, look.theme, look.text(none));
        }
        regions::scrolled(ui, "watched", |ui| {
            for watched in &shown.watched {
                if ui.link(watched).clicked() {
                    scene.push(Action::Tab(Tab("tab.budget_watched")));
                }
                ui.add_space(2.0);
            }
        });
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.as_ref().ok().map(|shown| &shown.sheet)
    }

    fn shows(looked: &Looked, scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(
            scene,
            if looked.line.is_some() || looked.by_place { BudgetChart::Lines } else { BudgetChart::Execution },
        )
    }
}
