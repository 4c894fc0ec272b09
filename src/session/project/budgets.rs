//! The budgets of a project file: what each was drawn up from, and the files of its amounts.
//!
//! A file of amounts has the columns `place`, `line` and `amount`, as a statement's.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{ArrayOfTables, Item, Table, value};

use super::kept::Kept;
use crate::money::Money;
use crate::scenario::Scenario;
use crate::statements::kept::{Amounts, Budget, Budgets, Drawn, Made};
use crate::statements::statement::Version;

/// Amounts by the name of their file.
pub(super) type AmountFiles = BTreeMap<String, Arc<Amounts>>;

/// Budgets as tables, one a year and version.
pub(super) fn tables(budgets: &Budgets, kept: &mut Kept) -> ArrayOfTables {
    budgets.iter().map(|(year, version, budget)| table(year, version, budget, kept)).collect()
}

fn table(year: i32, version: Version, budget: &Budget, kept: &mut Kept) -> Table {
    let mut table = Table::new();
    table["year"] = value(i64::from(year));
    table["version"] = value(version.key());
    if !budget.entered.is_empty() {
        table["entered"] = value(kept.amounts(text(&budget.entered)));
    }
    let Some(drawn) = &budget.drawn else { return table };
    table["drawn"] = value(kept.amounts(text(&drawn.amounts)));
    match &drawn.made {
        Made::Run(scenario, as_it_was) => {
            table["scenario"] = value(i64::from(*scenario));
            table["file"] = value(kept.name_of(as_it_was));
        }
        Made::Growth([income, expenditure]) => {
            table["income"] = value(income.to_string());
            table["expenditure"] = value(expenditure.to_string());
        }
    }
    table
}

/// The budgets of tables; `None` where a file or a word is not there.
pub(super) fn read(
    tables: Option<&Item>,
    scenarios: &BTreeMap<String, Arc<Scenario>>,
    amounts: &AmountFiles,
) -> Option<Budgets> {
    let Some(tables) = tables else { return Some(Budgets::default()) };
    let all = tables.as_array_of_tables()?.iter().map(|table| budget(table, scenarios, amounts));
    all.collect::<Option<Vec<_>>>().map(Budgets::new)
}

fn budget(
    table: &Table,
    scenarios: &BTreeMap<String, Arc<Scenario>>,
    amounts: &AmountFiles,
) -> Option<((i32, Version), Budget)> {
    let text = |key: &str| table.get(key).and_then(Item::as_str);
    let number = |key: &str| table.get(key).and_then(Item::as_integer);
    let rate = |key: &str| text(key)?.parse::<Decimal>().ok();
    let drawn = match text("drawn") {
        Some(file) => {
            let made = match number("scenario") {
                Some(id) => Made::Run(u32::try_from(id).ok()?, scenarios.get(text("file")?)?.clone()),
                None => Made::Growth([rate("income")?, rate("expenditure")?]),
            };
            Some(Arc::new(Drawn { made, amounts: Amounts::clone(amounts.get(file)?) }))
        }
        None => None,
    };
    let entered = match text("entered") {
        Some(file) => amounts.get(file)?.clone(),
        None => Arc::default(),
    };
    let of = (i32::try_from(number("year")?).ok()?, Version::of_key(text("version")?)?);
    Some((of, Budget { drawn, entered }))
}

fn text(amounts: &Amounts) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |line: [&str; 3]| writer.write_record(line).expect("writing to memory");
    put(["place", "line", "amount"]);
    for ((who, line), amount) in amounts {
        put([who, line, &amount.to_string()]);
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("only text was written")
}

/// The amounts of a file; `None` where it holds something else.
pub(super) fn amounts(text: &str) -> Option<Arc<Amounts>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let line = |record: csv::StringRecord| {
        let amount = Money::from_decimal(record.get(2)?.parse().ok()?)?;
        Some(((record.get(0)?.to_owned(), record.get(1)?.to_owned()), amount))
    };
    reader.records().map(|record| line(record.ok()?)).collect::<Option<Amounts>>().map(Arc::new)
}
