//! Opens the window, with the renderer that the machine has.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use crate::locale::Language;
use crate::ui::app::{App, Folders};
use crate::ui::measure;

/// Opens the window and stays until it is closed; in a language, where one was asked for, else in the one preferred.
///
/// # Errors
/// A message for the user, where neither renderer opens a window.
pub fn open(project: Option<PathBuf>, language: Option<Language>) -> Result<(), String> {
    measure::start();
    // What is remembered must be found from any folder.
    let project = project.map(|path| std::path::absolute(&path).unwrap_or(path));
    // Remote desktops on Windows have no OpenGL to speak of; on Linux the software Vulkan is the slower one.
    let order = if cfg!(windows) {
        [eframe::Renderer::Wgpu, eframe::Renderer::Glow]
    } else {
        [eframe::Renderer::Glow, eframe::Renderer::Wgpu]
    };
    let mut first: Option<eframe::Error> = None;
    for renderer in order {
        match run(renderer, project.as_deref(), language) {
            Ok(()) => return Ok(()),
            Err(error) => first = first.or(Some(error)),
        }
    }
    let detail = first.map_or_else(String::new, |e| e.to_string());
    let message = language.unwrap_or_default().fill("app.no_window", &[("detail", &detail)]);
    say(&message);
    Err(message)
}

/// Says something in a message of the system, where there is no window to say it in.
pub fn say(message: &str) {
    rfd::MessageDialog::new().set_title("统筹 Tongchou").set_description(message).show();
}

fn run(renderer: eframe::Renderer, project: Option<&Path>, language: Option<Language>) -> eframe::Result {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("统筹 Tongchou")
        .with_app_id("tongchou")
        .with_inner_size([1440.0, 900.0])
        .with_maximized(true)
        .with_min_inner_size([640.0, 360.0]);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon/tongchou.png")) {
        viewport = viewport.with_icon(icon);
    }
    // The face has its own way to the system's fonts.
    let options = eframe::NativeOptions { viewport, renderer, system_font_fallback: false, ..Default::default() };
    let project = project.map(Path::to_owned);
    eframe::run_native(
        "tongchou",
        options,
        Box::new(move |creation| {
            maximize(&creation.egui_ctx);
            Ok(Box::new(App::speaking(&creation.egui_ctx, Folders::of_user(), project.as_deref(), language)))
        }),
    )
}

/// Has the window fill the screen once it is there: some window managers don't hear what is asked before.
fn maximize(ctx: &egui::Context) {
    const THERE: u64 = 2;
    let each_frame = |ui: &mut egui::Ui| {
        let ctx = ui.ctx();
        let frame = ctx.cumulative_frame_nr();
        if frame < THERE {
            ctx.request_repaint();
        } else if frame == THERE && ctx.input(|i| i.viewport().maximized == Some(false)) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Maximized(true));
        }
    };
    ctx.on_end_pass("maximize", Arc::new(each_frame));
}
