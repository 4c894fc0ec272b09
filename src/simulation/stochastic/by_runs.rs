//! Paths as exact runs of scenarios with shocked rates: for pools at several levels, and for paying ahead, which the lanes
//! of `engine` don't know. A path is rounded to the fen as any run is.

use std::num::NonZeroUsize;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive as _, ToPrimitive as _};

use super::draw::normals;
use super::plan::{follows_growth, growth, over};
use super::{Paths, Total};
use crate::dataset::Dataset;
use crate::field::Field;
use crate::finding::Findings;
use crate::journal::Keep;
use crate::money::Rate;
use crate::place::{PlaceId, PlaceKey, Places};
use crate::scenario::held::Held;
use crate::scenario::lever::{Lever, LeverKey, When};
use crate::scenario::{Scenario, Stochastic, Yearly};
use crate::simulation::people::{Everybody, Given};
use crate::simulation::{Bound, Failure, Progress, Run, side_by_side};

/// What a path comes to: the totals of each month in the order of [`Total::ALL`], and the first month of shortage.
type Path = (Vec<[f64; Total::ALL.len()]>, Option<usize>);

/// Runs the paths.
///
/// # Errors
/// What keeps one of them from running; [`Failure::Stopped`].
pub(super) fn paths(
    dataset: &Dataset,
    scenario: &Scenario,
    settings: &Stochastic,
    exact: Run,
    threads: NonZeroUsize,
    progress: &Progress,
) -> Result<Paths, Failure> {
    let path = |run: &Run| -> Path {
        let root = run.places.root();
        let first = (0..run.months()).find(|n| run.raised(*n, root).is_positive());
        ((0..run.months()).map(|n| totals(run, n)).collect(), first)
    };
    let of = Shaken { dataset, scenario, settings, exact: &exact, keep: Keep::Books };
    let done: Vec<Path> = each(of, settings.paths, threads, progress, path)?;
    Ok(Paths::put_together(exact, &done))
}

/// What paths are runs of.
#[derive(Clone, Copy)]
pub(super) struct Shaken<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) scenario: &'a Scenario,
    pub(super) settings: &'a Stochastic,
    pub(super) exact: &'a Run,
    pub(super) keep: Keep,
}

/// What is taken of each of the first paths.
///
/// # Errors
/// As [`paths`].
pub(super) fn each<T: Send>(
    of: Shaken<'_>,
    count: u32,
    threads: NonZeroUsize,
    progress: &Progress,
    take: impl Fn(&Run) -> T + Sync,
) -> Result<Vec<T>, Failure> {
    let Shaken { scenario, settings, exact, keep, .. } = of;
    let dataset = exact.spread.as_deref().unwrap_or(of.dataset);
    let by_age = exact.people.as_ref().map(|people| ByAge::of(scenario, exact, &people.heads)).transpose()?;
    let path = |number: usize| -> Result<T, Failure> {
        let shocked = shocked(scenario, settings, number as u64);
        let given = by_age.as_ref().map(|by_age| by_age.given(&shocked, &exact.places)).transpose()?;
        crate::simulation::run_with(dataset, &shocked, given.as_ref(), keep, &progress.stop).map(|run| take(&run))
    };
    side_by_side(count as usize, threads, progress, || path)?.into_iter().collect()
}

/// The people by age of the exact run, whom shocks on the growth of contributors scale.
struct ByAge<'a> {
    heads: &'a Arc<Everybody>,
    /// By county and month: the growth of the exact run; `None` for a county that does not follow it.
    growths: Vec<Option<Vec<f64>>>,
}

impl<'a> ByAge<'a> {
    fn of(scenario: &Scenario, exact: &Run, heads: &'a Arc<Everybody>) -> Result<ByAge<'a>, Findings> {
        let bound = Bound::new(scenario, &exact.places, &mut Vec::new())?;
        let of = |county| follows_growth(&bound, county).then(|| growth_of(&bound, county));
        Ok(ByAge { heads, growths: exact.counties().map(of).collect() })
    }

    /// Those of a path.
    fn given(&self, shocked: &Scenario, places: &Arc<Places>) -> Result<Given, Findings> {
        let bound = Bound::new(shocked, places, &mut Vec::new())?;
        let scale = |(index, growth): (usize, &Option<Vec<f64>>)| {
            let growth = growth.as_ref()?;
            let moved = growth_of(&bound, PlaceId::county(index));
            let by = |(moved, growth): (&f64, &f64)| {
                let by = if moved == growth { 1.0 } else { over(*moved, *growth) };
                Decimal::from_f64(by).unwrap_or(Decimal::ONE).round_dp(12)
            };
            Some(moved.iter().zip(growth).map(by).collect())
        };
        Ok(Given { heads: self.heads.clone(), scale: self.growths.iter().enumerate().map(scale).collect() })
    }
}

/// The growth of a county's contributors, by month.
fn growth_of(bound: &Bound<'_>, county: PlaceId) -> Vec<f64> {
    let list = bound.rates(county, LeverKey::ContributorsGrowth);
    let of_year = |year: usize| list.and_then(|list| list.at(year).to_f64()).unwrap_or_default();
    let rates: Vec<f64> = (0..bound.scenario.calendar_years()).map(of_year).collect();
    growth(bound.scenario, &rates)
}

fn totals(run: &Run, n: usize) -> [f64; Total::ALL.len()] {
    let root = run.places.root();
    Total::ALL.map(|total| {
        let money = match total {
            Total::Balance => run.total(n, root, Field::Balance),
            Total::Debt => run.total(n, root, Field::Debt),
            Total::Gap => run.gap(n, root),
        };
        money.fen() as f64
    })
}

/// The scenario of a path: every shocked rate, wherever it is said, has the deviation of each year added.
fn shocked(scenario: &Scenario, settings: &Stochastic, path: u64) -> Scenario {
    let mut shocked = scenario.clone();
    let years = scenario.calendar_years();
    let drawn = normals(settings.seed, path, years);
    for (nth, key) in LeverKey::SHOCKED.into_iter().enumerate() {
        let Some(sd) = settings.sd.get(&key).filter(|sd| !sd.is_zero()).and_then(|sd| sd.to_f64()) else { continue };
        let said = scenario.own.iter().filter(|(_, said)| said.held(key).is_some()).map(|(place, _)| place);
        let root = PlaceKey::Root;
        let places: Vec<&PlaceKey> = said.filter(|place| **place != root).chain([&root]).collect();
        for place in places {
            let lever = Lever::of(key).at(place.clone());
            let of_year = |year: usize| -> Rate {
                let rate = lever.clone().when(When::Year(year)).value(scenario);
                let moved = rate.to_f64().unwrap_or_default() + sd * drawn[year][nth];
                let moved = match key {
                    LeverKey::CollectionRate => moved.clamp(0.0, 1.0),
                    _ => moved.max(-0.9),
                };
                Decimal::from_f64(moved).unwrap_or(rate).round_dp(12)
            };
            if let Some(list) = Yearly::new((0..years).map(of_year).collect()) {
                shocked.say(place, |said| said.hold(key, Some(Held::Rates(list))));
            }
        }
    }
    shocked
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::sample;
    use crate::scenario::file;

    /// Where the lanes know the scenario, too, both come to the same but for the roundings to the fen: a measure of a month
    /// is no further away than `most`, in fen.
    fn agree(text: &str, most: i128) {
        let scenario = file::read("s.toml", text).expect("it is read");
        let (data, progress, threads) = (sample::load(), Progress::new(), NonZeroUsize::MIN);
        let lanes = super::super::run(&data, &scenario, threads, &progress).expect("it runs");
        let exact = crate::simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).expect("it runs");
        let settings = scenario.stochastic.as_ref().expect("it has such");
        let runs = paths(&data, &scenario, settings, exact, threads, &progress).expect("it runs");
        let runs = runs.spread(threads, &progress).expect("not stopped");
        for (n, (lanes, runs)) in lanes.months.iter().zip(&runs.months).enumerate() {
            assert_eq!((lanes.in_debt, lanes.first_shortages), (runs.in_debt, runs.first_shortages), "{n}");
            for (lane, run) in lanes.totals.iter().flatten().zip(runs.totals.iter().flatten()) {
                let away = (lane.fen() - run.fen()).abs();
                assert!(away <= most, "{n}: {lane} {run}");
            }
        }
    }

    #[test]
    fn a_path_is_what_the_lanes_reckon() {
        // Heads are whole in a run: a head's month of contributions or pension, some hundreds of yuan, in seven counties
        // and thirty months.
        agree(
            "start = \"2008-01\"\nmonths = 30\n[rates]\ncontributors_growth = \"0.02\"\nretirees_growth = \"0.04\"\n\
             wage_growth = [\"0.06\", \"0.05\"]\npension_growth = \"0.07\"\ncollection_rate = \"0.9\"\n\
             [county.\"屯溪区\".rates]\ncollection_rate = \"0.95\"\n[subsidy]\nthreshold = 1000000\nrate = \"0.3\"\n[interest]\nannual = \"0.02\"\n\
             [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\nbalances = \"hand_up\"\n\
             [stochastic]\npaths = 130\nseed = 7\n[stochastic.sd]\ncollection_rate = \"0.03\"\nwage_growth = \"0.02\"\n\
             pension_growth = \"0.01\"\nretirees_growth = \"0.01\"\ncontributors_growth = \"0.02\"\n",
            2_000_000,
        );
    }

    /// Both have the heads of the exact run, scaled. Shocks raise the pensions that are not to rise, with back-pay.
    #[test]
    fn so_it_is_of_people_by_age() {
        let of = |start: &str, growth: &str, sd: &str, people: &str| {
            format!(
                "start = \"{start}\"\nmonths = 30\n[rates]\ncontributors_growth = \"0.02\"\npension_growth = {growth}\n\
                 wage_growth = \"0.05\"\npension_effective_month = 1\npension_paid_month = 7\ncollection_rate = \"0.9\"\n\
                 [county.\"歙县\".people]\nentrants = 300\n\
                 [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\nbalances = \"hand_up\"\n\
                 [people]\nstructure = \"sample\"\nmortality = \"cl_2010_2013\"\ndeath_grant = 20000\npause_rate = \"0.05\"\n\
                 entrants = \"growth\"\n{people}\
                 [stochastic]\npaths = 65\nseed = 7\n[stochastic.sd]\ncontributors_growth = \"0.03\"\npension_growth = \"0.05\"\n{sd}"
            )
        };
        let money = "collection_rate = \"0.03\"\nwage_growth = \"0.02\"\n";
        let group = "years = 30\nindex = 1\naccount = 20000\n";
        let formula = format!(
            "new_pension = \"formula\"\nwage = 1500\n[people.pension.man]\n{group}\
             [people.pension.woman_cadre]\n{group}[people.pension.woman_worker]\n{group}"
        );
        agree(&of("2008-01", "0", money, ""), 2_000_000);
        agree(&of("2008-01", "[0, \"0.04\", 0]", "", &formula), 2_000_000);
    }
}
