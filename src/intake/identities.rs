//! Numbers of identity cards in texts that are kept: they are hidden before anything is kept of them.
//!
//! Source: GB 11643 (区划六位、出生日期八位、顺序三位、校验一位).

use std::borrow::Cow;

use crate::finding::{Finding, Origin, Severity};
use crate::sheet::Sheet;

/// How many signs a number has.
const LENGTH: usize = 18;

/// Eighteen digits, the last of which may be an X, with a year in them.
pub(super) fn is_identity(text: &str) -> bool {
    let bytes = text.trim_start_matches('\'').as_bytes();
    bytes.len() == LENGTH
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && (bytes[17].is_ascii_digit() || matches!(bytes[17], b'x' | b'X'))
        && matches!(&bytes[6..8], b"19" | b"20")
}

/// Whether its last sign is the one that follows from the others, and its date is one: numbers of accounts are as long.
fn adds_up(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const SIGNS: &[u8; 11] = b"10X98765432";
    let digit = |n: usize| u32::from(number[n] - b'0');
    let sum: u32 = WEIGHTS.iter().enumerate().map(|(n, weight)| weight * digit(n)).sum();
    let (month, day) = (digit(10) * 10 + digit(11), digit(12) * 10 + digit(13));
    SIGNS[(sum % 11) as usize] == number[17].to_ascii_uppercase()
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
}

/// A text with the birthdays of the numbers in it hidden: 340102********1234.
fn hidden(text: &str) -> Cow<'_, str> {
    let mut found = Cow::Borrowed(text);
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric();
    let mut at = 0;
    while let Some(run) = text.as_bytes().get(at..).filter(|rest| !rest.is_empty()) {
        let length = run.iter().take_while(|byte| is_sign(byte)).count();
        let number = &run[..length];
        if length == LENGTH && std::str::from_utf8(number).is_ok_and(is_identity) && adds_up(number) {
            found.to_mut().replace_range(at + 6..at + 14, "********");
        }
        at += length.max(1);
    }
    found
}

/// A sheet without the numbers of identity cards in its texts, with a note of how many there were and where the first
/// stood; `None` where there is none.
pub fn without_identities(sheet: &Sheet) -> Option<(Sheet, Finding)> {
    let cells = || (0..sheet.height()).flat_map(|row| sheet.row(row).enumerate().map(move |(n, text)| (row, n, text)));
    let mut hits = cells().filter(|(.., text)| text.len() >= LENGTH && matches!(hidden(text), Cow::Owned(_)));
    let (row, column, _) = hits.next()?;
    let count = hits.count() + 1;
    let mut kept = Sheet::new(sheet.origin.clone());
    kept.merged.clone_from(&sheet.merged);
    for row in 0..sheet.height() {
        for text in sheet.row(row) {
            // No text gets longer than it was, so that all still fit.
            kept.push(&hidden(text)).ok()?;
        }
        kept.end_row();
    }
    let at: Origin = sheet.at(row, column);
    Some((kept, Finding::new("identities-hidden", Severity::Note, at).with("count", count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_identity_cards_are_hidden_and_those_of_accounts_stay() {
        // The number that the standard itself gives as an example.
        assert_eq!(hidden("付11010519491231002X丧葬费"), "付110105********002X丧葬费");
        for other in ["110105194912310021", "11010519491331002X", "6222021001116245702", "付款", "", "1101051949123100"]
        {
            assert_eq!(hidden(other), other);
        }
        let mut sheet = Sheet::new(Origin::file("账.csv"));
        for text in ["摘要", "11010519491231002X", "无"] {
            sheet.push(text).unwrap();
            sheet.end_row();
        }
        let (kept, note) = without_identities(&sheet).unwrap();
        assert_eq!((kept.cell(1, 0), kept.cell(2, 0), kept.height()), ("110105********002X", "无", 3));
        assert_eq!((note.code, note.fact("count")), ("identities-hidden", Some("1")));
        assert!(without_identities(&kept).is_none());
    }
}
