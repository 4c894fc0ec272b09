//! 量价分析: why contributions and pensions deviate, one driver at a time from the budget's value to the actual's.
//!
//! Source: model section 11.4.

use std::collections::HashMap;
use std::rc::Rc;

use num_bigint::BigInt;

use super::execution::{Plan, Plans};
use super::form::Source;
use super::statement::{Sources, Who};
use crate::field::{Field, Row};
use crate::money::{Money, round_big};
use crate::month::Month;
use crate::place::PlaceId;

/// The steps of a line from its budget to what came of it; they add up exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bridge {
    /// Whose.
    pub who: Who,
    /// The calendar year.
    pub year: i32,
    /// The line's position in the form.
    pub line: usize,
    /// What was budgeted for the months that came.
    pub budget: Money,
    /// What the run has more than the budget that was made of it.
    pub edited: Money,
    /// The drivers by name, each rounded once.
    pub steps: Vec<(&'static str, Money)>,
    /// What no driver explains; `None` where it is not known what came.
    pub rest: Option<Money>,
    /// What came; `None` where it is not known.
    pub actual: Option<Money>,
}

/// An exact fraction that is being added up.
struct Sum {
    over: BigInt,
    under: BigInt,
}

impl Sum {
    fn new() -> Sum {
        Sum { over: BigInt::ZERO, under: BigInt::from(1) }
    }

    fn add(&mut self, over: BigInt, under: impl Into<BigInt>) {
        let under = under.into();
        self.over = &self.over * &under + over * &self.under;
        self.under *= under;
    }

    fn rounded(&self) -> Money {
        round_big(&self.over, &self.under).map_or(Money::ZERO, Money::from_fen)
    }
}

/// What a line deviates by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// contributors × base × rate × collection
    Contributions,
    /// retirees × pension a head, and back-pay
    Pensions,
}

impl Kind {
    const fn steps(self) -> &'static [&'static str] {
        match self {
            Kind::Contributions => &["heads", "base", "rate", "collection"],
            Kind::Pensions => &["heads", "per_head", "backpay"],
        }
    }

    /// Adds a month's steps; nothing where something is unknown or would be divided by zero.
    fn add(self, steps: &mut [Sum], budget: Row<'_>, actual: Row<'_>) {
        let fields: &[Field] = match self {
            Kind::Contributions => &[Field::Contributors, Field::Base, Field::Due, Field::Collected],
            Kind::Pensions => &[Field::Retirees, Field::Pension, Field::Backpay],
        };
        let numbers = |row: Row<'_>| -> Option<Vec<i128>> {
            fields.iter().map(|field| row.number(*field).map(i128::from)).collect()
        };
        let (Some(b), Some(a)) = (numbers(budget), numbers(actual)) else { return };
        let big = BigInt::from;
        match (self, &b[..], &a[..]) {
            (Kind::Contributions, [c0, w0, d0, k0], [c1, w1, d1, k1]) => {
                if [c0, w0, d0, c1, w1, d1].into_iter().any(|divisor| *divisor == 0) {
                    return;
                }
                // contributors × base × rate × collection is what was collected.
                steps[0].add(big(c1 - c0) * *k0, *c0);
                steps[1].add(big(*c1) * (w1 - w0) * *k0, big(*c0) * *w0);
                // (due' − contributors' × base' × due / (contributors × base)) × collected / due
                let rate = big(*d1) * *c0 * *w0 - big(*c1) * *w1 * *d0;
                let under = big(*c0) * *w0 * *d0;
                steps[2].add(rate * *k0, under);
                steps[3].add(big(*k1) * *d0 - big(*d1) * *k0, *d0);
            }
            (Kind::Pensions, [r0, p0, b0], [r1, p1, b1]) => {
                if *r0 == 0 || *r1 == 0 {
                    return;
                }
                let (n0, n1) = (p0 - b0, p1 - b1);
                steps[0].add(big(r1 - r0) * n0, *r0);
                steps[1].add(big(n1) * *r0 - big(*r1) * n0, *r0);
                steps[2].add(big(b1 - b0), 1);
            }
            _ => {}
        }
    }
}

/// The bridges of every budget of which something came, in the order of files.
pub fn bridges(sources: &Sources<'_>, plans: &Plans<'_>, years: &[i32]) -> Vec<Bridge> {
    let lines = [(Kind::Contributions, Source::Contribution), (Kind::Pensions, Source::Pension)];
    let lines: Vec<(Kind, usize)> =
        lines.into_iter().filter_map(|(kind, source)| Some((kind, sources.form.filled_by(source)?))).collect();
    let mut all = Vec::new();
    // The places above a county have its bridge in theirs.
    let mut made: HashMap<(PlaceId, i32, usize, u32, u32), Option<Bridge>> = HashMap::new();
    let whos = sources.counties().map(Who::County).chain(sources.wholes().map(Who::Whole));
    for (who, year) in whos.flat_map(|who| years.iter().map(move |year| (who, *year))) {
        let months = sources.record_of(who, year);
        if months.is_empty() || plans.against(who, year).is_none() {
            continue;
        }
        let counties: Vec<(PlaceId, Rc<Plan>)> = sources
            .places
            .counties_of(who.place())
            .iter()
            .filter_map(|county| Some((*county, plans.plan(Who::County(*county), year)?)))
            .collect();
        // The whole of a place is not led from the budgets of some of its counties.
        if counties.len() < sources.places.counties_of(who.place()).len() {
            continue;
        }
        for (kind, line) in &lines {
            let of_county = |(county, plan): &(PlaceId, Rc<Plan>)| {
                let bridge = || bridge(sources, *kind, *line, (*county, year), months.clone(), plan);
                made.entry((*county, year, *line, months.start, months.end)).or_insert_with(bridge).clone()
            };
            let parts: Option<Vec<Bridge>> = counties.iter().map(of_county).collect();
            if let Some(parts) = parts.filter(|parts| !parts.is_empty()) {
                all.push(summed(who, &parts));
            }
        }
    }
    all
}

fn summed(who: Who, parts: &[Bridge]) -> Bridge {
    let mut sum = Bridge { who, ..parts[0].clone() };
    for part in &parts[1..] {
        sum.budget += part.budget;
        sum.edited += part.edited;
        for (step, other) in sum.steps.iter_mut().zip(&part.steps) {
            step.1 += other.1;
        }
        sum.rest = sum.rest.zip(part.rest).map(|(a, b)| a + b);
        sum.actual = sum.actual.zip(part.actual).map(|(a, b)| a + b);
    }
    sum
}

fn bridge(
    sources: &Sources<'_>,
    kind: Kind,
    line: usize,
    (county, year): (PlaceId, i32),
    months: std::ops::Range<u32>,
    plan: &Plan,
) -> Option<Bridge> {
    let budget = Plans::over(plan, line, months.clone())?;
    let who = Who::County(county);
    let actual = sources.actual_of(who, year, months.clone())?.cells[line].amount();
    let mut steps: Vec<Sum> = kind.steps().iter().map(|_| Sum::new()).collect();
    let mut edited = Money::ZERO;
    let recorded = sources.actual.county(sources.places, county);
    for n in months {
        let month = Month::january(year).plus(n as i32);
        let run = sources.run.as_ref().and_then(|flows| Some((flows, flows.run().position(month)?)));
        let amount = run.and_then(|(flows, at)| flows.line(&sources.form.lines[line], county, at).amount());
        // In a month that the run does not have there is nothing to lead the budget to.
        if let Some((amount, planned)) = amount.zip(Plans::over(plan, line, n..n + 1)) {
            edited += amount - planned;
        }
        if let (Some((flows, at)), Some(actual)) = (run, recorded.and_then(|county| county.row(month))) {
            kind.add(&mut steps, flows.run().row(at, county), actual);
        }
    }
    let steps: Vec<(&'static str, Money)> = kind.steps().iter().copied().zip(steps.iter().map(Sum::rounded)).collect();
    let explained = budget + edited + steps.iter().map(|(_, money)| *money).sum();
    let rest = actual.map(|actual| actual - explained);
    Some(Bridge { who, year, line, budget, edited, steps, rest, actual })
}
