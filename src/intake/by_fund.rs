//! Of sheets that hold several insurances the rows of one, in the words of the enterprise employees' pension.
//!
//! What a sheet of another fund calls 失业保险费收入 stands in the same place of its table as 基本养老保险费收入 of the
//! pension's. So one understanding of tables serves all funds: the rows of others become blank, headings are put into the
//! pension's words, and what is said of them is put back.
//!
//! Source: statements 11.1 for the funds; a column `fund` in the data file is the program's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::headings::plain;
use crate::finding::{Finding, Findings, Severity};
use crate::fund::FundKind;
use crate::sheet::Sheet;

/// How many rows are searched for the heading of the column of funds.
const HEADER_WITHIN: usize = 40;

/// How many cells tell whether a column is one of funds.
const LOOKED_AT: usize = 200;

/// A sheet as it is read for a fund; what else stands in it is noted in the findings. An error is a cell that names no
/// fund.
pub(super) fn of_fund(sheet: &Arc<Sheet>, fund: FundKind, findings: &mut Findings) -> Arc<Sheet> {
    let column = fund_column(sheet);
    if column.is_none() && fund == FundKind::PENSION {
        return sheet.clone();
    }
    let mut others: BTreeMap<FundKind, (usize, usize)> = BTreeMap::new();
    let mut is_read = |row: usize| {
        let Some((_, column)) = column.filter(|(header, _)| row > *header) else { return true };
        let cell = sheet.cell(row, column).trim();
        if cell.is_empty() {
            return fund == FundKind::PENSION;
        }
        match FundKind::read(cell) {
            Some(own) if own == fund => true,
            Some(other) => {
                others.entry(other).or_insert((row, 0)).1 += 1;
                false
            }
            None => {
                findings.push(Finding::error("fund-unknown", sheet.at(row, column)).with("found", cell));
                false
            }
        }
    };
    let mut made = Sheet::new(sheet.origin.clone());
    made.merged.clone_from(&sheet.merged);
    for row in 0..sheet.height() {
        if is_read(row) {
            for (n, cell) in sheet.row(row).enumerate() {
                let is_funds = column.is_some_and(|(header, column)| n == column && row >= header);
                let put = match () {
                    () if is_funds => made.push(""),
                    () if fund == FundKind::PENSION || cell.is_ascii() => made.push(cell),
                    () => made.push(&fund.in_pension_words(cell)),
                };
                if put.is_err() {
                    findings.push(Finding::error("sheet-too-large", sheet.origin.clone()));
                    return sheet.clone();
                }
            }
        }
        made.end_row();
    }
    for (other, (row, count)) in others {
        let at = sheet.origin.at_row(row as u32 + 1);
        findings.push(
            Finding::new("other-fund-rows", Severity::Note, at)
                .with("fund", other.text_key())
                .with("key", other.key())
                .with("count", count),
        );
    }
    made.into()
}

/// Puts back, in what was said of a rewritten sheet, the words that stood at the place.
pub(super) fn put_back(findings: &mut [Finding], sheets: &[Arc<Sheet>], fund: FundKind) {
    for finding in findings {
        for (_, said) in &mut finding.facts {
            // The pension's words are this fund's in the rewritten sheet, and name another there.
            if *said == fund.text_key() {
                *said = FundKind::PENSION.text_key();
            }
        }
        let (Some(row), Some(column)) = (finding.origin.row, finding.origin.column) else { continue };
        let own = |sheet: &&Arc<Sheet>| {
            (&sheet.origin.file, &sheet.origin.sheet) == (&finding.origin.file, &finding.origin.sheet)
        };
        let Some(sheet) = sheets.iter().find(own) else { continue };
        let stood = sheet.cell(row as usize - 1, column as usize - 1).trim();
        for (_, said) in &mut finding.facts {
            if *said == fund.in_pension_words(stood) {
                stood.clone_into(said);
            }
        }
    }
}

/// The row of the heading and the column whose cells say of which fund each row is.
fn fund_column(sheet: &Sheet) -> Option<(usize, usize)> {
    (0..sheet.height().min(HEADER_WITHIN)).find_map(|row| {
        let column = sheet.row(row).position(|cell| FundKind::is_heading(&plain(cell)))?;
        let below = (row + 1..sheet.height()).map(|row| sheet.cell(row, column).trim()).filter(|cell| !cell.is_empty());
        let told = below.take(LOOKED_AT).map(FundKind::read).collect::<Vec<_>>();
        let known = told.iter().flatten().count();
        (known * 2 > told.len()).then_some((row, column))
    })
}
