//! The system's file dialogs, off the drawing thread; and a path field where the system has none.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::session::project;
use crate::ui::purpose::Purpose;
use crate::ui::state::Look;

/// The endings of what is shown as a file.
const OF_VIEW: [&str; 7] = ["pptx", "docx", "xlsx", "png", "svg", "pdf", "csv"];

/// Answers sooner than a person can give mean that there is no dialog service.
const TOO_SOON: Duration = Duration::from_millis(400);

/// What was chosen, and how long that took.
type Answer = (Purpose, Option<Vec<PathBuf>>, Duration);

/// The endings of tables.
const TABLES: [&str; 9] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "et", "ods"];

/// Dialogs under way.
pub struct Dialogs {
    sender: Sender<Answer>,
    answers: Receiver<Answer>,
    typed: Option<(Purpose, String)>,
}

impl Default for Dialogs {
    fn default() -> Dialogs {
        let (sender, answers) = channel();
        Dialogs { sender, answers, typed: None }
    }
}

impl Dialogs {
    /// Asks for a file; `name` is proposed for a new one.
    pub fn ask(&mut self, purpose: Purpose, name: &str, look: Look, ctx: &egui::Context) {
        let (sender, ctx) = (self.sender.clone(), ctx.clone());
        let file = format!("{name}.{}", purpose.ending());
        let title = look.text(purpose.text_key()).to_owned();
        let is_of_tables = matches!(
            purpose,
            Purpose::Import
                | Purpose::Ledger(_)
                | Purpose::Programme(_)
                | Purpose::ReadAges(_)
                | Purpose::Forms
                | Purpose::Entries(_)
                | Purpose::Deposits
        );
        let kinds = look.text(if is_of_tables { "dialog.tables" } else { "dialog.kinds" }).to_owned();
        std::thread::spawn(move || {
            let began = Instant::now();
            let dialog = rfd::FileDialog::new().set_title(&title);
            let one = |path: Option<PathBuf>| path.map(|path| vec![path]);
            let paths = match purpose {
                Purpose::Open => {
                    let endings: Vec<&str> = [project::ENDING, "toml"].into_iter().chain(TABLES).collect();
                    one(dialog.add_filter(&kinds, &endings).pick_file())
                }
                Purpose::Compare => one(dialog.add_filter(project::ENDING, &[project::ENDING]).pick_file()),
                Purpose::Import | Purpose::Ledger(_) | Purpose::Forms => {
                    dialog.add_filter(&kinds, &TABLES).pick_files()
                }
                Purpose::Deposits => {
                    let endings: Vec<&str> = TABLES.into_iter().chain(["toml"]).collect();
                    one(dialog.add_filter(&kinds, &endings).pick_file())
                }
                Purpose::Programme(_) => {
                    let endings: Vec<&str> = TABLES.into_iter().chain(["toml"]).collect();
                    dialog.add_filter(&kinds, &endings).pick_files()
                }
                Purpose::ProgrammeFolder(_) => one(dialog.pick_folder()),
                Purpose::ReadAges(_) => one(dialog.add_filter(&kinds, &TABLES).pick_file()),
                Purpose::ReadStatement => one(dialog.add_filter("csv", &["csv"]).pick_file()),
                Purpose::Entries(_) => one(dialog.add_filter(&kinds, &TABLES).pick_file()),
                Purpose::ReadTree | Purpose::ReadRules | Purpose::OwnForm => {
                    one(dialog.add_filter("toml", &["toml"]).pick_file())
                }
                Purpose::BlankForm => one(dialog.add_filter("xlsx", &["xlsx", "xlsm"]).pick_file()),
                Purpose::Template => one(dialog.add_filter("pptx", &["pptx"]).pick_file()),
                Purpose::ExportChart(_) => {
                    let dialog = dialog.set_file_name(&file);
                    let endings = ["png", "svg", "pptx", "pdf", "docx", "xlsx"];
                    one(endings
                        .iter()
                        .fold(dialog, |dialog, ending| dialog.add_filter(*ending, &[*ending]))
                        .save_file())
                }
                Purpose::ExportView => {
                    // A filter each: the one taken gives the ending.
                    let dialog = dialog.set_file_name(&file);
                    one(OF_VIEW
                        .iter()
                        .fold(dialog, |dialog, ending| dialog.add_filter(*ending, &[*ending]))
                        .save_file())
                }
                _ => one(dialog.set_file_name(&file).add_filter(purpose.ending(), &[purpose.ending()]).save_file()),
            };
            // A window that is gone has no use for the answer.
            sender.send((purpose, paths, began.elapsed())).ok();
            ctx.request_repaint();
        });
    }

    /// Takes files as if they had been chosen, where there is nobody to do so.
    pub fn take(&self, purpose: Purpose, paths: Vec<PathBuf>) {
        // The receiver is this one's own.
        self.sender.send((purpose, Some(paths), TOO_SOON)).ok();
    }

    /// Whether a path is being typed.
    pub fn is_typing(&self) -> bool {
        self.typed.is_some()
    }

    /// The files that were chosen, if any were; where there is no dialog service, opens the path field.
    pub fn answer(&mut self) -> Option<(Purpose, Vec<PathBuf>)> {
        let (purpose, paths, took) = self.answers.try_recv().ok()?;
        match paths {
            Some(paths) => Some((purpose, paths)),
            None => {
                if took < TOO_SOON && cfg!(target_os = "linux") {
                    self.typed = Some((purpose, String::new()));
                }
                None
            }
        }
    }

    /// Draws the path field while it is open; the path that was typed.
    pub fn show(&mut self, ui: &egui::Ui, look: Look) -> Option<(Purpose, Vec<PathBuf>)> {
        let (purpose, path) = self.typed.as_mut()?;
        let purpose = *purpose;
        let (mut done, mut left) = (false, false);
        egui::Window::new(look.text(purpose.text_key()))
            .id(egui::Id::unique("path field"))
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_TOP, [0.0, 96.0])
            .show(ui.ctx(), |ui| {
                ui.label(look.text("dialog.path_hint"));
                let field = egui::TextEdit::singleline(path).desired_width(480.0);
                let field = ui.add(field.hint_text(look.text("dialog.path_example")));
                field.widget_info(|| {
                    let mut info =
                        egui::WidgetInfo::labeled(egui::Role::TextInput, true, look.text("dialog.path_hint"));
                    info.current_text_value = Some(path.clone());
                    info
                });
                field.request_focus();
                let enter = ui.input(|i| i.key_pressed(egui::Key::Enter));
                ui.horizontal(|ui| {
                    done = ui.button(look.text("dialog.ok")).clicked() || enter;
                    left = ui.button(look.text("dialog.cancel")).clicked()
                        || ui.input(|i| i.key_pressed(egui::Key::Escape));
                });
            });
        let chosen = (done && !path.trim().is_empty()).then(|| PathBuf::from(path.trim()));
        if chosen.is_some() || left {
            self.typed = None;
        }
        chosen.map(|path| (purpose, vec![path]))
    }
}
