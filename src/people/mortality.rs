//! Death rates: a table by sex and age with its source and year, and how they get lower from year to year.
//!
//! Source: section 10.1 of the model.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::Sex;
use super::part::Part;
use crate::finding::{Finding, Findings};
use crate::list::{Line, List};
use crate::money::{Rate, power_of_ten};

/// q is counted in billionths.
pub const BILLION: u64 = 1_000_000_000;

/// The decimals that q may have.
const DECIMALS: u32 = 9;

/// Death rates as published, or as given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mortality {
    /// Where they are from; empty where the file does not say.
    pub source: Arc<str>,
    /// Of which year they are; `None` is the base month's.
    pub year: Option<i32>,
    /// Of men, then of women.
    rates: [Ages; 2],
}

/// The rates of one sex, in billionths, from the first age on without a gap.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Ages {
    first: u32,
    q: Vec<u64>,
}

impl Mortality {
    /// Reads a file with the columns `sex, age, q`, and `year` and `source` where they are there.
    ///
    /// # Errors
    /// Each cell that is wrong, an age given twice, an age missing between others, a sex without any; years that differ.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Mortality, Findings> {
        let list = List::read(file, bytes, &["sex", "age", "q"], &["year", "source"])?;
        let mut findings = Findings::new();
        let mut rows: [Vec<(u32, u64, Line<'_>)>; 2] = [Vec::new(), Vec::new()];
        let (mut year, mut source) = (None, "");
        for line in list.lines() {
            let sex = Sex::ALL.into_iter().position(|sex| sex.key() == line.text("sex"));
            let age = line.text("age").parse::<u32>().ok().filter(|age| *age <= 150);
            let q = Decimal::from_str_exact(line.text("q")).ok().and_then(billionths);
            let said = line.text("year");
            let of_year = said.parse::<i32>().ok().filter(|year| (1900..=2999).contains(year));
            let wrong = [
                (sex.is_none(), "sex", "expected.sex"),
                (age.is_none(), "age", "expected.age_years"),
                (q.is_none(), "q", "expected.death_rate"),
                (!said.is_empty() && of_year.is_none(), "year", "expected.year"),
            ];
            findings
                .extend(wrong.into_iter().filter(|w| w.0).map(|(_, column, expected)| line.wrong(column, expected)));
            if let (Some(first), Some(other)) = (year, of_year)
                && first != other
            {
                findings.push(
                    Finding::error("mortality-years", line.at("year")).with("first", first).with("second", other),
                );
            }
            year = year.or(of_year);
            source = if source.is_empty() { line.text("source") } else { source };
            let (Some(sex), Some(age), Some(q)) = (sex, age, q) else { continue };
            match rows[sex].iter().find(|(other, ..)| *other == age) {
                Some((_, _, first)) => findings.push(
                    Finding::error("mortality-twice", line.at("age"))
                        .with("sex", format!("people.{}", Sex::ALL[sex].key()))
                        .with("age", age)
                        .with("first", first.at("age").row.unwrap_or_default()),
                ),
                None => rows[sex].push((age, q, line)),
            }
        }
        let rates = rows.map(|mut rows| {
            rows.sort_by_key(|(age, ..)| *age);
            rows
        });
        for (sex, rows) in Sex::ALL.into_iter().zip(&rates) {
            let sex = format!("people.{}", sex.key());
            if rows.is_empty() && findings.is_empty() {
                findings.push(Finding::error("mortality-sex", list.origin()).with("sex", &sex));
            }
            for pair in rows.windows(2).filter(|pair| pair[1].0 != pair[0].0 + 1) {
                let gap = Finding::error("mortality-gap", pair[1].2.at("age")).with("sex", &sex);
                findings.push(gap.with("first", pair[0].0 + 1).with("last", pair[1].0 - 1));
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let ages = rates.map(|rows| Ages {
            first: rows.first().map_or(0, |(age, ..)| *age),
            q: rows.into_iter().map(|(_, q, _)| q).collect(),
        });
        Ok(Mortality { source: source.into(), year, rates: ages })
    }

    /// The rates of calendar years one after the other, from `first` on: for each sex the share of those of an age in
    /// months who die within the month, from the oldest age to the youngest.
    ///
    /// `base` is the year of a table without one. `improvement` is what rates fall by in the nth calendar year after the
    /// table's.
    pub fn by_year(
        &self,
        base: i32,
        first: i32,
        years: usize,
        improvement: &dyn Fn(usize) -> Rate,
    ) -> Vec<[Deaths; 2]> {
        let mut rates = self.rates.clone();
        let mut of = self.year.unwrap_or(base);
        let mut n = 0;
        let mut found = Vec::with_capacity(years);
        for year in (first..).take(years) {
            while of < year {
                let left = Decimal::ONE - improvement(n);
                rates.iter_mut().flat_map(|ages| &mut ages.q).for_each(|q| *q = lowered(*q, left));
                (of, n) = (of + 1, n + 1);
            }
            found.push([0, 1].map(|sex| Deaths::of(&rates[sex])));
        }
        found
    }
}

/// A rate in billionths.
fn billionths(q: Decimal) -> Option<u64> {
    let mut q = q.normalize();
    (q.scale() <= DECIMALS && !q.is_sign_negative() && q <= Decimal::ONE || q.is_zero()).then(|| {
        q.rescale(DECIMALS);
        q.mantissa().unsigned_abs() as u64
    })
}

/// floor(q × left), no more than one.
fn lowered(q: u64, left: Decimal) -> u64 {
    let over = i128::from(q).saturating_mul(left.mantissa().max(0));
    u64::try_from(over / power_of_ten(left.scale())).unwrap_or(u64::MAX).min(BILLION)
}

impl Ages {
    /// The rate of an age in whole years; that of the nearest age where it has none.
    fn at(&self, age: u32) -> u64 {
        let last = self.q.len() - 1;
        self.q[(age.saturating_sub(self.first) as usize).min(last)]
    }
}

/// Who of an age in months dies within a month of a calendar year, by age from the oldest to the youngest.
#[derive(Clone, Debug)]
pub struct Deaths {
    /// By age.
    pub parts: Vec<Part>,
    /// Their multipliers.
    pub narrow: Vec<u64>,
    /// The most heads that the multipliers are exact for.
    pub limit: u64,
}

impl Deaths {
    /// q / (12 × 10⁹ − k × q) at k months beyond the birthday.
    fn of(ages: &Ages) -> Deaths {
        let part = |age: u32| {
            let q = u128::from(ages.at(age / 12));
            Part::new(q, 12 * u128::from(BILLION) - u128::from(age % 12) * q)
        };
        let parts: Vec<Part> = (super::YOUNGEST..=super::OLDEST).rev().map(part).collect();
        let narrow = parts.iter().map(Part::multiplier).collect();
        let limit = parts.iter().map(Part::limit).min().unwrap_or(0);
        Deaths { parts, narrow, limit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(rows: &str) -> Vec<String> {
        let read = Mortality::read("m.csv", format!("sex,age,q,year\n{rows}").as_bytes());
        read.err().unwrap_or_default().iter().map(|f| format!("{} {}", f.origin, f.code)).collect()
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said_at_its_cell() {
        assert_eq!(codes("man,1,0.5,2013\nwoman,2,1,2013\n"), [""; 0]);
        assert_eq!(codes("man,1,0.5,\nwoman,2,0.0000000001,\n"), ["m.csv C3 list-value"]);
        assert_eq!(codes("boy,x,1.1,12\n"), ["A", "B", "C", "D"].map(|c| format!("m.csv {c}2 list-value")));
        assert_eq!(codes("man,1,0.5,2013\nman,1,0.5,2014\n"), ["m.csv D3 mortality-years", "m.csv B3 mortality-twice"]);
        assert_eq!(codes("man,4,0.5,\nman,1,0.5,\nwoman,1,0,\n"), ["m.csv B2 mortality-gap"]);
        assert_eq!(codes("man,4,0.5,\n"), ["m.csv mortality-sex"]);
    }

    #[test]
    fn rates_fall_from_the_year_after_the_tables_and_never_pass_one() {
        let text = "sex,age,q,year\nman,60,0.1,2020\nman,61,0.9,2020\nwoman,60,0.000000009,2020\n";
        let table = Mortality::read("m.csv", text.as_bytes()).unwrap();
        let rate = |n: usize| [Decimal::new(1, 1), Decimal::new(-5, 1)][n.min(1)];
        let years = table.by_year(2019, 2019, 5, &rate);
        // At 60 years and no months the part is q / 12.
        let q = |year: usize, sex: usize, age: u32| {
            years[year][sex].parts[(super::super::OLDEST - age * 12) as usize].take(12 * BILLION)
        };
        assert_eq!(
            [0, 1, 2, 3, 4].map(|y| q(y, 0, 60)),
            [100_000_000, 100_000_000, 90_000_000, 135_000_000, 202_500_000]
        );
        // 61 and all older: 0.9, 0.81, then above one.
        assert_eq!([1, 2, 3].map(|y| q(y, 0, 80)), [900_000_000, 810_000_000, BILLION]);
        // Nine billionths: floor(8.1), floor(12); younger than 60 as at 60.
        assert_eq!([1, 2, 3].map(|y| q(y, 1, 20)), [9, 8, 12]);
        let without = Mortality { year: None, ..table };
        assert_eq!(
            without.by_year(2018, 2019, 1, &rate)[0][0].parts[(super::super::OLDEST - 720) as usize].take(12 * BILLION),
            90_000_000
        );
    }

    #[test]
    fn a_year_of_months_takes_the_years_share() {
        let text = "sex,age,q\nman,60,0.12\nwoman,60,1\n";
        let table = Mortality::read("m.csv", text.as_bytes()).unwrap();
        let deaths = &table.by_year(2020, 2020, 1, &|_| Decimal::ZERO)[0];
        let mut left = [12_000_000_000u64; 2];
        for month in 0..12 {
            for (sex, left) in left.iter_mut().enumerate() {
                *left -= deaths[sex].parts[(super::super::OLDEST - 720 - month) as usize].take(*left);
            }
        }
        assert_eq!(left[1], 0);
        assert!(left[0].abs_diff(10_560_000_000) < 12, "{}", left[0]);
    }
}
