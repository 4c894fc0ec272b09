//! Each number of a scenario by name: what a slider moves, what a solver seeks, what a table of scenarios compares.
//!
//! A [`Lever`] is an address in a [`Scenario`], with its unit, bounds, step and default. Reading one that is not given
//! answers with what holds instead, so that the interface can mark what is overridden.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Grants, Interest, PlaceKey, Rates, Remit, ReplayFactor, Scenario, Subsidy, Yearly};
use crate::money::{Money, Rate};

/// A rate that may differ by calendar year and by county.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RateKey {
    /// 缴费比例
    ContributionRate,
    /// 征缴率
    CollectionRate,
    /// 缴费人数增长率
    ContributorsGrowth,
    /// 离退休人数增长率
    RetireesGrowth,
    /// 缴费基数增长率
    WageGrowth,
    /// 养老金调整幅度
    PensionGrowth,
    /// 人均其他支出
    OtherPerRetiree,
}

impl RateKey {
    /// All, in the order of the file.
    pub const ALL: [RateKey; 7] = [
        RateKey::ContributionRate,
        RateKey::CollectionRate,
        RateKey::ContributorsGrowth,
        RateKey::RetireesGrowth,
        RateKey::WageGrowth,
        RateKey::PensionGrowth,
        RateKey::OtherPerRetiree,
    ];

    /// Those that stochastic runs may shock (model section 7).
    pub const SHOCKED: [RateKey; 5] = [
        RateKey::ContributorsGrowth,
        RateKey::RetireesGrowth,
        RateKey::WageGrowth,
        RateKey::PensionGrowth,
        RateKey::CollectionRate,
    ];

    /// The key in the file, which is also the end of its locale key `lever.…`.
    pub const fn key(self) -> &'static str {
        match self {
            RateKey::ContributionRate => "contribution_rate",
            RateKey::CollectionRate => "collection_rate",
            RateKey::ContributorsGrowth => "contributors_growth",
            RateKey::RetireesGrowth => "retirees_growth",
            RateKey::WageGrowth => "wage_growth",
            RateKey::PensionGrowth => "pension_growth",
            RateKey::OtherPerRetiree => "other_per_retiree",
        }
    }

    /// What holds where nothing is given.
    pub fn default(self) -> Rate {
        match self {
            RateKey::ContributionRate => Decimal::new(28, 2),
            RateKey::CollectionRate => Decimal::ONE,
            _ => Decimal::ZERO,
        }
    }

    /// The list in a set of rates.
    pub fn of(self, rates: &Rates) -> &Option<Yearly<Rate>> {
        match self {
            RateKey::ContributionRate => &rates.contribution_rate,
            RateKey::CollectionRate => &rates.collection_rate,
            RateKey::ContributorsGrowth => &rates.contributors_growth,
            RateKey::RetireesGrowth => &rates.retirees_growth,
            RateKey::WageGrowth => &rates.wage_growth,
            RateKey::PensionGrowth => &rates.pension_growth,
            RateKey::OtherPerRetiree => &rates.other_per_retiree,
        }
    }

    pub(super) fn of_mut(self, rates: &mut Rates) -> &mut Option<Yearly<Rate>> {
        match self {
            RateKey::ContributionRate => &mut rates.contribution_rate,
            RateKey::CollectionRate => &mut rates.collection_rate,
            RateKey::ContributorsGrowth => &mut rates.contributors_growth,
            RateKey::RetireesGrowth => &mut rates.retirees_growth,
            RateKey::WageGrowth => &mut rates.wage_growth,
            RateKey::PensionGrowth => &mut rates.pension_growth,
            RateKey::OtherPerRetiree => &mut rates.other_per_retiree,
        }
    }

    /// The rate in the `year`th calendar year along a chain of places: the nearest, else the default.
    pub fn in_force(self, scenario: &Scenario, chain: &[PlaceKey], year: usize) -> Rate {
        self.list(scenario, chain).map_or_else(|| self.default(), |list| *list.at(year))
    }

    /// The nearest list along a chain of places.
    pub fn list<'a>(self, scenario: &'a Scenario, chain: &[PlaceKey]) -> Option<&'a Yearly<Rate>> {
        scenario.along(chain, |said| self.of(&said.rates).as_ref())
    }
}

/// A month of the year at which something happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MonthKey {
    /// 基数调整月份
    Wage,
    /// 调整待遇执行月份
    PensionEffective,
    /// 调整待遇发放月份
    PensionPaid,
}

impl MonthKey {
    /// All, in the order of the file.
    pub const ALL: [MonthKey; 3] = [MonthKey::Wage, MonthKey::PensionEffective, MonthKey::PensionPaid];

    /// The key in the file, which is also the end of its locale key `lever.…`.
    pub const fn key(self) -> &'static str {
        match self {
            MonthKey::Wage => "wage_month",
            MonthKey::PensionEffective => "pension_effective_month",
            MonthKey::PensionPaid => "pension_paid_month",
        }
    }

    pub(super) fn of(self, rates: &Rates) -> Option<u32> {
        match self {
            MonthKey::Wage => rates.wage_month,
            MonthKey::PensionEffective => rates.pension_effective_month,
            MonthKey::PensionPaid => rates.pension_paid_month,
        }
    }

    pub(super) fn of_mut(self, rates: &mut Rates) -> &mut Option<u32> {
        match self {
            MonthKey::Wage => &mut rates.wage_month,
            MonthKey::PensionEffective => &mut rates.pension_effective_month,
            MonthKey::PensionPaid => &mut rates.pension_paid_month,
        }
    }

    /// The month along a chain of places: the nearest, else the default (July; January; the effective month).
    pub fn in_force(self, scenario: &Scenario, chain: &[PlaceKey]) -> u32 {
        scenario.along(chain, |said| self.of(&said.rates)).unwrap_or_else(|| match self {
            MonthKey::Wage => 7,
            MonthKey::PensionEffective => 1,
            MonthKey::PensionPaid => MonthKey::PensionEffective.in_force(scenario, chain),
        })
    }
}

/// Which year of a list: all, or the nth calendar year of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum When {
    /// The same in every year.
    Always,
    /// One calendar year, counted from that of `start`.
    Year(usize),
}

/// The address of one number in a scenario.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lever {
    /// A rate.
    Rate(RateKey, PlaceKey, When),
    /// A month of the year.
    Month(MonthKey, PlaceKey),
    /// The collection factor of a month of the year, 1 to 12.
    Season(u32, PlaceKey),
    /// 征缴任务 of a county, a year.
    Target(Arc<str>, When),
    /// Average wage of a county, for the wage formula.
    AverageWage(Arc<str>, When),
    /// Heads of a county, for the wage formula.
    ShouldInsured(Arc<str>, When),
    /// The factor of a column in a replay.
    Replay(ReplayFactor),
    /// Opening balance of the pool.
    OpeningPool,
    /// Opening balance of a county.
    OpeningCounty(Arc<str>),
    /// 专项补助, a year.
    Grant(When),
    /// Threshold of the matching subsidy.
    SubsidyThreshold,
    /// Rate of the matching subsidy.
    SubsidyRate,
    /// Interest on balances.
    Interest,
    /// Interest on working capital.
    DebtInterest,
    /// 做实个人账户
    FundedRate,
    /// The share of collections handed up, in the nth pooling entry.
    RemitShare(usize),
    /// The wage share of the wage formula.
    RemitWageShare(usize),
    /// The rate of the wage formula.
    RemitRate(usize),
    /// Sharing: province's part.
    SharingProvince(usize),
    /// Sharing: city's part; the county bears the rest.
    SharingCity(usize),
    /// 超收返还
    OvercollectionCredit(usize),
    /// Contributors who join or leave, in the nth event.
    EventContributors(usize),
    /// Retirees who join or leave, in the nth event.
    EventRetirees(usize),
}

/// What a lever's numbers are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeverUnit {
    /// A rate, shown in percent.
    Percent,
    /// Yuan.
    Money,
    /// Yuan per head and month.
    YuanPerHead,
    /// Heads.
    Persons,
    /// A month of the year.
    CalendarMonth,
    /// A plain factor.
    Factor,
}

/// How a lever is to be offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeverSpec {
    /// Its name's key in the locale files.
    pub text_key: &'static str,
    /// What its numbers are.
    pub unit: LeverUnit,
    /// The slider's lower end; typed values may go beyond.
    pub low: Decimal,
    /// The slider's upper end.
    pub high: Decimal,
    /// The smallest step.
    pub step: Decimal,
}

impl Lever {
    /// Which of the scenario's arrangements it is of, from 0; `None` where it is of none.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Lever::RemitShare(n)
            | Lever::RemitWageShare(n)
            | Lever::RemitRate(n)
            | Lever::SharingProvince(n)
            | Lever::SharingCity(n)
            | Lever::OvercollectionCredit(n) => Some(*n),
            _ => None,
        }
    }

    /// Name, unit, bounds and step.
    pub fn spec(&self) -> LeverSpec {
        use LeverUnit as U;
        let spec = |text_key, unit, low: (i64, u32), high: (i64, u32), step: (i64, u32)| LeverSpec {
            text_key,
            unit,
            low: Decimal::new(low.0, low.1),
            high: Decimal::new(high.0, high.1),
            step: Decimal::new(step.0, step.1),
        };
        let percent = |key, low, high| spec(key, U::Percent, (low, 2), (high, 2), (1, 3));
        let fine = |key, high| spec(key, U::Percent, (0, 0), (high, 2), (5, 4));
        let money = |key, high| spec(key, U::Money, (0, 0), (high, 0), (10_000, 0));
        match self {
            Lever::Rate(RateKey::ContributionRate, ..) => percent("lever.contribution_rate", 0, 40),
            Lever::Rate(RateKey::CollectionRate, ..) => percent("lever.collection_rate", 40, 110),
            Lever::Rate(RateKey::ContributorsGrowth, ..) => percent("lever.contributors_growth", -20, 30),
            Lever::Rate(RateKey::RetireesGrowth, ..) => percent("lever.retirees_growth", -10, 30),
            Lever::Rate(RateKey::WageGrowth, ..) => percent("lever.wage_growth", -10, 30),
            Lever::Rate(RateKey::PensionGrowth, ..) => percent("lever.pension_growth", -10, 30),
            Lever::Rate(RateKey::OtherPerRetiree, ..) => {
                spec("lever.other_per_retiree", U::YuanPerHead, (0, 0), (50, 0), (5, 1))
            }
            Lever::Month(MonthKey::Wage, _) => spec("lever.wage_month", U::CalendarMonth, (1, 0), (12, 0), (1, 0)),
            Lever::Month(MonthKey::PensionEffective, _) => {
                spec("lever.pension_effective_month", U::CalendarMonth, (1, 0), (12, 0), (1, 0))
            }
            Lever::Month(MonthKey::PensionPaid, _) => {
                spec("lever.pension_paid_month", U::CalendarMonth, (1, 0), (12, 0), (1, 0))
            }
            Lever::Season(..) => spec("lever.season", U::Factor, (0, 0), (3, 0), (5, 2)),
            Lever::Target(..) => money("lever.target", 300_000_000),
            Lever::AverageWage(..) => spec("lever.average_wage", U::YuanPerHead, (0, 0), (10_000, 0), (10, 0)),
            Lever::ShouldInsured(..) => spec("lever.should_insured", U::Persons, (0, 0), (500_000, 0), (100, 0)),
            Lever::Replay(_) => spec("lever.replay", U::Percent, (50, 2), (150, 2), (1, 3)),
            Lever::OpeningPool => money("lever.opening_pool", 200_000_000),
            Lever::OpeningCounty(_) => money("lever.opening_county", 100_000_000),
            Lever::Grant(_) => money("lever.grant", 200_000_000),
            Lever::SubsidyThreshold => money("lever.subsidy_threshold", 20_000_000),
            Lever::SubsidyRate => percent("lever.subsidy_rate", 0, 100),
            Lever::Interest => fine("lever.interest", 10),
            Lever::DebtInterest => fine("lever.debt_interest", 15),
            Lever::FundedRate => percent("lever.funded_rate", 0, 11),
            Lever::RemitShare(_) => percent("lever.remit_share", 0, 100),
            Lever::RemitWageShare(_) => percent("lever.remit_wage_share", 50, 120),
            Lever::RemitRate(_) => fine("lever.remit_rate", 10),
            Lever::SharingProvince(_) => percent("lever.sharing_province", 0, 100),
            Lever::SharingCity(_) => percent("lever.sharing_city", 0, 100),
            Lever::OvercollectionCredit(_) => percent("lever.overcollection_credit", 0, 100),
            Lever::EventContributors(_) => {
                spec("lever.event_contributors", U::Persons, (-5_000, 0), (5_000, 0), (50, 0))
            }
            Lever::EventRetirees(_) => spec("lever.event_retirees", U::Persons, (-5_000, 0), (5_000, 0), (50, 0)),
        }
    }

    /// The number given at this address; `None` where none is.
    pub fn given(&self, scenario: &Scenario) -> Option<Decimal> {
        let year = |when: &When| if let When::Year(n) = when { *n } else { 0 };
        let money = |list: &Option<Yearly<Money>>, when: &When| list.as_ref().map(|l| l.at(year(when)).to_decimal());
        let county = |name: &Arc<str>| scenario.said(&PlaceKey::County(name.clone()));
        match self {
            Lever::Rate(key, scope, when) => {
                key.of(&scenario.said(scope).rates).as_ref().map(|list| *list.at(year(when)))
            }
            Lever::Month(key, scope) => key.of(&scenario.said(scope).rates).map(Decimal::from),
            Lever::Season(month, scope) => {
                scenario.said(scope).rates.season.map(|season| season[(*month as usize - 1).min(11)])
            }
            Lever::Target(name, when) => money(&county(name).target, when),
            Lever::AverageWage(name, when) => money(&county(name).average_wage, when),
            Lever::ShouldInsured(name, when) => {
                county(name).should_insured.as_ref().map(|l| Decimal::from(*l.at(year(when))))
            }
            Lever::Replay(factor) => scenario.replay.get(factor).copied(),
            Lever::OpeningPool => scenario.root().opening.map(Money::to_decimal),
            Lever::OpeningCounty(name) => county(name).opening.map(Money::to_decimal),
            Lever::Grant(when) => money(&scenario.grants.as_ref()?.annual, when),
            Lever::SubsidyThreshold => scenario.subsidy.as_ref().map(|s| s.threshold.to_decimal()),
            Lever::SubsidyRate => scenario.subsidy.as_ref().map(|s| s.rate),
            Lever::Interest => scenario.interest.as_ref().map(|i| i.annual),
            Lever::DebtInterest => scenario.interest.as_ref().and_then(|i| i.debt),
            Lever::FundedRate => scenario.funded_rate,
            Lever::RemitShare(n) => match scenario.pooling.get(*n)?.remit {
                Remit::ShareOfCollected(share) => Some(share),
                _ => None,
            },
            Lever::RemitWageShare(n) => match scenario.pooling.get(*n)?.remit {
                Remit::WageFormula { wage_share, .. } => Some(wage_share),
                _ => None,
            },
            Lever::RemitRate(n) => match scenario.pooling.get(*n)?.remit {
                Remit::WageFormula { rate, .. } => Some(rate),
                _ => None,
            },
            Lever::SharingProvince(n) => scenario.pooling.get(*n)?.sharing.as_ref().map(|s| s.province),
            Lever::SharingCity(n) => scenario.pooling.get(*n)?.sharing.as_ref().map(|s| s.city),
            Lever::OvercollectionCredit(n) => scenario.pooling.get(*n).map(|p| p.overcollection_credit),
            Lever::EventContributors(n) => scenario.events.get(*n).map(|e| Decimal::from(e.contributors)),
            Lever::EventRetirees(n) => scenario.events.get(*n).map(|e| Decimal::from(e.retirees)),
        }
    }

    /// What holds at this address where nothing is given: the city's value for a county, else the default.
    pub fn fallback(&self, scenario: &Scenario) -> Decimal {
        match self {
            Lever::Rate(key, PlaceKey::Root, _) => key.default(),
            Lever::Rate(key, _, when) => {
                let root = Lever::Rate(*key, PlaceKey::Root, *when);
                root.given(scenario).unwrap_or_else(|| key.default())
            }
            Lever::Month(MonthKey::Wage, PlaceKey::Root) => Decimal::from(7),
            Lever::Month(MonthKey::PensionEffective, PlaceKey::Root) => Decimal::ONE,
            Lever::Month(MonthKey::PensionPaid, PlaceKey::Root) => {
                Lever::Month(MonthKey::PensionEffective, PlaceKey::Root).value(scenario)
            }
            Lever::Month(key, _) => Decimal::from(key.in_force(scenario, &[PlaceKey::Root])),
            Lever::Season(_, PlaceKey::Root) | Lever::Replay(_) => Decimal::ONE,
            Lever::Season(month, _) => Lever::Season(*month, PlaceKey::Root).value(scenario),
            _ => Decimal::ZERO,
        }
    }

    /// The number in force at this address.
    pub fn value(&self, scenario: &Scenario) -> Decimal {
        self.given(scenario).unwrap_or_else(|| self.fallback(scenario))
    }

    /// Sets the number, or takes it away with `None`. False where the value can't stand at this address: not whole, out
    /// of its hard range, finer than a fen, or an address that is not there; the scenario is then as it was.
    pub fn set(&self, scenario: &mut Scenario, value: Option<Decimal>) -> bool {
        let mut changed = scenario.clone();
        let done = self.put(&mut changed, value).is_some();
        if done {
            *scenario = changed;
        }
        done
    }

    fn put(&self, scenario: &mut Scenario, value: Option<Decimal>) -> Option<()> {
        let years = scenario.calendar_years();
        let value = value.map(|v| v.normalize());
        let not_negative = || match value {
            Some(v) if v.is_sign_negative() && !v.is_zero() => None,
            other => Some(other),
        };
        let amount = || match not_negative()? {
            Some(v) => Money::from_decimal(v).map(Some),
            None => Some(None),
        };
        let whole = || match value {
            Some(v) => v.is_integer().then(|| i64::try_from(v).ok()).flatten().map(Some),
            None => Some(None),
        };
        let county = |name: &Arc<str>| PlaceKey::County(name.clone());
        match self {
            Lever::Rate(key, scope, when) => {
                let rate = if *key == RateKey::ContributionRate { not_negative()? } else { value };
                let fallback = self.fallback(scenario);
                scenario.say(scope, |s| put_yearly(key.of_mut(&mut s.rates), *when, rate, fallback, years));
            }
            Lever::Month(key, scope) => {
                let month = match whole()? {
                    Some(m) => Some(u32::try_from(m).ok().filter(|m| (1..=12).contains(m))?),
                    None => None,
                };
                scenario.say(scope, |s| *key.of_mut(&mut s.rates) = month);
            }
            Lever::Season(month, scope) => {
                let season = scenario.season(&[scope.clone(), PlaceKey::Root]);
                let mut factors = season.unwrap_or([Decimal::ONE; 12]);
                *factors.get_mut((*month as usize).checked_sub(1)?)? = value.unwrap_or(Decimal::ONE);
                let season = (factors != [Decimal::ONE; 12]).then_some(factors);
                scenario.say(scope, |s| s.rates.season = season);
            }
            Lever::Target(name, when) => {
                let amount = amount()?;
                scenario.say(&county(name), |s| put_yearly(&mut s.target, *when, amount, Money::ZERO, years));
            }
            Lever::AverageWage(name, when) => {
                let amount = amount()?;
                scenario.say(&county(name), |s| put_yearly(&mut s.average_wage, *when, amount, Money::ZERO, years));
            }
            Lever::ShouldInsured(name, when) => {
                not_negative()?;
                let heads = whole()?;
                scenario.say(&county(name), |s| put_yearly(&mut s.should_insured, *when, heads, 0, years));
            }
            Lever::Replay(factor) => match not_negative()? {
                Some(rate) => drop(scenario.replay.insert(*factor, rate)),
                None => drop(scenario.replay.remove(factor)),
            },
            Lever::OpeningPool => {
                let amount = amount()?;
                scenario.say(&PlaceKey::Root, |s| s.opening = amount);
            }
            Lever::OpeningCounty(name) => {
                let amount = amount()?;
                scenario.say(&county(name), |s| s.opening = amount);
            }
            Lever::Grant(when) => {
                let amount = amount()?;
                let grants = scenario.grants.get_or_insert_with(|| Grants { months: vec![6, 11], ..Grants::default() });
                put_yearly(&mut grants.annual, *when, amount, Money::ZERO, years);
                if grants.annual.is_none() && grants.source == super::GrantSource::Plan {
                    scenario.grants = None;
                }
            }
            Lever::SubsidyThreshold => match amount()? {
                Some(threshold) => {
                    let rate = scenario.subsidy.as_ref().map_or(Decimal::new(3, 1), |s| s.rate);
                    scenario.subsidy = Some(Subsidy { threshold, rate });
                }
                None => scenario.subsidy = None,
            },
            Lever::SubsidyRate => match not_negative()? {
                Some(rate) => {
                    let threshold = scenario.subsidy.as_ref().map_or(Money::from_yuan(1_000_000), |s| s.threshold);
                    scenario.subsidy = Some(Subsidy { threshold, rate });
                }
                None => scenario.subsidy = None,
            },
            Lever::Interest => {
                let annual = not_negative()?.unwrap_or_default();
                let debt = scenario.interest.as_ref().and_then(|i| i.debt);
                scenario.interest = Some(Interest { annual, debt }).filter(|i| *i != Interest::default());
            }
            Lever::DebtInterest => {
                let annual = scenario.interest.as_ref().map_or(Decimal::ZERO, |i| i.annual);
                scenario.interest =
                    Some(Interest { annual, debt: not_negative()? }).filter(|i| *i != Interest::default());
            }
            Lever::FundedRate => scenario.funded_rate = not_negative()?,
            Lever::RemitShare(n) => match &mut scenario.pooling.get_mut(*n)?.remit {
                Remit::ShareOfCollected(share) => *share = not_negative()??,
                _ => return None,
            },
            Lever::RemitWageShare(n) => match &mut scenario.pooling.get_mut(*n)?.remit {
                Remit::WageFormula { wage_share, .. } => *wage_share = not_negative()??,
                _ => return None,
            },
            Lever::RemitRate(n) => match &mut scenario.pooling.get_mut(*n)?.remit {
                Remit::WageFormula { rate, .. } => *rate = not_negative()??,
                _ => return None,
            },
            Lever::SharingProvince(n) => {
                let sharing = scenario.pooling.get_mut(*n)?.sharing.as_mut()?;
                let whole = Decimal::ONE - sharing.nation;
                sharing.province = not_negative()??.min(whole);
                sharing.city = sharing.city.min(whole - sharing.province);
                sharing.county = whole - sharing.province - sharing.city;
            }
            Lever::SharingCity(n) => {
                let sharing = scenario.pooling.get_mut(*n)?.sharing.as_mut()?;
                let rest = Decimal::ONE - sharing.nation - sharing.province;
                sharing.city = not_negative()??.min(rest);
                sharing.county = rest - sharing.city;
            }
            Lever::OvercollectionCredit(n) => {
                scenario.pooling.get_mut(*n)?.overcollection_credit = not_negative()?.unwrap_or_default();
            }
            Lever::EventContributors(n) => scenario.events.get_mut(*n)?.contributors = whole()??,
            Lever::EventRetirees(n) => scenario.events.get_mut(*n)?.retirees = whole()??,
        }
        Some(())
    }
}

fn put_yearly<T: Clone + PartialEq>(
    list: &mut Option<Yearly<T>>,
    when: When,
    value: Option<T>,
    fallback: T,
    years: usize,
) {
    match (when, value) {
        (When::Always, Some(value)) => *list = Some(Yearly::constant(value)),
        (_, None) => *list = None,
        (When::Year(n), Some(value)) => {
            list.get_or_insert_with(|| Yearly::constant(fallback)).set(n, value, years);
        }
    }
}
