//! Paths as exact runs of scenarios with shocked rates: for pools at several levels, and for paying ahead, which the lanes
//! of `engine` don't know. A path is rounded to the fen as any run is.

use std::num::NonZeroUsize;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive as _, ToPrimitive as _};

use super::draw::normals;
use super::{Paths, Total};
use crate::dataset::Dataset;
use crate::field::Field;
use crate::journal::Keep;
use crate::money::Rate;
use crate::place::PlaceKey;
use crate::scenario::held::Held;
use crate::scenario::lever::{Lever, LeverKey, When};
use crate::scenario::{Scenario, Stochastic, Yearly};
use crate::simulation::{Failure, Progress, Run, side_by_side};

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
    let path = |number: usize| -> Result<Path, Failure> {
        let shocked = shocked(scenario, settings, number as u64);
        let run = crate::simulation::run(dataset, &shocked, Keep::Books, &progress.stop)?;
        let root = run.places.root();
        let first = (0..run.months()).find(|n| run.raised(*n, root).is_positive());
        Ok(((0..run.months()).map(|n| totals(&run, n)).collect(), first))
    };
    let done: Result<Vec<Path>, Failure> =
        side_by_side(settings.paths as usize, threads, progress, || path)?.into_iter().collect();
    Ok(Paths::put_together(exact, &done?))
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

    /// Where the lanes know the scenario, too, both come to the same but for the roundings to the fen.
    #[test]
    fn a_path_is_what_the_lanes_reckon() {
        let text = "start = \"2008-01\"\nmonths = 30\n[rates]\ncontributors_growth = \"0.02\"\nretirees_growth = \"0.04\"\n\
                    wage_growth = [\"0.06\", \"0.05\"]\npension_growth = \"0.07\"\ncollection_rate = \"0.9\"\n\
                    [county.\"屯溪区\".rates]\ncollection_rate = \"0.95\"\n[subsidy]\nthreshold = 1000000\nrate = \"0.3\"\n[interest]\nannual = \"0.02\"\n\
                    [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\nbalances = \"hand_up\"\n\
                    [stochastic]\npaths = 130\nseed = 7\n[stochastic.sd]\ncollection_rate = \"0.03\"\nwage_growth = \"0.02\"\n\
                    pension_growth = \"0.01\"\nretirees_growth = \"0.01\"\ncontributors_growth = \"0.02\"\n";
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
                // Heads are whole in a run: a head's month of contributions or pension, some hundreds of yuan, in seven
                // counties and thirty months.
                let away = (lane.fen() - run.fen()).abs();
                assert!(away <= 2_000_000, "{n}: {lane} {run}");
            }
        }
    }
}
