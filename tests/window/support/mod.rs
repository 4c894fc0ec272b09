//! The window and what a person does to it: waiting until all is worked out, clicking, typing, reading what is said.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use tongchou::session::Session;
use tongchou::ui::app::{App, Folders};

pub mod walk;

/// Nothing takes longer.
const LONG: Duration = Duration::from_secs(120);

/// The window.
pub struct Window(pub Harness<'static, App>);

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

impl Window {
    /// The sample, or a file, on a screen of the rail.
    pub fn on(screen: &str, width: f32, height: f32, project: Option<&Path>) -> Window {
        Window::with(screen, width, height, project, Folders::default())
    }

    /// The sample on a screen of the rail, with preferences that are read and written.
    pub fn remembering(screen: &str, width: f32, height: f32, preferences: &Path) -> Window {
        let folders = Folders { preferences: Some(preferences.to_owned()), ..Folders::default() };
        Window::with(screen, width, height, None, folders)
    }

    /// The first start, with preferences that are not there yet.
    pub fn first(preferences: &Path) -> Window {
        let folders = Folders { preferences: Some(preferences.to_owned()), ..Folders::default() };
        let harness = Harness::builder()
            .with_size(vec2(1366.0, 768.0))
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, folders, None));
        let mut window = Window(harness);
        window.settle();
        window
    }

    /// A file on a screen of the rail, in English.
    pub fn english(screen: &str, width: f32, height: f32, project: &Path) -> Window {
        let folder = tempfile::tempdir().unwrap();
        let preferences = folder.path().join("preferences.toml");
        std::fs::write(&preferences, "language = \"en\"\n").unwrap();
        let folders = Folders { preferences: Some(preferences), ..Folders::default() };
        Window::with(screen, width, height, Some(project), folders)
    }

    fn with(screen: &str, width: f32, height: f32, project: Option<&Path>, folders: Folders) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(width, height))
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, folders, project));
        let mut window = Window(harness);
        window.settle();
        window.click(Role::Tab, screen);
        window
    }

    pub fn app(&self) -> &App {
        self.0.state()
    }

    pub fn session(&self) -> &Session {
        self.app().session()
    }

    /// Waits for runs, files and answers, and shows them.
    pub fn settle(&mut self) {
        let began = Instant::now();
        loop {
            self.0.state_mut().settle();
            self.0.step();
            if !self.session().is_reading() && !self.session().is_asking() && !self.app().is_making() {
                self.0.run();
                return;
            }
            assert!(began.elapsed() < LONG, "an answer comes in good time");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until something is said.
    pub fn comes(&mut self, part: &str) {
        let began = Instant::now();
        while !self.says(part) {
            assert!(began.elapsed() < LONG, "{part}: {:?}", self.words());
            std::thread::sleep(Duration::from_millis(5));
            self.settle();
        }
    }

    pub fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.0.step();
        self.settle();
    }

    /// Opens the menu of what stands at a place.
    pub fn right_click(&mut self, at: Pos2) {
        self.0.hover_at(at);
        self.0.step();
        for pressed in [true, false] {
            let button = PointerButton::Secondary;
            self.0.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
            self.0.step();
        }
        self.0.run();
    }

    /// Takes a choice of the drop-down whose name begins so.
    pub fn choose(&mut self, name: &str, choice: &str) {
        let of = |node: &Node<'_>| node.accesskit_node().label().unwrap_or_default().starts_with(&format!("{name}: "));
        let lists: Vec<_> = self.0.get_all_by_role(Role::ComboBox).filter(of).collect();
        lists.last().unwrap_or_else(|| panic!("no {name}")).click();
        drop(lists);
        self.0.run();
        let choices: Vec<_> = self.0.get_all_by_label(choice).collect();
        choices.last().unwrap_or_else(|| panic!("no {choice}")).click();
        drop(choices);
        self.0.step();
        self.settle();
    }

    pub fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.0.step();
        self.settle();
    }

    pub fn drop_files(&mut self, paths: &[PathBuf]) {
        let files = &mut self.0.input_mut().dropped_files;
        files.clear();
        files.extend(paths.iter().map(|path| Arc::new(Dropped(path.clone())) as Arc<_>));
        self.0.step();
        self.0.input_mut().dropped_files.clear();
        self.settle();
    }

    /// All that is written, each with its value.
    pub fn words(&self) -> Vec<String> {
        let said = |node: Node<'_>| {
            let access = node.accesskit_node();
            let said = [access.label(), access.value()].into_iter().flatten().collect::<Vec<_>>().join(" = ");
            (!said.is_empty() && access.role() != Role::TextRun).then_some(said)
        };
        self.0.root().children_recursive().filter_map(said).collect()
    }

    pub fn says(&self, part: &str) -> bool {
        self.words().iter().any(|said| said.contains(part))
    }
}
