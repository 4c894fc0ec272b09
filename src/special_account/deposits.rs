//! Deposits of a pool (存款结构): how much to place when and for how long, so that most is earned beyond demand and demand
//! money never falls below the reserve.
//!
//! Source: section 13.2.

use rust_decimal::Decimal;

use super::least::{Offer, Offers};
use super::rates::{Rates, Term};
use crate::dataset::Dataset;
use crate::field::Field;
use crate::measures::Fund;
use crate::money::{Factor, Money, Rate, power_of_ten, round_money};
use crate::month::{Month, Period};
use crate::scenario::Scenario;
use crate::simulation::Run;

/// One unit that is placed: 万元.
const UNIT: Money = Money::from_yuan(10_000);

/// What is known of a pool month by month.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Course {
    /// The lowest balance.
    pub lowest: Vec<Money>,
    /// Pension and other of the months on record of the twelve to each month, and how many they are.
    pub spent: Vec<(Money, usize)>,
}

impl Course {
    /// A run's: the closing balances of its pool.
    ///
    /// # Errors
    /// The first month for which it is not known what was spent before.
    pub fn of_run(data: &Dataset, run: &Run, scenario: &Scenario) -> Result<Course, Month> {
        let (fund, root) = (Fund::of_run(data, run, scenario), run.places.root());
        let mut course = Course::default();
        for (n, month) in run.month_range().enumerate() {
            course.lowest.push(run.money(n, root, Field::Balance));
            course.spent.push(fund.recent_expenditure(root, Period::Month(month)).ok_or(month)?);
        }
        Ok(course)
    }
}

/// Whether a run's pool ever has money of its own.
pub fn pool_has_balance(run: &Run) -> bool {
    let root = run.places.root();
    (0..run.month_range().count()).any(|n| run.money(n, root, Field::Balance).is_positive())
}

/// Money placed for a term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placement {
    /// When.
    pub month: Month,
    /// For how long, and at which rate.
    pub term: Term,
    /// How much.
    pub amount: Money,
    /// What it bears, in all.
    pub interest: Money,
}

impl Placement {
    /// The month in which it is back.
    pub fn due(&self) -> Month {
        self.month.plus(self.term.months as i32)
    }
}

/// A month of the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Closing {
    /// Which.
    pub month: Month,
    /// The lowest balance.
    pub lowest: Money,
    /// What demand money must not fall below.
    pub reserve: Money,
    /// Bound in deposits that were held before.
    pub held: Money,
    /// Bound in placements of the plan.
    pub placed: Money,
}

impl Closing {
    /// What is left at demand.
    pub fn demand(&self) -> Money {
        self.lowest - self.held - self.placed
    }

    /// What the reserve lacks.
    pub fn short(&self) -> Money {
        (self.reserve - self.demand()).or_zero()
    }
}

/// The best plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// What is earned beyond demand.
    pub gain: Money,
    /// No plan earns more than this: as much as this one, unless too many least amounts had to be tried.
    pub most: Money,
    /// By month and term.
    pub placements: Vec<Placement>,
    /// Every month.
    pub months: Vec<Closing>,
}

impl Plan {
    /// What the placements bear.
    pub fn interest(&self) -> Money {
        self.placements.iter().map(|placement| placement.interest).sum()
    }
}

impl Placement {
    /// What it would bear at demand.
    ///
    /// `None` where an amount is too large to be counted.
    pub fn at_demand(&self, demand: Rate) -> Option<Money> {
        interest(self.amount, demand, self.term.months)
    }
}

/// Lays out a pool's money from a month on, with a reserve of so many months of expenditure.
///
/// `None` where an amount is too large to be counted.
pub fn plan(start: Month, course: &Course, rates: &Rates, reserve: Decimal) -> Option<Plan> {
    let (closings, room) = rooms(start, course, rates, reserve)?;
    let (offers, scale) = offers(rates);
    let best = offers.best(&room);
    let (gain, most) = (in_money(best.gain, scale)?, in_money(best.most, scale)?);
    let mut plan = Plan { gain, most, months: closings, ..Plan::default() };
    for (from, offer, amount) in offers.placements(best, room.len()) {
        let amount = Money::from_fen(i128::from(amount) * UNIT.fen());
        let term = rates.terms[offer.term].clone();
        let interest = interest(amount, term.rate, term.months)?;
        plan.placements.push(Placement { month: start.plus(from as i32), term, amount, interest });
        plan.months[from..from + offer.months].iter_mut().for_each(|closing| closing.placed += amount);
    }
    Some(plan)
}

/// The gain alone, as for a reserve of a month more.
pub fn gain(start: Month, course: &Course, rates: &Rates, reserve: Decimal) -> Option<Money> {
    let (_, room) = rooms(start, course, rates, reserve)?;
    let (offers, scale) = offers(rates);
    in_money(offers.best(&room).gain, scale)
}

/// The months with nothing placed yet, and how many whole units may be bound at the closing of each.
fn rooms(start: Month, course: &Course, rates: &Rates, reserve: Decimal) -> Option<(Vec<Closing>, Vec<i64>)> {
    let mut closings = Vec::with_capacity(course.lowest.len());
    for (n, (lowest, (spent, months))) in course.lowest.iter().zip(&course.spent).enumerate() {
        let month = start.plus(n as i32);
        let over = [reserve.into(), (*spent).into()];
        let reserve = round_money(&over, &[Factor::Whole((*months).max(1) as i128)])?;
        let held = rates.held.iter().filter(|held| month < held.due).map(|held| held.amount).sum();
        closings.push(Closing { month, lowest: *lowest, reserve, held, placed: Money::ZERO });
    }
    let room = |closing: &Closing| {
        let free = (closing.demand() - closing.reserve).or_zero();
        i64::try_from(free.fen() / UNIT.fen()).ok()
    };
    let room = closings.iter().map(room).collect::<Option<Vec<i64>>>()?;
    Some((closings, room))
}

/// round(amount × rate × months / 12)
fn interest(amount: Money, rate: Rate, months: u32) -> Option<Money> {
    round_money(&[amount.into(), rate.into(), Factor::Whole(months.into())], &[Factor::Whole(12)])
}

/// The terms that pay more than demand, and the scale of what a unit gains: in `1 / scale` of a unit × months.
fn offers(rates: &Rates) -> (Offers, i128) {
    let scale =
        power_of_ten(rates.terms.iter().map(|term| term.rate.scale()).max().unwrap_or(0).max(rates.demand.scale()));
    let whole = |rate: Rate| rate.mantissa() * (scale / power_of_ten(rate.scale()));
    let offer = |(n, term): (usize, &Term)| {
        let gain = (whole(term.rate) - whole(rates.demand)) * i128::from(term.months);
        // More units than can be counted are more than there are.
        let least = i64::try_from((term.least.fen() + UNIT.fen() - 1) / UNIT.fen()).unwrap_or(i64::MAX);
        Offer { term: n, months: term.months as usize, gain, least }
    };
    let paying = rates.terms.iter().enumerate().map(offer).filter(|offer| offer.gain > 0);
    (Offers::new(paying), scale)
}

fn in_money(gain: i128, scale: i128) -> Option<Money> {
    round_money(&[Factor::Whole(gain), UNIT.into()], &[Factor::Whole(scale), Factor::Whole(12)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(terms: &[(u32, &str)]) -> Rates {
        let mut text = String::from("date = \"2007-12-21\"\ndemand = \"0.01\"\n");
        for (months, rate) in terms {
            text += &format!("[[term]]\nmonths = {months}\nrate = \"{rate}\"\n");
        }
        Rates::read("r.toml", &text).unwrap()
    }

    fn course(lowest: &[i64]) -> Course {
        let spent = vec![(Money::from_yuan(24_000), 12); lowest.len()];
        Course { lowest: lowest.iter().map(|wan| Money::from_yuan(wan * 10_000 + 2_000)).collect(), spent }
    }

    fn start() -> Month {
        "2008-01".parse().unwrap()
    }

    #[test]
    fn a_long_term_waits_for_no_short_one() {
        let plan = plan(start(), &course(&[3, 3, 1, 3, 3]), &rates(&[(1, "0.02"), (3, "0.05")]), Decimal::ONE).unwrap();
        let said: Vec<(String, u32, String)> =
            plan.placements.iter().map(|p| (p.month.to_string(), p.term.months, p.amount.to_string())).collect();
        assert!(said.iter().any(|(_, months, amount)| (*months, &**amount) == (3, "10000.00")), "{said:?}");
        // 10,000 × 4% × 3/12, and 20,000 × 1% × 1/12 twice, then 30,000 for a month.
        assert_eq!(plan.gain.to_string(), "158.33");
        assert!(plan.months.iter().all(|closing| !closing.demand().is_negative() && closing.short().is_zero()));
        assert_eq!(plan.months[4].placed, Money::ZERO);
    }

    #[test]
    fn where_the_reserve_lacks_nothing_is_bound() {
        let plan = plan(start(), &course(&[3, -1, 3, 3]), &rates(&[(3, "0.05")]), Decimal::ONE).unwrap();
        assert_eq!((plan.gain, plan.placements.len()), (Money::ZERO, 0));
        assert_eq!(plan.months[1].short().to_string(), "10000.00");
    }

    #[test]
    fn less_than_the_bank_takes_is_placed_otherwise() {
        let mut rates = rates(&[(1, "0.02"), (3, "0.05")]);
        rates.terms[1].least = Money::from_yuan(20_000);
        let plan = plan(start(), &course(&[2, 2, 1]), &rates, Decimal::ONE).unwrap();
        assert!(plan.placements.iter().all(|placement| placement.term.months == 1));
        assert_eq!(gain(start(), &course(&[2, 2, 1]), &rates, Decimal::ONE), Some(plan.gain));
        assert!(plan.gain.is_positive());
    }

    /// Whatever the terms, a month more of reserve costs something or nothing, and no closing is below its reserve.
    #[test]
    fn more_reserve_never_gains_more() {
        let lowest: Vec<i64> = (0..48).map(|n| 40 + (n * 37) % 23 - (n * n) % 17).collect();
        let rates = rates(&[(1, "0.012"), (3, "0.0333"), (6, "0.0378"), (12, "0.0414"), (24, "0.0468")]);
        let mut before = None;
        for months in 0..8 {
            let reserve = Decimal::from(months * 25);
            let gain = gain(start(), &course(&lowest), &rates, reserve).unwrap();
            assert!(before.is_none_or(|before| gain <= before));
            before = Some(gain);
        }
        let plan = plan(start(), &course(&lowest), &rates, Decimal::from(25)).unwrap();
        assert_eq!(gain(start(), &course(&lowest), &rates, Decimal::from(25)), Some(plan.gain));
        assert!(plan.months.iter().all(|c| c.demand() >= c.reserve || c.placed.is_zero()));
    }
}
