//! What is asked for in the menus of tables and charts that the window does, whatever page they are on.

use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui;
use egui::{Context, Id};

use super::state::Action;

#[derive(Clone, Default)]
struct Wishes(Arc<Mutex<Vec<Action>>>);

fn of(ctx: &Context) -> Wishes {
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Wishes>(Id::unique("wishes")).clone())
}

/// Asks for something.
pub fn push(ctx: &Context, action: Action) {
    of(ctx).0.lock().unwrap_or_else(PoisonError::into_inner).push(action);
}

/// What was asked for since it was looked at last.
pub fn take(ctx: &Context) -> Vec<Action> {
    std::mem::take(&mut of(ctx).0.lock().unwrap_or_else(PoisonError::into_inner))
}
