//! What a scenario says of a place: rates, targets, wages, heads and balances of its own.
//!
//! A scenario is told without data. Its places are texts, which a run binds to the places of its data. A rate that is
//! not said of a place is that of the nearest place above it that has one; so a lookup goes along a chain of keys,
//! nearest first.

use std::sync::Arc;

use super::{Scenario, Yearly};
use crate::money::{Money, Persons, Rate};

/// Of which place a scenario speaks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PlaceKey {
    /// The root of the places: for all that have nothing of their own.
    Root,
    /// A place above counties, by its path.
    Place(Arc<str>),
    /// A county, by its name or the end of its path.
    County(Arc<str>),
}

impl PlaceKey {
    /// The text that names it; `None` is the root.
    pub fn name(&self) -> Option<&Arc<str>> {
        match self {
            PlaceKey::Root => None,
            PlaceKey::Place(name) | PlaceKey::County(name) => Some(name),
        }
    }
}

/// What holds for a county of one city, nearest first.
pub fn chain(county: impl Into<Arc<str>>) -> [PlaceKey; 2] {
    [PlaceKey::County(county.into()), PlaceKey::Root]
}

/// Rates as given for a place; `None` falls back to the place above, at last to the default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rates {
    /// 缴费比例 [0.28]
    pub contribution_rate: Option<Yearly<Rate>>,
    /// 征缴率 [1]
    pub collection_rate: Option<Yearly<Rate>>,
    /// 缴费人数增长率 [0]
    pub contributors_growth: Option<Yearly<Rate>>,
    /// 离退休人数增长率 [0]
    pub retirees_growth: Option<Yearly<Rate>>,
    /// 缴费基数增长率 [0]
    pub wage_growth: Option<Yearly<Rate>>,
    /// 基数调整月份 [7]
    pub wage_month: Option<u32>,
    /// 养老金调整幅度 [0]
    pub pension_growth: Option<Yearly<Rate>>,
    /// 调整待遇执行月份 [1]
    pub pension_effective_month: Option<u32>,
    /// 调整待遇发放月份 [the effective month]
    pub pension_paid_month: Option<u32>,
    /// 人均其他支出, yuan per retiree and month [0]
    pub other_per_retiree: Option<Yearly<Rate>>,
    /// 月度征缴系数, January to December
    pub season: Option<[Rate; 12]>,
}

/// What a scenario says of one place. The rates of the root hold wherever nothing nearer is said; the rest is the
/// place's alone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlaceLevers {
    /// Rates that differ from those above.
    pub rates: Rates,
    /// 征缴任务 of a county, annual.
    pub target: Option<Yearly<Money>>,
    /// 上年度在岗职工月平均工资, for the wage formula.
    pub average_wage: Option<Yearly<Money>>,
    /// 应参保人数, for the wage formula.
    pub should_insured: Option<Yearly<Persons>>,
    /// 预拨计划 of a county, annual.
    pub prepay: Option<Yearly<Money>>,
    /// Opening balance, of a county or of the place's pool, used where the data give none.
    pub opening: Option<Money>,
}

static NOTHING: PlaceLevers = PlaceLevers {
    rates: Rates {
        contribution_rate: None,
        collection_rate: None,
        contributors_growth: None,
        retirees_growth: None,
        wage_growth: None,
        wage_month: None,
        pension_growth: None,
        pension_effective_month: None,
        pension_paid_month: None,
        other_per_retiree: None,
        season: None,
    },
    target: None,
    average_wage: None,
    should_insured: None,
    prepay: None,
    opening: None,
};

impl PlaceLevers {
    /// The opening balance, of a county or of the place's pool.
    pub fn opening(&self) -> Option<Money> {
        self.opening
    }

    /// The collection target of the `year`th calendar year.
    pub fn target_in(&self, year: usize) -> Option<Money> {
        self.target.as_ref().map(|list| *list.at(year))
    }

    /// The average wage of the `year`th calendar year.
    pub fn average_wage_in(&self, year: usize) -> Option<Money> {
        self.average_wage.as_ref().map(|list| *list.at(year))
    }

    /// The heads that should be insured in the `year`th calendar year.
    pub fn should_insured_in(&self, year: usize) -> Option<Persons> {
        self.should_insured.as_ref().map(|list| *list.at(year))
    }

    /// The plan of prepayments of the `year`th calendar year.
    pub fn prepay_in(&self, year: usize) -> Option<Money> {
        self.prepay.as_ref().map(|list| *list.at(year))
    }
}

impl Scenario {
    /// What it says of a place itself.
    pub fn said(&self, place: &PlaceKey) -> &PlaceLevers {
        self.own.get(place).unwrap_or(&NOTHING)
    }

    /// What it says of the root.
    pub fn root(&self) -> &PlaceLevers {
        self.said(&PlaceKey::Root)
    }

    /// Changes what it says of a place; a place of which nothing is left is taken out.
    pub fn say<T>(&mut self, place: &PlaceKey, change: impl FnOnce(&mut PlaceLevers) -> T) -> T {
        let mut said = self.own.remove(place).unwrap_or_default();
        let answer = change(&mut said);
        if said != NOTHING {
            self.own.insert(place.clone(), said);
        }
        answer
    }

    /// What is said first along a chain of places; `None` where nothing is.
    pub fn along<'a, T>(&'a self, chain: &[PlaceKey], pick: impl Fn(&'a PlaceLevers) -> Option<T>) -> Option<T> {
        chain.iter().find_map(|place| self.own.get(place).and_then(&pick))
    }

    /// The collection factors of the months of the year along a chain of places; `None` where all are 1.
    pub fn season(&self, chain: &[PlaceKey]) -> Option<[Rate; 12]> {
        self.along(chain, |said| said.rates.season)
    }
}
