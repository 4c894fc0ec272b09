//! The views against the settled cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::money::Money;
use crate::report::{CellValue, Quantity};
use crate::simulation::Progress;
use crate::special_account::account::{Account, Filed, Said};
use crate::special_account::ledger::Keeper;

/// The cases whose commands ask for nothing but both ledgers, with what opens them.
fn cases() -> Vec<(PathBuf, Account)> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reconcile");
    let opened = |case: PathBuf| {
        let mut account = Account::default();
        for keeper in Keeper::BOTH {
            let name = format!("{}.csv", keeper.key());
            let sheets = crate::intake::sheets(&name, &fs::read(case.join(&name)).unwrap()).unwrap();
            let sheets = sheets.iter().map(|sheet| &**sheet);
            account = account.with_file(Filed::read(&name, sheets, keeper).unwrap());
        }
        let command = fs::read_to_string(case.join("cmd")).unwrap();
        let words: Vec<&str> = command.split_whitespace().collect();
        let opening = words.iter().position(|word| *word == "--opening-agency").map(|at| words[at + 1]);
        let opening = opening.map_or(Money::ZERO, |yuan| Money::from_decimal(yuan.parse().unwrap()).unwrap());
        (case, account.saying("", Said { opening: [Money::ZERO, opening], ..Said::default() }))
    };
    let folders = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path());
    folders.filter(|case| case.join("cmd").is_file()).map(opened).collect()
}

fn matched(account: Account) -> Matching {
    let mut all = Arc::new(account).reconciled(&Progress::new()).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn view(language: Language, matching: &Matching, month: Option<Month>, filter: Filter) -> Reconciliation {
    reconciliation(language, matching, month, filter, &Progress::new()).unwrap().unwrap()
}

fn lines(case: &Path, file: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(case.join("expected").join(file)).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn money(cell: &crate::report::Cell) -> Option<String> {
    match cell.value {
        CellValue::Quantity(Quantity::Yuan(money)) => Some(money.to_string()),
        _ => None,
    }
}

/// The amounts of the lines of a statement that are no items, by column.
fn sums(sheet: &Sheet, column: usize) -> Vec<String> {
    let is_item = |name: &CellValue| matches!(name, CellValue::Text(name) if name.starts_with('\u{3000}'));
    let rows = sheet.rows.iter().filter(|row| !is_item(&row[column - 2].value));
    rows.filter_map(|row| money(&row[column])).collect()
}

#[test]
fn the_statement_says_what_the_settled_files_say_and_its_items_come_to_its_sums() {
    for (case, account) in cases() {
        let matching = matched(account);
        for settled in lines(&case, "statement.csv") {
            let month = settled[0].parse().unwrap();
            let shown = view(Language::Chinese, &matching, Some(month), Filter::All);
            assert_eq!(sums(&shown.statement, 2), settled[1..6], "{} {month}", case.display());
            assert_eq!(sums(&shown.statement, 5), settled[6..11], "{} {month}", case.display());
            assert_eq!(shown.headline.contains("调节后余额相符"), settled[11] == "0.00", "{}", shown.headline);
            for column in [2, 5] {
                let all: Vec<Option<Money>> = shown
                    .statement
                    .rows
                    .iter()
                    .map(|row| match row[column].value {
                        CellValue::Quantity(Quantity::Yuan(money)) => Some(money),
                        _ => None,
                    })
                    .collect();
                let names: Vec<&CellValue> = shown.statement.rows.iter().map(|row| &row[column - 2].value).collect();
                let (mut sum, mut items) = (None, Money::ZERO);
                for (amount, name) in all.iter().zip(names) {
                    let Some(amount) = amount else { continue };
                    match name {
                        CellValue::Text(name) if name.starts_with('\u{3000}') => items += *amount,
                        CellValue::Text(name) if name.starts_with(['加', '减']) => {
                            assert!(sum.is_none_or(|sum| sum == items));
                            (sum, items) = (Some(*amount), Money::ZERO);
                        }
                        _ => {}
                    }
                }
                assert!(sum.is_none_or(|sum| sum == items), "{}", case.display());
            }
        }
    }
}

#[test]
fn open_items_and_matches_are_those_of_the_settled_files() {
    for (case, account) in cases() {
        let matching = matched(account);
        let shown = view(Language::Chinese, &matching, None, Filter::All);
        let mut settled: Vec<(String, String)> =
            lines(&case, "open.csv").into_iter().map(|line| (line[2].clone(), line[5].clone())).collect();
        let text = |cell: &crate::report::Cell| match &cell.value {
            CellValue::Text(text) => text.clone(),
            CellValue::Quantity(Quantity::Number(number)) => number.to_string(),
            other => panic!("{other:?}"),
        };
        let mut told: Vec<(String, String)> =
            shown.open.rows.iter().map(|row| (text(&row[1]), text(&row[4]))).collect();
        settled.sort();
        told.sort();
        assert_eq!(told, settled, "{}", case.display());
        let entries: usize = shown.facing.lines.iter().map(|line| line.entries().count()).sum();
        assert_eq!(entries, matching.books.bank.entries.len() + matching.books.agency.entries.len());
        let suspects = lines(&case, "open.csv").iter().filter(|line| !line[6].is_empty()).count();
        let twice = lines(&case, "open.csv").iter().filter(|line| line[6].starts_with("twice")).count();
        assert_eq!(shown.suspects.len(), twice + (suspects - twice) / 2, "{:?}", shown.suspects);
        let only = |filter| view(Language::English, &matching, None, filter).facing.lines.len();
        assert_eq!(only(Filter::Open), lines(&case, "open.csv").len() - suspects);
        assert_eq!(only(Filter::Suspects), shown.suspects.len());
    }
}

#[test]
fn what_is_joined_and_parted_by_hand_stands_and_the_statement_still_adds_up() {
    let (_, account) = cases().into_iter().find(|(case, _)| case.ends_with("1")).unwrap();
    let matching = matched(account);
    let shown = |matching: &Matching| view(Language::Chinese, matching, None, Filter::All);
    let before = shown(&matching);
    let row = before.facing.lines.iter().position(|line| line.bank.is_some() && line.agency.is_some()).unwrap();
    let of = |matching: &Matching, told: &Reconciliation, rows: &[usize]| {
        selection(Language::Chinese, matching, &told.facing.lines, rows.iter().copied()).unwrap()
    };
    let selected = of(&matching, &before, &[row]);
    assert!(selected.can_part && !selected.can_join);
    let parted = matched(matching.parting(&selected.entries, "另一笔"));
    let told = shown(&parted);
    assert_eq!(told.open.rows.len(), before.open.rows.len() + selected.entries.len());
    assert_eq!(parted.reconciled.found.matches.len() + 1, matching.reconciled.found.matches.len());
    let has = |line: &Line| line.entries().any(|entry| selected.entries.contains(&entry));
    let rows: Vec<usize> = (0..told.facing.lines.len()).filter(|n| has(&told.facing.lines[*n])).collect();
    let both = of(&parted, &told, &rows);
    assert!(both.can_join && both.can_release && !both.can_part, "{both:?}");
    assert!(!of(&parted, &told, &rows[..1]).can_join);
    let released = matched(parted.releasing(&both.entries));
    assert_eq!(released.reconciled, matching.reconciled);
    let joined = matched(parted.joining(&both.entries, "核实无误").unwrap());
    assert_eq!(joined.account.by_hand.len(), 1);
    let told = shown(&joined);
    assert_eq!(told.open.rows, before.open.rows);
    let words = |told: &Reconciliation| format!("{:?}", told.facing.sheet.rows);
    assert!(words(&told).contains("手工：核实无误") && !words(&before).contains("手工"));
    let open = before.facing.lines.iter().find(|line| line.bank.is_none()).unwrap();
    let alone: Vec<_> = open.entries().collect();
    assert!(matching.joining(&alone, "").is_err());
}

/// A month's open items are matched when the next month's files are added.
#[test]
fn open_items_are_carried_into_the_next_month() {
    let filed = |keeper: Keeper, name: &str, text: &str| {
        let sheets = crate::intake::sheets(name, text.as_bytes()).unwrap();
        Filed::read(name, sheets.iter().map(|sheet| &**sheet), keeper).unwrap()
    };
    let january = Account::default()
        .with_file(filed(Keeper::Bank, "1月银行.csv", "date,in,out,balance\n2013-01-30,,5,95\n"))
        .with_file(filed(Keeper::Agency, "1月账.csv", "date,in,out,balance\n2013-01-08,7,,107\n"));
    let of = |account: &Account, month: &str| {
        let matching = matched(account.clone());
        view(Language::Chinese, &matching, Some(month.parse().unwrap()), Filter::All)
    };
    assert_eq!(of(&january, "2013-01").open.rows.len(), 2);
    let both = january
        .with_file(filed(Keeper::Agency, "2月账.csv", "date,in,out,balance\n2013-02-02,,5,102\n"))
        .with_file(filed(Keeper::Bank, "2月银行.csv", "date,in,out,balance\n2013-02-20,3,,98\n"));
    let february = of(&both, "2013-02");
    assert_eq!(february.open.rows.len(), 2);
    let said = format!("{:?}", february.open.rows);
    assert!(said.contains("以前月份结转") && said.contains("2月银行.csv : 2"), "{said}");
    assert_eq!(february.statement.rows.len(), of(&both, "2013-02").statement.rows.len());
    let income = both.saying("", Said { is_of_income: true, ..Said::default() });
    assert_eq!(of(&income, "2013-02").findings.len(), 4);
}

#[test]
fn an_error_corrects_the_side_that_is_said_to_have_erred() {
    let (_, account) = cases().into_iter().find(|(case, _)| case.ends_with("1")).unwrap();
    let matching = matched(account);
    let shown = |matching: &Matching| view(Language::Chinese, matching, None, Filter::Suspects);
    let of = |matching: &Matching| {
        let told = shown(matching);
        selection(Language::Chinese, matching, &told.facing.lines, [0].into_iter()).unwrap()
    };
    let errors = |matching: &Matching| {
        let told = shown(matching).statement;
        [2, 5].map(|column| sums(&told, column)[3].clone())
    };
    let (bank, erred) = of(&matching).erred.expect("a nought too many");
    assert_eq!((erred, errors(&matching)), (Keeper::Agency, ["0.00".to_owned(), "-17312873.62".to_owned()]));
    let blamed = matched(matching.blaming(bank, "已向银行查询"));
    assert_eq!(of(&blamed).erred, Some((bank, Keeper::Bank)));
    assert_eq!(errors(&blamed), ["18391895.64", "1079022.02"]);
    assert!(shown(&blamed).headline.ends_with("调节后余额相符。"));
    let back = matched(blamed.releasing(&[(Keeper::Bank, bank)]));
    assert_eq!(back, matching);
}

#[test]
fn what_is_strange_in_a_ledger_is_told() {
    let (_, account) = cases().into_iter().find(|(case, _)| case.ends_with("3")).unwrap();
    let found = |account: Account| {
        let matching = matched(account);
        view(Language::Chinese, &matching, None, Filter::All).findings
    };
    let row = |row| format!("bank.csv 第 {row} 行：印出的余额与上一笔余额和其间的收付对不上");
    assert_eq!(found(account.clone()), [row(6), row(7)]);
    let without = found(account.saying("", Said::default()));
    assert!(without.len() == 3 && without[2].starts_with("经办机构日记账没有印余额"), "{without:?}");
}

/// Ledgers whose numbers differ are held against each other all the same, and it is said.
#[test]
fn ledgers_of_other_numbers_say_so() {
    let filed = |keeper: Keeper, number: &str| {
        let text = format!("账号：{number}\ndate,in,out\n2013-01-07,5,\n");
        let sheets = crate::intake::sheets("l.csv", text.as_bytes()).unwrap();
        Filed::read(keeper.key(), sheets.iter().map(|sheet| &**sheet), keeper).unwrap()
    };
    let findings = |agency: &str| {
        let account =
            Account::default().with_file(filed(Keeper::Bank, "34001111")).with_file(filed(Keeper::Agency, agency));
        view(Language::Chinese, &matched(account), None, Filter::All).findings
    };
    let says = |agency: &str| findings(agency).iter().any(|said| said.contains("请看是不是同一个账户"));
    assert_eq!(["34002222", "1111", "财政专户"].map(says), [true, false, false]);
}

/// A month or a filter goes on from what was matched; what is given up has no answer.
#[test]
fn a_page_goes_on_from_what_was_matched_and_is_given_up() {
    let (_, account) = cases().into_iter().find(|(case, _)| case.ends_with("1")).unwrap();
    let language = Language::Chinese;
    let asked = ReconcileAsked { account: Arc::new(account), name: None, month: None, filter: Filter::All, language };
    let first = asked.answer(None, &Progress::new()).unwrap();
    let months = first.told.as_ref().unwrap().months.clone();
    let second = ReconcileAsked { month: months.first().copied(), filter: Filter::Open, ..asked.clone() };
    let second = second.answer(Some(&first), &Progress::new()).unwrap();
    assert!(Arc::ptr_eq(&first.matchings, &second.matchings) && second.told != first.told);
    assert!(first.accounts.is_none());
    let progress = Progress::new();
    progress.give_up();
    assert!(matches!(asked.answer(None, &progress), Err(Failure::Stopped)));
    assert!(matches!(asked.answer(Some(&first), &progress), Err(Failure::Stopped)));
}
