//! Work on several threads: the one place before `session` that starts any, or asks how many there may be.
//!
//! How much is done at once is never seen in a result: parts come back in their order.

use std::num::NonZeroUsize;

/// How many threads this machine can work on at once.
pub fn processors() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Does numbered parts of a work at the same time, each on a thread of its own, the first on this one; the results in the
/// order of the numbers.
pub fn each<T: Send>(parts: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..parts).map(|part| scope.spawn(move || work(part))).collect();
        let first = (parts > 0).then(|| work(0));
        let others = others.into_iter().map(|o| o.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        first.into_iter().chain(others).collect()
    })
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
    fn parts_come_back_in_their_order() {
        assert_eq!(each(5, |n| n * n), [0, 1, 4, 9, 16]);
        assert_eq!(each(0, |n| n), [0; 0]);
        assert_eq!(beside(|| 3, |aside| (aside(), aside())), (Some(3), None));
    }
}
