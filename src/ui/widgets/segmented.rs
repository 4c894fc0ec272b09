//! A switch between a few choices that are all in sight: 元 万元 亿元; where there is no room for them in a row, a list.

use eframe::egui;
use egui::{Color32, Order, Rect, Role, Sense, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

use crate::ui::state::choose;
use crate::ui::theme::{Lettering, Theme};

/// How wide a list is at most.
const LIST: f32 = 160.0;

/// How wide the choices are in a row.
pub fn segmented_width<T>(ui: &egui::Ui, choices: &[(T, &str)]) -> f32 {
    let width = |text: &str| {
        ui.painter().layout_no_wrap(text.to_owned(), Lettering::Table.font(), Color32::PLACEHOLDER).size().x
    };
    choices.iter().map(|(_, text)| width(text) + 20.0).sum()
}

/// Draws the choices in a row, or as a list where the row would not fit; whether another one was taken.
pub fn segmented<T: PartialEq + Copy>(
    ui: &mut egui::Ui,
    theme: &Theme,
    name: &str,
    choices: &[(T, &str)],
    current: &mut T,
) -> bool {
    const HEIGHT: f32 = 26.0;
    let galleys: Vec<_> = choices
        .iter()
        .map(|(choice, text)| {
            let color = if choice == current { theme.ink } else { theme.muted };
            ui.painter().layout_no_wrap((*text).to_owned(), Lettering::Table.font(), color)
        })
        .collect();
    let width: f32 = galleys.iter().map(|g| g.size().x + 20.0).sum();
    // A row that does not fit goes to the next line where lines wrap; a popup is as wide as it needs to be.
    let room = if ui.layout().main_wrap() { ui.max_rect().width() } else { ui.available_size_before_wrap().x };
    if width > room && ui.layer_id().order == Order::Background {
        let named: Vec<(T, String)> = choices.iter().map(|(choice, text)| (*choice, (*text).to_owned())).collect();
        let taken = choose(ui, name, (ui.available_width() - 8.0).clamp(64.0, LIST), &named, current);
        return taken.map(|taken| *current = taken).is_some();
    }
    let (rect, frame) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    frame.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, true, name));
    let mut changed = false;
    let mut left = rect.left();
    for (i, ((choice, text), galley)) in choices.iter().zip(galleys).enumerate() {
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2(galley.size().x + 20.0, HEIGHT));
        left = part.right();
        let response = ui.interact(part, frame.id.with(i), Sense::click());
        let chosen = choice == current;
        let ground = match (chosen, response.hovered()) {
            (true, _) => Some(theme.selected()),
            (false, true) => Some(theme.hover()),
            _ => None,
        };
        if let Some(ground) = ground {
            ui.painter().rect_filled(part.shrink(2.0), 3, ground);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(part.shrink(2.0), 3, Stroke::new(1.5, theme.blue), StrokeKind::Inside);
        }
        let at = part.center() - galley.size() / 2.0;
        ui.painter().galley(at, galley, theme.ink);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, *text));
        if response.clicked() && !chosen {
            *current = *choice;
            changed = true;
        }
    }
    ui.painter().rect_stroke(rect, 4, theme.hairline(), StrokeKind::Inside);
    changed
}
