//! The first start: three ways to begin, and over the sample a strip that says what it is.

use eframe::egui;
use egui::{Align, Align2, Button, Key, Layout, RichText, vec2};

use super::page::Scene;
use super::regions;
use super::state::{Action, Command};
use super::theme::Lettering;
use super::widgets::primary::primary;
use crate::sample;

/// How high the strip is.
pub const STRIP: f32 = 30.0;

/// Draws the three ways to begin; false once one was taken.
pub fn show(ctx: &egui::Context, scene: Scene<'_>, fresh: bool) -> bool {
    let look = scene.look;
    let mut stays = true;
    let mut ends = None;
    let shown = egui::Window::new(look.text("welcome.title"))
        .id(egui::Id::unique("welcome"))
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, -20.0])
        .show(ctx, |ui| {
            ui.set_width(520.0);
            ui.label(look.text("welcome.words"));
            ui.add_space(8.0);
            let ways = [
                ("welcome.import", "welcome.import_about", Some(Command::IMPORT)),
                ("welcome.sample", "welcome.sample_about", None),
                ("welcome.blank", "welcome.blank_about", Some(Command::BLANK_TABLE)),
                ("welcome.tour", "welcome.tour_about", Some(Command::TOUR)),
            ];
            for (n, (name, about, command)) in ways.into_iter().enumerate() {
                ui.horizontal(|ui| {
                    let (size, is_first) = (vec2(150.0, 36.0), n == 0);
                    let button = match is_first {
                        true => primary(ui, look.theme, look.text(name), size, true),
                        false => ui.add(Button::new(look.text(name)).min_size(size)),
                    };
                    ends = Some((ends.map_or(button.id, |(first, _)| first), button.id));
                    if is_first && fresh {
                        button.request_focus();
                    }
                    if button.clicked() {
                        stays = false;
                        scene.extend(command.map(Action::Command));
                    }
                    let about = RichText::new(look.text(about)).font(Lettering::Table.font()).color(look.theme.muted);
                    ui.add(egui::Label::new(about).wrap());
                });
                ui.add_space(4.0);
            }
            let keys = RichText::new(look.text("welcome.keys")).font(Lettering::Caption.font());
            ui.label(keys.color(look.theme.muted));
        });
    if let Some((shown, (first, last))) = shown.zip(ends) {
        regions::round(ctx, &shown.response, first, last);
    }
    stays && !ctx.input(|i| i.key_pressed(Key::Escape))
}

/// Says that what is shown is the sample, and how to have one's own.
pub fn strip(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    let source = sample::source_line(scene.session.data(), scene.session.source(), look.style.language);
    ui.spacing_mut().interact_size.y = 24.0;
    ui.spacing_mut().button_padding.y = 1.0;
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let small = |key: &str| RichText::new(look.text(key)).font(Lettering::Table.font());
            if ui.link(small("welcome.not_again")).clicked() {
                scene.push(Action::HideStrip);
            }
            ui.add_space(8.0);
            if ui.button(small("welcome.blank")).clicked() {
                scene.push(Action::Command(Command::BLANK_TABLE));
            }
            if ui.button(small("welcome.import")).clicked() {
                scene.push(Action::Command(Command::IMPORT));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(source).font(Lettering::Table.font()).strong();
                ui.add(egui::Label::new(text.color(look.theme.legible(look.theme.amber))).truncate());
            });
        });
    });
}
