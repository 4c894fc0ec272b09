//! Short notices at the foot of the window, which go by themselves: "已保存", with at most one thing to do.

use eframe::egui;
use egui::{Align2, Area, Frame, Id, Label, Margin, Order, RichText, Role, Sense, WidgetInfo, pos2, vec2};

use super::icon::{Icon, icon_button};
use crate::locale::Language;
use crate::report::Tone;
use crate::ui::theme::{Lettering, Theme};
use crate::ui::widgets::tone::tone_mark;

/// How long a notice stays, in seconds.
const STAY: f64 = 5.0;

/// The room that a notice takes beside its words and its offer: its margins, mark and cross, and the window's edges.
const AROUND: f32 = 140.0;

/// A notice with an action of type `A` that it may offer.
#[derive(Clone, Debug)]
pub struct Notice<A> {
    /// Its words.
    pub text: String,
    /// How it is to be read; a warning stays until it is dismissed.
    pub tone: Tone,
    /// What can be done about it: the words and the action.
    pub offer: Option<(String, A)>,
}

/// The notices that stand at the moment.
#[derive(Clone, Debug)]
pub struct Notices<A> {
    standing: Vec<(Notice<A>, Option<f64>)>,
}

impl<A> Default for Notices<A> {
    fn default() -> Self {
        Notices { standing: Vec::new() }
    }
}

impl<A: Clone> Notices<A> {
    /// One more; the same words don't stand twice.
    pub fn push(&mut self, notice: Notice<A>) {
        self.standing.retain(|(standing, _)| standing.text != notice.text);
        self.standing.push((notice, None));
        if self.standing.len() > 3 {
            self.standing.remove(0);
        }
    }

    /// Words alone.
    pub fn say(&mut self, text: impl Into<String>) {
        self.push(Notice { text: text.into(), tone: Tone::Plain, offer: None });
    }

    /// Whether none stands.
    pub fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }

    /// Draws them above the bottom line; the action that was taken.
    pub fn show(&mut self, ui: &egui::Ui, language: Language, theme: &Theme) -> Option<A> {
        let now = ui.input(|i| i.time);
        let (mut taken, mut dismissed) = (None, None);
        let mut next: f64 = f64::INFINITY;
        self.standing.retain_mut(|(notice, until)| {
            let until = *until.get_or_insert(now + STAY);
            let stays = notice.tone == Tone::Warning || now < until;
            if stays && notice.tone != Tone::Warning {
                next = next.min(until - now);
            }
            stays
        });
        if next.is_finite() {
            ui.ctx().request_repaint_after_secs(next as f32 + 0.02);
        }
        let mut foot = 44.0;
        for (i, (notice, _)) in self.standing.iter().enumerate().rev() {
            let area = Area::new(Id::unique(("notice", i)))
                .order(Order::Foreground)
                .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -foot))
                .fade_in(false);
            let shown = area.show(ui.ctx(), |ui| {
                let visuals = ui.visuals();
                Frame::new()
                    .fill(visuals.window_fill)
                    .stroke(visuals.window_stroke)
                    .shadow(visuals.popup_shadow)
                    .corner_radius(4)
                    .inner_margin(Margin::symmetric(12, 4))
                    .show(ui, |ui| {
                        ui.horizontal(|ui| {
                            if notice.tone != Tone::Plain {
                                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 20.0), Sense::hover());
                                tone_mark(ui.painter(), theme, notice.tone, pos2(rect.left() + 5.0, rect.center().y));
                            }
                            let font = Lettering::Table.font();
                            let offer = notice.offer.as_ref().map_or(0.0, |(words, _)| {
                                ui.painter().layout_no_wrap(words.clone(), font.clone(), theme.ink).size().x + 8.0
                            });
                            // As wide as it is on one line, or as the window has room for, over several.
                            let most = (ui.ctx().content_rect().width() - AROUND - offer).max(200.0);
                            let text = ui.painter().layout(notice.text.clone(), font.clone(), theme.ink, most);
                            let label = ui.add(Label::new(text).selectable(true));
                            label.widget_info(|| WidgetInfo::labeled(Role::Status, true, &notice.text));
                            if let Some((words, action)) = &notice.offer
                                && ui.link(RichText::new(words).font(Lettering::Table.font())).clicked()
                            {
                                taken = Some(action.clone());
                                dismissed = Some(i);
                            }
                            if icon_button(ui, theme, Icon::Close, language.text("ui.dismiss"), "").clicked() {
                                dismissed = Some(i);
                            }
                        });
                    });
            });
            foot += shown.response.rect.height() + 8.0;
        }
        if let Some(i) = dismissed {
            self.standing.remove(i);
        }
        taken
    }
}
