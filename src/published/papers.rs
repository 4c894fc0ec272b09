//! What the papers behind the examples of 专项 print, each beside what the example gives: Shenyang's financing, Fuxin's
//! targets, Huangshan's members who moved.
//!
//! A paper may cut a figure off where it should round it: that is named as the paper's own.

use std::sync::LazyLock;

use rust_decimal::{Decimal, RoundingStrategy};

use super::Unit;
use crate::money::{Money, Persons, ratio};
use crate::statements::channels::mean_growth;
use crate::statements::programme::{Given, Matter};
use crate::statements::targets;

/// 黄山市市本级: who moved in and out inside the pool: first and last year, in, out.
pub const MOVED: [(i32, i32, Persons, Persons); 2] = [(2004, 2005, 409, 117), (2006, 2007, 1120, 495)];

/// Whether a printed figure comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// It does.
    Agrees,
    /// It does where the digits that follow are cut off; rounded it would be another.
    Cut(Decimal),
    /// It does not.
    Differs,
}

/// A printed figure, and what the example gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Stated {
    /// The key of its name in the locale files, after `stated.`.
    pub key: &'static str,
    /// What is printed, with its places.
    pub printed: Decimal,
    /// Its unit.
    pub unit: Unit,
    /// What the example gives, in that unit, with more places.
    pub value: Decimal,
    /// The numbers that it comes of.
    pub working: String,
}

impl Stated {
    /// Whether it comes back.
    pub fn held(&self) -> Held {
        let places = self.printed.scale();
        let rounded = self.value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        let cut = self.value.round_dp_with_strategy(places, RoundingStrategy::ToZero);
        match (rounded == self.printed, cut == self.printed) {
            (true, _) => Held::Agrees,
            (false, true) => Held::Cut(rounded),
            (false, false) => Held::Differs,
        }
    }
}

/// What is printed of the example of a matter; `None` are Huangshan's members who moved.
pub fn stated(matter: Option<Matter>) -> &'static [Stated] {
    static ALL: LazyLock<[Vec<Stated>; 3]> = LazyLock::new(|| [shenyang(), fuxin(), huangshan()]);
    match matter {
        Some(Matter::Cap) => &[],
        Some(Matter::Channels) => &ALL[0],
        Some(Matter::Targets) => &ALL[1],
        None => &ALL[2],
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}

fn shenyang() -> Vec<Stated> {
    let years = Given::example(Matter::Channels).channels().unwrap_or_default();
    let hundred_million = Decimal::from(100_000_000);
    let need = |n: usize| years.get(n).map_or(Money::ZERO, |year| year.need());
    let yi = |money: Money| (money.to_decimal() / hundred_million).normalize();
    let of = |key, printed: &str, value: Decimal, unit, working: String| Stated {
        key,
        printed: decimal(printed),
        unit,
        value,
        working,
    };
    let items = |n: usize| {
        let uses = years.get(n).map_or(&[][..], |year| &year.needs);
        uses.iter().map(|(_, amount)| yi(*amount).to_string()).collect::<Vec<_>>().join(" + ")
    };
    let source = |n: usize, name: &str| {
        let channels = years.get(n).map_or(&[][..], |year| &year.channels);
        let channel = channels.iter().find(|channel| channel.name.contains(name));
        channel.and_then(|channel| channel.rule.amount()).unwrap_or_default()
    };
    let wan = |money: Money| (money.to_decimal() / Decimal::from(10_000)).normalize();
    let sum = need(0) + need(1) + need(2);
    let percent = |growth: Option<Decimal>| growth.unwrap_or_default() * Decimal::ONE_HUNDRED;
    let growth = percent(mean_growth(need(0), need(2), 2));
    let budgeted = percent(mean_growth(Money::from_yuan(500_000_000), Money::from_yuan(610_000_000), 2));
    let mut all = vec![
        of("shenyang_2000", "5.42", yi(need(0)), Unit::HundredMillion, items(0)),
        of("shenyang_2002", "12.44", yi(need(2)), Unit::HundredMillion, items(2)),
        of(
            "shenyang_sum",
            "29.03",
            yi(sum),
            Unit::HundredMillion,
            format!("{} + {} + {} = {}", yi(need(0)), yi(need(1)), yi(need(2)), yi(sum)),
        ),
        of(
            "shenyang_growth",
            "51.4",
            growth,
            Unit::Percent,
            format!("√({} ÷ {}) − 1 = {growth}…%", yi(need(2)), yi(need(0))),
        ),
        of("shenyang_budget_growth", "10.4", budgeted, Unit::Percent, format!("√(6.1 ÷ 5.0) − 1 = {budgeted}…%")),
        of("shenyang_budget_2001", "5.0", yi(source(1, "年度预算")), Unit::HundredMillion, String::new()),
        of("shenyang_budget_2002", "5.4", yi(source(2, "年度预算")), Unit::HundredMillion, String::new()),
    ];
    let printed = [
        ("shenyang_health", 2, "卫生", "1200"),
        ("shenyang_food", 2, "副食品", "1000"),
        ("shenyang_mayor", 2, "市长", "3000"),
        ("shenyang_extra", 2, "预算外", "5298"),
        ("shenyang_building", 2, "建筑", "3500"),
        ("shenyang_welfare_2001", 1, "福利", "3000"),
        ("shenyang_welfare_2002", 2, "福利", "500"),
    ];
    all.extend(
        printed.map(|(key, n, name, text)| of(key, text, wan(source(n, name)), Unit::TenThousand, String::new())),
    );
    all
}

fn fuxin() -> Vec<Stated> {
    let Ok((units, actuals, rules)) = Given::example(Matter::Targets).targets() else { return Vec::new() };
    let asked: Persons = targets::targets(&units, &rules).iter().map(|target| target.year).sum();
    let placed: Persons = actuals.heads.values().sum();
    let province = rules.compare.first().map_or(0, |(_, target)| *target);
    let percent = |of: Persons| ratio(placed.into(), of.into(), 6).unwrap_or_default() * Decimal::ONE_HUNDRED;
    let of = |key, printed: &str, value: Decimal, unit, working: String| Stated {
        key,
        printed: decimal(printed),
        unit,
        value,
        working,
    };
    let heads = |heads: Persons| Decimal::from(heads);
    vec![
        of("fuxin_units", "193", Decimal::from(units.len()), Unit::Persons, String::new()),
        of("fuxin_plan", "30000", heads(asked), Unit::Persons, String::new()),
        of("fuxin_province", "29400", heads(province), Unit::Persons, String::new()),
        of("fuxin_placed", "41495", heads(placed), Unit::Persons, String::new()),
        of("fuxin_rate", "138.3", percent(asked).normalize(), Unit::Percent, format!("{placed} ÷ {asked}")),
        of(
            "fuxin_province_rate",
            "141.1",
            percent(province).normalize(),
            Unit::Percent,
            format!("{placed} ÷ {province}"),
        ),
    ]
}

fn huangshan() -> Vec<Stated> {
    let [before, after] = MOVED;
    let of = |key, printed: &str, value: Persons, working: String| Stated {
        key,
        printed: decimal(printed),
        unit: Unit::Persons,
        value: Decimal::from(value),
        working,
    };
    vec![
        of("huangshan_in_before", "409", before.2, String::new()),
        of("huangshan_in_after", "1120", after.2, String::new()),
        of("huangshan_in", "1529", before.2 + after.2, format!("{} + {}", before.2, after.2)),
        of("huangshan_out_before", "117", before.3, String::new()),
        of("huangshan_out_after", "495", after.3, String::new()),
        of("huangshan_out", "612", before.3 + after.3, format!("{} + {}", before.3, after.3)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All come back but two, which the paper cuts off: 51.5 to 51.4 and 10.5 to 10.4.
    #[test]
    fn what_is_printed_comes_back_and_what_is_cut_is_named() {
        let all = [Some(Matter::Channels), Some(Matter::Targets), None].into_iter().flat_map(stated);
        let others: Vec<_> = all.filter(|stated| stated.held() != Held::Agrees).map(|s| (s.key, s.held())).collect();
        let cut = |text| Held::Cut(decimal(text));
        assert_eq!(others, [("shenyang_growth", cut("51.5")), ("shenyang_budget_growth", cut("10.5"))]);
        assert_eq!(stated(Some(Matter::Channels)).len() + stated(Some(Matter::Targets)).len() + stated(None).len(), 26);
    }
}
