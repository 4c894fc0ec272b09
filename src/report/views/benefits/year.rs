//! A year's new retirees under the three rules: what they get on average, and what it does to pensions and gap.

use super::person::rule_key;
use crate::answers::benefits::{Benefits, Side, rule_of};
use crate::field::Field;
use crate::measures::Fund;
use crate::month::Period;
use crate::pension::Rule;
use crate::people::{Group, persons};
use crate::report::views::context::{Context, amount, name_of};
use crate::report::views::view::{column, less, series};
use crate::report::words::number::UNKNOWN;
use crate::report::{Books, Category, Cell, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Subject};
use crate::scenario::Scenario;

/// What is told of the years.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// Of the year that is told of.
    pub headline: String,
    /// By year under each rule: the average of new retirees, and how much more is paid in pensions than under that of
    /// 2005.
    pub figures: [Figure; 2],
    /// Heads, averages and pensions by year.
    pub sheet: Sheet,
}

/// Of an answer; `own` is the scenario as it is, `number` its number in the project. `None` where the data lack the place.
pub fn years(context: &Context<'_>, number: usize, own: &Scenario, found: &Benefits, year: i32) -> Option<Told> {
    let funds = found.sides.each_ref().map(|side| Fund::of_run(context.observed, &side.run, &side.scenario));
    let at = funds[0].places().find(&found.place)?;
    let words =
        Words { context: *context, found, funds, at, number, own: rule_of(own), source: context.source_of([own]) };
    Some(Told {
        headline: words.headline(year),
        figures: [words.figure("benefits.mean", Item::Mean), words.figure("benefits.more", Item::More)],
        sheet: words.sheet(),
    })
}

/// What is told of a year under a rule.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    /// What new retirees get on average.
    Mean,
    /// 基本养老金支出
    Pension,
    /// The same less that under the rules of 2005.
    More,
}

struct Words<'a> {
    context: Context<'a>,
    found: &'a Benefits,
    /// By rule.
    funds: [Fund<'a>; 3],
    at: crate::place::PlaceId,
    number: usize,
    /// The rule of the scenario itself, where it has one.
    own: Option<Rule>,
    source: String,
}

impl Words<'_> {
    fn text(&self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn side(&self, rule: Rule) -> &Side {
        &self.found.sides[rule as usize]
    }

    fn calendar(&self) -> impl Iterator<Item = (usize, i32)> + use<'_> {
        let start = self.side(Rule::Of1997).run.start.year();
        (0..self.side(Rule::Of1997).years.len()).map(move |n| (n, start + n as i32))
    }

    fn value(&self, rule: Rule, item: Item, n: usize, year: i32) -> Option<Quantity> {
        let (fund, period) = (&self.funds[rule as usize], Period::Year(year));
        match item {
            Item::Mean => self.side(rule).years.get(n)?.pension.map(Quantity::PerPerson),
            Item::Pension => fund.value(self.at, period, Field::Pension).map(|value| amount(Field::Pension, value)),
            Item::More => {
                let of = |rule| self.value(rule, Item::Pension, n, year);
                less(of(rule), of(Rule::Of2005))
            }
        }
    }

    /// What explains a value: that of the scenario's own run.
    fn subject(&self, rule: Rule, item: Item, year: i32) -> Option<Subject> {
        let (place, period) = (self.found.place.clone(), Period::Year(year));
        let books = Books::Scenario(Some(self.number).filter(|_| self.own == Some(rule))?);
        match item {
            Item::Mean | Item::More => None,
            Item::Pension => Some(Subject::Cell { place, period, field: Field::Pension, books }),
        }
    }

    fn year_name(&self, year: i32) -> String {
        let recorded = self.funds[0].recorded(self.at, Period::Year(year));
        self.context.period_name(recorded.unwrap_or(Period::Year(year)))
    }

    /// "2030年全市新退休 1,234 人：按2005年办法人均每月 3,634.08 元，按1997年办法 2,905.00 元，按2001年试点办法 3,715.00 元"
    fn headline(&self, year: i32) -> String {
        let (first, last) = (self.side(Rule::Of1997).run.start.year(), self.side(Rule::Of1997).run.end().year());
        let year = year.clamp(first, last);
        let n = (year - first) as usize;
        let heads: i64 = self.side(Rule::Of1997).years[n].heads.iter().map(|heads| persons(*heads)).sum();
        let mean = |rule: Rule| {
            let mean = self.value(rule, Item::Mean, n, year).map(|mean| self.context.style.plain(mean));
            mean.unwrap_or(UNKNOWN.to_owned())
        };
        let values = [
            ("year", self.year_name(year)),
            ("place", name_of(self.funds[0].places(), self.at, self.context.language())),
            ("heads", self.context.style.full(Quantity::Persons(heads))),
            ("of_2005", mean(Rule::Of2005)),
            ("of_1997", mean(Rule::Of1997)),
            ("of_2001", mean(Rule::Of2001)),
        ];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        self.context.language().fill("benefits.years_headline", &values)
    }

    fn figure(&self, title: &str, item: Item) -> Figure {
        let line = |rule: Rule| -> Series {
            let point = |(n, year): (usize, i32)| Point {
                value: self.value(rule, item, n, year),
                subject: self.subject(rule, item, year),
            };
            series(self.text(rule_key(rule)), Role::Nth(rule as u8), Mark::Line, self.calendar().map(point).collect())
        };
        // Beside itself a rule is no line.
        let rules = Rule::ALL.into_iter().filter(|rule| item != Item::More || *rule != Rule::Of2005);
        Figure {
            title: self.text(title),
            categories: self.calendar().map(|(_, year)| Category::Period(Period::Year(year))).collect(),
            ticks: self.calendar().map(|(_, year)| year.to_string()).collect(),
            measured: if item == Item::Mean { Measured::PerPerson } else { Measured::Money },
            series: rules.map(line).collect(),
            source: self.source.clone(),
            ..Figure::default()
        }
    }

    fn sheet(&self) -> Sheet {
        let mut columns = vec![column(self.text("comparison.year"), Measured::Text)];
        let groups = Group::ALL.map(|group| column(self.text(group.text_key()), Measured::Persons));
        columns.push(column(self.text("retirement.all"), Measured::Persons));
        columns.extend(groups);
        for (key, measured) in [("benefits.mean_of", Measured::PerPerson), ("benefits.pension_of", Measured::Money)] {
            let heading = |rule: Rule| self.context.language().fill(key, &[("rule", &self.text(rule_key(rule)))]);
            columns.extend(Rule::ALL.map(|rule| column(heading(rule), measured)));
        }
        let row = |(n, year): (usize, i32)| {
            let heads = self.side(Rule::Of1997).years[n].heads.map(persons);
            let count = |heads| Cell::quantity(Some(Quantity::Persons(heads)), None);
            let mut row = vec![Cell::text(self.year_name(year)), count(heads.iter().sum())];
            row.extend(heads.map(count));
            for item in [Item::Mean, Item::Pension] {
                let cell = |rule| Cell::quantity(self.value(rule, item, n, year), self.subject(rule, item, year));
                row.extend(Rule::ALL.map(cell));
            }
            row
        };
        Sheet {
            title: self.text("benefits.years_title"),
            columns,
            frozen: 1,
            rows: self.calendar().map(row).collect(),
            notes: ["benefits.years_mean", "benefits.years_differ"].map(|key| self.text(key)).into(),
            source: self.source.clone(),
            ..Sheet::default()
        }
    }
}
