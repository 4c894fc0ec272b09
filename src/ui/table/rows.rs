//! Which rows of a sheet are shown, and in which order: filter and sort, without drawing.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use rust_decimal::Decimal;

use crate::report::words::number::Style;
use crate::report::words::sheet_text::text_in_column;
use crate::report::{Cell, CellValue, Quantity, Sheet};
use crate::ui::search::{Searchable, sort_key};

/// The order asked for by a click on a heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Sort {
    /// As the sheet has them.
    #[default]
    Original,
    /// Smallest first by a column.
    Ascending(usize),
    /// Largest first by a column.
    Descending(usize),
}

impl Sort {
    /// What a click on a heading makes of it: ascending, descending, original.
    pub fn clicked(self, column: usize) -> Sort {
        match self {
            Sort::Ascending(c) if c == column => Sort::Descending(column),
            Sort::Descending(c) if c == column => Sort::Original,
            _ => Sort::Ascending(column),
        }
    }
}

/// The rows that hold every word of the filter in some cell, sorted; unknown values come last either way, and rows that
/// hold the others together after them.
pub fn arranged(sheet: &Sheet, sort: Sort, filter: &str, style: Style) -> Vec<usize> {
    let words: Vec<&str> = filter.split_whitespace().collect();
    // Names and marks stand in many rows: each text is looked through once for each word.
    let mut known: HashMap<(usize, &str), bool> = HashMap::new();
    let mut holds = |row: usize, n: usize| {
        sheet.rows[row].iter().any(|cell| match &cell.value {
            CellValue::Text(text) => {
                *known.entry((n, text)).or_insert_with(|| Searchable::new(text).fit(words[n]).is_some())
            }
            _ => text_in_column(cell, style).contains(words[n]),
        })
    };
    let mut rows: Vec<usize> = (0..sheet.rows.len()).filter(|&row| (0..words.len()).all(|n| holds(row, n))).collect();
    let (column, descending) = match sort {
        Sort::Original => return rows,
        Sort::Ascending(column) => (column, false),
        Sort::Descending(column) => (column, true),
    };
    let mut known = HashMap::new();
    let mut key = |row: usize| sheet.rows[row].get(column).map_or(Key::None, |cell| Key::of(cell, &mut known));
    let keys: Vec<Key> = (0..sheet.rows.len()).map(&mut key).collect();
    let parts = sheet.rows.len().saturating_sub(sheet.totals);
    let parts = rows.partition_point(|row| *row < parts);
    rows[..parts].sort_by(|&a, &b| {
        let order = keys[a].cmp_known(&keys[b]);
        match (&keys[a], &keys[b]) {
            (Key::None, _) | (_, Key::None) => order,
            _ if descending => order.reverse(),
            _ => order,
        }
    });
    rows
}

/// By what a cell sorts.
enum Key {
    Number(Decimal),
    Text(Rc<str>),
    None,
}

impl Key {
    /// Of a cell; texts that are known have their keys already.
    fn of<'a>(cell: &'a Cell, known: &mut HashMap<&'a str, Rc<str>>) -> Key {
        match &cell.value {
            CellValue::Unknown | CellValue::Empty => Key::None,
            CellValue::Text(text) => Key::Text(known.entry(text).or_insert_with(|| sort_key(text).into()).clone()),
            CellValue::Quantity(quantity) | CellValue::Change(quantity) => Key::Number(match *quantity {
                Quantity::Money(money) | Quantity::Yuan(money) | Quantity::PerPerson(money) => money.to_decimal(),
                Quantity::Persons(persons) => Decimal::from(persons),
                Quantity::Ratio(number)
                | Quantity::Months(number)
                | Quantity::Number(number)
                | Quantity::Marks(number, _) => number,
            }),
            CellValue::Trend(values) => values
                .iter()
                .rev()
                .find_map(|v| *v)
                .and_then(|v| Decimal::try_from(v).ok())
                .map_or(Key::None, Key::Number),
        }
    }

    /// Numbers before words before nothing.
    fn cmp_known(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::None, Key::None) => Ordering::Equal,
            (Key::None, _) | (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (_, Key::None) | (Key::Number(_), Key::Text(_)) => Ordering::Less,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Column, Measured};

    fn sheet() -> Sheet {
        let column = |heading: &str, measured| Column::new(heading, measured);
        let row = |name: &str, persons: Option<i64>| {
            vec![Cell::text(name), Cell::quantity(persons.map(Quantity::Persons), None)]
        };
        Sheet {
            columns: vec![column("区县", Measured::Text), column("人数", Measured::Persons)],
            rows: vec![row("屯溪区", Some(900)), row("黟县", None), row("歙县", Some(11_700)), row("祁门县", Some(40))],
            ..Sheet::default()
        }
    }

    #[test]
    fn unknown_values_come_last_in_both_directions() {
        let arrange = |sort| arranged(&sheet(), sort, "", Style::default());
        assert_eq!(arrange(Sort::Original), [0, 1, 2, 3]);
        assert_eq!(arrange(Sort::Ascending(1)), [3, 0, 2, 1]);
        assert_eq!(arrange(Sort::Descending(1)), [2, 0, 3, 1]);
        assert_eq!(arrange(Sort::Ascending(0)), [3, 2, 0, 1]);
    }

    #[test]
    fn the_row_of_all_stays_at_the_end() {
        let mut sheet = sheet();
        sheet.rows.push(vec![Cell::text("全市"), Cell::quantity(Some(Quantity::Persons(500)), None)]);
        sheet.totals = 1;
        for sort in [Sort::Original, Sort::Ascending(1), Sort::Descending(1), Sort::Ascending(0), Sort::Descending(0)] {
            assert_eq!(arranged(&sheet, sort, "", Style::default()).last(), Some(&4), "{sort:?}");
        }
        assert_eq!(arranged(&sheet, Sort::Ascending(1), "县", Style::default()), [3, 2, 1]);
    }

    #[test]
    fn the_filter_takes_hanzi_initials_and_digits() {
        let filter = |text| arranged(&sheet(), Sort::Original, text, Style::default());
        assert_eq!(filter("县"), [1, 2, 3]);
        assert_eq!(filter("tx"), [0]);
        assert_eq!(filter("县 11,7"), [2]);
        assert!(filter("没有").is_empty());
    }

    #[test]
    fn a_heading_goes_round_three_orders() {
        let first = Sort::Original.clicked(2);
        assert_eq!(
            (first, first.clicked(2), first.clicked(2).clicked(2)),
            (Sort::Ascending(2), Sort::Descending(2), Sort::Original)
        );
        assert_eq!(first.clicked(1), Sort::Ascending(1));
    }
}
