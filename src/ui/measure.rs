//! Frame times on standard error, where `TONGCHOU_FRAMES` asks for them: for measuring, not for users.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

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

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
