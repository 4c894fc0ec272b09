//! Why an item of the settlement is what it is: the postings that make it up, and the balance before them.
//!
//! Of a county, what is posted of a kind counts what moves to or from its fund, its treasury, its lender and its
//! personal accounts; its balance, only what moves its fund.
//!
//! Source: model section 5.

use super::super::{Books, CellValue, Derivation, Holder, Input, Lead, Place, Quantity, SettlementItem, Subject};
use super::{Sign, Why};
use crate::dataset::Grain;
use crate::field::Field;
use crate::journal::{Account, DebtEffect, Kind, Posting, Purse};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{Level, Reach, Whose};
use crate::report::views::context::Settled;

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
    let whose = run.places.whose(holder)?;
    let this = Item { why, settled, scenario, holder, whose, period, first, last };
    Some(match item {
        SettlementItem::Posted(kind) => this.posted(kind),
        SettlementItem::Opening => this.opening(),
        SettlementItem::Closing => this.closing(),
        SettlementItem::Debt => this.debt(),
    })
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

impl Item<'_> {
    /// Whether an account is a fund of the holder, whose balance is asked for.
    fn holds(&self, account: Account) -> bool {
        let place = account.place().filter(|_| account.purse() == Purse::Fund);
        place.is_some_and(|place| self.settled.run.places.is_of(self.whose, place))
    }

    /// Whether a posting concerns the holder: a pool's fund, or any purse of the places with their counties.
    fn concerns(&self, posting: &Posting) -> bool {
        let places = &self.settled.run.places;
        match self.whose.reach {
            Reach::Own => posting.concerns(|account| self.holds(account)),
            Reach::WithBelow if self.whose.place == places.root() => true,
            Reach::WithBelow => {
                posting.concerns(|account| account.place().is_some_and(|place| places.is_of(self.whose, place)))
            }
        }
    }

    fn level(&self) -> Level {
        self.settled.run.places.level(self.whose.place)
    }

    fn kind(&self, kind: Kind) -> String {
        self.why.kind(kind, self.level())
    }

    fn is_county(&self) -> bool {
        self.settled.run.places.is_county(self.whose.place)
    }

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
        if self.last.since(self.first) + 1 < self.period.len() {
            let [first, last] = [self.first, self.last].map(|month| why.0.period_name(Period::Month(month)));
            notes.push(why.fill("why.part_of_year", &[("first", &first), ("last", &last)]));
        }
        notes.extend(why.sample_note());
        Derivation {
            title: why.title(&why.holder(self.holder), self.period, name, Books::Scenario(self.scenario)),
            value: CellValue::Quantity(Quantity::Money(value)),
            rule: why.rule(rule),
            workings,
            exact: Vec::new(),
            inputs,
            postings: why.postings(&self.settled.run.places, postings),
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
        let postings = self.postings(|p| p.kind == kind && self.concerns(p));
        let value = postings.iter().map(|p| p.amount()).sum();
        let months: Vec<(Month, Money)> = self.by_month(&postings);
        let mut workings = Vec::new();
        let mut inputs = Vec::new();
        if self.period.len() > 1 {
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
        let mut rule = format!("posted.{}", kind.key());
        if kind == Kind::Advance {
            rule = self.level().treasury_key(&rule);
        }
        self.finish(&self.kind(kind), value, &rule, workings, inputs, &postings)
    }

    fn by_month(&self, postings: &[&Posting]) -> Vec<(Month, Money)> {
        let mut months: Vec<(Month, Money)> = Vec::new();
        for posting in postings {
            match months.last_mut() {
                Some((month, sum)) if *month == posting.month => *sum += posting.amount(),
                _ => months.push((posting.month, posting.amount())),
            }
        }
        months
    }

    /// The cells that a month's amount of a kind is reckoned from, of the holder's place.
    fn behind(&self, kind: Kind) -> Vec<Input> {
        let (place, fields) = (&self.holder.place, kind.spec().behind);
        let books = Books::Scenario(self.scenario);
        let mut inputs: Vec<Input> =
            fields.iter().map(|field| self.why.cell_input(None, place, self.period, *field, books)).collect();
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
        self.sum_books(self.first, Field::Opening)
    }

    fn sum_books(&self, month: Month, field: Field) -> Money {
        let run = &self.settled.run;
        run.position(month).map_or(Money::ZERO, |n| run.sum(n, self.whose, field))
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
        let given = |lever: &str, value: Option<Money>| {
            Input::end(
                why.text(&format!("lever.{lever}")),
                CellValue::Quantity(Quantity::Money(value.unwrap_or_default())),
            )
        };
        let books = if why.0.observed.grain == Grain::Monthly { Books::Data } else { Books::Scenario(self.scenario) };
        let observed = |place: &Place| why.dated_input(place, Period::Month(before), Field::Balance, books);
        let place = &self.holder.place;
        let opening = self.settled.scenario.said(place).opening();
        if self.is_county() {
            let input = observed(place);
            let is_unknown = input.value == CellValue::Unknown;
            return Some(input).into_iter().chain(is_unknown.then(|| given("opening_county", opening))).collect();
        }
        let below = (self.whose.reach == Reach::WithBelow).then(|| observed(place));
        below.into_iter().chain([given("opening_pool", opening)]).collect()
    }

    fn closing(&self) -> Derivation {
        let why = self.why;
        let (before, value) = (self.balance_before(), self.sum_books(self.last, Field::Balance));
        // What moves between the holder's own funds leaves its balance as it is.
        let postings = self.postings(|p| self.holds(p.from) != self.holds(p.to));
        let mut terms = vec![(Sign::Plus, before)];
        let mut inputs = vec![self.input(why.text("why.opening"), before, self.period, SettlementItem::Opening)];
        for (sign, kind, amount) in self.by_kind(&postings) {
            terms.push((sign, amount));
            let key = if sign == Sign::Plus { "why.in" } else { "why.out" };
            let label = why.fill(key, &[("kind", &self.kind(kind))]);
            let mut input = self.input(label, amount, self.period, SettlementItem::Posted(kind));
            if kind == Kind::GapCounty && self.is_county() {
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
                let is_in = |p: &Posting| self.holds(p.to);
                let of_kind = postings.iter().filter(|p| p.kind == kind && is_in(p) == (sign == Sign::Plus));
                let sum: Money = of_kind.map(|p| p.amount()).sum();
                if sum.is_positive() {
                    sums.push((sign, kind, sum));
                }
            }
        }
        sums
    }

    fn debt(&self) -> Derivation {
        let why = self.why;
        let value = self.sum_books(self.last, Field::Debt);
        let before = self.sum_books(self.first.previous(), Field::Debt);
        let lends = |p: &Posting| p.kind.spec().debt == DebtEffect::Lent && self.holds(p.to);
        let repays = |p: &Posting| p.kind.spec().debt == DebtEffect::Repaid && self.holds(p.from);
        let postings = self.postings(|p| lends(p) || repays(p));
        let mut terms = vec![(Sign::Plus, before)];
        let mut inputs = Vec::new();
        let earlier = self.first.previous();
        let label = why.text("why.debt_before");
        if self.settled.run.position(earlier).is_some() {
            inputs.push(self.input(label, before, Period::Month(earlier), SettlementItem::Debt));
        } else {
            let value = CellValue::Quantity(Quantity::Money(before));
            inputs.push(Input::end(label, value));
        }
        for (sign, kind, amount) in self.by_kind(&postings) {
            terms.push((sign, amount));
            inputs.push(self.input(self.kind(kind), amount, self.period, SettlementItem::Posted(kind)));
        }
        let workings = vec![why.equation(value, &terms)];
        self.finish(&why.text("why.debt"), value, "debt", workings, inputs, &postings)
    }
}
