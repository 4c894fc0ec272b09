//! Which of a page's charts one is, in the order of drawing, and what is written at its points.

use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui;
use egui::{Context, Id};

use crate::report::deck::notes::ChartNote;

#[derive(Default)]
struct Inner {
    /// The number of the next chart; `None` while what is drawn is no page.
    next: Option<usize>,
    /// The notes of each chart of the page.
    notes: Vec<Vec<ChartNote>>,
}

#[derive(Clone, Default)]
struct Numbers(Arc<Mutex<Inner>>);

fn of(ctx: &Context) -> Numbers {
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Numbers>(Id::unique("charts")).clone())
}

/// The charts of a page are drawn from here on, with these notes.
pub fn begin(ctx: &Context, notes: Vec<Vec<ChartNote>>) {
    *of(ctx).0.lock().unwrap_or_else(PoisonError::into_inner) = Inner { next: Some(0), notes };
}

/// The page is drawn.
pub fn end(ctx: &Context) {
    of(ctx).0.lock().unwrap_or_else(PoisonError::into_inner).next = None;
}

/// The number of the chart that is drawn now, where it is one of a page, and its notes.
pub(super) fn next(ctx: &Context) -> (Option<usize>, Vec<ChartNote>) {
    let numbers = of(ctx);
    let mut inner = numbers.0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(number) = inner.next else { return (None, Vec::new()) };
    inner.next = Some(number + 1);
    (Some(number), inner.notes.get(number).cloned().unwrap_or_default())
}
