//! The yearly rates of the people by age, which are levers of the root, and whether they can hold together.
//!
//! Source: section 10.3 of the model.

use rust_decimal::Decimal;

use super::Scenario;
use super::lever::LeverKey;
use super::people::NewPension;
use crate::money::Rate;

impl Scenario {
    /// The number of a lever of the people in a calendar year.
    pub fn people_rate(&self, key: LeverKey, year: usize) -> Rate {
        self.root().rates(key).map_or_else(|| key.default(), |list| *list.at(year))
    }

    /// The calendar year of the first entry of a lever's list: that of `start`, but for the fall of death rates the year
    /// after their table's, which is the base month's where the table has none.
    pub fn first_year(&self, key: LeverKey) -> i32 {
        if key != LeverKey::MortalityImprovement {
            return self.start.year();
        }
        let table = self.people.as_ref().and_then(|people| people.mortality.table().ok());
        table.and_then(|table| table.year).unwrap_or_else(|| self.start.previous().year()).saturating_add(1)
    }

    /// How many entries of a lever's list the run has a use for; at least one.
    pub fn years_of(&self, key: LeverKey) -> usize {
        usize::try_from(self.end().year() - self.first_year(key)).map_or(1, |years| years + 1)
    }

    /// The lever of the people that is out of its range, and the calendar year; `None` where all can hold.
    pub fn people_fault(&self) -> Option<(LeverKey, i32)> {
        let years =
            || 0..self.calendar_years().max(LeverKey::of_people().map(|key| self.listed(key)).max().unwrap_or(1));
        let most = |key| match key {
            LeverKey::ExitRate | LeverKey::PauseRate | LeverKey::ReturnRate => Decimal::from(12),
            _ => Decimal::ONE,
        };
        let is_rate = |key: &LeverKey| self.root().rates(*key).is_some() && *key != LeverKey::PeopleAccountRate;
        let beyond = LeverKey::of_people().filter(is_rate).find_map(|key| {
            let is_beyond = |year: &usize| {
                let rate = self.people_rate(key, *year);
                rate > most(key) || key == LeverKey::Early && rate >= Decimal::ONE
            };
            years().find(is_beyond).map(|year| (key, self.first_year(key) + year as i32))
        });
        beyond.or_else(|| {
            let both = |year: usize| self.people_rate(LeverKey::Early, year) + self.people_rate(LeverKey::Late, year);
            let year = years().find(|year| both(*year) > Decimal::ONE)?;
            Some((LeverKey::Late, self.start.year() + year as i32))
        })
    }

    /// Whether its people can be written and read again: rates within their ranges, entry below the base ages, the wage
    /// where pensions are reckoned by the rules; and no lever of people where there are none.
    pub(super) fn people_hold(&self) -> bool {
        let is_said = |key: LeverKey| self.root().held(key).is_some();
        let Some(people) = &self.people else { return !LeverKey::of_people().any(is_said) };
        let has_wage = people.new_pension == NewPension::Mean || is_said(LeverKey::PeopleWage);
        has_wage && people.late_entry().is_none() && self.people_fault().is_none()
    }

    fn listed(&self, key: LeverKey) -> usize {
        self.root().rates(key).map_or(1, |list| list.values().len())
    }
}
