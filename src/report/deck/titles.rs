//! Titles of slides whose view says another thing first: what the very chart shows, written from its points.

use rust_decimal::Decimal;

use crate::locale::Language;
use crate::money::{Money, ratio};
use crate::month::Period;
use crate::report::views::context::Context;
use crate::report::words::number::Style;
use crate::report::{Category, Figure, Quantity, Series};

/// What writes titles.
#[derive(Clone, Copy)]
pub(super) struct Titles<'a> {
    pub(super) context: &'a Context<'a>,
}

impl Titles<'_> {
    fn language(&self) -> Language {
        self.context.language()
    }

    fn style(&self) -> Style {
        self.context.style
    }

    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.language().fill(key, values)
    }

    fn name(&self, category: &Category) -> String {
        match category {
            Category::Period(period) => self.context.period_name(*period),
            Category::Name(name) => name.clone(),
        }
    }

    /// "2007年屯溪区养老金支出 4,914 万元，较2004年增长 93.5%，月均多 198 万元": the sum of some months of a year beside
    /// that of the same months of an earlier one.
    pub(super) fn of_years(&self, figure: &Figure, same: (Period, Period), place: &str, what: &str) -> Option<String> {
        let [earlier, later] = figure.series.as_slice() else { return None };
        let months = |period: Period| {
            let [first, last] = [period.first_month(), period.last_month()].map(|month| month.month() as usize);
            (figure.categories.len() == 12).then_some(first - 1..last)
        };
        let (before, now) = (sum(earlier, months(same.1)?)?, sum(later, months(same.0)?)?);
        let change = now - before;
        let grown = ratio(change.fen(), before.fen(), 6)?;
        let months = same.0.len();
        let mean = Money::from_decimal((change.to_decimal() / Decimal::from(months)).round_dp(2))?;
        let style = self.style();
        let key = if change.is_negative() { "deck.year_less" } else { "deck.year_more" };
        let (amount, mean) = (style.spoken(Quantity::Money(now)), style.spoken(Quantity::Money(mean.abs())));
        let grown = style.full(Quantity::Ratio(grown.abs()));
        let (later, earlier) = (self.context.period_name(same.0), self.context.period_name(same.1));
        let values = [("later", later.as_str()), ("earlier", &earlier), ("place", place), ("what", what)];
        let mut values = values.to_vec();
        values.extend([("amount", amount.as_str()), ("share", &grown), ("mean", &mean)]);
        Some(self.fill(key, &values))
    }

    /// "屯溪区赡养率由2004年12月的 56.0% 降至2007年12月的 48.1%": from the first known point that compares to the last; of
    /// months only the same month of an earlier year does, for each has its season.
    pub(super) fn of_time(&self, figure: &Figure, place: &str, what: &str) -> Option<String> {
        let points = &figure.series.first()?.points;
        let known = |(n, point): (usize, &crate::report::Point)| Some((figure.categories.get(n)?, point.value?));
        let (last, to) = points.iter().enumerate().rev().find_map(known)?;
        let compares = |category: &Category| match (category.month(), last.month()) {
            (Some(month), Some(last)) => month < last && month.month() == last.month(),
            _ => category != last,
        };
        let mut known = points.iter().enumerate().filter_map(known);
        let (first, from) = known.find(|(category, _)| compares(category))?;
        let key = match number(to)?.cmp(&number(from)?) {
            std::cmp::Ordering::Less => "deck.time_fell",
            std::cmp::Ordering::Equal => "deck.time_level",
            std::cmp::Ordering::Greater => "deck.time_rose",
        };
        let style = self.style();
        let said = |quantity: Quantity| match quantity {
            Quantity::Money(_) => style.spoken(quantity),
            _ => style.full(quantity),
        };
        let (first, last, from, to) = (self.name(first), self.name(last), said(from), said(to));
        let values =
            [("place", place), ("what", what), ("first", &first), ("last", &last), ("from", &from), ("to", &to)];
        Some(self.fill(key, &values))
    }

    /// "“县级统筹”下全市债务最高 4,511 万元（2012年6月），期末 4,144 万元": the last series' highest and last point.
    pub(super) fn of_debt(&self, figure: &Figure, place: &str) -> Option<String> {
        let series = figure.series.last()?;
        let known = |(n, point): (usize, &crate::report::Point)| match point.value? {
            Quantity::Money(money) => Some((n, money)),
            _ => None,
        };
        let owed: Vec<(usize, Money)> = series.points.iter().enumerate().filter_map(known).collect();
        let (at, peak) = owed.iter().copied().max_by_key(|(n, money)| (*money, std::cmp::Reverse(*n)))?;
        let (last, end) = *owed.last()?;
        let style = self.style();
        let (peak_said, end_said) = (style.spoken(Quantity::Money(peak)), style.spoken(Quantity::Money(end)));
        let (month, last) = (self.name(figure.categories.get(at)?), self.name(figure.categories.get(last)?));
        let values = [("scenario", series.name.as_str()), ("place", place), ("last", &last)];
        if !peak.is_positive() {
            return Some(self.fill("deck.no_debt", &values));
        }
        let mut values = values.to_vec();
        values.extend([("peak", peak_said.as_str()), ("month", &month), ("end", &end_said)]);
        Some(self.fill("deck.debt", &values))
    }
}

/// The sum of some points of a series of money; `None` where one is unknown.
fn sum(series: &Series, points: std::ops::Range<usize>) -> Option<Money> {
    let money = |point: &crate::report::Point| match point.value? {
        Quantity::Money(money) => Some(money),
        _ => None,
    };
    series.points.get(points)?.iter().map(money).sum()
}

fn number(quantity: Quantity) -> Option<Decimal> {
    Some(match quantity {
        Quantity::Money(money) | Quantity::Yuan(money) | Quantity::PerPerson(money) => money.to_decimal(),
        Quantity::Persons(persons) => Decimal::from(persons),
        Quantity::Ratio(number) | Quantity::Months(number) | Quantity::Number(number) | Quantity::Marks(number, _) => {
            number
        }
    })
}
