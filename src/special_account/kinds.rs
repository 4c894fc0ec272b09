//! What the entries of a ledger are of: handed up by counties, grants, passed down to counties; by the words beside them.

use std::collections::BTreeMap;

use super::ledger::Entry;
use crate::money::Money;
use crate::month::{Month, Period};

/// What money in or out of the pool is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// 区县上解
    HandedUp,
    /// 专项补助
    Grants,
    /// 拨付区县
    PassedDown,
}

impl Flow {
    /// All.
    pub const ALL: [Flow; 3] = [Flow::HandedUp, Flow::Grants, Flow::PassedDown];

    /// The words that tell of it.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Flow::HandedUp => &["上解", "上划", "归集", "划缴"],
            Flow::Grants => &["补助", "专项", "转移支付"],
            Flow::PassedDown => &["下拨", "拨付", "下划", "拨款"],
        }
    }

    /// What an entry is of; `None` where no word tells. A word counts on either side: a red entry takes back.
    pub fn of(entry: &Entry) -> Option<Flow> {
        Flow::ALL.into_iter().find(|flow| flow.words().iter().any(|word| entry.memo.contains(word)))
    }
}

/// What a ledger has by month, in the order of [`Flow::ALL`], as it stands in the data: above zero.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entered(BTreeMap<Month, [Money; 3]>);

impl Entered {
    /// What entries have.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Entered {
        let mut entered = Entered::default();
        for entry in entries {
            let Some(flow) = Flow::of(entry) else { continue };
            let sum = &mut entered.0.entry(entry.day.month()).or_default()[flow as usize];
            *sum += if flow == Flow::PassedDown { -entry.effect } else { entry.effect };
        }
        entered
    }

    /// What several ledgers have together.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Entered>) -> Entered {
        let mut sum = Entered::default();
        for (month, of) in all.into_iter().flat_map(|entered| &entered.0) {
            let sums = sum.0.entry(*month).or_default();
            sums.iter_mut().zip(of).for_each(|(sum, amount)| *sum += *amount);
        }
        sum
    }

    /// Whether a ledger tells of the whole of a period: it lies between the first and the last month that words tell of.
    pub fn covers(&self, period: Period) -> bool {
        let (Some(first), Some(last)) = (self.0.keys().next(), self.0.keys().next_back()) else { return false };
        *first <= period.first_month() && period.last_month() <= *last
    }

    /// What there is of a flow in a period.
    pub fn within(&self, flow: Flow, period: Period) -> Money {
        self.0.range(period.first_month()..=period.last_month()).map(|(_, sums)| sums[flow as usize]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Keeper;
    use super::super::ledger::testing::ledger;
    use super::*;

    #[test]
    fn entries_are_told_apart_by_their_words() {
        let text = "日期,收入,支出,摘要\n2005-09-05,30,,屯溪区上解\n2005-09-06,20,,中央专项补助\n2005-09-07,,15,拨付歙县\n\
                    2005-09-08,,-5,冲销拨付歙县\n2005-09-20,1,,结息\n2005-10-08,7,,上划\n";
        let entered = Entered::of(&ledger(Keeper::Agency, text).unwrap().entries);
        let of = |period: Period| Flow::ALL.map(|flow| entered.within(flow, period).to_string());
        let september = Period::Month("2005-09".parse().unwrap());
        assert_eq!(of(september), ["30.00", "20.00", "10.00"]);
        assert_eq!(of(Period::Year(2005)), ["37.00", "20.00", "10.00"]);
        let covers = |period: &str| entered.covers(period.parse().unwrap());
        assert_eq!(["2005-08", "2005-09", "2005-10", "2005"].map(covers), [false, true, true, false]);
        let twice = Entered::sum([&entered, &entered]);
        assert_eq!(Flow::ALL.map(|flow| twice.within(flow, september).to_string()), ["60.00", "40.00", "20.00"]);
    }
}
