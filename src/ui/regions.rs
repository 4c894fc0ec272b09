//! Where the keyboard is: F6 takes it to the page, to the panel beside it and to the levers in that, without passing all
//! that stands before them; what it comes to is brought in sight, and Tab goes on from where it was.

use eframe::egui;
use egui::{FocusDirection, Id, Key, Rect, ScrollArea, Sense, Vec2};

/// Where the keyboard can go to at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Region {
    /// The page.
    Page,
    /// The panel on the right.
    Panel,
    /// The levers in that panel.
    Levers,
}

fn wanted_id() -> Id {
    Id::unique("wanted region")
}

fn id(region: Region) -> Id {
    Id::unique(("region", region))
}

/// Sends the keyboard to the page of a screen, or on from there to the panel, and on to its levers.
pub fn step(ctx: &egui::Context, screen: &'static str) {
    let last = ctx.data(|data| data.get_temp::<(Region, &'static str)>(Id::unique("last region")));
    let is_there = |region| ctx.data(|data| data.get_temp::<u64>(id(region))) == Some(ctx.cumulative_frame_nr());
    let next = match last {
        Some((Region::Page, on)) if on == screen && is_there(Region::Panel) => Region::Panel,
        Some((Region::Panel, on)) if on == screen && is_there(Region::Levers) => Region::Levers,
        _ => Region::Page,
    };
    ctx.data_mut(|data| {
        data.insert_temp(wanted_id(), next);
        data.insert_temp(Id::unique("last region"), (next, screen));
    });
    // What has the keyboard would be passed over, also where it is the very thing that is gone to.
    ctx.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
    ctx.request_repaint();
}

/// The beginning of a region: where that was asked for, the first thing after it takes the keyboard. At other times it is
/// nothing that Tab would stop at.
pub fn begin(ui: &egui::Ui, region: Region) {
    let (ctx, id) = (ui.ctx(), id(region));
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| data.insert_temp(id, frame));
    if ctx.data(|data| data.get_temp::<Region>(wanted_id())) == Some(region) {
        ctx.data_mut(|data| data.remove::<Region>(wanted_id()));
        ctx.memory_mut(|memory| {
            memory.request_focus(id);
            memory.move_focus(FocusDirection::Next);
        });
        let start = Rect::from_min_size(ui.cursor().min, Vec2::ZERO);
        ui.interact(start, id, Sense::focusable_noninteractive());
    }
}

/// What scrolls down a panel, in the room there is: what the keyboard comes to is brought in sight.
pub fn scrolled<R>(ui: &mut egui::Ui, salt: &str, add: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
    let shown = area.show(ui, |ui| {
        let made = add(ui);
        follow(ui);
        made
    });
    shown.inner
}

/// At the end of what scrolls: what the keyboard has just come to within it is brought in sight.
pub fn follow(ui: &egui::Ui) {
    let ctx = ui.ctx();
    let focused = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id));
    let came = focused.filter(|thing| thing.gained_focus() && thing.layer_id == ui.layer_id());
    if let Some(thing) = came.filter(|thing| ui.min_rect().contains(thing.rect.center())) {
        ui.scroll_to_rect(thing.rect.expand(12.0), None);
    }
}

/// After a window over the page is drawn that is to be answered first: Tab goes round in it, from the last of its things to
/// the first and back.
pub fn round(ctx: &egui::Context, window: &egui::Response, first: Id, last: Id) {
    let focused = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id));
    if focused.is_some_and(|thing| thing.layer_id != window.layer_id) {
        let to = if ctx.input(|i| i.modifiers.shift) { last } else { first };
        ctx.memory_mut(|memory| memory.request_focus(to));
    }
}

fn left_id() -> Id {
    Id::unique("left region")
}

/// Something is opened beside the page of a screen that the keyboard may go to, next by F6: what has it now has it again
/// once that is closed.
pub fn leave(ctx: &egui::Context, screen: &'static str) {
    let from = ctx.memory(egui::Memory::focused);
    ctx.data_mut(|data| {
        data.insert_temp(left_id(), from);
        data.insert_temp(Id::unique("last region"), (Region::Page, screen));
    });
}

/// Back to what had the keyboard before, while that is there.
pub fn come_back(ctx: &egui::Context) {
    let from = ctx.data_mut(|data| data.remove_temp::<Option<Id>>(left_id())).flatten();
    if let Some(id) = from.filter(|id| ctx.read_response(*id).is_some()) {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
}

/// So many things that had the keyboard are remembered.
const REMEMBERED: usize = 16;

/// Before anything is drawn: where nothing has the keyboard any more, as after Enter in a field or when a window over the
/// page is closed, Tab goes on from what had it last of all that is still there.
pub fn resume(ctx: &egui::Context) {
    let last = Id::unique("last focus");
    let mut had = ctx.data(|data| data.get_temp::<Vec<Id>>(last)).unwrap_or_default();
    match ctx.memory(egui::Memory::focused) {
        Some(id) if had.last() != Some(&id) => {
            had.retain(|other| *other != id);
            had.push(id);
            had.drain(..had.len().saturating_sub(REMEMBERED));
            ctx.data_mut(|data| data.insert_temp(last, had));
        }
        None if ctx.input(|i| i.key_pressed(Key::Tab)) => {
            if let Some(id) = had.into_iter().rev().find(|id| ctx.read_response(*id).is_some()) {
                ctx.memory_mut(|memory| memory.request_focus(id));
            }
        }
        _ => {}
    }
}
