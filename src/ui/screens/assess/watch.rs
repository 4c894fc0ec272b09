//! 预警: what is red and since when; when each level is first reached in scenarios; and the rules.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;
use toml_edit::Value;

use super::asked;
use super::evidence::Evidence;
use super::pick::pick;
use crate::assessment::alert::{WatchAsked, Watched, wrong};
use crate::assessment::draft;
use crate::assessment::figure::{Figure, path};
use crate::assessment::kept::{Kept as Project, Put};
use crate::assessment::watch::{WatchRule, read};
use crate::finding::Findings;
use crate::locale::Language;
use crate::place::PlaceId;
use crate::report::deck::{AssessedChart, ScoresChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::indicators::page::decimal;
use crate::report::views::watched::{self, WatchShown};
use crate::report::{Measured, Sheet};
use crate::scenario::family::Standing;
use crate::session::asking::{Ask, Reply};
use crate::ui::page::{Apart, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::purpose::{Purpose, TextFile};
use crate::ui::screens::workbench::measured::{Told, place_row, row};
use crate::ui::state::{Action, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Watch {
    shown: Option<Arc<Shown>>,
    evidence: Evidence,
}

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// How it stands.
    #[default]
    Now,
    /// When each level is first reached in scenarios.
    Scenarios,
    /// The rules.
    Rules,
}

/// What is chosen.
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Choice {
    look: Look,
    all: bool,
}

/// What it shows.
pub struct Shown {
    now: WatchShown,
    reached: (String, Sheet),
    watched: std::sync::Arc<Watched>,
    /// Which place and rule the rows of the table are.
    rows: Vec<(PlaceId, usize)>,
}

/// What the tab shows: the answer, and the rules as they are edited.
pub struct Built {
    told: Told<Arc<Shown>>,
    rules: Sheet,
    /// Which rule and level the rows of the rules are.
    levels: Vec<(usize, usize)>,
    read: Result<Vec<WatchRule>, Findings>,
    look: Look,
}

/// What is asked: the data, and where they are looked at the scenarios.
pub fn ask(scene: Scene<'_>, with_scenarios: bool) -> Ask {
    let session = scene.session;
    let scenarios = if with_scenarios && session.fund().is_settled() { numbers(scene) } else { Vec::new() };
    let scenarios = scenarios.into_iter().filter_map(|n| session.scenarios().get(n).cloned()).collect();
    let (kept, budgets) = (session.assessed().clone(), session.budgets().clone());
    Ask::Watch(Box::new(WatchAsked { kept, year: asked::year(scene), budgets, scenarios }))
}

/// The numbers of the scenarios that are watched: those that are not archived.
fn numbers(scene: Scene<'_>) -> Vec<usize> {
    let members = scene.session.family().members();
    (0..members.len()).filter(|n| members[*n].standing != Standing::Archived).collect()
}

impl Page for Watch {
    const ENTRY: PageEntry = PageEntry::tab::<Watch>(Tab::ASSESS_WATCH);

    type Choice = Choice;
    type Built = Built;

    fn asks(choice: &Choice, scene: Scene<'_>) -> Vec<Ask> {
        vec![ask(scene, choice.look == Look::Scenarios)]
    }

    fn build(choice: &Choice, scene: Scene<'_>, context: &Context<'_>) -> Built {
        made(choice, scene)(context)
    }

    fn apart(choice: &Choice, scene: Scene<'_>) -> Option<Apart<Built>> {
        Some(made(choice, scene))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Built, kept: &mut Kept<Choice>) {
        let look = scene.look;
        let ways = [
            (Look::Now, look.text("watched.now")),
            (Look::Scenarios, look.text("watched.in_scenarios")),
            (Look::Rules, look.text("watched.rules")),
        ];
        let mut looked = kept.choice.look;
        let switch =
            |ui: &mut egui::Ui, looked: &mut Look| segmented(ui, look.theme, look.text("watched.look"), &ways, looked);
        if kept.choice.look == Look::Rules || built.read.is_err() {
            self.rules(ui, scene, built, kept, |ui| switch(ui, &mut looked));
        } else {
            built.told.show(ui, scene, |ui, shown| {
                if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                    self.shown = Some(shown.clone());
                    ui.ctx().request_repaint();
                }
                let (headline, sheet) = match kept.choice.look {
                    Look::Scenarios => (&shown.reached.0, &shown.reached.1),
                    _ => (&shown.now.headline, &shown.now.sheet),
                };
                words::headline(ui, look.theme, headline);
                ui.add_space(8.0);
                switch(ui, &mut looked);
                ui.add_space(4.0);
                let table = usize::from(kept.choice.look == Look::Scenarios);
                let name = ["watched", "reached"][table];
                let opened = parts::table(ui, scene, name, sheet, &mut kept.tables[table]);
                if let Some(place) = opened.filter(|_| table == 0).and_then(|row| shown.now.rows.get(row)) {
                    scene.push(Action::Place(scene.session.data().places.key(*place)));
                }
            });
        }
        if looked != kept.choice.look {
            kept.change(|choice| choice.look = looked);
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        let look = scene.look;
        match kept.choice.look {
            Look::Now => {
                let mut all = kept.choice.all;
                if ui.checkbox(&mut all, look.text("watched.all")).changed() {
                    kept.change(|choice| choice.all = all);
                }
                words::caption(ui, look.theme, look.text("watched.about"));
                self.entered(ui, scene, kept);
            }
            Look::Scenarios => place_row(ui, scene),
            Look::Rules => of_rule(ui, scene, kept),
        }
    }

    fn shows(choice: &Choice, scene: Scene<'_>) -> Option<Shows> {
        let (year, place, scenario) = (asked::year(scene), scene.view.place.clone(), None);
        Some(match choice.look {
            Look::Now => Shows::Scores { year, chart: ScoresChart::Watch },
            Look::Scenarios => Shows::Assessed { year, place, scenario, chart: AssessedChart::Reached },
            Look::Rules => Shows::Assessed { year, place, scenario, chart: AssessedChart::Rules },
        })
    }

    fn sheet<'a>(&self, built: &'a Built) -> Option<&'a Sheet> {
        let shown = || built.told.shown.as_ref();
        match built.look {
            Look::Now => shown().map(|shown| &shown.now.sheet),
            Look::Scenarios => shown().map(|shown| &shown.reached.1),
            Look::Rules => Some(&built.rules),
        }
    }
}

fn made(choice: &Choice, scene: Scene<'_>) -> Apart<Built> {
    let (all, look, place) = (choice.all, choice.look, scene.view.place.clone());
    let told = Told::apart(scene, Some(ask(scene, look == Look::Scenarios)), move |answered, _, context| {
        let Ok(Reply::Watched(found)) = &answered.result else { return None };
        let page = watched::Page { context, watched: found };
        let names: Vec<(usize, String)> = match &answered.ask {
            Ask::Watch(asked) => asked.scenarios.iter().enumerate().map(|(n, s)| (n, s.name.clone())).collect(),
            _ => Vec::new(),
        };
        let place = found.places.find(&place).unwrap_or(found.places.root());
        let (now, rows) = (watched::watched(page, all), watched::rows(page, all));
        Some(Arc::new(Shown { now, reached: watched::reached(page, place, &names), watched: found.clone(), rows }))
    });
    let (file, text) = scene.session.assessed().rules_text();
    let read = read(file, text);
    let rules = read.as_ref().map_or(&[][..], Vec::as_slice);
    let levels = rules.iter().enumerate().flat_map(|(n, rule)| (0..rule.levels.len()).map(move |l| (n, l)));
    let (rules, levels) = (watched::rules(asked::names(scene), rules), levels.collect());
    Box::new(move |context| Built { told: told(context), rules, levels, read, look })
}

impl Watch {
    /// The rules, a row each level, and what is wrong with them.
    fn rules(
        &mut self,
        ui: &mut egui::Ui,
        scene: Scene<'_>,
        built: &Built,
        kept: &mut Kept<Choice>,
        switch: impl FnOnce(&mut egui::Ui) -> bool,
    ) {
        let look = scene.look;
        let is_shipped = scene.session.assessed().rules.is_none();
        if let Err(findings) = &built.read {
            let count = findings.len().to_string();
            words::headline(ui, look.theme, &look.style.language.fill("watched.wrong", &[("count", &count)]));
            for finding in wrong(scene.session.assessed()).iter().take(12) {
                ui.label(format!("△ {}", finding.line(look.style.language)));
            }
            if !is_shipped && ui.button(look.text("watched.restore")).clicked() {
                restore(scene);
            }
        } else {
            let how = if is_shipped { "watched.rules_shipped" } else { "watched.rules_how" };
            words::headline(ui, look.theme, look.text("watched.rules_title"));
            ui.add_space(4.0);
            words::caption(ui, look.theme, look.text(how));
        }
        ui.add_space(8.0);
        switch(ui);
        ui.add_space(4.0);
        let cells = Cells { scene, built };
        let table = Table::new("rules", &built.rules, scene.version, look.style, look.theme).filled(&cells);
        match table.show(ui, &mut kept.tables[1]) {
            Some(TableAction::Typed(row, column, text)) => cells.put(&[(row, column, text)]),
            Some(TableAction::Put(texts, _)) => cells.put(&texts),
            _ => {}
        }
    }

    /// The number of the row under the cursor, where its rule asks for one by hand.
    fn entered(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &Kept<Choice>) {
        let look = scene.look;
        let Some(shown) = self.shown.clone() else { return };
        let at = kept.tables[0].cursor().and_then(|(row, _)| shown.rows.get(row));
        let Some((place, rule)) = at else { return };
        let rule = &shown.watched.rules[*rule];
        if !rule.value.has(|figure| *figure == Figure::Entered) {
            return;
        }
        words::hairline(ui, look.theme);
        words::section(ui, look.theme, look.text("watched.entered"));
        let place = path(&shown.watched.places, *place).to_owned();
        let for_it = ("watch".to_owned(), asked::year(scene), place.clone(), rule.id.clone());
        let puts = scene.session.assessed().puts(&for_it.0, for_it.1, &for_it.2, &for_it.3);
        let value = puts.first().and_then(|put| put.value).unwrap_or_default();
        ui.label(format!("{place} · {}", rule.names[0]));
        let name = look.text("indicators.value");
        let field = NumberField {
            name,
            measured: Measured::Number,
            value,
            fits: |value| value.abs() < Decimal::from(1_000_000_000_000_i64),
        };
        if let Some(value) = row(ui, look, name, |ui| field.show(ui, look.style, look.theme)) {
            let label =
                look.style.language.fill("indicators.edit_entered", &[("place", &place), ("name", &rule.names[0])]);
            let put = Put { value: Some(value), by: scene.session.hand().to_owned(), ..Put::default() };
            asked::push(scene, scene.session.assessed().with([(for_it.clone(), vec![put])]), label);
        }
        words::section(ui, look.theme, look.text("indicators.rests"));
        self.evidence.show(ui, scene, &for_it, &rule.names[0]);
    }
}

/// Back to the shipped rules.
fn restore(scene: Scene<'_>) {
    let kept = Project { rules: None, ..Project::clone(scene.session.assessed()) };
    asked::push(scene, kept, scene.look.text("watched.edit_restored").to_owned());
}

/// Takes a changed text of the rules, as a step of undo.
fn take(scene: Scene<'_>, text: Option<String>, name: &str) {
    let Some(text) = text.filter(|text| text != scene.session.assessed().rules_text().1) else { return };
    let kept = Project { rules: Some(text.into()), ..Project::clone(scene.session.assessed()) };
    asked::push(scene, kept, scene.look.style.language.fill("watched.edit", &[("name", name)]));
}

/// What can be chosen for the rule under the cursor, and the files.
fn of_rule(ui: &mut egui::Ui, scene: Scene<'_>, kept: &Kept<Choice>) {
    let look = scene.look;
    let (file, text) = scene.session.assessed().rules_text();
    let text = text.to_owned();
    ui.horizontal_wrapped(|ui| {
        if ui.button(look.text("watched.read")).clicked() {
            scene.push(Action::Ask(Purpose::ReadRules, String::new()));
        }
        if ui.button(look.text("watched.save")).clicked() {
            scene.push(Action::Ask(Purpose::SaveText(TextFile::Rules), "watch".to_owned()));
        }
        if scene.session.assessed().rules.is_some() && ui.button(look.text("watched.restore")).clicked() {
            restore(scene);
        }
        if ui.button(look.text("watched.add")).clicked() {
            take(scene, draft::add_watch(&text, look.text("watched.new")), look.text("watched.new"));
        }
    });
    let Ok(rules) = read(file, &text) else { return };
    let levels = rules.iter().enumerate().flat_map(|(n, rule)| rule.levels.iter().map(move |_| n));
    let at = kept.tables[1].cursor().map_or(0, |(row, _)| row);
    let Some((number, rule)) = levels.clone().nth(at).map(|number| (number, &rules[number])) else { return };
    words::hairline(ui, look.theme);
    ui.label(egui::RichText::new(&rule.names[0]).strong());
    if let Some(value) = pick(ui, scene, "watched", look.text("indicators.value"), Some(&rule.value)) {
        take(scene, draft::set_watch(&text, number, "value", Some(draft::written(&value))), &rule.names[0]);
    }
    let mut yearly = rule.yearly;
    if ui.checkbox(&mut yearly, look.text("watched.yearly")).changed() {
        let period = if yearly { "year" } else { "month" };
        take(scene, draft::set_watch(&text, number, "period", Some(period.into())), &rule.names[0]);
    }
    if ui.button(look.text("watched.remove")).clicked() {
        take(scene, draft::remove_watch(&text, number), &rule.names[0]);
    }
}

/// The cells of the rules, as they are typed in.
struct Cells<'a> {
    scene: Scene<'a>,
    built: &'a Built,
}

/// The columns that are typed in, by their keys.
const TYPED: [(usize, &str); 6] = [(0, "zh"), (4, "limit"), (6, "clear"), (7, "todo"), (8, "who"), (9, "source")];

/// The key of what is said in a language, by that of the Chinese.
fn key_in(language: Language, key: &'static str) -> &'static str {
    match (language.is_english(), key) {
        (true, "zh") => "en",
        (true, "todo") => "todo_en",
        (true, "who") => "who_en",
        (true, "source") => "source_en",
        _ => key,
    }
}

impl Cells<'_> {
    fn of(&self, row: usize, column: usize) -> Option<(&WatchRule, usize, usize, &'static str)> {
        let (_, key) = TYPED.into_iter().find(|(typed, _)| *typed == column)?;
        let (number, level) = *self.built.levels.get(row)?;
        let rule = self.built.read.as_ref().ok()?.get(number)?;
        Some((rule, number, level, key_in(self.scene.look.style.language, key)))
    }

    fn put(&self, texts: &[(usize, usize, String)]) {
        let mut text = self.scene.session.assessed().rules_text().1.to_owned();
        let mut name = String::new();
        for (row, column, typed) in texts {
            let Some((rule, number, level, key)) = self.of(*row, *column) else { continue };
            name.clone_from(&rule.names[0]);
            let typed = typed.trim();
            let changed = match key {
                "limit" => draft::set_limit(&text, (number, level), typed),
                "clear" => typed.parse::<i64>().ok().and_then(|n| draft::set_watch(&text, number, key, Some(n.into()))),
                key => draft::set_watch(&text, number, key, (!typed.is_empty()).then(|| Value::from(typed))),
            };
            let Some(changed) = changed else { return };
            text = changed;
        }
        take(self.scene, Some(text), &name);
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        use crate::assessment::tree::Test;
        let (rule, _, level, key) = self.of(row, column)?;
        Some(match key {
            "zh" => rule.names[0].clone(),
            "en" => rule.names[1].clone(),
            "limit" => match &rule.levels[level].when {
                Test::Above(limit) | Test::Below(limit) | Test::Least(limit) | Test::Most(limit) => {
                    decimal(limit).unwrap_or_default().normalize().to_string()
                }
                Test::Yes(_) => return None,
            },
            "clear" => rule.clear.to_string(),
            "todo" => rule.todo[0].clone(),
            "todo_en" => rule.todo[1].clone(),
            "who" => rule.who[0].clone(),
            "who_en" => rule.who[1].clone(),
            "source_en" => rule.source[1].clone(),
            _ => rule.source[0].clone(),
        })
    }

    fn name(&self, row: usize, column: usize) -> String {
        let rule = self.of(row, column).map_or("", |(rule, ..)| rule.names[0].as_str());
        format!("{rule} {}", self.built.rules.columns.get(column).map_or("", |column| &column.heading))
    }

    fn problem(&self, row: usize, column: usize, text: &str) -> Option<String> {
        let (.., key) = self.of(row, column)?;
        let is_right = match key {
            "limit" => text.trim().parse::<Decimal>().is_ok(),
            "clear" => text.trim().parse::<u32>().is_ok_and(|periods| periods > 0),
            _ => true,
        };
        (!is_right).then(|| self.scene.look.text("ui.not_a_number").to_owned())
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, _: usize, _: usize) -> Option<String> {
        None
    }
}
