//! 录入: what has to be entered by hand, place by place, with what it rests on.

use std::sync::Arc;

use eframe::egui;

use super::asked;
use super::evidence::Evidence;
use crate::assessment::kept::{For, Kept as Project, Put};
use crate::finding::Findings;
use crate::help::blank::{Blank, Given};
use crate::report::Sheet;
use crate::report::deck::{AssessedChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::indicators::entry::{self, Entry as Shown};
use crate::session::asking::Ask;
use crate::ui::blanks;
use crate::ui::page::{Apart, Kept, Page, PageEntry, Scene};
use crate::ui::purpose::Purpose;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::{Action, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Entry {
    shown: Option<Arc<Shown>>,
    /// What became of what was put in last, where not all of it was taken.
    said: String,
    evidence: Evidence,
}

impl Page for Entry {
    const ENTRY: PageEntry = PageEntry::tab::<Entry>(Tab::ASSESS_ENTRY);

    type Choice = ();
    type Built = Told<Result<Arc<Shown>, Findings>>;

    fn asks((): &(), scene: Scene<'_>) -> Vec<Ask> {
        vec![asked::ask(scene)]
    }

    fn build((): &(), scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        made(scene)(context)
    }

    fn apart((): &(), scene: Scene<'_>) -> Option<Apart<Self::Built>> {
        Some(made(scene))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<()>) {
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(shown) => shown,
                Err(findings) => {
                    self.shown = None;
                    return asked::wrong(ui, scene, findings);
                }
            };
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                self.evidence.clear();
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(4.0);
            let how = if self.said.is_empty() { look.text("indicators.entry_how") } else { &self.said };
            words::caption(ui, look.theme, how);
            ui.add_space(8.0);
            let cells = Cells { scene, shown };
            let table = Table::new("entered", &shown.sheet, scene.version, look.style, look.theme).filled(&cells);
            match table.show(ui, &mut kept.tables[0]) {
                Some(TableAction::Typed(row, column, text)) => self.said = cells.put(vec![(row, column, text)], 0),
                Some(TableAction::Put(texts, outside)) => self.said = cells.put(texts, outside),
                Some(TableAction::Follow(row, column)) => self.said = cells.put(vec![(row, column, String::new())], 0),
                _ => {}
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<()>) {
        let look = scene.look;
        asked::chooser(ui, scene);
        ui.horizontal_wrapped(|ui| {
            let read = ui.button(look.text("indicators.entry_read"));
            if read.on_hover_text(look.text("indicators.entry_form")).clicked() {
                scene.push(Action::Ask(Purpose::Entries(asked::year(scene)), String::new()));
            }
            blanks::link(ui, scene, Blank::Entries);
        });
        statement(ui, scene);
        let Some(shown) = self.shown.clone() else { return };
        words::hairline(ui, look.theme);
        regions::scrolled(ui, "entry", |ui| {
            self.rests(ui, scene, &shown, kept.tables[0].cursor());
            if !shown.said.is_empty() {
                words::section(ui, look.theme, look.text("indicators.findings"));
            }
            for said in &shown.said {
                ui.label(said);
                ui.add_space(4.0);
            }
        });
    }

    fn shows((): &(), scene: Scene<'_>) -> Option<Shows> {
        let (year, place) = (asked::year(scene), scene.view.place.clone());
        Some(Shows::Assessed { year, place, scenario: None, chart: AssessedChart::Entered })
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.as_ref().ok().map(|shown| &shown.sheet)
    }
}

impl Entry {
    /// What the number under the cursor rests on.
    fn rests(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, shown: &Shown, cursor: Option<(usize, usize)>) {
        let look = scene.look;
        words::section(ui, look.theme, look.text("indicators.rests"));
        let cell = cursor.filter(|(_, column)| *column > 0);
        let told = cell.and_then(|(row, column)| Some((shown.wanted.get(column - 1)?, at(shown, row, column)?)));
        let Some((wanted, at)) = told else {
            return drop(words::caption(ui, look.theme, look.text("indicators.rests_how")));
        };
        self.evidence.show(ui, scene, &at, &wanted.name);
    }
}

/// Lines of budgets and of what came of them that stand beside the project's own: read, and taken away again.
fn statement(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    ui.horizontal_wrapped(|ui| {
        let read = ui.button(look.text("indicators.statement_read"));
        if read.on_hover_text(look.text("indicators.statement_form")).clicked() {
            scene.push(Action::Ask(Purpose::ReadStatement, String::new()));
        }
        let kept = scene.session.assessed();
        if kept.statement.is_some() && ui.button(look.text("indicators.statement_remove")).clicked() {
            let without = Project { statement: None, ..Project::clone(kept) };
            asked::push(scene, without, look.text("indicators.edit_statement_removed").to_owned());
        }
    });
}

/// What a blank table of entries begins with: every place of the tree with everything that is entered for it. Of a tree
/// with a fault nothing is told.
pub fn blank(scene: Scene<'_>) -> Given {
    let language = scene.look.style.language;
    let Ok(tree) = scene.session.assessed().tree() else { return Given::default() };
    let places = &scene.session.data().places;
    let wanted = entry::wanted(&tree, language);
    let of_place = |place| wanted.iter().map(move |wanted| vec![places.path(place).to_string(), wanted.heading()]);
    let of_level = places.all().filter(|place| places.level(*place) == tree.level);
    let of = language.fill("blank.of_year", &[("year", &asked::year(scene).to_string())]);
    Given { of, rows: of_level.flat_map(of_place).collect() }
}

/// What a cell is of.
fn at(shown: &Shown, row: usize, column: usize) -> Option<For> {
    let wanted = shown.wanted.get(column.checked_sub(1)?)?;
    Some((shown.of.0.clone(), shown.of.1, shown.places.get(row)?.clone(), wanted.node.clone()))
}

/// The cells, as they are typed in.
struct Cells<'a> {
    scene: Scene<'a>,
    shown: &'a Shown,
}

impl Cells<'_> {
    fn puts(&self, row: usize, column: usize) -> Option<(For, &[Put])> {
        let at = at(self.shown, row, column)?;
        let puts = self.scene.session.assessed().puts(&at.0, at.1, &at.2, &at.3);
        Some((at, puts))
    }

    /// Puts texts into the cells, all or none; what is to be said of it.
    fn put(&self, texts: Vec<(usize, usize, String)>, outside: usize) -> String {
        let language = self.scene.look.style.language;
        let mut all = Vec::new();
        for (row, column, text) in texts {
            let Some((at, before)) = self.puts(row, column) else { continue };
            let numbers = match self.shown.wanted[column - 1].read(&text) {
                Ok(numbers) => numbers,
                Err(key) => {
                    let (cell, why) = (self.name(row, column), language.text(key));
                    return language.fill("by_year.refused", &[("cell", &cell), ("why", why)]);
                }
            };
            // What a number rests on goes with it; where it is another number, it is to be said anew.
            let evidence = |n: usize, value| match before.get(n) {
                Some(put) if put.value == Some(value) => put.clone(),
                _ => Put { value: Some(value), by: self.scene.session.hand().to_owned(), ..Put::default() },
            };
            all.push((at, numbers.into_iter().enumerate().map(|(n, value)| evidence(n, value)).collect()));
        }
        let Some((first, _)) = all.first() else { return String::new() };
        let name = self.shown.wanted.iter().find(|wanted| wanted.node == first.3).map_or("", |wanted| &wanted.name);
        let key = if all.len() == 1 { "indicators.edit_entered" } else { "indicators.edit_entered_several" };
        let count = all.len().to_string();
        let label = language.fill(key, &[("place", &first.2), ("name", name), ("count", &count)]);
        let kept: Project = self.scene.session.assessed().with(all);
        asked::push(self.scene, kept, label);
        match outside {
            0 => String::new(),
            _ => language.fill("by_year.outside", &[("count", &outside.to_string())]),
        }
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let (_, puts) = self.puts(row, column)?;
        let text = match self.shown.sheet.rows.get(row)?.get(column).map(|cell| &cell.value) {
            Some(crate::report::CellValue::Text(text)) if !puts.is_empty() => text.clone(),
            _ => String::new(),
        };
        Some(text)
    }

    fn name(&self, row: usize, column: usize) -> String {
        let place = self.shown.places.get(row).map_or("", String::as_str);
        let wanted = column.checked_sub(1).and_then(|n| self.shown.wanted.get(n));
        format!("{place} {}", wanted.map_or("", |wanted| &wanted.name))
    }

    fn problem(&self, _: usize, column: usize, text: &str) -> Option<String> {
        let wanted = self.shown.wanted.get(column.checked_sub(1)?)?;
        let key = wanted.read(text).err()?;
        let most = wanted.most.map_or_else(String::new, |most| most.normalize().to_string());
        Some(self.scene.look.style.language.fill(key, &[("most", &most)]))
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, row: usize, column: usize) -> Option<String> {
        let (_, puts) = self.puts(row, column)?;
        (!puts.is_empty()).then(|| self.scene.look.text("indicators.take_away").to_owned())
    }
}

fn made(scene: Scene<'_>) -> Apart<Told<Result<Arc<Shown>, Findings>>> {
    let kept = scene.session.assessed().clone();
    asked::told_apart(scene, move |page| Arc::new(entry::entry(page, &kept)))
}
