//! 并轨: who leaves the re-employment centres, what they are paid, and who finds work, month by month.
//!
//! Its money never enters the settlement; those who find work and are covered pay contributions from then on.
//!
//! Source: section 10.7 of the model.

use super::bound::{Bound, known};
use crate::finding::{Finding, Findings, Origin};
use crate::money::{Factor, Money, Persons, Rate, power_of_ten, round_money, round_ratio, split};
use crate::month::Month;
use crate::place::{NotFound, PlaceId};
use crate::scenario::merger::Merger;

/// A month of a merger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are those of merger_month.csv")]
pub struct MergerMonth {
    pub county: PlaceId,
    pub month: Month,
    pub centres: Persons,
    pub left_centres: Persons,
    pub left_direct: Persons,
    pub compensation: Money,
    /// By enterprise, government and fund.
    pub paid_by: [Money; 3],
    pub unemployed: Persons,
    pub found_work: Persons,
    pub benefit: Money,
    pub allowance_heads: Persons,
    pub allowance: Money,
    /// Who begins to pay contributions.
    pub covered: Persons,
}

impl MergerMonth {
    /// Adds another merger's same month; the county stays the first's.
    pub fn add(&mut self, other: &MergerMonth) {
        self.centres += other.centres;
        self.left_centres += other.left_centres;
        self.left_direct += other.left_direct;
        self.compensation += other.compensation;
        self.paid_by.iter_mut().zip(other.paid_by).for_each(|(sum, part)| *sum += part);
        self.unemployed += other.unemployed;
        self.found_work += other.found_work;
        self.benefit += other.benefit;
        self.allowance_heads += other.allowance_heads;
        self.allowance += other.allowance;
        self.covered += other.covered;
    }
}

/// All mergers, months ascending, within a month in the file's order.
pub(super) fn mergers(bound: &Bound<'_>) -> Result<Vec<MergerMonth>, Findings> {
    let mut findings = Findings::new();
    let mut merging: Vec<Merging<'_>> = Vec::new();
    for merger in &bound.scenario.mergers {
        let finding = |code| Finding::error(code, Origin::default()).with("county", &merger.county);
        match bound.places.find_county(&merger.county) {
            Ok(county) => merging.push(Merging::new(merger, county)),
            Err(NotFound::Unknown) => findings.push(finding("merger-county").with("known", known(bound.places))),
            Err(NotFound::Ambiguous(paths)) => {
                findings.push(Finding::ambiguous_county(Origin::default(), &merger.county, &paths));
            }
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut months = Vec::with_capacity(merging.len() * bound.scenario.months as usize);
    for n in 0..bound.scenario.months as usize {
        let month = bound.scenario.start.plus(n as i32);
        for merging in &mut merging {
            let too_large = |merger: &Merger| {
                Finding::error("merger-too-large", Origin::default())
                    .with("county", &merger.county)
                    .with("month", month)
            };
            months.push(merging.go_on(n, month).ok_or_else(|| too_large(merging.merger))?);
        }
    }
    Ok(months)
}

/// A merger on its way.
struct Merging<'a> {
    merger: &'a Merger,
    county: PlaceId,
    centres: Persons,
    allowance: Persons,
    /// The cohorts that draw unemployment insurance, the oldest first: in which month of stay they are, and how many.
    unemployed: Vec<(u32, Persons)>,
}

/// round(heads × rate)
fn part(heads: Persons, rate: Rate) -> Option<Persons> {
    Persons::try_from(round_ratio(&[heads.into(), rate.into()], &[])?).ok()
}

/// So much for each.
fn each(heads: Persons, amount: Money) -> Option<Money> {
    round_money(&[heads.into(), amount.into()], &[] as &[Factor])
}

impl<'a> Merging<'a> {
    fn new(merger: &'a Merger, county: PlaceId) -> Merging<'a> {
        let unemployed = if merger.unemployed > 0 { vec![(1, merger.unemployed)] } else { Vec::new() };
        Merging { merger, county, centres: merger.centres, allowance: merger.allowance, unemployed }
    }

    /// The nth month; `None` is too large.
    fn go_on(&mut self, n: usize, month: Month) -> Option<MergerMonth> {
        let merger = self.merger;
        let planned = |list: &[Persons]| list.get(n).copied().unwrap_or(0);
        let left_centres = planned(&merger.leave_centres).min(self.centres);
        let left_direct = planned(&merger.leave_direct);
        self.centres -= left_centres;
        let leavers = left_centres.checked_add(left_direct)?;
        let compensation = each(leavers, merger.per_head)?;
        let scale = merger.shares.iter().map(Rate::scale).max().unwrap_or(0);
        let weights = merger.shares.map(|share| share.mantissa() * power_of_ten(scale - share.scale()));
        let shares = split(compensation, &weights);
        if leavers > 0 {
            self.unemployed.push((1, leavers));
        }
        let (mut gained, mut found_work) = (0, 0);
        for (stay, heads) in &mut self.unemployed {
            if *stay > merger.duration {
                gained += part(*heads, merger.fallback)?;
                *heads = 0;
            } else {
                let last = merger.reemployment.len().checked_sub(1)?;
                let found = part(*heads, merger.reemployment[(*stay as usize - 1).min(last)])?;
                *heads -= found;
                found_work += found;
            }
            *stay += 1;
        }
        self.unemployed.retain(|(_, heads)| *heads > 0);
        let drawing: Persons = self.unemployed.iter().map(|(_, heads)| *heads).sum();
        self.allowance -= part(self.allowance, merger.leave_allowance)?;
        self.allowance += gained;
        Some(MergerMonth {
            county: self.county,
            month,
            centres: self.centres,
            left_centres,
            left_direct,
            compensation,
            paid_by: [shares[0], shares[1], shares[2]],
            unemployed: drawing,
            found_work,
            benefit: each(drawing, merger.benefit)?,
            allowance_heads: self.allowance,
            allowance: each(self.allowance, merger.top_up)?,
            covered: part(found_work, merger.covered)?,
        })
    }
}
