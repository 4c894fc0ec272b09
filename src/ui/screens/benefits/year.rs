//! 待遇 › 一年新退休人员: what a year's new retirees get under each rule, and what that does to the fund.

use std::ops::RangeInclusive;
use std::sync::Arc;

use eframe::egui;
use egui::WidgetInfo;
use rust_decimal::Decimal;

use crate::answers::benefits::{is_asked, rule_of};
use crate::money::Money;
use crate::pension::Rule;
use crate::people::Group;
use crate::proposal;
use crate::report::deck::{self, Shows};
use crate::report::views::assumptions::line;
use crate::report::views::benefits::person::rule_key;
use crate::report::views::benefits::year::{Told as Years, years};
use crate::report::views::context::Context;
use crate::report::{Measured, Sheet};
use crate::scenario::family::Standing;
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::people::{AccountBalance, GroupPension};
use crate::scenario::{Mode, Scenario, Yearly};
use crate::session::asking::{Ask, Reply};
use crate::session::{Command, Edit};
use crate::ui::above::{self, Row};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{self, Told};
use crate::ui::state::{Action, Tab, choose};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
pub struct Year {
    /// Whose numbers stand in the panel.
    group: Group,
}

impl Default for Year {
    fn default() -> Year {
        Year { group: Group::Man }
    }
}

/// What it shows.
pub struct Shown {
    told: Years,
    /// With what it was reckoned, in a line.
    assumed: String,
    years: RangeInclusive<i32>,
    year: i32,
}

fn year(chosen: Option<i32>, scenario: &Scenario) -> (RangeInclusive<i32>, i32) {
    let years = scenario.start.year()..=scenario.end().year();
    let year = chosen.unwrap_or(*years.start()).clamp(*years.start(), *years.end());
    (years, year)
}

impl Page for Year {
    const ENTRY: PageEntry = PageEntry::tab::<Year>(Tab("tab.benefits_year"));

    /// The year that the sentence tells of; the first where none is chosen.
    type Choice = Option<i32>;
    type Built = Told<Shown>;

    fn asks(_: &Option<i32>, scene: Scene<'_>) -> Vec<Ask> {
        let asked = scene.scenario().filter(|scenario| is_asked(scenario));
        asked.map(|scenario| Ask::Benefits(scenario.clone(), scene.view.place.clone())).into_iter().collect()
    }

    fn build(choice: &Option<i32>, scene: Scene<'_>, context: &Context<'_>) -> Told<Shown> {
        Told::new(scene, Year::asks(choice, scene).pop(), |answered, _| {
            let (Ask::Benefits(scenario, _), Ok(Reply::Benefits(found))) = (&answered.ask, &answered.result) else {
                return None;
            };
            let (calendar, year) = year(*choice, scenario);
            let told = Arc::ptr_eq(&answered.data, scene.session.data())
                .then(|| years(context, scene.number(), scenario, found, year))
                .flatten()?;
            Some(Shown { told, assumed: line(context.style, scenario), years: calendar, year })
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Told<Shown>, kept: &mut Kept<Option<i32>>) {
        let Some(scenario) = scene.scenario() else { return };
        if !is_asked(scenario) {
            return without_rules(ui, scene, scenario);
        }
        built.show(ui, scene, |ui, shown| {
            let look = scene.look;
            words::headline(ui, look.theme, &shown.told.headline);
            parts::assumptions(ui, scene, &shown.assumed);
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                let (mut year, label) = (shown.year, look.text("benefits.year_told"));
                ui.label(label);
                ui.spacing_mut().slider_width = 220.0;
                let slider = ui.add(egui::Slider::new(&mut year, shown.years.clone()));
                slider.widget_info(|| WidgetInfo::slider(ui.is_enabled(), f64::from(year), label));
                if year != shown.year {
                    kept.change(|choice| *choice = Some(year));
                }
            });
            ui.add_space(6.0);
            let charts = shown.told.figures.iter().map(|figure| (&*figure.title, figure)).collect();
            let row = Row { charts, share: 1.0, most: 380.0 };
            above::charts(ui, scene, "benefits by year", &mut kept.tables[0], &[row]);
            parts::table(ui, scene, "benefits by year", &shown.told.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Option<i32>>) {
        measured::scenario(ui, scene);
        words::hairline(ui, scene.look.theme);
        let Some(scenario) = scene.scenario().filter(|scenario| is_asked(scenario)) else { return };
        let is_open = scene.session.member(scene.number()).is_some_and(|member| member.standing == Standing::Open);
        regions::scrolled(ui, "paid", |ui| {
            if !is_open {
                ui.disable();
            }
            let mut changed = Scenario::clone(scenario);
            self.paid(ui, scene, &mut changed);
            if changed != **scenario {
                let edit = Edit::Replace(scene.number(), Box::new(changed));
                scene.push(Action::Session(Command::Edit(edit)));
            }
        });
    }

    fn seen(&self, built: &Told<Shown>, _: &Option<i32>, scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some(shown), Some(scenario)) = (&built.shown, scene.shown()) else { return Vec::new() };
        let shows = Shows::Benefits { scenario, place: scene.view.place.clone(), year: shown.year };
        deck::Page::all(&shows, shown.told.figures.len(), Some(&shown.told.sheet))
    }

    fn sheet<'a>(&self, built: &'a Told<Shown>) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.told.sheet)
    }
}

impl Year {
    /// What the scenario's new retirees have paid, group by group, and by which rule they are reckoned.
    fn paid(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, scenario: &mut Scenario) {
        let look = scene.look;
        let own = rule_of(scenario);
        let lever = Lever::of(LeverKey::PeopleWage);
        let mut wage = lever.value(scenario);
        let mut field = Field { ui: &mut *ui, scene, group: None };
        field.one("benefits.wage", Measured::Number, &mut wage);
        if wage != lever.value(scenario) {
            lever.set(scenario, Some(wage));
        }
        let Some(people) = &mut scenario.people else { return };
        words::section(ui, look.theme, look.text("benefits.rule_here"));
        let rules = Rule::ALL.map(|rule| (rule, look.text(rule_key(rule)).to_owned()));
        if let Some(rule) = choose(ui, look.text("benefits.rule_here"), 200.0, &rules, &own.unwrap_or(Rule::Of2005)) {
            people.pension.iter_mut().flatten().for_each(|pension| pension.rule = Yearly::constant(rule));
        }
        words::section(ui, look.theme, look.text("benefits.paid"));
        words::caption(ui, look.theme, look.text("benefits.paid_about"));
        let groups = Group::ALL.map(|group| (group, look.text(group.text_key())));
        segmented(ui, look.theme, look.text("benefits.group"), &groups, &mut self.group);
        let Some(pension) = &mut people.pension[self.group as usize] else { return };
        let GroupPension { years, index, account, deemed_years, transition_rate, .. } = pension;
        let mut field = Field { ui, scene, group: Some(self.group) };
        field.of_years("benefits.years", Measured::Number, years);
        field.of_years("benefits.deemed_years", Measured::Number, deemed_years);
        field.of_years("benefits.index", Measured::Number, index);
        match account {
            AccountBalance::Growing(money) => {
                let mut yuan = money.to_decimal();
                field.one("benefits.balance", Measured::Number, &mut yuan);
                *money = Money::from_decimal(yuan).unwrap_or(*money);
            }
            AccountBalance::ByYear(_) => field.by_list("benefits.balance"),
        }
        field.of_years("benefits.transition_rate", Measured::Ratio, transition_rate);
    }
}

/// Fields for numbers.
struct Field<'a> {
    ui: &'a mut egui::Ui,
    scene: Scene<'a>,
    /// Whose they are; `None` is all's.
    group: Option<Group>,
}

impl Field<'_> {
    fn of_years(&mut self, key: &str, measured: Measured, list: &mut Yearly<Decimal>) {
        let [value] = list.values() else { return self.by_list(key) };
        let mut value = *value;
        self.one(key, measured, &mut value);
        if value != *list.at(0) {
            *list = Yearly::constant(value);
        }
    }

    fn one(&mut self, key: &str, measured: Measured, value: &mut Decimal) {
        let look = self.scene.look;
        words::caption(self.ui, look.theme, look.text(key));
        let group = self.group.map_or("", |group| look.text(group.text_key()));
        let name = format!("{group} {}", look.text(key));
        self.ui.horizontal(|ui| {
            let fits = |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(100_000_000);
            let field = NumberField { name: &name, measured, value: *value, fits };
            *value = field.show(ui, look.style, look.theme).unwrap_or(*value);
        });
    }

    fn by_list(&mut self, key: &str) {
        let look = self.scene.look;
        words::caption(self.ui, look.theme, look.text(key));
        self.ui.label(look.text("benefits.by_list"));
    }
}

/// What the tab would tell, and the way there.
fn without_rules(ui: &mut egui::Ui, scene: Scene<'_>, scenario: &Scenario) {
    let look = scene.look;
    if scenario.mode == Mode::Replay {
        let (what, next) = (look.text("benefits.replay"), look.text("benefits.replay_next"));
        return empty::show(ui, look.theme, Drawing::Chart, what, next);
    }
    words::headline(ui, look.theme, look.text("benefits.none_what"));
    ui.add_space(4.0);
    ui.label(look.text("benefits.none_next"));
    ui.add_space(12.0);
    if ui.button(look.text("benefits.reckon")).clicked() {
        let made = Box::new(proposal::by_rules(scenario, scene.session.data(), look.style.language));
        let is_open = scene.session.member(scene.number()).is_some_and(|member| member.standing == Standing::Open);
        if scenario.people.is_some() && is_open {
            scene.push(Action::Session(Command::Edit(Edit::Replace(scene.number(), made))));
        } else {
            scene.push(Action::Session(Command::Edit(Edit::Add(made))));
            scene.push(Action::Scenario(scene.session.scenarios().len()));
        }
    }
    words::caption(ui, look.theme, look.text("benefits.reckon_how"));
}
