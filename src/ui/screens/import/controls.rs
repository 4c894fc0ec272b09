//! What holds for the whole import, a line each: encoding, units, county, year, what an empty cell means.

use eframe::egui;
use egui::{Align, Key, Layout, Popup, PopupCloseBehavior, RichText, Role, WidgetInfo};

use crate::field::Field;
use crate::fund::FundKind;
use crate::intake::Understood;
use crate::intake::choices::{BlankPlace, Choices, Means, Settled};
use crate::intake::understood::Role as Held;
use crate::intake::unit::Unit;
use crate::session::Command;
use crate::session::import::Draft;
use crate::ui::page::Scene;
use crate::ui::state::{Action, Look, choose};
use crate::ui::theme::Lettering;

/// The encodings that can be chosen, by label and name.
const ENCODINGS: [(&str, &str); 4] =
    [("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("big5", "Big5"), ("utf-16le", "UTF-16")];

/// The room of a line's name.
const NAME: f32 = 60.0;

/// What is half typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    county: String,
    year: String,
    profile: String,
}

/// Draws the lines, two beside each other, below the one that says whose fund is read.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft, typed: &mut Typed) {
    let look = scene.look;
    let choices = draft.choices();
    let mut changed = choices.clone();
    ui.spacing_mut().item_spacing.y = 4.0;
    let funds: Vec<_> = FundKind::all().map(|fund| (fund, look.text(&fund.text_key()).to_owned())).collect();
    choice(ui, look, "import.fund", &funds, &mut changed.fund);
    ui.columns(2, |columns| {
        let [left, right] = columns else { return };
        left.spacing_mut().item_spacing.y = 4.0;
        right.spacing_mut().item_spacing.y = 4.0;
        encoding(left, look, draft, &mut changed);
        conflicts(right, look, &mut changed);
        money(left, look, draft, &mut changed);
        heads(right, look, draft, &mut changed);
        county(left, look, draft, &mut typed.county, &mut changed);
        year(right, look, draft, &mut typed.year, &mut changed);
        means(left, look, "import.blank", &mut changed.blank);
        means(right, look, "import.dash", &mut changed.dash);
        whole_field(left, look, &mut changed);
        place_blank(left, look, draft, &mut changed);
        profile(right, scene, draft, &mut typed.profile);
    });
    if changed != *choices {
        scene.push(Action::Session(Command::Choose(Box::new(changed))));
    }
}

fn line(ui: &mut egui::Ui, look: Look, key: &str, add: impl FnOnce(&mut egui::Ui, f32)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.allocate_ui_with_layout(egui::vec2(NAME, 28.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(NAME);
            let name = RichText::new(look.text(key)).font(Lettering::Caption.font()).color(look.theme.muted);
            ui.add(egui::Label::new(name).truncate());
        });
        let width = ui.available_width();
        add(ui, width);
    });
}

fn choice<T: PartialEq + Clone>(ui: &mut egui::Ui, look: Look, key: &str, choices: &[(T, String)], current: &mut T) {
    line(ui, look, key, |ui, width| {
        if let Some(taken) = choose(ui, look.text(key), width, choices, current) {
            *current = taken;
        }
    });
}

fn automatic(look: Look, found: &str) -> String {
    match found {
        "" => look.text("import.auto").to_owned(),
        found => look.style.language.fill("import.auto_found", &[("found", found)]),
    }
}

fn encoding(ui: &mut egui::Ui, look: Look, draft: &Draft, changed: &mut Choices) {
    let is_text = draft.made().sheets.iter().any(|sheet| sheet.origin.sheet.is_none())
        || draft.files().iter().any(|file| file.contents.is_err());
    let mut choices = vec![(None, look.text("import.auto").to_owned())];
    choices.extend(ENCODINGS.map(|(label, name)| (Some(label.to_owned()), name.to_owned())));
    ui.add_enabled_ui(is_text, |ui| choice(ui, look, "import.encoding", &choices, &mut changed.encoding));
}

fn conflicts(ui: &mut egui::Ui, look: Look, changed: &mut Choices) {
    let choices = [
        (Settled::Asked, look.text("import.conflict_ask").to_owned()),
        (Settled::First, look.text("import.conflict_first").to_owned()),
        (Settled::Last, look.text("import.conflict_last").to_owned()),
    ];
    choice(ui, look, "import.conflicts", &choices, &mut changed.conflicts);
}

/// What all tables tell alike, to be shown beside 自动; that they differ, where they do.
fn agreed(look: Look, draft: &Draft, of: impl Fn(&Understood) -> Option<String>) -> String {
    let mut told = draft.made().tables.iter().filter_map(of);
    let first = told.next().unwrap_or_default();
    if told.all(|other| other == first) { first } else { look.text("import.various").to_owned() }
}

fn money(ui: &mut egui::Ui, look: Look, draft: &Draft, changed: &mut Choices) {
    let told =
        agreed(look, draft, |table| Some(look.text(&table.whole.money.unwrap_or(Unit::YUAN).text_key()).to_owned()));
    unit(ui, look, "import.money_unit", told, &Unit::MONEY, &mut changed.money_unit);
}

fn heads(ui: &mut egui::Ui, look: Look, draft: &Draft, changed: &mut Choices) {
    let told =
        agreed(look, draft, |table| Some(look.text(&table.whole.heads.unwrap_or(Unit::PERSON).text_key()).to_owned()));
    unit(ui, look, "import.heads_unit", told, &Unit::HEADS, &mut changed.heads_unit);
}

fn unit(ui: &mut egui::Ui, look: Look, key: &str, told: String, units: &[&str], chosen: &mut Option<String>) {
    let found = if chosen.is_some() { String::new() } else { told };
    let mut choices = vec![(None, automatic(look, &found))];
    choices.extend(units.iter().map(|unit| {
        let words = Unit::read(unit).map_or_else(|| (*unit).to_owned(), |unit| look.text(&unit.text_key()).to_owned());
        (Some((*unit).to_owned()), words)
    }));
    choice(ui, look, key, &choices, chosen);
}

fn county(ui: &mut egui::Ui, look: Look, draft: &Draft, typed: &mut String, changed: &mut Choices) {
    // Where a column or a heading names the counties, what the title names is the area.
    let needs = |table: &&Understood| {
        !table.columns.values().any(|role| match role {
            Held::County => true,
            Held::Value(told) => told.county.is_some(),
            _ => false,
        })
    };
    let told = agreed(look, draft, |table| {
        Some(table).filter(needs).and_then(|table| table.whole.county.as_deref()).map(str::to_owned)
    });
    let hint = if changed.county.is_none() { told } else { String::new() };
    let now = changed.county.clone().unwrap_or_default();
    if let Some(entered) = field(ui, look, "import.county", &automatic(look, &hint), &now, typed) {
        changed.county = (!entered.is_empty()).then_some(entered);
    }
}

fn year(ui: &mut egui::Ui, look: Look, draft: &Draft, typed: &mut String, changed: &mut Choices) {
    let told = agreed(look, draft, |table| table.whole.when.year.map(|year| year.to_string()));
    let hint = if changed.year.is_none() { told } else { String::new() };
    let now = changed.year.map_or_else(String::new, |year| year.to_string());
    if let Some(entered) = field(ui, look, "import.year", &automatic(look, &hint), &now, typed) {
        // What is no year leaves the choice as it was, and the field goes back to it.
        let year = entered.parse::<i32>().ok().filter(|year| (1900..2200).contains(year));
        changed.year = if entered.is_empty() { None } else { year.or(changed.year) };
    }
}

/// A field to type in; what was entered, once it is left.
fn field(ui: &mut egui::Ui, look: Look, key: &str, hint: &str, now: &str, typed: &mut String) -> Option<String> {
    let mut entered = None;
    line(ui, look, key, |ui, width| {
        let field = egui::TextEdit::singleline(typed)
            .hint_text(RichText::new(hint).font(Lettering::Table.font()))
            .font(Lettering::Table.font())
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(width);
        let response = ui.add(field);
        let text = typed.clone();
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, look.text(key));
            info.current_text_value = Some(text.clone());
            info
        });
        if response.lost_focus() && typed.trim() != now {
            entered = Some(typed.trim().to_owned());
        } else if !response.has_focus() && typed != now {
            now.clone_into(typed);
        }
    });
    entered
}

fn means(ui: &mut egui::Ui, look: Look, key: &str, current: &mut Means) {
    let choices =
        [(Means::Unknown, look.text("import.unknown").to_owned()), (Means::Zero, look.text("import.zero").to_owned())];
    choice(ui, look, key, &choices, current);
}

/// Only where a table has a column of places.
fn place_blank(ui: &mut egui::Ui, look: Look, draft: &Draft, changed: &mut Choices) {
    let has_column = |table: &Understood| table.columns.values().any(|role| matches!(role, Held::Above(_)));
    if draft.made().tables.iter().any(has_column) {
        let choices = [
            (None, look.text("import.auto").to_owned()),
            (Some(BlankPlace::SameAsAbove), look.text("import.same_as_above").to_owned()),
            (Some(BlankPlace::None), look.text("import.no_place").to_owned()),
        ];
        choice(ui, look, "import.place_blank", &choices, &mut changed.place_blank);
    }
}

fn whole_field(ui: &mut egui::Ui, look: Look, changed: &mut Choices) {
    let mut choices = vec![(None, look.text("import.auto").to_owned())];
    choices.extend(Field::ALL.map(|field| (Some(field), look.text(field.text_key()).to_owned())));
    choice(ui, look, "import.whole_field", &choices, &mut changed.field);
}

/// Keeps the choices under a name.
fn profile(ui: &mut egui::Ui, scene: Scene<'_>, draft: &Draft, typed: &mut String) {
    let look = scene.look;
    let is_new = *draft.choices() != Choices::default() && draft.profile().is_none();
    let button = egui::Button::new(RichText::new(look.text("import.save_profile")).font(Lettering::Table.font()));
    let button = button.min_size(egui::vec2(ui.available_width(), 28.0));
    let button = ui.add_enabled(is_new, button).on_disabled_hover_text(look.text("import.save_profile_hint"));
    let button = button.on_hover_text(look.text("import.save_profile_hint"));
    let opened = button.clicked();
    if opened && typed.is_empty() {
        let first = draft.files().first().and_then(|file| file.path.file_stem());
        *typed = first.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    }
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(260.0);
        ui.label(look.text("import.profile_name"));
        let field = ui.add(egui::TextEdit::singleline(typed).desired_width(240.0));
        field.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, look.text("import.profile_name"));
            info.current_text_value = Some(typed.clone());
            info
        });
        if opened {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let named = !typed.trim().is_empty();
        let save = ui.add_enabled(named, egui::Button::new(look.text("import.keep_profile"))).clicked();
        if named && (save || entered) {
            scene.push(Action::Session(Command::SaveProfile(typed.trim().to_owned())));
            typed.clear();
            ui.close();
        }
    });
}
