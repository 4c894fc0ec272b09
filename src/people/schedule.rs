//! When people may and must retire: base ages that rise by a month for every so many months, as the law or somebody's
//! own schedule has it.
//!
//! Source: section 10.4 of the model; the law's ages are `assets/policy/retirement.toml`.

use super::Group;
use crate::month::Month;
use crate::policy;

/// How early and how late one may retire, in months around the statutory age.
pub const ELASTIC: u32 = 36;

/// The ages of one group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rise {
    /// The base age in months.
    pub base: u32,
    /// From when it rises, by the month in which the base age is reached; `None` where it never does.
    pub from: Option<Month>,
    /// One month for every how many; at least one.
    pub every: u32,
    /// By how many months at most.
    pub most: u32,
}

/// The ages at which somebody retires, in months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ages {
    /// The earliest; `None` where it is not below the statutory age.
    pub early: Option<u32>,
    /// 法定退休年龄
    pub statutory: u32,
    /// The latest.
    pub late: u32,
}

impl Rise {
    /// Ages that never rise.
    pub const fn never(base: u32) -> Rise {
        Rise { base, from: None, every: 1, most: 0 }
    }

    /// By how many months somebody retires later who reaches the base age in a month.
    pub fn delay(&self, reached: Month) -> u32 {
        match self.from {
            Some(from) if reached >= from => {
                let months = u32::try_from(reached.since(from)).unwrap_or(0);
                self.most.min(months / self.every + 1)
            }
            _ => 0,
        }
    }

    /// The ages of those who reach the base age in a month.
    pub fn ages(&self, reached: Month) -> Ages {
        let statutory = self.base + self.delay(reached);
        let is_elastic = self.from.is_some_and(|from| reached >= from);
        let early = self.base.max(statutory.saturating_sub(ELASTIC));
        Ages {
            early: (is_elastic && early < statutory).then_some(early),
            statutory,
            late: statutory + if is_elastic { ELASTIC } else { 0 },
        }
    }

    /// The statutory age of the last who have reached theirs by a month.
    pub fn age_in(&self, month: Month) -> u32 {
        let has_reached = |reached: &Month| reached.plus(self.delay(*reached) as i32) <= month;
        let reached = (0..=self.most as i32).map(|n| month.plus(-n)).find(has_reached);
        self.base + reached.map_or(self.most, |reached| self.delay(reached))
    }

    /// The ages of those born in a month.
    pub fn ages_of(&self, born: Month) -> Ages {
        self.ages(born.plus(self.base as i32))
    }
}

/// The ages of the groups, in the order of [`Group::ALL`].
pub type Schedule = [Rise; 3];

/// What the decision of 13 September 2024 has.
pub fn of_2024() -> Schedule {
    Group::ALL.map(|group| {
        let rising = policy::parameter(group.known().law).and_then(|parameter| parameter.rising);
        let rising = rising.expect("a shipped age rises");
        Rise { base: rising.base, from: Some(rising.from), every: rising.every, most: rising.most - rising.base }
    })
}

/// The base ages of the law, for ever.
pub fn before() -> Schedule {
    of_2024().map(|rise| Rise::never(rise.base))
}

/// The least years of contribution of those who retire in a month.
pub fn least_years(month: Month) -> crate::money::Rate {
    policy::number_or_first("minimum_years", month).unwrap_or(crate::pension::FIFTEEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who was born in a month retires when, and how old.
    #[test]
    fn the_schedule_of_480_birth_months() {
        let text = include_str!("../../tests/people/retirement_schedule.csv");
        let schedule = of_2024();
        let group = |category: &str| match category {
            "man60" => 0,
            "woman55" => 1,
            "woman50" => 2,
            other => panic!("{other}"),
        };
        let mut count = 0;
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [category, born, delay, age_text, age, retires, divisor, least] = cells[..] else { panic!("{line}") };
            let rise = schedule[group(category)];
            let born: Month = born.parse().unwrap();
            let statutory = rise.ages_of(born).statutory;
            assert_eq!((statutory - rise.base).to_string(), delay, "{line}");
            assert_eq!(statutory.to_string(), age, "{line}");
            let months = if statutory.is_multiple_of(12) { String::new() } else { format!("{}个月", statutory % 12) };
            assert_eq!(format!("{}岁{months}", statutory / 12), age_text, "{line}");
            let month = born.plus(statutory as i32);
            assert_eq!(month.to_string(), retires, "{line}");
            let months = crate::pension::divisor(statutory).unwrap();
            assert_eq!(months, divisor.parse().unwrap(), "{line}");
            assert_eq!(least_years(month), least.parse().unwrap(), "{line}");
            count += 1;
        }
        assert_eq!(count, 480);
    }

    #[test]
    fn no_man_reaches_the_age_in_some_months() {
        let man = of_2024()[0];
        let first: Month = "1960-01".parse().unwrap();
        let retires: Vec<Month> =
            (0..300).map(|n| first.plus(n)).map(|born| born.plus(man.ages_of(born).statutory as i32)).collect();
        let empty = |month: &str| !retires.contains(&month.parse().unwrap());
        assert!(empty("2025-01") && empty("2025-06") && !empty("2025-02") && !empty("2024-12"));
    }

    #[test]
    fn the_age_of_a_month_is_that_of_the_last_who_reached_theirs() {
        let [man, _, worker] = of_2024();
        let age = |rise: Rise, month: &str| rise.age_in(month.parse().unwrap());
        assert_eq!(
            ["2024-12", "2025-01", "2025-02", "2025-12", "2040-01"].map(|month| age(man, month)),
            [720, 720, 721, 723, 756]
        );
        assert_eq!(["2025-02", "2039-12", "2045-01"].map(|month| age(worker, month)), [601, 660, 660].map(|a| a));
        assert_eq!(before()[0].age_in("2040-01".parse().unwrap()), 720);
    }

    #[test]
    fn early_is_no_earlier_than_the_base_age_and_late_three_years_after() {
        let [man, _, worker] = of_2024();
        assert_eq!(man.ages("2024-12".parse().unwrap()), Ages { early: None, statutory: 720, late: 720 });
        assert_eq!(man.ages("2025-01".parse().unwrap()), Ages { early: Some(720), statutory: 721, late: 757 });
        assert_eq!(worker.ages("2040-01".parse().unwrap()), Ages { early: Some(624), statutory: 660, late: 696 });
        assert_eq!(before()[0].ages("2040-01".parse().unwrap()), Ages { early: None, statutory: 720, late: 720 });
    }
}
