//! 总额控制: last year settled, this year's caps, the prepayments by month, and the fund with the cap and without.

use rust_decimal::Decimal;

use super::{Made, Part, Told, Words, empty, money, name, percent};
use crate::finding::Findings;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::report::views::view::series;
use crate::report::words::period::period_name;
use crate::report::{Category, Cell, Figure, Mark, Measured, Point, Quantity, Role};
use crate::statements::cap::{Institution, Outcome, Rules, months};
use crate::statements::programme::Given;

/// The most institutions of the chart.
const MOST: usize = 12;

pub(super) fn told(words: Words, given: &Given) -> Result<Told, Findings> {
    let (institutions, rules, outcome) = given.cap()?;
    let cap = Cap { words, institutions: &institutions, rules: &rules, outcome: &outcome };
    let mut parts = vec![cap.settlement(), cap.caps(), cap.months()];
    parts.extend(cap.fund());
    Ok(Told { headline: cap.headline(), figure: Some(cap.figure()), parts, ..Told::default() })
}

struct Cap<'a> {
    words: Words,
    institutions: &'a [Institution],
    rules: &'a Rules,
    outcome: &'a Outcome,
}

impl Cap<'_> {
    /// The total that can be given: round(budget × (1 − reserve)).
    fn total(&self) -> Money {
        let cost = if self.rules.settled_from_this { self.outcome.cost() } else { Money::ZERO };
        self.outcome.total() + cost
    }

    /// What the fund holds at the year's end, with the cap and without.
    fn closing(&self) -> Option<[Money; 2]> {
        let fund = self.rules.fund?;
        let before = fund.opening + fund.income;
        Some([before - self.outcome.total() - self.outcome.cost(), before - fund.without])
    }

    fn headline(&self) -> String {
        let words = self.words;
        let over = self.outcome.settlements.iter().flatten().filter(|s| s.over.is_positive()).count();
        let values = [
            ("year", self.rules.year.to_string()),
            ("count", self.institutions.len().to_string()),
            ("caps", words.spoken(self.outcome.total())),
            ("cost", words.spoken(self.outcome.cost())),
            ("over", over.to_string()),
        ];
        let said = words.fill("programme.cap_headline", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
        let Some([with, without]) = self.closing() else { return said };
        let values = [("with", &*words.spoken(with)), ("without", &*words.spoken(without))];
        said + &words.fill("programme.cap_fund", &values)
    }

    fn figure(&self) -> Figure {
        let words = self.words;
        let mut shown: Vec<usize> = (0..self.institutions.len()).collect();
        shown.sort_by_key(|n| std::cmp::Reverse(self.outcome.caps[*n].cap));
        shown.truncate(MOST);
        shown.sort_unstable();
        let last =
            |n: usize, of: fn(&crate::statements::cap::LastYear) -> Money| self.institutions[n].last.as_ref().map(of);
        let points = |of: &dyn Fn(usize) -> Option<Money>| {
            shown.iter().map(|n| Point { value: of(*n).map(Quantity::Money), subject: None }).collect::<Vec<_>>()
        };
        let names: Vec<String> = shown.iter().map(|n| self.institutions[*n].name.clone()).collect();
        let of_this = words.fill("programme.cap_of", &[("year", &self.rules.year.to_string())]);
        Figure {
            title: words.text("programme.cap_chart"),
            categories: Category::named(&names),
            ticks: names,
            measured: Measured::Money,
            series: vec![
                series(words.text("programme.last_cap"), Role::Earlier, Mark::Bar, points(&|n| last(n, |l| l.cap))),
                series(
                    words.text("programme.last_actual"),
                    Role::Pensions,
                    Mark::Bar,
                    points(&|n| last(n, |l| l.actual)),
                ),
                series(of_this, Role::Later, Mark::Bar, points(&|n| Some(self.outcome.caps[n].cap))),
            ],
            ..Figure::default()
        }
    }

    fn settlement(&self) -> Part {
        let words = self.words;
        let keys = [
            "programme.last_cap",
            "programme.last_actual",
            "programme.to_pay",
            "programme.prepaid",
            "programme.saved",
            "programme.kept",
            "programme.over",
            "programme.fund_bears",
            "programme.institution_bears",
            "programme.cost",
        ];
        let mut columns = vec![words.column("programme.column_institution", Measured::Text)];
        columns.extend(keys.map(|key| words.column(key, Measured::Money)));
        let x = |amount: Money| words.exact(amount);
        let row = |(n, institution): (usize, &Institution)| -> Vec<Made> {
            let mut row = vec![name(&institution.name)];
            let (Some(last), Some(s)) = (&institution.last, &self.outcome.settlements[n]) else {
                row.extend(std::iter::repeat_with(empty).take(keys.len()));
                return row;
            };
            let least = if last.actual < last.cap { last.actual } else { last.cap };
            row.extend([
                money(last.cap, String::new()),
                money(last.actual, String::new()),
                money(
                    s.to_pay,
                    format!(
                        "{} + {} + {} − {} = {}",
                        x(least),
                        x(s.kept),
                        x(s.fund_bears),
                        x(last.prepaid),
                        x(s.to_pay)
                    ),
                ),
                money(last.prepaid, String::new()),
                money(s.saved, format!("max(0, {} − {}) = {}", x(last.cap), x(last.actual), x(s.saved))),
                money(s.kept, format!("{} × {} = {}", percent(self.rules.keep), x(s.saved), x(s.kept))),
                money(s.over, format!("max(0, {} − {}) = {}", x(last.actual), x(last.cap), x(s.over))),
                money(s.fund_bears, self.bands(last.actual, last.cap, s.fund_bears)),
                money(
                    s.over - s.fund_bears,
                    format!("{} − {} = {}", x(s.over), x(s.fund_bears), x(s.over - s.fund_bears)),
                ),
                money(s.cost(), format!("{} + {} = {}", x(s.kept), x(s.fund_bears), x(s.cost()))),
            ]);
            row
        };
        let mut rows: Vec<Vec<Made>> = self.institutions.iter().enumerate().map(row).collect();
        rows.push(self.sums(&rows));
        words.part("programme.settlement", columns, rows, 1)
    }

    /// How much of what is over falls into each band, and what the fund bears of it.
    fn bands(&self, actual: Money, cap: Money, bears: Money) -> String {
        let (mut from, mut lines) = (Decimal::ONE, Vec::new());
        for band in &self.rules.bands {
            let (low, high) = (cap.to_decimal() * from, cap.to_decimal() * band.to);
            let part = (actual.to_decimal().min(high) - low).max(Decimal::ZERO);
            lines.push(format!(
                "{}–{}: {} × {}",
                percent(from),
                percent(band.to),
                crate::report::words::number::grouped(part, 2),
                percent(band.fund)
            ));
            from = band.to;
        }
        lines.push(format!("= {}", self.words.exact(bears)));
        lines.join("\n")
    }

    /// The sums of columns of money.
    fn sums(&self, rows: &[Vec<Made>]) -> Vec<Made> {
        let amount = |cell: &Cell| match cell.value {
            crate::report::CellValue::Quantity(Quantity::Money(money)) => Some(money),
            _ => None,
        };
        let columns = rows.first().map_or(0, Vec::len);
        let sum = |column: usize| {
            let all: Vec<Money> = rows.iter().filter_map(|row| amount(&row[column].0)).collect();
            if all.is_empty() {
                empty()
            } else {
                money(all.into_iter().sum(), self.words.text("programme.sum_of_above"))
            }
        };
        std::iter::once(name(self.words.language().text("programme.total"))).chain((1..columns).map(sum)).collect()
    }

    fn caps(&self) -> Part {
        let words = self.words;
        let columns = vec![
            words.column("programme.column_institution", Measured::Text),
            words.column("programme.column_weight", Measured::Number),
            words.column("programme.cap", Measured::Money),
            words.column("programme.against_last_cap", Measured::Money),
            words.column("programme.ahead", Measured::Money),
            words.column("programme.proposed_weight", Measured::Money),
        ];
        let x = |amount: Money| words.exact(amount);
        let weight = |n: usize| {
            let institution = &self.institutions[n];
            institution.weight.as_ref().map_or_else(
                || institution.last.map_or(Decimal::ZERO, |last| last.actual.to_decimal()),
                |(weight, _)| *weight,
            )
        };
        let all: Decimal = (0..self.institutions.len()).map(weight).sum();
        let row = |(n, institution): (usize, &Institution)| -> Vec<Made> {
            let cap = &self.outcome.caps[n];
            let left = self.outcome.total();
            let (w, all) = (weight(n).normalize(), all.normalize());
            let how = format!(
                "{} × (1 − {}) = {}\n{} = {} − {}\n{} × {w} ÷ {all} = {}",
                x(self.rules.budget),
                percent(self.rules.reserve),
                x(self.total()),
                x(left),
                x(self.total()),
                x(self.total() - left),
                x(left),
                x(cap.cap)
            );
            let proposed =
                institution.last.as_ref().map(|last| crate::statements::cap::proposed_weight(last, self.rules));
            vec![
                name(&institution.name),
                (Cell::quantity(Some(Quantity::Number(w)), None), words.text("programme.weight_how")),
                money(cap.cap, how),
                match &institution.last {
                    Some(last) => {
                        let change = cap.cap - last.cap;
                        let cell = Cell {
                            value: crate::report::CellValue::Change(Quantity::Money(change)),
                            ..Cell::default()
                        };
                        (cell, format!("{} − {} = {}", x(cap.cap), x(last.cap), x(change)))
                    }
                    None => empty(),
                },
                money(cap.ahead, format!("{} × {} = {}", x(cap.cap), percent(self.rules.ahead), x(cap.ahead))),
                proposed.map_or_else(empty, |proposed| money(proposed, words.text("programme.proposed_how"))),
            ]
        };
        let mut rows: Vec<Vec<Made>> = self.institutions.iter().enumerate().map(row).collect();
        let mut sums = self.sums(&rows);
        sums[5] = empty();
        rows.push(sums);
        words.part("programme.caps", columns, rows, 1)
    }

    fn months(&self) -> Part {
        let words = self.words;
        let mut columns = vec![words.column("programme.column_institution", Measured::Text)];
        let heading = |month: Month| period_name(Period::Month(month), words.language());
        columns.extend(months(self.rules).map(|month| crate::report::Column::new(heading(month), Measured::Money)));
        columns.push(words.column("programme.total", Measured::Money));
        let row = |(n, institution): (usize, &Institution)| -> Vec<Made> {
            let cap = &self.outcome.caps[n];
            let of = |month: u32| {
                let amount = cap.prepayment(month);
                money(
                    amount,
                    words.fill(
                        "programme.instalment",
                        &[("whole", &words.exact(cap.ahead)), ("month", &month.to_string())],
                    ),
                )
            };
            let whole = money(cap.ahead, format!("{} × {}", words.exact(cap.cap), percent(self.rules.ahead)));
            std::iter::once(name(&institution.name)).chain((1..=12).map(of)).chain([whole]).collect()
        };
        let mut rows: Vec<Vec<Made>> = self.institutions.iter().enumerate().map(row).collect();
        rows.push(self.sums(&rows));
        words.part("programme.prepayments", columns, rows, 1)
    }

    fn fund(&self) -> Option<Part> {
        let (words, fund) = (self.words, self.rules.fund?);
        let [with, without] = self.closing()?;
        let (caps, cost) = (self.outcome.total(), self.outcome.cost());
        let x = |amount: Money| words.exact(amount);
        let columns = vec![
            words.column("programme.item", Measured::Text),
            words.column("programme.with_cap", Measured::Money),
            words.column("programme.without_cap", Measured::Money),
        ];
        let given = |key: &str, amount: Money| {
            vec![name(words.language().text(key)), money(amount, String::new()), money(amount, String::new())]
        };
        let surplus = |spent: Money| fund.income - spent;
        let rows = vec![
            given("programme.rule_fund.opening", fund.opening),
            given("programme.rule_fund.income", fund.income),
            vec![
                name(words.language().text("programme.spent")),
                money(caps + cost, format!("{} + {} = {}", x(caps), x(cost), x(caps + cost))),
                money(fund.without, String::new()),
            ],
            vec![
                name(words.language().text("programme.surplus")),
                money(
                    surplus(caps + cost),
                    format!("{} − {} = {}", x(fund.income), x(caps + cost), x(surplus(caps + cost))),
                ),
                money(
                    surplus(fund.without),
                    format!("{} − {} = {}", x(fund.income), x(fund.without), x(surplus(fund.without))),
                ),
            ],
            vec![
                name(words.language().text("programme.closing")),
                money(
                    with,
                    format!("{} + {} − {} − {} = {}", x(fund.opening), x(fund.income), x(caps), x(cost), x(with)),
                ),
                money(
                    without,
                    format!("{} + {} − {} = {}", x(fund.opening), x(fund.income), x(fund.without), x(without)),
                ),
            ],
        ];
        Some(words.part("programme.fund", columns, rows, 1))
    }
}
