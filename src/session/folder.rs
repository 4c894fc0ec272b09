//! A folder of reports read as many files: its tables are picked out, and what was passed over is said.

use std::fs;
use std::path::{Path, PathBuf};

use super::store;
use crate::finding::{Finding, Findings, Origin, Severity};

/// The endings of files that may hold a table.
const TABLES: [&str; 14] =
    ["xlsx", "xls", "et", "xlsm", "xlsb", "ods", "csv", "txt", "tsv", "htm", "html", "mht", "mhtml", "xml"];
/// What systems leave in folders, of which nothing need be said.
const OF_SYSTEMS: [&str; 3] = ["thumbs.db", "desktop.ini", ".ds_store"];
/// What names of files say that sum up the others: they are read last, so that figures are known by their reports.
const SUMMARIES: [&str; 3] = ["汇总", "合计", "总表"];
/// How deep folders may lie in one another, and how many files are read.
const DEEPEST: usize = 8;
const MOST_FILES: usize = 2_000;
/// How many files that were passed over are named.
const MOST_NAMED: usize = 5;

/// The files to be read, folders replaced by the tables in and below them in the order of their names, and what is to be
/// said of the others. Lock files are passed over wherever they are named.
pub fn tables(paths: Vec<PathBuf>) -> (Vec<PathBuf>, Findings) {
    let (mut files, mut findings) = (Vec::new(), Findings::new());
    let mut locks = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut others = Vec::new();
            let first = files.len();
            walk(&path, 0, &mut files, &mut locks, &mut others);
            files[first..].sort_by_key(|path| SUMMARIES.iter().any(|word| store::name_of(path).contains(word)));
            if !others.is_empty() {
                let found = Finding::new("not-tables-skipped", Severity::Note, Origin::file(&store::name_of(&path)));
                findings.push(naming(found, &others));
            }
        } else if is_lock(&path) {
            locks.push(path);
        } else {
            files.push(path);
        }
    }
    if let Some(first) = locks.first() {
        let found = Finding::new("lock-files-skipped", Severity::Note, Origin::file(&store::name_of(first)));
        findings.push(naming(found, &locks));
    }
    (files, findings)
}

/// A finding with how many files it is about, and the names of the first.
fn naming(finding: Finding, files: &[PathBuf]) -> Finding {
    let named: Vec<String> = files.iter().take(MOST_NAMED).map(|path| store::name_of(path)).collect();
    let more = if files.len() > MOST_NAMED { "……" } else { "" };
    finding.with("count", files.len()).with("names", format!("{}{more}", named.join("、")))
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>, locks: &mut Vec<PathBuf>, others: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return others.push(folder.to_owned()) };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = store::name_of(&path).to_lowercase();
        if path.is_dir() {
            if depth < DEEPEST && !name.starts_with('.') {
                walk(&path, depth + 1, files, locks, others);
            }
        } else if is_lock(&path) {
            locks.push(path);
        } else if OF_SYSTEMS.contains(&name.as_str()) {
        } else if files.len() < MOST_FILES && name.rsplit_once('.').is_some_and(|(_, end)| TABLES.contains(&end)) {
            files.push(path);
        } else {
            others.push(path);
        }
    }
}

/// Whether a file only tells that another is open: `~$月报.xlsx` of Excel and WPS, `.~lock.月报.xlsx#` of LibreOffice.
fn is_lock(path: &Path) -> bool {
    let name = store::name_of(path);
    name.starts_with("~$") || name.starts_with(".~")
}
