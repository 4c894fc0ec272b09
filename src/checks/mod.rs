//! What an experienced officer would ask about the figures of a fund: a list of checks, each a function of one county.
//!
//! A check says what it found, what it expected and what to do, at the cell where the figure stood. Nearly all are
//! warnings: a figure may be strange and right. What can't be right at all is refused where the data are built. Each
//! family has its file: `cell` looks at one row, `series` along a county's periods, `slip` for wrong units, `ledger`
//! at what must add up. A check is linear in the rows and makes a sentence only where it has something to say.
//!
//! No flood: where most of a county's rows have the same fault it is said once, and no more than [`MOST_OF_A_KIND`]
//! findings of one kind are listed.

mod cell;
mod ledger;
mod series;
mod slip;

use std::collections::{BTreeMap, HashSet};

use crate::dataset::{County, Dataset, Grain, unit_key};
use crate::field::{Amount, Field, FieldUnit, Row};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::Money;
use crate::month::Period;

/// The most findings of one kind that are listed one by one.
pub const MOST_OF_A_KIND: usize = 100;

/// What is known beside the data and lets more be checked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// 当地职工月平均工资, yuan a month, by the calendar year in which it was earned.
    pub average_wage: BTreeMap<i32, Money>,
    /// The cells whose value is unknown for another reason than that they are empty, which was said already.
    pub unread: HashSet<Origin>,
}

/// A check: what it has to say of one county.
type Check = fn(&Subject<'_>, &mut Found);

/// All checks, in the order in which their findings are told.
const CHECKS: [Check; 14] = [
    cell::missing,
    cell::blank_row,
    cell::negative,
    slip::unit_slip,
    slip::unit_doubtful,
    cell::more_contributors_than_insured,
    ledger::balance,
    ledger::collected_above_due,
    ledger::due,
    cell::base_outside_band,
    series::heads_jump,
    series::money_peaks,
    series::repeated,
    series::target_varies,
];

/// Those that know nothing of what a pension is or what part of the wage is due for it: they hold for every fund.
const OF_EVERY_FUND: [Check; 8] = [
    cell::missing,
    cell::blank_row,
    cell::negative,
    ledger::balance,
    ledger::collected_above_due,
    series::heads_jump,
    series::repeated,
    series::target_varies,
];

/// Everything that is strange about the data.
pub fn check(dataset: &Dataset) -> Findings {
    check_with(dataset, &Known::default())
}

/// [`check`], with what is known beside the data.
pub fn check_with(dataset: &Dataset, known: &Known) -> Findings {
    let mut found = Found::default();
    let is_pension = dataset.fund.is_settled();
    let checks: &[Check] = if is_pension { &CHECKS } else { &OF_EVERY_FUND };
    for county in &dataset.counties {
        let slips = if is_pension { slip::slips(county) } else { Vec::new() };
        let subject = Subject { county, grain: dataset.grain, absent: &dataset.absent, known, slips };
        for check in checks {
            check(&subject, &mut found);
        }
        found.end_county(&subject);
    }
    found.findings()
}

/// One county as the checks see it.
struct Subject<'a> {
    county: &'a County,
    grain: Grain,
    absent: &'a [Field],
    known: &'a Known,
    /// The figures in a wrong unit; other checks pass over them.
    slips: Vec<slip::Slip>,
}

impl Subject<'_> {
    /// The period of a row.
    fn period(&self, row: usize) -> Period {
        self.county.first.plus(row as i32)
    }

    /// A span of rows as an officer writes it; the end does not belong to it.
    fn span(&self, rows: std::ops::Range<usize>) -> String {
        let first = self.period(rows.start);
        if rows.len() < 2 { first.to_string() } else { format!("{first}—{}", self.period(rows.end - 1)) }
    }

    /// Where the value of a row stood.
    fn place(&self, row: usize, field: Field) -> Origin {
        self.county.sources.get(row).map_or_else(Origin::default, |source| source.place(field))
    }

    /// The rows with their positions.
    fn rows(&self) -> impl Iterator<Item = (usize, Row<'_>)> {
        self.county.rows().enumerate()
    }

    /// Each row with the one after it, with the position of the first.
    fn pairs(&self) -> impl Iterator<Item = (usize, [Row<'_>; 2])> {
        let county = self.county;
        (1..county.len()).map(|n| (n - 1, [county.nth(n - 1), county.nth(n)]))
    }

    /// An amount in the unit in which the county's table has a field, so that it reads as it stands there.
    fn money(&self, field: Field, amount: Money) -> String {
        self.county.as_told(field, Amount::Money(amount))
    }

    /// How many yuan that unit has.
    fn unit(&self, field: Field) -> i64 {
        if field.unit() == FieldUnit::Yuan { self.county.unit_told(field) } else { 1 }
    }

    /// A plain number of a field as it is written: heads, or fen in the table's unit.
    fn written(&self, number: i128, field: Field) -> String {
        match field.unit() {
            FieldUnit::Persons => number.to_string(),
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => self.money(field, Money::from_fen(number)),
        }
    }

    /// How many months a row stands for.
    fn months(&self) -> i128 {
        match self.grain {
            Grain::Monthly => 1,
            Grain::Yearly => 12,
        }
    }

    /// Whether a value is in a wrong unit.
    fn slipped(&self, row: usize, field: Field) -> bool {
        self.slips.iter().any(|slip| slip.field == field && slip.rows.contains(&row))
    }

    /// Whether any value of a row is.
    fn row_slipped(&self, row: usize) -> bool {
        self.slips.iter().any(|slip| slip.rows.contains(&row))
    }
}

/// A number as it is read best, with separators and a true minus: `−44,342.34`; `None` where it is no number, or short.
fn legible(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction.strip_prefix('.').unwrap_or("")) {
        return None;
    }
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    Some(format!("{sign}{}{fraction}", groups.join(",")))
}

/// A value as a plain number: heads, or fen.
fn number(row: Row<'_>, field: Field) -> Option<i128> {
    row.number(field).map(i128::from)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    kinds: Vec<Kind>,
    /// The faults that run through a county.
    throughout: Vec<(&'static str, Finding)>,
}

/// What was found of one kind.
struct Kind {
    code: &'static str,
    said: Findings,
    /// How many were not listed, and where the first of them is.
    more: usize,
    next: Option<Origin>,
    /// Of the county under way: how many, and where its own begin in `said`.
    in_county: usize,
    from: usize,
}

impl Found {
    /// Takes note of a figure; its facts are made only where it is listed. County, period and field are facts already.
    fn say(
        &mut self,
        (code, severity): (&'static str, Severity),
        subject: &Subject<'_>,
        (row, field): (usize, Field),
        facts: impl FnOnce(Finding) -> Finding,
    ) {
        let place = self.kinds.iter().position(|kind| kind.code == code).unwrap_or_else(|| {
            self.kinds.push(Kind { code, said: Vec::new(), more: 0, next: None, in_county: 0, from: 0 });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[place];
        kind.in_county += 1;
        if kind.said.len() >= MOST_OF_A_KIND {
            kind.more += 1;
            kind.next.get_or_insert_with(|| subject.place(row, field));
            return;
        }
        let finding = Finding::new(code, severity, subject.place(row, field))
            .with("county", &subject.county.name)
            .with("field", field.text_key());
        let mut finding = facts(finding).with("unit", unit_key(subject.unit(field)));
        // A county or a year may be digits alone.
        let is_name = |name: &str| ["county", "period", "before", "year"].contains(&name);
        for (_, text) in finding.facts.iter_mut().filter(|(name, _)| !is_name(name)) {
            if let Some(legible) = legible(text) {
                *text = legible;
            }
        }
        kind.said.push(finding);
    }

    /// Says once what holds for most of a county's rows.
    fn end_county(&mut self, subject: &Subject<'_>) {
        for kind in &mut self.kinds {
            let listed = kind.said.len() - kind.from;
            if kind.in_county > 3 && kind.in_county * 2 > subject.county.len() && listed > 0 {
                kind.more -= kind.in_county - listed;
                if kind.more == 0 {
                    kind.next = None;
                }
                let second = kind.said.drain(kind.from + 1..).next();
                let origin = second.map(|finding| finding.origin).or_else(|| Some(kind.said.last()?.origin.clone()));
                let finding = Finding::new("more-in-county", Severity::Note, origin.unwrap_or_default())
                    .with("county", &subject.county.name)
                    .with("count", kind.in_county - 1)
                    .with("kind", format!("check.{}", kind.code));
                self.throughout.push((kind.code, finding));
            }
            (kind.in_county, kind.from) = (0, kind.said.len());
        }
    }

    /// All of it, kind by kind.
    fn findings(mut self) -> Findings {
        let mut findings = Findings::new();
        for kind in self.kinds {
            let severity = kind.said.first().map_or(Severity::Note, |finding| finding.severity);
            findings.extend(kind.said);
            findings.extend(self.throughout.extract_if(.., |(code, _)| *code == kind.code).map(|(_, finding)| finding));
            if let Some(origin) = kind.next {
                // The place of the first that is not listed, its file at least: there are more of them from there on.
                findings.push(
                    Finding::new("more-of-kind", severity, origin)
                        .with("count", kind.more)
                        .with("kind", format!("check.{}", kind.code)),
                );
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::legible;

    #[test]
    fn numbers_are_parted_and_words_are_left_alone() {
        for (text, said) in [
            ("656662132700.00", "656,662,132,700.00"),
            ("-44342.34", "−44,342.34"),
            ("1000", "1,000"),
            ("999.5", "999.5"),
            ("-0.5", "−0.5"),
        ] {
            assert_eq!(legible(text).as_deref(), Some(said));
        }
        for words in ["2006-04", "1/10000", "+344%", "", "-", "甲县", "1.2.3"] {
            assert_eq!(legible(words), None, "{words}");
        }
    }
}
