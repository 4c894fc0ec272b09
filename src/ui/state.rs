//! What the window shows at the moment, and what a person may ask of it.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui;

use crate::field::Field;
use crate::fund::FundKind;
use crate::help::Topic;
use crate::locale::Language;
use crate::month::Period;
use crate::report::deck::Of;
use crate::report::deck::notes::ChartNote;
use crate::report::words::number::{MoneyUnit, Style};
use crate::report::{Lead, Place, Subject};
use crate::scenario::family::Id;
use crate::scenario::lever::Lever;
use crate::session;
use crate::statements::own::Chosen;
use crate::statements::statement::Version;
use crate::ui::purpose::Purpose;
use crate::ui::theme::Theme;

/// A screen, which answers one question, by the key of its name. Each is told of in its own file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Screen(pub &'static str);

/// A tab of a screen, by the key of its name. Each is told of in its own file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Tab(pub &'static str);

/// Those that are gone to from other pages.
#[allow(missing_docs, reason = "the names are those of their files")]
impl Screen {
    pub const OVERVIEW: Screen = Screen("screen.overview");
    pub const COUNTY: Screen = Screen("screen.county");
    pub const SCENARIO: Screen = Screen("screen.scenario");
    pub const DATA: Screen = Screen("screen.data");
    pub const DECK: Screen = Screen("screen.deck");
    pub const PUBLISHED: Screen = Screen("screen.published");
    pub const IMPORT: Screen = Screen("screen.import");
    pub const BUDGET: Screen = Screen("screen.budget");
    pub const ACCOUNT: Screen = Screen("screen.account");
    pub const ASSESS: Screen = Screen("screen.assess");
}

/// Those that are gone to from other pages.
#[allow(missing_docs, reason = "the names are those of their files")]
impl Tab {
    pub const DEPOSITS: Tab = Tab("tab.deposits");
    pub const OUTCOME: Tab = Tab("tab.outcome");
    pub const ASSUMPTIONS: Tab = Tab("tab.assumptions");
    pub const ANSWERS: Tab = Tab("tab.answers");
    pub const ASSESS_PLACE: Tab = Tab("tab.assess_place");
    pub const ASSESS_ENTRY: Tab = Tab("tab.assess_entry");
    pub const ASSESS_TREE: Tab = Tab("tab.assess_tree");
    pub const ASSESS_WATCH: Tab = Tab("tab.assess_watch");
}

/// A command, by the key of its words. What it does is told in the table of commands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Command(pub &'static str);

/// Those that are gone to from several places.
#[allow(missing_docs, reason = "the names are those of their words")]
impl Command {
    pub const OPEN: Command = Command("command.open");
    pub const IMPORT: Command = Command("command.import");
    pub const EXPORT_VIEW: Command = Command("command.export_view");
    pub const ADD_TO_DECK: Command = Command("command.add_to_deck");
    pub const UNDO: Command = Command("command.undo");
    pub const REDO: Command = Command("command.redo");
    pub const HISTORY: Command = Command("command.history");
    pub const PALETTE: Command = Command("command.palette");
    pub const INSPECTOR: Command = Command("command.toggle_inspector");
    pub const LANGUAGE: Command = Command("command.switch_language");
    pub const NEW_SCENARIO: Command = Command("command.new_scenario");
    pub const DUPLICATE_SCENARIO: Command = Command("command.duplicate_scenario");
    pub const ABOUT: Command = Command("command.about");
    pub const HELP: Command = Command("command.help");
    pub const TOUR: Command = Command("command.tour");
    pub const BLANK_TABLE: Command = Command("command.blank_table");
}

/// Which statement of budgets is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BudgetLook {
    /// The calendar year; `None` is the one that is next to be budgeted, or was budgeted last.
    pub year: Option<i32>,
    /// The version that is drawn up.
    pub version: Version,
    /// Of a place above counties, whether its pool's own account is meant, and not all below it.
    pub own: bool,
    /// A fund of which the project has no figures, where such a one is looked at.
    pub beside: Option<FundKind>,
    /// The form that is looked at; `None` is the one in use.
    pub form: Option<Chosen>,
}

/// Which assessment is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AssessLook {
    /// The calendar year; `None` is the last whole one on record.
    pub year: Option<i32>,
}

/// What is being looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The screen.
    pub screen: Screen,
    /// The tab of the screen that has several.
    pub tab: Tab,
    /// The place.
    pub place: Place,
    /// The month or year of the overview.
    pub period: Period,
    /// Observed data, or a scenario's.
    pub books: Of,
    /// The earlier and the later of two years.
    pub years: (i32, i32),
    /// The budget year, whose it is, and the version of its statement.
    pub budget: BudgetLook,
    /// The year that is assessed.
    pub assess: AssessLook,
    /// The scenario whose levers are shown.
    pub scenario: Id,
    /// The page of the deck.
    pub page: usize,
    /// Somebody's own .pptx as template for slides.
    pub template: Option<PathBuf>,
    /// The blank form that is to be filled.
    pub blank_form: Option<PathBuf>,
    /// Whether the panel on the right is open.
    pub inspector: bool,
    /// What Why explains, the newest last.
    pub why: Vec<Subject>,
}

impl View {
    /// Whether the same is looked at, whatever of it is explained.
    pub fn shows_the_same(&self, other: &View) -> bool {
        let looked =
            |view: &View| (view.screen, view.tab, view.period, view.books, view.years, view.scenario, view.page);
        looked(self) == looked(other)
            && self.budget == other.budget
            && self.assess == other.assess
            && self.place == other.place
            && self.template == other.template
    }
}

/// Which value is to be corrected by hand.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// Of the import under way, or of the project.
    pub of_import: bool,
    /// 区县, by its path.
    pub county: Arc<str>,
    /// Month or year.
    pub period: Period,
    /// Of what.
    pub field: Field,
}

/// A chart that is written at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteOn {
    /// One of the page's charts, by its number.
    Shown(usize),
    /// One beside the page, by a name of its own and its number among the page's.
    Named(String, usize),
}

/// What is asked for of one chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChartWish {
    /// Its picture on the clipboard.
    Picture,
    /// A file of it.
    Export,
    /// A page of the deck.
    ToDeck,
}

/// What was asked for while drawing; done after it.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// A command of the menus.
    Command(Command),
    /// A change to the session.
    Session(session::Command),
    /// Open files that were dropped on the window.
    Dropped(Vec<PathBuf>),
    /// Look for a file; the name is proposed for a new one.
    Ask(Purpose, String),
    /// Why is this value what it is?
    Explain(Subject),
    /// Follow a lead of Why.
    Follow(Lead),
    /// Back in Why.
    Back,
    /// Another place.
    Place(Place),
    /// Another period.
    Period(Period),
    /// Other books.
    Books(Of),
    /// Other years.
    Years(i32, i32),
    /// Another budget year, version or account.
    Budget(BudgetLook),
    /// Another year of assessment.
    Assess(AssessLook),
    /// Another screen.
    Go(Screen),
    /// Another tab.
    Tab(Tab),
    /// Another scenario on the scenario screen, by its place among them.
    Scenario(usize),
    /// Look for the value of a lever that meets a goal.
    Seek(Lever),
    /// Another page of the deck.
    Page(usize),
    /// Use this template, or none.
    Template(Option<PathBuf>),
    /// Show a cell of the data.
    Reveal(usize, usize),
    /// Correct a value by hand.
    Correct(Asked),
    /// Put a picture of what is shown on the clipboard.
    CopyView,
    /// Add what is shown to the deck.
    AddToDeck,
    /// Something of one of the charts that are shown, by its number.
    Chart(usize, ChartWish),
    /// Write at a point of a chart, or take away what is written there.
    Note {
        /// The chart.
        chart: NoteOn,
        /// The point and the words, of which nothing takes it away; its chart is filled in.
        note: ChartNote,
        /// What stands at this point.
        former: Vec<ChartNote>,
    },
    /// Money in another unit.
    Unit(MoneyUnit),
    /// Another language.
    Language(Language),
    /// Light instead of dark, or the other way round.
    Brightness,
    /// Show or hide the panel on the right.
    Inspector,
    /// Show or hide what finds any command.
    Palette,
    /// Show what was found, or hide it.
    Findings,
    /// Tell about the program, or stop it.
    About,
    /// Open help at a topic, or at its contents.
    Help(Option<Topic>),
    /// Begin the tour.
    Tour,
    /// The list of blank tables is opened.
    Blanks,
    /// Say no more above the page that it is the sample.
    HideStrip,
    /// Show the former versions of a project.
    Versions(PathBuf),
    /// Keep former versions beside the project from now on, or no longer.
    VersionsBeside(bool),
    /// Open the project's file in a window beside this one.
    Beside,
}

/// What every part that draws is handed.
#[derive(Clone, Copy)]
pub struct Look {
    /// Colours.
    pub theme: &'static Theme,
    /// Language and unit.
    pub style: Style,
}

impl Look {
    /// A text by key.
    pub fn text(self, key: &str) -> &str {
        self.style.language.text(key)
    }
}

/// A choice out of a list in a drop-down; the one taken.
pub fn choose<T: PartialEq + Clone>(
    ui: &mut egui::Ui,
    name: &str,
    width: f32,
    choices: &[(T, String)],
    current: &T,
) -> Option<T> {
    let shown = choices.iter().find(|(choice, _)| choice == current).map_or("", |(_, text)| text.trim());
    let mut taken = None;
    let list = egui::ComboBox::from_id_salt(name).width(width).truncate().selected_text(shown).height(420.0);
    let answer = list.show_ui(ui, |ui| {
        for (choice, text) in choices {
            if ui.selectable_label(choice == current, text).clicked() && choice != current {
                taken = Some(choice.clone());
            }
        }
    });
    let label = format!("{name}: {shown}");
    answer.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
    // What there is no room for is told in full.
    let font = egui::TextStyle::Button.resolve(ui.style());
    let whole = ui.painter().layout_no_wrap(shown.to_owned(), font, egui::Color32::PLACEHOLDER).size().x;
    let room = answer.response.rect.width() - ui.spacing().icon_width - 3.0 * ui.spacing().button_padding.x;
    if whole > room {
        answer.response.on_hover_text(shown);
    }
    taken
}
