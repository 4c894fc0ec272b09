//! The tables of a sheet: which rows are titles, header, values and notes, and which columns name the rows.
//!
//! Nothing here knows of pensions: a table is found by its shape. What its headings mean is `meaning`'s subject.
//! `header` finds where values begin, `labels` which columns name the rows, `lines` what each row is; `values` gives
//! them cell by cell. Work grows with the number of cells: what a column holds is told from the first rows.

mod header;
mod labels;
mod lines;
mod shape;
pub mod values;
mod words;

use std::ops::Range;
use std::sync::Arc;

use words::{NameKind, words};
pub use words::{chinese, is_explaining, one_line};

use self::header::{Beginning, begin, columns, number_columns};
use self::shape::{Shape, Zone, is_blank, shape};
use super::read;
use crate::finding::{Finding, Findings, Origin};
use crate::place::Level;
use crate::sheet::{Area, Sheet};

/// A table found in a sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// The sheet that it stands in.
    pub sheet: Arc<Sheet>,
    /// The rows above the header that belong to it: titles, and lines such as 单位：万元.
    pub titles: Range<usize>,
    /// The header's rows; empty where the table has none.
    pub header: Range<usize>,
    /// The columns that name the rows, from left to right.
    pub labels: Vec<Column>,
    /// The columns that hold values, from left to right.
    pub values: Vec<Column>,
    /// The rows below the header in order, up to and with the notes.
    pub lines: Vec<Line>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The sheet's column, from 0.
    pub index: usize,
    /// Its headings from the outermost to the innermost, merged cells filled; none is empty and none repeats the one
    /// before.
    pub path: Vec<Heading>,
}

/// One cell of a header, with its text joined to one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// The text, without line ends and needless spaces.
    pub text: String,
    /// The row of the cell that holds it.
    pub row: usize,
    /// The column of the cell that holds it.
    pub column: usize,
}

/// A row below the header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The sheet's row, from 0.
    pub row: usize,
    /// What it is.
    pub kind: LineKind,
    /// The row's names, one a label column: merged cells and names written once above their rows are filled in.
    pub names: Vec<String>,
}

/// What a row below the header is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum LineKind {
    /// Values.
    Data,
    /// 合计、小计: the sum of others.
    Total,
    /// 其中: a part of the row above.
    OfWhich,
    /// A heading inside the table, or the header again.
    Heading,
    /// 注, 资料来源: text below the values.
    Note,
    /// Nothing.
    Blank,
    /// 南京市 over its counties, or their 小计: the sum of a place's counties.
    Place(Level),
}

/// What an officer has decided of a sheet's tables; nothing by default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TableHints {
    /// The first row of the header, from 0, and how many rows it has.
    pub header: Option<(usize, usize)>,
    /// The columns that name the rows, from 0.
    pub labels: Option<Vec<usize>>,
    /// What rows of a name are.
    pub kinds: Vec<(String, LineKind)>,
    /// Where to look.
    pub region: Option<Area>,
}

/// The most tables that are looked for side by side.
const MOST_BESIDE: usize = 16;

/// Whether a row of this name sums others.
pub(super) fn is_total(name: &str) -> bool {
    matches!(words().kind_of_name(name), NameKind::Total | NameKind::WholeRegion)
}

/// Whether a name is that of a kind of firms or people: 国有企业.
pub(super) fn is_kind(name: &str) -> bool {
    words().is_kind(name)
}

/// Whether a text ends with a word such as 填报日期, after which the day follows on which a table was drawn up.
pub(super) fn is_drawn_up(text: &str) -> bool {
    words().ends_as_drawn_up(text)
}

/// The tables of a sheet, from top to bottom, and from left to right.
pub fn tables(sheet: &Arc<Sheet>, hints: &TableHints) -> Vec<Table> {
    let whole = Zone { sheet, rows: 0..sheet.height(), columns: 0..sheet.most_columns() };
    let zone = match hints.region {
        Some(area) => Zone {
            sheet,
            rows: area.top as usize..(area.bottom as usize + 1).min(whole.rows.end),
            columns: area.left as usize..(area.right as usize + 1).min(whole.columns.end),
        },
        None => whole,
    };
    let mut tables = Vec::new();
    if !zone.rows.is_empty() && !zone.columns.is_empty() {
        find(&trimmed(&zone), hints, true, &mut tables);
    }
    tables
}

/// The tables of all sheets of a file.
///
/// # Errors
/// Why the file can't be read, or that it holds no table.
pub fn tables_of_file(name: &str, bytes: &[u8]) -> Result<Vec<Table>, Findings> {
    let sheets = read::sheets(name, bytes)?;
    let tables: Vec<Table> = sheets.iter().flat_map(|sheet| tables(sheet, &TableHints::default())).collect();
    if tables.is_empty() { Err(Finding::error("no-table", Origin::file(name)).into()) } else { Ok(tables) }
}

/// A zone without empty columns at its left.
fn trimmed<'a>(zone: &Zone<'a>) -> Zone<'a> {
    let left = zone.rows.clone().filter_map(|row| zone.filled(row).next()).map(|(column, _)| column).min();
    Zone { columns: left.unwrap_or(zone.columns.start)..zone.columns.end, ..zone.clone() }
}

/// Finds the tables of a zone from top to bottom; `divide` where some may stand side by side.
fn find(zone: &Zone<'_>, hints: &TableHints, divide: bool, tables: &mut Vec<Table>) {
    let mut rest = zone.clone();
    while !rest.rows.is_empty() {
        let hinted = hints.header.map(|(first, count)| first..first + count);
        let Some(beginning) = begin(&rest, hinted) else { return };
        let mut numbers = number_columns(&rest, &beginning.sample);
        let named = |column: &usize| {
            let mut headings = beginning.header.clone().map(|row| rest.cell(row, *column));
            headings.any(|heading| words().is_label(heading))
        };
        // A header is told by texts over values: 序号 and the like aside, where there are others.
        if numbers.iter().any(|column| !named(column)) {
            numbers.retain(|column| !named(column));
        }
        let end = lines::end(&rest, &beginning.titles, &beginning.header, &numbers);
        let region = Zone { rows: rest.rows.start..end, ..rest.clone() };
        let beside = if divide { beside(&region, &beginning) } else { Vec::new() };
        if beside.len() > 1 {
            for columns in beside {
                find(&trimmed(&Zone { columns, ..region.clone() }), hints, false, tables);
            }
        } else {
            tables.extend(table(&region, hints, &beginning));
        }
        // Each table takes a row at least.
        rest.rows = end.max(beginning.header.end).max(rest.rows.start + 1)..rest.rows.end;
    }
}

/// The columns of tables that stand side by side: an empty column between them, or the first heading over again, and
/// names right of it.
fn beside(zone: &Zone<'_>, beginning: &Beginning) -> Vec<Range<usize>> {
    let rows: Vec<usize> = beginning.header.clone().chain(beginning.sample.iter().copied()).collect();
    let used = used_columns(zone, &rows);
    let (Some(&first), Some(&last)) = (used.first(), used.last()) else { return Vec::new() };
    let heading = |column: usize| {
        let row = beginning.header.clone().find(|row| !is_blank(zone.cell(*row, column)));
        row.map(|row| words::squeezed(zone.cell(row, column)))
    };
    // Names stand in a column of which most cells are texts, and numbers to the right of it.
    let names = |column: usize| {
        let shapes = || beginning.sample.iter().map(|row| shape(zone.cell(*row, column)));
        let texts = shapes().filter(|s| matches!(s, Shape::Text | Shape::Time)).count();
        texts > 0 && texts * 2 >= shapes().filter(|s| *s != Shape::Blank).count()
    };
    let numbers = number_columns(zone, &beginning.sample);
    let own = heading(first);
    let mut starts = vec![first];
    for pair in used.windows(2) {
        let [before, column] = *pair else { continue };
        let valued_before = numbers.iter().any(|n| (*starts.last().unwrap_or(&first)..column).contains(n));
        let valued_after = numbers.iter().any(|n| *n > column);
        let again = own.is_some() && heading(column) == own;
        let is_label = heading(column).is_some_and(|h| words().is_label(&h));
        let apart = column > before + 1 && (names(column) || is_label);
        if valued_before && valued_after && (apart || (again && (names(column) || is_label))) {
            starts.push(column);
        }
    }
    if starts.len() > MOST_BESIDE {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).copied().chain([last + 1]);
    let ends: Vec<usize> = ends.collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
}

/// The columns that have text in any of some rows.
fn used_columns(zone: &Zone<'_>, rows: &[usize]) -> Vec<usize> {
    let mut used = vec![false; zone.columns.len()];
    for row in rows {
        for (column, _) in zone.filled(*row) {
            used[column - zone.columns.start] = true;
        }
    }
    zone.columns.clone().filter(|column| used[column - zone.columns.start]).collect()
}

/// Reads a table whose beginning is known; `None` where it has no column of values.
fn table(zone: &Zone<'_>, hints: &TableHints, beginning: &Beginning) -> Option<Table> {
    let Beginning { titles, header, sample } = beginning;
    let rows: Vec<usize> = header.clone().chain(sample.iter().copied()).collect();
    let mut used = used_columns(zone, &rows);
    used.extend(used_below(zone, header.end, &used));
    used.sort_unstable();
    let headed = columns(zone, header, &[], &used);
    let own = |column: usize| {
        let place = used.binary_search(&column).ok();
        let own = place.map(|place| headed[place].path.clone()).unwrap_or_default();
        own.into_iter().filter(|h| h.column <= column && is_over(zone, h, column)).collect()
    };
    let labels = match &hints.labels {
        Some(labels) => labels.iter().copied().filter(|c| zone.columns.contains(c)).collect(),
        None => labels::labels(zone, &used, own, sample),
    };
    let all = columns(zone, header, &labels, &used);
    let (labelled, valued): (Vec<Column>, Vec<Column>) = all.into_iter().partition(|c| labels.contains(&c.index));
    if valued.is_empty() {
        return None;
    }
    let values: Vec<usize> = valued.iter().map(|column| column.index).collect();
    let own_labels: Vec<usize> = labelled.iter().map(|column| column.index).collect();
    let lines = lines::Reader::new(zone, hints, header.clone(), own_labels, values).lines(header.end..zone.rows.end);
    Some(Table {
        sheet: zone.sheet.clone(),
        titles: titles.clone(),
        header: header.clone(),
        labels: labelled,
        values: valued,
        lines,
    })
}

/// Whether a heading stands over a column itself, or by a merged area.
fn is_over(zone: &Zone<'_>, heading: &Heading, column: usize) -> bool {
    heading.column == column
        || zone
            .sheet
            .merged
            .iter()
            .any(|a| (a.top as usize, a.left as usize) == (heading.row, heading.column) && a.right as usize >= column)
}

/// The columns that the header and the first rows leave empty, and a later row does not.
fn used_below(zone: &Zone<'_>, from: usize, used: &[usize]) -> Vec<usize> {
    let mut empty: Vec<usize> = zone.columns.clone().filter(|column| used.binary_search(column).is_err()).collect();
    let mut found = Vec::new();
    for row in from..zone.rows.end {
        let Some(first) = empty.first() else { break };
        let width = zone.sheet.width(row);
        if width <= *first {
            continue;
        }
        let before = found.len();
        let within = empty.iter().copied().take_while(|column| *column < width);
        found.extend(within.filter(|column| !is_blank(zone.cell(row, *column))));
        if found.len() > before {
            empty.retain(|column| !found[before..].contains(column));
        }
    }
    found
}

#[cfg(test)]
mod tests;
