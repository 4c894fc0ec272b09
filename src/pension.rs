//! The pension of a new retiree, under the rules of 1997, of the Liaoning pilot of 2001, and of 2005.
//!
//! Monthly; each part is rounded to the fen, the parts are then added.
//!
//! Source: model section 6; ages between whole years section 10.5.

use std::sync::OnceLock;

use rust_decimal::Decimal;

use crate::listed::listed;
use crate::money::{Factor, Money, Rate, power_of_ten, round_money, round_ratio};
use crate::policy;

listed! {
    /// Which rule.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Rule, ALL, key -> &'static str;

    /// 20% of last year's wage; account / 120.
    Of1997 = "rule_1997";
    /// The Liaoning pilot: 0.6% more for each full year of contribution beyond 15.
    Of2001 = "rule_2001";
    /// (wage + indexed wage) / 2 × years × 1%; account / the divisor of the age.
    Of2005 = "rule_2005";
}

impl Rule {
    /// The rule of a key.
    pub fn of_key(key: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.key() == key)
    }
}

/// A retiree's case. Money is yuan a month but for the account's balance.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// Last year's local average monthly wage.
    pub wage: Money,
    /// Balance of the personal account.
    pub account: Money,
    /// Years of contribution; `None` where the rule does not need them and fifteen are taken as reached.
    pub years: Option<Rate>,
    /// Months of contribution beside those years.
    pub extra_months: u32,
    /// Deemed years (视同缴费年限), beside the years of contribution.
    pub deemed_years: Rate,
    /// Mean contribution index.
    pub index: Rate,
    /// Retirement age in months, 40 to 70 years.
    pub age: u32,
    /// Rate of the transition part, 1.0–1.4%; zero for none.
    pub transition_rate: Rate,
    /// Years that must be reached, deemed years counted: [`FIFTEEN`], or what the law has in the month.
    pub least_years: Rate,
}

/// The years of contribution that had to be reached before 2030.
pub const FIFTEEN: Rate = Decimal::from_parts(15, 0, 0, false, 0);

/// The ages that have a divisor, in months.
pub const AGES: std::ops::RangeInclusive<u32> = 40 * 12..=70 * 12;

/// The parts of a pension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pension {
    /// 基础养老金
    pub base: Money,
    /// 个人账户养老金; the whole account where it is paid out once.
    pub account: Money,
    /// 过渡性养老金
    pub transition: Money,
    /// Whether fewer years were reached than must be: no pension, the account is paid out once.
    pub is_lump_sum: bool,
}

impl Pension {
    /// The parts added.
    pub fn total(&self) -> Money {
        self.base + self.account + self.transition
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unanswered {
    /// The age has no divisor: 40 to 70 have.
    Age,
    /// The rule of 2001 or 2005 needs the years of contribution.
    Years,
    /// An amount or a number of years below zero, or a result too large.
    Amount,
}

/// Months over which an account is paid, by retirement age in months: between whole years in proportion, to one decimal;
/// `None` where the age has none.
pub fn divisor(age: u32) -> Option<Rate> {
    static BY_YEAR: OnceLock<Vec<Rate>> = OnceLock::new();
    let by_year = BY_YEAR.get_or_init(|| {
        let value = policy::parameter("divisor").and_then(|divisor| Some(divisor.everywhere().next()?.value.clone()));
        match value {
            Some(policy::Value::Table(rows)) => rows.into_iter().map(|(_, months)| months).collect(),
            _ => Vec::new(),
        }
    });
    let of = |years: u32| by_year.get(years.checked_sub(40)? as usize).copied();
    let (years, months) = (age / 12, age % 12);
    let whole = of(years)?;
    if months == 0 {
        return Some(whole);
    }
    let twelfths = whole * Decimal::from(12) + (of(years + 1)? - whole) * Decimal::from(months);
    let tenths = round_ratio(&[twelfths.into(), Factor::Whole(10)], &[Factor::Whole(12)])?;
    Some(Decimal::new(i64::try_from(tenths).ok()?, 1))
}

/// Reckons a pension.
///
/// # Errors
/// See [`Unanswered`].
pub fn pension(rule: Rule, case: &Case) -> Result<Pension, Unanswered> {
    let below_zero = case.wage.is_negative()
        || case.account.is_negative()
        || [case.years.unwrap_or_default(), case.deemed_years, case.index, case.transition_rate]
            .iter()
            .any(|n| n.is_sign_negative() && !n.is_zero());
    if below_zero {
        return Err(Unanswered::Amount);
    }
    // In twelfths, so that months are exact.
    let twelfths = |years: Rate, months: u32| {
        years
            .checked_mul(Decimal::from(12))
            .and_then(|n| n.checked_add(Decimal::from(months)))
            .ok_or(Unanswered::Amount)
    };
    let reached = match case.years {
        Some(years) => {
            let years = years.checked_add(case.deemed_years).ok_or(Unanswered::Amount)?;
            twelfths(years, case.extra_months)? >= twelfths(case.least_years, 0)?
        }
        None if rule == Rule::Of1997 => true,
        None => return Err(Unanswered::Years),
    };
    if !reached {
        let account = case.account;
        return Ok(Pension { base: Money::ZERO, account, transition: Money::ZERO, is_lump_sum: true });
    }
    let months = twelfths(case.years.unwrap_or(FIFTEEN), case.extra_months)?;
    let part = |over: &[Factor], under: i128| round_money(over, &[Factor::Whole(under)]).ok_or(Unanswered::Amount);
    let wage = Factor::from(case.wage);
    let base = match rule {
        Rule::Of1997 => part(&[wage, Factor::Whole(20)], 100)?,
        Rule::Of2001 => {
            let full_years = Decimal::from(months.mantissa() / (12 * power_of_ten(months.scale())));
            let beyond = (full_years - FIFTEEN).max(Decimal::ZERO);
            let thousandths = beyond.checked_mul(Decimal::from(6)).and_then(|t| t.checked_add(Decimal::from(200)));
            part(&[wage, thousandths.ok_or(Unanswered::Amount)?.into()], 1000)?
        }
        Rule::Of2005 => {
            let with_own = case.index.checked_add(Decimal::ONE).ok_or(Unanswered::Amount)?;
            part(&[wage, with_own.into(), months.into()], 2400)?
        }
    };
    let divisor = match rule {
        Rule::Of1997 | Rule::Of2001 => Rate::from(120),
        Rule::Of2005 => divisor(case.age).ok_or(Unanswered::Age)?,
    };
    let account = round_money(&[case.account.into()], &[divisor.into()]).ok_or(Unanswered::Amount)?;
    let transition = part(&[wage, case.index.into(), case.deemed_years.into(), case.transition_rate.into()], 1)?;
    Ok(Pension { base, account, transition, is_lump_sum: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(years: &str) -> Case {
        Case {
            wage: Money::from_yuan(1000),
            account: Money::from_yuan(12_000),
            years: Some(years.parse().unwrap()),
            deemed_years: Decimal::ZERO,
            index: Decimal::ONE,
            age: 60 * 12,
            transition_rate: Decimal::ZERO,
            extra_months: 0,
            least_years: FIFTEEN,
        }
    }

    #[test]
    fn the_example_of_1997() {
        let answer = pension(Rule::Of1997, &Case { years: None, ..case("0") }).unwrap();
        assert_eq!((answer.base, answer.account), (Money::from_yuan(200), Money::from_yuan(100)));
        assert_eq!(answer.total(), Money::from_yuan(300));
    }

    #[test]
    fn the_pilot_counts_full_years_beyond_fifteen() {
        assert_eq!(pension(Rule::Of2001, &case("20.9")).unwrap().base, Money::from_yuan(230));
        assert_eq!(pension(Rule::Of2001, &case("15")).unwrap().base, Money::from_yuan(200));
    }

    #[test]
    fn the_rule_of_2005_takes_years_as_given_and_the_divisor_of_the_age() {
        let answer = pension(Rule::Of2005, &Case { index: "0.8".parse().unwrap(), ..case("25.5") }).unwrap();
        assert_eq!(answer.base, Money::from_fen(22_950)); // 1000 × 1.8 × 25.5 / 200
        assert_eq!(answer.account, Money::from_fen(8_633)); // 12,000 / 139
        assert_eq!(pension(Rule::Of2005, &Case { age: 71 * 12, ..case("20") }), Err(Unanswered::Age));
        assert_eq!(pension(Rule::Of2005, &Case { age: 39 * 12, ..case("20") }), Err(Unanswered::Age));
    }

    #[test]
    fn deemed_years_count_towards_fifteen_and_bring_the_transition_part() {
        let short = pension(Rule::Of2005, &case("14.9")).unwrap();
        assert!(short.is_lump_sum);
        assert_eq!((short.base, short.total()), (Money::ZERO, Money::from_yuan(12_000)));
        let deemed = Case { deemed_years: Decimal::from(5), transition_rate: "0.012".parse().unwrap(), ..case("10") };
        let answer = pension(Rule::Of2005, &deemed).unwrap();
        assert!(!answer.is_lump_sum);
        assert_eq!(answer.transition, Money::from_yuan(60));
    }
}
