//! An answer as a sentence.

use rust_decimal::Decimal;

use super::Reading;
use super::solve::{Answer, Search};
use crate::locale::Language;
use crate::measures::Value;
use crate::scenario::Scenario;
use crate::scenario::lever::{Lever, LeverUnit, Scope, When};

/// What came of a search, in words.
pub fn of_answer(answer: &Answer, search: &Search, scenario: &Scenario, language: Language) -> String {
    let lever = of_lever(&search.lever, scenario, language);
    let value = |number: Decimal| of_lever_value(&search.lever, number, language);
    let reading = |value: Option<Value>| {
        value.map_or_else(|| language.text("answer.unknown").to_owned(), |value| of_value(value, language))
    };
    let aim = &search.aim;
    let target = aim_value(aim.reading.quantity, aim.target);
    let goal = language.fill(
        match aim.goal {
            super::solve::Goal::Equal => "answer.goal.equal",
            super::solve::Goal::AtMost => "answer.goal.at_most",
            super::solve::Goal::AtLeast => "answer.goal.at_least",
        },
        &[("target", &target.map_or_else(|| aim.target.to_string(), |value| of_value(value, language)))],
    );
    let what = of_reading(&aim.reading, language);
    let common = |low: &super::Point, high: &super::Point| (value(low.value), value(high.value));
    match answer {
        Answer::Found(point) => language.fill(
            "answer.found",
            &[
                ("lever", &lever),
                ("value", &value(point.value)),
                ("what", &what),
                ("reading", &reading(point.reading)),
                ("goal", &goal),
            ],
        ),
        Answer::Everywhere(low, high) => {
            let (low, high) = common(low, high);
            let facts = [("lever", lever.as_str()), ("low", &low), ("high", &high), ("what", &what), ("goal", &goal)];
            language.fill("answer.everywhere", &facts)
        }
        Answer::Nowhere(low, high) => {
            let (at_low, at_high) = (reading(low.reading), reading(high.reading));
            let (low, high) = common(low, high);
            let facts = [
                ("lever", lever.as_str()),
                ("low", &low),
                ("high", &high),
                ("what", &what),
                ("goal", &goal),
                ("at_low", &at_low),
                ("at_high", &at_high),
            ];
            language.fill("answer.nowhere", &facts)
        }
    }
}

/// A target as a value of the kind that the quantity has.
fn aim_value(quantity: super::Quantity, target: Decimal) -> Option<Value> {
    match quantity {
        super::Quantity::MonthsOfCover | super::Quantity::MonthsToShortage => Some(Value::Months(target)),
        _ => crate::money::Money::from_decimal(target).map(Value::Money),
    }
}

/// A lever's name with its county and year.
pub fn of_lever(lever: &Lever, scenario: &Scenario, language: Language) -> String {
    let name = language.text(lever.spec().text_key).to_owned();
    let (county, when) = match lever {
        Lever::Rate(_, scope, when) => (county_of(scope), Some(when)),
        Lever::Month(_, scope) | Lever::Season(_, scope) => (county_of(scope), None),
        Lever::Target(county, when) | Lever::AverageWage(county, when) | Lever::ShouldInsured(county, when) => {
            (Some(&**county), Some(when))
        }
        Lever::OpeningCounty(county) => (Some(&**county), None),
        Lever::EventContributors(n) | Lever::EventRetirees(n) => {
            (scenario.events.get(*n).map(|event| event.county.as_str()), None)
        }
        Lever::Grant(when) => (None, Some(when)),
        _ => (None, None),
    };
    let year = match when {
        Some(When::Year(n)) => Some((scenario.start.year() + *n as i32).to_string()),
        _ => None,
    };
    let mut name = name;
    for part in [county.map(str::to_owned), year].into_iter().flatten() {
        name = language.fill("answer.of", &[("part", &part), ("name", &name)]);
    }
    name
}

fn county_of(scope: &Scope) -> Option<&str> {
    match scope {
        Scope::City => None,
        Scope::County(name) => Some(name),
    }
}

/// A lever's value with its unit.
pub fn of_lever_value(lever: &Lever, value: Decimal, language: Language) -> String {
    let plain = |value: Decimal| value.normalize().to_string();
    let unit = match lever.spec().unit {
        LeverUnit::Percent => return format!("{}%", plain(value * Decimal::ONE_HUNDRED)),
        LeverUnit::Factor | LeverUnit::CalendarMonth => return plain(value),
        LeverUnit::Money | LeverUnit::YuanPerHead => "unit.yuan",
        LeverUnit::Persons => "unit.persons",
    };
    format!("{} {}", plain(value), language.text(unit))
}

/// A measure's value with its unit.
fn of_value(value: Value, language: Language) -> String {
    match value {
        Value::Money(money) => format!("{money} {}", language.text("unit.yuan")),
        Value::Ratio(ratio) => format!("{}%", (ratio * Decimal::ONE_HUNDRED).normalize()),
        Value::Months(months) => format!("{} {}", months.normalize(), language.text("unit.months")),
    }
}

/// What is read, where and when.
pub fn of_reading(reading: &Reading, language: Language) -> String {
    let place = match &reading.place {
        Scope::City => language.text("answer.city").to_owned(),
        Scope::County(name) => name.to_string(),
    };
    let when = match reading.period {
        None => language.text("answer.whole_run").to_owned(),
        Some(period) => period.to_string(),
    };
    let quantity = language.text(reading.quantity.text_key());
    language.fill("answer.reading", &[("place", &place), ("when", &when), ("quantity", quantity)])
}
