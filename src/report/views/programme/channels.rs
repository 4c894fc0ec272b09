//! 筹资渠道: by year what is needed, what the sources give, and what is not covered.

use super::{Made, Part, Told, Words, empty, money, name, percent, ratio};
use crate::finding::Findings;
use crate::money::Money;
use crate::month::Period;
use crate::report::views::view::series;
use crate::report::{Category, Figure, Mark, Measured, Point, Quantity, Role, Tone};
use crate::statements::channels::{Channel, Cover, Rule, Year, mean_growth};
use crate::statements::programme::Given;

pub(super) fn told(words: Words, given: &Given) -> Result<Told, Findings> {
    let years = given.channels()?;
    let covered: Vec<(&Year, Cover)> = years.iter().filter_map(|year| Some((year, year.cover()?))).collect();
    let all = All { words, years: &covered };
    let wrong = covered.iter().flat_map(|(_, cover)| &cover.findings);
    Ok(Told {
        headline: all.headline(),
        figure: Some(all.figure()),
        parts: vec![all.by_year(), all.by_source()],
        wrong: wrong.map(|finding| (finding.sentence(words.language()), None)).collect(),
        ..Told::default()
    })
}

struct All<'a> {
    words: Words,
    years: &'a [(&'a Year, Cover)],
}

fn given_by(cover: &Cover) -> Money {
    cover.sources.iter().copied().sum()
}

impl All<'_> {
    fn headline(&self) -> String {
        let words = self.words;
        let (Some((first, _)), Some((last, cover))) = (self.years.first(), self.years.last()) else {
            return String::new();
        };
        let need: Money = self.years.iter().map(|(year, _)| year.need()).sum();
        let values = [
            ("first", first.year.to_string()),
            ("last", last.year.to_string()),
            ("need", words.spoken(need)),
            ("sources", words.spoken(given_by(cover))),
            ("uncovered", words.spoken(cover.uncovered.or_zero())),
        ];
        let values = values.each_ref().map(|(k, v)| (*k, v.as_str()));
        let growth = mean_growth(first.need(), last.need(), (last.year - first.year).max(0) as u32);
        let growth = growth
            .map(|growth| words.fill("programme.channels_growth", &[("rate", &words.0.full(Quantity::Ratio(growth)))]));
        let key =
            if first.year == last.year { "programme.channels_headline_one" } else { "programme.channels_headline" };
        words.fill(key, &values).replace("{growth}", &growth.unwrap_or_default())
    }

    fn figure(&self) -> Figure {
        let words = self.words;
        let points = |of: fn(&Year, &Cover) -> Money| {
            let point =
                |(year, cover): &(&Year, Cover)| Point { value: Some(Quantity::Money(of(year, cover))), subject: None };
            self.years.iter().map(point).collect::<Vec<_>>()
        };
        Figure {
            title: words.text("programme.channels_chart"),
            categories: self.years.iter().map(|(year, _)| Category::Period(Period::Year(year.year))).collect(),
            ticks: self.years.iter().map(|(year, _)| year.year.to_string()).collect(),
            measured: Measured::Money,
            series: vec![
                series(words.text("programme.need"), Role::Pensions, Mark::Bar, points(|year, _| year.need())),
                series(words.text("programme.sources"), Role::Grants, Mark::Bar, points(|_, cover| given_by(cover))),
                series(
                    words.text("programme.uncovered"),
                    Role::Trouble,
                    Mark::Bar,
                    points(|_, cover| cover.uncovered.or_zero()),
                ),
            ],
            ..Figure::default()
        }
    }

    fn by_year(&self) -> Part {
        let words = self.words;
        let columns = vec![
            words.column("programme.column_year", Measured::Text),
            words.column("programme.need", Measured::Money),
            words.column("programme.growth", Measured::Ratio),
            words.column("programme.sources", Measured::Money),
            words.column("programme.uncovered", Measured::Money),
            words.column("programme.share_uncovered", Measured::Ratio),
        ];
        let x = |amount: Money| words.exact(amount);
        let list = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(x).collect::<Vec<_>>().join(" + ");
        let mut before: Option<Money> = None;
        let mut rows: Vec<Vec<Made>> = Vec::new();
        for (year, cover) in self.years {
            let (need, given) = (year.need(), given_by(cover));
            let growth = before.and_then(|before| crate::money::ratio((need - before).fen(), before.fen(), 6));
            let how = before.map_or_else(String::new, |before| format!("{} ÷ {} − 1", x(need), x(before)));
            let share = crate::money::ratio(cover.uncovered.or_zero().fen(), need.fen(), 6);
            let tone = if cover.uncovered.is_positive() { Tone::Trouble } else { Tone::Plain };
            let (uncovered, told) =
                money(cover.uncovered, format!("{} − {} = {}", x(need), x(given), x(cover.uncovered)));
            rows.push(vec![
                name(&year.year.to_string()),
                money(need, list(&mut year.needs.iter().map(|(_, amount)| *amount))),
                if before.is_some() { ratio(growth, how) } else { empty() },
                money(given, list(&mut cover.sources.iter().copied())),
                (uncovered.toned(tone), told),
                ratio(share, format!("{} ÷ {}", x(cover.uncovered.or_zero()), x(need))),
            ]);
            before = Some(need);
        }
        let sum =
            |of: fn(&Year, &Cover) -> Money| self.years.iter().map(|(year, cover)| of(year, cover)).sum::<Money>();
        let above = || words.text("programme.sum_of_above");
        rows.push(vec![
            name(words.language().text("programme.total")),
            money(sum(|year, _| year.need()), above()),
            empty(),
            money(sum(|_, cover| given_by(cover)), above()),
            money(sum(|_, cover| cover.uncovered), above()),
            empty(),
        ]);
        words.part("programme.by_year", columns, rows, 1)
    }

    fn by_source(&self) -> Part {
        let words = self.words;
        let columns = vec![
            words.column("programme.column_year", Measured::Text),
            words.column("programme.item", Measured::Text),
            words.column("programme.side", Measured::Text),
            words.column("programme.planned", Measured::Money),
            words.column("programme.actual", Measured::Money),
            words.column("programme.used", Measured::Money),
            words.column("programme.rule", Measured::Text),
        ];
        let mut rows: Vec<Vec<Made>> = Vec::new();
        for (year, cover) in self.years {
            let of_year = || name(&year.year.to_string());
            for (use_of, amount) in &year.needs {
                let side = name(words.language().text("programme.side_need"));
                rows.push(vec![
                    of_year(),
                    name(use_of),
                    side,
                    money(*amount, String::new()),
                    empty(),
                    empty(),
                    empty(),
                ]);
            }
            for (channel, used) in year.channels.iter().zip(&cover.used) {
                let side = name(words.language().text("programme.side_source"));
                let actual = channel.actual.map_or_else(empty, |actual| money(actual, String::new()));
                let (planned, how) = (channel.rule.amount().unwrap_or_default(), self.how(channel));
                let (cell, _) = money(planned, String::new());
                let used = money(*used, words.text("programme.used_how"));
                rows.push(vec![of_year(), name(&channel.name), side, (cell, how.clone()), actual, used, name(&how)]);
            }
            let (cell, _) = money(cover.uncovered, String::new());
            let told = format!(
                "{} − {} = {}",
                words.exact(year.need()),
                words.exact(given_by(cover)),
                words.exact(cover.uncovered)
            );
            let label = name(words.language().text("programme.uncovered"));
            rows.push(vec![of_year(), label, empty(), (cell.toned(Tone::Trouble), told), empty(), empty(), empty()]);
        }
        words.part("programme.by_source", columns, rows, 0)
    }

    /// The rule of a source in words.
    fn how(&self, channel: &Channel) -> String {
        let words = self.words;
        match &channel.rule {
            Rule::Fixed(_) => words.text("programme.rule_fixed"),
            Rule::Share { rate, base } => {
                words.fill("programme.rule_share", &[("rate", &percent(*rate)), ("base", &words.exact(*base))])
            }
            Rule::Grow { last, rate } => {
                words.fill("programme.rule_grow", &[("rate", &percent(*rate)), ("last", &words.exact(*last))])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::report::words::number::Style;
    use crate::report::{Cell, CellValue};
    use crate::statements::programme::Matter;

    fn amount(cell: &Cell) -> Option<Money> {
        match cell.value {
            CellValue::Quantity(Quantity::Money(money)) => Some(money),
            _ => None,
        }
    }

    /// Shenyang's 5.42, 12.44 and 29.03 in all: 2001 follows as 11.17, and growth is 51.49% a year.
    #[test]
    fn shenyang_adds_up() {
        let told = told(Words(Style::default()), &Given::example(Matter::Channels)).unwrap();
        let needs: Vec<Money> = told.parts[0].sheet.rows.iter().filter_map(|row| amount(&row[1])).collect();
        assert_eq!(needs, [542, 1117, 1244, 2903].map(|n| Money::from_yuan(n * 1_000_000)));
        assert_eq!(mean_growth(needs[0], needs[2], 2), Some(Decimal::new(5149, 4)));
        assert_eq!(mean_growth(Money::from_yuan(50), Money::from_yuan(61), 2), Some(Decimal::new(1045, 4)));
        assert!(told.headline.contains("51.5%"), "{}", told.headline);
    }
}
