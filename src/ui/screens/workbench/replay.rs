//! 往年重演: what would a past year have been under another arrangement? Next to what happened.

use std::sync::Arc;

use eframe::egui;

use super::{Scene, Tables};
use crate::month::{Month, Period};
use crate::proposal;
use crate::report::Sheet;
use crate::report::views::context::Context;
use crate::report::views::replayed::{Replayed, full_years, months_of, replayed};
use crate::scenario::{Arrangement, Scenario};
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::{Command, Edit, Session};
use crate::ui::chart::ChartAction;
use crate::ui::chart::flows::FlowsChart;
use crate::ui::screens;
use crate::ui::state::{Action, View, choose};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// What is chosen on the tab.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// The year; `None` is the last full one.
    pub year: Option<i32>,
    /// The arrangement.
    pub arrangement: Arrangement,
    /// Whether matching subsidies are paid by last year's gaps.
    pub subsidy: bool,
    /// A month of the year; `None` is the whole year.
    pub month: Option<u32>,
    /// Which chart stands where there is no room for both.
    pub chart: Shown,
}

/// The charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    /// 资金往来: who pays whom.
    #[default]
    Flows,
    /// 净调剂: who gains, who pays.
    Net,
}

/// From this height on there is room for both charts.
const ROOM_FOR_BOTH: f32 = 720.0;

impl Default for Choice {
    fn default() -> Choice {
        Choice { year: None, arrangement: Arrangement::Unified, subsidy: false, month: None, chart: Shown::Flows }
    }
}

/// What it shows.
pub struct Built {
    replayed: Option<Replayed>,
    /// What is asked; `None` where no year is on record in full.
    ask: Option<Ask>,
    /// The years to choose from.
    years: Vec<i32>,
    /// The number of the same scenario in the project.
    kept: Option<usize>,
}

impl Built {
    /// The table of the tab, for files.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.replayed.as_ref().map(|replayed| &replayed.sheet)
    }
}

/// The year that is replayed, of those that can be.
fn year(view: &View, years: &[i32]) -> Option<i32> {
    view.workbench.replay.year.filter(|year| years.contains(year)).or(years.last().copied())
}

/// The scenario that is replayed.
fn scenario(view: &View, session: &Session, years: &[i32]) -> Option<Scenario> {
    let choice = &view.workbench.replay;
    let mut scenario = proposal::replay_of(year(view, years)?, choice.arrangement, session.language());
    if choice.subsidy {
        scenario.subsidy = Some(proposal::usual_subsidy());
    }
    Some(scenario)
}

/// The questions that it needs answered.
pub fn asks(view: &View, session: &Session) -> Vec<Ask> {
    let years = full_years(session.data());
    scenario(view, session, &years).map(|scenario| Ask::Replay(Arc::new(scenario))).into_iter().collect()
}

/// The period that is looked at.
fn period(view: &View, year: i32, session: &Session) -> Period {
    let months = months_of(session.data(), year);
    let month = view.workbench.replay.month.and_then(|month| Month::new(year, month));
    month.filter(|month| months.contains(month)).map_or(Period::Year(year), Period::Month)
}

/// Makes what it shows.
pub fn build(view: &View, context: &Context<'_>, session: &Session) -> Built {
    let years = full_years(session.data());
    let wanted = scenario(view, session, &years);
    let kept = wanted.as_ref().and_then(|wanted| {
        let same = |scenario: &Scenario| Scenario { name: wanted.name.clone(), ..scenario.clone() } == *wanted;
        session.scenarios().iter().position(|scenario| same(scenario))
    });
    let kept_and_run = kept.filter(|number| session.is_current(*number) && context.settled(*number).is_some());
    let ask = wanted.map(|scenario| Ask::Replay(Arc::new(scenario)));
    let made = || {
        let answered = session.slot(Topic::Replay).current(ask.as_ref()?, session.data())?;
        let Ok(Reply::Replayed(settled)) = &answered.result else { return None };
        let arrangement = session.language().text(view.workbench.replay.arrangement.text_key());
        let period = period(view, year(view, &years)?, session);
        replayed(context, settled, arrangement, kept_and_run, period, &view.place)
    };
    Built { replayed: made(), ask: ask.clone(), years: years.clone(), kept }
}

/// Draws it.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, built: &Built, tables: &mut Tables, actions: &mut Vec<Action>) {
    let look = scene.look;
    let (Some(ask), Some(year)) = (&built.ask, year(scene.view, &built.years)) else {
        return empty::show(
            ui,
            look.theme,
            Drawing::Chart,
            look.text("replayed.no_year"),
            look.text("replayed.no_year_next"),
        );
    };
    if let Some(replayed) = &built.replayed {
        words::headline(ui, look.theme, &replayed.headline);
    }
    super::standing(ui, scene, scene.session.slot(Topic::Replay), ask, actions);
    let Some(replayed) = &built.replayed else { return };
    let roomy = ui.available_height() > ROOM_FOR_BOTH;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        months(ui, scene, year, actions);
        if !roomy {
            let mut shown = scene.view.workbench.replay.chart;
            let names =
                [(Shown::Flows, look.text("replayed.chart_flows")), (Shown::Net, look.text("replayed.chart_net"))];
            if segmented(ui, look.theme, look.text("replayed.chart"), &names, &mut shown) {
                change(scene, |choice| choice.chart = shown, actions);
            }
        }
        ui.add_space(8.0);
        match built.kept {
            Some(number) => {
                let name = scene.session.scenarios().get(number).map_or("", |scenario| &scenario.name);
                words::caption(ui, look.theme, &look.style.language.fill("replayed.kept", &[("name", name)]));
            }
            None => {
                if let (true, Ask::Replay(scenario)) = (ui.button(look.text("replayed.keep")).clicked(), ask) {
                    let scenario = Box::new(Scenario::clone(scenario));
                    actions.push(Action::Session(Command::Edit(Edit::Add(scenario))));
                }
            }
        }
    });
    ui.add_space(4.0);
    let height = ui.available_height();
    let why = scene.view.why.last().filter(|_| scene.view.inspector);
    let tall = if roomy { height * 0.4 } else { height * 0.52 };
    let shown = scene.view.workbench.replay.chart;
    if roomy || shown == Shown::Flows {
        let flows = FlowsChart::new(&replayed.flows, look.style, look.theme, tall.clamp(180.0, 560.0));
        if let Some(ChartAction::Explain(subject)) = flows.show(ui) {
            actions.push(Action::Explain(subject));
        }
        ui.add_space(8.0);
    }
    if roomy || shown == Shown::Net {
        let tall = if roomy { height * 0.22 } else { tall };
        screens::chart(ui, look, &replayed.net, tall.clamp(150.0, 360.0), why, actions);
        ui.add_space(4.0);
    }
    screens::table(ui, look, "replayed", &replayed.sheet, scene.revision, (&mut tables[0], why), actions);
}

/// The whole year, or one of its months.
fn months(ui: &mut egui::Ui, scene: Scene<'_>, year: i32, actions: &mut Vec<Action>) {
    let look = scene.look;
    let months = months_of(scene.session.data(), year);
    let name = |month: u32| look.style.language.fill("years.month", &[("month", &month.to_string())]);
    let mut named = vec![(None, look.text("replayed.whole_year").to_owned())];
    named.extend(months.iter().map(|month| (Some(month.month()), name(month.month()))));
    let current = scene.view.workbench.replay.month.filter(|_| !months.is_empty());
    if let Some(month) = choose(ui, look.text("replayed.period"), 96.0, &named, &current) {
        change(scene, |choice| choice.month = month, actions);
    }
}

fn change(scene: Scene<'_>, change: impl FnOnce(&mut Choice), actions: &mut Vec<Action>) {
    let mut changed = scene.view.workbench.clone();
    change(&mut changed.replay);
    actions.push(Action::Choose(Box::new(changed)));
}

/// Draws what can be chosen.
pub fn panel(ui: &mut egui::Ui, scene: Scene<'_>, actions: &mut Vec<Action>) {
    let look = scene.look;
    let choice = &scene.view.workbench.replay;
    let years = full_years(scene.session.data());
    let Some(current) = year(scene.view, &years) else { return };
    words::section(ui, look.theme, look.text("replayed.year"));
    let named: Vec<(i32, String)> =
        years.iter().map(|y| (*y, look.style.language.fill("period.year", &[("year", &y.to_string())]))).collect();
    if let Some(year) = choose(ui, look.text("replayed.year"), 160.0, &named, &current) {
        change(scene, |choice| choice.year = Some(year), actions);
    }
    words::section(ui, look.theme, look.text("scenario.arrangement"));
    for arrangement in Arrangement::NAMED {
        let chosen = arrangement == choice.arrangement;
        if ui.radio(chosen, look.text(arrangement.text_key())).clicked() && !chosen {
            change(scene, |choice| choice.arrangement = arrangement, actions);
        }
    }
    words::caption(ui, look.theme, look.text(parts_key(choice.arrangement)));
    ui.add_space(8.0);
    let mut subsidy = choice.subsidy;
    if ui.checkbox(&mut subsidy, look.text("replayed.subsidy")).changed() {
        change(scene, |choice| choice.subsidy = subsidy, actions);
    }
    words::caption(ui, look.theme, look.text("replayed.usual"));
    ui.add_space(8.0);
    words::caption(ui, look.theme, look.text("replayed.signs"));
}

/// What an arrangement is made of.
const fn parts_key(arrangement: Arrangement) -> &'static str {
    match arrangement {
        Arrangement::County | Arrangement::Custom => "replayed.of_county",
        Arrangement::AdjustmentFund => "replayed.of_adjustment_fund",
        Arrangement::Unified => "replayed.of_unified",
        Arrangement::NationalAdjustment => "replayed.of_national",
    }
}
