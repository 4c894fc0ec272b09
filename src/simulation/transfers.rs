//! Members who move: what is paid over for them, never more than the payer holds, and the days that they lose.
//!
//! Source: section 11.8 of the statements.

use super::moved::Moved;
use super::settlement::Settlement;
use crate::field::Field;
use crate::finding::Finding;
use crate::journal::{Account, Kind, Purse};
use crate::money::Money;
use crate::place::PlaceId;

impl Settlement<'_> {
    /// 3. After the contributions of all, in the scenario's order.
    pub(super) fn transfers(&mut self) -> Result<(), Finding> {
        let (bound, month) = (self.bound, self.month);
        for (from, to, transfer) in bound.transfers.iter().filter(|(_, _, t)| t.month == month) {
            let mut moved = Moved {
                month,
                from: *from,
                to: *to,
                heads: transfer.heads,
                days: i128::from(transfer.heads) * i128::from(transfer.days),
                due: Money::ZERO,
                paid: Money::ZERO,
            };
            if transfer.is_paid() {
                let place = from.or(*to).unwrap_or(bound.places.root());
                let over = [transfer.per_head.into(), transfer.heads.into(), transfer.share.into()];
                moved.due = self.product(place, Field::Balance, &over, &[])?;
                moved.paid = from.map_or(moved.due, |payer| moved.due.min(self.ledger.held(payer)));
                let account = |side: &Option<PlaceId>| side.map_or(Account::outside(Purse::OtherPool), Account::fund);
                self.post(Kind::Transfer, account(from), account(to), moved.paid)?;
            }
            self.moved.push(moved);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, counties, run, yuan};
    use super::*;

    fn moving(month: &str, from: &str, to: &str, rest: &str) -> String {
        format!("[[transfer]]\nmonth = \"{month}\"\nfrom = \"{from}\"\nto = \"{to}\"\n{rest}\n")
    }

    /// 甲 collects 100 a month and pays 60, 乙 as much; nobody has anything at the outset.
    fn moved(transfers: &[String]) -> super::super::Run {
        let head = "start = \"2008-01\"\nmonths = 3\n[rates]\ncontribution_rate = 1\n";
        run(&counties(&[("甲", 100, 60, 0), ("乙", 100, 60, 0)]), &format!("{head}{}", transfers.concat())).unwrap()
    }

    #[test]
    fn money_moves_where_it_is_said_and_with_other_pools_always_and_never_more_than_is_held() {
        let run = moved(&[
            moving("2008-02", "甲", "乙", "heads = 3\nper_head = \"10.25\"\nshare = \"0.5\"\ndays = 20\nmoney = true"),
            moving("2008-02", "乙", "甲", "heads = 9\nper_head = 1000\ndays = 1"),
            moving("2008-02", "甲", "outside", "heads = 2\nper_head = 70"),
            moving("2008-02", "outside", "乙", "heads = 1\nper_head = 5"),
        ]);
        let shown = |m: &Moved| (m.days, m.due.to_string(), m.paid.to_string());
        // 3 × 10.25 × 0.5 = 15.375; 40 left of January and 100 collected, less that, are 124.62 of 140.
        let expected = [(60, "15.38", "15.38"), (9, "0.00", "0.00"), (0, "140.00", "124.62"), (0, "5.00", "5.00")];
        assert_eq!(run.moved.iter().map(shown).collect::<Vec<_>>(), expected.map(|(d, a, b)| (d, a.into(), b.into())));
        let notes: Vec<_> = run.notes.iter().filter(|note| note.code == "transfer-unpaid").collect();
        assert_eq!((notes.len(), notes[0].fact("due"), notes[0].fact("paid")), (1, Some("140.00"), Some("124.62")));
        let february = at(&run, "2008-02");
        let of = |run: &super::super::Run, county, field| run.money(february, PlaceId::county(county), field);
        assert_eq!([0, 1].map(|c| of(&run, c, Field::Balance)), [yuan("0"), yuan("100.38")]);
        assert_eq!(of(&run, 0, Field::Borrowed), yuan("60"));
        // The same months without.
        let still = run.without_moves.as_deref().unwrap();
        assert_eq!([0, 1].map(|c| of(still, c, Field::Balance)), [yuan("80"), yuan("80")]);
        assert_eq!(run.audit(), []);
    }

    #[test]
    fn who_moves_nowhere_or_outside_the_run_is_told() {
        let data = counties(&[("甲", 100, 60, 0), ("乙", 100, 60, 0)]);
        let code = |month: &str, from: &str, to: &str| {
            let text = moving(month, from, to, "heads = 1\nper_head = 1");
            run(&data, &format!("start = \"2008-01\"\nmonths = 3\n{text}")).unwrap_err()[0].code
        };
        assert_eq!(code("2008-01", "甲", "甲"), "transfer-same");
        assert_eq!(code("2008-01", "outside", "outside"), "transfer-same");
        assert_eq!(code("2008-04", "甲", "乙"), "transfer-outside");
        assert_eq!(code("2008-01", "甲", "丙"), "transfer-county");
    }
}
