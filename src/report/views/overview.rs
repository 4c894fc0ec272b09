//! 总览: how a place stands in a period, and which of the places below it are worst off.

use rust_decimal::Decimal;

use super::context::Context;
use super::view::{View, column, nothing, series};
use crate::field::Field;
use crate::journal::Kind;
use crate::measures::{Blank, Measure};
use crate::month::{Month, Period};
use crate::place::{Level, PlaceId, Places};
use crate::report::model::formula::Formula;
use crate::report::words::number::UNKNOWN;
use crate::report::words::sheet_text::PARTLY;
use crate::report::{
    Books, Cell, CellValue, Column, Figure, Holder, Key, Known, Mark, Measured, Place, Quantity, Role, SettlementItem,
    Sheet, Subject, Tone,
};
use crate::threads::each_of;

/// How many months a small line goes back.
const TREND_MONTHS: i32 = 24;

/// How many years a small line goes back, where the rows are years.
const TREND_YEARS: i32 = 12;

/// How many places have a line of their own.
const MOST_LINES: usize = 5;

/// How many places are worth a thread of their own.
const WORTH_A_THREAD: usize = 50;

/// What the figures of a period stand beside.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Against {
    /// 同期: the same months a year before.
    #[default]
    LastYear,
    /// 环比: as many months just before.
    Before,
}

impl Against {
    /// Both.
    pub const ALL: [Against; 2] = [Against::LastYear, Against::Before];

    /// The key of its name.
    pub const fn text_key(self) -> &'static str {
        match self {
            Against::LastYear => "overview.against_same",
            Against::Before => "overview.against_before",
        }
    }

    /// The name in a plan of a deck.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("overview.against_")
    }

    /// What is compared with in a period: of a month, a quarter or a half year both; of other months, as of a year to
    /// date, only the same of a year before, as those just before are of another season.
    pub fn of_period(recorded: Period) -> &'static [Against] {
        let months = recorded.len();
        let is_usual = matches!(months, 1 | 3 | 6) && recorded.first_month().month() as i32 % months == 1 % months;
        if is_usual { &Against::ALL } else { &[Against::LastYear] }
    }

    /// This, or what holds where it is not offered.
    fn or_usual(self, recorded: Period) -> Against {
        if Against::of_period(recorded).contains(&self) { self } else { Against::default() }
    }

    fn of(self, view: &View<'_>, period: Period) -> Period {
        match self {
            Against::LastYear => period.plus_years(-1),
            Against::Before => view.recorded(period).plus(-1),
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Against::LastYear => "overview.last_year",
            Against::Before => "overview.before",
        }
    }
}

/// What is asked of an overview.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Of when the figures are.
    pub(super) period: Period,
    /// What they stand beside.
    pub(super) before: Period,
    run_out: Option<usize>,
    /// What the columns of the period before are called; without them, none.
    earlier: Option<&'static str>,
}

impl Asked {
    /// What is asked against a period before, and against which.
    pub(super) fn new(whole: &View<'_>, period: Period, run_out: Option<usize>, against: Against) -> (Asked, Against) {
        let against = against.or_usual(whole.recorded(period));
        (Asked { period, before: against.of(whole, period), run_out, earlier: None }, against)
    }
}

/// A place in a period.
#[derive(Clone, PartialEq, Debug)]
pub struct Overview {
    /// The gap, the shortfall ratio and its change, and the place below that lacks most.
    pub headline: String,
    /// The place's figures, each against a year before.
    pub keys: Vec<Key>,
    /// A row for each place directly below, the worst first, then the place itself.
    pub sheet: Sheet,
    /// The gap of the worst places below, month by month up to the period, or year by year.
    pub gaps: Figure,
    /// The places below, by row.
    pub rows: Vec<Place>,
    /// What the period can stand beside.
    pub comparisons: &'static [Against],
}

/// The place that is overlooked where `place` is looked at: itself, or, of a county, the place directly above.
pub fn overlooked(places: &Places, place: &Place) -> PlaceId {
    let found = places.find(place).unwrap_or(places.root());
    if places.is_county(found) { places.above(found).unwrap_or(found) } else { found }
}

/// A place and those below it in a month or a year; of a county, the place directly above. With a scenario's number in
/// `run_out`, the sheet says when each balance runs out there.
pub fn overview(context: &Context, books: Books, place: &Place, period: Period, run_out: Option<usize>) -> Overview {
    overview_against(context, books, place, period, run_out, Against::LastYear)
}

/// The same against a period before; against the usual one where the period is not compared so.
pub fn overview_against(
    context: &Context,
    books: Books,
    place: &Place,
    period: Period,
    run_out: Option<usize>,
    against: Against,
) -> Overview {
    made(context, books, place, |whole| Asked::new(whole, period, run_out, against).0)
}

/// The same with columns for the period before in the sheet.
pub fn overview_beside(
    context: &Context,
    books: Books,
    place: &Place,
    period: Period,
    run_out: Option<usize>,
    against: Against,
) -> Overview {
    made(context, books, place, |whole| {
        let (asked, against) = Asked::new(whole, period, run_out, against);
        Asked { earlier: Some(against.heading()), ..asked }
    })
}

fn made(context: &Context, books: Books, place: &Place, asked: impl Fn(&View<'_>) -> Asked) -> Overview {
    let places = &context.observed.places;
    let Some(whole) = View::new(context, books, &places.key(overlooked(places, place))) else {
        let (headline, gaps, sheet) = nothing(context, place);
        return Overview { headline, keys: Vec::new(), sheet, gaps, rows: Vec::new(), comparisons: &[] };
    };
    let asked = asked(&whole);
    let below = worst_first(&whole, asked.period);
    Overview {
        headline: headline(&whole, &below, asked),
        keys: keys(&whole, asked),
        sheet: sheet(&whole, &below, asked),
        gaps: gaps(&whole, &below, asked.period),
        rows: below.into_iter().map(|view| view.place).collect(),
        comparisons: Against::of_period(whole.recorded(asked.period)),
    }
}

/// The places directly below by what they lack of what they spend; those of which it is unknown last.
fn worst_first<'a>(whole: &View<'a>, period: Period) -> Vec<View<'a>> {
    let mut below: Vec<(Option<Decimal>, View<'a>)> =
        whole.below().map(|place| (place.lacking_known(period), place)).collect();
    below.sort_by_key(|place| std::cmp::Reverse(place.0)); // unknown is the least
    below.into_iter().map(|(_, place)| place).collect()
}

/// What the places directly below are called: 区县 of a city, 市 of a province, 地区 where both stand there.
pub(super) fn level_below(whole: &View<'_>) -> String {
    let places = whole.fund.places();
    let mut levels = places.below(whole.at).iter().map(|place| places.level(*place));
    let first = levels.next().unwrap_or(Level::County);
    let key = if levels.all(|level| level == first) { first.key() } else { "mixed" };
    whole.text(&format!("overview.level_{key}"))
}

fn headline(whole: &View<'_>, below: &[View<'_>], Asked { period, before, .. }: Asked) -> String {
    let (language, style) = (whole.language(), whole.style());
    // A single county is said by its name.
    let said = if let [county] = below { county } else { whole };
    let mut sentence = said.gap_sentence(period, Some(before));
    let worst = below.first().and_then(|place| Some((place, place.lacking_known(period)?)));
    if let Some((worst, lacking)) = worst.filter(|(_, r)| below.len() > 1 && *r > Decimal::ZERO) {
        let ratio = style.full(Quantity::Ratio(lacking));
        let values = [("county", worst.name()), ("name", worst.lacking_name().to_lowercase()), ("ratio", ratio)];
        sentence.push_str(&language.fill("overview.worst", &values.each_ref().map(|(k, v)| (*k, v.as_str()))));
    }
    whole.said(sentence)
}

/// A place's figures of a period, each with its change; what comes to the same is one figure under all its names.
pub(super) fn keys(whole: &View<'_>, Asked { period, before, .. }: Asked) -> Vec<Key> {
    let against = whole.against(period, before);
    let label = |measure: Measure| match (measure, period) {
        (Measure::Shortfall, Period::Year(_) | Period::Span(_)) => whole.text("overview.shortfall_of_year"),
        _ => whole.text(&format!("measure.{}", measure.key())),
    };
    let measures: &[Measure] = if whole.is_monthly() {
        &[
            Measure::Gap,
            Measure::Shortfall,
            Measure::PooledShortfall,
            Measure::DependencyRatio,
            Measure::CollectionRate,
            Measure::MonthsOfCover,
        ]
    } else {
        &[Measure::Gap, Measure::DependencyRatio, Measure::CollectionRate, Measure::MonthsOfCover]
    };
    let alike = same_as_gap(whole, period);
    let key = |&measure: &Measure| {
        let change = whole.change_cell(measure, period, before);
        let value = toned(measure, whole.measure_cell(measure, period));
        let mark = if value.known == Known::Partly { PARTLY } else { "" };
        let mut name = label(measure);
        for same in alike.iter().filter(|_| measure == Measure::Gap) {
            name.push_str(" = ");
            name.push_str(&label(*same));
        }
        Key {
            label: format!("{name}{mark}"),
            value,
            change: (change.value != CellValue::Unknown).then_some(change),
            against: against.clone(),
        }
    };
    measures.iter().filter(|measure| !alike.contains(measure)).map(key).collect()
}

/// The measures of what is lacking that come to the gap itself: they are named with it instead of shown again.
fn same_as_gap(whole: &View<'_>, period: Period) -> Vec<Measure> {
    let value = |measure| whole.measure_cell(measure, period).value;
    let gap = value(Measure::Gap);
    let lacking = [Measure::Shortfall, Measure::PooledShortfall].into_iter().filter(|_| whole.is_monthly());
    lacking.filter(|measure| gap != CellValue::Unknown && value(*measure) == gap).collect()
}

fn title(whole: &View<'_>, period: Period) -> String {
    let values =
        [("period", whole.period_name(period)), ("place", whole.name()), ("level", level_below(whole).to_lowercase())];
    let is_root = whole.place == Place::Root && whole.fund.places().level(whole.at) == Level::City;
    let key = if is_root { "overview.title" } else { "overview.title_of" };
    whole.language().fill(key, &values.each_ref().map(|(key, value)| (*key, value.as_str())))
}

fn sheet(whole: &View<'_>, below: &[View<'_>], asked: Asked) -> Sheet {
    let Asked { period, run_out, .. } = asked;
    let measure = |measure: Measure, measured| column(whole.text(&format!("measure.{}", measure.key())), measured);
    let before = whole.against(period, asked.before);
    let hint = |key: &str, name: &str, value: &str| whole.language().fill(key, &[(name, value)]);
    let trend = if whole.is_monthly() { "overview.trend" } else { "overview.trend_of_years" };
    let mut columns = vec![
        column(level_below(whole), Measured::Text),
        measure(Measure::Gap, Measured::Money),
        Column { heading: whole.text("overview.gap_change"), measured: Measured::Money, hint: before.clone() },
        column(whole.lacking_name(), Measured::Ratio),
        measure(Measure::DependencyRatio, Measured::Ratio),
        measure(Measure::CollectionRate, Measured::Ratio),
        measure(Measure::MonthsOfCover, Measured::Months),
        column(whole.text("field.balance"), Measured::Money),
        Column { heading: whole.text(trend), measured: Measured::Trend, hint: whole.text("overview.trend_hint") },
    ];
    let scenario = run_out.and_then(|number| whole.context.settled(number)).map_or("", |s| &s.scenario.name);
    if run_out.is_some() {
        columns.push(Column {
            heading: whole.text("overview.run_out"),
            measured: Measured::Text,
            hint: hint(&whole.root_level().treasury_key("overview.run_out_hint"), "scenario", scenario),
        });
    }
    let total = (below.len() > 1).then_some(whole);
    let views: Vec<&View<'_>> = below.iter().chain(total).collect();
    if let Some(key) = asked.earlier {
        let is_short = |view: &View<'_>| view.is_partly_alike(period, asked.before);
        let short = each_of(&views, WORTH_A_THREAD, is_short).contains(&true);
        let said = if short { hint("overview.not_all_alike", "against", &before) } else { before.clone() };
        let earlier = |measured| Column { heading: whole.text(key), measured, hint: said.clone() };
        columns.insert(4, earlier(Measured::Ratio));
        columns.insert(2, earlier(Measured::Money));
    }
    let row = |view: &View<'_>| row(view, asked);
    // Gap and balance of the place are those of the places below together.
    let last = below.len();
    let summed = total.map_or(Vec::new(), |_| if asked.earlier.is_some() { vec![1, 2, 3, 9] } else { vec![1, 2, 7] });
    let sum = |column: usize| (last, column, Formula::Sum((0, column), (last - 1, column)));
    let rows = each_of(&views, WORTH_A_THREAD, row);
    let is_marked = rows.iter().flatten().any(|cell| cell.known == Known::Partly);
    let lacking = is_marked.then(|| lacks(whole, &views, asked)).flatten();
    let notes = whole.marked(&rows, lacking.as_deref()).into_iter().collect();
    Sheet {
        title: title(whole, period),
        columns,
        frozen: 1,
        totals: usize::from(total.is_some()),
        sums: Vec::new(),
        formulas: summed.into_iter().map(sum).collect(),
        notes,
        rows,
        source: whole.source_line(),
    }
}

/// What is lacking of the figures that are marked.
fn lacks(whole: &View<'_>, views: &[&View<'_>], Asked { period, before, .. }: Asked) -> Option<String> {
    let measures = [Measure::Gap, Measure::DependencyRatio, Measure::CollectionRate, Measure::MonthsOfCover];
    let mut blanks: Vec<Blank> = measures.into_iter().flat_map(|measure| whole.blanks(measure, period)).collect();
    let of_pair = |view: &View<'_>| view.pair_blanks(Measure::Gap, period, before);
    blanks.extend(each_of(views, WORTH_A_THREAD, of_pair).into_iter().flatten());
    blanks.sort();
    blanks.dedup();
    whole.lacks(&blanks)
}

fn row(view: &View<'_>, Asked { period, before, run_out, earlier }: Asked) -> Vec<Cell> {
    let balance = view.balance_point(period);
    let lacking = view.lacking_cell(period);
    let mut row = vec![
        Cell::text(view.name()),
        view.measure_cell(Measure::Gap, period),
        view.change_cell(Measure::Gap, period, before),
        toned(Measure::ShortfallRatio, lacking),
        view.measure_cell(Measure::DependencyRatio, period),
        view.measure_cell(Measure::CollectionRate, period),
        toned(Measure::MonthsOfCover, view.measure_cell(Measure::MonthsOfCover, period)),
        Cell::quantity(balance.value, balance.subject),
        Cell {
            value: CellValue::Trend(trend(view, period)),
            subject: Some(view.lacking_subject(period)),
            ..Cell::default()
        },
    ];
    if earlier.is_some() {
        row.insert(4, view.earlier_lacking_cell(period, before));
        row.insert(2, view.earlier_cell(Measure::Gap, period, before));
    }
    if let Some(scenario) = run_out {
        row.push(runs_out(view, scenario));
    }
    row
}

/// What is lacking by month or by year, up to a period.
fn trend(view: &View<'_>, period: Period) -> Vec<Option<f64>> {
    let value = |p: Period| view.lacking(p).and_then(|r| f64::try_from(r).ok());
    lately(view, period).into_iter().map(value).collect()
}

/// The last months, or years, on record up to a period.
fn lately(view: &View<'_>, period: Period) -> Vec<Period> {
    let Some(last) = view.last_within(period) else { return Vec::new() };
    let recorded = view.periods();
    let periods: Vec<Period> = match last {
        Period::Month(_) => (1 - TREND_MONTHS..=0).map(|n| last.plus(n)).collect(),
        _ => (1 - TREND_YEARS..=0).map(|n| last.plus(n)).collect(),
    };
    let from = recorded.first().copied().unwrap_or(last);
    periods.into_iter().filter(|p| *p >= from).collect()
}

/// A line for each of the worst places below.
fn gaps(whole: &View<'_>, below: &[View<'_>], period: Period) -> Figure {
    let periods = lately(whole, period);
    let line = |(n, view): (usize, &View<'_>)| {
        let points = periods.iter().map(|p| view.measure_point(Measure::Gap, *p)).collect();
        series(view.name(), Role::Nth(n as u8), Mark::Line, points)
    };
    let key = if below.len() > MOST_LINES { "overview.gaps_of_worst" } else { "overview.gaps" };
    let values = [("level", &*level_below(whole).to_lowercase()), ("count", &MOST_LINES.to_string())];
    let title = whole.language().fill(key, &values);
    let lines = below.iter().take(MOST_LINES).enumerate().map(line).collect();
    Figure { series: lines, ..whole.figure(title, &periods, Measured::Money) }
}

/// When the balance runs out in a scenario's run: of a county the first month in debt, or, where one fund pays for it, the
/// first in which that fund is advanced money; of a place above counties the first month at whose end, but for what
/// sharing paid off in it, all that is held together does not cover what is owed.
fn runs_out(view: &View<'_>, scenario: usize) -> Cell {
    let found = |run: &View<'_>| -> Option<(Month, Holder, SettlementItem)> {
        let (books, _) = run.fund.settled?;
        let places = run.fund.places();
        books.month_range().enumerate().find_map(|(n, month)| {
            let advanced = |pool: PlaceId| {
                let item = (month, Holder::own(places.key(pool)), SettlementItem::Posted(Kind::Advance));
                books.money(n, pool, Field::Advanced).is_positive().then_some(item)
            };
            let owed = || {
                let item = (month, Holder::with_below(run.place.clone()), SettlementItem::Debt);
                books.total(n, run.at, Field::Debt).is_positive().then_some(item)
            };
            let is_spent = |at: PlaceId| {
                let total = |field| books.total(n, at, field);
                (total(Field::Balance) - total(Field::Debt) - total(Field::GapCovered)).is_negative()
            };
            let by_pool = || advanced(run.fund.pooled_into(run.at, Period::Month(month))?);
            if places.is_county(run.at) {
                owed().or_else(by_pool)
            } else if is_spent(run.at) {
                Some((month, Holder::with_below(run.place.clone()), SettlementItem::Debt))
            } else {
                by_pool()
            }
        })
    };
    let Some(run) = View::new(&view.context, Books::Scenario(scenario), &view.place) else {
        return Cell::default();
    };
    match found(&run) {
        Some((month, holder, item)) => Cell {
            value: CellValue::Text(view.context.period_name(Period::Month(month))),
            subject: Some(Subject::Settlement { scenario, holder, period: Period::Month(month), item }),
            tone: Tone::Trouble,
            ..Cell::default()
        },
        None => Cell::text(UNKNOWN).toned(Tone::Muted),
    }
}

/// A value with the tone it deserves: little cover, or much lacking.
fn toned(measure: Measure, cell: Cell) -> Cell {
    let tone = match (measure, &cell.value) {
        (Measure::MonthsOfCover, CellValue::Quantity(Quantity::Months(months))) if *months < Decimal::ONE => {
            Tone::Trouble
        }
        (Measure::MonthsOfCover, CellValue::Quantity(Quantity::Months(months))) if *months < Decimal::from(3) => {
            Tone::Warning
        }
        (Measure::ShortfallRatio, CellValue::Quantity(Quantity::Ratio(ratio))) if *ratio > Decimal::new(3, 1) => {
            Tone::Trouble
        }
        _ => return cell,
    };
    cell.toned(tone)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::super::context::Settled;
    use super::*;
    use crate::dataset::Dataset;
    use crate::intake::import;
    use crate::journal::Keep;
    use crate::report::words::number::Style;
    use crate::report::words::sheet_text::text_of;
    use crate::sample;
    use crate::scenario::{Arrangement, Pooling, Scenario};
    use crate::simulation::run;

    fn context<'a>(data: &'a Dataset, runs: &'a [Option<Arc<Settled>>]) -> Context<'a> {
        Context { observed: data, runs, style: Style::default(), source: "d.csv" }
    }

    fn column_of(view: &Overview, column: usize) -> Vec<String> {
        view.sheet.rows.iter().map(|row| text_of(&row[column], Style::default())).collect()
    }

    fn settled(data: &Dataset, arrangement: Arrangement) -> Option<Arc<Settled>> {
        let start = Month::january(2008);
        let mut scenario = Scenario::new("基准", start, 36);
        scenario.pooling.push(Pooling::of(arrangement, start));
        let run = run(data, &scenario, Keep::Books, &AtomicBool::new(false)).unwrap();
        Some(Arc::new(Settled { observed: Arc::new(data.clone()), run, scenario: Arc::new(scenario) }))
    }

    #[test]
    fn the_worst_county_comes_first_and_the_whole_last() {
        let data = sample::load();
        let view = overview(&context(&data, &[]), Books::Data, &Place::Root, Period::Year(2007), None);
        assert!(view.headline.starts_with("2007年全市征缴收支缺口 "), "{}", view.headline);
        assert!(view.headline.ends_with(" 个百分点；最重的是屯溪区，短缺率 30.0%"), "{}", view.headline);
        let names = column_of(&view, 0);
        assert_eq!(
            (names.len(), names[0].as_str(), names[6].as_str(), names[7].as_str()),
            (8, "屯溪区", "黟县", "全市")
        );
        assert_eq!(column_of(&view, 1)[0], "1,474.00");
        assert_eq!(view.keys.len(), 5);
        assert_eq!(view.keys[0].label, "征缴收支缺口 = 统筹后短缺");
        assert!(view.keys.iter().all(|k| k.against == "较2006年" && k.change.is_some() && k.value.subject.is_some()));
        let CellValue::Trend(trend) = &view.sheet.rows[0][8].value else { panic!("no trend") };
        assert_eq!(trend.len(), 24);
        let month = overview(&context(&data, &[]), Books::Data, &Place::Root, "2004-03".parse().unwrap(), None);
        assert!(month.headline.starts_with("2004年3月全市") && month.keys.iter().all(|k| k.change.is_none()));
    }

    #[test]
    fn when_the_balance_runs_out() {
        let data = sample::load();
        let runs = [settled(&data, Arrangement::County), settled(&data, Arrangement::Unified), None];
        let context = context(&data, &runs);
        let at =
            |number| column_of(&overview(&context, Books::Data, &Place::Root, Period::Year(2007), Some(number)), 9);
        let alone = at(0);
        assert!(alone.iter().all(|t| t == "—" || t.ends_with('月')), "{alone:?}");
        assert!(alone[0].starts_with("200"), "{alone:?}");
        // One fund for all runs out for all at once.
        let unified = at(1);
        assert!(unified.windows(2).all(|pair| pair[0] == pair[1]), "{unified:?}");
        let view = overview(&context, Books::Scenario(1), &Place::Root, Period::Year(2009), Some(2));
        assert!(view.headline.starts_with("情景“基准”：2009年全市"), "{}", view.headline);
        assert_eq!(view.sheet.rows[0][9].value, CellValue::Unknown);
    }

    #[test]
    fn yearly_rows_one_county_and_unknown_values() {
        let text = "county,month,contributors,retirees,collected,pension,balance\n\
            甲县,2004,10,4,60,100,\n甲县,2005,10,4,90,120,5\n";
        let data = import("d.csv", text.as_bytes()).unwrap().dataset;
        let view = overview(&context(&data, &[]), Books::Data, &Place::Root, Period::Year(2005), None);
        assert_eq!(view.headline, "2005年甲县征缴收支缺口 0 万元，缺口占支出 25.0%，较2004年下降 15.0 个百分点");
        assert_eq!((view.sheet.rows.len(), view.keys.len()), (1, 4));
        assert_eq!(view.sheet.rows[0][6].tone, Tone::Trouble); // half a month of cover
        let none = overview(&context(&data, &[]), Books::Data, &Place::Root, Period::Year(1999), None);
        assert_eq!(none.headline, "1999年甲县没有数据");
        let month = overview(&context(&data, &[]), Books::Data, &Place::Root, "2005-01".parse().unwrap(), None);
        assert_eq!(month.headline, "2005年1月甲县没有数据");
    }
}
