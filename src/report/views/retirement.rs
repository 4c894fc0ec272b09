//! 延迟退休: what the later retirement age does to heads, dependency, gap and balance of a place, year by year and month by
//! month, beside the ages of before.

use rust_decimal::Decimal;

use super::context::{Context, name_of};
use super::view::{changed, column, less, series};
use crate::answers::retirement::{Retirement, Side};
use crate::field::Field;
use crate::listed::listed;
use crate::measures::{Fund, Measure};
use crate::month::{Month, Period};
use crate::people::structure::YEARS;
use crate::people::{Group, Sex, persons};
use crate::place::PlaceId;
use crate::policy::PolicyUnit;
use crate::report::model::charts::{AgeMark, AgeRow, Pyramid};
use crate::report::words::law::policy_number;
use crate::report::words::number::UNKNOWN;
use crate::report::{
    Books, Category, Cell, CellValue, Figure, Key, Mark, Measured, Point, Quantity, Role, Series, Sheet, Subject,
};
use crate::scenario::people::Policy;

/// How many months of new retirees are shown at a time.
const MONTHS_SHOWN: i32 = 60;

listed! {
    /// What is told of every year.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    enum Item, ALL, text_key -> &'static str;

    /// 征缴收支缺口
    Gap = "measure.gap";
    /// 期末净结余: what is left less what is owed
    Net = "quantity.net_balance";
    /// 缴费人数
    Contributors = "field.contributors";
    /// 离退休人数
    Retirees = "field.retirees";
    /// 赡养率
    Dependency = "measure.dependency_ratio";
}

impl Item {
    /// What its numbers are.
    const fn measured(self) -> Measured {
        match self {
            Item::Gap | Item::Net => Measured::Money,
            Item::Contributors | Item::Retirees => Measured::Persons,
            Item::Dependency => Measured::Ratio,
        }
    }
}

/// One of the two as a fund.
#[derive(Clone, Copy)]
struct Of<'a> {
    side: &'a Side,
    fund: Fund<'a>,
    /// The number of the scenario in the project whose own run this is.
    number: Option<usize>,
}

impl Of<'_> {
    fn value(&self, at: PlaceId, item: Item, year: i32) -> Option<Quantity> {
        let period = Period::Year(year);
        let heads = |field| self.fund.value(at, period, field).map(|value| super::context::amount(field, value));
        match item {
            Item::Gap => self.fund.measure(Measure::Gap, at, period).map(Quantity::from),
            Item::Dependency => self.fund.measure(Measure::DependencyRatio, at, period).map(Quantity::from),
            Item::Contributors => heads(Field::Contributors),
            Item::Retirees => heads(Field::Retirees),
            Item::Net => {
                let balance = self.fund.balance(at, self.fund.date(at, period)?)?;
                Some(Quantity::Money(balance - self.fund.debt(at, period)?))
            }
        }
    }
}

/// What the later age does, to be told.
pub struct Told<'a> {
    context: Context<'a>,
    found: &'a Retirement,
    later: Of<'a>,
    before: Of<'a>,
    at: PlaceId,
    source: String,
}

impl<'a> Told<'a> {
    /// Of an answer; `number` is that of its scenario in the project. `None` where the data lack the place.
    pub fn new(context: &Context<'a>, number: usize, found: &'a Retirement, own: Policy) -> Option<Told<'a>> {
        let of = |side: &'a Side, is_own| Of {
            side,
            fund: Fund::of_run(context.observed, &side.run, &side.scenario),
            number: Some(number).filter(|_| is_own),
        };
        let (later, before) = (of(&found.later, own != Policy::Before), of(&found.before, own == Policy::Before));
        let at = later.fund.places().find(&found.place)?;
        let source = context.source_of([&found.later.scenario]);
        Some(Told { context: *context, found, later, before, at, source })
    }

    fn text(&self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.context.language().fill(key, values)
    }

    fn place(&self) -> String {
        name_of(self.later.fund.places(), self.at, self.context.language())
    }

    fn year_name(&self, year: i32) -> String {
        let recorded = self.later.fund.recorded(self.at, Period::Year(year));
        self.context.period_name(recorded.unwrap_or(Period::Year(year)))
    }

    /// What the ages that rise are called.
    fn name(&self) -> String {
        let policy = self.later.side.scenario.people.as_ref().map(|people| people.policy);
        self.text(if matches!(policy, Some(Policy::Own(_))) { "retirement.own" } else { "retirement.later" })
    }

    /// The calendar years of the run.
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        let run = &self.found.later.run;
        run.start.year()..=run.end().year()
    }

    /// A year of the run: the one wanted, or the nearest.
    fn within(&self, year: i32) -> i32 {
        year.clamp(*self.years().start(), *self.years().end())
    }

    /// "延迟退休使2055年全市征缴收支缺口减少 3.1 亿元（缺口 …，不延迟为缺口 …），赡养率降低 12.3 个百分点（…）"
    pub fn headline(&self, year: i32) -> String {
        let (year, style) = (self.within(year), self.context.style);
        let both = |item| (self.later.value(self.at, item, year), self.before.value(self.at, item, year));
        let gap = |gap: Option<Quantity>| match gap {
            Some(Quantity::Money(gap)) if gap.is_negative() => {
                self.fill("retirement.over", &[("amount", &style.spoken(Quantity::Money(gap.abs())))])
            }
            Some(gap) => self.fill("retirement.gap", &[("amount", &style.spoken(gap))]),
            None => UNKNOWN.to_owned(),
        };
        let ratio = |ratio: Option<Quantity>| ratio.map_or(UNKNOWN.to_owned(), |ratio| style.full(ratio));
        let (gaps, ratios) = (both(Item::Gap), both(Item::Dependency));
        let values = [
            ("policy", &*self.name()),
            ("year", &*self.year_name(year)),
            ("place", &*self.place()),
            ("gap_moved", &*self.moved(gaps)),
            ("gap", &*gap(gaps.0)),
            ("gap_before", &*gap(gaps.1)),
            ("ratio_moved", &*self.moved(ratios)),
            ("ratio", &*ratio(ratios.0)),
            ("ratio_before", &*ratio(ratios.1)),
        ];
        self.fill("retirement.headline", &values)
    }

    /// How far one is from the other: 减少 3,000 万元, 降低 12.3 个百分点.
    fn moved(&self, (now, before): (Option<Quantity>, Option<Quantity>)) -> String {
        let style = self.context.style;
        let (key, amount) = match less(now, before) {
            Some(Quantity::Money(more)) if !more.is_zero() => {
                let key = if more.is_negative() { "retirement.less" } else { "retirement.more" };
                (key, style.spoken(Quantity::Money(more.abs())))
            }
            Some(Quantity::Persons(more)) if more != 0 => {
                let key = if more < 0 { "retirement.less" } else { "retirement.more" };
                (key, style.full(Quantity::Persons(more.saturating_abs())))
            }
            Some(Quantity::Ratio(more)) if !more.is_zero() => {
                let key = if more.is_sign_negative() { "retirement.lower" } else { "retirement.higher" };
                (key, format!("{} {}", style.plain(Quantity::Ratio(more.abs())), self.context.text("unit.points")))
            }
            _ => return self.text("retirement.same"),
        };
        self.fill(key, &[("amount", &amount)])
    }

    /// "延迟退休使2055年全市缴费人数增加 6,480 人（76,005 人；不延迟为 69,525 人）": one item of a year.
    pub fn title(&self, item: Item, year: i32) -> String {
        let year = self.within(year);
        let [now, before] = [&self.later, &self.before].map(|of| of.value(self.at, item, year));
        let said = |quantity: Option<Quantity>| quantity.map_or(UNKNOWN.to_owned(), |q| self.context.style.spoken(q));
        let values = [
            ("policy", &*self.name()),
            ("year", &*self.year_name(year)),
            ("place", &*self.place()),
            ("what", self.context.language().text(item.text_key())),
            ("moved", &*self.moved((now, before))),
            ("now", &*said(now)),
            ("before", &*said(before)),
        ];
        self.fill("retirement.item", &values)
    }

    /// What decides of a year, each beside the ages of before; of gaps also what they add up to until then.
    pub fn keys(&self, year: i32, items: &[Item]) -> Vec<Key> {
        let year = self.within(year);
        let against = self.text("retirement.against");
        let key = |label: String, now: Option<Quantity>, before: Option<Quantity>, subject: Option<Subject>| Key {
            label,
            value: Cell::quantity(now, subject),
            change: Some(changed(less(now, before), None)),
            against: against.clone(),
        };
        let of_year = |item: Item| {
            let [now, before] = [&self.later, &self.before].map(|of| of.value(self.at, item, year));
            let label = format!("{} {}", self.year_name(year), self.context.text(item.text_key()));
            key(label, now, before, self.subject(&self.later, item, year))
        };
        let sum = |of: &Of<'_>| {
            let years = *self.years().start()..=year;
            let mut gaps = years.map(|year| of.value(self.at, Item::Gap, year));
            gaps.try_fold(Quantity::Money(Default::default()), |sum, gap| sum.plus(gap?))
        };
        let first = self.years().start().to_string();
        let label = self.fill("retirement.summed", &[("first", &first), ("last", &year.to_string())]);
        let mut keys: Vec<Key> = items.iter().copied().map(of_year).collect();
        if items.contains(&Item::Gap) {
            keys.push(key(label, sum(&self.later), sum(&self.before), None));
        }
        keys
    }

    /// What explains a value: a measure of the scenario's own run.
    fn subject(&self, of: &Of<'_>, item: Item, year: i32) -> Option<Subject> {
        let (place, period, books) = (self.found.place.clone(), Period::Year(year), Books::Scenario(of.number?));
        let measure = |measure| Subject::Measure { measure, place: place.clone(), period, books };
        let cell = |field| Subject::Cell { place: place.clone(), period, field, books };
        match item {
            Item::Gap => Some(measure(Measure::Gap)),
            Item::Dependency => Some(measure(Measure::DependencyRatio)),
            Item::Contributors => Some(cell(Field::Contributors)),
            Item::Retirees => Some(cell(Field::Retirees)),
            Item::Net => None,
        }
    }

    /// One item by year, with and without.
    pub fn figure(&self, item: Item) -> Figure {
        let years: Vec<i32> = self.years().collect();
        let line = |of: &Of<'_>, name: String, role| {
            let point =
                |year: &i32| Point { value: of.value(self.at, item, *year), subject: self.subject(of, item, *year) };
            series(name, role, Mark::Line, years.iter().map(point).collect())
        };
        Figure {
            title: format!("{} · {}", self.place(), self.context.text(item.text_key())),
            categories: years.iter().map(|year| Category::Period(Period::Year(*year))).collect(),
            ticks: years.iter().map(i32::to_string).collect(),
            measured: item.measured(),
            series: vec![
                line(&self.before, self.text("retirement.before"), Role::Earlier),
                line(&self.later, self.name(), Role::Later),
            ],
            source: self.source.clone(),
            ..Figure::default()
        }
    }

    /// All items by year: under the later ages, and the difference to those of before.
    pub fn sheet(&self) -> Sheet {
        const ORDER: [Item; 5] = [Item::Contributors, Item::Retirees, Item::Dependency, Item::Gap, Item::Net];
        let mut columns = vec![column(self.text("comparison.year"), Measured::Text)];
        for item in ORDER {
            columns.push(column(self.text(item.text_key()), item.measured()));
            columns.push(column(self.text("retirement.difference"), item.measured()));
        }
        let row = |year: i32| {
            let mut row = vec![Cell::text(self.year_name(year))];
            for item in ORDER {
                let [now, before] = [&self.later, &self.before].map(|of| of.value(self.at, item, year));
                row.push(Cell::quantity(now, self.subject(&self.later, item, year)));
                row.push(changed(less(now, before), None));
            }
            row
        };
        Sheet {
            title: format!("{} · {}", self.place(), self.text("retirement.title")),
            columns,
            frozen: 1,
            rows: self.years().map(row).collect(),
            notes: vec![self.text("retirement.means")],
            source: self.source.clone(),
            ..Sheet::default()
        }
    }

    /// The people by age at the end of a year, or at the outset for the year before the first.
    pub fn pyramid(&self, year: i32) -> Pyramid {
        let ages = &self.later.side.ages.pyramids;
        let (month, pyramid) = match ages.iter().rev().find(|(month, _)| month.year() <= year).or(ages.first()) {
            Some((month, pyramid)) => (*month, Some(pyramid)),
            None => (self.found.later.run.start.previous(), None),
        };
        let side = |pyramid: &crate::people::cohort::Pyramid, sex: Sex, age: usize| {
            let groups = Group::ALL.into_iter().filter(|group| group.known().sex == sex);
            groups.fold([0u64; 2], |[pay, retired], group| {
                let [contributors, _, retirees] = pyramid[group as usize][age];
                [pay + contributors, retired + retirees]
            })
        };
        let both = |pyramid: &crate::people::cohort::Pyramid, age| Sex::ALL.map(|sex| side(pyramid, sex, age));
        // The scale and the ages stay while the year moves.
        let widest = |age: usize| {
            let widths = ages.iter().flat_map(|(_, pyramid)| both(pyramid, age)).map(|[pay, retired]| pay + retired);
            persons(widths.max().unwrap_or(0))
        };
        let widths: Vec<i64> = (0..YEARS.count()).map(widest).collect();
        let last = widths.iter().rposition(|width| *width > 0).unwrap_or(0);
        let first = widths.iter().position(|width| *width > 0).unwrap_or(0);
        let row = |age: usize| AgeRow {
            age: YEARS.start() + age as u32,
            sides: pyramid.map_or([[0; 2]; 2], |pyramid| both(pyramid, age).map(|parts| parts.map(persons))),
        };
        let schedule = self.later.side.scenario.people.as_ref().map(|people| people.policy.schedule());
        let mark = |(group, months): (Group, u32)| AgeMark {
            side: group.known().sex as usize,
            months,
            label: {
                let age = policy_number(self.context.language(), PolicyUnit::Age, Decimal::from(months));
                self.fill("retirement.age", &[("group", self.context.text(group.text_key())), ("age", &age)])
            },
        };
        let month_name = self.context.period_name(Period::Month(month));
        Pyramid {
            title: self.fill("retirement.pyramid", &[("place", &self.place()), ("month", &month_name)]),
            sides: ["retirement.men", "retirement.women"].map(|key| self.text(key)),
            parts: [Field::Contributors, Field::Retirees].map(|field| self.text(field.text_key())),
            rows: (first..=last).map(row).collect(),
            marks: schedule
                .map(|rises| Group::ALL.into_iter().zip(rises.map(|rise| rise.age_in(month))).map(mark).collect())
                .unwrap_or_default(),
            most: widths.into_iter().max().unwrap_or(0),
            noted: Vec::new(),
            source: self.source.clone(),
        }
    }

    /// The people by age at the end of a year as a table.
    pub fn ages(&self, year: i32) -> Sheet {
        self.pyramid(year).sheet(&self.text("retirement.years_of_age"))
    }

    /// "2055年末全市…": who is how old.
    pub fn ages_headline(&self, year: i32) -> String {
        let pyramid = self.pyramid(year);
        let sum = |part: usize| pyramid.rows.iter().flat_map(|row| row.sides).map(|side| side[part]).sum::<i64>();
        let count = |heads| self.context.style.full(Quantity::Persons(heads));
        let marks: Vec<&str> = pyramid.marks.iter().map(|mark| mark.label.as_str()).collect();
        let marks = marks.join(self.context.text("why.list_separator"));
        let values = [
            ("what", &*pyramid.title),
            ("contributors", &*count(sum(0))),
            ("retirees", &*count(sum(1))),
            ("ages", &*marks),
        ];
        self.fill("retirement.ages_headline", &values)
    }

    /// Those who become retirees in a month, by group; `None` outside the run.
    fn new_in(&self, of: &Of<'_>, month: Month) -> Option<[u64; 3]> {
        let n = of.side.run.position(month)?;
        of.side.ages.new_retirees.get(n).copied()
    }

    /// New retirees by month over five years from the first month of a year: by group, and all under the ages of before.
    pub fn months(&self, year: i32) -> Figure {
        let run = &self.later.side.run;
        let latest = run.end().plus(1 - MONTHS_SHOWN).max(run.start);
        let first = Month::january(self.within(year)).clamp(run.start, latest);
        let months: Vec<Month> =
            (0..MONTHS_SHOWN).map(|n| first.plus(n)).take_while(|month| *month <= run.end()).collect();
        let of_group = |group: Group| {
            let point = |month: &Month| {
                let heads = self.new_in(&self.later, *month).map(|groups| persons(groups[group as usize]));
                Point { value: heads.map(Quantity::Persons), subject: None }
            };
            let name = self.text(group.text_key());
            series(name, Role::Nth(group as u8), Mark::StackedBar, months.iter().map(point).collect())
        };
        let without = |month: &Month| {
            let heads = self.new_in(&self.before, *month).map(|groups| persons(groups.iter().sum()));
            Point { value: heads.map(Quantity::Persons), subject: None }
        };
        let mut series: Vec<Series> = Group::ALL.map(of_group).into();
        let name = self.text("retirement.before");
        series.push(super::view::series(name, Role::Earlier, Mark::Line, months.iter().map(without).collect()));
        let tick = |month: &Month| if month.month() == 1 { month.year().to_string() } else { String::new() };
        Figure {
            title: self.fill("retirement.new_by_month", &[("place", &self.place())]),
            categories: months.iter().map(|month| Category::Period(Period::Month(*month))).collect(),
            ticks: months.iter().map(tick).collect(),
            measured: Measured::Persons,
            series,
            source: self.source.clone(),
            ..Figure::default()
        }
    }

    /// Who retires in a year, by group and month, with the year below.
    pub fn months_sheet(&self, year: i32) -> Sheet {
        let year = self.within(year);
        let mut columns = vec![column(self.text("period.kind_month"), Measured::Text)];
        let names = Group::ALL.map(|group| self.text(group.text_key()));
        let others = ["retirement.all", "retirement.before", "retirement.difference"].map(|key| self.text(key));
        columns.extend(names.into_iter().chain(others).map(|name| column(name, Measured::Persons)));
        let row = |name: String, later: Option<[u64; 3]>, before: Option<[u64; 3]>| {
            let count = |heads: Option<u64>| heads.map(|heads| Quantity::Persons(persons(heads)));
            let all = |groups: Option<[u64; 3]>| count(groups.map(|groups| groups.iter().sum()));
            let mut cells = vec![Cell::text(name)];
            cells.extend(Group::ALL.map(|group| Cell::quantity(count(later.map(|l| l[group as usize])), None)));
            cells.push(Cell::quantity(all(later), None));
            cells.push(Cell::quantity(all(before), None));
            cells.push(changed(less(all(later), all(before)), None));
            cells
        };
        let months: Vec<Month> = (0..12)
            .map(|n| Month::january(year).plus(n))
            .filter(|m| self.later.side.run.position(*m).is_some())
            .collect();
        let of_year = |of: &Of<'_>| {
            let each = |sum: [u64; 3], month: &Month| {
                let own = self.new_in(of, *month).unwrap_or_default();
                std::array::from_fn(|group| sum[group] + own[group])
            };
            Some(months.iter().fold([0; 3], each))
        };
        let mut rows: Vec<Vec<Cell>> = months
            .iter()
            .map(|month| {
                let name = self.context.period_name(Period::Month(*month));
                row(name, self.new_in(&self.later, *month), self.new_in(&self.before, *month))
            })
            .collect();
        rows.push(row(self.year_name(year), of_year(&self.later), of_year(&self.before)));
        Sheet {
            title: self.fill("retirement.new_in", &[("place", &self.place()), ("year", &self.year_name(year))]),
            columns,
            frozen: 1,
            rows,
            totals: 1,
            notes: ["retirement.new_means", "retirement.new_first"].map(|key| self.text(key)).into(),
            source: self.source.clone(),
            ..Sheet::default()
        }
    }

    /// "2026年全市新增离退休 1,234 人，不延迟为 2,345 人；1月、5月、9月没有男职工退休"
    pub fn months_headline(&self, year: i32) -> String {
        let year = self.within(year);
        let sheet = self.months_sheet(year);
        let count = |column: usize| match sheet.rows.last().and_then(|row| row.get(column)).map(|cell| &cell.value) {
            Some(CellValue::Quantity(quantity)) => self.context.style.full(*quantity),
            _ => UNKNOWN.to_owned(),
        };
        let months = (0..12).map(|n| Month::january(year).plus(n));
        let empty: Vec<String> = months
            .filter(|month| {
                self.new_in(&self.later, *month).is_some_and(|groups| persons(groups[Group::Man as usize]) == 0)
            })
            .map(|month| self.fill("years.month", &[("month", &month.month().to_string())]))
            .collect();
        let values = [
            ("year", &*self.year_name(year)),
            ("place", &*self.place()),
            ("now", &*count(Group::ALL.len() + 1)),
            ("before", &*count(Group::ALL.len() + 2)),
        ];
        let said = self.fill("retirement.months_headline", &values);
        match empty.len() {
            0 | 12 => said,
            _ => {
                let months = empty.join(self.context.text("why.list_separator"));
                said + &self.fill("retirement.empty_months", &[("months", &months)])
            }
        }
    }
}
