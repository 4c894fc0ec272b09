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
use crate::scenario::held::Held;
use crate::scenario::lever::LeverKey;

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

    /// What the scenario or the approved budget gives, else the gap of the year before, or, where all is remitted, what was spent in it.
    fn plan_of_year(&self, county: PlaceId, pool: &Pool<'_>) -> Result<Money, Finding> {
        let (said, year) = (self.bound.said(county), self.month.year());
        let given = match said.held(LeverKey::Prepay) {
            Some(Held::Budget) => {
                let of = (self.bound.places.path(county).clone(), year);
                let missing =
                    || Finding::error("prepay-budget", Origin::default()).with("county", &of.0).with("year", year);
                Some(*self.dataset.budgeted.get(&of).ok_or_else(missing)?)
            }
            _ => said.prepay_in(self.bound.scenario.year_index(self.month)),
        };
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
            return Err(bad_amount("amount-below-zero", Field::Allocated, self.name(county), self.month)
                .with("amount", plan.grouped()));
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::super::testing::counties;
    use crate::dataset::Dataset;
    use crate::journal::Keep;
    use crate::scenario::file;
    use crate::simulation::Failure;

    /// The approved budget of each year is the plan, as if it were written; a year without one is told.
    #[test]
    fn the_approved_budget_is_the_plan() {
        let data = crate::intake::import("d.csv", counties(&[("甲", 100, 60, 0), ("乙", 40, 60, 0)]).as_bytes());
        let data = data.unwrap().dataset;
        let text = |prepay: &str, months: u32| {
            let pooling = "[[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"prepay\"\n";
            let of = |county: &str| format!("[county.\"{county}\"]\nprepay = {prepay}\n");
            let text = format!("start = \"2008-01\"\nmonths = {months}\n{}{}{pooling}", of("甲"), of("乙"));
            file::read("s.toml", &text).unwrap()
        };
        let plans = [("甲", 2008, "720"), ("甲", 2009, "800.5"), ("乙", 2008, "720"), ("乙", 2009, "800.5")];
        let budgeted = plans
            .into_iter()
            .map(|(county, year, yuan)| ((Arc::from(county), year), crate::simulation::testing::yuan(yuan)));
        let data = Dataset { budgeted: Arc::new(budgeted.collect()), ..data };
        let run = |scenario| crate::simulation::run(&data, &scenario, Keep::Journal, &AtomicBool::new(false));
        let by_budget = run(text("\"budget\"", 24)).unwrap();
        let written = run(text("[\"720\", \"800.5\"]", 24)).unwrap();
        assert_eq!(by_budget, written);
        let Err(Failure::Findings(found)) = run(text("\"budget\"", 36)) else { panic!("2010 has no budget") };
        assert_eq!((found[0].code, found[0].fact("year")), ("prepay-budget", Some("2010")));
        assert_eq!(file::read("s.toml", &file::write(&text("\"budget\"", 24))).unwrap(), text("\"budget\"", 24));
    }
}
