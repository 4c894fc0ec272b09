//! Whole-number arithmetic for the reconstruction: rounding, apportionment and a small generator.
//!
//! Everything is counted in fen, persons and per mille, so that the sample comes out byte for byte
//! the same on every machine. Products are taken in `i128`: a year's money in fen times a weight in
//! fen does not fit in 64 bits. No floating point, no clock, no system randomness.

/// One yuan, in fen.
pub const YUAN: i64 = 100;
/// One 万元, in fen.
pub const WAN: i64 = 10_000 * YUAN;

/// Divides and rounds half away from zero (四舍五入). The divisor is positive.
pub fn divide(numerator: i128, divisor: i128) -> i64 {
    assert!(divisor > 0);
    let doubled = 2 * numerator.abs() + divisor;
    let magnitude = doubled / (2 * divisor);
    let signed = if numerator < 0 { -magnitude } else { magnitude };
    i64::try_from(signed).expect("a reconstructed amount fits in 64 bits")
}

/// `amount × numerator / divisor`, rounded once.
pub fn scale(amount: i64, numerator: i64, divisor: i64) -> i64 {
    divide(i128::from(amount) * i128::from(numerator), i128::from(divisor))
}

/// Splits a total by weights: floors first, then one unit each to the largest remainders, ties to
/// the weight that comes first. All weights zero: equal weights.
pub fn apportion(total: i64, weights: &[i64]) -> Vec<i64> {
    assert!(total >= 0 && weights.iter().all(|&weight| weight >= 0));
    let weights: Vec<i128> = if weights.iter().all(|&weight| weight == 0) {
        vec![1; weights.len()]
    } else {
        weights.iter().map(|&weight| i128::from(weight)).collect()
    };
    let sum: i128 = weights.iter().sum();
    let product = |weight: i128| i128::from(total) * weight;
    let mut shares: Vec<i64> = weights
        .iter()
        .map(|&weight| i64::try_from(product(weight) / sum).expect("a share is no larger than the total"))
        .collect();
    let missing = usize::try_from(total - shares.iter().sum::<i64>()).expect("floors do not exceed the total");
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(product(weights[index]) % sum));
    for &index in order.iter().take(missing) {
        shares[index] += 1;
    }
    shares
}

/// Rounds amounts that may have either sign to whole multiples of `unit` whose sum is `total`.
pub fn round_to_sum(total: i64, ideals: &[i64], unit: i64) -> Vec<i64> {
    assert!(total % unit == 0);
    let mut rounded: Vec<i64> = ideals.iter().map(|ideal| ideal.div_euclid(unit) * unit).collect();
    let missing = (total - rounded.iter().sum::<i64>()) / unit;
    let missing = usize::try_from(missing).expect("the ideals are floored, so units can only be missing");
    assert!(missing <= ideals.len(), "the ideals do not add up to the total");
    let mut order: Vec<usize> = (0..ideals.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(ideals[index].rem_euclid(unit)));
    for &index in order.iter().take(missing) {
        rounded[index] += unit;
    }
    rounded
}

/// Instalment `index` (from 0) of an amount spread over `count` instalments.
pub fn instalment(amount: i64, index: i64, count: i64) -> i64 {
    scale(amount, index + 1, count) - scale(amount, index, count)
}

/// Replaces the cells by ones that add up to `total` and keep their proportions.
///
/// The natural values have to be within five per mille of the total: raking closes the last
/// decimals of a published figure and must not bend a curve.
pub fn rake(total: i64, cells: &mut [&mut i64]) {
    let natural: i64 = cells.iter().map(|cell| **cell).sum();
    let miss = (natural - total).abs();
    assert!(
        i128::from(miss) * 1000 <= 5 * i128::from(total),
        "the natural values give {natural} fen where {total} fen are wanted"
    );
    let weights: Vec<i64> = cells.iter().map(|cell| **cell).collect();
    for (cell, share) in cells.iter_mut().zip(apportion(total, &weights)) {
        **cell = share;
    }
}

/// A generator of small irregularities (SplitMix64): the same seed, the same sample.
pub struct Irregularity(u64);

impl Irregularity {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A factor in per mille around 1000, at most `spread` away and mostly near.
    pub fn per_mille(&mut self, spread: u32) -> i64 {
        let width = u64::from(spread) + 1;
        let two_draws = self.next() % width + self.next() % width;
        1000 + two_draws as i64 - i64::from(spread)
    }
}
