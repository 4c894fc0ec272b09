//! The month, in the order of the rules: who pays what the counties lack.
//!
//! Each step is finished for all counties, in data order, before the next; pools come after the counties, the lowest
//! first, or where money is given down the highest first. Every amount is a posting, so that nothing moves but through
//! the [`Ledger`].
//!
//! Source: model sections 5 and 9.3, whose step numbers the functions carry.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::bound::Bound;
use super::levels::{self, Arrangements};
use super::moved::Moved;
use super::{Failure, Notes, bad_amount, is_known};
use crate::dataset::Dataset;
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin};
use crate::journal::{Account, Books, Keep, Kind, Ledger, Posting, Purse, Refused};
use crate::money::{Factor, Money, Rate, instalment, round_money, split};
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::scenario::lever::LeverKey;
use crate::scenario::{Allocate, Balances, GrantSource, Pooling, Remit};

/// What a settlement comes to.
pub(super) struct Settled {
    pub books: Books,
    /// The places that pooled, lowest first.
    pub pooled: Vec<PlaceId>,
    pub journal: Vec<Posting>,
    pub moved: Vec<Moved>,
}

/// Settles the flows of every month that the books hold.
pub(super) fn settle(
    dataset: &Dataset,
    bound: &Bound<'_>,
    (flows, extras): (Books, &[[Money; 2]]),
    keep: Keep,
    stop: &AtomicBool,
    notes: &mut Notes,
) -> Result<Settled, Failure> {
    levels::check(bound, &mut notes.findings)?;
    let (n, all) = (bound.places.counties(), bound.places.len());
    let opening = opening_balances(dataset, bound, notes)?;
    let scenario = bound.scenario;
    let mut settlement = Settlement {
        dataset,
        bound,
        ledger: Ledger::new(scenario.start, flows, &opening, keep),
        month: scenario.start,
        now: 0,
        arrangements: Arrangements::default(),
        begun: vec![None; all - n],
        pooled: BTreeSet::new(),
        available: vec![Money::ZERO; n],
        contribution_rates: Vec::new(),
        subsidies: vec![Money::ZERO; n],
        year: vec![YearToDate::default(); n],
        ahead: Ahead::default(),
        moved: Vec::new(),
        extras,
    };
    settlement.ledger.reserve(scenario.months as usize * (n * 8 + 4));
    for now in 0..scenario.months as usize {
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Stopped);
        }
        settlement.begin(now, notes)?;
        settlement.settle_month(notes)?;
        settlement.ledger.next_month();
    }
    let (pooled, moved) = (settlement.pooled.into_iter().collect(), settlement.moved);
    let (books, journal) = settlement.ledger.close();
    Ok(Settled { books, pooled, journal, moved })
}

/// What every place's fund holds at the outset.
fn opening_balances(dataset: &Dataset, bound: &Bound<'_>, notes: &mut Notes) -> Result<Vec<Money>, Findings> {
    let base = bound.scenario.start.previous();
    let mut balances = Vec::with_capacity(bound.places.len());
    for place in bound.places.all() {
        let given = bound.opening(place);
        let balance = match dataset.counties.get(place.index()) {
            Some(county) => {
                let observed = county.month(base).and_then(|row| row.money(Field::Balance));
                observed.or(given).unwrap_or_else(|| {
                    notes.read_as_zero(Field::Balance, place.index(), base);
                    Money::ZERO
                })
            }
            None => given.unwrap_or_default(),
        };
        if balance.is_negative() {
            let name = bound.places.path(place);
            return Err(bad_amount("amount-below-zero", Field::Balance, name, base)
                .with("amount", balance.grouped())
                .into());
        }
        balances.push(balance);
    }
    Ok(balances)
}

/// What the sharing of a calendar year is reckoned by, of one county.
#[derive(Clone, Copy, Default)]
pub(super) struct YearToDate {
    pub months: u32,
    pub collected: Money,
    pub expenditure: Money,
    /// available + subsidy + what was posted as grant
    pub own: Money,
}

/// What was planned and paid ahead in a calendar year.
#[derive(Default)]
pub(super) struct Ahead {
    /// The year's plan of each county that had one.
    pub plans: BTreeMap<PlaceId, Money>,
    /// By pool and county: what was due, with its sign, and what was paid, of the months in which it paid ahead.
    pub paid: BTreeMap<PlaceId, BTreeMap<PlaceId, (Money, Money)>>,
}

impl Ahead {
    fn begin_year(&mut self) {
        self.plans.clear();
        self.paid.clear();
    }
}

pub(super) struct Settlement<'a> {
    pub dataset: &'a Dataset,
    pub bound: &'a Bound<'a>,
    pub ledger: Ledger,
    pub month: Month,
    pub now: usize,
    pub arrangements: Arrangements<'a>,
    /// The entry in force for each place above counties the month before.
    begun: Vec<Option<&'a Pooling>>,
    /// The places that pooled so far.
    pooled: BTreeSet<PlaceId>,
    /// Collected less what went to personal accounts, this month.
    pub available: Vec<Money>,
    /// The contribution rates of this calendar year.
    contribution_rates: Vec<Rate>,
    /// The matching subsidies of this calendar year.
    subsidies: Vec<Money>,
    /// This calendar year so far.
    pub year: Vec<YearToDate>,
    pub ahead: Ahead,
    /// Members who moved so far.
    pub moved: Vec<Moved>,
    /// What `other` has in it for those who died, and as accounts taken out, month by month, in each county by county.
    extras: &'a [[Money; 2]],
}

fn county(index: usize) -> Account {
    Account::fund(PlaceId::county(index))
}

impl<'a> Settlement<'a> {
    pub(super) fn n(&self) -> usize {
        self.bound.places.counties()
    }

    pub(super) fn counties(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.n()).map(PlaceId::county)
    }

    /// A money field of a county's or a pool's books this month.
    pub(super) fn this(&self, place: PlaceId, field: Field) -> Money {
        self.ledger.this(place, field)
    }

    fn heads(&self, place: PlaceId, field: Field) -> i64 {
        self.ledger.books().number(self.now, place, field)
    }

    /// pension + other of a county this month
    pub(super) fn expenditure(&self, county: PlaceId) -> Money {
        self.this(county, Field::Pension) + self.this(county, Field::Other)
    }

    #[inline]
    pub(super) fn post(&mut self, kind: Kind, from: Account, to: Account, amount: Money) -> Result<(), Finding> {
        self.ledger.post(kind, from, to, amount).map_err(|refused| self.refused(refused))
    }

    #[cold]
    fn refused(&self, refused: Refused) -> Finding {
        match refused {
            Refused::Overdrawn(place, left) => {
                bad_amount("amount-below-zero", Field::Balance, self.name(place), self.month)
                    .with("amount", left.grouped())
            }
            Refused::TooLarge(place) => bad_amount("amount-too-large", Field::Balance, self.name(place), self.month),
        }
    }

    /// A place's name, for messages.
    pub(super) fn name(&self, place: PlaceId) -> &str {
        let places = &self.bound.places;
        if place == places.root() && places.name(place).is_empty() { "holder.pool" } else { places.path(place) }
    }

    pub(super) fn product(
        &self,
        place: PlaceId,
        field: Field,
        over: &[Factor],
        under: &[Factor],
    ) -> Result<Money, Finding> {
        round_money(over, under).ok_or_else(|| bad_amount("amount-too-large", field, self.name(place), self.month))
    }

    fn begin(&mut self, now: usize, notes: &mut Notes) -> Result<(), Finding> {
        let scenario = self.bound.scenario;
        self.now = now;
        self.month = scenario.start.plus(now as i32);
        if now == 0 || scenario.pooling.iter().any(|entry| entry.from == self.month) {
            self.arrangements = Arrangements::in_month(scenario, self.bound.places, self.month);
            self.pooled.extend(self.arrangements.pools.iter().map(|pool| pool.place));
        }
        if now == 0 || self.month.month() == 1 {
            self.year.fill(YearToDate::default());
            self.ahead.begin_year();
            self.fix_subsidies(notes)?;
        }
        if now == 0 || self.bound.rates_change(self.month) {
            let rate = |county| self.bound.rate(county, LeverKey::ContributionRate, self.month);
            self.contribution_rates = self.counties().map(rate).collect();
        }
        Ok(())
    }

    fn settle_month(&mut self, notes: &mut Notes) -> Result<(), Finding> {
        self.hand_up()?;
        self.interest()?;
        self.contributions()?;
        self.transfers()?;
        self.personal_accounts()?;
        self.grant(notes)?;
        self.subsidy()?;
        self.remit()?;
        self.allocate()?;
        if self.month.month() == 12 {
            self.settle_ahead()?;
        }
        self.pensions()?;
        self.repay()?;
        self.note_year();
        if self.month.month() == 12 { self.share_gaps() } else { Ok(()) }
    }

    /// 1. Balances pass to a pool in the first simulated month of an entry that says so.
    fn hand_up(&mut self) -> Result<(), Finding> {
        let places = self.bound.places.clone();
        for place in places.above_counties() {
            let entry = self.arrangements.entry(&places, place);
            let above = place.index() - self.n();
            let before = std::mem::replace(&mut self.begun[above], entry);
            let begins = !same(before, entry) && entry.is_some_and(|entry| entry.balances == Balances::HandUp);
            if begins {
                for holder in places.with_below(place).iter().filter(|holder| **holder != place) {
                    let held = self.ledger.held(*holder);
                    self.post(Kind::HandUp, Account::fund(*holder), Account::fund(place), held)?;
                }
            }
        }
        Ok(())
    }

    /// 2. Interest on balances, lowest first; then on counties' debts, from their treasuries.
    fn interest(&mut self) -> Result<(), Finding> {
        let Some(interest) = &self.bound.scenario.interest else { return Ok(()) };
        let bank = Account::outside(Purse::Bank);
        for place in self.bound.places.all() {
            let yearly = [Factor::from(self.ledger.held(place)), Factor::from(interest.annual)];
            let amount = self.product(place, Field::Interest, &yearly, &[Factor::Whole(12)])?;
            self.post(Kind::Interest, bank, Account::fund(place), amount)?;
        }
        let Some(debt_rate) = interest.debt else { return Ok(()) };
        for place in self.counties() {
            let yearly = [Factor::from(self.ledger.owed(place)), Factor::from(debt_rate)];
            let amount = self.product(place, Field::Interest, &yearly, &[Factor::Whole(12)])?;
            self.post(Kind::DebtInterest, Account::treasury(place), Account::lender(place), amount)?;
        }
        Ok(())
    }

    /// 3. What was collected.
    fn contributions(&mut self) -> Result<(), Finding> {
        for place in self.counties() {
            let collected = self.this(place, Field::Collected);
            self.post(Kind::Contribution, Account::outside(Purse::Payers), Account::fund(place), collected)?;
        }
        Ok(())
    }

    /// 4. Personal accounts made real; the rest is available.
    fn personal_accounts(&mut self) -> Result<(), Finding> {
        let made_real = self.bound.funded_rate(self.month).filter(|rate| !rate.is_zero());
        for place in self.counties() {
            let collected = self.this(place, Field::Collected);
            let mut funded = Money::ZERO;
            if let Some(rate) = made_real {
                let contribution = self.contribution_rates[place.index()];
                if contribution.is_zero() {
                    return Err(Finding::error("contribution-rate-zero", Origin::default())
                        .with("county", self.name(place))
                        .with("month", self.month));
                }
                let product = [Factor::from(collected), Factor::from(rate)];
                funded = self.product(place, Field::Collected, &product, &[contribution.into()])?;
                self.post(Kind::PersonalAccount, Account::fund(place), Account::personal_accounts(place), funded)?;
            }
            self.available[place.index()] = collected - funded;
        }
        Ok(())
    }

    /// 5. The grant: the plan's instalment, or what was observed.
    fn grant(&mut self, notes: &mut Notes) -> Result<(), Finding> {
        let Some(grants) = &self.bound.scenario.grants else { return Ok(()) };
        let places = self.bound.places.clone();
        let taken: Vec<Option<PlaceId>> = self.counties().map(|c| self.arrangements.grants_to(&places, c)).collect();
        // The counties that share an amount: all of them, or those of one pool, or of one place.
        let mut groups: Vec<(PlaceId, Money, Vec<PlaceId>)> = Vec::new();
        match (grants.source, &grants.annual) {
            (GrantSource::Data, _) => {
                let mut found = vec![None; places.len()];
                for place in self.counties() {
                    let observed = self.dataset.counties[place.index()].month(self.month);
                    let observed = observed.filter(|_| is_known(self.bound.scenario, self.month));
                    let observed = observed.and_then(|row| row.money(Field::Grant));
                    if observed.is_none() {
                        notes.read_as_zero(Field::Grant, place.index(), self.month);
                    }
                    let of = taken[place.index()].or(places.above(place)).unwrap_or(place);
                    let group = *found[of.index()].get_or_insert(groups.len());
                    if group == groups.len() {
                        groups.push((of, Money::ZERO, Vec::new()));
                    }
                    groups[group].1 += observed.unwrap_or_default();
                    groups[group].2.push(place);
                }
            }
            (GrantSource::Plan, Some(annual)) => {
                let Some(j) = grants.months.iter().position(|m| *m == self.month.month()) else { return Ok(()) };
                let annual = *annual.at(self.bound.scenario.year_index(self.month));
                let amount = instalment(annual, j as u32 + 1, grants.months.len() as u32);
                groups.push((places.root(), amount, self.counties().collect()));
            }
            (GrantSource::Plan, None) => return Ok(()),
        }
        let mut given = vec![Money::ZERO; places.len()];
        for (_, amount, counties) in groups {
            let retirees: Vec<i128> = counties.iter().map(|c| self.heads(*c, Field::Retirees).into()).collect();
            for (place, share) in counties.into_iter().zip(split(amount.or_zero(), &retirees)) {
                given[taken[place.index()].unwrap_or(place).index()] += share;
            }
        }
        for place in places.all() {
            let upper = Account::outside(Purse::CentralAndProvincialBudget);
            self.post(Kind::Grant, upper, Account::fund(place), given[place.index()])?;
        }
        Ok(())
    }

    /// 6a. Fixes the calendar year's matching subsidies from the gap of the calendar year before.
    fn fix_subsidies(&mut self, notes: &mut Notes) -> Result<(), Finding> {
        let Some(subsidy) = &self.bound.scenario.subsidy else { return Ok(()) };
        let year = self.month.year();
        for place in self.counties() {
            let gap = self.sum_of_year(place, year - 1, notes, |spent, collected| spent - collected);
            if gap.is_none() {
                notes.no_subsidy.entry(year).or_default().push(place.index());
            }
            let gap = gap.filter(|gap| *gap > subsidy.threshold);
            self.subsidies[place.index()] = match gap {
                Some(gap) => round_money(&[gap.into(), subsidy.rate.into()], &[]).ok_or_else(|| {
                    let too_large = Finding::error("amount-too-large", Origin::default()).with("field", "kind.subsidy");
                    too_large.with("county", self.name(place)).with("month", self.month)
                })?,
                None => Money::ZERO,
            };
        }
        Ok(())
    }

    /// The sum over a calendar year, observed, simulated, or part of each, of a function of what a county spent and
    /// collected in a month; `None` where a month is not on record.
    pub(super) fn sum_of_year(
        &self,
        place: PlaceId,
        year: i32,
        notes: &mut Notes,
        of: impl Fn(Money, Money) -> Money,
    ) -> Option<Money> {
        let mut sum = Money::ZERO;
        for month in (1..=12).filter_map(|m| Month::new(year, m)) {
            let (spent, collected) = match usize::try_from(month.since(self.bound.scenario.start)) {
                Ok(n) => {
                    let row = self.ledger.books().row(n, place);
                    (row.expenditure()?, row.money(Field::Collected)?)
                }
                Err(_) => {
                    let row = self.dataset.counties[place.index()].month(month)?;
                    let (pension, collected) = (row.money(Field::Pension)?, row.money(Field::Collected)?);
                    let other = row.money(Field::Other).unwrap_or_else(|| {
                        notes.read_as_zero(Field::Other, place.index(), month);
                        Money::ZERO
                    });
                    (pension + other, collected)
                }
            };
            sum += of(spent, collected);
        }
        Some(sum)
    }

    /// 6b. Pays the month's instalment.
    fn subsidy(&mut self) -> Result<(), Finding> {
        if self.bound.scenario.subsidy.is_none() {
            return Ok(());
        }
        for place in self.counties() {
            let amount = instalment(self.subsidies[place.index()], self.month.month(), 12);
            self.post(Kind::Subsidy, Account::treasury(place), Account::fund(place), amount)?;
        }
        Ok(())
    }

    /// 7. What members pay into their pools, lowest first, never more than they hold.
    fn remit(&mut self) -> Result<(), Finding> {
        let arrangements = std::mem::take(&mut self.arrangements);
        let done = arrangements.pools.iter().try_for_each(|pool| {
            if pool.entry.remit == Remit::None {
                return Ok(());
            }
            pool.members.iter().try_for_each(|member| {
                let amount = self.remittance(&pool.entry.remit, *member)?.min(self.ledger.held(*member));
                self.post(Kind::Remit, Account::fund(*member), Account::fund(pool.place), amount)
            })
        });
        self.arrangements = arrangements;
        done
    }

    fn remittance(&self, remit: &Remit, member: PlaceId) -> Result<Money, Finding> {
        let is_county = self.bound.places.is_county(member);
        let counties = self.bound.places.counties_of(member);
        match remit {
            Remit::None => Ok(Money::ZERO),
            // What was posted as grant to a county is zero where grants go to a pool.
            Remit::All if is_county => {
                Ok(self.available[member.index()] + self.this(member, Field::Subsidy) + self.this(member, Field::Grant))
            }
            Remit::All => Ok(self.this(member, Field::RemittedBelow) + self.this(member, Field::Grant)),
            Remit::ShareOfCollected(share) => {
                let collected: Money = counties.iter().map(|c| self.this(*c, Field::Collected)).sum();
                self.product(member, Field::Remitted, &[collected.into(), (*share).into()], &[])
            }
            Remit::WageFormula { wage_share, rate } => self.wage_formula(member, counties, *wage_share, *rate),
        }
    }

    fn wage_formula(
        &self,
        member: PlaceId,
        counties: &[PlaceId],
        wage_share: Rate,
        rate: Rate,
    ) -> Result<Money, Finding> {
        let year = self.bound.scenario.year_index(self.month);
        let own_wage = |place: PlaceId| self.bound.said(place).average_wage_in(year);
        let own_heads = |place: PlaceId| self.bound.said(place).should_insured_in(year);
        let wage_of = |county: PlaceId| own_wage(county).map_or_else(|| self.base(county), Ok);
        let insured = |county: &PlaceId| own_heads(*county).unwrap_or_else(|| self.heads(*county, Field::Insured));
        let heads = own_heads(member).unwrap_or_else(|| counties.iter().map(insured).sum());
        // The mean wage by contributors is a quotient, which is not rounded.
        let (wage, under) = match own_wage(member) {
            Some(wage) => (wage.fen(), 1),
            None if self.bound.places.is_county(member) => (wage_of(member)?.fen(), 1),
            None => {
                let (mut sum, mut contributors) = (0, 0);
                for county in counties {
                    let of = i128::from(self.heads(*county, Field::Contributors));
                    sum += wage_of(*county)?.fen() * of;
                    contributors += of;
                }
                (sum, contributors)
            }
        };
        if under == 0 {
            return Ok(Money::ZERO);
        }
        let over = [Factor::Whole(wage), wage_share.into(), heads.into(), rate.into()];
        self.product(member, Field::Remitted, &over, &[Factor::Whole(under)])
    }

    /// A county's contribution base this month.
    fn base(&self, county: PlaceId) -> Result<Money, Finding> {
        self.ledger.books().row(self.now, county).money(Field::Base).ok_or_else(|| {
            let source = self.dataset.counties[county.index()].source(Period::Month(self.month));
            let origin = source.and_then(|s| s.cell(Field::Base)).map_or_else(Origin::default, |(origin, _)| origin);
            Finding::error("wage-unknown", origin).with("county", self.name(county)).with("month", self.month)
        })
    }

    /// max(0, pension + other − what the county holds now)
    fn need(&self, county: PlaceId) -> Money {
        (self.expenditure(county) - self.ledger.held(county)).or_zero()
    }

    /// 8. What pools give, highest first, by needs that are fixed before anything is given.
    fn allocate(&mut self) -> Result<(), Finding> {
        let arrangements = std::mem::take(&mut self.arrangements);
        let done = self.allocate_by(&arrangements);
        self.arrangements = arrangements;
        done
    }

    fn allocate_by(&mut self, arrangements: &Arrangements<'_>) -> Result<(), Finding> {
        if arrangements.pools.iter().all(|pool| pool.entry.allocate == Allocate::None) {
            return Ok(());
        }
        let mut needs = vec![Money::ZERO; self.bound.places.len()];
        for place in self.counties() {
            needs[place.index()] = self.need(place);
        }
        for pool in &arrangements.pools {
            let wanted = match pool.entry.allocate {
                Allocate::ByShortage | Allocate::FullNeed => pool.members.iter().map(|m| needs[m.index()]).sum(),
                Allocate::Prepay => self.plan_ahead(pool)?.into_iter().sum(),
                Allocate::None | Allocate::PerRetiree => Money::ZERO,
            };
            needs[pool.place.index()] = (wanted - self.ledger.held(pool.place)).or_zero();
        }
        for pool in in_order_of_giving(arrangements, self.bound.places) {
            let held = self.ledger.held(pool.place);
            let of_members: Vec<Money> = pool.members.iter().map(|m| needs[m.index()]).collect();
            let shares = match pool.entry.allocate {
                Allocate::None => continue,
                Allocate::ByShortage => {
                    let wanted: Money = of_members.iter().copied().sum();
                    split(wanted.min(held), &fen(&of_members))
                }
                Allocate::PerRetiree => {
                    let came = self.this(pool.place, Field::RemittedBelow) + self.this(pool.place, Field::Allocated);
                    let stays = came - self.this(pool.place, Field::Remitted);
                    split(stays.min(held).or_zero(), &self.retirees(&pool.members))
                }
                Allocate::FullNeed => of_members,
                Allocate::Prepay => self.plan_ahead(pool)?,
            };
            if matches!(pool.entry.allocate, Allocate::FullNeed | Allocate::Prepay) {
                let lacking = shares.iter().copied().sum::<Money>() - held;
                self.post(Kind::Advance, Account::treasury(pool.place), Account::fund(pool.place), lacking)?;
            }
            for (member, share) in pool.members.iter().zip(shares) {
                self.post(Kind::Allocate, Account::fund(pool.place), Account::fund(*member), share)?;
                if pool.entry.allocate == Allocate::Prepay {
                    self.note_ahead(pool.place, *member, share);
                }
            }
        }
        Ok(())
    }

    fn retirees(&self, members: &[PlaceId]) -> Vec<i128> {
        let of = |county: &PlaceId| i128::from(self.heads(*county, Field::Retirees));
        members.iter().map(|member| self.bound.places.counties_of(*member).iter().map(of).sum()).collect()
    }

    /// 9. Pensions and other payments, with working capital where a county still lacks money.
    fn pensions(&mut self) -> Result<(), Finding> {
        for place in self.counties() {
            let (pension, other) = (self.this(place, Field::Pension), self.this(place, Field::Other));
            let fund = county(place.index());
            self.post(Kind::Borrow, Account::lender(place), fund, self.need(place))?;
            self.post(Kind::Pension, fund, Account::outside(Purse::Pensioners), pension)?;
            let extra = self.extras.get(self.now * self.n() + place.index()).copied().unwrap_or_default();
            let others = Account::outside(Purse::Others);
            self.post(Kind::Other, fund, others, other - extra[0] - extra[1])?;
            self.post(Kind::DeathGrant, fund, others, extra[0])?;
            self.post(Kind::Payout, fund, others, extra[1])?;
        }
        Ok(())
    }

    /// 10. Debts are repaid out of what is left, counties first, then pools, lowest first.
    fn repay(&mut self) -> Result<(), Finding> {
        for place in self.bound.places.all() {
            let amount = self.ledger.owed(place).min(self.ledger.held(place));
            self.post(Kind::Repay, Account::fund(place), self.creditor(place), amount)?;
        }
        Ok(())
    }

    /// To whom a place's fund owes.
    pub(super) fn creditor(&self, place: PlaceId) -> Account {
        if self.bound.places.is_county(place) { Account::lender(place) } else { Account::treasury(place) }
    }

    fn note_year(&mut self) {
        for place in self.counties() {
            let (collected, expenditure) = (self.this(place, Field::Collected), self.expenditure(place));
            let own = self.own(place);
            let year = &mut self.year[place.index()];
            year.months += 1;
            year.collected += collected;
            year.expenditure += expenditure;
            year.own += own;
        }
    }

    /// available + subsidy + what was posted as grant, this month
    pub(super) fn own(&self, county: PlaceId) -> Money {
        self.available[county.index()] + self.this(county, Field::Subsidy) + self.this(county, Field::Grant)
    }
}

/// Highest first; within a level, data order.
pub(super) fn in_order_of_giving<'p, 'a>(
    arrangements: &'p Arrangements<'a>,
    places: &crate::place::Places,
) -> Vec<&'p levels::Pool<'a>> {
    let mut pools: Vec<_> = arrangements.pools.iter().collect();
    pools.sort_by_key(|pool| (std::cmp::Reverse(places.level(pool.place)), pool.place));
    pools
}

fn same(a: Option<&Pooling>, b: Option<&Pooling>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => std::ptr::eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

pub(super) fn fen(amounts: &[Money]) -> Vec<i128> {
    amounts.iter().map(|amount| amount.fen()).collect()
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
        postings.map(|p| format!("{} {} {}", p.from.key(&run.places), p.to.key(&run.places), p.amount())).collect()
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
        assert_eq!(run.money(1, PlaceId::county(0), Field::Debt), yuan("333.33"));
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
        assert_eq!(run.money(december, run.places.root(), Field::Debt), Money::ZERO);
        assert_eq!(
            (
                run.money(december, PlaceId::county(0), Field::GapPaid),
                run.money(december, PlaceId::county(0), Field::GapCovered)
            ),
            (yuan("405"), Money::ZERO)
        );
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
        assert_eq!(run.money(at(&run, "2008-12"), run.places.root(), Field::Debt), yuan("1440"));
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
            december.iter().map(|p| format!("{} {} {}", p.kind.key(), p.to.key(&run.places), p.amount())).collect();
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
        let of_all = |field| run.total(11, run.places.root(), field);
        assert_eq!((of_all(Field::Debt), of_all(Field::Balance)), (Money::ZERO, Money::ZERO));
    }

    #[test]
    fn the_fund_never_pays_interest_on_its_debt() {
        let text = "[interest]\nannual = \"0.12\"\ndebt = \"0.06\"\n";
        let run = settled(&[("甲", 100, 300, 100)], 2, text);
        assert_eq!(posted(&run, "2008-01", Kind::Interest), ["bank 甲 1.00"]);
        assert_eq!(run.money(0, PlaceId::county(0), Field::Debt), yuan("99"));
        assert_eq!(posted(&run, "2008-02", Kind::DebtInterest), ["treasury:甲 lender:甲 0.50"]); // 0.495
        let books = [Field::Debt, Field::Balance, Field::Borrowed].map(|f| run.money(1, PlaceId::county(0), f));
        assert_eq!(books, [yuan("299"), Money::ZERO, yuan("200")]);
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
        assert_eq!(run.money(1, PlaceId::county(1), Field::Debt), yuan("80"));
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
        assert_eq!(run.money(0, run.places.root(), Field::Balance), yuan("104.50"));
    }
}
