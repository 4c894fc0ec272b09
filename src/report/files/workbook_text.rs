//! What a workbook allows of texts and of sheets' names, for every writer of one.

use std::collections::HashSet;

/// The longest text of a cell, in UTF-16 units.
const LONGEST_TEXT: usize = 32_000;
/// The longest name of a sheet, in UTF-16 units.
const LONGEST_NAME: usize = 31;

/// A text as a workbook can hold it: without control characters, and not too long.
pub(super) fn storable(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .filter(|c| *c != '\r')
        .map(|c| match c {
            '\n' | '\t' => c,
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST_TEXT
        })
        .collect()
}

/// The names of a workbook's sheets that are in use.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The name as a workbook allows it, numbered where it is taken; it is then taken too.
    pub(super) fn free(&mut self, wanted: &str) -> String {
        let allowed: String =
            storable(wanted).chars().map(|c| if "[]:*?/\\\n\t".contains(c) { '_' } else { c }).collect();
        let allowed = match allowed.trim().trim_matches('\'') {
            "" => "_",
            // The one name that Excel keeps for itself.
            name if name.eq_ignore_ascii_case("history") => "History_",
            name => name,
        };
        let free = (1..).map(|n| numbered(allowed, n)).find(|name| self.0.insert(name.to_lowercase()));
        free.unwrap_or_else(|| allowed.to_owned())
    }
}

/// The name with its number, no longer than a name may be.
fn numbered(name: &str, n: usize) -> String {
    let number = if n == 1 { String::new() } else { format!(" ({n})") };
    let mut room = LONGEST_NAME - number.len();
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    let cut: String = name.chars().take_while(fits).collect();
    format!("{}{number}", cut.trim_end_matches('\''))
}
