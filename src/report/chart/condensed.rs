//! A figure over many places, cut down to the largest and the sum of the rest.

use rust_decimal::Decimal;

use crate::locale::Language;
use crate::money::Money;
use crate::report::{Category, Figure, Holder, Noted, Place, Point, Quantity, Series, Subject};

impl Figure {
    /// The categories are places: each is explained by another county.
    pub fn is_of_places(&self) -> bool {
        let place = |n: usize| self.series.iter().find_map(|s| place(s.points.get(n)?.subject.as_ref()?));
        let mut places: Vec<&str> = (0..self.categories.len()).filter_map(place).collect();
        let named = places.len();
        places.sort_unstable();
        places.dedup();
        named > 1 && places.len() == named && named + 1 >= self.categories.len()
    }

    /// The `most` largest places by the first series, in their order, and the rest as 其他: summed where they are money
    /// or heads, unknown where a sum would mean nothing. Figures of other things, and those that are short enough, stay
    /// as they are.
    pub fn condensed(&self, most: usize, language: Language) -> Figure {
        if self.categories.len() <= most + 1 || !self.is_of_places() {
            return self.clone();
        }
        let size = |n: &usize| self.series.first().and_then(|s| s.points.get(*n)?.value).map(weight);
        let mut order: Vec<usize> = (0..self.categories.len()).collect();
        order.sort_by_key(|n| std::cmp::Reverse(size(n)));
        let (mut kept, rest) = (order[..most].to_vec(), &order[most..]);
        kept.sort_unstable();
        let rest_name = language.text("export.rest").to_owned();
        let mut categories: Vec<Category> = kept.iter().map(|&n| self.categories[n].clone()).collect();
        categories.push(Category::Name(rest_name.clone()));
        let mut ticks: Vec<String> = kept.iter().filter_map(|&n| self.ticks.get(n).cloned()).collect();
        ticks.extend((!self.ticks.is_empty()).then_some(rest_name));
        let sum = |values: Vec<Option<Quantity>>| values.into_iter().reduce(added).flatten();
        let mut figure = Figure {
            categories,
            ticks,
            series: Vec::new(),
            bands: Vec::new(),
            gap: self.gap,
            projected_from: None,
            remarks: Vec::new(),
            noted: Vec::new(),
            ..self.clone()
        };
        let at = |category: usize| kept.iter().position(|&n| n == category);
        figure.noted.extend(
            self.noted.iter().filter_map(|noted| Some(Noted { category: at(noted.category)?, ..noted.clone() })),
        );
        for series in &self.series {
            let mut points: Vec<Point> =
                kept.iter().map(|&n| series.points.get(n).cloned().unwrap_or_default()).collect();
            let rest = rest.iter().map(|&n| series.points.get(n).and_then(|p| p.value)).collect();
            points.push(Point { value: sum(rest), subject: None });
            figure.series.push(Series { points, ..series.clone() });
        }
        let values = [("count", rest.len().to_string())];
        figure.notes.push(language.fill("export.condensed", &values.each_ref().map(|(k, v)| (*k, v.as_str()))));
        figure
    }
}

fn place(subject: &Subject) -> Option<&str> {
    match subject {
        Subject::Cell { place: Place::County(name), .. } | Subject::Measure { place: Place::County(name), .. } => {
            Some(name)
        }
        Subject::Settlement { holder: Holder { place: Place::County(name), .. }, .. } => Some(name),
        _ => None,
    }
}

fn weight(quantity: Quantity) -> Decimal {
    match quantity {
        Quantity::Money(money) | Quantity::Yuan(money) | Quantity::PerPerson(money) => money.to_decimal(),
        Quantity::Persons(persons) => Decimal::from(persons),
        Quantity::Ratio(number) | Quantity::Months(number) | Quantity::Number(number) | Quantity::Marks(number, _) => {
            number
        }
    }
}

/// The sum, where both are known and can be added.
fn added(a: Option<Quantity>, b: Option<Quantity>) -> Option<Quantity> {
    match (a?, b?) {
        (Quantity::Money(a), Quantity::Money(b)) => {
            Some(Quantity::Money(Money::from_fen(a.fen().checked_add(b.fen())?)))
        }
        (Quantity::Persons(a), Quantity::Persons(b)) => Some(Quantity::Persons(a.checked_add(b)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::Period;
    use crate::report::{Books, Mark, Role, Series};

    #[test]
    fn three_thousand_counties_are_ten_and_the_rest() {
        let point = |n: i64| Point {
            value: Some(Quantity::Persons(n)),
            subject: Some(Subject::Cell {
                place: Place::County(format!("县{n}").into()),
                period: Period::Year(2007),
                field: crate::field::Field::Retirees,
                books: Books::Data,
            }),
        };
        let figure = Figure {
            categories: (0..3000).map(|n| Category::Name(format!("县{n}"))).collect(),
            series: vec![Series {
                name: String::new(),
                role: Role::Later,
                mark: Mark::Bar,
                points: (0..3000).map(point).collect(),
            }],
            ..Figure::default()
        };
        let short = figure.condensed(10, Language::Chinese);
        assert_eq!(short.categories.len(), 11);
        assert_eq!(short.names()[0], "县2990");
        assert_eq!(short.series[0].points[10].value, Some(Quantity::Persons((0..2990).sum())));
        let months = Figure { categories: vec![Category::Name(String::new()); 400], ..Figure::default() };
        assert_eq!(months.condensed(10, Language::Chinese), months);
    }
}
