//! Work on several threads: the one place before `session` that starts any, or asks how many there may be.
//!
//! How much is done at once is never seen in a result: parts come back in their order.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Set from elsewhere to have work given up.
pub type Stop = Arc<AtomicBool>;

thread_local! {
    static STOP: RefCell<Option<Stop>> = const { RefCell::new(None) };
}

/// Does work that may be given up: as soon as `stop` is set, what comes of it is of no use to anybody.
pub fn stoppable<T>(stop: &Stop, work: impl FnOnce() -> T) -> T {
    let before = STOP.replace(Some(stop.clone()));
    let done = work();
    STOP.set(before);
    done
}

/// Whether the work of this thread was given up.
pub fn is_stopped() -> bool {
    STOP.with_borrow(|stop| stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)))
}

/// How many threads this machine can work on at once.
pub fn processors() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Does numbered parts of a work at the same time, each on a thread of its own, the first on this one; the results in the
/// order of the numbers.
pub fn each<T: Send>(parts: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let stop = STOP.with_borrow(Clone::clone);
    let work = &work;
    std::thread::scope(|scope| {
        let begin = |part| {
            let stop = stop.clone();
            scope.spawn(move || {
                STOP.set(stop);
                work(part)
            })
        };
        let others: Vec<_> = (1..parts).map(begin).collect();
        let first = (parts > 0).then(|| work(0));
        let others = others.into_iter().map(|o| o.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        first.into_iter().chain(others).collect()
    })
}

/// Works on many things at the same time, on a thread more for every `least` of them; the results in their order. Each
/// thread takes the next thing that nobody has taken, for one may take as long as all others together.
pub fn each_of<K: Copy + Sync, T: Send>(all: &[K], least: usize, work: impl Fn(K) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = each(processors().get().min(all.len().div_ceil(least.max(1))), |_| {
        let take = || {
            let at = next.fetch_add(1, Ordering::Relaxed);
            Some((at, *all.get(at)?))
        };
        std::iter::from_fn(take).map(|(at, one)| (at, work(one))).collect::<Vec<(usize, T)>>()
    });
    // Each thread took its own in order.
    let mut done: Vec<_> = done.into_iter().map(|of| of.into_iter().peekable()).collect();
    let of = |n: usize| {
        let taken = done.iter_mut().find_map(|of| of.next_if(|(at, _)| *at == n));
        taken.map(|(_, value)| value)
    };
    (0..all.len()).filter_map(of).collect()
}

/// Does a work beside another: `here` takes what came of `aside` when it needs it; `None` where that broke down.
pub fn beside<T: Send, R>(
    aside: impl FnOnce() -> T + Send,
    here: impl FnOnce(&mut dyn FnMut() -> Option<T>) -> R,
) -> R {
    std::thread::scope(|scope| {
        let mut aside = Some(scope.spawn(aside));
        here(&mut || aside.take()?.join().ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_threads_of_a_work_know_that_it_was_given_up() {
        let stop = Stop::default();
        assert_eq!(stoppable(&stop, || each(3, |_| is_stopped())), [false; 3]);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(stoppable(&stop, || each(3, |_| is_stopped())), [true; 3]);
        assert!(!is_stopped());
    }

    #[test]
    fn parts_come_back_in_their_order() {
        assert_eq!(each(5, |n| n * n), [0, 1, 4, 9, 16]);
        assert_eq!(each(0, |n| n), [0; 0]);
        let many: Vec<usize> = (0..1_000).collect();
        assert_eq!(each_of(&many, 10, |n| n + 1), (1..=1_000).collect::<Vec<_>>());
        assert_eq!(beside(|| 3, |aside| (aside(), aside())), (Some(3), None));
    }
}
