//! Frame times, and how soon a lever's effect is there, on standard error, where `TONGCHOU_FRAMES` asks for them: for
//! measuring, not for users.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Since when a lever has moved whose effect is not there yet, and how many frames ago.
static MOVED: Mutex<Option<(Instant, u32)>> = Mutex::new(None);

static ASKED: OnceLock<Option<Instant>> = OnceLock::new();

/// Notes when the program started; called once, first thing.
pub fn start() {
    ASKED.get_or_init(|| std::env::var_os("TONGCHOU_FRAMES").map(|_| Instant::now()));
}

/// Notes a frame that took so long to be laid out.
pub fn frame(took: Duration) {
    if let Some(Some(start)) = ASKED.get() {
        eprintln!("frame {:.1} ms after start, laid out in {:.2} ms", ms(start.elapsed()), ms(took));
    }
}

/// Notes that a page of this name was made, begun at a time, by the drawing thread or by another.
pub fn made(page: &str, since: Instant) {
    if let Some(Some(_)) = ASKED.get() {
        eprintln!("{page} made in {:.1} ms", ms(since.elapsed()));
    }
}

/// Notes that a lever has moved; of several movements the last one counts.
pub fn lever_moved() {
    if let Some(Some(_)) = ASKED.get() {
        *MOVED.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), 0));
    }
}

/// Notes that a frame was laid out, with the effect of every lever in it or not yet.
pub fn effect(is_current: bool) {
    let Some(Some(_)) = ASKED.get() else { return };
    let mut moved = MOVED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((since, frames)) = &mut *moved {
        if *frames > 0 && is_current {
            eprintln!("effect of a lever laid out {:.1} ms and {frames} frames after it moved", ms(since.elapsed()));
            *moved = None;
        } else {
            *frames += 1;
        }
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
