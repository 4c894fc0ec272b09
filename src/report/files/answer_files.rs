//! The result files of the answers and of stochastic runs, as CSV texts.
//!
//! Money has two decimals, shares, ratios and months six, a lever's values as many as they need; what is unknown or
//! can't be run is blank. Levers are written as in [`address`].
//!
//! Source: the commands' description.

use std::fmt::{Display, Write as _};

use rust_decimal::Decimal;

use super::results::NamedText;
use crate::answers::bridge::Bridge;
use crate::answers::compare::Outcome;
use crate::answers::grid::Grid;
use crate::answers::sensitivity::Tornado;
use crate::answers::solve::{Answer, Search, Solution};
use crate::answers::{Point, Reading};
use crate::intake::data_file::quoted;
use crate::measures::Value;
use crate::money::{Money, ratio};
use crate::scenario::PlaceKey;
use crate::scenario::{Scenario, address};
use crate::simulation::stochastic::{Spread, Total};

fn line(out: &mut String, cells: &[String]) {
    out.push_str(&cells.join(","));
    out.push('\n');
}

fn shown<T: Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// `quantiles.csv` (`month,measure,p05,p25,p50,p75,p95`) and `risk.csv` (`month,share_in_debt,first_shortage_share`).
pub fn of_spread(spread: &Spread) -> [NamedText; 2] {
    let mut quantiles = String::from("month,measure,p05,p25,p50,p75,p95\n");
    let mut risk = String::from("month,share_in_debt,first_shortage_share\n");
    let share = |paths: u32| {
        let share = ratio(paths.into(), spread.paths.into(), 6).unwrap_or_default();
        format!("{share:.6}")
    };
    for (n, month) in spread.months.iter().enumerate() {
        let date = spread.start.plus(n as i32);
        for (total, values) in Total::ALL.iter().zip(&month.totals) {
            let [p05, p25, p50, p75, p95] = values;
            writeln!(quantiles, "{date},{},{p05},{p25},{p50},{p75},{p95}", total.key()).expect("writing to a string");
        }
        line(&mut risk, &[date.to_string(), share(month.in_debt), share(month.first_shortages)]);
    }
    [("quantiles.csv", quantiles), ("risk.csv", risk)]
}

fn place(reading: &Reading) -> String {
    match &reading.place {
        PlaceKey::Root => "city".to_owned(),
        PlaceKey::Place(name) | PlaceKey::County(name) => quoted(name).into_owned(),
    }
}

/// `answer.csv`, one row: the search, whether the answer is `found`, `everywhere` or `nowhere`, the lever's value and the
/// measure there, and the measure at both ends; and `curve.csv` (`value,reading`), every point that was tried.
pub fn of_solution(solution: &Solution, search: &Search, scenario: &Scenario, question: &str) -> [NamedText; 2] {
    let mut answer = String::from(
        "question,lever,low,high,measure,place,period,goal,target,answer,value,reading,reading_at_low,reading_at_high\n",
    );
    let aim = &search.aim;
    let found = match &solution.answer {
        Answer::Found(point) => Some(point),
        Answer::Everywhere(..) | Answer::Nowhere(..) => None,
    };
    let end = |point: Option<&Point>| shown(point.and_then(|p| p.reading));
    line(
        &mut answer,
        &[
            question.to_owned(),
            quoted(&address::write(&search.lever, scenario)).into_owned(),
            plain(search.low),
            plain(search.high),
            aim.reading.quantity.key().to_owned(),
            place(&aim.reading),
            shown(aim.reading.period),
            aim.goal.key().to_owned(),
            plain(aim.target),
            solution.answer.key().to_owned(),
            found.map_or_else(String::new, |point| plain(point.value)),
            end(found),
            end(solution.curve.first()),
            end(solution.curve.last()),
        ],
    );
    let mut curve = String::from("value,reading\n");
    for point in &solution.curve {
        line(&mut curve, &[plain(point.value), shown(point.reading)]);
    }
    [("answer.csv", answer), ("curve.csv", curve)]
}

/// `sensitivity.csv`: `lever,value,step,base,down,up`, the largest change first; `value` is the lever's in the first
/// year, `base` the measure as it is, `down` and `up` its changes.
pub fn of_tornado(tornado: &Tornado, scenario: &Scenario) -> [NamedText; 1] {
    let mut out = String::from("lever,value,step,base,down,up\n");
    for swing in &tornado.swings {
        line(
            &mut out,
            &[
                quoted(&address::write(&swing.step.lever, scenario)).into_owned(),
                plain(swing.step.lever.value(scenario)),
                plain(swing.step.by),
                tornado.base.to_string(),
                shown(swing.down),
                shown(swing.up),
            ],
        );
    }
    [("sensitivity.csv", out)]
}

/// `grid.csv` (`first,second,reading`) and `break_even.csv` (`first,second`), where the measure crosses the target.
pub fn of_grid(grid: &Grid, target: Decimal) -> [NamedText; 2] {
    let mut out = String::from("first,second,reading\n");
    for (first, readings) in grid.first.iter().zip(&grid.readings) {
        for (second, reading) in grid.second.iter().zip(readings) {
            line(&mut out, &[plain(*first), plain(*second), shown(*reading)]);
        }
    }
    let mut even = String::from("first,second\n");
    for (first, second) in grid.break_even(target) {
        line(&mut even, &[plain(first), plain(second)]);
    }
    [("grid.csv", out), ("break_even.csv", even)]
}

/// `bridge.csv`: `step,effect,reading`, from `from` by each group that differs to `to`; `reading` is the measure so far.
pub fn of_bridge(bridge: &Bridge) -> [NamedText; 1] {
    let mut out = String::from("step,effect,reading\n");
    let mut so_far = crate::answers::number(bridge.from);
    let like = |number: Decimal| match bridge.from {
        Value::Money(_) => format!("{number:.2}"),
        Value::Ratio(_) | Value::Months(_) => format!("{number:.6}"),
    };
    line(&mut out, &["from".to_owned(), String::new(), bridge.from.to_string()]);
    for (group, effect) in &bridge.steps {
        so_far += crate::answers::number(*effect);
        line(&mut out, &[group.key().to_owned(), effect.to_string(), like(so_far)]);
    }
    line(&mut out, &["to".to_owned(), String::new(), bridge.to.to_string()]);
    [("bridge.csv", out)]
}

/// `compare.csv`, a row a scenario: its first month of shortage, its highest debt and when, debt, balance and months of
/// cover at the end, and what each level of government puts in over the run.
pub fn of_comparison(outcomes: &[(String, Outcome)]) -> [NamedText; 1] {
    let mut out = String::from(
        "scenario,first_shortage,peak_debt,peak_debt_month,debt,balance,months_of_cover,from_county,from_city,\
         from_province,from_upper\n",
    );
    for (name, outcome) in outcomes {
        let governments = &outcome.governments;
        line(
            &mut out,
            &[
                quoted(name).into_owned(),
                shown(outcome.first_shortage),
                outcome.peak_debt.map_or(Money::ZERO, |(debt, _)| debt).to_string(),
                shown(outcome.peak_debt.map(|(_, month)| month)),
                outcome.debt.to_string(),
                outcome.balance.to_string(),
                shown(outcome.months_of_cover),
                governments.county.to_string(),
                governments.city.to_string(),
                governments.province.to_string(),
                governments.upper.to_string(),
            ],
        );
    }
    [("compare.csv", out)]
}
