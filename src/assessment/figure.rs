//! Figures: what leaves, targets, vetoes and watch rules look at, of a place and a period.
//!
//! Source: model section 12.1, "A value is".

use toml_edit::{Item, Value as TomlValue};

use super::exact::Exact;
use super::given::{Entered, Given, Statement, VERSIONS};
use crate::field::{Field, Nature};
use crate::list::nearest;
use crate::measures::{Fund, Measure, Value};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::place::{PlaceId, Places};
use crate::scenario::file::reader::{Reader, Section};

/// A figure to be looked up; `years` is how many years later (−1: the year before).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Figure {
    /// The same everywhere.
    Constant(Exact),
    /// One number entered by hand.
    Entered,
    /// The mean of all answers.
    Answers,
    /// A measure of the data or a run.
    Measured {
        /// Which.
        measured: Measured,
        /// Of which year.
        years: i32,
    },
    /// A line of a statement.
    Line {
        /// Its id.
        line: String,
        /// Its version.
        version: &'static str,
        /// Of which year.
        years: i32,
    },
    /// 完成率 of a line: actual over revised budget, where there is none the budget.
    Completion {
        /// Its id.
        line: String,
        /// Of which year.
        years: i32,
    },
    /// One figure over another.
    Quotient {
        /// The upper and the lower.
        parts: Box<(Figure, Figure)>,
        /// Of which year.
        years: i32,
    },
}

/// What can be measured of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measured {
    /// A measure of section 3.
    Measure(Measure),
    /// A field of section 2, or the debt of a run.
    Field(Field),
}

impl Measured {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Measured> {
        let measures = Measure::OF_COUNTIES.into_iter().chain([Measure::PooledShortfall]).map(Measured::Measure);
        measures.chain(Field::ALL.into_iter().chain([Field::Debt]).map(Measured::Field))
    }

    /// Its key in files.
    pub fn key(self) -> &'static str {
        match self {
            Measured::Measure(measure) => measure.key(),
            Measured::Field(field) => field.key(),
        }
    }

    fn of(self, fund: &Fund<'_>, place: PlaceId, period: Period) -> Option<Exact> {
        match self {
            Measured::Measure(measure) => match fund.fraction(measure, place, period) {
                Some((over, under)) => Exact::fraction(over, under),
                None => match fund.measure(measure, place, period)? {
                    Value::Money(money) => Some(money.into()),
                    Value::Ratio(_) | Value::Months(_) => None,
                },
            },
            Measured::Field(Field::Debt) => fund.debt(place, period).map(Exact::from),
            Measured::Field(Field::Balance) => fund.balance(place, fund.date(place, period)?).map(Exact::from),
            Measured::Field(field) => mean_or_sum(fund, place, period, field),
        }
    }
}

/// The sum of flows, the mean of heads and base, the last of what is held or set for the year.
fn mean_or_sum(fund: &Fund<'_>, place: PlaceId, period: Period, field: Field) -> Option<Exact> {
    let sum = |period, field: Field| fund.sum(place, period, |row| row.number(field).map(i128::from));
    let yuan = |fen| Exact::from(Money::from_fen(fen));
    match field.spec().nature {
        Nature::Flow => sum(period, field).map(yuan),
        Nature::Stock => sum(fund.date(place, period)?, field).map(yuan),
        Nature::Annual => fund.annual(place, period, field).map(yuan),
        Nature::Heads => Exact::fraction(sum(period, field)?, fund.on_record(place, period).len() as i128),
        Nature::PerHead => {
            let months = fund.on_record(place, period);
            let count = Exact::whole(months.len() as i128);
            let bases: Option<Vec<Exact>> = months.into_iter().map(|month| base(fund, place, month)).collect();
            bases?.iter().fold(Exact::ZERO, |sum, base| sum.plus(base)).over(&count)
        }
    }
}

/// The base of a month: of a place above counties weighted by contributors.
fn base(fund: &Fund<'_>, place: PlaceId, month: Period) -> Option<Exact> {
    if fund.places().is_county(place) {
        return fund.money(place, month, Field::Base).map(Exact::from);
    }
    let paid = |row: crate::field::Row<'_>| {
        Some(i128::from(row.number(Field::Base)?) * i128::from(row.number(Field::Contributors)?))
    };
    let heads = fund.sum(place, month, |row| row.number(Field::Contributors).map(i128::from))?;
    Exact::fraction(fund.sum(place, month, paid)?, heads.checked_mul(100)?)
}

/// A figure of periods on end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Series {
    /// The same in all of them; `None` is unknown.
    Same(Option<Exact>),
    /// That of each, as far as there is any; beyond, and `None`, is unknown.
    Each(Vec<Option<Exact>>),
}

impl Series {
    /// That of a period by its position; `None` is unknown.
    pub fn at(&self, position: usize) -> Option<&Exact> {
        match self {
            Series::Same(value) => value.as_ref(),
            Series::Each(values) => values.get(position)?.as_ref(),
        }
    }

    /// What is unknown throughout needs no room.
    fn compact(self) -> Series {
        match self {
            Series::Each(values) if values.iter().all(Option::is_none) => Series::Same(None),
            series => series,
        }
    }
}

/// Where figures are looked up.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// Data, or a run laid over them.
    pub fund: Fund<'a>,
    /// What was entered.
    pub entered: &'a Entered,
    /// The statements' lines.
    pub statement: &'a Statement,
}

/// The figures of one place.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    sources: Sources<'a>,
    place: PlaceId,
    path: &'a str,
    /// Of a place above counties only the periods in which all of them are on record.
    fund: Option<Fund<'a>>,
}

impl<'a> Sources<'a> {
    /// The figures of a place.
    pub fn at(&self, place: PlaceId) -> Here<'a> {
        let places = self.fund.places();
        Here { sources: *self, place, path: path(places, place), fund: self.fund.listed(place) }
    }
}

/// A place's path in files; a root without a name is `city`.
pub fn path(places: &Places, place: PlaceId) -> &str {
    if place == places.root() && places.name(place).is_empty() { "city" } else { places.path(place) }
}

/// A place by its path in files.
pub fn find(places: &Places, path: &str) -> Option<PlaceId> {
    if path == "city" {
        return Some(places.root());
    }
    places.find_county(path).ok().or_else(|| places.find_above(path))
}

impl Here<'_> {
    /// A figure of periods that follow one another, as [`Here::figure`] has that of each.
    pub fn course(&self, figure: &Figure, periods: &[Period], given: Given<'_>) -> Series {
        let of = |period: &Period| self.figure(figure, *period, given);
        match figure {
            Figure::Constant(_) | Figure::Entered | Figure::Answers => Series::Same(periods.first().and_then(of)),
            Figure::Line { .. } | Figure::Completion { .. } => {
                let years = periods.chunk_by(|a, b| a.year() == b.year());
                let values = years.flat_map(|year| std::iter::repeat_n(of(&year[0]), year.len()));
                Series::Each(values.collect()).compact()
            }
            Figure::Measured { measured: Measured::Measure(measure), years: 0 }
                if measure.is_ratio() && periods.iter().all(|period| matches!(period, Period::Month(_))) =>
            {
                let months: Vec<Month> = periods.iter().map(|period| period.first_month()).collect();
                let fractions = self.fund.map(|fund| fund.fractions(*measure, self.place, &months));
                let exact = |(over, under)| Exact::fraction(over, under);
                Series::Each(fractions.into_iter().flatten().map(|fraction| fraction.and_then(exact)).collect())
            }
            _ => Series::Each(periods.iter().map(of).collect()).compact(),
        }
    }

    /// A figure of a period, with what was entered by its name; `None` is unknown.
    pub fn figure(&self, figure: &Figure, period: Period, given: Given<'_>) -> Option<Exact> {
        // A root without a name is called by its level in statements of a tree.
        let by_level = &**self.sources.fund.places().path(self.place);
        let amount = |period: Period, version, line: &str| {
            let of = |path| self.sources.statement.amount(path, period.year(), version, line);
            of(self.path).or_else(|| of(by_level))
        };
        match figure {
            Figure::Constant(number) => Some(number.clone()),
            Figure::Entered => given.one(self.place),
            Figure::Answers => given.mean(self.place).map(|(mean, _)| mean),
            Figure::Measured { measured, years } => {
                measured.of(self.fund.as_ref()?, self.place, period.plus_years(*years))
            }
            Figure::Line { line, version, years } => amount(period.plus_years(*years), version, line).map(Exact::from),
            Figure::Completion { line, years } => {
                let period = period.plus_years(*years);
                let budget = amount(period, "revised", line).or_else(|| amount(period, "budget", line))?;
                Exact::from(amount(period, "actual", line)?).over(&budget.into())
            }
            Figure::Quotient { parts, years } => {
                let period = period.plus_years(*years);
                let (over, under) = (self.figure(&parts.0, period, given)?, self.figure(&parts.1, period, given)?);
                over.over(&under)
            }
        }
    }
}

impl Figure {
    /// The lines of statements that it names.
    pub fn lines(&self) -> Vec<&str> {
        match self {
            Figure::Line { line, .. } | Figure::Completion { line, .. } => vec![line],
            Figure::Quotient { parts, .. } => parts.0.lines().into_iter().chain(parts.1.lines()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it, or a part of it, is such.
    pub fn has(&self, is_such: fn(&Figure) -> bool) -> bool {
        match self {
            Figure::Quotient { parts, .. } => parts.0.has(is_such) || parts.1.has(is_such),
            figure => is_such(figure),
        }
    }
}

/// Reads a figure under a key; a wrong one is a finding.
pub(super) fn read(reader: &mut Reader<'_>, section: Section<'_>, key: &str) -> Option<Figure> {
    let item = section.table.get(key)?;
    if let Some(value) = item.as_value().filter(|value| !value.is_inline_table()) {
        let figure = match value.as_str() {
            Some("entered") => Some(Figure::Entered),
            Some("answers") => Some(Figure::Answers),
            _ => reader.measured(value).map(|number| Figure::Constant(number.into())),
        };
        if figure.is_none() {
            reader.wrong(section, key, item, "expected.figure");
        }
        return figure;
    }
    let Some(table) = item.as_table_like() else {
        reader.wrong(section, key, item, "expected.figure");
        return None;
    };
    let name = section.path(key);
    let parts = Section { table, name: &name, start: item.span().map_or(section.start, |span| span.start) };
    of_table(reader, section, key, item, parts)
}

fn of_table(
    reader: &mut Reader<'_>,
    section: Section<'_>,
    key: &str,
    item: &Item,
    parts: Section<'_>,
) -> Option<Figure> {
    let years = reader.value(parts, "year", "expected.earlier_year", |reader, value| {
        reader.persons(value).filter(|years| (-50..=0).contains(years)).map(|years| years as i32)
    });
    let years = if parts.table.contains_key("year") { years? } else { 0 };
    let text = |_: &Reader<'_>, value: &TomlValue| value.as_str().map(str::to_owned);
    if parts.table.contains_key("measure") {
        reader.known(parts, &["measure", "year"]);
        let text = reader.value(parts, "measure", "expected.text", text)?;
        let measured = Measured::all().find(|measured| measured.key() == text);
        if measured.is_none() {
            let near = nearest(&text, Measured::all().map(Measured::key));
            let span = parts.table.get("measure").and_then(Item::span);
            let finding = reader.error("measure-unknown", span, &parts.path("measure"));
            finding.facts.push(("found", text));
            finding.facts.push(("nearest", near));
        }
        return Some(Figure::Measured { measured: measured?, years });
    }
    if parts.table.contains_key("line") {
        reader.known(parts, &["line", "version", "year"]);
        let line = reader.value(parts, "line", "expected.text", text);
        let version = reader.value(parts, "version", "expected.version", |_, value| {
            VERSIONS.into_iter().find(|version| Some(*version) == value.as_str())
        });
        let version = if parts.table.contains_key("version") { version } else { Some("actual") };
        return Some(Figure::Line { line: line?, version: version?, years });
    }
    if parts.table.contains_key("completion") {
        reader.known(parts, &["completion", "year"]);
        let line = reader.value(parts, "completion", "expected.text", text)?;
        return Some(Figure::Completion { line, years });
    }
    if parts.table.contains_key("over") || parts.table.contains_key("under") {
        reader.known(parts, &["over", "under", "year"]);
        let (over, under) = (read(reader, parts, "over"), read(reader, parts, "under"));
        let over = reader.required(parts, "over", over);
        let under = reader.required(parts, "under", under);
        return Some(Figure::Quotient { parts: Box::new((over?, under?)), years });
    }
    reader.wrong(section, key, item, "expected.figure");
    None
}
