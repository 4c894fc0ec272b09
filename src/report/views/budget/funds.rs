//! 各项基金: a version of all funds of a place by the summary form, which alone adds funds up.

use super::page::{Page, money_cell};
use crate::report::{Cell, Column, Measured, Sheet};
use crate::statements::flows;
use crate::statements::form::{self, Fill, Form};
use crate::statements::funds::OfFund;
use crate::statements::statement::{Version, over_funds};

/// All funds, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct FundsView {
    /// What they come to, and which are missing.
    pub headline: String,
    /// A row a fund, then their sum.
    pub sheet: Sheet,
}

/// The lines of the summary that are shown, by id.
const LINES: [&str; 5] = ["opening", "income", "expenditure", "surplus", "closing"];

/// A version of all funds of a place.
pub fn funds(page: Page<'_>, version: Version, others: &[OfFund]) -> FundsView {
    let summary = form::of_id("summary").expect("it is shipped");
    let own = page.year.statement(page.who, version).map(|statement| (&*page.year.form, statement));
    let of = |form_id: &str, line: &str| -> flows::Cell {
        let fund = form::of_id(form_id).map_or("", |form| &*form.fund);
        let other = others.iter().find(|other| other.fund.key() == fund);
        let other = other.map(|other| (&*other.form, &other.statement));
        let found: Option<(&Form, &_)> = own.filter(|(form, _)| form.fund == fund).or(other);
        let cell = found.and_then(|(form, statement)| Some(statement.cells[form.line(line)?]));
        cell.unwrap_or(flows::Cell::Blank)
    };
    let sums = over_funds(summary, of);
    let columns: Vec<usize> = LINES.iter().filter_map(|id| summary.line(id)).collect();
    let parts = |line: usize| match &summary.lines[line].fill {
        Fill::Sum(parts) => parts.clone(),
        _ => Vec::new(),
    };
    let opening = summary.line("opening").map(parts).unwrap_or_default();
    let form_of = |line: usize| match &summary.lines[line].fill {
        Fill::Lines(lines) => lines.first().and_then(|(form, _)| form::of_id(form)),
        _ => None,
    };
    let mut missing: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (n, part) in opening.iter().enumerate() {
        let Some(fund_form) = form_of(*part) else { continue };
        let cell = |column: &usize| match &summary.lines[*column].fill {
            Fill::Less(from, less) => {
                let [from, less] =
                    [from, less].map(|line| parts(*line).get(n).map_or(flows::Cell::Blank, |p| sums[*p]));
                from.less(less)
            }
            _ => parts(*column).get(n).map_or(flows::Cell::Blank, |part| sums[*part]),
        };
        let cells: Vec<flows::Cell> = columns.iter().map(cell).collect();
        let name = page.text(&format!("fund.{}", fund_form.fund));
        if cells.iter().all(|cell| cell.amount().is_none()) {
            missing.push(name.clone());
        }
        let blank = |cell: &flows::Cell| if cell.amount().is_some() { *cell } else { flows::Cell::Blank };
        rows.push(std::iter::once(Cell::text(name)).chain(cells.iter().map(|c| money_cell(blank(c), None))).collect());
    }
    let total = columns.iter().map(|column| money_cell(sums[*column], None));
    rows.push(std::iter::once(Cell::text(page.text("budget.all_funds"))).chain(total).collect());
    let (year, place, version_name) = (page.year.year.to_string(), page.name(), page.version(version));
    let mut values = vec![("year", &*year), ("place", &*place), ("version", &*version_name)];
    let said = |id: &str| {
        let amount = summary.line(id).and_then(|line| sums[line].amount());
        amount.map_or_else(|| "—".to_owned(), |amount| page.spoken(amount))
    };
    let (income, expenditure, listed) = (said("income"), said("expenditure"), page.language().listed(&missing));
    let lacking = match missing.is_empty() {
        true => String::new(),
        false => page.fill("budget.funds_missing", &[("names", &listed)]),
    };
    let count = (opening.len() - missing.len()).to_string();
    values.extend([("income", &*income), ("expenditure", &*expenditure), ("count", &*count), ("missing", &*lacking)]);
    let name = |line: usize| summary.lines[line].names[usize::from(page.language().is_english())].clone();
    let mut headings = vec![Column::new(page.text("budget.fund"), Measured::Text)];
    headings.extend(columns.iter().map(|line| Column::new(name(*line), Measured::Money)));
    FundsView {
        headline: page.fill("budget.funds_headline", &values),
        sheet: Sheet {
            title: page.fill("budget.funds_title", &values),
            columns: headings,
            frozen: 1,
            rows,
            totals: 1,
            notes: vec![page.text("budget.funds_note"), page.language().pick(&summary.source).clone()],
            source: page.context.source_line(),
            ..Sheet::default()
        },
    }
}
