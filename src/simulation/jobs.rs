//! Numbered jobs on several threads: the results are the same on any number of them.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::Failure;
use crate::threads;

/// Ends work from another thread, and says how far it is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Ends the work when set.
    pub stop: AtomicBool,
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    /// Of work that has not begun.
    pub const fn new() -> Progress {
        Progress { stop: AtomicBool::new(false), done: AtomicUsize::new(0), all: AtomicUsize::new(0) }
    }

    /// Ends the work.
    pub fn give_up(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to end.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Says how many pieces of how many are done, by one who counts for himself.
    pub fn tell(&self, done: usize, all: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    /// How many jobs are done, of how many so far known.
    pub fn so_far(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}

/// Does numbered jobs on several threads, each with a worker of its own; the results in the order of the numbers.
///
/// # Errors
/// [`Failure::Stopped`] where it was stopped before all were done.
pub(crate) fn side_by_side<T: Send, W: FnMut(usize) -> T>(
    jobs: usize,
    threads: NonZeroUsize,
    progress: &Progress,
    worker: impl Fn() -> W + Sync,
) -> Result<Vec<T>, Failure> {
    let next = AtomicUsize::new(0);
    progress.all.fetch_add(jobs, Ordering::Relaxed);
    let work = |_| {
        let mut work = worker();
        let mut done = Vec::new();
        while !progress.is_stopped() {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                break;
            }
            done.push((job, work(job)));
            progress.done.fetch_add(1, Ordering::Relaxed);
        }
        done
    };
    let mut done: Vec<(usize, T)> = threads::each(threads.get().min(jobs), work).into_iter().flatten().collect();
    if done.len() < jobs {
        return Err(Failure::Stopped);
    }
    done.sort_unstable_by_key(|(job, _)| *job);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
