//! The month, in the order of the rules: who pays what the counties lack.
//!
//! Each step is finished for all counties, in data order, before the next; the pool comes after the counties. Every
//! amount is a posting, so that nothing moves but through the [`Ledger`].
//!
//! Source: model section 5, whose step numbers the functions carry.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Failure, Flow, Notes, bad_amount, is_known};
use crate::dataset::{Dataset, Field};
use crate::finding::{Finding, Origin};
use crate::journal::{Account, CountyBooks, CountyId, Keep, Kind, Ledger, Overdrawn, PoolBooks, Posting};
use crate::money::{Factor, Money, Rate, instalment, round_money, split};
use crate::month::{Month, Period};
use crate::scenario::lever::LeverKey;
use crate::scenario::{
    Allocate, Balances, GrantSource, GrantsTo, PlaceKey, PlaceLevers, Pooling, Remit, Scenario, Sharing, chain,
};

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
    let pool = scenario.root().opening().unwrap_or_default();
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
        said: dataset.counties.iter().map(|c| scenario.said(&PlaceKey::County(c.name.clone()))).collect(),
    };
    settlement.ledger.reserve(scenario.months as usize * (n * 8 + 4));
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
        let given = || scenario.said(&PlaceKey::County(county.name.clone())).opening();
        let balance = observed.or_else(given).unwrap_or_else(|| {
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
    /// What the scenario says of each county.
    said: Vec<&'a PlaceLevers>,
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
            let rate = |c: &crate::dataset::County| {
                LeverKey::ContributionRate.in_force(self.scenario, &chain(c.name.clone()), year)
            };
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
                    let row = county.month(self.month).filter(|_| is_known(self.scenario, self.month));
                    let observed = row.and_then(|row| row.grant);
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
        let said = self.said[index];
        let given = said.average_wage_in(year);
        let wage = given.or(self.flow(index).base).ok_or_else(|| {
            let source = self.dataset.counties[index].source(Period::Month(self.month));
            let origin = source.and_then(|s| s.cell(Field::Base)).map_or_else(Origin::default, |(origin, _)| origin);
            Finding::error("wage-unknown", origin).with("county", self.name(index)).with("month", self.month)
        })?;
        let heads = said.should_insured_in(year);
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
            // Places that pay ahead are not settled yet.
            Allocate::None | Allocate::Prepay => return Ok(()),
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

#[cfg(test)]
mod tests {
    use super::super::Run;
    use super::super::testing::{at, counties, run, yuan};
    use super::*;

    /// A run from January 2008 at a contribution rate of 1; the text goes on with the rates, or with tables.
    fn settled(rows: &[(&str, i64, i64, i64)], months: u32, text: &str) -> Run {
        let head = format!("start = \"2008-01\"\nmonths = {months}\n[rates]\ncontribution_rate = 1\n");
        run(&counties(rows), &format!("{head}{text}")).unwrap()
    }

    fn posted(run: &Run, month: &str, kind: Kind) -> Vec<String> {
        let postings = run.postings(month.parse().unwrap()).iter().filter(|p| p.kind == kind);
        postings.map(|p| format!("{} {} {}", p.from.key(&run.counties), p.to.key(&run.counties), p.amount)).collect()
    }

    #[test]
    fn a_tie_of_the_grant_goes_to_the_county_that_comes_first() {
        let rows = [("丙", 10, 5, 0), ("甲", 10, 5, 0), ("乙", 10, 5, 0)];
        let run = settled(&rows, 2, "[grants]\nannual = [\"0.01\", 0]\nmonths = [2, 1]\n");
        // A fen over two instalments: half a fen rounds up, so all of it comes in January.
        assert_eq!(posted(&run, "2008-01", Kind::Grant), ["upper 丙 0.01"]);
        assert_eq!(posted(&run, "2008-02", Kind::Grant), [""; 0]);
    }

    #[test]
    fn too_little_in_the_pool_is_split_by_need() {
        let run = settled(
            &[("甲", 100, 300, 0), ("乙", 100, 200, 0), ("丙", 100, 50, 0)],
            2,
            "[opening]\npool = 100\n[[pooling]]\nfrom = \"2008-01\"\nallocate = \"by_shortage\"\n",
        );
        assert_eq!(posted(&run, "2008-01", Kind::Allocate), ["pool 甲 66.67", "pool 乙 33.33"]);
        assert_eq!(posted(&run, "2008-01", Kind::Borrow), ["lender:甲 甲 133.33", "lender:乙 乙 66.67"]);
        assert_eq!(posted(&run, "2008-02", Kind::Allocate), [""; 0]);
        assert_eq!(run.books(1)[0].debt, yuan("333.33"));
    }

    #[test]
    fn the_wage_formula_takes_what_the_scenario_gives_and_no_more_than_is_held() {
        let text = "[county.\"甲\"]\naverage_wage = [2000, 3000]\nshould_insured = 7\n[county.\"丙\"]\nshould_insured = 900\n\
                    [[pooling]]\nfrom = \"2008-01\"\n\
                    remit = { wage_formula = { wage_share = \"0.9\", rate = \"0.001\" } }\nallocate = \"per_retiree\"\n";
        let run = settled(&[("甲", 100, 80, 0), ("乙", 100, 80, 0), ("丙", 200, 80, 5)], 13, text);
        // 2000 × 0.9 × 7 × 0.001; the base × 0.9 × 1 × 0.001; 200 × 0.9 × 900 × 0.001 = 162.
        assert_eq!(posted(&run, "2008-01", Kind::Remit), ["甲 pool 12.60", "乙 pool 0.09", "丙 pool 162.00"]);
        // All of it is given away again, a third each: the odd fen goes to none.
        assert_eq!(posted(&run, "2008-01", Kind::Allocate), ["pool 甲 58.23", "pool 乙 58.23", "pool 丙 58.23"]);
        assert_eq!(posted(&run, "2009-01", Kind::Remit)[0], "甲 pool 18.90");
        let poor = settled(&[("甲", 10, 80, 0)], 1, text);
        assert_eq!(posted(&poor, "2008-01", Kind::Remit), ["甲 pool 10.00"]);
    }

    const SHARED: &str = "[[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\n\
        sharing = { province = \"0.1\", city = \"0.4\", county = \"0.5\" }\novercollection_credit = \"0.7\"\n";

    #[test]
    fn the_pools_debt_is_shared_by_the_years_deficits() {
        let run = settled(&[("甲", 100, 190, 0), ("乙", 100, 130, 0), ("丙", 100, 70, 0)], 12, SHARED);
        let december = at(&run, "2008-12");
        // 90 + 30 − 30 lack each month, 1080 in the year; 甲 and 乙 are 3 to 1, 丙 has no deficit.
        assert_eq!(posted(&run, "2008-12", Kind::GapProvince), ["treasury:province pool 108.00"]);
        assert_eq!(posted(&run, "2008-12", Kind::GapCity), ["treasury:city pool 432.00"]);
        assert_eq!(posted(&run, "2008-12", Kind::GapCounty), ["treasury:甲 pool 405.00", "treasury:乙 pool 135.00"]);
        assert_eq!(posted(&run, "2008-12", Kind::Repay), ["pool treasury:city 1080.00"]);
        assert_eq!(run.pool[december].debt, Money::ZERO);
        assert_eq!((run.books(december)[0].gap_paid, run.books(december)[0].gap_covered), (yuan("405"), Money::ZERO));
    }

    #[test]
    fn what_was_collected_above_target_is_credited_and_the_city_bears_it() {
        let targets = "[county.\"甲\"]\ntarget = 1100\n[county.\"乙\"]\ntarget = 600\n";
        let rows = [("甲", 100, 190, 0), ("乙", 100, 130, 0), ("丙", 100, 70, 0)];
        let run = settled(&rows, 12, &format!("{targets}{SHARED}"));
        // 0.7 × (1200 − 1100) = 70; 0.7 × (1200 − 600) = 420, but no more than the share of 135.
        assert_eq!(posted(&run, "2008-12", Kind::GapCounty), ["treasury:甲 pool 335.00"]);
        assert_eq!(posted(&run, "2008-12", Kind::GapCity), ["treasury:city pool 637.00"]);
    }

    /// A year that begins in July has half the target, reckoned once: 0.7 × (600 − 1150.01 / 2) = 17.4965.
    #[test]
    fn the_target_of_part_of_a_year_is_its_part() {
        let data = counties(&[("甲", 100, 190, 0)]).replace("2007-12", "2008-06");
        let text = format!(
            "start = \"2008-07\"\nmonths = 6\n[rates]\ncontribution_rate = 1\n[county.\"甲\"]\ntarget = \"1150.01\"\n{SHARED}"
        );
        let run = run(&data, &text).unwrap();
        assert_eq!(posted(&run, "2008-12", Kind::GapCounty), ["treasury:甲 pool 252.50"]); // 270 − 17.50
    }

    #[test]
    fn a_debt_of_other_years_is_shared_by_expenditure_where_nobody_lacks_anything() {
        let unshared = "[[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\n";
        let later = SHARED.replace("2008-01", "2009-01");
        // 2008 lacks 120 a month; raised by 1.5 in 2009, collections leave 5 and 20 a month over: 1140 of 1440 are left.
        let rows = [("甲", 100, 145, 0), ("乙", 40, 115, 0)];
        let rates = "collection_rate = [1, \"1.5\"]\n[county.\"乙\".rates]\ncollection_rate = [1, \"3.375\"]\n";
        let run = settled(&rows, 24, &format!("{rates}{unshared}{later}"));
        assert_eq!(run.pool[at(&run, "2008-12")].debt, yuan("1440"));
        // Half of 1140, by 145 to 115: 570 × 145 / 260 = 317.884…
        assert_eq!(posted(&run, "2009-12", Kind::GapCounty), ["treasury:甲 pool 317.88", "treasury:乙 pool 252.12"]);
    }

    #[test]
    fn own_debts_are_shared_county_by_county() {
        let sharing = "sharing = { province = \"0.15\", city = \"0.35\", county = \"0.5\" }\n";
        let run = settled(
            &[("甲", 100, 101, 0), ("乙", 100, 103, 1)],
            12,
            &format!("[[pooling]]\nfrom = \"2007-01\"\n{sharing}"),
        );
        let december: Vec<_> = run.postings(run.end()).iter().filter(|p| p.kind >= Kind::Repay).collect();
        let shown: Vec<String> =
            december.iter().map(|p| format!("{} {} {}", p.kind.key(), p.to.key(&run.counties), p.amount)).collect();
        let of = |debt: [&str; 4], name: &str| {
            let [all, province, city, own] = debt;
            [
                format!("gap_province {name} {province}"),
                format!("gap_city {name} {city}"),
                format!("gap_county {name} {own}"),
                format!("repay lender:{name} {all}"),
            ]
        };
        assert_eq!(shown[..4], of(["12.00", "1.80", "4.20", "6.00"], "甲"));
        assert_eq!(shown[4..], of(["35.00", "5.25", "12.25", "17.50"], "乙"));
        assert!(run.books(11).iter().all(|b| b.debt.is_zero() && b.closing.is_zero()));
    }

    #[test]
    fn the_fund_never_pays_interest_on_its_debt() {
        let text = "[interest]\nannual = \"0.12\"\ndebt = \"0.06\"\n";
        let run = settled(&[("甲", 100, 300, 100)], 2, text);
        assert_eq!(posted(&run, "2008-01", Kind::Interest), ["bank 甲 1.00"]);
        assert_eq!(run.books(0)[0].debt, yuan("99"));
        assert_eq!(posted(&run, "2008-02", Kind::DebtInterest), ["treasury:甲 lender:甲 0.50"]); // 0.495
        let books = &run.books(1)[0];
        assert_eq!((books.debt, books.closing, books.borrowed), (yuan("299"), Money::ZERO, yuan("200")));
    }

    #[test]
    fn the_subsidy_is_fixed_by_the_year_before_observed_or_simulated() {
        let mut data = String::from("county,month,contributors,retirees,base,collected,pension,balance\n");
        for month in 1..=12 {
            // Six months that lack 100, then six that lack 200.
            data += &format!("甲,2007-{month:02},1,1,100,100,{},0\n", if month <= 6 { 200 } else { 300 });
        }
        let observed = data.clone();
        let subsidy = "[subsidy]\nthreshold = \"1799.99\"\nrate = \"0.3\"\n";
        let text = |start: &str, months: u32, threshold: &str| {
            format!("start = \"{start}\"\nmonths = {months}\n[rates]\ncontribution_rate = 1\n")
                + &subsidy.replace("1799.99", threshold)
        };
        let paid = |run: &Run, month: &str| posted(run, month, Kind::Subsidy);
        // 1800 in 2007: 540 a year, 45 a month; the threshold must be passed, not met.
        let run_at = |threshold: &str| run(&observed, &text("2008-01", 13, threshold)).unwrap();
        assert_eq!(paid(&run_at("1799.99"), "2008-01"), ["treasury:甲 甲 45.00"]);
        assert_eq!(paid(&run_at("1800"), "2008-01"), [""; 0]);
        // 2008 lacks 200 in each of twelve simulated months: 720.
        assert_eq!(paid(&run_at("1800"), "2009-01"), ["treasury:甲 甲 60.00"]);
        // The run begins in July 2007: 600 observed, 6 × 100 simulated; 2007's own year before is not on record.
        let half: String = data.lines().take(7).map(|l| format!("{l}\n")).collect();
        let run = run(&half, &text("2007-07", 7, "1")).unwrap();
        assert_eq!(paid(&run, "2007-07"), [""; 0]);
        assert_eq!(paid(&run, "2008-01"), ["treasury:甲 甲 30.00"]);
        assert!(run.notes.iter().any(|f| f.code == "no-subsidy-base" && f.facts[0].1 == "2007"));
    }

    #[test]
    fn balances_pass_up_once_and_debts_stay() {
        let text = "[[pooling]]\nfrom = \"2008-02\"\nbalances = \"hand_up\"\n[[pooling]]\nfrom = \"2008-04\"\nbalances = \"hand_up\"\n";
        let run = settled(&[("甲", 100, 60, 10), ("乙", 60, 100, 0)], 5, text);
        let handed: Vec<Vec<String>> =
            ["2008-01", "2008-02", "2008-03", "2008-04", "2008-05"].map(|m| posted(&run, m, Kind::HandUp)).to_vec();
        assert_eq!(handed[1], ["甲 pool 50.00"]);
        assert_eq!(handed[3], ["甲 pool 80.00"]);
        assert!([0, 2, 4].iter().all(|n| handed[*n].is_empty()));
        assert_eq!(run.books(1)[1].debt, yuan("80"));
    }

    #[test]
    fn unified_counties_keep_what_was_not_this_months() {
        // Interest and an old balance stay with the county under "keep"; the month's contributions and grant go up.
        let text = "[interest]\nannual = \"0.12\"\n[grants]\nannual = 24\nmonths = [1]\n[personal_account]\nfunded_rate = \"0.1\"\n\
                    [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\n";
        let run = settled(&[("甲", 100, 60, 50)], 1, text);
        assert_eq!(posted(&run, "2008-01", Kind::PersonalAccount), ["甲 accounts:甲 10.00"]);
        assert_eq!(posted(&run, "2008-01", Kind::Remit), ["甲 pool 114.00"]);
        // 50.50 held, 60 to pay.
        assert_eq!(posted(&run, "2008-01", Kind::Allocate), ["pool 甲 9.50"]);
        assert_eq!(run.pool[0].closing, yuan("104.50"));
    }
}
