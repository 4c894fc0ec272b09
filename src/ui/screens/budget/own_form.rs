//! 表样: the form by which the fund's budget is drawn up, and an officer's own: copied, renamed, reordered, with more lines
//! or fewer, exchanged as a file.

use std::sync::Arc;

use eframe::egui;
use toml_edit::Value;

use super::asked;
pub use super::asked::fund;
use crate::report::Sheet;
use crate::report::views::budget::form::{self, FILLED, FormShown, NAME, TYPED, line_name};
use crate::report::views::context::Context;
use crate::statements::form::{LineKind, Source, Transfer};
use crate::statements::own::{Chosen, OwnForm};
use crate::statements::own_draft::{self, Filled, Row};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::purpose::{Purpose, TextFile};
use crate::ui::regions;
use crate::ui::screens::workbench::measured::choose_row;
use crate::ui::state::{Action, BudgetLook, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Form {
    shown: Option<Arc<FormShown>>,
    /// A word that is half typed in the panel, and under which key.
    typed: Option<(&'static str, String)>,
}

/// The form that is looked at: the one chosen, else the one in use.
fn chosen(scene: Scene<'_>) -> Option<Chosen> {
    let (own, fund) = (asked::budgets(scene).forms(), fund(scene).key());
    let chosen = scene.view.budget.form.filter(|chosen| chosen.text(own).is_some());
    chosen.or_else(|| Chosen::used(own, fund, asked::year(scene)))
}

/// The text of the form that is looked at.
pub fn text(scene: Scene<'_>) -> Option<&str> {
    chosen(scene)?.text(asked::budgets(scene).forms())
}

/// Goes to the form by which a budget is drawn up.
pub fn open(scene: Scene<'_>) {
    scene.push(Action::Budget(BudgetLook { form: None, ..scene.view.budget }));
    scene.push(Action::Tab(Tab("tab.budget_form")));
}

impl Page for Form {
    const ENTRY: PageEntry = PageEntry::tab::<Form>(Tab("tab.budget_form"));

    type Choice = ();
    type Built = Option<Arc<FormShown>>;

    fn build((): &(), scene: Scene<'_>, _: &Context<'_>) -> Self::Built {
        let (own, of) = (asked::budgets(scene).forms(), (fund(scene).key(), asked::year(scene)));
        form::form(scene.look.style.language, own, chosen(scene)?, of).map(Arc::new)
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<()>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        let Some(shown) = built else {
            words::headline(ui, look.theme, look.text("budget.no_form"));
            return;
        };
        if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
            self.shown = Some(shown.clone());
            ui.ctx().request_repaint();
        }
        words::headline(ui, look.theme, &shown.headline);
        ui.add_space(4.0);
        let is_own = matches!(chosen(scene), Some(Chosen::Own(_)));
        words::caption(ui, look.theme, look.text(if is_own { "form.how" } else { "form.shipped" }));
        findings(ui, shown, kept);
        ui.add_space(8.0);
        let cells = Cells { scene, shown };
        let table = Table::new("form", &shown.sheet, scene.version, look.style, look.theme);
        let table = if is_own { table.filled(&cells) } else { table };
        match table.show(ui, &mut kept.tables[0]) {
            Some(TableAction::Typed(row, column, text)) => cells.put(&[(row, column, text)]),
            Some(TableAction::Put(texts, _)) => cells.put(&texts),
            _ => {}
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<()>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        asked::fund_and_year(ui, scene);
        words::hairline(ui, look.theme);
        let Some(shown) = self.shown.clone() else { return };
        files(ui, scene, &shown);
        regions::scrolled(ui, "form", |ui| {
            let said = scene.session.said_of_forms();
            if !said.is_empty() {
                words::caption(ui, look.theme, look.text("form.not_read"));
                said.iter().for_each(|finding| drop(ui.label(finding.line(look.style.language))));
            }
            let Some(Chosen::Own(_)) = chosen(scene) else { return };
            self.head(ui, scene, &shown);
            let at = kept.tables[0].cursor().map_or(0, |(row, _)| row);
            if let Some(of) = shown.draft.rows.get(at) {
                words::hairline(ui, look.theme);
                of_line(ui, scene, &shown, at, of);
            }
        });
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.as_ref().map(|shown| &shown.sheet)
    }
}

/// What is wrong, each leading to its line.
fn findings(ui: &mut egui::Ui, shown: &FormShown, kept: &mut Kept<()>) {
    let height = (shown.findings.len() as f32 * 24.0).min(ui.available_height() * 0.25);
    let list = egui::ScrollArea::vertical().id_salt("findings").max_height(height).auto_shrink([false, true]);
    list.show(ui, |ui| {
        for (said, at) in &shown.findings {
            match at {
                Some(at) if ui.link(format!("△ {said}")).clicked() => kept.tables[0].reveal(*at, NAME),
                Some(_) => {}
                None => drop(ui.label(format!("△ {said}"))),
            }
        }
    });
}

/// Choosing, copying, reading, writing and removing forms.
fn files(ui: &mut egui::Ui, scene: Scene<'_>, shown: &FormShown) {
    let (look, budgets) = (scene.look, asked::budgets(scene));
    let (language, own) = (look.style.language, budgets.forms());
    let Some(now) = chosen(scene) else { return };
    let name = |chosen: &Chosen| {
        let name = match chosen.read(own)? {
            Ok(form) => form.name(language).to_owned(),
            Err(_) => form::name_of(language, &own_draft::draft(chosen.text(own)?).unwrap_or_default()),
        };
        let is_own = matches!(chosen, Chosen::Own(_));
        Some((*chosen, if is_own { language.fill("form.own", &[("name", &name)]) } else { name }))
    };
    let all: Vec<(Chosen, String)> = Chosen::all(own, fund(scene).key()).iter().filter_map(name).collect();
    let look_at = |form| scene.push(Action::Budget(BudgetLook { form, ..scene.view.budget }));
    if let Some(other) = choose_row(ui, look, look.text("form.form"), &all, &now) {
        look_at(Some(other));
    }
    let named = form::name_of(language, &shown.draft);
    ui.horizontal_wrapped(|ui| {
        if ui.button(look.text("form.copy")).on_hover_text(look.text("form.copy_about")).clicked()
            && let Some(copy) = copied(scene, now, shown)
        {
            let forms: Vec<OwnForm> = own.iter().cloned().chain([copy]).collect();
            look_at(Some(Chosen::Own(own.len())));
            let label = language.fill("edit.budget_form_copied", &[("name", &named)]);
            asked::edit(scene, budgets.with_forms(forms), label);
        }
        if ui.button(look.text("form.read")).clicked() {
            scene.push(Action::Ask(Purpose::OwnForm, String::new()));
        }
        if ui.button(look.text("form.save")).clicked() {
            scene.push(Action::Ask(Purpose::SaveText(TextFile::Form), named.clone()));
        }
        if let Chosen::Own(number) = now
            && ui.button(look.text("form.remove")).clicked()
        {
            let mut forms = own.to_vec();
            forms.remove(number);
            look_at(None);
            let label = language.fill("edit.budget_form_removed", &[("name", &named)]);
            asked::edit(scene, budgets.with_forms(forms), label);
        }
    });
}

/// A copy of a form under a name and an id of its own.
fn copied(scene: Scene<'_>, of: Chosen, shown: &FormShown) -> Option<OwnForm> {
    let own = asked::budgets(scene).forms();
    let id_of = |chosen: &Chosen| Some(own_draft::draft(chosen.text(own)?)?.key("id").to_owned());
    let known: Vec<String> = Chosen::all(own, fund(scene).key()).iter().filter_map(id_of).collect();
    let name = |key: &str| match shown.draft.key(key) {
        "" => String::new(),
        name => scene.look.style.language.fill("form.copy_name", &[("name", name)]),
    };
    let id = own_draft::own_id(shown.draft.key("id"), &known);
    own_draft::copy(of.text(own)?, &id, [&name("zh"), &name("en")]).map(|text| OwnForm::new(&text))
}

/// Takes a changed text of the form that is looked at, as a step of undo.
fn take(scene: Scene<'_>, changed: Option<String>, what: &str) {
    let (Some(changed), Some(Chosen::Own(number))) = (changed, chosen(scene)) else { return };
    let budgets = asked::budgets(scene);
    let mut forms = budgets.forms().to_vec();
    if **forms[number].text() != *changed {
        forms[number] = OwnForm::new(&changed);
        let label = scene.look.style.language.fill("edit.budget_form", &[("name", what)]);
        asked::edit(scene, budgets.with_forms(forms), label);
    }
}

impl Form {
    /// Name, source and years of the whole.
    fn head(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, shown: &FormShown) {
        let (look, Some(text)) = (scene.look, text(scene)) else { return };
        let [name, source] = *look.style.language.pick(&[["zh", "source"], ["en", "source_en"]]);
        let keys = [(name, "form.name"), ("from", "form.from"), ("to", "form.to"), (source, "form.source_of")];
        for (key, label) in keys {
            let label = look.text(label);
            let mut now = match &self.typed {
                Some((typed, text)) if *typed == key => text.clone(),
                _ => shown.draft.key(key).to_owned(),
            };
            let field = asked::text_field(ui, look, label, &mut now);
            if field.lost_focus() {
                let Some((_, typed)) = self.typed.take_if(|(typed, _)| *typed == key) else { continue };
                let typed = typed.trim();
                let value: Option<Value> = match key {
                    _ if typed.is_empty() => None,
                    "from" | "to" => Some(typed.parse::<i64>().map_or_else(|_| typed.into(), Value::from)),
                    _ => Some(typed.into()),
                };
                take(scene, own_draft::set_head(text, key, value), label);
            } else if field.changed() {
                self.typed = Some((key, now));
            }
        }
    }
}

/// What can be chosen for a line.
fn of_line(ui: &mut egui::Ui, scene: Scene<'_>, shown: &FormShown, at: usize, of: &Row) {
    let (look, draft, Some(text)) = (scene.look, &shown.draft, text(scene)) else { return };
    let language = look.style.language;
    let name = |row: &Row| line_name(language, row).to_owned();
    let what = name(of);
    ui.label(egui::RichText::new(format!("{} {what}", at + 1)).strong());
    let fill = |filled: &Filled| take(scene, own_draft::fill(text, at, filled), &what);
    let set = |key: &str, value: &str| {
        take(scene, own_draft::set(text, at, key, Some(value).filter(|v| !v.is_empty()).map(Value::from)), &what);
    };
    ui.horizontal_wrapped(|ui| {
        let last = draft.rows.len().saturating_sub(1);
        let moves = [("form.up", at > 0, at.wrapping_sub(1)), ("form.down", at < last, at + 1)];
        for (key, can, to) in moves {
            if ui.add_enabled(can, egui::Button::new(look.text(key))).clicked() {
                take(scene, own_draft::shift(text, at, to), &what);
            }
        }
        if ui.button(look.text("form.add")).clicked() {
            let new = look.text("form.new_line");
            take(scene, own_draft::add(text, at, new), new);
        }
        if ui.button(look.text("form.remove_line")).clicked() {
            take(scene, own_draft::remove(text, at), &what);
        }
    });
    let kinds = LineKind::ALL.map(|(key, _)| (key, look.text(&format!("form.kind_{key}")).to_owned()));
    if let Some(kind) = choose_row(ui, look, look.text("form.kind"), &kinds, &of.kind.as_str()) {
        set("kind", kind);
    }
    let others = || draft.rows.iter().enumerate().filter(|(n, row)| *n != at && !row.id.is_empty());
    let numbered = |(n, row): (usize, &Row)| (row.id.clone(), format!("{} {}", n + 1, name(row)));
    let ways = [
        ("entered", Filled::Entered),
        ("sum", Filled::Sum(Vec::new())),
        ("less", Filled::Less(vec!["income".to_owned(), "expenditure".to_owned()])),
        ("from", Filled::From(vec!["contribution".to_owned()])),
    ];
    let is_way = |way: &Filled| std::mem::discriminant(way) == std::mem::discriminant(&of.filled);
    let now = ways.iter().find(|(_, way)| is_way(way)).map_or("", |(key, _)| *key);
    let named: Vec<(&str, String)> =
        ways.iter().map(|(key, _)| (*key, look.text(&format!("form.way_{key}")).to_owned())).collect();
    if let Some(way) = choose_row(ui, look, look.text("form.filled"), &named, &now) {
        ways.iter().filter(|(key, _)| *key == way).for_each(|(_, way)| fill(way));
    }
    let mut wholes = vec![(String::new(), look.text("form.no_part").to_owned())];
    wholes.extend(others().map(numbered));
    if let Some(whole) = choose_row(ui, look, look.text("form.part_of"), &wholes, &of.of) {
        set("of", &whole);
    }
    let mut transfers = vec![("", look.text("form.no_transfer").to_owned())];
    transfers.extend(Transfer::ALL.map(|(key, _)| (key, look.text(&format!("form.transfer_{key}")).to_owned())));
    if let Some(transfer) = choose_row(ui, look, look.text("form.transfer"), &transfers, &of.transfer.as_str()) {
        set("transfer", transfer);
    }
    match &of.filled {
        Filled::Entered => {}
        Filled::Less(lines) => {
            let all: Vec<(String, String)> = others().map(numbered).collect();
            for (n, key) in ["form.minuend", "form.subtrahend"].into_iter().enumerate() {
                let now = lines.get(n).cloned().unwrap_or_default();
                if let Some(other) = choose_row(ui, look, look.text(key), &all, &now) {
                    let mut lines = lines.clone();
                    lines.resize(2, String::new());
                    lines[n] = other;
                    fill(&Filled::Less(lines));
                }
            }
        }
        Filled::Sum(lines) => {
            words::caption(ui, look.theme, look.text("form.sums_up"));
            let all = others().map(numbered).collect::<Vec<_>>();
            if let Some(lines) = ticked(ui, lines, &all) {
                // In the order of the form, whenever each was ticked.
                let ordered = draft.rows.iter().filter(|row| lines.contains(&row.id)).map(|row| row.id.clone());
                fill(&Filled::Sum(ordered.collect()));
            }
        }
        Filled::From(sources) => {
            words::caption(ui, look.theme, look.text("form.takes_from"));
            let all: Vec<(String, String)> = Source::ALL
                .iter()
                .map(|(key, _)| ((*key).to_owned(), look.text(&format!("form.source_{key}")).to_owned()))
                .collect();
            if let Some(sources) = ticked(ui, sources, &all) {
                fill(&Filled::From(sources));
            }
        }
    }
}

/// A list with ticks; what is ticked now, where that changed.
fn ticked(ui: &mut egui::Ui, ticks: &[String], all: &[(String, String)]) -> Option<Vec<String>> {
    let mut changed = None;
    for (id, name) in all {
        let mut is_so = ticks.contains(id);
        if ui.checkbox(&mut is_so, name).changed() {
            let mut ticks = ticks.to_vec();
            ticks.retain(|tick| tick != id);
            ticks.extend(is_so.then(|| id.clone()));
            changed = Some(ticks);
        }
    }
    changed
}

/// The cells, as they are typed in.
struct Cells<'a> {
    scene: Scene<'a>,
    shown: &'a FormShown,
}

impl Cells<'_> {
    /// Puts texts into the cells, all in one step.
    fn put(&self, texts: &[(usize, usize, String)]) {
        let language = self.scene.look.style.language;
        let Some(mut text) = text(self.scene).map(str::to_owned) else { return };
        let mut what = String::new();
        for (row, column, typed) in texts {
            let Some(of) = self.shown.draft.rows.get(*row) else { continue };
            what = line_name(language, of).to_owned();
            let changed = match *column {
                NAME if !typed.trim().is_empty() => {
                    what = typed.trim().to_owned();
                    own_draft::rename(&text, *row, language.is_english(), &what)
                }
                FILLED => {
                    let Ok(filled) = own_draft::typed(&self.shown.draft, typed) else { return };
                    own_draft::fill(&text, *row, &filled)
                }
                _ => continue,
            };
            let Some(changed) = changed else { return };
            text = changed;
        }
        take(self.scene, Some(text), &what);
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let of = self.shown.draft.rows.get(row).filter(|_| TYPED.contains(&column))?;
        match (column, &of.filled) {
            (NAME, _) => Some(line_name(self.scene.look.style.language, of).to_owned()),
            // What is taken from data is chosen beside.
            (_, Filled::From(_)) => None,
            _ => Some(own_draft::formula(&self.shown.draft, of)),
        }
    }

    fn name(&self, row: usize, column: usize) -> String {
        let heading = self.shown.sheet.columns.get(column).map_or("", |column| &column.heading);
        format!("{} {heading}", row + 1)
    }

    fn problem(&self, _: usize, column: usize, text: &str) -> Option<String> {
        let look = self.scene.look;
        match column {
            NAME => text.trim().is_empty().then(|| look.text("form.name_needed").to_owned()),
            _ => own_draft::typed(&self.shown.draft, text)
                .err()
                .map(|word| look.style.language.fill("form.no_such_line", &[("word", &word)])),
        }
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, _: usize, _: usize) -> Option<String> {
        None
    }
}
