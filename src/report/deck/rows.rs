//! Which rows of a long table a page shows.

use crate::locale::Language;
use crate::report::Sheet;
use crate::report::model::slide::MOST_ROWS;

/// As many rows of so many as a page shows, the told one among them as the last, evenly spaced.
pub(super) fn spread(count: usize, told: i32) -> Vec<usize> {
    let last = usize::try_from(told).unwrap_or(0).min(count.saturating_sub(1));
    let most = MOST_ROWS.min(last + 1);
    (0..most).map(|n| if most == 1 { last } else { n * last / (most - 1) }).collect()
}

/// Some rows of a sheet, which says so.
pub(super) fn some_rows(sheet: &Sheet, rows: &[usize], language: Language) -> Sheet {
    let mut some = sheet.only(rows);
    if rows.len() < sheet.rows.len() {
        let [shown, more] = [rows.len(), sheet.rows.len() - rows.len()].map(|count| count.to_string());
        some.notes.push(language.fill("export.some_rows", &[("shown", &shown), ("more", &more)]));
    }
    some
}
