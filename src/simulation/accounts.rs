//! 做实个人账户: what accounts made real come to, year by year and county by county.
//!
//! Source: section 10.7 of the model.

use super::Run;
use super::bound::Bound;
use crate::field::Field;
use crate::finding::Findings;
use crate::money::{Factor, Money, round_money};
use crate::place::PlaceId;
use crate::scenario::lever::{Lever, LeverKey, When};

/// A county's accounts in a calendar year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are those of accounts_year.csv")]
pub struct AccountYear {
    pub county: PlaceId,
    pub year: i32,
    pub collected: Money,
    pub made_real: Money,
    pub gap: Money,
    pub interest: Money,
    pub balance: Money,
}

impl AccountYear {
    /// Adds another county's same year; the county stays the first's.
    pub fn add(&mut self, other: &AccountYear) {
        self.collected += other.collected;
        self.made_real += other.made_real;
        self.gap += other.gap;
        self.interest += other.interest;
        self.balance += other.balance;
    }

    /// What is lacking once the accounts are real.
    pub fn gap_with(&self) -> Money {
        self.gap + self.made_real
    }
}

/// Years ascending, within a year the counties; none where no accounts are made real.
pub(super) fn accounts(bound: &Bound<'_>, run: &Run) -> Result<Vec<AccountYear>, Findings> {
    let scenario = bound.scenario;
    if scenario.root().rates(LeverKey::FundedRate).is_none() {
        return Ok(Vec::new());
    }
    let mut balances = vec![Money::ZERO; run.places.counties()];
    let mut years = Vec::new();
    for n in 0..scenario.calendar_years() {
        let rate = Lever::of(LeverKey::AccountRate).when(When::Year(n)).value(scenario);
        let year = scenario.start.year() + n as i32;
        let months: Vec<usize> =
            (0..run.months()).filter(|month| scenario.start.plus(*month as i32).year() == year).collect();
        for county in run.counties() {
            let sum = |field: Field| months.iter().map(|month| run.money(*month, county, field)).sum::<Money>();
            let gap = months.iter().map(|month| run.row(*month, county).gap().unwrap_or_default()).sum();
            // Both parts in fen × twelfths: the opening balance bears a year's interest, a month's part the rest of it.
            let twelfths: i128 = months.iter().fold(balances[county.index()].fen() * 12, |sum, month| {
                let left = 12 - scenario.start.plus(*month as i32).month();
                sum + run.money(*month, county, Field::ToAccounts).fen() * i128::from(left)
            });
            let interest =
                round_money(&[Factor::Whole(twelfths), rate.into()], &[Factor::Whole(12)]).ok_or_else(|| {
                    let name = run.places.path(county);
                    super::bad_amount("amount-too-large", Field::Interest, name, scenario.first_month(n))
                })?;
            let made_real = sum(Field::ToAccounts);
            balances[county.index()] += made_real + interest;
            years.push(AccountYear {
                county,
                year,
                collected: sum(Field::Collected),
                made_real,
                gap: Money::from_fen(gap),
                interest,
                balance: balances[county.index()],
            });
        }
    }
    Ok(years)
}
