//! What reports are built from: the observed data, the runs, and how to write them.

use std::sync::Arc;

use crate::dataset::Dataset;
use crate::field::{Amount, Field, FieldUnit};
use crate::locale::Language;
use crate::measures::{Fund, Value};
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::words::number::Style;
use crate::report::words::period::period_name;
pub use crate::report::words::place::{name_of, place_name, root_name};
use crate::report::{Books, Place, Quantity};
use crate::sample;
use crate::scenario::Scenario;
use crate::scenario::people::People;
use crate::simulation::Run;

/// A scenario with its run, and the data that the run continues.
#[derive(Clone, Debug)]
pub struct Settled {
    /// What was assumed.
    pub scenario: Arc<Scenario>,
    /// What came of it, with the journal unless a lever is being moved.
    pub run: Run,
    /// The data that it continues, as they were observed.
    pub observed: Arc<Dataset>,
}

impl Settled {
    /// As a fund to take measures of.
    pub fn fund(&self) -> Fund<'_> {
        Fund::of_run(&self.observed, &self.run, &self.scenario)
    }
}

/// What a report is built from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The observed data.
    pub observed: &'a Dataset,
    /// The runs by scenario number; `None` where there is none (yet).
    pub runs: &'a [Option<Arc<Settled>>],
    /// Language and unit of money.
    pub style: Style,
    /// 资料来源: the files that the data come from.
    pub source: &'a str,
}

impl<'a> Context<'a> {
    /// The language.
    pub fn language(&self) -> Language {
        self.style.language
    }

    /// A text by key.
    pub fn text(&self, key: &'a str) -> &'a str {
        self.language().text(key)
    }

    /// The books as a fund; `None` where that scenario has no run.
    pub fn fund(&self, books: Books) -> Option<Fund<'a>> {
        match books {
            Books::Data => Some(Fund::observed(self.observed)),
            Books::Scenario(number) => self.settled(number).map(Settled::fund),
        }
    }

    /// The run of a scenario.
    pub fn settled(&self, number: usize) -> Option<&'a Settled> {
        self.runs.get(number).and_then(|run| run.as_deref())
    }

    /// A place of the data; `None` for one that they lack.
    pub fn find(&self, place: &Place) -> Option<PlaceId> {
        self.observed.places.find(place)
    }

    /// A place's name.
    pub fn place_name(&self, place: &Place) -> String {
        place_name(&self.observed.places, place, self.language())
    }

    /// A period's name: 2004年, 2004年1月.
    pub fn period_name(&self, period: Period) -> String {
        period_name(period, self.language())
    }

    /// The line on sources below every table and chart: what was read and of which months; with 示例数据 where it is so.
    pub fn source_line(&self) -> String {
        if self.observed.example.is_some() || self.source.is_empty() {
            return sample::source_line(self.observed, self.source, self.language());
        }
        // A table without a title is called as its file is, without the ending.
        let named: Vec<&str> = self.source.split('、').map(without_ending).collect();
        let line = sample::source_line(self.observed, &named.join("、"), self.language());
        let (first, last) = self.observed.range();
        let range = self.period_name(Period::between(first.first_month(), last.last_month()));
        self.language().fill("source.months", &[("line", &line), ("range", &range)])
    }

    /// The same of what scenarios make of them: that the people of one have the shipped structure is said with it.
    pub fn source_of<'s>(&self, scenarios: impl IntoIterator<Item = &'s Scenario>) -> String {
        let is_sample = |scenario: &Scenario| scenario.people.as_ref().is_some_and(People::is_illustrative);
        let mark = if scenarios.into_iter().any(is_sample) { self.language().text("people.sample_mark") } else { "" };
        format!("{}{mark}", self.source_line())
    }
}

/// A file's name without the ending that says of what kind it is.
fn without_ending(name: &str) -> &str {
    const ENDINGS: [&str; 10] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "et", "ods", "html"];
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e)) => stem,
        _ => name,
    }
}

impl From<Value> for Quantity {
    fn from(value: Value) -> Quantity {
        match value {
            Value::Money(money) => Quantity::Money(money),
            Value::Ratio(ratio) => Quantity::Ratio(ratio),
            Value::Months(months) => Quantity::Months(months),
        }
    }
}

/// A field's amount as it is shown.
pub fn amount(field: Field, amount: Amount) -> Quantity {
    match (amount, field.unit()) {
        (Amount::Persons(persons), _) => Quantity::Persons(persons),
        (Amount::Money(money), FieldUnit::YuanPerMonth) => Quantity::PerPerson(money),
        (Amount::Money(money), _) => Quantity::Money(money),
    }
}
