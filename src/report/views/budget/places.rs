//! 汇总: the places below a place added up, what passes between them struck out.

use super::page::{Page, money_cell};
use crate::money::Money;
use crate::report::{Cell, Column, Measured, Sheet};
use crate::statements::flows;
use crate::statements::statement::{Statement, Version, Who};

/// The sum of places, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct PlacesView {
    /// What is left when the adjustment money is struck out.
    pub headline: String,
    /// A row a place, then their sum, what is struck out, and what is left.
    pub sheet: Sheet,
    /// Whose the rows are that have somebody.
    pub rows: Vec<Who>,
}

/// The lines that are shown, by id, as far as a form has them.
const LINES: [&str; 11] = [
    "income_own",
    "from_upper",
    "from_lower",
    "central_in",
    "income",
    "expenditure_own",
    "to_lower",
    "to_upper",
    "central_out",
    "expenditure",
    "surplus",
];

/// A version of the statements of all places below one.
pub fn places(page: Page<'_>, version: Version) -> PlacesView {
    let Page { year, who, .. } = page;
    let form = &year.form;
    let whole = year.statement(who, version);
    let parts: Vec<(Who, &Statement)> = match who {
        Who::Whole(place) => {
            let of = |who| Some((who, year.statement(who, version)?));
            year.parts(place).into_iter().filter_map(of).collect()
        }
        _ => Vec::new(),
    };
    // Of the money between places only what there is.
    let is_nothing = |line: usize| {
        let mut all = parts.iter().map(|(_, part)| *part).chain(whole);
        all.all(|statement| statement.cells[line].amount().is_none_or(Money::is_zero))
    };
    let lines = LINES.iter().filter_map(|id| form.line(id));
    let lines: Vec<usize> = lines.filter(|line| form.lines[*line].transfer.is_none() || !is_nothing(*line)).collect();
    let cells =
        |of: &dyn Fn(usize) -> flows::Cell| lines.iter().map(|line| money_cell(of(*line), None)).collect::<Vec<_>>();
    let row = |name: String, cells: Vec<Cell>| std::iter::once(Cell::text(name)).chain(cells).collect::<Vec<Cell>>();
    let mut rows: Vec<Vec<Cell>> =
        parts.iter().map(|(who, statement)| row(page.name_of(*who), cells(&|line| statement.cells[line]))).collect();
    let mut totals = 0;
    if let Some(whole) = whole {
        if !parts.is_empty() {
            let sum = |line: usize| {
                parts.iter().map(|(_, part)| part.cells[line]).fold(flows::Cell::ZERO, std::ops::Add::add)
            };
            let struck = |line: usize| sum(line).less(whole.cells[line]);
            rows.push(row(page.text("budget.added_up"), cells(&sum)));
            rows.push(row(page.text("budget.struck_out"), cells(&struck)));
            totals = 2;
        }
        rows.push(row(page.name(), cells(&|line| whole.cells[line])));
        totals += 1;
    }
    let name = |line: usize| page.line(line);
    let mut columns = vec![Column::new(page.text("budget.place"), Measured::Text)];
    columns.extend(lines.iter().map(|line| Column::new(name(*line), Measured::Money)));
    let (year_text, place, version_name) = (year.year.to_string(), page.name(), page.version(version));
    let title =
        page.fill("budget.places_title", &[("year", &year_text), ("place", &place), ("version", &version_name)]);
    PlacesView {
        headline: headline(page, version, &parts),
        sheet: Sheet {
            title,
            columns,
            frozen: 1,
            rows,
            totals,
            notes: vec![page.text("budget.struck_note")],
            source: page.context.source_line(),
            ..Sheet::default()
        },
        rows: parts.into_iter().map(|(who, _)| who).collect(),
    }
}

fn headline(page: Page<'_>, version: Version, parts: &[(Who, &Statement)]) -> String {
    let (year, place, version_name) = (page.year.year.to_string(), page.name(), page.version(version));
    let mut values = vec![("year", &*year), ("place", &*place), ("version", &*version_name)];
    let of = |line: &str| page.amount(version, line);
    let Some((income, expenditure)) = of("income").zip(of("expenditure")) else {
        return page.fill("budget.none_to_sum", &values);
    };
    let line = |id: &str| page.year.form.line(id);
    let sum = |id: &str| {
        let line = line(id)?;
        parts.iter().map(|(_, part)| part.cells[line].amount()).sum::<Option<Money>>()
    };
    let (count, income_said, expenditure_said) =
        (parts.len().to_string(), page.spoken(income), page.spoken(expenditure));
    let struck = sum("income").map(|all| all - income);
    let is_struck = struck.is_some_and(|struck| !struck.is_zero());
    let struck = struck.map_or_else(String::new, |struck| page.spoken(struck));
    values.extend([
        ("count", &*count),
        ("income", &*income_said),
        ("expenditure", &*expenditure_said),
        ("struck", &*struck),
    ]);
    let key = match (parts.is_empty(), is_struck) {
        (true, _) => "budget.places_one",
        (false, true) => "budget.places_headline",
        (false, false) => "budget.places_headline_plain",
    };
    page.fill(key, &values)
}
