//! 专户 › 资金运行: what is handed up, granted, passed down and kept, and what counties had of each other before grants came.

use eframe::egui;

use crate::report::Sheet;
use crate::report::deck::Of;
use crate::report::views::context::Context;
use crate::report::views::running::{Told, running};
use crate::special_account::kinds::Entered;
use crate::special_account::ledger::Keeper;
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Action, Tab, choose};
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Running;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    #[default]
    Flows,
    Lent,
}

/// What the agency's ledger has, file by file.
fn entered(scene: Scene<'_>) -> Entered {
    let files = scene.session.account().files_of(Keeper::Agency);
    Entered::sum(files.into_iter().map(|file| &file.entered))
}

/// What it shows.
pub struct Shown {
    part: Part,
    told: Option<Told>,
}

impl Page for Running {
    const ENTRY: PageEntry = PageEntry { panel: false, ..PageEntry::tab::<Running>(Tab("tab.running")) };

    type Choice = Part;
    type Built = Shown;

    fn build(choice: &Part, scene: Scene<'_>, context: &Context<'_>) -> Shown {
        Shown { part: *choice, told: running(context, scene.books(), &entered(scene)) }
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Shown, kept: &mut Kept<Part>) {
        let look = scene.look;
        let lent = built.told.as_ref().and_then(|told| told.lent.as_ref());
        if let Some(told) = &built.told {
            let headline = match lent {
                Some((headline, _)) if built.part == Part::Lent => headline,
                _ => &told.headline,
            };
            words::headline(ui, look.theme, headline);
            ui.add_space(4.0);
        }
        ui.horizontal(|ui| {
            let mut books = vec![(Of::Data, look.text("app.observed").to_owned())];
            for member in scene.session.family().members() {
                let name = look.style.language.fill("app.of_scenario", &[("name", &member.scenario.name)]);
                books.push((Of::Scenario(member.id), name));
            }
            let taken = choose(ui, look.text("app.books"), 180.0, &books, &scene.view.books);
            scene.extend(taken.map(Action::Books));
            ui.add_space(8.0);
            let parts = [(Part::Flows, look.text("running.flows")), (Part::Lent, look.text("running.lent"))];
            let mut part = kept.choice;
            if segmented(ui, look.theme, look.text("reconcile.view"), &parts, &mut part) {
                kept.change(|choice| *choice = part);
            }
        });
        ui.add_space(6.0);
        let Some(told) = &built.told else {
            let (what, next) = (look.text("running.none"), look.text("running.none_next"));
            return empty::show(ui, look.theme, Drawing::Chart, what, next);
        };
        match (built.part, lent) {
            (Part::Flows, _) => {
                above::chart(ui, scene, &mut kept.tables[0], &told.figure, 360.0);
                parts::table(ui, scene, "running", &told.sheet, &mut kept.tables[0]);
            }
            (Part::Lent, Some((_, sheet))) => drop(parts::table(ui, scene, "lent", sheet, &mut kept.tables[1])),
            (Part::Lent, None) => {
                let (what, next) = (look.text("running.lent_of_data"), look.text("running.lent_next"));
                empty::show(ui, look.theme, Drawing::Chart, what, next);
            }
        }
    }

    fn sheet<'a>(&self, built: &'a Shown) -> Option<&'a Sheet> {
        let told = built.told.as_ref()?;
        match (built.part, &told.lent) {
            (Part::Lent, Some((_, sheet))) => Some(sheet),
            _ => Some(&told.sheet),
        }
    }
}
