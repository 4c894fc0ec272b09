//! What could run away is bounded, and said: texts without end, findings without end, parts of a project, a reading that
//! nobody wants any more, and numbers at the edge of their types.

use std::fs;
use std::io::Write as _;
use std::process::{Command as Program, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tongchou::finding::MOST_OF_KIND;
use tongchou::intake;
use tongchou::journal::Keep;
use tongchou::locale::Language;
use tongchou::scenario::family::Family;
use tongchou::scenario::file;
use tongchou::scenario::history::History;
use tongchou::session::project::{self, Books, Project};
use tongchou::simulation::{self, Failure};
use tongchou::{proposal, sample, threads};

#[test]
fn of_findings_without_end_a_thousand_are_said_and_the_rest_counted() {
    let rows = 30 * MOST_OF_KIND;
    let mut text = String::from("区县,年月,缴费人数,离退休人数,实缴,养老金支出\n");
    (0..rows).for_each(|_| text.push_str("甲区,那一年,1,1,1,1\n"));
    let findings = intake::import("a.csv", text.as_bytes()).unwrap_err();
    let told = findings.iter().filter(|finding| finding.code == "not-a-month").count();
    let more = findings.iter().find(|finding| finding.code == "kind-counted").expect("the rest is counted");
    assert_eq!((told, more.fact("count")), (MOST_OF_KIND, Some(&*rows.to_string())));
}

#[test]
fn a_reading_that_was_given_up_ends_at_once() {
    let mut text = String::from("区县,年月,缴费人数,离退休人数,实缴,养老金支出\n");
    (0..300_000).for_each(|_| text.push_str("甲区,2007-01,1,1,1,1\n"));
    let stop = Arc::new(AtomicBool::new(true));
    assert!(threads::stoppable(&stop, || intake::import("a.csv", text.as_bytes())).is_err());
    stop.store(false, Ordering::Relaxed);
}

#[test]
fn cells_and_columns_without_end_are_refused_in_words() {
    let wide = format!("区县,年月{}\n甲区,2007-01\n", ",新列".repeat(100_000));
    let findings = intake::import("a.csv", wide.as_bytes()).unwrap_err();
    assert_eq!(findings[0].code, "sheet-too-large");
    let long =
        format!("区县,年月,缴费人数,离退休人数,实缴,养老金支出\n\"{}\",2007-01,1,1,1,1\n", "甲".repeat(1_000_000));
    let findings = intake::import("a.csv", long.as_bytes()).unwrap_err();
    assert!(findings.iter().any(|finding| finding.code == "name-too-long"));
    assert!(findings.iter().all(|finding| finding.line(Language::Chinese).len() < 20_000));
}

#[test]
fn scenarios_without_end_are_answered() {
    let head = "name = \"t\"\nstart = \"2008-01\"\nmonths = 12\n";
    let unknown: String = (0..50_000).map(|n| format!("k{n} = 1\n")).collect();
    let findings = file::read("s.toml", &format!("{head}{unknown}")).unwrap_err();
    assert_eq!(findings.len(), MOST_OF_KIND + 1);
    assert_eq!(findings[999].origin.row, Some(1003));
    let more = findings.iter().find(|finding| finding.code == "kind-counted").expect("the rest is counted");
    assert_eq!(more.fact("count"), Some("50000"));
    let pooling = "[[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\n".repeat(20_000);
    let findings = file::read("s.toml", &format!("{head}{pooling}")).unwrap_err();
    assert_eq!(findings[0].code, "duplicate-pooling");
    // Of more values than can be meant none is read.
    let million: String = (0..1_000_000).map(|n| format!("k{n} = 1\n")).collect();
    let findings = file::read("s.toml", &million).unwrap_err();
    assert_eq!((findings.len(), findings[0].code), (1, "values-too-many"));
    assert_eq!(findings[0].fact("count"), Some("1000000"));
}

#[test]
fn numbers_at_the_edge_of_their_types_are_errors_and_never_others() {
    let event = "name = \"t\"\nstart = \"2008-01\"\nmonths = 12\n[[event]]\nmonth = \"2008-07\"\ncounty = \"屯溪区\"\n";
    for heads in ["-9223372036854775808", "9223372036854775807", "-10000000001"] {
        let findings = file::read("s.toml", &format!("{event}contributors = {heads}\n")).unwrap_err();
        assert_eq!(findings[0].code, "scenario-value", "{heads}");
    }
    // A subsidy of more than can be counted: of a gap of 10^15 yuan, ten million times.
    let most = "1000000000000000.00";
    let mut data = String::from("county,month,contributors,retirees,base,collected,pension,other,balance\n");
    for month in 1..=12 {
        data.push_str(&format!("甲县,2007-{month:02},1,1,1.00,0.00,{most},0.00,0.00\n"));
    }
    let data = intake::import("data.csv", data.as_bytes()).expect("it is read").dataset;
    let scenario = "name = \"t\"\nstart = \"2008-01\"\nmonths = 2\n[rates]\npension_growth = \"-1\"\n\
                    [subsidy]\nthreshold = \"0\"\nrate = \"1000000000\"\n";
    let scenario = file::read("s.toml", scenario).expect("it is read");
    let run = simulation::run(&data, &scenario, Keep::Journal, &AtomicBool::new(false));
    let Err(Failure::Findings(findings)) = run else { panic!("it is refused") };
    assert_eq!((findings[0].code, findings[0].fact("field")), ("amount-too-large", Some("kind.subsidy")));
}

/// A project, and the bytes of its file.
fn saved() -> (Project, Vec<u8>) {
    let data = Arc::new(sample::load());
    let family = Family::of(proposal::scenarios(&data, Language::Chinese));
    let shown = Books::new(data, String::new(), History::new(family.into()));
    let project = Project { name: "黄山".into(), shown, others: Vec::new() };
    let bytes = project::write(&project).expect("it is written");
    (project, bytes)
}

#[test]
fn of_a_damaged_project_what_is_whole_is_opened_and_what_is_not_is_said() {
    let (project, bytes) = saved();
    // The name in the head of the part, not in the directory at the end.
    let find = |name: &str| bytes.windows(name.len()).position(|part| part == name.as_bytes()).expect("it is there");
    for (part, lost) in [("sources.csv", "lost.sources"), ("steps.toml", "lost.steps"), ("deck.toml", "lost.deck")] {
        let mut bytes = bytes.clone();
        // Into the part's own bytes, behind its name.
        let at = find(part) + part.len() + 8;
        bytes[at] ^= 0xff;
        bytes[at + 1] ^= 0xff;
        assert!(project::read("p", &bytes).is_err(), "{part}");
        let (read, said) = project::open_archive("p", &bytes).unwrap_or_else(|e| panic!("{part}: {e:?}"));
        assert_eq!((&read.name, read.shown.data.counties.len()), (&project.name, project.shown.data.counties.len()));
        assert_eq!((said[0].code, said[0].fact("parts")), ("project-part-lost", Some(lost)), "{part}");
    }
    // Cut behind the data: the directory at the end is gone, too.
    let cut = &bytes[..find("sources.csv") + 100];
    assert!(project::is_project(cut));
    let (read, said) = project::open_archive("p", cut).expect("the data are whole");
    assert_eq!(read.shown.data.range(), project.shown.data.range());
    assert!(said[0].fact("parts").is_some_and(|parts| parts.contains("lost.end")), "{said:?}");
    // Cut within the data.
    let refused = project::open_archive("p", &bytes[..find("data.csv") + 100]).unwrap_err();
    assert_eq!(refused[0].code, "project-unreadable");
}

#[test]
fn nobody_listening_costs_no_result() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("s.toml"), "name = \"s\"\nstart = \"2008-01\"\nmonths = 12\n").expect("it is written");
    let mut child = Program::new(env!("CARGO_BIN_EXE_tongchou"))
        .args(["solve", "--sample", "--scenario", "s.toml", "--question", "collection_without_debt", "--out", "r"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it begins");
    drop((child.stdout.take(), child.stderr.take()));
    let status = child.wait().expect("it ends");
    assert!(status.success() && folder.path().join("r").join("answer.csv").exists(), "{status}");
}

#[test]
fn a_result_is_not_written_over_what_it_is_made_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "区县,年月,缴费人数,离退休人数,实缴,养老金支出\n甲区,2007-01,1,1,1,1\n";
    let mut file = fs::File::create(folder.path().join("a.csv")).expect("a file");
    file.write_all(text.as_bytes()).expect("it is written");
    for arguments in ["import a.csv --out a.csv", "cells a.csv --out ./a.csv", "export --data a.csv --out a.csv"] {
        let output = Program::new(env!("CARGO_BIN_EXE_tongchou"))
            .args(arguments.split(' '))
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains("会覆盖原件"), "{arguments}: {said}");
        assert_eq!(fs::read_to_string(folder.path().join("a.csv")).expect("it is there"), text);
    }
}
