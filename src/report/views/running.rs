//! 统筹资金运行: what counties hand up, what is granted, what is passed down and what is kept, by month and year; and what
//! counties had of each other before grants arrived.
//!
//! Source: sections 13.1 and 13.3.

use super::view::{View, column, series};
use crate::dataset::Example;
use crate::field::{Amount, Field};
use crate::journal::Kind;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::report::views::context::name_of;
use crate::report::{
    Books, Cell, CellValue, Figure, Holder, Mark, Measured, Place, Point, Quantity, Role, RunningItem, SettlementItem,
    Sheet, Subject, Tone,
};
use crate::special_account::kinds::{Entered, Flow};
use crate::special_account::lent::{Lent, lent};

use super::context::Context;

/// What is told of the running of the pool.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// Of the last whole year.
    pub headline: String,
    /// By month, with what is kept since counties began to hand up.
    pub figure: Figure,
    /// By month, each year summed; beside it the agency's ledger where there is one.
    pub sheet: Sheet,
    /// What counties had of each other, by year; `None` of the data.
    pub lent: Option<(String, Sheet)>,
}

/// What flowed in a month: handed up, granted, passed down, and of that what is allocated; `None` is unknown.
#[derive(Clone, Copy, Default)]
pub(in crate::report) struct Sums(pub [Option<Money>; 4]);

impl Sums {
    pub fn kept(self) -> Option<Money> {
        let [up, grants, down, _] = self.0;
        Some(up? + grants? - down?)
    }

    pub fn plus(self, other: Sums) -> Sums {
        Sums(std::array::from_fn(|n| Some(self.0[n]? + other.0[n]?)))
    }
}

/// What is handed up, granted and passed down by month, from the month in which counties first hand up; `None` where there
/// is no run, or nothing is handed up.
pub(in crate::report) fn flows(context: &Context<'_>, books: Books) -> Option<Vec<(Month, Sums)>> {
    let view = View::new(context, books, &Place::Root)?;
    let all: Vec<(Month, Sums)> = match books {
        Books::Data if !view.is_monthly() => return None,
        Books::Data => {
            let months = view.periods().into_iter().map(Period::first_month);
            months.map(|month| (month, of_data(&view, month))).collect()
        }
        Books::Scenario(number) => {
            let run = &context.settled(number)?.run;
            let of = |n: usize| {
                let sum = |places: &[PlaceId], field| places.iter().map(|at| run.money(n, *at, field)).sum::<Money>();
                let (counties, pools): (Vec<_>, Vec<_>) =
                    (run.counties().collect(), run.places.above_counties().collect());
                let at_counties = sum(&counties, Field::Grant);
                let grants = at_counties + sum(&pools, Field::Grant);
                let allocated = sum(&counties, Field::Allocated);
                let up = sum(&counties, Field::Remitted);
                Sums([up, grants, allocated + at_counties, allocated].map(Some))
            };
            run.month_range().enumerate().map(|(n, month)| (month, of(n))).collect()
        }
    };
    let first = all.iter().position(|(_, sums)| sums.0[0].is_some_and(Money::is_positive))?;
    Some(all[first..].to_vec())
}

/// Of a set of books; `entered` is what the agency's ledger has, where there is one. `None` where there is no run, or nothing is
/// handed up.
pub fn running(context: &Context<'_>, books: Books, entered: &Entered) -> Option<Told> {
    let view = View::new(context, books, &Place::Root)?;
    let words = Words { view, books, months: flows(context, books)?, entered };
    Some(Told { headline: words.headline(), figure: words.figure(), sheet: words.sheet(), lent: words.lent(books) })
}

/// A sum of all counties; in a run pools have grants of their own, which no county's cell shows.
pub(in crate::report) fn subject_of(field: Field, books: Books, period: Period) -> Subject {
    match (books, field) {
        (Books::Scenario(scenario), Field::Grant) => Subject::Settlement {
            scenario,
            holder: Holder::with_below(Place::Root),
            period,
            item: SettlementItem::Posted(Kind::Grant),
        },
        _ => Subject::Cell { place: Place::Root, period, field, books },
    }
}

/// Grants are booked where they reach a county: what is passed down is allocated and grants together.
fn of_data(view: &View<'_>, month: Month) -> Sums {
    let sum = |field| -> Option<Money> {
        let of = |county: &PlaceId| match view.fund.value(*county, Period::Month(month), field) {
            Some(Amount::Money(money)) => Some(money),
            _ => None,
        };
        view.fund.places().counties_of(view.at).iter().map(of).sum()
    };
    let grants = sum(Field::Grant);
    let allocated = sum(Field::Allocated);
    let down = allocated.zip(grants).map(|(allocated, grants)| allocated + grants);
    Sums([sum(Field::Remitted), grants, down, allocated])
}

struct Words<'a> {
    view: View<'a>,
    books: Books,
    /// From the month in which counties first hand up.
    months: Vec<(Month, Sums)>,
    entered: &'a Entered,
}

fn money(amount: Option<Money>) -> Cell {
    Cell::quantity(amount.map(Quantity::Money), None)
}

impl Words<'_> {
    /// The part of a period since counties hand up; without one all of it.
    fn told(&self, period: Option<Period>) -> Period {
        let (first, last) = (self.months[0].0, self.months[self.months.len() - 1].0);
        let (from, to) = period.map_or((first, last), |period| (period.first_month(), period.last_month()));
        Period::between(from.max(first), to.min(last))
    }

    /// What explains the amounts of a period: handed up, granted, passed down, kept, kept in all.
    fn subjects(&self, period: Period) -> [Option<Subject>; 5] {
        let books = self.books;
        let of = |item| Some(Subject::Running { item, place: Place::Root, period, books });
        [
            Some(subject_of(Field::Remitted, books, period)),
            Some(subject_of(Field::Grant, books, period)),
            of(RunningItem::PassedDown),
            of(RunningItem::Kept),
            of(RunningItem::KeptInAll),
        ]
    }

    fn text(&self, key: &str) -> String {
        self.view.text(key)
    }

    fn spoken(&self, amount: Option<Money>) -> String {
        let known = amount.map(|amount| self.view.style().spoken(Quantity::Money(amount)));
        known.unwrap_or(crate::report::words::number::UNKNOWN.to_owned())
    }

    fn of_year(&self, year: i32) -> Sums {
        let of = self.months.iter().filter(|(month, _)| month.year() == year).map(|(_, sums)| *sums);
        of.reduce(Sums::plus).unwrap_or_default()
    }

    fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.months[0].0.year()..=self.months[self.months.len() - 1].0.year()
    }

    fn in_all(&self) -> Sums {
        self.months.iter().map(|(_, sums)| *sums).reduce(Sums::plus).unwrap_or_default()
    }

    /// "2007年区县上解 17,749 万元，补助 6,930 万元，拨付区县 21,603 万元，留存 3,076 万元；2005年9月以来累计留存 8,856 万元"
    fn headline(&self) -> String {
        let last = self.months[self.months.len() - 1].0;
        let year =
            if last.month() == 12 || last.year() == *self.years().start() { last.year() } else { last.year() - 1 };
        let sums = self.of_year(year);
        let [up, grants, down, _] = sums.0.map(|sum| self.spoken(sum));
        let values = [
            ("year", self.view.period_name(Period::Year(year))),
            ("up", up),
            ("grants", grants),
            ("down", down),
            ("kept", self.spoken(sums.kept())),
            ("first", self.view.period_name(Period::Month(self.months[0].0))),
            ("all", self.spoken(self.in_all().kept())),
        ];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        self.view.language().fill("running.headline", &values)
    }

    fn figure(&self) -> Figure {
        let of = |n: usize| -> Vec<Point> {
            let point = |(month, sums): &(Month, Sums)| {
                let [up, grants, down, ..] = self.subjects(Period::Month(*month));
                let subject = [up, grants, down].into_iter().nth(n).flatten();
                Point { value: sums.0[n].map(Quantity::Money), subject }
            };
            self.months.iter().map(point).collect()
        };
        let mut kept = Some(Money::ZERO);
        let kept = self.months.iter().map(|(month, sums)| {
            kept = kept.and_then(|before| Some(before + sums.kept()?));
            let [.., subject] = self.subjects(Period::Month(*month));
            Point { value: kept.map(Quantity::Money), subject }
        });
        let kept = kept.collect();
        let named = |key: &str| self.text(key);
        let periods: Vec<Period> = self.months.iter().map(|(month, _)| Period::Month(*month)).collect();
        Figure {
            series: vec![
                series(named("running.up"), Role::Contributions, Mark::Line, of(0)),
                series(named("running.grants"), Role::Subsidies, Mark::Line, of(1)),
                series(named("running.down"), Role::Pensions, Mark::Line, of(2)),
                series(named("running.kept_in_all"), Role::Balance, Mark::Line, kept),
            ],
            ..self.view.figure(named("running.figure"), &periods, Measured::Money)
        }
    }

    fn sheet(&self) -> Sheet {
        let covers = |month: &Month| self.entered.covers(Period::Month(*month));
        let has_ledger = self.months.iter().any(|(month, _)| covers(month));
        let mut columns = vec![column(self.text("running.period"), Measured::Text)];
        let keys = ["running.up", "running.grants", "running.down", "running.kept", "running.kept_in_all"];
        columns.extend(keys.map(|key| column(self.text(key), Measured::Money)));
        if has_ledger {
            for key in &keys[..3] {
                let name = self.text(key);
                let heading = |key: &str| self.view.language().fill(key, &[("what", &name)]);
                columns.push(column(heading("running.entered"), Measured::Money));
                columns.push(column(heading("running.off"), Measured::Money));
            }
        }
        let row = |period: Option<Period>, name: String, sums: Sums, in_all: Option<Money>| {
            let mut row = vec![Cell::text(name)];
            let [up, grants, down, _] = sums.0;
            let subjects = self.subjects(self.told(period));
            let cells = [up, grants, down, sums.kept(), in_all].into_iter().zip(subjects);
            row.extend(cells.map(|(amount, subject)| Cell { subject, ..money(amount) }));
            if has_ledger {
                for (flow, told) in Flow::ALL.into_iter().zip([up, grants, down]) {
                    let covered = period.filter(|_| self.entered.covers(self.told(period)));
                    let entered = covered.map(|period| self.entered.within(flow, period));
                    let off = entered.zip(told).map(|(entered, told)| Quantity::Money(entered - told));
                    let tone = match off {
                        Some(Quantity::Money(off)) if !off.is_zero() => Tone::Warning,
                        _ => Tone::Plain,
                    };
                    row.push(money(entered));
                    let off = off.map_or(CellValue::Unknown, CellValue::Change);
                    row.push(Cell { value: off, ..Cell::default() }.toned(tone));
                }
            }
            row
        };
        let (mut rows, mut sums, mut in_all) = (Vec::new(), Vec::new(), Some(Money::ZERO));
        for year in self.years() {
            for (month, of) in self.months.iter().filter(|(month, _)| month.year() == year) {
                in_all = in_all.and_then(|before| Some(before + of.kept()?));
                let period = Period::Month(*month);
                rows.push(row(Some(period), self.view.period_name(period), *of, in_all));
            }
            sums.push(rows.len());
            let name = self.view.language().fill("running.year", &[("year", &year.to_string())]);
            rows.push(row(Some(Period::Year(year)), name, self.of_year(year), in_all));
        }
        let all = self.in_all();
        rows.push(row(None, self.text("ladder.total"), all, all.kept()));
        let mut notes = vec![self.text("running.how")];
        if has_ledger {
            notes.push(self.text("running.how_entered"));
        }
        Sheet {
            title: self.text("running.title"),
            columns,
            frozen: 1,
            rows,
            totals: 1,
            sums,
            notes,
            source: self.view.source_line(),
            ..Sheet::default()
        }
    }

    /// 县区间垫付, with a sentence on the year of most.
    fn lent(&self, books: Books) -> Option<(String, Sheet)> {
        let Books::Scenario(number) = books else { return None };
        let run = &self.view.context.settled(number)?.run;
        let years = lent(run);
        let total = |of: &[Lent]| of.iter().map(|lent| lent.amount).sum::<Money>();
        let mut columns = vec![column(self.text("running.county"), Measured::Text)];
        for (year, _) in &years {
            let named = |key: &str| self.view.language().fill(key, &[("year", &year.to_string())]);
            columns.push(column(named("running.lent_in"), Measured::Money));
            columns.push(column(named("running.lent_month"), Measured::Text));
        }
        let row = |n: usize, county: PlaceId| {
            let mut row = vec![Cell::text(name_of(&run.places, county, self.view.language()))];
            for (year, of) in &years {
                let (place, period) = (run.places.key(county), Period::Year(*year));
                let subject = Some(Subject::Running { item: RunningItem::Lent, place, period, books });
                row.push(Cell { subject, ..money(Some(of[n].amount)) });
                row.push(Cell::text(
                    of[n].month.map_or_else(String::new, |month| self.view.period_name(Period::Month(month))),
                ));
            }
            row
        };
        let mut rows: Vec<Vec<Cell>> = run.counties().enumerate().map(|(n, county)| row(n, county)).collect();
        let mut last = vec![Cell::text(self.text("ladder.total"))];
        last.extend(years.iter().flat_map(|(_, of)| [money(Some(total(of))), Cell::text("")]));
        rows.push(last);
        let (most, of) = years.iter().max_by_key(|(year, of)| (total(of), -year))?;
        let county = of.iter().max_by_key(|lent| lent.amount)?;
        let values = [
            ("year", self.view.period_name(Period::Year(*most))),
            ("amount", self.spoken(Some(total(of)))),
            ("county", name_of(&run.places, county.county, self.view.language())),
            ("most", self.spoken(Some(county.amount))),
        ];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        let key = if total(of).is_zero() { "running.lent_none" } else { "running.lent_headline" };
        let mut notes = vec![self.text("running.lent_how")];
        if self.view.context.observed.example == Some(Example::Huangshan) {
            notes.push(self.text("running.table_3"));
        }
        let sheet = Sheet {
            title: self.text("running.lent_title"),
            columns,
            frozen: 1,
            rows,
            totals: 1,
            notes,
            source: self.view.source_line(),
            ..Sheet::default()
        };
        Some((self.view.language().fill(key, &values), sheet))
    }
}
