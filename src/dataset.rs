//! The counties and their histories: one row per county and month, or per county and year.
//!
//! A [`Dataset`] can only be built from rows without error: each county's rows are contiguous, ascending, and of one
//! grain. Blank is unknown, never zero. All is of one fund, and of the counties of one city.
//!
//! Source: model section 2.

use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::{Money, Persons, instalment};
use crate::month::{Month, Period};
use crate::sheet::Sheet;

/// A column of the data file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// 参保职工人数
    Insured,
    /// 缴费人数
    Contributors,
    /// 离退休人数
    Retirees,
    /// 月人均缴费基数, yuan per contributor and month
    Base,
    /// 应缴基本养老保险费
    Due,
    /// 实缴（征收）基本养老保险费
    Collected,
    /// 基本养老金支出, back-pay included
    Pension,
    /// 其中：补发
    Backpay,
    /// 其他支出
    Other,
    /// 中央和省专项补助收入
    Grant,
    /// 同级财政补助收入
    Subsidy,
    /// 上解统筹资金
    Remitted,
    /// 统筹拨付资金
    Allocated,
    /// 利息收入
    Interest,
    /// 期末结余
    Balance,
    /// 征缴任务, annual
    Target,
}

/// How a field's numbers are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldUnit {
    /// Whole persons.
    Persons,
    /// Yuan to the fen, a flow or a stock.
    Yuan,
    /// Yuan per person and month.
    YuanPerMonth,
}

impl Field {
    /// All, in the order of the data file.
    pub const ALL: [Field; 16] = [
        Field::Insured,
        Field::Contributors,
        Field::Retirees,
        Field::Base,
        Field::Due,
        Field::Collected,
        Field::Pension,
        Field::Backpay,
        Field::Other,
        Field::Grant,
        Field::Subsidy,
        Field::Remitted,
        Field::Allocated,
        Field::Interest,
        Field::Balance,
        Field::Target,
    ];

    /// The key in data files.
    pub const fn key(self) -> &'static str {
        match self {
            Field::Insured => "insured",
            Field::Contributors => "contributors",
            Field::Retirees => "retirees",
            Field::Base => "base",
            Field::Due => "due",
            Field::Collected => "collected",
            Field::Pension => "pension",
            Field::Backpay => "backpay",
            Field::Other => "other",
            Field::Grant => "grant",
            Field::Subsidy => "subsidy",
            Field::Remitted => "remitted",
            Field::Allocated => "allocated",
            Field::Interest => "interest",
            Field::Balance => "balance",
            Field::Target => "target",
        }
    }

    /// The key of its name in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Field::Insured => "field.insured",
            Field::Contributors => "field.contributors",
            Field::Retirees => "field.retirees",
            Field::Base => "field.base",
            Field::Due => "field.due",
            Field::Collected => "field.collected",
            Field::Pension => "field.pension",
            Field::Backpay => "field.backpay",
            Field::Other => "field.other",
            Field::Grant => "field.grant",
            Field::Subsidy => "field.subsidy",
            Field::Remitted => "field.remitted",
            Field::Allocated => "field.allocated",
            Field::Interest => "field.interest",
            Field::Balance => "field.balance",
            Field::Target => "field.target",
        }
    }

    /// How its numbers are counted.
    pub const fn unit(self) -> FieldUnit {
        match self {
            Field::Insured | Field::Contributors | Field::Retirees => FieldUnit::Persons,
            Field::Base => FieldUnit::YuanPerMonth,
            _ => FieldUnit::Yuan,
        }
    }

    /// Whether a data file must have the column.
    pub const fn is_needed(self) -> bool {
        matches!(self, Field::Contributors | Field::Retirees | Field::Collected | Field::Pension)
    }

    /// Whether an absent column counts as zero, because it was not kept.
    pub const fn is_zero_when_absent(self) -> bool {
        matches!(
            self,
            Field::Backpay
                | Field::Other
                | Field::Grant
                | Field::Subsidy
                | Field::Remitted
                | Field::Allocated
                | Field::Interest
        )
    }
}

/// One value of a row: heads or money.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Amount {
    /// Heads.
    Persons(Persons),
    /// Money.
    Money(Money),
}

/// What one county reports for one period. `None` is unknown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "the names are those of `Field`")]
pub struct Row {
    pub insured: Option<Persons>,
    pub contributors: Option<Persons>,
    pub retirees: Option<Persons>,
    pub base: Option<Money>,
    pub due: Option<Money>,
    pub collected: Option<Money>,
    pub pension: Option<Money>,
    pub backpay: Option<Money>,
    pub other: Option<Money>,
    pub grant: Option<Money>,
    pub subsidy: Option<Money>,
    pub remitted: Option<Money>,
    pub allocated: Option<Money>,
    pub interest: Option<Money>,
    pub balance: Option<Money>,
    pub target: Option<Money>,
}

impl Row {
    /// The value of a field.
    pub fn get(&self, field: Field) -> Option<Amount> {
        match field {
            Field::Insured => self.insured.map(Amount::Persons),
            Field::Contributors => self.contributors.map(Amount::Persons),
            Field::Retirees => self.retirees.map(Amount::Persons),
            _ => self.money(field).map(Amount::Money),
        }
    }

    /// The value of a money field; `None` too for heads.
    pub fn money(&self, field: Field) -> Option<Money> {
        match field {
            Field::Insured | Field::Contributors | Field::Retirees => None,
            Field::Base => self.base,
            Field::Due => self.due,
            Field::Collected => self.collected,
            Field::Pension => self.pension,
            Field::Backpay => self.backpay,
            Field::Other => self.other,
            Field::Grant => self.grant,
            Field::Subsidy => self.subsidy,
            Field::Remitted => self.remitted,
            Field::Allocated => self.allocated,
            Field::Interest => self.interest,
            Field::Balance => self.balance,
            Field::Target => self.target,
        }
    }

    /// The place of a money field, for setting it; `None` for heads.
    pub fn money_mut(&mut self, field: Field) -> Option<&mut Option<Money>> {
        Some(match field {
            Field::Insured | Field::Contributors | Field::Retirees => return None,
            Field::Base => &mut self.base,
            Field::Due => &mut self.due,
            Field::Collected => &mut self.collected,
            Field::Pension => &mut self.pension,
            Field::Backpay => &mut self.backpay,
            Field::Other => &mut self.other,
            Field::Grant => &mut self.grant,
            Field::Subsidy => &mut self.subsidy,
            Field::Remitted => &mut self.remitted,
            Field::Allocated => &mut self.allocated,
            Field::Interest => &mut self.interest,
            Field::Balance => &mut self.balance,
            Field::Target => &mut self.target,
        })
    }

    /// The place of a field of heads, for setting it; `None` for money.
    pub fn persons_mut(&mut self, field: Field) -> Option<&mut Option<Persons>> {
        match field {
            Field::Insured => Some(&mut self.insured),
            Field::Contributors => Some(&mut self.contributors),
            Field::Retirees => Some(&mut self.retirees),
            _ => None,
        }
    }

    /// pension + other: what the fund pays.
    pub fn expenditure(&self) -> Option<Money> {
        Some(self.pension? + self.other?)
    }
}

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
    /// 区县.
    pub county: Arc<str>,
    /// Its month or year.
    pub period: Period,
    /// The values.
    pub row: Row,
    /// Where it stood.
    pub source: RowSource,
}

/// One county and its contiguous rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct County {
    /// 区县.
    pub name: Arc<str>,
    /// The period of the first row.
    pub first: Period,
    /// The rows, one a period.
    pub rows: Vec<Row>,
    /// Where each row stood; as long as `rows`, or empty for computed rows.
    pub sources: Vec<RowSource>,
}

impl County {
    /// The row of a period.
    pub fn row(&self, period: Period) -> Option<&Row> {
        self.rows.get(self.index(period)?)
    }

    /// The row of a month.
    pub fn month(&self, month: Month) -> Option<&Row> {
        self.row(Period::Month(month))
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
        usize::try_from(index).ok().filter(|i| *i < self.rows.len())
    }

    /// The period of the last row.
    pub fn last(&self) -> Period {
        let n = self.rows.len() as i32 - 1;
        match self.first {
            Period::Month(month) => Period::Month(month.plus(n)),
            Period::Year(year) => Period::Year(year + n),
        }
    }

    /// Its rows with their periods.
    pub fn periods(&self) -> impl Iterator<Item = (Period, &Row)> {
        let mut period = self.first;
        self.rows.iter().map(move |row| {
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

/// The data of a pooling area.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dataset {
    /// The counties in the order first seen.
    pub counties: Vec<County>,
    /// Months or years.
    pub grain: Grain,
    /// The columns that the source does not have at all.
    pub absent: Vec<Field>,
    /// 示例数据: whether these are the shipped, reconstructed figures; everything shown of them must say so.
    pub is_sample: bool,
}

impl Dataset {
    /// Puts rows together: counties in the order first seen, months ascending. Columns in `absent` that were not kept
    /// count as zero.
    ///
    /// # Errors
    /// A finding for each county named twice in a period, each gap in a county's periods, and each mixture of months
    /// and years; back-pay above pension.
    pub fn new(observations: Vec<Observation>, absent: Vec<Field>) -> Result<Dataset, Findings> {
        let mut findings = Vec::new();
        let Some(first) = observations.first() else {
            return Err(Finding::error("no-rows", Origin::default()).into());
        };
        let monthly = matches!(first.period, Period::Month(_));
        let mut places: HashMap<Arc<str>, usize> = HashMap::new();
        let mut groups: Vec<(Arc<str>, Vec<Observation>)> = Vec::new();
        let mut last = 0;
        for mut observation in observations {
            if matches!(observation.period, Period::Month(_)) != monthly {
                findings.push(
                    Finding::error("mixed-grain", observation.source.origin())
                        .with("county", &observation.county)
                        .with("period", observation.period),
                );
                continue;
            }
            for field in absent.iter().filter(|f| f.is_zero_when_absent()) {
                if let Some(value) = observation.row.money_mut(*field) {
                    *value = Some(Money::ZERO);
                }
            }
            if let (Some(pension), Some(backpay)) = (observation.row.pension, observation.row.backpay)
                && backpay > pension.max(Money::ZERO)
            {
                findings.push(
                    at_cell(&observation, Field::Backpay, "backpay-above-pension")
                        .with("backpay", backpay)
                        .with("pension", pension),
                );
            }
            // Rows mostly follow one another county by county.
            let place = match groups.get(last) {
                Some((name, _)) if Arc::ptr_eq(name, &observation.county) => last,
                _ => *places.entry(observation.county.clone()).or_insert_with(|| {
                    groups.push((observation.county.clone(), Vec::new()));
                    groups.len() - 1
                }),
            };
            last = place;
            groups[place].1.push(observation);
        }
        let mut counties = Vec::with_capacity(groups.len());
        for (name, mut rows) in groups {
            rows.sort_by_key(|o| o.period);
            for pair in rows.windows(2) {
                let (before, after) = (&pair[0], &pair[1]);
                if before.period == after.period {
                    findings.push(
                        Finding::error("duplicate-row", after.source.origin())
                            .with("county", &name)
                            .with("period", after.period)
                            .with("first", before.source.origin()),
                    );
                } else if before.period.next() != after.period {
                    findings.push(
                        Finding::error("missing-month", after.source.origin())
                            .with("county", &name)
                            .with("missing", before.period.next())
                            .with("before", before.period)
                            .with("after", after.period),
                    );
                }
            }
            let Some(first) = rows.first().map(|o| o.period) else { continue };
            let (rows, sources) = rows.into_iter().map(|o| (o.row, o.source)).unzip();
            counties.push(County { name, first, rows, sources });
        }
        if findings.iter().any(|f| f.severity == Severity::Error) {
            return Err(findings);
        }
        let grain = if monthly { Grain::Monthly } else { Grain::Yearly };
        Ok(Dataset { counties, grain, absent, is_sample: false })
    }

    /// The position of a county by name.
    pub fn position(&self, county: &str) -> Option<usize> {
        self.counties.iter().position(|c| &*c.name == county)
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

    /// The same data by month. Yearly rows are spread evenly: money by instalments of a twelfth, heads and the base
    /// as the year's mean, the closing balance in December, the target in every month.
    pub fn by_month(&self) -> Dataset {
        if self.grain == Grain::Monthly {
            return self.clone();
        }
        let counties = self
            .counties
            .iter()
            .map(|county| County {
                name: county.name.clone(),
                first: Period::Month(county.first.first_month()),
                rows: county.rows.iter().flat_map(|year| (1..=12).map(|m| twelfth(year, m))).collect(),
                sources: county.sources.iter().flat_map(|s| std::iter::repeat_n(s.clone(), 12)).collect(),
            })
            .collect();
        Dataset { counties, grain: Grain::Monthly, absent: self.absent.clone(), is_sample: self.is_sample }
    }
}

fn twelfth(year: &Row, month: u32) -> Row {
    let mut row = year.clone();
    for field in Field::ALL {
        if matches!(field, Field::Base | Field::Target | Field::Balance) {
            continue;
        }
        if let Some(value) = row.money_mut(field) {
            *value = value.map(|sum| instalment(sum, month, 12));
        }
    }
    if month < 12 {
        row.balance = None;
    }
    row
}

fn at_cell(observation: &Observation, field: Field, code: &'static str) -> Finding {
    Finding::error(code, observation.source.place(field))
        .with("county", &observation.county)
        .with("period", observation.period)
}
