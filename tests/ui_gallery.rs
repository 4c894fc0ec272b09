//! Pictures of every part of the window in both languages and colour sets, for people to look at, and what clicks on
//! them ask for.

mod gallery;

use eframe::egui;
use gallery::{LOOKS, can_draw, save};
use tongchou::ui::chart;

#[test]
fn charts_are_drawn() {
    if !can_draw() {
        return;
    }
    for look in LOOKS {
        let figures = [gallery::gap(), gallery::years(), gallery::stacked(), gallery::ratios()];
        let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
            ui.spacing_mut().item_spacing = egui::vec2(32.0, 16.0);
            for pair in figures.chunks(2) {
                ui.columns(2, |columns| {
                    for (ui, figure) in columns.iter_mut().zip(pair) {
                        chart::show(ui, figure, look.style(), look.theme(), 336.0);
                    }
                });
            }
        });
        harness.run();
        save(&mut harness, &format!("charts_{}", look.name));
        harness.hover_at(egui::pos2(380.0, 190.0));
        harness.run();
        save(&mut harness, &format!("charts_hover_{}", look.name));
    }
}

#[test]
fn long_and_empty_charts_are_drawn() {
    if !can_draw() {
        return;
    }
    let look = LOOKS[0];
    let figures = [gallery::long(), gallery::unknown()];
    let mut harness = look.builder::<()>(1280.0, 720.0).build_ui(move |ui| {
        for figure in &figures {
            chart::show(ui, figure, look.style(), look.theme(), 340.0);
        }
    });
    harness.run();
    save(&mut harness, "charts_long");
    harness.hover_at(egui::pos2(900.0, 330.0));
    harness.run();
    save(&mut harness, "charts_long_hover");
}
