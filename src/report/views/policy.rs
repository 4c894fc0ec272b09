//! 政策: the parameters of the law with the values in force in a month, and the document of each.

use super::view::column;
use crate::locale::Language;
use crate::month::Month;
use crate::policy::{self, Dated, Parameter, PolicyUnit};
use crate::report::words::law::policy_value;
use crate::report::{Cell, Measured, Sheet, Tone};

/// The months in which any value begins or ends to be in force, from the first to the last.
pub fn policy_months() -> (Month, Month) {
    let values = || policy::parameters().iter().flat_map(|parameter| &parameter.values);
    let first = values().map(|value| value.from).min().unwrap_or(Month::january(2000));
    (first, values().map(|value| value.from).max().unwrap_or(first))
}

/// Every value that is in force in a month, those of single places behind that of all. A parameter that has none in this
/// month says so.
pub fn policy_sheet(language: Language, month: Month) -> Sheet {
    let text = |key: &str| language.text(&format!("policy.{key}")).to_owned();
    let keys = ["parameter", "value", "unit", "since", "document", "seen", "use", "note"];
    let mut rows = Vec::new();
    let mut unseen = 0;
    for parameter in policy::parameters() {
        let held: Vec<&Dated> = parameter.values.iter().filter(|value| value.holds_in(month)).collect();
        unseen += held.iter().filter(|value| !value.status.is_seen()).count();
        rows.extend(held.iter().map(|value| row(language, parameter, value)));
        if held.is_empty() {
            let mut row = vec![Cell::text(parameter.name(language)), Cell::text(text("none"))];
            row.resize_with(keys.len(), || Cell::text(""));
            rows.push(row.into_iter().map(|cell| cell.toned(Tone::Muted)).collect());
        }
    }
    let month = month.to_string();
    let title = language.fill("policy.title", &[("month", &month), ("unseen", &unseen.to_string())]);
    Sheet {
        title,
        columns: keys.map(|key| column(text(key), Measured::Text)).to_vec(),
        frozen: 1,
        rows,
        notes: vec![text("unseen_note")],
        ..Sheet::default()
    }
}

fn row(language: Language, parameter: &Parameter, value: &Dated) -> Vec<Cell> {
    let text = |key: &str| language.text(&format!("policy.{key}")).to_owned();
    let name = match &value.place {
        Some(place) => format!("{} · {place}", parameter.name(language)),
        None => parameter.name(language).to_owned(),
    };
    let unit = match parameter.unit {
        PolicyUnit::Rate | PolicyUnit::Age | PolicyUnit::Number => "",
        PolicyUnit::Yuan => "unit_yuan",
        PolicyUnit::Months => "unit_months",
        PolicyUnit::Years => "unit_years",
    };
    let span = match value.to {
        Some(to) => format!("{} – {to}", value.from),
        None => value.from.to_string(),
    };
    let (seen, tone) = if value.status.is_seen() { ("is_seen", Tone::Plain) } else { ("not_seen", Tone::Warning) };
    vec![
        Cell::text(name),
        Cell::text(policy_value(language, parameter.unit, &value.value)).toned(tone),
        Cell::text(if unit.is_empty() { String::new() } else { text(unit) }).toned(Tone::Muted),
        Cell::text(span),
        Cell::text(&value.document),
        Cell::text(text(seen)).toned(if tone == Tone::Plain { Tone::Muted } else { tone }),
        Cell::text(parameter.used(language)),
        Cell::text(value.note(language)).toned(Tone::Muted),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::CellValue;

    #[test]
    fn the_sheet_has_what_is_in_force_and_marks_what_was_not_seen() {
        let sheet = |month: &str| policy_sheet(Language::Chinese, month.parse().unwrap());
        let cell = |sheet: &Sheet, name: &str, column: usize| {
            let row = sheet.rows.iter().find(|row| row[0].value == CellValue::Text(name.to_owned())).unwrap();
            (row[column].value.clone(), row[column].tone)
        };
        let text = |text: &str| CellValue::Text(text.to_owned());
        let rate = "缴费比例（单位与个人合计）";
        assert_eq!(cell(&sheet("2019-04"), rate, 1), (text("28%"), Tone::Plain));
        assert_eq!(cell(&sheet("2019-05"), rate, 4).0, text("国办发〔2019〕13号"));
        assert_eq!(cell(&sheet("2025-05"), "男职工退休年龄", 1).0, text("60 岁 2 个月"));
        assert_eq!(cell(&sheet("2020-03"), "中央调剂：上解比例", 5), (text("未核原文"), Tone::Warning));
        assert_eq!(cell(&sheet("2026-03"), "基本养老金年度调整总体水平", 1), (text("无"), Tone::Muted));
        let (first, last) = policy_months();
        assert!(first < last && sheet("1990-01").rows.len() == policy::parameters().len());
    }
}
