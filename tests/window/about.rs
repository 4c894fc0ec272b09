//! 关于: what is built in is named in the window, and the box goes away by Escape.

use crate::support::Window;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, MissingGlyphPolicy, Modifiers};

#[test]
fn whose_work_is_built_in_is_told() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    // Authors' names have letters that not every machine has a font for.
    window.0.ctx.set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
    window.click(Role::Tab, "帮助");
    window.click(Role::Button, "关于统筹");
    assert!(window.says(env!("CARGO_PKG_VERSION")), "{:?}", window.words());
    window.click(Role::Button, "许可与第三方声明…");
    for words in ["The Tongchou authors", "SIL OPEN FONT LICENSE", "rust_decimal ", "Apache License"] {
        assert!(window.says(words), "{words}");
    }
    window.click(Role::Button, "返回");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("许可与第三方声明…"));
}
