//! 求解: which value of a lever meets a goal? A ready-made question or one's own, the answer in a sentence, the curve that
//! was searched, and a way to take the answer over into a scenario.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::measured::{self, Told, choose_row, heading, row};
use crate::answers::question::{Posed, Question};
use crate::answers::solve::{Goal, Search};
use crate::month::{Month, Period};
use crate::report::Sheet;
use crate::report::deck::{self, Shows, Sought};
use crate::report::views::context::Context;
use crate::report::views::goal_seek::{GoalSeek, goal_seek, present};
use crate::report::words::asked::{Side, lever_measured, lever_name, lever_value, target_measured};
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::{Scenario, address};
use crate::session::asking::{Ask, Reply};
use crate::session::{Command, Edit};
use crate::ui::above;
use crate::ui::chart::curve::CurveChart;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::state::{Action, Tab};
use crate::ui::widgets::list::list;
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Answers;

/// What is chosen on it.
#[derive(Clone, PartialEq)]
pub struct AnswersChoice {
    /// The ready-made question, or the one that was gone out from.
    question: Question,
    /// What was made of it.
    own: Option<Box<Search>>,
    /// The year by whose close; `None` is the last month of the run.
    year: Option<i32>,
}

impl Default for AnswersChoice {
    fn default() -> AnswersChoice {
        AnswersChoice { question: Question::CollectionWithoutDebt, own: None, year: None }
    }
}

impl AnswersChoice {
    /// A question of one lever, with the goal that is there.
    fn of_lever(&self, lever: Lever, posed: &Posed) -> AnswersChoice {
        let present = lever.value(&posed.scenario);
        let def = lever.def();
        let (low, high) = (def.low().min(present), def.high().max(present));
        let search = Search { lever, low, high, aim: posed.search.aim.clone() };
        AnswersChoice { own: Some(Box::new(search)), ..self.clone() }
    }
}

/// What it shows.
pub struct AnswerShown {
    answer: GoalSeek,
    /// What was done to the scenario before it was searched.
    prepared: String,
    apply: Option<Apply>,
}

/// The answer as a new scenario.
struct Apply {
    edits: Vec<Edit>,
    number: usize,
    exactly: String,
}

/// The month by whose close, where one is chosen that the run has.
fn by(choice: &AnswersChoice, scenario: &Scenario) -> Option<Month> {
    let year = choice.year.filter(|year| (scenario.start.year()..=scenario.end().year()).contains(year));
    year.map(|year| measured::close_of(year, scenario))
}

/// The ready-made question that is gone out from, of the scenario that is shown.
fn ready(choice: &AnswersChoice, scene: Scene<'_>) -> Option<Posed> {
    let scenario = scene.scenario()?;
    let counties: Vec<Arc<str>> = scene.session.data().counties.iter().map(|county| county.name.clone()).collect();
    let by = by(choice, scenario).unwrap_or(scenario.end());
    Some(choice.question.pose(scenario, scene.view.place.clone(), by, &counties).with_below())
}

/// The search as it is chosen, of the scenario that is shown.
fn posed(choice: &AnswersChoice, scene: Scene<'_>) -> Option<Posed> {
    let (view, scenario, ready) = (scene.view, scene.scenario()?, ready(choice, scene)?);
    let Some(own) = &choice.own else { return Some(ready) };
    let mut search = Search::clone(own);
    search.aim.reading.place = view.place.clone();
    search.aim.reading.period = measured::period(search.aim.reading.quantity, choice.year, scenario);
    // What the ready-made question prepared holds for its lever.
    let scenario = if search.lever == ready.search.lever { ready.scenario } else { Scenario::clone(scenario) };
    Some(Posed { scenario, search })
}

impl Page for Answers {
    const ENTRY: PageEntry = PageEntry::tab::<Answers>(Tab::ANSWERS);

    type Choice = AnswersChoice;
    type Built = Told<AnswerShown>;

    fn asks(choice: &AnswersChoice, scene: Scene<'_>) -> Vec<Ask> {
        posed(choice, scene).map(|posed| Ask::Solve(Box::new(posed))).into_iter().collect()
    }

    fn build(choice: &AnswersChoice, scene: Scene<'_>, context: &Context<'_>) -> Told<AnswerShown> {
        Told::new(scene, Answers::asks(choice, scene).pop(), |answered, is_current| {
            let (Ask::Solve(posed), Ok(Reply::Solution(solution))) = (&answered.ask, &answered.result) else {
                return None;
            };
            let present = scene.scenario().and_then(|scenario| present(context, scene.number(), scenario, posed));
            let unprepared = scene.scenario().filter(|_| is_current);
            let prepared = unprepared.map_or_else(String::new, |scenario| prepared(context, scenario, posed));
            let answer = goal_seek(context, posed, solution, present);
            let apply = answer.value.filter(|_| is_current).and_then(|value| apply(scene, context, posed, value));
            Some(AnswerShown { answer, prepared, apply })
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        built.show(ui, scene, |ui, shown| {
            words::headline(ui, look.theme, &shown.answer.headline);
            for note in [&shown.answer.next, &shown.prepared].into_iter().filter(|note| !note.is_empty()) {
                words::caption(ui, look.theme, note);
            }
            if let Some(apply) = &shown.apply {
                ui.add_space(4.0);
                ui.horizontal(|ui| {
                    if ui.button(look.text("seek.apply")).clicked() {
                        scene.extend(apply.edits.iter().map(|edit| Action::Session(Command::Edit(edit.clone()))));
                        scene.extend([Action::Scenario(apply.number), Action::Tab(Tab::OUTCOME)]);
                    }
                    let exactly = look.style.language.fill("seek.exactly", &[("value", &apply.exactly)]);
                    words::caption(ui, look.theme, &exactly);
                });
            }
            ui.add_space(8.0);
            let height = above::height(ui, &kept.tables[0], 460.0);
            kept.tables[0].above(ui, scene.look.theme, |ui| {
                CurveChart::new(&shown.answer.curve, look.style, look.theme, height).show(ui);
                ui.add_space(4.0);
            });
            parts::table(ui, scene, "goal seek", &shown.answer.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let Some(posed) = posed(&kept.choice, scene) else { return };
        let Some(scenario) = scene.scenario() else { return };
        let choice = &kept.choice;
        let mut changed = choice.clone();
        regions::scrolled(ui, "answers", |ui| {
            measured::scenario_row(ui, scene);
            heading(ui, look, "seek.question");
            let mut questions: Vec<(Option<Question>, &str)> =
                Question::ALL.iter().map(|question| (Some(*question), look.text(question.text_key()))).collect();
            if choice.own.is_some() {
                questions.insert(0, (None, look.text("seek.own")));
            }
            let current = Some(choice.question).filter(|_| choice.own.is_none());
            if let Some(Some(question)) = list(ui, look.theme, look.text("seek.question"), &questions, Some(current)) {
                changed = AnswersChoice { question, own: None, ..choice.clone() };
            }
            ui.add_space(8.0);
            measured::place_row(ui, scene);
            let quantity = posed.search.aim.reading.quantity;
            // A ready-made question of the whole run asks for no date.
            let is_dated = choice.own.is_some() || posed.search.aim.reading.period.is_some();
            ui.add_enabled_ui(is_dated, |ui| {
                if let Some(year) = measured::year_row(ui, look, quantity, choice.year, scenario) {
                    changed.year = year;
                }
            });
            heading(ui, look, "seek.search");
            form(ui, scene, &posed, &mut changed);
            ui.add_space(16.0);
        });
        kept.change(|choice| *choice = changed);
    }

    fn sheet<'a>(&self, built: &'a Told<AnswerShown>) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.answer.sheet)
    }

    fn seen(&self, built: &Self::Built, choice: &AnswersChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let view = || {
            let (ready, posed) = (ready(choice, scene)?, posed(choice, scene)?);
            Some(Shows::Seek {
                scenario: scene.shown()?,
                question: choice.question,
                place: scene.view.place.clone(),
                by: by(choice, scene.scenario()?),
                own: choice.own.is_some().then(|| Box::new(Sought::of(&posed.search, &ready))),
            })
        };
        let shown = built.shown.as_ref().zip(view());
        shown.map_or_else(Vec::new, |(shown, shows)| deck::Page::all(&shows, 1, Some(&shown.answer.sheet)))
    }

    fn hear(&mut self, action: &Action, scene: Scene<'_>, kept: &mut Kept<AnswersChoice>) {
        if let (Action::Seek(lever), Some(posed)) = (action, posed(&kept.choice, scene)) {
            kept.change(|choice| *choice = choice.of_lever(lever.clone(), &posed));
        }
    }
}

/// What a question does to the scenario before it seeks, in words.
fn prepared(context: &Context<'_>, scenario: &Scenario, posed: &Posed) -> String {
    let language = context.language();
    if posed.scenario.pooling != scenario.pooling {
        return language.text("seek.prepared_pooling").to_owned();
    }
    match posed.scenario.events.last() {
        Some(event) if posed.scenario.events != scenario.events => {
            let month = context.period_name(Period::Month(event.month));
            language.fill("seek.prepared_event", &[("month", &month), ("county", &event.county)])
        }
        _ => String::new(),
    }
}

/// What makes a scenario of the answer: one that builds on the scenario shown, or the prepared one.
fn apply(scene: Scene<'_>, context: &Context<'_>, posed: &Posed, value: Decimal) -> Option<Apply> {
    let shown = scene.scenario()?;
    let (lever, style) = (posed.search.lever.clone(), context.style);
    let facts = [
        ("name", &*shown.name),
        ("lever", &*lever_name(&lever, &posed.scenario, style.language)),
        ("value", &*lever_value(&lever, value, Side::Nearest, style)),
    ];
    let name = style.language.fill("seek.new_name", &facts);
    let exactly = lever_value(&lever, value, Side::Exact, style);
    if **shown == posed.scenario {
        let number = scene.number() + 1;
        let set = Edit::Lever { scenario: number, lever, value: Some(value), dragging: false };
        return Some(Apply { edits: vec![Edit::Derive(number - 1, name), set], number, exactly });
    }
    let mut scenario = Scenario { name, ..posed.scenario.clone() };
    let number = scene.session.scenarios().len();
    lever.set(&mut scenario, Some(value)).then(|| Apply { edits: vec![Edit::Add(Box::new(scenario))], number, exactly })
}

/// The search itself; what is changed of it makes it one's own.
fn form(ui: &mut egui::Ui, scene: Scene<'_>, posed: &Posed, changed: &mut AnswersChoice) {
    let look = scene.look;
    let (style, theme) = (look.style, look.theme);
    let mut search = posed.search.clone();
    let Search { lever, aim, .. } = &posed.search;
    let mut levers = address::of_place(&posed.scenario, &scene.view.place);
    let more = [Lever::of(LeverKey::Grant), Lever::of(LeverKey::SubsidyRate), Lever::of(LeverKey::OpeningPool)];
    for lever in more.into_iter().chain([Lever::of(LeverKey::FundedRate), lever.clone()]) {
        if !levers.contains(&lever) {
            levers.push(lever);
        }
    }
    let named = measured::named(levers, &posed.scenario, style.language);
    if let Some(taken) = choose_row(ui, look, look.text("seek.lever"), &named, lever) {
        *changed = changed.of_lever(taken, posed);
        return;
    }
    let fits = |value: Decimal| value.abs() <= Decimal::from(1_000_000_000_000i64);
    for (key, value) in [("seek.from", &mut search.low), ("seek.to", &mut search.high)] {
        row(ui, look, look.text(key), |ui| {
            let field = NumberField { name: look.text(key), measured: lever_measured(lever), value: *value, fits };
            if let Some(typed) = field.show(ui, style, theme) {
                *value = typed;
            }
        });
    }
    if let Some(quantity) = measured::quantity_row(ui, look, aim.reading.quantity) {
        // A target of money is none of months.
        if target_measured(quantity) != target_measured(aim.reading.quantity) {
            search.aim.target = Decimal::ZERO;
        }
        search.aim.reading.quantity = quantity;
    }
    row(ui, look, look.text("seek.goal"), |ui| {
        let goals = [(Goal::Equal, "="), (Goal::AtMost, "≤"), (Goal::AtLeast, "≥")];
        segmented(ui, theme, look.text("seek.goal"), &goals, &mut search.aim.goal);
    });
    row(ui, look, look.text("seek.target_value"), |ui| {
        let measured = target_measured(aim.reading.quantity);
        let field = NumberField { name: look.text("seek.target_value"), measured, value: aim.target, fits };
        if let Some(typed) = field.show(ui, style, theme) {
            search.aim.target = typed;
        }
    });
    if search.low >= search.high {
        words::caption(ui, theme, look.text("seek.range"));
    }
    if search != posed.search {
        changed.own = Some(Box::new(search));
    }
}
