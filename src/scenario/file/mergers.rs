//! Reading `[merger]` and `[[merger]]`.

use rust_decimal::Decimal;
use toml_edit::Value;

use super::Mode;
use super::reader::{Reader, Section};
use crate::money::{Persons, Rate};
use crate::scenario::Scenario;
use crate::scenario::merger::Merger;

const MERGER_KEYS: [&str; 18] = [
    "county",
    "centres",
    "unemployed",
    "allowance",
    "leave_centres",
    "leave_direct",
    "per_head",
    "enterprise",
    "government",
    "fund",
    "matching",
    "duration",
    "reemployment",
    "benefit",
    "fallback",
    "top_up",
    "leave_allowance",
    "covered",
];

impl Reader<'_> {
    pub(super) fn mergers(&mut self, top: Section<'_>, mode: Mode) -> Vec<Merger> {
        let is_one = top.table.get("merger").is_some_and(|item| item.as_table_like().is_some());
        let tables = match is_one {
            true => self.section(top, "merger").into_iter().collect(),
            false => self.tables(top, "merger"),
        };
        if let (Mode::Replay, Some(first)) = (mode, tables.first()) {
            self.error("project-only", Some(first.start..first.start), "merger");
        }
        tables.into_iter().filter_map(|table| self.merger(table)).collect()
    }

    fn merger(&mut self, s: Section<'_>) -> Option<Merger> {
        self.known(s, &MERGER_KEYS);
        let county = self.value(s, "county", "expected.text", |_, v| v.as_str().map(str::to_owned));
        let county = self.required(s, "county", county);
        let mut heads = |key| self.value(s, key, "expected.heads", Reader::heads).unwrap_or_default();
        let [centres, unemployed, allowance] = ["centres", "unemployed", "allowance"].map(&mut heads);
        let mut leave = |key| {
            let list = |r: &Self, v: &Value| v.as_array()?.iter().map(|heads| r.heads(heads)).collect();
            self.value::<Vec<Persons>>(s, key, "expected.heads_list", list).unwrap_or_default()
        };
        let [leave_centres, leave_direct] = ["leave_centres", "leave_direct"].map(&mut leave);
        let mut amount = |key| {
            let amount = self.value(s, key, "expected.amount", Reader::amount);
            self.required(s, key, amount)
        };
        let [per_head, benefit, top_up] = ["per_head", "benefit", "top_up"].map(&mut amount);
        let share = |r: &Self, v: &Value| r.not_negative(v).filter(|rate| *rate <= Decimal::ONE);
        let mut part = |key| {
            let part = self.value(s, key, "expected.share", share);
            self.required(s, key, part)
        };
        let shares = ["enterprise", "government", "fund"].map(&mut part);
        let [fallback, leave_allowance, covered] = ["fallback", "leave_allowance", "covered"].map(&mut part);
        let matching = self.value(s, "matching", "expected.truth", |_, v| v.as_bool()).unwrap_or_default();
        let duration = self.value(s, "duration", "expected.months", |r, v| {
            let months = r.heads(v)?;
            (months <= i64::from(Scenario::MOST_MONTHS)).then_some(months as u32)
        });
        let duration = self.required(s, "duration", duration);
        let reemployment = self.yearly(s, "reemployment", "expected.share", share);
        let reemployment = self.required(s, "reemployment", reemployment);
        let [Some(enterprise), Some(government), Some(fund)] = shares else { return None };
        let sum: Rate = enterprise + government + fund;
        let span = s.table.get("enterprise").and_then(|item| item.span());
        if sum != Decimal::ONE {
            self.error("shares-not-whole", span.clone(), "merger").facts.push(("sum", sum.normalize().to_string()));
        }
        if matching && enterprise * Decimal::from(3) < Decimal::ONE {
            let finding = self.error("merger-matching", span, "merger.enterprise");
            finding.facts.push(("found", enterprise.normalize().to_string()));
        }
        Some(Merger {
            county: county?,
            centres,
            unemployed,
            allowance,
            leave_centres,
            leave_direct,
            per_head: per_head?,
            shares: [enterprise, government, fund],
            matching,
            duration: duration?,
            reemployment: reemployment?.values().to_vec(),
            benefit: benefit?,
            fallback: fallback?,
            top_up: top_up?,
            leave_allowance: leave_allowance?,
            covered: covered?,
        })
    }
}
