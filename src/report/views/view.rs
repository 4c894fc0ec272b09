//! One place in one set of books: its values as cells and points, and the sentence on its gap.

use rust_decimal::Decimal;

use super::context::{Context, amount, name_of};
use crate::field::Field;
use crate::locale::Language;
use crate::measures::{Blank, Fund, Measure, Record, Value};
use crate::money::{Money, ratio};
use crate::month::{Month, Period};
use crate::place::{Level, PlaceId};
use crate::report::words::number::{Style, UNKNOWN};
use crate::report::{
    Books, Category, Cell, CellValue, Column, Figure, Known, Mark, Measured, Place, Point, Quantity, Role, Series,
    SettlementItem, Subject,
};
use crate::report::{Holder, Sheet};
use crate::scenario::Mode;

/// From how many categories on only the years are named on an axis of months.
const MONTHS_NAMED: usize = 24;

/// A place in a set of books.
#[derive(Clone)]
pub(in crate::report) struct View<'a> {
    pub(in crate::report) context: Context<'a>,
    pub(in crate::report) fund: Fund<'a>,
    pub(in crate::report) at: PlaceId,
    pub(in crate::report) place: Place,
    pub(in crate::report) books: Books,
}

impl<'a> View<'a> {
    /// `None` where the books have no run, or lack the county.
    pub(in crate::report) fn new(context: &Context<'a>, books: Books, place: &Place) -> Option<View<'a>> {
        let fund = context.fund(books)?;
        let at = fund.places().find(place)?;
        Some(View { context: *context, fund, at, place: place.clone(), books })
    }

    /// The same books, of another place.
    pub(in crate::report) fn of(&self, place: PlaceId) -> View<'a> {
        View { at: place, place: self.fund.places().key(place), ..self.clone() }
    }

    /// The same books, of each place directly below, in data order; of a county none.
    pub(in crate::report) fn below(&self) -> impl DoubleEndedIterator<Item = View<'a>> {
        self.fund.places().below(self.at).iter().map(|place| self.of(*place))
    }

    pub(in crate::report) fn language(&self) -> Language {
        self.context.language()
    }

    pub(in crate::report) fn style(&self) -> Style {
        self.context.style
    }

    pub(in crate::report) fn text(&self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    pub(in crate::report) fn name(&self) -> String {
        name_of(self.fund.places(), self.at, self.language())
    }

    /// How high the whole area stands.
    pub(in crate::report) fn root_level(&self) -> Level {
        let places = self.fund.places();
        places.level(places.root())
    }

    /// The counties of the place.
    pub(in crate::report) fn counties(
        &self,
    ) -> impl DoubleEndedIterator<Item = Record<'a>> + ExactSizeIterator + Clone {
        self.fund.counties(self.at)
    }

    /// Whether the rows are months, of which alone there are shortfalls.
    pub(in crate::report) fn is_monthly(&self) -> bool {
        self.fund.is_monthly()
    }

    /// Every period on record, of any county of the place.
    pub(in crate::report) fn periods(&self) -> Vec<Period> {
        let (first, last) = (self.counties().map(|c| c.first()).min(), self.counties().map(|c| c.last()).max());
        let Some((first, last)) = first.zip(last) else { return Vec::new() };
        std::iter::successors(Some(first), |p| Some(p.next())).take_while(|p| *p <= last).collect()
    }

    /// The calendar years on record.
    pub(in crate::report) fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.periods().iter().map(|p| p.year()).collect();
        years.dedup();
        years
    }

    /// The first year on record that compares with all that is on record of a later one.
    pub(in crate::report) fn first_alike(&self, later: i32) -> Option<i32> {
        let now = Period::Year(later);
        let compares =
            |year: &i32| self.alike(now, Period::Year(*year)).is_some_and(|(same, _)| same == self.recorded(now));
        self.years().into_iter().take_while(|year| *year < later).find(compares)
    }

    pub(in crate::report) fn months(&self, period: Period) -> usize {
        self.fund.months_on_record(self.at, period)
    }

    /// The months of a period and of an earlier one that compare, as [`Fund::alike`] has them.
    pub(in crate::report) fn alike(&self, now: Period, earlier: Period) -> Option<(Period, Period)> {
        self.fund.alike(self.at, now, earlier)
    }

    /// The part of a period that is on record; the period itself where nothing is.
    pub(in crate::report) fn recorded(&self, period: Period) -> Period {
        self.fund.recorded(self.at, period).unwrap_or(period)
    }

    /// The last row's period within a period.
    pub(in crate::report) fn last_within(&self, period: Period) -> Option<Period> {
        self.fund.date(self.at, period)
    }

    pub(in crate::report) fn measure(&self, measure: Measure, period: Period) -> Option<Quantity> {
        self.fund.measure(measure, self.at, period).map(Quantity::from)
    }

    pub(in crate::report) fn measured(&self, measure: Measure, period: Period) -> Subject {
        Subject::Measure { measure, place: self.place.clone(), period, books: self.books }
    }

    /// A measure, or of what is known of it: then it is marked.
    pub(in crate::report) fn measure_cell(&self, measure: Measure, period: Period) -> Cell {
        let known = self.fund.known(measure, self.at, period);
        let (value, blanks) = known.map_or((None, Vec::new()), |(value, blanks)| (Some(Quantity::from(value)), blanks));
        Cell::quantity(value, Some(self.measured(measure, period))).without(&blanks)
    }

    /// What a measure of a period lacks; nothing where it lacks nothing, or nothing of it is known.
    pub(in crate::report) fn blanks(&self, measure: Measure, period: Period) -> Vec<Blank> {
        self.fund.known(measure, self.at, period).map_or(Vec::new(), |(_, blanks)| blanks)
    }

    /// What is lacking in words: 乙县2026年4月实缴.
    pub(in crate::report) fn lacks(&self, blanks: &[Blank]) -> Option<String> {
        let first = blanks.first()?;
        let county = name_of(self.fund.places(), first.county, self.language());
        let (period, field) = (self.context.period_name(first.period), self.language().text(first.field.text_key()));
        let count = blanks.len().to_string();
        let values = [("county", &*county), ("period", &*period), ("field", field), ("count", &*count)];
        Some(self.language().fill(if blanks.len() == 1 { "county.lacks" } else { "county.lacks_several" }, &values))
    }

    /// What the mark of partly known figures says, where there are any; with what is lacking, where it is told.
    pub(in crate::report) fn marked(&self, rows: &[Vec<Cell>], lacks: Option<&str>) -> Option<String> {
        let any = rows.iter().flatten().any(|cell| cell.known == Known::Partly);
        any.then(|| self.language().fill("overview.marked", &[("lacks", lacks.unwrap_or_default())]))
    }

    pub(in crate::report) fn measure_point(&self, measure: Measure, period: Period) -> Point {
        Point { value: self.measure(measure, period), subject: Some(self.measured(measure, period)) }
    }

    /// The change of a measure between the months of two periods that compare; unknown where none do.
    pub(in crate::report) fn change_cell(&self, measure: Measure, now: Period, before: Period) -> Cell {
        let pair = self.alike(now, before).and_then(|alike| self.fund.known_pair(measure, self.at, alike));
        let (change, blanks) = pair.map_or((None, Vec::new()), |(now, before, blanks)| (now.less(before), blanks));
        changed(change.map(Quantity::from), Some(self.measured(measure, now))).without(&blanks)
    }

    /// What is unknown of the months that a measure's change is reckoned of, of either period.
    pub(in crate::report) fn pair_blanks(&self, measure: Measure, now: Period, before: Period) -> Vec<Blank> {
        let pair = self.alike(now, before).and_then(|alike| self.fund.known_pair(measure, self.at, alike));
        pair.map_or(Vec::new(), |(_, _, blanks)| blanks)
    }

    /// The months on record of a period with those of an earlier one, where all of them compare.
    fn wholly_alike(&self, now: Period, before: Period) -> Option<(Period, Period)> {
        self.alike(now, before).filter(|(same, _)| *same == self.recorded(now))
    }

    /// Whether some months of a period compare with an earlier one, and some don't.
    pub(in crate::report) fn is_partly_alike(&self, now: Period, before: Period) -> bool {
        self.alike(now, before).is_some() && self.wholly_alike(now, before).is_none()
    }

    /// What a measure was in an earlier period; unknown where not all months of the later compare.
    pub(in crate::report) fn earlier_cell(&self, measure: Measure, now: Period, before: Period) -> Cell {
        let Some(alike) = self.wholly_alike(now, before) else { return Cell::default() };
        let pair = self.fund.known_pair(measure, self.at, alike);
        let (value, blanks) = pair.map_or((None, Vec::new()), |(_, before, blanks)| (Some(before), blanks));
        Cell::quantity(value.map(Quantity::from), Some(self.measured(measure, alike.1))).without(&blanks)
    }

    /// What [`View::lacking`] was in an earlier period; unknown where not all months of the later compare.
    pub(in crate::report) fn earlier_lacking_cell(&self, now: Period, before: Period) -> Cell {
        if self.is_monthly() {
            return self.earlier_cell(Measure::ShortfallRatio, now, before);
        }
        let Some((now, before)) = self.wholly_alike(now, before) else { return Cell::default() };
        let ratio = self.lacking(before).filter(|_| self.lacking(now).is_some());
        Cell::quantity(ratio.map(Quantity::Ratio), Some(self.lacking_subject(before)))
    }

    pub(in crate::report) fn field(&self, field: Field, period: Period) -> Option<Quantity> {
        self.fund.value(self.at, period, field).map(|value| amount(field, value))
    }

    pub(in crate::report) fn cell_of(&self, field: Field, period: Period) -> Subject {
        Subject::Cell { place: self.place.clone(), period, field, books: self.books }
    }

    pub(in crate::report) fn field_cell(&self, field: Field, period: Period) -> Cell {
        Cell::quantity(self.field(field, period), Some(self.cell_of(field, period)))
    }

    pub(in crate::report) fn field_point(&self, field: Field, period: Period) -> Point {
        Point { value: self.field(field, period), subject: Some(self.cell_of(field, period)) }
    }

    /// Pensions and other expenditure. Where there is other expenditure, the gap tells how they add up.
    pub(in crate::report) fn expenditure_point(&self, period: Period) -> Point {
        let other = self.fund.money(self.at, period, Field::Other);
        let subject = if other.is_some_and(Money::is_zero) {
            self.cell_of(Field::Pension, period)
        } else {
            self.measured(Measure::Gap, period)
        };
        let spent = self.fund.expenditure(self.at, period);
        Point { value: spent.map(Quantity::Money), subject: Some(subject) }
    }

    /// What is missing of what is spent: the shortfall ratio of months; of yearly rows the gap's share.
    pub(in crate::report) fn lacking(&self, period: Period) -> Option<Decimal> {
        if self.is_monthly() {
            return match self.measure(Measure::ShortfallRatio, period)? {
                Quantity::Ratio(ratio) => Some(ratio),
                _ => None,
            };
        }
        let Quantity::Money(gap) = self.measure(Measure::Gap, period)? else { return None };
        ratio(gap.fen(), self.fund.expenditure(self.at, period)?.fen(), 6)
    }

    /// What explains [`View::lacking`].
    pub(in crate::report) fn lacking_subject(&self, period: Period) -> Subject {
        self.measured(if self.is_monthly() { Measure::ShortfallRatio } else { Measure::Gap }, period)
    }

    pub(in crate::report) fn lacking_point(&self, period: Period) -> Point {
        Point { value: self.lacking(period).map(Quantity::Ratio), subject: Some(self.lacking_subject(period)) }
    }

    pub(in crate::report) fn lacking_cell(&self, period: Period) -> Cell {
        if self.is_monthly() {
            return self.measure_cell(Measure::ShortfallRatio, period);
        }
        Cell::quantity(self.lacking(period).map(Quantity::Ratio), Some(self.lacking_subject(period)))
    }

    /// The same of what is known.
    pub(in crate::report) fn lacking_known(&self, period: Period) -> Option<Decimal> {
        match self.lacking_cell(period).value {
            CellValue::Quantity(Quantity::Ratio(ratio)) => Some(ratio),
            _ => None,
        }
    }

    /// The change of [`View::lacking`] between periods that compare, of the counties and months known in both.
    fn lacking_change(&self, (now, before): (Period, Period)) -> Option<Decimal> {
        if !self.is_monthly() {
            return Some(self.lacking(now)? - self.lacking(before)?);
        }
        match self.fund.known_pair(Measure::ShortfallRatio, self.at, (now, before))? {
            (Value::Ratio(now), Value::Ratio(before), _) => Some(now - before),
            _ => None,
        }
    }

    /// What [`View::lacking`] is called.
    pub(in crate::report) fn lacking_name(&self) -> String {
        self.text(if self.is_monthly() { "measure.shortfall_ratio" } else { "county.gap_share" })
    }

    /// The item of the run that holds a month; `None` outside it.
    pub(in crate::report) fn settlement(&self, month: Month, item: SettlementItem) -> Option<Subject> {
        let (Books::Scenario(scenario), Some((run, _))) = (self.books, self.fund.settled) else { return None };
        run.position(month)?;
        let holder = Holder::with_below(self.place.clone());
        Some(Subject::Settlement { scenario, holder, period: Period::Month(month), item })
    }

    /// The closing balance at the end of a period's record.
    pub(in crate::report) fn balance_point(&self, period: Period) -> Point {
        let is_run = |month: &Month| self.fund.settled.is_some_and(|(run, _)| run.position(*month).is_some());
        let date = match period {
            Period::Month(month) if is_run(&month) => period,
            _ => self.last_within(period).unwrap_or(period),
        };
        let settled = match date {
            Period::Month(month) => self.settlement(month, SettlementItem::Closing),
            _ => None,
        };
        let subject = settled.unwrap_or_else(|| self.cell_of(Field::Balance, date));
        Point { value: self.fund.balance(self.at, date).map(Quantity::Money), subject: Some(subject) }
    }

    /// The debt at the end of a month of the run; empty before it.
    pub(in crate::report) fn debt_point(&self, period: Period) -> Point {
        let found = || {
            let Period::Month(month) = period else { return None };
            let (run, _) = self.fund.settled?;
            let n = run.position(month)?;
            let debt = run.total(n, self.at, Field::Debt);
            Some(Point { value: Some(Quantity::Money(debt)), subject: self.settlement(month, SettlementItem::Debt) })
        };
        found().unwrap_or_default()
    }

    /// The closing balance less the closing debt; before a run, where no debt is on record, the balance.
    pub(in crate::report) fn net_point(&self, period: Period) -> Point {
        let (balance, debt) = (self.balance_point(period), self.debt_point(period));
        match debt.value {
            Some(_) => Point { value: less(balance.value, debt.value), subject: debt.subject },
            None => balance,
        }
    }

    /// The first of the periods that is projected; none in what is observed or replayed.
    pub(in crate::report) fn projected_from(&self, periods: &[Period]) -> Option<usize> {
        let (run, scenario) = self.fund.settled?;
        if scenario.mode == Mode::Replay {
            return None;
        }
        periods.iter().position(|p| p.first_month() >= run.start)
    }

    /// An empty chart over periods, with its ticks: January is its year, other months are named where there are few.
    pub(in crate::report) fn figure(&self, title: String, periods: &[Period], measured: Measured) -> Figure {
        let tick = |period: &Period| match period {
            Period::Month(month) if month.month() == 1 => month.year().to_string(),
            Period::Month(month) if periods.len() <= MONTHS_NAMED => self.month_name(month.month()),
            Period::Month(_) => String::new(),
            Period::Year(year) if self.recorded(*period) == *period => year.to_string(),
            _ => self.period_name(*period),
        };
        Figure {
            title,
            categories: periods.iter().copied().map(Category::Period).collect(),
            ticks: periods.iter().map(tick).collect(),
            measured,
            projected_from: self.projected_from(periods),
            source: self.source_line(),
            ..Figure::default()
        }
    }

    /// 资料来源; of a run with people of the shipped structure that is said.
    pub(in crate::report) fn source_line(&self) -> String {
        match self.fund.settled {
            Some((_, scenario)) => self.context.source_of([scenario]),
            None => self.context.source_line(),
        }
    }

    /// 1月
    pub(in crate::report) fn month_name(&self, month: u32) -> String {
        self.language().fill("years.month", &[("month", &month.to_string())])
    }

    /// What the part of a period that is on record is called: of a year with ten months 2026年1—10月.
    pub(in crate::report) fn period_name(&self, period: Period) -> String {
        self.context.period_name(self.recorded(period))
    }

    /// What a change is against: 较2006年, 较上年同期; where only some months compare, those: 1—6月较….
    pub(in crate::report) fn against(&self, now: Period, before: Period) -> String {
        let Some((same, earlier)) = self.alike(now, before) else {
            return self.language().fill("overview.against", &[("period", &self.context.period_name(before))]);
        };
        if same == self.recorded(now) && matches!(same, Period::Span(_)) && same.plus_years(-1) == earlier {
            return self.text("overview.against_last_year");
        }
        let earlier = self.context.period_name(earlier);
        if same == self.recorded(now) {
            return self.language().fill("overview.against", &[("period", &earlier)]);
        }
        let same = self.context.period_name(same);
        self.language().fill("overview.against_of", &[("same", &same), ("period", &earlier)])
    }

    /// A sentence with the scenario it is said of.
    pub(in crate::report) fn said(&self, sentence: String) -> String {
        match self.fund.settled {
            Some((_, scenario)) => {
                self.language().fill("county.of_scenario", &[("scenario", &scenario.name), ("sentence", &sentence)])
            }
            None => sentence,
        }
    }

    /// "2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%，较2004年下降 14.2 个百分点", as far as it is known.
    pub(in crate::report) fn gap_sentence(&self, period: Period, against: Option<Period>) -> String {
        let (language, style) = (self.language(), self.style());
        let (place, name) = (self.name(), self.period_name(period));
        let of_place =
            |key: &str, amount: &str| language.fill(key, &[("place", &place), ("period", &name), ("amount", amount)]);
        if self.months(period) == 0 {
            return language.fill("county.nothing", &[("place", &place), ("period", &name)]);
        }
        let known = self.fund.known(Measure::Gap, self.at, period).map(|(value, _)| Quantity::from(value));
        let mut parts = vec![match known {
            Some(Quantity::Money(gap)) if gap.is_negative() => {
                of_place("county.over", &style.spoken(Quantity::Money(gap.abs())))
            }
            Some(gap) => of_place("county.gap", &style.spoken(gap)),
            None => of_place("county.unknown", UNKNOWN),
        }];
        parts[0].extend(self.lacks(&self.blanks(Measure::Gap, period)));
        if let Some(lacking) = self.lacking_known(period).filter(|r| self.is_monthly() || r.is_sign_positive()) {
            let ratio = style.full(Quantity::Ratio(lacking));
            parts.push(
                language.fill("county.ratio", &[("name", &self.lacking_name().to_lowercase()), ("ratio", &ratio)]),
            );
            let alike = against.and_then(|against| self.alike(period, against));
            if let Some((same, earlier)) = alike
                && let Some(change) = self.lacking_change((same, earlier))
            {
                let moved = self.moved(change, earlier);
                parts.push(if same == self.recorded(period) {
                    moved
                } else {
                    let same = self.context.period_name(same);
                    language.fill("county.of_these", &[("same", &same), ("moved", &moved)])
                });
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
pub(in crate::report) fn changed(change: Option<Quantity>, subject: Option<Subject>) -> Cell {
    Cell { value: change.map_or(CellValue::Unknown, CellValue::Change), subject, ..Cell::default() }
}

/// The difference of two values of a kind.
pub(in crate::report) fn less(later: Option<Quantity>, earlier: Option<Quantity>) -> Option<Quantity> {
    match (later?, earlier?) {
        (Quantity::Money(a), Quantity::Money(b)) => Some(Quantity::Money(a - b)),
        (Quantity::Ratio(a), Quantity::Ratio(b)) => Some(Quantity::Ratio(a - b)),
        (Quantity::Persons(a), Quantity::Persons(b)) => Some(Quantity::Persons(a - b)),
        _ => None,
    }
}

/// A column without a hint.
pub(in crate::report) fn column(heading: String, measured: Measured) -> Column {
    Column::new(heading, measured)
}

/// A series.
pub(in crate::report) fn series(name: String, role: Role, mark: Mark, points: Vec<Point>) -> Series {
    Series { name, role, mark, points }
}

/// What is shown where there are no books to read.
pub(in crate::report) fn nothing(context: &Context, place: &Place) -> (String, Figure, Sheet) {
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
