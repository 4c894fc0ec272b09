//! A raise of pensions as it is decided, 定额、挂钩、倾斜: so much for each, so much by years of contribution and by the
//! pension itself, more for the old; turned into the rate by which each county's mean pension grows.
//!
//! Source: the yearly notices on adjusting pensions (人力资源社会保障部、财政部), by which a province sets the amounts.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::dataset::Dataset;
use crate::field::Field;
use crate::measures::Fund;
use crate::money::Money;
use crate::people::structure::Structure;
use crate::place::PlaceId;
use crate::scenario::Scenario;
use crate::scenario::lever::{Lever, LeverKey, When};

/// A raise, a head and month.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Raise {
    /// 定额: the same for each, in yuan.
    pub fixed: Decimal,
    /// 挂钩缴费年限: for each full year of contribution, in yuan.
    pub per_year: Decimal,
    /// Mean years of contribution of those who are paid.
    pub years: Decimal,
    /// 挂钩养老金水平: this part of the pension itself.
    pub share: Decimal,
    /// 倾斜: more for the old.
    pub tilts: Vec<Tilt>,
}

/// What those get besides who have reached an age.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tilt {
    /// From which age, in years.
    pub age: u32,
    /// In yuan.
    pub amount: Decimal,
    /// Which part of those paid they are; `None` where it is not told.
    pub part: Option<Decimal>,
}

impl Raise {
    /// By how much a pension of so much grows, in yuan; `None` where the amounts go beyond all bounds.
    pub fn amount(&self, pension: Decimal) -> Option<Decimal> {
        let mut sum = self.fixed.checked_add(self.per_year.checked_mul(self.years)?)?;
        sum = sum.checked_add(self.share.checked_mul(pension)?)?;
        for tilt in &self.tilts {
            sum = sum.checked_add(tilt.amount.checked_mul(tilt.part.unwrap_or_default())?)?;
        }
        Some(sum)
    }

    /// By which part a pension of so much grows, to a millionth.
    pub fn rate(&self, pension: Decimal) -> Option<Decimal> {
        let rate = self.amount(pension)?.checked_div(pension)?;
        Some(rate.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// The rates of the whole and of each county whose pensions are known, by the last month on record.
    pub fn rates(&self, data: &Dataset) -> Vec<(PlaceId, Decimal)> {
        let places = &data.places;
        let all = std::iter::once(places.root()).chain(places.counties_of(places.root()).iter().copied());
        all.filter_map(|place| Some((place, self.rate(pension(data, place)?)?))).collect()
    }

    /// The scenario with the raise in one year, or in each: the whole's rate, and that of every county.
    pub fn put(&self, data: &Dataset, scenario: &Scenario, when: When) -> Option<Scenario> {
        let mut changed = scenario.clone();
        for (place, rate) in self.rates(data) {
            let lever = Lever::of(LeverKey::PensionGrowth).at(data.places.key(place)).when(when);
            lever.set(&mut changed, Some(rate)).then_some(())?;
        }
        Some(changed)
    }
}

/// The mean pension of a month without back-pay, by the last month on record, in yuan.
pub fn pension(data: &Dataset, place: PlaceId) -> Option<Decimal> {
    let fund = Fund::observed(data);
    let last = fund.date(place, data.range().1)?;
    let paid = fund.money(place, last, Field::Pension)?;
    let regular = paid - fund.money(place, last, Field::Backpay).unwrap_or(Money::ZERO);
    let retirees = fund.sum(place, last, |row| row.number(Field::Retirees).map(i128::from))?;
    let months = Decimal::from(last.len());
    let mean = regular.to_decimal().checked_div(Decimal::from_i128_with_scale(retirees, 0).checked_mul(months)?)?;
    (mean > Decimal::ZERO).then(|| mean.round_dp(2))
}

/// Which part of those paid has reached an age, by a table of heads by age; `None` where nobody is paid.
pub fn part_from(structure: &Structure, age: u32) -> Option<Decimal> {
    let (mut old, mut all) = (Decimal::ZERO, Decimal::ZERO);
    for (_, of, cell) in structure.cells() {
        all = all.checked_add(cell.retirees)?;
        if of >= age {
            old = old.checked_add(cell.retirees)?;
        }
    }
    Some(old.checked_div(all)?.round_dp(4).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::import;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    fn data() -> Dataset {
        let text = "county,month,contributors,retirees,collected,pension,backpay\n\
            甲县,2024-06,10,4,80,12000,0\n乙县,2024-06,10,4,80,20000,4000\n";
        import("d.csv", text.as_bytes()).expect("it is read").dataset
    }

    /// 55 yuan each, 1.2 for each of 25 years, 1% of the pension, 60 yuan more for the fifth who are seventy.
    fn raise() -> Raise {
        let tilts = vec![Tilt { age: 70, amount: number("60"), part: Some(number("0.2")) }];
        Raise { fixed: number("55"), per_year: number("1.2"), years: number("25"), share: number("0.01"), tilts }
    }

    #[test]
    fn what_is_fixed_lifts_a_low_pension_more() {
        // 3,000 and 4,000 yuan, 3,500 the whole: 55 + 30 + 12 and a hundredth.
        let rates: Vec<String> = raise().rates(&data()).iter().map(|(_, rate)| rate.to_string()).collect();
        assert_eq!(rates, ["0.037714", "0.042333", "0.03425"]);
        assert_eq!(raise().amount(number("3000")), Some(number("127")));
        assert_eq!(Raise { fixed: Decimal::MAX, ..raise() }.amount(Decimal::MAX), None);
    }

    #[test]
    fn each_county_gets_its_own_rate() {
        let scenario = Scenario::new("", "2024-07".parse().expect("a month"), 18);
        let changed = raise().put(&data(), &scenario, When::Year(1)).expect("it stands");
        let of = |county: &str, n| {
            Lever::of(LeverKey::PensionGrowth).county(county).when(When::Year(n)).value(&changed).normalize()
        };
        assert_eq!([of("甲县", 0), of("甲县", 1), of("乙县", 1)], ["0", "0.042333", "0.03425"].map(number));
    }

    #[test]
    fn the_old_are_counted_by_age() {
        let text = "group,age,contributors,retirees\nman,30,5,0\nman,65,0,30\nman,72,0,8\nwoman_cadre,80,0,2\n";
        let structure = Structure::read("s.csv", text.as_bytes()).expect("it is read");
        assert_eq!(
            [65, 70, 80, 90].map(|age| part_from(&structure, age).expect("some are paid")),
            [number("1"), number("0.25"), number("0.05"), number("0")]
        );
    }
}
