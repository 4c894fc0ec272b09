//! 重点关注: thresholds by line, the places and lines beyond them, and what the officer says of each.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::asked;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::watched::{self, Watched as Shown};
use crate::report::views::context::Context;
use crate::report::{Measured, Sheet};
use crate::session::asking::Ask;
use crate::statements::watched::Watch;
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{Told, choose_row};
use crate::ui::state::Tab;
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Watched {
    /// What the panel speaks of: what was shown last.
    shown: Option<Arc<Shown>>,
}

impl Page for Watched {
    const ENTRY: PageEntry = PageEntry::tab::<Watched>(Tab("tab.budget_watched"));

    type Choice = ();
    type Built = Told<Result<Arc<Shown>, String>>;

    fn asks((): &(), scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().collect()
    }

    fn build((): &(), scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let watch = asked::budgets(scene).watch();
        asked::told(scene, context, |page, _| Some(watched::watched(page, watch).map(Arc::new)))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<()>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(shown) => shown,
                Err(why) => {
                    self.shown = None;
                    return asked::nothing(ui, scene, why);
                }
            };
            if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
                self.shown = Some(shown.clone());
                ui.ctx().request_repaint();
            }
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(8.0);
            if let Some(figure) = &shown.figure {
                let height = above::height(ui, &kept.tables[0], 72.0 + 26.0 * figure.categories.len() as f32);
                kept.tables[0].above(ui, scene.look.theme, |ui| parts::chart(ui, scene, figure, height));
                ui.add_space(4.0);
            }
            if shown.sheet.rows.is_empty() {
                return;
            }
            let notes = Notes { scene, shown };
            let table = Table::new("watched", &shown.sheet, scene.version, look.style, look.theme);
            match table.filled(&notes).show(ui, &mut kept.tables[0]) {
                Some(TableAction::Typed(row, column, text)) => notes.put(vec![(row, column, text)]),
                Some(TableAction::Put(texts, _)) => notes.put(texts),
                Some(TableAction::Follow(row, column)) => notes.put(vec![(row, column, String::new())]),
                _ => {}
            }
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<()>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        asked::chooser(ui, scene, false);
        words::hairline(ui, look.theme);
        let watch = asked::budgets(scene).watch();
        words::section(ui, look.theme, look.text("budget.thresholds"));
        words::caption(ui, look.theme, look.text("budget.thresholds_about"));
        regions::scrolled(ui, "thresholds", |ui| {
            if let Some(all) = threshold(ui, scene, look.text("budget.all_others"), watch.all) {
                edit(scene, Watch { all, ..watch.clone() });
            }
            let lines = self.shown.as_ref().map_or(&[][..], |shown| &shown.lines);
            for (id, name) in lines {
                if let Some(own) = threshold(ui, scene, name, watch.lines.get(id).copied()) {
                    let mut watch = watch.clone();
                    match own {
                        Some(own) => drop(watch.lines.insert(id.clone(), own)),
                        None => drop(watch.lines.remove(id)),
                    }
                    edit(scene, watch);
                }
            }
            ui.add_space(8.0);
            let months =
                |count: u32| (count, look.style.language.fill("budget.months", &[("count", &count.to_string())]));
            let counts: Vec<(u32, String)> = (1..=6).map(months).collect();
            if let Some(clear) = choose_row(ui, look, look.text("budget.clear_after"), &counts, &watch.clear) {
                edit(scene, Watch { clear, ..watch.clone() });
            }
        });
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.as_ref().ok().map(|shown| &shown.sheet)
    }

    fn shows((): &(), scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(scene, BudgetChart::Watched)
    }
}

/// A row with a threshold; zero is none. What it is now, where it was changed.
pub fn threshold(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, value: Option<Decimal>) -> Option<Option<Decimal>> {
    let look = scene.look;
    let fits = |value: Decimal| !value.is_sign_negative() && value <= Decimal::TEN;
    let field = NumberField { name, measured: Measured::Ratio, value: value.unwrap_or_default(), fits };
    // Names of lines are long: the fields stand at the right edge.
    let typed = ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        let size = egui::vec2((ui.available_width() - 116.0).max(72.0), 26.0);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        let text = egui::RichText::new(name).color(look.theme.muted);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
        inside.add(egui::Label::new(text).truncate());
        field.show(ui, look.style, look.theme)
    });
    let typed = typed.inner?;
    Some(Some(typed).filter(|threshold| !threshold.is_zero()))
}

/// Watches otherwise, as a step of undo.
pub fn edit(scene: Scene<'_>, watch: Watch) {
    let label = scene.look.text("edit.budget_watch").to_owned();
    asked::edit(scene, asked::budgets(scene).watching(watch), label);
}

/// What the officer says, as it is typed in.
struct Notes<'a> {
    scene: Scene<'a>,
    shown: &'a Shown,
}

impl Notes<'_> {
    fn put(&self, texts: Vec<(usize, usize, String)>) {
        let mut watch = asked::budgets(self.scene).watch().clone();
        for (row, column, text) in texts {
            let Some((key, note)) = self.shown.rows.get(row) else { continue };
            let Some(field) = column.checked_sub(self.shown.fields) else { continue };
            let kept = watch.notes.entry(key.clone()).or_insert_with(|| note.clone());
            if let Some(field) = kept.fields().into_iter().nth(field) {
                *field = text.trim().to_owned();
            }
        }
        watch.notes.retain(|_, note| *note != Default::default());
        edit(self.scene, watch);
    }
}

impl Fill for Notes<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let mut note = self.shown.rows.get(row)?.1.clone();
        note.fields().into_iter().nth(column.checked_sub(self.shown.fields)?).map(|text| text.clone())
    }

    fn name(&self, row: usize, column: usize) -> String {
        let sheet = &self.shown.sheet;
        let named = |column: usize| match sheet.rows.get(row).and_then(|cells| cells.get(column)).map(|c| &c.value) {
            Some(crate::report::CellValue::Text(text)) => text.as_str(),
            _ => "",
        };
        let heading = sheet.columns.get(column).map_or("", |column| &column.heading);
        format!("{} {} {heading}", named(0), named(1))
    }

    fn problem(&self, _: usize, _: usize, _: &str) -> Option<String> {
        None
    }

    fn follow(&self, _: usize, _: usize) -> Option<String> {
        None
    }
}
