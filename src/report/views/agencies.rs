//! 经办经费: what the agencies cost by what they handle, and what they need by formula.
//!
//! Source: model section 12.4, "Agencies' cost".

use rust_decimal::Decimal;

use super::context::{Context, name_of};
use super::indicators::page::decimal;
use crate::assessment::agencies::{Agency, Formula};
use crate::assessment::exact::Exact;
use crate::assessment::figure::path;
use crate::assessment::kept::{Kept, Put};
use crate::field::Field;
use crate::measures::Fund;
use crate::money::{Money, Persons};
use crate::month::Period;
use crate::place::{Level, PlaceId};
use crate::report::{Cell, CellValue, Column, Measured, Quantity, Sheet};

/// What was entered of agencies is kept under this id; the formula's numbers at [`FORMULA`].
pub const KEPT: &str = "agency";

/// Where the numbers of the formula are kept.
pub const FORMULA: &str = "formula";

/// The numbers of the formula by their keys: yuan per insured, yuan per 万元, the parts of nation, province and city; the
/// county pays the rest.
pub const NUMBERS: [&str; 5] = ["per_insured", "per_ten_thousand", "nation", "province", "city"];

/// The agencies of a year, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct AgenciesShown {
    /// What they cost by what they handle.
    pub headline: String,
    /// A row a county, then all.
    pub sheet: Sheet,
    /// The counties' paths by row.
    pub places: Vec<String>,
}

/// The columns that are typed in: staff and cost.
pub const TYPED: [(usize, &str); 2] = [(1, "staff"), (5, "cost")];

/// A number of the formula.
pub fn number(kept: &Kept, key: &str) -> Decimal {
    let put = kept.puts(KEPT, 0, FORMULA, key).first().and_then(|put: &Put| put.value);
    put.unwrap_or_default()
}

/// The formula that is kept.
pub fn formula(kept: &Kept) -> Formula {
    let exact = |key: &str| Exact::from(number(kept, key));
    let part = |level: Level, key: &str| (level, exact(key));
    let above = [part(Level::Nation, "nation"), part(Level::Province, "province"), part(Level::City, "city")];
    let rest = above.iter().fold(Exact::ONE, |rest, (_, share)| rest.less(share));
    let shares = above.into_iter().chain([(Level::County, rest)]).collect();
    Formula { per_insured: exact("per_insured"), per_ten_thousand: exact("per_ten_thousand"), shares }
}

/// An agency of a county in a year: insured and flows from the data, staff and cost as entered; `None` where the data lack
/// something.
fn agency(context: &Context<'_>, kept: &Kept, county: PlaceId, year: i32) -> Option<Agency> {
    let fund = Fund::observed(context.observed);
    let period = Period::Year(year);
    let place = path(&context.observed.places, county);
    let put = |node: &str| kept.puts(KEPT, year, place, node).first().and_then(|put| put.value);
    let insured: Persons = {
        let last = fund.date(county, period)?;
        i64::try_from(fund.sum(county, last, |row| row.number(Field::Insured).map(i128::from))?).ok()?
    };
    let money = |field| fund.money(county, period, field).unwrap_or_default();
    let income = [Field::Collected, Field::Grant, Field::Subsidy, Field::Interest].into_iter().map(money).sum();
    let expenditure = fund.expenditure(county, period)?;
    let staff = put("staff").and_then(|staff| i64::try_from(staff).ok()).unwrap_or_default();
    let cost = put("cost").and_then(Money::from_decimal).unwrap_or_default();
    Some(Agency { staff, insured, income, expenditure, cost })
}

/// The agencies of a year.
pub fn agencies(context: &Context<'_>, kept: &Kept, year: i32) -> AgenciesShown {
    let language = context.language();
    let places = &context.observed.places;
    let formula = formula(kept);
    let counties = places.counties_of(places.root());
    let known: Vec<(PlaceId, Option<Agency>)> =
        counties.iter().map(|county| (*county, agency(context, kept, *county, year))).collect();
    let all = known.iter().filter_map(|(_, agency)| agency.as_ref());
    let all = all.fold(
        Agency { staff: 0, insured: 0, income: Money::ZERO, expenditure: Money::ZERO, cost: Money::ZERO },
        |sum, one| Agency {
            staff: sum.staff + one.staff,
            insured: sum.insured + one.insured,
            income: sum.income + one.income,
            expenditure: sum.expenditure + one.expenditure,
            cost: sum.cost + one.cost,
        },
    );
    let number = |value: Option<Exact>| {
        let value = value.and_then(|value| decimal(&value)).map(|value| Quantity::Number(value.round_dp(2)));
        value.map_or_else(Cell::default, |value| Cell::quantity(Some(value), None))
    };
    let entered = |is_zero: bool, quantity: Quantity| {
        if is_zero { Cell::default() } else { Cell::quantity(Some(quantity), None) }
    };
    let row = |name: String, agency: Option<&Agency>| {
        let Some(agency) = agency else {
            return std::iter::once(Cell::text(name)).chain((0..10).map(|_| Cell::default())).collect::<Vec<Cell>>();
        };
        let need = formula.need(agency);
        let paid = need.map(|need| formula.paid_by(need)).unwrap_or_default();
        let of_county = paid.last().map(|(_, part)| Quantity::Money(*part));
        let has_cost = !agency.cost.is_zero();
        vec![
            Cell::text(name),
            entered(agency.staff == 0, Quantity::Persons(agency.staff)),
            Cell::quantity(Some(Quantity::Persons(agency.insured)), None),
            Cell::quantity(Some(Quantity::Money(agency.income)), None),
            Cell::quantity(Some(Quantity::Money(agency.expenditure)), None),
            entered(!has_cost, Quantity::Money(agency.cost)),
            number(agency.per_ten_thousand().filter(|_| has_cost)),
            number(agency.per_insured().filter(|_| has_cost)),
            number(agency.insured_per_staff()),
            Cell::quantity(need.map(Quantity::Money), None),
            Cell::quantity(of_county, None),
        ]
    };
    let name = |place: PlaceId| name_of(places, place, language);
    let mut rows: Vec<Vec<Cell>> = known.iter().map(|(place, agency)| row(name(*place), agency.as_ref())).collect();
    rows.push(row(name(places.root()), Some(&all)));
    let column = |key: &str, measured| Column::new(language.text(key), measured);
    let year_text = context.period_name(Period::Year(year));
    let style = context.style;
    let headline = match all.per_ten_thousand().filter(|_| !all.cost.is_zero()) {
        Some(each) => {
            let per = |value: Option<Exact>| {
                let value = value.and_then(|value| decimal(&value)).unwrap_or_default().round_dp(2);
                style.plain(Quantity::Number(value))
            };
            let (cost, each, head) = (style.spoken(Quantity::Money(all.cost)), per(Some(each)), per(all.per_insured()));
            language
                .fill("agencies.headline", &[("year", &year_text), ("cost", &cost), ("each", &each), ("head", &head)])
        }
        None => language.fill("agencies.nothing", &[("year", &year_text)]),
    };
    let mut notes = vec![language.text("agencies.rule").to_owned()];
    if kept.is_example {
        notes.push(language.text("agencies.example").to_owned());
    }
    AgenciesShown {
        headline,
        places: counties.iter().map(|county| path(places, *county).to_owned()).collect(),
        sheet: Sheet {
            title: language.fill("agencies.title", &[("year", &year_text)]),
            columns: vec![
                column("indicators.place", Measured::Text),
                column("agencies.staff", Measured::Persons),
                column("field.insured", Measured::Persons),
                column("agencies.income", Measured::Money),
                column("agencies.expenditure", Measured::Money),
                column("agencies.cost", Measured::Money),
                column("agencies.per_ten_thousand", Measured::Number),
                column("agencies.per_insured", Measured::Number),
                column("agencies.per_staff", Measured::Number),
                column("agencies.need", Measured::Money),
                column("agencies.of_county", Measured::Money),
            ],
            frozen: 1,
            totals: 1,
            rows,
            notes,
            source: context.source_line(),
            ..Sheet::default()
        },
    }
}

/// A cell's number as it is typed, in yuan.
pub fn typed(sheet: &Sheet, row: usize, column: usize) -> String {
    match sheet.rows.get(row).and_then(|row| row.get(column)).map(|cell| &cell.value) {
        Some(CellValue::Quantity(Quantity::Money(money))) => money.to_decimal().normalize().to_string(),
        Some(CellValue::Quantity(Quantity::Persons(heads))) => heads.to_string(),
        _ => String::new(),
    }
}
