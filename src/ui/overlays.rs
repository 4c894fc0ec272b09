//! What stands over the pages: the palette, a path to be typed, findings, words about the program, notices.

use std::path::PathBuf;

use eframe::egui;

use super::about::About;
use super::blanks::Blanks;
use super::compared::Compared;
use super::correcting::Form;
use super::dialogs::Dialogs;
use super::findings;
use super::help::{Drawn, Help};
use super::page::Scene;
use super::palette::{self, Entry, Palette, PaletteAnswer};
use super::purpose::Purpose;
use super::recovering::{self, Former};
use super::screens::data;
use super::state::{Action, Asked, Command, Screen};
use super::tour::Tour;
use super::welcome;
use super::widgets::notice::Notices;
use crate::finding::Finding;
use crate::report::Place;
use crate::report::views::context::root_name;
use crate::session::{self, store};

/// What the palette finds.
#[derive(Clone)]
enum Found {
    Command(Command),
    Place(Place),
    File(PathBuf),
}

/// What is open over the pages.
#[derive(Default)]
pub struct Overlays {
    palette: Option<Palette>,
    /// The system's dialogs.
    pub dialogs: Dialogs,
    /// What was said last.
    pub notices: Notices<Action>,
    findings: bool,
    about: Option<About>,
    /// The list of blank tables.
    blanks: Option<Blanks>,
    help: Option<Help>,
    tour: Option<Tour>,
    /// The first start is greeted; how many frames that was drawn.
    welcome: Option<u32>,
    /// Which value is to be corrected, and the form for it.
    asked: Option<Asked>,
    form: Option<Form>,
    /// The project whose former versions are to be shown, and they.
    wanted: Option<PathBuf>,
    former: Option<Former>,
    /// What differs between the project and a file.
    pub compared: Option<Compared>,
    /// What was left unsaved is asked about another time.
    puts_off: bool,
}

impl Overlays {
    /// Whether Enter and Escape are meant for what is open here.
    pub fn take_keys(&self) -> bool {
        self.palette.is_some()
            || self.dialogs.is_typing()
            || self.about.is_some()
            || self.blanks.is_some()
            || self.form.is_some()
            || self.former.is_some()
            || self.compared.is_some()
            || self.help.is_some()
            || self.tour.is_some()
            || self.welcome.is_some()
    }

    /// Offers the ways to begin.
    pub fn greet(&mut self) {
        self.welcome = Some(0);
    }

    /// Takes the keys of the tour before a page does.
    pub fn take_tour_keys(&mut self, ctx: &egui::Context) {
        self.tour.take_if(|tour| !tour.keys(ctx));
    }

    /// Takes files as if they had been chosen in a dialog.
    pub fn take_files(&self, purpose: Purpose, paths: Vec<PathBuf>) {
        self.dialogs.take(purpose, paths);
    }

    /// Opens or closes one of them, where that was asked for.
    pub fn hear(&mut self, action: &Action) {
        match action {
            Action::Palette => {
                self.palette = if self.palette.is_some() { None } else { Some(Palette::default()) };
            }
            Action::Findings => self.findings = !self.findings,
            Action::Help(topic) => match (&mut self.help, topic) {
                (Some(help), Some(topic)) => help.show_topic(*topic),
                (help, topic) => *help = Some(Help::at(*topic)),
            },
            Action::Tour => (self.tour, self.help, self.welcome) = (Some(Tour::begun()), None, None),
            Action::About => self.about = if self.about.is_some() { None } else { Some(About::default()) },
            Action::Blanks => self.blanks = Some(Blanks::default()),
            Action::Correct(asked) => self.asked = Some(asked.clone()),
            Action::Versions(project) => self.wanted = Some(project.clone()),
            _ => {}
        }
    }

    /// Draws them; the files whose path was typed.
    pub fn show(&mut self, ui: &egui::Ui, scene: Scene<'_>) -> Option<(Purpose, Vec<PathBuf>)> {
        let look = scene.look;
        let typed = self.dialogs.show(ui, look);
        self.show_palette(ui, scene);
        self.about.take_if(|about| !about.show(ui.ctx(), look));
        self.blanks.take_if(|blanks| !blanks.show(ui.ctx(), scene));
        if let Some(help) = &mut self.help {
            match help.show(ui.ctx(), look) {
                Drawn::Open => {}
                Drawn::Asks(command) => scene.push(Action::Command(command)),
                Drawn::Closed => self.help = None,
            }
        }
        // What was left unsaved is asked about first.
        if let Some(frames) = self.welcome.as_mut().filter(|_| scene.session.left().is_empty()) {
            *frames += 1;
            if !welcome::show(ui.ctx(), scene, *frames == 2) {
                self.welcome = None;
            }
        }
        self.tour.take_if(|tour| !tour.show(ui.ctx(), look, |action| scene.push(action)));
        if let Some(asked) = self.asked.take() {
            self.form = Form::new(scene, asked);
        }
        self.form.take_if(|form| !form.show(ui.ctx(), scene));
        if let Some(project) = self.wanted.take() {
            self.former = Some(Former::new(scene, &project));
        }
        self.former.take_if(|former| !former.show(ui.ctx(), scene));
        self.compared.take_if(|compared| !compared.show(ui.ctx(), scene));
        if !self.puts_off && !scene.session.left().is_empty() {
            self.puts_off = !recovering::show_left(ui.ctx(), scene);
        }
        scene.extend(self.notices.show(ui, look.style.language, look.theme));
        typed
    }

    /// Draws the findings of data and runs, over the bottom line.
    pub fn show_findings(&mut self, ui: &egui::Ui, scene: Scene<'_>) {
        if !self.findings {
            return;
        }
        let (look, session) = (scene.look, scene.session);
        let mut all: Vec<Finding> = session.findings().to_vec();
        let of_data = all.len();
        if let Some(outcome) = scene.run().and_then(|number| session.outcome(number)) {
            match &outcome.result {
                Ok(settled) => all.extend(settled.run.notes.iter().cloned()),
                Err(findings) => all.extend(findings.iter().cloned()),
            }
        }
        let mut clicked = None;
        egui::Window::new(look.text("ui.findings"))
            .id(egui::Id::unique("findings"))
            .open(&mut self.findings)
            .collapsible(false)
            .default_width(560.0)
            .anchor(egui::Align2::LEFT_BOTTOM, [16.0, -40.0])
            .show(ui.ctx(), |ui| {
                egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                    clicked = findings::show(ui, &all, look.style.language, look.theme);
                });
            });
        if let Some(number) = clicked.filter(|n| *n < of_data) {
            scene.push(Action::Go(Screen::DATA));
            data::reveal(scene, number);
        }
    }

    fn show_palette(&mut self, ui: &egui::Ui, scene: Scene<'_>) {
        let Some(palette) = &mut self.palette else { return };
        let (look, language) = (scene.look, scene.look.style.language);
        let leads = |command: Command| command.entry().is_some_and(|entry| entry.leads(scene.session));
        let mut entries = palette::commands(ui.ctx(), language, Found::Command);
        entries.retain(|entry| matches!(entry.id, Found::Command(command) if leads(command)));
        let kind = look.text("palette.place");
        let tree = &scene.session.data().places;
        let whole = root_name(tree, language);
        entries.push(Entry::new(Found::Place(Place::Root), &whole, kind, "", "city"));
        for place in tree.all().filter(|place| *place != tree.root()) {
            entries.push(Entry::new(Found::Place(tree.key(place)), tree.path(place), kind, "", ""));
        }
        for path in scene.session.recent() {
            let name = store::name_of(path);
            entries.push(Entry::new(Found::File(path.clone()), &name, look.text("palette.recent"), "", "recent"));
        }
        match palette.show(ui, &entries, language, look.theme) {
            PaletteAnswer::Open => return,
            PaletteAnswer::Closed => {}
            PaletteAnswer::Chosen(Found::File(path)) => scene.push(Action::Session(session::Command::Open(path))),
            PaletteAnswer::Chosen(Found::Command(command)) => scene.push(Action::Command(command)),
            PaletteAnswer::Chosen(Found::Place(place)) => {
                // These are of all places, or of those above counties.
                let is_leaf = place.county().is_some();
                scene.push(Action::Place(place));
                if matches!(scene.view.screen, Screen::DATA | Screen::PUBLISHED)
                    || scene.view.screen == Screen::OVERVIEW && is_leaf
                {
                    scene.push(Action::Go(Screen::COUNTY));
                }
            }
        }
        self.palette = None;
    }
}
