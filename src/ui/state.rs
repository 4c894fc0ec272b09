//! What the window shows at the moment, and what a person may ask of it.

use std::path::PathBuf;

use eframe::egui;

use crate::month::Period;
use crate::report::deck::parcel::Form;
use crate::report::words::number::Style;
use crate::report::{Books, Lead, Place, Subject};
use crate::session;
use crate::session::import::FindingsFile;
use crate::ui::command::Command;
use crate::ui::screens::workbench::{Tab, Workbench};
use crate::ui::theme::Theme;

/// The screens, each of which answers one question.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Screen {
    /// 总览: where is it worst?
    #[default]
    Overview,
    /// 区县: what comes in, what goes out?
    County,
    /// 年度对比: what changed between two years?
    Years,
    /// 情景: what if?
    Scenario,
    /// 数据: what was loaded?
    Data,
    /// 报告: what goes to the meeting?
    Deck,
    /// 核对: do the published figures hold?
    Published,
    /// 导入: what was read of the files? Only there while an import is under way.
    Import,
}

impl Screen {
    /// Those that are always there, in the order of the rail.
    pub const ALL: [Screen; 7] = [
        Screen::Overview,
        Screen::County,
        Screen::Years,
        Screen::Scenario,
        Screen::Data,
        Screen::Deck,
        Screen::Published,
    ];

    /// The key of its name.
    pub const fn text_key(self) -> &'static str {
        match self {
            Screen::Overview => "screen.overview",
            Screen::County => "screen.county",
            Screen::Years => "screen.years",
            Screen::Scenario => "screen.scenario",
            Screen::Data => "screen.data",
            Screen::Deck => "screen.deck",
            Screen::Published => "screen.published",
            Screen::Import => "screen.import",
        }
    }

    /// The command that goes there; an import is gone to by its place in the rail.
    pub const fn command(self) -> Option<Command> {
        Some(match self {
            Screen::Overview => Command::ScreenOverview,
            Screen::County => Command::ScreenCounty,
            Screen::Years => Command::ScreenYears,
            Screen::Scenario => Command::ScreenScenario,
            Screen::Data => Command::ScreenData,
            Screen::Deck => Command::ScreenDeck,
            Screen::Published => Command::ScreenPublished,
            Screen::Import => return None,
        })
    }
}

/// Which two years are compared, or the fund by year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum YearsView {
    /// Two years, side by side by month.
    #[default]
    Two,
    /// Income, expenditure and surplus of every year.
    Fund,
}

/// What is being looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The screen.
    pub screen: Screen,
    /// The place.
    pub place: Place,
    /// The month or year of the overview.
    pub period: Period,
    /// Observed data, or a scenario's.
    pub books: Books,
    /// The earlier and the later of two years.
    pub years: (i32, i32),
    /// Which comparison of years.
    pub years_view: YearsView,
    /// The scenario whose levers are shown.
    pub scenario: usize,
    /// What is chosen on the workbench of scenarios.
    pub workbench: Workbench,
    /// The page of the deck.
    pub page: usize,
    /// Somebody's own .pptx as template for slides.
    pub template: Option<PathBuf>,
    /// Whether the panel on the right is open.
    pub inspector: bool,
    /// What Why explains, the newest last.
    pub why: Vec<Subject>,
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
    Books(Books),
    /// Other years.
    Years(YearsView, i32, i32),
    /// A place in a screen.
    Go(Screen),
    /// Another scenario on the scenario screen.
    Scenario(usize),
    /// Another tab of the workbench.
    Tab(Tab),
    /// Something else is chosen on the workbench.
    Choose(Box<Workbench>),
    /// Another page of the deck.
    Page(usize),
    /// Make a file of the deck.
    ExportDeck(Form),
    /// Look for a template for slides.
    ChooseTemplate,
    /// Use this template, or none.
    Template(Option<PathBuf>),
    /// Save a scenario file.
    SaveScenario(usize),
    /// Write what was found in the import to a file.
    ExportFindings(FindingsFile),
    /// Show a cell of the data.
    Reveal(usize, usize),
    /// Show what was found, or hide it.
    Findings,
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
    taken
}
