//! The window: holds the session and what is looked at, draws, and then does what was asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use eframe::egui;
use egui::{Frame, Margin, Panel};

use super::compared::Compared;
use super::copying::Copying;
use super::overlays::Overlays;
use super::page::{Ground, Queue, Scene};
use super::pages::Pages;
use super::pointed::{self, Anchor};
use super::purpose::{Purpose, SignedFile, TextFile};
use super::regions::{self, Region};
use super::room::{self, Room};
use super::screens::budget;
use super::state::{Action, AssessLook, BudgetLook, ChartWish, Look, Screen, Tab, View};
use super::table::columns::Memory;
use super::theme::{self, Theme};
use super::widgets::notice::Notice;
use super::{bars, command, concerns, inspector, measure, progress, screens, sharing, welcome, wishes};
use crate::assessment::watch;
use crate::dataset::Joined;
use crate::field::Field;
use crate::finding::{Finding, Severity};
use crate::fund::FundKind;
use crate::locale::Language;
use crate::measures::Fund;
use crate::month::Period;
use crate::report::deck::{Of, Plan};
use crate::report::views::context::Context;
use crate::report::views::data_sheet::place_of;
use crate::report::views::reconciliation::Statements;
use crate::report::views::years::{preset, years};
use crate::report::words::number::{MoneyUnit, Style};
use crate::report::{Books, Lead, Place, Tone};
use crate::session::asking::{Reply, Topic};
use crate::session::assessing::Reading;
use crate::session::exporting::ToSign;
use crate::session::forms::name_of_filled;
use crate::session::preferences::{Brightness, Preferences};
use crate::session::versions::Keeping;
use crate::session::{self, Edit, News, Session, mishap, store};
use crate::simulation::Failure;

/// Where the program remembers things between runs; without folders it remembers nothing.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// The preferences file.
    pub preferences: Option<PathBuf>,
    /// The folder of copies of unsaved work.
    pub unsaved: Option<PathBuf>,
    /// The folder of former versions of projects.
    pub versions: Option<PathBuf>,
    /// The folder of notes of where the program broke off.
    pub notes: Option<PathBuf>,
    /// The folder of profiles: what was chosen for tables of a form.
    pub profiles: Option<PathBuf>,
}

impl Folders {
    /// The user's own.
    pub fn of_user() -> Folders {
        let Some(folders) = session::preferences::folders() else { return Folders::default() };
        // Large, and of this machine: not in what follows its user to other machines.
        let local = folders.data_local_dir();
        // Where it was before there was one for each window.
        let former = folders.data_dir().join("unsaved.tongchou");
        if former.exists() && store::make_folder(&local.join("unsaved")).is_ok() {
            std::fs::rename(former, local.join("unsaved").join("former.tongchou")).ok();
        }
        Folders {
            preferences: Some(folders.config_dir().join("preferences.toml")),
            unsaved: Some(local.join("unsaved")),
            versions: Some(local.join("versions")),
            notes: session::preferences::notes(),
            profiles: Some(folders.config_dir().join("profiles")),
        }
    }
}

/// The window.
pub struct App {
    session: Session,
    preferences: Preferences,
    /// The unit of money that is shown: the one preferred, or what suits the data better.
    unit: MoneyUnit,
    folders: Folders,
    view: View,
    pages: Pages,
    over: Overlays,
    /// Where one was before the import.
    before_import: Screen,
    /// The tab that was looked at last of each screen that has several.
    tabs: HashMap<Screen, Tab>,
    /// The picture for the clipboard that is being made.
    copying: Option<Copying>,
    queue: Queue,
}

impl App {
    /// The window on what was open last, on `project` where one is named, or on the sample.
    pub fn new(ctx: &egui::Context, folders: Folders, project: Option<&Path>) -> App {
        App::speaking(ctx, folders, project, None)
    }

    /// The same in a language, where one was asked for, else in the one preferred.
    pub fn speaking(ctx: &egui::Context, folders: Folders, project: Option<&Path>, language: Option<Language>) -> App {
        theme::install(ctx);
        let text = folders.preferences.as_deref().and_then(|path| std::fs::read_to_string(path).ok());
        let is_first = folders.preferences.is_some() && text.is_none() && project.is_none();
        let preferred = Preferences::read(&text.unwrap_or_default());
        let language = language.map(|asked| asked.in_terms(preferred.language.terms()));
        let preferences = Preferences { language: language.unwrap_or(preferred.language), ..preferred };
        let waker = ctx.clone();
        let wake = Arc::new(move || waker.request_repaint());
        let mut session = Session::new(preferences.language, folders.unsaved.clone(), wake);
        session.keep_versions(Keeping { beside: preferences.versions_beside, own: folders.versions.clone() });
        session.look_for_left();
        session.keep_profiles_in(folders.profiles.clone());
        session.know_recent(preferences.recent.clone());
        session.know_hand(preferences.hand.clone());
        let mut over = Overlays::default();
        if is_first {
            over.greet();
        }
        if let Some(note) = folders.notes.as_deref().and_then(mishap::untold) {
            let text = preferences.language.fill("mishap.before", &[("note", &note.display().to_string())]);
            over.notices.push(Notice { text, tone: Tone::Warning, offer: None });
        }
        match (project, &preferences.last) {
            (Some(path), _) => session.apply(session::Command::Open(path.to_owned())),
            (None, Some(path)) => session.apply(session::Command::Reopen(path.clone())),
            (None, None) => {}
        }
        Memory::of(ctx).fill(preferences.tables.clone());
        let view = App::first_view(&session);
        let (pages, before_import) = (Pages::new(screens::ALL), view.screen);
        let app = App {
            session,
            unit: preferences.unit,
            preferences,
            folders,
            view,
            pages,
            over,
            before_import,
            tabs: HashMap::new(),
            copying: None,
            queue: Queue::default(),
        };
        app.set_brightness(ctx);
        if is_first {
            app.remember();
        }
        // The window has its own zoom commands, with keys that menus show.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        app
    }

    /// What there is to see first: the last full year, the whole city.
    fn first_view(session: &Session) -> View {
        let data = session.data();
        let context = Context { observed: data, runs: &[], style: Style::default(), source: "" };
        let on_record = years(&context, Books::Data, &Place::Root);
        let last = on_record.last().copied().unwrap_or_else(|| data.range().1.year());
        let preset = preset(&context, Books::Data);
        let members = session.family().members();
        View {
            screen: Screen::OVERVIEW,
            tab: Tab::OUTCOME,
            place: Place::Root,
            period: Period::Year(last),
            books: Of::Data,
            years: preset.map_or((last - 1, last), |p| (p.earlier, p.later)),
            budget: BudgetLook::default(),
            assess: AssessLook::default(),
            scenario: members.get(1).or(members.first()).map_or(0, |member| member.id),
            page: 0,
            template: None,
            blank_form: None,
            inspector: false,
            why: Vec::new(),
        }
    }

    /// The session, for tests.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Takes files as if they had been chosen in a dialog: for tests, which have none.
    pub fn choose_files(&mut self, purpose: Purpose, paths: Vec<PathBuf>) {
        self.over.take_files(purpose, paths);
    }

    /// Waits for every run, for tests and measurements.
    pub fn settle(&mut self) {
        self.session.settle();
    }

    /// Whether the page is being made on another thread, for tests.
    pub fn is_making(&self) -> bool {
        self.pages.is_making()
    }

    /// What is looked at, for tests.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The number of the scenario that is shown, for tests.
    pub fn scenario(&self) -> Option<usize> {
        self.session.family().position(self.view.scenario)
    }

    /// The row and column of the page's table that the cursor is on, for tests.
    pub fn cursor(&self) -> Option<(usize, usize)> {
        self.pages.cursor(&self.view)
    }

    fn set_brightness(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.preferences.brightness {
            Brightness::Light => egui::Theme::Light,
            Brightness::Dark => egui::Theme::Dark,
        });
    }

    fn scene(&self, look: Look) -> Scene<'_> {
        Scene::new(look, &self.session, &self.view, &self.queue)
    }

    /// Draws everything and does what was asked for.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        // Words are those of the fund that is shown, or that is being read.
        let draft = self.session.draft().filter(|_| self.view.screen == Screen::IMPORT);
        let fund = draft.map_or(self.session.fund(), |draft| draft.choices().fund);
        let language = self.preferences.language.of(fund);
        let style = Style { language, unit: self.unit };
        let look = Look { theme: Theme::of(ui), style };
        self.over.take_tour_keys(&ctx);
        regions::resume(&ctx);
        self.hear(&ctx, look);
        self.take_picture(&ctx, look);
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
        if !dropped.is_empty() {
            self.scene(look).push(Action::Dropped(dropped));
        }
        self.scene(look).extend(command::pressed(&ctx).map(Action::Command));
        self.keep_tab();
        self.build(look, &ctx);
        self.parts(ui, look);
        let scene = Scene::new(look, &self.session, &self.view, &self.queue);
        if let Some((purpose, paths)) = self.over.show(ui, scene) {
            self.files_chosen(purpose, paths, &ctx, look);
        }
        for action in self.queue.take().into_iter().chain(wishes::take(&ctx)) {
            self.perform(action, &ctx, look);
        }
        if let Some(tables) = Memory::of(&ctx).changed() {
            self.preferences.tables = tables;
            self.remember();
        }
        // A lever whose slider went away under the hand has been let go of as well.
        if self.session.is_dragging() && !ctx.input(|i| i.pointer.any_down()) {
            self.session.apply(session::Command::Edit(Edit::Release));
        }
    }

    /// A screen that has tabs shows one of its own: the one that was looked at last.
    fn keep_tab(&mut self) {
        let (tabs, screen) = (self.pages.entry(&self.view).tabs, self.view.screen);
        let is_own = |tab: &Tab| tabs.iter().any(|own| own.key == tab.0);
        if is_own(&self.view.tab) {
            self.tabs.insert(screen, self.view.tab);
        } else if let Some(first) = tabs.first() {
            self.view.tab = self.tabs.get(&screen).copied().filter(is_own).unwrap_or(Tab(first.key));
        }
    }

    /// Takes in what other threads have finished.
    fn hear(&mut self, ctx: &egui::Context, look: Look) {
        let language = look.style.language;
        self.session.look_at_files();
        self.session.look_at_project();
        for news in self.session.poll() {
            match news {
                News::Opened => {
                    let (screen, inspector) = (self.view.screen, self.view.inspector);
                    let screen = if screen == Screen::IMPORT { Screen::OVERVIEW } else { screen };
                    self.view = View { screen, inspector, ..App::first_view(&self.session) };
                    let fund = Fund::observed(self.session.data());
                    if let Some(paid) = fund.money(fund.places().root(), self.view.period, Field::Pension) {
                        self.unit = self.preferences.unit.suited(paid);
                    }
                    self.pages.reopen_all();
                    self.remember_last();
                }
                News::Joined(joined) => {
                    // Months that were dropped on 预算 are what came of it.
                    let back = Some(self.before_import).filter(|screen| *screen == Screen::BUDGET);
                    if self.view.screen == Screen::IMPORT {
                        self.view.screen = back.unwrap_or(Screen::OVERVIEW);
                    }
                    self.pages.reopen_all();
                    self.over.notices.push(self.joined(&joined, look));
                }
                News::SetAside(path) => {
                    let text = language.fill("app.set_aside", &[("name", &store::name_of(&path))]);
                    let again = Action::Session(session::Command::Open(path));
                    let offer = Some((look.text("app.open_it").to_owned(), again));
                    self.over.notices.push(Notice { text, tone: Tone::Plain, offer });
                    self.remember_last();
                }
                News::Discarded(name, copy) => {
                    let text = language.fill("unsaved.discarded", &[("name", &name)]);
                    let again = Action::Session(session::Command::Recover(copy));
                    let offer = Some((look.text("unsaved.recover").to_owned(), again));
                    self.over.notices.push(Notice { text, tone: Tone::Plain, offer });
                }
                News::Damaged(path, found) => {
                    let lines: Vec<String> = found.iter().map(|finding| finding.line(language)).collect();
                    let has_former = !self.session.versions_of(&path).is_empty();
                    let offer = has_former.then(|| (look.text("command.versions").to_owned(), Action::Versions(path)));
                    self.over.notices.push(Notice { text: lines.join("\n"), tone: Tone::Warning, offer });
                }
                News::Compared(differences) => self.over.compared = Some(Compared::new(*differences)),
                News::FundShown => {
                    let (screen, inspector) = (self.view.screen, self.view.inspector);
                    let screen = if screen == Screen::IMPORT { Screen::OVERVIEW } else { screen };
                    let first = App::first_view(&self.session);
                    let is_there = self.session.data().places.find(&self.view.place).is_some();
                    let place = if is_there { self.view.place.clone() } else { first.place.clone() };
                    // A fund that is typed beside this one is looked at still.
                    let is_typed = |fund: &FundKind| !self.session.funds().contains(fund);
                    let beside = self.view.budget.beside.filter(is_typed);
                    let budget = BudgetLook { beside, ..BudgetLook::default() };
                    self.view = View { screen, inspector, place, budget, ..first };
                    self.pages.reopen_all();
                }
                News::Importing => {
                    self.go_to_import();
                    self.pages.reopen(Screen::IMPORT);
                }
                // The import screen says it itself.
                News::SourcesChanged(_) if self.session.draft().is_some() => {}
                News::SourcesChanged(names) => {
                    let text = language.fill("app.sources_changed", &[("names", &language.listed(&names))]);
                    let offer = (look.text("app.read_again").to_owned(), Action::Session(session::Command::ReadAgain));
                    self.over.notices.push(Notice { text, tone: Tone::Plain, offer: Some(offer) });
                }
                News::ImportDropped => {
                    let text = look.text("import.dropped").to_owned();
                    let again = Action::Session(session::Command::ResumeImport);
                    let offer = Some((look.text("import.resume").to_owned(), again));
                    self.over.notices.push(Notice { text, tone: Tone::Plain, offer });
                }
                News::ProfileSaved(name) => {
                    self.over.notices.say(language.fill("import.profile_saved", &[("name", &name)]));
                }
                News::ScenarioAdded(number) => {
                    self.view.screen = Screen::SCENARIO;
                    self.show_scenario(number);
                }
                News::AgesRead { scenario, name, said } => {
                    self.show_scenario(scenario);
                    let lines = said.iter().map(|finding| finding.line(language));
                    let read = language.fill("retirement.was_read", &[("name", &name)]);
                    let text: Vec<String> = std::iter::once(read).chain(lines).collect();
                    let is_doubtful = said.iter().any(|finding| finding.severity == Severity::Warning);
                    let tone = if is_doubtful { Tone::Warning } else { Tone::Plain };
                    self.over.notices.push(Notice { text: text.join("\n"), tone, offer: None });
                }
                News::Said(text, said) => {
                    let lines = said.iter().take(4).map(|finding| finding.line(language));
                    let more = said.len().saturating_sub(4);
                    let more = (more > 0).then(|| language.fill("ui.and_more", &[("count", &more.to_string())]));
                    let text: Vec<String> = std::iter::once(text).chain(lines).chain(more).collect();
                    let is_doubtful = said.iter().any(|finding| finding.severity <= Severity::Warning);
                    let tone = if is_doubtful { Tone::Warning } else { Tone::Plain };
                    self.over.notices.push(Notice { text: text.join("\n"), tone, offer: None });
                }
                News::Saved(path) => {
                    self.over.notices.say(language.fill("app.saved", &[("name", &store::name_of(&path))]));
                    self.remember_last();
                }
                News::Failed(found) => self.warn(&found, look),
            }
        }
        if let Some((purpose, paths)) = self.over.dialogs.answer() {
            self.files_chosen(purpose, paths, ctx, look);
        }
        if !(self.pages.entry(&self.view).is_there)(&self.session) {
            self.view.screen = if self.view.screen == Screen::IMPORT { self.before_import } else { Screen::OVERVIEW };
        }
        if let Of::Scenario(id) = self.view.books
            && self.session.family().position(id).is_none()
        {
            self.view.books = Of::Data;
        }
    }

    /// What was joined, with the offer to let the scenarios begin after the new months.
    fn joined(&self, joined: &Joined, look: Look) -> Notice<Action> {
        let count = |n: usize| n.to_string();
        let values = [("added", count(joined.added)), ("changed", count(joined.changed.len() + joined.filled))];
        let text =
            look.style.language.fill("app.joined", &values.each_ref().map(|(key, value)| (*key, value.as_str())));
        let offer = self.session.can_move_on().then(|| {
            let words = look.text("command.move_on").to_owned();
            (words, Action::Session(session::Command::Edit(Edit::MoveOn)))
        });
        Notice { text, tone: Tone::Plain, offer }
    }

    fn warn(&mut self, found: &[Finding], look: Look) {
        let lines: Vec<String> = found.iter().take(4).map(|f| f.line(look.style.language)).collect();
        let more = found.len().saturating_sub(4);
        let mut text = lines.join("\n");
        if more > 0 {
            text += &format!("\n{}", look.style.language.fill("ui.and_more", &[("count", &more.to_string())]));
        }
        self.over.notices.push(Notice { text, tone: Tone::Warning, offer: None });
    }

    fn remember_last(&mut self) {
        self.preferences.last = self.session.opened().map(Path::to_owned);
        self.preferences.recent = self.session.recent().to_vec();
        self.remember();
    }

    /// Writes the preferences. Preferences that can't be written are those of this run only.
    fn remember(&self) {
        let Some(path) = &self.folders.preferences else { return };
        let (path, text) = (path.clone(), self.preferences.write());
        std::thread::spawn(move || {
            if path.parent().map(store::make_folder).is_none_or(|made| made.is_ok()) {
                store::write(&path, text.as_bytes()).ok();
            }
        });
    }

    /// One file may be of any kind; several are tables, and so is what is dropped on an import but a project or a
    /// scenario.
    fn open(&mut self, paths: Vec<PathBuf>, look: Look) {
        let is_table = |path: &PathBuf| {
            !path.extension().is_some_and(|e| e == session::project::ENDING || e.eq_ignore_ascii_case("toml"))
        };
        if self.view.screen == Screen::ACCOUNT && paths.iter().all(|path| is_table(path) && path.is_file()) {
            if self.view.tab == Tab::DEPOSITS {
                return paths.into_iter().for_each(|path| self.session.apply(session::Command::ReadDeposits(path)));
            }
            let files = self.session.account().told_apart(paths, |path| store::name_of(path));
            return self.session.apply(session::Command::ReadLedgers(files));
        }
        if self.view.screen == Screen::BUDGET && paths.iter().all(is_table) {
            return budget::forms::collect(self.scene(look), paths).map_or((), |command| self.session.apply(command));
        }
        let importing = self.session.draft().is_some();
        self.session.apply(match <[PathBuf; 1]>::try_from(paths) {
            Ok([path]) if !(importing && is_table(&path)) => session::Command::Open(path),
            Ok([path]) => session::Command::Import(vec![path]),
            Err(paths) => session::Command::Import(paths),
        });
        self.go_to_import();
    }

    /// Shows the import under way, if there is one, wherever one is.
    fn go_to_import(&mut self) {
        if self.session.draft().is_some() && self.view.screen != Screen::IMPORT {
            self.before_import = self.view.screen;
            self.view.screen = Screen::IMPORT;
        }
    }

    /// Shows the scenario at a place among them, or the last one.
    fn show_scenario(&mut self, number: usize) {
        let members = self.session.family().members();
        if let Some(member) = members.get(number).or(members.last()) {
            self.view.scenario = member.id;
        }
    }

    /// Makes what the page shows, where it is not made already.
    fn build(&mut self, look: Look, ctx: &egui::Context) {
        if self.pages.stand(Scene::new(look, &self.session, &self.view, &self.queue)) {
            return;
        }
        for ask in self.pages.asks(self.scene(look)) {
            self.session.apply(session::Command::Ask(ask));
        }
        let ground = Ground {
            data: self.session.data().clone(),
            runs: self.session.runs(),
            style: look.style,
            source: self.session.source().to_owned(),
        };
        self.pages.build(Scene::new(look, &self.session, &self.view, &self.queue), &ground, ctx);
    }

    fn parts(&mut self, ui: &mut egui::Ui, look: Look) {
        let plain = |margin: Margin| Frame::new().fill(look.theme.paper).inner_margin(margin);
        let room = Room::of(ui.ctx());
        let page = self.pages.entry(&self.view);
        let scene = Scene { keys: !self.over.take_keys(), ..Scene::new(look, &self.session, &self.view, &self.queue) };
        Panel::left("rail")
            .exact_size(room.rail())
            .resizable(false)
            .frame(plain(Margin { left: 8, right: 8, ..room.margin() }))
            .show(ui, |ui| bars::rail(ui, scene, room));
        Panel::bottom("line")
            .exact_size(room.line())
            .resizable(false)
            .frame(plain(Margin { top: room.edge() / 2, bottom: room.edge() / 2, ..room.margin() }))
            .show(ui, |ui| bars::bottom_line(ui, scene));
        Panel::top("bar")
            .exact_size(room.bar())
            .resizable(false)
            .frame(plain(Margin { top: room.edge(), bottom: room.edge(), ..room.margin() }))
            .show(ui, |ui| bars::top_bar(ui, scene, page));
        let is_sample = self.session.data().example.is_some() && self.view.screen != Screen::IMPORT;
        // In a low window the line at the bottom says it alone.
        if is_sample && !self.preferences.hides_strip && !room.low {
            let wash = look.theme.wash(look.theme.amber, 0.12);
            Panel::top("sample")
                .exact_size(welcome::STRIP)
                .resizable(false)
                .frame(Frame::new().fill(wash).inner_margin(Margin::symmetric(16, 2)))
                .show(ui, |ui| welcome::strip(ui, scene));
        }
        let shown = page.tabs.iter().find(|tab| tab.key == self.view.tab.0).unwrap_or(page);
        let why = self.view.inspector && shown.why;
        let whole = ui.available_rect_before_wrap();
        if shown.panel {
            let panel = Panel::right("inspector").exact_size(room.panel()).resizable(false);
            panel.frame(plain(room.margin())).show(ui, |ui| {
                pointed::mark(ui.ctx(), Anchor::Panel, ui.max_rect());
                regions::begin(ui, Region::Panel);
                self.pages.panel(ui, scene);
            });
        }
        let concerns = self.session.concerns();
        if !concerns.is_empty() {
            Panel::top("concerns")
                .resizable(false)
                .frame(plain(Margin::symmetric(16, 3)))
                .show(ui, |ui| concerns::show(ui, scene, &concerns));
        }
        // Of a page that scrolls the bar lies in the margin.
        let margin = if room.low { Margin { right: 2, ..room.margin() } } else { room.margin() };
        egui::CentralPanel::default().frame(plain(margin)).show(ui, |ui| {
            if let Some(exporting) = self.session.exporting() {
                progress::exporting(ui, scene, exporting);
            }
            if let Some(opening) = self.session.opening() {
                progress::opening(ui, scene, opening);
            }
            pointed::mark(ui.ctx(), Anchor::Page, ui.max_rect());
            regions::begin(ui, Region::Page);
            room::page(ui, shown.key, |ui| self.pages.show(ui, scene));
        });
        if why {
            let leaves = ui.input(|i| i.key_pressed(egui::Key::Escape));
            if leaves && !self.over.take_keys() && !ui.ctx().text_edit_focused() {
                scene.push(Action::Inspector);
            }
            self.why(ui, scene, whole, shown.panel);
        }
        self.over.show_findings(ui, scene);
    }

    /// Draws Why over the page, so that nothing on it moves: at the right, or at the left where what is explained would
    /// lie under it.
    fn why(&self, ui: &egui::Ui, scene: Scene<'_>, whole: egui::Rect, beside_panel: bool) {
        let look = scene.look;
        let mut place = whole;
        place.set_left(whole.right() - Room::of(ui.ctx()).panel());
        let is_covered = pointed::place(ui.ctx(), Anchor::Explained).is_some_and(|cell| cell.right() > place.left());
        if is_covered && !beside_panel {
            place = egui::Rect::from_min_size(whole.min, place.size());
        }
        let area = egui::Area::new(egui::Id::unique("why")).order(egui::Order::Middle).fixed_pos(place.min);
        area.constrain(false).fade_in(false).show(ui.ctx(), |ui| {
            let frame = Frame::new().fill(look.theme.paper).stroke(look.theme.hairline());
            frame.shadow(ui.visuals().popup_shadow).inner_margin(Margin::symmetric(16, 12)).show(ui, |ui| {
                ui.set_width(place.width() - 34.0);
                ui.set_height(place.height() - 26.0);
                if !beside_panel {
                    regions::begin(ui, Region::Panel);
                }
                bars::why_head(ui, scene);
                let derivation = self.pages.derivation();
                egui::ScrollArea::vertical().id_salt("why").auto_shrink([false, false]).show(ui, |ui| {
                    scene.extend(inspector::show(ui, derivation, look.style, look.theme).map(Action::Follow));
                });
            });
        });
    }

    fn perform(&mut self, action: Action, ctx: &egui::Context, look: Look) {
        self.over.hear(&action);
        self.pages.hear(&action, Scene::new(look, &self.session, &self.view, &self.queue));
        match action {
            Action::Command(command) => {
                let asked = command.entry().map_or_else(Vec::new, |entry| entry.run(self.scene(look), ctx));
                asked.into_iter().for_each(|action| self.perform(action, ctx, look));
            }
            Action::Session(command) => self.apply(command),
            Action::Dropped(paths) => self.open(paths, look),
            Action::Ask(purpose, name) => self.over.dialogs.ask(purpose, &name, look, ctx),
            Action::Explain(subject) => {
                if !self.view.inspector {
                    regions::leave(ctx, self.view.screen.0);
                }
                if self.view.why.last() != Some(&subject) {
                    self.view.why = vec![subject];
                }
                self.view.inspector = true;
            }
            Action::Follow(Lead::Subject(subject)) => self.view.why.push(subject),
            Action::Follow(Lead::Source { county, period, field, .. }) => {
                let found = place_of(&self.scene(look).context(), &county, period, Some(field));
                if let Some((row, column)) = found {
                    self.perform(Action::Reveal(row, column), ctx, look);
                }
            }
            Action::Follow(Lead::End) => {}
            Action::Back => drop(self.view.why.pop()),
            Action::Place(place) => self.view.place = place,
            Action::Period(period) => self.view.period = period,
            Action::Books(books) => self.view.books = books,
            Action::Years(earlier, later) => self.view.years = (earlier, later),
            Action::Budget(budget) => self.view.budget = budget,
            Action::Assess(assess) => self.view.assess = assess,
            Action::Go(screen) => {
                // Why is of what was looked at; it lies over the page, and would lie over the next.
                self.view.inspector &= self.view.screen == screen;
                self.view.screen = screen;
            }
            Action::Tab(tab) => self.view.tab = tab,
            Action::Seek(_) => self.view.tab = Tab::ANSWERS,
            Action::Scenario(number) => self.show_scenario(number),
            Action::Page(page) => self.view.page = page,
            Action::Template(path) => self.view.template = path,
            Action::Reveal(..) => self.view.screen = Screen::DATA,
            Action::CopyView => self.copy_view(ctx, look),
            Action::AddToDeck => self.add_to_deck(ctx, look),
            Action::Chart(number, wish) => self.chart(number, wish, ctx, look),
            Action::Note { chart, note, former } => {
                match sharing::noted(self.scene(look), &self.pages, chart, note, &former) {
                    Some(plan) => self.apply(session::Command::Edit(Edit::ChartNote(Box::new(plan)))),
                    None => self.over.notices.say(look.text("deck.no_page")),
                }
            }
            Action::Unit(unit) => {
                (self.unit, self.preferences.unit) = (unit, unit);
                self.remember();
            }
            Action::Language(language) => {
                self.preferences.language = language.of(FundKind::PENSION);
                self.session.set_language(self.preferences.language);
                self.remember();
            }
            Action::Brightness => {
                self.preferences.brightness = match self.preferences.brightness {
                    Brightness::Light => Brightness::Dark,
                    Brightness::Dark => Brightness::Light,
                };
                self.set_brightness(ctx);
                self.remember();
            }
            Action::Inspector => {
                self.view.inspector = !self.view.inspector;
                if self.view.inspector { regions::leave(ctx, self.view.screen.0) } else { regions::come_back(ctx) }
            }
            Action::VersionsBeside(beside) => {
                self.preferences.versions_beside = beside;
                self.session.keep_versions(Keeping { beside, own: self.folders.versions.clone() });
                self.remember();
            }
            Action::Beside => {
                let program = std::env::current_exe().ok().zip(self.session.path());
                let begun = program.map(|(program, path)| std::process::Command::new(program).arg(path).spawn());
                if begun.is_none_or(|begun| begun.is_err()) {
                    self.over.notices.say(look.text("concern.no_window"));
                }
            }
            Action::HideStrip => {
                self.preferences.hides_strip = true;
                self.remember();
            }
            Action::Help(_) | Action::Tour | Action::Blanks => {}
            Action::Palette | Action::Findings | Action::About | Action::Correct(_) | Action::Versions(_) => {}
        }
    }

    /// Has the session do something. Where the scenario that is shown goes by it, the one now in its place is shown.
    fn apply(&mut self, command: session::Command) {
        if let session::Command::Edit(Edit::Lever { .. }) = &command {
            measure::lever_moved();
        }
        let number = self.scenario();
        self.session.apply(command);
        if self.session.hand() != self.preferences.hand {
            self.preferences.hand = self.session.hand().to_owned();
            self.remember();
        }
        if let (Some(number), None) = (number, self.scenario()) {
            self.show_scenario(number);
        }
    }

    fn files_chosen(&mut self, purpose: Purpose, mut paths: Vec<PathBuf>, ctx: &egui::Context, look: Look) {
        if purpose == Purpose::Import {
            self.session.apply(session::Command::Import(paths));
            return self.go_to_import();
        }
        if let Purpose::Ledger(keeper) = purpose {
            return self
                .session
                .apply(session::Command::ReadLedgers(paths.into_iter().map(|path| (keeper, path)).collect()));
        }
        if purpose == Purpose::Forms {
            return budget::forms::collect(self.scene(look), paths).map_or((), |command| self.session.apply(command));
        }
        if let Purpose::Programme(matter) = purpose {
            return self.session.apply(session::Command::ReadProgramme(matter, paths));
        }
        paths.truncate(1);
        let Some(path) = paths.pop() else { return };
        let command = match purpose {
            Purpose::Import | Purpose::Ledger(_) | Purpose::Forms | Purpose::Programme(_) => return,
            Purpose::ProgrammeFolder(matter) => session::Command::SaveProgramme(matter, path),
            Purpose::BlankForm => {
                let name = name_of_filled(&path, &self.scene(look).context().place_name(&self.view.place));
                self.view.blank_form = Some(path);
                return self.scene(look).push(Action::Ask(Purpose::FilledForm, name));
            }
            Purpose::FilledForm => match budget::forms::fill(self.scene(look), path) {
                Some(command) => command,
                None => return,
            },
            Purpose::Deposits => session::Command::ReadDeposits(path),
            Purpose::Open => return self.open(vec![path], look),
            Purpose::Compare => session::Command::Compare(path, look.style),
            Purpose::Template => return self.view.template = Some(path),
            Purpose::ReadAges(number) => session::Command::ReadAges(number, path),
            Purpose::Entries(year) => session::Command::ReadAssessment(Reading::Entries(year), path),
            Purpose::ReadTree => session::Command::ReadAssessment(Reading::Tree, path),
            Purpose::ReadRules => session::Command::ReadAssessment(Reading::Rules, path),
            Purpose::ReadStatement => session::Command::ReadAssessment(Reading::Statement, path),
            Purpose::SaveDuties { file, page, scenario, year } => {
                let runs = self.session.runs();
                let scene = self.scene(look);
                let context = Context { runs: &runs, ..scene.context() };
                let pages = screens::assess::duties::pages(scene, &context, (scenario, year), page);
                session::Command::ExportSigned(path, ToSign::Pages(pages), file == SignedFile::Workbook, look.style)
            }
            Purpose::SaveStatements { file, only } => {
                let answered = self.session.slot(Topic::Reconcile).answered.as_ref();
                let Some(Ok(Reply::Reconciled(answer))) = answered.map(|answered| &answered.result) else { return };
                let (matchings, language) = (answer.matchings.clone(), look.style.language);
                let to_sign = ToSign::Statements(Statements { matchings, only, language });
                session::Command::ExportSigned(path, to_sign, file == SignedFile::Workbook, look.style)
            }
            Purpose::SaveText(TextFile::Tree) => {
                session::Command::Export(path, self.session.assessed().tree_text().1.to_owned())
            }
            Purpose::SaveText(TextFile::Rules) => {
                let rules = self.session.assessed().rules.as_deref().unwrap_or(watch::SHIPPED);
                session::Command::Export(path, rules.to_owned())
            }
            Purpose::SaveText(TextFile::Form) => match budget::own_form::text(self.scene(look)) {
                Some(text) => session::Command::Export(path, text.to_owned()),
                None => return,
            },
            Purpose::SaveBlank(blank) => {
                session::Command::SaveBlank(blank, screens::given(self.scene(look), blank), path)
            }
            Purpose::OwnForm => {
                let (beside, fund) = (self.view.budget.beside, budget::own_form::fund(self.scene(look)));
                session::Command::ReadForm { path, fund, beside }
            }
            Purpose::ExportFindings(form) => session::Command::SaveFindings(path, form),
            Purpose::SaveProject => session::Command::SaveAs(path),
            Purpose::SaveScenario(number) => session::Command::SaveScenario(number, path),
            Purpose::ExportDeck(file) => sharing::deck(self.scene(look), path, file),
            Purpose::ExportChart(number) => match sharing::chart_file(self.scene(look), &self.pages, number, path) {
                Ok(command) => command,
                Err(key) => return self.over.notices.say(look.text(key)),
            },
            Purpose::ExportView => match sharing::view(self.scene(look), &self.pages, ctx, path) {
                Ok(Some(command)) => command,
                Ok(None) => return,
                Err(key) => return self.over.notices.say(look.text(key)),
            },
        };
        self.session.apply(command);
    }

    /// Copies the chart that is shown with its title and source, made off this thread; of what is no page of a deck a
    /// picture of the window.
    fn copy_view(&mut self, ctx: &egui::Context, look: Look) {
        if let Some(order) = sharing::order(self.scene(look), &self.pages, ctx) {
            self.copying = Some(Copying::begin(ctx, order, self.session.data().clone()));
            return;
        }
        self.copying = None;
        let painter = ctx.clone();
        ctx.request_screenshot(move |image| {
            painter.copy_image(egui::ColorImage::clone(&image));
            painter.request_repaint();
        });
        self.over.notices.say(look.text("app.copied"));
    }

    /// Puts the picture that was made on the clipboard.
    fn take_picture(&mut self, ctx: &egui::Context, look: Look) {
        let Some(made) = self.copying.as_ref().and_then(Copying::made) else { return };
        self.copying = None;
        match made {
            Ok(picture) => {
                ctx.copy_image(picture);
                self.over.notices.say(look.text("app.copied_chart"));
            }
            Err(Failure::Findings(findings)) => self.warn(&findings, look),
            Err(Failure::Stopped) => {}
        }
    }

    /// Does what is asked for of one of the charts that are shown.
    fn chart(&mut self, number: usize, wish: ChartWish, ctx: &egui::Context, look: Look) {
        let Some(order) = sharing::chart(self.scene(look), &self.pages, number) else {
            return self.over.notices.say(look.text("deck.no_page"));
        };
        match wish {
            ChartWish::Picture => self.copying = Some(Copying::begin(ctx, order, self.session.data().clone())),
            ChartWish::Export => {
                let name = format!("{} {}", self.session.name(), look.text(self.view.screen.0));
                self.over.dialogs.ask(Purpose::ExportChart(number), &name, look, ctx);
            }
            ChartWish::ToDeck => {
                let mut plan = self.session.deck().clone();
                let first = plan.pages.len();
                plan.pages.extend(order.plan.pages);
                self.extend_deck(plan, first, look);
            }
        }
    }

    /// Adds what is shown at the end of the deck.
    fn add_to_deck(&mut self, ctx: &egui::Context, look: Look) {
        match sharing::added(self.scene(look), &self.pages, ctx) {
            Some((plan, first)) => self.extend_deck(plan, first, look),
            None => self.over.notices.say(look.text("deck.no_page")),
        }
    }

    /// Takes a deck with new pages from the first of them on.
    fn extend_deck(&mut self, plan: Plan, first: usize, look: Look) {
        let count = plan.pages.len();
        self.view.page = first;
        self.session.apply(session::Command::Edit(Edit::Deck(Box::new(plan))));
        let (added, count) = ((count - first).to_string(), count.to_string());
        let key = if added == "1" { "deck.added" } else { "deck.added_several" };
        let text = look.style.language.fill(key, &[("added", &added), ("count", &count)]);
        let offer = Some((look.text("command.screen_deck").to_owned(), Action::Go(Screen::DECK)));
        self.over.notices.push(Notice { text, tone: Tone::Plain, offer });
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let began = Instant::now();
        self.draw(ui);
        measure::frame(began.elapsed());
        let look = Look { theme: Theme::of(ui), style: Style::default() };
        let shown = self.scene(look).run().unwrap_or(0);
        let is_there = self.session.is_current(shown) && self.session.is_current(0) && !self.pages.is_making();
        measure::effect(is_there);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
