//! 决算说明: the paragraph of an audited account, to be copied.

use eframe::egui;

use super::asked;
use crate::report::views::budget::account::{self, Account as Shown};
use crate::report::views::context::Context;
use crate::session::asking::Ask;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::screens::workbench::measured::Told;
use crate::ui::state::Tab;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Account;

impl Page for Account {
    const ENTRY: PageEntry = PageEntry::tab::<Account>(Tab("tab.budget_account"));

    type Choice = ();
    type Built = Told<Result<Shown, String>>;

    fn asks((): &(), scene: Scene<'_>) -> Vec<Ask> {
        asked::ask(scene).into_iter().collect()
    }

    fn build((): &(), scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        asked::told(scene, context, |page, _| Some(account::account(page)))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, _: &mut Kept<()>) {
        let scene = asked::spoken(scene);
        let look = scene.look;
        built.show(ui, scene, |ui, told| {
            let shown = match told {
                Ok(shown) => shown,
                Err(why) => return asked::nothing(ui, scene, why),
            };
            words::headline(ui, look.theme, &shown.headline);
            ui.add_space(12.0);
            let width = ui.available_width().min(760.0);
            ui.allocate_ui(egui::vec2(width, 0.0), |ui| {
                for sentence in &shown.sentences {
                    ui.add(egui::Label::new(sentence).wrap().selectable(true));
                    ui.add_space(8.0);
                }
            });
            ui.add_space(4.0);
            if ui.button(look.text("budget.copy")).clicked() {
                ui.ctx().copy_text(shown.sentences.join("\n"));
            }
            ui.add_space(8.0);
            words::caption(ui, look.theme, look.text("budget.account_about"));
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<()>) {
        let scene = asked::spoken(scene);
        asked::chooser(ui, scene, false);
    }
}
