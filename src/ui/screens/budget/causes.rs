//! 差异原因: from the budget to what came, one driver at a time.

use eframe::egui;

use super::asked;
use crate::report::Sheet;
use crate::report::deck::{BudgetChart, Shows};
use crate::report::views::budget::causes::{self, Causes as Shown, Explained};
use crate::report::views::context::Context;
use crate::session::asking::Ask;
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::Tab;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab; what is chosen on it is what is explained.
#[derive(Default)]
pub struct Causes;

impl Page for Causes {
    const ENTRY: PageEntry = PageEntry::tab::<Causes>(Tab("tab.budget_causes"));

    type Choice = Explained;
    type Built = Told<Result<Shown, String>>;

    fn asks(_: &Explained, scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().collect()
    }

    fn build(explained: &Explained, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        asked::told(scene, context, |page, _| Some(causes::causes(page, *explained)))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Explained>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(shown) => shown,
                Err(why) => return asked::nothing(ui, scene, why),
            };
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(8.0);
            let ways = Explained::ALL.map(|(explained, key)| (explained, look.text(key)));
            let mut explained = kept.choice;
            if segmented(ui, look.theme, look.text("budget.explained"), &ways, &mut explained) {
                kept.change(|choice| *choice = explained);
            }
            ui.add_space(8.0);
            above::chart(ui, scene, &mut kept.tables[0], &shown.figure, 420.0);
            parts::table(ui, scene, "causes", &shown.sheet, &mut kept.tables[0]);
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Explained>) {
        let scene = asked::spoken(scene);
        asked::chooser(ui, scene, false);
        words::caption(ui, scene.look.theme, scene.look.text("budget.causes_about"));
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.shown.as_ref()?.as_ref().ok().map(|shown| &shown.sheet)
    }

    fn shows(explained: &Explained, scene: Scene<'_>) -> Option<Shows> {
        asked::in_deck(
            scene,
            match explained {
                Explained::Contributions => BudgetChart::Contributions,
                Explained::Pensions => BudgetChart::Pensions,
            },
        )
    }
}
