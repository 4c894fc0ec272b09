//! A sheet as text: what its cells say to a reader, and the same table for a spreadsheet, as TSV or CSV.
//!
//! On screen numbers are rounded and grouped and the unit stands in the heading. In files and on the clipboard they are
//! exact, in the unit of the heading, with an ASCII minus and no separators, so that sums come out right. An unknown value
//! stays "—" in a file, which no spreadsheet takes for zero; on the clipboard it is an empty cell. Text that a spreadsheet
//! would run as a formula stands behind an apostrophe.

use std::borrow::Cow;

use rust_decimal::{Decimal, RoundingStrategy};

use super::number::{self, Style, UNKNOWN};
use super::period::{period_name, since_name};
use crate::list;
use crate::report::{Cell, CellValue, Known, Measured, Quantity, Sheet};

/// What a cell says on its own, with the unit where a change needs it: `1,474.00`, `+9.40`, `−14.2 个百分点`.
pub fn text_of(cell: &Cell, style: Style) -> String {
    value_text(&cell.value, style)
}

/// What a value says on its own, as in [`text_of`].
pub fn value_text(value: &CellValue, style: Style) -> String {
    match value {
        CellValue::Unknown => UNKNOWN.to_owned(),
        CellValue::Empty | CellValue::Trend(_) => String::new(),
        CellValue::Text(text) => text.clone(),
        CellValue::Period(period) => period_name(*period, style.language),
        CellValue::Since(month) => since_name(*month, style.language),
        CellValue::Quantity(quantity) => style.plain(*quantity),
        CellValue::Change(quantity) => style.change(*quantity),
    }
}

/// What a cell says under a heading that names the unit: a change of a ratio without "个百分点".
pub fn text_in_column(cell: &Cell, style: Style) -> String {
    match &cell.value {
        CellValue::Change(quantity @ Quantity::Ratio(_)) => {
            let plain = style.plain(*quantity);
            let signed = !plain.starts_with('−') && plain.chars().any(|c| ('1'..='9').contains(&c));
            if signed { format!("+{plain}") } else { plain }
        }
        _ => text_of(cell, style),
    }
}

/// What stands behind a number that is of its known parts alone.
pub const PARTLY: &str = "*";

/// What a cell says in a column, with the mark of a number that is partly known.
pub fn marked(cell: &Cell, style: Style) -> String {
    let text = text_in_column(cell, style);
    if cell.known == Known::Partly { text + PARTLY } else { text }
}

/// Whether the numbers of a column are changes, all of them.
pub fn is_change(sheet: &Sheet, column: usize) -> bool {
    let mut changes = sheet.rows.iter().filter_map(|row| match row.get(column)?.value {
        CellValue::Change(_) => Some(true),
        CellValue::Quantity(_) => Some(false),
        _ => None,
    });
    changes.next() == Some(true) && changes.all(|change| change)
}

/// The unit that stands in a column's heading; empty where there is none. Changes of ratios are in points.
pub fn unit_of(sheet: &Sheet, column: usize, style: Style) -> &'static str {
    let Some(measured) = sheet.columns.get(column).map(|c| c.measured) else { return "" };
    if measured == Measured::Ratio && is_change(sheet, column) {
        return style.language.text("unit.points");
    }
    style.unit_name(measured)
}

/// A column's heading with its unit: `征缴收入（万元）`.
pub fn heading(sheet: &Sheet, column: usize, style: Style) -> String {
    let name = sheet.columns.get(column).map_or("", |c| &c.heading);
    match unit_of(sheet, column, style) {
        "" => name.to_owned(),
        unit => style.language.fill("table.heading", &[("heading", name), ("unit", unit)]),
    }
}

/// The sheet as a CSV file, a heading and its rows, without the columns that hold small lines.
pub fn comma_separated(sheet: &Sheet, style: Style) -> String {
    let columns: Vec<usize> = (0..sheet.columns.len()).filter(|column| has_text(sheet, *column)).collect();
    let mut text = String::new();
    push_quoted(&mut text, columns.iter().map(|column| guarded(heading(sheet, *column, style))));
    for row in &sheet.rows {
        push_quoted(
            &mut text,
            columns.iter().map(|column| row.get(*column).map_or(String::new(), |c| in_file(c, style))),
        );
    }
    text
}

/// Some cells as spreadsheets take them from the clipboard, row by row in the order told, under headings where they are
/// wanted; what is unknown is empty there, and columns that hold small lines are left out.
pub fn tab_separated(sheet: &Sheet, rows: &[usize], columns: &[usize], headings: bool, style: Style) -> String {
    let columns: Vec<usize> = columns.iter().copied().filter(|column| has_text(sheet, *column)).collect();
    let mut text = String::new();
    if headings {
        push_tabbed(&mut text, columns.iter().map(|column| guarded(heading(sheet, *column, style))));
    }
    for row in rows.iter().filter_map(|row| sheet.rows.get(*row)) {
        push_tabbed(
            &mut text,
            columns.iter().map(|column| row.get(*column).map_or(String::new(), |c| pasted(c, style))),
        );
    }
    text
}

fn has_text(sheet: &Sheet, column: usize) -> bool {
    sheet.columns.get(column).is_some_and(|column| column.measured != Measured::Trend)
}

/// A cell for the clipboard: as in a file, but empty where it is unknown.
pub fn pasted(cell: &Cell, style: Style) -> String {
    let text = exact(cell, style);
    let is_unknown = cell.value == CellValue::Unknown || text == UNKNOWN;
    if is_unknown { String::new() } else { text.replace(['\t', '\n', '\r'], " ") }
}

/// A cell for a file that other programs read: months are as such programs sort them.
fn in_file(cell: &Cell, style: Style) -> String {
    match &cell.value {
        CellValue::Period(period) => period.to_string(),
        CellValue::Since(month) => format!("{month}.."),
        _ => exact(cell, style),
    }
}

/// A cell for a spreadsheet: numbers exact, in the unit of the heading.
pub fn exact(cell: &Cell, style: Style) -> String {
    match &cell.value {
        CellValue::Quantity(quantity) | CellValue::Change(quantity) => exact_number(*quantity, style),
        _ => guarded(text_of(cell, style)),
    }
}

fn exact_number(quantity: Quantity, style: Style) -> String {
    let decimal = match quantity {
        Quantity::Money(money) => style.unit.scaled(money),
        Quantity::Yuan(money) | Quantity::PerPerson(money) => money.to_decimal(),
        Quantity::Persons(persons) => Decimal::from(persons),
        Quantity::Ratio(ratio) => round(ratio * Decimal::ONE_HUNDRED),
        Quantity::Months(number) | Quantity::Number(number) | Quantity::Marks(number, _) => round(number),
    };
    decimal.normalize().to_string()
}

/// Quotients have no end; six places are more than anyone reads.
fn round(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero)
}

/// A text that a spreadsheet would take for a formula, behind an apostrophe; numbers stay as they are.
pub fn guarded(text: String) -> String {
    match list::guarded(&text) {
        Cow::Owned(guarded) => guarded,
        Cow::Borrowed(_) => text,
    }
}

fn push_tabbed(text: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push('\t');
        }
        text.push_str(&cell);
    }
    text.push('\n');
}

fn push_quoted(text: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

/// What a value says in words with its unit, for those who listen and for panels: `1,474.00 万元`.
pub fn full_text(value: &CellValue, style: Style) -> String {
    match value {
        CellValue::Quantity(quantity) => style.full(*quantity),
        CellValue::Change(quantity @ (Quantity::Ratio(_) | Quantity::Number(_))) => style.change(*quantity),
        CellValue::Change(quantity) => {
            format!("{} {}", style.change(*quantity), style.unit_name(number::measured(*quantity)))
        }
        other => value_text(other, style),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::report::Column;

    fn column(heading: &str, measured: Measured) -> Column {
        Column::new(heading, measured)
    }

    fn sheet() -> Sheet {
        let change = |ratio| Cell { value: CellValue::Change(Quantity::Ratio(ratio)), ..Cell::default() };
        let money = |fen| Cell::quantity(Some(Quantity::Money(Money::from_fen(fen))), None);
        Sheet {
            columns: vec![
                column("区县", Measured::Text),
                column("缺口", Measured::Money),
                column("短缺率增减", Measured::Ratio),
            ],
            rows: vec![
                vec![Cell::text("屯溪区"), money(-1_234_567), change(Decimal::new(-142, 3))],
                vec![Cell::text("=HYPERLINK(\"x\")"), Cell::default(), change(Decimal::new(5, 3))],
            ],
            ..Sheet::default()
        }
    }

    #[test]
    fn files_hold_exact_numbers_under_headings_with_units() {
        let text = comma_separated(&sheet(), Style::default());
        assert_eq!(
            text,
            "区县,缺口（万元）,短缺率增减（个百分点）\r\n屯溪区,-1.234567,-14.2\r\n\"'=HYPERLINK(\"\"x\"\")\",—,0.5\r\n"
        );
    }

    #[test]
    fn the_clipboard_has_plain_cells_in_the_order_shown() {
        let mut sheet = sheet();
        sheet.columns.push(column("走势", Measured::Trend));
        sheet
            .rows
            .iter_mut()
            .for_each(|row| row.push(Cell { value: CellValue::Trend(vec![Some(1.0)]), ..Cell::default() }));
        let copied = |rows: &[usize], columns: &[usize], headings| {
            tab_separated(&sheet, rows, columns, headings, Style::default())
        };
        assert_eq!(
            copied(&[0], &[0, 1, 2, 3], true),
            "区县\t缺口（万元）\t短缺率增减（个百分点）\n屯溪区\t-1.234567\t-14.2\n"
        );
        assert_eq!(copied(&[1, 0], &[2, 1], false), "0.5\t\n-14.2\t-1.234567\n");
        assert_eq!(copied(&[1], &[0, 3], false), "'=HYPERLINK(\"x\")\n");
    }

    #[test]
    fn a_text_never_becomes_a_formula_and_a_number_stays_one() {
        for (given, wanted) in [
            ("=1+1", "'=1+1"),
            ("+86 559", "'+86 559"),
            ("-cmd", "'-cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-12.5", "-12.5"),
            ("+1,200", "+1,200"),
            ("—", "—"),
            ("屯溪区", "屯溪区"),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(guarded(given.to_owned()), wanted);
            assert_eq!(list::unguarded(wanted), given, "it is read back as it was");
        }
    }

    #[test]
    fn readers_see_rounded_numbers_and_signed_changes() {
        let sheet = sheet();
        let style = Style::default();
        assert_eq!(text_of(&sheet.rows[0][1], style), "−1.23");
        assert_eq!(text_of(&sheet.rows[0][2], style), "−14.2 个百分点");
        assert_eq!(text_in_column(&sheet.rows[0][2], style), "−14.2");
        assert_eq!(text_in_column(&sheet.rows[1][2], style), "+0.5");
        assert_eq!(full_text(&sheet.rows[0][1].value, style), "−1.23 万元");
        assert_eq!(text_of(&Cell::default(), style), "—");
    }
}
