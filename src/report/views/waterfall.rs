//! Why two scenarios differ, as it is shown: the largest cause in a sentence, steps from one total to the other, and the
//! table that adds them up to the fen.

use super::context::Context;
use crate::answers::Reading;
use crate::answers::bridge::Bridge;
use crate::measures::Value;
use crate::report::words::asked::{reading_name, reading_subject, said};
use crate::report::words::number;
use crate::report::{Category, Cell, CellValue, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet};
use crate::scenario::Scenario;
use crate::scenario::group::Group;

/// A bridge, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Waterfall {
    /// The difference and its largest cause.
    pub headline: String,
    /// From the first total by steps to the last.
    pub figure: Figure,
    /// The steps with what is reached after each.
    pub sheet: Sheet,
    /// Whether the steps add up to the difference exactly.
    pub adds_up: bool,
}

/// The two scenarios: each with its number in the project.
pub type Pair<'a> = [(usize, &'a Scenario); 2];

/// The way from one scenario to another.
pub fn waterfall(context: &Context, pair: Pair<'_>, reading: &Reading, bridge: &Bridge) -> Waterfall {
    let language = context.language();
    let [(from_number, from), (to_number, to)] = pair;
    let reading = &reading.of_both(from, to);
    let what = reading_name(reading, &context.observed.places, to.end(), language);
    let name = |group: Group| language.text(group.text_key()).to_owned();
    let (first, last) = (Quantity::from(bridge.from), Quantity::from(bridge.to));
    let measured = number::measured(first);
    // A measure of another month is another measure: each scenario's own end explains its total.
    let subjects = [(from_number, from), (to_number, to)].map(|(n, s)| reading_subject(reading, n, s.end()));
    let [of_from, of_to] = subjects;

    let mut names = vec![from.name.clone()];
    names.extend(bridge.steps.iter().map(|(group, _)| name(*group)));
    names.push(to.name.clone());
    let mut points = vec![Point { value: Some(first), subject: of_from.clone() }];
    points.extend(bridge.steps.iter().map(|(_, effect)| Point { value: Some((*effect).into()), subject: None }));
    points.push(Point { value: Some(last), subject: of_to.clone() });

    let total = |name: String, value: Quantity, subject| {
        vec![
            Cell::text(name),
            Cell { value: CellValue::Empty, ..Cell::default() },
            Cell::quantity(Some(value), subject),
        ]
    };
    let mut reached = Some(first);
    let mut rows = vec![total(from.name.clone(), first, of_from)];
    for (group, effect) in &bridge.steps {
        let effect = Quantity::from(*effect);
        reached = reached.and_then(|so_far| so_far.plus(effect));
        let change = Cell { value: CellValue::Change(effect), ..Cell::default() };
        rows.push(vec![Cell::text(name(*group)), change, Cell::quantity(reached, None)]);
    }
    rows.push(total(to.name.clone(), last, of_to));
    let adds_up = reached == Some(last);
    let check = match (adds_up, last.minus(first)) {
        (true, Some(difference)) => {
            language.fill("waterfall.adds_up", &[("difference", &context.style.difference(difference))])
        }
        _ => language.text("waterfall.off").to_owned(),
    };

    let column = |key: &str, measured| Column::new(language.text(key), measured);
    Waterfall {
        headline: headline(context, pair, &what, bridge, &name),
        figure: Figure {
            title: language.fill("waterfall.title", &[("what", &what), ("from", &from.name), ("to", &to.name)]),
            categories: Category::named(&names),
            ticks: names,
            measured,
            series: vec![Series { name: what, role: Role::Pensions, mark: Mark::Waterfall, points }],
            notes: Vec::new(),
            source: context.source_of(pair.map(|(_, scenario)| scenario)),
            ..Figure::default()
        },
        sheet: Sheet {
            title: language.text("waterfall.sheet").to_owned(),
            columns: vec![
                column("waterfall.step", Measured::Text),
                column("waterfall.effect", measured),
                column("waterfall.reached", measured),
            ],
            frozen: 1,
            rows,
            notes: vec![check, language.text("waterfall.order").to_owned()],
            source: context.source_of(pair.map(|(_, scenario)| scenario)),
            ..Sheet::default()
        },
        adds_up,
    }
}

fn headline(
    context: &Context,
    [(_, from), (_, to)]: Pair<'_>,
    what: &str,
    bridge: &Bridge,
    name: &dyn Fn(Group) -> String,
) -> String {
    let language = context.language();
    let amount = |value: Value| {
        let text = said(value.into(), context.style);
        text.strip_prefix('−').map_or(text.clone(), str::to_owned)
    };
    let changed = |value: Value| {
        let number = crate::answers::number(value);
        let key = match (number.is_zero(), number.is_sign_negative()) {
            (true, _) => return language.text("waterfall.same").to_owned(),
            (_, true) => "waterfall.less",
            (_, false) => "waterfall.more",
        };
        language.fill(key, &[("amount", &amount(value))])
    };
    let names = [("what", what), ("from", &*from.name), ("to", &*to.name)];
    let size = |value: &Value| crate::answers::number(*value).abs();
    let largest = bridge.steps.iter().max_by_key(|(_, effect)| size(effect)).filter(|(_, e)| !size(e).is_zero());
    let (Some((group, effect)), Some(difference)) = (largest, bridge.to.less(bridge.from)) else {
        let key = if bridge.steps.is_empty() { "waterfall.alike" } else { "waterfall.no_effect" };
        return language.fill(key, &names);
    };
    let cause = name(*group);
    let (difference, effect) = (changed(difference), changed(*effect));
    let mut facts = names.to_vec();
    facts.extend([("difference", &*difference), ("cause", &*cause), ("effect", &*effect)]);
    let key = if bridge.steps.len() == 1 { "waterfall.only" } else { "waterfall.headline" };
    language.fill(key, &facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Quantity as Read;
    use crate::money::Money;
    use crate::month::Month;
    use crate::report::words::number::Style;
    use crate::sample;

    fn shown(from: i64, steps: &[(Group, i64)]) -> Waterfall {
        let data = sample::load();
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        let money = |yuan| Value::Money(Money::from_yuan(yuan));
        let to = from + steps.iter().map(|(_, n)| n).sum::<i64>();
        let steps = steps.iter().map(|(group, n)| (*group, money(*n))).collect();
        let bridge = Bridge { from: money(from), steps, to: money(to) };
        let scenario = |name| Scenario::new(name, Month::january(2008), 60);
        let (a, b) = (scenario("甲案"), scenario("乙案"));
        waterfall(&context, [(0, &a), (1, &b)], &Reading::of_city(Read::Debt, None), &bridge)
    }

    #[test]
    fn the_largest_cause_is_named_and_the_steps_add_up() {
        let steps = [(Group::Persons, -2_000_000), (Group::Contributions, -9_000_000), (Group::Pooling, 1_000_000)];
        let shown = shown(40_000_000, &steps);
        assert_eq!(shown.headline, "乙案的2012年12月全市期末债务比甲案少 1,000 万元，最大的原因是征缴：少 900 万元。");
        assert!(shown.adds_up);
        assert_eq!(shown.figure.names(), ["甲案", "人数", "征缴", "统筹方式", "乙案"]);
        assert_eq!(shown.sheet.rows.len(), 5);
        assert_eq!(shown.sheet.rows[3][2].value, shown.sheet.rows[4][2].value);
    }

    #[test]
    fn runs_of_unequal_length_are_read_at_the_last_month_that_both_have() {
        let data = sample::load();
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        let bridge = Bridge {
            from: Value::Money(Money::from_yuan(40_000_000)),
            steps: vec![(Group::Persons, Value::Money(Money::from_yuan(-2_000_000)))],
            to: Value::Money(Money::from_yuan(38_000_000)),
        };
        let a = Scenario::new("甲案", Month::january(2008), 36);
        let b = Scenario::new("乙案", Month::january(2008), 60);
        for pair in [[(0, &a), (1, &b)], [(0, &b), (1, &a)]] {
            let shown = waterfall(&context, pair, &Reading::of_city(Read::Balance, None), &bridge);
            assert!(shown.headline.contains("2010年12月全市期末结余"), "{}", shown.headline);
            let over = waterfall(&context, pair, &Reading::of_city(Read::Gap, None), &bridge);
            assert!(over.headline.contains("2008—2010年全市征缴收支缺口"), "{}", over.headline);
        }
    }

    #[test]
    fn two_that_are_alike_are_said_to_be() {
        assert!(shown(5, &[]).headline.contains("没有差别"));
        assert!(shown(5, &[(Group::Interest, 0)]).headline.contains("一样"));
    }
}
