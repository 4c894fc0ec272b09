//! A scenario told from an earlier month: what would have been assumed then, had one assumed the same.
//!
//! Each calendar year keeps its values; the years before take those of the first. The arrangement of the first month
//! holds from the new start on. The end stays where it is.

use super::lever::LeverKey;
use super::people::{AccountBalance, Entrants, People};
use super::{Pooling, Scenario, Yearly};
use crate::month::Month;

impl<T: Clone> Yearly<T> {
    /// With the first value so many years more in front.
    pub(super) fn earlier(&mut self, years: usize) {
        if self.0.len() > 1 {
            let first = self.0[0].clone();
            self.0.splice(0..0, std::iter::repeat_n(first, years));
        }
    }
}

impl People {
    fn earlier(&mut self, years: usize) {
        for entrants in self.own_entrants.values_mut().chain([&mut self.entrants]) {
            if let Entrants::Heads(list) = entrants {
                list.earlier(years);
            }
        }
        for group in self.pension.iter_mut().flatten() {
            for list in [&mut group.years, &mut group.index, &mut group.deemed_years, &mut group.transition_rate] {
                list.earlier(years);
            }
            group.rule.earlier(years);
            if let AccountBalance::ByYear(list) = &mut group.account {
                list.earlier(years);
            }
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
        // The years of death rates are counted from their table's, where it has one.
        let fall = LeverKey::MortalityImprovement;
        let of_fall = (self.first_year(fall) - scenario.first_year(fall)) as usize;
        for (key, held) in scenario.own.values_mut().flat_map(|said| said.all_mut()) {
            held.earlier(if key == fall { of_fall } else { years });
        }
        if let Some(annual) = scenario.grants.as_mut().and_then(|grants| grants.annual.as_mut()) {
            annual.earlier(years);
        }
        if let Some(people) = &mut scenario.people {
            people.earlier(years);
        }
        for merger in &mut scenario.mergers {
            for leave in [&mut merger.leave_centres, &mut merger.leave_direct] {
                leave.splice(0..0, std::iter::repeat_n(0, months as usize));
            }
        }
        // What was in force when it started is in force from the new start; what had gone before is gone.
        let in_force = |of: &Pooling| {
            let same = self.pooling.iter().filter(|entry| entry.from <= self.start && entry.is_for_those_of(of));
            same.map(|entry| entry.from).max().filter(|from| *from > start)
        };
        scenario.pooling.retain_mut(|entry| {
            let Some(from) = in_force(entry).filter(|from| entry.from <= *from) else { return true };
            from == std::mem::replace(&mut entry.from, start)
        });
        scenario.pooling.sort_by_key(|entry| entry.from);
        scenario
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::held::Held;
    use crate::scenario::{Arrangement, PlaceKey};
    use rust_decimal::Decimal;

    #[test]
    fn each_year_keeps_its_values_and_the_first_arrangement_holds_before() {
        let start: Month = "2008-01".parse().unwrap();
        let mut scenario = Scenario::new("s", start, 36);
        let rates = [80, 85, 90].map(|n| Decimal::new(n, 2));
        scenario.say(&PlaceKey::Root, |root| {
            root.hold(LeverKey::CollectionRate, Yearly::new(rates.to_vec()).map(Held::Rates));
            root.hold(LeverKey::WageGrowth, Some(Held::Rates(Yearly::constant(Decimal::new(5, 2)))));
        });
        scenario.pooling =
            vec![Pooling::of(Arrangement::Unified, start), Pooling::of(Arrangement::County, start.plus(12))];
        let earlier = scenario.from_earlier("2007-01".parse().unwrap());
        assert_eq!(
            (earlier.start.to_string().as_str(), earlier.months, earlier.end()),
            ("2007-01", 48, scenario.end())
        );
        let values = earlier.root().rates(LeverKey::CollectionRate).unwrap();
        assert_eq!(values.values(), [80, 80, 85, 90].map(|n| Decimal::new(n, 2)));
        assert_eq!(earlier.root().held(LeverKey::WageGrowth), scenario.root().held(LeverKey::WageGrowth));
        let froms: Vec<String> = earlier.pooling.iter().map(|p| p.from.to_string()).collect();
        assert_eq!(froms, ["2007-01", "2009-01"]);
        assert_eq!(scenario.from_earlier(start.plus(3)), scenario);
        // An arrangement of another level is in force or gone by itself.
        let of_province =
            Pooling { level: Some(crate::place::Level::Province), ..Pooling::of(Arrangement::County, start) };
        scenario.pooling.insert(0, Pooling { from: "2006-05".parse().unwrap(), ..of_province });
        let earlier = scenario.from_earlier("2007-01".parse().unwrap());
        let froms: Vec<String> = earlier.pooling.iter().map(|p| p.from.to_string()).collect();
        assert_eq!(froms, ["2006-05", "2007-01", "2009-01"]);
    }
}
