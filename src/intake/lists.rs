//! Lists of persons and of firms, which look like tables but have no county's row: they are refused, and no person's
//! name is printed.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::headings::plain;
use super::identities::is_identity;
use super::table::is_kind;
use crate::finding::Finding;
use crate::sheet::Sheet;

/// How many rows are looked at.
const LOOKED_AT: usize = 60;

/// How many numbers of persons tell a list of them.
const NUMBERS: usize = 3;

struct Words {
    persons: HashSet<String>,
    firms: Vec<String>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let source = include_str!("../../assets/intake/lists.toml");
        let document: toml_edit::DocumentMut = source.parse().expect("the shipped words are valid TOML");
        let list = |key: &str| -> Vec<String> {
            let words = document.get(key).and_then(|item| item.as_array()).into_iter().flatten();
            words.filter_map(|word| word.as_str()).map(str::to_owned).collect()
        };
        Words { persons: list("persons").into_iter().collect(), firms: list("firms") }
    })
}

/// The error of a sheet that lists persons: a heading says so, or a column holds numbers of identity cards.
pub(super) fn of_persons(sheet: &Sheet) -> Option<Finding> {
    let refused = |row: usize, column: usize| Some(Finding::error("list-of-persons", sheet.at(row, column)));
    let mut numbers: Vec<usize> = Vec::new();
    for row in 0..sheet.height().min(LOOKED_AT) {
        let filled = || sheet.row(row).enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let heads = filled().nth(1).is_some();
        for (column, cell) in filled() {
            let cell = cell.trim();
            if heads && cell.len() <= 60 && words().persons.contains(&plain(cell)) {
                return refused(row, column);
            }
            if is_identity(cell) {
                numbers.push(column);
                if numbers.iter().filter(|other| **other == column).count() >= NUMBERS {
                    return refused(row, column);
                }
            }
        }
    }
    None
}

/// Whether most of some names are firms', 公司 or 厂, or kinds of firms or people, 国有企业.
pub(super) fn are_firms<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let (mut firms, mut all) = (0, 0);
    for name in names.map(|name| name.trim_end_matches([')', '）', ' '])).filter(|name| !name.is_empty()).take(200) {
        all += 1;
        firms += usize::from(words().firms.iter().any(|end| name.ends_with(end.as_str())) || is_kind(name));
    }
    firms * 2 >= all.max(1)
}
