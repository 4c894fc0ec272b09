//! Exact fractions: what is scored, compared and watched, rounded only where it is written.
//!
//! Numerator and denominator are 64 bits wide where that will do, which keeps millions of them small; 128 bits where it
//! will not, and big integers beyond.

use std::cmp::Ordering;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use crate::money::{Money, power_of_ten, round_big, round_quotient};

/// A fraction, its denominator above zero.
#[derive(Clone, Debug)]
pub struct Exact(Parts);

#[derive(Clone, Debug)]
enum Parts {
    Small(i64, i64),
    Wide(Box<(i128, i128)>),
    Big(Box<(BigInt, BigInt)>),
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(Parts::Small(0, 1));

    /// One.
    pub const ONE: Exact = Exact(Parts::Small(1, 1));

    /// A whole number.
    pub fn whole(number: i128) -> Exact {
        Exact::of(number, 1)
    }

    /// `over / under`; `None` where that is zero.
    pub fn fraction(over: i128, under: i128) -> Option<Exact> {
        match under {
            0 => None,
            1.. => Some(Exact::of(over, under)),
            _ => match (over.checked_neg(), under.checked_neg()) {
                (Some(over), Some(under)) => Some(Exact::of(over, under)),
                _ => Some(Exact::big(-BigInt::from(over), -BigInt::from(under))),
            },
        }
    }

    /// The denominator above zero.
    fn of(over: i128, under: i128) -> Exact {
        match (i64::try_from(over), i64::try_from(under)) {
            (Ok(over), Ok(under)) => Exact(Parts::Small(over, under)),
            _ => Exact(Parts::Wide(Box::new((over, under)))),
        }
    }

    fn big(over: BigInt, under: BigInt) -> Exact {
        Exact(Parts::Big(Box::new((over, under))))
    }

    /// Both parts where 128 bits will do.
    fn wide(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Parts::Small(over, under) => Some((i128::from(*over), i128::from(*under))),
            Parts::Wide(parts) => Some(**parts),
            Parts::Big(_) => None,
        }
    }

    fn parts(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Parts::Small(over, under) => ((*over).into(), (*under).into()),
            Parts::Wide(parts) => (parts.0.into(), parts.1.into()),
            Parts::Big(parts) => (**parts).clone(),
        }
    }

    /// The sum.
    pub fn plus(&self, other: &Exact) -> Exact {
        if let (Parts::Small(a, b), Parts::Small(c, d)) = (&self.0, &other.0)
            && b == d
            && let Some(sum) = a.checked_add(*c)
        {
            return Exact(Parts::Small(sum, *b));
        }
        if let (Some((a, b)), Some((c, d))) = (self.wide(), other.wide()) {
            // Decimals' denominators divide one another, so that sums of many stay small.
            let common = if b.max(d) % b.min(d) == 0 { Some(b.max(d)) } else { b.checked_mul(d) };
            let sum = common
                .and_then(|under| Some((a.checked_mul(under / b)?.checked_add(c.checked_mul(under / d)?)?, under)));
            if let Some((over, under)) = sum {
                return Exact::of(over, under);
            }
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Exact::big(a * &d + c * &b, b * d)
    }

    /// The difference.
    pub fn less(&self, other: &Exact) -> Exact {
        self.plus(&other.times(&Exact::whole(-1)))
    }

    /// The product.
    pub fn times(&self, other: &Exact) -> Exact {
        if let (Parts::Small(a, b), Parts::Small(c, d)) = (&self.0, &other.0)
            && let (Some(over), Some(under)) = (a.checked_mul(*c), b.checked_mul(*d))
        {
            return Exact(Parts::Small(over, under));
        }
        if let (Some((a, b)), Some((c, d))) = (self.wide(), other.wide())
            && let (Some(over), Some(under)) = (a.checked_mul(c), b.checked_mul(d))
        {
            return Exact::of(over, under);
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Exact::big(a * c, b * d)
    }

    /// The quotient; `None` where `other` is zero.
    pub fn over(&self, other: &Exact) -> Option<Exact> {
        if let Some((over, under)) = other.wide()
            && let Some(turned) = Exact::fraction(under, over)
        {
            return Some(self.times(&turned));
        }
        let (over, under) = other.parts();
        match over.cmp(&BigInt::ZERO) {
            Ordering::Equal => None,
            Ordering::Greater => Some(self.times(&Exact::big(under, over))),
            Ordering::Less => Some(self.times(&Exact::big(-under, -over))),
        }
    }

    /// Times 10 to the `places` as a whole number, half away from zero; `None` beyond 128 bits.
    pub fn rounded(&self, places: u32) -> Option<i128> {
        if let Parts::Small(over, under) = &self.0
            && let Some(over) = i64::try_from(power_of_ten(places)).ok().and_then(|unit| over.checked_mul(unit))
        {
            return Some(round_quotient(over.into(), (*under).into()));
        }
        if let Some((over, under)) = self.wide()
            && let Some(over) = over.checked_mul(power_of_ten(places))
        {
            return Some(round_quotient(over, under));
        }
        let (over, under) = self.parts();
        round_big(&(over * power_of_ten(places)), &under)
    }

    /// As files write it, to so many decimals; `None` where it is too large to be written.
    pub fn written(&self, places: u32) -> Option<String> {
        self.rounded(places).map(|number| written(number, places))
    }
}

/// A number of units of 10 to the −`places`, with all its decimals.
pub(crate) fn written(number: i128, places: u32) -> String {
    let (sign, unit) = (if number < 0 { "-" } else { "" }, power_of_ten(places).unsigned_abs());
    let number = number.unsigned_abs();
    format!("{sign}{}.{:0width$}", number / unit, number % unit, width = places as usize)
}

/// Marks to four decimals, in units of the last; no wider aligned than other numbers, for there are millions of them.
#[repr(Rust, packed(8))]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Score(i128);

impl Score {
    /// How many decimals a score has.
    pub const PLACES: u32 = 4;

    /// So many ten-thousandths of a mark.
    pub const fn of(number: i128) -> Score {
        Score(number)
    }

    /// A number rounded half away from zero; `None` beyond 128 bits.
    pub fn rounded(number: &Exact) -> Option<Score> {
        number.rounded(Score::PLACES).map(Score)
    }

    /// A number with no more than four decimals.
    pub fn from_decimal(number: Decimal) -> Option<Score> {
        let number = number.normalize();
        let missing = Score::PLACES.checked_sub(number.scale())?;
        number.mantissa().checked_mul(power_of_ten(missing)).map(Score)
    }

    /// In ten-thousandths of a mark.
    pub const fn number(self) -> i128 {
        self.0
    }
}

impl std::iter::Sum for Score {
    fn sum<I: Iterator<Item = Score>>(scores: I) -> Score {
        Score(scores.map(|score| score.0).sum())
    }
}

impl std::fmt::Display for Score {
    /// With four decimals, as in files.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&written(self.0, Score::PLACES))
    }
}

impl From<Score> for Exact {
    fn from(score: Score) -> Exact {
        Exact::of(score.0, power_of_ten(Score::PLACES))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if let (Parts::Small(a, b), Parts::Small(c, d)) = (&self.0, &other.0) {
            return (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)));
        }
        if let (Some((a, b)), Some((c, d))) = (self.wide(), other.wide())
            && let (Some(left), Some(right)) = (a.checked_mul(d), c.checked_mul(b))
        {
            return left.cmp(&right);
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        (a * d).cmp(&(c * b))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl From<Money> for Exact {
    /// In yuan.
    fn from(money: Money) -> Exact {
        Exact::of(money.fen(), 100)
    }
}

impl From<Decimal> for Exact {
    fn from(number: Decimal) -> Exact {
        Exact::of(number.mantissa(), power_of_ten(number.scale()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        text.parse::<Decimal>().unwrap().into()
    }

    #[test]
    fn thirds_stay_whole_and_halves_round_away_from_zero() {
        let third = Exact::fraction(1, 3).unwrap();
        assert_eq!(third.plus(&third).plus(&third), Exact::ONE);
        assert_eq!(exact("0.00005").written(4).as_deref(), Some("0.0001"));
        assert_eq!(exact("-0.00005").written(4).as_deref(), Some("-0.0001"));
        assert_eq!(exact("-0.00004").written(4).as_deref(), Some("0.0000"));
        assert_eq!(Exact::fraction(3, -2), Exact::fraction(-3, 2));
        assert_eq!(Exact::ONE.over(&Exact::ZERO), None);
    }

    proptest! {
        /// Wide numbers go through big integers and come out the same.
        #[test]
        fn what_is_added_and_multiplied_comes_back(
            a in any::<i64>(), b in 1i64.., c in any::<i64>().prop_filter("not zero", |c| *c != 0), d in 1i64..,
        ) {
            let x = Exact::fraction(a.into(), b.into()).unwrap().times(&Exact::whole(i128::from(i64::MAX)));
            let y = Exact::fraction(c.into(), d.into()).unwrap().times(&Exact::whole(i128::from(i64::MAX)));
            prop_assert_eq!(x.plus(&y).less(&y), x.clone());
            prop_assert_eq!(x.times(&y).over(&y).unwrap(), x.clone());
            prop_assert_eq!(x.cmp(&y), x.less(&y).cmp(&Exact::ZERO));
        }
    }
}
