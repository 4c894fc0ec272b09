//! The points of charts that somebody may write at, whatever the kind of chart: a point of a series, of a curve, a cell of
//! a heat map, a flow, the people of an age.
//!
//! A point has a number in two parts, a series and a category, and names that it is found by again when the numbers have
//! changed: of a heat map the two values, of a flow who gives whom what (by keys, and by names as notes were kept once), of people the side and the age. What lies between
//! the values of a curve is found at the nearest.

use rust_decimal::Decimal;

use super::charts::{Curve, Flows, Heat, Link, Node, Pyramid};
use super::figure::{Figure, Noted, Role};
use super::slide::Body;
use super::{CellValue, Quantity};

/// A chart at whose points words may stand.
pub trait Points {
    /// The known point of these names: its series and category. `nth` is the number of the series, for when it has another
    /// name, as in another language.
    fn find(&self, series: &str, nth: usize, category: &str) -> Option<(usize, usize)>;

    /// The names of a point: of its series and of its category.
    fn names_of(&self, point: (usize, usize)) -> Option<[String; 2]>;

    /// What is written at its points.
    fn noted(&self) -> &[Noted];

    /// The same, to be changed.
    fn noted_mut(&mut self) -> &mut Vec<Noted>;

    /// What is written at one point.
    fn noted_at(&self, (series, category): (usize, usize)) -> Option<&str> {
        let at = self.noted().iter().find(|noted| (noted.series, noted.category) == (series, category));
        at.map(|noted| noted.text.as_str())
    }
}

impl Points for Figure {
    fn find(&self, series: &str, nth: usize, category: &str) -> Option<(usize, usize)> {
        let category = self.categories.iter().position(|own| own.to_string() == category)?;
        let named = self.series.iter().position(|own| own.name == series);
        // Series of which there are several of a kind may be others by now.
        let nth = || self.series.get(nth).filter(|own| !matches!(own.role, Role::Nth(_))).map(|_| nth);
        let series = named.or_else(nth)?;
        self.series[series].points.get(category)?.value?;
        Some((series, category))
    }

    fn names_of(&self, (series, category): (usize, usize)) -> Option<[String; 2]> {
        Some([self.series.get(series)?.name.clone(), self.categories.get(category)?.to_string()])
    }

    fn noted(&self) -> &[Noted] {
        &self.noted
    }

    fn noted_mut(&mut self) -> &mut Vec<Noted> {
        &mut self.noted
    }
}

/// A value as it is written down, in yuan, heads, or a ratio of one.
fn exact(value: Quantity) -> Option<Decimal> {
    CellValue::Quantity(value).number()
}

fn written(value: Quantity) -> Option<String> {
    exact(value).map(|number| number.normalize().to_string())
}

impl Points for Curve {
    fn find(&self, _: &str, _: usize, category: &str) -> Option<(usize, usize)> {
        let wanted: Decimal = category.parse().ok()?;
        let all = self.points.iter().filter_map(|(across, _)| exact(*across));
        let (low, high) = (all.clone().min()?, all.max()?);
        let known = self.points.iter().enumerate().filter(|(_, (_, value))| value.is_some());
        let away = known.filter_map(|(at, (across, _))| Some((exact(*across)?.checked_sub(wanted)?.abs(), at)));
        let nearest = away.min().filter(|_| (low..=high).contains(&wanted));
        nearest.map(|(_, at)| (0, at))
    }

    fn names_of(&self, (_, category): (usize, usize)) -> Option<[String; 2]> {
        Some([String::new(), written(self.points.get(category)?.0)?])
    }

    fn noted(&self) -> &[Noted] {
        &self.noted
    }

    fn noted_mut(&mut self) -> &mut Vec<Noted> {
        &mut self.noted
    }
}

impl Points for Heat {
    fn find(&self, series: &str, _: usize, category: &str) -> Option<(usize, usize)> {
        let at = |values: &[Quantity], name: &str| values.iter().position(|v| written(*v).as_deref() == Some(name));
        let (row, column) = (at(&self.up.values, series)?, at(&self.across.values, category)?);
        self.values.get(row)?.get(column).copied().flatten()?;
        Some((row, column))
    }

    fn names_of(&self, (series, category): (usize, usize)) -> Option<[String; 2]> {
        Some([written(*self.up.values.get(series)?)?, written(*self.across.values.get(category)?)?])
    }

    fn noted(&self) -> &[Noted] {
        &self.noted
    }

    fn noted_mut(&mut self) -> &mut Vec<Noted> {
        &mut self.noted
    }
}

impl Flows {
    /// Who gives whom: 屯溪区 → 市级, as they are called, or by what they are known in every language.
    fn ends(&self, link: &Link, called: fn(&Node) -> &str) -> Option<String> {
        Some(format!("{} → {}", called(self.nodes.get(link.from)?), called(self.nodes.get(link.to)?)))
    }
}

impl Points for Flows {
    fn find(&self, series: &str, _: usize, category: &str) -> Option<(usize, usize)> {
        let ends = |link: &Link, called| self.ends(link, called).as_deref() == Some(series);
        let known = |link: &Link| link.key == category && ends(link, |node| &node.key);
        // Notes were kept by names once.
        let named = |link: &Link| link.what == category && ends(link, |node| &node.name);
        let found = self.links.iter().position(known).or_else(|| self.links.iter().position(named));
        found.map(|link| (0, link))
    }

    fn names_of(&self, (_, link): (usize, usize)) -> Option<[String; 2]> {
        let link = self.links.get(link)?;
        Some([self.ends(link, |node| &node.key)?, link.key.clone()])
    }

    fn noted(&self) -> &[Noted] {
        &self.noted
    }

    fn noted_mut(&mut self) -> &mut Vec<Noted> {
        &mut self.noted
    }
}

impl Points for Pyramid {
    fn find(&self, series: &str, nth: usize, category: &str) -> Option<(usize, usize)> {
        let row = self.rows.iter().position(|row| row.age.to_string() == category)?;
        let named = self.sides.iter().position(|side| side == series);
        Some((named.or(Some(nth).filter(|nth| *nth < self.sides.len()))?, row))
    }

    fn names_of(&self, (side, row): (usize, usize)) -> Option<[String; 2]> {
        Some([self.sides.get(side)?.clone(), self.rows.get(row)?.age.to_string()])
    }

    fn noted(&self) -> &[Noted] {
        &self.noted
    }

    fn noted_mut(&mut self) -> &mut Vec<Noted> {
        &mut self.noted
    }
}

impl Body {
    /// The points of a chart; `None` of what is no chart.
    pub fn points(&self) -> Option<&dyn Points> {
        match self {
            Body::Figure(figure) => Some(figure),
            Body::Curve(curve) => Some(curve),
            Body::Heat(heat) => Some(heat),
            Body::Flows(flows) => Some(flows),
            Body::Pyramid(pyramid) => Some(pyramid),
            Body::Sheet(_) | Body::Words(_) => None,
        }
    }

    /// The same, to be written at.
    pub fn points_mut(&mut self) -> Option<&mut dyn Points> {
        match self {
            Body::Figure(figure) => Some(figure),
            Body::Curve(curve) => Some(curve),
            Body::Heat(heat) => Some(heat),
            Body::Flows(flows) => Some(flows),
            Body::Pyramid(pyramid) => Some(pyramid),
            Body::Sheet(_) | Body::Words(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::charts::{AgeRow, Side};

    fn heads(count: i64) -> Quantity {
        Quantity::Persons(count)
    }

    #[test]
    fn a_point_is_found_again_by_its_names() {
        let side = |values: &[i64]| Side { values: values.iter().map(|v| heads(*v)).collect(), ..Side::default() };
        let values = vec![vec![Some(heads(1)), None], vec![Some(heads(2)), Some(heads(3))]];
        let heat = Heat { across: side(&[10, 20]), up: side(&[3, 4]), values, ..Heat::default() };
        let node = |name: &str, column| {
            let key = format!("@{name}");
            Node { key, name: name.to_owned(), role: Role::Grants, column }
        };
        let link = |from, to, what: &str| {
            let (key, what) = (format!("kind of {what}"), what.to_owned());
            Link { key, from, to, amount: heads(1), what, subject: None }
        };
        let flows = Flows {
            nodes: vec![node("歙县", 0), node("市", 1), node("黟县", 2)],
            links: vec![link(0, 1, "上解"), link(1, 2, "拨付"), link(0, 1, "还款")],
            ..Flows::default()
        };
        let english = |node: Node| Node { name: "Pool".to_owned(), ..node };
        let row = |age| AgeRow { age, sides: [[1, 0], [2, 0]] };
        let sides = ["男", "女"].map(str::to_owned);
        let pyramid = Pyramid { sides, rows: vec![row(59), row(60)], ..Pyramid::default() };
        let of: [(&dyn Points, (usize, usize)); 4] =
            [(&heat, (1, 0)), (&flows, (0, 2)), (&pyramid, (1, 1)), (&heat, (1, 1))];
        for (chart, point) in of {
            let [series, category] = chart.names_of(point).unwrap();
            assert_eq!(chart.find(&series, point.0, &category), Some(point));
            assert_eq!(chart.find(&series, 9, "没有"), None);
        }
        assert_eq!(heat.find("3", 0, "20"), None, "it is not known");
        assert_eq!(flows.find("歙县 → 黟县", 0, "上解"), None);
        assert_eq!(flows.find("歙县 → 市", 0, "还款"), Some((0, 2)), "as notes were kept once");
        let renamed = Flows { nodes: flows.nodes.iter().cloned().map(english).collect(), ..flows.clone() };
        assert_eq!(renamed.find("@歙县 → @市", 0, "kind of 还款"), Some((0, 2)), "in another language");
        assert_eq!(pyramid.find("Women", 1, "60"), Some((1, 1)), "in another language");
    }

    #[test]
    fn between_the_values_of_a_curve_the_nearest_counts() {
        let point = |across, value: Option<i64>| (heads(across), value.map(heads));
        let points = vec![point(0, Some(1)), point(10, None), point(20, Some(3))];
        let curve = Curve { points, ..Curve::default() };
        let found = |name: &str| curve.find("", 0, name).map(|(_, at)| at);
        assert_eq!((found("0"), found("11"), found("9"), found("20")), (Some(0), Some(2), Some(0), Some(2)));
        assert_eq!((found("21"), found("-1"), found("x")), (None, None, None));
    }
}
