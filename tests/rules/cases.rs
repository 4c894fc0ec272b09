//! The settled cases come out byte for byte, and the second bookkeeper finds nothing in them.
//!
//! A case is a folder with `data.csv`, `scenario.toml` and the files expected of `simulate`; or one with a file `cmd`, the
//! commands, a line each, that are to write what is expected.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use tongchou::journal::Keep;
use tongchou::report::files::results;
use tongchou::{intake, scenario, simulation};

/// Runs every case of a folder; how many there were.
fn settle_all(folder: &Path) -> usize {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("scenario.toml").is_file())
        .collect();
    cases.sort();
    for case in &cases {
        let read = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let name = case.file_name().unwrap().to_string_lossy();
        let dataset =
            intake::import("data.csv", read("data.csv").as_bytes()).expect("the data are without error").dataset;
        let scenario = scenario::file::read("scenario.toml", &read("scenario.toml")).expect("the scenario is valid");
        let run = simulation::run(&dataset, &scenario, Keep::Journal, &AtomicBool::new(false)).expect("it runs");
        for (file, write) in results::OF_RUN {
            let mut text = Vec::new();
            write(&run, &mut text).expect("writing to memory");
            let text = String::from_utf8(text).expect("UTF-8");
            let expected = read(&format!("expected/{file}"));
            let differing = text.lines().zip(expected.lines()).enumerate().find(|(_, (a, b))| a != b);
            assert_eq!(differing, None, "{name}: {file}, the first line that differs (counted from 0)");
            assert!(text == expected, "{name}: {file} is longer or shorter than expected");
        }
        assert_eq!(run.audit(), [], "{name}");
        let books = simulation::run(&dataset, &scenario, Keep::Books, &AtomicBool::new(false)).unwrap();
        assert!(
            (0..run.months()).all(|n| run.places.all().all(|place| books.row(n, place) == run.row(n, place))),
            "{name}: the books without a journal differ"
        );
        assert!(books.journal.is_empty());
    }
    cases.len()
}

#[test]
fn the_cases_come_out_byte_for_byte() {
    assert_eq!(settle_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")), 4);
}

/// The cases of places and pools at every level (model section 9).
#[test]
fn the_cases_of_places_come_out_byte_for_byte() {
    assert_eq!(settle_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/places")), 21);
}

/// More cases may lie beside the checkout.
#[test]
fn the_cases_beside_the_checkout_come_out_too() {
    for beside in ["../shared/cases", "../shared/settled/places"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(beside);
        if folder.is_dir() {
            assert!(settle_all(&folder) > 0);
        } else {
            println!("skipped: no {beside}");
        }
    }
}

/// The folders of cases that are told by a file `cmd`.
const BY_COMMAND: [&str; 4] = ["assess", "reward", "watch", "people"];

/// Runs the `cmd` of every case of a folder; how many there were.
fn command_all(folder: &Path) -> usize {
    let mut count = 0;
    for case in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("cmd").is_file()) {
        count += 1;
        let out = tempfile::tempdir().unwrap();
        for line in fs::read_to_string(case.join("cmd")).unwrap().lines() {
            let words = line
                .split_whitespace()
                .skip(1)
                .map(|word| if word == "out" { out.path().as_os_str() } else { word.as_ref() });
            let done = Command::new(env!("CARGO_BIN_EXE_tongchou")).current_dir(&case).args(words).output().unwrap();
            assert!(done.status.success(), "{}: {}", case.display(), String::from_utf8_lossy(&done.stderr));
        }
        for expected in fs::read_dir(case.join("expected")).unwrap().map(|e| e.unwrap().path()) {
            let written = fs::read_to_string(out.path().join(expected.file_name().unwrap())).unwrap();
            let expected_text = fs::read_to_string(&expected).unwrap();
            let differing = written.lines().zip(expected_text.lines()).enumerate().find(|(_, (a, b))| a != b);
            assert_eq!(differing, None, "{}: the first line that differs (counted from 0)", expected.display());
            assert!(written == expected_text, "{} is longer or shorter than expected", expected.display());
        }
    }
    count
}

#[test]
fn the_cases_told_by_a_command_come_out_byte_for_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in BY_COMMAND {
        assert!(command_all(&root.join("tests/cases").join(name)) > 0, "{name}");
        let beside = root.join("../shared/settled").join(name);
        if beside.is_dir() {
            assert!(command_all(&beside) > 0, "{name}");
        } else {
            println!("skipped: no {}", beside.display());
        }
    }
}
