//! What the data come to by the corrections, and what there is to be said of them: the same for tables that are being
//! imported and for those of a project.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::checks::{self, Known};
use crate::dataset::{Change, Correction, Corrections, Dataset};
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::locale::Language;
use crate::money::Money;
use crate::month::Period;

/// Data as they count, with all that is to be said of them, the gravest first and what is settled last.
pub(super) struct Standing {
    pub(super) data: Arc<Dataset>,
    pub(super) findings: Findings,
}

/// What data that were read come to by corrections. `found` is what was said of them without any.
pub(super) fn standing(read: &Arc<Dataset>, found: &[Finding], corrections: &Corrections) -> Standing {
    let (data, fallen) = if corrections.is_empty() {
        (None, Findings::new())
    } else {
        let (data, fallen) = read.corrected(corrections);
        ((!data.corrections.is_empty()).then_some(data), fallen)
    };
    let mut findings = found.to_vec();
    if let Some(data) = &data {
        findings.retain(|finding| !is_of_figures(finding));
        findings.extend(checked(data, found));
        for finding in &mut findings {
            settle(finding, data);
        }
    }
    findings.extend(fallen);
    findings.sort_by_key(|finding| finding.severity);
    Standing { data: data.map_or_else(|| read.clone(), Arc::new), findings }
}

/// Whether a finding is one of the checks, which are made anew where figures change; all others are of the reading.
pub(super) fn is_of_figures(finding: &Finding) -> bool {
    let of_all = ["more-in-county", "more-of-kind"];
    of_all.contains(&finding.code) || Language::Chinese.has(&format!("check.{}", finding.code))
}

/// What the checks say of corrected data: not that a cell is blank which was not blank, or which somebody says is unknown.
fn checked(data: &Dataset, found: &[Finding]) -> Findings {
    let unread = |f: &&Finding| f.severity == Severity::Error && f.origin.column.is_some();
    let mut known: HashSet<Origin> = found.iter().filter(unread).map(|f| f.origin.clone()).collect();
    let corrected = data.corrections.iter().map(|correction| correction.told.origin.clone());
    known.extend(corrected.filter(|origin| origin.column.is_some()));
    let mut checked = checks::check_with(data, &Known { unread: known, ..Known::default() });
    // Of formulas that were never calculated it was said once; that their cells are empty says no more.
    let of_sheet = |f: &Finding| {
        found.iter().any(|told| {
            told.code == "formula-uncalculated"
                && told.origin.file == f.origin.file
                && told.origin.sheet == f.origin.sheet
        })
    };
    let is_empty = |f: &Finding| ["missing-cell", "blank-row"].contains(&f.code);
    let was_said = |f: &Finding| found.iter().any(|told| told.code == f.code && told.origin == f.origin);
    checked.retain(|f| !is_empty(f) || was_said(f) || !of_sheet(f));
    checked
}

/// Settles a finding that a correction answers.
fn settle(finding: &mut Finding, data: &Dataset) {
    let Some(correction) = data.corrections.iter().find(|correction| answers(correction, finding, data)) else {
        return;
    };
    let (how, to) = match correction.change {
        Change::Value(amount) => {
            let county = data.position(&correction.county).map(|position| &data.counties[position]);
            ("hand.did_correct", county.map_or_else(String::new, |county| county.as_told(correction.field, amount)))
        }
        Change::Unknown => ("hand.did_unknown", String::new()),
        Change::Accepted => ("hand.did_accept", String::new()),
    };
    let settled = Finding { severity: Severity::Settled, ..finding.clone() }.with("settled", how).with("to", to);
    *finding = settled.with("by", &correction.who).with("remark", &correction.note);
}

/// Whether a correction answers a finding: one of the figures where they were found right, one of the reading at the cell
/// whatever was done there. What is said of many cells at once stays.
fn answers(correction: &Correction, finding: &Finding, data: &Dataset) -> bool {
    let told = |name: &str, value: &str| finding.fact(name) == Some(value);
    let period = correction.period.to_string();
    let of_row = told("county", &correction.county) && told("period", &period);
    if finding.code == "backpay-above-pension" {
        // It takes a value, of either of the two.
        let row = data.position(&correction.county).and_then(|position| data.counties[position].row(correction.period));
        let of_both = [Field::Pension, Field::Backpay].contains(&correction.field);
        let pension = row.and_then(|row| row.money(Field::Pension)).map(|pension| pension.max(Money::ZERO));
        let backpay = row.and_then(|row| row.money(Field::Backpay));
        return of_row && of_both && pension.zip(backpay).is_none_or(|(pension, backpay)| backpay <= pension);
    }
    let at = &correction.told.origin;
    let concerns =
        (at.column.is_some() && finding.origin == *at) || (of_row && told("field", correction.field.text_key()));
    let is_right = correction.change == Change::Accepted || !is_of_figures(finding);
    concerns && is_right && finding.fact("count").is_none()
}

/// A correction that is asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Correcting {
    /// A value is corrected; what the source tells is looked up.
    Put(Box<Correction>),
    /// What was done to a value of a county, period and field is taken back.
    Take(Arc<str>, Period, Field),
}

impl Correcting {
    /// The corrections with this one.
    ///
    /// # Errors
    /// A value that can't stand in its row, or one of a row that is not there.
    pub(super) fn applied(self, read: &Dataset, corrections: &Corrections) -> Result<Corrections, Finding> {
        let mut corrections = corrections.clone();
        match self {
            Correcting::Take(county, period, field) => corrections.remove(&county, period, field),
            Correcting::Put(correction) => {
                let Correction { county, period, field, .. } = &*correction;
                let told = read.told(county, *period, *field);
                let gone = || Finding::error("no-rows", Origin::default());
                let correction = Correction { told: told.ok_or_else(gone)?, ..(*correction).clone() };
                let (_, fallen) =
                    read.corrected(&[correction.clone()].into_iter().chain(corrections.iter().cloned()).collect());
                let at = &correction.told.origin;
                let impossible = |f: &Finding| f.code == "correction-impossible" && f.origin == *at;
                if let Some(finding) = fallen.into_iter().find(impossible) {
                    return Err(finding);
                }
                corrections.put(correction);
            }
        }
        Ok(corrections)
    }
}

/// Today as Beijing has it: `2026-11-29`.
pub fn today() -> String {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() + 8 * 3600;
    date_of((passed / 86_400) as i64)
}

/// Now as Beijing has it, to the minute: `2026-11-29 14:05`.
pub fn now() -> String {
    time_of(SystemTime::now())
}

/// A time as Beijing has it, to the minute.
pub fn time_of(time: SystemTime) -> String {
    let passed = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() + 8 * 3600;
    format!("{} {:02}:{:02}", date_of((passed / 86_400) as i64), passed / 3600 % 24, passed / 60 % 60)
}

/// The date so many days after the first of January 1970.
fn date_of(days: i64) -> String {
    // Years begin with March, so that the leap day is a year's last.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (date, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        let dates = [0, 58, 59, 11_016, 20_786].map(date_of);
        assert_eq!(dates, ["1970-01-01", "1970-02-28", "1970-03-01", "2000-02-29", "2026-11-29"]);
    }
}
