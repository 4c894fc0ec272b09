//! The best pairs between two lists of entries: the most that can be made, of these the fewest days apart in all, then
//! the earliest.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Who may be paired with whom: for each on the left those on the right, ascending, with the days apart.
pub type Candidates = Vec<Vec<(usize, i32)>>;

/// Pairs of left and right, by left. `rights` is how many there are on the right.
pub fn pairs(candidates: &Candidates, rights: usize) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (lefts, own) in parts(candidates, rights) {
        let local = |right: &usize| own.binary_search(right).expect("a part has all its candidates");
        let of = |left: &usize| candidates[*left].iter().map(|(right, days)| (local(right), *days)).collect();
        let part: Candidates = lefts.iter().map(of).collect();
        let mates = earliest(&part, own.len());
        pairs.extend(lefts.iter().zip(mates).filter_map(|(left, mate)| Some((*left, own[mate?]))));
    }
    pairs.sort_unstable();
    pairs
}

/// The parts that have nothing to do with each other: those on the left and those on the right, ascending.
fn parts(candidates: &Candidates, rights: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut root: Vec<usize> = (0..candidates.len() + rights).collect();
    fn find(root: &mut [usize], mut n: usize) -> usize {
        while root[n] != n {
            root[n] = root[root[n]];
            n = root[n];
        }
        n
    }
    for (left, of) in candidates.iter().enumerate() {
        for (right, _) in of {
            let (a, b) = (find(&mut root, left), find(&mut root, candidates.len() + right));
            root[b.max(a)] = a.min(b);
        }
    }
    // The root of a part is its first on the left, for those come first.
    let mut parts: Vec<(Vec<usize>, Vec<usize>)> = vec![Default::default(); candidates.len()];
    for left in 0..candidates.len() {
        let part = find(&mut root, left);
        parts[part].0.push(left);
    }
    for right in 0..rights {
        let part = find(&mut root, candidates.len() + right);
        if part < candidates.len() {
            parts[part].1.push(right);
        }
    }
    parts.retain(|(_, rights)| !rights.is_empty());
    parts
}

/// A pairing under way: the mate of each on the left and on the right.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Mates {
    of_left: Vec<Option<usize>>,
    of_right: Vec<Option<usize>>,
}

/// Of the best pairings the one that gives the first on the left the earliest mate, then the second, and so on.
fn earliest(candidates: &Candidates, rights: usize) -> Vec<Option<usize>> {
    /// Where more would have to be tried, the pairing found first is taken: it differs in who of equals is paired.
    const MOST_TRIED: usize = 2_000_000;
    if let [only] = candidates.as_slice() {
        return vec![only.iter().min_by_key(|(right, days)| (*days, *right)).map(|(right, _)| *right)];
    }
    let mut fixed = (vec![false; candidates.len()], vec![false; rights]);
    let mut best = cheapest(candidates, rights, &fixed);
    let edges: usize = candidates.iter().map(Vec::len).sum();
    if edges.saturating_mul(candidates.len()) > MOST_TRIED {
        return best.of_left;
    }
    let value = |mates: &[Option<usize>], from: usize| {
        let days =
            |left: usize, mate: usize| candidates[left].iter().find(|(right, _)| *right == mate).map_or(0, |c| c.1);
        let paired = (from..mates.len()).filter_map(|left| Some((left, mates[left]?)));
        paired.fold((0, 0), |(count, sum), (left, mate)| (count + 1, sum + days(left, mate)))
    };
    for left in 0..candidates.len() {
        fixed.0[left] = true;
        let goal = value(&best.of_left, left);
        for (right, days) in candidates[left].iter().filter(|(right, _)| !fixed.1[*right]).copied().collect::<Vec<_>>()
        {
            if best.of_left[left] == Some(right) {
                break;
            }
            fixed.1[right] = true;
            let rest = cheapest(candidates, rights, &fixed);
            let (count, sum) = value(&rest.of_left, left + 1);
            if (count + 1, sum + days) == goal {
                let taken = best.of_left[..left].to_vec();
                best = rest;
                best.of_left[..left].copy_from_slice(&taken);
                best.of_left[left] = Some(right);
                break;
            }
            fixed.1[right] = false;
        }
        if let Some(mate) = best.of_left[left] {
            fixed.1[mate] = true;
        }
    }
    best.of_left
}

/// One of the best pairings of those that are not fixed: one pair more each time, by the way of fewest days more.
fn cheapest(candidates: &Candidates, rights: usize, fixed: &(Vec<bool>, Vec<bool>)) -> Mates {
    const FAR: i64 = i64::MAX;
    let lefts = candidates.len();
    let mut mates = Mates { of_left: vec![None; lefts], of_right: vec![None; rights] };
    // Pairs of one day cost nothing: so many pairs can't be had for less.
    for left in (0..lefts).filter(|left| !fixed.0[*left]) {
        let is_free = |right: usize| !fixed.1[right] && mates.of_right[right].is_none();
        if let Some((right, _)) = candidates[left].iter().find(|(right, days)| *days == 0 && is_free(*right)) {
            (mates.of_left[left], mates.of_right[*right]) = (Some(*right), Some(left));
        }
    }
    let (mut left_price, mut right_price) = (vec![0_i64; lefts], vec![0_i64; rights]);
    let mut left_far = vec![FAR; lefts];
    let mut right_far = vec![FAR; rights];
    let mut before = vec![usize::MAX; rights];
    loop {
        let (mut reached_left, mut reached_right) = (Vec::new(), Vec::new());
        let mut heap = BinaryHeap::new();
        for left in (0..lefts).filter(|left| !fixed.0[*left] && mates.of_left[*left].is_none()) {
            left_far[left] = 0;
            reached_left.push(left);
            heap.push(Reverse((0, left)));
        }
        let mut end: Option<(i64, usize)> = None;
        while let Some(Reverse((far, left))) = heap.pop() {
            if end.is_some_and(|(nearest, _)| far >= nearest) {
                break;
            }
            if far > left_far[left] {
                continue;
            }
            for &(right, days) in &candidates[left] {
                if fixed.1[right] || mates.of_left[left] == Some(right) {
                    continue;
                }
                let to = far + i64::from(days) + left_price[left] - right_price[right];
                if to >= right_far[right] {
                    continue;
                }
                if right_far[right] == FAR {
                    reached_right.push(right);
                }
                (right_far[right], before[right]) = (to, left);
                match mates.of_right[right] {
                    None => end = Some(end.map_or((to, right), |end| end.min((to, right)))),
                    Some(next) => {
                        if left_far[next] == FAR {
                            reached_left.push(next);
                        }
                        left_far[next] = to;
                        heap.push(Reverse((to, next)));
                    }
                }
            }
        }
        let Some((length, mut right)) = end else { return mates };
        for left in reached_left {
            left_price[left] += left_far[left].min(length) - length;
            left_far[left] = FAR;
        }
        for right in reached_right {
            right_price[right] += right_far[right].min(length) - length;
            right_far[right] = FAR;
        }
        loop {
            let left = before[right];
            let next = mates.of_left[left].replace(right);
            mates.of_right[right] = Some(left);
            match next {
                Some(next) => right = next,
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All pairings, one by one.
    fn by_trying(candidates: &Candidates, left: usize, used: &mut Vec<bool>) -> Vec<(usize, i32, Vec<Option<usize>>)> {
        if left == candidates.len() {
            return vec![(0, 0, Vec::new())];
        }
        let mut all = Vec::new();
        let mut go = |mate: Option<(usize, i32)>, used: &mut Vec<bool>| {
            for (count, sum, rest) in by_trying(candidates, left + 1, used) {
                let days = mate.map_or(0, |m| m.1);
                let own = std::iter::once(mate.map(|m| m.0));
                all.push((count + usize::from(mate.is_some()), sum + days, own.chain(rest).collect()));
            }
        };
        go(None, used);
        for &(right, days) in &candidates[left] {
            if !used[right] {
                used[right] = true;
                go(Some((right, days)), used);
                used[right] = false;
            }
        }
        all
    }

    proptest! {
        #[test]
        fn no_pairing_is_better_or_earlier(
            lefts in prop::collection::vec(0..12_i32, 0..5),
            rights in prop::collection::vec(0..12_i32, 0..5),
            odds in prop::collection::vec(any::<bool>(), 25),
        ) {
            let candidates: Candidates = lefts.iter().enumerate().map(|(l, left)| {
                let near = rights.iter().enumerate().filter(|(r, right)| (left - *right).abs() <= 4 && odds[l * 5 + r]);
                near.map(|(r, right)| (r, (left - right).abs())).collect()
            }).collect();
            let found = pairs(&candidates, rights.len());
            let all = by_trying(&candidates, 0, &mut vec![false; rights.len()]);
            let order = |mates: &[Option<usize>]| mates.iter().map(|m| m.unwrap_or(usize::MAX)).collect::<Vec<_>>();
            let best = all.into_iter().min_by_key(|(count, sum, mates)| (Reverse(*count), *sum, order(mates))).unwrap();
            let best: Vec<(usize, usize)> =
                best.2.iter().enumerate().filter_map(|(left, mate)| Some((left, (*mate)?))).collect();
            prop_assert_eq!(found, best);
        }
    }
}
