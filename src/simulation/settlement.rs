//! The month, in the order of the rules: who pays what the counties lack.
//!
//! Each step is finished for all counties, in data order, before the next; the pool comes after the counties. Every
//! amount is a posting, so that nothing moves but through the [`Ledger`].
//!
//! Source: model section 5, whose step numbers the functions carry.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Failure, Flow, Notes, bad_amount};
use crate::dataset::{Dataset, Field};
use crate::finding::{Finding, Origin};
use crate::journal::{Account, CountyBooks, CountyId, Keep, Kind, Ledger, Overdrawn, PoolBooks, Posting};
use crate::money::{Factor, Money, Rate, instalment, round_money, split};
use crate::month::{Month, Period};
use crate::scenario::lever::RateKey;
use crate::scenario::{Allocate, Balances, CountyLevers, GrantSource, GrantsTo, Pooling, Remit, Scenario, Sharing};

/// What a settlement leaves behind.
pub(super) struct Settled {
    pub books: Vec<CountyBooks>,
    pub pool: Vec<PoolBooks>,
    pub journal: Vec<Posting>,
}

/// Settles the flows of every month.
pub(super) fn settle(
    dataset: &Dataset,
    scenario: &Scenario,
    flows: &[Flow],
    keep: Keep,
    stop: &AtomicBool,
    notes: &mut Notes,
) -> Result<Settled, Failure> {
    let n = dataset.counties.len();
    let opening = opening_balances(dataset, scenario, notes)?;
    let pool = scenario.opening.pool.unwrap_or_default();
    let mut settlement = Settlement {
        dataset,
        scenario,
        flows,
        ledger: Ledger::new(scenario.start, &opening, pool, keep),
        month: scenario.start,
        now: 0,
        available: vec![Money::ZERO; n],
        contribution_rates: Vec::new(),
        subsidies: vec![Money::ZERO; n],
        year: vec![YearToDate::default(); n],
        levers: dataset.counties.iter().map(|c| scenario.county.get(&*c.name)).collect(),
    };
    settlement.ledger.reserve(scenario.months as usize * (n * 6 + 2));
    let mut settled = Settled {
        books: Vec::with_capacity(n * scenario.months as usize),
        pool: Vec::with_capacity(scenario.months as usize),
        journal: Vec::new(),
    };
    for now in 0..scenario.months as usize {
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Stopped);
        }
        settlement.begin(now, notes);
        settlement.settle_month(notes)?;
        settled.books.extend_from_slice(settlement.ledger.counties());
        settled.pool.push(*settlement.ledger.pool());
        settlement.ledger.next_month();
    }
    settled.journal = settlement.ledger.into_postings();
    Ok(settled)
}

fn opening_balances(dataset: &Dataset, scenario: &Scenario, notes: &mut Notes) -> Result<Vec<Money>, Finding> {
    let base = scenario.start.previous();
    let mut balances = Vec::with_capacity(dataset.counties.len());
    for (index, county) in dataset.counties.iter().enumerate() {
        let observed = county.month(base).and_then(|row| row.balance);
        let balance = observed.or_else(|| scenario.opening.county.get(&*county.name).copied()).unwrap_or_else(|| {
            notes.read_as_zero(Field::Balance, index, base);
            Money::ZERO
        });
        if balance.is_negative() {
            return Err(bad_amount("amount-below-zero", Field::Balance, &county.name, base).with("amount", balance));
        }
        balances.push(balance);
    }
    Ok(balances)
}

/// What the sharing of a calendar year is reckoned by, of one county.
#[derive(Clone, Copy, Default)]
struct YearToDate {
    months: u32,
    collected: Money,
    expenditure: Money,
    /// available + subsidy + what was posted as grant
    own: Money,
}

struct Settlement<'a> {
    dataset: &'a Dataset,
    scenario: &'a Scenario,
    flows: &'a [Flow],
    ledger: Ledger,
    month: Month,
    now: usize,
    /// Collected less what went to personal accounts, this month.
    available: Vec<Money>,
    /// The contribution rates of this calendar year.
    contribution_rates: Vec<Rate>,
    /// The matching subsidies of this calendar year.
    subsidies: Vec<Money>,
    /// This calendar year so far.
    year: Vec<YearToDate>,
    levers: Vec<Option<&'a CountyLevers>>,
}

fn county(index: usize) -> Account {
    Account::County(CountyId(index as u32))
}

fn treasury(index: usize) -> Account {
    Account::CountyTreasury(CountyId(index as u32))
}

fn lender(index: usize) -> Account {
    Account::Lender(CountyId(index as u32))
}

impl Settlement<'_> {
    fn n(&self) -> usize {
        self.dataset.counties.len()
    }

    fn flow(&self, index: usize) -> &Flow {
        &self.flows[self.now * self.n() + index]
    }

    fn name(&self, index: usize) -> &str {
        &self.dataset.counties[index].name
    }

    fn post(&mut self, kind: Kind, from: Account, to: Account, amount: Money) -> Result<(), Finding> {
        self.ledger.post(kind, from, to, amount).map_err(|Overdrawn { account, left }| {
            let name = account.county().map_or("holder.pool", |id| self.name(id.index()));
            bad_amount("amount-below-zero", Field::Balance, name, self.month).with("amount", left)
        })
    }

    fn product(&self, index: usize, field: Field, over: &[Factor], under: &[Factor]) -> Result<Money, Finding> {
        round_money(over, under).ok_or_else(|| bad_amount("amount-too-large", field, self.name(index), self.month))
    }

    fn begin(&mut self, now: usize, notes: &mut Notes) {
        self.now = now;
        self.month = self.scenario.start.plus(now as i32);
        if now == 0 || self.month.month() == 1 {
            self.year.fill(YearToDate::default());
            let year = self.scenario.year_index(self.month);
            let rate = |c: &crate::dataset::County| RateKey::ContributionRate.in_force(self.scenario, &c.name, year);
            self.contribution_rates = self.dataset.counties.iter().map(rate).collect();
            self.fix_subsidies(notes);
        }
    }

    fn settle_month(&mut self, notes: &mut Notes) -> Result<(), Finding> {
        let pooling = self.scenario.pooling_in(self.month);
        self.hand_up(pooling)?;
        self.interest()?;
        self.contributions()?;
        self.personal_accounts()?;
        self.grant(pooling, notes)?;
        self.subsidy()?;
        self.remit(pooling)?;
        self.allocate(pooling)?;
        self.pensions()?;
        self.repay()?;
        self.note_year();
        match pooling.and_then(|p| p.sharing.as_ref().map(|s| (p, s))) {
            Some((pooling, sharing)) if self.month.month() == 12 => self.share_gaps(pooling, sharing),
            _ => Ok(()),
        }
    }

    /// 1. Balances pass to the pool in the first simulated month of an entry that says so.
    fn hand_up(&mut self, pooling: Option<&Pooling>) -> Result<(), Finding> {
        let Some(pooling) = pooling.filter(|p| p.balances == Balances::HandUp) else { return Ok(()) };
        if self.month != pooling.from.max(self.scenario.start) {
            return Ok(());
        }
        for index in 0..self.n() {
            self.post(Kind::HandUp, county(index), Account::Pool, self.ledger.held(index))?;
        }
        Ok(())
    }

    /// 2. Interest on balances; then on counties' debts, from their treasuries.
    fn interest(&mut self) -> Result<(), Finding> {
        let Some(interest) = &self.scenario.interest else { return Ok(()) };
        let yearly = |held: Money, rate: Rate| [Factor::from(held), Factor::from(rate)];
        let twelve = [Factor::Whole(12)];
        for index in 0..self.n() {
            let amount = yearly(self.ledger.held(index), interest.annual);
            let amount = self.product(index, Field::Interest, &amount, &twelve)?;
            self.post(Kind::Interest, Account::Bank, county(index), amount)?;
        }
        let amount = yearly(self.ledger.pool().closing, interest.annual);
        let amount = round_money(&amount, &twelve)
            .ok_or_else(|| bad_amount("amount-too-large", Field::Interest, "holder.pool", self.month))?;
        self.post(Kind::Interest, Account::Bank, Account::Pool, amount)?;
        let Some(debt_rate) = interest.debt else { return Ok(()) };
        for index in 0..self.n() {
            let amount = yearly(self.ledger.counties()[index].debt, debt_rate);
            let amount = self.product(index, Field::Interest, &amount, &twelve)?;
            self.post(Kind::DebtInterest, treasury(index), lender(index), amount)?;
        }
        Ok(())
    }

    /// 3. What was collected.
    fn contributions(&mut self) -> Result<(), Finding> {
        for index in 0..self.n() {
            self.post(Kind::Contribution, Account::Payers, county(index), self.flow(index).collected)?;
        }
        Ok(())
    }

    /// 4. Personal accounts made real; the rest is available.
    fn personal_accounts(&mut self) -> Result<(), Finding> {
        for index in 0..self.n() {
            let collected = self.flow(index).collected;
            let mut funded = Money::ZERO;
            if let Some(rate) = self.scenario.funded_rate.filter(|r| !r.is_zero()) {
                let contribution = self.contribution_rates[index];
                if contribution.is_zero() {
                    return Err(Finding::error("contribution-rate-zero", Origin::default())
                        .with("county", self.name(index))
                        .with("month", self.month));
                }
                let product = [Factor::from(collected), Factor::from(rate)];
                funded = self.product(index, Field::Collected, &product, &[contribution.into()])?;
                let accounts = Account::PersonalAccounts(CountyId(index as u32));
                self.post(Kind::PersonalAccount, county(index), accounts, funded)?;
            }
            self.available[index] = collected - funded;
        }
        Ok(())
    }

    /// 5. The grant: the plan's instalment, or what was observed.
    fn grant(&mut self, pooling: Option<&Pooling>, notes: &mut Notes) -> Result<(), Finding> {
        let Some(grants) = &self.scenario.grants else { return Ok(()) };
        let amount = match (grants.source, &grants.annual) {
            (GrantSource::Data, _) => {
                let mut sum = Money::ZERO;
                for (index, county) in self.dataset.counties.iter().enumerate() {
                    let observed = county.month(self.month).and_then(|row| row.grant);
                    if observed.is_none() {
                        notes.read_as_zero(Field::Grant, index, self.month);
                    }
                    sum += observed.unwrap_or_default();
                }
                sum
            }
            (GrantSource::Plan, Some(annual)) => {
                let Some(j) = grants.months.iter().position(|m| *m == self.month.month()) else { return Ok(()) };
                let annual = *annual.at(self.scenario.year_index(self.month));
                instalment(annual, j as u32 + 1, grants.months.len() as u32)
            }
            (GrantSource::Plan, None) => return Ok(()),
        };
        if pooling.is_some_and(|p| p.grants == GrantsTo::Pool) {
            return self.post(Kind::Grant, Account::Upper, Account::Pool, amount);
        }
        let retirees: Vec<i128> = (0..self.n()).map(|i| self.flow(i).retirees.into()).collect();
        for (index, share) in split(amount.or_zero(), &retirees).into_iter().enumerate() {
            self.post(Kind::Grant, Account::Upper, county(index), share)?;
        }
        Ok(())
    }

    /// 6a. Fixes the calendar year's matching subsidies from the gap of the calendar year before.
    fn fix_subsidies(&mut self, notes: &mut Notes) {
        let Some(subsidy) = &self.scenario.subsidy else { return };
        let year = self.month.year();
        for index in 0..self.n() {
            let gap = self.gap_of_year(index, year - 1, notes);
            if gap.is_none() {
                notes.no_subsidy.entry(year).or_default().push(index);
            }
            let gap = gap.filter(|gap| *gap > subsidy.threshold);
            self.subsidies[index] =
                gap.and_then(|gap| round_money(&[gap.into(), subsidy.rate.into()], &[])).unwrap_or_default();
        }
    }

    /// Σ(pension + other − collected) over a calendar year, observed, simulated, or part of each; `None` where a month
    /// is not on record.
    fn gap_of_year(&self, index: usize, year: i32, notes: &mut Notes) -> Option<Money> {
        let mut gap = Money::ZERO;
        for month in (1..=12).filter_map(|m| Month::new(year, m)) {
            gap += match usize::try_from(month.since(self.scenario.start)) {
                Ok(n) => {
                    let flow = &self.flows[n * self.n() + index];
                    flow.expenditure() - flow.collected
                }
                Err(_) => {
                    let row = self.dataset.counties[index].month(month)?;
                    let (pension, collected) = (row.pension?, row.collected?);
                    let other = row.other.unwrap_or_else(|| {
                        notes.read_as_zero(Field::Other, index, month);
                        Money::ZERO
                    });
                    pension + other - collected
                }
            };
        }
        Some(gap)
    }

    /// 6b. Pays the month's instalment.
    fn subsidy(&mut self) -> Result<(), Finding> {
        if self.scenario.subsidy.is_none() {
            return Ok(());
        }
        for index in 0..self.n() {
            let amount = instalment(self.subsidies[index], self.month.month(), 12);
            self.post(Kind::Subsidy, treasury(index), county(index), amount)?;
        }
        Ok(())
    }

    /// 7. What counties pay into the pool, never more than they hold.
    fn remit(&mut self, pooling: Option<&Pooling>) -> Result<(), Finding> {
        let Some(pooling) = pooling else { return Ok(()) };
        for index in 0..self.n() {
            let books = &self.ledger.counties()[index];
            let amount = match &pooling.remit {
                Remit::None => return Ok(()),
                // What was posted as grant to a county is zero where grants go to the pool.
                Remit::All => self.available[index] + books.subsidy + books.grant,
                Remit::ShareOfCollected(share) => {
                    let collected = self.flow(index).collected;
                    self.product(index, Field::Remitted, &[collected.into(), (*share).into()], &[])?
                }
                Remit::WageFormula { wage_share, rate } => self.wage_formula(index, *wage_share, *rate)?,
            };
            let held = books.closing;
            self.post(Kind::Remit, county(index), Account::Pool, amount.min(held))?;
        }
        Ok(())
    }

    fn wage_formula(&self, index: usize, wage_share: Rate, rate: Rate) -> Result<Money, Finding> {
        let year = self.scenario.year_index(self.month);
        let levers = self.levers[index];
        let given = levers.and_then(|l| l.average_wage.as_ref()).map(|l| *l.at(year));
        let wage = given.or(self.flow(index).base).ok_or_else(|| {
            let source = self.dataset.counties[index].source(Period::Month(self.month));
            let origin = source.and_then(|s| s.cell(Field::Base)).map_or_else(Origin::default, |(_, origin)| origin);
            Finding::error("wage-unknown", origin).with("county", self.name(index)).with("month", self.month)
        })?;
        let heads = levers.and_then(|l| l.should_insured.as_ref()).map(|l| *l.at(year));
        let heads = heads.unwrap_or(self.flow(index).insured);
        self.product(index, Field::Remitted, &[wage.into(), wage_share.into(), heads.into(), rate.into()], &[])
    }

    /// max(0, pension + other − what the county holds now)
    fn need(&self, index: usize) -> Money {
        (self.flow(index).expenditure() - self.ledger.held(index)).or_zero()
    }

    /// 8. What the pool gives.
    fn allocate(&mut self, pooling: Option<&Pooling>) -> Result<(), Finding> {
        let Some(pooling) = pooling else { return Ok(()) };
        let shares = match pooling.allocate {
            Allocate::None => return Ok(()),
            Allocate::ByShortage => {
                let needs: Vec<i128> = (0..self.n()).map(|i| self.need(i).fen()).collect();
                let wanted = Money::from_fen(needs.iter().sum());
                split(wanted.min(self.ledger.pool().closing), &needs)
            }
            Allocate::PerRetiree => {
                let retirees: Vec<i128> = (0..self.n()).map(|i| self.flow(i).retirees.into()).collect();
                split(self.ledger.pool().remitted, &retirees)
            }
            Allocate::FullNeed => {
                let needs: Vec<Money> = (0..self.n()).map(|i| self.need(i)).collect();
                let lacking = needs.iter().copied().sum::<Money>() - self.ledger.pool().closing;
                self.post(Kind::Advance, Account::CityTreasury, Account::Pool, lacking)?;
                needs
            }
        };
        for (index, share) in shares.into_iter().enumerate() {
            self.post(Kind::Allocate, Account::Pool, county(index), share)?;
        }
        Ok(())
    }

    /// 9. Pensions and other payments, with working capital where a county still lacks money.
    fn pensions(&mut self) -> Result<(), Finding> {
        for index in 0..self.n() {
            let (pension, other) = (self.flow(index).pension, self.flow(index).other);
            self.post(Kind::Borrow, lender(index), county(index), self.need(index))?;
            self.post(Kind::Pension, county(index), Account::Pensioners, pension)?;
            self.post(Kind::Other, county(index), Account::Others, other)?;
        }
        Ok(())
    }

    /// 10. Debts are repaid out of what is left.
    fn repay(&mut self) -> Result<(), Finding> {
        for index in 0..self.n() {
            let books = &self.ledger.counties()[index];
            self.post(Kind::Repay, county(index), lender(index), books.debt.min(books.closing))?;
        }
        let pool = self.ledger.pool();
        self.post(Kind::Repay, Account::Pool, Account::CityTreasury, pool.debt.min(pool.closing))
    }

    fn note_year(&mut self) {
        for index in 0..self.n() {
            let flow = *self.flow(index);
            let books = &self.ledger.counties()[index];
            let year = &mut self.year[index];
            year.months += 1;
            year.collected += flow.collected;
            year.expenditure += flow.expenditure();
            year.own += self.available[index] + books.subsidy + books.grant;
        }
    }

    /// 11. In December what is still owed is shared: the pool's debt first, then each county's own.
    fn share_gaps(&mut self, pooling: &Pooling, sharing: &Sharing) -> Result<(), Finding> {
        let debt = self.ledger.pool().debt;
        if debt.is_positive() {
            let (province, mut city, county_part) = parts(debt, sharing);
            let deficits: Vec<i128> = self.year.iter().map(|y| (y.expenditure - y.own).or_zero().fen()).collect();
            let spent: Vec<i128> = self.year.iter().map(|y| y.expenditure.fen()).collect();
            let weights = if deficits.iter().all(|d| *d == 0) { spent } else { deficits };
            let mut shares = split(county_part, &weights);
            for (index, share) in shares.iter_mut().enumerate() {
                let credit = self.credit(index, pooling.overcollection_credit)?.min(*share);
                *share -= credit;
                city += credit;
            }
            self.post(Kind::GapProvince, Account::ProvinceTreasury, Account::Pool, province)?;
            self.post(Kind::GapCity, Account::CityTreasury, Account::Pool, city)?;
            for (index, share) in shares.into_iter().enumerate() {
                self.post(Kind::GapCounty, treasury(index), Account::Pool, share)?;
            }
            self.post(Kind::Repay, Account::Pool, Account::CityTreasury, debt)?;
        }
        for index in 0..self.n() {
            let debt = self.ledger.counties()[index].debt;
            let (province, city, own) = parts(debt, sharing);
            self.post(Kind::GapProvince, Account::ProvinceTreasury, county(index), province)?;
            self.post(Kind::GapCity, Account::CityTreasury, county(index), city)?;
            self.post(Kind::GapCounty, treasury(index), county(index), own)?;
            self.post(Kind::Repay, county(index), lender(index), debt)?;
        }
        Ok(())
    }

    /// round(credit × max(0, Σcollected − target × months / 12)); nothing without a known target.
    fn credit(&self, index: usize, credit: Rate) -> Result<Money, Finding> {
        let (year, target) = (&self.year[index], self.flow(index).target);
        let Some(target) = target else { return Ok(Money::ZERO) };
        let over = Factor::Whole((year.collected.fen() * 12 - target.fen() * i128::from(year.months)).max(0));
        self.product(index, Field::Target, &[over, credit.into()], &[Factor::Whole(12)])
    }
}

/// A debt's parts: province round(a × D), city min(round(b × D), D − province), county the rest.
fn parts(debt: Money, sharing: &Sharing) -> (Money, Money, Money) {
    let share = |rate: Rate| round_money(&[debt.into(), rate.into()], &[]).unwrap_or(debt);
    let province = share(sharing.province);
    let city = share(sharing.city).min(debt - province);
    (province, city, debt - province - city)
}
