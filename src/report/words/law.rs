//! The law in words: a value of a parameter, and what a rate that follows the law does over a span of months.

use rust_decimal::Decimal;

use super::number::grouped;
use super::period::since_name;
use crate::locale::Language;
use crate::month::Month;
use crate::policy::{self, PolicyUnit};
use crate::scenario::Scenario;
use crate::scenario::lever::{Lever, LeverKey, When};

/// A number of a parameter: `24%`, `60 岁 4 个月`.
pub fn policy_number(language: Language, unit: PolicyUnit, number: Decimal) -> String {
    let plain = |number: Decimal| grouped(number, number.normalize().scale());
    let percent = || number.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(number);
    match unit {
        PolicyUnit::Rate => format!("{}%", plain(percent())),
        PolicyUnit::Age => {
            let (years, months) = (number / Decimal::from(12), number % Decimal::from(12));
            let key = if months.is_zero() { "policy.age" } else { "policy.age_and_months" };
            language.fill(key, &[("years", &plain(years.trunc())), ("months", &plain(months))])
        }
        _ => plain(number),
    }
}

/// 按规定（28% → 24%，2019-05 起，国办发〔2019〕13号）: what the law has for a lever over a span of months. The document is
/// that of the values from there on; one that was not seen is said to be so.
pub fn by_law(language: Language, key: LeverKey, scenario: &Scenario, span: (Month, Month)) -> String {
    let Some(parameter) = key.law().and_then(policy::parameter) else { return String::new() };
    let held = scenario.law_over(key, span);
    let comma = language.text("policy.comma");
    let mut said = String::new();
    for (n, value) in held.iter().enumerate() {
        let number = policy_number(language, parameter.unit, value.value);
        if n > 0 {
            let from = since_name(value.from, language);
            said.push_str(&format!(" → {number}{comma}{from}"));
        } else {
            said.push_str(&number);
        }
        // Of two values that follow each other the later one's document says that it changed.
        if n > 0 || held.len() == 1 || !value.is_seen {
            said.push_str(&format!("{comma}{}", value.document));
        }
        if !value.is_seen {
            said.push_str(&format!("{comma}{}", language.text("policy.not_seen")));
        }
    }
    language.fill("policy.by_law", &[("said", &said)])
}

/// The same for the lever of a scenario over its run, or over its one year.
pub fn lever_by_law(language: Language, lever: &Lever, scenario: &Scenario) -> String {
    let span = match lever.when {
        When::Always => (scenario.start, scenario.end()),
        When::Year(n) => {
            let first = scenario.first_month(n);
            (first, Month::december(first.year()).min(scenario.end()))
        }
    };
    by_law(language, lever.key, scenario, span)
}
