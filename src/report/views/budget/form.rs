//! 表样: a form line by line as it is edited, right or wrong, with what is wrong at its line.

use crate::finding::Findings;
use crate::locale::Language;
use crate::report::{Cell, CellValue, Column, Measured, Sheet, Tone};
use crate::statements::own::{Chosen, OwnForm, of_year};
use crate::statements::own_draft::{self, Draft, Filled, Row};

/// A form, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct FormShown {
    /// What it is, and in which years it is used; or how much is wrong with it.
    pub headline: String,
    /// What is wrong, each with the row that it stands in.
    pub findings: Vec<(String, Option<usize>)>,
    /// A row a line.
    pub sheet: Sheet,
    /// What is written.
    pub draft: Draft,
}

/// The columns that are typed in: the line's name, and what it adds up.
pub const TYPED: [usize; 2] = [NAME, FILLED];

/// The column of a line's name.
pub const NAME: usize = 1;

/// The column of what a line adds up.
pub const FILLED: usize = 3;

/// The form that is chosen among the project's own and the shipped ones; of a fund, as its budget of a year is drawn up.
pub fn form(language: Language, own: &[OwnForm], chosen: Chosen, (fund, year): (&str, i32)) -> Option<FormShown> {
    let (text, read) = (chosen.text(own)?, chosen.read(own)?);
    let draft = own_draft::draft(text).unwrap_or_default();
    let findings = read.err().cloned().unwrap_or_else(Findings::new);
    let at = |line: Option<u32>| draft.rows.iter().position(|row| line.is_some_and(|line| row.lines.contains(&line)));
    let findings: Vec<(String, Option<usize>)> =
        findings.iter().map(|finding| (finding.line(language), at(finding.origin.row))).collect();
    let used = of_year(own, fund, year);
    let is_used = Chosen::used(own, fund, year) == Some(chosen);
    let name = name_of(language, &draft);
    let other = used.map_or_else(String::new, |used| used.name(language).to_owned());
    let (year, count) = (year.to_string(), draft.rows.len().to_string());
    let wrong = findings.len().to_string();
    let dates = dates(language, draft.key("from"), draft.key("to"));
    let values = [
        ("name", &*name),
        ("count", &*count),
        ("dates", &*dates),
        ("year", &*year),
        ("other", &*other),
        ("wrong", &*wrong),
    ];
    let key = match (findings.is_empty(), is_used) {
        (false, _) => "form.headline_wrong",
        (true, true) => "form.headline_used",
        (true, false) => "form.headline_other",
    };
    let column = |key: &str| Column::new(language.text(key), Measured::Text);
    let is_wrong = |n: usize| findings.iter().any(|(_, at)| *at == Some(n));
    let is_total = |row: &Row| matches!(row.filled, Filled::Sum(_) | Filled::Less(_)) && row.of.is_empty();
    let sheet = Sheet {
        title: name.clone(),
        columns: vec![
            column("budget.number"),
            column("budget.line"),
            column("form.kind"),
            column("form.filled"),
            column("form.part_of"),
            column("form.transfer"),
            column("form.id"),
        ],
        frozen: 2,
        rows: draft.rows.iter().enumerate().map(|(n, row)| cells(language, &draft, n, row, is_wrong(n))).collect(),
        sums: (0..draft.rows.len()).filter(|n| is_total(&draft.rows[*n])).collect(),
        notes: vec![language.fill("form.source", &[("source", said_in(language, &draft, ["source", "source_en"]))])],
        ..Sheet::default()
    };
    Some(FormShown { headline: language.fill(key, &values), findings, sheet, draft })
}

/// What a form is called.
pub fn name_of(language: Language, draft: &Draft) -> String {
    let name = said_in(language, draft, ["zh", "en"]);
    if name.is_empty() { language.text("form.nameless").to_owned() } else { name.to_owned() }
}

/// What is said under the key of a language; in Chinese where it is not said in English.
fn said_in<'d>(language: Language, draft: &'d Draft, keys: [&str; 2]) -> &'d str {
    let own = draft.key(language.pick::<&str>(&keys));
    if own.is_empty() { draft.key(keys[0]) } else { own }
}

/// In which years it is used, in words.
fn dates(language: Language, from: &str, to: &str) -> String {
    let key = match (from.is_empty(), to.is_empty()) {
        (true, true) => "form.dates_all",
        (false, true) => "form.dates_from",
        (true, false) => "form.dates_to",
        (false, false) => "form.dates_between",
    };
    language.fill(key, &[("from", from), ("to", to)])
}

/// What a line is called.
pub fn line_name(language: Language, row: &Row) -> &str {
    let [zh, en] = &row.names;
    if language.is_english() && !en.is_empty() { en } else { zh }
}

/// What fills a line, in words: 2+3+9, 16−26, or what it is taken from.
pub fn filled_in_words(language: Language, draft: &Draft, row: &Row) -> String {
    match &row.filled {
        Filled::Entered => language.text("form.entered").to_owned(),
        Filled::Sum(_) | Filled::Less(_) => own_draft::formula(draft, row),
        Filled::From(sources) => {
            let named = |name: &String| match name.contains('.') {
                true => name.clone(),
                false => language.text(&format!("form.source_{name}")).to_owned(),
            };
            let sources: Vec<String> = sources.iter().map(named).collect();
            language.fill("form.taken_from", &[("sources", &language.listed(&sources))])
        }
    }
}

fn cells(language: Language, draft: &Draft, n: usize, row: &Row, is_wrong: bool) -> Vec<Cell> {
    let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
    let word = |group: &str, key: &str| match key {
        "" => empty(),
        key => Cell::text(language.text(&format!("form.{group}_{key}"))),
    };
    let indent = if row.of.is_empty() { "" } else { "\u{3000}" };
    let whole = match (row.of.as_str(), draft.position(&row.of)) {
        ("", _) => empty(),
        (id, None) => Cell::text(id.to_owned()).toned(Tone::Warning),
        (_, Some(at)) => Cell::text(language.fill("form.part_of_line", &[("number", &(at + 1).to_string())])),
    };
    let filled = Cell::text(filled_in_words(language, draft, row));
    vec![
        Cell::text((n + 1).to_string()).toned(if is_wrong { Tone::Warning } else { Tone::Muted }),
        Cell::text(format!("{indent}{}", line_name(language, row))),
        word("kind", &row.kind),
        if matches!(row.filled, Filled::Sum(_) | Filled::Less(_)) { filled } else { filled.toned(Tone::Muted) },
        whole,
        word("transfer", &row.transfer),
        Cell::text(row.id.clone()).toned(Tone::Muted),
    ]
}
