//! Calendar days, as ledgers are dated: a count of days, so that spans are plain subtraction.

use std::fmt;

use crate::intake::value::half_width;
use crate::month::Month;

/// A day between 1900-01-01 and 2999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(i32);

impl Day {
    /// A day by the calendar; `None` where there is none such.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        let month = Month::new(year, month)?;
        let first = Day::first_of(month);
        (day >= 1 && first.0 + day as i32 <= Day::first_of(month.next()).0).then(|| Day(first.0 + day as i32 - 1))
    }

    /// The first day of a month.
    fn first_of(month: Month) -> Day {
        // Years are counted from March, so that the leap day is their last.
        let (year, month) = (month.year(), month.month() as i32);
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        Day(year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5)
    }

    /// The last day of a month.
    pub fn last_of(month: Month) -> Day {
        Day(Day::first_of(month.next()).0 - 1)
    }

    /// Which day of its month it is, 1 to 31.
    pub fn of_month(self) -> u32 {
        self.since(Day::first_of(self.month())) as u32 + 1
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        // No estimate is off by more than a month: a year has 146,097 / 400 days, counted from March.
        let months = i64::from(self.0) * 4800 / 146_097 + 2;
        let mut month = Month::january(0).plus(months as i32);
        while Day::first_of(month) > self {
            month = month.previous();
        }
        while Day::first_of(month.next()) <= self {
            month = month.next();
        }
        month
    }

    /// How many days from `earlier` to this one; negative where `earlier` is later.
    pub const fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// How many days lie between two.
    pub const fn apart(self, other: Day) -> i32 {
        self.since(other).abs()
    }

    /// Reads a day as ledgers have it: `2013-01-07`, `2013/1/7`, `2013.1.7`, `20130107`, `2013年1月7日`, with a time of
    /// day or without; `None` where it is none.
    pub fn read(text: &str) -> Option<Day> {
        let text = half_width(text);
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 8 {
            let (date, rest) = text.split_at(8);
            return clock(rest)
                .then(|| Day::new(date[..4].parse().ok()?, date[4..6].parse().ok()?, date[6..].parse().ok()?))?;
        }
        let (year, rest) = part(text, 4, 4)?;
        let (month, rest) = part(after(rest, ['-', '/', '.', '年'])?, 1, 2)?;
        let (day, rest) = part(after(rest, ['-', '/', '.', '月'])?, 1, 2)?;
        let rest = rest.trim_start().strip_prefix('日').unwrap_or(rest);
        clock(rest).then(|| Day::new(year, month as u32, day as u32))?
    }
}

/// What follows a separator.
fn after(text: &str, separators: [char; 4]) -> Option<&str> {
    text.trim_start().strip_prefix(separators).map(str::trim_start)
}

/// The number of so many digits that a text begins with, and the rest.
fn part(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (least..=most).contains(&digits).then(|| Some((text[..digits].parse().ok()?, &text[digits..])))?
}

/// Whether a text is nothing, or a time of day.
fn clock(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || ":.TZ+ ".contains(c))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month(), self.of_month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eleven_centuries_follows_the_one_before() {
        let mut before = Day::new(1900, 1, 1).unwrap();
        for year in 1900..=2999 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (month, days) in (1..).zip([31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                assert_eq!((Day::new(year, month, 0), Day::new(year, month, days + 1)), (None, None));
                for day in [1, days] {
                    let day = Day::new(year, month, day).unwrap();
                    assert_eq!(day.month(), Month::new(year, month).unwrap());
                    assert!(day >= before);
                    before = day;
                }
                assert_eq!(Day::last_of(before.month()), before);
                assert_eq!(before.to_string(), format!("{year}-{month:02}-{days}"));
            }
        }
        assert_eq!(Day::new(2013, 3, 1).unwrap().since(Day::new(2012, 2, 28).unwrap()), 367);
    }

    #[test]
    fn days_in_the_forms_of_ledgers() {
        let day = Day::new(2013, 1, 7);
        for text in [
            "2013-01-07",
            "2013/1/7",
            "2013.1.7",
            "20130107",
            "2013年1月7日",
            "２０１３－０１－０７",
            "2013-01-07 10:22:31",
            "2013-01-07T00:00:00",
            " 2013 年 1 月 7 日 ",
            "20130107 09:00",
        ] {
            assert_eq!(Day::read(text), day, "{text}");
        }
        for text in ["", "2013-01", "1月7日", "2013-13-01", "2013-02-29", "20130230", "合计", "2013-01-07号", "130107"]
        {
            assert_eq!(Day::read(text), None, "{text}");
        }
    }
}
