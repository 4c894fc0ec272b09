//! What the last scenario of an example came to: what a paper prints of the months after the data.

use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use super::At;
use crate::dataset::{Dataset, Example};
use crate::field::{Field, FieldUnit};
use crate::journal::Keep;
use crate::listed::listed;
use crate::locale::Language;
use crate::measures::Fund;
use crate::month::{Month, Period};
use crate::proposal;
use crate::scenario::Scenario;
use crate::simulation::merger::MergerMonth;
use crate::simulation::{self, Run};

/// A number of the run.
#[derive(Clone, Copy, Debug)]
pub struct ToldDef {
    /// Its name in a pack.
    pub key: &'static str,
    /// The key of its name.
    pub text_key: &'static str,
    /// Heads or money.
    pub unit: FieldUnit,
}

const fn heads(key: &'static str, text_key: &'static str) -> ToldDef {
    ToldDef { key, text_key, unit: FieldUnit::Persons }
}

const fn money(key: &'static str, text_key: &'static str) -> ToldDef {
    ToldDef { key, text_key, unit: FieldUnit::Yuan }
}

listed! {
    /// What is read off the run.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Told, ALL, known -> ToldDef;

    /// Heads in the re-employment centres at the end.
    Centres = heads("centres", "pilot.centres");
    /// Who left the centres.
    LeftCentres = heads("left_centres", "pilot.left_centres");
    /// Who left the enterprises directly.
    LeftDirect = heads("left_direct", "pilot.left_direct");
    /// 经济补偿金
    Compensation = money("compensation", "pilot.compensation");
    /// Its part paid by enterprises.
    ByEnterprise = money("by_enterprise", "pilot.enterprise");
    /// Its part paid by governments.
    ByGovernment = money("by_government", "pilot.government");
    /// Its part paid by the basic living fund.
    ByFund = money("by_fund", "pilot.fund");
    /// Who draws unemployment insurance at the end.
    Unemployed = heads("unemployed", "pilot.unemployed");
    /// Who found work.
    FoundWork = heads("found_work", "pilot.found_work");
    /// Who draws the minimum living allowance at the end.
    OnAllowance = heads("on_allowance", "pilot.allowance_heads");
    /// 做实个人账户
    MadeReal = money("made_real", "pilot.made_real");
    /// 离退休人数 at the end.
    Retired = heads("retired", "field.retirees");
}

/// The last scenario of the Liaoning example, run.
fn pilot() -> Option<&'static (Scenario, Run)> {
    static RUN: LazyLock<Option<(Scenario, Run)>> = LazyLock::new(|| {
        let data = Example::Liaoning.load();
        let scenario = proposal::scenarios(&data, Language::Chinese).pop()?;
        let run = simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).ok()?;
        Some((Scenario::clone(&scenario), run))
    });
    RUN.as_ref()
}

impl Told {
    /// The one of a name.
    pub fn of_key(key: &str) -> Option<Told> {
        Told::ALL.into_iter().find(|told| told.known().key == key)
    }

    /// In heads or fen: of what flows the sum of a period's months, of what stands that of its last month, of the month
    /// before the run its outset. `None` of other data, and outside the run.
    pub fn value(self, at: &At, dataset: &Dataset) -> Option<i128> {
        let (scenario, run) = pilot().filter(|_| dataset.example == Some(Example::Liaoning))?;
        let months = |month: &Month| at.period.first_month() <= *month && *month <= at.period.last_month();
        let merged = || run.mergers.iter().filter(|merger| months(&merger.month));
        let flow = |of: fn(&MergerMonth) -> i128| Some(merged().map(of).sum());
        let stock = |of: fn(&MergerMonth) -> i64, outset: fn(&crate::scenario::merger::Merger) -> i64| {
            let last = at.period.last_month();
            if last.next() == run.start {
                return Some(scenario.mergers.iter().map(outset).sum::<i64>().into());
            }
            let there = run.mergers.iter().filter(|merger| merger.month == last).map(of);
            (run.start <= last && last <= run.end()).then(|| there.sum::<i64>().into())
        };
        let field = |field: Field| {
            let fund = Fund::of_run(dataset, run, scenario);
            fund.sum(run.places.root(), at.period, |row| row.number(field).map(i128::from))
        };
        match self {
            Told::Centres => stock(|month| month.centres, |merger| merger.centres),
            Told::Unemployed => stock(|month| month.unemployed, |merger| merger.unemployed),
            Told::OnAllowance => stock(|month| month.allowance_heads, |merger| merger.allowance),
            Told::LeftCentres => flow(|month| month.left_centres.into()),
            Told::LeftDirect => flow(|month| month.left_direct.into()),
            Told::FoundWork => flow(|month| month.found_work.into()),
            Told::Compensation => flow(|month| month.compensation.fen()),
            Told::ByEnterprise => flow(|month| month.paid_by[0].fen()),
            Told::ByGovernment => flow(|month| month.paid_by[1].fen()),
            Told::ByFund => flow(|month| month.paid_by[2].fen()),
            Told::MadeReal => {
                let of = run.accounts.iter().filter(|of| Period::Year(of.year) == at.period);
                Some(of.map(|of| of.made_real.fen()).sum())
            }
            Told::Retired => field(Field::Retirees),
        }
    }
}
