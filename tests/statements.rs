//! The settled cases of budgets, caps and targets come out byte for byte, through the program as it is started.
//!
//! A case is a folder with its inputs, `cmd` and the files `expected` in the folder that it names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs `tongchou …` in a folder.
fn run(folder: &Path, command: &str) -> Output {
    let words = command.split_whitespace().skip(1);
    Command::new(env!("CARGO_BIN_EXE_tongchou")).current_dir(folder).args(words).output().expect("the program starts")
}

/// A copy of a case's inputs.
fn inputs(case: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    for entry in fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        fs::copy(&entry, folder.path().join(entry.file_name().unwrap())).unwrap();
    }
    folder
}

/// Runs every case of a folder; how many there were.
fn settle_all(folder: &Path) -> usize {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for case in &cases {
        let folder = inputs(case);
        let output = run(folder.path(), &fs::read_to_string(case.join("cmd")).unwrap());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", case.display());
        for expected in fs::read_dir(case.join("expected")).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{}", expected.strip_prefix(case).unwrap().display());
            let written = folder.path().join("out").join(expected.file_name().unwrap());
            let [written, expected] =
                [&written, &expected].map(|path| fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}")));
            let differing = written.lines().zip(expected.lines()).enumerate().find(|(_, (a, b))| a != b);
            let case = case.display();
            assert_eq!(differing, None, "{case}: {name}, the first line that differs (counted from 0)\n{said}");
            assert!(written == expected, "{case}: {name} is longer or shorter than expected");
        }
    }
    cases.len()
}

fn cases(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(of)
}

#[test]
fn the_cases_of_caps_come_out_byte_for_byte() {
    assert_eq!(settle_all(&cases("cap")), 3);
}

#[test]
fn the_cases_of_targets_come_out_byte_for_byte() {
    assert_eq!(settle_all(&cases("targets")), 4);
}

/// More cases may lie beside the checkout.
#[test]
fn the_cases_beside_the_checkout_come_out_too() {
    for of in ["cap", "targets"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/settled").join(of);
        if folder.is_dir() {
            assert!(settle_all(&folder) > 0);
        } else {
            println!("skipped: no {}", folder.display());
        }
    }
}
