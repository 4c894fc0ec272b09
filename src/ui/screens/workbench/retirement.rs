//! 延迟退休: what the later retirement age does to heads, dependency and gap, beside the ages of before.

use std::ops::RangeInclusive;
use std::sync::Arc;

use eframe::egui;
use egui::WidgetInfo;

use super::measured::Told;
use crate::answers::retirement::{Retirement as Answer, is_asked};
use crate::help::blank::Blank;
use crate::listed::listed;
use crate::proposal;
use crate::report::deck::{self, RetirementChart, Shows};
use crate::report::model::charts::Pyramid;
use crate::report::views::assumptions::line;
use crate::report::views::context::Context;
use crate::report::views::retirement::{Item, Told as Written};
use crate::report::{Figure, Key, Sheet};
use crate::scenario::people::Policy;
use crate::scenario::{Mode, Scenario};
use crate::session::asking::{Ask, Reply};
use crate::session::{Command, Edit};
use crate::ui::above::{self, Row};
use crate::ui::blanks;
use crate::ui::chart::pyramid::PyramidChart;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::purpose::Purpose;
use crate::ui::screens::levers::{self, LeverPanel, Levers};
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Retirement {
    levers: LeverPanel,
}

listed! {
    /// What is looked at.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    enum Seen, ALL, text_key -> &'static str;

    /// 收支
    #[default]
    Money = "retirement.money";
    /// 人数
    Heads = "retirement.heads";
    /// 年龄
    Ages = "retirement.ages";
    /// 逐月新退休
    Months = "retirement.months";
}

/// What is chosen on it.
#[derive(Clone, PartialEq, Default)]
pub struct RetirementChoice {
    seen: Seen,
    /// The year that the sentence tells of; `None` is the last one of money and heads, the first one of the others.
    year: Option<i32>,
}

impl RetirementChoice {
    fn year(&self, years: &RangeInclusive<i32>) -> i32 {
        let usual = match self.seen {
            Seen::Money | Seen::Heads => *years.end(),
            Seen::Ages | Seen::Months => *years.start(),
        };
        self.year.unwrap_or(usual).clamp(*years.start(), *years.end())
    }
}

/// What it shows of an answer.
pub struct Shown {
    headline: String,
    /// With what it was reckoned, in a line.
    assumed: String,
    keys: Vec<Key>,
    figures: Vec<Figure>,
    pyramid: Option<Pyramid>,
    sheet: Sheet,
    years: RangeInclusive<i32>,
    year: i32,
}

impl Shown {
    fn of(
        choice: &RetirementChoice,
        context: &Context<'_>,
        number: usize,
        own: Policy,
        found: &Answer,
    ) -> Option<Shown> {
        let told = Written::new(context, number, found, own)?;
        let years = told.years();
        let year = choice.year(&years);
        let by_year = |items: &[Item]| items.iter().map(|item| told.figure(*item)).collect::<Vec<_>>();
        let (headline, figures, sheet) = match choice.seen {
            Seen::Money => (told.headline(year), by_year(&[Item::Gap, Item::Net]), told.sheet()),
            Seen::Heads => {
                (told.headline(year), by_year(&[Item::Contributors, Item::Retirees, Item::Dependency]), told.sheet())
            }
            Seen::Ages => (told.ages_headline(year), Vec::new(), told.ages(year)),
            Seen::Months => (told.months_headline(year), vec![told.months(year)], told.months_sheet(year)),
        };
        let keys = match choice.seen {
            Seen::Money => told.keys(year, &[Item::Gap, Item::Net]),
            Seen::Heads => told.keys(year, &[Item::Contributors, Item::Retirees, Item::Dependency]),
            Seen::Ages | Seen::Months => Vec::new(),
        };
        let pyramid = (choice.seen == Seen::Ages).then(|| told.pyramid(year));
        let assumed = line(context.style, &found.later.scenario);
        Some(Shown { headline, assumed, keys, figures, pyramid, sheet, years, year })
    }
}

impl Page for Retirement {
    const ENTRY: PageEntry = PageEntry::tab::<Retirement>(Tab("tab.retirement"));

    type Choice = RetirementChoice;
    type Built = Told<Shown>;

    fn asks(_: &RetirementChoice, scene: Scene<'_>) -> Vec<Ask> {
        let asked = scene.scenario().filter(|scenario| is_asked(scenario));
        asked.map(|scenario| Ask::Retirement(scenario.clone(), scene.view.place.clone())).into_iter().collect()
    }

    fn build(choice: &RetirementChoice, scene: Scene<'_>, context: &Context<'_>) -> Told<Shown> {
        Told::new(scene, Retirement::asks(choice, scene).pop(), |answered, _| {
            let (Ask::Retirement(scenario, _), Ok(Reply::Retirement(found))) = (&answered.ask, &answered.result) else {
                return None;
            };
            let own = scenario.people.as_ref()?.policy;
            Arc::ptr_eq(&answered.data, scene.session.data())
                .then(|| Shown::of(choice, context, scene.number(), own, found))
                .flatten()
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let Some(scenario) = scene.scenario() else { return };
        if !is_asked(scenario) {
            return without_people(ui, scene, scenario);
        }
        built.show(ui, scene, |ui, shown| {
            let look = scene.look;
            words::headline(ui, look.theme, &shown.headline);
            parts::assumptions(ui, scene, &shown.assumed);
            ui.add_space(4.0);
            choose(ui, scene, shown, kept);
            if !shown.keys.is_empty() {
                ui.add_space(6.0);
                parts::keys(ui, scene, &shown.keys);
            }
            ui.add_space(6.0);
            if let Some(pyramid) = &shown.pyramid {
                let height = above::height(ui, &kept.tables[0], 640.0);
                kept.tables[0].above(ui, scene.look.theme, |ui| {
                    PyramidChart::new(pyramid, look.style, look.theme, height).show(ui);
                    ui.add_space(4.0);
                });
            } else {
                let names = charts_of(kept.choice.seen).iter().map(|chart| look.text(chart.text_key()));
                let charts = names.zip(&shown.figures).collect();
                let row = Row { charts, share: 1.0, most: 420.0 };
                above::charts(ui, scene, "retirement", &mut kept.tables[0], &[row]);
            }
            parts::table(ui, scene, "retirement", &shown.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        let (session, number) = (scene.session, scene.number());
        let levers = Levers { family: session.family(), number, data: session.data() };
        let mut actions = Vec::new();
        levers::show_people(ui, scene.look, &levers, &mut self.levers, &mut actions);
        scene.extend(actions);
    }

    fn seen(&self, built: &Told<Shown>, choice: &RetirementChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some(shown), Some(scenario)) = (&built.shown, scene.shown()) else { return Vec::new() };
        let year = Some(shown.year);
        let view = |chart: &RetirementChart| {
            let place = scene.view.place.clone();
            Shows::Retirement { scenario, place, year, chart: *chart }
        };
        deck::Page::each(charts_of(choice.seen).iter().map(view), &shown.sheet)
    }

    fn sheet<'a>(&self, built: &'a Told<Shown>) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.sheet)
    }
}

/// The charts of what is looked at.
fn charts_of(seen: Seen) -> &'static [RetirementChart] {
    use RetirementChart::{Ages, Contributors, Dependency, Gap, Months, Net, Retirees};
    match seen {
        Seen::Money => &[Gap, Net],
        Seen::Heads => &[Contributors, Retirees, Dependency],
        Seen::Ages => &[Ages],
        Seen::Months => &[Months],
    }
}

/// What is looked at, and the year, by a slider.
fn choose(ui: &mut egui::Ui, scene: Scene<'_>, shown: &Shown, kept: &mut Kept<RetirementChoice>) {
    let look = scene.look;
    ui.horizontal_wrapped(|ui| {
        let names = Seen::ALL.map(|seen| (seen, look.text(seen.text_key())));
        let mut seen = kept.choice.seen;
        if segmented(ui, look.theme, look.text("retirement.seen"), &names, &mut seen) {
            kept.change(|choice| choice.seen = seen);
        }
        ui.add_space(12.0);
        ui.spacing_mut().slider_width = (ui.max_rect().width() - 120.0).clamp(80.0, 220.0);
        // Its name, the slider and the year go to the next line together.
        if ui.available_size_before_wrap().x < ui.spacing().slider_width + 110.0 {
            ui.end_row();
        }
        let mut year = shown.year;
        ui.label(look.text("retirement.year"));
        let slider = ui.add(egui::Slider::new(&mut year, shown.years.clone()));
        let label = look.text("retirement.year");
        slider.widget_info(|| WidgetInfo::slider(ui.is_enabled(), f64::from(year), label));
        if year != shown.year {
            kept.change(|choice| choice.year = Some(year));
        }
    });
}

/// What the tab would tell, and the way there.
fn without_people(ui: &mut egui::Ui, scene: Scene<'_>, scenario: &Scenario) {
    let look = scene.look;
    if scenario.mode == Mode::Replay {
        let (what, next) = (look.text("retirement.replay"), look.text("retirement.replay_next"));
        return empty::show(ui, look.theme, Drawing::Chart, what, next);
    }
    words::headline(ui, look.theme, look.text("retirement.none"));
    ui.add_space(4.0);
    ui.label(look.text("retirement.none_what"));
    ui.add_space(12.0);
    if ui.button(look.text("retirement.reckon")).clicked() {
        let by_age = proposal::by_age(scenario, scene.session.language());
        scene.push(Action::Session(Command::Edit(Edit::Add(Box::new(by_age)))));
        scene.push(Action::Scenario(scene.session.scenarios().len()));
    }
    words::caption(ui, look.theme, look.text("retirement.reckon_how"));
    ui.add_space(12.0);
    ui.horizontal_wrapped(|ui| {
        if ui.button(look.text("retirement.read")).clicked() {
            scene.push(Action::Ask(Purpose::ReadAges(scene.number()), String::new()));
        }
        blanks::link(ui, scene, Blank::Ages);
    });
    words::caption(ui, look.theme, look.text("retirement.read_how"));
}
