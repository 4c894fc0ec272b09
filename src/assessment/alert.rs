//! 预警 of a project: its rules over its data, and when each level is first reached in its scenarios.
//!
//! Source: model section 12.5.

use std::sync::Arc;

use super::exact::Exact;
use super::figure::Sources;
use super::given::Entered;
use super::kept::Kept;
use super::watch::{self, Course, SHIPPED, WatchRule, asked, watch_for};
use super::year::lines;
use crate::dataset::Dataset;
use crate::finding::Findings;
use crate::journal::Keep;
use crate::measures::Fund;
use crate::month::Period;
use crate::place::{PlaceId, Places};
use crate::scenario::{Mode, Scenario};
use crate::simulation::{self, Failure, Progress};
use crate::statements::kept::Budgets;

/// What watching follows from, besides the data.
#[derive(Clone, PartialEq, Debug)]
pub struct WatchAsked {
    /// Rules and entries.
    pub kept: Arc<Kept>,
    /// The year whose entries count.
    pub year: i32,
    /// The project's budgets.
    pub budgets: Budgets,
    /// The scenarios that are watched as well.
    pub scenarios: Vec<Arc<Scenario>>,
}

/// How a place stands under a rule now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Which place.
    pub place: PlaceId,
    /// Which rule, by its position.
    pub rule: usize,
    /// The last period that is known, and its value.
    pub value: Option<(Period, Exact)>,
    /// The last level that is on, by its position, and since when.
    pub level: Option<(usize, Period)>,
}

/// What came of watching.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The rules.
    pub rules: Vec<WatchRule>,
    /// The places, those of the data.
    pub places: Arc<Places>,
    /// How each place stands under each rule at the end of the data.
    pub now: Vec<Standing>,
    /// By scenario in the order asked: when each level of each place and rule is first reached; `None` of one that can't
    /// be run.
    pub first: Vec<Option<Vec<First>>>,
}

/// When the levels of a rule are first reached in a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct First {
    /// Which place.
    pub place: PlaceId,
    /// Which rule, by its position.
    pub rule: usize,
    /// By level.
    pub levels: Vec<Option<Period>>,
}

impl Kept {
    /// The text of the rules, and the file's name that messages call it by.
    pub fn rules_text(&self) -> (&'static str, &str) {
        ("watch.toml", self.rules.as_deref().unwrap_or(SHIPPED))
    }

    /// What was entered for rules and a year.
    fn watched(&self, rules: &[WatchRule], year: i32, places: &Places) -> Entered {
        self.entered_of("watch", year, places, &asked(rules)).0
    }
}

impl WatchAsked {
    /// Watches.
    ///
    /// # Errors
    /// What is wrong with the rules or the lines, or [`Failure::Stopped`].
    pub fn answer(&self, data: &Dataset, progress: &Progress) -> Result<Watched, Failure> {
        let (file, text) = self.kept.rules_text();
        let rules = watch::read(file, text)?;
        let statement = lines(data, &self.kept, &self.budgets, self.year)?;
        let entered = self.kept.watched(&rules, self.year, &data.places);
        let observed = Sources { fund: Fund::observed(data), entered: &entered, statement: &statement };
        let now = watch_for(&rules, &observed, |course| standing(&course));
        let mut first = Vec::new();
        for scenario in &self.scenarios {
            if scenario.mode != Mode::Project {
                first.push(None);
                continue;
            }
            first.push(match simulation::run(data, scenario, Keep::Books, &progress.stop) {
                Ok(run) => {
                    let sources = Sources { fund: Fund::of_run(data, &run, scenario), ..observed };
                    Some(watch_for(&rules, &sources, First::of))
                }
                Err(Failure::Stopped) => return Err(Failure::Stopped),
                Err(Failure::Findings(_)) => None,
            });
        }
        Ok(Watched { rules, places: data.places.clone(), now, first })
    }
}

impl First {
    fn of(course: Course) -> First {
        First { place: course.place, rule: course.rule, levels: course.first }
    }
}

fn standing(course: &Course) -> Standing {
    let known = course.last_known().map(|(period, value)| (period, value.clone()));
    Standing { place: course.place, rule: course.rule, value: known, level: course.last() }
}

impl Watched {
    /// How grave a level of a rule is: 0 the gravest.
    pub fn gravity(&self, rule: usize, level: usize) -> usize {
        self.rules[rule].levels.len().saturating_sub(level + 1)
    }

    /// What stands at some level, the gravest first; then by rule and place.
    pub fn alarms(&self) -> Vec<&Standing> {
        let mut on: Vec<&Standing> = self.now.iter().filter(|standing| standing.level.is_some()).collect();
        let grave =
            |standing: &Standing| standing.level.map_or(usize::MAX, |(level, _)| self.gravity(standing.rule, level));
        on.sort_by_key(|standing| (grave(standing), standing.rule, standing.place.index()));
        on
    }
}

/// The findings of a text of rules; none where it can be read.
pub fn wrong(kept: &Kept) -> Findings {
    let (file, text) = kept.rules_text();
    watch::read(file, text).err().unwrap_or_default()
}
