//! 就业目标: where every unit stands, the whole against its targets, the plan by month, and the subsidies.

use super::{Made, Part, Told, Words, empty, heads, mark, money, name, on, ratio};
use crate::finding::Findings;
use crate::money::{Money, Persons};
use crate::month::{Month, Period};
use crate::report::views::view::series;
use crate::report::words::period::{month_ticks, period_name};
use crate::report::{Category, Cell, Column, Figure, Mark, Measured, Point, Quantity, Role};
use crate::statements::programme::Given;
use crate::statements::targets::{self, Actuals, Progress, Rules, Target, Unit};

pub(super) fn told(words: Words, given: &Given) -> Result<Told, Findings> {
    let (units, actuals, rules) = given.targets()?;
    let targets = targets::targets(&units, &rules);
    let progress = targets::progress(&targets, &actuals, &rules);
    let all = All { words, units: &units, actuals: &actuals, rules: &rules, targets: &targets, progress: &progress };
    let mut parts: Vec<Part> = Vec::new();
    if !progress.is_empty() {
        parts.extend([all.standing(), all.total()]);
    }
    parts.push(all.plan());
    parts.extend((!rules.subsidies.is_empty()).then(|| all.subsidies()));
    Ok(Told { headline: all.headline(), figure: Some(all.figure()), parts, ..Told::default() })
}

struct All<'a> {
    words: Words,
    units: &'a [Unit],
    actuals: &'a Actuals,
    rules: &'a Rules,
    targets: &'a [Target],
    progress: &'a [Progress],
}

impl All<'_> {
    /// Each month with where the units stand in it.
    fn months(&self) -> impl DoubleEndedIterator<Item = (Month, &[Progress])> {
        self.progress.chunks(self.units.len().max(1)).map(|month| (month[0].month, month))
    }

    /// The targets by name: the own one, and those to compare with.
    fn against(&self) -> Vec<(String, Persons)> {
        let own = (self.words.text("programme.own_target"), self.rules.target);
        std::iter::once(own).chain(self.rules.compare.iter().cloned()).collect()
    }

    fn headline(&self) -> String {
        let words = self.words;
        let full = |heads| words.0.full(Quantity::Persons(heads));
        let (count, target) = (self.units.len().to_string(), full(self.rules.target));
        let Some((month, last)) = self.months().next_back() else {
            let values = [("year", &*self.rules.year.to_string()), ("count", &*count), ("target", &*target)];
            return words.fill("programme.targets_none", &values);
        };
        let placed: Persons = last.iter().map(|p| p.actual).sum();
        let of = |(name, target): &(String, Persons)| {
            let rate = crate::money::ratio(placed.into(), (*target).into(), 6).unwrap_or_default();
            let values =
                [("name", &**name), ("target", &*full(*target)), ("rate", &*words.0.full(Quantity::Ratio(rate)))];
            words.fill("programme.targets_of", &values)
        };
        let against: Vec<String> = self.against().iter().map(of).collect();
        let values = [
            ("month", period_name(Period::Month(month), words.language())),
            ("count", count),
            ("placed", full(placed)),
            ("against", against.join(words.language().text("matrix.comma"))),
            ("named", last.iter().filter(|p| p.is_named).count().to_string()),
            ("silent", last.iter().filter(|p| p.is_silent).count().to_string()),
        ];
        words.fill("programme.targets_headline", &values.each_ref().map(|(k, v)| (*k, v.as_str())))
    }

    fn figure(&self) -> Figure {
        let words = self.words;
        let january = Month::january(self.rules.year);
        let months: Vec<Month> = (0..12).map(|n| january.plus(n)).collect();
        let plan = |n: usize| self.targets.iter().map(|t| t.months[..=n].iter().sum::<Persons>()).sum::<Persons>();
        let point = |heads: Option<Persons>| Point { value: heads.map(Quantity::Persons), subject: None };
        let actual: Vec<Persons> = self.months().map(|(_, month)| month.iter().map(|p| p.actual).sum()).collect();
        Figure {
            title: words.text("programme.targets_chart"),
            categories: months.iter().map(|month| Category::Period(Period::Month(*month))).collect(),
            ticks: month_ticks(&months, words.language()),
            measured: Measured::Persons,
            series: vec![
                series(
                    words.text("programme.plan_to_date"),
                    Role::Earlier,
                    Mark::Line,
                    (0..12).map(|n| point(Some(plan(n)))).collect(),
                ),
                series(
                    words.text("programme.actual_to_date"),
                    Role::Later,
                    Mark::Bar,
                    (0..12).map(|n| point(actual.get(n).copied())).collect(),
                ),
            ],
            ..Figure::default()
        }
    }

    /// The last month, the best first.
    fn standing(&self) -> Part {
        let words = self.words;
        let columns = vec![
            words.column("programme.column_unit", Measured::Text),
            words.column("programme.rank", Measured::Number),
            words.column("programme.target", Measured::Persons),
            words.column("programme.plan_to_date", Measured::Persons),
            words.column("programme.actual_to_date", Measured::Persons),
            words.column("programme.completion", Measured::Ratio),
            words.column("programme.behind", Measured::Number),
            words.column("programme.named", Measured::Text),
            words.column("programme.silent", Measured::Text),
        ];
        let last: &[Progress] = self.months().next_back().map_or(&[], |(_, month)| month);
        let mut order: Vec<&Progress> = last.iter().collect();
        order.sort_by_key(|p| (p.rank.unwrap_or(usize::MAX), p.unit));
        let number = |n: i64| Cell::quantity(Some(Quantity::Number(n.into())), None);
        let row = |p: &&Progress| -> Vec<Made> {
            let target = self.targets[p.unit].year;
            let months = p.month.month() as usize;
            let reported: Vec<String> = (0..months as i32)
                .map(|n| {
                    self.actuals
                        .heads
                        .get(&(p.unit, Month::january(self.rules.year).plus(n)))
                        .copied()
                        .unwrap_or_default()
                })
                .map(|heads| heads.to_string())
                .collect();
            let planned: Vec<String> = self.targets[p.unit].months[..months].iter().map(ToString::to_string).collect();
            let completion = crate::money::ratio(p.actual.into(), target.into(), 6);
            vec![
                name(&self.units[p.unit].name),
                p.rank.map_or_else(empty, |rank| (number(rank as i64), words.text("programme.rank_how"))),
                heads(target, self.split(p.unit)),
                heads(p.plan, format!("{} = {}", planned.join(" + "), p.plan)),
                heads(p.actual, format!("{} = {}", reported.join(" + "), p.actual)),
                ratio(completion, format!("{} ÷ {target}", p.actual)),
                (number(p.behind.into()), words.text("programme.behind_how")),
                mark(p.is_named, words.language().text("programme.named")),
                mark(p.is_silent, words.language().text("programme.silent")),
            ]
        };
        let rows = order.iter().map(row).collect();
        words.part("programme.standing", columns, rows, 0)
    }

    /// How a unit's target is split off.
    fn split(&self, unit: usize) -> String {
        let all: rust_decimal::Decimal = self.units.iter().map(|unit| unit.weight.0).sum();
        let (weight, target) = (self.units[unit].weight.0.normalize(), self.targets[unit].year);
        format!("{} × {weight} ÷ {} ≈ {target}", self.rules.target, all.normalize())
    }

    fn total(&self) -> Part {
        let words = self.words;
        let mut columns = vec![
            words.column("programme.month", Measured::Text),
            words.column("programme.actual_to_date", Measured::Persons),
        ];
        let against = self.against();
        columns.extend(against.iter().map(|(name, _)| Column::new(name.clone(), Measured::Ratio)));
        columns.push(words.column("programme.named", Measured::Number));
        columns.push(words.column("programme.silent", Measured::Number));
        let number = |n: usize| (Cell::quantity(Some(Quantity::Number(n.into())), None), String::new());
        let row = |(month, all): (Month, &[Progress])| -> Vec<Made> {
            let placed: Persons = all.iter().map(|p| p.actual).sum();
            let of = |(_, target): &(String, Persons)| {
                ratio(crate::money::ratio(placed.into(), (*target).into(), 6), format!("{placed} ÷ {target}"))
            };
            let mut row = vec![on(month), heads(placed, words.text("programme.sum_of_units"))];
            row.extend(against.iter().map(of));
            row.push(number(all.iter().filter(|p| p.is_named).count()));
            row.push(number(all.iter().filter(|p| p.is_silent).count()));
            row
        };
        let rows = self.months().map(row).collect();
        words.part("programme.against", columns, rows, 0)
    }

    fn plan(&self) -> Part {
        let words = self.words;
        let mut columns = vec![
            words.column("programme.column_unit", Measured::Text),
            words.column("programme.column_weight", Measured::Number),
            words.column("programme.target", Measured::Persons),
        ];
        columns.extend(
            (1..=12).map(|m| {
                Column::new(words.fill("programme.month_of", &[("month", &m.to_string())]), Measured::Persons)
            }),
        );
        let row = |(n, unit): (usize, &Unit)| -> Vec<Made> {
            let target = &self.targets[n];
            let weight = Cell::quantity(Some(Quantity::Number(unit.weight.0.normalize())), None);
            let mut row = vec![name(&unit.name), (weight, String::new()), heads(target.year, self.split(n))];
            let of = |(m, part): (usize, &Persons)| {
                let values = [("whole", &*target.year.to_string()), ("month", &*(m + 1).to_string())];
                heads(*part, words.fill("programme.instalment", &values))
            };
            row.extend(target.months.iter().enumerate().map(of));
            row
        };
        let mut rows: Vec<Vec<Made>> = self.units.iter().enumerate().map(row).collect();
        let above = || words.text("programme.sum_of_above");
        let mut sums = vec![name(words.language().text("programme.total")), empty(), heads(self.rules.target, above())];
        sums.extend((0..12).map(|m| heads(self.targets.iter().map(|t| t.months[m]).sum(), above())));
        rows.push(sums);
        words.part("programme.plan", columns, rows, 1)
    }

    fn subsidies(&self) -> Part {
        let words = self.words;
        let columns = vec![
            words.column("programme.column_unit", Measured::Text),
            words.column("programme.item", Measured::Text),
            words.column("programme.count", Measured::Number),
            words.column("programme.each", Measured::PerPerson),
            words.column("programme.subsidy", Measured::Money),
        ];
        let mut rows: Vec<Vec<Made>> = Vec::new();
        let mut sum = Money::ZERO;
        for (unit, counts) in self.units.iter().zip(&self.actuals.results) {
            for ((item, each), count) in self.rules.subsidies.iter().zip(counts).filter(|(_, count)| **count > 0) {
                let amount = Money::from_fen(each.fen() * i128::from(*count));
                sum += amount;
                let known = format!("programme.column_{item}");
                let item = if words.language().text(&known) == known { item.clone() } else { words.text(&known) };
                rows.push(vec![
                    name(&unit.name),
                    name(&item),
                    (
                        Cell::quantity(Some(Quantity::Number((*count).into())), None),
                        words.text("programme.sum_of_months"),
                    ),
                    (Cell::quantity(Some(Quantity::PerPerson(*each)), None), String::new()),
                    money(amount, format!("{count} × {} = {}", words.exact(*each), words.exact(amount))),
                ]);
            }
        }
        let total = name(words.language().text("programme.total"));
        rows.push(vec![total, empty(), empty(), empty(), money(sum, words.text("programme.sum_of_above"))]);
        words.part("programme.subsidies", columns, rows, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::number::Style;
    use crate::statements::programme::Matter;

    #[test]
    fn fuxin_places_more_than_was_asked() {
        let told = told(Words(Style::default()), &Given::example(Matter::Targets)).unwrap();
        for printed in ["193", "41,495", "138.3%", "141.1%"] {
            assert!(told.headline.contains(printed), "{}", told.headline);
        }
        assert!(told.parts.iter().all(|part| part.told.len() == part.sheet.rows.len()));
    }
}
