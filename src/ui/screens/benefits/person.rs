//! 待遇 › 一个人: one person's pension under each rule, part by part.

use eframe::egui;
use egui::RichText;
use rust_decimal::Decimal;

use crate::money::Money;
use crate::month::Month;
use crate::pension::Rule;
use crate::people::Group;
use crate::people::person::{self, When};
use crate::report::deck::{self, Shows};
use crate::report::views::benefits::person::{Told, person, rule_key};
use crate::report::views::context::Context;
use crate::report::{Measured, Sheet};
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::row;
use crate::ui::state::{Tab, choose};
use crate::ui::theme::Lettering;
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::typed_field::month_field;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Person;

/// Who is put in, and how what is reckoned.
#[derive(Clone, PartialEq, Default)]
pub struct Choice {
    /// Nobody yet is an example.
    person: Option<person::Person>,
    /// The rule whose reckoning is told; that in force for the person where none is chosen.
    told: Option<Rule>,
}

impl Choice {
    fn person(&self) -> person::Person {
        self.person.clone().unwrap_or_else(person::Person::example)
    }

    fn told(&self) -> Rule {
        self.told.or(self.person().rule()).unwrap_or(Rule::Of1997)
    }
}

impl Page for Person {
    const ENTRY: PageEntry = PageEntry { why: false, ..PageEntry::tab::<Person>(Tab("tab.benefits_person")) };

    type Choice = Choice;
    type Built = Told;

    fn build(choice: &Choice, _: Scene<'_>, context: &Context<'_>) -> Told {
        person(&choice.person(), choice.told(), choice.person.is_none(), context.style)
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Told, kept: &mut Kept<Choice>) {
        let look = scene.look;
        words::headline(ui, look.theme, &built.headline);
        words::caption(ui, look.theme, &built.kind);
        if !built.sheet.source.is_empty() {
            let text = RichText::new(&built.sheet.source).font(Lettering::Caption.font()).color(look.theme.amber);
            ui.label(text);
        }
        ui.add_space(6.0);
        let rules = Rule::ALL.map(|rule| (rule, look.text(rule_key(rule))));
        let mut told = kept.choice.told();
        ui.horizontal(|ui| {
            ui.label(look.text("benefits.told"));
            if segmented(ui, look.theme, look.text("benefits.told"), &rules, &mut told) {
                kept.change(|choice| choice.told = Some(told));
            }
        });
        ui.add_space(6.0);
        above::chart(ui, scene, &mut kept.tables[0], &built.figure, 320.0);
        parts::table(ui, scene, "benefits", &built.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        regions::scrolled(ui, "person", |ui| {
            let now = kept.choice.person();
            let mut person = now.clone();
            Form { ui, scene }.show(&mut person);
            if person != now {
                kept.change(|choice| choice.person = Some(person));
            }
        });
    }

    fn seen(&self, built: &Told, choice: &Choice, _: Scene<'_>) -> Vec<deck::Page> {
        let shows = Shows::Person { person: choice.person.clone().map(Box::new), told: choice.told() };
        deck::Page::all(&shows, 1, Some(&built.sheet))
    }

    fn sheet<'a>(&self, built: &'a Told) -> Option<&'a Sheet> {
        Some(&built.sheet)
    }
}

struct Form<'a> {
    ui: &'a mut egui::Ui,
    scene: Scene<'a>,
}

impl Form<'_> {
    fn show(&mut self, person: &mut person::Person) {
        let look = self.scene.look;
        words::section(self.ui, look.theme, look.text("benefits.own"));
        self.month("benefits.born", &mut person.born);
        row(self.ui, look, look.text("benefits.group"), |ui| {
            let groups = Group::ALL.map(|group| (group, look.text(group.text_key()).to_owned()));
            if let Some(group) = choose(ui, look.text("benefits.group"), 128.0, &groups, &person.group) {
                person.group = group;
            }
        });
        self.month("benefits.began", &mut person.began);
        if person.began <= person.born || person.began >= person.retires() {
            words::caption(self.ui, look.theme, look.text("benefits.months_order"));
        }
        words::section(self.ui, look.theme, look.text("benefits.when"));
        let whens = When::ALL.map(|when| (when, look.text(when.text_key())));
        self.ui.add_enabled_ui(person.is_elastic(), |ui| {
            segmented(ui, look.theme, look.text("benefits.when"), &whens, &mut person.when)
        });
        if !person.is_elastic() {
            words::caption(self.ui, look.theme, look.text("benefits.not_elastic"));
        }
        words::section(self.ui, look.theme, look.text("benefits.parts"));
        self.money("benefits.wage", &mut person.wage);
        self.number("benefits.years", &mut person.years);
        self.number("benefits.deemed_years", &mut person.deemed_years);
        self.number("benefits.index", &mut person.index);
        self.money("benefits.balance", &mut person.account);
        self.field("benefits.transition_rate", Measured::Ratio, &mut person.transition_rate);
    }

    fn month(&mut self, key: &str, month: &mut Month) {
        let look = self.scene.look;
        let (name, now) = (look.text(key), *month);
        *month = row(self.ui, look, name, |ui| month_field(ui, look, name, now)).unwrap_or(now);
    }

    fn money(&mut self, key: &str, money: &mut Money) {
        let mut yuan = money.to_decimal();
        self.number(key, &mut yuan);
        *money = Money::from_decimal(yuan).unwrap_or(*money);
    }

    fn number(&mut self, key: &str, number: &mut Decimal) {
        self.field(key, Measured::Number, number);
    }

    fn field(&mut self, key: &str, measured: Measured, value: &mut Decimal) {
        let look = self.scene.look;
        let name = look.text(key);
        words::caption(self.ui, look.theme, name);
        self.ui.horizontal(|ui| {
            let fits = |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(100_000_000);
            let field = NumberField { name, measured, value: *value, fits };
            *value = field.show(ui, look.style, look.theme).unwrap_or(*value);
        });
    }
}
