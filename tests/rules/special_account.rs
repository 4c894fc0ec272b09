//! The settled cases of the special account come out: ledgers reconciled, money lent, deposits laid out.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The subcommands whose files are settled to the byte.
const BY_COMMAND: [&str; 2] = ["reconcile", "lent"];

/// The cases of a subcommand, here and beside the checkout.
fn cases(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases_in = |folder: PathBuf| -> Vec<PathBuf> {
        let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|case| case.join("cmd").is_file()).collect()
    };
    let mut cases = cases_in(root.join("tests/cases").join(name));
    assert!(!cases.is_empty(), "{name}");
    let beside = root.join("../shared/settled").join(name);
    match beside.is_dir() {
        true => cases.extend(cases_in(beside)),
        false => println!("skipped: no {}", beside.display()),
    }
    cases
}

/// Runs a case, and gives what it writes and what is expected, by file.
fn run(case: &Path) -> Vec<(PathBuf, String, String)> {
    let out = tempfile::tempdir().unwrap();
    let line = fs::read_to_string(case.join("cmd")).unwrap();
    let words = line.split_whitespace().skip(1);
    let words = words.map(|word| if word == "out" { out.path().as_os_str() } else { word.as_ref() });
    let done = Command::new(env!("CARGO_BIN_EXE_tongchou")).current_dir(case).args(words).output().unwrap();
    assert!(done.status.success(), "{}: {}", case.display(), String::from_utf8_lossy(&done.stderr));
    let expected = fs::read_dir(case.join("expected")).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    expected.map(|path| (path.clone(), read(&out.path().join(path.file_name().unwrap())), read(&path))).collect()
}

fn is_the_same(file: &Path, written: &str, expected: &str) {
    let differing = written.lines().zip(expected.lines()).enumerate().find(|(_, (a, b))| a != b);
    assert_eq!(differing, None, "{}: the first line that differs (counted from 0)", file.display());
    assert!(written == expected, "{} is longer or shorter than expected", file.display());
}

#[test]
fn the_cases_told_by_a_command_come_out_byte_for_byte() {
    for case in BY_COMMAND.into_iter().flat_map(cases) {
        for (file, written, expected) in run(&case) {
            is_the_same(&file, &written, &expected);
        }
    }
}

/// The lines of a CSV text by the keys of its heading, amounts in fen.
fn lines(text: &str) -> Vec<HashMap<&str, i128>> {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let keys = lines.next().unwrap();
    let number =
        |cell: &str| cell.replace(['.', '-'], "").parse().unwrap_or(0) * if cell.starts_with('-') { -1 } else { 1 };
    lines.map(|cells| keys.iter().zip(cells).map(|(key, cell)| (*key, number(cell))).collect()).collect()
}

/// Several plans gain as much: ours may be any that is feasible and has no more placements than the settled one.
#[test]
fn the_cases_of_deposits_gain_as_much_with_as_few_placements() {
    for case in cases("deposits") {
        let files: HashMap<String, (String, String)> = run(&case)
            .into_iter()
            .map(|(path, written, expected)| (path.file_name().unwrap().to_string_lossy().into(), (written, expected)))
            .collect();
        let (written, expected) = &files["optimum.csv"];
        is_the_same(&case, written, expected);
        let (placements, settled) = &files["placements.csv"];
        assert!(placements.lines().count() <= settled.lines().count(), "{}", case.display());
        let (months, settled) = &files["months.csv"];
        let months = lines(months);
        for (month, settled) in months.iter().zip(lines(settled)) {
            for key in ["month", "lowest", "reserve", "held", "short"] {
                assert_eq!(month[key], settled[key], "{}: {key}", case.display());
            }
            assert_eq!(month["lowest"], month["held"] + month["placed"] + month["demand"]);
            assert!(month["placed"] == 0 || month["demand"] >= month["reserve"], "{}", case.display());
        }
        let (placements, first) = (lines(placements), months[0]["month"]);
        let since = |month: i128| (month / 100 - first / 100) * 12 + month % 100 - first % 100;
        for (n, month) in (0..).zip(&months) {
            let is_bound = |p: &&HashMap<&str, i128>| since(p["month"]) <= n && n < since(p["due"]);
            assert_eq!(placements.iter().filter(is_bound).map(|p| p["amount"]).sum::<i128>(), month["placed"]);
        }
        let of =
            |p: &HashMap<&str, i128>| since(p["due"]) - since(p["month"]) == p["term"] && p["amount"] % 1_000_000 == 0;
        assert!(placements.iter().all(of), "{}", case.display());
    }
}

/// Ledgers of two accounts are reconciled into a folder each; which of them an opening balance is of can't be told.
#[test]
fn several_accounts_have_a_folder_each() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("b.csv", "账号,日期,收入,支出,对方户名\n3400 1111,2013-01-07,5,,甲\n3400 2222,2013-01-07,7,,乙\n");
    write("a.csv", "账号,日期,收入,支出,往来单位\n1111,2013-01-08,5,,甲\n2222,2013-01-08,,7,乙\n");
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
        command.current_dir(folder.path()).args(["reconcile", "--bank", "b.csv", "--agency", "a.csv", "--out", "out"]);
        command.args(more).output().unwrap()
    };
    let done = run(&[]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |path: &str| fs::read_to_string(folder.path().join("out").join(path)).unwrap();
    assert_eq!(read("34001111/matches.csv").lines().count(), 3);
    assert_eq!(read("34001111/open.csv").lines().count(), 1);
    assert!(read("34002222/open.csv").contains("sign:"), "{}", read("34002222/open.csv"));
    let refused = run(&["--opening-bank", "5"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("34001111、34002222"), "{said}");
}

/// Accounts that the agency calls by name are told on the command line.
#[test]
fn accounts_of_other_names_are_told_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("b.csv", "账号,日期,收入,支出\n3400 1111,2013-01-07,5,\n3400 2222,2013-01-07,7,\n");
    write("a.csv", "账户,日期,收入,支出\n基本户,2013-01-08,5,\n定期户,2013-01-08,7,\n");
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
        command.current_dir(folder.path()).args(["reconcile", "--bank", "b.csv", "--agency", "a.csv", "--out", "out"]);
        command.args(more).output().unwrap()
    };
    let done = run(&["--same", "34001111=基本户", "--same", "定期户=3400 2222"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for account in ["34001111", "34002222"] {
        let matches = fs::read_to_string(folder.path().join("out").join(account).join("matches.csv")).unwrap();
        assert_eq!(matches.lines().count(), 3, "{matches}");
    }
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 2);
    let unknown = run(&["--same", "34001111=一般户"]);
    assert_eq!(unknown.status.code(), Some(2));
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(said.contains("没有账户“一般户”") && said.contains("34001111、34002222、基本户、定期户"), "{said}");
    assert_eq!(run(&["--same", "34001111"]).status.code(), Some(2));
}
