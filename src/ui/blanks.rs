//! 空白表样: the list of all that can be had, and the link to one beside the button that reads its kind.

use eframe::egui;
use egui::{Align2, Button, Key, RichText, vec2};

use super::page::Scene;
use super::purpose::Purpose;
use super::regions;
use super::state::Action;
use super::theme::Lettering;
use crate::help::blank::Blank;

/// The list, over the page.
#[derive(Default)]
pub struct Blanks {
    /// How many frames it was drawn.
    frames: u32,
}

impl Blanks {
    /// Draws it; false once one was taken, or it is done with.
    pub fn show(&mut self, ctx: &egui::Context, scene: Scene<'_>) -> bool {
        let look = scene.look;
        self.frames += 1;
        let (mut open, mut taken) = (true, false);
        let mut ends = None;
        let shown = egui::Window::new(look.text("blank.list"))
            .id(egui::Id::unique("blanks"))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, -20.0])
            .show(ctx, |ui| {
                ui.set_width(520.0);
                for (n, blank) in Blank::ALL.into_iter().enumerate() {
                    ui.horizontal(|ui| {
                        let name = look.text(&blank.text_key()).to_owned();
                        let button = ui.add(Button::new(name).min_size(vec2(150.0, 32.0)));
                        ends = Some((ends.map_or(button.id, |(first, _)| first), button.id));
                        // It can take the keyboard once the window stands.
                        if n == 0 && self.frames == 2 {
                            button.request_focus();
                        }
                        if button.clicked() {
                            scene.push(ask(scene, blank));
                            taken = true;
                        }
                        let about = RichText::new(look.text(&blank.about_key())).font(Lettering::Table.font());
                        ui.add(egui::Label::new(about.color(look.theme.muted)).wrap());
                    });
                    ui.add_space(4.0);
                }
                let how = RichText::new(look.text("blank.list_how")).font(Lettering::Caption.font());
                ui.label(how.color(look.theme.muted));
            });
        if let Some((shown, (first, last))) = shown.zip(ends) {
            regions::round(ctx, &shown.response, first, last);
        }
        open && !taken && !ctx.input(|i| i.key_pressed(Key::Escape))
    }
}

fn ask(scene: Scene<'_>, blank: Blank) -> Action {
    Action::Ask(Purpose::SaveBlank(blank), scene.look.text(&blank.text_key()).to_owned())
}

/// The link to a blank table, beside what reads its kind.
pub fn link(ui: &mut egui::Ui, scene: Scene<'_>, blank: Blank) {
    let look = scene.look;
    let words = RichText::new(look.text("blank.link")).font(Lettering::Table.font());
    // In a row that goes on below, it goes there whole.
    let wrapping = ui.style_mut().wrap_mode.replace(egui::TextWrapMode::Extend);
    let link = ui.link(words).on_hover_text(look.text(&blank.about_key()));
    ui.style_mut().wrap_mode = wrapping;
    if link.clicked() {
        scene.push(ask(scene, blank));
    }
}
