//! The scenarios of a project as a list: which are shown, in which order, what each builds on and what is its own.

use std::collections::BTreeSet;

use eframe::egui;
use egui::{Align, Layout, RichText, Sense, Stroke, WidgetInfo, vec2};

use crate::report::Role;
use crate::scenario::family::{Family, Id, Member, Standing};
use crate::scenario::part::Part;
use crate::session::{self, Edit};
use crate::ui::page::Scene;
use crate::ui::state::{Action, Command, Look, choose};
use crate::ui::theme::{Lettering, Theme};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::words;

/// How many parts a tooltip names.
const NAMED: usize = 20;

/// A row of the list.
#[derive(Clone, Copy)]
pub struct Listed {
    /// The scenario's number.
    pub number: usize,
    /// Whether it is among those compared.
    pub shown: bool,
    /// In which colour it is drawn; `None` where it is not.
    pub role: Option<Role>,
}

/// The dot that marks what is its own.
pub(crate) fn dot(ui: &mut egui::Ui, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(6.0, 20.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 3.0, theme.blue);
}

/// The names of a member's own parts, one a line.
fn parts(look: Look, member: &Member) -> String {
    let language = look.style.language;
    let name = |part: &Part| {
        let name = language.text(part.text_key());
        part.place().name().map_or_else(|| name.to_owned(), |place| format!("{place} · {name}"))
    };
    let mut lines: Vec<String> = member.own.iter().take(NAMED).map(name).collect();
    if member.own.len() > NAMED {
        lines.push(language.fill("ui.and_more", &[("count", &(member.own.len() - NAMED).to_string())]));
    }
    lines.join("\n")
}

/// How many things are a member's own; one that differs in several places counts once.
fn own_count(member: &Member) -> usize {
    member.own.iter().map(|part| (part.group(), part.text_key())).collect::<BTreeSet<_>>().len()
}

/// What a member builds on and how many parts are its own, with the way back for all; whether that was taken.
pub(crate) fn own(ui: &mut egui::Ui, look: Look, member: &Member, parent: &str) -> bool {
    let language = look.style.language;
    let count = own_count(member);
    let mut reset = false;
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        if count > 0 {
            dot(ui, look.theme);
        }
        let values = [("name", parent), ("count", &*count.to_string())];
        let key = if count == 0 { "family.builds_on" } else { "family.differs" };
        let text = RichText::new(language.fill(key, &values)).font(Lettering::Caption.font()).color(look.theme.muted);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if count > 0 {
                let all = language.fill("family.follow_all", &[("name", parent)]);
                reset = icon_button(ui, look.theme, Icon::Reset, &all, "").clicked();
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = ui.add(egui::Label::new(text).truncate());
                if count > 0 {
                    label.on_hover_text(parts(look, member));
                }
            });
        });
    });
    reset
}

/// A scenario out of all, the archived ones last and muted; the one taken.
pub(crate) fn choose_scenario(
    ui: &mut egui::Ui,
    look: Look,
    family: &Family,
    width: f32,
    number: usize,
) -> Option<usize> {
    let members = family.members();
    let name = |n: usize, member: &Member| {
        let base = if n == 0 { format!("{} · ", look.text("scenario.base")) } else { String::new() };
        format!("{base}{}", member.scenario.name)
    };
    let shown = members.get(number).map_or_else(String::new, |member| name(number, member));
    let label = look.text("scenario.shown");
    let mut taken = None;
    let list = egui::ComboBox::from_id_salt(label).width(width).truncate().selected_text(&shown).height(420.0);
    let answer = list.show_ui(ui, |ui| {
        let is_archived = |m: &Member| m.standing == Standing::Archived;
        let (away, here): (Vec<_>, Vec<_>) = members.iter().enumerate().partition(|(_, m)| is_archived(m));
        for (n, member) in here.into_iter().chain(away) {
            let color = if is_archived(member) { look.theme.muted } else { look.theme.ink };
            let text = RichText::new(name(n, member)).color(color);
            if ui.selectable_label(n == number, text).clicked() && n != number {
                taken = Some(n);
            }
        }
    });
    let label = format!("{label}: {shown}");
    answer.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, &label));
    taken
}

/// Draws the list; the identity of one that was shown or hidden.
pub fn list(ui: &mut egui::Ui, scene: Scene<'_>, rows: &[Listed]) -> Option<Id> {
    let (look, family, chosen) = (scene.look, scene.session.family(), scene.number());
    let mut switched = None;
    let mut seen: Vec<Role> = Vec::new();
    ui.spacing_mut().item_spacing.y = 0.0;
    for row in rows {
        let Some(member) = family.members().get(row.number) else { continue };
        let name = &member.scenario.name;
        let role = row.role.filter(|_| row.shown);
        // As on the chart, a colour that comes again is thinner.
        let share = if role.is_some_and(|role| seen.contains(&role)) { 0.62 } else { 1.0 };
        seen.extend(role);
        ui.push_id(member.id, |ui| {
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(vec2(ui.available_width(), 30.0), layout, |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let mut shown = row.shown;
                let check = ui.add(egui::Checkbox::without_text(&mut shown));
                let label = look.style.language.fill("family.show", &[("name", name)]);
                check.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, shown, &label));
                if check.on_hover_text(&label).changed() {
                    switched = Some(member.id);
                }
                key(ui, look.theme, role, share);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    remark(ui, look, member, row.number);
                    let color = if member.standing == Standing::Archived { look.theme.muted } else { look.theme.ink };
                    let text = RichText::new(name).color(color);
                    let size = vec2(ui.available_width(), 26.0);
                    let button = egui::Button::selectable(row.number == chosen, text).truncate();
                    let button = button.min_size(size).right_text("");
                    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                        let response = ui.add(button);
                        let selected = row.number == chosen;
                        response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, selected, name));
                        if response.on_hover_text(about(look, family, row.number)).clicked() {
                            scene.push(Action::Scenario(row.number));
                        }
                    });
                });
            });
        });
    }
    switched
}

/// The colour in which a scenario is drawn.
fn key(ui: &mut egui::Ui, theme: &Theme, role: Option<Role>, share: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(12.0, 20.0), Sense::hover());
    if let Some(role) = role {
        ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(2.5, theme.wash(theme.role(role), share)));
    }
}

/// What is said behind a name: the base, locked, archived, or how much is its own.
fn remark(ui: &mut egui::Ui, look: Look, member: &Member, number: usize) {
    let count = own_count(member).to_string();
    let text = match (number, member.standing) {
        (_, Standing::Archived) => look.text("family.is_archived").to_owned(),
        (0, _) => look.text("scenario.base").to_owned(),
        _ if member.on.is_none() => look.text("family.alone").to_owned(),
        _ if member.own.is_empty() => String::new(),
        _ => look.style.language.fill("family.own", &[("count", &count)]),
    };
    if member.standing == Standing::Locked {
        let (rect, response) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
        Icon::Lock.paint(ui.painter(), rect, look.theme.muted);
        let name = look.text("family.is_locked");
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
        response.on_hover_text(name);
    }
    ui.label(RichText::new(text).font(Lettering::Caption.font()).color(look.theme.muted));
}

/// What is said of a scenario on its name: what it builds on, its own parts, its note.
fn about(look: Look, family: &Family, number: usize) -> String {
    let Some(member) = family.members().get(number) else { return String::new() };
    let mut lines = Vec::new();
    if let Some(parent) = family.parent(number) {
        let name = &family.members()[parent].scenario.name;
        lines.push(look.style.language.fill("family.builds_on", &[("name", name)]));
        lines.push(parts(look, member));
    }
    lines.push(member.note.clone());
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() { member.scenario.name.clone() } else { lines.join("\n") }
}

/// Draws what can be done with one scenario.
pub fn detail(ui: &mut egui::Ui, scene: Scene<'_>) {
    let (look, family, number) = (scene.look, scene.session.family(), scene.number());
    let Some(member) = family.members().get(number) else { return };
    let mut edits = Vec::new();
    ui.push_id(("detail", member.id), |ui| {
        if let Some(name) = field(ui, look.text("scenario.name"), &member.scenario.name, 1)
            && !name.trim().is_empty()
        {
            edits.push(Edit::Rename(number, name.trim().to_owned()));
        }
        tools(ui, scene, &mut edits);
        builds_on(ui, look, family, number, &mut edits);
        if let Some(parent) = family.parent(number)
            && own(ui, look, member, &family.members()[parent].scenario.name)
        {
            edits.push(Edit::Reset(number, member.own.iter().cloned().collect()));
        }
        words::caption(ui, look.theme, look.text("family.note"));
        if let Some(note) = field(ui, look.text("family.note"), &member.note, 3) {
            edits.push(Edit::Note(number, note));
        }
    });
    scene.extend(edits.into_iter().map(|edit| Action::Session(session::Command::Edit(edit))));
}

/// A field whose draft is kept until it is left; what was typed, where it is something else.
fn field(ui: &mut egui::Ui, name: &str, now: &str, lines: usize) -> Option<String> {
    let id = ui.make_persistent_id(("field", lines));
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| now.to_owned());
    let edit = match lines {
        1 => egui::TextEdit::singleline(&mut text),
        _ => egui::TextEdit::multiline(&mut text).desired_rows(lines),
    };
    let response = ui.add(edit.id(id.with("text")).desired_width(f32::INFINITY));
    response.widget_info(|| {
        let role = if lines == 1 { egui::Role::TextInput } else { egui::Role::MultilineTextInput };
        let mut info = WidgetInfo::labeled(role, ui.is_enabled(), name);
        info.current_text_value = Some(text.clone());
        info
    });
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        let dropped = ui.input(|i| i.key_pressed(egui::Key::Escape));
        return (text != now && !dropped).then_some(text);
    }
    None
}

/// The buttons: new ones, its place, its standing, its end.
fn tools(ui: &mut egui::Ui, scene: Scene<'_>, edits: &mut Vec<Edit>) {
    let (look, family, number) = (scene.look, scene.session.family(), scene.number());
    let member = &family.members()[number];
    let last = family.members().len().saturating_sub(1);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let button = |ui: &mut egui::Ui, enabled: bool, icon, key: &str| {
            ui.add_enabled_ui(enabled, |ui| icon_button(ui, look.theme, icon, look.text(key), "").clicked()).inner
        };
        if button(ui, true, Icon::Add, "family.derive") {
            scene.push(Action::Command(Command::NEW_SCENARIO));
        }
        if button(ui, true, Icon::Copy, "command.duplicate_scenario") {
            scene.push(Action::Command(Command::DUPLICATE_SCENARIO));
        }
        let mut moved = |to: usize| edits.push(Edit::Reorder { from: number, to });
        if button(ui, number > 1, Icon::Up, "family.up") {
            moved(number - 1);
        }
        if button(ui, number > 0 && number < last, Icon::Down, "family.down") {
            moved(number + 1);
        }
        let (locked, archived) = (member.standing == Standing::Locked, member.standing == Standing::Archived);
        let (icon, key) = if locked { (Icon::Unlock, "family.unlock") } else { (Icon::Lock, "family.lock") };
        if button(ui, !archived, icon, key) {
            edits.push(Edit::Stand(number, if locked { Standing::Open } else { Standing::Locked }));
        }
        let key = if archived { "family.restore" } else { "family.archive" };
        if button(ui, number > 0, Icon::Archive, key) {
            edits.push(Edit::Stand(number, if archived { Standing::Open } else { Standing::Archived }));
        }
        if button(ui, number > 0, Icon::Close, "scenario.remove") {
            edits.push(Edit::Remove(number));
        }
    });
}

/// What it builds on.
fn builds_on(ui: &mut egui::Ui, look: Look, family: &Family, number: usize, edits: &mut Vec<Edit>) {
    let members = family.members();
    if number == 0 {
        return drop(words::caption(ui, look.theme, look.text("family.is_base")));
    }
    let mut choices = vec![(None, look.text("family.on_none").to_owned())];
    let possible = family.possible_parents(number);
    choices.extend(possible.iter().map(|n| (Some(members[*n].id), members[*n].scenario.name.clone())));
    ui.horizontal(|ui| {
        ui.label(look.text("family.on"));
        let width = (ui.available_width() - 16.0).max(80.0);
        if let Some(on) = choose(ui, look.text("family.on"), width, &choices, &members[number].on) {
            edits.push(Edit::BuildOn(number, on));
        }
    });
}
