//! What checks found: of one county, and of all of them, without a flood.

use super::{MOST_OF_A_KIND, Subject};
use crate::dataset::{County, unit_key};
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin, Severity};

/// What was found in one county.
pub(super) struct Found<'a> {
    /// The kinds of which no more are listed, so that they are only counted.
    full: &'a [&'static str],
    kinds: Vec<Kind>,
}

/// What was found of one kind in one county.
struct Kind {
    code: &'static str,
    /// How many.
    count: usize,
    /// The first of them.
    said: Findings,
    /// Where the first beyond those is.
    next: Option<Origin>,
}

impl<'a> Found<'a> {
    pub(super) fn new(full: &'a [&'static str]) -> Found<'a> {
        Found { full, kinds: Vec::new() }
    }

    /// Takes note of a figure; its facts are made only where it may be listed. County, period and field are facts already.
    pub(super) fn say(
        &mut self,
        (code, severity): (&'static str, Severity),
        subject: &Subject<'_>,
        (row, field): (usize, Field),
        facts: impl FnOnce(Finding) -> Finding,
    ) {
        let place = self.kinds.iter().position(|kind| kind.code == code).unwrap_or_else(|| {
            self.kinds.push(Kind { code, count: 0, said: Vec::new(), next: None });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[place];
        kind.count += 1;
        if kind.said.len() >= MOST_OF_A_KIND || self.full.contains(&code) {
            kind.next.get_or_insert_with(|| subject.place(row, field));
            return;
        }
        let finding = Finding::new(code, severity, subject.place(row, field))
            .with("county", &subject.county.name)
            .with("field", field.text_key());
        let mut finding = facts(finding).with("unit", unit_key(subject.unit(field)));
        // A county or a year may be digits alone.
        let is_name = |name: &str| ["county", "period", "before", "year"].contains(&name);
        for (_, text) in finding.facts.iter_mut().filter(|(name, _)| !is_name(name)) {
            if let Some(legible) = legible(text) {
                *text = legible;
            }
        }
        kind.said.push(finding);
    }
}

/// What was found in county after county.
#[derive(Default)]
pub(super) struct Listed {
    kinds: Vec<ListedKind>,
    /// The faults that run through a county.
    throughout: Vec<(&'static str, Finding)>,
}

/// What was found of one kind.
struct ListedKind {
    code: &'static str,
    said: Findings,
    /// How many are not listed, and where the first of them is.
    more: usize,
    next: Option<Origin>,
}

impl Listed {
    /// The kinds of which no more are listed.
    pub(super) fn full(&self) -> Vec<&'static str> {
        self.kinds.iter().filter(|kind| kind.said.len() >= MOST_OF_A_KIND).map(|kind| kind.code).collect()
    }

    /// Adds what was found in the next county; what holds for most of its rows is said once.
    pub(super) fn add(&mut self, county: &County, found: Found<'_>) {
        for Kind { code, count, mut said, next } in found.kinds {
            let place = self.kinds.iter().position(|kind| kind.code == code).unwrap_or_else(|| {
                self.kinds.push(ListedKind { code, said: Vec::new(), more: 0, next: None });
                self.kinds.len() - 1
            });
            let kind = &mut self.kinds[place];
            let beyond = said.split_off(said.len().min(MOST_OF_A_KIND - kind.said.len()));
            let next = beyond.into_iter().next().map(|finding| finding.origin).or(next);
            if count > 3 && count * 2 > county.len() && !said.is_empty() {
                let origin = said.get(1).unwrap_or(&said[0]).origin.clone();
                said.truncate(1);
                let finding = Finding::new("more-in-county", Severity::Note, origin)
                    .with("county", &county.name)
                    .with("count", count - 1)
                    .with("kind", format!("check.{code}"));
                self.throughout.push((code, finding));
            } else if count > said.len() {
                kind.more += count - said.len();
                kind.next = kind.next.take().or(next);
            }
            kind.said.append(&mut said);
        }
    }

    /// All of it, kind by kind.
    pub(super) fn findings(mut self) -> Findings {
        let mut findings = Findings::new();
        for kind in self.kinds {
            let severity = kind.said.first().map_or(Severity::Note, |finding| finding.severity);
            findings.extend(kind.said);
            findings.extend(self.throughout.extract_if(.., |(code, _)| *code == kind.code).map(|(_, finding)| finding));
            if let Some(origin) = kind.next {
                // The place of the first that is not listed, its file at least: there are more of them from there on.
                findings.push(
                    Finding::new("more-of-kind", severity, origin)
                        .with("count", kind.more)
                        .with("kind", format!("check.{}", kind.code)),
                );
            }
        }
        findings
    }
}

/// A number as it is read best, with separators and a true minus: `−44,342.34`; `None` where it is no number, or short.
fn legible(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction.strip_prefix('.').unwrap_or("")) {
        return None;
    }
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    Some(format!("{sign}{}{fraction}", groups.join(",")))
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn numbers_are_parted_and_words_are_left_alone() {
        for (text, said) in [
            ("656662132700.00", "656,662,132,700.00"),
            ("-44342.34", "−44,342.34"),
            ("1000", "1,000"),
            ("999.5", "999.5"),
            ("-0.5", "−0.5"),
        ] {
            assert_eq!(legible(text).as_deref(), Some(said));
        }
        for words in ["2006-04", "1/10000", "+344%", "", "-", "甲县", "1.2.3"] {
            assert_eq!(legible(words), None, "{words}");
        }
    }
}
