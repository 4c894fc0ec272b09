//! What the bank pays by term, and what is held already: `rates.toml`.
//!
//! Source: section 13.4.

use rust_decimal::Decimal;
use toml_edit::{DocumentMut, Item, Table, Value, value};

use super::day::Day;
use crate::finding::Findings;
use crate::money::{Money, Rate};
use crate::month::Month;
use crate::scenario::file::reader::{Reader, Section};

/// A term that the bank offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// For how many months.
    pub months: u32,
    /// By year, with as many places as it was written with.
    pub rate: Rate,
    /// What it is called, where it is no plain deposit: a bond.
    pub name: String,
    /// The least that is taken.
    pub least: Money,
}

impl Term {
    /// A deposit without a name, of any amount.
    pub const fn plain(months: u32, rate: Rate) -> Term {
        Term { months, rate, name: String::new(), least: Money::ZERO }
    }
}

/// A deposit that is held already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// How much.
    pub amount: Money,
    /// By year.
    pub rate: Rate,
    /// The month in which it is back.
    pub due: Month,
}

/// The rates of a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rates {
    /// Since when they hold.
    pub date: Day,
    /// What the special account bears at demand, by year.
    pub demand: Rate,
    /// By ascending term, each once but bonds; of one term the highest rate first.
    pub terms: Vec<Term>,
    /// What is held already.
    pub held: Vec<Held>,
}

impl Rates {
    /// 金融机构人民币存款基准利率 (demand, and 整存整取 by term) in force from 2007-12-21, for trying.
    ///
    /// Source: the People's Bank's adjustment of that day as printed in tables of all its adjustments, in which it is the
    /// one between those of 2007-09-15 and 2008-10-09: 0.72; 3.33, 3.78, 4.14, 4.68, 5.40, 5.85.
    pub fn example() -> Rates {
        let rate = |fraction| Rate::new(fraction, 4);
        let terms = [(3, 333), (6, 378), (12, 414), (24, 468), (36, 540), (60, 585)];
        Rates {
            date: Day::new(2007, 12, 21).expect("a day"),
            demand: rate(72),
            terms: terms.map(|(months, fraction)| Term::plain(months, rate(fraction))).into(),
            held: Vec::new(),
        }
    }

    /// Whether the bank was not asked yet, whatever least amounts were set meanwhile.
    pub fn is_example(&self) -> bool {
        let example = Rates::example();
        let rates = |of: &Rates| -> Vec<_> {
            of.terms.iter().map(|term| (term.months, term.rate, term.name.clone())).collect()
        };
        (self.date, self.demand, rates(self)) == (example.date, example.demand, rates(&example))
    }

    /// Puts the terms into their order.
    pub fn sort(&mut self) {
        self.terms.sort_by(|a, b| a.months.cmp(&b.months).then(b.rate.cmp(&a.rate)));
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let mut document = DocumentMut::new();
        document["date"] = value(self.date.to_string());
        document["demand"] = value(self.demand.to_string());
        let term = |term: &Term| {
            let mut table = Table::new();
            table["months"] = value(i64::from(term.months));
            table["rate"] = value(term.rate.to_string());
            if !term.name.is_empty() {
                table["name"] = value(&term.name);
            }
            if !term.least.is_zero() {
                table["least"] = value(term.least.to_string());
            }
            table
        };
        document["term"] = Item::ArrayOfTables(self.terms.iter().map(term).collect());
        let held = |held: &Held| {
            let mut table = Table::new();
            table["amount"] = value(held.amount.to_string());
            table["rate"] = value(held.rate.to_string());
            table["due"] = value(held.due.to_string());
            table
        };
        document["held"] = Item::ArrayOfTables(self.held.iter().map(held).collect());
        document.to_string()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// All that is wrong with it, each with its line and column.
    pub fn read(file: &str, text: &str) -> Result<Rates, Findings> {
        let (mut r, document) = Reader::open(file, text)?;
        let top = Section { table: document.as_table(), name: "", start: 0 };
        r.known(top, &["date", "demand", "term", "held"]);
        let date = r.value(top, "date", "expected.day", day);
        let date = r.required(top, "date", date);
        let demand = r.value(top, "demand", "expected.deposit_rate", rate);
        let demand = r.required(top, "demand", demand);
        let mut terms: Vec<Term> = Vec::new();
        for s in r.tables(top, "term") {
            r.known(s, &["months", "rate", "name", "least"]);
            let months = r.value(s, "months", "expected.term", |r, v| {
                u32::try_from(r.persons(v)?).ok().filter(|months| (1..=600).contains(months))
            });
            let months = r.required(s, "months", months);
            let rate = r.value(s, "rate", "expected.deposit_rate", rate);
            let rate = r.required(s, "rate", rate);
            let name = s.table.get("name").and_then(Item::as_str).unwrap_or_default().to_owned();
            let least = r.value(s, "least", "expected.amount", Reader::amount).unwrap_or_default();
            if let (Some(months), Some(rate)) = (months, rate) {
                if terms.iter().any(|term| term.months == months && term.name == name) {
                    let span = s.table.get("months").and_then(|item| item.span());
                    r.error("term-twice", span, "term.months").facts.push(("found", months.to_string()));
                }
                terms.push(Term { months, rate, name, least });
            }
        }
        let mut held = Vec::new();
        for s in r.tables(top, "held") {
            r.known(s, &["amount", "rate", "due"]);
            let amount = r.value(s, "amount", "expected.amount", Reader::amount);
            let amount = r.required(s, "amount", amount);
            let rate = r.value(s, "rate", "expected.deposit_rate", rate);
            let rate = r.required(s, "rate", rate);
            let due = r.value(s, "due", "expected.month", Reader::month);
            let due = r.required(s, "due", due);
            if let (Some(amount), Some(rate), Some(due)) = (amount, rate, due) {
                held.push(Held { amount, rate, due });
            }
        }
        match (date, demand) {
            (Some(date), Some(demand)) if r.findings.is_empty() => {
                let mut rates = Rates { date, demand, terms, held };
                rates.sort();
                Ok(rates)
            }
            _ => Err(r.findings),
        }
    }
}

/// A rate by year from 0 to 1 of at most ten places, those written kept.
fn rate(reader: &Reader<'_>, value: &Value) -> Option<Rate> {
    let exact = reader.number(value)?;
    let written = value.as_str().map(str::trim).or_else(|| reader.text.get(value.span()?));
    let written = written.and_then(|text| Decimal::from_str_exact(text).ok()).unwrap_or(exact);
    (exact.scale() <= 10 && exact >= Decimal::ZERO && exact <= Decimal::ONE).then_some(written)
}

/// A day, as a text or as a date of TOML.
fn day(reader: &Reader<'_>, value: &Value) -> Option<Day> {
    match value {
        Value::Datetime(_) => Day::read(&reader.text.get(value.span()?)?.to_uppercase()),
        _ => Day::read(value.as_str()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "date = \"2007-12-21\"\ndemand = \"0.0072\"\n[[term]]\nmonths = 36\nrate = \"0.0540\"\n\
                        [[term]]\nmonths = 3\nrate = 0.0333\n[[held]]\namount = \"3000000\"\nrate = \"0.0387\"\ndue = \"2008-10\"\n";

    #[test]
    fn rates_keep_their_places() {
        let rates = Rates::read("r.toml", GOOD).unwrap();
        let terms: Vec<(u32, String)> = rates.terms.iter().map(|t| (t.months, t.rate.to_string())).collect();
        assert_eq!(terms, [(3, "0.0333".to_owned()), (36, "0.0540".to_owned())]);
        assert_eq!((rates.date.to_string(), rates.held[0].due.to_string()), ("2007-12-21".into(), "2008-10".into()));
        assert!(Rates::read("r.toml", &GOOD.replace("\"2007-12-21\"", "2007-12-21")).is_ok());
        assert_eq!(Rates::read("r.toml", &rates.write()), Ok(rates));
        let bond = "[[term]]\nmonths = 36\nrate = \"0.0574\"\nname = \"国债\"\nleast = \"100000\"\n";
        let rates = Rates::read("r.toml", &format!("{GOOD}{bond}")).unwrap();
        assert_eq!((&*rates.terms[1].name, rates.terms[1].least), ("国债", Money::from_yuan(100_000)));
        assert_eq!(Rates::read("r.toml", &rates.write()), Ok(rates));
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let said = |from: &str, to: &str| -> Vec<String> {
            let said = Rates::read("r.toml", &GOOD.replacen(from, to, 1)).unwrap_err();
            said.iter().map(|f| format!("{} {}", f.code, f.origin)).collect()
        };
        assert_eq!(said("months = 36", "months = 3"), ["term-twice r.toml:7:10"]);
        assert_eq!(said("0.0540", "5.40"), ["scenario-value r.toml:5:8"]);
        assert_eq!(said("demand", "demands"), ["unknown-key r.toml:2:1", "missing-key r.toml:1:1"]);
        assert_eq!(said("\"2008-10\"", "\"2008\""), ["scenario-value r.toml:12:7"]);
        assert_eq!(said("date", "= date"), ["scenario-syntax r.toml:1:8"]);
    }
}
