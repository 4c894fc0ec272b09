//! The flows between counties and pool, interest, and what each county holds.
//!
//! Until 2005-08 a county keeps its own money and its balance follows. From 2005-09 it hands up a
//! share of what it collects (in the first months its old balances too) and is allocated what it
//! lacks, in whole 万元 as transfers are. The yearly totals of Table 2 fix what all counties together
//! hold at each year's end; the plan only divides that among them. Table 3 fixes, county by county,
//! what came in from the pool before the year's first grant.
//!
//! Allocations depend a little on interest, and interest on balances, so both are computed a few
//! times over; the last balances are exact postings, not plans.

use super::numbers::{WAN, apportion, divide, round_to_sum};
use super::plan::*;
use super::{Grid, counties, grid, year_months};

/// What a county has and owes without the pool.
pub struct Own<'a> {
    pub expenditure: &'a Grid,
    pub collected: &'a Grid,
    pub grant: &'a Grid,
    pub subsidy: &'a Grid,
}

impl Own<'_> {
    /// What a month takes out of the balance before interest and the pool.
    fn drain(&self, county: usize, month: usize) -> i64 {
        self.expenditure[county][month]
            - self.collected[county][month]
            - self.grant[county][month]
            - self.subsidy[county][month]
    }
}

pub struct Flows {
    pub remitted: Grid,
    pub allocated: Grid,
    pub interest: Grid,
    pub balance: Grid,
}

pub fn reconstruct(own: &Own) -> Flows {
    let mut flows = Flows { remitted: grid(), allocated: grid(), interest: grid(), balance: grid() };
    post(own, &mut flows);
    hand_up_collections(own, &mut flows);
    for _ in 0..4 {
        first_months(own, &mut flows);
        post(own, &mut flows);
        for year in 2..YEARS {
            allocate(own, &mut flows, year);
            post(own, &mut flows);
        }
    }
    flows
}

/// Posts every month of every county: interest of the quarter, then the closing balance.
fn post(own: &Own, flows: &mut Flows) {
    for county in counties() {
        let mut balance = OPENING_WAN[county] * WAN;
        let mut quarter = [balance; 3];
        for month in 0..MONTHS {
            let interest = if month % 3 == 2 {
                let held: i64 = quarter.iter().sum();
                divide(i128::from(held) * i128::from(INTEREST), 10_000 * 12)
            } else {
                0
            };
            balance +=
                interest - own.drain(county, month) + flows.allocated[county][month] - flows.remitted[county][month];
            if county == TUNXI && month < POOLING {
                balance = 0;
            }
            flows.interest[county][month] = interest;
            flows.balance[county][month] = balance;
            quarter = [quarter[1], quarter[2], balance];
        }
    }
}

/// 2006 and 2007: a growing share of collections, brought to the published totals.
fn hand_up_collections(own: &Own, flows: &mut Flows) {
    for year in 2..YEARS {
        let mut weights = Vec::new();
        for history in own.collected {
            for (month, gone) in year_months(year).zip(0..) {
                let share = HAND_UP_SHARE[year - 2] * (12 - gone) + HAND_UP_SHARE[year - 1] * gone;
                weights.push(history[month] / 12 * share);
            }
        }
        let mut shares = apportion(HANDED_UP_WAN[year - 1], &weights).into_iter();
        for history in &mut flows.remitted {
            for month in year_months(year) {
                history[month] = shares.next().expect("a share for every county and month") * WAN;
            }
        }
    }
}

/// 2005-09 to 12: what is handed up follows from what is to be left at the year's end.
fn first_months(own: &Own, flows: &mut Flows) {
    let months = POOLING..24;
    for (month, amount) in months.clone().zip(FIRST_ALLOCATIONS_WAN) {
        flows.allocated[TUNXI][month] = amount * WAN;
    }
    let total = HANDED_UP_WAN[0] * WAN;
    let before: Vec<i64> = counties()
        .map(|county| {
            flows.balance[county][POOLING - 1]
                + months
                    .clone()
                    .map(|month| {
                        flows.allocated[county][month] + flows.interest[county][month] - own.drain(county, month)
                    })
                    .sum::<i64>()
        })
        .collect();
    let left = apportion(before.iter().sum::<i64>() - total, &HOLDING_WEIGHTS[0]);
    let ideals: Vec<i64> = before.iter().zip(&left).map(|(before, left)| before - left).collect();
    for (county, handed_up) in round_to_sum(total, &ideals, WAN).into_iter().enumerate() {
        let weights: Vec<i64> = months
            .clone()
            .zip(FIRST_OF_BALANCE)
            .map(|(month, of_balance)| {
                flows.balance[county][POOLING - 1] * of_balance + own.collected[county][month] * FIRST_OF_COLLECTIONS
            })
            .collect();
        let parts = apportion(handed_up / WAN, &weights);
        for (month, part) in months.clone().zip(parts) {
            flows.remitted[county][month] = part * WAN;
        }
    }
}

/// 2006 and 2007: allocations before and after the year's first grant.
fn allocate(own: &Own, flows: &mut Flows, year: usize) {
    let start = 12 * year - 1;
    let grants = POOLED_GRANT_MONTHS[year - 1].0;
    let (before, after) = (12 * year..grants, grants..12 * (year + 1));
    let total = (PASSED_DOWN_WAN[year - 1] - POOLED_GRANTS_WAN[year - 1]) * WAN;
    let sum = |history: &[i64; MONTHS], months: &std::ops::Range<usize>| history[months.clone()].iter().sum::<i64>();
    let drained = |flows: &Flows, county: usize, months: &std::ops::Range<usize>| {
        months.clone().map(|month| own.drain(county, month) - flows.interest[county][month]).sum::<i64>()
    };

    let mut held = Vec::new();
    let mut lent = Vec::new();
    for county in counties() {
        let opening = flows.balance[county][start];
        let need = drained(flows, county, &before);
        let net = match LENT_WAN[year - 2][county] {
            0 => ((opening * HOLDING_BEFORE_GRANTS / 1000 - opening + need).div_euclid(WAN) * WAN).min(0),
            published => published * WAN,
        };
        lent.push(net + sum(&flows.remitted[county], &before));
        held.push(opening + net - need);
    }

    let rest = total - lent.iter().sum::<i64>();
    let without: Vec<i64> = counties()
        .map(|county| held[county] - drained(flows, county, &after) - sum(&flows.remitted[county], &after))
        .collect();
    let closing = apportion(without.iter().sum::<i64>() + rest, &HOLDING_WEIGHTS[year - 1]);
    let ideals: Vec<i64> = closing.iter().zip(&without).map(|(closing, without)| closing - without).collect();
    let later = round_to_sum(rest, &ideals, WAN);

    for county in counties() {
        let opening = flows.balance[county][start];
        spread(own, flows, county, &before, lent[county], held[county] - opening);
        spread(own, flows, county, &after, later[county], closing[county] - held[county]);
    }
}

/// Divides a county's allocation among months: mostly by what each month needs for the balance to
/// move along a straight line, for the rest evenly, so that holdings take up part of the season.
fn spread(own: &Own, flows: &mut Flows, county: usize, months: &std::ops::Range<usize>, amount: i64, change: i64) {
    let count = months.len() as i64;
    let ideals: Vec<i64> = months
        .clone()
        .map(|month| {
            let need = own.drain(county, month) - flows.interest[county][month] + change / count;
            (flows.remitted[county][month] + need).max(0)
        })
        .collect();
    let mean = ideals.iter().sum::<i64>() / count;
    let weights: Vec<i64> =
        ideals.iter().map(|ideal| ideal * ALLOCATION_BY_NEED + mean * (1000 - ALLOCATION_BY_NEED)).collect();
    for (month, part) in months.clone().zip(apportion(amount / WAN, &weights)) {
        flows.allocated[county][month] = part * WAN;
    }
}
