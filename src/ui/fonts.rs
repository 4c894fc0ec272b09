//! The typeface: one cut of Noto Sans SC inside the program, and the system's fonts for characters it lacks.

use std::sync::Arc;

use eframe::egui;
use egui::{FontData, FontDefinitions, FontFamily};
use egui_system_font_provider::SystemFontProvider;

const NAME: &str = "Noto Sans SC";

/// GB 2312, the standard table of 2013, Latin and the signs of tables: see `assets/fonts/README.md`.
static FACE: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Subset.otf");

/// The program's own face for every family.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    fonts.font_data.insert(NAME.to_owned(), Arc::new(FontData::from_static(FACE)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec![NAME.to_owned()]);
    }
    fonts
}

/// Sets the face; rare characters, such as those of old personal names, come from the system's fonts.
///
/// The window must be opened with `system_font_fallback: false`: eframe's own fallback takes Japanese forms wherever the
/// system's language isn't Chinese, and can't be told otherwise.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
    ctx.set_font_providers(vec![Arc::new(SystemFontProvider::new().with_locale(Some("zh-CN")))]);
}
