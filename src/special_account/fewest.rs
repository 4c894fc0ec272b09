//! Of the flows that gain most one of few placements.
//!
//! All that gain most are the flows through arcs on which a unit more would lose nothing. From one tree of such arcs to
//! the next one arc comes in and another is emptied. A walk goes where placements get fewer, or no more, and now and
//! then, less and less, where there is one more. The walks begin by turns where the flow was and at the best found, and
//! their chances are the same each time.

use super::flow::Flow;

/// Money placed: the month in which, the month in which it is back, and how much.
pub type Placed = (usize, usize, i64);

const WALKS: usize = 32;
/// The most nodes gone through by a walk, so that long plans take no longer than short ones; short ones need no more
/// than so many steps a month.
const NODES: usize = 500_000;
const STEPS_A_MONTH: usize = 140;
/// Once in so many times, or up to eight times as many, one more placement is taken at first.
const DARING: u64 = 32;

/// Few placements that gain as much as a flow that gains most; the first `months` arcs of it are those of demand.
pub fn fewest(mut flow: Flow, months: usize) -> Vec<Placed> {
    let loses: Vec<bool> = (0..flow.arcs().len()).map(|n| flow.margin(n) != 0).collect();
    let kept = flow.retain(|n| !loses[n]);
    let deposit: Vec<bool> = kept.iter().map(|n| *n >= months).collect();
    let placed = |flow: &Flow| -> Vec<Placed> {
        let held = (0..deposit.len()).filter(|n| deposit[*n] && flow.amounts()[*n] > 0);
        held.map(|n| (flow.arcs()[n].from, flow.arcs()[n].to, flow.amounts()[n])).collect()
    };
    let steps = (STEPS_A_MONTH * months).min(NODES / (months + 1)) as u64;
    let mut chance = Chance(1);
    let first = (placed(&flow).len(), flow);
    let mut best = first.clone();
    for walk in 0..WALKS {
        let (mut count, mut flow) = if walk % 2 == 0 { first.clone() } else { best.clone() };
        let daring = DARING << (walk % 4);
        for left in (1..=steps).rev() {
            let entering = chance.below(deposit.len() as u64) as usize;
            if flow.holds(entering) {
                continue;
            }
            let Some(circle) = flow.circle(entering) else { continue };
            let deposits = |arcs: &[usize]| arcs.iter().filter(|n| deposit[**n]).count();
            let (more, fewer) = (deposits(&circle.filled), deposits(&circle.emptied));
            if more > fewer && chance.below(daring * steps) >= left {
                continue;
            }
            flow.turn(&circle);
            count = count + more - fewer;
            if count < best.0 {
                best = (count, flow.clone());
            }
        }
    }
    let mut placed = placed(&best.1);
    placed.sort_unstable();
    placed
}

/// Chances that are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}
