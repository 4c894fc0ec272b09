//! 对照: what differs between the project on the screen and one in a file, in a window over the page.

use eframe::egui;
use egui::{Align2, Key, RichText};

use super::page::Scene;
use super::parts;
use super::purpose::Purpose;
use super::state::Action;
use super::table::TableView;
use crate::session::differences::Differences;
use crate::session::{self, store};

/// The window, with where its table is scrolled to.
pub struct Compared {
    differences: Differences,
    table: TableView,
}

impl Compared {
    /// Shows these.
    pub fn new(differences: Differences) -> Compared {
        Compared { differences, table: TableView::default() }
    }

    /// Draws it; false once it is done with.
    pub fn show(&mut self, ctx: &egui::Context, scene: Scene<'_>) -> bool {
        let look = scene.look;
        let language = look.style.language;
        let sheet = &self.differences.sheet;
        let path = &self.differences.path;
        let (mut open, mut done) = (true, false);
        egui::Window::new(look.text("differences.window"))
            .id(egui::Id::unique("differences"))
            .open(&mut open)
            .collapsible(false)
            .resizable(true)
            .default_size([860.0, 480.0])
            .anchor(Align2::CENTER_CENTER, [0.0, -20.0])
            .show(ctx, |ui| {
                let headline = match sheet.rows.len() {
                    0 => language.fill("differences.none", &[("name", &store::name_of(path))]),
                    count => language.fill(
                        "differences.headline",
                        &[("name", &store::name_of(path)), ("count", &count.to_string())],
                    ),
                };
                ui.label(RichText::new(headline).strong());
                if !sheet.rows.is_empty() {
                    ui.allocate_ui([ui.available_width(), ui.available_height() - 44.0].into(), |ui| {
                        parts::table(ui, scene, "differences", sheet, &mut self.table);
                    });
                }
                ui.horizontal(|ui| {
                    if ui.button(look.text("differences.open")).clicked() {
                        scene.push(Action::Session(session::Command::Open(path.clone())));
                        done = true;
                    }
                    if ui.button(look.text("concern.save_copy")).clicked() {
                        scene.push(Action::Ask(Purpose::SaveProject, scene.session.name().to_owned()));
                        done = true;
                    }
                });
            });
        open && !done && !ctx.input(|i| i.key_pressed(Key::Escape))
    }
}
