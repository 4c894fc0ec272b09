//! Charts that are not over categories: a curve, a heat map, flows of money, people by age.
//!
//! Neutral as [`Figure`](super::Figure) is: what is shown, in exact numbers, before any screen or file format.

use rust_decimal::Decimal;

use super::{Cell, Column, Level, Measured, Noted, Quantity, Role, Sheet, Subject};
use crate::money::Persons;

/// A measure against the values of a lever, as a goal seek searched it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Curve {
    /// What it shows.
    pub title: String,
    /// The lever's name, along the axis at the foot.
    pub across: String,
    /// What the lever's values are.
    pub across_measured: Measured,
    /// What the measure's values are.
    pub measured: Measured,
    /// The lever's values, ascending, each with the measure there; `None` where it is unknown.
    pub points: Vec<(Quantity, Option<Quantity>)>,
    /// What the measure is to be.
    pub target: Option<Level>,
    /// Where the lever stands in the scenario.
    pub present: Option<Quantity>,
    /// The value that answers, with the measure there.
    pub answer: Option<(Quantity, Quantity)>,
    /// What the officer wrote at points of it.
    pub noted: Vec<Noted>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

/// One side of a heat map.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Side {
    /// The lever's name.
    pub name: String,
    /// What its values are.
    pub measured: Measured,
    /// Its values, ascending.
    pub values: Vec<Quantity>,
    /// Where the lever stands in the scenario.
    pub present: Option<Quantity>,
}

/// A measure against two levers.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Heat {
    /// What it shows.
    pub title: String,
    /// The lever along the foot.
    pub across: Side,
    /// The lever along the left, upwards.
    pub up: Side,
    /// What the measure's values are.
    pub measured: Measured,
    /// The measure by value of `up`, then of `across`; `None` where it is unknown.
    pub values: Vec<Vec<Option<Quantity>>>,
    /// Where the break-even line runs.
    pub level: Option<Level>,
    /// What the officer wrote at points of it.
    pub noted: Vec<Noted>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

/// Who gives or takes in a picture of flows.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// What it is known by in every language.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// Its place from left to right, from 0.
    pub column: usize,
}

/// Money from one node to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// The giver, by its place in the list of nodes.
    pub from: usize,
    /// The taker, in a column further right.
    pub to: usize,
    /// How much; above zero.
    pub amount: Quantity,
    /// What it is known by in every language.
    pub key: String,
    /// What it is: 上解, 拨付.
    pub what: String,
    /// What explains it.
    pub subject: Option<Subject>,
}

/// Money between levels of government and counties, left to right (a Sankey diagram).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Flows {
    /// What it shows, with the period.
    pub title: String,
    /// What the amounts are.
    pub measured: Measured,
    /// Givers and takers, each column from top to bottom.
    pub nodes: Vec<Node>,
    /// The flows.
    pub links: Vec<Link>,
    /// What the officer wrote at points of it.
    pub noted: Vec<Noted>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

/// People of an age, in completed years.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgeRow {
    /// The age.
    pub age: u32,
    /// On the left and on the right: who pays, and who is retired.
    pub sides: [[Persons; 2]; 2],
}

/// An age that is marked on one side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgeMark {
    /// 0 is the left, 1 the right.
    pub side: usize,
    /// The age in months.
    pub months: u32,
    /// Its words.
    pub label: String,
}

/// People by age, the youngest at the foot, with one sex on either side.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pyramid {
    /// What it shows, with place and month.
    pub title: String,
    /// What the left and the right are.
    pub sides: [String; 2],
    /// What the inner and the outer part of a bar are.
    pub parts: [String; 2],
    /// Age by age, ascending.
    pub rows: Vec<AgeRow>,
    /// The ages that are marked.
    pub marks: Vec<AgeMark>,
    /// The most heads that a bar has in any of the months that this is one of.
    pub most: Persons,
    /// What the officer wrote at points of it.
    pub noted: Vec<Noted>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

impl Pyramid {
    /// The same as a table; `ages` is what stands above the ages.
    pub fn sheet(&self, ages: &str) -> Sheet {
        let mut columns = vec![Column::new(ages, Measured::Number)];
        for side in &self.sides {
            columns.extend(self.parts.iter().map(|part| Column::new(format!("{side}{part}"), Measured::Persons)));
        }
        let count = |heads: &i64| Cell::quantity(Some(Quantity::Persons(*heads)), None);
        let row = |row: &AgeRow| {
            let age = Cell::quantity(Some(Quantity::Number(Decimal::from(row.age))), None);
            std::iter::once(age).chain(row.sides.iter().flatten().map(count)).collect()
        };
        Sheet {
            title: self.title.clone(),
            columns,
            frozen: 1,
            rows: self.rows.iter().map(row).collect(),
            source: self.source.clone(),
            ..Sheet::default()
        }
    }
}
