//! 差异原因: from the budget to what came, one driver at a time: heads, base, rate, collection; heads, pension a head,
//! back-pay.

use super::page::{Page, change_cell, rate_in_words};
use crate::money::Money;
use crate::report::{Category, Cell, CellValue, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet};
use crate::statements::drivers::Bridge;
use crate::statements::form::Source;

/// What is explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Explained {
    /// 基本养老保险费收入
    #[default]
    Contributions,
    /// 基本养老金支出
    Pensions,
}

impl Explained {
    /// Both, with the keys of their names.
    pub const ALL: [(Explained, &'static str); 2] =
        [(Explained::Contributions, "budget.contributions"), (Explained::Pensions, "budget.pensions")];
}

/// The way from budget to actual, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Causes {
    /// The difference and its largest cause.
    pub headline: String,
    /// The steps.
    pub figure: Figure,
    /// The steps with what is reached after each.
    pub sheet: Sheet,
}

/// Why a line deviates.
///
/// # Errors
/// Why that can't be told, in a sentence.
pub fn causes(page: Page<'_>, explained: Explained) -> Result<Causes, String> {
    let source = match explained {
        Explained::Contributions => Source::Contribution,
        Explained::Pensions => Source::Pension,
    };
    let line = page.year.form.filled_by(source);
    let bridge = page.year.bridges.iter().find(|bridge| bridge.who == page.who && Some(bridge.line) == line);
    let (year, place) = (page.year.year.to_string(), page.name());
    let values = [("year", &*year), ("place", &*place)];
    let Some(bridge) = bridge else { return Err(page.fill("budget.no_bridge", &values)) };
    let steps = steps(page, bridge);
    let name = page.line(bridge.line);
    let title = page.fill("budget.bridge_of", &[("year", &year), ("place", &place), ("line", &name)]);
    let (first, last) = (page.text("budget.planned"), page.text("budget.to_date"));
    // What differs is small beside what was planned: the steps begin at the plan.
    let mut names = vec![first.clone()];
    names.extend(steps.iter().map(|(name, _)| name.clone()));
    names.push(page.text("budget.deviation"));
    let point = |money: Option<Money>| Point { value: money.map(Quantity::Money), subject: None };
    let mut points = vec![point(Some(Money::ZERO))];
    points.extend(steps.iter().map(|(_, money)| point(*money)));
    points.push(point(bridge.actual.map(|actual| actual - bridge.budget)));
    let money = |money: Option<Money>| Cell::quantity(money.map(Quantity::Money), None);
    let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
    let mut reached = Some(bridge.budget);
    let mut rows = vec![vec![Cell::text(first), empty(), money(reached)]];
    for (name, step) in &steps {
        reached = reached.zip(*step).map(|(reached, step)| reached + step);
        rows.push(vec![Cell::text(name.clone()), change_cell(*step), money(reached)]);
    }
    rows.push(vec![Cell::text(last), empty(), money(bridge.actual)]);
    let column = |key: &str, measured| Column::new(page.text(key), measured);
    Ok(Causes {
        headline: headline(page, bridge, &steps, &name),
        figure: Figure {
            title: page.fill("budget.bridge_figure", &[("title", &title)]),
            categories: Category::named(&names),
            ticks: names,
            measured: Measured::Money,
            series: vec![Series { name, role: Role::Pensions, mark: Mark::Waterfall, points }],
            source: page.context.source_line(),
            ..Figure::default()
        },
        sheet: Sheet {
            title,
            columns: vec![
                column("budget.cause", Measured::Text),
                column("budget.effect", Measured::Money),
                column("budget.reached", Measured::Money),
            ],
            frozen: 1,
            rows,
            notes: vec![page.text(match explained {
                Explained::Contributions => "budget.rule_contributions",
                Explained::Pensions => "budget.rule_pensions",
            })],
            source: page.context.source_line(),
            ..Sheet::default()
        },
    })
}

/// The steps by name; what the budget was edited by comes first, what nothing explains last, each where it is not nothing.
pub fn steps(page: Page<'_>, bridge: &Bridge) -> Vec<(String, Option<Money>)> {
    let edited = Some(("edited", Some(bridge.edited))).filter(|_| !bridge.edited.is_zero());
    let rest = Some(("rest", bridge.rest)).filter(|(_, rest)| rest.is_none_or(|rest| !rest.is_zero()));
    let drivers = bridge.steps.iter().map(|(driver, money)| (*driver, Some(*money)));
    let is_pensions = page.year.form.filled_by(Source::Pension) == Some(bridge.line);
    let name = |driver: &str| match (driver, is_pensions) {
        ("heads", true) => page.text("budget.driver_retirees"),
        _ => page.text(&format!("budget.driver_{driver}")),
    };
    edited.into_iter().chain(drivers).chain(rest).map(|(driver, money)| (name(driver), money)).collect()
}

/// The step that moves most.
pub fn largest(steps: &[(String, Option<Money>)]) -> Option<(&str, Money)> {
    let known = steps.iter().filter_map(|(name, money)| Some((name.as_str(), (*money)?)));
    known.max_by_key(|(_, money)| money.abs()).filter(|(_, money)| !money.is_zero())
}

fn headline(page: Page<'_>, bridge: &Bridge, steps: &[(String, Option<Money>)], line: &str) -> String {
    let (year, place) = (page.year.year.to_string(), page.name());
    let mut values = vec![("year", &*year), ("place", &*place), ("line", line)];
    let Some(actual) = bridge.actual else { return page.fill("budget.bridge_unknown", &values) };
    let off = actual - bridge.budget;
    let rate = rate_in_words(page.context, off, bridge.budget).unwrap_or_default();
    let amount = page.spoken(off.abs());
    values.extend([("amount", &*amount), ("rate", &*rate)]);
    let Some((cause, effect)) = largest(steps).filter(|_| !off.is_zero()) else {
        return page.fill("budget.bridge_none", &values);
    };
    let by = page.spoken(effect.abs());
    let effect = page.fill(if effect.is_negative() { "budget.less_by" } else { "budget.more_by" }, &[("amount", &by)]);
    values.extend([("cause", cause), ("effect", &*effect)]);
    page.fill(if off.is_negative() { "budget.bridge_less" } else { "budget.bridge_more" }, &values)
}
