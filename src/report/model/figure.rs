//! Charts over categories: months, years, counties, levers.

use std::fmt;

use super::{Measured, Quantity, Subject};
use crate::month::{Month, Period};

/// What a series stands for; its colour follows from it and nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Role {
    /// 征缴: blue.
    Contributions,
    /// 养老金支出: ink.
    Pensions,
    /// A gap, a shortfall, debt: red.
    Trouble,
    /// Grants, support received: teal.
    Grants,
    /// Subsidies: amber.
    Subsidies,
    /// The earlier of two years, the base of two scenarios: grey.
    Earlier,
    /// The later of two years, the scenario: blue.
    Later,
    /// A balance: teal, heavier.
    Balance,
    /// A ratio without a better role: ink.
    Ratio,
    /// The nth of several runs side by side, from 0; told apart by dashes and names besides colour.
    Nth(u8),
}

/// How a series is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Bars, side by side with the other bar series.
    Bar,
    /// Bars on top of each other.
    StackedBar,
    /// A line.
    Line,
    /// A line measured on the axis at the right.
    RightLine,
    /// Steps from one total to another: the first and the last value stand on zero, each between them is a change that
    /// begins where the one before ended.
    Waterfall,
}

/// Which way the categories run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Direction {
    /// Left to right, values upwards.
    #[default]
    Standing,
    /// Top to bottom, values to the right; bar series share a row, as in a tornado.
    Lying,
}

/// The area between two values per category, such as the middle half of many paths.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// The lower edge, a value per category of the figure.
    pub lower: Vec<Option<Quantity>>,
    /// The upper edge.
    pub upper: Vec<Option<Quantity>>,
}

/// A point of a series.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Point {
    /// The value; `None` is unknown and leaves a hole.
    pub value: Option<Quantity>,
    /// What explains it.
    pub subject: Option<Subject>,
}

/// One series, a value per category.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// How it is drawn.
    pub mark: Mark,
    /// A value per category of the figure.
    pub points: Vec<Point>,
}

/// What the values of a place along the axis are of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Category {
    /// A month or a year.
    Period(Period),
    /// A county, a lever, a step, by its name.
    Name(String),
}

impl Category {
    /// Categories by their names.
    pub fn named(names: &[String]) -> Vec<Category> {
        names.iter().cloned().map(Category::Name).collect()
    }

    /// The month, where it is one.
    pub fn month(&self) -> Option<Month> {
        match self {
            Category::Period(Period::Month(month)) => Some(*month),
            _ => None,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Category::Period(period) => period.fmt(f),
            Category::Name(name) => f.write_str(name),
        }
    }
}

/// What somebody wrote at a point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Noted {
    /// The series, by its number: of a heat map the value upwards, of people the side; else 0.
    pub series: usize,
    /// The category, by its number: of a curve the point, of a heat map the value along the foot, the flow, or the age.
    pub category: usize,
    /// The words.
    pub text: String,
}

/// A chart over categories (months, years, counties, levers).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figure {
    /// What it shows, with place and period.
    pub title: String,
    /// The categories, left to right.
    pub categories: Vec<Category>,
    /// What each category is, short, for the axis ("1月"); as many as categories.
    pub ticks: Vec<String>,
    /// Which way they run.
    pub direction: Direction,
    /// What the values are; all series but those on the right share the axis.
    pub measured: Measured,
    /// What the values on the axis at the right are; `None` where there is no such axis.
    pub right: Option<Measured>,
    /// At most six.
    pub series: Vec<Series>,
    /// Areas behind the series, the widest first.
    pub bands: Vec<Band>,
    /// The area between two series is filled where the first is below the second: the gap.
    pub gap: Option<(usize, usize)>,
    /// From this category on the values are projected.
    pub projected_from: Option<usize>,
    /// Thin labelled level lines.
    pub levels: Vec<Level>,
    /// What the axis must hold besides, lowest and highest, so that charts side by side share a scale.
    pub within: Option<[Quantity; 2]>,
    /// Small remarks at a category, such as 补发.
    pub remarks: Vec<(usize, String)>,
    /// What the officer wrote at points of it.
    pub noted: Vec<Noted>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

impl Figure {
    /// The categories' names in full ("2004-01", "屯溪区").
    pub fn names(&self) -> Vec<String> {
        self.categories.iter().map(Category::to_string).collect()
    }
}

/// A threshold drawn across a figure.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// Its words.
    pub label: String,
    /// Where it lies.
    pub value: Quantity,
}
