//! What officers read off the fund: gaps, ratios, months of cover.
//!
//! A [`Fund`] is observed data, or a run laid over the data that it continues. Of a place the parts of its counties are
//! summed first, then divided. A measure that needs an unknown value is unknown; a ratio with a zero
//! denominator too.
//!
//! Source: model section 3.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::dataset::{County, Dataset, Grain, RowSource};
use crate::field::{Amount, Field, FieldUnit, Nature, Row};
use crate::listed::listed;
use crate::money::{Factor, Money, ratio, round_ratio, split};
use crate::month::{Month, Period};
use crate::place::{PlaceId, Places};
use crate::scenario::Scenario;
use crate::simulation::{Run, pooled_into};

listed! {
    /// A measure of the fund.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Measure, ALL, key -> &'static str;

    /// 征缴收支缺口 = pension + other − collected
    Gap = "gap";
    /// 当月短缺 = max(0, gap), summed over months and counties
    Shortfall = "shortfall";
    /// 短缺率 = shortfall / (pension + other)
    ShortfallRatio = "shortfall_ratio";
    /// 征缴差额 = due − collected
    Uncollected = "uncollected";
    /// 征缴率 = collected / due
    CollectionRate = "collection_rate";
    /// 赡养率 = retirees / contributors
    DependencyRatio = "dependency_ratio";
    /// 制度赡养率 = retirees / insured
    SchemeDependencyRatio = "scheme_dependency_ratio";
    /// 当期结余 = collected + grant + subsidy + allocated + interest − pension − other − remitted
    Surplus = "surplus";
    /// 可支付月数 = closing balance / mean monthly expenditure of the twelve months to the date
    MonthsOfCover = "months_of_cover";
    /// 调剂净额, of a year
    Adjustment = "adjustment";
    /// 统筹后短缺 = max(0, the sum of the counties' gaps), summed over months
    PooledShortfall = "pooled_shortfall";
}

impl Measure {
    /// Those of every county and period, in the order of the files.
    pub const OF_COUNTIES: [Measure; 10] = [
        Measure::Gap,
        Measure::Shortfall,
        Measure::ShortfallRatio,
        Measure::Uncollected,
        Measure::CollectionRate,
        Measure::DependencyRatio,
        Measure::SchemeDependencyRatio,
        Measure::Surplus,
        Measure::MonthsOfCover,
        Measure::Adjustment,
    ];
}

impl Measure {
    /// Whether it is one number over another, so that [`Fund::fraction`] has it.
    pub const fn is_ratio(self) -> bool {
        matches!(
            self,
            Measure::ShortfallRatio
                | Measure::CollectionRate
                | Measure::DependencyRatio
                | Measure::SchemeDependencyRatio
                | Measure::MonthsOfCover
        )
    }

    /// The fields that it needs of each row; of the months of cover, which look back, and of support, which looks at
    /// others, none.
    fn needs(self) -> Vec<Field> {
        match self {
            Measure::Gap | Measure::Shortfall | Measure::ShortfallRatio | Measure::PooledShortfall => {
                vec![Field::Collected, Field::Pension, Field::Other]
            }
            Measure::Uncollected | Measure::CollectionRate => vec![Field::Collected, Field::Due],
            Measure::DependencyRatio => vec![Field::Retirees, Field::Contributors],
            Measure::SchemeDependencyRatio => vec![Field::Retirees, Field::Insured],
            Measure::Surplus => Field::EVERY.into_iter().filter(|field| field.spec().in_surplus != 0).collect(),
            Measure::MonthsOfCover | Measure::Adjustment => Vec::new(),
        }
    }
}

/// A measure's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Yuan to the fen.
    Money(Money),
    /// A ratio, six decimals.
    Ratio(Decimal),
    /// Months, six decimals.
    Months(Decimal),
}

impl Value {
    /// This less an earlier value of the same kind.
    pub fn less(self, earlier: Value) -> Option<Value> {
        match (self, earlier) {
            (Value::Money(a), Value::Money(b)) => Some(Value::Money(a - b)),
            (Value::Ratio(a), Value::Ratio(b)) => Some(Value::Ratio(a - b)),
            (Value::Months(a), Value::Months(b)) => Some(Value::Months(a - b)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Value {
    /// As in files: money with two decimals, ratios and months with six.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Money(money) => money.fmt(f),
            Value::Ratio(number) | Value::Months(number) => write!(f, "{number:.6}"),
        }
    }
}

/// What measures are taken of: data, and the run that continues them, if any.
#[derive(Clone, Copy)]
pub struct Fund<'a> {
    /// As observed.
    pub observed: &'a Dataset,
    /// The run with its scenario; its months follow those observed before it.
    pub settled: Option<(&'a Run, &'a Scenario)>,
    /// The only periods that count, where not all do.
    window: Option<(Period, Period)>,
    left_out: LeftOut<'a>,
    pools: Pools,
}

/// By which periods a pool's cover is taken, where it stands for that of a place that hands everything up.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Pools {
    /// Those that are on record of any of its counties.
    #[default]
    Any,
    /// Those that are on record of all of them, see [`Fund::complete`].
    Complete,
}

/// The rows that don't count, each list sorted.
#[derive(Clone, Copy, Default)]
struct LeftOut<'a> {
    /// Those of a county and a period.
    rows: &'a [(PlaceId, Period)],
    /// Those of a period, of every county.
    periods: &'a [Period],
}

impl LeftOut<'_> {
    fn has(self, county: PlaceId, period: Period) -> bool {
        self.periods.binary_search(&period).is_ok() || self.rows.binary_search(&(county, period)).is_ok()
    }
}

/// What [`LeftOut`] looks at.
struct Gaps {
    rows: Vec<(PlaceId, Period)>,
    periods: Vec<Period>,
}

impl Gaps {
    fn new(rows: impl IntoIterator<Item = (PlaceId, Period)>, periods: impl IntoIterator<Item = Period>) -> Gaps {
        let (rows, periods): (BTreeSet<_>, BTreeSet<_>) = (rows.into_iter().collect(), periods.into_iter().collect());
        Gaps { rows: rows.into_iter().collect(), periods: periods.into_iter().collect() }
    }

    /// These and others.
    fn with(self, others: Gaps) -> Gaps {
        Gaps::new(self.rows.into_iter().chain(others.rows), self.periods.into_iter().chain(others.periods))
    }

    /// The same some months later.
    fn plus_months(&self, n: i32) -> Gaps {
        Gaps {
            rows: self.rows.iter().map(|(county, period)| (*county, period.plus_months(n))).collect(),
            periods: self.periods.iter().map(|period| period.plus_months(n)).collect(),
        }
    }

    fn left_out(&self) -> LeftOut<'_> {
        LeftOut { rows: &self.rows, periods: &self.periods }
    }
}

/// What a row gives to the numbers above and below the line of a ratio; `None` where one is unknown.
type Parts = fn(Row<'_>) -> Option<[i128; 2]>;

/// What several sums over counties come to in a month.
#[derive(Clone, Copy)]
enum Sums<const N: usize> {
    Known([i128; N]),
    /// Nothing is on record.
    Nothing,
    /// A part is not known of some county.
    Unknown,
}

impl<const N: usize> Sums<N> {
    fn add(&mut self, values: Option<[i128; N]>) {
        match (&mut *self, values) {
            (Sums::Known(sums), Some(values)) => sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value),
            (Sums::Nothing, Some(values)) => *self = Sums::Known(values),
            (Sums::Unknown, _) | (_, None) => *self = Sums::Unknown,
        }
    }

    const fn known(self) -> Option<[i128; N]> {
        match self {
            Sums::Known(sums) => Some(sums),
            Sums::Nothing | Sums::Unknown => None,
        }
    }
}

/// A value that a row lacks: of a county, in a period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Blank {
    /// Whose.
    pub county: PlaceId,
    /// When.
    pub period: Period,
    /// What.
    pub field: Field,
}

/// A county's history in a fund: what was observed, then what a run has of it.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Which.
    pub place: PlaceId,
    /// As observed.
    pub county: &'a County,
    run: Option<&'a Run>,
    window: Option<(Period, Period)>,
    left_out: LeftOut<'a>,
}

impl<'a> Record<'a> {
    /// The row of a period.
    pub fn row(&self, period: Period) -> Option<Row<'a>> {
        if self.window.is_some_and(|(first, last)| !(first..=last).contains(&period)) {
            return None;
        }
        if self.left_out.has(self.place, period) {
            return None;
        }
        if let (Some(run), Period::Month(month)) = (self.run, period)
            && month >= run.start
        {
            return Some(run.row(run.position(month)?, self.place));
        }
        self.county.row(period)
    }

    /// Where the row of a period stood; nowhere for a run's.
    pub fn source(&self, period: Period) -> Option<&'a RowSource> {
        match self.run {
            Some(run) if period.last_month() >= run.start => None,
            _ => self.county.source(period),
        }
    }

    /// The first period on record.
    pub fn first(&self) -> Period {
        match self.run {
            Some(run) if self.county.first.first_month() >= run.start => Period::Month(run.start),
            _ => self.county.first,
        }
    }

    /// The last period on record.
    pub fn last(&self) -> Period {
        self.run.map_or_else(|| self.county.last(), |run| Period::Month(run.end()))
    }

    /// The rows of a period: its months on record, or the years on record that lie in it.
    pub fn rows(self, period: Period) -> impl Iterator<Item = (Period, Row<'a>)> {
        let is_monthly = matches!(self.first(), Period::Month(_));
        parts(period, is_monthly).filter_map(move |p| Some((p, self.row(p)?)))
    }
}

/// The periods of which a period is made up: its months, or of yearly rows the years that lie in it wholly. A month that
/// is asked of yearly rows is itself, and has no row.
fn parts(period: Period, is_monthly: bool) -> impl Iterator<Item = Period> {
    let (first, count) = match period {
        Period::Span(_) if !is_monthly => {
            let first = period.first_month().plus(11).year();
            (Period::Year(first), period.last_month().next().year() - first)
        }
        _ if is_monthly => (Period::Month(period.first_month()), period.len()),
        _ => (period, 1),
    };
    (0..count).map(move |n| first.plus(n))
}

impl<'a> Fund<'a> {
    /// Observed data alone.
    pub fn observed(data: &'a Dataset) -> Fund<'a> {
        Fund { observed: data, settled: None, window: None, left_out: LeftOut::default(), pools: Pools::Any }
    }

    /// Observed data, and the run that continues them.
    pub fn of_run(data: &'a Dataset, run: &'a Run, scenario: &'a Scenario) -> Fund<'a> {
        Fund {
            observed: run.spread.as_deref().unwrap_or(data),
            settled: Some((run, scenario)),
            window: None,
            left_out: LeftOut::default(),
            pools: Pools::Any,
        }
    }

    /// The same fund, of which only those periods count in which every county of a place is on record; `None` where
    /// there is no such period.
    pub fn complete(&self, place: PlaceId) -> Option<Fund<'a>> {
        // Rows are contiguous, so that the latest first and the earliest last tell.
        let first = self.counties(place).map(|county| county.first()).max()?;
        let last = self.counties(place).map(|county| county.last()).min()?;
        (first <= last).then_some(Fund { window: Some((first, last)), ..*self })
    }

    /// The fund by which a place is listed: a county as it is, a place above by its complete periods, and pools by theirs
    /// where their cover stands for that of others. `None` where a place has no complete period.
    pub fn listed(&self, place: PlaceId) -> Option<Fund<'a>> {
        let fund = Fund { pools: Pools::Complete, ..*self };
        if self.places().is_county(place) { Some(fund) } else { fund.complete(place) }
    }

    /// The fund whose expenditure a place's cover is taken by, where it is that of a pool into which another place hands
    /// everything up.
    fn of_pool(&self, pool: PlaceId) -> Option<Fund<'a>> {
        match self.pools {
            Pools::Any => Some(*self),
            Pools::Complete => self.complete(pool),
        }
    }

    /// The places.
    pub fn places(&self) -> &'a Places {
        &self.observed.places
    }

    /// Whether the rows are months, of which alone there are monthly shortfalls.
    pub fn is_monthly(&self) -> bool {
        self.observed.grain == Grain::Monthly
    }

    /// Whether a period has months of its own: not where a run spreads the years before it over theirs.
    fn has_months(&self, period: Period) -> bool {
        let first = self.settled.filter(|(run, _)| run.spread.is_some()).map(|(run, _)| run.start);
        self.is_monthly() && first.is_none_or(|first| period.first_month() >= first)
    }

    /// A county's history.
    pub fn county(&self, county: PlaceId) -> Record<'a> {
        let run = self.settled.map(|(run, _)| run);
        Record {
            place: county,
            county: &self.observed.counties[county.index()],
            run,
            window: self.window,
            left_out: self.left_out,
        }
    }

    /// The histories of a place's counties, in data order.
    pub fn counties(&self, place: PlaceId) -> impl DoubleEndedIterator<Item = Record<'a>> + ExactSizeIterator + Clone {
        let fund = *self;
        self.places().counties_of(place).iter().map(move |county| fund.county(*county))
    }

    /// The earliest and the latest period of any county.
    pub fn range(&self) -> (Period, Period) {
        let all = || self.counties(self.places().root());
        let range = all().map(|county| county.first()).min().zip(all().map(|county| county.last()).max());
        range.unwrap_or_else(|| self.observed.range())
    }

    /// The sum of a value over a place's counties and a period; `None` where one is unknown or none is on record.
    pub fn sum(&self, place: PlaceId, period: Period, value: impl Fn(Row<'_>) -> Option<i128>) -> Option<i128> {
        self.sums(place, period, |row| Some([value(row)?])).map(|[sum]| sum)
    }

    /// Several sums in one pass; `None` where [`Fund::sum`] of any is.
    fn sums<const N: usize>(
        &self,
        place: PlaceId,
        period: Period,
        values: impl Fn(Row<'_>) -> Option<[i128; N]>,
    ) -> Option<[i128; N]> {
        let mut sums = None;
        for county in self.counties(place) {
            for (_, row) in county.rows(period) {
                let values = values(row)?;
                let sums = sums.get_or_insert([0; N]);
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
        }
        sums
    }

    /// The same of so many months on end, county by county: a county's rows lie side by side.
    fn sums_of_months<const N: usize>(
        &self,
        place: PlaceId,
        (first, count): (Month, usize),
        values: impl Fn(Row<'_>) -> Option<[i128; N]>,
    ) -> Vec<Sums<N>> {
        let mut sums = vec![Sums::Nothing; count];
        for county in self.counties(place) {
            let months = (0..).map(|n| Period::Month(first.plus(n)));
            for (sums, row) in sums.iter_mut().zip(months.map(|month| county.row(month))) {
                if let Some(row) = row {
                    sums.add(values(row));
                }
            }
        }
        sums
    }

    /// The sum of a money field.
    pub fn money(&self, place: PlaceId, period: Period, field: Field) -> Option<Money> {
        self.sum(place, period, |row| row.money(field).map(Money::fen)).map(Money::from_fen)
    }

    /// Σ(pension + other)
    pub fn expenditure(&self, place: PlaceId, period: Period) -> Option<Money> {
        self.sum(place, period, |row| row.expenditure().map(Money::fen)).map(Money::from_fen)
    }

    /// The months of a period that any county of the place has on record, or the period itself.
    pub fn on_record(&self, place: PlaceId, period: Period) -> Vec<Period> {
        parts(period, self.is_monthly()).filter(|period| self.is_on_record(place, *period)).collect()
    }

    /// The part of a period that is on record of any county of the place; `None` where nothing is.
    pub fn recorded(&self, place: PlaceId, period: Period) -> Option<Period> {
        let on_record = self.on_record(place, period);
        Some(Period::between(on_record.first()?.first_month(), on_record.last()?.last_month()))
    }

    /// The months of a period and of an earlier one that compare: the longest run of months of which every county of the
    /// place is on record in both or in neither, the latest where two are equally long. `None` where there is none.
    pub fn alike(&self, place: PlaceId, now: Period, earlier: Period) -> Option<(Period, Period)> {
        let back = earlier.first_month().since(now.first_month());
        let is_alike = |part: &Period| {
            let before = part.plus_months(back);
            let mut on_record = self.counties(place).map(|c| (c.row(*part).is_some(), c.row(before).is_some()));
            self.is_on_record(place, *part) && on_record.all(|(now, before)| now == before)
        };
        let mut best: Option<Period> = None;
        let mut run: Option<Period> = None;
        for part in parts(now, self.is_monthly()) {
            let first = run.map_or(part.first_month(), Period::first_month);
            run = is_alike(&part).then(|| Period::between(first, part.last_month()));
            best = run.filter(|run| best.is_none_or(|best| best.len() <= run.len())).or(best);
        }
        best.map(|now| (now, now.plus_months(back)))
    }

    /// The value of a field of a place over a period, as its nature has it: what flows adds up, heads are the months'
    /// mean, a base is weighted by contributors, what is held or set for the year is the last month's. `None` where a
    /// part is unknown or none is on record.
    pub fn value(&self, place: PlaceId, period: Period, field: Field) -> Option<Amount> {
        let plain = |row: Row<'_>| row.number(field).map(i128::from);
        let on_record = self.on_record(place, period);
        let last = *on_record.last()?;
        let number = match field.spec().nature {
            Nature::Flow => self.sum(place, period, plain)?,
            Nature::Stock | Nature::Annual => self.sum(place, last, plain)?,
            Nature::Heads => {
                let months = Factor::Whole(on_record.len() as i128);
                round_ratio(&[Factor::Whole(self.sum(place, period, plain)?)], &[months])?
            }
            Nature::PerHead if self.places().is_county(place) && on_record.len() == 1 => {
                self.sum(place, last, plain)?
            }
            Nature::PerHead => {
                let heads = |row: Row<'_>| row.persons(Field::Contributors).map(i128::from);
                let paid = self.sum(place, period, |row| plain(row)?.checked_mul(heads(row)?))?;
                round_ratio(&[Factor::Whole(paid)], &[Factor::Whole(self.sum(place, period, heads)?)])?
            }
        };
        Some(match field.unit() {
            FieldUnit::Persons => Amount::Persons(number.try_into().ok()?),
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => Amount::Money(Money::from_fen(number)),
        })
    }

    /// What is set for a year, of each county as the last month says it that says it at all: in all months it is the same.
    /// `None` where a county has it in none, or nothing is on record.
    pub fn annual(&self, place: PlaceId, period: Period, field: Field) -> Option<i128> {
        let on_record = self.counties(place).filter(|county| county.rows(period).next().is_some());
        let said = |county: Record<'_>| county.rows(period).filter_map(|(_, row)| row.number(field)).last();
        let mut said = on_record.map(|county| said(county).map(i128::from)).peekable();
        said.peek()?;
        said.sum()
    }

    /// How many months of a period are on record, of any county of the place; a yearly row counts as twelve.
    pub fn months_on_record(&self, place: PlaceId, period: Period) -> usize {
        let each = if self.is_monthly() { 1 } else { 12 };
        self.counties(place).map(|county| each * county.rows(period).count()).max().unwrap_or(0)
    }

    /// A measure of a place in a period; `None` is unknown, or meaningless there.
    pub fn measure(&self, measure: Measure, place: PlaceId, period: Period) -> Option<Value> {
        match measure {
            Measure::Gap => self.sum(place, period, |row| row.gap()).map(money),
            Measure::Shortfall => self.shortfall(place, period).map(Value::Money),
            Measure::ShortfallRatio
            | Measure::CollectionRate
            | Measure::DependencyRatio
            | Measure::SchemeDependencyRatio => {
                let (over, under) = self.fraction(measure, place, period)?;
                ratio(over, under, 6).map(Value::Ratio)
            }
            Measure::MonthsOfCover => {
                let (over, under) = self.fraction(measure, place, period)?;
                ratio(over, under, 6).map(Value::Months)
            }
            Measure::PooledShortfall => self.pooled_shortfall(place, period).map(Value::Money),
            Measure::Uncollected => {
                let uncollected = |row: Row<'_>| Some((row.money(Field::Due)? - row.money(Field::Collected)?).fen());
                self.sum(place, period, uncollected).map(money)
            }
            Measure::Surplus => self.sum(place, period, |row| row.surplus()).map(money),
            Measure::Adjustment => match period {
                Period::Year(year) => self.adjustment(place, year, &self.grant_shares(year)?).map(Value::Money),
                Period::Month(_) | Period::Span(_) => None,
            },
        }
    }

    /// The fields that a measure needs of the rows of a place, by the period that it needs them in.
    fn needs(&self, measure: Measure, place: PlaceId, period: Period) -> Vec<(Period, Vec<Field>)> {
        if measure != Measure::MonthsOfCover {
            return vec![(period, measure.needs())];
        }
        let Some(date) = self.date(place, period) else { return Vec::new() };
        vec![(date, vec![Field::Balance]), (date.year_to(), vec![Field::Pension, Field::Other])]
    }

    /// What a measure of a place and a period would need and the rows on record lack; nothing where a field that it needs
    /// is known of no row, so that no part of it is known.
    fn blanks(&self, measure: Measure, place: PlaceId, period: Period) -> Vec<Blank> {
        let needs = self.needs(measure, place, period);
        let rows = |period| {
            self.counties(place).flat_map(move |county| county.rows(period).map(move |(p, row)| (county.place, p, row)))
        };
        let is_known = |period: Period, field: Field| rows(period).any(|(_, _, row)| row.number(field).is_some());
        if needs.iter().any(|(period, fields)| fields.iter().any(|field| !is_known(*period, *field))) {
            return Vec::new();
        }
        let blanks = needs.iter().flat_map(|(period, fields)| {
            rows(*period).flat_map(move |(county, period, row)| {
                let lacking = fields.iter().filter(move |field| row.number(**field).is_none());
                lacking.map(move |field| Blank { county, period, field: *field })
            })
        });
        blanks.collect()
    }

    /// A measure of what is known of a place and a period, with what is lacking of it; `None` where nothing is known.
    pub fn known(&self, measure: Measure, place: PlaceId, period: Period) -> Option<(Value, Vec<Blank>)> {
        if let Some(value) = self.measure(measure, place, period) {
            return Some((value, Vec::new()));
        }
        let blanks = self.blanks(measure, place, period);
        if blanks.is_empty() {
            return None;
        }
        let gaps = self.gaps(measure, &blanks);
        Some((self.without(&gaps).measure(measure, place, period)?, blanks))
    }

    /// A measure of a period and of an earlier one, of the same counties and months on both sides, with what is lacking of
    /// either: what is unknown of one is left out of the other. The two periods are as [`Fund::alike`] has them.
    pub fn known_pair(
        &self,
        measure: Measure,
        place: PlaceId,
        (now, before): (Period, Period),
    ) -> Option<(Value, Value, Vec<Blank>)> {
        if let Some((now, before)) = self.measure(measure, place, now).zip(self.measure(measure, place, before)) {
            return Some((now, before, Vec::new()));
        }
        let mut blanks = self.blanks(measure, place, now);
        let earlier = self.blanks(measure, place, before);
        if blanks.is_empty() && earlier.is_empty() {
            return None;
        }
        let back = before.first_month().since(now.first_month());
        let later = self.gaps(measure, &blanks).with(self.gaps(measure, &earlier).plus_months(-back));
        let shifted = later.plus_months(back);
        let of = |gaps, period| self.without(gaps).measure(measure, place, period);
        blanks.extend(earlier);
        Some((of(&later, now)?, of(&shifted, before)?, blanks))
    }

    /// The same fund without some rows.
    fn without<'b>(&self, gaps: &'b Gaps) -> Fund<'b>
    where
        'a: 'b,
    {
        Fund { left_out: gaps.left_out(), ..*self }
    }

    /// The rows to leave out for what is unknown. What the counties are netted against each other in, or a mean is taken
    /// over, goes for all of them; of a county whose closing balance is unknown all goes that its cover is taken of.
    fn gaps(&self, measure: Measure, blanks: &[Blank]) -> Gaps {
        let is_balance = |blank: &&Blank| measure == Measure::MonthsOfCover && blank.field == Field::Balance;
        let goes_for_all =
            |blank: &&Blank| matches!(measure, Measure::MonthsOfCover | Measure::PooledShortfall) && !is_balance(blank);
        let rows = blanks.iter().filter(|blank| !goes_for_all(blank)).flat_map(|blank| {
            let of_cover = is_balance(&blank).then(|| parts(blank.period.year_to(), self.is_monthly()));
            let own = of_cover.is_none().then_some(blank.period);
            of_cover.into_iter().flatten().chain(own).map(|period| (blank.county, period))
        });
        Gaps::new(rows, blanks.iter().filter(goes_for_all).map(|blank| blank.period))
    }

    /// The two numbers whose quotient a ratio, or the months of cover, is; `None` too for other measures. The lower may
    /// be zero.
    pub fn fraction(&self, measure: Measure, place: PlaceId, period: Period) -> Option<(i128, i128)> {
        if measure == Measure::MonthsOfCover {
            return self.months_of_cover(place, period);
        }
        let parts = self.parts_of(measure).filter(|_| self.means(measure, period))?;
        self.sums(place, period, parts).map(|[over, under]| (over, under))
    }

    /// The same of each of some months, which follow one another without a gap.
    pub fn fractions(&self, measure: Measure, place: PlaceId, months: &[Month]) -> Vec<Option<(i128, i128)>> {
        let Some(first) = months.first() else { return Vec::new() };
        if measure == Measure::MonthsOfCover {
            return self.cover_of_months(place, (*first, months.len()));
        }
        let Some(parts) = self.parts_of(measure) else { return vec![None; months.len()] };
        let sums = self.sums_of_months(place, (*first, months.len()), parts).into_iter();
        let means = months.iter().map(|month| self.means(measure, Period::Month(*month)));
        let known = |(sums, means): (Sums<2>, bool)| sums.known().filter(|_| means).map(|[over, under]| (over, under));
        sums.zip(means).map(known).collect()
    }

    /// Whether a ratio means anything of a period.
    fn means(&self, measure: Measure, period: Period) -> bool {
        measure != Measure::ShortfallRatio || self.has_months(period)
    }

    /// What is summed up above and below the line of a ratio; `None` for what is no ratio of sums.
    fn parts_of(&self, measure: Measure) -> Option<Parts> {
        fn both(row: Row<'_>, over: Field, under: Field) -> Option<[i128; 2]> {
            Some([row.number(over)?.into(), row.number(under)?.into()])
        }
        match measure {
            Measure::ShortfallRatio => Some(|row| Some([row.gap()?.max(0), row.expenditure()?.fen()])),
            Measure::CollectionRate => Some(|row| both(row, Field::Collected, Field::Due)),
            Measure::DependencyRatio => Some(|row| both(row, Field::Retirees, Field::Contributors)),
            Measure::SchemeDependencyRatio => Some(|row| both(row, Field::Retirees, Field::Insured)),
            _ => None,
        }
    }

    fn shortfall(&self, place: PlaceId, period: Period) -> Option<Money> {
        if !self.has_months(period) {
            return None;
        }
        self.sum(place, period, |row| row.gap().map(|g| g.max(0))).map(Money::from_fen)
    }

    fn pooled_shortfall(&self, place: PlaceId, period: Period) -> Option<Money> {
        if !self.has_months(period) {
            return None;
        }
        let of = |month| Some(Money::from_fen(self.sum(place, month, |row| row.gap())?.max(0)));
        let months = self.on_record(place, period);
        (!months.is_empty()).then(|| months.into_iter().map(of).sum()).flatten()
    }

    /// Whether any county of the place has a row of a period.
    pub fn is_on_record(&self, place: PlaceId, period: Period) -> bool {
        self.counties(place).any(|county| county.row(period).is_some())
    }

    /// The last period on record of the place within `period`.
    pub fn date(&self, place: PlaceId, period: Period) -> Option<Period> {
        self.counties(place).filter_map(|county| county.rows(period).last().map(|(p, _)| p)).max()
    }

    /// The closing balance of the place at a date: of its counties, and where there is a run of its pools with them.
    pub fn balance(&self, place: PlaceId, date: Period) -> Option<Money> {
        if let (Some((run, _)), Period::Month(month)) = (self.settled, date)
            && let Some(n) = run.position(month)
        {
            return Some(run.total(n, place, Field::Balance));
        }
        let mut sum: Option<Money> = None;
        for county in self.counties(place) {
            if let Some(row) = county.row(date) {
                *sum.get_or_insert(Money::ZERO) += row.money(Field::Balance)?;
            }
        }
        sum
    }

    /// What a place owes at the end of a period, its pools' debts with it; unknown without a run.
    pub fn debt(&self, place: PlaceId, period: Period) -> Option<Money> {
        let (run, _) = self.settled?;
        let n = run.position(self.date(place, period)?.last_month())?;
        Some(run.total(n, place, Field::Debt))
    }

    /// The pool into which a county, or every county of a place, hands everything up in a month of the run, so that only
    /// that pool's cover means anything.
    pub fn pooled_into(&self, place: PlaceId, date: Period) -> Option<PlaceId> {
        let (run, scenario) = self.settled?;
        let month = date.last_month();
        run.position(month)?;
        let into = |place| pooled_into(scenario, self.places(), place, month);
        let pool = into(place)?;
        // A pool between may hand up all that it has and leave its counties most of theirs.
        self.places().counties_of(place).iter().all(|county| into(*county) == Some(pool)).then_some(pool)
    }

    fn months_of_cover(&self, place: PlaceId, period: Period) -> Option<(i128, i128)> {
        let (balance, holder, date) = self.held_for_cover(place, period)?;
        let fund = if holder == place { *self } else { self.of_pool(holder)? };
        let (spent, months) = fund.recent_expenditure(holder, date)?;
        Some((balance.fen().checked_mul(months as i128)?, spent.fen()))
    }

    /// The fund whose balances count: what is held is known, and stands at its date, in a month whose expenditure is not.
    fn of_what_is_held(&self) -> Fund<'a> {
        Fund { left_out: LeftOut { periods: &[], ..self.left_out }, ..*self }
    }

    /// What is held at the end of a period, where, and at which date.
    fn held_for_cover(&self, place: PlaceId, period: Period) -> Option<(Money, PlaceId, Period)> {
        let all = self.of_what_is_held();
        let date = all.date(place, period)?;
        Some(match (self.pooled_into(place, date), self.settled) {
            (Some(pool), Some((run, _))) => {
                (run.money(run.position(date.last_month())?, pool, Field::Balance), pool, date)
            }
            _ => (all.balance(place, date)?, place, date),
        })
    }

    /// The months of cover of a place in so many months on end, as [`Fund::fraction`] has that of each: what was spent is
    /// summed up once.
    fn cover_of_months(&self, place: PlaceId, (first, count): (Month, usize)) -> Vec<Option<(i128, i128)>> {
        const BEFORE: usize = 11;
        let spent_by = |fund: Fund<'_>, place| {
            let months = (first.plus(-(BEFORE as i32)), count + BEFORE);
            fund.sums_of_months(place, months, |row| Some([row.expenditure()?.fen()]))
        };
        let cover = |balance: i128, to: usize, spent: &[Sums<1>]| {
            let mut sum = (0_i128, 0_i128);
            for spent in &spent[to..=to + BEFORE] {
                match spent {
                    Sums::Known([fen]) => sum = (sum.0 + fen, sum.1 + 1),
                    Sums::Nothing => {}
                    Sums::Unknown => return None,
                }
            }
            Some((balance.checked_mul(sum.1)?, sum.0))
        };
        if self.settled.is_none() {
            let balance = |row: Row<'_>| Some([row.money(Field::Balance)?.fen()]);
            let held = self.of_what_is_held().sums_of_months(place, (first, count), balance);
            let spent = spent_by(*self, place);
            let of = |(n, held): (usize, Sums<1>)| held.known().and_then(|[held]| cover(held, n, &spent));
            return held.into_iter().enumerate().map(of).collect();
        }
        let mut spent: Vec<(PlaceId, Vec<Sums<1>>)> = Vec::new();
        let of = |n: usize| {
            let (balance, holder, _) = self.held_for_cover(place, Period::Month(first.plus(n as i32)))?;
            let at = match spent.iter().position(|(of, _)| *of == holder) {
                Some(at) => at,
                None => {
                    let fund = if holder == place { *self } else { self.of_pool(holder)? };
                    spent.push((holder, spent_by(fund, holder)));
                    spent.len() - 1
                }
            };
            cover(balance.fen(), n, &spent[at].1)
        };
        (0..count).map(of).collect()
    }

    /// Expenditure of the twelve months to a date, and how many of them are on record.
    pub fn recent_expenditure(&self, place: PlaceId, date: Period) -> Option<(Money, usize)> {
        let Period::Month(last) = date else {
            return Some((self.expenditure(place, date)?, 12));
        };
        let (mut spent, mut on_record) = (0, 0_u16);
        for county in self.counties(place) {
            for (month, row) in county.rows(Period::between(last.plus(-11), last)) {
                spent += row.expenditure()?.fen();
                on_record |= 1 << last.since(month.first_month());
            }
        }
        Some((Money::from_fen(spent), on_record.count_ones() as usize))
    }

    /// Support received in a year: what was spent beyond a county's own money and its share of the year's grants, as
    /// [`Fund::grant_shares`] has them.
    pub fn adjustment(&self, place: PlaceId, year: i32, shares: &[Money]) -> Option<Money> {
        let period = Period::Year(year);
        let own = |county: PlaceId| {
            let spent = self.expenditure(county, period)?;
            let collected = self.money(county, period, Field::Collected)?;
            let subsidy = self.money(county, period, Field::Subsidy)?;
            let share = shares[county.index()];
            Some((spent - (collected - self.to_accounts(county, year) + subsidy) - share).or_zero())
        };
        if self.places().is_county(place) {
            return own(place);
        }
        let on_record = |county: &Record<'_>| county.rows(period).next().is_some();
        let mut counties = self.counties(place).filter(on_record).peekable();
        counties.peek()?;
        counties.map(|county| own(county.place)).sum()
    }

    /// The year's grants of all counties and pools, split among the counties by the sum of monthly retirees.
    pub fn grant_shares(&self, year: i32) -> Option<Vec<Money>> {
        let (period, root) = (Period::Year(year), self.places().root());
        let of_counties = self.money(root, period, Field::Grant)?;
        let weights = self.counties(root).map(|county| {
            if county.rows(period).next().is_none() {
                return Some(0);
            }
            self.sum(county.place, period, |row| row.persons(Field::Retirees).map(i128::from))
        });
        let weights: Vec<i128> = weights.collect::<Option<_>>()?;
        Some(split((of_counties + self.pool_grants(Period::Year(year))).or_zero(), &weights))
    }

    fn months_of_run(&self, period: Period) -> impl Iterator<Item = (&'a Run, usize)> {
        let run = self.settled.map(|(run, _)| run);
        let position = move |n| run.and_then(|run| Some((run, run.position(period.first_month().plus(n))?)));
        (0..period.len()).filter_map(position)
    }

    /// What the run paid pools as grants in a period.
    pub fn pool_grants(&self, period: Period) -> Money {
        let pools = || self.places().above_counties();
        self.months_of_run(period).flat_map(|(run, n)| pools().map(move |pool| run.money(n, pool, Field::Grant))).sum()
    }

    /// What the run put into a county's personal accounts in a year.
    pub fn to_accounts(&self, county: PlaceId, year: i32) -> Money {
        self.months_of_run(Period::Year(year)).map(|(run, n)| run.money(n, county, Field::ToAccounts)).sum()
    }
}

fn money(fen: i128) -> Value {
    Value::Money(Money::from_fen(fen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    use crate::intake::import;
    use crate::journal::Keep;
    use crate::scenario::{Arrangement, Pooling};
    use crate::simulation;

    fn data(text: &str) -> Dataset {
        import("d.csv", text.as_bytes()).unwrap().dataset
    }

    fn shown(fund: &Fund<'_>, measure: Measure, place: PlaceId, period: &str) -> String {
        fund.measure(measure, place, period.parse().unwrap()).map_or_else(String::new, |v| v.to_string())
    }

    const TWO: &str = "county,month,insured,contributors,retirees,due,collected,pension,balance\n\
        甲县,2004-01,12,10,4,100,80,100,50\n甲县,2004-02,12,10,5,100,120,100,70\n\
        乙县,2004-01,20,20,5,0,30,10,60\n乙县,2004-02,20,20,6,0,,10,80\n";

    #[test]
    fn sets_sum_first_and_divide_last() {
        let data = data(TWO);
        let fund = Fund::observed(&data);
        let (a, b, all) = (PlaceId::county(0), PlaceId::county(1), data.places.root());
        assert_eq!(shown(&fund, Measure::Gap, a, "2004"), "0.00");
        assert_eq!(shown(&fund, Measure::Shortfall, a, "2004"), "20.00");
        assert_eq!(shown(&fund, Measure::ShortfallRatio, a, "2004"), "0.100000");
        assert_eq!(shown(&fund, Measure::DependencyRatio, all, "2004-01"), "0.300000");
        assert_eq!(shown(&fund, Measure::PooledShortfall, all, "2004-01"), "0.00");
        assert_eq!(shown(&fund, Measure::Shortfall, all, "2004-01"), "20.00");
        assert_eq!(shown(&fund, Measure::MonthsOfCover, all, "2004-01"), "1.000000");
        assert_eq!(shown(&fund, Measure::CollectionRate, b, "2004-01"), "");
    }

    #[test]
    fn the_unknown_is_blank_and_never_zero() {
        let data = data(TWO);
        let fund = Fund::observed(&data);
        for measure in [Measure::Gap, Measure::Shortfall, Measure::Surplus, Measure::CollectionRate] {
            assert_eq!(shown(&fund, measure, PlaceId::county(1), "2004-02"), "");
            assert_eq!(shown(&fund, measure, data.places.root(), "2004"), "");
        }
        assert_eq!(shown(&fund, Measure::Gap, PlaceId::county(0), "2005"), "");
    }

    #[test]
    fn yearly_rows_have_no_monthly_shortfall() {
        let data = data("county,month,contributors,retirees,collected,pension,balance\n甲县,2004,10,4,80,120,30\n");
        let fund = Fund::observed(&data);
        assert_eq!(shown(&fund, Measure::Gap, data.places.root(), "2004"), "40.00");
        assert_eq!(shown(&fund, Measure::Shortfall, data.places.root(), "2004"), "");
        assert_eq!(shown(&fund, Measure::MonthsOfCover, data.places.root(), "2004"), "3.000000");
        assert_eq!(fund.months_on_record(data.places.root(), Period::Year(2004)), 12);
    }
    /// 乙县's pension of February 2004 is unknown: what all hold at the end of February is not, and stands beside the mean
    /// expenditure of January.
    #[test]
    fn cover_stands_at_its_date_where_an_expenditure_is_unknown() {
        let text = "county,month,contributors,retirees,collected,pension,balance\n\
            甲县,2004-01,10,4,80,100,50\n甲县,2004-02,10,5,120,100,70\n乙县,2004-01,20,5,30,10,60\n乙县,2004-02,20,6,30,,81\n";
        let data = data(text);
        let fund = Fund::observed(&data);
        let (value, blanks) =
            fund.known(Measure::MonthsOfCover, data.places.root(), "2004".parse().unwrap()).expect("January is known");
        assert_eq!((value.to_string().as_str(), blanks.len()), ("1.372727", 1)); // (70 + 81) ÷ 110
    }

    /// 甲县 is on record from February 2004, an expenditure of 乙县 and a balance of 甲县 are unknown.
    #[test]
    fn ratios_of_months_are_those_of_each() {
        let mut text = "county,month,insured,contributors,retirees,due,collected,pension,other,balance\n".to_owned();
        for (county, from) in [("甲县", 2), ("乙县", 1)] {
            for n in from..=30 {
                let month = Month::january(2004).plus(n - 1);
                let pension = if (county, n) == ("乙县", 5) { String::new() } else { (100 + n * 3).to_string() };
                let balance = if (county, n) == ("甲县", 20) { String::new() } else { (900 - n * 7).to_string() };
                text.push_str(&format!(
                    "{county},{month},{},10,{},90,{},{pension},1,{balance}\n",
                    12 + n,
                    4 + n,
                    80 + n
                ));
            }
        }
        let data = data(&text);
        let mut scenario = Scenario::new("", Month::january(2006).plus(6), 24);
        scenario.pooling = vec![Pooling::of(Arrangement::Unified, Month::january(2007))];
        let run = simulation::run(&data, &scenario, Keep::Books, &AtomicBool::new(false)).expect("it can be settled");
        let months: Vec<Month> = (-2..50).map(|n| Month::january(2004).plus(n)).collect();
        for fund in [Fund::observed(&data), Fund::of_run(&data, &run, &scenario)] {
            for place in data.places.all() {
                for fund in [Some(fund), fund.complete(place)].into_iter().flatten() {
                    for measure in Measure::ALL.into_iter().filter(|measure| measure.is_ratio()) {
                        let each = |month: &Month| fund.fraction(measure, place, Period::Month(*month));
                        let alone: Vec<_> = months.iter().map(each).collect();
                        assert!(alone.iter().flatten().count() >= 10, "{measure:?}");
                        assert_eq!(fund.fractions(measure, place, &months), alone, "{measure:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn many_unknown_values_are_left_out() {
        let mut text = "county,month,contributors,retirees,collected,pension\n".to_owned();
        for county in 0..3_000 {
            for month in 1..=12 {
                let retirees = if county < 2_999 { "" } else { "4" };
                text.push_str(&format!("县{county},2004-{month:02},10,{retirees},80,100\n"));
            }
        }
        let data = data(&text);
        let fund = Fund::observed(&data);
        let (value, blanks) =
            fund.known(Measure::DependencyRatio, data.places.root(), Period::Year(2004)).expect("one county is known");
        assert_eq!((value.to_string().as_str(), blanks.len()), ("0.400000", 2_999 * 12));
        // Where a column is absent nothing of it is known, and there is no list of all that is lacking.
        assert_eq!(fund.known(Measure::CollectionRate, data.places.root(), Period::Year(2004)), None);
        assert!(fund.blanks(Measure::CollectionRate, data.places.root(), Period::Year(2004)).is_empty());
    }
}
