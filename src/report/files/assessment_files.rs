//! The result files of assessments, rewards, drawing and watching, as CSV texts.
//!
//! Values have six decimals, scores four, money two; what is open is blank.
//!
//! Source: model section 12.6.

use std::fmt::Write as _;

use super::results::NamedText;
use crate::assessment::draw::Drawn;
use crate::assessment::exact::{Exact, Score};
use crate::assessment::figure::path;
use crate::assessment::reward::{Candidate, Rewards};
use crate::assessment::scoring::{Assessed, Assessment};
use crate::assessment::tree::Tree;
use crate::assessment::watch::{Course, WatchRule};
use crate::intake::data_file::quoted;
use crate::money::Money;
use crate::place::Places;

fn value(value: Option<&Exact>) -> String {
    value.and_then(|value| value.written(6)).unwrap_or_default()
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn marks(marks: &Exact) -> String {
    marks.written(Score::PLACES).unwrap_or_default()
}

/// Writes a line; writing to a string does not fail.
fn line(out: &mut String, cells: &[&str]) {
    out.push_str(&cells.join(","));
    out.push('\n');
}

/// `scores.csv`, `ranking.csv` and `findings.csv`.
pub fn of_assessment(tree: &Tree, places: &Places, assessment: &Assessment) -> [NamedText; 3] {
    let mut scores = String::from("place,node,value,target,score,marks\n");
    let mut findings = String::from("place,node,code\n");
    for assessed in &assessment.places {
        let place = quoted(path(places, assessed.place));
        for (node, scored) in tree.nodes.iter().zip(&assessed.nodes) {
            let (id, full) = (quoted(&node.id), marks(&node.marks));
            let (value, target) = (value(scored.value.as_ref()), value(scored.target.as_deref()));
            line(&mut scores, &[&place, &id, &value, &target, &shown(scored.score), &full]);
            if scored.out_of_range {
                line(&mut findings, &[&place, &id, "score-out-of-range"]);
            }
        }
        let (total, full) = (assessed.total().to_string(), marks(&assessed.assessed));
        line(&mut scores, &[&place, "total", "", "", &total, &full]);
    }
    let mut ranking = String::from("place,total,assessed,marks,rank,grade,veto,award\n");
    let full = marks(&tree.marks());
    for assessed in assessment.order.iter().map(|n| &assessment.places[*n]) {
        let place = quoted(path(places, assessed.place));
        let Assessed { rank, award, .. } = assessed;
        let grade = assessed.grade.map_or_else(Default::default, |grade| quoted(&tree.grades[grade].names[0]));
        let veto = assessed.veto.map_or_else(Default::default, |veto| quoted(&tree.vetoes[veto].id));
        let (total, part) = (assessed.total().to_string(), marks(&assessed.assessed));
        let award = award.map_or("", |award| award.key());
        line(&mut ranking, &[&place, &total, &part, &full, &shown(*rank), &grade, &veto, award]);
    }
    [("scores.csv", scores), ("ranking.csv", ranking), ("findings.csv", findings)]
}

/// `rewards.csv`.
pub fn of_rewards(candidates: &[Candidate], rewards: &Rewards) -> NamedText {
    let mut out = String::from("place,rank,total,qualifies,base,weight,fixed,share,amount\n");
    for (candidate, reward) in candidates.iter().zip(&rewards.of) {
        let (place, rank) = (quoted(&candidate.place), shown(candidate.rank));
        let qualifies = if reward.weighed.is_some() { "yes" } else { "no" };
        let (base, weight) = reward.weighed.unzip();
        let [fixed, share, amount] =
            [reward.fixed, reward.share, reward.amount()].map(|money: Money| money.to_string());
        let total = candidate.total.to_string();
        line(&mut out, &[&place, &rank, &total, qualifies, &shown(base), &shown(weight), &fixed, &share, &amount]);
    }
    writeln!(out, "carried,,,,,,,,{}", rewards.carried).expect("writing to a string");
    ("rewards.csv", out)
}

/// `draw.csv`.
pub fn of_draw(places: &Places, drawn: &[Drawn]) -> NamedText {
    let mut out = String::from("city,county,hash,order,taken\n");
    for drawn in drawn {
        let (city, county) = (quoted(&drawn.city), quoted(places.name(drawn.county)));
        let taken = if drawn.taken { "yes" } else { "no" };
        line(&mut out, &[&city, &county, &drawn.hash, &drawn.order.to_string(), taken]);
    }
    ("draw.csv", out)
}

/// `watch.csv` and `first.csv`.
pub fn of_watch(rules: &[WatchRule], places: &Places, courses: &[Course]) -> [NamedText; 2] {
    let mut watch = String::from("place,rule,period,value,level,since\n");
    let mut first = String::from("place,rule,level,period\n");
    for course in courses {
        let (place, rule) = (quoted(path(places, course.place)), &rules[course.rule]);
        let id = quoted(&rule.id);
        let names: Vec<_> = rule.levels.iter().map(|level| quoted(&level.names[0])).collect();
        for (period, of_period, stands) in course.iter() {
            let (value, period) = (value(of_period), period.to_string());
            let (level, since) = stands.map_or((Default::default(), String::new()), |(level, since)| {
                (names[level].clone(), since.to_string())
            });
            line(&mut watch, &[&place, &id, &period, &value, &level, &since]);
        }
        for (name, period) in names.iter().zip(&course.first) {
            line(&mut first, &[&place, &id, name, &shown(*period)]);
        }
    }
    [("watch.csv", watch), ("first.csv", first)]
}
