//! What a click on the sheet makes of the choices: a column's content, a row's kind, where the header is.

use crate::field::Field;
use crate::intake::choices::{Choices, Holds};
use crate::intake::table::LineKind;
use crate::intake::understood::{Role, Told, Understood};
use crate::sheet::Sheet;

/// What is said of a row as header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum HeaderRow {
    /// It alone is the header.
    Only,
    /// The header begins there.
    First,
    /// The header ends there.
    Last,
}

/// The sheet's name among the choices: a text has one sheet without a name.
fn place(sheet: &Sheet) -> &str {
    sheet.origin.sheet.as_deref().unwrap_or_default()
}

/// The heading by which a column is chosen: as understood, or as it stands in the header that was chosen.
pub fn heading_of(choices: &Choices, sheet: &Sheet, table: Option<&Understood>, column: usize) -> Option<String> {
    let heading = match table {
        Some(table) => table.headings.get(&column)?.clone(),
        None => {
            let (first, count) = *choices.header.get(place(sheet))?;
            let cells = (first..first + count).map(|row| sheet.cell(row, column));
            Choices::heading_key(cells.filter(|cell| !cell.trim().is_empty()))
        }
    };
    (!heading.is_empty()).then_some(heading)
}

/// A column holds something else; `None` leaves it to the program. What another column was taken for alike gives way.
pub fn column(
    choices: &Choices,
    sheet: &Sheet,
    table: Option<&Understood>,
    column: usize,
    holds: Option<Holds>,
) -> Choices {
    let mut choices = choices.clone();
    let Some(heading) = heading_of(&choices, sheet, table, column) else { return choices };
    let Some(holds) = holds else {
        choices.columns.remove(&heading);
        return choices;
    };
    for (other, role) in table.iter().flat_map(|table| &table.columns) {
        let rivals = match (holds, role) {
            (Holds::County, Role::County) => true,
            (Holds::Field(field), Role::Value(told)) => is_the_same(table, column, field, told),
            _ => false,
        };
        if rivals
            && *other != column
            && let Some(heading) = heading_of(&choices, sheet, table, *other)
        {
            choices.columns.insert(heading, Holds::LeftOut);
        }
    }
    choices.columns.insert(heading, holds);
    choices
}

/// Whether a column's values would be those that another column, told so, has already.
fn is_the_same(table: Option<&Understood>, column: usize, field: Field, other: &Told) -> bool {
    let own = match table.and_then(|table| table.columns.get(&column)) {
        Some(Role::Value(told) | Role::Total(told)) => told.clone(),
        _ => Told::default(),
    };
    other.field == Some(field) && other.when == own.when && other.county == own.county
}

/// The name by which a row, and all of that name, can be chosen.
pub fn row_name(table: &Understood, row: usize) -> Option<&str> {
    let named = |wanted: fn(&Role) -> bool| {
        let mut columns = table.columns.iter().filter(move |(_, role)| wanted(role));
        columns.find_map(|(column, _)| Some(table.sheet.cell(row, *column).trim()).filter(|name| !name.is_empty()))
    };
    named(|role| *role == Role::County).or_else(|| named(|role| *role == Role::Fields))
}

/// Rows of a name are of another kind; `None` leaves it to the program.
pub fn rows(choices: &Choices, name: &str, kind: Option<LineKind>) -> Choices {
    let mut choices = choices.clone();
    match kind {
        Some(kind) => choices.rows.insert(name.to_owned(), kind),
        None => choices.rows.remove(name),
    };
    choices
}

/// The header is elsewhere.
pub fn header(choices: &Choices, sheet: &Sheet, table: Option<&Understood>, row: usize, is: HeaderRow) -> Choices {
    let chosen = choices.header.get(place(sheet)).map(|(first, count)| (*first, first + count));
    let (first, end) = chosen.or(table.map(|t| (t.header.start, t.header.end))).unwrap_or((row, row + 1));
    let (first, end) = match is {
        HeaderRow::Only => (row, row + 1),
        HeaderRow::First => (row, if end > row { end } else { row + 1 }),
        HeaderRow::Last => (if first <= row { first } else { row }, row + 1),
    };
    let mut choices = choices.clone();
    choices.header.insert(place(sheet).to_owned(), (first, end - first));
    choices
}

/// The header is looked for by the program again.
pub fn header_unsaid(choices: &Choices, sheet: &Sheet) -> Choices {
    let mut choices = choices.clone();
    choices.header.remove(place(sheet));
    choices
}

/// Whether anything was chosen of a sheet's header.
pub fn has_header(choices: &Choices, sheet: &Sheet) -> bool {
    choices.header.contains_key(place(sheet))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::intake;

    fn understood(text: &str, choices: &Choices) -> (Arc<Sheet>, Option<Understood>) {
        let sheets = intake::sheets("a.csv", text.as_bytes()).unwrap();
        let tables = intake::understand(&sheets, choices).tables;
        (sheets[0].clone(), tables.into_iter().next())
    }

    #[test]
    fn a_column_takes_over_from_the_one_that_held_the_same() {
        let text = "区县,年月,实缴,实缴二\n甲,2004-01,1,2\n";
        let none = Choices::default();
        let (sheet, table) = understood(text, &none);
        let table = table.as_ref();
        let chosen = column(&none, &sheet, table, 3, Some(Holds::Field(Field::Collected)));
        assert_eq!(chosen.columns["实缴"], Holds::LeftOut);
        assert_eq!(chosen.columns["实缴二"], Holds::Field(Field::Collected));
        let (_, table) = understood(text, &chosen);
        let held = |n: usize| table.as_ref().unwrap().columns[&n].clone();
        assert_eq!(held(2), Role::LeftOut);
        assert!(matches!(held(3), Role::Value(told) if told.field == Some(Field::Collected)));
        assert_eq!(column(&chosen, &sheet, table.as_ref(), 3, None).columns.len(), 1);
    }

    #[test]
    fn a_header_is_told_by_its_first_and_last_row() {
        let (sheet, _) = understood("某表\n甲,乙\n子,丑\n1,2\n", &Choices::default());
        let first = header(&Choices::default(), &sheet, None, 1, HeaderRow::First);
        assert_eq!(first.header[""], (1, 1));
        let both = header(&first, &sheet, None, 2, HeaderRow::Last);
        assert_eq!(both.header[""], (1, 2));
        assert_eq!(heading_of(&both, &sheet, None, 0).as_deref(), Some("甲/子"));
        assert_eq!(header(&both, &sheet, None, 0, HeaderRow::Last).header[""], (0, 1));
        assert!(!has_header(&header_unsaid(&both, &sheet), &sheet));
    }

    #[test]
    fn rows_are_chosen_by_their_name() {
        let (_, table) = understood("区县,年月,实缴\n东部,2004-01,1\n,2004-02,2\n", &Choices::default());
        let table = table.unwrap();
        assert_eq!((row_name(&table, 1), row_name(&table, 2)), (Some("东部"), None));
        let chosen = rows(&Choices::default(), "东部", Some(LineKind::Total));
        assert_eq!(chosen.rows["东部"], LineKind::Total);
        assert_eq!(rows(&chosen, "东部", None), Choices::default());
    }
}
