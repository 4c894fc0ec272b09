//! Undo and redo: labelled snapshots of a value, a drag being one step.
//!
//! Snapshots are whole values. A scenario is a few kilobytes; keeping it whole makes undo exact and short.

/// A value with its past and its undone future.
#[derive(Clone, Debug)]
pub struct History<T> {
    now: T,
    past: Vec<Step<T>>,
    future: Vec<Step<T>>,
    /// The label of the drag under way: further edits with it extend the last step.
    open: Option<String>,
}

/// A named state to go back (or forward) to.
#[derive(Clone, Debug)]
struct Step<T> {
    label: String,
    value: T,
}

impl<T: Clone + PartialEq> History<T> {
    /// How many steps are kept.
    pub const LIMIT: usize = 500;

    /// A value without a past.
    pub fn new(now: T) -> History<T> {
        History { now, past: Vec::new(), future: Vec::new(), open: None }
    }

    /// The value as it is.
    pub fn now(&self) -> &T {
        &self.now
    }

    /// One edit, one step. An edit that changes nothing leaves no trace.
    pub fn edit(&mut self, label: &str, value: T) {
        self.open = None;
        self.record(label, value);
    }

    /// One movement of a drag. All movements with the same label until [`History::release`] are one step.
    pub fn drag(&mut self, label: &str, value: T) {
        if self.open.as_deref() == Some(label) {
            self.now = value;
        } else if self.record(label, value) {
            self.open = Some(label.to_owned());
        }
    }

    /// Whether a drag is under way.
    pub fn is_dragging(&self) -> bool {
        self.open.is_some()
    }

    /// Ends a drag.
    pub fn release(&mut self) {
        self.open = None;
    }

    fn record(&mut self, label: &str, value: T) -> bool {
        if value == self.now {
            return false;
        }
        let before = std::mem::replace(&mut self.now, value);
        self.past.push(Step { label: label.to_owned(), value: before });
        if self.past.len() > History::<T>::LIMIT {
            self.past.remove(0);
        }
        self.future.clear();
        true
    }

    /// The label of the step that [`History::undo`] would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.past.last().map(|s| s.label.as_str())
    }

    /// The label of the step that [`History::redo`] would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().map(|s| s.label.as_str())
    }

    /// The labels of all steps, done and undone, in order; the first [`History::position`] of them are done.
    pub fn labels(&self) -> Vec<&str> {
        self.past.iter().chain(self.future.iter().rev()).map(|s| s.label.as_str()).collect()
    }

    /// How many steps are done.
    pub fn position(&self) -> usize {
        self.past.len()
    }

    /// Every state in order: one more than there are labels.
    pub fn states(&self) -> Vec<&T> {
        let past = self.past.iter().map(|s| &s.value);
        past.chain([&self.now]).chain(self.future.iter().rev().map(|s| &s.value)).collect()
    }

    /// A history with its states and labels, as [`History::states`] and [`History::labels`] gave them; `None` where they
    /// don't fit together.
    pub fn restored(states: Vec<T>, labels: Vec<String>, position: usize) -> Option<History<T>> {
        if states.len() != labels.len() + 1 || position >= states.len() {
            return None;
        }
        let mut states = states.into_iter();
        let mut labels = labels.into_iter();
        let step = |(label, value)| Step { label, value };
        let past = labels.by_ref().take(position).zip(states.by_ref()).map(step).collect();
        let now = states.next()?;
        let mut future: Vec<Step<T>> = labels.zip(states).map(step).collect();
        future.reverse();
        Some(History { now, past, future, open: None })
    }

    /// Goes back or forth to where so many steps are done.
    pub fn go(&mut self, position: usize) {
        while self.past.len() > position && self.undo() {}
        while self.past.len() < position && self.redo() {}
    }

    /// Takes the last step back; false where there is none.
    pub fn undo(&mut self) -> bool {
        self.open = None;
        shift(&mut self.now, &mut self.past, &mut self.future)
    }

    /// Does the last undone step again; false where there is none.
    pub fn redo(&mut self) -> bool {
        self.open = None;
        shift(&mut self.now, &mut self.future, &mut self.past)
    }
}

fn shift<T>(now: &mut T, from: &mut Vec<Step<T>>, to: &mut Vec<Step<T>>) -> bool {
    let Some(step) = from.pop() else { return false };
    let value = std::mem::replace(now, step.value);
    to.push(Step { label: step.label, value });
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_drag_is_one_step() {
        let mut history = History::new(0);
        history.edit("type", 1);
        for value in 2..50 {
            history.drag("slide", value);
        }
        history.release();
        history.drag("slide", 60);
        history.release();
        assert_eq!(history.undo_label(), Some("slide"));
        assert!(history.undo());
        assert_eq!(*history.now(), 49);
        assert!(history.undo());
        assert_eq!(*history.now(), 1);
        assert!(history.redo());
        assert_eq!(*history.now(), 49);
    }

    proptest! {
        #[test]
        fn undo_restores_each_state(values in prop::collection::vec(0u8..4, 1..60)) {
            let mut history = History::new(9u8);
            let mut states = vec![9u8];
            for value in values {
                if value != *states.last().unwrap() {
                    states.push(value);
                }
                history.edit("e", value);
            }
            let (kept, labels) = (history.states(), history.labels());
            prop_assert_eq!(kept.len(), labels.len() + 1);
            let (kept, labels) = (kept.into_iter().copied().collect(), labels.into_iter().map(str::to_owned).collect());
            let mut history = History::restored(kept, labels, history.position()).unwrap();
            for state in states.iter().rev().skip(1) {
                prop_assert!(history.undo());
                prop_assert_eq!(history.now(), state);
            }
            prop_assert!(!history.undo());
            history.go(usize::MAX);
            prop_assert_eq!(history.now(), states.last().unwrap());
            history.go(0);
            for state in &states[1..] {
                prop_assert!(history.redo());
                prop_assert_eq!(history.now(), state);
            }
        }
    }
}
