//! The text of a cell as a number or a period, in the forms that officers write.

use rust_decimal::Decimal;

use crate::month::{Month, Period};

/// Full-width forms as their half-width ones: `１０２．３（元）` is `102.3(元)`.
pub fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '【' => '[',
        '】' => ']',
        c => c,
    };
    text.chars().map(narrow).collect()
}

/// A number as an officer writes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    /// Nothing, or a dash: not known.
    Unknown,
    /// Exactly this.
    Known(Decimal),
}

/// Reads a number: separators and brackets and full-width digits allowed; `None` where it is none.
pub fn number(text: &str) -> Option<Number> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if matches!(text.as_str(), "" | "-" | "--" | "—" | "——" | "…" | "……" | "/" | "无" | "N/A" | "n/a") {
        return Some(Number::Unknown);
    }
    let (negative, digits) = if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        (true, inner)
    } else if let Some(rest) = text.strip_prefix(['-', '−', '△', '▲']) {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(&text))
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let number = match digits.contains(['e', 'E']) {
        true => Decimal::from_scientific(digits).ok()?,
        false => Decimal::from_str_exact(digits).ok()?,
    };
    Some(Number::Known(if negative { -number } else { number }))
}

/// Reads a month or a year: `2004-01`, `2004/1`, `2004.01`, `200401`, `2004年1月`, `2004-01-31`, `2004`, `2004年`.
pub fn period(text: &str) -> Option<Period> {
    let text = half_width(text);
    let text = text.trim();
    let text = text.strip_suffix("度").unwrap_or(text);
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Month::new(text[..4].parse().ok()?, text[4..].parse().ok()?).map(Period::Month);
    }
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '年' | '月' | '日' | '-' | '/' | '.' if !digits.is_empty() => numbers.push(std::mem::take(&mut digits)),
            _ => return None,
        }
    }
    if !digits.is_empty() {
        numbers.push(digits);
    }
    if numbers.first()?.len() != 4 || numbers[1..].iter().any(|n| n.len() > 2) {
        return None;
    }
    let year = numbers[0].parse().ok()?;
    match numbers.len() {
        1 => Month::new(year, 1).map(|_| Period::Year(year)),
        2 | 3 => Month::new(year, numbers[1].parse().ok()?).map(Period::Month),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_forms_officers_write() {
        let known = |text| match number(text) {
            Some(Number::Known(n)) => n.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(known("1,234.50"), "1234.50");
        assert_eq!(known("１０２．３"), "102.3");
        assert_eq!(known("（1,200）"), "-1200");
        assert_eq!(known("△5"), "-5");
        assert_eq!(known("1.5E3"), "1500");
        for unknown in ["", " ", "—", "-", "无"] {
            assert_eq!(number(unknown), Some(Number::Unknown));
        }
        for bad in ["约200", "12元", "1.2.3", "abc", "(", "--5"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn periods_in_the_forms_officers_write() {
        let month = Some(Period::Month(Month::new(2004, 1).unwrap()));
        for text in ["2004-01", "2004/1", "2004.01", "200401", "2004年1月", "２００４年０１月", "2004-01-31"]
        {
            assert_eq!(period(text), month, "{text}");
        }
        for text in ["2004", "2004年", "2004年度"] {
            assert_eq!(period(text), Some(Period::Year(2004)), "{text}");
        }
        for text in ["", "合计", "1月", "2004-13", "04-01", "2004-001", "-2004"] {
            assert_eq!(period(text), None, "{text}");
        }
    }
}
