//! A scenario told from an earlier month: what would have been assumed then, had one assumed the same.
//!
//! Each calendar year keeps its values; the years before take those of the first. The arrangement of the first month
//! holds from the new start on. The end stays where it is.

use super::{Rates, Scenario, Yearly};
use crate::month::Month;

impl<T: Clone> Yearly<T> {
    /// With the first value so many years more in front.
    fn earlier(&mut self, years: usize) {
        if self.0.len() > 1 {
            let first = self.0[0].clone();
            self.0.splice(0..0, std::iter::repeat_n(first, years));
        }
    }
}

impl Rates {
    fn earlier(&mut self, years: usize) {
        let lists = [
            &mut self.contribution_rate,
            &mut self.collection_rate,
            &mut self.contributors_growth,
            &mut self.retirees_growth,
            &mut self.wage_growth,
            &mut self.pension_growth,
            &mut self.other_per_retiree,
        ];
        for list in lists.into_iter().flatten() {
            list.earlier(years);
        }
    }
}

impl Scenario {
    /// The same from an earlier month on; as it is, where `start` is no earlier.
    pub fn from_earlier(&self, start: Month) -> Scenario {
        let mut scenario = self.clone();
        let months = self.start.since(start);
        if months <= 0 {
            return scenario;
        }
        let years = (self.start.year() - start.year()) as usize;
        scenario.start = start;
        scenario.months = self.months.saturating_add(months as u32).min(Scenario::MOST_MONTHS);
        scenario.rates.earlier(years);
        for county in scenario.county.values_mut() {
            county.rates.earlier(years);
            county.target.iter_mut().for_each(|list| list.earlier(years));
            county.average_wage.iter_mut().for_each(|list| list.earlier(years));
            county.should_insured.iter_mut().for_each(|list| list.earlier(years));
        }
        if let Some(annual) = scenario.grants.as_mut().and_then(|grants| grants.annual.as_mut()) {
            annual.earlier(years);
        }
        // What was in force when it started is in force from the new start; what had gone before is gone.
        if let Some(first) = self.pooling.iter().rposition(|entry| entry.from <= self.start)
            && self.pooling[first].from > start
        {
            scenario.pooling.drain(..first);
            scenario.pooling[0].from = start;
        }
        scenario
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Arrangement, Pooling};
    use rust_decimal::Decimal;

    #[test]
    fn each_year_keeps_its_values_and_the_first_arrangement_holds_before() {
        let start: Month = "2008-01".parse().unwrap();
        let mut scenario = Scenario::new("s", start, 36);
        let rates = [80, 85, 90].map(|n| Decimal::new(n, 2));
        scenario.rates.collection_rate = Yearly::new(rates.to_vec());
        scenario.rates.wage_growth = Some(Yearly::constant(Decimal::new(5, 2)));
        scenario.pooling =
            vec![Pooling::of(Arrangement::Unified, start), Pooling::of(Arrangement::County, start.plus(12))];
        let earlier = scenario.from_earlier("2007-01".parse().unwrap());
        assert_eq!(
            (earlier.start.to_string().as_str(), earlier.months, earlier.end()),
            ("2007-01", 48, scenario.end())
        );
        let values = earlier.rates.collection_rate.as_ref().unwrap();
        assert_eq!(values.values(), [80, 80, 85, 90].map(|n| Decimal::new(n, 2)));
        assert_eq!(earlier.rates.wage_growth, scenario.rates.wage_growth);
        let froms: Vec<String> = earlier.pooling.iter().map(|p| p.from.to_string()).collect();
        assert_eq!(froms, ["2007-01", "2009-01"]);
        assert_eq!(scenario.from_earlier(start.plus(3)), scenario);
    }
}
