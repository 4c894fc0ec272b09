//! 并轨: who leaves the re-employment centres and what that costs, month by month, and the three lines of security.

use super::Shown;
use crate::money::{Money, Persons, ratio};
use crate::month::{Month, Period};
use crate::report::views::context::{Context, Settled, name_of};
use crate::report::views::view::{column, series};
use crate::report::words::number::UNKNOWN;
use crate::report::words::period::month_ticks;
use crate::report::{Category, Cell, Figure, Mark, Measured, Place, Point, Quantity, Role, Sheet};
use crate::simulation::merger::MergerMonth;

/// What is told of a month, with the key of its name.
type Heads = (&'static str, fn(&MergerMonth) -> Persons);
type Amount = (&'static str, fn(&MergerMonth) -> Money);

const CENTRES: Heads = ("pilot.centres", |month| month.centres);
const LEFT_CENTRES: Heads = ("pilot.left_centres", |month| month.left_centres);
const LEFT_DIRECT: Heads = ("pilot.left_direct", |month| month.left_direct);
const UNEMPLOYED: Heads = ("pilot.unemployed", |month| month.unemployed);
const FOUND_WORK: Heads = ("pilot.found_work", |month| month.found_work);
const ON_ALLOWANCE: Heads = ("pilot.allowance_heads", |month| month.allowance_heads);

const COMPENSATION: Amount = ("pilot.compensation", |month| month.compensation);
const ENTERPRISE: Amount = ("pilot.enterprise", |month| month.paid_by[0]);
const GOVERNMENT: Amount = ("pilot.government", |month| month.paid_by[1]);
const FUND: Amount = ("pilot.fund", |month| month.paid_by[2]);
const BENEFIT: Amount = ("pilot.benefit", |month| month.benefit);
const ALLOWANCE: Amount = ("pilot.allowance", |month| month.allowance);

/// A place's mergers under a scenario; `None` where it has none.
pub fn merger(context: &Context<'_>, settled: &Settled, place: &Place) -> Option<Shown> {
    let at = settled.run.places.find(place)?;
    let mut months: Vec<MergerMonth> = Vec::new();
    for of in settled.run.mergers.iter().filter(|of| settled.run.places.counties_of(at).contains(&of.county)) {
        match months.last_mut().filter(|month| month.month == of.month) {
            Some(month) => month.add(of),
            None => months.push(*of),
        }
    }
    let (first, last) = (months.first()?, months.last()?);
    let told = Told { context: *context, months: &months };
    let source = context.source_of([&*settled.scenario]);
    let ends = [first, last].map(|of| context.period_name(Period::Month(of.month)));
    let place = name_of(&settled.run.places, at, context.language());
    let figures = [
        told.figure("pilot.lines", Measured::Persons, &[CENTRES, UNEMPLOYED, ON_ALLOWANCE].map(|of| told.line(of))),
        told.figure("pilot.sources", Measured::Money, &[ENTERPRISE, GOVERNMENT, FUND].map(|of| told.bar(of))),
    ];
    Some(Shown {
        headline: told.headline(&place, &ends),
        figures: figures.map(|figure| Figure { source: source.clone(), ..figure }).into(),
        sheet: Sheet { source, ..told.sheet() },
    })
}

struct Told<'a> {
    context: Context<'a>,
    months: &'a [MergerMonth],
}

impl Told<'_> {
    fn text(&self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn heads(&self, of: Heads) -> Persons {
        self.months.iter().map(of.1).sum()
    }

    fn amount(&self, of: Amount) -> Money {
        self.months.iter().map(of.1).sum()
    }

    /// Who left, what they were paid and by whom, and where they are at the end.
    fn headline(&self, place: &str, [first, last]: &[String; 2]) -> String {
        let (style, left) = (self.context.style, self.heads(LEFT_CENTRES) + self.heads(LEFT_DIRECT));
        let paid = self.amount(COMPENSATION);
        let share = |part: Amount| {
            let share = ratio(self.amount(part).fen(), paid.fen(), 6);
            share.map_or(UNKNOWN.to_owned(), |share| style.full(Quantity::Ratio(share)))
        };
        let end = |of: Heads| style.full(Quantity::Persons(self.months.last().map_or(0, of.1)));
        let values = [
            ("place", place.to_owned()),
            ("first", first.clone()),
            ("last", last.clone()),
            ("left", style.full(Quantity::Persons(left))),
            ("paid", style.spoken(Quantity::Money(paid))),
            ("enterprise", share(ENTERPRISE)),
            ("government", share(GOVERNMENT)),
            ("fund", share(FUND)),
            ("unemployed", end(UNEMPLOYED)),
            ("allowance", end(ON_ALLOWANCE)),
        ];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        self.context.language().fill("pilot.merger_headline", &values)
    }

    fn line(&self, of: Heads) -> (String, Mark, Vec<Option<Quantity>>) {
        let values = self.months.iter().map(|month| Some(Quantity::Persons(of.1(month)))).collect();
        (self.text(of.0), Mark::Line, values)
    }

    fn bar(&self, of: Amount) -> (String, Mark, Vec<Option<Quantity>>) {
        let values = self.months.iter().map(|month| Some(Quantity::Money(of.1(month)))).collect();
        (self.text(of.0), Mark::StackedBar, values)
    }

    fn figure(&self, title: &str, measured: Measured, lines: &[(String, Mark, Vec<Option<Quantity>>)]) -> Figure {
        let point = |value: &Option<Quantity>| Point { value: *value, subject: None };
        let line = |(n, (name, mark, values)): (usize, &(String, Mark, Vec<Option<Quantity>>))| {
            series(name.clone(), Role::Nth(n as u8), *mark, values.iter().map(point).collect())
        };
        let months: Vec<Month> = self.months.iter().map(|month| month.month).collect();
        Figure {
            title: self.text(title),
            categories: self.months.iter().map(|month| Category::Period(Period::Month(month.month))).collect(),
            ticks: month_ticks(&months, self.context.language()),
            measured,
            series: lines.iter().enumerate().map(line).collect(),
            ..Figure::default()
        }
    }

    fn sheet(&self) -> Sheet {
        let before = [LEFT_CENTRES, LEFT_DIRECT, CENTRES];
        let paid = [COMPENSATION, ENTERPRISE, GOVERNMENT, FUND];
        let after = [UNEMPLOYED, FOUND_WORK, ON_ALLOWANCE];
        let helped = [BENEFIT, ALLOWANCE];
        let persons = |of: Heads| column(self.text(of.0), Measured::Persons);
        let money = |of: Amount| column(self.text(of.0), Measured::Money);
        let mut columns = vec![column(self.text("period.kind_month"), Measured::Text)];
        columns.extend(before.map(persons));
        columns.extend(paid.map(money));
        columns.extend(after.map(persons));
        columns.extend(helped.map(money));
        let row = |month: &MergerMonth| {
            let count = |of: Heads| Cell::quantity(Some(Quantity::Persons(of.1(month))), None);
            let amount = |of: Amount| Cell::quantity(Some(Quantity::Money(of.1(month))), None);
            let mut row = vec![Cell::period(Period::Month(month.month))];
            row.extend(before.map(count));
            row.extend(paid.map(amount));
            row.extend(after.map(count));
            row.extend(helped.map(amount));
            row
        };
        // What flows is summed up; what stands is that of the end.
        let total = |of: Heads, is_flow: bool| {
            let value = if is_flow { self.heads(of) } else { self.months.last().map_or(0, of.1) };
            Cell::quantity(Some(Quantity::Persons(value)), None)
        };
        let all = |of: Amount| Cell::quantity(Some(Quantity::Money(self.amount(of))), None);
        let mut sum = vec![Cell::text(self.text("pilot.all_months"))];
        sum.extend([total(LEFT_CENTRES, true), total(LEFT_DIRECT, true), total(CENTRES, false)]);
        sum.extend(paid.map(all));
        sum.extend([total(UNEMPLOYED, false), total(FOUND_WORK, true), total(ON_ALLOWANCE, false)]);
        sum.extend(helped.map(all));
        Sheet {
            title: self.text("pilot.merger"),
            columns,
            frozen: 1,
            rows: self.months.iter().map(row).chain([sum]).collect(),
            totals: 1,
            notes: ["pilot.merger_rule", "pilot.lines_rule", "pilot.apart"].map(|key| self.text(key)).into(),
            ..Sheet::default()
        }
    }
}
