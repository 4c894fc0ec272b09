//! What officers read off the fund: gaps, ratios, months of cover.
//!
//! A [`Fund`] is observed data, or the data that a run continues, with the run's pool beside it. For a set of counties
//! the parts are summed first, then divided. A measure that needs an unknown value is unknown; a ratio with a zero
//! denominator too.
//!
//! Source: model section 3.

use rust_decimal::Decimal;

use crate::dataset::{County, Dataset, Field, Grain, Row};
use crate::money::{Money, ratio, split};
use crate::month::{Month, Period};
use crate::scenario::{Remit, Scenario};
use crate::simulation::Run;

/// A measure of the fund.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Measure {
    /// 征缴收支缺口 = pension + other − collected
    Gap,
    /// 当月短缺 = max(0, gap), summed over months and counties
    Shortfall,
    /// 短缺率 = shortfall / (pension + other)
    ShortfallRatio,
    /// 征缴差额 = due − collected
    Uncollected,
    /// 征缴率 = collected / due
    CollectionRate,
    /// 赡养率 = retirees / contributors
    DependencyRatio,
    /// 制度赡养率 = retirees / insured
    SchemeDependencyRatio,
    /// 当期结余 = collected + grant + subsidy + allocated + interest − pension − other − remitted
    Surplus,
    /// 可支付月数 = closing balance / mean monthly expenditure of the twelve months to the date
    MonthsOfCover,
    /// 调剂净额, of a year
    Adjustment,
    /// 统筹后短缺 = max(0, the sum of the counties' gaps), summed over months
    PooledShortfall,
}

impl Measure {
    /// Those of every county and period, in the order of the files.
    pub const OF_COUNTIES: [Measure; 10] = [
        Measure::Gap,
        Measure::Shortfall,
        Measure::ShortfallRatio,
        Measure::Uncollected,
        Measure::CollectionRate,
        Measure::DependencyRatio,
        Measure::SchemeDependencyRatio,
        Measure::Surplus,
        Measure::MonthsOfCover,
        Measure::Adjustment,
    ];

    /// The key in files, which is also the end of its locale key `measure.…`.
    pub const fn key(self) -> &'static str {
        match self {
            Measure::Gap => "gap",
            Measure::Shortfall => "shortfall",
            Measure::ShortfallRatio => "shortfall_ratio",
            Measure::Uncollected => "uncollected",
            Measure::CollectionRate => "collection_rate",
            Measure::DependencyRatio => "dependency_ratio",
            Measure::SchemeDependencyRatio => "scheme_dependency_ratio",
            Measure::Surplus => "surplus",
            Measure::MonthsOfCover => "months_of_cover",
            Measure::Adjustment => "adjustment",
            Measure::PooledShortfall => "pooled_shortfall",
        }
    }
}

/// A measure's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Yuan to the fen.
    Money(Money),
    /// A ratio, six decimals.
    Ratio(Decimal),
    /// Months, six decimals.
    Months(Decimal),
}

impl Value {
    /// This less an earlier value of the same kind.
    pub fn less(self, earlier: Value) -> Option<Value> {
        match (self, earlier) {
            (Value::Money(a), Value::Money(b)) => Some(Value::Money(a - b)),
            (Value::Ratio(a), Value::Ratio(b)) => Some(Value::Ratio(a - b)),
            (Value::Months(a), Value::Months(b)) => Some(Value::Months(a - b)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Value {
    /// As in files: money with two decimals, ratios and months with six.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Money(money) => money.fmt(f),
            Value::Ratio(number) | Value::Months(number) => write!(f, "{number:.6}"),
        }
    }
}

/// Which counties a measure is taken of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counties {
    /// One, by position.
    One(usize),
    /// All together.
    All,
}

/// What measures are taken of: data, and the run that continues them, if any.
#[derive(Clone, Copy)]
pub struct Fund<'a> {
    /// Observed, or observed and run.
    pub data: &'a Dataset,
    /// The run with its scenario, whose months the data end with.
    pub settled: Option<(&'a Run, &'a Scenario)>,
}

impl<'a> Fund<'a> {
    /// Observed data alone.
    pub fn observed(data: &'a Dataset) -> Fund<'a> {
        Fund { data, settled: None }
    }

    fn counties(&self, set: Counties) -> &'a [County] {
        match set {
            Counties::All => &self.data.counties,
            Counties::One(index) => self.data.counties.get(index).map_or(&[], std::slice::from_ref),
        }
    }

    /// The rows of a county in a period: its months on record of a year, or the one row.
    pub fn rows(county: &County, period: Period) -> impl Iterator<Item = (Period, &Row)> {
        let months = match (county.first, period) {
            (Period::Month(_), Period::Year(year)) => Month::january(year)..Month::january(year + 1),
            _ => Month::january(0)..Month::january(0),
        };
        let count = months.end.since(months.start);
        let by_month = (0..count).map(move |n| Period::Month(months.start.plus(n)));
        let itself = (count == 0).then_some(period);
        itself.into_iter().chain(by_month).filter_map(|p| Some((p, county.row(p)?)))
    }

    /// The sum of a value over counties and period; `None` where one is unknown or none is on record.
    pub fn sum(&self, set: Counties, period: Period, value: impl Fn(&Row) -> Option<i128>) -> Option<i128> {
        let mut sum = None;
        for county in self.counties(set) {
            for (_, row) in Fund::rows(county, period) {
                *sum.get_or_insert(0) += value(row)?;
            }
        }
        sum
    }

    /// The sum of a money field.
    pub fn money(&self, set: Counties, period: Period, field: Field) -> Option<Money> {
        self.sum(set, period, |row| row.money(field).map(Money::fen)).map(Money::from_fen)
    }

    /// Σ(pension + other)
    pub fn expenditure(&self, set: Counties, period: Period) -> Option<Money> {
        self.sum(set, period, |row| row.expenditure().map(Money::fen)).map(Money::from_fen)
    }

    /// How many months of a period are on record, of any county of the set; a yearly row counts as twelve.
    pub fn months_on_record(&self, set: Counties, period: Period) -> usize {
        let months = |county: &County| match self.data.grain {
            Grain::Yearly => 12 * Fund::rows(county, period).count(),
            Grain::Monthly => Fund::rows(county, period).count(),
        };
        self.counties(set).iter().map(months).max().unwrap_or(0)
    }

    /// A measure of a set of counties in a month or a year; `None` is unknown, or meaningless there.
    pub fn measure(&self, measure: Measure, set: Counties, period: Period) -> Option<Value> {
        let heads = |field| move |row: &Row| heads(row, field);
        match measure {
            Measure::Gap => self.sum(set, period, gap).map(money),
            Measure::Shortfall => self.shortfall(set, period).map(Value::Money),
            Measure::ShortfallRatio => {
                quotient(self.shortfall(set, period)?.fen(), self.expenditure(set, period)?.fen())
            }
            Measure::PooledShortfall => self.pooled_shortfall(set, period).map(Value::Money),
            Measure::Uncollected => self.sum(set, period, |row| Some((row.due? - row.collected?).fen())).map(money),
            Measure::CollectionRate => {
                quotient(self.money(set, period, Field::Collected)?.fen(), self.money(set, period, Field::Due)?.fen())
            }
            Measure::DependencyRatio => quotient(
                self.sum(set, period, heads(Field::Retirees))?,
                self.sum(set, period, heads(Field::Contributors))?,
            ),
            Measure::SchemeDependencyRatio => {
                quotient(self.sum(set, period, heads(Field::Retirees))?, self.sum(set, period, heads(Field::Insured))?)
            }
            Measure::Surplus => self.sum(set, period, surplus).map(money),
            Measure::MonthsOfCover => self.months_of_cover(set, period),
            Measure::Adjustment => match period {
                Period::Year(year) => self.adjustment(set, year).map(Value::Money),
                Period::Month(_) => None,
            },
        }
    }

    /// The change against the same period a year earlier.
    pub fn change(&self, measure: Measure, set: Counties, period: Period) -> Option<Value> {
        let earlier = self.measure(measure, set, period.plus_years(-1))?;
        self.measure(measure, set, period)?.less(earlier)
    }

    /// Whether the rows are months, of which alone there are monthly shortfalls.
    fn is_monthly(&self) -> bool {
        self.data.grain == Grain::Monthly
    }

    fn shortfall(&self, set: Counties, period: Period) -> Option<Money> {
        if !self.is_monthly() {
            return None;
        }
        self.sum(set, period, |row| gap(row).map(|g| g.max(0))).map(Money::from_fen)
    }

    fn pooled_shortfall(&self, set: Counties, period: Period) -> Option<Money> {
        if !self.is_monthly() {
            return None;
        }
        match period {
            Period::Month(_) => Some(Money::from_fen(self.sum(set, period, gap)?.max(0))),
            Period::Year(year) => {
                let mut sum = None;
                for n in 0..12 {
                    let month = Period::Month(Month::january(year).plus(n));
                    if self.counties(set).iter().any(|county| county.row(month).is_some()) {
                        *sum.get_or_insert(Money::ZERO) += self.pooled_shortfall(set, month)?;
                    }
                }
                sum
            }
        }
    }

    /// The last period on record of the set within `period`.
    fn date(&self, set: Counties, period: Period) -> Option<Period> {
        self.counties(set).iter().filter_map(|c| Fund::rows(c, period).last().map(|(p, _)| p)).max()
    }

    /// The closing balance of the set at a date; of all counties together with the pool's, where there is a run.
    pub fn balance(&self, set: Counties, date: Period) -> Option<Money> {
        // The books of a run stand close together, its rows far apart.
        if let (Some((run, _)), Period::Month(month)) = (self.settled, date)
            && let Some(n) = run.position(month)
        {
            return match set {
                Counties::One(index) => run.books(n).get(index).map(|books| books.closing),
                Counties::All => Some(run.books(n).iter().map(|b| b.closing).sum::<Money>() + run.pool[n].closing),
            };
        }
        let mut sum: Option<Money> = None;
        for county in self.counties(set) {
            if let Some(row) = county.row(date) {
                *sum.get_or_insert(Money::ZERO) += row.balance?;
            }
        }
        match (set, self.pool_balance(date)) {
            (Counties::All, Some(pool)) => sum.map(|s| s + pool),
            _ => sum,
        }
    }

    fn pool_balance(&self, date: Period) -> Option<Money> {
        let (run, _) = self.settled?;
        let position = run.position(date.last_month())?;
        Some(run.pool[position].closing)
    }

    /// Whether in a month of the run the counties hand everything up, so that only the pool's cover means anything.
    pub fn is_pooled(&self, date: Period) -> bool {
        let Some((run, scenario)) = self.settled else { return false };
        let month = date.last_month();
        run.position(month).is_some() && scenario.pooling_in(month).is_some_and(|p| p.remit == Remit::All)
    }

    fn months_of_cover(&self, set: Counties, period: Period) -> Option<Value> {
        let date = self.date(set, period)?;
        let (balance, set) = match (set, self.is_pooled(date)) {
            (Counties::One(_), true) => (self.pool_balance(date)?, Counties::All),
            _ => (self.balance(set, date)?, set),
        };
        let (spent, months) = self.recent_expenditure(set, date)?;
        ratio(balance.fen().checked_mul(months as i128)?, spent.fen(), 6).map(Value::Months)
    }

    /// Expenditure of the twelve months to a date, and how many of them are on record.
    pub fn recent_expenditure(&self, set: Counties, date: Period) -> Option<(Money, usize)> {
        let Period::Month(last) = date else {
            return Some((self.expenditure(set, date)?, 12));
        };
        let (mut spent, mut months) = (Money::ZERO, 0);
        for n in 0..12 {
            let month = Period::Month(last.plus(-n));
            if self.counties(set).iter().any(|county| county.row(month).is_some()) {
                spent += self.expenditure(set, month)?;
                months += 1;
            }
        }
        Some((spent, months))
    }

    /// Support received in a year: what was spent beyond a county's own money and its share of the grants.
    fn adjustment(&self, set: Counties, year: i32) -> Option<Money> {
        let shares = self.grant_shares(year)?;
        let own = |index: usize| {
            let (set, period) = (Counties::One(index), Period::Year(year));
            let spent = self.expenditure(set, period)?;
            let collected = self.money(set, period, Field::Collected)?;
            let subsidy = self.money(set, period, Field::Subsidy)?;
            Some((spent - (collected - self.to_accounts(index, year) + subsidy) - shares[index]).or_zero())
        };
        match set {
            Counties::One(index) => own(index),
            Counties::All => {
                let on_record =
                    |index: &usize| Fund::rows(&self.data.counties[*index], Period::Year(year)).next().is_some();
                let mut counties = (0..self.data.counties.len()).filter(on_record).peekable();
                counties.peek()?;
                counties.map(own).sum()
            }
        }
    }

    /// The year's grants of all counties and the pool, split by the sum of monthly retirees.
    pub fn grant_shares(&self, year: i32) -> Option<Vec<Money>> {
        let period = Period::Year(year);
        let of_counties = self.money(Counties::All, period, Field::Grant)?;
        let weights = (0..self.data.counties.len()).map(|index| {
            let county = &self.data.counties[index];
            if Fund::rows(county, period).next().is_none() {
                return Some(0);
            }
            self.sum(Counties::One(index), period, |row| heads(row, Field::Retirees))
        });
        let weights: Vec<i128> = weights.collect::<Option<_>>()?;
        Some(split((of_counties + self.pool_grants(year)).or_zero(), &weights))
    }

    fn months_of_run(&self, year: i32) -> impl Iterator<Item = (&'a Run, usize)> {
        let run = self.settled.map(|(run, _)| run);
        let position = move |n| run.and_then(|run| Some((run, run.position(Month::january(year).plus(n))?)));
        (0..12).filter_map(position)
    }

    /// What the run paid the pool as grants in a year.
    pub fn pool_grants(&self, year: i32) -> Money {
        self.months_of_run(year).map(|(run, n)| run.pool[n].grant).sum()
    }

    /// What the run put into a county's personal accounts in a year.
    pub fn to_accounts(&self, county: usize, year: i32) -> Money {
        self.months_of_run(year).map(|(run, n)| run.books(n)[county].to_accounts).sum()
    }
}

fn money(fen: i128) -> Value {
    Value::Money(Money::from_fen(fen))
}

fn quotient(over: i128, under: i128) -> Option<Value> {
    ratio(over, under, 6).map(Value::Ratio)
}

fn heads(row: &Row, field: Field) -> Option<i128> {
    match field {
        Field::Insured => row.insured,
        Field::Contributors => row.contributors,
        _ => row.retirees,
    }
    .map(i128::from)
}

/// pension + other − collected, in fen.
fn gap(row: &Row) -> Option<i128> {
    Some((row.expenditure()? - row.collected?).fen())
}

fn surplus(row: &Row) -> Option<i128> {
    let income = row.collected? + row.grant? + row.subsidy? + row.allocated? + row.interest?;
    Some((income - row.expenditure()? - row.remitted?).fen())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::import;

    fn data(text: &str) -> Dataset {
        import("d.csv", text.as_bytes()).unwrap().dataset
    }

    fn shown(fund: &Fund<'_>, measure: Measure, set: Counties, period: &str) -> String {
        fund.measure(measure, set, period.parse().unwrap()).map_or_else(String::new, |v| v.to_string())
    }

    const TWO: &str = "county,month,insured,contributors,retirees,due,collected,pension,balance\n\
        甲县,2004-01,12,10,4,100,80,100,50\n甲县,2004-02,12,10,5,100,120,100,70\n\
        乙县,2004-01,20,20,5,0,30,10,60\n乙县,2004-02,20,20,6,0,,10,80\n";

    #[test]
    fn sets_sum_first_and_divide_last() {
        let data = data(TWO);
        let fund = Fund::observed(&data);
        let (a, b, all) = (Counties::One(0), Counties::One(1), Counties::All);
        assert_eq!(shown(&fund, Measure::Gap, a, "2004"), "0.00");
        assert_eq!(shown(&fund, Measure::Shortfall, a, "2004"), "20.00");
        assert_eq!(shown(&fund, Measure::ShortfallRatio, a, "2004"), "0.100000");
        assert_eq!(shown(&fund, Measure::DependencyRatio, all, "2004-01"), "0.300000");
        assert_eq!(shown(&fund, Measure::PooledShortfall, all, "2004-01"), "0.00");
        assert_eq!(shown(&fund, Measure::Shortfall, all, "2004-01"), "20.00");
        assert_eq!(shown(&fund, Measure::MonthsOfCover, all, "2004-01"), "1.000000");
        assert_eq!(shown(&fund, Measure::CollectionRate, b, "2004-01"), "");
    }

    #[test]
    fn the_unknown_is_blank_and_never_zero() {
        let data = data(TWO);
        let fund = Fund::observed(&data);
        for measure in [Measure::Gap, Measure::Shortfall, Measure::Surplus, Measure::CollectionRate] {
            assert_eq!(shown(&fund, measure, Counties::One(1), "2004-02"), "");
            assert_eq!(shown(&fund, measure, Counties::All, "2004"), "");
        }
        assert_eq!(shown(&fund, Measure::Gap, Counties::One(0), "2005"), "");
    }

    #[test]
    fn yearly_rows_have_no_monthly_shortfall() {
        let data = data("county,month,contributors,retirees,collected,pension,balance\n甲县,2004,10,4,80,120,30\n");
        let fund = Fund::observed(&data);
        assert_eq!(shown(&fund, Measure::Gap, Counties::All, "2004"), "40.00");
        assert_eq!(shown(&fund, Measure::Shortfall, Counties::All, "2004"), "");
        assert_eq!(shown(&fund, Measure::MonthsOfCover, Counties::All, "2004"), "3.000000");
        assert_eq!(fund.months_on_record(Counties::All, Period::Year(2004)), 12);
    }
}
