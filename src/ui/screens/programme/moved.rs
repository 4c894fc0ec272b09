//! 专项 › 关系转移: members who move in the scenario, and what the same months would have been without.

use std::sync::Arc;

use eframe::egui;

use crate::report::Sheet;
use crate::report::deck::Shows;
use crate::report::views::context::Context;
use crate::report::views::programme::{Told, moved};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::regions;
use crate::ui::screens::levers::{self, Levers};
use crate::ui::screens::programme::matter::{self, Choice};
use crate::ui::screens::workbench::measured;
use crate::ui::state::Tab;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct MovedPage {
    /// What was shown last, of which the panel speaks.
    shown: Option<Arc<Told>>,
    /// The table that is looked at.
    part: &'static str,
}

/// What the list says of it.
pub const MOVED: PageEntry = MovedPage::ENTRY;

impl Page for MovedPage {
    const ENTRY: PageEntry = PageEntry::tab::<MovedPage>(Tab("tab.programme_moved"));

    type Choice = Choice;
    type Built = Arc<Told>;

    fn build(_: &Choice, scene: Scene<'_>, context: &Context<'_>) -> Arc<Told> {
        Arc::new(moved::told(context, scene.number()))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Arc<Told>, kept: &mut Kept<Choice>) {
        if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, built)) {
            self.shown = Some(built.clone());
            ui.ctx().request_repaint();
        }
        matter::head(ui, scene, built);
        if let Some(part) = matter::parts_row(ui, scene, built, kept) {
            self.part = part.key;
            matter::table(ui, scene, built, part, kept);
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        let look = scene.look;
        measured::scenario(ui, scene);
        words::caption(ui, look.theme, look.text("programme.moved_about"));
        words::hairline(ui, look.theme);
        regions::scrolled(ui, "moved", |ui| {
            if let Some(told) = &self.shown {
                matter::this_cell(ui, scene, told, kept);
            }
            let all = Levers { family: scene.session.family(), number: scene.number(), data: scene.session.data() };
            levers::show_transfers(ui, look, &all, &mut scene.queue.borrow_mut());
        });
    }

    fn sheet<'a>(&self, built: &'a Arc<Told>) -> Option<&'a Sheet> {
        built.part(self.part).map(|part| &part.sheet)
    }

    fn shows(choice: &Choice, scene: Scene<'_>) -> Option<Shows> {
        scene.shown().map(|scenario| Shows::Moved { scenario, part: choice.part.to_owned() })
    }
}
