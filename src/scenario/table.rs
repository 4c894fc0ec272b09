//! All levers, one entry each, in the order in which files and tables tell of them.
//!
//! A lever that is said of places needs nothing but its entry to be read, written, inherited, moved, sought, compared
//! and shown; the rule that uses it asks for it by its key.

use rust_decimal::Decimal;

use super::group::Group;
use super::held::{Kind, whole};
use super::people::{AccountBalance, Entrants, GroupPension};
use super::place_key::Of;
use super::{Event, Interest, Mode, Pooling, Remit, Scenario, Subsidy, Yearly};
use crate::listed::listed;
use crate::money::{Money, Persons, RATE_DECIMALS, Rate};

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

/// Where in a scenario a lever's number stands.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    /// In what is said of places.
    Said(Kind, Of),
    /// Among the factors of a replay.
    Replay,
    /// In the grants, by year.
    Grant,
    /// Once in the scenario, in the part of its group.
    Once(fn(&Scenario) -> Option<Decimal>, fn(&mut Scenario, Option<Decimal>) -> Option<()>),
    /// In an arrangement.
    Entry(fn(&mut Pooling) -> Option<&mut Rate>),
    /// In an event.
    Event(fn(&mut Event) -> &mut Persons),
    /// In what the new retirees of a group of people have paid, by year.
    Pension {
        /// The number of a year.
        get: fn(&GroupPension, usize) -> Decimal,
        /// Sets it in one of so many years, or in all.
        put: fn(&mut GroupPension, Decimal, Option<usize>, usize) -> Option<()>,
        /// How many years are given one by one.
        years: fn(&GroupPension) -> usize,
    },
}

/// What holds where nothing is given.
#[derive(Clone, Copy, Debug)]
pub enum Unless {
    /// A number.
    Number(i64, u32),
    /// What another lever has at the same place.
    As(LeverKey),
}

/// Which scenarios have a use for a lever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// All.
    Any,
    /// Projections; a replay takes its flows from the data and leaves it aside.
    Projected,
    /// Projections; in a replay it is an error.
    OnlyProjected,
    /// Replays.
    Replayed,
}

/// What there is to know of a lever.
#[derive(Clone, Copy, Debug)]
pub struct LeverDef {
    /// Its name's key in the locale files: `lever.` and its key in files.
    pub text_key: &'static str,
    /// What its numbers are.
    pub unit: LeverUnit,
    low: (i64, u32),
    high: (i64, u32),
    step: (i64, u32),
    /// What holds where nothing is given.
    pub unless: Unless,
    /// Whether it may be below zero.
    pub signed: bool,
    /// Whether zero is as good as none, and is not spoken of.
    pub zero_is_none: bool,
    /// Where it stands.
    pub kept: Kept,
    /// What it is changed together with, where two scenarios are compared.
    pub group: Group,
    /// Which scenarios have a use for it.
    pub used: Use,
    /// Whether it is offered wherever it may stand; the nation's part of a gap only where there is a nation, or it has one.
    pub offered: bool,
}

fn number((digits, places): (i64, u32)) -> Decimal {
    Decimal::new(digits, places)
}

impl LeverDef {
    /// The slider's lower end; typed values may go beyond.
    pub fn low(&self) -> Decimal {
        number(self.low)
    }

    /// The slider's upper end.
    pub fn high(&self) -> Decimal {
        number(self.high)
    }

    /// The smallest step.
    pub fn step(&self) -> Decimal {
        number(self.step)
    }

    /// Whether a scenario of a mode has a use for it.
    pub fn applies_in(&self, mode: Mode) -> bool {
        match self.used {
            Use::Any => true,
            Use::Projected | Use::OnlyProjected => mode == Mode::Project,
            Use::Replayed => mode == Mode::Replay,
        }
    }

    /// Whether some number holds where none is given, other than that there is none.
    pub const fn always_holds(&self) -> bool {
        matches!(self.kept, Kept::Said(_, Of::All) | Kept::Replay)
    }

    /// Whether it may differ by calendar year.
    pub const fn is_yearly(&self) -> bool {
        match self.kept {
            Kept::Said(kind, _) => kind.is_yearly(),
            Kept::Grant | Kept::Pension { .. } => true,
            _ => false,
        }
    }

    /// How many decimals are sought: a millionth, a fen, a person.
    pub fn places(&self) -> u32 {
        self.decimals().min(6)
    }

    /// How many decimals its number may have: those of a rate, a fen, a person.
    pub const fn decimals(&self) -> u32 {
        match (self.unit, self.kept) {
            (LeverUnit::Money, _) | (_, Kept::Said(Kind::Amounts | Kind::Amount, _)) => 2,
            (LeverUnit::YuanPerHead, Kept::Pension { .. }) => 2,
            (LeverUnit::Persons | LeverUnit::CalendarMonth, _) => 0,
            _ => RATE_DECIMALS,
        }
    }
}

listed! {
    /// Which number of a scenario.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum LeverKey, ALL, def of LeverDef;

    /// 缴费比例
    ContributionRate = rate("lever.contribution_rate", 0, 40, Group::Contributions)
        .not_negative().unless(28, 2).used(Use::Any);
    /// 征缴率
    CollectionRate = rate("lever.collection_rate", 40, 110, Group::Contributions).unless(1, 0).used(Use::Projected);
    /// 缴费人数增长率
    ContributorsGrowth = rate("lever.contributors_growth", -20, 30, Group::Persons);
    /// 离退休人数增长率
    RetireesGrowth = rate("lever.retirees_growth", -10, 30, Group::Persons);
    /// 缴费基数增长率
    WageGrowth = rate("lever.wage_growth", -10, 30, Group::Contributions);
    /// 养老金调整幅度
    PensionGrowth = rate("lever.pension_growth", -10, 30, Group::Benefits);
    /// 人均其他支出
    OtherPerRetiree = said("lever.other_per_retiree", LeverUnit::YuanPerHead, (Kind::PerHead, Of::All), Group::Benefits)
        .range(0, 50, (5, 1)).used(Use::Projected);
    /// 基数调整月份
    WageMonth = month("lever.wage_month", Group::Contributions).unless(7, 0);
    /// 调整待遇执行月份
    PensionEffectiveMonth = month("lever.pension_effective_month", Group::Benefits).unless(1, 0);
    /// 调整待遇发放月份
    PensionPaidMonth = month("lever.pension_paid_month", Group::Benefits).as_is(LeverKey::PensionEffectiveMonth);
    /// 月度征缴系数
    Season = said("lever.season", LeverUnit::Factor, (Kind::Season, Of::All), Group::Contributions)
        .range(0, 3, (5, 2)).unless(1, 0).used(Use::OnlyProjected);
    /// 征缴任务
    Target = said("lever.target", LeverUnit::Money, (Kind::Amounts, Of::Counties), Group::Pooling)
        .not_negative().range(0, 300_000_000, TEN_THOUSAND).used(Use::OnlyProjected);
    /// 上年度在岗职工月平均工资, for the wage formula.
    AverageWage = said("lever.average_wage", LeverUnit::YuanPerHead, (Kind::Amounts, Of::Each), Group::Pooling)
        .not_negative().range(0, 10_000, (10, 0));
    /// 应参保人数, for the wage formula.
    ShouldInsured = said("lever.should_insured", LeverUnit::Persons, (Kind::Heads, Of::Each), Group::Pooling)
        .not_negative().range(0, 500_000, (100, 0));
    /// 年度预拨计划
    Prepay = said("lever.prepay", LeverUnit::Money, (Kind::Amounts, Of::Counties), Group::Pooling)
        .not_negative().range(0, 300_000_000, TEN_THOUSAND);
    /// The factor of a column in a replay.
    Replay = lever("lever.replay", LeverUnit::Percent, Kept::Replay, Group::Span)
        .not_negative().percent(50, 150).unless(1, 0).used(Use::Replayed);
    /// 专项补助
    Grant = lever("lever.grant", LeverUnit::Money, Kept::Grant, Group::Grants)
        .not_negative().range(0, 200_000_000, TEN_THOUSAND);
    /// Rate of the matching subsidy.
    SubsidyRate = once("lever.subsidy_rate", LeverUnit::Percent, Group::Subsidy, Kept::Once(
        |s| s.subsidy.as_ref().map(|s| s.rate),
        |s, value| {
            let threshold = s.subsidy.as_ref().map_or(Money::from_yuan(1_000_000), |s| s.threshold);
            s.subsidy = value.map(|rate| Subsidy { threshold, rate });
            Some(())
        },
    )).percent(0, 100);
    /// Threshold of the matching subsidy.
    SubsidyThreshold = once("lever.subsidy_threshold", LeverUnit::Money, Group::Subsidy, Kept::Once(
        |s| s.subsidy.as_ref().map(|s| s.threshold.to_decimal()),
        |s, value| {
            let rate = s.subsidy.as_ref().map_or(Decimal::new(3, 1), |s| s.rate);
            s.subsidy = amount(value)?.map(|threshold| Subsidy { threshold, rate });
            Some(())
        },
    )).range(0, 20_000_000, TEN_THOUSAND);
    /// Interest on balances.
    Interest = once("lever.interest", LeverUnit::Percent, Group::Interest, Kept::Once(
        |s| s.interest.as_ref().map(|i| i.annual),
        |s, value| {
            let debt = s.interest.as_ref().and_then(|i| i.debt);
            let annual = value.unwrap_or_default();
            s.interest = Some(Interest { annual, debt }).filter(|i| *i != Interest::default());
            Some(())
        },
    )).fine_percent(10);
    /// Interest on working capital.
    DebtInterest = once("lever.debt_interest", LeverUnit::Percent, Group::Interest, Kept::Once(
        |s| s.interest.as_ref().and_then(|i| i.debt),
        |s, value| {
            let annual = s.interest.as_ref().map_or(Decimal::ZERO, |i| i.annual);
            s.interest = Some(Interest { annual, debt: value }).filter(|i| *i != Interest::default());
            Some(())
        },
    )).fine_percent(15);
    /// 做实个人账户
    FundedRate = said("lever.funded_rate", LeverUnit::Percent, (Kind::Rates, Of::Root), Group::Accounts)
        .not_negative().percent(0, 11);
    /// 个人账户记账利率
    AccountRate = said("lever.account_rate", LeverUnit::Percent, (Kind::Rates, Of::Root), Group::Accounts)
        .not_negative().fine_percent(10).as_is(LeverKey::Interest).not_offered();
    /// Opening balance of the root's pool.
    OpeningPool = said("lever.opening_pool", LeverUnit::Money, (Kind::Amount, Of::Root), Group::Opening)
        .not_negative().range(0, 200_000_000, TEN_THOUSAND);
    /// Opening balance of the pool of another place.
    OpeningPlace = said("lever.opening_place", LeverUnit::Money, (Kind::Amount, Of::Above), Group::Opening)
        .not_negative().range(0, 200_000_000, TEN_THOUSAND);
    /// Opening balance of a county.
    OpeningCounty = said("lever.opening_county", LeverUnit::Money, (Kind::Amount, Of::Counties), Group::Opening)
        .not_negative().range(0, 100_000_000, TEN_THOUSAND);
    /// The share of collections handed up, in an arrangement.
    RemitShare = entry("lever.remit_share", |p| match &mut p.remit {
        Remit::ShareOfCollected(share) => Some(share),
        _ => None,
    }).percent(0, 100);
    /// The wage share of the wage formula.
    RemitWageShare = entry("lever.remit_wage_share", |p| match &mut p.remit {
        Remit::WageFormula { wage_share, .. } => Some(wage_share),
        _ => None,
    }).percent(50, 120);
    /// The rate of the wage formula.
    RemitRate = entry("lever.remit_rate", |p| match &mut p.remit {
        Remit::WageFormula { rate, .. } => Some(rate),
        _ => None,
    }).fine_percent(10);
    /// Sharing: the nation's part.
    SharingNation = entry("lever.sharing_nation", |p| Some(&mut p.sharing.as_mut()?.nation)).percent(0, 100).not_offered();
    /// Sharing: the province's part.
    SharingProvince = entry("lever.sharing_province", |p| Some(&mut p.sharing.as_mut()?.province)).percent(0, 100);
    /// Sharing: the city's part; the county bears the rest.
    SharingCity = entry("lever.sharing_city", |p| Some(&mut p.sharing.as_mut()?.city)).percent(0, 100);
    /// 超收返还
    OvercollectionCredit = entry("lever.overcollection_credit", |p| Some(&mut p.overcollection_credit))
        .percent(0, 100).zero_is_none();
    /// Contributors who join or leave, in an event.
    EventContributors = event("lever.event_contributors", |e| &mut e.contributors);
    /// Retirees who join or leave, in an event.
    EventRetirees = event("lever.event_retirees", |e| &mut e.retirees);
    /// Who leaves for good, a year.
    ExitRate = of_people("lever.exit_rate", 10);
    /// 中断缴费, a year.
    PauseRate = of_people("lever.pause_rate", 30);
    /// 恢复缴费, a year.
    ReturnRate = of_people("lever.return_rate", 100);
    /// 弹性提前退休
    Early = of_people("lever.early", 100);
    /// 弹性延迟退休
    Late = of_people("lever.late", 100);
    /// Who of the retiring has the least years of contribution.
    Eligible = of_people("lever.eligible", 100).unless(1, 0);
    /// The same of those who had paused.
    PausedEligible = of_people("lever.paused_eligible", 100).unless(1, 0);
    /// By how much death rates fall from year to year.
    MortalityImprovement = LeverDef { signed: true, ..of_people("lever.mortality_improvement", 5) };
    /// 丧葬补助金和抚恤金 of each.
    DeathGrant = said("lever.death_grant", LeverUnit::YuanPerHead, (Kind::Amounts, Of::Root), Group::People)
        .not_negative().range(0, 200_000, (1_000, 0)).used(Use::Projected).not_offered();
    /// 上年度职工月平均工资, by which new pensions are reckoned.
    PeopleWage = said("lever.people_wage", LeverUnit::YuanPerHead, (Kind::Amount, Of::Root), Group::People)
        .not_negative().range(0, 20_000, (10, 0)).used(Use::Projected).not_offered();
    /// 新增缴费人员 of each county, a year.
    Entrants = once("lever.entrants", LeverUnit::Persons, Group::People, Kept::Once(
        |s| match &s.people.as_ref()?.entrants {
            Entrants::Heads(list) => Some(Decimal::from(*list.at(0))),
            _ => None,
        },
        |s, value| {
            let heads = value.map(|heads| whole(heads).map(|heads| Entrants::Heads(Yearly::constant(heads))));
            s.people.as_mut()?.entrants = heads.unwrap_or(Some(Entrants::default()))?;
            Some(())
        },
    )).range(0, 20_000, (10, 0)).used(Use::Projected).not_offered();
    /// 缴费年限 of a group's new retirees.
    PensionYears = of_group("lever.pension_years", LeverUnit::Factor, Kept::Pension {
        get: |group, year| *group.years.at(year),
        put: |group, value, year, years| set(&mut group.years, value, year, years),
        years: |group| group.years.values().len(),
    }).range(15, 45, (5, 1));
    /// 平均缴费指数 of a group's new retirees.
    PensionIndex = of_group("lever.pension_index", LeverUnit::Factor, Kept::Pension {
        get: |group, year| *group.index.at(year),
        put: |group, value, year, years| set(&mut group.index, value, year, years),
        years: |group| group.index.values().len(),
    }).range(0, 3, (5, 2));
    /// 个人账户储存额 of a group's new retirees.
    PensionAccount = of_group("lever.pension_account", LeverUnit::YuanPerHead, Kept::Pension {
        get: |group, year| match &group.account {
            AccountBalance::Growing(amount) => amount.to_decimal(),
            AccountBalance::ByYear(list) => list.at(year).to_decimal(),
        },
        put: |group, value, year, years| {
            let value = Money::from_decimal(value)?;
            match (&mut group.account, year) {
                (AccountBalance::Growing(amount), None) => *amount = value,
                // What grows has no year of its own.
                (AccountBalance::Growing(_), Some(_)) => return None,
                (AccountBalance::ByYear(list), None) => *list = Yearly::constant(value),
                (AccountBalance::ByYear(list), Some(n)) => list.set(n, value, years),
            }
            Some(())
        },
        years: |group| match &group.account {
            AccountBalance::Growing(_) => 1,
            AccountBalance::ByYear(list) => list.values().len(),
        },
    }).range(0, 500_000, (1_000, 0));
    /// 视同缴费年限 of a group's new retirees.
    PensionDeemedYears = of_group("lever.pension_deemed_years", LeverUnit::Factor, Kept::Pension {
        get: |group, year| *group.deemed_years.at(year),
        put: |group, value, year, years| set(&mut group.deemed_years, value, year, years),
        years: |group| group.deemed_years.values().len(),
    }).range(0, 30, (5, 1));
    /// 过渡系数 of a group's new retirees.
    PensionTransition = of_group("lever.pension_transition", LeverUnit::Percent, Kept::Pension {
        get: |group, year| *group.transition_rate.at(year),
        put: |group, value, year, years| set(&mut group.transition_rate, value, year, years),
        years: |group| group.transition_rate.values().len(),
    }).fine_percent(3);
    /// By what accounts of new retirees grow.
    PeopleAccountRate = LeverDef { signed: true, ..of_people("lever.people_account_rate", 10) }
        .as_is(LeverKey::WageGrowth);
}

const TEN_THOUSAND: (i64, u32) = (10_000, 0);

const fn lever(text_key: &'static str, unit: LeverUnit, kept: Kept, group: Group) -> LeverDef {
    let (low, high, step) = ((0, 0), (0, 0), (1, 0));
    let (unless, used) = (Unless::Number(0, 0), Use::Any);
    LeverDef {
        text_key,
        unit,
        low,
        high,
        step,
        unless,
        signed: true,
        zero_is_none: false,
        kept,
        group,
        used,
        offered: true,
    }
}

const fn said(text_key: &'static str, unit: LeverUnit, kept: (Kind, Of), group: Group) -> LeverDef {
    lever(text_key, unit, Kept::Said(kept.0, kept.1), group)
}

const fn rate(text_key: &'static str, low: i64, high: i64, group: Group) -> LeverDef {
    let kept = (Kind::Rates, Of::All);
    said(text_key, LeverUnit::Percent, kept, group).percent(low, high).used(Use::OnlyProjected)
}

const fn month(text_key: &'static str, group: Group) -> LeverDef {
    let kept = (Kind::Month, Of::All);
    said(text_key, LeverUnit::CalendarMonth, kept, group).range(1, 12, (1, 0)).used(Use::Projected)
}

const fn once(text_key: &'static str, unit: LeverUnit, group: Group, kept: Kept) -> LeverDef {
    lever(text_key, unit, kept, group).not_negative()
}

const fn entry(text_key: &'static str, of: fn(&mut Pooling) -> Option<&mut Rate>) -> LeverDef {
    lever(text_key, LeverUnit::Percent, Kept::Entry(of), Group::Pooling).not_negative()
}

/// A number of the pensions of a group's new retirees.
const fn of_group(text_key: &'static str, unit: LeverUnit, kept: Kept) -> LeverDef {
    lever(text_key, unit, kept, Group::People).not_negative().used(Use::Projected).not_offered()
}

/// Sets a rate in one of so many years, or in all.
fn set(list: &mut Yearly<Rate>, value: Rate, year: Option<usize>, years: usize) -> Option<()> {
    match year {
        Some(year) => list.set(year, value, years),
        None => *list = Yearly::constant(value),
    }
    Some(())
}

/// A yearly rate of the people by age.
const fn of_people(text_key: &'static str, most: i64) -> LeverDef {
    let kept = (Kind::Rates, Of::Root);
    said(text_key, LeverUnit::Percent, kept, Group::People)
        .percent(0, most)
        .not_negative()
        .used(Use::Projected)
        .not_offered()
}

const fn event(text_key: &'static str, of: fn(&mut Event) -> &mut Persons) -> LeverDef {
    lever(text_key, LeverUnit::Persons, Kept::Event(of), Group::Persons).range(-5_000, 5_000, (50, 0))
}

impl LeverDef {
    const fn range(self, low: i64, high: i64, step: (i64, u32)) -> LeverDef {
        LeverDef { low: (low, 0), high: (high, 0), step, ..self }
    }

    /// Between whole percents, by a tenth of one.
    const fn percent(self, low: i64, high: i64) -> LeverDef {
        LeverDef { low: (low, 2), high: (high, 2), step: (1, 3), ..self }
    }

    /// Up to a few percents, by a twentieth of one.
    const fn fine_percent(self, high: i64) -> LeverDef {
        LeverDef { low: (0, 2), high: (high, 2), step: (5, 4), ..self }
    }

    const fn unless(self, digits: i64, places: u32) -> LeverDef {
        LeverDef { unless: Unless::Number(digits, places), ..self }
    }

    const fn as_is(self, other: LeverKey) -> LeverDef {
        LeverDef { unless: Unless::As(other), ..self }
    }

    const fn not_negative(self) -> LeverDef {
        LeverDef { signed: false, ..self }
    }

    const fn zero_is_none(self) -> LeverDef {
        LeverDef { zero_is_none: true, ..self }
    }

    const fn used(self, used: Use) -> LeverDef {
        LeverDef { used, ..self }
    }

    const fn not_offered(self) -> LeverDef {
        LeverDef { offered: false, ..self }
    }
}

/// An amount or none; `None` where it is finer than a fen or too large.
pub(super) fn amount(value: Option<Decimal>) -> Option<Option<Money>> {
    match value {
        Some(value) => Money::from_decimal(value).map(Some),
        None => Some(None),
    }
}
