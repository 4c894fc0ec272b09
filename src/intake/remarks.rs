//! What is said once for many cells: dashes, roundings.

use super::choices::{Choices, Means};
use super::entry::Entered;
use crate::finding::{Finding, Findings, Origin, Severity};

/// How often something was met, and where first.
#[derive(Clone, Debug, Default)]
struct Met {
    count: usize,
    first: Option<Origin>,
}

/// What was met in a table's cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Remarks {
    dashes: Met,
    rounded: Met,
}

impl Remarks {
    /// Takes note of what became of a cell.
    pub(super) fn note(&mut self, entered: Entered, origin: impl FnOnce() -> Origin) {
        let met = match entered {
            Entered::Value | Entered::Blank => return,
            Entered::Dash => &mut self.dashes,
            Entered::Rounded => &mut self.rounded,
        };
        met.count += 1;
        met.first.get_or_insert_with(origin);
    }

    /// Takes in what was met in the cells that follow.
    pub(super) fn join(&mut self, later: Remarks) {
        for (met, later) in [(&mut self.dashes, later.dashes), (&mut self.rounded, later.rounded)] {
            met.count += later.count;
            met.first = met.first.take().or(later.first);
        }
    }

    /// The findings, one a kind.
    pub(super) fn say(self, choices: &Choices, findings: &mut Findings) {
        let mut say = |met: Met, code: &'static str, severity| {
            if let Some(first) = met.first {
                findings.push(Finding::new(code, severity, first).with("count", met.count));
            }
        };
        match choices.dash {
            Means::Unknown => say(self.dashes, "dash-as-unknown", Severity::Note),
            Means::Zero => say(self.dashes, "dash-as-zero", Severity::Note),
        }
        say(self.rounded, "rounded-to-fen", Severity::Warning);
    }
}
