//! The budgets of a project file: what each was drawn up from, the drafts kept of them, the files of their amounts, and an
//! officer's own forms.
//!
//! A file of amounts has the columns `place`, `line` and `amount`, as a statement's; of amounts put in also by whom, why,
//! when, and out of which cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use toml_edit::{ArrayOfTables, Item, Table, value};

use super::kept::Kept;
use super::{Origins, place};
use crate::finding::Origin;
use crate::fund::FundKind;
use crate::money::Money;
use crate::scenario::Scenario;
use crate::statements::kept::{AllEntered, Amounts, Budget, Budgets, Drawn, Entered, Filed, Hand, Made};
use crate::statements::own::OwnForm;
use crate::statements::seal::{Seal, Stage};
use crate::statements::statement::Version;
use crate::statements::watched::{Note, Watch};

/// What the files of budgets have, by the name of each.
#[derive(Default)]
pub(super) struct AmountFiles {
    pub(super) amounts: BTreeMap<String, Arc<AllEntered>>,
    /// 表样: an officer's own.
    pub(super) forms: BTreeMap<String, OwnForm>,
}

/// Budgets as tables, one a year and version, then one a draft that was kept.
pub(super) fn tables(budgets: &Budgets, kept: &mut Kept) -> ArrayOfTables {
    let mut tables: Vec<Table> =
        budgets.iter().map(|(year, version, budget)| table(year, version, budget, kept)).collect();
    for Filed { year, version, seal, budget } in budgets.filed() {
        let sealed = Budget { seal: Some(seal.clone()), ..budget.clone() };
        let mut copy = table(*year, *version, &sealed, kept);
        copy["filed"] = value(true);
        tables.push(copy);
    }
    if *budgets.watch() != Watch::default() {
        let mut watch = Table::new();
        watch["watch"] = value(watch_text(budgets.watch()));
        tables.push(watch);
    }
    for form in budgets.forms() {
        let mut table = Table::new();
        table["form"] = value(kept.form(form.text()));
        tables.push(table);
    }
    for (fund, budgets) in budgets.beside() {
        for mut table in self::tables(budgets, kept) {
            table["fund"] = value(fund.key());
            tables.push(table);
        }
    }
    tables.into_iter().collect()
}

fn table(year: i32, version: Version, budget: &Budget, kept: &mut Kept) -> Table {
    let mut table = Table::new();
    table["year"] = value(i64::from(year));
    table["version"] = value(version.key());
    if let Some(Seal { stage, date, words }) = &budget.seal {
        table["stage"] = value(stage.key());
        table["date"] = value(date);
        table["words"] = value(words);
    }
    if !budget.entered.is_empty() {
        table["entered"] = value(kept.amounts(entered_text(&budget.entered)));
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
    let mut of_funds: BTreeMap<Option<FundKind>, Vec<&Table>> = BTreeMap::new();
    for table in tables.as_array_of_tables()?.iter() {
        let fund = match table.get("fund") {
            Some(fund) => Some(FundKind::of_key(fund.as_str()?)?),
            None => None,
        };
        of_funds.entry(fund).or_default().push(table);
    }
    of_funds.into_iter().try_fold(Budgets::default(), |all, (fund, tables)| {
        let of_fund = read_fund(&tables, scenarios, amounts)?;
        // What is told of no fund comes first.
        Some(match fund {
            None => of_fund,
            Some(fund) => all.put_at(Some(fund), of_fund),
        })
    })
}

/// The budgets of one fund.
fn read_fund(tables: &[&Table], scenarios: &BTreeMap<String, Arc<Scenario>>, amounts: &AmountFiles) -> Option<Budgets> {
    let (mut now, mut filed, mut watch, mut forms) = (Vec::new(), Vec::new(), Watch::default(), Vec::new());
    for table in tables {
        if let Some(text) = table.get("watch").and_then(Item::as_str) {
            watch = watch_of(text)?;
            continue;
        }
        if let Some(name) = table.get("form").and_then(Item::as_str) {
            forms.push(amounts.forms.get(name)?.clone());
            continue;
        }
        let ((year, version), mut budget) = budget(table, scenarios, amounts)?;
        if table.get("filed").is_some() {
            let seal = budget.seal.take()?;
            filed.push(Filed { year, version, seal, budget });
        } else {
            now.push(((year, version), budget));
        }
    }
    Some(Budgets::new(now, filed).watching(watch).with_forms(forms))
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
            let amounts = amounts.amounts.get(file)?.iter().map(|(at, entered)| (at.clone(), entered.amount)).collect();
            Some(Arc::new(Drawn { made, amounts }))
        }
        None => None,
    };
    let entered = match text("entered") {
        Some(file) => amounts.amounts.get(file)?.clone(),
        None => Arc::default(),
    };
    let seal = match text("stage") {
        Some(stage) => {
            let said = |key| text(key).unwrap_or_default().to_owned();
            Some(Seal { stage: Stage::of_key(stage)?, date: said("date"), words: said("words") })
        }
        None => None,
    };
    let of = (i32::try_from(number("year")?).ok()?, Version::of_key(text("version")?)?);
    Some((of, Budget { drawn, entered, seal }))
}

const WATCH: [&str; 9] = ["kind", "place", "line", "since", "threshold", "person", "reason", "measure", "date"];

/// What is watched: how soon it is cleared, the thresholds, and what is said of each place and line.
fn watch_text(watch: &Watch) -> String {
    let mut lines: Vec<[String; 9]> = Vec::new();
    let line = |cells: [&str; 9]| cells.map(str::to_owned);
    let clear = watch.clear.to_string();
    lines.push(line(["clear", "", "", "", &clear, "", "", "", ""]));
    let all = watch.all.iter().map(|rate| ("", rate));
    for (id, rate) in all.chain(watch.lines.iter().map(|(id, rate)| (id.as_str(), rate))) {
        lines.push(line(["threshold", "", id, "", &rate.to_string(), "", "", "", ""]));
    }
    for ((who, id, since), note) in &watch.notes {
        let Note { person, reason, measure, date } = note;
        lines.push(line(["note", who, id, &since.to_string(), "", person, reason, measure, date]));
    }
    written(&WATCH, lines.into_iter().map(Vec::from))
}

fn watch_of(text: &str) -> Option<Watch> {
    let mut watch = Watch::default();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.ok()?;
        let cell = |n: usize| record.get(n).unwrap_or_default().to_owned();
        match record.get(0)? {
            "clear" => watch.clear = cell(4).parse().ok()?,
            "threshold" if cell(2).is_empty() => watch.all = Some(cell(4).parse().ok()?),
            "threshold" => drop(watch.lines.insert(cell(2), cell(4).parse().ok()?)),
            _ => {
                let note = Note { person: cell(5), reason: cell(6), measure: cell(7), date: cell(8) };
                watch.notes.insert((cell(1), cell(2), cell(3).parse().ok()?), note);
            }
        }
    }
    Some(watch)
}

fn text(amounts: &Amounts) -> String {
    let line = |((who, line), amount): (&(String, String), &Money)| vec![who.clone(), line.clone(), amount.to_string()];
    written(&["place", "line", "amount"], amounts.iter().map(line))
}

fn entered_text(entered: &AllEntered) -> String {
    let line = |((who, line), entered): (&(String, String), &Entered)| {
        let Hand { who: by, why, when } = &entered.hand;
        let from = entered.source.as_ref().map_or_else(String::new, |source| place(source, &Origin::default()));
        let said = [by, why, when].map(|text| text.to_string());
        [who.clone(), line.clone(), entered.amount.to_string()].into_iter().chain(said).chain([from]).collect()
    };
    written(&["place", "line", "amount", "by", "why", "when", "source"], entered.iter().map(line))
}

fn written(columns: &[&str], lines: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).expect("writing to memory");
    lines.for_each(|line| writer.write_record(line).expect("writing to memory"));
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("only text was written")
}

/// The amounts of a file; `None` where it holds something else.
pub(super) fn amounts(text: &str) -> Option<Arc<AllEntered>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut origins = Origins::default();
    let mut line = |record: csv::StringRecord| {
        let amount = Money::from_decimal(record.get(2)?.parse().ok()?)?;
        let mut said = |n: usize| origins.shared(record.get(n).unwrap_or_default());
        let hand = Hand { who: said(3), why: said(4), when: said(5) };
        let source = record.get(6).filter(|text| !text.is_empty());
        let source = source.map(|text| origins.read(text, &Origin::default()));
        Some(((record.get(0)?.to_owned(), record.get(1)?.to_owned()), Entered { amount, hand, source }))
    };
    reader.records().map(|record| line(record.ok()?)).collect::<Option<AllEntered>>().map(Arc::new)
}
