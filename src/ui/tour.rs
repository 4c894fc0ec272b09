//! 五步导览: five steps over what is open, each at the real thing; the arrow keys, Enter and Escape lead through it.

use eframe::egui;
use egui::{Align2, Area, Frame, Id, Key, Margin, Modifiers, Order, Pos2, Rect, RichText, Stroke, pos2, vec2};

use super::pointed::{self, Anchor};
use super::state::{Action, Look, Screen};
use super::theme::Lettering;

/// A step: the screen it is on, what it points at, and the key of its words.
struct Step {
    screen: Screen,
    at: Anchor,
    text: &'static str,
}

const STEPS: [Step; 5] = [
    Step { screen: Screen::OVERVIEW, at: Anchor::Open, text: "tour.open" },
    Step { screen: Screen::OVERVIEW, at: Anchor::Figures, text: "tour.figures" },
    Step { screen: Screen::OVERVIEW, at: Anchor::Table, text: "tour.why" },
    Step { screen: Screen::SCENARIO, at: Anchor::Panel, text: "tour.levers" },
    Step { screen: Screen::DECK, at: Anchor::Page, text: "tour.report" },
];

/// How wide the words stand.
const WIDTH: f32 = 320.0;

/// A tour under way.
pub struct Tour {
    step: usize,
    /// Whether the step was just come to.
    fresh: bool,
}

impl Tour {
    /// At its first step.
    pub fn begun() -> Tour {
        Tour { step: 0, fresh: true }
    }

    /// Takes the keys that lead through it, before a page takes them; false once it is left.
    pub fn keys(&mut self, ctx: &egui::Context) -> bool {
        let pressed = |key| ctx.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            return false;
        }
        if pressed(Key::ArrowRight) || pressed(Key::Enter) {
            return self.next();
        }
        if pressed(Key::ArrowLeft) {
            self.back();
        }
        true
    }

    fn next(&mut self) -> bool {
        (self.step, self.fresh) = (self.step + 1, true);
        self.step < STEPS.len()
    }

    fn back(&mut self) {
        (self.step, self.fresh) = (self.step.saturating_sub(1), true);
    }

    /// Draws the step; false once it is left. What it asks for goes into `ask`.
    pub fn show(&mut self, ctx: &egui::Context, look: Look, ask: impl FnOnce(Action)) -> bool {
        let Some(step) = STEPS.get(self.step) else { return false };
        if std::mem::take(&mut self.fresh) {
            ask(Action::Go(step.screen));
            ctx.request_repaint();
        }
        let screen = ctx.content_rect();
        let at = pointed::place(ctx, step.at).map(|rect| rect.intersect(screen.shrink(4.0)));
        if let Some(rect) = at {
            let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("tour ring")));
            let ring = Stroke::new(2.5, look.theme.blue);
            painter.rect_stroke(rect.expand(3.0), 6, ring, egui::StrokeKind::Outside);
        }
        let (mut stays, number) = (true, (self.step + 1).to_string());
        let area = Area::new(Id::unique("tour")).order(Order::Tooltip).fade_in(false);
        let area = match at {
            Some(rect) => area.fixed_pos(beside(rect, screen)),
            None => area.anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0)),
        };
        area.show(ctx, |ui| {
            let visuals = ui.visuals();
            let frame = Frame::new().fill(visuals.window_fill).stroke(Stroke::new(1.0, look.theme.blue));
            frame.shadow(visuals.popup_shadow).corner_radius(6).inner_margin(Margin::same(14)).show(ui, |ui| {
                ui.set_width(WIDTH);
                let count = [("number", number.as_str()), ("count", &STEPS.len().to_string())];
                let count = RichText::new(look.style.language.fill("tour.step", &count));
                ui.label(count.font(Lettering::Caption.font()).color(look.theme.muted));
                ui.label(RichText::new(look.text(step.text)).line_height(Some(22.0)));
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    let last = self.step + 1 == STEPS.len();
                    if ui.button(look.text(if last { "tour.done" } else { "tour.next" })).clicked() {
                        stays = self.next();
                    }
                    if self.step > 0 && ui.button(look.text("tour.back")).clicked() {
                        self.back();
                    }
                    if !last && ui.button(look.text("tour.leave")).clicked() {
                        stays = false;
                    }
                });
                let keys = RichText::new(look.text("tour.keys")).font(Lettering::Caption.font());
                ui.label(keys.color(look.theme.muted));
            });
        });
        stays
    }
}

/// Where the words stand beside a thing: below or above it where there is room, else inside at its foot.
fn beside(thing: Rect, screen: Rect) -> Pos2 {
    let height = 190.0;
    let left = (thing.center().x - WIDTH / 2.0).clamp(screen.left() + 8.0, screen.right() - WIDTH - 40.0);
    if thing.bottom() + height < screen.bottom() {
        pos2(left, thing.bottom() + 12.0)
    } else if thing.top() - height > screen.top() {
        pos2(left, thing.top() - height)
    } else if thing.left() - WIDTH - 60.0 > screen.left() {
        pos2(thing.left() - WIDTH - 48.0, thing.center().y - height / 2.0)
    } else {
        pos2(left, screen.bottom() - height - 40.0)
    }
}
