//! 报告: the deck as it will be: its pages in order, the one chosen at large, and what can be said of it on the right.

mod panel;

use std::collections::HashMap;
use std::sync::Arc;

use eframe::egui;
use egui::{
    Color32, ColorImage, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, TextureOptions, WidgetInfo, vec2,
};

pub use panel::panel;

use super::workbench::{self, Scene};
use crate::report::deck::Page;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::{Preview, Shown};
use crate::report::deck::ready::Ready;
use crate::report::model::slide::Shape;
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::{Command, Edit, Session};
use crate::ui::state::{Action, Look};
use crate::ui::theme::Lettering;
use crate::ui::widgets::empty::{self, Drawing};
use crate::ui::widgets::words;

/// The pictures of the pages, as the screen has them.
#[derive(Default)]
pub struct Pictures(HashMap<(usize, Size), (Arc<Preview>, TextureHandle)>);

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

/// What the slides of the session's deck depend on.
pub fn order(session: &Session, look: Look) -> Order {
    Order {
        plan: session.deck().clone(),
        family: session.family().clone(),
        style: look.style,
        source: session.source().to_owned(),
    }
}

/// The question that the screen needs answered; none while the deck is empty.
pub fn ask(session: &Session, look: Look) -> Option<Ask> {
    (!session.deck().pages.is_empty()).then(|| Ask::Slides(Box::new(order(session, look))))
}

/// Draws the screen.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, pictures: &mut Pictures, actions: &mut Vec<Action>) {
    let (look, session) = (scene.look, scene.session);
    let plan = session.deck();
    let count = plan.pages.len().to_string();
    if plan.pages.is_empty() {
        words::headline(ui, look.theme, look.text("deck.none"));
        ui.add_space(8.0);
        words::caption(ui, look.theme, look.text("deck.none_next"));
        ui.add_space(8.0);
        ui.horizontal(|ui| ready(ui, scene, actions));
        return empty::show(ui, look.theme, Drawing::Sheet, "", "");
    }
    let name = if plan.name.is_empty() { look.text("deck.unnamed") } else { &plan.name };
    words::headline(ui, look.theme, &look.style.language.fill("deck.headline", &[("name", name), ("count", &count)]));
    let Some(ask) = ask(session, look) else { return };
    let slot = session.slot(Topic::Slides);
    workbench::standing(ui, scene, slot, &ask, actions);
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
            egui::ScrollArea::vertical().id_salt("pages").auto_shrink([false, false]).show(ui, |ui| {
                for number in 0..plan.pages.len() {
                    let page = shown.get(number);
                    if small(ui, look, (number, &plan.pages[number]), page, shape, number == chosen, pictures) {
                        actions.push(Action::Page(number));
                    }
                }
            });
        });
        ui.add_space(16.0);
        ui.vertical(|ui| large(ui, look, shown.get(chosen), chosen, shape, pictures));
    });
}

/// The ready-made decks, to begin with.
fn ready(ui: &mut egui::Ui, scene: Scene<'_>, actions: &mut Vec<Action>) {
    for ready in Ready::ALL {
        if ui.button(scene.look.text(ready.text_key())).clicked() {
            let context = crate::report::views::context::Context {
                observed: scene.session.data(),
                runs: &[],
                style: scene.look.style,
                source: scene.session.source(),
            };
            let deck = scene.session.deck();
            let plan = crate::report::deck::Plan {
                date: deck.date.clone(),
                footer: deck.footer.clone(),
                shape: deck.shape,
                ..ready.plan(&context, scene.session.family())
            };
            actions.push(Action::Session(Command::Edit(Edit::Deck(Box::new(plan)))));
            actions.push(Action::Page(0));
        }
    }
}

/// A page in the list; whether it was clicked.
fn small(
    ui: &mut egui::Ui,
    look: Look,
    (number, page): (usize, &Page),
    shown: Option<&Shown>,
    shape: f32,
    chosen: bool,
    pictures: &mut Pictures,
) -> bool {
    let width = 136.0;
    let (whole, response) = ui.allocate_exact_size(vec2(160.0, width * shape + 12.0), Sense::click());
    let rect = Rect::from_min_size(whole.min + vec2(20.0, 4.0), vec2(width, width * shape));
    let title = shown.and_then(|s| s.made.as_ref().ok()).map_or(look.text(page.shows.text_key()), |m| &m.slide.title);
    let name = format!("{} {title}", number + 1);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &name));
    if !ui.is_rect_visible(whole) {
        return response.clicked();
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
    response.on_hover_text(title).clicked()
}

/// The page that was chosen, as large as fits.
fn large(ui: &mut egui::Ui, look: Look, shown: Option<&Shown>, number: usize, shape: f32, pictures: &mut Pictures) {
    let Some(shown) = shown else { return };
    if let Err(findings) = &shown.made {
        return workbench::failed(ui, look, findings);
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
