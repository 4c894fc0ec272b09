//! The levers of the Liaoning pilot: accounts made real, and the merger of laid-off workers, county by county.

use eframe::egui;
use rust_decimal::Decimal;

use super::{Draw, LeverPanel, Levers};
use crate::money::{Money, Persons};
use crate::place::PlaceKey;
use crate::report::{Measured, Place};
use crate::scenario::Scenario;
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::merger::Merger;
use crate::scenario::part::Part;
use crate::ui::regions;
use crate::ui::state::{Action, Look};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::place_tree::{Choosable, choose_place};
use crate::ui::widgets::typed_field::list_field;
use crate::ui::widgets::{list, words};

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, look: Look, levers: &Levers<'_>, panel: &mut LeverPanel, actions: &mut Vec<Action>) {
    let Some(mut draw) = Draw::new(look, levers, actions) else { return };
    draw.chooser(ui, levers, panel);
    draw.name(ui, panel);
    let open = draw.standing(ui);
    words::hairline(ui, look.theme);
    regions::scrolled(ui, "levers of the pilot", |ui| {
        if !open {
            ui.disable();
        }
        draw.accounts(ui);
        draw.mergers(ui, panel);
        ui.add_space(24.0);
    });
}

/// A merger to begin with: nobody leaves yet; half of the pay is the government's and the fund's, a third at least the
/// enterprises'.
fn empty(county: &str) -> Merger {
    Merger {
        county: county.to_owned(),
        centres: 0,
        unemployed: 0,
        allowance: 0,
        leave_centres: Vec::new(),
        leave_direct: Vec::new(),
        per_head: Money::ZERO,
        shares: [Decimal::new(4, 1), Decimal::new(4, 1), Decimal::new(2, 1)],
        matching: true,
        duration: 24,
        reemployment: vec![Decimal::ZERO],
        benefit: Money::ZERO,
        fallback: Decimal::ZERO,
        top_up: Money::ZERO,
        leave_allowance: Decimal::ZERO,
        covered: Decimal::ONE,
    }
}

impl Draw<'_> {
    /// Whether accounts are made real, at which rate, and what they bear.
    fn accounts(&mut self, ui: &mut egui::Ui) {
        let look = self.look;
        words::section(ui, look.theme, look.text("pilot.accounts"));
        let rate = Lever::of(LeverKey::FundedRate);
        if rate.given(self.scenario).is_none() {
            if ui.button(look.text("pilot.add_accounts")).clicked() {
                self.change(|scenario| {
                    rate.set(scenario, Some(Decimal::new(8, 2)));
                });
            }
            return;
        }
        self.lever(ui, rate.clone(), "");
        self.lever(ui, Lever::of(LeverKey::AccountRate), "");
        if ui.button(look.text("pilot.remove")).clicked() {
            self.change(|scenario| {
                Lever::of(LeverKey::AccountRate).set(scenario, None);
                rate.set(scenario, None);
            });
        }
    }

    /// The mergers, and the one that is open.
    fn mergers(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        let look = self.look;
        self.section(ui, "pilot.merger", &Part::Merger);
        let mergers = &self.scenario.mergers;
        let n = panel.merger.min(mergers.len().saturating_sub(1));
        if mergers.len() > 1 {
            let names: Vec<(usize, &str)> = mergers.iter().map(|merger| &*merger.county).enumerate().collect();
            if let Some(taken) = list::list(ui, look.theme, look.text("pilot.county"), &names, Some(n)) {
                panel.merger = taken;
            }
            ui.add_space(4.0);
        }
        if let Some(now) = mergers.get(n) {
            let mut merger = now.clone();
            let is_removed = ui.push_id(("merger", n), |ui| Fields { ui, look }.show(self, &mut merger)).inner;
            if is_removed {
                self.change(|scenario| drop(scenario.mergers.remove(n)));
            } else if merger != *now {
                self.change(|scenario| scenario.mergers[n] = merger);
            }
        }
        if ui.button(look.text("pilot.add_merger")).clicked() {
            let taken = |name: &str| self.scenario.mergers.iter().any(|merger| merger.county == name);
            let free = self.data.counties.iter().find(|county| !taken(&county.name));
            if let Some(county) = free {
                let (merger, count) = (empty(&county.name), self.scenario.mergers.len());
                panel.merger = count;
                self.change(|scenario| scenario.mergers.push(merger));
            }
        }
    }
}

struct Fields<'a> {
    ui: &'a mut egui::Ui,
    look: Look,
}

impl Fields<'_> {
    /// Whether it is to go.
    fn show(&mut self, draw: &Draw<'_>, merger: &mut Merger) -> bool {
        let look = self.look;
        let (places, name) = (&draw.data.places, look.text("pilot.county"));
        words::caption(self.ui, look.theme, name);
        let now: Place = PlaceKey::County(merger.county.as_str().into());
        let width = (self.ui.available_width() - 16.0).max(120.0);
        if let Some(PlaceKey::County(county)) = choose_place(self.ui, look, name, width, places, Choosable::All, &now) {
            merger.county = county.to_string();
        }
        self.section("pilot.at_outset");
        self.heads("pilot.centres", &mut merger.centres);
        self.heads("pilot.unemployed", &mut merger.unemployed);
        self.heads("pilot.allowance_heads", &mut merger.allowance);
        self.section("pilot.leaving");
        self.all_heads("pilot.left_centres", &mut merger.leave_centres);
        self.all_heads("pilot.left_direct", &mut merger.leave_direct);
        self.section("pilot.compensation_of");
        self.money("pilot.per_head", &mut merger.per_head);
        self.shares(&mut merger.shares);
        self.ui.checkbox(&mut merger.matching, look.text("pilot.matching"));
        self.section("pilot.insurance");
        let mut months = Decimal::from(merger.duration);
        self.number("pilot.duration", Measured::Number, &mut months);
        merger.duration = u32::try_from(months.round()).unwrap_or(merger.duration).clamp(1, 120);
        self.rates("pilot.reemployment", &mut merger.reemployment);
        self.number("pilot.covered", Measured::Ratio, &mut merger.covered);
        self.money("pilot.benefit_each", &mut merger.benefit);
        self.number("pilot.fallback", Measured::Ratio, &mut merger.fallback);
        self.money("pilot.top_up", &mut merger.top_up);
        self.number("pilot.leave_allowance", Measured::Ratio, &mut merger.leave_allowance);
        self.ui.add_space(4.0);
        self.ui.button(look.text("pilot.remove")).clicked()
    }

    fn section(&mut self, key: &str) {
        words::section(self.ui, self.look.theme, self.look.text(key));
    }

    fn number(&mut self, key: &str, measured: Measured, value: &mut Decimal) {
        let (look, name) = (self.look, self.look.text(key));
        words::caption(self.ui, look.theme, name);
        let fits = match measured {
            Measured::Ratio => |value: Decimal| value >= Decimal::ZERO && value <= Decimal::ONE,
            _ => |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(1_000_000_000),
        };
        self.ui.horizontal(|ui| {
            let field = NumberField { name, measured, value: *value, fits };
            *value = field.show(ui, look.style, look.theme).unwrap_or(*value);
        });
    }

    fn heads(&mut self, key: &str, heads: &mut Persons) {
        let mut number = Decimal::from(*heads);
        self.number(key, Measured::Persons, &mut number);
        *heads = Persons::try_from(number.round()).unwrap_or(*heads);
    }

    fn money(&mut self, key: &str, money: &mut Money) {
        let mut yuan = money.to_decimal();
        self.number(key, Measured::Number, &mut yuan);
        *money = Money::from_decimal(yuan).unwrap_or(*money);
    }

    /// Who bears the pay: the third share is what the others leave.
    fn shares(&mut self, shares: &mut [Decimal; 3]) {
        let [mut enterprise, mut government, _] = *shares;
        self.number("pilot.enterprise_share", Measured::Ratio, &mut enterprise);
        self.number("pilot.government_share", Measured::Ratio, &mut government);
        let fund = Decimal::ONE - enterprise - government;
        if !fund.is_sign_negative() {
            *shares = [enterprise, government, fund];
        }
        let rest = self.look.style.full(crate::report::Quantity::Ratio(shares[2]));
        words::caption(self.ui, self.look.theme, &format!("{} {rest}", self.look.text("pilot.fund_share")));
    }

    fn all_heads(&mut self, key: &str, heads: &mut Vec<Persons>) {
        let (look, name) = (self.look, self.look.text(key));
        words::caption(self.ui, look.theme, name);
        let now: Vec<Decimal> = heads.iter().map(|heads| Decimal::from(*heads)).collect();
        if let Some(typed) = list_field(self.ui, look, name, &now) {
            *heads = typed.iter().filter_map(|number| Persons::try_from(number.round()).ok()).collect();
        }
    }

    fn rates(&mut self, key: &str, rates: &mut Vec<Decimal>) {
        let (look, name) = (self.look, self.look.text(key));
        words::caption(self.ui, look.theme, name);
        let now: Vec<Decimal> = rates.iter().map(|rate| *rate * Decimal::ONE_HUNDRED).collect();
        if let Some(typed) = list_field(self.ui, look, name, &now) {
            let rate = |percent: Decimal| (percent / Decimal::ONE_HUNDRED).min(Decimal::ONE);
            let typed: Vec<Decimal> = typed.into_iter().map(rate).collect();
            *rates = if typed.is_empty() { vec![Decimal::ZERO] } else { typed };
        }
    }
}

/// Whether the scenario has either.
pub fn is_there(scenario: &Scenario) -> bool {
    !scenario.mergers.is_empty() || Lever::of(LeverKey::FundedRate).given(scenario).is_some()
}
