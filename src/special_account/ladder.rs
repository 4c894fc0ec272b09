//! Ladders of deposits as a project keeps them: what the bank was told to pay and when, the reserve, and the ladders that
//! are set beside each other.
//!
//! Source: section 13.2.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::deposits::{Course, Plan, gain, plan};
use super::rates::{Held, Rates};
use crate::dataset::Dataset;
use crate::finding::{Finding, Origin};
use crate::journal::Keep;
use crate::money::{Factor, Money, Rate, power_of_ten, round_ratio};
use crate::month::Month;
use crate::scenario::Scenario;
use crate::simulation::stochastic::{Spread, Total};
use crate::simulation::{self, Failure, Progress};

/// Which balance must suffice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Line {
    /// The scenario's own.
    #[default]
    Exact,
    /// The 5% quantile of its paths.
    Cautious,
}

impl Line {
    /// Both.
    pub const BOTH: [Line; 2] = [Line::Exact, Line::Cautious];

    /// `exact` or `cautious`.
    pub const fn key(self) -> &'static str {
        match self {
            Line::Exact => "exact",
            Line::Cautious => "cautious",
        }
    }
}

/// With what a ladder is laid out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What the bank pays, and what is held already.
    pub rates: Rates,
    /// How many months of expenditure stay at demand.
    pub reserve: Decimal,
    /// Which balance must suffice.
    pub line: Line,
}

/// What a project keeps of its deposits.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ladders {
    /// The one that is looked at; `None` before the bank was asked.
    pub now: Option<Offer>,
    /// What was answered on other days.
    pub quotes: Vec<Rates>,
    /// Those that are set beside it, by name.
    pub beside: Vec<(String, Offer)>,
}

impl Offer {
    /// What is begun with: rates for trying, two months of reserve.
    pub fn example() -> Offer {
        Offer { rates: Rates::example(), reserve: Decimal::TWO, line: Line::Exact }
    }
}

impl Ladders {
    /// The one that is looked at, or an example.
    pub fn offer(&self) -> Offer {
        self.now.clone().unwrap_or_else(Offer::example)
    }

    /// The same with another one looked at.
    pub fn with(&self, offer: Offer) -> Ladders {
        Ladders { now: Some(offer), ..self.clone() }
    }

    /// The same with what is held already.
    pub fn holding(&self, held: Vec<Held>) -> Ladders {
        let mut offer = self.offer();
        offer.rates.held = held;
        self.with(offer)
    }

    /// The same with rates as of another day; those of before are kept.
    pub fn dated(&self, rates: Rates) -> Ladders {
        let mut offer = self.offer();
        let date = rates.date;
        let before = std::mem::replace(&mut offer.rates, rates);
        let mut ladders = self.with(offer);
        ladders.quotes.retain(|quote| ![before.date, date].contains(&quote.date));
        if before.date != date && !before.is_example() {
            ladders.quotes.push(before);
        }
        ladders.quotes.sort_by_key(|quote| std::cmp::Reverse(quote.date));
        ladders
    }
}

/// What is to be laid out.
#[derive(Clone, PartialEq, Debug)]
pub struct LadderAsked {
    /// Whose pool.
    pub scenario: Arc<Scenario>,
    /// The 5% line of its pool month by month, where its paths were run.
    pub cautious: Option<Vec<Money>>,
    /// With what.
    pub now: Offer,
    /// The others, by name.
    pub beside: Vec<(String, Offer)>,
}

/// A ladder that was laid out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Laid {
    /// With what.
    pub offer: Offer,
    /// The plan.
    pub plan: Plan,
    /// What a reserve of a month more would leave of the gain.
    pub one_more: Money,
    /// What the pool bears by year with it, of its mean balance; `None` where it has none.
    pub mean_rate: Option<Rate>,
}

/// What comes of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// What is known of the pool by the line looked at.
    pub course: Course,
    /// The ladder looked at.
    pub now: Laid,
    /// The others, by name; `None` where the line of one is not known.
    pub beside: Vec<(String, Option<Laid>)>,
    /// What is gained with other reserves.
    pub by_reserve: Vec<(Decimal, Money)>,
}

/// The most months of reserve that the price of a reserve is told for.
const MOST_RESERVE: i64 = 6;

/// The 5% line of a pool's balance, of the paths of its scenario.
pub fn cautious(spread: &Spread) -> Vec<Money> {
    spread.months.iter().map(|month| month.totals[Total::Balance as usize][0]).collect()
}

impl LadderAsked {
    /// Whether some ladder is laid out by the 5% line.
    pub fn is_cautious(&self) -> bool {
        let mut all = std::iter::once(&self.now).chain(self.beside.iter().map(|(_, offer)| offer));
        all.any(|offer| offer.line == Line::Cautious)
    }

    /// Lays them out.
    ///
    /// # Errors
    /// What keeps the scenario from running, expenditure that is not known, amounts too large to be counted;
    /// [`Failure::Stopped`].
    pub fn answer(&self, data: &Dataset, progress: &Progress) -> Result<Answer, Failure> {
        let run = simulation::run(data, &self.scenario, Keep::Books, &progress.stop)?;
        let course = Course::of_run(data, &run, &self.scenario)
            .map_err(|month| Finding::error("no-expenditure", Origin::default()).with("month", month))?;
        let of = |line: Line| match (line, &self.cautious) {
            (Line::Exact, _) => Some(course.clone()),
            (Line::Cautious, Some(lowest)) => Some(Course { lowest: lowest.clone(), spent: course.spent.clone() }),
            (Line::Cautious, None) => None,
        };
        let too_large = || Finding::error("deposits-too-large", Origin::default());
        let laid = |course: &Course, offer: &Offer| -> Result<Laid, Failure> {
            if progress.is_stopped() {
                return Err(Failure::Stopped);
            }
            Ok(Laid::of(run.start, course, offer).ok_or_else(too_large)?)
        };
        let unknown = || Finding::error("reading-unknown", Origin::default()).with("reading", "ladder.cautious");
        let here = of(self.now.line).ok_or_else(unknown)?;
        let now = laid(&here, &self.now)?;
        let beside = self.beside.iter().map(|(name, offer)| {
            let course = of(offer.line);
            Ok((name.clone(), course.map(|course| laid(&course, offer)).transpose()?))
        });
        let beside = beside.collect::<Result<_, Failure>>()?;
        let mut by_reserve = Vec::new();
        for months in (0..=MOST_RESERVE).map(Decimal::from) {
            let gain = gain(run.start, &here, &self.now.rates, months).ok_or_else(too_large)?;
            by_reserve.push((months, gain));
            if progress.is_stopped() {
                return Err(Failure::Stopped);
            }
        }
        Ok(Answer { course: here, now, beside, by_reserve })
    }
}

impl Laid {
    fn of(start: Month, course: &Course, offer: &Offer) -> Option<Laid> {
        let plan = plan(start, course, &offer.rates, offer.reserve)?;
        let one_more = gain(start, course, &offer.rates, offer.reserve + Decimal::ONE)?;
        let mean_rate = mean_rate(&plan, &offer.rates);
        Some(Laid { offer: offer.clone(), plan, one_more, mean_rate })
    }
}

/// What demand money and deposits bear, by year, of the mean balance.
fn mean_rate(plan: &Plan, rates: &Rates) -> Option<Rate> {
    let balance: Money = plan.months.iter().map(|closing| closing.lowest.or_zero()).sum();
    // In fen × months, in parts of 10^10.
    let whole = |rate: Rate| rate.mantissa() * power_of_ten(10 - rate.scale().min(10));
    let of =
        |amount: Money, rate: Rate, months: usize| amount.fen().checked_mul(whole(rate))?.checked_mul(months as i128);
    let mut earned: i128 = 0;
    for closing in &plan.months {
        earned = earned.checked_add(of(closing.demand().or_zero(), rates.demand, 1)?)?;
        for held in rates.held.iter().filter(|held| closing.month < held.due) {
            earned = earned.checked_add(of(held.amount, held.rate, 1)?)?;
        }
    }
    for placement in &plan.placements {
        earned = earned.checked_add(of(placement.amount, placement.term.rate, placement.term.months as usize)?)?;
    }
    if !balance.is_positive() {
        return None;
    }
    let places = [Factor::Whole(earned)];
    // Four places of a percent.
    let rounded = round_ratio(&places, &[Factor::Whole(balance.fen()), Factor::Whole(power_of_ten(4))])?;
    Decimal::try_from_i128_with_scale(rounded, 6).ok().map(|rate| rate.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special_account::day::Day;

    #[test]
    fn rates_of_another_day_leave_those_of_before_to_be_taken_up_again() {
        let rates = Rates { demand: Rate::new(50, 4), ..Rates::example() };
        let now = Some(Offer { rates: rates.clone(), reserve: Decimal::TWO, line: Line::Exact });
        let ladders = Ladders { now, ..Ladders::default() };
        let later = Rates { date: Day::new(2008, 10, 9).unwrap(), ..rates.clone() };
        let changed = ladders.dated(later.clone());
        assert_eq!((&changed.now.as_ref().unwrap().rates, &*changed.quotes), (&later, &[rates.clone()][..]));
        let back = changed.dated(rates.clone());
        assert_eq!((&back.now.unwrap().rates, &*back.quotes), (&rates, &[later][..]));
    }

    /// 10 万元 all the time: 6 at demand, 4 for three months at 4%.
    #[test]
    fn the_mean_rate_is_that_of_all_money() {
        let wan = |n: i64| Money::from_yuan(n * 10_000);
        let course = Course { lowest: vec![wan(10); 4], spent: vec![(wan(72), 12); 4] };
        let rates = Rates { demand: Rate::new(1, 2), terms: Vec::new(), ..Rates::example() };
        let term = super::super::rates::Term::plain(3, Rate::new(4, 2));
        let offer = Offer { rates: Rates { terms: vec![term], ..rates }, reserve: Decimal::ONE, line: Line::Exact };
        let laid = Laid::of("2008-01".parse().unwrap(), &course, &offer).unwrap();
        // 3 × (6 × 1% + 4 × 4%) + 10 × 1%, of 40.
        assert_eq!(laid.mean_rate, Some(Rate::new(19, 3)));
        assert_eq!((laid.plan.gain.to_string(), laid.one_more.to_string()), ("300.00".into(), "0.00".into()));
    }
}
