//! A scenario as its paths need it: every month's arrangement and factors laid out, so that a path decides little.
//!
//! Amounts are in fen, which keeps sums of exact amounts exact. Counties whose rates agree share a class: what grows by
//! the same rates grows once. Where no shock reaches the contributions, or the benefits, they are the exact run's.

use super::draw::RATES;
use crate::dataset::{County, Dataset};
use crate::field::Field;
use crate::finding::{Finding, Findings};
use crate::money::{Money, Rate};
use crate::month::Month;
use crate::place::{PlaceId, PlaceKey};
use crate::scenario::lever::LeverKey;
use crate::scenario::people::Entrants;
use crate::scenario::{Allocate, Balances, GrantsTo, Mode, Remit, Scenario};
use crate::simulation::bound::Bound;
use crate::simulation::{Notes, Run, course, levels};

/// Everything that is the same in all paths.
pub(super) struct Plan {
    pub counties: Vec<CountyPlan>,
    pub months: Vec<MonthPlan>,
    /// How many calendar years the run touches.
    pub years: usize,
    /// Standard deviations in the order of [`LeverKey::SHOCKED`].
    pub sd: [f64; RATES],
    /// Whether a shock reaches contributors, base or collections.
    pub contributions_vary: bool,
    /// Whether a shock reaches retirees or pensions.
    pub benefits_vary: bool,
    pub opening_pool: f64,
    pub contributors: Vec<YearlyRate>,
    pub retirees: Vec<YearlyRate>,
    pub collection: Vec<YearlyRate>,
    pub wages: Vec<WageClass>,
    pub pensions: Vec<PensionClass>,
    /// Whether the heads are those of people by age, whom no growth of retirees moves.
    pub by_age: bool,
    pub subsidy: Option<SubsidyPlan>,
}

/// A rate by calendar year.
pub(super) type YearlyRate = Vec<f64>;

/// Counties whose base rises in the same month by the same rates.
#[derive(PartialEq)]
pub(super) struct WageClass {
    pub growth: YearlyRate,
    pub month: u32,
}

/// Counties whose pensions rise in the same months by the same rates.
#[derive(PartialEq)]
pub(super) struct PensionClass {
    pub growth: YearlyRate,
    pub effective: u32,
    pub paid: u32,
    /// Whether the first year's raise counted before the start and is paid after it.
    pub pending: bool,
}

pub(super) struct SubsidyPlan {
    pub threshold: f64,
    pub rate: f64,
}

/// A county's base point and classes.
pub(super) struct CountyPlan {
    pub opening: f64,
    pub contributors: f64,
    pub insured: f64,
    pub retirees: f64,
    pub pension: f64,
    /// Whether shocks on the growth of contributors reach it.
    pub follows_growth: bool,
    pub contributors_class: usize,
    pub retirees_class: usize,
    pub collection_class: usize,
    pub wage_class: usize,
    pub pension_class: usize,
    /// Retirees of the months since a pending raise counted, before the start.
    pub pending_heads: f64,
    /// The observed part of the gap that the subsidy of the first and of the second calendar year looks back at; `None`
    /// where a month is not on record.
    pub observed_gap: [Option<f64>; 2],
}

/// What holds in one month.
pub(super) struct MonthPlan {
    /// Counted from the calendar year of the start.
    pub year: usize,
    /// 1 to 12.
    pub calendar: u32,
    /// The simulated months of this calendar year so far, in twelfths.
    pub part: f64,
    pub hand_up: bool,
    /// A month's interest.
    pub interest: f64,
    /// The month's grant to the pool.
    pub pool_grant: f64,
    /// The month's grant to counties, all together.
    pub county_grants: f64,
    pub remit: RemitPlan,
    pub allocate: Allocate,
    /// Whether all debts are paid off by sharing.
    pub clears_debts: bool,
    pub counties: Vec<CountyMonth>,
}

pub(super) enum RemitPlan {
    None,
    All,
    ShareOfCollected(f64),
    WageFormula(Vec<WageTerm>),
}

/// wage × heads × factor of one county; what follows its class is given at the base point.
pub(super) struct WageTerm {
    pub factor: f64,
    pub wage_varies: bool,
    pub heads_vary: bool,
}

/// One county's month.
pub(super) struct CountyMonth {
    /// As in the exact run.
    pub collected: f64,
    pub spent: f64,
    pub retirees: f64,
    pub grant: f64,
    /// Shifts of events so far.
    pub contributors_shift: f64,
    pub retirees_shift: f64,
    /// Base at the outset × contribution rate × season: what one contributor owes.
    pub per_contributor: f64,
    /// What one retiree costs besides the pension.
    pub per_retiree: f64,
    /// The part of collections that goes to personal accounts.
    pub funded: f64,
    /// Of people by age.
    pub by_age: ByAge,
}

/// What the exact run has of people by age in one month, per unit of the growth that is shocked.
#[derive(Default)]
pub(super) struct ByAge {
    /// Contributors over the growth of the exact run, shifts left out.
    pub contributors: f64,
    /// The same of the insured, shifts included.
    pub insured: f64,
    /// Retirees, shifts included.
    pub retirees: f64,
    /// The part of the retirees that is new and gets a pension of its own.
    pub new: f64,
    /// What these get on average.
    pub pension: f64,
    /// What is paid for those who died, and accounts taken out.
    pub extra: f64,
}

fn fen(money: Money) -> f64 {
    money.fen() as f64
}

/// The nearest binary number; the text is read, for a decimal's own conversion is not the nearest.
fn binary(rate: Rate) -> f64 {
    rate.to_string().parse().unwrap_or_default()
}

/// The position of a class, which is added where it is new.
fn class_of<T: PartialEq>(classes: &mut Vec<T>, class: T) -> usize {
    classes.iter().position(|c| *c == class).unwrap_or_else(|| {
        classes.push(class);
        classes.len() - 1
    })
}

impl Plan {
    pub(super) fn new(dataset: &Dataset, scenario: &Scenario, exact: &Run) -> Result<Plan, Findings> {
        let dataset = exact.spread.as_deref().unwrap_or(dataset);
        // The exact run has said already what there is to say.
        let bound = Bound::new(scenario, &dataset.places, &mut Vec::new())?;
        let settings = scenario.stochastic.clone().unwrap_or_default();
        let sd = LeverKey::SHOCKED.map(|key| settings.sd.get(&key).map_or(0.0, |sd| binary(*sd)));
        let [contributors, retirees, wage, pension, collection] = sd.map(|sd| sd > 0.0);
        let mut plan = Plan {
            counties: Vec::new(),
            months: Vec::new(),
            years: scenario.calendar_years(),
            sd,
            contributions_vary: contributors || wage || collection,
            benefits_vary: retirees || pension,
            opening_pool: fen(exact.money(0, exact.places.root(), Field::Opening)),
            contributors: Vec::new(),
            retirees: Vec::new(),
            collection: Vec::new(),
            wages: Vec::new(),
            pensions: Vec::new(),
            by_age: exact.people.is_some(),
            subsidy: scenario
                .subsidy
                .as_ref()
                .map(|s| SubsidyPlan { threshold: fen(s.threshold), rate: binary(s.rate) }),
        };
        let mut wages = Vec::with_capacity(dataset.counties.len());
        for (index, county) in dataset.counties.iter().enumerate() {
            wages.push(plan.add_county(&bound, PlaceId::county(index), county, exact)?);
        }
        let growths: Vec<Vec<f64>> = plan.contributors.iter().map(|rates| growth(scenario, rates)).collect();
        plan.months = (0..exact.months()).map(|n| month_plan(&bound, exact, n, &plan, &wages, &growths)).collect();
        Ok(plan)
    }

    /// Adds a county; its contribution base at the outset.
    fn add_county(&mut self, bound: &Bound<'_>, place: PlaceId, county: &County, exact: &Run) -> Result<f64, Finding> {
        let scenario = bound.scenario;
        let by_year = |key: LeverKey| -> YearlyRate {
            (0..self.years).map(|year| binary(bound.rate(place, key, scenario.first_month(year)))).collect()
        };
        let month = |key: LeverKey| bound.month(place, key);
        let start = scenario.start;
        let (effective, paid) = (month(LeverKey::PensionEffectiveMonth), month(LeverKey::PensionPaidMonth));
        let pending = effective < start.month() && start.month() <= paid;
        // A replay has no base point, and nothing that varies from one.
        let base = match scenario.mode {
            Mode::Project => Some(course::base_point(bound, place.index(), county, &mut Notes::default())?),
            Mode::Replay => None,
        };
        let from_base = |pick: &dyn Fn(&course::BasePoint) -> f64| base.as_ref().map_or(0.0, pick);
        let observed = |m: u32| {
            let month = Month::new(start.year(), m).and_then(|m| county.month(m)?.persons(Field::Retirees));
            month.map_or_else(|| from_base(&|b| b.retirees as f64), |heads| heads as f64)
        };
        let added = CountyPlan {
            opening: fen(exact.money(0, place, Field::Opening)),
            contributors: from_base(&|b| b.contributors as f64),
            insured: from_base(&|b| b.insured as f64),
            retirees: from_base(&|b| b.retirees as f64),
            pension: from_base(&|b| fen(b.pension)),
            follows_growth: follows_growth(bound, place),
            contributors_class: class_of(&mut self.contributors, by_year(LeverKey::ContributorsGrowth)),
            retirees_class: class_of(&mut self.retirees, by_year(LeverKey::RetireesGrowth)),
            collection_class: class_of(&mut self.collection, by_year(LeverKey::CollectionRate)),
            wage_class: class_of(
                &mut self.wages,
                WageClass { growth: by_year(LeverKey::WageGrowth), month: month(LeverKey::WageMonth) },
            ),
            pension_class: class_of(
                &mut self.pensions,
                PensionClass { growth: by_year(LeverKey::PensionGrowth), effective, paid, pending },
            ),
            pending_heads: if pending { (effective..start.month()).map(observed).sum() } else { 0.0 },
            observed_gap: [
                observed_gap(county, Month::january(start.year() - 1), Month::january(start.year())),
                observed_gap(county, Month::january(start.year()), start),
            ],
        };
        self.counties.push(added);
        Ok(from_base(&|b| fen(b.wage)))
    }
}

/// Whether a county's contributors follow their growth: by age they do not where so many come each year.
pub(super) fn follows_growth(bound: &Bound<'_>, county: PlaceId) -> bool {
    let Some(people) = &bound.scenario.people else { return true };
    let is_own = |key: &PlaceKey| key.county().is_some_and(|name| bound.places.find_county(name) == Ok(county));
    let own = people.own_entrants.iter().find(|(key, _)| is_own(key));
    !matches!(own.map_or(&people.entrants, |(_, own)| own), Entrants::Heads(_))
}

/// The growth of persons by month, of a rate by calendar year.
pub(super) fn growth(scenario: &Scenario, rates: &[f64]) -> Vec<f64> {
    let mut before = 1.0;
    let grown = |n: i32| {
        let month = scenario.start.plus(n);
        let now = before * (1.0 + rates[scenario.year_index(month)] * part_of_year(scenario, month));
        before = if month.month() == 12 { now } else { before };
        now
    };
    (0..scenario.months as i32).map(grown).collect()
}

/// The simulated months of a month's calendar year up to and with it, in twelfths.
fn part_of_year(scenario: &Scenario, month: Month) -> f64 {
    let first = Month::january(month.year()).max(scenario.start);
    f64::from(month.since(first) + 1) / 12.0
}

/// One number over another; nothing over nothing is nothing.
pub(super) fn over(number: f64, under: f64) -> f64 {
    if under == 0.0 { 0.0 } else { number / under }
}

/// What the exact run has of a county's people in a month.
fn by_age(exact: &Run, n: usize, place: PlaceId, county: &CountyPlan, growths: &[Vec<f64>]) -> ByAge {
    let Some(people) = &exact.people else { return ByAge::default() };
    let now = &people.heads[place.index()].months[n];
    let heads = |field| exact.row(n, place).persons(field).unwrap_or_default() as f64;
    let growth = if county.follows_growth { growths[county.contributors_class][n] } else { 1.0 };
    let blend = exact.new_pensions(place).get(n);
    ByAge {
        contributors: over(crate::people::persons(now.contributors) as f64, growth),
        insured: over(heads(Field::Insured), growth),
        retirees: heads(Field::Retirees),
        new: blend.map_or(0.0, |blend| over(blend.new as f64, blend.retirees as f64)),
        pension: blend.map_or(0.0, |blend| fen(blend.pension)),
        extra: fen(exact.extra(n, place)),
    }
}

/// Σ(pension + other − collected) of the observed months from one to before another; `None` where one is not on record.
fn observed_gap(county: &County, from: Month, to: Month) -> Option<f64> {
    let mut gap = Money::ZERO;
    for n in 0..to.since(from) {
        let row = county.month(from.plus(n))?;
        gap +=
            row.money(Field::Pension)? + row.money(Field::Other).unwrap_or_default() - row.money(Field::Collected)?;
    }
    Some(fen(gap))
}

fn month_plan(bound: &Bound<'_>, exact: &Run, n: usize, plan: &Plan, wages: &[f64], growths: &[Vec<f64>]) -> MonthPlan {
    let scenario = bound.scenario;
    let month = scenario.start.plus(n as i32);
    let year = scenario.year_index(month);
    let pooling = levels::entry(scenario, &exact.places, exact.places.root(), month);
    let remit = match pooling.map(|p| &p.remit) {
        None | Some(Remit::None) => RemitPlan::None,
        Some(Remit::All) => RemitPlan::All,
        Some(Remit::ShareOfCollected(share)) => RemitPlan::ShareOfCollected(binary(*share)),
        Some(Remit::WageFormula { wage_share, rate }) => {
            let of_all = binary(*wage_share) * binary(*rate);
            let term = |c: usize| wage_term(bound, exact, n, PlaceId::county(c), plan, wages[c], of_all);
            RemitPlan::WageFormula((0..wages.len()).map(term).collect())
        }
    };
    let shifts = |county: PlaceId| {
        let events = bound.events.iter().filter(|(place, e)| *place == county && e.month <= month);
        let merged = exact.mergers.iter().filter(|merger| merger.county == county && merger.month <= month);
        let covered: i64 = merged.map(|merger| merger.covered).sum();
        events.map(|(_, event)| event).fold((covered, 0), |(c, r), e| (c + e.contributors, r + e.retirees))
    };
    let counties = exact.counties().map(|county| {
        let money = |field| fen(exact.money(n, county, field));
        let contribution = binary(bound.rate(county, LeverKey::ContributionRate, month));
        let season = bound.season(county);
        let season = season.map_or(1.0, |s| binary(s[month.month() as usize - 1]));
        let funded = bound.funded_rate(month).filter(|r| !r.is_zero());
        let (contributors_shift, retirees_shift) = shifts(county);
        CountyMonth {
            collected: money(Field::Collected),
            spent: fen(exact.row(n, county).expenditure().unwrap_or_default()),
            retirees: exact.row(n, county).persons(Field::Retirees).unwrap_or_default() as f64,
            grant: money(Field::Grant),
            contributors_shift: contributors_shift as f64,
            retirees_shift: retirees_shift as f64,
            per_contributor: wages[county.index()] * contribution * season,
            per_retiree: binary(bound.other_per_retiree(county, year).yuan()) * 100.0,
            funded: funded.map_or(0.0, |rate| binary(rate) / contribution),
            by_age: by_age(exact, n, county, &plan.counties[county.index()], growths),
        }
    });
    let county_grants: Money = exact.counties().map(|county| exact.money(n, county, Field::Grant)).sum();
    let root = exact.places.root();
    MonthPlan {
        year,
        calendar: month.month(),
        part: part_of_year(scenario, month),
        hand_up: pooling.is_some_and(|p| p.balances == Balances::HandUp && month == p.from.max(scenario.start)),
        interest: scenario.interest.as_ref().map_or(0.0, |i| binary(i.annual) / 12.0),
        pool_grant: if pooling.is_some_and(|p| p.grants == GrantsTo::Pool) {
            fen(exact.money(n, root, Field::Grant))
        } else {
            0.0
        },
        county_grants: fen(county_grants),
        remit,
        allocate: pooling.map_or(Allocate::None, |p| p.allocate),
        clears_debts: month.month() == 12 && pooling.is_some_and(|p| p.sharing.is_some()),
        counties: counties.collect(),
    }
}

/// What the wage formula takes of a county, per unit of what varies.
fn wage_term(
    bound: &Bound<'_>,
    exact: &Run,
    n: usize,
    county: PlaceId,
    plan: &Plan,
    wage_at_outset: f64,
    of_all: f64,
) -> WageTerm {
    let year = bound.scenario.year_index(bound.scenario.start.plus(n as i32));
    let (row, said) = (exact.row(n, county), bound.said(county));
    let given_wage = said.average_wage_in(year).map(fen);
    let given_heads = said.should_insured_in(year).map(|heads| heads as f64);
    let wage_varies = plan.contributions_vary && given_wage.is_none();
    let heads_vary = plan.contributions_vary && given_heads.is_none();
    let wage = if wage_varies { wage_at_outset } else { fen(row.money(Field::Base).unwrap_or_default()) };
    let heads = if heads_vary { 1.0 } else { row.persons(Field::Insured).unwrap_or_default() as f64 };
    WageTerm { factor: given_wage.unwrap_or(wage) * given_heads.unwrap_or(heads) * of_all, wage_varies, heads_vary }
}
