//! Two levers against one measure, as it is shown: which value of the second breaks even where the first stands, the
//! map with its break-even line, and the table of the line.

use rust_decimal::Decimal;

use super::context::Context;
use crate::answers::grid::{Axis, Grid};
use crate::answers::{self, Reading, number};
use crate::report::model::charts::{Heat, Side};
use crate::report::words::asked::{
    Side as Rounding, lever_measured, lever_name, lever_quantity, lever_value, reading_name, said, target_measured,
    target_quantity,
};
use crate::report::{Cell, Column, Level, Quantity, Sheet};
use crate::scenario::Scenario;
use crate::scenario::lever::Lever;

/// A grid, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct HeatMap {
    /// Where the measure breaks even.
    pub headline: String,
    /// The first lever along the foot, the second upwards.
    pub heat: Heat,
    /// The break-even line, a row a point; where there is none, the measure at every pair.
    pub sheet: Sheet,
}

/// What is asked of a grid, and of what.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The two levers.
    pub axes: &'a [Axis; 2],
    /// The measure.
    pub reading: &'a Reading,
    /// Where it breaks even.
    pub target: Decimal,
}

/// The measure over two levers.
pub fn heat_map(context: &Context, asked: &Asked<'_>, grid: &Grid) -> HeatMap {
    let language = context.language();
    let [first, second] = asked.axes;
    let what = reading_name(asked.reading, &context.observed.places, asked.scenario.end(), language);
    let side = |lever: &Lever, values: &[Decimal]| {
        let present = lever.value(asked.scenario);
        let inside = values.first().is_some_and(|low| *low <= present) && values.last().is_some_and(|h| present <= *h);
        Side {
            name: lever_name(lever, asked.scenario, language),
            measured: lever_measured(lever),
            values: values.iter().map(|v| lever_quantity(lever, *v)).collect(),
            present: inside.then(|| lever_quantity(lever, present)),
        }
    };
    let (across, up) = (side(&first.lever, &grid.first), side(&second.lever, &grid.second));
    let level = level_name(context, asked);
    let values = (0..grid.second.len())
        .map(|row| grid.readings.iter().map(|of_first| of_first.get(row).copied().flatten().map(Into::into)).collect());
    let names = [across.name.clone(), up.name.clone()];
    HeatMap {
        headline: headline(context, asked, grid, &what),
        heat: Heat {
            title: language.fill("heat.title", &[("what", &what), ("first", &names[0]), ("second", &names[1])]),
            across,
            up,
            measured: target_measured(asked.reading.quantity),
            values: values.collect(),
            level: Some(Level { label: level, value: target_quantity(asked.reading.quantity, asked.target) }),
            noted: Vec::new(),
            notes: Vec::new(),
            source: context.source_of([asked.scenario]),
        },
        sheet: sheet(context, asked, grid, names, &what),
    }
}

/// 收支相抵 where the gap is none, else the target.
fn level_name(context: &Context, asked: &Asked<'_>) -> String {
    let language = context.language();
    if asked.reading.quantity == answers::Quantity::Gap && asked.target.is_zero() {
        return language.text("heat.even").to_owned();
    }
    let target = said(target_quantity(asked.reading.quantity, asked.target), context.style);
    language.fill("heat.level", &[("target", &target)])
}

fn headline(context: &Context, asked: &Asked<'_>, grid: &Grid, what: &str) -> String {
    let (language, style) = (context.language(), context.style);
    let [first, second] = asked.axes;
    let (Some(low), Some(high)) = (grid.first.first(), grid.first.last()) else { return String::new() };
    let present = first.lever.value(asked.scenario);
    let at = present.clamp(*low, *high);
    let row = row_at(grid, at);
    let value = |lever: &Lever, v: Decimal| lever_value(lever, v, Rounding::Nearest, style);
    let names = [&first.lever, &second.lever].map(|lever| lever_name(lever, asked.scenario, language));
    let (from, to) = (value(&second.lever, second.low), value(&second.lever, second.high));
    let target = said(target_quantity(asked.reading.quantity, asked.target), style);
    let here_key = if at == present { "heat.here_now" } else { "heat.here_other" };
    let here = language.fill(here_key, &[("value", &value(&first.lever, at))]);
    let now = value(&second.lever, second.lever.value(asked.scenario));
    let facts = |answer: &str, key: &str| {
        let facts = [
            ("first", &*names[0]),
            ("here", &*here),
            ("second", &*names[1]),
            ("low", &*from),
            ("high", &*to),
            ("now", &*now),
            ("what", what),
            ("target", &*target),
            ("answer", answer),
        ];
        language.fill(key, &facts)
    };
    let crossings = crossings(&grid.second, &row, asked.target);
    let Some(answer) = crossings.first() else {
        let known: Vec<Decimal> = row.into_iter().flatten().collect();
        let (Some(least), Some(most)) = (known.iter().min(), known.iter().max()) else {
            return facts("", "heat.unknown");
        };
        let quantity = |number: Decimal| said(target_quantity(asked.reading.quantity, number), style);
        return match (*least > asked.target, *most < asked.target) {
            (true, _) => facts(&quantity(*least), "heat.above"),
            (_, true) => facts(&quantity(*most), "heat.below"),
            // Never crossed, and on the target all along.
            _ => facts("", "heat.on"),
        };
    };
    facts(&value(&second.lever, *answer), "heat.crosses")
}

/// The measure against the second lever at a value of the first, between two of its values by straight lines.
fn row_at(grid: &Grid, at: Decimal) -> Vec<Option<Decimal>> {
    let after = grid.first.partition_point(|value| *value < at).min(grid.first.len() - 1);
    let before = if grid.first[after] == at { after } else { after.saturating_sub(1) };
    let (low, high) = (grid.first[before], grid.first[after]);
    let share = if high == low { Decimal::ZERO } else { (at - low) / (high - low) };
    let pairs = grid.readings[before].iter().zip(&grid.readings[after]);
    pairs.map(|(a, b)| Some(number((*a)?) + (number((*b)?) - number((*a)?)) * share)).collect()
}

/// Where a row crosses a target.
fn crossings(values: &[Decimal], row: &[Option<Decimal>], target: Decimal) -> Vec<Decimal> {
    let mut found = Vec::new();
    for (ends, at) in row.windows(2).zip(values.windows(2)) {
        let (Some(a), Some(b)) = (ends[0].map(|v| v - target), ends[1].map(|v| v - target)) else { continue };
        let parts = !a.is_zero() && !b.is_zero() && a.is_sign_negative() != b.is_sign_negative();
        if parts {
            found.push(at[0] + (at[1] - at[0]) * a / (a - b));
        } else if a.is_zero() && !b.is_zero() {
            found.push(at[0]);
        } else if b.is_zero() && !a.is_zero() {
            found.push(at[1]);
        }
    }
    found.dedup();
    found
}

fn sheet(context: &Context, asked: &Asked<'_>, grid: &Grid, names: [String; 2], what: &str) -> Sheet {
    let language = context.language();
    let [first, second] = asked.axes;
    let [first_name, second_name] = names;
    let cell = |lever: &Lever, value: Decimal| Cell::quantity(Some(lever_quantity(lever, value)), None);
    let line = grid.break_even(asked.target);
    let mut columns = vec![
        Column::new(first_name, lever_measured(&first.lever)),
        Column::new(second_name, lever_measured(&second.lever)),
    ];
    let sheet = |title: &str, columns, rows| Sheet {
        title: title.to_owned(),
        columns,
        frozen: 1,
        rows,
        notes: Vec::new(),
        source: context.source_of([asked.scenario]),
        ..Sheet::default()
    };
    if line.is_empty() {
        columns.push(Column::new(what.to_owned(), target_measured(asked.reading.quantity)));
        let rows = grid.first.iter().zip(&grid.readings).flat_map(|(a, readings)| {
            let row = |(b, reading): (&Decimal, &Option<crate::measures::Value>)| {
                let reading = Cell::quantity(reading.map(Quantity::from), None);
                vec![cell(&first.lever, *a), cell(&second.lever, *b), reading]
            };
            grid.second.iter().zip(readings).map(row).collect::<Vec<_>>()
        });
        return sheet(language.text("heat.pairs"), columns, rows.collect());
    }
    let rows = line.into_iter().map(|(a, b)| vec![cell(&first.lever, a), cell(&second.lever, b)]).collect();
    sheet(&language.fill("heat.line", &[("level", &level_name(context, asked))]), columns, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Value;
    use crate::money::Money;
    use crate::month::Month;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::scenario::lever::LeverKey;

    fn axis(key: LeverKey, low: i64, high: i64) -> Axis {
        let lever = Lever::of(key);
        Axis { lever, low: Decimal::new(low, 2), high: Decimal::new(high, 2), count: 3 }
    }

    /// The gap falls by 1,000 yuan a point of either lever, and is 2,500 at 100 % and 0 %.
    fn shown(second: (i64, i64)) -> HeatMap {
        let data = sample::load();
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        let axes = [axis(LeverKey::CollectionRate, 98, 102), axis(LeverKey::ContributorsGrowth, second.0, second.1)];
        let values = |low: i64, high: i64| [low, i64::midpoint(low, high), high].map(|n| Decimal::new(n, 2)).to_vec();
        let (first, second) = (values(98, 102), values(second.0, second.1));
        let gap = |a: &Decimal, b: &Decimal| {
            let points = (*a - Decimal::ONE + *b) * Decimal::from(100_000);
            Money::from_decimal(Decimal::from(2_500) - points).map(Value::Money)
        };
        let readings = first.iter().map(|a| second.iter().map(|b| gap(a, b)).collect()).collect();
        let scenario = Scenario::new("", Month::january(2008), 12);
        let reading = Reading::of_city(answers::Quantity::Gap, None);
        let asked = Asked { scenario: &scenario, axes: &axes, reading: &reading, target: Decimal::ZERO };
        heat_map(&context, &asked, &Grid { first, second, readings })
    }

    #[test]
    fn what_breaks_even_where_the_first_lever_stands_is_said() {
        let map = shown((0, 8));
        assert_eq!(
            map.headline,
            "征缴率为现在的 100%时，缴费人数增长率要到 2.5%（现为 0%），整个测算期全市征缴收支缺口才为 0 万元。"
        );
        assert_eq!((map.heat.values.len(), map.heat.values[0].len()), (3, 3));
        assert_eq!(map.heat.values[2][0], Some(Quantity::Money(Money::from_yuan(-3_500))));
        assert_eq!(map.sheet.rows.len(), 3);
        assert!(map.heat.across.present.is_some());
    }

    #[test]
    fn a_value_between_two_of_the_map_is_said_with_its_unit() {
        let reading = answers::Quantity::Gap;
        let between = Decimal::new(5_083_248_699_886, 3);
        let shown = said(target_quantity(reading, between), Style::default());
        assert_eq!(shown, "508,325 万元");
    }

    #[test]
    fn where_nothing_breaks_even_it_is_said_how_near_it_comes() {
        let map = shown((-8, -2));
        assert!(map.headline.contains("都高于 0 万元"), "{}", map.headline);
        assert_eq!(map.sheet.columns.len(), if map.sheet.rows.len() == 9 { 3 } else { 2 });
    }
}
