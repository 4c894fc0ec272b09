//! Reading TOML with messages that name line and column, whatever the file is about.
//!
//! A table is read through its [`Section`]; what is wrong is collected and reading goes on.

use std::cell::OnceCell;
use std::collections::HashMap;

use rust_decimal::Decimal;
use toml_edit::{Document, Item, TableLike, Value};

use crate::finding::{Finding, Findings, MOST_OF_KIND, Origin, Severity};
use crate::money::{Money, Persons, RATE_DECIMALS};
use crate::month::Month;
use crate::scenario::Yearly;

/// A line of more bytes is counted in bytes.
const LONG_LINE: usize = 10_000;

/// More values than any file of these has by far; reading a text of more takes long and ends in as many complaints.
const MOST_VALUES: usize = 500_000;

/// Line and column of a byte in a text.
fn position(file: &str, text: &str, byte: usize) -> Origin {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    Origin::file(file).at(line as u32, column as u32)
}

/// Collects findings while it reads; a part that is wrong is `None`.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    pub(crate) findings: Findings,
    /// Where lines begin, once somebody asks.
    lines: OnceCell<Vec<usize>>,
    /// How many there are of each kind of finding.
    counts: HashMap<&'static str, usize>,
    /// What is said of one too many, which nobody reads.
    unsaid: Finding,
}

/// A table with its dotted name and the byte where it begins, for messages.
#[derive(Clone, Copy)]
pub(crate) struct Section<'a> {
    pub(crate) table: &'a dyn TableLike,
    pub(crate) name: &'a str,
    pub(crate) start: usize,
}

impl Section<'_> {
    pub(crate) fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

impl<'a> Reader<'a> {
    /// Begins to read a file; the document is what is in it.
    ///
    /// # Errors
    /// TOML that does not parse, or with more values than can be meant.
    pub(crate) fn open(file: &'a str, text: &'a str) -> Result<(Reader<'a>, Document<&'a str>), Findings> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let values = text.bytes().filter(|byte| *byte == b'=').count();
        if values > MOST_VALUES {
            let finding = Finding::error("values-too-many", Origin::file(file));
            return Err(finding.with("count", values).with("most", MOST_VALUES).into());
        }
        let document = Document::parse(text).map_err(|error| {
            let origin = position(file, text, error.span().map_or(0, |s| s.start));
            let detail = error.message().replace('\n', "; ");
            Findings::from(Finding::error("scenario-syntax", origin).with("detail", detail))
        })?;
        let (counts, unsaid) = (HashMap::new(), Finding::error("unknown-key", Origin::default()));
        Ok((Reader { file, text, findings: Vec::new(), lines: OnceCell::new(), counts, unsaid }, document))
    }

    pub(crate) fn origin(&self, span: Option<std::ops::Range<usize>>) -> Origin {
        let byte = span.map_or(0, |s| s.start).min(self.text.len());
        let ends = || self.text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = self.lines.get_or_init(|| std::iter::once(0).chain(ends()).collect());
        let line = lines.partition_point(|begin| *begin <= byte).max(1);
        let before = self.text.get(lines[line - 1]..byte).unwrap_or_default();
        // In a line that nobody reads, signs are not worth counting.
        let column = if before.len() > LONG_LINE { before.len() } else { before.chars().count() };
        Origin::file(self.file).at(line as u32, column as u32 + 1)
    }

    /// Whether enough is said of a kind.
    fn is_enough(&self, code: &str) -> bool {
        self.counts.get(code).is_some_and(|count| *count >= MOST_OF_KIND)
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        span: Option<std::ops::Range<usize>>,
        key: &str,
    ) -> &mut Finding {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count > MOST_OF_KIND {
            let told = ("count", count.to_string());
            let first = |finding: &&mut Finding| finding.code == "kind-counted" && finding.fact("kind") == Some(code);
            match self.findings.iter_mut().find(first) {
                Some(more) => {
                    more.facts.iter_mut().filter(|fact| fact.0 == "count").for_each(|fact| fact.1 = told.1.clone())
                }
                None => {
                    let at =
                        self.findings.iter().find(|finding| finding.code == code).map(|found| found.origin.clone());
                    let more = Finding::new("kind-counted", Severity::Note, at.unwrap_or_default()).with("kind", code);
                    self.findings.push(more.with("count", told.1).with("shown", MOST_OF_KIND));
                }
            }
            self.unsaid.facts.clear();
            return &mut self.unsaid;
        }
        let origin = self.origin(span);
        self.findings.push(Finding::error(code, origin).with("key", key));
        self.findings.last_mut().expect("just pushed")
    }

    pub(crate) fn wrong(&mut self, section: Section<'_>, key: &str, item: &Item, expected: &'static str) {
        let found = item.span().and_then(|s| self.text.get(s)).unwrap_or_default();
        let found: String = found.lines().next().unwrap_or_default().chars().take(200).collect();
        let finding = self.error("scenario-value", item.span(), &section.path(key));
        finding.facts.push(("found", found));
        finding.facts.push(("expected", expected.to_owned()));
    }

    /// Complains of each key that is not known.
    pub(crate) fn known(&mut self, section: Section<'_>, keys: &[&str]) {
        for (key, _) in section.table.iter() {
            if keys.contains(&key) {
                continue;
            }
            if self.is_enough("unknown-key") {
                self.error("unknown-key", None, "");
                continue;
            }
            let nearest =
                keys.iter().max_by(|a, b| strsim::jaro_winkler(a, key).total_cmp(&strsim::jaro_winkler(b, key)));
            let nearest = nearest.map(|k| (*k).to_owned()).unwrap_or_default();
            let span = section.table.key(key).and_then(|k| k.span());
            self.error("unknown-key", span, &section.path(key)).facts.push(("nearest", nearest));
        }
    }

    pub(crate) fn section<'b>(&mut self, parent: Section<'b>, key: &'b str) -> Option<Section<'b>> {
        let item = parent.table.get(key)?;
        let table = item.as_table_like();
        if table.is_none() {
            self.wrong(parent, key, item, "expected.table");
        }
        Some(Section { table: table?, name: key, start: item.span().map_or(parent.start, |s| s.start) })
    }

    /// A required or optional value through `read`; a wrong one is a finding.
    pub(crate) fn value<T>(
        &mut self,
        section: Section<'_>,
        key: &str,
        expected: &'static str,
        read: impl Fn(&Self, &Value) -> Option<T>,
    ) -> Option<T> {
        let item = section.table.get(key)?;
        let value = item.as_value().and_then(|v| read(self, v));
        if value.is_none() {
            self.wrong(section, key, item, expected);
        }
        value
    }

    pub(crate) fn required<T>(&mut self, section: Section<'_>, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && section.table.get(key).is_none() {
            self.error("missing-key", Some(section.start..section.start), &section.path(key));
        }
        value
    }

    /// One value or a list by year.
    pub(crate) fn yearly<T>(
        &mut self,
        section: Section<'_>,
        key: &str,
        expected: &'static str,
        read: impl Fn(&Self, &Value) -> Option<T>,
    ) -> Option<Yearly<T>> {
        self.value(section, key, expected, |reader, value| match value.as_array() {
            Some(array) => Yearly::new(array.iter().map(|v| read(reader, v)).collect::<Option<Vec<T>>>()?),
            None => read(reader, value).map(Yearly::constant),
        })
    }

    /// A rate: at most 18 decimals and below 10⁹, so that 1 + rate is exact.
    pub(crate) fn decimal(&self, value: &Value) -> Option<Decimal> {
        self.number(value).filter(|d| d.scale() <= RATE_DECIMALS && d.abs() <= Decimal::from(1_000_000_000))
    }

    /// A number of whatever is measured, yuan and heads of a province among them: at most 18 decimals.
    pub(crate) fn measured(&self, value: &Value) -> Option<Decimal> {
        self.number(value).filter(|d| d.scale() <= RATE_DECIMALS)
    }

    /// A number as exact decimal, from a TOML number or a string.
    pub(crate) fn number(&self, value: &Value) -> Option<Decimal> {
        let text = match value {
            Value::String(text) => text.value().trim(),
            Value::Integer(_) | Value::Float(_) => self.text.get(value.span()?)?,
            _ => return None,
        };
        let text = text.replace('_', "");
        let text = text.strip_prefix('+').unwrap_or(&text);
        if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { Decimal::from_str_exact(text).ok() }
            .map(|d| d.normalize())
    }

    pub(crate) fn not_negative(&self, value: &Value) -> Option<Decimal> {
        self.decimal(value).filter(|d| !d.is_sign_negative() || d.is_zero())
    }

    pub(crate) fn money(&self, value: &Value) -> Option<Money> {
        self.number(value).and_then(Money::from_decimal)
    }

    pub(crate) fn amount(&self, value: &Value) -> Option<Money> {
        self.money(value).filter(|m| !m.is_negative())
    }

    pub(crate) fn persons(&self, value: &Value) -> Option<Persons> {
        let number = self.number(value)?;
        let persons = number.is_integer().then(|| i64::try_from(number).ok())??;
        (-Money::MOST_PERSONS..=Money::MOST_PERSONS).contains(&persons).then_some(persons)
    }

    pub(crate) fn heads(&self, value: &Value) -> Option<Persons> {
        self.persons(value).filter(|p| *p >= 0)
    }

    pub(crate) fn calendar_month(&self, value: &Value) -> Option<u32> {
        let month = self.persons(value)?;
        (1..=12).contains(&month).then_some(month as u32)
    }

    pub(crate) fn month(&self, value: &Value) -> Option<Month> {
        value.as_str()?.parse().ok()
    }

    /// The tables of an array of tables, written either way.
    pub(crate) fn tables<'b>(&mut self, top: Section<'b>, key: &'b str) -> Vec<Section<'b>> {
        let Some(item) = top.table.get(key) else { return Vec::new() };
        let section = |table: &'b dyn TableLike, span: Option<std::ops::Range<usize>>| Section {
            table,
            name: key,
            start: span.map_or(top.start, |s| s.start),
        };
        let tables: Option<Vec<Section<'b>>> = match item {
            Item::ArrayOfTables(tables) => Some(tables.iter().map(|t| section(t, t.span())).collect()),
            Item::Value(Value::Array(array)) => {
                array.iter().map(|v| v.as_inline_table().map(|t| section(t, t.span()))).collect()
            }
            _ => None,
        };
        if tables.is_none() {
            self.wrong(top, key, item, "expected.tables");
        }
        tables.unwrap_or_default()
    }
}
