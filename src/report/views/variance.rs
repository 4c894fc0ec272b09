//! Actuals against a scenario: month by month as long as both are there, and what has added up.
//!
//! Variance = actual − scenario, its rate over the scenario's amount. Flows add up over months; of heads and balances the
//! last month counts. A month is compared where every county of the place is on record in it.

use super::context::Context;
use super::view::{View, changed, column, less, series};
use crate::dataset::Grain;
use crate::field::Field;
use crate::listed::listed;
use crate::measures::Measure;
use crate::money::{Money, Persons, ratio};
use crate::month::{Month, Period};
use crate::report::{Books, Cell, Figure, Mark, Measured, Place, Point, Quantity, Role, Sheet};
use crate::scenario::Mode;

/// How many months before the scenario's start are shown at least, from a January on.
const BEFORE: i32 = 12;

listed! {
    /// What is compared.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
    #[allow(missing_docs, reason = "the names say it")]
    enum Item, ALL, text_key -> &'static str;

    #[default]
    Collected = "variance.collected";
    Pension = "variance.pension";
    Gap = "variance.gap";
    Contributors = "variance.contributors";
    Retirees = "variance.retirees";
    Balance = "variance.balance";
}

impl Item {
    /// Whether months add up to years.
    const fn adds_up(self) -> bool {
        matches!(self, Item::Collected | Item::Pension | Item::Gap)
    }

    const fn measured(self) -> Measured {
        match self {
            Item::Contributors | Item::Retirees => Measured::Persons,
            _ => Measured::Money,
        }
    }

    const fn role(self) -> Role {
        match self {
            Item::Collected | Item::Contributors => Role::Contributions,
            Item::Pension | Item::Retirees => Role::Pensions,
            Item::Gap => Role::Trouble,
            Item::Balance => Role::Balance,
        }
    }

    fn point(self, view: &View<'_>, period: Period) -> Point {
        match self {
            Item::Collected => view.field_point(Field::Collected, period),
            Item::Pension => view.field_point(Field::Pension, period),
            Item::Gap => view.measure_point(Measure::Gap, period),
            Item::Contributors => view.field_point(Field::Contributors, period),
            Item::Retirees => view.field_point(Field::Retirees, period),
            Item::Balance => view.balance_point(period),
        }
    }
}

/// What is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Variance {
    /// How far off it is by now, or why nothing can be compared.
    pub headline: String,
    /// Actual and scenario by month.
    pub figure: Figure,
    /// What the months differ by; `None` where no month is in both.
    pub bars: Option<Figure>,
    /// By month, with the years' sums; `None` where no month is in both.
    pub sheet: Option<Sheet>,
    /// The month from which the same scenario could be told so that there is something to compare; `None` where there
    /// is, or where that would not help.
    pub could_start: Option<Month>,
}

/// Makes what is shown of a scenario's run; `None` without one, or where the county is missing.
pub fn variance(context: &Context<'_>, number: usize, place: &Place, item: Item) -> Option<Variance> {
    let actual = View::new(context, Books::Data, place)?;
    let planned = View::new(context, Books::Scenario(number), place)?;
    let settled = context.settled(number)?;
    let run = &settled.run;
    let on_record = |month: &Month| actual.counties().all(|county| county.row(Period::Month(*month)).is_some());
    let compared = |month: Month| {
        let period = Period::Month(month);
        Compared { month, actual: item.point(&actual, period), planned: item.point(&planned, period) }
    };
    let months: Vec<Compared> = run.month_range().filter(on_record).map(compared).collect();
    let (first, last) = context.observed.range();
    let (first, last) = (first.first_month(), last.last_month());
    let draw = Draw { actual, planned, name: &settled.scenario.name, item, months };
    let from = Month::january(run.start.min(last).plus(-BEFORE).year()).max(first.min(run.start));
    let monthly = context.observed.grain == Grain::Monthly;
    let start = last.plus(-11);
    let base = start.previous();
    let helps = context.observed.counties.iter().all(|c| c.month(base).is_some() && c.month(last).is_some());
    let is_projected = settled.scenario.mode == Mode::Project;
    let could_start =
        (draw.months.is_empty() && monthly && is_projected && helps && start < run.start).then_some(start);
    Some(Variance {
        headline: draw.headline(run.start, last),
        // Months of yearly data are twelfths: they would only look like actuals.
        figure: match monthly {
            true => draw.figure((from, run.end().max(last)), run.start, last),
            false => Figure { title: draw.titled(), ..Figure::default() },
        },
        bars: draw.bars(),
        sheet: draw.sheet(settled.scenario.mode == Mode::Replay),
        could_start,
    })
}

/// A month in both.
struct Compared {
    month: Month,
    actual: Point,
    planned: Point,
}

impl Compared {
    fn difference(&self) -> Option<Quantity> {
        less(self.actual.value, self.planned.value)
    }
}

/// Sums of actual and scenario.
#[derive(Clone, Copy, Default)]
struct Sums {
    actual: i128,
    planned: i128,
    months: i128,
}

struct Draw<'a> {
    actual: View<'a>,
    planned: View<'a>,
    name: &'a str,
    item: Item,
    months: Vec<Compared>,
}

impl Draw<'_> {
    fn text(&self, key: &str) -> String {
        self.actual.text(key)
    }

    /// Whole fen or heads as what the item is counted in.
    fn quantity(&self, units: i128) -> Option<Quantity> {
        match self.item.measured() {
            Measured::Persons => Persons::try_from(units).ok().map(Quantity::Persons),
            _ => Some(Quantity::Money(Money::from_fen(units))),
        }
    }

    /// The months in which both are known, summed up.
    fn sums(&self, wanted: impl Fn(Month) -> bool) -> Sums {
        let mut sums = Sums::default();
        for compared in self.months.iter().filter(|compared| wanted(compared.month)) {
            let units = |point: &Point| point.value.and_then(units);
            if let Some((actual, planned)) = units(&compared.actual).zip(units(&compared.planned)) {
                sums.actual += actual;
                sums.planned += planned;
                sums.months += 1;
            }
        }
        sums
    }

    /// The month by which the headline speaks: the last in which both are known.
    fn latest(&self) -> Option<Month> {
        self.months.iter().rev().find(|compared| compared.difference().is_some()).map(|compared| compared.month)
    }

    fn headline(&self, start: Month, last: Month) -> String {
        let language = self.actual.language();
        let period = |month: Month| self.actual.context.period_name(Period::Month(month));
        let (place, item) = (self.actual.name(), self.text(self.item.text_key()));
        if self.actual.context.observed.grain == Grain::Yearly {
            return self.text("variance.yearly");
        }
        let Some(latest) = self.latest() else {
            let key = if self.months.is_empty() { "variance.no_overlap" } else { "variance.unknown" };
            let (start, last) = (period(start), period(last));
            let values = [("name", self.name), ("start", &start), ("last", &last), ("place", &place), ("item", &item)];
            return language.fill(key, &values);
        };
        let sums = match self.item.adds_up() {
            true => self.sums(|_| true),
            false => self.sums(|month| month == latest),
        };
        let variance = sums.actual - sums.planned;
        let key = match (self.item.adds_up(), variance.signum()) {
            (_, 0) => "variance.equal",
            (true, 1) => "variance.more_so_far",
            (true, _) => "variance.less_so_far",
            (false, 1) => "variance.more",
            (false, _) => "variance.less",
        };
        let style = self.actual.style();
        let amount = self.quantity(variance.abs()).map(|q| style.spoken(q)).unwrap_or_default();
        let rate = ratio(variance, sums.planned.abs(), 4).map(|rate| {
            let plain = style.plain(Quantity::Ratio(rate));
            let sign = if rate.is_sign_positive() && !rate.is_zero() { "+" } else { "" };
            language.fill("variance.rate_in_words", &[("rate", &format!("{sign}{plain}%"))])
        });
        let end = period(latest);
        let values = [
            ("end", &*end),
            ("place", &*place),
            ("item", &*item),
            ("name", self.name),
            ("amount", &*amount),
            ("rate", &*rate.unwrap_or_default()),
        ];
        language.fill(key, &values)
    }

    fn titled(&self) -> String {
        format!("{} · {}", self.actual.name(), self.text(self.item.text_key()))
    }

    fn figure(&self, (from, to): (Month, Month), start: Month, last: Month) -> Figure {
        let months: Vec<Month> = (0..=to.since(from)).map(|n| from.plus(n)).collect();
        let periods: Vec<Period> = months.iter().map(|month| Period::Month(*month)).collect();
        let point = |view: &View<'_>, month: &Month, wanted: bool| match wanted {
            true => self.item.point(view, Period::Month(*month)),
            false => Point::default(),
        };
        let actual = months.iter().map(|month| point(&self.actual, month, *month <= last)).collect();
        let planned = months.iter().map(|month| point(&self.planned, month, *month >= start)).collect();
        let projected_from = months.iter().position(|month| *month > last);
        Figure {
            series: vec![
                series(self.text("variance.scenario"), Role::Earlier, Mark::Line, planned),
                series(self.text("variance.actual"), self.item.role(), Mark::Line, actual),
            ],
            projected_from,
            ..self.actual.figure(self.titled(), &periods, self.item.measured())
        }
    }

    fn bars(&self) -> Option<Figure> {
        self.latest()?;
        let periods: Vec<Period> = self.months.iter().map(|compared| Period::Month(compared.month)).collect();
        let points = self.months.iter().map(|c| Point { value: c.difference(), subject: None }).collect();
        let name = self.text("variance.difference");
        Some(Figure {
            series: vec![series(name.clone(), Role::Later, Mark::Bar, points)],
            ..self.actual.figure(name, &periods, self.item.measured())
        })
    }

    fn sheet(&self, is_replay: bool) -> Option<Sheet> {
        self.latest()?;
        let measured = self.item.measured();
        let mut columns = vec![column(self.text("variance.month"), Measured::Text)];
        for key in ["variance.actual", "variance.scenario", "variance.difference"] {
            columns.push(column(self.text(key), measured));
        }
        columns.push(column(self.text("variance.rate"), Measured::Ratio));
        if self.item.adds_up() {
            columns.push(column(self.text("variance.so_far"), measured));
        }
        let mut rows = Vec::new();
        for (n, compared) in self.months.iter().enumerate() {
            rows.push(self.row(compared));
            let year = compared.month.year();
            let ends = self.months.get(n + 1).is_none_or(|next| next.month.year() != year);
            if ends && self.item != Item::Balance {
                rows.push(self.year_row(year));
            }
        }
        let mut notes = Vec::new();
        if is_replay {
            notes.push(self.text("variance.replay_note"));
        }
        if self.item == Item::Balance && !self.actual.fund.places().is_county(self.actual.at) {
            notes.push(self.text("variance.pool_note"));
        }
        Some(Sheet {
            title: format!("{} · {}", self.titled(), self.name),
            columns,
            frozen: 1,
            rows,
            notes,
            source: self.planned.source_line(),
            ..Sheet::default()
        })
    }

    fn row(&self, compared: &Compared) -> Vec<Cell> {
        let Compared { month, actual, planned } = compared;
        let difference = compared.difference();
        let rate = difference.and_then(units).zip(planned.value.and_then(units));
        let mut row = vec![
            Cell::period(Period::Month(*month)),
            Cell::quantity(actual.value, actual.subject.clone()),
            Cell::quantity(planned.value, planned.subject.clone()),
            changed(difference, None),
            rate_cell(rate),
        ];
        if self.item.adds_up() {
            let sums = self.sums(|other| other <= *month);
            let so_far = difference.and_then(|_| self.quantity(sums.actual - sums.planned));
            row.push(changed(so_far, None));
        }
        row
    }

    /// A year's sums of the months in both; of heads their mean.
    fn year_row(&self, year: i32) -> Vec<Cell> {
        let sums = self.sums(|month| month.year() == year);
        let adds_up = self.item.adds_up();
        let value = |units: i128| match adds_up {
            true => self.quantity(units),
            false => {
                ratio(units, sums.months, 0).and_then(|mean| i128::try_from(mean).ok()).and_then(|m| self.quantity(m))
            }
        };
        let (actual, planned) = (value(sums.actual), value(sums.planned));
        let key = if adds_up { "variance.sum" } else { "variance.mean" };
        let name = self.actual.language().fill(key, &[("year", &year.to_string())]);
        let mut row = vec![
            Cell::text(name),
            Cell::quantity(actual, None),
            Cell::quantity(planned, None),
            changed(less(actual, planned), None),
            rate_cell(Some((sums.actual - sums.planned, sums.planned))),
        ];
        if adds_up {
            let sums = self.sums(|month| month.year() <= year);
            row.push(changed(self.quantity(sums.actual - sums.planned), None));
        }
        row
    }
}

/// Whole fen or heads.
fn units(quantity: Quantity) -> Option<i128> {
    match quantity {
        Quantity::Money(money) => Some(money.fen()),
        Quantity::Persons(persons) => Some(i128::from(persons)),
        _ => None,
    }
}

/// A difference over what it is measured against, in percent.
fn rate_cell(over: Option<(i128, i128)>) -> Cell {
    let rate = over.and_then(|(difference, planned)| ratio(difference, planned.abs(), 6));
    Cell::quantity(rate.map(Quantity::Ratio), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Keep;
    use crate::proposal;
    use crate::report::CellValue;
    use crate::report::views::context::Settled;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::scenario::Scenario;
    use crate::simulation;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    fn of(scenario: Scenario, place: &Place, item: Item) -> Variance {
        let data = sample::load();
        let run = simulation::run(&data, &scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
        let settled = Settled { observed: Arc::new(data.clone()), run, scenario: Arc::new(scenario) };
        let runs = [Some(Arc::new(settled))];
        let context = Context { observed: &data, runs: &runs, style: Style::default(), source: "" };
        variance(&context, 0, place, item).unwrap()
    }

    fn proposed() -> Scenario {
        Scenario::clone(&proposal::scenarios(&sample::load(), crate::locale::Language::Chinese)[0])
    }

    #[test]
    fn a_scenario_of_later_months_is_offered_from_earlier_ones() {
        let ahead = of(proposed(), &Place::Root, Item::Collected);
        assert!(ahead.headline.contains("没有可对照的月份"), "{}", ahead.headline);
        assert_eq!((ahead.bars, ahead.sheet), (None, None));
        let start = ahead.could_start.unwrap();
        assert_eq!(start.to_string(), "2007-01");
        let behind = of(proposed().from_earlier(start), &Place::Root, Item::Collected);
        assert_eq!(behind.could_start, None);
        assert!(behind.headline.starts_with("截至2007年12月，全市征缴收入实际比情景“"), "{}", behind.headline);
        let sheet = behind.sheet.unwrap();
        assert_eq!(sheet.rows.len(), 13);
        // The year's sum is that of the months, and so far is as much.
        let change = |row: usize, column: usize| match sheet.rows[row][column].value {
            CellValue::Change(Quantity::Money(money)) => money,
            ref other => panic!("{other:?}"),
        };
        let months: Money = (0..12).map(|row| change(row, 3)).sum();
        assert_eq!((change(12, 3), change(11, 5), change(12, 5)), (months, months, months));
    }

    #[test]
    fn every_item_is_shown_of_city_and_county() {
        let start: Month = "2006-07".parse().unwrap();
        for place in [Place::Root, Place::County("屯溪区".into())] {
            for item in Item::ALL {
                let shown = of(proposed().from_earlier(start), &place, item);
                let sheet = shown.sheet.unwrap();
                assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()), "{item:?}");
                assert_eq!(shown.figure.names().first().map(String::as_str), Some("2005-01"));
                assert_eq!(shown.figure.projected_from, Some(36));
                assert_eq!(shown.bars.unwrap().categories.len(), 18);
            }
        }
    }
}
