//! The cohorts of a county from month to month: who retires, gets older, dies, pauses, leaves and comes.
//!
//! A cohort keeps its place in the lists of cells, by the month of its birth, the oldest first; so nothing moves when
//! everybody gets a month older, and the death rates, by age from the oldest to the youngest, lie beside the cohorts one
//! place further each month. All that is the same for every county stands in a [`Plan`].
//!
//! Source: section 10.3 of the model, whose step numbers the functions carry.

use multiversion::multiversion;

use super::mortality::Deaths;
use super::part::{self, Part};
use super::schedule::{Rise, Schedule};
use super::structure::{COUNT, Scaled, YEARS};
use super::{Group, OLDEST, PERSON, YOUNGEST};
use crate::money::{Money, Persons, Rate, instalment, power_of_ten, split};
use crate::month::Month;

/// How many cohorts are alive at a time.
const ALIVE: usize = (OLDEST - YOUNGEST + 1) as usize;

/// The parts of a calendar year.
#[derive(Clone, Copy, Debug)]
pub struct YearRates {
    /// A month's share of those who leave for good.
    pub exit: Part,
    /// A month's share of those who pause.
    pub pause: Part,
    /// A month's share of the paused who come back.
    pub back: Part,
    /// Who retires at the early age.
    pub early: Part,
    /// Who of the rest retires at the statutory age.
    pub statutory: Part,
    /// Who retires at the statutory age where nobody could at an early one.
    pub statutory_alone: Part,
    /// Who of the retiring is entitled.
    pub eligible: Part,
    /// The same of the paused.
    pub paused_eligible: Part,
}

/// Yearly rates as they are assumed.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the names are those of the scenario file")]
pub struct Assumed {
    pub exit: Rate,
    pub pause: Rate,
    pub back: Rate,
    pub early: Rate,
    pub late: Rate,
    pub eligible: Rate,
    pub paused_eligible: Rate,
}

impl YearRates {
    /// The parts of a year's rates: `early` below 1, `early + late` no more than 1.
    pub fn of(assumed: &Assumed) -> YearRates {
        let left = Rate::ONE - assumed.early;
        YearRates {
            exit: Part::of_rate_over(assumed.exit, 12),
            pause: Part::of_rate_over(assumed.pause, 12),
            back: Part::of_rate_over(assumed.back, 12),
            early: Part::of(assumed.early),
            statutory: Part::of_rates(left - assumed.late, left),
            statutory_alone: Part::of(Rate::ONE - assumed.late),
            eligible: Part::of(assumed.eligible),
            paused_eligible: Part::of(assumed.paused_eligible),
        }
    }
}

/// At which of his ages somebody has arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Arrived {
    Early,
    /// At the statutory age, with an early one before it or not.
    Statutory(bool),
    Late,
}

/// Who may retire when, in one group.
struct Retiring {
    /// By month: the cohorts that have arrived at an age, and at which. All who are past the statutory age at the outset
    /// have arrived at the late one.
    arrivals: Vec<Vec<(usize, Arrived)>>,
    /// By month: the cohorts before this one have reached the statutory age.
    reached: Vec<usize>,
    /// By age in months from the youngest: whether it is below the statutory age at the outset.
    is_below: Vec<bool>,
}

/// What is the same for every county.
pub struct Plan {
    /// The first month.
    start: Month,
    months: usize,
    retiring: [Retiring; 3],
    /// Of the run under the law's base ages that goes on beside; `None` where nobody asks for it.
    beside: Option<[Retiring; 3]>,
    /// By calendar year from that of the start: of men, of women.
    deaths: Vec<[Deaths; 2]>,
    rates: Vec<YearRates>,
    entry: Entry,
    keeps_new_retirees: bool,
}

/// Where those who come begin.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The first and the last of their ages, in completed years.
    pub ages: [u32; 2],
    /// The weights of the groups.
    pub groups: [Rate; 3],
}

impl Entry {
    /// The weights as whole numbers.
    fn weights(&self) -> [i128; 3] {
        let scale = self.groups.iter().map(Rate::scale).max().unwrap_or(0);
        self.groups.map(|weight| weight.mantissa() * power_of_ten(scale - weight.scale()))
    }
}

/// What a plan is made of.
pub struct Outline {
    /// The first month.
    pub start: Month,
    /// How many months.
    pub months: usize,
    /// When who retires.
    pub schedule: Schedule,
    /// When they would by the law's base ages, where that run is to go on beside.
    pub beside: Option<Schedule>,
    /// By calendar year from that of the start.
    pub deaths: Vec<[Deaths; 2]>,
    /// By calendar year from that of the start.
    pub rates: Vec<YearRates>,
    /// Where those who come begin.
    pub entry: Entry,
    /// Whether the new retirees are kept one by one: pensions by the rules need them.
    pub keeps_new_retirees: bool,
}

impl Plan {
    /// Lays out who retires when.
    pub fn new(outline: Outline) -> Plan {
        let Outline { start, months, schedule, beside, deaths, rates, entry, keeps_new_retirees } = outline;
        let of = |schedule: &Schedule| schedule.map(|rise| Retiring::of(start, months, &rise));
        let (retiring, beside) = (of(&schedule), beside.as_ref().map(of));
        Plan { start, months, retiring, beside, deaths, rates, entry, keeps_new_retirees }
    }

    fn year(&self, n: usize) -> usize {
        (self.start.plus(n as i32).year() - self.start.year()) as usize
    }
}

impl Retiring {
    fn of(start: Month, months: usize, rise: &Rise) -> Retiring {
        let base = start.previous();
        let cohorts = ALIVE + months;
        let mut retiring =
            Retiring { arrivals: vec![Vec::new(); months], reached: vec![0; months], is_below: vec![false; ALIVE] };
        for cohort in 0..cohorts {
            let born = base.plus(cohort as i32 - OLDEST as i32);
            let ages = rise.ages_of(born);
            // Who is of an age at the end of a month retires in the next.
            let month_of = |age: u32| born.plus(age as i32 + 1).since(start);
            let statutory = month_of(ages.statutory);
            if cohort < ALIVE {
                retiring.is_below[ALIVE - 1 - cohort] = statutory > 0;
            }
            let mut arrive = |n: i32, arrived| {
                if let Some(arrivals) = usize::try_from(n).ok().and_then(|n| retiring.arrivals.get_mut(n)) {
                    arrivals.push((cohort, arrived));
                }
            };
            if let (Some(early), 1..) = (ages.early, statutory) {
                arrive(month_of(early), Arrived::Early);
            }
            // Whom the rise does not reach can't retire later either.
            if statutory > 0 && ages.late > ages.statutory {
                arrive(statutory, Arrived::Statutory(ages.early.is_some()));
                arrive(month_of(ages.late), Arrived::Late);
            } else {
                arrive(statutory.max(0), Arrived::Late);
            }
            for n in usize::try_from(statutory).unwrap_or(0)..months {
                retiring.reached[n] = retiring.reached[n].max(cohort + 1);
            }
        }
        retiring
    }
}

/// How many come in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coming<'a> {
    /// As many as bring the contributors to so many heads, by month.
    Growth(&'a [Persons]),
    /// As many as that would be under the law's base ages.
    AsBefore(&'a [Persons]),
    /// So many heads a year, by calendar year from that of the start.
    Heads(&'a [Persons]),
}

/// The heads of a county at the outset.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Outset {
    /// 缴费人数
    pub contributors: Persons,
    /// 离退休人数
    pub retirees: Persons,
    /// 参保人数, where it is known.
    pub insured: Option<Persons>,
}

/// A month of a county, in μ.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[allow(missing_docs, reason = "the names are those of heads_month.csv")]
pub struct MonthHeads {
    pub contributors: u64,
    pub paused: u64,
    pub retirees: u64,
    pub entrants: u64,
    pub exits: u64,
    pub retired: u64,
    pub not_eligible: u64,
    pub deaths_contributors: u64,
    pub deaths_paused: u64,
    pub deaths_retirees: u64,
    /// By group: who takes out the account, by death before retirement or as one who is not eligible.
    pub taken_out: [u64; 3],
}

/// Some who become retirees in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewRetirees {
    /// How many, in μ.
    pub heads: u64,
    /// Their age at the end of the month before, in months.
    pub age: u16,
    /// Their group.
    pub group: Group,
}

/// The ages of a county at the end of a month: by group, and by age in completed years, those who pay, have paused, and
/// are retired, in μ.
pub type Pyramid = Box<[[[u64; 3]; COUNT]; 3]>;

/// What becomes of a county's people.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Heads {
    /// By month.
    pub months: Vec<MonthHeads>,
    /// By month, group and age, where they are kept.
    new_retirees: Vec<NewRetirees>,
    /// By month: how many of them there are up to its end.
    new_until: Vec<usize>,
    /// Of the base month and each December after it, where asked for.
    pub pyramids: Vec<(Month, Pyramid)>,
}

impl Heads {
    /// Those who become retirees in the nth month.
    pub fn new_in(&self, n: usize) -> &[NewRetirees] {
        let until = |n: usize| self.new_until.get(n).copied().unwrap_or_default();
        &self.new_retirees[n.checked_sub(1).map_or(0, until)..until(n)]
    }
}

/// Reckons a county. `pyramids` asks for the ages, too.
pub fn reckon(plan: &Plan, outset: &Outset, structure: &Scaled, coming: Coming<'_>, pyramids: bool) -> Heads {
    let mut county = Cohorts::new(plan, &plan.retiring, outset, structure);
    let mut beside = match (coming, &plan.beside) {
        (Coming::AsBefore(_), Some(retiring)) => Some((Cohorts::new(plan, retiring, outset, structure), retiring)),
        _ => None,
    };
    let mut heads = Heads { months: Vec::with_capacity(plan.months), ..Heads::default() };
    if pyramids {
        heads.pyramids.push((plan.start.previous(), county.pyramid(0)));
    }
    let weights = plan.entry.weights();
    for n in 0..plan.months {
        let month = plan.start.plus(n as i32);
        let kept = plan.keeps_new_retirees.then_some(&mut heads.new_retirees);
        let mut now = county.month(plan, &plan.retiring, n, true, kept);
        heads.new_until.push(heads.new_retirees.len());
        let lacking = |target: &[Persons], contributors: u64| -> u64 {
            let target = u64::try_from(target[n]).unwrap_or(0).saturating_mul(PERSON);
            target.saturating_sub(contributors)
        };
        now.entrants = match (coming, &mut beside) {
            (Coming::Growth(target), _) | (Coming::AsBefore(target), None) => lacking(target, now.contributors),
            (Coming::AsBefore(target), Some((cohorts, retiring))) => {
                let before = cohorts.month(plan, retiring, n, false, None);
                let entrants = lacking(target, before.contributors);
                cohorts.enter(plan, &weights, n, entrants);
                entrants
            }
            (Coming::Heads(list), _) => {
                let year = list[plan.year(n).min(list.len() - 1)];
                let whole = Money::from_fen(i128::from(year) * i128::from(PERSON));
                u64::try_from(instalment(whole, month.month(), 12).fen()).unwrap_or(0)
            }
        };
        county.enter(plan, &weights, n, now.entrants);
        now.contributors += now.entrants;
        heads.months.push(now);
        if pyramids && month.month() == 12 {
            heads.pyramids.push((month, county.pyramid(n + 1)));
        }
    }
    heads
}

/// The cells of a county: by group, then by cohort, the oldest first.
struct Cohorts {
    contributors: [Vec<u64>; 3],
    paused: [Vec<u64>; 3],
    retirees: [Vec<u64>; 3],
    /// By group: the first cohort that may have somebody who is not retired, and the one behind the last.
    active: [(usize, usize); 3],
    /// By group: the one behind the last cohort that may have retirees.
    retired: [usize; 3],
    /// The most heads of a cohort so far.
    most: u64,
}

impl Cohorts {
    /// 10.2: the structure of the base month.
    fn new(plan: &Plan, retiring: &[Retiring; 3], outset: &Outset, structure: &Scaled) -> Cohorts {
        let cells = || [0, 1, 2].map(|_| vec![0u64; ALIVE + plan.months]);
        let mut cohorts = Cohorts {
            contributors: cells(),
            paused: cells(),
            retirees: cells(),
            active: [(ALIVE + plan.months, 0); 3],
            retired: [0; 3],
            most: 0,
        };
        // The cohort of an age in months, counted from the youngest.
        let of = |month: usize| ALIVE - 1 - month;
        for (group, ages) in structure.iter().enumerate() {
            for (age, (contributors, retirees)) in ages.iter().enumerate() {
                let months = age * 12..age * 12 + 12;
                let below = retiring[group].is_below[months.clone()].iter().filter(|below| **below).count();
                let spread = if below > 0 { below } else { 12 };
                for (k, month) in months.enumerate() {
                    cohorts.retirees[group][of(month)] = twelfth(*retirees, k, 12);
                    if k < spread {
                        cohorts.contributors[group][of(month)] = twelfth(*contributors, k, spread);
                    }
                }
            }
        }
        let paused = outset.insured.map_or(0, |insured| (insured - outset.contributors).max(0));
        if paused > 0 && outset.contributors > 0 {
            let (over, under) = (paused.unsigned_abs(), outset.contributors.unsigned_abs());
            for (paused, contributors) in cohorts.paused.iter_mut().zip(&cohorts.contributors) {
                for (paused, contributors) in paused.iter_mut().zip(contributors) {
                    *paused = (u128::from(*contributors) * u128::from(over) / u128::from(under)) as u64;
                }
            }
        }
        for group in 0..3 {
            for cohort in 0..ALIVE {
                cohorts.note(group, cohort);
            }
        }
        cohorts
    }

    /// Notes how far a cohort's people reach.
    fn note(&mut self, group: usize, cohort: usize) {
        let active = self.contributors[group][cohort] + self.paused[group][cohort];
        let retirees = self.retirees[group][cohort];
        if active > 0 {
            let (first, behind) = &mut self.active[group];
            (*first, *behind) = ((*first).min(cohort), (*behind).max(cohort + 1));
        }
        if retirees > 0 {
            self.retired[group] = self.retired[group].max(cohort + 1);
        }
        self.most = self.most.max(active + retirees);
    }

    /// Steps 1 to 4 of the nth month. Without `retirees` nobody counts those who are retired.
    fn month(
        &mut self,
        plan: &Plan,
        retiring: &[Retiring; 3],
        n: usize,
        retirees: bool,
        mut new: Option<&mut Vec<NewRetirees>>,
    ) -> MonthHeads {
        let year = plan.year(n);
        let rates = &plan.rates[year];
        let mut now = MonthHeads::default();
        for group in Group::ALL {
            let g = group as usize;
            self.retire(&retiring[g], n, group, rates, &mut now, new.as_deref_mut());
            // 2. Who gets too old dies.
            let (contributors, paused) = (&mut self.contributors[g][n], &mut self.paused[g][n]);
            now.taken_out[g] += *contributors + *paused;
            now.deaths_contributors += std::mem::take(contributors);
            now.deaths_paused += std::mem::take(paused);
            now.deaths_retirees += std::mem::take(&mut self.retirees[g][n]);
            // 3. and 4.
            let (first, behind) = &mut self.active[g];
            *first = (*first).max(n + 1);
            while first < behind && self.contributors[g][*first] == 0 && self.paused[g][*first] == 0 {
                *first += 1;
            }
            // None at all is a list of none, wherever it would begin.
            let (first, behind) = if first < behind { (*first, *behind) } else { (n + 1, n + 1) };
            let deaths = &plan.deaths[year][group.known().sex as usize];
            let active = Active {
                contributors: &mut self.contributors[g][first..behind],
                paused: &mut self.paused[g][first..behind],
            };
            let at = first - (n + 1)..behind - (n + 1);
            let limit = deaths.limit.min(rates.exit.limit()).min(rates.pause.limit()).min(rates.back.limit());
            let is_narrow = self.most <= limit;
            let sums = if is_narrow {
                let multipliers = [rates.pause, rates.back, rates.exit].map(|part| part.multiplier());
                active_narrow(active, &deaths.narrow[at], multipliers)
            } else {
                let parts = [rates.pause, rates.back, rates.exit];
                active_months(active, &deaths.parts[at], parts, |heads, part| part.take(heads), |a, b| a + b)
            };
            now.contributors += sums.contributors;
            now.paused += sums.paused;
            now.deaths_contributors += sums.deaths_contributors;
            now.deaths_paused += sums.deaths_paused;
            now.taken_out[g] += sums.deaths_contributors + sums.deaths_paused;
            now.exits += sums.exits;
            if retirees && self.retired[g] > n + 1 {
                let cells = &mut self.retirees[g][n + 1..self.retired[g]];
                let at = 0..cells.len();
                let (left, died) = if is_narrow {
                    retirees_narrow(cells, &deaths.narrow[at])
                } else {
                    retired_months(cells, &deaths.parts[at], |heads, part| part.take(heads), |a, b| a + b)
                };
                now.retirees += left;
                now.deaths_retirees += died;
            }
        }
        now
    }

    /// 1. Who has reached an age by the end of the month before retires.
    fn retire(
        &mut self,
        retiring: &Retiring,
        n: usize,
        group: Group,
        rates: &YearRates,
        now: &mut MonthHeads,
        mut new: Option<&mut Vec<NewRetirees>>,
    ) {
        let g = group as usize;
        let mut become_retired = |cohorts: &mut Cohorts, cohort: usize, leaving: u64, eligible: &Part| {
            if leaving == 0 {
                return;
            }
            let retired = eligible.take(leaving);
            cohorts.retirees[g][cohort] += retired;
            cohorts.retired[g] = cohorts.retired[g].max(cohort + 1);
            now.retired += retired;
            now.not_eligible += leaving - retired;
            now.taken_out[g] += leaving - retired;
            if let (Some(new), 1..) = (&mut new, retired) {
                let age = (OLDEST as usize + n - cohort) as u16;
                new.push(NewRetirees { heads: retired, age, group });
            }
        };
        for (cohort, arrived) in &retiring.arrivals[n] {
            let heads = self.contributors[g][*cohort];
            let leaving = match arrived {
                Arrived::Early => rates.early.take(heads),
                Arrived::Statutory(true) => rates.statutory.take(heads),
                Arrived::Statutory(false) => rates.statutory_alone.take(heads),
                Arrived::Late => heads,
            };
            self.contributors[g][*cohort] -= leaving;
            become_retired(self, *cohort, leaving, &rates.eligible);
        }
        for cohort in self.active[g].0.max(n)..retiring.reached[n] {
            let leaving = std::mem::take(&mut self.paused[g][cohort]);
            become_retired(self, cohort, leaving, &rates.paused_eligible);
        }
    }

    /// 5. Who comes, over groups and ages.
    fn enter(&mut self, plan: &Plan, weights: &[i128; 3], n: usize, entrants: u64) {
        if entrants == 0 {
            return;
        }
        let months = (12 * plan.entry.ages[0])..(12 * plan.entry.ages[1] + 12);
        let of_groups = split(Money::from_fen(entrants.into()), weights);
        for (group, share) in of_groups.into_iter().enumerate() {
            let share = u64::try_from(share.fen()).unwrap_or(0);
            let (each, over) = (share / months.len() as u64, share % months.len() as u64);
            if share == 0 {
                continue;
            }
            for (k, age) in months.clone().enumerate() {
                let cohort = OLDEST as usize + n + 1 - age as usize;
                self.contributors[group][cohort] += each + u64::from((k as u64) < over);
                self.note(group, cohort);
            }
        }
    }

    /// The ages after so many months.
    fn pyramid(&self, months: usize) -> Pyramid {
        let mut pyramid: Pyramid = Box::new([[[0; 3]; COUNT]; 3]);
        for (group, ages) in pyramid.iter_mut().enumerate() {
            for (year, sums) in ages.iter_mut().enumerate() {
                let oldest = (YEARS.start() + year as u32) * 12 + 11;
                let first = (OLDEST - oldest) as usize + months;
                for (sum, cells) in sums.iter_mut().zip([&self.contributors, &self.paused, &self.retirees]) {
                    *sum = cells[group][first..first + 12].iter().sum();
                }
            }
        }
        pyramid
    }
}

/// The kth of `months` shares of a year's heads.
fn twelfth(heads: u64, k: usize, months: usize) -> u64 {
    let up_to = |k: usize| (u128::from(heads) * k as u128 / months as u128) as u64;
    up_to(k + 1) - up_to(k)
}

/// Cohorts side by side that are not all retired.
struct Active<'a> {
    contributors: &'a mut [u64],
    paused: &'a mut [u64],
}

/// What a month makes of them, in all.
#[derive(Default)]
struct Sums {
    contributors: u64,
    paused: u64,
    deaths_contributors: u64,
    deaths_paused: u64,
    exits: u64,
}

/// Steps 3 and 4: deaths, then pauses and returns of those before them, then exits.
///
/// A part is no more than the whole that it is taken of, so that no cell wraps. How sums are added is told: sums of narrow
/// cells can't wrap, and a check for it would keep the compiler from laying cells side by side.
#[inline(always)]
fn active_months<M: Copy>(
    active: Active<'_>,
    deaths: &[M],
    [pause, back, exit]: [M; 3],
    take: impl Fn(u64, M) -> u64,
    add: impl Fn(u64, u64) -> u64,
) -> Sums {
    let mut sums = Sums::default();
    for ((contributors, paused), death) in active.contributors.iter_mut().zip(active.paused).zip(deaths) {
        let died = take(*contributors, *death);
        let died_paused = take(*paused, *death);
        let (pay, rest) = (contributors.wrapping_sub(died), paused.wrapping_sub(died_paused));
        let (pausing, returning) = (take(pay, pause), take(rest, back));
        let pay = pay.wrapping_sub(pausing).wrapping_add(returning);
        let leaving = take(pay, exit);
        *contributors = pay.wrapping_sub(leaving);
        *paused = rest.wrapping_sub(returning).wrapping_add(pausing);
        sums.contributors = add(sums.contributors, *contributors);
        sums.paused = add(sums.paused, *paused);
        sums.deaths_contributors = add(sums.deaths_contributors, died);
        sums.deaths_paused = add(sums.deaths_paused, died_paused);
        sums.exits = add(sums.exits, leaving);
    }
    sums
}

/// Step 3 of the retired: who is left, and who died.
#[inline(always)]
fn retired_months<M: Copy>(
    retirees: &mut [u64],
    deaths: &[M],
    take: impl Fn(u64, M) -> u64,
    add: impl Fn(u64, u64) -> u64,
) -> (u64, u64) {
    let (mut left, mut died) = (0, 0);
    for (heads, death) in retirees.iter_mut().zip(deaths) {
        let dying = take(*heads, *death);
        *heads = heads.wrapping_sub(dying);
        left = add(left, *heads);
        died = add(died, dying);
    }
    (left, died)
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn active_narrow(active: Active<'_>, deaths: &[u64], multipliers: [u64; 3]) -> Sums {
    active_months(active, deaths, multipliers, part::narrow, u64::wrapping_add)
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn retirees_narrow(retirees: &mut [u64], deaths: &[u64]) -> (u64, u64) {
    retired_months(retirees, deaths, part::narrow, u64::wrapping_add)
}
