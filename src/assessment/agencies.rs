//! 经办经费: what the agencies cost, and what they need by formula.
//!
//! Source: model section 12.4, "Agencies' cost".

use super::exact::Exact;
use crate::money::{Money, Persons};
use crate::place::Level;

/// What an agency has, handles and costs in a year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agency {
    /// 经办人员
    pub staff: Persons,
    /// 参保人数
    pub insured: Persons,
    /// The fund's income.
    pub income: Money,
    /// The fund's expenditure.
    pub expenditure: Money,
    /// 经办经费
    pub cost: Money,
}

impl Agency {
    /// Income and expenditure together.
    pub fn flow(&self) -> Money {
        self.income + self.expenditure
    }

    /// Yuan of cost per 10,000 yuan handled; `None` where none is.
    pub fn per_ten_thousand(&self) -> Option<Exact> {
        Exact::from(self.cost).times(&Exact::whole(10_000)).over(&self.flow().into())
    }

    /// Yuan of cost per insured person; `None` where there is none.
    pub fn per_insured(&self) -> Option<Exact> {
        Exact::from(self.cost).over(&Exact::whole(self.insured.into()))
    }

    /// Insured persons per member of staff; `None` where there is none.
    pub fn insured_per_staff(&self) -> Option<Exact> {
        Exact::fraction(self.insured.into(), self.staff.into())
    }
}

/// By what formula agencies are financed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    /// Yuan per insured person.
    pub per_insured: Exact,
    /// Yuan per 10,000 yuan handled.
    pub per_ten_thousand: Exact,
    /// Who pays what part, from the nation down; the last pays the rest.
    pub shares: Vec<(Level, Exact)>,
}

impl Formula {
    /// What an agency needs, rounded once; `None` beyond what can be counted.
    pub fn need(&self, agency: &Agency) -> Option<Money> {
        let by_heads = self.per_insured.times(&Exact::whole(agency.insured.into()));
        let by_flow = self.per_ten_thousand.times(&agency.flow().into()).over(&Exact::whole(10_000))?;
        by_heads.plus(&by_flow).rounded(2).map(Money::from_fen).filter(|need| need.within_limit())
    }

    /// Who pays what of a need: each part is rounded and no more than what is left, the last is the rest.
    pub fn paid_by(&self, need: Money) -> Vec<(Level, Money)> {
        let mut left = need;
        let count = self.shares.len();
        let part = |(n, (level, share)): (usize, &(Level, Exact))| {
            let fen = share.times(&Exact::whole(need.fen())).rounded(0).unwrap_or_default();
            let part = if n + 1 == count { left } else { Money::from_fen(fen).min(left) };
            left -= part;
            (*level, part)
        };
        self.shares.iter().enumerate().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse::<rust_decimal::Decimal>().unwrap().into()
    }

    /// 2007 in Huangshan: 800 万元 came from the province, 47 万元 went to the counties' agencies. The heads and the flow
    /// are made up for the test.
    #[test]
    fn cost_and_need_of_an_agency() {
        let agency = Agency {
            staff: 47,
            insured: 94_000,
            income: Money::from_yuan(200_000_000),
            expenditure: Money::from_yuan(270_000_000),
            cost: Money::from_yuan(470_000),
        };
        assert_eq!(agency.per_ten_thousand(), Some(exact("10")));
        assert_eq!(agency.per_insured(), Some(exact("5")));
        assert_eq!(agency.insured_per_staff(), Some(exact("2000")));
        let shares =
            vec![(Level::Province, exact("0.333")), (Level::City, exact("0.333")), (Level::County, exact("0.334"))];
        let formula = Formula { per_insured: exact("2.005"), per_ten_thousand: exact("6"), shares };
        let need = formula.need(&agency).unwrap();
        assert_eq!(need, Money::from_yuan(470_470));
        let paid = formula.paid_by(need);
        assert_eq!(paid[0].1.to_string(), "156666.51");
        assert_eq!(paid.iter().map(|(_, part)| *part).sum::<Money>(), need);
        let empty = Agency { staff: 0, insured: 0, income: Money::ZERO, expenditure: Money::ZERO, ..agency };
        assert_eq!((empty.per_ten_thousand(), empty.per_insured(), empty.insured_per_staff()), (None, None, None));
    }
}
