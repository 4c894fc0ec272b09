//! F6: the keyboard goes to the page, and to the panel beside it, without passing all that stands before them.

use eframe::egui;
use egui::{Id, Rect, Sense, Vec2};

/// Where the keyboard can go to at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Region {
    /// The page.
    Page,
    /// The panel on the right.
    Panel,
}

fn wanted_id() -> Id {
    Id::unique("wanted region")
}

fn id(region: Region) -> Id {
    Id::unique(("region", region))
}

/// Sends the keyboard to the page of a screen, or on from there to the panel.
pub fn step(ctx: &egui::Context, screen: &'static str) {
    let last = ctx.data(|data| data.get_temp::<(Region, &'static str)>(Id::unique("last region")));
    let is_there = |region| ctx.data(|data| data.get_temp::<u64>(id(region))) == Some(ctx.cumulative_frame_nr());
    let next = match last {
        Some((Region::Page, on)) if on == screen && is_there(Region::Panel) => Region::Panel,
        _ => Region::Page,
    };
    ctx.data_mut(|data| {
        data.insert_temp(wanted_id(), next);
        data.insert_temp(Id::unique("last region"), (next, screen));
    });
    ctx.request_repaint();
}

/// The beginning of a region: takes the keyboard where that was asked for, so that Tab goes on from there. At other times
/// it is nothing that Tab would stop at.
pub fn begin(ui: &egui::Ui, region: Region) {
    let (ctx, id) = (ui.ctx(), id(region));
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| data.insert_temp(id, frame));
    let is_wanted = ctx.data(|data| data.get_temp::<Region>(wanted_id())) == Some(region);
    if is_wanted || ctx.memory(|memory| memory.has_focus(id)) {
        let start = Rect::from_min_size(ui.max_rect().min, Vec2::ZERO);
        let response = ui.interact(start, id, Sense::focusable_noninteractive());
        if is_wanted {
            response.request_focus();
            ctx.data_mut(|data| data.remove::<Region>(wanted_id()));
        }
    }
}
