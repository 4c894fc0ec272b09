//! Says of each row below a header what it is, and finds where the table ends.

use std::collections::HashMap;
use std::ops::Range;

use super::header::{is_caption, reads_as_header};
use super::shape::{Shape, Zone, is_blank, is_year_like, known, shape};
use super::words::{NameKind, one_line, squeezed, words};
use super::{Line, LineKind, TableHints};
use crate::intake::value::when;
use crate::sheet::Area;

/// How many columns of numbers are looked at to tell a header from values.
const LOOKED_AT: usize = 16;

/// How many names' kinds are remembered: most tables repeat theirs.
const REMEMBERED: usize = 4096;

/// Where a table ends: the row after its last.
///
/// Another header ends it, with its titles. The same header again does not, where no other title stands over it:
/// it was printed on the next page.
pub(super) fn end(zone: &Zone<'_>, titles: &Range<usize>, header: &Range<usize>, numbers: &[usize]) -> usize {
    let numbers = &numbers[..numbers.len().min(LOOKED_AT)];
    let own_titles: Vec<String> = titles.clone().flat_map(|row| texts(zone, row)).collect();
    // What stands since the last row of values.
    let mut since: Vec<usize> = Vec::new();
    let mut gap = None;
    let mut captioned = false;
    for row in header.end..zone.rows.end {
        // Most rows are told by a number in one of their first columns.
        let plain = |column: &usize| {
            let cell = zone.cell(row, *column);
            cell.as_bytes().first().is_some_and(u8::is_ascii_digit) && known(cell).is_some()
        };
        let apart = gap.is_some() || !since.is_empty();
        let is_plain = numbers.iter().take(2).any(plain) && (since.is_empty() || !repeats(zone, row, header));
        if is_plain && !heads_years(zone, row, numbers, apart) {
            since.clear();
            (gap, captioned) = (None, false);
            continue;
        }
        if zone.is_blank(row) {
            gap = gap.or(Some(row));
            continue;
        }
        if repeats(zone, row, header) {
            let titled = since.iter().any(|r| {
                let new =
                    |text: &String| !own_titles.contains(text) && !words().is_signature(text) && !words().is_note(text);
                is_caption(zone, *r) && !is_unit_line(zone, *r) && texts(zone, *r).iter().any(new)
            });
            if titled {
                return start_of_next(zone, row, &since, gap);
            }
            since.clear();
            continue;
        }
        if numbers.is_empty() {
            since.push(row);
            continue;
        }
        let apart = gap.is_some() || captioned;
        let named = zone.filled(row).next().is_some_and(|(_, cell)| words().is_label(cell));
        let heads = reads_as_header(zone, row, numbers) && zone.filled(row).nth(1).is_some();
        if heads && !is_caption(zone, row) && (apart || named) && has_values_below(zone, row) {
            return start_of_next(zone, row, &since, gap);
        }
        if heads_years(zone, row, numbers, apart) {
            return start_of_next(zone, row, &since, gap);
        }
        let valued = numbers.iter().any(|c| matches!(shape(zone.cell(row, *c)), Shape::Number));
        if valued {
            since.clear();
            (gap, captioned) = (None, false);
        } else {
            captioned |= is_caption(zone, row);
            since.push(row);
        }
    }
    zone.rows.end
}

/// Whether years stand across in a row with a heading of labels, apart from the values above.
fn heads_years(zone: &Zone<'_>, row: usize, numbers: &[usize], apart: bool) -> bool {
    if !apart || !zone.filled(row).next().is_some_and(|(_, cell)| words().is_label(cell)) {
        return false;
    }
    let years: Vec<_> = numbers.iter().filter_map(|c| known(zone.cell(row, *c))).collect();
    years.len() >= 2 && years.iter().all(|n| is_year_like(*n)) && years.is_sorted()
}

/// Whether one of the next rows has a number: a header without any is none.
fn has_values_below(zone: &Zone<'_>, row: usize) -> bool {
    let mut below = zone.filled_rows(row + 1).take(12);
    below.any(|row| zone.filled(row).any(|(_, cell)| matches!(shape(cell), Shape::Number | Shape::Dash)))
}

/// Whether a row is a row of the header over again.
fn repeats(zone: &Zone<'_>, row: usize, header: &Range<usize>) -> bool {
    header.clone().any(|own| {
        let mut cells = zone.filled(own).peekable();
        cells.peek().is_some() && {
            let same = |(column, cell): (usize, &str)| cell.trim() == zone.cell(row, column).trim();
            cells.all(same) && zone.filled(own).count() == zone.filled(row).count()
        }
    })
}

/// A line that gives a unit only.
fn is_unit_line(zone: &Zone<'_>, row: usize) -> bool {
    let mut cells = zone.filled(row);
    cells.all(|(_, cell)| words().captioned_unit(cell).is_some() || words().is_unit(cell))
}

fn texts(zone: &Zone<'_>, row: usize) -> Vec<String> {
    zone.filled(row).map(|(_, cell)| squeezed(cell)).collect()
}

/// Where the next table's rows begin: its titles stand behind the gap, and behind the notes of the table before.
fn start_of_next(zone: &Zone<'_>, header: usize, since: &[usize], gap: Option<usize>) -> usize {
    let notes = since.iter().rev().find(|row| zone.filled(**row).next().is_some_and(|(_, cell)| words().is_note(cell)));
    let after_notes = notes.map_or(0, |row| row + 1);
    let first = since.iter().find(|row| **row >= after_notes && gap.is_none_or(|gap| **row > gap));
    first.copied().unwrap_or(header)
}

/// Whether rows name parts of another, and how far that one is set in.
#[derive(Default)]
struct Parts {
    of: Option<usize>,
    below: bool,
}

/// Whether a year stands above a month that is told without its own: 2024年 over 1月.
fn is_year_over_month(above: &str, below: &str) -> bool {
    let part = |text: &str| when(text).map(|when| (when.year.is_some(), when.month.is_some()));
    (part(above), part(below)) == (Some((true, false)), Some((false, true)))
}

/// How many blanks stand before a text, a wide one counted as two.
fn set_in(text: &str) -> usize {
    text.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum()
}

/// Says of each row what it is.
pub(super) struct Reader<'a, 'z> {
    zone: &'z Zone<'a>,
    hints: &'z TableHints,
    header: Range<usize>,
    labels: Vec<usize>,
    values: Vec<usize>,
    /// For each label column the merged areas that cover more than one of its rows, from top to bottom.
    merged: Vec<Vec<Area>>,
    kinds: HashMap<String, NameKind>,
}

impl<'a, 'z> Reader<'a, 'z> {
    pub(super) fn new(
        zone: &'z Zone<'a>,
        hints: &'z TableHints,
        header: Range<usize>,
        labels: Vec<usize>,
        values: Vec<usize>,
    ) -> Self {
        let over = |label: &usize| {
            let covers = |a: &&Area| (a.left as usize..=a.right as usize).contains(label) && a.bottom > a.top;
            let mut areas: Vec<Area> = zone.sheet.merged.iter().filter(covers).copied().collect();
            areas.sort_by_key(|a| a.top);
            areas
        };
        let merged = labels.iter().map(over).collect();
        Reader { zone, hints, header, labels, values, merged, kinds: HashMap::new() }
    }

    /// The lines of some rows; blank ones at the end are left out.
    pub(super) fn lines(mut self, rows: Range<usize>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::with_capacity(rows.len().min(1 << 20));
        let mut last_valued = 0;
        let mut parts = Parts::default();
        let mut above: Vec<String> = vec![String::new(); self.labels.len()];
        for row in rows {
            let valued = self.values.iter().any(|c| !is_blank(self.zone.cell(row, *c)));
            let mut names = self.names(row);
            let named = names.iter().any(|name| !name.is_empty());
            if !valued && !named && self.zone.is_blank(row) {
                lines.push(Line { row, kind: LineKind::Blank, names: Vec::new() });
                continue;
            }
            let first = self.zone.filled(row).next().map_or("", |(_, cell)| cell);
            let kind = if self.says_who(row) {
                LineKind::Note
            } else if !self.header.is_empty() && repeats(self.zone, row, &self.header) {
                LineKind::Heading
            } else if words().is_note(first) && !self.has_number(row) {
                LineKind::Note
            } else if !valued && self.is_section(row, &names) {
                LineKind::Heading
            } else {
                fill(&mut names, &above);
                self.kind(&names)
            };
            let kind = self.goes_on(row, kind, &names, &mut parts);
            if !matches!(kind, LineKind::Note | LineKind::Heading) {
                above.clone_from(&names);
            }
            if valued && kind != LineKind::Note {
                last_valued = lines.len();
            }
            lines.push(Line { row, kind, names });
        }
        self.settle(&mut lines, last_valued);
        lines
    }

    /// The kind of a row that may name another part of the row whose 其中 stands above it: set in further than that row,
    /// or a kind of firms or people.
    fn goes_on(&self, row: usize, kind: LineKind, names: &[String], parts: &mut Parts) -> LineKind {
        let filled = self.labels.iter().map(|c| self.zone.cell(row, *c)).find(|cell| !is_blank(cell));
        let own = filled.map_or(0, set_in);
        match kind {
            LineKind::OfWhich => parts.below = true,
            LineKind::Data if parts.below && self.hinted(names).is_none() => {
                let set_in = parts.of.is_some_and(|of| own > of);
                let is_kind =
                    names.iter().rev().find(|name| !name.is_empty()).is_some_and(|name| words().is_kind(name));
                if set_in || is_kind {
                    return LineKind::OfWhich;
                }
                *parts = Parts { of: Some(own), below: false };
            }
            LineKind::Data | LineKind::Total => *parts = Parts { of: Some(own), below: false },
            _ => {}
        }
        kind
    }

    /// What can be said only when all rows are known.
    fn settle(&self, lines: &mut Vec<Line>, last_valued: usize) {
        while lines.last().is_some_and(|line| line.kind == LineKind::Blank) {
            lines.pop();
        }
        // Texts below the last values are notes; names without values stay names.
        for line in lines.iter_mut().skip(last_valued + 1) {
            let long = |name: &String| name.chars().count() > 12 || name.contains(['。', '：', ':', '，', '；']);
            let is_text = line.names.iter().any(long) || line.names.iter().all(String::is_empty);
            let valued = self.values.iter().any(|c| !is_blank(self.zone.cell(line.row, *c)));
            if valued || line.kind == LineKind::Blank {
                continue;
            }
            if is_text {
                line.kind = LineKind::Note;
            } else if line.kind == LineKind::Heading && !repeats(self.zone, line.row, &self.header) {
                // It heads nothing: a row that lacks its values.
                line.kind = LineKind::Data;
            }
        }
        // Where nothing but the whole country is told of, it is no total of others.
        if !lines.iter().any(|line| line.kind == LineKind::Data) {
            for line in lines.iter_mut().filter(|line| line.kind == LineKind::Total) {
                if self.hinted(&line.names).is_none()
                    && line.names.iter().all(|name| words().kind_of_name(name) != NameKind::Total)
                {
                    line.kind = LineKind::Data;
                }
            }
        }
    }

    /// The names that stand in a row, merged areas filled.
    fn names(&self, row: usize) -> Vec<String> {
        let name = |(place, &column): (usize, &usize)| {
            let own = self.zone.cell(row, column);
            if !is_blank(own) {
                return one_line(own);
            }
            let areas = &self.merged[place];
            let before = areas.partition_point(|a| a.top as usize <= row);
            match before.checked_sub(1).map(|last| areas[last]) {
                Some(a) if row <= a.bottom as usize && self.header.end <= a.top as usize => {
                    one_line(self.zone.cell(a.top as usize, a.left as usize))
                }
                _ => String::new(),
            }
        };
        self.labels.iter().enumerate().map(name).collect()
    }

    fn kind(&mut self, names: &[String]) -> LineKind {
        if let Some(kind) = self.hinted(names) {
            return kind;
        }
        let mut kind = LineKind::Data;
        for name in names {
            let of_name = match self.kinds.get(name.as_str()) {
                Some(kind) => *kind,
                None => {
                    let kind = words().kind_of_name(name);
                    if self.kinds.len() < REMEMBERED {
                        self.kinds.insert(name.clone(), kind);
                    }
                    kind
                }
            };
            match of_name {
                NameKind::OfWhich => return LineKind::OfWhich,
                NameKind::Total | NameKind::WholeRegion => kind = LineKind::Total,
                NameKind::Plain => {}
            }
        }
        kind
    }

    fn hinted(&self, names: &[String]) -> Option<LineKind> {
        if self.hints.kinds.is_empty() {
            return None;
        }
        let names: Vec<String> = names.iter().map(|name| squeezed(name)).collect();
        self.hints.kinds.iter().find(|(name, _)| names.contains(&squeezed(name))).map(|(_, kind)| *kind)
    }

    fn has_number(&self, row: usize) -> bool {
        self.values.iter().any(|c| known(self.zone.cell(row, *c)).is_some())
    }

    /// Whether a row says who drew the table up.
    fn says_who(&self, row: usize) -> bool {
        let Some((_, first)) = self.zone.filled(row).next() else { return false };
        !first.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && words().is_signature(first)
            && !self.has_number(row)
    }

    /// Whether a row without values is a heading over those below it: numbered, merged over the values, ended by a
    /// colon, or a name over rows of times.
    fn is_section(&self, row: usize, names: &[String]) -> bool {
        let mut filled = names.iter().filter(|name| !name.is_empty());
        let (Some(name), None) = (filled.next(), filled.next()) else { return false };
        let across = self
            .zone
            .sheet
            .merged
            .iter()
            .any(|a| a.top as usize == row && self.values.last().is_some_and(|last| a.right as usize >= *last));
        let text = squeezed(name);
        let numbered = text.trim_start_matches('(').starts_with(|c: char| "一二三四五六七八九十".contains(c))
            && text
                .trim_start_matches(['(', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'])
                .starts_with(['、', '.', ')']);
        let over_times = || {
            let is_time = |text: &str| matches!(shape(text), Shape::Time) || known(text).is_some();
            let next = self.zone.filled_rows(row + 1).next();
            let column = self.labels.iter().find(|c| !is_blank(self.zone.cell(row, **c)));
            match (next, column) {
                (Some(next), Some(column)) => {
                    let below = self.zone.cell(next, *column);
                    !is_time(name) && is_time(below) && self.has_number(next)
                }
                _ => false,
            }
        };
        // 1月份 above its counties.
        let is_time = |text: &str| matches!(shape(text), Shape::Time) || known(text).is_some_and(is_year_like);
        let times_over_names = || {
            let column = self.labels.iter().find(|c| !is_blank(self.zone.cell(row, **c)));
            let next = self.zone.filled_rows(row + 1).next();
            next.zip(column).is_some_and(|(next, column)| {
                let below = self.zone.cell(next, *column);
                is_time(name) && (!is_time(below) || is_year_over_month(name, below)) && self.has_number(next)
            })
        };
        across || numbered || times_over_names() || text.ends_with(':') || over_times()
    }
}

/// A name written once above its rows is theirs too, where a later column names each of them.
fn fill(names: &mut [String], above: &[String]) {
    let Some(last) = names.iter().rposition(|name| !name.is_empty()) else { return };
    for place in 0..last {
        // A number that counts the rows is nobody else's.
        let counts = known(&above[place]).is_some_and(|number| !is_year_like(number));
        if names[place].is_empty() && !counts && names[..place].iter().zip(above).all(|(own, above)| own == above) {
            names[place].clone_from(&above[place]);
        }
    }
}
