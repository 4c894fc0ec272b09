//! Reading `[[transfer]]`.

use rust_decimal::Decimal;

use super::reader::{Reader, Section};
use crate::scenario::transfer::Transfer;

const TRANSFER_KEYS: [&str; 8] = ["month", "from", "to", "heads", "per_head", "share", "days", "money"];

impl Reader<'_> {
    pub(super) fn transfers(&mut self, top: Section<'_>) -> Vec<Transfer> {
        self.tables(top, "transfer").into_iter().filter_map(|table| self.transfer(table)).collect()
    }

    fn transfer(&mut self, s: Section<'_>) -> Option<Transfer> {
        self.known(s, &TRANSFER_KEYS);
        let month = self.value(s, "month", "expected.month", Reader::month);
        let month = self.required(s, "month", month);
        let [from, to] = ["from", "to"].map(|key| {
            let county = self.value(s, key, "expected.text", |_, v| v.as_str().map(str::to_owned));
            self.required(s, key, county)
        });
        let heads = self.value(s, "heads", "expected.heads", Reader::heads);
        let heads = self.required(s, "heads", heads);
        let money = self.value(s, "money", "expected.truth", |_, v| v.as_bool()).unwrap_or_default();
        let per_head = self.value(s, "per_head", "expected.amount", Reader::amount);
        let per_head = self.required(s, "per_head", per_head);
        let share = self.value(s, "share", "expected.share", |r, v| r.not_negative(v).filter(|d| *d <= Decimal::ONE));
        let days = self.value(s, "days", "expected.heads", Reader::heads).unwrap_or_default();
        let (month, from, to) = (month?, from?, to?);
        let share = share.unwrap_or(Decimal::ONE);
        Some(Transfer { month, from, to, heads: heads?, per_head: per_head?, share, days, money })
    }
}
