//! 重点关注: places and lines whose deviation is beyond a threshold, since when, and what the officer says of each.
//!
//! A place and line is watched from the month in which its rate of deviation is beyond the threshold, until so many months
//! in a row are within it; what was watched stays in the list with the month in which it was cleared. There is no
//! threshold that was not given.
//!
//! Source: model section 11.4.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::execution::Execution;
use super::form::Form;
use super::statement::Who;
use crate::money::{Money, ratio};
use crate::month::Month;
use crate::place::Places;

/// What is watched: the thresholds, and what the officer says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watch {
    /// The threshold of lines without one of their own; `None` watches none of them.
    pub all: Option<Decimal>,
    /// Thresholds of lines, by id.
    pub lines: BTreeMap<String, Decimal>,
    /// How many months in a row must be within the threshold before a place is watched no more.
    pub clear: u32,
    /// What the officer says, by whose it is, the line's id, and the month from which it is watched.
    pub notes: BTreeMap<(String, String, Month), Note>,
}

impl Default for Watch {
    fn default() -> Watch {
        Watch { all: None, lines: BTreeMap::new(), clear: 1, notes: BTreeMap::new() }
    }
}

/// What the officer says of what is watched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Note {
    /// 责任人
    pub person: String,
    /// 原因
    pub reason: String,
    /// 措施
    pub measure: String,
    /// 期限
    pub date: String,
}

impl Note {
    /// Its fields, in the order in which they are shown.
    pub fn fields(&mut self) -> [&mut String; 4] {
        [&mut self.person, &mut self.reason, &mut self.measure, &mut self.date]
    }
}

/// A place and line that is watched, or was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Episode {
    /// Whose.
    pub who: Who,
    /// The line's position in the form.
    pub line: usize,
    /// The month from which.
    pub since: Month,
    /// The first month after the same was watched before, in the year.
    pub free_from: Month,
    /// The month in which it was cleared; `None` is watched still.
    pub cleared: Option<Month>,
    /// The last month's deviation.
    pub deviation: Option<Money>,
    /// The last month's rate.
    pub rate: Option<Decimal>,
    /// The rate that was farthest off, and its month.
    pub worst: (Decimal, Month),
}

/// Actual less plan, to date.
pub fn deviation(e: &Execution) -> Option<Money> {
    e.actual.map(|actual| actual - e.plan)
}

/// The rate of deviation, where it has one.
pub fn rate(e: &Execution) -> Option<Decimal> {
    deviation(e).filter(|_| e.is_rated).and_then(|deviation| ratio(deviation.fen(), e.plan.fen(), 6))
}

impl Watch {
    /// Whether there is any threshold.
    pub fn is_asked(&self) -> bool {
        self.all.is_some() || !self.lines.is_empty()
    }

    /// The threshold of a line.
    pub fn of(&self, line: &str) -> Option<Decimal> {
        self.lines.get(line).copied().or(self.all)
    }

    /// Whether a rate is beyond its line's threshold.
    pub fn is_beyond(&self, line: &str, e: &Execution) -> bool {
        self.of(line).zip(rate(e)).is_some_and(|(threshold, rate)| rate.abs() > threshold)
    }

    /// What is watched up to a month, and what was: those that are watched still first, the oldest of each first.
    pub fn episodes(&self, form: &Form, execution: &[Execution], until: Month) -> Vec<Episode> {
        let mut by_line: BTreeMap<(Who, usize), Vec<&Execution>> = BTreeMap::new();
        for e in execution.iter().filter(|e| e.month <= until && self.of(&form.lines[e.line].id).is_some()) {
            by_line.entry((e.who, e.line)).or_default().push(e);
        }
        let mut all: Vec<Episode> = Vec::new();
        for ((_, line), mut months) in by_line {
            months.sort_by_key(|e| e.month);
            all.extend(self.of_line(&form.lines[line].id, &months));
        }
        all.sort_by_key(|episode| (episode.cleared.is_some(), episode.since));
        all
    }

    fn of_line(&self, id: &str, months: &[&Execution]) -> Vec<Episode> {
        let mut episodes: Vec<Episode> = Vec::new();
        let mut within = 0;
        for e in months {
            let is_beyond = self.is_beyond(id, e);
            let open = episodes.last_mut().filter(|episode| episode.cleared.is_none());
            match (open, is_beyond) {
                (None, false) => {}
                (None, true) => {
                    within = 0;
                    let before = episodes.last().and_then(|before| before.cleared);
                    let free_from = before.map_or(Month::january(e.month.year()), Month::next);
                    let worst = (rate(e).unwrap_or_default(), e.month);
                    let (deviation, rate) = (deviation(e), rate(e));
                    let (who, line, since) = (e.who, e.line, e.month);
                    episodes.push(Episode { who, line, since, free_from, cleared: None, deviation, rate, worst });
                }
                (Some(episode), _) => {
                    (episode.deviation, episode.rate) = (deviation(e), rate(e));
                    if let Some(rate) = rate(e).filter(|rate| rate.abs() > episode.worst.0.abs()) {
                        episode.worst = (rate, e.month);
                    }
                    // A month that is not known clears nothing.
                    within = if is_beyond { 0 } else { within + u32::from(rate(e).is_some()) };
                    episode.cleared = (within >= self.clear.max(1)).then_some(e.month);
                }
            }
        }
        episodes
    }

    /// What was said of an episode; under another threshold it may have begun in another month.
    pub fn note(&self, places: &Places, form: &Form, episode: &Episode) -> Option<(&(String, String, Month), &Note)> {
        let (who, line) = (episode.who.key(places), form.lines[episode.line].id.clone());
        let last = episode.cleared.unwrap_or(Month::december(episode.since.year()));
        let from = (who.clone(), line.clone(), episode.free_from);
        self.notes.range(from..=(who, line, last)).next_back()
    }
}
