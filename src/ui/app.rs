//! The window: holds the session and what is looked at, draws, and then does what was asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use eframe::egui;
use egui::{Frame, Margin, Panel};

use crate::answers::Quantity;
use crate::finding::Finding;
use crate::month::Period;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::Form;
use crate::report::deck::{CountyChart, Of, OutcomeChart, Page, Plan, Shows, YearsChart};
use crate::report::views::comparison::{Comparison, comparison};
use crate::report::views::context::Context;
use crate::report::views::county::{CountyView, county};
use crate::report::views::data_sheet::{data_sheet, place_of, place_of_origin};
use crate::report::views::import_sheet;
use crate::report::views::overview::{Overview, overview};
use crate::report::views::published;
use crate::report::views::reference;
use crate::report::views::years::{FundByYear, Preset, TwoYears, fund_by_year, preset, two_years, years};
use crate::report::words::number::{MoneyUnit, Style};
use crate::report::words::sheet_text::{Separator, delimited};
use crate::report::{Books, Derivation, Lead, Place, Sheet, Tone, why};
use crate::session::preferences::{Brightness, Preferences};
use crate::session::{self, Edit, News, Session, store};
use crate::simulation::Failure;
use crate::simulation::stochastic::Total;
use crate::ui::command::Command;
use crate::ui::copying::Copying;
use crate::ui::dialogs::{DeckFile, Dialogs, Purpose};
use crate::ui::palette::{self, Entry, Palette, PaletteAnswer};
use crate::ui::screens::import::{self, ImportView};
use crate::ui::screens::levers::{LeverPanel, Levers};
use crate::ui::screens::scenario::Results;
use crate::ui::screens::workbench::{self, Tab, Workbench};
use crate::ui::screens::{self, years as years_screen};
use crate::ui::state::{Action, Look, Screen, View, YearsView};
use crate::ui::table::TableView;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::notice::{Notice, Notices};
use crate::ui::{bars, findings, inspector};

/// Where the program remembers things between runs; without folders it remembers nothing.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    /// The preferences file.
    pub preferences: Option<PathBuf>,
    /// The copy of unsaved work.
    pub copy: Option<PathBuf>,
    /// The folder of profiles: what was chosen for tables of a form.
    pub profiles: Option<PathBuf>,
}

impl Folders {
    /// The user's own.
    pub fn of_user() -> Folders {
        let Some(folders) = session::preferences::folders() else { return Folders::default() };
        Folders {
            preferences: Some(folders.config_dir().join("preferences.toml")),
            copy: Some(folders.data_dir().join("unsaved.tongchou")),
            profiles: Some(folders.config_dir().join("profiles")),
        }
    }
}

/// What is made from the session for the screens; good as long as its key stays the same.
struct Built {
    key: (u64, View, Style),
    derivation: Option<Derivation>,
    screen: BuiltScreen,
}

enum BuiltScreen {
    Overview(Overview),
    County(Box<CountyView>),
    Years { two: Option<Box<TwoYears>>, fund: Option<Box<FundByYear>>, on_record: Vec<i32>, preset: Option<Preset> },
    Scenario(Option<Box<Comparison>>),
    Workbench(workbench::Built),
    Data { headline: String, sheet: Sheet },
    Published(Vec<Sheet>),
    Import(Option<Box<import::Shown>>),
    Deck,
}

/// What the palette finds.
#[derive(Clone)]
enum Found {
    Command(Command),
    Place(Place),
}

/// The window.
pub struct App {
    session: Session,
    preferences: Preferences,
    folders: Folders,
    view: View,
    built: Option<Built>,
    version: u64,
    tables: [TableView; 8],
    /// By tab of the workbench.
    tab_tables: [workbench::Tables; 8],
    pictures: screens::deck::Pictures,
    published: usize,
    import: ImportView,
    /// Where one was before the import.
    before_import: Screen,
    levers: LeverPanel,
    palette: Option<Palette>,
    dialogs: Dialogs,
    notices: Notices<Action>,
    /// The picture for the clipboard that is being made.
    copying: Option<Copying>,
    findings_open: bool,
    about_open: bool,
}

impl App {
    /// The window on what was open last, on `project` where one is named, or on the sample.
    pub fn new(ctx: &egui::Context, folders: Folders, project: Option<&Path>) -> App {
        theme::install(ctx);
        let text = folders.preferences.as_deref().and_then(|path| std::fs::read_to_string(path).ok());
        let preferences = Preferences::read(&text.unwrap_or_default());
        let waker = ctx.clone();
        let copy = folders.copy.clone();
        let mut session = Session::new(preferences.language, copy.clone(), Arc::new(move || waker.request_repaint()));
        session.keep_profiles_in(folders.profiles.clone());
        let mut notices = Notices::default();
        if copy.is_some_and(|copy| copy.exists() && session.recover(&copy)) {
            notices.say(preferences.language.text("app.recovered"));
        } else if let Some(path) = project {
            session.apply(session::Command::Open(path.to_owned()));
        } else if let Some(path) = &preferences.last {
            session.apply(session::Command::Reopen(path.clone()));
        }
        let view = App::first_view(&session);
        let app = App {
            session,
            preferences,
            folders,
            view,
            built: None,
            version: 0,
            tables: Default::default(),
            tab_tables: Default::default(),
            pictures: Default::default(),
            published: 0,
            import: ImportView::default(),
            before_import: Screen::default(),
            levers: LeverPanel::default(),
            palette: None,
            dialogs: Dialogs::default(),
            notices,
            copying: None,
            findings_open: false,
            about_open: false,
        };
        app.set_brightness(ctx);
        // The window has its own zoom commands, with keys that menus show.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        app
    }

    /// What there is to see first: the last full year, the whole city.
    fn first_view(session: &Session) -> View {
        let data = session.data();
        let context = Context { observed: data, runs: &[], style: Style::default(), source: "" };
        let on_record = years(&context, Books::Data, &Place::City);
        let last = on_record.last().copied().unwrap_or_else(|| data.range().1.year());
        let preset = preset(&context, Books::Data);
        let years = preset.map_or((last - 1, last), |p| (p.earlier, p.later));
        View {
            screen: Screen::Overview,
            place: Place::City,
            period: Period::Year(last),
            books: Books::Data,
            years,
            years_view: YearsView::Two,
            scenario: session.scenarios().len().min(2).saturating_sub(1),
            workbench: Workbench::default(),
            page: 0,
            template: None,
            inspector: false,
            why: Vec::new(),
        }
    }

    /// The session, for tests.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Waits for every run, for tests and measurements.
    pub fn settle(&mut self) {
        self.session.settle();
    }

    /// What is looked at, for tests.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The row and column of the screen's table that the cursor is on, for tests.
    pub fn cursor(&self) -> Option<(usize, usize)> {
        self.tables[self.view.screen as usize].cursor()
    }

    fn style(&self) -> Style {
        Style { language: self.preferences.language, unit: self.preferences.unit }
    }

    fn set_brightness(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.preferences.brightness {
            Brightness::Light => egui::Theme::Light,
            Brightness::Dark => egui::Theme::Dark,
        });
    }

    /// Draws everything and does what was asked for.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let look = Look { theme: Theme::of(ui), style: self.style() };
        let mut actions = Vec::new();
        self.hear(look);
        self.take_picture(&ctx, look);
        self.take_files(&ctx, &mut actions);
        if let Some(command) = Command::pressed(&ctx) {
            actions.push(Action::Command(command));
        }
        self.build(look);
        self.parts(ui, look, &mut actions);
        if let Some((purpose, paths)) = self.dialogs.show(ui, look) {
            self.files_chosen(purpose, paths, look);
        }
        self.show_palette(ui, look, &mut actions);
        self.show_about(&ctx, look);
        if let Some(action) = self.notices.show(ui, look.style.language, look.theme) {
            actions.push(action);
        }
        for action in actions {
            self.perform(action, &ctx, look);
        }
        // A lever whose slider went away under the hand has been let go of as well.
        if self.session.is_dragging() && !ctx.input(|i| i.pointer.any_down()) {
            self.session.apply(session::Command::Edit(Edit::Release));
        }
    }

    /// Takes in what other threads have finished.
    fn hear(&mut self, look: Look) {
        for news in self.session.poll() {
            match news {
                News::Opened => {
                    let (screen, why) = (self.view.screen, self.view.inspector);
                    let screen = if screen == Screen::Import { Screen::Overview } else { screen };
                    self.view = View { screen, inspector: why, ..App::first_view(&self.session) };
                    self.tables = Default::default();
                    self.tab_tables = Default::default();
                    self.levers = LeverPanel::default();
                    let path = self.session.opened().map(Path::to_owned);
                    self.remember_last(path);
                }
                News::Importing => {
                    self.go_to_import();
                    self.import = ImportView::default();
                    self.tables[Screen::Import as usize] = TableView::default();
                }
                News::ImportDropped => {
                    let text = look.text("import.dropped").to_owned();
                    let again = Action::Session(session::Command::ResumeImport);
                    let offer = Some((look.text("import.resume").to_owned(), again));
                    self.notices.push(Notice { text, tone: Tone::Plain, offer });
                }
                News::ProfileSaved(name) => {
                    self.notices.say(look.style.language.fill("import.profile_saved", &[("name", &name)]));
                }
                News::ScenarioAdded(number) => {
                    self.view.screen = Screen::Scenario;
                    self.view.scenario = number;
                }
                News::Saved(path) => {
                    let name = store::name_of(&path);
                    self.notices.say(look.style.language.fill("app.saved", &[("name", &name)]));
                    let opened = self.session.opened().map(Path::to_owned);
                    self.remember_last(opened);
                }
                News::Failed(found) => self.warn(&found, look),
            }
        }
        if let Some((purpose, paths)) = self.dialogs.answer() {
            self.files_chosen(purpose, paths, look);
        }
        if self.view.screen == Screen::Import && self.session.draft().is_none() {
            self.view.screen = self.before_import;
        }
        let scenarios = self.session.scenarios().len();
        self.view.scenario = self.view.scenario.min(scenarios.saturating_sub(1));
        if let Books::Scenario(number) = self.view.books
            && number >= scenarios
        {
            self.view.books = Books::Data;
        }
    }

    fn warn(&mut self, found: &[Finding], look: Look) {
        let lines: Vec<String> = found.iter().take(4).map(|f| f.line(look.style.language)).collect();
        let more = found.len().saturating_sub(4);
        let mut text = lines.join("\n");
        if more > 0 {
            text += &format!("\n{}", look.style.language.fill("ui.and_more", &[("count", &more.to_string())]));
        }
        self.notices.push(Notice { text, tone: Tone::Warning, offer: None });
    }

    fn remember_last(&mut self, path: Option<PathBuf>) {
        self.preferences.last = path;
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

    /// Files dropped on the window.
    fn take_files(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
        if !dropped.is_empty() {
            actions.push(Action::Dropped(dropped));
        }
    }

    /// One file may be of any kind; several are tables, and so is what is dropped on an import but a project or a
    /// scenario.
    fn open(&mut self, paths: Vec<PathBuf>) {
        let is_table = |path: &PathBuf| {
            !path.extension().is_some_and(|e| e == session::project::ENDING || e.eq_ignore_ascii_case("toml"))
        };
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
        if self.session.draft().is_some() && self.view.screen != Screen::Import {
            self.before_import = self.view.screen;
            self.view.screen = Screen::Import;
        }
    }

    /// What the screen depends on. The outcome of a scenario is made anew when it is there, not when a lever moves.
    fn key(&self, look: Look) -> (u64, View, Style) {
        let outcome_alone = self.view.screen == Screen::Scenario && self.view.workbench.tab == Tab::Outcome;
        let revision = if outcome_alone { self.session.results() } else { self.session.revision() };
        (revision, self.view.clone(), look.style)
    }

    /// Makes what the screen shows, where it is not made already.
    fn build(&mut self, look: Look) {
        let key = self.key(look);
        if self.built.as_ref().is_some_and(|built| built.key == key) {
            return;
        }
        if self.view.screen == Screen::Scenario {
            for ask in workbench::asks(&self.view, &self.session) {
                self.session.apply(session::Command::Ask(ask));
            }
        }
        if self.view.screen == Screen::Deck
            && let Some(ask) = screens::deck::ask(&self.session, look)
        {
            self.session.apply(session::Command::Ask(ask));
        }
        let key = self.key(look);
        let runs = self.session.runs();
        let context =
            Context { observed: self.session.data(), runs: &runs, style: look.style, source: self.session.source() };
        let screen_key = |built: &Built| {
            let mut view = built.key.1.clone();
            view.why.clone_from(&self.view.why);
            view.inspector = self.view.inspector;
            (built.key.0, view, built.key.2) == key
        };
        let derivation = self.view.why.last().and_then(|subject| why::derivation(&context, subject));
        let kept = self.built.take().filter(screen_key);
        let screen = match kept {
            Some(built) => built.screen,
            None => {
                self.version += 1;
                screen(&self.view, &context, &self.session)
            }
        };
        self.built = Some(Built { key, derivation, screen });
    }

    fn parts(&mut self, ui: &mut egui::Ui, look: Look, actions: &mut Vec<Action>) {
        let theme = look.theme;
        let plain = |margin: Margin| Frame::new().fill(theme.paper).inner_margin(margin);
        let narrow = ui.available_width() < 1180.0;
        Panel::left("rail")
            .exact_size(if narrow { 56.0 } else { 168.0 })
            .resizable(false)
            .frame(plain(Margin::symmetric(8, 12)))
            .show(ui, |ui| bars::rail(ui, look, &self.session, self.view.screen, narrow, actions));
        Panel::bottom("line").exact_size(30.0).resizable(false).frame(plain(Margin::symmetric(16, 4))).show(ui, |ui| {
            bars::bottom_line(ui, look, &self.session, self.shown_scenario(), actions);
        });
        Panel::top("bar").exact_size(44.0).resizable(false).frame(plain(Margin::symmetric(16, 8))).show(ui, |ui| {
            bars::top_bar(ui, look, &self.session, &self.view, actions);
        });
        let levers = matches!(self.view.screen, Screen::Scenario | Screen::Deck);
        let why = self.view.inspector && self.view.screen != Screen::Import;
        if levers || why {
            Panel::right("inspector").exact_size(320.0).resizable(false).frame(plain(Margin::symmetric(16, 12))).show(
                ui,
                |ui| {
                    if why {
                        self.inspector(ui, look, actions);
                    } else {
                        self.lever_panel(ui, look, actions);
                    }
                },
            );
        }
        egui::CentralPanel::default().frame(plain(Margin::symmetric(16, 12))).show(ui, |ui| {
            if let Some(exporting) = self.session.exporting() {
                bars::exporting(ui, look, exporting, actions);
            }
            if let Some(opening) = self.session.opening() {
                bars::opening(ui, look, opening, actions);
            }
            self.screen(ui, look, actions);
        });
        if self.findings_open {
            self.show_findings(ui, look, actions);
        }
    }

    fn inspector(&mut self, ui: &mut egui::Ui, look: Look, actions: &mut Vec<Action>) {
        bars::why_head(ui, look, self.view.why.len() > 1, actions);
        let derivation = self.built.as_ref().and_then(|b| b.derivation.as_ref());
        let mut lead = None;
        egui::ScrollArea::vertical().id_salt("why").auto_shrink([false, false]).show(ui, |ui| {
            lead = inspector::show(ui, derivation, look.style, look.theme);
        });
        actions.extend(lead.map(Action::Follow));
    }

    fn scene(&self, look: Look) -> workbench::Scene<'_> {
        workbench::Scene { look, session: &self.session, view: &self.view, revision: self.version }
    }

    fn lever_panel(&mut self, ui: &mut egui::Ui, look: Look, actions: &mut Vec<Action>) {
        if self.view.screen == Screen::Deck {
            return screens::deck::panel(ui, self.scene(look), actions);
        }
        if self.view.workbench.tab != Tab::Outcome {
            return workbench::panel(ui, self.scene(look), actions);
        }
        let levers = Levers { family: self.session.family(), number: self.view.scenario, data: self.session.data() };
        screens::levers::show(ui, look, &levers, &mut self.levers, actions);
    }

    fn screen(&mut self, ui: &mut egui::Ui, look: Look, actions: &mut Vec<Action>) {
        let Some(built) = &self.built else { return };
        if self.view.screen == Screen::Deck {
            let scene = workbench::Scene { look, session: &self.session, view: &self.view, revision: self.version };
            return screens::deck::show(ui, scene, &mut self.pictures, actions);
        }
        if let BuiltScreen::Workbench(built) = &built.screen {
            let scene = workbench::Scene { look, session: &self.session, view: &self.view, revision: self.version };
            let tables = &mut self.tab_tables[self.view.workbench.tab as usize];
            return workbench::show(ui, scene, built, tables, actions);
        }
        let why = self.view.why.last().filter(|_| self.view.inspector);
        let table = (&mut self.tables[self.view.screen as usize], why);
        let version = self.version;
        match &built.screen {
            BuiltScreen::Overview(overview) => screens::overview::show(ui, look, overview, version, table, actions),
            BuiltScreen::County(county) => screens::county::show(ui, look, county, version, table, actions),
            BuiltScreen::Years { two, fund, on_record, preset } => {
                let shown = match (two, fund) {
                    (Some(two), _) => years_screen::Years::Two(two),
                    (None, Some(fund)) => years_screen::Years::Fund(fund),
                    (None, None) => return,
                };
                let choices = years_screen::Choices {
                    view: self.view.years_view,
                    years: self.view.years,
                    on_record,
                    preset: preset.as_ref(),
                };
                years_screen::show(ui, look, &shown, &choices, version, table, actions);
            }
            BuiltScreen::Scenario(comparison) => {
                let number = self.view.scenario;
                let failed = |n: usize| self.session.outcome(n).and_then(|o| o.result.as_ref().err());
                let results = match (comparison, failed(number).or_else(|| failed(0))) {
                    (_, Some(findings)) => Results::Failed(findings),
                    (Some(comparison), None) => {
                        let settled = self.session.outcome(number).and_then(|o| o.result.as_ref().ok());
                        Results::Ready(comparison, settled.map_or(&[], |s| &s.run.notes))
                    }
                    (None, None) => Results::Running,
                };
                let current = self.session.is_current(number) && self.session.is_current(0);
                screens::scenario::show(ui, look, &results, current, version, table, actions);
            }
            BuiltScreen::Workbench(_) | BuiltScreen::Deck => {}
            BuiltScreen::Data { headline, sheet } => {
                let found = self.session.findings();
                let clicked = screens::data::show(ui, look, (headline, sheet), found, version, table, actions);
                if let Some(number) = clicked {
                    self.reveal_finding(number, actions);
                }
            }
            BuiltScreen::Published(sheets) => {
                screens::published::show(ui, look, sheets, &mut self.published, version, table, actions);
            }
            BuiltScreen::Import(shown) => {
                let (Some(shown), Some(draft)) = (shown, self.session.draft()) else { return };
                let keys = self.palette.is_none() && !self.dialogs.is_typing() && !self.about_open;
                let frame = import::Frame { shown, revision: version, keys };
                import::show(ui, look, draft, &frame, (&mut self.import, table.0), actions);
            }
        }
    }

    fn reveal_finding(&self, number: usize, actions: &mut Vec<Action>) {
        let context = self.bare_context();
        let found = self.session.findings().get(number);
        if let Some((row, column)) = found.and_then(|f| place_of_origin(&context, &f.origin)) {
            actions.push(Action::Reveal(row, column));
        }
    }

    fn bare_context(&self) -> Context<'_> {
        Context { observed: self.session.data(), runs: &[], style: self.style(), source: self.session.source() }
    }

    /// The scenario whose run the screen speaks of.
    fn shown_scenario(&self) -> Option<usize> {
        match (self.view.screen, self.view.books) {
            (Screen::Scenario, _) => Some(self.view.scenario),
            (_, Books::Scenario(number)) => Some(number),
            _ => None,
        }
    }

    /// The findings of data and runs, over the bottom line.
    fn show_findings(&mut self, ui: &egui::Ui, look: Look, actions: &mut Vec<Action>) {
        let mut all: Vec<Finding> = self.session.findings().to_vec();
        let of_data = all.len();
        let number = self.shown_scenario();
        if let Some(outcome) = number.and_then(|n| self.session.outcome(n)) {
            match &outcome.result {
                Ok(settled) => all.extend(settled.run.notes.iter().cloned()),
                Err(findings) => all.extend(findings.iter().cloned()),
            }
        }
        let mut open = true;
        let mut clicked = None;
        egui::Window::new(look.text("ui.findings"))
            .id(egui::Id::unique("findings"))
            .open(&mut open)
            .collapsible(false)
            .default_width(560.0)
            .anchor(egui::Align2::LEFT_BOTTOM, [16.0, -40.0])
            .show(ui.ctx(), |ui| {
                egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                    clicked = findings::show(ui, &all, look.style.language, look.theme);
                });
            });
        if let Some(number) = clicked.filter(|n| *n < of_data) {
            actions.push(Action::Go(Screen::Data));
            self.reveal_finding(number, actions);
        }
        self.findings_open = open;
    }

    fn show_palette(&mut self, ui: &egui::Ui, look: Look, actions: &mut Vec<Action>) {
        let Some(palette) = &mut self.palette else { return };
        let language = look.style.language;
        let mut entries = palette::commands(ui.ctx(), language, Found::Command);
        let kind = look.text("palette.place");
        entries.push(Entry::new(Found::Place(Place::City), look.text("place.city"), kind, "", "city"));
        for county in &self.session.data().counties {
            entries.push(Entry::new(Found::Place(Place::County(county.name.clone())), &county.name, kind, "", ""));
        }
        match palette.show(ui, &entries, language, look.theme) {
            PaletteAnswer::Open => return,
            PaletteAnswer::Closed => {}
            PaletteAnswer::Chosen(Found::Command(command)) => actions.push(Action::Command(command)),
            PaletteAnswer::Chosen(Found::Place(place)) => {
                actions.push(Action::Place(place));
                if matches!(self.view.screen, Screen::Overview | Screen::Data | Screen::Published) {
                    actions.push(Action::Go(Screen::County));
                }
            }
        }
        self.palette = None;
    }

    fn show_about(&mut self, ctx: &egui::Context, look: Look) {
        egui::Window::new(look.text("command.about"))
            .id(egui::Id::unique("about"))
            .open(&mut self.about_open)
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
            .show(ctx, |ui| {
                ui.set_width(420.0);
                ui.label(look.text("app.about"));
                ui.add_space(8.0);
                let version = [("version", env!("CARGO_PKG_VERSION"))];
                ui.label(look.style.language.fill("app.version", &version));
                ui.label(look.text("app.keys"));
            });
    }

    fn perform(&mut self, action: Action, ctx: &egui::Context, look: Look) {
        match action {
            Action::Command(command) => self.command(command, ctx, look),
            Action::Session(command) => {
                if let session::Command::Edit(Edit::Lever { .. }) = &command {
                    crate::ui::measure::lever_moved();
                }
                self.session.apply(command);
            }
            Action::Dropped(paths) => self.open(paths),
            Action::Explain(subject) => {
                if self.view.why.last() != Some(&subject) {
                    self.view.why = vec![subject];
                }
                self.view.inspector = true;
            }
            Action::Follow(Lead::Subject(subject)) => self.view.why.push(subject),
            Action::Follow(Lead::Source { county, period, field, .. }) => {
                let found = place_of(&self.bare_context(), &county, period, Some(field));
                if let Some((row, column)) = found {
                    self.reveal(row, column);
                }
            }
            Action::Follow(Lead::End) => {}
            Action::Back => drop(self.view.why.pop()),
            Action::Place(place) => self.view.place = place,
            Action::Period(period) => self.view.period = period,
            Action::Books(books) => self.view.books = books,
            Action::Years(kind, earlier, later) => {
                self.view.years_view = kind;
                self.view.years = (earlier, later);
            }
            Action::Go(screen) => self.view.screen = screen,
            Action::Scenario(number) => self.view.scenario = number,
            Action::Tab(tab) => self.view.workbench.tab = tab,
            Action::Choose(workbench) => self.view.workbench = *workbench,
            Action::Page(page) => self.view.page = page,
            Action::ExportDeck(form) => {
                let file = match form {
                    Form::Xlsx => DeckFile::Workbook,
                    Form::Pdf => DeckFile::Pages,
                    _ => DeckFile::Slides,
                };
                let deck = self.session.deck();
                let name = if deck.name.is_empty() { self.session.name() } else { &deck.name }.to_owned();
                self.dialogs.ask(Purpose::ExportDeck(file), &name, look, ctx);
            }
            Action::ChooseTemplate => self.dialogs.ask(Purpose::Template, "", look, ctx),
            Action::Template(path) => self.view.template = path,
            Action::SaveScenario(number) => {
                let name = self.session.scenarios().get(number).map(|s| s.name.clone()).unwrap_or_default();
                self.dialogs.ask(Purpose::SaveScenario(number), &name, look, ctx);
            }
            Action::ExportFindings(form) => {
                let files = self.session.draft().map(|draft| draft.files()).unwrap_or_default();
                let stem = files.first().and_then(|file| file.path.file_stem());
                let name = stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
                let name = look.style.language.fill("import.findings_file", &[("name", &name)]);
                self.dialogs.ask(Purpose::ExportFindings(form), &name, look, ctx);
            }
            Action::Reveal(row, column) => self.reveal(row, column),
            Action::Findings => self.findings_open = !self.findings_open,
        }
    }

    fn reveal(&mut self, row: usize, column: usize) {
        self.view.screen = Screen::Data;
        self.tables[Screen::Data as usize].reveal(row, column);
    }

    fn command(&mut self, command: Command, ctx: &egui::Context, look: Look) {
        let name = self.session.name().to_owned();
        let importing = self.view.screen == Screen::Import;
        match command {
            Command::Open => self.dialogs.ask(Purpose::Open, "", look, ctx),
            Command::Import => self.dialogs.ask(Purpose::Import, "", look, ctx),
            Command::OpenSample => self.session.apply(session::Command::OpenSample),
            Command::Save => match self.session.path().map(Path::to_owned) {
                Some(path) => self.session.apply(session::Command::Save(path)),
                None => self.dialogs.ask(Purpose::SaveProject, &name, look, ctx),
            },
            Command::SaveAs => self.dialogs.ask(Purpose::SaveProject, &name, look, ctx),
            Command::ExportView => {
                let screen = look.text(self.view.screen.text_key());
                self.dialogs.ask(Purpose::ExportView, &format!("{name} {screen}"), look, ctx);
            }
            Command::CopyView => self.copy_view(ctx, look),
            Command::Undo if importing => self.session.apply(session::Command::UndoChoice),
            Command::Redo if importing => self.session.apply(session::Command::RedoChoice),
            Command::Undo => self.session.apply(session::Command::Undo),
            Command::Redo => self.session.apply(session::Command::Redo),
            Command::History => egui::Popup::toggle_id(ctx, bars::history_id()),
            Command::ScreenOverview => self.view.screen = Screen::Overview,
            Command::ScreenCounty => self.view.screen = Screen::County,
            Command::ScreenYears => self.view.screen = Screen::Years,
            Command::ScreenScenario => self.view.screen = Screen::Scenario,
            Command::ScreenData => self.view.screen = Screen::Data,
            Command::ScreenDeck => self.view.screen = Screen::Deck,
            Command::ScreenPublished => self.view.screen = Screen::Published,
            Command::AddToDeck => self.add_to_deck(look),
            Command::Tab(tab) => {
                self.view.screen = Screen::Scenario;
                self.view.workbench.tab = tab;
            }
            Command::Palette => {
                self.palette = if self.palette.is_some() { None } else { Some(Palette::default()) };
            }
            Command::ToggleInspector => self.view.inspector = !self.view.inspector,
            Command::ToggleTheme => {
                self.preferences.brightness = match self.preferences.brightness {
                    Brightness::Light => Brightness::Dark,
                    Brightness::Dark => Brightness::Light,
                };
                self.set_brightness(ctx);
                self.remember();
            }
            Command::SwitchLanguage => {
                use crate::locale::Language;
                self.preferences.language = match self.preferences.language {
                    Language::Chinese => Language::English,
                    Language::English => Language::Chinese,
                };
                self.session.set_language(self.preferences.language);
                self.remember();
            }
            Command::UnitYuan => self.set_unit(MoneyUnit::Yuan),
            Command::UnitTenThousand => self.set_unit(MoneyUnit::TenThousand),
            Command::UnitHundredMillion => self.set_unit(MoneyUnit::HundredMillion),
            Command::NewScenario => {
                let names: Vec<&str> = self.session.scenarios().iter().map(|s| s.name.as_str()).collect();
                let named = |n: usize| look.style.language.fill("scenario.new_name", &[("number", &n.to_string())]);
                let free = (names.len() + 1..).map(named).find(|name| !names.contains(&name.as_str()));
                if let Some(name) = free.filter(|_| !names.is_empty()) {
                    self.session.apply(session::Command::Edit(Edit::Derive(self.view.scenario, name)));
                    self.view.scenario += 1;
                    self.view.screen = Screen::Scenario;
                }
            }
            Command::DuplicateScenario => {
                self.session.apply(session::Command::Edit(Edit::Duplicate(self.view.scenario)));
                self.view.scenario = (self.view.scenario + 1).min(self.session.scenarios().len().saturating_sub(1));
                self.view.screen = Screen::Scenario;
            }
            Command::ZoomIn => ctx.set_zoom_factor((ctx.zoom_factor() + 0.1).min(3.0)),
            Command::ZoomOut => ctx.set_zoom_factor((ctx.zoom_factor() - 0.1).max(0.5)),
            Command::ZoomReset => ctx.set_zoom_factor(1.0),
            Command::About => self.about_open = !self.about_open,
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn set_unit(&mut self, unit: MoneyUnit) {
        self.preferences.unit = unit;
        self.remember();
    }

    fn files_chosen(&mut self, purpose: Purpose, paths: Vec<PathBuf>, look: Look) {
        if purpose == Purpose::Import {
            self.session.apply(session::Command::Import(paths));
            return self.go_to_import();
        }
        let Some(path) = paths.into_iter().next() else { return };
        match purpose {
            Purpose::Import => {}
            Purpose::Open => self.open(vec![path]),
            Purpose::ExportFindings(form) => self.session.apply(session::Command::SaveFindings(path, form)),
            Purpose::SaveProject => self.session.apply(session::Command::Save(path)),
            Purpose::SaveScenario(number) => self.session.apply(session::Command::SaveScenario(number, path)),
            Purpose::Template => self.view.template = Some(path),
            Purpose::ExportDeck(file) => {
                let form = match file {
                    DeckFile::Slides => Form::Pptx(None),
                    DeckFile::Workbook => Form::Xlsx,
                    DeckFile::Pages => Form::Pdf,
                };
                self.export(path, screens::deck::order(&self.session, look), form);
            }
            Purpose::ExportView if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) => {
                self.export_view(path, look);
            }
            Purpose::ExportView => {
                let Some(sheet) = self.shown_sheet() else { return };
                let mut text = String::from("\u{feff}"); // spreadsheets take a text without a mark for GBK
                text += &delimited(sheet, None, look.style, Separator::Comma);
                if !sheet.source.is_empty() {
                    text += &format!("{}\n", crate::intake::data_file::quoted(&sheet.source));
                }
                self.session.apply(session::Command::Export(path, text));
            }
        }
    }

    fn export(&mut self, path: PathBuf, order: Order, form: Form) {
        let (order, template) = (Box::new(order), self.view.template.clone());
        self.session.apply(session::Command::ExportDeck { path, order, form, page: 0, template });
    }

    /// Writes what is shown as a deck of one page, in the form that the file's ending asks for.
    fn export_view(&mut self, path: PathBuf, look: Look) {
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        let form = Form::of_ending(&ending);
        match (form, self.shown_order(look)) {
            (Some(form), Some(order)) => self.export(path, order, form),
            (None, _) => self.notices.say(look.text("deck.bad_ending")),
            (_, None) => self.notices.say(look.text("deck.only_table")),
        }
    }

    /// What is shown, as a deck of one page.
    fn shown_order(&self, look: Look) -> Option<Order> {
        let plan = Plan { pages: vec![shown_page(&self.view, &self.session)?], ..self.session.deck().clone() };
        Some(Order { plan, ..screens::deck::order(&self.session, look) })
    }

    /// Copies the chart that is shown with its title and source, made off this thread; of what is no page of a deck a
    /// picture of the window.
    fn copy_view(&mut self, ctx: &egui::Context, look: Look) {
        if let Some(order) = self.shown_order(look) {
            self.copying = Some(Copying::begin(ctx, order, self.session.data().clone()));
            return;
        }
        self.copying = None;
        let painter = ctx.clone();
        ctx.request_screenshot(move |image| {
            painter.copy_image(egui::ColorImage::clone(&image));
            painter.request_repaint();
        });
        self.notices.say(look.text("app.copied"));
    }

    /// Puts the picture that was made on the clipboard.
    fn take_picture(&mut self, ctx: &egui::Context, look: Look) {
        let Some(made) = self.copying.as_ref().and_then(Copying::made) else { return };
        self.copying = None;
        match made {
            Ok(picture) => {
                ctx.copy_image(picture);
                self.notices.say(look.text("app.copied_chart"));
            }
            Err(Failure::Findings(findings)) => self.warn(&findings, look),
            Err(Failure::Stopped) => {}
        }
    }

    /// Adds what is shown as a page at the end of the deck.
    fn add_to_deck(&mut self, look: Look) {
        let Some(page) = shown_page(&self.view, &self.session) else {
            return self.notices.say(look.text("deck.no_page"));
        };
        let mut plan = self.session.deck().clone();
        plan.pages.push(page);
        let count = plan.pages.len();
        self.view.page = count - 1;
        self.session.apply(session::Command::Edit(Edit::Deck(Box::new(plan))));
        let text = look.style.language.fill("deck.added", &[("count", &count.to_string())]);
        let offer = Some((look.text("command.screen_deck").to_owned(), Action::Go(Screen::Deck)));
        self.notices.push(Notice { text, tone: Tone::Plain, offer });
    }

    /// The table of the screen.
    fn shown_sheet(&self) -> Option<&Sheet> {
        match &self.built.as_ref()?.screen {
            BuiltScreen::Overview(overview) => Some(&overview.sheet),
            BuiltScreen::County(county) => Some(&county.sheet),
            BuiltScreen::Years { two, fund, .. } => {
                two.as_ref().map(|t| &t.sheet).or_else(|| fund.as_ref().map(|f| &f.sheet))
            }
            BuiltScreen::Scenario(comparison) => comparison.as_ref().map(|c| &c.sheet),
            BuiltScreen::Workbench(built) => built.sheet(),
            BuiltScreen::Data { sheet, .. } => Some(sheet),
            BuiltScreen::Published(sheets) => sheets.get(self.published),
            BuiltScreen::Import(shown) => shown.as_ref()?.result.as_ref(),
            BuiltScreen::Deck => None,
        }
    }
}

/// What is shown, as a page; a page of the deck keeps the officer's own words.
fn shown_page(view: &View, session: &Session) -> Option<Page> {
    let pages = &session.deck().pages;
    let own = || pages.get(view.page.min(pages.len().saturating_sub(1))).cloned();
    if view.screen == Screen::Deck { own() } else { shown_in_deck(view, session).map(Page::new) }
}

/// What is shown, as a view that a deck can have; `None` where there is no such page.
fn shown_in_deck(view: &View, session: &Session) -> Option<Shows> {
    let id = |number: usize| Some(session.member(number)?.id);
    let of = || match view.books {
        Books::Data => Some(Of::Data),
        Books::Scenario(number) => id(number).map(Of::Scenario),
    };
    let place = || view.place.clone();
    Some(match view.screen {
        Screen::Overview => Shows::Overview { of: of()?, period: view.period },
        Screen::County => Shows::County { of: of()?, place: place(), chart: CountyChart::Flows },
        Screen::Years if view.years_view == YearsView::Fund => Shows::Fund { of: of()? },
        Screen::Years => {
            let (earlier, later) = view.years;
            Shows::Years { of: of()?, place: place(), earlier, later, chart: YearsChart::Pensions }
        }
        Screen::Scenario => {
            let scenario = id(view.scenario)?;
            match view.workbench.tab {
                Tab::Outcome | Tab::Compare => {
                    Shows::Outcome { scenario, place: place(), chart: OutcomeChart::Balance }
                }
                Tab::Bridge => {
                    let (quantity, place) = (Quantity::DebtBeforeSharing, place());
                    Shows::Bridge { from: id(0)?, to: scenario, quantity, place }
                }
                Tab::Sensitivity => Shows::Tornado { scenario, quantity: Quantity::Balance, place: place() },
                Tab::Uncertainty => Shows::Fan { scenario, total: Total::Balance },
                Tab::Answers | Tab::Replay | Tab::Variance => return None,
            }
        }
        Screen::Deck | Screen::Data | Screen::Published | Screen::Import => return None,
    })
}

/// What a screen shows, made from data and runs.
fn screen(view: &View, context: &Context<'_>, session: &Session) -> BuiltScreen {
    match view.screen {
        Screen::Overview => {
            let run_out = match view.books {
                Books::Scenario(number) => Some(number),
                Books::Data => (!session.scenarios().is_empty()).then_some(0),
            };
            BuiltScreen::Overview(overview(context, view.books, view.period, run_out))
        }
        Screen::County => BuiltScreen::County(Box::new(county(context, view.books, &view.place))),
        Screen::Years => {
            let (earlier, later) = view.years;
            let two = view.years_view == YearsView::Two;
            BuiltScreen::Years {
                two: two.then(|| Box::new(two_years(context, view.books, &view.place, earlier, later))),
                fund: (!two).then(|| Box::new(fund_by_year(context, view.books))),
                on_record: years(context, view.books, &view.place),
                preset: preset(context, view.books),
            }
        }
        Screen::Scenario => {
            if let Some(built) = workbench::Built::new(view, context, session) {
                return BuiltScreen::Workbench(built);
            }
            let compared = comparison(context, 0, view.scenario, &view.place);
            BuiltScreen::Scenario(compared.map(Box::new))
        }
        Screen::Data => {
            let data = session.data();
            let rows: usize = data.counties.iter().map(|c| c.rows.len()).sum();
            let (first, last) = data.range();
            let values = [
                ("counties", &*data.counties.len().to_string()),
                ("rows", &*rows.to_string()),
                ("first", &*first.to_string()),
                ("last", &*last.to_string()),
            ];
            BuiltScreen::Data {
                headline: context.language().fill("data.headline", &values),
                sheet: data_sheet(context),
            }
        }
        Screen::Published => {
            let mut sheets = vec![published::sheet(context.observed, context.language())];
            sheets.extend(reference::reference_tables(context.language()));
            BuiltScreen::Published(sheets)
        }
        Screen::Deck => BuiltScreen::Deck,
        Screen::Import => BuiltScreen::Import(session.draft().map(|draft| {
            let (made, language) = (draft.made(), context.language());
            let data = made.dataset.as_deref();
            let headline = import_sheet::headline(data, &made.tables, made.counts, language);
            Box::new(import::Shown { headline, result: data.map(|data| import_sheet::result(data, context.style)) })
        })),
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let began = Instant::now();
        self.draw(ui);
        crate::ui::measure::frame(began.elapsed());
        let shown = self.shown_scenario().unwrap_or(0);
        crate::ui::measure::effect(self.session.is_current(shown) && self.session.is_current(0));
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
