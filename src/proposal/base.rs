//! The last year carried on: what the data tell of rates, raises, seasons, grants and subsidies.
//!
//! Every number is taken from the months on record, rounded to a thousandth, and stands in the scenario to be changed;
//! nothing of it is a forecast. What the data don't tell is left to the law, or to what holds where nothing is given.
//!
//! Source: model section 4 for what each number does.

use rust_decimal::prelude::FromPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

use super::usual_subsidy;
use crate::dataset::{Dataset, Example};
use crate::field::{Field, Row};
use crate::measures::{Fund, Record as CountyRecord};
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
    let monthly = dataset.monthly();
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

/// What is on record up to a month. A county's month that lacks what is asked for is left out of both sides, so that one
/// unknown cell takes nothing else away.
#[derive(Clone, Copy)]
struct Record<'a> {
    fund: Fund<'a>,
    last: Month,
}

/// What is taken of a county's month.
type Of<'f> = &'f dyn Fn(Row<'_>) -> Option<i128>;

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
        // Heads as such grow as heads a county do.
        let grown = |over: Of<'_>, under: Of<'_>| self.rise(now, before, over, under, 3).and_then(trend);
        rate(LeverKey::ContributorsGrowth, grown(&contributors, &|_| Some(1)));
        rate(LeverKey::RetireesGrowth, grown(&retirees, &|_| Some(1)));
        // Where the base is not on record, what was due a head grows as it does.
        let is_base_known = self.rise(now, before, &payroll, &contributors, 3).is_some();
        let wage: Of<'_> = if is_base_known { &payroll } else { &due };
        let (wage_growth, pension_growth) = (grown(wage, &contributors), grown(&regular, &retirees));
        rate(LeverKey::WageGrowth, wage_growth);
        rate(LeverKey::PensionGrowth, pension_growth);
        rate(LeverKey::CollectionRate, self.collection(self.root()));
        // 缴费比例: what was due of the bases of those who contribute.
        let contribution = self.share(self.root(), &due, &payroll).filter(|rate| !rate.is_zero());
        rate(LeverKey::ContributionRate, contribution);
        if contribution.is_none() {
            said.hold(LeverKey::ContributionRate, Some(Held::Law));
        }
        let other = self.year(self.root(), &|r| money(r, Field::Other), &retirees);
        let other = other.and_then(|(other, heads)| ratio(other, heads, 0)).map(|fen| fen / Decimal::ONE_HUNDRED);
        let other = other.filter(|o| !o.is_zero()).map(|o| Yearly::constant(PerHead::new(o.normalize())));
        said.hold(LeverKey::OtherPerRetiree, other.map(Held::PerHead));
        let wage_month = self.month_of_rise(wage_growth, wage, &contributors);
        said.hold(LeverKey::WageMonth, wage_month.map(Held::Month));
        let (effective, paid) = self.raise(pension_growth);
        said.hold(LeverKey::PensionEffectiveMonth, effective.map(Held::Month));
        said.hold(LeverKey::PensionPaidMonth, paid.map(Held::Month));
        let wage_month = wage_month.map_or(LeverKey::WageMonth.default(), Decimal::from);
        let season = self.season(wage_growth.unwrap_or_default(), wage_month);
        said.hold(LeverKey::Season, season.map(Held::Season));
        said
    }

    /// Two amounts of the counties that have both in a month; `None` where none has.
    fn pair(&self, place: PlaceId, month: Month, over: Of<'_>, under: Of<'_>) -> Option<(i128, i128)> {
        let rows = self.fund.counties(place).filter_map(|county| county.row(Period::Month(month)));
        added(rows.filter_map(|row| Some((over(row)?, under(row)?))))
    }

    /// The same over the last twelve months.
    fn year(&self, place: PlaceId, over: Of<'_>, under: Of<'_>) -> Option<(i128, i128)> {
        added((0..12).filter_map(|n| self.pair(place, self.last.plus(-n), over, under)))
    }

    /// One amount as a share of another over the last twelve months.
    fn share(&self, place: PlaceId, over: Of<'_>, under: Of<'_>) -> Option<Rate> {
        let (over, under) = self.year(place, over, under)?;
        Some(ratio(over, under, 3)?.normalize()).filter(|rate| !rate.is_sign_negative())
    }

    /// 征缴率 of the last twelve months.
    fn collection(&self, place: PlaceId) -> Option<Rate> {
        self.share(place, &collected, &due)
    }

    /// What an amount a head rose by from one month to another, in the counties that have it in both.
    fn rise(&self, now: Month, before: Month, over: Of<'_>, under: Of<'_>, places: u32) -> Option<Decimal> {
        let [[over_now, under_now], [over_before, under_before]] = self.both(now, before, over, under)?;
        let was = over_before.checked_mul(under_now)?;
        ratio(over_now.checked_mul(under_before)?.checked_sub(was)?, was, places)
    }

    /// An amount and heads in two months, of the counties that have them in both.
    fn both(&self, now: Month, before: Month, over: Of<'_>, under: Of<'_>) -> Option<[[i128; 2]; 2]> {
        let in_both = |county: CountyRecord<'_>| {
            let of = |month| county.row(Period::Month(month)).and_then(|row| Some((over(row)?, under(row)?)));
            Some((of(now)?, of(before)?))
        };
        let pairs: Vec<_> = self.fund.counties(self.root()).filter_map(in_both).collect();
        let (over_now, under_now) = added(pairs.iter().map(|(now, _)| *now))?;
        let (over_before, under_before) = added(pairs.iter().map(|(_, before)| *before))?;
        Some([[over_now, under_now], [over_before, under_before]])
    }

    /// The month of the last year in which most of a year's growth came.
    fn month_of_rise(&self, of_year: Option<Rate>, over: Of<'_>, under: Of<'_>) -> Option<u32> {
        let of_year = of_year.filter(|rate| *rate >= Decimal::new(1, 2))?;
        let rise = |n: i32| {
            let month = self.last.plus(-n);
            Some((self.rise(month, month.plus(-1), over, under, 6)?, month.month()))
        };
        let (most, month) = (0..12).filter_map(rise).max_by(|a, b| a.0.cmp(&b.0))?;
        // What rises further comes down again: it is the season's.
        (most >= of_year * MOST_OF_A_RAISE && most <= of_year + of_year * MOST_OF_A_RAISE).then_some(month)
    }

    /// The month from which the last raise of pensions counted, and that in which it was paid, where it was later.
    fn raise(&self, of_year: Option<Rate>) -> (Option<u32>, Option<u32>) {
        let backpay: Of<'_> = &|row| money(row, Field::Backpay);
        let paid = (0..24).map(|n| self.last.plus(-n)).find(|month| {
            let paid = self.pair(self.root(), *month, backpay, &|row| money(row, Field::Pension));
            paid.is_some_and(|(back, all)| back * 100 > all)
        });
        let Some(paid) = paid else { return (self.month_of_rise(of_year, &regular, &retirees), None) };
        let owed = || {
            let [[now, heads], [before, heads_before]] = self.both(paid, paid.plus(-1), &regular, &retirees)?;
            // What the heads of now would have been paid before.
            let rise = now - before.checked_mul(heads)?.checked_div(heads_before)?;
            let (back, _) = self.pair(self.root(), paid, backpay, &retirees)?;
            let months = ratio(back, rise, 0)?;
            u32::try_from(months).ok().filter(|months| (1..12).contains(months))
        };
        // Back-pay that fits no number of months is of the year so far, as the ministry's raises are.
        let effective = owed().map_or(1, |months| paid.month().saturating_sub(months).max(1));
        (Some(effective), Some(paid.month()).filter(|paid| *paid > effective))
    }

    /// 月度征缴系数: what is collected in each month of the year beside what each county's bases, or where they are not on
    /// record its last month's due, give evenly; the mean of up to three years. `None` where the months differ little.
    fn season(&self, growth: Rate, wage_month: Decimal) -> Option<[Rate; 12]> {
        let mut years: Vec<[Decimal; 12]> =
            (0..YEARS).map_while(|year| self.by_bases(self.last.plus(-12 * year))).collect();
        if years.is_empty() {
            years.push(self.by_due(growth, wage_month)?);
        }
        let count = Decimal::from(years.len());
        let mean = |month: usize| years.iter().map(|year| year[month]).sum::<Decimal>() / count;
        let factors: [Rate; 12] = std::array::from_fn(|month| mean(month).round_dp(3).normalize());
        let seasonal = factors.iter().any(|factor| (factor - Decimal::ONE).abs() >= SEASONAL);
        (seasonal && factors.iter().all(|factor| !factor.is_sign_negative())).then_some(factors)
    }

    /// The factors of the twelve months up to one by the bases: a county gives evenly what it collects of them in the year.
    fn by_bases(&self, upto: Month) -> Option<[Decimal; 12]> {
        let usual = |county: &CountyRecord<'_>| {
            let rows = (0..12).filter_map(|n| county.row(Period::Month(upto.plus(-n))));
            let (all, bases) = added(rows.filter_map(|row| Some((collected(row)?, payroll(row)?))))?;
            ratio(all, bases, 9)
        };
        let usual: Vec<Option<Decimal>> = self.fund.counties(self.root()).map(|county| usual(&county)).collect();
        self.factors(upto, &|county, row, _| Decimal::from_i128(payroll(row)?)?.checked_mul(usual[county]?))
    }

    /// The same by the last month's due; the bases have risen since, so that what was collected before is told in those
    /// of now.
    fn by_due(&self, growth: Rate, wage_month: Decimal) -> Option<[Decimal; 12]> {
        let usual = |county: CountyRecord<'_>| {
            let row = county.row(Period::Month(self.last))?;
            let a_head = ratio(due(row)?, contributors(row)?, 9)?;
            a_head.checked_mul(self.collection(county.place)?)
        };
        let usual: Vec<Option<Decimal>> = self.fund.counties(self.root()).map(usual).collect();
        let risen = |n: i32| (0..n).any(|n| Decimal::from(self.last.plus(-n).month()) == wage_month);
        self.factors(self.last, &|county, row, n| {
            let evenly = Decimal::from_i128(contributors(row)?)?.checked_mul(usual[county]?)?;
            if risen(n) { evenly.checked_div(Decimal::ONE + growth) } else { Some(evenly) }
        })
    }

    /// What was collected in each calendar month of the year up to one, beside what was even: that of a county by its
    /// position, its row, and how many months ago.
    fn factors(&self, upto: Month, evenly: &dyn Fn(usize, Row<'_>, i32) -> Option<Decimal>) -> Option<[Decimal; 12]> {
        let mut factors = [Decimal::ZERO; 12];
        for n in 0..12 {
            let month = upto.plus(-n);
            let (mut all, mut even) = (Decimal::ZERO, Decimal::ZERO);
            for (position, county) in self.fund.counties(self.root()).enumerate() {
                let Some(row) = county.row(Period::Month(month)) else { continue };
                let pair = || Some((Decimal::from_i128(collected(row)?)?, evenly(position, row, n)?));
                if let Some((collected, of_county)) = pair() {
                    all = all.checked_add(collected)?;
                    even = even.checked_add(of_county)?;
                }
            }
            factors[month.month() as usize - 1] = all.checked_div(even)?;
        }
        Some(factors)
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
        let paid = self.year(self.root(), &|r| money(r, Field::Subsidy), &|_| Some(1));
        let paid = paid.map(|(paid, _)| paid).filter(|paid| *paid > 0)?;
        let gap = |row: Row<'_>| {
            let other = money(row, Field::Other).unwrap_or_default();
            Some(money(row, Field::Pension)? + other - collected(row)?)
        };
        // As the rule has it, a county with a month that is not on record has none.
        let gaps = |upto: Month| -> i128 {
            let of_county = |county: CountyRecord<'_>| -> Option<i128> {
                (0..12).map(|n| gap(county.row(Period::Month(upto.plus(-n)))?)).sum()
            };
            self.fund.counties(self.root()).filter_map(of_county).map(|gap| gap.max(0)).sum()
        };
        let gaps = [self.last.plus(-12), self.last].map(gaps).into_iter().find(|gaps| *gaps > 0)?;
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

fn collected(row: Row<'_>) -> Option<i128> {
    money(row, Field::Collected)
}

fn contributors(row: Row<'_>) -> Option<i128> {
    row.persons(Field::Contributors).map(i128::from)
}

fn retirees(row: Row<'_>) -> Option<i128> {
    row.persons(Field::Retirees).map(i128::from)
}

/// All bases of a county's month together.
fn payroll(row: Row<'_>) -> Option<i128> {
    Some(money(row, Field::Base)? * contributors(row)?)
}

/// Pensions without back-pay.
fn regular(row: Row<'_>) -> Option<i128> {
    Some(money(row, Field::Pension)? - money(row, Field::Backpay).unwrap_or_default())
}

/// Pairs added up; `None` of none.
fn added(pairs: impl Iterator<Item = (i128, i128)>) -> Option<(i128, i128)> {
    pairs.reduce(|(a, b), (c, d)| (a + c, b + d))
}

/// Growth over a year, within a fifth down and three tenths up: what is beyond is no trend. Zero is none.
fn trend(rate: Decimal) -> Option<Rate> {
    Some(rate.clamp(Decimal::new(-2, 1), Decimal::new(3, 1)).normalize()).filter(|rate| !rate.is_zero())
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

    /// One figure that is not known takes nothing else away.
    #[test]
    fn an_unknown_month_leaves_the_rest() {
        let whole = table([true; 2]);
        for gap in ["乙县,2026-04", "丙区,2026-10", "甲县,2025-12"] {
            let without = |line: &str| {
                let mut cells: Vec<&str> = line.split(',').collect();
                if line.starts_with(gap) {
                    cells[5] = "";
                    cells[6] = "";
                }
                cells.join(",")
            };
            let text: String = whole.lines().map(|line| without(line) + "\n").collect();
            let data = intake::import("base.csv", text.as_bytes()).expect("it is read").dataset;
            let partly = carried_on(&data, Month::new(2026, 10).expect("a month"), 36);
            let full = base([true; 2]);
            for county in ["甲县", "乙县", "丙区"] {
                let of = |scenario: &Scenario| Lever::of(LeverKey::CollectionRate).county(county).value(scenario);
                assert!((of(&partly) - of(&full)).abs() <= Decimal::new(35, 3), "{gap}: {county} {}", of(&partly));
            }
            for month in 0..12 {
                let of = |scenario: &Scenario| Lever::of(LeverKey::Season).nth(month).value(scenario);
                assert!((of(&partly) - of(&full)).abs() <= Decimal::new(2, 2), "{gap}: {month} {}", of(&partly));
            }
            for key in [LeverKey::PensionGrowth, LeverKey::PensionPaidMonth, LeverKey::WageMonth, LeverKey::WageGrowth]
            {
                assert_eq!(told(&partly, key), told(&full, key), "{gap}: {key:?}");
            }
        }
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
