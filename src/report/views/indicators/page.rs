//! A year's assessment as its views word it: names, values with their units, and what explains them.

use rust_decimal::Decimal;

use crate::assessment::exact::{Exact, Score};
use crate::assessment::figure::{Figure as Value, Measured as What};
use crate::assessment::scoring::Assessed;
use crate::assessment::year::YearScored;
use crate::field::{Field, FieldUnit};
use crate::locale::Language;
use crate::measures::Measure;
use crate::money::Money;
use crate::month::Period;
use crate::place::PlaceId;
use crate::report::views::budget::page::field_of;
use crate::report::views::context::{Context, name_of};
use crate::report::{Books, Measured, Quantity, Subject};
use crate::statements::form::Form;

/// A year's assessment with what it is shown by.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// Language, unit, data.
    pub context: &'a Context<'a>,
    /// The assessment.
    pub scored: &'a YearScored,
    /// Whether what was entered was invented for the example.
    pub is_example: bool,
}

impl<'a> Page<'a> {
    /// The language.
    pub fn language(self) -> Language {
        self.context.language()
    }

    /// A text by key.
    pub fn text(self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    /// A text by key with what goes into it.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.language().fill(key, values)
    }

    /// The name of a node.
    pub fn node(self, node: usize) -> &'a str {
        let node = &self.scored.tree.nodes[node];
        named(&node.names, &node.id, self.language())
    }

    /// The name of the tree.
    pub fn tree(self) -> &'a str {
        named(&self.scored.tree.names, &self.scored.tree.id, self.language())
    }

    /// The name of a place.
    pub fn place(self, place: PlaceId) -> String {
        name_of(&self.scored.places, place, self.language())
    }

    /// The year in words, or another so many later.
    pub fn year(self, later: i32) -> String {
        self.context.period_name(Period::Year(self.scored.year + later))
    }

    /// Several names in a row.
    pub fn listed(self, names: impl IntoIterator<Item = String>) -> String {
        names.into_iter().collect::<Vec<_>>().join(self.language().text("why.list_separator"))
    }

    /// A score as marks, with the decimals that tell the totals of the year apart.
    pub fn marks(self, score: Score) -> Quantity {
        Quantity::Marks(decimal(&score.into()).unwrap_or_default(), self.decimals())
    }

    /// Marks of the tree.
    pub fn full(self, marks: &Exact) -> Quantity {
        Quantity::Marks(decimal(marks).unwrap_or_default(), 2)
    }

    /// Two decimals, and four where two would look tied.
    fn decimals(self) -> u32 {
        let mut totals: Vec<i128> = self.scored.now().places.iter().map(|place| place.total().number()).collect();
        totals.sort_unstable();
        totals.dedup();
        let shown = |number: i128| Exact::from(Score::of(number)).rounded(2);
        if totals.windows(2).any(|pair| shown(pair[0]) == shown(pair[1])) { 4 } else { 2 }
    }

    /// A place's sheet of the year.
    pub fn now(self, place: PlaceId) -> Option<&'a Assessed> {
        self.scored.now().places.iter().find(|assessed| assessed.place == place)
    }

    /// A place's sheet of the year before, where anything of it is known.
    pub fn before(self, place: PlaceId) -> Option<&'a Assessed> {
        let before = self.scored.before().places.iter().find(|assessed| assessed.place == place)?;
        before.nodes.iter().any(|node| node.score.is_some()).then_some(before)
    }

    /// What stands below every table: that the entries are invented, where they are.
    pub fn notes(self) -> Vec<String> {
        let example = self.is_example.then(|| self.text("indicators.example"));
        let source = named(&self.scored.tree.source, "", self.context.language());
        let tree = (!source.is_empty()).then(|| self.fill("indicators.tree_source", &[("source", source)]));
        example.into_iter().chain(tree).collect()
    }

    /// The line on sources; that entries are invented stands in it too.
    pub fn source(self) -> String {
        let mark = if self.is_example { self.text("indicators.example_mark") } else { String::new() };
        format!("{}{mark}", self.context.source_line())
    }

    /// A value in the unit of what it is of.
    pub fn quantity(self, of: &Value, value: &Exact) -> Option<Quantity> {
        quantity(of, value)
    }

    /// What a value is of, in words: 征缴收入 ÷ 征缴任务.
    pub fn said(self, of: &Value) -> String {
        self.names().said(of)
    }

    /// What names values.
    pub fn names(self) -> Names {
        Names { language: self.language(), form: self.scored.form }
    }

    /// The numbers that a value is made of, each with its name, its value in a place, and what explains it.
    pub fn parts(
        self,
        of: &Value,
        place: PlaceId,
        node: &str,
        later: i32,
    ) -> Vec<(String, Option<Quantity>, Option<Subject>)> {
        let sources = self.scored.sources(self.context.observed);
        let here = sources.at(place);
        let period = Period::Year(self.scored.year + later);
        let given = sources.entered.by(node);
        let one = |of: &Value| here.figure(of, period, given).and_then(|value| self.quantity(of, &value));
        match of {
            Value::Quotient { parts, years } => {
                let part = |part: &Value| self.parts(part, place, node, later + years);
                part(&parts.0).into_iter().chain(part(&parts.1)).collect()
            }
            Value::Completion { line, years } => {
                let of_version = |version| Value::Line { line: line.clone(), version, years: *years };
                let revised = of_version("revised");
                let budget = if one(&revised).is_some() { revised } else { of_version("budget") };
                let parts = [of_version("actual"), budget];
                parts.iter().flat_map(|part| self.parts(part, place, node, later)).collect()
            }
            Value::Constant(_) | Value::Entered | Value::Answers => Vec::new(),
            of => vec![(self.said(of), one(of), self.subject(of, place, later))],
        }
    }

    /// What explains a value by itself, further down.
    pub fn subject(self, of: &Value, place: PlaceId, later: i32) -> Option<Subject> {
        let key = || self.scored.places.key(place);
        let period = |years: i32| Period::Year(self.scored.year + later + years);
        let cell =
            |field: Field, years| Subject::Cell { place: key(), period: period(years), field, books: Books::Data };
        Some(match of {
            Value::Measured { measured: What::Measure(measure), years } => {
                Subject::Measure { measure: *measure, place: key(), period: period(*years), books: Books::Data }
            }
            Value::Measured { measured: What::Field(field), years } => cell(*field, *years),
            Value::Line { line, version: "actual", years } => {
                let form = self.scored.form?;
                cell(field_of(form, form.line(line)?)?, *years)
            }
            _ => return None,
        })
    }
}

/// What values are called.
#[derive(Clone, Copy)]
pub struct Names {
    /// The language.
    pub language: Language,
    /// The form that names lines.
    pub form: Option<&'static Form>,
}

impl Names {
    fn text(self, key: &str) -> String {
        self.language.text(key).to_owned()
    }

    fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        self.language.fill(key, values)
    }

    /// What a value is of, in words: 征缴收入 ÷ 征缴任务.
    pub fn said(self, of: &Value) -> String {
        let dated = |years: i32, name: String| match years {
            0 => name,
            -1 => self.fill("indicators.last_years", &[("name", &name)]),
            _ => self.fill("indicators.earlier_years", &[("name", &name), ("years", &(-years).to_string())]),
        };
        match of {
            Value::Constant(number) => decimal(number).unwrap_or_default().normalize().to_string(),
            Value::Entered => self.text("indicators.entered"),
            Value::Answers => self.text("indicators.answers"),
            Value::Measured { measured, years } => dated(*years, self.measure(*measured)),
            Value::Line { line, version, years } => {
                let version = self.text(&format!("budget.version_{version}"));
                dated(*years, self.fill("indicators.line", &[("line", &self.line(line)), ("version", &version)]))
            }
            Value::Completion { line, years } => {
                dated(*years, self.fill("indicators.completion", &[("line", &self.line(line))]))
            }
            Value::Quotient { parts, years } => {
                dated(*years, format!("{} ÷ {}", self.said(&parts.0), self.said(&parts.1)))
            }
        }
    }

    /// The name of what can be measured.
    pub fn measure(self, measured: What) -> String {
        match measured {
            What::Measure(measure) => self.text(&format!("measure.{}", measure.key())),
            What::Field(field) => self.text(field.text_key()),
        }
    }

    /// The name of a line by its id.
    pub fn line(self, id: &str) -> String {
        let of_form = self.form.and_then(|form| Some((form, form.line(id)?)));
        match of_form {
            Some((form, line)) => {
                let name = &form.lines[line].names[usize::from(self.language.is_english())];
                name.strip_prefix(self.language.text("budget.of_which")).unwrap_or(name).to_owned()
            }
            None => id.to_owned(),
        }
    }
}

/// A name in a language; what has none in it is called in Chinese, or by its id.
pub fn named<'n>(names: &'n [String; 2], id: &'n str, language: Language) -> &'n str {
    let own = language.pick(names);
    [own.as_str(), &names[0], id].into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// A value in the unit of what it is of.
pub fn quantity(of: &Value, value: &Exact) -> Option<Quantity> {
    Some(match measured(of) {
        Measured::Money => Quantity::Money(Money::from_fen(value.rounded(2)?)),
        Measured::PerPerson => Quantity::PerPerson(Money::from_fen(value.rounded(2)?)),
        Measured::Ratio => Quantity::Ratio(decimal(value)?),
        Measured::Months => Quantity::Months(decimal(value)?),
        _ => Quantity::Number(decimal(value)?),
    })
}

/// A number to be shown, to six decimals.
pub fn decimal(number: &Exact) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(number.rounded(6)?, 6).ok()
}

/// What a value's numbers are.
pub fn measured(of: &Value) -> Measured {
    match of {
        Value::Constant(_) | Value::Entered | Value::Answers => Measured::Number,
        Value::Completion { .. } => Measured::Ratio,
        Value::Line { .. } => Measured::Money,
        Value::Measured { measured: What::Measure(measure), .. } => match measure {
            Measure::MonthsOfCover => Measured::Months,
            Measure::ShortfallRatio
            | Measure::CollectionRate
            | Measure::DependencyRatio
            | Measure::SchemeDependencyRatio => Measured::Ratio,
            _ => Measured::Money,
        },
        Value::Measured { measured: What::Field(field), .. } => match field.unit() {
            FieldUnit::YuanPerMonth => Measured::PerPerson,
            FieldUnit::Persons => Measured::Number,
            _ => Measured::Money,
        },
        Value::Quotient { parts, .. } => {
            let (over, under) = (measured(&parts.0), measured(&parts.1));
            if over == under && !matches!(parts.1, Value::Constant(_)) { Measured::Ratio } else { Measured::Number }
        }
    }
}
