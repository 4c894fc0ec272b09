//! One person's retirement: when it is, which of the three kinds the person is, and what each rule gives.
//!
//! Source: model sections 6 and 10.4; the three kinds are those of 国发〔1997〕26号 and 国发〔2005〕38号.

use super::Group;
use super::schedule::{self, Ages};
use crate::listed::listed;
use crate::money::{Money, Rate};
use crate::month::Month;
use crate::pension::{Case, Pension, Rule, Unanswered, pension};

/// The first month of the unified rules of 1997.
const UNIFIED: Month = Month::january(1997).plus(6);
/// The first month of the rules of 2005.
const RULES_OF_2005: Month = Month::january(2006);

listed! {
    /// 老人、中人、新人: on which side of July 1997 work began and ends.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Kind, ALL, text_key -> &'static str;

    /// 老人: retired before; the pension of then goes on, and only the yearly raises are added.
    Old = "benefits.old";
    /// 中人: began before, retires after; deemed years bring a transition part.
    Middle = "benefits.middle";
    /// 新人: began after; nothing is deemed.
    New = "benefits.new";
}

listed! {
    /// When within what the law leaves open.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    enum When, ALL, text_key -> &'static str;

    /// 法定退休年龄
    #[default]
    Statutory = "benefits.statutory";
    /// 弹性提前
    Early = "benefits.early";
    /// 弹性延迟
    Late = "benefits.late";
}

/// Who retires. Money is yuan a month but for the account's balance.
#[derive(Clone, PartialEq, Debug)]
pub struct Person {
    /// 出生年月
    pub born: Month,
    /// Whose base age it is.
    pub group: Group,
    /// 参加工作年月
    pub began: Month,
    /// When within what the law leaves open.
    pub when: When,
    /// Last year's local average monthly wage.
    pub wage: Money,
    /// 缴费年限
    pub years: Rate,
    /// 视同缴费年限
    pub deemed_years: Rate,
    /// 平均缴费指数
    pub index: Rate,
    /// 个人账户储存额
    pub account: Money,
    /// 过渡系数
    pub transition_rate: Rate,
}

impl Person {
    /// Somebody to begin with: a man of the country's middle, who is nobody.
    pub fn example() -> Person {
        Person {
            born: Month::january(1966).plus(2),
            group: Group::Man,
            began: Month::january(1988).plus(6),
            when: When::default(),
            wage: Money::from_yuan(7_500),
            years: Rate::from(33),
            deemed_years: Rate::from(5),
            index: Rate::new(9, 1),
            account: Money::from_yuan(120_000),
            transition_rate: Rate::new(12, 3),
        }
    }

    fn ages(&self) -> Ages {
        schedule::of_2024()[self.group as usize].ages_of(self.born)
    }

    /// The age at retirement, in months; the statutory one where none is earlier.
    pub fn age(&self) -> u32 {
        let ages = self.ages();
        match self.when {
            When::Statutory => ages.statutory,
            When::Early => ages.early.unwrap_or(ages.statutory),
            When::Late => ages.late,
        }
    }

    /// Whether the law leaves open when.
    pub fn is_elastic(&self) -> bool {
        self.ages().late > self.ages().statutory
    }

    /// The month in which that age is reached.
    pub fn retires(&self) -> Month {
        self.born.plus(self.age() as i32)
    }

    /// Which of the three.
    pub fn kind(&self) -> Kind {
        match () {
            () if self.retires() < UNIFIED => Kind::Old,
            () if self.began < UNIFIED => Kind::Middle,
            () => Kind::New,
        }
    }

    /// The rule that is in force for who retires then; `None` before that of 1997. That of 2001 was a pilot's, in one
    /// province until the end of 2005.
    pub fn rule(&self) -> Option<Rule> {
        match self.retires() {
            month if month < UNIFIED => None,
            month if month < RULES_OF_2005 => Some(Rule::Of1997),
            _ => Some(Rule::Of2005),
        }
    }

    /// 新人 have no deemed years: what is put in for them does not count.
    pub fn deemed(&self) -> Rate {
        if self.kind() == Kind::New { Rate::ZERO } else { self.deemed_years }
    }

    /// The case, as the rules ask for it.
    pub fn case(&self) -> Case {
        Case {
            wage: self.wage,
            account: self.account,
            years: Some(self.years),
            extra_months: 0,
            deemed_years: self.deemed(),
            index: self.index,
            age: self.age(),
            transition_rate: self.transition_rate,
            least_years: schedule::least_years(self.retires()),
        }
    }

    /// What a rule gives.
    ///
    /// # Errors
    /// See [`Unanswered`].
    pub fn pension(&self, rule: Rule) -> Result<Pension, Unanswered> {
        pension(rule, &self.case())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn the_three_kinds_part_in_july_1997() {
        let of = |born: &str, began: &str| Person { born: month(born), began: month(began), ..Person::example() };
        let old = of("1937-06", "1957-01");
        assert_eq!((old.kind(), old.retires(), old.rule()), (Kind::Old, month("1997-06"), None));
        let middle = of("1937-07", "1957-01");
        assert_eq!((middle.kind(), middle.rule()), (Kind::Middle, Some(Rule::Of1997)));
        assert_eq!(of("1970-01", "1997-06").kind(), Kind::Middle);
        let new = of("1975-01", "1997-07");
        assert_eq!((new.kind(), new.rule(), new.deemed()), (Kind::New, Some(Rule::Of2005), Rate::ZERO));
        assert_eq!(new.pension(Rule::Of2005).unwrap().transition, Money::ZERO);
    }

    #[test]
    fn when_is_as_the_law_leaves_open() {
        // He reaches 60 in March 2025: one month later, and 36 months around that, not below 60.
        let of = |when| Person { born: month("1965-03"), when, ..Person::example() };
        let ages = When::ALL.map(|when| of(when).age());
        assert_eq!(ages, [721, 720, 757]);
        let before = Person { born: month("1964-12"), ..of(When::Late) };
        assert_eq!((before.age(), before.is_elastic()), (720, false));
    }

    #[test]
    fn what_the_rules_give_by_hand() {
        let person = Person { born: month("1960-01"), began: month("1990-01"), ..Person::example() };
        let total = |rule| person.pension(rule).unwrap();
        // 7,500 × 20% and 120,000 / 120; 7,500 × 0.9 × 5 × 1.2% is paid under each.
        assert_eq!(total(Rule::Of1997).base, Money::from_yuan(1_500));
        assert_eq!(total(Rule::Of1997).account, Money::from_yuan(1_000));
        assert_eq!(total(Rule::Of1997).transition, Money::from_yuan(405));
        // 20% and 18 full years beyond 15 at 0.6%.
        assert_eq!(total(Rule::Of2001).base, Money::from_yuan(2_310));
        // (7,500 + 6,750) / 2 × 33 × 1%; 120,000 / 139.
        assert_eq!(total(Rule::Of2005).base, Money::from_fen(235_125));
        assert_eq!(total(Rule::Of2005).account, Money::from_fen(86_331));
    }
}
