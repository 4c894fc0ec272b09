//! A scenario beside the base: what is left, what is owed, who pays, by month and by year.

use super::context::Context;
use super::view::View;
use crate::field::Field;
use crate::journal::Kind;
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

/// Sums over a run, of one place.
struct Sums<'a> {
    run: &'a Run,
    at: PlaceId,
}

impl Sums<'_> {
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

    /// Working capital raised, and advanced by the city, in a month.
    fn raised(&self, n: usize) -> Money {
        self.run.raised(n, self.at)
    }

    /// What the counties' own treasuries paid: matching subsidies and parts of gaps.
    fn treasury(&self, n: usize) -> Money {
        let paid = |c: &PlaceId| self.run.money(n, *c, Field::Subsidy) + self.run.money(n, *c, Field::GapPaid);
        self.run.places.counties_of(self.at).iter().map(paid).sum()
    }

    fn months(&self, year: Option<i32>) -> impl Iterator<Item = usize> {
        let start = self.run.start;
        (0..self.run.months()).filter(move |n| year.is_none_or(|y| start.plus(*n as i32).year() == y))
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

/// Compares the runs of two scenarios at a place; `None` where one has no run, or lacks the county. A scenario beside
/// itself has no differences.
pub fn comparison(context: &Context, base: usize, scenario: usize, place: &Place) -> Option<Comparison> {
    let (of_base, of_scenario) = (Books::Scenario(base), Books::Scenario(scenario));
    let (before, now) = (View::new(context, of_base, place)?, View::new(context, of_scenario, place)?);
    let (old, new) = (context.settled(base)?, context.settled(scenario)?);
    let old_sums = Sums { run: &old.run, at: before.at };
    let new_sums = Sums { run: &new.run, at: now.at };
    let alone = base == scenario;
    // Replays and projections speak of other months: side by side they are shown, but not subtracted.
    let same_span = old.run.start == new.run.start && old.run.months() == new.run.months();
    let compare = !alone && same_span;
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
    let figure = |key: &str, debt: bool| {
        let title = format!("{} · {}", now.name(), now.text(key));
        let mut figure = Figure { projected_from: None, ..now.figure(title, &months, Measured::Money) };
        if !alone {
            figure.series.push(series(&before, &old.scenario.name, Role::Earlier, debt));
        }
        let role = if debt { Role::Trouble } else { Role::Later };
        figure.series.push(series(&now, &new.scenario.name, role, debt));
        figure
    };

    Some(Comparison {
        headline: headline(&now, &old_sums, &new_sums, compare, &old.scenario.name),
        keys: keys(context, &now, scenario, &old_sums, &new_sums, compare),
        balance: figure("comparison.balance", false),
        debt: figure("comparison.debt", true),
        sheet: sheet(&now, scenario, &old_sums, &new_sums, compare),
    })
}

fn headline(view: &View<'_>, old: &Sums<'_>, new: &Sums<'_>, compare: bool, base: &str) -> String {
    let (language, style) = (view.language(), view.style());
    let spoken = |money: Money| style.spoken(Quantity::Money(money));
    let last = new.run.months().saturating_sub(1);
    let place = view.name();
    let end = view.context.period_name(Period::Month(new.run.end()));
    let first = match new.first_shortage() {
        None => {
            let values = [("place", &*place), ("end", &*end), ("balance", &*spoken(new.closing(last)))];
            language.fill("comparison.lasts", &values)
        }
        Some(month) => {
            let month = view.context.period_name(Period::Month(month));
            let raised = spoken(new.sum(None, Sums::raised));
            let values = [("place", &*place), ("month", &*month), ("raised", &*raised), ("end", &*end)];
            language.fill("comparison.runs_out", &values)
        }
    };
    if !compare {
        return first;
    }
    let less = old.sum(None, Sums::raised) - new.sum(None, Sums::raised);
    let key = match less {
        less if less.is_positive() => "comparison.less",
        less if less.is_negative() => "comparison.more",
        _ => "comparison.equal",
    };
    first + &language.fill(key, &[("base", base), ("amount", &spoken(less.abs()))])
}

fn keys(
    context: &Context,
    view: &View<'_>,
    scenario: usize,
    old: &Sums<'_>,
    new: &Sums<'_>,
    compare: bool,
) -> Vec<Key> {
    let against = view.text("comparison.against");
    let money = |key: &str, now: Money, before: Money, subject: Option<Subject>| Key {
        label: view.text(key),
        value: Cell::quantity(Some(Quantity::Money(now)), subject),
        change: compare.then(|| Cell { value: CellValue::Change(Quantity::Money(now - before)), ..Cell::default() }),
        against: against.clone(),
    };
    let shortage = |sums: &Sums<'_>| match sums.first_shortage() {
        Some(month) => context.period_name(Period::Month(month)),
        None => view.text("comparison.never"),
    };
    let last = |sums: &Sums<'_>| sums.run.months().saturating_sub(1);
    let subject = |n: usize, item| Some(settlement(view, scenario, Period::Month(new.run.start.plus(n as i32)), item));
    let first = Key {
        label: view.text("comparison.first_shortage"),
        value: Cell::text(shortage(new)),
        change: compare.then(|| Cell::text(shortage(old))),
        against: view.text("comparison.base_has"),
    };
    let (peak, at) = new.peak_debt();
    vec![
        first,
        money(
            "comparison.end_balance",
            new.closing(last(new)),
            old.closing(last(old)),
            subject(last(new), SettlementItem::Closing),
        ),
        money("comparison.peak_debt", peak, old.peak_debt().0, subject(at, SettlementItem::Debt)),
        money("comparison.raised", new.sum(None, Sums::raised), old.sum(None, Sums::raised), None),
    ]
}

fn settlement(view: &View<'_>, scenario: usize, period: Period, item: SettlementItem) -> Subject {
    Subject::Settlement { scenario, holder: Holder::with_below(view.place.clone()), period, item }
}

fn sheet(view: &View<'_>, scenario: usize, old: &Sums<'_>, new: &Sums<'_>, compare: bool) -> Sheet {
    let mut columns = vec![Column::new(view.text("comparison.year"), Measured::Text)];
    let difference = view.text("comparison.difference");
    for key in ["comparison.gap", "comparison.raised", "comparison.treasury", "comparison.balance", "comparison.debt"] {
        columns.push(Column::new(view.text(key), Measured::Money));
        if compare {
            let heading = format!("{} {difference}", view.text(key));
            columns.push(Column::new(heading, Measured::Money));
        }
    }
    let gap = |sums: &Sums<'_>, n: usize| sums.run.gap(n, sums.at);
    let years = new.run.start.year()..=new.run.end().year();
    let rows = years
        .map(|year| {
            let last = |sums: &Sums<'_>| sums.months(Some(year)).last().unwrap_or_default();
            let period = Period::Year(year);
            let month = Period::Month(new.run.start.plus(last(new) as i32));
            let cells: [(Money, Money, Option<Subject>); 5] = [
                (
                    new.sum(Some(year), gap),
                    old.sum(Some(year), gap),
                    Some(Subject::Measure {
                        measure: crate::measures::Measure::Gap,
                        place: view.place.clone(),
                        period,
                        books: view.books,
                    }),
                ),
                (
                    new.sum(Some(year), Sums::raised),
                    old.sum(Some(year), Sums::raised),
                    Some(settlement(view, scenario, period, SettlementItem::Posted(Kind::Borrow)))
                        .filter(|_| !new.pool()),
                ),
                (
                    new.sum(Some(year), Sums::treasury),
                    old.sum(Some(year), Sums::treasury),
                    Some(settlement(view, scenario, period, SettlementItem::Posted(Kind::Subsidy)))
                        .filter(|_| new.sum(Some(year), |s, n| s.treasury(n)).is_zero()),
                ),
                (
                    new.closing(last(new)),
                    if compare { old.closing(last(old)) } else { Money::ZERO },
                    Some(settlement(view, scenario, month, SettlementItem::Closing)),
                ),
                (
                    new.debt(last(new)),
                    if compare { old.debt(last(old)) } else { Money::ZERO },
                    Some(settlement(view, scenario, month, SettlementItem::Debt)),
                ),
            ];
            let mut row = vec![Cell::text(view.context.period_name(period))];
            for (now, before, subject) in cells {
                row.push(Cell::quantity(Some(Quantity::Money(now)), subject));
                if compare {
                    row.push(Cell { value: CellValue::Change(Quantity::Money(now - before)), ..Cell::default() });
                }
            }
            row
        })
        .collect();
    let title = format!("{} · {}", view.name(), view.text("comparison.by_year"));
    Sheet { title, columns, frozen: 1, rows, source: view.context.source_line(), ..Sheet::default() }
}
