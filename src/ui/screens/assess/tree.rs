//! 指标体系: the tree in use, edited row by row; what is wrong with it is said at its place.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;
use toml_edit::Value;

use super::asked;
use super::pick::pick;
use crate::assessment::draft::{self, Row, RowKind};
use crate::assessment::figure::Figure;
use crate::assessment::kept::{Chosen, Kept as Project};
use crate::assessment::tree::Tree as Read;
use crate::report::Sheet;
use crate::report::deck::{self, AssessedChart};
use crate::report::views::context::Context;
use crate::report::views::indicators::tree::{self, TYPED, TreeShown, kind_key};
use crate::ui::chart::curve::CurveChart;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::purpose::{Purpose, TextFile};
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{choose_row, row};
use crate::ui::state::{Action, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Tree {
    shown: Option<Arc<TreeShown>>,
    /// The leaf whose score curve is shown.
    leaf: Option<String>,
    /// A number that is half typed in the panel, and of what.
    typed: Option<(String, String)>,
}

impl Page for Tree {
    const ENTRY: PageEntry = PageEntry::tab::<Tree>(Tab::ASSESS_TREE);

    type Choice = ();
    type Built = Arc<TreeShown>;

    fn build((): &(), scene: Scene<'_>, _: &Context<'_>) -> Self::Built {
        let (file, text) = scene.session.assessed().tree_text();
        Arc::new(tree::tree(asked::names(scene), &file, text))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, shown: &Self::Built, kept: &mut Kept<()>) {
        let look = scene.look;
        if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
            self.shown = Some(shown.clone());
            ui.ctx().request_repaint();
        }
        words::headline(ui, look.theme, &shown.headline);
        ui.add_space(4.0);
        let is_shipped = matches!(scene.session.assessed().chosen, Chosen::Shipped(_));
        let how = if is_shipped { "indicators.tree_shipped" } else { "indicators.tree_how" };
        words::caption(ui, look.theme, look.text(how));
        let height = (shown.findings.len() as f32 * 24.0).min(ui.available_height() * 0.25);
        let list = egui::ScrollArea::vertical().id_salt("findings").max_height(height).auto_shrink([false, true]);
        list.show(ui, |ui| {
            for (said, at) in &shown.findings {
                match at {
                    Some(at) if ui.link(format!("△ {said}")).clicked() => kept.tables[0].reveal(*at, 1),
                    Some(_) => {}
                    None => drop(ui.label(format!("△ {said}"))),
                }
            }
        });
        ui.add_space(8.0);
        let cells = Cells { scene, shown };
        let table = Table::new("tree", &shown.sheet, scene.version, look.style, look.theme).filled(&cells);
        match table.show(ui, &mut kept.tables[0]) {
            Some(TableAction::Typed(row, column, text)) => cells.put(&[(row, column, text)]),
            Some(TableAction::Put(texts, _)) => cells.put(&texts),
            _ => {}
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<()>) {
        let look = scene.look;
        asked::chooser(ui, scene);
        files(ui, scene);
        self.leaf = None;
        let Some(shown) = self.shown.clone() else { return };
        words::hairline(ui, look.theme);
        regions::scrolled(ui, "row", |ui| {
            let at = kept.tables[0].cursor().map_or(0, |(row, _)| row);
            let Some(of) = shown.rows.get(at) else { return };
            self.of_row(ui, scene, of);
            if let Some(curve) = shown.curves.get(at).and_then(Option::as_ref) {
                ui.add_space(8.0);
                let chart = CurveChart::new(curve, look.style, look.theme, 200.0);
                drop(chart.named(asked::score_chart(scene, &of.id), asked::SCORE_CHART).show(ui));
                self.leaf = Some(of.id.clone());
            }
        });
    }

    fn seen(&self, _: &Self::Built, (): &(), scene: Scene<'_>) -> Vec<deck::Page> {
        asked::with_score(scene, AssessedChart::Tree, self.leaf.as_deref())
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        Some(&built.sheet)
    }
}

/// Copying, reading and writing trees.
fn files(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let kept = scene.session.assessed();
    ui.horizontal_wrapped(|ui| {
        if ui.button(look.text("indicators.tree_copy")).clicked() {
            let (_, text) = kept.tree_text();
            let mut changed = Project::clone(kept);
            changed.own.push(text.into());
            changed.chosen = Chosen::Own(changed.own.len() - 1);
            asked::push(scene, changed, look.text("indicators.edit_tree_copied").to_owned());
        }
        if ui.button(look.text("indicators.tree_read")).clicked() {
            scene.push(Action::Ask(Purpose::ReadTree, String::new()));
        }
        if ui.button(look.text("indicators.tree_save")).clicked() {
            let name = Read::read("", kept.tree_text().1).map_or_else(|_| "tree".to_owned(), |tree| tree.id);
            scene.push(Action::Ask(Purpose::SaveText(TextFile::Tree), name));
        }
        if let Chosen::Own(number) = kept.chosen
            && ui.button(look.text("indicators.tree_remove")).clicked()
        {
            asked::push(scene, kept.without_tree(number), look.text("indicators.edit_tree_removed").to_owned());
        }
    });
}

/// Takes a changed text of the tree, as a step of undo.
fn take(scene: Scene<'_>, text: Option<String>, name: &str) {
    let Some(text) = text else { return };
    if text != scene.session.assessed().tree_text().1 {
        let label = scene.look.style.language.fill("indicators.edit_tree", &[("name", name)]);
        asked::push(scene, scene.session.assessed().with_tree(&text), label);
    }
}

/// The marks, numbers and ids that are typed, as they stand in a file.
fn value_of(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

impl Tree {
    /// What can be chosen for a row.
    fn of_row(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, of: &Row) {
        let look = scene.look;
        let text = scene.session.assessed().tree_text().1.to_owned();
        let (at, name) = ((of.kind, of.number), if of.names[0].is_empty() { &of.id } else { &of.names[0] });
        let set = |key: &str, value: Option<Value>| take(scene, draft::set(&text, at, key, value), name);
        ui.label(egui::RichText::new(format!("{} {} {name}", look.text(kind_key(of)), of.id)).strong());
        match of.kind {
            RowKind::Root => {
                if let Some(commend) = self.number(ui, scene, of, "commend", "indicators.commend") {
                    let heads = commend.parse::<i64>().ok().filter(|heads| *heads >= 0);
                    set("commend", heads.map(Value::from));
                }
                let levels = ["county", "city", "province"]
                    .map(|level| (level, look.text(&format!("level.{level}")).to_owned()));
                let level = if of.key("level").is_empty() { "county" } else { of.key("level") };
                if let Some(level) = choose_row(ui, look, look.text("indicators.level"), &levels, &level) {
                    set("level", Some(level.into()));
                }
            }
            RowKind::Node => self.of_node(ui, scene, of, &set),
            RowKind::Veto | RowKind::Must => {
                if let Some(value) = pick(ui, scene, "value", look.text("indicators.value"), of.value.as_ref()) {
                    set("value", Some(draft::written(&value)));
                }
                let tests: &[&str] = if of.kind == RowKind::Veto {
                    &["below", "above", "yes"]
                } else {
                    &["least", "most", "below", "above", "yes"]
                };
                let named = |test: &&'static str| (*test, look.text(&format!("indicators.choose_{test}")).to_owned());
                let choices: Vec<(&str, String)> = tests.iter().map(named).collect();
                let now = tests.iter().find(|test| !of.key(test).is_empty()).copied().unwrap_or("");
                if let Some(test) = choose_row(ui, look, look.text("indicators.test"), &choices, &now) {
                    let limit = if test == "yes" { Value::from(true) } else { Value::from("1") };
                    let cleared = tests.iter().try_fold(text.clone(), |text, test| draft::set(&text, at, test, None));
                    take(scene, cleared.and_then(|text| draft::set(&text, at, test, Some(limit))), name);
                }
                if now != "yes"
                    && !now.is_empty()
                    && let Some(limit) = self.number(ui, scene, of, now, "indicators.limit")
                {
                    set(now, value_of(&limit));
                }
            }
            RowKind::Grade => {}
        }
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let add = |kind: RowKind, parent: &str, key: &str| {
                let new = look.text(key).to_owned();
                take(scene, draft::add(&text, kind, parent, &new), &new);
            };
            if of.kind == RowKind::Node && ui.button(look.text("indicators.add_below")).clicked() {
                let summing = draft::rows(&text).is_some_and(|rows| rows.iter().any(|row| row.parent == of.id));
                // A leaf that gets one below is a sum from then on.
                let text =
                    if of.is_leaf() && !summing { draft::set_rule(&text, of.number, "") } else { Some(text.clone()) };
                let new = look.text("indicators.new_leaf");
                take(scene, text.and_then(|text| draft::add(&text, RowKind::Node, &of.id, new)), new);
            }
            if of.kind == RowKind::Node && ui.button(look.text("indicators.add_beside")).clicked() {
                add(RowKind::Node, &of.parent, "indicators.new_leaf");
            }
            let others = [
                (RowKind::Veto, "indicators.add_veto", "indicators.new_veto"),
                (RowKind::Must, "indicators.add_must", "indicators.new_must"),
                (RowKind::Grade, "indicators.add_grade", "indicators.new_grade"),
            ];
            for (kind, key, new) in others {
                if (of.kind == RowKind::Root || of.kind == kind) && ui.button(look.text(key)).clicked() {
                    add(kind, "", new);
                }
            }
            if of.kind != RowKind::Root && ui.button(look.text("indicators.remove_row")).clicked() {
                take(scene, draft::remove(&text, at), name);
            }
        });
    }

    /// The rule of a node, its value, and the numbers of the rule.
    fn of_node(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, of: &Row, set: &dyn Fn(&str, Option<Value>)) {
        let look = scene.look;
        let mut rules = vec![("", look.text("indicators.choose_sum").to_owned())];
        rules.extend(draft::RULES.map(|rule| (rule, look.text(&format!("indicators.choose_{rule}")).to_owned())));
        if let Some(rule) = choose_row(ui, look, look.text("indicators.rule"), &rules, &of.rule.as_str()) {
            let text = scene.session.assessed().tree_text().1;
            take(scene, draft::set_rule(text, of.number, rule), &of.names[0]);
        }
        if of.rule.is_empty() {
            return;
        }
        if let Some(value) = pick(ui, scene, "value", look.text("indicators.value"), of.value.as_ref()) {
            set("value", Some(draft::written(&value)));
        }
        let numbers: &[(&str, &str)] = match of.rule.as_str() {
            "ratio" => {
                let target = of.target.as_ref();
                if let Some(target) = pick(ui, scene, "target", look.text("indicators.target"), target) {
                    let value = match &target {
                        // A target is a number or read off the data.
                        Figure::Answers => return,
                        target => draft::written(target),
                    };
                    set("target", Some(value));
                }
                &[("cap", "indicators.number_cap")]
            }
            "linear" => &[("zero", "indicators.number_zero"), ("full", "indicators.number_full")],
            "deduct" => &[("per", "indicators.number_off"), ("floor", "indicators.number_floor")],
            "bonus" => &[("per", "indicators.number_per"), ("most", "indicators.number_most")],
            _ => &[],
        };
        for (key, name) in numbers {
            if let Some(number) = self.number(ui, scene, of, key, name) {
                set(key, value_of(&number));
            }
        }
        if of.rule == "steps" {
            let text = scene.session.assessed().tree_text().1;
            let now = match draft::leaf(text, of.number) {
                Some((leaf, _)) => match &leaf.rule {
                    crate::assessment::tree::Rule::Steps(steps) => draft::steps_written(steps),
                    _ => String::new(),
                },
                None => String::new(),
            };
            if let Some(typed) = self.text(ui, scene, of, "steps", "indicators.number_steps", &now)
                && let Some(steps) = draft::steps(&typed)
            {
                set("steps", Some(steps));
            }
            words::caption(ui, look.theme, look.text("indicators.steps_how"));
        }
    }

    /// A number under a key; what was typed.
    fn number(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, of: &Row, key: &str, name: &str) -> Option<String> {
        let now = of.key(key).to_owned();
        let typed = self.text(ui, scene, of, key, name, &now)?;
        let is_number = typed.trim().is_empty() || typed.trim().parse::<Decimal>().is_ok();
        is_number.then(|| typed.trim().to_owned())
    }

    /// A text under a key, taken when it is left; `None` while nothing was typed.
    fn text(
        &mut self,
        ui: &mut egui::Ui,
        scene: Scene<'_>,
        of: &Row,
        key: &str,
        name: &str,
        now: &str,
    ) -> Option<String> {
        let look = scene.look;
        let name = look.text(name);
        let at = format!("{:?} {} {key}", of.kind, of.number);
        let mut text = match &self.typed {
            Some((known, text)) if *known == at => text.clone(),
            _ => now.to_owned(),
        };
        let field = row(ui, look, name, |ui| {
            let field = ui.add(egui::TextEdit::singleline(&mut text).desired_width(ui.available_width() - 12.0));
            field.widget_info(|| {
                let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, name);
                info.current_text_value = Some(text.clone());
                info
            });
            field
        });
        if field.lost_focus() {
            let typed = self.typed.take_if(|(known, _)| *known == at);
            return typed.map(|(_, text)| text).filter(|text| text != now);
        }
        if field.changed() {
            self.typed = Some((at, text));
        }
        None
    }
}

/// The cells, as they are typed in.
struct Cells<'a> {
    scene: Scene<'a>,
    shown: &'a TreeShown,
}

impl Cells<'_> {
    fn key(&self, row: usize, column: usize) -> Option<(&Row, &'static str)> {
        let (_, key) = TYPED.into_iter().find(|(typed, _)| *typed == column)?;
        let row = self.shown.rows.get(row)?;
        let is_english = self.scene.look.style.language.is_english();
        let key = match (row.kind, key) {
            (RowKind::Grade, "id") => "name",
            (RowKind::Grade, "marks") => "from",
            (RowKind::Grade, "zh") => return None,
            (_, "zh") if is_english => "en",
            (RowKind::Root | RowKind::Veto | RowKind::Must | RowKind::Grade, "parent") => return None,
            (RowKind::Veto | RowKind::Must, "marks") => return None,
            (RowKind::Node, "marks") if row.rule == "bonus" => return None,
            (_, key) => key,
        };
        Some((row, key))
    }

    /// Puts texts into the cells, all in one step.
    fn put(&self, texts: &[(usize, usize, String)]) {
        let mut text = self.scene.session.assessed().tree_text().1.to_owned();
        let mut name = String::new();
        for (row, column, typed) in texts {
            let Some((of, key)) = self.key(*row, *column) else { continue };
            name.clone_from(if of.names[0].is_empty() { &of.id } else { &of.names[0] });
            let Some(changed) = draft::set(&text, (of.kind, of.number), key, value_of(typed)) else { return };
            text = changed;
        }
        take(self.scene, Some(text), &name);
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let (of, key) = self.key(row, column)?;
        Some(match key {
            "id" | "name" => of.id.clone(),
            "zh" => of.names[0].clone(),
            "en" => of.names[1].clone(),
            "parent" => of.parent.clone(),
            _ => of.marks.clone(),
        })
    }

    fn name(&self, row: usize, column: usize) -> String {
        let id = self.shown.rows.get(row).map_or("", |row| &row.id);
        format!("{id} {}", self.shown.sheet.columns.get(column).map_or("", |column| &column.heading))
    }

    fn problem(&self, row: usize, column: usize, text: &str) -> Option<String> {
        let (_, key) = self.key(row, column)?;
        let is_number = text.trim().is_empty() || text.trim().parse::<Decimal>().is_ok_and(|n| !n.is_sign_negative());
        (["marks", "from"].contains(&key) && !is_number).then(|| self.scene.look.text("ui.not_a_number").to_owned())
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, _: usize, _: usize) -> Option<String> {
        None
    }
}
