//! Growth of heads, linear inside a calendar year, exact.
//!
//! G(n) = Π over the calendar years before that of month n of (1 + g × K/12), K the simulated months of that year,
//! × (1 + g × k/12), k those up to and with n. The product is held as one fraction of big integers. Because thirty
//! years of it run to hundreds of digits, each factor also keeps its first 64 binary places: where they decide the
//! rounding the fraction is not touched, and where they don't (at a tie) it is.
//!
//! Source: model section 4, "Growth of persons".

use num_bigint::BigInt;

use crate::money::{Money, Persons, Rate, power_of_ten, round_big};
use crate::scenario::{Scenario, Yearly};

/// The growth from the base point to one month.
pub(super) struct Factor {
    over: BigInt,
    under: BigInt,
    /// floor(over / under × 2⁶⁴), where it is not negative and below 2⁹⁰.
    fixed: Option<u128>,
}

/// The factors of every month of a run, for one list of rates.
pub(super) fn factors(scenario: &Scenario, rates: Option<&Yearly<Rate>>) -> Vec<Factor> {
    let (mut over, mut under) = (BigInt::from(1), BigInt::from(1));
    let mut factors = Vec::with_capacity(scenario.months as usize);
    let mut month = scenario.start;
    let mut k = 0;
    for _ in 0..scenario.months {
        let rate = rates.map_or(Rate::ZERO, |list| *list.at(scenario.year_index(month)));
        let unit = 12 * power_of_ten(rate.scale());
        k += 1;
        let (year_over, year_under) = (BigInt::from(unit + rate.mantissa() * k), BigInt::from(unit));
        factors.push(Factor::new(&over * &year_over, &under * &year_under));
        if month.month() == 12 {
            (over, under) = (over * year_over, under * year_under);
            k = 0;
        }
        month = month.next();
    }
    factors
}

impl Factor {
    fn new(over: BigInt, under: BigInt) -> Factor {
        let fixed = u128::try_from((&over << 64u32) / &under).ok().filter(|f| *f < 1 << 90);
        let fixed = fixed.filter(|_| over >= BigInt::ZERO);
        Factor { over, under, fixed }
    }

    /// round(level × G), half away from zero; `None` beyond the largest number of heads.
    pub(super) fn of(&self, level: Persons) -> Option<Persons> {
        const HALF: u128 = 1 << 63;
        let quick = self.fixed.zip(u128::try_from(level).ok()).and_then(|(fixed, level)| {
            // level × G lies in [low, low + level] / 2⁶⁴; level < 2³⁴ keeps it within 128 bits.
            let low = level.checked_mul(fixed)?.checked_add(HALF)?;
            let high = low.checked_add(level)?;
            (low >> 64 == high >> 64).then_some((low >> 64) as i128)
        });
        let rounded = match quick {
            Some(rounded) => rounded,
            None => round_big(&(&self.over * level), &self.under)?,
        };
        Persons::try_from(rounded).ok().filter(|p| p.unsigned_abs() <= Money::MOST_PERSONS.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(start: &str, months: u32) -> Scenario {
        Scenario::new("g", start.parse().unwrap(), months)
    }

    #[test]
    fn growth_is_linear_inside_a_year_and_compounds_between() {
        let scenario = scenario("2005-09", 16);
        let rates = Yearly::new(vec!["0.12".parse().unwrap(), "-0.06".parse().unwrap()]);
        let factors = factors(&scenario, rates.as_ref());
        assert_eq!(factors[0].of(10_000), Some(10_100));
        assert_eq!(factors[3].of(10_000), Some(10_400)); // four months of 2005
        assert_eq!(factors[4].of(10_000), Some(10_348)); // 1.04 × (1 − 0.06/12)
        assert_eq!(factors[15].of(10_000), Some(9_776)); // 1.04 × 0.94
    }

    /// 12 heads × (1 + 0.5/12) = 12.5 exactly: a tie, which the 64 places can't decide, rounds up to 13.
    #[test]
    fn a_tie_is_decided_by_the_whole_fraction() {
        let factors = factors(&scenario("2005-01", 1), Some(&Yearly::constant("0.5".parse().unwrap())));
        assert_eq!(factors[0].of(12), Some(13));
        assert_eq!(factors[0].of(36), Some(38)); // 37.5
    }

    #[test]
    fn quick_and_exact_agree_over_thirty_years() {
        let scenario = scenario("2005-03", 360);
        let rates = Yearly::new(["0.0713", "-0.0291", "0.033", "0.1001"].map(|r| r.parse().unwrap()).to_vec());
        for factor in factors(&scenario, rates.as_ref()) {
            let exact = Factor { fixed: None, over: factor.over.clone(), under: factor.under.clone() };
            for level in [0, 1, 7, 999, 12_345, 9_999_999] {
                assert_eq!(factor.of(level), exact.of(level));
            }
        }
    }

    #[test]
    fn shrinking_below_nothing_and_growing_beyond_count_are_seen() {
        let shrunk = factors(&scenario("2005-01", 12), Some(&Yearly::constant("-2".parse().unwrap())));
        assert_eq!(shrunk[11].of(100), Some(-100));
        let grown = factors(&scenario("2005-01", 240), Some(&Yearly::constant("900".parse().unwrap())));
        assert_eq!(grown[239].of(100), None);
    }
}
