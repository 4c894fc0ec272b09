//! The runs of several scenarios on one chart, and county by county in small charts on one scale.

use std::sync::Arc;

use super::context::Context;
use super::view::{View, series};
use crate::measures::Measure;
use crate::money::Money;
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::{Books, Figure, Mark, Measured, Place, Point, Quantity, Role};

/// What is drawn of each run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Charted {
    /// 期末结余
    Balance,
    /// 期末债务
    #[default]
    Debt,
    /// 征缴收支缺口 of the month
    Gap,
}

impl Charted {
    /// All, in the order in which they are offered.
    pub const ALL: [Charted; 3] = [Charted::Debt, Charted::Balance, Charted::Gap];

    /// The key of its name.
    pub const fn text_key(self) -> &'static str {
        match self {
            Charted::Balance => "matrix.charted_balance",
            Charted::Debt => "matrix.charted_debt",
            Charted::Gap => "matrix.charted_gap",
        }
    }

    fn point(self, view: &View<'_>, period: Period) -> Point {
        let inside = view.fund.settled.is_some_and(|(run, _)| run.position(period.first_month()).is_some());
        match self {
            _ if !inside => Point::default(),
            Charted::Balance => view.balance_point(period),
            Charted::Debt => view.debt_point(period),
            Charted::Gap => view.measure_point(Measure::Gap, period),
        }
    }
}

/// The most series on one chart.
pub const MOST: usize = 6;

/// The most counties that get a chart of their own.
pub const MOST_COUNTIES: usize = 120;

/// The scenarios that are drawn, each with its role: the base grey, a fifth and a sixth in the colours of the first.
pub fn roles(shown: &[usize]) -> Vec<(usize, Role)> {
    let mut others = 0;
    let role = |number: &usize| match number {
        0 => (0, Role::Earlier),
        number => {
            others += 1;
            (*number, Role::Nth((others - 1) % 4))
        }
    };
    shown.iter().take(MOST).map(role).collect()
}

/// Those of them that have a run; and how many are not drawn.
fn drawn(context: &Context<'_>, shown: &[usize]) -> (Vec<(usize, Role)>, usize) {
    let drawn = roles(shown).into_iter().filter(|(n, _)| context.settled(*n).is_some()).collect();
    (drawn, shown.len().saturating_sub(MOST))
}

fn months(context: &Context<'_>, drawn: &[(usize, Role)]) -> Vec<Period> {
    let runs = || drawn.iter().filter_map(|(n, _)| context.settled(*n)).map(|s| &s.run);
    let (Some(start), Some(end)) = (runs().map(|r| r.start).min(), runs().map(|r| r.end()).max()) else {
        return Vec::new();
    };
    (0..=end.since(start)).map(|n| Period::Month(start.plus(n))).collect()
}

/// A run at a county by its place in the data, so that three thousand of them need no search each.
fn at_county<'a>(city: &View<'a>, index: usize, name: &Arc<str>) -> Option<View<'a>> {
    match city.fund.observed.counties.get(index) {
        Some(county) if county.name == *name => Some(city.of(PlaceId::county(index))),
        _ => View::new(&city.context, city.books, &Place::County(name.clone())),
    }
}

fn figure<'a>(
    context: &Context<'_>,
    views: impl Iterator<Item = (View<'a>, Role)>,
    months: &[Period],
    charted: Charted,
    title: String,
) -> Figure {
    let mut figure = Figure { title, measured: Measured::Money, ..Figure::default() };
    let mut scenarios = Vec::new();
    for (view, role) in views {
        scenarios.extend(view.fund.settled.map(|(_, scenario)| scenario));
        if figure.categories.is_empty() {
            let title = std::mem::take(&mut figure.title);
            figure = Figure { projected_from: None, ..view.figure(title, months, Measured::Money) };
        }
        let name = view.fund.settled.map_or_else(String::new, |(_, scenario)| scenario.name.clone());
        let points = months.iter().map(|period| charted.point(&view, *period)).collect();
        figure.series.push(series(name, role, Mark::Line, points));
    }
    Figure { source: context.source_of(scenarios), ..figure }
}

/// The runs at a place on one chart, six of them at most.
pub fn overlaid(context: &Context<'_>, shown: &[usize], place: &Place, charted: Charted) -> Figure {
    let (drawn, left) = drawn(context, shown);
    let title = format!("{} · {}", context.place_name(place), context.text(charted.text_key()));
    let views = drawn.iter().filter_map(|(n, role)| Some((View::new(context, Books::Scenario(*n), place)?, *role)));
    let mut figure = figure(context, views, &months(context, &drawn), charted, title);
    figure.notes.extend(not_drawn(context, left));
    figure
}

/// The runs county by county, on one scale. Of very many counties those with the largest amounts are drawn.
pub fn by_county(context: &Context<'_>, shown: &[usize], charted: Charted) -> Vec<Figure> {
    let (drawn, left) = drawn(context, shown);
    let months = months(context, &drawn);
    let city = |(n, role): &(usize, Role)| Some((View::new(context, Books::Scenario(*n), &Place::Root)?, *role));
    let cities: Vec<(View<'_>, Role)> = drawn.iter().filter_map(city).collect();
    let mut counties: Vec<(usize, &Arc<str>)> =
        context.observed.counties.iter().map(|county| &county.name).enumerate().collect();
    if counties.len() > MOST_COUNTIES {
        let amount = |(index, name): &(usize, &Arc<str>)| {
            let last = cities.iter().filter_map(|(city, _)| {
                let view = at_county(city, *index, name)?;
                let (run, _) = view.fund.settled?;
                money(&charted.point(&view, Period::Month(run.end())))
            });
            last.map(Money::abs).max().unwrap_or_default()
        };
        counties.sort_by_cached_key(|county| std::cmp::Reverse(amount(county)));
        counties.truncate(MOST_COUNTIES);
    }
    let mut figures: Vec<Figure> = counties
        .iter()
        .map(|(index, name)| {
            let views = cities.iter().filter_map(|(city, role)| Some((at_county(city, *index, name)?, *role)));
            figure(context, views, &months, charted, name.to_string())
        })
        .collect();
    let values = || figures.iter().flat_map(|f| &f.series).flat_map(|s| &s.points).filter_map(money);
    let within = values().min().zip(values().max()).map(|(low, high)| [low, high].map(Quantity::Money));
    for figure in &mut figures {
        figure.within = within;
    }
    let all = context.observed.counties.len();
    if let Some(first) = figures.first_mut() {
        first.notes.extend(not_drawn(context, left));
        if all > MOST_COUNTIES {
            let values = [("count", &*MOST_COUNTIES.to_string()), ("all", &*all.to_string())];
            first.notes.push(context.language().fill("matrix.counties_not_drawn", &values));
        }
    }
    figures
}

fn money(point: &Point) -> Option<Money> {
    match point.value {
        Some(Quantity::Money(money)) => Some(money),
        _ => None,
    }
}

fn not_drawn(context: &Context<'_>, left: usize) -> Option<String> {
    (left > 0).then(|| context.language().fill("matrix.not_drawn", &[("count", &left.to_string())]))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::journal::Keep;
    use crate::locale::Language;
    use crate::proposal;
    use crate::report::views::context::Settled;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::simulation;

    fn with<T>(test: impl FnOnce(&Context<'_>) -> T) -> T {
        let data = sample::load();
        let settled = |scenario: Arc<crate::scenario::Scenario>| {
            let run = simulation::run(&data, &scenario, Keep::Journal, &AtomicBool::new(false)).ok()?;
            Some(Arc::new(Settled { observed: Arc::new(data.clone()), run, scenario }))
        };
        let runs: Vec<_> = proposal::scenarios(&data, Language::Chinese).into_iter().map(settled).collect();
        // Twice over, for there to be more than can be drawn.
        let runs: Vec<_> = runs.iter().chain(&runs).cloned().collect();
        test(&Context { observed: &data, runs: &runs, style: Style::default(), source: "" })
    }

    #[test]
    fn six_are_drawn_and_the_rest_is_said() {
        with(|context| {
            let figure = overlaid(context, &[0, 1, 2], &Place::Root, Charted::Debt);
            assert_eq!(
                figure.series.iter().map(|s| s.role).collect::<Vec<_>>(),
                [Role::Earlier, Role::Nth(0), Role::Nth(1)]
            );
            assert_eq!((figure.categories.len(), figure.notes.len()), (60, 0));
            let all = overlaid(context, &[0, 1, 2, 3, 4, 5, 6, 7], &Place::Root, Charted::Balance);
            assert_eq!((all.series.len(), all.notes.len()), (MOST, 1));
            assert_eq!(all.categories.len(), 72, "the replayed year before the projected ones");
            assert!(overlaid(context, &[99], &Place::Root, Charted::Gap).series.is_empty());
        });
    }

    #[test]
    fn each_county_is_drawn_on_one_scale() {
        with(|context| {
            for charted in Charted::ALL {
                let figures = by_county(context, &[0, 2], charted);
                assert_eq!(figures.len(), context.observed.counties.len());
                assert!(figures.iter().all(|f| f.within == figures[0].within && f.within.is_some()));
            }
            assert!(by_county(context, &[], Charted::Debt).iter().all(|f| f.within.is_none() && f.series.is_empty()));
        });
    }
}
