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
    // Most cells are plain: no need to look for what officers write besides.
    if let Some((digits, places)) = plain(text) {
        return Some(Number::Known(Decimal::new(digits, places)));
    }
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

/// Signs without width that programs leave behind in cells.
pub fn is_no_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

/// A number of digits and one point at most, as most programs write it: the digits as one number, and how many of them
/// stand behind the point.
pub(super) fn plain(text: &str) -> Option<(i64, u32)> {
    if !(1..=18).contains(&text.len()) {
        return None;
    }
    let (mut digits, mut places) = (0_i64, None);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + i64::from(byte - b'0');
                places = places.map(|n: u32| n + 1);
            }
            b'.' if places.is_none() => places = Some(0),
            _ => return None,
        }
    }
    // 5. and .5 are left to the reader of other forms.
    let point_is_inside = !text.starts_with('.') && !text.ends_with('.');
    point_is_inside.then_some((digits, places.unwrap_or(0)))
}

/// A point in time as far as a text tells it: a year, a month of an unnamed year, or both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct When {
    /// The calendar year.
    pub year: Option<i32>,
    /// The calendar month, 1 to 12; of several months the last.
    pub month: Option<u32>,
    /// The first of several months that are told together, as in 1-6月 or 6月末累计.
    pub since: Option<u32>,
}

/// How far back an amount of a month reaches, where a text says so.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reach {
    /// 本月: over the month alone.
    Month,
    /// 本年累计: over the year's months up to it.
    ToDate,
}

impl When {
    /// Nothing said.
    pub const NEVER: When = When { year: None, month: None, since: None };

    /// A year.
    pub const fn of_year(year: i32) -> When {
        When { year: Some(year), ..When::NEVER }
    }

    /// A month of an unnamed year.
    pub const fn of_month(month: u32) -> When {
        When { month: Some(month), ..When::NEVER }
    }

    /// What this leaves open, filled in from another.
    pub fn or(self, other: When) -> When {
        let months = if self.month.is_some() { self } else { other };
        When { year: self.year.or(other.year), ..months }
    }

    /// The same with the months that an amount of this reach sums.
    pub fn reaching(self, reach: Option<Reach>) -> When {
        match reach {
            Some(Reach::ToDate) if self.month.is_some() => When { since: self.since.or(Some(1)), ..self },
            Some(Reach::Month) => self.last(),
            _ => self,
        }
    }

    /// The last of its months alone.
    pub fn last(self) -> When {
        When { since: None, ..self }
    }

    /// The month, or the year where no month is told; `None` without a year, and of several months.
    pub fn period(self) -> Option<Period> {
        match (self.year?, self.month, self.since) {
            (_, _, Some(_)) => None,
            (year, Some(month), None) => Month::new(year, month).map(Period::Month),
            (year, None, None) => Month::new(year, 1).map(|_| Period::Year(year)),
        }
    }
}

/// Reads a month or a year: `2004-01`, `2004/1`, `2004.01`, `200401`, `2004年1月`, `2004-01-31`, `2004`, `2004年`.
pub fn period(text: &str) -> Option<Period> {
    let when = when(text)?;
    when.year.and(when.period())
}

/// Reads what a text that is nothing but a time tells, in the forms of [`period`] and as `1月`, `一月份`, `二〇〇四年`,
/// `2004年末`, `04年1月`, `Jan 2004`, `2004M01`; `None` where it is no time.
pub fn when(text: &str) -> Option<When> {
    let (when, rest) = leading_when(text)?;
    rest.is_empty().then_some(when)
}

/// The time that a text begins with, and what follows it: `2004年征缴收入` is 2004 and `征缴收入`.
pub fn leading_when(text: &str) -> Option<(When, String)> {
    let text: String = half_width(text).trim().to_lowercase();
    if let Some(found) = english_when(&text) {
        return Some((found, String::new()));
    }
    let text: String = text.chars().filter(|c| !c.is_whitespace() || *c == ' ').collect();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) && (1..=31).contains(&text[6..].parse::<u32>().ok()?)
    {
        let when = When { month: text[4..6].parse().ok(), ..When::of_year(text[..4].parse().ok()?) };
        return when.period().map(|_| (when, String::new()));
    }
    if let Some((when, rest)) = leading_months(&text) {
        return Some((when, rest.to_owned()));
    }
    let (first, rest) = leading_number(&text)?;
    let (year, rest) = match (first.digits, rest.chars().next()) {
        (6, after) if !after.is_some_and(|c| c.is_ascii_digit() || c == '.') => {
            let when = When { month: Some((first.value % 100) as u32), ..When::of_year(first.value / 100) };
            return when.period().map(|_| (when, rest.strip_prefix('月').unwrap_or(rest).trim().to_owned()));
        }
        (4, _) => (first.value, rest),
        (2, Some('年')) => (if first.value < 50 { 2000 } else { 1900 } + first.value, rest),
        _ => return None,
    };
    Month::new(year, 1)?;
    let whole = When::of_year(year);
    let marked = rest.strip_prefix(['年', '-', '/', '.', 'm']).map(str::trim_start);
    let Some(marked) = marked else { return rest.is_empty().then_some((whole, String::new())) };
    if let Some((months, after)) = leading_months(marked.trim_start_matches("度")).filter(|_| rest.starts_with('年'))
        && leading_number(after).is_none_or(|(_, after)| !after.starts_with(['日', '号']))
    {
        return Some((whole.or(months), after.to_owned()));
    }
    match leading_number(marked) {
        Some((month, rest)) if month.digits <= 2 => {
            let when = When { month: Some(month.value as u32), ..whole };
            when.period()?;
            match rest.strip_prefix(['月', '-', '/', '.']) {
                None => rest.is_empty().then_some((when, String::new())),
                Some(rest) => match leading_number(rest) {
                    // The day, and the time of day that a spreadsheet may add.
                    Some((day, rest)) if day.digits <= 2 && (1..=31).contains(&day.value) => {
                        let rest = rest.strip_prefix('日').unwrap_or(rest).trim();
                        let clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 't' | 'z');
                        rest.chars().all(clock).then_some((when, String::new()))
                    }
                    Some(_) => None,
                    None => Some((when, after_month(rest).to_owned())),
                },
            }
        }
        Some(_) => None,
        None if rest.starts_with('年') => {
            let rest =
                ["度", "末", "底", "全年"].into_iter().find_map(|tail| marked.strip_prefix(tail)).unwrap_or(marked);
            Some((whole, rest.to_owned()))
        }
        None => None,
    }
}

fn after_month(rest: &str) -> &str {
    ["份", "末", "底"].into_iter().find_map(|tail| rest.strip_prefix(tail)).unwrap_or(rest).trim()
}

/// Marks between the first and the last of several.
pub(super) const TO: [char; 9] = ['-', '—', '–', '―', '‐', '~', '～', '至', '到'];

/// The month, or the months told together, that a text begins with, and what follows: `元月`, `6月末`, `1-6月份`, `上半年`,
/// `第一季度`, `前三季度`, `6月末累计`.
pub(super) fn leading_months(text: &str) -> Option<(When, &str)> {
    let span = |since: u32, month: u32| When { since: Some(since), ..When::of_month(month) };
    for (word, when) in [("元月", When::of_month(1)), ("上半年", span(1, 6)), ("下半年", span(7, 12))] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some(to_date(when, rest));
        }
    }
    let up_to = text.strip_prefix('前');
    let (first, rest) = leading_number(up_to.or(text.strip_prefix('第')).unwrap_or(text))?;
    let first = u32::try_from(first.value).ok().filter(|n| first.digits <= 2 && (1..=12).contains(n))?;
    if let Some(rest) = rest.strip_prefix("季度").filter(|_| first <= 4) {
        return Some(to_date(span(if up_to.is_some() { 1 } else { first * 3 - 2 }, first * 3), rest));
    }
    if up_to.is_some() {
        let rest = rest.strip_prefix("个月").or(rest.strip_prefix('月'))?;
        return Some(to_date(span(1, first), rest));
    }
    let month = rest.strip_prefix('月');
    let rest = after_month(month.unwrap_or(rest));
    if let Some((last, after)) = rest.strip_prefix(TO).and_then(|rest| leading_number(rest.trim_start()))
        && last.digits <= 2
        && let (Ok(last), Some(after)) = (u32::try_from(last.value), after.strip_prefix('月'))
    {
        return (first <= last && last <= 12).then(|| to_date(span(first, last), after));
    }
    month.map(|_| to_date(When::of_month(first), rest))
}

/// A time with what follows it, where 累计 says that it reaches back to January: not that of 累计结余.
fn to_date(when: When, rest: &str) -> (When, &str) {
    let rest = after_month(rest);
    let sums = ["累计数", "累计", "(累计)", "止累计", "止"].into_iter().find_map(|word| rest.strip_prefix(word));
    let other = ["结", "余", "欠", "缴费", "滚"];
    match sums.filter(|after| !other.iter().any(|word| after.starts_with(word))) {
        Some(after) => (when.reaching(Some(Reach::ToDate)), after.trim()),
        None => (when, rest),
    }
}

pub(super) struct LeadingNumber {
    pub(super) value: i32,
    pub(super) digits: usize,
}

/// The whole number at the beginning, in digits or hanzi: `12`, `十二`, `二〇〇四`.
pub(super) fn leading_number(text: &str) -> Option<(LeadingNumber, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let value = text[..digits].parse().ok().filter(|_| digits <= 6)?;
        return Some((LeadingNumber { value, digits }, &text[digits..]));
    }
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c).or("零○o0".contains(c).then_some(0));
    let hanzi: Vec<char> = text.chars().take_while(|c| digit(*c).is_some() || *c == '十').collect();
    let rest = &text[hanzi.iter().map(|c| c.len_utf8()).sum::<usize>()..];
    let value = match hanzi[..] {
        [] | ['o', ..] => return None,
        ['十'] => 10,
        ['十', ones] => 10 + digit(ones)? as i32,
        _ if hanzi.len() > 4 => return None,
        _ => hanzi.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)? as i32))?,
    };
    Some((LeadingNumber { value, digits: if hanzi.len() == 4 { 4 } else { 2 } }, rest))
}

/// `jan 2004`, `january`, `jan-04`, `2004 jan`.
fn english_when(text: &str) -> Option<When> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) || !text.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut when = When::NEVER;
    for word in text.split([' ', '-', '/', '.', ',']).filter(|w| !w.is_empty()) {
        let month = MONTHS.iter().position(|m| *m == word || m[..3] == *word || (word == "sept" && *m == "september"));
        match (month, word.parse::<i32>()) {
            (Some(month), _) if when.month.is_none() => when.month = Some(month as u32 + 1),
            (None, Ok(year)) if when.year.is_none() && word.len() == 4 => when.year = Some(year),
            (None, Ok(year)) if when.year.is_none() && word.len() == 2 && when.month.is_some() => {
                when.year = Some(if year < 50 { 2000 } else { 1900 } + year);
            }
            _ => return None,
        }
    }
    when.month.is_some().then_some(when)
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
        for text in [
            "2004年1月份",
            "二〇〇四年一月",
            "04年1月",
            "20040131",
            "2004-01-31 00:00:00",
            "2004M1",
            "Jan 2004",
            "jan-04",
        ] {
            assert_eq!(period(text), month, "{text}");
        }
        for text in
            ["", "合计", "1月", "2004-13", "04-01", "2004-001", "-2004", "1.05", "200413", "2004年1-6月", "20040141"]
        {
            assert_eq!(period(text), None, "{text}");
        }
    }

    #[test]
    fn parts_of_a_time() {
        let month = |m| Some(When::of_month(m));
        for (text, m) in
            [("1月", 1), ("12月份", 12), ("十二月", 12), ("十月", 10), ("三月", 3), ("Dec", 12), ("１月末", 1)]
        {
            assert_eq!(when(text), month(m), "{text}");
        }
        let year = When::of_year(2004);
        assert_eq!(leading_when("2004年征缴收入"), Some((year, "征缴收入".to_owned())));
        assert_eq!(leading_when("2004年末参保人数"), Some((year, "参保人数".to_owned())));
        assert_eq!(when("2004年征缴收入"), None);
        for text in ["13月", "月", "一", "三县", "may be", "12", "2004人"] {
            assert_eq!(when(text), None, "{text}");
        }
        assert_eq!(year.or(When { month: Some(3), ..When::of_year(2005) }).period().unwrap().to_string(), "2004-03");
    }
}
