//! 专户 › 对账: the bank's and the agency's ledgers held against each other.

use std::collections::HashSet;
use std::sync::Arc;

use eframe::egui;
use egui::RichText;
use rust_decimal::Decimal;

use crate::help::blank::Blank;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::report::deck::{ReconcileChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::reconciliation::{
    Accounts, Answer, Filter, Line, ReconcileAsked, Reconciliation, name_of, selection,
};
use crate::report::words::number::{MoneyUnit, Style};
use crate::report::words::period::period_name;
use crate::report::{Measured, Sheet};
use crate::session::asking::{Ask, Reply};
use crate::session::{Command, Edit};
use crate::special_account::account::{Account, Matching};
use crate::special_account::ledger::Keeper;
use crate::ui::blanks;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::purpose::{Purpose, SignedFile};
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::{Action, Look, Tab, choose};
use crate::ui::table::{Table, TableAction, TableView};
use crate::ui::theme::Lettering;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Reconcile {
    /// Why entries are joined or parted, as it is typed.
    note: String,
    statement: TableView,
    accounts: TableView,
    has_settings: bool,
    /// What is shown, and how often it was another: of other lines none is selected, and they are measured anew.
    answer: Option<Arc<Answer>>,
    version: u64,
}

/// What is looked at of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Part {
    #[default]
    Facing,
    Statement,
    Open,
    /// All accounts side by side, where there are several.
    Accounts,
}

/// What is chosen.
#[derive(Clone, PartialEq, Default)]
pub struct Choice {
    /// The account, by its name; none is the first.
    account: Option<String>,
    month: Option<Month>,
    part: Part,
    filter: Filter,
}

/// What it shows.
pub struct Shown {
    part: Part,
    answer: Arc<Answer>,
}

impl Shown {
    fn told(&self) -> Option<&Reconciliation> {
        self.answer.told.as_ref()
    }

    /// All accounts, where they are looked at.
    fn accounts(&self) -> Option<&Accounts> {
        self.answer.accounts.as_ref().filter(|_| self.part == Part::Accounts)
    }
}

impl Page for Reconcile {
    const ENTRY: PageEntry =
        PageEntry { panel: false, why: false, ..PageEntry::tab::<Reconcile>(Tab("tab.reconcile")) };

    type Choice = Choice;
    type Built = Told<Shown>;

    fn asks(choice: &Choice, scene: Scene<'_>) -> Vec<Ask> {
        ask(choice, scene).into_iter().collect()
    }

    fn build(choice: &Choice, scene: Scene<'_>, _: &Context<'_>) -> Self::Built {
        Told::new(scene, ask(choice, scene), |answered, _| match &answered.result {
            Ok(Reply::Reconciled(answer)) => Some(Shown { part: choice.part, answer: answer.clone() }),
            _ => None,
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Choice>) {
        let look = scene.look;
        let answer = built.shown.as_ref().map(|shown| &shown.answer);
        if self.answer.as_ref().map(Arc::as_ptr) != answer.map(Arc::as_ptr) {
            let before = std::mem::replace(&mut self.answer, answer.cloned());
            // Hundreds of thousands of lines take a while to be given back: not on the drawing thread.
            std::thread::spawn(move || drop(before));
            self.version += 1;
            kept.tables[0].clear_selection();
            self.accounts.clear_selection();
        }
        let told = built.shown.as_ref().and_then(Shown::told);
        let accounts = built.shown.as_ref().and_then(Shown::accounts);
        if let Some(headline) = accounts.map(|accounts| &accounts.headline).or(told.map(|told| &told.headline)) {
            words::headline(ui, look.theme, headline);
            ui.add_space(4.0);
        }
        self.files(ui, scene, answer, kept);
        if self.has_settings {
            settings(ui, scene, answer.map_or("", |answer| &answer.matching().name));
        }
        ui.add_space(8.0);
        if built.ask.is_none() {
            let missing = Keeper::BOTH.into_iter().find(|keeper| scene.session.account().files_of(*keeper).is_empty());
            let is_begun = !scene.session.account().files.is_empty();
            let what = match missing.filter(|_| is_begun) {
                Some(keeper) => look.style.language.fill("reconcile.missing", &[("ledger", look.text(key_of(keeper)))]),
                None => look.text("reconcile.no_files").to_owned(),
            };
            return empty::show(ui, look.theme, Drawing::File, &what, look.text("reconcile.no_files_next"));
        }
        built.show(ui, scene, |ui, shown| match shown.told() {
            Some(told) => self.shown(ui, scene, shown, told, kept),
            None => empty::show(ui, look.theme, Drawing::Sheet, look.text("reconcile.no_entries"), ""),
        });
    }

    fn shows(choice: &Choice, scene: Scene<'_>) -> Option<Shows> {
        let account = scene.session.account();
        let names = account.names();
        let is_there = |name: &&String| names.all().contains(name);
        let name = choice.account.as_ref().filter(is_there).or(names.all().first());
        let chart = match (choice.part, choice.filter) {
            (Part::Accounts, _) if account.has_several() => ReconcileChart::Accounts,
            (Part::Statement, _) => ReconcileChart::Statement,
            (Part::Open, _) => ReconcileChart::Open,
            (_, Filter::All) => ReconcileChart::Facing,
            (_, Filter::Open) => ReconcileChart::Unmatched,
            (_, Filter::Suspects) => ReconcileChart::Suspects,
        };
        let shown = Shows::Reconciled { account: name.cloned().unwrap_or_default(), month: choice.month, chart };
        account.is_whole().then_some(shown)
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        let shown = built.shown.as_ref()?;
        if let Some(accounts) = shown.accounts() {
            return Some(&accounts.sheet);
        }
        let told = shown.told()?;
        Some(match shown.part {
            Part::Facing | Part::Accounts => &told.facing.sheet,
            Part::Statement => &told.statement,
            Part::Open => &told.open,
        })
    }
}

/// What is asked: nothing before both ledgers are there.
fn ask(choice: &Choice, scene: Scene<'_>) -> Option<Ask> {
    let account = scene.session.account();
    let (month, filter, language) = (choice.month, choice.filter, scene.look.style.language);
    let asked = || ReconcileAsked { account: account.clone(), name: choice.account.clone(), month, filter, language };
    account.is_whole().then(|| Ask::Reconcile(Box::new(asked())))
}

const fn key_of(keeper: Keeper) -> &'static str {
    match keeper {
        Keeper::Bank => "reconcile.bank",
        Keeper::Agency => "reconcile.agency",
    }
}

fn edit(scene: Scene<'_>, account: Account, label: String) {
    scene.push(Action::Session(Command::Edit(Edit::Account(Box::new(account), label))));
}

impl Reconcile {
    /// The files, the month, and what is looked at.
    fn files(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, answer: Option<&Arc<Answer>>, kept: &mut Kept<Choice>) {
        let look = scene.look;
        ui.horizontal(|ui| {
            for keeper in Keeper::BOTH {
                chooser(ui, scene, keeper);
                ui.add_space(8.0);
            }
            if scene.session.account().files.is_empty() {
                blanks::link(ui, scene, Blank::Ledger);
            }
            let Some(answer) = answer else { return };
            if answer.matchings.len() > 1 {
                let name = |of: &Matching| (of.name.clone(), name_of(look.style.language, of));
                let accounts: Vec<_> = answer.matchings.iter().map(name).collect();
                let now = &answer.matching().name;
                if let Some(account) = choose(ui, look.text("reconcile.account"), 150.0, &accounts, now) {
                    kept.change(|choice| {
                        choice.account = Some(account);
                        if choice.part == Part::Accounts {
                            choice.part = Part::Statement;
                        }
                    });
                }
            }
            let Some(told) = &answer.told else { return };
            let named = |month: Option<Month>| match month {
                Some(month) => (Some(month), period_name(Period::Month(month), look.style.language)),
                None => (None, look.text("reconcile.all_months").to_owned()),
            };
            let months: Vec<_> =
                std::iter::once(None).chain(told.months.iter().rev().copied().map(Some)).map(named).collect();
            if let Some(month) = choose(ui, look.text("reconcile.month"), 96.0, &months, &kept.choice.month) {
                kept.change(|choice| choice.month = month);
            }
            to_sign(ui, scene, answer, kept.choice.month);
            ui.toggle_value(&mut self.has_settings, look.text("reconcile.settings"));
        });
    }

    fn shown(
        &mut self,
        ui: &mut egui::Ui,
        scene: Scene<'_>,
        shown: &Shown,
        told: &Reconciliation,
        kept: &mut Kept<Choice>,
    ) {
        let look = scene.look;
        ui.horizontal(|ui| {
            let mut parts = vec![
                (Part::Facing, look.text("reconcile.facing_short")),
                (Part::Statement, look.text("reconcile.statement_short")),
                (Part::Open, look.text("reconcile.open_short")),
            ];
            let mut part = kept.choice.part;
            match shown.answer.accounts {
                Some(_) => parts.insert(0, (Part::Accounts, look.text("reconcile.accounts_short"))),
                None if part == Part::Accounts => part = Part::Facing,
                None => {}
            }
            if segmented(ui, look.theme, look.text("reconcile.view"), &parts, &mut part) {
                kept.change(|choice| choice.part = part);
            }
            if part == Part::Facing {
                ui.add_space(8.0);
                let filters = Filter::ALL.map(|(filter, key)| (filter, look.text(key)));
                let mut filter = kept.choice.filter;
                if segmented(ui, look.theme, look.text("table.filter"), &filters, &mut filter) {
                    kept.change(|choice| choice.filter = filter);
                }
            }
        });
        ui.add_space(8.0);
        let version = self.version;
        let table = |name, sheet| Table::new(name, sheet, version, look.style, look.theme);
        if let Some(accounts) = shown.accounts() {
            self.same(ui, scene, &shown.answer, accounts);
            let opened = table("accounts", &accounts.sheet).show(ui, &mut self.accounts);
            if let Some(TableAction::Open(row)) = opened
                && let Some(name) = accounts.names.get(row)
            {
                kept.change(|choice| {
                    choice.account = Some(name.clone());
                    choice.part = Part::Statement;
                });
            }
            return;
        }
        match shown.part {
            Part::Facing | Part::Accounts => {
                suspects(ui, look, told, kept);
                self.by_hand(ui, scene, shown.answer.matching(), &told.facing.lines, kept);
                table("facing", &told.facing.sheet).show(ui, &mut kept.tables[0]);
            }
            // A statement stands in its own order.
            Part::Statement => {
                table("statement", &told.statement).headings_lead().show(ui, &mut self.statement);
            }
            Part::Open => {
                table("open", &told.open).show(ui, &mut kept.tables[1]);
            }
        }
    }

    /// Accounts that are called otherwise in the other ledger are told to be one, and are parted again.
    fn same(&self, ui: &mut egui::Ui, scene: Scene<'_>, answer: &Answer, accounts: &Accounts) {
        let (look, language) = (scene.look, scene.look.style.language);
        let account = &answer.matching().account;
        let of = |row: usize| answer.matchings.iter().find(|of| accounts.names.get(row) == Some(&of.name));
        let selected: Vec<&Matching> = self.accounts.selected().filter_map(of).collect();
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            let is_now = account == scene.session.account();
            let button = |ui: &mut egui::Ui, key| ui.add_enabled(is_now, egui::Button::new(look.text(key))).clicked();
            match &*selected {
                [only] if account.also(&only.name).next().is_some() => {
                    ui.label(RichText::new(name_of(language, only)).font(Lettering::Table.font()));
                    if button(ui, "reconcile.divide") {
                        let label = language.fill("reconcile.edit_divide", &[("name", &name_of(language, only))]);
                        edit(scene, account.dividing(&only.name), label);
                    }
                }
                [] | [_] => {
                    words::caption(ui, look.theme, look.text("reconcile.same_how"));
                }
                several => {
                    let comma = language.text("reconcile.account_comma");
                    let called: Vec<String> = several.iter().map(|of| name_of(language, of)).collect();
                    let called = called.join(comma);
                    ui.label(RichText::new(&called).font(Lettering::Table.font()));
                    if button(ui, "reconcile.unite") {
                        let names: Vec<&str> = several.iter().map(|of| &*of.name).collect();
                        edit(
                            scene,
                            account.uniting(&names),
                            language.fill("reconcile.edit_unite", &[("names", &called)]),
                        );
                    }
                }
            }
        });
    }

    /// What can be done with the lines that are selected.
    fn by_hand(
        &mut self,
        ui: &mut egui::Ui,
        scene: Scene<'_>,
        matching: &Matching,
        lines: &[Line],
        kept: &mut Kept<Choice>,
    ) {
        let look = scene.look;
        let selected = selection(look.style.language, matching, lines, kept.tables[0].selected());
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            let Some(selected) = selected else {
                words::caption(ui, look.theme, look.text("reconcile.how"));
                return;
            };
            ui.label(RichText::new(&selected.words).font(Lettering::Table.font()));
            let field = egui::TextEdit::singleline(&mut self.note).hint_text(look.text("reconcile.note"));
            let field = ui.add(field.font(Lettering::Table.font()).desired_width(180.0));
            field.widget_info(|| {
                let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, look.text("reconcile.note"));
                info.current_text_value = Some(self.note.clone());
                info
            });
            let entries = &selected.entries;
            let is_now = &matching.account == scene.session.account();
            let button = |ui: &mut egui::Ui, key, can| {
                ui.add_enabled(can && is_now, egui::Button::new(look.text(key))).clicked()
            };
            let made = if button(ui, "reconcile.join", selected.can_join) {
                matching.joining(entries, &self.note).ok().map(|account| (account, "reconcile.edit_join"))
            } else if button(ui, "reconcile.part", selected.can_part) {
                Some((matching.parting(entries, &self.note), "reconcile.edit_part"))
            } else if let Some((bank, erred)) = selected.erred {
                let (key, blamed) = match erred {
                    Keeper::Agency => ("reconcile.blame_bank", matching.blaming(bank, &self.note)),
                    Keeper::Bank => ("reconcile.blame_agency", matching.releasing(&[(Keeper::Bank, bank)])),
                };
                button(ui, key, true).then_some((blamed, "reconcile.edit_blame"))
            } else if selected.can_release && button(ui, "reconcile.release", true) {
                Some((matching.releasing(entries), "reconcile.edit_release"))
            } else {
                None
            };
            if let Some((account, key)) = made {
                let values = [("bank", &*selected.bank), ("agency", &*selected.agency)];
                edit(scene, account, look.style.language.fill(key, &values));
                self.note.clear();
                kept.tables[0].clear_selection();
            }
        });
    }
}

/// The files of a ledger: those there are, and a way to others.
fn chooser(ui: &mut egui::Ui, scene: Scene<'_>, keeper: Keeper) {
    let look = scene.look;
    let language = look.style.language;
    words::caption(ui, look.theme, look.text(key_of(keeper)));
    let ask = || scene.push(Action::Ask(Purpose::Ledger(keeper), String::new()));
    // A file of several accounts is one file.
    let mut files: Vec<&str> = scene.session.account().files_of(keeper).iter().map(|file| &*file.name).collect();
    let mut met = HashSet::new();
    files.retain(|name| met.insert(*name));
    let label = |text: &str| format!("{}: {text}", look.text(key_of(keeper)));
    let (Some(first), count) = (files.first(), files.len()) else {
        let text = look.text("reconcile.choose");
        let button = ui.button(text);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label(text)));
        if button.clicked() {
            ask();
        }
        return;
    };
    let name = if count == 1 { (*first).to_owned() } else { format!("{first} +{}", count - 1) };
    let menu = ui.menu_button(&name, |ui| {
        if ui.button(look.text("reconcile.add")).clicked() {
            ask();
        }
        for file in &files {
            let values = [("name", *file)];
            if ui.button(language.fill("reconcile.remove", &values)).clicked() {
                let account = scene.session.account().without_file(keeper, file);
                edit(scene, account, language.fill("reconcile.edit_remove", &values));
            }
        }
    });
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label(&name)));
}

/// 余额调节表 as files to be signed: what is looked at, or every month of every account.
fn to_sign(ui: &mut egui::Ui, scene: Scene<'_>, answer: &Answer, month: Option<Month>) {
    let look = scene.look;
    ui.menu_button(look.text("reconcile.sign"), |ui| {
        let this = Some((answer.at, month));
        for (key, file, only) in [
            ("reconcile.sign_pdf", SignedFile::Pdf, this),
            ("reconcile.sign_book", SignedFile::Workbook, this),
            ("reconcile.sign_all_pdf", SignedFile::Pdf, None),
            ("reconcile.sign_all_book", SignedFile::Workbook, None),
        ] {
            if ui.button(look.text(key)).clicked() {
                let name = look.text("reconcile.sign_file").to_owned();
                scene.push(Action::Ask(Purpose::SaveStatements { file, only }, name));
                ui.close();
            }
        }
    });
}

/// Days; of an account its opening balances, and whether it is one of income.
fn settings(ui: &mut egui::Ui, scene: Scene<'_>, account: &str) {
    let look = scene.look;
    let now = scene.session.account();
    let mut changed = (**now).clone();
    let mut said = now.said(account);
    ui.horizontal(|ui| {
        let style = Style { unit: MoneyUnit::Yuan, ..look.style };
        let fits = |days: Decimal| days.is_integer() && days >= Decimal::ZERO && days <= Decimal::from(366);
        let name = look.text("reconcile.set_days");
        words::caption(ui, look.theme, name);
        let field = NumberField { name, measured: Measured::Number, value: changed.days.into(), fits };
        if let Some(days) = field.show(ui, style, look.theme).and_then(|days| i32::try_from(days).ok()) {
            changed.days = days;
        }
        for (opening, key) in
            said.opening.iter_mut().zip(["reconcile.set_opening_bank", "reconcile.set_opening_agency"])
        {
            let name = look.text(key);
            words::caption(ui, look.theme, name);
            let fits = |yuan| Money::from_decimal(yuan).is_some();
            let field = NumberField { name, measured: Measured::Money, value: opening.to_decimal(), fits };
            if let Some(yuan) = field.show(ui, style, look.theme).and_then(Money::from_decimal) {
                *opening = yuan;
            }
        }
        ui.checkbox(&mut said.is_of_income, look.text("reconcile.set_income"));
    });
    if said != now.said(account) {
        changed = changed.saying(account, said);
    }
    if changed != **now {
        edit(scene, changed, look.text("reconcile.edit_settings").to_owned());
    }
}

/// What looks like an error, each leading to its line, and what was found in the ledgers.
fn suspects(ui: &mut egui::Ui, look: Look, told: &Reconciliation, kept: &mut Kept<Choice>) {
    let count = told.suspects.len() + told.findings.len();
    if count == 0 {
        return;
    }
    let height = (count as f32 * 24.0 + 4.0).min(ui.available_height() * 0.28);
    let list = egui::ScrollArea::vertical().id_salt("suspects").max_height(height).auto_shrink([false, true]);
    list.show_rows(ui, 20.0, count, |ui, rows| {
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        for row in rows {
            let Some((sentence, line)) = told.suspects.get(row) else {
                let text = &told.findings[row - told.suspects.len()];
                ui.label(RichText::new(text).font(Lettering::Caption.font()).color(look.theme.muted));
                continue;
            };
            let text = RichText::new(format!("△ {sentence}")).font(Lettering::Table.font());
            match line {
                Some(line) if ui.link(text.clone()).clicked() => kept.tables[0].select(*line),
                Some(_) => {}
                None => drop(ui.label(text)),
            }
        }
    });
    ui.add_space(4.0);
    words::hairline(ui, look.theme);
}
