//! Every action of the window, once: menu, shortcuts and palette are made from this table, and from the lists of pages
//! and tabs, each of which has a command that goes there.

use eframe::egui;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::page::Scene;
use super::pointed;
use super::purpose::{DeckFile, Purpose};
use super::regions;
use super::screens;
use super::state::{Action, Command, Screen, Tab};
use super::widgets::icon::Icon;
use crate::dataset::Example;
use crate::help;
use crate::locale::Language;
use crate::report::words::number::MoneyUnit;
use crate::session::{self, Edit, Session};

/// A part of the menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their commands tell")]
pub enum Menu {
    Files,
    Sharing,
    Changes,
    Window,
    Program,
}

impl Menu {
    /// All, from above.
    pub const ALL: [Menu; 5] = [Menu::Files, Menu::Sharing, Menu::Changes, Menu::Window, Menu::Program];
}

/// What a command does.
#[derive(Clone, Copy)]
enum Does {
    Go(Screen),
    Tab(Tab),
    Run(fn(Scene<'_>, &Context) -> Vec<Action>),
}

/// A command as the table has it.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Which one; the key of its words.
    pub command: Command,
    /// Its keys; the first is the one that menus show.
    pub keys: &'static [KeyboardShortcut],
    /// Whether a field that is being typed in keeps the keys to itself.
    of_text_too: bool,
    /// Its icon, where it has a button.
    pub icon: Option<Icon>,
    /// Where it is in the menu.
    pub menu: Option<Menu>,
    /// Whether there is something to be done in the menu.
    pub is_enabled: fn(&Session) -> bool,
    does: Does,
}

/// A command of the table, with its keys.
const fn entry(
    command: Command,
    keys: &'static [KeyboardShortcut],
    run: fn(Scene<'_>, &Context) -> Vec<Action>,
) -> Entry {
    let is_enabled = |_: &Session| true;
    Entry { command, keys, of_text_too: false, icon: None, menu: None, is_enabled, does: Does::Run(run) }
}

impl Entry {
    const fn icon(self, icon: Icon) -> Entry {
        Entry { icon: Some(icon), ..self }
    }

    const fn menu(self, menu: Menu) -> Entry {
        Entry { menu: Some(menu), ..self }
    }

    /// A field that is being typed in keeps the keys to itself.
    const fn of_text_too(self) -> Entry {
        Entry { of_text_too: true, ..self }
    }

    const fn where_there_is(self, is_enabled: fn(&Session) -> bool) -> Entry {
        Entry { is_enabled, ..self }
    }
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers { shift: true, ..Modifiers::COMMAND }, key)
}

/// The keys of the screens, in the order of the rail.
const SCREENS: [KeyboardShortcut; 9] = {
    use Key::{Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9};
    [ctrl(Num1), ctrl(Num2), ctrl(Num3), ctrl(Num4), ctrl(Num5), ctrl(Num6), ctrl(Num7), ctrl(Num8), ctrl(Num9)]
};

const FILES: &[Entry] = &[
    entry(Command::OPEN, &[ctrl(Key::O)], |_, _| ask(Purpose::Open, "")).icon(Icon::Open).menu(Menu::Files),
    entry(Command::IMPORT, &[shift(Key::O)], |_, _| ask(Purpose::Import, "")).menu(Menu::Files),
    entry(Command::BLANK_TABLE, &[], |_, _| vec![Action::Blanks]).menu(Menu::Files),
    entry(Command("command.read_again"), &[KeyboardShortcut::new(Modifiers::NONE, Key::F5)], |_, _| {
        does(session::Command::ReadAgain)
    })
    .where_there_is(Session::can_read_again)
    .menu(Menu::Files),
    entry(Command("command.open_sample"), &[], |_, _| does(session::Command::OpenExample(Example::Huangshan)))
        .menu(Menu::Files),
    entry(Command("command.open_provinces"), &[], |_, _| does(session::Command::OpenExample(Example::Provinces)))
        .menu(Menu::Files),
    entry(Command("command.open_liaoning"), &[], |_, _| does(session::Command::OpenExample(Example::Liaoning)))
        .menu(Menu::Files),
    #[cfg(windows)]
    entry(Command("command.associate"), &[], |_, _| does(session::Command::Associate)).menu(Menu::Files),
    entry(Command("command.save"), &[ctrl(Key::S)], |at, _| match at.session.path() {
        Some(path) => does(session::Command::Save(path.to_owned())),
        None => ask(Purpose::SaveProject, at.session.name()),
    })
    .menu(Menu::Files),
    entry(Command("command.save_as"), &[shift(Key::S)], |at, _| ask(Purpose::SaveProject, at.session.name()))
        .menu(Menu::Files),
    entry(Command("command.versions"), &[], |at, _| {
        at.session.path().map(|path| Action::Versions(path.to_owned())).into_iter().collect()
    })
    .where_there_is(|session| session.path().is_some())
    .menu(Menu::Files),
    entry(Command("command.compare"), &[], |_, _| ask(Purpose::Compare, "")).menu(Menu::Files),
    entry(Command::EXPORT_VIEW, &[ctrl(Key::E)], |at, _| {
        ask(Purpose::ExportView, &format!("{} {}", at.session.name(), at.look.text(at.view.screen.0)))
    })
    .icon(Icon::Export)
    .menu(Menu::Sharing),
    entry(Command("command.copy_view"), &[shift(Key::C)], |_, _| vec![Action::CopyView])
        .of_text_too()
        .menu(Menu::Sharing),
    entry(Command::UNDO, &[ctrl(Key::Z)], |at, _| step(at, session::Command::Undo, session::Command::UndoChoice))
        .of_text_too()
        .where_there_is(|session| session.undo_label().is_some())
        .icon(Icon::Undo)
        .menu(Menu::Changes),
    entry(Command::REDO, &[ctrl(Key::Y), shift(Key::Z)], |at, _| {
        step(at, session::Command::Redo, session::Command::RedoChoice)
    })
    .of_text_too()
    .where_there_is(|session| session.redo_label().is_some())
    .icon(Icon::Redo)
    .menu(Menu::Changes),
    entry(Command::HISTORY, &[], |_, ctx| now(|| egui::Popup::toggle_id(ctx, history_id())))
        .icon(Icon::History)
        .menu(Menu::Changes),
];

const DECK: &[Entry] = &[
    entry(Command::ADD_TO_DECK, &[ctrl(Key::R)], |_, _| vec![Action::AddToDeck]).menu(Menu::Sharing),
    // The deck as a written report; without a deck, where one is begun.
    entry(Command("command.write_report"), &[], |at, _| match at.session.deck() {
        deck if deck.pages.is_empty() => vec![Action::Go(Screen::DECK)],
        deck if deck.name.is_empty() => ask(Purpose::ExportDeck(DeckFile::Report), at.session.name()),
        deck => ask(Purpose::ExportDeck(DeckFile::Report), &deck.name),
    })
    .menu(Menu::Sharing),
];

const WINDOW: &[Entry] = &[
    entry(Command::PALETTE, &[ctrl(Key::K)], |_, _| vec![Action::Palette]).icon(Icon::Search),
    entry(Command::INSPECTOR, &[ctrl(Key::I)], |_, _| vec![Action::Inspector]).icon(Icon::Inspector).menu(Menu::Window),
    entry(Command("command.next_region"), &[KeyboardShortcut::new(Modifiers::NONE, Key::F6)], |at, ctx| {
        now(|| regions::step(ctx, at.view.screen.0))
    })
    .menu(Menu::Window),
    entry(Command("command.toggle_theme"), &[], |_, _| vec![Action::Brightness]).menu(Menu::Window),
    entry(Command::LANGUAGE, &[], |at, _| vec![Action::Language(at.look.style.language.other())]).menu(Menu::Window),
    entry(Command("command.switch_terms"), &[], |at, _| {
        let language = at.look.style.language;
        vec![Action::Language(language.in_terms(language.terms().other()))]
    })
    .menu(Menu::Window),
    entry(Command("command.unit_yuan"), &[], |_, _| vec![Action::Unit(MoneyUnit::Yuan)]),
    entry(Command("command.unit_ten_thousand"), &[], |_, _| vec![Action::Unit(MoneyUnit::TenThousand)]),
    entry(Command("command.unit_hundred_million"), &[], |_, _| vec![Action::Unit(MoneyUnit::HundredMillion)]),
    entry(Command::NEW_SCENARIO, &[ctrl(Key::N)], |at, _| {
        let scenarios = at.session.scenarios();
        let named = |n: usize| at.look.style.language.fill("scenario.new_name", &[("number", &n.to_string())]);
        let is_free = |name: &String| scenarios.iter().all(|scenario| scenario.name != *name);
        let free = (scenarios.len() + 1..).map(named).find(is_free).filter(|_| !scenarios.is_empty());
        free.map_or_else(Vec::new, |name| behind(at, Edit::Derive(at.number(), name)))
    })
    .menu(Menu::Changes),
    entry(Command::DUPLICATE_SCENARIO, &[ctrl(Key::D)], |at, _| behind(at, Edit::Duplicate(at.number())))
        .menu(Menu::Changes),
    entry(Command("command.move_on"), &[], |_, _| does(session::Command::Edit(Edit::MoveOn)))
        .where_there_is(Session::can_move_on)
        .menu(Menu::Changes),
    entry(Command("command.zoom_in"), &[ctrl(Key::Plus), ctrl(Key::Equals)], |_, ctx| zoom(ctx, 0.1))
        .menu(Menu::Window),
    entry(Command("command.zoom_out"), &[ctrl(Key::Minus)], |_, ctx| zoom(ctx, -0.1)).menu(Menu::Window),
    entry(Command("command.zoom_reset"), &[ctrl(Key::Num0)], |_, ctx| now(|| ctx.set_zoom_factor(1.0)))
        .menu(Menu::Window),
    // Of what is pointed at; else of the page.
    entry(Command::HELP, &[KeyboardShortcut::new(Modifiers::NONE, Key::F1)], |at, ctx| {
        let of_page = || help::chapter_of(at.view.screen.0);
        vec![Action::Help(Some(pointed::topic(ctx).unwrap_or_else(of_page)))]
    })
    .icon(Icon::Help)
    .menu(Menu::Program),
    entry(Command::TOUR, &[], |_, _| vec![Action::Tour]).menu(Menu::Program),
    entry(Command::ABOUT, &[], |_, _| vec![Action::About]).menu(Menu::Program),
    entry(Command("command.quit"), &[ctrl(Key::Q)], |_, ctx| {
        now(|| ctx.send_viewport_cmd(egui::ViewportCommand::Close))
    })
    .menu(Menu::Program),
];

fn ask(purpose: Purpose, name: &str) -> Vec<Action> {
    vec![Action::Ask(purpose, name.to_owned())]
}

fn does(command: session::Command) -> Vec<Action> {
    vec![Action::Session(command)]
}

/// Something of the window itself is done at once.
fn now(change: impl FnOnce()) -> Vec<Action> {
    change();
    Vec::new()
}

/// On an import it is choices that are taken back.
fn step(at: Scene<'_>, of_work: session::Command, of_import: session::Command) -> Vec<Action> {
    does(if at.view.screen == Screen::IMPORT { of_import } else { of_work })
}

/// Adds a scenario behind the one that is shown, and shows it.
fn behind(at: Scene<'_>, edit: Edit) -> Vec<Action> {
    let add = Action::Session(session::Command::Edit(edit));
    vec![add, Action::Scenario(at.number() + 1), Action::Go(Screen::SCENARIO)]
}

fn zoom(ctx: &Context, by: f32) -> Vec<Action> {
    now(|| ctx.set_zoom_factor((ctx.zoom_factor() + by).clamp(0.5, 3.0)))
}

/// What the list of all changes is known by, to open it from elsewhere.
pub fn history_id() -> egui::Id {
    egui::Id::unique("history")
}

/// All commands, in the order of the palette.
pub fn all() -> impl Iterator<Item = Entry> {
    let go = |command, keys, does| Entry { does, ..entry(Command(command), keys, |_, _| Vec::new()) };
    // Screens beyond the digits have no keys, and are found all the same.
    let screens = screens::ALL.iter().zip(SCREENS.chunks(1).chain(std::iter::repeat(&SCREENS[..0])));
    let screens = screens.filter_map(move |(page, keys)| {
        Some(go(page.command?, keys, Does::Go(Screen(page.key))).where_there_is(page.is_there))
    });
    let tabs = screens::ALL.iter().flat_map(|page| page.tabs);
    let tabs = tabs.map(move |tab| go(tab.key, &[], Does::Tab(Tab(tab.key))));
    let copied = |table: &'static [Entry]| table.iter().copied();
    copied(FILES).chain(screens).chain(copied(DECK)).chain(tabs).chain(copied(WINDOW))
}

impl Entry {
    /// Whether it leads anywhere: to a screen only where that is there.
    pub fn leads(&self, session: &Session) -> bool {
        !matches!(self.does, Does::Go(_)) || (self.is_enabled)(session)
    }

    /// What it does now.
    pub fn run(&self, scene: Scene<'_>, ctx: &Context) -> Vec<Action> {
        match self.does {
            _ if !self.leads(scene.session) => Vec::new(),
            Does::Go(screen) => vec![Action::Go(screen)],
            Does::Tab(tab) => {
                let screen = screens::ALL.iter().find(|page| page.tabs.iter().any(|own| own.key == tab.0));
                screen.map_or_else(Vec::new, |page| vec![Action::Go(Screen(page.key)), Action::Tab(tab)])
            }
            Does::Run(run) => run(scene, ctx),
        }
    }

    /// A button in a menu with its keys; whether it was clicked.
    pub fn menu_button(&self, ui: &mut egui::Ui, language: Language, is_enabled: bool) -> bool {
        let button = egui::Button::new(self.command.text(language)).shortcut_text(self.command.keys(ui.ctx()));
        let clicked = ui.add_enabled(is_enabled, button).clicked();
        if clicked {
            ui.close();
        }
        clicked
    }
}

impl Command {
    /// As the table has it.
    pub fn entry(self) -> Option<Entry> {
        all().find(|entry| entry.command == self)
    }

    /// Its words.
    pub fn text(self, language: Language) -> &'static str {
        language.text(self.0)
    }

    /// Its keys in words; empty where it has none.
    pub fn keys(self, ctx: &Context) -> String {
        let shortcut = self.entry().and_then(|entry| entry.keys.first());
        shortcut.map_or_else(String::new, |shortcut| ctx.format_shortcut(shortcut))
    }
}

/// The command whose keys were pressed.
pub fn pressed(ctx: &Context) -> Option<Command> {
    let typing = ctx.text_edit_focused();
    let free = |entry: &Entry| !(typing && entry.of_text_too);
    // Ctrl+Shift+S would be taken for Ctrl+S: those with more modifiers are asked first.
    let mut asked: Vec<(Command, KeyboardShortcut)> =
        all().filter(free).flat_map(|entry| entry.keys.iter().map(move |keys| (entry.command, *keys))).collect();
    asked.sort_by_key(|(_, shortcut)| !shortcut.modifiers.shift);
    ctx.input_mut(|i| asked.into_iter().find(|(_, shortcut)| i.consume_shortcut(shortcut)).map(|(c, _)| c))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_command_has_words_in_both_languages_and_keys_of_its_own() {
        let (mut commands, mut keys) = (HashSet::new(), HashSet::new());
        for entry in all() {
            assert!(commands.insert(entry.command), "{:?} is there twice", entry.command);
            for language in Language::ALL {
                assert_ne!(entry.command.text(language), entry.command.0);
            }
            for shortcut in entry.keys {
                assert!(keys.insert(*shortcut), "{:?} shares its keys", entry.command);
            }
        }
        let named = [Command::OPEN, Command::IMPORT, Command::EXPORT_VIEW, Command::UNDO, Command::REDO];
        let more = [Command::HISTORY, Command::PALETTE, Command::INSPECTOR, Command::LANGUAGE, Command::ABOUT];
        let last = [Command::NEW_SCENARIO, Command::DUPLICATE_SCENARIO];
        let help = [Command::HELP, Command::TOUR, Command::BLANK_TABLE];
        assert!(named.iter().chain(&more).chain(&last).chain(&help).all(|command| commands.contains(command)));
    }
}
