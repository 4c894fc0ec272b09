//! The counties and their histories in one fund: one row per county and month, or per county and year.
//!
//! A [`Dataset`] can only be built from rows without error: each county's rows are contiguous, ascending, and of one
//! grain. Blank is unknown, never zero. A county's position is its id in the data's [`Places`].
//!
//! Source: model section 2.

mod corrected;
mod joined;
mod observed;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::field::{Amount, Field, FieldUnit, Nature, Row, UNKNOWN, Values};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::fund::FundKind;
use crate::listed::listed;
use crate::money::{Money, instalment};
use crate::month::{Month, Period};
use crate::place::{BadTree, CountyNames, PlaceId, Places};
use crate::sheet::Sheet;

pub use corrected::{Change, Correction, Corrections, Told};
pub use joined::{Changed, Joined};
pub use observed::{CountyRows, Observed, ObservedRow};

/// Where a row's values stood, each with its text before it was understood. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct RowSource(Stood);

#[derive(Clone, Debug, Default)]
enum Stood {
    /// Nowhere: a computed row.
    #[default]
    Nowhere,
    /// In one line of a sheet.
    Line(Arc<FieldColumns>, u32),
    /// In cells of any rows, sheets and files.
    Cells(Arc<SourceCells>),
}

/// Which columns of a sheet hold which fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldColumns {
    /// The sheet.
    pub sheet: Arc<Sheet>,
    /// The columns, from 0, in the order of [`Field::ALL`].
    pub columns: [Option<u32>; Field::ALL.len()],
}

/// The cells of a row one by one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SourceCells {
    /// The place to name when the row as a whole is meant.
    pub origin: Origin,
    /// The cells in the order of [`Field::ALL`]; `None` where the source has none.
    pub cells: Vec<Option<SourceCell>>,
}

/// A value as it stood in its source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceCell {
    /// File, sheet, row and column.
    pub origin: Origin,
    /// The text of the cell.
    pub text: Box<str>,
}

impl RowSource {
    /// A line of a sheet; `row` counts from 0.
    pub fn line(columns: Arc<FieldColumns>, row: u32) -> RowSource {
        RowSource(Stood::Line(columns, row))
    }

    /// Cells of any places.
    pub fn cells(cells: SourceCells) -> RowSource {
        RowSource(Stood::Cells(Arc::new(cells)))
    }

    /// The place to name when the row as a whole is meant.
    pub fn origin(&self) -> Origin {
        match &self.0 {
            Stood::Nowhere => Origin::default(),
            Stood::Line(columns, row) => columns.sheet.origin.at_row(row + 1),
            Stood::Cells(cells) => cells.origin.clone(),
        }
    }

    /// Whether it is nowhere: the row was not read.
    pub fn is_nowhere(&self) -> bool {
        matches!(self.0, Stood::Nowhere)
    }

    /// Where a field's cell stands, and its text.
    pub fn cell(&self, field: Field) -> Option<(Origin, &str)> {
        match &self.0 {
            Stood::Nowhere => None,
            Stood::Line(table, row) => {
                let (row, column) = (*row as usize, table.columns[field as usize]? as usize);
                Some((table.sheet.at(row, column), table.sheet.cell(row, column)))
            }
            Stood::Cells(cells) => {
                let cell = cells.cells.get(field as usize)?.as_ref()?;
                Some((cell.origin.clone(), &cell.text))
            }
        }
    }

    /// Notes the cell of a field; the others stay.
    pub fn put(&mut self, field: Field, cell: SourceCell) {
        if !matches!(self.0, Stood::Cells(_)) {
            let cells = Field::ALL.map(|f| self.cell(f).map(|(origin, text)| SourceCell { origin, text: text.into() }));
            self.0 = Stood::Cells(Arc::new(SourceCells { origin: self.origin(), cells: cells.into() }));
        }
        if let Stood::Cells(cells) = &mut self.0 {
            let cells = &mut Arc::make_mut(cells).cells;
            cells.resize(Field::ALL.len(), None);
            cells[field as usize] = Some(cell);
        }
    }

    /// The place of a field's cell, or of the row where the source has no such cell.
    pub fn place(&self, field: Field) -> Origin {
        self.cell(field).map_or_else(|| self.origin(), |(origin, _)| origin)
    }
}

impl PartialEq for RowSource {
    /// Whether the same cells stand at the same places.
    fn eq(&self, other: &RowSource) -> bool {
        self.origin() == other.origin() && Field::ALL.into_iter().all(|f| self.cell(f) == other.cell(f))
    }
}

impl Eq for RowSource {}

/// A row as the importer hands it over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Observation {
    /// 区县: its name, after those of the places above it where the source has such columns.
    pub county: Arc<str>,
    /// Those names one by one; `None` without such columns.
    pub names: Option<Arc<CountyNames>>,
    /// Its month or year.
    pub period: Period,
    /// The first of the months that the values sum, up to that one; `None` where they are the period's own.
    pub since: Option<u32>,
    /// The values.
    pub row: Values,
    /// Where it stood.
    pub source: RowSource,
}

/// One county and its contiguous rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct County {
    /// 区县: its path among the places, which is its own name where the data name none above it.
    pub name: Arc<str>,
    /// The period of the first row.
    pub first: Period,
    /// The rows one after the other, [`Field::OBSERVED`] numbers each.
    values: Vec<i64>,
    /// Where each row stood; one a row, or empty for computed rows.
    pub sources: Vec<RowSource>,
}

impl County {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len() / Field::OBSERVED
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The rows, one a period.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator + Clone {
        self.values.chunks_exact(Field::OBSERVED).map(Row::of)
    }

    /// The `n`th row.
    ///
    /// # Panics
    /// There is none.
    pub fn nth(&self, n: usize) -> Row<'_> {
        Row::of(&self.values[n * Field::OBSERVED..(n + 1) * Field::OBSERVED])
    }

    /// The row of a period.
    pub fn row(&self, period: Period) -> Option<Row<'_>> {
        Some(self.nth(self.index(period)?))
    }

    /// The row of a month.
    pub fn month(&self, month: Month) -> Option<Row<'_>> {
        self.row(Period::Month(month))
    }

    /// Changes the `n`th row; nothing where there is none.
    pub fn change(&mut self, n: usize, change: impl FnOnce(&mut Values)) {
        if n < self.len() {
            let mut values = Values::from_row(self.nth(n));
            change(&mut values);
            self.values[n * Field::OBSERVED..(n + 1) * Field::OBSERVED].copy_from_slice(values.numbers());
        }
    }

    /// Keeps the first `n` rows.
    pub fn truncate(&mut self, n: usize) {
        self.values.truncate(n * Field::OBSERVED);
        self.sources.truncate(n);
    }

    /// How many yuan the unit has in which its source tells a field: 10,000 where the texts are in 万元; 1 where they don't
    /// say it.
    pub fn unit_told(&self, field: Field) -> i64 {
        let told = |(row, source): (Row<'_>, &RowSource)| unit_told(source.cell(field)?.1, row.money(field)?);
        self.rows().zip(&self.sources).find_map(told).unwrap_or(1)
    }

    /// An amount of a field as it would stand in its source: money in the source's unit.
    pub fn as_told(&self, field: Field, amount: Amount) -> String {
        let unit = || if field.unit() == FieldUnit::Yuan { self.unit_told(field) } else { 1 };
        match amount {
            Amount::Persons(heads) => heads.to_string(),
            Amount::Money(money) => match unit() {
                1 => money.to_string(),
                unit => (money.to_decimal() / Decimal::from(unit)).normalize().to_string(),
            },
        }
    }

    /// Where the row of a period stood.
    pub fn source(&self, period: Period) -> Option<&RowSource> {
        self.sources.get(self.index(period)?)
    }

    fn index(&self, period: Period) -> Option<usize> {
        let index = match (self.first, period) {
            (Period::Month(first), Period::Month(month)) => month.since(first),
            (Period::Year(first), Period::Year(year)) => year - first,
            _ => return None,
        };
        usize::try_from(index).ok().filter(|i| *i < self.len())
    }

    /// The period of the last row.
    pub fn last(&self) -> Period {
        self.first.plus(self.len() as i32 - 1)
    }

    /// Its rows with their periods.
    pub fn periods(&self) -> impl Iterator<Item = (Period, Row<'_>)> {
        let mut period = self.first;
        self.rows().map(move |row| {
            let this = period;
            period = period.next();
            (this, row)
        })
    }
}

/// Whether the rows are months or years.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grain {
    /// A row a month.
    Monthly,
    /// A row a year: sums, mean heads and closing balance.
    Yearly,
}

listed! {
    /// 示例: data that come with the program.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Example, ALL, key -> &'static str;

    /// The seven counties of Huangshan by month, 2004–2007.
    Huangshan = "huangshan";
    /// The nation's provinces in 2024.
    Provinces = "provinces";
    /// Liaoning before and in its pilot of 2001.
    Liaoning = "liaoning";
}

/// The data of a pooling area, in one fund.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dataset {
    /// The places, whose counties are those of `counties`.
    pub places: Arc<Places>,
    /// Whose figures they are.
    pub fund: FundKind,
    /// The counties in the order first seen.
    pub counties: Vec<County>,
    /// Months or years.
    pub grain: Grain,
    /// The columns that the source does not have at all.
    pub absent: Vec<Field>,
    /// 示例数据: which of the shipped examples these are; everything shown of them must say so.
    pub example: Option<Example>,
    /// 更正: what stands in the place of values that were read; none in data as they were read.
    pub corrections: Corrections,
    /// What approved budgets leave to be paid ahead, by county and year.
    pub budgeted: Arc<Budgeted>,
}

/// max(0, pensions + death + other_expenditure − contributions) of approved budgets, yuan, by a county's path and the year.
pub type Budgeted = BTreeMap<(Arc<str>, i32), Money>;

impl Dataset {
    /// Puts rows together: counties in the order first seen, months ascending. Columns in `absent` that were not kept
    /// count as zero.
    ///
    /// # Errors
    /// A finding for each county named twice in a period, each gap in a county's periods, and each mixture of months
    /// and years; back-pay above pension.
    pub fn new(observed: impl Into<Observed>, absent: Vec<Field>) -> Result<Dataset, Findings> {
        let mut findings = Vec::new();
        let dataset = Dataset::as_far_as_known(observed, absent, &mut findings);
        dataset.filter(|_| findings.iter().all(|f| f.severity != Severity::Error)).ok_or(findings)
    }

    /// The same, whatever is wrong with the rows, which is added to the findings: so that what can be said of the rest is
    /// said at once. Of a period told twice the first row stands, and periods that are missing are wholly unknown.
    pub fn as_far_as_known(
        observed: impl Into<Observed>,
        absent: Vec<Field>,
        findings: &mut Findings,
    ) -> Option<Dataset> {
        let observed: Observed = observed.into();
        let Some(first) = observed.rows().next() else {
            findings.push(Finding::error("no-rows", Origin::default()));
            return None;
        };
        let monthly = is_month(first.period);
        let mut counties = Vec::with_capacity(observed.counties().len());
        let mut named = Vec::with_capacity(observed.counties().len());
        for mut rows in observed.into_counties() {
            for field in absent.iter().filter(|f| f.is_zero_when_absent()) {
                rows.set(*field, Amount::Money(Money::ZERO));
            }
            row_errors(&rows, monthly, findings);
            rows.arrange(|period| is_month(period) == monthly);
            if gaps(&rows, findings) {
                rows.fill_gaps();
            }
            let Some((first, origin)) = rows.rows().next().map(|row| (row.period, row.source.origin())) else {
                continue;
            };
            let names = match &rows.names {
                Some(names) => (**names).clone(),
                None => CountyNames::alone(rows.county.clone()),
            };
            let name = names.county.clone();
            named.push((names, origin));
            let (values, sources) = rows.into_parts();
            counties.push(County { name, first, values, sources });
        }
        let grain = if monthly { Grain::Monthly } else { Grain::Yearly };
        let places = match Places::new(named.iter().map(|(names, _)| names.clone()).collect()) {
            Ok(places) => Arc::new(places),
            Err(bad) => {
                findings.push(no_tree(&bad, &named));
                return None;
            }
        };
        called_by_path(&mut counties, &places);
        Some(Dataset {
            places,
            fund: FundKind::default(),
            counties,
            grain,
            absent,
            example: None,
            corrections: Corrections::default(),
            budgeted: Arc::default(),
        })
    }

    /// The position of a county by its path, or by an end of it that is no other's.
    pub fn position(&self, county: &str) -> Option<usize> {
        self.places.find_county(county).ok().map(|place| place.index())
    }

    /// The same data of some of the counties, by their positions, in that order.
    ///
    /// # Panics
    /// A county is named twice.
    pub fn of_counties(&self, positions: &[usize]) -> Dataset {
        let named = |position: &usize| match self.places.named(PlaceId::county(*position)) {
            Some(names) => names.clone(),
            None => CountyNames::alone(self.counties[*position].name.clone()),
        };
        let places = Places::new(positions.iter().map(named).collect()).expect("they made a tree before");
        let mut counties: Vec<County> = positions.iter().map(|position| self.counties[*position].clone()).collect();
        called_by_path(&mut counties, &places);
        Dataset {
            counties,
            places: Arc::new(places),
            absent: self.absent.clone(),
            corrections: self.corrections.clone(),
            budgeted: self.budgeted.clone(),
            ..*self
        }
    }

    /// The same places without any figure, as those of a fund of which there are none.
    pub fn without_figures(&self, fund: FundKind) -> Dataset {
        let bare = |county: &County| County {
            name: county.name.clone(),
            first: county.first,
            values: Vec::new(),
            sources: Vec::new(),
        };
        Dataset {
            places: self.places.clone(),
            fund,
            counties: self.counties.iter().map(bare).collect(),
            grain: Grain::Monthly,
            absent: Vec::new(),
            example: None,
            corrections: Corrections::default(),
            budgeted: Arc::default(),
        }
    }

    /// The earliest and the latest period of any county.
    pub fn range(&self) -> (Period, Period) {
        let firsts = self.counties.iter().map(|c| c.first).min();
        let lasts = self.counties.iter().map(County::last).max();
        firsts.zip(lasts).expect("a dataset has at least one county")
    }

    /// The calendar years with at least one row, ascending.
    pub fn years(&self) -> Vec<i32> {
        let (first, last) = self.range();
        (first.year()..=last.year()).collect()
    }

    /// The same data by month, as they are where they are so.
    pub fn monthly(&self) -> Cow<'_, Dataset> {
        match self.grain {
            Grain::Monthly => Cow::Borrowed(self),
            Grain::Yearly => Cow::Owned(self.by_month()),
        }
    }

    /// The same data by month. Yearly rows are spread evenly: money by instalments of a twelfth, heads and the base
    /// as the year's mean, the closing balance in December, the target in every month.
    pub fn by_month(&self) -> Dataset {
        if self.grain == Grain::Monthly {
            return self.clone();
        }
        let by_month = |county: &County| County {
            name: county.name.clone(),
            first: Period::Month(county.first.first_month()),
            values: county.rows().flat_map(|year| (1..=12).flat_map(move |m| twelfth(year, m))).collect(),
            sources: county.sources.iter().flat_map(|s| std::iter::repeat_n(s.clone(), 12)).collect(),
        };
        Dataset {
            counties: self.counties.iter().map(by_month).collect(),
            grain: Grain::Monthly,
            absent: self.absent.clone(),
            places: self.places.clone(),
            corrections: self.corrections.clone(),
            budgeted: self.budgeted.clone(),
            ..*self
        }
    }
}

/// How many yuan the unit has in which a text tells an amount; `None` where they don't say it.
pub fn unit_told(text: &str, amount: Money) -> Option<i64> {
    const UNITS: [i64; 5] = [1, 1_000, 10_000, 1_000_000, 100_000_000];
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let number: Decimal = text.parse().ok().filter(|_| !amount.is_zero())?;
    UNITS.into_iter().find(|unit| number.checked_mul((*unit).into()) == Some(amount.to_decimal()))
}

/// The key of the name of a unit of so many yuan.
pub const fn unit_key(yuan: i64) -> &'static str {
    match yuan {
        1_000 => "unit.thousand",
        10_000 => "unit.ten_thousand",
        1_000_000 => "unit.million",
        100_000_000 => "unit.hundred_million",
        _ => "unit.yuan",
    }
}

/// The numbers of a month of a year, by the nature of each field.
fn twelfth(year: Row<'_>, month: u32) -> [i64; Field::OBSERVED] {
    let part = |field: Field| match (field.spec().nature, field.unit(), year.number(field)) {
        (Nature::Stock, ..) if month < 12 => None,
        (Nature::Flow, FieldUnit::Yuan, Some(sum)) => {
            i64::try_from(instalment(Money::from_fen(sum.into()), month, 12).fen()).ok()
        }
        (_, _, number) => number,
    };
    Field::ALL.map(|field| part(field).unwrap_or(UNKNOWN))
}

/// Calls each county by its path, which no other has.
fn called_by_path(counties: &mut [County], places: &Places) {
    for (n, county) in counties.iter_mut().enumerate() {
        county.name = places.path(PlaceId::county(n)).clone();
    }
}

/// What is wrong with the names of places, at the first row that has them.
fn no_tree(bad: &BadTree, named: &[(CountyNames, Origin)]) -> Finding {
    let at = |is_it: &dyn Fn(&CountyNames) -> bool| {
        named.iter().find(|(names, _)| is_it(names)).map(|(_, origin)| origin.clone()).unwrap_or_default()
    };
    match bad {
        BadTree::NoProvince(names) => {
            Finding::error("province-blank", at(&|other| other == names)).with("county", names.joined())
        }
        BadTree::Slash(name) => {
            let has = |names: &CountyNames| [&names.province, &names.city, &names.county].contains(&name);
            Finding::error("name-with-slash", at(&has)).with("name", name)
        }
        BadTree::SamePath(path) => {
            let ends = |names: &CountyNames| names.joined().ends_with(&**path);
            Finding::error("same-path", at(&ends)).with("path", path)
        }
    }
}

const fn is_month(period: Period) -> bool {
    matches!(period, Period::Month(_))
}

/// What is wrong with rows by themselves: those of the other grain, and back-pay that is more than the pension it is
/// part of.
fn row_errors(rows: &CountyRows, monthly: bool, findings: &mut Findings) {
    for ObservedRow { period, row, source, .. } in rows.rows() {
        let error = |code, at| Finding::error(code, at).with("county", &rows.county).with("period", period);
        if is_month(period) != monthly {
            findings.push(error("mixed-grain", source.origin()));
        } else if let (Some(pension), Some(backpay)) = (row.money(Field::Pension), row.money(Field::Backpay))
            && corrected::is_backpay_above(row)
        {
            let above = error("backpay-above-pension", source.place(Field::Backpay));
            findings.push(above.with("backpay", backpay.grouped()).with("pension", pension.grouped()));
        }
    }
}

/// Says which periods are told twice, and which are missing between a county's rows, which are ascending; whether any is.
fn gaps(rows: &CountyRows, findings: &mut Findings) -> bool {
    let before = findings.len();
    for (before, after) in rows.rows().zip(rows.rows().skip(1)) {
        let error = |code| Finding::error(code, after.source.origin()).with("county", &rows.county);
        if before.period == after.period {
            findings.push(error("duplicate-row").with("period", after.period).with("first", before.source.origin()));
        } else if before.period.next() != after.period {
            findings.push(
                error("missing-month")
                    .with("missing", before.period.next())
                    .with("before", before.period)
                    .with("after", after.period),
            );
        }
    }
    findings.len() > before
}
