//! How numbers are written for people: thousands separators, a true minus, the unit chosen for money.
//!
//! Rounding here is for showing only, half away from zero; exact values stay in the [`Quantity`].

use rust_decimal::Decimal;

use crate::listed::listed;
use crate::locale::Language;
use crate::money::Money;
pub use crate::money::grouped;
use crate::report::{Measured, Quantity};

listed! {
    /// The unit in which money is shown.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
    enum MoneyUnit, ALL, text_key -> &'static str;

    /// 元, two decimals.
    Yuan = "unit.yuan";
    /// 万元, two decimals.
    #[default]
    TenThousand = "unit.ten_thousand";
    /// 亿元, four decimals: to the ten thousand.
    HundredMillion = "unit.hundred_million";
}

impl MoneyUnit {
    const fn shift(self) -> u32 {
        match self {
            MoneyUnit::Yuan => 0,
            MoneyUnit::TenThousand => 4,
            MoneyUnit::HundredMillion => 8,
        }
    }

    /// How many 元 it is.
    pub const fn yuan(self) -> i64 {
        10_i64.pow(self.shift())
    }

    /// This unit, or the one beside it where a year's amount would be a number of eight digits in it, or almost none.
    pub fn suited(self, of_year: Money) -> MoneyUnit {
        let (yuan, fen) = (100, of_year.fen().abs());
        match self {
            MoneyUnit::TenThousand if fen >= 100_000_000_000 * yuan => MoneyUnit::HundredMillion,
            MoneyUnit::HundredMillion if fen > 0 && fen < 10_000_000 * yuan => MoneyUnit::TenThousand,
            unit => unit,
        }
    }

    /// An amount in this unit, exact.
    pub fn scaled(self, money: Money) -> Decimal {
        let mut value = money.to_decimal();
        // Six digits are the most that a shift adds; amounts within the limit keep them all.
        if value.set_scale(value.scale() + self.shift()).is_err() {
            value = money.to_decimal() / Decimal::from(10i64.pow(self.shift()));
        }
        value
    }
}

/// How values are written: language and money unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Style {
    /// Words of units.
    pub language: Language,
    /// Unit of money.
    pub unit: MoneyUnit,
}

/// What stands for an unknown value.
pub const UNKNOWN: &str = "—";

impl Style {
    /// The number without its unit: `1,474.00`, `30.0` (percent), `11,700`.
    pub fn plain(self, quantity: Quantity) -> String {
        self.finer(quantity, 0)
    }

    /// The number without its unit, with so many more decimals than usual.
    fn finer(self, quantity: Quantity, more: u32) -> String {
        match quantity {
            Quantity::Money(money) => {
                let places = if self.unit == MoneyUnit::HundredMillion { 4 } else { 2 };
                grouped(self.unit.scaled(money), places + more)
            }
            Quantity::Yuan(money) | Quantity::PerPerson(money) => grouped(money.to_decimal(), 2),
            Quantity::Persons(persons) => grouped(Decimal::from(persons), 0),
            Quantity::Ratio(ratio) => grouped(ratio * Decimal::ONE_HUNDRED, 1 + more),
            Quantity::Months(months) => grouped(months, 1 + more),
            Quantity::Number(number) => grouped(number, number.normalize().scale().min(6)),
            Quantity::Marks(marks, places) => grouped(marks, places + more),
        }
    }

    /// The number with its unit: `1,474.00 万元`, `30.0%`.
    pub fn full(self, quantity: Quantity) -> String {
        self.full_finer(quantity, 0)
    }

    fn full_finer(self, quantity: Quantity, more: u32) -> String {
        let number = self.finer(quantity, more);
        match (quantity, self.unit_name(measured(quantity))) {
            (Quantity::Ratio(_), _) => format!("{number}%"),
            (_, "") => number,
            (_, unit) => format!("{number} {unit}"),
        }
    }

    /// The number with its unit and with every decimal that it has, at least the usual ones: a limit that somebody set.
    pub fn exact(self, quantity: Quantity) -> String {
        const MOST: u32 = 6;
        let finest = self.finer(quantity, MOST);
        let is_whole = |more: &u32| {
            let text = self.finer(quantity, *more);
            let rest = finest.strip_prefix(text.as_str());
            rest.is_some_and(|rest| rest.trim_start_matches('.').bytes().all(|digit| digit == b'0'))
        };
        self.full_finer(quantity, (0..=MOST).find(is_whole).unwrap_or(MOST))
    }

    /// The number with its unit beside a limit that it is held against: with as many decimals as tell it from that, where
    /// the usual ones don't: `1.98 个月` beside `2.0 个月`.
    pub fn beside(self, quantity: Quantity, limit: Quantity) -> String {
        const MOST: u32 = 4;
        let is_apart = |more: &u32| self.finer(quantity, *more) != self.finer(limit, *more);
        let more = if quantity == limit { None } else { (0..=MOST).find(is_apart) };
        self.full_finer(quantity, more.unwrap_or(0))
    }

    /// For a sentence: money in whole units of the unit chosen where that loses nothing that is said aloud
    /// (`1,474 万元`), everything else as in [`Style::full`].
    pub fn spoken(self, quantity: Quantity) -> String {
        match quantity {
            Quantity::Money(money) => {
                let places = if self.unit == MoneyUnit::HundredMillion { 2 } else { 0 };
                format!("{} {}", grouped(self.unit.scaled(money), places), self.unit_name(Measured::Money))
            }
            _ => self.full(quantity),
        }
    }

    /// A change with its sign: `+9.40`, `−14.2 个百分点` for ratios.
    pub fn change(self, quantity: Quantity) -> String {
        let plain = match quantity {
            Quantity::Ratio(_) => {
                format!("{} {}", self.plain(quantity), self.language.text("unit.points"))
            }
            _ => self.plain(quantity),
        };
        if plain.starts_with('−') || is_zero(quantity) { plain } else { format!("+{plain}") }
    }

    /// A change with its sign and no unit: a number where room is short, `−14.2` for ratios too.
    pub fn signed(self, quantity: Quantity) -> String {
        let plain = self.plain(quantity);
        if plain.starts_with('−') || is_zero(quantity) { plain } else { format!("+{plain}") }
    }

    /// A difference with its sign and unit: `+1,474.00 万元`, `−14.2 个百分点`.
    pub fn difference(self, quantity: Quantity) -> String {
        let unit = self.unit_name(measured(quantity));
        let text = self.change(quantity);
        if unit.is_empty() || matches!(quantity, Quantity::Ratio(_)) { text } else { format!("{text} {unit}") }
    }

    /// The unit that stands once in a heading or a caption; empty for words and plain numbers.
    pub fn unit_name(self, measured: Measured) -> &'static str {
        let key = match measured {
            Measured::Money => self.unit.text_key(),
            Measured::Yuan => "unit.yuan",
            Measured::PerPerson => "unit.yuan_per_month",
            Measured::Persons => "unit.persons",
            Measured::Ratio => "unit.percent",
            Measured::Months => "unit.months",
            Measured::Marks => "unit.marks",
            Measured::Text | Measured::Number | Measured::Trend => return "",
        };
        self.language.text(key)
    }

    /// The value on a chart's axis, in the unit chosen. For drawing only.
    pub fn axis_value(self, quantity: Quantity) -> f64 {
        let decimal = match quantity {
            Quantity::Money(money) => self.unit.scaled(money),
            Quantity::Yuan(money) | Quantity::PerPerson(money) => money.to_decimal(),
            Quantity::Persons(persons) => Decimal::from(persons),
            Quantity::Ratio(ratio) => ratio * Decimal::ONE_HUNDRED,
            Quantity::Months(number) | Quantity::Number(number) | Quantity::Marks(number, _) => number,
        };
        f64::try_from(decimal).unwrap_or(f64::NAN)
    }
}

/// What a quantity's numbers are.
pub const fn measured(quantity: Quantity) -> Measured {
    match quantity {
        Quantity::Money(_) => Measured::Money,
        Quantity::Yuan(_) => Measured::Yuan,
        Quantity::PerPerson(_) => Measured::PerPerson,
        Quantity::Persons(_) => Measured::Persons,
        Quantity::Ratio(_) => Measured::Ratio,
        Quantity::Months(_) => Measured::Months,
        Quantity::Number(_) => Measured::Number,
        Quantity::Marks(..) => Measured::Marks,
    }
}

fn is_zero(quantity: Quantity) -> bool {
    match quantity {
        Quantity::Money(money) | Quantity::Yuan(money) | Quantity::PerPerson(money) => money.is_zero(),
        Quantity::Persons(persons) => persons == 0,
        Quantity::Ratio(number) | Quantity::Months(number) | Quantity::Number(number) | Quantity::Marks(number, _) => {
            number.is_zero()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_gives_way_where_its_numbers_would_be_out_of_hand() {
        let suited = |unit: MoneyUnit, yuan: i64| unit.suited(Money::from_yuan(yuan));
        assert_eq!(suited(MoneyUnit::TenThousand, 99_999_999_999), MoneyUnit::TenThousand);
        assert_eq!(suited(MoneyUnit::TenThousand, 100_000_000_000), MoneyUnit::HundredMillion);
        assert_eq!(suited(MoneyUnit::HundredMillion, 9_999_999), MoneyUnit::TenThousand);
        assert_eq!(suited(MoneyUnit::HundredMillion, 10_000_000), MoneyUnit::HundredMillion);
        assert_eq!(suited(MoneyUnit::Yuan, 100_000_000_000), MoneyUnit::Yuan);
    }

    #[test]
    fn a_number_is_told_from_the_limit_that_it_is_held_against() {
        let style = Style::default();
        let months = |text: &str| Quantity::Months(text.parse().unwrap());
        assert_eq!(style.beside(months("1.98"), months("2")), "1.98 个月");
        assert_eq!(style.beside(months("1.9996"), months("2")), "1.9996 个月");
        assert_eq!(style.beside(months("1.94"), months("2")), "1.9 个月");
        assert_eq!(style.beside(months("2"), months("2")), "2.0 个月");
        assert_eq!((style.exact(months("2")), style.exact(months("2.25"))), ("2.0 个月".into(), "2.25 个月".into()));
        let ratio = |text: &str| Quantity::Ratio(text.parse().unwrap());
        assert_eq!(style.beside(ratio("0.2997"), ratio("0.3")), "29.97%");
        let money = |fen: i64| Quantity::Money(Money::from_fen(fen.into()));
        assert_eq!(style.beside(money(99_999_990), money(100_000_000)), "99.99999 万元");
    }

    #[test]
    fn money_is_shown_in_the_unit_chosen() {
        let style = |unit| Style { language: Language::Chinese, unit };
        let amount = Quantity::Money(Money::from_fen(-14_741_234_567));
        assert_eq!(style(MoneyUnit::Yuan).full(amount), "−147,412,345.67 元");
        assert_eq!(style(MoneyUnit::TenThousand).full(amount), "−14,741.23 万元");
        assert_eq!(style(MoneyUnit::TenThousand).spoken(amount), "−14,741 万元");
        assert_eq!(style(MoneyUnit::HundredMillion).full(amount), "−1.4741 亿元");
    }

    #[test]
    fn changes_carry_their_sign_and_ratios_are_in_points() {
        let style = Style::default();
        assert_eq!(style.change(Quantity::Ratio(Decimal::new(-142, 3))), "−14.2 个百分点");
        assert_eq!(style.change(Quantity::Persons(1200)), "+1,200");
        assert_eq!(style.change(Quantity::Persons(0)), "0");
        assert_eq!(style.signed(Quantity::Ratio(Decimal::new(142, 3))), "+14.2");
        assert_eq!(style.difference(Quantity::Persons(-3)), "−3 人");
        assert_eq!(style.difference(Quantity::Ratio(Decimal::new(142, 3))), "+14.2 个百分点");
        assert_eq!(grouped(Decimal::new(-4, 3), 2), "0.00");
    }
}
