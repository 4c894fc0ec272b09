//! Which of a chart's things is pointed at, by the pointer or by the arrow keys.

use eframe::egui;
use egui::{EventFilter, Key, Response, Ui};

/// What points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum By {
    Pointer,
    Keyboard,
}

/// Keys that move what is pointed at.
const KEYS: [Key; 6] = [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown, Key::Home, Key::End];

/// The thing out of `count` that is pointed at. `under` is what lies under the pointer, while it is on the chart; `step`
/// says where a key leads from a thing; the first focus goes to `start`.
pub(super) fn pointed(
    ui: &Ui,
    response: &Response,
    count: usize,
    start: usize,
    under: Option<usize>,
    step: impl Fn(usize, Key) -> usize,
) -> Option<(usize, By)> {
    let last = count.checked_sub(1)?;
    let memory = response.id.with("pointed");
    if response.hover_pos().is_some() {
        let under = under?.min(last);
        ui.data_mut(|data| data.insert_temp(memory, under));
        return Some((under, By::Pointer));
    }
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let mut at = ui.data(|data| data.get_temp(memory)).unwrap_or(start).min(last);
    let pressed: Vec<Key> = ui.input(|input| KEYS.into_iter().filter(|key| input.key_pressed(*key)).collect());
    for key in pressed {
        at = match key {
            Key::Home => 0,
            Key::End => last,
            key => step(at, key).min(last),
        };
    }
    ui.data_mut(|data| data.insert_temp(memory, at));
    Some((at, By::Keyboard))
}

/// One after another: left and up lead back, right and down lead on.
pub(super) fn along(at: usize, key: Key) -> usize {
    match key {
        Key::ArrowLeft | Key::ArrowUp => at.saturating_sub(1),
        _ => at + 1,
    }
}
