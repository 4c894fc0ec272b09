//! The frame around the screens: the rail on the left, the bar on top, the line at the bottom.

use eframe::egui;
use egui::{Align, Layout, RichText};

use super::command::{self, Menu, history_id};
use super::page::{Chooser, PageEntry, Scene};
use super::pointed::{self, Anchor};
use super::regions;
use super::room::Room;
use super::screens;
use super::state::{Action, BudgetLook, Command, Look, Screen, Tab, choose};
use super::theme::Lettering;
use super::widgets::icon::{Icon, icon_button, rail_item};
use super::widgets::period::choose_period;
use super::widgets::place_tree::{Choosable, choose_place};
use super::widgets::segmented::{segmented, segmented_width};
use crate::finding::Severity;
use crate::fund::FundKind;
use crate::measures::Fund;
use crate::month::Period;
use crate::report::Books;
use crate::report::deck::Of;
use crate::report::views::overview::overlooked;
use crate::report::words::number::MoneyUnit;
use crate::sample;
use crate::session::{self, Session, store};

/// The screens, with the project's name above and the menu below.
pub fn rail(ui: &mut egui::Ui, scene: Scene<'_>, room: Room) {
    let (look, session) = (scene.look, scene.session);
    let theme = look.theme;
    let narrow = room.narrow;
    if !narrow {
        let changed = if session.is_changed() { " •" } else { "" };
        ui.add(egui::Label::new(RichText::new(format!("{}{changed}", session.name())).strong()).truncate());
        let keys = Command::OPEN.keys(ui.ctx());
        let small = |text: &str| RichText::new(text).font(Lettering::Caption.font());
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 22.0;
            ui.spacing_mut().button_padding.y = 1.0;
            ui.label(small(look.text("app.title")).color(theme.muted));
            // The way to one's own table is a word.
            let open =
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.button(small(look.text("app.open"))));
            let open = open.inner.on_hover_text(format!("{}  {keys}", Command::OPEN.text(look.style.language)));
            pointed::mark(ui.ctx(), Anchor::Open, open.rect);
            if open.clicked() {
                scene.push(Action::Command(Command::OPEN));
            }
        });
        ui.add_space(6.0);
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    // In a low window the pages scroll above help, menu, search and the way to a file.
    let height = ui.available_height() - if narrow { 4.0 } else { 3.0 } * (room.rail_item() + 2.0);
    // The one that is shown is brought in sight as it comes.
    let last = egui::Id::unique("last screen of the rail");
    let comes = ui.data(|data| data.get_temp(last)) != Some(scene.view.screen);
    ui.data_mut(|data| data.insert_temp(last, scene.view.screen));
    egui::ScrollArea::vertical().id_salt("pages").max_height(height).show(ui, |ui| {
        for page in screens::ALL.iter().filter(|page| (page.is_there)(session)) {
            let keys = page.command.map_or_else(String::new, |command| Command(command).keys(ui.ctx()));
            let (screen, name) = (Screen(page.key), look.text(page.key));
            let is_shown = screen == scene.view.screen;
            let item = rail_item(ui, theme, page.icon, name, &keys, is_shown, room);
            if is_shown && comes {
                item.scroll_to_me(Some(Align::Center));
            }
            if item.clicked() {
                scene.push(Action::Go(screen));
            }
        }
        regions::follow(ui);
    });
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let help = rail_item(ui, theme, Icon::Help, look.text("command.help"), "F1", false, room);
        if help.clicked() {
            scene.push(Action::Help(None));
        }
        let menu = rail_item(ui, theme, Icon::Settings, look.text("app.menu"), "", false, room);
        egui::Popup::menu(&menu).show(|ui| menus(ui, scene));
        let find = rail_item(ui, theme, Icon::Search, look.text("app.find"), "Ctrl+K", false, room);
        if find.clicked() {
            scene.push(Action::Command(Command::PALETTE));
        }
        if narrow {
            let keys = Command::OPEN.keys(ui.ctx());
            let open = rail_item(ui, theme, Icon::Open, look.text("app.open"), &keys, false, room);
            pointed::mark(ui.ctx(), Anchor::Open, open.rect);
            if open.clicked() {
                scene.push(Action::Command(Command::OPEN));
            }
        }
    });
}

/// Every command of the menu, with its keys; in a low window it scrolls.
fn menus(ui: &mut egui::Ui, scene: Scene<'_>) {
    ui.set_min_width(220.0);
    let height = ui.ctx().content_rect().height() - 32.0;
    egui::ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        // The bar lies over what it scrolls; the keys stand beside it.
        egui::Frame::new().inner_margin(egui::Margin { right: 12, ..egui::Margin::ZERO }).show(ui, |ui| {
            for menu in Menu::ALL {
                if menu != Menu::ALL[0] {
                    ui.separator();
                }
                for entry in command::all().filter(|entry| entry.menu == Some(menu)) {
                    if entry.menu_button(ui, scene.look.style.language, (entry.is_enabled)(scene.session)) {
                        scene.push(Action::Command(entry.command));
                    }
                }
                if menu == Menu::Files {
                    recent(ui, scene);
                }
            }
        });
    });
}

/// The files that were open before.
fn recent(ui: &mut egui::Ui, scene: Scene<'_>) {
    let recent = scene.session.recent();
    if recent.is_empty() {
        return;
    }
    ui.menu_button(scene.look.text("app.recent"), |ui| {
        for path in recent {
            if ui.button(store::name_of(path)).on_hover_text(path.display().to_string()).clicked() {
                scene.push(Action::Session(session::Command::Open(path.clone())));
            }
        }
    });
}

/// How wide the buttons at the right of the bar are together, with the space before them.
const BUTTONS: f32 = 5.0 * 32.0 + 8.0;

/// What the page wants to be chosen; undo and redo, unit, export.
pub fn top_bar(ui: &mut egui::Ui, scene: Scene<'_>, page: &PageEntry) {
    let (look, session) = (scene.look, scene.session);
    let language = look.style.language;
    ui.horizontal_centered(|ui| {
        funds(ui, scene);
        for chooser in page.choosers {
            choosers(ui, scene, *chooser, page);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let button = |ui: &mut egui::Ui, command: Command, name: &str| {
                let icon = command.entry().and_then(|entry| entry.icon).unwrap_or(Icon::Chevron);
                if icon_button(ui, look.theme, icon, name, &command.keys(ui.ctx())).clicked() {
                    scene.push(Action::Command(command));
                }
            };
            for command in [Command::INSPECTOR, Command::EXPORT_VIEW] {
                button(ui, command, command.text(language));
            }
            let importing = scene.view.screen == Screen::IMPORT;
            let (undo, redo) = match session.draft().filter(|_| importing) {
                Some(draft) => {
                    let choice = look.text("import.choice");
                    (draft.can_undo().then_some(choice), draft.can_redo().then_some(choice))
                }
                None => (session.undo_label(), session.redo_label()),
            };
            for (command, label) in [(Command::REDO, redo), (Command::UNDO, undo)] {
                let name = command.text(language);
                let name = label.map_or_else(|| name.to_owned(), |label| format!("{name}：{label}"));
                ui.add_enabled_ui(label.is_some(), |ui| button(ui, command, &name));
            }
            let goes = history(ui, look, session, !importing);
            scene.extend(goes.map(|n| Action::Session(session::Command::GoTo(n))));
            ui.add_space(2.0);
            let mut unit = look.style.unit;
            let units = MoneyUnit::ALL.map(|unit| (unit, look.text(unit.text_key())));
            if segmented_width(ui, &units) > ui.available_width() {
                let units = units.map(|(unit, name)| (unit, name.to_owned()));
                let taken = choose(ui, look.text("app.unit"), 40.0, &units, &unit);
                scene.extend(taken.map(Action::Unit));
            } else if segmented(ui, look.theme, look.text("app.unit"), &units, &mut unit) {
                scene.push(Action::Unit(unit));
            }
        });
    });
}

/// Which fund of the project is shown, where it has several.
fn funds(ui: &mut egui::Ui, scene: Scene<'_>) {
    let (look, session) = (scene.look, scene.session);
    let funds = session.funds();
    if funds.len() > 1 || session.fund() != FundKind::PENSION {
        let named: Vec<_> = funds.into_iter().map(|fund| (fund, look.text(&fund.text_key()).to_owned())).collect();
        let taken = choose(ui, look.text("app.fund"), 150.0, &named, &session.fund());
        let chosen = |fund| {
            let budget = BudgetLook { beside: None, ..scene.view.budget };
            [Action::Budget(budget), Action::Session(session::Command::ShowFund(fund))]
        };
        scene.extend(taken.into_iter().flat_map(chosen));
    }
}

/// Lets one thing be chosen.
fn choosers(ui: &mut egui::Ui, scene: Scene<'_>, chooser: Chooser, page: &PageEntry) {
    let (look, session, view) = (scene.look, scene.session, scene.view);
    // In a narrow window they leave room for what stands on the right.
    let (place_width, period_width) = if Room::of(ui.ctx()).slim { (80.0, 88.0) } else { (120.0, 128.0) };
    match chooser {
        Chooser::Place => {
            let name = look.text("app.place");
            let taken = choose_place(ui, look, name, place_width, &session.data().places, Choosable::All, &view.place);
            scene.extend(taken.map(Action::Place));
        }
        Chooser::Above => {
            let places = &session.data().places;
            if places.above_counties().nth(1).is_some() {
                let current = places.key(overlooked(places, &view.place));
                let name = look.text("app.place");
                let taken = choose_place(ui, look, name, place_width, places, Choosable::AboveCounties, &current);
                scene.extend(taken.map(Action::Place));
            }
        }
        Chooser::Tabs => {
            let mut tab = view.tab;
            let names: Vec<(Tab, &str)> = page.tabs.iter().map(|tab| (Tab(tab.key), look.text(tab.key))).collect();
            let units = MoneyUnit::ALL.map(|unit| (unit, look.text(unit.text_key())));
            let right = segmented_width(ui, &units) + BUTTONS;
            if segmented_width(ui, &names) + right > ui.available_width() {
                // In a narrow window, or a long language, they are a list.
                let names: Vec<(Tab, String)> = names.into_iter().map(|(tab, name)| (tab, name.to_owned())).collect();
                let taken = choose(ui, look.text("tab.tabs"), 96.0, &names, &tab);
                scene.extend(taken.map(Action::Tab));
            } else if segmented(ui, look.theme, look.text("tab.tabs"), &names, &mut tab) {
                scene.push(Action::Tab(tab));
            }
        }
        Chooser::Period => {
            let range = on_record(session, scene.books()).unwrap_or_else(|| session.data().range());
            let taken = choose_period(ui, look, look.text("app.period"), period_width, range, view.period);
            scene.extend(taken.map(Action::Period));
        }
        Chooser::Books => {
            let mut books = vec![(Of::Data, look.text("app.observed").to_owned())];
            for member in session.family().members() {
                let name = look.style.language.fill("app.of_scenario", &[("name", &member.scenario.name)]);
                books.push((Of::Scenario(member.id), name));
            }
            let room = (ui.available_width() - BUTTONS - 96.0).clamp(64.0, 180.0);
            let taken = choose(ui, look.text("app.books"), room, &books, &view.books);
            scene.extend(taken.map(Action::Books));
        }
    }
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

/// The first and the last period of the books on record.
fn on_record(session: &Session, books: Books) -> Option<(Period, Period)> {
    let runs = session.runs();
    let fund = match books {
        Books::Data => Some(Fund::observed(session.data())),
        Books::Scenario(n) => runs.get(n).and_then(|r| r.as_deref()).map(|s| s.fund()),
    };
    fund.map(|fund| fund.range())
}

/// Where the data come from, what was found, and when it was reckoned.
pub fn bottom_line(ui: &mut egui::Ui, scene: Scene<'_>) {
    let (look, session, scenario) = (scene.look, scene.session, scene.run());
    let language = look.style.language;
    let small = |text: String| RichText::new(text).font(Lettering::Caption.font());
    ui.horizontal_centered(|ui| {
        let source = sample::source_line(session.data(), session.source(), language);
        let color =
            if session.data().example.is_some() { look.theme.legible(look.theme.amber) } else { look.theme.muted };
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
                scene.push(Action::Findings);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(small(source).color(color)).truncate());
            });
        });
    });
}

/// The head of the panel on the right.
pub fn why_head(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    ui.horizontal(|ui| {
        if scene.view.why.len() > 1 && ui.button(look.text("inspector.back")).clicked() {
            scene.push(Action::Back);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, look.theme, Icon::Close, look.text("ui.close"), "Ctrl+I").clicked() {
                scene.push(Action::Command(Command::INSPECTOR));
            }
        });
    });
}
