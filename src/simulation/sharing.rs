//! The sharing of what is still owed in December (step 11): the pools' debts among governments, the lowest pool first,
//! then each county's own.
//!
//! Source: model sections 5 and 9.3.

use super::levels::{FROM_THE_TOP, first_county};
use super::settlement::{Settlement, fen};
use crate::field::Field;
use crate::finding::Finding;
use crate::journal::{Account, Kind};
use crate::money::{Factor, Money, Rate, round_money, split};
use crate::place::{Level, PlaceId};
use crate::scenario::Sharing;

impl Settlement<'_> {
    pub(super) fn share_gaps(&mut self) -> Result<(), Finding> {
        let places = self.bound.places.clone();
        for place in places.above_counties() {
            let Some((sharing, credit)) = self.arrangements.sharing(&places, place) else { continue };
            if self.ledger.owed(place).is_positive() {
                self.share_of_pool(place, sharing, credit)?;
            }
        }
        for place in self.counties() {
            let Some((sharing, _)) = self.arrangements.sharing(&places, place) else { continue };
            if self.ledger.owed(place).is_positive() {
                self.share_of_county(place, sharing)?;
            }
        }
        Ok(())
    }

    fn share_of_pool(&mut self, pool: PlaceId, sharing: &Sharing, credit: Rate) -> Result<(), Finding> {
        let debt = self.ledger.owed(pool);
        let places = self.bound.places.clone();
        let fund = Account::fund(pool);
        let counties = places.counties_of(pool);
        let parts = parts(debt, sharing);
        let part = |level: Level| parts[level as usize];
        let mut of_counties = split(part(Level::County), &self.weights(counties.iter().map(std::slice::from_ref)));
        let mut credits = Money::ZERO;
        for (county, share) in counties.iter().zip(&mut of_counties) {
            let credit = self.credit(*county, credit)?.min(*share);
            *share -= credit;
            credits += credit;
        }
        for level in FROM_THE_TOP.into_iter().filter(|level| *level != Level::County) {
            if level > places.level(pool) {
                let payer = places.at_level(pool, level).map_or(Account::treasury_above(level), Account::treasury);
                self.post(Kind::gap(level), payer, fund, part(level))?;
            } else if level == places.level(pool) {
                self.post(Kind::gap(level), Account::treasury(pool), fund, part(level) + credits)?;
            } else {
                let payers = self.of_level(counties, level);
                let weights = self.weights(payers.iter().map(|(_, counties)| &counties[..]));
                for ((payer, _), share) in payers.iter().zip(split(part(level), &weights)) {
                    self.post(Kind::gap(level), Account::treasury(*payer), fund, share)?;
                }
            }
        }
        for (county, share) in counties.iter().zip(of_counties) {
            self.post(Kind::GapCounty, Account::treasury(*county), fund, share)?;
        }
        self.post(Kind::Repay, fund, Account::treasury(pool), debt)
    }

    /// The places of a level over counties, each with its own of them; a county that has none stands for itself.
    fn of_level(&self, counties: &[PlaceId], level: Level) -> Vec<(PlaceId, Vec<PlaceId>)> {
        let places = &self.bound.places;
        let mut payers: Vec<(PlaceId, Vec<PlaceId>)> = Vec::new();
        let mut found = vec![None; places.len()];
        for county in counties {
            let payer = places.at_level(*county, level).unwrap_or(*county);
            let at = *found[payer.index()].get_or_insert(payers.len());
            if at == payers.len() {
                payers.push((payer, Vec::new()));
            }
            payers[at].1.push(*county);
        }
        debug_assert!(payers.is_sorted_by_key(|(payer, _)| first_county(places, *payer)));
        payers
    }

    /// By what a part is split: the year's deficits, or, where nobody lacked anything, what was spent.
    fn weights<'c>(&self, payers: impl Iterator<Item = &'c [PlaceId]> + Clone) -> Vec<i128> {
        let sum = |counties: &[PlaceId], of: fn(&super::settlement::YearToDate) -> Money| -> Money {
            counties.iter().map(|county| of(&self.year[county.index()])).sum()
        };
        let deficits: Vec<Money> =
            payers.clone().map(|counties| sum(counties, |y| y.expenditure - y.own).or_zero()).collect();
        if deficits.iter().all(|deficit| deficit.is_zero()) {
            let spent: Vec<Money> = payers.map(|counties| sum(counties, |y| y.expenditure)).collect();
            return fen(&spent);
        }
        fen(&deficits)
    }

    fn share_of_county(&mut self, county: PlaceId, sharing: &Sharing) -> Result<(), Finding> {
        let debt = self.ledger.owed(county);
        let places = self.bound.places.clone();
        let parts = parts(debt, sharing);
        let root_level = places.level(places.root());
        let mut passed_down = Money::ZERO;
        for level in FROM_THE_TOP {
            let part = parts[level as usize] + std::mem::take(&mut passed_down);
            let payer = match places.at_level(county, level) {
                Some(place) => Account::treasury(place),
                None if level > root_level => Account::treasury_above(level),
                None => {
                    passed_down = part;
                    continue;
                }
            };
            self.post(Kind::gap(level), payer, Account::fund(county), part)?;
        }
        self.post(Kind::Repay, Account::fund(county), Account::lender(county), debt)
    }

    /// round(credit × max(0, Σcollected − target × months / 12)); nothing without a known target.
    fn credit(&self, county: PlaceId, credit: Rate) -> Result<Money, Finding> {
        let year = &self.year[county.index()];
        let target = self.ledger.books().row(self.now, county).money(Field::Target);
        let Some(target) = target else { return Ok(Money::ZERO) };
        let over = Factor::Whole((year.collected.fen() * 12 - target.fen() * i128::from(year.months)).max(0));
        self.product(county, Field::Target, &[over, credit.into()], &[Factor::Whole(12)])
    }
}

/// A debt's parts by level: from the nation down each min(round(share × debt), what is left), the county's the rest.
fn parts(debt: Money, sharing: &Sharing) -> [Money; 4] {
    let mut parts = [Money::ZERO; 4];
    let mut left = debt;
    for (level, share) in
        [(Level::Nation, sharing.nation), (Level::Province, sharing.province), (Level::City, sharing.city)]
    {
        let part = round_money(&[debt.into(), share.into()], &[]).unwrap_or(debt).min(left);
        parts[level as usize] = part;
        left -= part;
    }
    parts[Level::County as usize] = left;
    parts
}
