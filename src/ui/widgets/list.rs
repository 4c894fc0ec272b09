//! A list of sentences of which one is chosen, all in sight.

use eframe::egui;
use egui::{Rect, Role, Sense, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

use crate::ui::theme::{Lettering, Theme};

/// Draws the sentences one below the other, each as high as its words need; the one that was taken. `current` may be
/// none of them.
pub fn list<T: PartialEq + Copy>(
    ui: &mut egui::Ui,
    theme: &Theme,
    name: &str,
    choices: &[(T, &str)],
    current: Option<T>,
) -> Option<T> {
    let mut taken = None;
    let answer = ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (choice, text) in choices {
            let chosen = current == Some(*choice);
            let width = ui.available_width();
            let words =
                ui.painter().layout((*text).to_owned(), Lettering::Table.font(), theme.ink, (width - 16.0).max(40.0));
            let (rect, response) = ui.allocate_exact_size(vec2(width, words.size().y + 9.0), Sense::click());
            let ground = match (chosen, response.hovered()) {
                (true, _) => Some(theme.selected()),
                (false, true) => Some(theme.hover()),
                _ => None,
            };
            if let Some(ground) = ground {
                ui.painter().rect_filled(rect, 3, ground);
            }
            if chosen {
                let mark = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
                ui.painter().rect_filled(mark, 0, theme.blue);
            }
            if response.has_focus() {
                ui.painter().rect_stroke(rect, 3, Stroke::new(1.5, theme.blue), StrokeKind::Inside);
            }
            ui.painter().galley(pos2(rect.left() + 10.0, rect.top() + 4.5), words, theme.ink);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, *text));
            if response.clicked() && !chosen {
                taken = Some(*choice);
            }
        }
    });
    answer.response.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, true, name));
    taken
}
