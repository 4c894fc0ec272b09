//! 政策: the parameters of the law with the values in force in a month, and the document of each; an area's own values first.

use rust_decimal::Decimal;

use super::view::column;
use crate::locale::Language;
use crate::month::{Month, Period};
use crate::policy::{self, Dated, Parameter, PolicyUnit, Status, Value};
use crate::report::words::law::policy_number;
use crate::report::words::period::period_name;
use crate::report::{Cell, Measured, Sheet, Tone};
use crate::scenario::Scenario;
use crate::scenario::own_law::OwnLaw;

/// The months in which the first and the last value come into force.
pub fn policy_months() -> (Month, Month) {
    let values = || policy::parameters().iter().flat_map(|parameter| &parameter.values);
    let first = values().map(|value| value.from).min().unwrap_or(Month::january(2000));
    (first, values().map(|value| value.from).max().unwrap_or(first))
}

/// Every value that is in force in a month, with a sentence on how many were not seen. Those of one number come first,
/// then tables row by row, and last the parameters that have no value in this month. An area's own values stand first.
pub fn policy_sheet(language: Language, month: Month, base: Option<&Scenario>) -> (String, Sheet) {
    let text = |key: &str| language.text(&format!("policy.{key}")).to_owned();
    let keys = ["parameter", "value", "unit", "since", "seen", "document", "use", "note"];
    let (mut rows, mut tables, mut without) = (Vec::new(), Vec::new(), Vec::new());
    let own: Vec<&OwnLaw> = base.into_iter().flat_map(|base| base.own_in_force(month)).collect();
    rows.extend(own.iter().filter_map(|own| own_row(language, own)));
    let mut unseen = 0;
    for parameter in policy::parameters() {
        let mut is_held = false;
        for value in parameter.values.iter().filter(|value| value.holds_in(month)) {
            is_held = true;
            unseen += usize::from(!value.status.is_seen());
            match &value.value {
                Value::Number(number) => {
                    let mut row = row(language, parameter, value, None, *number);
                    if value.place.is_none() && own.iter().any(|own| own.parameter == parameter.key) {
                        row = row.into_iter().map(|cell| cell.toned(Tone::Muted)).collect();
                    }
                    rows.push(row);
                }
                Value::Table(parts) => {
                    tables.extend(parts.iter().map(|(part, n)| row(language, parameter, value, Some(part), *n)));
                }
            }
        }
        if !is_held {
            let mut row = vec![Cell::text(parameter.name(language)), Cell::text(text("none"))];
            row.resize_with(keys.len(), || Cell::text(""));
            without.push(row.into_iter().map(|cell| cell.toned(Tone::Muted)).collect());
        }
    }
    rows.extend(tables.into_iter().chain(without));
    let (month, unseen) = (period_name(Period::Month(month), language), unseen.to_string());
    let sheet = Sheet {
        title: language.fill("policy.title", &[("month", &month)]),
        columns: keys.map(|key| column(text(key), Measured::Text)).to_vec(),
        frozen: 1,
        rows,
        notes: vec![text("unseen_note")],
        ..Sheet::default()
    };
    (language.fill("policy.headline", &[("month", &month), ("unseen", &unseen)]), sheet)
}

fn own_row(language: Language, own: &OwnLaw) -> Option<Vec<Cell>> {
    let parameter = policy::parameter(&own.parameter)?;
    let text = |key: &str| Cell::text(language.text(&format!("policy.{key}")));
    Some(vec![
        Cell::text(parameter.name(language)),
        Cell::text(policy_number(language, parameter.unit, own.value)).toned(Tone::Own),
        Cell::text(""),
        Cell::span(own.from, None),
        text("own_seen").toned(Tone::Own),
        Cell::text(&own.document),
        text("own_use"),
        Cell::text(""),
    ])
}

fn row(language: Language, parameter: &Parameter, value: &Dated, part: Option<&str>, number: Decimal) -> Vec<Cell> {
    let text = |key: &str| language.text(&format!("policy.{key}")).to_owned();
    let name = [Some(parameter.name(language)), value.place.as_deref(), part];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let unit = match parameter.unit {
        PolicyUnit::Rate | PolicyUnit::Age | PolicyUnit::Number => String::new(),
        PolicyUnit::Yuan => text("unit_yuan"),
        PolicyUnit::Months => text("unit_months"),
        PolicyUnit::Years => text("unit_years"),
    };
    let (seen, tone, quiet) = match value.status {
        Status::Official => ("official", Tone::Plain, Tone::Muted),
        Status::Reported => ("reported", Tone::Plain, Tone::Muted),
        Status::ThirdParty | Status::Conflict | Status::Memory => ("not_seen", Tone::Warning, Tone::Warning),
    };
    vec![
        Cell::text(name),
        Cell::text(policy_number(language, parameter.unit, number)).toned(tone),
        Cell::text(unit).toned(Tone::Muted),
        Cell::span(value.from, value.to),
        Cell::text(text(seen)).toned(quiet),
        Cell::text(&value.document),
        Cell::text(parameter.used(language)),
        Cell::text(value.note(language)).toned(Tone::Muted),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::CellValue;
    use crate::report::words::number::Style;
    use crate::report::words::sheet_text::text_of;

    #[test]
    fn the_sheet_has_what_is_in_force_and_marks_what_was_not_seen() {
        let sheet = |month: &str| policy_sheet(Language::Chinese, month.parse().unwrap(), None).1;
        let cell = |sheet: &Sheet, name: &str, column: usize| {
            let row = sheet.rows.iter().find(|row| row[0].value == CellValue::Text(name.to_owned())).unwrap();
            (row[column].value.clone(), row[column].tone)
        };
        let text = |text: &str| CellValue::Text(text.to_owned());
        let rate = "缴费比例（单位与个人合计）";
        assert_eq!(cell(&sheet("2019-04"), rate, 1), (text("28%"), Tone::Plain));
        let span = |month: &str| {
            let sheet = sheet(month);
            let row = sheet.rows.iter().find(|row| row[0].value == text(rate)).unwrap();
            text_of(&row[3], Style::default())
        };
        assert_eq!([span("2019-04"), span("2019-05")], ["2006年1月至2019年4月", "2019年5月起"]);
        assert_eq!(cell(&sheet("2019-05"), rate, 5).0, text("国办发〔2019〕13号"));
        assert_eq!(cell(&sheet("2025-05"), "男职工退休年龄", 1).0, text("60 岁 2 个月"));
        assert_eq!(cell(&sheet("2020-03"), "中央调剂：上解比例", 4), (text("未核原文"), Tone::Warning));
        assert_eq!(cell(&sheet("2026-03"), "基本养老金年度调整总体水平", 1), (text("无"), Tone::Muted));
        assert_eq!(cell(&sheet("2026-03"), "个人账户养老金计发月数（按退休年龄） · 60", 1).0, text("139"));
        let (first, last) = policy_months();
        assert!(first < last && sheet("1990-01").rows.len() == policy::parameters().len());
    }
}
