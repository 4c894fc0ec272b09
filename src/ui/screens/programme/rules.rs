//! The rules of a matter as fields, none of which has a default.

use eframe::egui;
use rust_decimal::Decimal;

use super::change;
use crate::money::Money;
use crate::report::Measured;
use crate::statements::programme::{Given, Limit, Matter};
use crate::ui::page::Scene;
use crate::ui::screens::workbench::measured::row;
use crate::ui::state::choose;
use crate::ui::widgets::draft::Draft;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::lever::{factor, parse_number};
use crate::ui::widgets::words;

/// What is being typed of names that are to be added.
#[derive(Default)]
pub struct Fields {
    compare: String,
    subsidy: String,
}

/// The numbers of the cap's rules, in their order, before and after the bands.
const CAP: [(&str, Measured); 5] = [
    ("year", Measured::Number),
    ("budget", Measured::Money),
    ("reserve", Measured::Ratio),
    ("keep", Measured::Ratio),
    ("ahead", Measured::Ratio),
];
const FUND: [&str; 3] = ["fund.opening", "fund.income", "fund.without"];
const TARGETS: [&str; 3] = ["year", "target", "name_after"];

impl Fields {
    /// Draws them; of an example they only stand there.
    pub fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, matter: Matter) {
        let (look, programmes) = (scene.look, scene.session.programmes());
        let (given, is_own) = (programmes.of(matter), programmes.own(matter).is_some());
        words::section(ui, look.theme, look.text("programme.rules"));
        if matter == Matter::Channels {
            return drop(words::caption(ui, look.theme, look.text("programme.rules_channels")));
        }
        words::caption(
            ui,
            look.theme,
            look.text(if is_own { "programme.rules_own" } else { "programme.rules_example" }),
        );
        ui.add_enabled_ui(is_own, |ui| {
            let mut form = Form { ui, scene, given: &given, changed: None };
            match matter {
                Matter::Cap => form.cap(),
                Matter::Channels => {}
                Matter::Targets => {
                    TARGETS.into_iter().for_each(|key| form.number(key, Measured::Number));
                    form.named("compare", Measured::Number, &mut self.compare);
                    form.named("subsidy", Measured::Number, &mut self.subsidy);
                }
            }
            if let Some(given) = form.changed {
                change(scene, matter, Some(given), "edit.programme_rules");
            }
        });
    }
}

struct Form<'a> {
    ui: &'a mut egui::Ui,
    scene: Scene<'a>,
    given: &'a Given,
    changed: Option<Given>,
}

impl Form<'_> {
    fn text(&self, key: &str) -> String {
        self.scene.look.text(key).to_owned()
    }

    fn cap(&mut self) {
        CAP.into_iter().for_each(|(key, measured)| self.number(key, measured));
        let look = self.scene.look;
        let name = self.text("programme.rule_settle_from");
        words::caption(self.ui, look.theme, &name);
        let now = self.given.word("settle_from").unwrap_or_default();
        let choices = ["this", "last"].map(|word| (word.to_owned(), self.text(&format!("programme.settle_{word}"))));
        if let Some(word) = choose(self.ui, &name, 200.0, &choices, &now) {
            self.changed = Some(self.given.with_word("settle_from", &word));
        }
        self.bands();
        let look = self.scene.look;
        words::section(self.ui, look.theme, look.text("programme.fund"));
        FUND.into_iter().for_each(|key| self.number(key, Measured::Money));
    }

    /// A number of the rules; an empty field is none.
    fn number(&mut self, key: &str, measured: Measured) {
        let name = self.text(&format!("programme.rule_{key}"));
        words::caption(self.ui, self.scene.look.theme, &name);
        if let Some(number) = self.field(&name, measured, self.given.number(key)) {
            self.changed = Some(self.given.with_number(key, number));
        }
    }

    /// A field that may be empty; what was typed, where it is another.
    fn field(&mut self, name: &str, measured: Measured, now: Option<Decimal>) -> Option<Option<Decimal>> {
        let (style, theme) = (self.scene.look.style, self.scene.look.theme);
        let factor = factor(measured, style);
        let read = |text: &str| -> Option<Option<Decimal>> {
            if text.trim().is_empty() {
                return Some(None);
            }
            let number = parse_number(text.trim())?.checked_mul(factor)?.normalize();
            let fits =
                !number.is_sign_negative() && (measured != Measured::Money || Money::from_decimal(number).is_some());
            fits.then_some(Some(number))
        };
        let written = || now.map_or_else(String::new, |number| (number / factor).normalize().to_string());
        let ui = &mut *self.ui;
        ui.horizontal(|ui| {
            let id = ui.make_persistent_id(("rule", name));
            let draft = Draft::show(ui, theme, (id, name, 140.0), written, |text| read(text).is_some());
            let unit = style.unit_name(measured);
            if !unit.is_empty() {
                words::caption(ui, theme, unit);
            }
            if !draft.field.lost_focus() {
                return None;
            }
            draft.drop(ui);
            if ui.input(|i| i.key_pressed(egui::Key::Escape)) || !draft.is_typed {
                return None;
            }
            read(&draft.text).filter(|number| *number != now)
        })
        .inner
    }

    /// Bands over the cap: up to which share of it, and what the fund bears.
    fn bands(&mut self) {
        let look = self.scene.look;
        words::section(self.ui, look.theme, look.text("programme.rule_bands"));
        let bands = self.given.bands();
        let mut changed: Option<Vec<Limit>> = None;
        for (n, (to, fund)) in bands.iter().enumerate() {
            let (up_to, bears) = (self.text("programme.band_to"), self.text("programme.band_fund"));
            let number = n + 1;
            words::caption(self.ui, look.theme, &format!("{number} · {up_to} / {bears}"));
            let mut band = (*to, *fund);
            if let Some(Some(to)) = self.field(&format!("{up_to} {number}"), Measured::Ratio, Some(*to)) {
                band.0 = to;
            }
            if let Some(Some(fund)) = self.field(&format!("{bears} {number}"), Measured::Ratio, Some(*fund)) {
                band.1 = fund;
            }
            if band != bands[n] {
                let mut others = bands.clone();
                others[n] = band;
                changed = Some(others);
            }
        }
        let (add, remove) = (self.text("programme.band_add"), self.text("programme.band_remove"));
        self.ui.horizontal(|ui| {
            if ui.button(add).clicked() {
                let last = bands.last().map_or(Decimal::ONE, |(to, _)| *to);
                let next = (last + Decimal::new(1, 1), Decimal::ZERO);
                changed = Some(bands.iter().copied().chain([next]).collect());
            }
            if !bands.is_empty() && ui.button(remove).clicked() {
                changed = Some(bands[..bands.len() - 1].to_vec());
            }
        });
        // No band at all is a rule, too, but it must be said.
        let is_said = self.given.rules.contains("bands");
        if !is_said && self.ui.button(self.scene.look.text("programme.band_none")).clicked() {
            changed = Some(Vec::new());
        }
        if let Some(bands) = changed {
            self.changed = Some(self.given.with_bands(&bands));
        }
    }

    /// Numbers by the officer's own names.
    fn named(&mut self, table: &str, measured: Measured, typed: &mut String) {
        let look = self.scene.look;
        words::section(self.ui, look.theme, look.text(&format!("programme.rule_{table}")));
        for (name, number) in self.given.named(table) {
            let path = format!("{table}.{name}");
            let known = format!("programme.column_{name}");
            let shown = if look.text(&known) == known { name.clone() } else { look.text(&known).to_owned() };
            let remove = look.style.language.fill("programme.remove", &[("name", &shown)]);
            let is_gone =
                row(self.ui, look, &shown, |ui| icon_button(ui, look.theme, Icon::Close, &remove, "").clicked());
            if is_gone {
                self.changed = Some(self.given.with_number(&path, None));
            }
            if let Some(number) = self.field(&shown, measured, Some(number)) {
                self.changed = Some(self.given.with_number(&path, number));
            }
        }
        let (hint, add) = (look.text("programme.new_name").to_owned(), look.text("programme.add").to_owned());
        let is_added = self.ui.horizontal(|ui| {
            let field = ui.add(egui::TextEdit::singleline(typed).hint_text(&hint).desired_width(140.0));
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, format!("{table} {hint}")));
            ui.button(add).clicked()
        });
        if is_added.inner && !typed.trim().is_empty() {
            let path = format!("{table}.{}", typed.trim());
            self.changed = Some(self.given.with_number(&path, Some(Decimal::ZERO)));
            typed.clear();
        }
    }
}
