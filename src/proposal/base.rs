//! The last year carried on: what the data tell of rates, raises, seasons, grants and subsidies.
//!
//! Every number is taken from the months on record, rounded to a thousandth, and stands in the scenario to be changed;
//! nothing of it is a forecast. What the data don't tell is left to the law, or to what holds where nothing is given.
//!
//! Source: model section 4 for what each number does.

use rust_decimal::{Decimal, RoundingStrategy};

use super::usual_subsidy;
use crate::dataset::{Dataset, Example};
use crate::field::{Field, Row};
use crate::measures::Fund;
use crate::money::{Money, PerHead, Rate, ratio};
use crate::month::{Month, Period};
use crate::place::{PlaceId, Places};
use crate::scenario::held::Held;
use crate::scenario::lever::LeverKey;
use crate::scenario::{Grants, PlaceKey, PlaceLevers, Scenario, Subsidy, Yearly};

/// A raise counts as one where it is at least this share of the year's: half.
const MOST_OF_A_RAISE: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// From here on the months of a year differ by more than their noise: three in a hundred.
const SEASONAL: Decimal = Decimal::from_parts(3, 0, 0, false, 2);

/// How many years tell what is usual in a month.
const YEARS: i32 = 3;

/// The year carried on, without an arrangement; `None` of a fund that is not reckoned ahead.
pub fn of(dataset: &Dataset) -> Option<Scenario> {
    let monthly = dataset.by_month();
    let Period::Month(last) = monthly.range().1 else { return None };
    dataset.fund.is_settled().then(|| carried_on(&monthly, last, super::MONTHS))
}

/// The scenario, without an arrangement, of data by month whose last month is given.
pub(super) fn carried_on(dataset: &Dataset, last: Month, months: u32) -> Scenario {
    let record = Record { fund: Fund::observed(dataset), last };
    let mut scenario = Scenario::new("", last.next(), months);
    scenario.own.insert(PlaceKey::Root, record.of_all());
    let places = &dataset.places;
    let of_all = record.collection(places.root());
    for county in places.counties_of(places.root()) {
        let own = record.collection(*county).filter(|own| Some(*own) != of_all);
        if let Some(own) = own {
            let mut said = PlaceLevers::default();
            said.hold(LeverKey::CollectionRate, Some(Held::Rates(Yearly::constant(own))));
            scenario.own.insert(places.key(*county), said);
        }
    }
    scenario.grants = record.grants();
    scenario.subsidy = match dataset.example {
        Some(Example::Huangshan) => Some(usual_subsidy()),
        _ => record.subsidy(),
    };
    scenario
}

/// What is on record up to a month.
#[derive(Clone, Copy)]
struct Record<'a> {
    fund: Fund<'a>,
    last: Month,
}

impl<'a> Record<'a> {
    fn places(&self) -> &'a Places {
        self.fund.places()
    }

    fn root(&self) -> PlaceId {
        self.places().root()
    }

    /// What holds for all places.
    fn of_all(&self) -> PlaceLevers {
        let mut said = PlaceLevers::default();
        let mut rate = |key, rate: Option<Rate>| {
            said.hold(key, rate.map(|rate| Held::Rates(Yearly::constant(rate))));
        };
        let (now, before) = (self.last, self.last.plus(-12));
        let heads = |field: Field| growth(self.heads(field, now), self.heads(field, before));
        rate(LeverKey::ContributorsGrowth, heads(Field::Contributors));
        rate(LeverKey::RetireesGrowth, heads(Field::Retirees));
        // Where the base is not on record, what was due a head grows as it does.
        let wage = |month| self.base(month).or_else(|| self.a_head(month, Field::Contributors, &due));
        let (wage_growth, pension_growth) =
            (growth(wage(now), wage(before)), growth(self.pension(now), self.pension(before)));
        rate(LeverKey::WageGrowth, wage_growth);
        rate(LeverKey::PensionGrowth, pension_growth);
        rate(LeverKey::CollectionRate, self.collection(self.root()));
        let contribution = self.contribution();
        rate(LeverKey::ContributionRate, contribution);
        if contribution.is_none() {
            said.hold(LeverKey::ContributionRate, Some(Held::Law));
        }
        let other = self.year(self.root(), self.last, &|r| money(r, Field::Other));
        let retirees = self.year(self.root(), self.last, &|r| r.persons(Field::Retirees).map(i128::from));
        let other = other.zip(retirees).and_then(|(o, r)| ratio(o, r, 0)).map(|fen| fen / Decimal::ONE_HUNDRED);
        let other = other.filter(|o| !o.is_zero()).map(|o| Yearly::constant(PerHead::new(o.normalize())));
        said.hold(LeverKey::OtherPerRetiree, other.map(Held::PerHead));
        let wage_month = self.month_of_rise(wage_growth, &wage);
        said.hold(LeverKey::WageMonth, wage_month.map(Held::Month));
        let (effective, paid) = self.raise(pension_growth);
        said.hold(LeverKey::PensionEffectiveMonth, effective.map(Held::Month));
        said.hold(LeverKey::PensionPaidMonth, paid.map(Held::Month));
        let wage_month = wage_month.map_or(LeverKey::WageMonth.default(), Decimal::from);
        let season = self.season(wage_growth.unwrap_or_default(), wage_month);
        said.hold(LeverKey::Season, season.map(Held::Season));
        said
    }

    fn sum(&self, place: PlaceId, month: Month, of: &dyn Fn(Row<'_>) -> Option<i128>) -> Option<i128> {
        self.fund.sum(place, Period::Month(month), of)
    }

    /// The sum of the twelve months up to one; `None` where one of them is not known.
    fn year(&self, place: PlaceId, upto: Month, of: &dyn Fn(Row<'_>) -> Option<i128>) -> Option<i128> {
        (0..12).map(|n| self.sum(place, upto.plus(-n), of)).sum()
    }

    fn heads(&self, field: Field, month: Month) -> Option<i128> {
        self.sum(self.root(), month, &|r| r.persons(field).map(i128::from))
    }

    /// Fen a head, of all places.
    fn a_head(&self, month: Month, heads: Field, over: &dyn Fn(Row<'_>) -> Option<i128>) -> Option<i128> {
        let over = self.sum(self.root(), month, over)?;
        ratio(over, self.heads(heads, month)?, 0).and_then(|fen| i128::try_from(fen).ok())
    }

    /// The mean base, in fen.
    fn base(&self, month: Month) -> Option<i128> {
        self.a_head(month, Field::Contributors, &payroll)
    }

    /// The mean pension without back-pay, in fen.
    fn pension(&self, month: Month) -> Option<i128> {
        self.a_head(month, Field::Retirees, &regular)
    }

    /// 征缴率 of the last twelve months.
    fn collection(&self, place: PlaceId) -> Option<Rate> {
        let of = |of| self.year(place, self.last, of);
        let rate = of(&|r| money(r, Field::Collected)).zip(of(&due)).and_then(|(c, d)| ratio(c, d, 3))?;
        Some(rate.normalize()).filter(|rate| !rate.is_sign_negative())
    }

    /// 缴费比例 of the last twelve months: what was due of the bases of those who contribute.
    fn contribution(&self) -> Option<Rate> {
        let of = |of| self.year(self.root(), self.last, of);
        let rate = of(&due).zip(of(&payroll)).and_then(|(due, payroll)| ratio(due, payroll, 3))?;
        Some(rate.normalize()).filter(|rate| !rate.is_sign_negative() && !rate.is_zero())
    }

    /// The month of the last year in which most of a year's growth came.
    fn month_of_rise(&self, of_year: Option<Rate>, mean: &dyn Fn(Month) -> Option<i128>) -> Option<u32> {
        let of_year = of_year.filter(|rate| *rate >= Decimal::new(1, 2))?;
        let rise = |n: i32| {
            let month = self.last.plus(-n);
            let (now, before) = (mean(month)?, mean(month.plus(-1))?);
            Some((ratio(now - before, before, 6)?, month.month()))
        };
        let (most, month) = (0..12).filter_map(rise).max_by(|a, b| a.0.cmp(&b.0))?;
        // What rises further comes down again: it is the season's.
        (most >= of_year * MOST_OF_A_RAISE && most <= of_year + of_year * MOST_OF_A_RAISE).then_some(month)
    }

    /// The month from which the last raise of pensions counted, and that in which it was paid, where it was later.
    fn raise(&self, of_year: Option<Rate>) -> (Option<u32>, Option<u32>) {
        let paid = (0..24).map(|n| self.last.plus(-n)).find(|month| {
            let of = |field| self.sum(self.root(), *month, &|r| money(r, field));
            matches!((of(Field::Backpay), of(Field::Pension)), (Some(back), Some(all)) if back * 100 > all)
        });
        let Some(paid) = paid else { return (self.month_of_rise(of_year, &|month| self.pension(month)), None) };
        let owed = || {
            let rise = self.pension(paid)? - self.pension(paid.plus(-1))?;
            let back = self.sum(self.root(), paid, &|r| money(r, Field::Backpay))?;
            let months = ratio(back, rise * self.heads(Field::Retirees, paid)?, 0)?;
            u32::try_from(months).ok().filter(|months| (1..12).contains(months))
        };
        // Back-pay that fits no number of months is of the year so far, as the ministry's raises are.
        let effective = owed().map_or(1, |months| paid.month().saturating_sub(months).max(1));
        (Some(effective), Some(paid.month()).filter(|paid| *paid > effective))
    }

    /// 月度征缴系数: what is collected in each month of the year beside what the bases, or where they are not on record
    /// the last month's due, give evenly; the mean of up to three years. `None` where the months differ little.
    fn season(&self, growth: Rate, wage_month: Decimal) -> Option<[Rate; 12]> {
        let collected = |month| self.sum(self.root(), month, &|r| money(r, Field::Collected));
        let by_base = |upto: Month| {
            let months = (0..12).map(|n| upto.plus(-n));
            let pairs: Vec<(Month, i128, i128)> =
                months.map(|m| Some((m, collected(m)?, self.sum(self.root(), m, &payroll)?))).collect::<Option<_>>()?;
            let (all, bases) = pairs.iter().fold((0, 0), |(all, bases), (_, c, b)| (all + c, bases + b));
            let usual = ratio(all, bases, 9).filter(|usual| !usual.is_zero())?;
            pairs.into_iter().map(|(m, c, b)| Some((m.month(), ratio(c, b, 9)? / usual))).collect::<Option<Vec<_>>>()
        };
        let by_due = || {
            let heads = |month| self.heads(Field::Contributors, month);
            let due_now = ratio(self.sum(self.root(), self.last, &due)?, heads(self.last)?, 9)?;
            let usual = due_now * self.collection(self.root())?;
            // The bases have risen since: what was collected before is told in those of now.
            let risen = |n: i32| (0..n).any(|n| Decimal::from(self.last.plus(-n).month()) == wage_month);
            let of = |n: i32| {
                let month = self.last.plus(-n);
                let a_head = ratio(collected(month)?, heads(month)?, 9)?;
                let a_head = if risen(n) { a_head * (Decimal::ONE + growth) } else { a_head };
                Some((month.month(), a_head.checked_div(usual)?))
            };
            (0..12).map(of).collect::<Option<Vec<_>>>()
        };
        let mut years: Vec<Vec<(u32, Decimal)>> =
            (0..YEARS).map_while(|year| by_base(self.last.plus(-12 * year))).collect();
        if years.is_empty() {
            years.push(by_due()?);
        }
        let count = Decimal::from(years.len());
        let mut factors = [Decimal::ZERO; 12];
        for (month, factor) in years.into_iter().flatten() {
            factors[month as usize - 1] += factor;
        }
        let factors = factors.map(|sum| (sum / count).round_dp(3).normalize());
        let seasonal = factors.iter().any(|factor| (factor - Decimal::ONE).abs() >= SEASONAL);
        (seasonal && factors.iter().all(|factor| !factor.is_sign_negative())).then_some(factors)
    }

    /// The last twelve months' grants, to the ten thousand yuan, in the months in which they arrived.
    fn grants(&self) -> Option<Grants> {
        let by_month: Vec<(u32, Money)> = (0..12)
            .filter_map(|n| {
                let month = self.last.plus(-n);
                Some((month.month(), self.fund.money(self.root(), Period::Month(month), Field::Grant)?))
            })
            .filter(|(_, grant)| grant.is_positive())
            .collect();
        let sum: Money = by_month.iter().map(|(_, grant)| *grant).sum();
        let mut months: Vec<u32> = by_month.iter().map(|(month, _)| *month).collect();
        months.sort_unstable();
        let yuan = sum.to_decimal().round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        let ten_thousands =
            (yuan / Decimal::from(10_000)).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        let annual = Money::from_decimal(ten_thousands * Decimal::from(10_000))?;
        (!months.is_empty()).then(|| Grants { annual: Some(Yearly::constant(annual)), months, ..Grants::default() })
    }

    /// The subsidies of the last twelve months as a share of the counties' gaps in the twelve months before, as the rule
    /// counts them, or of the same months' where those are not on record; `None` where there were none.
    fn subsidy(&self) -> Option<Subsidy> {
        let paid = self.year(self.root(), self.last, &|r| money(r, Field::Subsidy)).filter(|paid| *paid > 0)?;
        let gap = |row: Row<'_>| {
            let other = money(row, Field::Other).unwrap_or_default();
            Some(money(row, Field::Pension)? + other - money(row, Field::Collected)?)
        };
        let gaps = |upto: Month| -> Option<i128> {
            let counties = self.places().counties_of(self.root()).iter();
            counties.map(|county| self.year(*county, upto, &gap).map(|gap| gap.max(0))).sum()
        };
        let gaps = gaps(self.last.plus(-12)).or_else(|| gaps(self.last)).filter(|gaps| *gaps > 0)?;
        let rate = ratio(paid, gaps, 3)?.min(Decimal::ONE).normalize();
        Some(Subsidy { threshold: Money::ZERO, rate })
    }
}

fn money(row: Row<'_>, field: Field) -> Option<i128> {
    row.money(field).map(Money::fen)
}

fn due(row: Row<'_>) -> Option<i128> {
    money(row, Field::Due)
}

/// All bases of a county's month together.
fn payroll(row: Row<'_>) -> Option<i128> {
    Some(money(row, Field::Base)? * i128::from(row.persons(Field::Contributors)?))
}

/// Pensions without back-pay.
fn regular(row: Row<'_>) -> Option<i128> {
    Some(money(row, Field::Pension)? - money(row, Field::Backpay).unwrap_or_default())
}

/// Growth over a year, within a fifth down and three tenths up: what is beyond is no trend.
fn growth(now: Option<i128>, before: Option<i128>) -> Option<Rate> {
    let (now, before) = (now?, before?);
    let rate = ratio(now - before, before, 3)?;
    Some(rate.clamp(Decimal::new(-2, 1), Decimal::new(3, 1)).normalize()).filter(|_| !rate.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake;
    use crate::scenario::lever::Lever;

    const SEASON: [i64; 12] = [90, 78, 100, 100, 110, 95, 100, 100, 100, 90, 102, 135];

    /// Three counties up to October 2026: bases rise by 5.5% in July; pensions by 3% from January, paid in July;
    /// collections have a season and a rate of their own in each county.
    fn table(columns: [bool; 2]) -> String {
        let [base_told, due_told] = columns;
        let mut text =
            "county,month,contributors,retirees,base,due,collected,pension,backpay,other,grant,subsidy\n".to_owned();
        for (county, contributors, retirees, rate) in
            [("甲县", 20_000, 8_000, 930), ("乙县", 15_000, 9_000, 704), ("丙区", 60_000, 20_000, 955)]
        {
            let (mut base, mut paid) = (500_000_i64, 250_000_i64);
            for n in 0..34 {
                let (year, month) = (2024 + n / 12, n % 12 + 1);
                let mut back = 0;
                if month == 7 {
                    let risen = (paid * 103 + 50) / 100;
                    back = 6 * (risen - paid) * retirees;
                    paid = risen;
                    base = (base * 1055 + 500) / 1000;
                }
                let due = contributors * base * 24 / 100;
                let collected = due * rate / 1000 * SEASON[month as usize - 1] / 100;
                let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
                let told = |is_told: bool, fen: i64| if is_told { yuan(fen) } else { String::new() };
                let grant = if month == 9 { "5000000.00" } else { "0.00" };
                text += &format!(
                    "{county},{year}-{month:02},{contributors},{retirees},{},{},{},{},{},{},{grant},200000.00\n",
                    told(base_told, base),
                    told(due_told, due),
                    yuan(collected),
                    yuan(retirees * paid + back),
                    yuan(back),
                    yuan(retirees * 150),
                );
            }
        }
        text
    }

    fn base(columns: [bool; 2]) -> Scenario {
        let data = intake::import("base.csv", table(columns).as_bytes()).expect("it is read").dataset;
        carried_on(&data, Month::new(2026, 10).expect("a month"), 36)
    }

    fn told(scenario: &Scenario, key: LeverKey) -> String {
        Lever::of(key).value(scenario).to_string()
    }

    #[test]
    fn the_base_is_what_the_table_tells() {
        let scenario = base([true; 2]);
        for (key, number) in [
            (LeverKey::ContributionRate, "0.24"),
            (LeverKey::WageGrowth, "0.055"),
            (LeverKey::PensionGrowth, "0.03"),
            (LeverKey::WageMonth, "7"),
            (LeverKey::PensionEffectiveMonth, "1"),
            (LeverKey::PensionPaidMonth, "7"),
            (LeverKey::OtherPerRetiree, "1.5"),
        ] {
            assert_eq!(told(&scenario, key), number, "{key:?}");
        }
        let of_county = |name: &str| Lever::of(LeverKey::CollectionRate).county(name).value(&scenario);
        // Twelve months with as much of the year on each side: within a hundredth of the rate that was put in.
        for (county, rate) in [("甲县", 930), ("乙县", 704), ("丙区", 955)] {
            let away = of_county(county) - Decimal::new(rate, 3);
            assert!(away.abs() <= Decimal::new(1, 2), "{county}: {away}");
        }
        for (month, factor) in SEASON.into_iter().enumerate() {
            let season = Lever::of(LeverKey::Season).nth(month).value(&scenario);
            assert!((season - Decimal::new(factor, 2)).abs() <= Decimal::new(2, 2), "{}: {season}", month + 1);
        }
        let grants = scenario.grants.as_ref().expect("grants are on record");
        assert_eq!(
            (grants.months.as_slice(), grants.annual.as_ref().map(|a| *a.at(0))),
            (&[9][..], Some(Money::from_yuan(15_000_000)))
        );
        let subsidy = scenario.subsidy.as_ref().expect("subsidies are on record");
        assert!(subsidy.threshold.is_zero() && subsidy.rate < Decimal::new(3, 1), "{}", subsidy.rate);
    }

    #[test]
    fn what_is_not_on_record_comes_from_the_law() {
        let scenario = base([false, true]);
        let rate = Lever::of(LeverKey::ContributionRate);
        assert!(rate.follows_law(&scenario));
        assert_eq!(
            (told(&scenario, LeverKey::ContributionRate), told(&scenario, LeverKey::WageGrowth)),
            ("0.24".into(), "0.055".into())
        );
        let scenario = base([true, false]);
        assert!(rate.follows_law(&scenario));
        assert_eq!(Lever::of(LeverKey::CollectionRate).given(&scenario), None);
    }

    /// The first year ahead is the last on record, grown by what is told.
    #[test]
    fn the_year_ahead_is_the_year_behind_grown() {
        use crate::journal::Keep;
        use std::sync::atomic::AtomicBool;
        for columns in [[true, true], [false, true]] {
            let data = intake::import("base.csv", table(columns).as_bytes()).expect("it is read").dataset;
            let scenario = base(columns);
            let run = crate::simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).expect("it runs");
            let observed = Fund::observed(&data);
            let of_year = |n: i32| -> i128 {
                let months = (0..12).map(|m| Month::new(2025, 11).expect("a month").plus(n * 12 + m));
                months
                    .map(|m| {
                        observed.money(data.places.root(), Period::Month(m), Field::Collected).expect("known").fen()
                    })
                    .sum()
            };
            let ahead: i128 = (0..12)
                .flat_map(|n| run.counties().map(move |c| (n, c)))
                .map(|(n, c)| run.money(n, c, Field::Collected).fen())
                .sum();
            let grown = ratio(ahead, of_year(0), 4).expect("not zero");
            assert!((grown - Decimal::new(1055, 3)).abs() <= Decimal::new(2, 2), "{columns:?}: {grown}");
        }
    }
}
