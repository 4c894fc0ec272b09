//! 年度对比: two years month by month, and the whole fund year by year.

use super::context::Context;
use super::view::{View, changed, column, less, nothing, series};
use crate::dataset::Example;
use crate::field::Field;
use crate::money::{Money, ratio};
use crate::month::{Month, Period};
use crate::published;
use crate::report::model::formula::Formula;
use crate::report::{
    Books, Category, Cell, Figure, FundItem, Mark, Measured, Place, Point, Quantity, Role, Series, Sheet, Subject,
};

/// Two years of a place, month by month.
#[derive(Clone, PartialEq, Debug)]
pub struct TwoYears {
    /// The later year's gap and shortfall ratio, against the earlier: of the months that both have.
    pub headline: String,
    /// Those months, of the later year and of the earlier; `None` where no month compares.
    pub same: Option<(Period, Period)>,
    /// Pensions paid.
    pub pensions: Figure,
    /// Contributions collected.
    pub contributions: Figure,
    /// What is lacking of what is paid.
    pub shortfall_ratio: Figure,
    /// A row a month, then the months together that both years have.
    pub sheet: Sheet,
}

/// The fund of the whole area by calendar year.
#[derive(Clone, PartialEq, Debug)]
pub struct FundByYear {
    /// The last year's income, expenditure and surplus, and how income has grown since the same months of the first.
    pub headline: String,
    /// Income, expenditure and surplus.
    pub figure: Figure,
    /// A row a year, with what the income is made of.
    pub sheet: Sheet,
}

/// A comparison worth beginning with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preset {
    /// Where most is lacking in the later year.
    pub place: Place,
    /// The first year on record that has the later one's months.
    pub earlier: i32,
    /// The last on record.
    pub later: i32,
}

/// The place directly below the whole that lacks most of what it pays, in the last year on record and the first that has
/// the same months; where none has, the first. `None` without rows.
pub fn preset(context: &Context, books: Books) -> Option<Preset> {
    let whole = View::new(context, books, &Place::Root)?;
    let years = whole.years();
    let later = *years.last()?;
    let earlier = whole.first_alike(later).or(years.first().copied())?;
    // Of equals the first: `max_by` would take the last.
    let worst = whole.below().rev().max_by_key(|place| place.lacking_known(Period::Year(later)))?;
    Some(Preset { place: worst.place, earlier, later })
}

/// The calendar years that can be compared.
pub fn years(context: &Context, books: Books, place: &Place) -> Vec<i32> {
    View::new(context, books, place).map(|view| view.years()).unwrap_or_default()
}

/// A row of the comparison: what it is called, and its period in either year.
struct Pair {
    name: String,
    earlier: Period,
    later: Period,
}

/// Two years of a place.
pub fn two_years(context: &Context, books: Books, place: &Place, earlier: i32, later: i32) -> TwoYears {
    let Some(view) = View::new(context, books, place) else {
        let (headline, figure, sheet) = nothing(context, place);
        return TwoYears {
            headline,
            same: None,
            pensions: figure.clone(),
            contributions: figure.clone(),
            shortfall_ratio: figure,
            sheet,
        };
    };
    let same = view.alike(Period::Year(later), Period::Year(earlier));
    let (now, before) = same.unwrap_or((Period::Year(later), Period::Year(earlier)));
    let whole = Pair { name: months_name(&view, now), earlier: before, later: now };
    let month = |n: u32| {
        let in_year = |year| Period::Month(Month::january(year).plus(n as i32 - 1));
        Pair { name: view.month_name(n), earlier: in_year(earlier), later: in_year(later) }
    };
    let months: Vec<Pair> = if view.is_monthly() { (1..=12).map(month).collect() } else { Vec::new() };
    let pairs = if months.is_empty() { std::slice::from_ref(&whole) } else { months.as_slice() };
    let drawn = |what: String, measured, mark, point: &dyn Fn(Period) -> Point| {
        compared(&view, pairs, &what, measured, mark, point)
    };
    TwoYears {
        headline: view.said(view.gap_sentence(whole.later, Some(whole.earlier))),
        same,
        pensions: drawn(view.text("field.pension"), Measured::Money, Mark::Bar, &|p| {
            view.field_point(Field::Pension, p)
        }),
        contributions: drawn(view.text("years.contributions"), Measured::Money, Mark::Bar, &|p| {
            view.field_point(Field::Collected, p)
        }),
        shortfall_ratio: drawn(
            view.lacking_name(),
            Measured::Ratio,
            if pairs.len() > 1 { Mark::Line } else { Mark::Bar },
            &|p| view.lacking_point(p),
        ),
        sheet: two_years_sheet(&view, &months, &whole),
    }
}

/// What the months of a year are called among its months: 全年, 1—10月.
fn months_name(view: &View<'_>, period: Period) -> String {
    let [first, last] = [period.first_month(), period.last_month()].map(|month| month.month());
    match period {
        Period::Year(_) => view.text("years.whole"),
        Period::Month(_) => view.month_name(first),
        Period::Span(_) => {
            let values = [first, last].map(|month| month.to_string());
            view.language().fill("years.months", &[("month", &values[0]), ("last_month", &values[1])])
        }
    }
}

/// A figure of one value, the earlier year beside the later.
fn compared(
    view: &View<'_>,
    pairs: &[Pair],
    what: &str,
    measured: Measured,
    mark: Mark,
    point: &dyn Fn(Period) -> Point,
) -> Figure {
    let year = |pick: fn(&Pair) -> Period, role: Role| -> Series {
        let name = pairs.first().map(|p| view.context.period_name(Period::Year(pick(p).year()))).unwrap_or_default();
        series(name, role, mark, pairs.iter().map(|p| point(pick(p))).collect())
    };
    let values = [
        ("place", view.name()),
        ("what", what.to_owned()),
        ("earlier", pairs.first().map_or(0, |p| p.earlier.year()).to_string()),
        ("later", pairs.first().map_or(0, |p| p.later.year()).to_string()),
    ];
    let names: Vec<String> = pairs.iter().map(|p| p.name.clone()).collect();
    Figure {
        title: view.language().fill("years.title", &values.each_ref().map(|(k, v)| (*k, v.as_str()))),
        categories: Category::named(&names),
        ticks: names,
        series: vec![year(|p| p.earlier, Role::Earlier), year(|p| p.later, Role::Later)],
        projected_from: None,
        notes: partial(view, both_years(pairs)),
        ..view.figure(String::new(), &[], measured)
    }
}

/// That not all months of some years are on record, and which are.
fn partial(view: &View<'_>, years: impl IntoIterator<Item = Period>) -> Vec<String> {
    let note = |year: Period| {
        let (count, recorded) = (view.months(year), view.recorded(year));
        let values = [
            ("year", &*view.context.period_name(year)),
            ("count", &*count.to_string()),
            ("months", &*view.context.period_name(recorded)),
        ];
        let is_run = recorded.len() == count as i32;
        let key = if is_run { "years.partial" } else { "years.partial_count" };
        (count < 12).then(|| view.language().fill(key, &values))
    };
    years.into_iter().filter_map(note).collect()
}

/// The two years of pairs of their months.
fn both_years(pairs: &[Pair]) -> impl Iterator<Item = Period> + use<> {
    let years = pairs.first().map(|p| [p.earlier, p.later].map(|period| Period::Year(period.year())));
    years.into_iter().flatten()
}

fn two_years_sheet(view: &View<'_>, months: &[Pair], whole: &Pair) -> Sheet {
    let mut notes = partial(view, both_years(std::slice::from_ref(whole)));
    if !matches!(whole.later, Period::Year(_)) {
        let common = months.iter().filter(|pair| view.alike(pair.later, pair.earlier).is_some()).count();
        let key = if common as i32 > whole.later.len() { "years.same_run" } else { "years.same" };
        notes.push(view.language().fill(key, &[("months", &whole.name)]));
    }
    let of_year = |period: Period, what: String| {
        let year = view.context.period_name(Period::Year(period.year()));
        view.language().fill("years.of_year", &[("year", &year), ("what", &what)])
    };
    let three = |what: String, change: String, measured| {
        [
            column(of_year(whole.earlier, what.clone()), measured),
            column(of_year(whole.later, what), measured),
            column(change, measured),
        ]
    };
    let month = if view.is_monthly() { "years.month_column" } else { "county.period" };
    let mut columns = vec![column(view.text(month), Measured::Text)];
    columns.extend(three(view.text("field.pension"), view.text("years.pension_change"), Measured::Money));
    columns.extend(three(view.text("years.contributions"), view.text("years.contributions_change"), Measured::Money));
    columns.extend(three(view.lacking_name(), view.text("years.lacking_change"), Measured::Ratio));
    let row = |pair: &Pair| {
        let is_comparable = view.alike(pair.later, pair.earlier).is_some();
        let mut row = vec![Cell::text(pair.name.clone())];
        let mut three = |earlier: Point, later: Point| {
            let change = less(later.value, earlier.value).filter(|_| is_comparable);
            let change = changed(change, later.subject.clone());
            row.extend([of(earlier), of(later), change]);
        };
        three(view.field_point(Field::Pension, pair.earlier), view.field_point(Field::Pension, pair.later));
        three(view.field_point(Field::Collected, pair.earlier), view.field_point(Field::Collected, pair.later));
        three(view.lacking_point(pair.earlier), view.lacking_point(pair.later));
        row
    };
    let values = [
        ("place", view.name()),
        ("what", view.text("years.sheet")),
        ("earlier", whole.earlier.year().to_string()),
        ("later", whole.later.year().to_string()),
    ];
    Sheet {
        title: view.language().fill("years.title", &values.each_ref().map(|(k, v)| (*k, v.as_str()))),
        columns,
        frozen: 1,
        rows: months.iter().chain([whole]).map(row).collect(),
        totals: usize::from(!months.is_empty()),
        sums: Vec::new(),
        formulas: two_years_formulas(months.len(), whole.later),
        notes,
        source: view.source_line(),
    }
}

/// Each change is the later less the earlier; the money of the last row is that of its months.
fn two_years_formulas(months: usize, same: Period) -> Vec<(usize, usize, Formula)> {
    let [first, last] = [same.first_month(), same.last_month()].map(|month| month.month() as usize - 1);
    let changes =
        (0..=months).flat_map(|row| [3, 6, 9].map(|c| (row, c, Formula::Difference((row, c - 1), (row, c - 2)))));
    let sums = [1, 2, 4, 5].into_iter().filter(|_| months > 1);
    let sums = sums.map(|c| (months, c, Formula::Sum((first, c), (last, c))));
    changes.chain(sums).collect()
}

fn of(point: Point) -> Cell {
    Cell::quantity(point.value, point.subject)
}

/// What the fund took in and paid in a period. Remittances and allocations between counties and city are not income.
pub(in crate::report) struct FundYear {
    period: Period,
    pub(in crate::report) collected: Option<Money>,
    pub(in crate::report) grant: Option<Money>,
    pub(in crate::report) subsidy: Option<Money>,
    pub(in crate::report) interest: Option<Money>,
    pub(in crate::report) expenditure: Option<Money>,
}

impl FundYear {
    pub(in crate::report) fn of(view: &View<'_>, period: Period) -> FundYear {
        let money = |field| view.fund.money(view.at, period, field);
        // In a run grants may go to the pool first, and its balance bears interest too.
        let pool_interest = view.fund.settled.map_or(Money::ZERO, |(run, _)| {
            let within = period.first_month()..=period.last_month();
            let months = run.month_range().enumerate().filter(|(_, month)| within.contains(month));
            months.map(|(n, _)| run.pools(n, view.at, Field::Interest)).sum()
        });
        FundYear {
            period,
            collected: money(Field::Collected),
            // What goes to the pool is the whole area's.
            grant: money(Field::Grant).map(|grant| match view.place {
                Place::Root => grant + view.fund.pool_grants(period),
                _ => grant,
            }),
            subsidy: money(Field::Subsidy),
            interest: money(Field::Interest).map(|interest| interest + pool_interest),
            expenditure: view.fund.expenditure(view.at, period),
        }
    }

    pub(in crate::report) fn income(&self) -> Option<Money> {
        Some(self.collected? + self.grant? + self.subsidy? + self.interest?)
    }

    pub(in crate::report) fn surplus(&self) -> Option<Money> {
        Some(self.income()? - self.expenditure?)
    }
}

/// What explains a total of a year of the whole area: the published figure of the sample, where there is one, else the
/// rule. The parts of a place's stand beside its total.
fn total_subject(view: &View<'_>, item: FundItem, year: i32) -> Option<Subject> {
    if view.place != Place::Root {
        return None;
    }
    let key = match item {
        FundItem::Income => "income",
        FundItem::Surplus => "surplus",
    };
    let observed = view.fund.observed;
    let pack =
        published::pack(observed).filter(|_| observed.example == Some(Example::Huangshan) && view.books == Books::Data);
    let figure = pack.and_then(|pack| pack.find(&format!("{key}.{year}")));
    Some(figure.map_or(Subject::Fund { item, year, books: view.books }, |f| Subject::Published(f.id.clone())))
}

/// A place's fund by calendar year.
pub fn fund_by_year(context: &Context, books: Books, place: &Place) -> FundByYear {
    let Some(view) = View::new(context, books, place) else {
        let (headline, figure, sheet) = nothing(context, place);
        return FundByYear { headline, figure, sheet };
    };
    let of = |year| FundYear::of(&view, Period::Year(year));
    let years: Vec<FundYear> = view.years().into_iter().map(of).collect();
    FundByYear {
        headline: fund_headline(&view, &years),
        figure: fund_figure(&view, &years),
        sheet: fund_sheet(&view, &years),
    }
}

fn fund_headline(view: &View<'_>, years: &[FundYear]) -> String {
    let (language, style) = (view.language(), view.style());
    let known = years.last().and_then(|y| Some((y, y.income()?, y.expenditure?, y.surplus()?)));
    let Some((last, income, expenditure, surplus)) = known else {
        return language.fill("years.fund_unknown", &[("place", &view.name())]);
    };
    let spoken = |money: Money| style.spoken(Quantity::Money(money));
    let values = [
        ("place", view.name()),
        ("period", view.period_name(last.period)),
        ("income", spoken(income)),
        ("expenditure", spoken(expenditure)),
        ("surplus", spoken(surplus.abs())),
    ];
    let key = if surplus.is_negative() { "years.fund_deficit" } else { "years.fund_surplus" };
    let mut sentence = language.fill(key, &values.each_ref().map(|(k, v)| (*k, v.as_str())));
    let first = view.first_alike(last.period.year()).map(Period::Year);
    let alike = first.and_then(|first| view.alike(last.period, first));
    if let Some((_, first)) = alike
        && let Some(earlier) = FundYear::of(view, first).income().filter(|income| income.is_positive())
        && let Some(growth) = ratio((income - earlier).fen(), earlier.fen(), 6)
    {
        let against = view.context.period_name(first);
        let key = if growth.is_sign_negative() { "years.income_fell" } else { "years.income_grew" };
        let growth = style.full(Quantity::Ratio(growth.abs()));
        sentence.push_str(&language.fill(key, &[("against", &against), ("growth", &growth)]));
    }
    view.said(sentence)
}

fn fund_figure(view: &View<'_>, years: &[FundYear]) -> Figure {
    let periods: Vec<Period> = years.iter().map(|y| y.period).collect();
    let bars = |key: &str, role, point: &dyn Fn(&FundYear) -> Point| {
        series(view.text(key), role, Mark::Bar, years.iter().map(point).collect())
    };
    let drawn = view.figure(fund_title(view), &periods, Measured::Money);
    // A year of which months are missing is named by those it has.
    let is_partial = periods.iter().any(|year| view.recorded(*year) != *year);
    let names: Vec<String> = periods.iter().map(|year| view.period_name(*year)).collect();
    let (categories, ticks) =
        if is_partial { (Category::named(&names), names) } else { (drawn.categories.clone(), drawn.ticks.clone()) };
    Figure {
        series: vec![
            bars("years.income", Role::Contributions, &|y| {
                point(y.income(), total_subject(view, FundItem::Income, y.period.year()))
            }),
            bars("years.expenditure", Role::Pensions, &|y| view.expenditure_point(y.period)),
            bars("years.surplus", Role::Grants, &|y| {
                point(y.surplus(), total_subject(view, FundItem::Surplus, y.period.year()))
            }),
        ],
        notes: fund_notes(view, years),
        categories,
        ticks,
        ..drawn
    }
}

fn point(money: Option<Money>, subject: Option<Subject>) -> Point {
    Point { value: money.map(Quantity::Money), subject }
}

fn fund_title(view: &View<'_>) -> String {
    view.language().fill("years.fund_title", &[("place", &view.name())])
}

fn fund_notes(view: &View<'_>, years: &[FundYear]) -> Vec<String> {
    let partial = partial(view, years.iter().map(|year| year.period));
    std::iter::once(view.text("years.fund_note")).chain(partial).collect()
}

fn fund_sheet(view: &View<'_>, years: &[FundYear]) -> Sheet {
    let money = |heading: String| column(heading, Measured::Money);
    let row = |year: &FundYear| {
        let period = year.period;
        let cell = |value: Option<Money>, subject| Cell::quantity(value.map(Quantity::Money), subject);
        let field = |value, field| cell(value, Some(view.cell_of(field, period)));
        let expenditure = view.expenditure_point(period);
        vec![
            Cell::text(view.period_name(period)),
            field(year.collected, Field::Collected),
            field(year.grant, Field::Grant),
            field(year.subsidy, Field::Subsidy),
            field(year.interest, Field::Interest),
            cell(year.income(), total_subject(view, FundItem::Income, period.year())),
            of(expenditure),
            cell(year.surplus(), total_subject(view, FundItem::Surplus, period.year())),
            of(view.balance_point(period)),
        ]
    };
    Sheet {
        title: fund_title(view),
        columns: vec![
            column(view.text("years.year_column"), Measured::Text),
            money(view.text("years.contributions")),
            money(view.text("field.grant")),
            money(view.text("field.subsidy")),
            money(view.text("field.interest")),
            money(view.text("years.income")),
            money(view.text("years.expenditure")),
            money(view.text("years.surplus")),
            money(view.text("field.balance")),
        ],
        frozen: 1,
        rows: years.iter().map(row).collect(),
        totals: 0,
        sums: Vec::new(),
        formulas: (0..years.len())
            .flat_map(|row| {
                [(row, 5, Formula::Sum((row, 1), (row, 4))), (row, 7, Formula::Difference((row, 5), (row, 6)))]
            })
            .collect(),
        notes: fund_notes(view, years),
        source: view.source_line(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::intake::import;
    use crate::report::words::number::Style;
    use crate::report::words::sheet_text::text_of;
    use crate::sample;

    fn context(data: &Dataset) -> Context<'_> {
        Context { observed: data, runs: &[], style: Style::default(), source: "d.csv" }
    }

    fn texts(sheet: &Sheet, row: usize) -> Vec<String> {
        sheet.rows[row].iter().map(|cell| text_of(cell, Style::default())).collect()
    }

    #[test]
    fn tunxi_2004_and_2007_as_in_the_papers() {
        let data = sample::load();
        let context = context(&data);
        let preset = preset(&context, Books::Data).unwrap();
        assert_eq!(preset, Preset { place: Place::County("屯溪区".into()), earlier: 2004, later: 2007 });
        let years = two_years(&context, Books::Data, &preset.place, preset.earlier, preset.later);
        assert_eq!(years.headline, "2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%，较2004年下降 14.2 个百分点");
        let total = texts(&years.sheet, 12);
        assert_eq!(total[..4], ["全年", "2,540.00", "4,914.00", "+2,374.00"]);
        assert_eq!(total[9], "−14.2 个百分点");
        assert_eq!(years.pensions.title, "屯溪区基本养老金支出：2004年与2007年");
        assert_eq!((years.pensions.series.len(), years.pensions.categories.len()), (2, 12));
        assert!(years.pensions.source.contains("示例数据") && years.pensions.notes.is_empty());
    }

    #[test]
    fn the_citys_fund_as_in_the_paper() {
        let data = sample::load();
        let fund = fund_by_year(&context(&data), Books::Data, &Place::Root);
        assert_eq!(
            fund.headline,
            "2007年全市基金收入 32,614 万元，支出 29,012 万元，当年结余 3,602 万元；收入较2004年增长 92.6%"
        );
        let income: Vec<String> = (0..4).map(|row| texts(&fund.sheet, row)[5].clone()).collect();
        assert_eq!(income, ["16,932.49", "22,760.48", "28,596.86", "32,614.26"]); // 1.7 to 3.3 亿元
        assert_eq!(fund.figure.series[0].points[3].subject, Some(Subject::Published("income.2007".into())));
        assert!(fund.figure.series.iter().flat_map(|s| &s.points).all(|p| p.subject.is_some()));
    }

    #[test]
    fn partial_years_are_said_to_be_so_and_not_compared() {
        let text = "county,month,contributors,retirees,collected,pension\n甲县,2004-11,10,4,80,100\n\
            甲县,2004-12,10,4,80,100\n甲县,2005-01,10,4,,100\n";
        let data = import("d.csv", text.as_bytes()).unwrap().dataset;
        let context = context(&data);
        let years = two_years(&context, Books::Data, &Place::Root, 2004, 2005);
        assert_eq!(years.headline, "2005年1月全市征缴收支缺口不详");
        assert_eq!(years.sheet.notes, ["只有2004年11—12月的数。", "只有2005年1月的数。"]);
        assert_eq!(texts(&years.sheet, 12)[1..5], ["0.02", "0.01", "—", "0.02"]);
        assert_eq!(fund_by_year(&context, Books::Data, &Place::Root).headline, "全市基金收支不详");
        assert_eq!(preset(&context, Books::Data).map(|p| (p.earlier, p.later)), Some((2004, 2005)));
        let absent = two_years(&context, Books::Scenario(3), &Place::Root, 2004, 2005);
        assert_eq!((absent.headline.as_str(), absent.sheet.rows.len()), ("全市没有数据", 0));
    }

    #[test]
    fn yearly_rows_have_one_pair() {
        let text =
            "county,month,contributors,retirees,collected,pension\n甲县,2004,10,4,80,100\n甲县,2005,10,4,90,100\n";
        let data = import("d.csv", text.as_bytes()).unwrap().dataset;
        let years = two_years(&context(&data), Books::Data, &Place::Root, 2004, 2005);
        assert_eq!(years.headline, "2005年全市征缴收支缺口 0 万元，缺口占支出 10.0%，较2004年下降 10.0 个百分点");
        assert_eq!((years.sheet.rows.len(), years.pensions.names()), (1, vec!["全年".to_owned()]));
    }
}
