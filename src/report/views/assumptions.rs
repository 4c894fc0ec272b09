//! 测算假设: what a scenario assumes, each number with where it came from: the data, the law, what holds by
//! default, or whoever set it.

use rust_decimal::Decimal;

use super::context::Context;
use super::matrix::{Matrix, Row, matrix};
use super::view::column;
use crate::dataset::Example;
use crate::locale::Language;
use crate::month::Period;
use crate::proposal::base;
use crate::report::words::asked::{Side, lever_value, levers_below};
use crate::report::words::law::lever_by_law;
use crate::report::words::number::Style;
use crate::report::{Cell, Measured, Sheet};
use crate::scenario::family::Member;
use crate::scenario::group::Group;
use crate::scenario::lever::{Lever, LeverKey, When};
use crate::scenario::part::Part;
use crate::scenario::people::People;
use crate::scenario::{Mode, Scenario};

/// The rates that the line tells of, in its order.
const TOLD: [LeverKey; 6] = [
    LeverKey::CollectionRate,
    LeverKey::ContributionRate,
    LeverKey::ContributorsGrowth,
    LeverKey::RetireesGrowth,
    LeverKey::WageGrowth,
    LeverKey::PensionGrowth,
];

/// What a scenario assumes.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumptions {
    /// In one line, the rates.
    pub line: String,
    /// All of it, each with where it came from.
    pub sheet: Sheet,
}

/// All that a scenario assumes.
pub fn assumptions(context: &Context<'_>, number: usize, member: &Member) -> Assumptions {
    let language = context.language();
    let Matrix { sheet, rows, .. } = matrix(context, &[(number, member)], false);
    let origins = Origins::of(context, &member.scenario);
    let mut columns = sheet.columns;
    columns.push(column(language.text("assumptions.origin").to_owned(), Measured::Text));
    let with_origin = |(cells, row): (Vec<Cell>, &Row)| {
        let origin = Cell::text(origins.of_row(row));
        cells.into_iter().chain([origin]).collect()
    };
    let title = language.fill("assumptions.title", &[("name", &member.scenario.name)]);
    let rows = sheet.rows.into_iter().zip(&rows).map(with_origin).collect();
    let sheet = Sheet { title, columns, rows, notes: Vec::new(), source: context.source_line(), ..sheet };
    Assumptions { line: line(context.style, &member.scenario), sheet }
}

/// The rates in one line; of a replay, that nothing is assumed.
pub fn line(style: Style, scenario: &Scenario) -> String {
    let language = style.language;
    let separator = language.text("why.list_separator");
    if scenario.mode == Mode::Replay {
        let factors: Vec<String> = scenario
            .replay
            .iter()
            .filter(|(_, rate)| **rate != Decimal::ONE)
            .map(|(field, rate)| {
                let lever = Lever::replay(*field);
                format!("{} ×{}", language.text(field.text_key()), lever_value(&lever, *rate, Side::Nearest, style))
            })
            .collect();
        return match factors.is_empty() {
            true => language.text("assumptions.replayed").to_owned(),
            false => language.fill("assumptions.replayed_with", &[("factors", &factors.join(separator))]),
        };
    }
    let told = |key: &LeverKey| {
        let lever = Lever::of(*key).with_below(scenario);
        let name = language.text(lever.def().text_key);
        let aside = match lever.below(scenario).next() {
            Some(_) => {
                let span = levers_below(style, &lever, scenario, "assumptions.span");
                language.fill("assumptions.below", &[("below", &span)])
            }
            // Nobody told it, and it is not nothing.
            None if lever.given(scenario).is_none() && !lever.value(scenario).is_zero() => {
                language.text("assumptions.by_default").to_owned()
            }
            None => String::new(),
        };
        format!("{name} {}{aside}", by_year(style, &lever, scenario))
    };
    // Who retires is told by age then.
    let by_age = scenario.people.is_some();
    let is_sample = scenario.people.as_ref().is_some_and(People::is_illustrative);
    let is_used = |key: &&LeverKey| !by_age || **key != LeverKey::RetireesGrowth;
    let mut rates: Vec<String> = TOLD.iter().filter(is_used).map(told).collect();
    if by_age {
        rates
            .push(language.text(if is_sample { "assumptions.by_age_sample" } else { "assumptions.by_age" }).to_owned());
    }
    language.fill("assumptions.line", &[("rates", &rates.join(separator))])
}

/// A lever's value, or the first and the last of its years: `92% → 95%`.
fn by_year(style: Style, lever: &Lever, scenario: &Scenario) -> String {
    let of_year = |n: usize| lever.clone().when(When::Year(n)).value(scenario);
    let text = |number: Decimal| lever_value(lever, number, Side::Nearest, style);
    let (first, last) = (of_year(0), of_year(scenario.calendar_years() - 1));
    if first == last { text(first) } else { format!("{} → {}", text(first), text(last)) }
}

/// Where the numbers of a scenario come from.
struct Origins<'a> {
    scenario: &'a Scenario,
    language: Language,
    /// What the data propose for the same months; `None` where the scenario begins at another.
    proposed: Option<Scenario>,
    /// The last twelve months of the data, the last of them, and the same one a year before.
    months: [String; 3],
    example: Option<Example>,
}

impl<'a> Origins<'a> {
    fn of(context: &Context<'_>, scenario: &'a Scenario) -> Origins<'a> {
        let last = scenario.start.plus(-1);
        let name = |month| context.period_name(Period::Month(month));
        Origins {
            scenario,
            language: context.language(),
            proposed: base::of(context.observed).filter(|proposed| proposed.start == scenario.start),
            months: [context.period_name(Period::between(last.plus(-11), last)), name(last), name(last.plus(-12))],
            example: context.observed.example,
        }
    }

    fn of_row(&self, row: &Row) -> String {
        match row.of(self.scenario) {
            Some(lever) => self.of_lever(&lever),
            None => self.of_part(&row.part),
        }
    }

    fn of_lever(&self, lever: &Lever) -> String {
        if lever.follows_law(self.scenario) {
            return lever_by_law(self.language, lever, self.scenario);
        }
        if lever.follows_budget(self.scenario) {
            return self.text("matrix.by_budget_short");
        }
        match lever.given(self.scenario) {
            None => self.text("assumptions.unset"),
            given if self.proposed.as_ref().is_some_and(|proposed| lever.given(proposed) == given) => {
                self.observed(lever.key)
            }
            Some(_) => self.text("assumptions.set"),
        }
    }

    fn of_part(&self, part: &Part) -> String {
        let as_proposed = match (part, &self.proposed) {
            (Part::Grants, Some(proposed)) => proposed.grants == self.scenario.grants,
            _ => false,
        };
        if as_proposed { self.observed(LeverKey::Grant) } else { self.text("assumptions.set") }
    }

    /// From which of the data, as `proposal::base` takes it; the sample's subsidy is a rule of its city.
    fn observed(&self, key: LeverKey) -> String {
        let [year, now, before] = &self.months;
        match key {
            LeverKey::Season => self.text("assumptions.of_years"),
            LeverKey::ContributorsGrowth
            | LeverKey::RetireesGrowth
            | LeverKey::WageGrowth
            | LeverKey::PensionGrowth => {
                self.language.fill("assumptions.of_growth", &[("now", now), ("before", before)])
            }
            LeverKey::WageMonth | LeverKey::PensionEffectiveMonth | LeverKey::PensionPaidMonth => {
                self.text("assumptions.of_raise")
            }
            _ if key.def().group == Group::Subsidy => self.text(match self.example {
                Some(Example::Huangshan) => "assumptions.huangshan",
                _ => "assumptions.of_subsidy",
            }),
            _ => self.language.fill("assumptions.observed", &[("months", year)]),
        }
    }

    fn text(&self, key: &str) -> String {
        self.language.text(key).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::proposal;
    use crate::report::words::number::MoneyUnit;
    use crate::sample;
    use crate::scenario::family::Family;

    const STYLE: Style = Style { language: Language::Chinese, unit: MoneyUnit::TenThousand };

    fn told(scenario: Scenario) -> Assumptions {
        let data = sample::load();
        let family = Family::of(vec![Arc::new(scenario)]);
        let context = Context { observed: &data, runs: &[], style: STYLE, source: "" };
        assumptions(&context, 0, &family.members()[0])
    }

    fn origin(assumptions: &Assumptions, name: &str) -> String {
        let text = |cell: &Cell| match &cell.value {
            crate::report::CellValue::Text(text) => text.clone(),
            _ => String::new(),
        };
        let row = assumptions.sheet.rows.iter().find(|row| text(&row[0]) == name).expect("it is told of");
        text(row.last().expect("a cell"))
    }

    #[test]
    fn each_assumption_says_where_it_came_from() {
        let base = Scenario::clone(&proposal::scenarios(&sample::load(), STYLE.language)[0]);
        let as_proposed = told(base.clone());
        assert!(
            as_proposed.line.starts_with("按征缴率 90.4%（各地 88.3%—92.6%）、缴费比例 28%、"),
            "{}",
            as_proposed.line
        );
        assert_eq!(origin(&as_proposed, "征缴率"), "按数据，2007年");
        assert_eq!(origin(&as_proposed, "养老金调整幅度"), "按数据，2007年12月比2006年12月");
        assert_eq!(origin(&as_proposed, "调整待遇发放月份"), "按数据中最近一次调整");
        assert_eq!(origin(&as_proposed, "月度征缴系数 1月"), "按数据中各年的同月");
        assert_eq!(origin(&as_proposed, "同级补助比例"), "黄山市的办法");
        let mut changed = base.clone();
        assert!(Lever::of(LeverKey::CollectionRate).set(&mut changed, Some(Decimal::new(95, 2))));
        Lever::of(LeverKey::ContributionRate).follow_law(&mut changed);
        let changed = told(changed);
        assert_eq!(origin(&changed, "征缴率"), "本情景设定");
        assert!(origin(&changed, "缴费比例").starts_with("按规定（28%"), "{}", origin(&changed, "缴费比例"));
        let later = told(Scenario { start: base.start.plus(12), ..base });
        assert_eq!(origin(&later, "征缴率"), "本情景设定", "the data propose nothing from there");
    }
}
