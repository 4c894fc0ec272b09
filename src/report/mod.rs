//! What is shown, before any screen or file format: neutral figures, sheets and derivations.
//!
//! A [`Figure`] or a [`Sheet`] says what is shown, with series, units, titles, notes and source; the window and every
//! export render the same one, so that they can't disagree. Texts in them are ready to read, in the language asked for;
//! numbers are exact [`Quantity`] values, formatted by [`number`] where they are drawn. Each value carries the
//! [`Subject`] that explains it.

pub mod answer_files;
pub mod asked;
pub mod assessment;
pub mod charts;
pub mod comparison;
mod condensed;
pub mod context;
pub mod contour;
pub mod county;
pub mod data_sheet;
pub mod deck;
pub mod export;
pub mod fan;
pub mod files;
pub mod flows;
pub mod formula;
pub mod goal_seek;
pub mod heat_map;
pub mod import_sheet;
pub mod marked;
pub mod matrix;
pub mod number;
pub mod overlaid;
pub mod overview;
pub mod plotted;
pub mod published;
pub mod reference;
pub mod replayed;
pub mod sankey;
pub mod scale;
pub mod sheet_text;
pub mod side_by_side;
pub mod slide;
pub mod tornado;
pub mod variance;
mod view;
pub mod waterfall;
pub mod why;
mod workbook_text;
pub mod years;

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::dataset::Field;
use crate::finding::Origin;
use crate::journal::Kind;
use crate::measures::Measure;
use crate::money::{Money, Persons};
use crate::month::{Month, Period};

/// A value with its kind, from which its unit and its decimals follow.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Quantity {
    /// Yuan to the fen, shown in 元, 万元 or 亿元.
    Money(Money),
    /// Yuan per person and month, always shown in 元.
    PerPerson(Money),
    /// Heads.
    Persons(Persons),
    /// A ratio (0.28), shown in percent; its changes in percentage points.
    Ratio(Decimal),
    /// Months, such as months of cover.
    Months(Decimal),
    /// A plain number.
    Number(Decimal),
}

impl Quantity {
    /// The sum of two of a kind; `None` for two of different kinds.
    pub fn plus(self, other: Quantity) -> Option<Quantity> {
        Some(match (self, other) {
            (Quantity::Money(a), Quantity::Money(b)) => Quantity::Money(a + b),
            (Quantity::PerPerson(a), Quantity::PerPerson(b)) => Quantity::PerPerson(a + b),
            (Quantity::Persons(a), Quantity::Persons(b)) => Quantity::Persons(a.checked_add(b)?),
            (Quantity::Ratio(a), Quantity::Ratio(b)) => Quantity::Ratio(a.checked_add(b)?),
            (Quantity::Months(a), Quantity::Months(b)) => Quantity::Months(a.checked_add(b)?),
            (Quantity::Number(a), Quantity::Number(b)) => Quantity::Number(a.checked_add(b)?),
            _ => return None,
        })
    }

    /// One less another of its kind; `None` for two of different kinds.
    pub fn minus(self, other: Quantity) -> Option<Quantity> {
        Some(match (self, other) {
            (Quantity::Money(a), Quantity::Money(b)) => Quantity::Money(a - b),
            (Quantity::PerPerson(a), Quantity::PerPerson(b)) => Quantity::PerPerson(a - b),
            (Quantity::Persons(a), Quantity::Persons(b)) => Quantity::Persons(a.checked_sub(b)?),
            (Quantity::Ratio(a), Quantity::Ratio(b)) => Quantity::Ratio(a.checked_sub(b)?),
            (Quantity::Months(a), Quantity::Months(b)) => Quantity::Months(a.checked_sub(b)?),
            (Quantity::Number(a), Quantity::Number(b)) => Quantity::Number(a.checked_sub(b)?),
            _ => return None,
        })
    }
}

/// A county, or the whole pooling area. Provinces and the nation would be further kinds.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// 全市: all counties together.
    City,
    /// One county, by name.
    County(Arc<str>),
}

/// Which books a figure is read from: the observed data, or the run of a scenario.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Books {
    /// As observed.
    Data,
    /// As a scenario's run has it, by the scenario's number in the project.
    Scenario(usize),
}

/// Who has an account in the settlement.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Holder {
    /// 市级统筹基金
    Pool,
    /// A county.
    County(Arc<str>),
    /// All counties and the pool together.
    All,
}

/// What a shown value is, so that Why can derive it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// A cell of the data (for the city: the counties' sum).
    Cell {
        /// Where.
        place: Place,
        /// When.
        period: Period,
        /// Which column.
        field: Field,
        /// Observed or simulated.
        books: Books,
    },
    /// A measure.
    Measure {
        /// Which.
        measure: Measure,
        /// Where.
        place: Place,
        /// When.
        period: Period,
        /// Observed or simulated.
        books: Books,
    },
    /// An item of the settlement: what was posted of a kind, or a balance.
    Settlement {
        /// The scenario's number in the project.
        scenario: usize,
        /// Whose.
        holder: Holder,
        /// When; a year sums its months.
        period: Period,
        /// What.
        item: SettlementItem,
    },
    /// What the fund of the whole area took in, or had left, in a year.
    Fund {
        /// Which.
        item: FundItem,
        /// When.
        year: i32,
        /// Observed or simulated.
        books: Books,
    },
    /// A published figure, by its id.
    Published(String),
}

/// A total of the whole area's fund: pool and counties as one, so that what passes between them is no income.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FundItem {
    /// 基金收入 = collected + grant + subsidy + interest
    Income,
    /// 当年结余 = income − pension − other
    Surplus,
}

/// An item of a settled month.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettlementItem {
    /// What was posted of a kind.
    Posted(Kind),
    /// 期初结余
    Opening,
    /// 期末结余
    Closing,
    /// 期末债务
    Debt,
}

/// A value to be drawn: `None` is unknown.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cell {
    /// The value.
    pub value: CellValue,
    /// What explains it.
    pub subject: Option<Subject>,
    /// How it is to be read.
    pub tone: Tone,
}

/// The content of a cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum CellValue {
    /// Not known: shown as "—".
    #[default]
    Unknown,
    /// Nothing to show: an empty cell.
    Empty,
    /// Words.
    Text(String),
    /// A number.
    Quantity(Quantity),
    /// A change: shown with its sign, ratios in points.
    Change(Quantity),
    /// A small line over time, without axes; `None` where unknown.
    Trend(Vec<Option<f64>>),
}

/// How a value is to be read; colour follows, never alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// Beside the point.
    Muted,
    /// Its own: it does not follow what it builds on.
    Own,
    /// Worth a look.
    Warning,
    /// A gap, a shortfall, debt.
    Trouble,
}

impl Cell {
    /// A number, or unknown.
    pub fn quantity(value: Option<Quantity>, subject: Option<Subject>) -> Cell {
        Cell { value: value.map_or(CellValue::Unknown, CellValue::Quantity), subject, tone: Tone::Plain }
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { value: CellValue::Text(text.into()), ..Cell::default() }
    }

    /// The same with a tone.
    pub fn toned(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }
}

/// A number that a screen is about, with how it changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Key {
    /// What it is called.
    pub label: String,
    /// The number.
    pub value: Cell,
    /// Its change; `None` where it is unknown, or the periods don't compare.
    pub change: Option<Cell>,
    /// Against what it changed: 较2006年.
    pub against: String,
}

/// What the numbers of a column or an axis are, for the unit named once in its heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Measured {
    /// Words, no unit.
    #[default]
    Text,
    /// Money in the unit chosen.
    Money,
    /// Yuan per person and month.
    PerPerson,
    /// Heads.
    Persons,
    /// Percent.
    Ratio,
    /// Months.
    Months,
    /// Plain numbers.
    Number,
    /// A small line.
    Trend,
}

/// A column of a sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Heading without unit.
    pub heading: String,
    /// What its numbers are.
    pub measured: Measured,
    /// What the column says, for a tooltip; empty where the heading says it.
    pub hint: String,
}

/// A table: what is shown of it on screen and in every file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// What it shows.
    pub title: String,
    /// Columns; the first `frozen` stay in place.
    pub columns: Vec<Column>,
    /// How many columns on the left stay in place.
    pub frozen: usize,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Cells that follow from others, by row and column: live in a workbook.
    pub formulas: Vec<(usize, usize, formula::Formula)>,
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

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

/// A chart over categories (months, years, counties, levers).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figure {
    /// What it shows, with place and period.
    pub title: String,
    /// The categories, left to right, in full ("2004-01", "屯溪区").
    pub categories: Vec<String>,
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
    /// Notes below.
    pub notes: Vec<String>,
    /// 资料来源, with 示例数据 where it is so.
    pub source: String,
}

/// A threshold drawn across a figure.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// Its words.
    pub label: String,
    /// Where it lies.
    pub value: Quantity,
}

/// How a value came about, for the Why panel.
#[derive(Clone, PartialEq, Debug)]
pub struct Derivation {
    /// The figure's name with place and period.
    pub title: String,
    /// The value.
    pub value: CellValue,
    /// The rule in words, with its source.
    pub rule: String,
    /// The rule with the numbers put in, one line a step: `3,808.00 = 10,412.00 + 0.00 − 6,604.00`.
    pub workings: Vec<String>,
    /// The numbers put in, each leading on to its own derivation.
    pub inputs: Vec<Input>,
    /// The postings behind it.
    pub postings: Vec<PostingLine>,
    /// Remarks: what was read as zero, what is reconstructed.
    pub notes: Vec<String>,
}

/// A number that a derivation uses.
#[derive(Clone, PartialEq, Debug)]
pub struct Input {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: CellValue,
    /// Where it leads.
    pub leads_to: Lead,
}

/// Where an input leads.
#[derive(Clone, PartialEq, Debug)]
pub enum Lead {
    /// Nowhere further.
    End,
    /// To another derivation.
    Subject(Subject),
    /// To a source cell, with the text that stood there.
    Source {
        /// Where.
        origin: Origin,
        /// The raw text.
        raw: String,
        /// The row of the data screen.
        county: Arc<str>,
        /// Its period.
        period: Period,
        /// Its column.
        field: Field,
    },
}

/// One posting, as shown.
#[derive(Clone, PartialEq, Debug)]
pub struct PostingLine {
    /// When.
    pub month: Month,
    /// 事项
    pub kind: String,
    /// 付方
    pub from: String,
    /// 收方
    pub to: String,
    /// 金额
    pub amount: Money,
}
