//! Exact money and the few ways in which the model rounds and divides it.
//!
//! Money is a whole number of fen. Every rule of the model multiplies first and rounds once, at its end, half away
//! from zero; so the only way from a product to money is [`round_ratio`], which holds the whole product before it
//! divides. Nothing here is binary floating point. Products that outgrow 128 bits go through big integers.
//!
//! Bounds: a single amount is at most [`Money::LIMIT`]; a result beyond it is an error, so that sums of amounts can
//! never overflow.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use num_bigint::BigInt;
use rust_decimal::{Decimal, RoundingStrategy};

/// An exact rate or factor, such as 0.28 (not 28).
pub type Rate = Decimal;

/// Yuan a head, which may be finer than a fen. It is a number of its own, so that it is taken for no rate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct PerHead(Decimal);

impl PerHead {
    /// Nothing.
    pub const ZERO: PerHead = PerHead(Decimal::ZERO);

    /// So many yuan a head.
    pub const fn new(yuan: Decimal) -> PerHead {
        PerHead(yuan)
    }

    /// The yuan.
    pub const fn yuan(self) -> Decimal {
        self.0
    }

    /// What so many heads come to; `None` where it is too large.
    pub fn of(self, heads: Persons) -> Option<Money> {
        round_money(&[heads.into(), Factor::Rate(self.0), Factor::Whole(100)], &[])
    }
}

impl fmt::Display for PerHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Heads; whole, and negative only in shifts.
pub type Persons = i64;

/// An amount of money in fen (分), exact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i128);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// The largest single amount: 10¹⁶ yuan, a thousand times what the country's pension funds pay in a year.
    pub const LIMIT: Money = Money(1_000_000_000_000_000_000);

    /// The largest number of heads.
    pub const MOST_PERSONS: Persons = 10_000_000_000;

    /// So many fen.
    pub const fn from_fen(fen: i128) -> Money {
        Money(fen)
    }

    /// So many whole yuan.
    pub const fn from_yuan(yuan: i64) -> Money {
        Money(yuan as i128 * 100)
    }

    /// The amount in fen.
    pub const fn fen(self) -> i128 {
        self.0
    }

    /// The amount in yuan, exactly; `None` where it is finer than a fen or beyond [`Money::LIMIT`].
    pub fn from_decimal(yuan: Decimal) -> Option<Money> {
        let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?.normalize();
        (fen.scale() == 0).then(|| Money(fen.mantissa())).filter(|m| m.within_limit())
    }

    /// The amount in yuan as a decimal with two places, for showing and for ratios.
    ///
    /// Amounts up to [`Money::LIMIT`] and sums of a billion of them fit.
    pub fn to_decimal(self) -> Decimal {
        Decimal::try_from_i128_with_scale(self.0, 2).unwrap_or(if self.0 < 0 { Decimal::MIN } else { Decimal::MAX })
    }

    /// Whether it is no larger than [`Money::LIMIT`] either way.
    pub const fn within_limit(self) -> bool {
        self.0 <= Money::LIMIT.0 && self.0 >= -Money::LIMIT.0
    }

    /// Whether it is exactly zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As a person reads it, with separators and a true minus: `−1,234.50`.
    pub fn grouped(self) -> String {
        grouped(self.to_decimal(), 2)
    }

    /// Whether it is above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount, or zero where it is below: a shortfall out of a gap.
    pub fn or_zero(self) -> Money {
        Money(self.0.max(0))
    }

    /// Without its sign.
    pub const fn abs(self) -> Money {
        Money(self.0.abs())
    }
}

/// A decimal at so many places with thousands separators and a true minus; never "−0.00".
pub fn grouped(value: Decimal, places: u32) -> String {
    let rounded = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let digits = format!("{:.*}", places as usize, rounded.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3 + 3);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        text.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if places > 0 {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

impl fmt::Display for Money {
    /// Yuan with two places and no separators, as in files: `-1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}元")
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        Money(amounts.map(|m| m.0).sum())
    }
}

/// One factor of a product: a whole number, or an exact rate.
#[derive(Clone, Copy, Debug)]
pub enum Factor {
    /// Fen, heads, months: a whole number.
    Whole(i128),
    /// A rate as written, its mantissa over a power of ten.
    Rate(Rate),
}

impl From<Money> for Factor {
    fn from(money: Money) -> Factor {
        Factor::Whole(money.0)
    }
}

impl From<Persons> for Factor {
    fn from(persons: Persons) -> Factor {
        Factor::Whole(i128::from(persons))
    }
}

impl From<Rate> for Factor {
    fn from(rate: Rate) -> Factor {
        Factor::Rate(rate)
    }
}

const POWERS: [i128; 29] = {
    let mut powers = [1i128; 29];
    let mut i = 1;
    while i < 29 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

const SMALL_POWERS: [u64; 20] = {
    let mut powers = [1u64; 20];
    let mut i = 1;
    while i < 20 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// 10 to the `scale`, for a decimal's scale (at most 28).
pub(crate) fn power_of_ten(scale: u32) -> i128 {
    POWERS[scale as usize]
}

/// round(Π over / Π under), half away from zero, multiplied out in full before the one division.
///
/// `None` where `under` is zero or the result does not fit: the caller says which figure is too large.
pub fn round_ratio(over: &[Factor], under: &[Factor]) -> Option<i128> {
    if let Some((negative, numerator, denominator)) = small_products(over, under) {
        let (quotient, remainder) = (numerator.checked_div(denominator)?, numerator % denominator);
        let rounded = i128::from(quotient) + i128::from(remainder >= denominator - remainder);
        return Some(if negative { -rounded } else { rounded });
    }
    let (mut numerator, mut denominator) = (1i128, 1i128);
    let mut fits = true;
    for (factors, top) in [(over, true), (under, false)] {
        for factor in factors {
            let (whole, parts) = parts(*factor);
            let (mine, other) =
                if top { (&mut numerator, &mut denominator) } else { (&mut denominator, &mut numerator) };
            match (mine.checked_mul(whole), other.checked_mul(parts)) {
                (Some(a), Some(b)) => (*mine, *other) = (a, b),
                _ => fits = false,
            }
        }
    }
    // `round_quotient` doubles a remainder, which is smaller than the denominator.
    if fits && denominator.unsigned_abs() < (1 << 126) {
        return (denominator != 0).then(|| round_quotient(numerator, denominator));
    }
    let product = |over: &[Factor], under: &[Factor]| -> BigInt {
        let wholes = over.iter().map(|f| BigInt::from(parts(*f).0));
        let scales = under.iter().map(|f| BigInt::from(parts(*f).1));
        wholes.chain(scales).product()
    };
    round_big(&product(over, under), &product(under, over))
}

/// Sign, numerator and denominator where both fit 64 bits, as nearly all do: a fund's month is some 10¹² fen.
///
/// 64-bit products and quotients are several times faster than those of 128 bits.
#[inline]
fn small_products(over: &[Factor], under: &[Factor]) -> Option<(bool, u64, u64)> {
    let (mut negative, mut numerator, mut denominator) = (false, 1u64, 1u64);
    let mut multiply = |factors: &[Factor], mine: &mut u64, other: &mut u64| {
        for factor in factors {
            let (whole, scale) = match factor {
                Factor::Whole(whole) => (*whole, 0),
                Factor::Rate(rate) => (rate.mantissa(), rate.scale()),
            };
            negative ^= whole < 0;
            *mine = mine.checked_mul(u64::try_from(whole.unsigned_abs()).ok()?)?;
            if scale > 0 {
                *other = other.checked_mul(*SMALL_POWERS.get(scale as usize)?)?;
            }
        }
        Some(())
    };
    multiply(over, &mut numerator, &mut denominator)?;
    multiply(under, &mut denominator, &mut numerator)?;
    Some((negative, numerator, denominator))
}

/// The factor as whole over a power of ten.
fn parts(factor: Factor) -> (i128, i128) {
    match factor {
        Factor::Whole(whole) => (whole, 1),
        Factor::Rate(rate) => (rate.mantissa(), power_of_ten(rate.scale())),
    }
}

/// numerator / denominator, half away from zero; the denominator is not zero.
pub(crate) fn round_quotient(numerator: i128, denominator: i128) -> i128 {
    let (sign, n, d) = ((numerator < 0) != (denominator < 0), numerator.unsigned_abs(), denominator.unsigned_abs());
    // Most numbers are narrow enough for the processor to divide.
    let (quotient, remainder) = match (u64::try_from(n), u64::try_from(d)) {
        (Ok(n), Ok(d)) => (u128::from(n / d), u128::from(n % d)),
        _ => (n / d, n % d),
    };
    let rounded = (quotient + u128::from(remainder >= d - remainder)) as i128;
    if sign { -rounded } else { rounded }
}

/// The same for numbers of any size; `None` for a zero denominator or a result beyond 128 bits.
pub(crate) fn round_big(numerator: &BigInt, denominator: &BigInt) -> Option<i128> {
    if *denominator == BigInt::ZERO {
        return None;
    }
    let negative = (*numerator < BigInt::ZERO) != (*denominator < BigInt::ZERO);
    let (n, d) = (numerator.magnitude(), denominator.magnitude());
    let rounded = (n * 2u32 + d) / (d * 2u32);
    i128::try_from(rounded).ok().map(|r| if negative { -r } else { r })
}

/// [`round_ratio`] as money, within [`Money::LIMIT`].
pub fn round_money(over: &[Factor], under: &[Factor]) -> Option<Money> {
    round_ratio(over, under).map(Money).filter(|m| m.within_limit())
}

/// The most decimals of a rate that is said.
pub const RATE_DECIMALS: u32 = 18;

/// A ratio for showing, to `places` decimals, half away from zero; `None` where the denominator is zero.
pub fn ratio(over: i128, under: i128, places: u32) -> Option<Decimal> {
    let scaled = round_ratio(&[Factor::Whole(over), Factor::Whole(power_of_ten(places))], &[Factor::Whole(under)])?;
    Decimal::try_from_i128_with_scale(scaled, places).ok()
}

/// Splits `amount` by `weights`: each share is rounded down to the fen, the fen left over go one each to the largest
/// remainders, ties to the earlier share. All weights zero: equal weights. The shares add up to the amount.
///
/// Amount and weights are zero or more. Source: model section 1, "Split A by weights w".
pub fn split(amount: Money, weights: &[i128]) -> Vec<Money> {
    let total: i128 = weights.iter().sum();
    let equal = vec![1i128; weights.len()];
    let (weights, total) = if total == 0 { (equal.as_slice(), weights.len() as i128) } else { (weights, total) };
    if total == 0 {
        return Vec::new();
    }
    let mut shares = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for weight in weights {
        let (share, remainder) = match amount.0.checked_mul(*weight) {
            Some(product) => (product / total, product % total),
            None => {
                let product = BigInt::from(amount.0) * *weight;
                let fits = |n: BigInt| i128::try_from(n).expect("a share is no more than the amount");
                (fits(&product / total), fits(product % total))
            }
        };
        shares.push(Money(share));
        remainders.push(remainder);
    }
    let left = (amount.0 - shares.iter().map(|s| s.0).sum::<i128>()) as usize;
    if left > 0 {
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(remainders[i])); // stable: ties stay in order
        for &i in &order[..left] {
            shares[i].0 += 1;
        }
    }
    shares
}

/// Instalment `j` (from 1) of `amount` spread over `k`: round(A × j/k) − round(A × (j−1)/k). They sum to the amount.
///
/// Source: model section 1, "Spread A over k instalments".
pub fn instalment(amount: Money, j: u32, k: u32) -> Money {
    let up_to = |j: u32| {
        round_ratio(&[amount.into(), Factor::Whole(j.into())], &[Factor::Whole(k.into())])
            .expect("an instalment is no more than the amount")
    };
    Money(up_to(j) - up_to(j - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(text: &str) -> Factor {
        Factor::Rate(text.parse().unwrap())
    }

    #[test]
    fn halves_round_away_from_zero() {
        let half = |n| round_ratio(&[Factor::Whole(n)], &[Factor::Whole(2)]);
        assert_eq!([half(1), half(3), half(-1), half(-3), half(4)], [1, 2, -1, -2, 2].map(Some));
        assert_eq!(half(0), Some(0));
    }

    /// 25 fen at 10% is 2.5 fen: 3, where rust_decimal's plain rounding gives 2.
    #[test]
    fn a_tie_is_not_half_even() {
        assert_eq!(round_ratio(&[Factor::Whole(25), rate("0.1")], &[]), Some(3));
        assert_eq!(Decimal::new(25, 1).round().to_string(), "2");
    }

    /// 15 × (1/30) is a tie: 1/30 cut at 28 digits, times 15, is 0.4999… and rounds to 0; the whole product gives 1.
    #[test]
    fn a_quotient_is_taken_last() {
        let early = Decimal::from(15) * (Decimal::ONE / Decimal::from(30));
        assert_eq!(
            early.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
            Decimal::ZERO
        );
        assert_eq!(round_ratio(&[Factor::Whole(15)], &[Factor::Whole(30)]), Some(1));
        assert_eq!(round_ratio(&[Factor::Whole(7), rate("0.5")], &[rate("0.7")]), Some(5));
    }

    #[test]
    fn products_beyond_128_bits_stay_exact() {
        let big = Factor::Whole(10i128.pow(30));
        let product = [big, big, Factor::Whole(3)];
        assert_eq!(round_ratio(&product, &[big, big, Factor::Whole(2)]), Some(2));
        assert_eq!(round_ratio(&[Factor::Whole(1)], &[]), Some(1));
        assert_eq!(round_ratio(&[Factor::Whole(1)], &[Factor::Whole(0)]), None);
        assert_eq!(round_ratio(&[big, big], &[]), None);
    }

    #[test]
    fn the_left_over_fen_goes_to_the_largest_remainder_then_the_first() {
        let shares = |amount, weights: &[i128]| -> Vec<i128> {
            split(Money::from_fen(amount), weights).iter().map(|m| m.fen()).collect()
        };
        assert_eq!(shares(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(shares(101, &[1, 1, 1]), [34, 34, 33]);
        assert_eq!(shares(10, &[1, 2, 4]), [1, 3, 6]); // remainders 3/7, 6/7, 5/7: the two fen go to the last two
        assert_eq!(shares(5, &[0, 0]), [3, 2]);
        assert_eq!(shares(5, &[]), [0i128; 0]);
    }

    #[test]
    fn money_is_written_and_read_to_the_fen() {
        assert_eq!(Money::from_fen(-5).to_string(), "-0.05");
        assert_eq!(Money::from_decimal("12.30".parse().unwrap()), Some(Money::from_fen(1230)));
        assert_eq!(Money::from_decimal("12.345".parse().unwrap()), None);
    }

    proptest! {
        #[test]
        fn a_split_is_whole(amount in 0i128..1_000_000_000_000, weights in prop::collection::vec(0i128..10_000_000, 1..40)) {
            let shares = split(Money::from_fen(amount), &weights);
            prop_assert_eq!(shares.iter().copied().sum::<Money>(), Money::from_fen(amount));
            let total: i128 = weights.iter().sum();
            if total > 0 {
                for (share, weight) in shares.iter().zip(&weights) {
                    let floor = amount * weight / total;
                    prop_assert!(share.fen() == floor || share.fen() == floor + 1);
                }
            }
        }

        #[test]
        fn instalments_sum_to_the_whole(amount in 0i128..1_000_000_000_000_000, k in 1u32..=24) {
            let sum: Money = (1..=k).map(|j| instalment(Money::from_fen(amount), j, k)).sum();
            prop_assert_eq!(sum, Money::from_fen(amount));
        }

        /// 64 bits, 128 bits and any number of bits give the same, ties and signs included.
        #[test]
        fn the_three_ways_to_round_agree(
            over in prop::collection::vec((-4i64..4, 0u32..50, 0u32..20), 1..5),
            under in prop::collection::vec((-4i64..4, 0u32..50, 0u32..20), 0..4),
        ) {
            // Mantissas small or large, scales 0 to 19.
            let rate = |(m, bits, scale): &(i64, u32, u32)| Decimal::new((m * 2 + 1) << bits, *scale);
            let factors = |list: &[(i64, u32, u32)]| -> Vec<Factor> { list.iter().map(|f| rate(f).into()).collect() };
            let mut fraction = (BigInt::from(1), BigInt::from(1));
            for (list, top) in [(&over, true), (&under, false)] {
                for r in list.iter().map(rate) {
                    let (m, p) = (BigInt::from(r.mantissa()), BigInt::from(10).pow(r.scale()));
                    let (m, p) = if top { (m, p) } else { (p, m) };
                    fraction = (fraction.0 * m, fraction.1 * p);
                }
            }
            prop_assert_eq!(round_ratio(&factors(&over), &factors(&under)), round_big(&fraction.0, &fraction.1));
        }

        #[test]
        fn the_fast_and_the_big_division_agree(n in any::<i64>(), d in any::<i64>().prop_filter("not zero", |d| *d != 0)) {
            let small = round_ratio(&[Factor::Whole(n.into())], &[Factor::Whole(d.into())]);
            prop_assert_eq!(small, round_big(&n.into(), &d.into()));
        }
    }
}
