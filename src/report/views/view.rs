//! One place in one set of books: its values as cells and points, and the sentence on its gap.

use rust_decimal::Decimal;

use super::context::{Context, amount};
use crate::dataset::{Amount, County, Field, FieldUnit, Grain};
use crate::locale::Language;
use crate::measures::{Counties, Fund, Measure};
use crate::money::{Money, Persons, ratio};
use crate::month::{Month, Period};
use crate::report::words::number::{Style, UNKNOWN};
use crate::report::{
    Books, Category, Cell, CellValue, Column, Figure, Mark, Measured, Place, Point, Quantity, Role, Series,
    SettlementItem, Subject,
};
use crate::report::{Holder, Sheet};
use crate::scenario::Mode;

/// From how many categories on only the years are named on an axis of months.
const MONTHS_NAMED: usize = 24;

/// A place in a set of books.
#[derive(Clone)]
pub(in crate::report) struct View<'a> {
    pub(super) context: Context<'a>,
    pub(in crate::report) fund: Fund<'a>,
    pub(in crate::report) set: Counties,
    pub(super) place: Place,
    pub(super) books: Books,
}

impl<'a> View<'a> {
    /// `None` where the books have no run, or lack the county.
    pub(in crate::report) fn new(context: &Context<'a>, books: Books, place: &Place) -> Option<View<'a>> {
        let fund = context.fund(books)?;
        let set = match place {
            Place::City => Counties::All,
            Place::County(name) => Counties::One(fund.data.position(name)?),
        };
        Some(View { context: *context, fund, set, place: place.clone(), books })
    }

    /// The same books, of a county.
    pub(super) fn of_county(&self, index: usize, county: &County) -> View<'a> {
        View { set: Counties::One(index), place: Place::County(county.name.clone()), ..self.clone() }
    }

    pub(super) fn language(&self) -> Language {
        self.context.language()
    }

    pub(super) fn style(&self) -> Style {
        self.context.style
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    pub(super) fn name(&self) -> String {
        self.context.place_name(&self.place)
    }

    /// The counties of the place.
    pub(super) fn counties(&self) -> &'a [County] {
        let counties: &'a [County] = &self.fund.data.counties;
        match self.set {
            Counties::All => counties,
            Counties::One(index) => counties.get(index).map_or(&[], std::slice::from_ref),
        }
    }

    /// Whether the rows are months, of which alone there are shortfalls.
    pub(super) fn is_monthly(&self) -> bool {
        self.fund.data.grain == Grain::Monthly
    }

    /// Every period on record, of any county of the place.
    pub(super) fn periods(&self) -> Vec<Period> {
        let recorded = || self.counties().iter().filter(|c| !c.rows.is_empty());
        let (first, last) = (recorded().map(|c| c.first).min(), recorded().map(County::last).max());
        let Some((first, last)) = first.zip(last) else { return Vec::new() };
        std::iter::successors(Some(first), |p| Some(p.next())).take_while(|p| *p <= last).collect()
    }

    /// The calendar years on record.
    pub(super) fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.periods().iter().map(|p| p.year()).collect();
        years.dedup();
        years
    }

    /// Those of them with twelve months on record, of every county that is on record in them.
    pub(super) fn full_years(&self) -> Vec<i32> {
        let is_full = |year: &i32| self.months(Period::Year(*year)) == 12;
        self.years().into_iter().filter(is_full).collect()
    }

    pub(in crate::report) fn months(&self, period: Period) -> usize {
        self.fund.months_on_record(self.set, period)
    }

    /// Whether two periods have the same counties and equally many months on record.
    pub(super) fn comparable(&self, a: Period, b: Period) -> bool {
        let count = |county: &County, period| Fund::rows(county, period).count();
        self.counties().iter().all(|county| count(county, a) == count(county, b)) && self.months(a) > 0
    }

    /// The last row's period within a period.
    pub(super) fn last_within(&self, period: Period) -> Option<Period> {
        self.counties().iter().filter_map(|c| Fund::rows(c, period).last().map(|(p, _)| p)).max()
    }

    pub(super) fn measure(&self, measure: Measure, period: Period) -> Option<Quantity> {
        self.fund.measure(measure, self.set, period).map(Quantity::from)
    }

    pub(super) fn measured(&self, measure: Measure, period: Period) -> Subject {
        Subject::Measure { measure, place: self.place.clone(), period, books: self.books }
    }

    pub(super) fn measure_cell(&self, measure: Measure, period: Period) -> Cell {
        Cell::quantity(self.measure(measure, period), Some(self.measured(measure, period)))
    }

    pub(super) fn measure_point(&self, measure: Measure, period: Period) -> Point {
        Point { value: self.measure(measure, period), subject: Some(self.measured(measure, period)) }
    }

    /// The change of a measure between two periods; unknown where they don't compare.
    pub(super) fn change_cell(&self, measure: Measure, now: Period, before: Period) -> Cell {
        let change = self.comparable(now, before).then(|| {
            let earlier = self.fund.measure(measure, self.set, before)?;
            self.fund.measure(measure, self.set, now)?.less(earlier)
        });
        changed(change.flatten().map(Quantity::from), Some(self.measured(measure, now)))
    }

    pub(super) fn field(&self, field: Field, period: Period) -> Option<Quantity> {
        let heads = |field| {
            let sum = self.fund.sum(self.set, period, |row| match row.get(field)? {
                Amount::Persons(persons) => Some(i128::from(persons)),
                Amount::Money(_) => None,
            })?;
            Persons::try_from(sum).ok().map(Amount::Persons)
        };
        let sum = match field.unit() {
            FieldUnit::Persons => heads(field)?,
            _ => Amount::Money(self.fund.money(self.set, period, field)?),
        };
        Some(amount(field, sum))
    }

    pub(super) fn cell_of(&self, field: Field, period: Period) -> Subject {
        Subject::Cell { place: self.place.clone(), period, field, books: self.books }
    }

    pub(super) fn field_cell(&self, field: Field, period: Period) -> Cell {
        Cell::quantity(self.field(field, period), Some(self.cell_of(field, period)))
    }

    pub(super) fn field_point(&self, field: Field, period: Period) -> Point {
        Point { value: self.field(field, period), subject: Some(self.cell_of(field, period)) }
    }

    /// Pensions and other expenditure. Where there is other expenditure, the gap tells how they add up.
    pub(super) fn expenditure_point(&self, period: Period) -> Point {
        let other = self.fund.money(self.set, period, Field::Other);
        let subject = if other.is_some_and(Money::is_zero) {
            self.cell_of(Field::Pension, period)
        } else {
            self.measured(Measure::Gap, period)
        };
        let spent = self.fund.expenditure(self.set, period);
        Point { value: spent.map(Quantity::Money), subject: Some(subject) }
    }

    /// What is missing of what is spent: the shortfall ratio of months; of yearly rows the gap's share.
    pub(super) fn lacking(&self, period: Period) -> Option<Decimal> {
        if self.is_monthly() {
            return match self.measure(Measure::ShortfallRatio, period)? {
                Quantity::Ratio(ratio) => Some(ratio),
                _ => None,
            };
        }
        let Quantity::Money(gap) = self.measure(Measure::Gap, period)? else { return None };
        ratio(gap.fen(), self.fund.expenditure(self.set, period)?.fen(), 6)
    }

    /// What explains [`View::lacking`].
    pub(super) fn lacking_subject(&self, period: Period) -> Subject {
        self.measured(if self.is_monthly() { Measure::ShortfallRatio } else { Measure::Gap }, period)
    }

    pub(super) fn lacking_point(&self, period: Period) -> Point {
        Point { value: self.lacking(period).map(Quantity::Ratio), subject: Some(self.lacking_subject(period)) }
    }

    pub(super) fn lacking_cell(&self, period: Period) -> Cell {
        Cell::quantity(self.lacking(period).map(Quantity::Ratio), Some(self.lacking_subject(period)))
    }

    /// What [`View::lacking`] is called.
    pub(super) fn lacking_name(&self) -> String {
        self.text(if self.is_monthly() { "measure.shortfall_ratio" } else { "county.gap_share" })
    }

    /// The item of the run that holds a month; `None` outside it.
    pub(super) fn settlement(&self, month: Month, item: SettlementItem) -> Option<Subject> {
        let (Books::Scenario(scenario), Some((run, _))) = (self.books, self.fund.settled) else { return None };
        run.position(month)?;
        let holder = match &self.place {
            Place::City => Holder::All,
            Place::County(name) => Holder::County(name.clone()),
        };
        Some(Subject::Settlement { scenario, holder, period: Period::Month(month), item })
    }

    /// The closing balance at the end of a period's record.
    pub(super) fn balance_point(&self, period: Period) -> Point {
        let is_run = |month: &Month| self.fund.settled.is_some_and(|(run, _)| run.position(*month).is_some());
        let date = match period {
            Period::Month(month) if is_run(&month) => period,
            _ => self.last_within(period).unwrap_or(period),
        };
        let settled = match date {
            Period::Month(month) => self.settlement(month, SettlementItem::Closing),
            Period::Year(_) => None,
        };
        let subject = settled.unwrap_or_else(|| self.cell_of(Field::Balance, date));
        Point { value: self.fund.balance(self.set, date).map(Quantity::Money), subject: Some(subject) }
    }

    /// The debt at the end of a month of the run; empty before it.
    pub(super) fn debt_point(&self, period: Period) -> Point {
        let found = || {
            let Period::Month(month) = period else { return None };
            let (run, _) = self.fund.settled?;
            let n = run.position(month)?;
            let debt = match self.set {
                Counties::One(index) => run.books(n).get(index)?.debt,
                Counties::All => run.books(n).iter().map(|b| b.debt).sum::<Money>() + run.pool.get(n)?.debt,
            };
            Some(Point { value: Some(Quantity::Money(debt)), subject: self.settlement(month, SettlementItem::Debt) })
        };
        found().unwrap_or_default()
    }

    /// The first of the periods that is projected; none in what is observed or replayed.
    pub(super) fn projected_from(&self, periods: &[Period]) -> Option<usize> {
        let (run, scenario) = self.fund.settled?;
        if scenario.mode == Mode::Replay {
            return None;
        }
        periods.iter().position(|p| p.first_month() >= run.start)
    }

    /// An empty chart over periods, with its ticks: January is its year, other months are named where there are few.
    pub(super) fn figure(&self, title: String, periods: &[Period], measured: Measured) -> Figure {
        let tick = |period: &Period| match period {
            Period::Month(month) if month.month() == 1 => month.year().to_string(),
            Period::Month(month) if periods.len() <= MONTHS_NAMED => self.month_name(month.month()),
            Period::Month(_) => String::new(),
            Period::Year(year) => year.to_string(),
        };
        Figure {
            title,
            categories: periods.iter().copied().map(Category::Period).collect(),
            ticks: periods.iter().map(tick).collect(),
            measured,
            projected_from: self.projected_from(periods),
            source: self.context.source_line(),
            ..Figure::default()
        }
    }

    /// 1月
    pub(super) fn month_name(&self, month: u32) -> String {
        self.language().fill("years.month", &[("month", &month.to_string())])
    }

    /// A period's name, with how many months of a year there are where not all are on record.
    pub(super) fn period_name(&self, period: Period) -> String {
        let (name, months) = (self.context.period_name(period), self.months(period));
        match period {
            Period::Year(_) if (1..12).contains(&months) => {
                self.language().fill("county.partial", &[("period", &name), ("count", &months.to_string())])
            }
            _ => name,
        }
    }

    /// A sentence with the scenario it is said of.
    pub(super) fn said(&self, sentence: String) -> String {
        match self.fund.settled {
            Some((_, scenario)) => {
                self.language().fill("county.of_scenario", &[("scenario", &scenario.name), ("sentence", &sentence)])
            }
            None => sentence,
        }
    }

    /// "2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%，较2004年下降 14.2 个百分点", as far as it is known.
    pub(super) fn gap_sentence(&self, period: Period, against: Option<Period>) -> String {
        let (language, style) = (self.language(), self.style());
        let (place, name) = (self.name(), self.period_name(period));
        let of_place =
            |key: &str, amount: &str| language.fill(key, &[("place", &place), ("period", &name), ("amount", amount)]);
        if self.months(period) == 0 {
            return language.fill("county.nothing", &[("place", &place), ("period", &name)]);
        }
        let mut parts = vec![match self.measure(Measure::Gap, period) {
            Some(Quantity::Money(gap)) if gap.is_negative() => {
                of_place("county.over", &style.spoken(Quantity::Money(gap.abs())))
            }
            Some(gap) => of_place("county.gap", &style.spoken(gap)),
            None => of_place("county.unknown", UNKNOWN),
        }];
        if let Some(lacking) = self.lacking(period).filter(|r| self.is_monthly() || r.is_sign_positive()) {
            let ratio = style.full(Quantity::Ratio(lacking));
            parts.push(
                language.fill("county.ratio", &[("name", &self.lacking_name().to_lowercase()), ("ratio", &ratio)]),
            );
            let before = against.filter(|a| self.comparable(period, *a));
            if let Some((against, earlier)) = before.and_then(|a| Some((a, self.lacking(a)?))) {
                parts.push(self.moved(lacking - earlier, against));
            }
        }
        parts.join(language.text("county.comma"))
    }

    /// "较2004年下降 14.2 个百分点"
    fn moved(&self, change: Decimal, against: Period) -> String {
        let (language, style) = (self.language(), self.style());
        let points = format!("{} {}", style.plain(Quantity::Ratio(change.abs())), language.text("unit.points"));
        let key = if !points.contains(|c: char| ('1'..='9').contains(&c)) {
            "county.level"
        } else if change.is_sign_negative() {
            "county.down"
        } else {
            "county.up"
        };
        language.fill(key, &[("against", &self.context.period_name(against)), ("points", &points)])
    }
}

/// A change, or unknown.
pub(super) fn changed(change: Option<Quantity>, subject: Option<Subject>) -> Cell {
    Cell { value: change.map_or(CellValue::Unknown, CellValue::Change), subject, ..Cell::default() }
}

/// The difference of two values of a kind.
pub(super) fn less(later: Option<Quantity>, earlier: Option<Quantity>) -> Option<Quantity> {
    match (later?, earlier?) {
        (Quantity::Money(a), Quantity::Money(b)) => Some(Quantity::Money(a - b)),
        (Quantity::Ratio(a), Quantity::Ratio(b)) => Some(Quantity::Ratio(a - b)),
        (Quantity::Persons(a), Quantity::Persons(b)) => Some(Quantity::Persons(a - b)),
        _ => None,
    }
}

/// A column without a hint.
pub(super) fn column(heading: String, measured: Measured) -> Column {
    Column { heading, measured, hint: String::new() }
}

/// A series.
pub(super) fn series(name: String, role: Role, mark: Mark, points: Vec<Point>) -> Series {
    Series { name, role, mark, points }
}

/// What is shown where there are no books to read.
pub(super) fn nothing(context: &Context, place: &Place) -> (String, Figure, Sheet) {
    let headline = context.language().fill("county.no_books", &[("place", &context.place_name(place))]);
    let source = context.source_line();
    let figure = Figure {
        title: context.place_name(place),
        measured: Measured::Money,
        source: source.clone(),
        ..Figure::default()
    };
    (headline, figure, Sheet { source, ..Sheet::default() })
}
