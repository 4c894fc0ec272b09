//! Calendar months, and periods of them: a month, a year, or any months on end.
//!
//! A month is a count of months since year 0, so that spans are plain subtraction. There is no clock here.
//!
//! ```
//! use tongchou::month::Month;
//! let m: Month = "2004-12".parse().unwrap();
//! assert_eq!(m.next().to_string(), "2005-01");
//! ```

use std::fmt;
use std::str::FromStr;

/// A calendar month between 1900-01 and 2999-12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

impl Month {
    /// The month `month` (1 to 12) of `year` (1900 to 2999); `None` outside.
    pub const fn new(year: i32, month: u32) -> Option<Month> {
        if year < 1900 || year > 2999 || month < 1 || month > 12 {
            None
        } else {
            Some(Month(year * 12 + month as i32 - 1))
        }
    }

    /// January of a year.
    pub const fn january(year: i32) -> Month {
        Month(year * 12)
    }

    /// December of a year.
    pub const fn december(year: i32) -> Month {
        Month(year * 12 + 11)
    }

    /// The calendar year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month `n` later (earlier where `n` is negative).
    pub const fn plus(self, n: i32) -> Month {
        Month(self.0 + n)
    }

    /// The month after.
    pub const fn next(self) -> Month {
        self.plus(1)
    }

    /// The month before.
    pub const fn previous(self) -> Month {
        self.plus(-1)
    }

    /// How many months from `earlier` to this one; negative where `earlier` is later.
    pub const fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

/// A text that is not a month; the message is for the person who wrote it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAMonth;

impl FromStr for Month {
    type Err = NotAMonth;

    /// Reads `YYYY-MM`, the only written form inside the program; the importer knows others.
    fn from_str(text: &str) -> Result<Month, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        Month::new(year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?).ok_or(NotAMonth)
    }
}

/// What one figure speaks of: a month, a calendar year, or any months from one to another. A row of data is of a month or
/// of a year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    /// One calendar month.
    Month(Month),
    /// One calendar year.
    Year(i32),
    /// Several months that are no calendar year; made by [`Period::between`].
    Span(Span),
}

/// Several months on end that are no calendar year: a quarter, a half year, a year to date, from one month to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    first: Month,
    last: Month,
}

impl Period {
    /// The months from one to another, in either order, both included.
    pub const fn between(a: Month, b: Month) -> Period {
        let (first, last) = if b.since(a) < 0 { (b, a) } else { (a, b) };
        match (first.month(), last.since(first)) {
            (_, 0) => Period::Month(first),
            (1, 11) => Period::Year(first.year()),
            _ => Period::Span(Span { first, last }),
        }
    }

    /// The calendar year in which it begins.
    pub const fn year(self) -> i32 {
        self.first_month().year()
    }

    /// The same period `n` years later.
    pub const fn plus_years(self, n: i32) -> Period {
        self.plus_months(12 * n)
    }

    /// The period that begins and ends `n` months later.
    pub const fn plus_months(self, n: i32) -> Period {
        Period::between(self.first_month().plus(n), self.last_month().plus(n))
    }

    /// The period `n` of its own length later.
    pub const fn plus(self, n: i32) -> Period {
        self.plus_months(n * self.len())
    }

    /// The period after, of the same length.
    pub const fn next(self) -> Period {
        self.plus(1)
    }

    /// The twelve months to its end.
    pub const fn year_to(self) -> Period {
        Period::between(self.last_month().plus(-11), self.last_month())
    }

    /// How many months it has.
    #[allow(clippy::len_without_is_empty, reason = "there is no period without a month")]
    pub const fn len(self) -> i32 {
        self.last_month().since(self.first_month()) + 1
    }

    /// Its first month.
    pub const fn first_month(self) -> Month {
        match self {
            Period::Month(month) => month,
            Period::Year(year) => Month::january(year),
            Period::Span(span) => span.first,
        }
    }

    /// Its last month.
    pub const fn last_month(self) -> Month {
        match self {
            Period::Month(month) => month,
            Period::Year(year) => Month::december(year),
            Period::Span(span) => span.last,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Month(month) => month.fmt(f),
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Span(span) => write!(f, "{}..{}", span.first, span.last),
        }
    }
}

impl FromStr for Period {
    type Err = NotAMonth;

    /// Reads `YYYY-MM`, `YYYY` or `YYYY-MM..YYYY-MM`.
    fn from_str(text: &str) -> Result<Period, NotAMonth> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last): (Month, Month) = (first.parse()?, last.parse()?);
            return if first <= last { Ok(Period::between(first, last)) } else { Err(NotAMonth) };
        }
        if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            let year = text.parse().map_err(|_| NotAMonth)?;
            return Month::new(year, 1).map(|_| Period::Year(year)).ok_or(NotAMonth);
        }
        text.parse().map(Period::Month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_across_years() {
        let m = Month::new(2004, 11).unwrap();
        assert_eq!(m.plus(3), Month::new(2005, 2).unwrap());
        assert_eq!(m.plus(3).since(m), 3);
        assert_eq!((m.year(), m.month()), (2004, 11));
    }

    #[test]
    fn only_the_written_form_is_read() {
        for bad in ["2004-13", "2004-00", "2004-1", "204-01", "2004/01", "2004-01-01", "+204-01", ""] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
        assert_eq!("2004".parse::<Period>(), Ok(Period::Year(2004)));
    }

    #[test]
    fn a_period_is_any_months_and_has_one_form() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(period("2004-01..2004-12"), Period::Year(2004));
        assert_eq!(period("2004-03..2004-03"), period("2004-03"));
        let ten = period("2026-01..2026-10");
        assert_eq!((ten.len(), ten.year(), ten.to_string().as_str()), (10, 2026, "2026-01..2026-10"));
        assert_eq!(ten.plus_years(-1), period("2025-01..2025-10"));
        assert_eq!(ten.plus(-1), period("2025-03..2025-12"));
        assert_eq!(period("2026-04..2026-06").plus(-1), period("2026-01..2026-03"));
        assert_eq!(period("2026").plus(-1), Period::Year(2025));
        for bad in ["2004-05..2004-04", "2004..2005", "2004-01..", "..2004-01", "2004-01..2004-02..2004-03"] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }
}
