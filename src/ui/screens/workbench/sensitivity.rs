//! 敏感性: what matters most? Each lever moved a step by itself, or two of them against each other.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::measured::{self, Measured, Told, choose_row, heading, row};
use crate::answers::grid::Axis;
use crate::answers::sensitivity::{Step, Tornado};
use crate::answers::{Quantity, Reading};
use crate::report::Sheet;
use crate::report::deck::{self, Fineness, HEAT_VALUES, Moves, Shows};
use crate::report::views::context::Context;
use crate::report::views::heat_map::{Asked, HeatMap, heat_map};
use crate::report::views::tornado::{TornadoView, tornado};
use crate::report::words::asked::{lever_measured, target_measured};
use crate::scenario::lever::Lever;
use crate::scenario::{Scenario, address};
use crate::session::asking::{Ask, Reply};
use crate::ui::above;
use crate::ui::chart::Chart;
use crate::ui::chart::heat::HeatChart;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// One by one, or two together.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    OneByOne,
    Together,
}

/// The tab.
#[derive(Default)]
pub struct Sensitivity;

/// What is chosen on it.
#[derive(Clone, PartialEq)]
pub struct SensitivityChoice {
    kind: Kind,
    measured: Measured,
    /// The levers that are not moved.
    left_out: Vec<Lever>,
    /// The steps that are not the usual ones.
    steps: Vec<Step>,
    /// The two levers of the map, where they are not the usual ones.
    axes: [Option<Axis>; 2],
    /// How many values of each.
    count: usize,
    /// Where the measure breaks even.
    target: Decimal,
}

impl Default for SensitivityChoice {
    fn default() -> SensitivityChoice {
        SensitivityChoice {
            kind: Kind::OneByOne,
            measured: Measured { quantity: Quantity::Gap, year: None },
            left_out: Vec::new(),
            steps: Vec::new(),
            axes: [None, None],
            count: HEAT_VALUES,
            target: Decimal::ZERO,
        }
    }
}

impl SensitivityChoice {
    fn step(&self, lever: &Lever) -> Step {
        let own = self.steps.iter().find(|step| step.lever == *lever);
        own.cloned().unwrap_or_else(|| Step::usual(lever.clone()))
    }

    /// The two axes as they stand in a scenario.
    fn axes(&self, scenario: &Scenario) -> Option<[Axis; 2]> {
        let [first, second] = Axis::usual_pair(scenario, self.count)?;
        let axis = |n: usize, usual| Axis { count: self.count, ..self.axes[n].clone().unwrap_or(usual) };
        Some([axis(0, first), axis(1, second)])
    }
}

/// What it shows.
pub enum SensitivityShown {
    /// The view, and the levers in the order of its table.
    Tornado(Box<TornadoView>, Vec<Lever>),
    Map(Box<HeatMap>),
}

impl Page for Sensitivity {
    const ENTRY: PageEntry = PageEntry::tab::<Sensitivity>(Tab("tab.sensitivity"));

    type Choice = SensitivityChoice;
    type Built = Told<SensitivityShown>;

    fn asks(choice: &SensitivityChoice, scene: Scene<'_>) -> Vec<Ask> {
        let (view, Some(scenario)) = (scene.view, scene.scenario()) else { return Vec::new() };
        let reading = choice.measured.reading(view, scenario);
        let ask = match choice.kind {
            Kind::OneByOne => {
                let levers = address::moved(scenario, &view.place).into_iter().filter(|l| !choice.left_out.contains(l));
                let steps: Vec<Step> = levers.map(|lever| choice.step(&lever)).collect();
                (!steps.is_empty()).then(|| Ask::Sensitivity(scenario.clone(), steps, reading))
            }
            Kind::Together => choice.axes(scenario).map(|axes| Ask::Grid(scenario.clone(), axes, reading)),
        };
        ask.into_iter().collect()
    }

    fn build(choice: &SensitivityChoice, scene: Scene<'_>, context: &Context<'_>) -> Told<SensitivityShown> {
        let of_tornado = |scenario: &Arc<Scenario>, reading: &Reading, made: &Tornado| {
            let levers = made.swings.iter().map(|swing| swing.step.lever.clone()).collect();
            SensitivityShown::Tornado(Box::new(tornado(context, scenario, reading, made)), levers)
        };
        let ask = Sensitivity::asks(choice, scene).pop();
        Told::new(scene, ask, |answered, _| match (&answered.ask, &answered.result) {
            (Ask::Sensitivity(scenario, _, reading), Ok(Reply::Tornado(made))) => {
                Some(of_tornado(scenario, reading, made))
            }
            (Ask::Grid(scenario, axes, reading), Ok(Reply::Grid(grid))) => {
                let asked = Asked { scenario, axes, reading, target: choice.target };
                Some(SensitivityShown::Map(Box::new(heat_map(context, &asked, grid))))
            }
            _ => None,
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        // Nothing that is explained stands here.
        let scene = Scene { why: None, ..scene };
        let look = scene.look;
        if built.ask.is_none() {
            return empty::show(ui, look.theme, Drawing::Chart, look.text("tornado.nothing"), "");
        }
        built.show(ui, scene, |ui, shown| match shown {
            SensitivityShown::Tornado(view, levers) => {
                words::headline(ui, look.theme, &view.headline);
                ui.add_space(8.0);
                if !view.figure.categories.is_empty() {
                    let rows = view.figure.categories.len() as f32 * 26.0 + 80.0;
                    let height = above::height(ui, &kept.tables[0], rows.min(560.0));
                    kept.tables[0].above(ui, scene.look.theme, |ui| {
                        Chart::new(&view.figure, look.style, look.theme, height).without_notes().show(ui);
                        ui.add_space(4.0);
                    });
                }
                let opened = parts::table(ui, scene, "tornado", &view.sheet, &mut kept.tables[0]);
                if let Some(lever) = opened.and_then(|row| levers.get(row)) {
                    scene.push(Action::Seek(lever.clone()));
                }
            }
            SensitivityShown::Map(map) => {
                words::headline(ui, look.theme, &map.headline);
                ui.add_space(8.0);
                let height = above::height(ui, &kept.tables[1], 560.0);
                kept.tables[1].above(ui, scene.look.theme, |ui| {
                    HeatChart::new(&map.heat, look.style, look.theme, height).show(ui);
                    ui.add_space(4.0);
                });
                parts::table(ui, scene, "heat", &map.sheet, &mut kept.tables[1]);
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let Some(scenario) = scene.scenario() else { return };
        let choice = &kept.choice;
        let mut changed = choice.clone();
        regions::scrolled(ui, "sensitivity", |ui| {
            let kinds = [(Kind::OneByOne, look.text("tornado.tornado")), (Kind::Together, look.text("tornado.grid"))];
            segmented(ui, look.theme, look.text("tornado.kind"), &kinds, &mut changed.kind);
            ui.add_space(8.0);
            measured::scenario_row(ui, scene);
            if let Some(measured) = measured::chooser(ui, scene, choice.measured, scenario) {
                if target_measured(measured.quantity) != target_measured(choice.measured.quantity) {
                    changed.target = Decimal::ZERO;
                }
                changed.measured = measured;
            }
            match choice.kind {
                Kind::OneByOne => levers(ui, scene, scenario, &mut changed),
                Kind::Together => axes(ui, scene, scenario, &mut changed),
            }
            ui.add_space(16.0);
        });
        kept.change(|choice| *choice = changed);
    }

    fn sheet<'a>(&self, built: &'a Told<SensitivityShown>) -> Option<&'a Sheet> {
        Some(match built.shown.as_ref()? {
            SensitivityShown::Tornado(view, _) => &view.sheet,
            SensitivityShown::Map(map) => &map.sheet,
        })
    }

    fn seen(&self, built: &Self::Built, choice: &SensitivityChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let view = || {
            let (scenario, told) = (scene.shown()?, scene.scenario()?);
            let Reading { quantity, place, period } = choice.measured.reading(scene.view, told);
            let name = |lever: &Lever| address::write(lever, told);
            Some(match choice.kind {
                Kind::OneByOne => {
                    let left_out = choice.left_out.iter().map(name).collect();
                    let steps = choice.steps.iter().map(|step| format!("{}={}", name(&step.lever), step.by));
                    let moves = Moves { left_out, steps: steps.collect() };
                    Shows::Tornado { scenario, quantity, place, period, moves }
                }
                Kind::Together => {
                    let axes = choice.axes(told)?.map(|axis| axis.write(told));
                    let fineness = Fineness { count: choice.count, target: choice.target };
                    Shows::Heat { scenario, axes, quantity, place, period, fineness }
                }
            })
        };
        let shown = self.sheet(built).filter(|_| built.ask.is_some()).zip(view());
        shown.map_or_else(Vec::new, |(sheet, shows)| deck::Page::all(&shows, 1, Some(sheet)))
    }
}

/// The levers with a tick each, and their steps.
fn levers(ui: &mut egui::Ui, scene: Scene<'_>, scenario: &Scenario, changed: &mut SensitivityChoice) {
    let look = scene.look;
    heading(ui, look, "tornado.levers");
    let named = measured::named(address::moved(scenario, &scene.view.place), scenario, look.style.language);
    let mut all = named.iter().all(|(lever, _)| !changed.left_out.contains(lever));
    if ui.checkbox(&mut all, look.text("tornado.all")).changed() {
        changed.left_out = if all { Vec::new() } else { named.iter().map(|(lever, _)| lever.clone()).collect() };
    }
    for (lever, name) in &named {
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            let mut moved = !changed.left_out.contains(lever);
            // Room for the field and the longest unit.
            let width = ui.available_width() - 148.0;
            let box_name = egui::RichText::new(name);
            let tick = ui.allocate_ui_with_layout(
                egui::vec2(width, 28.0),
                egui::Layout::left_to_right(egui::Align::Center),
                |ui| {
                    ui.set_min_width(width);
                    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                    ui.checkbox(&mut moved, box_name)
                },
            );
            if tick.inner.changed() {
                changed.left_out.retain(|left| left != lever);
                if !moved {
                    changed.left_out.push(lever.clone());
                }
            }
            let step = changed.step(lever);
            let fits = |by: Decimal| by > Decimal::ZERO && by <= Decimal::from(1_000_000_000_000i64);
            let field = NumberField { name, measured: lever_measured(lever), value: step.by, fits };
            if let Some(by) = field.show(ui, look.style, look.theme) {
                changed.steps.retain(|step| step.lever != *lever);
                changed.steps.push(Step { lever: lever.clone(), by });
            }
        });
    }
    words::caption(ui, look.theme, look.text("tornado.open"));
}

/// The two levers of the map, their ranges, how fine it is, and where the measure breaks even.
fn axes(ui: &mut egui::Ui, scene: Scene<'_>, scenario: &Scenario, changed: &mut SensitivityChoice) {
    let look = scene.look;
    let Some(axes) = changed.axes(scenario) else { return };
    let fits = |value: Decimal| value.abs() <= Decimal::from(1_000_000_000_000i64);
    for (n, key) in ["heat.first", "heat.second"].into_iter().enumerate() {
        ui.push_id(n, |ui| {
            heading(ui, look, key);
            let axis = &axes[n];
            let mut levers = address::of_place(scenario, &scene.view.place);
            if !levers.contains(&axis.lever) {
                levers.push(axis.lever.clone());
            }
            let named = measured::named(levers, scenario, look.style.language);
            if let Some(lever) = choose_row(ui, look, look.text("tornado.lever"), &named, &axis.lever) {
                changed.axes[n] = Some(Axis::around(lever, scenario, changed.count));
            }
            let mut own = axis.clone();
            for (key, value) in [("seek.from", &mut own.low), ("seek.to", &mut own.high)] {
                row(ui, look, look.text(key), |ui| {
                    let measured = lever_measured(&axis.lever);
                    let field = NumberField { name: look.text(key), measured, value: *value, fits };
                    if let Some(typed) = field.show(ui, look.style, look.theme) {
                        *value = typed;
                    }
                });
            }
            if own.low >= own.high {
                words::caption(ui, look.theme, look.text("seek.range"));
            }
            if own != *axis {
                changed.axes[n] = Some(own);
            }
        });
    }
    ui.add_space(8.0);
    row(ui, look, look.text("heat.count"), |ui| {
        let counts = [(11, "11"), (21, "21"), (31, "31"), (41, "41")];
        segmented(ui, look.theme, look.text("heat.count"), &counts, &mut changed.count);
    });
    row(ui, look, look.text("heat.target"), |ui| {
        let measured = target_measured(changed.measured.quantity);
        let field = NumberField { name: look.text("heat.target"), measured, value: changed.target, fits };
        if let Some(typed) = field.show(ui, look.style, look.theme) {
            changed.target = typed;
        }
    });
}
