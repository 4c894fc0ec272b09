//! A list of which one row is chosen, all in sight: sentences, or a small table.

use eframe::egui;
use egui::{Rect, Response, Role, Sense, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

use crate::ui::theme::{Lettering, Theme};

/// Between a row's edge and its words.
const MARGIN: f32 = 10.0;

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
    rows(ui, name, |ui| {
        for (choice, text) in choices {
            let chosen = current == Some(*choice);
            let width = (ui.available_width() - 16.0).max(40.0);
            let words = ui.painter().layout((*text).to_owned(), Lettering::Table.font(), theme.ink, width);
            let response = row(ui, theme, words.size().y + 9.0, chosen, text);
            ui.painter().galley(response.rect.min + vec2(MARGIN, 4.5), words, theme.ink);
            if response.clicked() && !chosen {
                taken = Some(*choice);
            }
        }
    });
    taken
}

/// Draws a table below its headings, a line a row, each column as wide as told and what is longer cut; the row that was
/// taken.
pub fn table<const N: usize>(
    ui: &mut egui::Ui,
    theme: &Theme,
    name: &str,
    columns: &[(String, f32); N],
    lines: &[[String; N]],
    current: usize,
) -> Option<usize> {
    let mut taken = None;
    rows(ui, name, |ui| {
        let height = 26.0;
        let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let paint = |ui: &egui::Ui, rect: Rect, cells: [&str; N], color| {
            let mut left = rect.left() + MARGIN;
            for ((_, width), text) in columns.iter().zip(cells) {
                let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), Lettering::Table.font(), color);
                job.wrap = egui::text::TextWrapping::truncate_at_width(width - 6.0);
                let words = ui.painter().layout_job(job);
                ui.painter().galley(pos2(left, rect.center().y - words.size().y / 2.0), words, color);
                left += width;
            }
        };
        paint(ui, head, std::array::from_fn(|n| columns[n].0.as_str()), theme.muted);
        ui.painter().hline(head.x_range(), head.bottom(), theme.hairline());
        for (n, cells) in lines.iter().enumerate() {
            let response = row(ui, theme, height, n == current, &cells.join(" "));
            paint(ui, response.rect, std::array::from_fn(|n| cells[n].as_str()), theme.ink);
            if response.on_hover_text(cells.join("  ")).clicked() && n != current {
                taken = Some(n);
            }
        }
    });
    taken
}

/// Rows without a gap between them, as a group with a name.
fn rows(ui: &mut egui::Ui, name: &str, draw: impl FnOnce(&mut egui::Ui)) {
    let answer = ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        draw(ui);
    });
    answer.response.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, true, name));
}

/// A row as wide as there is room: its ground, its mark where it is chosen, its frame where it has the focus.
fn row(ui: &mut egui::Ui, theme: &Theme, height: f32, chosen: bool, text: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
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
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, text));
    response
}
