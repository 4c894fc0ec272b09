//! 恢复: what an earlier window left unsaved, and the former versions of a project. Each is in a small window over the
//! page, which keeps nobody from working on.

use std::path::{Path, PathBuf};

use eframe::egui;
use egui::{Align2, Key, RichText};

use super::page::Scene;
use super::state::Action;
use super::theme::Lettering;
use super::widgets::primary::primary;
use super::widgets::segmented::segmented;
use super::widgets::words;
use crate::session::unsaved::Left;
use crate::session::versions::Version;
use crate::session::{self, store};

/// Draws what was left unsaved, with what can be done with each; false once it is put off.
pub fn show_left(ctx: &egui::Context, scene: Scene<'_>) -> bool {
    let look = scene.look;
    let mut later = false;
    egui::Window::new(look.text("unsaved.title"))
        .id(egui::Id::unique("left unsaved"))
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, -40.0])
        .show(ctx, |ui| {
            ui.set_width(560.0);
            ui.label(look.text("unsaved.words"));
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for (n, left) in scene.session.left().iter().enumerate() {
                    ui.add_space(8.0);
                    ui.separator();
                    one_left(ui, scene, left, n == 0);
                }
            });
            ui.add_space(8.0);
            words::caption(ui, look.theme, look.text("unsaved.how"));
            ui.add_space(4.0);
            later = ui.button(look.text("unsaved.later")).clicked();
        });
    !later
}

fn one_left(ui: &mut egui::Ui, scene: Scene<'_>, left: &Left, is_first: bool) {
    let look = scene.look;
    let language = look.style.language;
    let about = left.about.as_ref();
    let name = about.map(|about| about.name.as_str()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| look.text("unsaved.nameless"));
    let when = about.map_or("", |about| &about.when);
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).strong());
        ui.label(RichText::new(language.fill("unsaved.when", &[("when", when)])).color(look.theme.muted));
    });
    let file = about.and_then(|about| about.file.as_ref());
    let file = file.map_or_else(|| look.text("unsaved.never_saved").to_owned(), |(path, _)| path.display().to_string());
    words::caption(ui, look.theme, &file);
    let importing = about.and_then(|about| about.import.as_ref()).map(|(read_from, _)| &read_from.files);
    if let Some(files) = importing {
        let names: Vec<String> = files.iter().map(|file| store::name_of(&file.path)).collect();
        words::caption(ui, look.theme, &language.fill("unsaved.import", &[("names", &language.listed(&names))]));
    }
    if left.is_outdated {
        let text = RichText::new(look.text("unsaved.outdated")).font(Lettering::Caption.font());
        ui.label(text.color(look.theme.legible(look.theme.amber)));
    }
    ui.horizontal(|ui| {
        let copy = || left.path.clone();
        let primary = primary(ui, look.theme, look.text("unsaved.recover"), egui::Vec2::ZERO, true);
        // Enter takes what is done most: where nothing else has the keyboard, it is here.
        if is_first && ui.memory(|memory| memory.focused().is_none()) {
            primary.request_focus();
        }
        if primary.clicked() {
            scene.push(Action::Session(session::Command::Recover(copy())));
        }
        let both = ui.button(look.text("unsaved.keep_both")).on_hover_text(look.text("unsaved.keep_both_hint"));
        if both.clicked() {
            scene.push(Action::Session(session::Command::KeepBoth(copy())));
        }
        if ui.button(look.text("unsaved.discard")).clicked() {
            scene.push(Action::Session(session::Command::Discard(copy())));
        }
    });
}

/// The former versions of a project, as they were when it was asked for.
pub struct Former {
    project: PathBuf,
    versions: Vec<Version>,
}

impl Former {
    /// Of this project.
    pub fn new(scene: Scene<'_>, project: &Path) -> Former {
        Former { project: project.to_owned(), versions: scene.session.versions_of(project) }
    }

    /// Draws them; false once it is done with.
    pub fn show(&self, ctx: &egui::Context, scene: Scene<'_>) -> bool {
        let look = scene.look;
        let language = look.style.language;
        let (mut open, mut chosen) = (true, false);
        egui::Window::new(look.text("versions.title"))
            .id(egui::Id::unique("versions"))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, -40.0])
            .show(ctx, |ui| {
                ui.set_width(460.0);
                ui.label(RichText::new(store::name_of(&self.project)).strong());
                if self.versions.is_empty() {
                    ui.label(RichText::new(look.text("versions.none")).color(look.theme.muted));
                }
                for version in &self.versions {
                    ui.horizontal(|ui| {
                        let size = version.length.div_ceil(1024).to_string();
                        let text = language.fill("versions.line", &[("when", &version.when), ("size", &size)]);
                        ui.label(text);
                        if ui.button(look.text("versions.restore")).clicked() {
                            let open = session::Command::OpenVersion(self.project.clone(), version.path.clone());
                            scene.push(Action::Session(open));
                            chosen = true;
                        }
                        if ui.button(look.text("concern.compare")).clicked() {
                            let compare = session::Command::Compare(version.path.clone(), look.style);
                            scene.push(Action::Session(compare));
                            chosen = true;
                        }
                    });
                }
                ui.add_space(8.0);
                words::caption(ui, look.theme, look.text("versions.words"));
                ui.horizontal(|ui| {
                    ui.label(look.text("versions.where"));
                    let choices = [(false, look.text("versions.own")), (true, look.text("versions.beside"))];
                    let mut beside = scene.session.keeps_versions_beside();
                    if segmented(ui, look.theme, look.text("versions.where"), &choices, &mut beside) {
                        scene.push(Action::VersionsBeside(beside));
                    }
                });
            });
        open && !chosen && !ctx.input(|i| i.key_pressed(Key::Escape))
    }
}
