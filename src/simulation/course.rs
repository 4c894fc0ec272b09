//! What holds in a month of a projection before heads are put to it: rates, base and pension a head, and how they came
//! about from the month before. The projection reckons with it, and who asks why is told by it.
//!
//! Source: model section 4.

use super::bound::Bound;
use super::{Notes, bad_amount};
use crate::dataset::{County, Dataset};
use crate::field::{Field, Row};
use crate::finding::{Finding, Origin};
use crate::money::{Factor, Money, PerHead, Persons, Rate, round_money};
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::scenario::Scenario;
use crate::scenario::lever::LeverKey;

/// The last observed month, from which a county is projected.
pub(super) struct BasePoint {
    pub contributors: Persons,
    pub insured: Persons,
    pub is_insured_known: bool,
    pub retirees: Persons,
    pub wage: Money,
    pub pension: Money,
}

/// The row from which a county is projected.
pub(super) fn base_row<'a>(scenario: &Scenario, county: &'a County) -> Result<Row<'a>, Finding> {
    let base_month = scenario.start.previous();
    county.month(base_month).ok_or_else(|| {
        Finding::error("base-point", Origin::default())
            .with("county", &county.name)
            .with("start", scenario.start)
            .with("needed", base_month)
            .with("last", county.last())
            .with("possible", county.last().last_month().next())
    })
}

pub(super) fn base_point(
    bound: &Bound<'_>,
    index: usize,
    county: &County,
    notes: &mut Notes,
) -> Result<BasePoint, Finding> {
    let scenario = bound.scenario;
    let base_month = scenario.start.previous();
    let row = base_row(scenario, county)?;
    let absent = |field: Field| {
        Finding::error(
            "base-point-value",
            county.source(Period::Month(base_month)).map_or_else(Origin::default, |s| s.place(field)),
        )
        .with("county", &county.name)
        .with("month", base_month)
        .with("field", field.text_key())
    };
    let mut heads = |value: Option<Persons>, field| {
        value.unwrap_or_else(|| {
            notes.read_as_zero(field, index, base_month);
            0
        })
    };
    let contributors = heads(row.persons(Field::Contributors), Field::Contributors);
    let retirees = heads(row.persons(Field::Retirees), Field::Retirees);
    let insured = row.persons(Field::Insured).unwrap_or_else(|| {
        notes.read_as_zero(Field::Insured, index, base_month);
        contributors
    });
    let mut or_zero = |value: Option<Money>, field| {
        value.unwrap_or_else(|| {
            notes.read_as_zero(field, index, base_month);
            Money::ZERO
        })
    };
    let paid = or_zero(row.money(Field::Pension), Field::Pension) - or_zero(row.money(Field::Backpay), Field::Backpay);
    let pension = if retirees == 0 {
        Money::ZERO
    } else {
        round_money(&[paid.into()], &[retirees.into()])
            .ok_or_else(|| bad_amount("amount-too-large", Field::Pension, &county.name, base_month))?
    };
    let wage = match (row.money(Field::Base), row.money(Field::Due)) {
        (Some(base), _) => base,
        (None, Some(due)) => {
            let rate = bound.rate(PlaceId::county(index), LeverKey::ContributionRate, scenario.start);
            round_money(&[due.into()], &[contributors.into(), rate.into()]).ok_or_else(|| absent(Field::Base))?
        }
        (None, None) => return Err(absent(Field::Base)),
    };
    let is_insured_known = row.persons(Field::Insured).is_some();
    Ok(BasePoint { contributors, insured, is_insured_known, retirees, wage, pension })
}

/// How the pensions of a month's new retirees enter those of all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blend {
    /// All retirees, in μ.
    pub retirees: u64,
    /// The new ones among them, in μ.
    pub new: u64,
    /// What the new ones get on average.
    pub pension: Money,
}

impl Blend {
    /// What all get on average, where those who were there before got `old`; `None` is too large.
    pub fn of(&self, old: Money) -> Option<Money> {
        if self.retirees == 0 {
            return Some(old);
        }
        let sum = old.fen().checked_mul((self.retirees - self.new).into())?;
        let sum = sum.checked_add(self.pension.fen().checked_mul(self.new.into())?)?;
        round_money(&[Factor::Whole(sum)], &[Factor::Whole(self.retirees.into())])
    }
}

/// A month of a county.
#[derive(Clone, Debug)]
pub struct Course {
    /// Those in force.
    pub rates: MonthRates,
    /// The month's collection factor; `None` where all months are alike.
    pub season: Option<Rate>,
    /// Whether the base rises in this month.
    pub wage_rises: bool,
    /// The base of the month before.
    pub wage_before: Money,
    /// The base.
    pub wage: Money,
    /// The pension paid a head in the month before.
    pub paid_before: Money,
    /// The pension paid a head.
    pub paid: Money,
    /// For how many months before this one the rise is paid back.
    pub backpay_months: u32,
    /// The pension a head that they are entitled to.
    pub(super) entitled: Money,
    seasons: Option<[Rate; 12]>,
    wage_month: u32,
    effective: u32,
    paid_month: u32,
}

/// The rates of one county that hold in one month.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are those of the levers")]
pub struct MonthRates {
    pub contribution: Rate,
    pub collection: Rate,
    pub wage_growth: Rate,
    pub pension_growth: Rate,
    pub other: PerHead,
    pub target: Option<Money>,
}

fn rates_in(bound: &Bound<'_>, county: PlaceId, month: Month) -> MonthRates {
    let (year, rate) = (bound.scenario.year_index(month), |key: LeverKey| bound.rate(county, key, month));
    MonthRates {
        contribution: rate(LeverKey::ContributionRate),
        collection: rate(LeverKey::CollectionRate),
        wage_growth: rate(LeverKey::WageGrowth),
        pension_growth: rate(LeverKey::PensionGrowth),
        other: bound.other_per_retiree(county, year),
        target: bound.said(county).target_in(year),
    }
}

fn raised(amount: Money, growth: Rate) -> Option<Money> {
    round_money(&[amount.into(), (Rate::ONE + growth).into()], &[])
}

impl Course {
    /// What stood in the base month, a raise that is pending then included; `None` is too large.
    pub(super) fn before(bound: &Bound<'_>, county: PlaceId, base: &BasePoint) -> Option<Course> {
        let (rates, start) = (rates_in(bound, county, bound.scenario.start), bound.scenario.start);
        let month = |key| bound.month(county, key);
        let (effective, paid_month) = (month(LeverKey::PensionEffectiveMonth), month(LeverKey::PensionPaidMonth));
        let is_pending = effective < start.month() && start.month() <= paid_month;
        let entitled = if is_pending { raised(base.pension, rates.pension_growth)? } else { base.pension };
        Some(Course {
            rates,
            season: None,
            wage_rises: false,
            wage_before: base.wage,
            wage: base.wage,
            paid_before: base.pension,
            paid: base.pension,
            backpay_months: 0,
            entitled,
            seasons: bound.season(county),
            wage_month: month(LeverKey::WageMonth),
            effective,
            paid_month,
        })
    }

    /// The months in which a raise comes into force and is paid.
    pub(super) const fn raise_months(&self) -> (u32, u32) {
        (self.effective, self.paid_month)
    }

    /// Goes on to the month after, in which some may have retired whose pensions are reckoned by the rules; where that
    /// can't be, the column that gets too large.
    pub(super) fn go_on(
        &mut self,
        bound: &Bound<'_>,
        county: PlaceId,
        month: Month,
        new: Option<&Blend>,
    ) -> Result<(), Field> {
        if bound.rates_change(month) {
            self.rates = rates_in(bound, county, month);
        }
        self.season = self.seasons.map(|season| season[month.month() as usize - 1]);
        (self.wage_before, self.paid_before) = (self.wage, self.paid);
        self.wage_rises = month.month() == self.wage_month;
        if self.wage_rises {
            self.wage = raised(self.wage, self.rates.wage_growth).ok_or(Field::Base)?;
        }
        if let Some(new) = new {
            self.entitled = new.of(self.entitled).ok_or(Field::Pension)?;
            self.paid = new.of(self.paid).ok_or(Field::Pension)?;
        }
        if month.month() == self.effective {
            self.entitled = raised(self.entitled, self.rates.pension_growth).ok_or(Field::Pension)?;
        }
        self.backpay_months = 0;
        if month.month() == self.paid_month {
            self.backpay_months = self.paid_month.saturating_sub(self.effective);
            self.paid = self.entitled;
        }
        Ok(())
    }

    /// That of a month of a run that projects data by month, with what its new retirees brought month by month; `None`
    /// where it does not come so far.
    pub fn of(dataset: &Dataset, bound: &Bound<'_>, county: PlaceId, month: Month, new: &[Blend]) -> Option<Course> {
        let index = county.index();
        let base = base_point(bound, index, dataset.counties.get(index)?, &mut Notes::default()).ok()?;
        let mut course = Course::before(bound, county, &base)?;
        let start = bound.scenario.start;
        let mut months = 0..=month.since(start);
        months.try_for_each(|n| course.go_on(bound, county, start.plus(n), new.get(n as usize))).ok()?;
        Some(course)
    }
}
