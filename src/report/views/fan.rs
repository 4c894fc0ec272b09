//! How sure a projection is: many paths of a scenario as a fan, the chance of debt, and when money first runs short.
//!
//! Shares are counts of paths over all paths. In words they are whole percents: ten thousand paths tell no more.

use rust_decimal::Decimal;

use super::context::Context;
use super::view::{View, column, series};
use crate::field::Field;
use crate::measures::Measure;
use crate::money::{Money, ratio};
use crate::month::{Month, Period};
use crate::report::{
    Band, Books, Category, Cell, Figure, Holder, Mark, Measured, Place, Point, Quantity, Role, SettlementItem, Sheet,
    Subject,
};
use crate::scenario::Scenario;
use crate::simulation::Run;
use crate::simulation::stochastic::{MonthSpread, Spread, Total};

/// Up to so many months the first shortage is told by month, beyond by year.
const MOST_BARS: usize = 120;

/// What is shown of a spread.
#[derive(Clone, PartialEq, Debug)]
pub struct Fan {
    /// The chance of debt at the end, and between which amounts it ends.
    pub headline: String,
    /// The total chosen, by month, as bands.
    pub fan: Figure,
    /// The chance of debt, by month.
    pub debt: Figure,
    /// The first month of shortage.
    pub first: Figure,
    /// By year-end.
    pub sheet: Sheet,
}

/// Makes what is shown of a scenario's paths; the exact run stands beside them where there is one of the same months.
pub fn fan(context: &Context<'_>, number: usize, scenario: &Scenario, spread: &Spread, total: Total) -> Option<Fan> {
    let view = View::new(context, Books::Data, &Place::Root)?;
    let last = spread.months.last()?;
    let same_span = |run: &&Run| run.start == spread.start && run.months() == spread.months.len();
    let exact = context.settled(number).map(|settled| &settled.run).filter(same_span);
    let draw = Draw { view, number, scenario, spread, exact, total };
    Some(Fan {
        headline: draw.headline(last),
        fan: draw.fan(),
        debt: draw.debt(),
        first: draw.first(),
        sheet: draw.sheet(),
    })
}

struct Draw<'a> {
    view: View<'a>,
    number: usize,
    scenario: &'a Scenario,
    spread: &'a Spread,
    exact: Option<&'a Run>,
    total: Total,
}

impl Draw<'_> {
    fn text(&self, key: &str) -> String {
        self.view.text(key)
    }

    fn month(&self, n: usize) -> Month {
        self.spread.start.plus(n as i32)
    }

    fn end(&self) -> Month {
        self.month(self.spread.months.len().saturating_sub(1))
    }

    fn share(&self, count: u32) -> Decimal {
        ratio(i128::from(count), i128::from(self.spread.paths), 4).unwrap_or_default()
    }

    fn short(&self) -> u32 {
        self.spread.months.iter().map(|month| month.first_shortages).sum()
    }

    /// A share as it is said: in whole percents.
    fn spoken(&self, count: u32) -> String {
        let percent = (self.share(count) * Decimal::ONE_HUNDRED).round();
        if percent.is_zero() && count > 0 {
            return self.text("fan.below_one");
        }
        if percent == Decimal::ONE_HUNDRED && count < self.spread.paths {
            return self.text("fan.above_ninety_nine");
        }
        format!("{percent}%")
    }

    fn paths(&self) -> String {
        self.view.style().plain(Quantity::Persons(i64::from(self.spread.paths)))
    }

    fn headline(&self, last: &MonthSpread) -> String {
        let (language, style) = (self.view.language(), self.view.style());
        let end = self.view.context.period_name(Period::Month(self.end()));
        let key = match last.in_debt {
            0 => "fan.no_debt",
            n if n == self.spread.paths => "fan.all_debt",
            _ => "fan.some_debt",
        };
        let values = [("end", &*end), ("paths", &*self.paths()), ("share", &*self.spoken(last.in_debt))];
        let debt = language.fill(key, &values);
        let [low, _, _, _, high] = last.totals[self.total as usize];
        let said = |money| style.spoken(Quantity::Money(money));
        let name = self.text(match self.total {
            Total::Balance => "fan.balance",
            Total::Debt => "fan.debt",
            Total::Gap => "fan.gap",
        });
        let values = [("total", &*name), ("low", &*said(low)), ("high", &*said(high))];
        let between = |low: Money, high| if low == high { "fan.always" } else { "fan.between" };
        let likely = language.fill(between(low, high), &values);
        let short = match self.short() {
            0 => self.text("fan.never_short"),
            count => language.fill("fan.short", &[("share", &self.spoken(count))]),
        };
        // A balance says little where money may be owed.
        let owed = if self.total == Total::Balance && last.in_debt > 0 {
            let [low, _, _, _, high] = last.totals[Total::Debt as usize];
            let values = [("total", &*self.text("fan.debt")), ("low", &*said(low)), ("high", &*said(high))];
            language.fill(between(low, high), &values)
        } else {
            String::new()
        };
        format!("{debt}{likely}{owed}{short}")
    }

    fn periods(&self) -> Vec<Period> {
        (0..self.spread.months.len()).map(|n| Period::Month(self.month(n))).collect()
    }

    fn titled(&self, name: &str) -> String {
        format!("{} · {name}", self.scenario.name)
    }

    fn exact_at(&self, n: usize) -> Option<Money> {
        let run = self.exact?;
        let root = run.places.root();
        Some(match self.total {
            Total::Balance => run.total(n, root, Field::Balance),
            Total::Debt => run.total(n, root, Field::Debt),
            Total::Gap => run.gap(n, root),
        })
    }

    fn exact_point(&self, n: usize) -> Point {
        let (period, scenario) = (Period::Month(self.month(n)), self.number);
        let item = |item| Subject::Settlement { scenario, holder: Holder::with_below(Place::Root), period, item };
        let subject = match self.total {
            Total::Balance => item(SettlementItem::Closing),
            Total::Debt => item(SettlementItem::Debt),
            Total::Gap => {
                Subject::Measure { measure: Measure::Gap, place: Place::Root, period, books: Books::Scenario(scenario) }
            }
        };
        let value = self.exact_at(n).map(Quantity::Money);
        Point { subject: value.is_some().then_some(subject), value }
    }

    fn quantile(&self, n: usize, place: usize) -> Option<Quantity> {
        Some(Quantity::Money(self.spread.months[n].totals[self.total as usize][place]))
    }

    fn fan(&self) -> Figure {
        let months = 0..self.spread.months.len();
        let role = if self.total == Total::Balance { Role::Balance } else { Role::Trouble };
        let edge = |place: usize| months.clone().map(|n| self.quantile(n, place)).collect::<Vec<_>>();
        let band = |key: &str, low: usize, high: usize| Band {
            name: self.text(key),
            role,
            lower: edge(low),
            upper: edge(high),
        };
        let median = edge(2).into_iter().map(|value| Point { value, subject: None }).collect();
        let mut lines = Vec::new();
        if self.exact.is_some() {
            let points = months.clone().map(|n| self.exact_point(n)).collect();
            lines.push(series(self.text("fan.exact"), Role::Earlier, Mark::Line, points));
        }
        lines.push(series(self.text("fan.median"), role, Mark::Line, median));
        let place = self.view.context.place_name(&Place::Root);
        let title = self.titled(&format!("{place} · {}", self.text(&format!("total.{}", self.total.key()))));
        Figure {
            bands: vec![band("fan.nine_tenths", 0, 4), band("fan.half", 1, 3)],
            series: lines,
            ..self.view.figure(title, &self.periods(), Measured::Money)
        }
    }

    fn debt(&self) -> Figure {
        let point =
            |month: &MonthSpread| Point { value: Some(Quantity::Ratio(self.share(month.in_debt))), subject: None };
        let points = self.spread.months.iter().map(point).collect();
        let name = self.text("fan.in_debt");
        Figure {
            series: vec![series(name.clone(), Role::Trouble, Mark::Line, points)],
            ..self.view.figure(name, &self.periods(), Measured::Ratio)
        }
    }

    /// When money first runs short, by month, or by year where there are very many months; and a bar for never.
    fn first(&self) -> Figure {
        let mut counts: Vec<(Period, u32)> = Vec::new();
        let by_year = self.spread.months.len() > MOST_BARS;
        for (n, month) in self.spread.months.iter().enumerate() {
            let at = self.month(n);
            let period = if by_year { Period::Year(at.year()) } else { Period::Month(at) };
            match counts.last_mut() {
                Some((last, count)) if *last == period => *count += month.first_shortages,
                _ => counts.push((period, month.first_shortages)),
            }
        }
        let periods: Vec<Period> = counts.iter().map(|(period, _)| *period).collect();
        let mut figure = self.view.figure(self.text("fan.first"), &periods, Measured::Ratio);
        let never = self.text("fan.never");
        figure.categories.push(Category::Name(never.clone()));
        figure.ticks.push(self.text("fan.never_tick"));
        let known = |count| Point { value: Some(Quantity::Ratio(self.share(count))), subject: None };
        let mut short: Vec<Point> = counts.iter().map(|(_, count)| known(*count)).collect();
        short.push(Point::default());
        let mut lasting = vec![Point::default(); counts.len()];
        lasting.push(known(self.spread.paths.saturating_sub(self.short())));
        figure.series = vec![
            series(self.text("fan.first_here"), Role::Trouble, Mark::StackedBar, short),
            series(never, Role::Balance, Mark::StackedBar, lasting),
        ];
        figure
    }

    /// The places of the last months of calendar years.
    fn year_ends(&self) -> Vec<usize> {
        let last = self.spread.months.len().saturating_sub(1);
        (0..self.spread.months.len()).filter(|n| *n == last || self.month(*n).month() == 12).collect()
    }

    fn sheet(&self) -> Sheet {
        let mut columns = vec![column(self.text("fan.date"), Measured::Text)];
        for key in ["fan.q5", "fan.q25", "fan.q50", "fan.q75", "fan.q95", "fan.exact"] {
            columns.push(column(self.text(key), Measured::Money));
        }
        columns.push(column(self.text("fan.in_debt"), Measured::Ratio));
        columns.push(column(self.text("fan.first_so_far"), Measured::Ratio));
        let mut short = 0;
        let mut counted = 0;
        let rows = self.year_ends().into_iter().map(|n| {
            short += self.spread.months[counted..=n].iter().map(|month| month.first_shortages).sum::<u32>();
            counted = n + 1;
            let mut row = vec![Cell::period(Period::Month(self.month(n)))];
            row.extend((0..5).map(|place| Cell::quantity(self.quantile(n, place), None)));
            let exact = self.exact_point(n);
            row.push(Cell::quantity(exact.value, exact.subject));
            for count in [self.spread.months[n].in_debt, short] {
                row.push(Cell::quantity(Some(Quantity::Ratio(self.share(count))), None));
            }
            row
        });
        let rows = rows.collect();
        let total = self.text(&format!("total.{}", self.total.key()));
        Sheet {
            title: self.titled(&format!("{} · {total}", self.view.context.place_name(&Place::Root))),
            columns,
            frozen: 1,
            rows,
            notes: self.notes(),
            source: self.view.source_line(),
            ..Sheet::default()
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(settings) = &self.scenario.stochastic {
            let values = [("paths", &*self.paths()), ("seed", &*settings.seed.to_string())];
            notes.push(self.view.language().fill("fan.made", &values));
        }
        let entries = &self.scenario.pooling;
        let in_force = |month: Month| entries.iter().rev().find(|entry| entry.from <= month);
        let shared = |month: Month| in_force(month).is_some_and(|entry| entry.sharing.is_some());
        if self.year_ends().into_iter().any(|n| self.month(n).month() == 12 && shared(self.month(n))) {
            notes.push(self.text("fan.shared"));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::simulation::Progress;
    use crate::simulation::stochastic;
    use std::num::NonZeroUsize;

    fn of(scenario: &Scenario, total: Total) -> (Fan, Spread) {
        let data = sample::load();
        let spread = stochastic::run(&data, scenario, NonZeroUsize::MIN, &Progress::new()).unwrap();
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        (fan(&context, 0, scenario, &spread, total).unwrap(), spread)
    }

    fn shaken(number: usize, paths: u32) -> Scenario {
        let scenarios = proposal::scenarios(&sample::load(), crate::locale::Language::Chinese);
        let mut scenario = Scenario::clone(&scenarios[number]);
        scenario.stochastic = Some(crate::scenario::Stochastic { paths, ..crate::scenario::Stochastic::assumed() });
        scenario
    }

    #[test]
    fn shares_add_up_and_bands_hold_the_median() {
        let scenario = shaken(1, 500);
        for total in Total::ALL {
            let (fan, spread) = of(&scenario, total);
            assert_eq!(fan.first.categories.len(), spread.months.len() + 1);
            let sum: Decimal = (fan.first.series.iter().flat_map(|s| &s.points))
                .filter_map(|p| match p.value? {
                    Quantity::Ratio(share) => Some(share),
                    _ => None,
                })
                .sum();
            assert_eq!(sum, Decimal::ONE);
            for (n, point) in fan.fan.series[0].points.iter().enumerate() {
                let Some(Quantity::Money(median)) = point.value else { panic!("a median") };
                for band in &fan.fan.bands {
                    let (Some(Quantity::Money(low)), Some(Quantity::Money(high))) = (band.lower[n], band.upper[n])
                    else {
                        panic!("an edge")
                    };
                    assert!(low <= median && median <= high);
                }
            }
            assert_eq!(fan.sheet.rows.len(), 5);
            assert!(fan.sheet.rows.iter().all(|row| row.len() == fan.sheet.columns.len()));
            assert!(fan.headline.starts_with("到2012年12月"), "{}", fan.headline);
        }
    }

    #[test]
    fn a_long_run_tells_its_first_shortage_by_year() {
        let mut scenario = shaken(1, 8);
        scenario.months = 132;
        let (fan, _) = of(&scenario, Total::Balance);
        assert_eq!(fan.first.categories.len(), 12);
        assert_eq!(fan.sheet.rows.len(), 11);
    }

    #[test]
    fn what_is_nearly_sure_is_not_said_to_be_sure() {
        let (view, scenario) = (sample::load(), shaken(1, 8));
        let context = Context { observed: &view, runs: &[], style: Style::default(), source: "" };
        let month = MonthSpread { totals: Default::default(), in_debt: 1, first_shortages: 9_999 };
        let spread = Spread { start: scenario.start, paths: 10_000, months: vec![month], notes: Vec::new() };
        let fan = fan(&context, 0, &scenario, &spread, Total::Gap).unwrap();
        assert!(fan.headline.contains("不到 1%") && fan.headline.contains("99% 以上"), "{}", fan.headline);
    }
}
