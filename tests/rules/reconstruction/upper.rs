//! Money from above: the central and provincial grants, and the counties' own subsidies.
//!
//! Grants are split by the month's retirees, before pooling in the few months in which they arrive,
//! after it in equal parts from the first arrival of the year to December. Subsidies begin in 2006:
//! the matching subsidy by its rule, and the subsidy for the gap that is left.

use super::numbers::{WAN, apportion, instalment, scale};
use super::plan::*;
use super::{Grid, counties, grid, year_months};

pub fn grants(retirees: &Grid) -> Grid {
    let mut arrivals: Vec<(usize, i64)> =
        DIRECT_GRANTS_WAN.iter().map(|&(month, amount)| (month, amount * WAN)).collect();
    for (&(first, last), amount) in POOLED_GRANT_MONTHS.iter().zip(POOLED_GRANTS_WAN) {
        let count = (last - first + 1) as i64;
        arrivals.extend((first..=last).zip(0..).map(|(month, index)| (month, instalment(amount * WAN, index, count))));
    }
    let mut grants = grid();
    for (month, amount) in arrivals {
        let heads: Vec<i64> = retirees.iter().map(|history| history[month]).collect();
        for (county, share) in apportion(amount, &heads).into_iter().enumerate() {
            grants[county][month] += share;
        }
    }
    grants
}

pub fn subsidies(expenditure: &Grid, collected: &Grid) -> Grid {
    let mut subsidies = grid();
    for (year, left) in (2..YEARS).zip(GAP_SUBSIDY_WAN) {
        let gaps: Vec<i64> = counties()
            .map(|county| {
                year_months(year - 1).map(|month| expenditure[county][month] - collected[county][month]).sum::<i64>()
            })
            .map(|gap| gap.max(0))
            .collect();
        let for_the_rest = apportion(left * WAN, &gaps);
        for county in counties() {
            let matching = if gaps[county] > MATCHING_THRESHOLD_WAN * WAN {
                scale(gaps[county], MATCHING_PERCENT, 100)
            } else {
                0
            };
            for (month, index) in year_months(year).zip(0..) {
                subsidies[county][month] =
                    instalment(matching, index, 12) + instalment(for_the_rest[county], index, 12);
            }
        }
    }
    subsidies
}
