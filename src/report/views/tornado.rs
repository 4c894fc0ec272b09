//! Which lever matters most, as it is shown: a sentence, lying bars of the twelve largest, and the table of all.

use super::context::Context;
use crate::answers::Reading;
use crate::answers::sensitivity::{Swing, Tornado};
use crate::measures::Value;
use crate::report::words::asked::{lever_name, lever_quantity, lever_step, reading_name, said};
use crate::report::words::number;
use crate::report::{
    Category, Cell, CellValue, Column, Direction, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet,
};
use crate::scenario::Scenario;

/// How many levers are drawn.
const DRAWN: usize = 12;

/// A tornado, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct TornadoView {
    /// Which lever matters most, and by how much.
    pub headline: String,
    /// The changes of the levers that matter most.
    pub figure: Figure,
    /// All of them.
    pub sheet: Sheet,
}

/// What moving each lever does.
pub fn tornado(context: &Context, scenario: &Scenario, reading: &Reading, tornado: &Tornado) -> TornadoView {
    let language = context.language();
    let what = reading_name(reading, &context.observed.places, scenario.end(), language);
    let moving: Vec<&Swing> = tornado.swings.iter().filter(|swing| !swing.size().is_zero()).take(DRAWN).collect();
    let name = |swing: &Swing| lever_name(&swing.step.lever, scenario, language);
    let step = |swing: &Swing| lever_step(&swing.step.lever, swing.step.by, context.style);
    let named = |swing: &&Swing| language.fill("tornado.bar", &[("lever", &name(swing)), ("step", &step(swing))]);
    let names: Vec<String> = moving.iter().map(named).collect();
    let series = |key: &str, role, change: fn(&Swing) -> Option<Value>| Series {
        name: language.text(key).to_owned(),
        role,
        mark: Mark::Bar,
        points: moving.iter().map(|s| Point { value: change(s).map(Quantity::from), subject: None }).collect(),
    };
    let base = Quantity::from(tornado.base);
    let base_said = language.fill("tornado.base", &[("what", &what), ("value", &context.style.full(base))]);
    let measured = number::measured(base);
    let column = |key: &str, measured| Column::new(language.text(key), measured);
    let change = |value: Option<Value>| Cell {
        value: value.map_or(CellValue::Unknown, |v| CellValue::Change(v.into())),
        ..Cell::default()
    };
    let row = |swing: &Swing| {
        let present = lever_quantity(&swing.step.lever, swing.step.lever.value(scenario));
        vec![
            Cell::text(name(swing)),
            Cell::text(context.style.full(present)),
            Cell::text(step(swing)),
            change(swing.down),
            change(swing.up),
        ]
    };
    TornadoView {
        headline: headline(context, &what, tornado, &name, &step),
        figure: Figure {
            title: language.fill("tornado.title", &[("what", &what)]),
            categories: Category::named(&names),
            ticks: names,
            direction: Direction::Lying,
            measured,
            series: vec![
                series("tornado.down", Role::Earlier, |s| s.down),
                series("tornado.up", Role::Later, |s| s.up),
            ],
            notes: Vec::new(),
            source: context.source_of([scenario]),
            ..Figure::default()
        },
        sheet: Sheet {
            title: language.text("tornado.sheet").to_owned(),
            columns: vec![
                column("tornado.lever", Measured::Text),
                column("tornado.present", Measured::Text),
                column("tornado.step", Measured::Text),
                column("tornado.down", measured),
                column("tornado.up", measured),
            ],
            frozen: 1,
            rows: tornado.swings.iter().map(row).collect(),
            notes: vec![base_said],
            source: context.source_of([scenario]),
            ..Sheet::default()
        },
    }
}

fn headline(
    context: &Context,
    what: &str,
    tornado: &Tornado,
    name: &dyn Fn(&Swing) -> String,
    step: &dyn Fn(&Swing) -> String,
) -> String {
    let language = context.language();
    let Some(most) = tornado.swings.first().filter(|swing| !swing.size().is_zero()) else {
        return language.fill("tornado.none", &[("what", what)]);
    };
    let change = |value: Option<Value>| {
        let Some(value) = value else { return language.text("tornado.cannot").to_owned() };
        let negative = crate::answers::number(value).is_sign_negative();
        let amount = match value {
            Value::Money(money) if negative => Value::Money(-money),
            Value::Ratio(number) => Value::Ratio(number.abs()),
            Value::Months(number) => Value::Months(number.abs()),
            other => other,
        };
        if crate::answers::number(value).is_zero() {
            return language.text("tornado.same").to_owned();
        }
        let key = if negative { "tornado.falls" } else { "tornado.grows" };
        language.fill(key, &[("amount", &said(amount.into(), context.style))])
    };
    let facts = [
        ("what", what),
        ("lever", &*name(most)),
        ("step", &*step(most)),
        ("down", &*change(most.down)),
        ("up", &*change(most.up)),
    ];
    language.fill("tornado.headline", &facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Quantity as Read;
    use crate::answers::sensitivity::Step;
    use crate::dataset::Dataset;
    use crate::money::Money;
    use crate::month::Month;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::scenario::lever::{Lever, LeverKey};

    fn swing(key: LeverKey, down: i64, up: i64) -> Swing {
        let money = |n: i64| Some(Value::Money(Money::from_yuan(n)));
        let lever = Lever::of(key);
        Swing { step: Step::usual(lever), down: money(down), up: money(up) }
    }

    fn shown(data: &Dataset, swings: Vec<Swing>) -> TornadoView {
        let context = Context { observed: data, runs: &[], style: Style::default(), source: "" };
        let scenario = Scenario::new("", Month::january(2008), 60);
        let reading = Reading::of_city(Read::Gap, None);
        let base = Value::Money(Money::ZERO);
        tornado(&context, &scenario, &reading, &Tornado { base, swings })
    }

    #[test]
    fn the_largest_is_said_and_what_moves_nothing_is_in_the_table_only() {
        let data = sample::load();
        let swings =
            vec![swing(LeverKey::CollectionRate, 9_000_000, -9_000_000), swing(LeverKey::OtherPerRetiree, 0, 0)];
        let view = shown(&data, swings);
        assert_eq!(
            view.headline,
            "对整个测算期全市征缴收支缺口影响最大的是征缴率：下调 1 个百分点，增加 900 万元；上调 1 个百分点，减少 900 万元。"
        );
        assert_eq!(view.figure.names(), ["征缴率 ±1 个百分点"]);
        assert_eq!(view.sheet.rows.len(), 2);
        let none = shown(&data, vec![swing(LeverKey::OtherPerRetiree, 0, 0)]);
        assert!(none.headline.contains("都不影响"), "{}", none.headline);
        assert!(none.figure.categories.is_empty());
    }
}
