//! What is drawn, told to who asks: that a file has what was on the screen can be seen by holding the two side by side.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui;
use egui::{Context, Id};

use crate::report::model::slide::Body;

#[derive(Default)]
struct Drawn {
    page: Vec<Body>,
    /// What stands beside the page, which is drawn first.
    beside: Vec<Body>,
}

/// Where what is drawn is told.
#[derive(Clone, Default)]
pub struct Witness(Arc<Mutex<Drawn>>);

impl Witness {
    /// One who is told from now on of all charts and tables that are drawn, in sight or scrolled out of it.
    pub fn of(ctx: &Context) -> Witness {
        let witness = Witness::default();
        ctx.data_mut(|data| data.insert_temp(Id::unique("witness"), witness.clone()));
        witness
    }

    /// What was drawn since it was asked last, in the order of drawing, each thing once; what stands beside a page comes
    /// after it.
    pub fn take(&self) -> Vec<Body> {
        let Drawn { mut page, beside } = std::mem::take(&mut *self.drawn());
        page.extend(beside);
        page
    }

    fn drawn(&self) -> MutexGuard<'_, Drawn> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells who asks of something that is drawn.
pub fn tell(ctx: &Context, body: impl FnOnce() -> Body) {
    tell_of(ctx, body, |drawn| &mut drawn.page);
}

/// Tells who asks of something that is drawn beside the page.
pub fn tell_beside(ctx: &Context, body: impl FnOnce() -> Body) {
    tell_of(ctx, body, |drawn| &mut drawn.beside);
}

fn tell_of(ctx: &Context, body: impl FnOnce() -> Body, of: impl FnOnce(&mut Drawn) -> &mut Vec<Body>) {
    let Some(witness) = ctx.data(|data| data.get_temp::<Witness>(Id::unique("witness"))) else { return };
    let body = body();
    let mut drawn = witness.drawn();
    let drawn = of(&mut drawn);
    if !drawn.contains(&body) {
        drawn.push(body);
    }
}
