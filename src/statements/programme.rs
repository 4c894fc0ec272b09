//! 专项: the medical cap, the channels of funding and the targets by unit, as a project keeps them: tables as they were
//! typed or read, and rules as far as they are given.
//!
//! What is kept are texts in the shapes of the commands' files, so that what is half done, or wrong, stays as it is, and
//! what comes of it is always what the command makes of the same files.
//!
//! Source: sections 11.6, 11.7 and 11.9.

use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, value};

use super::{cap, channels, targets};
use crate::finding::{Finding, Findings, Origin};
use crate::listed::listed;
use crate::sheet::Sheet;

/// The rows of a table, its keys first.
pub type Rows = Vec<Vec<String>>;

/// What is known of a matter.
#[derive(Clone, Copy, Debug)]
pub struct MatterSpec {
    /// Its key in files, and the end of its locale keys.
    pub key: &'static str,
    /// Its tables: the name of each file, and its columns.
    pub tables: &'static [(&'static str, &'static [&'static str])],
    /// The shipped example: its tables and its rules.
    example: (&'static [&'static str], &'static str),
}

macro_rules! shipped {
    ($name:literal) => {
        include_str!(concat!("../../assets/programmes/", $name))
    };
}

listed! {
    /// What is planned and accounted for beside the budgets.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Matter, ALL, spec of MatterSpec;

    /// 总额控制: the medical cap.
    Cap = MatterSpec {
        key: "cap",
        tables: &[("institutions", &["institution", "last_actual", "last_cap", "last_prepaid", "weight"])],
        example: (&[shipped!("cap_institutions.csv")], shipped!("cap.toml")),
    };
    /// 筹资渠道: channels of funding.
    Channels = MatterSpec {
        key: "channels",
        tables: &[("channels", &["year", "side", "name", "rule", "amount", "rate", "actual"])],
        example: (&[shipped!("shenyang_channels.csv")], ""),
    };
    /// 就业目标: targets by unit.
    Targets = MatterSpec {
        key: "targets",
        tables: &[("units", &["unit", "weight"]), ("actuals", &["unit", "month", "amount"])],
        example: (&[shipped!("fuxin_units.csv"), shipped!("fuxin_actuals.csv")], shipped!("fuxin.toml")),
    };
}

impl Matter {
    /// Its key in files.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    /// Which of its tables has such columns.
    pub fn table_of(self, columns: &[String]) -> Option<usize> {
        let has = |column: &&str| columns.iter().any(|given| given == column);
        let needed = |n: usize| match (self, n) {
            (Matter::Cap, _) => vec!["institution"],
            (Matter::Channels, _) => vec!["year", "side", "name", "amount"],
            (Matter::Targets, 0) => vec!["unit", "weight"],
            (Matter::Targets, _) => vec!["unit", "month", "amount"],
        };
        (0..self.spec().tables.len()).find(|n| needed(*n).iter().all(has))
    }
}

/// What is given of a matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// Its tables, each with its heading, as typed.
    pub tables: Vec<Rows>,
    /// The rules in the shape of the command's file, as far as they are given.
    pub rules: String,
}

/// A limit and what the fund bears up to it, as typed.
pub type Limit = (Decimal, Decimal);

impl Given {
    /// Headings alone.
    pub fn blank(matter: Matter) -> Given {
        let heading = |columns: &[&str]| vec![columns.iter().map(|column| (*column).to_owned()).collect()];
        Given { tables: matter.spec().tables.iter().map(|(_, columns)| heading(columns)).collect(), ..Given::default() }
    }

    /// The shipped example: of the channels Shenyang's, of the targets Fuxin's, of the cap one made up.
    pub fn example(matter: Matter) -> Given {
        let (tables, rules) = matter.spec().example;
        Given { tables: tables.iter().map(|text| rows(text)).collect(), rules: rules.to_owned() }
    }

    /// A table as a sheet of a file of its name.
    pub fn sheet(&self, matter: Matter, n: usize) -> Result<Sheet, Findings> {
        let origin = Origin::file(&format!("{}.csv", matter.spec().tables[n].0));
        let broken = |origin: &Origin| Finding::error("list-broken", origin.clone()).with("detail", "");
        let mut sheet = Sheet::new(origin.clone());
        for row in self.tables.get(n).into_iter().flatten() {
            for cell in row {
                sheet.push(cell).map_err(|_| broken(&origin))?;
            }
            sheet.end_row();
        }
        Ok(sheet)
    }

    /// The same with texts in cells of a table, by row and column from the heading's; rows left without any text go.
    #[must_use]
    pub fn put(&self, n: usize, texts: &[(usize, usize, String)]) -> Given {
        let mut given = self.clone();
        let Some(table) = given.tables.get_mut(n) else { return given };
        for (row, column, text) in texts {
            if table.len() <= *row {
                table.resize(row + 1, Vec::new());
            }
            if table[*row].len() <= *column {
                table[*row].resize(column + 1, String::new());
            }
            text.trim().clone_into(&mut table[*row][*column]);
        }
        let mut is_heading = true;
        table.retain(|row| std::mem::take(&mut is_heading) || row.iter().any(|cell| !cell.trim().is_empty()));
        given
    }

    fn document(&self) -> DocumentMut {
        self.rules.parse().unwrap_or_default()
    }

    /// A number of the rules, by its path such as `fund.income`.
    pub fn number(&self, path: &str) -> Option<Decimal> {
        let document = self.document();
        let mut item: &Item = document.as_item();
        for key in path.split('.') {
            item = item.as_table_like()?.get(key)?;
        }
        decimal(item)
    }

    /// A word of the rules.
    pub fn word(&self, key: &str) -> Option<String> {
        self.document().get(key)?.as_str().map(str::to_owned)
    }

    /// The names of a table of the rules with their numbers.
    pub fn named(&self, table: &str) -> Vec<(String, Decimal)> {
        let document = self.document();
        let all = document.get(table).and_then(Item::as_table_like).into_iter().flat_map(|table| table.iter());
        all.filter_map(|(name, item)| Some((name.to_owned(), decimal(item)?))).collect()
    }

    /// The bands over the cap.
    pub fn bands(&self) -> Vec<Limit> {
        let document = self.document();
        let bands = document.get("bands").and_then(Item::as_array).into_iter().flatten();
        let limit = |band: &toml_edit::Value| {
            let band = band.as_inline_table()?;
            let of = |key: &str| decimal(&Item::Value(band.get(key)?.clone()));
            Some((of("to")?, of("fund")?))
        };
        bands.filter_map(limit).collect()
    }

    fn changed(&self, change: impl FnOnce(&mut DocumentMut)) -> Given {
        let mut document = self.document();
        change(&mut document);
        Given { rules: document.to_string(), ..self.clone() }
    }

    /// The same with a number in the rules, or without.
    #[must_use]
    pub fn with_number(&self, path: &str, number: Option<Decimal>) -> Given {
        self.changed(|document| {
            let (table, key) = path.split_once('.').map_or((None, path), |(table, key)| (Some(table), key));
            let into: &mut Table = match table {
                Some(table) => {
                    let item = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
                    if item.as_table().is_none() {
                        *item = Item::Table(Table::new());
                    }
                    item.as_table_mut().expect("just made")
                }
                None => document.as_table_mut(),
            };
            match number {
                Some(number)
                    if number.is_integer() && table.is_none() && ["year", "target", "name_after"].contains(&key) =>
                {
                    into[key] = value(i64::try_from(number).unwrap_or_default());
                }
                Some(number) => into[key] = value(number.normalize().to_string()),
                None => drop(into.remove(key)),
            }
            if let Some(table) = table.filter(|table| document[*table].as_table().is_some_and(Table::is_empty)) {
                document.remove(table);
            }
        })
    }

    /// The same with a word in the rules.
    #[must_use]
    pub fn with_word(&self, key: &str, word: &str) -> Given {
        self.changed(|document| document[key] = value(word))
    }

    /// The same with other bands.
    #[must_use]
    pub fn with_bands(&self, bands: &[Limit]) -> Given {
        let band = |(to, fund): &Limit| {
            InlineTable::from_iter([("to", to.normalize().to_string()), ("fund", fund.normalize().to_string())])
        };
        let bands: Array = bands.iter().map(band).collect();
        self.changed(|document| document["bands"] = value(bands))
    }

    /// What is wrong with it, or missing.
    ///
    /// # Errors
    /// All of it.
    pub fn check(&self, matter: Matter) -> Result<(), Findings> {
        match matter {
            Matter::Cap => self.cap().map(drop),
            Matter::Channels => self.channels().map(drop),
            Matter::Targets => self.targets().map(drop),
        }
    }

    /// The institutions, the rules and what comes of them.
    ///
    /// # Errors
    /// What is wrong with either, or missing.
    pub fn cap(&self) -> Result<(Vec<cap::Institution>, cap::Rules, cap::Outcome), Findings> {
        let (institutions, rules) = both(
            self.sheet(Matter::Cap, 0).and_then(|sheet| cap::institutions(&sheet)),
            cap::rules("rules.toml", &self.rules),
        )?;
        let outcome = cap::outcome(&institutions, &rules)?;
        Ok((institutions, rules, outcome))
    }

    /// The channels by year.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn channels(&self) -> Result<Vec<channels::Year>, Findings> {
        channels::years(&self.sheet(Matter::Channels, 0)?)
    }

    /// The units, what they reported, and the rules.
    ///
    /// # Errors
    /// What is wrong with any of them, or missing.
    pub fn targets(&self) -> Result<(Vec<targets::Unit>, targets::Actuals, targets::Rules), Findings> {
        let units = self.sheet(Matter::Targets, 0).and_then(|sheet| targets::units(&sheet));
        let (units, rules) = both(units, targets::rules("rules.toml", &self.rules))?;
        let actuals = targets::actuals(&self.sheet(Matter::Targets, 1)?, &units, &rules)?;
        Ok((units, actuals, rules))
    }
}

fn decimal(item: &Item) -> Option<Decimal> {
    let text = match item.as_value()? {
        toml_edit::Value::String(text) => text.value().trim().to_owned(),
        toml_edit::Value::Integer(number) => number.value().to_string(),
        toml_edit::Value::Float(number) => number.value().to_string(),
        _ => return None,
    };
    text.parse::<Decimal>().ok().map(|number| number.normalize())
}

fn both<A, B>(a: Result<A, Findings>, b: Result<B, Findings>) -> Result<(A, B), Findings> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().chain(b.err()).flatten().collect()),
    }
}

/// The rows of a text of cells parted by commas.
pub fn rows(text: &str) -> Rows {
    let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    reader.into_records().flatten().map(|record| record.iter().map(str::to_owned).collect()).collect()
}

/// Rows as a text of cells parted by commas.
pub fn text(rows: &Rows) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        let written = if row.is_empty() { writer.write_record([""]) } else { writer.write_record(row) };
        written.expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("only text was written")
}

/// What a project keeps of each matter; where nothing is kept the shipped example stands. Cheap to copy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Programmes([Option<Arc<Given>>; Matter::ALL.len()]);

impl Programmes {
    /// What is kept of a matter.
    pub fn own(&self, matter: Matter) -> Option<&Arc<Given>> {
        self.0[matter as usize].as_ref()
    }

    /// What is kept, else the example.
    pub fn of(&self, matter: Matter) -> Arc<Given> {
        self.own(matter).cloned().unwrap_or_else(|| Arc::new(Given::example(matter)))
    }

    /// The same with another; `None` goes back to the example.
    #[must_use]
    pub fn with(&self, matter: Matter, given: Option<Given>) -> Programmes {
        let mut all = self.clone();
        all.0[matter as usize] = given.map(Arc::new);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_are_without_error() {
        for matter in Matter::ALL {
            assert_eq!(Given::example(matter).check(matter), Ok(()), "{matter:?}");
        }
    }

    /// What is not given yet is missing, and each number that is typed is one less.
    #[test]
    fn rules_are_filled_in_one_by_one() {
        let example = Given::example(Matter::Cap);
        let mut given = Given { tables: example.tables.clone(), rules: String::new() };
        let missing = |given: &Given| given.cap().map_err(|found| found.len()).err().unwrap_or(0);
        assert_eq!(missing(&given), 7);
        for key in ["year", "budget", "reserve", "keep", "ahead", "fund.opening", "fund.income", "fund.without"] {
            given = given.with_number(key, example.number(key));
        }
        assert_eq!(missing(&given), 2);
        given = given.with_bands(&example.bands()).with_word("settle_from", "this");
        assert_eq!(given.cap(), example.cap());
        let without =
            ["fund.opening", "fund.income", "fund.without"].iter().fold(given, |g, key| g.with_number(key, None));
        assert_eq!(without.cap().unwrap().1.fund, None);
    }

    #[test]
    fn typed_cells_make_rows_and_empty_ones_go() {
        let blank = Given::blank(Matter::Targets);
        let typed = blank.put(0, &[(3, 0, " 甲 ".into()), (3, 1, "2".into())]);
        assert_eq!(typed.tables[0], [vec!["unit", "weight"], vec!["甲", "2"]]);
        assert_eq!(typed.put(0, &[(1, 0, String::new()), (1, 1, String::new())]), blank);
        assert_eq!(rows(&text(&typed.tables[0])), typed.tables[0]);
    }
}
