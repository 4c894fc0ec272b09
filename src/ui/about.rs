//! 关于: what the program is, its version and keys, and whose work is built into it.

use std::sync::LazyLock;

use eframe::egui;
use egui::{Align2, Key, RichText, ScrollArea};

use super::state::Look;
use super::theme::Lettering;

/// The program's own licence, what else is in it, and the licences of the crates it is built from.
static NOTICES: LazyLock<String> = LazyLock::new(|| {
    let parts = [
        include_str!("../../LICENSE"),
        include_str!("../../assets/NOTICE.md"),
        include_str!("../../assets/fonts/OFL.txt"),
        include_str!("../../assets/third-party.txt"),
    ];
    parts.map(str::trim).join("\n\n")
});

/// What of it is shown.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    /// The program, its version and keys.
    #[default]
    Program,
    /// Licences.
    Notices,
}

/// The open box.
#[derive(Default)]
pub struct About(Page);

impl About {
    /// Draws it; false once it is closed.
    pub fn show(&mut self, ctx: &egui::Context, look: Look) -> bool {
        let mut open = true;
        egui::Window::new(look.text("command.about"))
            .id(egui::Id::unique("about"))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .show(ctx, |ui| match self.0 {
                Page::Program => {
                    ui.set_width(420.0);
                    ui.label(look.text("app.about"));
                    ui.add_space(8.0);
                    let version = [("version", env!("CARGO_PKG_VERSION"))];
                    ui.label(look.style.language.fill("app.version", &version));
                    ui.label(look.text("app.keys"));
                    ui.add_space(8.0);
                    if ui.button(look.text("app.notices")).clicked() {
                        self.0 = Page::Notices;
                    }
                }
                Page::Notices => {
                    ui.set_width(720.0);
                    if ui.button(look.text("app.back")).clicked() {
                        self.0 = Page::Program;
                    }
                    ui.add_space(8.0);
                    ScrollArea::vertical().max_height(420.0).auto_shrink(false).show(ui, |ui| {
                        ui.label(RichText::new(NOTICES.as_str()).font(Lettering::Caption.font()));
                    });
                }
            });
        open && !ctx.input(|i| i.key_pressed(Key::Escape))
    }
}
