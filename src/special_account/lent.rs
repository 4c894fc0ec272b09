//! Money lent between counties before grants arrive (县区间垫付), by county and calendar year.
//!
//! Source: section 13.3.

use crate::field::Field;
use crate::money::{Money, split};
use crate::month::Month;
use crate::place::PlaceId;
use crate::simulation::Run;

/// What one county had of the others at most in a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lent {
    /// The county.
    pub county: PlaceId,
    /// The greatest sum up to a month of allocated − remitted − grants; zero where it is never above.
    pub amount: Money,
    /// The first month that reaches it; `None` for zero.
    pub month: Option<Month>,
    /// What counts as grants up to that month: its own, and its shares of those to the pools above it.
    pub grants: Money,
}

/// The years of a run in order, each with its counties in data order.
///
/// Grants posted to a pool count for its counties by that month's retirees; balances handed up don't count.
pub fn lent(run: &Run) -> Vec<(i32, Vec<Lent>)> {
    let mut years: Vec<(i32, Vec<Lent>)> = Vec::new();
    let mut sums = Vec::new();
    for (n, month) in run.month_range().enumerate() {
        if years.last().is_none_or(|(year, _)| *year != month.year()) {
            let none = |county| Lent { county, amount: Money::ZERO, month: None, grants: Money::ZERO };
            years.push((month.year(), run.counties().map(none).collect()));
            sums = vec![(Money::ZERO, Money::ZERO); run.places.counties()];
        }
        let grants = grants(run, n);
        let (_, counties) = years.last_mut().expect("just pushed");
        for ((most, (sum, granted)), grant) in counties.iter_mut().zip(&mut sums).zip(grants) {
            let of = |field| run.money(n, most.county, field);
            *sum += of(Field::Allocated) - of(Field::Remitted) - grant;
            *granted += grant;
            if *sum > most.amount {
                (most.amount, most.month, most.grants) = (*sum, Some(month), *granted);
            }
        }
    }
    years
}

/// A month's grants by county: its own, and its shares of those to the pools above it.
fn grants(run: &Run, n: usize) -> Vec<Money> {
    let mut grants: Vec<Money> = run.counties().map(|county| run.money(n, county, Field::Grant)).collect();
    for pool in run.places.above_counties() {
        let grant = run.money(n, pool, Field::Grant);
        if grant.is_positive() {
            let counties = run.places.counties_of(pool);
            let retirees = |county: &PlaceId| run.row(n, *county).number(Field::Retirees).unwrap_or_default().into();
            let weights: Vec<i128> = counties.iter().map(retirees).collect();
            for (county, share) in counties.iter().zip(split(grant, &weights)) {
                grants[county.index()] += share;
            }
        }
    }
    grants
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::testing::{counties, run, yuan};

    /// 甲 lacks 40 a month and 乙 has 40 over; a grant of 90 in March is halved by retirees.
    #[test]
    fn the_greatest_sum_before_the_grant_is_what_was_lent() {
        let data = counties(&[("甲", 60, 100, 0), ("乙", 140, 100, 0)]);
        let scenario = "start = \"2008-01\"\nmonths = 4\n[rates]\ncontribution_rate = \"1\"\n[grants]\nannual = \"90\"\nmonths = [3]\n\
                        [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\ngrants = \"to_pool\"\n";
        let years = lent(&run(&data, scenario).unwrap());
        let (year, of) = &years[0];
        assert_eq!((years.len(), *year), (1, 2008));
        let april = "2008-04".parse().unwrap();
        assert_eq!((of[0].amount, of[0].month), (yuan("115"), Some(april)));
        assert_eq!((of[1].amount, of[1].month), (Money::ZERO, None));
    }
}
