//! 政策: the law in force in a month, with the document of each value; and the area's own values, beside it.

use eframe::egui;
use rust_decimal::Decimal;

use crate::month::Month;
use crate::policy;
use crate::report::deck::{self, Shows};
use crate::report::views::context::Context;
use crate::report::views::policy::{policy_months, policy_sheet};
use crate::report::words::law::policy_number;
use crate::report::words::period::{month_name, typed_month};
use crate::report::{Measured, Sheet};
use crate::scenario::Scenario;
use crate::scenario::family::Standing;
use crate::scenario::lever::LeverKey;
use crate::scenario::own_law::OwnLaw;
use crate::session::{Command, Edit};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Action, Screen, choose};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The screen.
#[derive(Default)]
pub struct Policy {
    draft: Draft,
}

/// An own value while it is entered.
struct Draft {
    parameter: &'static str,
    value: Decimal,
    from: String,
    document: String,
}

impl Default for Draft {
    fn default() -> Draft {
        let parameter = LeverKey::ContributionRate.law().unwrap_or_default();
        Draft { parameter, value: Decimal::new(24, 2), from: String::new(), document: String::new() }
    }
}

impl Draft {
    /// The value, where month and document are told.
    fn told(&self) -> Option<OwnLaw> {
        let document = self.document.trim();
        Some(OwnLaw {
            parameter: self.parameter.to_owned(),
            from: typed_month(&self.from)?,
            value: self.value,
            document: Some(document).filter(|document| !document.is_empty())?.to_owned(),
        })
    }
}

/// What it shows.
pub struct PolicyBuilt {
    month: Month,
    headline: String,
    sheet: Sheet,
}

impl Page for Policy {
    const ENTRY: PageEntry = PageEntry {
        why: false,
        panel: true,
        ..PageEntry::screen::<Policy>(Screen("screen.policy"), Some("command.screen_policy"), Icon::Policy)
    };

    /// The month; the last observed one where none is chosen.
    type Choice = Option<Month>;
    type Built = PolicyBuilt;

    fn build(chosen: &Option<Month>, scene: Scene<'_>, context: &Context<'_>) -> PolicyBuilt {
        let (first, last) = policy_months();
        let observed = scene.session.data().range().1.last_month();
        let month = chosen.unwrap_or(observed).clamp(first, last);
        let base = scene.session.scenarios().first();
        let (headline, sheet) = policy_sheet(context.language(), month, base.map(|base| &**base));
        PolicyBuilt { month, headline, sheet }
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &PolicyBuilt, kept: &mut Kept<Self::Choice>) {
        let PolicyBuilt { month, headline, sheet } = built;
        let look = scene.look;
        words::headline(ui, look.theme, headline);
        ui.add_space(8.0);
        let (first, last) = policy_months();
        let named = |n: i32| (n, n.to_string());
        let years: Vec<(i32, String)> = (first.year()..=last.year()).rev().map(named).collect();
        let months: Vec<(i32, String)> = (1..=12).map(named).collect();
        ui.horizontal(|ui| {
            ui.label(look.text("policy.date"));
            let (mut year, mut of_year) = (month.year(), month.month() as i32);
            if let Some(chosen) = choose(ui, look.text("policy.year"), 72.0, &years, &year) {
                year = chosen;
            }
            if let Some(chosen) = choose(ui, look.text("policy.month"), 52.0, &months, &of_year) {
                of_year = chosen;
            }
            let chosen = Month::new(year, of_year as u32).filter(|chosen| chosen != month);
            if chosen.is_some() {
                kept.change(|choice| *choice = chosen);
            }
        });
        ui.add_space(8.0);
        parts::table(ui, scene, "policy", sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        let Some(base) = scene.session.scenarios().first() else { return };
        let look = scene.look;
        let language = look.style.language;
        words::section(ui, look.theme, look.text("policy.own"));
        words::caption(ui, look.theme, look.text("policy.own_about"));
        let is_open = scene.session.member(0).is_some_and(|member| member.standing == Standing::Open);
        let change = |change: &dyn Fn(&mut Vec<OwnLaw>)| {
            let mut scenario = Scenario::clone(base);
            change(&mut scenario.law);
            scene.push(Action::Session(Command::Edit(Edit::Replace(0, Box::new(scenario)))));
        };
        for (n, own) in base.law.iter().enumerate() {
            let Some(parameter) = policy::parameter(&own.parameter) else { continue };
            let value = policy_number(language, parameter.unit, own.value);
            let month = month_name(own.from, language);
            let values = [("name", parameter.name(language)), ("value", &*value), ("month", &*month)];
            ui.horizontal(|ui| {
                ui.label(language.fill("policy.own_line", &values)).on_hover_text(&own.document);
                let remove =
                    |ui: &mut egui::Ui| icon_button(ui, look.theme, Icon::Close, look.text("policy.own_remove"), "");
                if ui.add_enabled_ui(is_open, remove).inner.clicked() {
                    change(&|law| drop(law.remove(n)));
                }
            });
        }
        ui.add_space(8.0);
        let draft = &mut self.draft;
        let parameters: Vec<(&'static str, String)> = LeverKey::lawful()
            .filter_map(|key| Some((key.law()?, policy::parameter(key.law()?)?.name(language).to_owned())))
            .collect();
        if let Some(chosen) = choose(ui, look.text("policy.parameter"), 220.0, &parameters, &draft.parameter) {
            draft.parameter = chosen;
            // Somewhere near what it is to be.
            draft.value = policy::number_or_first(chosen, base.end()).unwrap_or_default();
        }
        ui.horizontal(|ui| {
            let fits = |value: Decimal| (Decimal::ZERO..=Decimal::ONE).contains(&value);
            let (name, value) = (look.text("policy.value"), draft.value);
            ui.label(name);
            let field = NumberField { name, measured: Measured::Ratio, value, fits };
            if let Some(value) = field.show(ui, look.style, look.theme) {
                draft.value = value;
            }
        });
        let example = month_name(Month::january(2026), language);
        for (key, hint, text) in
            [("policy.own_from", &*example, &mut draft.from), ("policy.document", "", &mut draft.document)]
        {
            let name = look.text(key);
            ui.label(name);
            let field = ui.add(egui::TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY));
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
        }
        ui.add_space(8.0);
        let (told, needs) = match is_open {
            true => (draft.told(), "policy.own_needs"),
            false => (None, "family.is_locked"),
        };
        let add = ui.add_enabled(told.is_some(), egui::Button::new(look.text("policy.own_add")));
        if let (true, Some(own)) = (add.on_disabled_hover_text(look.text(needs)).clicked(), told) {
            // From the same month there is one.
            change(&|law| {
                law.retain(|other| (&other.parameter, other.from) != (&own.parameter, own.from));
                law.push(own.clone());
            });
            self.draft = Draft::default();
        }
    }

    fn seen(&self, built: &PolicyBuilt, _: &Option<Month>, _: Scene<'_>) -> Vec<deck::Page> {
        vec![deck::Page::new(Shows::Policy { month: built.month })]
    }

    fn sheet<'a>(&self, built: &'a PolicyBuilt) -> Option<&'a Sheet> {
        Some(&built.sheet)
    }
}
