//! What periods and days are called: 2026年, 2026年10月, 2026年1—10月, 2026年三季度, 2026年10月31日.

use crate::intake::value::when;
use crate::locale::Language;
use crate::month::{Month, Period};
use crate::report::Category;
use crate::special_account::day::Day;

/// A period in words.
pub fn period_name(period: Period, language: Language) -> String {
    let (first, last) = (period.first_month(), period.last_month());
    let (year, last_year) = (first.year().to_string(), last.year().to_string());
    let [month, last_month] = [first, last].map(|of| number(of.month(), language));
    let values = [("year", &*year), ("month", &*month), ("last_year", &*last_year), ("last_month", &*last_month)];
    language.fill(
        match (period, first.month(), last.month()) {
            (Period::Month(_), ..) => "period.month",
            (Period::Year(_), ..) => "period.year",
            (_, 1, 12) => "period.years",
            _ if year != last_year => "period.across",
            (_, 1, 3) => "period.quarter_1",
            (_, 4, 6) => "period.quarter_2",
            (_, 7, 9) => "period.quarter_3",
            (_, 10, 12) => "period.quarter_4",
            (_, 1, 6) => "period.half_1",
            (_, 7, 12) => "period.half_2",
            _ => "period.months",
        },
        &values,
    )
}

/// A month in words.
pub fn month_name(month: Month, language: Language) -> String {
    period_name(Period::Month(month), language)
}

/// A month and all that follow it, in words: 2026年3月起.
pub fn since_name(month: Month, language: Language) -> String {
    language.fill("period.since", &[("month", &month_name(month, language))])
}

/// A month as somebody types it, in either language: 2026年3月, 2026-03, 2026.3, 202603.
pub fn typed_month(text: &str) -> Option<Month> {
    match when(text)?.period()? {
        Period::Month(month) => Some(month),
        _ => None,
    }
}

/// A place along the axis of a figure in a sentence.
pub fn category_name(category: &Category, language: Language) -> String {
    match category {
        Category::Period(period) => period_name(*period, language),
        Category::Name(name) => name.clone(),
    }
}

/// The places along the axis of a figure in full, as they are said.
pub fn category_names(categories: &[Category], language: Language) -> Vec<String> {
    categories.iter().map(|category| category_name(category, language)).collect()
}

/// Months along an axis: short, with the year at the first and where another begins.
pub fn month_ticks(months: &[Month], language: Language) -> Vec<String> {
    let tick = |(n, month): (usize, &Month)| match (n, month.month()) {
        (0, _) | (_, 1) => period_name(Period::Month(*month), language),
        (_, number) => language.fill("years.month", &[("month", &number.to_string())]),
    };
    months.iter().enumerate().map(tick).collect()
}

/// A day in a sentence or a title: 2013年1月31日; in tables days are written to be sorted.
pub(in crate::report) fn day_name(day: Day, language: Language) -> String {
    let [month, number] = [day.month().month(), day.of_month()].map(|of| number(of, language));
    language.fill("period.day", &[("year", &day.month().year().to_string()), ("month", &month), ("day", &number)])
}

/// 2012-06 is the month as English readers of these tables know it.
fn number(of: u32, language: Language) -> String {
    if language.is_english() { format!("{of:02}") } else { of.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_period_has_its_usual_name() {
        for (period, chinese, english) in [
            ("2026", "2026年", "2026"),
            ("2026-10", "2026年10月", "2026-10"),
            ("2026-01..2026-10", "2026年1—10月", "2026-01–10"),
            ("2026-01..2026-03", "2026年一季度", "Q1 2026"),
            ("2026-10..2026-12", "2026年四季度", "Q4 2026"),
            ("2026-01..2026-06", "2026年上半年", "first half of 2026"),
            ("2026-07..2026-12", "2026年下半年", "second half of 2026"),
            ("2025-03..2026-02", "2025年3月至2026年2月", "2025-03 to 2026-02"),
            ("2024-01..2026-12", "2024—2026年", "2024 to 2026"),
        ] {
            let period = period.parse().unwrap();
            assert_eq!(period_name(period, Language::Chinese), chinese);
            assert_eq!(period_name(period, Language::English), english);
        }
    }

    #[test]
    fn what_is_open_at_the_end_says_from_when() {
        let month = Month::new(2006, 1).unwrap();
        assert_eq!(since_name(month, Language::Chinese), "2006年1月起");
        assert_eq!(since_name(month, Language::English), "from 2006-01");
    }

    #[test]
    fn a_month_is_read_as_it_is_said_and_as_tables_have_it() {
        let month = Month::new(2026, 1);
        for text in ["2026年1月", "2026-01", "2026.1", "202601", " 2026/1 ", "２０２６年０１月", "2026年一月"]
        {
            assert_eq!(typed_month(text), month, "{text}");
        }
        for language in Language::ALL {
            assert_eq!(typed_month(&month_name(month.unwrap(), language)), month);
        }
        for text in ["", "2026", "2026年", "1月", "2026-13", "2026年1—3月", "一月底"] {
            assert_eq!(typed_month(text), None, "{text}");
        }
    }

    #[test]
    fn months_on_an_axis_have_their_year_where_it_changes() {
        let months: Vec<Month> =
            ["2004-11", "2004-12", "2005-01", "2005-02"].map(|month| month.parse().unwrap()).into();
        assert_eq!(month_ticks(&months, Language::Chinese), ["2004年11月", "12月", "2005年1月", "2月"]);
        assert_eq!(month_ticks(&months, Language::English), ["2004-11", "12", "2005-01", "2"]);
    }

    #[test]
    fn days_are_called_as_one_says_them() {
        let day = Day::new(2013, 1, 5).unwrap();
        assert_eq!(day_name(day, Language::Chinese), "2013年1月5日");
        assert_eq!(day_name(day, Language::English), "2013-01-05");
    }
}
