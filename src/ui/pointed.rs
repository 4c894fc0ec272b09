//! What the pointer or the keyboard is on, so that a tooltip explains it, F1 opens its entry, and the tour finds it.

use eframe::egui;
use egui::{Id, Rect, Response};

use crate::help::{self, Topic};
use crate::locale::Language;

/// A part of the window that the tour points at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Anchor {
    /// The button that opens a file.
    Open,
    /// The key figures of a page.
    Figures,
    /// The table of a page.
    Table,
    /// The panel on the right.
    Panel,
    /// The page itself.
    Page,
    /// The cell of a table that is being explained.
    Explained,
}

fn pointed_id() -> Id {
    Id::unique("pointed at")
}

/// Explains what stands under these words, where the glossary knows them: in a tooltip, and to F1.
pub fn explained(response: Response, words: &str, language: Language) -> Response {
    match known(&response, words, language) {
        Some(topic) => response.on_hover_text(topic.brief(language)),
        None => response,
    }
}

/// Lets F1 open the entry of what stands under these words.
pub fn known(response: &Response, words: &str, language: Language) -> Option<Topic> {
    if !(response.contains_pointer() || response.has_focus()) {
        return None;
    }
    let topic = help::about(words, language)?;
    let frame = response.ctx.cumulative_frame_nr();
    response.ctx.data_mut(|data| data.insert_temp(pointed_id(), (topic, frame)));
    Some(topic)
}

/// The entry of what is pointed at in this frame.
pub fn topic(ctx: &egui::Context) -> Option<Topic> {
    let (topic, frame) = ctx.data(|data| data.get_temp::<(Topic, u64)>(pointed_id()))?;
    (frame == ctx.cumulative_frame_nr()).then_some(topic)
}

/// Remembers where a part of the window is.
pub fn mark(ctx: &egui::Context, anchor: Anchor, rect: Rect) {
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| data.insert_temp(Id::unique(anchor), (rect, frame)));
}

/// Where a part of the window is in this frame; `None` where it isn't drawn.
pub fn place(ctx: &egui::Context, anchor: Anchor) -> Option<Rect> {
    let (rect, frame) = ctx.data(|data| data.get_temp::<(Rect, u64)>(Id::unique(anchor)))?;
    (frame == ctx.cumulative_frame_nr()).then_some(rect)
}

/// Where a part of the window was in the frame that was drawn last, for tests.
pub fn last_place(ctx: &egui::Context, anchor: Anchor) -> Option<Rect> {
    let (rect, frame) = ctx.data(|data| data.get_temp::<(Rect, u64)>(Id::unique(anchor)))?;
    (frame + 1 >= ctx.cumulative_frame_nr()).then_some(rect)
}
