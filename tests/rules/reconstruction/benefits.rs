//! Benefits: pensions with the back-pay of raises, and other expenditure.
//!
//! A month's pension is retirees × the rate paid. A raise is owed from one month and paid from a
//! later one, which then also carries what was owed for the months between: the single months in
//! which the paper's Figure 1 jumps. Tunxi's 2004 and 2007 are brought to the published totals.

use super::numbers::{WAN, rake, scale};
use super::plan::*;
use super::{Grid, counties, grid, year_months};

pub struct Benefits {
    /// Back-pay included.
    pub pension: Grid,
    pub backpay: Grid,
    pub other: Grid,
}

impl Benefits {
    pub fn expenditure(&self) -> Grid {
        let mut sums = grid();
        for (county, months) in sums.iter_mut().enumerate() {
            for (month, sum) in months.iter_mut().enumerate() {
                *sum = self.pension[county][month] + self.other[county][month];
            }
        }
        sums
    }
}

pub fn reconstruct(retirees: &Grid) -> Benefits {
    let (mut ordinary, mut backpay, mut other) = (grid(), grid(), grid());
    for county in counties() {
        for month in 0..MONTHS {
            ordinary[county][month] = retirees[county][month] * rate(county, month, |raise| raise.paid);
        }
        for raise in &RAISES {
            let owed = |month| rate(county, month, |raise| raise.owed) - rate(county, month, |raise| raise.paid);
            backpay[county][raise.paid] +=
                (raise.owed..raise.paid).map(|month| retirees[county][month] * owed(month)).sum::<i64>();
        }
    }
    for (year, total) in [(0, TUNXI_PENSION_WAN[0]), (3, TUNXI_PENSION_WAN[1])] {
        let months = year_months(year);
        let mut cells: Vec<&mut i64> = ordinary[TUNXI][months.clone()].iter_mut().collect();
        cells.extend(backpay[TUNXI][months].iter_mut());
        rake(total * WAN, &mut cells);
    }
    let mut pension = grid();
    for county in counties() {
        for month in 0..MONTHS {
            pension[county][month] = ordinary[county][month] + backpay[county][month];
            if county != TUNXI {
                let share = OTHER_PER_MILLE[usize::from(month >= POOLING)];
                other[county][month] = scale(ordinary[county][month], share, 1000);
            }
        }
    }
    Benefits { pension, backpay, other }
}

/// The mean pension in fen, with the raises whose `since` month has come.
fn rate(county: usize, month: usize, since: fn(&Raise) -> usize) -> i64 {
    RAISES
        .iter()
        .filter(|raise| since(raise) <= month)
        .fold(PENSIONS[county], |rate, raise| scale(rate, 1000 + raise.per_mille, 1000))
}
