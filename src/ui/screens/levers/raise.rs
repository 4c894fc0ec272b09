//! A raise as it is decided, 定额、挂钩、倾斜, turned into the rates of the whole and of each county.

use eframe::egui;
use rust_decimal::Decimal;

use super::{Draw, LeverPanel};
use crate::money::Money;
use crate::proposal::raise::{Raise, Tilt, part_from, pension};
use crate::report::words::number::grouped;
use crate::report::{Measured, Quantity};
use crate::scenario::lever::When;
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The ages from which provinces usually give more.
const AGES: [u32; 3] = [70, 75, 80];

/// What is typed before anybody has typed: nothing, with a usual length of contribution.
pub(super) fn blank() -> Raise {
    let tilts = AGES.map(|age| Tilt { age, ..Tilt::default() }).to_vec();
    Raise { years: Decimal::from(25), tilts, ..Raise::default() }
}

fn is_amount(value: Decimal) -> bool {
    !value.is_sign_negative() && value <= Decimal::from(100_000)
}

fn is_part(value: Decimal) -> bool {
    !value.is_sign_negative() && value <= Decimal::ONE
}

impl Draw<'_> {
    /// The form, and what comes of it.
    pub(super) fn raise(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel, when: When) {
        let heading = self.text("raise.heading");
        egui::CollapsingHeader::new(heading).id_salt("raise").show(ui, |ui| {
            let raise = panel.raise.get_or_insert_with(blank);
            self.number(ui, "raise.fixed", Measured::PerPerson, is_amount, &mut raise.fixed);
            self.number(ui, "raise.per_year", Measured::PerPerson, is_amount, &mut raise.per_year);
            let is_years = |value: Decimal| !value.is_sign_negative() && value <= Decimal::from(60);
            self.number(ui, "raise.years", Measured::Number, is_years, &mut raise.years);
            self.number(ui, "raise.share", Measured::Ratio, is_part, &mut raise.share);
            let people = self.scenario.people.as_ref();
            let structure = people.and_then(|people| people.structure.file.as_ref()).map(|(_, table)| table.clone());
            for tilt in &mut raise.tilts {
                let by_age = structure.as_ref().and_then(|table| part_from(table, tilt.age));
                let told = tilt.part.is_some();
                let mut part = tilt.part.or(by_age).unwrap_or_default();
                let age = tilt.age.to_string();
                let name = |key: &str| self.look.style.language.fill(key, &[("age", &age)]);
                let (of_amount, of_part) = (name("raise.tilt"), name("raise.tilt_part"));
                self.named_number(ui, &of_amount, Measured::PerPerson, is_amount, &mut tilt.amount);
                let stood = part;
                self.named_number(ui, &of_part, Measured::Ratio, is_part, &mut part);
                tilt.part = (told || part != stood || by_age.is_some()).then_some(part);
            }
            self.raised(ui, &raise.clone(), when);
        });
    }

    /// The rates that come of it, and the button that takes them.
    fn raised(&mut self, ui: &mut egui::Ui, raise: &Raise, when: When) {
        let rates = raise.rates(self.data);
        let Some((_, whole)) = rates.first().filter(|(_, rate)| !rate.is_zero()) else {
            words::caption(ui, self.look.theme, self.look.text("raise.nothing"));
            return;
        };
        let percent = |rate: &Decimal| {
            let shown = (*rate * Decimal::ONE_HUNDRED).round_dp(2);
            grouped(shown, 2)
        };
        let counties = rates.iter().skip(1).map(|(_, rate)| rate);
        let (low, high) = (counties.clone().min().unwrap_or(whole), counties.max().unwrap_or(whole));
        let language = self.look.style.language;
        let mean = pension(self.data, self.data.places.root()).unwrap_or_default();
        let amount = raise.amount(mean).and_then(Money::from_decimal).unwrap_or_default();
        let values = [
            ("amount", self.look.style.full(Quantity::PerPerson(amount))),
            ("rate", percent(whole)),
            ("low", percent(low)),
            ("high", percent(high)),
        ];
        let said = language.fill("raise.comes_to", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
        words::caption(ui, self.look.theme, &said);
        let take = match when {
            When::Always => self.text("raise.take"),
            When::Year(n) => {
                let year = (self.scenario.start.year() + n as i32).to_string();
                language.fill("raise.take_in", &[("year", &year)])
            }
        };
        if ui.button(take).clicked()
            && let Some(changed) = raise.put(self.data, self.scenario, when)
        {
            self.change(|scenario| *scenario = changed);
        }
    }

    fn number(&self, ui: &mut egui::Ui, key: &str, measured: Measured, fits: fn(Decimal) -> bool, value: &mut Decimal) {
        self.named_number(ui, &self.text(key), measured, fits, value);
    }

    fn named_number(
        &self,
        ui: &mut egui::Ui,
        name: &str,
        measured: Measured,
        fits: fn(Decimal) -> bool,
        value: &mut Decimal,
    ) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (rect, _) = ui.allocate_exact_size(egui::vec2(112.0, 24.0), egui::Sense::hover());
            let beside = egui::Layout::left_to_right(egui::Align::Center);
            let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(beside));
            inside.add(egui::Label::new(name).truncate());
            let field = NumberField { name, measured, value: *value, fits };
            if let Some(typed) = field.show(ui, self.look.style, self.look.theme) {
                *value = typed;
            }
        });
    }
}
