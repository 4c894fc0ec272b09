//! Each month step by step: sections 5, 9.3 and 9.4.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use tongchou::dataset::Dataset;
use tongchou::money::Money;
use tongchou::month::Month;
use tongchou::place::Level;
use tongchou::scenario::lever::LeverKey;
use tongchou::scenario::{Allocate, Balances, GrantSource, GrantsTo, Pooling, Remit, Scenario, Sharing};

use super::exact::{Q, dec, q, split, spread};
use super::flows::{Flow, observed};
use super::places::{Member, Told, Tree, entry};

/// Opening, closing and debt by account.
pub type State = BTreeMap<String, [i128; 3]>;

pub struct Post {
    pub month: Month,
    pub kind: &'static str,
    pub from: String,
    pub to: String,
    pub amount: i128,
}

/// Balances and debts by account name, and all that moved.
pub struct Bank {
    month: Month,
    held: BTreeMap<String, i128>,
    owed: BTreeMap<String, i128>,
    pub journal: BTreeMap<Month, Vec<Post>>,
}

impl Bank {
    fn held(&self, who: &str) -> i128 {
        self.held.get(who).copied().unwrap_or(0)
    }
    fn owed(&self, who: &str) -> i128 {
        self.owed.get(who).copied().unwrap_or(0)
    }
    fn post(&mut self, kind: &'static str, from: &str, to: &str, amount: i128) {
        if amount <= 0 {
            return;
        }
        *self.held.entry(from.to_owned()).or_default() -= amount;
        *self.held.entry(to.to_owned()).or_default() += amount;
        match kind {
            "borrow" | "advance" => *self.owed.entry(to.to_owned()).or_default() += amount,
            "repay" => *self.owed.entry(from.to_owned()).or_default() -= amount,
            _ => {}
        }
        let post = Post { month: self.month, kind, from: from.to_owned(), to: to.to_owned(), amount };
        self.journal.entry(self.month).or_default().push(post);
    }
    /// What was posted of some kinds in a month, from and to whom it says.
    pub fn sum(&self, month: Month, kinds: &[&str], from: Option<&str>, to: Option<&str>) -> i128 {
        let fits =
            |p: &&Post| kinds.contains(&p.kind) && from.is_none_or(|f| p.from == f) && to.is_none_or(|t| p.to == t);
        self.journal.get(&month).into_iter().flatten().filter(fits).map(|p| p.amount).sum()
    }
}

/// The names of accounts.
impl Tree {
    pub fn account(&self, member: Member) -> String {
        match member {
            Member::County(c) => self.path(c),
            Member::Pool(_) if !self.named() => "pool".into(),
            Member::Pool(p) => format!("pool:{}", self.places[p].path),
        }
    }

    pub fn treasury(&self, member: Member) -> String {
        match member {
            Member::County(c) => format!("treasury:{}", self.path(c)),
            Member::Pool(_) if !self.named() => "treasury:city".into(),
            Member::Pool(p) => format!("treasury:{}", self.places[p].path),
        }
    }

    /// The government of a level at or above a place.
    fn government(&self, level: Level, place: usize) -> String {
        let there = self.at(level, place).map(|p| self.treasury(Member::Pool(p)));
        there.unwrap_or_else(|| format!("treasury:{}", level.key()))
    }

    fn counties_of(&self, member: Member) -> Vec<usize> {
        match member {
            Member::County(c) => vec![c],
            Member::Pool(p) => self.places[p].counties.clone(),
        }
    }
}

/// What a county was paid ahead by a pool in a month, nothing too.
struct Prepaid {
    n: usize,
    pool: usize,
    county: usize,
    amount: i128,
}

struct Settlement<'a> {
    data: &'a Dataset,
    s: &'a Scenario,
    tree: &'a Tree,
    told: &'a Told<'a>,
    flows: &'a [Vec<Flow>],
    bank: Bank,
    now: usize,
    month: Month,
    counties: Vec<String>,
    pools: Vec<String>,
    /// The entries that have been in force, by place.
    known: BTreeSet<(usize, usize)>,
    subsidies: BTreeMap<(usize, i32), i128>,
    plans: BTreeMap<(usize, i32), i128>,
    prepaid: Vec<Prepaid>,
}

pub fn settle(data: &Dataset, told: &Told, flows: &[Vec<Flow>]) -> Result<(Bank, Vec<State>), String> {
    let (s, tree) = (told.s, told.tree);
    let mut this = Settlement {
        data,
        s,
        tree,
        told,
        flows,
        bank: Bank { month: s.start, held: BTreeMap::new(), owed: BTreeMap::new(), journal: BTreeMap::new() },
        now: 0,
        month: s.start,
        counties: (0..tree.counties.len()).map(|c| tree.account(Member::County(c))).collect(),
        pools: (0..tree.places.len()).map(|p| tree.account(Member::Pool(p))).collect(),
        known: BTreeSet::new(),
        subsidies: BTreeMap::new(),
        plans: BTreeMap::new(),
        prepaid: Vec::new(),
    };
    this.open()?;
    let mut states = Vec::new();
    for now in 0..s.months as usize {
        this.now = now;
        this.month = s.start.plus(now as i32);
        this.bank.month = this.month;
        let opening = this.bank.held.clone();
        this.hand_up();
        this.interest();
        this.contributions()?;
        this.grants();
        this.subsidy();
        this.remittance()?;
        this.allocation()?;
        this.pensions();
        this.repayment();
        if this.month.month() == 12 {
            for p in 0..tree.places.len() {
                this.share_pool(p);
            }
            for c in 0..tree.counties.len() {
                this.share_county(c);
            }
        }
        let bank = &this.bank;
        let state = |who: &str| [opening.get(who).copied().unwrap_or(0), bank.held(who), bank.owed(who)];
        states.push(this.counties.iter().chain(&this.pools).map(|who| (who.clone(), state(who))).collect());
    }
    Ok((this.bank, states))
}

impl Settlement<'_> {
    fn open(&mut self) -> Result<(), String> {
        for (c, name) in self.counties.iter().enumerate() {
            let balance = observed(self.data, c, self.s.start.previous()).and_then(|r| r.balance);
            let balance = balance.or(self.told.counties[c].opening()).map_or(0, Money::fen);
            if balance < 0 {
                return Err("a balance below zero".into());
            }
            self.bank.held.insert(name.clone(), balance);
        }
        for (p, name) in self.pools.iter().enumerate() {
            let told = if p == self.tree.root() { self.s.root() } else { self.told.places[p] };
            self.bank.held.insert(name.clone(), told.opening().map_or(0, Money::fen));
        }
        Ok(())
    }

    fn flow(&self, c: usize) -> &Flow {
        &self.flows[c][self.now]
    }

    fn spent(&self, c: usize, n: usize) -> i128 {
        self.flows[c][n].pension + self.flows[c][n].other
    }

    fn available(&self, c: usize, n: usize) -> i128 {
        let m = self.s.start.plus(n as i32);
        self.flows[c][n].collected - self.bank.sum(m, &["personal_account"], Some(&self.counties[c]), None)
    }

    /// Subsidy and grant of a county.
    fn helped(&self, c: usize, n: usize) -> i128 {
        self.bank.sum(self.s.start.plus(n as i32), &["subsidy", "grant"], None, Some(&self.counties[c]))
    }

    /// What a county lacked in a month before any pool: below zero where it had more.
    fn lacked(&self, c: usize, n: usize) -> i128 {
        self.spent(c, n) - self.available(c, n) - self.helped(c, n)
    }

    /// The simulated months of this calendar year, up to now.
    fn year(&self) -> Vec<usize> {
        (0..=self.now).filter(|n| self.s.start.plus(*n as i32).year() == self.month.year()).collect()
    }

    fn pooling(&self, p: usize) -> Option<&Pooling> {
        self.told.pooling(p, self.month)
    }

    fn retirees(&self, member: Member) -> i128 {
        self.tree.counties_of(member).into_iter().map(|c| self.flow(c).retirees).sum()
    }

    fn posted(&self, kind: &'static str, from: Option<&str>, to: Option<&str>) -> i128 {
        self.bank.sum(self.month, &[kind], from, to)
    }

    // 1
    fn hand_up(&mut self) {
        for p in 0..self.pools.len() {
            let Some((n, entry)) = self.told.in_force(p, self.month) else { continue };
            if self.known.insert((p, n)) && entry.balances == Balances::HandUp {
                let counties = self.tree.places[p].counties.iter().map(|c| &self.counties[*c]);
                for who in counties.chain(self.tree.below(p).into_iter().map(|below| &self.pools[below])) {
                    self.bank.post("hand_up", who, &self.pools[p], self.bank.held(who));
                }
            }
        }
    }

    // 2
    fn interest(&mut self) {
        let Some(interest) = &self.s.interest else { return };
        for name in self.counties.iter().chain(&self.pools) {
            let amount = q(self.bank.held(name)).times(&dec(interest.annual)).over(&q(12)).round();
            self.bank.post("interest", "bank", name, amount);
        }
        if let Some(it) = interest.debt {
            for name in &self.counties {
                let amount = q(self.bank.owed(name)).times(&dec(it)).over(&q(12)).round();
                self.bank.post("debt_interest", &format!("treasury:{name}"), &format!("lender:{name}"), amount);
            }
        }
    }

    // 3 and 4
    fn contributions(&mut self) -> Result<(), String> {
        for (c, name) in self.counties.iter().enumerate() {
            self.bank.post("contribution", "payers", name, self.flows[c][self.now].collected);
        }
        for (transfer, (from, to)) in self.s.transfers.iter().zip(&self.told.transfers) {
            if transfer.month != self.month || !(transfer.money || from.is_none() || to.is_none()) {
                continue;
            }
            let name = |side: &Option<usize>| side.map_or("outside", |c| &self.counties[c]).to_owned();
            let (payer, payee) = (name(from), name(to));
            let mut amount =
                q(transfer.per_head.fen()).times(&q(transfer.heads.into())).times(&dec(transfer.share)).round();
            if from.is_some() {
                amount = amount.min(self.bank.held(&payer));
            }
            self.bank.post("transfer", &payer, &payee, amount);
        }
        for (c, name) in self.counties.iter().enumerate() {
            if let Some(funded) = self
                .s
                .root()
                .rates(LeverKey::FundedRate)
                .map(|list| *list.at(self.s.year_index(self.month)))
                .filter(|f| !f.is_zero())
            {
                let contribution = self.told.rate(c, LeverKey::ContributionRate, self.month);
                if contribution.0 == BigInt::from(0) {
                    return Err("contribution rate zero".into());
                }
                let collected = self.flows[c][self.now].collected;
                let amount = q(collected).times(&dec(funded)).over(&contribution).round();
                self.bank.post("personal_account", name, &format!("accounts:{name}"), amount);
                if self.bank.held(name) < 0 {
                    return Err("a balance below zero".into());
                }
            }
        }
        Ok(())
    }

    // 5
    fn grants(&mut self) {
        let Some(grants) = &self.s.grants else { return };
        let n = self.counties.len();
        // The highest pooling place above a county that takes its grant.
        let to_pool = |c: usize| {
            let mut above = self.tree.upwards(self.tree.counties[c].above).into_iter();
            above.rfind(|p| self.pooling(*p).is_some_and(|e| e.grants == GrantsTo::Pool))
        };
        let taker: Vec<Option<usize>> = (0..n).map(to_pool).collect();
        // Each amount and the counties among which it is split.
        let mut amounts: Vec<(i128, Vec<usize>)> = Vec::new();
        match grants.source {
            GrantSource::Data => {
                let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
                for (c, taker) in taker.iter().enumerate() {
                    groups.entry(taker.unwrap_or(self.tree.counties[c].above)).or_default().push(c);
                }
                for group in groups.into_values() {
                    let seen =
                        |c: &usize| observed(self.data, *c, self.month).and_then(|r| r.grant).map_or(0, Money::fen);
                    amounts.push((group.iter().map(seen).sum(), group));
                }
            }
            GrantSource::Plan => {
                if let Some(j) = grants.months.iter().position(|m| *m == self.month.month()) {
                    let annual = entry(grants.annual.as_ref().unwrap(), self.s, self.month).fen();
                    amounts.push((spread(annual, j as i128 + 1, grants.months.len() as i128), (0..n).collect()));
                }
            }
        }
        let mut shares = vec![0; n];
        for (amount, group) in amounts.into_iter().filter(|(amount, _)| *amount > 0) {
            let weights: Vec<i128> = group.iter().map(|c| self.flow(*c).retirees).collect();
            for (c, share) in group.into_iter().zip(split(amount, &weights)) {
                shares[c] = share;
            }
        }
        for c in (0..n).filter(|c| taker[*c].is_none()) {
            self.bank.post("grant", "upper", &self.counties[c], shares[c]);
        }
        for (p, name) in self.pools.iter().enumerate() {
            let taken = (0..n).filter(|c| taker[*c] == Some(p)).map(|c| shares[c]).sum();
            self.bank.post("grant", "upper", name, taken);
        }
    }

    /// Something of each month of the calendar year before, summed: (pension, other, collected) known or simulated;
    /// `None` where a month is not on record.
    fn year_before(&self, c: usize, of: impl Fn(i128, i128, i128) -> i128) -> Option<i128> {
        let mut sum = 0;
        for m in 1..=12 {
            let m = Month::new(self.month.year() - 1, m).unwrap();
            if m >= self.s.start {
                let f = &self.flows[c][m.since(self.s.start) as usize];
                sum += of(f.pension, f.other, f.collected);
            } else {
                let row = observed(self.data, c, m)?;
                sum += of(row.pension?.fen(), row.other.map_or(0, Money::fen), row.collected?.fen());
            }
        }
        Some(sum)
    }

    // 6
    fn subsidy(&mut self) {
        let Some(subsidy) = &self.s.subsidy else { return };
        for c in 0..self.counties.len() {
            let key = (c, self.month.year());
            if !self.subsidies.contains_key(&key) {
                let gap = self.year_before(c, |pension, other, collected| pension + other - collected).unwrap_or(0);
                let paid = gap > subsidy.threshold.fen();
                self.subsidies.insert(key, if paid { q(gap).times(&dec(subsidy.rate)).round() } else { 0 });
            }
            let amount = spread(self.subsidies[&key], self.month.month().into(), 12);
            self.bank.post("subsidy", &self.tree.treasury(Member::County(c)), &self.counties[c], amount);
        }
    }

    // 7
    fn remittance(&mut self) -> Result<(), String> {
        for p in 0..self.pools.len() {
            let Some(remit) = self.told.pooling(p, self.month).map(|e| &e.remit) else { continue };
            for member in self.told.members(p, self.month) {
                let from = self.tree.account(member);
                let amount = match (remit, member) {
                    (Remit::None, _) => 0,
                    (Remit::All, Member::County(c)) => self.available(c, self.now) + self.helped(c, self.now),
                    (Remit::All, Member::Pool(_)) => self.bank.sum(self.month, &["remit", "grant"], None, Some(&from)),
                    (Remit::ShareOfCollected(r), _) => {
                        let collected = self.tree.counties_of(member).into_iter().map(|c| self.flow(c).collected);
                        q(collected.sum()).times(&dec(*r)).round()
                    }
                    (Remit::WageFormula { wage_share, rate }, _) => {
                        let (wage, heads) = (self.wage(member)?, q(self.heads(member)));
                        wage.times(&dec(*wage_share)).times(&heads).times(&dec(*rate)).round()
                    }
                };
                self.bank.post("remit", &from, &self.pools[p], amount.min(self.bank.held(&from)));
            }
        }
        Ok(())
    }

    fn wage(&self, member: Member) -> Result<Q, String> {
        let told = match member {
            Member::County(c) => &self.told.counties[c],
            Member::Pool(p) => self.told.places[p],
        };
        if let Some(list) = told.amounts(LeverKey::AverageWage) {
            return Ok(q(entry(list, self.s, self.month).fen()));
        }
        let (mut wages, mut heads) = (q(0), 0);
        match member {
            Member::County(c) => return self.flow(c).base.map(q).ok_or("no wage".into()),
            Member::Pool(p) => {
                for c in &self.tree.places[p].counties {
                    let contributors = self.flow(*c).contributors;
                    wages = wages.plus(&self.wage(Member::County(*c))?.times(&q(contributors)));
                    heads += contributors;
                }
            }
        }
        Ok(if heads == 0 { q(0) } else { wages.over(&q(heads)) })
    }

    fn heads(&self, member: Member) -> i128 {
        let told = match member {
            Member::County(c) => &self.told.counties[c],
            Member::Pool(p) => self.told.places[p],
        };
        match (told.heads(LeverKey::ShouldInsured), member) {
            (Some(list), _) => entry(list, self.s, self.month).into(),
            (None, Member::County(c)) => self.flow(c).insured,
            (None, Member::Pool(p)) => {
                self.tree.places[p].counties.iter().map(|c| self.heads(Member::County(*c))).sum()
            }
        }
    }

    /// The plan of a county for this calendar year, fixed when it is first asked for.
    fn plan(&mut self, c: usize, remit: &Remit) -> Result<i128, String> {
        let key = (c, self.month.year());
        if !self.plans.contains_key(&key) {
            let given = self.told.counties[c].amounts(LeverKey::Prepay);
            let plan = match given {
                Some(list) => entry(list, self.s, self.month).fen(),
                None if *remit == Remit::All => {
                    self.year_before(c, |pension, other, _| pension + other).ok_or("give prepay")?
                }
                None => {
                    let gap = self.year_before(c, |pension, other, collected| pension + other - collected);
                    gap.ok_or("give prepay")?.max(0)
                }
            };
            if plan < 0 {
                return Err("a plan below zero".into());
            }
            self.plans.insert(key, plan);
        }
        Ok(self.plans[&key])
    }

    // 8
    fn allocation(&mut self) -> Result<(), String> {
        let mut needs: BTreeMap<Member, i128> = BTreeMap::new();
        let mut instalments: BTreeMap<Member, i128> = BTreeMap::new();
        for (c, name) in self.counties.iter().enumerate() {
            needs.insert(Member::County(c), (self.spent(c, self.now) - self.bank.held(name)).max(0));
        }
        for p in 0..self.pools.len() {
            let Some(entry) = self.told.pooling(p, self.month) else { continue };
            let members = self.told.members(p, self.month);
            let wanted: i128 = match entry.allocate {
                Allocate::None | Allocate::PerRetiree => 0,
                Allocate::ByShortage | Allocate::FullNeed => members.iter().map(|m| needs[m]).sum(),
                Allocate::Prepay => {
                    for member in &members {
                        let Member::County(c) = member else { return Err("a pool is paid ahead".into()) };
                        let plan = self.plan(*c, &entry.remit)?;
                        instalments.insert(*member, spread(plan, self.month.month().into(), 12));
                    }
                    members.iter().map(|m| instalments[m]).sum()
                }
            };
            needs.insert(Member::Pool(p), (wanted - self.bank.held(&self.pools[p])).max(0));
        }
        for p in self.tree.highest_first() {
            let Some(entry) = self.told.pooling(p, self.month) else { continue };
            let members = self.told.members(p, self.month);
            let pool = self.pools[p].clone();
            let needed: Vec<i128> = members.iter().map(|m| needs[m]).collect();
            let shares = match entry.allocate {
                Allocate::None => vec![0; members.len()],
                Allocate::ByShortage if needed.iter().sum::<i128>() <= self.bank.held(&pool) => needed,
                Allocate::ByShortage => split(self.bank.held(&pool), &needed),
                Allocate::PerRetiree => {
                    let weights: Vec<i128> = members.iter().map(|m| self.retirees(*m)).collect();
                    let got = self.posted("remit", None, Some(&pool)) + self.posted("allocate", None, Some(&pool));
                    let passed = got - self.posted("remit", Some(&pool), None);
                    split(passed.min(self.bank.held(&pool)).max(0), &weights)
                }
                Allocate::FullNeed => {
                    self.advance(p, needed.iter().sum());
                    needed
                }
                Allocate::Prepay => {
                    let shares: Vec<i128> = members.iter().map(|m| instalments[m]).collect();
                    self.advance(p, shares.iter().sum());
                    for (member, amount) in members.iter().zip(&shares) {
                        if let Member::County(county) = *member {
                            self.prepaid.push(Prepaid { n: self.now, pool: p, county, amount: *amount });
                        }
                    }
                    shares
                }
            };
            for (member, share) in members.into_iter().zip(shares) {
                self.bank.post("allocate", &pool, &self.tree.account(member), share);
            }
        }
        if self.month.month() == 12 {
            for p in self.tree.highest_first() {
                self.settle_prepaid(p);
            }
        }
        Ok(())
    }

    /// The treasury of a pool's place advances what the pool lacks to pay so much.
    fn advance(&mut self, p: usize, to_pay: i128) {
        let lacking = to_pay - self.bank.held(&self.pools[p]);
        self.bank.post("advance", &self.tree.treasury(Member::Pool(p)), &self.pools[p], lacking);
    }

    fn settle_prepaid(&mut self, p: usize) {
        let year = self.year();
        // What is still due to each county, below zero where it has too much.
        let mut due: BTreeMap<usize, i128> = BTreeMap::new();
        for c in self.tree.places[p].counties.clone() {
            let own: Vec<&Prepaid> =
                self.prepaid.iter().filter(|x| x.pool == p && x.county == c && year.contains(&x.n)).collect();
            let of_month = |x: &&Prepaid| {
                let m = self.s.start.plus(x.n as i32);
                self.lacked(c, x.n) + self.bank.sum(m, &["remit"], Some(&self.counties[c]), None)
            };
            let paid: i128 = own.iter().map(|x| x.amount).sum();
            due.insert(c, own.iter().map(of_month).sum::<i128>().max(0) - paid);
        }
        for (c, due) in &due {
            let beyond = (self.bank.held(&self.counties[*c]) - self.spent(*c, self.now)).max(0);
            self.bank.post("settle", &self.counties[*c], &self.pools[p], (-due).min(beyond));
        }
        self.advance(p, due.values().filter(|due| **due > 0).sum());
        for (c, due) in &due {
            self.bank.post("settle", &self.pools[p], &self.counties[*c], *due);
        }
    }

    // 9
    fn pensions(&mut self) {
        for (c, name) in self.counties.iter().enumerate() {
            let flow = &self.flows[c][self.now];
            let lacking = flow.pension + flow.other - self.bank.held(name);
            self.bank.post("borrow", &format!("lender:{name}"), name, lacking);
            self.bank.post("pension", name, "pensioners", flow.pension);
            self.bank.post("other", name, "others", flow.other);
        }
    }

    // 10
    fn repayment(&mut self) {
        let bank = &mut self.bank;
        for name in &self.counties {
            bank.post("repay", name, &format!("lender:{name}"), bank.owed(name).min(bank.held(name)));
        }
        for (p, name) in self.pools.iter().enumerate() {
            let treasury = self.tree.treasury(Member::Pool(p));
            bank.post("repay", name, &treasury, bank.owed(name).min(bank.held(name)));
        }
    }

    /// The nearest entry in force at or above a place that has sharing.
    fn sharing(&self, place: usize) -> Option<(&Pooling, &Sharing)> {
        let entries = self.tree.upwards(place).into_iter().filter_map(|p| self.told.in_force(p, self.month));
        entries.into_iter().find_map(|(_, e)| e.sharing.as_ref().map(|sharing| (e, sharing)))
    }

    // 11
    fn share_pool(&mut self, p: usize) {
        let debt = self.bank.owed(&self.pools[p]);
        let Some((entry, sharing)) = self.sharing(p).filter(|_| debt > 0) else { return };
        let months = self.year();
        let counties = &self.tree.places[p].counties;
        let lacked = |c: usize| months.iter().map(|n| self.lacked(c, *n)).sum::<i128>();
        let spent = |c: usize| months.iter().map(|n| self.spent(c, *n)).sum::<i128>();
        // Among members by what their counties lacked, all of them together.
        let split_by_deficit = |amount: i128, members: &[Member]| {
            let all = |of: &dyn Fn(usize) -> i128, m: &Member| self.tree.counties_of(*m).into_iter().map(of).sum();
            let deficits: Vec<i128> = members.iter().map(|m| i128::max(0, all(&lacked, m))).collect();
            let spent: Vec<i128> = members.iter().map(|m| all(&spent, m)).collect();
            split(amount, if deficits.iter().all(|d| *d == 0) { &spent } else { &deficits })
        };
        let parts = parts(debt, sharing);
        let members: Vec<Member> = counties.iter().map(|c| Member::County(*c)).collect();
        let mut shares = split_by_deficit(parts[3], &members);
        let mut credits = 0;
        for (c, share) in counties.iter().zip(&mut shares) {
            let Some(target) = self.flow(*c).target else { continue };
            let collected: i128 = months.iter().map(|n| self.flows[*c][*n].collected).sum();
            let due = q(target).times(&q(months.len() as i128)).over(&q(12));
            let over = q(collected).plus(&q(-1).times(&due));
            let over = if over.0 < BigInt::from(0) { q(0) } else { over };
            let credit = dec(entry.overcollection_credit).times(&over).round().min(*share);
            *share -= credit;
            credits += credit;
        }
        let mut posts: Vec<(&'static str, String, i128)> = Vec::new();
        for ((level, kind), part) in LEVELS.into_iter().zip(parts) {
            let own = self.tree.places[p].level;
            if level >= own {
                let credits = if level == own { credits } else { 0 };
                posts.push((kind, self.tree.government(level, p), part + credits));
                continue;
            }
            let mut payers = Vec::new();
            for c in counties {
                let place = self.tree.at(level, self.tree.counties[*c].above);
                let payer = place.map_or(Member::County(*c), Member::Pool);
                if !payers.contains(&payer) {
                    payers.push(payer);
                }
            }
            for (payer, share) in payers.iter().zip(split_by_deficit(part, &payers)) {
                posts.push((kind, self.tree.treasury(*payer), share));
            }
        }
        for (member, share) in members.into_iter().zip(shares) {
            posts.push(("gap_county", self.tree.treasury(member), share));
        }
        for (kind, from, amount) in posts {
            self.bank.post(kind, &from, &self.pools[p], amount);
        }
        self.bank.post("repay", &self.pools[p], &self.tree.treasury(Member::Pool(p)), debt);
    }

    fn share_county(&mut self, c: usize) {
        let (name, above) = (&self.counties[c], self.tree.counties[c].above);
        let debt = self.bank.owed(name);
        let Some((_, sharing)) = self.sharing(above) else { return };
        let parts = parts(debt, sharing);
        let highest = self.tree.places[self.tree.root()].level;
        let mut carried = 0;
        for ((level, kind), part) in LEVELS.into_iter().zip(parts) {
            carried += part;
            if level > highest || self.tree.at(level, above).is_some() {
                self.bank.post(kind, &self.tree.government(level, above), name, carried);
                carried = 0;
            }
        }
        self.bank.post("gap_county", &self.tree.treasury(Member::County(c)), name, carried + parts[3]);
        self.bank.post("repay", name, &format!("lender:{name}"), debt);
    }
}

/// Who shares in a gap above the county.
const LEVELS: [(Level, &str); 3] =
    [(Level::Nation, "gap_nation"), (Level::Province, "gap_province"), (Level::City, "gap_city")];

/// The parts of a debt: nation, province, city and county.
fn parts(debt: i128, sharing: &Sharing) -> [i128; 4] {
    let mut left = debt;
    let [nation, province, city] = [sharing.nation, sharing.province, sharing.city].map(|share| {
        let part = q(debt).times(&dec(share)).round().min(left);
        left -= part;
        part
    });
    [nation, province, city, left]
}
