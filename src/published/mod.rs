//! 公布数: every figure printed about an area that its data can answer, and how it is read off them.
//!
//! A [`Published`] figure has what was printed and one [`Reading`] of the data, or one for each month or year that it
//! speaks of. A reading keeps its [`Term`]s, so that it can be explained as well as computed. Values are exact fractions
//! in the printed unit; a figure agrees where they round to what was printed, half away from zero.
//!
//! The figures are data: a [`Pack`] of a paper is a file beside the sample, which says how it is written. It counts only
//! where the data are of its counties and years.

mod pack;
pub mod papers;
mod told;

use std::cmp::Ordering;
use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;
use toml_edit::Table;

use crate::dataset::{Dataset, Example};
use crate::field::{Amount, Field, FieldUnit};
use crate::locale::Language;
use crate::measures::{Fund, Measure, Value};
use crate::money::{Factor, Money, power_of_ten, round_ratio};
use crate::month::{Month, Period};
use crate::place::PlaceId;

pub use told::Told;

/// The figures of one paper.
#[derive(Debug)]
pub struct Pack {
    /// The example whose last scenario gives them back; `None` where data do.
    pub example: Option<Example>,
    /// All, in the paper's order.
    pub figures: Vec<Arc<Published>>,
    words: &'static Table,
}

/// The pack of the example that the data are, or whose counties they have, through all years that are spoken of.
pub fn pack(dataset: &Dataset) -> Option<&'static Pack> {
    static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(pack::shipped);
    let is_of = |pack: &&Pack| match pack.example {
        Some(example) => dataset.example == Some(example),
        None => pack.figures.iter().all(|figure| figure.is_on_record(dataset)),
    };
    PACKS.iter().find(is_of)
}

impl Pack {
    /// The figure of an id.
    pub fn find(&self, id: &str) -> Option<&Published> {
        self.figures.iter().find(|figure| figure.id == id).map(|figure| &**figure)
    }

    /// What is printed and stands in none of its figures, because the data cannot answer it.
    pub fn not_in_data(&self, language: Language) -> &str {
        language.text_of(self.words, "not_in_data")
    }
}

/// One printed figure.
#[derive(Debug)]
pub struct Published {
    /// Its name inside the program: key, years, county.
    pub id: String,
    /// What it is, whatever the years and the county.
    pub key: &'static str,
    /// The first and the last year that it speaks of.
    pub years: (i32, i32),
    /// Whose it is; `None` is the city's.
    pub county: Option<&'static str>,
    /// What is printed.
    pub printed: Printed,
    /// How it is read off the data: once, or for each month or year that it speaks of.
    pub readings: Vec<Reading>,
    words: &'static Table,
    source: &'static Table,
}

/// The unit in print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// 人
    Persons,
    /// 万元
    TenThousand,
    /// 亿元
    HundredMillion,
    /// 万人
    TenThousandPersons,
    /// 元, of a sum for each of so many heads.
    Yuan,
    /// %
    Percent,
}

impl Unit {
    /// How many heads or fen are one of it.
    const fn base(self) -> i128 {
        match self {
            Unit::Persons => 1,
            Unit::TenThousandPersons => 10_000,
            Unit::Yuan => 100,
            Unit::TenThousand => 1_000_000,
            Unit::HundredMillion => 10_000_000_000,
            Unit::Percent => panic!("percent is of a fraction, not of heads or fen"),
        }
    }
}

/// What is printed. A decimal keeps its printed places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Printed {
    /// A number to its last digit.
    Exactly(Decimal, Unit),
    /// 左右: to the nearest hundred, in each reading.
    About(Decimal, Unit),
    /// 余: each reading is above it.
    MoreThan(Decimal, Unit),
    /// Each reading lies between, bounds included.
    Between(Decimal, Decimal, Unit),
    /// Words: each reading is above zero.
    Positive(Unit),
    /// Words: each reading is below the one before.
    Falls(Unit),
}

impl Printed {
    /// The unit of the readings.
    pub const fn unit(self) -> Unit {
        match self {
            Printed::Exactly(_, unit)
            | Printed::About(_, unit)
            | Printed::MoreThan(_, unit)
            | Printed::Between(_, _, unit)
            | Printed::Positive(unit)
            | Printed::Falls(unit) => unit,
        }
    }

    /// How many decimals are printed.
    pub const fn places(self) -> u32 {
        match self {
            Printed::Exactly(number, _) => number.scale(),
            _ => 0,
        }
    }

    fn agrees_with(self, values: &[Exact]) -> bool {
        let each = |holds: &dyn Fn(&Exact) -> bool| values.iter().all(holds);
        match self {
            Printed::Exactly(number, _) => each(&|v| v.rounded(number.scale()) == Some(number)),
            Printed::About(number, _) => each(&|v| v.to_the_hundred() == Some(number)),
            Printed::MoreThan(number, _) => each(&|v| v.against(number) == Ordering::Greater),
            Printed::Between(low, high, _) => {
                each(&|v| v.against(low) != Ordering::Less && v.against(high) != Ordering::Greater)
            }
            Printed::Positive(_) => each(&|v| v.over > 0),
            Printed::Falls(_) => values.windows(2).all(|pair| pair[1] < pair[0]),
        }
    }
}

/// An exact value in the printed unit: `over / under`, `under` above zero.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    over: i128,
    under: i128,
}

impl Exact {
    fn new(over: i128, under: i128) -> Option<Exact> {
        match under.cmp(&0) {
            Ordering::Greater => Some(Exact { over, under }),
            Ordering::Equal => None,
            Ordering::Less => Some(Exact { over: -over, under: -under }),
        }
    }

    /// Rounded half away from zero; `None` only where the digits don't fit.
    pub fn rounded(self, places: u32) -> Option<Decimal> {
        let scaled = [Factor::Whole(self.over), Factor::Whole(power_of_ten(places))];
        let digits = round_ratio(&scaled, &[Factor::Whole(self.under)])?;
        Decimal::try_from_i128_with_scale(digits, places).ok()
    }

    fn to_the_hundred(self) -> Option<Decimal> {
        let hundreds = round_ratio(&[Factor::Whole(self.over)], &[Factor::Whole(self.under), Factor::Whole(100)])?;
        Decimal::try_from_i128_with_scale(hundreds.checked_mul(100)?, 0).ok()
    }

    fn against(self, number: Decimal) -> Ordering {
        self.cmp(&Exact { over: number.mantissa(), under: power_of_ten(number.scale()) })
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        (self.over * other.under).cmp(&(other.over * self.under))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

/// How one value is read off the data.
#[derive(Debug)]
pub enum Reading {
    /// The terms added up.
    Sum(Vec<Term>),
    /// (now − before) / before
    Growth {
        /// The later sum.
        now: Vec<Term>,
        /// The earlier one.
        before: Vec<Term>,
    },
    /// part / whole: in percent, or so much for each of so many heads.
    Share {
        /// What is shared out.
        part: Vec<Term>,
        /// Over what.
        whole: Vec<Term>,
    },
    /// A ratio as it is measured, to six decimals.
    Ratio(Measure, At),
}

/// A number of heads or fen with its sign in a sum.
#[derive(Debug)]
pub struct Term {
    /// Added or taken off.
    pub sign: Sign,
    /// What.
    pub item: Item,
}

/// Added or taken off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "nothing to add")]
pub enum Sign {
    Plus,
    Minus,
}

/// Where and when in the data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    /// A county by name; `None` is the city.
    pub county: Option<&'static str>,
    /// A month, or a year for the sum of its months.
    pub period: Period,
}

/// What one term is.
#[derive(Debug)]
pub enum Item {
    /// A column of the data.
    Field(Field, At),
    /// A measure in money.
    Measure(Measure, At),
    /// What the pool gave a county beyond what it handed up, before the year's first grant; never below zero.
    Lent(&'static str, i32),
    /// A number of the example's last scenario.
    Told(Told, At),
    /// Another published figure, as the data have it.
    Figure(Arc<Published>),
}

/// Whether the data give a figure back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// They do.
    Agrees,
    /// They don't.
    Differs,
    /// They don't say.
    Unknown,
}

impl Published {
    /// What it is called, with places for years and county.
    pub fn name(&self, language: Language) -> &str {
        language.text_of(self.words, "name")
    }

    /// How the data give it, in a sentence.
    pub fn rule(&self, language: Language) -> &str {
        language.text_of(self.words, "rule")
    }

    /// What is printed, where that is words.
    pub fn printed_words(&self, language: Language) -> &str {
        language.text_of(self.words, "printed")
    }

    /// Whether its sum is one of heads.
    fn is_of_heads(&self) -> bool {
        matches!(self.printed.unit(), Unit::Persons | Unit::TenThousandPersons)
    }

    /// Where in the paper.
    pub fn source(&self, language: Language) -> &str {
        language.text_of(self.source, "name")
    }

    /// Whether its county is in the data through its years; the city always is.
    fn is_on_record(&self, dataset: &Dataset) -> bool {
        self.county.is_none_or(|name| {
            dataset.places.find_county(name).is_ok_and(|county| {
                let county = &dataset.counties[county.index()];
                county.first.year() <= self.years.0 && self.years.1 <= county.last().year()
            })
        })
    }

    /// The exact value of each reading, in the printed unit; `None` is unknown.
    pub fn values(&self, dataset: &Dataset) -> Vec<Option<Exact>> {
        self.readings.iter().map(|reading| reading.value(dataset, self.printed.unit())).collect()
    }

    /// Whether the data round to what is printed.
    pub fn agrees(&self, dataset: &Dataset) -> Verdict {
        let known: Option<Vec<Exact>> = self.values(dataset).into_iter().collect();
        match known.map(|values| self.printed.agrees_with(&values)) {
            Some(true) => Verdict::Agrees,
            Some(false) => Verdict::Differs,
            None => Verdict::Unknown,
        }
    }
}

impl Reading {
    /// Its exact value in a unit.
    pub fn value(&self, dataset: &Dataset, unit: Unit) -> Option<Exact> {
        match self {
            Reading::Sum(terms) => Exact::new(sum(terms, dataset)?, unit.base()),
            Reading::Growth { now, before } => {
                let (now, before) = (sum(now, dataset)?, sum(before, dataset)?);
                Exact::new(100 * (now - before), before)
            }
            Reading::Share { part, whole } => {
                let (part, whole) = (sum(part, dataset)?, sum(whole, dataset)?);
                match unit {
                    Unit::Percent => Exact::new(100 * part, whole),
                    _ => Exact::new(part, whole * unit.base()),
                }
            }
            Reading::Ratio(measure, at) => match at.measure(*measure, dataset)? {
                Value::Ratio(ratio) => Exact::new(100 * ratio.mantissa(), power_of_ten(ratio.scale())),
                Value::Money(_) | Value::Months(_) => None,
            },
        }
    }
}

impl Reading {
    /// When it speaks of, first.
    pub fn period(&self) -> Option<Period> {
        let terms = match self {
            Reading::Ratio(_, at) => return Some(at.period),
            Reading::Sum(terms) | Reading::Growth { now: terms, .. } | Reading::Share { part: terms, .. } => terms,
        };
        match &terms.first()?.item {
            Item::Field(_, at) | Item::Measure(_, at) | Item::Told(_, at) => Some(at.period),
            Item::Lent(_, year) => Some(Period::Year(*year)),
            Item::Figure(figure) => Some(Period::Year(figure.years.0)),
        }
    }

    /// The columns that it comes down to, each once.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = match self {
            Reading::Ratio(measure, _) => fields_of(*measure).to_vec(),
            Reading::Sum(terms) => terms.iter().flat_map(Term::fields).collect(),
            Reading::Growth { now: a, before: b } | Reading::Share { part: a, whole: b } => {
                a.iter().chain(b).flat_map(Term::fields).collect()
            }
        };
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

impl Term {
    fn fields(&self) -> Vec<Field> {
        match &self.item {
            Item::Field(field, _) => vec![*field],
            Item::Measure(measure, _) => fields_of(*measure).to_vec(),
            Item::Lent(..) => vec![Field::Allocated, Field::Remitted, Field::Grant],
            Item::Told(..) => Vec::new(),
            Item::Figure(figure) => figure.readings.iter().flat_map(Reading::fields).collect(),
        }
    }
}

/// The columns that a measure is taken of.
const fn fields_of(measure: Measure) -> &'static [Field] {
    use Field::*;
    match measure {
        Measure::Gap | Measure::Shortfall | Measure::ShortfallRatio | Measure::PooledShortfall => {
            &[Collected, Pension, Other]
        }
        Measure::Uncollected | Measure::CollectionRate => &[Due, Collected],
        Measure::DependencyRatio => &[Contributors, Retirees],
        Measure::SchemeDependencyRatio => &[Insured, Retirees],
        Measure::Surplus => &[Collected, Pension, Other, Grant, Subsidy, Remitted, Allocated, Interest],
        Measure::MonthsOfCover => &[Pension, Other, Balance],
        Measure::Adjustment => &[Retirees, Collected, Pension, Other, Grant, Subsidy],
    }
}

/// The sum of terms, heads or money as they are; `None` where one is unknown.
pub fn total(terms: &[Term], dataset: &Dataset) -> Option<Amount> {
    terms.first()?.item.amount_of(sum(terms, dataset)?)
}

/// The same in heads or fen.
fn sum(terms: &[Term], dataset: &Dataset) -> Option<i128> {
    let mut sum = 0;
    for term in terms {
        let value = term.item.value(dataset)?;
        match term.sign {
            Sign::Plus => sum += value,
            Sign::Minus => sum -= value,
        }
    }
    Some(sum)
}

impl At {
    fn place(self, dataset: &Dataset) -> Option<PlaceId> {
        match self.county {
            None => Some(dataset.places.root()),
            Some(name) => dataset.places.find_county(name).ok(),
        }
    }

    /// A measure there.
    pub fn measure(self, measure: Measure, dataset: &Dataset) -> Option<Value> {
        Fund::observed(dataset).measure(measure, self.place(dataset)?, self.period)
    }

    fn field(self, field: Field, dataset: &Dataset) -> Option<i128> {
        Fund::observed(dataset).sum(self.place(dataset)?, self.period, |row| row.number(field).map(i128::from))
    }
}

impl Item {
    /// In heads or fen.
    fn value(&self, dataset: &Dataset) -> Option<i128> {
        match self {
            Item::Field(field, at) => at.field(*field, dataset),
            Item::Measure(measure, at) => match at.measure(*measure, dataset)? {
                Value::Money(money) => Some(money.fen()),
                Value::Ratio(_) | Value::Months(_) => None,
            },
            Item::Told(told, at) => told.value(at, dataset),
            Item::Lent(county, year) => Some(sum(&lent(county, *year, dataset)?, dataset)?.max(0)),
            Item::Figure(figure) => match figure.readings.first()? {
                Reading::Sum(terms) => sum(terms, dataset),
                Reading::Growth { .. } | Reading::Share { .. } | Reading::Ratio(..) => None,
            },
        }
    }

    /// Its value as heads or money.
    pub fn amount(&self, dataset: &Dataset) -> Option<Amount> {
        self.amount_of(self.value(dataset)?)
    }

    fn amount_of(&self, value: i128) -> Option<Amount> {
        let unit = match self {
            Item::Field(field, _) => field.unit(),
            Item::Told(told, _) => told.known().unit,
            Item::Figure(figure) if figure.is_of_heads() => FieldUnit::Persons,
            Item::Figure(_) | Item::Measure(..) | Item::Lent(..) => FieldUnit::Yuan,
        };
        match unit {
            FieldUnit::Persons => i64::try_from(value).ok().map(Amount::Persons),
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => Some(Amount::Money(Money::from_fen(value))),
        }
    }
}

/// What was allocated to a county less what it handed up, month by month before the year's first grant; `None` where no
/// grant came.
pub fn lent(county: &'static str, year: i32, dataset: &Dataset) -> Option<Vec<Term>> {
    let month = |n| Period::Month(Month::january(year).plus(n));
    let granted = |n: &i32| At { county: None, period: month(*n) }.field(Field::Grant, dataset).is_some_and(|g| g > 0);
    let first = (0..12).find(granted)?;
    let at = |n| At { county: Some(county), period: month(n) };
    let term = |sign, field, n| Term { sign, item: Item::Field(field, at(n)) };
    let month = |n| [term(Sign::Plus, Field::Allocated, n), term(Sign::Minus, Field::Remitted, n)];
    Some((0..first).flat_map(month).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Values;

    fn sample() -> Dataset {
        crate::sample::load()
    }

    fn figures() -> &'static [Arc<Published>] {
        &pack(&sample()).unwrap().figures
    }

    fn tampered(county: &str, month: &str, change: impl Fn(&mut Values)) -> Vec<&'static str> {
        let mut data = sample();
        let place = data.position(county).unwrap();
        let n = month.parse::<Month>().unwrap().since(Month::january(2004));
        data.counties[place].change(n as usize, &change);
        figures().iter().filter(|f| f.agrees(&data) == Verdict::Differs).map(|f| f.id.as_str()).collect()
    }

    fn more(row: &mut Values, field: Field, ten_thousands: i64) {
        let now = row.row().money(field).unwrap() + Money::from_yuan(10_000 * ten_thousands);
        row.set(field, Some(Amount::Money(now)));
    }

    #[test]
    fn every_figure_has_its_own_id() {
        let mut ids: Vec<&str> = figures().iter().map(|f| f.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), figures().len());
    }

    #[test]
    fn halves_round_away_from_zero_once() {
        let value = Exact::new(-25, 10).unwrap();
        assert_eq!(value.rounded(0), Some(Decimal::from(-3)));
        assert_eq!(Exact::new(149_999, 1000).unwrap().to_the_hundred(), Some(Decimal::from(100)));
        assert_eq!(Exact::new(150, 1).unwrap().to_the_hundred(), Some(Decimal::from(200)));
        assert!(Exact::new(1, -3) < Exact::new(1, 3) && Exact::new(1, 0).is_none());
    }

    #[test]
    fn a_wrong_number_in_the_data_shows_in_the_figures_that_use_it() {
        assert_eq!(tampered("歙县", "2006-03", |_| ()), [""; 0]);
        // Ten thousand yuan more does not show where print rounds to ten million.
        assert_eq!(
            tampered("歙县", "2004-05", |row| more(row, Field::Collected, 1)),
            ["collected.2004-2005", "collected_change.2004-2007", "collected_growth.2004-2007"]
        );
        assert_eq!(
            tampered("歙县", "2005-12", |row| {
                let heads = row.row().persons(Field::Insured).unwrap();
                row.set(Field::Insured, Some(Amount::Persons(heads + 1)));
            }),
            [
                "new_insured.2004-2005",
                "new_insured.2006-2007",
                "new_insured_change.2004-2007",
                "new_insured_growth.2004-2007"
            ]
        );
        assert_eq!(
            tampered("屯溪区", "2006-02", |row| more(row, Field::Allocated, 5)),
            [
                "passed_down.2006",
                "kept.2006",
                "passed_down.2005-2007",
                "kept.2005-2007",
                "lent.2006.屯溪区",
                "lent_in_all.2006",
                "lent.2006-2007.屯溪区",
                "lent_in_all.2006-2007"
            ]
        );
        // A county that the table does not name must not have been lent anything.
        let lent = tampered("黟县", "2006-02", |row| more(row, Field::Allocated, 500));
        assert!(lent.contains(&"lent_in_all.2006") && !lent.contains(&"lent.2006.屯溪区"), "{lent:?}");
        let short = tampered("屯溪区", "2007-05", |row| row.set(Field::Collected, row.row().get(Field::Pension)));
        for id in ["shortage.2007.屯溪区", "collections_short.2004-2007.屯溪区"] {
            assert!(short.contains(&id), "{id} in {short:?}");
        }
        let paid = tampered("屯溪区", "2007-05", |row| more(row, Field::Pension, 100));
        assert!(paid.contains(&"paid.2007.屯溪区") && paid.contains(&"monthly_rise.2004-2007.屯溪区"), "{paid:?}");
    }

    #[test]
    fn what_is_not_in_the_data_is_unknown() {
        let text = include_str!("../../assets/sample/huangshan.csv");
        let others: String = text.lines().filter(|l| !l.starts_with("屯溪区")).map(|l| format!("{l}\n")).collect();
        let data = crate::intake::import("huangshan.csv", others.as_bytes()).unwrap().dataset;
        let unknown = figures().iter().filter(|f| f.agrees(&data) == Verdict::Unknown);
        let keys: Vec<&str> = unknown.map(|f| f.id.as_str()).collect();
        assert!(keys.contains(&"paid.2004.屯溪区") && keys.contains(&"lent_in_all.2006"), "{keys:?}");
        assert!(!keys.contains(&"income.2004"));
        assert!(pack(&data).is_none(), "a county that is spoken of is not there");
    }
}
