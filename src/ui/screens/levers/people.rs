//! The levers of the people by age: when they retire, who comes, pauses, leaves and dies, each with what it assumes.

use eframe::egui;

use super::{Draw, LeverPanel, Levers};
use crate::report::words::asked::structure_name;
use crate::scenario::Scenario;
use crate::scenario::group::Group;
use crate::scenario::lever::{Kept, Lever, LeverKey, Of, When};
use crate::scenario::part::Part;
use crate::scenario::people::{Entrants, Named, People, Policy};
use crate::ui::purpose::Purpose;
use crate::ui::regions;
use crate::ui::state::{Action, Look, choose};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tables of death rates that are shipped, by their names.
const MORTALITY: [&str; 2] = ["wpp_2024", "cl_2010_2013"];

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, look: Look, levers: &Levers<'_>, panel: &mut LeverPanel, actions: &mut Vec<Action>) {
    let Some(mut draw) = Draw::new(look, levers, actions) else { return };
    draw.chooser(ui, levers, panel);
    draw.name(ui, panel);
    let open = draw.standing(ui);
    words::hairline(ui, look.theme);
    let Some(people) = draw.scenario.people.clone() else {
        return drop(words::caption(ui, look.theme, look.text("retirement.panel_none")));
    };
    regions::scrolled(ui, "levers of people", |ui| {
        if !open {
            ui.disable();
        }
        draw.tables(ui, &people);
        draw.entrants(ui, &people);
        draw.people_rates(ui, panel);
        ui.add_space(24.0);
    });
}

impl Draw<'_> {
    /// Replaces the people by changed ones.
    fn change_people(&mut self, change: impl FnOnce(&mut People)) {
        self.change(|scenario| {
            if let Some(people) = &mut scenario.people {
                change(people);
            }
        });
    }

    /// The ages of retirement, the structure and the death rates.
    fn tables(&mut self, ui: &mut egui::Ui, people: &People) {
        let (look, theme) = (self.look, self.look.theme);
        self.section(ui, "part.people", &Part::People);
        let mut policies = vec![Policy::Of2024, Policy::Before];
        if !policies.contains(&people.policy) {
            policies.push(people.policy);
        }
        let named: Vec<(Policy, &str)> =
            policies.iter().map(|policy| (*policy, look.text(policy.text_key()))).collect();
        let mut policy = people.policy;
        if segmented(ui, theme, look.text("retirement.policy"), &named, &mut policy) {
            self.change_people(|people| people.policy = policy);
        }
        words::caption(ui, theme, look.text("retirement.says_policy"));
        let language = look.style.language;
        let structure = language.fill("retirement.structure_is", &[("name", &structure_name(people, language))]);
        words::caption(ui, theme, &structure);
        if ui.button(look.text("retirement.read")).on_hover_text(look.text("retirement.read_how")).clicked() {
            self.actions.push(Action::Ask(Purpose::ReadAges(self.number), String::new()));
        }
        words::section(ui, theme, look.text("retirement.mortality"));
        let mut tables: Vec<(String, String)> =
            MORTALITY.map(|name| (name.to_owned(), look.text(&format!("retirement.{name}")).to_owned())).into();
        let now = &people.mortality.name;
        if !tables.iter().any(|(name, _)| name == now) {
            tables.push((now.clone(), now.clone()));
        }
        let width = (ui.available_width() - 16.0).max(120.0);
        if let Some(name) = choose(ui, look.text("retirement.mortality"), width, &tables, now) {
            self.change_people(|people| people.mortality = Named::new(&name));
        }
    }

    /// Who comes.
    fn entrants(&mut self, ui: &mut egui::Ui, people: &People) {
        let (look, theme) = (self.look, self.look.theme);
        words::section(ui, theme, look.text("retirement.entrants"));
        let mut kinds = vec![
            (Entrants::AsBefore, look.text("retirement.as_before").to_owned()),
            (Entrants::Growth, look.text("retirement.growth").to_owned()),
        ];
        if let Entrants::Heads(_) = &people.entrants {
            kinds.push((people.entrants.clone(), look.text("retirement.fixed").to_owned()));
        }
        let width = (ui.available_width() - 16.0).max(120.0);
        if let Some(taken) = choose(ui, look.text("retirement.entrants"), width, &kinds, &people.entrants) {
            self.change_people(|people| people.entrants = taken);
        }
        let key = match &people.entrants {
            Entrants::AsBefore => "retirement.says_as_before",
            Entrants::Growth => "retirement.says_growth",
            Entrants::Heads(_) => "retirement.says_fixed",
        };
        let [first, last] = people.entry_age.map(|age| age.to_string());
        words::caption(ui, theme, &look.style.language.fill(key, &[("first", &first), ("last", &last)]));
        self.lever(ui, Lever::of(LeverKey::ContributorsGrowth), "");
    }

    /// The yearly rates.
    fn people_rates(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        let (look, theme) = (self.look, self.look.theme);
        words::section(ui, theme, look.text("retirement.rates"));
        let start = self.scenario.start.year();
        let mut years = vec![(None, look.text("scenario.every_year").to_owned())];
        years.extend((0..self.scenario.calendar_years()).map(|n| (Some(n), (start + n as i32).to_string())));
        if let Some(year) = choose(ui, look.text("scenario.year"), 96.0, &years, &panel.year) {
            panel.year = year;
        }
        let when = panel.year.map_or(When::Always, When::Year);
        for key in keys(self.scenario) {
            self.lever(ui, Lever::of(key).when(when), "");
            let says = look.text(&format!("people.says_{}", key.key())).to_owned();
            words::caption(ui, theme, &says);
        }
    }
}

/// The levers of the people that the scenario has a use for.
fn keys(scenario: &Scenario) -> impl Iterator<Item = LeverKey> {
    let is_here = |key: &&LeverKey| {
        let def = key.def();
        let is_said = matches!(def.kept, Kept::Said(_, Of::Root));
        def.group == Group::People && is_said && def.applies_in(scenario.mode)
    };
    LeverKey::ALL.iter().filter(is_here).copied()
}
