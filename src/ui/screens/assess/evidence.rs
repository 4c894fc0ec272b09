//! What a number that was entered by hand rests on: what it is, the file that shows it, when and by whom it was entered.

use eframe::egui;

use super::asked;
use crate::assessment::kept::{For, Put};
use crate::ui::page::Scene;
use crate::ui::screens::workbench::measured::row;
use crate::ui::widgets::words;

/// The evidence as it is typed, and for which number.
#[derive(Default)]
pub struct Evidence(Option<(For, [String; 4])>);

impl Evidence {
    /// Forgets what is half typed.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Lets the evidence of a number be told, which is called by a name; without a number there is none to be told.
    pub fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, of: &For, name: &str) {
        let look = scene.look;
        let puts = scene.session.assessed().puts(&of.0, of.1, &of.2, &of.3).to_vec();
        ui.label(format!("{} · {name}", of.2));
        let Some(first) = puts.first() else {
            return drop(words::caption(ui, look.theme, look.text("indicators.rests_nothing")));
        };
        let told = || [&first.note, &first.file, &first.date, &first.by].map(Clone::clone);
        if self.0.as_ref().is_none_or(|(known, _)| known != of) {
            let mut texts = told();
            // Who it is, is known from the last time.
            if texts[3].is_empty() {
                scene.session.hand().clone_into(&mut texts[3]);
            }
            self.0 = Some((of.clone(), texts));
        }
        let Some((_, texts)) = &mut self.0 else { return };
        let names = ["indicators.note", "indicators.file", "indicators.date", "indicators.by"];
        for (text, name) in texts.iter_mut().zip(names) {
            let name = look.text(name);
            row(ui, look, name, |ui| {
                let field = ui.add(egui::TextEdit::singleline(text).desired_width(ui.available_width() - 12.0));
                field.widget_info(|| {
                    let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, name);
                    info.current_text_value = Some(text.clone());
                    info
                });
            });
        }
        let is_changed = *texts != told();
        if ui.add_enabled(is_changed, egui::Button::new(look.text("indicators.keep_evidence"))).clicked() {
            let [note, file, date, by] = texts.clone();
            let with =
                |put: Put| Put { note: note.clone(), file: file.clone(), date: date.clone(), by: by.clone(), ..put };
            let label = look.style.language.fill("indicators.edit_evidence", &[("place", &of.2), ("name", name)]);
            let puts = puts.into_iter().map(with).collect();
            asked::push(scene, scene.session.assessed().with([(of.clone(), puts)]), label);
        }
    }
}
