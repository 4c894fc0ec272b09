//! Finds where a table's header ends and its values begin, and reads the headings of each column.
//!
//! The first row with a number that the rows below bear out is the first row of values, unless it counts years or
//! columns. The rows right above it that have texts over the numbers are the header; what stands above these, in one
//! cell or with the words of a caption, is a title.

use std::ops::Range;

use rust_decimal::Decimal;

use super::shape::{Shape, Zone, holders, is_blank, is_year_like, known, shape};
use super::words::{chinese, one_line, words};
use super::{Column, Heading};
use crate::sheet::Area;

/// How many rows with text are searched for the first number.
const SEARCHED: usize = 200;

/// How many rows with text below the header tell what a column holds.
const SAMPLED: usize = 60;

/// How many cells of a row are searched for a caption's words.
const MOST_CAPTIONS: usize = 64;

/// How many characters a heading of one cell in its row has at most, where nothing else tells it from a title.
const LONG_HEADING: usize = 12;

/// The most rows of a header.
const MOST_HEADER_ROWS: usize = 12;

/// Where a table begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Beginning {
    /// The rows above the header.
    pub(super) titles: Range<usize>,
    /// The header, empty where there is none.
    pub(super) header: Range<usize>,
    /// The first rows of values, those with text.
    pub(super) sample: Vec<usize>,
}

/// What a row has, counted.
#[derive(Clone, Default, Debug)]
struct Counts {
    /// The columns with a number or what stands for one.
    numbers: Vec<usize>,
    /// How many cells have a number.
    known: usize,
    /// How many cells have text.
    filled: usize,
}

fn counts(zone: &Zone<'_>, row: usize) -> Counts {
    let mut counts = Counts::default();
    for (column, cell) in zone.filled(row) {
        counts.filled += 1;
        match shape(cell) {
            Shape::Number => {
                counts.known += 1;
                counts.numbers.push(column);
            }
            Shape::Dash => counts.numbers.push(column),
            _ => {}
        }
    }
    counts
}

/// Finds the first table of a zone; `None` where the zone has none.
pub(super) fn begin(zone: &Zone<'_>, header: Option<Range<usize>>) -> Option<Beginning> {
    if let Some(header) = header.filter(|h| zone.rows.start <= h.start && h.end <= zone.rows.end) {
        let sample = sample(zone, header.end, &[]);
        return (!sample.is_empty()).then(|| Beginning { titles: titles(zone, header.start), header, sample });
    }
    match first_valued(zone) {
        Some((row, counts)) => {
            let sample_below = sample(zone, row, &counts.numbers);
            let columns = number_columns(zone, &sample_below);
            let header = header_above(zone, row, &columns);
            let sample = sample(zone, header.end, &columns);
            Some(Beginning { titles: titles(zone, header.start), header, sample })
        }
        None => {
            // Nothing but text is a table where two rows have more than one cell.
            let mut rows = zone.filled_rows(zone.rows.start).take(SEARCHED);
            let wide = |row: &usize| zone.filled(*row).nth(1).is_some() && !is_caption(zone, *row);
            let first = rows.find(wide)?;
            rows.find(wide)?;
            let header = first..first + 1;
            let sample = sample(zone, header.end, &[]);
            Some(Beginning { titles: titles(zone, first), header, sample })
        }
    }
}

/// The first row that holds values, with what it holds.
fn first_valued(zone: &Zone<'_>) -> Option<(usize, Counts)> {
    let mut before: Option<usize> = None;
    for row in zone.filled_rows(zone.rows.start).take(SEARCHED) {
        let counts = counts(zone, row);
        let below: Vec<usize> = zone.filled_rows(row + 1).take(3).collect();
        let enough = counts.known >= 1 && (counts.filled >= 2 || is_one_column(zone, row, &below));
        if enough
            && !counts_columns(zone, row, before, &below)
            && !is_refuted(zone, &counts, before, &below)
            && !is_caption(zone, row)
        {
            return Some((row, counts));
        }
        before = Some(row);
    }
    None
}

/// Whether a number alone in its row stands in a list of numbers.
fn is_one_column(zone: &Zone<'_>, row: usize, below: &[usize]) -> bool {
    let Some((column, _)) = zone.filled(row).next() else { return false };
    let alone = |row: &usize| {
        let mut cells = zone.filled(*row);
        cells.next().is_some_and(|(c, cell)| c == column && known(cell).is_some()) && cells.next().is_none()
    };
    !below.is_empty() && below.iter().all(alone)
}

/// Whether the numbers of a row stand above texts, with none above them that they could be values of: the number of a
/// table, the date of a report.
fn is_refuted(zone: &Zone<'_>, counts: &Counts, before: Option<usize>, below: &[usize]) -> bool {
    let Some(&next) = below.first() else { return false };
    let is_text = |row: usize, column: &usize| matches!(shape(zone.cell(row, *column)), Shape::Text | Shape::Time);
    let texts = counts.numbers.iter().filter(|c| is_text(next, c)).count();
    let headed = before.is_some_and(|row| counts.numbers.iter().any(|c| is_text(row, c)));
    texts * 2 > counts.numbers.len() && !headed
}

/// Whether a row's numbers are headings: years or months across, or 1, 2, 3 under the headings.
fn counts_columns(zone: &Zone<'_>, row: usize, before: Option<usize>, below: &[usize]) -> bool {
    let numbers: Vec<(usize, Decimal)> = zone.filled(row).filter_map(|(c, cell)| Some((c, known(cell)?))).collect();
    let Some(&(first_column, first)) = numbers.first() else { return false };
    let values_below = || {
        let rows = below.iter();
        rows.flat_map(|row| numbers.iter().filter_map(|(c, _)| known(zone.cell(*row, *c)))).collect::<Vec<Decimal>>()
    };
    let steps = |by: Decimal| numbers.windows(2).all(|pair| pair[1].1 - pair[0].1 == by);
    let named = zone.filled(row).next().is_some_and(|(column, _)| column < first_column);
    // A corner cell may be empty, so that a heading row begins with a number; a row of values hardly does.
    let cornered = named || first_column > leftmost(zone, below).unwrap_or(first_column);
    if numbers.iter().all(|(_, n)| is_year_like(*n)) {
        let below = values_below();
        let years = below.iter().filter(|n| is_year_like(**n)).count();
        let in_order = numbers.len() >= 2 && (steps(Decimal::ONE) || steps(Decimal::NEGATIVE_ONE));
        // Under headings of their own, years are values like 1961 (万人), where the row has a name.
        let label = zone.filled(row).next().is_some_and(|(_, cell)| words().is_label(cell));
        let headed = before
            .is_some_and(|row| !is_caption(zone, row) && numbers.iter().all(|(c, _)| !is_blank(zone.cell(row, *c))));
        // A number alone beside a name is its value.
        if named && !label && (headed || numbers.len() == 1) {
            return false;
        }
        let counts = years * 2 < below.len() || (in_order && (label || (numbers.len() >= 3 && years < below.len())));
        return cornered && !below.is_empty() && counts;
    }
    if first != Decimal::ONE || !steps(Decimal::ONE) || numbers.len() < 2 || !cornered {
        return false;
    }
    let next_counts = || {
        let Some(next) = below.first() else { return true };
        let values: Vec<Decimal> = numbers.iter().filter_map(|(c, _)| known(zone.cell(*next, *c))).collect();
        values.is_empty() || (values.len() == numbers.len() && values.windows(2).all(|p| p[1] - p[0] == Decimal::ONE))
    };
    let starts = |row: usize| zone.filled(row).next().is_some_and(|(_, cell)| words().is_numbering(cell));
    if (!named || starts(row)) && !below.first().is_some_and(|next| starts(*next)) {
        return !next_counts() || named;
    }
    // Months across as bare numbers, at the top of a table.
    let headed =
        before.is_some_and(|row| !is_caption(zone, row) && numbers.iter().any(|(c, _)| !is_blank(zone.cell(row, *c))));
    numbers.len() >= 3 && !headed && !next_counts()
}

fn leftmost(zone: &Zone<'_>, rows: &[usize]) -> Option<usize> {
    rows.iter().filter_map(|row| zone.filled(*row).next().map(|(column, _)| column)).min()
}

/// The rows with text from one on, up to the next that looks like a header over the given columns of numbers.
fn sample(zone: &Zone<'_>, from: usize, numbers: &[usize]) -> Vec<usize> {
    let mut rows = Vec::new();
    for row in zone.filled_rows(from).take(SAMPLED) {
        if !rows.is_empty() && reads_as_header(zone, row, numbers) {
            break;
        }
        rows.push(row);
    }
    rows
}

/// Whether a row has texts where others have numbers, and no number: most of them filled, and not all the same.
pub(super) fn reads_as_header(zone: &Zone<'_>, row: usize, numbers: &[usize]) -> bool {
    let mut texts: Vec<&str> = Vec::new();
    for column in numbers {
        let cell = zone.cell(row, *column);
        // Most rows are told from a header by their first number.
        if cell.as_bytes().first().is_some_and(u8::is_ascii_digit) && known(cell).is_some() {
            return false;
        }
        match shape(cell) {
            Shape::Number | Shape::Dash => return false,
            Shape::Text | Shape::Time => texts.push(cell.trim()),
            Shape::Blank => {}
        }
    }
    let differ = texts.len() < 2 || texts.iter().any(|text| *text != texts[0]);
    !texts.is_empty() && texts.len() * 2 >= numbers.len() && differ
}

/// The columns that hold numbers, by most of the sampled rows.
pub(super) fn number_columns(zone: &Zone<'_>, sample: &[usize]) -> Vec<usize> {
    let mut numbers: Vec<(usize, usize)> = vec![(0, 0); zone.columns.len()];
    for row in sample {
        for (column, cell) in zone.filled(*row) {
            let place = &mut numbers[column - zone.columns.start];
            match shape(cell) {
                Shape::Number | Shape::Dash => place.0 += 1,
                _ => place.1 += 1,
            }
        }
    }
    let most = |(_, (numbers, texts)): &(usize, &(usize, usize))| *numbers > 0 && numbers >= texts;
    let start = zone.columns.start;
    numbers.iter().enumerate().filter(most).map(|(index, _)| start + index).collect()
}

/// Whether a row stands for the whole table: one cell at the left or with a title's words, or a caption's words.
pub(super) fn is_caption(zone: &Zone<'_>, row: usize) -> bool {
    let mut cells = zone.filled(row);
    let Some((column, text)) = cells.next() else { return true };
    if zone.filled(row).take(MOST_CAPTIONS).any(|(_, cell)| words().is_caption(cell)) {
        return true;
    }
    if cells.next().is_some() {
        return false;
    }
    let starts_here = |area: &&Area| (area.top as usize, area.left as usize) == (row, column);
    let is_left = column <= zone.columns.start || words().is_title(text);
    match zone.sheet.merged.iter().find(starts_here) {
        Some(_) => is_left,
        None => is_left || chinese(text).chars().count() > LONG_HEADING,
    }
}

/// The header's rows above the first row of values. Rows of values without any number may stand between: the header
/// ends where each column of numbers has a heading and a row names itself without one.
fn header_above(zone: &Zone<'_>, valued: usize, numbers: &[usize]) -> Range<usize> {
    let nearby = valued.saturating_sub(2 * MOST_HEADER_ROWS).max(zone.rows.start);
    let first_wide = (nearby..valued).find(|row| zone.filled(*row).nth(1).is_some() && !is_caption(zone, *row));
    let mut top = valued;
    let mut texts: Vec<usize> = Vec::new();
    for row in (zone.rows.start..valued).rev() {
        if zone.is_blank(row) {
            continue;
        }
        // A name alone may head the first rows below a header that is complete without it, or lack its values; so does
        // one beside dashes.
        let lacks =
            || zone.filled(row).nth(1).is_none() || numbers.iter().any(|c| shape(zone.cell(row, *c)) == Shape::Dash);
        if texts.is_empty() && lacks() && is_below_header(zone, row, numbers) {
            continue;
        }
        // One cell in the midst of a header heads a few columns, however long it is.
        let within =
            || first_wide.is_some_and(|wide| wide < row) && zone.cell(row, zone.columns.start).trim().is_empty();
        if texts.len() >= MOST_HEADER_ROWS || (is_caption(zone, row) && !within()) {
            break;
        }
        // Beyond a blank row only what spreads over the values is part of the header; a form's fields are not.
        let over = zone.filled(row).filter(|(c, _)| numbers.contains(c)).count();
        let apart = top < valued && row + 1 < top;
        if apart && (over < 2 || over * 4 < numbers.len()) {
            break;
        }
        texts.push(row);
        top = row;
    }
    if texts.is_empty() {
        return valued..valued;
    }
    texts.reverse();
    // Headings that are numbers (years across) are below the texts.
    let mut headed: Vec<usize> = Vec::new();
    let corner = zone.filled(valued).next().map_or(zone.columns.start, |(column, _)| column);
    for (index, row) in texts.iter().enumerate() {
        let own: Vec<&str> = numbers.iter().map(|c| zone.cell(*row, *c).trim()).filter(|t| !t.is_empty()).collect();
        let complete = !headed.is_empty() && covers(&headed, numbers);
        let named = !zone.cell(*row, corner).trim().is_empty();
        let same = own.len() >= 2 && own.iter().all(|text| *text == own[0]) && !words().is_unit(own[0]);
        let no_heading = own.is_empty() || same || own.iter().all(|text| shape(text) == Shape::Dash);
        // 地区 beside 人数 人数 人数 is a row of headings.
        let labelled = words().is_label(zone.cell(*row, corner));
        if index > 0 && complete && named && no_heading && !labelled {
            return top..*row;
        }
        headed.extend(numbers.iter().filter(|c| !zone.cell(*row, **c).trim().is_empty()));
    }
    top..texts.last().map_or(valued, |row| row + 1)
}

/// Whether a row without numbers stands below a header, with nothing but rows that lack theirs between.
fn is_below_header(zone: &Zone<'_>, row: usize, numbers: &[usize]) -> bool {
    let has_text = |row: &usize| {
        let mut cells = numbers.iter().map(|column| shape(zone.cell(*row, *column)));
        cells.any(|shape| matches!(shape, Shape::Text | Shape::Time))
    };
    if has_text(&row) {
        return false;
    }
    let nearby = row.saturating_sub(MOST_HEADER_ROWS).max(zone.rows.start);
    let above = (nearby..row).rev().find(has_text);
    above.is_some_and(|above| {
        let blank = (above + 1..row).filter(|between| zone.is_blank(*between)).count();
        blank <= 1 && !is_caption(zone, above) && reads_as_header(zone, above, numbers)
    })
}

/// Whether each column has a heading of its own, or one to its left that may spread over it.
fn covers(headed: &[usize], numbers: &[usize]) -> bool {
    let own = numbers.iter().filter(|c| headed.contains(c)).count();
    own * 2 >= numbers.len() && numbers.first().is_some_and(|first| headed.contains(first))
}

/// The rows of titles right above a header's first row; blank rows between them are passed over.
fn titles(zone: &Zone<'_>, header: usize) -> Range<usize> {
    zone.filled_rows(zone.rows.start).next().filter(|row| *row < header).map_or(header..header, |row| row..header)
}

/// The headings of each column, from the outermost to the innermost.
///
/// A merged area is read in each of its cells. Where a row has none, text spreads to the right over empty cells that
/// have a heading below, up to the next column that has a heading at this height or above.
pub(super) fn columns(zone: &Zone<'_>, header: &Range<usize>, labels: &[usize], all: &[usize]) -> Vec<Column> {
    let area = holders(&zone.sheet.merged, header, &zone.columns);
    let mut columns: Vec<Column> = all.iter().map(|index| Column { index: *index, path: Vec::new() }).collect();
    // For each column, whether a row above has text of its own in it.
    let mut headed_above = vec![false; all.len()];
    let rows: Vec<usize> = header.clone().filter(|row| !zone.is_blank(*row)).collect();
    for (depth, row) in rows.iter().copied().enumerate() {
        let below: Vec<usize> = zone.filled_rows(row + 1).take(3).collect();
        if depth > 0 && numbers_columns(zone, row, rows[depth - 1], &below) {
            continue;
        }
        let has_areas = area.iter().any(|((r, _), a)| *r == row && a.left < a.right);
        let furthest = furthest(zone, &rows[depth..], all, labels);
        let mut source: Option<(usize, usize)> = None;
        for (place, &column) in all.iter().enumerate() {
            let holder = area.get(&(row, column)).map_or((row, column), |a| (a.top as usize, a.left as usize));
            let is_label = labels.contains(&column);
            let own = zone.cell(holder.0, holder.1);
            let from = if !own.trim().is_empty() {
                source = (!is_label && !has_areas).then_some(holder);
                Some(holder)
            } else if headed_above[place] || is_label {
                source = None;
                None
            } else {
                let heading_below = || rows[depth + 1..].iter().any(|r| !zone.cell(*r, column).trim().is_empty());
                source.filter(|_| place < furthest && heading_below())
            };
            let Some((row, column)) = from else { continue };
            if !header.contains(&row) {
                continue;
            }
            let text = one_line(zone.cell(row, column));
            let path = &mut columns[place].path;
            let repeats = path.iter().any(|h| (h.row, h.column) == (row, column))
                || path.last().is_some_and(|last| last.text == text);
            if !repeats && !text.is_empty() {
                path.push(Heading { text, row, column });
            }
        }
        for (place, &column) in all.iter().enumerate() {
            headed_above[place] |= !zone.cell(row, column).trim().is_empty();
        }
    }
    columns
}

/// Up to which place the last heading of a row spreads. The right end is no bound to it; where it alone would be more
/// than twice as wide as each of three others with headings below them, it is as wide as the widest of these, and the
/// columns beyond have headings of their own only. `rows` are those of the header from this one on.
fn furthest(zone: &Zone<'_>, rows: &[usize], all: &[usize], labels: &[usize]) -> usize {
    let Some((row, below)) = rows.split_first() else { return all.len() };
    let has = |row: usize, place: &usize| !is_blank(zone.cell(row, all[*place]));
    let starts: Vec<usize> =
        (0..all.len()).filter(|place| has(*row, place) && !labels.contains(&all[*place])).collect();
    let Some((last, others)) = starts.split_last() else { return all.len() };
    let divided = |place: &usize| below.iter().any(|row| has(*row, place));
    let widths = starts.windows(2).filter(|pair| divided(&pair[0])).map(|pair| pair[1] - pair[0]);
    let widest = widths.clone().max().unwrap_or(0);
    let comparable = others.len() >= 3 && widths.count() >= 3;
    if comparable && all.len() - last > 2 * widest { last + widest } else { all.len() }
}

/// Whether a row of the header counts its columns: 甲, 1, 2, 3.
fn numbers_columns(zone: &Zone<'_>, row: usize, before: usize, below: &[usize]) -> bool {
    let first = zone.filled(row).find_map(|(_, cell)| known(cell));
    first == Some(Decimal::ONE) && counts_columns(zone, row, Some(before), below)
}
