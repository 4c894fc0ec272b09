//! The shipped packs, read from their files; how one is written stands at the head of the file.

use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;
use toml_edit::{DocumentMut, InlineTable, Table};

use super::{At, Item, Pack, Printed, Published, Reading, Sign, Term, Told, Unit};
use crate::dataset::Example;
use crate::field::Field;
use crate::measures::Measure;
use crate::month::Period;

const FILES: [&str; 2] =
    [include_str!("../../assets/sample/liaoning_published.toml"), include_str!("../../assets/sample/published.toml")];

pub(super) fn shipped() -> Vec<Pack> {
    static PARSED: LazyLock<Vec<DocumentMut>> =
        LazyLock::new(|| FILES.iter().map(|text| text.parse().expect("a shipped pack is valid TOML")).collect());
    PARSED.iter().map(pack).collect()
}

fn pack(document: &'static DocumentMut) -> Pack {
    let mut figures = Vec::new();
    for source in document["source"].as_array_of_tables().expect("a list of sources") {
        for line in source["rows"].as_array().expect("a list of rows") {
            let line = line.as_inline_table().expect("a row");
            let words = document["figure"][text(line, "key")].as_table().expect("the words of a figure");
            figures.push(Arc::new(Line { line, words, before: &figures }.figure(source)));
        }
    }
    let example = document.get("example").and_then(|key| key.as_str());
    let example = example.map(|key| Example::of_key(key).unwrap_or_else(|| panic!("{key} is no example")));
    Pack { example, figures, words: document }
}

fn text(line: &'static InlineTable, key: &str) -> &'static str {
    line.get(key).and_then(|value| value.as_str()).unwrap_or_else(|| panic!("{line} lacks {key}"))
}

/// A line of the file, with the figures before it.
struct Line<'a> {
    line: &'static InlineTable,
    words: &'static Table,
    before: &'a [Arc<Published>],
}

impl Line<'_> {
    fn figure(&self, source: &'static Table) -> Published {
        let (key, years, county) = (text(self.line, "key"), text(self.line, "years"), self.county());
        let readings = match self.line.get("each").and_then(|each| each.as_str()) {
            Some(each) => span(each).into_iter().map(|period| self.reading(Some(period))).collect(),
            None => vec![self.reading(None)],
        };
        Published {
            id: [key, years].into_iter().chain(county).collect::<Vec<_>>().join("."),
            key,
            years: self.years().iter().fold((i32::MAX, i32::MIN), |(a, z), p| (a.min(p.year()), z.max(p.year()))),
            county,
            printed: printed(text(self.line, "printed"), self.unit()),
            readings,
            words: self.words,
            source,
        }
    }

    fn county(&self) -> Option<&'static str> {
        self.line.contains_key("county").then(|| text(self.line, "county"))
    }

    fn years(&self) -> Vec<Period> {
        span(text(self.line, "years"))
    }

    fn unit(&self) -> Unit {
        match self.words["unit"].as_str() {
            Some("persons") => Unit::Persons,
            Some("ten_thousand") => Unit::TenThousand,
            Some("hundred_million") => Unit::HundredMillion,
            Some("ten_thousand_persons") => Unit::TenThousandPersons,
            Some("yuan") => Unit::Yuan,
            Some("percent") => Unit::Percent,
            unit => panic!("{unit:?} is no unit"),
        }
    }

    fn reading(&self, each: Option<Period>) -> Reading {
        let now = self.terms("is", each);
        match &now[..] {
            _ if self.line.contains_key("of") => Reading::Share { part: now, whole: self.terms("of", each) },
            _ if self.line.contains_key("over") => Reading::Growth { now, before: self.terms("over", each) },
            [Term { item: Item::Measure(measure, at), .. }] if self.unit() == Unit::Percent => {
                Reading::Ratio(*measure, *at)
            }
            _ => Reading::Sum(now),
        }
    }

    fn terms(&self, key: &str, each: Option<Period>) -> Vec<Term> {
        let terms = self.line[key].as_array().expect("a list of terms");
        terms.iter().flat_map(|term| self.term(term.as_str().expect("a term"), each)).collect()
    }

    /// A term, once for each of its periods.
    fn term(&self, text: &'static str, each: Option<Period>) -> Vec<Term> {
        let (sign, text) = text.strip_prefix('-').map_or((Sign::Plus, text), |text| (Sign::Minus, text));
        if let Some(figure) = self.before.iter().find(|figure| figure.id == text) {
            return vec![Term { sign, item: Item::Figure(figure.clone()) }];
        }
        let (text, county) = text.split_once('@').map_or((text, self.county()), |(text, county)| (text, Some(county)));
        let (name, when) = text.split_once(' ').unwrap_or((text, ""));
        let periods = match (when.parse(), each) {
            (Ok(years), Some(period)) if when.starts_with('-') => vec![period.plus_years(years)],
            _ if !when.is_empty() => span(when),
            (_, Some(period)) => vec![period],
            _ => self.years(),
        };
        periods.into_iter().map(|period| Term { sign, item: item(name, At { county, period }) }).collect()
    }
}

fn item(name: &str, at: At) -> Item {
    let measure = || Measure::OF_COUNTIES.into_iter().find(|measure| measure.key() == name);
    match (Field::of_key(name), Told::of_key(name), at.county) {
        (Some(field), ..) => Item::Field(field, at),
        (_, Some(told), _) => Item::Told(told, at),
        (.., Some(county)) if name == "lent" => Item::Lent(county, at.period.year()),
        _ => Item::Measure(measure().unwrap_or_else(|| panic!("{name} is nothing that is known")), at),
    }
}

fn printed(text: &str, unit: Unit) -> Printed {
    let number = |text: &str| text.parse::<Decimal>().unwrap_or_else(|_| panic!("{text} is no number"));
    match (text, text.split_once("..")) {
        ("positive", _) => Printed::Positive(unit),
        ("falls", _) => Printed::Falls(unit),
        (_, Some((low, high))) => Printed::Between(number(low), number(high), unit),
        _ if text.starts_with('~') => Printed::About(number(&text[1..]), unit),
        _ if text.starts_with('>') => Printed::MoreThan(number(&text[1..]), unit),
        _ => Printed::Exactly(number(text), unit),
    }
}

/// A month or a year, or all from one to another: `2004-01..2007-12`, `2004-2007`.
fn span(text: &str) -> Vec<Period> {
    let ends = text.split_once("..").or_else(|| text.split_once('-').filter(|(_, end)| end.len() == 4));
    let (first, last) = ends.unwrap_or((text, text));
    let period = |text: &str| text.parse::<Period>().unwrap_or_else(|_| panic!("{text} is no month or year"));
    let last = period(last);
    std::iter::successors(Some(period(first)), |period| Some(period.next()).filter(|next| *next <= last)).collect()
}
