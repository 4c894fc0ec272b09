//! Which of a page's charts one is, in the order of drawing, and what is written at its points.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui;
use egui::{Context, Id};

use crate::report::deck::notes::ChartNote;
use crate::ui::state::NoteOn;

#[derive(Default)]
struct Inner {
    /// The number of the next chart; `None` while what is drawn is no page.
    next: Option<usize>,
    /// The notes of each chart of the page.
    notes: Vec<Vec<ChartNote>>,
    /// All notes, for charts that go by a name.
    all: Vec<ChartNote>,
}

#[derive(Clone, Default)]
struct Numbers(Arc<Mutex<Inner>>);

impl Numbers {
    fn of(ctx: &Context) -> Numbers {
        ctx.data_mut(|data| data.get_temp_mut_or_default::<Numbers>(Id::unique("charts")).clone())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The charts of a page are drawn from here on, with these notes; all that there are besides.
pub fn begin(ctx: &Context, notes: Vec<Vec<ChartNote>>, all: &[ChartNote]) {
    *Numbers::of(ctx).inner() = Inner { next: Some(0), notes, all: all.to_vec() };
}

/// The page is drawn.
pub fn end(ctx: &Context) {
    Numbers::of(ctx).inner().next = None;
}

/// The number of the chart that is drawn now, where it is one of a page, and its notes.
pub(super) fn next(ctx: &Context) -> (Option<usize>, Vec<ChartNote>) {
    let numbers = Numbers::of(ctx);
    let mut inner = numbers.inner();
    let Some(number) = inner.next else { return (None, Vec::new()) };
    inner.next = Some(number + 1);
    (Some(number), inner.notes.get(number).cloned().unwrap_or_default())
}

/// So many charts of the page are not drawn: they keep their numbers.
pub fn skip(ctx: &Context, count: usize) {
    if let Some(next) = &mut Numbers::of(ctx).inner().next {
        *next += count;
    }
}

/// The notes of a chart that was drawn.
pub(super) fn written(ctx: &Context, on: &NoteOn) -> Vec<ChartNote> {
    match on {
        NoteOn::Shown(number) => Numbers::of(ctx).inner().notes.get(*number).cloned().unwrap_or_default(),
        NoteOn::Named(name, _) => named(ctx, name),
    }
}

/// The notes of a chart that goes by a name.
pub(super) fn named(ctx: &Context, name: &str) -> Vec<ChartNote> {
    Numbers::of(ctx).inner().all.iter().filter(|note| note.chart == name).cloned().collect()
}
