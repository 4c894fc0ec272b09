//! 报送与核对: which places have a version, out of which files, and what does not agree.

use std::collections::BTreeSet;

use super::page::{Page, money_cell};
use crate::finding::Finding;
use crate::report::words::number::grouped;
use crate::report::{Cell, CellValue, Column, Measured, Quantity, Sheet, Tone};
use crate::statements::flows;
use crate::statements::kept::Budgets;
use crate::statements::statement::{Statement, Version, Who};

/// Who has handed a version in.
#[derive(Clone, PartialEq, Debug)]
pub struct Reported {
    /// How many are missing, and how many do not agree.
    pub headline: String,
    /// A row a place, then their sum, and what the place above has of its own where it has.
    pub sheet: Sheet,
    /// Whose the rows are that have somebody.
    pub rows: Vec<Who>,
}

/// The lines that are shown of each, by id.
const LINES: [&str; 4] = ["income", "expenditure", "surplus", "closing"];

/// Who below a place has a version.
pub fn reported(page: Page<'_>, budgets: &Budgets, version: Version) -> Reported {
    let year = page.year;
    let place = page.who.place();
    let parts: Vec<Who> = match year.places.is_county(place) {
        true => vec![page.who],
        false => year.parts(place),
    };
    let lines: Vec<usize> = LINES.iter().filter_map(|id| year.form.line(id)).collect();
    let told = Told { page, budgets, version };
    let problems: Vec<String> = parts.iter().map(|who| told.problems(*who)).collect();
    let is_there = |who: &&Who| year.statement(**who, version).is_some();
    let missing: Vec<String> = parts.iter().filter(|who| !is_there(who)).map(|who| page.name_of(*who)).collect();
    let row = |name: String, from: String, statement: Option<&Statement>, problem: Cell| {
        let cell = |line: &usize| statement.map_or(flows::Cell::Blank, |statement| statement.cells[*line]);
        let cells = lines.iter().map(|line| money_cell(cell(line), None));
        [Cell::text(name), Cell::text(from)].into_iter().chain(cells).chain([problem]).collect::<Vec<Cell>>()
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (who, problem) in parts.iter().zip(&problems) {
        let statement = year.statement(*who, version);
        let (from, tone) = match statement {
            Some(_) => (told.from(*who), Tone::Plain),
            None => (page.text("budget.not_reported"), Tone::Warning),
        };
        let problem = match (statement, problem.is_empty()) {
            (None, _) => Cell::text(""),
            (_, true) => Cell::text(page.text("budget.agrees")),
            (_, false) => Cell::text(problem.clone()).toned(Tone::Warning),
        };
        let mut row = row(page.name_of(*who), from, statement, problem);
        row[1].tone = tone;
        rows.push(row);
    }
    let mut totals = 0;
    if parts.len() > 1 {
        let sum = |line: usize| {
            let amounts = parts.iter().filter_map(|who| year.statement(*who, version)).map(|s| s.cells[line]);
            amounts.fold(flows::Cell::Blank, std::ops::Add::add)
        };
        let summed: Vec<flows::Cell> = (0..year.form.lines.len()).map(sum).collect();
        let added = Statement { months: 12, struck_out: summed.clone(), cells: summed };
        rows.push(row(page.text("budget.added_up"), String::new(), Some(&added), Cell::text("")));
        totals = 1;
        // What the place above has handed in itself stands against the sum.
        let own = |line: &usize| told.entered(page.who, *line);
        if let Some(whole) = year.statement(page.who, version).filter(|_| lines.iter().any(own)) {
            rows.push(row(
                page.fill("budget.own_form", &[("place", &page.name())]),
                told.from(page.who),
                Some(whole),
                Cell::text(""),
            ));
            let off = |line: &usize| {
                let off = whole.cells[*line].less(added.cells[*line]).amount();
                match off.filter(|off| own(line) && !off.is_zero()) {
                    Some(off) => {
                        Cell { value: CellValue::Change(Quantity::Money(off)), ..Cell::default() }.toned(Tone::Warning)
                    }
                    None => Cell { value: CellValue::Empty, ..Cell::default() },
                }
            };
            let cells = lines.iter().map(off);
            let named = [Cell::text(page.text("budget.difference")), Cell::text("")];
            rows.push(named.into_iter().chain(cells).chain([Cell::text("")]).collect());
            totals = 3;
        }
    }
    let mut columns = vec![
        Column::new(page.text("budget.place"), Measured::Text),
        Column::new(page.text("budget.from_where"), Measured::Text),
    ];
    columns.extend(lines.iter().map(|line| Column::new(page.line(*line), Measured::Money)));
    columns.push(Column::new(page.text("budget.checks"), Measured::Text));
    let (year_text, name, version_name) = (year.year.to_string(), page.name(), page.version(version));
    let values = [("year", &*year_text), ("place", &*name), ("version", &*version_name)];
    let doubtful = problems.iter().filter(|problem| !problem.is_empty()).count();
    Reported {
        headline: told.headline(&parts, &missing, doubtful),
        sheet: Sheet {
            title: page.fill("budget.reported_title", &values),
            columns,
            frozen: 1,
            rows,
            totals,
            notes: vec![page.text("budget.reported_note")],
            source: page.context.source_line(),
            ..Sheet::default()
        },
        rows: parts,
    }
}

struct Told<'a> {
    page: Page<'a>,
    budgets: &'a Budgets,
    version: Version,
}

impl Told<'_> {
    fn entered(&self, who: Who, line: usize) -> bool {
        let year = self.page.year;
        let line = &year.form.lines[line].id;
        self.budgets.told(year.year, self.version, &who.key(&year.places), line).entered.is_some()
    }

    /// Out of which files a place's amounts are, or how else they came.
    fn from(&self, who: Who) -> String {
        let (page, year) = (self.page, self.page.year);
        let key = who.key(&year.places);
        let mut files: BTreeSet<String> = BTreeSet::new();
        let mut typed = false;
        for line in &year.form.lines {
            let entered = self.budgets.entered(year.year, self.version, &key, &line.id);
            let source = entered.map(|entered| &entered.source);
            typed |= source == Some(&None);
            files.extend(source.into_iter().flatten().map(|source| source.file.to_string()));
        }
        let drawn = self.budgets.of(year.year, self.version).is_some_and(|budget| budget.drawn.is_some());
        let said = [(typed, "budget.from_hand"), (files.is_empty() && !typed && drawn, "budget.from_drawn")];
        let said = said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, key)| page.text(key));
        files.into_iter().chain(said).collect::<Vec<String>>().join("、")
    }

    /// What does not agree in a place's version: each line with the difference.
    fn problems(&self, who: Who) -> String {
        let year = self.page.year;
        let of_version = format!("{} {}", year.year, self.version.key());
        let here = |finding: &&Finding| {
            year.at(finding).is_some_and(|(of, _)| of == who) && finding.origin.sheet.as_deref() == Some(&of_version)
        };
        let said = |finding: &Finding| {
            let fact = |name: &str| finding.facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
            let line = year.at(finding).map_or_else(String::new, |(_, line)| self.page.line(line));
            let amount = fact("difference").or(fact("amount")).and_then(|amount| amount.parse().ok());
            let amount = amount.map_or_else(String::new, |amount| grouped(amount, 2));
            self.page.fill("budget.problem", &[("line", &line), ("amount", &amount)])
        };
        let found: Vec<String> = year.findings.iter().filter(here).map(said).collect();
        found.join("；")
    }

    fn headline(&self, parts: &[Who], missing: &[String], doubtful: usize) -> String {
        let page = self.page;
        let (count, there) = (parts.len().to_string(), (parts.len() - missing.len()).to_string());
        let (year, doubtful_text, listed) =
            (page.year.year.to_string(), doubtful.to_string(), page.language().listed(missing));
        let lacking = match missing.is_empty() {
            true => page.text("budget.none_missing"),
            false => page.fill("budget.missing", &[("count", &missing.len().to_string()), ("names", &listed)]),
        };
        let doubt = match doubtful {
            0 if missing.len() == parts.len() => String::new(),
            0 => page.text("budget.all_agree"),
            _ => page.fill("budget.some_disagree", &[("count", &doubtful_text)]),
        };
        let (place, version) = (page.name(), page.version(self.version));
        let values = [
            ("year", &*year),
            ("place", &*place),
            ("version", &*version),
            ("count", &*count),
            ("there", &*there),
            ("missing", &*lacking),
            ("doubt", &*doubt),
        ];
        page.fill("budget.reported_headline", &values)
    }
}
