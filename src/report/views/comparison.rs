//! A scenario beside the base: what is left, what is owed, who pays, by month and by year.

use super::context::Context;
use super::view::{View, changed};
use crate::field::Field;
use crate::journal::Kind;
use crate::measures::Measure;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::report::{
    Books, Cell, CellValue, Column, Figure, Holder, Key, Mark, Measured, Place, Point, Quantity, Role, Series,
    SettlementItem, Sheet, Subject,
};
use crate::simulation::Run;

/// What came of a scenario, next to the base.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The sentence that answers: does the money last, and what changes against the base.
    pub headline: String,
    /// The figures that decide, each with its difference to the base.
    pub keys: Vec<Key>,
    /// Balance of both, by month.
    pub balance: Figure,
    /// Debt of both, by month.
    pub debt: Figure,
    /// By calendar year.
    pub sheet: Sheet,
}

/// Sums over months of a run, of one place.
struct Sums<'a> {
    run: &'a Run,
    at: PlaceId,
    first: Month,
    last: Month,
}

impl<'a> Sums<'a> {
    fn of(run: &'a Run, at: PlaceId) -> Sums<'a> {
        Sums { run, at, first: run.start, last: run.end() }
    }

    /// The same over the months that another has too; `None` where there is none.
    fn within(&self, other: &Sums<'_>) -> Option<Sums<'a>> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Sums { first, last, ..*self })
    }

    /// The last of its months.
    fn end(&self) -> usize {
        self.run.position(self.last).unwrap_or_default()
    }

    /// Whether it is a place with a pool.
    fn pool(&self) -> bool {
        !self.run.places.is_county(self.at)
    }

    /// What is owed at the end of a month.
    fn debt(&self, n: usize) -> Money {
        self.run.total(n, self.at, Field::Debt)
    }

    /// What is left at the end of a month.
    fn closing(&self, n: usize) -> Money {
        self.run.total(n, self.at, Field::Balance)
    }

    /// What is left at the end of the last month, less what is owed.
    fn net(&self) -> Money {
        self.closing(self.end()) - self.debt(self.end())
    }

    /// Working capital raised, and advanced by the city, in a month.
    fn raised(&self, n: usize) -> Money {
        self.run.raised(n, self.at)
    }

    /// What the counties' own treasuries paid: matching subsidies and parts of gaps.
    fn treasury(&self, n: usize) -> Money {
        self.run.treasury(n, self.at)
    }

    fn months(&self, year: Option<i32>) -> impl Iterator<Item = usize> {
        let (start, first, last) = (self.run.start, self.first, self.last);
        (0..self.run.months()).filter(move |n| {
            let month = start.plus(*n as i32);
            (first..=last).contains(&month) && year.is_none_or(|y| month.year() == y)
        })
    }

    fn sum(&self, year: Option<i32>, of: impl Fn(&Self, usize) -> Money) -> Money {
        self.months(year).map(|n| of(self, n)).sum()
    }

    fn first_shortage(&self) -> Option<Month> {
        self.months(None).find(|n| self.raised(*n).is_positive()).map(|n| self.run.start.plus(n as i32))
    }

    fn peak_debt(&self) -> (Money, usize) {
        let peak = self.months(None).map(|n| (self.debt(n), n)).max_by_key(|(debt, n)| (*debt, std::cmp::Reverse(*n)));
        peak.unwrap_or_default()
    }
}

/// What is taken of sums.
type Taken<'a> = &'a dyn Fn(&Sums<'_>) -> Money;

/// Compares the runs of two scenarios at a place; `None` where one has no run, or lacks the county. A scenario beside
/// itself has no differences.
pub fn comparison(context: &Context, base: usize, scenario: usize, place: &Place) -> Option<Comparison> {
    let (of_base, of_scenario) = (Books::Scenario(base), Books::Scenario(scenario));
    let (before, now) = (View::new(context, of_base, place)?, View::new(context, of_scenario, place)?);
    let (old, new) = (context.settled(base)?, context.settled(scenario)?);
    let (old_sums, new_sums) = (Sums::of(&old.run, before.at), Sums::of(&new.run, now.at));
    let alone = base == scenario;
    // Only the months are subtracted that both have. Replays and projections have none in common: side by side they are
    // shown.
    let both = old_sums.within(&new_sums).zip(new_sums.within(&old_sums)).filter(|_| !alone);
    let both = both.as_ref().map(|(old, new)| Both { old, new });
    let start = old.run.start.min(new.run.start);
    let end = old.run.end().max(new.run.end());
    let (start, end) = if alone { (new.run.start, new.run.end()) } else { (start, end) };
    let months: Vec<Period> = (0..=end.since(start)).map(|n| Period::Month(start.plus(n))).collect();

    let series = |view: &View<'_>, name: &str, role, debt: bool| Series {
        name: name.to_owned(),
        role,
        mark: Mark::Line,
        points: months
            .iter()
            .map(|p| match (view.fund.settled.and_then(|(run, _)| run.position(p.first_month())), debt) {
                (None, _) => Point::default(),
                (Some(_), true) => view.debt_point(*p),
                (Some(_), false) => view.balance_point(*p),
            })
            .collect(),
    };
    let source = context.source_of([&*old.scenario, &*new.scenario]);
    let figure = |key: &str, debt: bool| {
        let title = format!("{} · {}", now.name(), now.text(key));
        let mut figure = Figure { projected_from: None, ..now.figure(title, &months, Measured::Money) };
        if !alone {
            figure.series.push(series(&before, &old.scenario.name, Role::Earlier, debt));
        }
        let role = if debt { Role::Trouble } else { Role::Later };
        figure.series.push(series(&now, &new.scenario.name, role, debt));
        figure.source.clone_from(&source);
        figure
    };

    Some(Comparison {
        headline: headline(&now, &new_sums, both, &old.scenario.name),
        keys: keys(context, &now, scenario, &new_sums, both),
        balance: figure("comparison.balance", false),
        debt: figure("comparison.debt", true),
        sheet: Sheet { source: source.clone(), ..sheet(&now, scenario, &new_sums, both) },
    })
}

/// The base and the scenario over the months that both have.
#[derive(Clone, Copy)]
struct Both<'a> {
    old: &'a Sums<'a>,
    new: &'a Sums<'a>,
}

impl Both<'_> {
    /// The months that are compared, where they are not all of the scenario's and of the base.
    fn partly(&self) -> Option<Period> {
        let is_whole = |sums: &Sums<'_>| (sums.first, sums.last) == (sums.run.start, sums.run.end());
        (!is_whole(self.old) || !is_whole(self.new)).then(|| Period::between(self.new.first, self.new.last))
    }
}

fn headline(view: &View<'_>, new: &Sums<'_>, both: Option<Both<'_>>, base: &str) -> String {
    let (language, style) = (view.language(), view.style());
    let spoken = |money: Money| style.spoken(Quantity::Money(money));
    let last = new.run.months().saturating_sub(1);
    let place = view.name();
    let end = view.context.period_name(Period::Month(new.run.end()));
    let first = match new.first_shortage() {
        None => {
            let closing = new.closing(last);
            let values = [("place", &*place), ("end", &*end), ("balance", &*spoken(closing))];
            // Where all that is left goes to a pool, nothing left is no sign of need.
            let is_without = closing.is_zero() && view.place != Place::Root;
            language.fill(if is_without { "comparison.lasts_without" } else { "comparison.lasts" }, &values)
        }
        Some(month) => {
            let month = view.context.period_name(Period::Month(month));
            let raised = spoken(new.sum(None, Sums::raised));
            let values = [("place", &*place), ("month", &*month), ("raised", &*raised), ("end", &*end)];
            language.fill("comparison.runs_out", &values)
        }
    };
    let Some(both) = both else { return first };
    // Where neither needs money, what is left in the end, less what is owed, tells them apart.
    let less = both.old.sum(None, Sums::raised) - both.new.sum(None, Sums::raised);
    let more = both.new.net() - both.old.net();
    let (key, amount) = match (new.first_shortage(), less) {
        (None, less) if less.is_positive() => ("comparison.less_raised", less),
        (None, _) if more.is_positive() => ("comparison.more", more),
        (None, _) if more.is_negative() => ("comparison.less", more),
        (Some(_), less) if less.is_positive() => ("comparison.less", less),
        (Some(_), less) if less.is_negative() => ("comparison.more", less),
        _ => ("comparison.equal", less),
    };
    let mut base = base.to_owned();
    if let Some(period) = both.partly() {
        let period = view.context.period_name(period);
        base = language.fill("comparison.base_within", &[("base", &base), ("period", &period)]);
    }
    first + &language.fill(key, &[("base", &base), ("amount", &spoken(amount.abs()))])
}

fn keys(context: &Context, view: &View<'_>, scenario: usize, new: &Sums<'_>, both: Option<Both<'_>>) -> Vec<Key> {
    let against = match both.and_then(|both| both.partly()) {
        Some(period) => view.language().fill("comparison.against_within", &[("period", &context.period_name(period))]),
        None => view.text("comparison.against"),
    };
    let money = |key: &str, of: Taken<'_>, subject: Option<Subject>| Key {
        label: view.text(key),
        value: Cell::quantity(Some(Quantity::Money(of(new))), subject),
        change: both.map(|both| Cell {
            value: CellValue::Change(Quantity::Money(of(both.new) - of(both.old))),
            ..Cell::default()
        }),
        against: against.clone(),
    };
    let shortage = |sums: &Sums<'_>| match sums.first_shortage() {
        Some(month) => context.period_name(Period::Month(month)),
        None => view.text("comparison.never"),
    };
    let subject = |n: usize, item| Some(settlement(view, scenario, Period::Month(new.run.start.plus(n as i32)), item));
    let first = Key {
        label: view.text("comparison.first_shortage"),
        value: Cell::text(shortage(new)),
        change: both.map(|both| Cell::text(shortage(&Sums::of(both.old.run, both.old.at)))),
        against: view.text("comparison.base_has"),
    };
    let (_, at) = new.peak_debt();
    let closing = |sums: &Sums<'_>| sums.closing(sums.end());
    let mut keys = vec![
        first,
        money("comparison.end_balance", &closing, subject(new.end(), SettlementItem::Closing)),
        money("comparison.peak_debt", &|sums| sums.peak_debt().0, subject(at, SettlementItem::Debt)),
        money("comparison.raised", &|sums| sums.sum(None, Sums::raised), None),
    ];
    // A balance says little where money is owed; what was raised stands in the sentence above.
    if new.peak_debt().0.is_positive() {
        keys.truncate(3);
        keys.insert(2, money("county.net_balance", &|sums| sums.net(), subject(new.end(), SettlementItem::Debt)));
    }
    keys
}

fn settlement(view: &View<'_>, scenario: usize, period: Period, item: SettlementItem) -> Subject {
    Subject::Settlement { scenario, holder: Holder::with_below(view.place.clone()), period, item }
}

fn sheet(view: &View<'_>, scenario: usize, new: &Sums<'_>, both: Option<Both<'_>>) -> Sheet {
    let mut columns = vec![Column::new(view.text("comparison.year"), Measured::Text)];
    let difference = view.text("comparison.difference");
    for key in [
        "comparison.gap",
        "comparison.raised",
        "comparison.treasury",
        "comparison.balance",
        "comparison.debt",
        "county.net_balance",
    ] {
        columns.push(Column::new(view.text(key), Measured::Money));
        if both.is_some() {
            let heading = format!("{} {difference}", view.text(key));
            columns.push(Column::new(heading, Measured::Money));
        }
    }
    let years = new.run.start.year()..=new.run.end().year();
    let rows = years
        .map(|year| {
            let last = |sums: &Sums<'_>| sums.months(Some(year)).last();
            let period = Period::Year(year);
            let month = Period::Month(new.run.start.plus(last(new).unwrap_or_default() as i32));
            let gap = |sums: &Sums<'_>| sums.sum(Some(year), |s, n| s.run.gap(n, s.at));
            let raised = |sums: &Sums<'_>| sums.sum(Some(year), Sums::raised);
            let treasury = |sums: &Sums<'_>| sums.sum(Some(year), Sums::treasury);
            let closing = |sums: &Sums<'_>| last(sums).map_or(Money::ZERO, |n| sums.closing(n));
            let debt = |sums: &Sums<'_>| last(sums).map_or(Money::ZERO, |n| sums.debt(n));
            let net = |sums: &Sums<'_>| closing(sums) - debt(sums);
            let measure = Measure::Gap;
            let of_gap = Subject::Measure { measure, place: view.place.clone(), period, books: view.books };
            let item = |period, item| Some(settlement(view, scenario, period, item));
            let cells: [(Taken<'_>, Option<Subject>); 6] = [
                (&gap, Some(of_gap)),
                (&raised, item(period, SettlementItem::Posted(Kind::Borrow)).filter(|_| !new.pool())),
                (&treasury, item(period, SettlementItem::Posted(Kind::Subsidy)).filter(|_| treasury(new).is_zero())),
                (&closing, item(month, SettlementItem::Closing)),
                (&debt, item(month, SettlementItem::Debt)),
                (&net, item(month, SettlementItem::Debt)),
            ];
            // The first and the last year of a run may be a part of one.
            let (first, end) = (new.run.start.max(Month::january(year)), new.run.end().min(Month::december(year)));
            let mut row = vec![Cell::period(Period::between(first, end))];
            for (of, subject) in cells {
                row.push(Cell::quantity(Some(Quantity::Money(of(new))), subject));
                if let Some(both) = both {
                    let change = last(both.new).map(|_| Quantity::Money(of(both.new) - of(both.old)));
                    row.push(changed(change, None));
                }
            }
            row
        })
        .collect();
    let title = format!("{} · {}", view.name(), view.text("comparison.by_year"));
    let partly = both.and_then(|both| both.partly()).map(|period| view.context.period_name(period));
    let note = |period: String| view.language().fill("comparison.differences_within", &[("period", &period)]);
    let notes = partly.map(note).into_iter().collect();
    Sheet { title, columns, frozen: 1, rows, notes, source: view.source_line(), ..Sheet::default() }
}
