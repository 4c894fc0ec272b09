//! The frame around the screens: the rail on the left, the bar on top, the line at the bottom.

use std::sync::atomic::Ordering;

use eframe::egui;
use egui::{Align, Layout, RichText};

use crate::finding::Severity;
use crate::measures::{Counties, Fund};
use crate::month::Period;
use crate::report::words::number::{MoneyUnit, grouped};
use crate::report::{Books, Place};
use crate::session::exporting::Exporting;
use crate::session::reading::Watch;
use crate::session::{Opening, Session};
use crate::ui::command::Command;
use crate::ui::screens::workbench;
use crate::ui::state::{Action, Look, Screen, View, choose};
use crate::ui::theme::Lettering;
use crate::ui::widgets::icon::{Icon, icon_button, rail_item};
use crate::ui::widgets::segmented::segmented;

/// The screens, with the project's name above and the menu below.
pub fn rail(ui: &mut egui::Ui, look: Look, session: &Session, shown: Screen, narrow: bool, actions: &mut Vec<Action>) {
    let theme = look.theme;
    if !narrow {
        let changed = if session.is_changed() { " •" } else { "" };
        ui.add(egui::Label::new(RichText::new(format!("{}{changed}", session.name())).strong()).truncate());
        ui.label(RichText::new(look.text("app.title")).font(Lettering::Caption.font()).color(theme.muted));
        ui.add_space(12.0);
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    let import = session.draft().map(|_| Screen::Import);
    for screen in Screen::ALL.into_iter().chain(import) {
        let icon = match screen {
            Screen::Overview => Icon::Overview,
            Screen::County => Icon::County,
            Screen::Years => Icon::Years,
            Screen::Scenario => Icon::Scenario,
            Screen::Data => Icon::Data,
            Screen::Deck => Icon::Export,
            Screen::Published => Icon::Published,
            Screen::Import => Icon::Open,
        };
        let keys = screen.command().map_or_else(String::new, |command| command.keys(ui.ctx()));
        let name = look.text(screen.text_key());
        if rail_item(ui, theme, icon, name, &keys, screen == shown, narrow).clicked() {
            actions.push(Action::Go(screen));
        }
    }
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let help = rail_item(ui, theme, Icon::Help, look.text("command.about"), "F1", false, narrow);
        if help.clicked() {
            actions.push(Action::Command(Command::About));
        }
        let menu = rail_item(ui, theme, Icon::Settings, look.text("app.menu"), "", false, narrow);
        egui::Popup::menu(&menu).show(|ui| menus(ui, look, session, actions));
        let find = rail_item(ui, theme, Icon::Search, look.text("app.find"), "Ctrl+K", false, narrow);
        if find.clicked() {
            actions.push(Action::Command(Command::Palette));
        }
    });
}

/// Every command, with its keys.
fn menus(ui: &mut egui::Ui, look: Look, session: &Session, actions: &mut Vec<Action>) {
    ui.set_min_width(220.0);
    let groups: [&[Command]; 5] = [
        &[Command::Open, Command::Import, Command::OpenSample, Command::Save, Command::SaveAs],
        &[Command::ExportView, Command::CopyView, Command::AddToDeck],
        &[Command::Undo, Command::Redo, Command::History, Command::NewScenario, Command::DuplicateScenario],
        &[
            Command::ToggleInspector,
            Command::ToggleTheme,
            Command::SwitchLanguage,
            Command::ZoomIn,
            Command::ZoomOut,
            Command::ZoomReset,
        ],
        &[Command::About, Command::Quit],
    ];
    for (n, group) in groups.iter().enumerate() {
        if n > 0 {
            ui.separator();
        }
        for command in *group {
            let enabled = match command {
                Command::Undo => session.undo_label().is_some(),
                Command::Redo => session.redo_label().is_some(),
                _ => true,
            };
            if command.menu_button(ui, look.style.language, enabled) {
                actions.push(Action::Command(*command));
            }
        }
    }
}

/// Place, period, books, unit, undo and redo, export.
pub fn top_bar(ui: &mut egui::Ui, look: Look, session: &Session, view: &View, actions: &mut Vec<Action>) {
    let language = look.style.language;
    ui.horizontal_centered(|ui| {
        if matches!(view.screen, Screen::County | Screen::Years | Screen::Scenario) {
            let mut places = vec![(Place::City, look.text("place.city").to_owned())];
            let county = |c: &crate::dataset::County| (Place::County(c.name.clone()), format!("　{}", c.name));
            places.extend(session.data().counties.iter().map(county));
            if let Some(place) = choose(ui, look.text("app.place"), 120.0, &places, &view.place) {
                actions.push(Action::Place(place));
            }
        }
        if view.screen == Screen::Scenario {
            workbench::tabs(ui, look, view, actions);
        }
        if view.screen == Screen::Overview {
            let periods = periods(look, session, view.books);
            if let Some(period) = choose(ui, look.text("app.period"), 128.0, &periods, &view.period) {
                actions.push(Action::Period(period));
            }
        }
        if matches!(view.screen, Screen::Overview | Screen::County | Screen::Years) {
            let mut books = vec![(Books::Data, look.text("app.observed").to_owned())];
            for (n, scenario) in session.scenarios().iter().enumerate() {
                let name = language.fill("app.of_scenario", &[("name", &scenario.name)]);
                books.push((Books::Scenario(n), name));
            }
            if let Some(taken) = choose(ui, look.text("app.books"), 180.0, &books, &view.books) {
                actions.push(Action::Books(taken));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let mut button = |ui: &mut egui::Ui, icon, command: Command, name: &str| {
                let keys = command.keys(ui.ctx());
                if icon_button(ui, look.theme, icon, name, &keys).clicked() {
                    actions.push(Action::Command(command));
                }
            };
            button(ui, Icon::Inspector, Command::ToggleInspector, Command::ToggleInspector.text(language));
            button(ui, Icon::Export, Command::ExportView, Command::ExportView.text(language));
            button(ui, Icon::Open, Command::Open, Command::Open.text(language));
            let step = |command: Command, label: Option<&str>| match label {
                Some(label) => format!("{}：{label}", command.text(language)),
                None => command.text(language).to_owned(),
            };
            let (undo, redo) = match session.draft().filter(|_| view.screen == Screen::Import) {
                Some(draft) => {
                    let choice = look.text("import.choice");
                    (draft.can_undo().then_some(choice), draft.can_redo().then_some(choice))
                }
                None => (session.undo_label(), session.redo_label()),
            };
            ui.add_enabled_ui(redo.is_some(), |ui| {
                button(ui, Icon::Redo, Command::Redo, &step(Command::Redo, redo));
            });
            ui.add_enabled_ui(undo.is_some(), |ui| {
                button(ui, Icon::Undo, Command::Undo, &step(Command::Undo, undo));
            });
            let goes = history(ui, look, session, view.screen != Screen::Import);
            actions.extend(goes.map(|n| Action::Session(crate::session::Command::GoTo(n))));
            ui.add_space(2.0);
            let mut unit = look.style.unit;
            let units = MoneyUnit::ALL.map(|unit| (unit, look.text(unit.text_key())));
            if segmented(ui, look.theme, look.text("app.unit"), &units, &mut unit) {
                actions.push(Action::Command(match unit {
                    MoneyUnit::Yuan => Command::UnitYuan,
                    MoneyUnit::TenThousand => Command::UnitTenThousand,
                    MoneyUnit::HundredMillion => Command::UnitHundredMillion,
                }));
            }
        });
    });
}

/// What the list of all changes is known by, to open it from elsewhere.
pub fn history_id() -> egui::Id {
    egui::Id::unique("history")
}

/// The list of all changes, the newest first: those done plain, those undone muted. How many are to be done.
fn history(ui: &mut egui::Ui, look: Look, session: &Session, enabled: bool) -> Option<usize> {
    let (labels, done) = session.steps();
    let name = look.text("command.history");
    let enabled = enabled && !labels.is_empty();
    let button = ui.add_enabled_ui(enabled, |ui| icon_button(ui, look.theme, Icon::History, name, "")).inner;
    let mut taken = None;
    let popup = egui::Popup::menu(&button).id(history_id()).accessible_name(name);
    popup.show(|ui| {
        ui.set_min_width(260.0);
        if !enabled {
            ui.label(RichText::new(look.text("family.no_steps")).color(look.theme.muted));
            return;
        }
        egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let first = look.text("family.first_step");
            let steps = labels.iter().enumerate().map(|(n, label)| (n + 1, *label)).rev();
            for (n, label) in steps.chain([(0, first)]) {
                let color = if n > done { look.theme.muted } else { look.theme.ink };
                if ui.selectable_label(n == done, RichText::new(label).color(color)).clicked() {
                    taken = Some(n);
                }
            }
        });
    });
    taken.filter(|n| *n != done)
}

/// The years on record, then the months, the newest first.
fn periods(look: Look, session: &Session, books: Books) -> Vec<(Period, String)> {
    let runs = session.runs();
    let fund = match books {
        Books::Data => Some(Fund::observed(session.data())),
        Books::Scenario(n) => runs.get(n).and_then(|r| r.as_deref()).map(|s| s.fund()),
    };
    let Some(fund) = fund else { return Vec::new() };
    let language = look.style.language;
    let (first, last) = fund.data.range();
    let mut periods: Vec<(Period, String)> = Vec::new();
    for year in (first.year()..=last.year()).rev() {
        if fund.months_on_record(Counties::All, Period::Year(year)) > 0 {
            periods.push((Period::Year(year), language.fill("period.year", &[("year", &year.to_string())])));
        }
    }
    if let (Period::Month(first), Period::Month(last)) = (first, last) {
        for n in 0..=last.since(first) {
            let month = last.plus(-n);
            let values = [("year", &*month.year().to_string()), ("month", &*month.month().to_string())];
            periods.push((Period::Month(month), language.fill("period.month", &values)));
        }
    }
    periods
}

/// Where the data come from, what was found, and when it was reckoned.
pub fn bottom_line(
    ui: &mut egui::Ui,
    look: Look,
    session: &Session,
    scenario: Option<usize>,
    actions: &mut Vec<Action>,
) {
    let language = look.style.language;
    let small = |text: String| RichText::new(text).font(Lettering::Caption.font());
    ui.horizontal_centered(|ui| {
        let sample = session.data().is_sample;
        let key = if sample { "source.sample" } else { "source.files" };
        let source = language.fill(key, &[("source", session.source())]);
        let color = if sample { look.theme.legible(look.theme.amber) } else { look.theme.muted };
        ui.label(small(source).color(color));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let number = scenario.unwrap_or(0);
            if let Some(outcome) = session.outcome(number) {
                let took = format!("{:.1}", outcome.took.as_secs_f64() * 1000.0);
                let key = if session.is_current(number) { "app.took" } else { "app.running" };
                ui.label(small(language.fill(key, &[("ms", &took)])).color(look.theme.muted));
            }
            let of_run = scenario.and_then(|n| session.outcome(n)).map(|outcome| match &outcome.result {
                Ok(settled) => settled.run.notes.as_slice(),
                Err(findings) => findings,
            });
            let all = || session.findings().iter().chain(of_run.unwrap_or_default());
            let count = |severity| all().filter(|f| f.severity == severity).count().to_string();
            let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
            let values = [("errors", &*errors), ("warnings", &*warnings), ("notes", &*notes)];
            let found = ui.link(small(language.fill("app.findings", &values)));
            if found.clicked() {
                actions.push(Action::Findings);
            }
        });
    });
}

/// What is being opened, with a way out.
pub fn opening(ui: &mut egui::Ui, look: Look, opening: &Opening, actions: &mut Vec<Action>) {
    // Quick work needs no words.
    if opening.since.elapsed().as_millis() < 300 {
        ui.ctx().request_repaint_after_secs(0.3);
        return;
    }
    ui.horizontal(|ui| {
        ui.spinner();
        let name = egui::Label::new(look.style.language.fill("app.opening", &[("name", &opening.name)]));
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - 220.0);
            ui.add(name.truncate());
        });
        if let Some(rows) = rows_so_far(look, &opening.watch) {
            ui.label(rows);
        }
        if ui.button(look.text("dialog.cancel")).clicked() {
            actions.push(Action::Session(crate::session::Command::Cancel));
        }
    });
}

/// The file that is being made, with a way out.
pub fn exporting(ui: &mut egui::Ui, look: Look, exporting: &Exporting, actions: &mut Vec<Action>) {
    ui.ctx().request_repaint_after_secs(0.1);
    if exporting.since.elapsed().as_millis() < 300 {
        return;
    }
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(look.style.language.fill("deck.exporting", &[("name", &exporting.name)]));
        let (done, all) = exporting.progress.so_far();
        let share = if all > 0 { done as f32 / all as f32 } else { 0.0 };
        ui.add(egui::ProgressBar::new(share).desired_width(160.0).show_percentage());
        if ui.button(look.text("dialog.cancel")).clicked() {
            actions.push(Action::Session(crate::session::Command::CancelExport));
        }
    });
}

/// How many rows were read so far, where that is known.
pub fn rows_so_far(look: Look, watch: &Watch) -> Option<String> {
    let rows = watch.rows.load(Ordering::Relaxed);
    (rows > 0).then(|| look.style.language.fill("app.rows_so_far", &[("count", &grouped(rows.into(), 0))]))
}

/// The head of the panel on the right.
pub fn why_head(ui: &mut egui::Ui, look: Look, can_go_back: bool, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        if can_go_back && ui.button(look.text("inspector.back")).clicked() {
            actions.push(Action::Back);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, look.theme, Icon::Close, look.text("ui.close"), "Ctrl+I").clicked() {
                actions.push(Action::Command(Command::ToggleInspector));
            }
        });
    });
}
