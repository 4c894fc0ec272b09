//! Work off the drawing thread: begun here, and taken in by the session when it ends. A panic ends the work with a
//! message, not the program.
//!
//! What a piece of work comes to is a change to the session, made on the session's own thread. It is handed the ticket
//! that the work was begun with, by which the session knows whether it was given up or overtaken meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::{Session, mishap};
use crate::finding::{Finding, Origin};

/// Called from other threads when work has ended.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What a piece of work does to the session when it ends.
pub(super) type End = Box<dyn FnOnce(&mut Session) + Send>;

/// Which piece of work.
pub(super) type Ticket = u64;

/// The runner.
pub(super) struct Jobs {
    begun: Ticket,
    taken: Ticket,
    sender: Sender<End>,
    ends: Receiver<End>,
    wake: Wake,
}

impl Jobs {
    /// A runner that calls `wake` from other threads when work has ended.
    pub(super) fn new(wake: Wake) -> Jobs {
        let (sender, ends) = channel();
        Jobs { begun: 0, taken: 0, sender, ends, wake }
    }

    /// Begins work on a thread of its own; its ticket.
    pub(super) fn begin<E>(&mut self, work: impl FnOnce() -> E + Send + 'static) -> Ticket
    where
        E: FnOnce(&mut Session, Ticket) + Send + 'static,
    {
        self.begun += 1;
        let (ticket, sender, wake) = (self.begun, self.sender.clone(), self.wake.clone());
        std::thread::spawn(move || {
            let end: End = match guarded(work) {
                Ok(end) => Box::new(move |session| end(session, ticket)),
                Err(finding) => Box::new(move |session| session.broke(ticket, finding)),
            };
            // A session that is gone has no use for it.
            sender.send(end).ok();
            wake();
        });
        ticket
    }

    /// What ended next, if anything did.
    pub(super) fn ended(&mut self) -> Option<End> {
        self.ends.try_recv().ok().inspect(|_| self.taken += 1)
    }

    /// What ended next, waited for.
    pub(super) fn wait(&mut self, most: Duration) -> Option<End> {
        self.ends.recv_timeout(most).ok().inspect(|_| self.taken += 1)
    }

    /// Whether work was begun whose end is not yet taken in.
    pub(super) fn is_under_way(&self) -> bool {
        self.taken < self.begun
    }
}

/// Does work that is not to take the thread down with it.
///
/// # Errors
/// What a panic in it said.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Finding> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
        let note = mishap::last_note().map_or_else(|| "—".to_owned(), |path| path.display().to_string());
        Finding::error("work-broke", Origin::default()).with("detail", said.unwrap_or("—")).with("note", note)
    })
}

#[cfg(test)]
mod tests {
    use super::super::News;
    use super::*;
    use crate::locale::Language;

    #[test]
    fn a_panic_ends_the_work_with_a_message_and_the_session_goes_on() {
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        session.jobs.begin(|| -> fn(&mut Session, Ticket) { panic!("a slip") });
        let end = session.jobs.wait(Duration::from_secs(10)).unwrap();
        end(&mut session);
        let news = session.poll();
        assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == "work-broke"), "{news:?}");
        session.settle();
        assert!(session.is_current(0));
    }
}
