//! 以奖代补: a pool of money goes to those that did well, first by rank, the rest by total times base.
//!
//! Source: model section 12.2.

use std::sync::Arc;

use super::exact::{Exact, Score};
use super::figure::find;
use super::given::Statement;
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin};
use crate::list::List;
use crate::measures::{Fund, Measure, Value};
use crate::money::{Money, split};
use crate::month::Period;

/// By what the rest is weighed besides the total.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Base {
    /// By nothing.
    None,
    /// 离退休人月: the sum of the year's months.
    Retirees,
    /// 征缴收支缺口 of the year: it pays for gaps.
    Gap,
    /// The actual of a statement's line.
    Line(String),
}

impl Base {
    /// The base of a key; whatever is no key is a line.
    pub fn of_key(key: &str) -> Base {
        match key {
            "none" => Base::None,
            "retirees" => Base::Retirees,
            "gap" => Base::Gap,
            line => Base::Line(line.to_owned()),
        }
    }

    /// Its key in files.
    pub fn key(&self) -> &str {
        match self {
            Base::None => "none",
            Base::Retirees => "retirees",
            Base::Gap => "gap",
            Base::Line(line) => line,
        }
    }
}

/// A place's base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weighed {
    /// Heads, or one.
    Number(i128),
    /// Money, which weighs by the fen.
    Money(Money),
}

impl Weighed {
    /// What it weighs: below zero counts nothing.
    fn weight(self) -> i128 {
        match self {
            Weighed::Number(number) => number.max(0),
            Weighed::Money(money) => money.or_zero().fen(),
        }
    }
}

impl std::fmt::Display for Weighed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Weighed::Number(number) => number.fmt(f),
            Weighed::Money(money) => money.fmt(f),
        }
    }
}

/// Where bases are read off.
pub struct Bases<'a> {
    /// The data, for heads and gaps.
    pub fund: Option<Fund<'a>>,
    /// The statements, for lines.
    pub statement: &'a Statement,
    /// The year.
    pub year: i32,
}

impl Bases<'_> {
    /// The base of a place by its path; `None` is unknown.
    pub fn of(&self, base: &Base, place: &str) -> Option<Weighed> {
        let period = Period::Year(self.year);
        let here = || {
            let fund = self.fund?;
            let places = fund.places();
            let id = find(places, place)?;
            // Of a place above, only months in which all its counties are on record are known.
            Some((fund.listed(id)?, id))
        };
        match base {
            Base::None => Some(Weighed::Number(1)),
            Base::Retirees => {
                let (fund, id) = here()?;
                let months = if fund.is_monthly() { 1 } else { 12 };
                let heads = fund.sum(id, period, |row| row.persons(Field::Retirees).map(i128::from))?;
                Some(Weighed::Number(heads * months))
            }
            Base::Gap => {
                let (fund, id) = here()?;
                match fund.measure(Measure::Gap, id, period)? {
                    Value::Money(gap) => Some(Weighed::Money(gap)),
                    _ => None,
                }
            }
            Base::Line(line) => self.statement.amount(place, self.year, "actual", line).map(Weighed::Money),
        }
    }
}

/// A place of a ranking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Its path.
    pub place: Arc<str>,
    /// Its total.
    pub total: Score,
    /// Its rank; `None` where something of it is open.
    pub rank: Option<u32>,
    /// Whether a veto holds.
    pub vetoed: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// Reads `ranking.csv`.
///
/// # Errors
/// What is wrong with the list; a place without name or there twice; a total or rank that is none.
pub fn ranking(file: &str, bytes: &[u8]) -> Result<Vec<Candidate>, Findings> {
    let list = List::read(file, bytes, &["place", "total", "rank", "veto"], &["assessed", "marks", "grade", "award"])?;
    let mut findings = Findings::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut met = std::collections::HashSet::new();
    for line in list.lines() {
        let place = line.text("place");
        if place.is_empty() {
            findings.push(line.wrong("place", "expected.text"));
        } else if !met.insert(place) {
            findings.push(Finding::error("list-place-twice", line.at("place")).with("place", place));
        }
        let total = line.text("total").parse().ok().and_then(Score::from_decimal);
        if total.is_none() {
            findings.push(line.wrong("total", "expected.score"));
        }
        let rank = match line.text("rank") {
            "" => None,
            text => {
                let rank = text.parse().ok().filter(|rank| *rank > 0);
                if rank.is_none() {
                    findings.push(line.wrong("rank", "expected.rank"));
                }
                rank
            }
        };
        candidates.push(Candidate {
            place: place.into(),
            total: total.unwrap_or_default(),
            rank,
            vetoed: !line.text("veto").is_empty(),
            origin: line.origin(),
        });
    }
    if findings.is_empty() { Ok(candidates) } else { Err(findings) }
}

/// On what terms the money is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// All the money, zero or more.
    pub amount: Money,
    /// The least total that qualifies.
    pub least: Exact,
    /// By what the rest is weighed.
    pub base: Base,
    /// Fixed amounts by rank, zero or more each.
    pub award: Vec<Money>,
}

/// What a place gets, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reward {
    /// Its base and weight, where it qualifies.
    pub weighed: Option<(Weighed, i128)>,
    /// Fixed, by its rank.
    pub fixed: Money,
    /// Of the rest, by its weight.
    pub share: Money,
}

impl Reward {
    /// All that it gets.
    pub fn amount(&self) -> Money {
        self.fixed + self.share
    }
}

/// Who gets what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rewards {
    /// One a candidate.
    pub of: Vec<Reward>,
    /// What is carried to next year.
    pub carried: Money,
}

/// Gives the money away: fixed amounts first, tied places sharing those of the ranks they take up, the rest by weight.
///
/// # Errors
/// Awards above the money there is; an unknown base of a place that qualifies.
pub fn reward(candidates: &[Candidate], terms: &Terms, bases: &Bases<'_>) -> Result<Rewards, Findings> {
    let mut findings = Findings::new();
    let mut of = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let qualifies = candidate.rank.is_some() && !candidate.vetoed && Exact::from(candidate.total) >= terms.least;
        let base = if qualifies { bases.of(&terms.base, &candidate.place) } else { None };
        if qualifies && base.is_none() {
            let finding = Finding::error("reward-base-unknown", candidate.origin.clone());
            findings.push(finding.with("place", &candidate.place).with("base", terms.base.key()));
        }
        let weighed = base.map(|base| (base, candidate.total.number().max(0) * base.weight()));
        of.push(Reward { weighed, fixed: Money::ZERO, share: Money::ZERO });
    }
    fix(candidates, &terms.award, &mut of);
    let fixed: Money = of.iter().map(|reward| reward.fixed).sum();
    if fixed > terms.amount {
        let origin = candidates.first().map_or_else(Origin::default, |first| Origin::file(&first.origin.file));
        let finding = Finding::error("reward-above-amount", origin).with("awards", fixed.grouped());
        findings.push(finding.with("amount", terms.amount.grouped()));
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let rest = terms.amount - fixed;
    let weights: Vec<i128> = of.iter().map(|reward| reward.weighed.map_or(0, |(_, weight)| weight)).collect();
    if weights.iter().all(|weight| *weight == 0) {
        return Ok(Rewards { of, carried: rest });
    }
    for (reward, share) in of.iter_mut().zip(split(rest, &weights)) {
        reward.share = share;
    }
    Ok(Rewards { of, carried: Money::ZERO })
}

/// The fixed amounts: each group of tied places shares those of the ranks that it takes up.
fn fix(candidates: &[Candidate], award: &[Money], of: &mut [Reward]) {
    for n in 0..of.len() {
        let rank = candidates[n].rank;
        let tied: Vec<usize> =
            (0..of.len()).filter(|m| candidates[*m].rank == rank && of[*m].weighed.is_some()).collect();
        if let (Some(rank), Some(first)) = (rank, tied.first())
            && *first == n
        {
            let taken = award.iter().skip(rank as usize - 1).take(tied.len()).copied().sum();
            for (place, share) in tied.iter().zip(split(taken, &vec![1; tied.len()])) {
                of[*place].fixed = share;
            }
        }
    }
}
