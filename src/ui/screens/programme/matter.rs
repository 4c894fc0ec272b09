//! 专项 › 总额控制, 筹资渠道, 就业目标: a matter with its tables typed as in a spreadsheet, its rules as fields, and what comes
//! of them.

use std::sync::Arc;

use eframe::egui;
use egui::RichText;

use super::{MATTERS, change, rules};
use crate::report::deck::Shows;
use crate::report::views::context::Context;
use crate::report::views::programme::{Part, Told, told};
use crate::report::words::sheet_text::value_text;
use crate::report::{CellValue, Sheet};
use crate::statements::programme::{Given, Matter};
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::purpose::Purpose;
use crate::ui::regions;
use crate::ui::state::{Action, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::theme::Lettering;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// Which table is looked at: the key of its name; the first where none is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// The key.
    pub part: &'static str,
}

/// The tab of the `N`th matter.
#[derive(Default)]
pub struct MatterPage<const N: usize> {
    /// What was shown last, of which the panel speaks.
    shown: Option<Arc<Told>>,
    part: &'static str,
    /// What became of what was put in last, where not all of it was taken.
    said: String,
    fields: rules::Fields,
}

/// 总额控制
pub const CAP: PageEntry = MatterPage::<0>::ENTRY;
/// 筹资渠道
pub const CHANNELS: PageEntry = MatterPage::<1>::ENTRY;
/// 就业目标
pub const TARGETS: PageEntry = MatterPage::<2>::ENTRY;

impl<const N: usize> Page for MatterPage<N> {
    const ENTRY: PageEntry = PageEntry { why: false, ..PageEntry::tab::<MatterPage<N>>(Tab(MATTERS[N])) };

    type Choice = Choice;
    type Built = Arc<Told>;

    fn build(_: &Choice, scene: Scene<'_>, context: &Context<'_>) -> Arc<Told> {
        let (matter, programmes) = (Matter::ALL[N], scene.session.programmes());
        Arc::new(told(matter, &programmes.of(matter), programmes.own(matter).is_none(), context.style))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Arc<Told>, kept: &mut Kept<Choice>) {
        let (look, matter) = (scene.look, Matter::ALL[N]);
        if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, built)) {
            self.shown = Some(built.clone());
            ui.ctx().request_repaint();
        }
        head(ui, scene, built);
        let own = scene.session.programmes().own(matter);
        ui.horizontal_wrapped(|ui| {
            if ui.button(look.text("programme.read")).clicked() {
                scene.push(Action::Ask(Purpose::Programme(matter), String::new()));
            }
            if ui.button(look.text("programme.save")).on_hover_text(look.text("programme.save_how")).clicked() {
                scene.push(Action::Ask(Purpose::ProgrammeFolder(matter), matter.key().to_owned()));
            }
            if own.is_none() {
                if ui.button(look.text("programme.begin")).clicked() {
                    change(scene, matter, Some(Given::blank(matter)), "edit.programme_begun");
                    let typed = built.parts.iter().find(|part| part.table.is_some()).map_or("", |part| part.key);
                    kept.change(|choice| choice.part = typed);
                }
            } else if ui.button(look.text("programme.back")).clicked() {
                change(scene, matter, None, "edit.programme_back");
            }
        });
        ui.add_space(6.0);
        let part = parts_row(ui, scene, built, kept);
        let Some(part) = part else { return };
        self.part = part.key;
        let Some(n) = part.table else { return table(ui, scene, built, part, kept) };
        let how = if own.is_some() { "programme.how" } else { "programme.how_example" };
        words::caption(ui, look.theme, if self.said.is_empty() { look.text(how) } else { &self.said });
        ui.add_space(4.0);
        let Some(given) = own else { return table(ui, scene, built, part, kept) };
        let cells = Cells { given, part, n };
        let shown = Table::new(part.key, &part.sheet, scene.version, look.style, look.theme).filled(&cells);
        let (texts, outside) = match shown.show(ui, &mut kept.tables[0]) {
            Some(TableAction::Typed(row, column, text)) => (vec![(row, column, text)], 0),
            Some(TableAction::Put(texts, outside)) => (texts, outside),
            _ => return,
        };
        let below_heading: Vec<(usize, usize, String)> =
            texts.into_iter().map(|(row, column, text)| (row + 1, column, text)).collect();
        change(scene, matter, Some(given.put(n, &below_heading)), "edit.programme_typed");
        self.said = match outside {
            0 => String::new(),
            _ => look.style.language.fill("programme.outside", &[("count", &outside.to_string())]),
        };
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        let (look, matter) = (scene.look, Matter::ALL[N]);
        regions::scrolled(ui, "programme", |ui| {
            let Some(shown) = self.shown.clone() else { return };
            this_cell(ui, scene, &shown, kept);
            if !shown.wrong.is_empty() {
                words::section(ui, look.theme, look.text("budget.checks"));
                for (said, at) in &shown.wrong {
                    let part = at.and_then(|(n, ..)| shown.parts.iter().find(|part| part.table == Some(n)));
                    match (part, at) {
                        (Some(part), Some((_, row, column))) if ui.link(said).clicked() => {
                            kept.change(|choice| choice.part = part.key);
                            kept.tables[0].reveal(*row, *column);
                        }
                        (Some(_), Some(_)) => {}
                        _ => drop(ui.label(said)),
                    }
                    ui.add_space(4.0);
                }
            }
            self.fields.show(ui, scene, matter);
        });
    }

    fn sheet<'a>(&self, built: &'a Arc<Told>) -> Option<&'a Sheet> {
        let part = built.part(self.part)?;
        Some(part.filled.as_ref().unwrap_or(&part.sheet))
    }

    fn shows(choice: &Choice, _: Scene<'_>) -> Option<Shows> {
        Some(Shows::Programme { matter: Matter::ALL[N], part: choice.part.to_owned() })
    }
}

/// The sentence, and that it is an example.
pub fn head(ui: &mut egui::Ui, scene: Scene<'_>, told: &Told) {
    let look = scene.look;
    words::headline(ui, look.theme, &told.headline);
    if !told.example.is_empty() {
        let text = RichText::new(&told.example).font(Lettering::Caption.font());
        ui.add(egui::Label::new(text.color(look.theme.legible(look.theme.amber))).wrap());
    }
    ui.add_space(4.0);
}

/// Lets a table be chosen; the one that is looked at.
pub fn parts_row<'a>(ui: &mut egui::Ui, scene: Scene<'_>, told: &'a Told, kept: &mut Kept<Choice>) -> Option<&'a Part> {
    let look = scene.look;
    let part = told.part(kept.choice.part)?;
    let names: Vec<(&'static str, &str)> = told.parts.iter().map(|part| (part.key, look.text(part.key))).collect();
    let mut key = part.key;
    if names.len() > 1 && segmented(ui, look.theme, look.text("programme.table"), &names, &mut key) {
        kept.change(|choice| choice.part = key);
    }
    ui.add_space(6.0);
    Some(part)
}

/// A table that is not typed, the chart above the first.
pub fn table(ui: &mut egui::Ui, scene: Scene<'_>, told: &Told, part: &Part, kept: &mut Kept<Choice>) {
    let is_first = told.parts.first().is_some_and(|first| first.key == part.key);
    if let Some(figure) = told.figure.as_ref().filter(|_| is_first) {
        above::chart(ui, scene, &mut kept.tables[0], figure, 340.0);
    }
    parts::table(ui, scene, part.key, &part.sheet, &mut kept.tables[0]);
}

/// How the figure under the cursor came about.
pub fn this_cell(ui: &mut egui::Ui, scene: Scene<'_>, told: &Told, kept: &Kept<Choice>) {
    let look = scene.look;
    words::section(ui, look.theme, look.text("programme.why"));
    let part = told.part(kept.choice.part);
    let cursor = kept.tables[0].cursor();
    let found = part.zip(cursor).and_then(|(part, (row, column))| {
        let how = part.told.get(row)?.get(column).filter(|how| !how.is_empty())?;
        let name = match &part.sheet.rows.get(row)?.first()?.value {
            value @ (CellValue::Text(_) | CellValue::Period(_) | CellValue::Since(_)) => value_text(value, look.style),
            _ => String::new(),
        };
        Some((format!("{name} · {}", part.sheet.columns.get(column)?.heading), how))
    });
    match found {
        Some((name, how)) => {
            ui.label(RichText::new(name).font(Lettering::Table.font()));
            ui.add(egui::Label::new(RichText::new(how).font(Lettering::Table.font())).wrap());
        }
        None => drop(words::caption(ui, look.theme, look.text("programme.why_none"))),
    }
}

/// The cells of a table that is typed.
struct Cells<'a> {
    given: &'a Given,
    part: &'a Part,
    n: usize,
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let is_there = row < self.part.sheet.rows.len() && column < self.part.sheet.columns.len();
        let row = self.given.tables.get(self.n)?.get(row + 1);
        is_there.then(|| row.and_then(|row| row.get(column)).cloned().unwrap_or_default())
    }

    fn name(&self, row: usize, column: usize) -> String {
        let heading = self.part.sheet.columns.get(column).map_or("", |column| &column.heading);
        format!("{heading} {}", row + 1)
    }

    /// Anything can be typed: what is wrong is said at its cell.
    fn problem(&self, _: usize, _: usize, _: &str) -> Option<String> {
        None
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, _: usize, _: usize) -> Option<String> {
        None
    }
}
