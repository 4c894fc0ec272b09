//! Runs scenarios off the drawing thread: the newest request of each scenario wins, an overtaken run is stopped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::jobs::{Wake, guarded};
use crate::dataset::Dataset;
use crate::finding::Findings;
use crate::journal::Keep;
use crate::report::views::context::Settled;
use crate::scenario::Scenario;
use crate::simulation::{self, Failure};

/// What is to be run.
#[derive(Clone)]
pub(super) struct Request {
    pub data: Arc<Dataset>,
    pub scenario: Arc<Scenario>,
    /// Whether the postings are wanted: while a lever moves the books are enough, and sooner there.
    pub keep: Keep,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The data it was run on.
    pub data: Arc<Dataset>,
    /// The scenario that was run.
    pub scenario: Arc<Scenario>,
    /// The run, or why there is none.
    pub result: Result<Arc<Settled>, Findings>,
    /// How long it took.
    pub took: Duration,
    /// Whether the run has its postings.
    pub keep: Keep,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Request>,
    running: Option<Arc<AtomicBool>>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The worker's thread; it ends with its owner.
pub(super) struct Worker {
    shared: Arc<Shared>,
    outcomes: Receiver<Outcome>,
}

impl Worker {
    pub(super) fn start(wake: Wake) -> Worker {
        let shared = Arc::new(Shared::default());
        let (sender, outcomes) = channel();
        let theirs = shared.clone();
        std::thread::spawn(move || work(&theirs, &sender, &wake));
        Worker { shared, outcomes }
    }

    /// Replaces all that waits by these requests, the most wanted first; a run under way is stopped.
    pub(super) fn request(&self, requests: Vec<Request>) {
        let mut queue = self.shared.lock();
        queue.waiting = requests;
        if let Some(stop) = &queue.running {
            stop.store(true, Ordering::Relaxed);
        }
        self.shared.changed.notify_one();
    }

    /// The next outcome, if one is ready.
    pub(super) fn ready(&self) -> Option<Outcome> {
        self.outcomes.try_recv().ok()
    }

    /// The next outcome, waited for.
    pub(super) fn wait(&self, most: Duration) -> Option<Outcome> {
        self.outcomes.recv_timeout(most).ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        if let Some(stop) = &queue.running {
            stop.store(true, Ordering::Relaxed);
        }
        self.shared.changed.notify_one();
    }
}

fn work(shared: &Shared, outcomes: &Sender<Outcome>, wake: &Wake) {
    loop {
        let stop = Arc::new(AtomicBool::new(false));
        let mut queue = shared.lock();
        let request = loop {
            if queue.closed {
                return;
            }
            if !queue.waiting.is_empty() {
                break queue.waiting.remove(0);
            }
            queue = shared.changed.wait(queue).unwrap_or_else(|poisoned| poisoned.into_inner());
        };
        queue.running = Some(stop.clone());
        drop(queue);
        let began = Instant::now();
        let Request { data, scenario, keep } = request;
        let run = guarded(|| {
            let run = simulation::run(&data, &scenario, keep, &stop)?;
            Ok(Arc::new(Settled { scenario: scenario.clone(), run, observed: data.clone() }))
        });
        shared.lock().running = None;
        let result = match run.unwrap_or_else(|finding| Err(Failure::Findings(finding.into()))) {
            Ok(settled) => Ok(settled),
            Err(Failure::Findings(findings)) => Err(findings),
            Err(Failure::Stopped) => continue,
        };
        if outcomes.send(Outcome { data, scenario, result, took: began.elapsed(), keep }).is_err() {
            return;
        }
        wake();
    }
}
