//! Why an item of the settlement is what it is: the postings that make it up, and the balance before them.
//!
//! Of a county, what is posted of a kind counts what moves to or from its fund, its treasury, its lender and its
//! personal accounts; its balance, only what moves its fund.
//!
//! Source: model section 5.

use super::super::{Books, CellValue, Derivation, Holder, Input, Lead, Place, Quantity, SettlementItem, Subject};
use super::{Sign, Why};
use crate::dataset::{Field, Grain};
use crate::journal::{Account, CountyId, Kind, Posting};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::report::views::context::Settled;
use crate::scenario::PlaceKey;

/// How an item of a settled month or year came about; a year counts its months within the run.
pub(super) fn derivation(
    why: Why<'_>,
    scenario: usize,
    holder: &Holder,
    period: Period,
    item: SettlementItem,
) -> Option<Derivation> {
    let settled = why.0.settled(scenario)?;
    let run = &settled.run;
    let first = period.first_month().max(run.start);
    let last = period.last_month().min(run.end());
    run.position(first)?;
    run.position(last)?;
    if last < first {
        return None;
    }
    let whose = match holder {
        Holder::Pool => Whose::Pool,
        Holder::All => Whose::All,
        Holder::County(name) => {
            Whose::County(CountyId(u32::try_from(run.counties.iter().position(|c| c == name)?).ok()?))
        }
    };
    let this = Item { why, settled, scenario, holder, whose, period, first, last };
    Some(match item {
        SettlementItem::Posted(kind) => this.posted(kind),
        SettlementItem::Opening => this.opening(),
        SettlementItem::Closing => this.closing(),
        SettlementItem::Debt => this.debt(),
    })
}

#[derive(Clone, Copy)]
enum Whose {
    Pool,
    County(CountyId),
    All,
}

impl Whose {
    /// Whether an account is a fund of the holder, whose balance is asked for.
    fn holds(self, account: Account) -> bool {
        match self {
            Whose::Pool => account == Account::Pool,
            Whose::County(id) => account == Account::County(id),
            Whose::All => matches!(account, Account::Pool | Account::County(_)),
        }
    }

    /// Whether a posting concerns the holder.
    fn concerns(self, posting: &Posting) -> bool {
        match self {
            Whose::Pool => posting.from == Account::Pool || posting.to == Account::Pool,
            Whose::County(id) => posting.from.county() == Some(id) || posting.to.county() == Some(id),
            Whose::All => true,
        }
    }
}

struct Item<'a> {
    why: Why<'a>,
    settled: &'a Settled,
    scenario: usize,
    holder: &'a Holder,
    whose: Whose,
    period: Period,
    first: Month,
    last: Month,
}

/// The kinds that make and end a debt.
const LENT: [Kind; 2] = [Kind::Borrow, Kind::Advance];

impl Item<'_> {
    fn postings(&self, wanted: impl Fn(&Posting) -> bool) -> Vec<&Posting> {
        let journal = &self.settled.run.journal;
        let from = journal.partition_point(|p| p.month < self.first);
        let to = journal.partition_point(|p| p.month <= self.last);
        journal[from..to].iter().filter(|p| wanted(p)).collect()
    }

    fn finish(
        &self,
        name: &str,
        value: Money,
        rule: &str,
        workings: Vec<String>,
        inputs: Vec<Input>,
        postings: &[&Posting],
    ) -> Derivation {
        let why = self.why;
        let mut notes = Vec::new();
        if matches!(self.period, Period::Year(_)) && self.last.since(self.first) < 11 {
            let (first, last) = (self.first.to_string(), self.last.to_string());
            notes.push(why.fill("why.part_of_year", &[("first", &first), ("last", &last)]));
        }
        notes.extend(why.sample_note());
        Derivation {
            title: why.title(&why.holder(self.holder), self.period, name, Books::Scenario(self.scenario)),
            value: CellValue::Quantity(Quantity::Money(value)),
            rule: why.rule(rule, 5),
            workings,
            inputs,
            postings: why.postings(&self.settled.run.counties, postings),
            notes,
        }
    }

    fn subject(&self, period: Period, item: SettlementItem) -> Lead {
        Lead::Subject(Subject::Settlement { scenario: self.scenario, holder: self.holder.clone(), period, item })
    }

    fn input(&self, label: String, value: Money, period: Period, item: SettlementItem) -> Input {
        Input { label, value: CellValue::Quantity(Quantity::Money(value)), leads_to: self.subject(period, item) }
    }

    fn posted(&self, kind: Kind) -> Derivation {
        let postings = self.postings(|p| p.kind == kind && self.whose.concerns(p));
        let value = postings.iter().map(|p| p.amount).sum();
        let months: Vec<(Month, Money)> = self.by_month(&postings);
        let mut workings = Vec::new();
        let mut inputs = Vec::new();
        if matches!(self.period, Period::Year(_)) {
            if months.len() > 1 {
                let terms: Vec<(Sign, Money)> = months.iter().map(|(_, m)| (Sign::Plus, *m)).collect();
                workings.push(self.why.equation(value, &terms));
            }
            inputs.extend(months.iter().map(|(month, amount)| {
                let period = Period::Month(*month);
                self.input(self.why.0.period_name(period), *amount, period, SettlementItem::Posted(kind))
            }));
        } else {
            inputs.extend(self.behind(kind));
        }
        let rule = format!("posted.{}", kind.key());
        self.finish(&self.why.kind(kind), value, &rule, workings, inputs, &postings)
    }

    fn by_month(&self, postings: &[&Posting]) -> Vec<(Month, Money)> {
        let mut months: Vec<(Month, Money)> = Vec::new();
        for posting in postings {
            match months.last_mut() {
                Some((month, sum)) if *month == posting.month => *sum += posting.amount,
                _ => months.push((posting.month, posting.amount)),
            }
        }
        months
    }

    /// The cells that a month's amount of a kind is reckoned from, of the holder's place.
    fn behind(&self, kind: Kind) -> Vec<Input> {
        let place = match (self.whose, self.holder) {
            (Whose::County(_), Holder::County(name)) => Place::County(name.clone()),
            _ => Place::City,
        };
        let fields: &[Field] = match kind {
            Kind::Contribution | Kind::PersonalAccount => &[Field::Collected],
            Kind::Remit => &[Field::Collected, Field::Insured],
            Kind::Pension => &[Field::Pension],
            Kind::Other => &[Field::Other],
            Kind::Allocate | Kind::Borrow | Kind::Advance => &[Field::Pension, Field::Other],
            Kind::Grant => &[Field::Retirees],
            _ => &[],
        };
        let books = Books::Scenario(self.scenario);
        let mut inputs: Vec<Input> =
            fields.iter().map(|field| self.why.cell_input(None, &place, self.period, *field, books)).collect();
        if matches!(kind, Kind::HandUp | Kind::Interest) {
            inputs.push(self.input(
                self.why.text("why.opening"),
                self.balance_before(),
                self.period,
                SettlementItem::Opening,
            ));
        }
        inputs
    }

    /// What the holder held at the start of the period.
    fn balance_before(&self) -> Money {
        self.sum_books(self.first, |books| books.opening, |pool| pool.opening)
    }

    fn sum_books(
        &self,
        month: Month,
        of_county: impl Fn(&crate::journal::CountyBooks) -> Money,
        of_pool: impl Fn(&crate::journal::PoolBooks) -> Money,
    ) -> Money {
        let Some(n) = self.settled.run.position(month) else { return Money::ZERO };
        let (counties, pool) = (self.settled.run.books(n), &self.settled.run.pool[n]);
        match self.whose {
            Whose::Pool => of_pool(pool),
            Whose::County(id) => counties.get(id.index()).map(of_county).unwrap_or_default(),
            Whose::All => counties.iter().map(of_county).sum::<Money>() + of_pool(pool),
        }
    }

    fn opening(&self) -> Derivation {
        let (why, value) = (self.why, self.balance_before());
        let before = self.first.previous();
        let mut inputs = Vec::new();
        let rule = if self.settled.run.position(before).is_some() {
            let period = Period::Month(before);
            inputs.push(self.input(why.0.period_name(period), value, period, SettlementItem::Closing));
            "opening"
        } else {
            inputs.extend(self.first_opening(before));
            "first_opening"
        };
        self.finish(&why.text("why.opening"), value, rule, Vec::new(), inputs, &[])
    }

    /// What the first month opens with: the balance observed, or what the scenario gives.
    fn first_opening(&self, before: Month) -> Vec<Input> {
        let why = self.why;
        let given = |lever: &str, value: Option<Money>| Input {
            label: why.text(&format!("lever.{lever}")),
            value: CellValue::Quantity(Quantity::Money(value.unwrap_or_default())),
            leads_to: Lead::End,
        };
        let opening = |place: PlaceKey| self.settled.scenario.said(&place).opening();
        let books = if why.0.observed.grain == Grain::Monthly { Books::Data } else { Books::Scenario(self.scenario) };
        let observed = |place: &Place| why.dated_input(place, Period::Month(before), Field::Balance, books);
        match self.holder {
            Holder::Pool => vec![given("opening_pool", opening(PlaceKey::Root))],
            Holder::All => vec![observed(&Place::City), given("opening_pool", opening(PlaceKey::Root))],
            Holder::County(name) => {
                let input = observed(&Place::County(name.clone()));
                if input.value == CellValue::Unknown {
                    vec![input, given("opening_county", opening(PlaceKey::County(name.clone())))]
                } else {
                    vec![input]
                }
            }
        }
    }

    fn closing(&self) -> Derivation {
        let why = self.why;
        let (before, value) =
            (self.balance_before(), self.sum_books(self.last, |books| books.closing, |pool| pool.closing));
        // What moves between the holder's own funds leaves its balance as it is.
        let postings = self.postings(|p| self.whose.holds(p.from) != self.whose.holds(p.to));
        let mut terms = vec![(Sign::Plus, before)];
        let mut inputs = vec![self.input(why.text("why.opening"), before, self.period, SettlementItem::Opening)];
        for (sign, kind, amount) in self.by_kind(&postings) {
            terms.push((sign, amount));
            let key = if sign == Sign::Plus { "why.in" } else { "why.out" };
            let label = why.fill(key, &[("kind", &why.kind(kind))]);
            let mut input = self.input(label, amount, self.period, SettlementItem::Posted(kind));
            if kind == Kind::GapCounty && matches!(self.whose, Whose::County(_)) {
                // What its treasury posted may also be for the pool; the postings below have the fund's part.
                input.leads_to = Lead::End;
            }
            inputs.push(input);
        }
        let workings = vec![why.equation(value, &terms)];
        self.finish(&why.text("why.closing"), value, "closing", workings, inputs, &postings)
    }

    /// Sums by kind, in the order of the month: what comes in, then what goes out.
    fn by_kind(&self, postings: &[&Posting]) -> Vec<(Sign, Kind, Money)> {
        let mut sums = Vec::new();
        for sign in [Sign::Plus, Sign::Minus] {
            for kind in Kind::ALL {
                let is_in = |p: &Posting| self.whose.holds(p.to);
                let of_kind = postings.iter().filter(|p| p.kind == kind && is_in(p) == (sign == Sign::Plus));
                let sum: Money = of_kind.map(|p| p.amount).sum();
                if sum.is_positive() {
                    sums.push((sign, kind, sum));
                }
            }
        }
        sums
    }

    fn debt(&self) -> Derivation {
        let why = self.why;
        let value = self.sum_books(self.last, |books| books.debt, |pool| pool.debt);
        let before = self.sum_books(self.first.previous(), |books| books.debt, |pool| pool.debt);
        let lends = |p: &Posting| LENT.contains(&p.kind) && self.whose.holds(p.to);
        let repays = |p: &Posting| p.kind == Kind::Repay && self.whose.holds(p.from);
        let postings = self.postings(|p| lends(p) || repays(p));
        let mut terms = vec![(Sign::Plus, before)];
        let mut inputs = Vec::new();
        let earlier = self.first.previous();
        let label = why.text("why.debt_before");
        if self.settled.run.position(earlier).is_some() {
            inputs.push(self.input(label, before, Period::Month(earlier), SettlementItem::Debt));
        } else {
            let value = CellValue::Quantity(Quantity::Money(before));
            inputs.push(Input { label, value, leads_to: Lead::End });
        }
        for (sign, kind, amount) in self.by_kind(&postings) {
            terms.push((sign, amount));
            inputs.push(self.input(why.kind(kind), amount, self.period, SettlementItem::Posted(kind)));
        }
        let workings = vec![why.equation(value, &terms)];
        self.finish(&why.text("why.debt"), value, "debt", workings, inputs, &postings)
    }
}
