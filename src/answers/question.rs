//! Ready-made questions: what officers ask, as a lever, a range and a goal.
//!
//! Debt is taken before sharing here: what December's sharing has paid off counts as owed, for otherwise a scenario with
//! sharing is free of debt every December whatever the lever.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::solve::{Aim, Goal, Search};
use super::{Quantity, Reading};
use crate::listed::listed;
use crate::month::{Month, Period};
use crate::scenario::PlaceKey;
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::{Arrangement, Event, Pooling, Remit, Scenario};

listed! {
    /// A ready-made question.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Question, ALL, text_key -> &'static str;

    /// The collection rate that leaves no debt by the date.
    CollectionWithoutDebt = "question.collection_without_debt";
    /// The annual grant that keeps three months of cover at the date.
    GrantForCover = "question.grant_for_cover";
    /// The growth of retirees that the fund can bear.
    RetireesBearable = "question.retirees_bearable";
    /// The adjustment-fund share at which no county borrows.
    ShareWithoutBorrowing = "question.share_without_borrowing";
    /// The raise of pensions that can be afforded with the other levers fixed.
    PensionAffordable = "question.pension_affordable";
    /// The contribution rate that closes the gap of the whole time.
    ContributionClosingGap = "question.contribution_closing_gap";
    /// How many contributors more, in one county and at once, leave no debt.
    ContributorsNeeded = "question.contributors_needed";
    /// The growth of contributors that leaves no debt.
    ContributorsGrowthNeeded = "question.contributors_growth_needed";
    /// The growth of the contribution base that leaves no debt.
    WageGrowthNeeded = "question.wage_growth_needed";
    /// The other expenditure per retiree that can be afforded.
    OtherAffordable = "question.other_affordable";
    /// The rate of matching subsidy that leaves no debt.
    SubsidyNeeded = "question.subsidy_needed";
    /// The pool's opening balance at which nothing is borrowed.
    OpeningPoolNeeded = "question.opening_pool_needed";
    /// The funded rate of personal accounts that can be borne.
    FundedBearable = "question.funded_bearable";
}

impl Question {
    /// The question of a name.
    pub fn from_key(key: &str) -> Option<Question> {
        Question::ALL.into_iter().find(|q| q.key() == key)
    }

    /// The name on the command line.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("question.")
    }

    /// Poses it of a scenario: by the close of a month, of the city or of a county; `counties` are the data's, the first
    /// of which takes new contributors where the place is the city.
    pub fn pose(self, scenario: &Scenario, place: PlaceKey, by: Month, counties: &[Arc<str>]) -> Posed {
        let mut scenario = scenario.clone();
        let at = Some(Period::Month(by));
        let rate = |key| Lever::of(key);
        let number = Decimal::from;
        let percent = |n: i64| Decimal::new(n, 2);
        let none_owed = (Quantity::DebtBeforeSharing, at, Goal::AtMost, Decimal::ZERO);
        let (lever, low, high, (quantity, period, goal, target)) = match self {
            Question::CollectionWithoutDebt => (rate(LeverKey::CollectionRate), percent(50), percent(100), none_owed),
            Question::GrantForCover => {
                let cover = (Quantity::MonthsOfCover, at, Goal::AtLeast, number(3));
                (Lever::of(LeverKey::Grant), number(0), number(500_000_000), cover)
            }
            Question::RetireesBearable => (rate(LeverKey::RetireesGrowth), percent(-10), percent(30), none_owed),
            Question::ShareWithoutBorrowing => {
                let entry = with_adjustment_fund(&mut scenario);
                let borrowed = (Quantity::Borrowed, None, Goal::AtMost, Decimal::ZERO);
                (Lever::of(LeverKey::RemitShare).nth(entry), percent(0), percent(100), borrowed)
            }
            Question::PensionAffordable => (rate(LeverKey::PensionGrowth), percent(-10), percent(30), none_owed),
            Question::ContributionClosingGap => {
                let gap = (Quantity::Gap, None, Goal::AtMost, Decimal::ZERO);
                (rate(LeverKey::ContributionRate), percent(1), percent(60), gap)
            }
            Question::ContributorsNeeded => {
                let county = match &place {
                    PlaceKey::County(name) => name.to_string(),
                    _ => counties.first().map_or_else(String::new, |name| name.to_string()),
                };
                let month = scenario.start;
                scenario.events.push(Event { month, county, contributors: 0, retirees: 0 });
                let event = scenario.events.len() - 1;
                (Lever::of(LeverKey::EventContributors).nth(event), number(0), number(200_000), none_owed)
            }
            Question::ContributorsGrowthNeeded => {
                (rate(LeverKey::ContributorsGrowth), percent(-20), percent(30), none_owed)
            }
            Question::WageGrowthNeeded => (rate(LeverKey::WageGrowth), percent(-10), percent(40), none_owed),
            Question::OtherAffordable => (rate(LeverKey::OtherPerRetiree), number(0), number(500), none_owed),
            Question::SubsidyNeeded => (Lever::of(LeverKey::SubsidyRate), percent(0), percent(200), none_owed),
            Question::OpeningPoolNeeded => {
                let borrowed = (Quantity::Borrowed, None, Goal::AtMost, Decimal::ZERO);
                (Lever::of(LeverKey::OpeningPool), number(0), number(2_000_000_000), borrowed)
            }
            Question::FundedBearable => (Lever::of(LeverKey::FundedRate), percent(0), percent(11), none_owed),
        };
        let reading = Reading { quantity, place, period };
        Posed { scenario, search: Search { lever, low, high, aim: Aim { reading, goal, target } } }
    }
}

/// A question as it is sought: the scenario may be prepared for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posed {
    /// The scenario in which it is sought.
    pub scenario: Scenario,
    /// The lever, its range and the goal.
    pub search: Search,
}

impl Posed {
    /// The same with a rate of the whole moving the places that have one of their own too.
    pub fn with_below(mut self) -> Posed {
        self.search.lever = self.search.lever.with_below(&self.scenario);
        self
    }
}

/// The last entry that remits a share of what is collected; a scenario without one is given an adjustment fund from the
/// start, in place of its arrangements.
fn with_adjustment_fund(scenario: &mut Scenario) -> usize {
    let entry = scenario.pooling.iter().rposition(|p| matches!(p.remit, Remit::ShareOfCollected(_)));
    entry.unwrap_or_else(|| {
        scenario.pooling = vec![Pooling::of(Arrangement::AdjustmentFund, scenario.start)];
        0
    })
}
