//! The time that titles, sheets' and files' names tell: `2004年各区县…`, `…（2004年3月）`, `二〇〇七年一月…`, `月报2007-01`.
//!
//! A month or a year goes before a day, and the day on which a table was drawn up tells nothing of its amounts.

use std::ops::Range;

use super::table::is_drawn_up;
use super::value::{Reach, TO, When, half_width, leading_months, leading_number, when};
use crate::sheet::Sheet;

/// How much of a text is looked at.
const LOOKED_AT: usize = 200;

/// What the rows above a table, from the nearest up, and then some names tell of its time.
pub(super) fn told(sheet: &Sheet, titles: &[Range<usize>], names: &[&str]) -> (When, Option<Reach>) {
    let mut texts: Vec<String> = Vec::new();
    for row in titles.iter().flat_map(|rows| rows.clone().rev()) {
        let mut after_caption = false;
        for cell in sheet.row(row).filter(|cell| !cell.trim().is_empty()) {
            if !after_caption {
                texts.push(without_drawn_up(cell));
            }
            after_caption = is_drawn_up(half_width(cell).trim_end_matches([':', ' ']));
        }
    }
    texts.extend(names.iter().map(|name| (*name).to_owned()));
    let read: Vec<Dates> = texts.iter().map(|text| inside(text)).collect();
    let told = read.iter().fold(When::NEVER, |told, dates| told.or(dates.told));
    let by_day = read.iter().find(|dates| dates.by_day != When::NEVER).map_or(When::NEVER, |dates| dates.by_day);
    let told = match told.year.is_none() || (told.month.is_none() && told.year == by_day.year) {
        true => told.or(by_day),
        false => told,
    };
    (told, texts.iter().find_map(|text| reach_of_title(text)))
}

/// The time that one text tells.
pub(super) fn when_inside(text: &str) -> When {
    let dates = inside(text);
    dates.told.or(dates.by_day)
}

/// A title without the day on which the table was drawn up.
fn without_drawn_up(cell: &str) -> String {
    let text = half_width(cell);
    // All those words end so.
    let ends = text.char_indices().filter(|(_, c)| matches!(c, '期' | '间')).map(|(at, c)| at + c.len_utf8());
    let Some(at) = ends.take(9).find(|at| is_drawn_up(&text[..*at])) else { return text };
    let rest = text[at..].trim_start_matches([':', ' ']);
    let date = |c: char| c.is_ascii_digit() || "〇○零一二三四五六七八九十年月日-/. ".contains(c);
    format!("{} {}", &text[..at], rest.trim_start_matches(date))
}

/// What a text tells by months and years, and what by days.
#[derive(Default)]
struct Dates {
    told: When,
    by_day: When,
}

fn inside(text: &str) -> Dates {
    if let Some(told) = when(text).filter(|_| !text.contains(['日', '号']) && text.trim().len() != "2007-01-31".len())
    {
        return Dates { told, by_day: When::NEVER };
    }
    let text: String = half_width(text).to_lowercase().chars().take(LOOKED_AT).collect();
    let text = joined(&text);
    let mut dates = Dates::default();
    let mut rest = text.as_str();
    let mut any_day = false;
    while let Some(c) = rest.chars().next() {
        let before = &text[..text.len() - rest.len()];
        let within = is_digit(c) && before.ends_with(is_digit);
        let Some(date) = date(rest, before).filter(|_| !within) else {
            rest = &rest[c.len_utf8()..];
            continue;
        };
        any_day |= date.day.is_some();
        let to = date.rest.trim_start().strip_prefix(TO.as_slice());
        let until =
            to.and_then(|to| crate::intake::dated::date(to.trim_start(), "")).filter(|until| until.day.is_some());
        let several =
            before.strip_suffix(BETWEEN.as_slice()).is_some_and(|b| b.ends_with(|c| is_digit(c) || "年月".contains(c)))
                || date.rest.strip_prefix(BETWEEN.as_slice()).is_some_and(|rest| rest.starts_with(is_digit));
        match (date.day, until) {
            (Some(1), Some(until)) => {
                dates.told = dates.told.or(date.over(&until));
                rest = until.rest;
            }
            _ if several => return Dates::default(),
            (Some(day), None) => {
                // The first and the last of a month stand for it.
                let last = match date.when.month {
                    Some(2) => 28,
                    Some(4 | 6 | 9 | 11) => 30,
                    _ => 31,
                };
                if day == 1 || day >= last {
                    dates.by_day = dates.by_day.or(date.when);
                }
                rest = date.rest;
            }
            (Some(_), Some(_)) => return Dates::default(),
            (None, _) => {
                dates.told = dates.told.or(date.when);
                rest = date.rest;
            }
        }
    }
    if !any_day && dates.told.year.is_none() {
        dates.told = dates.told.or(lone_number(&text));
    }
    dates
}

/// Marks between several times.
const BETWEEN: [char; 12] = ['-', '—', '–', '―', '‐', '~', '～', '至', '到', '、', '和', '及'];

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "〇○零一二三四五六七八九十".contains(c)
}

/// A time as it stands in a text.
struct Date<'a> {
    when: When,
    day: Option<u32>,
    rest: &'a str,
}

impl Date<'_> {
    /// The months from the first day of this up to another day.
    fn over(&self, until: &Date<'_>) -> When {
        match (self.when.month, until.when.month) {
            (Some(since), Some(month)) if until.when.year.is_none() || until.when.year == self.when.year => {
                When { month: Some(month), since: Some(since).filter(|since| *since != month), ..self.when }
            }
            _ => When::NEVER,
        }
    }
}

/// The time at the beginning of a text, in hanzi or in figures.
fn date<'a>(text: &'a str, before: &str) -> Option<Date<'a>> {
    if let Some(found) = in_figures(text) {
        return Some(found);
    }
    let (year, rest) = year(text, before).map_or((When::NEVER, text), |(year, rest)| (When::of_year(year), rest));
    let (months, rest) = leading_months(rest).unwrap_or((When::NEVER, rest));
    // 7月起 tells from when something else holds.
    if (year, months) == (When::NEVER, When::NEVER)
        || (months != When::NEVER && rest.starts_with(['起', '前', '后', '以']))
    {
        return None;
    }
    let day = leading_number(rest).and_then(|(n, rest)| Some((n.value as u32, rest.strip_prefix(['日', '号'])?)));
    let day = day.filter(|_| months != When::NEVER);
    let (day, rest) = day.map_or((None, rest), |(day, rest)| (Some(day), rest));
    let when = year.or(months);
    // 截至6月底 reaches back to January.
    let up_to = ["截至", "截止", "截止到", "截至到"].iter().any(|word| before.ends_with(word));
    Some(Date { when: when.reaching(up_to.then_some(Reach::ToDate)), day, rest })
}

/// A year before 年: of four signs, or of two that count no years.
fn year<'a>(text: &'a str, before: &str) -> Option<(i32, &'a str)> {
    let (number, rest) = leading_number(text)?;
    let rest = rest.trim_start().strip_prefix('年')?;
    let year = match number.digits {
        4 => number.value,
        2 if text.starts_with(|c: char| c.is_ascii_digit())
            && !before.ends_with(|c| "近前后过满约第每本".contains(c))
            && (before.is_empty() || leading_months(rest).is_some() || rest.is_empty()) =>
        {
            if number.value < 50 {
                2000 + number.value
            } else {
                1900 + number.value
            }
        }
        _ => return None,
    };
    (1950..2100).contains(&year).then(|| (year, rest.trim_start_matches('度').trim_start()))
}

/// 2007-01, 2007.1.31, 200701, 20070131.
fn in_figures(text: &str) -> Option<Date<'_>> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |text: &str| text.parse::<u32>().ok();
    let (month, day, rest) = match digits(text) {
        6 => (&text[4..6], None, &text[6..]),
        8 => (&text[4..6], number(&text[6..8]), &text[8..]),
        4 => {
            let rest = text[4..].strip_prefix(['-', '/', '.', '_'])?;
            let (month, rest) = rest.split_at(digits(rest));
            let day = rest.strip_prefix(['-', '/', '.']).map(|rest| rest.split_at(digits(rest)));
            match day.filter(|(day, _)| (1..=2).contains(&day.len())) {
                Some((day, rest)) => (month, number(day), rest),
                None => (month, None, rest.strip_prefix('月').unwrap_or(rest)),
            }
        }
        _ => return None,
    };
    let month = number(month).filter(|m| month.len() <= 2 && (1..=12).contains(m))?;
    let year = text[..4].parse().ok().filter(|year| (1950..2100).contains(year))?;
    let day_fits = day.is_none_or(|day| (1..=31).contains(&day));
    day_fits.then(|| Date { when: When { month: Some(month), ..When::of_year(year) }, day, rest })
}

/// The year of a name such as 2004数据 or 屯溪区2004, where no other number stands in it but short ones.
fn lone_number(text: &str) -> When {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() > 2);
    match numbers.collect::<Vec<_>>()[..] {
        [year] if year.len() == 4 => year.parse().ok().filter(|y| (1950..2100).contains(y)).map(When::of_year),
        _ => None,
    }
    .unwrap_or_default()
}

/// A text without the blanks beside 年, 月 and 日, and within 2007 - 01.
fn joined(text: &str) -> String {
    let marks = |c: char| "年月日".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            let after = chars.clone().find(|c| !c.is_whitespace());
            if out.ends_with(marks) || after.is_some_and(marks) {
                continue;
            }
        }
        out.push(c);
    }
    out
}

/// Whether a title says that amounts reach back to January.
fn reach_of_title(text: &str) -> Option<Reach> {
    let text: String = half_width(text).split_whitespace().collect();
    let sums = ["(累计)", "累计表", "累计数", "累计情况", "月累计", "本年累计", "年累计"]
        .iter()
        .any(|word| text.contains(word));
    (sums || text.ends_with("累计")).then_some(Reach::ToDate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_titles_and_names() {
        let month = |year, month| When { month: Some(month), ..When::of_year(year) };
        let span = |since, last| When { since: Some(since), ..month(2007, last) };
        for (text, when) in [
            ("2004年各区县征缴收入", When::of_year(2004)),
            ("分省数据（2004年3月）", month(2004, 3)),
            ("二〇〇七年一月基金收支月报", month(2007, 1)),
            ("二○○七年元月份", month(2007, 1)),
            ("二零零七年十二月", month(2007, 12)),
            ("2007 年 1 月 报表", month(2007, 1)),
            ("月报2007-01", month(2007, 1)),
            ("歙县_200701_月报", month(2007, 1)),
            ("2007.1月报", month(2007, 1)),
            ("07年1月月报", month(2007, 1)),
            ("歙县07年", When::of_year(2007)),
            ("附件2歙县2004", When::of_year(2004)),
            ("2007年度基金1月收支表", month(2007, 1)),
            ("2007年1-6月基金收支情况表", span(1, 6)),
            ("2007年1—6月份", span(1, 6)),
            ("2007年一至六月", span(1, 6)),
            ("2007年上半年收支", span(1, 6)),
            ("2007年第一季度", span(1, 3)),
            ("2007年前三季度", span(1, 9)),
            ("2007年6月末累计", span(1, 6)),
            ("2007年6月（累计）", span(1, 6)),
            ("2007年1月1日至6月30日", span(1, 6)),
            ("2007年1月1日-2007年1月31日", month(2007, 1)),
            ("截至2007年1月31日", span(1, 1)),
            ("截至2007年6月底", span(1, 6)),
            ("2007年6月末累计结余", month(2007, 6)),
            ("2007年2月5日", When::NEVER),
            ("2004年-2007年", When::NEVER),
            ("2004-2007年", When::NEVER),
            ("2004、2005年", When::NEVER),
            ("2007年1、2月", When::NEVER),
            ("2006年7月-2007年6月", When::NEVER),
            ("缴费满15年人员", When::NEVER),
            ("近10年情况", When::NEVER),
            ("表12", When::NEVER),
            ("7月起执行", When::NEVER),
        ] {
            assert_eq!(when_inside(text), when, "{text}");
        }
        assert_eq!(without_drawn_up("编制日期：2007年2月5日   单位：万元").trim(), "编制日期 单位:万元");
        assert_eq!(reach_of_title("2025年基金收支表（累计）"), Some(Reach::ToDate));
        assert_eq!(reach_of_title("累计结余情况表"), None);
    }
}
