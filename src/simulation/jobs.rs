//! Numbered jobs on several threads: the results are the same on any number of them.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::Failure;

/// Does numbered jobs on several threads, each with a worker of its own; the results in the order of the numbers.
///
/// # Errors
/// [`Failure::Stopped`] where `stop` was set before all were done.
pub(crate) fn side_by_side<T: Send, W: FnMut(usize) -> T>(
    jobs: usize,
    threads: NonZeroUsize,
    stop: &AtomicBool,
    worker: impl Fn() -> W + Sync,
) -> Result<Vec<T>, Failure> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut work = worker();
        let mut done = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                break;
            }
            done.push((job, work(job)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get().min(jobs)).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    if done.len() < jobs {
        return Err(Failure::Stopped);
    }
    done.sort_unstable_by_key(|(job, _)| *job);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
