//! 报告: the deck as it will be: its pages in order, the one chosen at large, and what can be said of it on the right.

mod panel;

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui;
use egui::{
    Color32, ColorImage, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, TextureHandle,
    TextureOptions, WidgetInfo, vec2,
};

use crate::report::deck;
use crate::report::deck::parcel::{Preview, Shown};
use crate::report::model::slide::Shape;
use crate::report::views::context::Context;
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::{Command, Edit};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::progress;
use crate::ui::regions;
use crate::ui::state::{Action, Look, Screen};
use crate::ui::theme::Lettering;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The screen: the deck itself is the session's.
#[derive(Default)]
pub struct Deck {
    pictures: Pictures,
    /// The page that is being dragged to another place.
    dragged: Option<usize>,
}

/// The pictures of the pages, as the screen has them.
#[derive(Default)]
struct Pictures(HashMap<(usize, Size), (Arc<Preview>, TextureHandle)>);

/// How large a page is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Size {
    Small,
    Large,
}

impl Pictures {
    /// The picture of a page, handed to the screen once.
    fn of(&mut self, ctx: &egui::Context, page: (usize, Size), preview: &Arc<Preview>) -> TextureHandle {
        match self.0.get(&page) {
            Some((known, texture)) if Arc::ptr_eq(known, preview) => texture.clone(),
            _ => {
                let image = ColorImage::from_rgba_premultiplied([preview.width, preview.height], &preview.pixels);
                let texture = ctx.load_texture(format!("page {}", page.0), image, TextureOptions::LINEAR);
                self.0.insert(page, (preview.clone(), texture.clone()));
                texture
            }
        }
    }
}

/// The question that the screen needs answered; none while the deck is empty.
fn ask(scene: Scene<'_>) -> Option<Ask> {
    let session = scene.session;
    (!session.deck().pages.is_empty()).then(|| Ask::Slides(Box::new(session.order(scene.look.style))))
}

impl Page for Deck {
    const ENTRY: PageEntry =
        PageEntry { panel: true, ..PageEntry::screen::<Deck>(Screen::DECK, Some("command.screen_deck"), Icon::Export) };

    type Choice = ();
    type Built = ();

    fn asks(_: &(), scene: Scene<'_>) -> Vec<Ask> {
        ask(scene).into_iter().collect()
    }

    fn build(_: &(), _: Scene<'_>, _: &Context<'_>) {}

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &(), _: &mut Kept<Self::Choice>) {
        let (look, session) = (scene.look, scene.session);
        let Deck { pictures, dragged } = self;
        let plan = session.deck();
        let count = plan.pages.len().to_string();
        if plan.pages.is_empty() {
            words::headline(ui, look.theme, look.text("deck.none"));
            ui.add_space(8.0);
            words::caption(ui, look.theme, look.text("deck.none_next"));
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| panel::ready(ui, scene));
            return empty::show(ui, look.theme, Drawing::Sheet, "", "");
        }
        let name = if plan.name.is_empty() { look.text("deck.unnamed") } else { &plan.name };
        words::headline(
            ui,
            look.theme,
            &look.style.language.fill("deck.headline", &[("name", name), ("count", &count)]),
        );
        let Some(ask) = ask(scene) else { return };
        let slot = session.slot(Topic::Slides);
        progress::asking(ui, scene, slot, &ask);
        ui.add_space(8.0);
        let shown: &[Shown] = match slot.answered.as_ref().map(|answered| &answered.result) {
            Some(Ok(Reply::Slides(shown))) => shown,
            _ => &[],
        };
        let chosen = scene.view.page.min(plan.pages.len() - 1);
        let shape = match plan.shape {
            Shape::Wide => 9.0 / 16.0,
            Shape::Classic => 3.0 / 4.0,
        };
        let height = ui.available_height();
        ui.horizontal_top(|ui| {
            // Beside the large page, but one page under another.
            ui.allocate_ui_with_layout(vec2(176.0, height), egui::Layout::top_down(egui::Align::Min), |ui| {
                regions::scrolled(ui, "pages", |ui| {
                    let mut places = Vec::with_capacity(plan.pages.len());
                    for number in 0..plan.pages.len() {
                        let page = shown.get(number);
                        let response =
                            small(ui, look, (number, &plan.pages[number]), page, shape, number == chosen, pictures);
                        if response.clicked() {
                            scene.push(Action::Page(number));
                        }
                        if response.drag_started() {
                            *dragged = Some(number);
                        }
                        places.push(response.rect);
                    }
                    dragging(ui, scene, &places, dragged);
                });
                if let Some(asked) = keys(ui, scene, chosen) {
                    scene.extend(asked);
                }
            });
            ui.add_space(16.0);
            ui.vertical(|ui| large(ui, look, shown.get(chosen), chosen, shape, pictures));
        });
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<Self::Choice>) {
        panel::panel(ui, scene);
    }

    /// A page of the deck keeps the officer's own words.
    fn seen(&self, _: &(), _: &(), scene: Scene<'_>) -> Vec<deck::Page> {
        let pages = &scene.session.deck().pages;
        pages.get(scene.view.page.min(pages.len().saturating_sub(1))).cloned().into_iter().collect()
    }
}

/// Draws where a page that is being dragged would come to stand, and moves it there when it is let go.
fn dragging(ui: &egui::Ui, scene: Scene<'_>, places: &[Rect], dragged: &mut Option<usize>) {
    let Some(from) = dragged.filter(|from| *from < places.len()) else { return };
    let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else { return };
    // Before the first page whose middle is below the pointer.
    let before = places.iter().position(|place| pointer.y < place.center().y).unwrap_or(places.len());
    let to = if before > from { before - 1 } else { before };
    if ui.input(|input| input.pointer.any_released()) {
        *dragged = None;
        if to != from {
            move_page(scene, from, to);
        }
        return;
    }
    let y = places.get(before).map_or_else(|| places[places.len() - 1].bottom(), |place| place.top());
    let line = places[from].x_range();
    ui.painter().hline(line, y, Stroke::new(2.0, scene.look.theme.blue));
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
}

/// Another place for a page, as a step that can be undone; it stays the chosen one.
fn move_page(scene: Scene<'_>, from: usize, to: usize) {
    let mut plan = scene.session.deck().clone();
    let page = plan.pages.remove(from);
    plan.pages.insert(to, page);
    scene.push(Action::Session(Command::Edit(Edit::Deck(Box::new(plan)))));
    scene.push(Action::Page(to));
}

/// Delete takes the chosen page out, Alt with an arrow moves it; not while words are typed.
fn keys(ui: &egui::Ui, scene: Scene<'_>, chosen: usize) -> Option<Vec<Action>> {
    if !scene.keys || ui.memory(|memory| memory.focused().is_some()) {
        return None;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let count = scene.session.deck().pages.len();
    if pressed(Modifiers::ALT, Key::ArrowUp) && chosen > 0 {
        move_page(scene, chosen, chosen - 1);
    } else if pressed(Modifiers::ALT, Key::ArrowDown) && chosen + 1 < count {
        move_page(scene, chosen, chosen + 1);
    } else if pressed(Modifiers::NONE, Key::Delete) {
        let mut plan = scene.session.deck().clone();
        plan.pages.remove(chosen);
        return Some(vec![Action::Session(Command::Edit(Edit::Deck(Box::new(plan))))]);
    }
    None
}

/// A page in the list.
fn small(
    ui: &mut egui::Ui,
    look: Look,
    (number, page): (usize, &deck::Page),
    shown: Option<&Shown>,
    shape: f32,
    chosen: bool,
    pictures: &mut Pictures,
) -> Response {
    let width = 136.0;
    let (whole, response) = ui.allocate_exact_size(vec2(160.0, width * shape + 12.0), Sense::click_and_drag());
    let rect = Rect::from_min_size(whole.min + vec2(20.0, 4.0), vec2(width, width * shape));
    let title = shown.and_then(|s| s.made.as_ref().ok()).map_or(look.text(page.shows.text_key()), |m| &m.slide.title);
    let name = format!("{} {title}", number + 1);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &name));
    if !ui.is_rect_visible(whole) {
        return response;
    }
    let painter = ui.painter();
    painter.rect_filled(rect, 0, Color32::WHITE);
    match shown.and_then(|shown| shown.small.as_ref()) {
        Some(preview) => {
            let texture = pictures.of(ui.ctx(), (number, Size::Small), preview);
            let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
            ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
        }
        None => {
            let text = look.text(page.shows.text_key()).to_owned();
            let galley = painter.layout(text, Lettering::Caption.font(), look.theme.muted, width - 12.0);
            painter.galley(rect.min + vec2(6.0, 6.0), galley, look.theme.muted);
        }
    }
    let painter = ui.painter();
    let edge = if chosen { Stroke::new(2.0, look.theme.blue) } else { look.theme.hairline() };
    painter.rect_stroke(rect, 0, edge, StrokeKind::Outside);
    let number = painter.layout_no_wrap((number + 1).to_string(), Lettering::Caption.font(), look.theme.muted);
    painter.galley(egui::pos2(rect.left() - 8.0 - number.size().x, rect.top()), number, look.theme.muted);
    response.on_hover_text(format!("{title}\n{}", look.text("deck.drag")))
}

/// The page that was chosen, as large as fits.
fn large(ui: &mut egui::Ui, look: Look, shown: Option<&Shown>, number: usize, shape: f32, pictures: &mut Pictures) {
    let Some(shown) = shown else { return };
    if let Err(findings) = &shown.made {
        return progress::failed(ui, look, findings);
    }
    let Some(preview) = &shown.picture else { return };
    let (width, height) = (ui.available_width(), ui.available_height());
    let width = width.min(height / shape);
    let (rect, response) = ui.allocate_exact_size(vec2(width, width * shape), Sense::hover());
    let texture = pictures.of(ui.ctx(), (number, Size::Large), preview);
    let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
    ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
    ui.painter().rect_stroke(rect, 0, look.theme.hairline(), StrokeKind::Outside);
    let title = shown.made.as_ref().map_or("", |made| made.slide.title.as_str());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, title));
}
