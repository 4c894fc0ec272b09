//! 不确定性: how sure is the projection? Many paths with shocked rates, as a fan; what is shaken is set on the right.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::measured;
use crate::report::Sheet;
use crate::report::deck::{self, Shows};
use crate::report::views::context::Context;
use crate::report::views::fan::{Fan, fan};
use crate::scenario::lever::LeverKey;
use crate::scenario::{Mode, Scenario, Stochastic};
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::{Command, Edit};
use crate::simulation::stochastic::{MOST_PATH_MONTHS, Total};
use crate::ui::above::{self, Row};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::regions;
use crate::ui::state::{Action, Look, Tab};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::number_line::NumberLine;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;
use crate::ui::{parts, progress};

/// The tab.
#[derive(Default)]
pub struct Uncertainty;

/// What is chosen on it: of which total the fan is.
#[derive(Clone, PartialEq)]
pub struct UncertaintyChoice(Total);

impl Default for UncertaintyChoice {
    fn default() -> UncertaintyChoice {
        UncertaintyChoice(Total::Balance)
    }
}

/// The question; none where the scenario says of no wavering, or replays months that were.
fn question(scene: Scene<'_>) -> Option<Ask> {
    let scenario = scene.scenario()?;
    let shaken = scenario.stochastic.is_some() && scenario.mode == Mode::Project;
    shaken.then(|| Ask::Spread(scenario.clone()))
}

impl Page for Uncertainty {
    const ENTRY: PageEntry = PageEntry::tab::<Uncertainty>(Tab("tab.uncertainty"));

    type Choice = UncertaintyChoice;
    type Built = Option<Fan>;

    fn asks(_: &UncertaintyChoice, scene: Scene<'_>) -> Vec<Ask> {
        question(scene).into_iter().collect()
    }

    /// Of the last answer, as long as it speaks of this scenario under whatever settings.
    fn build(choice: &UncertaintyChoice, scene: Scene<'_>, context: &Context<'_>) -> Option<Fan> {
        let wanted = scene.scenario()?;
        question(scene)?;
        let answered = scene.session.slot(Topic::Spread).answered.as_ref()?;
        let (Ask::Spread(asked), Ok(Reply::Spread(spread))) = (&answered.ask, &answered.result) else { return None };
        let speaks_of_it = Arc::ptr_eq(&answered.data, scene.session.data()) && asked.name == wanted.name;
        speaks_of_it.then(|| fan(context, scene.number(), asked, spread, choice.0)).flatten()
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        let Some(scenario) = scene.scenario() else { return };
        let Some(ask) = question(scene) else { return nothing_shaken(ui, look, scenario) };
        if let Some(fan) = built {
            words::headline(ui, look.theme, &fan.headline);
        }
        progress::asking(ui, scene, scene.session.slot(Topic::Spread), &ask);
        let Some(fan) = built else { return };
        ui.add_space(4.0);
        let mut total = kept.choice.0;
        let names = Total::ALL.map(|total| (total, look.text(total_key(total))));
        if segmented(ui, look.theme, look.text("fan.of"), &names, &mut total) {
            kept.change(|choice| choice.0 = total);
        }
        ui.add_space(4.0);
        let charts = vec![(&*fan.debt.title, &fan.debt), (&*fan.first.title, &fan.first)];
        let rows = [
            Row { charts: vec![(look.text(total_key(total)), &fan.fan)], share: 40.0, most: 460.0 },
            Row { charts, share: 25.0, most: 280.0 },
        ];
        above::charts(ui, scene, "fan", &mut kept.tables[0], &rows);
        parts::table(ui, scene, "fan", &fan.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        let look = scene.look;
        measured::scenario(ui, scene);
        let Some(scenario) = scene.scenario() else { return };
        words::hairline(ui, look.theme);
        if scenario.mode == Mode::Replay {
            words::caption(ui, look.theme, look.text("fan.replay"));
            return;
        }
        let changed = |settings: Option<Stochastic>| {
            let changed = Scenario { stochastic: settings, ..Scenario::clone(scenario) };
            scene.push(Action::Session(Command::Edit(Edit::Replace(scene.number(), Box::new(changed)))));
        };
        let Some(settings) = &scenario.stochastic else {
            ui.add_space(8.0);
            if ui.button(look.text("fan.add")).clicked() {
                changed(Some(Stochastic::assumed()));
            }
            words::caption(ui, look.theme, look.text("fan.assumed"));
            return;
        };
        regions::scrolled(ui, "shaken", |ui| {
            if let Some(settings) = settings_fields(ui, look, scenario, settings) {
                changed(Some(settings));
            }
            ui.add_space(8.0);
            if ui.button(look.text("fan.remove")).clicked() {
                changed(None);
            }
        });
    }

    fn sheet<'a>(&self, built: &'a Option<Fan>) -> Option<&'a Sheet> {
        built.as_ref().map(|fan| &fan.sheet)
    }

    fn seen(&self, built: &Option<Fan>, choice: &UncertaintyChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some(fan), Some(scenario)) = (built, scene.shown()) else { return Vec::new() };
        deck::Page::all(&Shows::Fan { scenario, total: choice.0 }, 3, Some(&fan.sheet))
    }
}

const fn total_key(total: Total) -> &'static str {
    match total {
        Total::Balance => "total.balance",
        Total::Debt => "total.debt",
        Total::Gap => "total.gap",
    }
}

/// Why there is no fan, and what to do.
fn nothing_shaken(ui: &mut egui::Ui, look: Look, scenario: &Scenario) {
    let (what, next) = match scenario.mode {
        Mode::Replay => ("fan.replay", "fan.replay_next"),
        Mode::Project => ("fan.unshaken", "fan.unshaken_next"),
    };
    empty::show(ui, look.theme, Drawing::Chart, look.text(what), look.text(next));
}

/// The fields; the settings as they are to be, where one was given.
fn settings_fields(ui: &mut egui::Ui, look: Look, scenario: &Scenario, settings: &Stochastic) -> Option<Stochastic> {
    let (language, theme) = (look.style.language, look.theme);
    let assumed = Stochastic::assumed();
    let mut given = None;
    words::section(ui, theme, look.text("fan.shocks"));
    for rate in LeverKey::SHOCKED {
        let points = |settings: &Stochastic| {
            let sd = settings.sd.get(&rate).copied().unwrap_or_default();
            (sd * Decimal::ONE_HUNDRED).normalize()
        };
        let name = look.text(&format!("lever.{}", rate.key())).to_owned();
        let field = NumberLine {
            key: rate.key(),
            name: &name,
            unit: look.text("unit.points"),
            value: points(settings),
            least: Decimal::ZERO,
            most: Decimal::ONE_HUNDRED,
            places: 4,
            back_to: Some(points(&assumed)),
        };
        if let Some(points) = field.show(ui, language, theme) {
            let mut changed = settings.clone();
            match points.is_zero() {
                true => drop(changed.sd.remove(&rate)),
                false => drop(changed.sd.insert(rate, (points / Decimal::ONE_HUNDRED).normalize())),
            }
            given = Some(changed);
        }
    }
    words::caption(ui, theme, look.text("fan.assumed"));
    words::section(ui, theme, look.text("fan.draws"));
    let most = (MOST_PATH_MONTHS / u64::from(scenario.months.max(1))).clamp(1, u64::from(Stochastic::MOST_PATHS));
    let whole = |key, name, value: u64, most: u64, unit| NumberLine {
        key,
        name,
        unit,
        value: Decimal::from(value),
        least: Decimal::ZERO,
        most: Decimal::from(most),
        places: 0,
        back_to: None,
    };
    let paths = NumberLine {
        least: Decimal::ONE,
        back_to: Some(Decimal::from(assumed.paths)),
        ..whole("paths", look.text("fan.paths"), u64::from(settings.paths), most, look.text("fan.times"))
    };
    if let Some(paths) = paths.show(ui, language, theme).and_then(|n| n.to_u32()) {
        given = Some(Stochastic { paths, ..settings.clone() });
    }
    let seed = whole("seed", look.text("fan.seed"), settings.seed, u64::MAX, "");
    if let Some(seed) = seed.show(ui, language, theme).and_then(|n| n.to_u64()) {
        given = Some(Stochastic { seed, ..settings.clone() });
    }
    words::caption(ui, theme, look.text("fan.same"));
    given
}
