//! How a table is looked at: which of its rows and columns are shown, and in which order. The window and every file show
//! the same, without drawing.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use rust_decimal::Decimal;

use super::number::Style;
use super::search::{Searchable, sort_key};
use super::sheet_text::text_in_column;
use crate::month::Month;
use crate::report::{Cell, CellValue, Measured, Sheet};

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

    /// The column it goes by.
    pub fn column(self) -> Option<usize> {
        match self {
            Sort::Original => None,
            Sort::Ascending(column) | Sort::Descending(column) => Some(column),
        }
    }
}

/// What the cells of a column must be for their rows to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Limit {
    /// They hold every word of a text.
    Holds(String),
    /// They are numbers from one to another, both in yuan, heads, or a ratio of one; `None` is without end.
    Between(Option<Decimal>, Option<Decimal>),
}

impl Limit {
    fn takes(&self, cell: &Cell, style: Style) -> bool {
        match self {
            Limit::Holds(text) => text.split_whitespace().all(|word| holds(cell, word, style)),
            Limit::Between(least, most) => cell
                .value
                .number()
                .is_some_and(|number| least.is_none_or(|least| number >= least) && most.is_none_or(|m| number <= m)),
        }
    }
}

/// A number as it is typed in a column's unit, in yuan, heads, or a ratio of one.
pub fn typed(number: Decimal, measured: Measured, style: Style) -> Option<Decimal> {
    match measured {
        Measured::Money => number.checked_mul(Decimal::from(style.unit.yuan())),
        Measured::Ratio => Some(number / Decimal::ONE_HUNDRED),
        _ => Some(number),
    }
}

/// The same back: in the column's unit.
pub fn in_unit(number: Decimal, measured: Measured, style: Style) -> Decimal {
    let shown = match measured {
        Measured::Money => number / Decimal::from(style.unit.yuan()),
        Measured::Ratio => number * Decimal::ONE_HUNDRED,
        _ => number,
    };
    shown.normalize()
}

/// What is known of the columns of a sheet from one time to the next: their headings, numbered where one comes twice.
pub fn column_keys(sheet: &Sheet) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let key = |heading: &'_ str, nth: usize| if nth == 1 { heading.to_owned() } else { format!("{heading} #{nth}") };
    let columns = sheet.columns.iter();
    columns
        .map(|column| {
            let nth = times.entry(&column.heading).or_default();
            *nth += 1;
            key(&column.heading, *nth)
        })
        .collect()
}

/// What is shown of a sheet, its columns by their keys; at first all, as it stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// The columns that are shown, in order; none where all are, as the sheet has them.
    pub columns: Vec<String>,
    /// The column that the rows are sorted by, and whether the largest come first.
    pub sort: Option<(String, bool)>,
    /// The words that every row holds.
    pub words: String,
    /// What the cells of a column must be.
    pub limits: BTreeMap<String, Limit>,
}

impl Arrangement {
    /// Whether the sheet is shown as it stands.
    pub fn is_plain(&self) -> bool {
        *self == Arrangement::default()
    }

    /// What is shown of a sheet; columns that it does not have change nothing.
    pub fn of(&self, sheet: &Sheet, style: Style) -> Sheet {
        if self.is_plain() {
            return sheet.clone();
        }
        let keys = column_keys(sheet);
        let at = |key: &String| keys.iter().position(|own| own == key);
        let sort = self.sort.as_ref().and_then(|(key, descending)| at(key).map(|column| (column, *descending)));
        let sort = match sort {
            None => Sort::Original,
            Some((column, false)) => Sort::Ascending(column),
            Some((column, true)) => Sort::Descending(column),
        };
        let limits: Vec<(usize, &Limit)> =
            self.limits.iter().filter_map(|(key, limit)| Some((at(key)?, limit))).collect();
        let rows = arranged(sheet, sort, &self.words, &limits, style);
        let shown: Vec<usize> = self.columns.iter().filter_map(at).collect();
        let columns = if shown.is_empty() { (0..keys.len()).collect() } else { shown };
        let mut of = sheet.part(&rows, &columns);
        if rows.len() < sheet.rows.len() {
            let [shown, count] = [rows.len(), sheet.rows.len()].map(|count| count.to_string());
            of.notes.push(style.language.fill("table.filtered", &[("shown", &shown), ("count", &count)]));
        }
        of
    }
}

fn holds(cell: &Cell, word: &str, style: Style) -> bool {
    match &cell.value {
        CellValue::Text(text) => Searchable::new(text).fit(word).is_some(),
        // As it is written, or as other programs write it.
        CellValue::Period(period) => text_in_column(cell, style).contains(word) || period.to_string().contains(word),
        CellValue::Since(month) => text_in_column(cell, style).contains(word) || month.to_string().contains(word),
        _ => text_in_column(cell, style).contains(word),
    }
}

/// The rows that hold every word of the filter in some cell and whose cells are within the limits of their columns,
/// sorted; unknown values come last either way. Rows that sum up others come after them once they are sorted, and those
/// that hold all together stay at the end as long as there are others, whatever is sorted or filtered.
pub fn arranged<'a>(
    sheet: &'a Sheet,
    sort: Sort,
    filter: &'a str,
    limits: &[(usize, &Limit)],
    style: Style,
) -> Vec<usize> {
    let words: Vec<&'a str> = filter.split_whitespace().collect();
    // Names and marks stand in many rows: each text is looked through once for each word.
    let mut known: HashMap<(&str, &str), bool> = HashMap::new();
    let mut is_held = |cell: &'a Cell, word: &'a str| match &cell.value {
        CellValue::Text(text) => *known.entry((text, word)).or_insert_with(|| holds(cell, word, style)),
        _ => holds(cell, word, style),
    };
    let mut fits = |row: &'a [Cell]| {
        words.iter().all(|word| row.iter().any(|cell| is_held(cell, word)))
            && limits.iter().all(|(column, limit)| row.get(*column).is_some_and(|cell| limit.takes(cell, style)))
    };
    let parts = sheet.rows.len().saturating_sub(sheet.totals);
    let mut rows: Vec<usize> = (0..parts).filter(|&row| fits(&sheet.rows[row])).collect();
    let totals = parts..sheet.rows.len();
    let has_parts = !rows.is_empty();
    if let Some(column) = sort.column() {
        let mut known = HashMap::new();
        let mut key = |row: &'a Vec<Cell>| row.get(column).map_or(Key::None, |cell| Key::of(cell, &mut known));
        let keys: Vec<Key> = sheet.rows.iter().map(&mut key).collect();
        rows.sort_by(|&a, &b| {
            let sums = sheet.sums.contains(&a).cmp(&sheet.sums.contains(&b));
            let order = keys[a].cmp_known(&keys[b]);
            let order = match (&keys[a], &keys[b]) {
                (Key::None, _) | (_, Key::None) => order,
                _ if matches!(sort, Sort::Descending(_)) => order.reverse(),
                _ => order,
            };
            sums.then(order)
        });
    }
    rows.extend(totals.filter(|&row| has_parts || fits(&sheet.rows[row])));
    rows
}

/// A span of months by its first, and the shorter first; one without an end is the longest.
fn in_time(first: Month, last: Option<Month>) -> Decimal {
    const LONGEST: i64 = 99_999;
    let of_first = i64::from(first.year()) * 12 + i64::from(first.month());
    let months = last.map_or(LONGEST, |last| i64::from(last.since(first)));
    Decimal::from(of_first * 100_000 + months.clamp(0, LONGEST))
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
            CellValue::Period(period) => Key::Number(in_time(period.first_month(), Some(period.last_month()))),
            CellValue::Since(first) => Key::Number(in_time(*first, None)),
            CellValue::Text(text) => Key::Text(known.entry(text).or_insert_with(|| sort_key(text).into()).clone()),
            CellValue::Trend(values) => values
                .iter()
                .rev()
                .find_map(|v| *v)
                .and_then(|v| Decimal::try_from(v).ok())
                .map_or(Key::None, Key::Number),
            value => value.number().map_or(Key::None, Key::Number),
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
    use crate::report::{Column, Quantity};

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
        let arrange = |sort| arranged(&sheet(), sort, "", &[], Style::default());
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
            assert_eq!(arranged(&sheet, sort, "", &[], Style::default()).last(), Some(&4), "{sort:?}");
        }
        assert_eq!(arranged(&sheet, Sort::Ascending(1), "县", &[], Style::default()), [3, 2, 1, 4]);
        assert!(arranged(&sheet, Sort::Original, "没有", &[], Style::default()).is_empty());
        assert_eq!(arranged(&sheet, Sort::Original, "全市", &[], Style::default()), [4]);
    }

    #[test]
    fn the_filter_takes_hanzi_initials_and_digits() {
        let filter = |text| arranged(&sheet(), Sort::Original, text, &[], Style::default());
        assert_eq!(filter("县"), [1, 2, 3]);
        assert_eq!(filter("tx"), [0]);
        assert_eq!(filter("县 11,7"), [2]);
        assert!(filter("没有").is_empty());
    }

    #[test]
    fn months_come_in_the_order_of_time_and_are_found_in_either_spelling() {
        let row = |period: &str| vec![Cell::period(period.parse().unwrap())];
        let rows = ["2004-10", "2004-02", "2003-12", "2004", "2004-01"].map(row).to_vec();
        let sheet = Sheet { columns: vec![Column::new("月份", Measured::Text)], rows, ..Sheet::default() };
        let arrange = |sort, filter| arranged(&sheet, sort, filter, &[], Style::default());
        assert_eq!(arrange(Sort::Ascending(0), ""), [2, 4, 3, 1, 0]);
        assert_eq!(arrange(Sort::Descending(0), ""), [0, 1, 3, 4, 2]);
        assert_eq!(text_in_column(&sheet.rows[1][0], Style::default()), "2004年2月");
        assert_eq!((arrange(Sort::Original, "2004年2月"), arrange(Sort::Original, "2004-02")), (vec![1], vec![1]));
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

    #[test]
    fn a_column_is_limited_by_words_or_numbers_in_the_unit_shown() {
        let style = Style::default();
        let limited = |column, limit: Limit| arranged(&sheet(), Sort::Original, "", &[(column, &limit)], style);
        assert_eq!(limited(0, Limit::Holds("qm".to_owned())), [3]);
        assert_eq!(limited(1, Limit::Between(Some(Decimal::from(900)), None)), [0, 2]);
        assert_eq!(limited(1, Limit::Between(None, Some(Decimal::from(900)))), [0, 3]);
        assert_eq!(typed(Decimal::ONE, Measured::Money, style), Some(Decimal::from(10_000)));
        assert_eq!(typed(Decimal::from(30), Measured::Ratio, style), Some(Decimal::new(3, 1)));
        for measured in [Measured::Money, Measured::Ratio, Measured::Persons] {
            let there = typed(Decimal::new(125, 1), measured, style).unwrap();
            assert_eq!(in_unit(there, measured, style), Decimal::new(125, 1));
        }
    }

    #[test]
    fn an_arrangement_hides_moves_and_sorts_and_says_what_is_left_out() {
        let mut sheet = sheet();
        sheet.columns.push(Column::new("人数", Measured::Persons));
        for row in &mut sheet.rows {
            row.push(row[1].clone());
        }
        sheet.rows.push(["全市", "", ""].map(Cell::text).to_vec());
        sheet.totals = 1;
        assert_eq!(column_keys(&sheet), ["区县", "人数", "人数 #2"]);
        let limits = BTreeMap::from([("人数".to_owned(), Limit::Between(Some(Decimal::from(100)), None))]);
        let columns = vec!["人数 #2".to_owned(), "没有".to_owned(), "区县".to_owned()];
        let arrangement =
            Arrangement { columns, sort: Some(("人数".to_owned(), true)), words: String::new(), limits };
        let shown = arrangement.of(&sheet, Style::default());
        let names: Vec<String> = shown.rows.iter().map(|row| text_in_column(&row[1], Style::default())).collect();
        assert_eq!(names, ["歙县", "屯溪区", "全市"]);
        assert_eq!((shown.columns.len(), shown.totals, shown.notes.len()), (2, 1, 1));
        assert_eq!(Arrangement::default().of(&sheet, Style::default()), sheet);
    }
}
