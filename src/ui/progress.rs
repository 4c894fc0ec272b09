//! Work under way, as pages and the frame around them tell of it: what it does, how far it is, and the way out.

use std::sync::atomic::Ordering;

use eframe::egui;

use super::page::Scene;
use super::state::{Action, Look};
use super::widgets::empty::{self, Drawing};
use super::widgets::words;
use crate::finding::Finding;
use crate::report::words::number::grouped;
use crate::session::asking::{Answered, Ask, Slot};
use crate::session::exporting::Exporting;
use crate::session::reading::Watch;
use crate::session::{Command, Opening};
use crate::simulation::Progress;

/// Quick work needs no words; work that takes longer, in milliseconds, says how far it is.
const QUICK: u128 = 300;

/// What is being opened.
pub fn opening(ui: &mut egui::Ui, scene: Scene<'_>, opening: &Opening) {
    let look = scene.look;
    if opening.since.elapsed().as_millis() < QUICK {
        ui.ctx().request_repaint_after_secs(0.3);
        return;
    }
    ui.horizontal(|ui| {
        ui.spinner();
        let name = egui::Label::new(look.style.language.fill("app.opening", &[("name", &opening.name)]));
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - 220.0);
            ui.add(name.truncate());
        });
        if let Some(rows) = rows_so_far(look, &opening.watch) {
            ui.label(rows);
        }
        way_out(ui, scene, Command::Cancel);
    });
}

/// How many rows were read so far, where that is known.
pub fn rows_so_far(look: Look, watch: &Watch) -> Option<String> {
    let rows = watch.rows.load(Ordering::Relaxed);
    (rows > 0).then(|| look.style.language.fill("app.rows_so_far", &[("count", &grouped(rows.into(), 0))]))
}

/// The file that is being made.
pub fn exporting(ui: &mut egui::Ui, scene: Scene<'_>, exporting: &Exporting) {
    let look = scene.look;
    ui.ctx().request_repaint_after_secs(0.1);
    if exporting.since.elapsed().as_millis() < QUICK {
        return;
    }
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(look.style.language.fill("deck.exporting", &[("name", &exporting.name)]));
        so_far(ui, scene, &exporting.progress, Command::CancelExport);
    });
}

/// How a question stands: how far it is, and that what is shown meanwhile is the answer to an earlier one; why it has no
/// answer; or that it was given up. Nothing where its answer is there.
pub fn asking(ui: &mut egui::Ui, scene: Scene<'_>, slot: &Slot, ask: &Ask) {
    let look = scene.look;
    let current = slot.current(ask, scene.session.data());
    if let Some(asking) = slot.asking.as_ref().filter(|asking| asking.ask == *ask) {
        ui.ctx().request_repaint_after_secs(0.1);
        ui.horizontal(|ui| {
            ui.set_min_height(24.0);
            let key = if slot.answered.is_some() { "asking.stale" } else { "asking.working" };
            ui.spinner();
            ui.label(look.text(key));
            if asking.since.elapsed().as_millis() > QUICK {
                so_far(ui, scene, &asking.progress, Command::CancelAsk(ask.topic()));
            }
        });
    } else if let Some(Answered { result: Err(findings), .. }) = current {
        failed(ui, look, findings);
    } else if current.is_none() {
        ui.horizontal(|ui| {
            words::caption(ui, look.theme, look.text("asking.given_up"));
            if ui.button(look.text("asking.again")).clicked() {
                scene.push(Action::Session(Command::AskAgain(ask.clone())));
            }
        });
    }
}

/// Why there is no answer.
pub fn failed(ui: &mut egui::Ui, look: Look, findings: &[Finding]) {
    let size = egui::vec2(ui.available_width(), 120.0);
    ui.allocate_ui(size, |ui| empty::show(ui, look.theme, Drawing::Failed, look.text("asking.failed"), ""));
    for finding in findings.iter().take(6) {
        ui.label(finding.sentence(look.style.language));
    }
}

fn so_far(ui: &mut egui::Ui, scene: Scene<'_>, progress: &Progress, out: Command) {
    let (done, all) = progress.so_far();
    let share = if all > 0 { done as f32 / all as f32 } else { 0.0 };
    ui.add(egui::ProgressBar::new(share).desired_width(160.0).show_percentage());
    way_out(ui, scene, out);
}

fn way_out(ui: &mut egui::Ui, scene: Scene<'_>, out: Command) {
    if ui.button(scene.look.text("dialog.cancel")).clicked() {
        scene.push(Action::Session(out));
    }
}
