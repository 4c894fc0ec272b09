//! 回溯测算: what would a past year have been under another arrangement? Next to what happened.

use std::sync::Arc;

use eframe::egui;

use crate::month::{Month, Period};
use crate::place::Level;
use crate::proposal;
use crate::report::Sheet;
use crate::report::deck::{self, Part, Shows};
use crate::report::views::context::Context;
use crate::report::views::replayed::{Replayed, full_years, months_of, replayed};
use crate::scenario::{Arrangement, Scenario};
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::{Command, Edit};
use crate::ui::above;
use crate::ui::chart::ChartAction;
use crate::ui::chart::flows::FlowsChart;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::state::{Action, Tab, choose};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;
use crate::ui::{parts, progress};

/// The tab.
#[derive(Default)]
pub struct Replay {
    /// Whether there was room for both charts when they were drawn last.
    roomy: bool,
}

/// What is chosen on it.
#[derive(Clone, PartialEq)]
pub struct ReplayChoice {
    /// The year; `None` is the last full one.
    year: Option<i32>,
    arrangement: Arrangement,
    /// Whether matching subsidies are paid by last year's gaps.
    subsidy: bool,
    /// A month of the year; `None` is the whole year.
    month: Option<u32>,
    /// Which chart stands where there is no room for both.
    chart: ReplayChart,
}

/// The charts.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum ReplayChart {
    /// 资金往来: who pays whom.
    #[default]
    Flows,
    /// 净调剂: who gains, who pays.
    Net,
}

/// From this height on there is room for both charts.
const ROOM_FOR_BOTH: f32 = 720.0;

impl Default for ReplayChoice {
    fn default() -> ReplayChoice {
        let (arrangement, chart) = (Arrangement::Unified, ReplayChart::Flows);
        ReplayChoice { year: None, arrangement, subsidy: false, month: None, chart }
    }
}

/// What it shows.
pub struct ReplayBuilt {
    replayed: Option<Replayed>,
    /// What is asked; `None` where no year is on record in full.
    ask: Option<Ask>,
    /// The years to choose from.
    years: Vec<i32>,
    /// The number of the same scenario in the project.
    kept: Option<usize>,
}

impl ReplayChoice {
    /// The year that is replayed, of those that can be.
    fn year(&self, years: &[i32]) -> Option<i32> {
        self.year.filter(|year| years.contains(year)).or(years.last().copied())
    }

    /// The question: the scenario that is replayed.
    fn ask(&self, scene: Scene<'_>, years: &[i32]) -> Option<Ask> {
        let (places, language) = (&scene.session.data().places, scene.session.language());
        let scenario = proposal::replay_with(self.year(years)?, self.arrangement, self.subsidy, places, language);
        Some(Ask::Replay(Arc::new(scenario)))
    }

    /// The period that is looked at.
    fn period(&self, year: i32, scene: Scene<'_>) -> Period {
        let months = months_of(scene.session.data(), year);
        let month = self.month.and_then(|month| Month::new(year, month));
        month.filter(|month| months.contains(month)).map_or(Period::Year(year), Period::Month)
    }
}

impl Page for Replay {
    const ENTRY: PageEntry = PageEntry::tab::<Replay>(Tab("tab.replay"));

    type Choice = ReplayChoice;
    type Built = ReplayBuilt;

    fn asks(choice: &ReplayChoice, scene: Scene<'_>) -> Vec<Ask> {
        choice.ask(scene, &full_years(scene.session.data())).into_iter().collect()
    }

    fn build(choice: &ReplayChoice, scene: Scene<'_>, context: &Context<'_>) -> ReplayBuilt {
        let session = scene.session;
        let years = full_years(session.data());
        let ask = choice.ask(scene, &years);
        let kept = ask.as_ref().and_then(|ask| kept(ask, scene));
        let kept_and_run = kept.filter(|number| session.is_current(*number) && context.settled(*number).is_some());
        let made = || {
            let answered = session.slot(Topic::Replay).current(ask.as_ref()?, session.data())?;
            let Ok(Reply::Replayed(settled)) = &answered.result else { return None };
            let places = &session.data().places;
            let key = choice.arrangement.text_key_at(places.level(places.root()), places);
            let arrangement = session.language().text(&key);
            let period = choice.period(choice.year(&years)?, scene);
            replayed(context, settled, arrangement, kept_and_run, period, &scene.view.place)
        };
        ReplayBuilt { replayed: made(), ask, years, kept }
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let (Some(ask), Some(year)) = (&built.ask, kept.choice.year(&built.years)) else {
            let (what, next) = (look.text("replayed.no_year"), look.text("replayed.no_year_next"));
            return empty::show(ui, look.theme, Drawing::Chart, what, next);
        };
        if let Some(replayed) = &built.replayed {
            words::headline(ui, look.theme, &replayed.headline);
        }
        progress::asking(ui, scene, scene.session.slot(Topic::Replay), ask);
        let Some(replayed) = &built.replayed else { return };
        let roomy = ui.available_height() > ROOM_FOR_BOTH;
        self.roomy = roomy;
        let chart = kept.choice.chart;
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            months(ui, scene, year, kept);
            if !roomy {
                let mut shown = chart;
                let names = [
                    (ReplayChart::Flows, look.text("replayed.chart_flows")),
                    (ReplayChart::Net, look.text("replayed.chart_net")),
                ];
                if segmented(ui, look.theme, look.text("replayed.chart"), &names, &mut shown) {
                    kept.change(|choice| choice.chart = shown);
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
                        scene.push(Action::Session(Command::Edit(Edit::Add(scenario))));
                    }
                }
            }
        });
        ui.add_space(4.0);
        let room = above::height(ui, &kept.tables[0], 920.0);
        let [flows_height, net_height] = if roomy { [room * 0.64, room * 0.36 - 8.0] } else { [room, room.min(360.0)] };
        kept.tables[0].above(ui, scene.look.theme, |ui| {
            if roomy || chart == ReplayChart::Flows {
                let flows = FlowsChart::new(&replayed.flows, look.style, look.theme, flows_height.min(560.0));
                if let Some(ChartAction::Explain(subject)) = flows.show(ui) {
                    scene.push(Action::Explain(subject));
                }
            }
            if roomy || chart == ReplayChart::Net {
                parts::chart(ui, scene, &replayed.net, net_height);
                ui.add_space(4.0);
            }
        });
        parts::table(ui, scene, "replayed", &replayed.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let choice = kept.choice.clone();
        let years = full_years(scene.session.data());
        let Some(current) = choice.year(&years) else { return };
        words::section(ui, look.theme, look.text("replayed.year"));
        let name = |year: i32| look.style.language.fill("period.year", &[("year", &year.to_string())]);
        let named: Vec<(i32, String)> = years.iter().map(|year| (*year, name(*year))).collect();
        if let Some(year) = choose(ui, look.text("replayed.year"), 160.0, &named, &current) {
            kept.change(|choice| choice.year = Some(year));
        }
        words::section(ui, look.theme, look.text("scenario.arrangement"));
        let places = &scene.session.data().places;
        let level = places.level(places.root());
        for arrangement in Arrangement::OF_THE_MONTH {
            let name = look.text(&arrangement.text_key_at(level, places)).to_owned();
            if ui.radio(arrangement == choice.arrangement, name).clicked() {
                kept.change(|choice| choice.arrangement = arrangement);
            }
        }
        words::caption(ui, look.theme, look.text(&parts_key(choice.arrangement, level)));
        ui.add_space(8.0);
        let mut subsidy = choice.subsidy;
        if ui.checkbox(&mut subsidy, look.text("replayed.subsidy")).changed() {
            kept.change(|choice| choice.subsidy = subsidy);
        }
        words::caption(ui, look.theme, look.text("replayed.usual"));
        ui.add_space(8.0);
        words::caption(ui, look.theme, look.text("replayed.signs"));
    }

    /// The charts that there is room for, and the table.
    fn seen(&self, built: &ReplayBuilt, choice: &ReplayChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some(replayed), Some(year)) = (&built.replayed, choice.year(&built.years)) else { return Vec::new() };
        let shows = Shows::Replay(deck::Replay {
            year,
            arrangement: choice.arrangement,
            subsidy: choice.subsidy,
            place: scene.view.place.clone(),
            period: choice.period(year, scene),
        });
        let is_drawn = |page: &deck::Page| match (page.part, choice.chart) {
            (Part::Main, ReplayChart::Net) | (Part::Chart(1), ReplayChart::Flows) => self.roomy,
            _ => true,
        };
        deck::Page::all(&shows, 2, Some(&replayed.sheet)).into_iter().filter(is_drawn).collect()
    }

    fn sheet<'a>(&self, built: &'a ReplayBuilt) -> Option<&'a Sheet> {
        built.replayed.as_ref().map(|replayed| &replayed.sheet)
    }
}

/// The number of the scenario that a replay was kept as.
fn kept(ask: &Ask, scene: Scene<'_>) -> Option<usize> {
    let Ask::Replay(wanted) = ask else { return None };
    let same = |scenario: &Scenario| Scenario { name: wanted.name.clone(), ..scenario.clone() } == **wanted;
    scene.session.scenarios().iter().position(|scenario| same(scenario))
}

/// The whole year, or one of its months.
fn months(ui: &mut egui::Ui, scene: Scene<'_>, year: i32, kept: &mut Kept<ReplayChoice>) {
    let look = scene.look;
    let months = months_of(scene.session.data(), year);
    let name = |month: u32| look.style.language.fill("years.month", &[("month", &month.to_string())]);
    let mut named = vec![(None, look.text("replayed.whole_year").to_owned())];
    named.extend(months.iter().map(|month| (Some(month.month()), name(month.month()))));
    let current = kept.choice.month.filter(|_| !months.is_empty());
    if let Some(month) = choose(ui, look.text("replayed.period"), 96.0, &named, &current) {
        kept.change(|choice| choice.month = month);
    }
}

/// What an arrangement is made of.
fn parts_key(arrangement: Arrangement, level: Level) -> String {
    match arrangement {
        Arrangement::County | Arrangement::Prepaid | Arrangement::Custom => "replayed.of_county".to_owned(),
        Arrangement::AdjustmentFund => "replayed.of_adjustment_fund".to_owned(),
        Arrangement::Unified => level.treasury_key("replayed.of_unified"),
        Arrangement::NationalAdjustment => "replayed.of_national".to_owned(),
    }
}
