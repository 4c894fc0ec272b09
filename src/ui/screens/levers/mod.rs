//! The levers of a scenario: every number of the scenario file, for the city and for each county, and its arrangement.
//!
//! In a scenario that builds on another, what is its own is marked, and can be given back to follow that one.

mod arrangement;
mod people;
mod pilot;
mod raise;
mod transfers;

use eframe::egui;

use crate::dataset::Dataset;
use crate::field::Field;
use crate::month::Month;
use crate::place::Reach;
use crate::proposal::raise::Raise;
use crate::report::words::asked::{lever_by_year, lever_measured, levers_below};
use crate::report::words::law::lever_by_law;
use crate::report::words::period::month_name;
use crate::scenario::family::{Family, Member, Standing};
use crate::scenario::group::Group;
use crate::scenario::held::{Held, Kind};
use crate::scenario::lever::{Kept, Lever, LeverKey, Of, When};
use crate::scenario::part::Part;
use crate::scenario::{Event, GrantSource, Grants, Mode, PlaceKey, Scenario};
use crate::session::{Command, Edit};
use crate::ui::purpose::Purpose;
use crate::ui::regions::{self, Region};
use crate::ui::room::Room;
use crate::ui::screens::family;
use crate::ui::state::{Action, Look, choose};
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::lever::{Lever as LeverRow, LeverAction};
use crate::ui::widgets::place_tree::{Choosable, choose_place};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::typed_field::month_field;
use crate::ui::widgets::words;

pub use people::show as show_people;
pub use pilot::{is_there as has_pilot, show as show_pilot};
pub use transfers::show as show_transfers;

/// What the panel shows of the levers: which place and which years, and what is being typed.
#[derive(Clone, Debug, Default)]
pub struct LeverPanel {
    place: PlaceKey,
    year: Option<usize>,
    name: Option<String>,
    /// Which entry of the arrangement is open.
    entry: usize,
    /// Which merger is open.
    merger: usize,
    /// A raise as it is decided, as far as it is typed.
    raise: Option<Raise>,
}

impl LeverPanel {
    /// The place and the years that the rates are for.
    fn scope(&self) -> (PlaceKey, When) {
        (self.place.clone(), self.year.map_or(When::Always, When::Year))
    }
}

/// What the panel is drawn from.
pub struct Levers<'a> {
    /// All scenarios, with what is said of each.
    pub family: &'a Family,
    /// Which one is shown.
    pub number: usize,
    /// The observed data.
    pub data: &'a Dataset,
}

/// Draws the panel.
pub fn show(ui: &mut egui::Ui, look: Look, levers: &Levers<'_>, panel: &mut LeverPanel, actions: &mut Vec<Action>) {
    let Some(mut draw) = Draw::new(look, levers, actions) else { return };
    let low = Room::of(ui.ctx()).low;
    let open = draw.member.standing == Standing::Open;
    draw.chooser(ui, levers, panel);
    // What is fixed above the levers leaves them room: in a low window its name and standing go with them.
    if !low {
        draw.head(ui, panel);
    }
    if draw.scenario.mode == Mode::Project {
        ui.add_enabled_ui(open, |ui| draw.scope(ui, panel));
    }
    regions::scrolled(ui, "levers", |ui| {
        if low {
            draw.head(ui, panel);
        }
        if !open {
            ui.disable();
        }
        ui.add_space(4.0);
        draw.horizon(ui);
        draw.arrangement(ui, panel);
        match draw.scenario.mode {
            Mode::Project => draw.rates(ui, panel),
            Mode::Replay => draw.replay(ui, panel),
        }
        draw.money(ui, panel);
        if draw.scenario.mode == Mode::Project {
            draw.events(ui);
        }
        draw.transfers(ui);
        ui.add_space(24.0);
    });
}

/// A lever's row, as it stands in a scenario without regard to what it builds on.
pub(crate) fn row<'a>(lever: &Lever, scenario: &Scenario, key: &'a str, name: &'a str) -> LeverRow<'a> {
    let def = lever.def();
    let (given, fallback) = (lever.given(scenario), lever.fallback(scenario));
    let value = given.unwrap_or(fallback);
    LeverRow {
        key,
        name,
        hint: "",
        measured: lever_measured(lever),
        value,
        default: fallback,
        least: def.low().min(value),
        most: def.high().max(value),
        step: def.step(),
        decimals: def.decimals(),
        overridden: given.is_some_and(|g| g != fallback) || follows_law_itself(lever, scenario),
    }
}

/// Whether it is said at its own address that a lever follows the law.
fn follows_law_itself(lever: &Lever, scenario: &Scenario) -> bool {
    lever.given(scenario).is_some() && lever.follows_law(scenario)
}

/// Whether a lever is given back with its whole part, or alone: an arrangement, events and a season hold many.
fn goes_with_its_part(part: &Part) -> bool {
    !matches!(part, Part::Pooling | Part::Events | Part::Said(LeverKey::Season, _))
}

struct Draw<'a> {
    look: Look,
    number: usize,
    member: &'a Member,
    scenario: &'a Scenario,
    /// The one that it builds on.
    parent: Option<&'a Scenario>,
    data: &'a Dataset,
    actions: &'a mut Vec<Action>,
}

impl<'a> Draw<'a> {
    /// Of the scenario that is shown.
    fn new(look: Look, levers: &Levers<'a>, actions: &'a mut Vec<Action>) -> Option<Draw<'a>> {
        let members = levers.family.members();
        let member = members.get(levers.number)?;
        let parent = levers.family.parent(levers.number).map(|n| &*members[n].scenario);
        Some(Draw {
            look,
            number: levers.number,
            member,
            scenario: &member.scenario,
            parent,
            data: levers.data,
            actions,
        })
    }
}

impl Draw<'_> {
    fn text(&self, key: &str) -> String {
        self.look.text(key).to_owned()
    }

    /// A month in words.
    fn month(&self, month: Month) -> String {
        month_name(month, self.look.style.language)
    }

    /// How wide a list of months is: 2026年12月, 2026-12.
    fn month_width(&self) -> f32 {
        if self.look.style.language.is_english() { 76.0 } else { 100.0 }
    }

    /// How wide the list beside one of months and a button is.
    fn beside_month(&self, ui: &egui::Ui) -> f32 {
        // What a list is wider than its words, the spaces, and the button.
        (ui.available_width() - self.month_width() - 19.0 - 2.0 * ui.spacing().item_spacing.x - 28.0).clamp(80.0, 150.0)
    }

    fn push(&mut self, edit: Edit) {
        self.actions.push(Action::Session(Command::Edit(edit)));
    }

    /// Replaces the scenario by a changed copy.
    fn change(&mut self, change: impl FnOnce(&mut Scenario)) {
        let mut changed = self.scenario.clone();
        change(&mut changed);
        self.push(Edit::Replace(self.number, Box::new(changed)));
    }

    fn chooser(&mut self, ui: &mut egui::Ui, levers: &Levers<'_>, panel: &mut LeverPanel) {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 16.0).max(120.0);
            if let Some(other) = family::choose_scenario(ui, self.look, levers.family, width, self.number) {
                self.actions.push(Action::Scenario(other));
                *panel = LeverPanel { place: panel.place.clone(), ..LeverPanel::default() };
            }
        });
    }

    fn name(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        let theme = self.look.theme;
        ui.horizontal(|ui| {
            let typed = panel.name.get_or_insert_with(|| self.scenario.name.clone());
            let field = egui::TextEdit::singleline(typed).desired_width((ui.available_width() - 132.0).max(80.0));
            let field = ui.add_enabled(self.member.standing == Standing::Open, field);
            let label = self.text("scenario.name");
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
            if field.lost_focus() {
                let name = typed.trim().to_owned();
                panel.name = None;
                if !name.is_empty() && name != self.scenario.name {
                    self.push(Edit::Rename(self.number, name));
                }
            } else if !field.has_focus() {
                panel.name = None;
            }
            ui.spacing_mut().item_spacing.x = 2.0;
            if icon_button(ui, theme, Icon::Add, &self.text("command.new_scenario"), "").clicked() {
                self.actions.push(Action::Command(crate::ui::state::Command::NEW_SCENARIO));
            }
            if icon_button(ui, theme, Icon::Copy, &self.text("command.duplicate_scenario"), "").clicked() {
                self.actions.push(Action::Command(crate::ui::state::Command::DUPLICATE_SCENARIO));
            }
            if icon_button(ui, theme, Icon::Save, &self.text("dialog.save_scenario"), "").clicked() {
                let name = self.scenario.name.clone();
                self.actions.push(Action::Ask(Purpose::SaveScenario(self.number), name));
            }
            ui.add_enabled_ui(self.number > 0, |ui| {
                if icon_button(ui, theme, Icon::Close, &self.text("scenario.remove"), "").clicked() {
                    self.push(Edit::Remove(self.number));
                }
            });
        });
        ui.add_space(4.0);
    }

    /// What the scenario is called, and how it stands.
    fn head(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        self.name(ui, panel);
        self.standing(ui);
        words::hairline(ui, self.look.theme);
    }

    /// What it builds on and how many parts are its own; or that it is closed. Whether it is open.
    fn standing(&mut self, ui: &mut egui::Ui) -> bool {
        if self.member.standing != Standing::Open {
            let key = if self.member.standing == Standing::Locked { "family.locked" } else { "family.archived" };
            ui.horizontal(|ui| {
                words::caption(ui, self.look.theme, self.look.text(key));
                if ui.button(self.look.text("family.open")).clicked() {
                    self.push(Edit::Stand(self.number, Standing::Open));
                }
            });
            ui.add_space(4.0);
            return false;
        }
        if let Some(parent) = self.parent {
            let reset = family::own(ui, self.look, self.member, &parent.name);
            if reset {
                self.push(Edit::Reset(self.number, self.member.own.iter().cloned().collect()));
            }
            ui.add_space(4.0);
        }
        true
    }

    /// The mark of a part that is no single lever, with the way back: `None` where it is not its own.
    fn part_mark(&mut self, ui: &mut egui::Ui, part: &Part) {
        let Some(parent) = self.parent.filter(|_| self.member.own.contains(part)) else { return };
        let name = self.look.style.language.fill("family.follow", &[("name", &parent.name)]);
        let name = format!("{}: {name}", self.look.text(part.text_key()));
        family::dot(ui, self.look.theme);
        if icon_button(ui, self.look.theme, Icon::Reset, &name, "").clicked() {
            self.push(Edit::Reset(self.number, vec![part.clone()]));
        }
    }

    /// A heading with the mark of the part below it.
    fn section(&mut self, ui: &mut egui::Ui, key: &str, part: &Part) {
        if self.parent.is_none() || !self.member.own.contains(part) {
            return words::section(ui, self.look.theme, self.look.text(key));
        }
        ui.horizontal(|ui| {
            let text = egui::RichText::new(self.look.text(key)).small().color(self.look.theme.muted);
            ui.label(text);
            self.part_mark(ui, part);
        });
    }

    fn horizon(&mut self, ui: &mut egui::Ui) {
        ui.horizontal(|ui| {
            let mut mode = self.scenario.mode;
            let modes = [(Mode::Project, self.text("scenario.project")), (Mode::Replay, self.text("scenario.replay"))];
            let modes: Vec<(Mode, &str)> = modes.iter().map(|(m, t)| (*m, t.as_str())).collect();
            if segmented(ui, self.look.theme, &self.text("scenario.mode"), &modes, &mut mode) {
                let (first, last) = self.data.range();
                self.change(|s| {
                    s.mode = mode;
                    match mode {
                        Mode::Replay => {
                            // What means nothing over observed months goes; undo brings it back.
                            let year = last.year();
                            s.start = Month::january(year).max(first.first_month());
                            s.months = (last.last_month().since(s.start) + 1).max(1) as u32;
                            s.events.clear();
                            let places: Vec<_> = s.own.keys().cloned().collect();
                            for place in places {
                                s.say(&place, |said| said.retain(|key| key.def().applies_in(mode)));
                            }
                        }
                        Mode::Project => {
                            s.start = last.last_month().next();
                            s.months = s.months.max(60);
                            s.replay.clear();
                            s.grants = s.grants.take().filter(|g| g.source == GrantSource::Plan);
                        }
                    }
                    for pooling in &mut s.pooling {
                        pooling.from = pooling.from.min(s.start);
                    }
                });
            }
        });
        ui.horizontal(|ui| {
            ui.label(self.text("scenario.start"));
            let label = self.look.text("scenario.start");
            // What is typed for one scenario is not for another.
            let typed = ui.push_id(self.number, |ui| month_field(ui, self.look, label, self.scenario.start)).inner;
            if let Some(start) = typed {
                self.change(|s| s.start = start);
            }
            let mut months = self.scenario.months;
            let slider = egui::DragValue::new(&mut months).range(1..=Scenario::MOST_MONTHS).speed(0.5);
            let answer = ui.add(slider.update_while_editing(false));
            let label = self.look.text("scenario.months");
            answer.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
            ui.label(self.text("scenario.months"));
            if months != self.scenario.months {
                self.change(|s| s.months = months);
            }
            ui.spacing_mut().item_spacing.x = 4.0;
            self.part_mark(ui, &Part::Span);
        });
    }

    /// One lever's row.
    fn lever(&mut self, ui: &mut egui::Ui, lever: Lever, name: &str) {
        let name = if name.is_empty() { self.text(lever.def().text_key) } else { name.to_owned() };
        let key = format!("{} {lever:?}", self.number);
        let mut row = row(&lever, self.scenario, &key, &name);
        let (part, number) = (Part::of(&lever), self.number);
        // What a reset puts back: the other's number, or nothing; or the whole part.
        let mut puts_back = None;
        let with_its_part = self.parent.is_some() && goes_with_its_part(&part);
        let mut follows = None;
        if let Some(parent) = self.parent {
            let theirs = lever.given(parent);
            follows = Some(self.look.style.language.fill("family.follow", &[("name", &parent.name)]));
            if with_its_part {
                row.default = lever.value(parent);
                row.overridden = self.member.own.contains(&part);
            } else if let Some(value) = theirs {
                row.default = value;
                row.overridden = value != row.value;
                puts_back = Some(value);
            } else {
                follows = None;
            }
        }
        let taken = row.show_following(ui, self.look.style, self.look.theme, follows.as_deref());
        self.by_law(ui, &lever);
        if let Some(said) = lever_by_year(self.look.style, &lever, self.scenario) {
            words::caption(ui, self.look.theme, &said);
        }
        if lever.key == LeverKey::ContributionRate && self.data.absent.contains(&Field::Base) {
            words::caption(ui, self.look.theme, self.look.text("lever.no_base"));
        }
        if lever.reach == Reach::WithBelow {
            words::caption(ui, self.look.theme, &levers_below(self.look.style, &lever, self.scenario, "lever.below"));
        }
        match taken {
            Some(LeverAction::Changed { value, dragging }) => {
                self.push(Edit::Lever { scenario: number, lever, value: Some(value), dragging });
            }
            Some(LeverAction::Released) => self.push(Edit::Release),
            Some(LeverAction::Reset) if with_its_part => {
                let below = lever.below(self.scenario).filter(|_| lever.reach == Reach::WithBelow);
                let below = below.map(|place| Part::of(&Lever { place: place.clone(), ..lever.clone() }));
                let parts = std::iter::once(part).chain(below).collect();
                self.push(Edit::Reset(number, parts));
            }
            Some(LeverAction::Reset) => {
                self.push(Edit::Lever { scenario: number, lever, value: puts_back, dragging: false });
            }
            None => {}
        }
    }

    /// Below a lever that may follow the law: what the law has, or the way there.
    fn by_law(&mut self, ui: &mut egui::Ui, lever: &Lever) {
        let when = lever.when == When::Always;
        if lever.follows_law(self.scenario) {
            words::caption(ui, self.look.theme, &lever_by_law(self.look.style.language, lever, self.scenario));
        } else if lever.key.law().is_some() && when && ui.small_button(self.look.text("policy.follow")).clicked() {
            self.change(|s| lever.follow_law(s));
        }
    }

    /// Lets the place and the years be chosen that the rates below are for.
    fn scope(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        let start = self.scenario.start.year();
        let mut years = vec![(None, self.text("scenario.every_year"))];
        years.extend((0..self.scenario.calendar_years()).map(|n| (Some(n), (start + n as i32).to_string())));
        ui.horizontal(|ui| {
            words::caption(ui, self.look.theme, self.look.text("scenario.rates_for"));
            let width = if Room::of(ui.ctx()).slim { 80.0 } else { 100.0 };
            let (name, places) = (self.text("scenario.place"), &self.data.places);
            if let Some(place) = choose_place(ui, self.look, &name, width + 12.0, places, Choosable::All, &panel.place)
            {
                panel.place = place;
            }
            if let Some(year) = choose(ui, &self.text("scenario.year"), width, &years, &panel.year) {
                panel.year = year;
            }
        });
    }

    fn rates(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        words::section(ui, self.look.theme, &self.text("scenario.rates"));
        regions::begin(ui, Region::Levers);
        let (place, when) = panel.scope();
        let mut rates: Vec<LeverKey> = LeverKey::rates().collect();
        // What is moved most comes first.
        rates.sort_by_key(|key| *key != LeverKey::CollectionRate);
        for key in rates {
            self.lever(ui, Lever::of(key).at(place.clone()).when(when).with_below(self.scenario), "");
            if key == LeverKey::PensionGrowth {
                self.raise(ui, panel, when);
            }
        }
        let months = self.text("scenario.calendar");
        egui::CollapsingHeader::new(months).id_salt("calendar").show(ui, |ui| {
            let is_month = |key: &LeverKey| matches!(key.def().kept, Kept::Said(Kind::Month, _));
            for key in LeverKey::said_of(&place).filter(is_month) {
                self.lever(ui, Lever::of(key).at(place.clone()), "");
            }
        });
        let season = self.text("scenario.season");
        egui::CollapsingHeader::new(season).id_salt("season").show(ui, |ui| {
            for month in 0..12 {
                let number = (month + 1).to_string();
                let name = self.look.style.language.fill("scenario.season_month", &[("month", &number)]);
                self.lever(ui, Lever::of(LeverKey::Season).at(place.clone()).nth(month), &name);
            }
        });
        self.of_place(ui, &place, when);
    }

    /// What is said of a place for itself alone.
    fn of_place(&mut self, ui: &mut egui::Ui, place: &PlaceKey, when: When) {
        let mode = self.scenario.mode;
        let is_own = |kept| matches!(kept, Kept::Said(_, of) if !matches!(of, Of::All | Of::Root));
        for key in LeverKey::said_of(place) {
            let def = key.def();
            if is_own(def.kept) && def.offered && def.applies_in(mode) {
                self.lever(ui, Lever::of(key).at(place.clone()).when(when), "");
            }
            if key == LeverKey::Prepay {
                self.prepay_by_budget(ui, place);
            }
        }
    }

    /// Whether what is paid ahead to a county follows its approved budget.
    fn prepay_by_budget(&mut self, ui: &mut egui::Ui, place: &PlaceKey) {
        let held = self.scenario.said(place).held(LeverKey::Prepay);
        let mut is_so = held == Some(&Held::Budget);
        if ui.checkbox(&mut is_so, self.text("scenario.prepay_by_budget")).changed() {
            let held = is_so.then_some(Held::Budget);
            self.change(|s| s.say(place, |said| said.hold(LeverKey::Prepay, held)));
        }
    }

    fn replay(&mut self, ui: &mut egui::Ui, panel: &mut LeverPanel) {
        words::section(ui, self.look.theme, &self.text("scenario.factors"));
        for field in Field::replayed() {
            let name = self.text(field.text_key());
            self.lever(ui, Lever::replay(field), &name);
        }
        words::section(ui, self.look.theme, &self.text("scenario.rates"));
        let (place, when) = panel.scope();
        for key in LeverKey::rates().filter(|key| key.def().applies_in(Mode::Replay)) {
            self.lever(ui, Lever::of(key).at(place.clone()).when(when), "");
        }
        self.of_place(ui, &place, when);
    }

    fn money(&mut self, ui: &mut egui::Ui, panel: &LeverPanel) {
        self.section(ui, "scenario.money", &Part::Grants);
        let when = panel.year.map_or(When::Always, When::Year);
        if self.scenario.mode == Mode::Replay {
            let mut from_data = self.scenario.grants.as_ref().is_some_and(|g| g.source == GrantSource::Data);
            if ui.checkbox(&mut from_data, self.text("scenario.grants_from_data")).changed() {
                self.change(|s| {
                    s.grants = from_data.then(|| Grants { source: GrantSource::Data, ..Grants::default() });
                });
            }
        }
        let planned = self.scenario.grants.as_ref().is_none_or(|g| g.source == GrantSource::Plan);
        if planned {
            self.lever(ui, Lever::of(LeverKey::Grant).when(when), "");
            self.grant_months(ui);
        }
        let is_once = |key: &&LeverKey| matches!(key.def().kept, Kept::Once(..) | Kept::Said(_, Of::Root));
        let is_here = |key: &&LeverKey| match key.def().group {
            Group::People => self.scenario.people.is_some(),
            _ => key.def().offered || Lever::of(**key).given(self.scenario).is_some(),
        };
        for key in LeverKey::ALL.iter().filter(is_once).filter(is_here) {
            self.lever(ui, Lever::of(*key).when(when), "");
        }
    }

    fn grant_months(&mut self, ui: &mut egui::Ui) {
        let Some(grants) = &self.scenario.grants else { return };
        let mut months = grants.months.clone();
        ui.label(egui::RichText::new(self.text("scenario.grant_months")).small().color(self.look.theme.muted));
        let mut changed = false;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for month in 1..=12u32 {
                let given = months.contains(&month);
                if ui.selectable_label(given, month.to_string()).clicked() {
                    match given {
                        true => months.retain(|m| *m != month),
                        false => months.push(month),
                    }
                    changed = true;
                }
            }
        });
        months.sort_unstable();
        if changed && !months.is_empty() {
            self.change(|s| {
                if let Some(grants) = &mut s.grants {
                    grants.months = months;
                }
            });
        }
    }

    fn events(&mut self, ui: &mut egui::Ui) {
        self.section(ui, "scenario.events", &Part::Events);
        let start = self.scenario.start;
        let months: Vec<(Month, String)> =
            (0..self.scenario.months as i32).map(|n| (start.plus(n), self.month(start.plus(n)))).collect();
        for (n, event) in self.scenario.events.iter().enumerate() {
            ui.push_id(("event", n), |ui| {
                ui.horizontal(|ui| {
                    let width = self.beside_month(ui) - 19.0;
                    if let Some(month) =
                        choose(ui, &self.text("scenario.event_month"), self.month_width(), &months, &event.month)
                    {
                        self.change(|s| s.events[n].month = month);
                    }
                    let (name, places) = (self.text("scenario.place"), &self.data.places);
                    let county = PlaceKey::County(event.county.as_str().into());
                    let taken = choose_place(ui, self.look, &name, width, places, Choosable::Counties, &county);
                    if let Some(PlaceKey::County(path)) = taken {
                        self.change(|s| s.events[n].county = path.to_string());
                    }
                    if icon_button(ui, self.look.theme, Icon::Close, &self.text("scenario.event_remove"), "").clicked()
                    {
                        self.change(|s| {
                            s.events.remove(n);
                        });
                    }
                });
                let is_event = |key: &&LeverKey| matches!(key.def().kept, Kept::Event(..));
                for key in LeverKey::ALL.iter().filter(is_event) {
                    self.lever(ui, Lever::of(*key).nth(n), "");
                }
            });
        }
        if ui.button(self.text("scenario.event_add")).clicked()
            && let Some(county) = self.data.counties.first()
        {
            let event = Event { month: start, county: county.name.to_string(), contributors: 0, retirees: 0 };
            self.change(|s| s.events.push(event));
        }
    }
}
