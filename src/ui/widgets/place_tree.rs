//! A place chosen out of a tree that unfolds and can be searched, and the way from the whole down to a place.

use std::collections::BTreeSet;

use eframe::egui;
use egui::{RichText, Role, WidgetInfo};

use crate::place::{PlaceId, Places};
use crate::report::Place;
use crate::report::views::context::name_of;
use crate::ui::state::Look;

/// From how many places on the list has a field to search in.
const SEARCHED: usize = 10;

const ROW: f32 = 24.0;

/// How far a place stands in behind the one above it.
const STEP: f32 = 16.0;

/// Which places can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Choosable {
    /// Every place.
    #[default]
    All,
    /// Those above counties.
    AboveCounties,
    /// Counties; places above them only unfold.
    Counties,
}

/// How a list stands while it is open.
#[derive(Clone, Default)]
struct Unfolded {
    choosable: Choosable,
    query: String,
    /// Places of which those below are shown.
    open: BTreeSet<PlaceId>,
    /// Whether what is chosen has been scrolled to.
    met: bool,
}

/// Lets a place of the tree be chosen in a drop-down; the one taken.
pub fn choose_place(
    ui: &mut egui::Ui,
    look: Look,
    name: &str,
    width: f32,
    places: &Places,
    choosable: Choosable,
    current: &Place,
) -> Option<Place> {
    let language = look.style.language;
    let found = places.find(current);
    let shown = found.map_or_else(String::new, |place| name_of(places, place, language));
    let list = egui::ComboBox::from_id_salt(name)
        .width(width)
        .truncate()
        .selected_text(&shown)
        .height(460.0)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let state = ui.make_persistent_id(("places", name));
    let answer = list.show_ui(ui, |ui| {
        let mut unfolded = ui.data_mut(|data| data.get_temp::<Unfolded>(state)).unwrap_or_else(|| Unfolded {
            open: places.upwards(found.unwrap_or(places.root())).chain([places.root()]).collect(),
            choosable,
            ..Unfolded::default()
        });
        let taken = unfolded.show(ui, look, places, found);
        ui.data_mut(|data| data.insert_temp(state, unfolded));
        if taken.is_some() {
            ui.close();
        }
        taken
    });
    if answer.inner.is_none() {
        ui.data_mut(|data| data.remove::<Unfolded>(state));
    }
    let label = format!("{name}: {shown}");
    answer.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &label));
    let taken = answer.inner.flatten().filter(|taken| Some(*taken) != found)?;
    Some(places.key(taken))
}

impl Unfolded {
    fn show(&mut self, ui: &mut egui::Ui, look: Look, places: &Places, current: Option<PlaceId>) -> Option<PlaceId> {
        ui.set_min_width(200.0);
        if places.len() > SEARCHED {
            let hint = look.text("place.search");
            let field = egui::TextEdit::singleline(&mut self.query).hint_text(hint).desired_width(f32::INFINITY);
            let field = ui.add(field);
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
            if !self.met {
                field.request_focus();
            }
        }
        let rows = self.rows(places);
        if rows.is_empty() {
            ui.label(RichText::new(look.text("place.none_found")).color(look.theme.muted));
        }
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut area = egui::ScrollArea::vertical().max_height(400.0).auto_shrink([false, true]);
        if !self.met {
            // A list that is only measured is not seen yet.
            self.met = !ui.is_sizing_pass();
            let at = rows.iter().position(|(place, _)| Some(*place) == current).unwrap_or_default();
            area = area.vertical_scroll_offset((at as f32 - 6.0).max(0.0) * (ROW + ui.spacing().item_spacing.y));
        }
        let mut taken = None;
        area.show_rows(ui, ROW, rows.len(), |ui, range| {
            for (place, depth) in &rows[range] {
                if !self.row(ui, look, places, (*place, *depth), current) {
                    continue;
                }
                match self.choosable == Choosable::Counties && !places.is_county(*place) {
                    true => self.toggle(*place),
                    false => taken = Some(*place),
                }
            }
        });
        let first_found = || rows.first().filter(|_| !self.query.is_empty()).map(|(place, _)| *place);
        let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
        taken.or_else(|| first_found().filter(|_| enter))
    }

    fn toggle(&mut self, place: PlaceId) {
        if !self.open.remove(&place) {
            self.open.insert(place);
        }
    }

    fn has(&self, places: &Places, place: PlaceId) -> bool {
        self.choosable != Choosable::AboveCounties || !places.is_county(place)
    }

    /// The places to be seen, with how far each stands in: those found, or those unfolded.
    fn rows(&self, places: &Places) -> Vec<(PlaceId, usize)> {
        let is_there = |place: &PlaceId| self.has(places, *place);
        let query = self.query.trim().to_lowercase();
        if !query.is_empty() {
            let is_met = |place: &PlaceId| is_there(place) && places.path(*place).to_lowercase().contains(&query);
            let mut found: Vec<(PlaceId, usize)> = places.all().rev().filter(is_met).map(|place| (place, 0)).collect();
            // A name that begins so goes before one that only holds it.
            found.sort_by_key(|(place, _)| !places.name(*place).to_lowercase().starts_with(&query));
            return found;
        }
        let mut rows = Vec::new();
        let mut waiting = vec![(places.root(), 0)];
        while let Some((place, depth)) = waiting.pop() {
            rows.push((place, depth));
            if self.open.contains(&place) {
                let below = places.below(place).iter().rev().filter(|below| is_there(below));
                waiting.extend(below.map(|below| (*below, depth + 1)));
            }
        }
        rows
    }

    /// A place's row; whether it was taken.
    fn row(
        &mut self,
        ui: &mut egui::Ui,
        look: Look,
        places: &Places,
        (place, depth): (PlaceId, usize),
        current: Option<PlaceId>,
    ) -> bool {
        let language = look.style.language;
        let searching = !self.query.trim().is_empty();
        let by_path = searching || place == places.root();
        let text = if by_path { name_of(places, place, language) } else { places.name(place).to_string() };
        let unfolds = !by_path && places.below(place).iter().any(|below| self.has(places, *below));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.add_space(STEP * depth.saturating_sub(1) as f32);
            let (rect, fold) = ui.allocate_exact_size(egui::vec2(STEP, ROW), egui::Sense::click());
            if unfolds {
                let is_open = self.open.contains(&place);
                let small =
                    fold.clone().with_new_rect(egui::Rect::from_center_size(rect.center(), egui::Vec2::splat(8.0)));
                egui::collapsing_header::paint_default_icon(ui, f32::from(u8::from(is_open)), &small);
                let key = if is_open { "place.fold" } else { "place.unfold" };
                let name = language.fill(key, &[("place", places.name(place))]);
                fold.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                if fold.clicked() {
                    self.toggle(place);
                }
            }
            let above = if searching { places.above(place) } else { None };
            let above = above.map_or_else(String::new, |above| name_of(places, above, language));
            let above = RichText::new(above).small().color(look.theme.muted);
            let chosen = Some(place) == current;
            let row = egui::Button::selectable(chosen, &text).right_text(above);
            let row = ui.add(row.min_size(egui::vec2(ui.available_width(), ROW)));
            row.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &text));
            row.clicked()
        })
        .inner
    }
}

/// The way from the whole down to a place, each step a link; the one taken. Nothing where the whole has no places above
/// counties below it.
pub fn crumbs(ui: &mut egui::Ui, look: Look, places: &Places, place: PlaceId) -> Option<Place> {
    places.above_counties().nth(1)?;
    let mut way: Vec<PlaceId> = places.upwards(place).collect();
    way.reverse();
    let mut taken = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (n, step) in way.iter().enumerate() {
            if n > 0 {
                ui.label(RichText::new("›").color(look.theme.muted));
            }
            let name =
                if n == 0 { name_of(places, *step, look.style.language) } else { places.name(*step).to_string() };
            if *step == place {
                ui.label(RichText::new(name).strong());
            } else if ui.link(name).clicked() {
                taken = Some(places.key(*step));
            }
        }
    });
    taken
}
