//! Every text that the program names is in the locale files, and every place in a message is filled.
//!
//! The sources are read: a code passed to a finding, and a quoted key of one of the tables below.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use tongchou::locale::Language;

/// Tables that share their name with what isn't a text: keys of scenario files, and of rules.
const NOT_TEXTS: [&str; 2] = ["people", "fund"];
/// How names of files end that look like keys.
const ENDINGS: [&str; 3] = ["csv", "toml", "tongchou"];

/// Reads every source file of the library, tests at their ends left out.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let own = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                into.push((path, own));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// The quoted texts of a source.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(|l| l.split('"').skip(1).step_by(2))
}

fn is_code(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Codes of findings: quoted right after what makes a finding, or quoted in the shape `two-words` anywhere before
/// the window.
fn codes() -> BTreeSet<String> {
    let makers = ["error(", "Finding::new(", "finding(", "failed(", "bad_amount(", "say(("];
    let mut codes = BTreeSet::new();
    for (path, source) in sources() {
        // The folders of the sources tell, not those that they were checked out in.
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("a source lies in the checkout");
        let in_window = path.components().any(|c| c.as_os_str() == "ui");
        for maker in makers {
            for after in source.split(maker).skip(1) {
                let Some(text) = after.trim_start().strip_prefix('"').and_then(|t| t.split('"').next()) else {
                    continue;
                };
                if is_code(text) {
                    codes.insert(text.to_owned());
                }
            }
        }
        let early = ["checks", "intake", "dataset.rs", "scenario", "simulation"];
        if !in_window && path.components().any(|c| early.iter().any(|e| c.as_os_str() == *e)) {
            codes.extend(quoted(&source).filter(|t| is_code(t) && t.contains('-')).map(str::to_owned));
        }
    }
    codes
}

#[test]
fn every_code_has_a_message_and_every_message_a_code() {
    let codes = codes();
    assert!(codes.len() > 50, "the sources name {} codes only", codes.len());
    for language in Language::ALL {
        let silent: Vec<_> = codes.iter().filter(|c| !language.has(&format!("finding.{c}"))).collect();
        assert!(silent.is_empty(), "{}: no message for {silent:?}", language.code());
        let unused: Vec<_> = language
            .texts()
            .filter_map(|(key, _)| key.strip_prefix("finding."))
            .filter(|c| !codes.contains(*c))
            .collect();
        assert!(unused.is_empty(), "{}: nobody says {unused:?}", language.code());
    }
}

#[test]
fn every_text_key_in_the_sources_is_there() {
    let tables: BTreeSet<&str> =
        Language::Chinese.texts().filter_map(|(key, _)| key.split_once('.')).map(|(table, _)| table).collect();
    for (path, source) in sources() {
        for key in quoted(&source) {
            let Some((table, rest)) = key.split_once('.') else { continue };
            // What ends in _ is the beginning of several keys.
            let is_key = tables.contains(&table)
                && !NOT_TEXTS.contains(&table)
                && !ENDINGS.contains(&rest)
                && !rest.is_empty()
                && !rest.ends_with('_')
                && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if is_key {
                for language in Language::ALL {
                    assert!(language.has(key), "{}: {key} in {}", language.code(), path.display());
                }
            }
        }
    }
}

#[test]
fn every_measure_kind_and_lever_has_a_name() {
    use tongchou::journal::Kind;
    use tongchou::measures::Measure;
    use tongchou::scenario::lever::LeverKey;
    let measures = Measure::OF_COUNTIES.iter().chain([&Measure::PooledShortfall]);
    let keys = measures
        .map(|m| format!("measure.{}", m.key()))
        .chain(Kind::ALL.iter().map(|k| format!("kind.{}", k.key())))
        .chain(LeverKey::ALL.iter().map(|k| k.def().text_key.to_owned()));
    for key in keys {
        for language in Language::ALL {
            assert!(language.has(&key), "{}: {key}", language.code());
        }
    }
}

/// Where findings of one kind are counted, the kind is named in a few words.
#[test]
fn every_check_has_a_short_name() {
    let mut named = 0;
    for (_, source) in sources().iter().filter(|(path, _)| path.components().any(|c| c.as_os_str() == "checks")) {
        let said = |t: &str| t.contains('-') || source.contains(&format!("say((\"{t}\""));
        for code in quoted(source).filter(|t| is_code(t) && said(t) && !t.starts_with("more-")) {
            named += 1;
            for language in Language::ALL {
                assert!(language.has(&format!("check.{code}")), "{}: {code}", language.code());
            }
        }
    }
    assert!(named > 10, "the checks name {named} codes only");
}

/// Two texts of one table that read the same would be two things under one name.
#[test]
fn names_within_a_table_differ() {
    for language in Language::ALL {
        for table in ["field", "measure", "kind", "lever", "arrangement"] {
            let mut seen: HashMap<&str, &str> = HashMap::new();
            for (key, text) in language.texts() {
                if key.split_once('.').is_some_and(|(t, _)| t == table) {
                    let other = seen.insert(text, key);
                    assert!(other.is_none(), "{}: {key} and {other:?} are both {text}", language.code());
                }
            }
        }
    }
}
