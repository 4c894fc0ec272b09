//! The arrangement of a scenario: a table of who pools for whom from when, and the parts of the entry that is chosen.

use eframe::egui;

use super::{Draw, LeverPanel};
use crate::month::Month;
use crate::place::Level;
use crate::report::views::context::{name_of, root_name};
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::part::Part;
use crate::scenario::{Allocate, Arrangement, Balances, GrantsTo, PlaceKey, Pooling, Remit, Sharing};
use crate::ui::state::choose;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::list;
use crate::ui::widgets::place_tree::{Choosable, choose_place};

impl Draw<'_> {
    pub(super) fn arrangement(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        self.section(ui, "scenario.arrangement", &Part::Pooling);
        let entries = &self.scenario.pooling;
        let n = panel.entry.min(entries.len().saturating_sub(1));
        if entries.len() > 1 {
            let lines: Vec<[String; 3]> = entries.iter().map(|entry| self.line(entry)).collect();
            let names = ["scenario.reach", "scenario.arrangement", "scenario.from_month"].map(|key| self.text(key));
            let [reach, arrangement, from] = names.clone();
            let month = self.month_width() - 16.0;
            let reach_width = 74.0;
            let rest = (ui.available_width() - 10.0 - reach_width - month).max(80.0);
            let columns = [(reach, reach_width), (arrangement, rest), (from, month)];
            if let Some(taken) = list::table(ui, self.look.theme, &names[1], &columns, &lines, n) {
                panel.entry = taken;
            }
            ui.add_space(4.0);
        }
        if let Some(entry) = entries.get(n) {
            ui.push_id(("pooling", n), |ui| self.entry(ui, n, entry, panel));
        }
        let add = if entries.is_empty() { "scenario.arrangement_first" } else { "scenario.arrangement_add" };
        if ui.button(self.text(add)).clicked() {
            let from = match entries.last() {
                None => self.scenario.start,
                Some(last) => Month::january(last.from.max(self.scenario.start).year() + 1),
            };
            self.put(entries.len(), Pooling::of(Arrangement::Unified, from), panel);
        }
    }

    /// What an entry's line says: for whom, what, from when.
    fn line(&self, entry: &Pooling) -> [String; 3] {
        let (places, level) = (&self.data.places, entry.level_in(&self.data.places));
        let reach = match &entry.place {
            Some(path) => {
                let found = places.find_above(path).map(|place| name_of(places, place, self.look.style.language));
                found.unwrap_or_else(|| path.to_string())
            }
            None => self.level_name(level),
        };
        [reach, self.text(&entry.arrangement().text_key_at(level, places)), self.month(entry.from)]
    }

    /// The places of a level, in words: 各市, 全省.
    fn level_name(&self, level: Level) -> String {
        match level == self.data.places.level(self.data.places.root()) {
            true => root_name(&self.data.places, self.look.style.language),
            false => self.text(&format!("scenario.each_{}", level.key())),
        }
    }

    /// Puts an entry in the place of the `n`th, and keeps it open wherever its month puts it.
    fn put(&mut self, n: usize, entry: Pooling, panel: &mut LeverPanel) {
        let mut changed = self.scenario.clone();
        changed.arrange(n, entry.clone());
        panel.entry = changed.pooling.iter().position(|other| *other == entry).unwrap_or(0);
        self.change(|s| *s = changed);
    }

    /// The levels above counties that the data have, lowest first.
    fn levels(&self) -> Vec<Level> {
        let places = &self.data.places;
        let mut levels: Vec<Level> = places.above_counties().map(|place| places.level(place)).collect();
        levels.dedup();
        levels
    }

    /// For which level or which place an arrangement is; nothing to choose where there is one place above counties.
    fn reach(&mut self, ui: &mut egui::Ui, pooling: &Pooling) -> Option<Pooling> {
        let (places, levels) = (self.data.places.clone(), self.levels());
        if levels.len() < 2 {
            return None;
        }
        let mut taken = None;
        ui.horizontal(|ui| {
            let level = pooling.level_in(&places);
            let each = |level: &Level| (Some(*level), self.level_name(*level));
            let mut choices: Vec<(Option<Level>, String)> = levels.iter().map(each).collect();
            choices.push((None, self.text("scenario.one_place")));
            let current = pooling.place.is_none().then_some(level);
            match choose(ui, &self.text("scenario.reach"), 92.0, &choices, &current) {
                Some(Some(level)) => taken = Some(Pooling { level: Some(level), place: None, ..pooling.clone() }),
                Some(None) => {
                    let first = places.above_counties().find(|place| places.level(*place) == level);
                    let place = first.map(|place| places.path(place).clone());
                    taken = Some(Pooling { level: None, place, ..pooling.clone() });
                }
                None => {}
            }
            if let Some(path) = &pooling.place {
                let current = places.find_above(path).map_or(PlaceKey::Place(path.clone()), |place| places.key(place));
                let name = self.text("scenario.reach_place");
                if let Some(place) =
                    choose_place(ui, self.look, &name, 130.0, &places, Choosable::AboveCounties, &current)
                {
                    let place = places.find(&place).map(|place| places.path(place).clone());
                    taken = Some(Pooling { level: None, place, ..pooling.clone() });
                }
            }
        });
        taken
    }

    fn entry(&mut self, ui: &mut egui::Ui, n: usize, pooling: &Pooling, panel: &mut LeverPanel) {
        if let Some(changed) = self.reach(ui, pooling) {
            self.put(n, changed, panel);
        }
        let (arrangement, level) = (pooling.arrangement(), pooling.level_in(&self.data.places));
        let own = (arrangement == Arrangement::Custom).then_some(Arrangement::Custom);
        let names: Vec<(Arrangement, String)> = Arrangement::NAMED
            .into_iter()
            .chain(own)
            .map(|a| (a, self.text(&a.text_key_at(level, &self.data.places))))
            .collect();
        ui.horizontal(|ui| {
            // The longest names are cut: the month and the button stand beside them.
            let name = self.text("scenario.arrangement");
            let width = self.beside_month(ui);
            let taken = ui.scope(|ui| {
                ui.set_max_width(width);
                choose(ui, &name, width, &names, &arrangement)
            });
            if let Some(taken) = taken.inner {
                let Pooling { level, place, sharing, overcollection_credit, .. } = pooling.clone();
                let kept = Pooling { level, place, sharing, overcollection_credit, ..Pooling::of(taken, pooling.from) };
                self.put(n, kept, panel);
            }
            let start = self.scenario.start;
            let months: Vec<(Month, String)> = std::iter::once(pooling.from)
                .chain((0..self.scenario.months as i32).map(|m| start.plus(m)))
                .filter(|m| *m == pooling.from || m.month() == 1 || *m == start)
                .map(|m| (m, self.month(m)))
                .collect();
            if let Some(from) = choose(ui, &self.text("scenario.from"), self.month_width(), &months, &pooling.from) {
                self.put(n, Pooling { from, ..pooling.clone() }, panel);
            }
            if icon_button(ui, self.look.theme, Icon::Close, &self.text("scenario.arrangement_remove"), "").clicked() {
                self.change(|s| {
                    s.pooling.remove(n);
                });
            }
        });
        let parts = self.text("scenario.parts");
        egui::CollapsingHeader::new(parts).id_salt(("parts", n)).show(ui, |ui| self.parts(ui, n, pooling, panel));
        let levels = self.levels();
        for lever in LeverKey::of_entries().map(|key| Lever::of(key).nth(n)) {
            let is_idle = match lever.key {
                // A credit is always there, and means something where the debt is shared.
                LeverKey::OvercollectionCredit => pooling.sharing.is_none(),
                // The nation bears a part where its places are looked at, or where a file says so.
                LeverKey::SharingNation => {
                    !levels.contains(&Level::Nation) && pooling.sharing.as_ref().is_some_and(|s| s.nation.is_zero())
                }
                _ => false,
            };
            if lever.given(self.scenario).is_some() && !is_idle {
                self.lever(ui, lever, "");
            }
        }
    }

    fn parts(&mut self, ui: &mut egui::Ui, n: usize, pooling: &Pooling, panel: &mut LeverPanel) {
        let remits = [
            (Remit::None, "scenario.remit_none"),
            (Remit::All, "scenario.remit_all"),
            (Pooling::of(Arrangement::AdjustmentFund, pooling.from).remit, "scenario.remit_share"),
            (Pooling::of(Arrangement::NationalAdjustment, pooling.from).remit, "scenario.remit_formula"),
        ];
        let same = |a: &Remit, b: &Remit| std::mem::discriminant(a) == std::mem::discriminant(b);
        let kinds: Vec<(usize, String)> = remits.iter().enumerate().map(|(i, (_, key))| (i, self.text(key))).collect();
        let current = remits.iter().position(|(r, _)| same(r, &pooling.remit)).unwrap_or_default();
        self.part(ui, "scenario.remit", n, &kinds, &current, |draw, i| {
            draw.put(n, Pooling { remit: remits[i].0.clone(), ..pooling.clone() }, panel);
        });
        let named = |draw: &Self, key: &str| draw.text(key);
        let choices = [
            (Allocate::None, named(self, "scenario.allocate_none")),
            (Allocate::ByShortage, named(self, "scenario.allocate_by_shortage")),
            (Allocate::PerRetiree, named(self, "scenario.allocate_per_retiree")),
            (Allocate::FullNeed, named(self, "scenario.allocate_full_need")),
            (Allocate::Prepay, named(self, "scenario.allocate_prepay")),
        ];
        self.part(ui, "scenario.allocate", n, &choices, &pooling.allocate, |draw, allocate| {
            draw.put(n, Pooling { allocate, ..pooling.clone() }, panel);
        });
        let choices = [
            (GrantsTo::ByRetirees, named(self, "scenario.grants_by_retirees")),
            (GrantsTo::Pool, named(self, "scenario.grants_to_pool")),
        ];
        self.part(ui, "scenario.grants_to", n, &choices, &pooling.grants, |draw, grants| {
            draw.put(n, Pooling { grants, ..pooling.clone() }, panel);
        });
        let choices = [
            (Balances::Keep, named(self, "scenario.balances_keep")),
            (Balances::HandUp, named(self, "scenario.balances_hand_up")),
        ];
        self.part(ui, "scenario.balances", n, &choices, &pooling.balances, |draw, balances| {
            draw.put(n, Pooling { balances, ..pooling.clone() }, panel);
        });
        let mut shared = pooling.sharing.is_some();
        if ui.checkbox(&mut shared, self.text("scenario.sharing")).changed() {
            let sharing = shared.then_some(Sharing::equal_from(pooling.level_in(&self.data.places)));
            self.put(n, Pooling { sharing, ..pooling.clone() }, panel);
        }
    }

    /// One part of an arrangement, by name.
    fn part<T: PartialEq + Clone>(
        &mut self,
        ui: &mut egui::Ui,
        key: &str,
        n: usize,
        choices: &[(T, String)],
        current: &T,
        take: impl FnOnce(&mut Self, T),
    ) {
        ui.push_id((key, n), |ui| {
            ui.horizontal(|ui| {
                let name = self.text(key);
                ui.add_sized([84.0, 20.0], egui::Label::new(&name).halign(egui::Align::LEFT));
                if let Some(taken) = choose(ui, &name, 168.0, choices, current) {
                    take(self, taken);
                }
            });
        });
    }
}
