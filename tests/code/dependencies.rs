//! What the program is built on: no network, no known fault, licences that let it be handed on, and all of it named.

use std::fs;
use std::path::Path;

use semver::{Version, VersionReq};

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn parsed(name: &str) -> toml_edit::DocumentMut {
    file(name).parse().unwrap()
}

/// The packages of Cargo.lock that ours builds on, tests' own left out: name and dependencies.
fn packages() -> Vec<(String, Vec<String>)> {
    let (lock, manifest) = (parsed("Cargo.lock"), parsed("Cargo.toml"));
    let mut packages: Vec<(String, Vec<String>)> = Vec::new();
    for package in lock["package"].as_array_of_tables().unwrap() {
        let name = package["name"].as_str().unwrap().to_owned();
        let all = package.get("dependencies").and_then(|d| d.as_array()).into_iter().flatten();
        let names = all.filter_map(|d| d.as_str()?.split(' ').next().map(str::to_owned)).collect();
        packages.push((name, names));
    }
    let mut wanted: Vec<String> =
        manifest["dependencies"].as_table().unwrap().iter().map(|(name, _)| name.to_owned()).collect();
    let mut reached: Vec<(String, Vec<String>)> = Vec::new();
    while let Some(name) = wanted.pop() {
        if reached.iter().any(|(n, _)| *n == name) {
            continue;
        }
        let needs: Vec<String> =
            packages.iter().filter(|(n, _)| *n == name).flat_map(|(_, needs)| needs.clone()).collect();
        wanted.extend(needs.clone());
        reached.push((name, needs));
    }
    reached
}

/// tokio stands in Cargo.lock for the web alone, and without its network part, which is `mio` and `socket2`.
#[test]
fn nothing_reaches_for_a_network() {
    let refused = [
        "reqwest",
        "hyper",
        "ureq",
        "curl",
        "curl-sys",
        "isahc",
        "attohttpc",
        "minreq",
        "surf",
        "h2",
        "http",
        "openssl",
        "openssl-sys",
        "native-tls",
        "rustls",
        "mio",
        "tokio-net",
        "tungstenite",
        "quinn",
        "socket2",
        "ehttp",
        "webbrowser",
    ];
    let packages = packages();
    assert!(packages.len() > 50, "Cargo.lock was not read");
    let found: Vec<&str> = packages.iter().map(|(n, _)| n.as_str()).filter(|n| refused.contains(n)).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// The crates that are built into the program for any system, as the notices name them: name, version, licence.
fn built_in(notices: &str) -> Vec<(&str, Version, &str)> {
    let heads = notices.lines().skip(2).take_while(|line| !line.is_empty());
    let crates = heads.map(|line| {
        let (of, licence) = line.split_once(": ").expect("a licence");
        let (name, version) = of.split_once(' ').expect("a version");
        (name, Version::parse(version).expect("a version"), licence)
    });
    let crates: Vec<_> = crates.collect();
    assert!(crates.len() > 100, "the notices were not read: {}", crates.len());
    crates
}

#[test]
fn the_notices_name_what_is_built_in() {
    let (notices, lock) = (file("assets/third-party.txt"), file("Cargo.lock"));
    let crates = built_in(&notices);
    for (name, version, _) in &crates {
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&locked), "{name} {version} is not what is built in: run .ci/notices");
    }
    for (name, _) in parsed("Cargo.toml")["dependencies"].as_table().unwrap() {
        assert!(crates.iter().any(|(known, ..)| *known == name), "{name} is not named: run .ci/notices");
    }
}

/// Each licence lets the program be handed on by anybody, closed or open; MPL-2.0 asks for its own files only.
#[test]
fn licences_let_it_be_handed_on() {
    let allowed = [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "ISC",
        "MIT",
        "MPL-2.0",
        "Unicode-3.0",
        "Unlicense",
        "Zlib",
    ];
    for (name, version, licence) in built_in(&file("assets/third-party.txt")) {
        for part in licence.split(" AND ") {
            let mut choices = part.split(" OR ").flat_map(|choice| choice.split('/'));
            let may = |choice: &str| allowed.contains(&choice.trim().trim_matches(['(', ')']));
            assert!(choices.any(may), "{name} {version}: {licence}");
        }
    }
}

/// Nobody keeps these any more; the crates that draw with them have not moved on yet.
const UNMAINTAINED: [&str; 2] = ["rustybuzz", "ttf-parser"];

/// Of what was known on the day of the list, nothing concerns a version that is built in but what is named above.
#[test]
fn no_known_fault_is_built_in() {
    let list = file("tests/advisories.csv");
    let mut rows = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(list.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(rows.len() > 1_000, "the list was not read: {}", rows.len());
    let is_among = |version: &Version, ranges: &str| {
        let ranges = ranges.split('|').filter(|range| !range.is_empty());
        ranges.map(|range| VersionReq::parse(range).expect(range)).any(|range| range.matches(version))
    };
    let (mut faults, mut unmaintained) = (Vec::new(), Vec::new());
    for (name, version, _) in built_in(&file("assets/third-party.txt")) {
        for row in rows.iter().filter(|row| row[0] == *name) {
            if is_among(&version, &row[3]) || is_among(&version, &row[4]) {
                continue;
            }
            match &row[2] {
                "unmaintained" => unmaintained.push(name.to_owned()),
                _ => faults.push(format!("{name} {version}: {} {}", &row[1], &row[2])),
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
    unmaintained.dedup();
    assert_eq!(unmaintained, UNMAINTAINED);
}
