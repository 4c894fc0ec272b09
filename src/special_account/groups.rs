//! One entry of a ledger against several of the other: which sets make up its amount.
//!
//! Source: section 13.1, rules 4 and 5.

use std::collections::{BTreeSet, HashMap};

use super::day::Day;

/// The ways in which a set is looked for, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// All open entries with one number.
    Number,
    /// All of one day and counterparty.
    Party,
    /// Entries that follow one another on one day.
    Run,
    /// Two to six entries.
    Few,
}

impl Way {
    /// All, in their order.
    pub const ALL: [Way; 4] = [Way::Number, Way::Party, Way::Run, Way::Few];
}

/// An open entry that may be one of several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part<'a> {
    /// Its place in its ledger.
    pub entry: usize,
    /// When.
    pub day: Day,
    /// How much, in fen, above zero.
    pub amount: i128,
    /// Its number; empty where it has none.
    pub number: &'a str,
    /// Its counterparty, as a number that stands for its name; `None` where it is unknown.
    pub party: Option<usize>,
    /// What it was for.
    pub memo: &'a str,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// No set makes it up.
    None,
    /// Exactly one does: its entries, ascending.
    One(Vec<usize>),
    /// More than one does.
    Several,
}

/// Sets while they are found; more than two need not be told apart.
#[derive(Clone, Default)]
struct Sets(BTreeSet<Vec<usize>>);

impl Sets {
    fn add<'a, 'b: 'a>(&mut self, parts: impl IntoIterator<Item = &'a Part<'b>>) {
        let mut set: Vec<usize> = parts.into_iter().map(|part| part.entry).collect();
        set.sort_unstable();
        self.0.insert(set);
    }

    fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    fn found(mut self) -> Found {
        match self.0.len() {
            0 => Found::None,
            1 => Found::One(self.0.pop_first().expect("there is one")),
            _ => Found::Several,
        }
    }
}

/// The open parts of one effect, by day and row, and what is known of their days.
pub struct Parts<'a> {
    parts: Vec<Part<'a>>,
    /// By day the sets of one counterparty, by what they come to; for the days that were looked at since any part of
    /// theirs was taken.
    of_one_party: HashMap<Day, HashMap<i128, Sets>>,
}

impl<'a> Parts<'a> {
    /// Parts in the order of their rows.
    pub fn new(mut parts: Vec<Part<'a>>) -> Parts<'a> {
        parts.sort_by_key(|part| part.day);
        Parts { parts, of_one_party: HashMap::new() }
    }

    /// Takes out a set that was found.
    pub fn take(&mut self, set: &[usize]) {
        self.parts.retain(|part| {
            let is_taken = set.contains(&part.entry);
            if is_taken {
                self.of_one_party.remove(&part.day);
            }
            !is_taken
        });
    }

    /// Looks for the sets of two entries or more, at most so many days from one, that make up `amount`, in one way;
    /// `agree` tells of two counterparties.
    pub fn look(
        &mut self,
        way: Way,
        amount: i128,
        (day, days): (Day, i32),
        agree: impl Fn(usize, usize) -> bool,
    ) -> Found {
        let from = self.parts.partition_point(|part| day.since(part.day) > days);
        let to = self.parts.partition_point(|part| part.day.since(day) <= days);
        let parts = &self.parts[from..to.max(from)];
        match way {
            Way::Number => of_one_number(amount, parts),
            Way::Party => {
                let mut found = Sets::default();
                for day in parts.chunk_by(|a, b| a.day == b.day) {
                    let sets = self.of_one_party.entry(day[0].day).or_insert_with(|| sets_of_one_party(day, &agree));
                    found.0.extend(sets.get(&amount).into_iter().flat_map(|sets| sets.0.iter().cloned()));
                }
                found.found()
            }
            Way::Run => of_one_run(amount, parts),
            Way::Few => of_few(amount, parts),
        }
    }
}

fn sum<'a, 'b: 'a>(parts: impl IntoIterator<Item = &'a Part<'b>>) -> i128 {
    parts.into_iter().map(|part| part.amount).sum()
}

fn of_one_number(amount: i128, parts: &[Part<'_>]) -> Found {
    let mut by_number: HashMap<&str, (i128, usize)> = HashMap::new();
    for part in parts.iter().filter(|part| !part.number.is_empty()) {
        let (sum, count) = by_number.entry(part.number).or_default();
        *sum += part.amount;
        *count += 1;
    }
    let mut sets = Sets::default();
    for (number, _) in by_number.into_iter().filter(|(_, (sum, count))| *sum == amount && *count > 1) {
        sets.add(parts.iter().filter(|part| part.number == number));
    }
    sets.found()
}

/// Of a day all entries of each counterparty, by what they come to, where they are two or more.
fn sets_of_one_party(day: &[Part<'_>], agree: impl Fn(usize, usize) -> bool) -> HashMap<i128, Sets> {
    let names: BTreeSet<usize> = day.iter().filter_map(|part| part.party).collect();
    let mut sets: HashMap<i128, Sets> = HashMap::new();
    for name in names {
        let of = || day.iter().filter(|part| part.party.is_some_and(|party| agree(name, party)));
        if of().count() > 1 {
            sets.entry(sum(of())).or_default().add(of());
        }
    }
    sets
}

/// Where the amount is whole thousands of yuan, entries that follow one another sum to it too easily: they need a common
/// memo.
fn of_one_run(amount: i128, parts: &[Part<'_>]) -> Found {
    let is_round = amount % 100_000 == 0;
    let mut sets = Sets::default();
    for day in parts.chunk_by(|a, b| a.day == b.day) {
        let (mut first, mut sum) = (0, 0);
        for (last, part) in day.iter().enumerate() {
            sum += part.amount;
            while sum > amount {
                sum -= day[first].amount;
                first += 1;
            }
            let run = &day[first..last + 1];
            let common =
                !run.is_empty() && !run[0].memo.is_empty() && run.iter().all(|other| other.memo == run[0].memo);
            if sum == amount && run.len() > 1 && (!is_round || common) {
                sets.add(run);
            }
        }
    }
    sets.found()
}

/// How many sets of `k` there are among `n`, as far as anybody asks.
fn choose(n: usize, k: usize) -> i128 {
    let mut sets = 1_i128;
    for j in 0..k.min(n + 1) {
        sets = sets * (n - j) as i128 / (j as i128 + 1);
        if sets > 1 << 80 {
            break;
        }
    }
    sets
}

/// Two to six entries, fewest first, while so few sets are possible that none fits by accident.
fn of_few(amount: i128, parts: &[Part<'_>]) -> Found {
    const MOST_SETS: i128 = 2_000_000;
    const UNITS: [i128; 4] = [1, 100, 100_000, 1_000_000];
    let mut parts: Vec<&Part<'_>> = parts.iter().filter(|part| part.amount < amount).collect();
    parts.sort_unstable_by_key(|part| part.amount);
    let divided = |unit: i128| (unit, parts.iter().filter(|part| part.amount % unit == 0).count());
    let units: Vec<(i128, usize)> = UNITS.into_iter().filter(|unit| amount % unit == 0).map(divided).collect();
    for k in 2..=6_usize.min(parts.len()) {
        let is_sure = |(unit, count): &(i128, usize)| choose(*count, k).saturating_mul(unit * 100) <= amount;
        if choose(parts.len(), k) > MOST_SETS || !units.iter().all(is_sure) {
            break;
        }
        match of_so_many(amount, &parts, k).found() {
            Found::None => {}
            found => return found,
        }
    }
    Found::None
}

/// Sets of `k` that make up the amount, out of two halves; no more than two. The parts ascend by amount.
fn of_so_many(amount: i128, parts: &[&Part<'_>], k: usize) -> Sets {
    let mut sets = Sets::default();
    let sum = |parts: &[&Part<'_>]| parts.iter().map(|part| part.amount).sum::<i128>();
    if sum(&parts[..k]) > amount || sum(&parts[parts.len() - k..]) < amount {
        return sets;
    }
    let mut halves: Vec<(i128, [usize; 3])> = Vec::new();
    each_set(parts, k / 2, amount, &mut |set, sum| {
        halves.push((sum, set));
        true
    });
    halves.sort_unstable();
    each_set(parts, k - k / 2, amount, &mut |set, sum| {
        let own = &set[..k - k / 2];
        let from = halves.partition_point(|(half, _)| *half < amount - sum);
        for (_, half) in halves[from..].iter().take_while(|(half, _)| *half == amount - sum) {
            let half = &half[..k / 2];
            if half.iter().all(|n| !own.contains(n)) {
                sets.add(half.iter().chain(own).map(|n| parts[*n]));
            }
            if sets.are_several() {
                return false;
            }
        }
        true
    });
    sets
}

/// Tells each set of `k` parts, three at most, with its sum, of those below the amount, until told to stop.
fn each_set(parts: &[&Part<'_>], k: usize, amount: i128, tell: &mut dyn FnMut([usize; 3], i128) -> bool) {
    fn further(
        parts: &[&Part<'_>],
        (k, amount): (usize, i128),
        (set, held, sum): ([usize; 3], usize, i128),
        tell: &mut dyn FnMut([usize; 3], i128) -> bool,
    ) -> bool {
        if held == k {
            return tell(set, sum);
        }
        let from = if held == 0 { 0 } else { set[held - 1] + 1 };
        for (n, part) in parts.iter().enumerate().skip(from) {
            if sum + part.amount >= amount {
                break;
            }
            let mut set = set;
            set[held] = n;
            if !further(parts, (k, amount), (set, held + 1, sum + part.amount), tell) {
                return false;
            }
        }
        true
    }
    further(parts, (k, amount), ([0; 3], 0, 0), tell);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day::new(2013, 1, 7).unwrap()
    }

    fn part(entry: usize, amount: i128) -> Part<'static> {
        Part { entry, day: day(), amount, number: "", party: None, memo: "" }
    }

    fn parts(amounts: &[i128]) -> Vec<Part<'static>> {
        amounts.iter().enumerate().map(|(n, amount)| part(n, *amount)).collect()
    }

    fn look(way: Way, amount: i128, parts: &[Part<'_>], agree: impl Fn(usize, usize) -> bool) -> Found {
        Parts::new(parts.to_vec()).look(way, amount, (parts[0].day, 0), agree)
    }

    fn few(amount: i128, amounts: &[i128]) -> Found {
        look(Way::Few, amount, &parts(amounts), |_, _| false)
    }

    #[test]
    fn the_fewest_entries_come_first() {
        assert_eq!(few(10_000_003, &[9_000_001, 1_000_002, 500_001, 500_001]), Found::One(vec![0, 1]));
        let six = [1_234_567, 2_345_678, 3_456_789, 4_567_891, 5_678_912, 6_789_123];
        assert_eq!(few(six.iter().sum(), &six), Found::One(vec![0, 1, 2, 3, 4, 5]));
        assert_eq!(few(10_000_003, &[9_000_001, 1_000_002, 1_000_002]), Found::Several);
        assert_eq!(few(5_000_000, &[5_000_000, 7]), Found::None);
    }

    /// 139 ten thousands: with more than one pair of round candidates a pair may fit by accident.
    #[test]
    fn round_amounts_need_few_round_candidates() {
        let wan = |n: i128| n * 1_000_000;
        assert_eq!(few(wan(139), &[wan(111), wan(28)]), Found::One(vec![0, 1]));
        assert_eq!(few(wan(139), &[wan(111), wan(28), wan(50)]), Found::None);
        assert_eq!(few(wan(139), &[wan(111) + 3, wan(28) - 3, wan(50)]), Found::One(vec![0, 1]));
    }

    #[test]
    fn runs_of_whole_thousands_need_a_common_memo() {
        let run = |memo| -> Found {
            let parts: Vec<Part<'_>> =
                parts(&[300_000, 200_000, 100_000]).iter().map(|p| Part { memo, ..*p }).collect();
            look(Way::Run, 600_000, &parts, |_, _| false)
        };
        assert_eq!((run(""), run("代发")), (Found::None, Found::One(vec![0, 1, 2])));
        assert_eq!(look(Way::Run, 300_001, &parts(&[7, 200_000, 100_001, 3]), |_, _| false), Found::One(vec![1, 2]));
    }

    #[test]
    fn numbers_and_counterparties_count_with_all_their_entries() {
        let numbered: Vec<Part<'_>> = parts(&[3, 4, 5]).iter().map(|p| Part { number: "1234", ..*p }).collect();
        assert_eq!(look(Way::Number, 12, &numbered, |_, _| false), Found::One(vec![0, 1, 2]));
        assert_eq!(look(Way::Number, 7, &numbered, |_, _| false), Found::None);
        let of: Vec<Part<'_>> =
            parts(&[3, 4, 5]).iter().zip([Some(0), Some(1), None]).map(|(p, party)| Part { party, ..*p }).collect();
        assert_eq!(look(Way::Party, 7, &of, |_, _| true), Found::One(vec![0, 1]));
        assert_eq!(look(Way::Party, 7, &of, |a, b| a == b), Found::None);
    }

    #[test]
    fn what_was_taken_counts_no_more() {
        let party = |p: &Part<'static>| Part { party: Some(0), ..*p };
        let mut parts = Parts::new(parts(&[3, 4, 5]).iter().map(party).collect());
        let look = |amount, parts: &mut Parts<'_>| parts.look(Way::Party, amount, (day(), 0), |_, _| true);
        assert_eq!(look(12, &mut parts), Found::One(vec![0, 1, 2]));
        parts.take(&[1]);
        assert_eq!((look(12, &mut parts), look(8, &mut parts)), (Found::None, Found::One(vec![0, 2])));
    }
}
