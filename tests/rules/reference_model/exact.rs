//! Exact fractions, and the two ways in which an amount is parted.

use num_bigint::BigInt;
use rust_decimal::Decimal;

/// An exact fraction, never shortened.
#[derive(Clone)]
pub struct Q(pub BigInt, pub BigInt);

pub fn q(n: i128) -> Q {
    Q(n.into(), 1.into())
}

pub fn dec(d: Decimal) -> Q {
    Q(d.mantissa().into(), BigInt::from(10).pow(d.scale()))
}

impl Q {
    pub fn times(&self, other: &Q) -> Q {
        Q(&self.0 * &other.0, &self.1 * &other.1)
    }
    pub fn over(&self, other: &Q) -> Q {
        Q(&self.0 * &other.1, &self.1 * &other.0)
    }
    pub fn plus(&self, other: &Q) -> Q {
        Q(&self.0 * &other.1 + &other.0 * &self.1, &self.1 * &other.1)
    }
    /// Half away from zero: floor(|x| + 1/2) with the sign of x.
    pub fn round(&self) -> i128 {
        let zero = BigInt::from(0);
        let negative = (self.0 < zero) != (self.1 < zero);
        let (n, d) = (self.0.magnitude(), self.1.magnitude());
        let rounded = i128::try_from((n * 2u32 + d) / (d * 2u32)).expect("small test numbers");
        if negative { -rounded } else { rounded }
    }
}

pub fn split(amount: i128, weights: &[i128]) -> Vec<i128> {
    let total: i128 = weights.iter().sum();
    let weights = if total == 0 { vec![1; weights.len()] } else { weights.to_vec() };
    let total: i128 = weights.iter().sum();
    let mut shares: Vec<i128> = weights.iter().map(|w| amount * w / total).collect();
    let mut left = amount - shares.iter().sum::<i128>();
    let mut taken = vec![false; weights.len()];
    while left > 0 {
        // The largest remainder not yet served; of equals the first.
        let mut best: Option<usize> = None;
        for (i, weight) in weights.iter().enumerate() {
            let remainder = |weight: i128| amount * weight % total;
            if !taken[i] && best.is_none_or(|b| remainder(*weight) > remainder(weights[b])) {
                best = Some(i);
            }
        }
        let best = best.unwrap();
        taken[best] = true;
        shares[best] += 1;
        left -= 1;
    }
    shares
}

pub fn spread(amount: i128, j: i128, k: i128) -> i128 {
    q(amount * j).over(&q(k)).round() - q(amount * (j - 1)).over(&q(k)).round()
}
