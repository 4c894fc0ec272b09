//! Contributions: the base, what is due, what is collected, and the county's task.
//!
//! Due is contributors × base × 28%, rounded to the fen. Collected is due × a collection rate that
//! moves along straight lines × the season × a small irregularity. Two corrections follow: Tunxi's
//! 2004 and 2007 to its published gap, then all other counties together to the two-year totals.

use super::numbers::{Irregularity, WAN, YUAN, divide, rake, scale};
use super::plan::*;
use super::{Grid, counties, grid, year_months};

pub struct Contributions {
    pub base: Grid,
    pub due: Grid,
    pub collected: Grid,
    /// The year's task, the same in each month.
    pub target: Grid,
}

pub fn reconstruct(contributors: &Grid, pension: &Grid, irregularity: &mut Irregularity) -> Contributions {
    let (mut base, mut due, mut collected) = (grid(), grid(), grid());
    for county in counties() {
        for month in 0..MONTHS {
            base[county][month] = BASES[county][(month + 6) / 12] * YUAN;
            due[county][month] =
                scale(contributors[county][month] * base[county][month], CONTRIBUTION_RATE_PERCENT, 100);
            let season = COLLECTION_SEASON[month % 12] * irregularity.per_mille(14);
            collected[county][month] = divide(
                i128::from(due[county][month]) * i128::from(collection_rate(county, month)) * i128::from(season),
                1_000_000_000_000,
            );
        }
    }
    to_tunxi_gap(&mut collected, pension);
    to_two_year_totals(&mut collected);
    let target = targets(&collected);
    Contributions { base, due, collected, target }
}

/// In parts per million, on straight lines between the known months.
fn collection_rate(county: usize, month: usize) -> i64 {
    let piece = (0..3).rev().find(|&piece| RATE_MONTHS[piece] <= month).expect("the first piece starts at 0");
    let (from, to) = (RATE_MONTHS[piece], RATE_MONTHS[piece + 1]);
    let (gone, left) = ((month - from) as i64, (to - month) as i64);
    1000 * (COLLECTION_RATES[county][piece] * left + COLLECTION_RATES[county][piece + 1] * gone) / (to - from) as i64
}

fn to_tunxi_gap(collected: &mut Grid, pension: &Grid) {
    for (year, gap) in [(0, TUNXI_GAP_WAN[0]), (3, TUNXI_GAP_WAN[1])] {
        let paid: i64 = pension[TUNXI][year_months(year)].iter().sum();
        let mut cells: Vec<&mut i64> = collected[TUNXI][year_months(year)].iter_mut().collect();
        rake(paid - gap * WAN, &mut cells);
    }
}

fn to_two_year_totals(collected: &mut Grid) {
    for (half, total) in COLLECTED_WAN.into_iter().enumerate() {
        let months = 24 * half..24 * (half + 1);
        let of_tunxi: i64 = collected[TUNXI][months.clone()].iter().sum();
        let mut cells: Vec<&mut i64> = collected
            .iter_mut()
            .enumerate()
            .filter(|(county, _)| *county != TUNXI)
            .flat_map(|(_, history)| history[months.clone()].iter_mut())
            .collect();
        rake(total * WAN - of_tunxi, &mut cells);
    }
}

/// The task is what was collected over the attainment, in whole 万元.
fn targets(collected: &Grid) -> Grid {
    let mut targets = grid();
    for (county, history) in targets.iter_mut().enumerate() {
        for year in 0..YEARS {
            let sum: i64 = collected[county][year_months(year)].iter().sum();
            let task = divide(i128::from(sum) * 1000, i128::from(ATTAINMENT[county][year] * WAN)) * WAN;
            history[year_months(year)].fill(task);
        }
    }
    targets
}
