//! Scores by leaf, sums by node, and the ranking: vetoes, grades, who is commended and who criticised.
//!
//! Source: model section 12.1.

use super::exact::{Exact, Score};
use super::figure::{Figure, Here, Sources};
use super::given::{Entered, Given};
use super::tree::{Condition, Leaf, NodeKind, Rule, Tree};
use crate::finding::{Finding, Findings, Severity};
use crate::month::Period;
use crate::place::{PlaceId, Places};
use crate::threads::each_of;

/// What a node came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scored {
    /// What was looked at.
    pub value: Option<Exact>,
    /// What it was held against.
    pub target: Option<Box<Exact>>,
    /// The score; `None` is open.
    pub score: Option<Score>,
    /// Whether an entered score lies outside nothing and full marks.
    pub out_of_range: bool,
}

/// Whether a place is praised or blamed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Award {
    /// 通报表彰
    Commend,
    /// 通报批评
    Criticise,
}

impl Award {
    /// Its key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Award::Commend => "commend",
            Award::Criticise => "criticise",
        }
    }
}

/// A place's sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assessed {
    /// Which.
    pub place: PlaceId,
    /// What each node came to, in the tree's order.
    pub nodes: Vec<Scored>,
    /// The sum of the leaves that are not open, before any veto.
    pub scored: Score,
    /// The full marks of those leaves.
    pub assessed: Exact,
    /// The first veto that holds, by its position.
    pub veto: Option<usize>,
    /// Whether no veto holds and it is not known of one whether it does.
    pub veto_open: bool,
    /// The musts, each met, missed or unknown.
    pub met: Vec<Option<bool>>,
    /// The rank; `None` where something is open.
    pub rank: Option<u32>,
    /// The grade by its position, of a place with a rank.
    pub grade: Option<usize>,
    /// Whether it is praised or blamed.
    pub award: Option<Award>,
}

impl Assessed {
    /// The total that counts: nothing after a veto.
    pub fn total(&self) -> Score {
        if self.veto.is_some() { Score::default() } else { self.scored }
    }
}

/// All places of a tree's level, scored and ranked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assessment {
    /// The places in data order.
    pub places: Vec<Assessed>,
    /// Their positions by rank, those without one last.
    pub order: Vec<usize>,
}

/// Assesses a year.
pub fn assess(tree: &Tree, sources: &Sources<'_>, year: i32) -> Assessment {
    let places = sources.fund.places();
    let period = Period::Year(year);
    let of_level: Vec<PlaceId> = places.all().filter(|place| places.level(*place) == tree.level).collect();
    let scorer = Scorer::new(tree, sources.entered, period);
    let mut assessed = each_of(&of_level, 1, |place| scorer.sheet(&sources.at(place), place));
    rank(tree, &mut assessed);
    let mut order: Vec<usize> = (0..assessed.len()).collect();
    order.sort_by_key(|n| (assessed[*n].rank.is_none(), assessed[*n].rank)); // stable: ties stay in data order
    Assessment { places: assessed, order }
}

/// A tree with what was entered by the names in it, each looked up once for all places.
struct Scorer<'a> {
    tree: &'a Tree,
    nodes: Vec<Given<'a>>,
    vetoes: Vec<Given<'a>>,
    musts: Vec<Given<'a>>,
    period: Period,
}

impl<'a> Scorer<'a> {
    fn new(tree: &'a Tree, entered: &'a Entered, period: Period) -> Scorer<'a> {
        let of = |conditions: &[Condition]| conditions.iter().map(|condition| entered.by(&condition.id)).collect();
        Scorer {
            tree,
            nodes: tree.nodes.iter().map(|node| entered.by(&node.id)).collect(),
            vetoes: of(&tree.vetoes),
            musts: of(&tree.musts),
            period,
        }
    }

    fn sheet(&self, here: &Here<'_>, place: PlaceId) -> Assessed {
        let tree = self.tree;
        let mut nodes = vec![Scored::default(); tree.nodes.len()];
        let (mut scored, mut assessed) = (0, Exact::ZERO);
        // Each node stands before those below it.
        for (n, node) in tree.nodes.iter().enumerate().rev() {
            nodes[n] = match &node.kind {
                NodeKind::Leaf(leaf) => {
                    let of_leaf = score(&node.marks, leaf, |figure| here.figure(figure, self.period, self.nodes[n]));
                    if let Some(score) = of_leaf.score {
                        scored += score.number();
                        assessed = assessed.plus(&node.marks);
                    }
                    of_leaf
                }
                NodeKind::Sum(below) => {
                    let score = below.iter().map(|child| nodes[*child].score).sum::<Option<Score>>();
                    Scored { score, ..Scored::default() }
                }
            };
        }
        let hold = |conditions: &[Condition], given: &[Given<'_>]| -> Vec<Option<bool>> {
            let holds = |(condition, given): (&Condition, &Given<'_>)| {
                here.figure(&condition.value, self.period, *given).map(|value| condition.holds(&value))
            };
            conditions.iter().zip(given).map(holds).collect()
        };
        let vetoes = hold(&tree.vetoes, &self.vetoes);
        let veto = vetoes.iter().position(|holds| *holds == Some(true));
        Assessed {
            place,
            nodes,
            scored: Score::of(scored),
            assessed,
            veto,
            veto_open: veto.is_none() && vetoes.contains(&None),
            met: hold(&tree.musts, &self.musts),
            rank: None,
            grade: None,
            award: None,
        }
    }
}

fn score(marks: &Exact, leaf: &Leaf, figure: impl Fn(&Figure) -> Option<Exact>) -> Scored {
    let value = figure(&leaf.value);
    let target = match &leaf.rule {
        Rule::Ratio { target, .. } => figure(target),
        _ => None,
    };
    let out_of_range =
        leaf.rule == Rule::Entered && value.as_ref().is_some_and(|value| *value < Exact::ZERO || value > marks);
    let points = value.as_ref().filter(|_| !out_of_range);
    let points = points.and_then(|value| self::points(&leaf.rule, marks, value, target.as_ref()));
    Scored {
        score: points.and_then(|points| Score::rounded(&points)),
        value,
        target: target.map(Box::new),
        out_of_range,
    }
}

/// The marks that a value earns, not rounded; `None` where there is no target to hold it against.
pub fn points(rule: &Rule, marks: &Exact, value: &Exact, target: Option<&Exact>) -> Option<Exact> {
    Some(match rule {
        Rule::Ratio { cap, .. } => {
            let share = value.over(target.filter(|target| **target > Exact::ZERO)?)?;
            marks.times(&share.max(Exact::ZERO).min(cap.clone()))
        }
        Rule::Linear { zero, full } => {
            let share = value.less(zero).over(&full.less(zero))?;
            marks.times(&share.max(Exact::ZERO).min(Exact::ONE))
        }
        Rule::Steps(steps) => {
            let share = steps.iter().find(|(from, _)| from <= value).map(|(_, share)| share);
            share.map_or(Exact::ZERO, |share| marks.times(share))
        }
        Rule::Deduct { per, floor } => marks.less(&per.times(value)).max(floor.clone()).min(marks.clone()),
        Rule::Bonus { per, most } => per.times(value).min(most.clone()).max(Exact::ZERO),
        Rule::Yes if *value == Exact::ZERO => Exact::ZERO,
        Rule::Yes => marks.clone(),
        Rule::Entered => value.clone(),
    })
}

/// Ranks, grades and awards.
fn rank(tree: &Tree, places: &mut [Assessed]) {
    let is_whole = |place: &Assessed| {
        place.veto.is_none() && !place.veto_open && tops(tree).all(|n| place.nodes[n].score.is_some())
    };
    let mut totals: Vec<Score> = places.iter().filter(|place| is_whole(place)).map(|place| place.scored).collect();
    totals.sort_unstable_by(|a, b| b.cmp(a));
    for place in places.iter_mut() {
        let better = match place.veto {
            Some(_) => Some(totals.len()),
            None if is_whole(place) => Some(totals.partition_point(|total| *total > place.scored)),
            None => None,
        };
        place.rank = better.map(|better| better as u32 + 1);
        let total = Exact::from(place.total());
        place.grade = place.rank.and_then(|_| tree.grades.iter().position(|grade| grade.from <= total));
        let is_among_the_first = place.veto.is_none() && place.rank.is_some_and(|rank| rank <= tree.commend);
        place.award = if place.met.contains(&Some(false)) {
            Some(Award::Criticise)
        } else if is_among_the_first && place.met.iter().all(|met| *met == Some(true)) {
            Some(Award::Commend)
        } else {
            None
        };
    }
}

/// The nodes directly below the root.
pub fn tops(tree: &Tree) -> impl Iterator<Item = usize> {
    tree.nodes.iter().enumerate().filter(|(_, node)| node.depth == 0).map(|(n, _)| n)
}

/// The scores entered that lie outside nothing and full marks, at their cells.
pub fn out_of_range(tree: &Tree, places: &Places, entered: &Entered, assessment: &Assessment) -> Findings {
    let of_place = |place: &Assessed| {
        let wrong = tree.nodes.iter().zip(place.nodes.clone()).filter(|(_, scored)| scored.out_of_range);
        let id = place.place;
        wrong.map(move |(node, scored)| {
            let origin = entered.entries(id, &node.id).first().map(|entry| entry.origin.clone());
            Finding::new("score-out-of-range", Severity::Warning, origin.unwrap_or_default())
                .with("place", places.path(id))
                .with("node", &node.id)
                .with("found", scored.value.and_then(|value| value.written(4)).unwrap_or_default())
                .with("marks", node.marks.written(4).unwrap_or_default())
        })
    };
    assessment.places.iter().flat_map(of_place).collect()
}

/// The value nearest to the present one at which a leaf earns at least a score; `None` where no value does, or where
/// the target is not known.
pub fn reach(rule: &Rule, marks: &Exact, target: Option<&Exact>, wanted: Score) -> Option<Exact> {
    let score = Exact::from(wanted);
    let share = || score.over(marks);
    let value = match rule {
        Rule::Ratio { .. } => target.filter(|target| **target > Exact::ZERO)?.times(&share()?),
        Rule::Linear { zero, full } => zero.plus(&full.less(zero).times(&share()?)),
        Rule::Steps(steps) => {
            // The least that will do: the highest come first.
            steps.iter().rev().find(|(_, share)| marks.times(share) >= score)?.0.clone()
        }
        Rule::Deduct { per, .. } => marks.less(&score).over(per)?,
        Rule::Bonus { per, .. } => score.over(per)?,
        Rule::Yes => Exact::ONE,
        Rule::Entered => score.clone(),
    };
    let points = points(rule, marks, &value, target)?;
    (Score::rounded(&points)? >= wanted && (*rule != Rule::Entered || value <= *marks)).then_some(value)
}

/// Totals where the parts below the root have other marks, each part's score in proportion, and the ranks by them. Who
/// has no rank has none here, and a vetoed place stays last.
pub fn reweighed(tree: &Tree, assessment: &Assessment, marks: &[(usize, Exact)]) -> Vec<(Option<Score>, Option<u32>)> {
    let total = |place: &Assessed| {
        place.rank?;
        let part = |(node, wanted): &(usize, Exact)| {
            let (score, own) = (Exact::from(place.nodes[*node].score?), &tree.nodes[*node].marks);
            // A part of extra marks alone has no marks of its own to be scaled by.
            Some(if *own > Exact::ZERO { score.times(wanted).over(own)? } else { score })
        };
        let sum = marks.iter().map(part).try_fold(Exact::ZERO, |sum, part| Some(sum.plus(&part?)))?;
        Score::rounded(&sum)
    };
    let totals: Vec<Option<Score>> = assessment.places.iter().map(total).collect();
    let is_vetoed = |n: usize| assessment.places[n].veto.is_some();
    let standing: Vec<Score> = (0..totals.len()).filter(|n| !is_vetoed(*n)).filter_map(|n| totals[n]).collect();
    let rank = |n: usize| {
        let total = totals[n]?;
        let better = if is_vetoed(n) { standing.len() } else { standing.iter().filter(|t| **t > total).count() };
        Some(better as u32 + 1)
    };
    (0..totals.len()).map(|n| (totals[n], rank(n))).collect()
}

/// How a place's total changed from one year to another, by leaf: the leaves' changes add up to the whole, and what a
/// veto takes away stands by itself, last. `None` where a leaf is open in either.
pub fn change(tree: &Tree, before: &Assessed, after: &Assessed) -> Option<Vec<(Option<usize>, Score)>> {
    let mut steps = Vec::new();
    for (n, _) in tree.nodes.iter().enumerate().filter(|(_, node)| matches!(node.kind, NodeKind::Leaf(_))) {
        let by = after.nodes[n].score?.number() - before.nodes[n].score?.number();
        steps.push((Some(n), Score::of(by)));
    }
    let vetoed = |place: &Assessed| place.scored.number() - place.total().number();
    steps.push((None, Score::of(vetoed(before) - vetoed(after))));
    Some(steps)
}
