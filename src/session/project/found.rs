//! What was found, as a part of a project file: a line a finding, its facts by name with a line of the cell each.

use super::{Origins, place};
use crate::finding::{Finding, Findings, Origin, Severity};

const SEVERITIES: [Severity; 4] = [Severity::Error, Severity::Warning, Severity::Note, Severity::Settled];

pub(super) fn write(findings: &[Finding]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |line: [&str; 4]| writer.write_record(line).expect("writing to memory");
    put(["severity", "code", "place", "facts"]);
    for finding in findings {
        let facts: Vec<String> = finding.facts.iter().map(|(name, fact)| format!("{name}={}", escaped(fact))).collect();
        put([finding.severity.key(), finding.code, &place(&finding.origin, &Origin::default()), &facts.join("\n")]);
    }
    let bytes = writer.into_inner().expect("writing to memory");
    String::from_utf8(bytes).expect("only text was written")
}

/// What is not understood is passed over: findings inform, and nothing is reckoned with them.
pub(super) fn read(text: &str) -> Findings {
    let mut origins = Origins::default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut finding = |record: csv::StringRecord| {
        let severity = SEVERITIES.into_iter().find(|severity| severity.key() == &record[0])?;
        let origin = origins.read(record.get(2)?, &Origin::default());
        let fact = |line: &str| line.split_once('=').map(|(name, fact)| (name.to_owned(), unescaped(fact)));
        Finding::restored(record.get(1)?, severity, origin, record.get(3)?.lines().filter_map(fact).collect())
    };
    reader.records().flatten().filter(|record| !record.is_empty()).filter_map(&mut finding).collect()
}

fn escaped(fact: &str) -> String {
    fact.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescaped(fact: &str) -> String {
    let mut out = String::new();
    let mut rest = fact.chars();
    while let Some(c) = rest.next() {
        out.push(match c {
            '\\' => match rest.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    out
}
