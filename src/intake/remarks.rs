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
    means: Met,
    untold: Met,
    cleaned: Met,
}

impl Remarks {
    /// Takes note of what became of a cell.
    pub(super) fn note(&mut self, entered: Entered, origin: impl FnOnce() -> Origin) {
        let met = match entered {
            Entered::Value | Entered::Blank => return,
            Entered::Dash => &mut self.dashes,
            Entered::Rounded => &mut self.rounded,
            Entered::MeanOfMonths => &mut self.means,
            Entered::UnitUntold => &mut self.untold,
            Entered::NameCleaned => &mut self.cleaned,
        };
        met.count += 1;
        met.first.get_or_insert_with(origin);
    }

    /// Takes in what was met in the cells that follow.
    pub(super) fn join(&mut self, later: Remarks) {
        let both = [
            (&mut self.dashes, later.dashes),
            (&mut self.rounded, later.rounded),
            (&mut self.means, later.means),
            (&mut self.untold, later.untold),
            (&mut self.cleaned, later.cleaned),
        ];
        for (met, later) in both {
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
        say(self.means, "mean-of-months", Severity::Warning);
        say(self.untold, "unit-untold", Severity::Warning);
        say(self.cleaned, "names-cleaned", Severity::Note);
    }
}
