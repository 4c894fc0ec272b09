//! The law by date: parameters with the values that were in force, and the document that set each.
//!
//! They are data: `assets/policy/*.toml`. A value whose document was not seen is told as such, and nothing is reckoned with
//! it unasked.
//!
//! ```
//! use tongchou::policy;
//! let rate = |month: &str| policy::number("contribution_rate", month.parse().unwrap()).unwrap().to_string();
//! assert_eq!([rate("2019-04"), rate("2019-05")], ["0.28", "0.24"]);
//! ```

use std::sync::OnceLock;

use rust_decimal::Decimal;
use toml_edit::{Array, DocumentMut, Table};

use crate::locale::Language;
use crate::month::Month;

const FILES: [&str; 4] = [
    include_str!("../assets/policy/contributions.toml"),
    include_str!("../assets/policy/benefits.toml"),
    include_str!("../assets/policy/retirement.toml"),
    include_str!("../assets/policy/pooling.toml"),
];

/// What a parameter's numbers are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyUnit {
    /// A rate, shown in percent.
    Rate,
    /// Yuan.
    Yuan,
    /// Months.
    Months,
    /// Years.
    Years,
    /// An age, in months.
    Age,
    /// A plain number.
    Number,
}

/// How a value is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// The document itself was read.
    Official,
    /// Official news, or several accounts that agree, were read.
    Reported,
    /// Only copies by others were seen.
    ThirdParty,
    /// The copies differ.
    Conflict,
    /// Nothing was seen.
    Memory,
}

impl Status {
    /// Whether the original, or what amounts to it, was seen.
    pub const fn is_seen(self) -> bool {
        matches!(self, Status::Official | Status::Reported)
    }
}

/// A value of a parameter.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// One number.
    Number(Decimal),
    /// Numbers by name, such as an age or a province.
    Table(Vec<(String, Decimal)>),
}

/// A value with the time in which it was in force.
#[derive(Clone, PartialEq, Debug)]
pub struct Dated {
    /// The first month.
    pub from: Month,
    /// The last month, where it has ended.
    pub to: Option<Month>,
    /// Where alone it is in force.
    pub place: Option<String>,
    /// The value.
    pub value: Value,
    /// The document that set it.
    pub document: String,
    /// How it is known.
    pub status: Status,
    note: [String; 2],
}

impl Dated {
    /// Whether it is in force in a month.
    pub fn holds_in(&self, month: Month) -> bool {
        self.from <= month && self.to.is_none_or(|to| month <= to)
    }

    /// Its number; `None` where it is a table.
    pub fn number(&self) -> Option<Decimal> {
        if let Value::Number(number) = self.value { Some(number) } else { None }
    }

    /// What else there is to say; often nothing.
    pub fn note(&self, language: Language) -> &str {
        language.pick::<String>(&self.note)
    }
}

/// A number that rises by one for every so many months, up to a most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rising {
    /// The month from which it rises.
    pub from: Month,
    /// What it was before.
    pub base: u32,
    /// For every how many months it rises by one.
    pub every: u32,
    /// What it rises to.
    pub most: u32,
}

/// A parameter of the law.
#[derive(Clone, PartialEq, Debug)]
pub struct Parameter {
    /// What it is known by.
    pub key: String,
    /// What its numbers are.
    pub unit: PolicyUnit,
    /// Its values, in the order of the file; those of one place follow each other in time.
    pub values: Vec<Dated>,
    /// How it rises, where it is told by that.
    pub rising: Option<Rising>,
    name: [String; 2],
    used: [String; 2],
}

impl Parameter {
    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        language.pick::<String>(&self.name)
    }

    /// What in the program goes by it; empty where nothing does.
    pub fn used(&self, language: Language) -> &str {
        language.pick::<String>(&self.used)
    }

    /// The values that hold everywhere, by time.
    pub fn everywhere(&self) -> impl Iterator<Item = &Dated> {
        self.values.iter().filter(|value| value.place.is_none())
    }

    /// The value that is in force everywhere in a month.
    pub fn in_force(&self, month: Month) -> Option<&Dated> {
        self.everywhere().find(|value| value.holds_in(month))
    }

    /// The number in a month, before the first one that; for rules that are older than their first dated value.
    pub fn number_or_first(&self, month: Month) -> Option<Decimal> {
        let number = self.in_force(month).and_then(Dated::number);
        number.or_else(|| self.everywhere().next().filter(|first| month < first.from)?.number())
    }
}

/// All parameters, in the order of the files.
pub fn parameters() -> &'static [Parameter] {
    static PARAMETERS: OnceLock<Vec<Parameter>> = OnceLock::new();
    PARAMETERS.get_or_init(|| FILES.into_iter().flat_map(read).collect())
}

/// A parameter by its key.
pub fn parameter(key: &str) -> Option<&'static Parameter> {
    parameters().iter().find(|parameter| parameter.key == key)
}

/// The number of a parameter in a month.
pub fn number(key: &str, month: Month) -> Option<Decimal> {
    parameter(key)?.in_force(month)?.number()
}

/// The number of a parameter as [`Parameter::number_or_first`] has it.
pub fn number_or_first(key: &str, month: Month) -> Option<Decimal> {
    parameter(key)?.number_or_first(month)
}

/// The last number begun by a month, or else the first; of those alone that were seen.
pub fn seen_number(key: &str, month: Month) -> Option<Decimal> {
    let mut seen = parameter(key)?.everywhere().filter(|value| value.status.is_seen());
    let first = seen.next()?;
    seen.take_while(|value| value.from <= month).last().unwrap_or(first).number()
}

fn read(source: &str) -> Vec<Parameter> {
    let document: DocumentMut = source.parse().expect("a shipped policy file is valid TOML");
    document.iter().map(|(key, item)| parameter_of(key, item.as_table().expect("a parameter is a table"))).collect()
}

fn parameter_of(key: &str, table: &Table) -> Parameter {
    let unit = match text(table, "unit").expect("a unit") {
        "rate" => PolicyUnit::Rate,
        "yuan" => PolicyUnit::Yuan,
        "months" => PolicyUnit::Months,
        "years" => PolicyUnit::Years,
        "age" => PolicyUnit::Age,
        "number" => PolicyUnit::Number,
        other => panic!("{key}: {other} is no unit"),
    };
    let tables = table["value"].as_array_of_tables().expect("a parameter has values");
    let rising = tables.iter().find_map(rising_of);
    let mut values: Vec<Dated> = tables.iter().flat_map(values_of).collect();
    // One that has no end is in force until the next.
    for n in 1..values.len() {
        let (before, next) = (n - 1, values[n].from);
        if values[before].place == values[n].place && values[before].from < next {
            values[before].to.get_or_insert(next.previous());
        }
    }
    Parameter { key: key.to_owned(), unit, values, rising, name: in_both(table, "name"), used: in_both(table, "use") }
}

fn rising_of(table: &Table) -> Option<Rising> {
    let parts: Vec<u32> = text(table, "rising")?.split('/').map(|n| n.parse().expect("a number of months")).collect();
    let [base, every, most] = parts[..] else { panic!("three numbers") };
    let from = text(table, "from").expect("a first month").parse().expect("a month");
    Some(Rising { from, base, every, most })
}

/// What a table of the file says of a parameter: one value, or several that follow each other.
fn values_of(table: &Table) -> Vec<Dated> {
    let month = |key| text(table, key).map(|month| month.parse().expect("a month"));
    let (from, to): (Month, Option<Month>) = (month("from").expect("a first month"), month("to"));
    let status = match text(table, "status").expect("a status") {
        "official" => Status::Official,
        "reported" => Status::Reported,
        "thirdparty" => Status::ThirdParty,
        "conflict" => Status::Conflict,
        "memory" => Status::Memory,
        other => panic!("{other} is no way in which a value is known"),
    };
    let dated = |from, to, value| Dated {
        from,
        to,
        value,
        place: text(table, "place").map(str::to_owned),
        document: text(table, "document").expect("a document").to_owned(),
        status,
        note: in_both(table, "note"),
    };
    let follow = |steps: Vec<(Month, Decimal)>| -> Vec<Dated> {
        let ends = steps.iter().skip(1).map(|(next, _)| Some(next.previous())).chain([to]);
        steps.iter().zip(ends).map(|((from, n), to)| dated(*from, to, Value::Number(*n))).collect()
    };
    if let Some(steps) = table.get("steps").and_then(|steps| steps.as_array()) {
        let steps = pairs(steps).map(|(from, n)| (from.parse().expect("a month"), n));
        return follow(steps.collect());
    }
    if let Some(Rising { base, every, most, .. }) = rising_of(table) {
        let step = |n: u32| (from.plus((n * every) as i32), Decimal::from(base + n + 1));
        return follow((0..most - base).map(step).collect());
    }
    let value = match table.get("table").and_then(|table| table.as_array()) {
        Some(rows) => Value::Table(pairs(rows).map(|(name, n)| (name.to_owned(), n)).collect()),
        None => Value::Number(decimal(text(table, "value").expect("a value"))),
    };
    vec![dated(from, to, value)]
}

fn pairs(rows: &Array) -> impl Iterator<Item = (&str, Decimal)> {
    rows.iter().map(|row| {
        let cell = |n| row.as_array().and_then(|row| row.get(n)?.as_str()).expect("a pair of texts");
        (cell(0), decimal(cell(1)))
    })
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a number")
}

fn text<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key)?.as_str()
}

fn in_both(table: &Table, key: &str) -> [String; 2] {
    Language::ALL.map(|language| text(table, &format!("{key}_{}", language.code())).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(month: &str) -> Month {
        month.parse().unwrap()
    }

    #[test]
    fn every_value_has_a_name_a_document_and_no_gap_backwards() {
        for parameter in parameters() {
            assert!(Language::ALL.iter().all(|l| !parameter.name(*l).is_empty()), "{}", parameter.key);
            assert_eq!(parameter.used[0].is_empty(), parameter.used[1].is_empty(), "{}", parameter.key);
            assert!(!parameter.values.is_empty(), "{}", parameter.key);
            for value in &parameter.values {
                assert!(value.document.chars().count() > 3, "{}", parameter.key);
                assert_eq!(value.note[0].is_empty(), value.note[1].is_empty(), "{}", parameter.key);
                assert!(value.to.is_none_or(|to| value.from <= to), "{}", parameter.key);
            }
            let months: Vec<Month> = parameter.everywhere().map(|value| value.from).collect();
            assert!(months.is_sorted(), "{}", parameter.key);
        }
    }

    #[test]
    #[should_panic(expected = "persons is no unit")]
    fn an_unknown_unit_is_refused() {
        read("[heads]\nunit = 'persons'\n[[heads.value]]\nfrom = '2020-01'");
    }

    #[test]
    #[should_panic(expected = "rumour is no way in which a value is known")]
    fn an_unknown_status_is_refused() {
        read("[rate]\nunit = 'rate'\n[[rate.value]]\nfrom = '2020-01'\nstatus = 'rumour'");
    }

    #[test]
    fn the_rates_add_up_in_every_month() {
        for month in (0..300).map(|n| at("2006-01").plus(n)) {
            let rate = |key| number(key, month).unwrap();
            assert_eq!(rate("contribution_rate"), rate("employer_rate") + rate("employee_rate"), "{month}");
        }
    }

    #[test]
    fn ages_and_years_rise_as_the_decision_of_2024_says() {
        let age = |key, month| number(key, at(month)).unwrap().to_string();
        let months = ["2025-01", "2025-04", "2025-05", "2036-09", "2039-12"];
        assert_eq!(months.map(|m| age("retirement_age_men", m)), ["721", "721", "722", "756", "756"]);
        assert_eq!(age("retirement_age_women_50", "2034-11"), "660");
        let years = ["2029-12", "2030-01", "2038-12", "2039-01", "2060-01"];
        assert_eq!(years.map(|m| age("minimum_years", m)), ["15", "15.5", "19.5", "20", "20"]);
    }

    #[test]
    fn what_was_not_seen_is_not_taken_unasked() {
        let rate = |month| seen_number("adjustment_rate", at(month)).unwrap().to_string();
        let months = ["2012-01", "2018-07", "2018-12", "2019-01", "2021-05"];
        assert_eq!(months.map(rate), ["0.03", "0.03", "0.03", "0.035", "0.035"]);
        let unseen = parameter("adjustment_rate").unwrap().in_force(at("2021-05")).unwrap();
        assert!(!unseen.status.is_seen());
    }
}
