//! Goal seek: the value of one lever at which one measure meets a target.
//!
//! Nothing is known of the measure's shape beforehand. So the range is sampled first; where two neighbours differ in
//! whether they meet the goal, the space between them is halved down to the lever's last decimal (a millionth of a rate,
//! a fen, a person). Of several edges the one nearest to the lever's present value is the answer. That no value does it, or that every value does, are answers too.

use rust_decimal::Decimal;

use super::{Desk, Point, Reading, absent, number, spaced, units, value_of, with};
use crate::finding::Findings;
use crate::measures::Value;
use crate::scenario::Scenario;
use crate::scenario::lever::Lever;
use crate::simulation::Failure;

/// How many values are tried before the search narrows.
const SAMPLES: usize = 17;

/// How a measure is to compare with a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Goal {
    /// The target exactly, or the change from below it to above.
    Equal,
    /// No more than the target.
    AtMost,
    /// No less.
    AtLeast,
}

impl Goal {
    /// The key on the command line and in files.
    pub const fn key(self) -> &'static str {
        match self {
            Goal::Equal => "equal",
            Goal::AtMost => "at_most",
            Goal::AtLeast => "at_least",
        }
    }
}

/// A measure and what it is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aim {
    /// The measure.
    pub reading: Reading,
    /// How it compares.
    pub goal: Goal,
    /// Yuan, a ratio, or months.
    pub target: Decimal,
}

/// Where the answer is sought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    /// The lever that moves.
    pub lever: Lever,
    /// The lowest value.
    pub low: Decimal,
    /// The highest value.
    pub high: Decimal,
    /// What is wanted.
    pub aim: Aim,
}

/// What came of a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// This value does it, at the edge of those that do.
    Found(Point),
    /// Every value tried does it; the ends of the range.
    Everywhere(Point, Point),
    /// No value in this range does it; the ends of the range.
    Nowhere(Point, Point),
}

impl Answer {
    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Answer::Found(_) => "found",
            Answer::Everywhere(..) => "everywhere",
            Answer::Nowhere(..) => "nowhere",
        }
    }
}

/// The answer, and every point that was tried, by the lever's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Solution {
    /// The answer.
    pub answer: Answer,
    /// The curve searched.
    pub curve: Vec<Point>,
}

/// How a point stands to the goal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Meets,
    Below,
    Above,
    /// No run, or nothing to read.
    Unknown,
}

impl Aim {
    /// Whether a reading meets it; one that is unknown does not.
    pub fn is_met(&self, reading: Option<Value>) -> bool {
        self.standing(reading) == Standing::Meets
    }

    fn standing(&self, reading: Option<Value>) -> Standing {
        let Some(value) = reading.map(number) else { return Standing::Unknown };
        match self.goal {
            Goal::AtMost if value <= self.target => Standing::Meets,
            Goal::AtLeast if value >= self.target => Standing::Meets,
            _ if value == self.target => Standing::Meets,
            _ if value < self.target => Standing::Below,
            _ => Standing::Above,
        }
    }

    /// Whether an answer lies between two neighbours that stand like this.
    fn lies_between(&self, a: Standing, b: Standing) -> bool {
        match (a, b) {
            (Standing::Meets, other) | (other, Standing::Meets) => other != Standing::Meets,
            (Standing::Below, Standing::Above) | (Standing::Above, Standing::Below) => self.goal == Goal::Equal,
            _ => false,
        }
    }

    fn off(&self, point: &Point) -> Decimal {
        point.reading.map_or(Decimal::MAX, |value| (number(value) - self.target).abs())
    }
}

/// Seeks the lever's value.
///
/// # Errors
/// A lever that has no place in the scenario, a range that is none; what keeps the scenario from running where it runs at
/// no value tried; [`Failure::Stopped`].
pub fn solve(desk: &Desk<'_>, scenario: &Scenario, search: &Search) -> Result<Solution, Failure> {
    let Search { lever, low, high, aim } = search;
    let values = spaced(lever, *low, *high, SAMPLES)?;
    let tried: Vec<Option<Scenario>> = values.iter().map(|value| with(scenario, lever, *value)).collect();
    if tried.iter().all(Option::is_none) {
        return Err(absent(lever, scenario));
    }
    let mut failed: Option<Findings> = None;
    let mut curve = Vec::with_capacity(values.len());
    for (value, read) in values.into_iter().zip(desk.read_all(&tried, &aim.reading)?) {
        let reading = read.unwrap_or_else(|findings| {
            failed.get_or_insert(findings);
            None
        });
        curve.push(Point { value, reading });
    }
    if curve.iter().all(|point| point.reading.is_none()) {
        return Err(failed.map_or_else(|| super::unknown(&aim.reading), Failure::Findings));
    }
    let (first, last) = (curve[0], curve[curve.len() - 1]);
    let present = lever.value(scenario);
    let edge = curve
        .windows(2)
        .filter(|pair| aim.lies_between(aim.standing(pair[0].reading), aim.standing(pair[1].reading)))
        .min_by_key(|pair| {
            let (below, above) = (pair[0].value - present, present - pair[1].value);
            below.max(above).max(Decimal::ZERO)
        })
        .map(|pair| (pair[0], pair[1]));
    let answer = match edge {
        Some((from, to)) => Answer::Found(narrow(desk, scenario, search, from, to, &mut curve)?),
        None if curve.iter().all(|p| aim.standing(p.reading) == Standing::Meets) => Answer::Everywhere(first, last),
        None => Answer::Nowhere(first, last),
    };
    curve.sort_by_key(|point| point.value);
    Ok(Solution { answer, curve })
}

/// Halves the space between two points that stand differently until nothing lies between them.
fn narrow(
    desk: &Desk<'_>,
    scenario: &Scenario,
    search: &Search,
    mut from: Point,
    mut to: Point,
    curve: &mut Vec<Point>,
) -> Result<Point, Failure> {
    let (aim, places) = (&search.aim, search.lever.def().places());
    let start = aim.standing(from.reading);
    while let (Some(low), Some(high)) = (units(from.value, places), units(to.value, places)) {
        if high - low <= 1 {
            break;
        }
        let Some(value) = value_of(low + (high - low) / 2, places) else { break };
        let middle = [with(scenario, &search.lever, value)];
        let reading = desk.read_all(&middle, &aim.reading)?.pop().and_then(Result::ok).flatten();
        let point = Point { value, reading };
        curve.push(point);
        let standing = aim.standing(reading);
        if standing == start {
            from = point;
        } else if aim.lies_between(start, standing) {
            to = point;
        } else {
            break;
        }
    }
    let meets = |point: &Point| aim.standing(point.reading) == Standing::Meets;
    Ok(match (meets(&from), meets(&to)) {
        (true, _) => from,
        (_, true) => to,
        _ if aim.off(&from) <= aim.off(&to) => from,
        _ => to,
    })
}
