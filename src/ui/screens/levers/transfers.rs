//! Members who move (关系转移), in the panel of a scenario: from where to where, how many, and what is paid over for them.

use eframe::egui;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::{Draw, Levers};
use crate::money::Money;
use crate::month::Month;
use crate::report::Measured;
use crate::scenario::PlaceKey;
use crate::scenario::part::Part;
use crate::scenario::transfer::Transfer;
use crate::ui::state::{Action, Look, choose};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::place_tree::{Choosable, choose_place};

/// Draws those of a scenario alone.
pub fn show(ui: &mut egui::Ui, look: Look, levers: &Levers<'_>, actions: &mut Vec<Action>) {
    let Some(mut draw) = Draw::new(look, levers, actions) else { return };
    let open = draw.standing(ui);
    ui.add_enabled_ui(open, |ui| draw.transfers(ui));
}

impl Draw<'_> {
    pub(super) fn transfers(&mut self, ui: &mut egui::Ui) {
        self.section(ui, "scenario.transfers", &Part::Transfers);
        let start = self.scenario.start;
        let months: Vec<(Month, String)> =
            (0..self.scenario.months as i32).map(|n| (start.plus(n), self.month(start.plus(n)))).collect();
        for (n, transfer) in self.scenario.transfers.iter().enumerate() {
            ui.push_id(("transfer", n), |ui| {
                ui.horizontal(|ui| {
                    if let Some(month) =
                        choose(ui, &self.text("scenario.event_month"), self.month_width(), &months, &transfer.month)
                    {
                        self.change(|s| s.transfers[n].month = month);
                    }
                    let remove = self.text("scenario.transfer_remove");
                    if icon_button(ui, self.look.theme, Icon::Close, &remove, "").clicked() {
                        self.change(|s| drop(s.transfers.remove(n)));
                    }
                });
                self.side(ui, n, "scenario.transfer_from", &transfer.from, |t| &mut t.from);
                self.side(ui, n, "scenario.transfer_to", &transfer.to, |t| &mut t.to);
                self.numbers(ui, n, transfer);
            });
        }
        let names: Vec<String> = self.data.counties.iter().take(2).map(|county| county.name.to_string()).collect();
        if ui.button(self.text("scenario.transfer_add")).clicked()
            && let Some(from) = names.first()
        {
            let to = names.get(1).map_or(Transfer::OUTSIDE, String::as_str);
            let transfer = Transfer::new(start, from, to);
            self.change(|s| s.transfers.push(transfer));
        }
    }

    /// One side: a county, or another pool.
    fn side(&mut self, ui: &mut egui::Ui, n: usize, key: &str, now: &str, of: fn(&mut Transfer) -> &mut String) {
        ui.horizontal(|ui| {
            let (name, places) = (self.text(key), &self.data.places);
            ui.label(&name);
            let mut is_outside = now == Transfer::OUTSIDE;
            if !is_outside {
                let county = PlaceKey::County(now.into());
                let taken = choose_place(ui, self.look, &name, 128.0, places, Choosable::Counties, &county);
                if let Some(PlaceKey::County(path)) = taken {
                    self.change(|s| *of(&mut s.transfers[n]) = path.to_string());
                }
            }
            if ui.checkbox(&mut is_outside, self.text("scenario.transfer_outside")).changed() {
                // A county that is not the other side.
                let transfer = &self.scenario.transfers[n];
                let free = |name: &&str| ![&transfer.from, &transfer.to].map(String::as_str).contains(name);
                let county = self.data.counties.iter().map(|county| &*county.name).find(free);
                let side = if is_outside { Some(Transfer::OUTSIDE) } else { county };
                if let Some(side) = side.map(str::to_owned) {
                    self.change(|s| *of(&mut s.transfers[n]) = side);
                }
            }
        });
    }

    fn numbers(&mut self, ui: &mut egui::Ui, n: usize, transfer: &Transfer) {
        let is_heads = |d: Decimal| d.is_integer() && !d.is_sign_negative() && d <= Decimal::from(Money::MOST_PERSONS);
        let is_amount = |d: Decimal| Money::from_decimal(d).is_some_and(|amount| !amount.is_negative());
        let heads = |heads: i64| Decimal::from(heads);
        let whole = |typed: Decimal| typed.to_i64().unwrap_or_default();
        let mut field = |draw: &mut Self, key: &str, measured, value, fits| {
            let name = draw.text(key);
            let row = |ui: &mut egui::Ui| {
                ui.label(&name);
                NumberField { name: &name, measured, value, fits }.show(ui, draw.look.style, draw.look.theme)
            };
            ui.horizontal(row).inner
        };
        if let Some(typed) = field(self, "scenario.transfer_heads", Measured::Number, heads(transfer.heads), is_heads) {
            self.change(|s| s.transfers[n].heads = whole(typed));
        }
        let per_head = transfer.per_head.to_decimal();
        if let Some(typed) = field(self, "scenario.transfer_per_head", Measured::Number, per_head, is_amount) {
            self.change(|s| s.transfers[n].per_head = Money::from_decimal(typed).unwrap_or_default());
        }
        let is_share = |d: Decimal| !d.is_sign_negative() && d <= Decimal::ONE;
        if let Some(typed) = field(self, "scenario.transfer_share", Measured::Ratio, transfer.share, is_share) {
            self.change(|s| s.transfers[n].share = typed);
        }
        if let Some(typed) = field(self, "scenario.transfer_days", Measured::Number, heads(transfer.days), is_heads) {
            self.change(|s| s.transfers[n].days = whole(typed));
        }
        // Between pools money always moves.
        let is_inside = !(transfer.from == Transfer::OUTSIDE || transfer.to == Transfer::OUTSIDE);
        let mut money = transfer.is_paid();
        let tick = egui::Checkbox::new(&mut money, self.text("scenario.transfer_money"));
        if ui.add_enabled(is_inside, tick).changed() {
            self.change(|s| s.transfers[n].money = money);
        }
    }
}
