//! The engine: a block of paths side by side, month after month, in the order of the rules.
//!
//! Every value is a row of [`LANES`] numbers, one a path, and every rule a loop over the row, which the compiler turns
//! into vector instructions; the widest that the machine has are chosen when the program runs. Sums go over counties in
//! data order in each lane by itself and nothing is contracted, so that every machine gives the same.
//!
//! December's sharing pays off whatever is owed, whoever pays; so here it clears the debts.
//!
//! Source: model sections 4, 5 and 7; the step numbers are those of section 5.

use std::ops::{Deref, DerefMut};

use multiversion::multiversion;

use super::draw::{RATES, Streams};
use super::plan::{MonthPlan, Plan, RemitPlan, YearlyRate};
use crate::scenario::Allocate;

/// How many paths are reckoned side by side.
pub(super) const LANES: usize = 64;

/// What is owed or lacking below this is the noise of unrounded numbers.
pub(super) const HALF_A_FEN: f64 = 0.5;

const CONTRIBUTORS: usize = 0;
const RETIREES: usize = 1;
const WAGE: usize = 2;
const PENSION: usize = 3;
const COLLECTION: usize = 4;

/// One value of each path of a block.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Lanes([f64; LANES]);

impl Lanes {
    pub(super) const fn of(value: f64) -> Lanes {
        Lanes([value; LANES])
    }
}

impl Deref for Lanes {
    type Target = [f64; LANES];
    fn deref(&self) -> &[f64; LANES] {
        &self.0
    }
}

impl DerefMut for Lanes {
    fn deref_mut(&mut self) -> &mut [f64; LANES] {
        &mut self.0
    }
}

/// How many numbers a month of a block leaves: balance, debt and gap of each path.
pub(super) const OF_MONTH: usize = 3 * LANES;

/// max(0, x), as one instruction.
#[inline(always)]
fn or_zero(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

#[inline(always)]
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The room in which a thread works through blocks: what they hold and owe, and what has grown so far.
pub(super) struct Workplace {
    /// Deviations by calendar year and rate.
    deviations: Vec<[Lanes; RATES]>,
    // By county.
    balance: Vec<Lanes>,
    debt: Vec<Lanes>,
    /// The gap of this calendar year so far.
    year_gap: Vec<Lanes>,
    /// This year's subsidy, a month.
    subsidy: Vec<Lanes>,
    /// Σ retirees since the raise counted.
    raised_heads: Vec<Lanes>,
    /// The pensions of people by age; none without them.
    by_age: Vec<Pensions>,
    collected: Vec<Lanes>,
    spent: Vec<Lanes>,
    retirees: Vec<Lanes>,
    // By class.
    contributors: Vec<Growth>,
    retirees_growth: Vec<Growth>,
    collection: Vec<Lanes>,
    wage: Vec<Lanes>,
    entitled: Vec<Lanes>,
    paid: Vec<Lanes>,
    // Of the pool.
    pool: Lanes,
    pool_debt: Lanes,
}

/// The pensions of a county's people by age, whom those join that have just retired with pensions of their own.
#[derive(Clone)]
struct Pensions {
    /// What each is entitled to.
    entitled: Lanes,
    /// What each is paid.
    paid: Lanes,
    /// What they have been paid too little since the raise counted.
    unpaid: Lanes,
}

/// The growth of persons of a class.
#[derive(Clone)]
struct Growth {
    /// Over the calendar years before.
    before: Lanes,
    /// This calendar year's rate.
    rate: Lanes,
    /// Up to this month.
    now: Lanes,
}

impl Workplace {
    pub(super) fn new(plan: &Plan) -> Workplace {
        let rows = |n: usize| vec![Lanes::of(0.0); n];
        let n = plan.counties.len();
        let growth = Growth { before: Lanes::of(1.0), rate: Lanes::of(0.0), now: Lanes::of(1.0) };
        Workplace {
            deviations: vec![[Lanes::of(0.0); RATES]; plan.years],
            balance: rows(n),
            debt: rows(n),
            year_gap: rows(n),
            subsidy: rows(n),
            raised_heads: rows(n),
            by_age: Vec::with_capacity(if plan.by_age { n } else { 0 }),
            collected: rows(n),
            spent: rows(n),
            retirees: rows(n),
            contributors: vec![growth.clone(); plan.contributors.len()],
            retirees_growth: vec![growth; plan.retirees.len()],
            collection: rows(plan.collection.len()),
            wage: rows(plan.wages.len()),
            entitled: rows(plan.pensions.len()),
            paid: rows(plan.pensions.len()),
            pool: Lanes::of(0.0),
            pool_debt: Lanes::of(0.0),
        }
    }

    /// Runs the paths from `first`, so many of them, and leaves balance, debt and gap of each month in fen in `into`;
    /// each path's first month of shortage, below zero where there is none. Lanes beyond are not drawn for.
    pub(super) fn run(
        &mut self,
        plan: &Plan,
        streams: &Streams,
        first: usize,
        paths: usize,
        into: &mut [f64],
    ) -> Lanes {
        self.draw(plan, streams, first, paths);
        self.open(plan);
        let mut first_shortage = Lanes::of(-1.0);
        all_months(plan, self, into, &mut first_shortage);
        first_shortage
    }

    fn draw(&mut self, plan: &Plan, streams: &Streams, first: usize, paths: usize) {
        if plan.sd == [0.0; RATES] {
            return;
        }
        for lane in 0..paths {
            let put = |year: usize, rate: usize, z: f64| self.deviations[year][rate][lane] = plan.sd[rate] * z;
            streams.draw((first + lane) as u64, put, plan.years);
        }
    }

    /// As it stands before the first month.
    fn open(&mut self, plan: &Plan) {
        for (index, county) in plan.counties.iter().enumerate() {
            self.balance[index] = Lanes::of(county.opening);
            self.raised_heads[index] = Lanes::of(county.pending_heads);
        }
        self.by_age.clear();
        if plan.by_age {
            let at_outset = |pension: f64| Pensions {
                entitled: Lanes::of(pension),
                paid: Lanes::of(pension),
                unpaid: Lanes::of(0.0),
            };
            self.by_age.extend(plan.counties.iter().map(|county| at_outset(county.pension)));
        }
        for rows in [&mut self.debt, &mut self.year_gap, &mut self.subsidy] {
            rows.fill(Lanes::of(0.0));
        }
        for growth in self.contributors.iter_mut().chain(&mut self.retirees_growth) {
            growth.before = Lanes::of(1.0);
        }
        for rows in [&mut self.wage, &mut self.entitled, &mut self.paid] {
            rows.fill(Lanes::of(1.0));
        }
        self.pool = Lanes::of(plan.opening_pool);
        self.pool_debt = Lanes::of(0.0);
    }
}

/// A growth rate of this year with its deviation, at −0.9 or more where it is shocked.
#[inline(always)]
fn growth_rate(plan: &Plan, key: usize, rates: &YearlyRate, year: usize, deviation: &Lanes, into: &mut Lanes) {
    let least = if plan.sd[key] > 0.0 { -0.9 } else { f64::NEG_INFINITY };
    for lane in 0..LANES {
        let rate = rates[year] + deviation[lane];
        into[lane] = if rate > least { rate } else { least };
    }
}

/// Multiplies by 1 + a growth rate.
#[inline(always)]
fn raise(plan: &Plan, key: usize, rates: &YearlyRate, year: usize, deviation: &Lanes, level: &mut Lanes) {
    let mut rate = Lanes::of(0.0);
    growth_rate(plan, key, rates, year, deviation, &mut rate);
    for lane in 0..LANES {
        level[lane] *= 1.0 + rate[lane];
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn all_months(plan: &Plan, work: &mut Workplace, into: &mut [f64], first_shortage: &mut Lanes) {
    for (n, (month, into)) in plan.months.iter().zip(into.chunks_exact_mut(OF_MONTH)).enumerate() {
        let new_year = n == 0 || month.calendar == 1;
        if new_year && plan.subsidy.is_some() {
            fix_subsidies(plan, month.year, work);
        }
        grow(plan, month, new_year, n == 0, work);
        contributions(plan, month, work);
        if plan.by_age && plan.benefits_vary {
            benefits_by_age(plan, month, n == 0, work);
        } else {
            benefits(plan, month, work);
        }
        let (mut totals, mut shortage) = ([Lanes::of(0.0); 3], Lanes::of(0.0));
        settle(plan, month, work, &mut totals, &mut shortage);
        for (total, into) in totals.iter().zip(into.chunks_exact_mut(LANES)) {
            into.copy_from_slice(&total[..]);
        }
        for lane in 0..LANES {
            let first = shortage[lane] >= HALF_A_FEN && first_shortage[lane] < 0.0;
            first_shortage[lane] = if first { n as f64 } else { first_shortage[lane] };
        }
    }
}

/// Step 6: the year's subsidies, from the gap of the calendar year before.
#[inline(always)]
fn fix_subsidies(plan: &Plan, year: usize, work: &mut Workplace) {
    let Some(subsidy) = &plan.subsidy else { return };
    for (index, county) in plan.counties.iter().enumerate() {
        let observed = county.observed_gap.get(year).copied().unwrap_or(Some(0.0));
        let (gap, monthly) = (&mut work.year_gap[index], &mut work.subsidy[index]);
        for lane in 0..LANES {
            let gap = gap[lane] + observed.unwrap_or(f64::NEG_INFINITY);
            monthly[lane] = if gap > subsidy.threshold { subsidy.rate * gap / 12.0 } else { 0.0 };
        }
        *gap = Lanes::of(0.0);
    }
}

/// Section 4: what grows by class.
#[inline(always)]
fn grow(plan: &Plan, month: &MonthPlan, new_year: bool, first: bool, work: &mut Workplace) {
    let deviations = &work.deviations[month.year];
    let groups = [
        (plan.contributions_vary, CONTRIBUTORS, &plan.contributors, &mut work.contributors),
        (plan.benefits_vary, RETIREES, &plan.retirees, &mut work.retirees_growth),
    ];
    for (varies, key, classes, growths) in groups {
        if !varies {
            continue;
        }
        for (rates, growth) in classes.iter().zip(growths) {
            if new_year {
                growth_rate(plan, key, rates, month.year, &deviations[key], &mut growth.rate);
            }
            for lane in 0..LANES {
                growth.now[lane] = growth.before[lane] * (1.0 + growth.rate[lane] * month.part);
            }
            if month.calendar == 12 {
                growth.before = growth.now;
            }
        }
    }
    if plan.contributions_vary {
        for (class, level) in plan.wages.iter().zip(&mut work.wage) {
            if class.month == month.calendar {
                raise(plan, WAGE, &class.growth, month.year, &deviations[WAGE], level);
            }
        }
        for (rates, level) in plan.collection.iter().zip(&mut work.collection) {
            if new_year {
                let (rate, shocked) = (rates[month.year], plan.sd[COLLECTION] > 0.0);
                for lane in 0..LANES {
                    let sum = rate + deviations[COLLECTION][lane];
                    level[lane] = if shocked { least(or_zero(sum), 1.0) } else { rate };
                }
            }
        }
    }
    if plan.benefits_vary && !plan.by_age {
        for (class, entitled) in plan.pensions.iter().zip(&mut work.entitled) {
            if class.effective == month.calendar || (first && class.pending) {
                raise(plan, PENSION, &class.growth, month.year, &deviations[PENSION], entitled);
            }
        }
    }
}

/// Section 4: what is collected.
#[inline(always)]
fn contributions(plan: &Plan, month: &MonthPlan, work: &mut Workplace) {
    for (index, county) in plan.counties.iter().enumerate() {
        let this = &month.counties[index];
        let collected = &mut work.collected[index];
        if !plan.contributions_vary {
            *collected = Lanes::of(this.collected);
            continue;
        }
        let growth = &work.contributors[county.contributors_class].now;
        let (wage, rate) = (&work.wage[county.wage_class], &work.collection[county.collection_class]);
        let level = if plan.by_age { this.by_age.contributors } else { county.contributors };
        for lane in 0..LANES {
            let growth = if county.follows_growth { growth[lane] } else { 1.0 };
            let heads = or_zero(level * growth + this.contributors_shift);
            collected[lane] = heads * this.per_contributor * wage[lane] * rate[lane];
        }
    }
}

/// Section 4: what is paid out.
#[inline(always)]
fn benefits(plan: &Plan, month: &MonthPlan, work: &mut Workplace) {
    for (index, county) in plan.counties.iter().enumerate() {
        let this = &month.counties[index];
        let (retirees, spent) = (&mut work.retirees[index], &mut work.spent[index]);
        if !plan.benefits_vary {
            *retirees = Lanes::of(this.retirees);
            *spent = Lanes::of(this.spent);
            continue;
        }
        let class = &plan.pensions[county.pension_class];
        let growth = &work.retirees_growth[county.retirees_class].now;
        let heads_now = |lane: usize| or_zero(county.retirees * growth[lane] + this.retirees_shift);
        let (entitled, paid) = (&work.entitled[county.pension_class], &work.paid[county.pension_class]);
        let heads = &mut work.raised_heads[index];
        if month.calendar == class.effective {
            *heads = Lanes::of(0.0);
        }
        if month.calendar == class.paid {
            for lane in 0..LANES {
                retirees[lane] = heads_now(lane);
                let backpay = heads[lane] * county.pension * (entitled[lane] - paid[lane]);
                let pension = or_zero(retirees[lane] * county.pension * entitled[lane] + backpay);
                spent[lane] = pension + retirees[lane] * this.per_retiree;
            }
        } else {
            for lane in 0..LANES {
                let now = heads_now(lane);
                retirees[lane] = now;
                spent[lane] = now * (county.pension * paid[lane] + this.per_retiree);
                heads[lane] += now;
            }
        }
    }
    for (class, (entitled, paid)) in plan.pensions.iter().zip(work.entitled.iter().zip(&mut work.paid)) {
        if month.calendar == class.paid {
            *paid = *entitled;
        }
    }
}

/// Section 10.5: what is paid out to people by age. Their heads, and what the new among them get, are the exact run's;
/// no raise reaches the new before they retire.
#[inline(always)]
fn benefits_by_age(plan: &Plan, month: &MonthPlan, first: bool, work: &mut Workplace) {
    let deviation = &work.deviations[month.year][PENSION];
    for (index, county) in plan.counties.iter().enumerate() {
        let (this, class) = (&month.counties[index], &plan.pensions[county.pension_class]);
        let Pensions { entitled, paid, unpaid } = &mut work.by_age[index];
        if first && class.pending {
            raise(plan, PENSION, &class.growth, month.year, deviation, entitled);
            for lane in 0..LANES {
                unpaid[lane] = county.pending_heads * (entitled[lane] - paid[lane]);
            }
        }
        let people = &this.by_age;
        if people.new > 0.0 {
            for each in [&mut *entitled, &mut *paid] {
                for lane in 0..LANES {
                    each[lane] += (people.pension - each[lane]) * people.new;
                }
            }
        }
        if month.calendar == class.effective {
            raise(plan, PENSION, &class.growth, month.year, deviation, entitled);
            *unpaid = Lanes::of(0.0);
        }
        let mut backpay = Lanes::of(0.0);
        if month.calendar == class.paid {
            (backpay, *paid) = (*unpaid, *entitled);
            *unpaid = Lanes::of(0.0);
        }
        let (retirees, spent) = (&mut work.retirees[index], &mut work.spent[index]);
        for lane in 0..LANES {
            retirees[lane] = people.retirees;
            let pension = or_zero(people.retirees * paid[lane] + backpay[lane]);
            spent[lane] = pension + people.retirees * this.per_retiree + people.extra;
            unpaid[lane] += people.retirees * (entitled[lane] - paid[lane]);
        }
    }
}

/// Section 5.
#[inline(always)]
fn settle(plan: &Plan, month: &MonthPlan, work: &mut Workplace, totals: &mut [Lanes; 3], shortage: &mut Lanes) {
    // 1. and 2., of the pool.
    if month.hand_up {
        for balance in &mut work.balance {
            for lane in 0..LANES {
                work.pool[lane] += balance[lane];
            }
            *balance = Lanes::of(0.0);
        }
    }
    // 5., to the pool; it comes after the pool's interest, as everything of this month does.
    for lane in 0..LANES {
        work.pool[lane] += work.pool[lane] * month.interest + month.pool_grant;
    }
    let mut all_retirees = Lanes::of(0.0);
    if month.allocate == Allocate::PerRetiree || (plan.benefits_vary && month.county_grants > 0.0) {
        for retirees in &work.retirees {
            for lane in 0..LANES {
                all_retirees[lane] += retirees[lane];
            }
        }
    }
    let mut taken = Taken { remitted: Lanes::of(0.0), needs: Lanes::of(0.0), gap: Lanes::of(0.0) };
    for index in 0..plan.counties.len() {
        collect(plan, month, index, &all_retirees, work, &mut taken);
    }
    if plan.subsidy.is_some() {
        for (gap, (spent, collected)) in work.year_gap.iter_mut().zip(work.spent.iter().zip(&work.collected)) {
            for lane in 0..LANES {
                gap[lane] += spent[lane] - collected[lane];
            }
        }
    }
    let Taken { remitted, needs, gap } = taken;
    // 8., of the pool: `given` is the part of each need, or what each retiree brings.
    let mut given = Lanes::of(0.0);
    match month.allocate {
        Allocate::None | Allocate::Prepay => {
            for lane in 0..LANES {
                work.pool[lane] += remitted[lane];
            }
        }
        Allocate::ByShortage => {
            for lane in 0..LANES {
                let held = work.pool[lane] + remitted[lane];
                let gives = least(needs[lane], held);
                given[lane] = if needs[lane] > 0.0 { gives / needs[lane] } else { 0.0 };
                work.pool[lane] = held - gives;
            }
        }
        Allocate::PerRetiree => {
            let each = 1.0 / plan.counties.len() as f64;
            for lane in 0..LANES {
                // Without any retiree it is split evenly.
                let heads = all_retirees[lane];
                given[lane] = if heads > 0.0 { remitted[lane] / heads } else { remitted[lane] * each };
            }
            for retirees in &mut work.retirees {
                for lane in 0..LANES {
                    retirees[lane] = if all_retirees[lane] > 0.0 { retirees[lane] } else { 1.0 };
                }
            }
        }
        Allocate::FullNeed => {
            for lane in 0..LANES {
                let left = work.pool[lane] + remitted[lane] - needs[lane];
                let advanced = or_zero(-left);
                work.pool[lane] = or_zero(left);
                work.pool_debt[lane] += advanced;
                shortage[lane] += advanced;
            }
        }
    }
    // 8. to 10., of the counties.
    let [all_balance, all_debt, all_gap] = totals;
    for index in 0..plan.counties.len() {
        pay(month, index, &given, work, shortage, all_balance, all_debt);
    }
    // 10. and 11., of the pool.
    for lane in 0..LANES {
        let repaid = least(work.pool[lane], work.pool_debt[lane]);
        work.pool[lane] -= repaid;
        work.pool_debt[lane] -= repaid;
        if month.clears_debts {
            work.pool_debt[lane] = 0.0;
        }
        all_balance[lane] += work.pool[lane];
        all_debt[lane] += work.pool_debt[lane];
    }
    *all_gap = gap;
}

/// What the counties pay into the pool, lack after it, and lack of their own collections.
struct Taken {
    remitted: Lanes,
    needs: Lanes,
    gap: Lanes,
}

/// Steps 2 to 7 of one county: interest, contributions, personal accounts, grant, subsidy, remittance.
#[inline(always)]
fn collect(
    plan: &Plan,
    month: &MonthPlan,
    index: usize,
    all_retirees: &Lanes,
    work: &mut Workplace,
    taken: &mut Taken,
) {
    let this = &month.counties[index];
    let (collected, spent, subsidy) = (&work.collected[index], &work.spent[index], &work.subsidy[index]);
    let kept = 1.0 - this.funded;
    let mut income = Lanes::of(0.0);
    if plan.benefits_vary && month.county_grants > 0.0 {
        let (retirees, each) = (&work.retirees[index], 1.0 / plan.counties.len() as f64);
        for lane in 0..LANES {
            let heads = all_retirees[lane];
            let grant = month.county_grants * if heads > 0.0 { retirees[lane] / heads } else { each };
            income[lane] = collected[lane] * kept + subsidy[lane] + grant;
        }
    } else {
        for lane in 0..LANES {
            income[lane] = collected[lane] * kept + subsidy[lane] + this.grant;
        }
    }
    let flows = (collected, spent, &income);
    let balance = &mut work.balance[index];
    match &month.remit {
        RemitPlan::None => take(balance, month.interest, flows, taken, |_| 0.0),
        RemitPlan::All => take(balance, month.interest, flows, taken, |lane| income[lane]),
        RemitPlan::ShareOfCollected(share) => {
            take(balance, month.interest, flows, taken, |lane| collected[lane] * share);
        }
        RemitPlan::WageFormula(terms) => {
            let (term, county) = (&terms[index], &plan.counties[index]);
            let growth = &work.contributors[county.contributors_class].now;
            let wage = &work.wage[county.wage_class];
            take(balance, month.interest, flows, taken, |lane| {
                let wage = if term.wage_varies { wage[lane] } else { 1.0 };
                let growth = if county.follows_growth { growth[lane] } else { 1.0 };
                let grown = match plan.by_age {
                    true => this.by_age.insured * growth,
                    false => or_zero(county.insured * growth + this.contributors_shift),
                };
                term.factor * wage * if term.heads_vary { grown } else { 1.0 }
            });
        }
    }
}

/// Steps 2 to 7 of one county, given what is collected, spent and taken in, and what it is to remit: never more than it
/// holds.
#[inline(always)]
fn take(
    balance: &mut Lanes,
    interest: f64,
    (collected, spent, income): (&Lanes, &Lanes, &Lanes),
    taken: &mut Taken,
    remits: impl Fn(usize) -> f64,
) {
    for lane in 0..LANES {
        // More into the accounts than was collected and held leaves nothing, not less than nothing.
        let held = or_zero(balance[lane] + balance[lane] * interest + income[lane]);
        let amount = least(remits(lane), held);
        balance[lane] = held - amount;
        taken.remitted[lane] += amount;
        taken.needs[lane] += or_zero(spent[lane] - (held - amount));
        taken.gap[lane] += spent[lane] - collected[lane];
    }
}

/// Steps 8 to 11 of one county: allocation, working capital, pensions, repayment, and December's sharing.
#[inline(always)]
fn pay(
    month: &MonthPlan,
    index: usize,
    given: &Lanes,
    work: &mut Workplace,
    shortage: &mut Lanes,
    all_balance: &mut Lanes,
    all_debt: &mut Lanes,
) {
    let (spent, retirees) = (&work.spent[index], &work.retirees[index]);
    let mut sums = Sums { clears: month.clears_debts, shortage, balance: all_balance, debt: all_debt };
    let own = (&mut work.balance[index], &mut work.debt[index]);
    match month.allocate {
        Allocate::None | Allocate::Prepay => pay_out(own, spent, &mut sums, |_, held| held),
        Allocate::ByShortage => {
            pay_out(own, spent, &mut sums, |lane, held| held + or_zero(spent[lane] - held) * given[lane])
        }
        Allocate::PerRetiree => pay_out(own, spent, &mut sums, |lane, held| held + retirees[lane] * given[lane]),
        // Not held + (spent − held), which would be off by a hair.
        Allocate::FullNeed => {
            pay_out(own, spent, &mut sums, |lane, held| if held > spent[lane] { held } else { spent[lane] })
        }
    }
}

/// Where the counties' amounts are added up.
struct Sums<'a> {
    /// Whether December's sharing clears the debts.
    clears: bool,
    shortage: &'a mut Lanes,
    balance: &'a mut Lanes,
    debt: &'a mut Lanes,
}

/// Steps 9 to 11 of one county, from what it holds after the allocation.
#[inline(always)]
fn pay_out(
    (balance, debt): (&mut Lanes, &mut Lanes),
    spent: &Lanes,
    sums: &mut Sums<'_>,
    held: impl Fn(usize, f64) -> f64,
) {
    for lane in 0..LANES {
        let left = held(lane, balance[lane]) - spent[lane];
        let borrowed = or_zero(-left);
        let (left, owed) = (or_zero(left), debt[lane] + borrowed);
        let repaid = least(left, owed);
        balance[lane] = left - repaid;
        debt[lane] = if sums.clears { 0.0 } else { owed - repaid };
        sums.shortage[lane] += borrowed;
        sums.balance[lane] += balance[lane];
        sums.debt[lane] += debt[lane];
    }
}
