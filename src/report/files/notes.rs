//! What stands small under a body: its notes, and what the page leaves out.

use super::tables;
use crate::report::Figure;
use crate::report::model::slide::{Body, MOST_ROWS};
use crate::report::words::number::Style;
use crate::report::words::period::category_name;

/// The notes of a body on a page of a width; `condensed` is the figure as it is drawn.
pub fn of_body(body: &Body, condensed: Option<&Figure>, style: Style, width: f64) -> String {
    let mut notes: Vec<String> = condensed.map_or(body.notes(), |figure| &figure.notes).to_vec();
    let language = style.language;
    if let Body::Sheet(sheet) = body {
        if sheet.rows.len() > MOST_ROWS {
            let key = if sheet.totals == 0 { "export.more_rows" } else { "export.more_rows_and_total" };
            let shown = MOST_ROWS.saturating_sub(sheet.totals).to_string();
            let more = (sheet.rows.len() - MOST_ROWS).to_string();
            notes.push(language.fill(key, &[("shown", &shown), ("more", &more)]));
        }
        let left_out = tables::fitted(sheet, style, width).left_out;
        if !left_out.is_empty() {
            let names = left_out.join(language.text("export.and"));
            notes.push(language.fill("export.more_columns", &[("columns", &names)]));
        }
    }
    if let Some(from) = condensed.and_then(|figure| figure.categories.get(figure.projected_from?)) {
        notes.push(language.fill("export.projected", &[("from", &category_name(from, language))]));
    }
    notes.join("  ")
}
