//! The paper's figures in its order, as printed, each with the columns, months and counties that it sums.

use std::ops::RangeInclusive;

use super::{At, Item, Printed, Published, Reading, Sign, Source, Term, Unit, minus, plus, term};
use crate::field::Field;
use crate::measures::Measure;
use crate::month::{Month, Period};

const TUNXI: Option<&str> = Some("屯溪区");
const CITY: Option<&str> = None;
const EVERY_YEAR: RangeInclusive<i32> = 2004..=2007;
const INCOME: [Field; 4] = [Field::Collected, Field::Grant, Field::Subsidy, Field::Interest];
const EXPENDITURE: [Field; 2] = [Field::Pension, Field::Other];

pub(super) fn figures() -> Vec<Published> {
    [before_pooling(), table_1(), figure_1(), figure_2(), figure_3(), table_2(), table_3()].concat()
}

fn before_pooling() -> Vec<Published> {
    let grants = |year| sum([plus(Field::Grant, year_of(CITY, year))]);
    vec![
        named(Source::PartOne, "dependency_ratio", CITY, (2004, 2004))
            .reads(percent("40"), [Reading::Ratio(Measure::DependencyRatio, month_of(CITY, 2004, 1))]),
        named(Source::PartOne, "grants_each_year", CITY, (2004, 2007))
            .reads(Printed::MoreThan(number("4000"), Unit::TenThousand), EVERY_YEAR.map(grants)),
    ]
}

const BEFORE: (i32, i32) = (2004, 2005);
const AFTER: (i32, i32) = (2006, 2007);

fn table_1() -> Vec<Published> {
    let insured = |year, month| month_of(CITY, year, month);
    let new_insured = |from, to| vec![plus(Field::Insured, to), minus(Field::Insured, from)];
    let collected = |(first, last): (i32, i32)| -> Vec<Term> {
        (first..=last).map(|year| plus(Field::Collected, year_of(CITY, year))).collect()
    };
    let persons = |text| Printed::Exactly(number(text), Unit::Persons);
    let of_persons = before_and_after(
        ["new_insured", "new_insured_change", "new_insured_growth"],
        [persons("8577"), persons("15764"), persons("7187"), percent("83.79")],
        [new_insured(insured(2004, 1), insured(2005, 12)), new_insured(insured(2005, 12), insured(2007, 12))],
    );
    let of_money = before_and_after(
        ["collected", "collected_change", "collected_growth"],
        [ten_thousand("26643"), ten_thousand("42615"), ten_thousand("15972"), percent("59.95")],
        [collected(BEFORE), collected(AFTER)],
    );
    of_persons.into_iter().chain(of_money).collect()
}

/// A row of Table 1: two years before, two years after, the change and the change in percent.
fn before_and_after(
    [key, change, growth]: [&'static str; 3],
    printed: [Printed; 4],
    [earlier, later]: [Vec<Term>; 2],
) -> [Published; 4] {
    let cell = |sign, years| figure(sign, key, CITY, years);
    let (before, after) = (cell(Sign::Plus, BEFORE), cell(Sign::Plus, AFTER));
    let all = (BEFORE.0, AFTER.1);
    let of = |key, years| named(Source::Table1, key, CITY, years);
    [
        of(key, BEFORE).reads(printed[0], [sum(earlier)]),
        of(key, AFTER).reads(printed[1], [sum(later)]),
        of(change, all).reads(printed[2], [sum([after.clone(), cell(Sign::Minus, BEFORE)])]),
        of(growth, all).reads(printed[3], [Reading::Growth { now: vec![after], before: vec![before] }]),
    ]
}

fn figure_1() -> Vec<Published> {
    let of = |key, years| named(Source::Figure1, key, TUNXI, years);
    let paid = |year| [sum([plus(Field::Pension, year_of(TUNXI, year))])];
    // Without back-pay, which comes in different months of the two years.
    let rise = |month| {
        let (now, before) = (month_of(TUNXI, 2007, month), month_of(TUNXI, 2004, month));
        sum([
            plus(Field::Pension, now),
            minus(Field::Backpay, now),
            minus(Field::Pension, before),
            plus(Field::Backpay, before),
        ])
    };
    vec![
        of("paid", (2004, 2004)).reads(ten_thousand("2540"), paid(2004)),
        of("paid", (2007, 2007)).reads(ten_thousand("4914"), paid(2007)),
        of("monthly_rise", (2004, 2007)).reads(Printed::About(number("200"), Unit::TenThousand), (1..=12).map(rise)),
    ]
}

fn figure_2() -> Vec<Published> {
    let of = |key, years| named(Source::Figure2, key, TUNXI, years);
    let share = |at| Reading::Ratio(Measure::ShortfallRatio, at);
    let money = |measure, at| sum([term(Sign::Plus, Item::Measure(measure, at))]);
    let every_month = EVERY_YEAR.flat_map(|year| (1..=12).map(move |month| month_of(TUNXI, year, month)));
    vec![
        of("shortage", (2007, 2007)).reads(
            Printed::Between(number("10"), number("50"), Unit::Percent),
            (1..=12).map(|month| share(month_of(TUNXI, 2007, month))),
        ),
        of("shortage_falls", (2004, 2007))
            .reads(Printed::Falls(Unit::Percent), EVERY_YEAR.map(|year| share(year_of(TUNXI, year)))),
        of("collections_short", (2004, 2007))
            .reads(Printed::Positive(Unit::TenThousand), every_month.map(|at| money(Measure::Gap, at))),
        named(Source::PartThree, "working_capital", TUNXI, (2004, 2004))
            .reads(ten_thousand("1122"), [money(Measure::Shortfall, year_of(TUNXI, 2004))]),
    ]
}

fn figure_3() -> Vec<Published> {
    let of = |key, year| named(Source::Figure3, key, CITY, (year, year));
    let hundred_million = |text| Printed::Exactly(number(text), Unit::HundredMillion);
    let terms = |fields: &[Field], year| -> Vec<Term> {
        fields.iter().map(|field| plus(*field, year_of(CITY, year))).collect()
    };
    let income = |year| [sum(terms(&INCOME, year))];
    let growth = |of: &[Field], now, before| [Reading::Growth { now: terms(of, now), before: terms(of, before) }];
    let surplus = |year| {
        let spent = EXPENDITURE.map(|field| minus(field, year_of(CITY, year)));
        sum(terms(&INCOME, year).into_iter().chain(spent))
    };
    vec![
        of("income", 2004).reads(hundred_million("1.7"), income(2004)),
        of("income", 2007).reads(hundred_million("3.3"), income(2007)),
        of("income_growth", 2006).reads(percent("26"), growth(&INCOME, 2006, 2005)),
        of("income_growth", 2007).reads(percent("43"), growth(&INCOME, 2007, 2005)),
        of("expenditure_growth", 2006).reads(percent("31"), growth(&EXPENDITURE, 2006, 2005)),
        of("expenditure_growth", 2007).reads(percent("16"), growth(&EXPENDITURE, 2007, 2006)),
        of("surplus", 2004).reads(hundred_million("0.1"), [surplus(2004)]),
        of("surplus", 2007).reads(hundred_million("0.4"), [surplus(2007)]),
        named(Source::Figure3, "surplus_each_year", CITY, (2004, 2007))
            .reads(Printed::Positive(Unit::HundredMillion), EVERY_YEAR.map(surplus)),
    ]
}

/// The columns of Table 2 but the last: kept = handed up + grants − passed down.
const TABLE_2_COLUMNS: [(&str, &[Field]); 3] = [
    ("handed_up", &[Field::Remitted]),
    ("grants", &[Field::Grant]),
    ("passed_down", &[Field::Allocated, Field::Grant]),
];

/// The last row sums the years.
const TABLE_2: [((i32, i32), [&str; 4]); 4] = [
    ((2005, 2005), ["3574", "2338", "2630", "3282"]),
    ((2006, 2006), ["12725", "6773", "17000", "2498"]),
    ((2007, 2007), ["17749", "6930", "21603", "3076"]),
    ((2005, 2007), ["34048", "16041", "41233", "8856"]),
];

fn table_2() -> Vec<Published> {
    let mut figures = Vec::new();
    for (years, [cells @ .., kept]) in TABLE_2 {
        let of = |key| named(Source::Table2, key, CITY, years);
        for ((key, fields), cell) in TABLE_2_COLUMNS.into_iter().zip(cells) {
            let terms = match single(years) {
                Some(year) => fields.iter().flat_map(|f| pooled(year).into_iter().map(|at| plus(*f, at))).collect(),
                None => sum_of_years(key, CITY, years),
            };
            figures.push(of(key).reads(ten_thousand(cell), [sum(terms)]));
        }
        let signs = [Sign::Plus, Sign::Plus, Sign::Minus];
        let row = TABLE_2_COLUMNS.into_iter().zip(signs).map(|((key, _), sign)| figure(sign, key, CITY, years));
        figures.push(of("kept").reads(ten_thousand(kept), [sum(row)]));
    }
    figures
}

/// The year, or in 2005 its months since the counties first handed up.
fn pooled(year: i32) -> Vec<At> {
    match year {
        2005 => (9..=12).map(|month| month_of(CITY, year, month)).collect(),
        _ => vec![year_of(CITY, year)],
    }
}

/// The counties that Table 3 names, and the one that it leaves out.
const TABLE_3_COUNTIES: [&str; 6] = ["屯溪区", "徽州区", "黄山区", "歙县", "休宁县", "祁门县"];
const NOT_IN_TABLE_3: &str = "黟县";

/// By county, then the sum of the row; the last row sums the years.
const TABLE_3: [((i32, i32), [&str; 7]); 3] = [
    ((2006, 2006), ["417", "0", "342", "578", "0", "0", "1337"]),
    ((2007, 2007), ["650", "94", "377", "0", "66", "122", "1309"]),
    ((2006, 2007), ["1067", "94", "719", "578", "66", "122", "2646"]),
];

fn table_3() -> Vec<Published> {
    let lent = |county, year| term(Sign::Plus, Item::Lent(county, year));
    let mut figures = Vec::new();
    for (years, [cells @ .., total]) in TABLE_3 {
        for (county, cell) in TABLE_3_COUNTIES.into_iter().zip(cells) {
            let terms = match single(years) {
                Some(year) => vec![lent(county, year)],
                None => sum_of_years("lent", Some(county), years),
            };
            let of = named(Source::Table3, "lent", Some(county), years);
            figures.push(of.reads(ten_thousand(cell), [sum(terms)]));
        }
        let terms = match single(years) {
            Some(year) => {
                let named = TABLE_3_COUNTIES.map(|county| figure(Sign::Plus, "lent", Some(county), years));
                named.into_iter().chain([lent(NOT_IN_TABLE_3, year)]).collect()
            }
            None => sum_of_years("lent_in_all", CITY, years),
        };
        let of = named(Source::Table3, "lent_in_all", CITY, years);
        figures.push(of.reads(ten_thousand(total), [sum(terms)]));
    }
    figures
}

// ---- Notation --------------------------------------------------------------------------------

/// What a figure is, before what is printed and how it is read.
struct Named {
    source: Source,
    key: &'static str,
    county: Option<&'static str>,
    years: (i32, i32),
}

fn named(source: Source, key: &'static str, county: Option<&'static str>, years: (i32, i32)) -> Named {
    Named { source, key, county, years }
}

impl Named {
    fn reads(self, printed: Printed, readings: impl IntoIterator<Item = Reading>) -> Published {
        let Named { source, key, county, years } = self;
        let readings = readings.into_iter().collect();
        Published { id: id(key, county, years), key, source, years, county, printed, readings }
    }
}

fn id(key: &str, county: Option<&str>, (first, last): (i32, i32)) -> String {
    let years = if first == last { format!("{first}") } else { format!("{first}-{last}") };
    match county {
        Some(county) => format!("{key}.{years}.{county}"),
        None => format!("{key}.{years}"),
    }
}

fn figure(sign: Sign, key: &str, county: Option<&str>, years: (i32, i32)) -> Term {
    term(sign, Item::Figure(id(key, county, years)))
}

fn sum_of_years(key: &str, county: Option<&str>, (first, last): (i32, i32)) -> Vec<Term> {
    (first..=last).map(|year| figure(Sign::Plus, key, county, (year, year))).collect()
}

fn single((first, last): (i32, i32)) -> Option<i32> {
    (first == last).then_some(first)
}

fn sum(terms: impl IntoIterator<Item = Term>) -> Reading {
    Reading::Sum(terms.into_iter().collect())
}

fn year_of(county: Option<&'static str>, year: i32) -> At {
    At { county, period: Period::Year(year) }
}

fn month_of(county: Option<&'static str>, year: i32, month: i32) -> At {
    At { county, period: Period::Month(Month::january(year).plus(month - 1)) }
}

fn number(text: &str) -> rust_decimal::Decimal {
    text.parse().expect("a printed number")
}

fn ten_thousand(text: &str) -> Printed {
    Printed::Exactly(number(text), Unit::TenThousand)
}

fn percent(text: &str) -> Printed {
    Printed::Exactly(number(text), Unit::Percent)
}
