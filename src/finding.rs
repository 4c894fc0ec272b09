//! What the program has to say about its input: a code, a severity, the place, and the facts of the case.
//!
//! A finding is data; its sentence is made from `finding.<code>` in the locale files when it is shown, so that one
//! finding reads right in both languages. Every error of the library is one.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::locale::Language;
use crate::month::Period;

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Severity {
    /// The input can't be used as it is.
    Error,
    /// Usable, but probably not as meant.
    Warning,
    /// Worth knowing.
    Note,
    /// Settled by hand: the value was corrected, set to unknown, or found right.
    Settled,
}

impl Severity {
    /// `error`, `warning`, `note` or `settled`.
    pub const fn key(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
            Severity::Settled => "settled",
        }
    }
}

/// A place in a file. Rows and columns count from 1, as spreadsheets show them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Hash)]
pub struct Origin {
    /// The file's name, without its folder.
    pub file: Arc<str>,
    /// The sheet in a workbook.
    pub sheet: Option<Arc<str>>,
    /// The row, or a text file's line.
    pub row: Option<u32>,
    /// The column.
    pub column: Option<u32>,
}

impl Origin {
    /// Somewhere in a file.
    pub fn file(name: &str) -> Origin {
        Origin { file: name.into(), ..Origin::default() }
    }

    /// The same file and sheet at a row and column.
    pub fn at(&self, row: u32, column: u32) -> Origin {
        Origin { row: Some(row), column: Some(column), ..self.clone() }
    }

    /// The same file and sheet at a row.
    pub fn at_row(&self, row: u32) -> Origin {
        Origin { row: Some(row), column: None, ..self.clone() }
    }

    /// The cell as a spreadsheet names it, `C5`, where both row and column are known.
    pub fn cell(&self) -> Option<String> {
        Some(format!("{}{}", column_letters(self.column?), self.row?))
    }
}

impl fmt::Display for Origin {
    /// `file 'sheet' C5`, as much of it as is known; a scenario file, which is no table, by line and column: `s.toml:4:1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let (true, Some(row), Some(column)) = (self.file.ends_with(".toml"), self.row, self.column) {
            return write!(f, ":{row}:{column}");
        }
        if let Some(sheet) = &self.sheet {
            write!(f, " '{sheet}'")?;
        }
        match (self.cell(), self.row) {
            (Some(cell), _) => write!(f, " {cell}"),
            (None, Some(row)) => write!(f, ":{row}"),
            (None, None) => Ok(()),
        }
    }
}

/// `A` for 1, `AA` for 27.
pub fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(b'A' + ((column - 1) % 26) as u8);
        column = (column - 1) / 26;
    }
    letters.iter().rev().map(|&b| b as char).collect()
}

/// One thing said about the input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What kind of thing, such as `missing-month`; the locale key is `finding.` and this.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub origin: Origin,
    /// The values that the sentence names.
    pub facts: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding of any severity at a place.
    pub fn new(code: &'static str, severity: Severity, origin: Origin) -> Finding {
        Finding { code, severity, origin, facts: Vec::new() }
    }

    /// An error at a place.
    pub fn error(code: &'static str, origin: Origin) -> Finding {
        Finding::new(code, Severity::Error, origin)
    }

    /// A name that several counties have, with their paths.
    pub fn ambiguous_county(origin: Origin, name: &str, paths: &[Arc<str>]) -> Finding {
        Finding::error("ambiguous-county", origin).with("county", name).with("candidates", paths.join("、"))
    }

    /// With one more fact for the sentence.
    ///
    /// A fact that is longer than any that is meant to be read is cut.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Finding {
        let mut fact = value.to_string();
        if let Some((end, _)) = fact.char_indices().nth(LONGEST_FACT) {
            fact.truncate(end);
            fact.push('…');
        }
        self.facts.push((name, fact));
        self
    }

    /// A fact by its name.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact.as_str())
    }

    /// The sentence without the place. A fact that is itself a locale key (`field.pension`), or several joined by `、`,
    /// is shown by its text, a pool by its name, and a month is called as it is in the language.
    pub fn sentence(&self, language: Language) -> String {
        let shown = |name: &str, fact: &str| {
            let part = |part: &str| {
                let (who, path) = part.split_once(':').unwrap_or((part, ""));
                match (name, who, path) {
                    ("place", "pool", "") => language.text("holder.pool").to_owned(),
                    ("place", "pool", path) => language.fill("holder.pool_of", &[("place", path)]),
                    _ => dated(name, part, language).unwrap_or_else(|| language.text(part).to_owned()),
                }
            };
            // What stood in a cell is said as it stood there.
            match name {
                "found" => part(fact),
                _ => language.listed(&fact.split('、').map(part).collect::<Vec<_>>()),
            }
        };
        let facts: Vec<(&str, String)> = self.facts.iter().map(|(name, fact)| (*name, shown(name, fact))).collect();
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        let sentence = language.fill(&format!("finding.{}", self.code), &facts);
        match self.severity {
            Severity::Settled => sentence + &self.settlement(language),
            _ => sentence,
        }
    }

    /// How it was settled by hand: `〔已更正：120，王芳，电话核实〕`.
    fn settlement(&self, language: Language) -> String {
        let told =
            ["to", "by", "remark"].into_iter().filter_map(|name| self.fact(name)).filter(|told| !told.is_empty());
        let told = told.collect::<Vec<_>>().join(language.text("hand.comma"));
        let key = if told.is_empty() { "hand.settled" } else { "hand.settled_by" };
        let how = language.text(self.fact("settled").unwrap_or_default());
        language.fill(key, &[("settled", how), ("by", &told)])
    }

    /// A finding out of a file; `None` where nobody knows such a one any more.
    pub fn restored(code: &str, severity: Severity, origin: Origin, facts: Vec<(String, String)>) -> Option<Finding> {
        let (key, text) = Language::Chinese.entry(&format!("finding.{code}"))?;
        // A name of a fact stands in the sentence, or is read by those who look for it.
        let read =
            ["county", "period", "field", "fund", "key", "unit", "count", "kind", "settled", "to", "by", "remark"];
        let told = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let names: Vec<&'static str> = told.chain(read).collect();
        let fact = |(name, fact): (String, String)| Some((names.iter().copied().find(|known| *known == name)?, fact));
        Some(Finding {
            code: &key["finding.".len()..],
            severity,
            origin,
            facts: facts.into_iter().filter_map(fact).collect(),
        })
    }

    /// Place and sentence on one line, as printed by the commands.
    pub fn line(&self, language: Language) -> String {
        let severity = language.text(match self.severity {
            Severity::Error => "severity.error",
            Severity::Warning => "severity.warning",
            Severity::Note => "severity.note",
            Severity::Settled => "severity.settled",
        });
        let sentence = self.sentence(language);
        if self.origin.file.is_empty() {
            format!("{severity}: {sentence}")
        } else {
            format!("{}: {severity}: {sentence}", self.origin)
        }
    }
}

/// Facts that quote what stands in a cell or a file, which is shown as it stands there.
const QUOTED: [&str; 3] = ["found", "old", "new"];

/// Facts that are a period, where a bare number is a year.
const PERIODS: [&str; 4] = ["period", "before", "after", "missing"];

/// The month or the year that a fact is, as one says it: 2008年1月. `None` where it is none, or is a quotation.
fn dated(name: &str, fact: &str, language: Language) -> Option<String> {
    if QUOTED.contains(&name) {
        return None;
    }
    if let Some((first, last)) = fact.split_once('—') {
        return Some(format!("{}—{}", dated(name, first, language)?, dated(name, last, language)?));
    }
    let period: Period = fact.parse().ok()?;
    let (year, month) = (period.year().to_string(), period.first_month().month());
    match period {
        Period::Year(_) if PERIODS.contains(&name) => Some(language.fill("period.year", &[("year", &year)])),
        // English readers of these tables know 2012-06 as the month.
        Period::Month(_) if !language.is_english() => {
            Some(language.fill("period.month", &[("year", &year), ("month", &month.to_string())]))
        }
        _ => None,
    }
}

/// So many characters of a fact are shown.
const LONGEST_FACT: usize = 4_000;

/// Findings of which at least one is an error: why there is no result.
pub type Findings = Vec<Finding>;

/// So many findings of one kind are said one by one; how many there are besides is said once.
pub const MOST_OF_KIND: usize = 1_000;

/// The code of what says so.
const MORE: &str = "kind-counted";

/// Findings of which none of a kind are said without end.
#[derive(Debug, Default)]
pub struct Counted {
    said: Findings,
    counts: HashMap<&'static str, usize>,
}

impl Counted {
    /// One more finding of a kind, which is made only where it is said.
    pub fn say(&mut self, code: &'static str, make: impl FnOnce() -> Finding) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= MOST_OF_KIND {
            self.said.push(make());
        }
    }

    /// Those that follow on these.
    pub fn join(&mut self, later: Counted) {
        let Counted { said, mut counts } = later;
        for finding in said {
            let code = finding.code;
            *counts.entry(code).or_insert(1) -= 1;
            self.say(code, || finding);
        }
        for (code, more) in counts {
            *self.counts.entry(code).or_default() += more;
        }
    }

    /// The findings, with one at the first of each kind that has more: how many there are.
    pub fn findings(self) -> Findings {
        let Counted { mut said, counts } = self;
        let mut more: Findings = Vec::new();
        for (code, count) in counts.into_iter().filter(|(_, count)| *count > MOST_OF_KIND) {
            let Some(first) = said.iter().find(|finding| finding.code == code) else { continue };
            let finding = Finding::new(MORE, Severity::Note, first.origin.clone()).with("kind", code);
            more.push(finding.with("count", count).with("shown", MOST_OF_KIND));
        }
        more.sort_by(|one, other| one.fact("kind").cmp(&other.fact("kind")));
        said.append(&mut more);
        said
    }
}

/// The same findings, none of a kind without end.
pub fn counted(findings: Findings) -> Findings {
    if findings.len() <= MOST_OF_KIND {
        return findings;
    }
    let mut counted = Counted::default();
    let (told, findings): (Findings, Findings) = findings.into_iter().partition(|finding| finding.code == MORE);
    for finding in findings {
        counted.say(finding.code, || finding);
    }
    // What was counted before counts on.
    for finding in told {
        let number = |name| finding.fact(name).and_then(|told| told.parse::<usize>().ok()).unwrap_or_default();
        let kind = finding.fact("kind").unwrap_or_default();
        if let Some((_, count)) = counted.counts.iter_mut().find(|(code, _)| **code == kind) {
            *count += number("count").saturating_sub(number("shown"));
        }
    }
    counted.findings()
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Findings {
        vec![finding]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_the_language_lists_them() {
        let finding = Finding::new("absent-as-zero", Severity::Note, Origin::default());
        let finding = finding.with("columns", "field.grant、field.interest");
        let said = Language::ALL.map(|language| finding.sentence(language));
        let english = said.iter().find(|said| said.is_ascii()).expect("one of them is English");
        let chinese = said.iter().find(|said| !said.is_ascii()).expect("the other is Chinese");
        assert!(english.contains(", ") && chinese.contains('、'), "{said:?}");
    }

    #[test]
    fn of_a_kind_the_first_are_said_and_all_are_counted() {
        let mut all = Counted::default();
        for part in 0..3 {
            let mut counted = Counted::default();
            for n in 0..900 {
                counted.say("not-a-month", || Finding::error("not-a-month", Origin::file("a").at_row(900 * part + n)));
            }
            counted.say("no-rows", || Finding::error("no-rows", Origin::default()));
            all.join(counted);
        }
        let mut findings = all.findings();
        assert_eq!(findings.len(), MOST_OF_KIND + 3 + 1);
        assert_eq!(findings.last().unwrap().fact("count"), Some("2700"));
        // The one of another kind stands between the first 900 and the rest.
        assert_eq!(findings[1000].origin.row, Some(999));
        findings.push(findings[0].clone());
        let again = counted(findings);
        assert_eq!((again.len(), again.last().unwrap().fact("count")), (MOST_OF_KIND + 3 + 1, Some("2701")));
    }

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        assert_eq!(
            ["A", "Z", "AA", "AZ", "XFD"],
            [1, 26, 27, 52, 16384].map(column_letters).each_ref().map(|s| s.as_str())
        );
        let origin = Origin { sheet: Some("表1".into()), ..Origin::file("a.xlsx") }.at(5, 3);
        assert_eq!(origin.to_string(), "a.xlsx '表1' C5");
    }
}
