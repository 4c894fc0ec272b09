//! Heads: insured, contributors and retirees of each county, month by month.
//!
//! Known are the levels of 2004-01 and each year's net change. Inside a year people join at a pace
//! that runs from one year's mean to the next year's, quicker after the Spring Festival, and with
//! small irregularities; the year's change is then apportioned by that pace, so it holds exactly.

use super::Grid;
use super::numbers::{Irregularity, apportion};
use super::plan::*;

pub struct Heads {
    pub insured: Grid,
    pub contributors: Grid,
    pub retirees: Grid,
}

pub fn reconstruct(irregularity: &mut Irregularity) -> Heads {
    let even = [1000; 12];
    Heads {
        insured: histories(&INSURED, &NEW_INSURED, &JOINING_SEASON, irregularity),
        contributors: histories(&CONTRIBUTORS, &NEW_CONTRIBUTORS, &JOINING_SEASON, irregularity),
        retirees: histories(&RETIREES, &NEW_RETIREES, &even, irregularity),
    }
}

fn histories(
    starts: &[i64; 7],
    changes: &[[i64; YEARS]; 7],
    season: &[i64; 12],
    irregularity: &mut Irregularity,
) -> Grid {
    starts.iter().zip(changes).map(|(&start, changes)| history(start, changes, season, irregularity)).collect()
}

fn history(start: i64, changes: &[i64; YEARS], season: &[i64; 12], irregularity: &mut Irregularity) -> [i64; MONTHS] {
    let mut level = start;
    let mut levels = [start; MONTHS];
    for (year, &change) in changes.iter().enumerate() {
        let months = (12 * year).max(1)..12 * (year + 1);
        let weights: Vec<i64> = months
            .clone()
            .map(|month| pace(changes, month) * season[month % 12] / 1000 * irregularity.per_mille(120))
            .collect();
        for (month, joined) in months.zip(apportion(change, &weights)) {
            level += joined;
            levels[month] = level;
        }
    }
    levels
}

/// The yearly change at a month, on straight lines between the middles of the years, times 24,000.
fn pace(changes: &[i64; YEARS], month: usize) -> i64 {
    let middle = |year: usize| 24 * year as i64 + 11;
    let now = 2 * month as i64;
    if now <= middle(0) {
        return 24_000 * changes[0];
    }
    for year in 0..YEARS - 1 {
        if now <= middle(year + 1) {
            let gone = now - middle(year);
            return 1000 * (changes[year] * (24 - gone) + changes[year + 1] * gone);
        }
    }
    24_000 * changes[YEARS - 1]
}
