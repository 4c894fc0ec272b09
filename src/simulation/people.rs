//! People by age in a run: each county's heads, what new retirees get, and what is paid for those who die or leave.
//!
//! Source: sections 10.2 to 10.5 of the model.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::bound::{Bound, known};
use super::course::{Blend, base_row};
use super::growth;
use super::{Notes, bad_amount};
use crate::dataset::{County, Dataset};
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::{Factor, Money, Persons, Rate, round_money, round_ratio};
use crate::month::Month;
use crate::pension::{self, Case, Rule, Unanswered};
use crate::people::cohort::{self, Assumed, Coming, Entry, Heads, NewRetirees, Outline, Outset, Plan, YearRates};
use crate::people::structure::{self, Scaled};
use crate::people::{Group, PERSON, schedule};
use crate::place::{NotFound, PlaceId, PlaceKey};
use crate::scenario::lever::LeverKey;
use crate::scenario::people::{AccountBalance, Behind, Entrants, GroupPension, NewPension, People, Policy, SAMPLE};

/// The people of every county, in data order.
pub type Everybody = Vec<Heads>;

/// Heads that were reckoned before, of which those who pay and have paused are scaled.
pub(super) struct Given {
    pub heads: Arc<Everybody>,
    /// By county and month: by how much; `None` where they stay.
    pub scale: Vec<Option<Vec<Rate>>>,
}

impl Given {
    /// So many heads of a county in the nth month, scaled.
    pub(super) fn scaled(&self, county: PlaceId, n: usize, heads: u64) -> u64 {
        let scale = self.scale.get(county.index()).and_then(|scale| scale.as_ref()?.get(n));
        let scaled = scale.and_then(|scale| round_ratio(&[Factor::Whole(heads.into()), (*scale).into()], &[]));
        scaled.and_then(|scaled| u64::try_from(scaled).ok()).unwrap_or(heads)
    }
}

/// Reckons the heads of every county; `pyramids` asks for their ages, too.
pub(super) fn everybody(
    dataset: &Dataset,
    bound: &Bound<'_>,
    people: &People,
    pyramids: bool,
    notes: &mut Notes,
) -> Result<Arc<Everybody>, Findings> {
    let structure = people.structure.table()?;
    people.mortality.table()?;
    let own_entrants = own_entrants(bound, people, &mut notes.findings)?;
    let (tables, warnings) = structure.of_counties(&dataset.places)?;
    notes.findings.extend(warnings);
    tell(bound, people, notes);
    let mut findings = Findings::new();
    let mut counties: Vec<(Outset, Box<Scaled>)> = Vec::with_capacity(dataset.counties.len());
    for (county, table) in dataset.counties.iter().zip(tables) {
        match outset(bound, county).map(|outset| scaled(bound, people, county, table, outset, notes)) {
            Ok(Ok(found)) => counties.push(found),
            Ok(Err(finding)) | Err(finding) => findings.push(finding),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let targets: Vec<Vec<Persons>> = counties
        .iter()
        .enumerate()
        .map(|(c, (outset, _))| targets(bound, dataset, c, outset))
        .collect::<Result<_, _>>()?;
    // Pensions by the rules ask who they are, and so may who asks for the ages.
    let keeps_new_retirees = pyramids || people.new_pension == NewPension::Formula;
    let plan = plan(bound, people, keeps_new_retirees)?;
    let of_county = |behind: &Behind, c: usize| {
        let (outset, structure) = &behind.counties[c];
        let coming = match &behind.entrants[c] {
            Entrants::Growth => Coming::Growth(&behind.targets[c]),
            Entrants::AsBefore => Coming::AsBefore(&behind.targets[c]),
            Entrants::Heads(list) => Coming::Heads(list.values()),
        };
        cohort::reckon(&plan, outset, structure, coming, pyramids)
    };
    let reckon = |behind: &Behind| (0..behind.counties.len()).map(|c| of_county(behind, c)).collect();
    let scenario = bound.scenario;
    let is_behind = |key: &LeverKey| !OF_MONEY.contains(key);
    let levers = LeverKey::of_people().filter(is_behind);
    let behind = Behind {
        start: scenario.start,
        months: scenario.months,
        counties,
        entrants: own_entrants.into_iter().map(|own| own.unwrap_or(&people.entrants).clone()).collect(),
        targets,
        people: people.without_pensions(),
        keeps_new_retirees,
        levers: levers.filter_map(|key| Some((key.key(), scenario.root().held(key)?.clone()))).collect(),
    };
    Ok(if pyramids { Arc::new(reckon(&behind)) } else { people.reckoned.heads(behind, reckon) })
}

/// The levers of the people that move no heads.
const OF_MONEY: [LeverKey; 3] = [LeverKey::DeathGrant, LeverKey::PeopleWage, LeverKey::PeopleAccountRate];

/// The entrants of counties that have their own.
fn own_entrants<'a>(
    bound: &Bound<'_>,
    people: &'a People,
    notes: &mut Vec<Finding>,
) -> Result<Vec<Option<&'a Entrants>>, Findings> {
    let places = bound.places;
    let mut own: Vec<Option<(&PlaceKey, &Entrants)>> = vec![None; places.counties()];
    let mut findings = Findings::new();
    for (key, entrants) in &people.own_entrants {
        let Some(name) = key.county() else { continue };
        match places.find_county(name) {
            Ok(county) => {
                let first = own[county.index()].replace((key, entrants)).map(|(first, _)| first);
                // The same county may be called by another name where it says something else.
                let other = || bound.keys_of(county).find(|other| *other != key);
                if let Some(first) = first.or_else(other) {
                    findings.push(
                        Finding::error("county-twice", Origin::default())
                            .with("county", places.path(county))
                            .with("first", first.county().cloned().unwrap_or_default())
                            .with("second", name),
                    );
                }
            }
            Err(NotFound::Unknown) => notes.push(
                Finding::new("unknown-county", Severity::Warning, Origin::default())
                    .with("county", name)
                    .with("known", known(places)),
            ),
            Err(NotFound::Ambiguous(paths)) => {
                findings.push(Finding::ambiguous_county(Origin::default(), name, &paths));
            }
        }
    }
    if findings.is_empty() { Ok(own.into_iter().map(|own| own.map(|(_, own)| own)).collect()) } else { Err(findings) }
}

/// The heads of the base month.
fn outset(bound: &Bound<'_>, county: &County) -> Result<Outset, Finding> {
    let row = base_row(bound.scenario, county)?;
    Ok(Outset {
        contributors: row.persons(Field::Contributors).unwrap_or_default(),
        retirees: row.persons(Field::Retirees).unwrap_or_default(),
        insured: row.persons(Field::Insured),
    })
}

/// A county's structure, of its size.
fn scaled(
    bound: &Bound<'_>,
    people: &People,
    county: &County,
    table: Option<&structure::Table>,
    outset: Outset,
    notes: &mut Notes,
) -> Result<(Outset, Box<Scaled>), Finding> {
    let about = |finding: Finding| finding.with("county", &county.name).with("name", &people.structure.name);
    let scaled = structure::scaled(table, outset.contributors, outset.retirees).map_err(|column| {
        about(Finding::error("structure-empty", Origin::default()))
            .with("field", format!("field.{column}"))
            .with("month", bound.scenario.start.previous())
    })?;
    let by_county = people.structure.table().is_ok_and(|structure| structure.is_by_county());
    if let Some((contributors, retirees)) = table.filter(|_| by_county).map(structure::sums) {
        let heads = [(contributors, outset.contributors, "contributors"), (retirees, outset.retirees, "retirees")];
        let is_far = |(sum, heads, _): &(Decimal, Persons, &str)| {
            (*sum - Decimal::from(*heads)).abs() * Decimal::TEN > Decimal::from(*heads)
        };
        for (sum, heads, column) in heads.into_iter().filter(is_far) {
            notes.findings.push(
                about(Finding::new("structure-far", Severity::Warning, Origin::default()))
                    .with("field", format!("field.{column}"))
                    .with("sum", sum.normalize())
                    .with("heads", heads),
            );
        }
    }
    Ok((outset, scaled))
}

/// The contributors that growth alone would bring, by month.
fn targets(bound: &Bound<'_>, dataset: &Dataset, county: usize, outset: &Outset) -> Result<Vec<Persons>, Finding> {
    let place = PlaceId::county(county);
    let factors = growth::factors(bound.scenario, bound.rates(place, LeverKey::ContributorsGrowth));
    let of = |(n, factor): (usize, &growth::Factor)| {
        let month = bound.scenario.start.plus(n as i32);
        let name = &dataset.counties[county].name;
        factor.of(outset.contributors).ok_or_else(|| bad_amount("amount-too-large", Field::Contributors, name, month))
    };
    factors.iter().enumerate().map(of).collect()
}

/// What is the same for all counties.
fn plan(bound: &Bound<'_>, people: &People, keeps_new_retirees: bool) -> Result<Plan, Finding> {
    let scenario = bound.scenario;
    if let Some((key, year)) = scenario.people_fault() {
        return Err(Finding::error("people-rate", Origin::default())
            .with("key", format!("people.{}", key.file_key()))
            .with("year", year));
    }
    if let Some((group, base)) = people.late_entry() {
        return Err(Finding::error("entry-age-late", Origin::default())
            .with("key", "people.entry_age")
            .with("group", group.text_key())
            .with("base", base)
            .with("last", people.entry_age[1]));
    }
    let years = scenario.calendar_years();
    let rate = |key, year| scenario.people_rate(key, year);
    let rates = (0..years).map(|year| {
        YearRates::of(&Assumed {
            exit: rate(LeverKey::ExitRate, year),
            pause: rate(LeverKey::PauseRate, year),
            back: rate(LeverKey::ReturnRate, year),
            early: rate(LeverKey::Early, year),
            late: rate(LeverKey::Late, year),
            eligible: rate(LeverKey::Eligible, year),
            paused_eligible: rate(LeverKey::PausedEligible, year),
        })
    });
    let improvement = |n: usize| rate(LeverKey::MortalityImprovement, n);
    let first = scenario.start.year();
    let is_beside = people.is_as_before() && people.policy != Policy::Before;
    Ok(Plan::new(Outline {
        start: scenario.start,
        months: scenario.months as usize,
        schedule: people.policy.schedule(),
        beside: is_beside.then(schedule::before),
        deaths: people.mortality.table()?.by_year(scenario.start.previous().year(), first, years, &improvement),
        rates: rates.collect(),
        entry: Entry { ages: people.entry_age, groups: people.entry_groups },
        keeps_new_retirees,
    }))
}

/// Says what is assumed.
fn tell(bound: &Bound<'_>, people: &People, notes: &mut Notes) {
    let note = |code| Finding::new(code, Severity::Note, Origin::default());
    let [first, last] = people.entry_age;
    notes.findings.push(note("people-assumed").with("first", first).with("last", last));
    if let Some(table) = people.mortality.table().ok().filter(|table| !table.source.is_empty()) {
        notes.findings.push(note("people-mortality").with("source", &table.source));
    }
    if people.structure.name == SAMPLE {
        notes.findings.push(note("people-sample"));
    }
    if !bound.scenario.events.is_empty() || !bound.scenario.mergers.is_empty() {
        notes.findings.push(note("people-events"));
    }
    let is_moved = |said: &crate::scenario::PlaceLevers| said.rates(LeverKey::RetireesGrowth).is_some();
    if bound.scenario.own.values().any(is_moved) {
        notes.findings.push(note("people-retirees-growth"));
    }
}

/// A county's money that depends on who retires, dies and leaves, as it goes on from month to month.
pub(super) struct PeopleMoney<'a> {
    people: &'a People,
    /// Last year's average monthly wage.
    wage: Money,
    /// By group: the account of one value.
    accounts: [Option<Money>; 3],
}

impl<'a> PeopleMoney<'a> {
    pub(super) fn new(bound: &Bound<'a>) -> Option<PeopleMoney<'a>> {
        let people = bound.scenario.people.as_ref()?;
        let wage = bound.scenario.root().amount(LeverKey::PeopleWage).unwrap_or_default();
        let accounts = std::array::from_fn(|group| match people.pension[group].as_ref()?.account {
            AccountBalance::Growing(amount) => Some(amount),
            AccountBalance::ByYear(_) => None,
        });
        Some(PeopleMoney { people, wage, accounts })
    }

    /// Goes on to the month: in January wage and accounts of one value grow by the year before; `None` is too large.
    pub(super) fn go_on(&mut self, bound: &Bound<'_>, county: PlaceId, month: Month) -> Option<()> {
        if month.month() != 1 || month <= bound.scenario.start {
            return Some(());
        }
        let before = month.previous();
        let wage_growth = bound.rate(county, LeverKey::WageGrowth, before);
        let year = bound.scenario.year_index(before);
        let account_growth =
            bound.scenario.root().rates(LeverKey::PeopleAccountRate).map_or(wage_growth, |list| *list.at(year));
        let grown = |amount: Money, growth: Rate| round_money(&[amount.into(), (Rate::ONE + growth).into()], &[]);
        self.wage = grown(self.wage, wage_growth)?;
        for account in self.accounts.iter_mut().flatten() {
            *account = grown(*account, account_growth)?;
        }
        Some(())
    }

    /// The account of a group in a calendar year; zero where none is given.
    fn account(&self, group: Group, year: usize) -> Money {
        match self.people.pension[group as usize].as_ref().map(|pension| &pension.account) {
            Some(AccountBalance::ByYear(list)) => *list.at(year),
            _ => self.accounts[group as usize].unwrap_or_default(),
        }
    }

    /// How the pensions of the month's new retirees enter those of all; `None` where they get what the others get.
    pub(super) fn blend(
        &self,
        bases: &Bases,
        heads: &Heads,
        n: usize,
        year: usize,
        county: &str,
        month: Month,
    ) -> Result<Option<Blend>, Finding> {
        if self.people.new_pension == NewPension::Mean {
            return Ok(None);
        }
        let too_large = || bad_amount("amount-too-large", Field::Pension, county, month);
        let (mut sum, mut all) = (0i128, 0u64);
        for new in heads.new_in(n) {
            let finding = |code| {
                Finding::error(code, Origin::default())
                    .with("group", new.group.text_key())
                    .with("county", county)
                    .with("month", month)
            };
            let terms = self.people.pension[new.group as usize].as_ref();
            let terms = terms.ok_or_else(|| {
                finding("people-pension-terms").with("key", format!("people.pension.{}", new.group.key()))
            })?;
            let pension = self.pension(bases, terms, new, year).map_err(|why| match why {
                Unanswered::Years => finding("people-pension-years"),
                Unanswered::Age | Unanswered::Amount => too_large(),
            })?;
            let product = pension.fen().checked_mul(new.heads.into()).and_then(|product| sum.checked_add(product));
            sum = product.ok_or_else(too_large)?;
            all += new.heads;
        }
        let retirees = heads.months[n].retirees;
        let pension = if all == 0 {
            Money::ZERO
        } else {
            round_money(&[Factor::Whole(sum)], &[Factor::Whole(all.into())]).ok_or_else(too_large)?
        };
        Ok(Some(Blend { retirees, new: all.min(retirees), pension }))
    }

    /// The pension of some who retire, by what their group has paid; `Unanswered::Years` is fewer than fifteen years.
    fn pension(
        &self,
        bases: &Bases,
        given: &GroupPension,
        new: &NewRetirees,
        year: usize,
    ) -> Result<Money, Unanswered> {
        let (group, age) = (new.group, u32::from(new.age));
        let extra_months = age.saturating_sub(bases[group as usize]);
        let years = *given.years.at(year);
        let account = self.account(group, year);
        let twelfths = years.checked_mul(Decimal::from(12)).ok_or(Unanswered::Amount)?;
        let account = if extra_months == 0 || twelfths.is_zero() {
            account
        } else {
            let all = twelfths.checked_add(Decimal::from(extra_months)).ok_or(Unanswered::Amount)?;
            round_money(&[account.into(), all.into()], &[twelfths.into()]).ok_or(Unanswered::Amount)?
        };
        let rule: Rule = *given.rule.at(year);
        let case = Case {
            wage: self.wage,
            account,
            years: Some(years),
            extra_months,
            deemed_years: *given.deemed_years.at(year),
            index: *given.index.at(year),
            age: age.clamp(*pension::AGES.start(), *pension::AGES.end()),
            transition_rate: *given.transition_rate.at(year),
            least_years: pension::FIFTEEN,
        };
        let pension = pension::pension(rule, &case)?;
        if pension.is_lump_sum { Err(Unanswered::Years) } else { Ok(pension.total()) }
    }

    /// What is paid in a month for all who died, and the accounts of those who took them out; `None` is too large.
    pub(super) fn extra(&self, bound: &Bound<'_>, heads: &Heads, n: usize, year: usize) -> Option<[Money; 2]> {
        let now = &heads.months[n];
        let of = |heads: u64, each: Money| {
            round_money(&[Factor::Whole(heads.into()), each.into()], &[Factor::Whole(PERSON.into())])
        };
        let each = bound.scenario.root().amounts(LeverKey::DeathGrant).map_or(Money::ZERO, |list| *list.at(year));
        let grant = of(now.deaths_contributors + now.deaths_paused + now.deaths_retirees, each)?;
        let mut payout = Money::ZERO;
        for group in Group::ALL {
            payout += of(now.taken_out[group as usize], self.account(group, year))?;
        }
        Some([grant, payout])
    }
}

/// Says which shares of those who retire reach the least years of contribution, where the structure has their months.
pub(super) fn propose_eligible(bound: &Bound<'_>, people: &People) -> Option<Finding> {
    let structure = people.structure.table().ok().filter(|structure| structure.has_service)?;
    let (base, schedule) = (bound.scenario.start.previous(), people.policy.schedule());
    let mut years = vec![(Decimal::ZERO, Decimal::ZERO); bound.scenario.calendar_years()];
    for (group, years_of_age, cell) in structure.cells() {
        let Some(service) = cell.service else { continue };
        for age in years_of_age * 12..years_of_age * 12 + 12 {
            let born = base.plus(-(age as i32));
            let retires = born.plus(schedule[group as usize].ages_of(born).statutory as i32 + 1);
            let is_simulated = retires >= bound.scenario.start && retires <= bound.scenario.end();
            let Some((all, reach)) = years.get_mut(bound.scenario.year_index(retires)).filter(|_| is_simulated) else {
                continue;
            };
            let served = service + Decimal::from(retires.since(base) - 1);
            *all += cell.contributors;
            if served >= schedule::least_years(retires) * Decimal::from(12) {
                *reach += cell.contributors;
            }
        }
    }
    let share = |(all, reach): &(Decimal, Decimal)| {
        if all.is_zero() { Decimal::ONE } else { (*reach / *all).round_dp(3).normalize() }
    };
    let shares: Vec<String> = years.iter().map(|year| format!("\"{}\"", share(year))).collect();
    let note = Finding::new("people-eligible", Severity::Note, Origin::default()).with("shares", shares.join(", "));
    Some(note.with("year", bound.scenario.start.year()))
}

/// The base ages of the groups, in months.
pub(super) type Bases = [u32; 3];

/// Those of the scenario.
pub(super) fn bases(people: &People) -> Bases {
    people.policy.schedule().map(|rise| rise.base)
}
