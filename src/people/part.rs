//! Parts of heads: floor(h × over / under), exactly, and quickly where many cells share a part.
//!
//! A division by a number that stays the same is a multiplication and a shift: with m = ⌈over × 2ˢ / under⌉ and
//! e = m × under − over × 2ˢ, floor(h × m / 2ˢ) is the floor wanted as long as h × e < 2ˢ. For heads below [`Part::limit`]
//! s = 63 and one multiplication of 32 by 64 bits is enough, which the compiler lays side by side; for all others s = 96.

use crate::money::{Rate, power_of_ten};

/// A part between nothing and all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    over: u128,
    under: u128,
    /// ⌈over × 2⁶³ / under⌉
    narrow: u64,
    /// ⌈over × 2⁹⁶ / under⌉; 0 where it might not be exact, and is divided.
    wide: u128,
    /// The most heads that `narrow` is exact for.
    limit: u64,
}

impl Part {
    /// over / under, no more than 1; under is not zero.
    pub fn new(over: u128, under: u128) -> Part {
        let divisor = greatest_divisor(over, under).max(1);
        let (over, under) = ((over / divisor).min(under / divisor), under / divisor);
        // Rates have at most 18 decimals, so over is below 2⁶⁵.
        let narrow = (over << 63).div_ceil(under);
        let error = narrow * under - (over << 63);
        let exact = ((1u128 << 63) - 1).checked_div(error);
        let limit = exact.map_or(MOST_NARROW, |heads| heads.min(MOST_NARROW.into()) as u64);
        let wide = if over < 1 << 31 && under < 1 << 34 { (over << 96).div_ceil(under) } else { 0 };
        Part { over, under, narrow: narrow as u64, wide, limit }
    }

    /// A rate from 0 to 1.
    pub fn of(rate: Rate) -> Part {
        Part::of_rate_over(rate, 1)
    }

    /// A rate over a whole number, from 0 to 1.
    pub fn of_rate_over(rate: Rate, number: u128) -> Part {
        Part::new(rate.mantissa().unsigned_abs(), power_of_ten(rate.scale()).unsigned_abs() * number)
    }

    /// One rate over another that is no smaller, both from 0 to 1.
    pub fn of_rates(over: Rate, under: Rate) -> Part {
        let scale = over.scale().max(under.scale());
        let units = |rate: Rate| rate.mantissa().unsigned_abs() * power_of_ten(scale - rate.scale()).unsigned_abs();
        Part::new(units(over), units(under))
    }

    /// The most heads that [`narrow`] is exact for.
    pub const fn limit(&self) -> u64 {
        self.limit
    }

    /// The part of so many heads.
    pub fn take(&self, heads: u64) -> u64 {
        if self.wide == 0 { (u128::from(heads) * self.over / self.under) as u64 } else { wide(heads, self.wide) }
    }

    /// The multiplier for [`narrow`].
    pub const fn multiplier(&self) -> u64 {
        self.narrow
    }
}

/// Heads below which `narrow` may be used at all.
const MOST_NARROW: u64 = u32::MAX as u64;

/// floor(h × m / 2⁶³) for h below 2³² and m up to 2⁶³.
///
/// Each product is below 2⁶⁴ and so is their sum, so that nothing wraps; a check for it would keep the compiler from laying
/// cells side by side.
#[inline(always)]
pub(super) fn narrow(heads: u64, multiplier: u64) -> u64 {
    let low = u64::from(heads as u32);
    let high = low.wrapping_mul(multiplier >> 32);
    high.wrapping_add(low.wrapping_mul(multiplier & 0xffff_ffff) >> 32) >> 31
}

/// floor(h × m / 2⁹⁶) for h below 2⁶² and m up to 2⁹⁶.
fn wide(heads: u64, multiplier: u128) -> u64 {
    let heads = u128::from(heads);
    ((heads * (multiplier >> 64) + ((heads * (multiplier & u128::from(u64::MAX))) >> 64)) >> 32) as u64
}

const fn greatest_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Both ways give the floor of the exact quotient, near whole numbers too.
        #[test]
        fn parts_are_floors(over in 0u128..1_000_000_000, more in 0u128..11_000_000_000, heads in 0u64..1 << 53, near in -2i128..3) {
            let part = Part::new(over, over + more + 1);
            let exact = |heads: u64| (u128::from(heads) * over / (over + more + 1)) as u64;
            prop_assert_eq!(part.take(heads), exact(heads));
            let small = heads % (part.limit() + 1);
            prop_assert_eq!(narrow(small, part.multiplier()), exact(small));
            if over > 0 {
                // The heads at which the quotient becomes whole.
                let whole = (u128::from(small) * over / (over + more + 1) * (over + more + 1)).div_ceil(over) as i128;
                let close = (whole + near).clamp(0, part.limit().into()) as u64;
                prop_assert_eq!(narrow(close, part.multiplier()), exact(close));
            }
        }
    }

    #[test]
    fn all_and_nobody_and_many_decimals() {
        assert_eq!((Part::new(5, 5).take(7), Part::new(0, 1).take(7)), (7, 0));
        assert_eq!(narrow(7, Part::new(5, 5).multiplier()), 7);
        let third: Rate = "0.333333333333333333".parse().unwrap();
        assert_eq!(Part::of(third).take(3_000_000_000_000_000), 999_999_999_999_999);
        let rest = Part::of_rates("0.85".parse().unwrap(), "0.9".parse().unwrap());
        assert_eq!(rest.take(18), 17);
    }
}
