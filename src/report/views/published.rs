//! 公布数与数据对照: each published figure beside what the data give, and how that comes about.
//!
//! Texts stand in the unit of print, the data's with two more decimals (heads are whole); workings are in 元 and heads,
//! exact.

use rust_decimal::Decimal;

use super::context::Context;
use super::programme::printed;
use super::reference::reference_tables;
use crate::dataset::{Dataset, Example};
use crate::field::{Amount, Field};
use crate::locale::Language;
use crate::measures::{Measure, Value};
use crate::published::{self, At, Exact, Item, Printed, Published, Reading, Sign, Term, Unit, Verdict};
use crate::report::words::number::{MoneyUnit, Style, UNKNOWN, grouped};
use crate::report::words::period::period_name;
use crate::report::{
    Books, Cell, CellValue, Column, Derivation, Input, Lead, Measured, Place, Quantity, Sheet, Subject, Tone,
};

/// Every published figure, as printed and as the data have it; `None` where nothing published is of the data.
pub fn sheet(dataset: &Dataset, language: Language) -> Option<Sheet> {
    let words = Words(language);
    let pack = published::pack(dataset)?;
    let figures = &pack.figures;
    let agree = figures.iter().filter(|figure| figure.agrees(dataset) == Verdict::Agrees).count();
    let count =
        language.fill("published.count", &[("count", &figures.len().to_string()), ("agree", &agree.to_string())]);
    let column = |key, hint: &str| Column {
        heading: language.text(key).to_owned(),
        measured: Measured::Text,
        hint: hint.to_owned(),
    };
    let row = |figure: &Published| {
        let verdict = figure.agrees(dataset);
        let tone = if verdict == Verdict::Differs { Tone::Warning } else { Tone::Plain };
        let data = words.data(figure, dataset).map_or(CellValue::Unknown, CellValue::Text);
        vec![
            Cell::text(figure.source(language)),
            Cell::text(words.label(figure)),
            Cell::text(words.printed(figure)),
            Cell { value: data, subject: Some(Subject::Published(figure.id.clone())), ..Cell::default() }.toned(tone),
            Cell::text(words.verdict(verdict)).toned(tone),
        ]
    };
    Some(Sheet {
        title: language.text("published.title").to_owned(),
        columns: vec![
            column("published.source_column", ""),
            column("published.figure_column", ""),
            column("published.printed_column", ""),
            column("published.data_column", language.text("published.data_hint")),
            column("published.agrees_column", ""),
        ],
        frozen: 2,
        rows: figures.iter().map(|figure| row(figure)).collect(),
        notes: vec![count, pack.not_in_data(language).to_owned()],
        source: words.source(dataset),
        ..Sheet::default()
    })
}

/// The comparison, where something published is of the data, and then the tables as they were printed.
pub fn tables(context: &Context) -> Vec<Sheet> {
    let comparison = sheet(context.observed, context.language()).into_iter();
    comparison.chain(printed::tables(context.style)).chain(reference_tables(context.language())).collect()
}

/// What a table says: the comparison's first note counts what agrees, the others say what they are.
pub fn answer(number: usize, sheet: &Sheet) -> &str {
    sheet.notes.first().filter(|_| number == 0).unwrap_or(&sheet.title)
}

/// How the data give a published figure; `None` where there is no figure of that id.
pub fn derivation(dataset: &Dataset, id: &str, language: Language) -> Option<Derivation> {
    let figure = published::pack(dataset)?.find(id)?;
    let words = Words(language);
    let mut workings = words.workings(figure, dataset);
    let data = words.data(figure, dataset);
    workings.push(language.fill(
        "published.compared",
        &[
            ("data", data.as_deref().unwrap_or(UNKNOWN)),
            ("printed", &words.printed(figure)),
            ("verdict", words.verdict(figure.agrees(dataset))),
        ],
    ));
    Some(Derivation {
        title: words.label(figure),
        value: data.map_or(CellValue::Unknown, CellValue::Text),
        rule: language.fill(
            "published.rule_with_source",
            &[("rule", &*language.said(figure.rule(language))), ("source", figure.source(language))],
        ),
        workings,
        exact: Vec::new(),
        inputs: figure.readings.iter().flat_map(|reading| words.inputs(reading, dataset)).collect(),
        postings: Vec::new(),
        notes: words.notes(figure, dataset),
    })
}

fn place(at: &At) -> Place {
    at.county.map_or(Place::Root, |county| Place::County(county.into()))
}

fn measured(measure: Measure, at: &At) -> Subject {
    Subject::Measure { measure, place: place(at), period: at.period, books: Books::Data }
}

fn quantity(amount: Amount) -> Quantity {
    match amount {
        Amount::Persons(heads) => Quantity::Persons(heads),
        Amount::Money(money) => Quantity::Money(money),
    }
}

/// How figures are put into words of one language.
#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn exact(self) -> Style {
        Style { language: self.0, unit: MoneyUnit::Yuan }
    }

    fn label(self, figure: &Published) -> String {
        let (first, last) = figure.years;
        let key = if first == last { "published.years.one" } else { "published.years.span" };
        let years = self.0.fill(key, &[("first", &first.to_string()), ("last", &last.to_string())]);
        let values = [("years", years.as_str()), ("county", figure.county.unwrap_or_default())];
        self.0.fill(&self.0.said(figure.name(self.0)), &values)
    }

    fn verdict(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Agrees => self.0.text("published.agrees"),
            Verdict::Differs => self.0.text("published.differs"),
            Verdict::Unknown => UNKNOWN,
        }
    }

    fn unit(self, unit: Unit) -> &'static str {
        let style = |unit| Style { language: self.0, unit };
        match unit {
            Unit::Persons => self.exact().unit_name(Measured::Persons),
            Unit::TenThousand => style(MoneyUnit::TenThousand).unit_name(Measured::Money),
            Unit::HundredMillion => style(MoneyUnit::HundredMillion).unit_name(Measured::Money),
            Unit::TenThousandPersons => self.0.text("unit.ten_thousand_persons"),
            Unit::Yuan => style(MoneyUnit::Yuan).unit_name(Measured::Money),
            Unit::Percent => self.exact().unit_name(Measured::Ratio),
        }
    }

    fn with_unit(self, number: &str, unit: Unit) -> String {
        match unit {
            Unit::Percent => format!("{number}%"),
            _ => format!("{number} {}", self.unit(unit)),
        }
    }

    fn printed(self, figure: &Published) -> String {
        let fill = |key, values: &[(&str, &str)]| self.0.fill(key, values);
        let full = |number: Decimal, unit| self.with_unit(&number.to_string(), unit);
        match figure.printed {
            Printed::Exactly(number, unit) => full(number, unit),
            Printed::About(number, unit) => fill("published.printed.about", &[("value", &full(number, unit))]),
            Printed::MoreThan(number, unit) => {
                fill("published.printed.more_than", &[("number", &number.to_string()), ("unit", self.unit(unit))])
            }
            Printed::Between(low, high, unit) => {
                fill("published.printed.between", &[("low", &full(low, unit)), ("high", &full(high, unit))])
            }
            Printed::Positive(_) | Printed::Falls(_) => figure.printed_words(self.0).to_owned(),
        }
    }

    /// What the data have, in the printed unit with two more decimals; `None` where it is unknown.
    fn data(self, figure: &Published, dataset: &Dataset) -> Option<String> {
        let values: Vec<Exact> = figure.values(dataset).into_iter().collect::<Option<_>>()?;
        let shown = |value: Exact| self.scaled(value, figure.printed);
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        match figure.printed {
            Printed::Exactly(..) => shown(low),
            Printed::About(..) | Printed::Between(..) => {
                Some(self.0.fill("published.data.range", &[("low", &shown(low)?), ("high", &shown(high)?)]))
            }
            Printed::MoreThan(..) | Printed::Positive(_) => {
                Some(self.0.fill("published.data.least", &[("value", &shown(low)?)]))
            }
            Printed::Falls(_) => {
                let each: Vec<String> = values.into_iter().map(shown).collect::<Option<_>>()?;
                Some(each.join(" → "))
            }
        }
    }

    fn scaled(self, value: Exact, printed: Printed) -> Option<String> {
        let places = if printed.unit() == Unit::Persons { 0 } else { printed.places() + 2 };
        Some(self.with_unit(&grouped(value.rounded(places)?, places), printed.unit()))
    }

    /// The lines of the only reading, or a line for each, with its period.
    fn workings(self, figure: &Published, dataset: &Dataset) -> Vec<String> {
        let working = |reading: &Reading| self.working(reading, figure.printed, dataset).unwrap_or_default();
        if let [reading] = &*figure.readings {
            return working(reading);
        }
        let line = |reading: &Reading| {
            let (name, working) = (reading.period()?.to_string(), working(reading));
            Some(self.0.fill("published.step", &[("name", &name), ("working", working.first()?)]))
        };
        figure.readings.iter().filter_map(line).collect()
    }

    fn working(self, reading: &Reading, printed: Printed, dataset: &Dataset) -> Option<Vec<String>> {
        let value = self.scaled(reading.value(dataset, printed.unit())?, printed)?;
        let amount = |terms| Some(quantity(published::total(terms, dataset)?));
        let mut lines = Vec::new();
        match reading {
            Reading::Sum(terms) => {
                let total = amount(terms)?;
                lines.extend(self.equation(terms, dataset)?);
                if printed.unit() != Unit::Persons {
                    let total = self.exact().full(total);
                    lines.push(self.0.fill("published.in_unit", &[("value", &total), ("scaled", &value)]));
                }
            }
            Reading::Growth { now, before } => {
                lines.extend(self.equation(now, dataset)?);
                lines.extend(self.equation(before, dataset)?);
                let (now, before) = (self.exact().plain(amount(now)?), self.exact().plain(amount(before)?));
                let values = [("now", now.as_str()), ("before", &before), ("value", &value)];
                lines.push(self.0.fill("published.growth", &values));
            }
            Reading::Share { part, whole } => {
                lines.extend(self.equation(part, dataset)?);
                lines.extend(self.equation(whole, dataset)?);
                let (part, whole) = (self.exact().plain(amount(part)?), self.exact().plain(amount(whole)?));
                lines.push(format!("{part} ÷ {whole} = {value}"));
            }
            Reading::Ratio(measure, _) => {
                lines.push(format!("{} = {value}", self.measure(*measure)));
            }
        }
        Some(lines)
    }

    /// `total = a + b − c`; nothing where a single number stands for itself.
    fn equation(self, terms: &[Term], dataset: &Dataset) -> Option<Vec<String>> {
        let plain = |amount| self.exact().plain(quantity(amount));
        if let [Term { item: Item::Lent(county, year), .. }] = terms {
            let months = published::lent(county, *year, dataset)?;
            let (sum, value) = (plain(published::total(&months, dataset)?), plain(published::total(terms, dataset)?));
            let mut lines = self.equation(&months, dataset)?;
            if sum != value {
                lines.push(self.0.fill("published.not_below_zero", &[("sum", &sum), ("value", &value)]));
            }
            return Some(lines);
        }
        if terms.len() == 1 {
            return Some(Vec::new());
        }
        let mut equation = format!("{} =", plain(published::total(terms, dataset)?));
        for (n, term) in terms.iter().enumerate() {
            let sign = match (term.sign, n) {
                (Sign::Plus, 0) => "",
                (Sign::Plus, _) => " +",
                (Sign::Minus, _) => " −",
            };
            equation.push_str(&format!("{sign} {}", plain(term.item.amount(dataset)?)));
        }
        Some(vec![equation])
    }

    fn measure(self, measure: Measure) -> String {
        let key = format!("measure.{}", measure.key());
        self.0.text(&key).to_owned()
    }

    fn inputs(self, reading: &Reading, dataset: &Dataset) -> Vec<Input> {
        let terms: Vec<&Term> = match reading {
            Reading::Sum(terms) => terms.iter().collect(),
            Reading::Growth { now: a, before: b } | Reading::Share { part: a, whole: b } => a.iter().chain(b).collect(),
            Reading::Ratio(measure, at) => {
                let value = match at.measure(*measure, dataset) {
                    Some(Value::Ratio(ratio)) => CellValue::Quantity(Quantity::Ratio(ratio)),
                    _ => CellValue::Unknown,
                };
                let leads_to = Lead::Subject(measured(*measure, at));
                return vec![Input { label: self.at(at, &self.measure(*measure)), value, leads_to }];
            }
        };
        terms.into_iter().flat_map(|term| self.input(&term.item, dataset)).collect()
    }

    /// One number, or the months of money lent.
    fn input(self, item: &Item, dataset: &Dataset) -> Vec<Input> {
        let (label, leads_to) = match item {
            Item::Field(field, at) => (
                self.at(at, self.0.text(field.text_key())),
                Subject::Cell { place: place(at), period: at.period, field: *field, books: Books::Data },
            ),
            Item::Measure(measure, at) => (self.at(at, &self.measure(*measure)), measured(*measure, at)),
            Item::Figure(figure) => (self.label(figure), Subject::Published(figure.id.clone())),
            Item::Told(told, at) => {
                let value = item.amount(dataset).map_or(CellValue::Unknown, |a| CellValue::Quantity(quantity(a)));
                let label = self.at(at, self.0.text(told.known().text_key));
                return vec![Input { label, value, leads_to: Lead::End }];
            }
            Item::Lent(county, year) => {
                let months = published::lent(county, *year, dataset).unwrap_or_default();
                return months.iter().flat_map(|term| self.input(&term.item, dataset)).collect();
            }
        };
        let value = item.amount(dataset).map_or(CellValue::Unknown, |a| CellValue::Quantity(quantity(a)));
        vec![Input::of(label, value, leads_to)]
    }

    fn at(self, at: &At, name: &str) -> String {
        let place = at.county.unwrap_or_else(|| self.0.text("published.city"));
        self.0.fill("published.input", &[("place", place), ("period", &period_name(at.period, self.0)), ("name", name)])
    }

    /// That the data are the sample, and where each column of it comes from.
    fn notes(self, figure: &Published, dataset: &Dataset) -> Vec<String> {
        let Some(example) = dataset.example else { return Vec::new() };
        let mut fields: Vec<Field> = figure.readings.iter().flat_map(Reading::fields).collect();
        fields.sort_unstable();
        fields.dedup();
        let note = |field: Field| {
            let from = example.provenance(field, self.0)?;
            let values =
                [("name", self.0.text(field.text_key())), ("kind", from.kind.name(self.0)), ("note", from.note)];
            Some(self.0.fill("published.provenance_note", &values))
        };
        std::iter::once(example.mark(self.0).to_owned()).chain(fields.into_iter().filter_map(note)).collect()
    }

    fn source(self, dataset: &Dataset) -> String {
        let own = published::pack(dataset).and_then(|pack| pack.example);
        let paper = own.unwrap_or(Example::Huangshan).paper(self.0);
        match dataset.example {
            None => paper.to_owned(),
            Some(example) => {
                self.0.fill("published.source_of_sample", &[("paper", paper), ("sample", example.mark(self.0))])
            }
        }
    }
}
