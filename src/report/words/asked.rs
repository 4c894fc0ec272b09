//! Levers, their values and what is read off a run, in words: what questions and answers are made of.

use rust_decimal::{Decimal, RoundingStrategy};

use super::number::{Style, grouped};
use super::period::period_name;
use super::place::place_name;
use crate::answers::{self, Reading};
use crate::locale::Language;
use crate::measures::Measure;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{Places, Reach};
use crate::report::{Books, Holder, Measured, Place, Quantity, SettlementItem, Subject};
use crate::scenario::lever::{Lever, LeverUnit, When};
use crate::scenario::people::People;
use crate::scenario::{PlaceKey, Scenario};

/// What the age structure is called: the shipped one is an example and says so, another has its file's name.
pub fn structure_name(people: &People, language: Language) -> String {
    match people.is_illustrative() {
        true => language.text("retirement.structure_sample").to_owned(),
        false => people.structure.name.clone(),
    }
}

/// A lever's name with its county and year: 2009年屯溪区征缴率.
pub fn lever_name(lever: &Lever, scenario: &Scenario, language: Language) -> String {
    let mut name = language.text(lever.def().text_key).to_owned();
    if let Some(factor) = lever.factor() {
        name = language.fill("seek.replay", &[("field", language.text(factor.text_key()))]);
    }
    if let Some(group) = lever.group_of_people() {
        let group = language.text(group.text_key());
        name = language.fill("answer.of", &[("part", group), ("name", &name)]);
    }
    let event = lever.event().and_then(|n| scenario.events.get(n));
    let place = lever.place.name().map(|name| &**name).or(event.map(|event| event.county.as_str()));
    // Of several arrangements each says since when it holds.
    if let Some(from) = lever.entry().and_then(|n| scenario.pooling.get(n)).map(|p| p.from)
        && scenario.pooling.len() > 1
    {
        let since = language.fill("seek.since", &[("month", &period_name(Period::Month(from), language))]);
        name = language.fill("answer.of", &[("part", &since), ("name", &name)]);
    }
    let year = match lever.when {
        When::Year(n) => {
            let year = scenario.first_year(lever.key) + i32::try_from(n).unwrap_or(0);
            Some(language.fill("period.year", &[("year", &year.to_string())]))
        }
        When::Always => None,
    };
    for part in [place.map(str::to_owned), year].into_iter().flatten() {
        name = language.fill("answer.of", &[("part", &part), ("name", &name)]);
    }
    name
}

/// The lowest and the highest number that places below have of their own, in the words of a key.
pub fn levers_below(style: Style, lever: &Lever, scenario: &Scenario, key: &str) -> String {
    let own = |place: &PlaceKey| Lever { place: place.clone(), reach: Reach::Own, ..lever.clone() }.value(scenario);
    let numbers: Vec<Decimal> = lever.below(scenario).map(own).collect();
    let text =
        |number: Option<&Decimal>| number.map_or_else(String::new, |n| lever_value(lever, *n, Side::Nearest, style));
    let ends = [("low", &*text(numbers.iter().min())), ("high", &*text(numbers.iter().max()))];
    style.language.fill(key, &ends)
}

/// That the numbers of a lever that is shown for all years differ by year, and between what; `None` where they don't.
pub fn lever_by_year(style: Style, lever: &Lever, scenario: &Scenario) -> Option<String> {
    let of = |n| lever.clone().when(When::Year(n)).value(scenario);
    let numbers: Vec<Decimal> = (0..lever.years(scenario)).map(of).collect();
    let (low, high) = (numbers.iter().min()?, numbers.iter().max()?);
    let text = |number: &Decimal| lever_value(lever, *number, Side::Nearest, style);
    let is_shown = lever.when == When::Always && lever.def().is_yearly() && low != high;
    is_shown.then(|| style.language.fill("lever.by_year", &[("low", &*text(low)), ("high", &*text(high))]))
}

/// What a lever's numbers are.
pub fn lever_measured(lever: &Lever) -> Measured {
    match lever.def().unit {
        LeverUnit::Percent => Measured::Ratio,
        LeverUnit::Money => Measured::Money,
        LeverUnit::YuanPerHead => Measured::PerPerson,
        LeverUnit::Persons => Measured::Persons,
        LeverUnit::CalendarMonth | LeverUnit::Factor => Measured::Number,
    }
}

/// A lever's value as a quantity; one that its kind can't hold is a plain number.
pub fn lever_quantity(lever: &Lever, value: Decimal) -> Quantity {
    let quantity = match lever_measured(lever) {
        Measured::Ratio => Some(Quantity::Ratio(value)),
        Measured::Money => Money::from_decimal(value).map(Quantity::Money),
        Measured::PerPerson => Money::from_decimal(value).map(Quantity::PerPerson),
        Measured::Persons => i64::try_from(value).ok().map(Quantity::Persons),
        _ => None,
    };
    quantity.unwrap_or(Quantity::Number(value))
}

/// Which way a value is rounded where it is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// To the nearest.
    Nearest,
    /// To no less than it is.
    Up,
    /// To no more than it is.
    Down,
    /// Not at all: to the last decimal that it has.
    Exact,
}

/// A lever's value with its unit, as it is said: two decimals of the unit shown, none of much money: 92.35%, 8,297 万元.
pub fn lever_value(lever: &Lever, value: Decimal, side: Side, style: Style) -> String {
    let measured = lever_measured(lever);
    let shown = match (measured, lever_quantity(lever, value)) {
        (Measured::Ratio, _) => value * Decimal::ONE_HUNDRED,
        (Measured::Money, Quantity::Money(money)) => style.unit.scaled(money),
        _ => value,
    };
    let places = if measured == Measured::Money && shown.abs() >= Decimal::ONE_HUNDRED { 0 } else { 2 };
    let shown = match side {
        Side::Nearest => shown.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero),
        Side::Up => shown.round_dp_with_strategy(places, RoundingStrategy::ToPositiveInfinity),
        Side::Down => shown.round_dp_with_strategy(places, RoundingStrategy::ToNegativeInfinity),
        Side::Exact => shown,
    };
    let shown = shown.normalize();
    let number = grouped(shown, shown.scale());
    match style.unit_name(measured) {
        "" => number,
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

/// How far a lever is moved: 1 个百分点, 100 万元.
pub fn lever_step(lever: &Lever, by: Decimal, style: Style) -> String {
    if lever_measured(lever) != Measured::Ratio {
        return lever_value(lever, by, Side::Exact, style);
    }
    let points = (by * Decimal::ONE_HUNDRED).normalize();
    format!("{} {}", grouped(points, points.scale()), style.language.text("unit.points"))
}

/// A measure's target as a quantity of the kind that the measure has.
pub fn target_quantity(quantity: answers::Quantity, target: Decimal) -> Quantity {
    match target_measured(quantity) {
        Measured::Months => Quantity::Months(target),
        _ => Money::from_decimal(target.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
            .map_or(Quantity::Number(target), Quantity::Money),
    }
}

/// What a measure's numbers are.
pub fn target_measured(quantity: answers::Quantity) -> Measured {
    match quantity {
        answers::Quantity::MonthsOfCover | answers::Quantity::MonthsToShortage => Measured::Months,
        _ => Measured::Money,
    }
}

/// A quantity in a sentence: months without decimals that say nothing (3 个月), money that is little in the unit shown
/// with decimals that say something.
pub fn said(quantity: Quantity, style: Style) -> String {
    match quantity {
        Quantity::Money(money) if !money.is_zero() && style.unit.scaled(money).abs() < Decimal::ONE_HUNDRED => {
            let plain = style.unit.scaled(money);
            if plain.is_integer() { style.spoken(quantity) } else { style.full(quantity) }
        }
        Quantity::Months(months) if months.is_integer() => {
            format!("{} {}", grouped(months, 0), style.unit_name(Measured::Months))
        }
        _ => style.spoken(quantity),
    }
}

/// What is read, where and when: 2012年12月全市期末债务. The close of a whole run is its last month.
pub fn reading_name(reading: &Reading, places: &Places, end: Month, language: Language) -> String {
    let when = match reading.period {
        None if reading.quantity.is_over_time() => language.text("answer.whole_run").to_owned(),
        None => period_name(Period::Month(end), language),
        Some(period) => period_name(period, language),
    };
    let root = places.root();
    let place = match &reading.place {
        PlaceKey::Root if places.name(root).is_empty() => {
            language.text(&format!("answer.{}", places.level(root).key())).to_owned()
        }
        place => place_name(places, place, language),
    };
    let quantity = language.text(reading.quantity.text_key());
    language.fill("answer.reading", &[("place", &place), ("when", &when), ("quantity", quantity)])
}

/// What explains a reading of a scenario's own run, where it is a plain measure of it.
pub fn reading_subject(reading: &Reading, number: usize, end: Month) -> Option<Subject> {
    let (place, holder) = (reading.place.clone(), Holder::with_below(reading.place.clone()));
    let close = reading.period.map_or(end, |period| period.last_month().min(end));
    let item =
        |holder, item| Some(Subject::Settlement { scenario: number, holder, period: Period::Month(close), item });
    let measure = |measure, period| Some(Subject::Measure { measure, place, period, books: Books::Scenario(number) });
    match reading.quantity {
        answers::Quantity::Balance => item(holder, SettlementItem::Closing),
        answers::Quantity::PoolBalance => item(Holder::own(Place::Root), SettlementItem::Closing),
        answers::Quantity::Debt => item(holder, SettlementItem::Debt),
        answers::Quantity::PoolDebt => item(Holder::own(Place::Root), SettlementItem::Debt),
        answers::Quantity::MonthsOfCover => measure(Measure::MonthsOfCover, Period::Month(close)),
        answers::Quantity::Gap => measure(Measure::Gap, reading.period?),
        answers::Quantity::Shortfall => measure(Measure::Shortfall, reading.period?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CountyNames;
    use crate::scenario::lever::LeverKey;

    #[test]
    fn a_value_is_said_in_the_unit_shown_and_rounded_to_its_side() {
        let style = Style::default();
        let rate = Lever::of(LeverKey::CollectionRate);
        let value = Decimal::new(923_412, 6);
        let said = |side| lever_value(&rate, value, side, style);
        assert_eq!(
            [Side::Nearest, Side::Up, Side::Down, Side::Exact].map(said),
            ["92.34%", "92.35%", "92.34%", "92.3412%"]
        );
        assert_eq!(
            lever_value(&Lever::of(LeverKey::OpeningPool), Decimal::from(80_000_000), Side::Nearest, style),
            "8,000 万元"
        );
        assert_eq!(
            lever_value(&Lever::of(LeverKey::OpeningPool), Decimal::from(82_969_631), Side::Up, style),
            "8,297 万元"
        );
        assert_eq!(
            lever_value(&Lever::of(LeverKey::EventRetirees), Decimal::from(3250), Side::Nearest, style),
            "3,250 人"
        );
        assert_eq!(lever_step(&rate, Decimal::new(5, 3), style), "0.5 个百分点");
        assert_eq!(said_months(3), "3 个月");
    }

    fn said_months(months: i64) -> String {
        super::said(Quantity::Months(Decimal::from(months)), Style::default())
    }

    #[test]
    fn what_is_read_at_the_close_of_a_run_is_named_by_its_last_month() {
        let end = Month::december(2012);
        let places = Places::new(vec![CountyNames::alone("屯溪区".into())]).unwrap();
        let name = |quantity, period| {
            let reading = Reading { quantity, place: PlaceKey::County("屯溪区".into()), period };
            reading_name(&reading, &places, end, Language::Chinese)
        };
        assert_eq!(name(answers::Quantity::Debt, None), "2012年12月屯溪区期末债务");
        assert_eq!(name(answers::Quantity::Gap, None), "整个测算期屯溪区征缴收支缺口");
        assert_eq!(name(answers::Quantity::Gap, Some(Period::Year(2010))), "2010年屯溪区征缴收支缺口");
        let whole = |places: &Places| {
            reading_name(&Reading::of_city(answers::Quantity::Debt, None), places, end, Language::Chinese)
        };
        assert_eq!(whole(&places), "2012年12月全市期末债务");
        let county =
            |province: &str| CountyNames { province: province.into(), city: "".into(), county: "甲县".into() };
        let nation = Places::new(vec![county("江苏省"), county("安徽省")]).unwrap();
        assert_eq!(whole(&nation), "2012年12月全国期末债务");
    }
}
