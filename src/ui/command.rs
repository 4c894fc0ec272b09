//! Every action of the window, once: menu, shortcut and palette are made from this list.

use eframe::egui;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

use crate::locale::Language;
use crate::ui::screens::workbench::Tab;

/// An action of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Command {
    /// Open files.
    Open,
    /// Read tables.
    Import,
    /// Open the sample data.
    OpenSample,
    /// Save the project.
    Save,
    /// Save the project under another name.
    SaveAs,
    /// Write what is shown to a file.
    ExportView,
    /// Put a picture of what is shown on the clipboard.
    CopyView,
    /// Take back the last change.
    Undo,
    /// Do it again.
    Redo,
    /// The list of all changes, done and undone.
    History,
    /// 总览
    ScreenOverview,
    /// 区县
    ScreenCounty,
    /// 年度对比
    ScreenYears,
    /// 情景
    ScreenScenario,
    /// 数据
    ScreenData,
    /// 报告
    ScreenDeck,
    /// 核对
    ScreenPublished,
    /// Add what is shown to the deck.
    AddToDeck,
    /// A tab of 情景.
    Tab(Tab),
    /// Find a command, a county or a measure.
    Palette,
    /// Show or hide the panel on the right.
    ToggleInspector,
    /// Light or dark.
    ToggleTheme,
    /// Chinese or English.
    SwitchLanguage,
    /// Money in 元.
    UnitYuan,
    /// Money in 万元.
    UnitTenThousand,
    /// Money in 亿元.
    UnitHundredMillion,
    /// A new scenario.
    NewScenario,
    /// A copy of the scenario shown.
    DuplicateScenario,
    /// Everything larger.
    ZoomIn,
    /// Everything smaller.
    ZoomOut,
    /// Everything at its size.
    ZoomReset,
    /// About the program.
    About,
    /// Leave.
    Quit,
}

impl Command {
    /// All, in the order of the menus.
    pub const ALL: [Command; 40] = [
        Command::Open,
        Command::Import,
        Command::OpenSample,
        Command::Save,
        Command::SaveAs,
        Command::ExportView,
        Command::CopyView,
        Command::Undo,
        Command::Redo,
        Command::History,
        Command::ScreenOverview,
        Command::ScreenCounty,
        Command::ScreenYears,
        Command::ScreenScenario,
        Command::ScreenData,
        Command::ScreenDeck,
        Command::ScreenPublished,
        Command::AddToDeck,
        Command::Tab(Tab::Outcome),
        Command::Tab(Tab::Compare),
        Command::Tab(Tab::Answers),
        Command::Tab(Tab::Sensitivity),
        Command::Tab(Tab::Bridge),
        Command::Tab(Tab::Uncertainty),
        Command::Tab(Tab::Replay),
        Command::Tab(Tab::Variance),
        Command::Palette,
        Command::ToggleInspector,
        Command::ToggleTheme,
        Command::SwitchLanguage,
        Command::UnitYuan,
        Command::UnitTenThousand,
        Command::UnitHundredMillion,
        Command::NewScenario,
        Command::DuplicateScenario,
        Command::ZoomIn,
        Command::ZoomOut,
        Command::ZoomReset,
        Command::About,
        Command::Quit,
    ];

    /// The key of its words in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Command::Open => "command.open",
            Command::Import => "command.import",
            Command::OpenSample => "command.open_sample",
            Command::Save => "command.save",
            Command::SaveAs => "command.save_as",
            Command::ExportView => "command.export_view",
            Command::CopyView => "command.copy_view",
            Command::Undo => "command.undo",
            Command::Redo => "command.redo",
            Command::History => "command.history",
            Command::ScreenOverview => "command.screen_overview",
            Command::ScreenCounty => "command.screen_county",
            Command::ScreenYears => "command.screen_years",
            Command::ScreenScenario => "command.screen_scenario",
            Command::ScreenData => "command.screen_data",
            Command::ScreenDeck => "command.screen_deck",
            Command::ScreenPublished => "command.screen_published",
            Command::AddToDeck => "command.add_to_deck",
            Command::Tab(tab) => tab.text_key(),
            Command::Palette => "command.palette",
            Command::ToggleInspector => "command.toggle_inspector",
            Command::ToggleTheme => "command.toggle_theme",
            Command::SwitchLanguage => "command.switch_language",
            Command::UnitYuan => "command.unit_yuan",
            Command::UnitTenThousand => "command.unit_ten_thousand",
            Command::UnitHundredMillion => "command.unit_hundred_million",
            Command::NewScenario => "command.new_scenario",
            Command::DuplicateScenario => "command.duplicate_scenario",
            Command::ZoomIn => "command.zoom_in",
            Command::ZoomOut => "command.zoom_out",
            Command::ZoomReset => "command.zoom_reset",
            Command::About => "command.about",
            Command::Quit => "command.quit",
        }
    }

    /// Its words.
    pub fn text(self, language: Language) -> &'static str {
        language.text(self.text_key())
    }

    /// Its keys; the first is the one that menus show.
    pub const fn shortcuts(self) -> &'static [KeyboardShortcut] {
        const fn ctrl(key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(Modifiers::COMMAND, key)
        }
        const fn shift(key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(Modifiers { shift: true, ..Modifiers::COMMAND }, key)
        }
        const fn bare(key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(Modifiers::NONE, key)
        }
        match self {
            Command::Open => const { &[ctrl(Key::O)] },
            Command::Import => const { &[shift(Key::O)] },
            Command::Save => const { &[ctrl(Key::S)] },
            Command::SaveAs => const { &[shift(Key::S)] },
            Command::ExportView => const { &[ctrl(Key::E)] },
            Command::CopyView => const { &[shift(Key::C)] },
            Command::Undo => const { &[ctrl(Key::Z)] },
            Command::Redo => const { &[ctrl(Key::Y), shift(Key::Z)] },
            Command::ScreenOverview => const { &[ctrl(Key::Num1)] },
            Command::ScreenCounty => const { &[ctrl(Key::Num2)] },
            Command::ScreenYears => const { &[ctrl(Key::Num3)] },
            Command::ScreenScenario => const { &[ctrl(Key::Num4)] },
            Command::ScreenData => const { &[ctrl(Key::Num5)] },
            Command::ScreenDeck => const { &[ctrl(Key::Num6)] },
            Command::ScreenPublished => const { &[ctrl(Key::Num7)] },
            Command::AddToDeck => const { &[ctrl(Key::R)] },
            Command::Palette => const { &[ctrl(Key::K)] },
            Command::ToggleInspector => const { &[ctrl(Key::I)] },
            Command::NewScenario => const { &[ctrl(Key::N)] },
            Command::DuplicateScenario => const { &[ctrl(Key::D)] },
            Command::ZoomIn => const { &[ctrl(Key::Plus), ctrl(Key::Equals)] },
            Command::ZoomOut => const { &[ctrl(Key::Minus)] },
            Command::ZoomReset => const { &[ctrl(Key::Num0)] },
            Command::About => const { &[bare(Key::F1)] },
            Command::Quit => const { &[ctrl(Key::Q)] },
            Command::Tab(_)
            | Command::History
            | Command::OpenSample
            | Command::ToggleTheme
            | Command::SwitchLanguage
            | Command::UnitYuan
            | Command::UnitTenThousand
            | Command::UnitHundredMillion => &[],
        }
    }

    /// Its keys in words; empty where it has none.
    pub fn keys(self, ctx: &Context) -> String {
        self.shortcuts().first().map_or_else(String::new, |shortcut| ctx.format_shortcut(shortcut))
    }

    /// Whether a field that is being typed in keeps the keys to itself.
    const fn is_of_text_too(self) -> bool {
        matches!(self, Command::Undo | Command::Redo | Command::CopyView)
    }

    /// The command whose keys were pressed.
    pub fn pressed(ctx: &Context) -> Option<Command> {
        let typing = ctx.text_edit_focused();
        let free = |command: &Command| !(typing && command.is_of_text_too());
        // Ctrl+Shift+S would be taken for Ctrl+S: those with more modifiers are asked first.
        let mut asked: Vec<(Command, KeyboardShortcut)> =
            Command::ALL.into_iter().filter(free).flat_map(|c| c.shortcuts().iter().map(move |s| (c, *s))).collect();
        asked.sort_by_key(|(_, shortcut)| !shortcut.modifiers.shift);
        ctx.input_mut(|i| asked.into_iter().find(|(_, shortcut)| i.consume_shortcut(shortcut)).map(|(c, _)| c))
    }

    /// A button in a menu with its keys; whether it was clicked.
    pub fn menu_button(self, ui: &mut egui::Ui, language: Language, enabled: bool) -> bool {
        let button = egui::Button::new(self.text(language)).shortcut_text(self.keys(ui.ctx()));
        let clicked = ui.add_enabled(enabled, button).clicked();
        if clicked {
            ui.close();
        }
        clicked
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_command_has_words_in_both_languages_and_keys_of_its_own() {
        let mut keys = HashSet::new();
        for command in Command::ALL {
            for language in Language::ALL {
                assert_ne!(command.text(language), command.text_key());
            }
            for shortcut in command.shortcuts() {
                assert!(keys.insert(*shortcut), "{command:?} shares its keys");
            }
        }
        let all: HashSet<Command> = Command::ALL.into_iter().collect();
        assert_eq!(all.len(), Command::ALL.len());
    }
}
