//! A field for a number that is half typed: what is typed stays in its draft until somebody takes or drops it.

use eframe::egui;
use egui::{Align2, Id, Margin, Response, Role, Stroke, StrokeKind, TextEdit, WidgetInfo, vec2};

use crate::ui::theme::{Lettering, Theme};

/// A field with what was typed.
pub struct Draft {
    id: Id,
    /// The field.
    pub field: Response,
    /// What stands in it.
    pub text: String,
    /// Whether that was typed, and not yet taken or dropped.
    pub is_typed: bool,
    /// Whether it was typed before and can't be taken.
    pub is_wrong: bool,
}

impl Draft {
    /// Draws a field of a width with what was typed, else with what is written of the number; outlined where that can't
    /// be taken.
    pub fn show(
        ui: &mut egui::Ui,
        theme: &Theme,
        (id, name, width): (Id, &str, f32),
        written: impl FnOnce() -> String,
        can_be_taken: impl Fn(&str) -> bool,
    ) -> Draft {
        let draft: Option<String> = ui.data(|data| data.get_temp(id));
        let was_typed = draft.is_some();
        let mut text = draft.unwrap_or_else(written);
        let is_wrong = was_typed && !can_be_taken(&text);
        let field = TextEdit::singleline(&mut text)
            .id(id.with("field"))
            .font(Lettering::Table.font())
            .align(Align2::RIGHT_CENTER)
            .desired_width(width - 12.0)
            .margin(Margin::symmetric(6, 4));
        let field = ui.add_sized(vec2(width, 26.0), field);
        if is_wrong {
            let stroke = Stroke::new(1.5, theme.legible(theme.amber));
            ui.painter().rect_stroke(field.rect, 3, stroke, StrokeKind::Inside);
        }
        field.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, ui.is_enabled(), name);
            info.current_text_value = Some(text.clone());
            info
        });
        if field.changed() {
            ui.data_mut(|data| data.insert_temp(id, text.clone()));
        }
        Draft { id, is_typed: was_typed || field.changed(), field, text, is_wrong }
    }

    /// What was typed is taken or given up.
    pub fn drop(&self, ui: &egui::Ui) {
        ui.data_mut(|data| data.remove::<String>(self.id));
    }
}
