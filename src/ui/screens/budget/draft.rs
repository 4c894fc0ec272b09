//! 编制: a year's statement, drawn up from a scenario or from last year, and typed in as in a spreadsheet.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::{asked, forms, own_form};
use crate::money::Money;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::statement::{self, Kept as Project, StatementView};
use crate::report::views::context::Context;
use crate::report::words::number::{Style, grouped};
use crate::report::{Measured, Sheet};
use crate::session::Command;
use crate::session::asking::Ask;
use crate::session::budgeting::{Drawing, DrawnFrom};
use crate::session::standing::today;
use crate::statements::form::Form;
use crate::statements::kept::{Budgets, Hand, Put};
use crate::statements::seal::{Seal, Stage};
use crate::statements::statement::Version;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{Told, row, scenario_row};
use crate::ui::state::{Action, BudgetLook, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::lever::{factor, parse_number};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Draft {
    /// What the panel speaks of: the statement as it was shown last.
    shown: Option<Arc<StatementView>>,
    /// What became of what was put in last, where not all of it was taken.
    said: String,
    /// By how much income and expenditure are to grow on last year.
    growth: [Decimal; 2],
    /// Why amounts are put in, as it is typed.
    why: String,
    /// The day and the words with which a version is to be kept.
    kept_on: Option<String>,
    kept_words: String,
}

impl Page for Draft {
    const ENTRY: PageEntry = PageEntry::tab::<Draft>(Tab("tab.budget_draft"));

    /// Whether all lines of the form are shown, or those alone that hold something.
    type Choice = bool;
    type Built = Told<Arc<StatementView>>;

    fn asks(_: &bool, scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().collect()
    }

    fn build(all: &bool, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let kept = Project { budgets: asked::budgets(scene), family: scene.session.family() };
        let version = scene.view.budget.version;
        asked::told(scene, context, |page, _| Some(Arc::new(statement::statement(page, kept, version, *all))))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<bool>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        if built.ask.is_none() {
            words::headline(ui, look.theme, look.text("budget.no_form"));
        }
        built.show(ui, scene, |ui, shown| {
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(4.0);
            let how = shown.closed.as_deref().unwrap_or(look.text("budget.how"));
            words::caption(ui, look.theme, if self.said.is_empty() { how } else { &self.said });
            ui.horizontal_wrapped(|ui| {
                words::caption(ui, look.theme, &shown.form);
                if ui.small_button(look.text("form.open")).on_hover_text(look.text("form.open_about")).clicked() {
                    own_form::open(scene);
                }
            });
            ui.add_space(4.0);
            let cells = Cells { scene, shown, why: &self.why };
            let table = Table::new("budget", &shown.sheet, scene.version, look.style, look.theme).explained(scene.why);
            let table = if shown.closed.is_none() { table.filled(&cells) } else { table };
            match table.show(ui, &mut kept.tables[0]) {
                Some(TableAction::Typed(row, column, text)) => self.said = cells.put(vec![(row, column, text)], 0),
                Some(TableAction::Put(texts, outside)) => self.said = cells.put(texts, outside),
                Some(TableAction::Follow(row, column)) => self.said = cells.put(vec![(row, column, String::new())], 0),
                Some(TableAction::Explain(subject)) => scene.push(Action::Explain(subject)),
                _ => {}
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<bool>) {
        let scene = asked::spoken(scene);
        asked::chooser(ui, scene, true);
        let Some(Ask::Budget(asked)) = asked::ask(scene) else { return };
        words::hairline(ui, scene.look.theme);
        regions::scrolled(ui, "budget", |ui| {
            let mut all = kept.choice;
            if ui.checkbox(&mut all, scene.look.text("budget.all_lines")).changed() {
                kept.change(|choice| *choice = all);
            }
            let (look, shown) = (scene.look, self.shown.clone());
            let cell = kept.tables[0].cursor().zip(shown.as_ref()).and_then(|((row, _), shown)| shown.told.get(row));
            if let Some(told) = cell {
                words::section(ui, look.theme, look.text("budget.this_cell"));
                ui.label(told);
            }
            self.by_whom(ui, scene);
            let is_there = asked::budgets(scene).of(asked.year, scene.view.budget.version).is_some();
            let heading = look.text(if is_there { "budget.draw_again" } else { "budget.draw_up" });
            let drawing =
                egui::CollapsingHeader::new(heading).id_salt(("draw-up", is_there)).open((!is_there).then_some(true));
            drawing.show(ui, |ui| self.draw_up(ui, scene, &asked.form, asked.year));
            self.made(ui, scene, asked.year);
            forms::show(ui, scene);
            self.settle(ui, scene, asked.year);
            let Some(shown) = shown else { return };
            words::section(ui, look.theme, look.text("budget.checks"));
            if shown.findings.is_empty() {
                words::caption(ui, look.theme, look.text("budget.nothing_found"));
            }
            for (said, row) in &shown.findings {
                match row {
                    Some(row) if ui.link(said).clicked() => kept.tables[0].reveal(*row, shown.column),
                    Some(_) => {}
                    None => drop(ui.label(said)),
                }
                ui.add_space(4.0);
            }
        });
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref().map(|shown| &shown.sheet)
    }

    fn shows(_: &bool, scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(scene, BudgetChart::Statement)
    }
}

impl Draft {
    /// The ways to draw a version up in one step.
    fn draw_up(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, form: &Arc<Form>, year: i32) {
        let (look, version) = (scene.look, scene.view.budget.version);
        let language = look.style.language;
        let year_text = year.to_string();
        let draw = |from: DrawnFrom, with: &str| {
            let values = [("year", &*year_text), ("version", look.text(asked::version_key(version))), ("with", with)];
            let label = language.fill("edit.budget_drawn", &values);
            let (form, beside) = (form.clone(), scene.view.budget.beside);
            let drawing = Drawing { beside, form, year, version, from, label };
            scene.push(Action::Session(Command::DrawBudget(Box::new(drawing))));
        };
        if asked::fund(scene).is_settled()
            && scene.view.budget.beside.is_none()
            && let Some(scenario) = scene.scenario()
        {
            scenario_row(ui, scene);
            if ui.button(look.text("budget.from_scenario")).clicked() {
                draw(DrawnFrom::Scenario(scene.number()), &scenario.name);
            }
            ui.add_space(4.0);
        }
        for (n, key) in ["budget.growth_income", "budget.growth_expenditure"].into_iter().enumerate() {
            let name = look.text(key);
            let fits = |value: Decimal| value > Decimal::NEGATIVE_ONE && value <= Decimal::TEN;
            let field = NumberField { name, measured: Measured::Ratio, value: self.growth[n], fits };
            if let Some(rate) = row(ui, look, name, |ui| field.show(ui, look.style, look.theme)) {
                self.growth[n] = rate;
            }
        }
        if ui.button(look.text("budget.from_growth")).clicked() {
            draw(DrawnFrom::Growth(self.growth), look.text("budget.growth_short"));
        }
    }

    /// What the version was drawn up from.
    fn made(&self, ui: &mut egui::Ui, scene: Scene<'_>, year: i32) {
        let (look, version) = (scene.look, scene.view.budget.version);
        let Some(shown) = self.shown.as_ref().filter(|shown| shown.settled.is_none()) else { return };
        if !shown.made.is_empty() {
            words::caption(ui, look.theme, &shown.made);
        }
        if shown.is_stale {
            let text = egui::RichText::new(look.text("budget.stale")).color(look.theme.legible(look.theme.amber));
            ui.label(text);
        }
        if asked::budgets(scene).of(year, version).is_some() && ui.button(look.text("budget.remove")).clicked() {
            let values = [("year", &*year.to_string()), ("version", look.text(asked::version_key(version)))];
            let label = look.style.language.fill("edit.budget_removed", &values);
            asked::edit(scene, asked::budgets(scene).without(year, version), label);
        }
    }

    /// Who puts amounts in, and why.
    fn by_whom(&mut self, ui: &mut egui::Ui, scene: Scene<'_>) {
        let look = scene.look;
        let mut who = scene.session.hand().to_owned();
        if asked::text_row(ui, look, look.text("hand.who"), &mut who) {
            scene.push(Action::Session(Command::Hand(who)));
        }
        asked::text_row(ui, look, look.text("budget.why"), &mut self.why);
    }

    /// Keeps the version as a draft, settles it, or opens it again.
    fn settle(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, year: i32) {
        let (look, version, budgets) = (scene.look, scene.view.budget.version, asked::budgets(scene));
        if budgets.of(year, version).is_none() {
            return;
        }
        let language = look.style.language;
        let (year_text, version_name) = (year.to_string(), look.text(asked::version_key(version)));
        let edit = |budgets: Budgets, key: &str, stage: &str| {
            let values = [("year", &*year_text), ("version", version_name), ("stage", stage)];
            asked::edit(scene, budgets, language.fill(key, &values));
        };
        words::section(ui, look.theme, look.text("budget.keep"));
        if budgets.seal(year, version).is_some() {
            let settled = self.shown.as_ref().and_then(|shown| shown.settled.clone()).unwrap_or_default();
            words::caption(ui, look.theme, &settled);
            ui.horizontal(|ui| {
                if ui.button(look.text("budget.open_again")).clicked() {
                    edit(budgets.opened(year, version), "edit.budget_opened", "");
                }
                let can_be = version == Version::Budget && budgets.seal(year, Version::Revised).is_none();
                if can_be && ui.button(look.text("budget.carry_on")).clicked() {
                    edit(budgets.carried_on(year), "edit.budget_carried_on", "");
                    scene.push(Action::Budget(BudgetLook { version: Version::Revised, ..scene.view.budget }));
                }
            });
            return;
        }
        asked::text_row(ui, look, look.text("budget.kept_on"), self.kept_on.get_or_insert_with(today));
        asked::text_row(ui, look, look.text("budget.kept_words"), &mut self.kept_words);
        ui.horizontal_wrapped(|ui| {
            for stage in Stage::ALL {
                let name = look.text(stage.text_key());
                if ui.button(language.fill("budget.keep_as", &[("stage", name)])).clicked() {
                    let date = self.kept_on.take().unwrap_or_else(today).trim().to_owned();
                    let words = std::mem::take(&mut self.kept_words).trim().to_owned();
                    let seal = Seal { stage, date, words };
                    edit(budgets.sealed(year, version, seal), "edit.budget_kept", name);
                }
            }
        });
    }
}

/// The cells, as they are typed in.
struct Cells<'a> {
    scene: Scene<'a>,
    shown: &'a StatementView,
    why: &'a str,
}

impl Cells<'_> {
    fn form(&self) -> Option<Arc<Form>> {
        asked::form_of(self.scene, asked::year(self.scene))
    }

    /// The amount of a text in the unit shown; `None` of an empty one.
    fn typed(&self, text: &str) -> Result<Option<Money>, String> {
        let style = self.scene.look.style;
        let text = text.trim();
        if text.is_empty() || text == "—" {
            return Ok(None);
        }
        let number = parse_number(text).ok_or("ui.not_a_number");
        let yuan = number.and_then(|n| n.checked_mul(factor(Measured::Money, style)).ok_or("ui.not_a_number"));
        let money = yuan.and_then(|yuan| Money::from_decimal(yuan.normalize()).ok_or("ui.too_many_decimals"));
        money.map(Some).map_err(|key| style.language.text(key).to_owned())
    }

    /// Puts texts into the cells, all or none; what is to be said of it.
    fn put(&self, texts: Vec<(usize, usize, String)>, outside: usize) -> String {
        let (look, Some(form)) = (self.scene.look, self.form()) else { return String::new() };
        let language = look.style.language;
        let (year, version) = (asked::year(self.scene), self.scene.view.budget.version);
        let mut amounts = Vec::new();
        let mut lines = Vec::new();
        for (row, column, text) in texts {
            let Some(line) = self.shown.lines.get(row).and_then(|line| form.lines.get(*line)) else { continue };
            match self.typed(&text) {
                Ok(amount) => {
                    amounts.push(Put::typed(&*self.shown.who, &*line.id, amount));
                    lines.push(line.names[usize::from(language.is_english())].clone());
                }
                Err(why) => {
                    let values = [("cell", &*self.name(row, column)), ("why", &*why)];
                    return language.fill("by_year.refused", &values);
                }
            }
        }
        let Some(first) = lines.first() else { return String::new() };
        let (year_text, count) = (year.to_string(), lines.len().to_string());
        let values = [("year", &*year_text), ("place", &*self.shown.who), ("line", first), ("count", &*count)];
        let key = if lines.len() == 1 { "edit.budget_entered" } else { "edit.budget_entered_several" };
        let session = self.scene.session;
        let [who, why, when] = [session.hand(), self.why.trim(), &today()].map(Into::into);
        let budgets = asked::budgets(self.scene).with(year, version, amounts, &Hand { who, why, when });
        asked::edit(self.scene, budgets, language.fill(key, &values));
        match outside {
            0 => String::new(),
            _ => language.fill("by_year.outside", &[("count", &outside.to_string())]),
        }
    }
}

/// An amount as it is typed.
fn written(amount: Money, style: Style) -> String {
    let number = style.unit.scaled(amount).normalize();
    grouped(number, number.scale().max(2))
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let amount = self.shown.amounts.get(row).filter(|_| column == self.shown.column)?;
        Some(amount.map_or_else(String::new, |amount| written(amount, self.scene.look.style)))
    }

    fn name(&self, row: usize, column: usize) -> String {
        let sheet = &self.shown.sheet;
        let line = match sheet.rows.get(row).and_then(|cells| cells.get(1)).map(|cell| &cell.value) {
            Some(crate::report::CellValue::Text(name)) => name.trim(),
            _ => "",
        };
        format!("{line} {}", sheet.columns.get(column).map_or("", |column| &column.heading))
    }

    fn problem(&self, _: usize, _: usize, text: &str) -> Option<String> {
        self.typed(text).err()
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, row: usize, column: usize) -> Option<String> {
        let (budget, form) = (self.scene.view.budget, self.form()?);
        let line = &form.lines.get(*self.shown.lines.get(row)?)?.id;
        let told = asked::budgets(self.scene).told(asked::year(self.scene), budget.version, &self.shown.who, line);
        let own = told.entered.filter(|_| column == self.shown.column);
        own.map(|_| self.scene.look.text("budget.give_back").to_owned())
    }
}
