//! The flow along the months: money moves from one closing to the next at demand, or skips some in a deposit.
//!
//! What may be bound at the closings of the months is a system of intervals. Each row less the one before makes it a
//! flow through nodes, one where each month begins and one at the end, so that whole amounts have a whole optimum. It is
//! found by the network simplex, in whole numbers throughout.

/// A way for money: from the beginning of a month to that of a later one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arc {
    /// The node where it begins.
    pub from: usize,
    /// The node where it ends, which is later.
    pub to: usize,
    /// What a unit on it gains.
    pub gain: i128,
}

/// The circle that an arc closes with the tree.
#[derive(Clone, Debug)]
pub struct Circle {
    /// The arc outside the tree.
    pub entering: usize,
    /// How much can go round.
    pub most: i64,
    /// The arcs that are emptied by that, and those that carried nothing before; none where nothing goes round.
    pub emptied: Vec<usize>,
    /// See `emptied`.
    pub filled: Vec<usize>,
    /// The node below the arc that leaves the tree, and the end of the arc that enters on its side.
    cut: usize,
    hangs_on: usize,
    /// The nodes below the arcs on the way from the top round, and whether the money goes against them.
    way: Vec<(usize, bool)>,
}

/// A flow through a tree of arcs; all others carry nothing.
#[derive(Clone, Debug)]
pub struct Flow {
    arcs: Vec<Arc>,
    /// How much each arc carries.
    amounts: Vec<i64>,
    /// By node the arc that joins it to the tree above, the last node being the root.
    above: Vec<usize>,
    /// By node what a unit gains on its way from there to the root.
    worth: Vec<i128>,
    /// By node the last search for a circle that came by, see [`Flow::ways_up`].
    seen: Vec<usize>,
    searches: usize,
}

impl Flow {
    /// All money at demand: `room` may be bound month by month. The first arcs are those of demand, one a month; `arcs`
    /// follow.
    pub fn new(room: &[i64], arcs: impl IntoIterator<Item = Arc>) -> Flow {
        let demand = (0..room.len()).map(|n| Arc { from: n, to: n + 1, gain: 0 });
        let arcs: Vec<Arc> = demand.chain(arcs).collect();
        let mut amounts = room.to_vec();
        amounts.resize(arcs.len(), 0);
        let nodes = room.len() + 1;
        let above = (0..nodes).map(|n| if n < room.len() { n } else { usize::MAX }).collect();
        let mut flow = Flow { arcs, amounts, above, worth: vec![0; nodes], seen: vec![0; nodes], searches: 0 };
        flow.weigh();
        flow
    }

    /// The arcs.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// How much each arc carries.
    pub fn amounts(&self) -> &[i64] {
        &self.amounts
    }

    /// What the flow gains.
    pub fn gain(&self) -> i128 {
        self.arcs.iter().zip(&self.amounts).map(|(arc, amount)| arc.gain * i128::from(*amount)).sum()
    }

    /// What one unit more on an arc would gain, taken from the tree as it was when money was last moved by
    /// [`Flow::improve`].
    pub fn margin(&self, arc: usize) -> i128 {
        let Arc { from, to, gain } = self.arcs[arc];
        gain + self.worth[to] - self.worth[from]
    }

    /// Keeps the arcs that are told, and those that carry something or hold the tree together.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut held = vec![false; self.arcs.len()];
        self.above.iter().filter(|arc| **arc != usize::MAX).for_each(|arc| held[*arc] = true);
        let kept: Vec<usize> = (0..self.arcs.len()).filter(|n| held[*n] || keep(*n)).collect();
        let mut place = vec![usize::MAX; self.arcs.len()];
        kept.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        for arc in self.above.iter_mut().filter(|arc| **arc != usize::MAX) {
            *arc = place[*arc];
        }
        self.arcs = kept.iter().map(|n| self.arcs[*n]).collect();
        self.amounts = kept.iter().map(|n| self.amounts[*n]).collect();
        kept
    }

    /// Moves money until nothing more can be gained.
    pub fn improve(&mut self) {
        // Looks at the arcs in turns, so that not all are looked at for each step.
        let (mut at, turn) = (0, 64.max(self.arcs.len() / 16));
        let mut unseen = self.arcs.len();
        while unseen > 0 {
            let mut best = (0, usize::MAX);
            for _ in 0..turn.min(unseen) {
                let margin = self.margin(at);
                if margin > best.0 {
                    best = (margin, at);
                }
                at = if at + 1 == self.arcs.len() { 0 } else { at + 1 };
            }
            match best {
                (_, usize::MAX) => unseen -= turn.min(unseen),
                (_, arc) => {
                    self.enter(arc);
                    unseen = self.arcs.len();
                }
            }
        }
    }

    /// The node above another in the tree.
    fn parent(&self, node: usize) -> usize {
        let arc = self.arcs[self.above[node]];
        if arc.from == node { arc.to } else { arc.from }
    }

    /// Sends as much as can be over an arc and back through the tree; the arc that is emptied leaves the tree.
    fn enter(&mut self, entering: usize) {
        if let Some(circle) = self.circle(entering) {
            self.turn(&circle);
            self.weigh();
        }
    }

    /// The nodes from two up to the first that is above both, without it.
    fn ways_up(&mut self, a: usize, b: usize) -> [Vec<usize>; 2] {
        let root = self.above.len() - 1;
        self.searches += 2;
        let mut ways = [Vec::new(), Vec::new()];
        let mut at = [a, b];
        // By turns, so that neither goes much further than the place where they meet.
        loop {
            for (own, mark) in [(0, self.searches), (1, self.searches + 1)] {
                let node = at[own];
                if self.seen[node] == self.searches + 1 - own {
                    let met = ways[1 - own].iter().position(|other| *other == node);
                    ways[1 - own].truncate(met.unwrap_or(ways[1 - own].len()));
                    return ways;
                }
                self.seen[node] = mark;
                if node != root {
                    ways[own].push(node);
                    at[own] = self.parent(node);
                }
            }
        }
    }

    /// The circle that an arc outside the tree closes; `None` where nothing on it would be emptied.
    pub fn circle(&mut self, entering: usize) -> Option<Circle> {
        // The money of the circle goes over the arc, up from its end and down to its beginning. Of the arcs emptied the
        // last one on the way from the top leaves, so that no circle of trees is gone round for ever.
        let Arc { from, to, .. } = self.arcs[entering];
        let [down, up] = self.ways_up(from, to);
        let first_up = down.len();
        let against = |node: usize, upwards: bool| (self.arcs[self.above[node]].from == node) != upwards;
        let way = down.iter().rev().map(|node| (*node, against(*node, false)));
        let way: Vec<(usize, bool)> = way.chain(up.iter().map(|node| (*node, against(*node, true)))).collect();
        let carried = |node: usize| self.amounts[self.above[node]];
        let most = way.iter().filter(|(_, against)| *against).map(|(node, _)| carried(*node)).min()?;
        let at = way.iter().rposition(|(node, against)| *against && carried(*node) == most)?;
        let of = |against: bool, amount: i64| {
            let some = way.iter().filter(move |(node, is)| *is == against && most > 0 && carried(*node) == amount);
            some.map(|(node, _)| self.above[*node])
        };
        let emptied = of(true, most).collect();
        let filled = of(false, 0).chain((most > 0).then_some(entering)).collect();
        let hangs_on = if at < first_up { from } else { to };
        Some(Circle { entering, most, emptied, filled, cut: way[at].0, hangs_on, way })
    }

    /// Sends the money of a circle round. What nodes are worth stays as it was.
    pub fn turn(&mut self, circle: &Circle) {
        for (node, against) in &circle.way {
            self.amounts[self.above[*node]] += if *against { -circle.most } else { circle.most };
        }
        self.amounts[circle.entering] += circle.most;
        // What hung below the arc that leaves hangs on the one that enters.
        let (mut node, mut arc) = (circle.hangs_on, circle.entering);
        loop {
            let next = (node != circle.cut).then(|| self.parent(node));
            arc = std::mem::replace(&mut self.above[node], arc);
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
    }

    /// Whether an arc is in the tree.
    pub fn holds(&self, arc: usize) -> bool {
        let Arc { from, to, .. } = self.arcs[arc];
        self.above[from] == arc || self.above[to] == arc
    }

    /// What every node is worth, from the tree.
    fn weigh(&mut self) {
        let root = self.above.len() - 1;
        let mut known = vec![false; self.above.len()];
        (known[root], self.worth[root]) = (true, 0);
        let mut way = Vec::new();
        for node in 0..root {
            let mut at = node;
            while !known[at] {
                way.push(at);
                at = self.parent(at);
            }
            while let Some(below) = way.pop() {
                let arc = self.arcs[self.above[below]];
                self.worth[below] = match arc.from == below {
                    true => self.worth[arc.to] + arc.gain,
                    false => self.worth[arc.from] - arc.gain,
                };
                known[below] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The most that can be gained, all placements tried month by month.
    fn by_trying(room: &[i64], terms: &[(usize, i128)], month: usize, bound: &mut Vec<i64>) -> i128 {
        let Some((&(term, gain), others)) = terms.split_first() else { return 0 };
        if month == room.len() {
            return by_trying(room, others, 0, bound);
        }
        let mut best = by_trying(room, terms, month + 1, bound);
        let within = month + term < room.len();
        let most = (month..month + term).filter(|_| within).map(|n| room[n] - bound[n]).min().unwrap_or(0);
        for amount in 1..=most {
            (month..month + term).for_each(|n| bound[n] += amount);
            best = best.max(gain * i128::from(amount) + by_trying(room, terms, month + 1, bound));
            (month..month + term).for_each(|n| bound[n] -= amount);
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_flow_gains_more(
            room in prop::collection::vec(0..3_i64, 1..6),
            gains in prop::collection::vec(1..9_i128, 3),
        ) {
            let terms: Vec<(usize, i128)> = (1..).zip(gains).collect();
            let last = room.len() - 1;
            let arcs = terms.iter().flat_map(|&(term, gain)| {
                (0..last).filter(move |n| n + term <= last).map(move |from| Arc { from, to: from + term, gain })
            });
            let mut flow = Flow::new(&room, arcs);
            flow.improve();
            prop_assert_eq!(flow.gain(), by_trying(&room, &terms, 0, &mut vec![0; room.len()]));
            let bound = |n: usize| -> i64 {
                flow.arcs().iter().zip(flow.amounts()).skip(room.len())
                    .filter(|(arc, _)| arc.from <= n && n < arc.to).map(|(_, amount)| amount).sum()
            };
            for (n, room) in room.iter().enumerate() {
                prop_assert_eq!(bound(n) + flow.amounts()[n], *room);
                prop_assert!(flow.amounts().iter().all(|amount| *amount >= 0));
            }
        }
    }
}
