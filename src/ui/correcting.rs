//! 更正: the small form in which a value of the data, or of an import, is corrected by hand.

use eframe::egui;
use egui::text::{CCursor, CCursorRange};
use egui::{Key, RichText, Role, TextEdit, WidgetInfo, vec2};

use super::page::Scene;
use super::state::{Action, Asked};
use super::theme::Lettering;
use super::widgets::primary::primary;
use super::widgets::segmented::segmented;
use super::widgets::words;
use crate::dataset::{Change, Correction, Dataset, Told};
use crate::field::{Amount, FieldUnit};
use crate::finding::{Finding, Origin};
use crate::intake;
use crate::intake::unit::Unit;
use crate::locale::Language;
use crate::report::words::period::period_name;
use crate::session::standing::{Correcting, today};
use crate::session::{self, Edit, Session};

/// The data as they were read, and the correction that there is.
fn found<'a>(asked: &Asked, session: &'a Session) -> Option<(&'a Dataset, Option<&'a Correction>)> {
    let (read, corrections) = if asked.of_import {
        let draft = session.draft()?;
        (&**draft.made().read.as_ref()?, draft.corrections())
    } else {
        (&**session.read(), session.corrections())
    };
    Some((read, corrections.at(&asked.county, asked.period, asked.field)))
}

/// What is done to the value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Does {
    Value,
    Unknown,
    Accepted,
}

/// The form as it stands.
pub struct Form {
    asked: Asked,
    told: Told,
    /// What is typed is in this unit, unless it carries its own.
    unit: Unit,
    does: Does,
    value: String,
    note: String,
    who: String,
    /// Whether there is a correction to take back.
    is_corrected: bool,
    fresh: bool,
}

impl Form {
    /// The form of a value; `None` where there is none.
    pub fn new(scene: Scene<'_>, asked: Asked) -> Option<Form> {
        let (read, known) = found(&asked, scene.session)?;
        let told = read.told(&asked.county, asked.period, asked.field)?;
        // In an import as the table has it, in a project as the window shows it.
        let factor = match asked.field.unit() {
            FieldUnit::Yuan if asked.of_import => {
                read.position(&asked.county).map_or(1, |position| read.counties[position].unit_told(asked.field))
            }
            FieldUnit::Yuan => scene.look.style.unit.yuan(),
            _ => 1,
        };
        let unit = Unit { factor, ..Unit::of(asked.field) };
        let shown = known.filter(|known| known.told.is_same(&told)).map_or(told.amount, Correction::amount);
        let does = match known.map(|known| known.change) {
            Some(Change::Unknown) => Does::Unknown,
            Some(Change::Accepted) => Does::Accepted,
            Some(Change::Value(_)) | None => Does::Value,
        };
        Some(Form {
            does,
            value: shown.map_or_else(String::new, |amount| written(amount, unit)),
            note: known.map_or_else(String::new, |known| known.note.clone()),
            who: scene.session.hand().to_owned(),
            is_corrected: known.is_some(),
            told,
            unit,
            asked,
            fresh: true,
        })
    }

    /// Draws it; false once it is done with.
    pub fn show(&mut self, ctx: &egui::Context, scene: Scene<'_>) -> bool {
        let look = scene.look;
        let language = look.style.language;
        let (mut left, mut done, mut taken_back) = (false, false, false);
        let change = self.change();
        egui::Window::new(look.text("hand.title"))
            .id(egui::Id::unique("correcting"))
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_CENTER, [0.0, -40.0])
            .show(ctx, |ui| {
                ui.set_width(420.0);
                let Asked { county, period, field, .. } = &self.asked;
                let (period, field) = (period_name(*period, language), language.text(field.text_key()));
                ui.label(format!("{county} {period} {field}"));
                words::caption(ui, look.theme, &self.original(language));
                ui.add_space(8.0);
                let mut choices =
                    vec![(Does::Value, look.text("hand.value")), (Does::Unknown, look.text("hand.unknown"))];
                // What could not be read can't be right as it stands.
                if self.told.amount.is_some() {
                    choices.push((Does::Accepted, look.text("hand.accepted")));
                }
                segmented(ui, look.theme, look.text("hand.title"), &choices, &mut self.does);
                ui.add_space(8.0);
                if self.does == Does::Value {
                    let unit = self.unit.text_key();
                    let named = [("heading", look.text("hand.value")), ("unit", look.text(&unit))];
                    let words = language.fill("table.heading", &named);
                    field_of(ui, &words, &mut self.value, std::mem::take(&mut self.fresh));
                }
                field_of(ui, look.text("hand.note"), &mut self.note, false);
                field_of(ui, look.text("hand.who"), &mut self.who, false);
                if let Err(finding) = &change
                    && !self.value.trim().is_empty()
                {
                    let text = RichText::new(finding.sentence(language)).font(Lettering::Caption.font());
                    ui.label(text.color(look.theme.legible(look.theme.amber)));
                }
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    let ok = primary(ui, look.theme, look.text("dialog.ok"), vec2(72.0, 28.0), change.is_ok());
                    done = ok.on_hover_text("Enter").clicked();
                    left = ui.add(egui::Button::new(look.text("dialog.cancel")).min_size(vec2(64.0, 28.0))).clicked();
                    if self.is_corrected {
                        taken_back = ui.button(look.text("hand.take_back")).clicked();
                    }
                });
                done |= change.is_ok() && ui.input(|i| i.key_pressed(Key::Enter));
                left |= ui.input(|i| i.key_pressed(Key::Escape));
            });
        if taken_back {
            let Asked { county, period, field, .. } = self.asked.clone();
            self.ask(scene, Correcting::Take(county, period, field));
        } else if let (true, Ok(change)) = (done, change) {
            let Asked { county, period, field, .. } = self.asked.clone();
            let (note, who) = (self.note.trim().to_owned(), self.who.trim().to_owned());
            let told = self.told.clone();
            let correction = Correction { county, period, field, change, told, note, who, when: today() };
            self.ask(scene, Correcting::Put(Box::new(correction)));
        }
        !(left || done || taken_back)
    }

    fn ask(&self, scene: Scene<'_>, correcting: Correcting) {
        scene.push(Action::Session(match self.asked.of_import {
            true => session::Command::CorrectImport(correcting),
            false => session::Command::Edit(Edit::Correct(correcting)),
        }));
    }

    /// What the form says as it stands, or what is wrong with it.
    fn change(&self) -> Result<Change, Finding> {
        let field = self.asked.field;
        match self.does {
            Does::Unknown => Ok(Change::Unknown),
            Does::Accepted => Ok(Change::Accepted),
            Does::Value => {
                let told = |code| Finding::error(code, Origin::default()).with("field", field.text_key());
                let read = intake::typed(field, &self.value, self.unit);
                let amount = read.map_err(|code| told(code).with("found", self.value.trim()))?;
                amount.map(Change::Value).ok_or_else(|| told("type-error").with("found", self.value.trim()))
            }
        }
    }

    /// What stands in the source, and where.
    fn original(&self, language: Language) -> String {
        let text = if self.told.text.trim().is_empty() { language.text("hand.blank") } else { self.told.text.trim() };
        language.fill("hand.original", &[("text", text), ("place", &self.told.origin.to_string())])
    }
}

/// A field with its name before it; at first all that stands in it is marked, so that typing replaces it.
fn field_of(ui: &mut egui::Ui, name: &str, text: &mut String, at_first: bool) {
    ui.horizontal(|ui| {
        let label = RichText::new(name).font(Lettering::Table.font());
        let before = ui.allocate_exact_size(vec2(88.0, 26.0), egui::Sense::hover()).0;
        let mut before = ui.new_child(egui::UiBuilder::new().max_rect(before));
        before.horizontal_centered(|ui| ui.label(label));
        let field = TextEdit::singleline(text).font(Lettering::Table.font()).desired_width(300.0);
        let mut shown = field.show(ui);
        let response = &shown.response.response;
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, name);
            info.current_text_value = Some(text.clone());
            info
        });
        if at_first {
            response.request_focus();
            let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
            shown.state.cursor.set_char_range(Some(all));
            shown.state.store(ui.ctx(), response.id);
        }
    });
}

/// An amount as it is typed in a unit.
fn written(amount: Amount, unit: Unit) -> String {
    match amount {
        Amount::Persons(heads) => heads.to_string(),
        Amount::Money(money) => (money.to_decimal() / rust_decimal::Decimal::from(unit.factor)).normalize().to_string(),
    }
}
