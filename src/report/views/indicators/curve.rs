//! The score of a leaf against its value, as a curve: what each rule gives, in words and drawn.

use rust_decimal::Decimal;

use super::page::{Names, Page, decimal, measured, quantity};
use crate::assessment::exact::{Exact, Score};
use crate::assessment::figure::Figure as Value;
use crate::assessment::scoring::points;
use crate::assessment::tree::{Leaf, Rule};
use crate::locale::Language;
use crate::report::model::charts::Curve;
use crate::report::{Level, Measured, Quantity};

/// Over how many values a curve is drawn, beside those at which it turns.
const SAMPLES: i64 = 48;

/// The curve of a leaf of full marks, its value and target as far as they are known.
pub fn curve(page: Page<'_>, leaf: &Leaf, marks: &Exact, value: Option<&Exact>, target: Option<&Exact>) -> Curve {
    of_leaf(page.names(), leaf, marks, value, target)
}

/// The same of a leaf by itself.
pub fn of_leaf(names: Names, leaf: &Leaf, marks: &Exact, value: Option<&Exact>, target: Option<&Exact>) -> Curve {
    let constant = match &leaf.rule {
        Rule::Ratio { target: Value::Constant(target), .. } => Some(target),
        _ => None,
    };
    let target = target.or(constant);
    let quantity = |value: &Exact| quantity(&leaf.value, value);
    let scored = |value: &Exact| points(&leaf.rule, marks, value, target).and_then(|points| Score::rounded(&points));
    let shown = |score: Score| Quantity::Marks(decimal(&score.into()).unwrap_or_default(), 2);
    let point = |value: &Exact| Some((quantity(value)?, scored(value).map(shown)));
    let values = values(&leaf.rule, marks, value, target);
    let full = match &leaf.rule {
        Rule::Bonus { most, .. } => most,
        _ => marks,
    };
    let level = Level {
        label: names.language.text("indicators.full").to_owned(),
        value: Quantity::Marks(decimal(full).unwrap_or_default(), 2),
    };
    Curve {
        title: names.language.text("indicators.curve").to_owned(),
        across: names.said(&leaf.value),
        across_measured: match measured(&leaf.value) {
            Measured::Text => Measured::Number,
            measured => measured,
        },
        measured: Measured::Marks,
        points: values.iter().filter_map(point).collect(),
        target: Some(level),
        present: value.and_then(quantity),
        answer: value.and_then(|value| Some((quantity(value)?, shown(scored(value)?)))),
        noted: Vec::new(),
        notes: Vec::new(),
        source: String::new(),
    }
}

/// The values over which a curve is drawn, ascending: where it turns, a little beyond, and the present one.
fn values(rule: &Rule, marks: &Exact, value: Option<&Exact>, target: Option<&Exact>) -> Vec<Exact> {
    let ratio = |over: &Exact, under: &Exact| over.over(under).unwrap_or(Exact::ZERO);
    let turns: Vec<Exact> = match rule {
        Rule::Ratio { cap, .. } => {
            let target = target.cloned().filter(|target| *target > Exact::ZERO).unwrap_or(Exact::ONE);
            vec![Exact::ZERO, target.times(cap), target.clone()]
        }
        Rule::Linear { zero, full } => vec![zero.clone(), full.clone()],
        Rule::Steps(steps) => {
            // Just before a step the score is still that of the one before.
            let least = Exact::fraction(1, 1_000_000).unwrap_or(Exact::ZERO);
            steps.iter().flat_map(|(from, _)| [from.clone(), from.less(&least)]).collect()
        }
        Rule::Deduct { per, floor } => vec![Exact::ZERO, ratio(&marks.less(floor), per)],
        Rule::Bonus { per, most } => vec![Exact::ZERO, ratio(most, per)],
        Rule::Yes => return vec![Exact::ZERO, Exact::ONE],
        Rule::Entered => vec![Exact::ZERO, marks.clone()],
    };
    let all = || turns.iter().chain(value);
    let (Some(low), Some(high)) = (all().min().cloned(), all().max().cloned()) else { return turns };
    let width = if high > low { high.less(&low) } else { Exact::ONE };
    let margin = width.times(&Exact::fraction(1, 5).unwrap_or(Exact::ZERO));
    let bounded = matches!(rule, Rule::Entered);
    let begin = if low >= Exact::ZERO { low.less(&margin).max(Exact::ZERO) } else { low.less(&margin) };
    let end = if bounded { high } else { high.plus(&margin) };
    let step = ratio(&end.less(&begin), &Exact::whole(SAMPLES.into()));
    let samples = (0..=SAMPLES).map(|n| begin.plus(&step.times(&Exact::whole(n.into()))));
    let mut values: Vec<Exact> = samples.chain(all().cloned()).filter(|value| *value >= begin).collect();
    values.sort();
    values.dedup();
    values
}

/// A rule in words: 得分 = 15 ×（值 ÷ 目标），最多 1 倍.
pub fn rule_in_words(rule: &Rule, marks: &Exact, language: Language) -> String {
    let number = |number: &Exact| decimal(number).unwrap_or_default().normalize().to_string();
    let marks = number(marks);
    let fill = |key: &str, values: &[(&str, String)]| {
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).chain([("marks", marks.as_str())]).collect();
        language.fill(key, &values)
    };
    match rule {
        Rule::Ratio { cap, .. } if *cap == Exact::ONE => fill("indicators.rule_ratio", &[]),
        Rule::Ratio { cap, .. } => fill("indicators.rule_ratio_cap", &[("cap", number(cap))]),
        Rule::Linear { zero, full } => {
            fill("indicators.rule_linear", &[("zero", number(zero)), ("full", number(full))])
        }
        Rule::Steps(steps) => {
            let percent = |share: &Exact| {
                let share = decimal(share).unwrap_or_default() * Decimal::ONE_HUNDRED;
                share.normalize().to_string()
            };
            let one = |(from, share): &(Exact, Exact)| {
                fill("indicators.rule_step", &[("from", number(from)), ("share", percent(share))])
            };
            let all: Vec<String> = steps.iter().rev().map(one).collect();
            fill("indicators.rule_steps", &[("steps", all.join(language.text("county.comma")))])
        }
        Rule::Deduct { per, floor } if *floor == Exact::ZERO => fill("indicators.rule_deduct", &[("per", number(per))]),
        Rule::Deduct { per, floor } => {
            fill("indicators.rule_deduct_floor", &[("per", number(per)), ("floor", number(floor))])
        }
        Rule::Bonus { per, most } => fill("indicators.rule_bonus", &[("per", number(per)), ("most", number(most))]),
        Rule::Yes => fill("indicators.rule_yes", &[]),
        Rule::Entered => fill("indicators.rule_entered", &[]),
    }
}
