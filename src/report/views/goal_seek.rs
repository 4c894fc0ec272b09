//! A goal seek as it is shown: the answer in a sentence, the curve that was searched, and the table of it.
//!
//! The sentence rounds a lever's value to the side on which the goal is met, so that who takes the value said meets it
//! too; the value itself stays exact.

use rust_decimal::Decimal;

use super::context::{Context, Settled};
use crate::answers::Point;
use crate::answers::question::Posed;
use crate::answers::solve::{Aim, Answer, Goal, Search, Solution};
use crate::measures::Value;
use crate::place::Places;
use crate::report::model::charts::Curve;
use crate::report::words::asked::{
    Side, lever_measured, lever_name, lever_quantity, lever_value, reading_name, reading_subject, said,
    target_measured, target_quantity,
};
use crate::report::words::number::Style;
use crate::report::{Cell, Column, Level, Measured, Quantity, Sheet, Subject, Tone};
use crate::scenario::Scenario;

/// How many rows of the curve the table has at most, besides the answer's.
const ROWS: usize = 20;

/// The measure of the scenario as it stands, and what explains it.
pub type Present = (Value, Option<Subject>);

/// A goal seek, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct GoalSeek {
    /// The answer.
    pub headline: String,
    /// What to do next where there is no value that does it; empty where there is.
    pub next: String,
    /// The measure against the lever.
    pub curve: Curve,
    /// The curve as a table.
    pub sheet: Sheet,
    /// The value that answers; `None` where none does, or every one.
    pub value: Option<Decimal>,
}

/// The measure of a scenario as it stands, where that is what was searched and it has been run.
pub fn present(context: &Context, number: usize, scenario: &Scenario, posed: &Posed) -> Option<Present> {
    let reading = &posed.search.aim.reading;
    let is_searched = |settled: &&Settled| *scenario == posed.scenario && *settled.scenario == *scenario;
    let settled = context.settled(number).filter(is_searched)?;
    let value = reading.of(&settled.run, context.observed, scenario)?;
    Some((value, reading_subject(reading, number, scenario.end())))
}

/// What came of a search; `present` is the measure as it is, with what explains it, where the scenario as it stands was
/// searched.
pub fn goal_seek(context: &Context, posed: &Posed, solution: &Solution, present: Option<Present>) -> GoalSeek {
    let (search, scenario, style) = (&posed.search, &posed.scenario, context.style);
    let language = style.language;
    let next = match solution.answer {
        Answer::Nowhere(..) => language.text("seek.nowhere_next").to_owned(),
        Answer::Found(_) | Answer::Everywhere(..) => String::new(),
    };
    let value = match solution.answer {
        Answer::Found(point) => Some(point.value),
        Answer::Everywhere(..) | Answer::Nowhere(..) => None,
    };
    GoalSeek {
        headline: sentence(solution, search, scenario, &context.observed.places, style),
        next,
        curve: curve(context, search, scenario, solution),
        sheet: sheet(context, search, scenario, solution, present),
        value,
    }
}

/// What came of a search, in a sentence.
pub fn sentence(solution: &Solution, search: &Search, scenario: &Scenario, places: &Places, style: Style) -> String {
    let language = style.language;
    let lever = lever_name(&search.lever, scenario, language);
    let value = |number: Decimal, side| lever_value(&search.lever, number, side, style);
    let reading = |reading: Option<Value>| {
        reading.map_or_else(|| language.text("answer.unknown").to_owned(), |r| said(r.into(), style))
    };
    let what = reading_name(&search.aim.reading, places, scenario.end(), language);
    let goal = goal(&search.aim, style);
    match &solution.answer {
        Answer::Found(point) => {
            let present = search.lever.value(scenario);
            let side = meeting_side(solution, &search.aim, point);
            let key = match side {
                Side::Up if present < point.value => "answer.raise",
                Side::Up => "answer.least",
                Side::Down if present > point.value => "answer.lower",
                Side::Down => "answer.most",
                Side::Nearest | Side::Exact => "answer.found",
            };
            let facts = [
                ("lever", &*lever),
                ("present", &value(present, Side::Nearest)),
                ("value", &value(point.value, side)),
                ("what", &what),
                ("goal", &goal),
                ("reading", &reading(point.reading)),
            ];
            language.fill(key, &facts)
        }
        Answer::Everywhere(low, high) => {
            let (low, high) = (value(low.value, Side::Exact), value(high.value, Side::Exact));
            let facts = [("lever", &*lever), ("low", &low), ("high", &high), ("what", &what), ("goal", &goal)];
            language.fill("answer.everywhere", &facts)
        }
        Answer::Nowhere(low, high) => {
            let facts = [
                ("lever", &*lever),
                ("low", &value(low.value, Side::Exact)),
                ("high", &value(high.value, Side::Exact)),
                ("what", &what),
                ("goal", &goal),
                ("at_low", &reading(low.reading)),
                ("at_high", &reading(high.reading)),
            ];
            // What stays the same throughout is told otherwise from what does not go far enough.
            let mut readings = solution.curve.iter().map(|point| point.reading);
            let first = readings.next().flatten();
            let moves = first.is_none() || readings.any(|reading| reading != first);
            language.fill(if moves { "answer.nowhere" } else { "answer.no_effect" }, &facts)
        }
    }
}

/// A goal in words: 为零, 不低于 3 个月.
pub fn goal(aim: &Aim, style: Style) -> String {
    let language = style.language;
    let is_money = target_measured(aim.reading.quantity) == Measured::Money;
    let (key, of_zero) = match aim.goal {
        Goal::AtMost if aim.target.is_zero() && aim.reading.quantity.is_never_negative() => {
            return language.text("answer.goal.none").to_owned();
        }
        Goal::Equal => ("answer.goal.equal", "answer.goal.zero_equal"),
        Goal::AtMost => ("answer.goal.at_most", "answer.goal.zero_at_most"),
        Goal::AtLeast => ("answer.goal.at_least", "answer.goal.zero_at_least"),
    };
    if is_money && aim.target.is_zero() {
        return language.text(of_zero).to_owned();
    }
    language.fill(key, &[("target", &said(target_quantity(aim.reading.quantity, aim.target), style))])
}

/// On which side of the answer the goal is met: by what its neighbours on the curve do.
fn meeting_side(solution: &Solution, aim: &Aim, found: &Point) -> Side {
    let Some(at) = solution.curve.iter().position(|point| point.value == found.value) else { return Side::Nearest };
    let meets = |n: Option<usize>| n.and_then(|n| solution.curve.get(n)).is_some_and(|p| aim.is_met(p.reading));
    match (aim.goal, meets(at.checked_sub(1)), meets(Some(at + 1))) {
        (Goal::Equal, ..) => Side::Nearest,
        (_, true, false) => Side::Down,
        (_, false, true) => Side::Up,
        // The last value of the range alone does it: further on lies what was not tried.
        (_, false, false) if at + 1 == solution.curve.len() => Side::Up,
        (_, false, false) if at == 0 => Side::Down,
        _ => Side::Nearest,
    }
}

fn curve(context: &Context, search: &Search, scenario: &Scenario, solution: &Solution) -> Curve {
    let (style, language) = (context.style, context.language());
    let (lever, aim) = (&search.lever, &search.aim);
    let name = lever_name(lever, scenario, language);
    let what = reading_name(&aim.reading, &context.observed.places, scenario.end(), language);
    let target = Level {
        label: language.fill("seek.target", &[("goal", &goal(aim, style))]),
        value: target_quantity(aim.reading.quantity, aim.target),
    };
    let present = lever.value(scenario);
    Curve {
        title: language.fill("seek.curve", &[("lever", &name), ("what", &what)]),
        across: name,
        across_measured: lever_measured(lever),
        measured: target_measured(aim.reading.quantity),
        points: solution
            .curve
            .iter()
            .map(|p| (lever_quantity(lever, p.value), p.reading.map(Quantity::from)))
            .collect(),
        target: Some(target),
        // A present value far off would squeeze the curve that was searched.
        present: (search.low <= present && present <= search.high).then(|| lever_quantity(lever, present)),
        answer: match solution.answer {
            Answer::Found(point) => point.reading.map(|r| (lever_quantity(lever, point.value), r.into())),
            Answer::Everywhere(..) | Answer::Nowhere(..) => None,
        },
        noted: Vec::new(),
        notes: Vec::new(),
        source: context.source_of([scenario]),
    }
}

fn sheet(
    context: &Context,
    search: &Search,
    scenario: &Scenario,
    solution: &Solution,
    present: Option<Present>,
) -> Sheet {
    let language = context.language();
    let (lever, aim) = (&search.lever, &search.aim);
    let found = match solution.answer {
        Answer::Found(point) => Some(point.value),
        Answer::Everywhere(..) | Answer::Nowhere(..) => None,
    };
    let row = |point: &Point, subject: Option<Subject>, is_present: bool| {
        let met = aim.is_met(point.reading);
        let key = match (found == Some(point.value), point.reading, met) {
            (true, ..) => "seek.is_answer",
            (_, None, _) => "seek.not_run",
            (_, _, true) => "seek.meets",
            (_, _, false) => "seek.fails",
        };
        let mut words = language.text(key).to_owned();
        if is_present {
            words = language.fill("seek.is_present", &[("words", &words)]);
        }
        let tone = if met || is_present { Tone::Plain } else { Tone::Muted };
        vec![
            Cell::quantity(Some(lever_quantity(lever, point.value)), None),
            Cell::quantity(point.reading.map(Quantity::from), subject),
            Cell::text(words).toned(tone),
        ]
    };
    let mut points: Vec<(Point, Option<Subject>, bool)> =
        thinned(&solution.curve, found).into_iter().map(|point| (*point, None, false)).collect();
    if let Some((reading, subject)) = present {
        let value = lever.value(scenario);
        points.retain(|(point, ..)| point.value != value || found == Some(value));
        let at = points.partition_point(|(point, ..)| point.value < value);
        points.insert(at, (Point { value, reading: Some(reading) }, subject, true));
    }
    Sheet {
        title: language.text("seek.sheet").to_owned(),
        columns: vec![
            Column::new(lever_name(lever, scenario, language), lever_measured(lever)),
            Column::new(
                reading_name(&aim.reading, &context.observed.places, scenario.end(), language),
                target_measured(aim.reading.quantity),
            ),
            Column::new(language.fill("seek.target", &[("goal", &goal(aim, context.style))]), Measured::Text),
        ],
        frozen: 1,
        rows: points.into_iter().map(|(point, subject, is_present)| row(&point, subject, is_present)).collect(),
        notes: Vec::new(),
        source: context.source_of([scenario]),
        ..Sheet::default()
    }
}

/// The points that stand apart, and the answer: those that the search came to on its last steps differ by nothing that
/// is shown.
fn thinned(curve: &[Point], found: Option<Decimal>) -> Vec<&Point> {
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return Vec::new() };
    let apart = (last.value - first.value) / Decimal::from(ROWS);
    let mut kept: Vec<&Point> = Vec::new();
    for point in curve {
        let is_answer = found == Some(point.value);
        let near = kept.last().is_some_and(|before| point.value - before.value < apart);
        if is_answer && near && found != kept.last().map(|p| p.value) && kept.len() > 1 {
            kept.pop();
        }
        if is_answer || !near {
            kept.push(point);
        }
    }
    if kept.last().is_some_and(|kept| kept.value != last.value) {
        kept.push(last);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Quantity as Read, Reading};
    use crate::locale::Language;
    use crate::money::Money;
    use crate::month::Month;
    use crate::scenario::lever::{Lever, LeverKey};

    fn percent(n: i64) -> Decimal {
        Decimal::new(n, 4)
    }

    fn point(value: i64, yuan: i64) -> Point {
        Point { value: percent(value), reading: Some(Value::Money(Money::from_yuan(yuan))) }
    }

    fn search(target: i64) -> Search {
        let lever = Lever::of(LeverKey::CollectionRate);
        let reading = Reading::of_city(Read::Debt, None);
        let aim = Aim { reading, goal: Goal::AtMost, target: Decimal::from(target) };
        Search { lever, low: percent(5000), high: percent(10000), aim }
    }

    fn scenario(rate: i64) -> Scenario {
        let mut scenario = Scenario::new("", Month::january(2008), 60);
        let search = search(0);
        assert!(search.lever.set(&mut scenario, Some(percent(rate))));
        scenario
    }

    fn said(answer: Answer, curve: Vec<Point>, present: i64, target: i64) -> String {
        sentence(
            &Solution { answer, curve },
            &search(target),
            &scenario(present),
            &crate::sample::load().places,
            Style::default(),
        )
    }

    #[test]
    fn the_answer_is_said_from_where_the_lever_stands() {
        let curve = vec![point(5000, 900), point(9234, 1), point(9235, 0), point(10000, 0)];
        let found = Answer::Found(curve[2]);
        assert_eq!(
            said(found, curve.clone(), 8000, 0),
            "征缴率要由 80%提高到 92.35%，2012年12月全市期末债务才能为零。"
        );
        assert_eq!(said(found, curve, 9900, 0), "征缴率最低可到 92.35%（现为 99%），2012年12月全市期末债务仍为零。");
    }

    #[test]
    fn where_nothing_does_it_both_ends_are_said() {
        let ends = (point(5000, 90_000_000), point(10000, 1_000_000));
        assert_eq!(
            said(Answer::Nowhere(ends.0, ends.1), vec![ends.0, ends.1], 8000, 500_000),
            "征缴率在 50%至 100%之间都做不到：取 50%时2012年12月全市期末债务为 9,000 万元，取 100%时为 100 万元，\
             而目标是不高于 50 万元。"
        );
    }

    #[test]
    fn the_table_has_the_answer_among_points_that_stand_apart() {
        let mut curve: Vec<Point> = (0..=16).map(|n| point(5000 + n * 312, 100 - n * 7)).collect();
        curve.extend([point(7001, 44), point(7002, 43), point(7003, 42)]);
        curve.sort_by_key(|p| p.value);
        let kept = thinned(&curve, Some(percent(7002)));
        assert!(kept.iter().any(|p| p.value == percent(7002)));
        assert!(kept.len() <= ROWS && kept.is_sorted_by_key(|p| p.value), "{}", kept.len());
        assert_eq!((kept[0].value, kept[kept.len() - 1].value), (percent(5000), curve[curve.len() - 1].value));
        assert!(thinned(&[], None).is_empty());
        assert_eq!(Language::Chinese.text("seek.meets"), "达到");
    }
}
