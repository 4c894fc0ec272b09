//! Statements out of a file in the shape of `statement.csv`: budgets as they were approved or edited, and their checks.
//!
//! A figure that does not agree with others is said with both numbers, never mended.
//!
//! Source: model sections 11.2 and 11.9.

use std::collections::BTreeMap;

use super::flows::Cell;
use super::form::{Fill, Form};
use super::statement::{Key, Statement, Statements, Version, Who};
use super::table::{Shape, Table};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::Money;
use crate::month::Month;
use crate::place::Places;
use crate::sheet::Sheet;

/// Statements that a file gives, with where each amount stood.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// The statements.
    pub statements: Statements,
    /// The cell of each amount of a file, by statement and line.
    pub origins: BTreeMap<(Key, usize), Origin>,
    /// Whether they are a project's, whose amounts stand by place, version and line.
    pub is_of_project: bool,
    /// What is to be said of them: warnings.
    pub findings: Findings,
}

const SHAPE: Shape =
    Shape { needed: &["place", "year", "version", "line", "amount"], known: &["months"], others: false };

/// How amounts that were struck out are called in files.
pub const STRUCK_OUT: &str = "eliminated_";

/// Reads statements. Totals that the file does not have are reckoned; other lines that it lacks are blank.
///
/// # Errors
/// All that is wrong, each with its cell: a place, year or version that is not known, a line given twice.
pub fn read(sheet: &Sheet, form: &Form, places: &Places) -> Result<Given, Findings> {
    let mut table = Table::open(sheet, SHAPE)?;
    let mut given = Given::default();
    for row in table.rows() {
        let who = table.name(row, "place").and_then(|name| {
            let who = Who::of_key(name, places);
            if who.is_none() {
                table.error("statement-place", row, "place");
            }
            who
        });
        let year = table.text(row, "year").parse().ok().filter(|year| Month::new(*year, 1).is_some());
        if year.is_none() {
            table.error("statement-year", row, "year");
        }
        let version = Version::of_key(table.text(row, "version"));
        if version.is_none() {
            table.error("statement-version", row, "version");
        }
        let months = match table.text(row, "months") {
            "" => Some(12),
            text => text.parse().ok().filter(|months| (1..=12).contains(months)),
        };
        if months.is_none() {
            table.error("statement-months", row, "months");
        }
        let (amount, id) = (table.money(row, "amount"), table.name(row, "line"));
        let (Some(who), Some(year), Some(version), Some(months)) = (who, year, version, months) else { continue };
        let (Some(amount), Some(id)) = (amount, id) else { continue };
        if months < 12 && matches!(version, Version::Budget | Version::Revised) {
            table.error("statement-part-year", row, "months");
            continue;
        }
        let (key, blank) = ((who, year, version), || vec![Cell::Blank; form.lines.len()]);
        let of_key =
            given.statements.entry(key).or_insert_with(|| Statement { months, cells: blank(), struck_out: blank() });
        let cell = amount.map_or(Cell::Blank, Cell::Known);
        if let Some(struck) = id.strip_prefix(STRUCK_OUT) {
            if let Some(line) = form.line(struck) {
                of_key.struck_out[line] = cell;
            }
            continue;
        }
        let Some(line) = form.line(id) else {
            let finding = Finding::new("outside-budget", Severity::Warning, table.at(row, "line"));
            given.findings.push(finding.with("line", id).with("place", who.key(places)));
            continue;
        };
        of_key.cells[line] = cell;
        if given.origins.insert((key, line), table.at(row, "amount")).is_some() {
            table.error("row-twice", row, "line");
        }
    }
    if !table.findings.is_empty() {
        return Err(table.findings);
    }
    Ok(given.checked(form, places))
}

/// Reckons the totals that were not given out of what was.
fn reckon_missing(form: &Form, cells: &mut [Cell], given: &[Cell]) {
    for n in form.order().filter(|n| given[*n] == Cell::Blank) {
        let known = |lines: &[usize], cells: &[Cell]| lines.iter().any(|line| cells[*line] != Cell::Blank);
        match &form.lines[n].fill {
            Fill::Sum(parts) if known(parts, cells) => {
                cells[n] = parts.iter().map(|part| cells[*part]).fold(Cell::ZERO, std::ops::Add::add);
            }
            Fill::Less(from, less) if known(&[*from, *less], cells) => cells[n] = cells[*from].less(cells[*less]),
            _ => {}
        }
    }
}

/// Reckons the totals that are blank out of what is not.
pub(super) fn reckon_blanks(form: &Form, cells: &mut [Cell]) {
    let given = cells.to_vec();
    reckon_missing(form, cells, &given);
}

impl Given {
    /// The same with what its amounts say of each other, and with totals reckoned that were not given.
    pub(super) fn checked(mut self, form: &Form, places: &Places) -> Given {
        self.check(form, places);
        for statement in self.statements.values_mut() {
            let mut reckoned = statement.cells.clone();
            reckon_missing(form, &mut reckoned, &statement.cells);
            statement.cells = reckoned;
        }
        self
    }

    /// Where an amount stands.
    pub fn origin(&self, key: Key, line: usize, places: &Places) -> Origin {
        match self.is_of_project {
            true => origin(key, line, places),
            false => self.origins.get(&(key, line)).cloned().unwrap_or_default(),
        }
    }

    /// The budgets, first and revised.
    pub fn budgets(&self) -> Statements {
        let budgets = self.statements.iter().filter(|((.., version), _)| is_budget(*version));
        budgets.map(|(key, statement)| (*key, statement.clone())).collect()
    }

    fn check(&mut self, form: &Form, places: &Places) {
        let mut findings = Findings::new();
        for (key, statement) in &self.statements {
            let (who, year, version) = *key;
            let mut say = |(code, line, found, expected): (&'static str, usize, Money, Money)| {
                let origin = self.origin(*key, line, places);
                findings.push(
                    Finding::new(code, Severity::Warning, origin)
                        .with("place", who.key(places))
                        .with("year", year)
                        .with("line", &form.lines[line].names[0])
                        .with("found", found.grouped())
                        .with("expected", expected.grouped())
                        .with("difference", (found - expected).grouped()),
                );
            };
            let checked = Checked { form, cells: &statement.cells };
            checked.parts(&mut |line, found, whole| say(("part-too-large", line, found, whole)));
            checked.closing(&mut |line, found, expected| say(("closing-mismatch", line, found, expected)));
            let before = self.statements.get(&(who, year - 1, version));
            let (opening, closing) = (form.line("opening"), form.line("closing"));
            if let (Some(before), Some(opening), Some(closing)) = (before, opening, closing)
                && let (Some(found), Some(expected)) =
                    (statement.cells[opening].amount(), before.cells[closing].amount())
                && found != expected
            {
                say(("opening-mismatch", opening, found, expected));
            }
        }
        for (key, statement) in &self.statements {
            Checked { form, cells: &statement.cells }.totals(&mut |line, printed, sum| {
                let origin = self.origin(*key, line, places);
                findings.push(
                    Finding::new("total-mismatch", Severity::Warning, origin)
                        .with("field", format!("{} {} {}", key.0.key(places), key.1, form.lines[line].names[0]))
                        .with("printed", printed.grouped())
                        .with("sum", sum.grouped())
                        .with("difference", (printed - sum).grouped())
                        .with("unit", "元"),
                );
            });
        }
        self.findings.append(&mut findings);
        self.check_transfers(form, places);
    }

    /// What lower places send up in all against what upper ones take in, and the reverse, over all funds of a year.
    fn check_transfers(&mut self, form: &Form, places: &Places) {
        let pairs = [("to_upper", "from_lower"), ("to_lower", "from_upper")];
        let pairs = pairs.map(|(out, into)| form.line(out).zip(form.line(into)));
        let years: std::collections::BTreeSet<(i32, Version)> =
            self.statements.keys().map(|(_, year, version)| (*year, *version)).collect();
        for ((year, version), pair) in years.into_iter().flat_map(|of| pairs.map(|pair| (of, pair))) {
            let Some((out, into)) = pair else { continue };
            let funds: Vec<(&Key, &Statement)> = self
                .statements
                .iter()
                .filter(|((who, of, v), _)| (*of, *v) == (year, version) && !matches!(who, Who::Whole(_)))
                .collect();
            // Counties alone have no other side.
            if !funds.iter().any(|((who, ..), _)| matches!(who, Who::Pool(_))) {
                continue;
            }
            let sum =
                |line: usize| funds.iter().filter_map(|(_, statement)| statement.cells[line].amount()).sum::<Money>();
            let (sent, received) = (sum(out), sum(into));
            if sent != received {
                let pool = funds.iter().find(|((who, ..), _)| matches!(who, Who::Pool(_)));
                let origin = pool.map(|(key, _)| self.origin(**key, into, places)).unwrap_or_default();
                self.findings.push(
                    Finding::new("transfer-mismatch", Severity::Warning, origin)
                        .with("place", places.path(places.root()))
                        .with("year", year)
                        .with("line", &form.lines[out].names[0])
                        .with("other", &form.lines[into].names[0])
                        .with("found", sent.grouped())
                        .with("expected", received.grouped())
                        .with("difference", (sent - received).grouped()),
                );
            }
        }
    }
}

/// Where an amount of a project's budget stands: the place, year and version, and the line as a row.
fn origin((who, year, version): Key, line: usize, places: &Places) -> Origin {
    let sheet = format!("{year} {}", version.key());
    Origin { sheet: Some(sheet.into()), row: Some(line as u32 + 1), ..Origin::file(&who.key(places)) }
}

/// Whether a version is a budget.
pub const fn is_budget(version: Version) -> bool {
    matches!(version, Version::Budget | Version::Revised)
}

/// What can be checked within one statement.
struct Checked<'a> {
    form: &'a Form,
    cells: &'a [Cell],
}

impl Checked<'_> {
    fn amount(&self, line: usize) -> Option<Money> {
        self.cells[line].amount()
    }

    /// Each printed total against its lines as printed; of a subtotal that is not printed, against that subtotal's lines.
    fn totals(&self, say: &mut dyn FnMut(usize, Money, Money)) {
        let mut cells = self.cells.to_vec();
        reckon_missing(self.form, &mut cells, self.cells);
        let known = |line: usize| cells[line].amount();
        for (n, line) in self.form.lines.iter().enumerate() {
            let has_parts = match &line.fill {
                Fill::Sum(parts) => parts.iter().any(|part| known(*part).is_some()),
                Fill::Less(from, less) => known(*from).is_some() && known(*less).is_some(),
                _ => false,
            };
            let Some(found) = self.amount(n).filter(|_| has_parts) else { continue };
            let expected = match &line.fill {
                Fill::Sum(parts) => parts.iter().map(|part| cells[*part]).fold(Cell::ZERO, std::ops::Add::add),
                Fill::Less(from, less) => cells[*from].less(cells[*less]),
                _ => continue,
            };
            if let Some(expected) = expected.amount().filter(|expected| *expected != found) {
                say(n, found, expected);
            }
        }
    }

    /// 其中 above its line.
    fn parts(&self, say: &mut dyn FnMut(usize, Money, Money)) {
        for (n, line) in self.form.lines.iter().enumerate() {
            if let (Some(part), Some(whole)) = (self.amount(n), line.of.and_then(|of| self.amount(of)))
                && part > whole
            {
                say(n, part, whole);
            }
        }
    }

    /// closing = opening + surplus + borrowed + advanced − repaid − made_real
    fn closing(&self, say: &mut dyn FnMut(usize, Money, Money)) {
        let line = |id: &str| self.form.line(id);
        let amount = |id: &str| line(id).and_then(|line| self.amount(line));
        let (Some(opening), Some(closing), Some(at)) = (amount("opening"), amount("closing"), line("closing")) else {
            return;
        };
        let mut cells = self.cells.to_vec();
        reckon_missing(self.form, &mut cells, self.cells);
        let Some(surplus) = line("surplus").and_then(|line| cells[line].amount()) else { return };
        let moved = |id| amount(id).unwrap_or_default();
        let expected = opening + surplus + moved("borrowed") + moved("advanced") - moved("repaid") - moved("made_real");
        if closing != expected {
            say(at, closing, expected);
        }
    }
}
