//! 版本: the drafts that were kept, and two versions line by line.

use eframe::egui;

use super::asked;
use crate::report::Sheet;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::versions::{self, Compared, Side, name_of};
use crate::report::views::context::Context;
use crate::session::asking::Ask;
use crate::statements::kept::Budgets;
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{Told, choose_row};
use crate::ui::state::Tab;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Versions {
    /// What the panel speaks of: what can be compared, and what is.
    sides: Vec<(Side, String)>,
    chosen: Option<[Side; 2]>,
    /// The drafts of the year, by their numbers.
    drafts: Vec<(usize, String)>,
}

/// What it shows.
pub struct Shown {
    compared: Result<Compared, String>,
    drafts: Vec<(usize, String)>,
}

impl Page for Versions {
    const ENTRY: PageEntry = PageEntry::tab::<Versions>(Tab("tab.budget_versions"));

    /// The two that are compared.
    type Choice = [Option<Side>; 2];
    type Built = Told<Shown>;

    fn asks(_: &Self::Choice, scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().collect()
    }

    fn build(chosen: &Self::Choice, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        asked::told(scene, context, |page, year| {
            let budgets = asked::budgets(scene).about(year.year);
            let numbers = (0..asked::budgets(scene).filed().len())
                .filter(|n| asked::budgets(scene).filed()[*n].year == year.year);
            let drafts = numbers.map(|n| (n, name_of(page, &asked::budgets(scene).filed()[n]))).collect();
            Some(Shown { compared: versions::versions(page, &budgets, *chosen), drafts })
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        built.show(ui, scene, |ui, shown| {
            if self.drafts != shown.drafts {
                self.drafts.clone_from(&shown.drafts);
                ui.ctx().request_repaint();
            }
            let compared = match &shown.compared {
                Ok(compared) => compared,
                Err(why) => {
                    self.sides.clear();
                    return asked::nothing(ui, scene, why);
                }
            };
            if self.sides != compared.sides || self.chosen != Some(compared.chosen) {
                self.sides.clone_from(&compared.sides);
                self.chosen = Some(compared.chosen);
                ui.ctx().request_repaint();
            }
            words::headline(ui, scene.look.theme, &compared.headline);
            ui.add_space(8.0);
            if let Some(figure) = &compared.figure {
                let most = 72.0 + 26.0 * figure.categories.len() as f32;
                above::chart(ui, scene, &mut kept.tables[0], figure, most);
                ui.add_space(4.0);
            }
            parts::table(ui, scene, "versions", &compared.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        asked::chooser(ui, scene, false);
        if let (Some(chosen), false) = (self.chosen, self.sides.is_empty()) {
            for (n, name) in ["A", "B"].into_iter().enumerate() {
                if let Some(side) = choose_row(ui, look, name, &self.sides, &chosen[n]) {
                    kept.change(|choice| choice[n] = Some(side));
                }
            }
        }
        words::section(ui, look.theme, look.text("budget.drafts"));
        if self.drafts.is_empty() {
            words::caption(ui, look.theme, look.text("budget.no_drafts"));
        }
        let (budgets, drafts) = (asked::budgets(scene), self.drafts.clone());
        regions::scrolled(ui, "drafts", |ui| {
            for (n, name) in &drafts {
                ui.label(name);
                ui.horizontal(|ui| {
                    let edit = |budgets: Budgets, key: &str| {
                        asked::edit(scene, budgets, look.style.language.fill(key, &[("name", name)]));
                    };
                    let settled = budgets.filed().get(*n).and_then(|f| budgets.seal(f.year, f.version)).is_some();
                    let button = egui::Button::new(look.text("budget.restore_draft")).small();
                    let button = ui.add_enabled(!settled, button);
                    if button.on_disabled_hover_text(look.text("budget.open_first")).clicked() {
                        edit(budgets.restored(*n), "edit.budget_restored");
                    }
                    if ui.small_button(look.text("budget.discard_draft")).clicked() {
                        edit(budgets.discarded(*n), "edit.budget_discarded");
                    }
                });
                ui.add_space(6.0);
            }
        });
    }

    fn shows(_: &Self::Choice, scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(scene, BudgetChart::Versions)
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.compared.as_ref().ok().map(|compared| &compared.sheet)
    }
}
