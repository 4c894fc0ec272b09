//! 按月预拨、年终清算: a pool pays its counties ahead by a plan, and settles with them in December.
//!
//! Source: model section 9.4.

use super::levels::Pool;
use super::settlement::Settlement;
use super::{Notes, bad_amount};
use crate::field::Field;
use crate::finding::{Finding, Origin};
use crate::journal::{Account, Kind};
use crate::money::{Money, instalment};
use crate::place::PlaceId;
use crate::scenario::Remit;

impl Settlement<'_> {
    /// The month's instalments of a pool's members, whose plans are fixed in their first month of the year under it.
    pub(super) fn plan_ahead(&mut self, pool: &Pool<'_>) -> Result<Vec<Money>, Finding> {
        let mut instalments = Vec::with_capacity(pool.members.len());
        for county in &pool.members {
            let plan = match self.ahead.plans.get(county) {
                Some(plan) => *plan,
                None => {
                    let plan = self.plan_of_year(*county, pool)?;
                    self.ahead.plans.insert(*county, plan);
                    plan
                }
            };
            instalments.push(instalment(plan, self.month.month(), 12));
        }
        Ok(instalments)
    }

    /// What the scenario gives, else the gap of the year before, or, where all is remitted, what was spent in it.
    fn plan_of_year(&self, county: PlaceId, pool: &Pool<'_>) -> Result<Money, Finding> {
        let given = self.bound.said(county).prepay_in(self.bound.scenario.year_index(self.month));
        let year = self.month.year();
        let plan = match given {
            Some(given) => given,
            None => {
                let all = pool.entry.remit == Remit::All;
                let of = |spent: Money, collected: Money| if all { spent } else { spent - collected };
                let sum = self.sum_of_year(county, year - 1, &mut Notes::default(), of).ok_or_else(|| {
                    Finding::error("prepay-base", Origin::default())
                        .with("county", self.name(county))
                        .with("year", year)
                        .with("before", year - 1)
                })?;
                if all { sum } else { sum.or_zero() }
            }
        };
        if plan.is_negative() {
            return Err(
                bad_amount("amount-below-zero", Field::Allocated, self.name(county), self.month).with("amount", plan)
            );
        }
        Ok(plan)
    }

    /// Notes a month paid ahead.
    pub(super) fn note_ahead(&mut self, pool: PlaceId, county: PlaceId, paid: Money) {
        let due = self.expenditure(county) - self.own(county) + self.this(county, Field::Remitted);
        let sums = self.ahead.paid.entry(pool).or_default().entry(county).or_default();
        sums.0 += due;
        sums.1 += paid;
    }

    /// After step 8 of December, pool by pool in the order of giving: who was paid too much gives it back as far as the
    /// month's pensions allow, then who was paid too little gets the rest, for which the treasury advances.
    pub(super) fn settle_ahead(&mut self) -> Result<(), Finding> {
        let places = self.bound.places.clone();
        let mut pools: Vec<(PlaceId, _)> = std::mem::take(&mut self.ahead.paid).into_iter().collect();
        pools.sort_by_key(|(pool, _)| (std::cmp::Reverse(places.level(*pool)), *pool));
        for (pool, counties) in pools {
            let fund = Account::fund(pool);
            for (county, (due, paid)) in &counties {
                let left = (self.ledger.held(*county) - self.expenditure(*county)).or_zero();
                let back = (*paid - due.or_zero()).min(left);
                self.post(Kind::SettleBack, Account::fund(*county), fund, back)?;
            }
            let short =
                |(county, (due, paid)): (&PlaceId, &(Money, Money))| (*county, (due.or_zero() - *paid).or_zero());
            let owed: Vec<(PlaceId, Money)> = counties.iter().map(short).collect();
            let lacking = owed.iter().map(|(_, amount)| *amount).sum::<Money>() - self.ledger.held(pool);
            self.post(Kind::Advance, Account::treasury(pool), fund, lacking)?;
            for (county, amount) in owed {
                self.post(Kind::Settle, fund, Account::fund(county), amount)?;
            }
        }
        Ok(())
    }
}
