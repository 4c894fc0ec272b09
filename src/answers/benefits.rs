//! What new retirees get under each rule of reckoning: a scenario with people by age whose pensions follow the rules,
//! run once under each of the three.
//!
//! Nothing but the rule differs: not who retires, and not what a group has paid.
//!
//! Source: sections 6 and 10.5 of the model.

use super::Desk;
use crate::finding::{Finding, Origin};
use crate::journal::Keep;
use crate::money::{Factor, Money, round_money};
use crate::pension::Rule;
use crate::place::{PlaceId, PlaceKey};
use crate::scenario::people::NewPension;
use crate::scenario::{Mode, Scenario, Yearly};
use crate::simulation::{self, Failure, Run, side_by_side};

/// The new retirees of a place in a calendar year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NewInYear {
    /// By group, in μ.
    pub heads: [u64; 3],
    /// What they get on average in their first month; `None` where there are none.
    pub pension: Option<Money>,
}

/// What comes of one of the rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// What was assumed.
    pub scenario: Scenario,
    /// What came of it, the books alone.
    pub run: Run,
    /// By calendar year of the run.
    pub years: Vec<NewInYear>,
}

/// What comes of each rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Benefits {
    /// Whose new retirees they are.
    pub place: PlaceKey,
    /// In the order of [`Rule::ALL`].
    pub sides: [Side; 3],
}

/// Whether the question means anything of a scenario.
pub fn is_asked(scenario: &Scenario) -> bool {
    let people = scenario.people.as_ref().filter(|_| scenario.mode == Mode::Project);
    people.is_some_and(|people| people.new_pension == NewPension::Formula)
}

/// The rule of a scenario, where all its groups have the same in all years.
pub fn rule_of(scenario: &Scenario) -> Option<Rule> {
    let people = scenario.people.as_ref()?;
    let mut rules = people.pension.iter().flatten().flat_map(|pension| pension.rule.values().iter().copied());
    let first = rules.next()?;
    rules.all(|rule| rule == first).then_some(first)
}

fn under(scenario: &Scenario, rule: Rule) -> Scenario {
    let mut scenario = scenario.clone();
    let pensions = scenario.people.iter_mut().flat_map(|people| people.pension.iter_mut().flatten());
    pensions.for_each(|pension| pension.rule = Yearly::constant(rule));
    scenario
}

/// Runs all three.
///
/// # Errors
/// A scenario whose pensions don't follow the rules, what keeps it from running, a place that the data lack;
/// [`Failure::Stopped`].
pub fn benefits(desk: &Desk<'_>, scenario: &Scenario, place: &PlaceKey) -> Result<Benefits, Failure> {
    let unknown = || Finding::error("reading-unknown", Origin::default()).with("reading", "field.pension");
    let at = desk.data.places.find(place).filter(|_| is_asked(scenario)).ok_or_else(unknown)?;
    let run = || |job: usize| side(desk, under(scenario, Rule::ALL[job]), at);
    let sides = side_by_side(Rule::ALL.len(), desk.threads, desk.progress, run)?;
    let sides: Vec<Side> = sides.into_iter().collect::<Result<_, _>>()?;
    Ok(Benefits { place: place.clone(), sides: sides.try_into().map_err(|_| Failure::Stopped)? })
}

fn side(desk: &Desk<'_>, scenario: Scenario, at: PlaceId) -> Result<Side, Failure> {
    let run = simulation::run(desk.data, &scenario, Keep::Books, &desk.progress.stop)?;
    let years = (0..scenario.calendar_years()).map(|n| new_in(&run, at, scenario.start.year() + n as i32)).collect();
    Ok(Side { scenario, run, years })
}

fn new_in(run: &Run, at: PlaceId, year: i32) -> NewInYear {
    let (mut heads, mut sum, mut all) = ([0; 3], 0i128, 0u64);
    let months = (0..run.months()).filter(|n| run.start.plus(*n as i32).year() == year);
    for n in months {
        for county in run.places.counties_of(at) {
            if let Some(people) = run.people.as_ref().and_then(|people| people.heads.get(county.index())) {
                people.new_in(n).iter().for_each(|new| heads[new.group as usize] += new.heads);
            }
            if let Some(blend) = run.new_pensions(*county).get(n) {
                sum += blend.pension.fen() * i128::from(blend.new);
                all += blend.new;
            }
        }
    }
    let pension = (all > 0).then(|| round_money(&[Factor::Whole(sum)], &[Factor::Whole(all.into())])).flatten();
    NewInYear { heads, pension }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use rust_decimal::Decimal;

    use super::*;
    use crate::locale::Language;
    use crate::proposal;
    use crate::sample;
    use crate::scenario::lever::{Lever, LeverKey};
    use crate::scenario::people::{AccountBalance, Policy};
    use crate::simulation::Progress;

    #[test]
    fn the_rules_differ_in_money_alone_and_agree_with_a_reckoning_by_hand() {
        let data = Arc::new(sample::load());
        let base = proposal::scenarios(&data, Language::Chinese)[0].clone();
        let mut scenario = Scenario { months: 18, ..proposal::by_rules(&base, &data, Language::Chinese) };
        Lever::of(LeverKey::PeopleWage).set(&mut scenario, Some(Decimal::from(1_000)));
        let people = scenario.people.as_mut().unwrap();
        people.policy = Policy::Before;
        for pension in people.pension.iter_mut().flatten() {
            pension.years = Yearly::constant(Decimal::from(20));
            pension.index = Yearly::constant(Decimal::ONE);
            pension.account = AccountBalance::Growing(Money::from_yuan(12_000));
            pension.deemed_years = Yearly::constant(Decimal::from(2));
        }
        let progress = Progress::new();
        let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress };
        let found = benefits(&desk, &scenario, &PlaceKey::Root).unwrap();
        let [of_1997, of_2001, of_2005] = &found.sides;
        // 20%, 12,000 / 120 and 1,000 × 2 × 1.2%; in the pilot 5 full years beyond 15 at 0.6% more.
        assert_eq!(of_1997.years[0].pension, Some(Money::from_yuan(200 + 100 + 24)));
        assert_eq!(of_2001.years[0].pension, Some(Money::from_yuan(230 + 100 + 24)));
        // 1,000 × 20 × 1%, and the account over 139, 170 or 195 months.
        let mean = of_2005.years[0].pension.unwrap();
        assert!(mean > Money::from_fen(20_000 + 6_154 + 2_400) && mean < Money::from_fen(20_000 + 8_633 + 2_400));
        let heads = |side: &Side| side.years.iter().map(|year| year.heads).collect::<Vec<_>>();
        assert!(heads(of_1997) == heads(of_2005) && of_1997.years[0].heads.iter().all(|heads| *heads > 0));
        assert_eq!(rule_of(&scenario), Some(Rule::Of2005));
        let own = simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).unwrap();
        assert!(own == of_2005.run);
        let mean = Scenario { people: base.people.clone(), ..scenario };
        assert!(matches!(benefits(&desk, &mean, &PlaceKey::Root), Err(Failure::Findings(_))));
    }
}
